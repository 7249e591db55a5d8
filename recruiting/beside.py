"""What stands beside the words of a thread for its seeker alone: chips, hints, a draft's card.

Cards and chips are built by the app that talks with seekers; it joins here as it starts.
"""

from collections.abc import Callable
from typing import Literal

from eventlog.frames import NewEvent
from recruiting.models import Thread

Moment = Literal["opened", "greeted", "recruiter_wrote", "seeker_wrote", "ended"]
Aide = Callable[[Thread, Moment], list[NewEvent]]

_aides: list[Aide] = []


def register_aide(aide: Aide) -> Aide:
    """Have `aide` say what the seeker gets beside the log of a thread; returns `aide`."""
    if aide not in _aides:
        _aides.append(aide)
    return aide


def events_beside(thread: Thread, moment: Moment) -> list[NewEvent]:
    """Return what the aides add at this moment, inside the transaction that writes."""
    return [event for aide in _aides for event in aide(thread, moment)]
