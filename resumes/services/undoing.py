"""Changes taken back: the last ones, one field's, or all since the confirmation."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from resumes.models import Resume, ResumeRevision
from resumes.patches import Operation, State, apply_operations, move_pointer
from resumes.pointers import MISSING, get_at, to_pointer

from .previews import Preview, ShownChange, build_preview
from .writing import write_revision

MAX_UNDO_STEPS = 50


def undo(
    resume: Resume,
    *,
    steps: int = 1,
    path: str | None = None,
    revision: int | None = None,
    today: date | None = None,
) -> Preview:
    """Take back the last changes, or only the last change of one field.

    `AppError("nothing_to_undo", 409)` when there is none. An undo is a revision of its own.
    """
    if path is not None:
        changes = _undo_field(resume, to_pointer(path), revision)
        return build_preview(resume, changes=changes, today=today)
    shown: list[ShownChange] = []
    with transaction.atomic():
        for n in range(max(1, min(steps, MAX_UNDO_STEPS))):
            target: list[ResumeRevision] = []

            def build(row: Resume, target: list[ResumeRevision] = target) -> list[Operation]:
                last = _last_standing(row)
                if last is None:
                    return []
                target.append(last)
                return list(last.inverse)

            done = write_revision(
                resume,
                origin=ResumeRevision.Origin.UNDO,
                build=build,
                revision=revision if n == 0 else None,
                taken_back=target,
            )
            if not target:
                if n == 0:
                    raise AppError("nothing_to_undo", _("There is nothing to undo."), status=409)
                break
            shown += done
    return build_preview(resume, changes=shown, today=today)


def _last_standing(row: Resume) -> ResumeRevision | None:
    """Return the last change that was not taken back."""
    taken = row.revisions.filter(undoes__isnull=False).values("undoes")
    return (
        row.revisions.filter(undoes__isnull=True)
        .exclude(revision__in=taken)
        .order_by("-revision")
        .first()
    )


def _undo_field(resume: Resume, pointer: str, revision: int | None) -> list[ShownChange]:
    def build(row: Resume) -> list[Operation]:
        operation = _field_before(row, pointer)
        if operation is None:
            raise AppError("nothing_to_undo", _("There is nothing to undo."), status=409)
        return [operation]

    return write_revision(resume, origin=ResumeRevision.Origin.EDIT, build=build, revision=revision)


def _field_before(row: Resume, pointer: str) -> Operation | None:
    """Return the operation that gives a field the value it had before its last change.

    Walks the history back, following the field where entries moved; None when it never changed.
    """
    state = State(row.document, row.sources)
    now = get_at(state.document, pointer)
    at: str | None = pointer
    for entry in row.revisions.order_by("-revision")[:500]:
        for operation in entry.inverse:
            if at is None:
                break
            state, applied, _inverse = apply_operations(state, [operation])
            if now is MISSING and operation["op"] == "add" and at == operation["path"]:
                continue
            for done in applied:
                moved = move_pointer(at, done)
                if moved is None and done["op"] != "remove":
                    # Its parent was put back whole: it may be in there.
                    moved = at
                at = moved
                if at is None:
                    break
        if at is None:
            return {"op": "remove", "path": pointer} if now is not MISSING else None
        then = get_at(state.document, at)
        if then is MISSING and now is MISSING:
            continue
        if then is MISSING:
            return {"op": "remove", "path": pointer}
        if now is MISSING or then != now:
            sources = {
                p[len(at) :]: s
                for p, s in state.sources.items()
                if p == at or p.startswith(at + "/")
            }
            return {
                "op": "add" if now is MISSING else "replace",
                "path": pointer,
                "value": then,
                "sources": sources,
            }
    return None


def discard_changes(
    resume: Resume, *, revision: int | None = None, today: date | None = None
) -> Preview:
    """Go back to what was last confirmed (an empty document where nothing was)."""

    def build(row: Resume) -> list[Operation]:
        later = row.revisions.filter(revision__gt=row.confirmed_revision or 0)
        return [op for r in later.order_by("-revision") for op in r.inverse]

    changes = write_revision(
        resume, origin=ResumeRevision.Origin.DISCARD, build=build, revision=revision
    )
    return build_preview(
        resume, changes=changes, outcome="changed" if changes else "unchanged", today=today
    )
