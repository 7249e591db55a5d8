"""From what the person did to an answer: the rules engine's policy, one turn at a time."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, assert_never, get_args

from django.utils import translation
from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_criteria_card, employer_name
from chat.cards import DismissReason
from chat.describe import join_words
from chat.dialogue import about, connect, find, resume, talk
from chat.dialogue import postbacks as taps
from chat.dialogue.about import load_posting
from chat.dialogue.places import find_framed_name, find_unknown_place
from chat.dialogue.reply import Reply
from chat.dialogue.undoing import undo
from chat.engines.base import Step, TurnContext, TurnInput
from chat.language import django_locale
from chat.state import OpenPrompt, State
from chat.understanding import understand
from chat.understanding.types import Card, Context, Understanding
from jobassist.errors import AppError
from jobs import search
from jobs.criteria import Criteria
from jobs.models import Posting
from resumes import services as resume_services
from resumes.services import Source

SURE = 0.45
SURE_YES = 0.6
SURE_CONNECT = 0.5
THIS_EMPLOYER = re.compile(
    r"(?:这|那|该|它|他们?)(?:一?家|个)?(?:公司|单位|企业|老板|厂|店)|\b(?:this|that|their|the same) (?:company|employer|firm|place)\b"
)
REFUSED = re.compile(r"不|别|\b(?:not|no|never|don'?t|avoid|except)\b", re.IGNORECASE)
CONTACT = re.compile(
    r"联系|投递?|申请|应聘|报名|打(?:个)?招呼|沟通|聊聊|私信|留言|发.{0,4}(?:简历|消息)|约.{0,4}面试|给.{0,6}(?:发|写)|找他|就(?:要|选)?(?:这|它|第)"
    r"|\b(?:contact|apply|application|touch|message|connect|reach|greet|introduce|put me|forward|send|"
    r"submit|go for|speak to|talk to|write to|hear from|interested in|sign me up|call)\b",
    re.IGNORECASE,
)
WHY = re.compile(
    r"为什么|为何|怎么.{0,4}推荐|\bwhy\b|\bdo i (?:fit|match|qualify)\b|适合我吗", re.IGNORECASE
)


def respond(context: TurnContext) -> list[Step]:
    """Return the answer to everything that is unanswered, in order. Reads and writes rows."""
    reply = Reply(context)
    try:
        for each in merge_messages(context.inputs):
            _take(reply, each)
    except AppError as error:
        # An order that cannot be carried out is said in words; the rest of the turn stands.
        reply.say(str(error.message))
        reply.recall_prompt()
    return reply.build()


def merge_messages(inputs: Sequence[TurnInput]) -> list[TurnInput]:
    """Return the inputs with a burst of plain messages made one thought."""
    merged: list[TurnInput] = []
    for each in inputs:
        is_plain = each.type == "message.send" and not each.data.get("postback")
        last = merged[-1] if merged else None
        if (
            is_plain
            and last is not None
            and last.type == "message.send"
            and not last.data.get("postback")
        ):
            data = {
                **each.data,
                "attachment_ids": [
                    *last.data.get("attachment_ids", []),
                    *each.data.get("attachment_ids", []),
                ],
            }
            text = "\n".join(part for part in (last.text, each.text) if part)
            merged[-1] = TurnInput(each.frame_id, each.type, text, each.item_id, data)
        else:
            merged.append(each)
    return merged


def understanding_context(state: State, *, scene: str, lang: str | None) -> Context:
    """Return what a message of this conversation is read against."""
    prompt = state.open_prompt
    return Context(
        open_prompt=prompt.path if prompt else None,
        last_cards=len(state.shown),
        scene=scene,
        criteria=state.criteria,
        cards=tuple(
            Card(title=each.title, employer=each.employer or "", city=each.city or "")
            for each in state.shown
        ),
        lang_hint=lang,  # type: ignore[arg-type]
    )


def read_message(context: TurnContext, text: str) -> Understanding:
    """Return what a message says in this conversation. No writes."""
    return understand(
        text,
        context=understanding_context(
            context.state, scene=context.conversation.scene, lang=context.lang
        ),
        today=context.today,
    )


def read_draft(state: State, *, scene: str, text: str, lang: str, today: date) -> Understanding:
    """Return what a draft would be understood to say; nothing changes."""
    return understand(
        text, context=understanding_context(state, scene=scene, lang=lang), today=today
    )


def _take(reply: Reply, order: TurnInput) -> None:
    match order.type:
        case "conversation.open":
            talk.greet(reply)
        case "scene.switch":
            _enter_scene(reply, str(order.data["scene"]))
        case "action.invoke":
            _take_action(reply, order.data)
        case "prompt.answer":
            _take_answer(
                reply,
                order.data.get("value"),
                prompt_id=str(order.data.get("prompt_id")),
                item_id=order.item_id,
            )
        case "prompt.skip":
            _skip_prompt(reply, prompt_id=str(order.data.get("prompt_id")))
        case "message.send":
            _take_message(reply, order)
        case _:
            assert_never(order.type)


# --- taps ---------------------------------------------------------------------


def _enter_scene(reply: Reply, scene: str) -> None:
    match scene:
        case "find":
            reply.enter("find")
            state = reply.state
            if state.criteria.titles or state.criteria.skills:
                reply.show(build_criteria_card(state.criteria))
                find.advance(reply)
            else:
                find.ask_titles(reply)
        case "resume":
            resume.enter(reply)
        case "applications":
            connect.show_applications(reply)
        case "ask":
            reply.enter("ask")
            posting = about.find_posting(reply)
            if posting is None:
                about.ask_which(reply, action="detail")
            else:
                reply.say(
                    _("Ask me anything about “%(title)s”; I answer from the posting.")
                    % {"title": posting.title}
                )
        case "alerts":
            talk.not_yet(reply, what="alert")
        case _:
            talk.not_yet(reply, what="interview")


def _take_action(reply: Reply, data: dict[str, Any]) -> None:
    """Do what a tap on a card asks; ids were checked against the card when it came in."""
    payload = data.get("payload") or {}
    card = data.get("card") or {}
    action = str(data["action"])
    match action:
        case "connect" | "save" | "explain" | "similar" | "detail":
            _act_on_job(reply, action, _payload_job(reply, data))
        case "dismiss":
            reason = str(payload.get("reason") or "other")
            if reason not in get_args(DismissReason):
                reason = "other"
            posting = _payload_job(reply, data)
            find.reject(reply, reason=reason, postings=[posting] if posting else [])
        case "search":
            find.advance(reply)
        case "clear":
            _start_over(reply)
        case "enter":
            _enter_scene(reply, str(payload.get("scene") or "find"))
        case "skip":
            _skip_prompt(reply, prompt_id=str(card.get("prompt_id")))
        case "withdraw":
            connect.withdraw(reply, str(payload.get("application_id") or ""))
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
            _change_by_tap(reply, taps.parse_criteria({**wanted, "do": "criteria"}))
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
        case "memory_card", _:
            talk.show_memory(reply)


def _payload_job(reply: Reply, data: dict[str, Any]) -> Posting | None:
    job_id = str((data.get("payload") or {}).get("job_id") or "")
    if job_id.isdecimal():
        return load_posting(int(job_id))
    # A card with one job needs no id.
    on_card = [each for each in reply.state.shown if each.item_id == str(data.get("item_id"))]
    if len(on_card) == 1:
        return load_posting(on_card[0].posting_id)
    return about.find_posting(reply)


def _act_on_job(reply: Reply, action: str, posting: Posting | None) -> None:
    if posting is None:
        about.ask_which(reply, action=action)
        return
    match action:
        case "connect":
            connect.prepare(reply, posting)
        case "save":
            about.save(reply, posting)
        case "explain":
            about.say_why(reply, posting)
        case "similar":
            about.show_similar(reply, posting)
        case "detail":
            about.show_detail(reply, posting)


def _take_postback(reply: Reply, raw: dict[str, Any], *, order: TurnInput) -> None:
    tap = taps.parse_postback(raw)
    match tap:
        case taps.More():
            find.run_search(reply, is_more=True)
        case taps.Search() | taps.ContinueSearch():
            find.advance(reply)
        case taps.StartOver():
            _start_over(reply)
        case taps.MatchResume():
            _match_resume(reply)
        case taps.ShowMemory():
            talk.show_memory(reply)
        case taps.Help():
            talk.help_out(reply)
        case taps.ChangeCriteria():
            _change_by_tap(reply, tap, words=order.text, item_id=order.item_id)
        case taps.EnterScene():
            _enter_scene(reply, tap.scene)
        case taps.JobAction():
            # A chip outlives its round; only what this person was shown can be named.
            known = {*reply.state.seen_ids, reply.state.focus_id}
            wanted = int(tap.job_id) if tap.job_id.isdecimal() else None
            posting = load_posting(wanted) if wanted in known and wanted else None
            _act_on_job(reply, tap.action, posting)
        case taps.Reject():
            posting = about.find_posting(reply)
            find.reject(reply, reason=tap.reason, postings=[posting] if posting else [])
        case taps.AnswerPrompt():
            prompt = reply.state.open_prompt
            is_open = prompt is not None and prompt.prompt_id == tap.prompt_id
            # Of a question settled meanwhile what the person saw on the chip is what was said.
            value = tap.value if is_open else order.text or tap.value
            _take_answer(reply, value, prompt_id=tap.prompt_id, item_id=order.item_id)
        case taps.SkipPrompt():
            _skip_prompt(reply, prompt_id=tap.prompt_id)
        case taps.ResumeAction():
            _resume_action(reply, tap.action)
        case taps.MessageAction():
            _act_on_draft(reply, tap)
        case _:
            assert_never(tap)


def _act_on_draft(reply: Reply, tap: taps.MessageAction) -> None:
    match tap.action:
        case "send":
            connect.send_shown(reply, prompt_id=tap.prompt_id)
        case "edit":
            connect.ask_edit(reply)
        case "discard":
            connect.discard(reply)


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
    tap: taps.ChangeCriteria,
    *,
    words: str = "",
    item_id: uuid.UUID | None = None,
) -> None:
    find.change_criteria(reply, values=dict(tap.set), clear=tap.clear, words=words, item_id=item_id)
    find.note_given_up(reply, tap.clear)
    if reply.state.open_prompt is not None and reply.state.open_prompt.path.startswith("criteria."):
        reply.close_prompt("answered")
    find.advance(reply)


def _start_over(reply: Reply) -> None:
    state = reply.state
    find.change_criteria(reply, values={}, clear=tuple(Criteria.model_fields))
    state.avoid, state.round, state.shown, state.focus_id = [], 0, [], None
    state.asked = [each for each in state.asked if not each.startswith("criteria.")]
    state.refused = [each for each in state.refused if not each.startswith("criteria.")]
    reply.close_prompt("cancelled")
    reply.enter("find")
    reply.say(_("A fresh start."))
    find.ask_titles(reply)


def _match_resume(reply: Reply) -> None:
    current = reply.context.resume
    if not current.document:
        find.advance(reply)
        return
    if current.confirmed_document is None:
        resume.show(reply)
        return
    find.change_criteria(reply, values={}, clear=("titles", "skills"))
    find.take_resume_wishes(reply)
    _show_now(reply)


def _show_now(reply: Reply) -> None:
    """Search; who asks for jobs while a question about the search is open is asked no more."""
    prompt = reply.state.open_prompt
    is_asked = prompt is not None and prompt.path.startswith("criteria.")
    if find.is_blank(reply) or not is_asked:
        find.advance(reply)
        return
    reply.close_prompt("skipped")
    reply.enter("find")
    find.run_search(reply)


# --- answers to the open question -----------------------------------------------


def _skip_prompt(reply: Reply, *, prompt_id: str | None = None) -> None:
    """Skip the open question; a tap on an older one skips nothing."""
    prompt = reply.state.open_prompt
    if prompt is None or (prompt_id is not None and prompt.prompt_id != prompt_id):
        reply.say(_("That question is no longer open."))
        reply.recall_prompt()
        return
    if not prompt.skippable:
        reply.recall_prompt()
        return
    reply.state.refused.append(prompt.path)
    if prompt.path.startswith("resume."):
        resume.skip(reply, path=prompt.path)
    else:
        reply.close_prompt("skipped")
        find.advance(reply)


def _take_answer(reply: Reply, value: Any, *, prompt_id: str, item_id: uuid.UUID | None) -> None:
    """Take an answer to a question: a value of its schema, or free words.

    An answer to a question that was settled meanwhile answers no other one: words are
    taken as a message, anything else is left aside.
    """
    prompt = reply.state.open_prompt
    if prompt is None or prompt.prompt_id != prompt_id:
        if isinstance(value, str) and (prompt is None or prompt.reason != "confirmation"):
            _take_words(reply, value, item_id=item_id)
        else:
            reply.say(_("That question is no longer open."))
            reply.recall_prompt()
        return
    if isinstance(value, bool) and prompt.reason == "confirmation":
        _decide(reply, prompt.path, is_yes=value)
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
    elif prompt.path.startswith("criteria.") and not isinstance(value, str):
        key = prompt.path.removeprefix("criteria.")
        find.change_criteria(reply, values={key: value}, item_id=item_id)
        reply.close_prompt("answered")
        find.advance(reply)
        return
    _take_words(reply, value if isinstance(value, str) else str(value), item_id=item_id)


def _decide(reply: Reply, path: str, *, is_yes: bool) -> None:
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


# --- words ----------------------------------------------------------------------


def _take_message(reply: Reply, order: TurnInput) -> None:
    if order.data.get("postback"):
        _take_postback(reply, order.data["postback"], order=order)
        return
    files = order.data.get("attachment_ids") or []
    if files:
        resume.take_files(reply, [str(each) for each in files])
        if not order.text.strip() or not _says_more(reply, order.text):
            return
    if order.text.strip():
        _take_words(reply, order.text, item_id=order.item_id)


def _says_more(reply: Reply, text: str) -> bool:
    """Return whether words beside a file say anything but that here it is."""
    seen = read_message(reply.context, text)
    return bool(seen.criteria or seen.resume) or seen.intent not in ("write_resume", "find_jobs")


def _take_words(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> None:
    """Understand words and act on them."""
    context, state = reply.context, reply.state
    prompt = state.open_prompt
    if prompt is not None and prompt.path == "message_preview.edit":
        connect.replace_draft(reply, text)
        return
    seen = read_message(context, text)
    if seen.language_wish is not None:
        state.lang = context.lang = seen.language_wish
        translation.activate(django_locale(seen.language_wish))
    # "English please" names no skill.
    is_only_language = not seen.resume and not set(seen.criteria.set) - {"skills"}
    if seen.language_wish and is_only_language:
        reply.say(_("Fine, let's go on in English."))
        reply.recall_prompt()
        return
    if _take_act(reply, seen):
        return
    match seen.intent:
        case "find_jobs" | "refine":
            _take_wish(reply, seen, text=text, item_id=item_id)
        case "reject_with_reason":
            _take_rejection(reply, seen, text=text, item_id=item_id)
        case "write_resume" | "correct_field":
            _take_facts(reply, seen, text=text, item_id=item_id)
        case "ask_about_job":
            posting = about.find_posting(reply, card_refs=seen.card_refs)
            if posting is None:
                about.ask_which(reply, action="detail")
            elif WHY.search(text):
                about.say_why(reply, posting)
            else:
                about.answer_about(reply, posting, question=text)
            reply.recall_prompt()
        case "compare_jobs":
            _compare(reply, seen.card_refs)
        case "connect":
            # A contact is a row that counts: without a word for it the job is only opened.
            is_sure = seen.confidence >= SURE_CONNECT and CONTACT.search(text)
            action = "connect" if is_sure else "detail"
            _act_on_job(reply, action, about.find_posting(reply, card_refs=seen.card_refs))
        case "confirm" | "deny":
            _take_yes_or_no(reply, seen, text=text, item_id=item_id)
        case "skip":
            _skip_prompt(reply)
        case "undo" | "go_back":
            undo(reply)
        case "remember":
            words = seen.topic.text if seen.topic else text
            talk.remember_note(reply, words, item_id=item_id)
            if seen.criteria:
                _apply(reply, seen, text=text, item_id=item_id)
            reply.recall_prompt()
        case "forget":
            talk.forget_about(reply, seen.topic.text if seen.topic else text)
        case "show_memory":
            talk.show_memory(reply)
        case "create_alert":
            if seen.criteria:
                _apply(reply, seen, text=text, item_id=item_id)
            talk.not_yet(reply, what="alert")
        case "practise_interview":
            talk.not_yet(reply, what="interview")
        case "small_talk":
            talk.small_talk(reply)
        case "help":
            talk.help_out(reply)
        case "complaint":
            talk.complaint(reply)
        case "abuse":
            talk.abuse(reply)
        case "unsafe":
            talk.unsafe(reply)
        case "prompt_injection":
            talk.injection(reply)
        case "stop" if prompt is not None and prompt.path.startswith("resume."):
            # "That's enough" of questions: what stands is offered for the yes.
            resume.show(reply)
        case "stop":
            talk.stop(reply)
        case "off_topic":
            # An answer to an open résumé question may look like nothing else.
            if not _answer_prompt_by(reply, text, item_id=item_id):
                talk.off_topic(reply)
        case _:
            assert_never(seen.intent)


def _take_act(reply: Reply, seen: Understanding) -> bool:
    """Do a finer act than the intent tells; False when there is none to do here."""
    refs = seen.card_refs
    match seen.act:
        case "more_results" if seen.criteria or seen.intent == "reject_with_reason":
            # "Too many nights, others please": the reason first.
            return False
        case "more_results":
            find.run_search(reply, is_more=True)
        case "match_resume":
            _match_resume(reply)
        case "show_now" if not seen.criteria:
            _show_now(reply)
        case "relax":
            find.offer_relaxations(reply)
        case "start_over":
            _start_over(reply)
        case "switch_scene":
            _enter_scene(reply, seen.target or "find")
        case "explain" | "detail" | "similar" | "save":
            _act_on_job(reply, seen.act, about.find_posting(reply, card_refs=refs))
        case "choose_card":
            _act_on_job(reply, "detail", about.find_posting(reply, card_refs=refs))
        case "dont_know" if reply.state.open_prompt is not None:
            _skip_prompt(reply)
        case "list_applications":
            connect.show_applications(reply)
        case "make_pdf":
            resume.say_pdf(reply)
        case "show_resume":
            resume.show(reply)
        case "upload_resume":
            resume.enter(reply)
        case "show_criteria":
            reply.show(build_criteria_card(reply.state.criteria))
        case "talk_to_human":
            talk.not_yet(reply, what="human")
        case "pause_alert" | "delete_alert" | "list_alerts":
            talk.not_yet(reply, what="alert")
        case _:
            return False
    return True


def _apply(reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None) -> Criteria:
    """Apply what was understood to the criteria; returns what they were before."""
    before = find.change_criteria(
        reply,
        values=_values(reply.state.criteria, seen),
        clear=seen.criteria.clear,
        words=text,
        item_id=item_id,
    )
    find.note_given_up(reply, seen.criteria.clear)
    return before


def _values(criteria: Criteria, seen: Understanding) -> dict[str, Any]:
    """Return the values that result for the keys that a message touches."""
    values = dict(seen.criteria.set)
    for key, direction in seen.criteria.relative.items():
        moved = _moved(criteria, key, direction)
        if moved is not None:
            values[key] = moved
    return values


def _moved(criteria: Criteria, key: str, direction: str) -> float | None:
    current = getattr(criteria, key, None)
    if not isinstance(current, int | float):
        return None
    step = 500 if current >= 3000 else 1
    factor = find.RAISE if direction == "up" else 1 / find.RAISE
    return round(current * factor / step) * step


def _take_wish(reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None) -> None:
    prompt = reply.state.open_prompt
    if seen.resume:
        # "I did three years of nursing and want something in Leeds": both are kept.
        reply.context.begin_write()
        resume_services.intake_text(
            reply.context.resume,
            text=text,
            source=Source(kind="message", ref=str(item_id or "")),
        )
    seen = _name_employer(reply, seen, text)
    if _note_unknown_place(reply, seen, text=text, item_id=item_id):
        return
    if seen.act == "more_results" and seen.criteria:
        _take_rejection(reply, seen, text=text, item_id=item_id)
        return
    if not seen.criteria and not seen.near_home:
        if _answer_prompt_by(reply, text, item_id=item_id):
            return
        if prompt is not None or (seen.clarify and seen.confidence < SURE):
            talk.not_understood(reply)
            return
        _say_unused(reply, seen)
        if reply.state.shown and THIS_EMPLOYER.search(text) and REFUSED.search(text):
            _take_rejection(reply, seen, text=text, item_id=item_id)
            return
        if seen.intent == "refine" and reply.state.round > 0:
            reply.say(_("I did not see what to change in the search by that."))
            reply.show(build_criteria_card(reply.state.criteria))
            reply.suggest(build_chip(_("Show me others"), do="more"))
            return
        find.advance(reply)
        return
    _note_slips(reply, seen)
    is_new_work = bool(seen.criteria.set.get("titles")) and seen.intent == "find_jobs"
    if is_new_work:
        find.leave_old_work(reply, seen.criteria.set["titles"], words=text, item_id=item_id)
    if "salary_min" in seen.criteria.relative and reply.state.criteria.salary_min is None:
        # "Better pay": better than what was just shown.
        _take_rejection(reply, seen, text=text, item_id=item_id, reason="too_low_salary")
        return
    _apply(reply, seen, text=text, item_id=item_id)
    find.settle_prompt(reply)
    _say_unused(reply, seen)
    if seen.near_home:
        find.ask_near(reply)
        return
    if seen.clarify == "contradiction":
        reply.say(_("Two things you said do not go together; the card shows how I read it."))
    find.advance(reply)
    reply.recall_prompt()


def _name_employer(reply: Reply, seen: Understanding, text: str) -> Understanding:
    """Return what was understood with a name that an employer bears taken for the employer's."""
    said = seen.criteria.set
    lang = reply.context.lang
    if said.get("employers") or seen.near_home:
        return seen
    name = find_framed_name(text, lang=lang)
    if name is None and not said.get("cities"):
        name = find_unknown_place(text, lang=lang)
    if name is None or not search.has_employer(name):
        return seen
    # 浦江 in the firm's name is no place to work in.
    spans = seen.criteria.spans.get("cities", ())
    pairs = zip(said.get("cities", ()), spans, strict=False)
    cities = [city for city, span in pairs if span.text not in name]
    values = {key: value for key, value in said.items() if key != "cities"}
    values |= {"employers": [name]} | ({"cities": cities} if cities else {})
    return replace(seen, criteria=replace(seen.criteria, set=values))


def _note_unknown_place(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> bool:
    """Say that a place is not known and look for it as written; False where all are known."""
    if seen.criteria.set.get("cities") or seen.criteria.set.get("employers") or seen.near_home:
        return False
    place = find_unknown_place(text, lang=reply.context.lang)
    if place is None:
        return False
    _apply(reply, seen, text=text, item_id=item_id)
    find.change_criteria(reply, values={"cities": (place,)}, words=text, item_id=item_id)
    find.settle_prompt(reply)
    reply.say(
        _("I know no place and no employer called “%(place)s”; I look for the words.")
        % {"place": place}
    )
    find.advance(reply)
    return True


def _say_unused(reply: Reply, seen: Understanding) -> None:
    """Say which wishes nothing here can use, rather than dropping them."""
    if seen.unused:
        words = [f"“{each.text}”" for each in seen.unused]
        reply.say(_("I could not use: %(what)s.") % {"what": join_words(words)})


def _note_slips(reply: Reply, seen: Understanding) -> None:
    slips = [f"{each.before} → {each.after}" for each in seen.corrections]
    if slips:
        reply.say(_("I read: %(slips)s.") % {"slips": ", ".join(slips)})


def _take_rejection(
    reply: Reply,
    seen: Understanding,
    *,
    text: str,
    item_id: uuid.UUID | None,
    reason: str = "",
) -> None:
    state = reply.state
    reason = reason or seen.reject_reason or "other"
    postings = [
        posting
        for ref in seen.card_refs
        if -len(state.shown) <= ref < len(state.shown)
        and (posting := load_posting(state.shown[ref].posting_id)) is not None
    ]
    if not postings and reason in ("too_low_salary", "wrong_seniority"):
        # "They all pay too little": what those shown have in common is what was wrong.
        postings = [
            posting
            for each in state.shown
            if (posting := load_posting(each.posting_id)) is not None
        ]
    elif not postings and (posting := about.find_posting(reply)) is not None:
        postings = [posting]
    # What a refused job lacked or had too much of is no reason to drop a wish.
    values = {key: v for key, v in _values(state.criteria, seen).items() if v not in ((), [], None)}
    if THIS_EMPLOYER.search(text):
        names = [name for posting in postings if (name := employer_name(posting))]
        values["exclude"] = [*(values.get("exclude") or state.criteria.exclude), *names]
    before = find.change_criteria(reply, values=values, words=text, item_id=item_id)
    changed = find.list_understood(before, state.criteria)
    if changed:
        reply.say(_("Noted: %(what)s.") % {"what": changed})
    find.say_limits(reply, before=before)
    if reply.state.open_prompt is not None:
        reply.close_prompt("replaced")
    if seen.near_home and before == state.criteria:
        find.ask_near(reply)
        return
    find.reject(
        reply,
        reason=reason,
        postings=postings,
        has_new_criteria=before != state.criteria,
        wants_others=seen.act == "more_results",
    )


def _take_facts(reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None) -> None:
    prompt = reply.state.open_prompt
    if seen.criteria and not seen.resume and seen.intent == "correct_field":
        _take_wish(reply, seen, text=text, item_id=item_id)
        return
    if not _is_about_else(prompt, seen) and _answer_prompt_by(reply, text, item_id=item_id):
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
        _apply(reply, seen, text=text, item_id=item_id)
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
    label = seen.resume_values.get("basics.label")
    is_newcomer = (
        state.round == 0 and not state.criteria.titles and not reply.context.resume.document
    )
    is_only = not set(seen.resume_values) - {"basics.label"}
    if not label or not is_only or not is_newcomer or state.open_prompt is not None:
        return False
    reply.context.begin_write()
    resume_services.intake_text(
        reply.context.resume, text=text, source=Source(kind="message", ref=str(item_id or ""))
    )
    values = {"titles": (str(label),)}
    find.change_criteria(reply, values=values, words=text, item_id=item_id)
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


def _answer_prompt_by(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> bool:
    """Take words as the answer to an open résumé question; False when they are not one."""
    prompt = reply.state.open_prompt
    if prompt is None or not prompt.path.startswith("resume."):
        return False
    return resume.answer(reply, path=prompt.path, text=text, item_id=item_id)


def _take_yes_or_no(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> None:
    prompt = reply.state.open_prompt
    is_yes = seen.intent == "confirm"
    if prompt is None:
        if is_yes and not reply.state.criteria.is_empty:
            find.advance(reply)
        elif is_yes:
            find.ask_titles(reply)
        else:
            reply.say(_("All right. What would you like instead?"))
        return
    if prompt.reason == "confirmation":
        if seen.criteria or seen.resume:
            # "No, the salary is 20k": the correction is the answer.
            _take_facts(reply, seen, text=text, item_id=item_id)
            return
        if is_yes and seen.confidence < SURE_YES:
            # What leaves the house or becomes the truth about somebody wants a clear yes.
            reply.say(_("I am not sure that was a yes."))
            prompt.is_recalled = False
            reply.recall_prompt()
            return
        _decide(reply, prompt.path, is_yes=is_yes)
        return
    # "Confirm" is no school: only a no can answer a question for words ("none", "没有").
    if not is_yes and _answer_prompt_by(reply, text, item_id=item_id):
        return
    if not is_yes:
        _skip_prompt(reply)
    elif prompt.path.startswith("resume."):
        # "Confirm" in the middle of the questions: what stands is offered for the yes.
        resume.show(reply)
    else:
        reply.recall_prompt()


def _compare(reply: Reply, refs: Sequence[int]) -> None:
    shown = reply.state.shown
    chosen = [ref for ref in dict.fromkeys(refs) if -len(shown) <= ref < len(shown)]
    if len(chosen) < 2:
        chosen = list(range(min(2, len(shown)))) if not chosen else [*chosen, 0][:2]
    postings = [
        posting
        for ref in dict.fromkeys(chosen)
        if (posting := load_posting(shown[ref].posting_id)) is not None
    ]
    if len(postings) < 2:
        about.ask_which(reply, action="detail")
        return
    about.compare(reply, postings)
