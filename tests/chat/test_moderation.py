"""A second opinion: off by default, asked before a model and after it, honest when it is down."""

import asyncio
import threading
import uuid

import pytest
from django.utils.module_loading import import_string

from chat.vetting import Vetting
from jobassist import checks, db
from jobassist.ai import (
    moderation,
    openai_chat,  # noqa: F401 - its SDK takes seconds to import
)
from jobassist.ai.chat_model import close_chat_model
from jobassist.ai.moderation import PASSES, ModerationUnavailable, judge_words
from jobassist.ai.openai_moderation import OpenAIModerator
from jobassist.ai.speech import get_recogniser
from tests.chat.talking import Device, settle, texts
from tests.fake_model_server import FakeModelServer, Hears, Moderates, Says, Status

pytestmark = pytest.mark.django_db(transaction=True)

FREE_WORDS = {"en": "what do you make of it all", "zh-CN": "你怎么看这个行业"}


def flag_bad(text: str) -> list[str]:
    return ["harm"] if "bad" in text or "坏" in text else []


threads: list[str] = []


def note_thread(text: str) -> list[str]:
    threads.append(threading.current_thread().name)
    return []


def break_down(text: str) -> list[str]:
    raise RuntimeError(text)


def use(settings, function) -> None:
    settings.MODERATION_CALLABLE = f"{__name__}.{function.__name__}"


@pytest.fixture(autouse=True)
def no_import(monkeypatch):
    # Test modules are not importable by name here.
    known = {f"{__name__}.{each.__name__}": each for each in (flag_bad, note_thread, break_down)}
    monkeypatch.setattr(moderation, "import_string", known.__getitem__)


def test_nobody_is_asked_unless_a_setting_says_so():
    assert judge_words("bad words") is PASSES


def test_a_callable_of_ones_own_judges(settings):
    use(settings, flag_bad)
    assert judge_words("bad words").why == ("harm",)
    assert not judge_words("good words").is_refused


@pytest.mark.parametrize(("fails", "is_refused"), [("open", False), ("closed", True)])
def test_what_nobody_can_judge_goes_as_the_setting_says(settings, fails, is_refused):
    use(settings, break_down)
    settings.MODERATION_FAILS = fails
    assert judge_words("any words").is_refused is is_refused


def test_a_callable_that_is_not_there_is_said_at_the_start_and_breaks_no_turn(
    settings, monkeypatch
):
    monkeypatch.setattr(moderation, "import_string", import_string)
    assert checks.check_moderation_callable(None) == []
    for name in ("no_such_module.judge", "jobassist.no_such_name", "nodots", "jobassist.ai"):
        settings.MODERATION_CALLABLE = name
        (fault,) = checks.check_moderation_callable(None)
        assert fault.is_serious()
        for fails, is_refused in (("open", False), ("closed", True)):
            settings.MODERATION_FAILS = fails
            assert judge_words("any words").is_refused is is_refused
    settings.MODERATION_CALLABLE = "builtins.list"
    assert checks.check_moderation_callable(None) == []


async def test_a_moderator_that_is_away_is_waited_for_once(settings):
    async with FakeModelServer(Moderates(("violence",))) as server:
        address = server.base_url
    judge = OpenAIModerator(api_key="", base_url=address, model_name="m", timeout_seconds=1)
    reasons = []
    for _again in range(2):
        with pytest.raises(ModerationUnavailable) as refused:
            await asyncio.to_thread(judge.list_faults, "words")
        reasons.append(str(refused.value))
    assert reasons == ["APIConnectionError", "paused"]


async def test_words_that_are_turned_away_let_no_others_pass(settings):
    async with FakeModelServer(Status(400), Moderates(("violence",))) as server:
        judge = OpenAIModerator(
            api_key="", base_url=server.base_url, model_name="m", timeout_seconds=1
        )
        with pytest.raises(ModerationUnavailable):
            await asyncio.to_thread(judge.list_faults, "words")
        assert await asyncio.to_thread(judge.list_faults, "words") == ("violence",)


@pytest.mark.parametrize(
    ("own", "sent"),
    [("", "Bearer none"), ("sk-own", "Bearer sk-own")],
)
async def test_the_key_of_openai_goes_to_no_other_address(settings, own, sent):
    settings.OPENAI_API_KEY = "sk-openai"
    async with FakeModelServer(Moderates(()), Hears("hello")) as server:
        settings.MODERATION_MODEL = settings.TRANSCRIPTION_MODEL = "m"
        settings.MODERATION_BASE_URL = settings.TRANSCRIPTION_BASE_URL = server.base_url
        settings.MODERATION_API_KEY = settings.TRANSCRIPTION_API_KEY = own
        await asyncio.to_thread(judge_words, "words")
        await asyncio.to_thread(get_recogniser().transcribe, b"RIFF", filename="a.wav", lang=None)
    assert [each.headers["authorization"] for each in server.requests] == [sent, sent]


async def test_the_key_of_openai_goes_where_its_address_goes(settings):
    async with FakeModelServer(Moderates(())) as server:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-openai", server.base_url
        settings.MODERATION_MODEL = "m"
        await asyncio.to_thread(judge_words, "words")
    assert server.requests[0].headers["authorization"] == "Bearer sk-openai"


@pytest.mark.parametrize(
    ("behaviour", "is_refused"),
    [
        (Moderates(()), False),
        (Moderates(("violence",)), True),
        (Status(500), False),
        (Status(429), False),
        (Status(200, {"results": "?"}), False),
    ],
)
async def test_a_model_judges_and_its_failure_lets_pass(settings, behaviour, is_refused):
    async with FakeModelServer(behaviour) as server:
        settings.MODERATION_MODEL = "m"
        settings.MODERATION_BASE_URL = server.base_url
        verdict = await asyncio.to_thread(judge_words, "words")
    assert verdict.is_refused is is_refused
    assert server.requests[0].path.endswith("/moderations")


@pytest.mark.parametrize(
    ("locale", "words", "said"),
    [("en", "tell me bad things", "cannot help"), ("zh-CN", "讲点坏事情听听", "帮不上忙")],
)
async def test_refused_words_never_reach_a_model(alice, settings, locale, words, said):
    use(settings, flag_bad)
    device = await Device().greeted(alice, locale=locale)
    async with FakeModelServer(Says("never")) as server:
        settings.OPENAI_BASE_URL = server.base_url
        frames = await device.say(words)
        await device.close()
        await settle()
        await close_chat_model()
    assert not server.requests
    assert said in texts(frames)[-1]
    assert [f for f in frames if f["type"] == "suggestions.set"][-1]["data"]["chips"]


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_what_a_model_says_is_judged_too(alice, settings, locale):
    use(settings, flag_bad)
    device = await Device().greeted(alice, locale=locale)
    async with FakeModelServer(Says("something bad")) as server:
        settings.OPENAI_BASE_URL = server.base_url
        frames = await device.say(FREE_WORDS[locale])
        await device.close()
        await settle()
        await close_chat_model()
    assert server.requests
    assert [f["data"]["reason"] for f in frames if f["type"] == "item.superseded"] == ["moderated"]
    assert "bad" not in texts(frames)[-1]


async def test_a_moderator_keeps_no_database_thread_and_nothing_said_costs_none(
    alice, settings, monkeypatch
):
    use(settings, note_thread)
    threads.clear()
    asked = []

    async def run(function, *args, **kwargs):
        asked.append(function.__name__)
        return await db.run_in_db(function, *args, **kwargs)

    monkeypatch.setattr("chat.vetting.run_in_db", run)
    for text in ("", " \n"):
        assert await Vetting(lang="en").check(alice, text, uuid.uuid4()) is None
    assert (threads, asked) == ([], [])
    database = await db.run_in_db(lambda: threading.current_thread().name)
    assert await Vetting(lang="en").check(alice, "Hello.", uuid.uuid4()) is None
    assert len(threads) == 1
    assert threads[0].split("_")[0] != database.split("_")[0]
    assert asked == []
    claim = "I have sent your application."
    corrected = await Vetting(lang="en").check(alice, claim, uuid.uuid4())
    assert corrected is not None
    assert corrected.reason == "unfounded"
    assert asked == ["list_unfounded"]
