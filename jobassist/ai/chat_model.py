"""Language models: the protocol, what can go wrong, and the model of this installation."""

from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import Literal, Protocol

from django.conf import settings

from .types import ModelRequest, ModelStep


class ModelError(Exception):
    """A model did not give an answer that can be used; never "it found nothing"."""


class ModelUnavailable(ModelError):
    """The model could not be reached, was too slow, or broke off; another try may work.

    `retry_after_seconds` is what the server asked for, None where it asked for nothing.
    """

    Reason = Literal["unreachable", "slow", "busy", "server_error", "cut", "malformed"]

    def __init__(self, reason: Reason, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class ModelRefused(ModelError):
    """The server will not answer this: bad key, unknown model, filtered content.

    The same request again would be refused again.
    """

    Reason = Literal["not_allowed", "bad_request", "filtered"]

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class ChatModel(Protocol):
    """Something that answers messages, with text or with tool calls."""

    @property
    def provider(self) -> str:
        """Where it runs, as a host name: written on the turn."""
        ...

    @property
    def model_name(self) -> str: ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[ModelStep, None]:
        """Yield the answer as it comes; the last step of a whole answer is `Finished`.

        Raises ModelUnavailable or ModelRefused, before or after the first step. It never
        tries again by itself. Closing the generator closes the connection to the server.
        """
        ...


def is_model_configured() -> bool:
    """Return whether this installation was given a model to ask."""
    return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)


def get_chat_model() -> ChatModel:
    """Return the configured model. Its SDK is imported at the first call (about 1 s)."""
    return _build_chat_model(
        settings.OPENAI_API_KEY,
        settings.OPENAI_BASE_URL,
        settings.OPENAI_MODEL,
        settings.OPENAI_TIMEOUT_SECONDS,
        settings.OPENAI_STALL_SECONDS,
    )


@lru_cache(maxsize=4)
def _build_chat_model(
    api_key: str, base_url: str, model_name: str, timeout_seconds: int, stall_seconds: int
) -> ChatModel:
    from .openai_chat import OpenAIChatModel

    return OpenAIChatModel(
        api_key=api_key,
        base_url=base_url,
        model_name=model_name,
        timeout_seconds=timeout_seconds,
        stall_seconds=stall_seconds,
    )


async def close_chat_model() -> None:
    """Close the idle connections of this event loop; for the end of the process."""
    if _build_chat_model.cache_info().currsize:
        from .openai_chat import close_clients

        await close_clients()
