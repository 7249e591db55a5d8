"""Taps: on the actions of a card, and on the chips under the input."""

import uuid
from typing import Any, assert_never, get_args

from django.utils.translation import gettext as _

from chat.build_cards import build_criteria_card
from chat.cards import DismissReason
from chat.dialogue import (
    about,
    alerts,
    applications,
    arranging,
    asking,
    connect,
    find,
    interview,
    postbacks,
    refusing,
    remembering,
    resume,
    talk,
)
from chat.dialogue.about import load_posting
from chat.dialogue.answers import decide, skip_prompt
from chat.dialogue.criteria import change_criteria, note_given_up
from chat.dialogue.moves import act_on_job, enter_scene, match_resume, start_over
from chat.dialogue.reply import Reply
from chat.dialogue.words import take_words
from chat.engines.base import TurnInput
from chat.state import OpenPrompt
from chat.understanding.types import Schedule
from jobs.models import Posting


def take_action(reply: Reply, data: dict[str, Any]) -> None:
    """Do what a tap on a card asks; ids were checked against the card when it came in."""
    payload = data.get("payload") or {}
    card = data.get("card") or {}
    reply.state.arranging = None
    action = str(data["action"])
    match action:
        case "connect" | "save" | "explain" | "similar" | "detail":
            act_on_job(reply, action, _payload_job(reply, data))
        case "dismiss":
            reason = str(payload.get("reason") or "other")
            if reason not in get_args(DismissReason):
                reason = "other"
            posting = _payload_job(reply, data)
            refusing.reject(reply, reason=reason, postings=[posting] if posting else [])
        case "search" if card.get("kind") != "alert_card":
            find.advance(reply)
        case "clear":
            start_over(reply)
        case "enter":
            enter_scene(reply, str(payload.get("scene") or "find"))
        case "skip":
            skip_prompt(reply, prompt_id=str(card.get("prompt_id")))
        case "open":
            applications.open_conversation(reply, str(payload.get("application_id") or ""))
        case "withdraw":
            applications.withdraw(reply, str(payload.get("application_id") or ""))
        case "pick" | "none_fit" | "cancel_interview" | "accept" | "decline":
            arranging.act_on(
                reply,
                action,
                application_id=str(payload.get("application_id") or ""),
                slot_id=str(payload.get("slot_id") or ""),
                offer_id=str(payload.get("offer_id") or ""),
            )
        case "hint" | "stop" | "again":
            _practise(reply, action)
        case _:
            _take_card(reply, action, payload, card=card, item_id=data.get("item_id"))


def _take_card(
    reply: Reply,
    action: str,
    payload: dict[str, Any],
    *,
    card: dict[str, Any],
    item_id: str | None,
) -> None:
    """Do what a word like "edit" or "discard" means on the very card that was tapped."""
    match card.get("kind"), action:
        case "criteria_card", "edit" if "set" in payload or "clear" in payload:
            wanted = {str(key): payload[key] for key in ("set", "clear") if key in payload}
            _change_by_tap(reply, postbacks.parse_criteria({**wanted, "do": "criteria"}))
        case "criteria_card", "edit":
            reply.say(_("Tell me what to change, for example “in Leeds instead” or “from 20k”."))
            reply.show(build_criteria_card(reply.state.criteria))
        case "message_preview", "edit" | "send" if str(payload.get("text") or "").strip():
            connect.replace_draft(reply, str(payload["text"]))
        case "message_preview", "edit":
            connect.ask_edit(reply)
        case "message_preview", "send":
            connect.send_shown(reply, prompt_id=card.get("prompt_id"))
        case "message_preview", "discard":
            connect.discard(reply)
        case "resume_preview", "edit" if isinstance(payload.get("path"), str):
            resume.edit_field(
                reply, path=payload["path"], value=payload.get("value"), item_id=item_id
            )
        case "resume_preview", "edit":
            reply.say(_("Tell me what is wrong, for example “the company was Acme until 2021”."))
            reply.recall_prompt()
        case "resume_preview", "confirm":
            resume.confirm(reply, revision=card.get("revision"))
        case "resume_preview", "undo":
            resume.undo(reply)
        case "resume_preview", "discard":
            resume.discard(reply)
        case "alert_card", _:
            alerts.act_on(reply, action, str(card.get("alert_id")), is_card=True)
        case "memory_card", _:
            remembering.show_memory(reply)


def _payload_job(reply: Reply, data: dict[str, Any]) -> Posting | None:
    job_id = str((data.get("payload") or {}).get("job_id") or "")
    if job_id.isdecimal():
        return load_posting(int(job_id))
    # A card with one job needs no id.
    on_card = [each for each in reply.state.shown if each.item_id == str(data.get("item_id"))]
    if len(on_card) == 1:
        return load_posting(on_card[0].posting_id)
    return about.find_posting(reply)


def take_postback(reply: Reply, raw: dict[str, Any], *, order: TurnInput) -> None:
    """Do what a chip's tap asks for."""
    tap = postbacks.parse_postback(raw)
    # What was tapped is talked about now, and no longer the times shown before.
    reply.state.arranging = None
    match tap:
        case postbacks.More():
            find.run_search(reply, is_more=True)
        case postbacks.Search() | postbacks.ContinueSearch():
            find.advance(reply)
        case postbacks.StartOver():
            start_over(reply)
        case postbacks.MatchResume():
            match_resume(reply)
        case postbacks.ShowMemory():
            remembering.show_memory(reply)
        case postbacks.ForgetFact():
            remembering.forget_by_id(reply, tap.memory_id)
        case postbacks.ForgetSaid():
            remembering.forget_said(reply, tap.item_id, mark=tap.mark)
        case postbacks.ForgetAll():
            remembering.forget_all(reply)
        case postbacks.RememberChat():
            remembering.mark_conversation(reply, is_remembered=tap.on)
        case postbacks.Help():
            talk.help_out(reply)
        case postbacks.ChangeCriteria():
            _change_by_tap(reply, tap, words=order.text, item_id=order.item_id)
        case postbacks.EnterScene():
            enter_scene(reply, tap.scene)
        case postbacks.JobAction():
            # A chip outlives its round; only what this person was shown can be named.
            known = {*reply.state.seen_ids, reply.state.focus_id}
            wanted = int(tap.job_id) if tap.job_id.isdecimal() else None
            posting = load_posting(wanted) if wanted in known and wanted else None
            act_on_job(reply, tap.action, posting)
        case postbacks.JobQuestion():
            asking.take_tap(reply, tap)
        case postbacks.InterviewAction():
            _practise(reply, tap.action)
        case postbacks.Applications():
            applications.take_tap(reply, tap)
        case postbacks.Reject():
            posting = about.find_posting(reply)
            refusing.reject(reply, reason=tap.reason, postings=[posting] if posting else [])
        case postbacks.AnswerPrompt():
            prompt = reply.state.open_prompt
            is_open = prompt is not None and prompt.prompt_id == tap.prompt_id
            # Of a question settled meanwhile what the person saw on the chip is what was said.
            value = tap.value if is_open else order.text or tap.value
            take_answer(reply, value, prompt_id=tap.prompt_id, item_id=order.item_id)
        case postbacks.SkipPrompt():
            skip_prompt(reply, prompt_id=tap.prompt_id)
        case postbacks.ResumeAction():
            _resume_action(reply, tap.action)
        case postbacks.AlertAction():
            _act_on_alert(reply, tap)
        case postbacks.MessageAction():
            _act_on_draft(reply, tap)
        case postbacks.ThreadAction():
            # Of a conversation with a recruiter, which no turn answers.
            reply.say(_("That belongs to a conversation with a recruiter. Open it in your list."))
        case _:
            assert_never(tap)


def _practise(reply: Reply, action: str) -> None:
    match action:
        case "hint":
            interview.give_hint(reply)
        case "again":
            interview.again(reply)
        case _:
            interview.stop(reply)


def _act_on_draft(reply: Reply, tap: postbacks.MessageAction) -> None:
    match tap.action:
        case "send":
            connect.send_shown(reply, prompt_id=tap.prompt_id)
        case "edit":
            connect.ask_edit(reply)
        case "discard":
            connect.discard(reply)


def _act_on_alert(reply: Reply, tap: postbacks.AlertAction) -> None:
    if tap.action == "schedule" and tap.schedule is not None:
        time = tap.schedule
        alerts.take_time(reply, Schedule(time.frequency, time.weekdays), tap.alert_id)
    else:
        alerts.act_on(reply, tap.action, tap.alert_id or "")


def _resume_action(reply: Reply, action: str) -> None:
    prompt = reply.state.open_prompt
    match action:
        case "confirm" if prompt is not None and prompt.path == "resume_preview.confirm":
            resume.confirm(reply, revision=prompt.revision)
        case "confirm":
            resume.show(reply)
        case "undo":
            resume.undo(reply)
        case "discard":
            resume.discard(reply)
        case "pdf":
            resume.say_pdf(reply)
        case "ask":
            reply.enter("resume")
            reply.close_prompt("replaced")
            resume.enter(reply)
        case _:
            resume.show(reply)


def _change_by_tap(
    reply: Reply,
    tap: postbacks.ChangeCriteria,
    *,
    words: str = "",
    item_id: uuid.UUID | None = None,
) -> None:
    change_criteria(reply, values=dict(tap.set), clear=tap.clear, words=words, item_id=item_id)
    note_given_up(reply, tap.clear)
    if reply.state.open_prompt is not None and reply.state.open_prompt.path.startswith("criteria."):
        reply.close_prompt("answered")
    find.advance(reply)


def _is_list(prompt: OpenPrompt) -> bool:
    return prompt.answer_schema.get("type") == "array"


def take_answer(reply: Reply, value: Any, *, prompt_id: str, item_id: uuid.UUID | None) -> None:
    """Take an answer to a question: a value of its schema, or free words.

    An answer to a question that was settled meanwhile answers no other one: words are
    taken as a message, anything else is left aside.
    """
    prompt = reply.state.open_prompt
    if prompt is None or prompt.prompt_id != prompt_id:
        if isinstance(value, str) and (prompt is None or prompt.reason != "confirmation"):
            take_words(reply, value, item_id=item_id)
        else:
            reply.say(_("That question is no longer open."))
            reply.recall_prompt()
        return
    if isinstance(value, bool) and prompt.reason == "confirmation":
        decide(reply, prompt.path, is_yes=value)
        return
    if prompt.path.startswith("resume."):
        text = value if isinstance(value, str) else None
        if resume.answer(
            reply,
            path=prompt.path,
            text=text,
            value=None if text is not None else value,
            item_id=item_id,
        ):
            return
    elif prompt.path.startswith("criteria.") and (
        not isinstance(value, str) or (value in prompt.examples and _is_list(prompt))
    ):
        key = prompt.path.removeprefix("criteria.")
        # What we offered ourselves needs no reading.
        value = (value,) if isinstance(value, str) else value
        change_criteria(reply, values={key: value}, item_id=item_id)
        reply.close_prompt("answered")
        find.advance(reply)
        return
    take_words(reply, value if isinstance(value, str) else str(value), item_id=item_id)
