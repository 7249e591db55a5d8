"""Snapshot and events agree: folding what was logged gives what a latecomer is told."""

import copy
import uuid
from typing import Any

import pytest

from chat import events
from chat.turns import to_event
from eventlog.services import (
    append_events,
    delete_conversation,
    erase_items,
    get_conversation_for,
    rename_conversation,
    set_remembered,
)
from jobassist.db import run_in_db
from tests.chat import page_corpus
from tests.chat.folding import Fold, apply_patch, fold_streams, is_same
from tests.chat.published import check_frame
from tests.chat.talking import Device, settle

pytestmark = pytest.mark.django_db(transaction=True)
LOGGED = {name for name, model in events.SERVER_EVENTS.items() if model.is_logged}
FROM_THE_START = {"epoch": "", "after_seq": 0}


def add_later_changes(user: Any, chat_id: str, items: dict[str, dict[str, Any]]) -> None:
    """Log what no engine of these tests says: a changed card, and items taken away or erased."""
    chat = get_conversation_for(user, chat_id)
    cards = {key: each["card"] for key, each in items.items() if each["kind"] == "card"}
    changed = next(key for key, card in cards.items() if card["kind"] == "criteria_card")
    texts = [key for key, each in items.items() if each["kind"] == "text"]
    update = events.ItemUpdated(
        item_id=changed,
        card_kind="criteria_card",
        patch=[
            {"op": "replace", "path": "/card/title", "value": "What I want"},
            {"op": "add", "path": "/card/data/cities/0", "value": "York"},
            {"op": "remove", "path": "/card/actions/0/style"},
        ],
    )
    superseded = events.ItemSuperseded(item_id=texts[1], reason="tried again")
    news = [
        to_event(update, item_id=uuid.UUID(changed)),
        to_event(superseded, item_id=uuid.UUID(texts[1])),
    ]
    append_events(chat.id, news)
    erase_items(chat, [uuid.UUID(texts[-1])])
    rename_conversation(chat, title="Nursing in the north")
    set_remembered(chat, is_remembered=False)


async def read_history(device: Device, *, limit: int) -> Fold:
    """Return the items that all pages of history give, folded from the oldest page on."""
    pages: list[list[dict[str, Any]]] = []
    before: dict[str, int] = {}
    while True:
        ref = await device.send("history.get", {"limit": limit, **before})
        page = (await device.until("history.page", ref=ref))["data"]
        pages.insert(0, page["events"])
        if not page["has_more"]:
            break
        before = {"before_seq": page["events"][0]["seq"]}
    fold = Fold()
    # An older page tells of later changes as well; a newer one must not undo them.
    frames = {frame["seq"]: frame for page in pages for frame in page}
    for seq in sorted(frames):
        fold.fold(frames[seq])
    return fold


async def test_events_fold_to_what_resync_history_and_rest_say(alice, api_as):
    await run_in_db(page_corpus.store_postings)
    first = await Device().greeted(alice)
    me = first.welcome["me"]["epoch"]
    for text in (
        "Staff nurse in Leeds, at least £33,000",
        "show me others",
        "in York instead",
        "remember that I like tea",
        "remember that I have a dog",
        "every Friday at 9 send me new nursing jobs in York",
    ):
        await first.say(text)
    ref = await first.send("memory.list", {})
    facts = (await first.until("memory.page", ref=ref))["data"]["memory"]["facts"]
    tea, dog = (next(f for f in facts if word in f["text"]) for word in ("tea", "dog"))
    for kind, data in (
        ("memory.edit", {"memory_id": tea["memory_id"], "value": "I like coffee"}),
        ("memory.forget", {"memory_id": dog["memory_id"]}),
    ):
        assert (await first.order(kind, data))["status"] == "accepted"
    # A wish that ends, a question that is closed, a scene and a mark.
    await first.say("any place is fine")
    await first.order("scene.switch", {"scene": "resume"})
    await first.until("turn.finished")
    await first.say("My name is Dana Whitlock")
    await first.order("read.mark", {"seq": first.logged()[-1]})
    await first.until("read.marked")
    other = (await first.order("conversation.open", {}))["conversation_id"]
    await first.until("resync")
    await settle()
    chat_id = first.conversation_id
    streams = fold_streams(first.frames)
    await run_in_db(add_later_changes, alice, chat_id, streams[chat_id].items)
    chat = await run_in_db(get_conversation_for, alice, other)
    await run_in_db(delete_conversation, alice, chat)
    await first.until("conversation.deleted")
    live = fold_streams(first.frames)[chat_id]

    # From the first event on, and from a snapshot.
    early, late = Device(), Device()
    cursors = [
        {"conversation_id": chat_id, "epoch": live.epoch, "after_seq": 0},
        {"conversation_id": "me", "epoch": me, "after_seq": 0},
    ]
    await early.hello(alice, resume=cursors)
    await early.until("conversation.deleted")
    while early.logged()[-1:] != [live.seq]:
        await early.read()
    await late.hello(alice, resume=[{"conversation_id": chat_id, **FROM_THE_START}])
    await late.until("resync")
    folded = fold_streams(early.frames)
    whole, own = folded[chat_id], folded["me"]
    assert whole.head["is_remembered"] is False
    told = fold_streams(late.frames)[chat_id]
    assert whole.types | own.types == LOGGED

    # A `resync` says nothing of that: `welcome` and `conversation.opened` do.
    whole.head.pop("is_remembered")
    live.head.pop("is_remembered")
    for other_fold in (live, told):
        assert is_same(whole, other_fold)
    for limit in (1, 4, 100):
        assert (await read_history(late, limit=limit)).items == whole.items

    (head,) = late.welcome["conversations"]
    assert own.chats.keys() == {head["conversation_id"]}
    assert head["read_seq"] == whole.read[late.welcome["user_id"]]
    address = f"/api/v1/conversations/{chat_id}"
    row = await run_in_db(lambda: api_as(alice).get(address).json())
    for snapshot in (head, row):
        assert snapshot["is_remembered"] is False
        assert snapshot["epoch"] == whole.epoch
        assert snapshot["head_seq"] == whole.seq
        assert {name: snapshot[name] for name in whole.head} == whole.head
    history = await run_in_db(lambda: api_as(alice).get(f"{address}/history?limit=100").json())
    assert history["next_before_seq"] is None
    by_rest = Fold()
    for frame in history["events"]:
        check_frame(frame)
        by_rest.fold(frame)
    assert by_rest.items == whole.items
    ref = await late.send("memory.list", {})
    facts = (await late.until("memory.page", ref=ref))["data"]["memory"]["facts"]
    assert own.facts == {fact["memory_id"]: fact["text"] for fact in facts}
    for device in (first, early, late):
        await device.close()


def test_patch_does_what_rfc_6902_says():
    document = {"a": {"b/c": [1, 2], "~": 3}}
    before = copy.deepcopy(document)
    patch: list[dict[str, Any]] = [
        {"op": "add", "path": "/a/b~1c/1", "value": 9},
        {"op": "replace", "path": "/a/~0", "value": {"x": 1}},
        {"op": "remove", "path": "/a/b~1c/0"},
        {"op": "add", "path": "/a/new", "value": [1]},
    ]
    assert apply_patch(document, patch) == {"a": {"b/c": [9, 2], "~": {"x": 1}, "new": [1]}}
    assert document == before


@pytest.mark.parametrize("seqs", [(1, 3), (2,)])
def test_a_gap_is_noticed(seqs):
    data = {"title": ""}
    frames = [
        {"type": "conversation.renamed", "conversation_id": "x", "seq": seq, "epoch": "e"}
        | {"data": data}
        for seq in seqs
    ]
    with pytest.raises(AssertionError, match="gap"):
        fold_streams(frames)


def test_missing_text_is_noticed():
    fold = Fold()
    fold.take({"type": "item.added", "data": {"item_id": "i"}})
    with pytest.raises(AssertionError, match="missing"):
        fold.take({"type": "item.delta", "data": {"item_id": "i", "offset": 3, "text": "x"}})
