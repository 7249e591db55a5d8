"""What a seeker is offered beside a recruiter's words: chips, and the card that a draft is."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from chat.build_cards import build_action, build_chip, job_line, safe_url
from chat.cards import BODY_LIMIT, TITLE_LIMIT, Chip, MessagePreview, MessagePreviewData, clip
from eventlog.frames import NewEvent
from recruiting.beside import Moment
from recruiting.models import Thread
from recruiting.services import Sharing, last_words_of_company, list_asked, seeker_language
from recruiting.thread_texts import hello_words


def stand_beside(thread: Thread, moment: Moment) -> list[NewEvent]:
    """Return a first word and chips for the seeker, at a moment of a thread."""
    events: list[NewEvent] = []
    if moment in ("opened", "greeted"):
        text = hello_words(thread, is_greeting=moment == "greeted")
        item_id = uuid.uuid4()
        data = {
            "item_id": str(item_id),
            "role": "system",
            "kind": "text",
            "text": text,
            "lang": seeker_language(thread),
            "audience": "seeker",
        }
        events.append(NewEvent("item.done", data, None, item_id))
    chips = [] if moment == "ended" else _chips(moment)
    if moment == "recruiter_wrote":
        chips = [*_offer_sharing(thread), *chips]
    events.append(
        NewEvent(
            "suggestions.set",
            {"chips": [each.model_dump(mode="json", exclude_none=True) for each in chips]},
        )
    )
    return events


def _chips(moment: Moment) -> list[Chip]:
    if moment in ("opened", "seeker_wrote"):
        return []
    chips = [
        build_chip(_("Draft an answer"), do="thread", action="draft"),
        build_chip(_("Translate"), do="thread", action="translate"),
    ]
    if moment == "greeted":
        chips.append(build_chip(_("Not interested"), do="thread", action="ignore"))
    return [
        *chips,
        build_chip(_("Report"), do="thread", action="report"),
        build_chip(_("Block"), do="thread", action="block"),
    ]


def _offer_sharing(thread: Thread) -> list[Chip]:
    """Return chips for what the company has just asked for."""
    labels = {"resume": _("Share my résumé"), "contact": _("Share name and contact")}
    asked = list_asked(thread, text=last_words_of_company(thread))
    return [build_chip(labels[each], do="thread", action=f"share_{each}") for each in asked]


def build_sharing_card(thread: Thread, sharing: Sharing) -> MessagePreview:
    """Return what would be shared, for the seeker to look at; it goes only when they say so."""
    text = (
        _("I share my résumé with you.")
        if sharing.what == "resume"
        else _("I share my name and contact details with you.")
    )
    # Compared when the yes comes: what is shared is what was looked at.
    payload: dict[str, Any] = {
        "job_id": str(thread.posting_id),
        "share": sharing.what,
        "resume_id": str(sharing.resume_id) if sharing.resume_id else None,
        "revision": sharing.revision,
        "lines": list(sharing.lines),
    }
    return MessagePreview(
        fallback_text=clip(text, BODY_LIMIT),
        title=clip(_("To %(employer)s") % {"employer": thread.company.name}, TITLE_LIMIT),
        body=clip(text, BODY_LIMIT),
        data=MessagePreviewData(
            prompt_id=str(uuid.uuid4()),
            job_id=str(thread.posting_id),
            to=thread.company.name,
            text=text,
            shared=[_("This message"), *sharing.lines],
            url=safe_url(thread.posting.url),
        ),
        actions=[
            build_action("send", _("Share it"), style="primary", payload=payload),
            build_action("discard", _("Don't share"), payload=payload),
        ],
    )


def sharing_event(thread: Thread, sharing: Sharing) -> NewEvent:
    """Return the preview of what is shared as it goes into the log, for the seeker alone."""
    return _card_event(build_sharing_card(thread, sharing), item_id=uuid.uuid4())


def build_draft_card(thread: Thread, *, text: str) -> MessagePreview:
    """Return a draft for the seeker to look at; it goes only when they send it."""
    payload: dict[str, Any] = {"job_id": str(thread.posting_id)}
    return MessagePreview(
        fallback_text=clip(text or job_line(thread.posting), BODY_LIMIT),
        title=clip(_("To %(employer)s") % {"employer": thread.company.name}, TITLE_LIMIT),
        body=clip(text, BODY_LIMIT),
        data=MessagePreviewData(
            prompt_id=str(uuid.uuid4()),
            job_id=str(thread.posting_id),
            to=thread.company.name,
            text=text,
            shared=[_("This message")],
            url=safe_url(thread.posting.url),
        ),
        actions=[
            build_action("send", _("Send"), style="primary", payload=payload),
            build_action("edit", _("Change"), payload=payload),
            build_action("discard", _("Don't send"), payload=payload),
        ],
    )


def draft_event(thread: Thread, *, text: str, item_id: uuid.UUID | None = None) -> NewEvent:
    """Return a draft as it goes into the log, for the seeker alone."""
    return _card_event(build_draft_card(thread, text=text), item_id=item_id or uuid.uuid4())


def _card_event(card: MessagePreview, *, item_id: uuid.UUID) -> NewEvent:
    data = {
        "item_id": str(item_id),
        "role": "assistant",
        "kind": "card",
        "card": card.model_dump(mode="json", exclude_none=True),
        "audience": "seeker",
    }
    return NewEvent("item.done", data, None, item_id)
