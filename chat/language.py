"""Which language this turn is answered in."""

from collections.abc import Sequence
from typing import Literal

from chat.state import State
from jobassist.language.text import detect_language

Lang = Literal["zh", "en"]


def language_of(texts: Sequence[str], *, state: State, locale: str) -> Lang:
    """Return the language of the newest words that tell one, else of the talk, else of the app."""
    for text in reversed(texts):
        # "OK", "25k" or "😀" is no sign that somebody changed language.
        letters = [each for each in text if each.isalpha()]
        has_chinese = any("\u4e00" <= each <= "\u9fff" for each in letters)
        if has_chinese or (len(letters) >= 8 and " " in text.strip()):
            return detect_language(text)
    if state.lang is not None:
        return state.lang
    if texts and any(each.strip() for each in texts):
        return detect_language(texts[-1])
    return "zh" if locale.lower().startswith("zh") else "en"


def django_locale(lang: Lang) -> str:
    """Return the name of Django's catalogue for one of our two languages."""
    return "zh-hans" if lang == "zh" else "en"


def lang_of_locale(locale: str) -> Lang:
    """Return our language for a BCP 47 tag of the app."""
    return "zh" if locale.lower().startswith("zh") else "en"
