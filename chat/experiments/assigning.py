"""Who is in which arm of the running experiment. Writes rows."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db import transaction

from chat.models import Experiment, ExperimentArm, ExperimentPerson


@dataclass(frozen=True, slots=True)
class Arm:
    """How one person is answered while an experiment runs; empty parts change nothing."""

    experiment: str
    key: str
    provider: str = ""
    model_name: str = ""
    wording: str = ""

    @property
    def version(self) -> str:
        """What stands behind the prompt's version on each turn, at most 31 characters."""
        return f"{self.experiment}.{self.key}"


def assign_arm(user_id: uuid.UUID, *, now: datetime) -> Arm | None:
    """Return the arm of a person in the running experiment, None while none runs.

    The first time it is drawn by weight and kept, whatever becomes of the weights. One query
    while nothing runs, two where the person is known, five at most.
    """
    running = (
        Experiment.objects.filter(is_running=True).values_list("id", "key").order_by("id").first()
    )
    if running is None:
        return None
    experiment_id, key = running
    arm = _known_arm(experiment_id, user_id)
    if arm is None:
        arms = list(
            ExperimentArm.objects.filter(experiment_id=experiment_id, weight__gt=0).order_by("id")
        )
        if not arms:
            return None
        drawn = draw(arms, seed=f"{experiment_id}\0{user_id}")
        # Two turns of one person may draw at once: the first to be written holds.
        ExperimentPerson.objects.bulk_create(
            [
                ExperimentPerson(
                    experiment_id=experiment_id, user_id=user_id, arm=drawn, assigned_at=now
                )
            ],
            ignore_conflicts=True,
        )
        arm = _known_arm(experiment_id, user_id) or drawn
    return Arm(key, arm.key, arm.provider, arm.model_name, arm.wording)


def _known_arm(experiment_id: int, user_id: uuid.UUID) -> ExperimentArm | None:
    return ExperimentArm.objects.filter(
        people__experiment_id=experiment_id, people__user_id=user_id
    ).first()


def draw(arms: list[ExperimentArm], *, seed: str) -> ExperimentArm:
    """Return the arm that a seed comes to: over many, each as often as its weight says. Pure."""
    digest = blake2b(seed.encode(), digest_size=8).digest()
    at = int.from_bytes(digest, "big") / 2**64 * sum(each.weight for each in arms)
    for arm in arms:
        at -= arm.weight
        if at < 0:
            return arm
    return arms[-1]


def change_running(experiment: Experiment, *, is_running: bool, now: datetime) -> None:
    """Start an experiment, ending the one that runs, or end it."""
    with transaction.atomic():
        if is_running:
            Experiment.objects.filter(is_running=True).exclude(pk=experiment.pk).update(
                is_running=False, ended_at=now
            )
        experiment.is_running = is_running
        experiment.ended_at = None if is_running else now
        experiment.save(update_fields=["is_running", "ended_at"])
