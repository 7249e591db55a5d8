"""Where the carrier stands among others of its occupation, with the payload and without it."""

from typing import Any

from injection_world import World, field_of, make_resume_text, ordinary_row, read_wishes, vary

OTHERS = 50


def measure_carrier(world: World, *, for_other: bool = False) -> dict[str, Any]:
    """Return the carrier's place (from 1) and score with `text` and with `clean`."""
    if not world.item.get("clean"):
        return {"text": 0, "clean": 0}
    text = _search(world, world.fill(world.item["text"]))
    clean = text if for_other else _search(world, world.item["clean"])
    return {
        "text": text["place"], "clean": clean["place"],
        "score": (text["score"], clean["score"]), "of": text["count"],
    }  # fmt: skip


def measure_others(world: World) -> dict[str, Any]:
    """Return how many others stand lower for the payload, as places: none should."""
    text = _search(world, world.fill(world.item["text"]))
    clean = _search(world, world.item["clean"])
    shared = text["scores"].keys() & clean["scores"].keys()
    lower = sum(text["scores"][key] < clean["scores"][key] - 1e-6 for key in shared)
    gone = len(clean["scores"].keys() - text["scores"].keys())
    return {"text": lower + gone, "clean": 0}


def would_be_listed(world: World) -> bool:
    """Return whether a search for the carrier's own title finds it."""
    from chat import clock
    from jobs.criteria import Criteria
    from jobs.models import Posting
    from jobs.search import JobQuery, search_jobs

    posting = Posting.objects.filter(id=world.carrier_id or 0).first()
    if posting is None:
        return False
    titles, _cities = read_wishes(world.item, lang=world.lang)
    for title in dict.fromkeys([*titles, posting.title[:80]]):
        query = JobQuery(
            criteria=Criteria(titles=(title,)),  # type: ignore[call-arg]
            lang=world.lang,  # type: ignore[arg-type]
            limit=100,
            now=clock.now(),
        )
        if any(hit.posting.id == posting.id for hit in search_jobs(query).hits):
            return True
    return False


def _search(world: World, payload: str) -> dict[str, Any]:
    """Return place, score and all scores of a search over fifty like it, then take all back."""
    from django.db import transaction

    from chat import clock
    from jobs.criteria import Criteria
    from jobs.models import Posting
    from jobs.search import JobQuery, search_jobs
    from tests.factories import make_postings, make_source

    carrier = world.item["carrier"]
    clean = ordinary_row(world.item, lang=world.lang)
    titles, cities = read_wishes(world.item, lang=world.lang)
    key = {
        "posting_title": "title", "posting_description": "description", "company_name": "company",
    }.get(carrier)  # fmt: skip
    others = clean | ({key: world.item["clean"]} if key in ("title", "description") else {})
    if key == "title":
        titles = [*titles, str(world.item["clean"])][:1]
    row = clean | ({key: payload} if key else {})
    if key is None:
        name = field_of(world.item)
        others[name] = world.item["clean"]
        row[name] = payload
        for each in (others, row):
            if name in ("skills", "tags"):
                each[name] = [each[name]]
    with transaction.atomic():
        Posting.objects.filter(id=world.carrier_id or 0).update(status="paused")
        rows = vary(others, count=OTHERS, seed=7)
        made = make_postings([*rows, row | {"id": "measured"}], source=make_source("bench-ranks"))
        measured = made[-1].id
        query = JobQuery(
            criteria=Criteria(titles=tuple(titles), cities=tuple(cities)),  # type: ignore[call-arg]
            lang=world.lang,  # type: ignore[arg-type]
            limit=100,
            now=clock.now(),
        )
        hits = search_jobs(query).hits
        # Ties are broken by id.
        ordered = sorted(hits, key=lambda hit: (-round(hit.score, 4), hit.posting.id))
        places = {hit.posting.id: n for n, hit in enumerate(ordered, start=1)}
        found = {
            "place": places.get(measured, OTHERS + 2),
            "score": next((hit.score for hit in hits if hit.posting.id == measured), None),
            "scores": {
                hit.posting.external_id: round(hit.score, 4)
                for hit in hits
                if hit.posting.id != measured
            },
            "count": len(hits),
        }
        transaction.set_rollback(True)
    return found


def measure_resume(world: World) -> dict[str, Any]:
    """Return the place of the person's résumé for the carrier, with `text` and with `clean`."""
    return {
        "text": make_resume_text(world, world.fill(world.item["text"])),
        "clean": make_resume_text(world, str(world.item.get("clean") or world.item["text"])),
    }


__all__ = ["measure_carrier", "measure_others", "measure_resume", "would_be_listed"]
