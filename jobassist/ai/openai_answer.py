"""An answer of an OpenAI-compatible server being put together from its chunks. No I/O.

Servers agree on the protocol in the main and differ in the small: a call may come without id or
index, in pieces or whole, an end may have another name. What can be read for certain is read; all
else is an error, never half an answer.
"""

import json
import re
from collections.abc import Collection
from typing import Any

from .chat_model import ModelError, ModelRefused, ModelUnavailable
from .types import Finished, ModelStep, StartOver, TextPart, ToolCall, ToolCallPart

MAX_ARGUMENTS = 20_000
MAX_TOOL_CALLS = 32
# Of a tool's name, and of what is kept of a call's id: both are stored and sent back.
MAX_NAME = 200
# Far longer than any answer that is asked for.
MAX_CHARACTERS = 100_000
# More than any model reads at once: a server that says so has miscounted.
MAX_TOKENS = 100_000_000
# The ends of an answer by the names that servers have for them; any other is a good end.
_LIMITED = frozenset({"length", "max_tokens", "max_length", "model_length"})
_FILTERED = frozenset({"content_filter", "sensitive", "safety", "prohibited_content", "blocklist"})
_FAILED = frozenset({"error", "abort", "network_error", "insufficient_system_resource"})
_BUSY = re.compile(r"429|rate.?limit|too.?many|throttl|overloaded_error", re.IGNORECASE)
# In a sentence a number may be anything's.
_SAYS_BUSY = re.compile(r"rate.?limit|too many requests|throttl", re.IGNORECASE)
_NOT_ALLOWED = re.compile(r"\b40[13]\b|invalid.?api.?key|unauthori[sz]ed|permission", re.IGNORECASE)


class Answer:
    """An answer being put together. Raises what cannot be read, as whatever it may."""

    def __init__(self) -> None:
        self.has_begun = False
        self._reason: str | None = None
        self._thoughts = ThoughtFilter()
        self._length = 0
        # Half of a sign that JSON writes as two: the other half comes in the next piece.
        self._half = ""
        self._calls: list[dict[str, str]] = []
        self._by_index: dict[int, dict[str, str]] = {}
        self._tokens: tuple[int | None, int | None] = (None, None)

    @property
    def is_whole(self) -> bool:
        """The server has said how the answer ends."""
        return self._reason is not None

    def take(self, chunk: Any) -> list[ModelStep]:
        """Note a chunk and return what of it is for the person: text, or that it is void so far."""
        if not isinstance(chunk, dict):
            # Something that keeps the connection alive.
            return []
        usage = chunk.get("usage")
        if isinstance(usage, dict) and usage:
            self._tokens = (_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        steps: list[ModelStep] = []
        for choice in (chunk.get("choices") or [])[:1]:
            # A server that does not stream says it all as one message.
            delta = choice.get("delta" if "delta" in choice else "message") or {}
            self._take_calls(delta)
            text = _read_content(delta.get("content"))
            if text:
                self.has_begun = True
                steps = self._take_text(text)
            reason = choice.get("finish_reason")
            self._reason = str(reason).casefold() if reason else self._reason
        if self._reason in _FILTERED:
            raise ModelRefused("filtered")
        if self._reason in _FAILED:
            raise ModelUnavailable("server_error")
        return steps

    def _take_text(self, text: str) -> list[ModelStep]:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise ModelUnavailable("malformed")
        text = self._half + text
        self._half = text[-1] if "\ud800" <= text[-1] <= "\udbff" else ""
        text = clean(text[:-1] if self._half else text)
        is_void, text = self._thoughts.take(text)
        steps: list[ModelStep] = [StartOver("thoughts")] if is_void else []
        return [*steps, TextPart(text)] if text else steps

    def _take_calls(self, delta: dict[str, Any]) -> None:
        pieces = delta.get("tool_calls") or ()
        for piece in [pieces] if isinstance(pieces, dict) else pieces:
            self._take_call(piece)
        if delta.get("function_call"):
            # As it was before there were several calls.
            self._take_call({"index": 0, "function": delta["function_call"]})

    def _take_call(self, piece: Any) -> None:
        self.has_begun = True
        function = piece.get("function") or {}
        id_, name = _read_text(piece.get("id")), _read_text(function.get("name"))
        arguments = function.get("arguments")
        if isinstance(arguments, dict):
            arguments = json.dumps(arguments, ensure_ascii=False)
        index = piece.get("index")
        call = self._find_call(index, id_, name)
        if call is None:
            call = {"id": "", "name": "", "arguments": ""}
            self._calls.append(call)
        if index is not None:
            self._by_index[index] = call
        call["id"] = call["id"] or id_
        # Some say the name again with every piece.
        call["name"] += name if name != call["name"] else ""
        call["arguments"] += _read_text(arguments)
        is_endless = len(call["arguments"]) > MAX_ARGUMENTS or len(call["name"]) > MAX_NAME
        if is_endless or len(self._calls) > MAX_TOOL_CALLS:
            raise ModelUnavailable("malformed")

    def _find_call(self, index: int | None, id_: str, name: str) -> dict[str, str] | None:
        """Return the call that a piece goes on with; None where it begins another.

        By its index, else its id, else it is the last one's. A name begins another call where
        the one so far is of another id, or is whole.
        """
        if index is not None:
            call = self._by_index.get(index)
        elif id_:
            call = next((each for each in self._calls if each["id"] == id_), None)
            call = call or (None if name else self._last())
        else:
            call = self._last()
        if call is None or not name:
            return call
        if id_ and call["id"]:
            return call if id_ == call["id"] else None
        return None if _is_json(call["arguments"]) else call

    def _last(self) -> dict[str, str] | None:
        return self._calls[-1] if self._calls else None

    def finish(self) -> list[ModelStep]:
        """Return the tool calls and the end; raises ModelUnavailable where it was cut."""
        if self._reason is None:
            raise ModelUnavailable("cut")
        is_void, rest = self._thoughts.take(clean(self._half))
        rest += self._thoughts.finish()
        steps: list[ModelStep] = [StartOver("thoughts")] if is_void else []
        steps += [TextPart(rest)] if rest else []
        if self._reason in _LIMITED:
            # Calls that the limit cut are not calls.
            return [*steps, Finished("length", *self._tokens)]
        if self._thoughts.is_open and not self._calls:
            # What came after may be all of the answer: nothing of it was shown.
            raise ModelUnavailable("malformed")
        taken: set[str] = set()
        for n, call in enumerate(self._calls, start=1):
            name = clean(call["name"])
            if not name:
                raise ModelUnavailable("malformed")
            id_ = _name_apart(clean(call["id"])[:MAX_NAME] or f"call_{n}", taken)
            taken.add(id_)
            steps.append(ToolCallPart(ToolCall(id_, name, clean(call["arguments"]))))
        return [*steps, Finished("tool_calls" if self._calls else "stop", *self._tokens)]


def _name_apart(id_: str, taken: Collection[str]) -> str:
    """Return an id that no other call has: two of one could not be told apart when answered."""
    ids = (id_, *(f"{id_}_{n}" for n in range(2, MAX_TOOL_CALLS + 2)))
    return next(each for each in ids if each not in taken)


def read_error(body: Any) -> ModelError:
    """Return what a server means that says 200 and sends an error, or nothing to read."""
    said = body.get("error") if isinstance(body, dict) else None
    fields = said if isinstance(said, dict) else {"message": said}
    words = " ".join(str(fields.get(key) or "") for key in ("code", "type", "status"))
    if _BUSY.search(words):
        return ModelUnavailable("busy")
    if _NOT_ALLOWED.search(words):
        return ModelRefused("not_allowed")
    # A sentence may quote anything: it refuses nothing, which would shut the server for everybody.
    message = fields.get("message")
    is_busy = isinstance(message, str) and _SAYS_BUSY.search(message)
    return ModelUnavailable("busy" if is_busy else "server_error")


def clean(text: str) -> str:
    """Return a text that can be stored and sent: no NUL, no half of a sign."""
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ModelUnavailable("malformed")
    return value


def _read_content(content: Any) -> str:
    """Return the text of a message: as it stands, or of its parts those that are text."""
    if not isinstance(content, list):
        return _read_text(content)
    return "".join(_read_text(part.get("text")) for part in content if part.get("type") == "text")


def _count(usage: dict[str, Any], name: str) -> int | None:
    value = usage.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MAX_TOKENS else None


_TAG = re.compile(r"<(?P<slash>/?)think(?:ing)?>", re.IGNORECASE)
_TAGS = ("<think>", "<thinking>", "</think>", "</thinking>")
_OPENING_QUOTES = frozenset("“‘「『《")


class ThoughtFilter:
    """Drops the thoughts that some models write into their answer, between two tags.

    Some models' own template opens them, so that only the closing tag is seen: what came before
    it was thought as well. A tag within quotes or code is spoken of, and is text like any other.
    """

    def __init__(self) -> None:
        # What may be the beginning of a tag.
        self._held = ""
        self.is_open = False
        self._was_open = False
        self._has_text = False
        # The empty lines between the thoughts and the answer belong to neither.
        self._strips = False
        # Of what was shown: its last sign, and whether a quotation or code has begun in it.
        self._last = ""
        self._is_in_quotes = self._is_in_code = False

    def take(self, text: str) -> tuple[bool, str]:
        """Return whether the text so far is void, and the text that is none of the thoughts."""
        text = self._held + text
        shown, is_void, at = "", False, 0
        for tag in _TAG.finditer(text):
            shown += self._show(text[at : tag.start()])
            at = tag.end()
            if self._is_quoted():
                shown += self._show(tag.group())
                continue
            if tag["slash"] and not self._was_open:
                is_void, shown, self._has_text = self._has_text, "", False
                self._last, self._is_in_quotes, self._is_in_code = "", False, False
            self.is_open, self._was_open = not tag["slash"], True
            self._strips = not self._has_text
        stop = _find_half_tag(text, at)
        self._held = text[stop:]
        return is_void, shown + self._show(text[at:stop])

    def finish(self) -> str:
        """Return what was held back and was no tag after all."""
        held, self._held = self._held, ""
        return self._show(held)

    def _is_quoted(self) -> bool:
        if self.is_open:
            # Thoughts quote carelessly; what never ended would take the answer with it.
            return False
        return self._is_in_quotes or self._is_in_code or self._last in _OPENING_QUOTES

    def _show(self, text: str) -> str:
        if self.is_open:
            return ""
        text = text.lstrip() if self._strips else text
        self._strips = self._strips and not text
        self._has_text = self._has_text or bool(text.strip())
        self._last = text[-1:] or self._last
        # Both begin and end with the same sign, a block of code with three of them; a sign of
        # inches ends with its line.
        _before, has_line, line = text.rpartition("\n")
        self._is_in_quotes &= not has_line
        self._is_in_quotes ^= line.count('"') % 2 == 1
        self._is_in_code ^= text.count("`") % 2 == 1
        return text


def _find_half_tag(text: str, start: int) -> int:
    """Return where the beginning of a tag stands at the end of a text; its length where none does."""
    at = text.rfind("<", max(start, len(text) - len(_TAGS[-1])))
    rest = text[at:].casefold() if at >= 0 else "-"
    return at if any(each.startswith(rest) for each in _TAGS) else len(text)
