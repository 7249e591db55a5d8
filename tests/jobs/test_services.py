"""Upserts, the life of a posting, claims."""

import threading
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from jobassist.errors import AppError
from jobs import services
from jobs.feed import ParsedRow, parse_row
from jobs.models import (
    PARTS,
    EmployerClaim,
    Posting,
    PostingEmbedding,
    PostingLocation,
    PostingTerm,
    PostingWords,
    SentRow,
    Source,
)
from tests.factories import build_row, make_company, make_employer, make_posting, make_source

NOW = timezone.now()


def parse(**changes: Any) -> ParsedRow:
    parsed = parse_row(build_row(**changes))
    assert isinstance(parsed, ParsedRow), parsed
    return parsed


def upsert(source: Source, *rows: ParsedRow, now: Any = NOW) -> list[str]:
    return [r.status for r in services.upsert_postings(source, rows, now=now)]


def queued_ids() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name="jobs.embed_postings")
    return sorted(i for job in jobs for i in job.args["posting_ids"])


# --- upsert -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_row_is_created_then_unchanged_then_updated() -> None:
    source = make_source()
    assert upsert(source, parse(id="1")) == ["created"]
    assert upsert(source, parse(id="1")) == ["unchanged"]
    assert upsert(source, parse(id="1", title="Cook")) == ["updated"]
    posting = Posting.objects.get()
    assert posting.title == "Cook"
    assert posting.locations.get().city == "London"


@pytest.mark.django_db
def test_an_unchanged_row_writes_nothing_and_queues_nothing(
    django_assert_num_queries: Any,
) -> None:
    source = make_source()
    rows = [parse(id=str(i)) for i in range(20)]
    upsert(source, *rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(xmin::text ORDER BY id) FROM jobs_posting")
        before = cursor.fetchone()
    ProcrastinateJob.objects.all()
    queued = queued_ids()
    # A look at what is stored, and the count of what came.
    with django_assert_num_queries(2):
        assert upsert(source, *rows) == ["unchanged"] * 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(xmin::text ORDER BY id) FROM jobs_posting")
        assert cursor.fetchone() == before
    assert queued_ids() == queued


@pytest.mark.django_db
def test_a_batch_costs_the_same_queries_however_long(
    django_assert_max_num_queries: Any,
) -> None:
    source = make_source()
    with django_assert_max_num_queries(20):
        upsert(source, *(parse(id=str(i), company=f"Firm {i}") for i in range(60)))
    assert Posting.objects.count() == 60


@pytest.mark.django_db
def test_identity_is_the_source_and_its_id() -> None:
    first, second = make_source("one"), make_source("two")
    assert upsert(first, parse(id="1")) == ["created"]
    assert upsert(second, parse(id="1")) == ["created"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(source=second).update(source=first)


@pytest.mark.django_db
def test_place_is_part_of_identity() -> None:
    source = make_source()
    upsert(source, parse(id="1", city="London"), parse(id="2", city="Leeds"))
    assert {x.city for x in PostingLocation.objects.all()} == {"London", "Leeds"}


@pytest.mark.django_db
def test_a_row_twice_in_a_batch_meets_its_first_writing() -> None:
    rows = [parse(id="1"), parse(id="2"), parse(id="1"), parse(id="1", title="Cook")]
    assert upsert(make_source(), *rows) == ["created", "created", "unchanged", "updated"]


@pytest.mark.django_db
def test_a_rejected_row_leaves_the_others_alone() -> None:
    source = make_source()
    rows = [parse(id="1"), parse(id="2", posted_at="2026-02-31"), parse(id="3")]
    results = services.upsert_postings(source, rows, now=NOW)
    assert [r.status for r in results] == ["created", "rejected", "created"]
    assert results[1].error is not None
    assert results[1].error.code == "bad_date"


@pytest.mark.django_db
def test_words_follow_the_row() -> None:
    posting = make_posting(id="1", title="Backend Developer", is_embedded=False)
    before = set(PostingTerm.objects.filter(posting=posting).values_list("term", flat=True))
    upsert(posting.source, parse(id="1", title="Pastry Cook", description="", skills=[]))
    after = set(PostingTerm.objects.filter(posting=posting).values_list("term", flat=True))
    assert before
    assert after
    assert not before & after
    assert PostingWords.objects.filter(posting=posting).count() == 1


@pytest.mark.django_db
def test_no_part_outlives_its_posting_whoever_deletes_it() -> None:
    gone, kept = (
        make_posting(id=name, city="Leeds", is_embedded=False) for name in ("gone", "kept")
    )
    SentRow.objects.create(posting=gone, row="{}")
    SentRow.objects.create(posting=kept, row="{}")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM jobs_posting WHERE id = %s", [gone.id])
    for model in (PostingLocation, SentRow, PostingWords, PostingTerm):
        assert model._meta.db_table in PARTS
        assert set(model.objects.values_list("posting_id", flat=True)) == {kept.id}


@pytest.mark.django_db
def test_only_a_changed_text_is_queued_for_embedding() -> None:
    source = make_source()
    upsert(source, parse(id="1"))
    posting = Posting.objects.get()
    assert queued_ids() == [posting.id]
    upsert(source, parse(id="1", salary_min=50_000, salary_currency="GBP", salary_period="year"))
    assert queued_ids() == [posting.id]
    upsert(source, parse(id="1", title="Cook"))
    assert queued_ids() == [posting.id, posting.id]


@pytest.mark.django_db
def test_the_task_is_queued_in_the_transaction_that_writes() -> None:
    source = make_source()

    with transaction.atomic():
        upsert(source, parse(id="1"))
        assert len(queued_ids()) == 1
        transaction.set_rollback(True)
    assert queued_ids() == []
    assert not Posting.objects.exists()


@pytest.mark.django_db
def test_a_pause_outlasts_an_update_and_a_removal_too() -> None:
    source = make_source()
    upsert(source, parse(id="1"), parse(id="2"))
    paused, removed = Posting.objects.order_by("external_id")
    services.pause_postings([paused.id], now=NOW)
    services.remove_postings([removed.id], now=NOW)
    upsert(source, parse(id="1", title="Cook"), parse(id="2", title="Cook"))
    paused.refresh_from_db()
    removed.refresh_from_db()
    assert (paused.status, removed.status) == ("paused", "removed")


@pytest.mark.django_db
def test_an_expired_posting_that_is_in_the_feed_again_lives_again() -> None:
    source = make_source()
    upsert(source, parse(id="1"))
    posting = Posting.objects.get()
    services.expire_postings([posting.id], now=NOW)
    assert upsert(source, parse(id="1")) == ["updated"]
    posting.refresh_from_db()
    assert posting.status == "active"


@pytest.mark.django_db
def test_a_posting_past_its_end_stays_expired_and_unchanged() -> None:
    source = make_source()
    row = parse(id="1", valid_through="2020-01-01")
    assert upsert(source, row) == ["created"]
    assert Posting.objects.get().status == "expired"
    assert upsert(source, row) == ["unchanged"]
    assert upsert(source, parse(id="1", valid_through="2999-01-01")) == ["updated"]
    assert Posting.objects.get().status == "active"


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_rows_end_in_one_copy() -> None:
    source = make_source()
    rows = [parse(id=str(i)) for i in range(40)]
    barrier = threading.Barrier(2)
    errors: list[BaseException] = []

    def run(mine: list[ParsedRow]) -> None:
        try:
            barrier.wait()
            services.upsert_postings(source, mine, now=NOW, embed="not")
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(rows,)),
        threading.Thread(target=run, args=(rows[::-1],)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Posting.objects.count() == 40
    assert PostingLocation.objects.count() == 40


# --- life -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_the_allowed_moves_change_a_status() -> None:
    posting = make_posting(is_embedded=False)
    ids = [posting.id]
    assert services.publish_postings(ids, now=NOW) == 0
    assert services.pause_postings(ids, now=NOW) == 1
    assert services.pause_postings(ids, now=NOW) == 0
    assert services.publish_postings(ids, now=NOW) == 1
    assert services.expire_postings(ids, now=NOW) == 1
    assert services.publish_postings(ids, now=NOW) == 1
    assert services.remove_postings(ids, now=NOW) == 1
    assert services.publish_postings(ids, now=NOW) == 0
    assert services.expire_postings(ids, now=NOW) == 0


@pytest.mark.django_db
def test_what_ran_out_is_ended_and_cannot_be_published() -> None:
    posting = make_posting(valid_through="2999-01-01", is_embedded=False)
    assert posting.valid_through is not None
    later = posting.valid_through + timedelta(seconds=1)
    assert services.expire_run_out(now=NOW) == 0
    assert services.expire_run_out(now=later) == 1
    assert services.publish_postings([posting.id], now=later) == 0


# --- the tenant -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_companys_own_source_gives_its_postings_the_tenant() -> None:
    company = make_company()
    own = services.get_or_create_company_source(company.id, key="acme-own")
    upsert(own, parse(id="1"))
    assert Posting.objects.get().company_id == company.id
    with pytest.raises(AppError):
        services.get_or_create_company_source(make_company().id, key="acme-own")


@pytest.mark.django_db
def test_only_a_company_source_names_a_company() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(key="x", kind=Source.Kind.PARTNER, company=make_company())
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(key="y", kind=Source.Kind.COMPANY)


@pytest.mark.django_db
def test_a_name_alone_links_nothing_a_verified_claim_does() -> None:
    company = make_company(name="Acme")
    posting = make_posting(id="1", company="Acme", is_embedded=False)
    assert posting.employer is not None
    claim = EmployerClaim.objects.create(employer=posting.employer, company=company)
    assert Posting.objects.get().company_id is None
    services.decide_claim(claim.id, is_verified=True, by=None, now=NOW)
    posting.refresh_from_db()
    assert posting.company_id == company.id
    upsert(posting.source, parse(id="2", company="ACME"), parse(id="3", company="Other"))
    by_id = dict(Posting.objects.values_list("external_id", "company_id"))
    assert by_id["2"] == company.id
    assert by_id.get("3") is None
    # The same name in another source is another employer.
    upsert(make_source("elsewhere"), parse(id="4", company="Acme"))
    assert Posting.objects.get(external_id="4").company_id is None


@pytest.mark.django_db
def test_a_revoked_claim_takes_the_tenant_away() -> None:
    company = make_company()
    posting = make_posting(company="Acme", is_embedded=False)
    assert posting.employer is not None
    claim = EmployerClaim.objects.create(employer=posting.employer, company=company)
    services.decide_claim(claim.id, is_verified=True, by=None, now=NOW)
    services.revoke_claim(claim.id, by=None, now=NOW)
    posting.refresh_from_db()
    assert posting.company_id is None


@pytest.mark.django_db
def test_an_employer_has_one_verified_claim() -> None:
    employer = make_employer()
    first = EmployerClaim.objects.create(employer=employer, company=make_company())
    second = EmployerClaim.objects.create(employer=employer, company=make_company())
    services.decide_claim(first.id, is_verified=True, by=None, now=NOW)
    with pytest.raises(AppError) as taken:
        services.decide_claim(second.id, is_verified=True, by=None, now=NOW)
    assert taken.value.code == "employer_taken"
    with pytest.raises(AppError) as decided:
        services.decide_claim(first.id, is_verified=False, by=None, now=NOW)
    assert decided.value.code == "claim_decided"
    with pytest.raises(IntegrityError), transaction.atomic():
        EmployerClaim.objects.filter(id=second.id).update(status="verified", decided_at=NOW)


# --- vectors ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_vector_of_an_old_text_is_not_stored() -> None:
    posting = make_posting(is_embedded=False)
    vector = np.ones((1, 512), dtype=np.float32)
    old = "0" * 32
    assert services.store_vectors([(posting.id, old)], vector, model="m") == 0
    assert services.store_vectors([(posting.id, posting.embedding_hash)], vector, model="m") == 1
    assert services.store_vectors([(posting.id, posting.embedding_hash)], vector, model="m") == 0
    assert PostingEmbedding.objects.get().content_hash == posting.embedding_hash
