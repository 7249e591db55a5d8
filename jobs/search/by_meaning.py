"""What comes near by meaning alone, where nobody here knows the work by the name it was given."""

from collections.abc import Sequence
from dataclasses import replace

from .explain import explain
from .filters import build_filters
from .find import load_postings, says_refused
from .need import Need, read_need
from .refusals import find_denials
from .resume_facts import read_resume
from .retrieval import nearest_postings
from .types import JobHit, JobQuery, PlanInfo, SearchResult

# How like the words a posting has to be, and how like beside the likest of them. Most postings of
# any work lie below the first.
LEAST = 0.17
SHARE_OF_BEST = 0.5
_LOOKED_AT = 40
_LEADING = ("lead", "manager", "director", "executive")
LEADING_FACTOR = 0.6


def is_known_work(titles: Sequence[str]) -> bool:
    """Return whether the tables of occupations know any of the names."""
    return any(title.family for title in _read(JobQuery(), titles).titles)


def find_by_meaning(query: JobQuery, *, least: float = LEAST) -> SearchResult:
    """Return postings whose text is like the wished work's name, which no table knows.

    Empty where one of the names is known: then what does not match is other work.
    """
    need = read_need(query)
    if not need.titles or need.families:
        return SearchResult([], 0, PlanInfo("none", 0, {}, need.model))
    near = _nearest(need, query, least=least)
    postings = load_postings([posting_id for posting_id, _ in near], with_text=True)
    resume = read_resume(query.resume_document)
    hits = [
        JobHit(
            posting=posting,
            score=round(likeness, 4),
            band="possible",
            requirements=explain(need, posting, resume=resume) if query.explain else (),
        )
        for posting_id, likeness in near
        if (posting := postings.get(posting_id)) is not None and not says_refused(need, posting)
    ]
    plan = PlanInfo("exact", len(near), {}, need.model)
    return SearchResult(_order(hits)[: query.limit], len(hits), plan)


def list_near_titles(query: JobQuery, *, limit: int = 5) -> list[str]:
    """Return the titles of the postings that are likest the wished work's name, likest first."""
    anywhere = replace(query, explain=False, limit=_LOOKED_AT)
    hits = find_by_meaning(anywhere, least=LEAST / 2).hits
    return list(dict.fromkeys(hit.posting.title for hit in hits))[:limit]


def _nearest(need: Need, query: JobQuery, *, least: float) -> list[tuple[int, float]]:
    filters = build_filters(
        need,
        exclude_posting_ids=query.exclude_posting_ids,
        avoid=query.avoid,
        allowed_ids=find_denials(need, is_fresh=query.stored_after is not None),
    )
    found = nearest_postings(need, filters, limit=_LOOKED_AT)
    likest = max((1 - distance for _, distance in found), default=0.0)
    floor = max(least, SHARE_OF_BEST * likest)
    return [(each, 1 - distance) for each, distance in found if 1 - distance >= floor]


def _order(hits: list[JobHit]) -> list[JobHit]:
    """Return the likest first; those who lead others behind, as who leads knows the work's name."""

    def key(hit: JobHit) -> float:
        is_leading = hit.posting.seniority in _LEADING
        return -hit.score * (LEADING_FACTOR if is_leading else 1.0)

    return sorted(hits, key=key)


def _read(query: JobQuery, titles: Sequence[str]) -> Need:
    criteria = query.criteria.model_copy(update={"titles": tuple(titles)})
    return read_need(replace(query, criteria=criteria), is_embedded=False)
