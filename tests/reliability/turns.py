"""What must hold of the log whatever happened to those who wrote it."""

import asyncio
from collections import Counter

from tests.faults import Cluster

# Reasons of an end after which another turn answers the same orders.
ANSWERED_ANEW = {"interrupted", "handed_over"}


async def wait_for_quiet(cluster: Cluster, *, seconds: float = 40) -> None:
    """Wait until no turn is queued or running."""
    async with asyncio.timeout(seconds):
        while await asyncio.to_thread(cluster.database.open_turns):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def check_turns(cluster: Cluster, conversation_id: str) -> Counter[str]:
    """Check that no turn is half there; returns how many ended in which way.

    Every turn that began ended once; a completed one left one finished answer, any other none
    but an apology; every order was answered by exactly one turn that was neither
    interrupted nor handed over.
    """
    events = cluster.database.events(conversation_id)
    assert [seq for seq, *_ in events] == list(range(1, len(events) + 1))
    started: dict[str, list[str]] = {}
    ended: dict[str, tuple[str, str | None]] = {}
    for seq, kind, data in events:
        if kind == "turn.started":
            assert data["turn_id"] not in ended, f"{seq} begins again"
            started[data["turn_id"]] = data["answers"]
        elif kind == "turn.finished":
            assert data["turn_id"] not in ended, f"{seq} ends again"
            ended[data["turn_id"]] = (data["outcome"], data.get("reason"))
    rows = dict(
        cluster.database.execute(
            "SELECT id::text, state FROM chat_turn WHERE conversation_id = %s", [conversation_id]
        )
    )
    assert set(rows.values()) <= {"finished"}, rows
    assert started.keys() <= ended.keys(), "begun and never ended"
    said = Counter(
        turn_id
        for (turn_id,) in cluster.database.execute(
            "SELECT turn_id::text FROM eventlog_event done WHERE conversation_id = %s"
            " AND type = 'item.done' AND turn_id IS NOT NULL AND NOT EXISTS (SELECT FROM"
            " eventlog_event later WHERE later.conversation_id = done.conversation_id"
            " AND later.type = 'item.superseded' AND later.item_id = done.item_id)",
            [conversation_id],
        )
    )
    for turn_id, (outcome, reason) in ended.items():
        if outcome == "completed":
            assert said[turn_id] >= len(started[turn_id]), f"{turn_id} is half written"
        elif outcome == "failed":
            assert said[turn_id] <= 1, f"{turn_id} failed and said {said[turn_id]}"
        elif reason in ANSWERED_ANEW:
            # It will be answered anew: what the first attempt said must not stand beside that.
            assert said[turn_id] == 0, f"{turn_id} was given up and what it said stands"
    asked = [data["ref"] for _seq, kind, data in events if kind == "item.done" and data.get("ref")]
    answered = Counter(
        ref
        for turn_id, refs in started.items()
        if ended[turn_id][1] not in ANSWERED_ANEW
        for ref in refs
    )
    assert answered == Counter(asked), "an order was answered never or twice"
    return Counter(outcome for outcome, _reason in ended.values())
