"""What a model writes: changes of the résumé and letters, each held against what was given."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from chat.build_cards import employer_name
from chat.dialogue import connect, resume, tailoring
from chat.letters import Grounds, find_unfounded
from chat.tool_base import Arguments, Ref, ToolContext, ToolFailed, ToolRetry
from jobassist.errors import AppError
from jobs.models import Posting
from recruiting.services import list_applications
from resumes import services as resume_services
from resumes.proposals import Given, NotGrounded, Proposal, check_proposals, measure_nearness
from resumes.services import Change, Source

Quote = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class ChangeArguments(Arguments):
    op: Literal["add", "replace", "remove"]
    path: Annotated[str, StringConstraints(min_length=2, max_length=200)] = Field(
        description="JSON Pointer into JSON Resume: /work/0/summary, /skills/-."
    )
    value: Any = Field(None, description="A text, or an object for a new entry.")
    words: Quote = Field(description="The words of the person it rests on, letter for letter.")


class ChangesArguments(Arguments):
    changes: tuple[ChangeArguments, ...] = Field(min_length=1, max_length=20)


class RefArguments(Arguments):
    ref: Ref


class LetterArguments(Arguments):
    ref: Ref
    text: Annotated[str, StringConstraints(min_length=20, max_length=2_000)] = Field(
        description="The letter, of the résumé and the posting alone; the app adds the name."
    )


def list_given(context: ToolContext) -> list[Given]:
    """Return the texts that a claim about the person may rest on, the newest first."""
    given = [
        Given(each.text, Source(kind="message", ref=str(each.item_id or "")))
        for each in reversed(context.said)
    ]
    given += [
        Given(text, Source(kind="message"))
        for text in reversed(context.said_before.splitlines())
        if text.strip()
    ]
    row = context.reply.context.resume
    for pointer, value in resume_services.list_leaves(row.document or {}):
        if isinstance(value, str):
            source = Source.model_validate(row.sources.get(pointer) or {"kind": "form"})
            given.append(Given(value, source))
    return given


def change_resume(context: ToolContext, arguments: ChangesArguments) -> str:
    """Make changes of the résumé that rest on words which were given; the person confirms them."""
    reply = context.reply
    proposals = [
        Proposal(
            each.op,
            each.path,
            _unmask(context, each.value),
            context.masker.unmask(each.words),
        )
        for each in arguments.changes
    ]
    prompt = reply.state.open_prompt
    changes, refused = _sift(proposals, given=list_given(context))
    if not changes:
        raise ToolRetry(f"Nothing was changed: {refused[0]}. Claim only what the words say.")
    try:
        reply.context.begin_write()
        preview = resume_services.apply_changes(
            reply.context.resume,
            changes=changes,
            source=Source(kind="message"),
            today=reply.context.today,
        )
    except AppError as error:
        raise ToolRetry(f"Nothing was changed: {error.message}") from None
    if prompt is not None and not prompt.path.startswith("resume"):
        reply.close_prompt("replaced")
    resume.show_proposed(reply, preview)
    told = f"{len(preview.changes)} changes are shown; nothing is confirmed."
    return " ".join([told, *(f"Left out: {each}." for each in refused)])


def _sift(
    proposals: Sequence[Proposal], *, given: Sequence[Given]
) -> tuple[list[Change], list[str]]:
    """Return the changes that rest on what was given, and why the others do not.

    What is made up costs nobody what they have told beside it.
    """
    changes: list[Change] = []
    refused: list[str] = []
    without: set[str] = set()
    for each in proposals:
        if any(each.path.startswith(place) and each.path != f"{place}-" for place in without):
            # It counts on an entry that was left out, and would hit another; what goes to the
            # end hits none.
            refused.append(f"{each.path} goes with what was left out")
            continue
        try:
            changes += check_proposals([each], given=given)
        except NotGrounded as error:
            refused.append(str(error))
            if each.op != "replace" and re.search(r"/(?:\d+|-)$", each.path):
                without.add(each.path.rpartition("/")[0] + "/")
    return changes, refused


def _unmask(context: ToolContext, value: Any) -> Any:
    if isinstance(value, str):
        return context.masker.unmask(value)
    if isinstance(value, dict):
        return {str(key): _unmask(context, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unmask(context, each) for each in value]
    return value


def write_letter(context: ToolContext, arguments: LetterArguments) -> str:
    """Show a letter drafted for a job and all that would be shared; only the person sends it."""
    posting = context.posting(arguments.ref)
    if posting.company_id is None:
        raise ToolFailed("This employer takes no messages here; it has a page of its own.")
    document = context.reply.context.resume.confirmed_document or {}
    text = context.masker.unmask(arguments.text).strip()
    wrong = find_unfounded(text, build_grounds(context, posting, document), near=measure_nearness)
    if wrong is not None:
        raise ToolRetry(f"The letter is not shown: {wrong}. Say only what is given.")
    name = (document.get("basics") or {}).get("name")
    if name and name not in text:
        text = f"{text}\n{name}"
    connect.prepare(context.reply, posting, words=text)
    if context.reply.state.pending is None:
        return ""
    return "The draft is shown. Nothing was sent: the person has to say yes."


def tailor_resume(context: ToolContext, arguments: RefArguments) -> str:
    """Say what of the résumé goes first for a job; nothing in it is changed."""
    tailoring.tailor(context.reply, context.posting(arguments.ref))
    return ""


def build_grounds(context: ToolContext, posting: Posting, document: dict[str, Any]) -> Grounds:
    """Return what a letter for a posting may rest on. One query."""
    leaves = [str(value) for _pointer, value in resume_services.list_leaves(document)]
    shown = context.reply.state.shown
    written_to = list_applications(context.reply.context.user, limit=50)
    others = {each.employer or "" for each in shown if each.posting_id != posting.id}
    others |= {employer_name(each.posting) or "" for each in written_to}
    employer = employer_name(posting) or ""
    return Grounds(
        own="\n".join(leaves),
        said=f"{context.said_before}\n{context.words}",
        posting=f"{posting.title}\n{posting.description_text}",
        employer=employer,
        own_employers=[str(each["name"]) for each in document.get("work", []) if each.get("name")],
        others=others - {"", employer},
    )
