"""Every number leads to its rows, which add up to it and name nobody."""

import json
import random
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from jobassist.accounts.personal_data import erase_person
from jobassist.errors import AppError, NotFound
from recruiting.figures.drill import drill_down
from recruiting.figures.facts import FORMULAS
from recruiting.figures.funnel import STEPS, build_funnel, build_retention, drill_funnel
from recruiting.figures.query import run_query
from recruiting.figures.types import ALLOWED, DIMENSIONS, MEASURES, VALUES, parse_query
from tests.recruiting.figures.week import FROM, TO, Week, at, build_week

pytestmark = pytest.mark.django_db
WEEK = {"from": FROM, "to": TO}
NOW = at(9, 12)


@pytest.fixture
def week(db: None) -> Week:
    return build_week()


def check_cells(
    week: Week, said: dict[str, Any], *, company: Any = None, viewer: Any = None
) -> int:
    """Hold every number of a table against its rows; return how many there were."""
    query = parse_query(said)
    company, viewer = company or week.company, viewer or week.owner
    table = run_query(company, query, viewer=viewer, now=NOW)
    held = 0
    for row in table.rows:
        cell: dict[str, Any] = dict(zip(query.dimensions, row.values, strict=True))
        for measure, figure in zip(query.measures, row.figures, strict=True):
            found = drill_down(company, query, cell, viewer=viewer, measure=measure, now=NOW)
            parts = found.parts
            for part in parts:
                shown = sum(each.count or 0 for each in part.rows)
                rows = shown if part.name.startswith("feed") else len(part.rows)
                assert part.hidden + rows == part.total, (said, cell, measure, part)
            if len(parts) == 2 and parts[1].total:
                assert figure == round(parts[0].total / parts[1].total, 4), (said, cell, measure)
            elif len(parts) == 2 or FORMULAS[measure].over.aggregate == "median":
                assert (figure is None) == (not parts[-1].total)
            else:
                assert figure == parts[0].total, (said, cell, measure)
            held += 1
    return held


def test_the_rows_behind_every_number_add_up_to_it(week):
    held = sum(
        check_cells(week, {"measures": [measure], "dimensions": dimensions, "date_range": WEEK})
        for measure in MEASURES
        for dimensions in ([], ["day"], ["city"])
        if set(dimensions) <= ALLOWED[measure]
    )
    assert held > 150


def test_rows_of_a_contact_lead_to_it_and_name_nobody(week):
    query = parse_query({"measures": ["answered"], "dimensions": ["posting"], "date_range": WEEK})
    found = drill_down(week.company, query, {"posting": "夜班护士"}, viewer=week.viewer, now=NOW)
    (row,) = found.parts[0].rows
    assert (row.application_id, row.hours, row.stage) == (str(week.hired.pk), 3.0, "hired")
    people = drill_down(
        week.company,
        parse_query({"measures": ["seekers_active"], "date_range": WEEK}),
        {},
        viewer=week.viewer,
        now=NOW,
    )
    written = json.dumps([asdict(found), asdict(people)], default=str)
    assert people.parts[0].total == 3
    for person in (week.ann, week.ben, week.cat):
        assert person.display_name not in written
        assert str(person.pk) not in written


def test_a_cell_that_the_table_has_not_is_no_cell(week):
    query = parse_query({"measures": ["shown"], "dimensions": ["day"], "date_range": WEEK})
    for cell in ({}, {"city": "London"}, {"day": 3}, {"day": "\x00"}):
        with pytest.raises(AppError):
            drill_down(week.company, query, cell, viewer=week.owner, now=NOW)
    with pytest.raises(NotFound):
        drill_down(week.company, query, {"day": FROM}, viewer=week.stranger, now=NOW)


def test_a_page_of_rows_costs_two_statements_a_part(week, django_assert_num_queries):
    query = parse_query({"measures": ["answer_rate"], "date_range": WEEK})
    with django_assert_num_queries(1 + 2 * 2 + 4):
        drill_down(week.company, query, {}, viewer=week.owner, now=NOW)


def test_the_funnel_is_what_was_counted_by_hand_and_its_rows_add_up(week):
    # Pairs: ann and cat with both their postings, ben with the nurse. Ben never opened it but
    # wrote, so he was at every step before; Ann's developer was opened and no more.
    # ann-nurse hired, ann-dev opened, ben-nurse connected, cat-dev answered.
    expected: dict[Any, dict[str, tuple[int, ...]]] = {
        "posting": {"夜班护士": (2, 2, 2, 1, 1, 1), "Backend Developer": (2, 2, 1, 1, 0, 0)},
        "scene": {"find": (4, 4, 3, 2, 1, 1)},
        "engine": {"rules": (2, 2, 1, 1, 1, 1), "llm": (2, 2, 2, 1, 0, 0)},
        "provider": {"": (2, 2, 1, 1, 1, 1), "glm": (2, 2, 2, 1, 0, 0)},
        "prompt_version": {"rules/1": (2, 2, 1, 1, 1, 1), "p/1": (2, 2, 2, 1, 0, 0)},
        "week": {"2026-W45": (4, 4, 3, 2, 1, 1)},
    }
    for by, rows in expected.items():
        funnel = build_funnel(week.company, viewer=week.viewer, by=by, now=NOW)
        assert {row.value: row.steps for row in funnel.rows} == rows
        assert funnel.total.steps == (4, 4, 3, 2, 1, 1)
        assert tuple(map(sum, zip(*rows.values(), strict=True))) == funnel.total.steps
        for row in funnel.rows:
            for step, figure in zip(STEPS, row.steps, strict=True):
                part = drill_funnel(
                    week.company,
                    viewer=week.viewer,
                    step=step,
                    by=by,
                    value=row.value,
                    now=NOW,
                )
                assert part.total == len(part.rows) == figure
    alone = build_funnel(week.company, viewer=week.viewer, now=NOW)
    assert (alone.total.steps, alone.rows) == ((4, 4, 3, 2, 1, 1), ())


def test_the_funnel_counts_who_was_first_shown_in_its_days(week, django_assert_num_queries):
    with django_assert_num_queries(1 + 1 + 4):
        funnel = build_funnel(
            week.company, viewer=week.owner, by="posting", first=date(2026, 11, 3), now=NOW
        )
    # Who saw the nurse saw it on Monday.
    assert {row.value: row.steps[0] for row in funnel.rows} == {"Backend Developer": 2}
    with pytest.raises(NotFound):
        build_funnel(week.company, viewer=week.stranger, now=NOW)
    with pytest.raises(NotFound):
        drill_funnel(week.company, viewer=week.stranger, step="shown", now=NOW)


def test_who_came_back_is_asked_of_those_whose_day_has_come(week, django_assert_num_queries):
    # Ann and Ben were first there on Monday, Cat on Thursday. On Tuesday only Ben came back.
    with django_assert_num_queries(1 + 1 + 4):
        found = build_retention(week.company, viewer=week.viewer, now=NOW)
    assert found.total.people == 3
    # On the ninth, the seventh day of Monday's people has come, Thursday's has not.
    told = [(each.after_days, each.people, each.returned) for each in found.total.returned]
    assert told == [(1, 3, 1), (7, 2, 0), (30, 0, 0)]
    assert found.total.returned[0].rate == 0.3333
    assert found.total.returned[2].rate is None
    assert [each.week for each in found.weeks] == ["2026-W45"]
    nobody = build_retention(week.company, viewer=week.viewer, first=date(2026, 12, 1), now=NOW)
    assert (nobody.total.people, nobody.weeks) == (0, ())


def test_an_erased_person_stays_a_number_and_no_row(week):
    said = {"measures": ["connected", "shown", "seekers_active"], "date_range": WEEK}
    before = run_query(week.company, parse_query(said), viewer=week.owner, now=NOW).rows
    erase_person(week.ann, now=timezone.now())
    assert run_query(week.company, parse_query(said), viewer=week.owner, now=NOW).rows == before
    hidden = {}
    measure: Any
    for measure in said["measures"]:
        found = drill_down(
            week.company,
            parse_query(said),
            {},
            viewer=week.owner,
            measure=measure,
            now=NOW,
        )
        part = found.parts[0]
        hidden[measure] = part.hidden
        assert part.hidden + len(part.rows) == part.total
        assert all(row.application_id != str(week.hired.pk) for row in part.rows)
    assert hidden == {"connected": 1, "shown": 4, "seekers_active": 1}
    part = drill_funnel(week.company, viewer=week.owner, step="hired", now=NOW)
    assert (part.total, part.hidden, part.rows) == (1, 1, ())


def random_query(dice: random.Random) -> dict[str, Any]:
    """Return any legal query."""
    measures = dice.sample(MEASURES, dice.choice([1, 1, 1, 2, 3]))
    legal = sorted(frozenset.intersection(*(ALLOWED[each] for each in measures)))

    def condition() -> dict[str, Any]:
        dimension = dice.choice(legal)
        value: Any
        if dimension in ("weekday", "hour"):
            value, op = dice.randint(1, 7), dice.choice(["eq", "gt", "lt"])
        elif dimension in ("day", "week", "month"):
            value = {"day": "2026-11-04", "week": "2026-W45", "month": "2026-11"}[dimension]
            op = dice.choice(["eq", "gt", "lt"])
        elif dimension == "country":
            value, op = "GB", "eq"
        elif dimension in VALUES:
            value, op = dice.choice(VALUES[dimension]), "eq"
        else:
            value = dice.choice(["London", "夜班护士", "Rita", "官网", "nurse", "%", "'; --", "\\"])
            op = dice.choice(["eq", "contains"])
        if op == "eq" and dice.random() < 0.3:
            return {"dimension": dimension, "op": "in", "value": [value]}
        return {"dimension": dimension, "op": op, "value": value}

    def tree(depth: int) -> dict[str, Any]:
        kind = dice.choice(["leaf", "and", "or", "not"]) if depth else "leaf"
        if kind == "leaf":
            return condition()
        if kind == "not":
            return {"not": tree(depth - 1)}
        return {kind: [tree(depth - 1) for _ in range(dice.randint(1, 3))]}

    said: dict[str, Any] = {
        "measures": measures,
        "dimensions": dice.sample(legal, dice.randint(0, min(2, len(legal)))),
    }
    if dice.random() < 0.6:
        said["filters"] = tree(dice.randint(0, 3))
    if dice.random() < 0.6:
        said["date_range"] = dice.choice([WEEK, {"from": FROM}, {"to": TO}])
    if dice.random() < 0.3:
        said["compare_to"] = dice.choice(["previous_period", "previous_year"])
    if dice.random() < 0.3:
        said["limit"] = dice.randint(1, 5)
    if dice.random() < 0.3:
        by = dice.choice([*measures, *said["dimensions"]])
        said["order_by"] = [{"by": by, "dir": dice.choice(["asc", "desc"])}]
    return said


def test_any_legal_query_is_answered_by_the_companys_own_rows(week):
    dice = random.Random(20261109)
    # Nothing of another company's may change a number: the same, with the other's rows gone.
    asked = [parse_query(random_query(dice)) for _ in range(120)]
    asked += [
        parse_query(
            {
                "measures": [measure for measure in MEASURES if by in ALLOWED[measure]][:3],
                "dimensions": [by],
            }
        )
        for by in DIMENSIONS
    ]
    first = [run_query(week.company, query, viewer=week.owner, now=NOW).rows for query in asked]
    week.foreign.company_id = None
    week.foreign.save(update_fields=["company_id"])
    again = [run_query(week.company, query, viewer=week.owner, now=NOW).rows for query in asked]
    assert first == again
    for query in asked:
        for row in run_query(week.other, query, viewer=week.stranger, now=NOW).rows:
            assert not {"夜班护士", "Rita", "官网", "Leeds"} & set(row.values)
