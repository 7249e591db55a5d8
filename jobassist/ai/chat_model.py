"""Language models: the protocol, what can go wrong, and the model of a turn."""

import sys
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Literal, Protocol

from .types import ModelRequest, ModelStep

if TYPE_CHECKING:
    from jobassist.providers.routing import Asker, Preference, RoutedChatModel
    from jobassist.providers.specs import Role

OPENAI_URL = "https://api.openai.com/v1"


class ModelError(Exception):
    """A model did not give an answer that can be used; never "it found nothing"."""


class ModelUnavailable(ModelError):
    """The model could not be reached, was too slow, or broke off; another try may work.

    `retry_after_seconds` is what the server asked for, None where it asked for nothing. With
    `budget` nobody was asked: what may be spent is spent.
    """

    Reason = Literal["unreachable", "slow", "busy", "budget", "server_error", "cut", "malformed"]

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

        After `StartOver` the answer begins anew: what came before it is void. Raises
        ModelUnavailable or ModelRefused, before or after the first step. Nobody else tries
        again. Closing the generator closes the connection to the server.
        """
        ...


def is_model_configured() -> bool:
    """Return whether there is a server to ask, by rows or by the environment. No I/O."""
    from jobassist.providers.snapshot import providers

    return bool(providers.list_for("large"))


def is_vision_configured() -> bool:
    """Return whether there is a server that reads pictures. No I/O."""
    from jobassist.providers.snapshot import providers

    return bool(providers.list_for("vision"))


def get_chat_model(
    *,
    role: "Role | None" = None,
    asker: "Asker | None" = None,
    until: float | None = None,
    preference: "Preference | None" = None,
) -> "RoutedChatModel":
    """Return the model of one turn, over all servers there are.

    The same `asker.key` keeps going to the same server, unless another is preferred; `until` is
    the turn's end in the event loop's time.
    """
    from jobassist.providers.routing import Asker, RoutedChatModel

    return RoutedChatModel(role=role, asker=asker or Asker(), until=until, preference=preference)


async def close_chat_model() -> None:
    """Close the idle connections of this event loop; for the end of the process."""
    # Whoever never asked a model has not imported its SDK either.
    client = sys.modules.get("jobassist.ai.openai_chat")
    if client is not None:
        await client.close_clients()
