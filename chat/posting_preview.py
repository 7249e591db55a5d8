"""A posting's card for whoever writes it: the one that seekers get, drawn by the same code."""

from typing import Any

from chat.build_cards import build_posting_card
from jobs.models import Posting
from jobs.posting_pages import CardPreview, register_card


def register() -> None:
    """Have the admin of postings show this card."""
    register_card(CardPreview(build=build_preview, url_name="page-card"))


def build_preview(posting: Posting) -> dict[str, Any]:
    """Return the card as it goes over the wire, with no match: nobody is looking for it."""
    return build_posting_card(posting, match=None).model_dump(mode="json")
