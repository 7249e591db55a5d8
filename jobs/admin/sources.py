"""Employers, sources and claims in the admin site; changes go through services."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobassist.accounts.scoped_admin import CompanyScopedAdmin, user_of
from jobassist.errors import AppError
from jobs import services
from jobs.models import Employer, EmployerClaim, Source


@admin.register(Employer)
class EmployerAdmin(CompanyScopedAdmin):
    """Who postings say is hiring."""

    list_display = ["name", "source", "industry", "posting_count"]
    list_select_related = ["source"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "source", "website", "industry", "size", "kind", "created_at"]

    def scope(self, rows: QuerySet[Employer], companies: QuerySet[Any]) -> QuerySet[Employer]:
        """Employers of a company: of its own source, or by a verified claim."""
        claimed = EmployerClaim.objects.filter(
            company__in=companies, status=EmployerClaim.Status.VERIFIED
        ).values("employer_id")
        return rows.filter(Q(source__company__in=companies) | Q(id__in=claimed))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        """Return employers with the number of their open postings."""
        rows: QuerySet[Employer] = super().get_queryset(request)
        return rows.annotate(open_postings=Count("postings", filter=Q(postings__status="active")))

    @admin.display(description=_("open postings"), ordering="open_postings")
    def posting_count(self, employer: Employer) -> int:
        """Return how many open postings name it."""
        return int(employer.open_postings)  # type: ignore[attr-defined]


@admin.register(Source)
class SourceAdmin(CompanyScopedAdmin):
    """Where postings come from."""

    list_display = ["key", "kind", "name", "company", "is_active"]
    list_select_related = ["company"]
    list_filter = ["kind", "is_active"]
    search_fields = ["key", "name"]
    ordering = ["key"]


@admin.register(EmployerClaim)
class EmployerClaimAdmin(CompanyScopedAdmin):
    """Claims of companies to be an employer, for superusers to decide."""

    list_display = ["employer", "company", "status", "created_at", "decided_at", "decided_by"]
    list_select_related = ["employer", "company", "decided_by"]
    list_filter = ["status"]
    search_fields = ["employer__name", "company__name"]
    ordering = ["-created_at"]
    actions = ["verify", "reject"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Nobody verifies their own claim."""
        return user_of(request).is_superuser

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[EmployerClaim], *, is_verified: bool
    ) -> None:
        for claim in queryset.order_by("id"):
            try:
                services.decide_claim(
                    claim.id, is_verified=is_verified, by=user_of(request), now=timezone.now()
                )
            except AppError as error:
                self.message_user(request, f"{claim.employer}: {error}", messages.ERROR)
            else:
                self.message_user(request, str(claim.employer), messages.SUCCESS)

    @admin.action(description=_("Verify: postings become the company's"), permissions=["decide"])
    def verify(self, request: HttpRequest, queryset: QuerySet[EmployerClaim]) -> None:
        """Verify claims."""
        self._decide(request, queryset, is_verified=True)

    @admin.action(description=_("Reject"), permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[EmployerClaim]) -> None:
        """Reject claims."""
        self._decide(request, queryset, is_verified=False)
