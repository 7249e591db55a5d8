"""A question that follows on another: what is not replaced stays."""

import re
from datetime import date, timedelta
from typing import Any

from ..types import TIME, VALUES
from .conditions import Group, Tree, all_of, build_filter, leaf
from .drafts import Draft, set_order
from .reading import Reading

_ALSO = re.compile(
    r"(?<![a-z])(?:also|too|as well|add|adding|include|including|plus|along with|additionally|on top)(?![a-z])|也(?!不)|加上|再加|还有|一起|同时|包括|算上|带上|外加|加进|一并|都"
)
_AFRESH = re.compile(
    r"(?<![a-z])(?:new question|different question|forget (?:that|it|all)|start (?:over|again|afresh)|from scratch|never mind|something else|unrelated|separate question)(?![a-z])|换个(?:问题|话题)|重新来|另外问|另一个问题|不管刚才|从头|忘掉"
)
_ONLY_GROUP = re.compile(
    r"(?<![a-z])(?:instead|rather|not by|replace|change to|switch to|now by)(?![a-z])|改成?按|换成按|改为按|换成|改成|改为|而不是按|别按"
)
_ALL = {
    "city": r"all (?:the )?(?:cities|towns|locations)|any city|every city|everywhere|all over|所有城市|全部城市|不限城市|各地都|不分城市|全国",
    "occupation": r"all (?:the )?(?:occupations|professions|trades)|any occupation|every occupation|所有职业|全部职业|不限职业|所有工种|不分职业",
    "posting": r"all (?:the )?(?:postings|jobs|ads)|any (?:posting|job)|所有(?:岗位|职位)|全部(?:岗位|职位)|不限岗位",
    "recruiter": r"all (?:the )?recruiters|everybody|the whole team|all of us|所有(?:专员|招聘专员|人)|全部专员|整个团队",
    "source": r"all (?:the )?(?:sources|channels|feeds)|所有(?:来源|渠道)|全部(?:来源|渠道)|不限渠道",
    "employment_type": r"all (?:the )?(?:employment|contract) types|所有用工(?:形式|类型)|不限用工形式",
    "language": r"all (?:the )?languages|both languages|所有语言|不限语言",
    "engine": r"both engines|all engines|所有引擎|两个引擎都",
}
_DIMENSION_WORDS = {
    "city": "cit(?:y|ies)|城市", "occupation": "occupations?|职业|工种", "posting": "postings?|jobs?|ads?|岗位|职位", "recruiter": "recruiters?|(?:招聘)?专员",
    "source": "sources?|channels?|渠道|来源", "employment_type": "employment types?|contract types?|用工(?:形式|类型)", "language": "languages?|语言",
    "engine": "engines?|引擎", "scene": "scenes?|(?:对话)?场景", "stage": "stages?|阶段", "country": "countr(?:y|ies)|国家", "dismiss_reason": "reasons?|原因",
    "weekday": "weekdays?|星期", "hour": "hours?|时段|小时",
}  # fmt: skip
_ALL_ROWS = re.compile(
    r"(?<![a-z])(?:show|list|give me|see|not just) (?:me )?(?:all of them|them all|the (?:full|whole|complete) list|the top)(?![a-z])|全部列出|都列出来|列出全部|不限条数|全都列|完整名单"
)


def _without_filter(dimension: str) -> str:
    words = _DIMENSION_WORDS.get(dimension, dimension)
    return rf"(?<![a-z])(?:drop|remove|without|lift|no|ignore|clear|forget) (?:the |any )?(?:{words})(?: (?:filter|limit|restriction|condition|constraint)s?)(?![a-z])|(?:去掉|取消|不要|清除|不限|不用)(?:{words})(?:的)?(?:筛选|条件|限制|过滤|限定)"


_ALL_DATES = re.compile(
    r"(?<![a-z])(?:all[- ]time|ever|any time|whole history|no date|all dates|since the beginning|overall)(?![a-z])|不限时间|全部时间|所有时间|历史(?:上|以来|总)|有史以来|不看时间|一直以来|(?:去掉|取消|不要|清除|别限|不用)(?:日期|时间)|(?<![a-z])(?:drop|remove|without|forget|lift|no|ignore|clear) (?:the |any )?(?:dates?|time|period)s?(?: (?:limit|range|filter|restriction|window|constraint)s?)?(?![a-z])"
)
_NO_COMPARE = re.compile(
    r"(?<![a-z])(?:without|no|drop|remove|skip) (?:the |any )?compar\w+|(?:不用?要?|别|不看)(?:再)?(?:对比|比较|比|环比|同比)|别比|去掉对比|取消对比"
)
_UNGROUP = re.compile(
    r"(?<![a-z])(?:in total|total|overall|altogether|not split|ungroup(?:ed)?|without (?:the )?(?:split|breakdown|grouping)|don't split|no breakdown)(?![a-z])|不分组|不拆|不用分|合计|总共|一共|加起来|总数|不要分"
)


def follow(before: dict[str, Any], draft: Draft, reading: Reading) -> dict[str, Any]:
    """Return the whole new query."""
    text = reading.text
    for t in reading.of("chart"):
        # 换成折线图 changes the chart, not what rows are by.
        text = text[: t.start] + " " * (t.end - t.start) + text[t.end :]
    data: dict[str, Any] = {} if _AFRESH.search(text) else dict(before.items())
    is_also = bool(_ALSO.search(text))
    # "Galway, and offers too": what is added is the measure.
    is_measure = is_also and bool(draft.groups) and _is_of_measure(reading, text)
    if draft.measures:
        old = data.get("measures", [])
        data["measures"] = (
            list(dict.fromkeys([*old, *draft.measures]))
            if is_also and (not draft.groups or is_measure) and not _ONLY_GROUP.search(text)
            else list(draft.measures)
        )
        if data.get("order_by"):
            data["order_by"] = [
                each
                if each["by"] in [*data["measures"], *data.get("dimensions", [])]
                else {"by": data["measures"][0], "dir": each["dir"]}
                for each in data["order_by"]
            ]
        if len(data["measures"]) == 1 and data.get("chart") == "funnel":
            data.pop("chart")
    _filters(data, draft, text, is_also=is_also and not is_measure)
    _dates(data, draft, text)
    _dimensions(data, draft, text)
    if earlier := _find_earlier(before, text):
        data["date_range"] = earlier
        data.pop("compare_to", None)
    elif draft.compare_to:
        data["compare_to"] = draft.compare_to
    elif _NO_COMPARE.search(text):
        data.pop("compare_to", None)
    if not draft.limit and _ALL_ROWS.search(text):
        data.pop("limit", None)
    if draft.chart:
        data["chart"] = draft.chart
    if draft.order or draft.limit:
        if (
            data.get("dimensions")
            and not draft.dimensions
            and draft.limit == 1
            and len(data["dimensions"]) == 0
        ):
            draft.limit = None
        set_order(data, draft)
    return {key: value for key, value in data.items() if value not in (None, [], {})}


_EARLIER = re.compile(
    r"^\W*(?:(?:and|or|ok(?:ay)?|so|now|then|what about|how about|show(?: me)?|give me|same for|same) )*(?:in |for )?(?:the )?(?P<en>day|week|month|quarter|year) (?:just |right )?before(?: (?:that|it|this|then))?(?: one)?\W*$"
    r"|^\W*(?:那么?|再|换成|改成|看看?|还有)*(?:往前(?:推|数|看)?(?:一|1)?个?|(?:它|那)?的?前一?个?|更早一?个?|再上一?个?)(?P<zh>天|日|周|星期|月|季度|年)(?:的|是|有)*(?:多少|几个|情况)?(?:呢|吗|怎么样)?\W*$"
)
_UNITS = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "季度": "quarter", "年": "year",
}  # fmt: skip


def _find_earlier(before: dict[str, Any], text: str) -> dict[str, str] | None:
    """Return the calendar unit before the first day asked of, for "and the month before that"."""
    m = _EARLIER.match(text)
    if m is None or not before.get("date_range"):
        return None
    unit = m["en"] or _UNITS[m["zh"]]
    first = date.fromisoformat(before["date_range"]["from"])
    if unit == "week":
        first -= timedelta(first.weekday())
    elif unit == "month":
        first = first.replace(day=1)
    elif unit == "quarter":
        first = first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1)
    elif unit == "year":
        first = first.replace(month=1, day=1)
    last = first - timedelta(1)
    start = {
        "day": last,
        "week": first - timedelta(7),
        "month": last.replace(day=1),
        "quarter": last.replace(month=(last.month - 1) // 3 * 3 + 1, day=1),
        "year": last.replace(month=1, day=1),
    }[unit]
    return {"from": start.isoformat(), "to": last.isoformat()}


_LIFTING = re.compile(
    r"(?<![a-z])(?:drop|remove|lift|clear|forget|lose|take (?:off|away|out)|get rid of|without)(?: the| that| my| any)*[ '\"“]*$|(?:去掉|取消|不要|清除|不限|不用|拿掉|撤掉|去除)[“\"「]?$"
)
_A_FILTER = re.compile(
    r"[ '\"”]*(?:filter|limit|restriction|condition|constraint)s?(?![a-z])|[”\"」]?的?这?个?(?:筛选|条件|限制|过滤|限定)"
)


def _is_lifted(group: Group, text: str) -> bool:
    """Return whether what is said of a name is that it shall filter no more."""
    return bool(_LIFTING.search(text[: group.start]) and _A_FILTER.match(text[group.end :]))


def _is_of_measure(reading: Reading, text: str) -> bool:
    """Return whether the word of adding stands nearer to a measure than to a name."""
    m = _ALSO.search(text)
    measures = [(t.start, t.end) for t in reading.of("measure")]
    if m is None or not measures:
        return False
    others = [(hit.start, hit.end) for hit in reading.hits] + [
        (t.start, t.end) for t in reading.tokens if t.kind in VALUES
    ]

    def gap(spans: list[tuple[int, int]]) -> int:
        return min((max(a - m.end(), m.start() - b, 0) for a, b in spans), default=999)

    return gap(measures) < gap(others)


_APART = re.compile(
    r"分开|分别|各自|各(?:是|有)?多少|拆开|(?<![a-z])(?:separately|split (?:them|it|those)|each(?: of (?:them|those))?|individually|apart|side by side|respectively|one by one)(?![a-z])"
)


def _dimensions(data: dict[str, Any], draft: Draft, text: str) -> None:
    old: list[str] = list(data.get("dimensions", []))
    if not draft.dimensions and not draft.measures and not draft.groups and _APART.search(text):
        # "Separately": by what the query before let several of in.
        joined = [each for each in _parts(data.get("filters")) if each.get("op") == "in"]
        draft.dimensions = [each["dimension"] for each in joined][:1]
    if not draft.dimensions:
        if _UNGROUP.search(text) and not draft.measures:
            data.pop("dimensions", None)
            data.pop("order_by", None)
            data.pop("limit", None)
        return
    new = draft.dimensions
    if _ONLY_GROUP.search(text) and old:
        old = []
    elif any(each in TIME for each in new):
        old = [
            each
            for each in old
            if each not in TIME
            or (each in ("weekday", "hour"))
            != any(n in ("weekday", "hour") for n in new if n in TIME)
            and False
        ]
    data["dimensions"] = list(dict.fromkeys([*old, *new]))
    if data.get("order_by"):
        data["order_by"] = [
            each
            for each in data["order_by"]
            if each["by"] in [*data["measures"], *data["dimensions"]]
        ]


def _parts(tree: Tree | None) -> list[Tree]:
    if not tree:
        return []
    return list(tree["and"]) if set(tree) == {"and"} else [tree]


def _names(tree: Tree) -> set[str]:
    if "dimension" in tree:
        return {tree["dimension"]}
    inner = next(iter(tree.values()))
    return set().union(*(_names(each) for each in (inner if isinstance(inner, list) else [inner])))


def _filters(data: dict[str, Any], draft: Draft, text: str, *, is_also: bool) -> None:
    parts = _parts(data.get("filters"))
    for dimension, pattern in _ALL.items():
        if re.search(pattern, text):
            parts = [each for each in parts if _names(each) != {dimension}]
    for dimension in _DIMENSION_WORDS:
        if re.search(_without_filter(dimension), text):
            parts = [each for each in parts if _names(each) != {dimension}]
    gone = [group for group in draft.groups if _is_lifted(group, text)]
    if gone:
        # "Drop the Austin filter" lets all in again, Austin too.
        draft.groups = [group for group in draft.groups if group not in gone]
        draft.filters = build_filter(draft.groups)
        names = {group.dimension for group in gone}
        parts = [each for each in parts if not _names(each) <= names]
    new = {group.dimension for group in draft.groups}
    if draft.filters is not None:
        nots = [g for g in draft.groups if g.is_not]
        kept = []
        for each in parts:
            shared = _names(each) & new
            if not shared:
                kept.append(each)
                continue
            if len(_names(each)) > 1 and "or" in each and shared != _names(each):
                kept.append(each)
                continue
            only_not = all(g.is_not for g in draft.groups if g.dimension in shared)
            if only_not:
                kept += _without(each, nots)
            elif is_also and "dimension" in each and each["op"] in ("eq", "in") and not nots:
                draft.filters = _joined(draft.filters, each)
        parts = kept + _parts(draft.filters)
    data["filters"] = all_of(parts)
    if data["filters"] is None:
        data.pop("filters")


def _without(tree: Tree, nots: list[Group]) -> list[Tree]:
    """Return an old condition beside a new exclusion: it stays, unless that is all it let in."""
    if "dimension" in tree and tree["op"] in ("eq", "in"):
        values = tree["value"] if isinstance(tree["value"], list) else [tree["value"]]
        gone = {v for g in nots if g.dimension == tree["dimension"] for v in g.values}
        if values and set(values) <= gone:
            return []
    return [tree]


def _joined(tree: Tree, old: Tree) -> Tree:
    """Return the new condition letting in what the old one of the same dimension does."""
    if tree.get("dimension") == old["dimension"] and tree["op"] in ("eq", "in"):
        values = [
            *(old["value"] if isinstance(old["value"], list) else [old["value"]]),
            *(tree["value"] if isinstance(tree["value"], list) else [tree["value"]]),
        ]
        return leaf(old["dimension"], "eq", tuple(dict.fromkeys(values)))
    if "and" in tree:
        return {"and": [_joined(each, old) for each in tree["and"]]}
    return tree


def _dates(data: dict[str, Any], draft: Draft, text: str) -> None:
    dated = {"day", "week", "month"}
    if draft.is_date_guessed and (data.get("date_range") or not draft.date_range):
        return
    if draft.date_range or draft.time_filter:
        parts = [each for each in _parts(data.get("filters")) if not _names(each) <= dated]
        if draft.time_filter:
            parts.append(draft.time_filter)
            data.pop("date_range", None)
        else:
            data["date_range"] = draft.date_range
        filters = all_of(parts)
        if filters:
            data["filters"] = filters
        else:
            data.pop("filters", None)
    elif _ALL_DATES.search(text):
        data.pop("date_range", None)
