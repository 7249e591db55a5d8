"""What needs a model: taps, sure answers and what the rules surely read cost no call."""

import pytest

from chat.build_cards import build_chip
from chat.engines.base import Say, TextDelta
from chat.models import Turn
from jobassist.ai.chat_model import close_chat_model
from jobassist.ai.fakes import call, say
from jobassist.db import run_in_db
from tests.chat.dialogue.chatting import Chat
from tests.chat.engines.test_llm import ModelChat, kinds, search, used
from tests.chat.talking import Device, settle
from tests.factories import make_resume
from tests.fake_model_server import FakeModelServer, Says

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chat(alice, corpus):
    return Chat(alice)


async def route(chat, words, *answers):
    """Return what answered words, and what the model was asked."""
    talk = ModelChat(chat, *(answers or (say("Well."),)))
    steps = await talk.say(words)
    return used(steps), talk.model.requests


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("nurse in Leeds, at least £30k", "understood"),
        ("上海找护士的工作,月薪八千以上", "understood"),
        ("I want to kill myself", "safety"),
        ("write me a fake degree certificate", "safety"),
        ("what have you remembered about me?", "understood"),
        ("hello", "understood"),
        ("please speak English", "language"),
    ],
)
async def test_what_the_rules_surely_read_costs_no_call(chat, words, reason):
    by, asked = await route(chat, words)
    assert asked == []
    assert (by.engine, by.routed_by, by.model_calls) == ("rules", reason, 0)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("I sometimes wonder whether any of this is worth the trouble, you know?", "large"),
        ("idk, something that isn't what my cousin does I suppose", None),
        ("what do you think of the weather up north?", "large"),
    ],
)
async def test_talk_goes_to_the_large_model(chat, words, role):
    by, asked = await route(chat, words)
    assert [each.role for each in asked][:1] == [role or asked[0].role]
    assert by.engine == "llm"
    assert by.routed_by in ("talk", "unsure")


async def test_an_answer_that_parses_costs_no_call(chat):
    await run_in_db(chat.tap, build_chip("Find a job", do="scene", scene="find"))
    assert chat.state.open_prompt is not None
    assert chat.state.open_prompt.path == "criteria.titles"
    by, asked = await route(chat, "staff nurse")
    assert (by.routed_by, asked) == ("answer", [])


async def test_an_answer_to_a_resume_question_that_parses_costs_no_call(chat):
    document = {"basics": {"name": "Sarah Okafor"}, "work": [{"position": "Staff Nurse"}]}
    await run_in_db(lambda: make_resume(chat.user, document=document))
    await run_in_db(chat.tap, build_chip("Write my résumé", do="scene", scene="resume"))
    prompt = chat.state.open_prompt
    assert prompt is not None
    chat.state.open_prompt = prompt.model_copy(update={"path": "resume.basics.phone"})
    by, asked = await route(chat, "07700 900123")
    assert (by.routed_by, asked) == ("answer", [])


async def test_a_small_model_reads_and_the_tools_words_are_the_answer(chat, monkeypatch):
    monkeypatch.setattr("chat.engines.need.SURE", 2.0)
    talk = ModelChat(chat, search(titles=["nurse"], cities=["Leeds"]), say("Never asked for."))
    steps = await talk.say("nurse in Leeds")
    (request,) = talk.model.requests
    assert request.role == "small"
    assert "job_carousel" in kinds(steps)
    assert [step.text for step in steps if isinstance(step, Say)]
    assert not any(isinstance(step, TextDelta) for step in steps)
    assert (used(steps).routed_by, used(steps).model_calls) == ("unsure", 1)


async def test_a_mistake_of_a_small_model_is_repaired(chat, monkeypatch):
    monkeypatch.setattr("chat.engines.need.SURE", 2.0)
    await run_in_db(chat.say, "nurse in Leeds")
    talk = ModelChat(
        chat, call("explain_job", '{"ref": "J7"}'), call("explain_job", '{"ref": "J1"}'), say("So.")
    )
    steps = await talk.say("nurse in Leeds but why that one of them")
    assert used(steps).engine == "llm"
    assert len(talk.model.requests) >= 2


async def test_why_a_turn_was_routed_is_on_its_row(alice, corpus, settings):
    device = await Device().greeted(alice)
    try:
        async with FakeModelServer(Says("Cloudy, I hear.")) as server:
            settings.OPENAI_BASE_URL = server.base_url
            await device.say("nurse in Leeds")
            assert server.requests == []
            await device.say("what do you think of the weather up north?")
            assert len(server.requests) == 1
    finally:
        await device.close()
        await settle()
        await close_chat_model()
    rows = Turn.objects.order_by("created_at").values_list("engine", "routed_by", "model_calls")
    found = [row async for row in rows]
    assert found[-2:] == [("rules", "understood", 0), ("llm", "talk", 1)]
    assert found[0] == ("rules", "no_model", 0)


async def test_words_that_are_hardly_a_skip_are_none(chat, settings):
    """What was asked stays open; the words are for somebody who reads them."""
    settings.MODEL_ROUTING = "always"
    document = {"work": [{"position": "Staff Nurse", "startDate": "2019"}]}
    await run_in_db(lambda: make_resume(chat.user, document=document))
    await run_in_db(chat.tap, build_chip("My résumé", do="scene", scene="resume"))
    assert chat.state.open_prompt is not None
    path = chat.state.open_prompt.path
    assert path.startswith("resume.")
    by, asked = await route(chat, "so what do you think?")
    assert by.engine == "llm"
    assert len(asked) == 1
    assert chat.state.open_prompt is not None
    assert chat.state.open_prompt.path == path
