"""Shapes of findings over HTTP."""

from rest_framework import serializers

from .holds import MAX_APPEAL
from .models import PostingHold
from .reasons import explain_reason


class HoldSignalSerializer(serializers.Serializer):
    """One thing found: `quote` is the posting's own words at [start, end) of `field`."""

    code = serializers.CharField()
    words = serializers.SerializerMethodField()
    field = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField(allow_blank=True)

    def get_words(self, signal: dict[str, object]) -> str:
        """Return what it is in plain words."""
        return explain_reason(str(signal["code"]))


class HoldSerializer(serializers.Serializer):
    """Why a posting is held back, and where an appeal stands."""

    kind = serializers.ChoiceField(choices=PostingHold.Kind.choices)
    state = serializers.ChoiceField(choices=PostingHold.State.choices)
    reason = serializers.CharField()
    words = serializers.SerializerMethodField()
    signals = HoldSignalSerializer(many=True)
    rule_version = serializers.CharField()
    since = serializers.DateTimeField(source="created_at")
    decided_at = serializers.DateTimeField(allow_null=True)
    appeal = serializers.ChoiceField(choices=PostingHold.Appeal.choices)
    appealed_at = serializers.DateTimeField(allow_null=True)

    def get_words(self, hold: PostingHold) -> str:
        """Return the weightiest reason in plain words."""
        return explain_reason(hold.reason)


class AppealSerializer(serializers.Serializer):
    """Why the posting is right."""

    text = serializers.CharField(max_length=MAX_APPEAL)
