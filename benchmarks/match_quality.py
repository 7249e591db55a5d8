"""How well titles find the titles of the same work: MAP on TalentCLEF's layout, and two more.

    match_quality.py --data DIR [--csco FILE] [--ner FILE]

DIR holds a folder a language (en, zh, …) or pair (en-zh): queries.tsv (q_id, jobtitle) and
corpus_elements.tsv (c_id, jobtitle) with a header, qrels.tsv (q_id 0 c_id 1) without one. MAP is
over the whole ranked corpus, the query's own string included where it stands there. Beside ours are
the bundled encoder as it comes and the TF-IDF of character n-grams, in the same run. The last line
is one JSON object.
"""

import argparse
import csv
import gzip
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from jobassist.ai.build_title_head import mean_average_precision  # noqa: E402
from jobassist.ai.occupation_codes import csco_table, read_csco_labels  # noqa: E402
from jobassist.ai.offline_embedder import OfflineEmbedder  # noqa: E402
from jobassist.ai.title_encoder import TITLE_MODEL, encode_titles  # noqa: E402
from jobassist.language.skills import find_skills  # noqa: E402

SHARED = ROOT.parent / "shared" / "data"
DATA = SHARED / "match" / "talentclef2025_taskA_val"
ACROSS = ROOT / "benchmarks" / "data"
NER = SHARED / "resumes" / "resume_ner_en.jsonl.gz"

Encode = Callable[[Sequence[str]], np.ndarray]
EMBEDDER = OfflineEmbedder()


def embed_plain(texts: Sequence[str]) -> np.ndarray:
    """Return the bundled encoder's vectors of the titles as they stand."""
    return EMBEDDER.embed_documents(list(texts))


def embed_ours(texts: Sequence[str]) -> np.ndarray:
    """Return the project's title vectors."""
    return encode_titles(texts, embedder=EMBEDDER)


def read_titles(path: Path) -> tuple[list[str], list[str]]:
    """Return the ids and titles of a file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    rows = [row for row in rows if len(row) >= 2]
    return [row[0] for row in rows], [row[1].strip() for row in rows]


def read_relevant(path: Path, *, queries: list[str], corpus: list[str]) -> np.ndarray:
    """Return queries by corpus, True where relevant."""
    row_of = {q: i for i, q in enumerate(queries)}
    column_of = {c: i for i, c in enumerate(corpus)}
    relevant = np.zeros((len(queries), len(corpus)), dtype=bool)
    for line in path.read_text(encoding="utf-8").splitlines():
        q, _zero, c, grade = line.split()
        if int(grade) > 0 and q in row_of and c in column_of:
            relevant[row_of[q], column_of[c]] = True
    return relevant


# --- the lexical baseline ---------------------------------------------------------------------


def _grams(text: str) -> Counter[str]:
    padded = f" {text.lower()} "
    sizes = (1, 2, 3) if re.search("[\u4e00-\u9fff]", text) else (2, 3, 4)
    return Counter(padded[i : i + n] for n in sizes for i in range(len(padded) - n + 1))


def score_by_grams(queries: Sequence[str], corpus: Sequence[str]) -> np.ndarray:
    """Return cosines of TF-IDF vectors of character n-grams, idf from the corpus."""
    counted = [_grams(text) for text in corpus]
    df = Counter(gram for grams in counted for gram in grams)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for column, grams in enumerate(counted):
        weights = _weigh(grams, df, len(corpus))
        for gram, weight in weights.items():
            postings[gram].append((column, weight))
    arrays = {
        g: (np.array([c for c, _ in p]), np.array([w for _, w in p])) for g, p in postings.items()
    }
    scores = np.zeros((len(queries), len(corpus)))
    for row, query in zip(scores, queries, strict=True):
        for gram, weight in _weigh(_grams(query), df, len(corpus)).items():
            if gram in arrays:
                columns, weights_there = arrays[gram]
                row[columns] += weight * weights_there
    return scores


def _weigh(grams: Counter[str], df: Counter[str], total: int) -> dict[str, float]:
    raw = {g: n * (np.log((1 + total) / (1 + df[g])) + 1) for g, n in grams.items()}
    length = np.sqrt(sum(w * w for w in raw.values())) or 1.0
    return {g: w / length for g, w in raw.items()}


# --- the three measures -----------------------------------------------------------------------


def measure_map(folder: Path) -> dict[str, float]:
    """Return MAP of ours and the baselines on one folder."""
    query_ids, queries = read_titles(folder / "queries.tsv")
    corpus_ids, corpus = read_titles(folder / "corpus_elements.tsv")
    relevant = read_relevant(folder / "qrels.tsv", queries=query_ids, corpus=corpus_ids)
    scores = {
        "map": embed_ours(queries) @ embed_ours(corpus).T,
        "plain": embed_plain(queries) @ embed_plain(corpus).T,
        "char_tfidf": score_by_grams(queries, corpus),
    }
    return {name: round(mean_average_precision(s, relevant), 4) for name, s in scores.items()}


def significant(code: str) -> str:
    """Return the part of a code that says something: 2-02 of 2-02-00-00."""
    return re.sub(r"(?:-00)+$", "", code)


def is_right(code: str, expected: str) -> bool:
    """Return whether an occupation's code is the expected one, or under it where that is a group's.

    Most expected codes are an occupation's own; the others (…-00) name a group, any occupation of
    which is right.
    """
    wanted = significant(expected)
    return code == expected or code.startswith(wanted + "-")


def measure_codes(path: Path) -> dict[str, float]:
    """Return top-1 and top-5 accuracy of codes: ours, and the nearest label by the plain encoder."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    titles = [row["job_name"].strip() for row in rows]
    expected = [row["expected_code"].strip() for row in rows]
    ours = [[g.code for g in guess] for guess in csco_table().classify(titles, k=5)]
    figures: dict[str, float] = {"titles": len(titles)}
    for name, guesses in (("ours", ours), ("plain", _nearest_labels(titles))):
        right = [[is_right(c, e) for c in some] for some, e in zip(guesses, expected, strict=True)]
        figures[f"{name}_top1"] = round(float(np.mean([r[0] for r in right])), 4)
        figures[f"{name}_top5"] = round(float(np.mean([any(r) for r in right])), 4)
    return figures


def _nearest_labels(titles: Sequence[str]) -> list[list[str]]:
    pairs = [(label, code) for code, labels in read_csco_labels() for label in labels]
    known = embed_plain([label for label, _code in pairs])
    found = []
    for row in embed_plain(titles):
        order = np.argsort(-(known @ row), kind="stable")
        found.append(list(dict.fromkeys(pairs[i][1] for i in order[:100]))[:5])
    return found


_WORD = re.compile(r"[a-z][a-z0-9+#.]*[a-z0-9+#]|[a-z]")
_EMPTY = frozenset(
    "and or of in the a an with to for on as at by from is are using etc year years less than".split()
)


def _words(text: str) -> set[str]:
    return {w for w in _WORD.findall(text.lower()) if w not in _EMPTY}


def measure_skills(path: Path) -> dict[str, float]:
    """Return token precision, recall and F1 of skills found against the labelled stretches.

    A résumé's words in stretches labelled Skills, as a set without empty words, against the words
    of the skills found anywhere in it; summed over the résumés that have such a label.
    """
    both = found_in_all = labelled = resumes = 0
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            spans = [(s, e) for s, e, label in row["entities"] if label == "Skills"]
            if not spans:
                continue
            gold = set().union(*(_words(row["text"][s:e]) for s, e in spans))
            found = set().union(*(_words(f.text) for f in find_skills(row["text"])), set())
            both += len(gold & found)
            found_in_all += len(found)
            labelled += len(gold)
            resumes += 1
    precision, recall = both / max(1, found_in_all), both / max(1, labelled)
    return {
        "resumes": resumes,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
    }


def _find_csco(data: Path) -> Path:
    name = "csco_title_classification_zh.csv"
    for folder in (data, data.parent, SHARED / "match"):
        if (folder / name).exists():
            return folder / name
    return data.parent / name


def main() -> None:
    """Measure what is there, and say what is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--csco", type=Path)
    parser.add_argument("--ner", type=Path, default=NER)
    parser.add_argument("--quick", action="store_true", help="only the rankings")
    options = parser.parse_args()
    began = time.monotonic()
    result: dict[str, object] = {"map": {}, "plain": {}, "char_tfidf": {}, "model": TITLE_MODEL}
    folders = {p.parent.name: p.parent for p in sorted(ACROSS.glob("*/queries.tsv"))}
    folders |= {p.parent.name: p.parent for p in sorted(options.data.glob("*/queries.tsv"))}
    if not any(options.data.glob("*/queries.tsv")):
        print(f"{options.data} has no folder with queries.tsv: only our own sets are ranked")
    for name, folder in folders.items():
        figures = measure_map(folder)
        print(name, figures, flush=True)
        for key, value in figures.items():
            result[key][name] = value
    csco = options.csco or _find_csco(options.data)
    if options.quick:
        print("quick: codes and skills are not measured")
    else:
        for key, path, measure in (
            ("csco", csco, measure_codes),
            ("skills", options.ner, measure_skills),
        ):
            if path.exists():
                result[key] = measure(path)
                print(key, result[key], flush=True)
            else:
                print(f"{key}: skipped, {path} is not there")
    result["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
