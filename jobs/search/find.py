"""search_jobs and its sisters: filters, candidates, ranking, rows for cards."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jobassist.errors import NotFound
from jobassist.many_rows import select_joined, select_rows
from jobs.criteria import Criteria, CriterionKey, drop_unwritten, is_text
from jobs.inventory.duplicates import collapse
from jobs.models import Employer, Posting, PostingLocation, Source
from jobs.traits import is_said
from jobs.vectors import ModelChanged

from .explain import explain, say_leaning
from .filters import Filters, build_filters, inside
from .need import Need, read_need
from .refusals import find_denials
from .resume_facts import ResumeFacts, read_resume
from .retrieval import Candidate, find_candidates, find_candidates_of_each
from .scoring import Scored, count_fitting, score_candidates
from .shortfalls import find_shortfalls
from .taste import lean
from .types import JobHit, JobQuery, PlanInfo, Requirement, SearchResult

MAX_LIMIT = 50
# So many of one employer, or of one title at one employer, before others have their turn.
_PER_EMPLOYER = 3
_PER_OPENING = 1


def search_jobs(query: JobQuery) -> SearchResult:
    """Return postings that fit, best first, with the reasons for each.

    A handful of statements, whatever the limit. Postings of another occupation are never shown:
    fewer hits than the limit mean that no more fit.
    """
    try:
        return _search(query)
    except ModelChanged:
        # Other vectors are in use since this process last looked: embedded anew, by their model.
        return _search(query)


def _search(query: JobQuery) -> SearchResult:
    watch = _Watch()
    limit = max(0, min(query.limit, MAX_LIMIT))
    resume = read_resume(query.resume_document)
    need = with_resume(read_need(query), resume)
    watch.lap("need")
    allowed = find_denials(need, is_fresh=query.stored_after is not None)
    filters = build_filters(
        need,
        exclude_posting_ids=query.exclude_posting_ids,
        avoid=query.avoid,
        allowed_ids=allowed,
        stored_after=query.stored_after,
    )
    found = find_candidates(need, filters)
    rows = found.rows
    if need.home_keys and found.has_more:
        rows = _add_near_home(need, filters, rows)
    watch.lap("candidates")
    scored = score_candidates(need, rows, samples=query.samples)
    watch.lap("scoring")
    # A few more where the words themselves have yet to be read.
    spare = 5 if any(r.body_terms for r in need.refused) else 0
    # One posting of each opening; twice as many are looked at, as some fall together.
    ranked = collapse(_diversify(scored)[: 2 * (limit + spare)], lambda one: one.candidate)
    chosen = ranked[: limit + spare]
    postings = load_postings([s.candidate.id for s in chosen], with_text=True)
    facts = resume if query.explain else None
    hits = _build_hits(need, query, chosen, postings, resume=facts, most=limit)
    watch.lap("explaining")
    if query.fill and len(hits) < limit:
        known = {row.id for row in rows}
        hits += _find_near_misses(
            need, query, filters, known=known, limit=limit - len(hits), facts=facts
        )
        # Distant kin of the work right here says less than the very work elsewhere.
        hits.sort(key=lambda h: -h.score * (_NEAR_MISS_FACTOR if h.is_near_miss else 1.0))
        watch.lap("near misses")
    return SearchResult(
        hits=hits,
        fitting=len(scored),
        plan=PlanInfo(
            path=found.path if rows else "none",
            candidates=len(rows),
            milliseconds=watch.laps,
            model=need.model,
        ),
    )


def with_resume(need: Need, resume: ResumeFacts | None) -> Need:
    """Return the need with the years and the degree of the résumé, where the wishes say none."""
    if resume is None:
        return need
    return replace(
        need,
        years=resume.years if need.years is None else need.years,
        education=need.education or resume.education,
    )


def _add_near_home(need: Need, filters: Filters, rows: list[Candidate]) -> list[Candidate]:
    """Return the candidates with those near where the person is, which else are few among many."""
    near = replace(filters, by_key={k: list(v) for k, v in filters.by_key.items()})
    near.params = {**filters.params}
    near.add("cities", inside("home"), home=list(need.home_keys))
    known = {row.id for row in rows}
    return [*rows, *(r for r in find_candidates(need, near).rows if r.id not in known)]


# Given up for a near miss. What was refused, and the kind of employment, never.
_GIVEN_UP: tuple[CriterionKey, ...] = ("cities", "salary_min", "remote")


_NEAR_MISS_FACTOR = 0.55


def _find_near_misses(
    need: Need,
    query: JobQuery,
    filters: Filters,
    *,
    known: set[int],
    limit: int,
    facts: ResumeFacts | None,
) -> list[JobHit]:
    """Return the same work in other places, the wished country's first, or for less pay."""
    by_key = {key: parts for key, parts in filters.by_key.items() if key not in _GIVEN_UP}
    if len(by_key) == len(filters.by_key):
        return []
    wider = replace(filters, by_key=by_key)
    rows = [row for row in find_candidates(need, wider).rows if row.id not in known]
    # The places wished for are now what is near.
    elsewhere = replace(need, place_keys=(), home_keys=need.place_keys or need.home_keys)
    chosen = _diversify(score_candidates(elsewhere, rows))[:limit]
    postings = load_postings([one.candidate.id for one in chosen], with_text=True)
    hits = _build_hits(need, query, chosen, postings, resume=facts, most=limit)
    return [replace(hit, band="possible", is_near_miss=True) for hit in hits]


def count_fitting_of_each(queries: Sequence[JobQuery]) -> list[int]:
    """Return what `search_jobs` would say of each as `fitting`, mostly in one statement."""
    try:
        return _count_each(queries)
    except ModelChanged:
        return _count_each(queries)


def _count_each(queries: Sequence[JobQuery]) -> list[int]:
    asked = []
    for query in queries:
        need = with_resume(read_need(query), read_resume(query.resume_document))
        filters = build_filters(
            need,
            exclude_posting_ids=query.exclude_posting_ids,
            avoid=query.avoid,
            allowed_ids=find_denials(need),
        )
        asked.append((need, filters))
    counts = []
    for (need, filters), found in zip(asked, find_candidates_of_each(asked), strict=True):
        rows = found.rows
        if need.home_keys and found.has_more:
            rows = _add_near_home(need, filters, rows)
        counts.append(count_fitting(need, rows))
    return counts


class _Watch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round((now - self._last) * 1000, 2)
        self._last = now


def _diversify(scored: list[Scored]) -> list[Scored]:
    """Return the same ranking with an employer's fourth posting, and repeats, moved down a little.

    Never out: a repeat in another city is another opening.
    """
    employers: Counter[int] = Counter()
    openings: Counter[tuple[int | None, str]] = Counter()
    moved = []
    for one in scored:
        c = one.candidate
        penalty = 0.0
        if c.employer_id is not None:
            opening = (c.employer_id, c.title_key)
            # A little, however many there are: what fits is not to go behind what does not.
            penalty += min(0.03, 0.01 * max(0, employers[c.employer_id] - _PER_EMPLOYER + 1))
            penalty += min(0.04, 0.02 * max(0, openings[opening] - _PER_OPENING + 1))
            employers[c.employer_id] += 1
            openings[opening] += 1
        moved.append((one.score - penalty, one))
    # Never behind related work or work abroad either.
    moved.sort(key=lambda x: (x[1].tier, -x[0]))
    return [one for _, one in moved]


def _build_hits(
    need: Need,
    query: JobQuery,
    chosen: list[Scored],
    postings: dict[int, Posting],
    *,
    resume: ResumeFacts | None,
    most: int,
) -> list[JobHit]:
    hits: list[JobHit] = []
    for one in chosen:
        if len(hits) >= most:
            break
        posting = postings.get(one.candidate.id)
        # Index terms are hashes of stems: the words themselves have the last say.
        if posting is None or says_refused(need, posting):
            continue
        requirements: tuple[Requirement, ...] = ()
        if query.explain:
            requirements = (
                *explain(need, posting, resume=resume),
                *say_leaning(need, lean(query.samples, one.candidate)),
            )
        hits.append(
            JobHit(
                posting=posting,
                score=one.score,
                band=one.band,
                requirements=requirements,
                features=one.features,
                shortfalls=find_shortfalls(need, posting, one.features, is_kin=one.is_kin)
                if query.explain
                else (),
            )
        )
    return hits


def says_refused(need: Need, posting: Posting) -> bool:
    """Return whether a posting's own words say what is refused; its text has to be loaded."""
    return any(is_said(r.text, posting.description_text) for r in need.refused if r.body_terms)


_HEAVY = frozenset({"description_html", "head_text"})
_TEXT = frozenset({"description_text", "requirements"})


def load_postings(posting_ids: Sequence[int], *, with_text: bool = False) -> dict[int, Posting]:
    """Return postings with employer, source and locations loaded, by id. Two statements."""
    ids = list(posting_ids)
    if not ids:
        return {}
    rows = select_joined(
        (
            (Posting, "p", _HEAVY if with_text else _HEAVY | _TEXT),
            (Employer, "e", frozenset()),
            (Source, "s", frozenset()),
        ),
        "FROM jobs_posting p JOIN jobs_source s ON s.id = p.source_id "
        "LEFT JOIN jobs_employer e ON e.id = p.employer_id WHERE p.id = ANY(%s)",
        [ids],
    )
    places: dict[int, list[PostingLocation]] = {}
    for place in select_rows(
        PostingLocation, "posting_id = ANY(%s) ORDER BY posting_id, ordinal", [ids]
    ):
        places.setdefault(place.posting_id, []).append(place)
    found: dict[int, Posting] = {}
    for posting, employer, source in rows:
        posting.employer, posting.source = employer, source
        locations: Any = PostingLocation.objects.all()
        # As `prefetch_related` leaves them.
        locations._result_cache = places.get(posting.id, [])
        locations._prefetch_done = True
        posting._prefetched_objects_cache = {"locations": locations}
        found[posting.id] = posting
    return found


def get_posting(posting_id: int) -> Posting:
    """Return a posting that may be shown (active, paused or expired), ready for a card or a page.

    Raises NotFound for drafts and removed ones: nobody but their owners may know of them.
    """
    rows = Posting.objects.filter(
        id=posting_id,
        status__in=[Posting.Status.ACTIVE, Posting.Status.PAUSED, Posting.Status.EXPIRED],
    )
    rows = rows.select_related("employer", "source").prefetch_related("locations")
    posting = rows.first()
    if posting is None:
        raise NotFound
    return posting


def similar_jobs(posting_id: int, query: JobQuery | None = None) -> SearchResult:
    """Return postings like this one: the same work, by default in the same city.

    The query's filters apply where it has any; the posting itself is left out.
    """
    posting = get_posting(posting_id)
    query = query or JobQuery()
    given = query.criteria
    cities = given.cities or tuple(
        dict.fromkeys(x.city or x.raw for x in posting.locations.all() if x.city or x.raw)
    )
    criteria = given.model_copy(
        update={
            "titles": tuple(filter(is_text, (drop_unwritten(posting.title),))),
            "skills": tuple(filter(is_text, (posting.skills or posting.skill_keys)[:8])),
            "cities": tuple(filter(is_text, cities[:5])),
        }
    )
    criteria = Criteria.model_validate(criteria.model_dump())
    return search_jobs(
        replace(
            query,
            criteria=criteria,
            roles=(),
            text=None,
            exclude_posting_ids=query.exclude_posting_ids | {posting_id},
            lang=query.lang or posting.lang,  # type: ignore[arg-type]
        )
    )
