"""A server's minute: never more than its limit in any sixty seconds, and little less."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from jobassist.providers.meters import (
    AT_ONCE,
    LONGEST_SET_BACK,
    Ahead,
    Bucket,
    Meter,
    Quota,
    rank_person,
)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def let_through(bucket: Bucket, cost: float, *, seconds: float, step: float = 0.05) -> list[float]:
    """Return when calls went through a bucket that somebody always waits at."""
    went, now = [], 0.0
    while now < seconds:
        while bucket.has_room(cost):
            bucket.take(cost)
            went.append(now)
        bucket.fill(step)
        now += step
    return went


@pytest.mark.parametrize(
    ("per_minute", "cost"),
    [(5, 1), (60, 1), (3_000, 1), (90_000, 1_500), (1_000_000, 4_000), (30_000_000, 900)],
)
def test_no_minute_has_more_than_its_limit_and_a_long_time_little_less(per_minute, cost):
    bucket = Bucket(per_minute, 0)
    bucket.left = bucket.held
    went = let_through(bucket, cost, seconds=300)
    starts = went[:: max(1, len(went) // 50)]
    most = max(sum(start <= each < start + 60 for each in went) for start in starts)
    # One call may hang over where a call is larger than what goes at once.
    overhang = max(0.0, cost - bucket.held)
    assert most * cost <= per_minute + overhang
    assert len(went) * cost >= 0.95 * per_minute * 5


def test_a_call_larger_than_the_bucket_goes_when_it_is_full_and_is_paid_back():
    bucket = Bucket(60_000, 60_000 * AT_ONCE)
    assert bucket.has_room(50_000)
    bucket.take(50_000)
    assert not bucket.has_room(1)
    bucket.fill(45)
    assert not bucket.has_room(1_000)
    bucket.fill(10)
    assert bucket.has_room(1_000)


def test_what_is_not_limited_is_never_waited_for():
    meter = Meter(Bucket(None, 0), Bucket(None, 0))
    assert meter.has_room(10**9)
    assert meter.wait_for(10**9, ahead=Ahead(10**6, 10**9), coming=0) == 0


def test_the_wait_counts_what_is_ahead_and_what_comes_back():
    meter = Meter(Bucket(None, 0), Bucket(60_000, 0))
    rate = meter.tokens.rate
    assert meter.wait_for(900, ahead=Ahead(), coming=0) == pytest.approx(900 / rate)
    assert meter.wait_for(900, ahead=Ahead(3, 9_000), coming=0) == pytest.approx(9_900 / rate)
    assert meter.wait_for(900, ahead=Ahead(3, 9_000), coming=5_000) == pytest.approx(4_900 / rate)


def test_who_had_much_stands_later_but_not_for_ever():
    quota = Quota("north", tokens_per_minute=60_000)
    first, until = rank_person(quota, 600, had_until=None, now=NOW)
    assert first == NOW
    second, _until = rank_person(quota, 600, had_until=until, now=NOW)
    assert second == NOW + timedelta(seconds=6)
    # Six seconds later it is forgotten.
    later = NOW + timedelta(seconds=7)
    assert rank_person(quota, 600, had_until=until, now=later)[0] == later
    far = NOW + timedelta(hours=1)
    assert rank_person(quota, 600, had_until=far, now=NOW)[0] == NOW + LONGEST_SET_BACK


def test_prices_are_exact():
    quota = Quota("north", input_price=Decimal("0.15"), output_price=Decimal("0.60"))
    assert quota.price(1_000_001, 3) == Decimal("0.150001950")
