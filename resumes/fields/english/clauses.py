"""Cuts English notes into clauses, and says what stands in a stretch."""

import re
from functools import cached_property

from ..cells import CellSpan, split_commas
from ..prose import Clause, Prose, bare
from ..reading import Draft, Reading, trim
from .cues import (
    CERT,
    GRADE,
    LIST_LEAD,
    MARKERS,
    REASON_LEFT,
    SECTION_OF,
    SENTENCE_STOP,
    WITHDRAW,
    WITHDRAWN,
)

_SMALL = frozenset(
    "the that this them job one bit about any please actually thing stuff place work put cv resume".split()
)
# What another did, and what was never done: my sister Anna works at Boots; I didn't work at Tesco.
_NOT_MINE = re.compile(
    r"(?:(?i:and|but|also)\s+)?(?i:my)\s+(?:\w+\s+)?(?i:sister|brother|mum|mom|mother|dad|father|wife|husband|partner|son|daughter|friend|cousin|uncle|aunt)"
    r"(?:\s+[A-Z]\w+)?\s+(?:\w+ly\s+)?(?i:works?|worked|studie[sd]|teaches|taught|graduated)\b(?!.*\b(?i:i|me|my|we|us|with)\b)"
    r"|(?i:i\s+(?:did\s?n['’]?t|did not|never|have never|have\s?n['’]?t)\s+(?:ever\s+)?(?:work|worked|study|studied)\s+(?:at|for)\b(?!.*\b(?:until|till|since|only|long)\b))"
)


class EnglishClauses(Prose):
    """Cuts English notes into clauses, and says what stands in a stretch."""

    def __init__(self, reading: Reading, draft: Draft, taken: list[CellSpan]) -> None:
        super().__init__(reading, draft, taken)
        self.withdrawn: list[str] = []

    def _sentences(self, start: int, end: int) -> list[CellSpan]:
        text = self.text
        out: list[CellSpan] = []
        at = start
        busy = list(self.reading.time_spans)
        busy += self.reading.contact_spans
        for m in SENTENCE_STOP.finditer(text, start, end):
            if any(s < m.end() and m.start() < e and e > m.end() for s, e in busy):
                continue
            out.append((at, m.start()))
            at = m.end()
        out.append((at, end))
        return [(a, b) for a, b in out if bare(text[a:b])]

    def _clauses(self, start: int, end: int, number: int) -> list[Clause]:
        text = self.text
        line = text.count("\n", 0, start)
        busy = list(self.reading.time_spans)
        out: list[Clause] = []
        for a, b in split_commas(self.reading, start, end):
            cuts = [a]
            cuts += [
                a + m.end()
                for m in re.finditer(r"\s[—–-]{1,2}\s|\s*\|\s*", text[a:b])
                if not any(s < a + m.end() and a + m.start() < e for s, e in busy)
                and not SECTION_OF.match(text, a + m.end(), b)
            ]
            cuts += [
                m.end()
                for m in MARKERS.finditer(text, a, b)
                if not any(s < m.start() < e for s, e in busy)
            ]
            # Dictated without a stop: … oh four to oh eight CDL A hazmat.
            cuts += [
                m.start()
                for m in CERT.finditer(text, a, b)
                if any(0 <= m.start() - e <= 3 for _s, e in busy)
            ]
            led = LIST_LEAD.match(text, a, b)
            if led:
                cuts.append(led.end())
            cuts = sorted(set(cuts))
            for x, y in zip(cuts, [*cuts[1:], b], strict=True):
                for s, e in self.cut_taken(x, y):
                    if bare(text[s:e]):
                        out.append(Clause(s, e, number, line))
        return out

    def _without_withdrawn(self, clauses: list[Clause]) -> list[Clause]:
        drop: set[int] = set()
        for i, c in enumerate(clauses):
            words = self.text[c.start : c.end]
            if WITHDRAW.search(words):
                drop.add(i)
                named = WITHDRAWN.search(words)
                if named:
                    self.withdrawn.append(named["x"])
                    continue
                if i and len(bare(words)) <= 24:
                    drop.add(i - 1)
            elif REASON_LEFT.match(words) or _NOT_MINE.match(words):
                drop.add(i)
        return [c for i, c in enumerate(clauses) if i not in drop]

    def _drop_withdrawn(self) -> None:
        """Take out what the person asked to leave out by name: don't put the taco truck."""
        for asked in self.withdrawn:
            wanted = {w for w in re.findall(r"[a-z]{3,}", asked.casefold()) if w not in _SMALL}
            if not wanted:
                continue

            def is_it(value: str, wanted: set[str] = wanted) -> bool:
                return wanted <= set(re.findall(r"[a-z]{3,}", value.casefold()))

            for entries in self.draft.sections.values():
                for entry in entries:
                    for pieces in entry.many.values():
                        pieces[:] = [p for p in pieces if not is_it(p.value)]
                entries[:] = [e for e in entries if not any(is_it(p.value) for p in e.one.values())]
            self.summary = [s for s in self.summary if not is_it(self.text[slice(*s)])]

    @cached_property
    def _is_lower(self) -> bool:
        """Whether the text is written without capitals, but for a name signed or two."""
        if not re.search(r"[A-Z][a-z]", self.text):
            return True
        heads = [m[0] for m in re.finditer(r"(?:(?<=^)|(?<=[.!?\n] )|(?<=\n))[^\W\d_]", self.text)]
        return len(heads) >= 3 and sum(h.islower() for h in heads) >= 0.7 * len(heads)

    def _is_small(self, a: int, b: int) -> bool:
        """Whether a stretch of such a text has no capitals, so that names have none either."""
        return self._is_lower and not re.search(r"[A-Z][a-z]", self.text[a:b])

    def is_title(self, start: int, end: int, *, least: float = 0.6) -> bool:
        """Whether the stretch is a job title, a grade behind it left out: physio band 6."""
        grade = GRADE.search(self.text, start, end)
        if grade and grade.start() > start and grade.end() >= end:
            end = grade.start()
        return super().is_title(start, end, least=least)

    def _before_time(self, x: int, y: int) -> CellSpan:
        """Return the stretch up to the first date in it."""
        starts = [s for s, e in self.reading.time_spans if x < s < y]
        return trim(self.text, x, min([y, *starts]))

    def _and(self, s: int, e: int) -> list[CellSpan]:
        out: list[CellSpan] = []
        at = s
        for m in re.finditer(r"(?i)\s+(?:and|&|\+|plus)\s+", self.text[s:e]):
            out.append((at, s + m.start()))
            at = s + m.end()
        out.append((at, e))
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    def _then(self, x: int, y: int) -> list[CellSpan]:
        out: list[CellSpan] = []
        at = x
        for m in re.finditer(r"(?i)\s+(?:and\s+)?then\s+(?:at\s+)?", self.text[x:y]):
            out.append((at, x + m.start()))
            at = x + m.end()
        out.append((at, y))
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    def _clause(self, clause: Clause) -> None:
        """Read one clause."""
        raise NotImplementedError
