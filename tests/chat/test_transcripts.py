"""The golden transcripts of docs/examples: said again to the real server, they read as they are.

`REWRITE_EXAMPLES=1 pytest tests/chat/test_transcripts.py` records them anew, each by its script.
"""

import asyncio
import copy
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from chat import runner
from chat.engines.base import Say, Step, TextDelta, TextEnd, TurnContext
from chat.events import CLIENT_TYPES, CLOSE_CODES, SERVER_EVENTS
from jobassist.db import run_in_db
from tests.chat import page_corpus
from tests.chat.folding import Fold, fold_into, is_same
from tests.chat.published import check_frame, check_reply, list_faults
from tests.chat.recording import Talk, posted_at, read_lines, write_lines
from tests.chat.talking import settle

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CARDS = "urn:jobchat:cards:1"


class PatientEngine:
    """Begins a long answer and waits; answers anything else at once, by an echo."""

    name = "patient"

    async def run(self, context: TurnContext) -> AsyncIterator[Step]:
        text = context.inputs[-1].text if context.inputs else ""
        if not text.startswith("Tell me everything"):
            yield Say(f"You said: {text}")
            return
        yield TextDelta("Nursing in Leeds ")
        # Longer than the text so far is left unsaved.
        await asyncio.sleep(runner.RENEW_SECONDS + 0.1)
        yield TextDelta("is in demand. ")
        await asyncio.Event().wait()
        yield TextEnd()


# --- the scripts ------------------------------------------------------------------------------------


async def zh_find(talk: Talk) -> None:
    await talk.hello(locale="zh-CN", time_zone="Asia/Shanghai", cards=[CARDS])
    await talk.send("message.preview", {"text": "找个上海皮森的工作，20k以上，五险一斤"})
    await talk.say("上海 Python 后端，20k以上，不要外包")
    jobs = talk.card("job_carousel")
    first, second, *_ = jobs["card"]["data"]["jobs"]
    chips = talk.names.show(talk.seen("suggestions.set"))[-1]["data"]["chips"]
    why = next(each for each in chips if each["postback"].get("action") == "explain")
    await talk.say(why["label"], postback=why["postback"])
    for job, action, more in (
        (first, "save", {}),
        (second, "dismiss", {"reason": "too_low_salary"}),
    ):
        (own,) = (each for each in job["actions"] if each["id"] == action)
        payload = {**own["payload"], **more}
        data = {"item_id": jobs["item_id"], "action": action, "payload": payload}
        await talk.send("action.invoke", data)
    await talk.send("item.feedback", {"item_id": jobs["item_id"], "rating": "up"})
    chips = talk.names.show(talk.seen("suggestions.set"))[-1]["data"]["chips"]
    await talk.say(chips[0]["label"], postback=chips[0]["postback"])
    # A correction: the place was meant to be another.
    await talk.say("不对，是杭州")
    await talk.send("read.mark", {"seq": talk.cursor()["after_seq"]})
    await talk.send("history.get", {"limit": 4})


async def en_connect(talk: Talk) -> None:
    await talk.hello(cards=[CARDS])
    await talk.say("Staff nurse in Leeds, at least £33,000")
    jobs = talk.card("job_carousel")
    own = next(
        each
        for each in jobs["card"]["data"]["jobs"]
        if each["data"]["hiringOrganization"]["name"] in page_corpus.TENANTS
    )
    for action in ("detail", "connect"):
        (tap,) = (each for each in own["actions"] if each["id"] == action)
        data = {"item_id": jobs["item_id"], "action": action, "payload": tap["payload"]}
        await talk.send("action.invoke", data)
    text = "Hello, I have five years on a medical ward. May I visit?"
    for action, more in (("edit", {"text": text}), ("send", {})):
        draft = talk.card("message_preview")
        (tap,) = (each for each in draft["card"]["actions"] if each["id"] == action)
        payload = {**tap["payload"], **more}
        data = {"item_id": draft["item_id"], "action": action, "payload": payload}
        await talk.send("action.invoke", data)
    await talk.say("Remember that I never work nights")
    await talk.send("memory.list", {}, conversation_id=None)
    facts = talk.names.show(talk.seen("memory.page")[-1]["data"]["memory"]["facts"])
    forget = {"memory_id": facts[0]["memory_id"]}
    await talk.send("memory.forget", forget, conversation_id=None)


async def en_resume(talk: Talk) -> None:
    await talk.hello(cards=[CARDS])
    await talk.send("scene.switch", {"scene": "resume"})
    prompt = talk.names.show(talk.seen("prompt.opened"))[-1]["data"]
    answer = {"prompt_id": prompt["prompt_id"], "value": "Dana Whitlock"}
    await talk.send("prompt.answer", answer)
    await talk.say("I worked at Fernhill Hospital in Leeds as a staff nurse from May 2019")
    # A correction of what was said, and a question left out.
    preview = talk.card("resume_preview")
    (tap,) = (each for each in preview["card"]["actions"] if each["id"] == "edit")
    payload = {**tap["payload"], "path": "/work/0/startDate", "value": "2018-06"}
    data = {"item_id": preview["item_id"], "action": "edit", "payload": payload}
    await talk.send("action.invoke", data)
    prompt = talk.names.show(talk.seen("prompt.opened"))[-1]["data"]
    await talk.send("prompt.skip", {"prompt_id": prompt["prompt_id"]})
    preview = talk.card("resume_preview")
    (tap,) = (each for each in preview["card"]["actions"] if each["id"] == "confirm")
    data = {"item_id": preview["item_id"], "action": "confirm", "payload": tap["payload"]}
    await talk.send("action.invoke", data)


async def en_reconnect(talk: Talk) -> None:
    await talk.hello()
    await talk.say("hello")
    cursor = talk.cursor()
    # Said, and gone before anything was heard.
    lost = {"v": 1, "type": "message.send", "id": talk.own_id(), "conversation_id": talk.chat()}
    lost["data"] = {"text": "I am looking for work as a nurse"}
    await talk.say_line({"from": "client", "frame": talk.names.hide(lost, names_new=False)})
    await talk.hang_up()
    await talk.hello(resume=[cursor])
    # No ack was seen, so it is sent again under the same id; then the id is used for another.
    await talk.say_frame(lost)
    await talk.say_frame({**lost, "data": {"text": "Something else"}})
    # What nobody can continue from: another epoch, and a place beyond the head.
    for wrong in ({"epoch": "elsewhere"}, {"after_seq": 9_000}):
        await talk.hang_up()
        await talk.hello(resume=[talk.cursor(**wrong)])
    await talk.hang_up()
    # Nothing was missed.
    await talk.hello(resume=[talk.cursor()])
    await talk.send("ping", {}, conversation_id=None, id="p1")


async def en_cancel(talk: Talk) -> None:
    await talk.hello()
    talk.is_held = True
    await talk.say("Tell me everything about nursing")
    started = talk.names.show(talk.seen("turn.started")[-1]["data"])
    cursor = talk.cursor()
    # Gone for a moment in the middle of the answer: the text so far comes again.
    await talk.hang_up()
    await talk.hello(resume=[cursor])
    talk.is_held = False
    await talk.send("turn.cancel", {"turn_id": started["turn_id"]})
    talk.is_held = True
    await talk.say("Tell me everything about teaching")
    talk.is_held = False
    # A second thought stops what is being written; both are answered as one.
    await talk.say("No, about nursing please")


async def zh_alerts(talk: Talk) -> None:
    await talk.hello(locale="zh-CN")
    await talk.say("每周五给我新的上海 Python 职位")
    alert = talk.card("alert_card")
    (tap,) = (each for each in alert["card"]["actions"] if each["id"] == "pause")
    data = {"item_id": alert["item_id"], "action": "pause", "payload": tap["payload"]}
    await talk.send("action.invoke", data)
    await talk.say("恢复提醒，改成每天早上八点")
    await talk.say("换成每天早上八点")
    await talk.send("scene.switch", {"scene": "alerts"})
    await talk.say("删掉")


async def en_two_devices(talk: Talk) -> None:
    await talk.hello()
    await talk.hello("laptop")
    await talk.say("hello")
    await talk.send("read.mark", {"seq": talk.cursor()["after_seq"]}, "laptop")
    await talk.send("conversation.open", {"scene": "resume"}, "laptop", conversation_id=None)


async def zh_plain_client(talk: Talk) -> None:
    limits = {"chips": 2, "carousel": 3, "actions": 1, "label": 8}
    await talk.hello(locale="zh-CN", cards=[], limits=limits)
    await talk.say("上海 Python 后端")
    await talk.hang_up()
    cards = [f"{CARDS}:job_carousel", "urn:jobchat:cards:1:hologram"]
    # It learnt to show a card: it begins afresh, without its cursor's epoch.
    await talk.hello(
        locale="zh-CN", cards=cards, limits=limits, resume=[talk.cursor(epoch="", after_seq=0)]
    )


async def en_refusals(talk: Talk) -> None:
    await talk.hello()
    await talk.say_frame({"v": 1, "type": "message.sent", "id": "x", "data": {}})
    await talk.say_frame({"v": 2, "type": "ping", "data": {}})
    await talk.send("message.send", {"text": 5})
    await talk.send("message.send", {"text": "hi"}, conversation_id=None)
    await talk.send("message.send", {"text": "hi"}, conversation_id=talk.own_id())
    await talk.send("turn.cancel", {"turn_id": talk.own_id()})
    await talk.send("prompt.answer", {"prompt_id": talk.own_id(), "value": "Leeds"})
    await talk.send("audio.start", {})
    await talk.hello("laptop", ticket="made up")


Script = Callable[[Talk], Awaitable[None]]
SCRIPTS: dict[str, Script] = {
    "zh-find": zh_find,
    "en-connect": en_connect,
    "en-resume": en_resume,
    "en-reconnect": en_reconnect,
    "en-cancel": en_cancel,
    "zh-alerts": zh_alerts,
    "en-two-devices": en_two_devices,
    "zh-plain-client": zh_plain_client,
    "en-refusals": en_refusals,
}
PATIENT = {"en-cancel"}


@pytest.fixture
async def talk(alice: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    build_rows = page_corpus.build_rows
    monkeypatch.setattr(
        page_corpus,
        "build_rows",
        lambda lang: [{**row, "posted_at": posted_at()} for row in build_rows(lang)],
    )
    found = Talk(alice)
    yield found
    await found.close()
    await settle()


# Postings are numbered by the database: from one on, in each run.
@pytest.mark.django_db(transaction=True, reset_sequences=True)
@pytest.mark.parametrize("name", SCRIPTS)
async def test_transcript_reads_as_it_does_when_it_is_said_again(name, talk, monkeypatch):
    path = EXAMPLES / f"{name}.jsonl"
    if name in PATIENT:
        monkeypatch.setattr(runner, "choose_engine", lambda context: PatientEngine())
    else:
        await run_in_db(page_corpus.store_postings)
    if os.environ.get("REWRITE_EXAMPLES"):
        await SCRIPTS[name](talk)
        write_lines(path, talk.lines)
        return
    lines = read_lines(path)
    await talk.replay(lines)
    for number, (found, expected) in enumerate(zip(talk.lines, lines, strict=True), start=1):
        assert found == expected, f"line {number} of {path.name}"


# --- what every transcript keeps --------------------------------------------------------------------


def test_there_is_no_transcript_without_a_script():
    assert {path.stem for path in EXAMPLES.glob("*.jsonl")} == SCRIPTS.keys()
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in SCRIPTS if f"`{name}.jsonl`" not in text] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_line_fits_what_is_published(name):
    for number, line in enumerate(read_lines(EXAMPLES / f"{name}.jsonl"), start=1):
        if "close" in line:
            assert line["close"] == 1000 or line["close"] in CLOSE_CODES
            continue
        kind = line["frame"]["type"]
        if line["from"] == "server":
            check_frame(line["frame"])
        elif name != "en-refusals":
            assert list_faults(f"orders/{kind}.json", line["frame"]) == [], (name, number)


def test_every_answer_is_one_that_is_published():
    for name in SCRIPTS:
        orders = {}
        for line in read_lines(EXAMPLES / f"{name}.jsonl"):
            frame = line.get("frame", {})
            if line["from"] == "client" and frame:
                orders[frame.get("id")] = frame["type"]
            ref = frame.get("data", {}).get("ref")
            is_answer = line["from"] == "server" and ref and not frame["type"].startswith("item.")
            if is_answer and orders.get(ref) in CLIENT_TYPES:
                check_reply(frame, order=orders[ref])


def test_transcripts_show_nearly_every_frame():
    shown = {
        line["frame"]["type"]
        for name in SCRIPTS
        for line in read_lines(EXAMPLES / f"{name}.jsonl")
        if "frame" in line
    }
    # Not sent yet, sent by nobody here, or only by REST.
    unseen = {
        "typing", "audio.end", "memory.edit", "notice", "transcript.partial", "transcript.final",
        "conversation.deleted", "conversation.remembering", "message.sent",
    }  # fmt: skip
    assert (CLIENT_TYPES | SERVER_EVENTS.keys()) - shown <= unseen


@pytest.mark.parametrize("name", SCRIPTS)
def test_snapshots_in_a_transcript_are_what_its_events_fold_to(name):
    """A device that heard everything is told the same by a `resync` and by a page of history."""
    folds: dict[tuple[str, str], dict[str, Fold]] = {}
    shows: dict[str, str] = {}
    compared = 0
    for line in read_lines(EXAMPLES / f"{name}.jsonl"):
        device, frame = line.get("device", "phone"), line.get("frame")
        if line["from"] == "client" or frame is None:
            if frame and frame["type"] == "hello":
                # What it holds was cut to what it could show: with other cards it begins afresh.
                shows[device] = json.dumps(frame["data"].get("cards"))
            continue
        known = folds.setdefault((device, shows[device]), {})
        stream = frame.get("conversation_id", "")
        before = copy.deepcopy(known.get(stream, Fold()))
        fold_into(known, frame)
        if frame["type"] == "resync" and before.types and before.seq == known[stream].seq:
            assert is_same(before, known[stream])
            compared += 1
        if frame["type"] == "history.page":
            page = Fold()
            for each in frame["data"]["events"]:
                page.fold(each)
            assert page.items == {key: before.items[key] for key in page.items}
            compared += 1
    assert compared == {"zh-find": 1, "en-reconnect": 2}.get(name, 0)
