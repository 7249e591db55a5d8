"""What the person says of themselves, taken for the résumé or for the search."""

import re
import uuid

from chat.dialogue import find, resume
from chat.dialogue.criteria import change_criteria
from chat.dialogue.reply import Reply
from chat.dialogue.wishing import apply_change, take_wish
from chat.state import OpenPrompt
from chat.understanding.types import Understanding
from resumes import services as resume_services
from resumes.services import Source

# Said with an occupation, these still say what work is meant; a name or a school tells a life.
_OF_THE_WORK = {
    "basics.label", "work[0].position", "work[0].summary", "basics.summary", "skills",
    "certificates", "languages",
}  # fmt: skip
_ONE_BREATH = 60


def take_facts(reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None) -> None:
    """Take what was said of oneself into the résumé, or as what it was rather."""
    prompt = reply.state.open_prompt
    if seen.criteria and not seen.resume and seen.intent == "correct_field":
        take_wish(reply, seen, text=text, item_id=item_id)
        return
    if not _is_about_else(prompt, seen) and resume.answer_if_asked(reply, text, item_id=item_id):
        return
    if _opens_with_work(reply, seen, text=text, item_id=item_id):
        return
    if prompt is not None and not prompt.path.startswith("resume"):
        reply.close_prompt("replaced")
    if seen.intent == "correct_field" and seen.resume:
        if not resume.correct(reply, paths=seen.resume_values, text=text, item_id=item_id):
            resume.ask_next(reply, resume.take_text(reply, text, item_id=item_id))
        return
    if seen.criteria:
        apply_change(reply, seen, text=text, item_id=item_id)
    if not seen.resume and len(text) < 40:
        resume.enter(reply)
        return
    preview = resume.take_text(reply, text, item_id=item_id)
    resume.ask_next(reply, preview)


def _opens_with_work(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> bool:
    """Take what a newcomer says to be for the work looked for, and keep it for the résumé too.

    False where more than that was said: then it is the beginning of a résumé.
    """
    state = reply.state
    facts = seen.resume_values
    label = facts.get("basics.label") or facts.get("work[0].position")
    is_newcomer = (
        state.round == 0 and not state.criteria.titles and not reply.context.resume.document
    )
    is_only = not set(facts) - _OF_THE_WORK and len(text) <= _ONE_BREATH
    if not label or not is_only or not is_newcomer or state.open_prompt is not None:
        return False
    reply.context.begin_write()
    resume_services.intake_text(
        reply.context.resume, text=text, source=Source(kind="message", ref=str(item_id or ""))
    )
    values = {
        **seen.criteria.set,
        "titles": seen.criteria.set.get("titles") or (re.sub(r"^I (?:am an? )?", "", str(label)),),
    }
    change_criteria(reply, values=values, words=text, item_id=item_id)
    find.advance(reply)
    return True


def _is_about_else(prompt: OpenPrompt | None, seen: Understanding) -> bool:
    """Return whether facts were said, but none of the part that the open question is about."""
    if prompt is None or not prompt.path.startswith("resume.") or not seen.resume:
        return False
    wanted = prompt.path.removeprefix("resume.")
    if not wanted.startswith("basics"):
        wanted = wanted.split(".")[0].split("[")[0]
    return not any(path.startswith(wanted) for path in seen.resume_values)
