"""The list of a company's applications: filters by its own rows, a count that stays quick."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS
from jobassist.accounts.models import Company, User
from jobassist.accounts.scoped_admin import memberships_in_view, user_of
from jobassist.numbers import read_number
from jobs.models import Posting
from recruiting.models import Application, ApplicationTag, Stage, Tag
from recruiting.services import (
    kind_of,
    list_recruiters,
    list_stages,
    names_of,
    pseudonym_of,
    unanswered,
)

# Beyond this nobody pages: filters are for that.
MOST_COUNTED = 5_000
MOST_POSTINGS = 200


class BoundedPaginator(Paginator):
    """Counts only so far: to count fifty thousand rows takes longer than to show a page."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, at most `MOST_COUNTED`."""
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[:MOST_COUNTED].count()


def own_companies(request: HttpRequest) -> list[Company]:
    """Return the companies that the person looks at."""
    return [each.company for each in memberships_in_view(request)]


def working_companies(request: HttpRequest) -> frozenset[int]:
    """Return the companies whose applications the person works on: there they see people."""
    return frozenset(
        each.company_id for each in memberships_in_view(request) if each.role in WRITERS
    )


class PostingFilter(DropdownFilter):
    """By posting: the newest of the own companies."""

    title = _("posting")
    parameter_name = "posting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the own companies' postings."""
        rows = Posting.objects.filter(company__in=own_companies(request)).order_by("-id")
        return [(str(pk), title) for pk, title in rows.values_list("id", "title")[:MOST_POSTINGS]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the applications about it."""
        number = read_number(self.value())
        return queryset.filter(posting_id=number) if number else queryset


class StageFilter(DropdownFilter):
    """By stage of the own companies; for others by what stages are counted as."""

    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the stages, with the company's name where there are several."""
        companies = own_companies(request)
        if not companies:
            return [(kind, str(label)) for kind, label in Stage.Kind.choices]
        rows = [(company, stage) for company in companies for stage in list_stages(company.id)]
        many = len(companies) > 1
        return [(str(s.id), f"{c.name}: {s.name}" if many else s.name) for c, s in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the applications that stand there."""
        value = self.value()
        if not value:
            return queryset
        if number := read_number(value):
            return queryset.filter(stage_id=number)
        return queryset.filter(stage__kind=value)


class TagFilter(DropdownFilter):
    """By tag of the own companies."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the tags."""
        rows = Tag.objects.filter(company__in=own_companies(request)).order_by("name")
        return [(str(pk), name) for pk, name in rows.values_list("id", "name")[:200]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the applications that have it."""
        number = read_number(self.value())
        if not number:
            return queryset
        return queryset.filter(
            id__in=ApplicationTag.objects.filter(tag_id=number).values("application_id")
        )


class AssignedFilter(DropdownFilter):
    """By who does it."""

    title = _("assigned to")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return oneself, nobody, and the colleagues."""
        me = user_of(request)
        people: dict[str, User] = {
            str(each.id): each
            for company in own_companies(request)
            for each in list_recruiters(company.id)
            if each.id != me.id
        }
        named = [(key, each.display_name or str(each)) for key, each in people.items()]
        return [("me", _("Me")), ("nobody", _("Nobody")), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the applications that are theirs."""
        match self.value():
            case None | "":
                return queryset
            case "me":
                return queryset.filter(assigned_to=user_of(request))
            case "nobody":
                return queryset.filter(assigned_to=None)
            case chosen:
                known = {key for key, _label in self.lookup_choices}
                return (
                    queryset.filter(assigned_to_id=chosen) if chosen in known else queryset.none()
                )


class AgeFilter(DropdownFilter):
    """By when somebody applied."""

    title = _("when they applied")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return some stretches."""
        return [
            ("1", _("Last 24 hours")),
            ("7", _("Last 7 days")),
            ("30", _("Last 30 days")),
            ("over7", _("Older than 7 days")),
            ("over30", _("Older than 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the applications of that time."""
        value = self.value() or ""
        days = read_number(value.removeprefix("over"))
        if not days:
            return queryset
        since = timezone.now() - timedelta(days=min(days, 10_000))
        if value.startswith("over"):
            return queryset.filter(created_at__lt=since)
        return queryset.filter(created_at__gte=since)


class AnswerFilter(DropdownFilter):
    """By whether it was read and answered."""

    title = _("read or answered")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return how far it got."""
        return [
            ("waiting", _("Nobody has answered yet")),
            ("sent", _("Not read")),
            ("read", _("Read")),
            ("answered", _("Answered")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those."""
        if self.value() == "waiting":
            return unanswered(queryset)
        return queryset.filter(status=self.value()) if self.value() else queryset


def dress(request: HttpRequest, applications: list[Application]) -> None:
    """Give rows what their page shows: names where that is allowed now, tags. Three queries.

    Whose name was shown is put into the audit log.
    """
    works_at = working_companies(request)
    workable = [each for each in applications if each.company_id in works_at]
    names = names_of(workable) if workable else {}
    tags: dict[Any, list[str]] = {}
    tagged = ApplicationTag.objects.filter(application__in=applications).order_by("tag__name")
    for application_id, name in tagged.values_list("application_id", "tag__name"):
        tags.setdefault(application_id, []).append(name)
    for each in applications:
        each.shown_name = names.get(each.id) or pseudonym_of(each)  # type: ignore[attr-defined]
        each.shown_tags = tags.get(each.id, [])  # type: ignore[attr-defined]
        each.shown_kind = kind_of(each)  # type: ignore[attr-defined]
        each.shown_days = max(0, (timezone.now() - each.created_at).days)  # type: ignore[attr-defined]
    for company_id, ids in _by_company(each for each in workable if each.id in names):
        audit.record_looks(
            user_of(request),
            company=next(each for each in own_companies(request) if each.id == company_id),
            action="listed",
            kind="application",
            object_ids=ids,
        )


def _by_company(applications: Iterator[Application]) -> list[tuple[int, list[Any]]]:
    found: dict[int, list[Any]] = {}
    for each in applications:
        found.setdefault(each.company_id or 0, []).append(each.id)
    return list(found.items())


class ApplicationChangeList(ChangeList):
    """A page of applications, dressed once for all its rows."""

    def get_results(self, request: HttpRequest) -> None:
        """Load the page."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        dress(request, self.result_list)
