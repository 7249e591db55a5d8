"""Who fits a company's posting, in the admin: found, weighed, compared, greeted, set aside."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS
from jobassist.accounts.models import Company
from jobassist.accounts.scoped_admin import (
    CompanyScopedAdmin,
    companies_in_view,
    logger,
    memberships_in_view,
    roles_in_view,
    user_of,
)
from jobassist.active_language import active_lang
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from jobs.posting_pages import PostingPage, register_page
from recruiting import services
from recruiting.candidates import (
    MAX_FITS,
    Page,
    find_page,
    get_candidate,
    get_posting_among,
)
from recruiting.candidates.cursors import MAX_LENGTH
from recruiting.fairness.words import name_feature
from recruiting.models import CandidateMark, CandidatePosting

A_PAGE = 20
MOST_COMPARED = 4
FACTORS = (
    (0, gettext_lazy("does not count")),
    (1, gettext_lazy("counts as usual")),
    (2, gettext_lazy("counts twice")),
    (3, gettext_lazy("counts three times")),
)


@admin.register(CandidatePosting)
class CandidatePostingAdmin(CompanyScopedAdmin):
    """Postings of a company, each with the way to who fits it. Not for viewers: people are shown."""

    list_display = ["title", "status", "show_candidates"]
    search_fields = ["title"]
    list_filter = ["status"]
    ordering = ["-id"]
    actions = None

    def _is_let_in(self, request: HttpRequest) -> bool:
        return super()._is_let_in(request) and bool(WRITERS & roles_in_view(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[CandidatePosting]:
        """Return postings of the companies for which the person may look for people."""
        rows: QuerySet[CandidatePosting] = super().get_queryset(request)
        rows = rows.filter(company__in=companies_in_view(request, roles=WRITERS))
        return rows.exclude(status=Posting.Status.REMOVED)

    @admin.display(description=gettext_lazy("candidates"))
    def show_candidates(self, posting: CandidatePosting) -> SafeString:
        """Return the way to who fits."""
        url = reverse("admin:recruiting_candidates", args=[posting.pk])
        return format_html('<a class="text-primary-600" href="{}">{}</a>', url, _("Who fits"))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of candidates."""
        view = self.admin_site.admin_view
        return [
            path("<int:posting_id>/who/", view(self.show_page), name="recruiting_candidates"),
            path(
                "<int:posting_id>/who/compare/",
                view(self.show_comparison),
                name="recruiting_candidates_compare",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Show the candidates: the posting's own page is another."""
        if not object_id.isdigit():
            raise Http404
        return self.show_page(request, int(object_id))

    def show_page(self, request: HttpRequest, posting_id: int) -> HttpResponse:
        """Show who fits, in the company's order; by POST weigh or mark."""
        company, posting = self._find(request, posting_id)
        if request.method == "POST":
            try:
                self._act(request, company, posting)
            except NotFound:
                # They took their word back, or never gave it: it looks the same.
                self.message_user(
                    request, _("This person can no longer be found."), messages.WARNING
                )
            except AppError as error:
                self.message_user(request, str(error.message), messages.ERROR)
            query = request.GET.copy()
            if "weigh" in request.POST:
                # Another order begins at its beginning.
                query.pop("after", None)
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        words = request.GET.get("q", "")[:300]
        let = request.GET.getlist("let")[:10]
        look: dict[str, Any] = {
            "lang": active_lang(),
            "limit": A_PAGE,
            "now": timezone.now(),
            "words": words,
            "without": let,
        }
        try:
            page = find_page(
                company, posting, **look, after=request.GET.get("after", "")[: MAX_LENGTH + 1]
            )
        except AppError as error:
            # A cursor of other words: from the beginning.
            self.message_user(request, str(error.message), messages.WARNING)
            page = find_page(company, posting, **look)
        self._record(request, company, page)
        return self._show(
            request,
            "candidates",
            {
                "company": company,
                "posting": posting,
                "page": page,
                "words": words,
                "let": let,
                "most": MAX_FITS,
                "next_query": urlencode({"q": words, "let": let, "after": page.next}, doseq=True),
                "filters": page.asked.list_filters(active_lang()),
                "factors": [
                    (name, capfirst(name_feature(name)), page.factors.get(name, 1), FACTORS)
                    for name in services.WEIGHED
                ],
                "most_compared": MOST_COMPARED,
                "title": posting.title,
                "subtitle": _("Who fits"),
            },
        )

    def show_comparison(self, request: HttpRequest, posting_id: int) -> HttpResponse:
        """Show two to four candidates side by side, demand by demand."""
        company, posting = self._find(request, posting_id)
        people = []
        for reference in request.GET.getlist("c")[:MOST_COMPARED]:
            try:
                people.append(get_candidate(company, posting, reference, now=timezone.now())[0].id)
            except NotFound:
                self.message_user(
                    request, _("This person can no longer be found."), messages.WARNING
                )
        if len(set(people)) < 2:
            self.message_user(request, _("Choose two to four people to compare."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:recruiting_candidates", args=[posting.id]))
        page = find_page(
            company,
            posting,
            lang=active_lang(),
            limit=MOST_COMPARED,
            now=timezone.now(),
            only=people,
        )
        self._record(request, company, page)
        rows = [
            (each, [(c, {m.key: m for m in c.must_haves}.get(each.key)) for c in page.candidates])
            for each in page.demands
        ]
        context = {"posting": posting, "page": page, "rows": rows, "title": posting.title}
        return self._show(request, "compare", {**context, "subtitle": _("Side by side")})

    def _find(self, request: HttpRequest, posting_id: int) -> tuple[Company, Posting]:
        """Return one of the person's companies and its posting; 404 for all others alike."""
        held = [m.company for m in memberships_in_view(request) if m.role in WRITERS]
        try:
            posting = get_posting_among(held, posting_id)
        except NotFound as error:
            logger.warning(
                "admin_object_not_found", page="candidates", user_id=str(user_of(request).id)
            )
            raise Http404 from error
        return next(each for each in held if each.id == posting.company_id), posting

    def _record(self, request: HttpRequest, company: Company, page: Page) -> None:
        references = [each.reference for each in page.candidates]
        if references:
            audit.record_looks(
                user_of(request),
                company=company,
                action="looked",
                kind="candidate",
                object_ids=references,
            )

    def _show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        shell = self.admin_site.each_context(request)
        template = f"admin/recruiting/{name}.html"
        return TemplateResponse(request, template, {**shell, "opts": self.opts, **context})

    def _act(self, request: HttpRequest, company: Company, posting: Posting) -> None:
        user, now, said = user_of(request), timezone.now(), request.POST
        if "weigh" in said:
            services.save_weights(
                company,
                posting,
                factors=_read_factors(said),
                must_haves=said.getlist("must")[: services.MAX_MUST_HAVES + 1],
                by=user,
                now=now,
            )
            self.message_user(request, _("Saved for this posting."), messages.SUCCESS)
            return
        reference = said.get("candidate", "")
        person, _application = get_candidate(company, posting, reference, now=now)
        kind = said.get("mark", "")
        if kind not in CandidateMark.Kind.values:
            raise AppError("malformed", _("Choose what to do."))
        services.mark_candidate(
            company, posting, person_id=person.id, reference=reference, kind=kind,
            note=said.get("note", ""), by=user, now=now,
        )  # fmt: skip
        self.message_user(request, _("Noted, with your name, for your colleagues."))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners and recruiters, not viewers."""
        return self._is_let_in(request)


def _read_factors(said: Any) -> dict[str, float]:
    factors = {}
    for name in services.WEIGHED:
        text = said.get(f"factor-{name}", "1")
        try:
            factors[name] = float(text)
        except ValueError as error:
            raise AppError("bad_weights", _("A weight is a number from 0 to 3.")) from error
    return factors


def _go_to_candidates(
    request: HttpRequest, context: dict[str, Any], posting: Posting | None
) -> HttpResponse:
    """Lead from a posting's own page to who fits; a posting without a company has nobody."""
    if posting is None or posting.company_id is None:
        raise Http404
    return HttpResponseRedirect(reverse("admin:recruiting_candidates", args=[posting.pk]))


register_page(
    PostingPage(
        "candidates",
        gettext_lazy("Who fits"),
        "person_search",
        _go_to_candidates,
        is_of_one=True,
    )
)
