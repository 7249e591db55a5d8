"""What is embedded of a posting, when, and by which process."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from jobassist.ai.embed_pool import EmbedPool
from jobassist.ai.embedder import Embedder, Vectors, embedder_of
from jobassist.ai.title_encoder import clean_title, lift_titles, title_model_of
from jobs import services, vectors
from jobs.embedding_text import build_text
from jobs.models import Posting, PostingEmbedding, TitleEmbedding

# So few texts are quicker here than in another process.
_EMBED_HERE = 4
_BULK_BATCH = 64


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """A posting to embed, as it was read."""

    posting_id: int
    text: str
    content_hash: str
    title_key: str


@lru_cache(maxsize=2)
def _pool(model: str) -> EmbedPool:
    return EmbedPool(workers=1, model_name=model)


def embed_postings(
    posting_ids: Sequence[int], *, embedder: Embedder | None = None, is_here: bool = False
) -> int:
    """Embed these postings where their vector is missing or stale; return how many were stored.

    Idempotent. More than a few are embedded in a child process, unless `is_here`; nothing is
    locked meanwhile.
    """
    embedder = embedder or embedder_of(vectors.settle_model())
    stored = 0
    for start in range(0, len(posting_ids), _BULK_BATCH):
        batch = list(_read(posting_ids[start : start + _BULK_BATCH], model=embedder.model_name))
        titles = _missing_titles([x.title_key for x in batch], model=embedder.model_name)
        texts = _texts(batch, titles)
        if not texts:
            continue
        rows = (
            embedder.embed_documents(texts)
            if is_here or len(texts) <= _EMBED_HERE
            else _pool(embedder.model_name).embed(texts)
        )
        stored += _store(batch, titles, rows, model=embedder.model_name)
    return stored


def count_missing(*, model: str, before: datetime | None = None) -> int:
    """Return how many postings have no current vector by this model."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) {_MISSING}", {"model": model, "after": 0, "before": before}
        )
        (count,) = cursor.fetchone()
    return int(count)


def heal_missing(*, now: datetime) -> int:
    """Embed what an interrupted import or a given-up task left behind; return how many.

    Does nothing while tasks are queued: they will come to it.
    """
    vectors.lift_titles_of_before()
    queued = ProcrastinateJob.objects.filter(
        task_name="jobs.embed_postings", status__in=["todo", "doing"]
    )
    if queued.exists():
        return 0
    return embed_missing(workers=1, before=now - timedelta(minutes=5))


def embed_missing(
    *,
    progress: Callable[[int], None] | None = None,
    workers: int | None = None,
    before: datetime | None = None,
    model: str | None = None,
    builds_index: bool = True,
) -> int:
    """Embed every posting whose vector is missing or stale; return how many were stored.

    By the model in use, or another that is being made. Resumable: what is stored stays stored.
    Where the model has no vectors yet its index is built at the end, in one go, which is many
    times cheaper than growing it a row at a time.
    """
    model = model or vectors.settle_model()
    missing = count_missing(model=model, before=before)
    if missing == 0:
        if builds_index:
            vectors.ensure_vector_index(model)
        return 0
    if (
        builds_index
        and missing >= services.BULK_ROWS
        and not PostingEmbedding.objects.filter(model=model).exists()
    ):
        vectors.drop_vector_index(model)
    stored = 0
    workers = workers or max(1, os.cpu_count() or 1)
    try:
        with EmbedPool(workers=workers, model_name=model) as pool:
            waiting: deque[tuple[list[ToEmbed], list[str], Future[Vectors]]] = deque()
            for batch in _missing_batches(model=model, before=before):
                titles = _missing_titles([x.title_key for x in batch], model=model)
                waiting.append((batch, titles, pool.submit(_texts(batch, titles))))
                # Enough in flight to keep the children busy, no more than memory is worth.
                if len(waiting) > 2 * workers:
                    stored += _finish(waiting.popleft(), model=model, progress=progress)
            while waiting:
                stored += _finish(waiting.popleft(), model=model, progress=progress)
    finally:
        if builds_index:
            vectors.ensure_vector_index(model)
    return stored


def _finish(
    item: tuple[list[ToEmbed], list[str], "Future[Vectors]"],
    *,
    model: str,
    progress: Callable[[int], None] | None,
) -> int:
    batch, titles, future = item
    stored = _store(batch, titles, future.result(), model=model)
    if progress is not None:
        progress(len(batch))
    return stored


def _texts(batch: Sequence[ToEmbed], titles: Sequence[str]) -> list[str]:
    return [x.text for x in batch] + [clean_title(title) for title in titles]


def _store(batch: list[ToEmbed], titles: list[str], rows: Vectors, *, model: str) -> int:
    lifted = lift_titles(rows[len(batch) :], model=model)
    services.store_title_vectors(titles, lifted, model=title_model_of(model))
    return services.store_vectors(
        [(x.posting_id, x.content_hash) for x in batch], rows[: len(batch)], model=model
    )


# Postings that nobody can be shown need no vector.
_MISSING = """
FROM jobs_posting p
LEFT JOIN jobs_postingembedding e ON e.posting_id = p.id AND e.model = %(model)s
WHERE p.id > %(after)s AND p.status IN ('active', 'paused', 'draft', 'held')
  AND (e.id IS NULL OR e.content_hash <> p.embedding_hash)
  AND p.updated_at < coalesce(%(before)s, 'infinity'::timestamptz)
"""


def _missing_batches(*, model: str, before: datetime | None) -> Iterator[list[ToEmbed]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT p.id {_MISSING} ORDER BY p.id LIMIT {_BULK_BATCH}",
                {"model": model, "after": after, "before": before},
            )
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        after = ids[-1]
        batch = list(_read(ids, model=model))
        if batch:
            yield batch


def _read(posting_ids: Sequence[int], *, model: str) -> Iterator[ToEmbed]:
    current = dict(
        PostingEmbedding.objects.filter(posting_id__in=posting_ids, model=model).values_list(
            "posting_id", "content_hash"
        )
    )
    rows = Posting.objects.filter(id__in=posting_ids).values_list(
        "id", "title", "skills", "skill_keys", "description_text", "embedding_hash", "title_key"
    )
    for posting_id, title, skills, keys, body, content_hash, title_key in rows:
        if current.get(posting_id) != content_hash:
            text = build_text(title=title, skills=skills, skill_keys=keys, body=body)
            yield ToEmbed(posting_id, text, content_hash, title_key)


def _missing_titles(keys: Sequence[str], *, model: str) -> list[str]:
    known = set(
        TitleEmbedding.objects.filter(
            title_key__in=set(keys), model=title_model_of(model)
        ).values_list("title_key", flat=True)
    )
    return [key for key in dict.fromkeys(keys) if key not in known]
