"""From a card to a hire: how far each person came with each posting, and who came back."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, get_args

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from jobassist.accounts.models import Company, User
from jobassist.errors import AppError

from .drill import pseudonym_in
from .facts import PRESENT
from .periods import Days, instants_of
from .query import MAX_GROUPS, Scope, bounded_time, require_scope
from .tables import DrillPart, DrillRow

Step = Literal["shown", "opened", "connected", "answered", "interview", "hired"]
STEPS: tuple[Step, ...] = get_args(Step)
By = Literal["posting", "scene", "engine", "provider", "prompt_version", "week"]
GROUPS: tuple[By, ...] = get_args(By)
RETURN_DAYS = (1, 7, 30)
MAX_ROWS = 200

# A person and a posting count once, by the card that first showed it: so the rows of any grouping
# add up to the same. Who came further was at each step before, whichever way they came.
_PAIRS = """
WITH pairs AS (
    SELECT DISTINCT ON (person, posting_id) person, posting_id, at, scene, engine, provider,
        prompt_version
    FROM (
        SELECT coalesce(u.merged_into_id, i.person_id) AS person, i.posting_id, i.id,
            i.shown_at AS at, i.scene, i.engine, i.provider, i.prompt_version
        FROM recruiting_impression i
        JOIN jobs_posting p ON p.id = i.posting_id
        LEFT JOIN accounts_user u ON u.id = i.person_id
        WHERE (%(company)s::bigint IS NULL OR p.company_id = %(company)s)
            AND (%(last)s::timestamptz IS NULL OR i.shown_at < %(last)s)
    ) impressions
    ORDER BY person, posting_id, at, id
), opened AS (
    SELECT DISTINCT coalesce(u.merged_into_id, a.person_id) AS person, a.posting_id
    FROM recruiting_seekeract a
    JOIN jobs_posting p ON p.id = a.posting_id
    LEFT JOIN accounts_user u ON u.id = a.person_id
    WHERE a.kind = 'opened' AND (%(company)s::bigint IS NULL OR p.company_id = %(company)s)
), contacts AS (
    SELECT coalesce(u.merged_into_id, a.person_id) AS person, a.posting_id,
        (array_agg(a.id::text ORDER BY a.created_at, a.id))[1] AS application_id,
        max(CASE WHEN m.kind = 5 THEN 5 WHEN m.kind = 4 THEN 4
            WHEN a.answered_at IS NOT NULL THEN 3 ELSE 2 END) AS step
    FROM recruiting_application a
    LEFT JOIN accounts_user u ON u.id = a.person_id
    LEFT JOIN LATERAL (
        SELECT max(CASE WHEN m.to_kind = 'hired' THEN 5 ELSE 4 END) AS kind
        FROM recruiting_stagemove m
        WHERE m.application_id = a.id AND m.to_kind IN ('interview', 'offer', 'hired')
    ) m ON true
    WHERE (%(company)s::bigint IS NULL OR a.company_id = %(company)s) AND a.merged_into_id IS NULL
    GROUP BY 1, 2
), reached AS (
    SELECT r.person, r.posting_id, r.at, r.scene, r.engine, r.provider, r.prompt_version,
        p.title, c.application_id,
        to_char(r.at AT TIME ZONE %(zone)s, 'IYYY-"W"IW') AS week,
        greatest(coalesce(c.step, 0), CASE WHEN o.person IS NULL THEN 0 ELSE 1 END) AS step
    FROM pairs r
    JOIN jobs_posting p ON p.id = r.posting_id
    LEFT JOIN opened o ON o.person = r.person AND o.posting_id = r.posting_id
    LEFT JOIN contacts c ON c.person = r.person AND c.posting_id = r.posting_id
    WHERE %(first)s::timestamptz IS NULL OR r.at >= %(first)s
)
"""
_COLUMNS: dict[By, str] = {
    "posting": "title",
    "scene": "scene",
    "engine": "engine",
    "provider": "provider",
    "prompt_version": "prompt_version",
    "week": "week",
}


@dataclass(frozen=True)
class FunnelRow:
    """How many came at least so far, step by step."""

    value: str
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Funnel:
    """All together, and by what was asked for; the rows add up to the total."""

    by: By | None
    total: FunnelRow
    rows: tuple[FunnelRow, ...]
    first: date | None
    last: date | None


def build_funnel(
    company: Company | None,
    *,
    viewer: User,
    by: By | None = None,
    first: date | None = None,
    last: date | None = None,
    now: datetime | None = None,
) -> Funnel:
    """Return how far people came with the postings that were first shown to them in these days.

    One statement. Persons and postings are counted in pairs.
    """
    scope = require_scope(company, viewer=viewer, now=now)
    column = _COLUMNS[by] if by else "''::text"
    counts = ", ".join(f"count(*) FILTER (WHERE step >= {n})" for n in range(len(STEPS)))
    with bounded_time():
        found = _select(
            f"{_PAIRS} SELECT GROUPING({column}) AS is_total, {column}, {counts} FROM reached"
            f" GROUP BY GROUPING SETS (({column}), ())"
            f" ORDER BY 1 DESC, 3 DESC, 2 LIMIT {MAX_GROUPS}"
            if by
            else f"{_PAIRS} SELECT 1, '', {counts} FROM reached",
            _params(scope, first=first, last=last),
        )
    total = next((FunnelRow("", tuple(row[2:])) for row in found if row[0]), None)
    rows = [FunnelRow(str(row[1]), tuple(row[2:])) for row in found if not row[0]]
    if by == "week":
        rows.sort(key=lambda row: row.value)
    return Funnel(by, total or FunnelRow("", (0,) * len(STEPS)), tuple(rows), first, last)


def drill_funnel(
    company: Company | None,
    *,
    viewer: User,
    step: Step,
    by: By | None = None,
    value: str = "",
    first: date | None = None,
    last: date | None = None,
    now: datetime | None = None,
    offset: int = 0,
    limit: int = MAX_ROWS,
) -> DrillPart:
    """Return the pairs of person and posting behind one number of a funnel. Two statements.

    Nobody is named: a contact is known by its own page's id.
    """
    scope = require_scope(company, viewer=viewer, now=now)
    params = _params(scope, first=first, last=last)
    params |= {
        "step": STEPS.index(step), "value": value, "offset": max(offset, 0),
        "most": min(max(limit, 1), MAX_ROWS),
    }  # fmt: skip
    condition = "step >= %(step)s" + (f" AND {_COLUMNS[by]} = %(value)s" if by else "")
    source = f"reached f LEFT JOIN accounts_user e ON e.id = f.person WHERE {condition}"
    visible = "e.id IS NOT NULL AND e.erased_at IS NULL"
    with bounded_time():
        total, seen = _select(
            f"{_PAIRS} SELECT count(*), count(*) FILTER (WHERE {visible}) FROM {source}", params
        )[0]
        rows = _select(
            f"{_PAIRS} SELECT at, posting_id, title, application_id, step, scene, engine"
            f" FROM {source} AND {visible} ORDER BY at DESC, posting_id, person"
            " OFFSET %(offset)s LIMIT %(most)s",
            params,
        )
    read = tuple(
        DrillRow(
            key=f"{n}",
            at=at,
            posting_id=posting_id,
            posting=title,
            application_id=application_id,
            stage=STEPS[reached],
            scene=scene,
            engine=engine,
        )
        for n, (at, posting_id, title, application_id, reached, scene, engine) in enumerate(
            rows, start=params["offset"] + 1
        )
    )
    return DrillPart(step, total, total - seen, read)


@dataclass(frozen=True)
class Returned:
    """Of people who could have: how many were there again on the day so many days later."""

    after_days: int
    people: int
    returned: int

    @property
    def rate(self) -> float | None:
        """The share, None where nobody's day has come yet."""
        return round(self.returned / self.people, 4) if self.people else None


@dataclass(frozen=True)
class Cohort:
    """People who were first there in one week, and who of them came back."""

    week: str
    people: int
    returned: tuple[Returned, ...]


@dataclass(frozen=True)
class Retention:
    """All together, and week by week."""

    total: Cohort
    weeks: tuple[Cohort, ...]


_FIRSTS = (
    "WITH days AS MATERIALIZED (SELECT DISTINCT person,"
    f" (at AT TIME ZONE %(zone)s)::date AS day FROM ({PRESENT}) f WHERE person IS NOT NULL),"
    " firsts AS (SELECT person, min(day) AS first FROM days GROUP BY person)"
)
_BEGAN = (
    "(%(from)s::date IS NULL OR first >= %(from)s) AND (%(to)s::date IS NULL OR first <= %(to)s)"
)
_WEEK = "to_char(first, 'IYYY-\"W\"IW')"


def build_retention(
    company: Company | None,
    *,
    viewer: User,
    first: date | None = None,
    last: date | None = None,
    now: datetime | None = None,
) -> Retention:
    """Return who came back 1, 7 and 30 days after they were first there, by week. One statement.

    Only people whose day has come are asked about: those of yesterday have no thirtieth day yet.
    """
    scope = require_scope(company, viewer=viewer, now=now)
    params = {
        **_params(scope, first=None, last=None),
        "from": first,
        "to": last,
        "today": scope.today,
    }
    counts = ", ".join(
        f"count(*) FILTER (WHERE first + {n} <= %(today)s),"
        f" count(*) FILTER (WHERE EXISTS (SELECT 1 FROM days d"
        f" WHERE d.person = firsts.person AND d.day = firsts.first + {n}))"
        for n in RETURN_DAYS
    )
    with bounded_time():
        rows = _select(
            f"{_FIRSTS} SELECT {_WEEK}, count(*), {counts} FROM firsts"
            f" WHERE {_BEGAN} GROUP BY 1 ORDER BY 1",
            params,
        )
    weeks = tuple(_build_cohort(row) for row in rows)
    total = _build_cohort(
        ("", *(sum(column) for column in zip(*(r[1:] for r in rows), strict=True)))
    )
    return Retention(total, weeks)


def drill_retention(
    company: Company | None,
    *,
    viewer: User,
    week: str = "",
    after_days: int = 0,
    came_back: bool = False,
    first: date | None = None,
    last: date | None = None,
    now: datetime | None = None,
    offset: int = 0,
    limit: int = MAX_ROWS,
) -> DrillPart:
    """Return the people behind one number of who came back, by the day they were first there.

    Those of one week, or of all; those whose day has come after so many days (0: all of them), and
    of these the ones who came back. Two statements. Pseudonyms are of this one number.
    """
    if after_days not in (0, *RETURN_DAYS):
        raise AppError("unknown_cell", _("There is no such number in that table."))
    scope = require_scope(company, viewer=viewer, now=now)
    params = {
        **_params(scope, first=None, last=None),
        "from": first, "to": last, "today": scope.today, "week": week, "after": after_days,
        "offset": max(offset, 0), "most": min(max(limit, 1), MAX_ROWS),
    }  # fmt: skip
    condition = f"{_BEGAN} AND first + %(after)s <= %(today)s"
    condition += f" AND {_WEEK} = %(week)s" if week else ""
    if came_back:
        condition += (
            " AND EXISTS (SELECT 1 FROM days d WHERE d.person = firsts.person"
            " AND d.day = firsts.first + %(after)s)"
        )
    salt = f"came_back:{week}:{after_days}:{came_back}:{first}:{last}"
    # Of one day in an order of this question's own: by their ids two lists would stand alike.
    secret = f"{scope.company_id}:{salt}"
    params["shuffle"] = salted_hmac("recruiting.figures.order", secret).hexdigest()
    source = f"firsts LEFT JOIN accounts_user e ON e.id = firsts.person WHERE {condition}"
    visible = "e.id IS NOT NULL AND e.erased_at IS NULL"
    with bounded_time():
        total, seen = _select(
            f"{_FIRSTS} SELECT count(*), count(*) FILTER (WHERE {visible}) FROM {source}", params
        )[0]
        rows = _select(
            f"{_FIRSTS} SELECT person, first FROM {source} AND {visible}"
            " ORDER BY first DESC, md5(person::text || %(shuffle)s) OFFSET %(offset)s LIMIT %(most)s",
            params,
        )
    read = tuple(
        DrillRow(
            key=(name := pseudonym_in(person, scope=scope, salt=salt)),
            at=datetime.combine(day, time(), tzinfo=scope.zone),
            person=name,
        )
        for person, day in rows
    )
    return DrillPart("came_back" if came_back else "first_there", total, total - seen, read)


def _build_cohort(row: tuple[Any, ...]) -> Cohort:
    week, people, *counts = row if len(row) > 1 else (*row, 0, *(0,) * 2 * len(RETURN_DAYS))
    returned = tuple(
        Returned(days, counts[2 * n], counts[2 * n + 1]) for n, days in enumerate(RETURN_DAYS)
    )
    return Cohort(week, people, returned)


def _params(scope: Scope, *, first: date | None, last: date | None) -> dict[str, Any]:
    if first and last and first > last:
        raise AppError("bad_range", _("The days end before they begin."))
    start, end = instants_of(Days(first, last), zone=scope.zone)
    return {
        "company": scope.company_id, "first": start, "last": end, "zone": str(scope.zone),
    }  # fmt: skip


def _select(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [tuple(row) for row in cursor.fetchall()]
