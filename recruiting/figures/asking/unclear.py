"""Days that no query may be made of: those who asked say them again, or learn that none are told."""

from ..types import FiguresError

WHICH_DAYS = "which days?"


class UnclearDays(Exception):
    """Days were said that cannot be told: a range that runs backwards, a feast of no known date."""

    def as_error(self) -> FiguresError:
        """Return what is asked back."""
        return FiguresError("ambiguous", question=WHICH_DAYS)


class DaysAhead(UnclearDays):
    """Every day asked for is still to come."""

    def as_error(self) -> FiguresError:
        """Return the error of everything that is ahead."""
        return FiguresError("not_expressible", why="nothing is forecast")


class NoDays(UnclearDays):
    """What looks like days is the range of another number."""

    def as_error(self) -> FiguresError:
        """Return the error of every condition on a number."""
        return FiguresError("not_expressible", why="a measure's value is no condition")
