"""Export and erasure of what postings keep about a person."""

import pytest
from django.utils import timezone

from jobassist.accounts.personal_data import registered_apps
from jobassist.errors import AppError
from jobs import services
from jobs.personal_data import erase_claims, export_claims
from tests.factories import make_company, make_employer, make_user

pytestmark = pytest.mark.django_db


def test_claims_are_handed_over_and_lose_the_persons_words() -> None:
    assert "jobs" in registered_apps()
    asker, decider = make_user(), make_user()
    company = make_company(owner=asker)
    claim = services.claim_employer(
        make_employer().id, company_id=company.id, by=asker, evidence="I am Canary, ask me."
    )
    services.decide_claim(claim.id, is_verified=True, by=decider, now=timezone.now())
    assert export_claims(asker)[0]["evidence"] == "I am Canary, ask me."
    assert export_claims(decider) == []
    for person in (asker, asker, decider):
        erase_claims(person)
    claim.refresh_from_db()
    assert (claim.requested_by, claim.decided_by, claim.evidence) == (None, None, "")
    assert claim.status == "verified"
    assert export_claims(asker) == []


def test_a_company_claims_an_employer_once_until_it_is_rejected() -> None:
    asker = make_user()
    company, employer = make_company(owner=asker), make_employer()

    def claim() -> int:
        made = services.claim_employer(employer.id, company_id=company.id, by=asker, evidence="")
        return made.id

    first = claim()
    with pytest.raises(AppError) as again:
        claim()
    assert again.value.code == "claim_open"
    services.decide_claim(first, is_verified=False, by=None, now=timezone.now())
    assert claim() != first
