"""Words from recordings: the protocol, what can go wrong, and the recogniser of this installation."""

import secrets
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
    """Return whether this installation was given a recogniser to ask. No I/O."""
    from jobassist.providers.snapshot import providers

    return bool(settings.TRANSCRIPTION_MODEL or providers.list_for("transcription"))


def get_recogniser() -> Recogniser:
    """Return the recogniser of the settings, else one of the model servers', by their weights."""
    if not settings.TRANSCRIPTION_MODEL:
        from jobassist.providers.choice import rank_providers
        from jobassist.providers.snapshot import providers

        ranked = rank_providers(providers.list_for("transcription"), key=secrets.token_hex(8))
        free = [each for each in ranked if not providers.seconds_until_free(each)]
        if not ranked:
            raise SpeechUnavailable("no server")
        chosen = (free or ranked)[0]
        return _build_recogniser(
            chosen.api_key,
            chosen.base_url,
            chosen.transcription_model,
            settings.TRANSCRIPTION_TIMEOUT_SECONDS,
        )
    # OpenAI's key is not for an address of the recogniser's own.
    shared_key = "" if settings.TRANSCRIPTION_BASE_URL else settings.OPENAI_API_KEY
    return _build_recogniser(
        settings.TRANSCRIPTION_API_KEY or shared_key,
        settings.TRANSCRIPTION_BASE_URL or settings.OPENAI_BASE_URL,
        settings.TRANSCRIPTION_MODEL,
        settings.TRANSCRIPTION_TIMEOUT_SECONDS,
    )


@lru_cache(maxsize=16)
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
