"""Background work: a name, arguments, one service call each."""

from django.utils import timezone
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
