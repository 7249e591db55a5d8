"""Impact ratios for owners, decision records for auditors, and contested scores for who answers."""

import json
from calendar import monthrange
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from unfold.admin import ModelAdmin
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from jobassist.accounts import audit
from jobassist.accounts.companies import OWNERS, WRITERS
from jobassist.accounts.models import Company, User
from jobassist.accounts.scoped_admin import (
    CompanyScopedAdmin,
    companies_in_view,
    roles_in_view,
    user_of,
)
from jobassist.accounts.time_zones import today_for
from jobassist.errors import AppError, NotFound
from jobassist.numbers import read_number
from jobs.models import Posting
from recruiting import services
from recruiting.fairness.exports import pseudonym, write_ratios, write_records
from recruiting.fairness.facts import REACHED, Report, Scope, build_report
from recruiting.fairness.words import (
    YOU_DECIDE,
    name_by,
    name_feature,
    name_left_out,
    name_measure,
)
from recruiting.models import DecisionRecord, GroupCollection, ScoreContest, Stage
from recruiting.models.fairness import AgeBand, Race, Sex
from recruiting.services.fairness import (
    COLUMNS,
    MAX_BYTES,
    find_collection,
    import_groups,
    set_collection,
)

MOST_RECORDS = 50_000
_NAMES: dict[str, Any] = {
    str(code): label for group in (Sex, Race, AgeBand) for code, label in group.choices
}


class ScopeForm(forms.Form):
    """Which contacts are counted."""

    company = forms.ModelChoiceField(
        Company.objects.none(), label=gettext_lazy("Company"), widget=UnfoldAdminSelectWidget
    )
    first = forms.DateField(label=gettext_lazy("From"), widget=UnfoldAdminDateWidget)
    last = forms.DateField(label=gettext_lazy("Until"), widget=UnfoldAdminDateWidget)
    stage = forms.ChoiceField(label=gettext_lazy("Came as far as"), widget=UnfoldAdminSelectWidget)
    posting = forms.ModelChoiceField(
        Posting.objects.none(),
        label=gettext_lazy("Posting"),
        required=False,
        empty_label=gettext_lazy("All postings"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, companies: QuerySet[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]
        own = Posting.objects.filter(company__in=companies).order_by("-id")
        # Whole, not cut: a choice is looked up in it.
        self.fields["posting"].queryset = own.filter(  # type: ignore[attr-defined]
            id__in=own.values("id")[:500]
        )
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (kind, Stage.Kind(kind).label) for kind in REACHED
        ]

    def clean(self) -> dict[str, Any]:
        """Return what was chosen; an error for a period that is none, or another's posting."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first <= last:
            # Whole months: of two reports a day apart the difference would be one person.
            first = given["first"] = first.replace(day=1)
            last = given["last"] = last.replace(day=monthrange(last.year, last.month)[1])
        if first and last and (first > last or (last - first).days > 1_100):
            self.add_error(
                "first", _("The period ends before it begins, or is longer than three years.")
            )
        return given


class CollectionForm(forms.Form):
    """Whether and why the company asks."""

    is_on = forms.BooleanField(
        required=False,
        label=gettext_lazy("Ask applicants for their groups, of their own free will"),
    )
    basis = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("The law or consent on which it rests"),
        widget=UnfoldAdminTextInputWidget,
    )


class UploadForm(forms.Form):
    """Groups that the company knows already."""

    file = forms.FileField(label=gettext_lazy("CSV file"))


@admin.register(GroupCollection)
class FairnessAdmin(CompanyScopedAdmin):
    """A page, not a list: impact ratios by group. What single people said is shown nowhere."""

    def _is_let_in(self, request: HttpRequest) -> bool:
        return super()._is_let_in(request) and bool(OWNERS & roles_in_view(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners see it, and of rows there are none to open."""
        return obj is None and self._is_let_in(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the ratios that were asked for; a CSV with `format=csv`."""
        if not self.has_view_permission(request):
            from django.core.exceptions import PermissionDenied

            raise PermissionDenied
        companies = companies_in_view(request, roles=OWNERS).order_by("name", "id")
        if request.method == "POST":
            return self._take(request, companies)
        form = ScopeForm(self._asked(request, companies), companies=companies)
        report: Report | None = None
        company = companies.first()
        if form.is_valid():
            given = form.cleaned_data
            company, posting = given["company"], given["posting"]
            scope = Scope(
                given["first"], given["last"], given["stage"], posting.id if posting else None
            )
            try:
                report = build_report(company, scope)
            except NotFound:
                form.add_error("posting", _("Choose a posting of this company."))
            else:
                audit.record_act(
                    user_of(request), company=company, action="counted", kind="impact_ratios"
                )
        if report is not None and request.GET.get("format") == "csv":
            answer = HttpResponse(
                "".join(write_ratios(report)), content_type="text/csv; charset=utf-8"
            )
            answer["Content-Disposition"] = 'attachment; filename="impact-ratios.csv"'
            answer["Cache-Control"] = "no-store"
            return answer
        assert company is not None
        collection = find_collection(company)
        query = request.GET.copy()
        query["format"] = "csv"
        return TemplateResponse(
            request,
            "admin/recruiting/fairness.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Fairness of rankings"),
                "form": form,
                "company": company,
                "collection": collection,
                "collection_form": CollectionForm(
                    initial={
                        "is_on": bool(collection and collection.is_on),
                        "basis": collection.basis if collection else "",
                    }
                ),
                "upload_form": UploadForm(),
                "columns": ", ".join(COLUMNS),
                "sections": build_sections(report) if report else [],
                "report": report,
                "csv_query": query.urlencode(),
                "notice": YOU_DECIDE,
                "opts": self.model._meta,
            },
        )

    def _asked(self, request: HttpRequest, companies: QuerySet[Company]) -> dict[str, Any]:
        company = companies.filter(id=read_number(request.GET.get("company"))).first()
        company = company or companies.first()
        assert company is not None
        today = today_for(company, timezone.now())
        return {
            "company": company.id,
            "first": request.GET.get("first") or today - timedelta(days=90),
            "last": request.GET.get("last") or today,
            "stage": request.GET.get("stage") or Stage.Kind.INTERVIEW,
            "posting": request.GET.get("posting", ""),
        }

    def _take(self, request: HttpRequest, companies: QuerySet[Company]) -> HttpResponse:
        """Keep whether the company asks, or a file of what it knows."""
        company = companies.filter(id=read_number(request.POST.get("company"))).first()
        if company is None:
            from django.http import Http404

            raise Http404
        user, now = user_of(request), timezone.now()
        try:
            if request.POST.get("do") == "upload":
                file = request.FILES.get("file")
                if file is None or (file.size or 0) > MAX_BYTES:
                    raise AppError("bad_file", _("Choose a file of at most 4 MB."))
                count = import_groups(company, file.read(), by=user, now=now)
                messages.success(request, _("Kept for %(count)d people.") % {"count": count})
            else:
                form = CollectionForm(request.POST)
                form.is_valid()
                set_collection(
                    company,
                    is_on=bool(form.cleaned_data.get("is_on")),
                    basis=str(form.cleaned_data.get("basis") or ""),
                    by=user,
                    now=now,
                )
                messages.success(request, _("Saved."))
        except AppError as error:
            messages.error(request, str(error.message))
        return redirect(f"{request.path}?company={company.id}")


def build_sections(report: Report) -> list[dict[str, Any]]:
    """Return the report's tables as the page draws them, with words for every code."""
    return [
        {
            "title": f"{name_measure(table.measure)} · {name_by(table.by)}",
            "median": table.median,
            "known": table.known,
            "unknown": table.unknown,
            "table": {
                "headers": [
                    _("Group"),
                    pgettext("how many", "People"),
                    _("Of these"),
                    _("Rate"),
                    _("Impact ratio"),
                    "",
                ],
                "rows": [
                    [
                        " × ".join(str(_NAMES.get(part, part)) for part in row.group),
                        "–" if row.people is None else row.people,
                        "–" if row.count is None else row.count,
                        "–" if row.rate is None else f"{row.rate:.3f}",
                        "–" if row.ratio is None else f"{row.ratio:.3f}",
                        name_left_out(row.left_out),
                    ]
                    for row in table.rows
                ],
            },
        }
        for table in report.tables
    ]


@admin.register(DecisionRecord)
class DecisionRecordAdmin(CompanyScopedAdmin):
    """Why each ranking looked as it did, by pseudonym: for owners, operators and their auditors."""

    list_display = [
        "at", "kind", "posting", "person", "ranking_version", "embedder", "engine", "prompt_version",
    ]  # fmt: skip
    list_filter = ["kind", "engine", "ranking_version"]
    list_select_related = ["posting"]
    date_hierarchy = "at"
    ordering = ["-at"]
    fields = [
        "id", "at", "kind", "company", "posting", "person", "engine", "provider", "prompt_version",
        "embedder", "ranking_version", "read_inputs", "read_results",
    ]  # fmt: skip
    readonly_fields = fields
    actions = ["export_records"]

    def scope(self, rows: QuerySet[Any], companies: QuerySet[Any]) -> QuerySet[Any]:
        """Return what companies were shown of candidates, not what seekers were of postings."""
        return rows.filter(company__in=companies, kind=DecisionRecord.Kind.SEEKERS_FOR_POSTING)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return an owner's own companies' records; everything for operators."""
        rows: QuerySet[Any] = ModelAdmin.get_queryset(self, request)
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_in_view(request, roles=OWNERS))

    def _is_let_in(self, request: HttpRequest) -> bool:
        if not super()._is_let_in(request):
            return False
        return user_of(request).is_superuser or bool(OWNERS & roles_in_view(request))

    @admin.display(description=gettext_lazy("person, by pseudonym"))
    def person(self, record: DecisionRecord) -> str:
        """Return a name that links a person's records and tells nobody who it is."""
        return pseudonym(record.person_id) if record.person_id else "–"

    @admin.display(description=gettext_lazy("what went in"))
    def read_inputs(self, record: DecisionRecord) -> str:
        """Return the coded inputs, weights among them."""
        return json.dumps(record.inputs, ensure_ascii=False, indent=1, sort_keys=True)

    @admin.display(description=gettext_lazy("what came out"))
    def read_results(self, record: DecisionRecord) -> str:
        """Return each place in the order with its score and what counted, people by pseudonym."""
        lines = []
        for rank, result in enumerate(record.results, start=1):
            who = (
                pseudonym(result["candidate"])
                if "candidate" in result
                else f"#{result.get('posting_id', '')}"
            )
            parts = ", ".join(
                f"{name_feature(name)} {value}"
                for name, value in (result.get("features") or {}).items()
            )
            lines.append(f"{rank}. {who} · {result.get('score')} · {parts}")
        return "\n".join(lines)

    @admin.action(description=gettext_lazy("CSV for an auditor"), permissions=["view"])
    def export_records(
        self, request: HttpRequest, queryset: QuerySet[DecisionRecord]
    ) -> StreamingHttpResponse:
        """Return the chosen records, a line for each thing that was ranked."""
        user = user_of(request)
        for company_id in queryset.values_list("company_id", flat=True).order_by().distinct():
            audit.record_act(
                user,
                company=Company.objects.filter(id=company_id).first() if company_id else None,
                action="exported",
                kind="decision_records",
            )
        rows = queryset.order_by("at")[:MOST_RECORDS].iterator(chunk_size=500)
        answer = StreamingHttpResponse(write_records(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="decision-records.csv"'
        answer["Cache-Control"] = "no-store"
        return answer


class AnswerForm(forms.ModelForm):
    """A person's answer."""

    class Meta:
        model = ScoreContest
        fields = ("outcome", "answer")
        widgets = {"answer": UnfoldAdminTextareaWidget, "outcome": UnfoldAdminSelectWidget}

    def clean(self) -> dict[str, Any]:
        """Return the answer; an error where a part of it is missing."""
        given: dict[str, Any] = super().clean() or {}
        for name in ("outcome", "answer"):
            if not str(given.get(name) or "").strip():
                self.add_error(name, _("This field is required."))
        if len(str(given.get("answer") or "")) > services.MAX_ANSWER:
            self.add_error("answer", _("That is too long."))
        if (
            not self.errors
            and ScoreContest.objects.filter(
                id=self.instance.id, state=ScoreContest.State.ANSWERED
            ).exists()
        ):
            self.add_error(None, _("Somebody has answered this already."))
        return given

    def _post_clean(self) -> None:
        """Leave the row alone: the service answers it whole, its constraints with it."""


@admin.register(ScoreContest)
class ScoreContestAdmin(CompanyScopedAdmin):
    """Scores that people contest: read by a person, answered by a person."""

    form = AnswerForm
    list_display = ["created_at", "posting", "company", "state", "outcome", "answered_at"]
    list_filter = ["state", "outcome"]
    list_select_related = ["posting", "company"]
    ordering = ["-state", "created_at"]
    actions: list[Any] = []
    search_fields = ["posting__title"]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Return what they say, what counted, and the answer; above all that a person decides."""
        return [
            (
                None,
                {
                    "fields": ["created_at", "posting", "company", "state", "text", "score",
                               "counted"],
                    "description": str(YOU_DECIDE),
                },
            ),
            (_("Your answer"), {"fields": ["outcome", "answer", "answered_at"]}),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Return everything but the answer, and that too once it is given."""
        fixed = [
            "created_at", "posting", "company", "state", "text", "score", "counted", "answered_at",
        ]  # fmt: skip
        is_open = isinstance(obj, ScoreContest) and obj.state == ScoreContest.State.OPEN
        return fixed if is_open else [*fixed, "outcome", "answer"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners, recruiters and operators; viewers read no words of seekers."""
        return self._is_let_in(request) and self.has_steer_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether they may answer: while it waits, and where they are owner or recruiter."""
        if not isinstance(obj, ScoreContest):
            return False
        return obj.state == ScoreContest.State.OPEN and (
            self.steerable(request, ScoreContest.objects.filter(id=obj.id)).exists()
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the person may read words of."""
        rows: QuerySet[Any] = ModelAdmin.get_queryset(self, request)
        if user_of(request).is_superuser:
            return rows
        return self.scope(rows, companies_in_view(request, roles=WRITERS))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one, and note who looked."""
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        contest = self.get_object(request, object_id) if request.method == "GET" else None
        if contest is not None and page.status_code == 200:
            audit.record_look(
                user_of(request),
                company=contest.company,
                action="looked",
                kind="contest",
                object_id=contest.id,
            )
        return page

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Answer by the service, which tells the seeker."""
        user = request.user
        assert isinstance(user, User)
        contest = ScoreContest.objects.select_related("company", "posting").get(id=obj.id)
        services.answer_contest(
            contest,
            by=user,
            outcome=form.cleaned_data["outcome"],
            answer=form.cleaned_data["answer"],
            now=timezone.now(),
        )

    @admin.display(description=gettext_lazy("score"))
    def score(self, contest: ScoreContest) -> str:
        """Return the score and its place, as the seeker saw them."""
        inputs = contest.inputs
        return _("%(score)s, place %(rank)s of %(of)s, ranking version %(version)s") % {
            "score": inputs.get("score"),
            "rank": inputs.get("rank"),
            "of": inputs.get("of"),
            "version": inputs.get("ranking_version"),
        }

    @admin.display(description=gettext_lazy("what counted"))
    def counted(self, contest: ScoreContest) -> str:
        """Return the parts of the score, the strongest first."""
        return "; ".join(
            f"{name_feature(name)} {value}"
            for name, value in sorted(
                (contest.inputs.get("features") or {}).items(), key=lambda each: -each[1]
            )
        )
