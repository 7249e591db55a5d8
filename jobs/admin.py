"""Postings, employers, sources and claims in the admin site; changes go through services.

Who is not a superuser sees the rows of their own companies only.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from jobassist.accounts.scoped_admin import CompanyScopedAdmin, user_of
from jobassist.errors import AppError

from . import admin_cards, services  # noqa: F401  (cards are on the front page)
from .models import Employer, EmployerClaim, Posting, PostingLocation, Source
from .search import display_location, display_pay


class LocationInline(TabularInline):
    """Places of work, to look at."""

    model = PostingLocation
    fields = ["raw", "city", "district", "region", "country"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever sees the posting sees where it is."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Places are read from the feed."""
        return False


@admin.register(Posting)
class PostingAdmin(CompanyScopedAdmin):
    """Postings: what they say, and publish, pause, expire, remove."""

    list_display = ["title", "employer", "places", "pay", "status", "source", "date_posted"]
    list_filter = [
        "status",
        "lang",
        "employment_type",
        "is_remote",
        # Offers the sources of rows that the person may see; the plain filter names all.
        ("source", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["employer", "source"]
    search_fields = ["title", "employer__name", "external_id"]
    ordering = ["-id"]
    list_per_page = 50
    inlines = [LocationInline]
    actions = ["publish", "pause", "expire", "remove"]
    fieldsets = [
        (None, {"fields": ["title", "status", "employer", "company", "source", "external_id"]}),
        (
            _("Work"),
            {
                "fields": [
                    "employment_type",
                    "is_remote",
                    "is_hybrid",
                    "pay",
                    "experience_raw",
                    "education_raw",
                    "skills",
                    "tags",
                    "traits",
                    "family",
                    "seniority",
                ]
            },
        ),
        (
            _("Life"),
            {
                "fields": [
                    "date_posted",
                    "valid_through",
                    "liveness_checked_at",
                    "created_at",
                    "updated_at",
                    "link",
                ]
            },
        ),
        (_("Description"), {"fields": ["description"]}),
    ]
    readonly_fields = ["pay", "link", "description"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        """Return postings with their places: one query more, however long the page."""
        rows = super().get_queryset(request).defer("description_text", "requirements", "head_text")
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):  # type: ignore[union-attr]
            rows = rows.defer("description_html", "description_text", "requirements", "head_text")
        return rows.prefetch_related("locations")

    @admin.display(description=_("places"))
    def places(self, posting: Posting) -> str:
        """Return the places of work in short."""
        names = [display_location(x) for x in posting.locations.all()]
        return ", ".join(names[:3]) or ("remote" if posting.is_remote else "–")

    @admin.display(description=_("pay"))
    def pay(self, posting: Posting) -> str:
        """Return the pay as stated."""
        return display_pay(posting) or "–"

    @admin.display(description=_("link"))
    def link(self, posting: Posting) -> str | SafeString:
        """Return the posting's own page."""
        if not posting.url:
            return "–"
        return format_html(
            '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>',
            posting.url,
            posting.url,
        )

    @admin.display(description=_("description"))
    def description(self, posting: Posting) -> SafeString:
        """Return the description; it was made safe when it was stored."""
        return mark_safe(posting.description_html)  # noqa: S308

    def _run(
        self, request: HttpRequest, queryset: QuerySet[Posting], service: Any, **said: Any
    ) -> None:
        ids = list(self.steerable(request, queryset).values_list("id", flat=True))
        changed = service(ids, now=timezone.now(), **said)
        text = ngettext("%(count)d posting changed.", "%(count)d postings changed.", changed)
        level = messages.SUCCESS if changed else messages.WARNING
        self.message_user(request, text % {"count": changed}, level)

    @admin.action(description=_("Publish"), permissions=["steer"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """Make postings findable."""
        self._run(request, queryset, services.publish_postings)

    @admin.action(description=_("Pause"), permissions=["steer"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """Take postings out of search for a while."""
        self._run(request, queryset, services.pause_postings)

    @admin.action(description=_("Mark as filled or over"), permissions=["steer"])
    def expire(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """End postings."""
        self._run(request, queryset, services.expire_postings, by=Posting.EndedBy.PERSON)

    @admin.action(description=_("Remove for good"), permissions=["steer"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """Remove postings; what points to them stays whole."""
        self._run(request, queryset, services.remove_postings)


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


# Registers its own pages, which are scoped like these.
from .inventory import admin as _inventory_admin  # noqa: E402, F401
