"""What a client said that it can show, and frames cut to that."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, get_args

from chat.cards import Card, clip
from chat.events import CARDS, ClientLimits

OURS = ClientLimits()
CARD_KINDS: tuple[str, ...] = tuple(
    model.model_fields["kind"].default for model in get_args(get_args(Card)[0])
)
# An operation on one entry of a list that may have been cut: its number, and the way on from it.
_ACTION = re.compile(r"/card/actions/(\d+)(/.*)?")
_JOB = re.compile(r"/card/data/jobs/(\d+)(/.*)?")


class Declaration(Protocol):
    """What a client says that it can show, in `hello` or in an address."""

    @property
    def cards(self) -> Sequence[str] | None: ...

    @property
    def limits(self) -> ClientLimits: ...


@dataclass(frozen=True)
class Capabilities:
    """What one client can show: at most so much, and cards of these kinds (None: every kind)."""

    limits: ClientLimits = OURS
    kinds: frozenset[str] | None = None

    @classmethod
    def of(cls, hello: Declaration) -> "Capabilities":
        """Return what a `hello` declared. One that says nothing of cards takes every card.

        `urn:jobchat:cards:1` is every kind of version 1, with `:KIND` behind it that kind.
        What is not known here is no card that we could send, and is passed over.
        """
        if hello.cards is None or CARDS in hello.cards:
            return cls(hello.limits)
        named = {kind for kind in CARD_KINDS if f"{CARDS}:{kind}" in hello.cards}
        return cls(hello.limits, frozenset(named))

    @cached_property
    def is_everything(self) -> bool:
        """Whether nothing that we send has to be cut."""
        ours = OURS.model_dump()
        return self.takes(*CARD_KINDS) and all(
            given >= ours[name] for name, given in self.limits.model_dump().items()
        )

    def takes(self, *kinds: str) -> bool:
        """Return whether all of these kinds of card were declared."""
        return self.kinds is None or self.kinds.issuperset(kinds)

    def agreed(self) -> list[str]:
        """Return the cards that will be sent, as `welcome.cards` says them."""
        if self.kinds is None:
            return [CARDS]
        return [f"{CARDS}:{kind}" for kind in CARD_KINDS if kind in self.kinds]

    def agreed_limits(self) -> dict[str, int]:
        """Return the smaller of what was declared and what is ours, as `welcome.limits` says it."""
        ours = OURS.model_dump()
        return {name: min(given, ours[name]) for name, given in self.limits.model_dump().items()}


EVERYTHING = Capabilities()


def trim_frame(frame: dict[str, Any], *, capabilities: Capabilities) -> dict[str, Any]:
    """Return the frame as this client can show it; the same object where nothing is cut.

    Only the copy on this socket is cut: the log keeps the whole. A frame is cut by itself,
    without what went before, so that a client that comes back sees what it saw.
    """
    if capabilities.is_everything:
        return frame
    data = frame.get("data") or {}
    match frame["type"]:
        case "suggestions.set" | "preview.result" if data.get("chips"):
            chips = _trim_chips(data["chips"], limits=capabilities.limits)
            return {**frame, "data": {**data, "chips": chips}}
        case "item.done" if data.get("card"):
            return {**frame, "data": _trim_item(data, capabilities=capabilities)}
        case "item.updated" if data.get("patch") and data.get("card_kind"):
            return {**frame, "data": _trim_update(data, capabilities=capabilities)}
        case "history.page":
            events = [trim_frame(each, capabilities=capabilities) for each in data["events"]]
            return {**frame, "data": {**data, "events": events}}
        case "resync":
            items = [trim_frame(each, capabilities=capabilities) for each in data["items"]]
            state = _trim_state(data["state"], limits=capabilities.limits)
            return {**frame, "data": {**data, "items": items, "state": state}}
    return frame


def _trim_item(data: dict[str, Any], *, capabilities: Capabilities) -> dict[str, Any]:
    """Return an item with its card cut, or as a text where its card was not declared."""
    card = data["card"]
    if not capabilities.takes(card["kind"]):
        rest = {name: value for name, value in data.items() if name != "card"}
        return {**rest, "kind": "text", "text": card["fallback_text"]}
    return {**data, "card": trim_card(card, limits=capabilities.limits)}


def _trim_update(data: dict[str, Any], *, capabilities: Capabilities) -> dict[str, Any]:
    """Return a change of a card that fits the item as this client has it; maybe of no operation.

    An item that came as a text hears of nothing but its text, and of the rest only what is in a
    list that was cut, as far as the client has it.
    """
    kind, limits = data["card_kind"], capabilities.limits
    patch: list[dict[str, Any]] = []
    for each in data["patch"]:
        if not capabilities.takes(kind):
            if each["path"] == "/card/fallback_text":
                patch.append({**each, "op": "replace", "path": "/text"})
            elif each["path"] == "/card":
                text = each["value"]["fallback_text"]
                patch.append({"op": "replace", "path": "/text", "value": text})
            elif not each["path"].startswith("/card/"):
                patch.append(each)
        elif (cut := _trim_operation(each, kind=kind, limits=limits)) is not None:
            patch.append(cut)
    if capabilities.takes(kind):
        return {**data, "patch": patch}
    return {**{name: value for name, value in data.items() if name != "card_kind"}, "patch": patch}


def _trim_operation(
    operation: dict[str, Any], *, kind: str, limits: ClientLimits
) -> dict[str, Any] | None:
    """Return an operation on a card within the limits, None where its place was cut away."""
    path, value = operation["path"], operation.get("value")
    if path == "/card" and value is not None:
        return {**operation, "value": trim_card(value, limits=limits)}
    if path == "/card/actions" and value is not None:
        return {**operation, "value": _trim_actions(value, limits=limits)}
    if path == "/card/data" and value is not None:
        return {**operation, "value": _trim_data(value, kind=kind, limits=limits)}
    if path == "/card/data/jobs" and value is not None:
        data = _trim_data({"jobs": value}, kind=kind, limits=limits)
        return {**operation, "value": data["jobs"]}
    if found := _ACTION.fullmatch(path):
        return _trim_action(operation, found[2], limits) if int(found[1]) < limits.actions else None
    if found := _JOB.fullmatch(path):
        if int(found[1]) >= _most_jobs(limits):
            return None
        # What is true of a card is true of a card within it.
        inner = {**operation, "path": f"/card{found[2] or ''}"}
        cut = _trim_operation(inner, kind="job_card", limits=limits)
        return None if cut is None else {**cut, "path": path}
    return operation


def _trim_action(
    operation: dict[str, Any], rest: str | None, limits: ClientLimits
) -> dict[str, Any]:
    value = operation.get("value")
    if rest == "/label" and isinstance(value, str):
        return {**operation, "value": _clip_label(value, limits)}
    if rest is None and isinstance(value, dict):
        return {**operation, "value": {**value, "label": _clip_label(value["label"], limits)}}
    return operation


def trim_card(card: dict[str, Any], *, limits: ClientLimits) -> dict[str, Any]:
    """Return a card with its actions, labels and carousel within the limits."""
    cut = {**card, "data": _trim_data(card["data"], kind=card["kind"], limits=limits)}
    if "actions" in card:
        cut["actions"] = _trim_actions(card["actions"], limits=limits)
    return cut


def _trim_data(data: dict[str, Any], *, kind: str, limits: ClientLimits) -> dict[str, Any]:
    if kind == "job_carousel":
        # Job cards in it are part of its shape: who declared a carousel can show them.
        jobs = data["jobs"][: _most_jobs(limits)]
        return {**data, "jobs": [trim_card(each, limits=limits) for each in jobs]}
    if kind == "scene_menu":
        scenes = [{**each, "label": _clip_label(each["label"], limits)} for each in data["scenes"]]
        return {**data, "scenes": scenes}
    return data


def _most_jobs(limits: ClientLimits) -> int:
    # A carousel has two cards at least, whatever a client asks for.
    return max(2, limits.carousel)


def _trim_state(state: dict[str, Any], *, limits: ClientLimits) -> dict[str, Any]:
    suggestions = state.get("suggestions")
    if not suggestions:
        return state
    chips = _trim_chips(suggestions["chips"], limits=limits)
    return {**state, "suggestions": {**suggestions, "chips": chips}}


def _trim_actions(actions: list[dict[str, Any]], *, limits: ClientLimits) -> list[dict[str, Any]]:
    return [
        {**each, "label": _clip_label(each["label"], limits)}
        for each in actions[: min(limits.actions, OURS.actions)]
    ]


def _trim_chips(chips: list[dict[str, Any]], *, limits: ClientLimits) -> list[dict[str, Any]]:
    return [
        {**each, "label": _clip_label(each["label"], limits)}
        for each in chips[: min(limits.chips, OURS.chips)]
    ]


def _clip_label(label: str, limits: ClientLimits) -> str:
    return clip(label, min(limits.label, OURS.label))
