"""What a recruiter of company own does with their pages and with REST, and what these showed."""

import json
import uuid
from typing import Any
from urllib.parse import quote, urlencode

from injection_http import Answer, request
from injection_world import World

# Tables that somebody who writes for a company can save; some are an owner's alone.
TABLES = (
    "/admin/jobs/posting/export/?form=csv",
    "/admin/recruiting/seekeract/?format=csv",
    "/admin/recruiting/seekeract/funnel/?format=csv",
    "/admin/accounts/auditentry/export-csv/",
)
BY_POSTING = {"measures": ["postings_new"], "dimensions": ["posting"]}


def keep_page(evidence: Any, who: str, path: str, answer: Answer) -> None:
    """Keep what was answered; a failure of the server is an error."""
    if answer.status >= 500:
        evidence.errors.append(f"{path} answered {answer.status}")
    evidence.pages.append((who, path, answer.status, answer.kind, answer.text))


class RecruiterPages:
    """A recruiter's browser and client; all that they are shown is kept as evidence."""

    def __init__(self, world: World, evidence: Any) -> None:
        self.world = world
        self.evidence = evidence
        self._cookie = ""
        self._access = ""

    @property
    def cookie(self) -> str:
        """The admin's session."""
        if not self._cookie:
            self._cookie = f"sessionid={log_in(self.world.recruiter)}"
        return self._cookie

    @property
    def access(self) -> str:
        """The token for REST."""
        if not self._access:
            from jobassist.accounts.services import open_sign_in

            self._access = open_sign_in(self.world.recruiter).access
        return self._access

    # --- acts ---------------------------------------------------------------------------------

    def open_candidates(self, job: str, *, words: str = "") -> None:
        """Look at who fits a posting, by the page and by REST; the words narrow it."""
        asked = f"?{urlencode({'q': words[:300]})}" if words else ""
        self._get(f"/admin/recruiting/candidateposting/{quote(job)}/who/{asked}")
        self._get_rest(
            f"/api/v1/companies/{self.world.own.id}/postings/{quote(job)}/candidates{asked}"
        )

    def search_people(self, words: str) -> None:
        """Look for people in words among those who fit the carrier."""
        if self.world.carrier_id:
            self.open_candidates(str(self.world.carrier_id), words=words)

    def ask(self, words: str) -> None:
        """Ask the figures, by REST and on the page."""
        words = words[:200]
        path = f"/api/v1/companies/{self.world.own.id}/figures/ask"
        self._keep(path, request("POST", path, body={"question": words}, access=self.access))
        self._post("/admin/recruiting/seekeract/ask/", {"question": words, "q": ""})

    def open_postings(self) -> None:
        """Look at the list of postings and at the carrier's own page."""
        self._get("/admin/jobs/posting/")
        if self.world.carrier_id:
            self._get(f"/admin/jobs/posting/{self.world.carrier_id}/change/")
            self._get(f"/admin/jobs/posting/{self.world.carrier_id}/audience/")

    def open_thread(self, conversation_id: str) -> None:
        """Look at a thread by the id of its conversation, or of its own."""
        self._get(f"{_THREADS}{thread_id_of(conversation_id)}/change/")

    def write_in_thread(self, text: str) -> None:
        """Send a message as the page does."""
        path = f"{_THREADS}{self.world.thread.id}/change/"
        self._post(path, {"frame_id": str(uuid.uuid4()), "text": text, "act": "send"})
        self.evidence.posted.append(text)

    def draft_in_thread(self) -> None:
        """Have an answer drafted, and the seeker's words translated."""
        path = f"{_THREADS}{self.world.thread.id}/change/"
        for act in ("draft", "translate_theirs"):
            self._post(path, {"frame_id": str(uuid.uuid4()), "text": "", "act": act})

    def export_tables(self) -> None:
        """Save every table that a company can save."""
        by_posting = quote(json.dumps(BY_POSTING))
        for path in (*TABLES, f"/admin/recruiting/seekeract/?q={by_posting}&format=csv"):
            answer = request("GET", path, cookie=self.cookie)
            self._keep(path, answer)
            if answer.status == 200 and "csv" in answer.kind:
                kind = "postings csv" if "posting/export" in path else "csv"
                self.evidence.exports.append((kind, answer.text))
            else:
                self.evidence.not_done.append(f"{path}: {answer.status} {answer.kind}")

    def look_around(self) -> None:
        """Open what shows what was planted; all of it where the item has to do with recruiters."""
        self.open_postings()
        self.open_thread(self.world.names["thread:own"])
        if self.world.carrier_id:
            self.open_candidates(str(self.world.carrier_id))
        item = self.world.item
        if item["carrier"] != "recruiter_message" and not any(
            "as" in act for act in item["person"]
        ):
            return
        self.open_thread(self.world.names["thread:rival"])
        self._get(_THREADS)
        self._get("/admin/recruiting/application/")
        self._get("/admin/recruiting/application/board/")
        self._get(f"/admin/recruiting/application/{self.world.thread.application_id}/change/")
        self._get_rest(f"/api/v1/companies/{self.world.own.id}/applications")

    # --- requests -----------------------------------------------------------------------------

    def _get(self, path: str) -> None:
        self._keep(path, request("GET", path, cookie=self.cookie))

    def _get_rest(self, path: str) -> None:
        self._keep(path, request("GET", path, access=self.access))

    def _post(self, path: str, form: dict[str, str]) -> None:
        answer = request("POST", path, form=form, cookie=self.cookie)
        self._keep(path, answer)
        if answer.status == 302:
            where = answer.location
            if where.startswith("/admin/") and "login" not in where:
                self._get(where)
        if answer.status in (400, 403):
            self.evidence.not_done.append(f"{path}: {answer.status} {answer.text[:80]}")

    def _keep(self, path: str, answer: Answer) -> None:
        keep_page(self.evidence, "recruiter", path, answer)


_THREADS = "/admin/recruiting/thread/"


def thread_id_of(conversation_id: str) -> str:
    """Return the id by which a thread's page is asked for."""
    from recruiting.models import Thread

    try:
        found = Thread.objects.filter(conversation_id=uuid.UUID(conversation_id)).first()
    except ValueError:
        return quote(conversation_id, safe="")
    return str(found.id) if found else conversation_id


def log_in(user: Any) -> str:
    """Return the key of an admin session."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
