"""The pay that is wished for: an amount, a range, a step from what is in force."""

import re
from dataclasses import replace

from jobassist.language.found import Found
from jobassist.language.money import (
    RelativeSalary,
    Salary,
    find_relative_salary,
    find_salaries,
    parse_salary,
)

from .reading import Reading
from .scopes import in_scope
from .second_thoughts import find_second_thought
from .slots import Wishes
from .types import Context

_PAY_PROMPTS = ("criteria.salary_min", "criteria.salary_max", "criteria.salary")


def find_pay(
    reading: Reading, context: Context, wishes: Wishes, occupied: list[tuple[int, int]]
) -> None:
    """Put what the words say of pay into `wishes` and its spans into `occupied`."""
    prompted = context.open_prompt in _PAY_PROMPTS
    found = [
        f for f in find_salaries(reading.text, lang=reading.lang)
        if f.value.min is not None or f.value.max is not None
    ]  # fmt: skip
    # 兄弟俩一块儿找个厂: together, and no money.
    found = [f for f in found if not _TOGETHER.search(reading.lower, f.start, f.end + 2)]
    relative = find_relative_salary(reading.text)
    if relative is None or relative.value.amount is None:
        step = _step_of(reading, context, found)
        if step:
            wishes.relative_pay = step
            occupied += [(f.start, f.end) for f in found]
            return
    if relative and _EMPTY_STEP.match(relative.text):
        relative = replace(relative, value=replace(relative.value, amount=None))
    if relative:
        wishes.relative_pay = (relative.value, relative.start, relative.end)
        occupied.append((relative.start, relative.end))
        if relative.value.amount is not None or relative.value.percent is not None:
            found = [f for f in found if not (f.start < relative.end and relative.start < f.end)]
    occupied += [(f.start, f.end) for f in found]
    past = [f for f in found if in_scope(wishes.scopes, f.start, f.end, "past", "replaced")]
    live = [f for f in found if f not in past]
    if live:
        takes_last = context.criteria is not None or find_second_thought(reading)
        best = live[-1] if takes_last else live[0]
        if best.value.min is None and _MOVE_UP_TO.search(reading.lower):
            best = replace(best, value=replace(best.value, min=best.value.max, max=None))
        wishes.salary = (best.value, best.start, best.end)
    elif not relative and (bare := _BARE_PAY_ZH.search(reading.lower)) and not past:
        # 叉车工,昆山,6500: a figure by itself beside work and place is the pay.
        wishes.salary = _parse_bare(bare)
        occupied.append(bare.span(1))
    elif not relative and context.criteria is not None and (floor := _FLOOR.search(reading.lower)):
        whole = parse_salary(
            floor["x"] or floor["y"],
            lang=reading.lang,
            expected_period=context.criteria.salary_period,
        )
        span = floor.span("x") if floor["x"] else floor.span("y")
        if whole and whole.min is not None:
            wishes.salary = (whole, *span)
            occupied.append(span)
    elif (to := _read_move(reading, context)) is not None:
        wishes.salary, wishes.relative_pay = to, None
        occupied.append(to[1:])
    elif not relative and (
        prompted or (context.criteria is not None and _BARE_PAY.match(reading.lower))
    ):
        whole = parse_salary(reading.text, lang=reading.lang)
        if whole and (whole.min is not None or whole.max is not None):
            wishes.salary = (whole, 0, len(reading.text))
            occupied.append((0, len(reading.text)))


# Where one goes to and what one makes is seldom pay: these need it said what moves, or which way.
_MOVED_TO = re.compile(
    r"\b(?:(?:bring|drop|lower|put|raise|bump|push|knock) (?:(?:it|that|the \w+) )?(?:(?:down|up|back) )?to|"
    r"(?:take|move|go|make) (?:(?:it|that|the \w+) (?:(?:down|up|back) )?|(?:down|up|back) )to|"
    r"(?:take|move|go|make) to (?=(?:about |around |say )?[£$€])) ?"
    r"(?:about |around |say )?[£$€]?(?P<x>\d{1,3}(?:\.\d)?)(?:k\b|(?= *(?:$|[!?;)]|[.,](?!\d)|"
    r"(?:pounds?|quid|grand|thousand|dollars?|bucks|euros?|please|pls|then|instead)\b|"
    r"(?:(?:an?|per) (?:hour|day|week|month|year|annum)|ph|pa)\b)))"
)
_NOT_MOVED = re.compile(
    r"(?<!why )(?:\b(?:do|wo|ca|would|could|should|did)n?['’]?t|\bcannot|\bnot|\bnever)\b[^,.;!?]{0,24}$"
)


def _read_move(reading: Reading, context: Context) -> tuple[Salary, int, int] | None:
    """Return "bring it down to 25" as a figure of the size of the one in force."""
    held = context.criteria
    match = _MOVED_TO.search(reading.lower)
    if match is None or held is None or not held.salary_min or held.salary_period is None:
        return None
    if _NOT_MOVED.search(reading.lower, 0, match.start()):
        return None
    amount = float(match["x"])
    while amount < held.salary_min / 10:
        amount *= 10 if amount * 1000 > held.salary_min * 10 else 1000
    if not held.salary_min / 4 < amount < held.salary_min * 4:
        return None
    found = parse_salary(f"{amount:g} per {held.salary_period}", lang="en")
    return (found, *match.span("x")) if found is not None and found.min else None


_BARE_PAY_ZH = re.compile(
    r"(?<=[\u4e00-\u9fff][,\s])(?!(?:19|20)\d\d\b)([2-9]\d{3}|[1-9]\d{4})(?=[,。\s]|$)(?!\s*[-/年人米])"
)


_TOGETHER = re.compile(r"一块(?:儿|找|干|去|做|住|来|上|打|进)")
_FLOOR = re.compile(
    r"\bmy (?:floor|minimum|bottom line|lowest|limit) (?:is|would be|'s)(?: about| around)? (?P<x>[£$€]?\d[\d.,]*k?)\b"
    r"|(?:底线|最低|起码)(?:就|得)?是(?P<y>\d[\d.,]*[k万千]?)"
)


def _parse_bare(match: re.Match[str]) -> tuple[Salary, int, int] | None:
    pay = parse_salary(match[1], lang="zh")
    return (pay, *match.span(1)) if pay is not None else None


_BARE_PAY = re.compile(
    r"^(?:ok |just |actually |say )*(?:min(?:imum)?|at least|max(?:imum)?|over|above|from|not less than|no less than|up to|最低|最少|至少|不低于|起码)? ?[£$€¥]?\d{1,6}(?:\.\d{1,2})?k?(?: ?(?:min|minimum|max|or (?:above|more|over)|plus|\+|起|以上|左右))?[.!。]?$"
)
_EMPTY_STEP = re.compile(r"^[少多高低加涨降减]一$")
_MORE_BY = re.compile(
    r"\b(?:pounds?|quid|grand|dollars?|bucks|euros?|k|\d+p?) more\b|\b(?:another|more than (?:that|this|it)|extra|on top|better|higher|add)\b|再(?:加|涨|多|提)|上涨|涨"
)
_LESS_BY = re.compile(
    r"\b(?:less than (?:that|this|it)|lower|knock off|take off|minus)\b|再(?:降|减|少)|下调|降"
)
_TO = re.compile(
    r"\b(?:up|down|raise|raised|bump|bumped|increase|go|push|move|make it|change) (?:it |that )?(?:up |down )?to\b|到|为"
)


def _step_of(
    reading: Reading, context: Context, found: list[Found[Salary]]
) -> tuple[RelativeSalary, int, int] | None:
    """Return "another 3k" as a step: an amount well under the one in force, said as a change."""
    held = context.criteria and (context.criteria.salary_min or context.criteria.salary_max)
    if not held or len(found) != 1 or _TO.search(reading.lower):
        return None
    amount = found[0].value.min or found[0].value.max
    if not amount or amount > held * 0.6:
        return None
    if _MORE_BY.search(reading.lower):
        return RelativeSalary("up", amount, is_topic_said=True), found[0].start, found[0].end
    if _LESS_BY.search(reading.lower):
        return RelativeSalary("down", amount, is_topic_said=True), found[0].start, found[0].end
    return None


_MOVE_UP_TO = re.compile(
    r"\b(?:go|bump|push|raise|increase|move|take|put|up)\b.{0,12}\bup to\b|\bup (?:it|that) to\b"
)
