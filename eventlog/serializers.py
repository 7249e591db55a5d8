"""HTTP shapes of notices' settings and of where devices are reached."""

from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from rest_framework import serializers

from eventlog.models import Channel, PushSubscription
from eventlog.outbox.choices import MAX_ADDRESS, Choices, available_channels
from eventlog.outbox.kinds import KINDS
from eventlog.outbox.senders.web_push import application_server_key
from jobassist.strict_fields import StrictBooleanField, StrictCharField

CHANNELS = Channel.values


class QuietHoursSerializer(serializers.Serializer[Any]):
    """Hours without notices, on the clock of the person's time zone."""

    is_on = StrictBooleanField(source="is_quiet", required=False)
    begin = serializers.TimeField(source="quiet_from", format="%H:%M", required=False)
    end = serializers.TimeField(source="quiet_until", format="%H:%M", required=False)


class ChannelSerializer(serializers.Serializer[Any]):
    """A way to be told."""

    channel = serializers.ChoiceField(choices=CHANNELS)
    is_available = serializers.BooleanField(
        help_text="Whether this installation has it and you can be reached by it."
    )
    is_on = serializers.BooleanField()


class KindSerializer(serializers.Serializer[Any]):
    """A kind of notice, and by which ways it is wanted."""

    kind = serializers.CharField()
    # mypy takes it for the field's own label.
    label = serializers.CharField()  # type: ignore[assignment]
    email = serializers.BooleanField()
    web_push = serializers.BooleanField()
    app = serializers.BooleanField()


class NotificationsSerializer(serializers.Serializer[Any]):
    """What you are told while the app is closed."""

    time_zone = serializers.CharField()
    quiet_hours = QuietHoursSerializer()
    channels = ChannelSerializer(many=True)
    kinds = KindSerializer(many=True)
    application_server_key = serializers.CharField(
        allow_null=True, help_text="What a browser subscribes with; null: no browser notices here."
    )


class _SwitchesField(serializers.DictField):
    """Channels by name, each on or off."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=StrictBooleanField(), **kwargs)

    def to_internal_value(self, data: Any) -> dict[str, bool]:
        """Return the switches; a validation error for an unknown channel."""
        found: dict[str, bool] = super().to_internal_value(data)
        unknown = found.keys() - set(CHANNELS)
        if unknown:
            raise serializers.ValidationError(
                {min(unknown)[:40]: _("There is no such channel.")}, code="unknown_channel"
            )
        return found


class NotificationsChangeSerializer(serializers.Serializer[Any]):
    """What to change; what is left out stays."""

    quiet_hours = QuietHoursSerializer(required=False)
    channels = _SwitchesField(required=False, help_text='For example {"email": false}.')
    kinds = serializers.DictField(
        child=_SwitchesField(),
        required=False,
        help_text='For example {"thread.message": {"email": false}}.',
    )

    def validate_kinds(self, kinds: dict[str, dict[str, bool]]) -> dict[str, dict[str, bool]]:
        """Return the kinds; a validation error for an unknown one."""
        unknown = kinds.keys() - KINDS.keys()
        if unknown:
            raise serializers.ValidationError(
                {min(unknown)[:40]: _("There is no such kind of notice.")},
                code="unknown_kind",
            )
        return kinds


class PushKeysSerializer(serializers.Serializer[Any]):
    """What a browser's notices are sealed with, as its PushSubscription gives it."""

    p256dh = StrictCharField(max_length=120)
    auth = StrictCharField(max_length=40)


class PushSubscribeSerializer(serializers.Serializer[Any]):
    """A browser's PushSubscription as it is, or the token of an app."""

    platform = serializers.ChoiceField(
        choices=PushSubscription.Platform.choices, default=PushSubscription.Platform.WEB
    )
    endpoint = StrictCharField(
        required=False, max_length=MAX_ADDRESS, help_text="Of a browser: where it is reached."
    )
    expirationTime = serializers.IntegerField(required=False, allow_null=True)  # noqa: N815
    keys = PushKeysSerializer(required=False)
    token = StrictCharField(required=False, max_length=MAX_ADDRESS, help_text="Of an app.")
    name = StrictCharField(
        required=False, allow_blank=True, max_length=80, default="",
        validators=[ProhibitNullCharactersValidator()],
    )  # fmt: skip

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what was given; a validation error where an address is missing."""
        needed = (
            ("endpoint", "keys")
            if given["platform"] == PushSubscription.Platform.WEB
            else ("token",)
        )
        for name in needed:
            if name not in given:
                raise serializers.ValidationError(
                    {name: _("This field is required.")}, code="required"
                )
        return given


class PushSubscriptionSerializer(serializers.Serializer[Any]):
    """A device that is told things; its address stays here."""

    id = serializers.UUIDField()
    platform = serializers.ChoiceField(choices=PushSubscription.Platform.choices)
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    succeeded_at = serializers.DateTimeField(allow_null=True)


class PushSubscriptionPageSerializer(serializers.Serializer[Any]):
    """Every device of yours that is told things."""

    results = PushSubscriptionSerializer(many=True)


def build_settings(choices: Choices, *, time_zone: str) -> dict[str, Any]:
    """Return a person's settings as `NotificationsSerializer` has them."""
    here = available_channels()
    reached = {
        Channel.EMAIL: choices.has_mail,
        Channel.WEB_PUSH: any(each.platform == "web" for each in choices.subscriptions),
        Channel.APP: any(each.platform != "web" for each in choices.subscriptions),
    }
    return {
        "time_zone": time_zone,
        "quiet_hours": choices.quiet,
        "channels": [
            {
                "channel": channel,
                "is_available": here[channel] and reached[channel],
                "is_on": choices.is_on(channel),
            }
            for channel in Channel
        ],
        "kinds": [
            {
                "kind": kind.code,
                "label": str(kind.label),
                **{channel.value: choices.is_on(channel, kind.code) for channel in Channel},
            }
            for kind in choices.kinds
        ],
        "application_server_key": application_server_key(),
    }
