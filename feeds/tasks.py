"""Background work: a name, arguments, one service call each."""

import uuid

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from feeds import services


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
