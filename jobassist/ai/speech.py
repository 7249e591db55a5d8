"""Words from recordings: the protocol, what can go wrong, and the recogniser of this installation."""

from functools import lru_cache
from typing import Literal, Protocol

from django.conf import settings


class SpeechError(Exception):
    """A recording did not become words; never "nothing was said"."""


class SpeechUnavailable(SpeechError):
    """The recogniser could not be reached, or was too slow; another try may work."""


class SpeechRefused(SpeechError):
    """The recogniser will not take this: bad key, unknown model, a recording it cannot read."""


class Recogniser(Protocol):
    """Something that writes down what is said."""

    def transcribe(self, audio: bytes, *, filename: str, lang: Literal["zh", "en"] | None) -> str:
        """Return what was said, empty where nothing was.

        The name's ending tells the kind of recording, `lang` is a hint. Raises SpeechUnavailable
        or SpeechRefused; nothing is tried twice here, and nothing of it is kept.
        """
        ...


def is_speech_configured() -> bool:
    """Return whether this installation was given a recogniser to ask."""
    return bool(settings.TRANSCRIPTION_MODEL)


def get_recogniser() -> Recogniser:
    """Return the configured recogniser."""
    return _build_recogniser(
        settings.TRANSCRIPTION_API_KEY or settings.OPENAI_API_KEY,
        settings.TRANSCRIPTION_BASE_URL or settings.OPENAI_BASE_URL,
        settings.TRANSCRIPTION_MODEL,
        settings.TRANSCRIPTION_TIMEOUT_SECONDS,
    )


@lru_cache(maxsize=4)
def _build_recogniser(
    api_key: str, base_url: str, model_name: str, timeout_seconds: int
) -> Recogniser:
    # Its SDK takes a second to import, and only those who speak need it.
    from .openai_speech import OpenAIRecogniser

    return OpenAIRecogniser(
        api_key=api_key,
        base_url=base_url,
        model_name=model_name,
        timeout_seconds=timeout_seconds,
    )
