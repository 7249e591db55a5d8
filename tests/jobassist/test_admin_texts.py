"""What the admin's pages call things: in the reader's words, and one place marked as this one."""

import ast
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from jobassist.accounts.audit_admin import WORDS
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Membership, User
from tests.factories import make_company, make_posting, make_source, make_user
from tests.test_architecture import modules

WRITERS = {"record_act", "record_look", "record_looks", "record_own"}


@pytest.fixture
def owner(db: None) -> User:
    return make_user(locale="zh-CN")


@pytest.fixture
def company(owner: User) -> Company:
    return make_company(owner=owner, name="Elm Care")


@pytest.fixture
def browser(company: Company, owner: User) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(owner, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def codes_written() -> Iterator[tuple[str, str]]:
    """Yield each code that is written into the audit log where it stands in the code."""
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name not in WRITERS:
                continue
            for keyword in node.keywords:
                if keyword.arg in ("action", "kind") and isinstance(keyword.value, ast.Constant):
                    yield module, str(keyword.value.value)


def test_every_code_of_the_audit_log_has_words():
    written = set(codes_written())
    assert len(written) > 30
    assert sorted(each for each in written if each[1] not in WORDS) == []


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("index", "index"),
        ("recruiting_application_board", "recruiting_application_board"),
        ("recruiting_application_changelist", "recruiting_application_changelist"),
        ("recruiting_figures_funnel", "recruiting_figures_funnel"),
        ("recruiting_figures_ask", "recruiting_seekeract_changelist"),
    ],
)
def test_navigation_marks_the_nearest_page_alone(browser: Client, page: str, marked: str):
    answer = browser.get(reverse(f"admin:{page}"))
    groups = answer.context["sidebar_navigation"]
    active = [item["link"] for group in groups for item in group["items"] if item["active"]]
    assert active == [reverse(f"admin:{marked}")]


def test_member_is_shown_by_role_and_times_as_they_are_written(browser: Client, company: Company):
    member = set_role(company, user=make_user(), role=Membership.Role.RECRUITER)
    page = browser.get(reverse("admin:accounts_membership_change", args=[member.pk])).content
    assert "招聘人员".encode() in page
    assert b"+00:00" not in page
    assert f"{member.created_at.year}年".encode() in page


def test_first_cell_of_a_list_on_a_phone_is_called_what_it_is(browser: Client, company: Company):
    make_posting(source=make_source("own", company=company), title="Staff Nurse")
    page = browser.get(reverse("admin:recruiting_candidateposting_changelist")).content.decode()
    assert "选择记录" not in page
    assert "Staff Nurse" in page
