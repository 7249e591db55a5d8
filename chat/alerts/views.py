"""Standing searches over HTTP. Every row is reached through its owner."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat.alerts import services
from chat.alerts.serializers import (
    AlertChangeSerializer,
    AlertSerializer,
    NewAlertSerializer,
    parse_criteria,
    parse_plan,
)
from chat.language import lang_of_locale
from eventlog.services import get_conversation_for
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as

TAG = ["alerts"]


class AlertsView(APIView):
    """A person's standing searches."""

    @extend_schema(
        tags=TAG,
        operation_id="alerts_list",
        summary="Your standing searches, the oldest first",
        responses={200: AlertSerializer(many=True), **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """List them; there are few."""
        user, _sign_in = signed_in_as(request)
        return Response(AlertSerializer(services.list_alerts(user), many=True).data)

    @extend_schema(
        tags=TAG,
        operation_id="alerts_create",
        summary="Have a search run by itself; the same search stands once",
        request=NewAlertSerializer,
        responses={
            200: AlertSerializer,
            201: AlertSerializer,
            **refusals(400, 401, 404, 409, s409="too_many_alerts"),
        },
    )
    def post(self, request: Request) -> Response:
        """Make one, 201; or give one that looks for the same this time, 200."""
        user, _sign_in = signed_in_as(request)
        form = NewAlertSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        conversation = None
        if given.get("conversation_id") is not None:
            conversation = get_conversation_for(user, given["conversation_id"])
        alert, is_new = services.create_alert(
            user,
            criteria=parse_criteria(given["criteria"]),
            plan=parse_plan(given["schedule"]),
            conversation=conversation,
            lang=lang_of_locale(user.locale),
            now=timezone.now(),
        )
        created = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(AlertSerializer(alert).data, status=created)


class AlertView(APIView):
    """One standing search."""

    @extend_schema(
        tags=TAG,
        operation_id="alerts_read",
        summary="A standing search of yours",
        responses={200: AlertSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, alert_id: UUID) -> Response:
        """Show it."""
        user, _sign_in = signed_in_as(request)
        return Response(AlertSerializer(services.get_alert_for(user, alert_id)).data)

    @extend_schema(
        tags=TAG,
        operation_id="alerts_change",
        summary="Pause or resume it, or change when it runs or what it looks for",
        request=AlertChangeSerializer,
        responses={200: AlertSerializer, **refusals(400, 401, 404, 409, s409="alert_exists")},
    )
    def patch(self, request: Request, alert_id: UUID) -> Response:
        """Change it."""
        user, _sign_in = signed_in_as(request)
        alert = services.get_alert_for(user, alert_id)
        form = AlertChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given, now = form.validated_data, timezone.now()
        criteria = parse_criteria(given["criteria"]) if "criteria" in given else None
        plan = parse_plan(given["schedule"]) if "schedule" in given else None
        if criteria is not None or plan is not None:
            alert = services.change_alert(user, alert.id, criteria=criteria, plan=plan, now=now)
        if given.get("state") == "paused":
            alert = services.pause_alert(user, alert.id, now=now)
        elif given.get("state") == "active":
            alert = services.resume_alert(user, alert.id, now=now)
        return Response(AlertSerializer(alert).data)

    @extend_schema(
        tags=TAG,
        operation_id="alerts_delete",
        summary="Delete it",
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, alert_id: UUID) -> Response:
        """Delete it."""
        user, _sign_in = signed_in_as(request)
        services.delete_alert(user, alert_id, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
