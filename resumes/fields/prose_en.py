"""English running text and notes: I've been a staff nurse at Leeds General since 2019."""

import re
from itertools import groupby

from .cells import degree_in
from .english.cues import (
    EMPTY,
    FILLER,
    HEAD_TRADE,
    HOME,
    LIFE,
    NOW,
    OPINION,
    PAST,
    TOLD_NOW,
    TOLD_PAST,
    WISH,
)
from .english.jobs import EnglishJobs
from .lists import add_skill
from .prose import Clause, bare
from .reading import Piece, iter_lines, trim, within
from .words import looks_like_en_name


class EnglishProse(EnglishJobs):
    """Reads English notes and running text."""

    umbrella: Piece | None = None
    wanted: Piece | None = None

    def read(self, start: int, end: int) -> None:
        """Read a stretch sentence by sentence."""
        self.put_right(start, end)
        self._names(start, end)
        many = "\n" in self.text[start:end].strip()
        at, above = start, ""
        for a, b in iter_lines(self.text, start, end):
            if many and self._is_entry_line(a, b, above):
                self._notes(at, a)
                listed = above == "entry"
                umbrella = self._umbrella(a, b)
                if umbrella is not None:
                    at, above, self.umbrella = b, "entry", umbrella
                    continue
                done = self.read_entry_line(a, b, is_listed=listed)
                at, above = (b, "entry") if done else (a, "")
                if done and self.umbrella is not None and self.work is not None:
                    if "startDate" not in self.work.one:
                        self.work.put("endDate", self.umbrella)
                    self.umbrella = None
            else:
                above = ""
        self._notes(at, end)
        self._loose_names(start, end)

    def _is_entry_line(self, a: int, b: int, above: str) -> bool:
        """Whether a line may be an entry of its own: its time at an edge, no running text."""
        words = self.text[a:b]
        if re.search(
            r"(?i)\b(?:i|i'm|i've|my|was|were|been|am|since|before that)\b|^[-*• ]*then\b|[.!?]\s+[A-Z]",
            words,
        ):
            return False
        return len(self.ranges_in(a, b)) == 1 or (
            above == "entry" and bool(re.match(r"[-*•▪·]", words))
        )

    def _umbrella(self, a: int, b: int) -> Piece | None:
        """Return the end of a line that sums up the list below it: coffee shops 2016-2024."""
        ranges = self.ranges_in(a, b)
        after = self.text[b : b + 200].lstrip("\n")
        if not ranges or not re.match(r"[ \t]*[-*•▪·]\s*\S", after):
            return None
        head = self.text[a : ranges[0].start].strip(" :-–—")
        if not head or head[:1].isupper() or len(head.split()) > 5 or ranges[0].end < b - 2:
            return None
        listed = re.match(r"(?:[ \t]*[-*•▪·][^\n]*\n?)+", after)
        stop = b + 1 + (listed.end() if listed else 0)
        if not self.ranges_in(b, stop):
            return None
        end = ranges[0].value.end
        if end is None or not end.iso:
            return None
        inner = list(within(self.reading.dates, ranges[0].start, ranges[0].end))
        where = inner[-1] if inner and inner[-1].value.iso == end.iso else ranges[0]
        return Piece(end.iso, where.start, where.end)

    def _notes(self, start: int, end: int) -> None:
        """Read running text sentence by sentence."""
        sentences = self._sentences(start, end)
        found = (c for n, (a, b) in enumerate(sentences) for c in self._clauses(a, b, n))
        clauses = list(self.bounded(found))
        for _sentence, together in groupby(clauses, key=lambda c: c.sentence):
            group = list(together)
            keep = self._without_withdrawn(group)
            if not keep:
                continue
            a, b = group[0].start, group[-1].end
            if keep == group and self._entry_sentence(a, b, group[0]):
                continue
            if keep == group and self._list_sentence(a, b):
                continue
            if self._item_list(keep):
                continue
            for is_school, run in self._school_runs(keep):
                whole = Clause(run[0].start, run[-1].end, run[0].sentence, run[0].line)
                if is_school and self._study_sentence(whole):
                    continue
                for clause in run:
                    self._clause(clause)

    def _entry_sentence(self, a: int, b: int, clause: Clause) -> bool:
        """Read a sentence of cells with its time at the end: The Anchor, Cardiff, bartender, 2022-24."""
        ranges = self.ranges_in(a, b)
        if len(ranges) != 1 or ranges[0].start - a < 4:
            return False
        told = PAST.match(self.text[a:b]) or NOW.match(self.text[a:b])
        a += told.end() if told else 0
        rest = (ranges[0].end, b)
        if b - ranges[0].end > 2:
            tail = re.match(r"\)?\s*,\s*(?=[a-z\d])", self.text[ranges[0].end : b])
            if tail is None:
                return False
            rest, b = (ranges[0].end + tail.end(), b), ranges[0].end + tail[0].count(")")
        words = self.text[a : ranges[0].start].rstrip(" (,–—-")
        if re.search(
            r"(?i)\b(?:i|i'm|i've|my|was|were|been|am|since|from|until|then|before|did|worked|as|at|for|with)\b|w/|@|:",
            words,
        ):
            return False
        parts = words.split(",")
        opens = words[:1].isupper() or self.is_title(a, a + len(parts[0]))
        if not 2 <= len(parts) <= 4 or not opens or len(words.split()) > 14:
            return False
        if degree_in(self.reading, a, b) or not self.read_entry_line(a, b):
            return False
        self.work_line, self.work_sentence = clause.line, clause.sentence
        if rest[0] > b and self.work is not None:
            self.work.add("highlights", self.reading.piece(*rest))
        return True

    def _clause(self, clause: Clause) -> None:
        text = self.text
        start, end = clause.start, clause.end
        lead = FILLER.match(text[start:end])
        if lead:
            start += lead.end()
        start, end = trim(text, start, end)
        if start >= end or not bare(text[start:end]):
            return
        still = re.search(
            r"(?i)[\s,]+(?:(?:un)?til+|to|up to) (?:now|today|date|present)$", text[start:end]
        )
        if still and still.start() > 2 and not self.ranges_in(start, end):
            end = start + still.start()
        gap = re.search(
            r"(?i)\s*,?\s*with (?:a|some) (?:short |long |\w+ year )?(?:gap|break|time off)\b.*$",
            text[start:end],
        )
        if gap and gap.start() > 3:
            end = start + gap.start()
        clause = Clause(start, end, clause.sentence, clause.line)
        words = text[start:end]
        if re.fullmatch(
            r"(?i)(?:retired|(?:now )?bored|unemployed|between jobs|redundant)(?: since| now)?",
            words,
        ):
            return
        if EMPTY.match(words):
            return
        if WISH.match(words):
            self.last_kind = "wish"
            self._wanted(clause)
            return
        if LIFE.search(words):
            return
        if OPINION.search(words) and len(words.split()) <= 8 and not self.dates_in(start, end):
            self.summary.append((start, end))
            self.last_kind = "general"
            return
        if re.search(r"(?i)\b(?:typing|\d{2,3}\s?wpm)\b", words) and len(words.split()) <= 5:
            add_skill(self.reading, self.draft, start, end)
            self.last_kind = "skill"
            return
        home = HOME.search(words)
        if home and self.is_place(start + home.start("x"), start + home.end("x")):
            if re.match(
                r"(?i)(?:i live|living|live|based|i'm (?:in|based)|im in|located|resid|home)",
                home[0],
            ):
                self.set_home(start + home.start("x"), start + home.end("x"))
                if len(words.split()) <= len(home[0].split()) + 1:
                    return
        known = self.draft.basics.one.get("name")
        if known is not None and words.startswith(f"{known.value} "):
            if looks_like_en_name(words, is_sure_place=True) and self.set_name(start, end):
                return
        if "name" not in self.draft.basics.one and len(words.split()) in (2, 3):
            # Tom Baker is a person before Baker is a trade.
            if self._name_note(start, end):
                return
        mine = re.match(
            r"(?:[Ii]'?m|[Ii] am|[Tt]his is) (?P<n>[A-Z][a-z'’-]+)(?: btw| by the way| here)?$",
            words,
        )
        if (
            mine
            and "name" not in self.draft.basics.one
            and not self.is_place(start + mine.start("n"), end)
        ):
            self.set_name(start + mine.start("n"), start + mine.end("n"))
            return
        here = re.match(r"(?P<n>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?) here\b", words)
        if (
            here
            and "name" not in self.draft.basics.one
            and not self._is_other(start, start + here.end("n"))
        ):
            self.set_name(start, start + here.end("n"))
            return
        gear = re.match(
            r"(?i)(?:have |got |with )?(?:my |have my )?own\s+(?:car|van|truck|bike|tools|transport|vehicle|equipment)\b.*$",
            words,
        )
        if gear:
            self.draft.add_named("skills", self.reading.piece(start, end))
            self.last_kind = "skill"
            return
        everywhere = re.match(
            r"(?i)(?:all|both|always|mostly|all of (?:it|them))\s+(?:in|around|based in)\s+(?P<x>[A-Z][\w '’-]+?)(?P<r>:.*)?$",
            words,
        )
        if everywhere and self.is_place(start + everywhere.start("x"), start + everywhere.end("x")):
            self.everywhere = self.reading.piece(
                start + everywhere.start("x"), start + everywhere.end("x")
            )
            if everywhere["r"]:
                self._clause(
                    Clause(start + everywhere.start("r") + 1, end, clause.sentence, clause.line)
                )
            return
        if self._at_uni(clause):
            return
        if self._special(clause):
            return
        if self._spoken(clause):
            return
        if self._post_held(clause):
            return
        if self._award(clause) or self._certificate(clause) or self._skill(clause):
            return
        if self._tool_run(clause) or self._project(clause) or self._paper(clause):
            return
        self._work(clause)

    def _wanted(self, clause: Clause) -> None:
        """Keep the occupation sought: looking for a placement in HR, want to get into UX."""
        m = re.search(
            r"(?i)\b(?:looking for|seeking|want(?:ing)?|after|need|would like|d like|hoping for)\s+(?:to\s+(?:be|become|work as|get (?:in)?to|move (?:in)?to|go (?:in)?to|switch to|retrain as)\s+)?(?:(?:an?|some|any|the|my|full[- ]time|part[- ]time)\s+)*"
            r"(?:(?:placement|job|role|position|work|internship|apprenticeship)\s+(?:in|as)\s+(?:an?\s+)?)?(?P<x>[A-Za-z][\w&/+ -]*?)(?:\s+(?:job|role|position|work|placement|roles|jobs))?(?=\s+(?:in|at|near|around|with|from|for|or|and)\b|\s*[,.;(]|\s*$)",
            self.text[clause.start : clause.end],
        )
        if not m or self.wanted is not None or len(m["x"].split()) > 5:
            return
        x, y = clause.start + m.start("x"), clause.start + m.end("x")
        field = re.search(r"(?i)\b(?:in|into|to)\s+$", self.text[clause.start : x])
        if self.is_title(x, y) or (field and m["x"].isupper() and len(m["x"]) <= 4):
            self.wanted = self.reading.piece(x, y)

    def _find_ended(self) -> None:
        """Note the jobs whose sentences are told in the past."""
        gone = re.search(
            r"(?i)\b(?:i )?(?:left|quit|was made redundant|got laid off|stopped) (?:because|cos|when|as|due|in|to|after|there|it)\b",
            self.text,
        )
        for entry in self.own:
            start = max(self.text.rfind(c, 0, entry.start) for c in ".\n;") + 1
            stops = [i for c in ".\n;" if (i := self.text.find(c, entry.start)) >= 0]
            words = self.text[start : min(stops, default=len(self.text))]
            past = TOLD_PAST.search(words) and not TOLD_NOW.search(words)
            if past or (gone and len(self.own) == 1) or any(e is entry for e in self.earlier):
                self.ended.append(entry)

    def _head_trade(self) -> None:
        """Take the trade that opens the notes, whatever it goes on about: Vet nurse looking for …"""
        if self.role is not None:
            return
        m = HEAD_TRADE.match(self.text)
        if m is None or not self.is_title(*m.span("t")):
            return
        x, y = m.span("t")
        used = [p for e in self.own for p in e.one.values()]
        if not any(p.start < y and x < p.end for p in used):
            self.role = self.reading.piece(x, y)

    def _take_heading(self) -> None:
        """Give a trade that heads the notes to the jobs below that tell none: Receptionist."""
        label = self.draft.basics.one.get("label")
        bare_jobs = [e for e in self.own if "position" not in e.one and "name" in e.one]
        if (
            label is None
            or self.role is not None
            or not bare_jobs
            or len(bare_jobs) < len(self.own)
        ):
            return
        is_first = (
            all(label.end <= e.start for e in self.own) and self.text[: label.start].count("\n") < 2
        )
        if is_first and self.text[label.end :].lstrip(" ").startswith("\n"):
            self.role = label
            del self.draft.basics.one["label"]

    def finish(self) -> None:
        """Close as in general, a speciality joined to the positions."""
        if self.speciality is not None:
            for entry in self.own:
                if "position" not in entry.one:
                    entry.put("position", self.speciality)
        self._drop_withdrawn()
        self._take_heading()
        self._head_trade()
        if self.wanted is not None:
            self.draft.basics.put("label", self.wanted)
        self._find_ended()
        super().finish()
