"""Contacts between seekers and companies in the admin, each company seeing its own."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from jobassist.accounts.companies import companies_of
from jobassist.accounts.models import User
from recruiting.models import Application


@admin.register(Application)
class ApplicationAdmin(ModelAdmin):
    """Who reached out about which posting; the words stay with the two of them."""

    list_display = ["id", "posting", "company", "kind", "status", "created_at"]
    list_filter = ["kind", "status"]
    list_select_related = ["posting", "company"]
    fields = ["id", "posting", "company", "kind", "status", "round", "created_at"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Return everything for operators, a company's own for its members."""
        everything: QuerySet[Application] = super().get_queryset(request)
        rows = everything.filter(seeker__isnull=False)
        user = cast(User, request.user)
        return rows if user.is_superuser else rows.filter(company__in=companies_of(user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
