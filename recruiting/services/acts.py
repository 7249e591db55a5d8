"""What seekers do with postings, kept for good: what figures are counted from."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobassist.accounts.models import User
from recruiting.models import Impression, SeekerAct


@dataclass(frozen=True)
class ActedIn:
    """Where somebody did something, and what answered there."""

    conversation_id: uuid.UUID | None
    round: int
    scene: str
    language: str
    engine: str = "rules"
    provider: str = ""
    prompt_version: str = ""


@dataclass(frozen=True)
class Act:
    """One thing done: `posting_id` is None only where somebody wrote."""

    kind: str
    posting_id: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class ShownAs:
    """By what a posting was put before a person."""

    engine: str
    provider: str
    prompt_version: str


def find_shown_as(user: User, posting_ids: Sequence[int]) -> dict[int, ShownAs]:
    """Return by what each of these postings was last shown to the person. One query."""
    if not posting_ids:
        return {}
    found = (
        Impression.objects.filter(person_id=user.id, posting_id__in=posting_ids)
        .order_by("posting_id", "-shown_at", "-id")
        .distinct("posting_id")
        .values_list("posting_id", "engine", "provider", "prompt_version")
    )
    return {row[0]: ShownAs(*row[1:]) for row in found}


def record_acts(user: User, acts: Sequence[Act], *, acted_in: ActedIn, now: datetime) -> None:
    """Record what the person did, in order. At most two statements.

    An act on a posting counts for the engine, provider and prompt that showed the posting; where
    none did, for those of `acted_in`.
    """
    if not acts:
        return
    answered_by = ShownAs(acted_in.engine, acted_in.provider, acted_in.prompt_version)
    shown = find_shown_as(user, [each.posting_id for each in acts if each.posting_id is not None])
    rows = []
    for act in acts:
        by = answered_by if act.posting_id is None else shown.get(act.posting_id, answered_by)
        rows.append(
            SeekerAct(
                person_id=user.id,
                posting_id=act.posting_id,
                kind=act.kind,
                reason=act.reason,
                conversation_id=acted_in.conversation_id,
                round=acted_in.round,
                scene=acted_in.scene,
                engine=by.engine,
                provider=by.provider,
                prompt_version=by.prompt_version,
                language=acted_in.language,
                at=now,
            )
        )
    SeekerAct.objects.bulk_create(rows)
