"""What stands beside a posting's words for an exact pass: its places, while it is open, and its vector."""

from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from jobassist.ai.embedder import get_embedder
from jobs import services, vectors
from jobs.criteria import Criteria
from jobs.models import Posting, PostingEmbedding, PostingWords
from jobs.search import JobQuery, retrieval, search_jobs
from jobs.search.facets import prepare
from tests.factories import build_row, make_posting, make_postings

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def keys_of(posting: Posting) -> list[str] | None:
    return PostingWords.objects.get(posting=posting).place_keys


def nearest(city: str, text: str, **wishes: Any) -> list[int]:
    need, filters, _, _ = prepare(
        JobQuery(criteria=Criteria(titles=("x",), cities=(city,), **wishes))
    )
    need = replace(need, leg_vectors=get_embedder().embed_queries([text]))
    return [row[0] for row in retrieval.nearest_postings(need, filters, limit=10)]


@pytest.mark.django_db
def test_places_stand_there_while_a_posting_is_open_and_follow_it() -> None:
    posting = make_posting(id="a", city="London")
    draft = make_posting(id="b", city="London", valid_through="2020-01-01")
    assert keys_of(posting) == posting.place_keys
    assert keys_of(draft) is None
    services.pause_postings([posting.id], now=NOW)
    assert keys_of(posting) is None
    services.publish_postings([posting.id], now=NOW)
    assert keys_of(posting) == posting.place_keys
    services.expire_postings([posting.id], now=NOW)
    assert keys_of(posting) is None
    # Sent again somewhere else it lives again there.
    (moved,) = make_postings([build_row(id="a", city="Leeds")])
    assert moved.id == posting.id
    assert keys_of(moved) == moved.place_keys != posting.place_keys
    assert nearest("Leeds", "developer") == [posting.id]
    assert nearest("London", "developer") == []


@pytest.mark.django_db
def test_a_vector_is_copied_when_it_is_stored_and_a_search_does_without_the_copy() -> None:
    titles = ["Nurse", "Java Developer", "Cook", "Python Developer", "Plumber"]
    rows = [build_row(id=title, title=title, city="Leeds") for title in titles]
    ids = [posting.id for posting in make_postings(rows)]
    assert all(
        PostingWords.objects.get(posting_id=each.posting_id).vector == each.vector
        for each in PostingEmbedding.objects.filter(posting_id__in=ids)
    )
    found = nearest("Leeds", "python programmer")
    assert set(found) == set(ids)
    assert found[0] == ids[3]
    shown = [hit.posting.id for hit in search_jobs(_developers()).hits]
    # Another model's, or none: what is asked of the vectors' own table is the same.
    PostingWords.objects.filter(posting_id__in=ids[:3]).update(model=None, vector=None)
    PostingWords.objects.filter(posting_id__in=ids[3:]).update(model="another")
    assert nearest("Leeds", "python programmer") == found
    assert [hit.posting.id for hit in search_jobs(_developers()).hits] == shown
    assert vectors.copy_all_beside_words(get_embedder().model_name) == len(ids)
    assert vectors.copy_all_beside_words(get_embedder().model_name) == 0


def _developers() -> JobQuery:
    return JobQuery(criteria=Criteria(titles=("Python developer",), cities=("Leeds",)))


@pytest.mark.django_db
def test_vectors_of_a_model_that_is_being_made_stay_apart() -> None:
    posting = make_posting()
    rows = get_embedder().embed_documents(["another text"])
    assert services.store_vectors([(posting.id, posting.embedding_hash)], rows, model="new") == 1
    assert PostingWords.objects.get(posting=posting).model == get_embedder().model_name
    assert vectors.copy_all_beside_words("new") == 0


@pytest.mark.django_db
def test_what_fails_another_wish_is_passed_over_in_the_order_of_nearness() -> None:
    paid = [make_posting(id=f"p{n}", city="Leeds", salary_raw="£60,000 a year") for n in range(2)]
    make_postings([build_row(id=f"l{n}", salary_raw="£20,000 a year") for n in range(3)])
    for n in range(3):
        make_posting(id=f"low{n}", city="Leeds", salary_raw="£20,000 a year")
    wishes = {"salary_min": 50_000, "salary_period": "year", "currency": "GBP"}
    found = nearest("Leeds", "backend developer", **wishes)
    assert set(found) == {posting.id for posting in paid}


@pytest.mark.django_db
@pytest.mark.parametrize("most", [1, 2])
def test_more_in_a_place_than_was_guessed_is_found_by_the_index(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {make_posting(id=f"x{n}", city="Leeds").id for n in range(4)}
    whole = nearest("Leeds", "developer")
    plan = retrieval._plan
    monkeypatch.setattr(retrieval, "_plan", lambda *a, **k: plan(*a, **k)._replace(most=most))
    assert set(nearest("Leeds", "developer")) == set(whole) == ids
    query = JobQuery(criteria=Criteria(titles=("backend developer",), cities=("Leeds",)))
    assert {hit.posting.id for hit in search_jobs(query).hits} == ids


@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_holds_are_passed_over_and_copied_at_night() -> None:
    one, other = make_posting(id="one"), make_posting(id="other")
    model = get_embedder().model_name
    PostingWords.objects.update(model=None, vector=None)
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            PostingWords.objects.select_for_update().get(posting=one)
            held.set()
            done.wait(10)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        vectors.copy_beside_words([one.id, other.id], model=model)
        copied = PostingWords.objects.filter(model=model).values_list("posting_id", flat=True)
        assert list(copied) == [other.id]
    finally:
        done.set()
        thread.join()
    assert vectors.copy_all_beside_words(model) == 1


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_was_stopped_half_way_is_run_again() -> None:
    posting = make_posting(id="a", city="London")
    state = MigrationLoader(connection).project_state(("jobs", "0009_write_postings_faster"))
    migration = import_module("jobs.migrations.0010_vectors_beside_words").Migration("0010", "jobs")
    PostingWords.objects.filter(posting=posting).update(place_keys=None)
    # Everything of it stands already, as after a stop just before its end.
    with connection.schema_editor(atomic=False) as editor:
        migration.apply(state, editor)
    assert keys_of(posting) == posting.place_keys
    services.pause_postings([posting.id], now=NOW)
    assert keys_of(posting) is None
