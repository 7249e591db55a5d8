"""How a seeker hears that a person has answered: by whoever talks with seekers, who joins here."""

from collections.abc import Callable

from recruiting.models import ScoreContest

Teller = Callable[[ScoreContest], None]
_tellers: list[Teller] = []


def register_teller(function: Teller) -> None:
    """Have this told of answers, in the open transaction."""
    if function not in _tellers:
        _tellers.append(function)


def tell(contest: ScoreContest) -> None:
    """Tell the seeker."""
    for function in _tellers:
        function(contest)
