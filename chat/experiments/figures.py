"""What became of an experiment's people, by arm, with intervals. Reads rows."""

import math
import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery, Sum, Window
from django.db.models.functions import Lead

from chat.models import Experiment, ExperimentPerson, Turn
from jobassist.providers.models import ModelUse
from recruiting.models import Application, Impression

# Who does nothing for so long after an answer has not taken a next step.
NEXT_STEP = timedelta(minutes=30)
# Of the normal distribution, for an interval of 95 %.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where nobody has one yet."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """One arm: its people and turns, and what became of them.

    Means are of people, each counting once, since the turns of one person are alike.
    """

    arm: str
    people: int
    turns: int
    # Share of a person's answered turns after which they went on within half an hour.
    next_step_rate: Figure | None
    # People who contacted an employer, of those who were shown a job.
    connection_rate: Figure | None
    rounds_per_person: Figure | None
    # In the currency of the budgets.
    cost_per_person: Figure | None
    model_calls_per_turn: Figure | None


def measure_arms(experiment: Experiment, *, now: datetime) -> list[ArmFigures]:
    """Return the figures of each arm, in their order, of what people did since they came to it.

    Six queries, whatever the number of arms. What somebody did after the experiment ended does
    not count.
    """
    until = experiment.ended_at or now
    arms = list(experiment.arms.order_by("id"))
    place = dict(
        ExperimentPerson.objects.filter(experiment=experiment).values_list("user_id", "arm_id")
    )
    steps, calls, turns = _read_turns(experiment, until=until)
    shown, rounds = _read_shown(experiment, until=until)
    contacted = set(
        Application.objects.filter(
            seeker_id__in=_people(experiment),
            created_at__gte=_since(experiment, "seeker_id"),
            created_at__lt=until,
        ).values_list("seeker_id", flat=True)
    )
    spent: dict[uuid.UUID, float] = {
        row["user_id"]: float(row["value"])
        for row in ModelUse.objects.filter(
            user_id__in=_people(experiment),
            reserved_at__gte=_since(experiment, "user_id"),
            reserved_at__lt=until,
        )
        .values("user_id")
        .annotate(value=Sum("value"))
    }
    people: defaultdict[int, list[uuid.UUID]] = defaultdict(list)
    for user_id, arm_id in place.items():
        people[arm_id].append(user_id)
    return [
        ArmFigures(
            arm=arm.key,
            people=len(people[arm.id]),
            turns=sum(turns[each] for each in people[arm.id]),
            next_step_rate=mean_of([steps[each] for each in people[arm.id] if each in steps]),
            connection_rate=share_of(
                sum(each in contacted for each in people[arm.id] if each in shown),
                sum(each in shown for each in people[arm.id]),
            ),
            rounds_per_person=mean_of([rounds[e] for e in people[arm.id] if e in shown]),
            cost_per_person=mean_of([spent.get(each, 0.0) for each in people[arm.id]]),
            model_calls_per_turn=mean_of([calls[each] for each in people[arm.id] if each in calls]),
        )
        for arm in arms
    ]


def _people(experiment: Experiment) -> Subquery:
    return Subquery(ExperimentPerson.objects.filter(experiment=experiment).values("user_id"))


def _since(experiment: Experiment, person: str) -> Subquery:
    """Return from when on the person in a column is in the experiment."""
    return Subquery(
        ExperimentPerson.objects.filter(experiment=experiment, user_id=OuterRef(person)).values(
            "assigned_at"
        )[:1]
    )


def _read_turns(
    experiment: Experiment, *, until: datetime
) -> tuple[dict[uuid.UUID, float], dict[uuid.UUID, float], Counter[uuid.UUID]]:
    """Return by person the share of turns with a next step, calls a turn, and how many turns."""
    rows = (
        Turn.objects.filter(
            user_id__in=_people(experiment),
            created_at__gte=_since(experiment, "user_id"),
            created_at__lt=until,
        )
        .annotate(
            next_at=Window(
                Lead("created_at"),
                partition_by=F("conversation_id"),
                order_by=F("created_at").asc(),
            )
        )
        .values_list("user_id", "created_at", "finished_at", "outcome", "model_calls", "next_at")
    )
    gone_on: defaultdict[uuid.UUID, list[bool]] = defaultdict(list)
    called: defaultdict[uuid.UUID, list[int]] = defaultdict(list)
    for user_id, created_at, finished_at, outcome, model_calls, next_at in rows:
        if outcome != Turn.Outcome.COMPLETED:
            continue
        called[user_id].append(model_calls)
        ended = finished_at or created_at
        if next_at is not None and next_at < ended + NEXT_STEP:
            gone_on[user_id].append(True)
        elif ended + NEXT_STEP <= until:
            # Before that nobody can say yet.
            gone_on[user_id].append(False)
    return (
        {each: statistics.fmean(did) for each, did in gone_on.items()},
        {each: statistics.fmean(calls) for each, calls in called.items()},
        Counter({each: len(calls) for each, calls in called.items()}),
    )


def _read_shown(
    experiment: Experiment, *, until: datetime
) -> tuple[set[uuid.UUID], dict[uuid.UUID, float]]:
    """Return who was shown jobs, and in how many rounds."""
    rows = (
        Impression.objects.filter(
            person_id__in=_people(experiment),
            shown_at__gte=_since(experiment, "person_id"),
            shown_at__lt=until,
        )
        .values_list("person_id", "conversation_id", "round")
        .distinct()
    )
    rounds = Counter(person_id for person_id, _conversation_id, _round in rows)
    return set(rounds), {each: float(count) for each, count in rounds.items()}


# --- intervals. Pure --------------------------------------------------------------------------


def share_of(count: int, total: int) -> Figure | None:
    """Return a share with Wilson's interval, which holds for few and for none as well."""
    if not total:
        return None
    share = count / total
    middle = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    half = (_Z / (1 + _Z**2 / total)) * math.sqrt(
        share * (1 - share) / total + _Z**2 / (4 * total**2)
    )
    return Figure(share, max(0.0, middle - half), min(1.0, middle + half))


def mean_of(values: Sequence[float]) -> Figure | None:
    """Return a mean with the interval of the normal distribution; of one person it is a point."""
    if not values:
        return None
    mean = statistics.fmean(values)
    if len(values) == 1:
        return Figure(mean, mean, mean)
    half = _Z * statistics.stdev(values) / math.sqrt(len(values))
    return Figure(mean, mean - half, mean + half)
