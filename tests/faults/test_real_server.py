"""A real server, llama.cpp's, with a tiny model: what it says is senseless, how it comes is not."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI

from chat.models import Turn
from jobassist.ai.chat_model import close_chat_model
from jobassist.ai.openai_chat import OpenAIChatModel
from jobassist.ai.types import Finished, Message, ModelRequest, TextPart
from jobassist.db import run_in_db
from tests.chat.talking import Device, settle
from tests.local_model import is_installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not is_installed(),
        reason="llama.cpp's server and its model are not installed: make setup-model",
    ),
]
SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 20},
        "years": {"type": "integer", "minimum": 0, "maximum": 40},
    },
    "required": ["title", "years"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Return the address of a server that runs as long as these tests do."""
    script = Path(__file__).resolve().parent.parent / "local_model.py"
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = next((line for line in process.stdout if line.startswith("LISTENS")), "")
    assert line, "the server did not start"
    yield f"{line.split()[1].rstrip('/')}/v1"
    assert process.stdin is not None
    process.stdin.close()
    process.wait(timeout=20)
    process.stdout.close()


async def keep_alive(device: Device) -> None:
    """Say now and then that somebody is there: the model takes longer than two heartbeats."""
    while True:
        await asyncio.sleep(10)
        await device.send("ping", {})


async def test_json_of_a_schema_comes_through_the_client(base_url):
    model = OpenAIChatModel(
        api_key="", base_url=base_url, model_name="local", timeout_seconds=100, stall_seconds=60
    )
    words = Message("user", "I was a nurse for 7 years. Give my job title and the years as JSON.")
    request = ModelRequest((words,), max_tokens=60, temperature=0.0, json_schema=SCHEMA)
    steps = [step async for step in model.stream(request)]
    await close_chat_model()
    assert isinstance(steps[-1], Finished)
    found = json.loads("".join(step.text for step in steps if isinstance(step, TextPart)))
    assert set(found) == {"title", "years"}
    assert isinstance(found["years"], int)


@pytest.mark.django_db(transaction=True)
async def test_a_turn_over_the_socket_streams_what_it_says(alice, settings, base_url, monkeypatch):
    monkeypatch.setattr("tests.chat.talking.WAIT", 110.0)
    device = await Device().greeted(alice)
    settings.OPENAI_BASE_URL = base_url
    settings.OPENAI_TIMEOUT_SECONDS, settings.OPENAI_STALL_SECONDS = 100, 60
    settings.MODEL_ROUTING = "always"
    pings = asyncio.create_task(keep_alive(device))
    frames = await device.say("what do you make of it all")
    pings.cancel()
    await device.close()
    await settle()
    await close_chat_model()
    (turn,) = await run_in_db(lambda: list(Turn.objects.filter(model_calls__gt=0)))
    finished = [f for f in frames if f["type"] == "turn.finished"]
    assert finished[-1]["data"]["outcome"] == "completed"
    assert turn.provider == "127.0.0.1"
    deltas = [f for f in frames if f["type"] == "item.delta"]
    assert len(deltas) > 1
    drawn = "".join(f["data"]["text"] for f in deltas)
    assert drawn.strip()


def test_the_server_is_on_this_machine_alone(base_url):
    assert base_url.startswith("http://127.0.0.1:")
    assert OpenAI(api_key="none", base_url=base_url, max_retries=0).models.list().data
