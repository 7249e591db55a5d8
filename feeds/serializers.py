"""What partners send and get, as the OpenAPI document says it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from feeds.models import Snapshot
from feeds.sent import MAX_ITEMS

ITEM_STATUS = ["created", "updated", "unchanged", "rejected"]
POSTING_STATUS = ["draft", "active", "paused", "held", "expired", "removed"]


_TEXTS = {
    "id": "The source's own id; an item by its address may leave it out.",
    "company": "Who is hiring, as displayed.",
    "city": "The place as written, or a list of places.",
    "description": "HTML or plain text, up to 100,000 characters.",
    "lang": "zh or en; read from the text where missing.",
    "employment_type": "As written, in either language.",
    "experience": "As written.",
    "education": "As written.",
    "salary_min": "A number, per salary_period.",
    "salary_max": "A number, per salary_period.",
    "salary_currency": "ISO 4217.",
    "salary_period": "hour, day, week, month or year.",
    "salary_months": "Months paid a year, 1 to 36.",
    "salary_raw": "Pay as stated; shown word for word.",
    "skills": "A list of texts.",
    "tags": "A list of texts.",
    "posted_at": "A day or a moment.",
    "valid_through": "A day or a moment.",
    "url": "http or https.",
    "remote": "true or false.",
    "direct_apply": "true or false.",
}
# What is read is more than one type for most keys ("12" and 12, one place and several), so the
# document names them and leaves judging to the answer, which says what is wrong with each.
ROW_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A row as docs/postings.md describes it; further simple keys are kept.",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1},
        **{name: {"description": text} for name, text in _TEXTS.items()},
    },
    "additionalProperties": True,
}
# Each item is taken or rejected by itself, whatever it is.
_ITEMS: dict[str, Any] = {
    "type": "array",
    "maxItems": MAX_ITEMS,
    "items": {"description": "A row as docs/postings.md describes it."},
}
BATCH_SCHEMA: dict[str, Any] = {
    "oneOf": [
        _ITEMS,
        {
            "type": "object",
            "required": ["items"],
            "properties": {"items": _ITEMS},
            "additionalProperties": False,
        },
    ]
}


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

    def to_internal_value(self, data: Any) -> Any:
        """Return the count; a text of digits is none."""
        said = data.get("expected_count") if isinstance(data, dict) else None
        if said is not None and type(said) is not int:
            raise serializers.ValidationError({"expected_count": _("A whole number is expected.")})
        return super().to_internal_value(data)


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
