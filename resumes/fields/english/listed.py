"""Reads what stands in lists: skills, papers, languages, prizes, posts in clubs."""

import re

from jobassist.language.denials import is_denied

from ..cells import CellSpan, split_commas
from ..lists import add_skill, read_languages, split_items
from ..prose import Clause, bare
from ..reading import Entry, Piece, trim, within
from ..times import date_piece
from ..words import en_org_pattern, looks_like_en_name
from .cues import (
    AT,
    AT_STRONG,
    AWARD,
    BUILT,
    CERT,
    CERT_GENERIC,
    CERTIFIED,
    COLON_LIST,
    DURATION,
    ITEM_LEAD,
    LICENSED,
    NO_ITEM,
    OPINION,
    PAPER,
    PAPER_NAME,
    PAST,
    PROJECT,
    RAN_OUT,
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
        won = re.compile(
            r"(?i)(?:(?:i|and|also|was|have|got)\s+)*(?:won|named|voted|awarded)\s+(?:(?:the|an?|as)\s+)?"
        ).match(self.text, clause.start, clause.end)
        self.add_award(won.end() if won else clause.start, clause.end)
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
                if not is_denied(text, a + pair.start("a")):
                    self.draft.add_named("certificates", both)
            piece = trim(text, s, e)
            self.add_certificate(*piece, around=(a, b) if len(hits) == 1 else None)
            rest_words = rest_words.replace(text[s:e], " ")
        self.last_kind = "certificate"
        self._beside_papers(clause, hits)
        rest = bare(rest_words)
        # Cells after the certificates on one line: ACCA (2 papers left)  Excel, Sage.
        last = max(e for _s, e in hits)
        tail = text[last:b]
        gap = re.match(r"\s*(?:\([^()]*\))?\s{2,}", tail)
        if gap:
            self._clause(Clause(last + gap.end(), b, clause.sentence, clause.line))
        return len(rest) < 60

    def _beside_papers(self, clause: Clause, hits: list[CellSpan]) -> None:
        """Read what else a clause tells round its papers: plumber self employed, gas safe reg."""
        at = clause.start
        for s, e in [*hits, (clause.end, clause.end)]:
            x, y = trim(self.text, at, s)
            at = max(at, e)
            told = x < y and (
                self.title_in(x, y)
                or SELF.search(self.text, x, y)
                or self.ranges_in(x, y)
                and not RAN_OUT.search(self.text, x, y)
            )
            if told and len(self.text[x:y].split()) >= 2 and not PAPER.search(self.text, x, y):
                kind = self.last_kind
                self._clause(Clause(x, y, clause.sentence, clause.line))
                self.last_kind = kind

    def _item_list(self, clauses: list[Clause]) -> bool:
        """Read a sentence that is nothing but short items: skills, tools, papers, languages.

        Three items, or two of which one is known; no verb that tells, no time, no employer.
        """
        whole = self.text[clauses[0].start : clauses[-1].end]
        if OPINION.search(whole):
            return False
        spans: list[CellSpan] = []
        for c in clauses:
            x, y = self._behind_lead(c.start, c.end)
            if x < y:
                spans += [(x, y)] if CERT.search(self.text, x, y) else self._and(x, y)
        if len(spans) < 2 or len(spans) > 14 or not (self.own or self.role or self.school):
            return False
        known = 0
        for x, y in spans:
            words = self.text[x:y]
            if len(words.split()) > 4 or y - x > 36 or NO_ITEM.search(words):
                return False
            if self.dates_in(x, y) and not CERT.search(words):
                return False
            if (
                self.is_place(x, y)
                or self.is_title(x, y, least=0.75)
                or en_org_pattern().search(words)
            ):
                return False
            if looks_like_en_name(words) or self.ranges_in(x, y):
                return False
            known += bool(
                within(self.reading.skills, x, y)
                or CERT.search(words)
                or within(self.reading.languages, x, y)
            )
        lower = sum(self.text[x].islower() for x, _y in spans)
        if not known and lower < 0.6 * len(spans):
            return False
        tools = self.last_kind in ("certificate", "skill", "school") and all(
            re.fullmatch(r"[A-Za-z+#.]{3,14}", self.text[x:y]) for x, y in spans
        )
        if known < 2 and len(spans) < 3 and not (known and lower) and not tools:
            return False
        for x, y in spans:
            item = Clause(x, y, clauses[0].sentence, clauses[0].line)
            if self._certificate(item) or self._licensed(item):
                continue
            if within(self.reading.languages, x, y):
                spoken = re.compile(
                    r"\s*,?\s*(?:fluent|native|conversational|basic|mother tongue)\b"
                )
                m = spoken.match(self.text, y)
                y = m.end() if m else y
                read_languages(self.reading, self.draft, x, y)
                continue
            if re.fullmatch(r"(?i)fluent|native|conversational", self.text[x:y]):
                continue
            add_skill(self.reading, self.draft, x, y)
        self.last_kind = "skill"
        return True

    def _behind_lead(self, a: int, b: int) -> CellSpan:
        m = ITEM_LEAD.match(self.text, a, b)
        return trim(self.text, m.end() if m else a, b)

    def _tool_run(self, clause: Clause) -> bool:
        """Read tools told in a row without commas: adobe cc figma a bit of after effects."""
        a, b = clause.start, clause.end
        found = [f for f in within(self.reading.skills, a, b) if f.value.kind in ("tool", "skill")]
        if len(found) < 2 or self.title_in(a, b) or self.ranges_in(a, b) or self.dates_in(a, b):
            return False
        rest = self.text[a:b]
        for f in sorted(found, key=lambda f: f.start, reverse=True):
            rest = rest[: f.start - a] + " " + rest[f.end - a :]
        left = re.sub(
            r"(?i)\b(?:a (?:bit|little)|of|some|and|basic|good|also|with|plus|mostly|mainly|i|use|used|know|mig|do|in|my|stack|is|can|bits?)\b",
            " ",
            rest,
        )
        if len(left.split()) > max(1, len(found) // 2):
            return False
        for f in found:
            add_skill(self.reading, self.draft, f.start, f.end)
        self.last_kind = "skill"
        return True

    def _project(self, clause: Clause) -> bool:
        """Read what was built of one's own: final year project - low cost solar dryer."""
        text, (a, b) = self.text, (clause.start, clause.end)
        m = PROJECT.search(text, a, b)
        if m is not None and self.title_in(a, b):
            return False
        if m is None:
            m = BUILT.match(text, a, b)
            if m is None or (
                self.own and self.last_kind == "work" and "name" not in self.own[-1].one
            ):
                return False
            if self.school is None and not re.search(
                r"(?i)\bproject|\b(?:app|website|bot)\b", text[a:b]
            ):
                return False
        x, y = m.span("x")
        for s, e in self._and(x, y):
            using = re.compile(r"(?i)\s+(?:in|with|using|on)\s+(?P<t>.+)$").search(text, s, e)
            if using:
                for f in within(self.reading.skills, *using.span("t")):
                    add_skill(self.reading, self.draft, f.start, f.end)
            s, e = trim(text, s, using.start() if using else e)
            lead = re.compile(r"(?i)(?:an?|the|my|our)\s+").match(text, s, e)
            piece = self.reading.piece(lead.end() if lead else s, e)
            if piece is not None and len(piece.value.split()) <= 8:
                self.draft.add_named("projects", piece)
        self.last_kind = "project"
        return True

    def _paper(self, clause: Clause) -> bool:
        """Take an unknown short name in capitals, by itself behind jobs, as a paper: EWP; CPhT since 2016."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if self._licensed(clause):
            return True
        m = PAPER_NAME.fullmatch(words)
        if m is None or not (self.own or self.role or self.school):
            return False
        x, y = a + m.start("n"), a + m.end("n")
        if m["n"] in ("PS", "NB", "CV", "OK", "ASAP", "UK", "US", "USA", "II", "AM", "PM"):
            return False
        if within(self.reading.skills, x, y) and not m["when"]:
            return False
        if self.is_place(x, y) or self.title_in(x, y) or en_org_pattern().search(text[x:y]):
            return False
        if not m["when"] and self.last_kind == "work" and not self._is_tail(clause):
            return False
        entry = self.add_certificate(x, y)
        if entry is not None and m["when"]:
            dates = [d for d in within(self.reading.dates, y, b) if d.value.iso]
            if dates and not RAN_OUT.search(text, y, b):
                entry.put("date", date_piece(dates[-1]))
        self.last_kind = "certificate"
        return True

    def _licensed(self, clause: Clause) -> bool:
        """Take words that end like a paper, or begin like one: NDIS check; licensed in Oregon."""
        m = LICENSED.fullmatch(self.text, clause.start, clause.end)
        if m is None or self.is_title(*m.span("n")):
            return False
        entry = self.add_certificate(*m.span("n"))
        dates = [d for d in within(self.reading.dates, m.end("n"), clause.end) if d.value.iso]
        if entry is not None and dates and not RAN_OUT.search(self.text, m.end("n"), clause.end):
            entry.put("date", date_piece(dates[-1]))
        self.last_kind = "certificate"
        return True

    def _is_tail(self, clause: Clause) -> bool:
        """Whether a sentence of its own has begun since the last job was told."""
        return clause.sentence > self.work_sentence

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
