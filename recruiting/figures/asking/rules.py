"""Questions about figures by rules: a typed query, or the named error that fits."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..types import ALLOWED, TIME, VALUES, Catalog, FiguresError, FiguresQuery, IllegalQuery, parse_query
from . import refusals, words as w
from .conditions import Group, Said, Tree, all_of, build_filter, build_groups
from .drafts import Draft, set_order
from .following import follow
from .names import HAN, Hit
from .periods import AROUND, DAY, Period, add_months, is_about_the_future, number_of
from .reading import Reading, Token, read, read_on, read_words
from .strangers import find_stranger, find_unknown_grouping

MAX_QUESTION = 500
FUNNEL = ("shown", "opened", "connected", "answered", "interviews", "hires")
_LESS_IS_BETTER = {"hours_to_first_answer"}
_MORE_IS_WORSE = {"dismissed", "withdrawn", "feed_rejected"}


def read_question(
    question: str, *, catalog: Catalog, context: FiguresQuery | None, today: date
) -> FiguresQuery | FiguresError:
    """Return the query that a question means, or why there is none."""
    question = question[:MAX_QUESTION]
    before = context.on_the_wire() if context else None
    dismissing = bool(before and "dismissed" in before["measures"])
    reading = read(question, catalog=catalog, today=today)
    if refused := _refuse(reading):
        return refused
    read_on(reading, is_about_dismissing=dismissing)
    if refused := _refuse_unsaid(reading):
        return refused
    read_words(reading)
    measures = _measures(reading, before)
    if isinstance(measures, FiguresError):
        return measures
    if _asks_for_heads(reading, measures, before):
        return FiguresError("not_expressible", why="distinct people are not a measure; contacts count a person once a posting")
    if why := find_unknown_grouping(reading):
        return FiguresError("not_expressible", why=why)
    draft = _draft(reading, measures)
    data = follow(before, draft, reading) if before else _assemble(draft)
    stranger = find_stranger(reading, has_measure=bool(measures) or before is not None)
    if not data.get("measures") or (before is None and not measures):
        data["measures"] = _default_measure(reading)
        if not data["measures"]:
            return stranger or _nothing_asked(reading)
    # What cannot be said at all goes before a name that is not known.
    if wrong := _check_pairs(data, reading):
        return wrong
    if stranger:
        return stranger
    if unsure := _ambiguous(reading):
        return unsure
    try:
        return parse_query(data)
    except IllegalQuery as error:
        return FiguresError("not_expressible", why=str(error))


# --- what is refused --------------------------------------------------------------------------------


def _refuse(reading: Reading) -> FiguresError | None:
    written = reading.written()
    if refusals.PROTECTED.search(reading.rest):
        return FiguresError("not_allowed", why="protected attributes of people are no figures")
    if refusals.CONTACT.search(reading.rest):
        return FiguresError("not_allowed", why="contact data is shown with the person's consent only")
    if refusals.names_another_company(written, reading.rest):
        return FiguresError("not_allowed", why="figures of your own company only")
    return None


def _refuse_unsaid(reading: Reading) -> FiguresError | None:
    if is_about_the_future(reading.rest):
        return FiguresError("not_expressible", why="nothing is forecast")
    if refusals.INEXPRESSIBLE.search(reading.rest):
        return FiguresError("not_expressible", why="no measure says this")
    if refusals.CONDITION.search(reading.rest):
        return FiguresError("not_expressible", why="a measure's value is no condition")
    return None


def _asks_for_heads(reading: Reading, measures: list[str], before: dict[str, Any] | None) -> bool:
    if not refusals.DISTINCT.search(reading.rest) and not refusals.DISTINCT.search(reading.text):
        return False
    if not refusals.DISTINCT_OF.search(reading.text):
        return False
    asked = measures or (before or {}).get("measures", [])
    return not asked or any(each not in ("seekers_active", "rounds_per_person", "connection_rate") for each in asked) or not measures


def _nothing_asked(reading: Reading) -> FiguresError:
    vague = re.search(
        r"(?<![a-z])(?:how (?:are|is|did|do|have|has|was|were) (?:we|it|things|\w+|the \w+)|doing|going|perform\w*|results?|numbers|figures|stats|statistics|overview|summary|report|best|worst|good|bad|better|successful|popular|data|progress|update|activity|status|trend|look|compare|more|top|effective)(?![a-z])|怎么样|如何|情况|表现|数据|业绩|效果|好|差|进展|概况|总结|成绩|指标|最|看看|多少|结果|统计|状况|趋势|给力|厉害|排名|比较|对比|成果",
        reading.text,
    )
    if vague or reading.hits or reading.periods or reading.of("dim", "time"):
        return FiguresError("ambiguous", question="which figure?")
    return FiguresError("not_expressible", why="no measure says this")


def _ambiguous(reading: Reading) -> FiguresError | None:
    for hit in reading.hits:
        names = _candidates(hit, reading)
        if len({name for _, name in names}) > 1 and len({d for d, _ in names}) == 1:
            return FiguresError("ambiguous", question=" / ".join(name for _, name in names))
    return None


def _check_pairs(data: dict[str, Any], reading: Reading) -> FiguresError | None:
    used = {*data.get("dimensions", ()), *_dimensions_of(data.get("filters"))}
    for measure in data["measures"]:
        if wrong := used - ALLOWED[measure]:
            return FiguresError("not_expressible", why=f"{measure}: {', '.join(sorted(wrong))}")
    for hit in reading.hits:
        for dimension in {d for d, _ in _candidates(hit, reading)}:
            if any(dimension not in ALLOWED[measure] for measure in data["measures"]):
                return FiguresError("not_expressible", why=dimension)
    return None


def _dimensions_of(tree: Tree | None) -> set[str]:
    if not tree:
        return set()
    if "dimension" in tree:
        return {tree["dimension"]}
    inner = next(iter(tree.values()))
    return set().union(*(_dimensions_of(each) for each in (inner if isinstance(inner, list) else [inner])))


# --- measures ---------------------------------------------------------------------------------------

_LIST = re.compile(r"(?<![a-z])(?:and|vs\.?|versus|plus|or|as well as|against|then)(?![a-z])|[,，、;；/&+]|[和与及跟]|以及|还有|对比|或")
_OBJECTS = {"answered", "answer_rate", "hours_to_first_answer", "withdrawn", "interviews", "offers", "hires", "greeted"}
_UNWANTED = re.compile(r"(?:(?<![a-z])(?:not|no longer|rather than|instead of|forget|drop)(?: (?:the|about|by))*|不要看?|不看|别看|而不是|不是|去掉)\s*$")


def _measures(reading: Reading, before: dict[str, Any] | None) -> list[str] | FiguresError:
    found = [t for t in reading.of("measure") if not _UNWANTED.search(reading.text[max(0, t.start - 14) : t.start])]
    text = reading.text
    shares = reading.of("share")
    waits = [*reading.of("wait"), *(t for t in reading.of("top", "most") if w.WAITS.search(t.value[0]))]
    result: list[tuple[int, int, str]] = []
    asks_why = any(t.value == "dismiss_reason" for t in reading.of("dim"))
    has_feed = any(t.value == "feed_word" for t in found) or any(d == "source" for hit in reading.hits for d, _ in hit.names) or any(t.value == "source" for t in reading.of("dim")) or bool(before and set(before["measures"]) & {"feed_items", "feed_rejected"}) or re.search(r"feed|条", text) is not None
    kinds = {t.value for t in found}
    is_waiting = any(not re.fullmatch(r"time|hours|speed", t.value[0]) or "median" in text for t in waits)
    rate_used = False
    for t in found:
        value = t.value
        if value == "answer":
            if waits and (is_waiting or kinds <= {"answer", "connected"}):
                value = "hours_to_first_answer"
            elif shares:
                value, rate_used = "answer_rate", True
            else:
                value = "answered"
        elif value == "feed_word":
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
        if {"connected"} & set(values) and set(values) <= {"connected", "shown", "opened", "seekers_active"}:
            result, rate_used = [(*_ends(result), "connection_rate")], True
        elif before and not values:
            pass
        elif not (reading.of("compare") and "rate" not in text):
            return FiguresError("not_expressible", why="no such share is a measure")
    if rate_used and "answer_rate" in values:
        result = [each for each in result if each[2] not in ("connected", "answered")]
    if "feed_rejected" in values and "feed_items" in values:
        a, b = (next(each for each in result if each[2] == v) for v in ("feed_items", "feed_rejected"))
        between = text[min(a[1], b[1]) : max(a[0], b[0])]
        if not _LIST.search(between) and not re.search(r"多少|几", between):
            result.remove(a)
    result = _without_objects(result, text)
    if not result and is_waiting and any("wait" in t.value[0] or "等" in t.value[0] for t in waits):
        return ["hours_to_first_answer"]
    if any(re.search(r"how long|多久|多长时间", t.value[0]) for t in waits) and result and "hours_to_first_answer" not in [v for *_, v in result]:
        if {v for *_, v in result} & {"interviews", "hires", "offers", "saved", "opened", "shown"}:
            return FiguresError("not_expressible", why="no such time is a measure")
    measures = list(dict.fromkeys(v for *_, v in result))
    if asks_why and not measures and not before:
        return []
    if asks_why and measures and "dismissed" not in measures:
        return FiguresError("not_expressible", why="reasons are known of dismissals only")
    if any(t.value == "funnel" for t in reading.of("chart")) and len(measures) < 2 and not (before and not measures):
        return list(FUNNEL)
    return measures


def _ends(result: list[tuple[int, int, str]]) -> tuple[int, int]:
    return min(each[0] for each in result), max(each[1] for each in result)


def _without_objects(result: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """Leave out what is only what something is done to: "contacts he answered", 投递被撤回."""
    kept = []
    for i, (start, end, value) in enumerate(result):
        others = [each for each in result if each[2] != value]
        if value in ("connected", "shown") and any(each[2] in _OBJECTS for each in others):
            near = [result[j] for j in (i - 1, i + 1) if 0 <= j < len(result) and result[j][2] in _OBJECTS]
            gaps = [text[min(end, e[1]) : max(start, e[0])] for e in near]
            if any(not _LIST.search(gap) and not re.search(r"多少|how many", gap) for gap in gaps):
                continue
        if value == "greeted" and any(v == "connected" for *_, v in result) and "reach" in text[start:end] and "we " not in text[max(0, start - 8) : end]:
            continue
        if value in ("postings_active",) and any(v in ("shown", "opened", "saved", "connected", "hires", "dismissed", "interviews", "offers") for *_, v in result):
            gaps = [text[min(end, e[1]) : max(start, e[0])] for e in others]
            if not any(_LIST.search(gap) for gap in gaps):
                continue
        kept.append((start, end, value))
    return kept


def _default_measure(reading: Reading) -> list[str]:
    asks = re.search(r"how many|number of|count|list|show|total|多少|几个|几条|数量|总数|有哪些|列出", reading.text)
    if asks and any(t.value == "posting" for t in reading.of("dim")):
        return ["postings_active"]
    if re.search(r"(?:how many|number of) (?:\w+ )?(?:people|seekers|job ?seekers|users|candidates)(?! (?:who|that|were|are|did|have|had|has|was|got))|(?:多少|几)个?(?:求职者|用户|候选人)|求职者(?:数|人数|有多少)|用户数", reading.text):
        return ["seekers_active"]
    return []


# --- the parts of a query ---------------------------------------------------------------------------


def _candidates(hit: Hit, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return what a hit means: of a posting and an occupation, the posting where an ad is spoken of."""
    dims = {d for d, _ in hit.names}
    if len(dims) == 1:
        return hit.names
    after, before = reading.text[hit.end : hit.end + 12], reading.text[max(0, hit.start - 22) : hit.start]
    is_ad = re.match(r"\s?[\"”」'』]?\s?(?:这|那|的)?(?:一?个|条)?(?:岗位|职位|招聘信息|广告|帖子|招聘)(?!类)|['\"”]? (?:job )?(?:ads?|advert(?:isement)?s?|posting|listing|vacancy|opening)(?![a-z])", after) or re.search(
        r"(?:(?:the|our|this|that|my|job) (?:ad|advert|posting|listing|vacancy)(?: (?:for|called|named|titled))?(?: an?| the)?|(?:posting|ad) (?:called|named)) ['\"“]?$|(?:岗位|职位)[“\"「']?$", before
    )
    if dims >= {"posting", "occupation"}:
        whole = [key for key in hit.names if key[0] == "posting"]
        if is_ad and len(whole) == 1:
            return tuple(whole)
        return tuple(key for key in hit.names if key[0] == "occupation")
    for dimension in ("city", "occupation", "recruiter", "source", "posting"):
        if dimension in dims:
            if dimension == "occupation" and hit.rank == 3 and "source" in dims:
                continue
            return tuple(key for key in hit.names if key[0] == dimension)
    return hit.names


def _draft(reading: Reading, measures: list[str]) -> Draft:
    said = []
    for hit in reading.hits:
        names = _candidates(hit, reading)
        said.append(Said(names[0][0], "eq", (names[0][1],), hit.start, hit.end))
    for t in reading.of("contains"):
        said.append(Said(t.value[0], "contains", t.value[1], t.start, t.end))
    for t in reading.of("clock"):
        said.append(Said(t.value[0], "eq", t.value[1], t.start, t.end))
    for t in reading.of("country", *VALUES):
        said.append(Said(t.kind, "eq", (t.value,), t.start, t.end))
    said.sort(key=lambda each: each.start)
    groups = build_groups(said, reading.text)
    dimensions = _dimensions(reading, groups)
    compared = _is_compared(reading)
    kept = []
    for group in groups:
        if not group.is_not and len(group.values) > 1 and group.op == "eq" and group.dimension not in ("hour", "weekday"):
            if group.is_compared or compared or _is_per(reading.text[: group.start]):
                dimensions.append(group.dimension)
        every = VALUES.get(group.dimension) or {"weekday": tuple(range(1, 8))}.get(group.dimension)
        if every and group.dimension in ("engine", "language", "weekday") and set(group.values) == set(every) and not group.is_not:
            if group.dimension != "weekday" and group.dimension not in dimensions and compared:
                dimensions.append(group.dimension)
            continue
        kept.append(group)
    draft = Draft(measures, list(dict.fromkeys(dimensions)), kept, build_filter(kept, reading.text))
    _read_dates(reading, draft)
    for t in reading.of("compare"):
        draft.compare_to = t.value
    draft.chart = next((t.value for t in reading.of("chart")), None)
    _read_order(reading, draft)
    if re.search(r"trend|over time|趋势|走势|变化", reading.rest) and not set(draft.dimensions) & set(TIME):
        draft.dimensions.append(_fitting_unit(draft))
    return draft


def _fitting_unit(draft: Draft) -> str:
    if draft.date_range and draft.date_range.get("from"):
        days = (date.fromisoformat(draft.date_range["to"]) - date.fromisoformat(draft.date_range["from"])).days
        return "day" if days <= 31 else "week" if days <= 120 else "month"
    return "month"


_PER_BEFORE = re.compile(rf"(?:{w.PER.pattern})\s*(?:(?<![a-z])(?:the|our|its|their|individual|single|job|of|us|different|calendar)(?![a-z])\s*|[的个位家条类种])*$")
_ALL_BEFORE = re.compile(r"(?:(?<![a-z])(?:all|any|every one of|regardless of|whatever|no matter the)(?: (?:the|our|of the|of our))*|所有|全部|任何|不限|不分|全)\s*$")


def _is_per(before: str) -> bool:
    return bool(re.search(r"(?:(?<![a-z])(?:by|per|split by|between)|按照?)\s*$", before))


def _dimensions(reading: Reading, groups: list[Group]) -> list[str]:
    found: list[str] = []
    tokens = reading.of("dim", "time")
    has_order = bool(reading.of("most", "top", "rank", "asc", "desc")) or bool(w.RANK.search(reading.text))
    last: Token | None = None
    named = {g.dimension for g in groups if not g.is_not}
    for t in tokens:
        if t.kind == "time":
            found.append(t.value)
            last = t
            continue
        before, after = reading.text[: t.start], reading.text[t.end : t.end + 16]
        said = reading.text[t.start : t.end]
        is_group = bool(_PER_BEFORE.search(before[-40:]) or w.PER_AFTER.match(after))
        if last is not None and not is_group:
            is_group = bool(re.fullmatch(r"\s*(?:,|and|then|&|x|×|by|、|和|与|及|跟|再|以及|，|\+|plus|per|then by|the)*\s*(?:by |per |the )*", reading.text[last.end : t.start]))
        if not is_group and _ALL_BEFORE.search(before[-24:]):
            continue
        if not is_group and t.value == "recruiter" and re.fullmatch(r"who(?:se)?|谁|哪位(?:同事)?|(?:which|what) of .*", said):
            is_group = t.value not in named
        if said == "where" and not re.match(r" (?:do|did|are|is|were|was|does|have|has)(?![a-z])", after):
            continue
        if not is_group and said.startswith("哪"):
            is_group = True
        if not is_group and t.value == "city" and re.fullmatch(r"where|哪里|哪儿|什么地方|哪个地方|各地", said):
            is_group = True
        if not is_group and t.value == "dismiss_reason":
            is_group = True
        if not is_group and t.value not in ("posting",) and re.fullmatch(r"[a-z ]+s", said) and not said.endswith("ss") and t.value not in named:
            is_group = True
        if not is_group and has_order and t.value not in named:
            near_order = t.value != "posting" or re.search(r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|top|which|what|best|worst|most|least|rank(?:ed|ing)?|the|哪个?|[一二两三四五六七八九十]个?|的)\s?\w*\s?$", before[-24:])
            is_group = bool(near_order)
        if not is_group and re.search(r"(?:\d+|[一二两三四五六七八九十]+)(?:个|位|家|条|名|座)$|(?<![a-z])(?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:\w+ )?$", before[-16:]) and has_order:
            is_group = True
        if is_group:
            found.append(t.value)
            last = t
    return found


def _is_compared(reading: Reading) -> bool:
    text = reading.text
    spans = [(t.start, t.end) for t in reading.of("compare")]
    for t in reading.of("dim", "time"):
        if m := _PER_BEFORE.search(text[: t.start][-40:]):
            spans.append((t.start - len(m[0]), t.start))
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return bool(w.COMPARED.search(text))


# --- dates ------------------------------------------------------------------------------------------

_AGAINST = re.compile(r"(?:(?<![a-z])(?:vs\.?|versus|against|than|compared? (?:with|to|against)|relative to|compared|from|over|up on|down on|on|with|to)(?: (?:the|that of|those of|those in|that in|in|what (?:it|they) (?:was|were) in|figures (?:for|of)|its|for))*|对比|相比于?|相较于?|比起?|跟|和|与|同|较)\s*$")
_SURELY = re.compile(r"(?<![a-z])(?:vs\.?|versus|against|than|compared?|relative|up on|down on|change|difference|more|fewer|better|worse|higher|lower|grow|grew|improve)")
_ZH_BESIDE = re.compile(r"^(?:的)?(?:数据|水平|情况)?(?:同期)?(?:的)?(?:相比|对比|比较|比一比|比起来|比|差)")


def _read_dates(reading: Reading, draft: Draft) -> None:
    periods = [p for p in reading.periods if not re.fullmatch(r"(?:right )?now", reading.text[p.start : p.end])]
    base: list[Period] = []
    against: Period | None = None
    for i, p in enumerate(periods):
        before, after = reading.text[: p.start], reading.text[p.end :]
        m = _AGAINST.search(before[-40:])
        is_against = bool(m) and bool(
            re.match(r"(?:vs|versus|against|than|compared?|relative|up on|down on|对比|相比|相较|比|较)", m[0].strip())
            or _ZH_BESIDE.match(after)
            or (HAN.search(m[0]) is None and i > 0 and re.search(r"compar|differ|change|grow|improve", reading.text))
        ) if m else False
        if is_against and against is None and not (i == 0 and len(periods) > 1 and HAN.search(m[0] if m else "") is None):
            against = p
        else:
            base.append(p)
    if against is not None:
        _compare(reading, draft, base, against)
        return
    if base:
        _take_periods(reading, draft, base)


def _take_periods(reading: Reading, draft: Draft, periods: list[Period]) -> None:
    chosen: list[Period] = []
    for p in periods:
        # This year, in March: the narrower holds.
        if any(o is not p and p.first <= o.first and o.last <= p.last and (o.first, o.last) != (p.first, p.last) for o in periods):
            continue
        if not any((o.first, o.last) == (p.first, p.last) for o in chosen):
            chosen.append(p)
    if len(chosen) == 1:
        p = chosen[0]
        draft.date_range = {"to": p.last.isoformat()} if p.has_no_start else {"from": p.first.isoformat(), "to": p.last.isoformat()}
        return
    unit, values = _values_of(chosen)
    if unit is None:
        draft.date_range = {"from": min(p.first for p in chosen).isoformat(), "to": max(p.last for p in chosen).isoformat()}
        return
    draft.time_filter = {"dimension": unit, "op": "in", "value": values}
    if _is_compared(reading) and unit not in draft.dimensions and not set(draft.dimensions) & set(TIME):
        draft.dimensions.append(unit)


def _values_of(periods: list[Period]) -> tuple[str | None, list[str]]:
    """Return periods apart as the values of days, weeks or months."""
    units = {p.unit for p in periods}
    if units == {"day"}:
        return "day", [p.first.isoformat() for p in periods]
    if units == {"week"}:
        return "week", ["{0}-W{1:02d}".format(*p.first.isocalendar()[:2]) for p in periods]
    if units <= {"month", "quarter", "year"}:
        values = []
        for p in periods:
            day = p.first
            while day <= p.last:
                values.append(f"{day:%Y-%m}")
                day = add_months(day, 1)
        return "month", values
    values = []
    for p in periods:
        day = p.first
        while day <= p.last and len(values) < 200:
            values.append(day.isoformat())
            day += DAY
    return "day", values


def _compare(reading: Reading, draft: Draft, base: list[Period], against: Period) -> None:
    if not base:
        if against.unit == "year" or (against.last - against.first).days > 360:
            draft.compare_to = "previous_year"
            return
        draft.compare_to = "previous_period"
        if against.unit in AROUND and against.unit != "days":
            first = against.last + DAY
            if first <= reading.today:
                last = min(AROUND[against.unit](first)[1], reading.today)
                draft.date_range = {"from": first.isoformat(), "to": last.isoformat()}
        return
    main = base[0]
    if len(base) == 1 and against.first > main.first:
        main, against = against, main
    _take_periods(reading, draft, [main, *base[1:]] if len(base) > 1 else [main])
    if add_months(main.first, -12) == against.first and main.unit != "year":
        draft.compare_to = "previous_year"
    elif main.unit == "year" and against.unit == "year" and against.first.year == main.first.year - 1:
        draft.compare_to = "previous_year"
    elif against.last + DAY == main.first or (against.first < main.first and against.last < main.first and (main.first - against.first).days <= (main.last - main.first).days + 2):
        draft.compare_to = "previous_period"
    else:
        draft.date_range = None
        unit, values = _values_of([against, main])
        if unit:
            draft.time_filter = {"dimension": unit, "op": "in", "value": values}
            draft.dimensions.append(unit)


# --- order and limit --------------------------------------------------------------------------------


def _read_order(reading: Reading, draft: Draft) -> None:
    text = reading.text
    tops, mosts = reading.of("top"), reading.of("most")
    direction: str | None = None
    at = -1
    is_quality = False
    for t in mosts:
        m = t.value
        direction = "desc" if m["desc"] or m["deschz"] or m["desc1"] else "asc"
        is_quality = bool(re.search(r"best|worst|top|bottom|好|差|垫底|冠军|第一", m[0]))
        if re.search(r"fast|quick|soon|prompt|快|及时", m[0]):
            direction = "asc"
        at = t.start
        break
    for t in tops:
        m = t.value
        number = m["n"] or m["n2"] or m["n3"] or m["nzh"] or m["nzh2"]
        draft.limit = number_of(number)
        word = m["top"] or m["top2"] or m["top3"] or m["topzh"] or "top"
        if direction is None:
            direction = "asc" if re.fullmatch(r"bottom|worst|lowest|least|weakest|shortest|quietest|smallest|fastest|quickest|last|倒数|后|末|.*[少低差快短小].*|垫底的?", word) else "desc"
            is_quality = bool(re.search(r"best|worst|top|bottom|leading|first|last|前|头|倒数|后|末|好|差", word))
            at = t.start
    first = (draft.measures or [None])[0]
    if reading.of("asc"):
        direction, is_quality, at = "asc", bool(re.search(r"best|worst|差|好", reading.of("asc")[0].value[0])), reading.of("asc")[0].start
    elif reading.of("desc") and direction is None:
        direction, is_quality, at = "desc", bool(re.search(r"best|worst|差|好", reading.of("desc")[0].value[0])), reading.of("desc")[0].start
    by = _order_measure(reading, draft, at)
    subject = by or first
    if is_quality and subject in _LESS_IS_BETTER | _MORE_IS_WORSE and direction and not re.search(r"first [^a-z]*$|排", text[max(0, at - 2) : at]):
        direction = "asc" if direction == "desc" else "desc"
    if direction is None:
        if reading.of("rank") or w.SORT_BY.search(text):
            draft.order = (by, "desc") if (draft.dimensions or by) else None
        return
    draft.order = (by, direction)
    if draft.limit is None and mosts:
        draft.limit = _limit(reading, draft, mosts[0])


def _order_measure(reading: Reading, draft: Draft, at: int) -> str | None:
    """Return the measure that rows are ordered by where there are several."""
    if len(draft.measures) < 2:
        return draft.measures[0] if draft.measures else None
    tokens = [t for t in reading.of("measure") if (t.value in draft.measures or t.value == "answer")]
    if m := list(w.SORT_BY.finditer(reading.text)):
        later = [t for t in tokens if t.start >= m[-1].end()]
        if later:
            return str({"answer": "answered"}.get(later[0].value, later[0].value))
    if at < 0 or not tokens:
        return None
    nearest = min(tokens, key=lambda t: min(abs(t.start - at), abs(t.end - at)))
    return str({"answer": "answered"}.get(nearest.value, nearest.value))


_MANY = re.compile(r"哪些|哪几|(?<![a-z])(?:which|what|the) (?:\w+ )?(?:cities|recruiters|sources|channels|occupations|postings|jobs|ads|countries|scenes|languages|engines|days|weeks|months|hours|towns|places|professions|reasons|roles|people|adverts|listings|feeds|weekdays|trades|colleagues)(?![a-z])|(?<![a-z])(?:cities|recruiters|sources|channels|occupations|postings|countries|reasons) (?:with|that|where|by)")


def _limit(reading: Reading, draft: Draft, most: Token) -> int | None:
    text = reading.text
    m = re.search(r"最[多少高低大小好差快慢长短久]的?(?:前)?(\d+|[一二两三四五六七八九十]+)(?:个|位|名|家|条)", text) or re.search(r"(?:哪|前)(\d+|[二两三四五六七八九十]+)(?:个|位|名|家|条)", text)
    if m:
        return number_of(m[1])
    for t in reading.of("dim", "time"):
        if m := re.search(r"(?<![a-z\d])(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?$|(\d+|[二两三四五六七八九十]+)(?:个|位|名|家|条|座)?$", text[max(0, t.start - 16) : t.start]):
            return number_of(m[1] or m[2])
    if reading.of("asc", "desc", "rank") or _MANY.search(text):
        return None
    if not draft.dimensions:
        return None
    return 1


def _assemble(draft: Draft) -> dict[str, Any]:
    """Return the interchange of a question that follows on none."""
    data: dict[str, Any] = {"measures": list(draft.measures)}
    if draft.dimensions:
        data["dimensions"] = draft.dimensions
    filters = all_of([each for each in (draft.filters, draft.time_filter) if each])
    if filters:
        data["filters"] = filters
    if draft.date_range:
        data["date_range"] = draft.date_range
    for key in ("compare_to", "chart"):
        if getattr(draft, key):
            data[key] = getattr(draft, key)
    set_order(data, draft)
    return data
