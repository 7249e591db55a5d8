"""How candidates are weighed for a posting, and what a company's people say of them."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from jobassist.accounts import audit
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from recruiting.models import CandidateMark, PostingWeights

# Nought to three times what a feature weighs for seekers.
MAX_FACTOR = 3.0
WEIGHED = (
    "skills", "experience", "education", "level", "place", "home", "pay", "conditions", "nearness",
)  # fmt: skip
MAX_MUST_HAVES = 40
MAX_NOTE = 500


def save_weights(
    company: Company,
    posting: Posting,
    *,
    factors: Mapping[str, float],
    must_haves: Collection[str] | None,
    by: User,
    now: datetime,
) -> PostingWeights:
    """Keep what counts for one posting; factors of 1 are as good as none. Two statements.

    AppError "bad_weights" for a feature that is not weighed or a factor out of bounds.
    """
    if posting.company_id != company.id:
        raise NotFound
    if not set(factors) <= set(WEIGHED) or not all(
        0 <= float(each) <= MAX_FACTOR for each in factors.values()
    ):
        raise AppError("bad_weights", _("A weight is a number from 0 to 3."))
    if must_haves is not None and len(must_haves) > MAX_MUST_HAVES:
        raise AppError("bad_weights", _("Too many requirements are chosen."))
    row, _created = PostingWeights.objects.update_or_create(
        posting=posting,
        defaults={
            "company": company,
            "factors": {k: round(float(v), 2) for k, v in factors.items() if float(v) != 1},
            "must_haves": None if must_haves is None else sorted(set(must_haves)),
            "by": by,
            "at": now,
        },
    )
    audit.record_act(
        by, company=company, action="changed", kind="weights", object_id=posting.id, now=now
    )
    posting.weights_said = {"factors": row.factors, "must_haves": row.must_haves}  # type: ignore[attr-defined]
    return row


def with_weights(postings: QuerySet[Posting]) -> QuerySet[Posting]:
    """Return the postings with what `find_weights` reads, in the same statement. Lazy."""
    said = PostingWeights.objects.filter(posting_id=OuterRef("id")).values(
        said=JSONObject(factors="factors", must_haves="must_haves")
    )
    return postings.annotate(weights_said=Subquery(said))


def find_weights(posting: Posting) -> PostingWeights | None:
    """Return what counted for a posting of `with_weights` when it was read; None: as usual."""
    said: dict[str, Any] | None = posting.weights_said  # type: ignore[attr-defined]
    return PostingWeights(posting_id=posting.id, **said) if said else None


def mark_candidate(
    company: Company,
    posting: Posting,
    *,
    person_id: uuid.UUID,
    reference: str,
    kind: str,
    note: str = "",
    by: User,
    now: datetime,
) -> CandidateMark:
    """Pin, shortlist or put aside a candidate, or take that back; a person's word, kept as such.

    The caller has found the person by their reference. AppError "note_needed" where somebody is
    put aside without a reason. Two statements.
    """
    if posting.company_id != company.id or kind not in CandidateMark.Kind.values:
        raise NotFound
    words = " ".join(note.split())
    if kind == CandidateMark.Kind.NOT_NOW and not words:
        raise AppError("note_needed", _("Say in a few words why, for your colleagues."))
    if len(words) > MAX_NOTE:
        raise AppError(
            "note_too_long",
            _("The note is too long: at most %(limit)d characters.") % {"limit": MAX_NOTE},
        )
    mark = CandidateMark.objects.create(
        company=company,
        posting=posting,
        person_id=person_id,
        kind=kind,
        note=words,
        by=by,
        at=now,
    )
    audit.record_act(
        by,
        company=company,
        action="marked",
        kind="candidate",
        object_id=reference,
        detail=kind,
        now=now,
    )
    return mark


def list_marks(posting: Posting) -> dict[uuid.UUID, CandidateMark]:
    """Return the newest word on each person, by their id; those taken back left out. One query."""
    newest = (
        CandidateMark.objects.filter(posting_id=posting.id)
        .select_related("by")
        .order_by("person_id", "-id")
        .distinct("person_id")
    )
    return {each.person_id: each for each in newest if each.kind != CandidateMark.Kind.CLEARED}
