"""Figures as documents and files: what REST answers, and what is downloaded."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jobassist.csv_files import write_csv

from .funnel import RETURN_DAYS, STEPS, Cohort, Funnel, Retention
from .names import name_dimension, name_funnel_step, name_measure, name_value
from .tables import DrillDown, DrillPart, FiguresRow, FiguresTable


def dump_table(table: FiguresTable) -> dict[str, Any]:
    """Return a table as JSON: each row by the names that the query has."""
    query = table.query

    def dump(row: FiguresRow) -> dict[str, Any]:
        found: dict[str, Any] = {
            "values": dict(zip(query.dimensions, row.values, strict=True)),
            "figures": dict(zip(query.measures, row.figures, strict=True)),
        }
        if table.previous_first is not None:
            previous = row.previous or (None,) * len(query.measures)
            found["previous"] = dict(zip(query.measures, previous, strict=True))
        return found

    return {
        "query": query.on_the_wire(),
        "date_range": {"from": table.first, "to": table.last},
        "previous_range": (
            {"from": table.previous_first, "to": table.previous_last}
            if table.previous_first
            else None
        ),
        "time_zone": table.time_zone,
        "counted_at": table.counted_at,
        "is_cut": table.is_cut,
        "rows": [dump(row) for row in table.rows],
    }


def table_to_csv(table: FiguresTable) -> bytes:
    """Return a table as a file, its columns and values named in the reader's language."""
    query = table.query
    header = [name_dimension(each) for each in query.dimensions]
    header += [name_measure(each) for each in query.measures]
    if table.previous_first is not None:
        before = f"{table.previous_first}–{table.previous_last}"
        header += [f"{name_measure(each)} ({before})" for each in query.measures]
    rows = (
        [
            *(name_value(d, v) for d, v in zip(query.dimensions, row.values, strict=True)),
            *row.figures,
            *(row.previous if table.previous_first is not None else ()),
        ]
        for row in table.rows
    )
    return write_csv(header, rows)


def dump_rows(found: DrillDown) -> dict[str, Any]:
    """Return the rows behind a number as JSON."""
    return {
        "measure": found.measure,
        "cell": dict(found.cell),
        "parts": [dump_part(part) for part in found.parts],
    }


def dump_part(part: DrillPart) -> dict[str, Any]:
    """Return one list of rows as JSON; what says nothing of a row is left out."""
    return {
        "name": part.name,
        "total": part.total,
        "hidden": part.hidden,
        "rows": [
            {
                key: value
                for key, value in vars(row).items()
                if value not in (None, "") and key != "key"
            }
            for row in part.rows
        ],
    }


def dump_funnel(funnel: Funnel) -> dict[str, Any]:
    """Return a funnel as JSON."""
    return {
        "by": funnel.by,
        "date_range": {"from": funnel.first, "to": funnel.last},
        "total": dict(zip(STEPS, funnel.total.steps, strict=True)),
        "rows": [
            {"value": row.value, "steps": dict(zip(STEPS, row.steps, strict=True))}
            for row in funnel.rows
        ],
    }


def funnel_to_csv(funnel: Funnel) -> bytes:
    """Return a funnel as a file."""
    by = name_dimension(funnel.by) if funnel.by else ""
    header = [by, *(name_funnel_step(step) for step in STEPS)]
    lines: Iterable[Any] = [*funnel.rows, funnel.total]
    return write_csv(
        header,
        (
            [name_value(funnel.by or "", row.value) if row.value else "", *row.steps]
            for row in lines
        ),
    )


def name_return(days: int) -> str:
    """Return what people are called who came back so many days after."""
    return ngettext("Came back after %(days)d day", "Came back after %(days)d days", days) % {
        "days": days
    }


def retention_to_csv(retention: Retention) -> bytes:
    """Return who came back as a file."""
    header = [_("First there in"), pgettext("how many", "People")]
    for days in RETURN_DAYS:
        header += [
            ngettext(
                "Could have come back after %(days)d day",
                "Could have come back after %(days)d days",
                days,
            )
            % {"days": days},
            name_return(days),
            ngettext("Share after %(days)d day", "Share after %(days)d days", days)
            % {"days": days},
        ]
    return write_csv(
        header,
        (
            [
                cohort.week or _("All together"),
                cohort.people,
                *(
                    cell
                    for each in cohort.returned
                    for cell in (each.people, each.returned, each.rate)
                ),
            ]
            for cohort in (*retention.weeks, retention.total)
        ),
    )


def dump_retention(retention: Retention) -> dict[str, Any]:
    """Return who came back as JSON."""

    def dump(cohort: Cohort) -> dict[str, Any]:
        return {
            "people": cohort.people,
            "returned": [
                {
                    "after_days": each.after_days,
                    "people": each.people,
                    "returned": each.returned,
                    "rate": each.rate,
                }
                for each in cohort.returned
            ],
        }

    return {
        "total": dump(retention.total),
        "weeks": [{"week": each.week, **dump(each)} for each in retention.weeks],
    }
