"""Pages of recruiters over HTTP of a live server: candidates of a posting, a long pipeline."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

from recruiter_world import EMAIL
from timing import median, p95, timed


def measure(*, root: Path, quick: bool, rounds: int) -> dict[str, Any]:
    """Return p50 and p95 in milliseconds of each page."""
    from django.conf import settings
    from django.db import connection

    from jobassist.accounts.models import Company, User
    from jobassist.accounts.services import open_sign_in
    from jobs.models import Posting

    connection.ensure_connection()
    company = Company.objects.get(name="Bench Company")
    recruiter = User.objects.get(identities__value_normalised=EMAIL)
    token = open_sign_in(recruiter, device_name="bench").access
    cookie = f"{settings.SESSION_COOKIE_NAME}={_open_session(recruiter)}"
    ids = list(Posting.objects.filter(company=company).order_by("id").values_list("id", flat=True))
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=root,
        env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        report: dict[str, Any] = {}
        count = 10 if quick else 40
        pages = {
            "candidates": [f"/api/v1/companies/{company.id}/postings/{i}/candidates" for i in ids],
            "candidates in words": [
                f"/api/v1/companies/{company.id}/postings/{i}/candidates?q=3%20years%20in%20London"
                for i in ids
            ],
            "candidates in the admin": [
                f"/admin/recruiting/candidateposting/{i}/who/" for i in ids[:10]
            ],
            # All that anybody sent, and the posting of which there are most.
            "pipeline": [
                "/admin/recruiting/application/",
                f"/admin/recruiting/application/?posting={ids[0]}",
            ],
            "board": [
                "/admin/recruiting/application/board/",
                f"/admin/recruiting/application/board/?posting={ids[0]}",
            ],
        }
        for name, paths in pages.items():
            took: list[float] = []
            for turn in range(rounds + 1):
                for path in paths[:count]:
                    ms, _page = timed(partial(_get, base + path, token=token, cookie=cookie))
                    if turn:
                        # The first round warms.
                        took.append(ms)
            report[name] = {
                "p50_ms": round(median(took), 1),
                "p95_ms": round(p95(took), 1),
                "asked": len(took),
            }
        return report
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(base: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(base + "/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(base)


def _open_session(recruiter: Any) -> str:
    """Return the key of a session of the admin, as after a log-in with a second factor."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from jobassist.accounts import admission

    session = SessionStore()
    session[SESSION_KEY] = str(recruiter.id)
    session[BACKEND_SESSION_KEY] = admission.BACKEND
    session[HASH_SESSION_KEY] = recruiter.get_session_auth_hash()
    session[admission.FACTOR_SHOWN] = True
    session[admission.SINCE] = session[admission.RENEWED] = int(time.time())
    session.create()
    return str(session.session_key)


def _get(url: str, *, token: str, cookie: str) -> bytes:
    is_admin = "/admin/" in url
    headers = {"Cookie": cookie} if is_admin else {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        if is_admin and "/login/" in answer.geturl():
            raise PermissionError(url)
        body: bytes = answer.read()
    return body
