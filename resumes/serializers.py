"""HTTP shapes of résumés; requests forbid what they do not know."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from jobassist.strict_fields import StrictBooleanField, StrictCharField

from .models import Attachment, Resume


class ResumeSerializer(serializers.ModelSerializer[Resume]):
    """A résumé in a list: no document."""

    class Meta:
        model = Resume
        fields = [
            "id",
            "title",
            "lang",
            "revision",
            "confirmed_revision",
            "is_current",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class ResumesSerializer(serializers.Serializer[Any]):
    """A person's résumés."""

    resumes = ResumeSerializer(many=True)


class ResumeCreateSerializer(serializers.Serializer[Any]):
    """A new résumé, empty or from a JSON Resume document."""

    title = StrictCharField(max_length=200, required=False, allow_blank=True, default="")
    document = serializers.DictField(required=False, help_text="JSON Resume.")


class SourceSerializer(serializers.Serializer[Any]):
    """Where a value's words came from."""

    kind = serializers.ChoiceField(["message", "file", "form"])
    ref = serializers.CharField(help_text="Id of the message, file or form.")
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    words = serializers.CharField()
    from_picture = serializers.BooleanField(
        required=False, help_text="The words are what a model read in a picture: to be checked."
    )


class ShownChangeSerializer(serializers.Serializer[Any]):
    """One value changed."""

    op = serializers.ChoiceField(["add", "replace", "remove"])
    path = serializers.CharField(help_text="JSON Pointer.")
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    source = SourceSerializer(allow_null=True)  # type: ignore[assignment]


class MissingSerializer(serializers.Serializer[Any]):
    """Something to ask."""

    path = serializers.CharField(help_text="Dotted, with `resume.`, as a prompt names it.")
    pointer = serializers.CharField(help_text="The same as a JSON Pointer.")
    reason = serializers.ChoiceField(["missing", "doubtful", "contradictory"])
    why = serializers.CharField(help_text="A code, such as `end_before_start`.")
    question = serializers.CharField(help_text="In the request's language.")
    answer_schema = serializers.DictField(help_text="JSON Schema of the answer.")
    examples = serializers.ListField(child=serializers.CharField())
    skippable = serializers.BooleanField()


class PreviewSerializer(serializers.Serializer[Any]):
    """A résumé as it stands, what just changed, and what to ask."""

    resume_id = serializers.UUIDField()
    revision = serializers.IntegerField()
    confirmed_revision = serializers.IntegerField(allow_null=True)
    document = serializers.DictField(help_text="JSON Resume.")
    completeness = serializers.FloatField()
    changes = ShownChangeSerializer(many=True)
    missing = MissingSerializer(many=True)
    outcome = serializers.ChoiceField(
        ["changed", "unchanged", "refused", "unknown", "kept", "not_understood"]
    )


class ResumeDetailSerializer(PreviewSerializer):
    """A résumé with where each value came from; `changes` are those since the confirmation."""

    title = serializers.CharField()
    lang = serializers.CharField()
    sources = serializers.DictField(
        child=SourceSerializer(), help_text="By JSON Pointer of each value."
    )


class MissingListSerializer(serializers.Serializer[Any]):
    """What to ask, most useful first."""

    missing = MissingSerializer(many=True)


class OperationSerializer(serializers.Serializer[Any]):
    """One operation of RFC 6902."""

    op = serializers.ChoiceField(["add", "replace", "remove", "test"])
    path = serializers.CharField(max_length=300)
    value = serializers.JSONField(required=False)


class AnswerSerializer(serializers.Serializer[Any]):
    """An answer to one question: free `text`, or a `value` that its schema admits, or `skip`."""

    path = StrictCharField(max_length=200, help_text="As in `missing[].path`.")
    text = StrictCharField(max_length=4000, required=False, trim_whitespace=False)
    value = serializers.JSONField(required=False)
    skip = StrictBooleanField(required=False, default=False)
    revision = serializers.IntegerField(required=False, min_value=0)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the three ways to answer."""
        if sum(["text" in attrs, "value" in attrs, attrs["skip"]]) != 1:
            raise serializers.ValidationError(_("Give one of text, value and skip."), code="one_of")
        return attrs


class ConfirmSerializer(serializers.Serializer[Any]):
    """Which revision was looked at."""

    revision = serializers.IntegerField(min_value=0)


class UndoSerializer(serializers.Serializer[Any]):
    """How far to go back, or which one field."""

    steps = serializers.IntegerField(min_value=1, max_value=50, required=False, default=1)
    path = StrictCharField(
        max_length=200, required=False, help_text="Only this field's last change."
    )
    revision = serializers.IntegerField(required=False, min_value=0)


class IntakeSerializer(serializers.Serializer[Any]):
    """Words about the person, or a file with them."""

    text = StrictCharField(max_length=60_000, required=False, trim_whitespace=False)
    attachment_id = serializers.UUIDField(required=False)
    resume_id = serializers.UUIDField(
        required=False, help_text="Without it the current one, opened when there is none."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        if ("text" in attrs) == ("attachment_id" in attrs):
            raise serializers.ValidationError(_("Give text or attachment_id."), code="one_of")
        return attrs


class UploadSerializer(serializers.Serializer[Any]):
    """One file."""

    file = serializers.FileField()


class WarningSerializer(serializers.Serializer[Any]):
    """Something about the file that may have cost text."""

    code = serializers.CharField()
    detail = serializers.CharField()


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file that was read."""

    attachment_id = serializers.UUIDField(source="id")
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["attachment_id", "filename", "kind", "size", "pages", "warnings", "created_at"]
        read_only_fields = fields

    def get_warnings(self, attachment: Attachment) -> list[dict[str, str]]:
        """Return each warning's code with its words."""
        from .extract_text import warning_text

        return [{"code": w, "detail": str(warning_text(w))} for w in attachment.warnings]
