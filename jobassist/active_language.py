"""The language that whoever asks reads."""

from django.utils.translation import get_language

from jobassist.language.text import Lang


def active_lang() -> Lang:
    """Return the active language by its short code; English where none is active."""
    return "zh" if (get_language() or "").startswith("zh") else "en"
