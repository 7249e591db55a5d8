"""The admin's navigation: one for companies, by role, and one for operators.

An entry names a page by its address's name. A page of a model shows to whom the page's own
permission lets in; others name who sees them. Whoever makes a page adds its entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobassist.accounts.companies import ANY_ROLE, Role
from jobassist.accounts.scoped_admin import (
    CHOSEN_COMPANY,
    all_memberships,
    memberships_in_view,
    roles_in_view,
)

from .admin_site import is_operator

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation."""

    title: Text
    # The name of a symbol of Material Symbols, which the theme brings.
    icon: str
    # The address's name within the admin: "jobs_posting_changelist", "index".
    page: str
    roles: frozenset[Role] = ANY_ROLE
    # The number of things that wait, shown beside the title; None or 0 shows nothing.
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    title: Text
    entries: tuple[Entry, ...]
    is_collapsible: bool = False


OWNER = frozenset({Role.OWNER})

TODAY = Entry(gettext_lazy("Today"), "today", "index")

COMPANY_NAVIGATION: tuple[Group, ...] = (
    Group("", (TODAY,)),
    Group(
        gettext_lazy("Hiring"),
        (
            Entry(gettext_lazy("Postings"), "work", "jobs_posting_changelist"),
            Entry(
                gettext_lazy("Candidates"),
                "person_search",
                "recruiting_candidateposting_changelist",
            ),
            Entry(gettext_lazy("Applications"), "inbox", "recruiting_application_changelist"),
            Entry(gettext_lazy("Conversations"), "forum", "recruiting_thread_changelist"),
            Entry(gettext_lazy("Interviews"), "event", "recruiting_interviewslot_changelist"),
            Entry(gettext_lazy("Board"), "view_kanban", "recruiting_application_board"),
            Entry(gettext_lazy("Contested scores"), "gavel", "recruiting_scorecontest_changelist"),
            Entry(gettext_lazy("Held back"), "pan_tool", "jobs_postinghold_changelist"),
            Entry(gettext_lazy("Figures"), "monitoring", "recruiting_seekeract_changelist"),
            Entry(gettext_lazy("Funnel"), "filter_alt", "recruiting_figures_funnel"),
        ),
    ),
    Group(
        gettext_lazy("Company"),
        (
            Entry(gettext_lazy("Members"), "group", "accounts_membership_changelist"),
            Entry(
                gettext_lazy("Invitations"),
                "person_add",
                "accounts_invitation_changelist",
                roles=OWNER,
            ),
            Entry(gettext_lazy("Stages"), "linear_scale", "recruiting_stage_changelist"),
            Entry(gettext_lazy("Reasons"), "rule", "recruiting_movereason_changelist"),
            Entry(gettext_lazy("Employers"), "apartment", "jobs_employer_changelist"),
            Entry(gettext_lazy("Claims"), "verified", "jobs_employerclaim_changelist"),
            Entry(gettext_lazy("Sources"), "rss_feed", "jobs_source_changelist"),
            Entry(
                gettext_lazy("Fairness"),
                "balance",
                "recruiting_groupcollection_changelist",
                roles=OWNER,
            ),
            Entry(
                gettext_lazy("Decision records"),
                "fact_check",
                "recruiting_decisionrecord_changelist",
                roles=OWNER,
            ),
            Entry(
                gettext_lazy("Audit log"), "policy", "accounts_auditentry_changelist", roles=OWNER
            ),
        ),
    ),
)

OPERATOR_NAVIGATION: tuple[Group, ...] = (
    Group("", (TODAY,)),
    Group(
        gettext_lazy("Inventory"),
        (
            Entry(gettext_lazy("Postings"), "work", "jobs_posting_changelist"),
            Entry(gettext_lazy("Held back"), "pan_tool", "jobs_postinghold_changelist"),
            Entry(gettext_lazy("Employers"), "apartment", "jobs_employer_changelist"),
            Entry(gettext_lazy("Claims"), "verified", "jobs_employerclaim_changelist"),
            Entry(gettext_lazy("Sources"), "rss_feed", "jobs_source_changelist"),
        ),
    ),
    Group(
        gettext_lazy("Feeds"),
        (
            Entry(gettext_lazy("Pulled feeds"), "cloud_download", "feeds_pullsource_changelist"),
            Entry(gettext_lazy("Pulls"), "history", "feeds_pullrun_changelist"),
            Entry(gettext_lazy("Partners"), "diversity_3", "feeds_partner_changelist"),
            Entry(gettext_lazy("Keys"), "key", "feeds_apikey_changelist"),
            Entry(gettext_lazy("Snapshots"), "photo_library", "feeds_snapshot_changelist"),
            Entry(gettext_lazy("Webhooks"), "webhook", "feeds_webhookendpoint_changelist"),
            Entry(gettext_lazy("Deliveries"), "outbox", "feeds_webhookdelivery_changelist"),
        ),
        is_collapsible=True,
    ),
    Group(
        gettext_lazy("Models"),
        (
            Entry(gettext_lazy("Model servers"), "dns", "providers_provider_changelist"),
            Entry(gettext_lazy("Spending"), "payments", "providers_spentbyday_changelist"),
            Entry(gettext_lazy("Spending of companies"), "domain",
                  "providers_companyspentbyday_changelist"),
            Entry(gettext_lazy("Budgets of companies"), "account_balance_wallet",
                  "providers_companybudget_changelist"),
            Entry(gettext_lazy("Calls"), "call_made", "providers_modeluse_changelist"),
            Entry(gettext_lazy("Budget alarms"), "notifications_active",
                  "providers_budgetalarm_changelist"),
            Entry(gettext_lazy("Experiments"), "science", "chat_experiment_changelist"),
        ),
        is_collapsible=True,
    ),
    Group(
        gettext_lazy("People"),
        (
            Entry(gettext_lazy("People"), "person", "accounts_user_changelist"),
            Entry(gettext_lazy("Companies"), "domain", "accounts_company_changelist"),
            Entry(gettext_lazy("Members"), "group", "accounts_membership_changelist"),
            Entry(gettext_lazy("Groups"), "shield_person", "auth_group_changelist"),
            Entry(gettext_lazy("Applications"), "inbox", "recruiting_application_changelist"),
            Entry(gettext_lazy("Reports"), "flag", "recruiting_report_changelist"),
            Entry(gettext_lazy("Figures"), "monitoring", "recruiting_seekeract_changelist"),
            Entry(gettext_lazy("Résumés"), "description", "resumes_resume_changelist"),
            Entry(gettext_lazy("Files"), "attach_file", "resumes_attachment_changelist"),
        ),
        is_collapsible=True,
    ),
    Group(
        gettext_lazy("Running"),
        (
            Entry(gettext_lazy("Queue"), "list_alt",
                  "procrastinate_procrastinatejob_changelist"),
            Entry(gettext_lazy("Conversations"), "forum", "eventlog_conversation_changelist"),
            Entry(gettext_lazy("Turns"), "sync_alt", "chat_turn_changelist"),
            Entry(gettext_lazy("Events"), "timeline", "eventlog_event_changelist"),
            Entry(gettext_lazy("Notifications"), "mark_email_unread",
                  "eventlog_notification_changelist"),
            Entry(gettext_lazy("Notices sent"), "send", "eventlog_delivery_changelist"),
            Entry(gettext_lazy("Contested scores"), "gavel", "recruiting_scorecontest_changelist"),
            Entry(gettext_lazy("Decision records"), "fact_check",
                  "recruiting_decisionrecord_changelist"),
            Entry(gettext_lazy("Audit log"), "policy", "accounts_auditentry_changelist"),
        ),
        is_collapsible=True,
    ),
)  # fmt: skip


def build_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation that this person has, as the theme draws it."""
    groups = OPERATOR_NAVIGATION if is_operator(request) else COMPANY_NAVIGATION
    if is_operator(request) and roles_in_view(request):
        # Somebody who runs the installation and hires too.
        groups = COMPANY_NAVIGATION + OPERATOR_NAVIGATION[1:]
    built: list[dict[str, Any]] = []
    for group in groups:
        items = [_draw(entry, request) for entry in group.entries if may_see(entry, request)]
        if items:
            built.append(
                {
                    "title": group.title,
                    "items": items,
                    "collapsible": group.is_collapsible,
                    "separator": bool(group.title),
                }
            )
    _mark_page(request, [item for group in built for item in group["items"]])
    return built


def _mark_page(request: HttpRequest, items: list[dict[str, Any]]) -> None:
    """Mark the one entry whose page this is or stands below: of several, the nearest."""
    index = reverse("admin:index")
    above = [
        item["link"]
        for item in items
        if item["link"] == request.path
        or (item["link"] != index and request.path.startswith(item["link"]))
    ]
    nearest = max(above, key=len, default="")
    for item in items:
        item["active"] = item["link"] == nearest


def may_see(entry: Entry, request: HttpRequest) -> bool:
    """Return whether an entry is for this person: by their role, and by its page's permission."""
    if not is_operator(request) and not entry.roles & roles_in_view(request):
        return False
    page = find_model_page(entry.page)
    return page is None or bool(page.has_view_permission(request))


def find_model_page(name: str) -> "admin.ModelAdmin[Any] | None":
    """Return the registered page whose list an address names; None for other pages."""
    if not name.endswith("_changelist"):
        return None
    app_label, model_name = name.removesuffix("_changelist").rsplit("_", 1)
    return admin.site._registry.get(apps.get_model(app_label, model_name))


def _draw(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        # The theme marks titles as safe.
        "title": escape(entry.title),
        "icon": entry.icon,
        "link": reverse(f"admin:{entry.page}"),
    }
    count = entry.count(request) if entry.count is not None else 0
    if count:
        drawn |= {"badge": str(count), "badge_variant": "primary"}
    return drawn


def name_view(request: HttpRequest) -> str:
    """Return whose rows are looked at: the company's name, or the installation's."""
    memberships = memberships_in_view(request)
    if len(memberships) == 1:
        return memberships[0].company.name
    if memberships:
        return _("All your companies")
    return "JobAssist"


def name_role(request: HttpRequest) -> str:
    """Return what the person is there."""
    memberships = memberships_in_view(request)
    if memberships:
        return ", ".join(dict.fromkeys(str(each.get_role_display()) for each in memberships))
    return _("Operator") if is_operator(request) else ""


def build_company_switcher(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the choice of whose rows to look at; empty for who acts for one company or none."""
    memberships = all_memberships(request)
    if len(memberships) < 2:
        return []
    chosen = request.session.get(CHOSEN_COMPANY)
    known = {each.company_id for each in memberships}
    address = reverse("admin:choose_company")
    items = [
        {
            "title": _("All your companies"),
            "link": address,
            "icon": "check" if chosen not in known else "domain",
        }
    ]
    items += [
        {
            "title": each.company.name,
            "link": f"{address}?company={each.company_id}",
            "icon": "check" if chosen == each.company_id else "domain",
        }
        for each in memberships
    ]
    return items


def build_account_url(request: HttpRequest) -> str:
    """Return the address of the page about oneself."""
    return reverse("admin:account")


def build_icon_url(request: HttpRequest) -> str:
    """Return the address of the icon in the browser's tab."""
    return static("chat/icon.svg")


def build_style_url(request: HttpRequest) -> str:
    """Return the address of what the theme lacks: long names on narrow screens."""
    return static("admin_shell/shell.css")
