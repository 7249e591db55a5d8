"""What is embedded, when, and that it can be taken up again."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from django.apps import apps
from django.utils import timezone

from jobassist.ai.embedder import get_embedder
from jobassist.ai.title_encoder import TITLE_MODEL, encode_titles
from jobs import embedding, services, vectors
from jobs.embedding_text import build_hash, build_text
from jobs.models import Posting, PostingEmbedding, TitleEmbedding
from tests.factories import build_row, make_posting, make_postings


class CountingEmbedder:
    """The real embedder, counting the texts it is given."""

    model_name = get_embedder().model_name

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> np.ndarray:
        self.texts += texts
        return get_embedder().embed_documents(texts)

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        return self.embed_documents(texts)


def test_the_text_opens_with_the_title_and_is_bounded() -> None:
    text = build_text(
        title="Cook", skills=["Grill"], skill_keys=["food-safety"], body="word " * 1000
    )
    assert text.startswith("Cook. grill, food safety. word")
    assert len(text) < 700
    assert build_hash(text) == build_hash(text)
    assert build_hash(text) != build_hash(text + "x")


@pytest.mark.django_db
def test_postings_are_embedded_once() -> None:
    posting = make_posting(is_embedded=False)
    embedder = CountingEmbedder()
    assert embedding.embed_postings([posting.id], embedder=embedder) == 1
    assert len(embedder.texts) == 2  # the posting and its title
    assert embedding.embed_postings([posting.id], embedder=embedder) == 0
    assert len(embedder.texts) == 2


@pytest.mark.django_db
def test_the_vector_is_that_of_the_text() -> None:
    posting = make_posting(skills=["Python"])
    text = build_text(
        title=posting.title,
        skills=posting.skills,
        skill_keys=posting.skill_keys,
        body=posting.description_text,
    )
    expected = get_embedder().embed_documents([text])[0]
    stored = PostingEmbedding.objects.get()
    assert np.asarray(stored.vector) @ expected == pytest.approx(1, abs=1e-3)
    assert stored.content_hash == posting.embedding_hash == build_hash(text)


@pytest.mark.django_db
def test_a_title_is_embedded_once_for_all_postings_that_have_it() -> None:
    make_postings([build_row(company=f"Firm {i}") for i in range(3)])
    assert TitleEmbedding.objects.count() == 1
    assert PostingEmbedding.objects.count() == 3


@pytest.mark.django_db
def test_a_posting_that_vanished_or_changed_meanwhile_is_left_alone() -> None:
    posting = make_posting(is_embedded=False)

    class Slow(CountingEmbedder):
        def embed_documents(self, texts: list[str]) -> np.ndarray:
            Posting.objects.filter(id=posting.id).update(embedding_hash="f" * 32)
            return super().embed_documents(texts)

    assert embedding.embed_postings([posting.id, 10**9], embedder=Slow()) == 0
    assert not PostingEmbedding.objects.exists()


@pytest.mark.django_db
def test_healing_waits_for_queued_tasks_and_for_what_is_fresh(monkeypatch: Any) -> None:
    calls: list[Any] = []

    def note(**kw: Any) -> int:
        calls.append(kw)
        return 0

    monkeypatch.setattr(embedding, "embed_missing", note)
    make_posting(is_embedded=False)
    now = timezone.now()
    embedding.heal_missing(now=now)
    assert calls[0]["before"] < now
    services.defer_embedding([1])
    embedding.heal_missing(now=now)
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_missing_vectors_are_found_and_embedded_in_other_processes() -> None:
    postings = make_postings(
        [build_row(title=f"Cook {chr(97 + i)}", company="Acme") for i in range(6)],
        is_embedded=False,
    )
    services.expire_postings([postings[0].id], now=timezone.now())
    model = get_embedder().model_name
    assert embedding.count_missing(model=model) == 5
    assert embedding.count_missing(model=model, before=timezone.now() - timedelta(hours=1)) == 0
    done: list[int] = []
    assert embedding.embed_missing(progress=done.append, workers=1) == 5
    assert sum(done) == 5
    assert embedding.embed_missing() == 0


@pytest.mark.django_db
def test_another_models_vectors_do_not_count() -> None:
    posting = make_posting()
    PostingEmbedding.objects.filter(posting=posting).update(model="other")
    assert embedding.count_missing(model=get_embedder().model_name) == 1


@pytest.mark.django_db
def test_titles_of_the_version_before_are_lifted_without_embedding_them_again() -> None:
    key = make_posting(title="Cook").title_key
    now = TitleEmbedding.objects.get()
    assert now.model == TITLE_MODEL
    TitleEmbedding.objects.all().delete()
    plain = get_embedder().embed_documents([key])
    services.store_title_vectors([key], plain, model=get_embedder().model_name)
    assert vectors.lift_titles_of_before() == 1
    assert vectors.lift_titles_of_before() == 0
    lifted = TitleEmbedding.objects.get()
    assert (lifted.title_key, lifted.model) == (key, TITLE_MODEL)
    assert np.asarray(lifted.vector) @ np.asarray(now.vector) == pytest.approx(1, abs=1e-2)
    assert np.asarray(lifted.vector) @ encode_titles([key])[0] == pytest.approx(1, abs=1e-2)


@pytest.mark.django_db
def test_the_migration_makes_title_vectors_beside_the_old_ones() -> None:
    migration = import_module("jobs.migrations.0007_lift_titles")
    key = make_posting(title="Cook").title_key
    TitleEmbedding.objects.all().delete()
    plain = get_embedder().embed_documents([key])
    services.store_title_vectors([key], plain, model=get_embedder().model_name)
    migration.lift_titles(apps, None)
    migration.lift_titles(apps, None)
    models = set(TitleEmbedding.objects.values_list("model", flat=True))
    assert models == {TITLE_MODEL, get_embedder().model_name}
    assert TitleEmbedding.objects.count() == 2
