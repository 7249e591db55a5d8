"""What the benchmarks share: a stopwatch, quantiles, and a line about how far the work is."""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def p95(values: Sequence[float]) -> float:
    """Return the value below which 95 % lie."""
    return percentile(values, 0.95)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return (milliseconds, what the call returned)."""
    start = time.perf_counter()
    answer = call()
    return (time.perf_counter() - start) * 1e3, answer


def say(text: str) -> None:
    """Say how far the work is: the last line of standard output is JSON."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
