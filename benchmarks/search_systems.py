"""What searches for a need: the project's own way, and the plain ways it is held against."""

import gzip
import json
import math
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
from search_figures import DEPTH, SearchNeed

System = Callable[[SearchNeed], list[tuple[str, float]]]
RRF_DEPTH = 200
RRF_K = 60.0
K1, B = 1.2, 0.75


def read_rows(files: list[Path]) -> Iterator[dict]:
    """Return the rows of files of JSON lines, gzipped or not."""
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") if _is_gzip(path) else path.open() as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


# --- ours -------------------------------------------------------------------------------------


def build_ours(*, today: date, fill: bool = True) -> System:
    """Return the project's own way: the text read as a chat or a résumé is, then searched.

    `fill`: near misses follow what fits, as in "more like this one".
    """
    from django.db import transaction
    from django.utils import timezone

    from chat.understanding import Context, understand
    from jobassist.accounts.models import User
    from jobassist.language.text import detect_language
    from jobs.criteria import Criteria
    from jobs.search import JobQuery, search_jobs
    from resumes.matching import matching_jobs
    from resumes.services import (
        Source,
        confirm_resume,
        current_resume,
        embed_roles,
        intake_text,
    )

    def search_wish(text: str) -> list[tuple[str, float]]:
        understood = understand(text, context=Context(), today=today)
        criteria = understood.criteria.apply_to(Criteria())
        result = search_jobs(
            JobQuery(
                criteria=Criteria.model_validate(criteria.model_dump()),
                text=text,
                lang=detect_language(text),
                limit=DEPTH,
                now=timezone.now(),
                explain=False,
                fill=fill,
            )
        )
        return [(h.posting.external_id, h.score) for h in result.hits]

    def search_resume(text: str) -> list[tuple[str, float]]:
        # A person who pastes the résumé and confirms what was read of it; all of it rolled back.
        with transaction.atomic():
            person = User.objects.create_user()
            resume = current_resume(person)
            intake_text(resume, text=text, source=Source(kind="message", ref=""), today=today)
            resume.refresh_from_db()
            hits = []
            if resume.document:
                confirm_resume(resume, revision=resume.revision, today=today)
                embed_roles(resume.id)
                hits = matching_jobs(
                    resume,
                    limit=DEPTH,
                    lang=detect_language(text),
                    now=timezone.now(),
                    fill=fill,
                ).hits
            found = [(h.posting.external_id, h.score) for h in hits]
            transaction.set_rollback(True)
        return found

    return lambda need: (search_wish if need.kind == "wish" else search_resume)(need.text)


# --- the plain ways ---------------------------------------------------------------------------


def build_bm25(files: list[Path], *, folder: Path) -> System:
    """Return BM25 over the words as typed: segmented Chinese, stemmed English, all fields."""
    from jobassist.language.text import index_terms

    kept = folder / "bm25.pickle"
    if kept.exists():
        ids, lists, lengths = pickle.loads(kept.read_bytes())
    else:
        ids, lengths = [], []
        lists: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, row in enumerate(read_rows(files)):
            fields = [row.get(k) or "" for k in ("title", "company", "city", "experience")]
            fields += [row.get("education") or "", *row.get("skills", []), *row.get("tags", [])]
            terms = Counter(index_terms("\n".join([*fields, row.get("description") or ""])))
            ids.append(str(row["id"]))
            lengths.append(sum(terms.values()))
            for term, count in terms.items():
                lists[term].append((number, count))
        lists = dict(lists)
        kept.write_bytes(pickle.dumps((ids, lists, lengths)))
    mean = sum(lengths) / len(lengths)
    norms = [K1 * (1 - B + B * n / mean) for n in lengths]

    def search(need: SearchNeed) -> list[tuple[str, float]]:
        scores: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(index_terms(need.text)):
            holders = lists.get(term, ())
            idf = math.log(1 + (len(ids) - len(holders) + 0.5) / (len(holders) + 0.5))
            for number, count in holders:
                scores[number] += idf * count * (K1 + 1) / (count + norms[number])
        best = sorted(scores.items(), key=lambda x: (-x[1], x[0]))[:RRF_DEPTH]
        return [(ids[number], score) for number, score in best]

    return search


def build_embedder() -> System:
    """Return the nearest stored vectors to one vector of the whole text."""
    from jobassist.ai.embedder import get_embedder
    from jobs.models import PostingEmbedding

    embedder = get_embedder()
    rows = PostingEmbedding.objects.filter(model=embedder.model_name)
    ids, stored = [], []
    for external_id, vector in rows.values_list("posting__external_id", "vector").iterator():
        ids.append(external_id)
        stored.append(np.asarray(vector.to_list() if hasattr(vector, "to_list") else vector))
    vectors = np.asarray(stored, dtype=np.float32)

    def search(need: SearchNeed) -> list[tuple[str, float]]:
        likeness = vectors @ embedder.embed_queries([need.text])[0]
        best = np.argsort(-likeness)[:RRF_DEPTH]
        return [(ids[i], float(likeness[i])) for i in best]

    return search


def build_rrf(*systems: System) -> System:
    """Return reciprocal rank fusion of others."""

    def search(need: SearchNeed) -> list[tuple[str, float]]:
        scores: dict[str, float] = defaultdict(float)
        for system in systems:
            for rank, (posting_id, _) in enumerate(system(need), start=1):
                scores[posting_id] += 1 / (RRF_K + rank)
        return sorted(scores.items(), key=lambda x: (-x[1], x[0]))[:RRF_DEPTH]

    return search


def build_systems(
    names: list[str], *, files: list[Path], folder: Path, today: date
) -> dict[str, System]:
    """Return the systems named: ours (and without near misses), bm25, embedder, rrf (of the two before)."""
    built: dict[str, System] = {}
    if "ours" in names:
        built["ours"] = build_ours(today=today)
    if "ours-strict" in names:
        built["ours-strict"] = build_ours(today=today, fill=False)
    if {"bm25", "rrf"} & set(names):
        built["bm25"] = build_bm25(files, folder=folder)
    if {"embedder", "rrf"} & set(names):
        built["embedder"] = build_embedder()
    if "rrf" in names:
        built["rrf"] = build_rrf(built["bm25"], built["embedder"])
    return {name: built[name] for name in names}
