"""What a recruiter's socket asks of the rows: who it is, what came, orders. Sync.

Who is there is read from the admin's session each time: a sign-out, a change of role or a company
that was left is felt at the next frame.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Literal

from django.conf import settings
from django.contrib import admin, auth
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chat.sessions import session_ended
from jobassist.accounts.locales import django_language
from jobassist.accounts.models import User
from jobassist.errors import AppError
from recruiting import services
from recruiting.models import Side

PROTOCOL = "jobassist.recruiting.v1"


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Watch(_Order):
    """Follow a thread from a number on."""

    type: Literal["watch"]
    thread_id: uuid.UUID
    after_seq: int = Field(ge=0)


class Send(_Order):
    """Write into a thread; counted once by `id`."""

    type: Literal["send"]
    id: uuid.UUID
    thread_id: uuid.UUID
    text: str = Field(default="", max_length=services.MAX_POST)
    file_ids: list[uuid.UUID] = Field(default_factory=list, max_length=5)


class Read(_Order):
    """Read as far as this."""

    type: Literal["read"]
    thread_id: uuid.UUID
    seq: int = Field(ge=0)


class Types(_Order):
    """Somebody is typing."""

    type: Literal["typing"]
    thread_id: uuid.UUID


class Ping(_Order):
    """Still there."""

    type: Literal["ping"]


RecruiterOrder = Watch | Send | Read | Types | Ping
_adapter: TypeAdapter[RecruiterOrder] = TypeAdapter(RecruiterOrder)


def parse_order(text: str) -> RecruiterOrder:
    """Return a recruiter's frame, or raise AppError("malformed")."""
    try:
        return _adapter.validate_json(text)
    except ValidationError as error:
        raise AppError("malformed", _("That is no frame of this socket.")) from error


@dataclass
class Followed:
    """A thread that a recruiter's page shows, and how far it has been sent."""

    thread_id: uuid.UUID
    conversation_id: uuid.UUID
    sent_seq: int
    is_reading: bool = False
    is_behind: bool = False
    # How it stood when the page was last told: what has not changed is not said again.
    told: tuple[int, bool, str] | None = None


def session_key_of(headers: list[tuple[bytes, bytes]]) -> str:
    """Return the key of the admin's session that a handshake carries, or nothing."""
    for name, value in headers:
        if name == b"cookie":
            found = parse_cookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            if found:
                return found
    return ""


def find_member(session_key: str) -> User:
    """Return who is signed in to the admin site by this session, now; else "session_ended"."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request = HttpRequest()
    request.session = store(session_key)
    request.user = auth.get_user(request)
    if (
        not session_key
        or not isinstance(request.user, User)
        or not admin.site.has_permission(request)
    ):
        raise session_ended()
    return request.user


def watch(session_key: str, order: Watch) -> Followed:
    """Return the thread to follow, joined so that the page is rung for."""
    conversation = services.watch_thread(find_member(session_key), order.thread_id)
    return Followed(order.thread_id, conversation.id, order.after_seq)


def read_on(session_key: str, followed: Followed) -> services.ThreadNews:
    """Return what comes next in a thread; membership and consent are read now."""
    user = find_member(session_key)
    with translation.override(django_language(user.locale)):
        return services.read_thread_on(user, followed.thread_id, after_seq=followed.sent_seq)


def send(session_key: str, order: Send, *, now: datetime) -> services.Posted:
    """Write a recruiter's message."""
    user = find_member(session_key)
    with translation.override(django_language(user.locale)):
        thread = services.get_thread_of(user, order.thread_id)
        return services.post_to_thread(
            thread,
            sender=user,
            side=Side.RECRUITER,
            text=order.text,
            frame_id=order.id,
            file_ids=order.file_ids,
            now=now,
        )


def mark(session_key: str, order: Read, *, now: datetime) -> None:
    """Move a recruiter's read mark."""
    services.mark_thread_read(find_member(session_key), order.thread_id, seq=order.seq, now=now)


def tell_typing(session_key: str, order: Types) -> None:
    """Show the other side that somebody is typing."""
    user = find_member(session_key)
    thread = services.get_thread_of(user, order.thread_id)
    if not services.why_silent(thread):
        services.show_typing(thread, by=user.id, side=Side.RECRUITER)
