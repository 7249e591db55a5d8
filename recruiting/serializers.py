"""Shapes of what companies and seekers see of each other over HTTP."""

from typing import get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobassist.strict_fields import StrictBooleanField
from jobs.search import JobHit, Status, display_location, display_pay
from recruiting.candidates import Candidate

MAX_HIDDEN = 100
REQUIREMENT_STATUS = get_args(Status)


class DiscoverabilitySerializer(serializers.Serializer):
    """Whether companies may find me, and which of them may not."""

    is_discoverable = StrictBooleanField()
    hidden_from = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        max_length=MAX_HIDDEN,
        required=False,
    )


class CandidatesQuerySerializer(serializers.Serializer):
    """How many are wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=50, default=20)


class RequirementSerializer(serializers.Serializer):
    """One line of a match with its evidence on both sides."""

    text = serializers.CharField()
    status = serializers.ChoiceField(REQUIREMENT_STATUS)
    criterion = serializers.CharField(allow_null=True)
    is_preferred = serializers.BooleanField()
    is_protected = serializers.BooleanField()
    resume_pointer = serializers.CharField(allow_null=True)
    resume_words = serializers.SerializerMethodField()
    posting_span = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    posting_pointer = serializers.CharField(allow_null=True)

    def get_resume_words(self, requirement: object) -> str | None:
        """Return the résumé's words where they tell nobody's name."""
        words: dict[str, str] = self.context.get("words", {})
        return words.get(getattr(requirement, "resume_pointer", None) or "")


class ShortfallSerializer(serializers.Serializer):
    """What keeps a match from ranking higher."""

    feature = serializers.CharField()
    loss = serializers.FloatField()
    text = serializers.CharField()


class ExplanationSerializer(serializers.Serializer):
    """Why a match stands where it does: what the seeker sees too."""

    band = serializers.ChoiceField(["strong", "good", "possible"], allow_null=True)
    score = serializers.FloatField(allow_null=True)
    requirements = RequirementSerializer(many=True)
    shortfalls = ShortfallSerializer(many=True)
    version = serializers.CharField()


class CandidateSerializer(serializers.Serializer):
    """Somebody who fits, without a name."""

    candidate = serializers.CharField(source="reference")
    roles = serializers.ListField(child=serializers.CharField())
    years = serializers.FloatField(allow_null=True)
    education = serializers.CharField(allow_null=True)
    match = serializers.SerializerMethodField()

    @extend_schema_field(ExplanationSerializer)
    def get_match(self, candidate: Candidate) -> dict[str, object]:
        """Return the explanation, with the words that may be shown."""
        context = {"words": candidate.words}
        shown: dict[str, object] = ExplanationSerializer(
            candidate.explanation, context=context
        ).data
        return shown


class CandidatesSerializer(serializers.Serializer):
    """Candidates, best first."""

    candidates = CandidateSerializer(many=True)


class SimilarQuerySerializer(serializers.Serializer):
    """How many are wanted."""

    limit = serializers.IntegerField(min_value=1, max_value=50, default=10)


class SimilarPostingSerializer(serializers.Serializer):
    """A posting like another, and why it is."""

    id = serializers.IntegerField(source="posting.id")
    title = serializers.CharField(source="posting.title")
    employer = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()
    pay = serializers.SerializerMethodField()
    match = ExplanationSerializer(source="explanation")

    def get_employer(self, hit: JobHit) -> str | None:
        """Return the displayed employer's name."""
        return hit.posting.employer.name if hit.posting.employer else None

    def get_places(self, hit: JobHit) -> list[str]:
        """Return where the work is, in the reader's language."""
        return [display_location(place) for place in hit.posting.locations.all()]

    def get_pay(self, hit: JobHit) -> str | None:
        """Return the pay as the posting states it."""
        return display_pay(hit.posting)


class SimilarPostingsSerializer(serializers.Serializer):
    """Postings like another, nearest first."""

    results = SimilarPostingSerializer(many=True)
