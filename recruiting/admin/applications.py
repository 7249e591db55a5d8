"""A company's applications in the admin: the list, the board, and the page of one."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from jobassist.accounts import audit
from jobassist.accounts.scoped_admin import CompanyScopedAdmin, user_of
from jobassist.errors import AppError
from jobassist.logs import get_logger
from jobassist.numbers import read_number
from jobs.models import Posting
from recruiting import services
from recruiting.calendar import CONTENT_TYPE, build_calendar
from recruiting.models import (
    Application,
    Stage,
    StageMove,
)

from .application_page import act_on, build_context
from .forms import MoveForm, TagForm
from .lists import (
    MOST_POSTINGS,
    AgeFilter,
    AnswerFilter,
    ApplicationChangeList,
    AssignedFilter,
    BoundedPaginator,
    PostingFilter,
    StageFilter,
    TagFilter,
    dress,
    own_companies,
    working_companies,
)

log = get_logger(__name__)
A_COLUMN = 20
_PARAMETERS = frozenset({"posting", "stage", "tag", "assigned", "age", "status"})
_COLOURS = {
    "applied": "info",
    "answered": "info",
    "interview": "warning",
    "offer": "warning",
    "hired": "success",
    "rejected": "danger",
}


@admin.register(Application)
class ApplicationAdmin(CompanyScopedAdmin):
    """Who reached out about which posting, and where it stands.

    Recruiters and owners see what people share with them, while they do; viewers and operators
    see where things stand, and nobody's name or words.
    """

    list_display = ["applicant", "posting_title", "stage_name", "tags", "assignee", "age"]
    list_display_links = ["applicant"]
    list_filter = [
        PostingFilter, StageFilter, TagFilter, AssignedFilter, AgeFilter, AnswerFilter,
    ]  # fmt: skip
    list_filter_submit = True
    list_select_related = ["posting", "stage", "assigned_to", "seeker", "company"]
    list_per_page = 25
    ordering = ["-created_at"]
    sortable_by: list[str] = []
    paginator = BoundedPaginator
    actions = ["move_chosen", "tag_chosen", "assign_to_me"]
    change_list_template = "admin/recruiting/applications.html"
    # Nothing here is filtered by other tables' columns.
    search_fields: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Return what stands in a pipeline: no visits to others' pages, nobody who was erased."""
        rows: QuerySet[Application] = admin.ModelAdmin.get_queryset(self, request)
        rows = rows.filter(company__isnull=False, seeker__isnull=False, merged_into__isnull=True)
        if user_of(request).is_superuser:
            return rows
        # By the ids themselves: one company's rows are then read in the order of its index.
        return rows.filter(company_id__in=[each.id for each in own_companies(request)])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ApplicationChangeList]:
        """Return the list that dresses its rows at once."""
        return ApplicationChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by the declared filters alone."""
        return lookup in _PARAMETERS

    @admin.display(description=gettext_lazy("applicant"))
    def applicant(self, application: Application) -> str:
        """Return the name, where the person shares it."""
        return str(application.shown_name)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("posting"))
    def posting_title(self, application: Application) -> str:
        """Return what it is about."""
        return application.posting.title

    @display(description=gettext_lazy("stage"), label=_COLOURS)  # type: ignore[untyped-decorator]
    def stage_name(self, application: Application) -> tuple[str, str]:
        """Return where it stands."""
        kind: str = application.shown_kind  # type: ignore[attr-defined]
        return kind, application.stage.name if application.stage else str(Stage.Kind(kind).label)

    @admin.display(description=gettext_lazy("tags"))
    def tags(self, application: Application) -> str:
        """Return the company's tags."""
        return ", ".join(application.shown_tags) or "–"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("assigned to"))
    def assignee(self, application: Application) -> str:
        """Return who does it."""
        return str(application.assigned_to or "–")

    @admin.display(description=gettext_lazy("applied"))
    def age(self, application: Application) -> str:
        """Return how long ago it came, and whether anybody looked."""
        days: int = application.shown_days  # type: ignore[attr-defined]
        when = ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
        if days == 0:
            when = _("today")
        return f"{when} · {_('not read')}" if application.status == "sent" else when

    # --- several at once -------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Move to another stage…"), permissions=["steer"])
    def move_chosen(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> HttpResponse | None:
        """Ask where to, then move the chosen ones of one company."""
        rows = list(self._steerable(request, queryset)[: services.MAX_BULK])
        companies = {each.company_id for each in rows}
        if len(companies) != 1:
            self.message_user(request, _("Choose applications of one company."), messages.WARNING)
            return None
        company_id = companies.pop() or 0
        is_sent = "stage" in request.POST
        form = MoveForm(company_id, request.POST if is_sent else None)
        if is_sent and form.is_valid():
            result = services.move_many(
                rows,
                to=form.stages[form.cleaned_data["stage"]],
                by=user_of(request),
                reason=form.cleaned_data["reason"],
                is_reason_told=form.cleaned_data["tell_reason"],
                now=timezone.now(),
            )
            text = ngettext(
                "%(count)d application moved.", "%(count)d applications moved.", result.moved
            ) % {"count": result.moved}
            if result.left:
                text += " " + ngettext(
                    "%(count)d stays where it is.", "%(count)d stay where they are.", result.left
                ) % {"count": result.left}
            self.message_user(request, text, messages.SUCCESS if result.moved else messages.WARNING)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Move to another stage"),
            "opts": self.opts,
            "form": form,
            "chosen": [each.id for each in rows],
        }
        return TemplateResponse(request, "admin/recruiting/move_chosen.html", context)

    @admin.action(description=gettext_lazy("Tag…"), permissions=["steer"])
    def tag_chosen(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> HttpResponse | None:
        """Ask which tags, then give them to the chosen ones of one company."""
        rows = list(self._steerable(request, queryset)[: services.MAX_BULK])
        companies = {each.company_id for each in rows}
        if len(companies) != 1:
            self.message_user(request, _("Choose applications of one company."), messages.WARNING)
            return None
        company = next(each for each in own_companies(request) if each.id in companies)
        form = TagForm(request.POST if "tags" in request.POST else None)
        if form.is_bound and form.is_valid():
            me = user_of(request)
            try:
                tagged = services.add_tags(rows, names=form.tag_names(), by=me)
            except AppError as error:
                form.add_error("tags", str(error.message))
            else:
                for each in tagged:
                    audit.record_act(
                        me, company=company, action="sort", kind="application", object_id=each.id
                    )
                text = ngettext(
                    "%(count)d application tagged.", "%(count)d applications tagged.", len(tagged)
                ) % {"count": len(tagged)}
                level = messages.SUCCESS if tagged else messages.WARNING
                self.message_user(request, text, level)
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tag"),
            "opts": self.opts,
            "form": form,
            "chosen": [each.id for each in rows],
        }
        return TemplateResponse(request, "admin/recruiting/tag_chosen.html", context)

    @admin.action(description=gettext_lazy("Assign to me"), permissions=["steer"])
    def assign_to_me(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        """Take the chosen ones on."""
        me, count = user_of(request), 0
        by_company: dict[int, list[Application]] = {}
        for each in self._steerable(request, queryset)[: services.MAX_BULK]:
            by_company.setdefault(each.company_id or 0, []).append(each)
        for rows in by_company.values():
            count += services.assign(rows, to=me, by=me)
        text = ngettext(
            "%(count)d application is yours.", "%(count)d applications are yours.", count
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def _steerable(
        self, request: HttpRequest, rows: QuerySet[Application]
    ) -> QuerySet[Application]:
        """Return those that the person works on, whatever the page sent; operators move nobody."""
        return rows.filter(company_id__in=working_companies(request)).select_related("stage")

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Only who works for a company moves its people."""
        return bool(working_companies(request))

    # --- addresses -------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the board, and the calendar file of an interview."""
        view = self.admin_site.admin_view
        return [
            path("board/", view(self.board_view), name="recruiting_application_board"),
            path(
                "<uuid:application_id>/interview.ics",
                view(self.calendar_view),
                name="recruiting_application_calendar",
            ),
            *super().get_urls(),
        ]

    def _get(self, request: HttpRequest, object_id: Any) -> Application:
        """Return an application that the person may see; 404 for others', as for none at all."""
        try:
            wanted = uuid.UUID(str(object_id))
        except ValueError:
            raise Http404 from None
        found: Application | None = (
            self.get_queryset(request)
            .select_related("stage", "posting", "company", "seeker", "assigned_to")
            .filter(id=wanted)
            .first()
        )
        if found is None:
            log.warning(
                "admin.foreign_or_unknown",
                user_id=str(user_of(request).id),
                kind="application",
                object_id=str(wanted),
            )
            raise Http404
        return found

    def calendar_view(self, request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
        """Return the picked time as a calendar file, for who works on the application."""
        application = self._get(request, application_id)
        slot = services.find_interview(application)
        if slot is None or application.company_id not in working_companies(request):
            raise Http404
        slot = services.get_interview_of(application.company_id, slot.id)
        answer = HttpResponse(build_calendar(slot, now=timezone.now()), content_type=CONTENT_TYPE)
        answer["Content-Disposition"] = 'attachment; filename="interview.ics"'
        return answer

    # --- the board -------------------------------------------------------------------------------

    def board_view(self, request: HttpRequest) -> HttpResponse:
        """Show columns by stage; a move is a form's button, which a drag presses as well."""
        if not self.has_view_permission(request):
            raise Http404
        companies = own_companies(request)
        wanted = request.GET.get("company", "")
        company = next((each for each in companies if str(each.id) == wanted), None)
        company = company or (companies[0] if companies else None)
        if company is None:
            raise Http404
        if request.method == "POST":
            self._move_on_board(request, company_id=company.id)
            return HttpResponseRedirect(request.get_full_path())
        rows = self.get_queryset(request).filter(company=company)
        postings = list(
            Posting.objects.filter(company=company)
            .order_by("-id")
            .values_list("id", "title")[:MOST_POSTINGS]
        )
        posting = request.GET.get("posting", "")
        if posting and posting in {str(pk) for pk, _title in postings}:
            rows = rows.filter(posting_id=int(posting))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Pipeline"),
            "opts": self.opts,
            "company": company,
            "companies": companies if len(companies) > 1 else [],
            "postings": postings,
            "posting": posting,
            "columns": self._columns(request, rows, company_id=company.id),
            "may_move": company.id in working_companies(request),
        }
        return TemplateResponse(request, "admin/recruiting/board.html", context)

    def _columns(
        self, request: HttpRequest, rows: QuerySet[Application], *, company_id: int
    ) -> list[dict[str, Any]]:
        """Return the stages with their newest applications. Three queries, and those of names."""
        counts = dict(rows.order_by().values_list("stage_id").annotate(count=Count("id")))
        stages = [
            each
            for each in services.list_stages(company_id, with_retired=True)
            if each.is_active or each.id in counts
        ]
        newest = [
            rows.filter(stage=each).order_by("-created_at").values("id")[:A_COLUMN]
            for each in stages
            if each.id in counts
        ]
        chosen: list[Application] = []
        if newest:
            ids = newest[0].union(*newest[1:], all=True) if newest[1:] else newest[0]
            chosen = list(
                Application.objects.filter(id__in=[each["id"] for each in ids])
                .select_related("posting", "stage", "seeker", "assigned_to")
                .order_by("-created_at")
            )
            dress(request, chosen)
        open_stages = [
            each for each in stages if each.is_active and each.kind != Stage.Kind.WITHDRAWN
        ]
        return [
            {
                "stage": each,
                "count": counts.get(each.id, 0),
                "more": max(0, counts.get(each.id, 0) - A_COLUMN),
                "applications": [a for a in chosen if a.stage_id == each.id],
                "options": _options(open_stages, chosen=each.id),
            }
            for each in stages
        ]

    def _move_on_board(self, request: HttpRequest, *, company_id: int) -> None:
        try:
            application = services.get_application_of(
                company_id, uuid.UUID(request.POST.get("application", ""))
            )
            seen = request.POST.get("seen", "")
            if number := read_number(seen):
                # Where the page showed it: somebody else's move meanwhile is not undone.
                application.stage_id = number
            stage = request.POST.get("stage", "")
            to = services.get_stage_of(company_id, read_number(stage))
            services.move_application(application, to=to, by=user_of(request), now=timezone.now())
        except ValueError:
            raise Http404 from None
        except AppError as error:
            self.message_user(request, str(error.message), messages.ERROR)
        else:
            text = _("Moved to “%(stage)s”. The applicant has been told.") % {"stage": to.name}
            self.message_user(request, text, messages.SUCCESS)

    # --- the page of one -------------------------------------------------------------------------

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show an application, and do what its forms ask for."""
        if not self.has_view_permission(request):
            answer: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
            return answer
        application = self._get(request, object_id)
        may_work = application.company_id in working_companies(request)
        if request.method == "POST":
            if not may_work:
                raise Http404
            return self._act(request, application)
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": services.pseudonym_of(application),
            "opts": self.opts,
            "application": application,
            "kind": Stage.Kind(services.kind_of(application)).label,
            "moves": StageMove.objects.filter(application=application)
            .select_related("from_stage", "to_stage", "by")
            .order_by("-id")[:50],
            "may_work": may_work,
            "back": reverse("admin:recruiting_application_changelist"),
        }
        if may_work:
            context |= build_context(request, application)
            services.record_opened(application, by=user_of(request), now=now)
        return TemplateResponse(request, "admin/recruiting/application.html", context)

    def _act(self, request: HttpRequest, application: Application) -> HttpResponse:
        me, now, company = user_of(request), timezone.now(), application.company
        assert company is not None
        seen = request.POST.get("seen", "")
        if number := read_number(seen):
            application.stage_id = number
        try:
            said = act_on(request, application, request.POST.get("do", ""))
        except (AppError, ValidationError) as error:
            message = error.message if isinstance(error, AppError) else error.messages[0]
            self.message_user(request, str(message), messages.ERROR)
        else:
            self.message_user(request, said, messages.SUCCESS)
            if request.POST.get("do") != "move":
                audit.record_act(
                    me,
                    company=company,
                    action=request.POST.get("do", ""),
                    kind="application",
                    object_id=application.id,
                    now=now,
                )
        return HttpResponseRedirect(
            reverse("admin:recruiting_application_change", args=[application.id])
        )


def _options(stages: list[Stage], *, chosen: int) -> str:
    """Return a column's choice of stages: drawn once, not on each of its cards."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((each.id, " selected" if each.id == chosen else "", each.name) for each in stages),
    )
