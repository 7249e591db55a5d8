"""Fetches from addresses that others chose, and reaches nothing but the public internet.

The address of every hop is resolved once, checked, and that very address is connected to, so that
a name that answers differently the next time gains nothing. Bounded in time and bytes, packed and
unpacked. Never goes through a proxy of the environment.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urljoin

import httpcore2
import httpx2
from django.conf import settings

from jobassist import unpacking
from jobassist.unpacking import ANY, BARE, UnpackError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], list[str]]

MAX_REDIRECTS = 5
MAX_URL = 2000
PORTS = frozenset({80, 443, 8080, 8443})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

# Everything that is not somebody's public server, and every way to write an IPv4 address in IPv6.
_REFUSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # Teredo, ORCHID and other protocols' own; documentation; 6to4; segment routing.
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
# Only here are public IPv6 addresses given out: no mapped, NAT64, local or multicast one.
_PUBLIC_V6 = ip_network("2000::/3")


class FetchFailed(Exception):
    """No answer was had; `code` says why and whether it was refused from our side."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Seconds and bytes that one request may cost, redirects included."""

    connect_seconds: float = 10
    read_seconds: float = 20
    total_seconds: float = 120
    max_bytes: int = 50 * 2**20


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `body` is unpacked; `wire_bytes` is what came over the wire."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire_bytes: int
    milliseconds: int
    hops: tuple[str, ...] = field(default=())

    @property
    def charset(self) -> str:
        """The charset that the sender named, or nothing."""
        match = re.search(
            r"charset\s*=\s*\"?([\w.:-]+)", self.headers.get("content-type", ""), re.I
        )
        return match[1] if match else ""


def is_public(address: Address) -> bool:
    """Return whether an address may be connected to."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address not in _PUBLIC_V6:
            return False
        # ISATAP writes an IPv4 address into any prefix.
        if (int(address) >> 32) & 0xFCFFFFFF == 0x00005EFE:
            return False
    if address.is_multicast or address.is_unspecified or not address.is_global:
        return False
    return not any(address in net for net in _REFUSED if net.version == address.version)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as the system's resolver gives them."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("unknown_host", f"{host} has no address.") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


# --- one connection ---------------------------------------------------------------------------


class _TimedStream(httpcore2.NetworkStream):
    """A stream none of whose waits goes past a deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("no time left")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to the addresses it has checked. TLS and Host still speak of the name."""

    def __init__(
        self, *, resolve: Resolver, allows_private: bool, deadline: float, connect_seconds: float
    ) -> None:
        self._resolve = resolve
        self._allows_private = allows_private
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._sockets: httpcore2.NetworkBackend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = [_parse_address(text) for text in self._resolve(host, port)]
        if not addresses:
            raise FetchFailed("unknown_host", f"{host} has no address.")
        if not self._allows_private:
            # One refused address is enough: a name that mixes them has no good reason to.
            for address in addresses:
                if not is_public(address):
                    raise FetchFailed(
                        "refused_address", f"{host} leads to {address}, which is not public."
                    )
        error: Exception | None = None
        for address in addresses[:4]:
            left = min(self._connect_seconds, self._deadline - time.monotonic())
            if left <= 0:
                raise httpcore2.ConnectTimeout("no time left")
            try:
                stream = self._sockets.connect_tcp(
                    str(address), port, timeout=left, socket_options=socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                error = failed
            else:
                return _TimedStream(stream, self._deadline)
        assert error is not None
        raise error

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        raise FetchFailed("refused_address", "no sockets of this machine")


def _parse_address(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError as error:
        raise FetchFailed("refused_address", f"{text[:80]} is no address.") from error


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


# --- one address ------------------------------------------------------------------------------


def _is_private(host: str) -> bool:
    """Return whether a host says by itself that it is not public."""
    if host.rstrip(".").lower() in ("localhost", "localhost.localdomain"):
        return True
    try:
        return not is_public(ip_address(host.strip("[]")))
    except ValueError:
        return False


def check_url(url: str, *, allows_private: bool = False) -> httpx2.URL:
    """Return the parsed address; FetchFailed `refused_url` says what is not allowed in it.

    `refused_address` where the host is, as written, not a public one.
    """
    if len(url) > MAX_URL or re.search(r"[\s\x00-\x1f\x7f\\]", url):
        raise FetchFailed("refused_url", "The address is too long or holds a space or a backslash.")
    try:
        parsed = httpx2.URL(url)
        standard = {"http": 80, "https": 443}.get(parsed.scheme, 0)
        port = standard if parsed.port is None else parsed.port
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise FetchFailed("refused_url", f"No address: {error}"[:200]) from error
    if parsed.scheme not in ("http", "https"):
        raise FetchFailed("refused_url", "The address must begin with http:// or https://.")
    if parsed.userinfo:
        raise FetchFailed("refused_url", "The address may not hold a user or a password.")
    host = parsed.host
    if not host or len(host) > 253:
        raise FetchFailed("refused_url", "The address names no host.")
    last = host.rstrip(".").rsplit(".", 1)[-1]
    if ":" not in host and re.fullmatch(r"\d+|0x[0-9a-f]*", last, re.I):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are loopback to some resolvers.
        if not re.fullmatch(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})", host):
            raise FetchFailed("refused_url", "An address in numbers must be written a.b.c.d.")
    if not allows_private and _is_private(host):
        # Names are looked at when they are resolved, at every hop.
        raise FetchFailed("refused_address", f"{host} is not public.")
    if not allows_private and port not in PORTS:
        raise FetchFailed("refused_url", f"Port {port} is not one of {sorted(PORTS)}.")
    return parsed


def user_agent() -> str:
    """Return who we say we are, with where to complain."""
    return f"JobAssist/1 (+{settings.FEEDS_CONTACT})"


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    limits: FetchLimits = FetchLimits(),
    allows_private: bool | None = None,
    max_redirects: int = MAX_REDIRECTS,
    resolve: Resolver = resolve,
) -> Fetched:
    """Return the answer to a request, whatever its status; FetchFailed where there is none.

    A redirect is followed by GET only, each hop checked as the first. `allows_private` is the
    setting ALLOW_PRIVATE_FEEDS unless given.
    """
    if allows_private is None:
        allows_private = bool(settings.ALLOW_PRIVATE_FEEDS)
    started = time.monotonic()
    deadline = started + limits.total_seconds
    hops: list[str] = []
    first_origin = ""
    sent = dict(headers or {})
    backend = CheckedBackend(
        resolve=resolve,
        allows_private=allows_private,
        deadline=deadline,
        connect_seconds=limits.connect_seconds,
    )
    with httpcore2.ConnectionPool(
        ssl_context=_tls(), network_backend=backend, retries=0, max_connections=2
    ) as pool:
        while True:
            parsed = check_url(url, allows_private=allows_private)
            origin = f"{parsed.scheme}://{parsed.netloc.decode('ascii', 'replace')}"
            if first_origin and origin != first_origin:
                # What was meant for one server is not for another.
                sent = {k: v for k, v in sent.items() if k.lower() in ("accept", "user-agent")}
            first_origin = first_origin or origin
            hops.append(str(parsed))
            answer = _exchange(pool, parsed, method, sent, content, limits, deadline)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not location:
                milliseconds = int((time.monotonic() - started) * 1000)
                return Fetched(
                    url=str(parsed),
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    wire_bytes=answer.wire_bytes,
                    milliseconds=milliseconds,
                    hops=tuple(hops),
                )
            if method != "GET":
                raise FetchFailed("redirected", f"redirected to {location[:200]}, not followed")
            if len(hops) > max_redirects:
                raise FetchFailed("too_many_redirects", f"More than {max_redirects} redirects.")
            try:
                following = urljoin(str(parsed), location)
            except ValueError as error:
                raise FetchFailed("refused_url", f"redirected to no address: {error}") from error
            if parsed.scheme == "https" and following.lower().startswith("http:"):
                raise FetchFailed("refused_url", "A redirect from https to http is not followed.")
            url = following


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    wire_bytes: int


def _exchange(
    pool: httpcore2.ConnectionPool,
    parsed: httpx2.URL,
    method: str,
    headers: Mapping[str, str],
    content: bytes,
    limits: FetchLimits,
    deadline: float,
) -> _Answer:
    sent = {
        "Host": parsed.netloc.decode("ascii"),
        "User-Agent": user_agent(),
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **headers,
    }
    if method != "GET":
        sent["Content-Length"] = str(len(content))
    target = httpcore2.URL(
        scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path
    )
    timeouts = {
        "connect": limits.connect_seconds,
        "read": limits.read_seconds,
        "write": limits.read_seconds,
        "pool": limits.connect_seconds,
    }
    try:
        with pool.stream(
            method,
            target,
            headers=list(sent.items()),
            content=content,
            extensions={"timeout": timeouts},
        ) as response:
            found = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            body, wire = _read_body(response.iter_stream(), found, limits, deadline)
            return _Answer(response.status, found, body, wire)
    except httpcore2.TimeoutException as error:
        raise FetchFailed("timed_out", f"{parsed.host} was too slow.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise FetchFailed("no_answer", f"{parsed.host}: {error}"[:300]) from error


def _read_body(
    chunks: Iterator[bytes], headers: Mapping[str, str], limits: FetchLimits, deadline: float
) -> tuple[bytes, int]:
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > limits.max_bytes:
        raise too_large(limits.max_bytes)
    codings = [
        c.strip().lower() for c in headers.get("content-encoding", "").split(",") if c.strip()
    ]
    if len(codings) > 1 or (
        codings and codings[0] not in ("gzip", "x-gzip", "deflate", "identity")
    ):
        raise FetchFailed(
            "bad_encoding", f"The answer is packed as {codings}, which was not asked."
        )
    is_packed = bool(codings) and codings[0] != "identity"
    packed = bytearray()
    for chunk in chunks:
        packed += chunk
        if len(packed) > limits.max_bytes:
            raise too_large(limits.max_bytes)
        if time.monotonic() > deadline:
            raise FetchFailed("timed_out", "The answer took too long.")
    body = bytes(packed)
    if is_packed and body:
        # zlib's own header, gzip's, or none: "deflate" means either of two.
        is_raw = codings[0] == "deflate" and (body[0] & 0x0F) != 8
        body = unpack(body, max_bytes=limits.max_bytes, window=BARE if is_raw else ANY)
    return body, len(packed)


def too_large(max_bytes: int) -> FetchFailed:
    """Return the failure of an answer beyond its bound."""
    return FetchFailed("too_large", f"The answer is larger than {max_bytes // 2**20} MB.")


def unpack(data: bytes, *, max_bytes: int, window: int = ANY) -> bytes:
    """Return gzip or zlib data unpacked, never more than `max_bytes` of it in memory."""
    try:
        return unpacking.unpack(data, max_bytes=max_bytes, window=window)
    except UnpackError as error:
        if error.kind == "too_large":
            raise too_large(max_bytes) from error
        if error.kind == "truncated":
            raise FetchFailed("truncated", "The packed answer broke off.") from error
        raise FetchFailed("bad_encoding", f"The answer cannot be unpacked: {error}") from error


def unpack_file(data: bytes, *, max_bytes: int) -> bytes:
    """Return a document that may itself be a gzip file, unpacked."""
    return unpack(data, max_bytes=max_bytes) if data[:2] == b"\x1f\x8b" else data
