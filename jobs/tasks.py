"""Background work: a name, arguments, one service call each."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jobs import changes, embedding, services, vectors
from jobs.inventory import duplicates

# Of 500 postings each; the next run goes on.
LINK_ROUNDS = 20


@app.task(
    queue="embedding",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
    name="jobs.embed_postings",
)
def embed_postings(posting_ids: list[int]) -> None:
    """Embed a batch of postings."""
    embedding.embed_postings(posting_ids)


@app.periodic(cron="*/15 * * * *")
@app.task(
    queue="embedding",
    queueing_lock="jobs.embed_missing",
    lock="jobs.embed_missing",
    name="jobs.embed_missing",
)
def embed_missing(timestamp: int) -> None:
    """Embed what an interrupted import or a failed task left without a vector."""
    embedding.heal_missing(now=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="jobs.expire_run_out", name="jobs.expire_run_out")
def expire_run_out(timestamp: int) -> None:
    """End postings that have run out."""
    services.expire_run_out(now=timezone.now())


@app.periodic(cron="35 3 * * *")
@app.task(queueing_lock="jobs.recount_terms", name="jobs.recount_terms")
def recount_terms(timestamp: int) -> None:
    """Count again how common each term is, and copy the vectors that were passed over."""
    services.recount_terms()
    vectors.copy_all_beside_words(vectors.read_model_in_use())


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="jobs.prune_changes", name="jobs.prune_changes")
def prune_changes(timestamp: int) -> None:
    """Forget changes that no sync token may ask for any more."""
    changes.prune_changes(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(
    queueing_lock="jobs.link_duplicates",
    lock="jobs.link_duplicates",
    name="jobs.link_duplicates",
)
def link_duplicates(timestamp: int) -> None:
    """Find openings that stand twice among what is new or changed; a bounded part of it."""
    for _round in range(LINK_ROUNDS):
        if duplicates.link_duplicates().taken == 0:
            return


@app.periodic(cron="15 4 * * *")
@app.task(queueing_lock="jobs.expire_silent", name="jobs.expire_silent")
def expire_silent(timestamp: int) -> None:
    """End postings of which nothing was seen for too long."""
    while services.expire_silent(now=timezone.now()):
        pass
