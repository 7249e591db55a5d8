"""Connections, consents and the append-only records."""

import pytest
from django.db import IntegrityError, connection, transaction

from recruiting import services
from recruiting.models import Application, Consent, DecisionRecord, Impression
from recruiting.personal_data import (
    erase_connections,
    export_connections,
    merge_connections,
)
from recruiting.services import RankedPosting, ShownBy
from tests.factories import make_company, make_guest, make_posting, make_source

SHOWN_BY = ShownBy(None, None, None, 1, "find", "rules", "", "rules/1", "zh")


@pytest.fixture
def posting(db):
    return make_posting()


@pytest.fixture
def own_posting(db):
    return make_posting(source=make_source("own", company=make_company()))


def connect(user, posting, now, **changes):
    fields = {
        "message": "Hello",
        "resume_id": None,
        "resume_revision": None,
        "conversation_id": None,
        "round_number": 1,
        **changes,
    }
    return services.record_connection(user, posting, now=now, **fields)


def test_posting_without_a_company_is_an_outbound_visit_that_shares_nothing(alice, posting, now):
    application, is_new = connect(alice, posting, now)
    assert is_new
    assert application.kind == Application.Kind.OUTBOUND
    assert application.message == ""
    assert not Consent.objects.exists()


def test_greeting_comes_with_consent_for_what_was_shown(alice, own_posting, now):
    import uuid

    resume_id = uuid.uuid4()
    connect(alice, own_posting, now, resume_id=resume_id, resume_revision=3)
    scopes = set(Consent.objects.values_list("scope", flat=True))
    assert scopes == {"message", "resume", "contact"}
    assert services.has_consent(
        alice.id, company_id=own_posting.company_id, posting_id=own_posting.id, scope="resume"
    )


def test_second_contact_returns_the_first(alice, own_posting, now):
    first, _ = connect(alice, own_posting, now)
    second, is_new = connect(alice, own_posting, now, message="again")
    assert (second.id, is_new) == (first.id, False)


def test_withdrawing_takes_the_consent_back(alice, own_posting, now):
    application, _ = connect(alice, own_posting, now)
    assert services.withdraw_application(alice, application.id, now=now)
    assert not services.has_consent(
        alice.id, company_id=own_posting.company_id, posting_id=own_posting.id, scope="message"
    )
    assert not services.withdraw_application(alice, application.id, now=now)


def is_allowed(person_id, posting):
    return services.has_consent(
        person_id, company_id=posting.company_id, posting_id=posting.id, scope="message"
    )


def test_what_a_guest_allowed_can_be_taken_back_by_the_account(alice, bob, own_posting, now):
    application, _ = connect(bob, own_posting, now)
    merge_connections(bob, alice)
    assert services.withdraw_application(alice, application.id, now=now)
    assert not is_allowed(bob.id, own_posting)


def test_merging_two_contacts_about_one_posting_keeps_one_and_its_consent(
    alice, bob, own_posting, now
):
    kept, _ = connect(alice, own_posting, now)
    connect(bob, own_posting, now)
    merge_connections(bob, alice)
    assert services.find_application(alice, own_posting) == kept
    assert is_allowed(alice.id, own_posting)
    assert not is_allowed(bob.id, own_posting)


def test_export_holds_what_was_recorded_of_the_guest_the_person_was(alice, bob, own_posting, now):
    connect(bob, own_posting, now)
    bob.is_guest, bob.is_active, bob.merged_into = True, False, alice
    bob.save()
    merge_connections(bob, alice)
    given = export_connections(alice)
    assert [each["scope"] for each in given["consents"]] == ["message"]
    assert export_connections(make_guest())["consents"] == []


def test_erasure_takes_every_consent_back_once(alice, own_posting, now):
    connect(alice, own_posting, now)
    erase_connections(alice)
    erase_connections(alice)
    assert not is_allowed(alice.id, own_posting)
    assert Consent.objects.filter(action="withdrawn").count() == 1


def test_stranger_cannot_withdraw(alice, bob, own_posting, now):
    application, _ = connect(alice, own_posting, now)
    assert not services.withdraw_application(bob, application.id, now=now)


def test_no_consent_for_another_company_or_posting(alice, own_posting, now):
    connect(alice, own_posting, now)
    other = make_company()
    assert not services.has_consent(
        alice.id, company_id=other.id, posting_id=own_posting.id, scope="message"
    )


def test_ranking_is_recorded_line_by_line(alice, posting, now):
    services.record_ranking(
        alice,
        [RankedPosting(posting.id, 0.5, {"title": 1.0})],
        shown_by=SHOWN_BY,
        inputs={"criteria": {"titles": ["x"]}},
        embedder="some-model",
        ranking_version="rank/1",
        now=now,
    )
    shown = Impression.objects.get()
    assert (shown.round, shown.rank, shown.engine, shown.language) == (1, 1, "rules", "zh")
    assert DecisionRecord.objects.get().results[0]["features"] == {"title": 1.0}


@pytest.mark.parametrize("model", [Impression, Consent, DecisionRecord])
def test_append_only_rows_refuse_updates(alice, own_posting, now, model):
    connect(alice, own_posting, now)
    services.record_ranking(
        alice,
        [RankedPosting(own_posting.id, 0.5, {})],
        shown_by=SHOWN_BY,
        inputs={},
        embedder="some-model",
        ranking_version="rank/1",
        now=now,
    )
    row = model.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET person_id = person_id WHERE id = %s", [row.pk]
        )


def test_list_of_applications_is_two_queries(alice, own_posting, now, django_assert_num_queries):
    connect(alice, own_posting, now)
    with django_assert_num_queries(2):
        for application in services.list_applications(alice):
            _ = application.posting.employer
            list(application.posting.locations.all())
