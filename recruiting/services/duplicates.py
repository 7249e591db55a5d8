"""The same person twice at one posting: found by what they share, merged by a recruiter, undone."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from eventlog.services import lock_conversation_ids
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from recruiting.models import Application, Consent, DuplicateMerge
from resumes.revisions import read_all_at

from .moves import lock_application
from .shared import allowed_scopes, read_shared
from .threads import conversations_of

MOST = 10
MOST_COMPARED = 500
# A number is the same with and without its country in front.
TELLING_DIGITS = 8


def list_duplicates(application: Application) -> list[Application]:
    """Return other contacts about the posting with the same e-mail address or phone number.

    As both shared them with the company: by the résumé of when they agreed, whatever it says now.
    Of nobody who does not share them (any more), and of the newest `MOST_COMPARED`. Four queries.
    """
    own = _marks_of(read_shared(application).contact)
    if not own:
        return []
    others = list(
        Application.objects.filter(
            company_id=application.company_id or 0,
            posting_id=application.posting_id,
            seeker__isnull=False,
            merged_into=None,
            resume_id__isnull=False,
            resume_revision__isnull=False,
        )
        .exclude(id=application.id)
        .select_related("stage", "seeker")
        .order_by("-created_at")[:MOST_COMPARED]
    )
    scopes = allowed_scopes(others)
    sharing = [
        each for each in others if {Consent.Scope.CONTACT, Consent.Scope.RESUME} <= scopes[each.id]
    ]
    # A person has one contact about a posting, and so one revision of a résumé here.
    shown = {
        (each.id, each.confirmed_revision or 0): (each.confirmed_document or {}).get("basics") or {}
        for each in read_all_at({each.resume_id: each.resume_revision for each in sharing})  # type: ignore[misc]
    }
    found = [
        each
        for each in sharing
        if own & _marks_of(shown.get((each.resume_id, each.resume_revision), {}))  # type: ignore[arg-type]
    ]
    return sorted(found, key=lambda each: each.created_at)[:MOST]


def _marks_of(contact: Mapping[str, Any]) -> set[str]:
    """Return what of somebody's contact details two entries of one person have in common."""
    email = str(contact.get("email") or "").strip().lower()
    digits = re.sub(r"\D", "", str(contact.get("phone") or ""))
    marks = {email} if "@" in email else set()
    if len(digits) >= TELLING_DIGITS:
        marks.add(digits[-TELLING_DIGITS:])
    return marks


def merge_duplicate(
    kept: Application, merged: Application, *, by: User, now: datetime
) -> DuplicateMerge:
    """Keep one of two contacts about a posting; the other leaves the lists until this is undone."""
    require_membership(by, kept.company_id or 0, roles=WRITERS)
    if kept.company_id != merged.company_id or kept.posting_id != merged.posting_id:
        raise NotFound
    try:
        with transaction.atomic():
            first, second = _lock_both(kept, merged)
            if first.merged_into_id is not None or second.merged_into_id is not None:
                raise AppError("merged_already", _("It has been merged already."), status=409)
            row = DuplicateMerge.objects.create(
                company_id=kept.company_id or 0, kept=kept, merged=merged, by=by, at=now
            )
            # What had been merged into the one that goes stays with the one that is kept.
            Application.objects.filter(Q(id=merged.id) | Q(merged_into=merged)).update(
                merged_into=kept
            )
    except IntegrityError:
        raise AppError("merged_already", _("It has been merged already."), status=409) from None
    return row


def undo_merge(merge: DuplicateMerge, *, by: User, now: datetime) -> bool:
    """Put a merged contact back into the lists; False when it was done before."""
    require_membership(by, merge.company_id, roles=WRITERS)
    with transaction.atomic():
        undone = DuplicateMerge.objects.filter(id=merge.id, undone_at=None).update(
            undone_at=now, undone_by=by
        )
        if undone:
            Application.objects.filter(id=merge.merged_id).update(merged_into=None)
    return undone == 1


def list_merges(application: Application) -> list[DuplicateMerge]:
    """Return what was merged into a contact and still is. One query."""
    return list(
        DuplicateMerge.objects.filter(undone_at=None, merged__merged_into=application)
        .select_related("merged", "merged__seeker", "by")
        .order_by("at")
    )


def _lock_both(one: Application, other: Application) -> list[Application]:
    """Return both locked, in the order of their ids."""
    ids = sorted([one.id, other.id])
    lock_conversation_ids(conversations_of(ids))
    return [lock_application(each, has_conversations=True) for each in ids]
