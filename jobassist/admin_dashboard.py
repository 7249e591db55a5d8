"""The admin's front page: what needs somebody today, as cards that each app adds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from jobassist.accounts.models import Company
from jobassist.accounts.scoped_admin import companies_in_view

from .admin_site import is_operator


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look at: a number, what it counts, and the page that lists it."""

    title: str
    value: int | str
    url: str
    icon: str
    note: str = ""
    # Somebody waits: drawn so that it is seen first.
    is_urgent: bool = False


CompanyCards = Callable[[HttpRequest, QuerySet[Company]], Iterable[Card]]
OperatorCards = Callable[[HttpRequest], Iterable[Card]]

_of_companies: dict[str, CompanyCards] = {}
_of_operators: dict[str, OperatorCards] = {}


def add_company_cards(app: str) -> Callable[[CompanyCards], CompanyCards]:
    """Return a decorator: the function makes cards for members of the companies it is given."""

    def add(build: CompanyCards) -> CompanyCards:
        _of_companies[app] = build
        return build

    return add


def add_operator_cards(app: str) -> Callable[[OperatorCards], OperatorCards]:
    """Return a decorator: the function makes cards for operators."""

    def add(build: OperatorCards) -> OperatorCards:
        _of_operators[app] = build
        return build

    return add


def build_list_url(model: type[Model], **filters: str | int | date) -> str:
    """Return the address of a model's list, filtered; the front page's when there is no list yet."""
    if not admin.site.is_registered(model):
        return reverse("admin:index")
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode({k: str(v) for k, v in filters.items()})}" if filters else address


def fill_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the front page's context with the cards that are this person's."""
    companies = companies_in_view(request)
    cards = [card for build in _of_companies.values() for card in build(request, companies)]
    if is_operator(request):
        own = [card for build in _of_operators.values() for card in build(request)]
    else:
        own = []
    is_member = bool(companies)
    context["sections"] = [
        section
        for section in (
            {"key": "company", "cards": cards if is_member else []},
            {"key": "operators", "cards": own},
        )
        if section["cards"]
    ]
    context["is_member"] = is_member
    return context
