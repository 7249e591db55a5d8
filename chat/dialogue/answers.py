"""Answers to the open question: skipped, given, decided."""

import uuid

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.dialogue import (
    alerts,
    applications,
    arranging,
    connect,
    find,
    interview,
    narrowing,
    resume,
)
from chat.dialogue.criteria import drop_unknown_work
from chat.dialogue.reply import Reply
from chat.dialogue.telling import take_facts
from chat.understanding.types import Understanding

SURE_YES = 0.6


def skip_prompt(reply: Reply, *, prompt_id: str | None = None) -> None:
    """Skip the open question; a tap on an older one skips nothing."""
    prompt = reply.state.open_prompt
    if prompt is None or (prompt_id is not None and prompt.prompt_id != prompt_id):
        reply.say(_("That question is no longer open."))
        reply.recall_prompt()
        return
    if not prompt.skippable:
        reply.recall_prompt()
        return
    if interview.is_open(reply):
        interview.skip(reply)
        return
    reply.state.refused.append(prompt.path)
    if prompt.path.startswith("resume."):
        resume.skip(reply, path=prompt.path)
    elif prompt.path.startswith("alert."):
        reply.state.alert_draft = None
        reply.close_prompt("skipped")
        reply.say(_("All right, everything stays as it is."))
    else:
        reply.close_prompt("skipped")
        drop_unknown_work(reply, path=prompt.path)
        find.advance(reply)


def decide(reply: Reply, path: str, *, is_yes: bool) -> None:
    """Act on a yes or no to an open confirmation."""
    match path, is_yes:
        case "resume_preview.confirm", True:
            prompt = reply.state.open_prompt
            resume.confirm(reply, revision=prompt.revision if prompt else None)
        case "resume_preview.confirm", False:
            reply.close_prompt("cancelled")
            reply.say(_("What is wrong? Just say it, for example “I left in 2021”."))
            reply.suggest(
                build_chip(_("Undo the last change"), do="resume", action="undo"),
                build_chip(_("Discard"), do="resume", action="discard"),
            )
        case applications.WITHDRAW, _:
            applications.decide(reply, is_yes=is_yes)
        case ((arranging.ACCEPT | arranging.DECLINE | arranging.CANCEL), _):
            arranging.decide(reply, path, is_yes=is_yes)
        case alerts.DELETE_ALL, _:
            alerts.decide_delete_all(reply, is_yes=is_yes)
        case "message_preview.send", True:
            connect.send(reply)
        case "message_preview.send", False:
            connect.discard(reply)
        case _, True:
            reply.close_prompt("answered")
            find.advance(reply)
        case _:
            reply.close_prompt("cancelled")
            reply.say(_("All right. What would you like to change?"))


def take_yes_or_no(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> None:
    """Take a yes or no as the answer to whatever is open."""
    prompt = reply.state.open_prompt
    is_yes = seen.intent == "confirm"
    if prompt is None:
        if is_yes and not reply.state.criteria.is_empty:
            find.advance(reply)
        elif is_yes:
            narrowing.ask_titles(reply)
        else:
            reply.say(_("All right. What would you like instead?"))
        return
    if prompt.reason == "confirmation":
        if seen.criteria or seen.resume:
            # "No, the salary is 20k": the correction is the answer.
            take_facts(reply, seen, text=text, item_id=item_id)
            return
        if is_yes and seen.confidence < SURE_YES:
            # What leaves the house or becomes the truth about somebody wants a clear yes.
            reply.say(_("I am not sure that was a yes."))
            prompt.is_recalled = False
            reply.recall_prompt()
            return
        decide(reply, prompt.path, is_yes=is_yes)
        return
    # "Confirm" is no school: only a no can answer a question for words ("none", "没有").
    if not is_yes and resume.answer_if_asked(reply, text, item_id=item_id):
        return
    if not is_yes:
        skip_prompt(reply)
    elif prompt.path.startswith("resume."):
        # "Confirm" in the middle of the questions: what stands is offered for the yes.
        resume.show(reply)
    else:
        reply.recall_prompt()
