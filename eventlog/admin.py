"""Conversations in the admin: read-only, without a word of what was said."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from eventlog.models import Conversation, Delivery, Event, Notification
from eventlog.outbox import sending


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows to operators; they come from people and are changed by nobody here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Which conversations there are and how far they have come."""

    list_display = ["id", "kind", "scene", "head_seq", "is_remembered", "created_at", "updated_at"]
    list_filter = ["kind", "scene", "is_remembered"]
    search_fields = ["=id"]
    # The title may be the person's own words.
    fields = ["id", "kind", "scene", "epoch", "head_seq", "is_remembered", "created_at"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Leave out the persons' own streams: they are no conversations."""
        rows: QuerySet[Conversation] = super().get_queryset(request)
        return rows.exclude(kind=Conversation.Kind.ME)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """What happened when, by type; its content is not shown."""

    list_display = ["id", "conversation_id", "seq", "type", "at", "is_erased"]
    list_filter = ["type"]
    search_fields = ["=conversation__id"]
    fields = ["conversation_id", "seq", "type", "turn_id", "item_id", "at", "erased_at"]
    readonly_fields = fields
    show_full_result_count = False

    @admin.display(boolean=True, description=_("erased"))
    def is_erased(self, event: Event) -> bool:
        """Return whether the content was erased."""
        return event.erased_at is not None


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """The outbox towards closed apps: what kind of thing is told, never of what."""

    list_display = [
        "id", "kind", "count", "state", "skipped", "created_at", "send_after", "sent_at",
    ]  # fmt: skip
    list_filter = ["state", "skipped", "kind"]
    fields = [
        "id", "kind", "count", "state", "skipped", "created_at", "send_after", "sent_at", "dispatch",
    ]  # fmt: skip
    show_full_result_count = False
    ordering = ["-id"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What was sent and what failed; whose address it is stays out of sight."""

    list_display = [
        "created_at", "channel", "state", "attempts", "response_status", "error", "next_try_at",
    ]  # fmt: skip
    list_filter = ["state", "channel", "error"]
    fields = [
        "id", "channel", "state", "attempts", "response_status", "error", "created_at",
        "next_try_at", "finished_at",
    ]  # fmt: skip
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
    show_full_result_count = False
    actions = ["send_again"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, and first what needs a person."""
        if request.method == "GET":
            since = timezone.now() - timedelta(days=1)
            failed = Delivery.objects.filter(
                state=Delivery.State.FAILED, created_at__gt=since
            ).count()
            if failed:
                text = ngettext(
                    "%(count)d notice could not be delivered in the last 24 hours.",
                    "%(count)d notices could not be delivered in the last 24 hours.",
                    failed,
                )
                messages.warning(request, text % {"count": failed})
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may have things sent."""
        return request.user.has_perm("eventlog.change_delivery")

    @admin.action(description=_("Send again what failed"), permissions=["steer"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Try the chosen deliveries again."""
        count = sending.send_again(list(queryset.values_list("id", flat=True)), now=timezone.now())
        text = ngettext(
            "%(count)d notice is sent again.", "%(count)d notices are sent again.", count
        )
        messages.success(request, text % {"count": count})
