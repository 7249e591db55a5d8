"""Turns in the admin: what answered, how it ended, never what was said."""

from django.contrib import admin

from chat.experiments import admin as experiments_admin
from chat.models import Turn
from eventlog.admin import ReadOnlyAdmin

__all__ = ["TurnAdmin", "experiments_admin"]


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    """Answers by engine and outcome."""

    list_display = [
        "id",
        "state",
        "outcome",
        "reason",
        "engine",
        "routed_by",
        "model_calls",
        "created_at",
    ]
    list_filter = ["state", "outcome", "engine", "routed_by"]
    search_fields = ["=id", "=conversation__id"]
    fields = [
        "id", "conversation_id", "state", "outcome", "reason", "engine", "provider", "model_name",
        "prompt_version", "model_calls", "routed_by", "model_attempts", "failover_reason",
        "first_text_ms", "input_tokens", "output_tokens", "created_at", "started_at", "finished_at",
    ]  # fmt: skip
    readonly_fields = fields
    show_full_result_count = False
