"""Questions about figures: read by rules, and what a model says of them checked."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recruiting.figures.asking import invented_names, understand
from recruiting.figures.asking.by_model import is_unsure, read_answer
from recruiting.figures.types import Catalog, FiguresError, FiguresQuery, parse_query
from recruiting.figures.understood import explain_error

ROOT = Path(__file__).resolve().parents[3]
SCORER = ROOT.parent / "shared" / "eval" / "figures_scorer.py"
TODAY = date(2026, 11, 20)
CATALOG = Catalog(
    city=("Leeds", "York", "上海"),
    posting=("Head Cook", "夜班护士(浦东院区)", "Store Clerk"),
    occupation=("cook", "clerk", "护士"),
    recruiter=("Ann Price", "Ann Moss", "王丽", "李小雨"),
    source=("Acme feed", "官网"),
)
SETS = ("figures_own", "figures_fresh", "figures_third", "figures_fourth", "figures_fifth")


def read_set(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "benchmarks" / "data" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in lines.splitlines()]


def ask(
    question: str,
    *,
    context: FiguresQuery | None = None,
    catalog: Catalog = CATALOG,
    today: date = TODAY,
) -> dict[str, Any]:
    return understand(question, catalog=catalog, context=context, today=today).on_the_wire()


def answer(item: dict[str, Any]) -> FiguresQuery | FiguresError:
    return understand(
        item["question"],
        catalog=Catalog(**{key: tuple(names) for key, names in item["catalog"].items()}),
        context=parse_query(item["context"]) if item["context"] else None,
        today=date.fromisoformat(item["today"]),
    )


@pytest.mark.parametrize("name", SETS)
def test_own_questions_are_read(name: str):
    if not SCORER.is_file():
        pytest.skip("the scorer of ../shared/eval is absent")
    spec = importlib.util.spec_from_file_location("figures_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    items = read_set(name)
    found = scorer.score(items, {each["id"]: answer(each).on_the_wire() for each in items})
    assert found["exact_match"] >= 0.97
    assert found["illegal_queries"] == 0
    assert found["queries_with_invented_names"] == 0


def test_no_query_holds_a_name_of_another_catalogue():
    other = Catalog(city=("Bern",), posting=("Baker",), occupation=("baker",))
    for name in SETS:
        for item in read_set(name):
            found = understand(item["question"], catalog=other, context=None, today=TODAY)
            if isinstance(found, FiguresQuery):
                assert list(invented_names(found, catalog=other)) == []
                assert parse_query(found.on_the_wire()) == found


def test_a_name_filters_and_a_period_dates():
    assert ask("How many applications in Leeds last week?") == {
        "measures": ["connected"],
        "filters": {"dimension": "city", "op": "eq", "value": "Leeds"},
        "date_range": {"from": "2026-11-09", "to": "2026-11-15"},
    }
    assert ask("上周上海有多少人申请护士岗位?")["filters"] == {
        "and": [
            {"dimension": "city", "op": "eq", "value": "上海"},
            {"dimension": "occupation", "op": "eq", "value": "护士"},
        ]
    }


def test_a_follow_up_keeps_what_is_not_replaced():
    before = parse_query(ask("How many applications in Leeds last week?"))
    assert ask("and York?", context=before)["filters"]["value"] == "York"
    assert ask("by day", context=before)["dimensions"] == ["day"]
    assert ask("那上海呢", context=before)["date_range"] == {
        "from": "2026-11-09",
        "to": "2026-11-15",
    }


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("hires by gender", "not_allowed"),
        ("把投递者的手机号给我", "not_allowed"),
        ("what did our competitors hire", "not_allowed"),
        ("revenue per city", "not_expressible"),
        ("cities with more than 20 applications", "not_expressible"),
        ("hires by scene", "not_expressible"),
        ("offers by Ann", "ambiguous"),
        ("how are we doing", "ambiguous"),
        ("applications in Leds", "unknown_name"),
    ],
)
def test_what_cannot_be_answered_is_named(question: str, error: str):
    assert ask(question)["error"] == error


def test_a_near_name_is_offered_and_not_taken():
    assert ask("applications in Leds") == {
        "error": "unknown_name",
        "dimension": "city",
        "said": "Leds",
        "suggestions": ["Leeds"],
    }


@pytest.mark.parametrize(
    ("question", "dimension", "said"),
    [
        ("下海的投递", "city", "下海"),
        ("张伟这个月发了几个offer", "recruiter", "张伟"),
        ("王丽娜上周发了多少offer", "recruiter", "王丽娜"),
        ("Anna Price greetings this month", "recruiter", "Anna Price"),
        ("hires for Data Scientist in York", "posting", "Data Scientist"),
        ("applications in springfield", "city", "springfield"),
        ("儿科护士的投递", "occupation", "儿科护士"),
    ],
)
def test_no_name_is_passed_over(question: str, dimension: str, said: str):
    found = ask(question)
    assert (found.get("error"), found.get("dimension"), found.get("said")) == (
        "unknown_name",
        dimension,
        said,
    )


@pytest.mark.parametrize(
    "question",
    [
        "中建三局这个月招了多少人",
        "how many cooks did Hilton hire",
        "Tesco's applications last week",
    ],
)
def test_another_company_is_known_by_its_name_alone(question: str):
    assert ask(question)["error"] == "not_allowed"


@pytest.mark.parametrize(
    ("feast", "first", "last"),
    [
        ("春节", "2026-02-15", "2026-02-23"),
        ("中秋", "2026-09-25", "2026-09-27"),
        ("Easter", "2026-04-03", "2026-04-06"),
        ("Black Friday", "2025-11-28", "2025-11-28"),
    ],
)
def test_a_movable_feast_is_the_latest_begun(feast: str, first: str, last: str):
    question = f"{feast}的投递" if not feast.isascii() else f"applications over {feast}"
    assert ask(question)["date_range"] == {"from": first, "to": last}


@pytest.mark.parametrize(
    "question",
    [
        "how many people applied to at least two postings",
        "people who opened but never applied",
        "既收藏又投递的人",
        "hires by quarter",
        "投了多个岗位的人有几个",
    ],
)
def test_what_no_figure_says_is_not_said_by_another(question: str):
    assert ask(question)["error"] == "not_expressible"


@pytest.mark.parametrize("question", ["上海有多少新岗位上线", "上海投递的走势", "上海的入库条数"])
def test_a_plain_word_is_no_name(question: str):
    assert "error" not in ask(question)


def test_words_before_a_scene_or_stage_are_of_its_list():
    assert ask("seekers active in the find and ask scenes")["filters"] == {
        "dimension": "scene",
        "op": "in",
        "value": ["find", "ask"],
    }
    assert ask("contacts at the interview or offer stage")["filters"]["dimension"] == "stage"
    assert ask("hires by city and month")["dimensions"] == ["city", "month"]


def test_a_follow_up_takes_a_filter_or_the_days_away():
    before = parse_query(ask("How many applications in Leeds last week?"))
    assert "filters" not in ask("remove the city filter", context=before)
    assert "date_range" not in ask("drop the date limit", context=before)


def test_every_title_of_a_catalogue_is_read():
    many = Catalog(posting=("Hospital Porter", "Night Porter"), occupation=("porter",))
    assert ask("hires of porters", catalog=many)["filters"]["value"] == "porter"


def test_what_is_refused_goes_before_a_name_that_is_not_known():
    assert ask("hires in Leds by gender")["error"] == "not_allowed"
    assert ask("revenue in Leds")["error"] == "not_expressible"


@pytest.mark.parametrize("question", ["", "?", "\x00", "。。。", "a" * 5000, "各" * 500, "(" * 500])
def test_nonsense_has_no_query(question: str):
    assert "error" in ask(question)


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("the week of 2 November", "2026-11-02", "2026-11-08"),
        ("Friday last week", "2026-11-13", "2026-11-13"),
        ("last Thursday to Sunday", "2026-11-19", "2026-11-20"),
        ("in the first ten days of October", "2026-10-01", "2026-10-10"),
        ("in the last fortnight", "2026-11-07", "2026-11-20"),
        ("since the first of the month", "2026-11-01", "2026-11-20"),
        ("from Monday until now", "2026-11-16", "2026-11-20"),
        ("上周六日", "2026-11-14", "2026-11-15"),
        ("7、8、9月", "2026-07-01", "2026-09-30"),
        ("八九两个月", "2026-08-01", "2026-09-30"),
        ("10月前十天", "2026-10-01", "2026-10-10"),
        ("上上个月", "2026-09-01", "2026-09-30"),
        ("去年后半年", "2025-07-01", "2025-12-31"),
        ("10.1-10.7", "2026-10-01", "2026-10-07"),
        ("月初到10号", "2026-11-01", "2026-11-10"),
        ("11月2号那周", "2026-11-02", "2026-11-08"),
    ],
)
def test_days_are_told_by_other_days(days: str, first: str, last: str):
    found = ask(f"{days}的投递" if not days.isascii() else f"applications {days}")
    ranged, listed = found.get("date_range"), found.get("filters")
    if listed is not None:
        assert listed["dimension"] == "month"
        months = sorted(listed["value"])
        assert (months[0], months[-1]) == (first[:7], last[:7])
    else:
        assert ranged == {"from": first, "to": last}


@pytest.mark.parametrize(
    ("question", "compare_to"),
    [
        ("hires last month compared to the one before", "previous_period"),
        ("hires this month vs last", "previous_period"),
        ("saves this year vs last", "previous_year"),
        ("上季度收藏和再上一季度比", "previous_period"),
    ],
)
def test_what_days_are_compared_with_is_not_passed_over(question: str, compare_to: str):
    found = ask(question)
    assert found["compare_to"] == compare_to
    assert "date_range" in found


@pytest.mark.parametrize(
    ("question", "dimension", "limit"),
    [
        ("worst month of 2025 for answer rate", "month", 1),
        ("投递最多的三天", "day", 3),
        ("the month with the most hires", "month", 1),
    ],
)
def test_the_day_or_month_wanted_is_the_grouping(question: str, dimension: str, limit: int):
    found = ask(question)
    assert (found["dimensions"], found["limit"]) == ([dimension], limit)


def test_a_chinese_name_is_known_in_latin_letters():
    found = ask("Li Xiaoyu's interviews last week")
    assert found["filters"] == {"dimension": "recruiter", "op": "eq", "value": "李小雨"}
    assert ask("Wang Lei's interviews last week")["error"] == "unknown_name"


def test_what_was_joined_is_told_apart_when_asked():
    before = parse_query(ask("saves in Leeds and York this month"))
    assert ask("separately please", context=before)["dimensions"] == ["city"]
    added = ask("what about 上海, and offers too", context=before)
    assert added["measures"] == ["saved", "offers"]
    assert added["filters"]["value"] == "上海"


def test_many_names_are_read_in_time():
    many = Catalog(posting=tuple(f"Cook number {n} of the house" for n in range(2000)))
    assert ask("applications for cook number 7 of the house", catalog=many)["filters"] == {
        "dimension": "posting",
        "op": "eq",
        "value": "Cook number 7 of the house",
    }


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("hires June 3-31", "2026-06-03", "2026-06-30"),
        ("4月10日到31日的入职", "2026-04-10", "2026-04-30"),
        ("hires between Tuesday and Thursday last week", "2026-11-10", "2026-11-12"),
        ("hires in the first five days of May", "2026-05-01", "2026-05-05"),
        ("hires in the last week of May", "2026-05-25", "2026-05-31"),
        ("半年前的今天入职多少", "2026-05-20", "2026-05-20"),
        ("hires half a year ago today", "2026-05-20", "2026-05-20"),
        ("近4个月的入职", "2026-07-21", "2026-11-20"),
    ],
)
def test_a_stretch_has_its_own_ends(question: str, first: str, last: str):
    assert ask(question) == {"measures": ["hires"], "date_range": {"from": first, "to": last}}


@pytest.mark.parametrize(
    ("question", "unit", "values"),
    [
        ("3到5、8月的入职", "month", ["2026-03", "2026-04", "2026-05", "2026-08"]),
        (
            "hires from Monday to Wednesday and Saturday of last week",
            "day",
            ["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-14"],
        ),
        (
            "上周二到周四和周日的入职",
            "day",
            ["2026-11-10", "2026-11-11", "2026-11-12", "2026-11-15"],
        ),
    ],
)
def test_a_range_in_a_list_keeps_its_middle(question: str, unit: str, values: list[str]):
    assert ask(question)["filters"] == {"dimension": unit, "op": "in", "value": values}


@pytest.mark.parametrize(
    ("question", "today", "first", "last"),
    [
        ("10、11、12、1月的入职", date(2026, 2, 3), "2025-10-01", "2026-01-31"),
        ("12.28-1.3的入职", date(2026, 1, 20), "2025-12-28", "2026-01-03"),
    ],
)
def test_a_list_runs_over_new_year(question: str, today: date, first: str, last: str):
    assert ask(question, today=today)["date_range"] == {"from": first, "to": last}


@pytest.mark.parametrize(
    "question",
    [
        "hires Saturday to Monday last week",
        "上月28到3日的入职",
        "10月20日到8日的入职",
        "2022年端午的入职",
        "hires during Chinese New Year 2022",
        "hires before March and in August",
    ],
)
def test_days_that_cannot_be_told_are_asked_back(question: str):
    found = understand(question, catalog=CATALOG, context=None, today=TODAY)
    assert isinstance(found, FiguresError)
    assert (found.error, found.question) == ("ambiguous", "which days?")
    assert "days" in explain_error(found)
    assert not is_unsure(found)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("hires in the last three days of this month", "nothing is forecast"),
        ("本月最后两天的入职", "nothing is forecast"),
        ("2026年圣诞节的入职", "nothing is forecast"),
        ("匹配分2.5-3.5的入职", "a measure's value is no condition"),
        ("hires with a score of 2.5-3.5", "a measure's value is no condition"),
    ],
)
def test_days_ahead_and_decimals_are_no_dates(question: str, why: str):
    assert ask(question) == {"error": "not_expressible", "why": why}


UNREAD = FiguresError("ambiguous", question="which figure?", is_unread=True)


@pytest.mark.parametrize(
    "words",
    [
        "no json",
        '{"query": {"measures": ["revenue"]}}',
        '{"query": {"measures": ["hires"], "dimensions": ["scene"]}}',
        (
            '{"query": {"measures": ["hires"], "filters":'
            ' {"dimension": "city", "op": "eq", "value": "Rome"}}}'
        ),
        '{"query": null, "error": "not_expressible"}',
        "{" * 4000,
    ],
)
def test_what_a_model_makes_up_is_no_answer(words: str):
    assert read_answer(words, by_rules=UNREAD, catalog=CATALOG) == UNREAD


def test_a_legal_answer_of_a_model_is_taken():
    words = '{"query": {"measures": ["hires"], "dimensions": ["city"]}, "error": null}'
    assert read_answer(words, by_rules=UNREAD, catalog=CATALOG) == parse_query(
        {"measures": ["hires"], "dimensions": ["city"]}
    )


def test_a_model_is_asked_nothing_that_the_rules_refuse():
    assert is_unsure(UNREAD)
    for question in ("hires by gender", "applications in Leds", "hires by scene"):
        found = understand(question, catalog=CATALOG, context=None, today=TODAY)
        assert not is_unsure(found)


@pytest.mark.parametrize(
    "question",
    [
        "of those who were interviewed, how many were hired?",
        "how many of the people who got offers ended up joining",
        "面试过的人里有多少最后入职了",
        "收到offer的人当中,来入职的有几个",
    ],
)
def test_no_figure_is_of_the_people_of_another(question: str) -> None:
    assert ask(question)["error"] == "not_expressible"


def test_a_share_that_is_a_measure_is_no_two_steps() -> None:
    answer = ask("of everyone who saw a job last week, what share contacted us")
    assert answer["measures"] == ["connection_rate"]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("and the month before that", "2026-09-01", "2026-09-30"),
        ("what about the week before?", "2026-09-21", "2026-09-27"),
        ("and the quarter before", "2026-07-01", "2026-09-30"),
        ("那再往前一个月呢", "2026-09-01", "2026-09-30"),
    ],
)
def test_the_one_before_that_replaces_the_days(question: str, first: str, last: str) -> None:
    context = parse_query(
        {"measures": ["hires"], "date_range": {"from": "2026-10-01", "to": "2026-10-31"}}
    )
    answer = ask(question, context=context)
    assert answer["date_range"] == {"from": first, "to": last}
    assert "compare_to" not in answer


@pytest.mark.parametrize(
    "question",
    ["how many pulled out before anyone had replied to them", "还没人回复就撤回的有多少"],
)
def test_withdrawn_before_an_answer_was_left_at_applied(question: str) -> None:
    answer = ask(question)
    assert answer["measures"] == ["withdrawn"]
    assert answer["filters"] == {"dimension": "stage", "op": "eq", "value": "applied"}
