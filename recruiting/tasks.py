"""Background work about people and companies in touch."""

from django.utils import timezone
from procrastinate.contrib.django import app

from recruiting import services


@app.periodic(cron="17 3 * * *")
@app.task(
    name="recruiting.delete_unsent_files",
    queueing_lock="recruiting.delete_unsent_files",
    pass_context=False,
)
def delete_unsent_files(timestamp: int) -> None:
    """Delete what recruiters uploaded for messages that they never sent."""
    services.delete_unsent(now=timezone.now())
