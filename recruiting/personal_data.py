"""What this app hands out, moves and erases for one person."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User
from recruiting.models import (
    Application,
    ApplicationNote,
    ApplicationTag,
    Block,
    CandidateMark,
    Consent,
    DecisionRecord,
    Greeting,
    Impression,
    JobOffer,
    PostingNote,
    PostingRecruiter,
    Report,
    ScoreContest,
    SeekerAct,
    SlotOffer,
    Thread,
    ThreadFile,
    ThreadPost,
)
from recruiting.services import (
    close_applications,
    delete_files,
    end_threads,
    withdraw_all,
    withdraw_consents,
)
from recruiting.services.fairness import forget_groups, list_own_groups


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
        "blocked_companies": list(
            Block.objects.filter(person_id__in=people).values("company_id", "at")
        ),
        "greetings": list(
            Greeting.objects.filter(person_id__in=people).values(
                "company_id", "posting_id", "status", "at"
            )
        ),
        # What was written stands in the conversations.
        "threads": list(
            Thread.objects.filter(seeker=user).values(
                "conversation_id", "company_id", "posting_id", "state", "created_at"
            )
        ),
        "thread_files": list(
            ThreadFile.objects.filter(sender=user).values("filename", "size", "created_at")
        ),
        "reports": list(
            Report.objects.filter(reporter=user).values("company_id", "reason", "note", "at")
        ),
        "contested_scores": list(
            ScoreContest.objects.filter(seeker=user)
            .order_by("created_at")
            .values("posting_id", "text", "inputs", "state", "outcome", "answer", "created_at")
        ),
        "groups_told": list_own_groups(people),
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
    _erase_threads(user, now=now)
    contacts.update(seeker=None, message="", resume_id=None, resume_revision=None)
    PostingNote.objects.filter(seeker=user).delete()
    CandidateMark.objects.filter(person_id__in=_people(user)).delete()
    PostingRecruiter.objects.filter(recruiter=user).delete()
    ScoreContest.objects.filter(seeker=user).delete()
    forget_groups(_people(user))
    # The free part of a ranking's inputs could tell who it was; the row itself must
    # not change, so the pseudonymous records go with the person.
    DecisionRecord.objects.filter(person_id=user.id).delete()


def _erase_threads(user: User, *, now: datetime) -> None:
    """Take the person's threads out of every view; what they sent as a recruiter stays unsigned.

    The words of their own threads go with the conversations.
    """
    own = Thread.objects.filter(seeker=user)
    end_threads(own, now=now)
    delete_files(ThreadFile.objects.filter(thread__in=own))
    # What a company wrote to somebody may name them.
    Report.objects.filter(Q(thread__in=own) | Q(reporter=user)).update(note="", quoted="")
    Report.objects.filter(reporter=user).update(reporter=None)
    Report.objects.filter(settled_by=user).update(settled_by=None)
    Block.objects.filter(person_id=user.id).delete()
    Greeting.objects.filter(person_id=user.id).update(reference="")
    Greeting.objects.filter(by=user).update(by=None)
    for model in (ThreadPost, ThreadFile):
        model.objects.filter(sender=user).update(sender=None)
    own.update(seeker=None, state=Thread.State.CLOSED)


def _merge_threads(guest: User, account: User) -> None:
    """Move a guest's threads and blocks; of two about one posting the account's goes on."""
    going_on = Thread.objects.filter(seeker=account).exclude(state=Thread.State.CLOSED)
    twice = Thread.objects.filter(seeker=guest, posting__in=going_on.values("posting"))
    end_threads(twice, now=timezone.now())
    twice.update(state=Thread.State.CLOSED)
    Thread.objects.filter(seeker=guest).update(seeker=account)
    for model in (ThreadPost, ThreadFile):
        model.objects.filter(sender=guest).update(sender=account)
    Report.objects.filter(reporter=guest).update(reporter=account)
    known = set(Block.objects.filter(person_id=account.id).values_list("company_id", flat=True))
    for block in Block.objects.filter(person_id=guest.id):
        if block.company_id in known:
            block.delete()
        else:
            Block.objects.filter(id=block.id).update(person_id=account.id)


def merge_connections(guest: User, account: User) -> None:
    """Move a guest's contacts and notes; where both have one, the account's stays."""
    taken = Application.objects.filter(seeker=account).exclude(status=Application.Status.WITHDRAWN)
    twice = Application.objects.filter(seeker=guest, posting__in=taken.values("posting"))
    withdraw_all(list(twice.exclude(status=Application.Status.WITHDRAWN)), now=timezone.now())
    Application.objects.filter(seeker=guest).update(seeker=account)
    _merge_threads(guest, account)
    own = ScoreContest.objects.filter(seeker=account, state=ScoreContest.State.OPEN)
    contested = ScoreContest.objects.filter(seeker=guest)
    contested.filter(state=ScoreContest.State.OPEN, posting__in=own.values("posting")).delete()
    contested.update(seeker=account)
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
