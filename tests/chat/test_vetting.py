"""A model that went over to somebody else says what it likes; the person sees what may stand."""

import pytest

from eventlog.models import Event
from jobassist.ai import openai_chat  # noqa: F401 - its SDK takes seconds to import
from jobassist.ai.chat_model import close_chat_model
from jobassist.db import run_in_db
from tests.chat.talking import Device, settle, texts
from tests.fake_model_server import FakeModelServer, Says

pytestmark = pytest.mark.django_db(transaction=True)


async def hear(alice, settings, said: str, *, locale: str, words: str) -> list[dict]:
    """Return the frames of a turn that a model answers with these words."""
    device = await Device().greeted(alice, locale=locale)
    async with FakeModelServer(Says(said, piece=3)) as server:
        settings.OPENAI_BASE_URL = server.base_url
        frames = await device.say(words)
        await device.close()
        await settle()
        await close_chat_model()
    assert server.requests
    return frames


def drawn(frames: list[dict]) -> str:
    return "".join(f["data"]["text"] for f in frames if f["type"] == "item.delta")


@pytest.mark.parametrize(
    ("locale", "words"), [("en", "what do you make of it all"), ("zh-CN", "你怎么看这个行业")]
)
async def test_a_link_of_a_models_is_never_drawn(alice, settings, locale, words):
    frames = await hear(
        alice, settings, "See ![a](https://bad.example/q?p=1) now", locale=locale, words=words
    )
    assert "bad" not in drawn(frames)
    assert "bad.example" not in str(texts(frames))


async def test_a_claim_without_a_row_is_taken_back(alice, settings):
    frames = await hear(
        alice, settings, "Applied to the first one for you.", locale="en",
        words="what do you make of it all",
    )  # fmt: skip
    assert [f["data"]["reason"] for f in frames if f["type"] == "item.superseded"] == ["unfounded"]
    assert "nothing was sent" in texts(frames)[-1]
    logged = await run_in_db(lambda: list(Event.objects.filter(type="item.done")))
    assert not [e for e in logged if "Applied" in str(e.data)]


async def test_instructions_are_not_read_out(alice, settings):
    from chat.prompts import INSTRUCTION_WORDS

    frames = await hear(
        alice, settings, INSTRUCTION_WORDS, locale="en", words="what do you make of it all"
    )
    longest = max((part for part in drawn(frames).split("\n")), key=len)
    assert len(longest) < 80
    assert "How I was set up" in texts(frames)[-1]
