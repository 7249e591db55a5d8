"""The page on which figures are asked for in words: what was understood, its table and chart."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from jobassist.accounts.scoped_admin import user_of
from jobassist.errors import AppError
from recruiting.figures.answering import ask_figures
from recruiting.figures.asking import MAX_QUESTION
from recruiting.figures.names import name_measure
from recruiting.figures.query import run_query
from recruiting.figures.serializers import read_query
from recruiting.figures.tables import FiguresTable
from recruiting.figures.types import FiguresError, FiguresQuery
from recruiting.figures.understood import explain_error, list_rewordings
from recruiting.models import SeekerAct

from .figure_drawing import RATES, dataset, draw_table
from .figures import FiguresAdmin, draw_parts, link


class QuestionForm(forms.Form):
    """A question, and the query that it follows on."""

    question = forms.CharField(
        label=gettext_lazy("Ask about your figures"),
        max_length=MAX_QUESTION,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    q = forms.CharField(required=False, widget=forms.HiddenInput)


@admin.register(SeekerAct)
class AskingFiguresAdmin(FiguresAdmin):
    """Figures, and the page on which they are asked for in words."""

    def get_urls(self) -> list[URLPattern]:
        """Return the page of questions before those of figures."""
        wrap = self.admin_site.admin_view
        return [
            path("ask/", wrap(self.ask_view), name="recruiting_figures_ask"),
            *super().get_urls(),
        ]

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """Read a question by POST and go to its query; by GET show the query's table.

        The question is in no address, so that it is in no log.
        """
        company, own, scope = self.enter(request)
        query, problem = _read_context(request)
        error: FiguresError | None = None
        form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm()
        if request.method == "POST" and form.is_valid():
            question = form.cleaned_data["question"]
            found = ask_figures(
                company, question, context=query, today=scope.today, viewer=user_of(request)
            )
            if isinstance(found, FiguresQuery):
                return HttpResponseRedirect(link("admin:recruiting_figures_ask", found, company))
            error = found
        table: FiguresTable | None = None
        if query is not None:
            try:
                table = run_query(company, query, viewer=user_of(request))
            except AppError as wrong:
                problem = str(wrong.message)
        context = self.build_context(
            request, company, own, title=_("Ask the figures"), problem=problem, form=form
        )
        context |= {
            "query": json.dumps(query.on_the_wire(), ensure_ascii=False) if query else "",
            "examples": _list_examples(),
        }
        if query is not None:
            context["parts"] = draw_parts("admin:recruiting_figures_ask", query, company)
            context["edit_url"] = link("admin:recruiting_seekeract_changelist", query, company)
        if error is not None:
            context["error"] = explain_error(error)
            context["rewordings"] = list_rewordings(error, form.cleaned_data["question"])
        if table is not None:
            context |= draw_table(table, company_key=context["company_key"])
            context |= _draw_as_asked(table)
        return TemplateResponse(request, "admin/recruiting/ask.html", context)


def _read_context(request: HttpRequest) -> tuple[FiguresQuery | None, str]:
    said = request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")
    if not said:
        return None, ""
    try:
        return read_query(said), ""
    except AppError as error:
        return None, str(error.message)


def _draw_as_asked(table: FiguresTable) -> dict[str, Any]:
    """Return the chart that was asked for, where it is another than the fitting one."""
    query = table.query
    match query.chart:
        case "table" | "number":
            return {"chart": ""}
        case "line" | "bar" if query.dimensions:
            return {"is_line": query.chart == "line"}
        case "funnel" if not query.dimensions and table.rows:
            counted = [
                (name_measure(m), figure)
                for m, figure in zip(query.measures, table.rows[0].figures, strict=True)
                if m not in RATES
            ]
            data = {
                "labels": [name for name, _figure in counted],
                "datasets": [dataset(_("Funnel"), [figure for _name, figure in counted], number=0)],
            }
            return {"funnel": json.dumps(data, ensure_ascii=False)}
    return {}


def _list_examples() -> list[str]:
    return [
        _("Applications by city last week"),
        _("Which recruiter had the best answer rate this month?"),
        _("Open postings by occupation, as bars"),
        _("Why were cards dismissed in the last 30 days?"),
    ]
