"""A company's interviews: who, about what, when, and how they stand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from jobassist.accounts.scoped_admin import CompanyScopedAdmin
from recruiting import services
from recruiting.models import Application, InterviewSlot, SlotOffer

from .lists import BoundedPaginator, dress

# A time offered to more people than this names so many of them.
MOST_NAMED = 3
# What a row shows of an application.
_OF_APPLICATION = ("company", "posting", "seeker", "stage")
_COLOURS = {"open": "info", "picked": "success", "cancelled": "danger"}


class WhenFilter(DropdownFilter):
    """What lies ahead, or what was."""

    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return some stretches."""
        return [
            ("week", _("Agreed, the next seven days")),
            ("ahead", _("Agreed, still to come")),
            ("offered", _("Offered, not picked yet")),
            ("past", _("Past")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[InterviewSlot]
    ) -> QuerySet[InterviewSlot]:
        """Return the times of then."""
        now = timezone.now()
        match self.value():
            case "week":
                return services.interviews_ahead(queryset, now=now, within=services.WEEK)
            case "ahead":
                return services.interviews_ahead(queryset, now=now)
            case "offered":
                return queryset.filter(state=InterviewSlot.State.OPEN, starts_at__gte=now)
            case "past":
                return queryset.filter(starts_at__lt=now)
            case _:
                return queryset


class InterviewChangeList(ChangeList):
    """A page of times; whoever has one or was offered it is looked up at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Load the page."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        people = _people_of(self.result_list)
        # Only whoever is named was seen: the audit log says no more than the page.
        found = {each.id: each for rows in people.values() for each in rows[:MOST_NAMED]}
        dress(request, list(found.values()))
        for slot in self.result_list:
            slot.people = people[slot.id]
            slot.named = [found[each.id] for each in people[slot.id][:MOST_NAMED]]


def _people_of(slots: list[InterviewSlot]) -> dict[UUID, list[Application]]:
    """Return by time who has it or, while nobody has, who may still pick it. One query.

    Who applied first stands first.
    """
    people = {each.id: [each.picked_by] if each.picked_by else [] for each in slots}
    offers = SlotOffer.objects.filter(
        slot__in=[each.id for each in slots if each.picked_by is None], declined_at=None
    )
    for offer in offers.select_related(
        *(f"application__{each}" for each in _OF_APPLICATION)
    ).order_by("application__created_at", "application_id"):
        if services.kind_of(offer.application) not in services.ENDED:
            people[offer.slot_id].append(offer.application)
    return {
        slot: [each for each in rows if each.seeker_id is not None] for slot, rows in people.items()
    }


@admin.register(InterviewSlot)
class InterviewAdmin(CompanyScopedAdmin):
    """Times that were offered and picked; each leads to its application, where they are changed."""

    list_display = ["begins", "who", "posting_title", "stands", "minutes", "where"]
    list_display_links = ["begins"]
    list_filter = [WhenFilter]
    list_filter_submit = True
    list_select_related = ["company", *(f"picked_by__{each}" for each in _OF_APPLICATION)]
    list_per_page = 50
    sortable_by: list[str] = []
    paginator = BoundedPaginator
    actions = None

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Return what comes next first; of what is over, the latest."""
        if request.GET.get(WhenFilter.parameter_name) == "past":
            return ["-starts_at", "-id"]
        return ["starts_at", "id"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[InterviewChangeList]:
        """Return the list that looks names up at once."""
        return InterviewChangeList

    @admin.display(description=gettext_lazy("when"))
    def begins(self, slot: InterviewSlot) -> datetime:
        """Return the time, on the clock of who reads it."""
        return slot.starts_at

    @admin.display(description=gettext_lazy("minutes"))
    def minutes(self, slot: InterviewSlot) -> int:
        """Return how long it takes."""
        return int((slot.ends_at - slot.starts_at).total_seconds() // 60)

    @admin.display(description=gettext_lazy("place"))
    def where(self, slot: InterviewSlot) -> str:
        """Return the address, or the link to the call."""
        return slot.place or "–"

    @admin.display(description=gettext_lazy("applicant"))
    def who(self, slot: InterviewSlot) -> str:
        """Return the names, where the people share them, and the way to their applications."""
        named: list[Application] = slot.named  # type: ignore[attr-defined]
        links = format_html_join(
            mark_safe("<br>"),
            '<a class="text-primary-600" href="{}">{}</a>',
            (
                (
                    reverse("admin:recruiting_application_change", args=[each.id]),
                    each.shown_name,  # type: ignore[attr-defined]
                )
                for each in named
            ),
        )
        rest = len(slot.people) - len(named)  # type: ignore[attr-defined]
        if rest <= 0:
            return links or "–"
        more = ngettext("and %(number)d more", "and %(number)d more", rest) % {"number": rest}
        return format_html("{}<br>{}", links, more)

    @admin.display(description=gettext_lazy("posting"))
    def posting_title(self, slot: InterviewSlot) -> str:
        """Return what it is about; a time may be offered about several."""
        people: list[Application] = slot.people  # type: ignore[attr-defined]
        titles = dict.fromkeys(each.posting.title for each in people)
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in titles)) or "–"

    @display(description=gettext_lazy("state"), label=_COLOURS)  # type: ignore[untyped-decorator]
    def stands(self, slot: InterviewSlot) -> tuple[str, str]:
        """Return whether somebody picked it."""
        return slot.state, str(InterviewSlot.State(slot.state).label)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Go to the application of whoever picked the time or may pick it, or was offered it."""
        slot = self.get_object(request, object_id)
        found = None
        if slot is not None:
            there = [each.id for each in _people_of([slot])[slot.id]]
            offers = slot.offers.filter(application__seeker__isnull=False).order_by("id")
            found = there[0] if there else offers.values_list("application_id", flat=True).first()
        if found is None:
            # Said and logged as for any page that is not there.
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse("admin:recruiting_application_change", args=[found]))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer no page: the application has the history."""
        raise Http404
