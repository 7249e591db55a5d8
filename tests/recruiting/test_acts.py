"""What seekers do is counted once each, and for good."""

import pytest
from django.db import IntegrityError, transaction

from recruiting import services
from recruiting.models import Application, SeekerAct
from recruiting.personal_data import erase_connections, export_connections
from recruiting.services import Act, ActedIn, RankedPosting, ShownBy
from tests.factories import make_posting

HERE = ActedIn(None, 2, scene="find", language="zh")
BY_MODEL = ShownBy(None, None, None, 1, "alerts", "llm", "glm", "p/3", "zh")


@pytest.fixture
def posting(db):
    return make_posting()


def show(user, posting, now):
    services.record_ranking(
        user,
        [RankedPosting(posting.id, 1.0, {})],
        shown_by=BY_MODEL,
        inputs={},
        embedder="e",
        ranking_version="r",
        now=now,
    )


def test_an_act_counts_for_what_showed_the_posting(alice, posting, now):
    show(alice, posting, now)
    services.record_acts(alice, [Act("wrote"), Act("opened", posting.id)], acted_in=HERE, now=now)
    wrote, opened = SeekerAct.objects.order_by("id")
    assert (wrote.engine, wrote.provider, wrote.posting_id) == ("rules", "", None)
    assert (opened.engine, opened.provider, opened.prompt_version) == ("llm", "glm", "p/3")
    assert (opened.scene, opened.language, opened.round) == ("find", "zh", 2)


def test_acts_cost_two_queries_however_many(alice, posting, now, django_assert_num_queries):
    acts = [Act("wrote"), *(Act("opened", posting.id) for _ in range(5))]
    with django_assert_num_queries(2):
        services.record_acts(alice, acts, acted_in=HERE, now=now)
    with django_assert_num_queries(0):
        services.record_acts(alice, [], acted_in=HERE, now=now)


def test_saving_twice_is_one_act_and_saving_again_after_taking_back_another(alice, posting, now):
    for _ in range(2):
        services.record_note(alice, posting, kind="saved", now=now, acted_in=HERE)
    assert SeekerAct.objects.filter(kind="saved").count() == 1
    services.forget_note(alice, posting.id, kind="saved")
    services.record_note(alice, posting, kind="saved", now=now, acted_in=HERE)
    assert SeekerAct.objects.filter(kind="saved").count() == 2


def test_a_contact_says_where_it_came_from(alice, posting, now):
    show(alice, posting, now)
    services.record_connection(
        alice, posting, message="", resume_id=None, resume_revision=None, conversation_id=None,
        round_number=1, now=now, scene="find", language="zh",
    )  # fmt: skip
    row = Application.objects.get()
    assert (row.scene, row.language, row.engine, row.provider) == ("find", "zh", "llm", "glm")


def test_an_act_is_never_changed(alice, posting, now):
    services.record_acts(alice, [Act("wrote")], acted_in=HERE, now=now)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        SeekerAct.objects.update(kind="saved")


@pytest.mark.parametrize("kind", ["wrote", "opened"])
def test_only_writing_is_about_no_posting(alice, posting, now, kind):
    act = Act(kind, posting.id if kind == "wrote" else None)
    with pytest.raises(IntegrityError, match="act_names_posting"):
        services.record_acts(alice, [act], acted_in=HERE, now=now)


def test_acts_are_in_the_export_and_stay_as_numbers(alice, posting, now):
    services.record_note(alice, posting, kind="dismissed", reason="other", now=now)
    assert [each["kind"] for each in export_connections(alice)["acts"]] == ["dismissed"]
    erase_connections(alice)
    assert SeekerAct.objects.get().person_id == alice.id
