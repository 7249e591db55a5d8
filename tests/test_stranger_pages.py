"""Every page and action of the admin says who comes in; whoever else tries changes nothing.

Made from the site itself: a new address, page or action fails here until somebody has said whom it
is for. What each page shows is tried in `test_strangers`.
"""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, reverse

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Membership, User
from jobassist.accounts.scoped_admin import CompanyScopedAdmin
from jobassist.admin_navigation import COMPANY_NAVIGATION, OPERATOR_NAVIGATION
from tests.factories import make_company, make_user
from tests.test_strangers import ADMIN_PAGES, CLOSED, admin_url, make_firm, registered

BACKEND = "jobassist.accounts.backends.IdentityBackend"

# Whom a page or action is for.
ANYBODY = "anybody: nobody is signed in yet"
INSIDE = "whoever is signed in: about themselves, or filtered by what they may see"
MEMBERS = "members of the row's company"
WRITERS = "owners and recruiters of the row's company"
OWNERS = "owners of the row's company"
OPERATORS = "operators"

SITE_PAGES = {
    "account": INSIDE,
    "app_list": INSIDE,
    "autocomplete": INSIDE,
    "choose_company": INSIDE,
    "index": INSIDE,
    "join": ANYBODY,
    "join_here": ANYBODY,
    "jsi18n": INSIDE,
    "login": ANYBODY,
    "logout": ANYBODY,
    "password_change": INSIDE,
    "password_change_done": INSIDE,
    "search": INSIDE,
    "second_factor": ANYBODY,
    "second_factor_set_up": ANYBODY,
}
# Addresses of a page beyond the list, the row and its history.
CUSTOM_PAGES = {
    "recruiting.Application": {
        "recruiting_application_board": MEMBERS,
        "recruiting_application_calendar": WRITERS,
    },
    "accounts.AuditEntry": {"accounts_auditentry_export_csv": OWNERS},
    "feeds.PullSource": {"feeds_pullsource_health": OPERATORS},
    "jobs.Posting": {
        "jobs_posting_act": WRITERS,
        "jobs_posting_audience": MEMBERS,
        "jobs_posting_candidates": MEMBERS,
        "jobs_posting_export": MEMBERS,
        "jobs_posting_hints": MEMBERS,
        "jobs_posting_import": WRITERS,
    },
    "recruiting.CandidatePosting": {
        "recruiting_candidates": MEMBERS,
        "recruiting_candidates_compare": MEMBERS,
    },
    "recruiting.SeekerAct": {
        "recruiting_figures_ask": MEMBERS,
        "recruiting_figures_funnel": MEMBERS,
        "recruiting_figures_funnel_rows": MEMBERS,
        "recruiting_figures_rows": MEMBERS,
    },
    "recruiting.Thread": {
        "recruiting_thread_file": WRITERS,
        "recruiting_thread_greet": WRITERS,
        "recruiting_thread_open": WRITERS,
    },
}
ACTIONS = {
    "recruiting.Application": {
        "assign_to_me": WRITERS,
        "move_chosen": WRITERS,
        "tag_chosen": WRITERS,
    },
    "recruiting.Stage": {
        "move_left": OWNERS,
        "move_right": OWNERS,
        "retire": OWNERS,
        "use_again": OWNERS,
    },
    "accounts.AuditEntry": {"export_csv": OWNERS},
    "accounts.Invitation": {"send_again": OWNERS, "take_back": OWNERS},
    "accounts.Membership": {
        "remove": OWNERS,
        "reset_second_factor": OWNERS,
        "sign_out": OWNERS,
    },
    "accounts.User": {"keep_out": OPERATORS, "let_in": OPERATORS, "sign_out": OPERATORS},
    "chat.Experiment": {"end": OPERATORS, "start": OPERATORS},
    "eventlog.Delivery": {"send_again": OPERATORS},
    "feeds.ApiKey": {"revoke": OPERATORS, "rotate": OPERATORS},
    "feeds.PullSource": {"go_on": OPERATORS, "pause": OPERATORS, "run_now": OPERATORS},
    "feeds.Snapshot": {"approve": OPERATORS, "discard": OPERATORS},
    "feeds.WebhookDelivery": {"replay": OPERATORS},
    "feeds.WebhookEndpoint": {"ping": OPERATORS, "replay_failed": OPERATORS},
    "jobs.EmployerClaim": {"reject": OPERATORS, "verify": OPERATORS},
    "jobs.Posting": {
        "expire": WRITERS,
        "pause": WRITERS,
        "publish": WRITERS,
        "remove": WRITERS,
    },
    "jobs.PostingHold": {"confirm": OPERATORS, "release": OPERATORS},
    "procrastinate.ProcrastinateJob": {
        "abort": OPERATORS,
        "cancel": OPERATORS,
        "retry": OPERATORS,
    },
    "providers.Provider": {
        "ask_again": OPERATORS,
        "switch_off": OPERATORS,
        "switch_on": OPERATORS,
    },
    "recruiting.DecisionRecord": {"export_records": MEMBERS},
    "recruiting.Report": {"dismiss": OPERATORS, "uphold": OPERATORS},
}
STANDARD = ("changelist", "add", "history", "delete", "change")


def site_pages() -> set[str]:
    """Return the names of the site's own addresses."""
    return {
        str(each.name)
        for each in admin.site.get_urls()
        if not isinstance(each, URLResolver) and each.name
    }


def custom_pages(page: Any) -> set[str]:
    meta = page.model._meta
    usual = {f"{meta.app_label}_{meta.model_name}_{name}" for name in STANDARD}
    return {each.name for each in page.urls if each.name} - usual


def actions_of(page: Any) -> set[str]:
    found = {each if isinstance(each, str) else each.__name__ for each in page.actions or ()}
    for kind in ("actions_list", "actions_row", "actions_detail", "actions_submit_line"):
        for each in getattr(page, kind, None) or ():
            found |= set(each["items"]) if isinstance(each, dict) else {each}
    return found


def test_every_address_of_the_site_is_listed():
    assert site_pages() == SITE_PAGES.keys()


def test_every_further_address_of_a_page_is_listed():
    found = {label: custom_pages(page) for label, page in registered().items()}
    assert {k: v for k, v in found.items() if v} == {k: set(v) for k, v in CUSTOM_PAGES.items()}


def test_every_action_is_listed():
    found = {label: actions_of(page) for label, page in registered().items()}
    assert {k: v for k, v in found.items() if v} == {k: set(v) for k, v in ACTIONS.items()}


def test_every_entry_of_the_navigation_leads_somewhere():
    for group in COMPANY_NAVIGATION + OPERATOR_NAVIGATION:
        for entry in group.entries:
            try:
                assert reverse(f"admin:{entry.page}")
            except NoReverseMatch:
                pytest.fail(f"{entry.page} is no address")


def test_pages_for_operators_are_not_company_scoped():
    for label, page in registered().items():
        if ADMIN_PAGES[label] == CLOSED:
            assert not isinstance(page, CompanyScopedAdmin), label


# --- tried ------------------------------------------------------------------------------------------


def browser_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def member(company: Any, role: Membership.Role, **changes: Any) -> User:
    user = make_user(**changes)
    set_role(company, user=user, role=role)
    user.refresh_from_db()
    return user


def read_table(model: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def try_action(browser: Client, page: Any, action: str, row: Any) -> int:
    """Return the answer's status to an action on a row, in each way the site takes actions."""
    chosen = {"action": action, "_selected_action": [str(row.pk)], "select_across": "1"}
    status = browser.post(admin_url(page, "changelist"), chosen).status_code
    meta = page.model._meta
    for args in ([], [row.pk]):
        try:
            url = reverse(f"admin:{meta.app_label}_{meta.model_name}_{action}", args=args)
        except NoReverseMatch:
            continue
        status = min(browser.get(url).status_code, browser.post(url).status_code)
    return status


@pytest.mark.django_db
def test_nobody_signed_in_reaches_a_page_of_the_inside():
    stranger = browser_of(None)
    for name, whom in SITE_PAGES.items():
        if whom == INSIDE and name != "app_list":
            assert "/login/" in stranger.get(reverse(f"admin:{name}"))["Location"], name
    assert "/login/" in stranger.get(reverse("admin:app_list", args=["jobs"]))["Location"]


@pytest.mark.parametrize("role", list(Membership.Role))
@pytest.mark.django_db
def test_member_who_is_not_staff_never_reaches_operators_pages(role):
    firm = make_firm("Ownfirm")
    user = member(firm["accounts.Company"], role)
    browser = browser_of(user)
    tried = 0
    for label, whom in ADMIN_PAGES.items():
        if whom != CLOSED:
            continue
        page = registered()[label]
        for name in ("changelist", "add"):
            assert browser.get(admin_url(page, name)).status_code == 403, (label, name)
        for name in CUSTOM_PAGES.get(label, {}):
            url = reverse(f"admin:{name}", args=[1])
            assert browser.get(url).status_code in (403, 404), name
            assert browser.post(url).status_code in (403, 404), name
        tried += 1
    assert tried >= 15


@pytest.mark.django_db
def test_rights_that_are_stored_count_for_staff_only():
    from django.contrib.auth.models import Permission

    firm = make_firm("Ownfirm")
    user = member(firm["accounts.Company"], Membership.Role.OWNER)
    user.user_permissions.set(Permission.objects.all())
    browser = browser_of(user)
    for label in ("accounts.User", "providers.Provider", "chat.Turn"):
        page = registered()[label]
        assert browser.get(admin_url(page, "changelist")).status_code == 403, label


@pytest.mark.parametrize("role", list(Membership.Role))
@pytest.mark.django_db
def test_no_action_touches_another_companys_rows(role):
    own, other = make_firm("Ownfirm"), make_firm("Otherfirm")
    browser = browser_of(member(own["accounts.Company"], role))
    tried = 0
    for label, actions in ACTIONS.items():
        page = registered()[label]
        row = other.get(label)
        if row is None:
            continue
        before = read_table(page.model)
        kept = [each for each in before if str(row.pk) in each]
        for action in actions:
            # Only the row of the other company is chosen; what is done to one's own is allowed.
            chosen = {"action": action, "_selected_action": [str(row.pk)]}
            browser.post(admin_url(page, "changelist"), chosen)
            tried += 1
        now = [each for each in read_table(page.model) if str(row.pk) in each]
        assert now == kept, label
    assert tried >= 8


@pytest.mark.django_db
def test_viewer_runs_no_action():
    firm = make_firm("Ownfirm")
    browser = browser_of(member(firm["accounts.Company"], Membership.Role.VIEWER))
    for label, actions in ACTIONS.items():
        row = firm.get(label)
        if row is None:
            continue
        page = registered()[label]
        before = read_table(page.model)
        for action in actions:
            if actions[action] != MEMBERS:
                try_action(browser, page, action, row)
        assert read_table(page.model) == before, label


@pytest.mark.django_db
def test_recruiter_runs_no_action_of_owners():
    firm = make_firm("Ownfirm")
    browser = browser_of(member(firm["accounts.Company"], Membership.Role.RECRUITER))
    for label, actions in ACTIONS.items():
        row = firm.get(label)
        if row is None:
            continue
        page = registered()[label]
        before = read_table(page.model)
        for action, whom in actions.items():
            if whom in (OWNERS, OPERATORS):
                try_action(browser, page, action, row)
        assert read_table(page.model) == before, label


@pytest.mark.django_db
def test_company_that_is_chosen_narrows_every_page():
    own, second = make_firm("Ownfirm"), make_firm("Otherfirm")
    user = make_user()
    for firm in (own, second):
        set_role(firm["accounts.Company"], user=user, role=Membership.Role.OWNER)
    user.refresh_from_db()
    browser = browser_of(user)
    browser.get(reverse("admin:choose_company"), {"company": own["accounts.Company"].pk})
    for label, whom in ADMIN_PAGES.items():
        if whom == CLOSED or label not in own:
            continue
        text = browser.get(admin_url(registered()[label], "changelist")).content.decode()
        # The switcher names all of one's companies.
        table = text.split('id="result_list"')[-1]
        assert "otherfirm nurse" not in table.lower(), label


@pytest.mark.django_db
def test_row_of_another_company_looks_like_one_that_is_not_there():
    own, other = make_firm("Ownfirm"), make_firm("Otherfirm")
    browser = browser_of(member(own["accounts.Company"], Membership.Role.OWNER))
    page = registered()["jobs.Posting"]
    foreign = browser.get(admin_url(page, "change", other["jobs.Posting"].pk))
    missing = browser.get(admin_url(page, "change", 987_654_321))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


@pytest.mark.django_db
def test_front_page_of_operators_shows_what_waits_and_every_card_leads_on(
    django_assert_max_num_queries,
):
    make_firm("Ownfirm")
    browser = browser_of(make_user(is_staff=True, is_superuser=True))
    with django_assert_max_num_queries(25):
        page = browser.get(reverse("admin:index"))
    (section,) = page.context["sections"]
    assert len(section["cards"]) >= 7
    for card in section["cards"]:
        assert browser.get(card.url).status_code == 200, card.title
    for link in [i["link"] for g in page.context["sidebar_navigation"] for i in g["items"]]:
        assert browser.get(link).status_code == 200, link


@pytest.mark.django_db
def test_front_page_of_a_company_counts_the_own_rows_and_every_card_leads_on(
    django_assert_max_num_queries,
):
    own = make_firm("Ownfirm")
    make_firm("Otherfirm")
    browser = browser_of(member(own["accounts.Company"], Membership.Role.VIEWER))
    with django_assert_max_num_queries(20):
        page = browser.get(reverse("admin:index"))
    (section,) = page.context["sections"]
    counts = {card.icon: card.value for card in section["cards"]}
    assert (counts["mark_chat_unread"], counts["work"]) == (1, 1)
    for card in section["cards"]:
        answer = browser.get(card.url)
        assert answer.status_code == 200, card.title
        assert "otherfirm" not in answer.content.decode().lower()


@pytest.mark.django_db
def test_navigation_shows_each_role_what_it_may_open():
    company = make_company(name="Elm")
    for role in Membership.Role:
        browser = browser_of(member(company, role))
        page = browser.get(reverse("admin:index"))
        links = [i["link"] for g in page.context["sidebar_navigation"] for i in g["items"]]
        assert len(links) >= 5
        assert (reverse("admin:accounts_auditentry_changelist") in links) == (
            role == Membership.Role.OWNER
        )
        for link in links:
            assert browser.get(link).status_code == 200, (role, link)
