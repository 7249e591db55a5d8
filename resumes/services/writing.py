"""One revision written: the only place where a résumé's document changes."""

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.errors import AppError, NotFound
from resumes.extraction.json_resume import misplaced
from resumes.fields.types import Doubt
from resumes.models import Resume, ResumeRevision
from resumes.patches import Operation, State, apply_operations, move_pointer
from resumes.pointers import MISSING, get_at, leaves_of, tokens_of

from .previews import ShownChange, show_operations

MAX_DOCUMENT_LEAVES = 3_000
MAX_VALUE_CHARS = 8_000
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SECTIONS = frozenset(
    "basics work volunteer education awards certificates publications skills languages interests "
    "references projects meta".split()
)


def write_revision(
    resume: Resume,
    *,
    origin: ResumeRevision.Origin,
    build: Callable[[Resume], list[Operation]],
    revision: int | None = None,
    taken_back: list[ResumeRevision] | None = None,
    doubts: list[Doubt] | None = None,
    asked: dict[str, str] | None = None,
    lang: str | None = None,
) -> list[ShownChange]:
    """Apply what `build` returns for the locked row as one revision; update `resume` in place.

    `taken_back` is filled by `build` with the revision that an undo takes back whole.
    Nothing to change writes no revision. `AppError("revision_moved")` when `revision` is given
    and another one stands.
    """
    with transaction.atomic():
        row = (
            Resume.objects.select_for_update(no_key=True)
            .filter(id=resume.id, deleted_at=None)
            .first()
        )
        if row is None:
            raise NotFound
        if revision is not None and row.revision != revision:
            raise AppError(
                "revision_moved",
                _("The résumé has changed in the meantime; please look at it again."),
                status=409,
                revision=row.revision,
            )
        operations = build(row)
        before = State(row.document, row.sources)
        state, applied, inverse = apply_operations(before, operations)
        moved = _move_asked(row.asked, applied)
        if asked:
            moved.update(asked)
        changes: list[ShownChange] = []
        if applied:
            _check_document(state.document)
            if origin in (ResumeRevision.Origin.EDIT, ResumeRevision.Origin.ANSWER):
                _check_shape(row.document, state.document)
            old = row.document
            row.document, row.sources = state.document, state.sources
            row.revision += 1
            ResumeRevision.objects.create(
                resume=row,
                revision=row.revision,
                patch=applied,
                inverse=inverse,
                origin=origin,
                undoes=taken_back[0].revision if taken_back else None,
            )
            changes = show_operations(applied, before=old, after=row)
        row.asked = moved
        if doubts is not None:
            row.doubts = [{"paths": list(d.paths), "kind": d.kind, "why": d.why} for d in doubts][
                :20
            ]
        if lang and row.revision <= 1:
            row.lang = lang
        # Compare and set: the lock says nobody else wrote, the count says so to the reader too.
        done = Resume.objects.filter(
            id=row.id, revision=row.revision - bool(applied), deleted_at=None
        ).update(
            document=row.document,
            sources=row.sources,
            doubts=row.doubts,
            asked=row.asked,
            lang=row.lang,
            revision=row.revision,
            updated_at=timezone.now(),
        )
        if done != 1:
            raise AppError("revision_moved", _("The résumé has changed."), status=409)
    for name in ("document", "sources", "doubts", "asked", "lang", "revision"):
        setattr(resume, name, getattr(row, name))
    resume.confirmed_revision = row.confirmed_revision
    resume.confirmed_document = row.confirmed_document
    return changes


def _move_asked(asked: dict[str, str], applied: list[Operation]) -> dict[str, str]:
    """Return what was declined, moved along with the entries it is about."""
    out: dict[str, str] = {}
    for pointer, how in asked.items():
        now = _follow_declined(pointer, applied)
        if now is not None:
            out[now] = how
    return out


def _follow_declined(pointer: str, applied: list[Operation]) -> str | None:
    """Return where a declined place is after changes; None when a value came for it after all."""
    now = pointer
    for operation in applied:
        path = operation["path"]
        # Added to a list, it makes room; anywhere else it takes the place.
        makes_room = operation["op"] == "add" and isinstance(tokens_of(path)[-1], int)
        is_put_here = operation["op"] != "remove" and not makes_room
        if is_put_here and (now == path or now.startswith(path + "/")):
            if get_at(operation["value"], now[len(path) :]) is not MISSING:
                return None
            continue
        moved = move_pointer(now, operation)
        if moved is None:
            return None
        now = moved
    return now


def check_pointer(path: str) -> None:
    """Refuse a change to what JSON Resume has no place for."""
    steps = tokens_of(path)
    if not steps or steps[0] not in _SECTIONS or len(steps) > 6:
        raise AppError("bad_change", _("A résumé has no such place."))


def _check_document(document: dict[str, Any]) -> None:
    """Refuse what no résumé holds: too much, or too long a value."""
    for count, (pointer, value) in enumerate(leaves_of(document), start=1):
        if count > MAX_DOCUMENT_LEAVES or (isinstance(value, str) and len(value) > MAX_VALUE_CHARS):
            raise AppError("too_large", _("That is more than a résumé can hold."), status=413)
        is_leaf = value is None or isinstance(value, str | int | float | bool)
        if not is_leaf or not _is_storable(pointer) or not _is_storable(value):
            raise AppError("bad_change", _("A value must be a text, a number or a yes or no."))


def _is_storable(value: Any) -> bool:
    """Return whether a JSON column holds it: no NUL, no half of a pair of surrogates."""
    return not isinstance(value, str) or not UNSTORABLE.search(value)


def _check_shape(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Refuse a change that puts a thing where JSON Resume has another: an object for a name."""
    if misplaced(after) - misplaced(before):
        raise AppError("bad_change", _("A résumé has no such place."))
