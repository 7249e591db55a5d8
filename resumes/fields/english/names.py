"""Finds who is speaking."""

import re

from ..cells import CellSpan, split_commas
from ..reading import Piece, trim, within
from ..words import EN_GIVEN_NAMES, EN_SCHOOL, en_org_pattern, looks_like_en_name
from .clauses import EnglishClauses
from .cues import CERT, NAME


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
            if not sure and (self.is_title(a, b, least=0.4) or self.is_place(a, b)):
                continue
            if self.set_name(a, b):
                self.taken.append((m.start(), b))
                break
        self._surname_behind(start, end)
        if "name" not in self.draft.basics.one:
            self._name_before_number(start, end)
        if "name" not in self.draft.basics.one and not self._has_given_name(start, end):
            self._name_sentence(start, end)

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

    def _name_before_number(self, start: int, end: int) -> None:
        """Find a name that opens a sentence and has a number or address right behind it."""
        for s, _e in self.reading.contact_spans:
            line = self.text.rfind("\n", start, s) + 1
            m = re.search(
                r"(?:^|[.;!]\s+|[,|]\s*(?=\w+ \w+[\s,(]*$))(?P<n>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,2})[\s,:;/|(–—-]*$",
                self.text[max(line, start) : s],
            )
            if m is None:
                continue
            x, y = max(line, start) + m.start("n"), max(line, start) + m.end("n")
            words = self.text[x:y]
            if not looks_like_en_name(words, is_sure_place=True) or en_org_pattern().search(words):
                continue
            if self.is_title(x, y, least=0.4) or self.is_place(x, y) or EN_SCHOOL.search(words):
                continue
            if within(self.reading.skills, x, y) or CERT.search(words):
                continue
            if self.set_name(x, y):
                self.taken.append((x, y))
                return

    def _has_given_name(self, start: int, end: int) -> bool:
        """Whether a common given name with a surname stands somewhere in the text."""
        pairs = re.compile(r"(?<![\w'’&])(?P<g>[A-Z][a-z]+) [A-Z][\w'’-]+").finditer(
            self.text, start, end
        )
        return any(m["g"].casefold() in EN_GIVEN_NAMES for m in pairs)

    def _name_sentence(self, start: int, end: int) -> None:
        """Find a name that has one of the first sentences to itself: Payroll clerk. Tamsin Oyelowo."""
        sentences = self._sentences(start, end)
        for a, b in sentences[:3]:
            x, y = trim(self.text, a, b)
            words = self.text[x:y]
            if "\n" in self.text[start:end].strip() or len(words.split()) not in (2, 3):
                continue
            is_one = " " not in words and self._is_given(x, y)
            if not is_one and not looks_like_en_name(words, is_sure_place=True):
                continue
            if en_org_pattern().search(words):
                continue
            if self.is_title(x, y, least=0.4) or self.is_place(x, y) or EN_SCHOOL.search(words):
                continue
            if within(self.reading.skills, x, y) or CERT.search(words):
                continue
            if self.set_name(x, y):
                self.taken.append((x, y))
                return

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
        name = " ".join(words[:count])
        return count if count >= 2 and looks_like_en_name(name) else 0

    def _loose_names(self, start: int, end: int) -> None:
        """Find a name that stands by itself, as at the end of a note: … Rohan Mehta Austin TX."""
        if "name" in self.draft.basics.one or self._name_alone(start, end):
            return
        text = self.text
        pattern = re.compile(
            r"(?<![\w'’&])[A-ZÀ-Þ][\w'’.-]*(?:\s+(?:de|van|von|da|del|bin|al|la)\b)?(?:\s+[A-ZÀ-Þ][\w'’.-]*){1,3}"
        )
        for m in pattern.finditer(text, start, end):
            words = m[0].split()
            for size in range(min(3, len(words)), 1, -1):
                a, b = (
                    m.start(),
                    m.start() + len(m[0].split(words[size - 1])[0]) + len(words[size - 1]),
                )
                a, b = trim(text, a, b)
                if looks_like_en_name(text[a:b]) and not self.is_title(a, b, least=0.4):
                    if any(
                        e.one.get("name") and e.one["name"].start <= a < e.one["name"].end
                        for e in self.draft.of("work")
                    ):
                        continue
                    if any(
                        p.start <= a < p.end
                        for e in self.draft.of("education")
                        for p in e.one.values()
                    ):
                        continue
                    last = text[a:b].split()[-1]
                    if self.is_place(b - len(last), b) and size > 2:
                        continue
                    self.set_name(a, b)
                    rest = trim(text, b, m.end())
                    if rest[0] < rest[1] and not self.draft.location:
                        self.set_home(*rest)
                    return

    def _name_alone(self, start: int, end: int) -> bool:
        """Find a name that has a sentence to itself, or stands beside how to reach the person."""
        text = self.text
        spans: list[CellSpan] = []
        for s, e in self.reading.contact_spans:
            line = text.rfind("\n", start, s) + 1
            head = re.search(
                r"(?P<n>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,2})[\s,:;/|(–-]*$", text[line:s]
            )
            if head:
                spans.append((line + head.start("n"), line + head.end("n")))
            # Hull. Lenny, 07700 900645: a sentence of its own, beside the number.
            alone = re.search(
                r"(?:^|[.;]\s+)(?P<n>[A-ZÀ-Þ][a-zà-ÿ'’-]{1,14})[\s,:]*$", text[line:s]
            )
            if alone and self._is_given(line + alone.start("n"), line + alone.end("n")):
                spans.append((line + alone.start("n"), line + alone.end("n")))
            tail = re.match(
                r"[\s,:;/|–-]*(?P<n>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,2})\s*(?=[.,\n]|$)",
                text[e:end],
            )
            if tail:
                spans.append((e + tail.start("n"), e + tail.end("n")))
        sentences = self._sentences(start, end)
        for a, b in [*sentences[-2:], *sentences[:3]]:
            left = self.cut_taken(a, b)
            if len(left) == 1 and "," not in text[a:b]:
                spans.append(left[0])
            elif left and (a, b) in sentences[-2:]:
                # Margaret Tennant, Wymondham: the town behind.
                parts = split_commas(self.reading, *left[0])
                spans += parts[:1] if len(parts) == 2 else []
        for x, y in spans:
            x, y = trim(text, x, y)
            words = text[x:y]
            if not looks_like_en_name(words, is_sure_place=True) or en_org_pattern().search(words):
                continue
            if self.is_title(x, y, least=0.4) or self.is_place(x, y) or EN_SCHOOL.search(words):
                continue
            used = [
                p
                for s in ("work", "education", "certificates", "awards")
                for e in self.draft.of(s)
                for p in e.one.values()
            ]
            if any(p.start < y and x < p.end for p in used) or within(self.reading.languages, x, y):
                continue
            if within(self.reading.skills, x, y) and looks_like_en_name(words) is False:
                continue
            self.set_name(x, y)
            self._home_behind(x, y)
            skills = self.draft.of("skills")
            skills[:] = [e for e in skills if not (x <= e.start < y)]
            return True
        return False

    def _is_given(self, x: int, y: int) -> bool:
        """Whether one word by itself can be how somebody is called."""
        words = self.text[x:y]
        label = re.match(
            r"(?i)(?:phone|mobile|tel|cell|call|contact|number|text|whatsapp|email|ring|mob|thanks|cheers|regards)$",
            words,
        )
        known = within(self.reading.skills, x, y) or CERT.search(words)
        return not (label or known or self.is_place(x, y) or self.is_title(x, y, least=0.4))

    def _home_behind(self, x: int, y: int) -> None:
        """Take a town that ends a name's own sentence: Margaret Tennant, Wymondham."""
        m = re.match(r", (?P<t>[A-Z][a-z'’-]{2,}(?: [A-Z][a-z'’-]+)?)\s*(?=[.\n]|$)", self.text[y:])
        before = self.text[:x].rstrip(" ")
        if m and not self.draft.location and (not before or before[-1] in ".\n;"):
            town = (y + m.start("t"), y + m.end("t"))
            if not self.set_home(*town):
                self.draft.location.put("city", self.reading.piece(*town))

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
