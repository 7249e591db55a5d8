"""Whose résumés there are, and which one is being worked on."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from resumes.models import Resume

MAX_RESUMES = 20


def get_resume_for(user: User, resume_id: uuid.UUID | str) -> Resume:
    """Return the person's own résumé. One query; NotFound for a stranger's."""
    known = parse_id(resume_id)
    found = Resume.objects.filter(id=known, owner=user, deleted_at=None).first()
    if found is None:
        raise NotFound
    return found


def parse_id(given: uuid.UUID | str) -> uuid.UUID:
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
