"""Background work of the chat."""

from dataclasses import asdict

from django.utils import timezone
from procrastinate.contrib.django import app

from chat import memory, turns
from chat.alerts import running
from jobassist.logs import get_logger

logger = get_logger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(name="chat.purge_frames", queueing_lock="chat.purge_frames", pass_context=False)
def purge_frames(timestamp: int) -> None:
    """Forget the idempotency keys that are older than their seven days."""
    deleted = turns.purge_frames(now=timezone.now())
    if deleted:
        logger.info("frames_purged", count=deleted)


@app.periodic(cron="47 * * * *")
@app.task(name="chat.key_forgotten", queueing_lock="chat.key_forgotten", pass_context=False)
def key_forgotten(timestamp: int) -> None:
    """Key what processes of an older version had forgotten by bare hashes."""
    keyed = memory.key_bare_hashes()
    if keyed:
        logger.info("forgotten_keyed", count=keyed)


@app.periodic(cron="* * * * *")
@app.task(name="chat.run_alerts", queueing_lock="chat.run_alerts", pass_context=False)
def run_alerts(timestamp: int) -> None:
    """Show what is new to whoever has a standing search that is due."""
    running.run_due(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    name="chat.consolidate_memories",
    queueing_lock="chat.consolidate_memories",
    lock="chat.consolidate_memories",
    pass_context=False,
)
def consolidate_memories(timestamp: int) -> None:
    """Have a model read what people wrote for what is worth remembering; nothing without one."""
    done = memory.consolidate_due(now=timezone.now())
    if done.read or done.failed:
        logger.info("memories_consolidated", **asdict(done))


@app.periodic(cron="*/10 * * * *")
@app.task(
    queue="embedding",
    queueing_lock="chat.embed_memories",
    name="chat.embed_memories",
    pass_context=False,
)
def embed_memories(timestamp: int) -> None:
    """Make the vectors of remembered facts that have none by the model in use."""
    while memory.embed_missing():
        pass
