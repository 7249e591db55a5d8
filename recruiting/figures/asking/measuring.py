"""Which measures a question asks for."""

import re
from typing import Any

from ..types import FiguresError
from . import words as w
from .leftovers import list_unexplained
from .reading import Reading, Token

FUNNEL = ("shown", "opened", "connected", "answered", "interviews", "hires")

_LIST = re.compile(
    r"(?<![a-z])(?:and|vs\.?|versus|plus|or|as well as|against|then)(?![a-z])|[,，、;；/&+→⇒]|->|[和与及跟]|以及|还有|对比|或"
)
_OBJECTS = {
    "answered",
    "answer_rate",
    "hours_to_first_answer",
    "withdrawn",
    "interviews",
    "offers",
    "hires",
    "greeted",
}
_DATA = re.compile(r"^(?!.*(?:多少|几)).*的(?:数据|条目|记录|信息)$")
_UNWANTED = re.compile(
    r"(?:(?<![a-z])(?:not|no longer|rather than|instead of|forget|drop)(?: (?:the|about|by))*|不要看?|不看|别看|而不是|不是|去掉)\s*$"
)


def find_measures(reading: Reading, before: dict[str, Any] | None) -> list[str] | FiguresError:
    found = [
        t
        for t in reading.of("measure")
        if not _UNWANTED.search(reading.text[max(0, t.start - 14) : t.start])
    ]
    text = reading.text
    shares = reading.of("share")
    waits = [
        *reading.of("wait"),
        *(t for t in reading.of("top", "most", "asc", "desc") if w.WAITS.search(t.value[0])),
    ]
    result: list[tuple[int, int, str]] = []
    asks_why = any(t.value == "dismiss_reason" for t in reading.of("dim"))
    has_feed = (
        any(t.value == "feed_word" for t in found)
        or any(d == "source" for hit in reading.hits for d, _ in hit.names)
        or any(t.value == "source" for t in reading.of("dim"))
        or bool(before and set(before["measures"]) & {"feed_items", "feed_rejected"})
        or re.search(r"feed|条|数据", text) is not None
    )
    kinds = {t.value for t in found}
    is_waiting = any(
        not re.fullmatch(r"time|hours|speed", t.value[0]) or "median" in text for t in waits
    )
    rate_used = False
    for t in found:
        value = t.value
        if value == "connected" and _is_our_reply(t, reading):
            value = "answer"
        if value == "answer":
            if waits and (is_waiting or kinds <= {"answer", "connected"}):
                value = "hours_to_first_answer"
            elif shares:
                value, rate_used = "answer_rate", True
            else:
                value = "answered"
        elif value == "feed_word":
            if _DATA.search(text[t.start : t.end]) and (
                "rejected" in kinds or sum(o.value == "feed_word" for o in found) > 1
            ):
                # 推过来的数据,拒收最多的: what is counted comes after.
                continue
            value = "feed_items"
        elif value == "rejected":
            if has_feed and not (kinds & {"connected"} and "feed_word" not in kinds):
                value = "feed_rejected"
            elif kinds & {"dismissed"}:
                continue
            else:
                reading.tokens.append(Token("stage", "rejected", t.start, t.end))
                value = "connected"
        result.append((t.start, t.end, value))
    values = [v for _, _, v in result]
    if shares and not rate_used and not kinds & {"connection_rate", "answer_rate"}:
        if {"connected"} & set(values) and set(values) <= {
            "connected",
            "shown",
            "opened",
            "seekers_active",
        }:
            result, rate_used = [(*_ends(result), "connection_rate")], True
        elif before and not values:
            old = set(before["measures"])
            if re.search(r"rates?(?![a-z])|率", text) and old <= {"connected", "shown", "answered"}:
                return ["answer_rate" if "answered" in old else "connection_rate"]
        elif not (reading.of("compare") and "rate" not in text):
            return FiguresError("not_expressible", why="no such share is a measure")
    if rate_used and "answer_rate" in values:
        result = [each for each in result if each[2] not in ("connected", "answered")]
    if "feed_rejected" in values and "feed_items" in values:
        a, b = (
            next(each for each in result if each[2] == v) for v in ("feed_items", "feed_rejected")
        )
        between = text[min(a[1], b[1]) : max(a[0], b[0])]
        if not _LIST.search(between) and not (
            re.search(r"多少|几", between) and len(re.findall(r"多少|几", text)) > 1
        ):
            result.remove(a)
    if any(t.value == "funnel" for t in reading.of("chart")) and _FROM_TO.search(text):
        if steps := _steps_between(list(dict.fromkeys(values))):
            return steps
    if any(_DISLIKE.match(text[t.start : t.end]) for t in reading.of("dim")) and not result:
        return ["dismissed"]
    result = _without_objects(result, text)
    if not result and is_waiting and any("wait" in t.value[0] or "等" in t.value[0] for t in waits):
        return ["hours_to_first_answer"]
    if (
        any(re.search(r"how long|多久|多长时间", t.value[0]) for t in waits)
        and result
        and "hours_to_first_answer" not in [v for *_, v in result]
    ):
        if {v for *_, v in result} & {"interviews", "hires", "offers", "saved", "opened", "shown"}:
            return FiguresError("not_expressible", why="no such time is a measure")
    measures = list(dict.fromkeys(v for *_, v in result))
    if asks_why and not measures and not before:
        return []
    if asks_why and measures and "dismissed" not in measures:
        return FiguresError("not_expressible", why="reasons are known of dismissals only")
    if (
        any(t.value == "funnel" for t in reading.of("chart"))
        and len(measures) < 2
        and not (before and not measures)
    ):
        return list(FUNNEL)
    return measures


_FROM_TO = re.compile(
    r"从[^,，。;；]{1,8}[到至][^,，。;；]|(?<![a-z])from [^,.;]{1,24} (?:to|through|till|until)(?![a-z])"
)


_STEPS = (*FUNNEL[:-1], "offers", FUNNEL[-1])


def _steps_between(measures: list[str]) -> list[str]:
    """Return the steps of a funnel from the first to the last named; none of other measures."""
    at = [_STEPS.index(each) for each in measures if each in _STEPS]
    if len(measures) != 2 or len(at) != 2:
        return []
    between = _STEPS[min(at) : max(at) + 1]
    return [each for each in between if each in FUNNEL or each in measures]


# Reasons asked for without the word for what they are reasons of: 大家嫌什么.
_DISLIKE = re.compile(r"嫌|看不上|不满|what(?:'?s| is| was)? (?:put|turn|do|did)")


# "Replied to how many enquiries": the object of what is asked for.
_TO_MANY = re.compile(r"(?:repl(?:y|ied|ies)|respon(?:d|ds|ded)) to how many[^,.?]*$")
_REPLY = re.compile(r"respon|repl")
_WE_BEFORE = re.compile(
    r"(?<![a-z])(?:we|us|i|recruiters?|team|staff|colleagues)(?: \w+ly)?(?: (?:have|has|had|did|also|not))* $"
)
_SENT_AFTER = re.compile(r"[^,.?]{0,40}?(?<![a-z])(?:has|have|had|did|does|do) $")
_BY_US_AFTER = re.compile(
    r"[^,.?]{0,60}?(?<![a-z])(?:(?:has|have|had|did|does|do) (?:we|i|our recruiters|recruiters|the team)|by (?:us|our recruiters|recruiters|the team))(?![a-z])"
)


def _is_our_reply(token: Token, reading: Reading) -> bool:
    """Return whether a reply to jobs is a recruiter's: "replies to cook jobs has Olu sent"."""
    text = reading.text
    if not _REPLY.search(text[token.start : token.end]):
        return False
    if _WE_BEFORE.search(text[: token.start]) or _BY_US_AFTER.match(text[token.end :]):
        return True
    for hit in reading.hits:
        if not any(dimension == "recruiter" for dimension, _ in hit.names):
            continue
        if re.fullmatch(r" (?:(?:has|have|had|did|also|\w+ly) )*", text[hit.end : token.start]):
            return True
        if hit.start > token.end and (
            _SENT_AFTER.fullmatch(text[token.end : hit.start])
            or re.search(r"(?<![a-z])by $", text[: hit.start])
        ):
            return True
    return False


def _ends(result: list[tuple[int, int, str]]) -> tuple[int, int]:
    return min(each[0] for each in result), max(each[1] for each in result)


def _without_objects(result: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """Leave out what is only what something is done to: "contacts he answered", 投递被撤回."""
    kept = []
    for i, (start, end, value) in enumerate(result):
        others = [each for each in result if each[2] != value]
        if value in ("connected", "shown") and any(each[2] in _OBJECTS for each in others):
            near = [
                result[j]
                for j in (i - 1, i + 1)
                if 0 <= j < len(result) and result[j][2] in _OBJECTS
            ]
            gaps = [text[min(end, e[1]) : max(start, e[0])] for e in near]
            is_counted = len(re.findall(r"多少|几|how many", text)) > 1
            if any(
                not _LIST.search(gap)
                and not (
                    re.search(r"多少|how many", gap)
                    and (is_counted or gap.isascii())
                    and not _TO_MANY.search(text[:start])
                )
                for gap in gaps
            ):
                continue
        if (
            value == "greeted"
            and any(v == "connected" for *_, v in result)
            and "reach" in text[start:end]
            and "we " not in text[max(0, start - 8) : end]
        ):
            continue
        if value == "postings_active" and any(
            v
            in (
                "shown",
                "opened",
                "saved",
                "connected",
                "hires",
                "dismissed",
                "interviews",
                "offers",
            )
            for *_, v in result
        ):
            gaps = [text[min(end, e[1]) : max(start, e[0])] for e in others]
            if not any(_LIST.search(gap) for gap in gaps):
                continue
        kept.append((start, end, value))
    return kept


_IS_OF_PEOPLE = re.compile(
    r"(?:how many|number of) (?:\w+ )?(?:people|persons|seekers|job ?hunters|candidates|applicants|users)(?![a-z])|(?:多少|几)个?人"
)


def guess_measure(reading: Reading) -> list[str]:
    if any(dimension == "source" for hit in reading.hits for dimension, _ in hit.names):
        # Of a source nothing else is counted.
        return [] if list_unexplained(reading.rest) else ["feed_items"]
    asks = not _IS_OF_PEOPLE.search(reading.text) and re.search(
        r"how many|number of|count|list|show|total|多少|几个|几条|数量|总数|岗位数|职位数|有哪些|列出|分布|构成|breakdown|distribution",
        reading.text,
    )
    spoken = r"分布|构成|distribution|breakdown"
    if (
        asks
        and not list_unexplained(reading.rest)
        and (
            any(t.value == "posting" for t in reading.of("dim"))
            or (
                re.search(spoken + "|岗位数|职位数", reading.text)
                and re.search(r"岗位|职位|jobs|postings", reading.text)
            )
        )
    ):
        return ["postings_active"]
    people = re.search(
        r"(?:people|persons|seekers|users|candidates|visitors) (?:who (?:are |were |have |had )?)?(?:chat\w*|talk\w*|writ\w*|wrote|speak\w*|spoke|messag\w*)(?![a-z])|(?<![a-z])(?:visitors|job ?hunters)(?: (?:we (?:had|got|have)|came by|dropped by|showed up|per|by|a|each|did we))|(?:来逛|来聊|开口聊|进来)(?:过|了|的|一?聊)*的?人?(?:有?(?:多少|几))?|每(?:天|周|月)有?(?:多少|几个?)人(?:进来|来)|(?:how many|number of) (?:\w+ )?(?:people|seekers|job ?seekers|users|candidates)(?! (?:who|that|were|are|did|have|had|has|was|got))|(?:多少|几)个?(?:求职者|用户|候选人)|求职者(?:数|人数|有多少)|用户数|(?:求职者|访客|来访者).{0,12}(?:来|聊|有|到)?了?(?:多少|几)|(?<![a-z])(?:seekers|job ?seekers) (?:per|by|each|a) ",
        reading.text,
    )
    # "How many people chased us": what they did is not understood.
    if people and not (_IS_OF_PEOPLE.match(people[0]) and list_unexplained(reading.rest)):
        return ["seekers_active"]
    if reading.of("scene", "engine", "language") and re.search(
        r"(?:多少|几)个?人|人有?多少|人数|how many people", reading.text
    ):
        return ["seekers_active"]
    return []
