"""What postings keep about a person: only who asked for, or decided, an employer's claim."""

from typing import Any

from jobassist.accounts import personal_data
from jobassist.accounts.models import User

from .models import EmployerClaim, PostingHold


def export_claims(user: User) -> list[dict[str, Any]]:
    """Return the claims the person asked for, and the appeals they wrote for a company."""
    claims = EmployerClaim.objects.filter(requested_by=user).order_by("id")
    return [
        {
            "employer": claim.employer.name,
            "company_id": claim.company_id,
            "status": claim.status,
            "evidence": claim.evidence,
            "created_at": claim.created_at.isoformat(),
        }
        for claim in claims.select_related("employer")
    ] + [
        {
            "posting_id": hold.posting_id,
            "appeal": hold.appeal,
            "appeal_text": hold.appeal_text,
            "appealed_at": hold.appealed_at.isoformat() if hold.appealed_at else None,
        }
        for hold in PostingHold.objects.filter(appealed_by=user).order_by("id")
    ]


def erase_claims(user: User) -> None:
    """Take the person's words and name off claims; the claims stay their company's."""
    EmployerClaim.objects.filter(requested_by=user).update(requested_by=None, evidence="")
    EmployerClaim.objects.filter(decided_by=user).update(decided_by=None)
    PostingHold.objects.filter(appealed_by=user).update(appealed_by=None, appeal_text="")
    PostingHold.objects.filter(decided_by=user).update(decided_by=None)


def register_hooks() -> None:
    """Make claims part of export and erasure."""
    personal_data.register("jobs", export=export_claims, erase=erase_claims)
