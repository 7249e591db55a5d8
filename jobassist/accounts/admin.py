"""People and companies in the admin site; addresses are masked, changes go through services."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from jobassist.errors import AppError

from . import audit_admin, members_admin, services  # noqa: F401  (pages register themselves)
from .identifiers import mask_identifier, parse_identifier
from .models import Company, Identity, Membership, User


class IdentityInline(TabularInline):
    """Ways in, to look at only."""

    model = Identity
    fields = ["kind", "masked_value", "verified_at"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds a way in to another's account."""
        return False

    @admin.display(description=_("value"))
    def masked_value(self, identity: Identity) -> str:
        """Return as much as tells two addresses apart."""
        return mask_identifier(identity.value_normalised)


class MembershipInline(TabularInline):
    """Companies of a person, to look at; they are changed at the company."""

    model = Membership
    fields = ["company", "role"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Members are added at Memberships."""
        return False


@admin.register(User)
class UserAdmin(ModelAdmin):
    """People: who may enter, nothing of what they wrote."""

    list_display = ["short_id", "display_name", "ways_in", "is_guest", "is_active", "is_staff"]
    list_display_links = ["short_id", "display_name"]
    list_filter = ["is_guest", "is_active", "is_staff"]
    search_fields = ["display_name", "id"]
    search_help_text = _("Name, id, or a whole e-mail address or phone number")
    ordering = ["-created_at"]
    show_full_result_count = False
    inlines = [IdentityInline, MembershipInline]
    actions = ["let_in", "keep_out", "sign_out"]
    fieldsets = [
        (None, {"fields": ["id", "display_name", "locale", "time_zone", "retention_days"]}),
        (
            _("State"),
            {"fields": ["is_guest", "is_active", "created_at", "last_seen_at", "erased_at"]},
        ),
        (_("Rights"), {"fields": ["is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    readonly_fields = ["id", "is_guest", "is_active", "created_at", "last_seen_at", "erased_at"]
    filter_horizontal = ["groups", "user_permissions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return people with their ways in: one query more, however long the page."""
        people: QuerySet[User] = super().get_queryset(request)
        return people.prefetch_related("identities")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Let only those who may do everything give rights, and nobody change a stub."""
        fields = list(self.readonly_fields)
        if not getattr(request.user, "is_superuser", False):
            fields += ["is_staff", "is_superuser", "groups", "user_permissions"]
        if obj is not None and (obj.erased_at is not None or obj.merged_into_id is not None):
            fields += ["display_name", "locale", "time_zone", "retention_days", "is_staff"]
            fields += ["is_superuser", "groups", "user_permissions"]
        return sorted(set(fields))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People register themselves, or by createsuperuser."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person is erased, everywhere at once; a row alone is never deleted."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Find by a whole address too: a part of one would let staff leaf through them."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        if not term:
            return found, may_repeat
        address = {"email": term} if "@" in term else {"phone": term}
        try:
            identifier = parse_identifier(**address)
        except AppError:
            return found, may_repeat
        owners = Identity.objects.filter(
            kind=identifier.kind, value_normalised=identifier.normalised
        ).values("user_id")
        return found | queryset.filter(id__in=owners), may_repeat

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Save, and end what they hold open when their rights changed."""
        super().save_model(request, obj, form, change)
        if {"is_staff", "is_superuser", "groups", "user_permissions"} & set(form.changed_data):
            services.raise_session_version(obj)

    @admin.display(description=_("id"), ordering="id")
    def short_id(self, user: User) -> str:
        """Return enough of the id to tell people apart on a page."""
        return str(user)

    @admin.display(description=_("ways in"))
    def ways_in(self, user: User) -> str:
        """Return the masked addresses."""
        return ", ".join(mask_identifier(found.value_normalised) for found in user.identities.all())

    @admin.action(description=_("Let in again"), permissions=["change"])
    def let_in(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let people in who were kept out."""
        self._set_active(request, queryset, is_active=True)

    @admin.action(description=_("Keep out at once"), permissions=["change"])
    def keep_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Keep people out; their sessions and sockets end."""
        self._set_active(request, queryset.exclude(pk=str(request.user.pk)), is_active=False)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End every sign-in of the chosen people."""
        people = list(queryset)
        for user in people:
            services.end_all_sign_ins(user)
        self._tell(request, len(people))

    def _set_active(
        self, request: HttpRequest, queryset: QuerySet[User], *, is_active: bool
    ) -> None:
        # Erased and merged people stay closed.
        people = list(queryset.filter(erased_at__isnull=True, merged_into__isnull=True))
        for user in people:
            services.set_active(user, is_active=is_active)
        self._tell(request, len(people))

    def _tell(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)s person changed.", "%(count)s people changed.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Company)
class CompanyAdmin(ModelAdmin):
    """Tenants."""

    list_display = ["name", "website", "time_zone", "is_active", "member_count"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "website", "time_zone", "locale", "is_active"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        """Return companies with the number of their members."""
        found: QuerySet[Company] = super().get_queryset(request)
        return found.annotate(members=Count("memberships"))

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """A company is closed (not active): its postings and figures stay."""
        return False

    @admin.display(description=_("members"), ordering="members")
    def member_count(self, company: Any) -> int:
        """Return how many people act for the company."""
        return int(company.members)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """Django's groups in the site's own dress."""
