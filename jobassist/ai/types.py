"""What goes to a language model and what comes back. No Django, no SDK."""

from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
# Small models read and phrase, large ones talk; an installation may have one for both.
ModelRole = Literal["small", "large"]


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model wants run. `arguments` is its text as it came, perhaps no JSON."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Message:
    """One message of a conversation with a model.

    `tool_calls` belong to the role assistant, `tool_call_id` to the role tool, `pictures` (JPEG)
    to the role user.
    """

    role: Role
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    pictures: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class ToolSpec:
    """A tool as a model is told of it; `parameters` is the JSON Schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class ModelRequest:
    """One call of a model, with all that it may know.

    With `tools` given and `may_call_tools` false the model knows them and has to answer in
    words: that is how the last call of a turn is made. With `json_schema` the answer's text is
    JSON of that shape, where the server can hold a model to it: it is parsed like any other words.
    """

    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    may_call_tools: bool = True
    max_tokens: int = 1_000
    temperature: float = 0.2
    role: ModelRole = "large"
    json_schema: dict[str, Any] | None = None


@dataclass(frozen=True)
class TextPart:
    """More text of the answer."""

    text: str


@dataclass(frozen=True)
class ToolCallPart:
    """A tool call, complete."""

    call: ToolCall


@dataclass(frozen=True)
class Finished:
    """The end of an answer that came whole; a stream without it was cut.

    `length` means that `max_tokens` ended it in mid-sentence. Tokens are None where the
    server does not count them.
    """

    reason: Literal["stop", "tool_calls", "length"]
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True)
class StartOver:
    """The text so far is void: its server broke off, and another begins the answer anew."""

    reason: str


ModelStep = TextPart | ToolCallPart | Finished | StartOver
