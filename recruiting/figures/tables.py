"""What figures look like when they are counted: tables, rows behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .types import FiguresQuery

# A text or a number; "" where nothing is known of it.
Value = str | int
# None: a rate of nobody, a median of nothing.
Figure = int | float | None


@dataclass(frozen=True)
class FiguresRow:
    """One line: a value for each dimension and a figure for each measure, in the query's order."""

    values: tuple[Value, ...]
    figures: tuple[Figure, ...]
    # Of what it is compared with; empty where nothing is compared.
    previous: tuple[Figure, ...] = ()
    # The row of the compared days that those are of; None where there is none.
    previous_values: tuple[Value, ...] | None = None


@dataclass(frozen=True)
class FiguresTable:
    """The answer to a query. `keys` of a cell are what its rows are found by."""

    query: FiguresQuery
    rows: tuple[FiguresRow, ...]
    first: date | None
    last: date | None
    previous_first: date | None
    previous_last: date | None
    time_zone: str
    counted_at: datetime
    # Whether there were more groups than a table holds.
    is_cut: bool = False


@dataclass(frozen=True)
class DrillRow:
    """One thing that was counted. Names nobody: a contact is known by its own page's id."""

    key: str
    at: datetime | None
    posting_id: int | None = None
    posting: str = ""
    application_id: str | None = None
    person: str | None = None
    stage: str = ""
    scene: str = ""
    engine: str = ""
    language: str = ""
    reason: str = ""
    hours: float | None = None
    source: str = ""
    count: int | None = None


@dataclass(frozen=True)
class DrillPart:
    """The rows of one number; `hidden` of them are of people whose data was erased."""

    name: str
    total: int | float
    hidden: int
    rows: tuple[DrillRow, ...]


@dataclass(frozen=True)
class DrillDown:
    """The rows behind a number: of a rate, those above the line and those below it."""

    measure: str
    cell: Mapping[str, Value]
    parts: tuple[DrillPart, ...] = field(default=())
