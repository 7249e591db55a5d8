"""Every field of the recorded answers, each beside where its source keeps it."""

import json
from html import unescape
from pathlib import Path

import pytest

from feeds.connectors import detect_format, merge_detail, read_page

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
pytestmark = pytest.mark.skipif(not FEEDS.is_dir(), reason="the recorded feeds are not here")


def rows(name, connector):
    data = (FEEDS / name).read_bytes()
    assert detect_format(data) == connector
    page = read_page(data, connector=connector)
    assert all(item.reject is None and item.problems == () for item in page.items)
    return page, [dict(item.row) for item in page.items]


def raw(name):
    return json.loads((FEEDS / name).read_bytes())


def expect(row, missing, item, **fields):
    assert row == {key: value for key, value in fields.items() if value is not None}
    assert set(item.missing) == set(missing)


def test_greenhouse():
    page, found = rows("greenhouse.json", "greenhouse")
    jobs = raw("greenhouse.json")["jobs"]
    assert len(found) == len(jobs) > 0
    for item, row, job in zip(page.items, found, jobs, strict=True):
        expect(
            row, ["employment_type", "salary", "valid_through"], item,
            id=str(job["id"]), title=job["title"], company=job["company_name"], lang=job["language"],
            url=job["absolute_url"], city=job["location"]["name"],
            description=unescape(job["content"]).strip(), posted_at=job["first_published"],
            tags=[d["name"] for d in job["departments"]],
        )  # fmt: skip


def test_lever():
    page, found = rows("lever.json", "lever")
    for item, row, job in zip(page.items, found, raw("lever.json"), strict=True):
        description = row.pop("description")
        for part in ("description", "additional", "descriptionBody"):
            assert job[part].strip() in description
        expect(
            row, ["company", "salary", "valid_through"], item,
            id=job["id"], title=job["text"], url=job["hostedUrl"],
            city=job["categories"]["location"], employment_type=job["categories"]["commitment"],
            remote=job["workplaceType"] == "remote", posted_at="2026-07-29T15:44:26+00:00",
            tags=list(dict.fromkeys([job["categories"]["department"], job["categories"]["team"]])),
        )  # fmt: skip


def test_ashby():
    page, found = rows("ashby.json", "ashby")
    for item, row, job in zip(page.items, found, raw("ashby.json")["jobs"], strict=True):
        expect(
            row, ["company", "salary", "valid_through"], item,
            id=job["id"], title=job["title"], url=job["jobUrl"],
            city=[job["location"], *(p["location"] for p in job["secondaryLocations"])],
            employment_type=job["employmentType"], remote=job["isRemote"],
            description=job["descriptionHtml"].strip(), posted_at="2026-02-04T01:45:22+00:00",
            tags=list(dict.fromkeys([job["department"], job["team"]])),
        )  # fmt: skip


def test_workable():
    page, found = rows("workable.json", "workable")
    document = raw("workable.json")
    for item, row, job in zip(page.items, found, document["jobs"], strict=True):
        expect(
            row, ["salary", "valid_through"], item,
            id=job["shortcode"], title=job["title"], company=document["name"], url=job["url"],
            city=f"{job['state']}, {job['country']}", employment_type=job["employment_type"],
            experience=job["experience"], education=job["education"], remote=job["telecommuting"],
            posted_at=job["published_on"], industry=job["industry"],
            description=job["description"].strip(), tags=[job["department"], job["function"]],
        )  # fmt: skip


def test_recruitee():
    page, found = rows("recruitee.json", "recruitee")
    for item, row, job in zip(page.items, found, raw("recruitee.json")["offers"], strict=True):
        description = row.pop("description")
        assert job["description"].strip() in description
        assert job["requirements"].strip() in description
        expect(
            row, ["salary", "valid_through"], item,
            id=str(job["id"]), title=job["title"], company=job["company_name"],
            url=job["careers_url"], city=f"{job['city']}, {job['country']}",
            employment_type=job["employment_type_code"], remote=job["remote"],
            education=job["education_code"].replace("_", " "),
            experience=job["experience_code"].replace("_", " "),
            posted_at=job["published_at"].replace(" UTC", "+00:00").replace(" ", "T"),
            tags=[job["department"]],
        )  # fmt: skip


def test_smartrecruiters_list_and_detail():
    page, found = rows("smartrecruiters_page0.json", "smartrecruiters")
    document = raw("smartrecruiters_page0.json")
    assert page.total == document["totalFound"]
    assert page.next is not None
    assert page.next.parameters == (("offset", str(len(document["content"]))),)
    for item, row, job in zip(page.items, found, document["content"], strict=True):
        assert page.details[item.index] == job["ref"]
        expect(
            row, ["description", "salary", "valid_through"], item,
            id=job["id"], title=job["name"].strip(), company=job["company"]["name"],
            url=f"https://jobs.smartrecruiters.com/{job['company']['identifier']}/{job['id']}",
            city=job["location"]["fullLocation"], remote=job["location"]["remote"],
            employment_type=job["typeOfEmployment"]["label"],
            experience=job["experienceLevel"]["label"], lang=job["language"]["code"],
            posted_at=job["releasedDate"].replace(".000Z", "+00:00"),
            industry=job["industry"]["label"], tags=[job["function"]["label"]],
        )  # fmt: skip
    detail = read_page(
        (FEEDS / "smartrecruiters_detail.json").read_bytes(), connector="smartrecruiters"
    )
    merged = merge_detail(page.items[0], detail)
    for section in raw("smartrecruiters_detail.json")["jobAd"]["sections"].values():
        assert section["text"].strip() in merged.row["description"]
    assert {**merged.row, "description": None} == {**found[0], "description": None}
    assert "description" not in merged.missing


def test_remoteok():
    page, found = rows("remoteok.json", "remoteok")
    jobs = raw("remoteok.json")[1:]
    for item, row, job in zip(page.items, found, jobs, strict=True):
        expect(
            row, ["employment_type", "salary", "valid_through"], item,
            id=job["id"], title=job["position"], company=job["company"], url=job["url"],
            city=job["location"].strip(" ,"), remote=True, posted_at=job["date"],
            description=job["description"], tags=job["tags"],
        )  # fmt: skip


def test_himalayas():
    page, found = rows("himalayas.json", "himalayas")
    document = raw("himalayas.json")
    assert page.total == document["totalCount"]
    moments = {1786424671: "2026-08-11T05:04:31+00:00", 1786424666: "2026-08-11T05:04:26+00:00"}
    for item, row, job in zip(page.items, found, document["jobs"], strict=True):
        has_pay = job["minSalary"] is not None
        valid_through = row.pop("valid_through")
        assert valid_through.startswith("2026-10-10T05:04:")
        expect(
            row, [] if has_pay else ["salary"], item,
            id=job["guid"], title=job["title"], company=job["companyName"],
            url=job["applicationLink"], city=job["locationRestrictions"][0], remote=True,
            employment_type=job["employmentType"], description=job["description"].strip(),
            posted_at=moments[job["pubDate"]],
            salary_min=job["minSalary"], salary_max=job["maxSalary"], salary_currency=job["currency"],
            salary_period="hour" if has_pay else None,
            tags=[*job["seniority"], *job["parentCategories"], *job["categories"]],
        )  # fmt: skip


def test_weworkremotely():
    page, found = rows("weworkremotely.rss", "rss")
    assert [row["company"] for row in found] == ["Remote", "Justworks"]
    assert all(": " not in row["title"] for row in found)
    for item, row in zip(page.items, found, strict=True):
        assert set(row) == {
            "id", "url", "title", "company", "city", "remote", "employment_type", "description",
            "posted_at", "valid_through", "tags",
        }  # fmt: skip
        assert row["id"] == row["url"]
        assert row["url"].startswith("https://weworkremotely.com/remote-jobs/")
        assert row["remote"] is True
        assert row["city"] == "Anywhere in the World"
        assert row["employment_type"] == "Full-Time"
        assert row["posted_at"] == "2026-08-11T07:30:41+00:00"
        assert row["valid_through"] == "2026-09-10T07:30:41+00:00"
        assert row["tags"] == ["Sales and Marketing"]
        assert row["description"].startswith("<p>")
        assert item.missing == ("salary",)


def test_indeed_search():
    page, found = rows("indeed_search_rss.xml", "rss")
    assert [(row["title"], row["company"]) for row in found] == [
        ("Operations Manager", "Example Co"),
        ("Finance Analyst", "Example Co"),
    ]
    assert [row["posted_at"] for row in found] == [
        "2026-03-20T12:00:00+00:00",
        "2026-03-19T08:30:00+00:00",
    ]
    for item, row in zip(page.items, found, strict=True):
        assert row["id"] == row["url"]
        assert set(item.missing) == {"city", "employment_type", "salary", "valid_through"}


def test_posting_of_a_page():
    page, found = rows("jobposting_jsonld_1.html", "json_ld")
    assert found == [
        {
            "id": "555",
            "url": "https://careers.example.bank/jobs/555?utm_source=x",
            "title": "Head of Finance Transformation",
            "description": "<p>Lead a team of 12.</p>",
            "city": "Frankfurt, Germany",
            "posted_at": "2026-09-25",
        }
    ]
    assert set(page.items[0].missing) == {"company", "employment_type", "salary", "valid_through"}
