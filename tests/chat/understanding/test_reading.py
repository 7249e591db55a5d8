import pytest

from chat.understanding.reading import MAX_CHARACTERS, read_message


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ｊａｖａ　１５Ｋ", "Java 15K"),
        ("臺北的軟體工程師", "台北的软体工程师"),
        ("um so looking for for work", "looking for work"),
        ("嗯,那个,想找工作", "想找工作"),
        ("嗯", "嗯"),
        ("🙏🙏求个工作", "求个工作"),
    ],
)
def test_message_is_read_in_normal_form(text: str, read: str):
    assert read_message(text).text == read


def test_spans_lead_back_to_the_persons_own_words():
    text = "🙏 臺北的軟體工程師"
    reading = read_message(text)
    at = reading.text.index("软体")
    assert reading.span(at, at + 2).text == "軟體"


def test_a_very_long_message_is_read_only_so_far():
    assert len(read_message("工作" * MAX_CHARACTERS).text) <= MAX_CHARACTERS


@pytest.mark.parametrize(("hint", "lang"), [("zh", "zh"), ("en", "en"), (None, "en")])
def test_language_of_bare_digits_is_that_of_the_conversation(hint, lang):
    assert read_message("13800000000", lang_hint=hint).lang == lang
