"""The text that stands for a posting in vector space, and its hash; pure."""

from collections.abc import Sequence
from hashlib import blake2b

from .pleas import without_pleas

# Raised when `build_text` changes: every posting is then embedded again.
TEXT_VERSION = 1
BODY_CHARACTERS = 600


def build_text(*, title: str, skills: Sequence[str], skill_keys: Sequence[str], body: str) -> str:
    """Return the text to embed: title first, then skills, then the opening of the description."""
    names = dict.fromkeys(skill.casefold() for skill in skills[:12])
    names.update(dict.fromkeys(key.replace("-", " ") for key in skill_keys[:12]))
    told = without_pleas(body[: 4 * BODY_CHARACTERS])
    parts = [without_pleas(title), ", ".join(list(names)[:16]), told[:BODY_CHARACTERS]]
    return ". ".join(part for part in parts if part)


def build_hash(text: str) -> str:
    """Return the hash that tells whether a text has been embedded."""
    return blake2b(f"{TEXT_VERSION}\n{text}".encode(), digest_size=16).hexdigest()
