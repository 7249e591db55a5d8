"""What the server does with one request."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Says:
    """Streams a text in pieces and ends well."""

    text: str
    piece: int = 6
    pause_seconds: float = 0.0
    finish_reason: str = "stop"
    # What the server says it read and wrote, in tokens.
    usage: tuple[int, int] = (12, 7)


@dataclass(frozen=True)
class Calls:
    """Streams tool calls, (name, arguments) each, after some words if given."""

    calls: tuple[tuple[str, str], ...]
    text: str = ""
    # How a server may send them: arguments in pieces, or each call whole and without an index.
    is_whole: bool = False

    @classmethod
    def one(cls, name: str, arguments: str = "{}", *, text: str = "") -> "Calls":
        """Return the behaviour of a single call."""
        return cls(((name, arguments),), text)


@dataclass(frozen=True)
class Stall:
    """Streams a text, then nothing for ever, the connection open."""

    text: str = ""
    piece: int = 6


@dataclass(frozen=True)
class Cut:
    """Streams a text, then drops the connection without an end."""

    text: str = ""
    piece: int = 6
    # Ends the HTTP body properly, but without a finish reason or [DONE].
    is_polite: bool = False


@dataclass(frozen=True)
class Hears:
    """Writes down a recording: always as this text, after a while."""

    text: str
    pause_seconds: float = 0.0


@dataclass(frozen=True)
class Status:
    """Answers with a status and a JSON body."""

    status: int
    body: dict[str, object] = field(default_factory=lambda: {"error": {"message": "no"}})
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BrokenJson:
    """Streams a text, then a chunk that is no JSON."""

    text: str = ""


@dataclass(frozen=True)
class ErrorInStream:
    """Streams a text, then an error object in place of a chunk."""

    text: str = ""


@dataclass(frozen=True)
class NoStream:
    """Answers 200 with HTML, as a proxy's own page would be."""

    html: str = "<html>welcome to the proxy</html>"


@dataclass(frozen=True)
class Embeddings:
    """Answers an embeddings request with vectors made of the texts' characters."""

    dimensions: int | None = None


@dataclass(frozen=True)
class Moderates:
    """Judges a text: flagged in these categories, fine where there are none."""

    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class BrokenSse:
    """Streams a text, then lines that are no events of a stream, then ends well all the same."""

    text: str = ""
    lines: tuple[str, ...] = (": keep-alive", "event: ping", "data:", "dat: {}", "data: nonsense")


@dataclass(frozen=True)
class Sends:
    """Streams events as they stand: chunks as JSON, texts as they are; the quirks of real servers."""

    events: tuple[Any, ...]
    has_done: bool = True
    is_compressed: bool = False
    # Keeps the connection open after the last event.
    stays_open: bool = False
    content_type: str = "text/event-stream"


@dataclass(frozen=True)
class Garbled:
    """Streams a text whose pieces cut characters of several bytes in two."""

    text: str


@dataclass(frozen=True)
class Loops:
    """Calls the same tool whenever it is asked, for ever."""

    name: str
    arguments: str = "{}"


@dataclass(frozen=True)
class Extracts:
    """Answers with JSON as text, as asked for by a schema; whole or broken off."""

    value: dict[str, Any]
    cut_after: int | None = None


Behaviour = (
    Says
    | Sends
    | Calls
    | Stall
    | Cut
    | Status
    | BrokenJson
    | BrokenSse
    | ErrorInStream
    | Extracts
    | Garbled
    | Loops
    | Moderates
    | NoStream
    | Embeddings
    | Hears
)
