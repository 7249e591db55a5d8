"""Voice notes, against a real server over a real socket: a draft comes back, and nothing stays."""

import asyncio
import io
import math
import struct
import threading
import uuid
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from chat import voice
from eventlog.models import Event
from jobassist.accounts import limits
from jobassist.accounts.services import open_sign_in
from jobassist.db import run_in_db
from jobassist.errors import AppError
from tests.chat.talking import Device
from tests.fake_model_server import FakeModelServer, Hears, Stall, Status

pytestmark = pytest.mark.django_db(transaction=True)


def make_wav(seconds: float = 0.5) -> bytes:
    """Return a tone as it would be recorded."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(
            b"".join(
                struct.pack("<h", int(9_000 * math.sin(n / 5))) for n in range(int(8_000 * seconds))
            )
        )
    return out.getvalue()


@pytest.fixture
async def server(settings) -> AsyncIterator[FakeModelServer]:
    async with FakeModelServer(Hears("我想找上海的 Python 工作")) as server:
        settings.TRANSCRIPTION_MODEL = "whisper-1"
        settings.TRANSCRIPTION_BASE_URL = server.base_url
        settings.TRANSCRIPTION_TIMEOUT_SECONDS = 1
        yield server


async def speak(device: Device, audio: bytes, *, piece: int = 3_000, **data) -> str:
    """Send a recording as a device does; returns its id."""
    audio_id = str(uuid.uuid4())
    ack = await device.order("audio.start", data, id=audio_id)
    assert ack["status"] == "accepted", ack
    for start in range(0, len(audio), piece):
        chunk = uuid.UUID(audio_id).bytes + audio[start : start + piece]
        await device.socket.send_to(bytes_data=chunk)
    ack = await device.order("audio.end", {"audio_id": audio_id})
    assert ack["status"] == "accepted", ack
    return audio_id


async def test_what_was_said_comes_back_as_a_draft_and_is_no_message(alice, server, capfd):
    device = await Device().greeted(alice)
    before = await Event.objects.acount()
    audio = make_wav()
    audio_id = await speak(device, audio, lang="zh")
    final = await device.until("transcript.final")
    assert final["data"] == {"audio_id": audio_id, "text": "我想找上海的 Python 工作"}
    assert final["conversation_id"] == device.conversation_id
    assert await Event.objects.acount() == before
    (asked,) = server.requests
    assert asked.path == "/v1/audio/transcriptions"
    assert (asked.body["model"], asked.body["language"]) == ("whisper-1", "zh")
    assert asked.body["file"] == ("note.wav", audio)
    # What is heard goes through the same look as what is typed.
    ref = await device.send("message.preview", {"text": final["data"]["text"]})
    preview = await device.until("preview.result", ref=ref)
    assert preview["data"]["criteria"]["cities"] == ["上海"]
    await device.close()
    assert "Python 工作" not in "".join(capfd.readouterr())


async def test_the_language_of_the_device_is_the_hint_where_none_is_given(alice, server):
    device = await Device().greeted(alice, locale="en-GB")
    await speak(device, make_wav())
    await device.until("transcript.final")
    assert server.requests[0].body["language"] == "en"
    await device.close()


@pytest.mark.parametrize(
    ("behaviour", "code", "is_retryable"),
    [
        (Status(500), "audio_failed", True),
        (Status(400), "audio_refused", False),
        (Status(401), "audio_refused", False),
        (Stall(), "audio_failed", True),
        (Hears("  \n "), "audio_refused", False),
        (Hears("late", pause_seconds=2), "audio_failed", True),
    ],
)
async def test_what_goes_wrong_is_said_and_the_socket_lives(
    alice, server, behaviour, code, is_retryable
):
    server.script = (behaviour,)
    device = await Device().greeted(alice)
    audio_id = await speak(device, make_wav())
    error = (await device.until("error"))["data"]
    assert (error["code"], error.get("retryable", False)) == (code, is_retryable)
    assert error["ref"] == audio_id
    await device.send("ping", {}, id="p1")
    await device.until("pong")
    await device.close()


async def test_others_are_answered_while_words_are_waited_for(alice, server):
    server.script = (Hears("slow", pause_seconds=0.5),)
    device = await Device().greeted(alice)
    await speak(device, make_wav())
    await device.say("hello")
    await device.until("transcript.final")
    await device.close()


async def test_chunks_of_nothing_and_of_another_recording_are_refused(alice, server):
    device = await Device().greeted(alice)
    await device.socket.send_to(bytes_data=b"\0" * 64)
    assert (await device.until("error"))["data"]["code"] == "binary_unexpected"
    await device.order("audio.start", {})
    await device.socket.send_to(bytes_data=uuid.uuid4().bytes + b"RIFF")
    assert (await device.until("error"))["data"]["code"] == "binary_unexpected"
    await device.close()


async def test_a_dropped_recording_is_not_written_down(alice, server):
    device = await Device().greeted(alice)
    audio_id = str(uuid.uuid4())
    await device.order("audio.start", {}, id=audio_id)
    await device.socket.send_to(bytes_data=uuid.UUID(audio_id).bytes + make_wav())
    await device.order("audio.end", {"is_cancelled": True})
    ack = await device.order("audio.end", {})
    assert (ack["status"], ack["code"]) == ("rejected", "audio_refused")
    await asyncio.sleep(0.1)
    assert server.requests == []
    await device.close()


async def test_a_recording_that_grows_too_large_ends(alice, server, monkeypatch):
    monkeypatch.setattr(voice, "MAX_BYTES", 4_000)
    device = await Device().greeted(alice)
    audio_id = uuid.uuid4()
    await device.order("audio.start", {}, id=str(audio_id))
    for _ in range(2):
        await device.socket.send_to(bytes_data=audio_id.bytes + b"x" * 3_000)
    error = (await device.until("error"))["data"]
    assert (error["code"], error["ref"]) == ("audio_refused", str(audio_id))
    await device.close()


async def test_nobody_speaks_into_anothers_conversation(alice, bob, server):
    hers = await Device().greeted(alice)
    his = await Device().greeted(bob)
    ack = await his.order("audio.start", {}, conversation_id=hers.conversation_id)
    assert (ack["status"], ack["code"]) == ("rejected", "conversation_not_found")
    for each in (hers, his):
        await each.close()


async def test_a_socket_speaks_no_more_often_than_a_person_may(alice, server, monkeypatch):
    monkeypatch.setattr(voice, "BY_USER", limits.Limit("speech.user", 1, limits.HOUR))
    device = await Device().greeted(alice)
    await speak(device, make_wav())
    ack = await device.order("audio.start", {})
    assert (ack["status"], ack["code"]) == ("rejected", "rate_limited")
    response = await run_in_db(post, alice, make_wav())
    assert response.status_code == 429
    await device.close()


async def test_a_socket_has_only_so_many_recordings_waiting(alice, server, monkeypatch):
    monkeypatch.setattr(voice, "MOST_WAITING", 1)
    server.script = (Stall(),)
    device = await Device().greeted(alice)
    await speak(device, make_wav())
    ack = await device.order("audio.start", {})
    assert (ack["status"], ack["code"]) == ("rejected", "audio_failed")
    await device.close()


async def test_without_a_recogniser_it_is_said_what_to_do(alice):
    device = await Device().greeted(alice)
    ack = await device.order("audio.start", {})
    assert (ack["status"], ack["code"]) == ("rejected", "not_available")
    assert "type instead" in ack["message"]
    await device.close()


# --- over HTTP --------------------------------------------------------------------------------------


def post(user, audio: bytes, **fields):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_sign_in(user).access}")
    file = SimpleUploadedFile("note.webm", audio)
    return client.post("/api/v1/transcriptions", {"file": file, **fields}, format="multipart")


async def test_a_whole_recording_is_written_down_over_http(alice, server):
    answer = await run_in_db(post, alice, make_wav(), lang="zh")
    assert (answer.status_code, answer.data) == (200, {"text": "我想找上海的 Python 工作"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("audio", "status", "code"),
    [
        (b"%PDF-1.7 not a sound", 400, "audio_refused"),
        (b"", 400, None),
        (make_wav(121), 413, "audio_refused"),
    ],
)
async def test_what_is_no_note_is_refused_before_anybody_is_asked(
    alice, server, audio, status, code
):
    answer = await run_in_db(post, alice, audio)
    assert answer.status_code == status
    assert code in (None, answer.json()["code"])
    assert server.requests == []


async def test_over_http_too_it_is_said_where_voice_is_not_set_up(alice):
    answer = await run_in_db(post, alice, make_wav())
    assert (answer.status_code, answer.json()["code"]) == (404, "not_available")


# --- what a recording is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"OggS\0\x02", "ogg"),
        (b"\x1aE\xdf\xa3\x9fB\x86", "webm"),
        (b"\0\0\0\x1cftypM4A ", "mp4"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"fLaC\0\0", "flac"),
        (b"<html>", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_a_recording_is_known_by_its_first_bytes(head, kind):
    assert voice.sniff_audio(head) == kind


def test_a_recording_tells_how_long_it_is_and_a_broken_one_tells_nothing():
    assert voice.measure_seconds(make_wav(1.5), "wav") == pytest.approx(1.5)
    ogg = b"OggS\0\x04" + struct.pack("<q", 96_000)
    assert voice.measure_seconds(ogg, "ogg") == 2.0
    mp4 = b"\0\0\0\x1cftypM4A " + b"mvhd" + bytes(12) + struct.pack(">II", 1_000, 3_500)
    assert voice.measure_seconds(mp4, "mp4") == 3.5
    for kind in ("wav", "ogg", "mp4", "flac", "webm", "mp3"):
        assert voice.measure_seconds(b"RIFF", kind) in (None, 0.0)


def test_too_many_at_once_are_told_to_try_again(settings, monkeypatch):
    settings.TRANSCRIPTION_MODEL = "whisper-1"
    monkeypatch.setattr(voice, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(voice, "_slots", threading.BoundedSemaphore(1))
    assert voice._slots.acquire()
    with pytest.raises(AppError) as refused:
        voice.transcribe(make_wav(), lang="en")
    assert refused.value.code == "audio_failed"


def test_no_file_of_a_recording_is_made():
    assert "open(" not in Path(voice.__file__).read_text(encoding="utf-8")
