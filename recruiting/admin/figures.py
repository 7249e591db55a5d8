"""Figures in the admin: a company's own, the installation for operators; each number leads to its rows."""

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from unfold.widgets import (
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from jobassist.accounts.audit import record_look
from jobassist.accounts.models import Company
from jobassist.accounts.scoped_admin import CompanyScopedAdmin, memberships_in_view, user_of
from jobassist.errors import AppError
from jobassist.numbers import read_number
from recruiting.figures.drill import drill_down
from recruiting.figures.funnel import (
    GROUPS,
    STEPS,
    build_funnel,
    build_retention,
    drill_funnel,
    drill_retention,
)
from recruiting.figures.names import (
    explain_measure,
    name_dimension,
    name_funnel_step,
    name_measure,
    name_value,
)
from recruiting.figures.present import funnel_to_csv, name_return, retention_to_csv, table_to_csv
from recruiting.figures.query import Scope, require_scope, run_query
from recruiting.figures.serializers import read_query
from recruiting.figures.tables import DrillPart
from recruiting.figures.types import ALLOWED, DIMENSIONS, MEASURES, FiguresQuery, Measure
from recruiting.figures.understood import Part, list_parts

from .figure_days import PAGE, read_days, read_offset
from .figure_drawing import (
    MAX_LINES,
    Cell,
    dataset,
    draw_cohorts,
    draw_table,
    draw_value,
    percent,
)

DAYS = 28
# By how many things the form can group.
_FIELDS = 2


class FiguresForm(forms.Form):
    """What is counted, by what, and when: the parts of a query that most are made of."""

    measures = forms.MultipleChoiceField(
        label=gettext_lazy("What to count"), widget=UnfoldAdminSelectMultipleWidget
    )
    dimension = forms.ChoiceField(
        label=gettext_lazy("By"), required=False, widget=UnfoldAdminSelectWidget
    )
    second = forms.ChoiceField(
        label=gettext_lazy("and by"), required=False, widget=UnfoldAdminSelectWidget
    )
    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    compare_to = forms.ChoiceField(
        label=gettext_lazy("Compare with"), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((each, name_dimension(each)) for each in DIMENSIONS)]
        fields = cast(dict[str, Any], self.fields)
        fields["measures"].choices = [(each, name_measure(each)) for each in MEASURES]
        fields["dimension"].choices = choices
        fields["second"].choices = choices
        fields["compare_to"].choices = [
            ("", "–"),
            ("previous_period", _("the period before")),
            ("previous_year", _("a year earlier")),
        ]

    def clean(self) -> dict[str, Any]:
        """Say which measure cannot be grouped so, before it is asked."""
        given = super().clean() or self.cleaned_data
        wanted = {given.get("dimension"), given.get("second")} - {"", None}
        for measure in given.get("measures") or []:
            for dimension in sorted(str(each) for each in wanted):
                if dimension not in ALLOWED[cast(Measure, measure)]:
                    text = _("“%(measure)s” cannot be counted by “%(dimension)s”.") % {
                        "measure": name_measure(measure),
                        "dimension": name_dimension(dimension),
                    }
                    self.add_error("dimension", text)
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", _("The days end before they begin."))
        return given

    def build(self) -> dict[str, Any]:
        """Return the interchange of what was chosen."""
        given = self.cleaned_data
        chosen = [given["dimension"], given["second"]]
        days = {
            key: given[name].isoformat()
            for key, name in (("from", "first"), ("to", "last"))
            if given[name]
        }
        said = {
            "measures": given["measures"],
            "dimensions": [each for each in dict.fromkeys(chosen) if each],
            "date_range": days,
            "compare_to": given["compare_to"] or None,
        }
        return {key: value for key, value in said.items() if value}


class FiguresAdmin(CompanyScopedAdmin):
    """Figures, and the rows behind them. There is no page of a single act."""

    def scope(self, rows: QuerySet[Any], companies: QuerySet[Any]) -> QuerySet[Any]:
        """Return acts on the companies' postings."""
        return rows.filter(posting__company__in=companies)

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of figures before those of a model."""
        wrap = self.admin_site.admin_view
        return [
            path("rows/", wrap(self.rows_view), name="recruiting_figures_rows"),
            path("funnel/", wrap(self.funnel_view), name="recruiting_figures_funnel"),
            path(
                "funnel/rows/", wrap(self.funnel_rows_view), name="recruiting_figures_funnel_rows"
            ),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show nobody what one person did."""
        raise Http404

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show nobody what one person did."""
        raise Http404

    # --- whose figures ----------------------------------------------------

    def choose_company(self, request: HttpRequest) -> tuple[Company | None, list[Company]]:
        """Return whose figures are shown, and the choice there is; None is the installation.

        An address that names a company that is not the person's finds nothing.
        """
        own = [each.company for each in memberships_in_view(request)]
        said = request.GET.get("company", "")
        if not said:
            if own:
                return own[0], own
            if user_of(request).is_superuser:
                return None, own
            raise Http404
        if said == "all" and user_of(request).is_superuser:
            return None, own
        found = next((each for each in own if str(each.pk) == said), None)
        if found is None and user_of(request).is_superuser and said.isdecimal():
            found = Company.objects.filter(pk=int(said[:18])).first()
        if found is None:
            raise Http404
        return found, own

    def enter(self, request: HttpRequest) -> tuple[Company | None, list[Company], Scope]:
        """Return whose figures are shown, after a look at who asks."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        company, own = self.choose_company(request)
        return company, own, require_scope(company, viewer=user_of(request))

    def build_context(
        self, request: HttpRequest, company: Company | None, own: Sequence[Company], **more: Any
    ) -> dict[str, Any]:
        """Return what every page of figures shows."""
        address = reverse("admin:recruiting_seekeract_changelist")
        funnel = reverse("admin:recruiting_figures_funnel")
        known = {"company": company.pk if company else "all"}
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "company": company,
            "companies": own if len(own) > 1 else [],
            "company_key": known["company"],
            "figures_url": f"{address}?{urlencode(known)}",
            "funnel_url": f"{funnel}?{urlencode(known)}",
            "ask_url": f"{reverse('admin:recruiting_figures_ask')}?{urlencode(known)}",
            **more,
        }

    # --- pages ------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a query's table and chart, the form that makes one, and the file."""
        company, own, scope = self.enter(request)
        form, query, problem = self.read_form(request, scope)
        table = None
        if query is not None:
            try:
                table = run_query(company, query, viewer=user_of(request))
            except AppError as error:
                problem = str(error.message)
        if table is not None and request.GET.get("format") == "csv":
            return send_csv(table_to_csv(table), name="figures")
        context = self.build_context(
            request,
            company,
            own,
            title=_("Figures"),
            form=form,
            problem=problem,
        )
        if query is not None:
            context["parts"] = draw_parts("admin:recruiting_seekeract_changelist", query, company)
            context |= keep_rest(query)
        if table is not None and query is not None:
            context |= draw_table(table, company_key=context["company_key"])
            context["notes"] = [(name_measure(m), explain_measure(m)) for m in query.measures]
        return TemplateResponse(request, "admin/recruiting/figures.html", context)

    def read_form(
        self, request: HttpRequest, scope: Scope
    ) -> tuple[FiguresForm, FiguresQuery | None, str]:
        """Return the form as it stands, the query that it or the address says, and what is wrong."""
        said = request.GET
        if said.get("q"):
            try:
                query = read_query(said["q"])
            except AppError as error:
                return FiguresForm(initial=first_query(scope)), None, str(error.message)
            return FiguresForm(initial=initial_of(query)), query, ""
        if "measures" not in said:
            form = FiguresForm(first_query(scope))
        else:
            form = FiguresForm(said)
        if not form.is_valid():
            return form, None, ""
        given = form.build()
        try:
            if said.get("filters"):
                given["filters"] = json.loads(said["filters"][:20_000])
            if said.get("kept"):
                add_kept(given, json.loads(said["kept"][:5_000]))
            return form, read_query(given), ""
        except (AppError, ValueError, TypeError, KeyError, RecursionError) as error:
            return form, None, str(getattr(error, "message", _("The query is no JSON.")))

    def rows_view(self, request: HttpRequest) -> HttpResponse:
        """Show the rows behind one number."""
        company, own, scope = self.enter(request)
        try:
            query = read_query(request.GET.get("q", ""))
            cell = json.loads(request.GET.get("cell", "{}")[:5_000])
            if not isinstance(cell, dict):
                raise Http404
            found = drill_down(
                company,
                query,
                cell,
                viewer=user_of(request),
                measure=cast(Measure, request.GET.get("measure") or query.measures[0]),
                offset=read_offset(request),
                limit=PAGE,
            )
        except (AppError, ValueError, RecursionError) as error:
            raise Http404 from error
        record_look(
            user_of(request), company=company, action="looked", kind="figures",
            object_id=found.measure,
        )  # fmt: skip
        where = [(name_dimension(key), name_value(key, value)) for key, value in cell.items()]
        context = self.build_context(
            request,
            company,
            own,
            title=name_measure(found.measure),
            subtitle=explain_measure(found.measure),
            where=where,
            parts=[self.draw_part(request, part, scope=scope) for part in found.parts],
            back_url=link("admin:recruiting_seekeract_changelist", query, company),
        )
        return TemplateResponse(request, "admin/recruiting/figure_rows.html", context)

    def funnel_view(self, request: HttpRequest) -> HttpResponse:
        """Show how far people came, and who came back."""
        company, own, scope = self.enter(request)
        by = request.GET.get("by", "week")
        if by not in GROUPS:
            raise Http404
        first, last = read_days(request, scope)
        viewer = user_of(request)
        problem, context = "", {}
        try:
            funnel = build_funnel(company, viewer=viewer, by=by, first=first, last=last)
            if request.GET.get("format") == "csv":
                return send_csv(funnel_to_csv(funnel), name="funnel")
            retention = build_retention(company, viewer=viewer, first=first, last=last)
            if request.GET.get("format") == "retention":
                return send_csv(retention_to_csv(retention), name="retention")
        except AppError as error:
            problem = str(error.message)
        else:
            days = {"first": first or "", "last": last or ""}
            known = {"company": company.pk if company else "all", "by": by, **days}
            address = reverse("admin:recruiting_figures_funnel_rows")
            lines = [
                {
                    "name": name_value(by, row.value),
                    "cells": [
                        Cell(
                            localize(figure),
                            f"{address}?{urlencode({**known, 'value': row.value, 'step': step})}"
                            if figure
                            else "",
                        )
                        for step, figure in zip(STEPS, row.steps, strict=True)
                    ],
                }
                for row in funnel.rows[:MAX_LINES]
            ]
            total = funnel.total.steps
            context = {
                "lines": lines,
                "total": [
                    Cell(
                        localize(figure),
                        f"{address}?{urlencode({**known, 'by': '', 'step': step})}"
                        if figure
                        else "",
                        before=percent(figure / total[0]) if total[0] else "",
                    )
                    for step, figure in zip(STEPS, total, strict=True)
                ],
                "steps": [name_funnel_step(step) for step in STEPS],
                "chart": json.dumps(
                    {
                        "labels": [name_funnel_step(step) for step in STEPS],
                        "datasets": [dataset(_("People and postings"), total, number=0)],
                    }
                ),
                "cohorts": draw_cohorts(retention, address=address, known=known),
                "csv_url": f"{request.path}?{urlencode({**known, 'format': 'csv'})}",
                "back_csv_url": f"{request.path}?{urlencode({**known, 'format': 'retention'})}",
            }
        context = self.build_context(
            request,
            company,
            own,
            title=_("Funnel"),
            by=by,
            groups=[(each, name_dimension(each)) for each in GROUPS],
            first=first.isoformat() if first else "",
            last=last.isoformat() if last else "",
            problem=problem,
            **context,
        )
        return TemplateResponse(request, "admin/recruiting/funnel.html", context)

    def funnel_rows_view(self, request: HttpRequest) -> HttpResponse:
        """Show who is behind a number of the funnel, without names."""
        if "back" in request.GET:
            return self.came_back_view(request)
        company, own, scope = self.enter(request)
        by, step = request.GET.get("by", ""), request.GET.get("step", "")
        value = request.GET.get("value", "")
        if (by and by not in GROUPS) or step not in STEPS or "\x00" in value:
            raise Http404
        first, last = read_days(request, scope)
        try:
            part = drill_funnel(
                company,
                viewer=user_of(request),
                step=step,
                by=by or None,
                value=value[:400],
                first=first,
                last=last,
                offset=read_offset(request),
                limit=PAGE,
            )
        except AppError as error:
            raise Http404 from error
        record_look(
            user_of(request), company=company, action="looked", kind="figures", object_id=step
        )
        back = {
            "company": company.pk if company else "all",
            "by": by or "week",
            **{name: request.GET[name] for name in ("first", "last") if name in request.GET},
        }
        context = self.build_context(
            request,
            company,
            own,
            title=name_funnel_step(step),
            subtitle=_("People and postings that came at least so far."),
            where=[(name_dimension(by), name_value(by, value))] if by else [],
            parts=[self.draw_part(request, part, scope=scope)],
            back_url=f"{reverse('admin:recruiting_figures_funnel')}?{urlencode(back)}",
        )
        return TemplateResponse(request, "admin/recruiting/figure_rows.html", context)

    def came_back_view(self, request: HttpRequest) -> HttpResponse:
        """Show who is behind a number of who came back, by a pseudonym of that number."""
        company, own, scope = self.enter(request)
        week, after = request.GET.get("week", ""), read_number(request.GET["back"])
        if week and not re.fullmatch(r"\d{4}-W\d{2}", week):
            raise Http404
        first, last = read_days(request, scope)
        try:
            part = drill_retention(
                company,
                viewer=user_of(request),
                week=week,
                after_days=after,
                came_back=after > 0,
                first=first,
                last=last,
                offset=read_offset(request),
                limit=PAGE,
            )
        except AppError as error:
            raise Http404 from error
        record_look(
            user_of(request), company=company, action="looked", kind="figures", object_id=part.name
        )
        days = {name: request.GET[name] for name in ("first", "last") if name in request.GET}
        back = {"company": company.pk if company else "all", **days}
        context = self.build_context(
            request,
            company,
            own,
            title=name_return(after) if after else pgettext("how many", "People"),
            subtitle=_("Listed by the day of their first visit, without names."),
            where=[(_("First there in"), week)] if week else [],
            parts=[self.draw_part(request, part, scope=scope)],
            back_url=f"{reverse('admin:recruiting_figures_funnel')}?{urlencode(back)}",
        )
        return TemplateResponse(request, "admin/recruiting/figure_rows.html", context)

    def draw_part(self, request: HttpRequest, part: DrillPart, *, scope: Scope) -> dict[str, Any]:
        """Return one list of rows as the page shows it: the columns that say something."""
        columns = [
            ("at", _("When")), ("posting", name_dimension("posting")),
            ("stage", name_dimension("stage")), ("person", _("Person")), ("count", _("Number")),
            ("hours", name_measure("hours_to_first_answer")), ("source", name_dimension("source")),
            ("scene", name_dimension("scene")), ("engine", name_dimension("engine")),
            ("language", name_dimension("language")), ("reason", name_dimension("dismiss_reason")),
        ]  # fmt: skip
        shown = [
            (key, title)
            for key, title in columns
            if any(getattr(row, key) not in (None, "") for row in part.rows)
        ]
        lines = []
        for row in part.rows:
            url = ""
            if row.application_id:
                url = reverse("admin:recruiting_application_change", args=[row.application_id])
            elif row.posting_id:
                url = reverse("admin:jobs_posting_change", args=[row.posting_id])
            cells = [draw_value(key, getattr(row, key), zone=scope.zone) for key, _title in shown]
            lines.append({"cells": cells, "url": url})
        offset = read_offset(request)
        seen = int(part.total) - part.hidden
        here = request.GET.copy()
        here["offset"] = str(offset + PAGE)
        return {
            "title": _PART_NAMES.get(part.name, lambda: "")() or part.name,
            "part": part,
            "headers": [title for _key, title in shown],
            "lines": lines,
            "next_url": f"?{here.urlencode()}" if len(part.rows) == PAGE and seen > offset else "",
        }


_PART_NAMES: dict[str, Any] = {
    "came_back": lambda: _("Who came back"),
    "first_there": lambda: pgettext("how many", "People"),
    "people_shown": lambda: name_measure("people_shown"),
    "people_connected": lambda: name_measure("people_connected"),
    "people_rounds": lambda: name_measure("people_shown"),
    "rounds": lambda: _("Rounds of recommendations"),
    "active": lambda: name_measure("seekers_active"),
    "interview": lambda: name_funnel_step("interview"),
    "hired": lambda: name_funnel_step("hired"),
    **{each: (lambda name=each: name_measure(name)) for each in MEASURES},
}


def first_query(scope: Scope) -> dict[str, Any]:
    """Return what the page shows before anything is chosen: the last four weeks, day by day."""
    return {
        "measures": ["shown", "opened", "connected"],
        "dimension": "day",
        "first": (scope.today - timedelta(days=DAYS - 1)).isoformat(),
        "last": scope.today.isoformat(),
    }


def keep_rest(query: FiguresQuery) -> dict[str, str]:
    """Return what the form has no field for, as it carries it along; "" where there is nothing."""
    said = query.on_the_wire()
    kept: dict[str, Any] = {key: said[key] for key in ("limit", "order_by", "chart") if key in said}
    if more := said.get("dimensions", [])[_FIELDS:]:
        kept["dimensions"] = more
    return {
        name: json.dumps(value, ensure_ascii=False) if value else ""
        for name, value in (("filters", said.get("filters")), ("kept", kept))
    }


def add_kept(given: dict[str, Any], kept: Any) -> None:
    """Add what the form carried along, less an order by what is no longer there."""
    if not isinstance(kept, dict):
        return
    given |= {key: kept[key] for key in ("limit", "chart") if key in kept}
    if more := kept.get("dimensions"):
        given["dimensions"] = [*given.get("dimensions", []), *more]
    there = [*given.get("measures", []), *given.get("dimensions", [])]
    given["order_by"] = [each for each in kept.get("order_by", []) if each["by"] in there]


def draw_parts(page: str, query: FiguresQuery, company: Company | None) -> list[tuple[Part, str]]:
    """Return what is asked for in words, each part with the page of the query without it."""
    return [
        (part, link(page, part.rest, company) if part.rest else "") for part in list_parts(query)
    ]


def initial_of(query: FiguresQuery) -> dict[str, Any]:
    """Return how the form stands for a query."""
    days = query.date_range
    by = [*query.dimensions, "", ""]
    return {
        "measures": list(query.measures),
        "dimension": by[0],
        "second": by[1],
        "first": days.first.isoformat() if days and days.first else "",
        "last": days.last.isoformat() if days and days.last else "",
        "compare_to": query.compare_to or "",
    }


def link(name: str, query: FiguresQuery, company: Company | None, **more: str) -> str:
    """Return the address of a page about a query."""
    said = json.dumps(query.on_the_wire(), ensure_ascii=False)
    known = {"company": company.pk if company else "all", "q": said, **more}
    return f"{reverse(name)}?{urlencode(known)}"


def send_csv(data: bytes, *, name: str) -> HttpResponse:
    """Return a download."""
    return HttpResponse(
        data,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
