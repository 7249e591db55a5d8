"""Background work: a name, arguments, one service call each."""

import contextlib

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from eventlog.outbox import sending
from eventlog.outbox.notices import GATHER


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="eventlog.send_notices", name="eventlog.send_notices")
def send_notices(timestamp: int) -> None:
    """Tell closed apps what is due."""
    sending.send_due()


def defer_outbox() -> None:
    """Have what is due told in a moment and not at the next minute, unless that is under way."""
    with contextlib.suppress(AlreadyEnqueued):
        send_notices.configure(schedule_in={"seconds": int(GATHER.total_seconds()) + 1}).defer(
            timestamp=int(timezone.now().timestamp())
        )


@app.periodic(cron="35 4 * * *")
@app.task(queueing_lock="eventlog.prune_outbox", name="eventlog.prune_outbox")
def prune_outbox(timestamp: int) -> None:
    """Forget what was told long ago."""
    sending.prune_outbox(now=timezone.now())
