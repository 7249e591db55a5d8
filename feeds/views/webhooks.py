"""Webhooks over HTTP: for partners' keys with `webhooks:manage`, and for owners of companies."""

import base64
import binascii
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feeds.models import ApiKey, EventType, WebhookDelivery, WebhookEndpoint
from feeds.permissions import ManagesWebhooks
from feeds.services import deliveries, webhooks
from feeds.services.webhooks import Owner
from feeds.views.base import key_of
from feeds.views.reading import ReadingView
from jobassist.accounts.models import User
from jobassist.errors import AppError

ENDPOINT_STATUS = WebhookEndpoint.Status.values
DELIVERY_STATUS = WebhookDelivery.Status.values
TAG = ["webhooks"]
_CURSOR = re.compile(r"d([1-9]\d{0,17})")


class MayManage(BasePermission):
    """Keys with the scope, and people; what a person may manage are companies that they own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the caller is one of them."""
        if isinstance(request.auth, ApiKey):
            return ManagesWebhooks().has_permission(request, view)
        return bool(request.user and request.user.is_authenticated)


def owner_of(request: Request) -> Owner:
    """Return whose webhooks the caller manages."""
    if isinstance(request.auth, ApiKey):
        return webhooks.get_owner(partner=key_of(request).partner)
    assert isinstance(request.user, User)
    return webhooks.get_owner(user=request.user)


# --- shapes -----------------------------------------------------------------------------------


class WebhookSerializer(serializers.Serializer):
    """An endpoint; its secret is shown when it is made and when it is replaced."""

    id = serializers.UUIDField(read_only=True)
    company_id = serializers.IntegerField(read_only=True, allow_null=True)
    url = serializers.CharField(read_only=True)
    description = serializers.CharField(read_only=True)
    event_types = serializers.ListField(child=serializers.CharField(), read_only=True)
    source_keys = serializers.ListField(child=serializers.CharField(), read_only=True)
    status = serializers.ChoiceField(choices=ENDPOINT_STATUS, read_only=True)
    failures = serializers.IntegerField(read_only=True)
    failing_since = serializers.DateTimeField(read_only=True, allow_null=True)
    succeeded_at = serializers.DateTimeField(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True)


class WebhookWithSecretSerializer(WebhookSerializer):
    """An endpoint and its new secret."""

    secret = serializers.CharField(read_only=True)


class WebhookPageSerializer(serializers.Serializer):
    """All endpoints of the caller."""

    results = WebhookSerializer(many=True)


class _StrictSerializer(serializers.Serializer):
    """Takes an object, and no key that it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was given; ValidationError names what is unknown."""
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            found = serializers.ErrorDetail(_("There is no such key."), code="unknown_key")
            raise serializers.ValidationError(dict.fromkeys(unknown[:20], found))
        return super().to_internal_value(data)


def _urls() -> serializers.CharField:
    return serializers.CharField(max_length=1000)


def _events() -> serializers.ListField:
    child = serializers.ChoiceField(choices=EventType.values)
    return serializers.ListField(child=child, min_length=1, max_length=len(EventType))


def _sources() -> serializers.ListField:
    child = serializers.SlugField(max_length=80)
    return serializers.ListField(child=child, max_length=50, required=False)


class NewWebhookSerializer(_StrictSerializer):
    """What a new endpoint is made of. A person names the company; a key has its partner."""

    url = _urls()
    event_types = _events()
    source_keys = _sources()
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    company_id = serializers.IntegerField(min_value=1, max_value=2**62, required=False)


class WebhookChangeSerializer(_StrictSerializer):
    """What may change of an endpoint."""

    url = serializers.CharField(max_length=1000, required=False)
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EventType.values),
        min_length=1,
        max_length=len(EventType),
        required=False,
    )
    source_keys = _sources()
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    is_active = serializers.BooleanField(required=False)


class AttemptSerializer(serializers.Serializer):
    """One attempt to deliver."""

    at = serializers.CharField()
    status = serializers.IntegerField(allow_null=True)
    milliseconds = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)


class DeliverySerializer(serializers.Serializer):
    """One event told to an endpoint, and how that went."""

    id = serializers.UUIDField()
    sequence = serializers.IntegerField()
    event_type = serializers.CharField()
    payload = serializers.JSONField()
    status = serializers.ChoiceField(choices=DELIVERY_STATUS)
    attempts = serializers.IntegerField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    response_status = serializers.IntegerField(allow_null=True)
    milliseconds = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    log = AttemptSerializer(many=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class DeliveryPageSerializer(serializers.Serializer):
    """A page of the log, newest first."""

    results = DeliverySerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class DeliveryQuerySerializer(_StrictSerializer):
    """What a page of the log is narrowed to."""

    status = serializers.ChoiceField(choices=DELIVERY_STATUS, required=False)
    event_type = serializers.CharField(max_length=24, required=False)
    cursor = serializers.CharField(max_length=40, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=50)


class ReplaySerializer(_StrictSerializer):
    """From when on to send again, and of which only."""

    since = serializers.DateTimeField()
    statuses = serializers.ListField(
        child=serializers.ChoiceField(choices=DELIVERY_STATUS),
        max_length=3,
        required=False,
    )


class ReplayedSerializer(serializers.Serializer):
    """How many deliveries will be sent again."""

    replayed = serializers.IntegerField()


def _check(shape: serializers.Serializer) -> dict[str, Any]:
    shape.is_valid(raise_exception=True)
    checked: dict[str, Any] = shape.validated_data
    return checked


def _with_secret(issued: webhooks.IssuedSecret) -> dict[str, Any]:
    return {**WebhookSerializer(issued.endpoint).data, "secret": issued.secret}


# --- views ------------------------------------------------------------------------------------


class ManagingView(ReadingView):
    """A view of webhooks."""

    permission_classes: Sequence[Any] = [MayManage]


class WebhooksView(ManagingView):
    """The caller's endpoints."""

    @extend_schema(tags=TAG, operation_id="webhooks_list", responses=WebhookPageSerializer)
    def get(self, request: Request) -> Response:
        """Return all endpoints, oldest first."""
        found = webhooks.list_webhooks(owner_of(request))
        return Response(WebhookPageSerializer({"results": found}).data)

    @extend_schema(
        tags=TAG,
        operation_id="webhooks_create",
        request=NewWebhookSerializer,
        responses={201: WebhookWithSecretSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make an endpoint. It is pinged, and told of events once it has answered 2xx."""
        wanted = _check(NewWebhookSerializer(data=request.data))
        issued = webhooks.create_webhook(owner_of(request), **wanted, now=timezone.now())
        return Response(_with_secret(issued), status=status.HTTP_201_CREATED)


class WebhookView(ManagingView):
    """One endpoint."""

    @extend_schema(tags=TAG, operation_id="webhooks_get", responses=WebhookSerializer)
    def get(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Return an endpoint."""
        found = webhooks.get_webhook_for(owner_of(request), webhook_id)
        return Response(WebhookSerializer(found).data)

    @extend_schema(
        tags=TAG,
        operation_id="webhooks_change",
        request=WebhookChangeSerializer,
        responses=WebhookSerializer,
    )
    def patch(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Change an endpoint, or switch it off and on."""
        owner = owner_of(request)
        webhooks.get_webhook_for(owner, webhook_id)
        changes = _check(WebhookChangeSerializer(data=request.data))
        changed = webhooks.change_webhook(owner, webhook_id, changes=changes, now=timezone.now())
        return Response(WebhookSerializer(changed).data)

    @extend_schema(
        tags=TAG, operation_id="webhooks_delete", responses={204: OpenApiResponse(description="")}
    )
    def delete(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Delete an endpoint and its log."""
        webhooks.delete_webhook(owner_of(request), webhook_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WebhookSecretView(ManagingView):
    """An endpoint's secret."""

    @extend_schema(
        tags=TAG,
        operation_id="webhooks_rotate_secret",
        request=None,
        responses=WebhookWithSecretSerializer,
    )
    def post(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Replace the secret; for a day the old one signs beside the new one."""
        issued = webhooks.rotate_secret(owner_of(request), webhook_id, now=timezone.now())
        return Response(_with_secret(issued))


class WebhookPingView(ManagingView):
    """A question whether an endpoint listens."""

    @extend_schema(
        tags=TAG, operation_id="webhooks_ping", request=None, responses={202: DeliverySerializer}
    )
    def post(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Ping an endpoint; the answer stands in its log."""
        endpoint = webhooks.get_webhook_for(owner_of(request), webhook_id)
        ping = webhooks.ping_webhook(endpoint, now=timezone.now())
        return Response(DeliverySerializer(ping).data, status=status.HTTP_202_ACCEPTED)


class WebhookReplayView(ManagingView):
    """Many deliveries sent again."""

    @extend_schema(
        tags=TAG,
        operation_id="webhooks_replay",
        request=ReplaySerializer,
        responses={202: ReplayedSerializer},
    )
    def post(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Send again, under their own ids, what was told since a time."""
        endpoint = webhooks.get_webhook_for(owner_of(request), webhook_id)
        wanted = _check(ReplaySerializer(data=request.data))
        count = deliveries.replay_since(endpoint, **wanted, now=timezone.now())
        return Response({"replayed": count}, status=status.HTTP_202_ACCEPTED)


class DeliveriesView(ManagingView):
    """The log of an endpoint."""

    @extend_schema(
        tags=TAG,
        operation_id="webhooks_deliveries",
        parameters=[DeliveryQuerySerializer],
        responses=DeliveryPageSerializer,
    )
    def get(self, request: Request, webhook_id: uuid.UUID) -> Response:
        """Return a page of what the endpoint was told, newest first."""
        endpoint = webhooks.get_webhook_for(owner_of(request), webhook_id)
        wanted = _check(DeliveryQuerySerializer(data=request.query_params.dict()))
        limit, cursor = wanted.pop("limit"), wanted.pop("cursor", None)
        found = deliveries.list_deliveries(
            endpoint, **wanted, before=_read_cursor(cursor), limit=limit + 1
        )
        more = len(found) > limit
        body = {
            "results": found[:limit],
            "next_cursor": _build_cursor(found[limit - 1].sequence) if more else None,
        }
        return Response(DeliveryPageSerializer(body).data)


class DeliveryReplayView(ManagingView):
    """One delivery sent again."""

    @extend_schema(
        tags=TAG,
        operation_id="webhooks_replay_delivery",
        request=None,
        responses={202: DeliverySerializer},
    )
    def post(self, request: Request, webhook_id: uuid.UUID, delivery_id: uuid.UUID) -> Response:
        """Send a delivery again under its own id."""
        endpoint = webhooks.get_webhook_for(owner_of(request), webhook_id)
        again = deliveries.replay_delivery(endpoint, delivery_id, now=timezone.now())
        return Response(DeliverySerializer(again).data, status=status.HTTP_202_ACCEPTED)


def _build_cursor(sequence: int) -> str:
    return base64.urlsafe_b64encode(f"d{sequence}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise AppError("bad_cursor", _("This cursor was not given out here."))
    return int(found[1])
