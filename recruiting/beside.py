"""What stands beside the words of a thread for its seeker alone: chips, hints, a draft's card.

Cards and chips are built by the app that talks with seekers; it joins here as it starts.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from eventlog.frames import NewEvent
from jobassist.accounts.models import User
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


class Scribe(Protocol):
    """Writes drafts and translations for a recruiter's page; nothing it writes is sent by itself."""

    def draft(self, thread: Thread, *, by: User) -> str:
        """Return a draft of what the company may see; the company pays."""
        ...

    def translate(
        self, text: str, *, to: Literal["zh", "en"], thread: Thread, by: User
    ) -> str | None:
        """Return a text in another language, the company pays; None where that is not to be had."""
        ...

    def say_unavailable(self) -> str:
        """Return why there is no translation."""
        ...


_scribes: list[Scribe] = []


def register_scribe(scribe: Scribe) -> None:
    """Have this one write for recruiters."""
    _scribes[:] = [scribe]


def get_scribe() -> Scribe:
    """Return who writes for recruiters."""
    return _scribes[0]
