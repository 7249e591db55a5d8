"""The code that a title has in China's classification of occupations (2022), with its likeness."""

import gzip
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from .embedder import Embedder
from .offline_embedder import OfflineEmbedder
from .title_encoder import DATA, clean_title, read_shipped_head, scale_rows

LABELS_FILE = DATA / "csco_labels.tsv.gz"
_BATCH = 256


@dataclass(frozen=True, slots=True)
class CodeGuess:
    """An occupation that a title may be; `likeness` is 0..1 and no probability."""

    code: str
    name: str
    likeness: float


class CodeTable:
    """The occupations by their labels: nearest label, nearest occupation, shared characters.

    The three count alike, which did best on held-out aliases.
    """

    def __init__(
        self, occupations: Sequence[tuple[str, Sequence[str]]], *, embedder: Embedder
    ) -> None:
        self.codes = [code for code, _labels in occupations]
        self.names = [labels[0] for _code, labels in occupations]
        labels = [clean_title(label) for _code, some in occupations for label in some]
        self._starts = np.cumsum([0, *(len(some) for _code, some in occupations[:-1])])
        self._embedder = embedder
        self._vectors = self._encode(labels)
        self._centres = scale_rows(np.add.reduceat(self._vectors, self._starts, axis=0))
        counted = [_grams(label) for label in labels]
        frequency = Counter(gram for grams in counted for gram in grams)
        self._number = {gram: i for i, gram in enumerate(sorted(frequency))}
        self._idf = np.array(
            [np.log((1 + len(labels)) / (1 + frequency[g])) + 1 for g in self._number],
            dtype=np.float32,
        )
        self._postings = self._build_postings(counted)

    def classify(self, titles: Sequence[str], *, k: int = 5) -> list[list[CodeGuess]]:
        """Return the k likeliest occupations a title, best first."""
        guesses = []
        for start in range(0, len(titles), _BATCH):
            texts = [clean_title(title) for title in titles[start : start + _BATCH]]
            vectors = self._encode(texts)
            labels = vectors @ self._vectors.T
            letters = np.stack([self._share_letters(text) for text in texts])
            scores = (
                np.maximum.reduceat(labels, self._starts, axis=1)
                + np.maximum.reduceat(letters, self._starts, axis=1)
                + vectors @ self._centres.T
            ) / 3
            for row in scores:
                best = np.argsort(-row, kind="stable")[:k]
                guesses.append(
                    [
                        CodeGuess(self.codes[i], self.names[i], min(1.0, max(0.0, float(row[i]))))
                        for i in best
                    ]
                )
        return guesses

    def _encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        # Mapped, but not moved toward occupations: here the classification itself is asked.
        return read_shipped_head().map_vectors(self._embedder.embed_documents(list(texts)))

    def _weigh(self, grams: Counter[str]) -> tuple[list[int], npt.NDArray[np.float32]]:
        known = [(self._number[g], n) for g, n in grams.items() if g in self._number]
        # What no label has still lengthens the title.
        unknown = sum(n * n for g, n in grams.items() if g not in self._number)
        weights = np.array([n * self._idf[i] for i, n in known], dtype=np.float32)
        length = float(np.sqrt((weights**2).sum() + unknown * float(self._idf.max()) ** 2)) or 1.0
        return [i for i, _n in known], weights / length

    def _build_postings(
        self, counted: Sequence[Counter[str]]
    ) -> list[tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]]:
        lists: list[tuple[list[int], list[float]]] = [([], []) for _ in self._number]
        for label, grams in enumerate(counted):
            numbers, weights = self._weigh(grams)
            for number, weight in zip(numbers, weights, strict=True):
                lists[number][0].append(label)
                lists[number][1].append(float(weight))
        return [(np.array(a, dtype=np.int32), np.array(b, dtype=np.float32)) for a, b in lists]

    def _share_letters(self, text: str) -> npt.NDArray[np.float32]:
        scores = np.zeros(len(self._vectors), dtype=np.float32)
        for number, weight in zip(*self._weigh(_grams(text)), strict=True):
            labels, weights = self._postings[number]
            scores[labels] += weight * weights
        return scores


def _grams(text: str) -> Counter[str]:
    padded = f" {text} "
    sizes = (1, 2, 3) if re.search("[\u4e00-\u9fff]", text) else (2, 3, 4)
    return Counter(padded[i : i + n] for n in sizes for i in range(len(padded) - n + 1))


def read_csco_labels() -> list[tuple[str, list[str]]]:
    """Return the shipped codes with their labels, the official name first."""
    lines = gzip.decompress(LABELS_FILE.read_bytes()).decode().splitlines()
    rows = [line.split("\t") for line in lines]
    return [(code, labels.split("|")) for code, labels in rows]


@lru_cache(maxsize=1)
def csco_table() -> CodeTable:
    """Return the table of the whole classification; the first call takes some seconds."""
    return CodeTable(read_csco_labels(), embedder=OfflineEmbedder())


def classify_csco(title: str, *, k: int = 5) -> list[CodeGuess]:
    """Return the k likeliest occupations of the Chinese classification, best first.

    Meant for background work. Right at the first guess for about half of real Chinese titles.
    """
    return csco_table().classify([title], k=k)[0]
