"""Builds the list of English words that are no slips: `python -m chat.understanding.build_words DIR`.

DIR is a folder with the ESCO and O*NET files named in data/README.md. Only this script reads them.
"""

import argparse
import gzip
import io
import re
import sys
from collections import Counter
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from .slips import WORDS, list_targets

_SOURCES = (
    "esco_occupations_en.csv.gz",
    "esco_skills_text_en.csv.gz",
    "esco_ISCOGroups_en.csv.gz",
    "onet_29_2_occupation_data.tsv.gz",
    "onet_tasks_dwa.csv.gz",
)
_LEAST = 2
# The sources have slips of their own: a rare word one letter from a common one is doubtful.
_LEAST_BESIDE_TARGET = 8


def main() -> None:
    """Write the words that the sources use at least twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    counts: Counter[str] = Counter()
    for name in _SOURCES:
        with gzip.open(folder / name, "rt", encoding="utf-8") as stream:
            counts.update(re.findall(r"\b[a-z]{4,}\b", stream.read().lower()))
    targets = list_targets()

    def is_known(word: str, count: int) -> bool:
        if count >= _LEAST_BESIDE_TARGET or word in targets:
            return True
        near = process.extractOne(word, targets, scorer=DamerauLevenshtein.distance, score_cutoff=1)
        return count >= _LEAST and (near is None or word in (near[0] + "s", near[0] + "d"))

    words = sorted(word for word, count in counts.items() if is_known(word, count))
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=9) as packed:
        packed.write("\n".join(words).encode())
    WORDS.write_bytes(buffer.getvalue())
    sys.stdout.write(f"{len(words)} words -> {WORDS.name}\n")


if __name__ == "__main__":
    main()
