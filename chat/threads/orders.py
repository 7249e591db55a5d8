"""A seeker's orders in a thread: what goes to the other side, and what is theirs alone.

No turn of the assistant comes of any of them. What takes a while, a draft or a translation, is an
errand: done after the order is in the log, on the event loop.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from chat import events
from chat.build_cards import build_chip
from chat.dialogue.postbacks import ThreadAction, parse_postback
from chat.models import ClientFrame
from chat.threads.aide import build_draft_card, draft_event, sharing_event
from eventlog.models import Conversation
from eventlog.services import NewEvent, append_events, erase_items, item_events
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from recruiting import services
from recruiting.models import Report, Side, Thread


@dataclass(frozen=True)
class Errand:
    """What a seeker asked the assistant for in a thread, still to be done."""

    what: Literal["draft", "translate"]
    user_id: uuid.UUID
    conversation_id: uuid.UUID


@dataclass(frozen=True)
class Taken:
    """What an order in a thread did: its first event, and what is still to be done."""

    seq: int | None
    errand: Errand | None = None


def take_order(
    user: User, conversation: Conversation, frame: events.ClientFrame, *, now: datetime
) -> Taken:
    """Carry out an order in a thread; the conversation is locked.

    Raises AppError for one that is not taken; nothing of it is kept then.
    """
    with transaction.atomic():
        thread = services.get_thread_for(user, conversation.id)
        match frame:
            case events.MessageSend() if frame.data.postback is not None:
                tap = parse_postback(frame.data.postback)
                if not isinstance(tap, ThreadAction):
                    raise not_here()
                return _take_tap(user, thread, tap, frame, now=now)
            case events.MessageSend():
                return _send(user, thread, frame, now=now)
            case events.ActionInvoke():
                return _act_on_draft(user, thread, frame, now=now)
        raise not_here()


def not_here() -> AppError:
    """Return what somebody is told who asks the assistant for something in a thread."""
    return AppError(
        "not_in_thread",
        _("Here you write with a recruiter. For anything else go back to the assistant."),
    )


def _send(user: User, thread: Thread, frame: events.MessageSend, *, now: datetime) -> Taken:
    posted = services.post_to_thread(
        thread,
        sender=user,
        side=Side.SEEKER,
        text=frame.data.text,
        frame_id=frame.id,
        file_ids=frame.data.attachment_ids,
        now=now,
    )
    return Taken(posted.seq)


def _take_tap(
    user: User, thread: Thread, tap: ThreadAction, frame: events.MessageSend, *, now: datetime
) -> Taken:
    assert thread.conversation_id is not None
    # What was asked of the assistant stays the seeker's own.
    asked = services.build_item(
        role="user", text=frame.data.text, ref=str(frame.id), is_private=True
    )
    (seq,) = append_events(thread.conversation_id, [asked], now=now)
    match tap.action:
        case "draft" | "translate":
            return Taken(seq, Errand(tap.action, user.id, thread.conversation_id))
        case "ignore":
            services.ignore_greeting(user, thread)
            return _tell(thread, _("All right. They do not hear that you passed it over."), now=now)
        case "block":
            services.block_company(user, thread.company, now=now)
            return Taken(seq)
        case "unblock":
            services.unblock_company(user, thread.company_id)
            _tell(thread, _("They may write to you again."), now=now)
        case "share_resume" | "share_contact":
            what: services.What = "resume" if tap.action == "share_resume" else "contact"
            _show_sharing(thread, what, now=now)
        case "unshare":
            services.stop_sharing(thread, now=now)
            _tell(
                thread,
                _(
                    "They can no longer see your résumé, name or contact details. The conversation stays."
                ),
                now=now,
            )
        case "report":
            reason = tap.reason or Report.Reason.OTHER
            services.report_thread(user, thread, side=Side.SEEKER, reason=reason, now=now)
            _tell(
                thread,
                _(
                    "Reported, with the last messages. Somebody will look at it. You can block "
                    "the company as well."
                ),
                now=now,
            )
    return Taken(seq)


def _show_sharing(thread: Thread, what: services.What, *, now: datetime) -> None:
    """Show what would be shared, or why there is nothing to."""
    assert thread.conversation_id is not None
    sharing = services.prepare_sharing(thread, what=what)
    if thread.state != Thread.State.OPEN or what in services.list_shared(thread):
        _tell(thread, _("There is nothing more to share here."), now=now)
    elif sharing is None:
        _tell(thread, _("You have not confirmed a résumé yet: there is nothing to share."), now=now)
    else:
        append_events(thread.conversation_id, [sharing_event(thread, sharing)], now=now)


def _share(
    user: User,
    thread: Thread,
    card: dict[str, Any],
    frame: events.ActionInvoke,
    *,
    now: datetime,
) -> Taken:
    """Share what the card showed: the yes is to just that, whatever the device sends along."""
    assert thread.conversation is not None
    said = card["actions"][0]["payload"]
    services.share(
        thread,
        what=said["share"],
        lines=said["lines"],
        # A card from before it named the résumé is refused.
        resume_id=said.get("resume_id"),
        revision=said["revision"],
        now=now,
    )
    posted = services.post_to_thread(
        thread,
        sender=user,
        side=Side.SEEKER,
        text=str(card["data"]["text"]),
        frame_id=frame.id,
        now=now,
    )
    erase_items(thread.conversation, [frame.data.item_id])
    chip = build_chip(_("Stop sharing"), do="thread", action="unshare")
    data = {"chips": [chip.model_dump(mode="json", exclude_none=True)]}
    append_events(thread.conversation.id, [NewEvent("suggestions.set", data)], now=now)
    return Taken(posted.seq)


def _tell(thread: Thread, text: str, *, now: datetime) -> Taken:
    assert thread.conversation_id is not None
    item_id = uuid.uuid4()
    data = {
        "item_id": str(item_id),
        "role": "system",
        "kind": "text",
        "text": text,
        "lang": services.seeker_language(thread),
        "audience": "seeker",
    }
    (seq,) = append_events(
        thread.conversation_id, [NewEvent("item.done", data, None, item_id)], now=now
    )
    return Taken(seq)


def _act_on_draft(
    user: User, thread: Thread, frame: events.ActionInvoke, *, now: datetime
) -> Taken:
    """Send, change or drop a draft that was shown to the seeker."""
    assert thread.conversation is not None
    order = frame.data
    logged = item_events(thread.conversation, order.item_id)
    card = _current_card(logged)
    if card is None or card.get("kind") != "message_preview":
        raise AppError("item_not_found", _("This card is no longer here."), status=404)
    if "share" in card["actions"][0]["payload"] and order.action != "discard":
        if order.action == "send":
            return _share(user, thread, card, frame, now=now)
        raise AppError("action_not_found", _("This card has no such action."))
    words = str(order.payload.get("text") or "").strip()[: services.MAX_POST]
    text = words or str(card["data"]["text"])
    match order.action:
        case "send":
            posted = services.post_to_thread(
                thread, sender=user, side=Side.SEEKER, text=text, frame_id=frame.id, now=now
            )
            erase_items(thread.conversation, [order.item_id])
            return Taken(posted.seq)
        case "edit" if words:
            changed = build_draft_card(thread, text=text).model_dump(mode="json", exclude_none=True)
            patch = [{"op": "replace", "path": "/card", "value": changed}]
            data = {"item_id": str(order.item_id), "patch": patch}
            (seq,) = append_events(
                thread.conversation.id,
                [NewEvent("item.updated", data, None, order.item_id)],
                now=now,
            )
            return Taken(seq)
        case "discard":
            erase_items(thread.conversation, [order.item_id])
            return Taken(None)
    raise AppError("action_not_found", _("This card has no such action."))


def _current_card(logged: list[Any]) -> dict[str, Any] | None:
    card = None
    for event in logged:
        data = event.data or {}
        card = data.get("card", card)
        for change in data.get("patch") or []:
            if change["path"] == "/card":
                card = change["value"]
        if data.get("erased") or event.erased_at is not None:
            return None
    return card


def show_draft(errand: Errand, *, text: str, now: datetime) -> None:
    """Put a draft before the seeker, in a thread that is still theirs."""
    thread = _thread_of(errand)
    if thread is not None:
        append_events(errand.conversation_id, [draft_event(thread, text=text)], now=now)


def show_words(errand: Errand, *, text: str, now: datetime) -> None:
    """Tell the seeker something in a thread that is still theirs."""
    thread = _thread_of(errand)
    if thread is not None:
        _tell(thread, text, now=now)


def _thread_of(errand: Errand) -> Thread | None:
    try:
        return services.get_thread_for(User(id=errand.user_id), errand.conversation_id)
    except NotFound:
        # Deleted or erased meanwhile.
        return None


def build_row(
    user: User,
    conversation: Conversation,
    frame: events.ClientFrame,
    *,
    body_hash: str,
    seq: int | None,
) -> ClientFrame:
    """Return the row by which an order in a thread is counted once; no turn answers it."""
    return ClientFrame(
        user=user,
        frame_id=frame.id,
        type=frame.type,
        body_hash=body_hash,
        conversation=conversation,
        seq=seq,
        needs_turn=False,
    )
