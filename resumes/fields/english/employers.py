"""Finds the employer, the place and the title in a clause."""

import re

from jobassist.language.titles import find_titles

from ..cells import CellSpan, org_score, split_commas, task_score
from ..prose import Clause
from ..reading import Entry, Piece, trim, within
from ..words import EN_SCHOOL, EN_TASK, en_org_pattern
from .cues import (
    AGENT,
    AS,
    AT,
    AT_STRONG,
    BEEN,
    BRAND,
    FIRM_THEN_POST,
    GENERIC,
    LOWER_ORG_END,
    NEXT,
    NO_POST,
    NOT_ORG,
    OUT_OF,
    PAST,
    PLACE_BEFORE,
    POST_BEFORE,
)
from .listed import EnglishLists


class EnglishEmployers(EnglishLists):
    """Finds the employer, the place and the title in a clause."""

    def _employer(self, a: int, b: int) -> tuple[CellSpan | None, CellSpan | None, CellSpan | None]:
        """Return (employer, place, employer without a name) of a clause."""
        text = self.text
        org: CellSpan | None = None
        generic: CellSpan | None = None
        place: CellSpan | None = None
        times = [(f.start, f.end) for f in (*self.ranges_in(a, b), *self.dates_in(a, b))]
        out_of = OUT_OF.search(text, a, b)
        if out_of and self.is_place(*trim(text, *out_of.span("x"))):
            place = trim(text, *out_of.span("x"))
        place = place or self._place_told(a, b)
        before_as = re.match(
            r"(?i)(?:at\s+)?(?P<o>(?!\d|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|many|a few|i|was|been|worked?|working|job|employed|mostly|same|started|hired|now|currently|trained|acting|known|did|done|spent|had|have)\b)[\w&'. -]{2,30}?)\s+as\s+(?:an?|the)\s+(?P<t>[A-Za-z][A-Za-z -]{2,30})",
            text[a:b],
        )
        if (
            before_as
            and len(before_as["o"].split()) <= 3
            and not re.search(r"(?i)\b(?:to|at|for|with|from|in)\b", before_as["o"])
        ):
            x, y = a + before_as.start("o"), a + before_as.end("o")
            if self.title_in(a + before_as.start("t"), b) and not self.title_in(x, y):
                return (x, y), place, None
        called = re.search(
            r"(?i)\b(?:company|firm|place|shop|agency|school|salon|garage|bar|cafe|one|outfit|business|charity|startup|hotel|pub|restaurant) called\s+(?P<o>[\w&'.-]+(?-i:(?: [A-Z][\w&'.-]*){0,3}))",
            text[a:b],
        )
        if called:
            return (a + called.start("o"), a + called.end("o")), place, None
        for m in AT.finditer(text, a, b):
            x, y = m.span("x")
            for s, e in times:
                if s <= x < e:
                    x = e
                elif x < s < y:
                    y = s
            if place and x < place[0] < y:
                told = PLACE_BEFORE.search(text[x : place[0]])
                y = x + told.start() if told else y
            x, y = trim(text, x, y)
            near = re.search(
                r"(?i)\s+(?:near|off|by|next to|on)\s+(?:the\s+)?[A-Z\w].*$", text[x:y]
            )
            if near and near.start() > 2:
                y = x + near.start()
            more = re.compile(r"\s+(?:and|&)\s+[A-Z][\w'&-]*").match(text, y, b)
            if more and text[x:y][:1].isupper() and not self.is_place(x, y):
                # Marks and Spencer, not "Elm Ward and now …".
                y = more.end()
            words = text[x:y]
            if x >= y or len(words.split()) > 7 or NOT_ORG.match(words):
                continue
            if place and place[0] <= x and y <= place[1]:
                continue
            prep = text[m.start() : m.start() + 5].casefold()
            if self.is_place(x, y) and not prep.startswith(("at ", "for", "with", "join", "@")):
                place = place or (x, y)
                continue
            worked_in = re.match(r"(?i)in\b", text[m.start() : m.end()]) and re.search(
                r"(?i)\b(?:work(?:ed|ing)|employed|joined|as)\b", text[a : m.start()]
            )
            opens = any(f.start == x for f in within(self.reading.places, x, y))
            strong = (
                bool(worked_in and not opens)
                or bool(AT_STRONG.match(text[m.start() : m.end()]))
                or bool(
                    re.search(
                        r"(?i)\b(?:moved|went|transferred|switched|on|over|promoted|back)\s+$",
                        text[a : m.start()],
                    )
                    and re.match(r"(?i)to\b", text[m.start() : m.end()])
                )
            )
            if GENERIC.match(words) and not self._is_proper(x, y):
                inner = within(self.reading.places, x, y)
                if inner:
                    place = place or (inner[0].start, inner[0].end)
                generic = generic or (x, y)
                continue
            cap = re.sub(r"(?i)^(?:the|a|an|my|our)\s+", "", words)[:1]
            proper = cap.isupper() or cap.isdigit()
            if self.is_title(x, y, least=0.75) and not en_org_pattern().search(words):
                continue
            if (
                proper
                and (strong or en_org_pattern().search(words))
                or (
                    strong
                    and not re.match(r"(?i)(?:a|an|the|my|some|any|no)\s", words)
                    and len(words.split()) <= 3
                    and org_score(self.reading, x, y) >= 0.4
                )
            ):
                if org is None:
                    lead = (
                        re.match(r"(?i)(?:the|my|our)\s+(?=[A-Z])", words)
                        if not re.match(r"The ", words)
                        else None
                    )
                    org = (x + (lead.end() if lead else 0), y)
            elif re.match(
                r"(?i)(?:the )?(?:army|navy|air force|marines|police|raf|post office|council|nhs|military|coast guard|fire service|prison service)\b",
                words,
            ):
                hit = re.match(
                    r"(?i)(?:the )?(?P<o>(?:british |us |u\.s\. |royal )?(?:army|navy|air force|marines|police|raf|post office|council|nhs|military|coast guard|fire service|prison service))",
                    words,
                )
                if hit and org is None:
                    org = (x + hit.start("o"), x + hit.end("o"))
            elif (
                strong
                and self._is_lower
                and org is None
                and re.search(rf"(?:^|\s)(?:{LOWER_ORG_END})\b", words)
                and not GENERIC.match(words)
                and not re.match(r"(?:a|an|the|my|some|our|two|three|few|local)\s", words)
                and len(words.split()) <= 5
            ):
                # st bedes primary: a name and what it is.
                org = (x, y)
            elif strong and en_org_pattern().search(words) and len(words.split()) <= 4:
                generic = generic or (x, y)
            elif (
                strong
                and self._is_lower
                and re.match(
                    r"(?i)(?:work|employ|job|been|was|am|i'm|move)", text[a:b].lstrip("i ")
                )
                and len(words.split()) <= 3
            ):
                # All in small letters: "worked for bovis" names an employer all the same.
                if not within(self.reading.skills, x, y) and not re.match(
                    r"(?:a|an|the|my|some)\s", words
                ):
                    org = org or (x, y)
        return org, place, generic

    def _place_told(self, a: int, b: int) -> CellSpan | None:
        """Return a known place behind "in", "near" and the like, whatever follows it."""
        for f in within(self.reading.places, a, b):
            before = self.text[max(a, f.start - 20) : f.start]
            if PLACE_BEFORE.search(before) and (f.text[:1].isupper() or self._is_lower):
                return f.start, f.end
        return None

    def _is_proper(self, x: int, y: int) -> bool:
        """Whether a generic-looking name has a name in it that is no place (Copley Lane Primary)."""
        words = self.text[x:y]
        if re.match(r"(?i)(?:a|an|the|my|some|our)\s", words) and not re.match(r"The [A-Z]", words):
            return False
        capitals = [w for w in words.split() if w[:1].isupper()]
        inner = within(self.reading.places, x, y)
        covered = " ".join(f.text for f in inner)
        return len([w for w in capitals if w not in covered]) >= 2 or (
            bool(capitals) and words.split()[-1][:1].isupper() and len(capitals) >= 2
        )

    def _position(self, a: int, b: int, org: CellSpan | None) -> CellSpan | None:
        text = self.text
        doing = re.search(
            r"(?i)\b(?:been|was|am|i'm|started|keep|did|done)\s+(?P<x>(?!doing|working|being|living|looking|going|having|getting|trying|made|laid|studying|seeking|wanting|thinking)[a-z]+ing)\b(?=\s+(?:at|for|in|on|with|since|like)\b)",
            text[a:b],
        )
        if doing:
            return a + doing.start("x"), a + doing.end("x")
        for pattern in (AS, BEEN):
            for m in pattern.finditer(text, a, b):
                x, y = self._before_time(*m.span("x"))
                if x < y and len(text[x:y].split()) <= 8 and self.is_title(x, y, least=0.45):
                    return x, y
        stop = org[0] if org and org[0] > a + 3 else b
        for f in self.ranges_in(a, b):
            if f.start <= a + 2:
                a = max(a, trim(text, f.end, b)[0])
        head = re.match(
            r"(?i)(?:(?:i'?m|i am|been|was|a|an|the|i was|i've been|worked as|working as)\s+)*(?P<x>[A-Za-z][^,;:()@\n]*?)(?=\s+(?:at|for|with|in|since|from|on|until|near|there|by trade)\b|\s+w/|\s*@|\s*\(|\s+[-—–]|\s+\d|\s*$)",
            text[a:stop],
        )
        if head and head["x"]:
            x, y = a + head.start("x"), a + head.end("x")
            for f in (*self.ranges_in(a, b), *self.dates_in(a, b)):
                if x < f.start < y:
                    y = f.start
            x, y = trim(text, x, y)
            if (
                x < y
                and len(text[x:y].split()) <= 6
                and self.is_title(x, y, least=0.6)
                and not (org and x < org[1] and org[0] < y)
            ):
                return x, y
        if org is not None:
            shaped = self._before_employer(a, org)
            if shaped is not None:
                return shaped
        found = [
            f
            for f in within(self.reading.titles, a, b)
            if not (org and f.start < org[1] and org[0] < f.end)
        ]
        if any(f.start - a <= 2 and b - f.end <= 1 for f in found):
            return a, b
        if found and (org or self.ranges_in(a, b)):
            f = max(found, key=lambda f: f.end - f.start)
            return f.start, f.end
        return None

    def _before_employer(self, a: int, org: CellSpan) -> CellSpan | None:
        """Return the words before "at" and the employer, when they name a post: leading hand at Elm Ltd."""
        text = self.text
        grade = re.compile(
            r"(?:.*\s)?(?P<g>(?:[Rr]otational )?(?:[Bb]and|[Gg]rade|[Ss]cale) \d\w?(?: (?:on|in) [A-Z&]{2,5})?)\s+(?:at|with|for)\s+(?:the )?"
        ).fullmatch(text, a, org[0])
        if grade:
            return grade.span("g")
        m = POST_BEFORE.fullmatch(text, a, org[0])
        if m is None or NO_POST.search(m["x"]) or len(m["x"].split()) > 5:
            return None
        x, y = self._before_time(*m.span("x"))
        if x >= y or within(self.reading.places, x, y):
            return None
        if re.match(r"(?i)(?:[a-z]+ed|taught|drove|ran|did)\s", text[x:y]):
            # Cleaned wards: what was done, of which the trade is made.
            return None
        return x, y

    def _title(self, start: int, end: int) -> Piece | None:
        words = self.text[start:end]
        lead = re.match(
            r"(?i)(?:(?:an?|the|their|as|now|also|working as|currently|retired|former|ex-)\s*(?<=[\s-]))+",
            words,
        )
        start += lead.end() if lead else 0
        then = list(
            re.finditer(r"(?i)\s+(?:then|and then|later|promoted to)\s+", self.text[start:end])
        )
        if then:
            start += then[-1].end()
        return self.reading.piece(start, end)

    def _put_position(self, entry: Entry, start: int, end: int) -> None:
        start, end = self._firm_before_title(entry, start, end)
        piece = self._title(start, end)
        if piece is not None and re.fullmatch(r"(?i)[a-z]+(?:ed|t|ught|ove)", piece.value):
            piece = self._who_does(piece) or piece
        entry.put("position", piece)

    def _firm_before_title(self, entry: Entry, start: int, end: int) -> CellSpan:
        """Part a firm from the post behind it: British Gas engineer."""
        m = FIRM_THEN_POST.fullmatch(self.text, start, end)
        if m is None or "name" in entry.one or not self.title_in(*m.span("p")):
            return start, end
        known = within(self.reading.titles, start, end)
        if any(f.start == start and f.end == end for f in known) or self.is_title(
            *m.span("f"), least=0.4
        ):
            return start, end
        entry.put("name", self.reading.piece(*m.span("f")))
        return m.span("p")

    def _who_does(self, piece: Piece) -> Piece | None:
        """Return who does what was told: taught -> teacher, apprenticed -> apprentice."""
        verb = piece.value.casefold()
        odd = {
            "taught": "teacher",
            "drove": "driver",
            "nannied": "nanny",
            "subbed": "subcontractor",
        }
        stem = verb.removesuffix("ed")
        for noun in (odd.get(verb, ""), stem, stem + "e", stem + "er", stem[:-1] + "er"):
            if noun and any(f.start == 0 and f.end == len(noun) for f in find_titles(noun)):
                return Piece(noun, piece.start, piece.end)
        return None

    def _agent_piece(self, clause: Clause, m: re.Match[str]) -> Piece | None:
        """Return who does what was said: an OTR driver drives OTR."""
        stem = next((k for k in AGENT if m["v"].casefold().startswith(k)), "")
        obj = (m["o"] or "").strip()
        if not stem or re.search(r"(?i)\b(?:to|a car|my own car|myself)\b", obj):
            return None
        # "Cleaned offices" makes a cleaner; OTR in front is a kind of driver.
        kind = obj if len(obj.split()) == 1 and obj.isupper() else ""
        return Piece(
            f"{kind} {AGENT[stem]}".strip(), clause.start + m.start("v"), clause.start + m.end()
        )

    def _name_with_town(self, entry: Entry, x: int, y: int) -> None:
        """Set an employer, a known town behind its last word apart: Hobley Finch LLP Norwich."""
        inner = [f for f in within(self.reading.places, x, y) if f.end == y and f.start > x + 3]
        head = self.text[x : inner[0].start].strip() if inner else ""
        if inner and (en_org_pattern().search(head) or BRAND.fullmatch(head)):
            town = inner[0]
            if entry.put("name", self.reading.piece(x, town.start)):
                self.put_location(entry, (town.start, town.end))
            return
        entry.put("name", self.reading.piece(x, y))

    def _aside(self, entry: Entry, clause: Clause, org: CellSpan | None) -> None:
        """Read brackets behind an employer: a place, a title, a task."""
        if org is None:
            return
        m = re.match(r"\s*\((?P<i>[^()]+)\)", self.text[org[1] : clause.end + 120])
        if not m:
            return
        for x, y in split_commas(self.reading, org[1] + m.start("i"), org[1] + m.end("i")):
            if self.is_place(x, y):
                self.put_location(entry, (x, y))
            elif self.is_title(x, y):
                self._put_position(entry, x, y)
            elif task_score(self.reading, x, y) >= 0.6:
                entry.add("highlights", self.reading.piece(x, y))

    def _is_org_note(self, a: int, b: int, clause: Clause) -> bool:
        """Whether a clause is nothing but an employer."""
        words = self.text[a:b]
        count = len(words.split())
        if count > 7 or EN_TASK.match(words) or re.search(r"\d{3,}", words) or NOT_ORG.match(words):
            return False
        known = [f for f in within(self.reading.skills, a, b) if f.end - f.start >= 0.6 * (b - a)]
        if self.is_title(a, b) or known and not en_org_pattern().search(words):
            return False
        tail = re.search(r"(?i)\s+(?:on|near|at|off|in|by)\s+(?:the\s+)?[A-Z][\w .'-]*$", words)
        if tail and tail.start() > 2:
            return self._is_org_note(a, a + tail.start(), clause)
        led = bool(
            PAST.match(self.text[clause.start : a]) or NEXT.match(self.text[clause.start : a])
        )
        if re.fullmatch(r"[A-Z]{1,4}\d?[A-Z]?|[A-Z]+\d+", words) and not led:
            # KS1, B2B: a code, not a name.
            return False
        if re.match(
            r"(?i)(?:i|my|we|they|it|there|sorry|apologies|oops|please|thanks?|hello|hi|hey|no|not|never|always|very|really|did|had|have|can|also|left|got)\b",
            words,
        ):
            return False
        needs = (
            led or self.work is None or "name" not in self.work.one or "position" in self.work.one
        )
        has_mark = bool(en_org_pattern().search(words))
        words_list = re.sub(r"[()].*", "", words).split()
        capital = bool(words_list) and all(
            w[:1].isupper()
            or w[:1].isdigit()
            or w in ("of", "and", "&", "the", "then", "my", "own")
            for w in words_list
        )
        possessive = bool(re.match(r"[A-Z]\w+'s\b", words))
        in_context = self.last_kind in ("trade", "general", "work", "") and needs
        in_context |= self.last_kind == "skill" and self.role is not None and not self.own
        if possessive and in_context:
            return True
        if has_mark and in_context and (capital or (self.role is not None and self._is_lower)):
            return True
        line_alone = clause.start - max(0, self.text.rfind("\n", 0, clause.start)) <= 4
        return (
            capital
            and count <= 4
            and in_context
            and (self.role is not None or line_alone or self.work is not None)
            and not EN_SCHOOL.search(words)
        )
