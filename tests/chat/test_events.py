"""Frames: what is understood, and how each kind of nonsense is answered."""

import json
import uuid

import pytest

from chat.events import (
    CLIENT_TYPES,
    SERVER_EVENTS,
    BadFrame,
    MessageSend,
    parse_client_event,
)

CONVERSATION = str(uuid.uuid4())


def frame(type="message.send", **changes):
    body = {
        "v": 1,
        "type": type,
        "id": str(uuid.uuid4()),
        "conversation_id": CONVERSATION,
        "data": {"text": "hello"},
    }
    body.update(changes)
    return json.dumps(body)


def test_message_is_understood():
    event = parse_client_event(frame(data={"text": "上海 护士", "postback": {"do": "more"}}))
    assert isinstance(event, MessageSend)
    assert event.data.text == "上海 护士"


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ("", "malformed", ""),
        ("{", "malformed", ""),
        ("[]", "malformed", ""),
        ("[" * 100_000, "malformed", ""),
        ("null", "malformed", ""),
        ('{"v": 1, "type": "ping", "x": NaN}', "malformed", ""),
        ('{"v": 1, "type": "ping", "x": 1e999}', "malformed", ""),
        ('{"v": 1}', "malformed", "/type"),
        (frame(type="message.sned"), "unknown_type", "/type"),
        (frame(v=2), "unsupported_version", "/v"),
        (frame(v="1"), "unsupported_version", "/v"),
        (frame(id="not-a-uuid"), "malformed", "/id"),
        (frame(conversation_id=None), "malformed", "/conversation_id"),
        (frame(data={"text": 5}), "malformed", "/data/text"),
        (frame(data={"text": "x" * 9_000}), "malformed", "/data/text"),
        (frame(data=None), "malformed", "/data"),
        (frame(type="prompt.answer", data={"prompt_id": "x"}), "malformed", "/data/prompt_id"),
        (frame(type="history.get", data={"limit": 10**6}), "malformed", "/data/limit"),
    ],
)
def test_bad_frame_has_a_code_and_a_pointer(text, code, pointer):
    with pytest.raises(BadFrame) as caught:
        parse_client_event(text)
    assert (caught.value.code, caught.value.pointer) == (code, pointer)


def test_bad_frame_names_the_frame_it_answers():
    with pytest.raises(BadFrame) as caught:
        parse_client_event('{"v": 1, "type": "nonsense", "id": "abc"}')
    assert caught.value.ref == "abc"


def test_unknown_fields_of_newer_clients_are_ignored():
    parse_client_event(frame(data={"text": "hi", "mood": "happy"}, trace="1"))


def test_every_order_and_fact_of_the_protocol_exists():
    assert {
        "hello", "conversation.open", "message.preview", "message.send", "action.invoke",
        "prompt.answer", "prompt.skip", "turn.cancel", "scene.switch", "item.feedback",
        "audio.start", "audio.end", "history.get", "memory.list", "memory.edit", "memory.forget",
        "read.mark", "typing", "ping",
    } <= CLIENT_TYPES  # fmt: skip
    assert SERVER_EVENTS.keys() >= {
        "welcome", "conversation.opened", "ack", "preview.result", "turn.started", "item.added",
        "item.delta", "item.updated", "item.done", "item.superseded", "suggestions.set",
        "prompt.opened", "prompt.closed", "turn.finished", "memory.updated", "scene.changed",
        "transcript.partial", "transcript.final", "notice", "resync", "history.page",
        "memory.page", "read.marked", "typing", "error", "pong",
    }  # fmt: skip
