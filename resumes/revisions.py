"""A résumé as it stood at one of its revisions. Reads only."""

import uuid
from typing import Any

from resumes.models import Resume
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
