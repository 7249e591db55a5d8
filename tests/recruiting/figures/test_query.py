"""Figures of a week that was counted by hand, and what nobody else may count."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from jobassist.errors import AppError, NotFound
from recruiting.figures.drill import drill_down
from recruiting.figures.periods import Days, find_compared, list_labels, move_label
from recruiting.figures.query import move_query, run_query
from recruiting.figures.types import parse_query
from recruiting.models import Application, Stage, StageMove
from tests.factories import make_user
from tests.recruiting.figures.week import FROM, TO, Week, at, build_week

pytestmark = pytest.mark.django_db
WEEK = {"from": FROM, "to": TO}


@pytest.fixture
def week(db: None) -> Week:
    return build_week()


def ask(week: Week, measures: list[str], *dimensions: str, **more: Any) -> Any:
    """Return the figures of a query by its rows' values; a single one bare."""
    query = parse_query(
        {"measures": measures, "dimensions": list(dimensions), "date_range": WEEK, **more}
    )
    table = run_query(week.company, query, viewer=week.owner, now=at(9, 12))
    rows = {
        row.values[0] if len(row.values) == 1 else row.values: (
            row.figures[0] if len(measures) == 1 else row.figures
        )
        for row in table.rows
    }
    return rows if dimensions else rows[()]


def filled(found: dict[Any, Any]) -> dict[Any, Any]:
    """Return what is not nothing."""
    return {key: value for key, value in found.items() if value}


TOTALS = {
    "postings_active": 1,  # the nurse; the developer was paused on Friday
    "postings_new": 2,
    "seekers_active": 3,
    "rounds_per_person": 2.0,  # six lists for three people
    "shown": 7,
    "opened": 4,
    "saved": 1,
    "dismissed": 1,
    "connected": 3,  # Ben's second try is no first contact
    "connection_rate": 1.0,
    "answered": 2,
    "answer_rate": 0.6667,
    "hours_to_first_answer": 13.5,  # of 3 and 24
    "interviews": 1,
    "offers": 1,
    "hires": 1,
    "greeted": 1,
    "withdrawn": 1,
    "feed_items": 4,  # two postings and two that were refused
    "feed_rejected": 2,
}


def test_every_measure_of_the_week_is_what_was_counted_by_hand(week):
    found = ask(week, list(TOTALS))
    assert dict(zip(TOTALS, found, strict=True)) == TOTALS


DAYS = {2: "2026-11-02", 3: "2026-11-03", 4: "2026-11-04", 5: "2026-11-05", 6: "2026-11-06"}


BY_DAY: list[tuple[str, dict[int, float]]] = [
    # Half past midnight in Shanghai is still Monday in UTC.
    ("shown", {2: 2, 3: 1, 4: 3, 5: 1}),
    ("connected", {2: 1, 3: 1, 5: 1}),
    ("connection_rate", {2: 0.5, 3: 1.0, 5: 1.0}),
    ("answered", {2: 1, 5: 1}),
    ("hours_to_first_answer", {2: 3.0, 5: 24.0}),
    ("postings_new", {2: 1, 4: 1}),
    ("interviews", {4: 1}),
    ("hires", {6: 1}),
    ("withdrawn", {3: 1}),
    ("feed_items", {2: 1, 4: 1, 5: 2}),
    ("seekers_active", {2: 2, 3: 1, 4: 2, 5: 1}),
]


def test_figures_by_day_are_those_of_the_companys_clock(week):
    found = {measure: filled(ask(week, [measure], "day")) for measure, _days in BY_DAY}
    assert found == {
        measure: {DAYS[day]: figure for day, figure in days.items()} for measure, days in BY_DAY
    }


def test_postings_are_open_on_the_last_moment_of_each_day(week):
    found = ask(week, ["postings_active"], "day")
    assert list(found.values()) == [1, 1, 2, 2, 1, 1, 1]
    assert ask(week, ["postings_active"], "week") == {"2026-W45": 1}


GROUPED: list[tuple[str, str, dict[Any, float]]] = [
    ("shown", "posting", {"夜班护士": 4, "Backend Developer": 3}),
    # Two cities, and one posting all the same where no city is asked for.
    ("shown", "city", {"上海": 4, "London": 3, "Leeds": 3}),
    ("shown", "country", {"CN": 4, "GB": 3}),
    ("shown", "engine", {"rules": 4, "llm": 3}),
    ("shown", "scene", {"find": 6, "alerts": 1}),
    ("shown", "language", {"zh": 3, "en": 4}),
    ("shown", "hour", {0: 1, 10: 4, 11: 1, 23: 1}),
    ("shown", "weekday", {1: 2, 2: 1, 3: 3, 4: 1}),
    ("shown", "source", {"官网": 7}),
    ("opened", "scene", {"find": 2, "ask": 2}),
    ("opened", "engine", {"rules": 2, "llm": 2}),
    ("dismissed", "dismiss_reason", {"wrong_city": 1}),
    ("connected", "stage", {"hired": 1, "answered": 1, "applied": 1}),
    ("connected", "recruiter", {"Rita": 2, "": 1}),
    ("interviews", "recruiter", {"Rita": 1}),
    ("greeted", "recruiter", {"Olga": 1}),
    ("withdrawn", "stage", {"applied": 1}),
    ("connected", "month", {"2026-11": 3}),
    ("rounds_per_person", "city", {"上海": 2.0, "London": 1.5, "Leeds": 1.5}),
    ("feed_items", "country", {"CN": 1, "GB": 1, "": 2}),
    ("hours_to_first_answer", "city", {"上海": 3.0, "London": 24.0, "Leeds": 24.0}),
]


def test_figures_by_what_they_are_grouped_by(week):
    found = [(measure, by, ask(week, [measure], by)) for measure, by, _figures in GROUPED]
    assert found == GROUPED


def test_an_occupation_is_named_in_the_readers_language(week):
    english = ask(week, ["shown"], "occupation")
    with translation.override("zh-hans"):
        chinese = ask(week, ["shown"], "occupation")
    assert sorted(english.values()) == sorted(chinese.values()) == [3, 4]
    assert all(name.isascii() for name in english)
    assert "护士" in chinese
    for name in (*english, *chinese):
        equal = {"dimension": "occupation", "op": "eq", "value": name}
        assert ask(week, ["shown"], filters=equal) in (3, 4)


def is_(dimension: str, *values: Any, op: str = "in") -> dict[str, Any]:
    return {
        "dimension": dimension,
        "op": op,
        "value": list(values) if op == "in" else values[0],
    }


FILTERS: list[tuple[dict[str, Any], int]] = [
    (is_("city", "上海"), 4),
    (is_("city", "leeds", op="eq"), 3),
    (is_("city", "London", "Leeds"), 3),
    ({"not": is_("city", "上海")}, 3),
    ({"not": is_("recruiter", "Rita")}, 3),
    ({"and": [is_("city", "London"), is_("engine", "llm")]}, 1),
    ({"or": [is_("city", "上海"), is_("engine", "llm")]}, 5),
    (is_("posting", "backend", op="contains"), 3),
    (is_("posting", " 夜班护士 ", op="eq"), 4),
    (is_("occupation", "nurse", op="contains"), 4),
    (is_("weekday", 2, op="gt"), 4),
    (is_("hour", 1, op="lt"), 1),
    (is_("day", "2026-11-03", op="gt"), 4),
    ({"or": [is_("day", "2026-11-02"), is_("day", "2026-11-05")]}, 3),
    ({"not": is_("week", "2026-W45")}, 0),
    (is_("employment_type", "full_time"), 4),
    ({"not": is_("employment_type", "full_time")}, 3),
    (is_("city", "Paris"), 0),
    (is_("source", "%", op="contains"), 0),
]


def test_filters_admit_what_they_say(week):
    found = [(filters, ask(week, ["shown"], filters=filters)) for filters, _shown in FILTERS]
    assert found == FILTERS


def test_a_week_is_compared_with_the_one_before_it(week):
    query = parse_query(
        {
            "measures": ["connected"],
            "dimensions": ["day"],
            "date_range": {"from": "2026-11-09", "to": "2026-11-15"},
            "compare_to": "previous_period",
        }
    )
    table = run_query(week.company, query, viewer=week.owner, now=at(15, 12))
    assert (str(table.previous_first), str(table.previous_last)) == (FROM, TO)
    assert [row.figures for row in table.rows] == [(0,)] * 7
    assert [row.previous for row in table.rows] == [(1,), (1,), (0,), (1,), (0,), (0,), (0,)]


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-10-01", "2026-12-31", ("2026-07-01", "2026-09-30")),
    ],
)
@pytest.mark.parametrize("dimension", ["day", "week", "month"])
@pytest.mark.parametrize("compare_to", ["previous_period", "previous_year"])
def test_no_period_of_longer_days_before_stands_past_the_range(
    week, first, last, before, dimension, compare_to
):
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = Days(start, end)
    known = find_compared(days, compare_to=compare_to, today=date(2027, 1, 1))
    assert known is not None
    assert known.first is not None
    assert known.last is not None
    if compare_to == "previous_period":
        assert (str(known.first), str(known.last)) == before
    inside = list_labels(dimension, first=start, last=end, most=400)
    moved = [
        move_label(dimension, each, days=days, before=known, compare_to=compare_to)
        for each in list_labels(dimension, first=known.first, last=known.last, most=400)
    ]
    beside = [each for each in moved if each is not None]
    assert set(beside) <= set(inside)
    assert len(beside) == len(set(beside)) >= len(inside) - 3


def compare(week: Week, compare_to: str, dimension: str, first: str, last: str) -> Any:
    query = parse_query(
        {
            "measures": ["connected"],
            "dimensions": [dimension],
            "date_range": {"from": first, "to": last},
            "compare_to": compare_to,
        }
    )
    now = datetime(2028, 1, 1, tzinfo=UTC)
    return run_query(week.company, query, viewer=week.owner, now=now)


def test_a_shorter_month_has_its_own_days_only(week):
    # Something on the 31st.
    Application.objects.filter(pk=week.answered.pk).update(
        created_at=datetime(2026, 10, 31, 4, tzinfo=UTC)
    )
    table = compare(week, "previous_period", "day", "2026-11-01", "2026-11-30")
    assert [row.values[0] for row in table.rows] == [f"2026-11-{n:02}" for n in range(1, 31)]
    table = compare(week, "previous_period", "month", "2026-11-01", "2026-11-30")
    assert [(row.values, row.previous) for row in table.rows] == [(("2026-11",), (1,))]


def test_a_year_apart_a_week_stands_beside_the_week_of_its_number(week):
    table = compare(week, "previous_year", "week", "2027-10-25", "2027-11-14")
    found = {row.values[0]: (row.previous, row.previous_values) for row in table.rows}
    assert found == {
        "2027-W43": ((0,), None),
        "2027-W44": ((0,), None),
        "2027-W45": ((3,), ("2026-W45",)),
    }


def test_figures_before_are_those_of_the_query_moved(week):
    table = compare(week, "previous_period", "day", "2026-11-09", "2026-11-15")
    moved = move_query(table)
    assert moved is not None
    now = datetime(2028, 1, 1, tzinfo=UTC)
    found = {
        row.values: row.figures
        for row in run_query(week.company, moved, viewer=week.owner, now=now).rows
    }
    compared = [row for row in table.rows if row.previous_values]
    assert len(compared) == 3
    assert all(found[row.previous_values] == row.previous for row in compared)


def test_a_second_try_of_a_person_is_no_second_interview(week):
    again = Application.objects.get(person_id=week.ben.pk, posting=week.nurse, status="sent")
    first = Application.objects.get(person_id=week.ben.pk, posting=week.nurse, status="withdrawn")
    before = ask(week, ["interviews", "withdrawn"])
    kinds = {each.kind: each for each in Stage.objects.filter(company=week.company)}
    for application in (first, again):
        StageMove.objects.create(
            application=application, company=week.company, from_kind="applied",
            to_kind="interview", to_stage=kinds["interview"], actor="recruiter", at=at(6, 9),
        )  # fmt: skip
    StageMove.objects.create(
        application=again, company=week.company, from_kind="interview",
        to_kind="withdrawn", to_stage=kinds["withdrawn"], actor="seeker", at=at(7, 9),
    )  # fmt: skip
    assert (before, ask(week, ["interviews", "withdrawn"])) == ((1, 1), (2, 1))


def test_the_first_is_the_largest_and_a_limit_keeps_it(week):
    assert ask(week, ["shown"], "posting", limit=1) == {"夜班护士": 4}
    rising = ask(week, ["shown"], "posting", order_by=[{"by": "shown", "dir": "asc"}])
    assert list(rising) == ["Backend Developer", "夜班护士"]
    assert list(ask(week, ["shown"], "day", limit=2)) == [DAYS[2], DAYS[3]]


def test_nothing_after_today_is_counted(week):
    query = parse_query({"measures": ["shown"], "date_range": WEEK})
    table = run_query(
        week.company, query, viewer=week.owner, today=date(2026, 11, 3), now=at(3, 12)
    )
    assert table.rows[0].figures == (3,)


def test_a_company_counts_its_own_rows_only(week):
    query = parse_query({"measures": ["shown", "connected", "opened"], "date_range": WEEK})
    table = run_query(week.other, query, viewer=week.stranger, now=at(9, 12))
    assert table.rows[0].figures == (3, 1, 1)
    with pytest.raises(NotFound):
        run_query(week.company, query, viewer=week.stranger, now=at(9, 12))
    with pytest.raises(NotFound):
        run_query(None, query, viewer=week.owner, now=at(9, 12))


def test_viewers_read_figures_and_operators_the_installation(week):
    query = parse_query({"measures": ["shown", "seekers_active"], "date_range": WEEK})
    seen = run_query(week.company, query, viewer=week.viewer, now=at(9, 12))
    assert seen.rows[0].figures == (7, 3)
    operator = make_user(is_staff=True, is_superuser=True)
    everything = run_query(None, query, viewer=operator, now=at(9, 12))
    # Of the three only Ann wrote to the assistant; Ben and Cat looked.
    assert everything.rows[0].figures == (10, 1)


def test_a_query_costs_a_statement_for_each_number(week, django_assert_num_queries):
    query = parse_query(
        {
            "measures": ["connected", "answered", "answer_rate", "connection_rate"],
            "dimensions": ["city", "recruiter"],
            "date_range": WEEK,
        }
    )
    # The membership twice (by recruiter, for owners), four numbers, and the bound on time: set, unset, and a savepoint around it.
    with django_assert_num_queries(2 + 4 + 2 + 2):
        run_query(week.company, query, viewer=week.owner, now=at(9, 12))


@pytest.mark.parametrize(
    "asked",
    [
        {"dimensions": ["recruiter"]},
        {"filters": {"not": {"dimension": "recruiter", "op": "eq", "value": "Rita"}}},
    ],
)
def test_only_owners_count_by_recruiter(week, asked):
    query = parse_query({"measures": ["connected"], "date_range": WEEK, **asked})
    assert run_query(week.company, query, viewer=week.owner, now=at(9, 12)).rows
    with pytest.raises(AppError, match="owners_only"):
        run_query(week.company, query, viewer=week.viewer, now=at(9, 12))
    with pytest.raises(AppError, match="owners_only"):
        drill_down(week.company, query, {}, viewer=week.viewer, now=at(9, 12))
