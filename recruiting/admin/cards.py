"""What of contacts needs somebody today, on the admin's front page."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.accounts.companies import WRITERS
from jobassist.accounts.models import Company
from jobassist.accounts.scoped_admin import roles_in_view
from jobassist.admin_dashboard import (
    Card,
    add_company_cards,
    add_operator_cards,
    build_list_url,
)
from recruiting import services
from recruiting.models import Application, InterviewSlot, Report, ScoreContest, Thread


@add_company_cards("recruiting")
def build_company_cards(request: HttpRequest, companies: QuerySet[Company]) -> Iterator[Card]:
    """Yield who waits for an answer, the scores contested and the interviews ahead. Four queries."""
    now = timezone.now()
    count = services.unanswered(Application.objects.filter(company__in=companies)).count()
    yield Card(
        title=_("Nobody has answered yet"),
        value=count,
        url=build_list_url(Application, status="waiting"),
        icon="mark_chat_unread",
        note=_("Greetings and applications without a first answer."),
        is_urgent=count > 0,
    )
    waiting = services.our_turn(Thread.objects.filter(company__in=companies)).count()
    yield Card(
        title=_("They wrote last"),
        value=waiting,
        url=build_list_url(Thread, turn="ours"),
        icon="forum",
        note=_("Conversations in which it is your turn."),
        is_urgent=waiting > 0,
    )
    contested = ScoreContest.objects.filter(
        company__in=companies, state=ScoreContest.State.OPEN
    ).count()
    # Viewers do not answer, and do not see them.
    if contested and WRITERS & roles_in_view(request):
        yield Card(
            title=_("Scores that are contested"),
            value=contested,
            url=build_list_url(ScoreContest, state__exact=ScoreContest.State.OPEN),
            icon="gavel",
            note=_("Somebody waits for a person's answer."),
            is_urgent=True,
        )
    ahead = services.interviews_ahead(
        InterviewSlot.objects.filter(company__in=companies), now=now, within=services.WEEK
    ).count()
    yield Card(
        title=_("Interviews in the next seven days"),
        value=ahead,
        url=build_list_url(InterviewSlot, when="week"),
        icon="event",
    )


@add_operator_cards("recruiting")
def build_operator_cards(request: HttpRequest) -> Iterator[Card]:
    """Yield what people reported and contested. Two queries."""
    reports = Report.objects.filter(state=Report.State.OPEN).count()
    yield Card(
        title=_("Reports to look at"),
        value=reports,
        url=build_list_url(Report, state__exact=Report.State.OPEN),
        icon="flag",
        is_urgent=reports > 0,
    )
    contested = ScoreContest.objects.filter(state=ScoreContest.State.OPEN).count()
    yield Card(
        title=_("Scores that are contested"),
        value=contested,
        url=build_list_url(ScoreContest, state__exact=ScoreContest.State.OPEN),
        icon="gavel",
        is_urgent=contested > 0,
    )
