"""A model for tests: it says what it was told to say and keeps what it was asked."""

from collections.abc import AsyncGenerator, Callable, Sequence

from .types import Finished, ModelRequest, ModelStep, TextPart, ToolCall, ToolCallPart

# Steps, where an exception is raised in its place; or a function that sees only the request.
Script = Sequence[ModelStep | Exception]
Answer = Script | Callable[[ModelRequest], Script]


def say(text: str) -> list[ModelStep | Exception]:
    """Return the script of an answer in words, in pieces as a server would send it."""
    pieces = [text[n : n + 7] for n in range(0, len(text), 7)]
    return [*(TextPart(each) for each in pieces), Finished("stop", 100, len(pieces))]


def call(name: str, arguments: str = "{}", *, text: str = "") -> list[ModelStep | Exception]:
    """Return the script of one tool call, after some words if given."""
    return call_all((name, arguments), text=text)


def call_all(*calls: tuple[str, str], text: str = "") -> list[ModelStep | Exception]:
    """Return the script of several tool calls in one answer."""
    steps: list[ModelStep | Exception] = [TextPart(text)] if text else []
    for n, (name, arguments) in enumerate(calls, start=1):
        steps.append(ToolCallPart(ToolCall(f"call_{n}", name, arguments)))
    return [*steps, Finished("tool_calls", 100, 10)]


class ScriptedChatModel:
    """A `ChatModel` whose answers are given in advance, one a call; the last one repeats."""

    provider = "scripted"
    model_name = "scripted-1"

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[ModelRequest] = []
        # Streams that were closed before their end.
        self.cut_short = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelStep, None]:
        """Yield the next script; raises the exceptions in it."""
        answer = self._answers[min(len(self.requests), len(self._answers) - 1)]
        self.requests.append(request)
        is_whole = False
        try:
            for step in answer(request) if callable(answer) else answer:
                if isinstance(step, Exception):
                    is_whole = True
                    raise step
                yield step
            is_whole = True
        finally:
            self.cut_short += not is_whole
