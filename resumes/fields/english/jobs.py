"""Reads what was done for a living."""

import re

from jobassist.language.found import Found

from ..cells import CellSpan, read_cell, split_commas
from ..entries import assign_cells
from ..prose import Clause
from ..reading import Entry, trim, within
from ..times import date_piece, put_range
from ..words import EN_TASK
from .cues import (
    AT,
    CAME_WENT,
    DO_TRADE,
    DURATION,
    NEXT,
    NO_DEED,
    NO_POST_ASIDE,
    NOT_ORG,
    NOW,
    PAST,
    PLACE_FIRST,
    SAME,
    SELF,
    THERE,
    WITH_FIGURE,
)
from .times import EnglishTimes

# The post of a job whose employer and times are told: as what one worked there.
_AS_POST = re.compile(
    r"(?i)\bas an? (?!(?:student|child|kid|teen\w*|family|team|favou?r|result|rule|volunteer|woman|man|girl|boy|contractor|freelancer|temp|bit|sort|kind|way)\b)"
    r"(?P<t>[a-z][a-z'/&-]+(?: [a-z][a-z'/&-]+){0,3}?)(?=\s+(?:from|since|until|till|between|for|in|at|to)\b|\s*[,(.\d]|\s*$)"
)


class EnglishJobs(EnglishTimes):
    """Reads what was done for a living."""

    def _work(self, clause: Clause) -> None:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        past, now, nxt = PAST.match(words), NOW.match(words), NEXT.match(words)
        lead = past or now or nxt
        body = a + (lead.end() if lead else 0)
        if (
            self.work is not None
            and re.match(r"(?i)(?:where|which)\s+i\b", text[body:b])
            and self.dates_in(a, b)
        ):
            self._times(self.work, clause)
            self.last_kind = "work"
            return
        rest = self._place_first(clause, body)
        if rest >= b > body:
            return
        body = rest
        again = bool(re.search(r"(?i)\bagain\b", words[:24]))
        ranges = self.ranges_in(a, b)
        if past and not re.match(r"(?i)first\b|originally|started", words):
            self.is_earlier = True
        if body >= b:
            if past or nxt:
                self.new_work(clause)
            return
        came = CAME_WENT.match(text[body:b])
        if self.work is not None and came and self.dates_in(a, b) and not AT.search(text[body:b]):
            self._times(self.work, clause)
            self.last_kind = "work"
            return
        org, place, generic = self._employer(body, b)
        position = self._position(body, b, org)
        duration = DURATION.search(text, body, b)
        if org is None and position and self._bracketed(clause, position):
            return
        own = SELF.search(text, body, b)
        there = THERE.search(text, body, b)
        if own and org is None:
            entry = self._entry_for(clause, org=own.span(), is_new=bool(lead))
            entry.put("name", self.reading.piece(*own.span()))
            if place:
                self.put_location(entry, place)
            trade = re.compile(r"(?P<x>[a-z]+(?: [a-z]+){0,2}) \($").search(
                text[body : own.start()]
            )
            if trade:
                # Then taxi (self employed) 2019 to 2023
                entry.put(
                    "position", self.reading.piece(body + trade.start("x"), body + trade.end("x"))
                )
            if re.search(r"(?i)\bsince$", words) and not ranges and not self.dates_in(a, b):
                # Until 2018, self employed since.
                last = [d for d in within(self.reading.dates, 0, a) if d.value.iso]
                if last and clause.start - last[-1].end <= 30:
                    entry.put("startDate", date_piece(last[-1]))
            if position and not (own.start() <= position[0] and position[1] <= own.end()):
                x, y = position
                if x < own.start():
                    y = min(y, own.start())
                elif x <= own.end():
                    x = own.end()
                x, y = trim(text, x, y)
                if x < y and self.is_title(x, y, least=0.45):
                    self._put_position(entry, x, y)
                    if self.role is None and x < own.start():
                        # A trade that is one's own goes for the other jobs too.
                        self.role = entry.one.get("position")
                        self.shares_role = True
            if duration:
                self.extend_summary(entry, duration.start(), duration.end())
            self._times(entry, clause)
            self.last_kind = "work"
            return
        nameless = len(self.own) > 1 and self.work is self.own[-1]
        nameless = nameless and not {"name", "location"} & set(self.own[-1].one)
        if there and nameless and THERE.fullmatch(text, body, b):
            # Previously ledger clerk, same place, 2022-2024
            for key in ("name", "location"):
                self.own[-1].put(key, self.own[-2].one.get(key))
            return
        if there and self.work is not None and ranges and not (position or org or lead):
            if not {"startDate", "endDate"} & set(self.work.one):
                # Been there since 2018
                self._times(self.work, clause)
                return
        if there and self.work is not None and (position or ranges) and not org:
            old = self.work.one.get("name")
            entry = self.new_work(clause)
            entry.put("name", old)
            if position:
                x, y = position
                tail = re.search(r"(?i)\s+(?:in |at )?(?:there|the same)\b.*$", text[x:y])
                entry.put("position", self._title(x, x + tail.start() if tail else y))
            self._times(entry, clause)
            if duration:
                self.extend_summary(entry, duration.start(), duration.end())
            self.last_kind = "work"
            return
        time_only = self._is_only_time(body, b)
        trade = DO_TRADE.match(text[body:b])
        if trade and ranges and org is None and text.rfind("(", a, ranges[0].start) > 0:
            # I taught English in Japan (Nagoya, 2019-2021)
            piece = self._agent_piece(Clause(body, b, clause.sentence, clause.line), trade)
            entry = self.new_work(clause)
            entry.put("position", piece)
            self.put_times(entry, a, b)
            inner = [f for f in within(self.reading.places, a, b) if f.value.kind == "city"]
            if inner:
                self.put_location(entry, (inner[-1].start, inner[-1].end))
            self.last_kind = "work"
            return
        if org is None and generic is None and position is None and ranges and not time_only:
            if self._note(clause, body, ranges[0], is_new=bool(lead)):
                return
        if position and re.search(r"(?i)\bsince$", words) and self.work and not org and not ranges:
            # "…, owner operator since": another spell, begun when the last one ended.
            entry = self.new_work(clause)
            self._put_position(entry, *position)
            self.last_kind = "work"
            return
        if (
            position
            and ranges
            and not (org or generic or place or lead)
            and self._rise(clause, ranges[0])
        ):
            return
        if org or generic or (position and (ranges or lead or place)):
            entry = self._entry_for(
                clause, org=org, is_new=bool(lead) and not (now and self.work is None)
            )
            if org:
                self._name_with_town(entry, *org)
            if position:
                self._put_position(entry, *position)
            elif trade := DO_TRADE.match(words):
                entry.put("position", self._agent_piece(clause, trade))
            elif org and ranges and (told := _AS_POST.search(text, body, b)):
                # "… as a night stacker from 2016": a post that no list knows.
                entry.put("position", self._title(*told.span("t")))
            if place:
                self.put_location(entry, place)
            self._times(entry, clause)
            if duration and (not ranges or self._disagrees(duration, ranges[0])):
                self._say_how_long(entry, clause, duration)
            self._as_before(entry, a, b)
            if re.match(r"(?i)(?:and )?since then\b", words) and "startDate" not in entry.one:
                last = [d for d in within(self.reading.dates, max(0, a - 80), a) if d.value.iso]
                if last:
                    entry.put("startDate", date_piece(last[-1]))
            self._aside(entry, clause, org)
            self._tail(entry, clause, org, position)
            self._tools(a, b)
            self.last_kind = "work"
            return
        if time_only and (ranges or self.dates_in(a, b)):
            self._only_time(clause, again=again or bool(nxt))
            return
        if position:
            self._say_trade(clause, position, duration)
            return
        trade = DO_TRADE.match(words)
        if trade and self._agent(clause, trade):
            return
        self._loose(clause, body, place, duration, is_new=bool(lead))

    def _disagrees(self, duration: re.Match[str], time: Found) -> bool:
        """Whether how long and from when to when cannot both be so: 6 years (2016 to 2019)."""
        said = within(self.reading.durations, duration.start(), duration.end() + 1)
        begun, ended = time.value.start, time.value.end
        if not said or begun is None or begun.year is None:
            return False
        until = ended.year if ended is not None and ended.year else self.reading.today.year
        years = said[0].value.min_years
        return years is not None and abs(until - begun.year - years) > 1.5

    def _as_before(self, entry: Entry, a: int, b: int) -> None:
        """Give a job what was the same as in the one before: same town, same job."""
        before = next((e for e in reversed(self.own) if e is not entry), None)
        if before is None:
            return
        for m in SAME.finditer(self.text, a, b):
            key = "position" if m["what"].casefold() in ("job", "role", "work") else "location"
            entry.put(key, before.one.get(key))

    def _place_first(self, clause: Clause, body: int) -> int:
        """Take the place that opens the clause behind an employer; return where the rest begins.

        … at Lockhart, Pune as Data Analyst; Rexford Drugs in Columbus, Ohio from 2016.
        """
        entry = self.work
        if entry is None or clause.sentence != self.work_sentence or "name" not in entry.one:
            return body
        before = self.text[:body].rstrip(" ")
        if not before.endswith(",") or entry.one["name"].end > body:
            return body
        for f in self.reading.places:
            if f.start < body < f.end <= clause.end:
                # Columbus, Ohio is one place on both sides of the comma.
                return trim(self.text, f.end, clause.end)[0]
            if f.start != body or not PLACE_FIRST.match(self.text, f.end, clause.end):
                continue
            if "location" not in entry.one:
                self.put_location(entry, (f.start, f.end))
            return trim(self.text, f.end, clause.end)[0]
        return body

    def _bracketed(self, clause: Clause, position: CellSpan) -> bool:
        """Read a title with where and when in brackets: teacher (2009-2021, Ashdown Primary, Lewes)."""
        m = re.compile(r"\s*\((?P<i>[^()]+)\)?").match(self.text, position[1])
        if not m or not self.ranges_in(*m.span("i")):
            return False
        entry = self._entry_for(clause, org=None, is_new=True)
        self._put_position(entry, *position)
        self.put_times(entry, *m.span("i"))
        for x, y in split_commas(self.reading, *m.span("i")):
            if self.ranges_in(x, y):
                continue
            if self.is_place(x, y):
                self.put_location(entry, (x, y))
            elif self.text[x].isupper() and len(self.text[x:y].split()) <= 6:
                entry.put("name", self.reading.piece(x, y))
        self.last_kind = "work"
        return True

    def _agent(self, clause: Clause, m: re.Match[str]) -> bool:
        """Read "I drive OTR" as the trade: an OTR driver."""
        piece = self._agent_piece(clause, m)
        if piece is None:
            return False
        if self.role is None:
            self.role = piece
        self.last_kind = "trade"
        return True

    def _note(self, clause: Clause, body: int, time: Found, *, is_new: bool) -> bool:
        """Read a note of an employer with its time: Roastworks 2016-2019."""
        text = self.text
        before, after = trim(text, body, time.start), trim(text, time.end, clause.end)
        if before[1] - before[0] > 1 and after[1] - after[0] > 1:
            # Amazon DTW1 2020-2022 picker/packer
            cells = [read_cell(self.reading, *s) for s in (before, after)]
            if self.is_title(*after) or self.is_title(*before):
                entry = self._entry_for(clause, org=before, is_new=is_new)
                assign_cells(self.reading, entry, cells)
                put_range(entry, self.reading, time)
                self._aside(entry, clause, before if not self.is_title(*before) else after)
                self.last_kind = "work"
                return True
        rest = before if before[1] - before[0] > 1 else after
        if rest[0] >= rest[1]:
            return False
        words = text[rest[0] : rest[1]]
        if len(words.split()) > 6 or NOT_ORG.match(words):
            return False
        at = self.work
        beside = at is not None and clause.sentence == self.work_sentence and not is_new
        if at is not None and beside and self.is_place(*rest) and "location" not in at.one:
            if not {"startDate", "endDate"} & set(at.one):
                # … at Bluebell Housing, Norwich (since Feb 2024): the same job goes on.
                self.put_location(at, rest)
                put_range(at, self.reading, time)
                self.last_kind = "work"
                return True
        entry = self._entry_for(clause, org=rest, is_new=is_new)
        firm = re.compile(r"(?P<f>[^()]+?)\s*\((?P<t>[^()]+)\)?").fullmatch(text, *rest)
        post = firm and (
            self.is_title(*firm.span("t"))
            or (
                re.fullmatch(r"[a-z]+(?: [a-z]+){0,2}", firm["t"])
                and not NO_POST_ASIDE.fullmatch(firm["t"])
            )
        )
        if firm and post and firm["f"][:1].isupper() and not self.is_place(*firm.span("t")):
            # Marsh & Lowe Accountants (trainee)
            self._name_with_town(entry, *firm.span("f"))
            self._put_position(entry, *firm.span("t"))
        elif self.is_title(*rest):
            self._put_position(entry, *rest)
        elif self.is_place(*rest):
            self.put_location(entry, rest)
        else:
            bracket = re.search(r"\s*\([^()]*\)?$", text[rest[0] : rest[1]])
            end = rest[0] + bracket.start() if bracket and bracket.start() > 2 else rest[1]
            self._name_with_town(entry, rest[0], end)
            self._aside(entry, clause, (rest[0], end))
        put_range(entry, self.reading, time)
        self._other_end(entry, clause, self.ranges_in(time.start, clause.end))
        self.last_kind = "work"
        return True

    def _say_how_long(self, entry: Entry, clause: Clause, duration: re.Match[str]) -> None:
        """Keep how long something was done, as the job's summary."""
        a, piece_end = duration.start(), clause.end
        held = [p for k in ("name", "position", "location") if (p := entry.one.get(k))]
        if any(clause.start <= p.start < clause.end for p in held):
            # Five years at St Brannoc's as a staff nurse: the rest stands in fields of its own.
            told = re.compile(
                r"(?i)\s+(?:on|in) (?:an?|the) (?P<w>[a-z][\w -]{2,30})(?=\s+(?:at|in)\b)"
            ).match(self.text, duration.end(), clause.end)
            piece_end = told.end() if told else duration.end()
        self.extend_summary(entry, a, piece_end)
        if (
            self.role is not None
            and self.work is not None
            and entry is self.work
            and "name" not in entry.one
        ):
            self.summary.append((a, piece_end))

    def _tail(
        self, entry: Entry, clause: Clause, org: CellSpan | None, position: CellSpan | None
    ) -> None:
        """Keep what a clause says was done: … at Elm Ward doing night shifts."""
        text = self.text
        m = re.search(
            r"(?i)\b(?:doing|where i|handling|running|looking after|in charge of|responsible for|managing|leading|covering|building|working on)\b\s*(?P<x>.*)$",
            text[clause.start : clause.end],
        )
        if not m or len(m[0].split()) < 3:
            return
        s, e = trim(text, clause.start + m.start(), clause.end)
        for f in (*self.ranges_in(s, e), *self.dates_in(s, e)):
            if f.start > s:
                e = min(e, f.start)
        since = re.search(r"(?i)\s+(?:since|from|for|until)\s*$", text[s:e])
        e -= len(since[0]) if since else 0
        if position and position[0] >= s or org and org[0] >= s:
            return
        if len(text[s:e].split()) >= 3:
            entry.add("highlights", self.reading.piece(s, e))

    def _say_trade(
        self, clause: Clause, position: CellSpan, duration: re.Match[str] | None
    ) -> None:
        """Read a trade said in general: I'm a staff nurse, baker, 11 years."""
        piece = self._title(*position)
        if (
            self.work is not None
            and self.work
            and "position" not in self.work.one
            and (clause.sentence - self.work_sentence <= 1)
        ):
            self.work.put("position", piece)
            return
        if self.role is None and piece is not None:
            self.role = piece
        if duration:
            between = self.text[position[1] : duration.start()]
            whole = (
                re.fullmatch(r"(?i)\s*(?:for|with|w/)?\s*", between)
                and position[1] <= duration.start()
            )
            start = piece.start if whole and piece is not None else duration.start()
            self.summary.append((start, self._listed_tools(duration.end(), clause.end)))
        self.last_kind = "trade"

    def _loose(
        self,
        clause: Clause,
        body: int,
        place: CellSpan | None,
        duration: re.Match[str] | None,
        *,
        is_new: bool,
    ) -> None:
        """Place a clause without a job of its own."""
        text, b = self.text, clause.end
        words = text[body:b]
        entry = self.work
        count = len(words.split())
        if self.is_place(body, b):
            if entry is not None and clause.sentence == self.work_sentence:
                self.put_location(entry, (body, b))
            elif (
                (name := self.draft.basics.one.get("name")) is not None
                and 0 <= body - name.end <= 3
                and not self.draft.location
            ):
                # Gary Plimmer, Doncaster
                self.set_home(body, b)
            elif self.last_kind in ("trade", "title") and entry is None:
                entry = self.new_work(clause)
                self.put_location(entry, (body, b))
                self.last_kind = "work"
            elif not self.draft.location:
                self.set_home(body, b)
            return
        if "name" not in self.draft.basics.one and self._name_note(body, b):
            return
        if self._is_org_note(body, b, clause):
            x, y = body, b
            near = re.search(r"(?i)\s+(?:on|near|at|off|in|by|out of|outside)\s+\S.*$", text[x:y])
            entry = self._entry_for(clause, org=(x, y), is_new=is_new)
            if near and near.start() > 2:
                y = x + near.start()
                if place:
                    self.put_location(entry, place)
            for n, (s, e) in enumerate(self._then(x, y)):
                if n:
                    entry = self.new_work(clause)
                self._name_with_town(entry, s, e)
            self._aside(entry, clause, (x, y))
            self.last_kind = "work"
            return
        counted = duration is not None and duration.start() - body <= 2
        if (
            counted
            and duration is not None
            and re.match(r"(?i)\s+(?:in|of|as)\b", text[duration.end() : b])
            and not place
        ):
            self.summary.append((body, b))
            self.last_kind = "general"
            return
        if (
            duration
            and duration.end() - duration.start() >= 0.5 * len(words)
            or (duration and entry is None)
        ):
            if entry is not None and self.last_kind == "work":
                self.extend_summary(entry, body, b)
            else:
                self.summary.append((body, b))
                self.last_kind = "general"
            return
        if re.match(
            r"(?i)no\s+(?:car|licen[cs]e|experience|transport|phone|e-?mail|weekends|nights|degree)\b",
            words,
        ):
            return
        if (
            entry is not None
            and count >= 2
            and (
                (re.match(r"(?i)i do\s", words) or EN_TASK.match(words) and count >= 3)
                or WITH_FIGURE.search(words)
                or re.match(r"(?i)no\s+\w+", words)
            )
            and not NO_DEED.search(words)
        ):
            lead = re.match(r"(?i)i\s+(?=[a-z])", words)
            if self.dates_in(body, b) and count <= 4:
                self._times(entry, clause)
            entry.add("highlights", self.reading.piece(body + (lead.end() if lead else 0), b))
            return
        if self.role is not None and entry is None and count <= 3 and self.last_kind == "trade":
            return
        if duration and count >= 3:
            self.summary.append((body, b))
