"""Résumés over HTTP: each person's own, every refusal in one shape."""

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from jobassist.accounts.models import User
from jobassist.accounts.services.sessions import open_sign_in
from resumes.models import Attachment, Resume
from tests.factories import make_posting, make_resume, make_user

pytestmark = pytest.mark.django_db

RESUMES = "/api/v1/resumes"
DOCUMENT: dict[str, Any] = {
    "basics": {"name": "Ann Marsh", "location": {"city": "Leeds"}},
    "work": [{"name": "Elm Ward", "position": "staff nurse", "startDate": "2019-03"}],
}


def client_of(user: User) -> APIClient:
    """Return a client that is signed in."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_sign_in(user).access}")
    return client


@pytest.fixture
def alice() -> User:
    return make_user()


@pytest.fixture
def api(alice: User) -> APIClient:
    return client_of(alice)


@pytest.fixture
def bob() -> APIClient:
    return client_of(make_user())


def test_without_a_token_nothing_is_shown() -> None:
    for path in (RESUMES, f"{RESUMES}/{uuid.uuid4()}", f"{RESUMES}/{uuid.uuid4()}.pdf"):
        assert APIClient().get(path).status_code == 401
    assert APIClient().post("/api/v1/attachments").status_code == 401


def test_a_sentence_becomes_a_resume_with_questions(api: APIClient) -> None:
    answer = api.post(f"{RESUMES}/intake", {"text": "staff nurse at Elm Ward Hospital since 2019"})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["document"]["work"][0]["startDate"] == "2019"
    assert body["missing"][0]["path"] == "resume.basics.name"
    assert body["changes"][0]["source"]["kind"] == "form"
    detail = api.get(f"{RESUMES}/{body['resume_id']}")
    assert detail["ETag"] == '"1"'
    assert detail.json()["sources"]["/work/0/startDate"]["words"] == "2019"


def test_questions_are_in_the_readers_language(api: APIClient) -> None:
    answer = api.post(
        f"{RESUMES}/intake",
        {"text": "我是电工"},
        headers={"Accept-Language": "zh-CN"},
    )
    questions = [m["question"] for m in answer.json()["missing"]]
    assert questions
    assert all(any("\u4e00" <= c <= "\u9fff" for c in q) for q in questions), questions


def test_text_or_file_but_not_both(api: APIClient) -> None:
    for body in ({}, {"text": "x", "attachment_id": str(uuid.uuid4())}):
        answer = api.post(f"{RESUMES}/intake", body)
        assert answer.status_code == 400
        assert answer["Content-Type"].startswith("application/problem+json")
        assert answer.json()["code"] == "invalid"


def test_create_list_and_delete(api: APIClient) -> None:
    made = api.post(RESUMES, {"title": "Nursing", "document": DOCUMENT})
    assert made.status_code == 201, made.content
    resume_id = made.json()["resume_id"]
    listed = api.get(RESUMES).json()["resumes"]
    assert [(r["id"], r["title"], r["is_current"]) for r in listed] == [
        (resume_id, "Nursing", True)
    ]
    assert "document" not in listed[0]
    assert api.delete(f"{RESUMES}/{resume_id}").status_code == 204
    assert api.get(f"{RESUMES}/{resume_id}").status_code == 404
    assert not Resume.objects.exists()


def test_json_patch_changes_values_and_if_match_guards_them(api: APIClient, alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT)
    path = f"{RESUMES}/{resume.id}"
    patch = [{"op": "replace", "path": "/work/0/name", "value": "Oak Ward"}]
    answer = api.patch(path, patch, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.content
    assert answer.json()["changes"][0]["before"] == "Elm Ward"
    stale = api.patch(path, patch, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "revision_moved")
    assert stale.json()["revision"] == 2
    own_type = api.generic(
        "PATCH",
        path,
        '[{"op": "add", "path": "/basics/phone", "value": "07700 900412"}]',
        content_type="application/json-patch+json",
    )
    assert own_type.status_code == 200


@pytest.mark.parametrize(
    "patch",
    [
        [{"op": "move", "path": "/work/0", "from": "/work/1"}],
        [{"op": "add", "path": "/owner_id", "value": 1}],
        [{"op": "add", "path": "", "value": {}}],
        [{"op": "remove", "path": "/basics/phone"}],
        [{"op": "add", "path": "/work/9", "value": {}}],
        [{"op": "add"}],
        {"op": "add", "path": "/basics/name", "value": "x"},
        "nonsense",
    ],
)
def test_a_bad_patch_changes_nothing(api: APIClient, alice: User, patch: Any) -> None:
    resume = make_resume(alice, document=DOCUMENT)
    answer = api.patch(f"{RESUMES}/{resume.id}", patch, format="json")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    resume.refresh_from_db()
    assert resume.document == DOCUMENT


def test_answer_skip_undo_confirm(api: APIClient, alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT)
    base = f"{RESUMES}/{resume.id}"
    answered = api.post(f"{base}/answers", {"path": "resume.basics.phone", "text": "07700 900412"})
    assert answered.json()["document"]["basics"]["phone"] == "07700900412"
    skipped = api.post(f"{base}/answers", {"path": "resume.basics.email", "skip": True})
    assert skipped.json()["outcome"] == "refused"
    missing = [m["path"] for m in api.get(f"{base}/missing").json()["missing"]]
    assert "resume.basics.email" not in missing
    bad = api.post(f"{base}/answers", {"path": "work[0].endDate", "value": "soon"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_answer")
    undone = api.post(f"{base}/undo", {"path": "resume.basics.phone"})
    assert "phone" not in undone.json()["document"]["basics"]
    revision = undone.json()["revision"]
    early = api.post(f"{base}/confirm", {"revision": revision - 1})
    assert (early.status_code, early.json()["code"]) == (409, "revision_moved")
    done = api.post(f"{base}/confirm", {"revision": revision})
    assert done.json()["confirmed_revision"] == revision


def test_pdf_and_json(api: APIClient, alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT)
    for lang in ("zh", "en"):
        pdf = api.get(f"{RESUMES}/{resume.id}.pdf?lang={lang}")
        assert pdf.status_code == 200
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF")
    assert api.get(f"{RESUMES}/{resume.id}.pdf?lang=fr").status_code == 400
    assert api.get(f"{RESUMES}/{resume.id}.json").json() == DOCUMENT


def test_the_pdf_for_a_posting_needs_one_that_may_be_seen(api: APIClient, alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT)
    posting = make_posting(title="Nurse", description="Nights on a ward.")
    pdf = api.get(f"{RESUMES}/{resume.id}.pdf?posting={posting.id}")
    assert pdf.content.startswith(b"%PDF")
    for other in ("0", "abc", "9" * 30, str(posting.id + 1)):
        assert api.get(f"{RESUMES}/{resume.id}.pdf?posting={other}").status_code == 404


def test_an_empty_resume_has_no_pdf(api: APIClient, alice: User) -> None:
    resume = make_resume(alice)
    assert api.get(f"{RESUMES}/{resume.id}.pdf").json()["code"] == "empty_resume"


def test_upload_then_intake(api: APIClient) -> None:
    text = b"Ann Marsh\nann@example.com\nstaff nurse at Elm Ward Hospital since 2019"
    made = api.post(
        "/api/v1/attachments", {"file": SimpleUploadedFile("cv.txt", text)}, format="multipart"
    )
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["kind"], body["pages"], body["warnings"]) == ("txt", 1, [])
    read = api.post(f"{RESUMES}/intake", {"attachment_id": body["attachment_id"]})
    assert read.json()["document"]["basics"]["name"] == "Ann Marsh"
    assert api.delete(f"/api/v1/attachments/{body['attachment_id']}").status_code == 204
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("cv.pdf", b"", "invalid"),
        ("cv.pdf", b"MZ\x90\x00" + b"\x00" * 200, None),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 200, None),
    ],
)
def test_a_file_that_is_no_resume_is_refused_with_what_to_do(
    api: APIClient, name: str, data: bytes, code: str | None
) -> None:
    answer = api.post(
        "/api/v1/attachments", {"file": SimpleUploadedFile(name, data)}, format="multipart"
    )
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["detail"]
    assert code is None or answer.json()["code"] == code
    assert not Attachment.objects.exists()


def test_a_file_above_the_limit_is_refused(api: APIClient) -> None:
    file = io.BytesIO(b"x" * 10_000_001)
    file.name = "cv.txt"
    answer = api.post("/api/v1/attachments", {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_bob_reaches_nothing_of_alice(alice: User, bob: APIClient, api: APIClient) -> None:
    resume = make_resume(alice, document=DOCUMENT, is_confirmed=True)
    upload = api.post(
        "/api/v1/attachments", {"file": SimpleUploadedFile("cv.txt", b"Ann Marsh nurse")},
        format="multipart",
    ).json()  # fmt: skip
    base = f"{RESUMES}/{resume.id}"
    attempts = [
        bob.get(base),
        bob.patch(base, [{"op": "remove", "path": "/basics"}]),
        bob.delete(base),
        bob.get(f"{base}.pdf"),
        bob.get(f"{base}.json"),
        bob.get(f"{base}/missing"),
        bob.post(f"{base}/answers", {"path": "basics.name", "text": "Bob"}),
        bob.post(f"{base}/confirm", {"revision": 1}),
        bob.post(f"{base}/undo", {}),
        bob.post(f"{RESUMES}/intake", {"text": "I am Bob", "resume_id": str(resume.id)}),
        bob.post(f"{RESUMES}/intake", {"attachment_id": upload["attachment_id"]}),
        bob.get(f"/api/v1/attachments/{upload['attachment_id']}"),
        bob.delete(f"/api/v1/attachments/{upload['attachment_id']}"),
    ]
    assert {a.status_code for a in attempts} == {404}
    assert bob.get(RESUMES).json()["resumes"] == []
    resume.refresh_from_db()
    assert resume.document == DOCUMENT
    assert Attachment.objects.count() == 1


def test_queries_do_not_grow_with_the_number_of_resumes(
    api: APIClient, alice: User, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection

    from resumes import services

    def count() -> int:
        with CaptureQueriesContext(connection, ) as queries:  # fmt: skip
            assert api.get(RESUMES).status_code == 200
        return len(queries)

    services.create_resume(alice)
    one = count()
    for _n in range(4):
        services.create_resume(alice)
    assert count() == one
