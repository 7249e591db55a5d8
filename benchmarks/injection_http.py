"""HTTP to the benchmark's own server, whatever it answers."""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

BASE = ""


@dataclass(frozen=True)
class Answer:
    """A status, headers and the body."""

    status: int
    data: bytes
    kind: str
    location: str = ""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.data.decode(errors="replace")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.data)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


_opener = build_opener(_Stay)


def request(
    method: str,
    path: str,
    *,
    body: Any = None,
    access: str = "",
    cookie: str = "",
    data: bytes | None = None,
    kind: str = "application/json",
    language: str = "",
    form: dict[str, str] | None = None,
) -> Answer:
    """Return what the server answers."""
    headers = {"Content-Type": kind}
    if access:
        headers["Authorization"] = f"Bearer {access}"
    if cookie:
        headers["Cookie"] = cookie
    if language:
        headers["Accept-Language"] = language
    raw = json.dumps(body).encode() if body is not None else data
    if form is not None:
        # A form of a page of ours: its token is the cookie's.
        token = "t" * 32
        raw = urlencode({**form, "csrfmiddlewaretoken": token}).encode()
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{cookie}; csrftoken={token}",
            "Origin": BASE,
        }
    sent = Request(BASE + path, data=raw, headers=headers, method=method)
    try:
        with _opener.open(sent, timeout=40) as answer:
            return Answer(answer.status, answer.read(), answer.headers.get("Content-Type", ""))
    except HTTPError as error:
        kind, where = error.headers.get("Content-Type", ""), error.headers.get("Location", "")
        return Answer(error.code, error.read(), kind, where or "")


def upload(data: bytes, *, filename: str, access: str) -> Answer:
    """Return the answer to an uploaded file."""
    mark = uuid.uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    whole = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return request(
        "POST",
        "/api/v1/attachments",
        data=whole,
        kind=f"multipart/form-data; boundary={mark}",
        access=access,
    )
