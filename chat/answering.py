"""Carries out one order, whichever way it came, and says what it is answered with."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chat import events, sessions, voice
from chat.events import BadFrame, ClientEvent
from chat.hub import hub
from chat.language import Lang
from chat.runner import runner
from chat.threads.scribe import begin_errand
from jobassist.accounts.services import OpenSession
from jobassist.db import retry_in_db
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

MAX_FRAME_BYTES = 256 * 1024


async def carry_out(session: OpenSession, order: ClientEvent, *, lang: Lang) -> sessions.Answer:
    """Carry out an order of somebody signed in, and set going what it asks for.

    Returns what its sender is told. Raises AppError for an order that is not taken.
    """
    match order:
        case events.AudioStart() | events.AudioEnd():
            # Chunks need a socket; a whole recording goes to `/api/v1/transcriptions`.
            raise voice.not_available()
        case events.MessageSend():
            answer = await hub.take_message(session, order, lang)
        case _:
            answer = await retry_in_db(sessions.take_order, session, order)
    submitted = answer.submitted
    if submitted is not None:
        if submitted.errand is not None:
            begin_errand(submitted.errand)
        if submitted.interrupted_turn_id is not None:
            runner.interrupt(submitted.interrupted_turn_id)
        if submitted.claimed is not None:
            runner.begin(submitted.claimed)
        elif submitted.has_turn and submitted.conversation_id is not None:
            runner.wake(submitted.conversation_id)
    return answer


def refuse(error: Exception, *, ref: str | None) -> events.Ack | events.Error:
    """Return what the sender of an order is told that was not taken; it keeps what was typed."""
    match error:
        case BadFrame():
            return events.Error(
                code=error.code,
                message=error.message,
                pointer=error.pointer,
                retryable=error.code == "rate_limited",
                ref=error.ref,
            )
        case AppError(code="session_ended"):
            return events.Error(code=error.code, message=str(error.message), ref=ref)
        case AppError():
            return events.Ack(
                ref=ref or "", status="rejected", code=error.code, message=str(error.message)
            )
    log.error("order.failed", exc_info=error)
    return events.Error(
        code="internal",
        message=_("Something went wrong on our side. Please send it again."),
        retryable=True,
        ref=ref,
    )


def too_large() -> BadFrame:
    """Return what somebody is told whose frame is too large."""
    return BadFrame(
        "too_large",
        _("A frame may have at most %(limit)d KB. Upload long texts as a file.")
        % {"limit": MAX_FRAME_BYTES // 1024},
    )


def too_fast() -> BadFrame:
    """Return what somebody is told who sends faster than anybody types."""
    return BadFrame(
        "rate_limited", _("Too many messages at once. Wait a moment and send it again.")
    )


def dress(frame: dict[str, Any]) -> dict[str, Any]:
    """Return an unlogged frame with its version and moment."""
    return {"v": 1, "at": timezone.now().isoformat().replace("+00:00", "Z"), **frame}


def build_reply(data: events.ServerData, *, conversation_id: str | None = None) -> dict[str, Any]:
    """Return an answer as a frame, which is said once."""
    frame = dress({"type": data.type_, "data": data.dump()})
    if conversation_id is not None:
        frame["conversation_id"] = conversation_id
    return frame
