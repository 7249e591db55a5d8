"""A company sees why its posting is held back and may appeal; an operator decides."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Membership
from jobs.inventory.models import PostingHold
from jobs.models import Posting
from jobs.personal_data import erase_claims, export_claims
from tests.factories import make_company, make_posting, make_source, make_user

pytestmark = pytest.mark.django_db

SCAM = "Deposit of 300 yuan? <b>No!</b> You must pay a refundable training fee of $75 first."


@pytest.fixture
def firm():
    owner = make_user(is_staff=True)
    company = make_company(owner=owner)
    source = make_source("firm-feed", company=company)
    posting = make_posting(source=source, title="Clerk", description=SCAM, is_embedded=False)
    owner.refresh_from_db()
    return owner, company, posting


def url(company, posting, rest="hold") -> str:
    return f"/api/v1/companies/{company.pk}/postings/{posting.pk}/{rest}"


def test_recruiter_reads_the_reason_in_either_language(firm, api_as):
    owner, company, posting = firm
    answer = api_as(owner).get(url(company, posting), headers={"accept-language": "en"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["reason"]) == ("held", "fee_upfront")
    assert "money before work" in body["words"]
    text = Posting.objects.get(id=posting.pk).description_text
    first = body["signals"][0]
    assert text[first["start"] : first["end"]] == first["quote"]
    answer = api_as(owner).get(url(company, posting), headers={"accept-language": "zh-CN"})
    assert "钱" in answer.json()["words"]


def test_appeal_goes_to_the_operator_and_a_viewer_may_not_make_it(firm, api_as):
    owner, company, posting = firm
    viewer = make_user()
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    viewer.refresh_from_db()
    appeal = url(company, posting, "hold/appeal")
    assert api_as(viewer).post(appeal, {"text": "It is right."}).status_code == 403
    answer = api_as(owner).post(appeal, {"text": "The fee is a joke."})
    assert answer.status_code == 200
    assert answer.json()["appeal"] == "open"
    assert api_as(owner).post(appeal, {"text": "Again."}).json()["code"] == "appeal_open"
    assert api_as(owner).post(appeal, {}).status_code == 400


def test_posting_without_a_finding_and_others_postings_are_not_found(firm, api_as):
    owner, company, posting = firm
    other = make_company(owner=make_user())
    fair = make_posting(source=posting.source, is_embedded=False)
    assert api_as(owner).get(url(company, fair)).status_code == 404
    assert api_as(owner).get(url(other, posting)).status_code == 404
    assert api_as(make_user()).get(url(company, posting)).status_code == 404


def test_operator_sees_the_evidence_escaped_and_releases(firm):
    _owner, _company, posting = firm
    operator = make_user(is_staff=True, is_superuser=True)
    desk = Client()
    desk.force_login(operator, backend="jobassist.accounts.backends.IdentityBackend")
    hold = PostingHold.objects.get(posting_id=posting.pk)
    page = desk.get(reverse("admin:jobs_postinghold_change", args=[hold.pk]))
    assert page.status_code == 200
    assert "<mark>" in page.content.decode()
    listed = reverse("admin:jobs_postinghold_changelist")
    desk.post(listed, {"action": "release", "_selected_action": [hold.pk]}, follow=True)
    assert Posting.objects.get(id=posting.pk).status == "active"
    hold.refresh_from_db()
    assert (hold.state, hold.decided_by) == ("released", operator)


def test_recruiter_cannot_release_their_own(firm):
    owner, _company, posting = firm
    owner.user_permissions.add(Permission.objects.get(codename="change_postinghold"))
    desk = Client()
    desk.force_login(owner, backend="jobassist.accounts.backends.IdentityBackend")
    hold = PostingHold.objects.get(posting_id=posting.pk)
    listed = reverse("admin:jobs_postinghold_changelist")
    assert desk.get(listed).status_code == 200
    desk.post(listed, {"action": "release", "_selected_action": [hold.pk]}, follow=True)
    assert Posting.objects.get(id=posting.pk).status == "held"


def test_evidence_is_text_whatever_the_posting_says():
    from jobs.inventory.admin import PostingHoldAdmin

    title = "<script>x</script> Earn $5000 per week from home, no experience needed!!!"
    posting = make_posting(title=title, description="", is_embedded=False)
    hold = PostingHold.objects.get(posting_id=posting.pk)
    hold.posting.title = title
    shown = PostingHoldAdmin.evidence(None, hold)  # type: ignore[arg-type]
    assert "<script" not in shown
    assert "<mark>" in shown


def test_appeal_is_exported_and_erased_with_its_writer(firm, api_as):
    owner, company, posting = firm
    api_as(owner).post(url(company, posting, "hold/appeal"), {"text": "Zebrawords."})
    assert "Zebrawords." in str(export_claims(owner))
    erase_claims(owner)
    hold = PostingHold.objects.get(posting_id=posting.pk)
    assert (hold.appeal_text, hold.appealed_by) == ("", None)
    assert hold.appealed_at is not None
    assert hold.appealed_at <= timezone.now()
