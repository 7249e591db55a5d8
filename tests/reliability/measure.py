"""How much is tried, and how what was measured is told.

`RELIABILITY_SCALE=full` tries as much as `docs/reliability.md` names; without it the same
cases run with less, to be quick.
"""

import math
import os
from collections.abc import Callable, Sequence

IS_FULL = os.environ.get("RELIABILITY_SCALE") == "full"

Tell = Callable[..., None]


def scaled(short: int, full: int) -> int:
    """Return how many of something to try."""
    return full if IS_FULL else short


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def show_seconds(seconds: float) -> str:
    """Return a duration for a report, never flattered by rounding."""
    return (
        f"{math.ceil(seconds * 1000)} ms" if seconds < 1 else f"{math.ceil(seconds * 100) / 100} s"
    )
