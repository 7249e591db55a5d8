"""Everything a person ever gave is in the export, and nothing of it is left after an erasure.

Each way in gets a text that stands nowhere else. After the erasure every table, every file and
the log of the run are searched for each of them.
"""

import io
import json
import logging
import logging.config
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as project_settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.utils import timezone
from django.utils.connection import ConnectionProxy
from rest_framework.test import APIClient

from chat.models import Memory, MemoryReading
from eventlog.models import Conversation, Event
from jobassist.accounts import tasks
from jobassist.accounts.models import Device as PhoneOrBrowser
from jobassist.accounts.models import Identity, User
from jobassist.db import run_in_db
from jobs.models import Posting
from recruiting.models import Application
from resumes import services as resume_services
from resumes.models import Attachment, Resume, ResumeRole
from tests.chat.talking import Device, cards, settle
from tests.factories import PASSWORD, make_company, make_postings, make_source, make_user
from tests.resumes.hostile_files import PNG, build_docx, build_pdf, text_stream

pytestmark = pytest.mark.django_db(transaction=True)

# What a person wrote stands in the export; what was refused, previewed or deleted stands nowhere
# even before the erasure.
KEPT, NOWHERE, INTERNAL = "kept", "nowhere", "internal"


@dataclass(frozen=True)
class Canary:
    """A text that marks one way in; `fate` says where it may be before the erasure."""

    mark: str
    fate: str


class Canaries:
    """Hands out marks, each once, and remembers where each may be found."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.all: dict[str, Canary] = {}

    def mark(self, way: str, fate: str = KEPT) -> str:
        """Return a mark for a way in: a word that no text of ours contains."""
        assert way not in self.all, way
        number = len(self.all)
        letters = chr(ord("a") + number // 26) + chr(ord("a") + number % 26)
        self.all[way] = Canary(f"{self.prefix}v{letters}kt", fate)
        return self.all[way].mark

    def digits(self, way: str, number: str, fate: str = KEPT) -> str:
        """Return a number as a mark."""
        self.all[way] = Canary(number, fate)
        return number

    def of(self, *fates: str) -> dict[str, str]:
        """Return the ways and marks of some fates."""
        return {way: each.mark for way, each in self.all.items() if each.fate in fates}


# --- where to look ------------------------------------------------------------------------------


def find_in_tables(marks: dict[str, str]) -> list[str]:
    """Return `way in table` for every mark that any column of any table holds."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'm')"
            " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert "public.eventlog_event" in tables
        assert "public.procrastinate_jobs" in tables
        patterns = [f"%{mark}%" for mark in marks.values()]
        for table in tables:
            # The row as text is all its columns, JSON and arrays too. Binary columns print as
            # hexadecimal: their marks are looked for in that form as well.
            cursor.execute(
                f"SELECT t::text FROM {table} t WHERE t::text ILIKE ANY (%s)"
                f" OR t::text ILIKE ANY (%s)",
                [patterns, [f"%{mark.encode().hex()}%" for mark in marks.values()]],
            )
            for (row,) in cursor.fetchall():
                lower = row.lower()
                found += [
                    f"{way} in {table}"
                    for way, mark in marks.items()
                    if mark in lower or mark.encode().hex() in lower
                ]
    return sorted(set(found))


def find_in_files(marks: dict[str, str], *roots: Path) -> list[str]:
    """Return `way in file` for every mark that a file's bytes or name hold, deflated or not."""
    found = []
    for root in roots:
        for path in [root, *root.rglob("*")] if root.is_dir() else [root]:
            data = path.read_bytes().lower() if path.is_file() else b""
            found += [
                f"{way} in {path.name}"
                for way, mark in marks.items()
                if mark.encode() in data or mark in path.name.lower()
            ]
    return sorted(set(found))


def find_in_text(marks: dict[str, str], text: str, *, where: str) -> list[str]:
    """Return `way in where` for every mark in a text."""
    lower = text.lower()
    return [f"{way} in {where}" for way, mark in marks.items() if mark in lower]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what the run logs, every level, in the form in which it is written."""
    configured = project_settings.LOGGING["formatters"]["structured"]
    formatter = logging.config.DictConfigurator(project_settings.LOGGING).configure_formatter(
        configured
    )
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files of this process and its children."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def market(db: None) -> Posting:
    """Return a posting of a company that works with us, among a few others."""
    rows = [
        ("Staff Nurse", "Leeds", "Care for patients on the ward.\nRequirements:\n- NMC"),
        ("Staff Nurse", "Leeds", "Day clinic, no nights.\nRequirements:\n- NMC registration"),
        ("Warehouse Operative", "Leeds", "Pick and pack orders."),
    ]
    make_postings(
        [
            {
                "id": f"m-{number}", "lang": "en", "title": title, "company": f"Harbour {number}",
                "city": city, "salary_min": 30000, "salary_max": 36000, "salary_currency": "GBP",
                "salary_period": "year", "employment_type": "full_time", "description": text,
            }
            for number, (title, city, text) in enumerate(rows)
        ]
    )  # fmt: skip
    source = make_source("own-feed", company=make_company(name="Harbour Care"))
    (posting,) = make_postings(
        [
            {
                "id": "own-1", "lang": "en", "title": "Staff Nurse", "company": "Harbour Care",
                "city": "Hull", "salary_min": 33000, "salary_max": 39000, "salary_currency": "GBP",
                "salary_period": "year", "employment_type": "full_time",
                "description": "Ward nurse.\nRequirements:\n- NMC registration",
            }
        ],
        source=source,
    )  # fmt: skip
    return posting


# --- a life here --------------------------------------------------------------------------------


class Life:
    """One person using everything there is, leaving a mark by every way in."""

    def __init__(self, canaries: Canaries) -> None:
        self.canaries = canaries
        self.client = APIClient()
        self.user_id = ""
        self.resume_id = ""
        self.refusals: list[int] = []

    @property
    def user(self) -> User:
        return User.objects.get(id=self.user_id)

    def call(self, method: str, path: str, data: Any = None, *, code: int, **kwargs: Any) -> Any:
        """Send a request; returns the JSON of its answer, None where it has none."""
        kwargs.setdefault("format", "json")
        answer = getattr(self.client, method)(f"/api/v1/{path}", data, **kwargs)
        assert answer.status_code == code, (path, answer.status_code, answer.content)
        return answer.json() if answer.content else None

    def sign_in(self, pair: dict[str, Any]) -> None:
        self.user_id = pair["user_id"]
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")

    # Everything below is sync and runs in a database thread.

    def come_as_guest(self) -> None:
        mark = self.canaries.mark
        pair = self.call(
            "post",
            "auth/guest",
            {"device_name": f"Phone {mark('guest device name')}", "time_zone": "Europe/London"},
            code=201,
        )
        self.sign_in(pair)

    def register(self) -> None:
        mark = self.canaries.mark
        body = {
            "email": f"{mark('registered e-mail')}@example.com",
            "password": f"Horse battery {mark('password', NOWHERE)}",
            "display_name": f"Ann {mark('display name')}",
        }
        self.sign_in(self.call("post", "auth/register", body, code=201))
        phone = self.canaries.digits("phone number", "7911123456")
        self.call("post", "auth/identities", {"phone": f"+44{phone}"}, code=201)
        nobody = f"{mark('code asked for a stranger’s address', NOWHERE)}@example.com"
        body = {"email": nobody, "purpose": "login"}
        self.call("post", "auth/codes", body, code=202)
        body = {"email": nobody, "purpose": "login", "code": "123456"}
        self.call("post", "auth/codes/confirm", body, code=400)
        # The codes are sent as the worker would send them.
        for identity in Identity.objects.filter(user_id=self.user_id):
            tasks.send_one_time_code.func(str(identity.id), "verify")

    def sign_in_again(self, email: str) -> None:
        mark = self.canaries.mark
        wrong = {"email": email, "password": f"wrong {mark('mistyped password', NOWHERE)}"}
        self.call("post", "auth/login", wrong, code=401)
        PhoneOrBrowser.objects.create(
            user=self.user,
            kind=PhoneOrBrowser.Kind.IOS,
            name=f"Tablet {mark('registered device')}",
            push_token=f"token-{mark('push token', INTERNAL)}",
        )

    def write_resumes(self) -> None:
        mark = self.canaries.mark
        doomed = self.call(
            "post",
            "resumes",
            {
                "title": f"Old {mark('title of a deleted résumé', NOWHERE)}",
                "document": {"basics": {"name": f"Ann {mark('deleted résumé', NOWHERE)}"}},
            },
            code=201,
        )
        made = self.call(
            "post",
            "resumes",
            {
                "title": f"CV {mark('résumé title')}",
                "document": {
                    "basics": {"name": "Ann Lee", "email": "ann.lee@example.com"},
                    "work": [
                        {
                            "name": f"{mark('JSON résumé by REST').title()} Hospital",
                            "position": "Staff Nurse",
                            "startDate": "2019-03",
                            "endDate": "2021-05",
                        }
                    ],
                },
            },
            code=201,
        )
        self.call("delete", f"resumes/{doomed['resume_id']}", code=204)
        self.resume_id = made["resume_id"]
        path = f"resumes/{self.resume_id}"
        summary = f"Calm nurse {mark('résumé patch')}"
        patch = [{"op": "add", "path": "/basics/summary", "value": summary}]
        self.call("patch", path, patch, code=200)
        patch = [{"op": "add", "path": "/basics/label", "value": mark("undone résumé value")}]
        self.call("patch", path, patch, code=200)
        self.call("post", f"{path}/undo", {}, code=200)
        bad = [{"op": "add", "path": "/nowhere/7/x", "value": mark("refused patch", NOWHERE)}]
        assert self.client.patch(f"/api/v1/{path}", bad, format="json").status_code == 400
        answer = {"path": "resume.basics.phone", "text": f"it is +44 {self._phone()}"}
        self.call("post", f"{path}/answers", answer, code=200)
        text = f"Since 2021 I have been a charge nurse at {mark('text by REST').title()} Infirmary."
        self.call("post", "resumes/intake", {"text": text}, code=200)

    def _phone(self) -> str:
        return self.canaries.digits("résumé phone by answer", "7911654321")

    def upload(self, name: str, data: bytes) -> str:
        """Upload a file; returns its id."""
        form = {"file": SimpleUploadedFile(name, data)}
        made = self.call("post", "attachments", form, code=201, format="multipart")
        return str(made["attachment_id"])

    def fail_to_upload(self, name: str, data: bytes) -> None:
        """Upload a file that is refused."""
        form = {"file": SimpleUploadedFile(name, data)}
        answer = self.client.post("/api/v1/attachments", form, format="multipart")
        assert 400 <= answer.status_code < 500, answer.content

    def upload_files(self) -> None:
        mark = self.canaries.mark
        pdf = build_pdf(
            [text_stream("Ann Lee", f"2016 - 2018 Nurse, {mark('PDF bytes').title()} Clinic")]
        )
        docx = build_docx(
            "Ann Lee", "Work experience", f"2014 - 2016 Nurse, {mark('DOCX words').title()} House"
        )
        resume = {
            "basics": {"name": "Ann Lee", "summary": f"From {mark('JSON résumé by file')}"},
            "work": [],
        }
        text = f"Ann Lee\nSkills: {mark('text file')}, triage\n"
        self.files = [
            self.upload(f"{mark('PDF file name')}.pdf", pdf),
            self.upload(f"{mark('DOCX file name')}.docx", docx),
            self.upload("resume.json", json.dumps(resume).encode()),
            self.upload(f"{mark('text file name')}.txt", text.encode()),
        ]
        for attachment_id in self.files:
            self.call("post", "resumes/intake", {"attachment_id": attachment_id}, code=200)
        gone = self.upload(
            f"{mark('deleted file name', NOWHERE)}.txt",
            f"Ann Lee, nurse, {mark('deleted file', NOWHERE)}".encode(),
        )
        self.call("delete", f"attachments/{gone}", code=204)
        # A picture that calls itself a PDF, and a broken archive: refused, and no trace.
        renamed = PNG + mark("renamed file", NOWHERE).encode()
        self.fail_to_upload(f"{mark('renamed file’s name', NOWHERE)}.pdf", renamed)
        sheet = f"PK\x03\x04{mark('broken archive', NOWHERE)}".encode()
        self.fail_to_upload("broken.docx", sheet)

    def keep_alerts(self) -> None:
        mark = self.canaries.mark
        kept = {"titles": [mark("standing search")]}
        gone = {"titles": [mark("deleted standing search", NOWHERE)]}
        daily = {"frequency": "daily"}
        self.call("post", "alerts", {"criteria": kept, "schedule": daily}, code=201)
        made = self.call("post", "alerts", {"criteria": gone, "schedule": daily}, code=201)
        self.call("delete", f"alerts/{made['alert_id']}", code=204)

    def confirm_resume(self) -> None:
        resume = Resume.objects.get(id=self.resume_id)
        body = {"revision": resume.revision}
        self.call("post", f"resumes/{self.resume_id}/confirm", body, code=200)
        resume_services.embed_roles(resume.id)
        assert ResumeRole.objects.filter(resume=resume, vector__isnull=False).exists()
        # The PDF is made in a child; nothing of it may stay on disk.
        assert self.client.get(f"/api/v1/resumes/{self.resume_id}.pdf").status_code == 200

    async def talk(self) -> None:
        """Say things over the socket, in both languages, by every kind of frame."""
        mark = self.canaries.mark
        device = Device()
        await device.greeted(
            await run_in_db(lambda: self.user), locale=f"x-{mark('junk locale', NOWHERE)[:8]}"
        )
        await self._search(device)
        await self._remember(device)
        await self._resume(device)
        await self._connect(device)
        await self._odds_and_ends(device)
        await device.close()
        await settle()

    async def _search(self, device: Device) -> None:
        mark = self.canaries.mark
        await device.say(f"hello, my name is {mark('English message').title()}")
        await device.say(f"你好，我是{mark('Chinese message')}，随便看看")
        await device.say("I am looking for work as a nurse in Leeds")
        await device.order(
            "message.send",
            {
                "text": mark("label of a chip"),
                "postback": {
                    "do": "criteria",
                    "set": {
                        "exclude": [mark("excluded word")],
                        "skills": [mark("wished skill")],
                    },
                },
            },
        )
        await device.until("turn.finished")
        junk = {"do": "nothing", "words": mark("junk postback", INTERNAL)}
        ack = await device.order("message.send", {"text": "tap", "postback": junk})
        assert ack["status"] == "rejected"
        await device.say("a nurse in Leeds please")

    async def _remember(self, device: Device) -> None:
        mark = self.canaries.mark
        await device.say(f"please remember that I have a dog called {mark('remembered note')}")
        await device.say(f"remember that I dislike {mark('forgotten note')}")
        await device.say(f"remember that my brother is {mark('edited note')}")
        notes = await run_in_db(
            lambda: {
                str(each.value).rsplit(" ", 1)[-1].strip(".”"): each
                for each in Memory.objects.filter(user_id=self.user_id).exclude(
                    kind=Memory.Kind.CRITERION
                )
            }
        )
        forgotten = notes[self.canaries.all["forgotten note"].mark]
        edited = notes[self.canaries.all["edited note"].mark]
        done = await device.order("memory.forget", {"memory_id": str(forgotten.id)})
        assert done["status"] == "accepted"
        value = f"my sister is {mark('new words of a note')}"
        done = await device.order("memory.edit", {"memory_id": str(edited.id), "value": value})
        assert done["status"] == "accepted"

    async def _resume(self, device: Device) -> None:
        mark = self.canaries.mark
        await device.order("scene.switch", {"scene": "resume"})
        await device.until("turn.finished")
        employer = mark("résumé by message").title()
        await device.say(f"I worked as a care assistant at {employer} Ltd from 2010 to 2013")
        await device.say("", attachment_ids=self.files[:1])
        opened = [f for f in device.frames if f["type"] == "prompt.opened"][-1]["data"]
        value = f"{mark('answer to a question')}"
        answered = {"prompt_id": opened["prompt_id"], "value": value}
        done = await device.order("prompt.answer", answered)
        assert done["status"] == "accepted", done
        await device.until("turn.finished")
        other = {"prompt_id": str(uuid.uuid4()), "value": mark("answer to nothing", NOWHERE)}
        done = await device.order("prompt.answer", other)
        assert done["status"] == "rejected"

    async def _connect(self, device: Device) -> None:
        mark = self.canaries.mark
        await device.order("scene.switch", {"scene": "find"})
        await device.until("turn.finished")
        chips = {"do": "criteria", "set": {"titles": ["nurse"], "cities": ["Hull"]}}
        clear = {"clear": ["exclude", "skills"]}
        shown = await device.say("nurse in Hull", postback={**chips, **clear})
        found = [f for f in shown if f["type"] == "item.done" and f["data"].get("card")]
        jobs = [f for f in found if f["data"]["card"]["kind"] in ("job_card", "job_carousel")]
        assert jobs, [f["data"]["card"]["kind"] for f in found]
        item = jobs[-1]["data"]
        posting = await Posting.objects.aget(external_id="own-1")
        payload = {"job_id": str(posting.id)}
        for way in ("discarded draft", "sent message"):
            tap = {"item_id": item["item_id"], "action": "connect", "payload": payload}
            await device.order("action.invoke", tap)
            await device.until("turn.finished")
            start = len(device.frames)
            await device.say("", postback={"do": "message", "action": "edit"})
            await device.say(f"Dear Harbour Care, {mark(way)} sends you greetings")
            preview = cards(device.frames[start:], "message_preview")[-1]
            action = "discard" if way == "discarded draft" else "send"
            tap = {"do": "message", "action": action, "prompt_id": preview["data"]["prompt_id"]}
            await device.say("", postback=tap)
        assert await Application.objects.filter(person_id=self.user_id).acount() == 1
        rated = {
            "item_id": item["item_id"],
            "rating": "down",
            "reason": f"not for {mark('reason of a thumb')}",
        }
        assert (await device.order("item.feedback", rated))["status"] == "accepted"
        tap = {
            "item_id": item["item_id"],
            "action": "dismiss",
            "payload": {**payload, "reason": "other", "why": mark("payload of a tap", INTERNAL)},
        }
        await device.order("action.invoke", tap)
        await device.until("turn.finished")

    async def _odds_and_ends(self, device: Device) -> None:
        mark = self.canaries.mark
        draft = f"I am looking for work as a {mark('previewed draft', NOWHERE)} in Leeds"
        ref = await device.send("message.preview", {"text": draft})
        await device.until("preview.result", ref=ref)
        await device.socket.send_to(text_data=f"not JSON {mark('bad frame', NOWHERE)}")
        await device.until("error")
        bad = {"text": ["a list"], "who": mark("field of a bad frame", NOWHERE)}
        await device.send("message.send", bad)
        await device.until("error")
        kind = f"x.{mark('unknown type', NOWHERE)}"
        await device.send(kind, {})
        await device.until("error")
        await device.send("message.send", {"text": mark("too long", NOWHERE) * 1200})
        await device.until("error")
        body = {"title": f"Chat {mark('conversation title')}"}
        path = f"conversations/{device.conversation_id}"
        await run_in_db(self.call, "patch", path, body, code=200)
        # A second chat, deleted again with all that was said in it.
        opened = await device.order("conversation.open", {})
        await device.until("turn.finished")
        first = device.conversation_id
        device.conversation_id = opened["conversation_id"]
        await device.say(f"a secret: {mark('message of a deleted chat', NOWHERE)}")
        path = f"conversations/{device.conversation_id}"
        body = {"title": f"Chat {mark('title of a deleted chat', NOWHERE)}"}
        await run_in_db(self.call, "patch", path, body, code=200)
        await run_in_db(self.call, "delete", path, code=204)
        device.conversation_id = first
        query = f"conversations?q={mark('query of a URL', NOWHERE)}"
        await run_in_db(self.call, "get", query, code=200)
        agent = {"HTTP_USER_AGENT": mark("user agent", NOWHERE)}
        await run_in_db(lambda: self.call("get", "memory", code=200, **agent))

    def export(self) -> dict[str, Any]:
        """Return the export, parsed."""
        answer = self.client.get("/api/v1/me/export")
        assert answer.status_code == 200
        self.exported = answer.content.decode()
        return dict(json.loads(self.exported))

    def erase(self) -> None:
        self.call("delete", "me", {"confirm": "erase"}, code=204)
        # What the worker does two minutes later.
        tasks.erase_again.func(str(self.user_id))


# --- the claims ---------------------------------------------------------------------------------

# Rows that stay after an erasure and hold the person's random id, which names nobody any more.
STUBS = {
    "public.accounts_user",
    "public.recruiting_impression",
    "public.recruiting_seekeract",
    "public.recruiting_consent",
    "public.recruiting_application",
    # The second pass: its argument is the id, by the rule that arguments are ids only.
    "public.procrastinate_jobs",
}


def assert_gone(
    canaries: Canaries, *ids: str, log: io.StringIO, folders: tuple[Path, ...], printed: str
) -> None:
    """Fail where any mark, row or vector of the person is left."""
    marks = canaries.of(KEPT, NOWHERE, INTERNAL)
    left = find_in_tables(marks)
    left += find_in_files(marks, *folders)
    left += find_in_text(marks, log.getvalue(), where="the log")
    left += find_in_text(marks, printed, where="the terminal")
    assert left == []
    assert not ResumeRole.objects.exists()
    assert not Resume.objects.exists()
    assert not Attachment.objects.exists()
    named = find_in_tables({f"person {each}": each for each in ids})
    assert {row.rsplit(" in ", 1)[1] for row in named} <= STUBS, named
    uploads = Path(project_settings.MEDIA_ROOT)
    assert not uploads.exists() or list(uploads.iterdir()) == []


def assert_found_before(life: Life, *, log: io.StringIO, folder: Path) -> None:
    """Fail where the export lacks a mark, or a mark stands where nothing may be kept."""
    life.export()
    kept = life.canaries.of(KEPT)
    lower = life.exported.lower()
    assert [way for way, mark in kept.items() if mark not in lower] == []
    nowhere = life.canaries.of(NOWHERE)
    assert find_in_tables(nowhere) == []
    assert find_in_files(nowhere, folder) == []
    everything = life.canaries.of(KEPT, NOWHERE, INTERNAL)
    assert find_in_text(everything, log.getvalue(), where="the log") == []
    # The search sees what is there: else nothing that follows would mean anything.
    seen = {row.rsplit(" in ", 1)[0] for row in find_in_tables(kept)}
    assert seen == kept.keys()
    assert find_in_files(kept, folder)


async def test_account_is_exported_whole_and_erased_whole(market, log, scratch, tmp_path, capfd):
    life = Life(Canaries("qzx"))
    await run_in_db(life.come_as_guest)
    await run_in_db(life.register)
    await run_in_db(
        life.sign_in_again, f"{life.canaries.all['registered e-mail'].mark}@example.com"
    )
    await run_in_db(life.write_resumes)
    await run_in_db(life.upload_files)
    await run_in_db(life.confirm_resume)
    await run_in_db(life.keep_alerts)
    await life.talk()
    await run_in_db(note_reading)
    assert len(life.canaries.all) >= 30
    await run_in_db(assert_found_before, life, log=log, folder=tmp_path)
    # She is alone in the database, so a table that still has rows afterwards kept some of hers.
    before = await run_in_db(count_rows_to_delete)
    assert {label for label, count in before.items() if not count} <= STAFF_OR_LATER
    await run_in_db(life.erase)
    after = await run_in_db(count_rows_to_delete)
    assert {label: count for label, count in after.items() if count} == {}
    printed = "".join(capfd.readouterr())
    await run_in_db(
        assert_gone,
        life.canaries,
        life.user_id,
        log=log,
        folders=(tmp_path, *own_data_folders()),
        printed=printed,
    )
    assert find_in_cache(life.canaries.of(KEPT, NOWHERE, INTERNAL)) == []
    contact = await Application.objects.aget()
    assert (contact.seeker_id, contact.message, contact.resume_id) == (None, "", None)


async def test_guest_is_erased_whole(market, log, scratch, tmp_path, capfd):
    life = Life(Canaries("qgx"))
    await run_in_db(life.come_as_guest)
    await run_in_db(life.write_resumes)
    await run_in_db(life.upload_files)
    await run_in_db(life.confirm_resume)
    await run_in_db(life.keep_alerts)
    await life.talk()
    await run_in_db(assert_found_before, life, log=log, folder=tmp_path)
    await run_in_db(life.erase)
    printed = "".join(capfd.readouterr())
    await run_in_db(
        assert_gone, life.canaries, life.user_id, log=log, folders=(tmp_path,), printed=printed
    )


async def test_guest_merged_into_an_account_is_erased_with_it(
    market, log, scratch, tmp_path, capfd
):
    life = Life(Canaries("qmx"))
    email = f"{life.canaries.mark('address of the account')}@example.com"
    account = await run_in_db(make_user, email=email)
    await run_in_db(life.come_as_guest)
    guest_id = life.user_id
    await run_in_db(life.write_resumes)
    await run_in_db(life.upload_files)
    await run_in_db(life.confirm_resume)
    await run_in_db(life.keep_alerts)
    await life.talk()

    def sign_in_and_merge() -> None:
        body = {
            "email": email,
            "password": PASSWORD,
            "device_name": f"Desk {life.canaries.mark('device of a sign-in')}",
        }
        life.sign_in(life.call("post", "auth/login", body, code=200))
        tasks.merge_again.func(guest_id)

    await run_in_db(sign_in_and_merge)
    assert life.user_id == str(account.id)
    # What the guest gave is now the account's to take along…
    await run_in_db(assert_found_before, life, log=log, folder=tmp_path)
    # … and goes with it, the guest's own stub included.
    await run_in_db(life.erase)
    printed = "".join(capfd.readouterr())
    await run_in_db(
        assert_gone,
        life.canaries,
        life.user_id,
        guest_id,
        log=log,
        folders=(tmp_path,),
        printed=printed,
    )


def own_data_folders() -> tuple[Path, ...]:
    """Return what the project keeps in DATA_DIR beside the database's own files, and its log."""
    data = Path(project_settings.DATA_DIR)
    folders = [path for path in data.iterdir() if path.is_dir() and path.name != "postgres"]
    return (*folders, *data.glob("postgres/*.log"))


def find_in_cache(marks: dict[str, str]) -> list[str]:
    """Return `way in the cache` for every mark in this process's cache."""
    assert isinstance(cache, ConnectionProxy | LocMemCache)
    values: dict[str, Any] = cache._cache  # type: ignore[attr-defined]
    held = [*values, *values.values()]
    return find_in_text(marks, " ".join(map(repr, held)), where="the cache")


def count_rows_to_delete() -> dict[str, int]:
    """Return how many rows each table has whose rows go with their person."""
    deleted = [label for label, fate in FATES.items() if fate == DELETED]
    return {label: apps.get_model(label).objects.count() for label in deleted}


async def test_erasing_one_person_leaves_the_others_whole(market, alice, bob):
    hers, his = await Device().greeted(alice), await Device().greeted(bob)
    await hers.say("I am looking for work as a nurse in Leeds")
    await his.say("I am looking for work as a nurse in Leeds")
    for device in (hers, his):
        await device.close()
    await settle()

    def erase() -> tuple[int, int]:
        from jobassist.accounts import personal_data

        of_bob = Event.objects.filter(conversation__owner=bob)
        before = of_bob.count()
        personal_data.erase_person(alice)
        assert not Event.objects.filter(conversation__owner=alice).exists()
        return before, of_bob.count()

    before, after = await run_in_db(erase)
    assert before == after > 0
    assert await Memory.objects.filter(user=bob).aexists()


# --- every table is known -----------------------------------------------------------------------

DELETED = "deleted with the person"
STUB = "stays as an id that names nobody"
# What erasure does to each table. A new model fails the test until somebody has decided.
FATES = {
    "accounts.User": STUB,
    "accounts.Identity": DELETED,
    "accounts.BackupCode": DELETED,
    "accounts.Invitation": DELETED,
    "accounts.Membership": DELETED,
    "accounts.SecondFactor": DELETED,
    "accounts.Device": DELETED,
    "accounts.SignIn": DELETED,
    "accounts.OneTimeCode": DELETED,
    "accounts.SocketTicket": DELETED,
    "accounts.User_groups": DELETED,
    "accounts.User_user_permissions": DELETED,
    "chat.Alert": DELETED,
    "chat.ClientFrame": DELETED,
    "chat.DialogueState": DELETED,
    "chat.ForgottenFact": DELETED,
    "chat.ItemFeedback": DELETED,
    "chat.Memory": DELETED,
    "chat.MemoryReading": DELETED,
    "chat.MemoryVector": DELETED,
    "chat.ExperimentPerson": DELETED,
    "chat.Turn": DELETED,
    "eventlog.Conversation": DELETED,
    "eventlog.Delivery": DELETED,
    "eventlog.Dispatch": DELETED,
    "eventlog.Event": DELETED,
    "eventlog.Notification": DELETED,
    "eventlog.NotificationOptOut": DELETED,
    "eventlog.NotificationSettings": DELETED,
    "eventlog.Participant": DELETED,
    "eventlog.Presence": DELETED,
    "eventlog.PushSubscription": DELETED,
    # What was spent stays, and is nobody's.
    "providers.ModelUse": STUB,
    "providers.QueuePlace": DELETED,
    "recruiting.Application": STUB,
    "recruiting.ApplicationNote": DELETED,
    "recruiting.ApplicationTag": DELETED,
    "recruiting.CandidateMark": DELETED,
    "recruiting.Block": DELETED,
    "recruiting.Greeting": STUB,
    "recruiting.Report": STUB,
    "recruiting.Thread": STUB,
    "recruiting.ThreadFile": DELETED,
    "recruiting.ThreadPost": STUB,
    "recruiting.Consent": STUB,
    "recruiting.DecisionRecord": DELETED,
    "recruiting.DuplicateMerge": STUB,
    "recruiting.Impression": STUB,
    "recruiting.ScoreContest": DELETED,
    "recruiting.InterviewSlot": STUB,
    "recruiting.JobOffer": DELETED,
    "recruiting.PostingNote": DELETED,
    "recruiting.PostingRecruiter": DELETED,
    "recruiting.SeekerAct": STUB,
    "recruiting.SlotOffer": DELETED,
    "recruiting.StageMove": STUB,
    "resumes.Attachment": DELETED,
    "resumes.Resume": DELETED,
    "resumes.ResumeRevision": DELETED,
    "resumes.ResumeRole": DELETED,
    "resumes.ResumeReading": DELETED,
    "resumes.SearchedRole": DELETED,
}


# Of these a seeker's life here leaves no row.
def note_reading() -> None:
    """Note how far a model has read each chat for what to remember, as the sweep does."""
    for chat in Conversation.objects.filter(kind=Conversation.Kind.ASSISTANT):
        MemoryReading.objects.create(conversation=chat, read_seq=1, read_at=timezone.now())


STAFF_OR_LATER = {
    "accounts.BackupCode",
    "accounts.Invitation",
    "accounts.SecondFactor",
    "accounts.Membership",
    "accounts.User_groups",
    "accounts.User_user_permissions",
    # See tests/recruiting/fairness.
    "recruiting.ScoreContest",
    # See tests/eventlog/outbox.
    "eventlog.Delivery",
    "eventlog.Dispatch",
    "eventlog.Notification",
    # A recruiter's: see tests/recruiting/test_moves.py.
    "recruiting.ApplicationNote",
    "recruiting.ApplicationTag",
    "recruiting.CandidateMark",
    "recruiting.JobOffer",
    "recruiting.PostingRecruiter",
    "recruiting.SlotOffer",
    # With somebody on the other side: see tests/recruiting/test_threads.py.
    "recruiting.Block",
    "recruiting.ThreadFile",
    "recruiting.Greeting",
    "recruiting.Report",
    "recruiting.Thread",
    "recruiting.ThreadPost",
    "eventlog.NotificationOptOut",
    "eventlog.NotificationSettings",
    "eventlog.Presence",
    "eventlog.PushSubscription",
    # No model answers here.
    "chat.ExperimentPerson",
    "providers.ModelUse",
    "providers.QueuePlace",
}
# Tables that hold nothing of a seeker, and why.
IMPERSONAL = {
    "accounts.AuditEntry": "ids and codes of who saw and did what, gone after AUDIT_DAYS",
    "accounts.AttemptCount": "keyed hashes, gone when their window ends",
    "accounts.Company": "a firm",
    "admin.LogEntry": "what staff did, by ids; its texts are the texts of rows without names",
    "auth.Group": "rights",
    "auth.Group_permissions": "rights",
    "auth.Permission": "rights",
    "chat.Experiment": "a comparison's name",
    "chat.ExperimentArm": "a way of answering",
    "contenttypes.ContentType": "names of tables",
    "feeds.ApiKey": "a partner's, by its hash",
    "feeds.IdempotentAnswer": "ids and states of postings, gone after a day",
    "feeds.Partner": "a firm",
    "feeds.PartnerSource": "which feed a partner writes",
    "feeds.PartnerUsage": "counts",
    "feeds.PullRun": "counts of a pull",
    "feeds.PullSource": "a feed",
    "feeds.PulledReject": "a row of a feed, gone after some days",
    "feeds.Snapshot": "counts of a feed; names the member of staff who decided by id",
    "feeds.SnapshotItem": "ids of a feed",
    "feeds.WebhookDelivery": "ids and states, gone after some days",
    "feeds.WebhookEndpoint": "a firm's address",
    "jobs.Employer": "a firm, from a feed",
    "jobs.FeedTally": "counts of a feed",
    "jobs.EmployerClaim": "a firm's claim; names the member of staff who decided by id",
    "jobs.Posting": "from a feed",
    "jobs.PostingChange": "of a posting",
    "jobs.PostingEmbedding": "of a posting",
    "jobs.PostingHold": "of a posting; an appeal is a recruiter's, whose words erasure empties",
    "jobs.PostingLocation": "of a posting",
    "jobs.PostingPrint": "of a posting",
    "jobs.PostingSpan": "of a posting",
    "jobs.PostingTerm": "of a posting",
    "jobs.PostingWords": "of a posting",
    "jobs.SentRow": "of a posting, as its source sent it",
    "jobs.Source": "a feed",
    "jobs.TermCount": "counts",
    "jobs.TitleEmbedding": "of a title",
    "jobs.VectorModel": "a model's name",
    "providers.BudgetAlarm": "figures of a day or month",
    "providers.CompanyBudget": "what a firm may spend",
    "providers.CompanySpentByDay": "figures of a firm's day",
    "providers.Provider": "a model server; no key",
    "providers.ProviderClosure": "which process leaves a model server alone",
    "recruiting.GroupAnswer": "a keyed hash and what it says; erasure finds and deletes it",
    "recruiting.GroupCollection": "whether a firm asks; names the member of staff by id",
    "recruiting.MoveReason": "a firm's list",
    "recruiting.PostingWeights": "what counts for a posting; names the member of staff by id",
    "recruiting.Stage": "a firm's list",
    "recruiting.Tag": "a firm's list",
    "providers.ProviderPause": "which model server is left alone",
    "providers.ProviderMeter": "what is left of a server's minute",
    "providers.SpentByDay": "figures of a day",
    "sessions.Session": "admin sessions of staff: an id, signed",
}
IDS_ONLY = {"procrastinate": "task arguments are ids, by rule; the scan of the tables checks it"}


def test_every_table_has_a_decision_about_erasure():
    known = FATES.keys() | IMPERSONAL.keys()
    tables = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.app_label not in IDS_ONLY
    }
    assert tables - known == set(), "say what erasure does to these"
    assert known - tables == set(), "these are no tables any more"


def test_whatever_points_at_a_person_is_erased_or_an_id():
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if not model._meta.proxy
        and field.concrete
        and (
            (isinstance(field, models.ForeignKey) and field.related_model is User)
            or field.name in ("person_id", "user_id", "owner_id", "seeker_id")
        )
    }
    assert pointing - FATES.keys() == {
        "admin.LogEntry",
        "feeds.Snapshot",
        "jobs.EmployerClaim",
        "jobs.PostingHold",
        "recruiting.GroupCollection",
        "recruiting.PostingWeights",
    }
