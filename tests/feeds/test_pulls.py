"""Pulls from a local server to postings: what comes, what ends, what is held, what is refused."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from feeds import services, tasks
from feeds.models import PulledReject, PullRun, PullSource
from feeds.pulling import PullPlan, pull, read_retry_after
from feeds.services.absence import is_sudden
from feeds.services.pull_health import build_bars, find_drift
from jobassist.errors import AppError
from jobs.models import Posting

pytestmark = pytest.mark.django_db(transaction=True)
MAPPING = {
    "items": "jobs",
    "fields": {"id": "id", "title": "title", "company": "company", "city": "city", "url": "url", "description": "text"},
}  # fmt: skip


def job(number, **changes):
    return {
        "id": number, "title": f"Welder {number}", "company": "Seam Ltd", "city": "Hull, United Kingdom",
        "url": f"https://seam.example.com/{number}", "text": f"<p>Weld part {number}.</p>", **changes,
    }  # fmt: skip


def answer(*jobs, **headers):
    return (
        200,
        {"Content-Type": "application/json", **headers},
        json.dumps({"jobs": jobs}).encode(),
    )


@pytest.fixture
def feed(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    site.answers["/jobs"] = answer(*(job(n) for n in range(10)))
    return services.save_pull(
        PullSource(
            name="Seam", connector="mapping", mapping=MAPPING, urls=[f"{site.url}/jobs"],
            is_whole_list=True, seconds_between=0.2,
        ),
        source_key="seam",
        now=timezone.now(),
    )  # fmt: skip


def run(feed):
    found = services.run_pull(feed.id)
    assert found is not None
    found.refresh_from_db()
    feed.refresh_from_db()
    return found


def open_ids(feed):
    rows = Posting.objects.filter(source=feed.source, status="active")
    return {int(each) for each in rows.values_list("external_id", flat=True)}


def test_what_is_listed_becomes_postings_and_an_unchanged_list_writes_nothing(feed):
    first = run(feed)
    assert (first.status, first.seen, first.created, first.rejected) == ("done", 10, 10, 0)
    assert first.http_status == 200
    assert first.fields["company"] == 10
    again = run(feed)
    assert (again.created, again.updated, again.unchanged, again.expired) == (0, 0, 10, 0)
    assert feed.next_at > timezone.now() + timedelta(minutes=50)


def test_an_unmodified_answer_is_healthy_and_ends_nothing(feed, site):
    site.answers["/jobs"] = answer(*(job(n) for n in range(10)), ETag='"v1"')
    run(feed)
    assert feed.etag == '"v1"'
    site.answers["/jobs"] = (304, {}, b"")
    second = run(feed)
    assert site.requests[-1][1]["If-None-Match"] == '"v1"'
    assert (second.status, second.expired) == ("not_modified", 0)
    assert len(open_ids(feed)) == 10
    assert not Posting.objects.filter(source=feed.source, liveness_checked_at=None).exists()
    # What was set up anew reads an unchanged document again.
    services.save_pull(feed, source_key="seam", now=timezone.now())
    assert PullSource.objects.get(id=feed.id).etag == ""


def test_what_a_whole_list_leaves_out_has_ended_and_lives_again_when_it_is_back(feed, site):
    run(feed)
    site.answers["/jobs"] = answer(*(job(n) for n in range(2, 10)))
    assert run(feed).expired == 2
    assert open_ids(feed) == set(range(2, 10))
    site.answers["/jobs"] = answer(*(job(n) for n in range(10)))
    run(feed)
    assert open_ids(feed) == set(range(10))


def test_a_sudden_drop_waits_for_a_person(feed, site):
    run(feed)
    site.answers["/jobs"] = answer()
    held = run(feed)
    assert (held.status, held.expired, len(held.held_ids)) == ("held", 0, 10)
    assert len(open_ids(feed)) == 10
    # Two are listed again before somebody decides: they stay open.
    site.answers["/jobs"] = answer(job(0), job(1))
    run(feed)
    assert services.expire_held(held.id, now=timezone.now()) == 8
    assert open_ids(feed) == {0, 1}
    assert services.expire_held(held.id, now=timezone.now()) == 0


def test_nothing_ends_by_a_window_a_part_or_a_list_with_unknown_items(feed, site):
    run(feed)
    site.answers["/jobs"] = answer(*(job(n) for n in range(8)), {"title": "No id"})
    partly = run(feed)
    assert (partly.status, partly.rejected_by_code) == ("done", {"missing_id": 1})
    assert len(open_ids(feed)) == 10
    PullSource.objects.filter(id=feed.id).update(is_whole_list=False)
    site.answers["/jobs"] = answer(job(1))
    assert run(feed).expired == 0
    assert len(open_ids(feed)) == 10


def test_a_rejected_item_is_kept_as_it_came_and_is_still_open(feed, site):
    run(feed)
    bad = job(3, title="<script>alert(1)</script>", url="ftp://seam.example.com/3")
    site.answers["/jobs"] = answer(*(job(n) for n in range(10) if n != 3), bad, job(4), 7)
    found = run(feed)
    assert found.status == "done"
    rejects = {r.code: r for r in PulledReject.objects.filter(run=found)}
    assert set(rejects) == {"missing_title", "duplicate_id", "not_an_object"} or set(rejects) == {
        "bad_url",
        "duplicate_id",
        "not_an_object",
    }
    assert found.rejected == 3
    assert "ftp://seam.example.com/3" in next(
        r.raw for r in rejects.values() if r.external_id == "3"
    )
    assert 3 in open_ids(feed)


def test_a_list_that_is_broken_in_part_is_not_believed_in_what_it_leaves_out(feed, site):
    run(feed)
    broken = [job(n, title="") for n in range(1, 8)]
    site.answers["/jobs"] = answer(*broken, job(8), job(9))
    held = run(feed)
    assert (held.status, held.expired, held.rejected) == ("held", 0, 7)
    assert open_ids(feed) == set(range(10))


def test_failures_back_off_and_end_nothing(feed, site):
    run(feed)
    site.answers["/jobs"] = (500, {}, b"")
    failed = run(feed)
    assert (failed.status, failed.error_code, failed.http_status) == ("failed", "http_500", 500)
    assert run(feed).status == "failed"
    assert feed.failures == 2
    assert feed.next_at > timezone.now() + timedelta(minutes=200)
    assert len(open_ids(feed)) == 10
    site.answers["/jobs"] = (200, {}, b"<html>maintenance</html>")
    assert run(feed).error_code == "bad_json"
    site.answers["/jobs"] = answer(*(job(n) for n in range(10)))
    run(feed)
    assert feed.failures == 0


def test_retry_after_is_obeyed(feed, site):
    site.answers["/jobs"] = (429, {"Retry-After": "7200"}, b"")
    assert run(feed).status == "told_to_wait"
    assert feed.next_at > timezone.now() + timedelta(seconds=7100)
    now = timezone.now()
    assert read_retry_after("Wed, 21 Oct 2015 07:28:00 GMT", now=now) == 1
    assert read_retry_after("soon", now=now) == 3600
    assert read_retry_after("99999999999999", now=now) == 24 * 3600


def test_a_feed_runs_once_at_a_time_and_a_dead_run_is_no_lock(feed):
    first = services.begin_run(feed.id, now=timezone.now())
    assert first is not None
    assert services.run_pull(feed.id) is None
    PullRun.objects.filter(id=first.id).update(started_at=timezone.now() - timedelta(hours=2))
    assert run(feed).status == "done"
    first.refresh_from_db()
    assert (first.status, first.error_code) == ("failed", "stopped")


def test_due_feeds_are_queued_once(feed):
    from procrastinate.contrib.django.models import ProcrastinateJob

    assert services.defer_due_pulls(now=timezone.now()) == 1
    assert services.defer_due_pulls(now=timezone.now()) == 0
    assert services.defer_pull(feed) is False
    jobs = ProcrastinateJob.objects.filter(args__pull_id=feed.id)
    assert [(each.lock, each.args) for each in jobs] == [
        ("feeds.host:127.0.0.1", {"pull_id": feed.id})
    ]
    tasks.pull_source(feed.id)
    assert len(open_ids(feed)) == 10
    services.set_pull_active([feed.id], is_active=False, now=timezone.now())
    assert services.defer_due_pulls(now=timezone.now() + timedelta(days=1)) == 0


def test_a_source_has_one_writer(feed):
    with pytest.raises(AppError) as error:
        services.save_pull(
            PullSource(name="Other", connector="lever", board="x"),
            source_key="seam",
            now=timezone.now(),
        )
    assert error.value.code == "source_taken"


def test_old_rejects_and_runs_go(feed, site):
    site.answers["/jobs"] = answer({"title": "No id"})
    found = run(feed)
    assert services.prune_runs(now=timezone.now() + timedelta(days=15)) == 1
    assert PullRun.objects.filter(id=found.id).exists()
    services.prune_runs(now=timezone.now() + timedelta(days=91))
    assert not PullRun.objects.filter(id=found.id).exists()


# --- pages, without rows ----------------------------------------------------------------------


def plan(site, path="/jobs", **changes):
    mapping = {**MAPPING, **changes.pop("mapping", {})}
    from feeds.connectors import parse_mapping

    return PullPlan(
        connector="mapping", urls=(f"{site.url}{path}",), mapping=parse_mapping(mapping),
        seconds_between=0, **changes,
    )  # fmt: skip


def paged(site, pages, settings):
    """Serve pages by their number, the next one by a link."""
    settings.ALLOW_PRIVATE_FEEDS = True

    def serve(handler):
        number = int(handler.path.partition("page=")[2] or 1)
        following = f"/jobs?page={number + 1}" if number < len(pages) else None
        body = json.dumps({"jobs": pages[number - 1], "next": following}).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site.answers["/jobs"] = serve
    return {"pagination": {"kind": "next_link", "path": "next"}}


def test_pages_are_read_to_the_end_and_an_overlap_is_no_repeat(site, settings):
    mapping = paged(site, [[job(1), job(2)], [job(2), job(3)], [job(4)]], settings)
    found = pull(plan(site, mapping=mapping))
    assert (found.outcome, found.requests) == ("complete", 3)
    assert [item.row["id"] for item in found.items] == ["1", "2", "3", "4"]
    assert all(item.reject is None for item in found.items)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_pages": 2}, "too_many_items"),
        ({"max_items": 2}, "too_many_items"),
        ({"max_bytes": 700}, "too_large"),
        ({"max_seconds": 0.0}, "out_of_time"),
    ],
)
def test_bounds_end_a_pull_in_part(site, settings, changes, code):
    mapping = paged(site, [[job(n)] for n in range(9)], settings)
    found = pull(plan(site, mapping=mapping, **changes))
    assert (found.outcome, found.error_code) == ("partial", code)
    assert len(found.items) < 9


def test_a_list_that_never_ends_is_left(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    mapping = {"pagination": {"kind": "page", "parameter": "page"}}
    site.answers["/jobs"] = answer(job(1), job(2))
    found = pull(plan(site, mapping=mapping))
    assert (found.outcome, found.error_code, found.requests) == ("partial", "endless_list", 2)


def test_a_next_page_elsewhere_is_not_followed(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    body = json.dumps({"jobs": [job(1)], "next": "http://169.254.169.254/latest"}).encode()
    site.answers["/jobs"] = (200, {}, body)
    found = pull(plan(site, mapping={"pagination": {"kind": "next_link", "path": "next"}}))
    assert (found.outcome, found.error_code) == ("partial", "foreign_page")


def test_requests_of_a_host_keep_their_distance(site, settings):
    mapping = paged(site, [[job(1)], [job(2)], [job(3)]], settings)
    waits: list[float] = []
    from dataclasses import replace

    pull(replace(plan(site, mapping=mapping), seconds_between=5.0), sleep=waits.append)
    assert len(waits) == 2
    assert all(4 < wait <= 5 for wait in waits)


def test_private_addresses_are_refused_unless_it_is_allowed(site):
    found = pull(plan(site))
    assert (found.outcome, found.error_code) == ("failed", "refused_address")
    assert site.requests == []


def test_robots_are_asked_for_web_pages_and_obeyed(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    page = b'<script type="application/ld+json">{"@type":"JobPosting","title":"A","identifier":"%d"}</script>'
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private")
    site.answers["/1"] = (200, {"Content-Type": "text/html"}, page % 1)
    site.answers["/3"] = (410, {}, b"")
    urls = (f"{site.url}/1", f"{site.url}/3")
    found = pull(PullPlan(connector="json_ld", urls=urls, obeys_robots=True, seconds_between=0))
    assert found.outcome == "complete"
    assert [problem.code for problem in found.problems] == ["page_gone"]
    assert len(found.items) == 1
    private = (f"{site.url}/private/1",)
    found = pull(PullPlan(connector="json_ld", urls=private, obeys_robots=True, seconds_between=0))
    assert (found.outcome, found.error_code) == ("failed", "robots_refused")
    assert "/private/1" not in [path for path, _ in site.requests]


def test_details_complete_a_list_and_what_was_not_read_stays_open(site, settings):
    settings.ALLOW_PRIVATE_FEEDS = True

    def posting(number):
        return {
            "id": str(number), "name": f"Roofer {number}", "releasedDate": "2026-10-01T00:00:00Z",
            "company": {"identifier": "r", "name": "Roof"}, "ref": f"{site.url}/d/{number}",
        }  # fmt: skip

    body = {"totalFound": 3, "offset": 0, "content": [posting(n) for n in (1, 2, 3)]}
    site.answers["/list"] = (200, {}, json.dumps(body).encode())
    for number in (1, 2, 3):
        detail = {
            "id": str(number),
            "name": "x",
            "jobAd": {"sections": {"jobDescription": {"text": f"<p>{number}</p>"}}},
        }
        site.answers[f"/d/{number}"] = (200, {}, json.dumps(detail).encode())
    found = pull(
        PullPlan(
            connector="smartrecruiters",
            urls=(f"{site.url}/list",),
            seconds_between=0,
            max_details=1,
        ),
        known_ids={"1", "3"},
    )
    assert found.outcome == "complete"
    # The one that is new is read first.
    assert [("description" in item.row) for item in found.items] == [False, True, False]
    assert found.unread == {"1", "3"}


# --- health -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "open_count", "expected"),
    [(0, 0, False), (1, 1, False), (2, 2, False), (3, 3, True), (5, 12, False), (6, 12, True), (300, 1000, False), (301, 1000, True)],
)  # fmt: skip
def test_sudden_drops(missing, open_count, expected):
    assert is_sudden(missing=missing, open_count=open_count) is expected


def test_a_field_that_falls_is_flagged():
    def one(taken, **fields):
        return PullRun(started_at=timezone.now(), status="done", created=taken, fields=fields)

    runs = (one(10, title=10, city=2), one(10, title=10, city=9), one(10, title=10, city=10, url=1))
    shares = {each.name: each for each in find_drift(runs)}
    assert (shares["city"].percent, shares["city"].percent_before) == ("20%", "95%")
    assert [name for name, each in shares.items() if each.has_fallen] == ["city"]
    assert find_drift(()) == ()
    bars, most = build_bars(runs)
    assert (len(bars), most) == (3, 10)


def test_health_costs_two_queries(feed, site, django_assert_num_queries):
    site.answers["/jobs"] = answer(job(1), {"title": "No id"})
    run(feed)
    with django_assert_num_queries(2):
        health = services.read_health(feed)
    assert health.last is not None
    assert [reject.code for reject in health.rejects] == ["missing_id"]
