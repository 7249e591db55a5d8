"""Answers to one question, and changes that name their place."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import jsonschema
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from jobassist.accounts.time_zones import today_for
from jobassist.errors import AppError
from resumes.fields import parse_answer
from resumes.models import Resume, ResumeRevision
from resumes.patches import Operation
from resumes.pointers import MISSING, get_at, leaves_of, to_dotted, to_pointer, tokens_of

from .intake import MAX_TEXT_CHARS, build_operations
from .previews import Outcome, Preview, Source, build_preview
from .writing import check_pointer, write_revision

MAX_CHANGES = 500


class Change(BaseModel):
    """One RFC 6902 operation. `path` is a JSON pointer or a dotted path.

    Without `source`, the source given to `apply_changes` stands for every leaf of `value`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal["add", "replace", "remove", "test"]
    path: str = Field(max_length=300)
    value: Any = None
    source: Source | None = None


def apply_answer(
    resume: Resume,
    *,
    path: str,
    text: str | None = None,
    value: Any = None,
    source: Source,
    revision: int | None = None,
    today: date | None = None,
) -> Preview:
    """Apply an answer to one question: free `text`, or a `value` the question's schema admits."""
    check_pointer(path)
    when = today or today_for(resume.owner, timezone.now())
    if text is None:
        return _apply_value(resume, path, value, source, revision, when)
    if len(text) > MAX_TEXT_CHARS:
        text = text[:MAX_TEXT_CHARS]
    said = text
    answer = parse_answer(path, said, today=when, document=resume.document)
    pointer = to_pointer(path)

    def build(row: Resume) -> list[Operation]:
        nonlocal answer
        if row.revision != resume.revision:
            answer = parse_answer(path, said, today=when, document=row.document)
        return build_operations(answer.changes, row, text=said, source=source)

    declined: dict[str, str] = {}
    outcome: Outcome = "not_understood"
    if answer.refused:
        declined, outcome = {pointer: "refused"}, "refused"
    elif answer.dont_know:
        declined, outcome = {pointer: "unknown"}, "unknown"
    elif answer.kept:
        declined, outcome = {pointer: "kept"}, "kept"
    changes = write_revision(
        resume,
        origin=ResumeRevision.Origin.ANSWER,
        build=build,
        revision=revision,
        asked=declined,
    )
    if answer.changes and outcome == "not_understood":
        outcome = "changed" if changes else "unchanged"
    return build_preview(resume, changes=changes, outcome=outcome, today=when)


def _apply_value(
    resume: Resume, path: str, value: Any, source: Source, revision: int | None, today: date
) -> Preview:
    from resumes.fields.questions import schema_of

    steps = tokens_of(path)
    schema = schema_of(to_dotted(steps))
    try:
        jsonschema.Draft202012Validator(schema).validate(value)
    except jsonschema.ValidationError as error:
        raise AppError(
            "bad_answer", _("That answer does not have the right form."), field=to_dotted(steps)
        ) from error
    pointer = to_pointer(steps)

    def build(row: Resume) -> list[Operation]:
        there = get_at(row.document, pointer)
        if there == value:
            return []
        words = value if isinstance(value, str) else ""
        leaves = {
            p: source.model_copy(
                update={"words": str(v)[:4000] if not words else words[:4000]}
            ).model_dump(exclude_none=True)
            for p, v in leaves_of(value)
        }
        op = "add" if there is MISSING else "replace"
        return [{"op": op, "path": pointer, "value": value, "sources": leaves}]

    changes = write_revision(
        resume, origin=ResumeRevision.Origin.ANSWER, build=build, revision=revision
    )
    return build_preview(
        resume, changes=changes, outcome="changed" if changes else "unchanged", today=today
    )


def apply_changes(
    resume: Resume,
    *,
    changes: Iterable[Change],
    source: Source,
    revision: int | None = None,
    today: date | None = None,
) -> Preview:
    """Apply RFC 6902 changes, all or none. `AppError("revision_moved", 409)` if it moved."""
    given = list(changes)
    if len(given) > MAX_CHANGES:
        raise AppError("too_large", _("Too many changes at once."), status=413)

    def build(_row: Resume) -> list[Operation]:
        out: list[Operation] = []
        for change in given:
            said = change.source or source
            check_pointer(change.path)
            out.append(
                {
                    "op": change.op,
                    "path": to_pointer(change.path),
                    "value": change.value,
                    "sources": {
                        p: said.model_copy(
                            update={} if said.words else {"words": str(v)[:4000]}
                        ).model_dump(exclude_none=True)
                        for p, v in leaves_of(change.value)
                    },
                }
            )
        return out

    shown = write_revision(
        resume, origin=ResumeRevision.Origin.EDIT, build=build, revision=revision
    )
    return build_preview(
        resume, changes=shown, outcome="changed" if shown else "unchanged", today=today
    )


def skip_question(resume: Resume, *, path: str, today: date | None = None) -> Preview:
    """Remember that this is not to be asked again."""
    check_pointer(path)
    write_revision(
        resume,
        origin=ResumeRevision.Origin.ANSWER,
        build=lambda _row: [],
        asked={to_pointer(path): "refused"},
    )
    return build_preview(resume, changes=(), outcome="refused", today=today)
