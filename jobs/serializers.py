"""Shapes of postings over HTTP."""

from typing import Any

from rest_framework import serializers

from .criteria import EDUCATION_LEVELS, EMPLOYMENT_TYPES, SALARY_PERIODS
from .json_ld import build_json_ld
from .models import Posting, PostingLocation


class PostingQuerySerializer(serializers.Serializer):
    """The filters of a list; a repeated key means "any of these"."""

    title = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=10, required=False
    )
    skill = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=20, required=False
    )
    city = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=10, required=False
    )
    exclude = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=10, required=False
    )
    remote = serializers.BooleanField(required=False, allow_null=True, default=None)
    employment_type = serializers.ChoiceField(choices=EMPLOYMENT_TYPES, required=False)
    salary_min = serializers.FloatField(min_value=0, max_value=1e9, required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)
    salary_period = serializers.ChoiceField(choices=SALARY_PERIODS, required=False)
    source = serializers.SlugField(max_length=80, required=False)  # type: ignore[assignment]
    cursor = serializers.CharField(max_length=100, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=50)


class LocationSerializer(serializers.Serializer):
    """A place of work; only `raw` where nobody knows the place."""

    raw = serializers.CharField()
    city = serializers.CharField(allow_null=True)
    district = serializers.CharField(allow_null=True)
    region = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)
    latitude = serializers.FloatField(source="lat", allow_null=True)
    longitude = serializers.FloatField(source="lon", allow_null=True)

    def to_representation(self, instance: PostingLocation) -> dict[str, Any]:
        """Return null for what is not known."""
        return {key: value or None for key, value in super().to_representation(instance).items()}


class SalarySerializer(serializers.Serializer):
    """Pay as stated, per period; `months` a year where more than twelve are paid."""

    min = serializers.FloatField(source="salary_min", allow_null=True)
    max = serializers.FloatField(source="salary_max", allow_null=True)
    currency = serializers.CharField(source="salary_currency", allow_null=True)
    period = serializers.ChoiceField(
        choices=SALARY_PERIODS, source="salary_period", allow_null=True
    )
    months = serializers.IntegerField(source="salary_months", allow_null=True)
    raw = serializers.CharField(source="salary_raw", allow_blank=True)


class PostingSerializer(serializers.Serializer):
    """A posting in a list."""

    id = serializers.IntegerField()
    source = serializers.CharField(source="source.key")  # type: ignore[assignment]
    external_id = serializers.CharField()
    status = serializers.CharField()
    lang = serializers.CharField()
    title = serializers.CharField()
    employer = serializers.CharField(source="employer.name", default=None, allow_null=True)
    locations = LocationSerializer(many=True)
    is_remote = serializers.BooleanField()
    is_hybrid = serializers.BooleanField()
    employment_type = serializers.ChoiceField(choices=EMPLOYMENT_TYPES, allow_null=True)
    salary = SalarySerializer(source="*")
    experience_min = serializers.FloatField(allow_null=True)
    experience_max = serializers.FloatField(allow_null=True)
    education = serializers.ChoiceField(choices=EDUCATION_LEVELS, allow_null=True)
    skills = serializers.ListField(child=serializers.CharField())
    date_posted = serializers.DateField(allow_null=True)
    valid_through = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(allow_blank=True)
    direct_apply = serializers.BooleanField()
    updated_at = serializers.DateTimeField()


class PostingDetailSerializer(PostingSerializer):
    """A posting with its text and schema.org's JSON-LD."""

    description_html = serializers.CharField(allow_blank=True)
    description_text = serializers.CharField(allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField())
    json_ld = serializers.SerializerMethodField()

    def get_json_ld(self, posting: Posting) -> dict[str, Any]:
        """Return the posting as schema.org's JobPosting."""
        return build_json_ld(posting)


class PostingPageSerializer(serializers.Serializer):
    """A page of postings; `next_cursor` is null on the last."""

    results = PostingSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
