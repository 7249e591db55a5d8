"""What this app hands out, moves and erases for one person."""

import uuid
from typing import Any

from django.utils import timezone

from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User
from recruiting.models import (
    Application,
    ApplicationNote,
    ApplicationTag,
    CandidateMark,
    Consent,
    DecisionRecord,
    Impression,
    JobOffer,
    PostingNote,
    SeekerAct,
    SlotOffer,
)
from recruiting.services import close_applications, withdraw_all, withdraw_consents


def export_connections(user: User) -> dict[str, Any]:
    """Return what was shown to the person, and what they did with it."""
    people = _people(user)
    return {
        "applications": list(
            Application.objects.filter(seeker=user).values(
                "id", "posting_id", "kind", "status", "message", "created_at"
            )
        ),
        "saved_and_dismissed": list(
            PostingNote.objects.filter(seeker=user).values("posting_id", "kind", "reason", "at")
        ),
        "consents": list(
            Consent.objects.filter(person_id__in=people).values(
                "company_id", "posting_id", "scope", "action", "at"
            )
        ),
        "shown": list(
            Impression.objects.filter(person_id__in=people).values(
                "posting_id", "round", "shown_at"
            )
        ),
        "acts": list(
            SeekerAct.objects.filter(person_id__in=people)
            .order_by("id")
            .values("posting_id", "kind", "reason", "at")
        ),
        "rankings": list(
            DecisionRecord.objects.filter(person_id__in=people).values(
                "id", "kind", "ranking_version", "inputs", "results", "at"
            )
        ),
    }


def _people(user: User) -> list[uuid.UUID]:
    """Return the ids the person is recorded under: their own, and those of guests they were."""
    return [user.id, *User.objects.filter(merged_into=user).values_list("id", flat=True)]


def erase_connections(user: User) -> None:
    """Blank the person's words and take their contacts out of every company's view."""
    now = timezone.now()
    withdraw_consents(Consent.objects.filter(person_id=user.id), now=now)
    contacts = Application.objects.filter(seeker=user)
    close_applications(contacts, now=now)
    # What a company wrote about the person or to them goes too; that they were moved stays counted.
    for model in (ApplicationNote, ApplicationTag, SlotOffer, JobOffer):
        model.objects.filter(application__in=contacts).delete()
    contacts.update(seeker=None, message="", resume_id=None, resume_revision=None)
    PostingNote.objects.filter(seeker=user).delete()
    CandidateMark.objects.filter(person_id__in=_people(user)).delete()
    # The free part of a ranking's inputs could tell who it was; the row itself must
    # not change, so the pseudonymous records go with the person.
    DecisionRecord.objects.filter(person_id=user.id).delete()


def merge_connections(guest: User, account: User) -> None:
    """Move a guest's contacts and notes; where both have one, the account's stays."""
    taken = Application.objects.filter(seeker=account).exclude(status=Application.Status.WITHDRAWN)
    twice = Application.objects.filter(seeker=guest, posting__in=taken.values("posting"))
    withdraw_all(list(twice.exclude(status=Application.Status.WITHDRAWN)), now=timezone.now())
    Application.objects.filter(seeker=guest).update(seeker=account)
    for kind in PostingNote.Kind.values:
        noted = PostingNote.objects.filter(seeker=account, kind=kind).values("posting")
        PostingNote.objects.filter(seeker=guest, kind=kind).exclude(posting__in=noted).update(
            seeker=account
        )
    PostingNote.objects.filter(seeker=guest).delete()


def register_hooks() -> None:
    """Join the registries of export, erasure and guest merging."""
    personal_data.register("recruiting", export=export_connections, erase=erase_connections)
    merging.register(merge_connections)
