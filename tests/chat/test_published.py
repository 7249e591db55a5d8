"""What is published of the protocol: schemas, AsyncAPI, tables. Made from the code, and true."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema
import jsonschema_rs
import pytest
from django.utils import translation

from chat import events
from docs import build_protocol
from docs.build_asyncapi import REPLIES
from tests.chat import test_contract as samples

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "docs" / "schemas"
CONTRACT = ROOT / "tests" / "data" / "contract"
ASYNCAPI_SCHEMA = ROOT / "tests" / "data" / "asyncapi" / "schema-3.0.0.json"


@cache
def read_schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return found


def all_schemas() -> list[str]:
    return sorted(str(path.relative_to(SCHEMAS)) for path in SCHEMAS.rglob("*.json"))


def check(schema: dict[str, Any], instance: Any) -> list[str]:
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    return [f"/{'/'.join(map(str, e.instance_path))}: {e}" for e in validator.iter_errors(instance)]


# --- nothing is stale -------------------------------------------------------------------------------


def test_nothing_published_is_stale():
    assert build_protocol.list_stale() == [], "run: python docs/build_protocol.py"


def test_a_stale_file_is_found(monkeypatch):
    monkeypatch.setitem(build_protocol.FACTS, "pong", "Something else.")
    assert {
        "docs/asyncapi.json",
        "docs/protocol.md",
        "docs/schemas/facts/pong.json",
        "docs/schemas/jobchat.v1.json",
    } == set(build_protocol.list_stale())


def test_there_is_a_schema_of_every_order_fact_and_card():
    assert set(all_schemas()) == {
        "jobchat.v1.json",
        *(f"orders/{kind}.json" for kind in events.CLIENT_TYPES),
        *(f"facts/{kind}.json" for kind in events.SERVER_EVENTS),
        *(f"cards/{kind}.json" for kind in samples.CARDS),
    }


# --- schemas ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", all_schemas())
def test_schema_is_one_of_json_schema_2020_12(name):
    schema = read_schema(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    # Whatever is referred to is in the same file.
    text = json.dumps(schema)
    named = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert named <= schema.get("$defs", {}).keys()


def test_schema_ids_are_their_own():
    ids = [read_schema(name)["$id"] for name in all_schemas()]
    assert len(set(ids)) == len(ids)


def envelope(data: events.ServerData) -> dict[str, Any]:
    """Return the whole frame of a sample."""
    frame: dict[str, Any] = {"v": 1, "type": data.type_, "at": "2026-11-02T09:30:00Z"}
    if data.is_logged:
        frame |= {"conversation_id": samples.fixed_id(1), "seq": 3, "epoch": "e7"}
    elif data.where in ("conversation", "turn"):
        frame["conversation_id"] = samples.fixed_id(1)
    if data.where == "turn":
        frame["turn_id"] = samples.fixed_id(10)
    return frame | {"data": data.dump()}


@pytest.mark.parametrize("sample", samples.EVENTS, ids=lambda sample: sample.type_)
def test_sample_of_a_fact_fits_its_schema_and_no_broken_one_does(sample):
    schema = read_schema(f"facts/{sample.type_}.json")
    frame = envelope(sample)
    if sample.type_ == "resync":
        frame["data"]["state"] = full_state()
    assert check(schema, frame) == []
    assert check(read_schema("jobchat.v1.json"), frame) == []
    for name in schema["required"]:
        assert check(schema, {key: value for key, value in frame.items() if key != name})
    assert check(schema, frame | {"v": 2})
    assert check(schema, frame | {"type": "another"})
    # Newer servers may say more.
    assert check(schema, frame | {"new": 1, "data": frame["data"] | {"new": 1}}) == []


def full_state() -> dict[str, Any]:
    return {
        "scene": "find",
        "persona": samples.PERSONA.model_dump(mode="json"),
        "title": "",
        "criteria": samples.CRITERIA.model_dump(mode="json"),
        "open_prompt": None,
        "suggestions": {"chips": []},
        "turn": None,
    }


@pytest.mark.parametrize("kind", sorted(events.SERVER_EVENTS))
def test_seq_and_epoch_stand_together_in_logged_frames_and_nowhere_else(kind):
    sample = next(each for each in samples.EVENTS if each.type_ == kind)
    properties = read_schema(f"facts/{kind}.json")["properties"]
    assert ("seq" in properties) == ("epoch" in properties) == sample.is_logged
    frame = envelope(sample)
    if sample.is_logged:
        schema = read_schema(f"facts/{kind}.json")
        for name in ("seq", "epoch"):
            assert check(schema, {key: value for key, value in frame.items() if key != name})


@pytest.mark.parametrize("kind", samples.CARDS)
def test_sample_of_a_card_fits_its_schema(kind):
    with translation.override("en"):
        card = samples.CARDS[kind]()
    item = events.ItemDone(item_id=samples.fixed_id(3), role="assistant", kind="card", card=card)
    dumped = item.dump()["card"]
    assert check(read_schema(f"cards/{kind}.json"), dumped) == []
    assert check(read_schema("facts/item.done.json"), envelope(item)) == []
    for name in ("fallback_text", "kind", "data", "actions"):
        cut = {key: value for key, value in dumped.items() if key != name}
        assert check(read_schema(f"cards/{kind}.json"), cut), name


@pytest.mark.parametrize("kind", sorted(events.CLIENT_TYPES))
def test_order_schema_says_what_the_server_takes(kind):
    schema = read_schema(f"orders/{kind}.json")
    frame = json.loads((CONTRACT / "orders" / f"{kind}.json").read_text(encoding="utf-8"))
    assert check(schema, frame) == []
    events.parse_client_event(json.dumps(frame))
    broken: list[dict[str, Any]] = [frame | {"v": 2}, frame | {"type": "x"}, frame | {"data": 5}]
    broken += [frame | {"id": 5}, frame | {"conversation_id": "x"}]
    broken += [{k: v for k, v in frame.items() if k != name} for name in frame]
    for name, value in frame["data"].items():
        less = copy.deepcopy(frame)
        del less["data"][name]
        broken.append(less)
        wrongs: list[Any] = [None, 5, "x" * 9_000, [], {"a": 1}, -1]
        for wrong in wrongs:
            if wrong != value:
                broken.append({**frame, "data": frame["data"] | {name: wrong}})
    for each in broken:
        try:
            events.parse_client_event(json.dumps(each))
            is_taken = True
        except events.BadFrame:
            is_taken = False
        # The schema may be stricter than the server, never more lenient.
        assert is_taken or check(schema, each), each
        if is_taken and check(schema, each):
            assert is_lax(each, frame), each


def is_lax(each: dict[str, Any], frame: dict[str, Any]) -> bool:
    """Return whether a frame is taken although its schema asks for more: numbers as text."""
    changed = [name for name in each["data"] if each["data"][name] != frame["data"].get(name)]
    return bool(changed)


def test_codes_are_published():
    definitions = read_schema("jobchat.v1.json")["$defs"]
    errors = [each["const"] for each in definitions["ErrorCode"]["oneOf"]]
    assert errors == list(get_args(events.ErrorCode))
    closes = [each["const"] for each in definitions["CloseCode"]["oneOf"]]
    assert closes == list(events.CLOSE_CODES)


# --- AsyncAPI ---------------------------------------------------------------------------------------


@cache
def read_asyncapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs/asyncapi.json").read_text(encoding="utf-8"))
    return found


def check_asyncapi(document: dict[str, Any]) -> list[str]:
    schema = json.loads(ASYNCAPI_SCHEMA.read_text(encoding="utf-8"))
    return check(schema, document)


def test_document_is_one_of_asyncapi_3():
    assert check_asyncapi(read_asyncapi()) == []


def test_a_wrong_document_is_found():
    changes: list[tuple[tuple[str, ...], Any]] = [
        (("operations", "post", "action"), "publish"),
        (("channels", "chat", "bindings", "ws", "method"), "DELETE"),
        (("info",), {}),
        (("channels", "chat", "adress"), "/"),
    ]
    for path, value in changes:
        wrong = copy.deepcopy(read_asyncapi())
        place: Any = wrong
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value
        assert check_asyncapi(wrong), path


def test_every_reference_of_the_document_leads_somewhere():
    document = read_asyncapi()
    bundle = read_schema("jobchat.v1.json")
    seen = 0

    def visit(value: Any) -> None:
        nonlocal seen
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                seen += 1
                file, _, pointer = reference.partition("#")
                assert file in ("", "./schemas/jobchat.v1.json")
                place: Any = bundle if file else document
                for part in pointer.strip("/").split("/"):
                    place = place[part]
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                visit(each)

    visit(document)
    assert seen > 200


def test_every_frame_is_in_the_document_and_every_order_has_its_answer():
    document = read_asyncapi()
    names = {each["name"] for each in document["components"]["messages"].values()}
    assert names >= events.CLIENT_TYPES | events.SERVER_EVENTS.keys()
    assert REPLIES.keys() == events.CLIENT_TYPES
    operations = document["operations"]
    received = {each["title"] for each in operations.values() if each["action"] == "receive"}
    assert received >= events.CLIENT_TYPES
    answered = {each for replies in REPLIES.values() for each in replies}
    sent = {each["title"] for each in operations.values() if each["action"] == "send"}
    assert sent | answered >= events.SERVER_EVENTS.keys()


# --- AG-UI ------------------------------------------------------------------------------------------


def test_every_fact_has_its_place_beside_ag_ui():
    text = (ROOT / "docs" / "ag-ui.md").read_text(encoding="utf-8")
    # By family where one word stands for several; voice is not sent.
    families = {
        "memory",
        "conversation",
        "prompt",
        "transcript",
        "error",
        "notice",
        "welcome",
        "pong",
    }
    missing = [
        kind
        for kind in events.SERVER_EVENTS
        if kind.split(".")[0] not in families and f"`{kind}" not in text
    ]
    assert missing == []
