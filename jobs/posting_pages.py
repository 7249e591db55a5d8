"""Pages about postings that other apps bring to the admin, and how a card of one looks.

An app to the left of this one joins from its AppConfig or its admin module. Who may see which
posting is decided here, once for all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from jobassist.accounts.models import User
from jobs.models import Posting

# What a page is drawn from: its request, what every admin page has, and the posting where it is
# about one.
Show = Callable[[HttpRequest, dict[str, Any], Posting | None], HttpResponse]


@dataclass(frozen=True, slots=True)
class PostingPage:
    """A page: about one posting, or about all of a company's. `writers_only`: viewers get 404."""

    name: str
    label: str | Promise
    icon: str
    show: Show
    is_of_one: bool = False
    writers_only: bool = True


@dataclass(frozen=True, slots=True)
class CardPreview:
    """How seekers' card of a posting is built, and the name of the address that draws it."""

    build: Callable[[Posting], dict[str, Any]]
    url_name: str


_pages: dict[str, PostingPage] = {}
_hearers: list[Callable[[Posting, User], None]] = []
_cards: list[CardPreview] = []


def register_page(page: PostingPage) -> None:
    """Add a page to the admin of postings; of the same name, the last."""
    _pages[page.name] = page


def list_pages(*, is_of_one: bool) -> list[PostingPage]:
    """Return the pages about one posting, or about all, in the order they came."""
    return [page for page in _pages.values() if page.is_of_one == is_of_one]


def register_hearer(function: Callable[[Posting, User], None]) -> None:
    """Have a function called with each posting that somebody wrote, and who did."""
    _hearers.append(function)


def tell_written(posting: Posting, *, by: User) -> None:
    """Tell whoever wants to hear of it that somebody wrote a posting."""
    for function in _hearers:
        function(posting, by)


def register_card(preview: CardPreview) -> None:
    """Say how seekers' card of a posting is built."""
    _cards[:] = [preview]


def get_card() -> CardPreview | None:
    """Return how seekers' card is built, None where no app shows cards."""
    return _cards[0] if _cards else None
