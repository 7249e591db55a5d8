"""Candidates for a company's posting: people who allow it, without their names."""

import json
import re
import uuid
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobassist.accounts.models import Company
from jobassist.ai.embedder import get_embedder
from jobassist.errors import NotFound
from jobassist.language.text import Lang
from jobs.models import Posting
from jobs.search import RANKING_VERSION, MatchExplanation
from recruiting.models import Application, CandidateMark
from recruiting.services import find_weights, list_marks, record_candidates, with_weights
from resumes.reverse import MAX_MATCHES, Fit, ResumeMatch, explain_fits, find_fits

from .asking import Answered, Asked, answer_asked, read_asked
from .cursors import build_cursor, read_cursor
from .people import discoverable_people, has_changed, people_who_applied, revision_of
from .references import build_reference
from .weights import LACKS, MustHave, count_missing, list_must_haves, weigh

# Of so many applications, the newest, those that fit best are on the page; all are in the pipeline.
MAX_APPLICANTS = 500
_GROUPS: dict[str, int] = {CandidateMark.Kind.PINNED: 0, CandidateMark.Kind.NOT_NOW: 2}
# Places of a résumé whose words tell what somebody can do, and not who they are.
_TELLS_NOBODY = re.compile(
    r"/(?:skills/\d+(?:/name|/keywords/\d+)?|languages/\d+(?:/language|/fluency)?"
    r"|certificates/\d+/name|education/\d+/(?:studyType|area)|work/\d+/position)"
)
_ROLE = re.compile(r"/work/\d+")
MAX_WORDS = 120


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who fits, by a pseudonym that is this posting's own."""

    reference: str
    roles: tuple[str, ...]
    years: float | None
    education: str | None
    # What the seeker would see, unchanged by what the company weighs. None: they applied, and
    # their résumé says nothing of such work.
    explanation: MatchExplanation | None
    # The résumé's words by pointer, where they tell nobody's name.
    words: Mapping[str, str]
    # The score as the company weighs it: what the list is ordered by.
    weighed: float = 0.0
    must_haves: tuple[MustHave, ...] = ()
    missing: int = 0
    answers: tuple[Answered, ...] = ()
    application_id: uuid.UUID | None = None
    mark: CandidateMark | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A posting's candidates in order, with what was weighed and asked to get there."""

    candidates: list[Candidate]
    factors: Mapping[str, float]
    must_haves: tuple[str, ...] | None
    asked: Asked
    # The posting's own demands, for whoever chooses among them.
    demands: tuple[MustHave, ...]
    # Goes on after the last one shown, None where nobody follows.
    next: str | None
    # Place of the first one shown, from 1, and how many there are in all.
    first: int = 1
    total: int = 0

    @property
    def has_more(self) -> bool:
        """Whether somebody follows."""
        return self.next is not None

    @property
    def last(self) -> int:
        """Place of the last one shown."""
        return self.first + len(self.candidates) - 1


@dataclass(frozen=True, slots=True)
class _Placed:
    """Somebody who fits, at their place in the company's order."""

    fit: Fit
    reference: str
    weighed: float
    missing: int
    answers: tuple[Answered, ...]
    mark: CandidateMark | None

    @property
    def order(self) -> tuple[int, float, str]:
        """Pinned first, put aside last; between them by what is weighed and what is missing."""
        group = _GROUPS.get(self.mark.kind, 1) if self.mark else 1
        wanted = sum(each.status == "met" for each in self.answers)
        share = wanted / len(self.answers) if self.answers else 1.0
        # What the recruiter asked for in words counts as much as half of the rest.
        figure = round(self.weighed * LACKS**self.missing * (0.5 + 0.5 * share), 6)
        return group, -figure, self.reference


def get_posting_of(company: Company, posting_id: int) -> Posting:
    """Return a company's own posting, ready to match; NotFound for any other."""
    return get_posting_among([company], posting_id)


def get_posting_among(companies: Sequence[Company], posting_id: int) -> Posting:
    """Return a posting of one of these companies, ready to match; NotFound for any other."""
    posting = (
        with_weights(Posting.objects.filter(id=posting_id, company__in=companies))
        .exclude(status=Posting.Status.REMOVED)
        .select_related("employer", "source", "company")
        .prefetch_related("locations")
        .first()
    )
    if posting is None:
        raise NotFound
    return posting


def find_page(
    company: Company,
    posting: Posting,
    *,
    lang: Lang,
    limit: int,
    now: datetime,
    words: str = "",
    without: Collection[str] = (),
    only: Collection[uuid.UUID] | None = None,
    after: str = "",
) -> Page:
    """Return who fits a company's own posting and may be shown to it, in the company's order.

    All that are near are weighed, MAX_FITS of them and as many who applied; those on the page are
    explained. Consent is read as the résumés are looked for, and again as they are explained. What
    is shown is recorded by pseudonym. `words` are the recruiter's own; `without` are keys of theirs
    let go of. `only` these people, for a comparison. `after` is the `next` of another page: AppError
    "bad_cursor" where it is of another list. The posting comes from `get_posting_of`. At most ten
    statements.
    """
    if posting.company_id != company.id:
        raise NotFound
    limit = max(1, min(limit, MAX_MATCHES))
    asked = read_asked(words)
    wanted = asked.narrow(without=frozenset(without))
    weights = find_weights(posting)
    factors = dict(weights.factors) if weights else {}
    chosen = tuple(weights.must_haves) if weights and weights.must_haves is not None else None
    # Weighed otherwise it is another list.
    weighed = json.dumps([factors, chosen], sort_keys=True, ensure_ascii=False)
    place = read_cursor(after, posting=posting, weighed=weighed, words=words, without=without)
    people = discoverable_people(company.id)
    applied = people_who_applied(company.id, posting.id)
    if only is not None:
        people, applied = people.filter(id__in=only), applied.filter(seeker_id__in=only)
    contacts = {
        each.resume_id: each
        for each in applied.order_by("-created_at")[:MAX_APPLICANTS]
        if each.resume_id is not None
    }
    # Who gave something is seen by that alone, and not by what all may find.
    people = people.exclude(id__in=[each.seeker_id for each in contacts.values()])
    changed = [key for key, each in contacts.items() if has_changed(each)]
    marks = list_marks(posting)
    fits = find_fits(
        posting,
        owners=people,
        shared={key: revision_of(each) for key, each in contacts.items()},
        changed=changed,
        now=now,
        wanted=wanted,
        words=asked.text_to_embed,
    )
    placed = sorted(
        (
            _place(each, posting, asked=asked, factors=factors, chosen=chosen, marks=marks)
            for each in fits
        ),
        key=lambda each: each.order,
    )
    start = 0 if place is None else bisect_right([each.order for each in placed], place)
    shown = placed[start : start + limit]
    matches = explain_fits(
        posting, [each.fit for each in shown], owners=people, changed=changed, lang=lang, now=now
    )
    by_owner = {each.owner_id: each for each in matches}
    found = [
        _build(match, each, posting, chosen=chosen, application=contacts.get(match.resume_id))
        for each in shown
        if (match := by_owner.get(each.fit.owner_id)) is not None
    ]
    page = Page(
        candidates=found,
        factors=factors,
        must_haves=chosen,
        asked=asked,
        demands=next((each.must_haves for each in found if each.must_haves), ()),
        next=build_cursor(
            shown[-1].order, posting=posting, weighed=weighed, words=words, without=without
        )
        if len(placed) > start + limit
        else None,
        first=start + 1,
        total=len(placed),
    )
    _record(company, posting, page, matches=matches, limit=limit, without=without, now=now)
    return page


def _record(
    company: Company,
    posting: Posting,
    page: Page,
    *,
    matches: Sequence[ResumeMatch],
    limit: int,
    without: Collection[str],
    now: datetime,
) -> None:
    features = {build_reference(posting, match.owner_id): match.features for match in matches}
    inputs: dict[str, Any] = {"posting_id": posting.id, "limit": limit, "weighed": page.total}
    if page.first > 1:
        inputs["first"] = page.first
    if page.factors:
        inputs["factors"] = dict(page.factors)
    if page.must_haves is not None:
        inputs["must_haves"] = list(page.must_haves)
    if not page.asked.is_empty:
        # What was understood, in codes: the words themselves may name anything.
        inputs["asked"] = [each.key for each in page.asked.demands]
        inputs["asked"] += [f"place:{place.key}" for place in page.asked.places]
        inputs["let_go"] = sorted(without)
    record_candidates(
        company,
        posting,
        results=[
            {
                "candidate": each.reference,
                "score": each.explanation.score if each.explanation else None,
                "weighed": each.weighed,
                "missing": each.missing,
                "mark": each.mark.kind if each.mark else None,
                "applied": each.application_id is not None,
                "features": features.get(each.reference, {}),
            }
            for each in page.candidates
        ],
        inputs=inputs,
        embedder=get_embedder().model_name,
        ranking_version=RANKING_VERSION,
        now=now,
    )


def _place(
    fit: Fit,
    posting: Posting,
    *,
    asked: Asked,
    factors: Mapping[str, float],
    chosen: Collection[str] | None,
    marks: Mapping[uuid.UUID, CandidateMark],
) -> _Placed:
    glance = fit.glance
    lines = list_must_haves(posting, glance.demands, chosen=chosen) if glance else ()
    return _Placed(
        fit=fit,
        reference=build_reference(posting, fit.owner_id),
        weighed=weigh(glance.score, features=glance.features, shares=glance.shares, factors=factors)
        if glance
        else 0.0,
        missing=count_missing(lines),
        answers=tuple(answer_asked(asked, fit.reading.facts, titles=fit.titles)),
        mark=marks.get(fit.owner_id),
    )


def _build(
    match: ResumeMatch,
    placed: _Placed,
    posting: Posting,
    *,
    chosen: Collection[str] | None,
    application: Application | None,
) -> Candidate:
    must_haves: tuple[MustHave, ...] = ()
    pointers = {each.resume_pointer for each in placed.answers if each.resume_pointer}
    if match.explanation is not None:
        lines = match.explanation.requirements
        must_haves = list_must_haves(posting, lines, chosen=chosen)
        pointers |= {each.resume_pointer for each in lines if each.resume_pointer}
    return Candidate(
        reference=placed.reference,
        roles=match.roles[:3],
        years=match.years,
        education=match.education,
        explanation=match.explanation,
        words={p: said for p in pointers if (said := _words_at(match.document, p))},
        weighed=placed.weighed,
        must_haves=must_haves,
        missing=count_missing(must_haves),
        answers=placed.answers,
        application_id=application.id if application else None,
        mark=placed.mark,
    )


def _words_at(document: Mapping[str, Any], pointer: str) -> str | None:
    """Return what stands there, None where it could tell who it is."""
    if _ROLE.fullmatch(pointer):
        # Of a role its title: employers and dates together are as good as a name.
        pointer += "/position"
    if not _TELLS_NOBODY.fullmatch(pointer):
        return None
    value: Any = document
    for part in pointer.lstrip("/").split("/"):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    if isinstance(value, dict):
        value = value.get("name") or value.get("language")
    return value[:MAX_WORDS] if isinstance(value, str) and value.strip() else None
