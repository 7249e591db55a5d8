"""Reads the shipped word lists, once, and the segmenter that knows them."""

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import rjieba

DATA = Path(__file__).parent / "data"


def read_lines(name: str) -> list[str]:
    """Return the lines of a shipped text file, plain or gzip, comments and blanks left out."""
    path = DATA / name
    if name.endswith(".gz"):
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    else:
        text = path.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("# ")]


def read_words(name: str) -> frozenset[str]:
    """Return the words of a shipped list, split at white space."""
    return frozenset(word for line in read_lines(name) for word in line.split())


def read_json(name: str) -> Any:
    """Return the content of a shipped JSON file, gzip or not."""
    raw = (DATA / name).read_bytes()
    return json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)


@lru_cache(maxsize=1)
def segmenter() -> rjieba.Jieba:
    """Return the Chinese segmenter with our short words added.

    Only short ones: a long compound kept whole would hide its parts from the search.
    """
    jieba = rjieba.Jieba()
    for word in read_words("segment_words.txt"):
        jieba.add_word(word, None, None)
    return jieba
