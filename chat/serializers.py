"""HTTP shapes of conversations and memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from chat.answering import MAX_FRAME_BYTES, too_large
from chat.events import ClientLimits
from eventlog.models import Conversation
from jobassist.errors import AppError
from jobassist.strict_fields import StrictCharField


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

    title = StrictCharField(max_length=200, required=False, allow_blank=True)
    is_remembered = serializers.BooleanField(required=False)


class RecordingSerializer(serializers.Serializer[Any]):
    """A voice note."""

    file = serializers.FileField(
        help_text="WebM, Ogg, MP4, MP3, WAV or FLAC; two minutes and 10 MB at most."
    )
    lang = serializers.ChoiceField(
        choices=["zh", "en"], required=False, help_text="What is spoken, where it is known."
    )


class TranscriptSerializer(serializers.Serializer[Any]):
    """What was said: a draft to check, and no message."""

    text = serializers.CharField()


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


@dataclass(frozen=True)
class Declared:
    """What a device can show, as `hello` would say it."""

    cards: list[str] | None
    limits: ClientLimits


class DeclarationSerializer(serializers.Serializer[Conversation]):
    """What `hello` says on a socket: a device's language, and what it can show."""

    locale = serializers.CharField(
        max_length=35, required=False, help_text="A language tag such as zh-CN."
    )
    cards = serializers.ListField(
        child=serializers.CharField(max_length=2000, allow_blank=True),
        max_length=50,
        required=False,
        help_text="The cards that it can show, repeated or with commas between; all if not given.",
    )
    chips = serializers.IntegerField(min_value=1, max_value=100, required=False)
    carousel = serializers.IntegerField(min_value=1, max_value=100, required=False)
    actions = serializers.IntegerField(min_value=0, max_value=100, required=False)
    label = serializers.IntegerField(  # type: ignore[assignment]
        min_value=4, max_value=200, required=False
    )

    def validate_cards(self, value: list[str]) -> list[str]:
        """Return the names one by one."""
        return [name.strip() for each in value for name in each.split(",") if name.strip()]

    @property
    def declared(self) -> Declared:
        """What was declared, once it is known to be valid."""
        given = self.validated_data
        limits = {name: given[name] for name in ClientLimits.model_fields if name in given}
        return Declared(given.get("cards"), ClientLimits(**limits))


class ClientFrameSerializer(serializers.Serializer[Conversation]):
    """An order of `jobchat.v1`, but `hello`."""

    v = serializers.IntegerField(min_value=1, max_value=1)
    type = serializers.CharField()
    id = serializers.UUIDField(help_text="Counted once by it, however often it is sent.")
    conversation_id = serializers.UUIDField(
        required=False, help_text="The one in the address, which stands in where it is left out."
    )
    data = serializers.DictField()  # type: ignore[assignment]


class AnswerFramesSerializer(serializers.Serializer[Conversation]):
    """What a socket would answer: `ack`, `error`, `history.page` and the like."""

    frames = serializers.ListField(child=serializers.DictField())


class FrameParser(BaseParser):
    """Hands on a frame as text: what is wrong with it is said by a frame, as on a socket."""

    media_type = "application/json"

    # Text instead of values.
    def parse(  # type: ignore[override]
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the text; 413 for one that is larger than a frame may be."""
        body: bytes = stream.read(MAX_FRAME_BYTES + 1)
        if len(body) > MAX_FRAME_BYTES:
            raise AppError("too_large", too_large().message, status=413)
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise ParseError(_("The text is not UTF-8.")) from error


class EventStreamRenderer(JSONRenderer):
    """Lets a stream of events be asked for; what is no stream, as an error, is JSON."""

    media_type = "text/event-stream"
    format = "events"
