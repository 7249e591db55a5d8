"""Postings over REST."""

from typing import Any

import pytest
from django.utils import timezone

from jobs import services
from jobs.models import Posting
from tests.factories import build_row, make_guest, make_posting, make_postings
from tests.jobs.settling import settle_changes

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


def test_lists_filter_by_words_employer_date_and_more(api_as: Any, alice: Any) -> None:
    make_postings(
        [
            build_row(id="a", title="Staff Nurse", company="Elm Ward", posted_at="2026-10-01"),
            build_row(
                id="b", title="Night Nurse", company="Oak House", education="Bachelor's degree"
            ),
            build_row(id="c", lang="zh", title="夜班护士", company="榆树医院", city="上海",
                      description="护理病人", posted_at="2026-10-20"),
            build_row(id="d", title="Cook", company="Elm Ward", skills=["Grill"]),
        ],
        is_embedded=False,
    )  # fmt: skip
    client = api_as(alice)

    def ids(**params: Any) -> list[str]:
        answer = client.get(URL, params)
        assert answer.status_code == 200, answer.json()
        return sorted(r["external_id"] for r in answer.json()["results"])

    assert ids(q="nurse") == ["a", "b"]
    assert ids(q="night nurse") == ["b"]
    assert ids(q="护士") == ["c"]
    assert ids(q="grill") == ["d"]
    assert ids(q="!") == []
    assert ids(employer="Elm Ward") == ["a", "d"]
    assert ids(lang="zh") == ["c"]
    assert ids(posted_after="2026-10-01") == ["c"]
    assert ids(education=["bachelor", "master"]) == ["b"]
    family = Posting.objects.get(external_id="d").family
    assert ids(occupation=family) == ["d"]
    assert ids(seniority="nonsense") == []


def problem_of(answer: Any) -> tuple[int, str, list[str]]:
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, body["code"], [e["pointer"] for e in body.get("errors", [])]


def test_an_unknown_parameter_is_named(api_as: Any, alice: Any) -> None:
    answer = api_as(alice).get(URL, {"citty": "Leeds", "q": "x"})
    assert problem_of(answer) == (400, "invalid", ["/citty"])
    assert answer.json()["errors"][0]["code"] == "unknown_parameter"
    answer = api_as(alice).get(URL, {"cursor": "x", "sync_token": "y"})
    assert problem_of(answer) == (400, "invalid", ["/cursor"])


def test_cursors_and_tokens_belong_to_their_filters(api_as: Any, alice: Any) -> None:
    make_postings([build_row(id=f"p{i}", city="Leeds") for i in range(3)], is_embedded=False)
    client = api_as(alice)
    first = client.get(URL, {"limit": 1, "city": "Leeds", "lang": "en"}).json()
    again = {"limit": 2, "lang": "en", "city": "Leeds"}
    assert client.get(URL, {**again, "cursor": first["next_cursor"]}).status_code == 200
    other = client.get(URL, {"city": "Hull", "cursor": first["next_cursor"]})
    assert problem_of(other)[:2] == (400, "other_filters")
    other = client.get(URL, {"sync_token": first["sync_token"]})
    assert problem_of(other)[:2] == (400, "other_filters")
    for name in ("cursor", "sync_token"):
        wrong = first["next_cursor" if name == "sync_token" else "sync_token"]
        assert client.get(URL, {**again, name: wrong}).status_code == 400
        assert client.get(URL, {**again, name: "cDEuYQ"}).status_code == 400
        assert client.get(URL, {**again, name: f"{first['next_cursor']}!!"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_reader_lists_once_and_then_syncs(
    api_as: Any, alice: Any, django_assert_max_num_queries: Any
) -> None:
    old, gone = make_postings(
        [build_row(id="old", title="Cook"), build_row(id="gone")], is_embedded=False
    )
    settle_changes()
    client = api_as(alice)
    first = client.get(URL, {"limit": 1}).json()
    # Between the pages of the list: of no page, but of the sync that follows.
    make_posting(id="new", is_embedded=False)
    second = client.get(URL, {"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [r["external_id"] for r in first["results"] + second["results"]] == ["old", "gone"]
    assert second["sync_token"] == first["sync_token"]
    services.expire_postings([gone.id], now=timezone.now())
    make_posting(id="old", title="Chef", is_embedded=False)
    settle_changes()
    told, token = [], first["sync_token"]
    for _round in range(5):
        with django_assert_max_num_queries(7):
            page = client.get(URL, {"limit": 2, "sync_token": token}).json()
        told += [(c["external_id"], c["change"], c["posting"] is None) for c in page["changes"]]
        token = page["sync_token"]
        if not page["has_more"]:
            break
    assert told == [("new", "created", False), ("gone", "expired", True), ("old", "updated", False)]
    change = page["changes"][-1]
    assert (change["id"], change["posting"]["title"]) == (old.id, "Chef")
    assert client.get(URL, {"sync_token": token}).json()["changes"] == []


def test_a_token_that_is_too_old_starts_again(api_as: Any, alice: Any, settings: Any) -> None:
    from datetime import timedelta

    from jobs.changes import current_position
    from jobs.cursors import build_sync_token, hash_filters

    old = current_position(now=timezone.now() - timedelta(days=settings.CHANGE_LOG_DAYS + 1))
    answer = api_as(alice).get(URL, {"sync_token": build_sync_token(old, filters=hash_filters({}))})
    assert problem_of(answer)[:2] == (410, "sync_token_expired")


def test_what_has_not_changed_is_not_sent_again(api_as: Any, alice: Any) -> None:
    posting = make_posting(id="a", is_embedded=False)
    client = api_as(alice)
    for url in (URL, f"{URL}/{posting.id}"):
        first = client.get(url)
        assert first["Cache-Control"] == "private, no-cache"
        assert "Authorization" in first["Vary"]
        again = client.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert client.get(url, HTTP_IF_NONE_MATCH='"other"').status_code == 200
        Posting.objects.filter(id=posting.id).update(title=f"Changed for {url}")
        assert client.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
