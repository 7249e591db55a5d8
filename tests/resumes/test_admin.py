"""The admin site shows how far résumés are, and nothing of what they say."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from resumes import services
from tests.factories import PASSWORD, make_resume, make_user

pytestmark = pytest.mark.django_db
SECRET = "Zephyrine Quill"
DOCUMENT = {
    "basics": {"name": SECRET, "phone": "07700 900412"},
    "work": [{"name": "Elm Ward", "position": "staff nurse"}],
}


@pytest.fixture
def staff() -> Client:
    client = Client()
    make_user(email="root@example.com", is_staff=True, is_superuser=True)
    answer = client.post(
        "/admin/login/?next=/admin/", {"username": "root@example.com", "password": PASSWORD}
    )
    assert answer.status_code == 302, answer.content
    return client


def test_pages_show_counts_and_no_words(staff: Client) -> None:
    owner = make_user()
    resume = make_resume(owner, document=DOCUMENT, is_confirmed=True)
    file = SimpleUploadedFile(f"{SECRET}.txt", f"{SECRET} nurse".encode())
    attachment = services.upload_resume(owner, file=file)
    for path in (
        "/admin/resumes/resume/",
        f"/admin/resumes/resume/{resume.id}/change/",
        "/admin/resumes/attachment/",
        f"/admin/resumes/attachment/{attachment.id}/change/",
    ):
        answer = staff.get(path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert str(owner.id) in page
        for word in (SECRET, "07700", "Elm Ward", "staff nurse"):
            assert word not in page, (path, word)


def test_nobody_changes_or_deletes_there(staff: Client) -> None:
    resume = make_resume(make_user(), document=DOCUMENT)
    assert (
        staff.post(f"/admin/resumes/resume/{resume.id}/delete/", {"post": "yes"}).status_code == 403
    )
    assert staff.get("/admin/resumes/resume/add/").status_code == 403


def test_the_list_takes_the_same_queries_for_many(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            staff.get("/admin/resumes/resume/")
        return len(queries)

    make_resume(make_user(), document=DOCUMENT)
    one = count()
    for _n in range(4):
        make_resume(make_user(), document=DOCUMENT)
    assert count() == one
