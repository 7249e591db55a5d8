"""Background work: a name, arguments, one service call each."""

import contextlib
import uuid

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from feeds import page_checks, services
from feeds.services import deliveries, webhooks


@app.task(queue="feeds", name="feeds.pull_source")
def pull_source(pull_id: int) -> None:
    """Pull one feed."""
    services.run_pull(pull_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="feeds.start_due_pulls", name="feeds.start_due_pulls")
def start_due_pulls(timestamp: int) -> None:
    """Queue the feeds that are due."""
    services.defer_due_pulls(now=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="feeds.prune_runs", name="feeds.prune_runs")
def prune_runs(timestamp: int) -> None:
    """Delete what is old of pulls."""
    services.prune_runs(now=timezone.now())


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4), name="feeds.end_missing")
def end_missing(snapshot_id: str) -> None:
    """End what a snapshot misses."""
    services.end_missing(uuid.UUID(snapshot_id), now=timezone.now())


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="feeds.forget_old_pushes", name="feeds.forget_old_pushes")
def forget_old_pushes(timestamp: int) -> None:
    """Delete answers that are given again no more, and ids of old snapshots."""
    services.forget_old_answers(now=timezone.now())
    services.forget_old_items(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="feeds.tell_postings", name="feeds.tell_postings")
def tell_postings(timestamp: int) -> None:
    """Store what has changed of postings for every webhook."""
    webhooks.tell_postings(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="feeds.deliver_webhooks", name="feeds.deliver_webhooks")
def deliver_webhooks(timestamp: int) -> None:
    """Send what is due."""
    deliveries.deliver_due()


def defer_delivery() -> None:
    """Have what is due sent at once and not at the next minute, unless that is under way."""
    with contextlib.suppress(AlreadyEnqueued):
        deliver_webhooks.configure().defer(timestamp=int(timezone.now().timestamp()))


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="feeds.prune_deliveries", name="feeds.prune_deliveries")
def prune_deliveries(timestamp: int) -> None:
    """Forget deliveries that are old and finished."""
    deliveries.prune_deliveries(now=timezone.now())


@app.periodic(cron="40 * * * *")
@app.task(
    queue="feeds",
    queueing_lock="feeds.check_pages",
    lock="feeds.check_pages",
    name="feeds.check_pages",
)
def check_pages(timestamp: int) -> None:
    """Look whether postings of which nothing was heard are still on their pages."""
    page_checks.check_pages(now=timezone.now())
