"""Shapes of postings over HTTP."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from .criteria import EDUCATION_LEVELS, EMPLOYMENT_TYPES, SALARY_PERIODS, Criteria, is_text
from .json_ld import build_json_ld
from .models import Posting, PostingLocation
from .search import ListFilters


class NoUnknownMixin:
    """Refuses what it does not know: a misspelt filter would silently filter nothing."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was given, each under its own name."""
        unknown = sorted(set(data) - set(self.fields))  # type: ignore[attr-defined]
        if unknown:
            raise serializers.ValidationError(
                {
                    name: serializers.ErrorDetail(
                        _("There is no parameter of this name."), code="unknown_parameter"
                    )
                    for name in unknown[:20]
                }
            )
        return super().to_internal_value(data)  # type: ignore[misc]


def _list_of(length: int, items: int) -> serializers.ListField:
    child = serializers.CharField(max_length=length, validators=[_check_text])
    return serializers.ListField(child=child, max_length=items, required=False)


def _check_text(value: str) -> None:
    if not is_text(value):
        raise serializers.ValidationError(
            _("Control and format characters are not text."), code="bad_text"
        )


class PostingQuerySerializer(NoUnknownMixin, serializers.Serializer):
    """The filters of a list; a repeated key means "any of these"."""

    q = serializers.CharField(
        max_length=200,
        required=False,
        validators=[_check_text],
        help_text="Words that all stand in the title, the occupation or the skills.",
    )
    title = _list_of(120, 10)
    skill = _list_of(80, 20)
    city = _list_of(80, 10)
    exclude = _list_of(80, 10)
    employer = _list_of(120, 10)
    occupation = _list_of(80, 20)
    seniority = _list_of(10, 10)
    education = serializers.ListField(
        child=serializers.ChoiceField(choices=EDUCATION_LEVELS), max_length=6, required=False
    )
    remote = serializers.BooleanField(required=False, allow_null=True, default=None)
    employment_type = serializers.ChoiceField(choices=EMPLOYMENT_TYPES, required=False)
    salary_min = serializers.FloatField(min_value=0, max_value=1e9, required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)
    salary_period = serializers.ChoiceField(choices=SALARY_PERIODS, required=False)
    posted_after = serializers.DateField(required=False)
    lang = serializers.ChoiceField(choices=["zh", "en"], required=False)
    source = serializers.SlugField(max_length=80, required=False)  # type: ignore[assignment]
    cursor = serializers.CharField(max_length=200, required=False)
    sync_token = serializers.CharField(
        max_length=200,
        required=False,
        help_text="Answer what was created, updated or expired since, instead of what is open.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=100, default=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the filters; a cursor and a sync token lead through different lists."""
        if "cursor" in attrs and "sync_token" in attrs:
            raise serializers.ValidationError(
                {
                    "cursor": serializers.ErrorDetail(
                        _("A sync token needs no cursor: go on with the token you were given."),
                        code="not_together",
                    )
                }
            )
        return attrs


class FeedQuerySerializer(PostingQuerySerializer):
    """The filters of a feed that is read by the page."""

    sync_token = None  # type: ignore[assignment]


class ExportQuerySerializer(FeedQuerySerializer):
    """The filters of an export of everything."""

    cursor = None  # type: ignore[assignment]
    limit = None  # type: ignore[assignment]


# Keys that may be repeated; of any other the last one counts.
REPEATED = frozenset(
    name
    for name, each in PostingQuerySerializer().fields.items()
    if isinstance(each, serializers.ListField)
)


def read_query(
    params: QueryDict, serializer: type[PostingQuerySerializer] = PostingQuerySerializer
) -> dict[str, Any]:
    """Return a list's parameters, checked. Raises ValidationError."""
    given = {
        key: params.getlist(key) if key in REPEATED else value for key, value in params.items()
    }
    query = serializer(data=given)
    query.is_valid(raise_exception=True)
    checked: dict[str, Any] = query.validated_data
    return checked


def build_filters(wanted: Mapping[str, Any]) -> ListFilters:
    """Return checked parameters as the filters of a list."""
    return ListFilters(
        Criteria(
            titles=tuple(wanted.get("title", ())),
            skills=tuple(wanted.get("skill", ())),
            cities=tuple(wanted.get("city", ())),
            exclude=tuple(wanted.get("exclude", ())),
            employers=tuple(wanted.get("employer", ())),
            remote=wanted["remote"],
            employment_type=wanted.get("employment_type"),
            salary_min=wanted.get("salary_min"),
            currency=wanted.get("currency"),
            salary_period=wanted.get("salary_period"),
        ),
        words=wanted.get("q", ""),
        source=wanted.get("source"),
        lang=wanted.get("lang"),
        occupations=tuple(wanted.get("occupation", ())),
        seniorities=tuple(wanted.get("seniority", ())),
        education=tuple(wanted.get("education", ())),
        posted_after=wanted.get("posted_after"),
    )


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

    def get_json_ld(self, posting: Posting) -> dict[str, Any] | None:
        """Return the posting as schema.org's JobPosting; null where that lacks a required value."""
        return build_json_ld(posting, now=timezone.now())


class PostingPageSerializer(serializers.Serializer):
    """A page of postings; `next_cursor` is null on the last.

    `sync_token` is from the time of the first page: with it, what has changed since is told.
    """

    results = PostingSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    sync_token = serializers.CharField()


class ChangeSerializer(serializers.Serializer):
    """What became of a posting. `posting` is null once it is not open, or passes the filters no more."""

    change = serializers.ChoiceField(choices=["created", "updated", "expired"], source="kind")
    id = serializers.IntegerField(source="posting_id")
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    external_id = serializers.CharField(allow_blank=True)
    changed_at = serializers.DateTimeField()
    posting = PostingSerializer(allow_null=True)


class ChangePageSerializer(serializers.Serializer):
    """Changes, oldest first; ask again with `sync_token`, at once while `has_more`."""

    changes = ChangeSerializer(many=True)
    sync_token = serializers.CharField()
    has_more = serializers.BooleanField()
