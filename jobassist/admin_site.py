"""The admin site: who gets in, and which pages are for whom.

Two kinds of people use it. Operators (staff) run the installation: Django's permissions say what
each may do. Members of companies see their company's rows, on pages that are made for it
(`CompanyScopedAdmin`) and on no others, whatever a page's own permissions say.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite


class AdminConfig(DjangoAdminConfig):
    default_site = "jobassist.admin_site.JobAssistAdminSite"


class JobAssistAdminSite(UnfoldAdminSite):
    """The site for operators and for companies."""

    index_title = _("Today")
    index_template = "admin/dashboard.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in operators, and members of open companies, who showed what they must."""
        from jobassist.accounts import admission

        return admission.is_admitted(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return the view behind the log-in; what is no company's page, for operators only."""
        inner = super().admin_view(view, cacheable)
        page = find_page(view)
        is_for_all = page is None or is_for_companies(page)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            from jobassist.accounts import admission

            if self.has_permission(request) and admission.renew(request):
                if not is_for_all and not is_operator(request):
                    raise PermissionDenied
            return cast(HttpResponseBase, inner(request, *args, **kwargs))

        return update_wrapper(guarded, inner)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the log-in, first step; who is signed in without a second factor shows it now."""
        from jobassist.accounts import admission
        from jobassist.accounts.admission_views import AdminLoginView

        if request.method == "GET" and request.user.is_authenticated:
            if self.has_permission(request):
                return HttpResponseRedirect(reverse("admin:index"))
            if admission.may_use_admin(request.user):
                next_url = request.GET.get(REDIRECT_FIELD_NAME, "")
                admission.begin(request, cast(Any, request.user), next_url=next_url)
                return HttpResponseRedirect(reverse("admin:second_factor"))
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        request.current_app = self.name
        view = AdminLoginView.as_view(
            extra_context=context,
            authentication_form=self.login_form,
            template_name="admin/login.html",
            next_page=reverse("admin:index"),
        )
        return cast(HttpResponse, view(request))

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """End the session."""
        from jobassist.accounts import audit
        from jobassist.accounts.models import User

        if request.method == "POST" and isinstance(request.user, User):
            audit.record_own(request.user, action="logged_out", by=request.user)
        return cast(HttpResponse, super().logout(request, extra_context))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Let somebody change their password; this session goes on, all others end."""
        from django.contrib.auth.views import PasswordChangeView

        from jobassist.accounts.forms import OwnPasswordForm

        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast(HttpResponse, view(request))

    def get_urls(self) -> list[Any]:
        """Return the addresses, without the one that leads to any row of any table."""
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    def extra_urls(self) -> list[URLPattern]:
        """Return the pages about oneself: second factor, invitation, choice of the company."""
        from jobassist.accounts import admission_views

        return admission_views.build_urls(self)


def is_operator(request: HttpRequest) -> bool:
    """Return whether somebody runs the installation, and is not only a member of a company."""
    return bool(request.user.is_active and request.user.is_staff)


def is_for_companies(page: "admin.ModelAdmin[Any]") -> bool:
    """Return whether members of companies may come to a registered page at all."""
    from jobassist.accounts.scoped_admin import CompanyScopedAdmin

    return isinstance(page, CompanyScopedAdmin)


def find_page(view: Callable[..., Any]) -> "admin.ModelAdmin[Any] | None":
    """Return the registered page that a view belongs to; None for the site's own."""
    owner = getattr(view, "__self__", None)
    if owner is None:
        owner = getattr(view, "view_initkwargs", {}).get("model_admin")
    if owner is None and hasattr(view, "__wrapped__"):
        return find_page(view.__wrapped__)
    return owner if isinstance(owner, admin.ModelAdmin) else None
