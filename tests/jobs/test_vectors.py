"""Vectors by model, their indexes, and the change from one model to another."""

from collections.abc import Iterator
from io import StringIO
from threading import Event as ThreadEvent
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from jobassist.ai.embedder import embedder_of, get_embedder, use_model
from jobs import embedding, vectors
from jobs.criteria import Criteria
from jobs.models import Posting, PostingEmbedding
from jobs.search import JobQuery, find, retrieval, search_jobs
from jobs.search.filters import Filters
from jobs.search.need import Need
from jobs.search.selectivity import statistics
from tests.factories import build_row, make_posting, make_postings
from tests.fake_model_server import Embeddings, ServerInThread


@pytest.mark.django_db(transaction=True)
def test_a_models_index_is_built_when_it_is_missing_or_was_left_half_built() -> None:
    make_posting()
    model = get_embedder().model_name
    vectors.drop_vector_index(model)
    assert not vectors.has_vector_index(model)
    assert vectors.ensure_vector_index(model)
    assert not vectors.ensure_vector_index(model)
    assert vectors.has_vector_index(model)
    name = vectors.vector_index_name(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [name]
        )
    assert not vectors.has_vector_index(model)
    assert vectors.ensure_vector_index(model)
    assert vectors.has_vector_index(model)


@pytest.mark.django_db(transaction=True)
def test_an_index_built_anew_takes_what_was_left_half_built_with_it() -> None:
    make_posting()
    model = get_embedder().model_name
    vectors.ensure_vector_index(model)
    name = vectors.vector_index_name(model)

    def list_indexes() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE indexname LIKE %s ORDER BY 1", [f"{name}%"]
            )
            return [row[0] for row in cursor.fetchall()]

    with connection.cursor() as cursor:
        # As PostgreSQL names what a cut off REINDEX CONCURRENTLY leaves.
        for left in (f"{name}_ccnew", f"{name}_ccold1"):
            cursor.execute(f"CREATE INDEX {left} ON jobs_postingembedding (model)")
    assert len(list_indexes()) == 3
    vectors.reindex(model)
    assert list_indexes() == [name]
    assert vectors.has_vector_index(model)


# --- from one model to another ----------------------------------------------------------------


@pytest.fixture
def other_model(
    transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Serve embeddings by another model, and put everything back behind the test."""
    with ServerInThread(Embeddings()) as server:
        settings.OPENAI_BASE_URL = server.base_url
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        # The embedding processes read their own settings, not the tests'.
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "jobassist.settings")
        embedder_of.cache_clear()
        yield "embed-1"
    use_model(None)
    embedder_of.cache_clear()


def top_hit() -> tuple[str, str]:
    result = search_jobs(JobQuery(criteria=Criteria(titles=("Java Developer",))))
    return result.hits[0].posting.external_id, result.plan.model


def make_market() -> None:
    make_postings([build_row(id=f"cook{i}", title=f"Pastry Cook {i}") for i in range(20)])
    make_postings([build_row(id="java", title="Java Developer")])
    retrieval.counts.forget()
    statistics.forget()


def test_the_model_changes_under_running_searches(
    other_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_market()
    offline = get_embedder().model_name
    monkeypatch.setattr(retrieval, "EXACT_ROWS", -1)
    find_candidates = retrieval.find_candidates
    mixed = []

    def check(need: Need, filters: Filters) -> retrieval.Candidates:
        # The served model counts letters: only its vectors have no number below zero.
        if bool((need.leg_vectors >= 0).all()) != (need.model == other_model):
            mixed.append(need.model)
        return find_candidates(need, filters)

    monkeypatch.setattr(find, "find_candidates", check)
    seen: list[tuple[str, str]] = [top_hit()]
    is_over = ThreadEvent()

    def search_on() -> None:
        while not is_over.is_set():
            seen.append(top_hit())
        connection.close()

    searching = Thread(target=search_on)
    searching.start()
    try:
        call_command("rebuild_vectors", model=other_model, workers=1, stdout=StringIO())
    finally:
        is_over.set()
        searching.join()
    seen.append(top_hit())
    assert {external_id for external_id, _ in seen} == {"java"}
    models = [model for _, model in seen]
    assert (models[0], models[-1]) == (offline, other_model)
    assert models == sorted(models, key=lambda m: m == other_model), "never back to the old one"
    assert mixed == []
    assert set(PostingEmbedding.objects.values_list("model", flat=True)) == {other_model}
    assert vectors.list_models() == {other_model: "in_use"}
    assert not vectors.has_vector_index(offline)
    assert vectors.has_vector_index(other_model)


def test_a_change_that_was_stopped_goes_on_or_is_given_up(other_model: str) -> None:
    make_market()
    offline = get_embedder().model_name
    vectors.begin_model(other_model)
    ids = list(Posting.objects.order_by("id").values_list("id", flat=True)[:5])
    embedding.embed_postings(ids, embedder=embedder_of(other_model))
    assert top_hit() == ("java", offline)
    call_command("rebuild_vectors", abort=True, stdout=StringIO())
    assert vectors.list_models() == {offline: "in_use"}
    assert set(PostingEmbedding.objects.values_list("model", flat=True)) == {offline}
    vectors.begin_model(other_model)
    embedding.embed_postings(ids, embedder=embedder_of(other_model))
    out = StringIO()
    call_command("rebuild_vectors", model=other_model, dry_run=True, stdout=out)
    assert "16 postings to embed by embed-1" in out.getvalue()
    call_command("rebuild_vectors", model=other_model, workers=1, stdout=StringIO())
    assert top_hit() == ("java", other_model)


def test_what_is_imported_meanwhile_is_found_after_the_change(other_model: str) -> None:
    make_market()
    vectors.begin_model(other_model)
    embedding.embed_missing(model=other_model, workers=1, builds_index=False)
    make_posting(id="late", title="Glass Blower")
    call_command("rebuild_vectors", model=other_model, workers=1, stdout=StringIO())
    assert embedding.count_missing(model=other_model) == 0


def test_a_model_that_does_not_answer_changes_nothing(other_model: str, settings: Any) -> None:
    make_market()
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    embedder_of.cache_clear()
    with pytest.raises(CommandError):
        call_command("rebuild_vectors", model=other_model, stdout=StringIO())
    assert other_model not in vectors.list_models()
