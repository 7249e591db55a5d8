"""Finds who is speaking."""

import re
from dataclasses import dataclass

from ..cells import CellSpan, split_commas
from ..prose import bare
from ..reading import Piece, trim, within
from ..words import EN_GIVEN_NAMES, EN_NOT_NAME, EN_SCHOOL, en_org_pattern, looks_like_en_name
from .clauses import EnglishClauses
from .cues import CERT, NAME

STOPWORDS = frozenset(
    "own van car bike call me text day days night nights shift shifts full clean part time no email phone mobile number any help please thanks can do start work job jobs "
    "looking available now immediately asap references driving licence license ticket card tools my the a an in at on for with and or not good hard working reliable".split()
)
_NAME_WORD = r"[A-ZÀ-Þ][\w'’-]*\.?"
_NAME_RUN = re.compile(
    rf"{_NAME_WORD}(?:\s+(?:(?:de|da|del|van|von|der|bin|al|la|le)\s+)*{_NAME_WORD}){{0,3}}"
)
_LOWER_RUN = re.compile(r"[a-zà-ÿ'’-]{2,}(?:\s+[a-zà-ÿ'’-]{2,}){0,2}")
# What people write before their name when they sign, and before a number behind it.
_SIGNS = re.compile(
    r"(?i)(?:(?:kind(?:est)?|warm|best|many)\s+)?(?:(?:regards|wishes|thanks|thank you|ta|cheers|sincerely|yours|faithfully|truly|contact|contact me|ask for|call|call me|ring|text|"
    r"speak to|love|from|by|hi|hello|hey|hiya|so|um|uh|signed|me|it'?s|this is|i'?m|i am|im|ps|btw)\b[\s,:.–—-]*)+"
)
_LABEL_BEHIND = re.compile(
    r"(?i)[\s,:;/|(–—-]*(?:(?:here|btw|ph|phone|tel|mob|mobile|cell|number|email|e-mail|mail|contact|reach me|call|text|ring|whatsapp|[mepth]|at|on|or|is|my|me|number|[A-Z]{1,2}\d[\dA-Z]?(?:\s?\d[A-Z]{2})?)\b[\s.,:)]*)*"
)
_COMMON = re.compile(
    r"(?i)(?:phone|mobile|tel|cell|call|contact|number|text|whatsapp|email|ring|mob|thanks|cheers|regards|references?|portfolio|available|skills?|tools|yes|no|now|then|"
    r"currently|previously|before|after|also|excel|word|nights|days|weekends|driver|licen[cs]e|references|cv|resume|asap|immediately|flexible|english|here|there|home|married|single|"
    r"january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|self|retired|student|graduate|cleaning|various|mostly|full|part)"
)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A stretch that may be a name, with how much speaks for it."""

    start: int
    end: int
    score: int


class EnglishNames(EnglishClauses):
    """Finds who is speaking."""

    def _names(self, start: int, end: int) -> None:
        text = self.text
        for m in NAME.finditer(text, start, end):
            cue = text[m.start() : m.start("n")].casefold()
            sure = "name" in cue or "call me" in cue
            words = re.split(r"\s+", m["n"])
            take = self._name_words(words, sure=sure)
            if not take:
                continue
            length = 0
            for _ in range(take):
                hit = re.compile(r"\s*\S+").match(text, m.start("n") + length)
                assert hit is not None
                length = hit.end() - m.start("n")
            a, b = trim(text, m.start("n"), m.start("n") + length)
            if not sure and self._is_other(a, b):
                continue
            if self.set_name(a, b):
                self.taken.append((m.start(), b))
                break
        self._surname_behind(start, end)
        if "name" not in self.draft.basics.one:
            self._signed_name(start, end)

    def _surname_behind(self, start: int, end: int) -> None:
        """Put a surname told by itself behind the name: I'm Matteo, surname Ferri."""
        m = re.compile(
            r"(?i:\b(?:sur|last |second |family )name(?:'s| is|:)?\s+)(?P<s>[A-ZÀ-Þ][\w'’-]+)"
        ).search(self.text, start, end)
        if m is None:
            return
        name = self.draft.basics.one.get("name")
        if name is None:
            given = re.search(
                r"(?:\b[Ii]'?m|\b[Ii] am|\b[Tt]his is|[Nn]ame(?:'s| is)?) (?P<n>[A-ZÀ-Þ][\w'’-]+)\W+(?:and )?(?:my |the )?$",
                self.text[start : m.start()],
            )
            if given is None:
                return
            at = start + given.start("n")
            self.set_name(at, at + len(given["n"]))
            name = self.draft.basics.one.get("name")
        if name is not None and " " not in name.value:
            whole = Piece(f"{name.value} {m['s']}", name.start, m.end())
            self.draft.basics.one["name"] = whole
            self.taken.append((name.start, m.end()))

    # -- a name that stands by itself ---------------------------------------------------------------

    def _signed_name(self, start: int, end: int) -> None:
        """Find the name nobody announced: at the end, at the head, beside how to reach the person.

        Each stretch between stops that could be a name is weighed by where it stands and by what
        else bears it out (the address it stands in, a given name many bear).
        """
        best: _Signed | None = None
        segments = self._segments(start, end)
        last = self._sentences(start, end)[-1:]
        for n, (a, b) in enumerate(segments):
            at_edge = n == 0 or n >= len(segments) - 2 or any(s <= a for s, _e in last)
            for x, y in self._name_runs(a, b):
                score = self._weigh(x, y, a, b, at_edge=at_edge, is_last=n == len(segments) - 1)
                if score >= 4 and (best is None or score > best.score):
                    best = _Signed(x, y, score)
        if best is None or not self.set_name(best.start, best.end):
            return
        lead = re.search(
            r"(?i)(?:(?:kind|best|warm|many) )?(?:regards|thanks|cheers|sincerely|contact(?: me)?)[\s,:]*$",
            self.text[start : best.start],
        )
        self.taken.append((best.start - (len(lead[0]) if lead else 0), best.end))
        self._home_behind(best.start, best.end)

    def _segments(self, start: int, end: int) -> list[CellSpan]:
        """Return the stretches between stops, commas, dashes and contacts."""
        out: list[CellSpan] = []
        for a, b in self._sentences(start, end):
            for x, y in split_commas(self.reading, a, b):
                for s, e in self.cut_taken(x, y):
                    at = s
                    for m in re.compile(r"\s[—–-]+\s|\s*[|·]\s*").finditer(self.text, s, e):
                        out.append(trim(self.text, at, m.start()))
                        at = m.end()
                    out.append(trim(self.text, at, e))
        return [(x, y) for x, y in out if x < y and bare(self.text[x:y])]

    def _name_runs(self, a: int, b: int) -> list[CellSpan]:
        """Return the words of a stretch that could be a name: at its head, or all of it."""
        lead = _SIGNS.match(self.text, a, b)
        if lead and lead.end() < b:
            a = lead.end()
        run = _NAME_RUN.match(self.text, a, b) or _LOWER_RUN.match(self.text, a, b)
        if run is None:
            return []
        out: list[CellSpan] = []
        words = list(re.finditer(r"\S+", run[0]))
        for size in range(len(words), 0, -1):
            x, y = run.start(), run.start() + words[size - 1].end()
            behind = self.text[y:b].strip(" ,.")
            label = _LABEL_BEHIND.match(self.text, y, b)
            is_whole = not behind or (label is not None and label.end() >= b)
            if is_whole or self.is_place(*trim(self.text, y, b)):
                out.append((x, y))
        tail = words[-1].start() + run.start()
        if len(words) >= 3 and len(out) > 1 and self.is_place(tail, run.end()):
            # Kaja Lindqvist Seattle: the last word says where.
            return out[1:]
        return out

    def _weigh(self, x: int, y: int, a: int, b: int, *, at_edge: bool, is_last: bool) -> int:
        """Return how much speaks for a stretch being the person's name, 0 when it cannot be."""
        text, words = self.text, self.text[x:y]
        count = len(words.split())
        is_lower = words[:1].islower()
        head = words.split()[0].casefold().strip(".")
        if _COMMON.fullmatch(words) or re.search(r"\d", words) or self._is_other(x, y):
            return 0
        if count > 1 and (is_lower or not looks_like_en_name(words, is_sure_place=True)):
            known = is_lower and not EN_NOT_NAME.search(words)
            if not known:
                return 0
        if re.search(
            r"(?i)\b(?:at|for|with|in|from|of|to|the|an?|@|w/)\s*$", text[max(0, x - 12) : x]
        ):
            return 0
        beside = self._is_beside_contact(x, b)
        local = self._bears_address(words)
        given = head in EN_GIVEN_NAMES
        unknown = beside and at_edge and not any(w in STOPWORDS for w in words.split())
        if is_lower and not (local or (count == 2 and (unknown or (given and is_last)))):
            return 0
        lead = _SIGNS.match(text, a, x)
        signed = lead is not None and lead.end() >= x and x > a
        score = 4 * local + 3 * given + 2 * beside + 2 * signed
        town = [f for f in within(self.reading.places, y, y + 40) if not bare(text[y : f.start])]
        stop = text.find(".", y)
        told = self.ranges_in(y, stop if stop >= 0 else len(text))
        score += 2 * (is_lower and unknown)
        score += 2 * (bool(town) and count > 1 and not told)
        score += 2 * is_last + at_edge + 2 * (count in (2, 3) and not is_lower)
        if count == 1 and not is_lower and not (given or local):
            # A word with a capital: a sentence of its own at the end, or beside the number.
            alone = x == a and text[max(0, x - 12) : x].rstrip(" ")[-1:] in (
                "",
                ".",
                "\n",
                ";",
                ")",
                *"0123456789",
            )
            score += alone and (beside or is_last)
        return score

    def _is_beside_contact(self, x: int, b: int) -> bool:
        for s, e in self.reading.contact_spans:
            if 0 <= x - e <= 6 and not re.search(r"[\w]", self.text[e:x]):
                return True
            if b <= s and s - b <= 24:
                label = _LABEL_BEHIND.match(self.text, b, s)
                if label is not None and label.end() >= s:
                    return True
        return False

    def _bears_address(self, words: str) -> bool:
        """Whether the person's mail address is made of the words."""
        parts = [re.sub(r"\W", "", w.casefold()) for w in words.split()]
        for found in self.reading.emails:
            local = re.sub(r"[^a-z]", "", found.text.casefold().split("@")[0].split(" at ")[0])
            if any(len(p) >= 3 and p in local for p in parts):
                return True
        return False

    def _is_other(self, x: int, y: int) -> bool:
        """Whether a stretch is a title, a place, a firm, a paper rather than a person."""
        words = self.text[x:y]
        folded = {w.casefold() for w in words.split()}
        if len(folded) >= 2 and words.split()[0].casefold() in EN_GIVEN_NAMES:
            # Tom Baker is a person before Baker is a trade.
            return bool(en_org_pattern().search(words) and len(folded) > 2)
        return bool(
            en_org_pattern().search(words)
            or EN_SCHOOL.search(words)
            or CERT.search(words)
            or within(self.reading.skills, x, y)
            or within(self.reading.languages, x, y)
            or within(self.reading.dates, x, y)
            or self.is_title(x, y, least=0.4)
            or self.is_place(x, y)
            or "&" in words
        )

    def _home_behind(self, x: int, y: int) -> None:
        """Take the town behind a name: Margaret Tennant, Wymondham; Rohan Mehta Austin TX."""
        text = self.text
        if self.draft.location:
            return
        ahead = [f for f in within(self.reading.places, y, y + 60) if not bare(text[y : f.start])]
        if ahead and "\n" not in text[y : ahead[0].start]:
            last = ahead[0]
            for f in within(self.reading.places, y, y + 60):
                if f.start >= last.end and not bare(text[last.end : f.start]):
                    last = f
            if re.match(r"\s*(?:[.,;(|\n–—-]|\d|$)", text[last.end :]) or any(
                0 <= s - last.end <= 12 for s, _e in self.reading.contact_spans
            ):
                if self.set_home(ahead[0].start, ahead[0].end):
                    self.taken.append((ahead[0].start, last.end))
            return
        m = re.match(r", (?P<t>[A-Z][a-z'’-]{2,}(?: [A-Z][a-z'’-]+)?)\s*(?=[.\n]|$)", text[y:])
        before = text[:x].rstrip(" ")
        if m and (not before or before[-1] in ".\n;"):
            town = (y + m.start("t"), y + m.end("t"))
            if not within(self.reading.skills, *town) and not self.is_title(*town, least=0.4):
                self.draft.location.put("city", self.reading.piece(*town))

    def _name_words(self, words: list[str], *, sure: bool) -> int:
        """Return how many of the words are the name."""
        lower_stop = re.compile(
            r"(?i)^(?:i|and|im|from|a|an|the|i'?m|born|aged?|with|at|in|currently|my|been|is|here|but|who|looking|based|working|phone|email|so|on|with|for|ive|i've|calling|living|live)$"
        )
        count = 0
        for w in words[:4]:
            clean = w.strip(".,")
            if lower_stop.match(clean):
                break
            if not (
                clean[:1].isupper()
                or (sure and count < 2 and all(x[:1].islower() for x in words[: count + 1]))
            ):
                break
            count += 1
            if w.endswith((",", ".")) and len(clean) > 2:
                break
        if sure:
            return count
        if count == 0 and words and words[0].strip(".,").casefold() in EN_GIVEN_NAMES:
            # im sarah and …
            return 1
        name = " ".join(words[:count]).strip(".,")
        return count if count >= 2 and looks_like_en_name(name, is_sure_place=True) else 0

    def _loose_names(self, start: int, end: int) -> None:
        """Find a full name with a common given name anywhere, when none stood by itself."""
        if "name" in self.draft.basics.one:
            return
        text = self.text
        used = [
            p
            for s in ("work", "education", "certificates", "awards")
            for e in self.draft.of(s)
            for p in e.one.values()
        ]
        for m in _NAME_RUN.finditer(text, start, end):
            words = list(re.finditer(r"\S+", m[0]))
            for size in range(min(3, len(words)), 1, -1):
                a, b = trim(text, m.start(), m.start() + words[size - 1].end())
                if not looks_like_en_name(text[a:b]) or self._is_other(a, b):
                    continue
                if any(p.start < b and a < p.end for p in used):
                    continue
                last = text[a:b].split()[-1]
                if self.is_place(b - len(last), b) and size > 2:
                    continue
                self.set_name(a, b)
                self._home_behind(a, b)
                return

    def _name_note(self, a: int, b: int) -> bool:
        """Read a clause that is a name, or a name and a place: Rohan Mehta Austin TX."""
        tail = [f for f in within(self.reading.places, a, b) if f.end == b and f.start > a]
        stop = tail[0].start if tail else b
        x, y = trim(self.text, a, stop)
        words = self.text[x:y]
        if not looks_like_en_name(words) or en_org_pattern().search(words):
            return False
        self.set_name(x, y)
        self._home_behind(x, y)
        if tail and not self.draft.location:
            self.set_home(tail[0].start, b)
        return True
