"""A model that has gone over to whoever wrote the text it reads: it does what its script says.

Nothing that a project tells it changes what it answers. For tests and for `benchmarks/injections.py`.
"""

import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = dict[str, Any]
# Returns what stands for a placeholder, None where nothing does.
LookUp = Callable[[str], str | None]
Rename = Callable[[str, dict[str, Any]], list[tuple[str, dict[str, Any]]]]
_PLACEHOLDER = re.compile(r"\{\{(\w+:[\w|]+)\}\}")
MOST_IN_URL = 1500
SILENCE: list[Step] = [{"text": "…"}]


def split_turns(steps: list[Step]) -> list[list[list[Step]]]:
    """Return a script by turns of the person, and in each by requests of the project."""
    turns: list[list[list[Step]]] = [[[]]]
    for step in steps:
        if "next_turn" in step:
            turns.append([[]])
        elif "next_request" in step:
            turns[-1].append([])
        else:
            turns[-1][-1].append(step)
    return turns


class Hijacked:
    """One script being played. `seen` holds every request, `asked` counts those it answered."""

    def __init__(self, steps: list[Step], *, look_up: LookUp, rename: Rename | None = None) -> None:
        self.turns = split_turns(steps)
        self.look_up = look_up
        self.rename = rename
        self.turn = 0
        self.request = 0
        # While what comes before the item is set up it says nothing.
        self.is_held = False
        self.asked = 0
        self.seen: list[dict[str, Any]] = []

    def next_turn(self) -> None:
        """Go on to what waits for the person's next act."""
        if self.turn + 1 < len(self.turns):
            self.turn, self.request = self.turn + 1, 0

    def deltas(self, body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
        """Yield what is streamed for a request; raises ConnectionResetError where it is cut."""
        self.seen.append(body)
        plan = self.turns[self.turn]
        if self.is_held:
            steps = SILENCE
        elif self.request < len(plan):
            steps = plan[self.request]
            self.request += 1
            self.asked += 1
        elif any("repeat_forever" in step for step in plan[-1]):
            steps = plan[-1]
        else:
            steps = SILENCE
        calls, finish = 0, "stop"
        for step in steps:
            if "text" in step:
                yield {"content": self._fill(step["text"], body) * step.get("repeat", 1)}, None
            elif "raw_delta" in step:
                yield self._fill(step["raw_delta"], body), None
            elif "tool" in step:
                finish = "tool_calls"
                given = self._fill(step["args"], body)
                wanted = (
                    self.rename(step["tool"], given) if self.rename else [(step["tool"], given)]
                )
                for name, arguments in wanted:
                    function = {
                        "name": name,
                        "arguments": json.dumps(arguments, ensure_ascii=False),
                    }
                    call = {
                        "index": calls,
                        "id": f"call_{len(self.seen)}_{calls}",
                        "type": "function",
                        "function": function,
                    }
                    yield {"tool_calls": [call]}, None
                    calls += 1
            elif "finish" in step:
                finish = step["finish"]
            elif "cut" in step:
                raise ConnectionResetError
        yield {}, finish

    def _fill(self, value: Any, body: dict[str, Any]) -> Any:
        if isinstance(value, dict):
            return {self._fill(key, body): self._fill(each, body) for key, each in value.items()}
        if isinstance(value, list):
            return [self._fill(each, body) for each in value]
        if not isinstance(value, str):
            return value
        return _PLACEHOLDER.sub(lambda found: self._stand_for(found, body), value)

    def _stand_for(self, found: re.Match[str], body: dict[str, Any]) -> str:
        name, _bar, how = found[1].partition("|")
        messages = body.get("messages") or []
        if name == "echo:context":
            words: str | None = json.dumps(messages, ensure_ascii=False)
        elif name == "echo:tool_result":
            results = [each["content"] for each in messages if each["role"] == "tool"]
            words = str(results[-1]) if results else ""
        else:
            words = self.look_up(name)
        if words is None:
            return found[0]
        if how == "url":
            return urllib.parse.quote(words[:MOST_IN_URL])
        return words[::-1] if how == "reversed" else words


class HijackedServer:
    """Serves whichever script is being played, on loopback, in threads of its own.

    `heard` is what a recording is written down as.
    """

    def __init__(self) -> None:
        self.script = Hijacked(SILENCE, look_up=lambda _name: None)
        self.heard = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._build_handler())
        self._server.daemon_threads = True

    @property
    def base_url(self) -> str:
        """The address to configure."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "HijackedServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _build_handler(self) -> type[BaseHTTPRequestHandler]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def log_message(self, *_words: Any) -> None:
                return

            def do_GET(self) -> None:
                self._answer({"object": "list", "data": []})

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path.endswith("/audio/transcriptions"):
                    self._answer({"text": served.heard})
                elif self.path.endswith("/moderations"):
                    self._answer({"results": [{"flagged": False, "categories": {}}]})
                else:
                    self._complete(json.loads(raw))

            def _answer(self, body: dict[str, Any]) -> None:
                raw = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def _complete(self, body: dict[str, Any]) -> None:
                deltas = served.script.deltas(body)
                if not body.get("stream"):
                    self._answer(join_deltas(list(deltas), model=body.get("model", "m")))
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                base = {"id": "c", "object": "chat.completion.chunk", "created": 0}
                base["model"] = body.get("model", "m")
                try:
                    for delta, finish in deltas:
                        choice = {"index": 0, "delta": delta, "finish_reason": finish}
                        chunk = json.dumps({**base, "choices": [choice]})
                        self.wfile.write(b"data: " + chunk.encode() + b"\n\n")
                        self.wfile.flush()
                    self.wfile.write(b"data: [DONE]\n\n")
                except ConnectionError:
                    # A cut: the connection ends without [DONE].
                    return

        return Handler


def join_deltas(deltas: list[tuple[dict[str, Any], str | None]], *, model: str) -> dict[str, Any]:
    """Return the same answer as one message, for a request that does not stream."""
    text = "".join(delta.get("content") or "" for delta, _finish in deltas)
    calls = [call for delta, _finish in deltas for call in delta.get("tool_calls") or ()]
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = calls
    finish = next((each for _delta, each in reversed(deltas) if each), "stop")
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
