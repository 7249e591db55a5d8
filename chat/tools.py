"""The tools: name, argument schema, function. What they do is in `chat.dialogue`.

A tool puts cards, questions and sentences into the reply, exactly as the rules engine
does, and returns what a model needs to know of it. A model proposes; here it is decided:
arguments are parsed strictly, jobs are named by refs of this turn only, what is kept
must be in the person's own words, and nothing here sends a message or confirms a résumé.
"""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, cast

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from chat.acting_tools import (
    AlertChange,
    AlertWords,
    SceneArguments,
    begin_anew,
    change_alert,
    create_alert,
    list_alerts,
    make_pdf,
    show_newest,
    skip_question,
    switch_scene,
)
from chat.build_cards import build_criteria_card, job_line
from chat.cards import DismissReason
from chat.dialogue import (
    about,
    applications,
    asking,
    connect,
    criteria,
    find,
    interview,
    narrowing,
    refusing,
    relaxing,
    remembering,
    resume,
    undoing,
)
from chat.dialogue.reply import Reply
from chat.engines.base import Say, TurnInput
from chat.grounding import drop_unsaid
from chat.repairing import find_nearest
from chat.state import ShownJob
from chat.tool_base import (
    A,
    Arguments,
    NoArguments,
    Ref,
    Refs,
    Terms,
    Tool,
    ToolContext,
    ToolFailed,
    ToolOutcome,
    ToolReply,
    ToolRetry,
    Words,
    parse_arguments,
)
from chat.writing_tools import (
    ChangesArguments,
    LetterArguments,
    RefArguments,
    change_resume,
    tailor_resume,
    write_letter,
)
from jobassist.ai.types import ToolCall, ToolSpec
from jobassist.errors import AppError
from jobs import search
from jobs.criteria import CriterionKey, EducationLevel, EmploymentType, SalaryPeriod
from resumes import services as resume_services

__all__ = [
    "TOOLS",
    "Refs",
    "ToolContext",
    "ToolFailed",
    "ToolOutcome",
    "ToolReply",
    "ToolRetry",
    "describe_jobs",
    "describe_resume",
    "run_tool",
    "tool_specs",
]

# How sure it must be that the person wishes what cannot be taken back.
SURE = 0.5
MAX_LINES = 12
MAX_LINE = 300


class Wishes(Arguments):
    """Wishes to set and to drop; a key left out stays as it is."""

    titles: Terms | None = Field(None, description="Occupations or job titles wanted.")
    skills: Terms | None = None
    cities: Terms | None = Field(None, description="Cities, districts or regions wanted.")
    remote: bool | None = None
    salary_min: float | None = Field(None, ge=0, le=100_000_000)
    salary_max: float | None = Field(None, ge=0, le=100_000_000)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = Field(
        None, description="ISO 4217."
    )
    salary_period: SalaryPeriod | None = None
    employment_type: EmploymentType | None = None
    experience_years: float | None = Field(None, ge=0, le=70, description="Years they have.")
    education: EducationLevel | None = Field(None, description="The degree they have.")
    exclude: Terms | None = Field(None, description="What must not be in a job.")
    conditions: Terms | None = Field(
        None, description="Perks, shifts and terms wished for, in the person's words."
    )
    employers: Terms | None = Field(None, description="Employers wanted, by name or kind.")
    within_km: float | None = Field(None, gt=0, le=500, description="Near the cities: how near.")
    remote_or_city: bool | None = Field(None, description="Remote, or else in the cities.")
    pay_stated: bool | None = Field(None, description="Only postings that state their pay.")
    clear: tuple[CriterionKey, ...] = Field((), max_length=17, description="Wishes to drop.")

    def values(self) -> dict[str, Any]:
        """Return the wishes to set."""
        given = self.model_dump(exclude={"clear", "show_now"}, exclude_none=True)
        return {key: value for key, value in given.items() if value != ()}


class SearchArguments(Wishes):
    show_now: bool = Field(False, description="The person wants to see jobs without questions.")


class QuestionArguments(Arguments):
    ref: Ref
    question: Annotated[str, StringConstraints(min_length=2, max_length=300)]


class RefsArguments(Arguments):
    refs: tuple[Ref, ...] = Field(min_length=2, max_length=4)


class RejectArguments(Arguments):
    refs: tuple[Ref, ...] = Field((), max_length=10, description="Empty: none in particular.")
    reason: DismissReason


class ShowArguments(Arguments):
    show: bool = Field(False, description="Show it to the person as well.")


class WordsArguments(Arguments):
    text: Words = Field(description="The person's words, copied letter for letter.")


class MessageArguments(Arguments):
    ref: Ref
    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] | None = Field(
        None, description="Only where the person dictated it: their words, letter for letter."
    )


class NoteArguments(Arguments):
    note: Annotated[str, StringConstraints(min_length=2, max_length=500)] = Field(
        description="The person's words, copied letter for letter."
    )


class TopicArguments(Arguments):
    topic: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AskArguments(Arguments):
    path: Literal[
        "criteria.titles",
        "criteria.cities",
        "criteria.salary_min",
        "criteria.employment_type",
        "criteria.exclude",
        "resume",
    ]


# --- running one ---------------------------------------------------------------------------


def run_tool(context: ToolContext, call: ToolCall) -> ToolOutcome:
    """Run a tool call. Reads and writes rows.

    Raises ToolRetry before anything was changed, ToolFailed where it cannot be done.
    """
    tool = TOOLS.get(call.name) or TOOLS.get(find_nearest(call.name, TOOLS) or "")
    if tool is None:
        raise ToolRetry(f"There is no tool of that name. Tools: {', '.join(TOOLS)}.")
    arguments = parse_arguments(tool.arguments, call.arguments)
    try:
        text = tool.run(context, arguments)
    except AppError as error:
        raise ToolFailed(str(error.message)) from error
    steps = context.reply.drain()
    if tool.keeps_words:
        shown = [step.text for step in steps if isinstance(step, Say)]
        said = "Shown to the person word for word, do not repeat:" if shown else ""
        return ToolOutcome("\n".join(each for each in (text, said, *shown) if each), tuple(steps))
    held = tuple(step.text for step in steps if isinstance(step, Say))
    told = "Tell the person, in your words, with every figure as it is:" if held else ""
    return ToolOutcome(
        "\n".join(each for each in (text, told, *held) if each) or "Done.",
        tuple(step for step in steps if not isinstance(step, Say)),
        held,
    )


# --- finding ---------------------------------------------------------------------------------


def describe_jobs(context: ToolContext) -> str:
    """Return the jobs on the last cards, a line each, as their rows have them. Two statements."""
    shown = context.reply.state.shown
    if not shown:
        return ""
    postings = search.load_postings([each.posting_id for each in shown])
    lines = []
    for ref, each in zip(context.refs.add(shown), shown, strict=True):
        posting = postings.get(each.posting_id)
        if posting is not None:
            band = f" · fit: {each.band}" if each.band else ""
            lines.append(f"{ref}: {job_line(posting)[:MAX_LINE]}{band}")
    return "\n".join(lines)


def _set_wishes(context: ToolContext, wishes: Wishes) -> str:
    """Change the search as asked; returns what changed, in words."""
    reply = context.reply
    words, item_id = context.words, context.said[-1].item_id if context.said else None
    values, unsaid = drop_unsaid(
        wishes.values(),
        said=context.given,
        held=context.held,
        seen=context.seen,
        before=reply.state.criteria,
    )
    if unsaid and not values and not wishes.clear:
        raise ToolRetry(f"The person did not say this: {'; '.join(unsaid)}. Set what they said.")
    titles = values.get("titles") or ()
    criteria.leave_old_work(reply, titles, words=words, item_id=item_id)
    before = criteria.change_criteria(
        reply, values=values, clear=wishes.clear, words=words, item_id=item_id
    )
    criteria.settle_prompt(reply)
    changed = criteria.list_understood(before, reply.state.criteria)
    if unsaid:
        # The keys alone: what was made up is not given back as if it had been told.
        keys = ", ".join(dict.fromkeys(each.partition(":")[0] for each in unsaid))
        changed += f" (left out, the person did not say it: {keys})"
    return changed


def _tell_round(context: ToolContext, *, earlier: list[ShownJob]) -> str:
    """Return what the person sees after a search: jobs, a question, or nothing that fits.

    `earlier` is the list of the jobs shown before it; a new round is a new list.
    """
    state = context.reply.state
    if state.shown is not earlier:
        return f"Shown as cards:\n{describe_jobs(context)}"
    if state.open_prompt is not None and state.open_prompt.path.startswith("criteria."):
        return f"No search yet. The person was asked: {state.open_prompt.question}"
    return "No jobs were shown."


def search_jobs(context: ToolContext, wishes: SearchArguments) -> str:
    """Change the search and run it, or ask the one question that narrows it most."""
    earlier = context.reply.state.shown
    changed = _set_wishes(context, wishes)
    if wishes.show_now:
        context.reply.enter("find")
        find.run_search(context.reply)
    else:
        find.advance(context.reply)
    told = _tell_round(context, earlier=earlier)
    return f"Changed: {changed}\n{told}" if changed else told


def more_jobs(context: ToolContext, _arguments: NoArguments) -> str:
    """Show the next round of the same search."""
    context.reply.enter("find")
    earlier = context.reply.state.shown
    find.run_search(context.reply, is_more=True)
    return _tell_round(context, earlier=earlier)


def change_criteria(context: ToolContext, wishes: Wishes) -> str:
    """Change the search without running it."""
    if not wishes.values() and not wishes.clear:
        raise ToolRetry("Say which wishes to set or to clear.")
    changed = _set_wishes(context, wishes)
    context.reply.show(build_criteria_card(context.reply.state.criteria))
    return f"Changed: {changed}" if changed else "Nothing changed."


def widen_search(context: ToolContext, _arguments: NoArguments) -> str:
    """Say which wish costs most, counted, and offer to give it up."""
    relaxing.offer_relaxations(context.reply)
    return ""


def reject_jobs(context: ToolContext, arguments: RejectArguments) -> str:
    """Note a refusal with its reason and show a round that differs because of it."""
    postings = [context.posting(ref) for ref in arguments.refs]
    if context.reply.state.open_prompt is not None:
        context.reply.close_prompt("replaced")
    earlier = context.reply.state.shown
    refusing.reject(context.reply, reason=arguments.reason, postings=postings)
    return _tell_round(context, earlier=earlier)


def undo(context: ToolContext, _arguments: NoArguments) -> str:
    """Take back the last change of the search or the résumé."""
    undoing.undo(context.reply)
    return ""


# --- one job ---------------------------------------------------------------------------------


def explain_job(context: ToolContext, arguments: RefArguments) -> str:
    """Show point by point why a job fits or does not, with the words it rests on."""
    about.say_why(context.reply, context.posting(arguments.ref))
    return ""


def show_job(context: ToolContext, arguments: RefArguments) -> str:
    """Show the deep read of a job and return its text."""
    posting = context.posting(arguments.ref)
    about.show_detail(context.reply, posting)
    return f"Shown as a card. The posting:\n{job_line(posting)}\n{posting.description_text[:4_000]}"


def quote_job(context: ToolContext, arguments: QuestionArguments) -> str:
    """Answer a question about a job from the posting's own words."""
    asking.answer_about(context.reply, context.posting(arguments.ref), question=arguments.question)
    return ""


def practise_interview(context: ToolContext, arguments: RefArguments) -> str:
    """Begin a practice interview for a job; its answers are scored by code."""
    interview.enter(context.reply, context.posting(arguments.ref))
    prompt = context.reply.state.open_prompt
    return f"The person was asked: {prompt.question}" if prompt else ""


def compare_jobs(context: ToolContext, arguments: RefsArguments) -> str:
    """Put jobs side by side on what the person cares about."""
    refs = dict.fromkeys(arguments.refs)
    if len(refs) < 2:
        raise ToolRetry("Name at least two different jobs.")
    about.compare(context.reply, [context.posting(ref) for ref in refs])
    return ""


def similar_jobs(context: ToolContext, arguments: RefArguments) -> str:
    """Show a round of jobs like one of those shown."""
    posting = context.posting(arguments.ref)
    context.reply.enter("find")
    earlier = context.reply.state.shown
    about.show_similar(context.reply, posting)
    return _tell_round(context, earlier=earlier)


def save_job(context: ToolContext, arguments: RefArguments) -> str:
    """Keep a job for later."""
    about.save(context.reply, context.posting(arguments.ref))
    return ""


# --- the résumé ------------------------------------------------------------------------------


def describe_resume(context: ToolContext) -> str:
    """Return the résumé in short lines: no name, no contact details, no address."""
    row = context.reply.context.resume
    document: dict[str, Any] = row.document or {}
    if not document:
        return "There is no résumé yet."
    is_confirmed = row.confirmed_revision == row.revision
    lines = ["Confirmed." if is_confirmed else "Has changes that are not confirmed."]
    basics = document.get("basics") or {}
    lines += [str(basics[key]) for key in ("label", "summary") if basics.get(key)]
    for kind, keys in (
        ("work", ("position", "name", "startDate", "endDate", "summary")),
        ("education", ("studyType", "area", "institution", "startDate", "endDate")),
        ("projects", ("name", "description")),
        ("skills", ("name",)),
        ("languages", ("language", "fluency")),
        ("certificates", ("name", "date")),
    ):
        for entry in (document.get(kind) or [])[:MAX_LINES]:
            values = [str(entry[key]) for key in keys if entry.get(key)]
            lines.append(f"{kind}: {' · '.join(values)}"[:MAX_LINE])
    return "\n".join(lines)


def _describe_preview(context: ToolContext) -> str:
    row = context.reply.context.resume
    preview = resume_services.build_preview(row)
    missing = [each.question for each in preview.missing[:3]]
    asked = context.reply.state.open_prompt
    lines = [describe_resume(context)]
    if asked is not None:
        lines.append(f"The person was asked: {asked.question}")
    elif missing:
        lines.append(f"Still missing: {' / '.join(missing)}")
    return "\n".join(lines)


def read_resume(context: ToolContext, arguments: ShowArguments) -> str:
    """Return the résumé as it stands; show it too if asked."""
    if arguments.show:
        resume.show(context.reply)
    return _describe_preview(context)


def add_to_resume(context: ToolContext, arguments: WordsArguments) -> str:
    """Read words of the person into the résumé as a change that is not confirmed yet."""
    text, source = context.quote(arguments.text)
    prompt = context.reply.state.open_prompt
    if prompt is not None and not prompt.path.startswith("resume"):
        context.reply.close_prompt("replaced")
    if not _correct_resume(context, text.strip(), source):
        preview = resume.take_text(context.reply, text, item_id=source.item_id)
        resume.ask_next(context.reply, preview)
    return _describe_preview(context)


def _correct_resume(context: ToolContext, words: str, source: TurnInput) -> bool:
    """Put one field right where a correction was meant; False where none was."""
    return context.seen.intent == "correct_field" and resume.correct(
        context.reply, paths=context.seen.resume_values, text=words, item_id=source.item_id
    )


def answer_question(context: ToolContext, arguments: WordsArguments) -> str:
    """Take words of the person as the answer to the open question about the résumé."""
    prompt = context.reply.state.open_prompt
    if prompt is None:
        raise ToolFailed("There is no open question.")
    if not prompt.path.startswith("resume."):
        raise ToolRetry("The open question is about the search: call search_jobs instead.")
    text, source = context.quote(arguments.text)
    if not resume.answer(
        context.reply, path=prompt.path, text=text.strip(), item_id=source.item_id
    ):
        raise ToolFailed("Nothing in these words answers the question.")
    return _describe_preview(context)


def confirm_resume(context: ToolContext, _arguments: NoArguments) -> str:
    """Show the whole résumé and ask whether it is right; only the person confirms it."""
    reply = context.reply
    reply.enter("resume")
    row = reply.context.resume
    resume.offer_confirm(reply, resume_services.build_preview(row))
    return "Nothing is confirmed: the person has to say yes."


# --- employers -------------------------------------------------------------------------------


def prepare_message(context: ToolContext, arguments: MessageArguments) -> str:
    """Show a draft to the employer and all that would be shared; only the person sends it."""
    posting = context.posting(arguments.ref)
    words = ""
    if arguments.text is not None:
        words = " ".join(context.quote(arguments.text)[0].split())
    is_wished = context.seen.intent == "connect" and context.seen.confidence >= SURE
    if posting.company_id is None and not is_wished:
        # Going to an employer's own page is recorded: it takes the person's own wish.
        about.show_detail(context.reply, posting)
        return "Nothing was prepared. The card has “get in touch”: the person may tap it."
    connect.prepare(context.reply, posting, words=words)
    if context.reply.state.pending is None:
        return ""
    return "A draft is shown. Nothing was sent: the person has to say yes."


def list_applications(context: ToolContext, _arguments: NoArguments) -> str:
    """Show whom the person wrote to and where each contact stands."""
    applications.enter(context.reply)
    return ""


# --- memory ----------------------------------------------------------------------------------


def remember(context: ToolContext, arguments: NoteArguments) -> str:
    """Remember something that the person has just said, in their words."""
    text, source = context.quote(arguments.note)
    remembering.remember_note(context.reply, " ".join(text.split()), item_id=source.item_id)
    return ""


def forget(context: ToolContext, arguments: TopicArguments) -> str:
    """Forget what the person asked to have forgotten, or show all for them to choose."""
    if context.seen.intent == "forget" and context.seen.confidence >= SURE:
        remembering.forget_about(context.reply, context.masker.unmask(arguments.topic))
    else:
        remembering.show_memory(context.reply)
    return ""


def show_memory(context: ToolContext, _arguments: NoArguments) -> str:
    """Show everything that is remembered, to edit or forget."""
    remembering.show_memory(context.reply)
    return ""


# --- asking ----------------------------------------------------------------------------------


def ask_person(context: ToolContext, arguments: AskArguments) -> str:
    """Open a question with answers to tap."""
    reply = context.reply
    if arguments.path == "resume":
        reply.enter("resume")
        row = reply.context.resume
        resume.ask_next(reply, resume_services.build_preview(row))
    else:
        _ask_wish(reply, arguments.path)
    prompt = reply.state.open_prompt
    return f"The person was asked: {prompt.question}" if prompt else "There is nothing to ask."


def _ask_wish(reply: Reply, path: str) -> None:
    text_list = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    match path:
        case "criteria.titles":
            narrowing.ask_titles(reply)
        case "criteria.cities":
            examples = _facet_labels(reply, "cities")
            reply.ask(path, _("Where would you like to work?"), schema=text_list, examples=examples)
        case "criteria.salary_min":
            schema = {"type": ["number", "string"]}
            reply.ask(path, _("What should it pay at least?"), schema=schema)
        case "criteria.employment_type":
            examples = _facet_labels(reply, "employment_type")
            reply.ask(path, _("Which kind of contract do you want?"), examples=examples)
        case _:
            reply.ask(path, _("What should I leave out?"), schema=text_list)


def _facet_labels(reply: Reply, key: search.FacetKey) -> list[str]:
    values = search.facet_values(reply.state.criteria, key)[:5]
    return [each.label_zh if reply.context.lang == "zh" else each.label_en for each in values]


def _build(
    run: Callable[[ToolContext, A], str],
    arguments: type[A],
    description: str,
    *,
    keeps_words: bool = False,
) -> Tool[Any]:
    name = cast(Any, run).__name__
    return Tool(name, description, arguments, run, keeps_words)


TOOLS: dict[str, Tool[Any]] = {
    tool.name: tool
    for tool in (
        _build(
            search_jobs,
            SearchArguments,
            "Search for jobs, or change the search: set only what the person said, clear what no "
            "longer holds. May ask the person one question first. Shows job cards.",
        ),
        _build(more_jobs, NoArguments, "Show other jobs of the same search."),
        _build(change_criteria, Wishes, "Change what is searched for without searching. Shows it."),
        _build(
            widen_search,
            NoArguments,
            "Find out which wish costs most jobs, counted, and offer to give it up.",
        ),
        _build(
            reject_jobs,
            RejectArguments,
            "The person turned jobs down and said why: note it and show a better round.",
        ),
        _build(undo, NoArguments, "Take back the last change of the search or the résumé."),
        _build(
            explain_job,
            RefArguments,
            "Show point by point why a job fits or not, with evidence.",
            keeps_words=True,
        ),
        _build(show_job, RefArguments, "Show all about one job."),
        _build(
            quote_job,
            QuestionArguments,
            "Answer a question about one job from the posting's own words.",
            keeps_words=True,
        ),
        _build(
            practise_interview,
            RefArguments,
            "Begin a practice interview for one job. The app asks and scores from then on.",
        ),
        _build(compare_jobs, RefsArguments, "Put jobs side by side.", keeps_words=True),
        _build(similar_jobs, RefArguments, "Show jobs like this one."),
        _build(save_job, RefArguments, "Keep a job for later."),
        _build(read_resume, ShowArguments, "Read the person's résumé."),
        _build(
            add_to_resume,
            WordsArguments,
            "The person told something about themselves that belongs in the résumé.",
        ),
        _build(
            answer_question,
            WordsArguments,
            "The person answered the open question about the résumé.",
        ),
        _build(
            change_resume,
            ChangesArguments,
            "Change the résumé itself, where what the person told needs putting in order: each "
            "change with their words. Figures, names and dates only as given.",
        ),
        _build(
            confirm_resume, NoArguments, "Show the whole résumé and ask the person to confirm it."
        ),
        _build(
            prepare_message,
            MessageArguments,
            "The person wants to apply or get in touch: show a draft for them to send.",
        ),
        _build(
            tailor_resume,
            RefArguments,
            "The person wants the résumé fitted to a job: put what it asks for first.",
        ),
        _build(
            write_letter,
            LetterArguments,
            "The person wants a letter or greeting written for a job: show your draft.",
        ),
        _build(list_applications, NoArguments, "Show whom the person has been in touch with."),
        _build(
            create_alert,
            AlertWords,
            "The person wants to be told of new jobs, at times or at once: make that order.",
        ),
        _build(change_alert, AlertChange, "Pause, resume, change or delete such an order."),
        _build(list_alerts, NoArguments, "Show such orders."),
        _build(begin_anew, NoArguments, "Drop the whole search and begin another."),
        _build(show_newest, NoArguments, "Show only what is new since last time."),
        _build(switch_scene, SceneArguments, "Go to another part of the app."),
        _build(skip_question, NoArguments, "Leave the open question out."),
        _build(make_pdf, NoArguments, "Show where the résumé can be had as a PDF."),
        _build(remember, NoteArguments, "The person asked to have something remembered: keep it."),
        _build(forget, TopicArguments, "The person asked to have something forgotten."),
        _build(show_memory, NoArguments, "Show what is remembered about the person."),
        _build(ask_person, AskArguments, "Ask the person one question, with answers to tap."),
    )
}


@cache
def tool_specs() -> tuple[ToolSpec, ...]:
    """Return all tools as a model is told of them, always in the same order."""
    return tuple(tool.spec() for tool in TOOLS.values())
