"""The wire's shapes, as files: a change of any of them is seen, and made on purpose.

`REWRITE_CONTRACT=1 pytest tests/chat/test_contract.py` writes them anew.
"""

import datetime
import json
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils import translation
from pydantic import BaseModel, ValidationError

from chat import build_cards, cards, events
from chat.actions import CARD_ACTIONS
from chat.alerts.cards import build_alert_card
from chat.alerts.timing import Plan
from chat.cards import Card
from chat.connect_cards import build_connect_status
from chat.interview.card import build_interview_score
from chat.interview.scoring import Score
from chat.models import Alert
from chat.state import Interview, InterviewAnswer, InterviewQuestion, OpenPrompt
from eventlog.frames import build_frame
from eventlog.models import Conversation, Event
from eventlog.services import rename_conversation
from jobassist.db import run_in_db
from jobs.criteria import Criteria
from jobs.models import Employer, Posting, PostingLocation
from jobs.search import JobHit, Requirement
from recruiting.models import Application
from resumes.services import Missing, Preview, ShownChange, Source
from tests.chat.talking import Device, settle

GOLDEN = Path(__file__).parent.parent / "data" / "contract"
PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
AT = datetime.datetime(2026, 11, 2, 9, 30, tzinfo=datetime.UTC)


def fixed_id(number: int) -> str:
    return str(uuid.UUID(int=number))


def check_golden(name: str, found: Any) -> None:
    """Compare with the file of that name; write it where the environment asks for it."""
    path = GOLDEN / f"{name}.json"
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("REWRITE_CONTRACT"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is new: write it with REWRITE_CONTRACT=1"
    assert json.loads(path.read_text(encoding="utf-8")) == found


# --- rows without a database ----------------------------------------------------------------------


def make_posting(number: int, **changes: Any) -> Posting:
    """Return a posting as a query loads it: employer and places at hand."""
    fields: dict[str, Any] = {
        "id": number,
        "title": "Staff Nurse",
        "employer": Employer(id=1, name="Harbour Care"),
        "employment_type": "full_time",
        "salary_min": 31000.0,
        "salary_max": 37000.0,
        "salary_currency": "GBP",
        "salary_period": "year",
        "salary_raw": "£31,000 - £37,000",
        "skills": ["NMC registration", "Triage"],
        "date_posted": datetime.date(2026, 10, 20),
        "valid_through": AT + datetime.timedelta(days=30),
        "liveness_checked_at": AT,
        "url": "https://jobs.example.com/1",
        "direct_apply": True,
        "description_text": "Day clinic.\nRequirements:\n- NMC registration",
        "status": Posting.Status.ACTIVE,
        **changes,
    }
    posting = Posting(**fields)
    places = [
        PostingLocation(city="Leeds", region="England", country="GB", raw="Leeds"),
        PostingLocation(raw="Harbour Site"),
    ]
    posting._prefetched_objects_cache = {"locations": places}  # type: ignore[attr-defined]
    return posting


def make_hit(number: int, **changes: Any) -> JobHit:
    requirements = (
        Requirement(
            text="NMC registration",
            status="met",
            criterion="skills",
            resume_pointer="/certificates/0",
            posting_span=(28, 44),
            posting_pointer=None,
        ),
        Requirement(
            text="Pay from £30,000",
            status="met",
            criterion="salary_min",
            resume_pointer=None,
            posting_span=None,
            posting_pointer="/baseSalary",
        ),
    )
    return JobHit(
        posting=make_posting(number, **changes),
        score=0.8123,
        band="strong",
        requirements=requirements,
    )


DOCUMENT = {"basics": {"name": "Ann Lee"}, "certificates": [{"name": "NMC registration"}]}
CRITERIA = Criteria(
    titles=("nurse",),
    skills=("triage",),
    cities=("Leeds",),
    remote=False,
    salary_min=30000,
    currency="GBP",
    salary_period="year",
    employment_type="full_time",
    experience_years=3,
    education="bachelor",
    exclude=("agency",),
)
PROMPT = OpenPrompt(
    prompt_id=fixed_id(5),
    path="resume.work[0].endDate",
    question="When did you leave?",
    answer_schema={"type": "string", "format": "partial-date"},
    examples=["June 2021", "still there"],
)
SOURCE = Source(kind="message", ref=fixed_id(3), start=0, end=7, words="Ann Lee")
PREVIEW = Preview(
    resume_id=uuid.UUID(int=6),
    revision=3,
    confirmed_revision=2,
    document=DOCUMENT,
    completeness=0.4,
    changes=(ShownChange(op="add", path="/basics/name", after="Ann Lee", source=SOURCE),),
    missing=(
        Missing(
            path="resume.basics.phone",
            pointer="/basics/phone",
            reason="missing",
            why="not_given",
            question="What is your phone number?",
            answer_schema={"type": "string"},
        ),
    ),
)
FACT = cards.Fact(
    memory_id=fixed_id(7),
    key="criteria.cities",
    text="Leeds",
    words="in Leeds please",
    said_at=AT.isoformat(),
    conversation_id=fixed_id(1),
    item_id=fixed_id(3),
)


def make_application() -> Application:
    return Application(
        id=uuid.UUID(int=8), kind=Application.Kind.GREETING, status="sent", created_at=AT
    )


ALERT = Alert(
    id=uuid.UUID(int=11),
    state="active",
    time_zone="Europe/London",
    next_run_at=AT,
    last_run_at=AT,
    last_found=2,
)
INTERVIEW = Interview(
    title="Staff Nurse",
    posting_id=1,
    questions=[InterviewQuestion(text="Why nursing?", about=["Staff Nurse"])] * 6,
    answers=[InterviewAnswer(text="I ran a ward.", total=70)],
    score=54,
)

CARDS: dict[str, Callable[[], Any]] = {
    "job_card": lambda: build_cards.build_job_card(make_hit(1), document=DOCUMENT),
    "job_carousel": lambda: build_cards.build_jobs(
        [make_hit(1), make_hit(2, employer=None, salary_min=None, salary_max=None, salary_raw="")],
        document=None,
        round_number=2,
        reason="Nearest first",
    ),
    "criteria_card": lambda: build_cards.build_criteria_card(CRITERIA),
    "job_detail": lambda: build_cards.build_job_detail(
        make_posting(1),
        match=build_cards.build_match(make_hit(1), document=DOCUMENT),
        duties=["Day clinic."],
        requirements=["NMC registration"],
        benefits=["Pension"],
        ask_next=["What does it pay?"],
    ),
    "resume_preview": lambda: build_cards.build_resume_preview(PREVIEW),
    "field_prompt": lambda: build_cards.build_field_prompt(PROMPT),
    "scene_menu": lambda: build_cards.build_scene_menu(current="find"),
    "memory_card": lambda: build_cards.build_memory_card(cards.MemoryData(facts=[FACT])),
    "alert_card": lambda: build_alert_card(
        ALERT, criteria=CRITERIA, plan=Plan("weekly", weekdays=(4,), hour=9, minute=0)
    ),
    "connect_status": lambda: build_connect_status(make_application(), make_posting(1)),
    "interview_score": lambda: build_interview_score(
        INTERVIEW, change=14, reason="Good: you give figures.", score=Score(70, 60, 75, 80)
    ),
    "message_preview": lambda: build_cards.build_message_preview(
        make_posting(1), prompt_id=fixed_id(5), text="Hello", shared=["This message"]
    ),
}

PERSONA = events.Persona(name="Mai", avatar="mai", mood="cheerful", scene="find")
CHIP = cards.Chip(id="more", label="Show me others", postback={"do": "more"})
HEAD = events.ConversationHead(
    conversation_id=fixed_id(1),
    kind="assistant",
    title="Nurse in Leeds",
    scene="find",
    epoch="e7",
    head_seq=12,
    recovered=True,
    read_seq=11,
    updated_at=AT.isoformat(),
)
TEXT_ITEM = events.ItemDone(
    item_id=fixed_id(3),
    role="user",
    kind="text",
    text="I am a nurse",
    lang="en",
    ref=fixed_id(2),
    attachments=[events.AttachmentName(attachment_id=fixed_id(9), filename="cv.pdf", kind="pdf")],
    audience="seeker",
)
EVENTS: list[events.ServerData] = [
    events.Welcome(
        user_id=fixed_id(4),
        persona=PERSONA,
        cards=[events.CARDS],
        heartbeat_seconds=25,
        limits={"chips": 11, "carousel": 10, "actions": 4, "label": 25},
        conversations=[HEAD],
        me=events.StreamHead(epoch="e9", head_seq=3, recovered=False),
    ),
    events.ConversationOpened(
        conversation_id=fixed_id(1), kind="assistant", title="", scene="find", is_remembered=True
    ),
    events.ConversationRenamed(title="Nurse in Leeds"),
    events.ConversationRemembering(is_remembered=False),
    events.ConversationDeleted(conversation_id=fixed_id(1)),
    events.Ack(
        ref=fixed_id(2),
        status="rejected",
        seq=12,
        conversation_id=fixed_id(1),
        code="id_reused",
        message="This id was used for something else.",
    ),
    events.PreviewResult(
        ref=fixed_id(2),
        text="nurse in Leeds",
        corrections=[events.TextCorrection(before="nurce", after="nurse", reason="spelling")],
        intent="find_jobs",
        confidence=0.93,
        summary="Look for: nurse, Leeds",
        criteria={"titles": ["nurse"], "cities": ["Leeds"]},
        resume_changes=[{"op": "add", "path": "basics.name", "after": "Ann", "source": "Ann"}],
        chips=[CHIP],
    ),
    events.TurnStarted(turn_id=fixed_id(10), answers=[fixed_id(2)]),
    events.TurnFinished(
        turn_id=fixed_id(10), outcome="busy", reason="busy", retry_after_seconds=12
    ),
    events.ItemAdded(item_id=fixed_id(3), role="assistant", kind="text", lang="en"),
    events.ItemDelta(item_id=fixed_id(3), offset=5, text=" Ann"),
    TEXT_ITEM,
    events.ItemUpdated(
        item_id=fixed_id(3),
        patch=[{"op": "replace", "path": "/card/data/status", "value": "read"}],
        card_kind="connect_status",
    ),
    events.ItemSuperseded(item_id=fixed_id(3), by=fixed_id(11), reason="interrupted"),
    events.SuggestionsSet(chips=[CHIP]),
    events.PromptOpened(
        prompt_id=fixed_id(5),
        reason="input",
        path="criteria.cities",
        question="Where?",
        answer_schema={"type": "array", "items": {"type": "string"}},
        examples=["Leeds"],
        skippable=True,
        expires_at=AT.isoformat(),
        item_id=fixed_id(3),
    ),
    events.PromptClosed(prompt_id=fixed_id(5), outcome="answered"),
    events.SceneChanged(scene="find", persona=PERSONA),
    events.ReadMarked(user_id=fixed_id(4), by="company", seq=12),
    events.AlertUpdated(
        op="fired",
        alert_id=fixed_id(11),
        state="active",
        next_run_at=AT.isoformat(),
        conversation_id=fixed_id(1),
        found=2,
    ),
    events.MemoryUpdated(
        op="superseded",
        memory_id=fixed_id(7),
        key="criteria.cities",
        text="Leeds",
        replaces=[fixed_id(13)],
    ),
    events.MemoryPage(ref=fixed_id(2), memory=cards.MemoryData(facts=[FACT])),
    events.HistoryPage(ref=fixed_id(2), events=[], has_more=False),
    events.Resync(
        conversation_id=fixed_id(1),
        epoch="e7",
        head_seq=12,
        state={"scene": "find", "title": "", "open_prompt": None, "suggestions": {"chips": []}},
        items=[],
        has_more=True,
    ),
    events.Notice(level="info", text="Soon.", code="in_line", retry_after_seconds=6),
    events.TypingShown(by="company", name="Acme"),
    events.TranscriptPartial(audio_id=fixed_id(12), text="I am a"),
    events.TranscriptFinal(audio_id=fixed_id(12), text="I am a nurse"),
    events.Error(
        code="malformed",
        message="The frame is not JSON.",
        pointer="/data/text",
        retryable=False,
        ref=fixed_id(2),
    ),
    events.Pong(ref="p1"),
]
IN_CONVERSATION = {"conversation_id": fixed_id(1)}
ORDERS: dict[str, dict[str, Any]] = {
    "hello": {
        "ticket": "…",
        "locale": "zh-CN",
        "time_zone": "Asia/Shanghai",
        "cards": [events.CARDS],
        "limits": {"chips": 11, "carousel": 10, "actions": 4, "label": 25},
        "resume": [{"conversation_id": fixed_id(1), "epoch": "e7", "after_seq": 12}],
    },
    "conversation.open": {"scene": "find"},
    "message.preview": {"text": "nurce in Leeds"},
    "message.send": {"text": "hello", "postback": None, "attachment_ids": [fixed_id(9)]},
    "action.invoke": {"item_id": fixed_id(3), "action": "save", "payload": {"job_id": "1"}},
    "prompt.answer": {"prompt_id": fixed_id(5), "value": ["Leeds"]},
    "prompt.skip": {"prompt_id": fixed_id(5)},
    "turn.cancel": {"turn_id": fixed_id(10)},
    "scene.switch": {"scene": "resume"},
    "item.feedback": {"item_id": fixed_id(3), "rating": "down", "reason": "too far"},
    "audio.start": {},
    "audio.end": {},
    "history.get": {"before_seq": 12, "limit": 50},
    "memory.list": {},
    "memory.edit": {"memory_id": fixed_id(7), "value": "Hull"},
    "memory.forget": {"memory_id": fixed_id(7)},
    "read.mark": {"seq": 12},
    "typing": {},
    "ping": {},
}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


# --- the files -------------------------------------------------------------------------------------


def test_there_is_a_sample_of_everything():
    assert {sample.type_ for sample in EVENTS} == events.SERVER_EVENTS.keys()
    kinds = {model.model_fields["kind"].default for model in get_args(get_args(Card)[0])}
    assert CARDS.keys() == kinds == CARD_ACTIONS.keys()
    assert ORDERS.keys() == events.CLIENT_TYPES
    files = {str(path.relative_to(GOLDEN).with_suffix("")) for path in GOLDEN.rglob("*.json")}
    assert files == {
        *(f"events/{name}" for name in events.SERVER_EVENTS),
        *(f"cards/{name}" for name in CARDS),
        *(f"orders/{name}" for name in ORDERS),
        "frame",
    }


@pytest.mark.parametrize("sample", EVENTS, ids=lambda sample: sample.type_)
def test_event_is_as_it_was(sample):
    data = sample.dump()
    check_golden(f"events/{sample.type_}", data)
    assert type(sample).model_validate(data).dump() == data


@pytest.mark.parametrize("sample", EVENTS, ids=lambda sample: sample.type_)
def test_event_samples_leave_no_field_out(sample):
    # `by` or `erased` and `patch` exclude each other in one sample; all others are all there.
    unset = {
        "item.done": {"card"},
        "item.updated": {"erased"},
    }.get(sample.type_, set())
    given = sample.model_dump(exclude_none=True).keys()
    assert type(sample).model_fields.keys() - given == unset


@pytest.mark.parametrize("kind", CARDS)
def test_card_is_as_it_was(kind):
    card = CARDS[kind]()
    assert card.kind == kind
    item = events.ItemDone(item_id=fixed_id(3), role="assistant", kind="card", card=card).dump()
    check_golden(f"cards/{kind}", item["card"])
    assert events.ItemDone.model_validate(item).dump() == item
    assert card.fallback_text
    assert {each.id for each in card.actions} <= CARD_ACTIONS[kind]


@pytest.mark.parametrize("kind", ORDERS)
def test_order_is_taken_as_it_was(kind):
    frame = {"v": 1, "type": kind, "id": fixed_id(2), "data": ORDERS[kind]}
    if kind not in ("hello", "ping", "conversation.open") and not kind.startswith("memory."):
        frame |= IN_CONVERSATION
    check_golden(f"orders/{kind}", frame)
    order = events.parse_client_event(json.dumps(frame))
    given = order.data.model_dump(mode="json")
    for name, value in ORDERS[kind].items():
        assert given[name] == value
    # A newer client may say more; it is understood all the same.
    more = {**frame, "data": {**ORDERS[kind], "new_field": 1}, "new_part": 2}
    assert events.parse_client_event(json.dumps(more)).type == kind


def test_frame_of_a_logged_event_is_as_it_was():
    conversation = Conversation(id=uuid.UUID(int=1), epoch="e7")
    event = Event(
        conversation=conversation,
        seq=12,
        type="item.done",
        turn_id=uuid.UUID(int=10),
        item_id=uuid.UUID(int=3),
        data=TEXT_ITEM.dump(),
        at=AT,
    )
    erased = Event(
        conversation=conversation,
        seq=13,
        type="item.done",
        item_id=uuid.UUID(int=3),
        data=None,
        at=AT,
        erased_at=AT,
    )
    of_person = Conversation(id=uuid.UUID(int=2), kind="me", epoch="e9")
    own = Event(
        conversation=of_person,
        seq=1,
        type="conversation.deleted",
        data={"conversation_id": fixed_id(1)},
        at=AT,
    )
    frames = [build_frame(each, each.conversation) for each in (event, erased, own)]
    check_golden("frame", frames)


# --- unknown fields --------------------------------------------------------------------------------


def nested_models(model: type[BaseModel], seen: set[type[BaseModel]]) -> None:
    """Collect a model with all models its fields are made of."""
    if model in seen:
        return
    seen.add(model)
    waiting: list[Any] = [each.annotation for each in model.model_fields.values()]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, BaseModel):
            nested_models(each, seen)
        waiting += get_args(each)


def emitted_models() -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()
    for model in events.SERVER_EVENTS.values():
        nested_models(model, found)
    return found


def test_whatever_we_send_forbids_fields_it_does_not_name():
    found = emitted_models()
    assert cards.Requirement in found
    assert cards.JobCard in found
    assert {
        model.__name__ for model in found if model.model_config.get("extra") != "forbid"
    } == set()


@pytest.mark.parametrize("sample", EVENTS, ids=lambda sample: sample.type_)
def test_event_with_another_field_is_refused(sample):
    with pytest.raises(ValidationError):
        type(sample).model_validate({**sample.dump(), "another": 1})


@pytest.mark.parametrize("kind", CARDS)
def test_card_with_another_field_is_refused(kind):
    card = CARDS[kind]()
    dumped = card.model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError):
        type(card).model_validate({**dumped, "another": 1})
    with pytest.raises(ValidationError):
        type(card).model_validate({**dumped, "data": {**dumped["data"], "another": 1}})


# --- what is really sent ----------------------------------------------------------------------------


def check_frame(frame: dict[str, Any]) -> None:
    """Fail unless a frame is one of the protocol's, and its data of its type's shape."""
    model = events.SERVER_EVENTS[frame["type"]]
    if frame["data"].get("erased"):
        assert frame["data"].keys() == {"item_id", "erased"}
    else:
        model.model_validate(frame["data"])
    assert frame["v"] == 1
    assert frame["at"].endswith("Z")
    is_numbered = "seq" in frame
    assert is_numbered == model.is_logged or frame["type"] == "conversation.opened"
    assert is_numbered == ("epoch" in frame)
    allowed = {"v", "type", "conversation_id", "turn_id", "seq", "epoch", "at", "data"}
    assert frame.keys() <= allowed
    for key in ("items", "events"):
        for each in frame["data"].get(key, []) if frame["type"] != "item.done" else []:
            check_frame(each)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
async def test_every_frame_of_a_conversation_has_its_shape(alice, locale):
    device = await Device().greeted(alice, locale=locale)
    said = {
        "en": ["hello", "a nurse in Leeds", "remember that I like tea", "I worked at Acme in 2019"],
        "zh-CN": ["你好", "上海护士", "记住我喜欢喝茶", "我2019年在远航公司做护士"],
    }[locale]
    for text in said:
        await device.say(text)
    await device.order("scene.switch", {"scene": "resume"})
    await device.until("turn.finished")
    for kind, data, answer in (
        ("message.preview", {"text": said[1]}, "preview.result"),
        ("history.get", {"limit": 10}, "history.page"),
        ("memory.list", {}, "memory.page"),
        ("ping", {}, "pong"),
        ("turn.cancel", {"turn_id": str(uuid.uuid4())}, "ack"),
        ("message.sent", {}, "error"),
    ):
        ref = await device.send(kind, data)
        await device.until(answer, ref=ref)
    await device.order("read.mark", {"seq": 3})
    await device.until("read.marked")
    await device.order("conversation.open", {})
    await device.until("resync")
    chat = await Conversation.objects.aget(id=device.conversation_id)
    await run_in_db(rename_conversation, chat, title="Nursing")
    await device.until("conversation.renamed")
    await device.close()
    await settle()
    # What the events say is what a device that comes later is told.
    titles = [f["data"]["title"] for f in device.frames if f["type"] == "conversation.renamed"]
    later = Device()
    heads = (await later.hello(alice))["conversations"]
    told = {head["conversation_id"]: head["title"] for head in heads}
    assert told[device.conversation_id] == titles[-1]
    await later.close()
    for frame in [*device.frames, *later.frames]:
        check_frame(frame)
    assert len({frame["type"] for frame in device.frames}) >= 15


# --- the published form -----------------------------------------------------------------------------


def test_every_event_order_card_and_code_is_in_the_published_protocol():
    text = PROTOCOL.read_text(encoding="utf-8")
    named = [
        *events.SERVER_EVENTS,
        *events.CLIENT_TYPES,
        *CARDS,
        *get_args(events.ErrorCode),
        *get_args(events.Scene),
    ]
    assert [each for each in named if f"`{each}`" not in text] == []


def test_every_close_code_is_in_the_published_protocol():
    text = PROTOCOL.read_text(encoding="utf-8")
    assert len(events.CLOSE_CODES) == 13
    assert [code for code in events.CLOSE_CODES if f"| `{code}` |" not in text] == []


def test_tables_of_the_published_protocol_are_made_from_the_code():
    from docs.build_protocol import build_page

    text = PROTOCOL.read_text(encoding="utf-8")
    assert build_page(text) == text, "run: python docs/build_protocol.py"
