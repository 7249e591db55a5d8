"""Writing a résumé by talking: intake, one question at a time, preview, confirm, undo."""

import re
import uuid
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_resume_preview
from chat.cards import clip
from chat.dialogue.criteria import take_resume_wishes
from chat.dialogue.find import advance
from chat.dialogue.reply import Reply
from chat.screening import screen_text
from jobassist.errors import AppError
from resumes import services
from resumes.models import Attachment
from resumes.services import Change, Preview, Source

# After so many questions in a row something useful is offered: confirm, and see jobs.
QUESTIONS_BEFORE_OFFER = 6
MAX_WORDS = 4_000
# Of the words that were read in a picture.
MOST_WORDS_READ = 1_500
# What is missing is named up to this many.
MOST_NAMED = 4


def enter(reply: Reply) -> None:
    """Enter the résumé scene: say how it goes, or go on where it was left."""
    reply.enter("resume")
    resume = reply.context.resume
    if not resume.document:
        reply.say(
            _(
                "Tell me about yourself, paste a text, or upload a PDF or Word file. "
                "I only write down what you give me."
            )
        )
        ask_next(reply, services.build_preview(resume))
        return
    preview = services.build_preview(resume)
    reply.show(build_resume_preview(preview))
    ask_next(reply, preview)


def take_text(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> Preview:
    """Read what the person said into the résumé and show what changed."""
    reply.enter("resume")
    resume = reply.context.resume
    reply.context.begin_write()
    preview = services.intake_text(
        resume, text=text, source=Source(kind="message", ref=str(item_id or ""))
    )
    _show_changes(reply, preview)
    return preview


def show_proposed(reply: Reply, preview: Preview) -> None:
    """Show changes that were proposed and made, not confirmed, and ask on."""
    reply.enter("resume")
    prompt = reply.state.open_prompt
    if prompt is not None and prompt.path not in {each.path for each in preview.missing}:
        # What it asked for is there now.
        reply.close_prompt("answered")
    _show_changes(reply, preview)
    ask_next(reply, preview)


def take_files(reply: Reply, attachment_ids: Sequence[str]) -> None:
    """Read uploaded files into the résumé and show what changed."""
    reply.enter("resume")
    preview: Preview | None = None
    for attachment_id in attachment_ids:
        attachment = services.get_attachment_for(reply.context.user, attachment_id)
        resume = reply.context.resume
        reply.context.begin_write()
        preview = services.intake_attachment(resume, attachment=attachment)
        _say_read(reply, attachment)
    if preview is not None:
        _show_changes(reply, preview)
        ask_next(reply, preview)


def _say_read(reply: Reply, attachment: Attachment) -> None:
    if attachment.kind != Attachment.Kind.PICTURE:
        reply.say(_("I have read “%(file)s”.") % {"file": attachment.filename})
        return
    # As the person can hold it against the page: nothing else is there to hold a value against.
    words = screen_text(clip(attachment.text, MOST_WORDS_READ), lang=reply.context.lang)
    reply.say(
        _(
            "A model read “%(file)s” as a picture, and may have misread it. Please check every value "
            "before you confirm. These are the words it read:"
        )
        % {"file": attachment.filename}
        + "\n"
        + words
    )


def _show_changes(reply: Reply, preview: Preview) -> None:
    reply.state.last_change = "resume"
    if preview.changes:
        reply.show(build_resume_preview(preview))
    elif preview.outcome == "kept":
        reply.say(_("Kept as it is."))
    elif preview.outcome == "refused":
        reply.say(_("Fine, I leave that out."))
    elif preview.outcome == "unknown":
        reply.say(_("No problem, I leave that open."))
    else:
        reply.say(_("I found nothing new for your résumé in that."))


def answer(
    reply: Reply,
    *,
    path: str,
    text: str | None = None,
    value: object = None,
    item_id: uuid.UUID | None,
) -> bool:
    """Apply an answer to a résumé question; False when nothing in it could be used."""
    resume = reply.context.resume
    reply.context.begin_write()
    try:
        preview = services.apply_answer(
            resume,
            path=path.removeprefix("resume."),
            text=text,
            value=value,
            source=Source(
                kind="message", ref=str(item_id or ""), words=(text or str(value))[:MAX_WORDS]
            ),
        )
    except AppError as error:
        reply.say(str(error.message))
        return False
    if preview.outcome == "not_understood":
        return False
    prompt = reply.state.open_prompt
    is_told_else = preview.outcome == "changed" and path in {each.path for each in preview.missing}
    if is_told_else and path == "resume.basics.name" and prompt is not None:
        # A trade where a name was asked for: it is kept, and the question stays open.
        _show_changes(reply, preview)
        if prompt.path == path:
            reply.recall_prompt()
        return True
    reply.close_prompt("answered")
    _show_changes(reply, preview)
    ask_next(reply, preview)
    return True


def correct(reply: Reply, *, paths: Iterable[str], text: str, item_id: uuid.UUID | None) -> bool:
    """Put one field right by the same road as an answer to its question; False if none was meant.

    Reading words into a résumé adds to it; only a correction replaces what stands there.
    """
    reply.enter("resume")
    return any(answer(reply, path=f"resume.{path}", text=text, item_id=item_id) for path in paths)


def edit_field(reply: Reply, *, path: str, value: object, item_id: str | None) -> None:
    """Put one value right as typed on the card; an empty one takes it away."""
    resume = reply.context.resume
    reply.context.begin_write()
    is_empty = value is None or value == ""
    words = "" if is_empty else str(value)[:MAX_WORDS]
    change = Change(
        op="remove" if is_empty else "replace",
        path=path,
        value=None if is_empty else value,
    )
    preview = services.apply_changes(
        resume, changes=[change], source=Source(kind="form", ref=str(item_id or ""), words=words)
    )
    _show_changes(reply, preview)
    ask_next(reply, preview)


def skip(reply: Reply, *, path: str) -> None:
    """Leave a question out for good and go on with the next."""
    resume = reply.context.resume
    reply.context.begin_write()
    preview = services.skip_question(resume, path=path.removeprefix("resume."))
    reply.close_prompt("skipped")
    ask_next(reply, preview)


def ask_next(reply: Reply, preview: Preview) -> None:
    """Ask for the most useful missing thing, or offer to confirm."""
    state = reply.state
    open_questions = [each for each in preview.missing if each.path not in state.refused]
    since_offer = len([each for each in state.asked if each.startswith("resume.")])
    if not open_questions or (since_offer >= QUESTIONS_BEFORE_OFFER and preview.document):
        offer_confirm(reply, preview)
        return
    question = open_questions[0]
    if state.open_prompt is not None and state.open_prompt.path == question.path:
        # Something else was told, which is kept; what was asked is still open.
        reply.recall_prompt()
    else:
        reply.ask(
            question.path,
            question.question,
            schema=question.answer_schema,
            examples=question.examples,
            skippable=question.skippable,
        )
    if preview.document:
        reply.suggest(build_chip(_("That's enough for now"), do="resume", action="show"))


def offer_confirm(reply: Reply, preview: Preview) -> None:
    """Show the whole résumé and ask whether it is right."""
    if not preview.document:
        reply.say(_("There is nothing in your résumé yet. Tell me what you have done so far."))
        return
    whole = services.build_preview(reply.context.resume, since_confirmed=True)
    if whole.confirmed_revision == whole.revision:
        reply.say(_("Your résumé is confirmed and up to date."))
        reply.suggest(
            build_chip(_("Jobs for my résumé"), do="match_resume"),
            build_chip(_("Show my résumé"), do="resume", action="show"),
        )
        return
    reply.show(build_resume_preview(whole))
    # From here on the person has been offered something useful; counting begins anew.
    reply.state.asked = [each for each in reply.state.asked if not each.startswith("resume.")]
    chips = [
        build_chip(_("Yes, that's right"), do="resume", action="confirm"),
        build_chip(_("Undo the last change"), do="resume", action="undo"),
    ]
    if whole.missing:
        chips.append(build_chip(_("More questions"), do="resume", action="ask"))
    reply.ask(
        "resume_preview.confirm",
        _("Is this right? Only what you confirm is used to find jobs."),
        schema={"type": "boolean"},
        reason="confirmation",
        skippable=False,
        with_card=False,
        revision=whole.revision,
        chips=chips,
    )


def show(reply: Reply) -> None:
    """Show the résumé as it stands, and ask for the yes if it is not confirmed."""
    reply.enter("resume")
    resume = reply.context.resume
    preview = services.build_preview(resume)
    if resume.document and preview.confirmed_revision == preview.revision:
        reply.show(build_resume_preview(preview))
    offer_confirm(reply, preview)


_ASKS_HOW_FAR = re.compile(
    r"(?:简历|履历).{0,10}(?:弄|写|做|填|搞|整|改|完成|确认|保存|存|好|完|齐).{0,4}(?:没有?|吗|么|不|哪儿?了?|哪一?步)\W*$"
    r"|(?:简历|履历).{0,6}(?:还)?(?:差|缺|少|漏)(?:了|点|些)*(?:什么|啥|哪|多少)|(?:弄|写|做|填|搞|整)(?:完|好)(?:了)?(?:我的?)?(?:那个)?(?:简历|履历)(?:了)?(?:没有?|吗|么)\W*$"
    r"|\b(?:did|have|has|is|are|was|were)\b[^.?!]{0,30}\b(?:finish(?:ed)?|done|complete[d]?|ready|saved?|confirmed)\b[^.?!]{0,20}\b(?:resume|résumé|cv)\b"
    r"|\b(?:did|have|has|is|are|was|were)\b[^.?!]{0,20}"
    r"\b(?:resume|résumé|cv)\b[^.?!]{0,16}\b(?:finished|done|complete[d]?|saved|confirmed|all there)\b"
    r"|\bhow far\b[^.?!]{0,24}\b(?:resume|résumé|cv)\b|\bwhere (?:are|were|did) we\b[^.?!]{0,16}\b(?:resume|résumé|cv)\b"
    r"|\bwhat(?:'s| is)?\b[^.?!]{0,16}\b(?:missing|left|lacking|outstanding|to do|to add)\b[^.?!]{0,20}\b(?:resume|résumé|cv)\b",
    re.IGNORECASE,
)


def asks_how_far(text: str) -> bool:
    """Return whether words ask what of the résumé is done and what is missing."""
    return bool(_ASKS_HOW_FAR.search(text.strip()))


def say_how_far(reply: Reply, text: str) -> bool:
    """Say what of the résumé is confirmed and what is missing; False where that was not asked."""
    if not asks_how_far(text):
        return False
    preview = services.build_preview(reply.context.resume)
    if not preview.document:
        reply.say(_("There is nothing in your résumé yet. Tell me what you have done so far."))
        reply.suggest(build_chip(_("Write my résumé"), do="scene", scene="resume"))
        reply.recall_prompt()
        return True
    if preview.confirmed_revision == preview.revision:
        reply.say(_("Your résumé is confirmed as it stands."))
    elif preview.confirmed_revision is not None:
        reply.say(_("Your résumé is confirmed, but for what you changed since."))
    else:
        reply.say(_("Your résumé is begun and not confirmed yet."))
    missing = [each.question for each in preview.missing[:MOST_NAMED]]
    if missing:
        reply.say(_("Not in it yet:") + "\n" + "\n".join(f"- {each}" for each in missing))
        reply.suggest(build_chip(_("More questions"), do="resume", action="ask"))
    reply.show(build_resume_preview(preview))
    reply.suggest(build_chip(_("Show my résumé"), do="resume", action="show"))
    reply.recall_prompt()
    return True


def confirm(reply: Reply, *, revision: int | None = None) -> None:
    """Confirm exactly the revision that was shown, then look for jobs."""
    resume = reply.context.resume
    reply.context.begin_write()
    try:
        services.confirm_resume(
            resume, revision=revision if revision is not None else resume.revision
        )
    except AppError as error:
        reply.say(str(error.message))
        show(reply)
        return
    reply.close_prompt("answered")
    reply.say(_("Confirmed. Your résumé can now be matched; you can change it at any time."))
    reply.suggest(build_chip(_("Download as PDF"), do="resume", action="pdf"))
    take_resume_wishes(reply)
    advance(reply)


def undo(reply: Reply) -> None:
    """Take back the last change of the résumé."""
    resume = reply.context.resume
    reply.context.begin_write()
    try:
        preview = services.undo(resume)
    except AppError as error:
        reply.say(str(error.message))
        return
    reply.say(_("Taken back."))
    _show_changes(reply, preview)
    ask_next(reply, preview)


def discard(reply: Reply) -> None:
    """Go back to what was last confirmed."""
    resume = reply.context.resume
    reply.context.begin_write()
    services.discard_changes(resume)
    reply.close_prompt("cancelled")
    reply.say(_("Your changes are gone; what you confirmed before still stands."))
    reply.suggest(
        build_chip(_("Show my résumé"), do="resume", action="show"),
        build_chip(_("Find a job"), do="scene", scene="find"),
    )


def say_pdf(reply: Reply) -> None:
    """Say where the PDF is."""
    resume = reply.context.resume
    if not resume.document:
        reply.say(_("There is nothing in your résumé yet. Tell me what you have done so far."))
        return
    reply.say(_("Your résumé as a PDF is on the card: choose Chinese or English."))
    reply.show(build_resume_preview(services.build_preview(resume)))


def answer_if_asked(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> bool:
    """Take words as the answer to an open résumé question; False when they are not one."""
    prompt = reply.state.open_prompt
    if prompt is None or not prompt.path.startswith("resume."):
        return False
    return answer(reply, path=prompt.path, text=text, item_id=item_id)
