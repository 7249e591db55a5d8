"""Shapes of figures over HTTP."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from jobassist.errors import AppError

from .funnel import GROUPS, RETURN_DAYS, STEPS
from .tables import Value
from .types import FiguresQuery, IllegalQuery, parse_query

MAX_QUERY = 20_000


def read_query(data: object) -> FiguresQuery:
    """Return a query as it was sent; AppError 400 "illegal_query" says what is wrong with it."""
    if isinstance(data, str):
        if len(data) > MAX_QUERY:
            raise AppError("illegal_query", _("The query is too long."))
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            raise AppError("illegal_query", _("The query is no JSON.")) from None
    try:
        return parse_query(data)
    except IllegalQuery as error:
        raise AppError(
            "illegal_query", _("This cannot be asked: %(why)s") % {"why": str(error)}
        ) from None


class ConditionSerializer(serializers.Serializer):
    """One comparison; filters are these, or `and`, `or` and `not` of filters."""

    dimension = serializers.CharField()
    op = serializers.ChoiceField(["eq", "in", "contains", "gt", "lt"])
    value = serializers.JSONField()


class FiguresQuerySerializer(serializers.Serializer):
    """The interchange of figures, for the documentation: `recruiting.figures.types` checks it."""

    measures = serializers.ListField(child=serializers.CharField())
    dimensions = serializers.ListField(child=serializers.CharField(), required=False)
    filters = serializers.JSONField(required=False)
    date_range = serializers.JSONField(required=False)
    compare_to = serializers.ChoiceField(["previous_period", "previous_year"], required=False)
    order_by = serializers.JSONField(required=False)
    limit = serializers.IntegerField(required=False)
    chart = serializers.ChoiceField(["table", "line", "bar", "funnel", "number"], required=False)


class RowSerializer(serializers.Serializer):
    """A line of a table."""

    values = serializers.DictField()
    figures = serializers.DictField()
    previous = serializers.DictField(required=False)


class TableSerializer(serializers.Serializer):
    """The answer to a query."""

    query = FiguresQuerySerializer()
    date_range = serializers.DictField()
    previous_range = serializers.DictField(allow_null=True)
    time_zone = serializers.CharField()
    counted_at = serializers.DateTimeField()
    is_cut = serializers.BooleanField()
    rows = RowSerializer(many=True)


class CellSerializer(serializers.Serializer):
    """Which number's rows are wanted: of a query, a line and a measure."""

    query = serializers.JSONField()
    cell = serializers.DictField(default=dict)
    measure = serializers.CharField(required=False, max_length=40)
    offset = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    def validate_cell(self, cell: dict[str, Any]) -> dict[str, Value]:
        """Take texts and whole numbers only."""
        for value in cell.values():
            if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 400:
                raise serializers.ValidationError(_("A cell holds texts and whole numbers."))
        return cell


class PartSerializer(serializers.Serializer):
    """Rows behind a number; `hidden` of them are of people whose data was erased."""

    name = serializers.CharField()
    total = serializers.FloatField()
    hidden = serializers.IntegerField()
    rows = serializers.ListField(child=serializers.DictField())


class RowsSerializer(serializers.Serializer):
    """The rows behind a number: of a rate, of both its parts."""

    measure = serializers.CharField()
    cell = serializers.DictField()
    parts = PartSerializer(many=True)


class DaysSerializer(serializers.Serializer):
    """Days, both counted; open where not given."""

    first = serializers.DateField(required=False, allow_null=True, default=None)
    last = serializers.DateField(required=False, allow_null=True, default=None)


class FunnelQuerySerializer(DaysSerializer):
    """What a funnel is grouped by."""

    by = serializers.ChoiceField(list(GROUPS), required=False, allow_null=True, default=None)


class FunnelRowsQuerySerializer(FunnelQuerySerializer):
    """Which number of a funnel."""

    step = serializers.ChoiceField(list(STEPS))
    value = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=400, trim_whitespace=False
    )
    offset = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)


class RetentionRowsQuerySerializer(DaysSerializer):
    """Which number of who came back."""

    week = serializers.RegexField(r"^\d{4}-W\d{2}$", required=False, allow_blank=True, default="")
    after_days = serializers.ChoiceField([0, *RETURN_DAYS], default=0)
    came_back = serializers.BooleanField(default=False)
    offset = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)


class FunnelSerializer(serializers.Serializer):
    """How many came how far."""

    by = serializers.CharField(allow_null=True)
    date_range = serializers.DictField()
    total = serializers.DictField()
    rows = serializers.ListField(child=serializers.DictField())


class RetentionSerializer(serializers.Serializer):
    """Who came back."""

    total = serializers.DictField()
    weeks = serializers.ListField(child=serializers.DictField())


class CatalogSerializer(serializers.Serializer):
    """Every name that figures can be asked by."""

    city = serializers.ListField(child=serializers.CharField())
    posting = serializers.ListField(child=serializers.CharField())
    occupation = serializers.ListField(child=serializers.CharField())
    recruiter = serializers.ListField(child=serializers.CharField())
    # The serializer takes its fields out of the class before anybody asks for this name.
    source = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
