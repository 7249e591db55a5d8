"""Background work that keeps background work going."""

from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from jobassist.logs import get_logger

# A worker says that it lives every ten seconds.
STALLED_SECONDS = 40

logger = get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="jobassist.retry_stalled", queueing_lock="jobassist.retry_stalled", pass_context=False
)
async def retry_stalled(timestamp: int) -> None:
    """Put work back in line whose worker was killed in the middle of it; tasks are idempotent."""
    manager = app.job_manager
    stalled: list[Job] = list(
        await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    )
    for job in stalled:
        await manager.retry_job(job)
    if stalled:
        logger.warning("stalled_jobs_retried", count=len(stalled))
