"""What a message says of the person beside its wish: found, kept, and said to be kept."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from chat import memory
from chat.build_cards import build_chip
from chat.describe import join_words
from chat.dialogue.chips import next_chips
from chat.dialogue.reply import Reply
from chat.memory import Statement
from chat.models import Memory
from chat.state import OpenPrompt
from chat.understanding.told import weigh_speech
from chat.understanding.types import Act, Intent, Understanding
from jobassist.language.text import index_terms
from jobs.traits import traits_wished

QUOTE = 200
# So few words are taken for the answer to what is asked.
SHORT_ANSWER = 2
# What is said so is kept by its own answer, or is not to be kept at all.
_NOT_OF_ONESELF: tuple[Intent, ...] = ("remember", "forget", "prompt_injection", "abuse")
# Read off words that a statement has too: "the boss kept our wages back", "after the operation".
_DOUBTFUL: tuple[Intent, ...] = ("unsafe", "practise_interview", "create_alert", "undo", "go_back")
# Orders about a standing search: when it runs is no habit of the person's.
_OF_ALERTS: tuple[Act, ...] = (
    "pause_alert", "resume_alert", "change_alert", "delete_alert", "list_alerts",
)  # fmt: skip


def find_news(reply: Reply, text: str, seen: Understanding) -> list[Statement]:
    """Return what a message says of the person that neither search nor résumé will keep."""
    if not reply.context.conversation.is_remembered:
        return []
    is_told = tells_of_oneself(text)
    is_sure = seen.confidence >= UNSURE or seen.intent == "prompt_injection" or not is_told
    if seen.intent in _NOT_OF_ONESELF and is_sure:
        return []
    is_alert = seen.act in _OF_ALERTS or seen.schedule is not None
    if is_alert and orders_alert(seen, text):
        return []
    prompt = reply.state.open_prompt
    if prompt is not None and prompt.path.startswith("alert."):
        return []
    is_answer = _is_answer(reply, text, seen)
    covered = {
        each
        for key in seen.criteria.set
        for each in memory.concepts_of_criterion(f"criteria.{key}")
    }
    found = [
        each
        for each in memory.find_statements(text, is_answer=is_answer)
        if not _is_kept_by_search(each, seen, covered)
        # Of the work one has done the résumé that is being written is the memory.
        and not (is_answer and each.concepts and not memory.lasting(each.concepts))
    ]
    if seen.intent == "unsafe" and not is_told and seen.confidence >= UNSURE:
        # "The boss kept our wages back" is why somebody left; all else said so is no fact.
        found = [each for each in found if "leaving" in each.concepts and each.is_self]
    if seen.intent in _DOUBTFUL and not memory.covers(found, text):
        return []
    return found


def _is_kept_by_search(statement: Statement, seen: Understanding, covered: set[str]) -> bool:
    """Return whether the search keeps all that a statement says."""
    if not seen.criteria.set:
        return False
    if not statement.concepts:
        # "No, in Derby" names nobody and nothing else.
        return not (statement.is_self or (statement.is_told and statement.says_change))
    lasting = memory.lasting(statement.concepts)
    return lasting <= covered and (bool(lasting) or not statement.is_told)


# How likely words must tell of the person to stand against what else they were read as.
SURE_TOLD = 0.75
# What a message was taken for with less than this stands back behind what it plainly tells.
UNSURE = 0.45
_ORDERS_ALERT = re.compile(
    r"提醒我?|推送|通知(?:我|一下|一声)|告诉我|发给?我|订阅|有新|给我(?:发|找|看)"
    r"|\b(?:alert|notif\w+|remind|let me know|tell me|send|ping|email me|message me)\b|\bnew (?:jobs|ones|posts)\b",
    re.IGNORECASE,
)


def orders_alert(seen: Understanding, text: str) -> bool:
    """Return whether a message about times is an order to be told of jobs, not one's own hours."""
    is_order = seen.intent == "create_alert" or seen.act in _OF_ALERTS
    is_doubtful = tells_of_oneself(text) or seen.confidence < UNSURE
    return is_order and not (is_doubtful and not _ORDERS_ALERT.search(text))


# Longer than this a message beside a question of the résumé is a text for the résumé.
_LONGEST_ASIDE = 160


def tells_of_oneself(text: str) -> bool:
    """Return whether a message tells of the person, by its meaning, whatever else it was taken for."""
    return len(text) <= _LONGEST_ASIDE and weigh_speech(text)["told"] >= SURE_TOLD


def _is_answer(reply: Reply, text: str, seen: Understanding) -> bool:
    """Return whether a message answers what is asked for the résumé, rather than telling news."""
    prompt = reply.state.open_prompt
    if prompt is None or not prompt.path.startswith("resume."):
        return reply.context.conversation.scene == "resume"
    if reply.context.conversation.scene == "resume" or not tells_of_oneself(text):
        return True
    if is_beside_question(prompt, text):
        return False
    asked = prompt.path.removeprefix("resume.")
    return asked in seen.resume_values or len(index_terms(text)) <= SHORT_ANSWER


def is_beside_question(prompt: OpenPrompt | None, text: str) -> bool:
    """Return whether a message tells news where a name or a contact was asked for."""
    return (
        prompt is not None
        and prompt.path in _WHO
        and tells_of_oneself(text)
        and not _NAMES.search(text)
    )


_WHO = tuple(
    f"resume.basics.{each}" for each in ("name", "email", "phone", "location", "location.city")
)
_NAMES = re.compile(r"name|call(?:ed|s)? me|i'?m [A-Z]|\d{5}|@|叫|姓|电话|邮箱|住", re.IGNORECASE)


def learn(
    reply: Reply, statements: Sequence[Statement], *, item_id: uuid.UUID | None
) -> list[Memory]:
    """Remember statements and return what is new; `memory.updated` tells each device."""
    if not statements:
        return []
    context = reply.context
    context.begin_write()
    return memory.learn(
        context.user,
        statements,
        conversation_id=context.conversation.id,
        item_id=item_id,
        now=context.now,
    )


def say_learned(reply: Reply, facts: Sequence[Memory]) -> None:
    """Say what will be kept in mind, in the person's own words; none: it was known already."""
    if not facts:
        reply.say(_("I have that in mind."))
        reply.recall_prompt()
        return
    words = join_words([f"“{clip_words(each.words)}”" for each in facts])
    reply.say(_("I'll keep in mind: %(what)s.") % {"what": words})
    reply.suggest(*next_chips(reply.context), build_chip(_("What do you remember?"), do="memory"))
    reply.recall_prompt()


_RESUME = re.compile(r"简历|履历|\b(?:r[eé]sum[eé]s?|cvs?)\b", re.IGNORECASE)


def says_only_news(seen: Understanding, news: Sequence[Statement], text: str) -> bool:
    """Return whether a message that tells of the person neither asks nor orders anything."""
    if not news or seen.criteria or seen.resume or seen.resume_clear or seen.card_refs:
        return False
    if memory.covers(news, text) and seen.intent in (
        "unsafe", "practise_interview", "create_alert", "undo", "go_back", "show_memory", "help",
        "compare_jobs", "skip", "deny", "remember", "forget", "abuse",
    ):  # fmt: skip
        return True
    if seen.act is not None or (seen.intent == "write_resume" and _RESUME.search(text)):
        # "Need a résumé for a bank": an order, whatever else it tells.
        return False
    return seen.intent in (
        "find_jobs", "refine", "small_talk", "off_topic", "ask_about_job", "complaint", "connect",
        "confirm", "stop",
    ) or (
        seen.intent in ("reject_with_reason", "write_resume")
        and (seen.reject_reason is None or _refuses_nothing(news, text))
    )  # fmt: skip


# Without one of these, news told while jobs are on the table is about none of them.
_REFUSES = re.compile(
    r"[不没别太远低少烦怕]|讨厌|受不|\b(?:no|not|nor|never|none|nothing|too|far|miles|away|enough|less|low|lower|more|better|wrong|hates?|"
    r"already|again|another|only|just|without|sick of|fed up|cannot|this|that|these|those)\b|n't\b|^it(?:'s| is| says)\b",
    re.IGNORECASE,
)


def _refuses_nothing(news: Sequence[Statement], text: str) -> bool:
    """Return whether a message plainly tells news, and has no word that turns a job down.

    "They cut my hours last week" is told beside the jobs; "I can't do nights" is said of them.
    """
    plain = text.replace("’", "'")
    return all(each.is_told for each in news) and not _REFUSES.search(plain)


_OF_A_PERSON = (
    "titles", "skills", "cities", "employers", "education", "experience_years", "employment_type",
)  # fmt: skip


def without_private(
    seen: Understanding,
    news: Sequence[Statement],
    *,
    prompt: OpenPrompt | None = None,
    has_search: bool = False,
) -> Understanding:
    """Return what was understood, less wishes read off what is no wish: where a wife works.

    `has_search`: what is looked for is known, so that news need not tell it.
    """
    private = [
        each.words
        for each in news
        if each.is_self and not each.is_wish and each.concepts & memory.PRIVATE
    ]
    drop = {
        key
        for key in _OF_A_PERSON
        if (spans := seen.criteria.spans.get(key))
        and all(any(span.text in words for words in private) for span in spans)
    }
    if prompt is not None and is_beside_question(prompt, seen.text):
        # "It's been moved to Fridays" is nobody's name.
        asked = prompt.path.removeprefix("resume.")
        seen = replace(seen, resume=tuple(each for each in seen.resume if each.path != asked))
    is_asked = prompt is not None and prompt.path.startswith("criteria.")
    is_of_others = bool(_OTHERS.match(seen.text.strip())) and _refuses_nothing(news, seen.text)
    if has_search and (is_of_others or not is_asked) and _is_plain_news(seen, news):
        # "The back pay came through, three grand" wishes for nothing.
        return replace(seen, criteria=replace(seen.criteria, set={}, clear=(), relative={}))
    if not drop:
        return seen
    kept = {key: value for key, value in seen.criteria.set.items() if key not in drop}
    return replace(seen, criteria=replace(seen.criteria, set=kept))


def _is_plain_news(seen: Understanding, news: Sequence[Statement]) -> bool:
    """Return whether a message only says how things stand, whatever wishes were read off it."""
    return (
        bool(news)
        and memory.covers(news, seen.text)
        and all(each.is_told and _is_how_it_stands(each) and not each.is_wish for each in news)
        and not any(_TRADE.search(each.words.lower()) for each in news)
        # "I've got a bad back": jobs are held against it from now on.
        and not any(
            trait.is_own
            for words in seen.criteria.set.get("conditions", ())
            for trait in traits_wished(words)
        )
    )


# Who does or wants something that is nobody's wish.
_OTHERS = re.compile(
    r"(?:they|he|she|the (?:boss|agency|landlord|school|council|bank|doctor)|hr)\b"
    r"|(?:他们|她们|老板|公司|人事|厂里|店里|房东|学校|领导|医生|中介)",
    re.IGNORECASE,
)


def _is_how_it_stands(statement: Statement) -> bool:
    # What others want is no wish of one's own: "they want nine weeks now".
    return statement.kind == "circumstance" or not statement.is_self


# What somebody is by trade is what they look for.
_TRADE = re.compile(
    r"\b(?:i'?m|i am|im|i work as|i'?ve been|i was|trained as|experience|years?|yrs) "
    r"|我(?:是|做|干|学|在\S{0,6}做)|经验|\d年|[一二三四五六七八九十两]年"
)


def without_learned(seen: Understanding, news: Sequence[Statement]) -> Understanding:
    """Return what was understood, less the words that were of no use to the search but are kept."""
    unused = tuple(each for each in seen.unused if all(each.text not in one.words for one in news))
    return seen if unused == seen.unused else replace(seen, unused=unused)


def clip_words(words: str) -> str:
    """Return words on one line, cut where they would be a page."""
    plain = " ".join(words.split())
    return plain if len(plain) <= QUOTE else f"{plain[: QUOTE - 1]}…"
