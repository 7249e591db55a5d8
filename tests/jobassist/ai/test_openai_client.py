"""What is asked of a server at once, without a stream: where it goes, and where it does not."""

import asyncio

import pytest

from jobassist.ai.embedder import EmbedderUnavailable
from jobassist.ai.moderation import ModerationUnavailable
from jobassist.ai.openai_embedder import OpenAIEmbedder
from jobassist.ai.openai_moderation import OpenAIModerator
from jobassist.ai.openai_speech import OpenAIRecogniser
from jobassist.ai.speech import SpeechUnavailable
from tests.fake_model_server import FakeModelServer, Status


def judge(base_url):
    built = OpenAIModerator(api_key="k", base_url=base_url, model_name="m", timeout_seconds=2)
    built.list_faults("words")


def hear(base_url):
    built = OpenAIRecogniser(api_key="k", base_url=base_url, model_name="m", timeout_seconds=2)
    built.transcribe(b"RIFF", filename="a.wav", lang=None)


def embed(base_url):
    OpenAIEmbedder(api_key="k", base_url=base_url, model_name="m").embed_queries(["words"])


@pytest.mark.parametrize(
    ("ask", "error"),
    [(judge, ModerationUnavailable), (hear, SpeechUnavailable), (embed, EmbedderUnavailable)],
)
@pytest.mark.parametrize("status", [302, 307, 308])
async def test_a_key_and_words_go_nowhere_that_a_server_points_to(ask, error, status):
    async with FakeModelServer() as elsewhere:
        there = {"Location": f"{elsewhere.base_url}/taken"}
        async with FakeModelServer(Status(status, headers=there)) as server:
            with pytest.raises(error):
                await asyncio.to_thread(ask, server.base_url)
    assert len(server.requests) == 1
    assert elsewhere.requests == []
