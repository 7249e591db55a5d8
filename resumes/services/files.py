"""Uploaded files: rows, bytes and their text."""

import hashlib
import os
import uuid
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from jobassist.accounts.limits import HOUR, Limit, count_attempt
from jobassist.accounts.models import User
from jobassist.ai.chat_model import is_vision_configured
from jobassist.errors import AppError, NotFound
from jobassist.virus_scan import scan_bytes
from resumes.extract_text import DEFAULT, ExtractedText, extract_text
from resumes.models import Attachment
from resumes.seeing import read_picture

from .rows import parse_id

MAX_ATTACHMENTS = 100
MAX_UPLOAD_BYTES = 10_000_000
# Each is a call of a model, on top of what counts for every upload.
PICTURE_BY_USER = Limit("resume.picture", 10, HOUR)


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
    limits = replace(DEFAULT, reads_pictures=is_vision_configured())
    found = extract_text(data, filename=file.name or "", limits=limits)
    if found.kind == "picture":
        found, data = _see(user, found), found.picture
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


def _see(user: User, found: ExtractedText) -> ExtractedText:
    """Return a picture with the words and values that a model reads in it."""
    count_attempt(PICTURE_BY_USER, str(user.id))
    seen = read_picture(found.picture, user_id=user.id)
    return replace(found, text=seen.text, json_resume=seen.document)


def attachment_path(attachment_id: uuid.UUID | str) -> Path:
    """Return where an attachment's bytes stand."""
    return Path(settings.MEDIA_ROOT) / str(attachment_id)


def get_attachment_for(user: User, attachment_id: uuid.UUID | str) -> Attachment:
    """Return the person's own attachment. One query; NotFound for a stranger's."""
    found = Attachment.objects.filter(id=parse_id(attachment_id), owner=user).first()
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
