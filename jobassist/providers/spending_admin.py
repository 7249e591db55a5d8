"""What was spent on models, in the admin: by day, call and alarm; to look at only, ids and figures."""

from decimal import Decimal

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from . import budgets
from .models import BudgetAlarm, CompanyBudget, CompanySpentByDay, ModelUse, SpentByDay


class LedgerAdmin(ModelAdmin):
    """Rows that the ledger writes and nobody else."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Calls are written down as they are made."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """What was spent is spent."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Old calls go by themselves."""
        return False


@admin.register(SpentByDay)
class SpentByDayAdmin(LedgerAdmin):
    """What each day's calls cost, by server and model; above them what of the budgets is spent."""

    list_display = [
        "day", "provider", "model_name", "calls", "input_tokens", "output_tokens", "cost",
        "currency",
    ]  # fmt: skip
    list_filter = ["provider", "model_name", "currency"]
    date_hierarchy = "day"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, str] | None = None
    ) -> HttpResponse:
        """Return the list, with a notice for each budget of the installation."""
        if self.has_view_permission(request):
            for level, text in describe_budgets():
                messages.add_message(request, level, text)
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page


@admin.register(ModelUse)
class ModelUseAdmin(LedgerAdmin):
    """Single calls: whose turn, which model, what they took; never what was said."""

    list_display = [
        "reserved_at", "provider", "model_name", "state", "input_tokens", "output_tokens", "cost",
        "currency",
    ]  # fmt: skip
    list_filter = ["state", "provider", "model_name"]
    search_fields = ["=turn_id", "=conversation_id", "=user__id", "=company__id"]
    ordering = ["-reserved_at"]
    fields = [
        "id", "user_id", "company_id", "conversation_id", "turn_id", "provider", "model_name", "state",
        "reserved_tokens", "input_tokens", "output_tokens", "input_price", "output_price", "cost",
        "currency", "reserved_at", "settled_at",
    ]  # fmt: skip
    readonly_fields = fields


@admin.register(CompanySpentByDay)
class CompanySpentByDayAdmin(LedgerAdmin):
    """What each company's recruiters had drafted and translated; part of the sums of the days."""

    list_display = [
        "day", "company", "calls", "input_tokens", "output_tokens", "cost", "currency",
    ]  # fmt: skip
    list_filter = ["currency"]
    list_select_related = ["company"]
    search_fields = ["company__name"]
    date_hierarchy = "day"


@admin.register(CompanyBudget)
class CompanyBudgetAdmin(ModelAdmin):
    """What single companies may spend, where it is not what the settings allow each."""

    list_display = ["company", "tokens_a_day", "a_day", "a_month", "updated_at"]
    list_select_related = ["company"]
    search_fields = ["company__name"]
    autocomplete_fields = ["company"]


@admin.register(BudgetAlarm)
class BudgetAlarmAdmin(LedgerAdmin):
    """Budgets that came near their end: the installation's, and those of companies."""

    list_display = [
        "raised_at",
        "company",
        "period",
        "begins",
        "percent",
        "spent",
        "budget",
        "unit",
    ]
    list_filter = ["period", "percent", ("company", admin.EmptyFieldListFilter)]
    list_select_related = ["company"]
    search_fields = ["company__name"]


def describe_budgets() -> list[tuple[int, str]]:
    """Return what of each budget of the installation is spent, in words, and how grave it is."""
    allowed = budgets.read_budgets()
    today = timezone.now().date()
    found = []
    for period, since, budget, is_money in (
        (_("day"), today, allowed.a_day, True),
        (_("day"), today, allowed.tokens_a_day, False),
        (_("month"), today.replace(day=1), allowed.a_month, True),
    ):
        if budget is None:
            continue
        spent = budgets.read_spent(since=since)
        amount = spent.value if is_money else Decimal(spent.tokens)
        percent = int(amount * 100 / budget)
        text = _("%(spent)s of %(budget)s %(unit)s spent this %(period)s (%(percent)s %%).") % {
            "spent": f"{amount:,.2f}" if is_money else f"{amount:,}",
            "budget": f"{budget:,}",
            "unit": settings.MODEL_BUDGET_CURRENCY if is_money else _("tokens"),
            "period": period,
            "percent": percent,
        }
        level = messages.INFO
        if percent >= min(budgets.ALARMS):
            level = messages.WARNING if percent < max(budgets.ALARMS) else messages.ERROR
        found.append((level, text))
    return found
