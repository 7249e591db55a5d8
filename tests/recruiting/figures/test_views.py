"""Figures over HTTP: as JSON and as files that no spreadsheet runs."""

import csv
import io

import pytest
from rest_framework.test import APIClient

from jobassist.accounts.models import AuditEntry
from jobassist.accounts.services import open_sign_in
from jobassist.csv_files import escape_cell
from tests.factories import make_posting, make_source
from tests.recruiting.figures.week import FROM, TO, Week, build_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(db: None) -> Week:
    return build_week()


def client_of(user) -> APIClient:
    client = APIClient()
    pair = open_sign_in(user)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    return client


def address(week: Week, rest: str = "") -> str:
    return f"/api/v1/companies/{week.company.pk}/figures{rest}"


def test_a_query_in_the_address_and_in_the_body_are_answered_alike(week):
    client = client_of(week.viewer)
    said = {"measures": "shown,connected", "dimensions": "posting", "from": FROM, "to": TO}
    by_address = client.get(address(week), said)
    assert by_address.status_code == 200, by_address.content
    by_body = client.post(
        address(week),
        {
            "measures": ["shown", "connected"],
            "dimensions": ["posting"],
            "date_range": {"from": FROM, "to": TO},
        },
        format="json",
    )
    assert by_address.json()["rows"] == by_body.json()["rows"]
    assert by_body.json()["rows"][0] == {
        "values": {"posting": "夜班护士"},
        "figures": {"shown": 4, "connected": 2},
    }
    assert by_body.json()["time_zone"] == "Asia/Shanghai"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "nonsense",
        "[" * 5000,
        '{"measures": ["salary"]}',
        '{"measures": ["shown"], "dimensions": ["stage"]}',
        '{"measures": ["shown"], "filters": {"dimension": "city", "op": "eq", "value": "\\u0000"}}',
        '{"measures": ["shown"], "filters": {"dimension": "city", "op": "eq", "value": "\\ud800"}}',
        '{"measures": ["shown"], "company_id": 7}',
        '{"measures": ["shown"], "date_range": {"from": "2026-11-03", "to": "2026-11-02"}}',
    ],
)
def test_what_cannot_be_asked_says_why(week, query):
    answer = client_of(week.owner).get(address(week), {"query": query})
    assert (answer.status_code, answer.json()["code"]) == (400, "illegal_query")


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_file_names_its_columns_and_runs_nothing(week):
    source = make_source("ruijin")
    bad = make_posting(source=source, is_embedded=False, title='=HYPERLINK("http://x","y")')
    assert bad.company_id == week.company.pk
    client = client_of(week.owner)
    said = {"measures": "postings_active", "dimensions": "posting", "format": "csv"}
    answer = client.get(address(week), said, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = read_csv(answer.content)
    assert rows[0] == ["Posting", "Open postings"]
    assert {row[0] for row in rows[1:]} == {"夜班护士", '\'=HYPERLINK("http://x","y")'}
    by_header = client.get(
        address(week), {"measures": "shown"}, HTTP_ACCEPT="text/csv", HTTP_ACCEPT_LANGUAGE="zh-CN"
    )
    assert read_csv(by_header.content) == [["展示"], ["7"]]


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "\u3000=1", "\r=1"],  # noqa: RUF001
)
def test_no_cell_begins_like_a_formula(text):
    assert str(escape_cell(text)).startswith("'")
    assert escape_cell(-1.5) == -1.5


def test_rows_of_a_number_are_given_and_the_look_is_kept(week):
    client = client_of(week.viewer)
    answer = client.post(
        address(week, "/rows"),
        {
            "query": {"measures": ["connected"], "dimensions": ["stage"]},
            "cell": {"stage": "hired"},
        },
        format="json",
    )
    (part,) = answer.json()["parts"]
    assert (part["total"], part["hidden"]) == (1, 0)
    assert part["rows"][0]["application_id"] == str(week.hired.pk)
    entry = AuditEntry.objects.filter(kind="figures").get()
    assert (entry.object_id, entry.actor_id) == ("connected", week.viewer.pk)
    for cell in ("{}", '{"stage": true}', '{"stage": ["hired"]}', '{"stage": "\\ud800"}'):
        said = '{"query": {"measures": ["connected"], "dimensions": ["stage"]}, "cell": %s}'
        broken = client.post(address(week, "/rows"), said % cell, content_type="application/json")
        assert broken.status_code == 400


def test_funnel_retention_and_names_are_served(week):
    client = client_of(week.viewer)
    funnel = client.get(address(week, "/funnel"), {"by": "engine"}).json()
    assert funnel["total"]["shown"] == 4
    assert sum(row["steps"]["shown"] for row in funnel["rows"]) == 4
    rows = client.get(address(week, "/funnel/rows"), {"step": "hired"}).json()
    assert rows["rows"][0]["application_id"] == str(week.hired.pk)
    lines = read_csv(client.get(address(week, "/funnel"), {"by": "scene", "format": "csv"}).content)
    assert lines[-1][1:] == ["4", "4", "3", "2", "1", "1"]
    assert client.get(address(week, "/retention")).json()["total"]["people"] == 3
    rows = read_csv(client.get(address(week, "/retention"), {"format": "csv"}).content)
    assert [row[1] for row in rows][-1] == "3"
    part = client.get(address(week, "/retention/rows")).json()
    assert (part["total"], len({row["person"] for row in part["rows"]})) == (3, 3)
    total = client.get(address(week, "/retention")).json()["total"]["returned"]
    for each in total:
        asked = {"after_days": each["after_days"]}
        found = client.get(address(week, "/retention/rows"), asked).json()
        assert found["total"] == each["people"]
        back = client.get(address(week, "/retention/rows"), {**asked, "came_back": "true"}).json()
        assert back["total"] == each["returned"]
        # Of one number only: nobody is followed from one to the next.
        assert not {r["person"] for r in back["rows"]} & {r["person"] for r in part["rows"]}
    catalog = client.get(address(week, "/catalog")).json()
    assert set(catalog["city"]) == {"上海", "London", "Leeds"}
    assert catalog["recruiter"] == ["Olga", "Rita", "Vic"]
    assert catalog["source"] == ["官网"]
    assert client.get(address(week, "/funnel"), {"by": "name"}).status_code == 400


def test_an_answer_costs_as_many_queries_as_it_says(week, django_assert_num_queries):
    client = client_of(week.owner)
    client.get(address(week), {"measures": "shown"})
    # The sign-in, the company's clock, the membership twice, the number, and the bound on time.
    with django_assert_num_queries(9):
        client.get(address(week), {"measures": "shown", "dimensions": "city,day"})
