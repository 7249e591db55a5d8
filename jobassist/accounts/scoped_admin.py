"""What every admin page of companies' rows stands on: each company sees its own.

Who is not a superuser sees the rows of their own companies only.
"""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from .companies import ANY_ROLE, WRITERS, companies_of
from .models import User


def user_of(request: HttpRequest) -> User:
    """Return who is signed in to the admin site."""
    assert isinstance(request.user, User)
    return request.user


class CompanyScopedAdmin(ModelAdmin):
    """Rows of the companies somebody acts for; everything for superusers. Nothing is typed in."""

    show_full_result_count = False

    def scope(self, rows: QuerySet[Any], companies: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that belong to these companies."""
        return rows.filter(company__in=companies)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the person may see."""
        rows: QuerySet[Any] = super().get_queryset(request)
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_of(user_of(request), roles=ANY_ROLE))

    def _is_let_in(self, request: HttpRequest) -> bool:
        if not isinstance(request.user, User) or not request.user.is_active:
            return False
        return request.user.is_superuser or (
            request.user.is_staff and companies_of(request.user).exists()
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Members of a company see the section."""
        return self._is_let_in(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Members of a company see its rows; which rows, `get_queryset` says."""
        return self._is_let_in(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows come from feeds and services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Fields are not edited here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Postings are removed softly, by an action."""
        return False

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Owners and recruiters may run the actions, viewers not."""
        user = user_of(request)
        return user.is_superuser or companies_of(user, roles=WRITERS).exists()

    def steerable(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the chosen rows that the person may act on, whatever the page sent."""
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_of(user_of(request), roles=WRITERS))
