"""A scripted OpenAI-compatible server on loopback, which can misbehave in every way."""

from .behaviours import (
    Behaviour,
    BrokenJson,
    Calls,
    Cut,
    Embeddings,
    ErrorInStream,
    Hears,
    NoStream,
    Says,
    Stall,
    Status,
)
from .hijacked import Hijacked, HijackedServer
from .server import FakeModelServer, Recorded

__all__ = [
    "Behaviour",
    "BrokenJson",
    "Calls",
    "Cut",
    "Embeddings",
    "ErrorInStream",
    "FakeModelServer",
    "Hears",
    "Hijacked",
    "HijackedServer",
    "NoStream",
    "Recorded",
    "Says",
    "Stall",
    "Status",
]
