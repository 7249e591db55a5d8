"""Trains the head of title_encoder.py from the open classifications.

    python -m jobassist.ai.build_title_head TAXONOMIES [--cross-validate]

TAXONOMIES holds `esco_occupations_en.csv.gz` and `csco2022_occupations_zh.csv.gz`; the third source
is this project's table of families, which alone has names in both languages. The families that
benchmarks/data/en-zh asks for, and their names wherever else they occur, are left out.

`--cross-validate` writes nothing: it prints how settings do on occupations, and on names of known
occupations, that were held out. The constants here and in title_encoder.py are chosen by it alone.
"""

import argparse
import csv
import gzip
import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jobassist.language.titles import read_families

from .embedder import Vectors
from .occupation_codes import LABELS_FILE
from .title_encoder import (
    DATA,
    GROUP_SHARE,
    HEAD_FILE,
    SHARPNESS,
    TitleHead,
    build_head,
    clean_title,
    scale_rows,
    write_head,
)

Matrix = npt.NDArray[np.float32]

# How far directions in which an occupation's names differ are pressed down (0.5 whitens them), and
# how much of their spread is evened out first.
POWER = 0.5
SHRINKAGE = 0.5
# One family in so many is kept for benchmarks/data/en-zh.
HELD_OUT = 5
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation's names, in one language or both, and the field it belongs to."""

    name: str
    group: str
    labels: tuple[str, ...]


def _labels(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for name in names if (label := clean_title(name))))


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_esco(source: Path) -> list[Occupation]:
    """Return ESCO's occupations; the field is the ISCO unit group."""
    return [
        Occupation(
            f"isco:{row['code']}",
            f"isco:{row['iscoGroup']}",
            _labels([row["preferredLabel"], *row["altLabels"].split("\n")]),
        )
        for row in _rows(source / "esco_occupations_en.csv.gz")
    ]


# Marks of green and digital occupations behind the Chinese names.
_CSCO_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[LS/]+$")


def read_csco(source: Path) -> list[Occupation]:
    """Return the occupations of the Chinese classification; the field is the small group."""
    return [
        Occupation(
            f"csco:{row['code']}",
            f"csco:{row['code'][:7]}",
            _labels(
                _CSCO_MARKS.sub("", n.strip()) for n in [row["name"], *row["alias"].split(",")]
            ),
        )
        for row in _rows(source / "csco2022_occupations_zh.csv.gz")
        if row["level"] == "4"
    ]


def write_csco_labels(source: Path, path: Path) -> None:
    """Write the codes with their labels for occupation_codes.py."""
    lines = [f"{o.name.removeprefix('csco:')}\t{'|'.join(o.labels)}\n" for o in read_csco(source)]
    # No time stamp: an unchanged source gives an unchanged file.
    path.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


def read_own() -> list[Occupation]:
    """Return this project's families, both languages in one occupation."""
    return [
        Occupation(f"family:{f.key}", f"family:{f.key}", _labels([*f.chinese, *f.english]))
        for f in read_families()
    ]


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def is_held_out(family: str) -> bool:
    """Return whether a family is kept for asking across languages."""
    return _number(f"across:{family}") % HELD_OUT == 0


def read_occupations(source: Path) -> list[Occupation]:
    """Return all that may be trained on."""
    own = read_own()
    kept = {o.name for o in own if not is_held_out(o.name.removeprefix("family:"))}
    hidden = {label for o in own if o.name not in kept for label in o.labels}
    everything = [*read_esco(source), *read_csco(source), *(o for o in own if o.name in kept)]
    seen = [replace(o, labels=tuple(n for n in o.labels if n not in hidden)) for o in everything]
    return [o for o in seen if o.labels]


# --- training ---------------------------------------------------------------------------------


def is_chinese(text: str) -> bool:
    """Return whether a name is written in Chinese characters."""
    return bool(re.search("[\u4e00-\u9fff]", text))


def train_head(
    occupations: Sequence[Occupation],
    vectors: dict[str, Vectors],
    *,
    power: float = POWER,
    shrinkage: float = SHRINKAGE,
    group_share: float = GROUP_SHARE,
) -> TitleHead:
    """Return the head for these occupations; `vectors` has the encoder's own vector of each label.

    Closed form, no random choice: the same labels give the same head.
    """
    labels = sorted({label for o in occupations for label in o.labels})
    mean = np.asarray(_stack(vectors, labels).mean(axis=0, dtype=np.float64), dtype=np.float32)
    rows = dict(zip(labels, scale_rows(_stack(vectors, labels) - mean), strict=True))
    matrix = _power(_scatter(occupations, rows), power=power, shrinkage=shrinkage)
    mapped = dict(zip(labels, scale_rows(_stack(rows, labels) @ matrix), strict=True))
    groups = {name: i for i, name in enumerate(sorted({o.group for o in occupations}))}
    return build_head(
        mean=mean,
        matrix=matrix,
        keys=np.stack([_stack(mapped, o.labels).mean(axis=0) for o in occupations]),
        names=[o.name for o in occupations],
        groups=np.array([groups[o.group] for o in occupations], dtype=np.int32),
        group_share=group_share,
    )


def _stack(rows: dict[str, Vectors], labels: Sequence[str]) -> Vectors:
    return np.stack([rows[label] for label in labels])


def _scatter(occupations: Sequence[Occupation], rows: dict[str, Vectors]) -> Matrix:
    """Return how names of one occupation differ.

    Each source and language counts alike, however many labels it has, and so does the step from one
    language to the other.
    """
    parts: dict[str, list[Matrix]] = defaultdict(list)
    for occupation in occupations:
        source = occupation.name.split(":")[0]
        means = []
        for chinese in (True, False):
            own = [label for label in occupation.labels if is_chinese(label) == chinese]
            if own:
                x = _stack(rows, own)
                means.append(x.mean(axis=0))
                if len(own) > 1:
                    parts[f"{source} {chinese}"].append(x - means[-1])
        if len(means) == 2:
            parts["across"].append((means[0] - means[1])[None] / np.sqrt(2))
    sums = np.zeros((next(iter(rows.values())).shape[0],) * 2, dtype=np.float64)
    for differences in parts.values():
        x = np.concatenate(differences).astype(np.float64)
        sums += x.T @ x / len(x)
    return np.asarray(sums, dtype=np.float64)


def _power(scatter: Matrix, *, power: float, shrinkage: float) -> Matrix:
    values, axes = np.linalg.eigh(scatter)
    values = np.maximum(values, 0)
    values = (1 - shrinkage) * values / values.mean() + shrinkage
    return np.asarray((axes * values**-power) @ axes.T, dtype=np.float32)


# --- choosing settings ------------------------------------------------------------------------


def mean_average_precision(scores: Matrix, relevant: npt.NDArray[np.bool_]) -> float:
    """Return MAP over whole rankings; a query without a relevant row is left out."""
    found = []
    for row, right in zip(scores, relevant, strict=True):
        ranks = np.flatnonzero(right[np.argsort(-row, kind="stable")]) + 1
        if len(ranks):
            found.append(np.mean(np.arange(1, len(ranks) + 1) / ranks))
    return float(np.mean(found))


def _ask(
    occupations: Sequence[Occupation], encode: Callable[[Sequence[str]], Vectors], *, least: int
) -> float:
    """Return MAP of finding an occupation's other names by its first, among all names given."""
    labels = sorted({label for o in occupations for label in o.labels})
    index = {label: i for i, label in enumerate(labels)}
    asked = [o for o in occupations if len(o.labels) >= least]
    asked = sorted(asked, key=lambda o: _number(o.name))[:120]
    queries = [o.labels[0] for o in asked]
    relevant = np.zeros((len(asked), len(labels)), dtype=bool)
    for row, o in zip(relevant, asked, strict=True):
        row[[index[label] for label in o.labels[1:]]] = True
    scores = encode(queries) @ encode(labels).T
    # Its own string is no find.
    scores[np.arange(len(asked)), [index[q] for q in queries]] = -9
    return mean_average_precision(scores, relevant)


def _split(
    occupations: Sequence[Occupation], *, fold: int, by_name: bool
) -> tuple[list[Occupation], list[Occupation]]:
    """Return what to train on and what to ask: whole fields held out, or names of known ones."""
    if not by_name:
        # Fields are held out whole, so that no near relation is trained on: minor groups of ISCO,
        # small groups of the Chinese classification, families.
        held = [
            _number(o.group[: -1 if o.group[0] == "i" else None]) % FOLDS == fold
            for o in occupations
        ]
        return (
            [o for o, h in zip(occupations, held, strict=True) if not h],
            [o for o, h in zip(occupations, held, strict=True) if h],
        )
    train, ask = [], []
    for o in occupations:
        out = tuple(label for label in o.labels if _number(label) % FOLDS == fold)
        rest = tuple(label for label in o.labels if label not in out)
        if rest:
            train.append(replace(o, labels=rest))
        if out:
            ask.append(replace(o, labels=out))
    return train, ask


def _ask_sets(
    asked: Sequence[Occupation], encode: Callable[[Sequence[str]], Vectors]
) -> dict[str, float]:
    """Return MAP on what was held out of each source."""
    own = [replace(o, labels=tuple(filter(is_chinese, o.labels))) for o in asked if _is_own(o)]
    sets = {
        "esco": [o for o in asked if o.name.startswith("isco:")],
        "csco": [o for o in asked if o.name.startswith("csco:")],
        "own": [o for o in own if o.labels],
    }
    return {key: _ask(some, encode, least=3) for key, some in sets.items()}


def _is_own(occupation: Occupation) -> bool:
    return occupation.name.startswith("family:")


def _encoders(
    train: Sequence[Occupation], vectors: dict[str, Vectors]
) -> Iterator[tuple[str, Callable[[Sequence[str]], Vectors]]]:
    """Return the plain encoder and a grid of heads trained on these occupations."""

    yield "plain", partial(_stack, vectors)
    for power, shrinkage in ((0.25, 0.1), (0.25, 0.5), (0.5, 0.1), (0.5, 0.5), (0.5, 0.8)):
        head = train_head(train, vectors, power=power, shrinkage=shrinkage)
        yield f"map {power} {shrinkage}", partial(_encode, vectors, head, pull=None)
    for share in (0.5, 1.0):
        head = train_head(train, vectors, group_share=share)
        for sharpness in (14.0, 20.0, 28.0):
            for pull in (0.5, 1.0, 1.5):
                encode = partial(_encode, vectors, head, sharpness=sharpness, pull=pull)
                yield f"move {sharpness} {pull} {share}", encode


def _encode(
    vectors: dict[str, Vectors],
    head: TitleHead,
    labels: Sequence[str],
    *,
    pull: float | None,
    sharpness: float = SHARPNESS,
) -> Vectors:
    rows = _stack(vectors, labels)
    if pull is None:
        return head.map_vectors(rows)
    return head.apply(rows, sharpness=sharpness, pull=pull)


def cross_validate(occupations: Sequence[Occupation], vectors: dict[str, Vectors]) -> None:
    """Print MAP on what was held out, for the plain encoder and a grid of settings."""
    figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for fold in range(FOLDS):
        for by_name in (False, True):
            train, asked = _split(occupations, fold=fold, by_name=by_name)
            for name, encode in _encoders(train, vectors):
                for key, value in _ask_sets(asked, encode).items():
                    figures[name][f"{key} {'names' if by_name else 'fields'}"].append(value)
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr)
    for name, by_set in figures.items():
        means = {key: float(np.mean(found)) for key, found in by_set.items()}
        parts = ", ".join(f"{key} {value:.3f}" for key, value in means.items())
        print(f"{np.mean(list(means.values())):.4f} {name}: {parts}")


def main() -> None:
    """Train and store, or cross-validate."""
    from .offline_embedder import OfflineEmbedder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("taxonomies", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    occupations = read_occupations(options.taxonomies)
    labels = sorted({label for o in occupations for label in o.labels})
    print(f"{len(occupations)} occupations, {len(labels)} names", file=sys.stderr)
    found = OfflineEmbedder().embed_documents(labels)
    vectors = dict(zip(labels, found, strict=True))
    if options.cross_validate:
        cross_validate(occupations, vectors)
        return
    head = train_head(occupations, vectors)
    print(write_head(head, options.out / HEAD_FILE.name), HEAD_FILE.name)
    write_csco_labels(options.taxonomies, options.out / LABELS_FILE.name)


if __name__ == "__main__":
    main()
