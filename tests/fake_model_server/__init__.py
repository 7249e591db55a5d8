"""A scripted OpenAI-compatible server on loopback, which can misbehave in every way."""

from .behaviours import (
    Behaviour,
    BrokenJson,
    BrokenSse,
    Calls,
    Cut,
    Embeddings,
    ErrorInStream,
    Extracts,
    Garbled,
    Hears,
    Loops,
    Moderates,
    NoStream,
    Says,
    Sends,
    Stall,
    Status,
)
from .hijacked import Hijacked, HijackedServer
from .server import FakeModelServer, Recorded
from .threaded import ServerInThread

__all__ = [
    "Behaviour",
    "BrokenJson",
    "BrokenSse",
    "Calls",
    "Cut",
    "Embeddings",
    "ErrorInStream",
    "Extracts",
    "FakeModelServer",
    "Garbled",
    "Hears",
    "Hijacked",
    "HijackedServer",
    "Loops",
    "Moderates",
    "NoStream",
    "Recorded",
    "Says",
    "Sends",
    "ServerInThread",
    "Stall",
    "Status",
]
