"""What is held back: in the transaction that writes it, with its reason, until somebody decides."""

import pytest
from django.utils import timezone

from jobassist.errors import AppError
from jobs import services
from jobs.criteria import Criteria
from jobs.inventory import holds
from jobs.inventory.models import PostingHold
from jobs.models import Posting
from jobs.search import JobQuery, search_jobs
from tests.factories import build_row, make_posting, make_user

pytestmark = pytest.mark.django_db

SCAM = (
    "You will receive payments into your personal bank account, keep 5% and forward the rest by "
    "wire transfer within a day."
)


def newest(posting: Posting) -> PostingHold:
    return PostingHold.objects.filter(posting_id=posting.pk).latest("id")


def status(posting: Posting) -> str:
    return Posting.objects.get(id=posting.pk).status


def send(posting: Posting, **changes: object) -> services.RowResult:
    """Send a posting again, changed."""
    from jobs.feed import ParsedRow, parse_row

    row = parse_row(build_row(id=posting.external_id, **changes))
    assert isinstance(row, ParsedRow)
    (result,) = services.upsert_postings(posting.source, [row], now=timezone.now(), embed="not")
    return result


def test_scam_is_held_where_it_is_written_and_found_by_nobody():
    scam = make_posting(title="Payments Clerk", description=SCAM)
    fair = make_posting(title="Payments Clerk", description="Process supplier invoices.")
    assert status(scam) == "held"
    assert status(fair) == "active"
    hold = newest(scam)
    assert (hold.kind, hold.state, hold.reason) == ("scam", "held", "money_mule")
    first = hold.signals[0]
    text = Posting.objects.get(id=scam.pk).description_text
    assert text[first["start"] : first["end"]] == first["quote"]
    found = search_jobs(JobQuery(criteria=Criteria(titles=("Payments Clerk",))))
    assert [hit.posting.pk for hit in found.hits] == [fair.pk]


def test_import_says_what_it_held_back():
    posting = make_posting(is_embedded=False)
    result = send(posting, description=SCAM)
    assert result.finding is not None
    assert (result.finding.state, result.finding.reason) == ("held", "money_mule")
    assert send(posting, description="An honest job with duties.").finding is None


def test_cleaned_posting_is_shown_again_and_its_finding_lapses():
    posting = make_posting(description=SCAM, is_embedded=False)
    send(posting, description="You reconcile invoices. Requirements: bookkeeping.")
    assert status(posting) == "active"
    assert newest(posting).state == "lapsed"


def test_released_posting_stays_released_until_its_content_changes():
    posting = make_posting(description=SCAM, is_embedded=False)
    by = make_user()
    assert holds.decide_hold(newest(posting).pk, is_released=True, by=by, now=timezone.now())
    assert status(posting) == "active"
    # Another date is other content to the feed, and the same words to the judge.
    send(posting, description=SCAM, posted_at="2020-01-01")
    assert status(posting) == "active"
    assert newest(posting).decided_by == by
    send(posting, description=SCAM + " Reply today.")
    assert status(posting) == "held"
    assert newest(posting).decided_by is None


def test_confirmed_posting_stays_held_by_whatever_rules():
    posting = make_posting(description=SCAM, is_embedded=False)
    holds.decide_hold(newest(posting).pk, is_released=False, by=None, now=timezone.now())
    holds.check_stored(after=0, limit=100, now=timezone.now())
    assert status(posting) == "held"
    assert newest(posting).state == "confirmed"


def test_held_posting_is_not_published_by_its_owner():
    posting = make_posting(description=SCAM, is_embedded=False)
    Posting.objects.filter(id=posting.pk).update(status="paused")
    assert services.publish_postings([posting.pk], now=timezone.now()) == 0
    assert services.remove_postings([posting.pk], now=timezone.now()) == 1


def test_noted_posting_is_shown():
    posting = make_posting(
        title="Sales",
        description="Requirements: drive. Reach financial freedom.",
        is_embedded=False,
    )
    assert status(posting) == "active"
    assert newest(posting).state == "noted"


def test_appeal_is_made_once_and_answered():
    posting = make_posting(description=SCAM, is_embedded=False)
    hold, by = newest(posting), make_user()
    with pytest.raises(AppError) as refused:
        holds.appeal_hold(hold.pk, text="  ", by=by, now=timezone.now())
    assert refused.value.code == "bad_appeal"
    holds.appeal_hold(hold.pk, text="We are a bank.", by=by, now=timezone.now())
    with pytest.raises(AppError) as refused:
        holds.appeal_hold(hold.pk, text="Again.", by=by, now=timezone.now())
    assert refused.value.code == "appeal_open"
    holds.decide_hold(hold.pk, is_released=False, by=by, now=timezone.now())
    assert newest(posting).appeal == "refused"
    with pytest.raises(AppError) as refused:
        holds.appeal_hold(hold.pk, text="Again.", by=by, now=timezone.now())
    assert refused.value.code == "appeal_refused"


def test_stored_postings_are_judged_in_batches_that_go_on_where_the_last_ended():
    ids = [make_posting(description=SCAM, is_embedded=False).pk for _ in range(3)]
    PostingHold.objects.all().delete()
    Posting.objects.update(status="active")
    first = holds.check_stored(after=0, limit=2, now=timezone.now())
    assert (first.checked, first.held) == (2, 2)
    second = holds.check_stored(after=first.last_id, limit=2, now=timezone.now())
    assert (second.checked, second.last_id) == (1, max(ids))
    assert set(Posting.objects.values_list("status", flat=True)) == {"held"}


def test_a_batch_is_checked_by_few_statements(django_assert_max_num_queries):
    ids = [make_posting(is_embedded=False).pk for _ in range(5)]
    # The savepoint's two, the ids, the texts, the standing findings.
    with django_assert_max_num_queries(5):
        assert holds.check_stored(after=min(ids) - 1, limit=100, now=timezone.now()).checked == 5


def test_partner_is_warned_in_words():
    posting = make_posting(is_embedded=False)
    (warning,) = services.list_warnings(send(posting, description=SCAM).finding)
    assert warning.code == "held_back"
    assert "money_mule: " in warning.detail
    assert services.list_warnings(None) == ()
