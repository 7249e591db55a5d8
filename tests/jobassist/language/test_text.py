"""Normal form, language, words, sentences and index terms."""

import time

import pytest

from jobassist.language.text import (
    detect_language,
    index_terms,
    normalise,
    segment,
    split_sentences,
)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("想找个前台的活", "zh"),
        ("looking for front desk work", "en"),
        ("求个UI设计的remote岗位", "zh"),
        ("Looking for a job in 上海", "en"),
        ("java 5年经验 本科 杭州 20k-30k·14薪", "zh"),
        ("find me 前端 roles in Beijing please", "en"),
        ("我想做 product manager,base London", "zh"),
        ("２５Ｋ", "zh"),
        ("React Native developer", "en"),
        ("兼職也可以", "zh"),
        ("python后端", "zh"),
        ("ok", "en"),
        ("我的email是a@b.com", "zh"),
    ],
)
def test_language_of_the_sentence(text: str, lang: str) -> None:
    assert detect_language(text) == lang


def test_text_without_letters_has_the_conversations_language() -> None:
    assert detect_language("👍") == "en"
    assert detect_language("👍", default="zh") == "zh"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＡＢＣ　１２３", "ABC 123"),
        ("後端工程師,薪資面議", "后端工程师,薪资面议"),
        ("太好了!!!!", "太好了!"),
        ("在\u200b吗", "在吗"),
        ("don’t — really", "don't - really"),
        ("晚上的不要[捂脸]", "晚上的不要"),
        ("①5000元", "(1)5000元"),
        ("𝐏𝐲𝐭𝐡𝐨𝐧", "Python"),
        ("ｃａｆé", "café"),
        ("著名企业", "著名企业"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    "text",
    [
        "😭時薪別低於２０塊!!",
        "ok so um, London",
        "①②③",
        "",
        "\u200b\u200b",
        "a\u0301b",
        "[微笑]好",
        "ﬁnance ㎡ ½",
    ],
)
def test_every_character_maps_back_in_order(text: str) -> None:
    normal = normalise(text)
    assert len(normal.offsets) == len(normal.text) + 1
    assert list(normal.offsets) == sorted(normal.offsets)
    assert normal.offsets[-1] == len(text)
    assert len(normal.lower) == len(normal.text)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("嗯,我想找个工作", "我想找个工作"),
        ("那个我叫陈立", "我叫陈立"),
        ("呃 就是 上海", "就是 上海"),
        ("um, I want to uh work nights", "I want to work nights"),
        ("嗯", "嗯"),
        ("跟那个黄老板的店打个招呼", "跟那个黄老板的店打个招呼"),
        ("umbrella maker", "umbrella maker"),
    ],
)
def test_fillers_of_speech_can_be_left_out(text: str, without: str) -> None:
    assert normalise(text, drop_fillers=True).text.strip() == without


def test_fillers_stay_by_default() -> None:
    assert normalise("嗯嗯 没毛病").text == "嗯嗯 没毛病"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("C++ and C# with .NET", ["c++", "c#", ".net"]),
        ("node.js developers", ["node.js", "node", "developer"]),
        ("后端开发工程师", ["后端", "开发", "工程", "工程师"]),
        ("招聘月嫂", ["招聘", "月嫂"]),
        ("nursing nurses nurse", ["nurs", "nurs", "nurse"]),
        ("The care of the elderly", ["care", "elderly"]),
        ("full-time", ["full", "time"]),
        ("vue3 k8s h5", ["vue3", "k8s", "h5"]),
    ],
)
def test_index_terms(text: str, terms: list[str]) -> None:
    found = index_terms(text)
    if text.startswith("nurs"):
        assert len(set(found)) == 1
    else:
        assert found == terms


def test_query_and_posting_meet_whatever_the_script_or_case() -> None:
    assert set(index_terms("後端開發")) <= set(index_terms("后端开发工程师(Java)"))
    assert set(index_terms("FORKLIFT drivers")) & set(index_terms("forklift driver, nights"))


def test_words_have_their_place_in_the_original() -> None:
    text = "會做Ｊａｖａ後端"
    for token in segment(text):
        assert normalise(text[token.start : token.end]).text == token.text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("我是护士。想换工作!", ["我是护士。", "想换工作!"]),
        ("I am a nurse. I live in Leeds", ["I am a nurse.", "I live in Leeds"]),
        ("Worked at Acme Inc. in Hull", ["Worked at Acme Inc. in Hull"]),
        ("Node.js v18.2 is fine", ["Node.js v18.2 is fine"]),
        ("• 负责开发\n• 负责测试", ["负责开发", "负责测试"]),
        ("\n\n", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [s.value for s in split_sentences(text)] == sentences


def test_long_text_is_normalised_fast() -> None:
    text = "负责後端開發,熟悉Ｊａｖａ。" * 2000
    start = time.perf_counter()
    normalise(text)
    assert time.perf_counter() - start < 0.5
