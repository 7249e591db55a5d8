"""A person's résumés and files can be taken along, handed over, let go and erased."""

import datetime
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jobassist.accounts.models import User
from resumes import personal_data, services
from resumes.models import Attachment, Resume, ResumeRevision, ResumeRole
from tests.factories import make_guest, make_resume, make_user

pytestmark = pytest.mark.django_db
CANARY = "Zephyrine Quill"
DOCUMENT = {
    "basics": {"name": CANARY},
    "work": [{"name": "Elm Ward", "position": "staff nurse"}],
}


def fill(user: User) -> tuple[Resume, Attachment]:
    """Give a person a confirmed résumé with a vector, and a file."""
    resume = make_resume(user, document=DOCUMENT, is_confirmed=True)
    services.embed_roles(resume.id)
    file = SimpleUploadedFile("cv.txt", f"I am {CANARY}, nurse".encode())
    return resume, services.upload_resume(user, file=file)


def test_erasure_leaves_no_row_vector_or_file(django_capture_on_commit_callbacks: Any) -> None:
    user, other = make_user(), make_user()
    _resume, attachment = fill(user)
    kept, kept_file = fill(other)
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.erase_resumes(user)
    assert not services.attachment_path(attachment.id).exists()
    assert list(Resume.objects.all()) == [kept]
    assert {r.resume_id for r in ResumeRevision.objects.all()} == {kept.id}
    assert {r.resume_id for r in ResumeRole.objects.all()} == {kept.id}
    assert services.attachment_path(kept_file.id).exists()
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.erase_resumes(user)


def test_export_holds_documents_history_and_texts() -> None:
    user = make_user()
    fill(user)
    fill(make_user())
    part = personal_data.export_resumes(user)
    assert len(part["resumes"]) == len(part["attachments"]) == 1
    assert part["resumes"][0]["document"] == DOCUMENT
    assert part["resumes"][0]["revisions"][0]["patch"]
    assert CANARY in part["attachments"][0]["text"]
    json.dumps(part)


def test_export_takes_the_same_queries_for_many(django_assert_num_queries: Any) -> None:
    user = make_user()
    fill(user)
    for _n in range(3):
        services.create_resume(user)
    with django_assert_num_queries(4):
        personal_data.export_resumes(user)


def test_retention_takes_what_was_not_touched(django_capture_on_commit_callbacks: Any) -> None:
    user = make_user()
    resume, attachment = fill(user)
    now = timezone.now()
    assert personal_data.purge_resumes(user, now - datetime.timedelta(days=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert personal_data.purge_resumes(user, now + datetime.timedelta(days=1)) == 2
    assert not Resume.objects.filter(id=resume.id).exists()
    assert not services.attachment_path(attachment.id).exists()


def test_a_guests_resume_goes_along_to_the_account() -> None:
    guest, account = make_guest(), make_user()
    resume, attachment = fill(guest)
    personal_data.merge_resumes(guest, account)
    assert services.current_resume(account) == resume
    assert services.get_attachment_for(account, attachment.id) == attachment
    assert not Resume.objects.filter(owner=guest).exists()


def test_the_accounts_own_resume_stays_the_current_one() -> None:
    guest, account = make_guest(), make_user()
    own = make_resume(account, document=DOCUMENT)
    brought, _file = fill(guest)
    personal_data.merge_resumes(guest, account)
    personal_data.merge_resumes(guest, account)
    assert services.current_resume(account) == own
    assert set(services.list_resumes(account)) == {own, brought}
