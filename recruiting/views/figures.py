"""Figures of a company over HTTP: a query in, a table or a file out, and the rows behind it."""

from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts.audit import record_look
from jobassist.accounts.companies import require_membership
from jobassist.accounts.models import Company, User
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from recruiting.figures.catalog import build_catalog
from recruiting.figures.drill import drill_down
from recruiting.figures.funnel import build_funnel, build_retention, drill_funnel, drill_retention
from recruiting.figures.present import (
    dump_funnel,
    dump_part,
    dump_retention,
    dump_rows,
    dump_table,
    funnel_to_csv,
    retention_to_csv,
    table_to_csv,
)
from recruiting.figures.query import run_query
from recruiting.figures.serializers import (
    CatalogSerializer,
    CellSerializer,
    DaysSerializer,
    FiguresQuerySerializer,
    FunnelQuerySerializer,
    FunnelRowsQuerySerializer,
    FunnelSerializer,
    PartSerializer,
    RetentionRowsQuerySerializer,
    RetentionSerializer,
    RowsSerializer,
    TableSerializer,
    read_query,
)
from recruiting.figures.types import FiguresQuery, Measure

TAG = ["figures"]
# Lists in the address: ?measures=shown,connected&dimensions=day.
_LISTS = ("measures", "dimensions")


class CsvRenderer(BaseRenderer):
    """Hands on a file that is CSV already; problems are told as JSON."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the file's bytes."""
        if isinstance(data, bytes):
            return data
        context = dict(renderer_context or {})
        return JSONRenderer().render(data, "application/json", context)


class _FiguresView(APIView):
    """A view of one company's figures: every role reads them."""

    permission_classes = [IsAuthenticated]

    def member(self, request: Request, company_id: int) -> tuple[User, Company]:
        """Return who asks and of which company; a stranger gets NotFound."""
        user, _sign_in = signed_in_as(request)
        return user, require_membership(user, company_id).company

    def wants_csv(self, request: Request) -> bool:
        """Return whether a file is wanted."""
        renderer = request.accepted_renderer
        return bool(renderer is not None and renderer.format == "csv")

    def send_file(self, data: bytes, *, name: str) -> Response:
        """Return a download."""
        disposition = f'attachment; filename="{name}.csv"'
        return Response(data, headers={"Content-Disposition": disposition})


class FiguresView(_FiguresView):
    """A company's figures."""

    renderer_classes = [JSONRenderer, CsvRenderer]

    @extend_schema(
        tags=TAG,
        operation_id="figures_get",
        summary="Figures of your company, the query in the address",
        parameters=[
            OpenApiParameter(
                "query", OpenApiTypes.STR, description="The whole query as JSON; or in parts:"
            ),
            OpenApiParameter("measures", OpenApiTypes.STR, description="Names, with commas"),
            OpenApiParameter("dimensions", OpenApiTypes.STR, description="Names, with commas"),
            OpenApiParameter("from", OpenApiTypes.DATE),
            OpenApiParameter("to", OpenApiTypes.DATE),
            OpenApiParameter("compare_to", OpenApiTypes.STR),
            OpenApiParameter("limit", OpenApiTypes.INT),
            OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        ],
        responses={
            (200, "application/json"): TableSerializer,
            (200, "text/csv"): OpenApiTypes.BINARY,
            **refusals(400, 401, 404, s400="illegal_query"),
        },
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return the table, as JSON or as a file."""
        user, company = self.member(request, company_id)
        return self._answer(request, user, company, _query_of(request))

    @extend_schema(
        tags=TAG,
        operation_id="figures_query",
        summary="Figures of your company, the query in the body",
        request=FiguresQuerySerializer,
        parameters=[OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"])],
        responses={
            (200, "application/json"): TableSerializer,
            (200, "text/csv"): OpenApiTypes.BINARY,
            **refusals(400, 401, 404, s400="illegal_query"),
        },
    )
    def post(self, request: Request, company_id: int) -> Response:
        """Return the table, as JSON or as a file."""
        user, company = self.member(request, company_id)
        return self._answer(request, user, company, read_query(request.data))

    def _answer(
        self, request: Request, user: User, company: Company, query: FiguresQuery
    ) -> Response:
        table = run_query(company, query, viewer=user)
        if self.wants_csv(request):
            return self.send_file(table_to_csv(table), name="figures")
        return Response(dump_table(table))


def _query_of(request: Request) -> FiguresQuery:
    """Return the query that an address says."""
    said = request.query_params
    if "query" in said:
        return read_query(said["query"])
    given: dict[str, Any] = {
        name: [part for part in said.get(name, "").split(",") if part] for name in _LISTS
    }
    days = {name: said[name] for name in ("from", "to") if said.get(name)}
    if days:
        given["date_range"] = days
    if said.get("compare_to"):
        given["compare_to"] = said["compare_to"]
    if said.get("limit"):
        given["limit"] = int(said["limit"]) if said["limit"].isdecimal() else said["limit"]
    return read_query(given)


class FigureRowsView(_FiguresView):
    """The rows behind a number."""

    @extend_schema(
        tags=TAG,
        operation_id="figures_rows",
        summary="The rows behind one number, without anybody's name",
        request=CellSerializer,
        responses={
            200: RowsSerializer,
            **refusals(400, 401, 404, s400="illegal_query, unknown_cell"),
        },
    )
    def post(self, request: Request, company_id: int) -> Response:
        """Return the rows, latest first; of a rate, of both its parts."""
        user, company = self.member(request, company_id)
        form = CellSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        query = read_query(said["query"])
        found = drill_down(
            company,
            query,
            said["cell"],
            viewer=user,
            measure=cast(Measure | None, said.get("measure")),
            offset=said["offset"],
            limit=said["limit"],
        )
        record_look(user, company=company, action="looked", kind="figures", object_id=found.measure)
        return Response(dump_rows(found))


class FigureCatalogView(_FiguresView):
    """The names that figures can be asked by."""

    @extend_schema(
        tags=TAG,
        operation_id="figures_catalog",
        summary="The names that your figures can be asked by",
        responses={200: CatalogSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return names of cities, postings, occupations, recruiters and sources."""
        _user, company = self.member(request, company_id)
        return Response(CatalogSerializer(build_catalog(company)).data)


class FunnelView(_FiguresView):
    """How far people came."""

    renderer_classes = [JSONRenderer, CsvRenderer]

    @extend_schema(
        tags=TAG,
        operation_id="figures_funnel",
        summary="From a card to a hire, by posting, scene, engine, provider, prompt or week",
        parameters=[
            FunnelQuerySerializer,
            OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        ],
        responses={
            (200, "application/json"): FunnelSerializer,
            (200, "text/csv"): OpenApiTypes.BINARY,
            **refusals(400, 401, 404),
        },
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return the steps, all together and in groups that add up to them."""
        user, company = self.member(request, company_id)
        form = FunnelQuerySerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        funnel = build_funnel(company, viewer=user, **form.validated_data)
        if self.wants_csv(request):
            return self.send_file(funnel_to_csv(funnel), name="funnel")
        return Response(dump_funnel(funnel))


class FunnelRowsView(_FiguresView):
    """The rows behind a number of the funnel."""

    @extend_schema(
        tags=TAG,
        operation_id="figures_funnel_rows",
        summary="Who is behind a number of the funnel, without names",
        parameters=[FunnelRowsQuerySerializer],
        responses={200: PartSerializer, **refusals(400, 401, 404)},
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return pairs of a person and a posting, latest first."""
        user, company = self.member(request, company_id)
        form = FunnelRowsQuerySerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        part = drill_funnel(company, viewer=user, **form.validated_data)
        record_look(user, company=company, action="looked", kind="figures", object_id=part.name)
        return Response(dump_part(part))


class RetentionView(_FiguresView):
    """Who came back."""

    renderer_classes = [JSONRenderer, CsvRenderer]

    @extend_schema(
        tags=TAG,
        operation_id="figures_retention",
        summary="Who came back 1, 7 and 30 days after they were first there",
        parameters=[
            DaysSerializer,
            OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        ],
        responses={
            (200, "application/json"): RetentionSerializer,
            (200, "text/csv"): OpenApiTypes.BINARY,
            **refusals(400, 401, 404),
        },
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return shares, all together and by the week in which people were first there."""
        user, company = self.member(request, company_id)
        form = DaysSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        found = build_retention(company, viewer=user, **form.validated_data)
        if self.wants_csv(request):
            return self.send_file(retention_to_csv(found), name="retention")
        return Response(dump_retention(found))


class RetentionRowsView(_FiguresView):
    """The people behind a number of who came back."""

    @extend_schema(
        tags=TAG,
        operation_id="figures_retention_rows",
        summary="Who is behind a number of who came back, by a pseudonym of that number",
        parameters=[RetentionRowsQuerySerializer],
        responses={200: PartSerializer, **refusals(400, 401, 404)},
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return people by the day they were first there, latest first."""
        user, company = self.member(request, company_id)
        form = RetentionRowsQuerySerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        part = drill_retention(company, viewer=user, **form.validated_data)
        record_look(user, company=company, action="looked", kind="figures", object_id=part.name)
        return Response(dump_part(part))
