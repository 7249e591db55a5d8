"""Voice notes: a recording becomes a draft to check, and is kept no longer than that takes.

Nothing of it is stored or logged; the words go back to whoever spoke them, and to nobody else.
"""

import asyncio
import struct
import threading
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from chat import events
from chat.events import BadFrame
from chat.language import Lang
from jobassist.accounts import limits
from jobassist.ai.speech import (
    SpeechRefused,
    SpeechUnavailable,
    get_recogniser,
    is_speech_configured,
)
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

MAX_BYTES = 10 * 2**20
MAX_SECONDS = 120.0
# A recording takes as long as it lasts, and a moment to say that it ended.
OPEN_SECONDS = MAX_SECONDS + 30.0
ID_BYTES = 16
# Ended and not yet written down, of one socket.
MOST_WAITING = 2
# People speak one note after the other; each costs a call of a model.
BY_USER = limits.Limit("speech.user", 120, limits.HOUR)
# Asked at a time by one process: each holds a thread, and whole recordings.
MOST_AT_ONCE = 4
WAIT_SECONDS = 10.0
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


# --- what a recording is ----------------------------------------------------------------------


def sniff_audio(data: bytes) -> str | None:
    """Return the kind of a recording by its first bytes, None for anything else."""
    head = data[:16]
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm"
    if head[:4] == b"fLaC":
        return "flac"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    return None


def measure_seconds(data: bytes, kind: str) -> float | None:
    """Return how long a recording lasts, by its own account; None where it does not say.

    A live recording knows nothing of its end: there the size and the clock are the bounds.
    """
    try:
        match kind:
            case "wav":
                return _measure_wav(data)
            case "ogg":
                # The last page counts samples, of 48,000 a second in Opus whatever was recorded.
                at = data.rfind(b"OggS")
                return float(struct.unpack_from("<q", data, at + 6)[0]) / 48_000
            case "flac":
                packed = int.from_bytes(data[18:26], "big")
                rate, samples = packed >> 44, packed & (2**36 - 1)
                return samples / rate if rate else None
            case "mp4":
                at = data.find(b"mvhd")
                if at < 0 or data[at + 4] != 0:
                    return None
                scale, duration = struct.unpack_from(">II", data, at + 16)
                return duration / scale if scale else None
    except (struct.error, IndexError, ZeroDivisionError):
        return None
    return None


def _measure_wav(data: bytes) -> float | None:
    at = 12
    a_second = 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            a_second = struct.unpack_from("<I", data, at + 16)[0]
        elif name == b"data":
            # A stream that was cut off says more than is there.
            return min(size, len(data) - at - 8) / a_second if a_second else None
        at += 8 + size + size % 2
    return None


# --- words of it ------------------------------------------------------------------------------


def not_available() -> AppError:
    """Return what somebody is told who speaks where nobody listens."""
    return AppError(
        "not_available",
        _("Voice is not set up on this server. Please type instead."),
        # Nothing has failed, and another try helps as little.
        status=404,
    )


def transcribe(audio: bytes, *, lang: Lang | None) -> str:
    """Return what a recording says, to be checked by whoever spoke. Blocks; no transaction.

    Raises AppError: `not_available`, `too_large`, `audio_refused` for what is no recording, too
    long or silent, and `audio_failed` where another try may work.
    """
    if not is_speech_configured():
        raise not_available()
    if len(audio) > MAX_BYTES:
        raise too_long()
    kind = sniff_audio(audio)
    if kind is None:
        raise AppError(
            "audio_refused",
            _("This is no recording that can be read: WebM, Ogg, MP4, MP3, WAV or FLAC."),
        )
    seconds = measure_seconds(audio, kind)
    if seconds is not None and seconds > MAX_SECONDS:
        raise too_long()
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise _failed()
    try:
        text = get_recogniser().transcribe(audio, filename=f"note.{kind}", lang=lang)
    except SpeechUnavailable as error:
        log.warning("voice.unavailable", reason=str(error))
        raise _failed() from None
    except SpeechRefused as error:
        log.warning("voice.refused", reason=str(error))
        raise AppError(
            "audio_refused",
            _("This recording could not be read. Please record it again, or type."),
        ) from None
    finally:
        _slots.release()
    text = " ".join(text.replace("\x00", "").split())[: events.MAX_TEXT]
    if not text:
        raise AppError("audio_refused", _("I heard nothing. Please speak up, or type."))
    return text


def too_long() -> AppError:
    """Return what somebody is told whose recording is too large or too long."""
    return AppError(
        "audio_refused",
        _("A voice note may last %(seconds)d seconds at most. Say it in parts, or type.")
        % {"seconds": int(MAX_SECONDS)},
        status=413,
    )


def _failed() -> AppError:
    return AppError(
        "audio_failed",
        _("Your words could not be written down just now. Please try again, or type."),
        status=503,
    )


# --- on a socket ------------------------------------------------------------------------------


@dataclass
class Recording:
    """What has come of a recording, in the memory of this process alone."""

    audio_id: uuid.UUID
    conversation_id: str
    lang: Lang
    until: float
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0


# Says something to the device, in a conversation.
Tell = Callable[[events.ServerData, str | None], Awaitable[None]]


class Microphone:
    """One socket's voice: one recording at a time, and the words of those that ended."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._open: Recording | None = None
        self._at_work: set[asyncio.Task[None]] = set()

    def start(self, order: events.AudioStart, *, lang: Lang) -> events.Ack:
        """Begin a recording, whose id is the order's; one that is open is dropped."""
        if not is_speech_configured():
            raise not_available()
        if len(self._at_work) >= MOST_WAITING:
            raise _failed()
        self._open = Recording(
            order.id,
            str(order.conversation_id),
            order.data.lang or lang,
            asyncio.get_running_loop().time() + OPEN_SECONDS,
        )
        return events.Ack(ref=str(order.id), status="accepted")

    def take(self, frame: bytes) -> None:
        """Take a chunk: the id of its recording, then audio. Raises BadFrame."""
        recording = self._open
        if recording is None or frame[:ID_BYTES] != recording.audio_id.bytes:
            raise BadFrame(
                "binary_unexpected", _("Binary frames carry audio, and none was started.")
            )
        recording.size += len(frame) - ID_BYTES
        if recording.size > MAX_BYTES or asyncio.get_running_loop().time() > recording.until:
            self._open = None
            raise BadFrame("audio_refused", str(too_long().message), ref=str(recording.audio_id))
        recording.chunks.append(frame[ID_BYTES:])

    def end(self, order: events.AudioEnd) -> events.Ack:
        """End the recording; its words come as `transcript.final` when they are there."""
        recording, self._open = self._open, None
        if recording is None or order.data.audio_id not in (None, recording.audio_id):
            raise AppError("audio_refused", _("No recording was started, or it was too long."))
        if not order.data.is_cancelled:
            task = asyncio.create_task(self._write_down(recording))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        return events.Ack(ref=str(order.id), status="accepted")

    async def _write_down(self, recording: Recording) -> None:
        audio_id = str(recording.audio_id)
        audio = b"".join(recording.chunks)
        recording.chunks.clear()
        try:
            text = await asyncio.to_thread(transcribe, audio, lang=recording.lang)
        except AppError as error:
            told = events.Error(
                code=error.code,
                message=str(error.message),
                retryable=error.code == "audio_failed",
                ref=audio_id,
            )
            await self._tell(told, None)
            return
        final = events.TranscriptFinal(audio_id=audio_id, text=text)
        await self._tell(final, recording.conversation_id)

    def close(self) -> None:
        """Drop what was said and not written down."""
        self._open = None
        for task in self._at_work:
            task.cancel()
