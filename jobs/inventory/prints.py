"""Prints of postings: by what equal and near-equal ones meet; pure.

Near-equality of texts is MinHash over overlapping pieces (words in threes, Chinese characters in
fours), compared band by band first. A posting without a text is equal to another only where all
that it says is equal: nine of ten Chinese postings have a title, a place and pay, no more.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

BANDS, ROWS = 12, 5
# From so many different pieces on, a text tells its posting from others.
THIN = 30
# Estimated share of pieces in common from which texts are one text.
NEAR = 0.8
MAX_READ = 20_000

# As the database gives it back.
Stored = bytes | memoryview | None

_WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9+#]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class OpeningText:
    """What tells an opening: identity is employer, title, place, and the text where there is one."""

    employer: str
    title: str
    title_key: str
    seniority: str
    places: tuple[str, ...]
    text: str
    # What a posting without a text says besides: pay, experience, education, kind, skills.
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """Keys and signature of one posting, as PostingPrint stores them."""

    opening_key: str
    family_key: str
    pieces: int
    signature: bytes | None
    bands: tuple[int, ...]


def take_print(opening: OpeningText) -> Print:
    """Return the print of an opening. A millisecond for a long text."""
    pieces = _pieces(opening.text)
    employer, places = _plain(opening.employer), sorted(set(opening.places))
    title = (opening.title_key, opening.seniority)
    if len(pieces) >= THIN:
        signature = _signature(pieces)
        # Without an employer the text has to tell, by itself.
        key = _hash("text", employer, *title, *places)
        return Print(
            key,
            _hash("family", employer, *title) if employer else "",
            len(pieces),
            signature.tobytes(),
            _bands(signature),
        )
    if not employer or not places:
        return Print("", "", len(pieces), None, ())
    key = _hash(
        "thin", employer, _plain(opening.title), *places, _plain(opening.text), *opening.rest
    )
    return Print(key, _hash("family", employer, *title), len(pieces), None, ())


def estimate_likeness(one: Stored, other: Stored) -> float:
    """Return the estimated share of pieces that two texts have in common, 0 where one has none."""
    if not one or not other:
        return 0.0
    a, b = np.frombuffer(one, dtype=np.uint32), np.frombuffer(other, dtype=np.uint32)
    return float((a == b).mean()) if a.size == b.size else 0.0


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _hash(*parts: str) -> str:
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def _pieces(text: str) -> set[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text[:MAX_READ]).casefold())
    if not words:
        return set()
    size = 4 if sum(1 for w in words if _HAN.match(w)) * 2 > len(words) else 3
    return {" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


@lru_cache(maxsize=1)
def _factors() -> tuple[np.ndarray, np.ndarray]:
    # Fixed: stored signatures are compared with those taken later.
    generator = np.random.default_rng(20_260)
    size = BANDS * ROWS
    return (
        generator.integers(1, 1 << 31, size=size, dtype=np.uint64),
        generator.integers(0, 1 << 61, size=size, dtype=np.uint64),
    )


def _signature(pieces: set[str]) -> np.ndarray:
    numbers = np.fromiter(
        (
            int.from_bytes(hashlib.blake2b(p.encode(), digest_size=4).digest(), "big")
            for p in pieces
        ),
        dtype=np.uint64,
        count=len(pieces),
    )
    factor, shift = _factors()
    mixed = (numbers[:, None] * factor[None, :] % _PRIME + shift[None, :]) % _PRIME
    signature: np.ndarray = (mixed.min(axis=0) & 0xFFFFFFFF).astype(np.uint32)
    return signature


def _bands(signature: np.ndarray) -> tuple[int, ...]:
    bands = []
    for number in range(BANDS):
        part = signature[number * ROWS : (number + 1) * ROWS].tobytes()
        digest = hashlib.blake2b(part, digest_size=4, person=b"band%d" % number).digest()
        bands.append(int.from_bytes(digest, "big", signed=True))
    return tuple(bands)


# --- who hires directly -----------------------------------------------------------------------

_AGENCY = re.compile(
    r"人力资源|劳务|派遣|猎头|人才(?:服务|市场|咨询|科技|网)|外包|招聘|中介|职业介绍|企业服务外包|"
    r"\b(?:staffing|recruit\w*|talent|manpower|personnel|headhunt\w*|employment (?:agency|services)|"
    r"outsourc\w+|resourcing|placements?|temps?|workforce)\b",
    re.IGNORECASE,
)


def is_agency(employer: str, traits: Sequence[str] = ()) -> bool:
    """Return whether a posting's employer hires for others, by its name or the posting's word."""
    return "agency" in traits or bool(_AGENCY.search(employer))
