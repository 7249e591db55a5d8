"""HTTP shapes of standing searches."""

from typing import Any, get_args

from django.utils.translation import gettext as _
from pydantic import ValidationError
from rest_framework import serializers

from chat.alerts.services import criteria_of, plan_of
from chat.alerts.timing import Plan, complete_plan
from chat.describe import describe_criteria, describe_plan
from chat.models import Alert
from chat.understanding.types import Frequency, Schedule
from jobassist.errors import AppError
from jobassist.strict_fields import StrictCharField
from jobs.criteria import Criteria

FREQUENCIES: tuple[str, ...] = get_args(Frequency)


class ScheduleSerializer(serializers.Serializer[Any]):
    """When a standing search runs, on the wall clock of the person's time zone."""

    frequency = serializers.ChoiceField(choices=FREQUENCIES)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6),
        max_length=7,
        required=False,
        help_text="Of weekly and biweekly: 0 is Monday.",
    )
    day = serializers.IntegerField(
        min_value=1,
        max_value=31,
        required=False,
        allow_null=True,
        help_text="Of monthly; beyond a month's end it is the last.",
    )
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False, allow_null=True)
    minute = serializers.IntegerField(min_value=0, max_value=59, required=False, allow_null=True)
    text = serializers.CharField(read_only=True, help_text="In words.")


class AlertSerializer(serializers.Serializer[Any]):
    """A standing search and where it stands."""

    alert_id = serializers.UUIDField(source="id")
    state = serializers.ChoiceField(choices=Alert.State.choices)
    criteria = serializers.DictField()
    query = serializers.CharField(help_text="The criteria in words.")
    schedule = ScheduleSerializer()
    time_zone = serializers.CharField()
    next_run_at = serializers.DateTimeField(allow_null=True)
    last_run_at = serializers.DateTimeField(allow_null=True)
    last_found = serializers.IntegerField(allow_null=True)
    conversation_id = serializers.UUIDField(
        allow_null=True, help_text="Where what is new is shown."
    )
    created_at = serializers.DateTimeField()

    def to_representation(self, instance: Alert) -> dict[str, Any]:
        """Return an alert with its search and its time in words too."""
        criteria, plan = criteria_of(instance), plan_of(instance)
        return {
            "alert_id": str(instance.id),
            "state": instance.state,
            "criteria": criteria.model_dump(mode="json"),
            "query": describe_criteria(criteria),
            "schedule": {
                "frequency": plan.frequency,
                "weekdays": list(plan.weekdays),
                "day": plan.day,
                "hour": plan.hour,
                "minute": plan.minute,
                "text": describe_plan(plan),
            },
            "time_zone": instance.time_zone,
            "next_run_at": instance.next_run_at,
            "last_run_at": instance.last_run_at,
            "last_found": instance.last_found,
            "conversation_id": str(instance.conversation_id) if instance.conversation_id else None,
            "created_at": instance.created_at,
        }


class NewAlertSerializer(serializers.Serializer[Alert]):
    """A standing search to be made."""

    criteria = serializers.DictField(
        help_text="As on a criteria card: titles, skills, cities and so on. One of titles, "
        "skills and employers is needed."
    )
    schedule = ScheduleSerializer()
    conversation_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Where to show what is new; else the newest."
    )


class AlertChangeSerializer(serializers.Serializer[Alert]):
    """What may be changed of a standing search."""

    state = StrictCharField(required=False, help_text="`active` or `paused`.")
    criteria = serializers.DictField(required=False)
    schedule = ScheduleSerializer(required=False)

    def validate_state(self, value: str) -> str:
        """Return the state; it cannot be anything else."""
        if value not in Alert.State.values:
            raise serializers.ValidationError(_("It is active or paused."))
        return value


def parse_criteria(raw: dict[str, Any]) -> Criteria:
    """Return what is to be looked for, or raise AppError("bad_criteria")."""
    try:
        criteria = Criteria.model_validate(raw)
    except ValidationError as error:
        raise AppError("bad_criteria", _("That does not fit this search.")) from error
    if not (criteria.titles or criteria.skills or criteria.employers):
        raise AppError("bad_criteria", _("Say what work to look for: titles, skills or employers."))
    return criteria


def parse_plan(given: dict[str, Any]) -> Plan:
    """Return when it is to run, with what is usual where something was left out."""
    return complete_plan(
        Schedule(
            given["frequency"],
            tuple(sorted(set(given.get("weekdays") or ()))),
            given.get("day"),
            given.get("hour"),
            given.get("minute"),
        )
    )
