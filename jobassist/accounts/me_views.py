"""A person and what is kept about them, over HTTP."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import limits, personal_data, services
from .models import User
from .schema import refusals
from .serializers import EraseSerializer, MeChangeSerializer, MeSerializer
from .views import signed_in_as

TAG = ["me"]


class MeView(APIView):
    """The caller."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="me_read",
        summary="You",
        responses={200: MeSerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """Return what is kept of you as a person."""
        user, _sign_in = signed_in_as(request)
        return _answer(user)

    @extend_schema(
        tags=TAG,
        operation_id="me_change",
        summary="Change name, language, time zone or retention",
        request=MeChangeSerializer,
        responses={200: MeSerializer, **refusals(400, 401)},
        examples=[
            OpenApiExample(
                "Keep conversations for 90 days",
                value={"time_zone": "Europe/London", "retention_days": 90},
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request) -> Response:
        """Change what is given; what is left out stays."""
        user, _sign_in = signed_in_as(request)
        given = MeChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return _answer(services.update_profile(user, changes=given.validated_data))

    @extend_schema(
        tags=TAG,
        operation_id="me_erase",
        summary="Erase everything about you",
        request=None,
        parameters=[
            OpenApiParameter(
                "confirm", str, enum=["erase"], description="Or as a field of a JSON body."
            )
        ],
        responses={204: None, **refusals(400, 401, 409, s409="last_owner")},
    )
    def delete(self, request: Request) -> Response:
        """Erase résumés, conversations, memories, files and ways in, at once and for good.

        What figures need keeps an id that no longer names anybody.
        """
        user, _sign_in = signed_in_as(request)
        # Some clients cannot send a body with DELETE.
        body = request.data if isinstance(request.data, dict) else {}
        given = EraseSerializer(
            data={"confirm": body.get("confirm", request.query_params.get("confirm", ""))}
        )
        given.is_valid(raise_exception=True)
        personal_data.erase_person(user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportView(APIView):
    """A copy of everything."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="me_export",
        summary="Everything that is kept about you, as a file",
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="One key for each part."),
            **refusals(401, 429),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """Return one JSON file with every part of the product's data about you."""
        user, _sign_in = signed_in_as(request)
        limits.count_attempt(limits.EXPORT_BY_USER, str(user.id))
        body = json.dumps(
            personal_data.export_person(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
        )
        return HttpResponse(
            body,
            content_type="application/json; charset=utf-8",
            headers={
                "Content-Disposition": 'attachment; filename="jobassist-export.json"',
                "Cache-Control": "no-store",
            },
        )


def _answer(user: User) -> Response:
    context = {"companies": services.companies_and_roles(user)}
    return Response(MeSerializer(user, context=context).data)
