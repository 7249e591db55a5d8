"""What recruiters keep about contacts among themselves: notes, tags, who does it."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import Membership, User
from jobassist.errors import AppError
from recruiting.models import Application, ApplicationNote, ApplicationTag, Tag

from .moves import MAX_NOTE

MAX_TAGS = 10
MAX_TAGS_OF_COMPANY = 200


def add_note(application: Application, *, text: str, by: User, now: datetime) -> ApplicationNote:
    """Keep a note that only the company's recruiters read."""
    require_membership(by, application.company_id or 0, roles=WRITERS)
    text = text.strip()
    if not text or len(text) > MAX_NOTE:
        raise AppError(
            "note_invalid",
            _("Write a note of at most %(limit)d characters.") % {"limit": MAX_NOTE},
        )
    return ApplicationNote.objects.create(application=application, author=by, text=text, at=now)


def set_tags(application: Application, *, names: Sequence[str], by: User) -> list[str]:
    """Give a contact exactly these tags of its company; new ones are made."""
    require_membership(by, application.company_id or 0, roles=WRITERS)
    wanted = _clean(names)
    with transaction.atomic():
        tags = [_get_tag(application.company_id or 0, each) for each in wanted]
        ApplicationTag.objects.filter(application=application).exclude(tag__in=tags).delete()
        ApplicationTag.objects.bulk_create(
            [ApplicationTag(application=application, tag=tag) for tag in tags],
            ignore_conflicts=True,
        )
    return wanted


def add_tags(
    applications: Sequence[Application], *, names: Sequence[str], by: User
) -> list[Application]:
    """Give contacts of one company these tags beside those they have; returns which changed.

    Whoever would have too many keeps those they have.
    """
    company_ids = {each.company_id or 0 for each in applications}
    if len(company_ids) != 1:
        raise AppError("tags_invalid", _("Choose applications of one company."))
    (company_id,) = company_ids
    require_membership(by, company_id, roles=WRITERS)
    wanted = _clean(names)
    if not wanted:
        raise AppError("tags_invalid", _("Write at least one tag."))
    with transaction.atomic():
        had: dict[uuid.UUID, set[str]] = {each.id: set() for each in applications}
        rows = ApplicationTag.objects.filter(application_id__in=had)
        for application_id, name in rows.values_list("application_id", "tag__name"):
            had[application_id].add(name)
        new = {each: set(wanted) - names for each, names in had.items()}
        fitting = {each: more for each, more in new.items() if len(had[each] | more) <= MAX_TAGS}
        # A tag that nobody gets is not made.
        given = sorted({name for more in fitting.values() for name in more})
        tags = {name: _get_tag(company_id, name) for name in given}
        ApplicationTag.objects.bulk_create(
            [
                ApplicationTag(application_id=each, tag=tags[name])
                for each, more in fitting.items()
                for name in more
            ],
            ignore_conflicts=True,
        )
    return [each for each in applications if fitting.get(each.id)]


def assign(applications: Sequence[Application], *, to: User | None, by: User) -> int:
    """Give contacts of one company to one of its recruiters, or to nobody; returns how many."""
    company_ids = {each.company_id for each in applications}
    if len(company_ids) != 1:
        raise AppError("assignee_invalid", _("Choose applications of one company."))
    (company_id,) = company_ids
    company_id = company_id or 0
    require_membership(by, company_id, roles=WRITERS)
    if to is not None:
        is_one = Membership.objects.filter(
            user=to, company_id=company_id, role__in=WRITERS, user__is_active=True
        ).exists()
        if not is_one:
            raise AppError("assignee_invalid", _("Choose one of the company's recruiters."))
    return Application.objects.filter(
        id__in=[each.id for each in applications], company_id=company_id
    ).update(assigned_to=to)


def list_recruiters(company_id: int) -> list[User]:
    """Return who may work on a company's contacts, by name. One query."""
    return list(
        User.objects.filter(
            is_active=True, memberships__company_id=company_id, memberships__role__in=WRITERS
        ).order_by("display_name", "id")
    )


def _clean(names: Sequence[str]) -> list[str]:
    """Return names of tags as they are kept, in order. Raises ``AppError``: more than one holds."""
    wanted = sorted({" ".join(each.split())[:40] for each in names} - {""})
    if len(wanted) > MAX_TAGS:
        raise AppError(
            "too_many_tags", _("At most %(limit)d tags.") % {"limit": MAX_TAGS}, status=409
        )
    return wanted


def _get_tag(company_id: int, name: str) -> Tag:
    tag, is_new = Tag.objects.get_or_create(company_id=company_id, name=name)
    if is_new and Tag.objects.filter(company_id=company_id).count() > MAX_TAGS_OF_COMPANY:
        raise AppError(
            "too_many_tags",
            _("The company has %(limit)d tags already.") % {"limit": MAX_TAGS_OF_COMPANY},
            status=409,
        )
    return tag
