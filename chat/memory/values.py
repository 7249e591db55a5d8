"""What kinds of values words name: an amount, a span of time, a day; pure.

A change is often told by its value alone: "they want eight weeks now", 改到周四了. What it changes
is what had a value of that kind; and a question of how much is answered by an amount.
"""

import re
from collections.abc import Iterable
from typing import Literal

ValueKind = Literal["money", "span", "clock", "weekday", "daypart", "month", "count", "age"]

_N = r"(?:(?<!\d)\d[\d.,]{0,12}|an?|half an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|a couple of|a few)"
_M = r"[\d一二三四五六七八九十百千两半零几]"

_KINDS: dict[ValueKind, re.Pattern[str]] = {
    "money": re.compile(
        r"[£$€¥]\s?\d|\b\d{1,12}(?:\.\d{1,6})?\s?k\b|\b\d{1,3},\d{3}\b|\b\d+ grand\b|\bgrand\b|\b\d+\.\d\d\b|\bon \d{2}(?:\.\d+)?\b(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|min|mile|hour|week|day|[a-z]+ ?street))|\b\d{2,}(?:\.\d+)? (?:an?|per) (?:hour|hr|day|week|month|year)\b"
        r"|(?<!\d)\d{1,12}(?:\.\d{1,6})?[kw千万]|[一二三四五六七八九两]+[千万百](?!分)[一二三四五六七八九]?|(?<!\d)\d{1,12}块|\d{3,6}元|(?:月薪|工资|薪资|底薪|房租|日薪|一天|一个月|到手|税前)\S{0,4}\d{3,6}|(?<![\d年月])\d{4,5}(?![\d年月号])(?:以上|左右|起|吧|$)"
    ),
    "span": re.compile(
        rf"\b{_N}[ -]?(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|yrs?)\b"
        rf"|{_M}{{1,12}}个?半?(?:分钟|小时|钟头|天(?!\d)|周(?!岁)|星期|礼拜(?!天)|个月|年(?!\d|底|级))"
    ),
    "clock": re.compile(
        r"\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\b(?:after|before|until|till|by|from|at|past) (?:\d{1,2}(?:[:.]\d\d)?\b(?! ?(?:k|min|mile|week|hour|day|year|month))|one|two|three|four|five|six|seven|eight|nine|ten)\b|o'?clock|\b(?:noon|midday|midnight)\b"
        r"|[\d一二三四五六七八九十两]{1,3}点(?:半|\d+分?|钟)?(?!多?[\d万千])"
    ),
    "weekday": re.compile(
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:周|星期|礼拜)[一二三四五六日天]"
    ),
    "daypart": re.compile(
        r"\b(?:mornings?|afternoons?|evenings?|nights?|days|daytime|weekends?|weekdays?|lunch(?:time)?|earl(?:y|ies)|lates)\b"
        r"|早上|上午|中午|下午|傍晚|晚上|夜里|白天|周末|夜班|白班|早班|晚班"
    ),
    "month": re.compile(
        r"\b(?:january|february|march|april|may(?= \d| this| next|\b(?=[,.]|$))|june|july|august|september|october|november|december|spring|summer|autumn|winter|christmas|easter|next year|20[23]\d)\b"
        r"|(?:十[一二]?|[一二三四五六七八九]|1[0-2]|(?<!\d)[1-9])月(?!薪)|年底|年初|明年|春节|过年|暑假|寒假|20[23]\d"
    ),
    "count": re.compile(
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|another|twins|triplets|both)\b (?!weeks?|days?|months?|hours?|years?|min|am|pm)[a-z]+|[一二三四五六七八九十两\d]{1,12}[个只条台辆家位名口]"
    ),
    "age": re.compile(
        r"\b(?:she|he|they|i|who)(?:'s|'m|'re| is| am| are) (?:only |just |nearly |now )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b(?! ?(?:week|month|day|hour|min|k))|\b\d{1,2} years? old\b|\b\d{1,2}-year-old\b|\bages?d?\b|\bturn(?:s|ed|ing) \d"
        r"|\d{1,2}岁|[一二三四五六七八九十]+岁|今年(?:\d\d|[一二三四五六七]?十[一二三四五六七八九]?)(?![\d年月天万千块])|周岁"
    ),
}  # fmt: skip

_ASKED: tuple[tuple[re.Pattern[str], frozenset[ValueKind]], ...] = (
    (re.compile(r"how old|多大(?:了|年纪)?|几岁|年龄|多大"), frozenset({"age"})),
    (
        re.compile(
            r"how much(?! notice| time| longer)|(?:salary|pay|rent|wage|earn\w*|price|figure|amount|rate)\b|多少钱|工资|薪|房租|底薪"
        ),
        frozenset({"money"}),
    ),
    (
        re.compile(r"how long|notice|how much (?:notice|time)|多久|多长时间|几年|几个月|几周|通勤"),
        frozenset({"span"}),
    ),
    (
        re.compile(
            r"(?:what|which) days?|which evenings?|which nights?|周几|星期几|礼拜几|哪天(?!说|跟|和|告|提|讲)|哪几天"
        ),
        frozenset({"weekday", "daypart"}),
    ),
    (re.compile(r"what time|what hours|几点"), frozenset({"clock"})),
    (
        re.compile(
            r"when (?:can|can't|could|couldn't|am|do|does|don't|will|is|are|should)|什么时候(?!说|跟|和|告|提|讲)|啥时候(?!说|跟|和|告|提|讲)"
        ),
        frozenset({"month", "daypart", "clock", "weekday"}),
    ),
    (re.compile(r"how many|几个|几只|几条|多少个"), frozenset({"count", "span"})),
)


def find_kinds(text: str) -> frozenset[ValueKind]:
    """Return the kinds of values that words name."""
    lower = text.lower().replace("’", "'")
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(lower))


def find_values(text: str, kinds: Iterable[ValueKind]) -> frozenset[str]:
    """Return the values of some kinds as they are written, to tell one from another."""
    lower = text.lower().replace("’", "'")
    return frozenset(
        found.group().strip() for kind in kinds for found in _KINDS[kind].finditer(lower)
    )


def kinds_asked(text: str) -> frozenset[ValueKind]:
    """Return the kinds of values that would answer a question; none where words would."""
    lower = text.lower().replace("’", "'")
    return frozenset(kind for pattern, kinds in _ASKED for kind in kinds if pattern.search(lower))
