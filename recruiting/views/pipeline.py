"""A company's pipeline over HTTP, and the calendar files of both sides."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from jobassist.strict_fields import StrictBooleanField
from recruiting import services
from recruiting.calendar import CONTENT_TYPE, build_calendar
from recruiting.models import InterviewSlot, Stage
from recruiting.services import Listed

TAG = ["recruiting"]
BIG = 2**63 - 1


class StageSerializer(serializers.Serializer):
    """A stage of a company's pipeline, and what it is counted as."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Stage.Kind.choices)


class StagesSerializer(serializers.Serializer):
    """The stages in use, in their order."""

    stages = StageSerializer(many=True)


class ApplicationsQuerySerializer(serializers.Serializer):
    """Which applications are wanted."""

    stage = serializers.IntegerField(min_value=1, max_value=BIG, required=False)
    posting = serializers.IntegerField(min_value=1, max_value=BIG, required=False)
    after = serializers.UUIDField(required=False, help_text="The last id of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=50)


class ListedApplicationSerializer(serializers.Serializer):
    """An application: where it stands, and a name where that is shared with the reader."""

    id = serializers.UUIDField(source="application.id")
    posting_id = serializers.IntegerField(source="application.posting_id")
    posting = serializers.CharField(source="application.posting.title")
    stage = StageSerializer(source="application.stage", allow_null=True)
    status = serializers.CharField(source="application.status")
    assigned_to = serializers.UUIDField(source="application.assigned_to_id", allow_null=True)
    applied_at = serializers.DateTimeField(source="application.created_at")
    answered_at = serializers.DateTimeField(source="application.answered_at", allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField(allow_null=True)


class ApplicationsSerializer(serializers.Serializer):
    """A page of applications, newest first; `next` goes on as `after`, null at the end."""

    applications = ListedApplicationSerializer(many=True)
    next = serializers.UUIDField(allow_null=True)


class MoveSerializer(serializers.Serializer):
    """Where to, and why. With `seen` a move made by somebody else meanwhile is not undone."""

    stage = serializers.IntegerField(min_value=1, max_value=BIG)
    seen = serializers.IntegerField(min_value=1, max_value=BIG, required=False)
    reason = serializers.SlugField(max_length=40, required=False, default="")
    tell_reason = StrictBooleanField(required=False, default=False)


class MovedSerializer(serializers.Serializer):
    """Where an application stands now."""

    id = serializers.UUIDField()
    stage = StageSerializer()
    status = serializers.CharField()


class StagesView(APIView):
    """A company's stages."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="company_stages",
        summary="The stages of your company's pipeline",
        responses={200: StagesSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return the stages in use."""
        user, _sign_in = signed_in_as(request)
        require_membership(user, company_id)
        stages = services.list_stages(company_id)
        return Response(StagesSerializer({"stages": stages}).data)


class ApplicationsView(APIView):
    """A company's applications."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="company_applications",
        summary="Who applied to your company, and where each stands",
        parameters=[ApplicationsQuerySerializer],
        responses={200: ApplicationsSerializer, **refusals(400, 401, 404)},
    )
    def get(self, request: Request, company_id: int) -> Response:
        """Return a page; names for those who work there, where the person shares theirs now."""
        user, _sign_in = signed_in_as(request)
        membership = require_membership(user, company_id)
        query = ApplicationsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found: list[Listed] = services.list_pipeline(
            company_id,
            stage_id=asked.get("stage"),
            posting_id=asked.get("posting"),
            after=asked.get("after"),
            limit=asked["limit"],
            with_names=membership.role in WRITERS,
        )
        named = [each.application.id for each in found if each.name]
        if named:
            audit.record_looks(
                user,
                company=membership.company,
                action="listed",
                kind="application",
                object_ids=named,
            )
        last = found[-1].application.id if len(found) == asked["limit"] else None
        return Response(ApplicationsSerializer({"applications": found, "next": last}).data)


class MovesView(APIView):
    """Moves of one application."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="application_move",
        summary="Move an application to another stage; the applicant is told",
        request=MoveSerializer,
        responses={
            200: MovedSerializer,
            **refusals(
                400, 401, 403, 404, 409, s409="moved_meanwhile, already_there, withdrawn, not_yours"
            ),
        },
    )
    def post(self, request: Request, company_id: int, application_id: uuid.UUID) -> Response:
        """Move it."""
        user, _sign_in = signed_in_as(request)
        require_membership(user, company_id, roles=WRITERS)
        form = MoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        application = services.get_application_of(company_id, application_id)
        if form.validated_data.get("seen"):
            application.stage_id = form.validated_data["seen"]
        services.move_application(
            application,
            to=services.get_stage_of(company_id, form.validated_data["stage"]),
            by=user,
            reason=form.validated_data["reason"],
            is_reason_told=form.validated_data["tell_reason"],
            now=timezone.now(),
        )
        return Response(MovedSerializer(application).data)


class OwnInterviewView(APIView):
    """The caller's interview as a calendar file."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="own_interview_calendar",
        summary="Your interview for your calendar (RFC 5545)",
        responses={(200, "text/calendar"): OpenApiTypes.STR, **refusals(401, 404)},
    )
    def get(self, request: Request, slot_id: uuid.UUID) -> HttpResponse:
        """Return the file of a time that the caller picked."""
        user, _sign_in = signed_in_as(request)
        return _answer(services.get_interview_for(user, slot_id))


class InterviewView(APIView):
    """A company's interview as a calendar file."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="company_interview_calendar",
        summary="An interview of your company for your calendar (RFC 5545)",
        responses={(200, "text/calendar"): OpenApiTypes.STR, **refusals(401, 403, 404)},
    )
    def get(self, request: Request, company_id: int, slot_id: uuid.UUID) -> HttpResponse:
        """Return the file of a time that somebody picked."""
        user, _sign_in = signed_in_as(request)
        require_membership(user, company_id, roles=WRITERS)
        return _answer(services.get_interview_of(company_id, slot_id))


def _answer(slot: InterviewSlot) -> HttpResponse:
    answer = HttpResponse(build_calendar(slot, now=timezone.now()), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return answer
