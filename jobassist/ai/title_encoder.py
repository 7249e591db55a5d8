"""Job titles to vectors: a learned head over the bundled encoder, numpy only.

The encoder was made for sentences: for it "senior manager of taxes" and "manager of tea shops" have
much in common. The head first presses down the directions in which names of one occupation differ,
then moves a title toward the occupations it is near to, known from ESCO, the Chinese classification
and this project's own table. How it is trained and measured: build_title_head.py and
benchmarks/match_quality.py.
"""

import hashlib
import re
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .embedder import DIMENSIONS, Embedder, Vectors, get_embedder
from .offline_embedder import OfflineEmbedder

DATA = Path(__file__).resolve().parent / "data"
HEAD_FILE = DATA / "title_head.npz"
# Of the file that belongs to this code; another file under this name gives other vectors.
HEAD_SHA256 = "64bc2733dec59698a3588139dce8e260bfca823bfd524b27c189097e2b369362"
# Stored beside the vectors: a new head needs a new name.
TITLE_MODEL = f"{OfflineEmbedder.model_name}+titles-1"

# Chosen by cross-validation (build_title_head.py): how sharply a title looks for its occupations,
# how much it takes of them, and how much of an occupation is its group.
SHARPNESS = 20.0
PULL = 1.0
GROUP_SHARE = 0.5
# Of titles under any other embedder, and of whole texts under the bundled one.
PLAIN_BOUNDS = (0.42, 0.80)
# Beyond the nearest ones an occupation weighs nothing.
_NEAREST = 64
_BATCH = 256
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class TitleHead:
    """What is learned: a mean, a map, and the occupations as places in the mapped space.

    `names` are the occupations' codes ("isco:2512.4", "csco:2-10-02-05", "family:nurse"), `groups`
    say which occupations count as one field.
    """

    mean: npt.NDArray[np.float32]
    matrix: npt.NDArray[np.float32]
    keys: npt.NDArray[np.float32]
    values: npt.NDArray[np.float32]
    names: tuple[str, ...]
    groups: npt.NDArray[np.int32]

    def map_vectors(self, vectors: Vectors) -> Vectors:
        """Return the mapped rows, not yet moved toward occupations."""
        centred = scale_rows(np.asarray(vectors, dtype=np.float32) - self.mean)
        return scale_rows(centred @ self.matrix)

    def apply(
        self, vectors: Vectors, *, sharpness: float = SHARPNESS, pull: float = PULL
    ) -> Vectors:
        """Return title vectors for the encoder's own vectors of titles, a row a row."""
        parts = [
            self._apply(vectors[i : i + _BATCH], sharpness=sharpness, pull=pull)
            for i in range(0, len(vectors), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, DIMENSIONS), dtype=np.float32)

    def _apply(self, vectors: Vectors, *, sharpness: float, pull: float) -> Vectors:
        mapped = self.map_vectors(vectors)
        likeness = mapped @ self.keys.T
        nearest = min(_NEAREST, likeness.shape[1])
        which = np.argpartition(-likeness, nearest - 1, axis=1)[:, :nearest]
        # In order of the table, so that sums do not hang on how a partition came out.
        which.sort(axis=1)
        near = np.take_along_axis(likeness, which, axis=1)
        weights = np.exp(sharpness * (near - near.max(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        pulled = np.matmul(weights[:, None, :], self.values[which])[:, 0]
        return scale_rows(mapped + pull * pulled)


def scale_rows(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the rows at length 1; a row of zeros stays."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), dtype=np.float32)


def build_head(
    *,
    mean: npt.NDArray[np.float32],
    matrix: npt.NDArray[np.float32],
    keys: npt.NDArray[np.float32],
    names: Sequence[str],
    groups: npt.NDArray[np.int32],
    group_share: float = GROUP_SHARE,
) -> TitleHead:
    """Return the head: what a title is moved toward is an occupation with some of its group."""
    keys = scale_rows(keys)
    sums = np.zeros((int(groups.max()) + 1, keys.shape[1]), dtype=np.float32)
    np.add.at(sums, groups, keys)
    values = scale_rows(keys + group_share * scale_rows(sums)[groups])
    return TitleHead(mean, matrix, keys, values, tuple(names), groups)


def write_head(head: TitleHead, path: Path) -> str:
    """Store the head in a few MB and return the file's SHA-256; the same head, the same file."""
    steps = np.abs(head.keys).max(axis=1) / 127
    np.savez(
        path,
        mean=head.mean.astype(np.float16),
        matrix=head.matrix.astype(np.float16),
        keys=np.round(head.keys / steps[:, None]).astype(np.int8),
        steps=steps.astype(np.float32),
        names=np.array(head.names),
        groups=head.groups.astype(np.uint16),
    )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_head(path: Path = HEAD_FILE) -> TitleHead:
    """Return a stored head."""
    with np.load(path, allow_pickle=False) as stored:
        return build_head(
            mean=stored["mean"].astype(np.float32),
            matrix=stored["matrix"].astype(np.float32),
            keys=stored["keys"].astype(np.float32) * stored["steps"][:, None],
            names=[str(name) for name in stored["names"]],
            groups=stored["groups"].astype(np.int32),
        )


_GENDER = re.compile(
    r"[(（\[]\s*(?:[mfdwxhv]|all genders|gn)(?:\s*[/|,.]\s*[mfdwxhv]){0,3}\s*[)）\]]", re.I
)
# builder*in, Fahrer:in, enfermero/a: both forms of a name, read as the first.
_BOTH_FORMS = re.compile(r"(?<=[a-zà-ɏ]{3})(?:[*:_/]in(?:nen)?|/-?[aoe]s?|\([aeos]{1,2}\))(?!\w)")


def clean_title(title: str) -> str:
    """Return a title as the head was trained on: one form, small letters, no gender marks."""
    text = _GENDER.sub(" ", unicodedata.normalize("NFKC", title)).lower()
    return " ".join(_BOTH_FORMS.sub("", text).split())


@lru_cache(maxsize=1)
def read_shipped_head() -> TitleHead:
    """Return the head of this version, read once."""
    return read_head()


def title_model_of(model: str) -> str:
    """Return the name to store beside title vectors made by an embedder of this model.

    The head belongs to the bundled encoder; under any other one titles have its plain vectors.
    """
    return TITLE_MODEL if model == OfflineEmbedder.model_name else model


def title_bounds_of(model: str) -> tuple[float, float]:
    """Return the cosines below which titles are unlike and above which they are alike.

    Fitted on held-out labels so that as few pairs of other fields pass either as with the plain
    encoder's 0.42 and 0.80; of one occupation's names 93 % then pass the first and 29 % the second,
    which were 81 % and 20 %.
    """
    return (0.20, 0.84) if model == OfflineEmbedder.model_name else PLAIN_BOUNDS


def lift_titles(vectors: Vectors, *, model: str) -> Vectors:
    """Return title vectors made from an embedder's own vectors of cleaned titles.

    Some 0.3 ms a title in bulk. Unchanged under an embedder the head was not trained for.
    """
    if model != OfflineEmbedder.model_name or not len(vectors):
        return vectors
    return read_shipped_head().apply(vectors)


_remembered: OrderedDict[tuple[str, str], Vectors] = OrderedDict()
_lock = threading.Lock()


def encode_titles(texts: Sequence[str], *, embedder: Embedder | None = None) -> Vectors:
    """Return a float32 row of length `DIMENSIONS` and norm 1 a title, in order.

    Compare them only with vectors of the same `title_model_of(model)`. Short texts only; titles seen lately
    cost nothing.
    """
    embedder = embedder or get_embedder()
    model = embedder.model_name
    keys = [(model, clean_title(text)) for text in texts]
    with _lock:
        known = {key: _remembered[key] for key in keys if key in _remembered}
        for key in known:
            _remembered.move_to_end(key)
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        plain = embedder.embed_queries([text for _model, text in missing])
        lifted = lift_titles(plain, model=model)
        known.update(zip(missing, lifted, strict=True))
        with _lock:
            for key in missing:
                _remembered[key] = known[key]
            while len(_remembered) > _REMEMBERED:
                _remembered.popitem(last=False)
    rows = [known[key] for key in keys]
    return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), dtype=np.float32)
