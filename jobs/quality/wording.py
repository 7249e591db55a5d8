"""Demands by which nobody may be chosen, in both languages, with where they stand; pure.

A rule is the shape of a demand, never a word alone: women's clothes are sold, young people are
taught and nurses look after patients with hepatitis. So each rule reads a clause, and is dropped
where the clause says that the thing does not matter, forbids to ask for it, or speaks of customers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jobassist.language.text import NormalisedText, normalise

from .ban_types import Ban
from .bans_en import BANS_EN, DENIES_EN, NEEDED_EN
from .bans_zh import BANS_ZH, DENIES_ZH, NEEDED_ZH
from .types import Draft, Field, Level

MAX_READ = 20_000
_SENTENCE_END = re.compile(r"[。!?;\n]|\.(?=\s|$)")
# Chinese lists its demands with spaces, too: "语言不限 25-35岁".
_CLAUSE_END = re.compile(
    r"[。!?;\n,、|()（）]|\.(?=\s|$)|[·](?=\s)|(?<=[\u4e00-\u9fff)]) +(?=[\d\u4e00-\u9fff(])|"
    # And with nothing at all: "男女不限年龄:16-28岁".
    r"(?<=不限)(?=年龄[^,。;\n\d不]{0,4}\d)"
)
_SAID_ANYWHERE = frozenset({"origin", "religion"})
# A sentence longer than this is none: a text without stops.
_REACH = 160


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that ask for what nobody may be chosen by."""

    ban: Ban
    level: Level
    field: Field
    start: int
    end: int
    quote: str


def find_banned_wording(draft: Draft) -> tuple[Finding, ...]:
    """Return what is found, each once a field and place, in the order of the text."""
    found: list[Finding] = []
    title = normalise(draft.title[:400]).lower
    for field, text in _texts(draft):
        normal = normalise(text[:MAX_READ])
        kept: list[Finding] = []
        for ban in (*BANS_ZH, *BANS_EN):
            for finding in _find(ban, field, normal, title=title):
                if not any(_is_same(finding, each) for each in kept):
                    kept.append(finding)
        found += sorted(kept, key=lambda each: each.start)
    return tuple(found)


def _texts(draft: Draft) -> Iterator[tuple[Field, str]]:
    yield "title", draft.title
    yield "description", draft.description
    yield "experience", draft.experience
    yield "education", draft.education
    yield "skills", "\n".join(draft.skills)
    yield "tags", "\n".join(draft.tags)


def _is_same(a: Finding, b: Finding) -> bool:
    return a.ban.ground == b.ban.ground and a.start < b.end and b.start < a.end


def _find(ban: Ban, field: Field, normal: NormalisedText, *, title: str) -> Iterator[Finding]:
    if ban.fields and field not in ban.fields:
        return
    lower = normal.lower
    if not any(word in lower for word in ban.triggers):
        return
    denies, needed = (DENIES_ZH, NEEDED_ZH) if ban.lang == "zh" else (DENIES_EN, NEEDED_EN)
    for match in ban.pattern.finditer(lower):
        clause = _around(_CLAUSE_END, lower, match.start(), match.end())
        sentence = _around(_SENTENCE_END, lower, match.start(), match.end())
        if denies.search(clause if ban.lang == "zh" else sentence):
            continue
        if ban.unless and ban.unless.search(sentence if ban.reads_sentence else clause):
            continue
        level = ban.level
        if level == "unlawful" and (need := needed.get(ban.ground)):
            # A genuine demand of the work itself: lawful or not, a person has to say. A clearance
            # or a congregation is spoken of anywhere in the text.
            where = lower if ban.ground in _SAID_ANYWHERE else sentence
            if need.search(title) or need.search(where):
                level = "check"
        start, end = normal.span(match.start(), match.end())
        while start < end and normal.original[start] in " \n\t,，、;；:：。·":
            start += 1
        yield Finding(ban, level, field, start, end, normal.original[start:end])


def _around(stops: re.Pattern[str], lower: str, start: int, end: int) -> str:
    """Return the clause or sentence in which a match stands."""
    low = max(0, start - _REACH)
    first = low
    # In the whole text: a stop is told by what stands on both its sides, which the match may be.
    for each in stops.finditer(lower, low):
        if each.end() > start:
            break
        first = each.end()
    ends = stops.search(lower, end)
    return lower[first : min(ends.start() if ends else len(lower), end + _REACH)]
