"""Postings over REST."""

from typing import Any

import pytest
from django.utils import timezone

from jobs import services
from jobs.json_ld import build_json_ld
from jobs.models import Posting
from tests.factories import build_row, make_guest, make_posting, make_postings

pytestmark = pytest.mark.django_db
URL = "/api/v1/postings"


def test_only_people_who_are_signed_in_read_postings(api_as: Any) -> None:
    posting = make_posting(is_embedded=False)
    assert api_as(None).get(URL).status_code == 401
    assert api_as(None).get(f"{URL}/{posting.id}").status_code == 401
    assert api_as(make_guest()).get(URL).status_code == 200


def test_a_list_pages_and_filters(
    api_as: Any, alice: Any, django_assert_max_num_queries: Any
) -> None:
    make_postings(
        [
            *(build_row(id=f"l{i}", title="Cook", city="Leeds") for i in range(3)),
            build_row(id="m", title="Cook", city="Manchester", salary_min=15, salary_period="hour"),
            build_row(id="n", title="Nurse", city="Leeds", employment_type="part_time"),
        ],
        is_embedded=False,
    )
    client = api_as(alice)

    def ids(**params: Any) -> list[str]:
        answer = client.get(URL, params)
        assert answer.status_code == 200, answer.json()
        return [r["external_id"] for r in answer.json()["results"]]

    assert ids() == ["n", "m", "l2", "l1", "l0"]
    assert ids(title="cook", city="Leeds") == ["l2", "l1", "l0"]
    assert ids(city=["Leeds", "Manchester"], title="cook") == ["m", "l2", "l1", "l0"]
    assert ids(employment_type="part_time") == ["n"]
    assert ids(exclude="Leeds") == ["m"]
    assert ids(source="nowhere") == []
    first = client.get(URL, {"limit": 2}).json()
    rest = client.get(URL, {"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [r["external_id"] for r in first["results"] + rest["results"]] == ids()
    assert rest["next_cursor"] is None
    with django_assert_max_num_queries(6):
        ids(limit=5)


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 1000},
        {"cursor": "nonsense"},
        {"cursor": "cDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"},
        {"salary_min": "lots"},
        {"currency": "pounds"},
        {"employment_type": "slavery"},
        {"title": ["x"] * 11},
    ],
)
def test_a_bad_filter_is_said(api_as: Any, alice: Any, params: dict[str, Any]) -> None:
    answer = api_as(alice).get(URL, params)
    assert answer.status_code == 400
    assert answer.json()["code"]


def test_what_is_not_open_is_not_listed_and_a_draft_not_there(api_as: Any, alice: Any) -> None:
    posting = make_posting(is_embedded=False)
    client = api_as(alice)
    services.expire_postings([posting.id], now=timezone.now())
    assert client.get(URL).json()["results"] == []
    assert client.get(f"{URL}/{posting.id}").json()["status"] == "expired"
    for status in ("draft", "removed"):
        Posting.objects.filter(id=posting.id).update(status=status)
        assert client.get(f"{URL}/{posting.id}").status_code == 404
    assert client.get(f"{URL}/999999999999").status_code == 404
    assert client.get(f"{URL}/99999999999999999999999").status_code == 404


def test_a_posting_in_full(api_as: Any, alice: Any, django_assert_max_num_queries: Any) -> None:
    posting = make_posting(
        id="1",
        title="Cook",
        city="Leeds",
        company="Kirkgate",
        employment_type="part_time",
        salary_min=12,
        salary_max=14,
        salary_currency="GBP",
        salary_period="hour",
        salary_raw="£12-14",
        skills=["Grill"],
        experience="2 years",
        posted_at="2026-10-01",
        valid_through="2999-01-01",
        url="https://example.com/1",
        description="<p>Cook <b>well</b>.<img src=x></p>",
        is_embedded=False,
    )
    with django_assert_max_num_queries(6):
        body = api_as(alice).get(f"{URL}/{posting.id}").json()
    assert body["salary"] == {
        "min": 12, "max": 14, "currency": "GBP", "period": "hour", "months": None, "raw": "£12-14",
    }  # fmt: skip
    assert body["locations"][0]["city"] == "Leeds"
    assert body["description_html"] == "<p>Cook <b>well</b>.</p>"
    ld = body["json_ld"]
    assert ld["@type"] == "JobPosting"
    assert ld["employmentType"] == "PART_TIME"
    assert ld["hiringOrganization"] == {"@type": "Organization", "name": "Kirkgate"}
    assert ld["jobLocation"][0]["address"]["addressCountry"] == "GB"
    assert ld["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "HOUR", "minValue": 12, "maxValue": 14,
    }  # fmt: skip
    assert ld["identifier"]["value"] == "1"
    assert ld["experienceRequirements"]["monthsOfExperience"] == 24
    assert ld["datePosted"] == "2026-10-01"


def test_json_ld_leaves_out_what_is_not_known() -> None:
    posting = make_posting(id="1", company=None, city=None, description=None, is_embedded=False)
    data = build_json_ld(posting)
    assert not {"hiringOrganization", "jobLocation", "baseSalary", "datePosted", "url"} & set(data)
    assert None not in data.values()
