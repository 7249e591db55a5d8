"""Pulled feeds in the admin site: looked at before they are set up, run, paused, and how they are."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.validators import RegexValidator
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from feeds import services
from feeds.connectors import CONNECTORS, MAPPING, UnreadableFeed, parse_mapping
from feeds.connectors.mapping import FIELDS
from feeds.models import PulledReject, PullRun, PullSource
from jobassist.fetch import FetchFailed, check_url
from jobassist.numbers import read_number

MAX_ADDRESSES = 200
MAX_SAMPLE = 2_000_000
# One list for all, so there is no board to name.
_ONE_LIST = {"remoteok", "himalayas"}


class PullSourceForm(forms.ModelForm):
    """A pulled feed, with a preview: asked for one, the form is shown again and nothing is stored."""

    source_key = forms.CharField(
        label=_("Key of the source"),
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("Small letters, digits and hyphens only."))],
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Small letters, digits and hyphens; it stays as it is."),
    )
    urls = forms.CharField(
        label=_("Addresses"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("One a line; not needed where a board is named."),
    )
    whole = forms.ChoiceField(
        label=_("Lists all there is"),
        required=False,
        choices=[
            ("", _("as is usual for the format")),
            ("yes", _("yes: what is missing has ended")),
            ("no", _("no: a window on the newest")),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    sample = forms.CharField(
        label=_("Sample for the preview"),
        required=False,
        max_length=MAX_SAMPLE,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("An answer of the feed, pasted: the preview then fetches nothing. Not stored."),
    )

    class Meta:
        model = PullSource
        fields = [
            "name", "connector", "board", "mapping", "defaults", "every_minutes",
            "seconds_between", "obeys_robots", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview: services.Preview | None = None
        if not self.instance._state.adding:
            self.initial["urls"] = "\n".join(self.instance.urls)
            self.initial["whole"] = "yes" if self.instance.is_whole_list else "no"
            self.fields.pop("source_key", None)

    @property
    def asks_preview(self) -> bool:
        """Whether the person pressed "Preview"."""
        return "_preview" in self.data

    def is_valid(self) -> bool:
        """Return whether it may be stored; a preview never is."""
        is_good: bool = super().is_valid()
        if not self.asks_preview:
            return is_good
        if is_good and self.preview is None:
            self.preview = self._build_preview()
        return False

    def clean_source_key(self) -> str:
        """Return the key, or say that the source is somebody else's."""
        key: str = self.cleaned_data["source_key"]
        if not services.is_pull_source_free(key):
            raise forms.ValidationError(_("This source is filled in another way."))
        return key

    def clean_urls(self) -> list[str]:
        """Return the addresses, each one that may be fetched at all."""
        found = [line.strip() for line in self.cleaned_data["urls"].splitlines() if line.strip()]
        if len(found) > MAX_ADDRESSES:
            raise forms.ValidationError(_("At most %(most)d addresses.") % {"most": MAX_ADDRESSES})
        for url in found:
            try:
                check_url(url, allows_private=settings.ALLOW_PRIVATE_FEEDS)
            except FetchFailed as error:
                raise forms.ValidationError(f"{url[:100]}: {error}") from error
        return found

    def clean_defaults(self) -> dict[str, Any]:
        """Return what holds for all of it: known fields, texts or yes and no."""
        given = self.cleaned_data["defaults"] or {}
        if not isinstance(given, dict):
            raise forms.ValidationError(
                _("An object is expected, for example %(example)s.")
                % {"example": '{"company": "…"}'}
            )
        for name, value in given.items():
            if name not in FIELDS or name in ("id", "title"):
                raise forms.ValidationError(_("There is no such field: %(name)s.") % {"name": name})
            if not isinstance(value, str | bool | int | float):
                raise forms.ValidationError(
                    _("%(name)s must be a text, a number, or yes or no.") % {"name": name}
                )
        return given

    def clean(self) -> dict[str, Any]:
        """Check what depends on the format."""
        given = super().clean() or self.cleaned_data
        connector = given.get("connector")
        if not connector:
            return given
        if connector == MAPPING:
            self._check_mapping(given)
        else:
            given["mapping"] = None
        if connector in _ONE_LIST and not given.get("urls"):
            given["board"] = "all"
        has_board = bool(given.get("board")) and services.has_boards(connector)
        if "urls" in given and not given["urls"] and not has_board and not self._has_sample(given):
            self.add_error(
                "board" if services.has_boards(connector) else "urls",
                _("Where is the feed? Name its board or an address."),
            )
        self.instance.urls = given.get("urls", [])
        whole = given.get("whole")
        self.instance.is_whole_list = whole == "yes" if whole else self._is_usually_whole(given)
        return given

    def _has_sample(self, given: dict[str, Any]) -> bool:
        return self.asks_preview and bool(given.get("sample"))

    def _check_mapping(self, given: dict[str, Any]) -> None:
        if not given.get("mapping"):
            hint = ""
            if given.get("sample"):
                draft = services.draft_for(given["sample"].encode())
                hint = json.dumps(draft, ensure_ascii=False, indent=2) if draft else ""
            text = _("This format needs a mapping.")
            self.add_error("mapping", f"{text} {hint}" if hint else text)
            return
        try:
            parse_mapping(given["mapping"])
        except UnreadableFeed as error:
            self.add_error("mapping", error.detail)

    def _is_usually_whole(self, given: dict[str, Any]) -> bool:
        connector = given["connector"]
        if connector == MAPPING:
            mapping = given.get("mapping")
            return isinstance(mapping, dict) and mapping.get("is_complete") is True
        return CONNECTORS[connector].is_complete

    def _build_preview(self) -> services.Preview:
        sample = self.cleaned_data.get("sample") or ""
        return services.preview_pull(
            services.build_plan(self.instance),
            sample=sample.encode("utf-8", "replace"),
            today=timezone.localdate(),
        )


@admin.register(PullSource)
class PullSourceAdmin(ModelAdmin):
    """Feeds that are pulled."""

    form = PullSourceForm
    change_form_template = "admin/feeds/pull_form.html"
    list_display = [
        "name",
        "connector",
        "is_active",
        "last_status",
        "last_items",
        "next_at",
        "health",
    ]
    list_filter = ["connector", "is_active"]
    search_fields = ["name", "board"]
    ordering = ["name"]
    actions = ["run_now", "pause", "go_on"]
    list_per_page = 50

    def get_fieldsets(self, request: HttpRequest, obj: PullSource | None = None) -> Any:
        """Return the parts of the form; the key of the source is given once."""
        first = ["name", *([] if obj else ["source_key"]), "connector", "board", "urls"]
        return [
            (None, {"fields": first}),
            (_("How it is read"), {"fields": ["mapping", "defaults", "whole", "sample"]}),
            (
                _("When"),
                {"fields": ["every_minutes", "seconds_between", "obeys_robots", "is_active"]},
            ),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PullSource]:
        """Return feeds with how their last run went."""
        rows: QuerySet[PullSource] = super().get_queryset(request)
        last = PullRun.objects.filter(pull=OuterRef("pk")).order_by("-started_at")
        return rows.annotate(
            last_run_status=Subquery(last.values("status")[:1]),
            last_run_seen=Subquery(last.values("seen")[:1]),
            last_run_rejected=Subquery(last.values("rejected")[:1]),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A feed is paused: its postings stay known as its."""
        return False

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Who may change a feed may run it."""
        return bool(self.has_change_permission(request))

    @admin.display(description=_("last run"))
    def last_status(self, pull_source: PullSource) -> str:
        """Return how the last run ended."""
        status = pull_source.last_run_status  # type: ignore[attr-defined]
        return str(PullRun.Status(status).label) if status else "–"

    @admin.display(description=_("items, rejected"))
    def last_items(self, pull_source: PullSource) -> str:
        """Return the items and rejects of the last run."""
        if pull_source.last_run_status is None:  # type: ignore[attr-defined]
            return "–"
        return f"{pull_source.last_run_seen}, {pull_source.last_run_rejected}"  # type: ignore[attr-defined]

    @admin.display(description=_("health"))
    def health(self, pull_source: PullSource) -> SafeString:
        """Return the way to the feed's health."""
        url = reverse("admin:feeds_pullsource_health", args=[pull_source.pk])
        return format_html('<a href="{}">{}</a>', url, _("show"))

    def save_model(self, request: HttpRequest, obj: PullSource, form: Any, change: bool) -> None:
        """Store the feed; the service gives it its source."""
        key = form.cleaned_data.get("source_key") or ""
        services.save_pull(obj, source_key=key, now=timezone.now())

    # --- health -----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of a feed's health."""
        return [
            path(
                "<int:pull_id>/health/",
                self.admin_site.admin_view(self.show_health),
                name="feeds_pullsource_health",
            ),
            *super().get_urls(),
        ]

    def show_health(self, request: HttpRequest, pull_id: int) -> HttpResponse:
        """Show how a feed is; by POST run it now, or end what waits for a person."""
        pull_source = PullSource.objects.filter(id=pull_id).first()
        if pull_source is None or not self.has_view_permission(request, pull_source):
            raise Http404
        if request.method == "POST":
            if not self.has_change_permission(request, pull_source):
                raise Http404
            self._act(request, pull_source)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": pull_source.name,
            "subtitle": _("Health of the feed"),
            "pull": pull_source,
            "health": services.read_health(pull_source),
            "may_change": self.has_change_permission(request, pull_source),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/feeds/pull_health.html", context)

    def _act(self, request: HttpRequest, pull_source: PullSource) -> None:
        if "expire" in request.POST:
            held = request.POST["expire"]
            run = pull_source.runs.filter(id=read_number(held)).first()
            count = services.expire_held(run.id, now=timezone.now()) if run else 0
            text = ngettext("%(count)d posting ended.", "%(count)d postings ended.", count)
            self.message_user(request, text % {"count": count}, messages.SUCCESS)
        elif services.defer_pull(pull_source):
            self.message_user(request, _("It is pulled now; look again in a moment."))
        else:
            self.message_user(request, _("It is waiting to be pulled already."), messages.WARNING)

    @admin.action(description=_("Pull now"), permissions=["run"])
    def run_now(self, request: HttpRequest, queryset: QuerySet[PullSource]) -> None:
        """Queue the chosen feeds."""
        count = sum(services.defer_pull(each) for each in queryset)
        text = ngettext("%(count)d feed is pulled now.", "%(count)d feeds are pulled now.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[PullSource], *, is_active: bool
    ) -> None:
        ids = list(queryset.values_list("id", flat=True))
        count = services.set_pull_active(ids, is_active=is_active, now=timezone.now())
        text = ngettext("%(count)d feed changed.", "%(count)d feeds changed.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Pause"), permissions=["run"])
    def pause(self, request: HttpRequest, queryset: QuerySet[PullSource]) -> None:
        """Pull these no more for a while; their postings stay."""
        self._switch(request, queryset, is_active=False)

    @admin.action(description=_("Go on"), permissions=["run"])
    def go_on(self, request: HttpRequest, queryset: QuerySet[PullSource]) -> None:
        """Pull these again."""
        self._switch(request, queryset, is_active=True)


class RejectInline(TabularInline):
    """What a run refused, each item as it came; a template escapes it."""

    model = PulledReject
    fields = ["index", "external_id", "code", "pointer", "detail", "raw_text"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    ordering = ["index"]

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Rejects come from runs."""
        return False

    @admin.display(description=_("the item as it came"))
    def raw_text(self, reject: PulledReject) -> SafeString:
        """Return the item as text, whatever is in it."""
        return format_html(
            '<pre class="whitespace-pre-wrap break-all text-xs max-w-xl">{}</pre>', reject.raw
        )


@admin.register(PullRun)
class PullRunAdmin(ModelAdmin):
    """Runs, to look at."""

    list_display = [
        "started_at", "pull", "status", "http_status", "seen", "created", "updated", "unchanged",
        "rejected", "expired", "error_code",
    ]  # fmt: skip
    list_filter = ["status", ("pull", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["pull"]
    ordering = ["-started_at"]
    show_full_result_count = False
    inlines = [RejectInline]
    exclude = ["held_ids"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Runs come from the schedule."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What happened is not changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Old runs go by themselves."""
        return False
