"""The only writer of résumés: intake, answers, changes, undo, confirmation, files."""

import hashlib
import os
import re
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import jsonschema
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobassist.language.text import Lang, detect_language
from jobassist.language.titles import parse_title
from jobassist.virus_scan import scan_bytes

from .extract_text import extract_text
from .extract_text import sniff_file as sniff_file
from .extraction.json_resume import misplaced
from .fields import (
    Question,
    completeness,
    find_doubts,
    missing_questions,
    parse_answer,
    parse_fields,
)
from .fields.merge import merge_changes
from .fields.types import Doubt, FieldChange
from .matching import roles_of
from .models import Attachment, Resume, ResumeRevision, ResumeRole, SearchedRole
from .patches import Operation, State, apply_operations, move_pointer
from .pointers import (
    MISSING,
    get_at,
    leaves_of,
    reading_order,
    to_dotted,
    to_pointer,
    tokens_of,
)
from .reach import Reach, read_reach

MAX_TEXT_CHARS = 60_000
MAX_CHANGES = 500
MAX_RESUMES = 20
MAX_ATTACHMENTS = 100
MAX_DOCUMENT_LEAVES = 3_000
MAX_VALUE_CHARS = 8_000
MAX_SHOWN_CHANGES = 200
MAX_UNDO_STEPS = 50
MAX_UPLOAD_BYTES = 10_000_000
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

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


class Change(BaseModel):
    """One RFC 6902 operation. `path` is a JSON pointer or a dotted path.

    Without `source`, the source given to `apply_changes` stands for every leaf of `value`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal["add", "replace", "remove", "test"]
    path: str = Field(max_length=300)
    value: Any = None
    source: Source | None = None


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


def list_leaves(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return every value of a résumé with its JSON pointer."""
    return list(leaves_of(document))


def today_for(user: User, *, now: datetime | None = None) -> date:
    """Return the date where the person is."""
    return (now or timezone.now()).astimezone(ZoneInfo(user.time_zone or "UTC")).date()


def get_resume_for(user: User, resume_id: uuid.UUID | str) -> Resume:
    """Return the person's own résumé. One query; NotFound for a stranger's."""
    known = _parse_id(resume_id)
    found = Resume.objects.filter(id=known, owner=user, deleted_at=None).first()
    if found is None:
        raise NotFound
    return found


def _parse_id(given: uuid.UUID | str) -> uuid.UUID:
    if isinstance(given, uuid.UUID):
        return given
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise NotFound from error


def list_resumes(user: User) -> list[Resume]:
    """Return the person's résumés, newest first. One query."""
    own = Resume.objects.filter(owner=user, deleted_at=None)
    return list(own.order_by("-updated_at")[:MAX_RESUMES])


def current_resume(user: User) -> Resume:
    """Return the résumé being worked on; opens an empty one for a newcomer."""
    own = Resume.objects.filter(owner=user, deleted_at=None)
    found = own.filter(is_current=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            newest = own.order_by("-updated_at").first()
            if newest is not None:
                own.filter(id=newest.id).update(is_current=True)
                newest.is_current = True
                return newest
            return Resume.objects.create(owner=user, is_current=True)
    except IntegrityError:
        # Another message of the same person was first.
        return own.get(is_current=True)


def create_resume(user: User, *, title: str = "") -> Resume:
    """Return a new, empty résumé, which becomes the current one."""
    with transaction.atomic():
        # The lock keeps two requests from each making a current one, and counts truly.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        own = Resume.objects.filter(owner=user, deleted_at=None)
        if own.count() >= MAX_RESUMES:
            raise AppError(
                "too_many_resumes", _("Delete a résumé before making another one."), status=409
            )
        own.filter(is_current=True).update(is_current=False)
        return Resume.objects.create(owner=user, is_current=True, title=title[:200])


def make_current(resume: Resume) -> None:
    """Make this résumé the one being worked on."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=resume.owner_id)
        own = Resume.objects.filter(owner_id=resume.owner_id, deleted_at=None)
        own.filter(is_current=True).exclude(id=resume.id).update(is_current=False)
        own.filter(id=resume.id).update(is_current=True)
    resume.is_current = True


def delete_resume(resume: Resume) -> None:
    """Take a résumé away for good: document, history, roles and their vectors."""
    Resume.objects.filter(id=resume.id).delete()


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


def _write(
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


def intake_text(resume: Resume, *, text: str, source: Source, today: date | None = None) -> Preview:
    """Read a text about the person and merge what it says; nothing already there is lost."""
    if len(text) > MAX_TEXT_CHARS:
        text = text[:MAX_TEXT_CHARS]
    when = today or today_for(resume.owner)
    # Read outside the lock: parsing a long CV takes a while, merging does not.
    parsed = parse_fields(text, today=when)

    def build(row: Resume) -> list[Operation]:
        return _operations(merge_changes(row.document, parsed), row, text=text, source=source)

    noted = [d for d in parsed.doubts if d.why in _NOTED_ONLY]
    changes = _write(
        resume,
        origin=ResumeRevision.Origin.INTAKE,
        build=build,
        doubts=noted or None,
        lang=parsed.lang,
    )
    outcome: Outcome = "changed" if changes else "unchanged"
    if not changes and not parsed.document:
        outcome = "not_understood"
    return build_preview(resume, changes=changes, outcome=outcome, today=when)


# Doubts that only the text shows, not the document that was read from it.
_NOTED_ONLY = frozenset({"has_ended", "two_names", "two_phones", "two_emails"})


def intake_attachment(
    resume: Resume, *, attachment: Attachment, today: date | None = None
) -> Preview:
    """Read an uploaded file into the résumé. The file must be the résumé owner's."""
    if attachment.owner_id != resume.owner_id:
        raise NotFound
    source = Source(kind="file", ref=str(attachment.id))
    if attachment.json_resume is None:
        return intake_text(resume, text=attachment.text, source=source, today=today)
    return intake_json_resume(resume, document=attachment.json_resume, source=source, today=today)


def _operations(
    changes: Iterable[FieldChange], row: Resume, *, text: str, source: Source
) -> list[Operation]:
    """Return changes as operations whose sources quote the text."""
    base = source.model_dump(include={"kind", "ref"})
    out: list[Operation] = []
    for change in changes:
        path = to_pointer(change.path)
        sources: dict[str, dict[str, Any]] = {}
        for pointer, span in change.spans.items():
            words = text[span.start : span.end]
            before = row.sources.get(path + pointer)
            if change.joins and before:
                words = f"{before.get('words', '')} … {words}"
            sources[pointer] = {
                **base,
                "start": span.start,
                "end": span.end,
                "words": words[:4000],
            }
        out.append({"op": change.op, "path": path, "value": change.value, "sources": sources})
    return out


def intake_json_resume(
    resume: Resume, *, document: dict[str, Any], source: Source, today: date | None = None
) -> Preview:
    """Merge a JSON Resume document; each value is its own source."""
    from .fields.json_resume import read_json_resume

    parsed, text = read_json_resume(document)
    when = today or today_for(resume.owner)

    def build(row: Resume) -> list[Operation]:
        return _operations(merge_changes(row.document, parsed), row, text=text, source=source)

    changes = _write(resume, origin=ResumeRevision.Origin.INTAKE, build=build, lang=parsed.lang)
    return build_preview(
        resume, changes=changes, outcome="changed" if changes else "unchanged", today=when
    )


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
    _check_pointer(path)
    when = today or today_for(resume.owner)
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
        return _operations(answer.changes, row, text=said, source=source)

    declined: dict[str, str] = {}
    outcome: Outcome = "not_understood"
    if answer.refused:
        declined, outcome = {pointer: "refused"}, "refused"
    elif answer.dont_know:
        declined, outcome = {pointer: "unknown"}, "unknown"
    elif answer.kept:
        declined, outcome = {pointer: "kept"}, "kept"
    changes = _write(
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
    from .fields.questions import schema_of

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

    changes = _write(resume, origin=ResumeRevision.Origin.ANSWER, build=build, revision=revision)
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
            _check_pointer(change.path)
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

    shown = _write(resume, origin=ResumeRevision.Origin.EDIT, build=build, revision=revision)
    return build_preview(
        resume, changes=shown, outcome="changed" if shown else "unchanged", today=today
    )


_SECTIONS = frozenset(
    "basics work volunteer education awards certificates publications skills languages interests "
    "references projects meta".split()
)


def _check_pointer(path: str) -> None:
    """Refuse a change to what JSON Resume has no place for."""
    steps = tokens_of(path)
    if not steps or steps[0] not in _SECTIONS or len(steps) > 6:
        raise AppError("bad_change", _("A résumé has no such place."))


def skip_question(resume: Resume, *, path: str, today: date | None = None) -> Preview:
    """Remember that this is not to be asked again."""
    _check_pointer(path)
    _write(
        resume,
        origin=ResumeRevision.Origin.ANSWER,
        build=lambda _row: [],
        asked={to_pointer(path): "refused"},
    )
    return build_preview(resume, changes=(), outcome="refused", today=today)


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

            done = _write(
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

    return _write(resume, origin=ResumeRevision.Origin.EDIT, build=build, revision=revision)


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

    changes = _write(resume, origin=ResumeRevision.Origin.DISCARD, build=build, revision=revision)
    return build_preview(
        resume, changes=changes, outcome="changed" if changes else "unchanged", today=today
    )


def confirm_resume(resume: Resume, *, revision: int, today: date | None = None) -> Preview:
    """Make exactly this revision the one that matches; roles are read, vectors follow.

    `AppError("revision_moved", 409)` when another revision stands than the one that was shown.
    """
    from . import tasks

    when = today or today_for(resume.owner)
    with transaction.atomic():
        row = (
            Resume.objects.select_for_update(no_key=True)
            .filter(id=resume.id, deleted_at=None)
            .first()
        )
        if row is None:
            raise NotFound
        if row.revision != revision:
            raise AppError(
                "revision_moved",
                _("The résumé has changed in the meantime; please look at it again."),
                status=409,
                revision=row.revision,
            )
        if not row.document:
            raise AppError("empty_resume", _("There is nothing in the résumé yet."), status=409)
        row.confirmed_revision = revision
        row.confirmed_document = row.document
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_revision", "confirmed_document", "confirmed_at"])
        _build_roles(row, today=when)
        tasks.embed_roles.defer(resume_id=str(row.id))
    resume.confirmed_revision = row.confirmed_revision
    resume.confirmed_document = row.confirmed_document
    resume.confirmed_at = row.confirmed_at
    resume.revision, resume.document, resume.sources = row.revision, row.document, row.sources
    return build_preview(resume, changes=(), outcome="kept", today=when)


def _build_roles(row: Resume, *, today: date) -> None:
    """Write a confirmed document's roles; a role whose words stand keeps its vector."""
    known = {r.content_hash: r for r in row.roles.all() if r.vector is not None}
    row.roles.all().delete()
    rows: list[ResumeRole] = []
    for order, role in enumerate(roles_of(row.confirmed_document or {}, today=today)):
        words = role.text_to_embed()
        digest = hashlib.sha256(words.encode()).hexdigest()
        old = known.get(digest)
        rows.append(
            ResumeRole(
                resume=row,
                revision=row.revision,
                order=order,
                title=role.title[:200],
                titles=list(role.titles),
                skills=list(role.skills),
                skill_keys=list(role.skill_keys),
                place=role.place[:200],
                seniority=role.seniority or "",
                years=role.years,
                content_hash=digest,
                text_to_embed=words[:600],
                model_name=old.model_name if old else "",
                vector=old.vector if old else None,
            )
        )
    ResumeRole.objects.bulk_create(rows)
    _list_roles(row, today=today)


def _list_roles(resume: Resume, *, today: date) -> None:
    """List a résumé's roles for whoever looks for people: those that have a vector."""
    roles = [r for r in ResumeRole.objects.filter(resume_id=resume.id) if r.vector is not None]
    SearchedRole.objects.filter(resume_id=resume.id).delete()
    if not roles or resume.confirmed_document is None:
        return
    lang: Lang = "zh" if resume.lang == "zh" else "en"
    reach = read_reach(resume.confirmed_document, lang=lang, today=today)
    SearchedRole.objects.bulk_create(build_searched_role(role, reach) for role in roles)


def build_searched_role(role: ResumeRole, reach: Reach) -> SearchedRole:
    """Return the row by which a role is found."""
    parsed = parse_title(role.title)
    return SearchedRole(
        role_id=role.pk,
        resume_id=role.resume_id,
        model_name=role.model_name,
        vector=role.vector,
        family=(parsed.family or "") if parsed else "",
        place_keys=list(reach.place_keys),
        reach_keys=list(reach.reach_keys),
        years=reach.years,
        education=reach.education,
        read_on=reach.read_on,
    )


def embed_roles(resume_id: uuid.UUID | str) -> int:
    """Give each role of a résumé its vector; returns how many were written.

    Safe to repeat: only roles without a vector, and only if their words are still the same.
    """
    from jobassist.ai.embedder import get_embedder

    roles = list(ResumeRole.objects.filter(resume_id=resume_id, vector=None).order_by("order"))
    if not roles:
        return 0
    embedder = get_embedder()
    vectors = embedder.embed_queries([r.text_to_embed for r in roles])
    done = 0
    for role, vector in zip(roles, vectors, strict=True):
        done += ResumeRole.objects.filter(id=role.id, content_hash=role.content_hash).update(
            vector=vector.tolist(), model_name=embedder.model_name
        )
    with transaction.atomic():
        # Against a confirmation at the same moment.
        resume = (
            Resume.objects.select_for_update(no_key=True)
            .select_related("owner")
            .filter(id=resume_id, deleted_at=None)
            .first()
        )
        if resume is not None:
            _list_roles(resume, today=today_for(resume.owner))
    return done


def embed_roles_again() -> int:
    """Embed anew the roles whose vectors another model made; returns how many.

    Resumable: a role that has been done is of the model in use.
    """
    from jobassist.ai.embedder import get_embedder

    embedder = get_embedder()
    done = 0
    last: int = 0
    while True:
        roles = list(
            ResumeRole.objects.filter(vector__isnull=False, id__gt=last)
            .exclude(model_name=embedder.model_name)
            .order_by("id")[:64]
        )
        if not roles:
            return done
        last = roles[-1].id
        vectors = embedder.embed_documents([r.text_to_embed for r in roles])
        for role, vector in zip(roles, vectors, strict=True):
            done += ResumeRole.objects.filter(id=role.id, content_hash=role.content_hash).update(
                vector=vector.tolist(), model_name=embedder.model_name
            )
            SearchedRole.objects.filter(role_id=role.id).update(
                vector=vector.tolist(), model_name=embedder.model_name
            )


def upload_resume(user: User, *, file: UploadedFile) -> Attachment:
    """Store a file and its text. Extraction's refusals are `AppError` with their own code."""
    size = file.size or 0
    if size > MAX_UPLOAD_BYTES:
        raise AppError("too_large", _("This file is too large: 10 MB is the most."), status=413)
    if Attachment.objects.filter(owner=user).count() >= MAX_ATTACHMENTS:
        raise AppError("too_many_files", _("Delete a file before uploading more."), status=409)
    data = file.read()
    scan_bytes(data)
    # In a child with limits, and before anything is stored: a refused file leaves no trace.
    found = extract_text(data, filename=file.name or "")
    attachment_id = uuid.uuid4()
    path = attachment_path(attachment_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Nobody else on the machine may read it, whatever the umask.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
        return Attachment.objects.create(
            id=attachment_id,
            owner=user,
            filename=Path(file.name or "").name[:255],
            kind=found.kind,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            pages=found.pages,
            text=found.text.replace("\x00", ""),
            json_resume=found.json_resume,
            warnings=list(found.warnings),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def attachment_path(attachment_id: uuid.UUID | str) -> Path:
    """Return where an attachment's bytes stand."""
    return Path(settings.MEDIA_ROOT) / str(attachment_id)


def get_attachment_for(user: User, attachment_id: uuid.UUID | str) -> Attachment:
    """Return the person's own attachment. One query; NotFound for a stranger's."""
    found = Attachment.objects.filter(id=_parse_id(attachment_id), owner=user).first()
    if found is None:
        raise NotFound
    return found


def delete_attachments(attachments: Iterable[Attachment]) -> int:
    """Delete attachments with their bytes; the files go once the rows are gone for good."""
    ids = [a.id for a in attachments]
    Attachment.objects.filter(id__in=ids).delete()
    transaction.on_commit(lambda: _unlink(ids))
    return len(ids)


def _unlink(ids: list[uuid.UUID]) -> None:
    for attachment_id in ids:
        attachment_path(attachment_id).unlink(missing_ok=True)


def language_of(text: str) -> str:
    """Return `zh` or `en`, for a résumé's own language."""
    return detect_language(text)
