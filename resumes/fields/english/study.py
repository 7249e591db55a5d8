"""Reads what was learnt, and where."""

import re

from ..cells import degree_in, school_in, split_commas
from ..prose import Clause
from ..reading import Entry, within
from ..schools import read_school_parts
from ..times import date_piece
from ..words import looks_like_en_name
from .cues import STARTED_STUDY, STUDY
from .names import EnglishNames


class EnglishStudy(EnglishNames):
    """Reads what was learnt, and where."""

    def _study_sentence(self, clause: Clause) -> bool:
        """Read a sentence about school: BA Accounting, Univ. of Kent, 2014–2017."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        degree = degree_in(self.reading, a, b)
        school = school_in(self.reading, a, b)
        said = STUDY.search(words)
        if (
            re.search(
                r"(?i)\b(?:teacher|teaching|lecturer|tutor|professor|assistant|worked?|working|job|staff|nurse|cleaner|caretaker)\b",
                words,
            )
            and not degree
        ):
            return False
        long = len(words.split()) > 26
        if self._graduated(clause):
            return True
        if not (degree and (school or said or not long)) and not (
            school and said and re.search(r"(?i)graduat|studi|degree|student|major", words)
        ):
            if not re.search(r"(?i)\bgraduat(?:ing|ed|e|ion)\b", words):
                return False
            return self._graduating(clause)
        if degree and not school and not said and not self.dates_in(a, b):
            if re.match(r"(?i)n?vq\b", text[slice(*degree)]):
                # NVQ 3, moving and handling: tickets of a trade.
                return False
        if (
            degree
            and re.search(r"\b[A-Z]{3,6}\s+$", text[a : degree[0]])
            and text[slice(*degree)].islower()
        ):
            # The NEBDN diploma is a ticket of a trade.
            return False
        if degree and not school and not said:
            rest = words.replace(text[degree[0] : degree[1]], "")
            if (
                re.search(r"(?i)\b(?:at|for|with)\s+[A-Z]", rest)
                or self.ranges_in(a, b)
                and self.title_in(a, b)
            ):
                return False
        if degree and self._has_job(a, b):
            return False
        entry = Entry()
        read_school_parts(self.reading, entry, a, b)
        if (area := entry.one.get("area")) and re.match(
            r"(?i)(?:trained|studied|qualified|and|i)\b", area.value
        ):
            del entry.one["area"]
        self._area_without_study(entry, a, b)
        area = entry.one.get("area")
        if area is not None and "institution" not in entry.one:
            at = (area.start, area.end)
            town = any(f.start == area.start for f in within(self.reading.places, *at))
            if town and re.fullmatch(
                r"[A-Z][\w'&-]+(?: (?:of |the )?[A-Z][\w'&-]+){0,3}", area.value
            ):
                # PGCE Sheffield Hallam 2012: where, not what.
                entry.one["institution"] = entry.one.pop("area")
        self._loose_school(entry, a, b)
        if not entry:
            return False
        goes_on = self.last_kind == "school" and self.school is not None
        if goes_on and self.school is not None and not set(entry.one) & set(self.school.one):
            for key, piece in entry.one.items():
                self.school.put(key, piece)
            entry = self.school
        else:
            self.draft.of("education").append(entry)
        self.school = entry
        self.school_times(entry, a, b, starts=bool(STARTED_STUDY.search(words)))
        self.last_kind = "school"
        return True

    def _loose_school(self, entry: Entry, a: int, b: int) -> None:
        """Take a name between commas behind a degree as the school: BA English, York, 2:1, 2023."""
        study = entry.one.get("studyType")
        if study is None or "institution" in entry.one:
            return
        for x, y in split_commas(self.reading, study.end, b):
            words = self.text[x:y]
            if any(p.start < y and x < p.end for p in entry.one.values()):
                continue
            if re.fullmatch(r"[A-Z][\w'&-]+(?: (?:of |the )?[A-Z][\w'&-]+){0,3}", words):
                if x > study.end + 1 and not self.is_title(x, y):
                    entry.put("institution", self.reading.piece(x, y))
                    return

    def _graduated(self, clause: Clause) -> bool:
        """Read "graduated from Ohio State in May 2023 with a degree in engineering"."""
        text, (a, b) = self.text, (clause.start, clause.end)
        m = re.search(
            r"(?i)\bgraduated (?:from|at)\s+(?:the\s+)?(?P<i>[A-Z][\w.&' -]*?)(?=\s+(?:in|with|and|after|last|this|as)\b|\s*[,;(]|$)",
            text[a:b],
        )
        if not m or len(text[a:b].split()) > 30:
            return False
        entry = Entry()
        start, end = self._before_time(a + m.start("i"), a + m.end("i"))
        entry.put("institution", self.reading.piece(start, end))
        degree = degree_in(self.reading, end, b)
        if degree:
            entry.put("studyType", self.reading.piece(*degree))
        area = re.search(
            r"(?i)\b(?:degree|diploma|bachelor'?s|master'?s|major(?:ed)?|BA|BSc?|MSc?)\s+in\s+(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?)(?=\s+(?:and|from|in|with|at)\b|\s*[,;.(\d]|$)",
            text[a:b],
        )
        if area:
            entry.put("area", self.reading.piece(a + area.start("x"), a + area.end("x")))
        self.school_times(entry, a, b, starts=False)
        self.draft.of("education").append(entry)
        self.school, self.last_kind = entry, "school"
        return True

    def _has_job(self, a: int, b: int) -> bool:
        return (
            bool(
                re.search(
                    r"(?i)\b(?:work(?:ed|ing)?|job|employ\w+|experience|been an?|apprentice\w*)\b",
                    self.text[a:b],
                )
            )
            and len(self.text[a:b].split()) > 8
        )

    def _graduating(self, clause: Clause) -> bool:
        a, b = clause.start, clause.end
        m = re.search(r"(?i)\bgraduat(?:ing|ed|e|ion)\b", self.text[a:b])
        dates = [
            d
            for d in self.dates_in(a, b)
            if d.value.iso and m and 0 <= d.start - (a + m.end()) <= 12
        ]
        if not dates:
            return False
        entry = self.school or Entry()
        if self.school is None:
            self.draft.of("education").append(entry)
            self.school = entry
        entry.put("endDate", date_piece(dates[0]))
        school = re.search(
            r"(?i:\b(?:from|at)\s+(?:the\s+)?)(?P<i>[A-Z][\w.&' -]*?)(?:\s*,\s*(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?))?(?=\s*[,;(]|\s*$)",
            self.text[dates[0].end : b],
        )
        if school:
            at = dates[0].end
            entry.put(
                "institution", self.reading.piece(at + school.start("i"), at + school.end("i"))
            )
            if school["x"] and not self.is_title(at + school.start("x"), at + school.end("x")):
                entry.put("area", self.reading.piece(at + school.start("x"), at + school.end("x")))
            self.last_kind = "school"
            self._leading_name(a, dates[0].start)
            return True
        return len(self.text[a:b].split()) <= 6

    def _leading_name(self, a: int, b: int) -> None:
        """Take the name that opens the sentence: Hannah Oyelaran, graduating …"""
        first = split_commas(self.reading, a, b)[:1]
        for x, y in first:
            if looks_like_en_name(self.text[x:y], is_sure_place=True) and not self.is_title(x, y):
                self.set_name(x, y)

    def _area_without_study(self, entry: Entry, a: int, b: int) -> None:
        m = re.search(
            r"(?i)\b(?:studied|studying|majored in|majoring in|major in|degree in|graduated in)\s+(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?)(?=\s+(?:at|from|in|with|and graduated)\b|\s*[,.;\d]|$)",
            self.text[a:b],
        )
        if m:
            entry.put("area", self.reading.piece(a + m.start("x"), a + m.end("x")))

    def _at_uni(self, clause: Clause) -> bool:
        """Read "at York St John uni doing English lit"."""
        m = re.search(
            r"(?i:\b(?:at|to|from|in)\s+(?:the\s+)?)(?P<i>(?:[A-Z][\w'&]+\s+){0,4}(?:(?i:uni|college|university)\b)(?:\s+of\s+[A-Z]\w+)?)",
            self.text[clause.start : clause.end],
        )
        words = self.text[clause.start : clause.end]
        if not m or not re.search(
            r"(?i)\b(?:doing|studying|study|reading|degree|course|student)\b", words
        ):
            return False
        entry = Entry()
        entry.put(
            "institution",
            self.reading.piece(clause.start + m.start("i"), clause.start + m.end("i")),
        )
        area = re.search(
            r"(?i)\b(?:doing|studying|reading|study)\s+(?:an?\s+)?(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?)(?=\s+(?:at|in|from|degree|course)\b|\s*[,;.]|$)",
            words,
        )
        if area:
            entry.put(
                "area",
                self.reading.piece(clause.start + area.start("x"), clause.start + area.end("x")),
            )
        self.draft.of("education").append(entry)
        self.school, self.last_kind = entry, "school"
        return True
