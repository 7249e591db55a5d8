"""Any OpenAI-compatible `/v1/audio/transcriptions` as a `Recogniser`."""

from typing import Literal

import openai

from .openai_client import build_client
from .speech import SpeechRefused, SpeechUnavailable

CONNECT_SECONDS = 3.0
REFUSALS = (
    openai.AuthenticationError,
    openai.PermissionDeniedError,
    openai.NotFoundError,
    openai.BadRequestError,
    openai.UnprocessableEntityError,
)


class OpenAIRecogniser:
    """Asks one server and one model. Thread-safe and synchronous."""

    def __init__(
        self, *, api_key: str, base_url: str, model_name: str, timeout_seconds: float
    ) -> None:
        self._model_name = model_name
        self._client = build_client(
            api_key=api_key,
            base_url=base_url,
            timeout_seconds=timeout_seconds,
            connect_seconds=CONNECT_SECONDS,
        )

    def transcribe(self, audio: bytes, *, filename: str, lang: Literal["zh", "en"] | None) -> str:
        """Return what was said, empty where nothing was."""
        try:
            answer = self._client.audio.transcriptions.create(
                model=self._model_name,
                file=(filename, audio),
                language=lang or openai.omit,
                response_format="json",
            )
            text = answer.text
        except REFUSALS as error:
            # Not its text: a server may repeat what it was sent.
            raise SpeechRefused(type(error).__name__) from None
        except openai.OpenAIError as error:
            raise SpeechUnavailable(type(error).__name__) from None
        except (AttributeError, TypeError, ValueError) as error:
            raise SpeechUnavailable("malformed") from error
        if not isinstance(text, str):
            raise SpeechUnavailable("malformed")
        return text
