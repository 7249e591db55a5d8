"""Held postings in the admin: the list, the evidence in its place, release and confirm."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobassist.accounts.models import User
from jobassist.accounts.scoped_admin import CompanyScopedAdmin

from .holds import decide_hold
from .models import PostingHold
from .reasons import explain_reason

_AROUND = 90


@admin.register(PostingHold)
class PostingHoldAdmin(CompanyScopedAdmin):
    """What is held back and why; a superuser decides, a recruiter sees the own company's."""

    list_display = ["posting", "kind", "state", "in_words", "score", "appeal", "created_at"]
    list_filter = ["state", "kind", "appeal", "reason"]
    list_select_related = ["posting"]
    search_fields = ["posting__title", "posting__external_id"]
    ordering = ["-id"]
    list_per_page = 50
    actions = ["release", "confirm"]
    fields = [
        "posting", "kind", "state", "in_words", "evidence", "score", "rule_version", "created_at",
        "decided_at", "appeal", "appeal_text", "appealed_at",
    ]  # fmt: skip
    readonly_fields = ["in_words", "evidence"]

    def scope(self, rows: QuerySet[PostingHold], companies: QuerySet[Any]) -> QuerySet[PostingHold]:
        """Return findings about the companies' postings."""
        return rows.filter(posting__company__in=companies)

    def get_fields(self, request: HttpRequest, obj: PostingHold | None = None) -> list[str]:
        """Who decided is the operators' own matter."""
        fields = [str(each) for each in self.fields or ()]
        is_operator = isinstance(request.user, User) and request.user.is_superuser
        return [*fields, "decided_by", "appealed_by"] if is_operator else fields

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Nobody decides about the own company's postings."""
        return isinstance(request.user, User) and request.user.is_superuser

    @admin.display(description=_("reason"))
    def in_words(self, hold: PostingHold) -> str:
        """Return the weightiest reason in plain words."""
        return explain_reason(hold.reason)

    @admin.display(description=_("evidence"))
    def evidence(self, hold: PostingHold) -> SafeString:
        """Return each signal with its words marked where they stand; all of it escaped."""
        texts = {"title": hold.posting.title, "description": hold.posting.description_text}
        rows = []
        for signal in hold.signals:
            text, start, end = texts.get(signal["field"], ""), signal["start"], signal["end"]
            # Content that has changed since no longer holds the quote at that place.
            if not signal["quote"] or text[start:end] != signal["quote"]:
                text, start, end = signal["quote"], 0, len(signal["quote"])
            rows.append(
                (
                    explain_reason(signal["code"]),
                    text[max(0, start - _AROUND) : start],
                    text[start:end],
                    text[end : end + _AROUND],
                )
            )
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}<br><q>{}<mark>{}</mark>{}</q></li>", rows),
        )

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[PostingHold], *, is_released: bool
    ) -> None:
        assert isinstance(request.user, User)
        changed = 0
        for hold_id in queryset.order_by("id").values_list("id", flat=True):
            is_done = decide_hold(
                hold_id, is_released=is_released, by=request.user, now=timezone.now()
            )
            changed += is_done
        text = ngettext("%(count)d posting decided.", "%(count)d postings decided.", changed)
        level = messages.SUCCESS if changed else messages.WARNING
        self.message_user(request, text % {"count": changed}, level)

    @admin.action(description=_("Release: show it"), permissions=["decide"])
    def release(self, request: HttpRequest, queryset: QuerySet[PostingHold]) -> None:
        """Show postings; they stay shown until their content changes."""
        self._decide(request, queryset, is_released=True)

    @admin.action(description=_("Confirm: keep it back"), permissions=["decide"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[PostingHold]) -> None:
        """Keep postings back, whatever the rules say later."""
        self._decide(request, queryset, is_released=False)
