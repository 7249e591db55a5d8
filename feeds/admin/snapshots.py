"""Snapshots in the admin site: the figures, and a person's word on those that wait."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from feeds import services
from feeds.models import Snapshot
from jobassist.accounts.models import User
from jobassist.errors import AppError


@admin.register(Snapshot)
class SnapshotAdmin(ModelAdmin):
    """Full snapshots of sources."""

    list_display = [
        "source", "state", "reasons", "opened_at", "expected_count", "seen_count",
        "rejected_count", "missing_count", "expired_count",
    ]  # fmt: skip
    list_select_related = ["source"]
    list_filter = ["state", ("source", admin.RelatedOnlyFieldListFilter)]
    ordering = ["-opened_at"]
    show_full_result_count = False
    actions = ["approve", "discard"]
    fields = [*list_display, "closed_at", "decided_by", "decided_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Partners open them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        """Its figures are what was counted."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        """It stays known why postings ended."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may change snapshots by Django's own permissions decides."""
        user = request.user
        return isinstance(user, User) and user.has_perm("feeds.change_snapshot")

    @admin.action(description=_("Approve: end what is missing"), permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Snapshot]) -> None:
        """End what the chosen snapshots miss."""
        self._decide(request, queryset, is_approved=True)

    @admin.action(description=_("Discard: leave what is missing"), permissions=["decide"])
    def discard(self, request: HttpRequest, queryset: QuerySet[Snapshot]) -> None:
        """Leave open what the chosen snapshots miss."""
        self._decide(request, queryset, is_approved=False)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Snapshot], *, is_approved: bool
    ) -> None:
        assert isinstance(request.user, User)
        decide = services.approve_snapshot if is_approved else services.discard_snapshot
        for snapshot in queryset.order_by("opened_at"):
            try:
                decide(snapshot.id, by=request.user, now=timezone.now())
            except AppError as error:
                self.message_user(request, f"{snapshot}: {error.message}", messages.ERROR)
            else:
                self.message_user(request, str(snapshot), messages.SUCCESS)
