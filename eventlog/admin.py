"""Conversations in the admin: read-only, without a word of what was said."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from eventlog.models import Conversation, Event, Notification


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
    """The outbox towards closed apps."""

    list_display = ["id", "kind", "state", "attempts", "created_at", "sent_at"]
    list_filter = ["kind", "state"]
    show_full_result_count = False
