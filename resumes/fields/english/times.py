"""Gives jobs their times."""

import re

from jobassist.language.found import Found

from ..cells import CellSpan
from ..prose import Clause, bare
from ..reading import Entry
from ..times import date_piece, is_too_vague, put_range
from .cues import LAST_WAS, SINCE_WORDS, UNTIL_WORDS, VAGUE_UNTIL
from .employers import EnglishEmployers


class EnglishTimes(EnglishEmployers):
    """Gives jobs their times."""

    def _entry_for(self, clause: Clause, *, org: CellSpan | None, is_new: bool) -> Entry:
        entry = self.work
        if entry is None:
            return self.new_work(clause)
        have = entry.one.get("name")
        if org is not None and have is not None:
            words = self.text[org[0] : org[1]].casefold()
            if have.value.casefold() in words or words in have.value.casefold():
                if not (self.ranges_in(clause.start, clause.end) and "startDate" in entry.one):
                    return entry
            return self.new_work(clause)
        if self.ranges_in(clause.start, clause.end) and (
            "startDate" in entry.one or "endDate" in entry.one
        ):
            return self.new_work(clause)
        if is_new and entry:
            return self.new_work(clause)
        self.work_line, self.work_sentence = clause.line, clause.sentence
        return entry

    def _times(self, entry: Entry, clause: Clause) -> None:
        a, b = clause.start, clause.end
        ranges = self.ranges_in(a, b)
        if ranges:
            put_range(entry, self.reading, ranges[0])
            self._other_end(entry, clause, ranges)
            if ranges[0].value.is_current and LAST_WAS.search(self.text[a:b]):
                self.past_but_current.append(entry)
            for d in self.dates_in(a, b):
                if (
                    d.value.iso
                    and d.start > ranges[0].end
                    and UNTIL_WORDS.search(self.text[a : d.start])
                ):
                    entry.put("endDate", date_piece(d))
            return
        for d in self.dates_in(a, b):
            if not d.value.iso or is_too_vague(d.value, d.text):
                continue
            before = self.text[a : d.start]
            if UNTIL_WORDS.search(before):
                entry.put("endDate", date_piece(d))
            elif SINCE_WORDS.search(before):
                entry.put("startDate", date_piece(d))

    def _other_end(self, entry: Entry, clause: Clause, ranges: list[Found]) -> None:
        """Put the other end of a time told in two halves: joined in March 2017, left in 2019."""
        if ranges[0].value.start is None:
            for d in self.dates_in(clause.start, ranges[0].start):
                if d.value.iso and not is_too_vague(d.value, d.text):
                    if SINCE_WORDS.search(self.text[clause.start : d.start]):
                        entry.put("startDate", date_piece(d))
        elif ranges[0].value.end is None and not ranges[0].value.is_current:
            for more in ranges[1:]:
                if more.value.start is None and more.value.end is not None:
                    put_range(entry, self.reading, more)

    def _is_only_time(self, a: int, b: int) -> bool:
        words = self.text[a:b]
        for f in sorted(
            [*self.ranges_in(a, b), *self.dates_in(a, b)], key=lambda f: f.start, reverse=True
        ):
            words = words[: f.start - a] + " " + words[f.end - a :]
        words = re.sub(
            r"(?i)\b(?:then|again|since|from|until|till|to|in|about|around|and|this year|i think|ish|been there|there|been|now|still|on and off|to now|present)\b",
            " ",
            words,
        )
        return len(bare(words)) <= 3

    def _only_time(self, clause: Clause, *, again: bool) -> None:
        """Set when the job just named was; "then again since" is a second spell there."""
        a, b = clause.start, clause.end
        found: list[Found] = [*self.ranges_in(a, b)]
        singles = [d for d in self.dates_in(a, b) if d.value.iso]
        entry = self.work
        if entry is None:
            entry = self.new_work(clause)
        for n, r in enumerate(found):
            if r.value.start is None and "startDate" in entry.one and "endDate" not in entry.one:
                # Joined in 2011, left in 2018: the end of the spell just told.
                put_range(entry, self.reading, r)
                continue
            if n or again or "startDate" in entry.one:
                if "startDate" in entry.one or again:
                    entry = self._second_spell(entry, clause)
            put_range(entry, self.reading, r)
        if not found:
            if "startDate" in entry.one and again:
                entry = self._second_spell(entry, clause)
            self._times(entry, clause)
            until = entry.one.get("endDate")
            if (
                singles
                and until is not None
                and "startDate" not in entry.one
                and (singles[0].value.iso or "").startswith(until.value + "-")
            ):
                # Until this summer, July: the month of the end.
                month = date_piece(singles[0])
                if month is not None:
                    entry.one["endDate"] = month
                singles = []
            if singles and VAGUE_UNTIL.search(self.text[max(0, a - 40) : a]):
                entry.put("endDate", date_piece(singles[0]))
                singles = []
            if (
                singles
                and "startDate" not in entry.one
                and not UNTIL_WORDS.search(self.text[a : singles[0].start])
            ):
                entry.put("startDate", date_piece(singles[0]))
        self.last_kind = "work"

    def _second_spell(self, entry: Entry, clause: Clause) -> Entry:
        fresh = self.new_work(clause)
        for key in ("name", "position", "location"):
            fresh.put(key, entry.one.get(key))
        return fresh

    def _rise(self, clause: Clause, time: Found) -> bool:
        """Keep a step up with the same employer as part of that job: team leader from 2021."""
        entry = self.work
        if entry is None or not {"name", "position", "startDate"} <= set(entry.one):
            return False
        since, until = time.value.start, entry.one.get("endDate")
        if since is None or not since.iso or time.value.end is not None:
            return False
        if not entry.one["startDate"].value < since.iso or (until and since.iso > until.value):
            return False
        entry.add("highlights", self.reading.piece(clause.start, clause.end))
        self.last_kind = "work"
        return True
