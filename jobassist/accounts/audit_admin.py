"""The audit log in the admin: owners see their company's, operators everybody's."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action

from jobassist.csv_files import stream_csv
from jobassist.day_filter import DayFilter

from . import audit
from .companies import OWNERS
from .models import AuditEntry, Company, User
from .scoped_admin import CompanyScopedAdmin, companies_in_view, roles_in_view, user_of

COLUMNS = ("at", "actor_id", "company_id", "action", "kind", "object_id", "detail")
# Codes in words; what others write shows as the code that it is.
WORDS = {
    "account": _("account"),
    "answered": pgettext_lazy("audit", "answered"),
    "answered_for": pgettext_lazy("audit", "took responsibility for the wording of"),
    "application": _("application"),
    "audience": pgettext_lazy("audit", "who would see a posting"),
    "audit_log": pgettext_lazy("audit", "audit log"),
    "backup_codes_renewed": _("made new backup codes"),
    "cancel_time": pgettext_lazy("audit", "took an interview time back"),
    "candidate": _("candidate"),
    "changed": pgettext_lazy("audit", "changed"),
    "contest": pgettext_lazy("audit", "contested score"),
    "counted": pgettext_lazy("audit", "counted"),
    "created": pgettext_lazy("audit", "created"),
    "decision_records": pgettext_lazy("audit", "decision records"),
    "downloaded": _("downloaded"),
    "duplicate": pgettext_lazy("audit", "copied"),
    "duplicated": pgettext_lazy("audit", "copied"),
    "expire": pgettext_lazy("audit", "ended"),
    "exported": _("exported"),
    "figures": pgettext_lazy("audit", "figures"),
    "greeted": pgettext_lazy("audit", "greeted"),
    "group_answers": pgettext_lazy("audit", "answers about groups"),
    "group_collection": pgettext_lazy("audit", "collection of groups"),
    "impact_ratios": pgettext_lazy("audit", "impact ratios"),
    "imported": pgettext_lazy("audit", "imported"),
    "invitation": _("invitation"),
    "invitation_revoked": _("took an invitation back"),
    "invited": _("invited somebody"),
    "joined": _("accepted an invitation"),
    "listed": _("listed"),
    "logged_in": _("logged in"),
    "logged_out": _("logged out"),
    "logged_out_everywhere": _("logged out everywhere"),
    "login_failed": _("tried to log in"),
    "looked": _("looked at"),
    "marked": pgettext_lazy("audit", "set aside or kept"),
    "member_removed": _("member removed"),
    "merge": pgettext_lazy("audit", "joined duplicates"),
    "move": pgettext_lazy("audit", "moved"),
    "moved": pgettext_lazy("audit", "moved"),
    "note": pgettext_lazy("audit", "noted"),
    "offer": pgettext_lazy("audit", "made an offer"),
    "password_changed": _("changed the password"),
    "pause": pgettext_lazy("audit", "paused"),
    "posting": _("posting"),
    "publish": pgettext_lazy("audit", "published"),
    "remove": pgettext_lazy("audit", "removed"),
    "report": pgettext_lazy("audit", "report"),
    "resume": _("resume"),
    "role_set": _("role given"),
    "second_factor_failed": _("wrong code"),
    "second_factor_removed": _("two-factor login removed"),
    "second_factor_set": _("set up two-factor login"),
    "sort": pgettext_lazy("audit", "tagged or assigned"),
    "take_offer_back": pgettext_lazy("audit", "took an offer back"),
    "thread": _("thread"),
    "times": pgettext_lazy("audit", "offered interview times"),
    "unmerge": pgettext_lazy("audit", "parted duplicates"),
    "weights": pgettext_lazy("audit", "what counts for a posting"),
}
# What one file holds; a narrower time gives the rest.
_MOST_ROWS = 100_000


@admin.register(AuditEntry)
class AuditEntryAdmin(CompanyScopedAdmin):
    """Who saw and did what, newest first; nothing here can be changed."""

    list_display = ["at", "actor", "company", "act", "thing", "object_id", "detail"]
    list_display_links = ["at"]
    list_filter = ["action", "kind", ("at", DayFilter)]
    list_filter_submit = True
    list_select_related = ["company"]
    search_fields = ["=actor_id", "=object_id"]
    search_help_text = _("The whole id of a person or of a thing")
    ordering = ["-id"]
    list_per_page = 50
    fields = ["at", "actor", "person", "company", "act", "thing", "object_id", "detail"]
    readonly_fields = fields
    actions = None
    actions_list = ["export_csv"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Return the entries of companies that the person owns, with names as they are now."""
        user = user_of(request)
        rows: QuerySet[AuditEntry] = super().get_queryset(request)
        if not user.is_superuser:
            rows = rows.filter(company__in=companies_in_view(request, roles=OWNERS))
        names = User.objects.filter(id=OuterRef("actor_id")).values("display_name")[:1]
        return rows.annotate(actor_name=Subquery(names))

    def _is_let_in(self, request: HttpRequest) -> bool:
        if not super()._is_let_in(request):
            return False
        return user_of(request).is_superuser or bool(OWNERS & roles_in_view(request))

    def has_export_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever sees the log may take it along."""
        return self._is_let_in(request)

    @admin.display(description=_("who"), ordering="actor_id")
    def actor(self, entry: Any) -> str:
        """Return the name that the person has now, or their id when they are gone."""
        if entry.actor_id is None:
            return "–"
        return entry.actor_name or str(entry.actor_id)[:8]

    @admin.display(description=_("number of the person"))
    def person(self, entry: AuditEntry) -> str:
        """Return the id of who it was, which stays when they are gone."""
        return str(entry.actor_id or "–")

    @admin.display(description=_("what"), ordering="action")
    def act(self, entry: AuditEntry) -> str:
        """Return what was done, in words."""
        return str(WORDS.get(entry.action, entry.action))

    @admin.display(description=_("of"), ordering="kind")
    def thing(self, entry: AuditEntry) -> str:
        """Return what it was done to, in words."""
        return str(WORDS.get(entry.kind, entry.kind))

    @action(  # type: ignore[untyped-decorator]
        description=_("As CSV"), url_path="export-csv", permissions=["export"]
    )
    def export_csv(self, request: HttpRequest) -> HttpResponseBase:
        """Return what the list shows, filters included, as CSV: ids and codes."""
        rows = self.get_changelist_instance(request).get_queryset(request)
        user = user_of(request)
        # In the log of each company it is of: its other owners see who took it along.
        whose: list[Company | None] = [*companies_in_view(request, roles=OWNERS)]
        for company in [None] if user.is_superuser else whose:
            audit.record_act(user, company=company, action="exported", kind="audit_log")
        answer = StreamingHttpResponse(
            stream_csv(COLUMNS, _read_lines(rows)), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return answer


def _read_lines(rows: QuerySet[AuditEntry]) -> Iterator[list[object]]:
    found = rows.order_by("-id").values_list(*COLUMNS)[:_MOST_ROWS]
    for at, *rest in found.iterator(chunk_size=2000):
        yield [at.isoformat(), *rest]
