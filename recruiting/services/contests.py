"""Scores that people contest, and the people who answer."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eventlog.outbox import notify
from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import Company, Membership, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from recruiting.fairness import telling
from recruiting.models import DecisionRecord, ScoreContest

MAX_CONTEST = 2_000
MAX_ANSWER = 2_000
# Waiting at once, of one person.
MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class ScoreInputs:
    """What a score of a posting was made of, as it was shown to a person."""

    posting: Posting
    decision_id: uuid.UUID
    at: datetime
    score: float
    rank: int
    of: int
    features: dict[str, float]
    # What was searched for, coded.
    criteria: dict[str, Any]
    ranking_version: str
    embedder: str
    engine: str
    prompt_version: str

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept with a contest."""
        return {
            "decision_id": str(self.decision_id),
            "at": self.at.isoformat(),
            "score": self.score,
            "rank": self.rank,
            "of": self.of,
            "features": self.features,
            "ranking_version": self.ranking_version,
            "embedder": self.embedder,
            "engine": self.engine,
            "prompt_version": self.prompt_version,
        }


def get_score_inputs(user: User, posting_id: int) -> ScoreInputs:
    """Return what the newest score of a posting was made of that a person was shown.

    NotFound where they never were. Three queries.
    """
    people = [user.id, *User.objects.filter(merged_into=user).values_list("id", flat=True)]
    record = (
        DecisionRecord.objects.filter(
            kind=DecisionRecord.Kind.POSTINGS_FOR_SEEKER,
            person_id__in=people,
            results__contains=[{"posting_id": posting_id}],
        )
        .order_by("-at")
        .first()
    )
    posting = Posting.objects.select_related("employer", "company").filter(id=posting_id).first()
    if record is None or posting is None:
        raise NotFound
    rank, line = next(
        (n, each)
        for n, each in enumerate(record.results, start=1)
        if each.get("posting_id") == posting_id
    )
    features = {
        name: round(float(value), 3)
        for name, value in (line.get("features") or {}).items()
        if isinstance(value, int | float)
    }
    return ScoreInputs(
        posting=posting,
        decision_id=record.id,
        at=record.at,
        score=round(float(line.get("score") or 0), 3),
        rank=rank,
        of=len(record.results),
        features=dict(sorted(features.items(), key=lambda each: -each[1])),
        criteria=dict(record.inputs.get("criteria") or {}),
        ranking_version=record.ranking_version,
        embedder=record.embedder,
        engine=record.engine,
        prompt_version=record.prompt_version,
    )


def contest_score(
    user: User,
    posting_id: int,
    *,
    text: str,
    conversation_id: uuid.UUID | None = None,
    now: datetime,
) -> tuple[ScoreContest, bool]:
    """Have a person look at a score; returns the contest and whether it is new.

    It reaches the recruiters of the posting's company, and operators. One waits at a time: a
    second about the same posting is the first. NotFound for a score never shown.
    """
    words = text.strip()
    if not words:
        raise AppError("words_needed", _("Say in a few words what is wrong with the score."))
    if len(words) > MAX_CONTEST:
        raise AppError(
            "text_too_long",
            _("That is too long: at most %(limit)d characters.") % {"limit": MAX_CONTEST},
        )
    inputs = get_score_inputs(user, posting_id)
    waiting = ScoreContest.objects.filter(seeker=user, state=ScoreContest.State.OPEN)
    known = waiting.filter(posting_id=posting_id).first()
    if known is not None:
        return known, False
    if waiting.count() >= MOST_OPEN:
        raise AppError(
            "too_many_contests", _("Please wait until some of these are answered."), status=429
        )
    try:
        with transaction.atomic():
            contest = ScoreContest.objects.create(
                seeker=user,
                posting=inputs.posting,
                company=inputs.posting.company,
                conversation_id=conversation_id,
                text=words,
                inputs=inputs.to_json(),
                created_at=now,
            )
            notify(
                list_answerers(inputs.posting.company),
                kind="contest.received",
                object_id=contest.id,
                now=now,
            )
    except IntegrityError:
        # Sent twice at once: the other one stands.
        return waiting.get(posting_id=posting_id), False
    return contest, True


def list_answerers(company: Company | None) -> list[uuid.UUID]:
    """Return who may answer: the company's owners and recruiters, and operators. Two queries."""
    found = list(
        User.objects.filter(is_superuser=True, is_active=True).values_list("id", flat=True)
    )
    if company is not None:
        found += Membership.objects.filter(
            company=company, role__in=WRITERS, user__is_active=True
        ).values_list("user_id", flat=True)
    return list(dict.fromkeys(found))


def list_contests(user: User) -> list[ScoreContest]:
    """Return what a person contested, the newest first. One query."""
    return list(
        ScoreContest.objects.filter(seeker=user)
        .select_related("posting")
        .order_by("-created_at")[:100]
    )


def answer_contest(
    contest: ScoreContest, *, by: User, outcome: str, answer: str, now: datetime
) -> ScoreContest:
    """Answer in a person's words, and tell the seeker in the same transaction.

    Owners and recruiters of the company, and operators, may; NotFound for anybody else.
    AppError 409 "contest_answered" when somebody was quicker.
    """
    if not (by.is_superuser and by.is_active):
        if contest.company_id is None:
            raise NotFound
        require_membership(by, contest.company_id, roles=WRITERS)
    words = answer.strip()
    if not words or len(words) > MAX_ANSWER or outcome not in ScoreContest.Outcome.values:
        raise AppError(
            "answer_needed",
            _("Choose an outcome and say in up to %(limit)d characters why.")
            % {"limit": MAX_ANSWER},
        )
    with transaction.atomic():
        changed = ScoreContest.objects.filter(id=contest.id, state=ScoreContest.State.OPEN).update(
            state=ScoreContest.State.ANSWERED,
            outcome=outcome,
            answer=words,
            answered_by=by,
            answered_at=now,
        )
        if not changed:
            raise AppError("contest_answered", _("Somebody has answered this already."), status=409)
        contest.refresh_from_db()
        audit.record_act(
            by,
            company=contest.company,
            action="answered",
            kind="contest",
            object_id=contest.id,
            detail=outcome,
            now=now,
        )
        telling.tell(contest)
    return contest
