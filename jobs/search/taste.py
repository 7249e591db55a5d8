"""What a person has saved, applied to and turned down, as a leaning of the next round; pure.

A leaning never filters: it moves a posting a little up or down, and says because of which one.
Reasons that are about a kind of posting count; "seen it already" and "expired" say nothing of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .need import kinship
from .retrieval import Candidate

NEUTRAL = 0.5
_SAME_WORK = 0.75
_SAME_PAY = 0.2
# Of one sample at most so much; several agreeing go to the end of the scale.
_STEP = 0.25

Alike = Literal["work", "employer", "pay", "place", "level"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A posting that a person has an opinion of. `is_liked`: saved, or got in touch about.

    `reason` is why it was turned down, in the words of the wire. `posting_id` is where it stands.
    """

    posting_id: int
    is_liked: bool
    title: str
    family: str = ""
    seniority: str = ""
    employer_id: int | None = None
    place_keys: tuple[str, ...] = ()
    currency: str | None = None
    pay: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a posting stands to what is known of a person's taste: 0..1, 0.5 neither way.

    `because` is the sample that says most, `alike` in what the posting is like it.
    """

    value: float
    because: Sample | None = None
    alike: tuple[Alike, ...] = ()


# What a reason for a "no" is about; reasons that are not here are about that one posting alone.
_ABOUT: dict[str, Alike] = {
    "wrong_role": "work",
    "wrong_seniority": "level",
    "wrong_city": "place",
    "too_low_salary": "pay",
    "excluded": "employer",
}


def lean(samples: Sequence[Sample], candidate: Candidate) -> Leaning:
    """Return how a posting stands to the samples; neutral without any."""
    total = 0.0
    strongest = 0.0
    leaning = Leaning(NEUTRAL)
    for sample in samples:
        if sample.posting_id == candidate.id:
            continue
        alike = _alike(sample, candidate)
        if sample.is_liked:
            # The same work and one thing more: all that is found is of like work.
            pull = _STEP * min(1.0, 0.5 * (len(alike) - 1)) if "work" in alike else 0.0
        else:
            about = _ABOUT.get(sample.reason)
            is_so = about is not None and about in alike
            pull = -_STEP if is_so else 0.0
            alike = (about,) if is_so and about else ()
        total += pull
        if abs(pull) > abs(strongest):
            strongest = pull
            leaning = Leaning(NEUTRAL, sample, alike)
    value = min(1.0, max(0.0, NEUTRAL + total))
    # The sample named is one that pulled the way it went.
    because = leaning.because if (value - NEUTRAL) * strongest > 0 else None
    return Leaning(round(value, 3), because, leaning.alike if because else ())


def _alike(sample: Sample, c: Candidate) -> tuple[Alike, ...]:
    found: list[Alike] = []
    if (sample.family and sample.family == c.family) or kinship(
        sample.title, c.title
    ) >= _SAME_WORK:
        found.append("work")
    if sample.employer_id is not None and sample.employer_id == c.employer_id:
        found.append("employer")
    if _is_pay_alike(sample, c):
        found.append("pay")
    if sample.place_keys and max(sample.place_keys, key=len) in c.place_keys:
        found.append("place")
    if sample.seniority and sample.seniority == c.seniority:
        found.append("level")
    return tuple(found)


def _is_pay_alike(sample: Sample, c: Candidate) -> bool:
    best = c.salary_yearly_max or c.salary_yearly_min
    if sample.pay is None or best is None or sample.currency != c.salary_currency:
        return False
    if not sample.is_liked:
        # Turned down as too low: what pays no more is too low as well.
        return best <= sample.pay * 1.001
    return abs(best - sample.pay) <= _SAME_PAY * sample.pay
