"""Any OpenAI-compatible `/v1/moderations` as a `Moderator`."""

import openai
from openai import OpenAI

from .moderation import ModerationUnavailable

OPENAI_URL = "https://api.openai.com/v1"
CONNECT_SECONDS = 1.5


class OpenAIModerator:
    """Asks one server and one model. Thread-safe and synchronous."""

    def __init__(
        self, *, api_key: str, base_url: str, model_name: str, timeout_seconds: float
    ) -> None:
        self._model_name = model_name
        self._client = OpenAI(
            # A server of one's own often has no key; the SDK insists on some text.
            api_key=api_key or "none",
            base_url=base_url or OPENAI_URL,
            max_retries=0,
            timeout=openai.Timeout(timeout_seconds, connect=CONNECT_SECONDS),
        )

    def list_faults(self, text: str) -> tuple[str, ...]:
        """Return the categories that the model flags, none for a text that is fine."""
        try:
            answer = self._client.moderations.create(model=self._model_name, input=text)
            (result,) = answer.results
            is_flagged = result.flagged
            found = result.categories.model_dump(by_alias=True)
        except openai.OpenAIError as error:
            # Not its text: a server may repeat what it was sent.
            raise ModerationUnavailable(type(error).__name__) from None
        except (AttributeError, TypeError, ValueError) as error:
            raise ModerationUnavailable("malformed") from error
        if not isinstance(is_flagged, bool):
            raise ModerationUnavailable("malformed")
        names = tuple(sorted(name for name, is_so in found.items() if is_so is True))
        return (names or ("flagged",)) if is_flagged else ()
