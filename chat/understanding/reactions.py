"""What is wrong with the jobs just shown, or that one of them is right: the sentence's own words.

A softmax regression of the same make as the intents', fitted to the invented patterns in
`data/reactions_*.txt` (`python -m chat.understanding.train_reactions`). It is asked only where
jobs stand on the screen and nothing else is asked.
"""

import hashlib
from functools import lru_cache
from typing import Literal, get_args

import numpy as np

from .classifier import DATA, Vector, Weights, hash_words
from .types import Context, Evidence, RejectReason

# "fine" is that one of the jobs is wanted, "none" that the sentence is no reaction at all.
Reaction = RejectReason | Literal["fine", "none"]
REACTIONS: tuple[Reaction, ...] = (*get_args(RejectReason), "fine", "none")
REACTION_FILES = ("reactions_zh.txt", "reactions_en.txt")
REACTION_WEIGHTS = DATA / "reaction_weights.npz"
# What a reaction that is quite sure adds to its intent, in log-odds.
_WEIGHT = 5.0
_LEAST = 0.3
# Beside a question a reaction has to be as plain as this.
_SURE = 0.8
# A reaction is one breath; what is longer says more than one thing.
_MAX_CHARACTERS = 120


def hash_reactions() -> str:
    """Return a digest of the pattern files, to tell whether the weights are of these."""
    digest = hashlib.sha256()
    for name in REACTION_FILES:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def load_reaction_weights() -> Weights:
    """Return the shipped model."""
    with np.load(REACTION_WEIGHTS, allow_pickle=False) as data:
        return Weights(
            embedding=data["embedding"].astype(np.float32),
            words=data["words"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
            model_name=str(data["model_name"]),
            examples_hash=str(data["examples_hash"]),
        )


def score_reactions(text: str, vector: Vector | None) -> dict[Reaction, float]:
    """Return how likely each reaction is, from the sentence alone; they sum to one."""
    weights = load_reaction_weights()
    scores = weights.bias.copy()
    for bucket, value in hash_words(text).items():
        scores += weights.words[bucket] * value
    if vector is not None:
        scores += vector @ weights.embedding
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    return {reaction: float(share) for reaction, share in zip(REACTIONS, shares, strict=True)}


def may_react(context: Context, text: str) -> bool:
    """Return whether a message may be a reaction: jobs are shown, and no other thing is asked."""
    prompt = context.open_prompt or "criteria."
    is_free = prompt.startswith("criteria.") and prompt != "criteria.confirm"
    return bool(context.last_cards) and is_free and len(text) <= _MAX_CHARACTERS


def weigh_reactions(shares: dict[Reaction, float], *, is_asked: bool) -> list[Evidence]:
    """Return what the likely reactions say of the intent; less where a wish was asked for."""
    if is_asked and max(shares.values()) < _SURE:
        return []
    against = sum(share for name, share in shares.items() if name not in ("fine", "none"))
    evidence = []
    if against >= _LEAST:
        weight = round(_WEIGHT * against, 2)
        evidence.append(Evidence("example", "reject_with_reason", weight, "a refusal's wording"))
    if shares["fine"] >= _LEAST:
        weight = round(_WEIGHT * shares["fine"], 2)
        evidence.append(Evidence("example", "connect", weight, "an assent's wording"))
    return evidence


def _likeliest_reason(shares: dict[Reaction, float]) -> tuple[RejectReason, float]:
    """Return the likeliest reason of a refusal and its share among the reasons."""
    reasons = {name: shares[name] for name in get_args(RejectReason)}
    best: RejectReason = max(reasons, key=lambda name: reasons[name])
    return best, reasons[best] / (sum(reasons.values()) or 1.0)


# From this share on the whole sentence is believed before single words of it.
_SURE_REASON = 0.55


def choose_reason(
    said: RejectReason | None, reactions: dict[Reaction, float], *, is_named: bool
) -> RejectReason:
    """Return the reason by the sentence as a whole where that is sure, else by its words.

    `is_named`: what is refused is named, as a bare "not a big chain" does.
    """
    if said == "excluded" and is_named:
        return said
    likeliest, share = _likeliest_reason(reactions)
    if share >= _SURE_REASON or said in (None, "other"):
        return likeliest
    return said
