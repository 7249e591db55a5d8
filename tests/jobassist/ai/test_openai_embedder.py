"""The embedder that asks a server."""

import asyncio

import numpy as np
import pytest

from jobassist.ai.embedder import (
    DIMENSIONS,
    Embedder,
    EmbedderUnavailable,
    embedder_of,
    get_embedder,
    use_model,
)
from jobassist.ai.offline_embedder import OfflineEmbedder
from jobassist.ai.openai_embedder import BATCH, OpenAIEmbedder
from tests.fake_model_server import Embeddings, FakeModelServer, Status


@pytest.fixture
async def server():
    async with FakeModelServer(Embeddings()) as running:
        yield running


@pytest.fixture
def embedder(server):
    built = OpenAIEmbedder(api_key="", base_url=server.base_url, model_name="embed-1")
    yield built
    built.close()


async def test_rows_come_in_order_with_norm_one(server, embedder):
    vectors = await asyncio.to_thread(embedder.embed_documents, ["aaa", "bbb", ""])
    assert vectors.shape == (3, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert vectors[0][ord("a")] == pytest.approx(1.0)
    assert vectors[1][ord("b")] == pytest.approx(1.0)
    sent = server.requests[0].body
    assert (sent["model"], sent["dimensions"]) == ("embed-1", DIMENSIONS)
    assert isinstance(embedder, Embedder)


async def test_many_texts_go_in_batches_and_queries_are_remembered(server, embedder):
    texts = [f"text {n}" for n in range(BATCH + 1)]
    assert (await asyncio.to_thread(embedder.embed_documents, texts)).shape[0] == BATCH + 1
    assert [len(each.body["input"]) for each in server.requests] == [BATCH, 1]
    first = await asyncio.to_thread(embedder.embed_queries, ["nurse", "护士"])
    again = await asyncio.to_thread(embedder.embed_queries, ["护士", "nurse"])
    assert np.array_equal(first[::-1], again)
    assert len(server.requests) == 3


async def test_nothing_to_embed_asks_nothing(server, embedder):
    assert (await asyncio.to_thread(embedder.embed_queries, [])).shape == (0, DIMENSIONS)
    assert server.requests == []


@pytest.mark.parametrize("behaviour", [Status(500), Status(429), Embeddings(dimensions=256)])
async def test_a_failing_server_is_not_an_empty_answer(server, embedder, behaviour):
    server.script = (behaviour,)
    with pytest.raises(EmbedderUnavailable):
        await asyncio.to_thread(embedder.embed_queries, ["nurse"])
    assert len(server.requests) == 1


async def test_after_a_failure_queries_wait_for_nothing_and_documents_still_ask(server, embedder):
    server.script = (Status(503), Embeddings())
    for _again in range(2):
        with pytest.raises(EmbedderUnavailable):
            await asyncio.to_thread(embedder.embed_queries, ["nurse"])
    assert len(server.requests) == 1
    assert (await asyncio.to_thread(embedder.embed_documents, ["nurse"])).shape == (1, DIMENSIONS)
    embedder._paused_until = 0.0
    assert (await asyncio.to_thread(embedder.embed_queries, ["nurse"])).shape == (1, DIMENSIONS)


def test_the_setting_chooses_the_embedder(settings):
    settings.EMBEDDINGS_MODEL = "embed-1"
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    # Whatever an earlier test's database said.
    use_model(None)
    chosen = get_embedder()
    assert isinstance(chosen, OpenAIEmbedder)
    assert chosen.model_name == "embed-1"
    # Unless the stored vectors are still those of another model.
    use_model(OfflineEmbedder.model_name)
    try:
        assert isinstance(get_embedder(), OfflineEmbedder)
    finally:
        use_model(None)
        chosen.close()
        embedder_of.cache_clear()
