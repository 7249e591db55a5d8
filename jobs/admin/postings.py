"""Postings in the admin: written, looked over and steered by recruiters; through services alone.

Who is not a superuser sees the rows of their own companies only, and viewers change none.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS, companies_of
from jobassist.accounts.models import Company
from jobassist.accounts.scoped_admin import CompanyScopedAdmin, user_of
from jobassist.errors import AppError, NotFound
from jobs import services
from jobs.models import Posting, PostingLocation
from jobs.own_postings import (
    RowRefused,
    duplicate_posting,
    find_forbidden,
    read_own_row,
    save_own_posting,
    why_not_editable,
)
from jobs.posting_pages import PostingPage, list_pages, tell_written
from jobs.search import display_location, display_pay

from .cards import TodoFilter
from .posting_form import PostingForm, Reading, read_posting

_EDITED: list[tuple[Any, dict[str, Any]]] = [
    (
        None,
        {
            "fields": [
                "tenant", "title", "employer_name", "city", "remote", "employment_type", "seen",
            ]
        },
    ),
    (
        _("Pay"),
        {
            "fields": [
                ("salary_min", "salary_max"), ("salary_currency", "salary_period"),
                "salary_months",
            ]
        },
    ),
    (_("What is asked for"), {"fields": ["experience", "education", "skills"]}),
    (_("In words"), {"fields": ["description", "tags"]}),
    (_("Life"), {"fields": ["valid_through", "url", "lang", "is_lawful"]}),
]  # fmt: skip


def _once(request: HttpRequest, name: str, find: Callable[[], Any]) -> Any:
    """Return what `find` says, asked once a request: a form asks a dozen times who may."""
    answers: dict[str, Any] = request.__dict__.setdefault("_posting_answers", {})
    if name not in answers:
        answers[name] = find()
    return answers[name]


class _Shown(forms.ModelForm):
    """A posting that is looked at: every field as it is stored."""

    class Meta:
        model = Posting
        fields: list[str] = []


class LocationInline(TabularInline):
    """Places of work, to look at."""

    model = PostingLocation
    fields = ["raw", "city", "district", "region", "country"]
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever sees the posting sees where it is."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Places are read from the feed."""
        return False


@admin.register(Posting)
class PostingAdmin(CompanyScopedAdmin):
    """Postings: written by recruiters, or looked at where a feed writes them."""

    form = PostingForm
    change_form_template = "admin/jobs/posting_form.html"
    change_list_template = "admin/jobs/posting_list.html"
    list_display = ["title", "employer", "places", "pay", "status", "source", "date_posted"]
    list_filter = [
        TodoFilter,
        "status",
        "lang",
        "employment_type",
        "is_remote",
        # Offers the sources of rows that the person may see; the plain filter names all.
        ("source", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["employer", "source"]
    search_fields = ["title", "employer__name", "external_id"]
    ordering = ["-id"]
    list_per_page = 50
    actions = ["publish", "pause", "expire", "remove"]
    fieldsets = [
        (None, {"fields": ["title", "status", "employer", "company", "source", "external_id"]}),
        (
            _("Work"),
            {
                "fields": [
                    "employment_type",
                    "is_remote",
                    "is_hybrid",
                    "pay",
                    "experience_raw",
                    "education_raw",
                    "skills",
                    "tags",
                    "traits",
                    "family",
                    "seniority",
                ]
            },
        ),
        (
            _("Life"),
            {
                "fields": [
                    "date_posted",
                    "valid_through",
                    "liveness_checked_at",
                    "created_at",
                    "updated_at",
                    "link",
                ]
            },
        ),
        (_("Description"), {"fields": ["description"]}),
    ]
    readonly_fields = ["pay", "link", "description"]

    class Media:
        css = {"all": ["jobs/posting_form.css"]}
        js = ["jobs/posting_form.js"]

    # --- who may ----------------------------------------------------------------------------

    def writable_companies(self, request: HttpRequest) -> QuerySet[Company]:
        """Return the companies that the person may write for."""
        user = user_of(request)
        if user.is_superuser:
            return Company.objects.filter(is_active=True).order_by("name")
        return companies_of(user, roles=WRITERS).order_by("name")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners and recruiters write postings."""
        return self._is_let_in(request) and self.has_steer_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners and recruiters change their company's own; a feed's nobody does."""
        return (
            isinstance(obj, Posting)
            and obj.company_id is not None
            and self._is_mine(request, obj)
            and not why_not_editable(obj)
        )

    def _is_mine(self, request: HttpRequest, posting: Posting) -> bool:
        """Return whether the person may act on a posting. One query a request, however often."""
        if not self.has_view_permission(request):
            return False
        if user_of(request).is_superuser:
            return True
        written_for = _once(
            request,
            "written_for",
            lambda: frozenset(self.writable_companies(request).values_list("id", flat=True)),
        )
        return posting.company_id in written_for

    def _is_let_in(self, request: HttpRequest) -> bool:
        return bool(_once(request, "let_in", lambda: super(PostingAdmin, self)._is_let_in(request)))

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Owners and recruiters may run the actions, viewers not."""
        look = super().has_steer_permission
        return bool(_once(request, "steers", lambda: look(request)))

    # --- list -------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        """Return postings with their places: one query more, however long the page."""
        rows = super().get_queryset(request).defer("description_text", "requirements", "head_text")
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):  # type: ignore[union-attr]
            rows = rows.defer("description_html", "description_text", "requirements", "head_text")
        return rows.select_related("source", "employer").prefetch_related("locations")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Return the list, with the pages about all postings at hand."""
        pages = [
            (page, reverse(f"admin:jobs_posting_{page.name}"))
            for page in list_pages(is_of_one=False)
            if not page.writers_only or self.has_add_permission(request)
        ]
        answer: HttpResponse = super().changelist_view(
            request, {**(extra_context or {}), "posting_pages": pages}
        )
        return answer

    @admin.display(description=_("places"))
    def places(self, posting: Posting) -> str:
        """Return the places of work in short."""
        names = [display_location(x) for x in posting.locations.all()]
        return ", ".join(names[:3]) or ("remote" if posting.is_remote else "–")

    @admin.display(description=_("pay"))
    def pay(self, posting: Posting) -> str:
        """Return the pay as stated."""
        return display_pay(posting) or "–"

    @admin.display(description=_("link"))
    def link(self, posting: Posting) -> str | SafeString:
        """Return the posting's own page."""
        if not posting.url:
            return "–"
        return format_html(
            '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>',
            posting.url,
            posting.url,
        )

    @admin.display(description=_("description"))
    def description(self, posting: Posting) -> SafeString:
        """Return the description; it was made safe when it was stored."""
        return mark_safe(posting.description_html)  # noqa: S308

    # --- form -------------------------------------------------------------------------------

    def _is_edited(self, request: HttpRequest, obj: Posting | None) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Posting | None = None) -> Any:
        """Return the form's parts, or what is shown of a posting that is not edited here."""
        if not self._is_edited(request, obj):
            return self.fieldsets
        if obj is None:
            return _EDITED
        first = [name for name in _EDITED[0][1]["fields"] if name != "tenant"]
        return [(None, {"fields": first}), *_EDITED[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Posting | None = None) -> list[str]:
        """Return what is only shown: nothing of a posting that is being written."""
        return [] if self._is_edited(request, obj) else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Posting | None) -> Any:
        """Return the places as read, where they are not written here."""
        return [] if self._is_edited(request, obj) else [LocationInline]

    def get_form(
        self, request: HttpRequest, obj: Posting | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form of one's own postings, with the companies it may be written for."""
        if not self._is_edited(request, obj):
            return super().get_form(request, obj, change=change, **{"form": _Shown, **kwargs})
        base: Any = super().get_form(request, obj, change=change, **kwargs)
        return type("PostingForm", (base,), {"companies": self.writable_companies(request)})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Posting | None = None,
    ) -> HttpResponse:
        """Return the page with hints, the card and what can be done with the posting."""
        form = context["adminform"].form
        is_edited = self._is_edited(request, obj)
        reading = form.reading if isinstance(form, PostingForm) else Reading()
        if obj is not None and not reading.hints and reading.card is None:
            reading = _read_stored(obj)
        may_act = obj is not None and self._is_mine(request, obj)
        context |= {
            "reading": reading,
            "is_edited": is_edited,
            "may_act": may_act,
            "why_not": why_not_editable(obj) if obj is not None and not is_edited else "",
            "hints_url": reverse("admin:jobs_posting_hints"),
            "act_url": reverse("admin:jobs_posting_act", args=[obj.pk]) if obj else "",
            "posting_pages": [
                (page, reverse(f"admin:jobs_posting_{page.name}", args=[obj.pk]))
                for page in list_pages(is_of_one=True)
                if obj is not None and (may_act or not page.writers_only)
            ],
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        answer: HttpResponse = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        return answer

    def save_model(self, request: HttpRequest, obj: Posting, form: Any, change: bool) -> None:
        """Store the posting by the service, and say what became of it."""
        company: Company = obj.company if change else form.cleaned_data["tenant"]  # type: ignore[assignment]
        is_published = "_publish" in request.POST
        saved = save_own_posting(
            company,
            form.build_row(),
            posting_id=obj.pk if change else None,
            seen=form.cleaned_data.get("seen") or "",
            is_published=is_published,
            now=timezone.now(),
        )
        audit.record_act(
            user_of(request),
            company=company,
            action="changed" if change else "created",
            kind="posting",
            object_id=saved.pk,
            detail="published" if is_published else "",
        )
        if not change:
            tell_written(saved, by=user_of(request))
        if form.is_seen and form.reading.forbidden:
            # Who has answered for it, should anybody ask.
            audit.record_act(
                user_of(request), company=company, action="answered_for", kind="posting",
                object_id=saved.pk, detail=form.reading.forbidden[0].code,
            )  # fmt: skip
        obj.__dict__.update(saved.__dict__)
        if is_published and saved.status == Posting.Status.HELD:
            self.message_user(
                request, _("It is held back until somebody has looked at it."), messages.WARNING
            )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Leave the places to the service."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Return the form; what the service refuses is said above it."""
        try:
            answer: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except AppError as error:
            self.message_user(request, str(error.message), messages.ERROR)
            return HttpResponseRedirect(request.path)
        return answer

    def response_add(
        self, request: HttpRequest, obj: Posting, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Return to the posting, where its hints are."""
        return self._say_saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Posting) -> HttpResponse:
        """Return to the posting, where its hints are."""
        return self._say_saved(request, obj)

    def _say_saved(self, request: HttpRequest, obj: Posting) -> HttpResponse:
        if obj.status == Posting.Status.ACTIVE:
            said = str(_("Saved. It is open, and people find it."))
        else:
            said = _("Saved. Nobody finds it: %(status)s.") % {"status": obj.get_status_display()}
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:jobs_posting_change", args=[obj.pk]))

    # --- pages beside the form --------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Add what is read while somebody types, what is done with one, and others' pages."""
        wrap = self.admin_site.admin_view
        own = [
            path("hints/", wrap(self.show_hints), name="jobs_posting_hints"),
            path("<int:posting_id>/act/", wrap(self.act), name="jobs_posting_act"),
        ]
        joined = [
            path(
                f"<int:posting_id>/{page.name}/" if page.is_of_one else f"{page.name}/",
                wrap(self._wrap_page(page)),
                name=f"jobs_posting_{page.name}",
            )
            for is_of_one in (False, True)
            for page in list_pages(is_of_one=is_of_one)
        ]
        return [*own, *joined, *super().get_urls()]

    def show_hints(self, request: HttpRequest) -> HttpResponse:
        """Return the notes on what stands in the form, as it is typed. Stores nothing."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise Http404
        form = PostingForm(request.POST)
        form.fields.pop("tenant", None)
        form.is_valid()
        notes = {"reading": form.reading, "refusals": form.refusals}
        return render(request, "admin/jobs/posting_notes.html", notes)

    @property
    def _acts(self) -> dict[str, Any]:
        return {
            "publish": services.publish_postings,
            "pause": services.pause_postings,
            "expire": lambda ids, *, now: services.expire_postings(
                ids, now=now, by=Posting.EndedBy.PERSON
            ),
        }

    def act(self, request: HttpRequest, posting_id: int) -> HttpResponse:
        """Publish, pause, end or duplicate one posting; anything else looks like no page."""
        posting = self.get_queryset(request).filter(pk=posting_id).first()
        do = request.POST.get("do", "")
        if (
            request.method != "POST"
            or posting is None
            or not self._is_mine(request, posting)
            or do not in (*self._acts, "duplicate")
        ):
            raise Http404
        if do == "duplicate":
            if posting.company is None:
                raise Http404
            copy = duplicate_posting(posting.company, posting, now=timezone.now())
            audit.record_act(
                user_of(request), company=posting.company, action="duplicated", kind="posting",
                object_id=copy.pk,
            )  # fmt: skip
            tell_written(copy, by=user_of(request))
            self.message_user(request, _("This is the copy: a draft."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:jobs_posting_change", args=[copy.pk]))
        self._run(request, Posting.objects.filter(pk=posting.pk), do)
        return HttpResponseRedirect(reverse("admin:jobs_posting_change", args=[posting.pk]))

    def _wrap_page(self, page: PostingPage) -> Any:
        """Return the view of a page that another app brings, for who may see it."""

        def show(request: HttpRequest, posting_id: int | None = None) -> HttpResponse:
            posting = None
            if not self.has_view_permission(request):
                raise Http404
            if posting_id is not None:
                posting = self.get_queryset(request).filter(pk=posting_id).first()
                if posting is None or (page.writers_only and not self._is_mine(request, posting)):
                    raise Http404
            elif page.writers_only and not self.has_add_permission(request):
                raise Http404
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": page.label,
                "posting": posting,
                "companies": self.writable_companies(request),
                "rows": self.get_queryset(request),
            }
            try:
                return page.show(request, context, posting)
            except NotFound as error:
                raise Http404 from error

        return show

    # --- steering ---------------------------------------------------------------------------

    def _run(self, request: HttpRequest, queryset: QuerySet[Posting], do: str) -> None:
        rows = list(
            self.steerable(request, queryset).select_related(
                "company", "source", "employer", "sent"
            )
        )
        kept: list[Posting] = []
        if do == "publish":
            rows, kept = _split_forbidden(rows)
        act = services.remove_postings if do == "remove" else self._acts[do]
        changed = act([row.pk for row in rows], now=timezone.now())
        for row in rows:
            audit.record_act(
                user_of(request), company=row.company, action=do, kind="posting", object_id=row.pk
            )
        text = ngettext("%(count)d posting changed.", "%(count)d postings changed.", changed)
        level = messages.SUCCESS if changed else messages.WARNING
        self.message_user(request, text % {"count": changed}, level)
        for row in kept[:10]:
            url = reverse("admin:jobs_posting_change", args=[row.pk])
            said = _("Not published: some words choose people by what the law forbids.")
            self.message_user(
                request,
                format_html('<a href="{}">{}</a>: {}', url, row.title, said),
                messages.ERROR,
            )

    @admin.action(description=_("Publish"), permissions=["steer"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """Make postings findable."""
        self._run(request, queryset, "publish")

    @admin.action(description=_("Pause"), permissions=["steer"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """Take postings out of search for a while."""
        self._run(request, queryset, "pause")

    @admin.action(description=_("Mark as filled or over"), permissions=["steer"])
    def expire(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """End postings."""
        self._run(request, queryset, "expire")

    @admin.action(description=_("Remove for good"), permissions=["steer"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Posting]) -> None:
        """Remove postings; what points to them stays whole."""
        self._run(request, queryset, "remove")


def _read_stored(posting: Posting) -> Reading:
    """Return the notes on a stored posting."""
    try:
        return read_posting(read_own_row(posting), now=timezone.now())
    except RowRefused:
        # It was stored when the rules were others.
        return Reading()


def _split_forbidden(rows: list[Posting]) -> tuple[list[Posting], list[Posting]]:
    """Return postings that may be published at once, and those that somebody must look over.

    A feed's own are its sender's to answer for: nobody here could change them.
    """
    status = Posting.Status
    kept = [
        row
        for row in rows
        if row.status in (status.DRAFT, status.PAUSED, status.EXPIRED)
        and not why_not_editable(row)
        and find_forbidden(read_own_row(row), now=timezone.now())
    ]
    names = {row.pk for row in kept}
    return [row for row in rows if row.pk not in names], kept
