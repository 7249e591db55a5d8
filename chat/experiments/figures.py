"""What became of an experiment's people, by arm, with intervals. Reads rows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from chat.models import Experiment

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


# By person first, then by arm: a person counts once, however much they talk.
MEASURE = """
WITH people AS (
  SELECT user_id, arm_id, assigned_at FROM chat_experimentperson WHERE experiment_id = %(experiment)s
), turns AS (
  SELECT t.user_id, t.outcome, t.model_calls, coalesce(t.finished_at, t.created_at) AS ended,
         lead(t.created_at) OVER (PARTITION BY t.conversation_id ORDER BY t.created_at) AS next_at
  FROM chat_turn t JOIN people p USING (user_id)
  WHERE t.created_at >= p.assigned_at AND t.created_at < %(until)s
), talked AS (
  SELECT user_id, count(*) AS turns, avg(model_calls) AS calls,
         avg(CASE WHEN next_at < ended + %(next_step)s THEN 1.0
                  -- Before that nobody can say yet.
                  WHEN ended + %(next_step)s <= %(until)s THEN 0.0 END) AS steps
  FROM turns WHERE outcome = 'completed' GROUP BY user_id
), shown AS (
  SELECT person_id AS user_id, count(*) AS rounds FROM (
    SELECT DISTINCT i.person_id, i.conversation_id, i.round
    FROM recruiting_impression i JOIN people p ON p.user_id = i.person_id
    WHERE i.shown_at >= p.assigned_at AND i.shown_at < %(until)s
  ) each_round GROUP BY person_id
), contacted AS (
  SELECT DISTINCT a.seeker_id AS user_id
  FROM recruiting_application a JOIN people p ON p.user_id = a.seeker_id
  WHERE a.created_at >= p.assigned_at AND a.created_at < %(until)s
), spent AS (
  SELECT u.user_id, sum(u.value) AS value
  FROM providers_modeluse u JOIN people p USING (user_id)
  WHERE u.reserved_at >= p.assigned_at AND u.reserved_at < %(until)s GROUP BY u.user_id
)
SELECT arm_id, count(*), coalesce(sum(turns), 0),
       count(steps), avg(steps), stddev_samp(steps),
       count(calls), avg(calls), stddev_samp(calls),
       count(rounds), avg(rounds), stddev_samp(rounds),
       count(*), avg(coalesce(value, 0)), stddev_samp(coalesce(value, 0)),
       count(rounds) FILTER (WHERE contacted.user_id IS NOT NULL)
FROM people LEFT JOIN talked USING (user_id) LEFT JOIN shown USING (user_id)
LEFT JOIN spent USING (user_id) LEFT JOIN contacted USING (user_id)
GROUP BY arm_id
"""


def measure_arms(experiment: Experiment, *, now: datetime) -> list[ArmFigures]:
    """Return the figures of each arm, in their order, of what people did since they came to it.

    Two queries, and a row an arm is read, however many people there are. What somebody did after
    the experiment ended does not count.
    """
    asked: dict[str, Any] = {
        "experiment": experiment.pk,
        "until": experiment.ended_at or now,
        "next_step": NEXT_STEP,
    }
    with connection.cursor() as cursor:
        cursor.execute(MEASURE, asked)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_read_arm(arm.key, found.get(arm.id)) for arm in experiment.arms.order_by("id")]


def _read_arm(key: str, row: Sequence[Any] | None) -> ArmFigures:
    if row is None:
        return ArmFigures(key, 0, 0, None, None, None, None, None)
    people, turns, contacted = row[0], row[1], row[-1]
    steps, calls, rounds, cost = (row[at : at + 3] for at in range(2, 14, 3))
    return ArmFigures(
        arm=key,
        people=people,
        turns=int(turns),
        next_step_rate=interval_of(*steps),
        connection_rate=share_of(contacted, rounds[0]),
        rounds_per_person=interval_of(*rounds),
        cost_per_person=interval_of(*cost),
        model_calls_per_turn=interval_of(*calls),
    )


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


def interval_of(count: int, mean: Any, deviation: Any) -> Figure | None:
    """Return a mean with the interval of the normal distribution; of one person it is a point."""
    if not count:
        return None
    mean = float(mean)
    half = _Z * float(deviation or 0.0) / math.sqrt(count)
    return Figure(mean, mean - half, mean + half)
