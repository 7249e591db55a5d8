"""What stands in a résumé, what changed and what to ask: what a `resume_preview` card shows."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from resumes.fields import Question, completeness, find_doubts, missing_questions
from resumes.fields.types import Doubt
from resumes.models import Resume
from resumes.patches import Operation, move_pointer
from resumes.pointers import get_at, leaves_of, reading_order, to_dotted, to_pointer

MAX_SHOWN_CHANGES = 200
Outcome = Literal["changed", "unchanged", "refused", "unknown", "kept", "not_understood"]


class Source(BaseModel):
    """Where words came from: a message, a file or a form, by id; `start`/`end` into its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["message", "file", "form"]
    ref: str = Field(default="", max_length=200)
    start: int | None = None
    end: int | None = None
    words: str = Field(default="", max_length=4000)
    # Said in other words than these; stands as the person's once it is confirmed.
    is_doubtful: Literal[True] | None = None
    # The words are what a model read in a picture: to be checked, value by value.
    from_picture: Literal[True] | None = None


class ShownChange(BaseModel):
    """A change of one value as a preview shows it; `path` is a JSON pointer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal["add", "replace", "remove"]
    path: str
    before: Any = None
    after: Any = None
    source: Source | None = None


class Missing(BaseModel):
    """What to ask: `path` dotted with `resume.`, as in a field prompt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    pointer: str
    reason: Literal["missing", "doubtful", "contradictory"]
    why: str
    question: str
    answer_schema: dict[str, Any]
    examples: tuple[str, ...] = ()
    skippable: bool = True


class Preview(BaseModel):
    """What stands now and what just changed; the data of a `resume_preview` card.

    `outcome`: changed, unchanged (it said what stood there), refused, unknown ("don't know"),
    kept ("it's right"), or not_understood (nothing in the words was about the résumé).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    resume_id: uuid.UUID
    revision: int
    confirmed_revision: int | None
    document: dict[str, Any]
    completeness: float
    changes: tuple[ShownChange, ...]
    missing: tuple[Missing, ...]
    outcome: Outcome = "changed"


def build_preview(
    resume: Resume,
    *,
    changes: Iterable[ShownChange] | None = None,
    outcome: Outcome = "changed",
    today: date | None = None,
    since_confirmed: bool = True,
) -> Preview:
    """Return the résumé as it stands, with `changes` or those since the last confirmation.

    Questions are in the active language. One query, none when `changes` are given.
    """
    if changes is None:
        changes = changes_since_confirmed(resume) if since_confirmed else ()
    return Preview(
        resume_id=resume.id,
        revision=resume.revision,
        confirmed_revision=resume.confirmed_revision,
        document=resume.document,
        completeness=completeness(resume.document),
        changes=tuple(changes)[:MAX_SHOWN_CHANGES],
        missing=tuple(_show_question(q) for q in list_questions(resume, today=today)),
        outcome=outcome,
    )


def list_questions(resume: Resume, *, today: date | None = None) -> list[Question]:
    """Return what to ask about the résumé, most useful first; nothing declined before."""
    return missing_questions(
        resume.document,
        _doubts_of(resume, today=today or timezone.localdate()),
        asked=frozenset(to_dotted(p) for p in resume.asked),
        today=today,
    )


def _show_question(question: Question) -> Missing:
    return Missing(
        path=f"resume.{question.path}",
        pointer=question.pointer,
        reason=question.reason,
        why=question.why,
        question=question.question,
        answer_schema=question.schema,
        examples=question.examples,
        skippable=question.skippable,
    )


def _doubts_of(resume: Resume, *, today: date) -> list[Doubt]:
    """Return doubts about the document, and those noted from texts whose values still stand."""
    noted = [Doubt(tuple(d["paths"]), d["kind"], d["why"]) for d in resume.doubts]
    found = [*find_doubts(resume.document, today=today), *noted, *_reworded(resume)]
    kept = {p for p, how in resume.asked.items() if how == "kept"}
    out: list[Doubt] = []
    for doubt in found:
        pointers = [to_pointer(p) for p in doubt.paths]
        if any(p in kept for p in pointers) or any(
            doubt.why == o.why and doubt.paths == o.paths for o in out
        ):
            continue
        out.append(doubt)
    return out


def _reworded(resume: Resume) -> list[Doubt]:
    """Return doubts about sentences that say otherwise what was given, until they are confirmed."""
    confirmed = {value for _pointer, value in leaves_of(resume.confirmed_document or {})}
    return [
        Doubt((to_dotted(pointer),), "doubtful", "reworded")
        for pointer, source in resume.sources.items()
        if source.get("is_doubtful") and get_at(resume.document, pointer) not in confirmed
    ]


def changes_since_confirmed(resume: Resume) -> list[ShownChange]:
    """Return the net changes since the last confirmation, value by value. One query."""
    since = resume.confirmed_revision or 0
    if since == resume.revision:
        return []
    revisions = resume.revisions.filter(revision__gt=since).order_by("revision")
    operations = [op for r in revisions[:2000] for op in r.patch]
    return show_operations(operations, before=resume.confirmed_document or {}, after=resume)


def show_operations(
    operations: Iterable[Operation], *, before: dict[str, Any], after: Resume
) -> list[ShownChange]:
    """Return what operations changed, as (before, after) of single values, in reading order.

    `before` is the document they were applied to, `after` the résumé they led to.
    """
    # Where each leaf of the old document stands now, None for what is gone.
    moved: dict[str, str | None] = {p: p for p, _value in leaves_of(before)}
    for operation in operations:
        for old, now in moved.items():
            if now is not None:
                moved[old] = move_pointer(now, operation)
    was = dict(leaves_of(before))
    came_from = {now: old for old, now in moved.items() if now is not None}
    out: list[ShownChange] = []
    for pointer, value in leaves_of(after.document):
        origin = came_from.get(pointer)
        source = after.sources.get(pointer)
        shown = Source.model_validate(source) if source else None
        if origin is None:
            out.append(ShownChange(op="add", path=pointer, after=value, source=shown))
        elif was[origin] != value:
            out.append(
                ShownChange(
                    op="replace", path=pointer, before=was[origin], after=value, source=shown
                )
            )
    standing = dict(leaves_of(after.document))
    for old, now in moved.items():
        if now is None or now not in standing:
            out.append(ShownChange(op="remove", path=old, before=was[old]))
    return sorted(out, key=lambda each: reading_order(each.path))


def list_leaves(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return every value of a résumé with its JSON pointer."""
    return list(leaves_of(document))
