"""One week of a company in Shanghai, small enough to count by hand (2 to 8 November 2026).

Three people (one of them first as a guest), two postings, one of them in two cities; another
company's posting is shown to the same people all along and must never be counted.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Membership, User
from jobs.models import Posting, PostingLocation
from jobs.services import count_received, pause_postings
from recruiting import services
from recruiting.models import Application, Greeting
from recruiting.services import Act, ActedIn, RankedPosting, ShownBy
from tests.factories import make_company, make_guest, make_posting, make_source, make_user

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Monday to Sunday.
FROM, TO = "2026-11-02", "2026-11-08"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week on the company's clock: day 2 is the Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Week:
    """What the week is made of."""

    company: Company
    other: Company
    owner: User
    rita: User
    viewer: User
    stranger: User
    ann: User
    ben: User
    cat: User
    nurse: Posting
    dev: Posting
    foreign: Posting
    hired: Application
    answered: Application


def _show(
    user: User,
    postings: list[Posting],
    when: datetime,
    *,
    engine: str = "rules",
    language: str = "zh",
    scene: str = "find",
) -> None:
    services.record_ranking(
        user,
        [RankedPosting(each.pk, 1.0, {}) for each in postings],
        shown_by=ShownBy(
            None,
            None if scene == "alerts" else uuid.uuid4(),
            uuid.uuid4(),
            1,
            scene,
            engine,
            "glm" if engine == "llm" else "",
            "p/1" if engine == "llm" else "rules/1",
            language,
        ),
        inputs={},
        embedder="e",
        ranking_version="r",
        now=when,
    )


def _connect(user: User, posting: Posting, when: datetime, *, language: str) -> Application:
    application, _is_new = services.record_connection(
        user, posting, message="Hello", resume_id=None, resume_revision=None,
        conversation_id=None, round_number=1, now=when, scene="find", language=language,
    )  # fmt: skip
    return application


def build_week() -> Week:
    """Return the week, its rows written by the services that write them in life."""
    owner, rita, viewer = (make_user(display_name=n) for n in ("Olga", "Rita", "Vic"))
    company = make_company(owner=owner, name="Ruijin", time_zone="Asia/Shanghai")
    set_role(company, user=rita, role=Membership.Role.RECRUITER)
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    stranger = make_user(display_name="Sid")
    other = make_company(owner=stranger, name="Other", time_zone="Europe/London")
    source = make_source("ruijin", company=company, name="官网")
    nurse = make_posting(
        source=source, is_embedded=False, now=at(2, 9), title="夜班护士", lang="zh", city="上海",
        employment_type="FULL_TIME",
    )  # fmt: skip
    dev = make_posting(
        source=source, is_embedded=False, now=at(4, 9), title="Backend Developer", city="London"
    )
    PostingLocation.objects.create(posting=dev, ordinal=1, raw="Leeds", city="Leeds", country="GB")
    foreign = make_posting(
        source=make_source("other", company=other), is_embedded=False, now=at(2, 9)
    )
    count_received(source, [], refused=2, now=at(5, 9))
    services.assign_postings(company.pk, [nurse.pk], recruiter=rita, by=owner)

    ann, ben, cat = (make_user(display_name=n) for n in ("Ann", "Ben", "Cat"))
    # Ann's phone, before she signed in on it.
    gus = make_guest()
    _show(ann, [nurse, foreign], at(2, 10))
    _show(ben, [nurse], at(2, 23, 30), engine="llm", language="en")
    _show(ben, [nurse, foreign], at(3, 0, 30), engine="llm", language="en")
    _show(ann, [dev, nurse], at(4, 10))
    _show(gus, [dev], at(4, 11), language="en", scene="alerts")
    _show(cat, [dev, foreign], at(5, 10), engine="llm", language="en")
    User.objects.filter(pk=gus.pk).update(merged_into=ann, is_active=False)

    zh = ActedIn(None, 1, scene="find", language="zh")
    en = ActedIn(None, 1, scene="ask", language="en")
    services.record_acts(
        ann, [Act("wrote"), Act("opened", nurse.pk)], acted_in=zh, now=at(2, 10, 5)
    )
    services.record_acts(ann, [Act("opened", dev.pk)], acted_in=zh, now=at(4, 10, 5))
    services.record_acts(
        cat, [Act("opened", dev.pk), Act("opened", dev.pk)], acted_in=en, now=at(5, 11)
    )
    services.record_acts(ben, [Act("opened", foreign.pk)], acted_in=en, now=at(3, 1))
    services.record_note(ann, nurse, kind="saved", now=at(2, 10, 6), acted_in=zh)
    services.record_note(
        ben, nurse, kind="dismissed", reason="wrong_city", now=at(3, 0, 40), acted_in=en
    )

    hired = _connect(ann, nurse, at(2, 11), language="zh")
    given_up = _connect(ben, nurse, at(3, 1), language="en")
    _connect(ben, foreign, at(3, 1), language="en")
    services.record_answer(hired, by=rita, now=at(2, 14))
    services.withdraw_application(ben, given_up.pk, now=at(3, 9))
    _connect(ben, nurse, at(4, 13), language="en")
    answered = _connect(cat, dev, at(5, 12), language="en")
    for day, kind in ((4, "interview"), (5, "offer"), (6, "hired")):
        services.move_application(
            hired, to=services.stage_of_kind(company.pk, kind), by=rita, now=at(day, 9)
        )
    services.record_answer(answered, by=owner, now=at(6, 12))
    Greeting.objects.create(company=company, posting=dev, person_id=ben.pk, by=owner, at=at(5, 15))
    pause_postings([dev.pk], now=at(6, 12))
    return Week(
        company, other, owner, rita, viewer, stranger, ann, ben, cat, nurse, dev, foreign,
        hired, answered,
    )  # fmt: skip
