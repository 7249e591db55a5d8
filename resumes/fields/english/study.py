"""Reads what was learnt, and where."""

import re

from jobassist.language.denials import is_denied

from ..cells import CellSpan, degree_in, split_commas
from ..prose import Clause, bare
from ..reading import Entry, trim, within
from ..times import date_piece
from ..words import EN_SCHOOL, looks_like_en_name
from .cues import (
    AREA_END,
    AREA_LEAD,
    CERT,
    HONOURS,
    JOBLIKE,
    LOWER_DEGREE,
    LOWER_STOP,
    LOWER_WORD,
    NO_AREA,
    QUALIFIES_AT,
    SCHOOL_LEVEL,
    SCORE,
    STARTED_STUDY,
    STUDIED,
    STUDIED_AT,
    STUDIED_WHAT,
    STUDY,
)
from .names import EnglishNames


class EnglishStudy(EnglishNames):
    """Reads what was learnt, and where."""

    def _study_sentence(self, clause: Clause) -> bool:
        """Read a stretch about school: BA Accounting, Univ. of Kent, 2014–2017."""
        a, b = clause.start, clause.end
        if self._graduated(clause):
            return True
        read = [self._school_of(x, y) for x, y in self._by_degree(a, b)]
        if any(read):
            return True
        return bool(re.search(r"(?i)\bgraduat(?:ing|ed|e|ion)\b", self.text[a:b])) and (
            not self._has_job(a, b) and self._graduating(clause)
        )

    def _school_runs(self, clauses: list[Clause]) -> list[tuple[bool, list[Clause]]]:
        """Return a sentence's clauses in runs, those about one school together."""
        cores = [self._is_core(c) for c in clauses]
        for n, clause in enumerate(clauses[1:], 1):
            if not cores[n] and self._is_school_name(clauses[n - 1]):
                # Trained at City of Bath College, NVQ 2 and 3
                cores[n] = self._degree(clause.start, clause.end) is not None
        out: list[tuple[bool, list[Clause]]] = []
        for n, clause in enumerate(clauses):
            inside = bool(out) and out[-1][0]
            heads = n + 1 < len(clauses) and cores[n + 1] and self._is_school_name(clause)
            if cores[n] and inside and heads:
                inside = False
            subjects = inside and self._is_subject(out[-1][1][0], clause)
            if cores[n] or heads or subjects or (inside and self._is_school_tail(clause)):
                begins = not inside or (
                    cores[n] and any(self._degree(c.start, c.end) for c in out[-1][1])
                )
                if begins:
                    out.append((True, [clause]))
                else:
                    out[-1][1].append(clause)
            elif out and not out[-1][0]:
                out[-1][1].append(clause)
            else:
                out.append((False, [clause]))
        return out

    def _is_subject(self, first: Clause, clause: Clause) -> bool:
        """Whether a clause is a subject with its mark: A levels: maths A, physics B at Elm School."""
        degree = self._degree(first.start, first.end)
        words = self.text[clause.start : clause.end]
        return (
            degree is not None
            and SCHOOL_LEVEL.match(self.text[slice(*degree)]) is not None
            and re.match(r"(?:and )?[\w ]{2,30}?\s+(?:[A-EU]\*?|[1-9])\b", words) is not None
            and not JOBLIKE.search(words)
        )

    def _is_core(self, clause: Clause) -> bool:
        a, b = clause.start, clause.end
        degree = self._degree(a, b)
        place = self._institution(a, b, degree)
        leaves = re.search(r"(?i)\bgraduat(?:ing|ed|e|ion)\b", self.text[a:b])
        if leaves and (place or self.dates_in(a, b)) and not self._has_job(a, b):
            return True
        return self._is_schooling(a, b, degree, place)

    def _is_school_name(self, clause: Clause) -> bool:
        """Whether a clause is nothing but a school's name: Univ. of Kent."""
        a, b = self._without_times(clause.start, clause.end)
        place = self._institution(a, b, None)
        return (
            place is not None
            and len(self.text[a:b].split()) <= len(self.text[slice(*place)].split()) + 1
            and not JOBLIKE.search(self.text[a:b])
        )

    def _without_times(self, a: int, b: int) -> CellSpan:
        times = [(s, e) for s, e in self.reading.time_spans if a <= s and e <= b]
        for s, e in times:
            if s < a or e > b:
                continue
            if not bare(self.text[a:s]):
                a = e
            elif not bare(self.text[e:b]):
                b = s
        return trim(self.text, a, b)

    def _is_school_tail(self, clause: Clause) -> bool:
        """Whether a clause goes on about a school: a date, a mark, a name, a subject."""
        x, y = self._without_times(clause.start, clause.end)
        words = self.text[x:y]
        if not bare(words) or re.fullmatch(
            r"(?i)(?:in|graduat\w+|passed(?: out)?|finished|class of|predicted|expected|completed|from|hons|honours|\W)*",
            SCORE.sub(" ", words),
        ):
            return True
        if self._is_school_name(clause) or self.is_place(x, y):
            return True
        if len(words.split()) > 4 or self.title_in(x, y) or CERT.search(words):
            return False
        if within(self.reading.skills, x, y) and not re.search(r"[a-z]{4}", words):
            return False
        return bool(
            re.fullmatch(r"[A-Z][\w'’&.-]+(?: (?:of |the )?[A-Z][\w'’&.-]+){0,3}", words)
            and not looks_like_en_name(words)
        ) or bool(re.match(r"(?i)(?:at|from)\s+\S", words))

    def _by_degree(self, a: int, b: int) -> list[CellSpan]:
        """Return a stretch cut where its comma parts each tell a degree of their own."""
        cells = split_commas(self.reading, a, b)
        out: list[CellSpan] = []
        for x, y in cells:
            degree = self._degree(x, y)
            if out and not (degree and self._degree(*out[-1])):
                out[-1] = (out[-1][0], y)
            else:
                out.append((x, y))
        alone = [degree for x, y in out if (degree := self._degree(x, y)) is None]
        return [(a, b)] if alone or len(out) > 3 else out

    def _degree(self, a: int, b: int) -> CellSpan | None:
        """Return the wording of a degree; a level counts where a school stands beside it."""
        found = degree_in(self.reading, a, b)
        held = found is not None and re.fullmatch(
            r"(?i)associates?|doctor|masters?|bachelors?", self.text[slice(*found)]
        )
        if (
            found is not None
            and held
            and not re.match(r"(?i)\s+(?:degree|of|in)\b", self.text[found[1] :])
        ):
            # A warehouse associate has no associate's degree.
            found = self._degree(found[1], b) if found[1] < b else None
        if found is not None and not LOWER_WORD.fullmatch(self.text[slice(*found)]):
            return found
        m = QUALIFIES_AT.search(self.text, a, b)
        if m and (m["sure"] or self._institution(a, b, m.span())):
            return m.span()
        small = LOWER_DEGREE.search(self.text, a, b) if self._is_small(a, b) else None
        return small.span() if small else None

    def _school_of(self, a: int, b: int) -> bool:
        """Read one school with its degree, subject, marks and times; False when it is none."""
        label = re.compile(r"[A-Z]?[a-z]{2,12}:\s+").match(self.text, a, b)
        a = label.end() if label else a
        text, words = self.text, self.text[a:b]
        degree = self._degree(a, b)
        place = self._institution(a, b, degree)
        if degree is not None and place is None and is_denied(text, degree[0]):
            # "no A levels": what somebody has not got is none of theirs.
            return False
        if not self._is_schooling(a, b, degree, place):
            return False
        entry = Entry()
        if degree is not None:
            entry.put("studyType", self.reading.piece(*degree))
        score = SCORE.search(text, a, b)
        if score is not None:
            entry.put("score", self.reading.piece(*score.span("s")))
        area = self._area(a, b, degree, place, score.span() if score else None)
        if area is not None and place is None and degree is not None:
            tail = self._school_behind(*area)
            if tail is not None:
                place, area = tail, trim(text, area[0], tail[0])
        if area is not None and place is None and self._is_where(*area) and degree is not None:
            # PGCE Sheffield Hallam 2012: where, not what.
            area, place = None, area
        if place is not None:
            short = re.match(r"(?i)univ\.?(?=\s+of\b)", text[place[0] : place[1]])
            value = f"University{text[place[0] + short.end() : place[1]]}" if short else None
            entry.put("institution", self.reading.piece(*place, value=value))
        if area is not None:
            entry.put("area", self.reading.piece(*area))
        if not {"institution", "studyType"} & set(entry.one):
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

    def _school_behind(self, x: int, y: int) -> CellSpan | None:
        """Return the last word of a subject when it is a town or in capitals: Psychology UCD."""
        m = re.compile(r"[A-Za-z &/,-]+?\s(?P<s>[A-Z][\w'’-]+)").fullmatch(self.text, x, y)
        if m is None:
            return None
        s = m.span("s")
        is_known = re.fullmatch(r"[A-Z]{2,6}", m["s"]) or any(
            f.start == s[0] for f in within(self.reading.places, *s)
        )
        return s if is_known and not within(self.reading.skills, *s) else None

    def _is_schooling(
        self, a: int, b: int, degree: CellSpan | None, place: CellSpan | None
    ) -> bool:
        """Whether a stretch is about what was learnt, not about a job or a paper of a trade."""
        text, words = self.text, self.text[a:b]
        said = STUDY.search(words)
        if degree is None:
            if place is None or not re.search(
                r"(?i)\b(?:univ|uni|college|poly|tafe|academy|institute)", text[slice(*place)]
            ):
                return False
            # A school by itself: with a verb of learning, or a subject or a mark beside it.
            if JOBLIKE.search(words) or self.title_in(a, b) or self.ranges_in(a, b):
                return bool(STUDIED.search(words)) and not self.title_in(a, b)
            if STUDIED.search(words):
                return True
            return bool(self._area(a, b, None, place, None)) or bool(SCORE.search(words))
        rest = words.replace(text[slice(*degree)], " ")
        if place is None and not said:
            vocational = re.match(r"(?i)[ns]vq\b|level\b", text[slice(*degree)])
            if vocational:
                # NVQ 3, moving and handling: tickets of a trade.
                return False
            if re.search(r"\b[A-Z]{3,6}\s+$", text[a : degree[0]]) and (
                text[slice(*degree)].islower()
            ):
                # The NEBDN diploma is a ticket of a trade.
                return False
            if re.search(r"(?i)\b(?:at|for|with)\s+[A-Z]", rest):
                return False
            if self.ranges_in(a, b) and self.title_in(a, b):
                return False
        if place is None and re.search(r"(?i)\bn?s?vq\b", text[slice(*degree)]):
            return False
        return not self._has_job(a, b)

    def _institution(self, a: int, b: int, degree: CellSpan | None) -> CellSpan | None:
        """Return the name of a school: around its mark, or behind a degree and "at" or "from"."""
        text = self.text
        walls = [*self.reading.time_spans, *([degree] if degree else [])]
        for hit in EN_SCHOOL.finditer(text, a, b):
            if any(s < hit.end() and hit.start() < e for s, e in walls):
                continue
            x, y = self._grow_left(a, hit.start(), walls), hit.end()
            of = re.compile(
                r"\.?\s+(?:of|for)\s+(?:the\s+)?(?:[A-Z][\w'&-]*(?:\s+(?:of\s+|and\s+|the\s+)*(?=[A-Z]))?)+"
                if not self._is_small(a, b)
                else r"\.?\s+of\s+(?:the\s+)?[a-z]+(?:\s+(?:of\s+)?(?:england|scotland|london|anglia|wales))?"
            ).match(text, y, b)
            if of:
                y = of.end()
            for f in within(self.reading.places, y, b):
                # City College Norwich; not "…, Norwich".
                if re.fullmatch(r"[ ]+", text[y : f.start]):
                    y = f.end
            x, y = trim(text, x, y)
            is_generic = re.fullmatch(
                r"(?i)(?:high school|secondary school|primary school|college|university|school|uni|academy|institute|sixth form|bootcamp|board|poly|the .*|my .*|a .*)",
                text[x:y],
            )
            acronym = re.fullmatch(r"[A-Z]{2,5}", text[x:y])
            if (is_generic and not acronym) or y - x > 80:
                continue
            return x, y
        for m in STUDIED_AT.finditer(text, a, b):
            x, y = self._before_time(*m.span("i"))
            inner = degree is not None and degree[0] < y and x < degree[1]
            if inner or x >= y or within(self.reading.dates, x, y):
                continue
            if degree is None and not re.search(r"(?i)(?:graduat|stud)", m["v"] or ""):
                continue
            if text[x].isupper() or self._is_small(a, b):
                return x, y
        if degree is None:
            return None
        return self._cell_as_school(a, b, degree)

    def _cell_as_school(self, a: int, b: int, degree: CellSpan) -> CellSpan | None:
        """Return a name between commas on a degree's line: BA English, York, 2:1, 2023."""
        text = self.text
        for x, y in split_commas(self.reading, a, b):
            if x <= degree[0] < y:
                close = re.compile(r"\s*\([^()]*\)\s*").match(text, degree[1], y)
                before = bare(text[x : degree[0]])
                x = close.end() if close and before else y
            x, y = self._before_time(x, y)
            words = text[x:y]
            if (
                re.fullmatch(r"[A-Z][\w'’&.-]+(?: (?:of |the )?[A-Z][\w'’&.-]+){0,3}", words)
                and not self.is_title(x, y)
                and (x > degree[1] or self._is_where(x, y))
                and not SCORE.fullmatch(words)
                and not within(self.reading.skills, x, y)
            ):
                return x, y
        return None

    def _grow_left(self, a: int, x: int, walls: list[CellSpan]) -> int:
        """Return where the name that ends before `x` begins."""
        text = self.text
        for _ in range(6):
            m = re.compile(r"(?P<w>[\w'’.&-]+)[ ]+$").search(text[max(a, x - 80) : x])
            if m is None:
                break
            at, word = max(a, x - 80) + m.start(), m["w"]
            if any(s < x and at < e for s, e in walls):
                break
            joins = word.casefold() in ("of", "and", "&")
            if self._is_small(a, x):
                if LOWER_STOP.fullmatch(word) or re.search(r"\d", word):
                    break
            elif not (word[:1].isupper() or joins):
                break
            x = at
        m = re.match(r"(?:of|and|&)\s+", text[x : x + 8])
        return x + (m.end() if m else 0)

    def _is_where(self, x: int, y: int) -> bool:
        """Whether a stretch is a name that a town opens: Sheffield Hallam."""
        words = self.text[x:y]
        opens = any(f.start == x for f in within(self.reading.places, x, y))
        name = r"[A-Z][\w'&-]+(?: (?:of |the )?[A-Z][\w'&-]+){0,3}"
        return opens and re.fullmatch(name, words) is not None

    def _area(
        self,
        a: int,
        b: int,
        degree: CellSpan | None,
        place: CellSpan | None,
        score: CellSpan | None,
    ) -> CellSpan | None:
        """Return the subject: behind the degree, before it, or a part of its own."""
        text = self.text
        if degree is not None and SCHOOL_LEVEL.match(text[slice(*degree)]):
            return None
        walls = [s for s in (degree, place, score) if s] + list(self.reading.time_spans)

        def cut(x: int, y: int) -> CellSpan | None:
            lead = AREA_LEAD.match(text, x, y)
            x = lead.end() if lead else x
            y = min([y, *(s for s, _e in walls if x <= s < y)])
            tail = AREA_END.search(text, x, y)
            y = tail.start() if tail else y
            x, y = trim(text, x, y)
            words = text[x:y]
            if not re.fullmatch(r"[A-Za-z][A-Za-z &/,'’+-]{1,50}", words) or len(words.split()) > 6:
                return None
            if any(s < y and x < e for s, e in walls) or NO_AREA.fullmatch(words):
                return None
            is_place = self.is_place(x, y) or within(self.reading.dates, x, y)
            return None if is_place and not (degree and x == degree[1] + 1) else (x, y)

        if degree is not None:
            aside = re.compile(r"\s*\((?P<a>[A-Z][A-Za-z &/',-]{2,60})\)").match(text, degree[1], b)
            if aside and not HONOURS.match(aside["a"]) and re.search(r"[a-z]{3}", aside["a"]):
                # BA (Irish & History).
                return aside.span("a")
            hons = re.compile(r"\s*(?:\([^()]*\)|[Hh]ons\b\.?)?").match(text, degree[1], b)
            at = hons.end() if hons else degree[1]
            direct = cut(at, b) if re.match(r"\s*(?:[,:–—-]\s*)?[A-Za-z]", text[at:b]) else None
            if direct is not None and not (place and direct[0] > place[1] + 12):
                return direct
            opening = max([a, *(e for _s, e in walls if e <= degree[0])])
            comma = max(text.rfind(",", opening, degree[0]), text.rfind(".", opening, degree[0]))
            before = cut(max(opening, comma + 1), degree[0])
            if before is not None:
                return before
        for m in STUDIED_WHAT.finditer(text, a, b):
            found = cut(*m.span("x"))
            if found is not None:
                return found
        if place is not None:
            for x, y in [(place[1], b), *split_commas(self.reading, place[1], b)]:
                found = cut(x, y)
                if found is not None and not self.title_in(*found):
                    return found
        return None

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
