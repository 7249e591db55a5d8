"""Questions about figures by rules: a typed query, or the named error that fits."""

import re
from datetime import date
from typing import Any

from ..types import ALLOWED, Catalog, FiguresError, FiguresQuery, IllegalQuery, parse_query
from . import refusals
from .conditions import Tree, all_of
from .drafts import Draft, set_order
from .following import follow
from .grouping import asks_for_names, build_draft, candidates_of
from .measuring import find_measures, guess_measure
from .periods import is_about_the_future
from .reading import Reading, read, read_on, read_words
from .strangers import find_stranger, find_unknown_grouping
from .unclear import UnclearDays

MAX_QUESTION = 500


def read_question(
    question: str, *, catalog: Catalog, context: FiguresQuery | None, today: date
) -> FiguresQuery | FiguresError:
    """Return the query that a question means, or why there is none."""
    try:
        return _read_question(question[:MAX_QUESTION], catalog, context, today)
    except UnclearDays as unclear:
        return unclear.as_error()
    except (ValueError, OverflowError):
        # A day or number that no calendar has.
        return UnclearDays().as_error()


def _read_question(
    question: str, catalog: Catalog, context: FiguresQuery | None, today: date
) -> FiguresQuery | FiguresError:
    before = context.on_the_wire() if context else None
    dismissing = bool(before and "dismissed" in before["measures"])
    reading = read(question, catalog=catalog, today=today)
    if refused := _refuse(reading):
        return refused
    read_on(reading, is_about_dismissing=dismissing)
    if refused := _refuse_unsaid(reading):
        return refused
    read_words(reading)
    measures = find_measures(reading, before)
    if isinstance(measures, FiguresError):
        return measures
    if _asks_for_heads(reading, measures, before):
        return FiguresError(
            "not_expressible",
            why="distinct people are not a measure; contacts count a person once a posting",
        )
    if asks_for_names(reading):
        return FiguresError("not_expressible", why="names of people are no figures")
    if why := find_unknown_grouping(reading):
        return FiguresError("not_expressible", why=why)
    if not measures and before is None:
        # What is guessed is ordered by, too: "message us the most".
        measures = ["dismissed"] if reading.of("dismiss_reason") else guess_measure(reading)
    draft = build_draft(reading, measures)
    data = follow(before, draft, reading) if before else _assemble(draft)
    stranger = find_stranger(reading, has_measure=bool(measures) or before is not None)
    if not data.get("measures"):
        data["measures"] = ["dismissed"] if reading.of("dismiss_reason") else guess_measure(reading)
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


def _refuse(reading: Reading) -> FiguresError | None:
    written = reading.written()
    if refusals.PROTECTED.search(reading.rest):
        return FiguresError("not_allowed", why="protected attributes of people are no figures")
    if refusals.CONTACT.search(reading.rest):
        return FiguresError(
            "not_allowed", why="contact data is shown with the person's consent only"
        )
    if refusals.names_another_company(written, reading.rest):
        return FiguresError("not_allowed", why="figures of your own company only")
    return None


def _refuse_unsaid(reading: Reading) -> FiguresError | None:
    if is_about_the_future(reading.rest):
        return FiguresError("not_expressible", why="nothing is forecast")
    if refusals.INEXPRESSIBLE.search(reading.rest):
        return FiguresError("not_expressible", why="no measure says this")
    if refusals.GROUPED_BY_NONE.search(reading.rest):
        return FiguresError("not_expressible", why="rows are days, weeks or months")
    if refusals.CONDITION.search(reading.rest):
        return FiguresError("not_expressible", why="a measure's value is no condition")
    if refusals.TWO_STEPS.search(reading.rest):
        return FiguresError("not_expressible", why="no figure is of the people of another")
    return None


def _asks_for_heads(reading: Reading, measures: list[str], before: dict[str, Any] | None) -> bool:
    if not refusals.DISTINCT.search(reading.rest) and not refusals.DISTINCT.search(reading.text):
        return False
    if not refusals.DISTINCT_OF.search(reading.text):
        return False
    asked = measures or (before or {}).get("measures", [])
    return (
        not asked
        or any(
            each not in ("seekers_active", "rounds_per_person", "connection_rate") for each in asked
        )
        or not measures
    )


def _nothing_asked(reading: Reading) -> FiguresError:
    vague = re.search(
        r"(?<![a-z])(?:how (?:are|is|did|do|have|has|was|were) (?:we|it|things|\w+|the \w+)|doing|going|perform\w*|results?|numbers|figures|stats|statistics|overview|summary|report|best|worst|good|bad|better|successful|popular|data|progress|update|activity|status|trend|look|compare|more|top|effective)(?![a-z])|怎么样|如何|情况|表现|数据|业绩|效果|好|差|进展|概况|总结|成绩|指标|最|看看|多少|结果|统计|状况|趋势|给力|厉害|排名|比较|对比|成果",
        reading.text,
    )
    if vague or reading.hits or reading.periods or reading.of("dim", "time"):
        return FiguresError("ambiguous", question="which figure?", is_unread=True)
    return FiguresError("not_expressible", why="no measure says this", is_unread=True)


def _ambiguous(reading: Reading) -> FiguresError | None:
    for hit in reading.hits:
        names = candidates_of(hit, reading)
        if len({name for _, name in names}) > 1 and len({d for d, _ in names}) == 1:
            return FiguresError(
                "ambiguous",
                question=" / ".join(name for _, name in names),
                said=reading.said(hit.start, hit.end).removesuffix("'s"),
                suggestions=tuple(name for _, name in names)[:5],
            )
    return None


def _check_pairs(data: dict[str, Any], reading: Reading) -> FiguresError | None:
    used = {*data.get("dimensions", ()), *_dimensions_of(data.get("filters"))}
    for measure in data["measures"]:
        if wrong := used - ALLOWED[measure]:
            return FiguresError("not_expressible", why=f"{measure}: {', '.join(sorted(wrong))}")
    for hit in reading.hits:
        for dimension in {d for d, _ in candidates_of(hit, reading)}:
            if any(dimension not in ALLOWED[measure] for measure in data["measures"]):
                return FiguresError("not_expressible", why=dimension)
    return None


def _dimensions_of(tree: Tree | None) -> set[str]:
    if not tree:
        return set()
    if "dimension" in tree:
        return {tree["dimension"]}
    inner = next(iter(tree.values()))
    return set().union(
        *(_dimensions_of(each) for each in (inner if isinstance(inner, list) else [inner]))
    )


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
