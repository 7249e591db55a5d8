"""Fetches reach nothing but public addresses, hop by hop, and are bounded."""

import gzip
import time
import zlib
from ipaddress import ip_address
from typing import Any

import pytest
from django.test import override_settings

from feeds.checks import check_private_feeds
from jobassist.fetch import FetchFailed, FetchLimits, check_url, fetch, is_public, unpack

LIMITS = FetchLimits(connect_seconds=2, read_seconds=2, total_seconds=3, max_bytes=100_000)


@pytest.fixture
def connections(monkeypatch):
    """Return the addresses that are really connected to."""
    import httpcore2

    made = []
    real = httpcore2.SyncBackend.connect_tcp

    def connect(self, host, port, **given):
        made.append((host, port))
        return real(self, host, port, **given)

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    return made


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::127.0.0.1", "fe80::1", "fe80::1%1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    "100::1", "2a00::5efe:7f00:1", "2a00::200:5efe:127.0.0.1", "3fff::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_refused_before_any_connection(text, connections):
    assert not is_public(ip_address(text))
    with pytest.raises(FetchFailed) as error:
        fetch(
            "http://jobs.example.com/",
            resolve=lambda host, port: [text],
            limits=LIMITS,
            allows_private=False,
        )
    assert error.value.code == "refused_address"
    assert connections == []


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::200e"]
)
def test_public_addresses_are_let_through(text):
    assert is_public(ip_address(text))


def test_one_private_address_among_public_ones_refuses_the_name(connections):
    with pytest.raises(FetchFailed) as error:
        fetch(
            "http://mixed.example.com/",
            resolve=lambda host, port: ["8.8.8.8", "127.0.0.1"],
            allows_private=False,
        )
    assert error.value.code == "refused_address"
    assert connections == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://0x7f.1/", "http://017700000001/", "http://127.0.0.1./", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::]/", "http://0/",
        "http://0.0.0.0/", "http://169.254.169.254/latest/meta-data", "http://localhost/",
        "http://①②⑦.0.0.1/", "http://user:pass@example.com/", "http://example.com:22/",
        "http://example.com:6379/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
        "http:///etc", "http://exa mple.com/", "http://example.com\\@127.0.0.1/", "//example.com/",
        "http://example.com:0/", "http://example.com:99999/", "javascript:alert(1)", "",
        "http://[fe80::1%25eth0]/", "http://" + "a" * 3000,
    ],
)  # fmt: skip
def test_no_way_of_writing_it_reaches_this_machine(url, connections):
    with pytest.raises(FetchFailed) as error:
        fetch(url, limits=LIMITS, allows_private=False)
    assert error.value.code in ("refused_address", "refused_url", "unknown_host")
    assert connections == []


@pytest.fixture
def pretend(site, monkeypatch):
    """Let the local site pass for a public one under the name site.example, and it alone."""
    import jobassist.fetch as module

    monkeypatch.setattr(module, "PORTS", frozenset({site.server_port, 80, 443}))
    real = module.is_public
    state: dict[str, Any] = {}

    def is_public_here(address):
        return state.get("lets", False) or real(address)

    monkeypatch.setattr(module, "is_public", is_public_here)

    def resolve(host, port):
        if host == "site.example":
            state["lets"] = True
            return ["127.0.0.1"]
        state["lets"] = False
        return module_resolve(host, port)

    module_resolve = module.resolve
    state["url"] = f"http://site.example:{site.server_port}"
    state["resolve"] = resolve
    return state


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret", "http://[::1]:{port}/secret", "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]:{port}/secret", "http://2130706433:{port}/secret",
        "http://0x7f000001:{port}/secret", "http://localhost:{port}/secret", "//127.0.0.1:{port}/secret",
        "file:///etc/passwd", "http://user@127.0.0.1:{port}/secret",
    ],
)  # fmt: skip
def test_redirects_to_private_addresses_make_no_connection(target, site, pretend, connections):
    site.answers["/jobs"] = (302, {"Location": target.format(port=site.server_port)}, b"")
    site.answers["/secret"] = (200, {}, b"secret")
    with pytest.raises(FetchFailed) as error:
        fetch(
            f"{pretend['url']}/jobs",
            resolve=pretend["resolve"],
            limits=LIMITS,
            allows_private=False,
        )
    assert error.value.code in ("refused_address", "refused_url")
    assert [path for path, _ in site.requests] == ["/jobs"]
    assert len(connections) == 1


def test_a_name_that_rebinds_is_refused_at_the_next_hop(connections, site, monkeypatch):
    import jobassist.fetch as module

    monkeypatch.setattr(module, "PORTS", frozenset({site.server_port}))
    answers = iter([["203.0.114.7"], ["127.0.0.1"]])
    asked = []

    def resolve(host, port):
        asked.append(host)
        return next(answers)

    import httpcore2

    def connect(self, host, port, **given):
        connections.append((host, port))
        # The first, public address answers by a redirect to the same name.
        return httpcore2.MockStream(
            [
                b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ]
        )

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    with pytest.raises(FetchFailed) as error:
        fetch(
            f"http://rebind.example:{site.server_port}/",
            resolve=resolve,
            limits=LIMITS,
            allows_private=False,
        )
    assert error.value.code == "refused_address"
    # Asked once a hop, and what was checked is what was connected to.
    assert asked == ["rebind.example", "rebind.example"]
    assert connections == [("203.0.114.7", site.server_port)]
    assert site.requests == []


def test_the_name_stays_in_host_while_the_address_is_connected_to(site, pretend, connections):
    site.answers["/"] = (200, {"Content-Type": "text/html; charset=GBK"}, b"ok")
    answer = fetch(
        f"{pretend['url']}/", resolve=pretend["resolve"], limits=LIMITS, allows_private=False
    )
    assert (answer.status, answer.body, answer.charset) == (200, b"ok", "GBK")
    assert connections == [("127.0.0.1", site.server_port)]
    headers = site.requests[0][1]
    assert headers["Host"] == f"site.example:{site.server_port}"
    assert headers["User-Agent"].startswith("JobAssist/1 (+")


def test_redirects_are_counted_and_headers_stay_with_their_server(site):
    site.answers["/a"] = (302, {"Location": f"http://localhost:{site.server_port}/b"}, b"")
    site.answers["/b"] = (200, {}, b"there")
    answer = fetch(
        f"{site.url}/a", headers={"If-None-Match": '"x"'}, limits=LIMITS, allows_private=True
    )
    assert answer.body == b"there"
    assert "If-None-Match" in site.requests[0][1]
    assert "If-None-Match" not in site.requests[1][1]
    site.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    site.requests.clear()
    with pytest.raises(FetchFailed) as error:
        fetch(f"{site.url}/loop", limits=LIMITS, allows_private=True)
    assert error.value.code == "too_many_redirects"
    assert len(site.requests) == 6


def test_https_never_falls_back_to_http():
    assert check_url("https://example.com/").scheme == "https"
    assert check_url("https://招聘.example.com/").host
    with pytest.raises(FetchFailed):
        check_url("http://example.com:8000/")


def test_bombs_are_stopped_at_the_bound(site):
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 100_000
    site.answers["/gzip"] = (200, {"Content-Encoding": "gzip"}, bomb)
    site.answers["/deflate"] = (
        200,
        {"Content-Encoding": "deflate"},
        zlib.compress(b"0" * 10_000_000),
    )
    site.answers["/twice"] = (200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(bomb))
    site.answers["/large"] = (200, {}, b"x" * 200_000)
    for path, code in (
        ("/gzip", "too_large"),
        ("/deflate", "too_large"),
        ("/twice", "bad_encoding"),
        ("/large", "too_large"),
    ):
        with pytest.raises(FetchFailed) as error:
            fetch(site.url + path, limits=LIMITS, allows_private=True)
        assert error.value.code == code, path
    with pytest.raises(FetchFailed):
        unpack(bomb, max_bytes=1000)


def test_packed_answers_are_unpacked(site):
    raw = zlib.compressobj(wbits=-15)
    site.answers["/gzip"] = (
        200,
        {"Content-Encoding": "gzip"},
        gzip.compress(b"one") + gzip.compress(b"two"),
    )
    site.answers["/raw"] = (
        200,
        {"Content-Encoding": "deflate"},
        raw.compress(b"onetwo") + raw.flush(),
    )
    site.answers["/cut"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"one" * 99)[:-9])
    assert fetch(f"{site.url}/gzip", limits=LIMITS, allows_private=True).body == b"onetwo"
    assert fetch(f"{site.url}/raw", limits=LIMITS, allows_private=True).body == b"onetwo"
    with pytest.raises(FetchFailed) as error:
        fetch(f"{site.url}/cut", limits=LIMITS, allows_private=True)
    assert error.value.code in ("truncated", "bad_encoding")


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_drips_is_left_in_time(part, site):
    def drip(handler):
        if part == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.2)

    site.answers["/drip"] = drip
    started = time.monotonic()
    with pytest.raises(FetchFailed) as error:
        fetch(f"{site.url}/drip", limits=LIMITS, allows_private=True)
    assert error.value.code == "timed_out"
    assert time.monotonic() - started < 5


def test_proxies_of_the_environment_are_not_used(site, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    site.answers["/"] = (200, {}, b"direct")
    assert fetch(f"{site.url}/", limits=LIMITS, allows_private=True).body == b"direct"


def test_private_feeds_fail_a_deployments_check():
    assert check_private_feeds(None) == []
    with override_settings(ALLOW_PRIVATE_FEEDS=True):
        assert [error.id for error in check_private_feeds(None)] == ["feeds.E001"]
