"""The page and the address on which figures are asked for in words."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from jobassist.accounts.models import User
from jobassist.accounts.services import open_sign_in
from recruiting.figures.types import FiguresError, parse_query
from recruiting.figures.understood import list_parts, list_rewordings
from tests.recruiting.figures.week import FROM, TO, Week, build_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(db: None) -> Week:
    return build_week()


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.ADMIN_SECOND_FACTOR = False


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def page() -> str:
    return reverse("admin:recruiting_figures_ask")


def client_of(user) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_sign_in(user).access}")
    return client


def test_a_question_leads_to_its_query_and_is_in_no_address(week):
    desk = desk_of(week.viewer)
    asked = f"applications by posting from {FROM} to {TO}"
    answer = desk.post(page(), {"question": asked})
    assert answer.status_code == 302
    assert "applications" not in answer["Location"]
    query = json.loads(parse_qs(urlsplit(answer["Location"]).query)["q"][0])
    assert query == {
        "measures": ["connected"],
        "dimensions": ["posting"],
        "date_range": {"from": FROM, "to": TO},
    }
    shown = desk.get(answer["Location"])
    assert shown.status_code == 200
    assert [line["cells"][0].text for line in shown.context["lines"]] == ["2", "1"]
    for part, rest in shown.context["parts"]:
        assert bool(rest) == (part.rest is not None)
    for line in shown.context["lines"]:
        assert desk.get(line["cells"][0].url).status_code == 200


def test_a_follow_up_changes_the_query_shown(week):
    desk = desk_of(week.viewer)
    before = json.dumps({"measures": ["shown"], "date_range": {"from": FROM, "to": TO}})
    answer = desk.post(page(), {"question": "by day", "q": before})
    query = json.loads(parse_qs(urlsplit(answer["Location"]).query)["q"][0])
    assert query["dimensions"] == ["day"]
    assert query["date_range"] == {"from": FROM, "to": TO}


@pytest.mark.parametrize(
    "question", ["applications by gender", "revenue", "how are we doing", "applications in Oslo"]
)
def test_what_has_no_answer_is_said(week, question):
    answer = desk_of(week.viewer).post(page(), {"question": question})
    assert answer.status_code == 200
    assert answer.context["error"]
    assert "lines" not in answer.context


def test_words_of_a_question_are_escaped(week):
    answer = desk_of(week.viewer).post(page(), {"question": "<script>x</script> in <b>Oslo</b>"})
    assert b"<script>x" not in answer.content


def test_strangers_find_no_page_of_another_company(week):
    for query in (f"?company={week.company.pk}", "?company=all"):
        desk = desk_of(week.stranger)
        assert desk.get(page() + query).status_code == 404
        assert desk.post(page() + query, {"question": "applications"}).status_code == 404
    assert Client().get(page()).status_code == 302


def test_the_address_answers_with_what_it_understood(week):
    url = f"/api/v1/companies/{week.company.pk}/figures/ask"
    client = client_of(week.viewer)
    said = {"question": f"applications from {FROM} to {TO}"}
    found = client.post(url, said, format="json").json()
    assert found["problem"] is None
    assert found["table"]["rows"][0]["figures"] == {"connected": 3}
    assert [part["label"] for part in found["understood"]] == ["Count", "When"]
    follow = {"question": "by day", "follows": found["table"]["query"]}
    again = client.post(url, follow, format="json").json()
    assert again["table"]["query"]["dimensions"] == ["day"]
    refused = client.post(url, {"question": "applications by gender"}, format="json").json()
    assert refused["problem"]["error"] == "not_allowed"
    assert refused["table"] is None
    wrong = {"question": "by day", "follows": {"measures": ["revenue"]}}
    assert client.post(url, wrong, format="json").status_code == 400
    assert client_of(week.stranger).post(url, said, format="json").status_code == 404


def test_each_part_can_be_taken_out():
    query = parse_query(
        {
            "measures": ["connected", "hires"],
            "dimensions": ["city"],
            "filters": {
                "and": [
                    {"dimension": "city", "op": "in", "value": ["Leeds", "York"]},
                    {"not": {"dimension": "employment_type", "op": "eq", "value": "part_time"}},
                ]
            },
            "date_range": {"from": "2026-11-01", "to": "2026-11-20"},
            "compare_to": "previous_year",
            "order_by": [{"by": "hires", "dir": "asc"}],
            "limit": 3,
            "chart": "bar",
        }
    )
    parts = list_parts(query)
    assert len(parts) == 10
    assert all(part.rest is not None and part.rest != query for part in parts)
    without_hires = parts[1].rest
    assert without_hires is not None
    assert without_hires.order_by == ()


def test_near_names_are_one_tap_away():
    error = FiguresError(
        "unknown_name", dimension="city", said="Leds", suggestions=("Leeds", "Lens")
    )
    assert list_rewordings(error, "hires in Leds") == [
        ("Leeds", "hires in Leeds"),
        ("Lens", "hires in Lens"),
    ]


def test_a_question_and_its_answer_cost_a_handful_of_queries(week, django_assert_max_num_queries):
    desk = desk_of(week.viewer)
    said = {"question": f"applications by posting from {FROM} to {TO}"}
    where = desk.post(page(), said)["Location"]
    with django_assert_max_num_queries(10):
        desk.post(page(), said)
    with django_assert_max_num_queries(11):
        assert len(desk.get(where).context["lines"]) == 2
