"""Who of a company looks after which posting."""

from collections.abc import Collection

from jobassist.accounts.companies import WRITERS, companies_of, require_membership
from jobassist.accounts.models import User
from jobassist.errors import NotFound
from jobs.models import Posting
from recruiting.models import PostingRecruiter


def assign_postings(
    company_id: int, posting_ids: Collection[int], *, recruiter: User, by: User
) -> int:
    """Have a member look after the company's own postings; return how many. Five statements.

    NotFound where one of them is not the company's, or the recruiter no member that may write.
    """
    require_membership(by, company_id, roles=WRITERS)
    if recruiter.pk != by.pk:
        require_membership(recruiter, company_id, roles=WRITERS)
    own = set(
        Posting.objects.filter(id__in=posting_ids, company_id=company_id)
        .exclude(status=Posting.Status.REMOVED)
        .values_list("id", flat=True)
    )
    if own != set(posting_ids):
        raise NotFound
    PostingRecruiter.objects.bulk_create(
        [PostingRecruiter(posting_id=each, recruiter=recruiter) for each in sorted(own)],
        update_conflicts=True,
        unique_fields=["posting"],
        update_fields=["recruiter"],
    )
    return len(own)


def look_after_own(posting: Posting, by: User) -> None:
    """Have whoever wrote a posting look after it, if they write for its company."""
    if posting.company_id is None or not _is_writer(by, posting.company_id):
        return
    assign_postings(posting.company_id, [posting.pk], recruiter=by, by=by)


def _is_writer(user: User, company_id: int) -> bool:
    """Return whether somebody acts for a company as one who writes. One query."""
    return companies_of(user, roles=WRITERS).filter(id=company_id).exists()
