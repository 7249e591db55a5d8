"""Candidates for a company's posting: people who allow it, without their names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobassist.accounts.models import Company
from jobassist.ai.embedder import get_embedder
from jobassist.errors import NotFound
from jobassist.language.text import Lang
from jobs.models import Posting
from jobs.search import RANKING_VERSION, MatchExplanation
from recruiting.services import record_candidates
from resumes.reverse import ResumeMatch, matching_resumes

from .people import discoverable_people
from .references import build_reference

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
    explanation: MatchExplanation
    # The résumé's words by pointer, where they tell nobody's name.
    words: Mapping[str, str]


def get_posting_of(company: Company, posting_id: int) -> Posting:
    """Return a company's own posting, ready to match; NotFound for any other."""
    posting = (
        Posting.objects.filter(id=posting_id, company=company)
        .exclude(status=Posting.Status.REMOVED)
        .select_related("employer", "source")
        .prefetch_related("locations")
        .first()
    )
    if posting is None:
        raise NotFound
    return posting


def list_candidates(
    company: Company, posting: Posting, *, lang: Lang, limit: int, now: datetime
) -> list[Candidate]:
    """Return who fits a company's own posting and allows to be found, best first.

    Consent is read as the résumés are looked for. What is shown is recorded by pseudonym.
    """
    if posting.company_id != company.id:
        raise NotFound
    matches = matching_resumes(
        posting, owners=discoverable_people(company.id), lang=lang, limit=limit, now=now
    )
    found = [_build(match, posting) for match in matches]
    record_candidates(
        company,
        posting,
        results=[
            {
                "candidate": each.reference,
                "score": each.explanation.score,
                "features": match.features,
            }
            for each, match in zip(found, matches, strict=True)
        ],
        inputs={"posting_id": posting.id, "limit": limit},
        embedder=get_embedder().model_name,
        ranking_version=RANKING_VERSION,
        now=now,
    )
    return found


def _build(match: ResumeMatch, posting: Posting) -> Candidate:
    pointers = {r.resume_pointer for r in match.explanation.requirements if r.resume_pointer}
    words = {p: said for p in pointers if (said := _words_at(match.document, p))}
    return Candidate(
        reference=build_reference(posting, match.owner_id),
        roles=match.roles[:3],
        years=match.years,
        education=match.education,
        explanation=match.explanation,
        words=words,
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
