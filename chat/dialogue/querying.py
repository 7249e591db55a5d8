"""The search as the person would have it now, with all that was refused."""

from dataclasses import replace

from chat.dialogue.reply import Reply
from jobs import search
from jobs.criteria import Criteria
from jobs.search import JobHit, JobQuery, SearchResult
from recruiting.services import list_dismissed, list_samples
from resumes.matching import matching_jobs

CARDS_A_ROUND = 6


def build_query(
    reply: Reply,
    *,
    limit: int = CARDS_A_ROUND,
    with_seen: bool = False,
    is_counted: bool = False,
) -> JobQuery:
    """Return the search as the person would have it now, with all that was refused.

    `with_seen`: what was shown before may be shown again, because the search has changed.
    `is_counted`: nothing is shown or ranked, so tastes are not read: they filter nothing.
    """
    context, state = reply.context, reply.state
    resume = context.resume
    document = resume.confirmed_document
    hidden = frozenset(list_dismissed(context.user))
    if not with_seen:
        hidden |= frozenset(state.seen_ids)
    strict = (search.Avoid(below_floor=True),) if state.is_pay_strict else ()
    return JobQuery(
        criteria=state.criteria,
        exclude_posting_ids=hidden,
        avoid=strict
        + tuple(
            search.Avoid(
                employer_id=each.employer_id,
                title=each.title,
                family=each.family,
                seniority=each.seniority,
                place_key=each.place_key,
            )
            for each in state.avoid
        ),
        samples=() if is_counted else list_samples(context.user),
        lang=context.lang,
        limit=0 if is_counted else limit,
        explain=not is_counted,
        now=context.now,
        resume_document=document,
    )


def find_hits(reply: Reply, query: JobQuery) -> SearchResult:
    """Search with the confirmed résumé's roles where there is one, else with the wishes alone."""
    result = _put_calm_first(_search(reply, query), query.criteria)
    wanted = query.criteria.titles
    is_near = all(hit.band == "possible" for hit in result.hits)
    if is_near and wanted and query.limit and not reply.state.is_work_strict:
        # Work that no table knows by that name: what is like it in meaning comes first.
        result = _join(search.find_by_meaning(query), result, limit=query.limit)
    if not (reply.state.is_work_strict and wanted):
        return result
    # Other work was refused: what is akin by its text alone is no longer shown.
    kept = [hit for hit in result.hits if search.is_same_work(wanted, (hit.posting.title,))]
    fewer = len(result.hits) - len(kept)
    return replace(result, hits=kept, fitting=result.fitting - fewer)


_AS_GOOD = 0.05


def _put_calm_first(result: SearchResult, criteria: Criteria) -> SearchResult:
    """Return the hits with those that have what people refuse by name behind those as good.

    Nights and agencies are seldom named before they are met. Where terms were wished for, the
    order stays: they may be the very thing.
    """
    if criteria.conditions:
        return result
    bands = ("strong", "good", "possible")

    def key(hit: JobHit) -> tuple[int, int, bool]:
        is_refused_often = not REFUSED_OFTEN.isdisjoint(hit.posting.traits)
        return bands.index(hit.band), -round(hit.score / _AS_GOOD), is_refused_often

    return replace(result, hits=sorted(result.hits, key=key))


REFUSED_OFTEN = frozenset(search.REFUSABLE)


def _join(first: SearchResult, then: SearchResult, *, limit: int) -> SearchResult:
    known = {hit.posting.id for hit in first.hits}
    more = [hit for hit in then.hits if hit.posting.id not in known]
    hits = [*first.hits, *more][:limit]
    return replace(then, hits=hits, fitting=max(then.fitting, len(hits)))


def _search(reply: Reply, query: JobQuery) -> SearchResult:
    resume = reply.context.resume
    if resume.confirmed_document is None:
        return search.search_jobs(query)
    return matching_jobs(
        resume,
        criteria=query.criteria,
        limit=query.limit,
        lang=query.lang,
        exclude_posting_ids=query.exclude_posting_ids,
        avoid=query.avoid,
        samples=query.samples,
        now=query.now,
    )


def count_standing(reply: Reply) -> int:
    """Return how many jobs fit the search as it is, seen before or not."""
    return find_hits(reply, build_query(reply, with_seen=True, is_counted=True)).fitting
