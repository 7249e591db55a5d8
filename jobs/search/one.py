"""One posting held against one need: what `search_jobs` does to each of many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import connection

from jobs.models import Posting, PostingEmbedding, TitleEmbedding
from jobs.requirements import MAX_REQUIREMENTS

from .explain import FILTERED, explain, say_leaning
from .filters import refused_conditions
from .find import with_resume
from .need import Need, Refused, read_need, read_refused
from .resume_facts import ResumeFacts, read_resume
from .retrieval import Candidate
from .scoring import score_candidates, weigh
from .shortfalls import MAX_SHORTFALLS, find_shortfalls, say_broken
from .taste import Sample, lean
from .types import JobHit, JobQuery, Lang

# What is left of the score where a wish that a search filters by is not met.
BROKEN = 0.7
_RETRIEVED = {"lex": 0.0, "distance": 1.0, "title_similarity": None}


def match_posting(
    query: JobQuery,
    posting: Posting,
    *,
    distance: float | None = None,
    title_similarity: float | None = None,
    for_lang: Lang | None = None,
    refused: Mapping[Refused, bool] | None = None,
) -> JobHit | None:
    """Return how a posting fits, as a search would rank it; None where it is other work.

    The posting needs `employer` and `locations` loaded. Without a `distance` the vectors are read:
    two queries. With one nothing is embedded. How many words are shared is left out: it is known
    only among other postings. `for_lang` is the reader's language, else the query's. What is refused
    takes a query, unless it is in `refused`, as of `find_refused`.
    """
    resume = read_resume(query.resume_document, today=query.now.date() if query.now else None)
    need = with_resume(read_need(query, is_embedded=distance is None), resume)
    need = replace(need, terms={})
    if distance is None:
        distance, title_similarity = _measure(need, posting)
    else:
        need = bare_of_vectors(need)
    return hold_against(
        need,
        resume,
        posting,
        distance=distance,
        title_similarity=title_similarity,
        for_lang=for_lang,
        refused=refused,
        samples=query.samples,
    )


def bare_of_vectors(need: Need) -> Need:
    """Return a need whose distances are known: nearness counts as it does in a search."""
    return replace(need, terms={}, leg_vectors=np.zeros((1, 1), np.float32))


def hold_against(
    need: Need,
    resume: ResumeFacts | None,
    posting: Posting,
    *,
    distance: float,
    title_similarity: float | None,
    for_lang: Lang | None = None,
    refused: Mapping[Refused, bool] | None = None,
    samples: Sequence[Sample] = (),
) -> JobHit | None:
    """Return how a posting fits a need that has been read, as `match_posting` says it."""
    candidate = build_candidate(posting, distance=distance, title_similarity=title_similarity)
    scored = score_candidates(need, [candidate], samples=samples)
    if not scored:
        return None
    (one,) = scored
    read_as = replace(need, lang=for_lang) if for_lang else need
    lines = explain(read_as, posting, resume=resume, max_demands=MAX_REQUIREMENTS)
    against = [line.criterion for line in lines if line.status == "missing"]
    broken = [key for key in FILTERED if key in against]
    if not broken and need.refused:
        if refused is None or not refused.keys() >= {*need.refused}:
            refused = _judge_refused(posting, need.refused)
        if any(refused[each] for each in need.refused):
            broken = ["exclude"]
    # A search would not have shown it at all.
    score = round(one.score * BROKEN ** len(broken), 4)
    shortfalls = find_shortfalls(read_as, posting, one.features, is_kin=one.is_kin)
    if broken:
        first = say_broken(read_as, broken, loss=one.score - score)
        shortfalls = (*first, *shortfalls)[:MAX_SHORTFALLS]
    return JobHit(
        posting=posting,
        score=score,
        band="possible" if broken else one.band,
        requirements=(*lines, *say_leaning(read_as, lean(samples, candidate))),
        features=one.features,
        shortfalls=shortfalls,
        shares=weigh(need, one.features),
    )


def build_candidate(
    posting: Posting, *, distance: float, title_similarity: float | None
) -> Candidate:
    """Return a posting as a search would have retrieved it, without shared words."""
    values = {name: getattr(posting, name) for name in Candidate._fields if name not in _RETRIEVED}
    return Candidate(**values, lex=0.0, distance=distance, title_similarity=title_similarity)


def find_refused(
    posting: Posting, wishes: Iterable[tuple[Lang, Iterable[str]]]
) -> dict[Refused, bool]:
    """Return of what people refuse, in their languages, whether a posting is of it. One query.

    None where nobody refuses anything; one more for each employer or kind of employer.
    """
    found = {read_refused(word, lang=lang) for lang, words in wishes for word in words}
    return _judge_refused(posting, found)


def _judge_refused(posting: Posting, refused: Collection[Refused]) -> dict[Refused, bool]:
    told: list[str] = []
    params: dict[str, Any] = {"only_id": posting.id, "allowed": []}
    asked = list(dict.fromkeys(refused))
    for number, each in enumerate(asked):
        conditions = refused_conditions(each, number)
        told.append(" AND ".join(f"({condition})" for condition, _values in conditions) or "true")
        for _condition, values in conditions:
            params |= values
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(told)} FROM jobs_posting p WHERE p.id = %(only_id)s", params
        )
        row = cursor.fetchone()
    passed = row or [False] * len(asked)
    return {each: not passes for each, passes in zip(asked, passed, strict=True)}


def _measure(need: Need, posting: Posting) -> tuple[float, float | None]:
    """Return the least distance of the posting from the need, and the titles' best likeness."""
    own = (
        PostingEmbedding.objects.filter(posting_id=posting.id, model=need.model)
        .values_list("vector", flat=True)
        .first()
    )
    title = (
        TitleEmbedding.objects.filter(title_key=posting.title_key, model=need.title_model)
        .values_list("vector", flat=True)
        .first()
    )
    distance = 1.0
    if own is not None and len(need.leg_vectors):
        distance = 1.0 - float(np.max(need.leg_vectors @ _array(own)))
    likeness = None
    if title is not None and len(need.title_vectors):
        likeness = float(np.max(need.title_vectors @ _array(title)))
    return distance, likeness


def _array(vector: object) -> np.ndarray:
    to_numpy = getattr(vector, "to_numpy", None)
    return np.asarray(to_numpy() if to_numpy else vector, dtype=np.float32)
