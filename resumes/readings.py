"""A résumé's wishes and facts, read for being held against postings."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from jobassist.ai.embedder import get_embedder
from jobassist.language.text import Lang
from jobs.search import READING_VERSION, JobQuery, Reading, load_reading, read_person

from .matching import criteria_from_resume, home_of
from .models import Resume, ResumeReading

MAX_TITLES = 24


def list_titles(roles: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """Return the titles of roles as employers of both languages write them."""
    return tuple(dict.fromkeys(t for title, others in roles for t in (title, *others)))[:MAX_TITLES]


def build_query(
    document: Mapping[str, Any], *, lang: Lang, titles: tuple[str, ...], now: datetime
) -> JobQuery:
    """Return what a confirmed document asks of postings; years and degree with their evidence."""
    criteria = criteria_from_resume(dict(document), today=now.date())
    return JobQuery(
        criteria=criteria.model_copy(update={"experience_years": None, "education": None}),
        roles=titles,
        lang=lang,
        home=home_of(dict(document)),
        now=now,
        resume_document=document,
    )


def lang_of(resume: Resume) -> Lang:
    """Return the language a résumé is in."""
    return "zh" if resume.lang == "zh" else "en"


def build_reading_row(
    resume: Resume, *, titles: Iterable[tuple[str, Iterable[str]]]
) -> ResumeReading:
    """Return the row that keeps a confirmed résumé as read; `titles` are of its roles."""
    reading = read_resume_anew(resume, titles=list_titles(titles), now=timezone.now())
    return ResumeReading(
        resume_id=resume.id,
        revision=resume.confirmed_revision or 0,
        version=READING_VERSION,
        text=reading.dump().decode(),
    )


def read_resume_anew(resume: Resume, *, titles: tuple[str, ...], now: datetime) -> Reading:
    """Return a confirmed résumé read out of its document; some milliseconds."""
    document = resume.confirmed_document or {}
    return read_person(build_query(document, lang=lang_of(resume), titles=titles, now=now))


def load_kept(text: str, *, now: datetime) -> Reading | None:
    """Return a kept reading as of now."""
    return load_reading(text, model=get_embedder().model_name, now=now)
