"""What each measure counts, as SQL: one row a fact, with the columns that it is grouped by.

A fact is of a company by its posting's company, a contact by the company that it went to; with no
company (`scope.company_id` is None) it is of the installation. People are the account that a
guest became. All texts here are constants; whatever a query says goes in as a parameter.
"""

from dataclasses import dataclass
from typing import Literal

# The facts that measures are made of.
Fact = Literal[
    "postings_active", "postings_new", "active", "rounds", "shown", "opened", "saved",
    "dismissed", "connected", "answered", "greeted", "interviews", "offers", "hires",
    "withdrawn", "feed_items", "feed_rejected",
]  # fmt: skip
Aggregate = Literal["facts", "people", "rounds", "median", "received", "refused"]


@dataclass(frozen=True)
class Component:
    """A number that a measure is, or is made of: facts and how they add up."""

    fact: Fact
    aggregate: Aggregate = "facts"


@dataclass(frozen=True)
class Formula:
    """A measure: one number, or one divided by another."""

    over: Component
    under: Component | None = None


FORMULAS: dict[str, Formula] = {
    "postings_active": Formula(Component("postings_active")),
    "postings_new": Formula(Component("postings_new")),
    "seekers_active": Formula(Component("active", "people")),
    "rounds_per_person": Formula(Component("rounds", "rounds"), Component("rounds", "people")),
    "shown": Formula(Component("shown")),
    "opened": Formula(Component("opened")),
    "saved": Formula(Component("saved")),
    "dismissed": Formula(Component("dismissed")),
    "connected": Formula(Component("connected")),
    "connection_rate": Formula(Component("connected", "people"), Component("shown", "people")),
    "answered": Formula(Component("answered")),
    "answer_rate": Formula(Component("answered"), Component("connected")),
    "hours_to_first_answer": Formula(Component("answered", "median")),
    "greeted": Formula(Component("greeted")),
    "interviews": Formula(Component("interviews")),
    "offers": Formula(Component("offers")),
    "hires": Formula(Component("hires")),
    "withdrawn": Formula(Component("withdrawn")),
    "feed_items": Formula(Component("feed_items", "received")),
    "feed_rejected": Formula(Component("feed_rejected", "refused")),
}
# Measures of which nothing is known where nothing was counted: a rate of nobody is not 0.
UNKNOWN_WHEN_EMPTY = frozenset(
    name
    for name, formula in FORMULAS.items()
    if formula.under or formula.over.aggregate == "median"
)

_OF_COMPANY = "(%(company)s::bigint IS NULL OR p.company_id = %(company)s)"
_IN_TIME = (
    "(%(first)s::timestamptz IS NULL OR {at} >= %(first)s)"
    " AND (%(last)s::timestamptz IS NULL OR {at} < %(last)s)"
)


def _in_time(at: str) -> str:
    return _IN_TIME.format(at=at)


_SHOWN = f"""
SELECT i.id::text AS key, i.shown_at AS at, i.posting_id,
    coalesce(u.merged_into_id, i.person_id) AS person, NULL::uuid AS recruiter,
    i.scene, i.engine, left(i.language, 2) AS language, NULL AS stage, NULL AS reason,
    NULL::float AS hours,
    coalesce(i.turn_id::text, i.item_id::text, i.conversation_id || ' ' || i.round) AS grp
FROM recruiting_impression i
JOIN jobs_posting p ON p.id = i.posting_id
LEFT JOIN accounts_user u ON u.id = i.person_id
WHERE {_OF_COMPANY} AND {_in_time("i.shown_at")}
"""


def _acts(kind: str) -> str:
    return f"""
SELECT a.id::text AS key, a.at, a.posting_id,
    coalesce(u.merged_into_id, a.person_id) AS person, NULL::uuid AS recruiter,
    a.scene, a.engine, left(a.language, 2) AS language, NULL AS stage, a.reason,
    NULL::float AS hours, NULL AS grp
FROM recruiting_seekeract a
LEFT JOIN jobs_posting p ON p.id = a.posting_id
LEFT JOIN accounts_user u ON u.id = a.person_id
WHERE a.kind = '{kind}' AND {_OF_COMPANY} AND {_in_time("a.at")}
"""


# The first contact of a person about a posting; where it stands is where the last one stands.
_CONTACTS = """
SELECT * FROM (
    SELECT a.id::text AS key, a.created_at AS at, a.posting_id, c.person,
        a.assigned_to_id AS recruiter, a.scene, a.engine, left(a.language, 2) AS language,
        last_value(coalesce(
            st.kind,
            CASE WHEN a.status = 'withdrawn' THEN 'withdrawn'
                WHEN a.answered_at IS NOT NULL THEN 'answered' ELSE 'applied' END
        )) OVER (
            PARTITION BY c.person, a.posting_id ORDER BY a.created_at, a.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS stage,
        NULL AS reason,
        extract(epoch FROM min(a.answered_at) OVER (PARTITION BY c.person, a.posting_id)
            - a.created_at)::float / 3600 AS hours,
        NULL AS grp,
        row_number() OVER (
            PARTITION BY c.person, a.posting_id ORDER BY a.created_at, a.id
        ) AS nth
    FROM recruiting_application a
    LEFT JOIN accounts_user u ON u.id = a.person_id
    CROSS JOIN LATERAL (SELECT coalesce(u.merged_into_id, a.person_id) AS person) c
    LEFT JOIN recruiting_stage st ON st.id = a.stage_id
    WHERE (%(company)s::bigint IS NULL OR a.company_id = %(company)s)
        AND a.merged_into_id IS NULL
) firsts
WHERE nth = 1 AND """ + _in_time("at")


def _present(only_acts: str = "true", only_others: str = "true") -> str:
    """Return whatever a person did or was answered."""
    return f"""
SELECT a.id::text AS key, a.at, a.posting_id,
    coalesce(u.merged_into_id, a.person_id) AS person, NULL::uuid AS recruiter,
    a.scene, a.engine, left(a.language, 2) AS language, NULL AS stage, NULL AS reason,
    NULL::float AS hours, NULL AS grp
FROM recruiting_seekeract a
LEFT JOIN jobs_posting p ON p.id = a.posting_id
LEFT JOIN accounts_user u ON u.id = a.person_id
WHERE {only_acts} AND {_OF_COMPANY} AND {_in_time("a.at")}
UNION ALL
-- What an answer showed; an alert runs by itself.
SELECT 'i' || i.id, i.shown_at, i.posting_id, coalesce(u.merged_into_id, i.person_id), NULL,
    i.scene, i.engine, left(i.language, 2), NULL, NULL, NULL, NULL
FROM recruiting_impression i
JOIN jobs_posting p ON p.id = i.posting_id
LEFT JOIN accounts_user u ON u.id = i.person_id
WHERE {only_others} AND i.turn_id IS NOT NULL AND {_OF_COMPANY} AND {_in_time("i.shown_at")}
UNION ALL
SELECT 'c' || a.id, a.created_at, a.posting_id, coalesce(u.merged_into_id, a.person_id), NULL,
    a.scene, a.engine, left(a.language, 2), NULL, NULL, NULL, NULL
FROM recruiting_application a
LEFT JOIN accounts_user u ON u.id = a.person_id
WHERE {only_others} AND (%(company)s::bigint IS NULL OR a.company_id = %(company)s)
    AND {_in_time("a.created_at")}
"""


PRESENT = _present()
# What people write names no posting: to a company it shows in what came of it. Of the whole
# installation it is known.
_IS_COMPANY = "%(company)s::bigint IS NOT NULL"
_ACTIVE = _present(f"({_IS_COMPANY} OR a.kind = 'wrote')", _IS_COMPANY)


def _moves(kind: str, *, only: str = "true") -> str:
    """Return contacts by when they first came to a stage: a person and a posting are one."""
    return f"""
SELECT * FROM (
    SELECT DISTINCT ON (c.person, a.posting_id) m.application_id::text AS key, m.at,
        a.posting_id, c.person,
        coalesce(a.assigned_to_id, m.by_id) AS recruiter, a.scene, a.engine,
        left(a.language, 2) AS language, m.from_kind AS stage, NULL AS reason,
        NULL::float AS hours, NULL AS grp
    FROM recruiting_stagemove m
    JOIN recruiting_application a ON a.id = m.application_id
    LEFT JOIN accounts_user u ON u.id = a.person_id
    CROSS JOIN LATERAL (SELECT coalesce(u.merged_into_id, a.person_id) AS person) c
    WHERE (%(company)s::bigint IS NULL OR m.company_id = %(company)s)
        AND m.to_kind = '{kind}' AND a.merged_into_id IS NULL AND {only}
    ORDER BY c.person, a.posting_id, m.at, m.id
) firsts
WHERE {_in_time("at")}
"""


_GREETED = f"""
SELECT g.id::text AS key, g.at, g.posting_id,
    coalesce(u.merged_into_id, g.person_id) AS person, g.by_id AS recruiter,
    NULL AS scene, NULL AS engine, left(u.locale, 2) AS language, NULL AS stage, NULL AS reason,
    NULL::float AS hours, NULL AS grp
FROM recruiting_greeting g
LEFT JOIN accounts_user u ON u.id = g.person_id
WHERE (%(company)s::bigint IS NULL OR g.company_id = %(company)s) AND {_in_time("g.at")}
"""

# Of postings of no company no log of openings is kept: what they are now stands for it.
_SPANS = """
SELECT s.posting_id, s.opened_at, s.closed_at
FROM jobs_postingspan s JOIN jobs_posting p ON p.id = s.posting_id
WHERE (%(company)s::bigint IS NULL OR p.company_id = %(company)s)
UNION ALL
SELECT p.id, p.created_at, CASE WHEN p.status <> 'active' THEN p.updated_at END
FROM jobs_posting p
WHERE %(company)s::bigint IS NULL AND p.company_id IS NULL AND p.status NOT IN ('draft', 'held')
"""
_NO_CHAT = """
    NULL::uuid AS person, NULL::uuid AS recruiter, NULL AS scene, NULL AS engine,
    NULL AS language, NULL AS stage, NULL AS reason, NULL::float AS hours, NULL AS grp
"""
_NEW = f"""
SELECT s.posting_id::text AS key, s.at, s.posting_id, {_NO_CHAT}
FROM (
    SELECT posting_id, min(opened_at) AS at FROM ({_SPANS}) each GROUP BY posting_id
) s
WHERE {_in_time("s.at")}
"""
# A row for each posting that was open at the end of each of these days.
_OPEN = f"""
SELECT s.posting_id::text || ' ' || b.day AS key, b.day, s.posting_id, {_NO_CHAT}
FROM unnest(%(days)s::date[], %(ends)s::timestamptz[]) AS b(day, ends)
JOIN ({_SPANS}) s ON s.opened_at < b.ends AND (s.closed_at IS NULL OR s.closed_at >= b.ends)
"""
_FEED = f"""
SELECT t.id::text AS key, t.at, NULL::bigint AS posting_id, {_NO_CHAT}, t.family, t.city,
    t.country, t.employment_type, t.source_id, t.received, t.refused
FROM jobs_feedtally t
WHERE (%(company)s::bigint IS NULL OR t.company_id = %(company)s) AND {_in_time("t.at")}
"""
FACTS: dict[Fact, str] = {
    "postings_active": _OPEN,
    "postings_new": _NEW,
    "active": _ACTIVE,
    "rounds": _SHOWN,
    "shown": _SHOWN,
    "opened": _acts("opened"),
    "saved": _acts("saved"),
    "dismissed": _acts("dismissed"),
    "connected": _CONTACTS,
    "answered": f"SELECT * FROM ({_CONTACTS}) contacts WHERE hours IS NOT NULL",
    "greeted": _GREETED,
    "interviews": _moves("interview"),
    "offers": _moves("offer"),
    "hires": _moves("hired"),
    "withdrawn": _moves("withdrawn", only="m.actor = 'seeker'"),
    "feed_items": f"SELECT * FROM ({_FEED}) items WHERE received > 0",
    "feed_rejected": f"SELECT * FROM ({_FEED}) items WHERE refused > 0",
}
OF_FEEDS = frozenset({"feed_items", "feed_rejected"})


def is_of_feeds(fact: Fact) -> bool:
    """Return whether facts are counts of a feed, which name no posting."""
    return fact in OF_FEEDS


def local_time_of(fact: Fact) -> str:
    """Return the expression of when a fact was, on the clock of the company."""
    if fact == "postings_active":
        return "f.day::timestamp"
    return "(f.at AT TIME ZONE %(zone)s)"


def build_source(fact: Fact, *, used: frozenset[str] | set[str]) -> str:
    """Return what to select from: the facts, and the tables that these dimensions need.

    A posting with places in two cities counts in both, and once where no city is asked for.
    """
    parts = [f"({FACTS[fact]}) f"]
    if is_of_feeds(fact):
        if "source" in used:
            parts.append("LEFT JOIN jobs_source s ON s.id = f.source_id")
        return "\n".join(parts)
    if used & {"posting", "occupation", "employment_type", "source"}:
        parts.append("LEFT JOIN jobs_posting p ON p.id = f.posting_id")
    if "source" in used:
        parts.append("LEFT JOIN jobs_source s ON s.id = p.source_id")
    if used & {"city", "country"}:
        parts.append("LEFT JOIN jobs_postinglocation l ON l.posting_id = f.posting_id")
    if "recruiter" in used:
        parts.append("LEFT JOIN recruiting_postingrecruiter pr ON pr.posting_id = f.posting_id")
        parts.append("LEFT JOIN accounts_user r ON r.id = coalesce(f.recruiter, pr.recruiter_id)")
    return "\n".join(parts)


def expression_of(dimension: str, fact: Fact) -> str:
    """Return the value that a fact has in a dimension: a text, or a number for weekday and hour."""
    local = local_time_of(fact)
    of_feed = is_of_feeds(fact)
    found: dict[str, str] = {
        "day": f"to_char({local}, 'YYYY-MM-DD')",
        "week": f"to_char({local}, 'IYYY-\"W\"IW')",
        "month": f"to_char({local}, 'YYYY-MM')",
        "weekday": f"extract(isodow FROM {local})::int",
        "hour": f"extract(hour FROM {local})::int",
        "posting": "coalesce(p.title, '')",
        "occupation": "f.family" if of_feed else "coalesce(p.family, '')",
        "city": "f.city" if of_feed else "coalesce(l.city, '')",
        "country": "f.country" if of_feed else "coalesce(l.country, '')",
        "employment_type": "f.employment_type" if of_feed else "coalesce(p.employment_type, '')",
        "source": "coalesce(nullif(s.name, ''), s.key, '')",
        "recruiter": "coalesce(r.display_name, '')",
        "stage": "coalesce(f.stage, '')",
        "scene": "coalesce(f.scene, '')",
        "engine": "coalesce(f.engine, '')",
        "language": "coalesce(f.language, '')",
        "dismiss_reason": "coalesce(f.reason, '')",
    }
    return found[dimension]


AGGREGATES: dict[Aggregate, str] = {
    "facts": "count(DISTINCT f.key)",
    "people": "count(DISTINCT f.person)",
    "rounds": "count(DISTINCT (f.person, f.grp))",
    "received": "sum(f.received)",
    "refused": "sum(f.refused)",
}
