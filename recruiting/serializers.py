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
    """How many are wanted, and what is asked of them in words."""

    limit = serializers.IntegerField(min_value=1, max_value=50, default=20)
    q = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    # Keys of `asked.filters` that are let go of.
    let = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=10, required=False, default=list
    )
    # The `next` of the page before, with the same words.
    after = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


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


class MustHaveSerializer(serializers.Serializer):
    """One demand of the posting, and whether nobody may lack it."""

    key = serializers.CharField()
    text = serializers.CharField(source="line.text")
    status = serializers.ChoiceField(REQUIREMENT_STATUS, source="line.status")
    is_must = serializers.BooleanField()


class AnswerSerializer(serializers.Serializer):
    """One thing asked in words, held against a résumé."""

    text = serializers.CharField()
    status = serializers.ChoiceField(REQUIREMENT_STATUS)
    resume_pointer = serializers.CharField(allow_null=True)


class AskedFilterSerializer(serializers.Serializer):
    """What narrows the list; its key goes into `let` for whoever wants the others too."""

    key = serializers.CharField()
    text = serializers.CharField()


class AskedSerializer(serializers.Serializer):
    """The words as understood."""

    titles = serializers.ListField(child=serializers.CharField())
    skills = serializers.ListField(child=serializers.CharField())
    filters = AskedFilterSerializer(many=True)
    # Age, sex, looks, family, origin or belief were named: they are not searched by.
    is_protected = serializers.BooleanField()


class CandidateSerializer(serializers.Serializer):
    """Somebody who fits, without a name."""

    candidate = serializers.CharField(source="reference")
    roles = serializers.ListField(child=serializers.CharField())
    years = serializers.FloatField(allow_null=True)
    education = serializers.CharField(allow_null=True)
    # Null: they applied, and their résumé is of other work.
    match = serializers.SerializerMethodField()
    # The match as the company weighs it, which orders the list.
    weighed = serializers.FloatField()
    missing = serializers.IntegerField()
    must_haves = MustHaveSerializer(many=True)
    answers = AnswerSerializer(many=True)
    is_applicant = serializers.SerializerMethodField()
    mark = serializers.SerializerMethodField()

    def get_is_applicant(self, candidate: Candidate) -> bool:
        """Return whether they wrote to the company about this posting."""
        return candidate.application_id is not None

    def get_mark(self, candidate: Candidate) -> str | None:
        """Return what a colleague decided: pinned, shortlisted, not_now."""
        return candidate.mark.kind if candidate.mark else None

    @extend_schema_field(ExplanationSerializer(allow_null=True))
    def get_match(self, candidate: Candidate) -> dict[str, object] | None:
        """Return the explanation, with the words that may be shown."""
        if candidate.explanation is None:
            return None
        context = {"words": candidate.words}
        shown: dict[str, object] = ExplanationSerializer(
            candidate.explanation, context=context
        ).data
        return shown


class CandidatesSerializer(serializers.Serializer):
    """Candidates, best first."""

    candidates = CandidateSerializer(many=True)
    has_more = serializers.BooleanField()
    # Goes into `after` for those who come next; null where nobody does.
    next = serializers.CharField(allow_null=True)
    # How many were weighed: of all who are near at most so many are.
    total = serializers.IntegerField()
    most = serializers.IntegerField()
    # What each feature counts, where it is not as usual.
    weights = serializers.DictField(child=serializers.FloatField())
    asked = AskedSerializer()


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
