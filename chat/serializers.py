"""HTTP shapes of conversations and memory."""

from rest_framework import serializers

from eventlog.models import Conversation


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    """A chat as a list shows it."""

    conversation_id = serializers.CharField(source="wire_id", read_only=True)

    class Meta:
        model = Conversation
        fields = [
            "conversation_id",
            "kind",
            "title",
            "scene",
            "epoch",
            "head_seq",
            "is_remembered",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class ConversationChangeSerializer(serializers.Serializer[Conversation]):
    """What a person may change of a chat."""

    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    is_remembered = serializers.BooleanField(required=False)


class EventPageSerializer(serializers.Serializer[Conversation]):
    """A page of logged frames, oldest first; `next_before_seq` is null at the beginning."""

    events = serializers.ListField(child=serializers.DictField())
    next_before_seq = serializers.IntegerField(allow_null=True)


class EventQuerySerializer(serializers.Serializer[Conversation]):
    """Where a page of history ends and how long it is."""

    before_seq = serializers.IntegerField(required=False, min_value=1)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


class FactSerializer(serializers.Serializer[Conversation]):
    """A remembered fact, in words and with the words it came from."""

    memory_id = serializers.UUIDField()
    key = serializers.CharField()
    text = serializers.CharField()
    words = serializers.CharField(allow_null=True)
    said_at = serializers.DateTimeField()
    conversation_id = serializers.UUIDField(allow_null=True)
    item_id = serializers.UUIDField(allow_null=True)


class FactChangeSerializer(serializers.Serializer[Conversation]):
    """A fact put right."""

    value = serializers.JSONField()
