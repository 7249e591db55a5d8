"""The company's page of a thread, and files: who gets what, with and without scripts."""

import socket
import struct
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts.companies import Role, set_role
from jobassist.accounts.models import AuditEntry, User
from jobassist.errors import AppError
from jobassist.virus_scan import scan_bytes
from recruiting import services
from recruiting.models import Application, Report, Side, Thread, ThreadFile, ThreadPost
from resumes import services as resume_services
from tests.factories import make_company, make_posting, make_source, make_user
from tests.resumes.hostile_files import PNG, build_pdf, text_stream

pytestmark = pytest.mark.django_db

BACKEND = "jobassist.accounts.backends.IdentityBackend"


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def thread(owner: User, settings: Any, tmp_path: Path) -> Thread:
    settings.MEDIA_ROOT = tmp_path
    company = make_company(owner=owner, name="Acme")
    posting = make_posting(source=make_source("acme", company=company), is_embedded=False)
    application, _is_new = services.record_connection(
        make_user(display_name="Sally"),
        posting,
        message="Hello, what does it pay?",
        resume_id=None,
        resume_revision=None,
        conversation_id=None,
        round_number=1,
        now=timezone.now(),
    )
    owner.refresh_from_db()
    return services.open_thread(application, now=timezone.now())


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def page_of(thread: Thread) -> str:
    return reverse("admin:recruiting_thread_change", args=[thread.id])


def form(**changes: Any) -> dict[str, Any]:
    return {"frame_id": str(uuid.uuid4()), "text": "Come and see us", "act": "send", **changes}


def test_page_works_without_scripts_and_sends_once(thread, owner):
    browser = browser_of(owner)
    shown = browser.get(page_of(thread))
    assert "Hello, what does it pay?" in shown.content.decode()
    assert "Sally" not in shown.content.decode()
    sent = form()
    for _time in range(2):
        assert browser.post(page_of(thread), sent).status_code == 302
    assert ThreadPost.objects.filter(side=Side.RECRUITER).count() == 1
    assert "Come and see us" in browser.get(page_of(thread)).content.decode()
    assert Application.objects.get().status == Application.Status.ANSWERED
    assert AuditEntry.objects.filter(kind="thread", object_id=str(thread.id)).exists()


def test_opening_the_page_is_what_the_seeker_sees_as_read(thread, owner):
    browser_of(owner).get(page_of(thread))
    assert Application.objects.get().status == Application.Status.READ


def test_page_has_no_script_in_it_and_escapes_words(thread, owner):
    services.post_to_thread(
        thread,
        sender=thread.seeker,
        side=Side.SEEKER,
        text="<script>alert(1)</script><img src=x onerror=alert(1)>",
        frame_id=uuid.uuid4(),
        now=timezone.now(),
    )
    html = browser_of(owner).get(page_of(thread)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_draft_and_translation_are_shown_and_not_sent(thread, owner):
    browser = browser_of(owner)
    drafted = browser.post(page_of(thread), form(act="draft", text=""))
    assert "thank you for your interest" in drafted.content.decode()
    translated = browser.post(page_of(thread), form(act="translate_theirs", text=""))
    assert "no" in translated.content.decode().lower()
    assert "language model" in translated.content.decode()
    assert not ThreadPost.objects.exists()


def test_viewer_stranger_and_other_company_get_no_page(thread):
    viewer, other = make_user(), make_user()
    set_role(thread.company, user=viewer, role=Role.VIEWER)
    make_company(owner=other)
    for user, status in ((viewer, 403), (other, 404)):
        user.refresh_from_db()
        browser = browser_of(user)
        assert browser.get(page_of(thread)).status_code == status
        assert browser.post(page_of(thread), form()).status_code == status
        opened = reverse("admin:recruiting_thread_open", args=[thread.application_id])
        assert browser.post(opened).status_code == status
    assert not ThreadPost.objects.exists()


def test_list_costs_the_same_however_long(thread, owner, django_assert_max_num_queries):
    browser = browser_of(owner)
    url = reverse("admin:recruiting_thread_changelist")
    browser.get(url)
    for _number in range(5):
        posting = make_posting(source=thread.posting.source, is_embedded=False)
        application, _is_new = services.record_connection(
            make_user(),
            posting,
            message="Hi",
            resume_id=None,
            resume_revision=None,
            conversation_id=None,
            round_number=1,
            now=timezone.now(),
        )
        services.open_thread(application, now=timezone.now())
    with django_assert_max_num_queries(14):
        assert browser.get(url).status_code == 200


def test_recruiter_reports_and_operators_read_it(thread, owner):
    browser = browser_of(owner)
    browser.post(page_of(thread), {"act": "report", "reason": "harassment", "note": "Rude"})
    report = Report.objects.get()
    assert report.side == Side.RECRUITER
    assert "what does it pay" in report.quoted
    url = reverse("admin:recruiting_report_change", args=[report.id])
    assert browser.get(url).status_code == 403
    operator = make_user(is_staff=True, is_superuser=True)
    shown = browser_of(operator).get(url)
    assert "what does it pay" in shown.content.decode()
    # An operator is on neither side of the thread itself.
    assert browser_of(operator).get(page_of(thread)).status_code == 404


# --- files ----------------------------------------------------------------------------------------


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("../../Offer\r\n.pdf", build_pdf([text_stream("Offer")]))


def test_file_goes_to_the_two_sides_alone_to_be_saved(thread, owner, api_as):
    browser = browser_of(owner)
    browser.post(page_of(thread), form(text="", file=pdf()))
    row = ThreadFile.objects.get()
    assert row.filename.endswith(".pdf")
    assert not set(row.filename) & set("/\\\r\n")
    url = reverse("admin:recruiting_thread_file", args=[thread.id, row.id])
    answer = browser.get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.getvalue().startswith(b"%PDF")
    rest = f"/api/v1/threads/{thread.conversation_id}/files/{row.id}"
    for user, status in ((thread.seeker, 200), (make_user(), 404), (owner, 404)):
        answer = api_as(user).get(rest)
        assert answer.status_code == status
        assert (status == 200) == answer.getvalue().startswith(b"%PDF")
    other = make_user()
    make_company(owner=other)
    assert browser_of(other).get(url).status_code == 404


def test_seekers_file_is_shared_by_sending_and_taken_back_with_the_contact(thread, owner):
    file = SimpleUploadedFile("cv.txt", b"Sally Seeker\nNurse at Elm Ward since 2019\n")
    attachment = resume_services.upload_resume(thread.seeker, file=file)
    url = reverse("admin:recruiting_thread_file", args=[thread.id, attachment.id])
    assert browser_of(owner).get(url).status_code == 404
    services.post_to_thread(
        thread,
        sender=thread.seeker,
        side=Side.SEEKER,
        text="Here",
        frame_id=uuid.uuid4(),
        file_ids=[attachment.id],
        now=timezone.now(),
    )
    row = ThreadFile.objects.get()
    url = reverse("admin:recruiting_thread_file", args=[thread.id, row.id])
    answer = browser_of(owner).get(url)
    assert answer.status_code == 200
    assert b"Elm Ward" in answer.getvalue()
    services.withdraw_application(thread.seeker, thread.application_id, now=timezone.now())
    assert browser_of(owner).get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", PNG, "unsupported_type"),
        ("a.pdf", b"\x7fELF\x00\x01", "unsupported_type"),
        ("a.html", b"<html><script>alert(1)</script>", "unsupported_type"),
        ("a.txt", b"abc\x00\x01\x02", "unsupported_type"),
        ("a.pdf", b"", "empty_file"),
    ],
)
def test_refused_files_say_why_and_leave_nothing(thread, owner, name, data, code):
    with pytest.raises(AppError) as caught:
        services.upload_file(
            thread, sender=owner, file=SimpleUploadedFile(name, data), now=timezone.now()
        )
    assert caught.value.code == code
    assert not ThreadFile.objects.exists()


def test_file_never_sent_is_deleted_after_a_day(thread, owner):
    row = services.upload_file(
        thread, sender=owner, file=pdf(), now=timezone.now() - timedelta(days=2)
    )
    assert services.delete_unsent(now=timezone.now()) == 1
    assert not ThreadFile.objects.filter(id=row.id).exists()


class Clamd:
    """ClamAV's daemon, as far as one question goes."""

    def __init__(self, answer: bytes) -> None:
        self.line = socket.create_server(("127.0.0.1", 0))
        self.answer = answer
        self.heard = b""
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.line.getsockname()[1]}"

    def _serve(self) -> None:
        peer, _address = self.line.accept()
        with self.line, peer, peer.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                self.heard += stream.read(size)
            peer.sendall(self.answer)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"stream: OK\0", None),
        (b"stream: Eicar-Test-Signature FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "scan_unavailable"),
    ],
)
def test_files_are_scanned_where_a_scanner_is_configured(settings, answer, code):
    clamd = Clamd(answer)
    settings.CLAMD_URL = clamd.url
    data = b"x" * 200_000
    if code is None:
        scan_bytes(data)
    else:
        with pytest.raises(AppError) as caught:
            scan_bytes(data)
        assert caught.value.code == code
    clamd.thread.join(5)
    assert clamd.heard == data


def test_unscanned_file_is_not_let_through(settings):
    settings.CLAMD_URL = "unix:///nowhere/clamd.ctl"
    with pytest.raises(AppError) as caught:
        scan_bytes(b"abc")
    assert caught.value.code == "scan_unavailable"


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 30, "²", "-1", "１２"])
def test_numbers_that_are_none_break_no_page(thread, owner, number):
    browser = browser_of(owner)
    assert browser.get(page_of(thread), {"before": number}).status_code == 200
    listed = reverse("admin:recruiting_application_changelist")
    for name in ("posting", "stage", "tag", "sent"):
        assert browser.get(listed, {name: number}).status_code < 500
    change = reverse("admin:recruiting_application_change", args=[thread.application_id])
    assert browser.post(change, {"seen": number, "do": "move", "stage": number}).status_code < 500
