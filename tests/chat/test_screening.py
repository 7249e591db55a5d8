"""Words of others on their way to a person: no link, nothing invisible, at no moment of a stream."""

import random

import pytest

from chat.build_cards import build_chip
from chat.claims import find_claims
from chat.prompts import INSTRUCTION_WORDS
from chat.screening import Leak, StreamScreen, screen_event, screen_text
from jobassist.language.links import find_links

STREAMS = [
    "看 https://bad.example/x?p=1 吧",
    "see www.bad․example! Then rest.",
    "请看bad.example哦。好的,Node.js 也行。",
    "mail hr@bad.example.",
    "bad。example 好",
    "long https://bad.example/" + "a" * 900 + " end",
    "![x](https://bad.example/q?p=%E4) done",
]


def stream(text: str, *, seed: int) -> list[str]:
    rng = random.Random(seed)
    screen = StreamScreen(lang="en")
    shown, at = [], 0
    while at < len(text):
        step = rng.randint(1, 7)
        shown.append(screen.take(text[at : at + step]))
        at += step
    return [*shown, screen.finish()]


@pytest.mark.parametrize("text", STREAMS)
def test_no_moment_of_a_stream_shows_a_link(text):
    for seed in range(30):
        drawn = ""
        for piece in stream(text, seed=seed):
            drawn += piece
            assert find_links(drawn) == []
        assert "bad.example" not in drawn


def test_plain_words_pass_at_once_and_whole():
    text = "你好,我找到了 3 个岗位。The first one pays 12.5k, see it. Node.js!"
    assert "".join(stream(text, seed=1)) == text
    assert StreamScreen(lang="en").take("Hello") == "Hello"


def test_text_in_place_of_a_link_is_in_the_readers_language():
    assert screen_text("go to bad.example", lang="en") == "go to [link removed]"
    assert screen_text("去 bad.example 看", lang="zh") == "去 [链接已隐去] 看"


def test_our_own_address_stays(settings):
    settings.PUBLIC_URL = "https://jobs.ours.example"
    assert "ours" in screen_text("see https://jobs.ours.example/jobs/1")
    for fake in ("https://jobs.ours.example.bad.example", "https://jobs.ours.example@bad.example"):
        assert "bad" not in screen_text(f"see {fake}")


def test_a_company_may_be_called_like_a_host():
    assert screen_text("Booking.com") == "Booking.com"
    assert screen_text("join Booking.com now") != "join Booking.com now"


def test_a_card_keeps_its_row_address_and_loses_the_others():
    card = {
        "kind": "job_card",
        "title": "Cook www.bad.example",
        "data": {"title": "Cook www.bad.example", "url": "https://board.example/1"},
    }
    shown = screen_event("item.done", {"role": "assistant", "lang": "en", "card": card})["card"]
    assert shown["title"] == shown["data"]["title"] == "Cook [link removed]"
    assert shown["data"]["url"] == "https://board.example/1"


def test_a_persons_own_words_are_left_alone():
    said = {"role": "user", "text": "see <b> https://mine.example"}
    assert screen_event("item.done", said) == said
    card = {
        "kind": "resume_preview",
        "data": {"document": {"basics": {"url": "https://me.example"}}},
    }
    shown = screen_event("item.done", {"role": "assistant", "card": card})
    assert shown["card"]["data"]["document"]["basics"]["url"] == "https://me.example"


def test_what_goes_back_to_code_is_not_touched():
    chip = build_chip(
        "Ask www.bad.example", do="question", question="is x.example real?"
    ).model_dump()
    shown = screen_event("suggestions.set", {"chips": [chip]})["chips"][0]
    assert shown["postback"] == chip["postback"]
    assert "bad" not in shown["label"]


def test_instructions_are_known_again():
    leak = Leak()
    assert not leak.is_in("Sure: ")
    lines = INSTRUCTION_WORDS.split("\n")
    assert any(leak.is_in(piece) for piece in lines[1][:90].split(" "))
    assert not Leak().is_in("I help you find work, write a résumé and get in touch with employers.")


@pytest.mark.parametrize(
    "text",
    [
        "都打过招呼了。",
        "已经帮您投递了这三家。",
        "简历已确认并发布。",
        "提醒已经给您设置好了提醒。",
        "Applied to the first.",
        "Your résumé has been sent to them!",
        "Done: sent it over.",
        "I've set up a daily alert for you.",
        # What is said besides makes it no less a claim.
        "已帮你投递成功，请耐心等待对方回复。",
        "已帮你投递成功,对方会尽快联系你,有消息再说。",
        "如有需要可以再找我；简历已经发给对方了，你能看到回复。",
        "不好意思，久等了，已经帮您申请了会计岗位。",
        "I've submitted your application and you should hear back soon.",
        "I've submitted your application, so they will call you when they can.",
        "You can relax: I've sent your résumé to them.",
        "I couldn't find a phone number, but I've messaged the employer.",
        "Your résumé has been confirmed, and employers can see it now.",
    ],
)
def test_hears_what_is_said_to_be_done(text):
    assert find_claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "要不要我帮您投递?",
        "等您确认后才会发送。",
        "I can send it once you say yes.",
        "The message is ready; nothing was sent yet.",
        "Resumes are sent by Friday, they say.",
        "我找到了三个岗位,第一个最合适。",
        "如果你愿意，我就帮你投递出去。",
        "你点确认之后，简历就发给对方了。",
        "要我帮你投递出去，还是再看看？",
        "我帮你投递出去，好吗？",
        "If you like, your résumé is sent to them.",
        "Once you say yes, your details are shared with them.",
        "You say yes, then your message is sent.",
        "I'll write the letter and your details are shared with the employer.",
    ],
)
def test_an_offer_or_a_condition_is_no_claim(text):
    assert find_claims(text) == set()
