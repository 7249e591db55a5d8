"""What was shown to whom and what they made of it: rankings, decisions, notes on postings."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jobassist.accounts.models import Company, User
from jobs.models import Posting
from jobs.search import Sample
from recruiting.models import Application, DecisionRecord, Impression, PostingNote

from .acts import Act, ActedIn, record_acts

MAX_SAMPLES = 40


@dataclass(frozen=True)
class RankedPosting:
    """One line of a ranking that a person was shown: its place, score and coded features."""

    posting_id: int
    score: float
    features: dict[str, Any]


@dataclass(frozen=True)
class ShownBy:
    """Where and by what a ranking was shown."""

    conversation_id: uuid.UUID | None
    turn_id: uuid.UUID | None
    item_id: uuid.UUID | None
    round: int
    scene: str
    engine: str
    provider: str
    prompt_version: str
    language: str


def record_ranking(
    user: User,
    ranking: Sequence[RankedPosting],
    *,
    shown_by: ShownBy,
    inputs: dict[str, Any],
    embedder: str,
    ranking_version: str,
    now: datetime,
) -> DecisionRecord:
    """Record that these postings were shown, and why in this order. Two statements."""
    with transaction.atomic():
        decision = DecisionRecord.objects.create(
            kind=DecisionRecord.Kind.POSTINGS_FOR_SEEKER,
            person_id=user.id,
            conversation_id=shown_by.conversation_id,
            turn_id=shown_by.turn_id,
            engine=shown_by.engine,
            provider=shown_by.provider,
            prompt_version=shown_by.prompt_version,
            embedder=embedder,
            ranking_version=ranking_version,
            inputs=inputs,
            results=[
                {"posting_id": line.posting_id, "score": line.score, "features": line.features}
                for line in ranking
            ],
            at=now,
        )
        Impression.objects.bulk_create(
            [
                Impression(
                    person_id=user.id,
                    posting_id=line.posting_id,
                    conversation_id=shown_by.conversation_id,
                    turn_id=shown_by.turn_id,
                    item_id=shown_by.item_id,
                    round=shown_by.round,
                    rank=rank,
                    score=line.score,
                    scene=shown_by.scene,
                    engine=shown_by.engine,
                    provider=shown_by.provider,
                    prompt_version=shown_by.prompt_version,
                    language=shown_by.language,
                    shown_at=now,
                )
                for rank, line in enumerate(ranking, start=1)
            ]
        )
    return decision


def record_candidates(
    company: Company,
    posting: Posting,
    *,
    results: list[dict[str, Any]],
    inputs: dict[str, Any],
    embedder: str,
    ranking_version: str,
    now: datetime,
) -> DecisionRecord:
    """Record which candidates, by pseudonym, a company was shown for a posting, and why."""
    return DecisionRecord.objects.create(
        kind=DecisionRecord.Kind.SEEKERS_FOR_POSTING,
        posting=posting,
        company=company,
        engine="ranking",
        embedder=embedder,
        ranking_version=ranking_version,
        inputs=inputs,
        results=results,
        at=now,
    )


def record_note(
    user: User,
    posting: Posting,
    *,
    kind: str,
    reason: str = "",
    now: datetime,
    acted_in: ActedIn | None = None,
) -> PostingNote:
    """Save or dismiss a posting for this seeker; the newest reason counts.

    Said again it is counted once, until it is taken back.
    """
    with transaction.atomic():
        note, is_new = PostingNote.objects.update_or_create(
            seeker=user, posting=posting, kind=kind, defaults={"reason": reason, "at": now}
        )
        if is_new:
            record_acts(
                user,
                [Act(kind, posting.pk, reason)],
                acted_in=acted_in or ActedIn(None, 0, scene="", language=""),
                now=now,
            )
    return note


def list_dismissed(user: User) -> set[int]:
    """Return the ids of postings this seeker does not want to see again."""
    return set(
        PostingNote.objects.filter(seeker=user, kind=PostingNote.Kind.DISMISSED).values_list(
            "posting_id", flat=True
        )
    )


def list_shown(user: User, *, since: datetime) -> set[int]:
    """Return the ids of postings stored since an instant that this person has been shown."""
    return set(
        Impression.objects.filter(
            person_id=user.id, shown_at__gte=since, posting__created_at__gte=since
        ).values_list("posting_id", flat=True)
    )


def forget_note(user: User, posting_id: int, *, kind: str) -> bool:
    """Take back that a posting was saved or dismissed; False where it was not."""
    gone, _by_model = PostingNote.objects.filter(
        seeker=user, posting_id=posting_id, kind=kind
    ).delete()
    return gone > 0


def list_samples(user: User, *, limit: int = MAX_SAMPLES) -> tuple[Sample, ...]:
    """Return what this seeker saved, wrote to and turned down lately, newest first. Two queries.

    Across conversations: a taste is a person's, not a chat's.
    """
    columns = (
        "posting_id", "posting__title", "posting__family", "posting__seniority",
        "posting__employer_id", "posting__place_keys", "posting__salary_currency",
        "posting__salary_yearly_max", "posting__salary_yearly_min",
    )  # fmt: skip
    notes = PostingNote.objects.filter(seeker=user).order_by("-at")
    found: dict[int, Sample] = {}
    for *row, kind, reason in notes.values_list(*columns, "kind", "reason")[:limit]:
        # The newest word on a posting counts.
        found.setdefault(
            row[0], _build_sample(row, is_liked=kind == PostingNote.Kind.SAVED, reason=reason)
        )
    written = (
        Application.objects.filter(seeker=user)
        .exclude(status=Application.Status.WITHDRAWN)
        .order_by("-created_at")
    )
    for values in written.values_list(*columns)[:limit]:
        found.setdefault(values[0], _build_sample(values, is_liked=True))
    return tuple(found.values())[:limit]


def _build_sample(row: Sequence[Any], *, is_liked: bool, reason: str = "") -> Sample:
    posting_id, title, family, seniority, employer_id, place_keys, currency, high, low = row
    return Sample(
        posting_id=posting_id,
        is_liked=is_liked,
        title=title,
        family=family,
        seniority=seniority,
        employer_id=employer_id,
        place_keys=tuple(place_keys),
        currency=currency,
        pay=high or low,
        reason=reason,
    )
