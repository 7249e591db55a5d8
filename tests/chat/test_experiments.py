"""Experiments: who comes to which arm, what of an answer it changes, and what became of whom."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from chat.experiments import assign_arm, change_running, measure_arms
from chat.experiments.assigning import draw
from chat.experiments.figures import Figure, interval_of, share_of
from chat.models import Experiment, ExperimentArm, ExperimentPerson, Turn
from chat.personal_data import export_memory
from eventlog.services import create_conversation
from jobassist.accounts.merging import run_merge_hooks
from jobassist.accounts.models import User
from jobassist.accounts.personal_data import run_erasure
from jobassist.providers.models import ModelUse
from recruiting.models import Application, Impression
from tests.factories import make_posting, make_provider, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_numbers = iter(range(1, 10_000))


def make_experiment(*, is_running: bool = True, **arms: dict[str, Any]) -> Experiment:
    experiment = Experiment.objects.create(key=f"x{next(_numbers)}", name="Which one")
    for key, given in (arms or {"a": {}, "b": {}}).items():
        ExperimentArm.objects.create(experiment=experiment, key=key, **given)
    if is_running:
        change_running(experiment, is_running=True, now=NOW)
    return experiment


def make_person() -> User:
    return make_user(email=f"person{next(_numbers)}@example.com")


def place(person: User, experiment: Experiment, arm: str, *, at: datetime = NOW) -> None:
    ExperimentPerson.objects.create(
        experiment=experiment,
        user=person,
        arm=experiment.arms.get(key=arm),
        assigned_at=at,
    )


def arm_of(person: User) -> str:
    arm = assign_arm(person.id, now=NOW)
    assert arm is not None
    return arm.key


def sure(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


# --- assigning --------------------------------------------------------------------------------


def test_arms_get_the_people_that_their_weights_say() -> None:
    arms = [ExperimentArm(key=key, weight=weight) for key, weight in (("a", 70), ("b", 30))]
    drawn = Counter(draw(arms, seed=f"1\0{n}").key for n in range(10_000))
    assert abs(drawn["a"] / 10_000 - 0.7) < 0.02


def test_a_person_stays_in_an_arm_whatever_becomes_of_the_weights() -> None:
    experiment = make_experiment(a={"weight": 1}, b={"weight": 0})
    person = make_person()
    assert arm_of(person) == "a"
    experiment.arms.filter(key="a").update(weight=0)
    experiment.arms.filter(key="b").update(weight=1)
    assert arm_of(person) == "a"
    assert arm_of(make_person()) == "b"


def test_without_a_running_experiment_nobody_is_in_one(django_assert_num_queries: Any) -> None:
    experiment = make_experiment(is_running=False)
    person = make_person()
    with django_assert_num_queries(1):
        assert assign_arm(person.id, now=NOW) is None
    change_running(experiment, is_running=True, now=NOW)
    assert assign_arm(person.id, now=NOW) is not None
    other = make_experiment()
    experiment.refresh_from_db()
    assert (experiment.is_running, other.is_running) == (False, True)
    assert experiment.ended_at == NOW


def test_a_known_person_costs_two_queries(django_assert_num_queries: Any) -> None:
    make_experiment()
    person = make_person()
    assign_arm(person.id, now=NOW)
    with django_assert_num_queries(2):
        assign_arm(person.id, now=NOW)


def test_an_erased_person_is_in_no_arm_and_a_guest_takes_theirs_along() -> None:
    experiment = make_experiment()
    guest, account, other = make_person(), make_person(), make_person()
    place(guest, experiment, "b")
    run_merge_hooks(guest, account)
    assert ExperimentPerson.objects.get().user_id == account.id
    place(other, experiment, "a")
    run_merge_hooks(other, account)
    assert ExperimentPerson.objects.get().arm.key == "b"
    run_erasure(account)
    assert not ExperimentPerson.objects.exists()


# --- figures ----------------------------------------------------------------------------------


def make_turns(person: User, *starts: datetime, calls: int = 1) -> None:
    conversation = create_conversation(person, title="")
    for start in starts:
        turn = Turn.objects.create(
            conversation=conversation,
            user=person,
            state=Turn.State.FINISHED,
            outcome=Turn.Outcome.COMPLETED,
            start_after=start,
            finished_at=start + timedelta(seconds=5),
            model_calls=calls,
        )
        Turn.objects.filter(id=turn.id).update(created_at=start)


def show(person: User, *rounds: int, at: datetime = NOW) -> None:
    posting = make_posting(id=f"job-{next(_numbers)}")
    conversation_id = uuid.uuid4()
    for number in rounds:
        Impression.objects.create(
            person_id=person.id, posting=posting, conversation_id=conversation_id, round=number,
            rank=1, score=0.5, scene="find", engine="llm", language="en", shown_at=at,
        )  # fmt: skip


def connect(person: User, *, at: datetime = NOW) -> None:
    Application.objects.create(
        seeker=person, person_id=person.id, posting=make_posting(id=f"job-{next(_numbers)}"),
        kind=Application.Kind.OUTBOUND, created_at=at,
    )  # fmt: skip


def spend(person: User, value: str, *, at: datetime = NOW) -> None:
    ModelUse.objects.create(
        user=person, provider="north", model_name="n", state=ModelUse.State.SETTLED,
        input_tokens=1, output_tokens=1, reserved_tokens=2, input_price=Decimal(1),
        output_price=Decimal(1), currency="USD", rate=Decimal(1), cost=Decimal(value),
        value=Decimal(value), reserved_at=at, expires_at=at, settled_at=at,
    )  # fmt: skip


def test_figures_equal_those_reckoned_by_hand() -> None:
    experiment = make_experiment()
    minute = timedelta(minutes=1)
    went_on, stayed_away, newcomer = make_person(), make_person(), make_person()
    place(went_on, experiment, "a")
    place(stayed_away, experiment, "a")
    place(newcomer, experiment, "b")
    # Three turns, of which two are followed within half an hour: 2/3.
    make_turns(went_on, NOW, NOW + 10 * minute, NOW + 20 * minute)
    # Two turns, hours apart: 0 of 2. Before the arm, a turn that does not count.
    make_turns(stayed_away, NOW - minute, NOW + minute, NOW + 300 * minute, calls=3)
    # So late that nobody can say what follows.
    make_turns(newcomer, NOW + 595 * minute)
    show(went_on, 1, 2, 3)
    show(stayed_away, 1)
    show(stayed_away, 7, at=NOW - minute)
    connect(went_on, at=NOW + minute)
    connect(newcomer, at=NOW + minute)
    spend(went_on, "0.04")
    spend(stayed_away, "0.02", at=NOW - minute)
    first, second = measure_arms(experiment, now=NOW + 600 * minute)
    assert (first.arm, first.people, first.turns) == ("a", 2, 5)
    assert sure(first.next_step_rate).value == pytest.approx((2 / 3 + 0) / 2)
    assert sure(first.connection_rate).value == 0.5
    assert sure(first.rounds_per_person).value == 2.0
    assert sure(first.cost_per_person).value == pytest.approx(0.02)
    assert sure(first.model_calls_per_turn).value == 2.0
    assert (second.arm, second.people, second.turns) == ("b", 1, 1)
    assert second.next_step_rate is None
    # Nobody there was shown a job by the experiment: no share of nothing.
    assert second.connection_rate is None
    assert sure(second.cost_per_person).value == 0.0


def test_figures_cost_the_same_however_many_people(django_assert_num_queries: Any) -> None:
    experiment = make_experiment()
    for _each in range(6):
        person = make_person()
        place(person, experiment, "a")
        make_turns(person, NOW)
    with django_assert_num_queries(2):
        (first, _second) = measure_arms(experiment, now=NOW + timedelta(hours=2))
    assert (first.people, first.turns) == (6, 6)


def test_what_comes_after_the_end_does_not_count() -> None:
    experiment = make_experiment()
    person = make_person()
    place(person, experiment, "a")
    show(person, 1)
    change_running(experiment, is_running=False, now=NOW + timedelta(hours=1))
    connect(person, at=NOW + timedelta(hours=2))
    assert (
        sure(measure_arms(experiment, now=NOW + timedelta(days=1))[0].connection_rate).value == 0.0
    )


def test_intervals_are_those_of_the_books() -> None:
    # Wilson's interval for 8 of 10, as in Brown, Cai and DasGupta (2001).
    share = sure(share_of(8, 10))
    assert (round(share.low, 3), round(share.high, 3)) == (0.49, 0.943)
    assert sure(share_of(0, 20)).low == 0.0
    assert round(sure(share_of(0, 20)).high, 3) == 0.161
    mean = sure(interval_of(4, 2.5, 1.2909944))
    assert round(mean.high - mean.value, 3) == round(1.959964 * 1.2909944 / 2, 3)
    assert share_of(0, 0) is None
    assert interval_of(0, None, None) is None
    point = sure(interval_of(1, 3.0, None))
    assert (point.low, point.high) == (3.0, 3.0)


def test_figures_cost_the_same_however_many_arms(django_assert_num_queries: Any) -> None:
    experiment = make_experiment(a={}, b={}, c={}, d={})
    for arm in ("a", "b", "c", "d"):
        place(make_person(), experiment, arm)
    with django_assert_num_queries(2):
        measure_arms(experiment, now=NOW)


# --- in the admin -----------------------------------------------------------------------------


@pytest.fixture
def operator(client: Any) -> Any:
    person = make_user(email="op@example.com", is_staff=True, is_superuser=True)
    client.force_login(person, backend="jobassist.accounts.backends.IdentityBackend")
    return client


FORM = {
    "name": "Warm or brief",
    "key": "tone",
    "arms-TOTAL_FORMS": "2",
    "arms-INITIAL_FORMS": "0",
    "arms-0-key": "warm",
    "arms-0-weight": "1",
    "arms-0-wording": "Sound warm.",
    "arms-1-key": "usual",
    "arms-1-weight": "1",
}


def test_an_experiment_is_made_started_and_read_in_the_admin(operator: Any) -> None:
    assert operator.post(reverse("admin:chat_experiment_add"), FORM).status_code == 302
    experiment = Experiment.objects.get()
    listed = reverse("admin:chat_experiment_changelist")
    operator.post(listed, {"action": "start", "_selected_action": [experiment.id]})
    experiment.refresh_from_db()
    assert experiment.is_running
    place(make_person(), experiment, "warm")
    page = operator.get(reverse("admin:chat_experiment_change", args=[experiment.id]))
    assert "warm" in page.content.decode()
    assert "0.00000 (0.00000–0.00000)" in page.content.decode()
    operator.post(listed, {"action": "end", "_selected_action": [experiment.id]})
    assert assign_arm(make_person().id, now=NOW) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"arms-1-weight": "0"}, "at least two arms"),
        ({"arms-0-provider": "nowhere"}, "no server with this key"),
        ({"arms-0-model_name": "big-1"}, "Name the server"),
    ],
)
def test_what_compares_nothing_is_refused(
    operator: Any, changes: dict[str, str], said: str
) -> None:
    make_provider("north")
    page = operator.post(reverse("admin:chat_experiment_add"), FORM | changes)
    assert said in page.content.decode()
    assert not Experiment.objects.exists()


def test_whoever_asks_for_their_data_sees_which_arms_they_were_in():
    person, other = make_person(), make_person()
    first, second = make_experiment(is_running=False), make_experiment(is_running=False)
    place(person, second, "b", at=NOW + timedelta(days=1))
    place(person, first, "a")
    place(other, first, "b")
    assert export_memory(person)["experiments"] == [
        {"assigned_at": NOW, "experiment_key": first.key, "arm_key": "a"},
        {
            "assigned_at": NOW + timedelta(days=1),
            "experiment_key": second.key,
            "arm_key": "b",
        },
    ]


def test_an_arm_costs_as_many_queries_as_it_says(django_assert_num_queries):
    person = make_person()
    with django_assert_num_queries(1):
        assert assign_arm(person.id, now=NOW) is None
    make_experiment()
    with django_assert_num_queries(5):
        assign_arm(person.id, now=NOW)
    with django_assert_num_queries(2):
        assign_arm(person.id, now=NOW)
