"""Texts and files about a person, read into the résumé."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from jobassist.accounts.time_zones import today_for
from jobassist.errors import NotFound
from resumes.fields import parse_fields
from resumes.fields.merge import merge_changes
from resumes.fields.types import FieldChange
from resumes.models import Attachment, Resume, ResumeRevision
from resumes.patches import Operation
from resumes.pointers import to_pointer

from .previews import Outcome, Preview, Source, build_preview
from .writing import write_revision

MAX_TEXT_CHARS = 60_000
# Doubts that only the text shows, not the document that was read from it.
_NOTED_ONLY = frozenset({"has_ended", "two_names", "two_phones", "two_emails"})


def intake_text(resume: Resume, *, text: str, source: Source, today: date | None = None) -> Preview:
    """Read a text about the person and merge what it says; nothing already there is lost."""
    if len(text) > MAX_TEXT_CHARS:
        text = text[:MAX_TEXT_CHARS]
    when = today or today_for(resume.owner, timezone.now())
    # Read outside the lock: parsing a long CV takes a while, merging does not.
    parsed = parse_fields(text, today=when)

    def build(row: Resume) -> list[Operation]:
        return build_operations(merge_changes(row.document, parsed), row, text=text, source=source)

    noted = [d for d in parsed.doubts if d.why in _NOTED_ONLY]
    changes = write_revision(
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


def intake_attachment(
    resume: Resume, *, attachment: Attachment, today: date | None = None
) -> Preview:
    """Read an uploaded file into the résumé. The file must be the résumé owner's."""
    if attachment.owner_id != resume.owner_id:
        raise NotFound
    source = Source(kind="file", ref=str(attachment.id))
    if attachment.kind == Attachment.Kind.PICTURE:
        return _intake_picture(resume, attachment=attachment, source=source, today=today)
    if attachment.json_resume is None:
        return intake_text(resume, text=attachment.text, source=source, today=today)
    return intake_json_resume(resume, document=attachment.json_resume, source=source, today=today)


def _intake_picture(
    resume: Resume, *, attachment: Attachment, source: Source, today: date | None
) -> Preview:
    """Merge what a model read in a picture, each value marked; nothing that stands is replaced."""
    from resumes.seeing import read_seen

    text = attachment.text
    when = today or today_for(resume.owner, timezone.now())
    parsed = read_seen(attachment.json_resume or {}, text=text)
    if not parsed.document:
        # The model found words and no values: the words are read like any others.
        parsed = parse_fields(text, today=when)
    marked = source.model_copy(update={"from_picture": True})

    def build(row: Resume) -> list[Operation]:
        added = [each for each in merge_changes(row.document, parsed) if each.op == "add"]
        return build_operations(added, row, text=text, source=marked)

    changes = write_revision(
        resume, origin=ResumeRevision.Origin.INTAKE, build=build, lang=parsed.lang
    )
    return build_preview(
        resume, changes=changes, outcome="changed" if changes else "unchanged", today=when
    )


def intake_json_resume(
    resume: Resume, *, document: dict[str, Any], source: Source, today: date | None = None
) -> Preview:
    """Merge a JSON Resume document; each value is its own source."""
    from resumes.fields.json_resume import read_json_resume

    parsed, text = read_json_resume(document)
    when = today or today_for(resume.owner, timezone.now())

    def build(row: Resume) -> list[Operation]:
        return build_operations(merge_changes(row.document, parsed), row, text=text, source=source)

    changes = write_revision(
        resume, origin=ResumeRevision.Origin.INTAKE, build=build, lang=parsed.lang
    )
    return build_preview(
        resume, changes=changes, outcome="changed" if changes else "unchanged", today=when
    )


def build_operations(
    changes: Iterable[FieldChange], row: Resume, *, text: str, source: Source
) -> list[Operation]:
    """Return changes as operations whose sources quote the text."""
    base = source.model_dump(include={"kind", "ref", "from_picture"}, exclude_none=True)
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
