"""What a seeker hears of a contact: told by whoever can, in the transaction that makes it so.

This app knows what happened; how it is said and where stands to the left of it, and joins here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recruiting.models import Application, InterviewSlot, JobOffer, StageMove


class Happened(StrEnum):
    """What became of a contact."""

    READ = "read"
    MOVED = "moved"
    SLOTS_OFFERED = "slots_offered"
    SLOT_PICKED = "slot_picked"
    SLOTS_DECLINED = "slots_declined"
    SLOT_CANCELLED = "slot_cancelled"
    OFFER_MADE = "offer_made"
    OFFER_TAKEN_BACK = "offer_taken_back"
    OFFER_DECIDED = "offer_decided"


@dataclass(frozen=True)
class News:
    """One thing that happened to a contact, and by whom; nothing that recruiters keep to themselves.

    What the seeker did is told to their cards alone: in words they were answered there.
    """

    application: Application
    what: Happened
    actor: StageMove.Actor
    at: datetime
    # Of a move: the kinds, never the company's own names of its stages.
    from_kind: str = ""
    to_kind: str = ""
    # In English and Chinese, where the recruiter chose that it is told.
    reason: tuple[str, str] | None = None
    slots: tuple[InterviewSlot, ...] = ()
    offer: JobOffer | None = None


Teller = Callable[[News], None]
_tellers: list[Teller] = []


def register_teller(function: Teller) -> None:
    """Have this told what happens to contacts: in the open transaction, the contact's row locked.

    The conversation that it came from was locked before.
    """
    if function not in _tellers:
        _tellers.append(function)


def tell(news: News) -> None:
    """Tell the seeker; there is none after an erasure."""
    if news.application.seeker_id is None:
        return
    for function in _tellers:
        function(news)
