"""JSON-LD of postings, against Google's rules as code."""

import copy
import datetime
import json
from typing import Any

import pytest

from jobs.json_ld import build_json_ld, build_script_text
from jobs.models import Posting
from recruiting.demo import postings as demo
from tests.factories import make_posting, make_postings
from tests.jobs.google_rules import find_faults

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 2, 9, 30, tzinfo=datetime.UTC)
WHOLE: dict[str, Any] = {
    "id": "1",
    "title": "Cook",
    "city": "Leeds",
    "company": "Kirkgate",
    "employment_type": "part_time",
    "salary_min": 12,
    "salary_max": 14,
    "salary_currency": "GBP",
    "salary_period": "hour",
    "skills": ["Grill"],
    "experience": "2 years",
    "education": "bachelor",
    "posted_at": "2026-10-01",
    "valid_through": "2999-01-01",
    "url": "https://example.com/1",
    "description": "<p>Cook <b>well</b>.<img src=x></p>",
}


def read_json_ld(**changes: Any) -> dict[str, Any] | None:
    """Return the JSON-LD of a posting with all its values, changed."""
    make_posting(**{**WHOLE, **changes}, now=NOW, is_embedded=False)
    return build_json_ld(Posting.objects.get(external_id=changes.get("id", "1")), now=NOW)


def test_a_whole_posting_passes_with_every_value() -> None:
    data = read_json_ld()
    assert data is not None
    assert find_faults(data) == []
    assert {"validThrough", "baseSalary", "employmentType", "skills", "url"} <= data.keys()


@pytest.mark.parametrize(
    "missing",
    [
        {"company": None},
        {"posted_at": None},
        {"description": None},
        {"description": "Cook"},
        {"city": None},
        {"city": "Nobody Knows Where"},
    ],
)
def test_without_something_required_there_is_none(missing: dict[str, Any]) -> None:
    assert read_json_ld(**missing) is None


@pytest.mark.parametrize("status", ["draft", "paused", "expired", "removed"])
def test_what_is_not_open_has_none(status: str) -> None:
    make_posting(**WHOLE, now=NOW, is_embedded=False)
    Posting.objects.update(status=status)
    assert build_json_ld(Posting.objects.get(), now=NOW) is None
    Posting.objects.update(status="active", valid_through=NOW)
    assert build_json_ld(Posting.objects.get(), now=NOW) is None


def test_remote_work_says_who_may_apply_or_is_not_called_remote() -> None:
    open_to = read_json_ld(city="Remote, United Kingdom", remote=True)
    assert open_to is not None
    assert open_to["jobLocationType"] == "TELECOMMUTE"
    assert open_to["applicantLocationRequirements"] == [{"@type": "Country", "name": "GB"}]
    assert find_faults(open_to) == []
    assert read_json_ld(id="2", city="Remote", remote=True) is None


def test_a_page_of_ours_is_where_nobody_applies_directly() -> None:
    posting = make_posting(**WHOLE, direct_apply=True, now=NOW, is_embedded=False)
    posting = Posting.objects.get(id=posting.id)
    there, here = (
        build_json_ld(posting, now=NOW, page_url=url) for url in (None, "https://jobs.example/1")
    )
    assert there is not None
    assert here is not None
    assert (there["directApply"], there["url"]) == (True, "https://example.com/1")
    assert (here["directApply"], here["url"]) == (False, "https://jobs.example/1")


def test_all_that_is_emitted_for_many_postings_passes() -> None:
    rows = [each.row for each in demo.build_postings(today=NOW.date())[::4]]
    make_postings(rows, now=NOW, is_embedded=False)
    emitted = 0
    for posting in Posting.objects.select_related("employer", "source").prefetch_related(
        "locations"
    ):
        data = build_json_ld(posting, now=NOW)
        if data is not None:
            emitted += 1
            assert find_faults(data) == [], data
    assert emitted > len(rows) / 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("title"),
        lambda d: d.pop("description"),
        lambda d: d.update(description="Cook"),
        lambda d: d.pop("datePosted"),
        lambda d: d.update(datePosted="yesterday"),
        lambda d: d.update(validThrough="soon"),
        lambda d: d["hiringOrganization"].update(name="confidential"),
        lambda d: d.pop("jobLocation"),
        lambda d: d["jobLocation"][0]["address"].pop("addressCountry"),
        lambda d: d.update(jobLocationType="TELECOMMUTE"),
        lambda d: d.update(employmentType="SLAVERY"),
        lambda d: d["baseSalary"].update(currency="pounds"),
        lambda d: d["baseSalary"]["value"].update(unitText="FORTNIGHT"),
        lambda d: d["baseSalary"]["value"].update(minValue=99),
        lambda d: d["educationRequirements"].update(credentialCategory="PhD"),
        lambda d: d.update(directApply="yes"),
        lambda d: d.update(phone="1"),
    ],
)
def test_the_rules_find_what_is_wrong(spoil: Any) -> None:
    data = copy.deepcopy(read_json_ld())
    assert data is not None
    spoil(data)
    assert find_faults(data)


def test_nothing_in_a_posting_ends_the_script_it_stands_in() -> None:
    data = {"title": "</script><script>alert(1)</script><!-- & 护士"}
    text = build_script_text(data)
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text) == data
