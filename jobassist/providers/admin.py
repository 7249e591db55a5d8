"""Model servers in the admin: where they are and what they may cost, never a key."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from . import admin_cards, services, spending_admin  # noqa: F401  (register themselves)
from .keys import MissingKey, read_key, validate_key_reference
from .models import Provider, ProviderClosure, ProviderPause


class ProviderForm(forms.ModelForm):
    """A model server; what cannot work is said before it is stored."""

    class Meta:
        model = Provider
        fields = [
            "name", "slug", "base_url", "key_reference", "large_model", "small_model",
            "vision_model", "transcription_model", "weight", "requests_per_minute",
            "tokens_per_minute", "input_price", "output_price", "currency", "connect_seconds",
            "first_text_seconds", "stall_seconds", "is_enabled",
        ]  # fmt: skip
        help_texts = {
            "vision_model": _(
                "Reads photographed résumés; people check every value. Empty: photographs are not "
                "taken."
            ),
            "transcription_model": _("Where TRANSCRIPTION_MODEL is not set. Empty: no speech."),
        }

    def clean_slug(self) -> str:
        """Return the key, unless it is the one that the environment's server has."""
        slug: str = self.cleaned_data["slug"]
        if slug == "environment":
            raise forms.ValidationError(
                _("Choose another key: this one is the server's that the environment names.")
            )
        return slug

    def clean_base_url(self) -> str:
        """Return the address as it is asked, without a slash at its end."""
        address: str = self.cleaned_data["base_url"]
        return address.rstrip("/")

    def clean_key_reference(self) -> str:
        """Return where the key is; what is no such place is said before it is looked for."""
        reference: str = self.cleaned_data["key_reference"]
        validate_key_reference(reference)
        return reference

    def clean_currency(self) -> str:
        """Return the currency's code."""
        code: str = self.cleaned_data["currency"].upper()
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise forms.ValidationError(_("Write the currency in three letters, such as USD."))
        return code

    def clean(self) -> dict[str, Any]:
        """Check what one field alone does not show."""
        given = super().clean() or self.cleaned_data
        names = ("large_model", "small_model", "vision_model", "transcription_model")
        if not any(given.get(each) for each in names) and not any(e in self.errors for e in names):
            self.add_error("large_model", _("Name at least one model that the server has."))
        if given.get("is_enabled") and given.get("key_reference"):
            try:
                read_key(given["key_reference"])
            except MissingKey as missing:
                self.add_error(
                    "key_reference",
                    _(
                        "The key is not there: %(fault)s Provide it, or switch the server off until "
                        "it is."
                    )
                    % {"fault": missing},
                )
        return given


@admin.register(Provider)
class ProviderAdmin(ModelAdmin):
    """Servers whose models answer. A change holds everywhere within five seconds."""

    form = ProviderForm
    list_display = [
        "name", "slug", "is_enabled", "weight", "large_model", "small_model", "has_key", "standing",
    ]  # fmt: skip
    list_filter = ["is_enabled"]
    search_fields = ["name", "slug"]
    ordering = ["slug"]
    actions = ["switch_on", "switch_off", "ask_again"]
    readonly_fields = ["standing", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "is_enabled", "weight", "standing"]}),
        (_("Server"), {"fields": ["base_url", "key_reference"]}),
        (
            _("Models"),
            {"fields": ["large_model", "small_model", "vision_model", "transcription_model"]},
        ),
        (
            _("Limits and prices"),
            {
                "fields": [
                    "requests_per_minute", "tokens_per_minute", "input_price", "output_price",
                    "currency",
                ]
            },
        ),
        (_("Waiting"), {"fields": ["connect_seconds", "first_text_seconds", "stall_seconds"]}),
        (_("Dates"), {"fields": ["created_at", "updated_at"]}),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Provider | None = None) -> list[str]:
        """Keep the key that turns and the ledger know it by."""
        return [*self.readonly_fields, *(["slug"] if obj is not None else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        """Return the servers with what processes say of them. One query."""
        pauses = ProviderPause.objects.filter(slug=OuterRef("slug"), until__gt=timezone.now())
        # A second of them would double the rows of a join: each is asked for by itself.
        closures = ProviderClosure.objects.filter(slug=OuterRef("slug")).order_by("-until")
        rows: QuerySet[Provider] = super().get_queryset(request)
        return rows.annotate(
            paused_until=Subquery(pauses.values("until")[:1]),
            pause_reason=Subquery(pauses.values("reason")[:1]),
            closed_until=Subquery(closures.values("until")[:1]),
            closed_reason=Subquery(closures.values("reason")[:1]),
            closed_in=Subquery(
                closures.order_by().values("slug").annotate(many=Count("id")).values("many")
            ),
        )

    @admin.display(description=_("how it stands"))
    def standing(self, provider: Provider) -> str:
        """Return whether it is left alone, until when and why; an operator may have it asked again."""
        return describe_standing(provider, now=timezone.now())

    @admin.display(description=_("its key is there"), boolean=True)
    def has_key(self, provider: Provider) -> bool:
        """Return whether this process finds the key, which is not shown."""
        try:
            read_key(provider.key_reference)
        except MissingKey:
            return False
        return True

    def save_model(
        self, request: HttpRequest, obj: Provider, form: forms.ModelForm, change: bool
    ) -> None:
        """Store it by the service, which notes who changed what."""
        services.save_provider(obj, changed=form.changed_data, by=request.user.pk)

    def delete_model(self, request: HttpRequest, obj: Provider) -> None:
        """Delete it by the service."""
        services.delete_provider(obj, by=request.user.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        """Delete each by the service."""
        for provider in queryset:
            services.delete_provider(provider, by=request.user.pk)

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        """Let the chosen servers be asked."""
        self._switch(request, queryset, is_enabled=True)

    @admin.action(description=_("Switch off at once"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        """Send nobody to the chosen servers any more."""
        self._switch(request, queryset, is_enabled=False)

    @admin.action(description=_("Let it be asked again"), permissions=["change"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        """Have every process forget that the chosen servers failed, or asked to be left alone."""
        chosen = list(queryset)
        for provider in chosen:
            services.let_be_asked_again(provider, by=request.user.pk, now=timezone.now())
        text = ngettext(
            "%(count)d server may be asked again; it holds everywhere within five seconds.",
            "%(count)d servers may be asked again; it holds everywhere within five seconds.",
            len(chosen),
        )
        self.message_user(request, text % {"count": len(chosen)}, messages.SUCCESS)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[Provider], *, is_enabled: bool
    ) -> None:
        chosen = list(queryset)
        for provider in chosen:
            services.switch_provider(provider, is_enabled=is_enabled, by=request.user.pk)
        text = ngettext(
            "%(count)d server switched; it holds everywhere within five seconds.",
            "%(count)d servers switched; it holds everywhere within five seconds.",
            len(chosen),
        )
        self.message_user(request, text % {"count": len(chosen)}, messages.SUCCESS)


_REASONS = {
    "unreachable": _("it could not be reached"),
    "slow": _("it was too slow"),
    "busy": _("it was busy"),
    "server_error": _("it failed"),
    "cut": _("it broke off"),
    "malformed": _("what it sent could not be read"),
    "not_allowed": _("it refuses the key or the model"),
}


def describe_standing(provider: Any, *, now: datetime) -> str:
    """Return how a server stands, in words; `provider` with what `get_queryset` notes on it."""
    if not provider.is_enabled:
        return gettext("Switched off.")
    if provider.paused_until is not None:
        return gettext("It asked to be left alone until %(until)s.") % {
            "until": _say_time(provider.paused_until)
        }
    if not provider.closed_in:
        return gettext("It is asked.")
    reason = _REASONS.get(provider.closed_reason, provider.closed_reason)
    if provider.closed_until > now:
        return ngettext(
            "Left alone until %(until)s by %(count)d process: %(reason)s.",
            "Left alone until %(until)s by %(count)d processes: %(reason)s.",
            provider.closed_in,
        ) % {
            "until": _say_time(provider.closed_until),
            "count": provider.closed_in,
            "reason": reason,
        }
    return gettext("On trial since %(until)s: %(reason)s.") % {
        "until": _say_time(provider.closed_until),
        "reason": reason,
    }


def _say_time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"
