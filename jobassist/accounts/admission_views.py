"""The admin's pages about oneself: log-in in two steps, the account, an invitation's answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jobassist.errors import AppError, NotFound

from . import admission, audit, invitations, limits, second_factor, services
from .forms import AdminLoginForm, CodeForm, JoinForm, ProfileForm, SetUpForm
from .identifiers import mask_identifier
from .limits import network_of
from .models import Identity, Invitation, User
from .on_their_clock import choose_zone
from .scoped_admin import CHOSEN_COMPANY, all_memberships, user_of
from .services.sessions import hash_secret
from .time_zones import NOT_CHOSEN

# In the session: the link of an invitation, which no further page shows in its address.
INVITATION = "invitation"

Page = Callable[..., HttpResponse]


def build_urls(site: AdminSite) -> list[URLPattern]:
    """Return the addresses of these pages within a site."""

    def open_page(page: Page) -> Page:
        guarded = sensitive_post_parameters()(never_cache(csrf_protect(page)))
        return require_http_methods(["GET", "POST"])(guarded)

    pages = _Pages(site)
    return [
        path("second-factor/", open_page(pages.check_factor), name="second_factor"),
        path("second-factor/set-up/", open_page(pages.set_up_factor), name="second_factor_set_up"),
        path("join/", open_page(pages.answer_invitation), name="join_here"),
        path("join/<str:token>/", open_page(pages.open_invitation), name="join"),
        path("account/", site.admin_view(pages.show_account), name="account"),
        path("company/", site.admin_view(pages.choose_company), name="choose_company"),
    ]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AdminLoginView(LoginView):
    """The first step: address and password. Signs in only whom nothing more is asked of."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on to the second factor, or in."""
        user: User = form.get_user()
        next_url = self.get_success_url()
        if admission.needs_factor(user):
            admission.begin(self.request, user, next_url=next_url)
            return _speaking(
                self.request, HttpResponseRedirect(reverse("admin:second_factor")), user
            )
        admission.complete(self.request, user, way="password")
        return _speaking(self.request, HttpResponseRedirect(next_url), user)


class _Pages:
    """The pages, knowing their site."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def check_factor(self, request: HttpRequest) -> HttpResponse:
        """The second step: a code."""
        user = admission.find_on_the_way(request)
        if user is None:
            return HttpResponseRedirect(reverse("admin:login"))
        if second_factor.find_factor(user) is None:
            return HttpResponseRedirect(reverse("admin:second_factor_set_up"))
        form = CodeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            next_url = admission.next_of(request)
            try:
                way = second_factor.check_code(user, code=form.cleaned_data["code"])
            except AppError as error:
                form.add_error("code", str(error.message))
            else:
                admission.complete(request, user, way=way)
                if way == "backup":
                    left = second_factor.count_backup_codes(user)
                    messages.warning(
                        request, _("Backup codes that are left: %(count)s.") % {"count": left}
                    )
                return HttpResponseRedirect(_safe(request, next_url))
        return self._page(
            request, "admin/second_factor.html", title=_("Two-factor login"), form=form
        )

    def set_up_factor(self, request: HttpRequest) -> HttpResponse:
        """Take up an app: its picture, its first code, then the backup codes, once."""
        is_inside = self.site.has_permission(request)
        user = user_of(request) if is_inside else admission.find_on_the_way(request)
        if user is None:
            return HttpResponseRedirect(reverse("admin:login"))
        has_factor = second_factor.find_factor(user) is not None
        if has_factor and not is_inside:
            # Else a password alone would bring in an app of whoever knows it.
            return HttpResponseRedirect(reverse("admin:second_factor"))
        form = SetUpForm(request.POST or None, has_factor=has_factor)
        if request.method == "POST" and form.is_valid():
            next_url = admission.next_of(request)
            codes = self._confirm_factor(user, form)
            if codes is not None:
                if is_inside:
                    admission.keep_signed_in(request, user, has_shown_factor=True)
                else:
                    admission.complete(request, user, way="app")
                return self._page(
                    request,
                    "admin/backup_codes.html",
                    title=_("Backup codes"),
                    codes=codes,
                    next_url=_safe(request, next_url),
                )
        return self._page(
            request,
            "admin/second_factor_set_up.html",
            title=_("Set up two-factor login"),
            form=form,
            enrolment=second_factor.begin_enrolment(user),
            is_required=second_factor.is_required(user),
            is_inside=is_inside,
        )

    def _confirm_factor(self, user: User, form: SetUpForm) -> list[str] | None:
        name = "code"
        try:
            if "current_code" in form.fields:
                second_factor.check_new_app(user, code=form.cleaned_data["code"])
                name = "current_code"
                second_factor.check_code(user, code=form.cleaned_data["current_code"])
                name = "code"
            return second_factor.confirm_enrolment(user, code=form.cleaned_data["code"])
        except AppError as error:
            form.add_error(name, str(error.message))
            return None

    def open_invitation(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the link out of the address: no later page, log or referrer shows it."""
        # Nothing is used up yet: programs that look through mail open links, too.
        request.session[INVITATION] = hash_secret(token[:200])
        return HttpResponseRedirect(reverse("admin:join_here"))

    def answer_invitation(self, request: HttpRequest) -> HttpResponse:
        """Show who asks, and make whoever has the link a member."""
        try:
            limits.count_attempt(
                limits.JOIN_BY_NETWORK, network_of(request.META.get("REMOTE_ADDR", ""))
            )
            invitation = invitations.find_invitation(request.session.get(INVITATION, ""))
        except NotFound:
            return self._page(request, "admin/join_gone.html", title=_("Invitation"), status=404)
        except AppError as error:
            messages.error(request, str(error.message))
            return self._page(request, "admin/join_gone.html", title=_("Invitation"), status=429)
        invited = invitations.find_invited(invitation)
        form: AdminLoginForm | JoinForm
        if invited is None:
            form = JoinForm(request.POST or None)
        else:
            form = _MemberLoginForm(request, data=request.POST or None, invited=invited)
        if request.method == "POST" and form.is_valid():
            answer = self._join(request, invitation, form, invited=invited)
            if answer is not None:
                return answer
        return self._page(
            request,
            "admin/join.html",
            title=_("Join %(company)s") % {"company": invitation.company.name},
            form=form,
            invitation=invitation,
            address=invitation.email,
            is_known=invited is not None,
        )

    def _join(
        self,
        request: HttpRequest,
        invitation: Invitation,
        form: AdminLoginForm | JoinForm,
        *,
        invited: User | None,
    ) -> HttpResponse | None:
        try:
            if invited is not None:
                invitations.accept(invitation, user=invited)
                user = invited
            else:
                user = invitations.accept_as_new(
                    invitation,
                    display_name=form.cleaned_data["display_name"],
                    password=form.cleaned_data["password"],
                )
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {}
            form.add_error("password", found.get("password", error.messages))
            return None
        except AppError as error:
            form.add_error(None, str(error.message))
            return None
        user.refresh_from_db()
        index = reverse("admin:index")
        if admission.needs_factor(user):
            admission.begin(request, user, next_url=index)
            target = reverse("admin:second_factor")
        else:
            admission.complete(request, user, way="password")
            target = index
        request.session.pop(INVITATION, None)
        return _speaking(request, HttpResponseRedirect(target), user)

    def show_account(self, request: HttpRequest) -> HttpResponse:
        """Show who one is here, and change how one logs in."""
        user = user_of(request)
        factor = second_factor.find_factor(user)
        form = CodeForm(request.POST if "code" in request.POST else None)
        zones = [each.company.time_zone for each in all_memberships(request)]
        profile = ProfileForm(
            request.POST if "profile" in request.POST else None,
            user=user,
            company_zone=choose_zone(NOT_CHOSEN, *zones).key,
        )
        if request.method == "POST":
            if profile.is_valid():
                services.update_profile(user, changes=profile.cleaned_data)
                messages.success(request, _("Your details are saved."))
                return HttpResponseRedirect(request.path)
            if "end_all" in request.POST:
                services.end_all_sign_ins(user)
                audit.record_own(user, action="logged_out_everywhere", by=user)
                return HttpResponseRedirect(reverse("admin:login"))
            if form.is_valid():
                answer = self._change_factor(request, user, form)
                if answer is not None:
                    return answer
        address = Identity.objects.filter(
            user=user, kind=Identity.Kind.EMAIL, verified_at__isnull=False
        ).first()
        return self._page(
            request,
            "admin/account.html",
            title=_("Your account"),
            form=form,
            profile=profile,
            factor=factor,
            codes_left=second_factor.count_backup_codes(user) if factor else 0,
            is_required=second_factor.is_required(user),
            memberships=all_memberships(request),
            address=mask_identifier(address.value_normalised) if address else "",
        )

    def _change_factor(
        self, request: HttpRequest, user: User, form: CodeForm
    ) -> HttpResponse | None:
        """Make new backup codes, or do without a second factor: by a code, not by a session alone."""
        removes = "remove" in request.POST
        if removes and second_factor.is_required(user):
            raise Http404
        try:
            second_factor.check_code(user, code=form.cleaned_data["code"])
            if removes:
                second_factor.remove_factor(user, by=user)
                admission.keep_signed_in(request, user, has_shown_factor=False)
                messages.success(request, _("Two-factor login is off."))
                return HttpResponseRedirect(request.path)
            codes = second_factor.renew_backup_codes(user)
        except AppError as error:
            form.add_error("code", str(error.message))
            return None
        return self._page(
            request,
            "admin/backup_codes.html",
            title=_("Backup codes"),
            codes=codes,
            next_url=request.path,
        )

    def choose_company(self, request: HttpRequest) -> HttpResponse:
        """Look at one company of several, or at all of them."""
        known = {str(each.company_id): each.company_id for each in all_memberships(request)}
        asked = request.GET.get("company")
        if asked is None:
            request.session.pop(CHOSEN_COMPANY, None)
        elif asked in known:
            request.session[CHOSEN_COMPANY] = known[asked]
        else:
            raise Http404
        return HttpResponseRedirect(reverse("admin:index"))

    def _page(
        self, request: HttpRequest, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        request.current_app = self.site.name
        return TemplateResponse(
            request, template, {**self.site.each_context(request), **context}, status=status
        )


class _MemberLoginForm(AdminLoginForm):
    """The log-in of somebody who is asked into a further company: the invited address's account."""

    def __init__(self, *args: Any, invited: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = invited

    def confirm_login_allowed(self, user: Any) -> None:
        """Let in the invited person only; they need not be a member of anything yet."""
        if user != self.invited:
            raise self.get_invalid_login_error()


def _safe(request: HttpRequest, url: str) -> str:
    if url and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return url
    return reverse("admin:index")


def _speaking(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    admission.speak_to(request, response, user)
    return response
