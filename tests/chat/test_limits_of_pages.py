"""What is sent in one frame is bounded in bytes, and nothing behind the bound is out of reach."""

import json
import uuid
from typing import Any

import pytest

from chat import events
from chat.turns import to_event
from eventlog.models import Conversation
from eventlog.services import append_events
from jobassist.db import run_in_db
from tests.chat.folding import Fold
from tests.chat.talking import Device

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BYTES = 250_000
LONG = "找一份上海的护士工作，" * 720


def say_long_things(chat_id: str, count: int) -> list[str]:
    """Log texts as long as a message may be, in a script of three bytes a character."""
    chat = Conversation.objects.get(id=chat_id)
    ids = [str(uuid.uuid4()) for _ in range(count)]
    for item_id in ids:
        done = events.ItemDone(item_id=item_id, role="user", kind="text", text=LONG)
        append_events(chat.id, [to_event(done, item_id=uuid.UUID(item_id))])
    return ids


def size_of(frame: dict[str, Any]) -> int:
    return len(json.dumps(frame, ensure_ascii=False).encode())


@pytest.mark.parametrize("count", [25, 70])
async def test_long_chat_comes_in_frames_of_250_kb_down_to_its_first_word(alice, count):
    first = await Device().greeted(alice)
    await first.close()
    ids = await run_in_db(say_long_things, first.conversation_id, count)
    device = Device()
    cursor = {"conversation_id": first.conversation_id, "epoch": "", "after_seq": 0}
    await device.hello(alice, resume=[cursor])
    resync = await device.until("resync")
    assert 100_000 < size_of(resync) <= MOST_BYTES
    assert resync["data"]["has_more"] is True
    chips = [f["data"]["chips"] for f in first.frames if f["type"] == "suggestions.set"]
    assert resync["data"]["state"]["suggestions"]["chips"] == chips[-1]
    oldest = resync["data"]["items"][0]["seq"]
    pages = [resync["data"]["items"]]
    while True:
        ref = await device.send("history.get", {"before_seq": oldest, "limit": 100})
        page = await device.until("history.page", ref=ref)
        assert size_of(page) <= MOST_BYTES
        pages.insert(0, page["data"]["events"])
        oldest = page["data"]["events"][0]["seq"]
        if not page["data"]["has_more"]:
            break
    fold = Fold()
    for page in pages:
        for frame in page:
            fold.fold(frame)
    assert [item_id for item_id in fold.items if item_id in ids] == ids
    assert len(fold.items) > len(ids), "the greeting came before"
    await device.close()
