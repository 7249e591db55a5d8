"""The bundled encoder: shape, sense across the languages, memory of queries."""

import threading

import numpy as np
import pytest

from jobassist.ai.embedder import DIMENSIONS, Embedder
from jobassist.ai.offline_embedder import OfflineEmbedder


@pytest.fixture(scope="module")
def embedder() -> OfflineEmbedder:
    return OfflineEmbedder()


def test_it_is_an_embedder(embedder: OfflineEmbedder) -> None:
    assert isinstance(embedder, Embedder)


def test_vectors_are_unit_rows_in_order(embedder: OfflineEmbedder) -> None:
    texts = ["护士", "", "warehouse operative", "x" * 50_000, "后端开发工程师 " * 40]
    together = embedder.embed_documents(texts)
    assert together.shape == (5, DIMENSIONS)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(embedder.embed_documents([text])[0], vector, atol=1e-4)


def test_no_texts_give_no_rows(embedder: OfflineEmbedder) -> None:
    assert embedder.embed_queries([]).shape == (0, DIMENSIONS)
    assert embedder.embed_documents([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("zh", "en", "other"),
    [
        ("护士", "nurse", "software engineer"),
        ("后端开发工程师", "backend developer", "truck driver"),
        ("会计", "accountant", "carpenter"),
        ("仓库管理员", "warehouse keeper", "English teacher"),
    ],
)
def test_an_occupation_is_nearer_its_translation_than_another(
    embedder: OfflineEmbedder, zh: str, en: str, other: str
) -> None:
    a, b, c = embedder.embed_queries([zh, en, other])
    assert a @ b > a @ c + 0.1


def test_a_repeated_query_is_not_encoded_again(
    embedder: OfflineEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = embedder.embed_queries(["数据分析师", "data analyst"])
    calls: list[list[str]] = []
    encode = embedder._encode

    def note(texts: list[str]) -> np.ndarray:
        calls.append(texts)
        return encode(texts)

    monkeypatch.setattr(embedder, "_encode", note)
    again = embedder.embed_queries(["data analyst", "数据分析师", "数据分析师", "new words"])
    assert calls == [["new words"]]
    assert np.array_equal(again[1], first[0])
    assert np.array_equal(again[2], first[0])


def test_threads_share_one_embedder() -> None:
    embedder = OfflineEmbedder()
    results: list[np.ndarray] = []
    threads = [
        threading.Thread(target=lambda: results.append(embedder.embed_queries(["厨师 chef"])))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert all(np.allclose(results[0], r, atol=1e-5) for r in results)
