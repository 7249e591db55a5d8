"""Frames cut to what a client said it can show."""

from typing import Any

from chat.cards import clip
from chat.events import ClientLimits

OURS = ClientLimits()


def trim_frame(frame: dict[str, Any], *, limits: ClientLimits) -> dict[str, Any]:
    """Return the frame within the client's limits; the same object where nothing is cut.

    Only the copy on this socket is cut: the log keeps the whole.
    """
    if limits == OURS:
        return frame
    data = frame.get("data") or {}
    if frame["type"] == "suggestions.set":
        return {**frame, "data": {"chips": _trim_chips(data["chips"], limits=limits)}}
    if frame["type"] == "item.done" and data.get("card"):
        return {**frame, "data": {**data, "card": trim_card(data["card"], limits=limits)}}
    if frame["type"] in ("resync", "history.page"):
        key = "items" if frame["type"] == "resync" else "events"
        items = [trim_frame(each, limits=limits) for each in data[key]]
        return {**frame, "data": {**data, key: items}}
    return frame


def trim_card(card: dict[str, Any], *, limits: ClientLimits) -> dict[str, Any]:
    """Return a card with its actions, labels and carousel within the limits."""
    cut = {**card, "actions": _trim_actions(card.get("actions", []), limits=limits)}
    if card["kind"] == "job_carousel":
        jobs = [trim_card(each, limits=limits) for each in card["data"]["jobs"]]
        # A carousel has two cards at least, whatever a client asks for.
        cut["data"] = {**card["data"], "jobs": jobs[: max(2, limits.carousel)]}
    return cut


def _trim_actions(actions: list[dict[str, Any]], *, limits: ClientLimits) -> list[dict[str, Any]]:
    return [
        {**each, "label": clip(each["label"], min(limits.label, OURS.label))}
        for each in actions[: min(limits.actions, OURS.actions)]
    ]


def _trim_chips(chips: list[dict[str, Any]], *, limits: ClientLimits) -> list[dict[str, Any]]:
    return [
        {**each, "label": clip(each["label"], min(limits.label, OURS.label))}
        for each in chips[: min(limits.chips, OURS.chips)]
    ]
