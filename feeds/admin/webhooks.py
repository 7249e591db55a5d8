"""Webhooks and what they were told, in the admin site."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from feeds.models import WebhookDelivery, WebhookEndpoint
from feeds.services import deliveries


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at; what may be done is an action."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Endpoints are made where their secret is shown, over HTTP."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody edits."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes."""
        return False

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may have things sent."""
        return request.user.has_perm("feeds.change_webhookendpoint")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    """Endpoints; those that were switched off are said at the top of the list."""

    list_display = [
        "url",
        "partner",
        "company",
        "status",
        "failures",
        "failing_since",
        "succeeded_at",
    ]
    list_filter = ["status"]
    list_select_related = ["partner", "company"]
    exclude = [
        "secret", "old_secret", "transaction_number", "posting_id", "position_at", "since_number",
    ]  # fmt: skip
    actions = ["ping", "replay_failed"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, and first what needs a person."""
        off = WebhookEndpoint.objects.filter(status=WebhookEndpoint.Status.DISABLED).count()
        if off and request.method == "GET":
            text = ngettext(
                "%(count)d webhook was switched off after long failure.",
                "%(count)d webhooks were switched off after long failure.",
                off,
            )
            messages.warning(request, text % {"count": off})
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page

    @admin.action(description=_("Ping, and switch on what answers"), permissions=["steer"])
    def ping(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        """Ping the chosen endpoints."""
        ids: list[uuid.UUID] = list(queryset.values_list("id", flat=True))
        count = deliveries.enable_by_operator(ids, now=timezone.now())
        text = ngettext("%(count)d webhook is pinged.", "%(count)d webhooks are pinged.", count)
        messages.success(request, text % {"count": count})

    @admin.action(description=_("Send again what was given up"), permissions=["steer"])
    def replay_failed(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        """Send again what the chosen endpoints never took."""
        failed = [WebhookDelivery.Status.FAILED]
        count = sum(
            deliveries.replay_since(
                each, since=each.created_at, statuses=failed, now=timezone.now()
            )
            for each in queryset
        )
        _say_replayed(request, count)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """The log of all endpoints."""

    list_display = [
        "created_at", "endpoint", "event_type", "status", "attempts", "response_status", "error",
        "next_try_at",
    ]  # fmt: skip
    list_filter = ["status", "event_type"]
    show_full_result_count = False
    actions = ["replay"]

    @admin.action(description=_("Send again"), permissions=["steer"])
    def replay(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        """Send the chosen deliveries again."""
        chosen = queryset.select_related("endpoint")[: deliveries.MOST_REPLAYED]
        for each in chosen:
            deliveries.replay_delivery(each.endpoint, each.id, now=timezone.now())
        _say_replayed(request, len(chosen))


def _say_replayed(request: HttpRequest, count: int) -> None:
    text = ngettext(
        "%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count
    )
    messages.success(request, text % {"count": count})
