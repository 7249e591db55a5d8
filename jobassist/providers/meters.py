"""A server's minute as buckets that fill steadily: who may go, and when. Pure.

A bucket holds little and fills at a little less than its limit, so that whatever minute a server
looks at, what was let through is within it. A call larger than the bucket goes when the bucket is
nearly full and leaves it below zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# Of a minute's limit, what may go at once; the rest comes evenly.
AT_ONCE = 0.03
# Of what a bucket holds, what a call larger than that needs: the rest is for filling on while
# nobody looks.
ENOUGH = 2 / 3
MINUTE = 60.0
# How much of a server's minute one person may have before others go first.
PERSON_SHARE = 0.1
# Nobody is set back further, however much they have had.
LONGEST_SET_BACK = timedelta(seconds=60)
MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Quota:
    """What a server lets through in a minute, None for no limit, and its prices of a million."""

    provider: str
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    input_price: Decimal = Decimal(0)
    output_price: Decimal = Decimal(0)
    currency: str = "USD"

    @property
    def is_limited(self) -> bool:
        """Return whether calls have to be let through one by one."""
        return self.requests_per_minute is not None or self.tokens_per_minute is not None

    def price(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Return what a call costs, in `currency`."""
        spent = input_tokens * self.input_price + output_tokens * self.output_price
        return (spent / MILLION).quantize(Decimal("1e-9"))


@dataclass
class Bucket:
    """One limit: what is left of it now."""

    per_minute: int | None
    left: float

    @property
    def held(self) -> float:
        """Return what it holds when it is full. At least one request, of requests."""
        return max(1.0, (self.per_minute or 0) * AT_ONCE)

    def needs(self, cost: float) -> float:
        """Return what has to be left for a call of this cost to go."""
        return min(cost, max(1.0, self.held * ENOUGH))

    @property
    def rate(self) -> float:
        """Return what comes in a second."""
        return (self.per_minute or 0) * (1 - AT_ONCE) / MINUTE

    def fill(self, seconds: float) -> None:
        """Let time pass."""
        self.left = min(self.held, self.left + max(0.0, seconds) * self.rate)

    def has_room(self, cost: float) -> bool:
        """Return whether a call of this cost may go now."""
        return self.per_minute is None or self.left >= self.needs(cost) - 1e-6

    def take(self, cost: float) -> None:
        """Let a call through."""
        self.left -= cost

    def wait_for(self, cost: float, *, ahead: float, coming: float) -> float:
        """Return in how many seconds a call may go, after what is ahead of it.

        `coming` is what calls under way will give back.
        """
        if self.per_minute is None:
            return 0.0
        missing = ahead + self.needs(cost) - self.left - coming
        return max(0.0, missing / self.rate)


@dataclass
class Meter:
    """Both limits of a server."""

    requests: Bucket
    tokens: Bucket

    def fill(self, seconds: float) -> None:
        """Let time pass."""
        self.requests.fill(seconds)
        self.tokens.fill(seconds)

    def has_room(self, tokens: int) -> bool:
        """Return whether a call may go now."""
        return self.requests.has_room(1) and self.tokens.has_room(tokens)

    def take(self, tokens: int) -> None:
        """Let a call through."""
        self.requests.take(1)
        self.tokens.take(tokens)

    def wait_for(self, tokens: int, *, ahead: "Ahead", coming: float) -> float:
        """Return in how many seconds a call may go."""
        return max(
            self.requests.wait_for(1, ahead=ahead.calls, coming=0.0),
            self.tokens.wait_for(tokens, ahead=ahead.tokens, coming=coming),
        )


@dataclass(frozen=True)
class Ahead:
    """What is served before somebody: calls, and the tokens they will have used."""

    calls: float = 0.0
    tokens: float = 0.0

    def __add__(self, other: "Ahead") -> "Ahead":
        return Ahead(self.calls + other.calls, self.tokens + other.tokens)

    def __mul__(self, share: float) -> "Ahead":
        return Ahead(self.calls * share, self.tokens * share)


def sum_ahead(tokens: Iterable[int], *, share_used: float) -> Ahead:
    """Return what calls of these sizes will have used when they are over."""
    sizes = list(tokens)
    return Ahead(len(sizes), sum(sizes) * share_used)


def rank_person(
    quota: Quota,
    tokens: int,
    *,
    had_until: datetime | None,
    now: datetime,
    share: float = PERSON_SHARE,
) -> tuple[datetime, datetime]:
    """Return where in the line a person's call stands, and until when they then have had theirs.

    Also a company's, whose `share` of the minute is its recruiters' together.

    Who is within their share stands at the moment they asked; who has just had more stands later.
    Time goes on for both, so nobody waits for ever.
    """
    rank_at = min(max(now, had_until or now), now + LONGEST_SET_BACK)
    return rank_at, rank_at + time_had(quota, tokens, share=share)


def time_had(quota: Quota, tokens: int, *, share: float = PERSON_SHARE) -> timedelta:
    """Return for how long a call uses up such a share of a server's minute."""
    seconds = 0.0
    if quota.tokens_per_minute is not None:
        seconds = tokens * MINUTE / quota.tokens_per_minute
    if quota.requests_per_minute is not None:
        seconds = max(seconds, MINUTE / quota.requests_per_minute)
    return timedelta(seconds=seconds / share)
