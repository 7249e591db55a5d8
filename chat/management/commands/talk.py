"""`manage.py talk`: the conversation in a terminal, over the same socket as the app."""

import json
import mimetypes
import threading
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

TURN_SECONDS = 60.0
PING_SECONDS = 20.0


class Command(BaseCommand):
    """Talk to a running server as a guest, or as an account."""

    help = (
        "Talk to a running server. Lines are messages; #2 taps the second suggestion; "
        "+FILE uploads a file; an empty line ends it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--say", action="append", metavar="TEXT", help="a line; may repeat")
        parser.add_argument("--json", action="store_true", help="print every frame as JSON")
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="the server's address")
        parser.add_argument("--locale", default="en", help="zh-CN or en")
        parser.add_argument("--email", help="sign in to this account instead of as a guest")
        parser.add_argument("--password", help="its password")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the conversation."""
        http = Http(options["url"].rstrip("/"))
        try:
            http.sign_in(options)
            ticket = http.post("/api/v1/auth/ws-ticket", {})["ticket"]
            address = http.base.replace("http", "ws", 1) + "/ws/v1/chat"
            with connect(address, subprotocols=["jobchat.v1"], max_size=2**21) as socket:  # type: ignore[list-item]
                talk = Talk(self, socket, http, is_json=options["json"])
                talk.hello(ticket, locale=options["locale"])
                talk.keep_alive()
                for line in options["say"] or self._typed():
                    if not line.strip():
                        break
                    talk.say(line.strip())
        except URLError as error:
            raise CommandError(
                f"No server answers at {http.base}. Start one with `make run`."
            ) from error
        except WebSocketException as error:
            raise CommandError(f"The server closed the conversation: {error}") from error

    def _typed(self) -> Iterator[str]:
        while True:
            try:
                yield input("> ")
            except (EOFError, KeyboardInterrupt):
                return


class Http:
    """The few HTTP calls that come before the socket."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.access = ""

    def sign_in(self, options: dict[str, Any]) -> None:
        """Get an access token, as a guest unless an account is named."""
        if options["email"]:
            body = {"email": options["email"], "password": options["password"] or ""}
            answer = self.post("/api/v1/auth/login", body)
        else:
            answer = self.post("/api/v1/auth/guest", {"locale": options["locale"]})
        self.access = answer["access"]

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post JSON and return the answer; a refusal ends the command with its own words."""
        return self._send(path, json.dumps(body).encode(), "application/json")

    def upload(self, file: Path) -> str:
        """Upload a file and return its attachment id."""
        boundary = uuid.uuid4().hex
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{file.name}"\r\nContent-Type: {kind}\r\n\r\n'
        ).encode() + file.read_bytes()
        body += f"\r\n--{boundary}--\r\n".encode()
        answer = self._send(
            "/api/v1/attachments", body, f"multipart/form-data; boundary={boundary}"
        )
        return str(answer["attachment_id"])

    def _send(self, path: str, body: bytes, kind: str) -> dict[str, Any]:
        headers = {"Content-Type": kind}
        if self.access:
            headers["Authorization"] = f"Bearer {self.access}"
        # The scheme comes from the operator's own --url, never from a conversation.
        request = Request(self.base + path, data=body, headers=headers)  # noqa: S310
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310
                return dict(json.load(answer))
        except HTTPError as error:
            problem = json.loads(error.read() or b"{}")
            raise CommandError(
                problem.get("detail") or problem.get("title") or str(error)
            ) from error


class Talk:
    """One conversation on one socket, printed as it happens."""

    def __init__(
        self, command: BaseCommand, socket: ClientConnection, http: Http, *, is_json: bool
    ) -> None:
        self.command, self.socket, self.http, self.is_json = command, socket, http, is_json
        self.conversation_id = ""
        self.chips: list[dict[str, Any]] = []

    def hello(self, ticket: str, *, locale: str) -> None:
        """Say hello and show the greeting of a new conversation."""
        self._send("hello", {"ticket": ticket, "locale": locale, "cards": ["urn:jobchat:cards:1"]})
        welcome = self._until("welcome")
        conversations = welcome["data"]["conversations"]
        if conversations[0]["head_seq"] <= 1:
            self.conversation_id = conversations[0]["conversation_id"]
        else:
            ref = self._send("conversation.open", {})
            self.conversation_id = self._until("ack", ref=ref)["data"]["conversation_id"]
        self._until("turn.finished")

    def keep_alive(self) -> None:
        """Ping beside the talk: who thinks before typing is not taken for gone."""

        def ping() -> None:
            try:
                while True:
                    time.sleep(PING_SECONDS)
                    self.socket.send(json.dumps({"v": 1, "type": "ping", "data": {}}))
            except WebSocketException:
                return

        threading.Thread(target=ping, daemon=True).start()

    def say(self, line: str) -> None:
        """Send a line, a tap on a suggestion or a file, and show the answer."""
        data: dict[str, Any] = {"text": line}
        if line.startswith("#") and line[1:].isdecimal() and int(line[1:]) <= len(self.chips):
            chip = self.chips[int(line[1:]) - 1]
            data = {"text": chip["label"], "postback": chip["postback"]}
        elif line.startswith("+"):
            file = Path(line[1:]).expanduser()
            if not file.is_file():
                self.command.stderr.write(f"There is no file {file}")
                return
            data = {"text": "", "attachment_ids": [self.http.upload(file)]}
        if not self.is_json:
            self.command.stdout.write(f"\n> {data['text'] or line}")
        ref = self._send("message.send", data)
        ack = self._until("ack", ref=ref)
        if ack["data"]["status"] == "rejected":
            self.command.stderr.write(ack["data"].get("message") or ack["data"]["code"])
            return
        self._until("turn.finished")

    def _send(self, kind: str, data: dict[str, Any]) -> str:
        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        if self.conversation_id:
            frame["conversation_id"] = self.conversation_id
        self.socket.send(json.dumps(frame))
        return str(frame["id"])

    def _until(self, kind: str, *, ref: str | None = None) -> dict[str, Any]:
        """Read and show frames until one of a type (for an order) has come."""
        deadline = time.monotonic() + TURN_SECONDS
        while True:
            wait = deadline - time.monotonic()
            if wait <= 0:
                raise CommandError(f"No {kind} came within {TURN_SECONDS:.0f} s.")
            frame = json.loads(self.socket.recv(timeout=wait))
            self._show(frame)
            if frame["type"] == "error":
                raise CommandError(frame["data"]["message"])
            if frame["type"] == kind and ref in (None, frame["data"].get("ref")):
                return dict(frame)

    def _show(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "suggestions.set":
            self.chips = frame["data"]["chips"]
        out = self.command.stdout
        if self.is_json:
            out.write(json.dumps(frame, ensure_ascii=False))
            return
        data = frame["data"]
        if frame["type"] == "item.done" and data.get("role") == "assistant":
            if data["kind"] == "text":
                out.write(f"\n{data['text']}")
            else:
                card = data["card"]
                out.write(f"\n[{card['kind']}] {card['title']}\n{card['fallback_text']}")
        elif frame["type"] == "suggestions.set" and self.chips:
            labels = "   ".join(f"#{n} {c['label']}" for n, c in enumerate(self.chips, start=1))
            out.write(f"\n  {labels}")
        elif frame["type"] == "turn.finished" and data["outcome"] != "completed":
            out.write(f"\n({data['outcome']}: {data.get('reason', '')})")
