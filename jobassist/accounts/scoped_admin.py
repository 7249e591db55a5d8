"""What every admin page of companies' rows stands on: each company sees its own.

Who is not a superuser sees the rows of their own companies only, or of the one among these that
they have chosen to look at.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.options import Options
from django.http import Http404, HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from jobassist.logs import get_logger

from .companies import ANY_ROLE, WRITERS, Role
from .models import Company, Membership, User

# In the session: the one company of several that somebody looks at.
CHOSEN_COMPANY = "company_id"

logger = get_logger(__name__)


def user_of(request: HttpRequest) -> User:
    """Return who is signed in to the admin site."""
    assert isinstance(request.user, User)
    return request.user


def memberships_in_view(request: HttpRequest) -> list[Membership]:
    """Return what the person is where, of open companies: of the chosen one, or of all.

    One query a request, however often it is asked; roles read anew with each request.
    """
    kept: list[Membership] | None = getattr(request, "_memberships_in_view", None)
    if kept is None:
        found = all_memberships(request)
        chosen = request.session.get(CHOSEN_COMPANY) if hasattr(request, "session") else None
        kept = [each for each in found if each.company_id == chosen] or found
        request._memberships_in_view = kept  # type: ignore[attr-defined]
    return kept


def all_memberships(request: HttpRequest) -> list[Membership]:
    """Return what the person is in all their open companies, by name. One query a request."""
    kept: list[Membership] | None = getattr(request, "_all_memberships", None)
    if kept is None:
        user = request.user
        kept = []
        if isinstance(user, User) and user.is_active:
            found = Membership.objects.select_related("company").filter(
                user=user, company__is_active=True
            )
            kept = list(found.order_by("company__name", "id"))
        request._all_memberships = kept  # type: ignore[attr-defined]
    return kept


def companies_in_view(
    request: HttpRequest, *, roles: Collection[Role] = ANY_ROLE
) -> QuerySet[Company]:
    """Return the companies whose rows the person looks at, of those they are one of `roles` in.

    What an admin page shows and acts on: `companies_of`, narrowed to the company chosen.
    """
    ids = [each.company_id for each in memberships_in_view(request) if each.role in roles]
    return Company.objects.filter(id__in=ids)


def roles_in_view(request: HttpRequest) -> frozenset[Role]:
    """Return the roles that the person has in the companies they look at."""
    return frozenset(Role(each.role) for each in memberships_in_view(request))


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
        return self.scope(rows, companies_in_view(request, roles=ANY_ROLE))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: "Options[Any]", object_id: str
    ) -> HttpResponse:
        # Django would go back to the front page with a message. Another company's row and one
        # that is not there look alike; who asks for them is logged.
        logger.warning("admin_object_not_found", page=opts.label, user_id=str(user_of(request).id))
        raise Http404

    def _is_let_in(self, request: HttpRequest) -> bool:
        if not isinstance(request.user, User) or not request.user.is_active:
            return False
        return request.user.is_superuser or bool(memberships_in_view(request))

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
        return user.is_superuser or bool(WRITERS & roles_in_view(request))

    def steerable(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the chosen rows that the person may act on, whatever the page sent."""
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_in_view(request, roles=WRITERS))
