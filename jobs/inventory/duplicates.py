"""Openings that stand twice: links between postings, and one of each in a ranking.

Told apart: a repost (same employer, title, place and text: the freshest is shown), an agency's copy
(same text and place under another name: the direct employer is shown), and a sibling (same employer
and title, another place: another opening, never dropped).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, Q

from jobs.inventory.models import PostingPrint
from jobs.inventory.prints import NEAR, THIN, OpeningText, estimate_likeness, is_agency, take_print
from jobs.models import Posting

# One batch; how many postings one is compared with at most.
BATCH = 500
_NEIGHBOURS = 40
_LOCK = "jobs.link_duplicates"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Linked:
    """What a batch did: prints taken, and postings linked to another."""

    taken: int
    reposts: int
    copies: int


def link_duplicates(*, limit: int = BATCH) -> Linked:
    """Take the prints of postings that have none or an old one, and link those that are one.

    Bounded: `limit` postings, each compared with a few dozen that share a key or a band. Returns
    zeros when everything is compared.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Two that link at once could make two groups of one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        postings = _load_unprinted(limit)
        if not postings:
            return Linked(0, 0, 0)
        prints = [_build_print(posting) for posting in postings]
        PostingPrint.objects.bulk_create(
            prints,
            update_conflicts=True,
            unique_fields=["posting"],
            update_fields=[
                "content_hash", "opening_key", "family_key", "pieces", "signature", "bands",
                "repost_group", "copy_group", "is_agency", "first_posted_on",
            ],
        )  # fmt: skip
        reposts, copies = _link(prints)
    return Linked(len(prints), reposts, copies)


def _load_unprinted(limit: int) -> list[Posting]:
    stale = Q(print__isnull=True) | ~Q(print__content_hash=F("content_hash"))
    return list(
        Posting.objects.filter(stale)
        .exclude(status=Posting.Status.REMOVED)
        .select_related("employer")
        .prefetch_related("locations")
        .order_by("id")[:limit]
    )


def _build_print(posting: Posting) -> PostingPrint:
    employer = posting.employer.name if posting.employer else ""
    places = tuple(x.place_key or f"raw/{x.raw.casefold()}" for x in posting.locations.all())
    if posting.is_remote:
        places = (*places, "remote")
    found = take_print(
        OpeningText(
            employer=employer,
            title=posting.title,
            title_key=posting.title_key,
            seniority=posting.seniority,
            places=places,
            text=posting.description_text,
            rest=(
                str(posting.salary_yearly_min),
                str(posting.salary_yearly_max),
                posting.experience_raw,
                posting.education_raw,
                posting.employment_type or "",
                *sorted(posting.skills),
                *sorted(posting.tags),
            ),
        )
    )
    return PostingPrint(
        posting_id=posting.pk,
        content_hash=posting.content_hash,
        opening_key=found.opening_key,
        family_key=found.family_key,
        pieces=found.pieces,
        signature=found.signature,
        bands=list(found.bands),
        is_agency=is_agency(employer, posting.traits),
        first_posted_on=posting.date_posted or posting.created_at.date(),
    )


def _link(prints: Sequence[PostingPrint]) -> tuple[int, int]:
    """Join each print to its group; return how many joined one of either kind."""
    ids = [p.posting_id for p in prints]
    known = {p.posting_id: p for p in prints}
    near = _find_neighbours(ids)
    wanted = {other for others in near.values() for other in others} - known.keys()
    known |= {p.posting_id: p for p in PostingPrint.objects.filter(posting_id__in=wanted)}
    changed: set[int] = set()
    joined = [0, 0]
    for posting_id in ids:
        mine = known[posting_id]
        for other_id in near[posting_id]:
            other = known.get(other_id)
            if other is None or other_id == posting_id:
                continue
            if _is_repost(mine, other):
                joined[0] += _join(mine, other, "repost_group", known, changed)
            elif _is_copy(mine, other):
                joined[1] += _join(mine, other, "copy_group", known, changed)
    _spread_first_dates(known, changed)
    if changed:
        PostingPrint.objects.bulk_update(
            [known[i] for i in sorted(changed)],
            ["repost_group", "copy_group", "first_posted_on"],
            batch_size=500,
        )
    return joined[0], joined[1]


def _find_neighbours(ids: list[int]) -> dict[int, list[int]]:
    """Return for each posting those that share its opening key or a band, a bounded number."""
    near: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.posting_id, o.posting_id FROM jobs_postingprint m CROSS JOIN LATERAL ("
            "(SELECT posting_id FROM jobs_postingprint WHERE opening_key = m.opening_key "
            "AND m.opening_key <> '' AND posting_id <> m.posting_id "
            "ORDER BY posting_id LIMIT %s) UNION "
            "(SELECT posting_id FROM jobs_postingprint WHERE bands && m.bands "
            "AND posting_id <> m.posting_id LIMIT %s)) o "
            "WHERE m.posting_id = ANY(%s)",
            [_NEIGHBOURS, _NEIGHBOURS, ids],
        )
        for mine, other in cursor.fetchall():
            near[mine].append(other)
    return near


def _is_repost(one: PostingPrint, other: PostingPrint) -> bool:
    if not one.opening_key or one.opening_key != other.opening_key:
        return False
    if one.signature is None or other.signature is None:
        # Thin ones: the key is all they say.
        return one.signature is None and other.signature is None
    return estimate_likeness(one.signature, other.signature) >= NEAR


def _is_copy(one: PostingPrint, other: PostingPrint) -> bool:
    """Return whether one text stands under two names; the place is compared where they meet."""
    return (
        min(one.pieces, other.pieces) >= THIN
        and one.opening_key != other.opening_key
        and one.family_key != other.family_key
        and estimate_likeness(one.signature, other.signature) >= NEAR
    )


def _join(
    mine: PostingPrint,
    other: PostingPrint,
    group: str,
    known: dict[int, PostingPrint],
    changed: set[int],
) -> int:
    mine_is, other_is = getattr(mine, group), getattr(other, group)
    if mine_is is not None and mine_is == other_is:
        return 0
    taken = [g for g in (mine_is, other_is) if g is not None]
    number = min(taken) if taken else min(mine.posting_id, other.posting_id)
    for each in known.values():
        if each is mine or each is other or getattr(each, group) in taken:
            setattr(each, group, number)
            changed.add(each.posting_id)
    for old in set(taken) - {number}:
        PostingPrint.objects.filter(**{group: old}).update(**{group: number})
    return 1


def _spread_first_dates(known: dict[int, PostingPrint], changed: set[int]) -> None:
    """Have a group's age count from the first of its postings."""
    groups: dict[int, list[PostingPrint]] = defaultdict(list)
    for each in known.values():
        if each.repost_group is not None:
            groups[each.repost_group].append(each)
    for members in groups.values():
        first = min((m.first_posted_on for m in members if m.first_posted_on), default=None)
        for member in members:
            if member.first_posted_on != first:
                member.first_posted_on = first
                changed.add(member.posting_id)


# --- in a ranking -----------------------------------------------------------------------------


def collapse(ranked: Sequence[Row], read: Callable[[Row], Any]) -> list[Row]:
    """Return the ranking with one posting of each opening, where the first of them stood.

    `read` gives a row's candidate (id, place_keys, date_posted). Of reposts the freshest stays, of
    copies the direct employer's. Nothing is dropped but for another row of this ranking at the
    same place, so whatever the person may take stays in. One statement.
    """
    links = _read_links([read(row).id for row in ranked])
    if not links:
        return list(ranked)
    chosen: dict[tuple[str, int, frozenset[str]], Row] = {}
    for row in ranked:
        for key in _keys(read(row), links):
            best = chosen.get(key)
            if best is None or _goes_before(read(row), read(best), links, kind=key[0]):
                chosen[key] = row
    kept: list[Row] = []
    seen: set[int] = set()
    for row in ranked:
        stays = row
        # A repost's choice may itself be an agency's copy.
        for kind in ("repost", "copy"):
            for key in _keys(read(stays), links):
                if key[0] == kind:
                    stays = chosen[key]
        if read(stays).id not in seen:
            seen.add(read(stays).id)
            kept.append(stays)
    return kept


@dataclass(frozen=True, slots=True)
class _Link:
    repost_group: int | None
    copy_group: int | None
    is_agency: bool


def _read_links(ids: Sequence[int]) -> dict[int, _Link]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT posting_id, repost_group, copy_group, is_agency FROM jobs_postingprint "
            "WHERE posting_id = ANY(%s) "
            "AND (repost_group IS NOT NULL OR copy_group IS NOT NULL)",
            [list(ids)],
        )
        rows = cursor.fetchall()
    return {i: _Link(repost, copy, agency) for i, repost, copy, agency in rows}


def _keys(candidate: Any, links: dict[int, _Link]) -> Iterable[tuple[str, int, frozenset[str]]]:
    link = links.get(candidate.id)
    if link is None:
        return
    # Place is part of what an opening is, whatever the groups say.
    places = frozenset(candidate.place_keys)
    if link.repost_group is not None:
        yield ("repost", link.repost_group, places)
    if link.copy_group is not None:
        yield ("copy", link.copy_group, places)


def _goes_before(one: Any, other: Any, links: dict[int, _Link], *, kind: str) -> bool:
    if kind == "copy" and links[one.id].is_agency != links[other.id].is_agency:
        return not links[one.id].is_agency
    return (one.date_posted or date.min, one.id) > (other.date_posted or date.min, other.id)
