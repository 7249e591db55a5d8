"""What partners send and get, as the OpenAPI document says it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feeds.models import Snapshot
from feeds.sent import MAX_ITEMS

ITEM_STATUS = ["created", "updated", "unchanged", "rejected"]
POSTING_STATUS = ["draft", "active", "paused", "held", "expired", "removed"]


@extend_schema_field(
    {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
)
class _TextOrTexts(serializers.JSONField):
    """A text, or several."""


class PostingRowSerializer(serializers.Serializer[Any]):
    """A posting as docs/postings.md describes a row; further keys with simple values are kept."""

    id = serializers.CharField(max_length=200, required=False)
    title = serializers.CharField(max_length=300)
    lang = serializers.CharField(max_length=20, required=False, allow_null=True)
    company = serializers.CharField(max_length=200, required=False, allow_null=True)
    city = _TextOrTexts(required=False, allow_null=True)
    description = serializers.CharField(max_length=100_000, required=False, allow_null=True)
    employment_type = serializers.CharField(max_length=200, required=False, allow_null=True)
    experience = serializers.CharField(max_length=400, required=False, allow_null=True)
    education = serializers.CharField(max_length=400, required=False, allow_null=True)
    salary_min = serializers.FloatField(min_value=0, required=False, allow_null=True)
    salary_max = serializers.FloatField(min_value=0, required=False, allow_null=True)
    salary_currency = serializers.CharField(required=False, allow_null=True)
    salary_period = serializers.CharField(required=False, allow_null=True)
    salary_months = serializers.IntegerField(
        min_value=1, max_value=36, required=False, allow_null=True
    )
    salary_raw = serializers.CharField(max_length=200, required=False, allow_null=True)
    skills = serializers.ListField(child=serializers.CharField(), required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    posted_at = serializers.CharField(max_length=60, required=False, allow_null=True)
    valid_through = serializers.CharField(max_length=60, required=False, allow_null=True)
    url = serializers.CharField(max_length=1000, required=False, allow_null=True)
    remote = serializers.BooleanField(required=False, allow_null=True)
    direct_apply = serializers.BooleanField(required=False, allow_null=True)


class BatchSerializer(serializers.Serializer[Any]):
    """Items of a batch; an array without the object does as well, and NDJSON."""

    items = serializers.ListField(child=PostingRowSerializer(), max_length=MAX_ITEMS)


class ItemErrorSerializer(serializers.Serializer[Any]):
    """One finding about an item."""

    pointer = serializers.CharField(allow_blank=True, help_text="JSON Pointer into the item.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ItemResultSerializer(serializers.Serializer[Any]):
    """What became of one item."""

    index = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=ITEM_STATUS)
    posting_id = serializers.IntegerField(allow_null=True)
    errors = ItemErrorSerializer(many=True)  # type: ignore[assignment]
    warnings = ItemErrorSerializer(
        many=True, help_text="`held_back`: stored, and not shown until it is released or changed."
    )


class TotalsSerializer(serializers.Serializer[Any]):
    """How many became what."""

    received = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()


class BatchResultSerializer(serializers.Serializer[Any]):
    """What became of a batch."""

    dry_run = serializers.BooleanField()
    totals = TotalsSerializer()
    items = ItemResultSerializer(many=True)


class ItemSerializer(serializers.Serializer[Any]):
    """A posting as its partner knows it."""

    external_id = serializers.CharField()
    posting_id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=POSTING_STATUS)
    row = serializers.DictField(
        allow_null=True, help_text="As it was sent; null where it came another way."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CloseSerializer(serializers.Serializer[Any]):
    """How many different items the partner says it sent."""

    expected_count = serializers.IntegerField(min_value=0, max_value=100_000_000)


class SnapshotSerializer(serializers.Serializer[Any]):
    """A snapshot and its figures."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Snapshot.State.choices)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    expected_count = serializers.IntegerField(allow_null=True)
    seen_count = serializers.IntegerField()
    rejected_count = serializers.IntegerField()
    missing_count = serializers.IntegerField()
    expired_count = serializers.IntegerField()
    reasons = serializers.ListField(
        child=serializers.ChoiceField(
            choices=["count_mismatch", "stale", "many_rejected", "sudden_drop"]
        ),
        help_text="Why it waits for a person.",
    )
