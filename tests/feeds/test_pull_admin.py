"""Pulled feeds in the admin: looked at before they are stored, and how they are."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feeds import services
from feeds.models import PullRun, PullSource
from jobs.models import Posting, Source
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "admin:feeds_pullsource_add"


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def given(site, **changes):
    return {
        "name": "Quay", "source_key": "quay", "connector": "lever", "board": "",
        "urls": f"{site.url}/jobs", "mapping": "null", "defaults": '{"company": "Quay Ltd"}', "whole": "",
        "sample": "", "every_minutes": "60", "seconds_between": "1", "obeys_robots": "on",
        "is_active": "on", **changes,
    }  # fmt: skip


@pytest.fixture
def board(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    jobs = [
        {"id": f"q-{n}", "text": f"Docker {n}", "hostedUrl": f"https://q.example.com/{n}", "categories": {"location": "Hull, United Kingdom"}, "createdAt": 1790000000000}
        for n in range(3)
    ]  # fmt: skip
    jobs.append(
        {
            "id": "q-bad",
            "text": "Bad <b>link</b>",
            "hostedUrl": "javascript:alert(1)",
            "descriptionPlain": "<script>alert(1)</script>",
        }
    )
    jobs.append({"text": "No id <img src=x onerror=alert(1)>"})
    site.answers["/jobs"] = (200, {}, json.dumps(jobs).encode())
    return site


def test_a_preview_shows_what_would_come_and_stores_nothing(desk, board):
    answer = desk.post(reverse(ADD), {**given(board), "_preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Preview: nothing has been stored" in page
    assert "5 items read" in page
    assert "Docker 1" in page
    assert "Quay Ltd" in page
    assert "missing_id" in page
    assert "bad_url" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "Please correct" not in page
    assert not PullSource.objects.exists()
    assert not Source.objects.filter(key="quay").exists()
    assert not Posting.objects.exists()


def test_a_pasted_sample_is_previewed_without_fetching(desk, board):
    sample = '[{"id": "s-1", "text": "Sample Job", "hostedUrl": "https://q.example.com/1"}]'
    page = desk.post(
        reverse(ADD), {**given(board, sample=sample, urls=""), "_preview": "1"}
    ).content.decode()
    assert "Sample Job" in page
    assert board.requests == []


def test_a_mapping_is_drafted_from_a_sample_and_a_wrong_one_is_said(desk, board):
    sample = '{"data": [{"jobId": 1, "jobTitle": "A", "cityName": "Hull"}]}'
    page = desk.post(
        reverse(ADD), {**given(board, connector="mapping", sample=sample), "_preview": "1"}
    ).content.decode()
    assert "This format needs a mapping." in page
    assert "&quot;title&quot;: &quot;jobTitle&quot;" in page
    wrong = json.dumps({"fields": {"id": "jobId", "title": "a["}})
    page = desk.post(
        reverse(ADD), given(board, connector="mapping", mapping=wrong)
    ).content.decode()
    assert "JMESPath" in page
    assert not PullSource.objects.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"urls": "http://127.0.0.1/x"}, "is not public"),
        ({"urls": "http://example.com:22/x"}, "not one of"),
        ({"urls": "ftp://example.com/x"}, "must begin with http"),
        ({"urls": "", "board": ""}, "Where is the feed?"),
        ({"defaults": '{"title": "x"}'}, "There is no such field: title"),
        ({"source_key": "Not A Key"}, "Small letters"),
        ({"every_minutes": "1"}, "greater than or equal to 5"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(desk, site, changes, says):
    page = desk.post(reverse(ADD), given(site, **changes)).content.decode()
    assert says in page
    assert not PullSource.objects.exists()


def test_saved_run_and_looked_at(desk, board, django_assert_max_num_queries):
    answer = desk.post(reverse(ADD), given(board))
    assert answer.status_code == 302, answer.content.decode()
    feed = PullSource.objects.get()
    assert (feed.source.key, feed.source.kind, feed.is_whole_list) == ("quay", "pull", True)
    found = services.run_pull(feed.id)
    assert found is not None
    assert (found.created, found.rejected_by_code) == (3, {"bad_url": 1, "missing_id": 1})
    url = reverse("admin:feeds_pullsource_health", args=[feed.id])
    with django_assert_max_num_queries(8):
        page = desk.get(url).content.decode()
    assert "bad_url" in page
    assert "<svg" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    run_page = desk.get(reverse("admin:feeds_pullrun_change", args=[found.id])).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in run_page
    assert "<img src=x" not in run_page
    changes = desk.get(reverse("admin:feeds_pullsource_change", args=[feed.id]))
    assert f"{board.url}/jobs" in changes.content.decode()
    listed = desk.get(reverse("admin:feeds_pullsource_changelist")).content.decode()
    assert "done" in listed
    assert desk.post(url, {"run": "1"}).status_code == 302
    # A source that is pulled is no other feed's.
    page = desk.post(reverse(ADD), given(board, name="Other")).content.decode()
    assert "This source is filled in another way." in page


def test_the_list_costs_the_same_for_many(desk, board, django_assert_max_num_queries):
    for number in range(5):
        feed = services.save_pull(
            PullSource(name=f"F{number}", connector="lever", board=f"b{number}"),
            source_key=f"f{number}", now=timezone.now(),
        )  # fmt: skip
        PullRun.objects.create(pull=feed, started_at=timezone.now())
    desk.get(reverse("admin:feeds_pullsource_changelist"))
    with django_assert_max_num_queries(8):
        desk.get(reverse("admin:feeds_pullsource_changelist"))


def test_pause_and_go_on(desk, board):
    desk.post(reverse(ADD), given(board))
    feed = PullSource.objects.get()
    url = reverse("admin:feeds_pullsource_changelist")
    desk.post(url, {"action": "pause", "_selected_action": [feed.id]})
    feed.refresh_from_db()
    assert (feed.is_active, feed.next_at) == (False, None)
    desk.post(url, {"action": "go_on", "_selected_action": [feed.id]})
    feed.refresh_from_db()
    assert feed.is_active


def test_health_is_closed_to_who_may_not_see_feeds(board):
    feed = services.save_pull(
        PullSource(name="F", connector="lever", board="b"), source_key="f", now=timezone.now()
    )
    bob = Client()
    bob.force_login(make_user(is_staff=True))
    url = reverse("admin:feeds_pullsource_health", args=[feed.id])
    assert bob.get(url).status_code == 404
    assert bob.post(url, {"run": "1"}).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_pages_are_in_chinese_too(desk, board):
    page = desk.post(
        reverse(ADD), {**given(board), "_preview": "1"}, headers={"accept-language": "zh-CN"}
    ).content.decode()
    assert "预览" in page
