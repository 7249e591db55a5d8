"""manage.py read_feed: a feed read without a database."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

DATA = Path(__file__).resolve().parents[1] / "data" / "feeds"


def read(*args):
    out = io.StringIO()
    call_command("read_feed", *args, stdout=out)
    return out.getvalue()


def read_json(*args):
    return json.loads(read(*args, "--json"))


def test_rows_missing_fields_and_refusals_are_printed():
    found = read_json(str(DATA / "greenhouse.json"))
    assert (found["format"], found["items"], found["taken"]) == ("greenhouse", 4, 1)
    assert found["rejected_by_code"] == {"missing_title": 1, "not_an_object": 1, "duplicate_id": 1}
    assert found["rows"][0]["row"]["title"] == "Night Baker"
    assert found["rows"][1]["reject"]["pointer"] == "/jobs/1"
    text = read(str(DATA / "greenhouse.json"))
    assert "Night Baker" in text
    assert "REFUSED duplicate_id" in text


def test_a_list_is_completed_by_details_and_defaults():
    found = read_json(
        str(DATA / "smartrecruiters_page.json"),
        "--detail", str(DATA / "smartrecruiters_detail.json"), "--default", "education=Apprenticeship",
    )  # fmt: skip
    (row,) = found["rows"]
    assert row["row"]["description"].startswith("<p>We lift.</p>")
    assert row["row"]["education"] == "Apprenticeship"
    assert found["next"] == {"offset": "1"}


def test_a_draft_is_a_mapping_that_reads_the_same_file(tmp_path):
    feed = tmp_path / "feed.json"
    jobs = [{"jobId": 1, "jobTitle": "Potter", "companyName": "Kiln", "cityName": "Leiden"}]
    feed.write_text(json.dumps({"payload": {"jobs": jobs}}))
    with pytest.raises(CommandError, match="--mapping FILE"):
        read(str(feed))
    mapping = tmp_path / "mapping.json"
    mapping.write_text(read(str(feed), "--draft"))
    found = read_json(str(feed), "--mapping", str(mapping))
    assert found["rows"][0]["row"] == {
        "id": "1", "title": "Potter", "company": "Kiln", "city": "Leiden",
    }  # fmt: skip
    assert set(found["rows"][0]["missing"]) == {
        "description", "url", "posted_at", "employment_type", "salary", "valid_through",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["/nowhere/feed.json"], "no such file"),
        ([str(DATA / "page.html"), "--format", "mapping"], "--draft"),
        ([str(DATA / "greenhouse.json"), "--format", "recruitee"], "offers"),
        ([str(DATA / "greenhouse.json"), "--default", "company"], "FIELD=TEXT"),
        (["http://127.0.0.1:1/x"], "refused"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_what_to_do(args, says):
    with pytest.raises(CommandError, match=says):
        read(*args)


def test_an_address_is_pulled(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    site.answers["/jobs"] = (200, {}, (DATA / "lever.json").read_bytes())
    found = read_json(f"{site.url}/jobs", "--default", "company=Pilots")
    assert (found["format"], found["outcome"], found["items"]) == ("lever", "complete", 2)
    assert found["rows"][0]["row"]["company"] == "Pilots"
