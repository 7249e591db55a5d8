"""Postings in and out as a file: columns by their names, a look first, nothing lost, no formula."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from feeds.services import read_table, write_table
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Company, Membership
from jobassist.errors import AppError
from jobs.models import Posting
from jobs.own_postings import save_own_posting
from tests.factories import build_row, make_company, make_user

EN = (
    "title,location,salary_min,salary_max,currency,description,closing date\n"
    '"Night nurse","Leeds; York",32000,38000,GBP,"Look after, at night",2031-01-31\n'
    '"",York,,,,,\n'
    '"\'=cmd|calc",London,50000,40000,GBP,,\n'
)
ZH = "职位名称,工作地点,薪资,职位描述,学历要求\n夜班护士,深圳,9-12K,夜间照护病区患者,大专\n仓库普工,东莞,5000-7000元/月,分拣包装,不限\n"


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_columns_are_told_by_their_names_in_both_languages() -> None:
    night, nameless, odd = read_table(EN.encode(), name="a.csv")
    assert night.row["city"] == ["Leeds", "York"]
    assert night.row["salary_min"] == 32000
    assert night.row["valid_through"].startswith("2031-01-31")
    assert "title" not in nameless.row
    assert nameless.raw["location"] == "York"
    assert odd.row["title"] == "=cmd|calc"
    for data in (ZH.encode(), ZH.encode("gb18030")):
        nurse, worker = read_table(data, name="职位.csv")
        assert (nurse.row["title"], nurse.row["city"]) == ("夜班护士", "深圳")
        assert nurse.row["salary_raw"] == "9-12K"
        assert worker.row["description"] == "分拣包装"


def test_workbooks_and_json_are_read_the_same() -> None:
    rows: list[list[Any]] = [
        ["title", "city", "salary_max"],
        ["Cook", "Leeds", 30000.0],
        [None, None, None],
    ]
    (cook,) = read_table(workbook(rows), name="a.xlsx")
    assert (cook.row["title"], cook.row["salary_max"]) == ("Cook", 30000)
    data = json.dumps({"jobs": [{"title": "Cook", "city": ["Leeds", "York"]}]}).encode()
    (cook,) = read_table(data, name="a.json")
    assert cook.row["city"] == ["Leeds", "York"]


def test_the_same_row_again_is_the_same_posting() -> None:
    first, again = read_table(ZH.encode(), name=""), read_table(ZH.encode(), name="")
    assert [each.row["id"] for each in first] == [each.row["id"] for each in again]
    assert len({each.row["id"] for each in first}) == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", b"[1, 2]", b"{", b"\xff\xfe\x00", b"title\n" * 2_000],
)
def test_what_is_no_table_of_postings_is_said(data: bytes) -> None:
    with pytest.raises(AppError):
        read_table(data, name="a.csv")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_written_is_read_to_the_same(form: Any) -> None:
    row = build_row(
        id="7",
        title="=SUM(A1)",
        city=["Leeds", "York"],
        salary_min=30_000.0,
        skills=["Python", "SQL"],
    )
    data = write_table([row], form=form)
    (back,) = read_table(data, name=f"a.{form}")
    assert back.row["title"] == "=SUM(A1)"
    assert back.row["city"] == ["Leeds", "York"]
    assert back.row["salary_min"] == 30_000
    assert back.row["id"] == "7"
    if form == "csv":
        assert b"'=SUM" in data
    if form == "xlsx":
        cell = load_workbook(io.BytesIO(data)).active["B2"]
        assert (cell.data_type, cell.value) == ("s", "'=SUM(A1)")


# --- the pages ------------------------------------------------------------------------------------


@pytest.fixture
def company(db: None) -> Company:
    return make_company(owner=make_user(is_staff=True))


def client_of(company: Company, role: Any) -> Client:
    user = make_user(is_staff=True)
    set_role(company, user=user, role=role)
    client = Client()
    user.refresh_from_db()
    client.force_login(user)
    return client


def send(client: Client, company: Company, data: bytes = EN.encode()) -> Any:
    file = SimpleUploadedFile("postings.csv", data)
    url = reverse("admin:jobs_posting_import")
    return client.post(url, {"company": company.pk, "file": file, "do": "check"})


def test_a_file_is_looked_at_before_it_is_stored(company: Company) -> None:
    desk = client_of(company, Membership.Role.RECRUITER)
    page = send(desk, company)
    text = page.content.decode()
    assert "New: 2" in text
    assert "refused: 1" in text
    # Taken without the pay that cannot be right, and said.
    assert "cannot be read for certain and is left out" in text
    assert not Posting.objects.exists()
    url, packed = reverse("admin:jobs_posting_import"), page.context["packed"]
    refused = desk.post(url, {"company": company.pk, "rows": packed, "do": "rejects"})
    lines = refused.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "York" in lines[1]
    assert "what is wrong" in lines[0]
    desk.post(url, {"company": company.pk, "rows": packed, "do": "store"})
    odd, posting = Posting.objects.order_by("title")
    assert (posting.title, posting.status, posting.company_id) == (
        "Night nurse",
        "draft",
        company.pk,
    )
    assert (odd.title, odd.salary_min) == ("=cmd|calc", None)
    assert AuditEntry.objects.filter(action="imported", detail="2").exists()
    assert "as they are: 2" in send(desk, company).content.decode()
    broken = desk.post(url, {"company": company.pk, "rows": "AAAA", "do": "store"})
    assert "Choose the file again" in broken.content.decode()


@pytest.mark.parametrize("press", ["store", "publish"])
def test_a_file_shows_nobody_what_nobody_has_answered_for(company: Company, press: str) -> None:
    desk = client_of(company, Membership.Role.RECRUITER)
    url = reverse("admin:jobs_posting_import")
    if press == "store":
        good = b"id,title,city,description\n7,Night nurse,Leeds,Look after the ward."
        packed = send(desk, company, good).context["packed"]
        desk.post(url, {"company": company.pk, "rows": packed, "do": "publish"})
        assert Posting.objects.get().status == "active"
    bad = b"id,title,city,description\n7,Night nurse,Leeds,Look after the ward. Males only."
    look = send(desk, company, bad)
    assert look.context["must_answer"] is (press == "store")
    sent = {"company": company.pk, "rows": look.context["packed"], "do": press}
    refused = desk.post(url, sent)
    assert b'name="is_lawful"' in refused.content
    assert not Posting.objects.filter(description_text__contains="Males").exists()
    assert not AuditEntry.objects.filter(action="answered_for").exists()
    desk.post(url, {**sent, "is_lawful": "on"})
    posting = Posting.objects.get()
    assert (posting.status, "Males" in posting.description_text) == ("active", True)
    assert AuditEntry.objects.filter(
        action="answered_for", object_id=str(posting.pk), detail="en_sex_only"
    ).exists()


def test_strangers_and_viewers_bring_nothing(company: Company) -> None:
    other = make_company(owner=make_user(is_staff=True))
    desk = client_of(company, Membership.Role.RECRUITER)
    assert send(desk, other).status_code == 404
    assert send(client_of(company, Membership.Role.VIEWER), company).status_code == 404
    assert not Posting.objects.exists()


def test_an_export_holds_the_own_companys_postings_only(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    other = make_company(owner=make_user(is_staff=True))
    for firm in (company, other):
        for number in range(4):
            row = build_row(title=f"Cook {number} of {firm.pk}.")
            save_own_posting(firm, row, now=timezone.now())
    desk = client_of(company, Membership.Role.VIEWER)
    url = reverse("admin:jobs_posting_export")
    assert desk.get(url).status_code == 200
    for form in ("csv", "xlsx", "json"):
        with django_assert_max_num_queries(16):
            answer = desk.get(url, {"form": form})
        rows = read_table(answer.content, name=f"a.{form}")
        assert {each.row["title"] for each in rows} == {
            f"Cook {n} of {company.pk}." for n in range(4)
        }
    assert AuditEntry.objects.filter(action="exported", company=company).count() == 3
    assert Client().get(url, {"form": "csv"}).status_code == 302


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "＝1+1", "\u3000@SUM(A1)", "\n-1", "\u00a0+1"])
def test_cell_that_begins_like_a_formula_is_text_and_comes_back_as_it_was(text):
    data = write_table([{"title": text}], form="csv", columns=["title"])
    (cell,) = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1]
    assert cell == f"'{text}"
    (row,) = read_table(data, name="a.csv")
    assert not str(row.row["title"]).startswith("'")
