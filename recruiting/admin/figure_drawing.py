"""How figures look on a page of the admin: cells that lead to their rows, and charts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from recruiting.figures.funnel import Cohort, Retention, Returned
from recruiting.figures.names import name_dimension, name_measure, name_value
from recruiting.figures.query import move_query
from recruiting.figures.tables import Figure, FiguresTable, Value
from recruiting.figures.types import DATED, FiguresQuery

MAX_LINES = 200
MAX_BARS = 30
_COLOURS = ("var(--color-primary-600)", "#f59e0b", "#10b981", "#8b5cf6", "#ef4444", "#64748b")
# Shares are drawn and written in per cent.
RATES = frozenset({"connection_rate", "answer_rate"})


@dataclass(frozen=True)
class Cell:
    """A figure on the page: in words, and where its rows are."""

    text: str
    url: str = ""
    before: str = ""
    before_url: str = ""


def percent(share: float | None) -> str:
    """Return a share in per cent."""
    return "–" if share is None else f"{localize(round(share * 100, 1))} %"


def draw_figure(measure: str, figure: Figure) -> str:
    """Return a figure as it is written."""
    if figure is None:
        return "–"
    if measure in RATES:
        return percent(float(figure))
    return str(localize(round(figure, 2) if isinstance(figure, float) else figure))


def draw_value(key: str, value: object, *, zone: ZoneInfo) -> str:
    """Return a column of a row in words, times on the company's clock."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return date_format(value.astimezone(zone), "SHORT_DATETIME_FORMAT")
    if key in ("stage", "scene", "engine", "language"):
        return name_value(key, str(value))
    if key == "reason":
        return name_value("dismiss_reason", str(value))
    if key == "hours":
        return str(localize(value))
    return str(localize(value))


def dataset(label: str, values: Sequence[Figure], *, number: int) -> dict[str, Any]:
    """Return one line or row of bars as the theme's chart takes it."""
    colour = _COLOURS[number % len(_COLOURS)]
    return {
        "label": label,
        "data": list(values),
        "borderColor": colour,
        "backgroundColor": colour,
        "displayYAxis": True,
        "maxTicksXLimit": 10,
        # Side by side, and no thicker than a finger.
        "grouped": True,
        "barThickness": "flex",
        "maxBarThickness": 36,
    }


def draw_table(table: FiguresTable, *, company_key: Value) -> dict[str, Any]:
    """Return a table as the page shows it: lines whose figures lead to their rows, and a chart."""
    query = table.query
    said = json.dumps(query.on_the_wire(), ensure_ascii=False)
    address = reverse("admin:recruiting_figures_rows")
    earlier = move_query(table)
    is_compared = earlier is not None

    def lead(
        to: FiguresQuery | None, measure: str, figure: Figure, values: tuple[Value, ...] | None
    ) -> str:
        if not figure or to is None or values is None:
            return ""
        cell = dict(zip(query.dimensions, values, strict=True))
        where = {
            "company": company_key,
            "q": json.dumps(to.on_the_wire(), ensure_ascii=False),
            "cell": json.dumps(cell, ensure_ascii=False),
            "measure": measure,
        }
        return f"{address}?{urlencode(where)}"

    lines = []
    for row in table.rows[:MAX_LINES]:
        cells = []
        for at, (measure, figure) in enumerate(zip(query.measures, row.figures, strict=True)):
            before = row.previous[at] if row.previous else None
            cells.append(
                Cell(
                    draw_figure(measure, figure),
                    lead(query, measure, figure, row.values),
                    draw_figure(measure, before) if is_compared else "",
                    lead(earlier, measure, before, row.previous_values),
                )
            )
        names = [name_value(d, v) for d, v in zip(query.dimensions, row.values, strict=True)]
        lines.append({"names": names, "cells": cells})
    listed = reverse("admin:recruiting_seekeract_changelist")
    chart, keys = draw_chart(table)
    return {
        "table": table,
        "headers": [
            *(name_dimension(each) for each in query.dimensions),
            *(name_measure(each) for each in query.measures),
        ],
        "lines": lines,
        "is_compared": is_compared,
        "is_single": not query.dimensions,
        "is_cut": table.is_cut or len(table.rows) > MAX_LINES,
        "chart": chart,
        "chart_keys": keys if len(keys) > 1 else [],
        "is_line": bool(query.dimensions) and query.dimensions[0] in DATED,
        "csv_url": f"{listed}?{urlencode({'company': company_key, 'q': said, 'format': 'csv'})}",
    }


def draw_chart(table: FiguresTable) -> tuple[str, list[str]]:
    """Return the chart's data and its key, "" where there is nothing to draw. Rates in per cent."""
    query = table.query
    if not query.dimensions or not table.rows:
        return "", []
    is_line = query.dimensions[0] in DATED
    rows = table.rows if is_line else table.rows[:MAX_BARS]

    def scale(measure: str, figure: Figure) -> Figure:
        return round(figure * 100, 2) if measure in RATES and figure is not None else figure

    if len(query.dimensions) == 2:
        # The first measure, a line or bar for each value of the second.
        ticks = list(dict.fromkeys(row.values[0] for row in table.rows))[:MAX_LINES]
        kinds = list(dict.fromkeys(row.values[1] for row in table.rows))[: len(_COLOURS)]
        found = {row.values: scale(query.measures[0], row.figures[0]) for row in table.rows}
        sets = [
            dataset(
                name_value(query.dimensions[1], kind),
                [found.get((tick, kind), 0) for tick in ticks],
                number=number,
            )
            for number, kind in enumerate(kinds)
        ]
        labels = [name_value(query.dimensions[0], tick) for tick in ticks]
    else:
        labels = [
            " · ".join(name_value(d, v) for d, v in zip(query.dimensions, row.values, strict=True))
            for row in rows
        ]
        sets = [
            dataset(
                name_measure(measure),
                [scale(measure, row.figures[at]) for row in rows],
                number=at,
            )
            for at, measure in enumerate(query.measures)
            # Shares and counts have no axis in common.
            if (measure in RATES) == (query.measures[0] in RATES)
        ][: len(_COLOURS)]
    keys = [each["label"] for each in sets]
    return json.dumps({"labels": labels, "datasets": sets}, ensure_ascii=False), keys


def draw_cohorts(
    retention: Retention, *, address: str, known: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return who came back as lines of cells, each leading to the people behind its number."""

    def draw(cohort: Cohort, text: str, after: int) -> Cell:
        return Cell(text, f"{address}?{urlencode({**known, 'week': cohort.week, 'back': after})}")

    def draw_share(cohort: Cohort, each: Returned) -> Cell:
        if each.rate is None:
            return Cell("–", "")
        text = f"{percent(each.rate)} ({each.returned}/{each.people})"
        return draw(cohort, text, each.after_days) if each.returned else Cell(text, "")

    return [
        {
            "week": cohort.week or _("All together"),
            "cells": [
                draw(cohort, localize(cohort.people), 0) if cohort.people else Cell("0", ""),
                *(draw_share(cohort, each) for each in cohort.returned),
            ],
        }
        for cohort in (retention.total, *retention.weeks)
    ]
