"""Any OpenAI-compatible `/v1/moderations` as a `Moderator`."""

import time

import openai

from .moderation import ModerationUnavailable
from .openai_client import build_client

CONNECT_SECONDS = 1.5
# After one that nobody answered in time: two waits a turn, and for everybody, would follow.
PAUSE_SECONDS = 15.0


class OpenAIModerator:
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
        self._paused_until = 0.0

    def list_faults(self, text: str) -> tuple[str, ...]:
        """Return the categories that the model flags, none for a text that is fine."""
        if time.monotonic() < self._paused_until:
            raise ModerationUnavailable("paused")
        try:
            answer = self._client.moderations.create(model=self._model_name, input=text)
            (result,) = answer.results
            is_flagged = result.flagged
            found = result.categories.model_dump(by_alias=True)
        except openai.APIConnectionError as error:
            # Time-outs too. A refusal that comes at once costs nobody a wait, and may be of these
            # words alone: it must not let others' words pass.
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            raise ModerationUnavailable(type(error).__name__) from None
        except openai.OpenAIError as error:
            # Not its text: a server may repeat what it was sent.
            raise ModerationUnavailable(type(error).__name__) from None
        except (AttributeError, TypeError, ValueError) as error:
            raise ModerationUnavailable("malformed") from error
        if not isinstance(is_flagged, bool):
            raise ModerationUnavailable("malformed")
        names = tuple(sorted(name for name, is_so in found.items() if is_so is True))
        return (names or ("flagged",)) if is_flagged else ()
