"""Vectors by model: the model in use, its index, and the change from one model to another.

Each model's vectors have a partial index of their own, so that the new ones stand beside the
old without a search of either walking through the other's.
"""

import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from jobassist.ai.embedder import use_model, wanted_model
from jobassist.ai.offline_embedder import OfflineEmbedder
from jobassist.ai.title_encoder import TITLE_MODEL, lift_titles, title_model_of
from jobs.models import PostingEmbedding, TitleEmbedding, VectorModel

# The index of all models together, of installations that were made before each had its own.
SHARED_INDEX = "embedding_hnsw"
DELETE_BATCH = 5_000
# By pgvector's own 16 and 64 a tenth of the nearest was never reached at a million real postings.
LINKS, BUILD_BREADTH = 24, 128


def vector_index_name(model: str) -> str:
    """Return the name of the index over one model's vectors."""
    return f"embedding_hnsw_{blake2b(model.encode(), digest_size=6).hexdigest()}"


def vector_index_sql(model: str, *, is_concurrent: bool) -> str:
    """Return the statement that builds the index over one model's vectors."""
    quoted = model.replace("'", "''")
    return (
        f"CREATE INDEX {'CONCURRENTLY ' if is_concurrent else ''}{vector_index_name(model)} "
        "ON jobs_postingembedding USING hnsw (vector halfvec_cosine_ops) "
        f"WITH (m = {LINKS}, ef_construction = {BUILD_BREADTH}) WHERE model = '{quoted}'"
    )


# --- the model in use -------------------------------------------------------------------------

# What a search asks along with its rows, so that no statement is spent on it.
MODEL_IN_USE = "(SELECT name FROM jobs_vectormodel WHERE state = 'in_use')"


class ModelChanged(Exception):
    """The model in use is another than the search's; it is to be read and run again."""


def read_model_in_use() -> str:
    """Return the model whose vectors searches compare; from now on this process embeds by it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MODEL_IN_USE}")
        (name,) = cursor.fetchone()
    return take_model_in_use(name)


def settle_model() -> str:
    """Return the model in use, written down if it never was; for who stores vectors.

    Once there are vectors their model stays in use, whatever the settings become, until
    `rebuild_vectors` has made others.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MODEL_IN_USE}")
        (name,) = cursor.fetchone()
        if name is None:
            cursor.execute(
                "INSERT INTO jobs_vectormodel (name, state, changed_at) SELECT "
                "coalesce((SELECT model FROM jobs_postingembedding LIMIT 1), %s), 'in_use', now() "
                "ON CONFLICT DO NOTHING",
                [wanted_model()],
            )
            cursor.execute(f"SELECT {MODEL_IN_USE}")
            (name,) = cursor.fetchone()
    return take_model_in_use(name)


def take_model_in_use(name: str | None) -> str:
    """Have this process embed by what a statement read as `MODEL_IN_USE`; return its name."""
    use_model(name)
    return name or wanted_model()


def require_model(model: str, *, in_use: str | None) -> None:
    """Raise ModelChanged where what a statement read in use is not what it was asked with.

    No row at all: the model of the settings is in use.
    """
    if model != (in_use or wanted_model()):
        take_model_in_use(in_use)
        raise ModelChanged


# --- from one model to another ----------------------------------------------------------------

# What else holds vectors, to be embedded anew when the model has changed: says how many it did.
_holders: list[Callable[[], int]] = []


def register_holder(embed_again: Callable[[], int]) -> None:
    """Have another app's vectors embedded anew after a change; idempotent and resumable."""
    if embed_again not in _holders:
        _holders.append(embed_again)


def embed_holders() -> int:
    """Embed the vectors of other apps anew by the model in use; return how many."""
    return sum(embed_again() for embed_again in _holders)


def list_models() -> dict[str, str]:
    """Return the state of each model that has one."""
    return dict(VectorModel.objects.values_list("name", "state"))


def begin_model(name: str) -> None:
    """Note that a model's vectors are being made beside those in use; again does nothing."""
    state = VectorModel.State
    now = timezone.now()
    settle_model()
    with transaction.atomic():
        list(VectorModel.objects.select_for_update())
        VectorModel.objects.filter(state=state.BUILDING).exclude(name=name).update(
            state=state.RETIRED, changed_at=now
        )
        VectorModel.objects.filter(name=name, state=state.RETIRED).update(
            state=state.BUILDING, changed_at=now
        )
        if not VectorModel.objects.filter(name=name).exists():
            VectorModel.objects.create(name=name, state=state.BUILDING, changed_at=now)


def swap_model(name: str) -> bool:
    """Put a model that was being made in use, the other one to be deleted; return whether it was.

    Atomic: every statement of a search sees the one or the other.
    """
    state = VectorModel.State
    now = timezone.now()
    with transaction.atomic():
        list(VectorModel.objects.select_for_update())
        if not VectorModel.objects.filter(name=name, state=state.BUILDING).exists():
            return False
        VectorModel.objects.filter(state=state.IN_USE).update(state=state.RETIRED, changed_at=now)
        VectorModel.objects.filter(name=name).update(state=state.IN_USE, changed_at=now)
    use_model(name)
    return True


def abandon_model() -> str | None:
    """Give up the model that is being made; return its name. `delete_retired` clears it away."""
    state = VectorModel.State
    name = VectorModel.objects.filter(state=state.BUILDING).values_list("name", flat=True).first()
    VectorModel.objects.filter(state=state.BUILDING).update(
        state=state.RETIRED, changed_at=timezone.now()
    )
    return name


def delete_retired(*, progress: Callable[[int], None] | None = None) -> int:
    """Delete the vectors and indexes of models no longer in use; return how many rows.

    In batches, each of its own: searches and imports go on. Resumable.
    """
    deleted = 0
    for name in VectorModel.objects.filter(state=VectorModel.State.RETIRED).values_list(
        "name", flat=True
    ):
        drop_vector_index(name)
        drop_shared_index()
        for model in (PostingEmbedding, TitleEmbedding):
            while True:
                ids = list(
                    model.objects.filter(model__in={name, title_model_of(name)}).values_list(
                        "id", flat=True
                    )[:DELETE_BATCH]
                )
                if not ids:
                    break
                model.objects.filter(id__in=ids).delete()
                deleted += len(ids)
                if progress is not None:
                    progress(len(ids))
        VectorModel.objects.filter(name=name, state=VectorModel.State.RETIRED).delete()
    return deleted


# Rows that others are writing are passed over: who holds some and waits for others must not meet
# one that does the same.
_COPY = """
UPDATE jobs_postingwords w SET model = e.model, vector = e.vector
FROM (SELECT posting_id FROM jobs_postingwords WHERE {which} FOR NO KEY UPDATE SKIP LOCKED) free
JOIN jobs_postingembedding e ON e.posting_id = free.posting_id AND e.model = %(model)s
WHERE w.posting_id = free.posting_id
  AND (w.model, w.vector) IS DISTINCT FROM (e.model, e.vector)
  AND %(model)s = coalesce((SELECT name FROM jobs_vectormodel WHERE state = 'in_use'), %(model)s)
"""
COPY_BATCH = 5_000
COPY_ROUNDS = 5


def copy_beside_words(posting_ids: Sequence[int], *, model: str) -> None:
    """Put these postings' vectors beside their words too, if the model is the one in use.

    What others hold for seconds is left to `copy_all_beside_words`; searches do without.
    """
    given: dict[str, Any] = {"ids": list(posting_ids), "model": model}
    with connection.cursor() as cursor:
        for number in range(COPY_ROUNDS):
            if number:
                time.sleep(0.1)
            cursor.execute(_COPY.format(which="posting_id = ANY(%(ids)s)"), given)
            if cursor.rowcount >= len(posting_ids):
                return
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM jobs_postingwords w JOIN jobs_postingembedding e "
                "ON e.posting_id = w.posting_id AND e.model = %(model)s "
                "WHERE w.posting_id = ANY(%(ids)s) AND w.model = %(model)s "
                "AND w.vector IS DISTINCT FROM e.vector)",
                given,
            )
            if not cursor.fetchone()[0]:
                return


def copy_all_beside_words(model: str) -> int:
    """Put all vectors of the model in use beside the words where they differ; return how many.

    In batches, each of its own: after a change of model, and at night for what was passed over.
    """
    copied = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(posting_id), max(posting_id) FROM jobs_postingwords")
        first, last = cursor.fetchone()
        for start in range(first or 0, (last or 0) + 1, COPY_BATCH) if last else ():
            cursor.execute(
                _COPY.format(which="posting_id BETWEEN %(first)s AND %(last)s"),
                {"first": start, "last": start + COPY_BATCH - 1, "model": model},
            )
            copied += cursor.rowcount
    return copied


LIFT_BATCH = 1_000


def _array(vector: object) -> np.ndarray:
    to_numpy = getattr(vector, "to_numpy", None)
    return np.asarray(to_numpy() if to_numpy else vector, dtype=np.float32)


def lift_titles_of_before() -> int:
    """Replace title vectors of the bundled encoder itself by those of its head; return how many.

    Only processes of the version before store such. By arithmetic alone, a batch a transaction:
    idempotent, resumable, and no title is without a vector meanwhile.
    """
    plain = OfflineEmbedder.model_name
    lifted = 0
    while True:
        old = list(TitleEmbedding.objects.filter(model=plain).order_by("id")[:LIFT_BATCH])
        if not old:
            return lifted
        rows = np.stack([_array(row.vector) for row in old])
        new = lift_titles(rows, model=plain).tolist()
        with transaction.atomic():
            TitleEmbedding.objects.bulk_create(
                [
                    TitleEmbedding(model=TITLE_MODEL, title_key=row.title_key, vector=vector)
                    for row, vector in zip(old, new, strict=True)
                ],
                ignore_conflicts=True,
            )
            TitleEmbedding.objects.filter(id__in=[row.id for row in old]).delete()
        lifted += len(old)


# --- the index --------------------------------------------------------------------------------


def _is_valid(name: str) -> bool | None:
    """Return whether the index is whole, None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid "
            "WHERE c.relname = %s AND c.relnamespace = current_schema()::regnamespace",
            [name],
        )
        row = cursor.fetchone()
    return bool(row[0]) if row else None


def has_vector_index(model: str) -> bool:
    """Return whether a search by this model has an index to walk."""
    return bool(_is_valid(vector_index_name(model)) or _is_valid(SHARED_INDEX))


def drop_vector_index(model: str) -> None:
    """Drop a model's index, before a bulk load or with its vectors."""
    concurrently = "" if connection.in_atomic_block else "CONCURRENTLY "
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {concurrently}IF EXISTS {vector_index_name(model)}")


def drop_shared_index() -> None:
    """Drop the index of all models together; before a bulk load, or once each has its own."""
    concurrently = "" if connection.in_atomic_block else "CONCURRENTLY "
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {concurrently}IF EXISTS {SHARED_INDEX}")


def ensure_vector_index(model: str, *, is_own: bool = False) -> bool:
    """Build a model's index if it is missing or was left half-built; return whether it was built.

    Searches and writes go on meanwhile, unless the caller is in a transaction. With `is_own` the
    shared index of older installations is not enough.
    """
    name = vector_index_name(model)
    own = _is_valid(name)
    if own or (not is_own and _is_valid(SHARED_INDEX)):
        return False
    is_concurrent = not connection.in_atomic_block
    with connection.cursor() as cursor:
        # Two that find it missing build it once; the second waits here and finds it whole.
        if is_concurrent:
            _wait_for_lock(cursor, name)
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        try:
            own = _is_valid(name)
            if own:
                return False
            if own is False:
                drop_vector_index(model)
            cursor.execute("SELECT set_config('maintenance_work_mem', %s, false)", [_memory()])
            if not is_concurrent:
                # Checks of rows written in this transaction that wait for its end forbid an index.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(vector_index_sql(model, is_concurrent=is_concurrent))
        finally:
            if is_concurrent:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
                cursor.execute("RESET maintenance_work_mem")
    return True


def _wait_for_lock(cursor: Any, name: str) -> None:
    """Take the session's lock of that name, asking again and again.

    A statement that waits would itself be waited for by the index that the holder builds.
    """
    while True:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if cursor.fetchone()[0]:
            return
        time.sleep(0.2)


def reindex(model: str) -> None:
    """Build a model's index anew beside the old one, without what was deleted since.

    What an earlier attempt that was cut off left half-built goes first: each write would pay for it.
    """
    name = vector_index_name(model)
    if _is_valid(name) is None:
        ensure_vector_index(model, is_own=True)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid "
            "WHERE c.relname ~ %s AND c.relnamespace = current_schema()::regnamespace",
            [rf"^{name}_cc(new|old)\d*$"],
        )
        for (left,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {left}")
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, false)", [_memory()])
        cursor.execute(f"REINDEX INDEX CONCURRENTLY {name}")
        cursor.execute("RESET maintenance_work_mem")


def _memory() -> str:
    """Return what an index build may use: a graph that outgrows it is built many times slower.

    At most four times what the server allows for its own upkeep.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('jobs_postingembedding') / 1048576, "
            "pg_size_bytes(current_setting('maintenance_work_mem')) / 1048576"
        )
        table, usual = cursor.fetchone()
    return f"{min(4 * int(usual), max(int(usual), int(table * 1.5)))}MB"
