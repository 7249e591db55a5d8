"""Members of companies and who is asked to be one: owners see and steer their own company's."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from jobassist.errors import AppError

from . import companies, invitations, second_factor, services
from .companies import OWNERS
from .models import Invitation, Membership, SecondFactor
from .scoped_admin import CompanyScopedAdmin, companies_in_view, roles_in_view, user_of


def _say_when(moment: datetime | None) -> str:
    # A read-only field shows what it is given as it is.
    return "–" if moment is None else date_format(localtime(moment), "DATETIME_FORMAT")


class OwnedAdmin(CompanyScopedAdmin):
    """Rows that members see and owners change."""

    def is_owner(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether somebody owns the row's company, or any when no row is asked about."""
        user = user_of(request)
        if user.is_superuser:
            return True
        owned = companies_in_view(request, roles=OWNERS)
        if obj is None:
            return bool(OWNERS & roles_in_view(request))
        return owned.filter(id=obj.company_id).exists()

    def has_own_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners run the actions."""
        return self._is_let_in(request) and self.is_owner(request, obj)


@admin.register(Membership)
class MembershipAdmin(OwnedAdmin):
    """Who acts for which company."""

    list_display = [
        "member_name",
        "company_name",
        "role",
        "has_second_factor",
        "last_seen",
        "since",
    ]
    list_display_links = ["member_name"]
    list_filter = ["role"]
    list_select_related = ["company", "user"]
    search_fields = ["company__name", "user__display_name"]
    autocomplete_fields = ["company", "user"]
    ordering = ["company__name", "user__display_name", "id"]
    actions = ["reset_second_factor", "sign_out", "remove"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return the memberships, each with whether a second factor is set up."""
        rows: QuerySet[Membership] = super().get_queryset(request)
        factors = SecondFactor.objects.filter(
            user_id=OuterRef("user_id"), confirmed_at__isnull=False
        )
        return rows.annotate(is_factor_set=Exists(factors))

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        """Show people by name; operators choose them when they add one."""
        if obj is None:
            return ["company", "user", "role"]
        return ["member_name", "company_name", "role", "has_second_factor", "last_seen", "since"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only the role of a membership changes."""
        if obj is None:
            return []
        return ["member_name", "company_name", "has_second_factor", "last_seen", "since"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Operators add people by hand; owners invite them."""
        return user_of(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners give roles."""
        return self.has_own_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners remove members; many at once by the action, each with the rule about owners."""
        return obj is not None and self.has_own_permission(request, obj)

    @admin.display(description=_("name"), ordering="user__display_name")
    def member_name(self, membership: Membership) -> str:
        """Return the person's name."""
        return membership.user.display_name or str(membership.user)

    @admin.display(description=_("company"), ordering="company__name")
    def company_name(self, membership: Membership) -> str:
        """Return the company."""
        return membership.company.name

    @admin.display(description=_("member since"), ordering="created_at")
    def since(self, membership: Membership) -> str:
        """Return since when the person is a member."""
        return _say_when(membership.created_at)

    @admin.display(description=_("two-factor login"), boolean=True)
    def has_second_factor(self, membership: Any) -> bool:
        """Return whether the person logs in with a second factor."""
        return bool(membership.is_factor_set)

    @admin.display(description=_("last logged in"), ordering="user__last_login")
    def last_seen(self, membership: Membership) -> str:
        """Return when the person last logged in here."""
        return _say_when(membership.user.last_login)

    def save_model(
        self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool
    ) -> None:
        """Give the role through the service, which ends what the person holds open."""
        try:
            saved = companies.set_role(
                obj.company,
                user=obj.user,
                role=Membership.Role(form.cleaned_data["role"]),
                by=user_of(request),
            )
            obj.pk = saved.pk
        except AppError as error:
            self.message_user(request, str(error.message), messages.ERROR)

        else:
            self.message_user(
                request, _("The role is given; what they had open has ended."), messages.SUCCESS
            )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go back to the list; whether the role was given has been said."""
        return HttpResponseRedirect(reverse("admin:accounts_membership_changelist"))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """Remove a member through the service."""
        try:
            companies.remove_member(obj, by=user_of(request))
        except AppError as error:
            self.message_user(request, str(error.message), messages.ERROR)

    def own(self, request: HttpRequest, rows: QuerySet[Membership]) -> QuerySet[Membership]:
        """Return the chosen rows of companies that the person owns, whatever the page sent."""
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_in_view(request, roles=OWNERS))

    @admin.action(description=_("Remove from the company"), permissions=["own"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """Remove the chosen members."""
        for membership in self.own(request, queryset).select_related("user", "company"):
            self.delete_model(request, membership)

    @admin.action(description=_("Let them set up two-factor login anew"), permissions=["own"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """Forget the second factor of members whose phone is gone."""
        for membership in self.own(request, queryset).select_related("user"):
            if membership.user_id == user_of(request).id:
                self.message_user(
                    request, _("Yours is on the page of your account."), messages.ERROR
                )
            elif self._has_stronger_role_elsewhere(request, membership):
                self.message_user(
                    request,
                    _(
                        "Somebody who belongs to other companies too is helped by whoever runs this site."
                    ),
                    messages.ERROR,
                )
            else:
                second_factor.remove_factor(membership.user, by=user_of(request))

    @admin.action(description=_("Log out everywhere"), permissions=["own"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """End everything that the chosen members hold open."""
        for membership in self.own(request, queryset).select_related("user"):
            services.end_all_sign_ins(membership.user)

    def _has_stronger_role_elsewhere(self, request: HttpRequest, membership: Membership) -> bool:
        """Return whether an owner here would weaken a log-in that other companies rely on."""
        user = user_of(request)
        if user.is_superuser:
            return False
        owned = companies_in_view(request, roles=OWNERS)
        others = Membership.objects.filter(user=membership.user, company__is_active=True)
        return membership.user.is_staff or others.exclude(company__in=owned).exists()


class InvitationForm(forms.ModelForm):
    """Whom to ask, and as what."""

    class Meta:
        model = Invitation
        fields = ["company", "email", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["role"].initial = Membership.Role.RECRUITER


@admin.register(Invitation)
class InvitationAdmin(OwnedAdmin):
    """Who is asked to join; owners only: the addresses are of people who are no members yet."""

    form = InvitationForm
    list_display = ["email", "company", "role", "state", "created_at", "expires_at"]
    list_display_links = None
    list_filter = ["role"]
    list_select_related = ["company"]
    ordering = ["-created_at"]
    fields = ["company", "email", "role"]
    actions = ["send_again", "take_back"]

    def _is_let_in(self, request: HttpRequest) -> bool:
        return super()._is_let_in(request) and self.is_owner(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Return the open invitations of companies that the person owns."""
        rows: QuerySet[Invitation] = super().get_queryset(request)
        rows = rows.filter(accepted_at__isnull=True)
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_in_view(request, roles=OWNERS))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners invite."""
        return self._is_let_in(request)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer the companies that the person owns, the only one already chosen."""
        if db_field.name == "company" and not user_of(request).is_superuser:
            owned = companies_in_view(request, roles=OWNERS)
            kwargs["queryset"] = owned
            if len(owned) == 1:
                kwargs["initial"] = owned[0].pk
                kwargs["empty_label"] = None
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Invitation, form: forms.ModelForm, change: bool
    ) -> None:
        """Invite through the service, which mails the link."""
        stored = self._invite(request, obj)
        if stored is not None:
            obj.pk = stored.pk
            self.message_user(request, _("The invitation is on its way by mail."))

    def _invite(self, request: HttpRequest, obj: Invitation) -> Invitation | None:
        try:
            return invitations.invite(
                obj.company,
                email=obj.email,
                role=Membership.Role(obj.role),
                by=user_of(request),
                now=timezone.now(),
            )
        except AppError as error:
            self.message_user(request, str(error.message), messages.ERROR)
            return None

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go back to the list; whether it was sent has been said."""
        return HttpResponseRedirect(reverse("admin:accounts_invitation_changelist"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer to send, and nothing else: an invitation has no page of its own."""
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        shown: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return shown

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write no entry where nothing was stored; the audit log has the others."""
        return None

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> Any:
        """Return how far it has come."""
        if invitation.expires_at <= timezone.now():
            return _("too old")
        return _("sent") if invitation.token_hash else _("on its way")

    @admin.action(description=_("Send again"), permissions=["own"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Mail new links; the old ones are good no more."""
        for invitation in queryset.select_related("company"):
            self._invite(request, invitation)

    @admin.action(description=_("Take back"), permissions=["own"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Make the links good for nothing."""
        for invitation in queryset.select_related("company"):
            invitations.revoke(invitation, by=user_of(request))
