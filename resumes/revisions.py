"""A résumé as it stood at one of its revisions. Reads only."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, IntegerField, OuterRef, When

from resumes.models import Resume, ResumeRevision
from resumes.patches import State, apply_operations

MOST_BACK = 500


def read_document_at(resume_id: uuid.UUID, *, revision: int) -> dict[str, Any] | None:
    """Return the document of a revision; None when the résumé is gone or it lies too far back.

    One query where it is what is confirmed now, else two.
    """
    resume = Resume.objects.filter(id=resume_id, deleted_at__isnull=True).first()
    if resume is None:
        return None
    if resume.confirmed_revision == revision:
        document: dict[str, Any] | None = resume.confirmed_document
        return document
    later = list(
        resume.revisions.filter(revision__gt=revision).order_by("-revision")[: MOST_BACK + 1]
    )
    if len(later) > MOST_BACK or revision > resume.revision:
        return None
    state = State(resume.document, resume.sources)
    for entry in later:
        state, _applied, _inverse = apply_operations(state, entry.inverse)
    return state.document


def read_all_at(revisions: Mapping[uuid.UUID, int]) -> list[Resume]:
    """Return confirmed résumés as they stood, each at a revision of its own. One query.

    Their `confirmed_document` and `confirmed_revision` are those of the revision asked for; not to
    be saved. Left out is what is gone, is not confirmed any more or lies too far back.
    """
    if not revisions:
        return []
    revision_of = Case(
        *(When(id=key, then=revision) for key, revision in revisions.items()),
        output_field=IntegerField(),
    )
    later = ResumeRevision.objects.filter(
        resume_id=OuterRef("id"), revision__gt=OuterRef("asked_for")
    ).order_by("-revision")
    rows = (
        Resume.objects.filter(
            id__in=list(revisions), deleted_at=None, confirmed_revision__isnull=False
        )
        .annotate(asked_for=revision_of)
        .filter(revision__gte=F("asked_for"), revision__lte=F("asked_for") + MOST_BACK)
        .annotate(inverses=ArraySubquery(later.values("inverse")))
        .defer("confirmed_document", "doubts", "asked")
    )
    found: list[Resume] = list(rows)
    for row in found:
        state = State(row.document, row.sources)
        for inverse in row.inverses:  # type: ignore[attr-defined]
            state, _applied, _inverse = apply_operations(state, inverse)
        row.confirmed_document = state.document
        row.confirmed_revision = revisions[row.id]
    return found
