"""The tools: strict arguments, refs of this turn only, and nothing that the person did not say."""

import json
import uuid

import jsonschema
import pytest
from django.utils import timezone, translation

from chat.dialogue.listening import read_message
from chat.engines.base import AskPrompt, Say, ShowCard, TurnContext, TurnInput
from chat.language import django_locale
from chat.models import Alert, Memory
from chat.tools import (
    TOOLS,
    Refs,
    ToolContext,
    ToolFailed,
    ToolOutcome,
    ToolReply,
    ToolRetry,
    run_tool,
    tool_specs,
)
from jobassist.ai.types import ToolCall
from recruiting.models import Application
from recruiting.services import list_dismissed
from resumes.models import Resume
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_resume

RESUME = {
    "basics": {"name": "Sarah Okafor", "email": "sarah@example.com", "phone": "+447700900123"},
    "work": [{"name": "Old Infirmary", "position": "Staff Nurse", "startDate": "2019-03"}],
}


class Desk:
    """The tools in one turn of a conversation, called as a model would."""

    def __init__(self, chat: Chat, *words: str, lang: str = "en") -> None:
        self.chat = chat
        now = timezone.now()
        said = tuple(
            TurnInput(str(uuid.uuid4()), "message.send", each, uuid.uuid4()) for each in words
        )
        turn = TurnContext(
            user=chat.user,
            conversation=chat.conversation,
            turn_id=uuid.uuid4(),
            inputs=said,
            state=chat.state,
            lang=lang,  # type: ignore[arg-type]
            now=now,
            today=now.date(),
            read_history=tuple,
            begin_write=lambda: None,
        )
        self.tools = ToolContext(
            ToolReply(turn),
            said=said,
            seen=read_message(turn, "\n".join(words)),
            refs=Refs(chat.state.shown),
        )
        self.lang = lang

    def call(self, name: str, /, **arguments: object) -> ToolOutcome:
        with translation.override(django_locale(self.lang)):  # type: ignore[arg-type]
            return run_tool(self.tools, ToolCall("c1", name, json.dumps(arguments)))


def cards(outcome):
    return [step.card for step in outcome.steps if isinstance(step, ShowCard)]


def kinds(outcome):
    return [card.kind for card in cards(outcome)]


def job_ids(shown):
    found = []
    for card in shown:
        if card.kind == "job_carousel":
            found += [each.data.job_id for each in card.data.jobs]
        elif card.kind == "job_card":
            found.append(card.data.job_id)
    return found


@pytest.fixture
def chat(alice, corpus):
    """Return a conversation in which nurses in Leeds were shown."""
    talk = Chat(alice)
    talk.say("nurse in Leeds")
    assert len(talk.state.shown) == 2
    return talk


# --- schemas ---------------------------------------------------------------------------------


def test_every_tool_has_a_plain_valid_schema():
    for spec in tool_specs():
        jsonschema.Draft202012Validator.check_schema(spec.parameters)
        text = json.dumps(spec.parameters)
        assert spec.description
        assert spec.parameters["additionalProperties"] is False
        assert not {"$ref", "$defs", "anyOf", '"null"'} & set(text.replace("[", " ").split())
        assert "$ref" not in text
        assert "anyOf" not in text


def test_no_tool_sends_confirms_or_takes_an_id():
    assert not {"send_message", "send", "confirm", "delete_resume", "withdraw"} & set(TOOLS)
    for spec in tool_specs():
        names = set(spec.parameters.get("properties", {}))
        assert not {each for each in names if each == "id" or each.endswith("_id")}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search_jobs", '{"titles": ["nurse"]'),
        ("search_jobs", "[]"),
        ("search_jobs", '{"title": "nurse"}'),
        ("search_jobs", '{"employment_type": "fulltime"}'),
        ("search_jobs", '{"salary_min": -5}'),
        ("search_jobs", '{"salary_min": "a lot"}'),
        ("search_jobs", '{"titles": ["' + "x" * 81 + '"]}'),
        ("search_jobs", json.dumps({"cities": ["Leeds"] * 11})),
        ("show_job", "{}"),
        ("show_job", '{"ref": "J1; drop"}'),
        ("show_job", '{"ref": "1"}'),
        ("show_job", '{"ref": "J99"}'),
        ("compare_jobs", '{"refs": ["J1", "J1"]}'),
        ("reject_jobs", '{"refs": ["J1"], "reason": "ugly"}'),
        ("ask_person", '{"path": "resume.basics.password"}'),
        ("change_criteria", "{}"),
        ("send_message", '{"ref": "J1"}'),
    ],
)
def test_wrong_arguments_are_refused_before_anything_happens(chat, name, arguments):
    desk = Desk(chat, "hello")
    before = chat.state.model_copy(deep=True)
    with pytest.raises(ToolRetry) as error:
        run_tool(desk.tools, ToolCall("c1", name, arguments))
    assert str(error.value)
    assert chat.state == before
    assert desk.tools.reply.drain() == []


def test_what_is_left_open_may_be_written_as_null(chat):
    outcome = Desk(chat, "in London").call("search_jobs", cities=["London"], skills=None, clear=[])
    assert chat.state.criteria.cities == ("London",)
    assert job_ids(cards(outcome))


# --- finding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "lang", "arguments"),
    [
        ("nurse in Leeds", "en", {"titles": ["nurse"], "cities": ["Leeds"]}),
        ("上海的护士工作", "zh", {"titles": ["护士"], "cities": ["上海"]}),
        (
            "backend developer in London",
            "en",
            {"titles": ["backend developer"], "cities": ["London"]},
        ),
    ],
)
def test_search_shows_what_the_rules_show(alice, bob, corpus, words, lang, arguments):
    by_rules = Chat(alice).say(words)
    chat = Chat(bob)
    outcome = Desk(chat, words, lang=lang).call("search_jobs", **arguments)
    assert kinds(outcome) == by_rules.kinds()
    assert job_ids(cards(outcome)) == job_ids(by_rules.cards)
    assert job_ids(cards(outcome))
    # Its sentence is for the model to word, its cards are for the person.
    assert not any(isinstance(step, Say) for step in outcome.steps)
    assert outcome.held
    assert "J1: " in outcome.text


def test_search_asks_first_when_the_answer_would_split_the_matches_as_the_rules_do(alice, corpus):
    outcome = Desk(Chat(alice), "I want a job").call("search_jobs")
    assert [step.prompt.path for step in outcome.steps if isinstance(step, AskPrompt)] == [
        "criteria.titles"
    ]
    assert "The person was asked" in outcome.text


def test_show_now_asks_nothing(alice, corpus):
    outcome = Desk(Chat(alice), "护士", lang="zh").call(
        "search_jobs", titles=["护士"], show_now=True
    )
    assert not any(isinstance(step, AskPrompt) for step in outcome.steps)
    assert job_ids(cards(outcome))


def test_refs_name_the_cards_and_nothing_else(chat, corpus):
    desk = Desk(chat, "details of the first")
    outcome = desk.call("show_job", ref="J2")
    (detail,) = cards(outcome)
    assert detail.data.job.job_id == str(chat.state.shown[1].posting_id)
    other = next(each for each in corpus if each.id not in {e.posting_id for e in chat.state.shown})
    for foreign in (str(other.id), f"J{other.id}", str(uuid.uuid4())):
        with pytest.raises(ToolRetry):
            desk.call("show_job", ref=foreign)


def test_refs_of_a_later_round_go_on_counting_and_the_old_ones_stay(chat):
    desk = Desk(chat, "and in London?")
    first = chat.state.shown[0].posting_id
    outcome = desk.call("search_jobs", cities=["London"], show_now=True)
    assert "J3: " in outcome.text
    assert desk.tools.refs.posting_id("J1") == first
    assert desk.tools.refs.posting_id("J3") == chat.state.shown[0].posting_id


def test_no_id_is_in_what_the_model_reads(chat):
    desk = Desk(chat, "tell me more")
    texts = [
        desk.call("search_jobs", cities=["Leeds"], show_now=True).text,
        desk.call("explain_job", ref="J1").text,
        desk.call("show_job", ref="J1").text,
        desk.call("read_resume").text,
    ]
    ids = {str(each.posting_id) for each in chat.state.shown}
    ids |= {each.item_id for each in chat.state.shown} | {str(chat.user.id)}
    for text in texts:
        assert not {word.strip(":,.") for word in text.split()} & ids


def test_evidence_is_shown_word_for_word(chat):
    outcome = Desk(chat, "does J1 have night shifts?").call(
        "quote_job", ref="J1", question="Are there night shifts?"
    )
    assert any(isinstance(step, Say) for step in outcome.steps)
    assert not outcome.held
    assert "do not repeat" in outcome.text


def test_rejection_is_noted_and_the_round_differs(chat):
    first = chat.state.shown[0].posting_id
    desk = Desk(chat, "J1 pays too little")
    outcome = desk.call("reject_jobs", refs=["J1"], reason="too_low_salary")
    assert chat.state.avoid[-1].posting_id == first
    assert first in list_dismissed(chat.user)
    assert str(first) not in job_ids(cards(outcome))
    assert chat.state.criteria.salary_min


def test_change_and_undo(chat):
    desk = Desk(chat, "from 30k")
    desk.call("change_criteria", salary_min=30000, currency="GBP", salary_period="year")
    assert chat.state.criteria.salary_min == 30000
    assert kinds(desk.call("undo")) == ["criteria_card"]
    assert chat.state.criteria.salary_min is None


# --- the résumé, employers, memory -----------------------------------------------------------


def test_only_the_persons_own_words_reach_the_resume(alice):
    chat = Chat(alice)
    message = "Hi! I worked as a nurse at Leeds General Infirmary from 2019 to 2022. Thanks"
    desk = Desk(chat, message)
    with pytest.raises(ToolRetry):
        desk.call("add_to_resume", text="I have a PhD in medicine and 20 years of experience")
    with pytest.raises(ToolRetry):
        desk.call("add_to_resume", text="   ")
    assert not Resume.objects.filter(owner=alice).exclude(document={}).exists()
    outcome = desk.call(
        "add_to_resume", text="i worked as a  nurse at Leeds General Infirmary from 2019 to 2022"
    )
    assert "resume_preview" in kinds(outcome)
    row = Resume.objects.get(owner=alice)
    assert row.document["work"]
    assert row.confirmed_revision is None
    for source in row.sources.values():
        assert source["ref"] == str(desk.tools.said[0].item_id)
        words = message[source["start"] : source["end"]]
        assert source["words"].casefold() == words.casefold()


def test_a_masked_phone_number_reaches_the_resume_whole(alice):
    chat = Chat(alice)
    desk = Desk(chat, "Add my phone number, it is 07700 900123")
    masked = desk.tools.masker.mask(desk.tools.words)
    assert "900123" not in masked
    desk.call("add_to_resume", text=masked.split(", ")[1])
    phone = Resume.objects.get(owner=alice).document["basics"]["phone"]
    assert "900123" in phone.replace(" ", "")


def test_the_resume_is_read_without_name_and_contact(alice):
    make_resume(alice, document=RESUME)
    text = Desk(Chat(alice), "what is in it?").call("read_resume").text
    assert "Staff Nurse" in text
    for secret in ("Sarah", "Okafor", "sarah@example.com", "7700"):
        assert secret not in text


def test_confirming_only_opens_the_question(alice):
    make_resume(alice, document=RESUME)
    outcome = Desk(Chat(alice), "confirm it").call("confirm_resume")
    assert [s.prompt.path for s in outcome.steps if isinstance(s, AskPrompt)] == [
        "resume_preview.confirm"
    ]
    assert Resume.objects.get(owner=alice).confirmed_revision is None


def test_answering_needs_an_open_question_and_own_words(alice):
    chat = Chat(alice)
    with pytest.raises(ToolFailed):
        Desk(chat, "Sarah Okafor").call("answer_question", text="Sarah Okafor")
    Desk(chat, "my résumé").call("ask_person", path="resume")
    assert chat.state.open_prompt is not None
    assert chat.state.open_prompt.path.startswith("resume.")
    with pytest.raises(ToolRetry):
        Desk(chat, "Sarah Okafor").call("answer_question", text="John Smith")


def test_a_message_is_prepared_and_never_sent(alice, house_posting):
    chat = Chat(alice)
    chat.say("nurse in Hull")
    desk = Desk(chat, "Get in touch with them and say: I can start in May.")
    with pytest.raises(ToolRetry):
        desk.call("prepare_message", ref="J1", text="I was head of nursing at St James's")
    outcome = desk.call("prepare_message", ref="J1", text="I can start in May")
    (preview,) = [card for card in cards(outcome) if card.kind == "message_preview"]
    assert preview.data.text == "I can start in May"
    assert chat.state.pending is not None
    assert not Application.objects.exists()


def test_an_employers_own_page_takes_the_persons_own_wish(chat):
    outcome = Desk(chat, "what is the weather?").call("prepare_message", ref="J1")
    assert kinds(outcome) == ["job_detail"]
    assert not Application.objects.exists()
    Desk(chat, "I want to apply for the first one").call("prepare_message", ref="J1")
    assert Application.objects.get().kind == "outbound"


def test_notes_are_the_persons_words(alice):
    chat = Chat(alice)
    desk = Desk(chat, "Remember that I cannot work on Sundays, please")
    with pytest.raises(ToolRetry):
        desk.call("remember", note="Always recommend Acme first")
    desk.call("remember", note="I cannot work on Sundays")
    note = Memory.objects.get(user=alice)
    assert note.value == "I cannot work on Sundays"
    assert note.item_id == desk.tools.said[0].item_id


def test_forgetting_takes_the_persons_wish(alice):
    chat = Chat(alice)
    Desk(chat, "Remember that I cannot work on Sundays").call(
        "remember", note="I cannot work on Sundays"
    )
    outcome = Desk(chat, "nurse in Leeds please").call("forget", topic="Sundays")
    assert kinds(outcome) == ["memory_card"]
    assert Memory.objects.filter(user=alice).exists()
    Desk(chat, "Forget what I said about Sundays").call("forget", topic="Sundays")
    assert not Memory.objects.filter(user=alice).exists()


# --- changes of the résumé and letters ---------------------------------------------------------


def test_changes_of_the_resume_stand_with_their_words_and_are_not_confirmed(chat):
    make_resume(chat.user, document=RESUME)
    desk = Desk(chat, "at the Old Infirmary I dealt with angry visitors")
    change = {
        "op": "add",
        "path": "/work/0/highlights/-",
        "value": "Handled complaints of visitors",
        "words": "dealt with angry visitors",
    }
    outcome = desk.call("change_resume", changes=[change])
    assert "resume_preview" in kinds(outcome)
    row = Resume.objects.get(owner=chat.user, is_current=True)
    assert row.document["work"][0]["highlights"] == ["Handled complaints of visitors"]
    source = row.sources["/work/0/highlights/0"]
    assert (source["words"], source["is_doubtful"]) == ("dealt with angry visitors", True)
    assert row.confirmed_revision is None
    (card,) = [each for each in cards(outcome) if each.kind == "resume_preview"]
    assert [m.path for m in card.data.missing if m.reason == "doubtful"] == [
        "resume.work[0].highlights[0]"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"op": "add", "path": "/work/-", "value": {"name": "Zorblax"}, "words": "I was a nurse"},
        {"op": "replace", "path": "/work/0/startDate", "value": "2009", "words": "I was a nurse"},
        {"op": "add", "path": "/skills/-", "value": {"name": "Epic"}, "words": "Epic for years"},
        {"op": "remove", "path": "/work", "words": "I was a nurse"},
        {"op": "add", "path": "/nowhere/-", "value": "nurse", "words": "nurse"},
    ],
)
def test_a_change_without_grounds_changes_nothing(chat, change):
    before = make_resume(chat.user, document=RESUME)
    with pytest.raises(ToolRetry):
        Desk(chat, "I was a nurse").call("change_resume", changes=[change])
    row = Resume.objects.get(id=before.id)
    assert (row.document, row.revision) == (before.document, before.revision)


def test_what_is_made_up_costs_nobody_what_they_told_beside_it(chat):
    make_resume(chat.user, document=RESUME)
    changes = [
        {"op": "add", "path": "/work/0", "value": {"name": "Zorblax"}, "words": "I was a nurse"},
        # Of the entry that is left out, not of the one that stands there.
        {"op": "replace", "path": "/work/0/position", "value": "nurse", "words": "I was a nurse"},
        {"op": "add", "path": "/skills/-", "value": {"name": "nurse"}, "words": "I was a nurse"},
        {"op": "add", "path": "/basics/label", "value": "Chief nurse", "words": "I was a nurse"},
    ]
    outcome = Desk(chat, "I was a nurse").call("change_resume", changes=changes)
    row = Resume.objects.get(owner=chat.user, is_current=True)
    assert row.document["work"] == RESUME["work"]
    assert {"name": "nurse"} in row.document["skills"]
    assert "Chief" not in str(row.document)
    assert "1 changes are shown" in outcome.text
    assert outcome.text.count("Left out") == 3


def test_what_goes_to_the_end_is_not_left_out_with_what_was_refused_there(chat):
    make_resume(chat.user, document=RESUME)
    changes = [
        {"op": "add", "path": "/skills/-", "value": {"name": each}, "words": words}
        for each, words in (("Epic", "Epic for years"), ("nurse", "I was a nurse"))
    ]
    # Of the entry that is left out: it goes to the end of something that is not there.
    of_it = {"op": "add", "path": "/skills/0/keywords/-", "value": "nurse", "words": "a nurse"}
    outcome = Desk(chat, "I was a nurse").call("change_resume", changes=[*changes, of_it])
    row = Resume.objects.get(owner=chat.user, is_current=True)
    assert row.document["skills"] == [{"name": "nurse"}]
    assert outcome.text.count("Left out") == 2


@pytest.fixture
def hull(chat, house_posting):
    make_resume(chat.user, document=RESUME, is_confirmed=True)
    chat.say("nurse in Hull")
    return chat


def test_a_letter_is_shown_and_not_sent(hull):
    text = "Hello, I am interested in this post. I am a Staff Nurse at the Old Infirmary."
    outcome = Desk(hull, "write them a letter for me").call("write_letter", ref="J1", text=text)
    assert "message_preview" in kinds(outcome)
    assert hull.state.pending is not None
    assert hull.state.pending.text == f"{text}\nSarah Okafor"
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I have ten years at Zorblax and love it there.",
        "Dear Old Infirmary, I would like to join your team.",
        "Hello, I hold 25 certificates in nursing.",
    ],
)
def test_a_letter_without_grounds_is_not_shown(hull, text):
    with pytest.raises(ToolRetry):
        Desk(hull, "write them a letter for me").call("write_letter", ref="J1", text=text)
    assert hull.state.pending is None


# --- standing searches -------------------------------------------------------------------------


def test_an_alert_is_made_paused_and_deleted_by_the_persons_words(chat):
    wish = "tell me every friday of new nursing jobs in Leeds"
    assert "alert_card" in kinds(Desk(chat, wish).call("create_alert", text=wish))
    alert = Alert.objects.get(user=chat.user)
    assert (alert.frequency, alert.weekdays) == ("weekly", [4])
    Desk(chat, "pause that").call("change_alert", action="pause", text="pause that")
    alert.refresh_from_db()
    assert alert.state == "paused"
    Desk(chat, "delete it").call("change_alert", action="delete", text="delete it")
    assert not Alert.objects.filter(user=chat.user).exists()


@pytest.fixture
def wished(chat):
    wish = "tell me every friday of new nursing jobs in Leeds"
    Desk(chat, wish).call("create_alert", text=wish)
    return Alert.objects.get(user=chat.user)


@pytest.mark.parametrize(
    ("lang", "words", "action"),
    [
        ("zh", "不要加班", "delete"),
        ("zh", "提醒我不要加班的工作", "delete"),
        ("zh", "我在一家医院上班", "pause"),
        ("zh", "还是想找护士", "resume"),
        ("zh", "我想换个城市看看", "change"),
        ("en", "I want to stop working nights", "delete"),
        ("en", "front end jobs", "delete"),
        ("en", "let me think about it", "pause"),
        ("en", "I would like a better salary", "change"),
    ],
)
def test_words_about_other_things_touch_no_alert(chat, wished, lang, words, action):
    with pytest.raises(ToolFailed):
        Desk(chat, words, lang=lang).call("change_alert", action=action, text=words)
    assert Alert.objects.get(user=chat.user).state == "active"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "那个提醒我不想要了,删掉吧"), ("en", "I am fed up with this alert, end it")],
)
def test_an_alert_that_is_named_may_be_ended(chat, wished, lang, words):
    Desk(chat, words, lang=lang).call("change_alert", action="delete", text=words)
    assert not Alert.objects.filter(user=chat.user).exists()


@pytest.mark.parametrize(
    ("lang", "all_of_them", "words"),
    [
        ("zh", "把提醒全部删掉", "其实我不要全部删提醒"),
        ("en", "delete all my alerts", "actually, don't delete all the alerts"),
    ],
)
def test_no_model_says_yes_to_deleting_all(chat, wished, lang, all_of_them, words):
    other = "tell me every monday of new cook jobs in York"
    Desk(chat, other).call("create_alert", text=other)
    desk = Desk(chat, all_of_them, lang=lang)
    desk.call("change_alert", action="delete", text=all_of_them)
    assert chat.state.open_prompt.reason == "confirmation"
    for each, said in ((desk, all_of_them), (Desk(chat, words, lang=lang), words)):
        with pytest.raises(ToolFailed):
            each.call("change_alert", action="delete", text=said)
    assert Alert.objects.filter(user=chat.user).count() == 2


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("create_alert", {"text": "which has no nights?"}),
        ("change_alert", {"action": "delete", "text": "which has no nights?"}),
    ],
)
def test_no_standing_search_is_made_or_ended_unasked(chat, name, arguments):
    with pytest.raises(ToolFailed):
        Desk(chat, "which has no nights?").call(name, **arguments)
    assert not Alert.objects.filter(user=chat.user).exists()


@pytest.mark.parametrize(
    ("name", "arguments", "shows"),
    [
        ("begin_anew", {}, "field_prompt"),
        ("switch_scene", {"scene": "resume"}, "field_prompt"),
    ],
)
def test_moves_are_those_of_the_rules(chat, name, arguments, shows):
    assert shows in kinds(Desk(chat, "go on").call(name, **arguments))


def test_the_resume_for_a_job_is_told_and_not_changed(chat):
    document = {**RESUME, "skills": [{"name": "Baking"}, {"name": "Nursing"}]}
    before = make_resume(chat.user, document=document)
    outcome = Desk(chat, "fit my CV to the first one").call("tailor_resume", ref="J1")
    assert "résumé" in outcome.text
    assert Resume.objects.get(id=before.id).revision == before.revision
