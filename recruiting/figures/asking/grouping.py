"""What a question filters and groups by: its names and values as one draft."""

import re
from datetime import date

from ..types import TIME, VALUES
from . import words as w
from .conditions import Group, Said, build_filter, build_groups, split_clauses
from .dating import PER_BEFORE, is_compared, read_dates
from .drafts import Draft
from .names import Hit
from .ordering import read_order
from .reading import Reading, Token


def candidates_of(hit: Hit, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return what a hit means: of a posting and an occupation, the posting where an ad is spoken of."""
    dims = {d for d, _ in hit.names}
    if len(dims) == 1:
        return hit.names
    after, before = (
        reading.text[hit.end : hit.end + 12],
        reading.text[max(0, hit.start - 22) : hit.start],
    )
    is_ad = re.match(
        r"(?:这|那)(?:个|条)?岗(?!前)|\s?[\"”」'』]?\s?(?:这|那|的)?(?:一?个|条)?(?:岗位|职位|招聘信息|广告|帖子|招聘)(?!类)|['\"”]? (?:job )?(?:ads?|advert(?:isement)?s?|posting|listing|vacancy|opening)(?![a-z])",
        after,
    ) or re.search(
        r"(?:(?:the|our|this|that|my|job) (?:ad|advert|posting|listing|vacancy)(?: (?:for|called|named|titled))?(?: an?| the)?|(?:posting|ad) (?:called|named)) ['\"“]?$|(?:岗位|职位)[“\"「']?$",
        before,
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


def build_draft(reading: Reading, measures: list[str]) -> Draft:
    said = []
    for hit in reading.hits:
        names = candidates_of(hit, reading)
        said.append(Said(names[0][0], "eq", (names[0][1],), hit.start, hit.end))
    said += [
        Said(t.value[0], "contains", t.value[1], t.start, t.end) for t in reading.of("contains")
    ]
    said += [Said(t.value[0], "eq", t.value[1], t.start, t.end) for t in reading.of("clock")]
    said += [Said(t.kind, "eq", (t.value,), t.start, t.end) for t in reading.of("country", *VALUES)]
    said.sort(key=lambda each: each.start)
    text = _without_measures(reading)
    groups = build_groups(said, text)
    dimensions = _dimensions(reading, groups)
    compared = is_compared(reading)
    kept = []
    for group in groups:
        if (
            not group.is_not
            and len(group.values) > 1
            and group.op == "eq"
            and group.dimension not in ("hour", "weekday")
        ):
            if group.is_compared or compared or _is_per(reading.text[: group.start]):
                dimensions.append(group.dimension)
        if (
            compared
            and group.dimension == "weekday"
            and not group.is_not
            and _SEVERAL_DAYS.search(reading.text[group.start : group.end])
        ):
            dimensions.append("weekday")
        every = VALUES.get(group.dimension) or {"weekday": tuple(range(1, 8))}.get(group.dimension)
        if (
            every
            and group.dimension in ("engine", "language", "weekday")
            and set(group.values) == set(every)
            and not group.is_not
        ):
            if group.dimension not in dimensions and compared:
                dimensions.append(group.dimension)
            continue
        kept.append(group)
    if not dimensions and (each := _each_of(reading)):
        dimensions.append(each)
    if compared and not dimensions:
        # 太原的司机和哈尔滨的厨师各有多少: by what their clauses begin with.
        clauses = split_clauses([each for each in kept if not each.is_not])
        if len(clauses) > 1 and clauses[0] and clauses[1][0].dimension == clauses[0][0].dimension:
            dimensions.append(clauses[0][0].dimension)
    draft = Draft(measures, list(dict.fromkeys(dimensions)), kept, build_filter(kept))
    read_dates(reading, draft)
    for t in reading.of("compare"):
        if _NOT_COMPARED.search(reading.text[: t.start]):
            continue
        # "This year vs last" is the year before; of a month it is the month before.
        years = any(p.unit == "year" for p in reading.periods)
        draft.compare_to = {"last": "previous_year" if years else "previous_period"}.get(
            t.value, t.value
        )
    draft.chart = next((t.value for t in reading.of("chart")), None)
    read_order(reading, draft)
    if re.search(r"trend|over time|趋势|走势|变化", reading.rest) and not set(
        draft.dimensions
    ) & set(TIME):
        draft.dimensions.append(_fitting_unit(draft))
    return draft


def _without_measures(reading: Reading) -> str:
    """Return the text with measures blanked: "say no to" turns no name down."""
    text = reading.text
    for t in reading.of("measure"):
        text = text[: t.start] + "·" * (t.end - t.start) + text[t.end :]
    return text


def _fitting_unit(draft: Draft) -> str:
    if draft.date_range and draft.date_range.get("from"):
        days = (
            date.fromisoformat(draft.date_range["to"])
            - date.fromisoformat(draft.date_range["from"])
        ).days
        return "day" if days <= 31 else "week" if days <= 120 else "month"
    return "month"


_SEVERAL_DAYS = re.compile(
    r"^(?!.*(?:weekend|周末|双休| to | through |到|至)).*(?:(?<![a-z])(?:or|vs\.?|versus|than|against)(?![a-z])|还是|跟|比|和|与)"
)
_EACH_DOES = re.compile(r"(?:各(?![个家位条类种自市城渠岗职国部])|分别)")


def _each_of(reading: Reading) -> str | None:
    """Return what "each" is said of from afar: 香港之外的城市,11月各发了多少."""
    if not (m := _EACH_DOES.search(reading.text)):
        return None
    for t in reading.of("dim"):
        if t.end <= m.start() and re.search(
            r"(?:外的?|其[他它余]的?|剩下的?|余下的?|另外|所有|全部|几个|些|的)$",
            reading.text[: t.start],
        ):
            if t.value != "posting" or reading.text[: t.start].endswith(("几个", "些")):
                return str(t.value)
    return None


_ASKS_WHO = re.compile(
    r"(?:^|[,，?.:;]|(?<![a-z])(?:by|of|tell me|show me|is|and|see|know|on|for))\s*$"
)
_ALL_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:all|any|every one of|regardless of|whatever|no matter the)(?: (?:the|our|of the|of our))*|所有|全部|任何|不限|不分|全)\s*$"
)


_UNWANTED_TIME = re.compile(
    r"(?:(?<![a-z])(?:not|no longer|instead of|rather than)(?: (?:the|a|by|per))*|不要?|不用|别|不再|而不是)\s*$"
)


def _is_per(before: str) -> bool:
    return bool(re.search(r"(?:(?<![a-z])(?:by|per|split by|between)|按照?)\s*$", before))


_NOT_COMPARED = re.compile(
    r"(?:不要?|不用|别|去掉|取消|不看|(?<![a-z])(?:no|not|without|drop|skip|forget|remove)(?: the| any)?) ?$"
)
# Recruiters who do it and feeds that it comes from are no grouping.
_DOING = re.compile(
    r"(?<![a-z])(?:(?:did|do|does|have|has|by|were) (?:our |the |any )?recruiters|(?:through|from|via|by|over|in) (?:the |our |any )*(?:feeds|channels|sources))$"
)


# What seekers do: who did it is a list of people, and no figure.
_SEEKERS_DO = frozenset(
    {"connected", "saved", "opened", "dismissed", "withdrawn", "seekers_active", "shown"}
)


def asks_for_names(reading: Reading) -> bool:
    """Return whether a question is who of the seekers did something: "who applied in Leeds"."""
    return any(
        reading.text[t.start : t.end] == "who"
        and _ASKS_WHO.search(reading.text[: t.start])
        and any(
            m.value in _SEEKERS_DO
            and re.fullmatch(r" (?:has |have |had |did )?", reading.text[t.end : m.start])
            for m in reading.of("measure")
        )
        for t in reading.of("dim")
    )


def _next_of(token: Token, tokens: list[Token]) -> Token | None:
    return next((each for each in tokens if each.start >= token.end), None)


def _is_of_work(token: Token, reading: Reading) -> bool:
    """Return whether 岗 only says of work what it is, where hours or days are asked for: 客服的岗."""
    return bool(reading.of("time")) and any(
        reading.text[hit.end : token.start] == "的"
        and {d for d, _ in hit.names} <= {"occupation", "posting"}
        for hit in reading.hits
    )


def _dimensions(reading: Reading, groups: list[Group]) -> list[str]:
    found: list[str] = []
    tokens = reading.of("dim", "time")
    has_order = bool(reading.of("most", "top", "rank", "asc", "desc")) or bool(
        w.RANK.search(reading.text)
    )
    last: Token | None = None
    named = {g.dimension for g in groups if not g.is_not}
    for t in tokens:
        if t.kind == "time" and _UNWANTED_TIME.search(reading.text[: t.start]):
            continue
        if t.kind == "time":
            found.append(t.value)
            last = t
            continue
        before, after = reading.text[: t.start], reading.text[t.end : t.end + 16]
        said = reading.text[t.start : t.end]
        is_group = bool(PER_BEFORE.search(before[-40:]) or w.PER_AFTER.match(after)) or bool(
            w.ADDED_BEFORE.search(before) and w.ADDED_AFTER.match(after)
        )
        if last is not None and not is_group:
            is_group = bool(
                re.fullmatch(
                    r"\s*(?:,|and|then|&|x|×|by|、|和|与|及|跟|再|以及|，|\+|plus|per|then by|the)*\s*(?:by |per |the )*",
                    reading.text[last.end : t.start],
                )
            )
        if not is_group and (beside := _next_of(t, tokens)):
            # "City and language breakdown": what stands behind the last is said of each.
            between = reading.text[t.end : beside.start]
            is_group = bool(
                re.fullmatch(r"\s*(?:and|&|x|×|、|和|与|及|/|,|，)\s*", between)
                and w.PER_AFTER.match(reading.text[beside.end : beside.end + 16])
            )
        if not is_group and _DOING.search(before[-24:] + said) and not has_order:
            continue
        if t.value == "dismiss_reason" and any(
            re.fullmatch(r"\s*(?:=|:|is|was|of|是|为|:)?\s*", reading.text[t.end : v.start])
            for v in reading.of("dismiss_reason")
            if v.start >= t.end
        ):
            continue
        if not is_group and _ALL_BEFORE.search(before[-24:]):
            continue
        if (
            not is_group
            and t.value == "recruiter"
            and re.fullmatch(r"who(?:se)?|谁|哪位(?:同事)?|(?:which|what) of .*", said)
        ):
            is_group = t.value not in named and (
                said != "who" or _ASKS_WHO.search(before) is not None
            )
        if said == "where" and any(o.value in ("country", "city") and o is not t for o in tokens):
            continue
        if said == "where" and not re.match(
            r" (?:do|did|are|is|were|was|does|have|has)(?![a-z])", after
        ):
            continue
        if last is not None and t.value == "posting" and reading.text[last.end : t.start] == "的":
            continue
        if not is_group and t.value == "posting" and _is_of_work(t, reading):
            continue
        if said == "谁" and (
            after.startswith("更") or any(len(g.values) > 1 and not g.is_not for g in groups)
        ):
            continue
        if not is_group and said.startswith("哪"):
            is_group = True
        if (
            not is_group
            and t.value == "city"
            and re.fullmatch(r"where|哪里|哪儿|什么地方|哪个地方|各地", said)
        ):
            is_group = True
        if not is_group and t.value == "dismiss_reason":
            is_group = True
        if (
            not is_group
            and t.value != "posting"
            and re.fullmatch(r"[a-z ]+s", said)
            and not said.endswith("ss")
            and t.value not in named
        ):
            is_group = True
        if not is_group and has_order and t.value not in named:
            near_order = t.value != "posting" or re.search(
                r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|top|which|what|best|worst|most|least|rank(?:ed|ing)?|the|哪个?|[一二两三四五六七八九十]个?|的)\s?\w*\s?$",
                before[-24:],
            )
            is_group = bool(near_order)
        if (
            not is_group
            and re.search(
                r"(?:\d+|[一二两三四五六七八九十]+)(?:个|位|家|条|名|座)$|(?<![a-z])(?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:\w+ )?$",
                before[-16:],
            )
            and has_order
        ):
            is_group = True
        if is_group:
            found.append(t.value)
            last = t
    return found
