"""Recruiters weigh, search in words, compare, mark and greet; others' people stay others'."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts import admission
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Company, Membership, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from recruiting import services
from recruiting.candidates import find_page, get_person_of_reference, get_posting_of
from recruiting.candidates.asking import read_asked
from recruiting.models import Block, CandidateMark, DecisionRecord, Greeting
from recruiting.services import record_connection, set_discoverability
from resumes import services as resume_services
from resumes.matching import refused_in
from resumes.models import Resume, ResumeReading
from resumes.services.roles import list_roles
from tests.factories import make_company, make_posting, make_resume, make_source, make_user
from tests.recruiting.test_candidates import call, cv

pytestmark = pytest.mark.django_db


def make_seeker(
    title: str, *skills: str, name: str = "Zelda Quill", allows: bool = True, start: str = "2018-01"
) -> User:
    user = make_user()
    document = cv(name, title, *skills, start=start)
    resume = make_resume(user, document=document, is_confirmed=True)
    resume_services.embed_roles(resume.id)
    if allows:
        set_discoverability(user, is_discoverable=True, now=timezone.now())
    return user


@pytest.fixture
def company() -> Company:
    return make_company(owner=make_user(), name="Harbour Care")


@pytest.fixture
def posting(company: Company) -> Posting:
    made = make_posting(
        source=make_source("own", company=company),
        title="Staff Nurse",
        skills=["wound care"],
        description="Requirements:\n- Wound care\n- At least 3 years of experience as a nurse",
    )
    return get_posting_of(company, made.id)


def page_of(company: Company, posting: Posting, **changes: Any) -> Any:
    return find_page(company, posting, lang="en", limit=20, now=timezone.now(), **changes)


def owner_of(company: Company) -> User:
    user = company.memberships.get(role="owner").user
    User.objects.filter(id=user.id).update(is_staff=True)
    user.refresh_from_db()
    return user


# --- references -----------------------------------------------------------------------------------


def test_a_reference_opens_for_its_posting_while_consent_stands(
    company: Company, posting: Posting
) -> None:
    user = make_seeker("Registered Nurse", "wound care")
    (found,) = page_of(company, posting).candidates
    assert get_person_of_reference(company, posting, found.reference) == user
    set_discoverability(user, is_discoverable=False, now=timezone.now())
    with pytest.raises(NotFound):
        get_person_of_reference(company, posting, found.reference)
    set_discoverability(user, is_discoverable=True, now=timezone.now())
    Block.objects.create(person_id=user.id, company=company, at=timezone.now())
    with pytest.raises(NotFound):
        get_person_of_reference(company, posting, found.reference)
    assert page_of(company, posting).candidates == []


def test_a_reference_of_another_posting_or_company_or_none_opens_nothing(
    company: Company, posting: Posting
) -> None:
    make_seeker("Registered Nurse", "wound care")
    (found,) = page_of(company, posting).candidates
    second = make_posting(source=posting.source, title="Staff Nurse", id="second")
    rival = make_company(owner=make_user())
    theirs = make_posting(source=make_source("rival", company=rival), title="Staff Nurse")
    for firm, job, reference in (
        (company, get_posting_of(company, second.id), found.reference),
        (rival, get_posting_of(rival, theirs.id), found.reference),
        (rival, posting, found.reference),
        (company, posting, "A" * 22),
        (company, posting, found.reference[:-1]),
        (company, posting, "ü" * 22),
        (company, posting, ""),
    ):
        with pytest.raises(NotFound):
            get_person_of_reference(firm, job, reference)


# --- the order ------------------------------------------------------------------------------------


def test_weights_change_the_order_and_are_on_record(company: Company, posting: Posting) -> None:
    skilled = make_seeker("Staff Nurse", "wound care", name="Ann Lee")
    other = make_seeker("Staff Nurse", name="Bea Ray")
    Resume.objects.filter(owner=skilled).update(lang="en")
    by = owner_of(company)
    first = page_of(company, posting)
    assert len(first.candidates) == 2
    plain = {each.reference: each.weighed for each in first.candidates}
    services.save_weights(
        company, posting, factors={"skills": 3, "experience": 0}, must_haves=[], by=by,
        now=timezone.now(),
    )  # fmt: skip
    page = page_of(company, posting)
    assert {each.reference: each.weighed for each in page.candidates} != plain
    # What the seeker sees is as it was.
    assert {e.reference: e.explanation.score for e in page.candidates} == {
        e.reference: e.explanation.score for e in first.candidates
    }
    record = DecisionRecord.objects.order_by("-at").first()
    assert record is not None
    assert record.inputs["factors"] == {"skills": 3.0, "experience": 0.0}
    assert {"weighed", "score", "features"} <= set(record.results[0])
    assert other.is_active


@pytest.mark.parametrize(
    "factors", [{"skills": 3.1}, {"skills": -1}, {"age": 1}, {"skills": float("nan")}]
)
def test_weights_are_bounded(company: Company, posting: Posting, factors: dict[str, float]) -> None:
    with pytest.raises(AppError, match="bad_weights"):
        services.save_weights(
            company, posting, factors=factors, must_haves=None, by=owner_of(company),
            now=timezone.now(),
        )  # fmt: skip


def test_a_missing_must_have_comes_lower_and_nobody_is_left_out(
    company: Company, posting: Posting
) -> None:
    make_seeker("Staff Nurse", "wound care", start="2018-01")
    make_seeker("Staff Nurse", "wound care", start="2026-06")
    page = page_of(company, posting)
    assert [each.missing for each in page.candidates] == [0, 1]
    services.save_weights(
        company, posting, factors={}, must_haves=[], by=owner_of(company), now=timezone.now()
    )
    assert [each.missing for each in page_of(company, posting).candidates] == [0, 0]


def test_marks_order_the_list_and_only_this_companys(company: Company, posting: Posting) -> None:
    for _ in range(3):
        make_seeker("Staff Nurse", "wound care")
    by, now = owner_of(company), timezone.now()
    a, b, c = (each.reference for each in page_of(company, posting).candidates)

    def mark(reference: str, kind: str, note: str = "") -> None:
        person = get_person_of_reference(company, posting, reference)
        services.mark_candidate(
            company, posting, person_id=person.id, reference=reference, kind=kind, note=note,
            by=by, now=now,
        )  # fmt: skip

    mark(c, "pinned")
    mark(a, "not_now", "After the summer")
    assert [e.reference for e in page_of(company, posting).candidates] == [c, b, a]
    with pytest.raises(AppError, match="note_needed"):
        mark(b, "not_now")
    mark(c, "cleared")
    assert [e.reference for e in page_of(company, posting).candidates][-1] == a
    rival = make_company(owner=make_user())
    theirs = make_posting(source=make_source("rival", company=rival), title="Staff Nurse")
    assert all(e.mark is None for e in page_of(rival, get_posting_of(rival, theirs.id)).candidates)


def test_who_applied_is_ranked_among_them_and_marked(company: Company, posting: Posting) -> None:
    hidden = make_seeker("Staff Nurse", "wound care", allows=False)
    cook = make_seeker("Head Chef", "menu planning", allows=False, name="Cook One")
    make_seeker("Staff Nurse", "wound care")
    for user in (hidden, cook):
        resume = Resume.objects.get(owner=user)
        record_connection(
            user, posting, message="Hello", resume_id=resume.id, resume_revision=resume.revision,
            conversation_id=None, round_number=0, now=timezone.now(),
        )  # fmt: skip
    found = page_of(company, posting).candidates
    assert sorted(each.application_id is not None for each in found) == [False, True, True]
    # Of other work: last, without a match, and there.
    assert found[-1].explanation is None
    assert found[-1].application_id is not None
    services.withdraw_application(
        hidden, found[0].application_id or found[1].application_id, now=timezone.now()
    )
    assert len(page_of(company, posting).candidates) == 2


def test_who_applied_is_seen_as_they_shared_it_whatever_they_confirmed_since(
    company: Company, posting: Posting
) -> None:
    people = {}
    # One is found by all besides: that shows no more of them here.
    for name, allows in (("Ann Lee", False), ("Bea Ray", True)):
        user = make_seeker("Staff Nurse", "wound care", name=name, allows=allows, start="2024-01")
        resume = Resume.objects.get(owner=user)
        record_connection(
            user, posting, message="Hello", resume_id=resume.id, resume_revision=resume.revision,
            conversation_id=None, round_number=0, now=timezone.now(),
        )  # fmt: skip
        people[user.id] = resume
    before = page_of(company, posting).candidates
    assert len(before) == 2
    for resume in people.values():
        resume_services.apply_changes(
            resume,
            changes=[
                resume_services.Change(op="replace", path=path, value=value)
                for path, value in (
                    ("/work/0/position", "Head Chef"),
                    ("/work/0/startDate", "2010-01"),
                    ("/skills/0/name", "menu planning"),
                )
            ],
            source=resume_services.Source(kind="form", ref="test"),
        )
        resume.refresh_from_db()
        resume_services.confirm_resume(resume, revision=resume.revision)
        resume_services.embed_roles(resume.id)
        resume.refresh_from_db()
        assert "Head Chef" in str(resume.confirmed_document)
    with CaptureQueriesContext(connection) as seen:
        after = page_of(company, posting).candidates
    assert len(seen) <= 10
    assert {each.reference for each in after} == {each.reference for each in before}
    for each in after:
        assert each.application_id is not None
        assert each.roles == ("Staff Nurse",)
        assert each.explanation is not None
        assert each.explanation.score is not None
        assert "Chef" not in repr(each)
        assert "menu" not in repr(each)
    assert [e.weighed for e in after] == pytest.approx([e.weighed for e in before], abs=0.01)
    # Nor are they looked for by what they said since.
    assert page_of(company, posting, words="head chef").candidates[0].roles == ("Staff Nurse",)
    assert page_of(company, posting, words="nurse, ten years").candidates == []
    assert len(page_of(company, posting, words="nurse, two years").candidates) == 2


def test_who_refuses_a_kind_of_work_costs_no_query_each(company: Company, posting: Posting) -> None:
    counts = []
    for wishes in (["no night shifts"], ["不要夜班", "no overtime", "no night shifts, no travel"]):
        for wish in wishes:
            user = make_seeker("Staff Nurse", "wound care")
            resume = Resume.objects.get(owner=user)
            document = dict(resume.confirmed_document or {})
            document["meta"] = {"jobassist": {"wish": wish}}
            assert refused_in(document), wish
            Resume.objects.filter(id=resume.id).update(confirmed_document=document)
            ResumeReading.objects.filter(resume=resume).delete()
        with CaptureQueriesContext(connection) as seen:
            assert page_of(company, posting).candidates
        counts.append(len(seen))
    assert len(page_of(company, posting).candidates) == 4
    assert counts == [8, 8], "\n".join(q["sql"][:200] for q in seen)
    free = max(e.weighed for e in page_of(company, posting).candidates)
    Posting.objects.filter(id=posting.id).update(traits=["night_shift"])
    after = page_of(company, get_posting_of(company, posting.id)).candidates
    # They are shown, lower: who wants no nights would not have come.
    assert len(after) == 4
    assert min(each.weighed for each in after) < free


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def nurses() -> list[User]:
    """Five, each with more years than the one before."""
    return [
        make_seeker("Staff Nurse", "wound care", name=f"Ann {number}", start=f"{2025 - number}-01")
        for number in range(5)
    ]


def walk(company: Company, posting: Posting, **changes: Any) -> list[Any]:
    """Return the pages, two people each."""
    pages = [find_page(company, posting, lang="en", limit=2, now=timezone.now(), **changes)]
    while pages[-1].next:
        after = pages[-1].next
        pages.append(
            find_page(
                company, posting, lang="en", limit=2, now=timezone.now(), after=after, **changes
            )
        )
    return pages


def test_pages_show_everybody_once_in_the_order_of_the_whole(
    company: Company, posting: Posting, nurses: list[User]
) -> None:
    whole = [each.reference for each in page_of(company, posting).candidates]
    assert len(whole) == len(nurses)
    pages = walk(company, posting)
    assert [each.reference for page in pages for each in page.candidates] == whole
    assert [(page.first, page.last, page.total) for page in pages] == [
        (1, 2, 5),
        (3, 4, 5),
        (5, 5, 5),
    ]
    places = [record.inputs.get("first", 1) for record in DecisionRecord.objects.order_by("at")]
    assert places == [1, 1, 3, 5]


def test_weights_and_must_haves_move_people_between_pages(
    company: Company, posting: Posting, nurses: list[User]
) -> None:
    first = [each.reference for each in walk(company, posting)[0].candidates]
    newest = next(e for e in page_of(company, posting).candidates if e.missing)
    assert newest.reference not in first
    services.save_weights(
        company, posting, factors={"experience": 0}, must_haves=[], by=owner_of(company),
        now=timezone.now(),
    )  # fmt: skip
    after = page_of(company, posting).candidates
    assert all(not each.missing for each in after)
    # What only years told apart are now equals, told apart by their pseudonyms alone.
    level = {each.weighed for each in after}
    assert (
        level != {each.weighed for each in walk(company, posting)[0].candidates} or len(level) < 5
    )
    assert [e.reference for e in after] == [
        e.reference for page in walk(company, posting) for e in page.candidates
    ]


def test_who_takes_their_word_back_between_pages_is_not_on_the_next(
    company: Company, posting: Posting, nurses: list[User]
) -> None:
    whole = page_of(company, posting).candidates
    start = find_page(company, posting, lang="en", limit=2, now=timezone.now())
    gone = get_person_of_reference(company, posting, whole[2].reference)
    set_discoverability(gone, is_discoverable=False, now=timezone.now())
    # The last one shown, too: those after keep their places.
    last = get_person_of_reference(company, posting, whole[1].reference)
    set_discoverability(last, is_discoverable=False, now=timezone.now())
    later = find_page(
        company, posting, lang="en", limit=2, now=timezone.now(), after=start.next or ""
    )
    assert [e.reference for e in later.candidates] == [e.reference for e in whole[3:]]
    assert later.next is None


def test_a_cursor_is_of_one_list_alone(
    company: Company, posting: Posting, nurses: list[User]
) -> None:
    start = find_page(company, posting, lang="en", limit=2, now=timezone.now())
    assert start.next
    second = make_posting(source=posting.source, title="Staff Nurse", id="second")
    for job, words, cursor in (
        (get_posting_of(company, second.id), "", start.next),
        (posting, "nurse in Leeds", start.next),
        (posting, "", start.next[:-2]),
        (posting, "", "made:up"),
    ):
        with pytest.raises(AppError, match="bad_cursor"):
            page_of(company, job, words=words, after=cursor)
    # Weighed otherwise, the old place is nowhere in the new order.
    services.save_weights(
        company, posting, factors={"skills": 3}, must_haves=[], by=owner_of(company),
        now=timezone.now(),
    )  # fmt: skip
    with pytest.raises(AppError, match="bad_cursor"):
        page_of(company, posting, after=start.next)


def test_pages_over_http(
    client: Client, company: Company, posting: Posting, nurses: list[User]
) -> None:
    path = f"/api/v1/companies/{company.id}/postings/{posting.id}/candidates"
    owner = owner_of(company)
    start = call(client, owner).get(path, {"limit": 3}).json()
    assert (start["total"], start["has_more"], len(start["candidates"])) == (5, True, 3)
    rest = client.get(path, {"limit": 3, "after": start["next"]}).json()
    assert rest["next"] is None
    found = [each["candidate"] for each in start["candidates"] + rest["candidates"]]
    assert len(set(found)) == 5
    answer = client.get(path, {"after": "made-up"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_what_was_kept_of_a_resume_is_what_its_document_says(
    company: Company, posting: Posting, nurses: list[User]
) -> None:
    kept = page_of(company, posting, words="nurse, three years, nights").candidates
    assert ResumeReading.objects.count() == 5
    # Read by other readers: read anew, whatever was kept.
    ResumeReading.objects.update(version=0, text="{}")
    anew = page_of(company, posting, words="nurse, three years, nights").candidates
    assert [(e.reference, e.weighed, e.answers) for e in anew] == [
        (e.reference, e.weighed, e.answers) for e in kept
    ]
    for each in page_of(company, posting).candidates:
        assert each.explanation is not None
        # What orders the list is what the seeker sees.
        assert each.weighed == each.explanation.score


# --- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "keys", "years", "places"),
    [
        ("三年以上护理,能上夜班", {"title", "years", "shift:night"}, 3, []),
        ("react dev in Leeds, 3+ years", {"title", "years", "skill:react"}, 3, ["gb/ENG/Leeds"]),
        (
            "深圳 Java 后端 5年以上 本科",
            {"title", "years", "education", "skill:java"},
            5,
            ["cn/广东/深圳"],
        ),
        (
            "forklift driver near Hull, nights ok",
            {"title", "shift:night"},
            None,
            ["gb/ENG/Kingston upon Hull"],
        ),
        ("会计,英语流利", {"title", "language:en"}, None, []),
        ("chef who speaks French, at least two years", {"title", "years", "language:fr"}, 2, []),
        (
            "数据分析师 会SQL和Python 硕士",
            {"title", "education", "skill:sql", "skill:python"},
            None,
            [],
        ),
    ],
)
def test_words_are_understood(
    words: str, keys: set[str], years: float | None, places: list[str]
) -> None:
    asked = read_asked(words)
    assert keys <= {each.key for each in asked.demands}
    assert asked.min_years == years
    assert [place.key for place in asked.places] == places
    assert not asked.is_protected


@pytest.mark.parametrize(
    "words",
    [
        "young female receptionist",
        "女会计,30岁以下",
        "male nurse under 35",
        "未婚已育优先 前台",
        "汉族司机",
        "attractive waitress with photo",
    ],
)
def test_what_the_law_keeps_out_is_not_looked_for(words: str) -> None:
    asked = read_asked(words)
    assert asked.is_protected
    told = " ".join([*asked.titles, *asked.skills, asked.text_to_embed]).lower()
    for word in ("young", "female", "女", "岁", "male", "婚", "汉族", "attractive", "photo"):
        assert word not in told


def test_words_narrow_by_place_and_say_so(company: Company) -> None:
    posting = make_posting(
        source=make_source("own", company=company), title="Staff Nurse", city="Leeds", id="leeds"
    )
    posting = get_posting_of(company, posting.id)
    for city in ("Leeds", "Hull"):
        user = make_seeker("Staff Nurse", "wound care")
        resume = Resume.objects.get(owner=user)
        document = {**(resume.confirmed_document or {})}
        document["basics"] = {**document["basics"], "location": {"city": city, "countryCode": "GB"}}
        Resume.objects.filter(id=resume.id).update(confirmed_document=document)
        list_roles(Resume.objects.get(id=resume.id), today=timezone.now().date())
    assert len(page_of(company, posting).candidates) == 2
    page = page_of(company, posting, words="nurse in Leeds")
    assert len(page.candidates) == 1
    assert page.asked.list_filters("en") == [("place", "Leeds")]
    assert len(page_of(company, posting, words="nurse in Leeds", without=["place"]).candidates) == 2


# --- in the admin ---------------------------------------------------------------------------------


@pytest.fixture
def browser(company: Company, client: Client) -> Client:
    client.force_login(owner_of(company))
    return client


def test_the_page_shows_who_fits_and_takes_orders(
    company: Company, posting: Posting, browser: Client
) -> None:
    user = make_seeker("Staff Nurse", "wound care")
    url = reverse("admin:recruiting_candidates", args=[posting.id])
    answer = browser.get(url)
    assert answer.status_code == 200, answer
    text = answer.content.decode()
    assert "A person decides" in text
    assert "Zelda" not in text
    (found,) = page_of(company, posting).candidates
    assert found.reference in text
    assert AuditEntry.objects.filter(
        kind="candidate", object_id=found.reference, action="looked"
    ).exists()
    browser.post(url, {"candidate": found.reference, "mark": "shortlisted"})
    assert CandidateMark.objects.get().kind == "shortlisted"
    browser.post(url, {"weigh": "1", "factor-skills": "2", "must": []})
    assert page_of(company, get_posting_of(company, posting.id)).factors == {"skills": 2.0}
    greet = reverse("admin:recruiting_thread_greet", args=[posting.id, found.reference])
    assert greet in text
    browser.post(greet, {"text": "Hello, are you free?"})
    assert Greeting.objects.get().person_id == user.id
    # Once more is refused before a word of it is written.
    again = browser.get(greet)
    thread = Greeting.objects.get().thread_id
    assert again["Location"] == reverse("admin:recruiting_thread_change", args=[thread])
    # Between the list and the click they took their word back.
    set_discoverability(user, is_discoverable=False, now=timezone.now())
    browser.post(url, {"candidate": found.reference, "mark": "pinned"})
    assert CandidateMark.objects.count() == 1


def test_the_page_goes_on_to_the_next(
    company: Company, posting: Posting, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recruiting.admin import candidates as page

    monkeypatch.setattr(page, "A_PAGE", 1)
    for _ in range(2):
        make_seeker("Staff Nurse", "wound care")
    a, b = (each.reference for each in page_of(company, posting).candidates)
    url = reverse("admin:recruiting_candidates", args=[posting.id])
    text = browser.get(url).content.decode()
    assert (a in text, b in text, "1–1 of 2" in text) == (True, False, True)
    way = re.search(r'rel="next" href="([^"]+)"', text)
    assert way is not None
    text = browser.get(url + html.unescape(way[1])).content.decode()
    assert (a in text, b in text, 'rel="next"' in text) == (False, True, False)
    # Of other words: from the beginning, and it says so.
    text = browser.get(url + html.unescape(way[1]) + "&q=nurse").content.decode()
    assert a in text
    assert "begin again" in text
    # Weighed otherwise it is another list: from its beginning, its words kept.
    answer = browser.post(
        url + html.unescape(way[1]) + "&let=years", {"weigh": "1", "factor-skills": "2", "must": []}
    )
    assert answer["Location"] == f"{url}?q=&let=years"
    assert "begin again" not in browser.get(answer["Location"]).content.decode()


def test_a_page_whose_people_left_says_so_and_leads_back(
    company: Company, posting: Posting, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recruiting.admin import candidates as page

    monkeypatch.setattr(page, "A_PAGE", 1)
    for _ in range(2):
        make_seeker("Staff Nurse", "wound care")
    last = page_of(company, posting).candidates[-1]
    url = reverse("admin:recruiting_candidates", args=[posting.id])
    way = re.search(r'rel="next" href="([^"]+)"', browser.get(url).content.decode())
    assert way is not None
    gone = get_person_of_reference(company, posting, last.reference)
    set_discoverability(gone, is_discoverable=False, now=timezone.now())
    text = browser.get(url + html.unescape(way[1])).content.decode()
    assert "can no longer be shown" in text
    assert "From the beginning" in text
    assert last.reference not in text


def test_the_page_leads_to_the_posting_and_to_applications_and_back(
    company: Company, posting: Posting, browser: Client
) -> None:
    user = make_seeker("Staff Nurse", "wound care", allows=False)
    resume = Resume.objects.get(owner=user)
    application, _is_new = record_connection(
        user, posting, message="Hello", resume_id=resume.id, resume_revision=resume.revision,
        conversation_id=None, round_number=0, now=timezone.now(),
    )  # fmt: skip
    url = reverse("admin:recruiting_candidates", args=[posting.id])
    text = browser.get(url).content.decode()
    for name, key in (
        ("recruiting_application_change", application.id),
        ("recruiting_thread_open", application.id),
        ("jobs_posting_change", posting.id),
    ):
        assert f'"{reverse(f"admin:{name}", args=[key])}"' in text, name
    assert "/greet/" not in text
    way = reverse("admin:jobs_posting_candidates", args=[posting.id])
    assert (
        way in browser.get(reverse("admin:jobs_posting_change", args=[posting.id])).content.decode()
    )
    assert browser.get(way)["Location"] == url


def test_side_by_side(company: Company, posting: Posting, browser: Client) -> None:
    for _ in range(3):
        make_seeker("Staff Nurse", "wound care")
    a, b, _c = (each.reference for each in page_of(company, posting).candidates)
    url = reverse("admin:recruiting_candidates_compare", args=[posting.id])
    answer = browser.get(url, {"c": [a, b]})
    assert answer.status_code == 200
    assert answer.content.decode().count("Staff Nurse") >= 2
    assert browser.get(url, {"c": [a]}).status_code == 302
    assert browser.get(url, {"c": [a, "A" * 22]}).status_code == 302


def test_viewers_strangers_and_rivals_see_no_page(
    company: Company, posting: Posting, client: Client
) -> None:
    make_seeker("Staff Nurse", "wound care")
    url = reverse("admin:recruiting_candidates", args=[posting.id])
    viewer, rival = make_user(is_staff=True), make_user(is_staff=True)
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    make_company(owner=rival)
    for user in (viewer, rival):
        client.force_login(user)
        for address in (
            url,
            f"{url}compare/",
            reverse("admin:recruiting_candidates", args=[10**9]),
        ):
            assert client.get(address).status_code == 404, (user, address)
            assert client.post(address, {"weigh": "1"}).status_code == 404


def test_the_page_takes_few_queries_however_many_there_are(
    company: Company, posting: Posting, browser: Client
) -> None:
    # As somebody is who works there: no operator, and with the second factor shown.
    User.objects.filter(memberships__company=company).update(is_staff=False)
    session = browser.session
    session[admission.FACTOR_SHOWN] = True
    session.save()
    url = reverse("admin:recruiting_candidates", args=[posting.id])
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_seeker("Staff Nurse", "wound care")
        applied = make_seeker("Staff Nurse", "wound care", allows=False)
        resume = Resume.objects.get(owner=applied)
        record_connection(
            applied, posting, message="Hello", resume_id=resume.id, resume_revision=resume.revision,
            conversation_id=None, round_number=0, now=timezone.now(),
        )  # fmt: skip
        assert browser.get(url).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        counts.append(len(seen))
    # The whole page, the shell included.
    assert counts == [12, 12], "\n".join(q["sql"][:200] for q in seen)


def test_the_address_takes_few_queries_too(
    company: Company, posting: Posting, client: Client
) -> None:
    for _ in range(4):
        make_seeker("Staff Nurse", "wound care")
    path = f"/api/v1/companies/{company.id}/postings/{posting.id}/candidates"
    browser = call(client, owner_of(company))
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(path, {"q": "nurse, three years"})
    assert len(seen) <= 12, "\n".join(q["sql"][:200] for q in seen)
    body = answer.json()
    assert len(body["candidates"]) == 4
    (first, *_rest) = body["candidates"]
    assert {"weighed", "missing", "must_haves", "answers", "is_applicant", "mark"} <= set(first)
    assert body["asked"]["filters"] == [{"key": "years", "text": "three years"}]
