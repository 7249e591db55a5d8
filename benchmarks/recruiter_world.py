"""The database of `recruiter.py`: seekers, a company with postings, applications; in its own folder.

Rows are written as the services write them, but many at a time; three in five people allow to be
found. Beside what people are found by stand the peer's own columns: city, years, allowed or not.
"""

import gzip
import json
import random
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils import timezone
from recruiter_people import SEED, TODAY, log, read_people, read_vectors

ALLOWS = 0.6
BATCH = 2_000
APPLICATIONS = 50_000
POSTINGS = 40
EMAIL = "recruiter@example.com"
PASSWORD = "bench bench bench"


def write(model: type[models.Model], rows: list[Any]) -> None:
    """Insert rows, as many at a time as one statement bears."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    rows.clear()


def run(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Return a statement's rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def fill(people: Path, *, count: int, applications: int, data: Path) -> dict[str, Any]:
    """Write everything; return what was written."""
    run("SET synchronous_commit = off")
    indexes = run(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'resumes_searchedrole' "
        "AND indexname NOT LIKE '%%pkey'"
    )
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")
    run(
        "ALTER TABLE resumes_searchedrole ADD COLUMN bench_city int, ADD COLUMN bench_years float, "
        "ADD COLUMN bench_open boolean"
    )
    ids = write_people(people, count=count)
    run("SET maintenance_work_mem = '1GB'")
    run(
        "CREATE INDEX bench_city ON resumes_searchedrole (bench_city, bench_years) WHERE bench_open"
    )
    for name, definition in indexes:
        log(name)
        run(definition)
    report = {"people": len(ids), **write_company(ids, count=applications, data=data)}
    for table in (
        "resumes_searchedrole",
        "resumes_resumerole",
        "resumes_resume",
        "resumes_resumereading",
    ):
        run(f"VACUUM (ANALYZE) {table}")
    run("ANALYZE")
    return report


def write_people(people: Path, *, count: int) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Write accounts, consents, résumés and roles; return (person, résumé) of each."""
    from jobassist.accounts.models import User
    from jobassist.ai.embedder import get_embedder
    from recruiting.models import Consent
    from recruiting.services import DISCOVERY_WORDING
    from resumes.models import Resume, ResumeReading, ResumeRole, SearchedRole
    from resumes.reach import read_reach
    from resumes.readings import build_reading_row
    from resumes.services import build_searched_role

    rng = random.Random(SEED)
    vectors = read_vectors(people)
    model = get_embedder().model_name
    now = timezone.now()
    ids: list[tuple[uuid.UUID, uuid.UUID]] = []
    users: list[Any] = []
    resumes: list[Any] = []
    roles: list[Any] = []
    consents: list[Any] = []
    bench: list[tuple[int, float | None, bool]] = []
    reaches: list[Any] = []
    readings: list[Any] = []

    def flush() -> None:
        write(User, users)
        write(Consent, consents)
        write(Resume, resumes)
        write(ResumeReading, readings)
        made = ResumeRole.objects.bulk_create(roles, batch_size=BATCH)
        searched = [build_searched_role(r, x) for r, x in zip(made, reaches, strict=True)]
        SearchedRole.objects.bulk_create(searched, batch_size=BATCH)
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE resumes_searchedrole SET bench_city = %s, bench_years = %s, "
                "bench_open = %s WHERE role_id = %s",
                [(*each, role.pk) for each, role in zip(bench, made, strict=True)],
            )
        roles.clear()
        reaches.clear()
        bench.clear()

    for person in read_people(people):
        if person["number"] >= count:
            break
        user = User(
            id=uuid.UUID(int=rng.getrandbits(128), version=4),
            is_guest=False,
            locale="zh-CN" if person["lang"] == "zh" else "en",
        )
        user.set_unusable_password()
        resume = Resume(
            id=uuid.UUID(int=rng.getrandbits(128), version=4),
            owner=user,
            lang=person["lang"],
            document=person["document"],
            revision=1,
            confirmed_revision=1,
            confirmed_document=person["document"],
            confirmed_at=now,
            is_current=True,
        )
        allows = rng.random() < ALLOWS
        users.append(user)
        resumes.append(resume)
        ids.append((user.id, resume.id))
        if allows:
            consents.append(
                Consent(
                    person_id=user.id,
                    scope=Consent.Scope.DISCOVERY,
                    action=Consent.Action.GRANTED,
                    wording_version=DISCOVERY_WORDING,
                    at=now,
                )
            )
        said = [(role["title"], role["titles"]) for role in person["roles"]]
        readings.append(build_reading_row(resume, titles=said))
        reach = read_reach(person["document"], lang=person["lang"], today=TODAY)
        for order, role in enumerate(person["roles"]):
            roles.append(
                ResumeRole(
                    resume=resume,
                    revision=1,
                    order=order,
                    title=role["title"],
                    titles=role["titles"],
                    skills=role["skills"],
                    skill_keys=role["skill_keys"],
                    place=role["place"],
                    seniority=role["seniority"],
                    years=role["years"],
                    text_to_embed=role["text"],
                    content_hash=str(person["number"]),
                    model_name=model,
                    vector=vectors[role["text"]].tolist(),
                )
            )
            reaches.append(reach)
            bench.append((person["place"], reach.years, allows))
        if len(users) >= BATCH:
            flush()
            if len(ids) % 10_000 == 0:
                log(f"{len(ids)} people written")
    flush()
    return ids


def write_company(
    ids: list[tuple[uuid.UUID, uuid.UUID]], *, count: int, data: Path
) -> dict[str, Any]:
    """Write a company, its recruiter, real postings for the corpus and applications to them."""
    from jobassist.accounts.companies import create_company
    from jobassist.accounts.models import Identity, User
    from jobs import embedding, services
    from jobs.feed import ParsedRow, parse_row
    from jobs.models import Posting
    from recruiting.models import Application, Consent, Stage
    from recruiting.services import CONSENT_WORDING

    now = timezone.now()
    recruiter = User.objects.create_user(
        password=PASSWORD, is_guest=False, is_staff=True, display_name="Recruiter"
    )
    Identity.objects.create(
        user=recruiter,
        kind=Identity.Kind.EMAIL,
        value=EMAIL,
        value_normalised=EMAIL,
        verified_at=now,
    )
    company = create_company(name="Bench Company", owner=recruiter)
    source = services.get_or_create_company_source(company.id, key="bench")
    parsed = [parse_row(row) for name in FILES for row in real_rows(data / name, POSTINGS // 2)]
    good = [row for row in parsed if isinstance(row, ParsedRow)]
    results = services.upsert_postings(source, good, now=now, embed="not")
    posting_ids = [each.posting_id for each in results if each.posting_id]
    embedding.embed_postings(posting_ids, is_here=True)
    Posting.objects.filter(id__in=posting_ids).update(status=Posting.Status.ACTIVE)
    stages = list(Stage.objects.filter(company=company).order_by("position"))
    rng = random.Random(SEED)
    applications: list[Any] = []
    consents: list[Any] = []
    for number, (person, resume) in enumerate(rng.sample(ids, min(count, len(ids)))):
        # Half of all wrote about the first posting.
        posting_id = posting_ids[0] if number % 2 else rng.choice(posting_ids)
        at = now - timedelta(minutes=rng.randint(1, 100_000))
        applications.append(
            Application(
                seeker_id=person,
                person_id=person,
                posting_id=posting_id,
                company=company,
                kind=Application.Kind.GREETING,
                message="Hello, I would like to hear more.",
                resume_id=resume,
                resume_revision=1,
                stage=rng.choice(stages) if stages else None,
                created_at=at,
            )
        )
        consents += [
            Consent(
                person_id=person,
                company=company,
                posting_id=posting_id,
                scope=scope,
                action=Consent.Action.GRANTED,
                resume_id=resume,
                resume_revision=1,
                wording_version=CONSENT_WORDING,
                at=at,
            )
            for scope in (Consent.Scope.MESSAGE, Consent.Scope.RESUME)
        ]
    write(Application, applications)
    write(Consent, consents)
    return {"company": company.id, "postings": posting_ids}


FILES = ("jobs/jobs_zh.jsonl.gz", "jobs/jobs_en.jsonl.gz")


def real_rows(path: Path, count: int) -> list[dict[str, Any]]:
    """Return real postings that say what they ask for, the same ones each time."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    rows = [
        r for r in rows if len(r.get("description") or "") > 200 and not r.get("label_fraudulent")
    ]
    random.Random(SEED).shuffle(rows)
    return rows[:count]
