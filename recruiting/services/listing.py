"""A company's applications, page by page."""

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from recruiting.models import Application, ApplicationTag

from .shared import names_of


@dataclass(frozen=True)
class Listed:
    """An application with its tags, and a name where that is shared with the reader."""

    application: Application
    tags: tuple[str, ...]
    name: str | None


def list_pipeline(
    company_id: int,
    *,
    stage_id: int | None = None,
    posting_id: int | None = None,
    after: uuid.UUID | None = None,
    limit: int,
    with_names: bool,
) -> list[Listed]:
    """Return a company's applications, newest first, behind the one with the id `after`.

    At most four queries, however far into the list.
    """
    rows = Application.objects.filter(
        company_id=company_id, seeker__isnull=False, merged_into__isnull=True
    )
    if after is not None:
        last = rows.filter(id=after).values_list("created_at", flat=True).first()
        if last is None:
            raise AppError("bad_cursor", _("There is no such application to go on from."))
        rows = rows.filter(
            Q(created_at__lt=last) | Q(created_at=last, id__lt=after), created_at__lte=last
        )
    if stage_id is not None:
        rows = rows.filter(stage_id=stage_id)
    if posting_id is not None:
        rows = rows.filter(posting_id=posting_id)
    page = list(
        rows.select_related("posting", "stage", "seeker").order_by("-created_at", "-id")[:limit]
    )
    names = names_of(page) if with_names and page else {}
    tags: dict[uuid.UUID, list[str]] = {}
    tagged = ApplicationTag.objects.filter(application__in=page).order_by("tag__name")
    for application_id, name in tagged.values_list("application_id", "tag__name"):
        tags.setdefault(application_id, []).append(name)
    return [Listed(each, tuple(tags.get(each.id, ())), names.get(each.id)) for each in page]
