"""Reads what stands in lists: skills, papers, languages, prizes, posts in clubs."""

import re

from ..cells import split_commas
from ..lists import add_skill, read_languages, split_items
from ..prose import Clause, bare
from ..reading import Entry, Piece, trim, within
from ..words import looks_like_en_name
from .cues import (
    AT,
    AT_STRONG,
    AWARD,
    CERT,
    CERT_GENERIC,
    CERTIFIED,
    COLON_LIST,
    DURATION,
    PAST,
    SELF,
    SKILL_LEAD,
)
from .study import EnglishStudy


class EnglishLists(EnglishStudy):
    """Reads what stands in lists: skills, papers, languages, prizes, posts in clubs."""

    speciality: Piece | None = None

    def _list_sentence(self, a: int, b: int) -> bool:
        m = COLON_LIST.match(self.text[a:b])
        if not m:
            return False
        for s, e in split_items(self.reading, a + m.start("x"), a + m.end("x")):
            if not self._certificate(Clause(s, e, 0, 0)):
                add_skill(self.reading, self.draft, s, e)
        self.last_kind = "skill"
        return True

    def _spoken(self, clause: Clause) -> bool:
        """Read the languages a person speaks."""
        words = self.text[clause.start : clause.end]
        if not re.search(
            r"(?i)\b(?:speak(?:s|ing)?|fluent|bilingual|native|languages?|mother tongue|conversational)\b",
            words,
        ):
            return False
        if not within(self.reading.languages, clause.start, clause.end) or len(words.split()) > 16:
            return False
        read_languages(self.reading, self.draft, clause.start, clause.end)
        self.last_kind = "skill"
        return True

    def _special(self, clause: Clause) -> bool:
        """Take a code behind the trade as its speciality: teaching assistant, KS1."""
        words = self.text[clause.start : clause.end]
        role = self.role
        if role is None or self.work is not None or not re.fullmatch(r"[A-Z]{1,5}\d{0,2}", words):
            return False
        if clause.start - role.end > 3 or CERT.search(words):
            return False
        self.speciality = self.reading.piece(role.start, clause.end)
        return True

    def _post_held(self, clause: Clause) -> bool:
        """Read a post in a club as voluntary work: treasurer of the netball society."""
        m = re.search(
            r"(?i)\b(?P<p>treasurer|(?:vice[- ])?president|secretary|captain|chair(?:man|woman|person)?|organi[sz]er|committee member|volunteer(?:ed)?|(?:[a-z]+ )?lead)\s+(?:of|for|at|with|in)\s+(?:the\s+|our\s+|my\s+)?(?P<o>(?:[\w'&-]+\s+){0,4}(?:society|club|team|union|association|scouts|guides|food bank|shelter|church|mosque|temple|choir|orchestra))\b",
            self.text[clause.start : clause.end],
        )
        if not m or len(self.text[clause.start : clause.end].split()) > 12:
            return False
        entry = Entry()
        entry.put(
            "organization",
            self.reading.piece(clause.start + m.start("o"), clause.start + m.end("o")),
        )
        entry.put(
            "position", self.reading.piece(clause.start + m.start("p"), clause.start + m.end("p"))
        )
        self.put_times(entry, clause.start, clause.end)
        self.draft.of("volunteer").append(entry)
        self.last_kind = "volunteer"
        return True

    def _award(self, clause: Clause) -> bool:
        words = self.text[clause.start : clause.end]
        if not AWARD.search(words) or len(words.split()) > 14:
            return False
        self.add_award(clause.start, clause.end)
        self.last_kind = "award"
        return True

    def _certificate(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if re.search(
            r"(?i)\b(?:no|without|don'?t have|haven'?t got|not got|need)\s+(?:a |an |my )?[\w ]{0,12}(?:licen[cs]e|certificate|dbs|cert)\b",
            words,
        ):
            return False
        if self.is_title(a, b, least=0.75) and re.search(
            r"(?i)(?:driver|operator|operative|nurse|officer|worker|guard|fitter|engineer|teacher)s?$",
            words,
        ):
            # HGV class 1 driver: a trade, by its ticket.
            return False
        hits = [(a + m.start(), a + m.end()) for m in CERT.finditer(words)]
        if not hits:
            m = CERT_GENERIC.search(words)
            if m and len(words.split()) <= 12:
                s = a + m.start("n")
                lead = re.match(
                    r"(?i)(?:i |have |got |hold |holds |holding |with |and |also |my |a |an |the |full |valid |did |done |passed )+",
                    text[s : a + m.end("n")],
                )
                s += lead.end() if lead and lead.end() < m.end("n") - m.start("n") else 0
                hits = [(s, a + m.end("n"))]
        if not hits and len(words.split()) <= 5:
            course = re.match(r"(?i)(?:[a-z&-]+ ){1,3}training\b", words)
            if course and not AT.search(words):
                # Allergen training 2024
                hits = [(a, a + course.end())]
        if not hits:
            m = CERTIFIED.search(words)
            if (
                m
                and not self.is_place(a + m.start("n"), a + m.end("n"))
                and not re.search(rf"(?i)\bin {re.escape(m['n'])}$", m[0])
                and len(words.split()) <= 8
                and not self.is_title(a, b, least=0.6)
            ):
                hits = [(a + m.start(), a + m.end("n"))]
        if not hits:
            return False
        if AT.search(words) and self.title_in(a, b):
            return False
        rest_words = words
        for s, e in hits:
            if re.match(r"\s*\([^()]{1,40}\)", text[e:b]):
                close = re.match(r"\s*\([^()]{1,40}\)", text[e:b])
                e += close.end() if close else 0
            back = re.search(
                r"(?i)(?:\bcity (?:and|&) guilds\s+|\blevel \d\s+(?:in\s+)?|\benhanced\s+|\bfull\s+|\bclean\s+)$",
                text[a:s],
            )
            s -= len(back[0]) if back else 0
            pair = re.search(
                r"(?i)\b(?P<a>forklift|flt|counterbalance|reach|bendi|vna|hgv|bus|car|van|dumper|digger|roller|telehandler|motorbike)\s*(?:\+|&|and|/)\s*$",
                text[a:s],
            )
            noun = re.search(r"(?i)\b(?:licen[cs]es?|tickets?)$", text[s:e])
            if pair and noun:
                both = self.reading.piece(
                    a + pair.start("a"), e, value=f"{pair['a']} {noun[0].rstrip('s')}"
                )
                self.draft.add_named("certificates", both)
            piece = trim(text, s, e)
            self.add_certificate(*piece, around=(a, b) if len(hits) == 1 else None)
            rest_words = rest_words.replace(text[s:e], " ")
        self.last_kind = "certificate"
        rest = bare(rest_words)
        # Cells after the certificates on one line: ACCA (2 papers left)  Excel, Sage.
        last = max(e for _s, e in hits)
        tail = text[last:b]
        gap = re.match(r"\s*(?:\([^()]*\))?\s{2,}", tail)
        if gap:
            self._clause(Clause(last + gap.end(), b, clause.sentence, clause.line))
        return len(rest) < 60

    def _skill(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        m = SKILL_LEAD.match(words)
        if m and len(words.split()) <= 14:
            x = m["x"]
            if re.match(
                r"(?i)(?:start|work|do (?:nights|weekends|any)|travel|relocate|commute|be|come|drive to|go|offer|get|help|you|i|people|the area)\b",
                x,
            ):
                return False
            for s, e in split_items(self.reading, a + m.start("x"), a + m.end("x")):
                for p, q in self._and(s, e):
                    add_skill(self.reading, self.draft, p, q)
            self.last_kind = "skill"
            return True
        found = [f for f in within(self.reading.skills, a, b) if f.value.kind in ("tool", "skill")]
        covered = sum(f.end - f.start for f in found)
        plain = re.sub(r"(?i)^(?:a (?:bit|little)(?: of)?|some|basic|good|a lot of)\s+", "", words)
        length = len(re.sub(r"[\s/&+]|\band\b", "", plain)) or 1
        dur = DURATION.search(words)
        if dur:
            length -= len(bare(dur[0]))
        if found and covered >= 0.7 * max(1, length) and not self.is_title(a, b, least=0.8):
            for f in found:
                add_skill(self.reading, self.draft, f.start, f.end)
            self.last_kind = "skill"
            return True
        if (
            self.last_kind == "skill"
            and len(words.split()) <= 3
            and not self.title_in(a, b)
            and not self._starts_job(a, b)
        ):
            is_firm = (
                words[:1].isupper()
                and self.role is not None
                and not self.own
                and not within(self.reading.skills, a, b)
            )
            if (
                not is_firm
                and not looks_like_en_name(words)
                and not self.is_place(a, b)
                and not re.search(r"(?i)\d{4}|\bi'?m\b", words)
            ):
                for p, q in self._and(a, b):
                    add_skill(self.reading, self.draft, p, q)
                return True
        return False

    def _starts_job(self, a: int, b: int) -> bool:
        words = self.text[a:b]
        return bool(
            self.ranges_in(a, b)
            or PAST.match(words)
            or AT_STRONG.match(words)
            or SELF.search(words)
            or self.dates_in(a, b)
        )

    def _listed_tools(self, a: int, b: int) -> int:
        """Read tools in brackets at the end (Go, Postgres) as skills; return where the rest ends."""
        m = re.compile(r"\s*\((?P<i>[^()]+)\)?\s*$").search(self.text, a, b)
        if m is None:
            return b
        parts = split_commas(self.reading, *m.span("i"))
        known = within(self.reading.skills, *m.span("i"))
        if len(known) * 2 < len(parts) or any(y - x > 30 for x, y in parts):
            return b
        for x, y in parts:
            add_skill(self.reading, self.draft, x, y)
        return m.start()

    def _tools(self, a: int, b: int) -> None:
        for f in within(self.reading.skills, a, b):
            if f.value.kind == "tool":
                add_skill(self.reading, self.draft, f.start, f.end)
