"""Files in threads: a company's own, and a seeker's attachments as they were sent."""

import hashlib
import os
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobassist.virus_scan import scan_bytes
from recruiting.models import Side, Thread, ThreadFile
from resumes.services import attachment_path, get_attachment_for, sniff_file

from .threads import may_see_words

MAX_FILE_BYTES = 10 * 2**20
MAX_FILES = 5
# A company's files in one thread, sent or not.
MOST_OF_COMPANY = 50
UNSENT_FOR = timedelta(days=1)
# By what it is, never by what it is called.
EXTENSIONS = {
    "pdf": ".pdf",
    "docx": ".docx",
    "html": ".html",
    "mhtml": ".mhtml",
    "json": ".json",
    "text": ".txt",
    "txt": ".txt",
    "md": ".md",
    "json_resume": ".json",
    "picture": ".jpg",
}
OF_COMPANIES = frozenset({"pdf", "docx", "text"})
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def upload_file(thread: Thread, *, sender: User, file: UploadedFile, now: datetime) -> ThreadFile:
    """Store a recruiter's file for a thread, sent with their next message.

    AppError "too_large", "unsupported_type", "infected", "too_many_files", or 503
    "scan_unavailable" where files are scanned and the scanner does not answer. The caller has
    checked that the sender writes for the thread's company.
    """
    if (file.size or 0) > MAX_FILE_BYTES:
        raise AppError("too_large", _("This file is too large: 10 MB is the most."), status=413)
    if ThreadFile.objects.filter(thread=thread, side=Side.RECRUITER).count() >= MOST_OF_COMPANY:
        raise AppError("too_many_files", _("There are too many files in this one."), status=409)
    data = file.read()
    kind = sniff_file(data)
    if kind not in OF_COMPANIES:
        raise AppError(
            "unsupported_type",
            _("Files here are PDF, Word (.docx) or plain text."),
            status=400,
        )
    scan_bytes(data)
    file_id = uuid.uuid4()
    path = file_path(file_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Nobody else on the machine may read it, whatever the umask.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
        return ThreadFile.objects.create(
            id=file_id,
            thread=thread,
            side=Side.RECRUITER,
            sender=sender,
            filename=name_file(file.name or "", kind=kind),
            kind=kind,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            created_at=now,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def name_file(given: str, *, kind: str) -> str:
    """Return a file's name without a path or signs that hide what it is, ending as it is."""
    end = EXTENSIONS.get(kind, "")
    plain = "".join(each for each in Path(given).name if each.isprintable() and each not in '"\\/:')
    stem = plain[: -len(end)] if end and plain.lower().endswith(end) else plain
    return (stem.strip(" .")[: 255 - len(end)] or "file") + end


def file_path(file_id: uuid.UUID | str) -> Path:
    """Return where a company's file stands."""
    return Path(settings.MEDIA_ROOT) / "threads" / str(file_id)


def claim_files(
    thread: Thread,
    *,
    sender: User,
    side: Side,
    ids: Sequence[uuid.UUID],
    item_id: uuid.UUID,
    now: datetime,
) -> list[ThreadFile]:
    """Take these files into a message: a recruiter's uploads, or a seeker's attachments.

    AppError 404 "attachment_not_found" for one that is not the sender's, or was sent already.
    """
    if len(ids) > MAX_FILES:
        raise AppError(
            "malformed",
            _("At most %(count)d files a message.") % {"count": MAX_FILES},
            pointer="/data/attachment_ids",
        )
    found: list[ThreadFile] = []
    for wanted in dict.fromkeys(ids):
        try:
            if side == Side.RECRUITER:
                row = ThreadFile.objects.select_for_update().get(
                    id=wanted, thread=thread, sender=sender, item_id=None
                )
                row.item_id = item_id
                row.save(update_fields=["item_id"])
            else:
                row = _share(thread, sender, wanted, item_id, now)
        except (ThreadFile.DoesNotExist, NotFound) as error:
            raise AppError(
                "attachment_not_found",
                _("There is no such file."),
                status=404,
                pointer="/data/attachment_ids",
            ) from error
        found.append(row)
    return found


def _share(
    thread: Thread, sender: User, attachment_id: uuid.UUID, item_id: uuid.UUID, now: datetime
) -> ThreadFile:
    attachment = get_attachment_for(sender, attachment_id)
    return ThreadFile.objects.create(
        thread=thread,
        side=Side.SEEKER,
        sender=sender,
        attachment_id=attachment.id,
        filename=name_file(attachment.filename, kind=attachment.kind),
        kind=attachment.kind,
        size=attachment.size,
        sha256=attachment.sha256,
        item_id=item_id,
        created_at=now,
    )


def get_file(thread: Thread, file_id: uuid.UUID | str) -> tuple[ThreadFile, Path]:
    """Return a file that was sent in a thread, and where its bytes are; NotFound otherwise.

    The caller has checked that the reader is of one of the two sides.
    """
    try:
        wanted = uuid.UUID(str(file_id))
    except ValueError as error:
        raise NotFound from error
    row = ThreadFile.objects.filter(id=wanted, thread=thread, item_id__isnull=False).first()
    if row is None:
        raise NotFound
    path = file_path(row.id) if row.attachment_id is None else attachment_path(row.attachment_id)
    if not path.is_file():
        # A seeker deleted it.
        raise NotFound
    return row, path


def may_see_file(thread: Thread, file_id: uuid.UUID) -> bool:
    """Return whether a company may have a file now: its own, or one that is still shared."""
    row = ThreadFile.objects.filter(id=file_id, thread=thread).only("side").first()
    return row is not None and (row.side == Side.RECRUITER or may_see_words(thread))


def delete_files(files: QuerySet[ThreadFile]) -> int:
    """Delete files with their bytes; a seeker's own attachments stay theirs."""
    ids = list(files.filter(attachment_id=None).values_list("id", flat=True))
    gone, _by_model = files.delete()
    transaction.on_commit(lambda: _unlink(ids))
    return gone


def delete_unsent(*, now: datetime) -> int:
    """Delete what was uploaded for a message that was never sent."""
    return delete_files(ThreadFile.objects.filter(item_id=None, created_at__lt=now - UNSENT_FOR))


def _unlink(ids: list[uuid.UUID]) -> None:
    for file_id in ids:
        file_path(file_id).unlink(missing_ok=True)
