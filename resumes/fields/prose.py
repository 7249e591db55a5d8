"""Running text about oneself: what it says, clause by clause. Shared by both languages."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jobassist.language.dates import PartialDate
from jobassist.language.denials import is_denied
from jobassist.language.found import Found

from .basics import put_name, put_place
from .cells import CellSpan, degree_in, place_of, school_in, title_score
from .entries import assign_cells, is_gap
from .lines import cells_of, read_lines
from .lists import add_dated
from .reading import Draft, Entry, Piece, Reading, trim, within
from .schools import read_school, read_school_parts
from .times import date_piece, put_range
from .types import Doubt

_PUTS_RIGHT = re.compile(
    r"(?i)(?:\b(?:sorry|correction|actually|no wait|wait|oops|i mean)\b|不对|错了|哦不|啊不|说错了|更正)[,，.。:：\s]*(?:(?:not|不是)\s*(?P<old>(?:19|20)\d\d)年?[,，\s]*)?(?:(?:it(?:'s| was| is|s)|that(?:'s| was)|make (?:it|that)|i mean(?:t)?|but|应该?是|而?是|改成)\s*)?(?P<new>(?:[a-z]{3,9} )?(?:19|20)\d\d(?:[年./-]\d{1,2}月?)?年?)"
)

# A paper's name that opens with its own denial: "no forklift licence".
_LACKS = re.compile(
    r"(?i)(?:i\s+)?(?:no|without|never|not|(?:do|have|did)(?:n['’]?t|\s+not))\s+(?:(?:have|got|had|hold|held)\s+)?|[我还也都]*没有?"
)
# The clauses of one line that are read: more of them make no text about a person.
MAX_CLAUSES = 1000


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two stops; `sentence` and `line` number what it belongs to."""

    start: int
    end: int
    sentence: int
    line: int


_RAN_OUT = re.compile(
    r"(?i)\b(?:ran out|runs out|expire[sd]?|expir(?:y|ing)|lapsed?|valid (?:until|till|to)|until|till|renew\w*)\b|到期|过期|有效期|年审|复审"
)
_SAME_PLACE = re.compile(
    r"(?i)(?:the )?same (?:place|company|firm|employer|shop|school|hospital|store|restaurant)(?: too| again)?$|(?:还是)?(?:同一家|同一个|这家|原来那家)(?:公司|单位|厂|店|医院|学校)?$"
)


class Prose:
    """Reads clauses in order into a draft; knows which job the next clause goes on about."""

    # Whether one's trade must be said in general to be the label, not as the post of a job.
    needs_trade_said = False

    def __init__(self, reading: Reading, draft: Draft, taken: list[CellSpan]) -> None:
        self.reading = reading
        self.draft = draft
        self.text = reading.text
        self.taken = taken
        self.doubts: list[Doubt] = []
        self.work: Entry | None = None
        self.school: Entry | None = None
        self.role: Piece | None = None
        self.is_leaving_trade = False
        self.work_line = -1
        self.work_sentence = -1
        self.last_kind = ""
        self.everywhere: Piece | None = None
        self.summary: list[CellSpan] = []
        # Told of as past, without saying when it ended.
        self.ended: list[Entry] = []
        self.put_right_dates: list[tuple[int, str, Found[PartialDate]]] = []
        # A section of jobs or schools tells no summary.
        self.has_summary = True
        # Entries that share the trade said in general get it as their position at the end.
        self.past_but_current: list[Entry] = []
        self.said_past: list[Entry] = []
        self.own: list[Entry] = []
        # "Before that …": it may have been another trade.
        self.earlier: list[Entry] = []
        self.is_earlier = False
        # A trade told in general is that of the jobs before, too.
        self.shares_role = False

    def put_right(self, start: int, end: int) -> None:
        """Find what the person takes back in the same breath: … 2022. Sorry, not 2022, 2023."""
        for m in _PUTS_RIGHT.finditer(self.text, start, end):
            said = [d for d in self.dates_in(m.start("new"), m.end("new")) if d.value.iso]
            if said:
                self.put_right_dates.append((m.start(), m["old"] or "", said[-1]))
                self.taken.append((m.start(), m.end()))

    def _put_dates_right(self) -> None:
        for at, old, new in self.put_right_dates:
            entries = [e for s in ("work", "education") for e in self.draft.of(s)]
            dated = [
                (p.end, e, k)
                for e in entries
                for k, p in e.one.items()
                if k in ("startDate", "endDate") and p.end <= at and old[:4] in p.value
            ]
            if dated:
                _end, entry, key = max(dated, key=lambda d: d[0])
                piece = date_piece(new)
                if piece is not None:
                    entry.one[key] = piece

    def read(self, start: int, end: int) -> None:
        """Read a stretch of the text."""
        raise NotImplementedError

    def bounded(self, clauses: Iterable[Clause]) -> Iterator[Clause]:
        """Yield the clauses without those far on in one line, which is no line of notes."""
        counts: Counter[int] = Counter()
        for clause in clauses:
            counts[clause.line] += 1
            if counts[clause.line] <= MAX_CLAUSES:
                yield clause

    # -- what a stretch is --------------------------------------------------------------------

    def is_taken(self, start: int, end: int) -> bool:
        """Whether labelled cells or contacts have used the stretch already."""
        return any(s <= start and end <= e for s, e in self.taken)

    def cut_taken(self, start: int, end: int) -> list[CellSpan]:
        """Return the stretch without what was taken."""
        spans = [(start, end)]
        for s, e in sorted([*self.taken, *self.reading.contact_spans]):
            out: list[CellSpan] = []
            for a, b in spans:
                if e <= a or b <= s:
                    out.append((a, b))
                    continue
                if a < s:
                    out.append((a, s))
                if e < b:
                    out.append((e, b))
            spans = out
        trimmed = [trim(self.text, a, b) for a, b in spans]
        return [(a, b) for a, b in trimmed if a < b]

    def ranges_in(self, start: int, end: int) -> list[Found]:
        """Return spans of time within."""
        # "2023-" goes one dash beyond a clause that was trimmed of its edge punctuation.
        return [
            f
            for f in within(self.reading.ranges, start, end + 2)
            if f.end <= end or not self.text[end : f.end].strip(" -–—~～.")
        ]

    def dates_in(self, start: int, end: int) -> list[Found]:
        """Return single dates within, those of ranges left out."""
        ranges = self.ranges_in(start, end)
        return [
            d
            for d in within(self.reading.dates, start, end)
            if not any(r.start <= d.start and d.end <= r.end for r in ranges)
        ]

    def title_in(self, start: int, end: int) -> CellSpan | None:
        """Return the first, longest title of the lexicon within."""
        found = within(self.reading.titles, start, end)
        if not found:
            return None
        best = max(found, key=lambda f: (f.end - f.start, -f.start))
        return best.start, best.end

    # -- entries --------------------------------------------------------------------------------

    def new_work(self, clause: Clause) -> Entry:
        """Begin a job; what follows goes on about it."""
        self.work = Entry()
        self.draft.of("work").append(self.work)
        self.own.append(self.work)
        if self.is_earlier:
            self.earlier.append(self.work)
            self.is_earlier = False
        self.work_line, self.work_sentence = clause.line, clause.sentence
        return self.work

    def put_times(self, entry: Entry, start: int, end: int) -> bool:
        """Set an entry's dates from the stretch; True when there were any."""
        ranges = self.ranges_in(start, end)
        if ranges:
            put_range(entry, self.reading, ranges[0])
            return True
        return False

    def put_location(self, entry: Entry, span: CellSpan | None) -> None:
        """Set where a job was."""
        if span is not None:
            entry.put("location", self.reading.piece(*span))

    def extend_summary(self, entry: Entry, start: int, end: int) -> None:
        """Make the entry's summary reach to here, in the person's own words."""
        piece = self.reading.piece(start, end)
        if piece is None:
            return
        have = entry.one.get("summary")
        if have is None:
            entry.one["summary"] = piece
            return
        longer = self.reading.piece(min(have.start, start), max(have.end, end))
        if longer is not None and longer.end - longer.start <= 400:
            entry.one["summary"] = longer

    def add_school(self, clause: Clause, *, goes_on: bool) -> Entry:
        """Read the clause into the school talked about, or into a new one."""
        entry = self.school if goes_on and self.school is not None else None
        if entry is not None:
            probe = Entry()
            read_school_parts(self.reading, probe, clause.start, clause.end)
            clash = "institution" in probe.one and "institution" in entry.one
            clash |= "studyType" in probe.one and "studyType" in entry.one
            if clash:
                entry = None
        if entry is None:
            entry = Entry()
            self.draft.of("education").append(entry)
        read_school_parts(self.reading, entry, clause.start, clause.end)
        self.school = entry
        return entry

    def school_times(self, entry: Entry, start: int, end: int, *, starts: bool) -> None:
        """Set a school's dates; a single one is the end unless the words say it began then."""
        if self.put_times(entry, start, end):
            return
        dates = [
            d
            for d in self.dates_in(start, end)
            if d.value.iso
            and not re.match(r"\s*(?:出生|生(?=[,，。\s])|加入|参加|被)", self.text[d.end :])
        ]
        if dates:
            entry.put("startDate" if starts else "endDate", date_piece(dates[-1]))

    # -- lists ----------------------------------------------------------------------------------

    def add_certificate(
        self, start: int, end: int, *, around: CellSpan | None = None
    ) -> Entry | None:
        """Add a certificate; `around` is where its date may stand. One denied is none."""
        lead = _LACKS.match(self.text, start, end)
        if is_denied(self.text, lead.end() if lead else start):
            return None
        piece = self.reading.piece(start, end)
        entry = self.draft.add_named("certificates", piece)
        if around is not None and _RAN_OUT.search(self.text[slice(*around)]):
            # When it ran out is not when it was given.
            around = None
        if entry is not None and around is not None and "date" not in entry.one:
            dates = [d for d in self.dates_in(*around) if d.value.iso and not d.value.is_about]
            if len(dates) == 1:
                entry.put("date", date_piece(dates[0]))
        return entry

    def add_award(self, start: int, end: int) -> None:
        """Add an award with its date."""
        add_dated(self.reading, self.draft, start, end, section="awards", key="title")

    # -- people -----------------------------------------------------------------------------------

    def set_name(self, start: int, end: int) -> bool:
        """Set the person's name."""
        return put_name(self.draft, self.reading.piece(start, end))

    def set_home(self, start: int, end: int) -> bool:
        """Set where the person lives."""
        return put_place(self.reading, self.draft, start, end)

    # -- the end ----------------------------------------------------------------------------------

    def _first_claim(self) -> CellSpan:
        """Return the first claims in general that stand together, nothing else between them."""
        start, end = self.summary[0]
        for a, b in self.summary[1:]:
            between = self.text[end:a]
            if len(bare(between)) > 2 and not re.fullmatch(
                r"(?:\W|我|也|还|and|with|but)*", between
            ):
                break
            end = b
        return start, end

    def finish(self) -> None:
        """Fill in what was said for all jobs at once; write the general summary."""
        self._put_dates_right()
        for before, entry in itertools.pairwise(self.own):
            name, known = entry.one.get("name"), before.one.get("name")
            if name is not None and known is not None and _SAME_PLACE.match(name.value):
                entry.one["name"] = known
                if (place := before.one.get("location")) is not None:
                    entry.put("location", place)
        for entry in self.own:
            if self.everywhere is not None:
                entry.put("location", self.everywhere)
            named = (n := entry.one.get("name")) is not None and n.value[:1].isupper()
            if self.role is not None and (
                (named and self.shares_role) or not any(e is entry for e in self.earlier)
            ):
                entry.put("position", self.role)
        # A proper name, not "parcel hub".
        alone = self.own[0].one.get("position") if len(self.own) == 1 else None
        if self.needs_trade_said:
            alone = None
        if self.role is None and alone is not None and "name" not in self.own[0].one:
            # "Did retail in Leeds for three years": the only trade said is the trade.
            self.role = alone
        has_employer = any(
            (n := e.one.get("name")) and not re.match(r"[a-z]", n.value) for e in self.own
        )
        if self.role is not None and not self.is_leaving_trade and not has_employer:
            self.draft.basics.put("label", self.role)
        if self.has_summary and self.summary and "summary" not in self.draft.basics.one:
            start, end = self._first_claim()
            if end - start > 400:
                start, end = self.summary[0]
            piece = self.reading.piece(start, end)
            if piece is not None:
                self.draft.basics.put("summary", piece)
        work = self.draft.of("work")
        # The same object must go: two equal entries are two spells at one employer.
        kept = [e for e in work if e]
        self.draft.sections["work"] = kept
        for i, entry in enumerate(kept):
            is_over = any(e is entry for e in self.ended) and "endDate" not in entry.one
            if is_over and not any(e is entry for e in self.past_but_current):
                self.doubts.append(Doubt((f"work[{i}].endDate",), "doubtful", "has_ended"))
        for entry in self.past_but_current:
            if any(e is entry for e in kept):
                index = next(i for i, e in enumerate(kept) if e is entry)
                self.doubts.append(
                    Doubt((f"work[{index}].endDate",), "contradictory", "past_but_current")
                )

    def read_entry_line(self, start: int, end: int, *, is_listed: bool = False) -> bool:
        """Read a line that is an entry of its own: its time, the employer, the title.

        `is_listed`: it stands under a line like it, so it need not have a time.
        """
        lines = read_lines(self.reading, start, end)
        if len(lines) != 1 or self.cut_taken(start, end) != [trim(self.text, start, end)]:
            return False
        line = lines[0]
        short = is_listed and line.is_bullet and end - start <= 110
        if not (line.is_header_like or short):
            return False
        ranges = self.ranges_in(line.start, line.end)
        at_edge = len(ranges) == 1 and (
            ranges[0].start - line.start <= 3
            or line.end - ranges[0].end <= 3
            or self._is_between(line.start, ranges[0].start, ranges[0].end, line.end)
        )
        whole_school = degree_in(self.reading, line.start, line.end) and school_in(
            self.reading, line.start, line.end
        )
        if not at_edge and not whole_school and not (is_listed and line.is_bullet and not ranges):
            return False
        clause = Clause(line.start, line.end, -1, self.text.count("\n", 0, line.start))
        cells = cells_of(self.reading, [line])
        if not cells or len(cells) > 6:
            return False
        degree = degree_in(self.reading, line.start, line.end)
        school = school_in(self.reading, line.start, line.end)
        has_title = any(c.title >= 0.65 and c.title > c.org for c in cells)
        is_placement = re.search(r"实习|(?i:\bintern)", self.text[line.start : line.end])
        if (at_edge or (degree and school)) and (
            degree or (school and not has_title and not is_placement)
        ):
            entry = read_school(self.reading, [line])
            if entry:
                self.draft.of("education").append(entry)
                self.school, self.last_kind = entry, "school"
                return True
        entry = Entry()
        if ranges:
            put_range(entry, self.reading, ranges[0])
        assign_cells(self.reading, entry, cells)
        if not ("name" in entry.one or "position" in entry.one):
            return False
        if is_gap(entry):
            return True
        if is_listed and not ranges and not (len(entry.one) >= 2 and "name" in entry.one):
            return False
        before = self.own[-1] if self.own else None
        fresh = self.new_work(clause)
        fresh.one, fresh.many = entry.one, entry.many
        if before is not None and "position" not in fresh.one and self.is_own_boss(fresh):
            # Working for oneself goes on with the trade.
            fresh.put("position", before.one.get("position"))
        self.last_kind = "work"
        return True

    def _is_between(self, start: int, a: int, b: int, end: int) -> bool:
        """Whether a time stands between a Chinese employer and the post: 得月舫 08-15 炒锅."""
        left, right = trim(self.text, start, a), trim(self.text, b, end)
        return bool(
            re.fullmatch(r"(?=.*[\u4e00-\u9fff])[^\s,，。;；]{2,20}", self.text[slice(*left)])
            and re.fullmatch(r"(?=.*[\u4e00-\u9fff])[^\s,，。;；]{2,12}", self.text[slice(*right)])
            and self.is_title(*right)
        )

    def is_own_boss(self, entry: Entry) -> bool:
        """Whether the entry's employer is the person."""
        del entry
        return False

    def is_title(self, start: int, end: int, *, least: float = 0.6) -> bool:
        """Whether the stretch is a job title."""
        return title_score(self.reading, start, end) >= least

    def is_place(self, start: int, end: int) -> bool:
        """Whether the stretch is nothing but a place."""
        return bool(place_of(self.reading, start, end))


def bare(words: str) -> str:
    """Return the words without spaces and punctuation, for looking at what is left."""
    return re.sub(r"[\W_]+", "", words)
