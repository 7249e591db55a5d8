"""Readers of known formats, on invented feeds: what is stated is read, nothing else is."""

from pathlib import Path

import pytest

from feeds.connectors import UnreadableFeed, detect_format, fill_defaults, merge_detail, read_page

DATA = Path(__file__).resolve().parents[1] / "data" / "feeds"


def read(name, connector="auto", **given):
    return read_page((DATA / name).read_bytes(), connector=connector, **given)


FORMATS = {
    "greenhouse.json": "greenhouse",
    "lever.json": "lever",
    "ashby.json": "ashby",
    "workable.json": "workable",
    "smartrecruiters_page.json": "smartrecruiters",
    "smartrecruiters_detail.json": "smartrecruiters",
    "recruitee.json": "recruitee",
    "remoteok.json": "remoteok",
    "himalayas.json": "himalayas",
    "board.rss": "rss",
    "wwr.rss": "rss",
    "atom.xml": "rss",
    "indeed.xml": "indeed_xml",
    "linkedin.xml": "linkedin_xml",
    "page.html": "json_ld",
    "microdata.html": "json_ld",
}


@pytest.mark.parametrize(("name", "connector"), FORMATS.items())
def test_format_is_told_by_content(name, connector):
    assert detect_format((DATA / name).read_bytes()) == connector


def test_greenhouse_reads_pay_and_escaped_text_and_says_what_it_refuses():
    first, empty, text, again = read("greenhouse.json").items
    assert first.row == {
        "id": "71", "title": "Night Baker", "company": "Quince Bakery", "lang": "en",
        "url": "https://boards.example.com/jobs/71", "city": "Leeds, United Kingdom",
        "description": "<p>Bake &amp; box.</p>\n<p>Two shifts&nbsp;a week.</p>",
        "posted_at": "2026-10-01T09:30:00+01:00", "valid_through": "2026-12-01T00:00:00+00:00",
        "salary_min": 13.5, "salary_max": 15.0, "salary_currency": "GBP", "salary_period": "hour",
        "employment_type": "Part-time", "tags": ["Bakery"],
    }  # fmt: skip
    assert first.missing == ()
    assert (empty.reject.code, empty.reject.pointer) == ("missing_title", "/jobs/1")
    assert (text.reject.code, text.reject.pointer) == ("not_an_object", "/jobs/2")
    assert (again.reject.code, again.reject.pointer) == ("duplicate_id", "/jobs/3")


def test_an_edit_is_no_day_of_posting():
    page = read_page(
        b'{"jobs":[{"id":1,"title":"X","absolute_url":"https://e.com","internal_job_id":1,"updated_at":"2026-10-03"}]}',
        connector="greenhouse",
    )
    assert "posted_at" in page.items[0].missing


def test_lever_reads_sections_places_and_pay():
    first, second = read("lever.json").items
    assert first.row["city"] == ["Rotterdam, Netherlands", "Antwerp, Belgium"]
    assert first.row["description"] == (
        "<p>Steer.</p>\n<h3>You bring</h3><ul><li>A licence</li></ul>\n<p>Apply soon.</p>"
    )
    assert first.row["remote"] is False
    assert first.row["tags"] == ["Hybrid", "Marine", "Pilots"]
    assert first.row["posted_at"] == "2026-09-21T14:13:20+00:00"
    assert [first.row[f"salary_{k}"] for k in ("min", "max", "currency", "period")] == [
        70000, 90000, "EUR", "year",
    ]  # fmt: skip
    assert first.missing == ("company", "valid_through")
    # A place that is only a country; pay the wrong way round is named, not turned.
    assert second.row["city"] == "Germany"
    assert not any(key.startswith("salary") for key in second.row)
    assert [(p.code, p.pointer) for p in second.problems] == [("unreadable_pay", "/1/salaryRange")]


def test_ashby_takes_the_salary_among_components_and_skips_what_is_not_listed():
    first, second = read("ashby.json").items
    assert first.row["city"] == ["Basel, Basel-Stadt, Switzerland", "Lyon"]
    assert first.row["remote"] is False
    assert first.row["salary_raw"] == "CHF 40 – CHF 55 per hour"
    assert [first.row[f"salary_{k}"] for k in ("min", "max", "currency", "period")] == [
        40, 55, "CHF", "hour",
    ]  # fmt: skip
    assert second.reject.code == "not_listed"


def test_workable_leaves_hidden_places_out():
    row = read("workable.json").items[0].row
    assert row["city"] == "Faro, Portugal"
    assert row["company"] == "Tern Ferries"
    assert row["posted_at"] == "2026-10-05"
    assert "education" not in row


def test_smartrecruiters_goes_on_and_is_completed_by_its_detail():
    page = read("smartrecruiters_page.json")
    assert page.next.parameters == (("offset", "1"),)
    assert page.items[0].row["city"] == "Graz, Austria"
    merged = merge_detail(page.items[0], read("smartrecruiters_detail.json"))
    assert merged.row["description"] == "<p>We lift.</p>\n<p>You repair.</p>"
    assert merged.row["url"] == "https://jobs.example.com/PulleyCo/900-lift-engineer"
    other = read_page(b'{"id": "901", "name": "Other", "jobAd": {}}', connector="smartrecruiters")
    assert merge_detail(page.items[0], other).row == page.items[0].row


def test_recruitee_reads_pay_written_as_text():
    row = read("recruitee.json").items[0].row
    assert [row[f"salary_{k}"] for k in ("min", "max", "currency", "period")] == [
        2200, 2600, "EUR", "month",
    ]  # fmt: skip
    assert row["city"] == "Ghent, East Flanders, Belgium"
    assert row["valid_through"] == "2026-12-31T22:00:00+00:00"
    assert row["description"] == "<p>Bees.</p>\n<ul><li>Calm</li></ul>"


def test_remoteok_names_no_currency_so_none_is_made_up_but_an_operator_may():
    (item,) = read("remoteok.json").items
    assert "salary_currency" not in item.row
    assert {"city", "salary_currency", "salary_period"} & set(item.missing) == {
        "salary_currency",
        "salary_period",
    }
    filled = fill_defaults(item, {"salary_currency": "USD", "salary_period": "year"})
    assert filled.row["salary_currency"] == "USD"
    assert filled.missing == ("employment_type", "valid_through")


def test_himalayas_keeps_one_bound_and_names_a_date_it_cannot_read():
    page = read("himalayas.json")
    row = page.items[0].row
    assert row["salary_min"] == 30
    assert "salary_max" not in row
    assert row["salary_period"] == "hour"
    assert row["remote"] is True
    assert "city" not in row
    assert [(p.code, p.field) for p in page.items[0].problems] == [
        ("unreadable_date", "valid_through")
    ]


def test_rss_reads_prefixed_fields_and_relative_links():
    first, second = read("board.rss").items
    assert first.row == {
        "id": "job-7", "url": "https://careers.example.org/jobs/7", "title": "Tram Driver",
        "company": "Tramways", "city": "Porto, Portugal", "employment_type": "Full Time",
        "description": "<p>Drive the tram.</p>", "salary_raw": "€1,500 - €1,800 per month",
        "posted_at": "2026-10-10", "tags": ["Transport", "Night"],
    }  # fmt: skip
    assert second.reject.code == "missing_id"
    assert [p.code for p in second.problems] == ["unreadable_date"]


def test_weworkremotely_cuts_at_the_first_colon_only():
    row = read("wwr.rss").items[0].row
    assert (row["company"], row["title"]) == ("Kite & Co", "Support: Tier 2")
    assert row["skills"] == ["Zendesk", "Python"]
    assert row["city"] == "Europe Only"


def test_atom_has_a_next_page_and_its_publication_is_the_day():
    page = read("atom.xml")
    assert page.next.url == "https://a.example.com/2"
    assert page.items[0].row["posted_at"] == "2026-10-02T00:00:00+00:00"
    assert page.items[0].row["url"] == "https://a.example.com/9"
    assert page.items[0].row["tags"] == ["Garden"]


@pytest.mark.parametrize(
    ("title", "source", "expected"),
    [
        ("Cook - Example Co", "", ("Cook", "Example Co", None)),
        ("Cook - Example Co - Berlin, Germany", "Example Co", ("Cook", "Example Co", "Berlin, Germany")),
        ("Manager - Night - Example Co", "Example Co", ("Manager - Night", "Example Co", None)),
        ("Manager - Night - Example Co", "", ("Manager - Night - Example Co", None, None)),
        ("Cook", "", ("Cook", None, None)),
    ],
)  # fmt: skip
def test_indeed_titles_are_cut_only_where_it_is_certain(title, source, expected):
    data = (
        f"<rss><channel><item><title>{title}</title><source>{source}</source>"
        "<link>https://de.indeed.com/viewjob?jk=1</link></item></channel></rss>"
    )
    row = read_page(data.encode(), connector="rss").items[0].row
    assert (row["title"], row.get("company"), row.get("city")) == expected


def test_indeed_xml():
    first, second = read("indeed.xml").items
    assert first.row == {
        "id": "R-1", "title": "Crane Operator", "company": "Lifters", "url": "https://x.example.com/1",
        "description": "<p>Lift.</p>", "city": "Gdańsk, Poland", "salary_raw": "45 PLN per hour",
        "employment_type": "fulltime, contract", "experience": "2+ years", "education": "Vocational",
        "posted_at": "2025-10-10T22:49:39+00:00", "valid_through": "2026-12-31",
        "tags": ["Harbour", "Heavy"],
    }  # fmt: skip
    assert second.row["remote"] is True
    # The third of April or the fourth of March: nobody knows.
    assert [(p.code, p.field) for p in second.problems] == [("unreadable_date", "posted_at")]


def test_linkedin_xml():
    (item,) = read("linkedin.xml").items
    assert item.row == {
        "id": "L-1", "title": "Lamp Designer", "company": "Lumen", "url": "https://l.example.com/1",
        "description": "<p>Light.</p>", "city": "Turin, Italy", "tags": ["Hybrid"],
        "employment_type": "full-time", "experience": "mid senior level", "skills": ["CAD", "Optics"],
        "salary_min": 45000.0, "salary_max": 60000.0, "salary_currency": "EUR",
        "salary_period": "year", "posted_at": "2026-10-01", "valid_through": "2026-12-01",
    }  # fmt: skip
    assert item.missing == ()


def test_json_ld_is_found_in_graphs_lists_and_wrappers():
    page = read("page.html", url="https://mill.example.nl/jobs")
    first, second = page.items
    assert first.row == {
        "url": "https://mill.example.nl/jobs/44", "id": "44", "title": "Mill Hand",
        "company": "Miller & Sons", "description": "<p>Grind\n flour.</p>",
        "city": ["Utrecht, Netherlands", "Delft, Netherlands"], "salary_min": 2400.0,
        "salary_max": 2900.0, "salary_currency": "EUR", "salary_period": "month",
        "employment_type": "FULL_TIME, TEMPORARY", "experience": "2 years",
        "education": "high school", "posted_at": "2026-10-01", "valid_through": "2026-11-30T23:59:00",
        "direct_apply": True, "skills": ["Milling", "Lifting"],
    }  # fmt: skip
    assert second.row["remote"] is True
    assert second.row["city"] == ["Germany", "Tyrol"]
    assert second.row["salary_min"] == second.row["salary_max"] == 38000
    # Two postings on one page: neither has the page's own address.
    assert "url" not in second.row
    assert [p.code for p in second.problems] == ["unreadable_date"]
    assert [p.code for p in page.problems] == ["bad_json"]


def test_microdata_is_read_where_there_is_no_json_ld():
    (item,) = read("microdata.html", url="https://q.example.com/1").items
    assert item.row == {
        "id": "https://q.example.com/1", "url": "https://q.example.com/1", "title": "Stone Mason",
        "company": "Quarry", "city": "Bath, United Kingdom", "description": "<p>Cut stone.</p>",
        "posted_at": "2026-10-04",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("salary", "expected"),
    [
        ({"currency": "USD", "value": 90000}, (90000, 90000, "USD", None)),
        ({"currency": "CNY", "value": {"value": "15000", "unitText": "月"}}, (15000, 15000, "CNY", "month")),
        ({"currency": "USD", "value": {"minValue": 20, "unitCode": "HUR"}}, (20, None, "USD", "hour")),
        ({"value": {"minValue": 1, "maxValue": 2, "currency": "EUR"}}, (1, 2, "EUR", None)),
        ("50000", (50000, 50000, None, None)),
        ({"currency": "dollars", "value": 5}, (5, 5, None, None)),
        ({"currency": "USD", "value": "Competitive"}, (None, None, None, None)),
        ({"currency": "USD", "value": {"value": 0, "unitText": "YEAR"}}, (None, None, None, None)),
        ({"currency": "USD", "value": "50000-60000"}, (50000, 60000, "USD", None)),
    ],
)  # fmt: skip
def test_base_salary_is_read_as_far_as_it_is_stated(salary, expected):
    import json

    posting = {"@type": "JobPosting", "title": "X", "identifier": "1", "baseSalary": salary}
    row = read_page(json.dumps(posting).encode(), connector="json_ld").items[0].row
    assert tuple(row.get(f"salary_{k}") for k in ("min", "max", "currency", "period")) == expected


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "empty", "empty"),
        (b"hello", "unknown_format", "mapping"),
        (b"%PDF-1.7", "unknown_format", "binary"),
        (b'{"jobs": [', "bad_json", "line 1"),
        (b'{"data": {"list": [{"jobTitle": "X", "jobId": 1}]}}', "unknown_format", '"items": "data.list"'),
        (b"<html><body>Jobs</body></html>", "no_postings", "JobPosting"),
        (b"<urlset><url><loc>https://e.com</loc></url></urlset>", "unknown_format", "sitemap"),
        (b"<vacatures><vacature><titel>X</titel></vacature></vacatures>", "unknown_format", "mapping"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><rss><channel/></rss>', "xml_entities", "DOCTYPE"),
        ('{"jobs": "中"}'.encode("gb18030"), "not_utf8", "UTF-8"),
    ],
)  # fmt: skip
def test_unknown_documents_say_what_to_do(data, code, says):
    with pytest.raises(UnreadableFeed) as error:
        detect_format(data)
    assert error.value.code == code
    assert says in error.value.detail


@pytest.mark.parametrize(
    "connector",
    [
        "greenhouse",
        "ashby",
        "recruitee",
        "smartrecruiters",
        "himalayas",
        "lever",
        "remoteok",
        "rss",
        "indeed_xml",
        "linkedin_xml",
    ],
)
@pytest.mark.parametrize("data", [b"{}", b"<a/>", b'"text"', b"null", b"3"])
def test_a_wrong_document_is_said_and_never_an_empty_success(connector, data):
    with pytest.raises(UnreadableFeed):
        read_page(data, connector=connector)


def test_entities_are_never_loaded():
    data = (
        b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<source><job><title>&f;</title><referencenumber>1</referencenumber></job></source>"
    )
    with pytest.raises(UnreadableFeed) as error:
        read_page(data, connector="indeed_xml")
    assert error.value.code == "xml_entities"


def test_deep_documents_end_in_words():
    with pytest.raises(UnreadableFeed):
        read_page(b"[" * 100_000, connector="lever")
    page = b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>"
    assert [p.code for p in read_page(page, connector="json_ld").problems] == ["bad_json"]


def test_undeclared_prefixes_half_characters_and_broken_links_are_lived_with():
    rss = (
        b"<rss><channel><link>https://e.com</link><item><title>A &#xD800;</title><guid>1</guid>"
        b"<link>http://[</link><job:company>Undeclared</job:company></item></channel></rss>"
    )
    (item,) = read_page(rss, connector="rss").items
    assert (item.row["company"], item.row["title"]) == ("Undeclared", "A \ufffd")
    assert "url" not in item.row
    page = b'<meta charset="utf-nonsense"><script type="application/ld+json">{"@type":"JobPosting","title":"B","identifier":"2","url":"//[::","industry":"\\ud800"}</script>'
    (item,) = read_page(page, connector="json_ld", url="https://e.com/2").items
    assert item.row["industry"] == "\ufffd"
    item.row["title"].encode()
