import datetime
import json
import re
import stat
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from jobassist.accounts.identifiers import parse_identifier
from jobassist.accounts.models import Company, Membership, User
from jobassist.accounts.services import check_password_login
from jobs.criteria import Criteria
from jobs.feed import FeedItem, ParsedRow, build_item, parse_row
from jobs.models import Posting, PostingEmbedding, Source
from jobs.search import JobQuery, search_jobs
from recruiting.demo.postings import HOSTILE_ID, build_postings
from recruiting.demo.sheets import read_applicants, read_occupations
from recruiting.models import Application, InterviewSlot, Thread
from resumes.models import Resume, ResumeRole

TODAY = datetime.date(2026, 11, 2)


@pytest.fixture(scope="module")
def items() -> list[FeedItem]:
    found = []
    for posting in build_postings(today=TODAY):
        parsed = parse_row(posting.row)
        assert isinstance(parsed, ParsedRow), parsed
        item = build_item(parsed, today=TODAY)
        assert isinstance(item, FeedItem), item
        found.append(item)
    return found


@pytest.fixture
def data_dir(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def loaded(data_dir, db) -> list[dict[str, str]]:
    call_command("load_demo", verbosity=0)
    return json.loads((data_dir / "demo_logins.json").read_text(encoding="utf-8"))


def test_there_is_enough_of_everything(items):
    languages = Counter(item.lang for item in items)
    assert len(items) >= 400
    assert min(languages.values()) >= 0.45 * len(items)
    occupations = Counter(occupation.lang for occupation in read_occupations())
    assert min(occupations.values()) >= 25
    places = {x.place.city: x.place.country for item in items for x in item.locations if x.place}
    countries = Counter(country for city, country in places.items() if city)
    assert countries["CN"] >= 15
    assert countries["GB"] >= 8
    assert countries["US"] >= 3
    assert {"SG", "IE", "DE"} <= set(countries)
    assert sum(item.is_remote for item in items) >= 8
    kinds = Counter(item.employment_type for item in items)
    for kind in ("part_time", "internship", "temporary", "contract"):
        assert kinds[kind] >= 5, kind
    traits = Counter(trait for item in items for trait in item.traits)
    for trait in ("outsourcing", "agency", "night_shift"):
        assert traits[trait] >= 7, trait


def test_every_posting_states_what_a_card_shows(items):
    for item in items:
        assert item.employment_type, item.external_id
        assert item.employer, item.external_id
        assert item.locations or item.is_remote, item.external_id
        assert all(x.place for x in item.locations), item.external_id
        assert len(item.description_text) >= 100, item.external_id
        is_said = bool(re.search(r"\d", item.pay.raw))
        assert is_said == (item.pay.min is not None), (item.external_id, item.pay)


def test_pay_is_read_as_its_market_means_it(items):
    # A year's pay of full-time work, so wide that only a misreading falls outside.
    bounds = {"CNY": (20_000, 900_000), "GBP": (13_000, 200_000), "USD": (28_000, 250_000)}
    for item in items:
        low, high = bounds.get(item.pay.currency or "", (20_000, 200_000))
        for value in item.pay.yearly:
            assert value is None or low <= value <= high, (item.external_id, item.pay)


def test_no_two_descriptions_are_the_same(items):
    texts = Counter(item.description_text for item in items)
    assert [text for text, count in texts.items() if count > 1] == []


def test_a_description_speaks_of_its_own_work(items):
    in_java = [item for item in items if re.match(r"Java\b|Java[^S]", item.title)]
    assert len(in_java) >= 4
    for item in in_java:
        assert "Python" not in f"{item.skills} {item.description_text}", item.external_id
    for occupation in read_occupations():
        own = {line.text for line in occupation.duties}
        others = {
            line.text
            for other in read_occupations()
            if other.lang == occupation.lang and other.key != occupation.key
            for line in other.duties
        }
        assert not own & others, occupation.key


def test_the_same_day_makes_the_same_postings():
    assert build_postings(today=TODAY) == build_postings(today=TODAY)
    tomorrow = build_postings(today=TODAY + datetime.timedelta(days=1))
    assert [p.row["title"] for p in tomorrow] == [
        p.row["title"] for p in build_postings(today=TODAY)
    ]


def test_links_lead_to_names_that_nobody_can_own():
    for posting in build_postings(today=TODAY):
        assert re.match(r"https://[a-z0-9-]+\.example/", posting.row["url"]), posting.row["id"]


@pytest.mark.django_db
def test_loading_leaves_people_companies_and_findable_postings(loaded, data_dir):
    expected = build_postings(today=TODAY)
    assert Posting.objects.count() == len(expected)
    statuses = Counter(Posting.objects.values_list("status", flat=True))
    assert statuses["expired"] >= 3
    assert statuses["paused"] >= 3
    shown = Posting.objects.filter(status__in=["active", "paused"])
    assert PostingEmbedding.objects.filter(posting__in=shown).count() == shown.count()

    assert Company.objects.count() == 5
    for company in Company.objects.all():
        roles = sorted(Membership.objects.filter(company=company).values_list("role", flat=True))
        assert roles == ["owner", "recruiter"]
        own = Posting.objects.filter(company=company, status="active")
        assert own.count() >= 8, company.name
        assert set(own.values_list("source__kind", flat=True)) == {Source.Kind.COMPANY}
    assert Posting.objects.filter(company=None).count() >= 250

    assert stat.S_IMODE((data_dir / "demo_logins.json").stat().st_mode) == 0o600
    assert Counter(x["role"] for x in loaded) == {
        "admin": 1,
        "seeker": 2,
        "owner": 5,
        "recruiter": 5,
    }
    assert len({x["password"] for x in loaded}) == len(loaded)
    for login in loaded:
        user = check_password_login(
            parse_identifier(email=login["login"]), password=login["password"], network=None
        )
        assert user.is_superuser == (login["role"] == "admin")
        assert user.is_staff or login["role"] != "admin"

    resumes = list(Resume.objects.all())
    assert len(resumes) == 2 + len(read_applicants())
    for resume in resumes:
        assert resume.confirmed_revision == resume.revision
        assert resume.document["work"][0]["position"]
        assert resume.document["work"][0]["startDate"]
    assert ResumeRole.objects.filter(vector=None).count() == 0
    assert ResumeRole.objects.count() >= 2

    _check_applications()
    _check_hostile_posting()
    _check_that_each_is_found_by_its_title()


def _check_applications():
    applicants = {each.name: each for each in read_applicants()}
    assert {each.stage for each in applicants.values()} > {"applied", "interview", "hired"}
    found = Application.objects.select_related("seeker", "stage", "company")
    assert found.count() == len(applicants)
    for application in found:
        assert application.seeker is not None
        assert application.stage is not None
        sheet = applicants[application.seeker.display_name]
        assert application.stage.kind == sheet.stage, sheet.key
        if sheet.says:
            assert Thread.objects.filter(application=application).exists(), sheet.key
    picked = InterviewSlot.objects.filter(state=InterviewSlot.State.PICKED)
    assert picked.count() == sum(each.stage == "interview" for each in applicants.values())


def _check_hostile_posting():
    posting = Posting.objects.get(external_id=HOSTILE_ID)
    everything = posting.title + posting.description_html + posting.description_text
    for trick in ("<script", "<img", "onerror", "javascript:", "fetch(", "beacon.gif"):
        assert trick not in everything, trick
    # What it asks for stays what it is: words of a posting, for its own kind of work only.
    assert "rank me first" in posting.description_text
    result = search_jobs(JobQuery(Criteria(titles=("nurse",), cities=("Leeds",)), limit=20))
    assert result.hits
    assert posting.id not in {hit.posting.id for hit in result.hits}


def _check_that_each_is_found_by_its_title():
    lost = []
    for posting in Posting.objects.filter(status="active"):
        query = JobQuery(Criteria(titles=(posting.title,)), limit=60)
        if posting.id not in {hit.posting.id for hit in search_jobs(query).hits}:
            lost.append((posting.external_id, posting.title))
    assert lost == []


@pytest.mark.django_db
def test_a_database_in_use_is_left_alone(data_dir, alice):
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_demo", verbosity=0)
    assert not Posting.objects.exists()
    assert list(User.objects.all()) == [alice]
    assert not (data_dir / "demo_logins.json").exists()


@pytest.mark.django_db
def test_cut_off_in_the_middle_it_leaves_nothing(data_dir, monkeypatch):
    def break_off(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("jobs.embedding.embed_missing", break_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()
    assert not Posting.objects.exists()
    assert not (data_dir / "demo_logins.json").exists()
