"""Getting into the admin: two steps, lock-out, sessions, invitations, roles."""

import io
import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts import invitations, second_factor
from jobassist.accounts.companies import remove_member, set_role
from jobassist.accounts.models import (
    AuditEntry,
    BackupCode,
    Company,
    Invitation,
    Membership,
    SecondFactor,
    User,
)
from jobassist.accounts.time_zones import list_zones
from jobassist.errors import AppError, NotFound
from tests.factories import PASSWORD, make_company, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
FACTOR = "/admin/second-factor/"
SET_UP = "/admin/second-factor/set-up/"


def make_member(
    role: Membership.Role = Membership.Role.RECRUITER,
    *,
    company: Company | None = None,
    **changes: Any,
) -> User:
    user = make_user(**changes)
    set_role(company or make_company(name="Elm Care"), user=user, role=role)
    user.refresh_from_db()
    return user


def address_of(user: User) -> str:
    return user.identities.get().value


def log_in(user: User, *, password: str = PASSWORD, client: Client | None = None) -> Any:
    browser = client or Client()
    return browser, browser.post(LOGIN, {"username": address_of(user), "password": password})


def set_up(user: User, *, at: Any = None) -> tuple[pyotp.TOTP, list[str]]:
    """Return the person's app and backup codes."""
    app = pyotp.TOTP(second_factor.begin_enrolment(user).secret)
    at = at or timezone.now() - timedelta(minutes=5)
    return app, second_factor.confirm_enrolment(user, code=app.at(at), now=at)


def is_inside(browser: Client) -> bool:
    return browser.get("/admin/").status_code == 200


# --- password --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Membership.Role))
def test_member_gets_in_without_being_staff(role):
    browser, answer = log_in(make_member(role))
    assert answer["Location"] == "/admin/"
    assert is_inside(browser)


def test_a_member_sets_their_own_name_and_clock():
    member = make_member()
    company = member.memberships.get().company
    company.time_zone = "Europe/London"
    company.save()
    browser, _answer = log_in(member)
    page = browser.get("/admin/account/").content.decode()
    assert "As the company&#x27;s (Europe/London)" in page
    given = {"profile": "1", "display_name": "Rita", "time_zone": "Asia/Shanghai"}
    assert browser.post("/admin/account/", given).status_code == 302
    member.refresh_from_db()
    assert (member.display_name, member.time_zone) == ("Rita", "Asia/Shanghai")
    refused = browser.post("/admin/account/", {**given, "time_zone": "Mars/Olympus"})
    assert "Select a valid choice" in refused.content.decode()
    browser.post("/admin/account/", {**given, "display_name": ""})
    member.refresh_from_db()
    assert (member.display_name, member.time_zone) == ("Rita", "Asia/Shanghai")


@pytest.mark.parametrize("own", ["UTC", "Asia/Shanghai", "PRC"])
def test_zones_to_choose_among_hold_the_one_in_use_and_no_old_names(own):
    names = [name for _area, zones in list_zones(also=own) for name, _place in zones]
    assert own in names or own == "UTC"
    assert {"Europe/London", "America/New_York", "Asia/Kolkata"} <= set(names)
    assert not [name for name in names if name.startswith(("Etc/", "posix", "SystemV"))]


def test_seeker_does_not_get_in_and_hears_what_a_wrong_password_hears():
    seeker, member = make_user(), make_member()
    texts = []
    for user, password in ((seeker, PASSWORD), (member, "not the password")):
        browser, answer = log_in(user, password=password)
        assert not is_inside(browser)
        texts.append(re.findall(r"The address or the password[^<]*", answer.content.decode()))
    assert texts[0] == texts[1] != []


def test_five_wrong_passwords_lock_the_right_one_out_and_are_noted():
    member = make_member()
    for _n in range(5):
        log_in(member, password="wrong")
    browser, answer = log_in(member)
    assert "Too many attempts" in answer.content.decode()
    assert not is_inside(browser)
    noted = AuditEntry.objects.filter(action="login_failed", object_id=str(member.id))
    # One of the wrong ones, one of the lock: whoever goes on writes nobody's log full.
    assert sorted(noted.values_list("detail", flat=True)) == [
        "bad_credentials",
        "too_many_attempts",
    ]
    assert noted.first().actor_id is None  # type: ignore[union-attr]


def test_member_of_a_closed_company_does_not_get_in():
    company = make_company()
    member = make_member(company=company)
    Company.objects.update(is_active=False)
    browser, _answer = log_in(member)
    assert not is_inside(browser)


def test_log_in_and_out_stand_in_the_audit_log():
    member = make_member()
    browser, _answer = log_in(member)
    browser.post("/admin/logout/")
    own = AuditEntry.objects.filter(actor_id=member.id, kind="account").order_by("id")
    assert list(own.values_list("action", "detail")) == [
        ("logged_in", "password"),
        ("logged_out", ""),
    ]


# --- second factor ---------------------------------------------------------------------------------


def test_whoever_has_a_second_factor_is_asked_for_it():
    member = make_member()
    app, _codes = set_up(member)
    browser, answer = log_in(member)
    assert answer["Location"] == FACTOR
    assert not is_inside(browser)
    assert "_auth_user_id" not in browser.session
    wrong = browser.post(FACTOR, {"code": "000000"})
    assert "wrong, used or too old" in wrong.content.decode()
    answer = browser.post(FACTOR, {"code": app.now()})
    assert answer["Location"] == "/admin/"
    assert is_inside(browser)


def test_code_counts_once():
    member = make_member()
    app, _codes = set_up(member)
    code = app.now()
    assert second_factor.check_code(member, code=code) == "app"
    browser, _answer = log_in(member)
    browser.post(FACTOR, {"code": code})
    assert not is_inside(browser)


def test_backup_code_counts_once_and_is_kept_as_a_hash():
    member = make_member()
    _app, codes = set_up(member)
    assert len(set(codes)) == 10
    kept = " ".join(BackupCode.objects.values_list("code_hash", flat=True))
    assert not any(each.replace("-", "") in kept for each in codes)
    for is_let_in in (True, False):
        browser, _answer = log_in(member)
        browser.post(FACTOR, {"code": codes[0].upper()})
        assert is_inside(browser) == is_let_in


def test_secret_stands_sealed_in_the_database():
    member = make_member()
    app, _codes = set_up(member)
    factor = SecondFactor.objects.get()
    assert app.secret not in factor.sealed_secret
    assert factor.pending_secret == ""


def test_five_wrong_codes_lock_the_right_one_out():
    member = make_member()
    app, _codes = set_up(member)
    browser, _answer = log_in(member)
    for _n in range(5):
        browser.post(FACTOR, {"code": "000000"})
    answer = browser.post(FACTOR, {"code": app.now()})
    assert "Too many attempts" in answer.content.decode()
    assert not is_inside(browser)


def test_password_changed_meanwhile_ends_the_way_in():
    member = make_member()
    app, _codes = set_up(member)
    browser, _answer = log_in(member)
    member.set_password("another one 8")
    member.save()
    assert browser.post(FACTOR, {"code": app.now()})["Location"] == LOGIN
    assert not is_inside(browser)


@pytest.mark.parametrize(
    ("setting", "is_staff", "target"),
    [
        ("nobody", False, "/admin/"),
        ("companies", False, FACTOR),
        ("companies", True, "/admin/"),
        ("everybody", True, FACTOR),
    ],
)
def test_setting_says_who_has_to_have_one(settings, setting, is_staff, target):
    settings.SECOND_FACTOR_FOR = setting
    user = make_user(is_staff=True, is_superuser=True) if is_staff else make_member()
    _browser, answer = log_in(user)
    assert answer["Location"] == target


def test_required_one_is_set_up_on_the_way_in(settings):
    settings.SECOND_FACTOR_FOR = "companies"
    member = make_member()
    browser, _answer = log_in(member)
    assert browser.get(FACTOR)["Location"] == SET_UP
    page = browser.get(SET_UP).content.decode()
    assert "<svg" in page
    secret = re.search(r"shell-secret[^>]*>([A-Z2-7]{32})<", page)
    assert secret is not None
    assert not is_inside(browser)
    done = browser.post(SET_UP, {"code": pyotp.TOTP(secret[1]).now()})
    assert done.content.decode().count("<code>") == 10
    assert is_inside(browser)
    # Shown once.
    assert "<code>" not in browser.get(SET_UP).content.decode()


def test_session_from_before_the_setting_goes_through_the_second_step(settings):
    member = make_member()
    browser, _answer = log_in(member)
    settings.SECOND_FACTOR_FOR = "companies"
    answer = browser.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == SET_UP


def test_password_alone_brings_in_no_new_app():
    member = make_member()
    set_up(member)
    browser, _answer = log_in(member)
    assert browser.get(SET_UP)["Location"] == FACTOR
    assert browser.post(SET_UP, {"code": "123456"})["Location"] == FACTOR


def test_new_phone_needs_the_old_one():
    member = make_member()
    app, codes = set_up(member)
    browser, _answer = log_in(member)
    browser.post(FACTOR, {"code": app.now()})
    new = pyotp.TOTP(second_factor.begin_enrolment(member).secret)
    browser.post(SET_UP, {"current_code": "000000", "code": new.now()})
    assert second_factor.find_factor(member).sealed_secret != ""  # type: ignore[union-attr]
    # A slip with the new app uses up no code of the old one.
    browser.post(SET_UP, {"current_code": codes[0], "code": "000000"})
    assert second_factor.count_backup_codes(member) == 10
    done = browser.post(SET_UP, {"current_code": codes[0], "code": new.now()})
    assert done.content.decode().count("<code>") == 10
    assert is_inside(browser)
    late = timezone.now() + timedelta(minutes=2)
    assert second_factor.check_code(member, code=new.at(late), now=late) == "app"
    later = late + timedelta(minutes=2)
    with pytest.raises(AppError, match="bad_code"):
        second_factor.check_code(member, code=app.at(later), now=later)


def test_required_one_cannot_be_switched_off(settings):
    member = make_member()
    app, codes = set_up(member)
    browser, _answer = log_in(member)
    browser.post(FACTOR, {"code": app.now()})
    settings.SECOND_FACTOR_FOR = "companies"
    assert browser.post("/admin/account/", {"code": codes[0], "remove": "1"}).status_code == 404
    settings.SECOND_FACTOR_FOR = "nobody"
    browser.post("/admin/account/", {"code": "000000", "remove": "1"})
    assert second_factor.find_factor(member) is not None
    browser.post("/admin/account/", {"code": codes[0], "remove": "1"})
    assert second_factor.find_factor(member) is None
    assert is_inside(browser)


# --- sessions --------------------------------------------------------------------------------------


def test_session_in_use_is_renewed_but_ends_after_a_week(monkeypatch):
    browser, _answer = log_in(make_member())
    began = browser.session["signed_in_since"]
    for hours, is_open in ((11, True), (24 * 7 - 1, True), (24 * 7 + 1, False)):
        monkeypatch.setattr(
            "jobassist.accounts.admission.time.time", lambda hours=hours: began + hours * 3600
        )
        assert is_inside(browser) == is_open


def test_changed_role_ends_what_is_open():
    company = make_company()
    member = make_member(company=company)
    browser, _answer = log_in(member)
    set_role(company, user=member, role=Membership.Role.VIEWER)
    assert not is_inside(browser)


def test_own_password_change_ends_the_other_sessions():
    member = make_member()
    here, _answer = log_in(member)
    there, _answer = log_in(member)
    data = {
        "old_password": PASSWORD,
        "new_password1": "a new phrase 9",
        "new_password2": "a new phrase 9",
    }
    assert here.post("/admin/password_change/", data).status_code == 302
    assert is_inside(here)
    assert not is_inside(there)


def test_log_out_everywhere():
    member = make_member()
    here, _answer = log_in(member)
    there, _answer = log_in(member)
    here.post("/admin/account/", {"end_all": "1"})
    assert not is_inside(here)
    assert not is_inside(there)


def test_pages_of_the_admin_have_a_policy_without_inline_scripts():
    browser, _answer = log_in(make_member())
    for page in (Client().get(LOGIN), browser.get("/admin/"), browser.get("/admin/account/")):
        policy = page["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-eval';" in policy
        assert not re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page.content.decode()
        )


# --- several companies -----------------------------------------------------------------------------


def test_one_of_several_companies_is_chosen_and_a_foreign_one_is_not():
    user = make_member(company=make_company(name="First Firm"))
    second, foreign = make_company(name="Second Firm"), make_company(name="Foreign")
    set_role(second, user=user, role=Membership.Role.VIEWER)
    user.refresh_from_db()
    browser, _answer = log_in(user)
    members = reverse("admin:accounts_membership_changelist")
    assert "First Firm" in browser.get(members).content.decode()
    browser.get(f"/admin/company/?company={second.id}")
    table = browser.get(members).content.decode().split('id="result_list"')[1]
    assert "Second Firm" in table
    assert "First Firm" not in table
    assert browser.get(f"/admin/company/?company={foreign.id}").status_code == 404


# --- members and invitations -----------------------------------------------------------------------


def link_in(text: str) -> str:
    found = re.search(r"/admin/join/\S+", text)
    assert found is not None
    return found[0]


def ask(owner: User, address: str, role: str = "recruiter") -> tuple[Invitation, str]:
    """Return an invitation and its link, as the mail brings it."""
    company = owner.memberships.get().company
    invitation = invitations.invite(company, email=address, role=Membership.Role(role), by=owner)
    mail.outbox.clear()
    invitations.send_invitation(invitation.id)
    (message,) = mail.outbox
    assert message.to == [address]
    return invitation, link_in(str(message.body))


@pytest.fixture
def owner() -> User:
    return make_member(Membership.Role.OWNER)


def test_colleague_joins_by_a_link_that_works_once(owner):
    _invitation, link = ask(owner, "new@elm.example", "viewer")
    browser = Client()
    browser.get(link)
    page = browser.get("/admin/join/").content.decode()
    assert "Elm Care" in page
    assert link not in page
    data = {"display_name": "Nia", "password": PASSWORD, "password_again": PASSWORD}
    assert browser.post("/admin/join/", data)["Location"] == "/admin/"
    assert is_inside(browser)
    joined = Membership.objects.get(user__display_name="Nia")
    assert (joined.role, joined.company) == ("viewer", owner.memberships.get().company)
    kept = Invitation.objects.get()
    assert (kept.email, kept.token_hash) == ("", "")
    again = Client()
    again.get(link)
    assert again.get("/admin/join/").status_code == 404


def test_weak_password_is_refused_and_the_link_stays_good(owner):
    _invitation, link = ask(owner, "new@elm.example")
    browser = Client()
    browser.get(link)
    for password in ("12345678", "password", "short"):
        data = {"display_name": "Nia", "password": password, "password_again": password}
        assert browser.post("/admin/join/", data).status_code == 200
    assert not Membership.objects.filter(user__display_name="Nia").exists()
    assert browser.get("/admin/join/").status_code == 200


def test_new_colleague_sets_up_the_second_factor_at_once(owner, settings):
    set_up(owner)
    settings.SECOND_FACTOR_FOR = "companies"
    _invitation, link = ask(owner, "new@elm.example")
    browser = Client()
    browser.get(link)
    data = {"display_name": "Nia", "password": PASSWORD, "password_again": PASSWORD}
    assert browser.post("/admin/join/", data)["Location"] == FACTOR
    assert browser.get(FACTOR)["Location"] == SET_UP
    assert not is_inside(browser)


def test_known_address_joins_with_its_own_password_only(owner):
    known = make_user(email="known@elm.example")
    _invitation, link = ask(owner, "known@elm.example")
    browser = Client()
    browser.get(link)
    for username, password in (("known@elm.example", "wrong"), (address_of(owner), PASSWORD)):
        browser.post("/admin/join/", {"username": username, "password": password})
        assert not known.memberships.exists()
    browser.post("/admin/join/", {"username": "known@elm.example", "password": PASSWORD})
    assert known.memberships.get().role == "recruiter"


def test_old_taken_back_and_renewed_links_are_good_for_nothing(owner):
    invitation, first = ask(owner, "new@elm.example")
    _same, second = ask(owner, "New@Elm.example".lower())
    assert Invitation.objects.count() == 1
    for link, status in ((first, 404), (second, 200)):
        browser = Client()
        browser.get(link)
        assert browser.get("/admin/join/").status_code == status
    Invitation.objects.update(expires_at=timezone.now())
    assert browser.get("/admin/join/").status_code == 404
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    invitations.revoke(Invitation.objects.get(id=invitation.id), by=owner)
    assert browser.get("/admin/join/").status_code == 404


@pytest.mark.parametrize("loss", ["removed", "demoted", "unrecorded", "inactive", "closed"])
def test_invitation_does_not_outlive_the_right_to_invite(owner, loss):
    company = owner.memberships.get().company
    set_role(company, user=make_user(), role=Membership.Role.OWNER)
    invitation, link = ask(owner, "new@elm.example")
    invitation.refresh_from_db()
    if loss == "removed":
        remove_member(owner.memberships.get())
    elif loss == "demoted":
        set_role(company, user=owner, role=Membership.Role.VIEWER)
    elif loss == "unrecorded":
        owner.memberships.update(role="viewer")
    elif loss == "inactive":
        User.objects.filter(id=owner.id).update(is_active=False)
    else:
        Company.objects.filter(id=company.id).update(is_active=False)
    assert Invitation.objects.exists() == (loss not in ("removed", "demoted"))
    browser = Client()
    browser.get(link)
    assert browser.get("/admin/join/").status_code == 404
    # Nor for whoever had the page open already.
    with pytest.raises(NotFound):
        invitations.accept(invitation, user=make_user())


@pytest.mark.parametrize("role", [Membership.Role.RECRUITER, Membership.Role.VIEWER])
def test_only_owners_invite_and_change_members(owner, role):
    company = owner.memberships.get().company
    member = make_member(role, company=company)
    browser, _answer = log_in(member)
    assert browser.get(reverse("admin:accounts_invitation_changelist")).status_code == 403
    assert browser.get(reverse("admin:accounts_invitation_add")).status_code == 403
    target = owner.memberships.get()
    change = reverse("admin:accounts_membership_change", args=[target.id])
    assert browser.post(change, {"role": "viewer"}).status_code == 403
    for action in ("remove", "reset_second_factor", "sign_out"):
        browser.post(
            reverse("admin:accounts_membership_changelist"),
            {"action": action, "_selected_action": [target.id]},
        )
    target.refresh_from_db()
    assert target.role == "owner"


def test_owner_invites_changes_and_removes_in_the_admin(owner):
    company = owner.memberships.get().company
    member = make_member(company=company)
    browser, _answer = log_in(owner)
    add = reverse("admin:accounts_invitation_add")
    other = make_company(name="Other")
    data = {"company": other.id, "email": "x@elm.example", "role": "viewer"}
    browser.post(add, data)
    assert not Invitation.objects.exists()
    browser.post(add, {**data, "company": company.id}, follow=True)
    assert Invitation.objects.get().company == company
    change = reverse("admin:accounts_membership_change", args=[member.memberships.get().id])
    browser.post(change, {"role": "viewer"})
    assert member.memberships.get().role == "viewer"
    noted = AuditEntry.objects.get(action="role_set", detail="recruiter>viewer")
    assert noted.actor_id == owner.id
    members = reverse("admin:accounts_membership_changelist")
    browser.post(members, {"action": "remove", "_selected_action": [member.memberships.get().id]})
    assert not member.memberships.exists()
    # The last owner stays, and nobody is told otherwise.
    own = reverse("admin:accounts_membership_change", args=[owner.memberships.get().id])
    told = browser.post(own, {"role": "viewer"}, follow=True).content.decode()
    assert "Make somebody else an owner" in told
    assert "success" not in told
    browser.post(members, {"action": "remove", "_selected_action": [owner.memberships.get().id]})
    assert owner.memberships.get().role == "owner"


def test_owner_helps_a_colleague_whose_phone_is_gone_but_not_one_of_other_companies(owner):
    company = owner.memberships.get().company
    colleague, shared = make_member(company=company), make_member(company=company)
    set_role(make_company(), user=shared, role=Membership.Role.OWNER)
    for user in (colleague, shared):
        set_up(user)
    browser, _answer = log_in(owner)
    rows = Membership.objects.filter(company=company).values_list("id", flat=True)
    browser.post(
        reverse("admin:accounts_membership_changelist"),
        {"action": "reset_second_factor", "_selected_action": list(rows)},
    )
    assert second_factor.find_factor(colleague) is None
    assert second_factor.find_factor(shared) is not None


def test_whoever_is_at_the_server_helps_an_operator_whose_phone_is_gone():
    operator = make_user(is_staff=True, is_superuser=True)
    set_up(operator)
    call_command("reset_second_factor", address_of(operator), stdout=io.StringIO())
    assert second_factor.find_factor(operator) is None
    assert AuditEntry.objects.filter(action="second_factor_removed", actor_id=None).exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", address_of(operator))


# --- over HTTP -------------------------------------------------------------------------------------


def test_a_sign_in_over_http_asks_for_the_second_factor_too():
    member = make_member()
    app, _codes = set_up(member)
    given = {"email": address_of(member), "password": PASSWORD}
    refused = Client().post("/api/v1/auth/login", given, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (401, "second_factor_needed")
    wrong = Client().post(
        "/api/v1/auth/login",
        {**given, "second_factor_code": "000000"},
        content_type="application/json",
    )
    assert wrong.json()["code"] == "bad_code"
    let_in = Client().post(
        "/api/v1/auth/login",
        {**given, "second_factor_code": app.now()},
        content_type="application/json",
    )
    assert let_in.status_code == 200
    assert AuditEntry.objects.filter(action="logged_in", detail="api").count() == 1


def test_company_addresses_are_closed_to_who_has_no_second_factor_where_it_is_asked(settings):
    member = make_member()
    company = member.memberships.get().company
    pair = Client().post(
        "/api/v1/auth/login",
        {"email": address_of(member), "password": PASSWORD},
        content_type="application/json",
    )
    bearer = {"Authorization": f"Bearer {pair.json()['access']}"}
    address = f"/api/v1/companies/{company.id}/stages"
    assert Client().get(address, headers=bearer).status_code == 200
    settings.SECOND_FACTOR_FOR = "companies"
    refused = Client().get(address, headers=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
