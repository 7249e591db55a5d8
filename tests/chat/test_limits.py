"""What a client declared that it can show, and how every frame is cut to it."""

import copy
import json
import uuid
from functools import cache
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chat import events
from chat.limits import CARD_KINDS, EVERYTHING, Capabilities, trim_frame
from tests.chat.folding import apply_patch
from tests.chat.published import check_frame
from tests.chat.test_contract import CARDS as SAMPLES
from tests.chat.test_contract import EVENTS, TEXT_ITEM
from tests.chat.test_published import envelope, full_state

ALL = "urn:jobchat:cards:1"
SMALL = {"chips": 1, "carousel": 2, "actions": 1, "label": 6}


def declare(cards: list[str] | None = None, **limits: int) -> Capabilities:
    data = {"ticket": "t", "limits": limits} | ({} if cards is None else {"cards": cards})
    return Capabilities.of(events.HelloData.model_validate(data))


def item_of(kind: str, **changes: Any) -> dict[str, Any]:
    """Return the logged frame of a card of a kind, as an event's row holds it."""
    card = SAMPLES[kind]()
    done = events.ItemDone(item_id=str(uuid.uuid4()), role="assistant", kind="card", card=card)
    return {"v": 1, "type": "item.done", "seq": 3, "epoch": "e1", "data": done.dump() | changes}


def update_of(
    item: dict[str, Any], *operations: dict[str, Any], kind: str | None = None
) -> dict[str, Any]:
    card_kind = item["data"]["card"]["kind"] if kind is None else kind
    data = events.ItemUpdated(
        item_id=item["data"]["item_id"], patch=list(operations), card_kind=card_kind
    )
    return {"v": 1, "type": "item.updated", "seq": 4, "epoch": "e1", "data": data.dump()}


def put(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def wide_carousel() -> dict[str, Any]:
    frame = item_of("job_carousel")
    jobs = frame["data"]["card"]["data"]["jobs"]
    frame["data"]["card"]["data"]["jobs"] = [copy.deepcopy(jobs[0]) for _ in range(5)]
    return frame


# --- what was declared ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cards", "taken", "agreed"),
    [
        (None, set(CARD_KINDS), [ALL]),
        ([ALL], set(CARD_KINDS), [ALL]),
        ([f"{ALL}:job_card", ALL], set(CARD_KINDS), [ALL]),
        ([], set(), []),
        ([f"{ALL}:job_card"], {"job_card"}, [f"{ALL}:job_card"]),
        ([f"{ALL}:hologram", f"{ALL}:job_card"], {"job_card"}, [f"{ALL}:job_card"]),
        (["urn:jobchat:cards:2", "nonsense", ""], set(), []),
        ([f"{ALL}:"], set(), []),
    ],
)
def test_declared_cards_are_taken_and_unknown_urns_passed_over(cards, taken, agreed):
    capabilities = declare(cards)
    assert {kind for kind in CARD_KINDS if capabilities.takes(kind)} == taken
    assert capabilities.agreed() == agreed


def test_who_can_show_everything_gets_the_very_same_frame():
    frame = item_of("job_carousel")
    whole = [declare(), declare([ALL]), declare([ALL], chips=100, carousel=50, label=200)]
    whole.append(declare([f"{ALL}:{kind}" for kind in CARD_KINDS]))
    for capabilities in (EVERYTHING, *whole):
        assert capabilities.is_everything
        assert trim_frame(frame, capabilities=capabilities) is frame
    for less in (declare([]), declare([ALL], actions=3), declare([f"{ALL}:job_card"])):
        assert not less.is_everything


def test_agreed_limits_are_the_smaller_of_both():
    assert declare(None, chips=3, carousel=50, actions=0).agreed_limits() == {
        "chips": 3, "carousel": 10, "actions": 0, "label": 25,
    }  # fmt: skip


# --- cards that were not declared -----------------------------------------------------------------


@pytest.mark.parametrize("kind", CARD_KINDS)
def test_card_that_was_not_declared_comes_as_its_text(kind):
    frame = item_of(kind)
    before = json.dumps(frame)
    others = declare([f"{ALL}:{each}" for each in CARD_KINDS if each != kind])
    for capabilities in (declare([]), others):
        data = trim_frame(frame, capabilities=capabilities)["data"]
        assert data == {
            "item_id": frame["data"]["item_id"],
            "role": "assistant",
            "kind": "text",
            "text": frame["data"]["card"]["fallback_text"],
        }
        events.ItemDone.model_validate(data)
    assert trim_frame(frame, capabilities=declare([f"{ALL}:{kind}"])) == frame
    assert json.dumps(frame) == before, "the logged frame itself was cut"


def test_carousel_is_shown_by_who_declared_it_without_the_card_of_one_job():
    frame = item_of("job_carousel")
    shown = trim_frame(frame, capabilities=declare([f"{ALL}:job_carousel"]))
    assert shown == frame
    told = trim_frame(frame, capabilities=declare([f"{ALL}:job_card"]))["data"]
    assert told["kind"] == "text"
    for job in frame["data"]["card"]["data"]["jobs"]:
        assert job["data"]["title"] in told["text"]


def test_cards_in_resync_and_history_are_cut_alike():
    item = item_of("job_card")
    update = update_of(item, put("/card/data/directApply", False))
    capabilities = declare([])
    alone = [trim_frame(each, capabilities=capabilities) for each in (item, update)]
    for kind, key in (("resync", "items"), ("history.page", "events")):
        data: dict[str, Any] = {key: [item, update], "state": {"suggestions": None}}
        page = trim_frame({"v": 1, "type": kind, "data": data}, capabilities=capabilities)
        assert page["data"][key] == alone


def test_erased_item_has_no_card_to_cut():
    erased = {"type": "item.done", "data": {"item_id": "x", "erased": True}}
    gone = {"type": "item.updated", "data": {"item_id": "x", "erased": True}}
    for frame in (erased, gone):
        assert trim_frame(frame, capabilities=declare([])) == frame


# --- limits ---------------------------------------------------------------------------------------


def test_actions_labels_and_carousel_are_cut():
    card = trim_frame(wide_carousel(), capabilities=declare(None, **SMALL))["data"]["card"]
    assert len(card["data"]["jobs"]) == 2
    for job in card["data"]["jobs"]:
        assert len(job["actions"]) == 1
        assert all(len(action["label"]) <= 6 for action in job["actions"])
    menu = trim_frame(item_of("scene_menu"), capabilities=declare(None, **SMALL))["data"]["card"]
    assert all(len(scene["label"]) <= 6 for scene in menu["data"]["scenes"])
    assert len(menu["data"]["scenes"]) == 6


def test_carousel_keeps_the_two_cards_that_make_one():
    card = trim_frame(wide_carousel(), capabilities=declare(None, carousel=1))["data"]["card"]
    assert len(card["data"]["jobs"]) == 2


def test_chips_are_cut_wherever_they_stand():
    chips = [{"id": str(n), "label": f"chip number {n}", "postback": {}} for n in range(4)]
    capabilities = declare(None, chips=2, label=6)
    alone = {"type": "suggestions.set", "data": {"chips": chips}}
    preview = {"type": "preview.result", "data": {"ref": "x", "chips": chips}}
    state = {"scene": "find", "suggestions": {"chips": chips}}
    resync = {"type": "resync", "data": {"items": [], "state": state}}
    cut = [
        trim_frame(alone, capabilities=capabilities)["data"]["chips"],
        trim_frame(preview, capabilities=capabilities)["data"]["chips"],
        trim_frame(resync, capabilities=capabilities)["data"]["state"]["suggestions"]["chips"],
    ]
    assert [[chip["label"] for chip in each] for each in cut] == [["chip…", "chip…"]] * 3


# --- later changes of cut cards -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (put("/card/data/status", "read"), []),
        (put("/card/fallback_text", "Read."), [put("/text", "Read.")]),
        (put("/lang", "zh"), [put("/lang", "zh")]),
        ({"op": "remove", "path": "/card/body"}, []),
    ],
)
def test_change_of_a_card_reaches_its_text_and_nothing_else(operation, expected):
    item = item_of("connect_status")
    update = update_of(item, operation)
    cut = trim_frame(update, capabilities=declare([f"{ALL}:job_card"]))
    assert cut["seq"] == update["seq"]
    assert cut["data"]["patch"] == expected
    events.ItemUpdated.model_validate(cut["data"])
    assert trim_frame(update, capabilities=declare([f"{ALL}:connect_status"])) == update


def whole_card(kind: str) -> dict[str, Any]:
    card: dict[str, Any] = item_of(kind)["data"]["card"]
    return {**card, "fallback_text": "Anew."}


@pytest.mark.parametrize("cards", [None, [], [f"{ALL}:job_carousel"], [f"{ALL}:job_card"]])
@pytest.mark.parametrize("limits", [{}, SMALL, {"actions": 0}])
@pytest.mark.parametrize(
    "operation",
    [
        put("/card", whole_card("job_carousel")),
        put("/card/fallback_text", "New words."),
        put("/card/actions", [{"id": "save", "label": "Save it for later", "payload": {}}] * 3),
        put("/card/data/jobs/4/data/liveness/status", "expired"),
        put("/card/data/jobs/0/actions/2/label", "Another longer label"),
        put("/card/data/jobs/0/actions/0", {"id": "x", "label": "Another label", "payload": {}}),
        put("/card/data/jobs/1", whole_card("job_card")),
        put("/card/data", whole_card("job_carousel")["data"] | {"round": 9}),
        put("/card/data/jobs", [whole_card("job_card")] * 4),
        {"op": "add", "path": "/card/data/reason", "value": "nearer"},
        {"op": "remove", "path": "/card/data/jobs/4/data/url"},
        {"op": "remove", "path": "/card/data/jobs/0/data/url"},
        put("/lang", "zh"),
    ],
    ids=lambda operation: f"{operation['op']} {operation['path']}",
)
def test_cutting_a_change_is_changing_what_was_cut(operation, limits, cards):
    """A client that folds its cut frames holds what is cut from the whole."""
    capabilities = declare(cards, **limits)
    item = wide_carousel()
    item["data"]["lang"] = "en"
    update = update_of(item, operation)
    whole = apply_patch(item["data"], update["data"]["patch"])
    expected = trim_frame({**item, "data": whole}, capabilities=capabilities)["data"]
    had = trim_frame(item, capabilities=capabilities)["data"]
    patch = trim_frame(update, capabilities=capabilities)["data"]["patch"]
    assert apply_patch(had, patch) == expected


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "/card/actions/0", "value": {}},
        {"op": "add", "path": "/card/actions/-", "value": {}},
        {"op": "remove", "path": "/card/data/jobs/1"},
        {"op": "remove", "path": "/card/data/jobs/1/actions/0"},
        {"op": "remove", "path": "/card/fallback_text"},
        {"op": "remove", "path": "/card"},
        {"op": "move", "from": "/card/title", "path": "/card/body"},
        {"op": "replace", "path": "/kind", "value": "text"},
        {"op": "replace", "path": "card", "value": {}},
        {"op": "replace", "path": "", "value": {}},
        {"op": "replace", "path": "/card/body", "value": None},
    ],
)
def test_changes_that_a_cut_card_could_not_follow_are_never_sent(operation):
    with pytest.raises(ValidationError):
        events.ItemUpdated(item_id="x", card_kind="job_carousel", patch=[operation])


def test_change_of_a_card_names_its_kind():
    with pytest.raises(ValidationError):
        events.ItemUpdated(item_id="x", patch=[put("/card/data/status", "read")])
    assert events.ItemUpdated(item_id="x", patch=[put("/text", "read")]).card_kind is None


# --- whatever is declared -------------------------------------------------------------------------

KINDS = [ALL, "urn:jobchat:cards:2", "", *(f"{ALL}:{kind}" for kind in CARD_KINDS)]
DECLARATIONS = st.builds(
    declare,
    st.none() | st.lists(st.sampled_from(KINDS), max_size=12),
    chips=st.integers(1, 100),
    carousel=st.integers(1, 100),
    actions=st.integers(0, 100),
    label=st.integers(4, 200),
)


@cache
def every_frame() -> list[dict[str, Any]]:
    """Return a whole frame of each kind of fact, and one of each kind of card."""
    with translation.override("en"):
        cards = [item_of(kind) for kind in SAMPLES]
        wide = wide_carousel()
    frames = [envelope(data) for data in EVENTS if data.type_ not in ("resync", "history.page")]
    kept = [{**envelope(TEXT_ITEM), "data": each["data"]} for each in (*cards, wide)]
    pages = []
    for data in EVENTS:
        if data.type_ in ("resync", "history.page"):
            page = envelope(data)
            page["data"]["items" if data.type_ == "resync" else "events"] = kept
            pages.append(page)
    state = next(page["data"] for page in pages if page["type"] == "resync")
    chips = next(each["data"] for each in frames if each["type"] == "suggestions.set")
    state["state"] = full_state() | {"suggestions": chips}
    return [*frames, *kept, *pages]


@settings(max_examples=50, deadline=None)
@given(capabilities=DECLARATIONS)
def test_every_frame_that_was_cut_is_still_as_published(capabilities):
    for frame in every_frame():
        cut = trim_frame(frame, capabilities=capabilities)
        check_frame(cut)
        assert trim_frame(cut, capabilities=capabilities) == cut
