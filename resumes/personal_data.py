"""How this app's rows about a person are exported, erased, let go, and carried over."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User

from . import services
from .models import Attachment, Resume


def export_resumes(user: User) -> dict[str, Any]:
    """Return every résumé with its history, and every file's facts and text."""
    resumes = Resume.objects.filter(owner=user).prefetch_related("revisions", "roles")
    return {
        "resumes": [
            {
                "id": str(r.id),
                "title": r.title,
                "lang": r.lang,
                "document": r.document,
                "sources": r.sources,
                "revision": r.revision,
                "confirmed_revision": r.confirmed_revision,
                "confirmed_document": r.confirmed_document,
                "declined": r.asked,
                "created_at": r.created_at.isoformat(),
                "updated_at": r.updated_at.isoformat(),
                "revisions": [
                    {
                        "revision": v.revision,
                        "origin": v.origin,
                        "patch": v.patch,
                        "at": v.at.isoformat(),
                    }
                    for v in r.revisions.all()
                ],
                "roles": [
                    {"title": o.title, "skills": o.skills, "years": o.years} for o in r.roles.all()
                ],
            }
            for r in resumes
        ],
        "attachments": [
            {
                "id": str(a.id),
                "filename": a.filename,
                "kind": a.kind,
                "size": a.size,
                "text": a.text,
                "created_at": a.created_at.isoformat(),
            }
            for a in Attachment.objects.filter(owner=user)
        ],
    }


def erase_resumes(user: User) -> None:
    """Remove every résumé, vector and file of a person."""
    with transaction.atomic():
        Resume.objects.filter(owner=user).delete()
        services.delete_attachments(Attachment.objects.filter(owner=user).only("id"))


def purge_resumes(user: User, before: datetime) -> int:
    """Remove résumés and files last touched before an instant."""
    with transaction.atomic():
        old = Resume.objects.filter(owner=user, updated_at__lt=before)
        count = old.count()
        old.delete()
        files = Attachment.objects.filter(owner=user, created_at__lt=before).only("id")
        return count + services.delete_attachments(files)


def merge_resumes(guest: User, into: User) -> None:
    """Move a guest's résumés and files to the account they signed in to.

    The account's own current résumé stays the current one; without one, the guest's is it.
    """
    with transaction.atomic():
        Attachment.objects.filter(owner=guest).update(owner=into)
        mine = Resume.objects.filter(owner=guest)
        if Resume.objects.filter(owner=into, is_current=True, deleted_at=None).exists():
            mine.filter(is_current=True).update(is_current=False)
        mine.update(owner=into)


def register_hooks() -> None:
    """Make this app part of export, erasure, retention and merging."""
    personal_data.register(
        "resumes", export=export_resumes, erase=erase_resumes, purge=purge_resumes
    )
    merging.register(merge_resumes)
