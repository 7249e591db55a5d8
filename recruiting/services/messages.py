"""Messages in threads: each counted once, checked as it is written, told to the other side."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from eventlog.services import append_events, join_thread, lock_conversation_ids, mark_read
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from recruiting.models import Side, Thread, ThreadPost

from .greetings import accept_greeting, is_greeting_open
from .moves import record_answer, record_opened
from .thread_files import claim_files
from .thread_words import screen_words, warn_seeker
from .threads import (
    build_item,
    conversations_of,
    get_thread_of,
    notify_other_side,
    refuse_blocked,
    tell_beside,
    thread_closed,
    why_silent,
)

MAX_POST = 4_000
# A company that hears nothing does not go on for ever.
MAX_IN_A_ROW = 10


@dataclass(frozen=True)
class Posted:
    """A message in the log: where, and whether it had been taken before."""

    item_id: uuid.UUID
    seq: int
    is_repeat: bool = False


def post_to_thread(
    thread: Thread,
    *,
    sender: User,
    side: Side,
    text: str,
    frame_id: uuid.UUID,
    file_ids: Sequence[uuid.UUID] = (),
    now: datetime,
) -> Posted:
    """Write a message into a thread and tell the other side; the same `frame_id` has one effect.

    NotFound for somebody who is on neither side; AppError 409 "thread_closed" or
    "wait_for_answer", 400 "malformed", "message_too_long" or "id_reused".
    """
    if thread.conversation_id is None or (side == Side.SEEKER and sender.id != thread.seeker_id):
        raise NotFound
    conversation_id = thread.conversation_id
    text = text.strip()
    if not text and not file_ids:
        raise AppError("malformed", _("The message is empty."), pointer="/data/text")
    if len(text) > MAX_POST:
        raise AppError(
            "message_too_long",
            _("The message is too long: at most %(limit)d characters.") % {"limit": MAX_POST},
        )
    if side == Side.RECRUITER:
        # Membership and role as they are now, whoever opened the page.
        get_thread_of(sender, thread.id)
    body_hash = _hash_body(thread, text, file_ids)
    with transaction.atomic():
        # Those that the contact's news go to as well, in the order in which everybody locks.
        heard = conversations_of([thread.application_id] if thread.application_id else [])
        if conversation_id not in lock_conversation_ids({conversation_id, *heard}):
            raise NotFound
        # Under the lock: ended, blocked or sent already, it is known by now.
        thread = Thread.objects.select_related(
            "company", "posting", "seeker", "conversation", "application"
        ).get(id=thread.id)
        earlier = ThreadPost.objects.filter(sender=sender, frame_id=frame_id).first()
        if earlier is not None:
            if earlier.body_hash != body_hash:
                raise AppError(
                    "id_reused",
                    _("This id was used for something else. Send it under a new id."),
                )
            return Posted(earlier.item_id, earlier.seq, is_repeat=True)
        if side == Side.RECRUITER:
            _check_recruiter(thread, sender)
        elif thread.state != Thread.State.OPEN or not thread.company.is_active:
            raise thread_closed()
        item_id = uuid.uuid4()
        files = claim_files(
            thread, sender=sender, side=side, ids=file_ids, item_id=item_id, now=now
        )
        # A seeker's own words stay as they are.
        shown, warnings = screen_words(thread, text) if side == Side.RECRUITER else (text, ())
        attachments: list[dict[str, Any]] = [
            {"attachment_id": str(each.id), "filename": each.filename, "kind": each.kind}
            for each in files
        ]
        is_first = side == Side.SEEKER and is_greeting_open(thread)
        if is_first:
            # Before the words are in the log: from now on the company may read them.
            accept_greeting(thread, text=text, now=now)
        (seq,) = append_events(
            conversation_id,
            [
                build_item(
                    role="recruiter" if side == Side.RECRUITER else "user",
                    text=shown,
                    item_id=item_id,
                    ref=str(frame_id),
                    attachments=attachments,
                )
            ],
            now=now,
        )
        ThreadPost.objects.create(
            thread=thread,
            side=side,
            sender=sender,
            item_id=item_id,
            seq=seq,
            frame_id=frame_id,
            body_hash=body_hash,
            at=now,
        )
        Thread.objects.filter(id=thread.id).update(last_side=side, last_at=now)
        if side == Side.RECRUITER:
            assert thread.conversation is not None
            join_thread(thread.conversation, sender)
            warn_seeker(thread, warnings, now=now)
            tell_beside(thread, "recruiter_wrote", now=now)
            if thread.application is not None and thread.application.answered_at is None:
                record_answer(thread.application, by=sender, now=now)
        elif is_first:
            tell_beside(thread, "seeker_wrote", now=now)
        notify_other_side(thread, side=side, now=now)
    return Posted(item_id, seq)


def _hash_body(thread: Thread, text: str, file_ids: Sequence[uuid.UUID]) -> str:
    body = json.dumps([str(thread.id), text, sorted(str(each) for each in file_ids)])
    return hashlib.sha256(body.encode()).hexdigest()


def _check_recruiter(thread: Thread, sender: User) -> None:
    require_membership(sender, thread.company_id, roles=WRITERS)
    refuse_blocked(thread)
    if notice := why_silent(thread):
        is_open = thread.state == Thread.State.OPEN
        raise AppError("wait_for_answer" if is_open else "thread_closed", notice, status=409)
    sides = ThreadPost.objects.filter(thread=thread).order_by("-id").values_list("side", flat=True)
    latest = list(sides[:MAX_IN_A_ROW])
    if len(latest) == MAX_IN_A_ROW and set(latest) == {Side.RECRUITER}:
        raise AppError(
            "wait_for_answer",
            _("You have written %(count)d messages in a row. Wait for an answer.")
            % {"count": MAX_IN_A_ROW},
            status=409,
        )


def mark_thread_read(user: User, thread_id: uuid.UUID | str, *, seq: int, now: datetime) -> bool:
    """Move a recruiter's read mark forward; the seeker sees that the company has read it."""
    thread = get_thread_of(user, thread_id)
    assert thread.conversation is not None
    join_thread(thread.conversation, user)
    if thread.application is not None:
        record_opened(thread.application, by=user, now=now)
    return mark_read(user, thread.conversation, seq=seq)
