"""Partners and their API keys in the admin site: a key's text is shown once, on its making."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from feeds import services
from feeds.models import ApiKey, Partner, PartnerSource, Scope
from jobassist.errors import AppError

# Where `save_model` leaves the new key for the page that shows it.
_ISSUED = "issued_api_key"


class SourceInline(TabularInline):
    """Sources that a partner writes, to look at."""

    model = PartnerSource
    fields = ["source"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A source is given by its key, above."""
        return False


class KeyInline(TabularInline):
    """Keys of a partner, to look at."""

    model = ApiKey
    fields = ["prefix", "name", "scopes", "expires_at", "revoked_at", "last_used_at"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A key is made on its own page, which shows it once."""
        return False


class PartnerForm(forms.ModelForm):
    """A partner, and the key of one more source that it writes."""

    new_source = forms.CharField(
        label=_("Give it the source"),
        required=False,
        max_length=80,
        help_text=_("Its key, as it stands in addresses: small letters, digits and hyphens."),
    )

    class Meta:
        model = Partner
        fields = ["name", "is_active", "items_per_day", "requests_per_minute"]

    def clean_new_source(self) -> str:
        """Return the key, or say that it is none, or somebody else's."""
        key: str = self.cleaned_data["new_source"].strip()
        if key and slugify(key) != key:
            raise forms.ValidationError(_("Small letters, digits and hyphens only."))
        if key and not services.is_source_free(key, partner=self.instance):
            raise forms.ValidationError(_("This source is filled in another way."))
        return key


@admin.register(Partner)
class PartnerAdmin(ModelAdmin):
    """Who pushes postings or reads ours by machine, with the limits."""

    form = PartnerForm
    list_display = ["name", "is_active", "items_per_day", "requests_per_minute", "created_at"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["name"]
    inlines = [SourceInline, KeyInline]

    def has_delete_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        """A partner is switched off: its postings stay known as its."""
        return False

    def save_model(
        self, request: HttpRequest, obj: Partner, form: forms.ModelForm, change: bool
    ) -> None:
        """Save, and give the source that was named."""
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("new_source"):
            services.give_source(obj, key=form.cleaned_data["new_source"])


class ApiKeyForm(forms.ModelForm):
    """What a new key may do."""

    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    source_keys = forms.CharField(
        label=_("Only for the sources"),
        required=False,
        help_text=_("Keys of sources, with commas between; empty: all that the partner writes."),
    )

    class Meta:
        model = ApiKey
        fields = ["partner", "name", "scopes", "source_keys", "expires_at"]

    def clean_source_keys(self) -> list[str]:
        """Return the keys, or say which source the partner does not write."""
        keys = [key.strip() for key in self.cleaned_data["source_keys"].split(",") if key.strip()]
        partner = self.cleaned_data.get("partner")
        if partner and set(keys) - set(services.list_source_keys(partner)):
            raise forms.ValidationError(_("The partner does not write one of these sources."))
        return keys


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """Keys: made here, replaced and revoked; never changed, never shown again."""

    form = ApiKeyForm
    list_display = [
        "prefix", "partner", "name", "scopes", "expires_at", "revoked_at", "last_used_at",
    ]  # fmt: skip
    list_select_related = ["partner"]
    list_filter = [("partner", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["prefix", "name", "partner__name"]
    ordering = ["-id"]
    actions = ["rotate", "revoke"]

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[str]:
        """Return what a new key is given, or all that is known of an old one."""
        given = ["partner", "name", "scopes", "source_keys", "expires_at"]
        if obj is None:
            return given
        return ["prefix", *given, "replaces", "created_at", "revoked_at", "last_used_at"]

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """What a key may do is fixed on its making."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """A key is revoked, so that it stays known."""
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Who may make keys may replace and end them."""
        return bool(self.has_add_permission(request))

    def save_model(
        self, request: HttpRequest, obj: ApiKey, form: forms.ModelForm, change: bool
    ) -> None:
        """Make the key."""
        given = form.cleaned_data
        issued = services.create_key(
            given["partner"],
            scopes=given["scopes"],
            name=given["name"],
            source_keys=given["source_keys"],
            expires_at=given["expires_at"],
        )
        # The admin goes on with the row that it has in hand.
        obj.pk, obj.prefix = issued.key.pk, issued.key.prefix
        request.META[_ISSUED] = issued

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the key, this once."""
        return self._show(request, [request.META[_ISSUED]])

    def _show(self, request: HttpRequest, issued: list[services.IssuedKey]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Copy the key now: it is shown only this once."),
            "issued": issued,
            "back": reverse("admin:feeds_apikey_changelist"),
        }
        return TemplateResponse(request, "admin/feeds/key_issued.html", context)

    @admin.action(
        description=_("Replace: a new key, the old one good for a week more"), permissions=["end"]
    )
    def rotate(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> HttpResponse | None:
        """Make a new key for each chosen one and show them."""
        issued = []
        for key in queryset.order_by("id")[:20]:
            try:
                issued.append(services.rotate_key(key, now=timezone.now()))
            except AppError as error:
                self.message_user(request, f"{key}: {error.message}", messages.ERROR)
        return self._show(request, issued) if issued else None

    @admin.action(description=_("Revoke at once"), permissions=["end"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """End the chosen keys."""
        ended = sum(services.revoke_key(key, now=timezone.now()) for key in queryset)
        text = ngettext("%(count)d key revoked.", "%(count)d keys revoked.", ended)
        self.message_user(request, text % {"count": ended}, messages.SUCCESS)
