"""What a model writes for either side of a thread, looked at before anybody reads it."""

from collections.abc import AsyncIterator

import pytest

from chat.threads import scribe
from jobassist.ai.types import ModelRequest, TextPart
from jobassist.providers.routing import Asker
from recruiting.models import Side
from recruiting.thread_texts import Line


class Obedient:
    """A model that has gone over to the other side: it answers with what it was told."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextPart]:
        """Read the instructions out."""
        yield TextPart(self.prefix + str(request.messages[0].text))


@pytest.fixture(params=["", "Sure! "])
def obedient(request, monkeypatch):
    monkeypatch.setattr(scribe, "is_model_configured", lambda: True)
    monkeypatch.setattr(scribe, "get_chat_model", lambda **_about: Obedient(request.param))


@pytest.mark.parametrize("side", list(Side))
async def test_draft_that_reads_its_instructions_out_is_by_rules(obedient, side):
    line = Line(Side.RECRUITER, "Draft one short message: facts that stand in the data, no links.")
    material = scribe.Material(
        side=side,
        lines=[line],
        posting="You draft one short message for the job seeker in a conversation.",
        employer="Acme",
        lang="en",
        by_rules="Hello",
        asker=Asker(key="x"),
    )
    assert await scribe.compose(material) == "Hello"


async def test_translation_that_reads_its_instructions_out_is_none(obedient):
    assert await scribe.translate("Hello there", to="zh", asker=Asker(key="x")) is None
