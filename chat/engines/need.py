"""What of a turn needs a language model, and which one: decided by code, and the reason kept.

Taps, answers that parse surely, confirmations and everything that the rules read above their
margin cost no call. A small model reads what the rules do not; a large one talks.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from chat import memory
from chat.dialogue import applications, interview, resume
from chat.dialogue.asides import is_about_itself, is_distress
from chat.engines.base import RoutedBy, TurnContext, TurnInput
from chat.questions.topics import find_topics
from chat.state import OpenPrompt, State
from chat.understanding.types import Intent, Understanding
from jobassist.ai.types import ModelRole
from jobassist.errors import AppError
from resumes.fields import parse_answer

# How sure the rules must be of what was meant to answer without a model. Over the messages of
# the development set nothing read at this share was read wrongly; below it a quarter was.
SURE = 0.75
# The same for what is against the law or against us: such words go to no model at all.
SURE_OF_HARM = 0.6
# And for leaving a question open: below it the words were of something else.
SURE_OF_SKIP = 0.5
# A greeting or thanks; longer small talk is talk.
SHORT_TALK = 14
SHORT_WORDS = 3
# What a résumé says in prose beyond this is more than single facts.
LONG_STORY = 600

_TALK: frozenset[Intent] = frozenset({"small_talk", "off_topic", "complaint"})
_WISHES: frozenset[Intent] = frozenset({"find_jobs", "refine"})
# Orders whose words alone say what is to be done.
_ORDERS: frozenset[Intent] = frozenset(
    {
        "confirm", "deny", "skip", "undo", "go_back", "remember", "forget", "show_memory",
        "create_alert", "practise_interview", "unsafe", "prompt_injection", "stop", "abuse", "help",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Who answers an input: no model where `role` is None. `reason` is written on the turn."""

    role: ModelRole | None
    reason: RoutedBy


def is_plain(order: TurnInput) -> bool:
    """Return whether an order is words alone: no tap, no file, no answer to a card."""
    data = order.data
    return (
        order.type == "message.send"
        and bool(order.text.strip())
        and not data.get("postback")
        and not data.get("attachment_ids")
    )


def reason_for_code(order: TurnInput) -> RoutedBy | None:
    """Return why an order is answered by code whatever its words; None for words alone."""
    if is_plain(order):
        return None
    if order.type == "message.send" and not order.data.get("postback"):
        return "file"
    if order.type in ("prompt.answer", "prompt.skip"):
        return "answer"
    return "tap"


def find_need(context: TurnContext, order: TurnInput, seen: Understanding) -> Need:
    """Return who answers words: code for what only code may hear, then the rules where sure.

    Reads rows at most where something is asked of memory. No writes.
    """
    reason = _reason_of_code(context, order.text, seen)
    if reason is not None:
        return Need(None, reason)
    if settings.MODEL_ROUTING == "always":
        return Need("large", "always")
    reason = _reason_of_rules(context, order.text, seen)
    if reason is not None:
        return Need(None, reason)
    return _choose_model(context.state, seen)


def _reason_of_code(context: TurnContext, text: str, seen: Understanding) -> RoutedBy | None:
    """Return why no model may hear these words; None where one may.

    A yes to sending or confirming is the person's, and only code may hear it.
    """
    prompt = context.state.open_prompt
    if is_distress(text):
        return "safety"
    if seen.act == "change_language" or seen.language_wish is not None:
        return "language"
    if seen.intent in ("unsafe", "prompt_injection") and seen.confidence >= SURE_OF_HARM:
        return "safety"
    if prompt is None:
        return None
    if prompt.path == "message_preview.edit":
        return "dictation"
    if prompt.path.startswith("interview."):
        # Answers are scored by criteria that were told, the same for everybody.
        return "interview"
    if prompt.reason == "confirmation":
        return "confirmation" if seen.intent in ("confirm", "deny") else None
    is_skip = seen.intent == "skip" and seen.confidence >= SURE_OF_SKIP
    return "answer" if is_skip or seen.act == "dont_know" else None


def _reason_of_rules(context: TurnContext, text: str, seen: Understanding) -> RoutedBy | None:
    """Return why the rules have a full answer; None where they are unsure or have none."""
    prompt = context.state.open_prompt
    if _is_of_memory(context, text):
        return "memory"
    scene = context.conversation.scene
    if (
        resume.asks_how_far(text)
        or interview.is_wished(text)
        or applications.is_wanted(context.state, scene=scene, text=text)
        or is_about_itself(text, intent=seen.intent, has_cards=bool(context.state.shown))
    ):
        return "understood"
    if prompt is not None and _parses_surely(context, prompt, text, seen):
        return "answer"
    if _tells_of_oneself(context, text, seen):
        return "news"
    if seen.confidence < SURE or seen.clarify is not None:
        return None
    return "understood" if _has_full_answer(context.state, seen, text) else None


def _is_of_memory(context: TurnContext, text: str) -> bool:
    if memory.find_order(text) is not None:
        return True
    question = memory.read_question(text, today=context.today)
    if question is None or (not question.is_explicit and context.conversation.scene == "ask"):
        return False
    if question.is_explicit:
        return bool(question.concepts or question.terms or question.before or question.since)
    return bool(memory.recall_about(context.user, question).is_strong)


def _parses_surely(
    context: TurnContext, prompt: OpenPrompt, text: str, seen: Understanding
) -> bool:
    """Return whether words hold the value that was asked for."""
    path = prompt.path
    if path.startswith("criteria."):
        key = path.removeprefix("criteria.")
        change = seen.criteria
        has_value = key in change.set or key in change.relative or key in change.clear
        return has_value and not seen.unused
    if path.startswith("alert."):
        return seen.schedule is not None or bool(seen.criteria)
    if not path.startswith("resume."):
        return False
    document = context.resume.document or {}
    return _answers(path, text, today=context.today, document=document)


def _answers(path: str, text: str, *, today: date, document: dict[str, object]) -> bool:
    try:
        answer = parse_answer(path, text, today=today, document=document)
    except AppError:
        return False
    return bool(answer.changes or answer.refused or answer.dont_know or answer.kept)


def _tells_of_oneself(context: TurnContext, text: str, seen: Understanding) -> bool:
    """Return whether a message only tells what is kept in mind as it was said."""
    if not context.conversation.is_remembered or seen.criteria or seen.resume or seen.act:
        return False
    is_answer = context.conversation.scene == "resume"
    found = memory.find_statements(text, is_answer=is_answer)
    return bool(found) and memory.covers(found, text)


def _has_full_answer(state: State, seen: Understanding, text: str) -> bool:
    """Return whether the rules can do all that was surely understood."""
    if seen.act is not None:
        return True
    match seen.intent:
        case "find_jobs" | "refine":
            # Words that no wish has used up are for somebody who reads them.
            return bool(seen.criteria or seen.near_home) and not seen.unused
        case "reject_with_reason":
            return seen.reject_reason not in (None, "other") or bool(seen.criteria)
        case "ask_about_job":
            return bool(state.shown or state.focus_id) and bool(
                find_topics(seen.normalised.lower())
            )
        case "connect" | "compare_jobs":
            return bool(seen.card_refs) or len(state.shown) == 1 or state.focus_id is not None
        case "write_resume" | "correct_field":
            if len(text) > LONG_STORY:
                return False
            return bool(seen.resume or seen.resume_clear) or len(seen.normalised) <= SHORT_TALK * 2
        case "small_talk":
            return _is_short(seen.normalised)
        case _:
            return seen.intent in _ORDERS


def _is_short(plain: str) -> bool:
    if re.search(r"[\u4e00-\u9fff]", plain):
        return len(plain) <= SHORT_TALK // 2
    return len(plain) <= SHORT_TALK and len(plain.split()) <= SHORT_WORDS


def _choose_model(state: State, seen: Understanding) -> Need:
    """Return the small model for words to be read, the large one for talk."""
    prompt = state.open_prompt
    if prompt is not None and prompt.reason == "input" and seen.intent not in _TALK:
        return Need("small", "unread")
    if seen.intent in _WISHES and seen.unused:
        return Need("small", "leftover")
    if seen.intent in _TALK or seen.intent in ("ask_about_job", "help"):
        return Need("large", "talk")
    return Need("small", "unsure")
