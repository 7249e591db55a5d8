"""A revision made the one that matches."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.accounts.time_zones import today_for
from jobassist.errors import AppError, NotFound
from resumes.models import Resume

from .previews import Preview, build_preview
from .roles import build_roles


def confirm_resume(resume: Resume, *, revision: int, today: date | None = None) -> Preview:
    """Make exactly this revision the one that matches; roles are read, vectors follow.

    `AppError("revision_moved", 409)` when another revision stands than the one that was shown.
    """
    from resumes import tasks

    when = today or today_for(resume.owner, timezone.now())
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
        build_roles(row, today=when)
        tasks.embed_roles.defer(resume_id=str(row.id))
    resume.confirmed_revision = row.confirmed_revision
    resume.confirmed_document = row.confirmed_document
    resume.confirmed_at = row.confirmed_at
    resume.revision, resume.document, resume.sources = row.revision, row.document, row.sources
    return build_preview(resume, changes=(), outcome="kept", today=when)
