"""Jobs told in a form of their own: a shop of one's own, a step up, a trade in general."""

import re

from jobassist.language.dates import DateRange
from jobassist.language.found import Found

from ..cells import CellSpan, org_score, read_cell, split_cells
from ..entries import assign_cells, split_glued
from ..lists import split_items
from ..prose import Clause, bare
from ..reading import Entry, trim, within
from ..times import date_piece, put_range
from ..words import zh_brand_pattern
from .clauses import DURATION
from .employers import DO_NOTHING, LOC, OWN_SHOP
from .spells import ChineseSpells

_IDENTITY = re.compile(
    r"^(?:我|本人)?(?:就)?是(?:一名|一个|个|名|做|干|搞|装|修|开|跑|送|教|卖)?(?P<x>.{1,14}?)(?:的|出身|专业的)?$"
)
_TRADE = re.compile(
    r"^(?:我|本人|一直|是|就是|都是)*(?:(?:做|干)过[一两二三四五几][份家个]|做|干|搞|从事|是做|是干|是搞|是)(?P<x>[^,，。;；]{1,12}?)(?:的|行业|这行|这一行|工作|(?<=做过[一两二三四五几]份[\u4e00-\u9fff]{2})|(?<=做过[一两二三四五几]份[\u4e00-\u9fff]{3}))(?:的)?(?:了|吧|呢)?$"
)
_VERB_TRADE = re.compile(
    r"^(?:我|本人|就?是|一直|都|主要|在|就)*(?P<x>(?:装|修|开|送|跑|带|教|卖|焊|做)[\u4e00-\u9fff]{1,6})的$"
    r"|^(?:我|本人|就?是|一直|都|主要|在|就)*(?P<y>开(?:大?货车|大车|出租车?|公交车?|网约车|滴滴|叉车|挖掘?机|塔吊|吊车|大巴|卡车|半挂|校车|泥头车|渣土车)|送(?:外卖|快递|水|奶|货)|跑(?:外卖|滴滴|快递|长途|运输|货运|网约车))(?:的|嘛|呢|吧|了)*$"
)


class ChinesePosts(ChineseSpells):
    """Reads clauses that tell a job by their form."""

    def _rise(self, clause: Clause) -> bool:
        """Read a step up where the person worked already: 前年开始当小组长, 后来升了店长."""
        entry = self.work
        if entry is None or "name" not in entry.one:
            return False
        m = re.search(
            r"(?:开始(?:当|做|带)|升(?:为|到|了|任|成|职|做|的)*|提(?:为|了|拔|升|成)+(?:为|到)?|当上了?|转(?:为|成|正做))(?P<x>[^,，。;；]{2,14}?)(?:的|了|吧|一?直?(?:做|干)?到.{2,8})*$",
            self.text[clause.start : clause.end],
        )
        if not m:
            return False
        x, y = clause.start + m.start("x"), clause.start + m.end("x")
        of = self.text.rfind("的", x, y)
        x = of + 1 if of >= 0 else x
        if not self.is_title(x, y):
            return False
        have = entry.one.get("position")
        if have is not None and have.value == self.text[x:y]:
            # …当站长,…去年3月升的站长: said already.
            return True
        when = [d for d in self.dates_in(clause.start, x) if d.value.iso]
        if when and "position" in entry.one and "升" in m[0] and "endDate" not in entry.one:
            # 16年升炒锅: another post at the same place.
            before, entry = entry, self.new_work(clause)
            before.put("endDate", date_piece(when[-1]))
            for key in ("name", "location"):
                entry.put(key, before.one.get(key))
            entry.put("startDate", date_piece(when[-1]))
            self._times(entry, clause, is_past=False)
        entry.put("position", self.reading.piece(x, y))
        self.last_kind = "work"
        return True

    def _own_shop(self, clause: Clause, *, is_new: bool) -> bool:
        """Read a business of one's own: 自己在桂林路租了个小店, 回老家绵阳自己开了个馆子."""
        m = OWN_SHOP.search(self.text, clause.start, clause.end)
        if m is None:
            return False
        entry = self._entry_for(clause, org=m.span(), is_new=is_new, place=None)
        entry.put("name", self.reading.piece(*m.span()))
        if m["p"]:
            self.put_location(entry, m.span("p"))
        else:
            near = within(self.reading.places, clause.start, m.start())
            if near:
                self.put_location(entry, (near[-1].start, near[-1].end))
        self._times(entry, clause, is_past=False)
        self.last_kind = "work"
        return True

    def _bracketed(self, clause: Clause) -> bool:
        """Read a trade with where and how long behind it: 卖过房(德佑,大连,2年)."""
        text = self.text
        m = re.compile(
            r"(?:我|也|还|先|之前|以前|曾)*(?:是(?:一名|一个|个)?)?(?P<x>(?:(?:做|干|当|卖|跑|送|开|修|教|搞)过?(?!了))?[\u4e00-\u9fffA-Za-z]{1,10}?)[(（](?P<i>[^()（）]{2,40})[)）]?"
        ).fullmatch(text, clause.start, clause.end)
        if m is None:
            return False
        parts = list(split_items(self.reading, *m.span("i")))
        times = self.ranges_in(*m.span("i"))
        lengths = [p for p in parts if re.fullmatch(DURATION, text[slice(*p)])]
        places = [p for p in parts if self.is_place(*p)]
        named = [p for p in parts if p not in lengths and p not in places]
        named = [
            p for p in named if not any(s < p[1] and p[0] < e for s, e in self.reading.time_spans)
        ]
        if not (lengths or times) or len(named) > 1:
            return False
        if not re.match(r"[做干当卖跑送开修教搞]", m["x"]) and not (
            self.is_title(*m.span("x")) and named
        ):
            return False
        entry = self.new_work(clause)
        for p in named:
            entry.put("name", self.reading.piece(*p))
        for p in places:
            self.put_location(entry, p)
        for p in lengths:
            entry.put("summary", self.reading.piece(*p))
        for r in times:
            put_range(entry, self.reading, r)
        x, y = m.span("x")
        verb = re.match(r"(?:做|干|当|搞)过?|(?:卖|跑|送|开|修|教)过", text[x:y])
        value = re.sub(r"^(?:做|干|当|搞)过?", "", text[x:y])
        value = re.sub(r"^(卖|跑|送|开|修|教)过", r"\1", value)
        entry.put("position", self.reading.piece(x + (verb.end() if verb else 0), y, value=value))
        self.last_kind = "work"
        return True

    def _now_doing(self, clause: Clause) -> bool:
        """Read what is done after something else, no employer said: 现在卖车, 后来改开货车."""
        m = re.compile(
            r"(?:现在|目前|如今|后来|之后|再后来)(?:又|就|在|改|转|去|来)*(?P<x>(?P<v>做|干|当|搞|卖|开|跑|送|教|修|带)(?!什么|过|了|着|到|起|始)[\u4e00-\u9fff]{1,6}?)(?:的|了|呢)?$"
        ).match(self.text, clause.start, clause.end)
        if m is None or self.work is None or not ({"name", "summary"} & set(self.work.one)):
            return False
        if re.search(r"娃|孩子|老人|生意", m["x"]):
            return False
        x, y = m.span("x")
        entry = self.new_work(clause)
        entry.put("position", self.reading.piece(x + (m["v"] in "做干当搞"), y))
        self.last_kind = "work"
        return True

    def _dated(self, clause: Clause, time: Found[DateRange]) -> bool:
        """Read a note that opens or ends with a span of time: 2018.5-2020.12链宅地产."""
        a, b = clause.start, clause.end
        cut = [(time.start, time.end)]
        # 从2023年2月做到今年8月: the two ends apart.
        ends = [
            r
            for r in self.ranges_in(time.end, b)
            if time.value.end is None and r.value.start is None and r.value.end is not None
        ]
        cut += [(r.start, r.end) for r in ends]
        if self._since_trade(clause, time):
            return True
        cells = [read_cell(self.reading, *s) for s in split_cells(self.reading, a, b, cut=cut)]
        cells = [
            c
            for c in cells
            if not re.fullmatch(
                r"(?:在|于|从|我|吧|左右|大概|一|前|后|底|初|春节|过年|国庆|期间|任|就|和|做|干|到|待|一直|直|跑|才|又|工作|上班|时间|不(?:跑|干|做|送|开|教|卖|去)了|没(?:干|做)了|离职|辞职|走了|离开|入职的?|开始的?|进(?:来)?的|来的|去的|的)+",
                self.text[c.start : c.end],
            )
        ]
        if not cells:
            if (
                self.work is not None
                and "startDate" not in self.work.one
                and "endDate" not in self.work.one
                and clause.line == self.work_line
            ):
                entry = self.work
            else:
                entry = self.new_work(clause)
            for r in (time, *ends):
                put_range(entry, self.reading, r)
            self.last_kind = "work"
            return True
        if len(cells) > 4 or any(c.end - c.start > 30 for c in cells):
            return False
        again = self._spoken_of(*(cells[0].start, cells[0].end)) if len(cells) == 1 else None
        if again is not None:
            # 21年7月到22年底联通: when it was, of a job told before.
            for r in (time, *ends):
                put_range(again, self.reading, r)
            self.last_kind = "work"
            return True
        entry = self.new_work(clause)
        for r in (time, *ends):
            put_range(entry, self.reading, r)
        assign_cells(self.reading, entry, cells)
        self.last_kind = "work"
        return True

    def _spoken_of(self, start: int, end: int) -> Entry | None:
        """Return the undated job whose employer begins as these words do."""
        words = self.text[start:end]
        for entry in reversed(self.own):
            name = entry.one.get("name")
            dated = "startDate" in entry.one or "endDate" in entry.one
            if name is not None and not dated and len(words) >= 2 and name.value.startswith(words):
                return entry
        return None

    def _since_trade(self, clause: Clause, time: Found[DateRange]) -> bool:
        """Read a trade with its time: 2017年开始在义乌跑滴滴, 2024年3月起转行开公交."""
        m = re.compile(
            r"(?:年|月)?(?:起|开始|以后|之后|后|就|又|才|一直|转行|改行|去|来)*(?:在(?P<p>[\u4e00-\u9fff]{2,6}?))?(?P<x>(?:开|跑|送)(?!始|发|了)[\u4e00-\u9fffA-Za-z]{2,6}?)(?:的|了|吧)*$"
        ).match(self.text, time.end, clause.end)
        if not m:
            return False
        entry = self.new_work(clause)
        put_range(entry, self.reading, time)
        entry.put("position", self.reading.piece(*m.span("x")))
        brand = zh_brand_pattern().search(self.text, *m.span("x"))
        if brand:
            entry.put("name", self.reading.piece(*brand.span()))
        if m["p"] and self.is_place(*m.span("p")):
            self.put_location(entry, m.span("p"))
        self.last_kind = "work"
        return True

    def _executive(self, clause: Clause) -> bool:
        """Read 曾任某某公司董事、副总经理,现任…: employer and titles run together."""
        text, (a, b) = self.text, (clause.start, clause.end)
        m = re.match(
            r"(?s).{0,24}?(?P<v>曾先后任职于|先后任职于|先后担任|历任|曾任|现任|兼任|现为|曾为|任职于|任|担任|出任|当选为?)(?!职)",
            text[a:b],
        )
        if not m:
            return False
        head = text[a : a + m.start("v")]
        ranges = self.ranges_in(a, b)
        if len(bare(head)) > 16 and not ranges:
            return False
        entry: Entry | None = None
        at = LOC.search(head)
        firm = self._firm(a + at.start("x"), a + m.start("v")) if at and "在" in at[0] else None
        if firm is not None and firm[0] is not None:
            entry = self.new_work(clause)
            entry.put("name", self.reading.piece(*firm[0]))
            if firm[1]:
                self.put_location(entry, firm[1])
        for x, y in split_items(self.reading, a + m.end(), b):
            lead = re.match(
                r"(?:任|担任|兼任|兼|并任|及|和|与|以及|为|原)(?=[\u4e00-\u9fff]{2})", text[x:y]
            )
            x += lead.end() if lead else 0
            tail = re.search(r"(?:等职务?|职务|一职|等)$", text[x:y])
            y -= len(tail[0]) if tail else 0
            if y - x < 2:
                continue
            glued = split_glued(self.reading, x, y)
            if glued:
                entry = self.new_work(clause)
                if text[glued[0][0] : glued[0][1]] not in ("公司", "本公司", "集团", "该公司"):
                    entry.put("name", self.reading.piece(*glued[0]))
                entry.put("position", self.reading.piece(*glued[1]))
            elif self.is_title(x, y):
                if entry is None:
                    if self.work is not None and "position" not in self.work.one and not ranges:
                        entry = self.work
                    else:
                        entry = self.new_work(clause)
                have = entry.one.get("position")
                if have is None:
                    entry.put("position", self.reading.piece(x, y))
                else:
                    longer = self.reading.piece(have.start, y)
                    if longer is not None and longer.end - longer.start < 60:
                        entry.one["position"] = longer
            elif org_score(self.reading, x, y) >= 0.6:
                entry = self.new_work(clause)
                entry.put("name", self.reading.piece(x, y))
            if entry is not None and ranges:
                put_range(entry, self.reading, ranges[0])
            elif entry is not None:
                self._times(entry, clause, is_past=False)
        if entry is None:
            return False
        self.last_kind = "work"
        return True

    def _trade(self, clause: Clause, position: CellSpan | None, duration: re.Match | None) -> bool:
        """Read a trade said in general: 干电工的, 我是做房产销售的, 从事母婴护理8年."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        for pattern in (_TRADE, _VERB_TRADE):
            m = pattern.match(words)
            if m:
                group = "y" if "y" in m.re.groupindex and m["y"] else "x"
                x, y = trim(text, a + m.start(group), a + m.end(group))
                if (
                    x < y
                    and text[x:y] not in DO_NOTHING
                    and not re.search(r"\d|什么|这个|那个", text[x:y])
                ):
                    self.role = self.role or self.reading.piece(x, y)
                    self.last_kind = "trade"
                    if duration:
                        self.summary.append((a, b))
                    return True
        who = _IDENTITY.match(words)
        if who and self.is_title(a + who.start("x"), a + who.end("x")):
            self.role = self.role or self.reading.piece(a + who.start("x"), a + who.end("x"))
            self.last_kind = "trade"
            return True
        if position and duration and self.work is None:
            if self.role is None and self.is_title(*position, least=0.5):
                self.role = self.reading.piece(*position)
            self._general(clause)
            return True
        if self.is_title(a, b) and self.work is None:
            self.role = self.role or self.reading.piece(a, b)
            self.last_kind = "trade"
            return True
        return False

    def _general(self, clause: Clause) -> None:
        a = clause.start
        lead = re.match(r"(?:我|本人|一共|总共|已经|都|一直)+", self.text[a : clause.end])
        tail = re.search(r"(?:吧|了|呢|左右)+$", self.text[a : clause.end])
        end = clause.end - (len(tail[0]) if tail else 0)
        self.summary.append((a + (lead.end() if lead else 0), end))
        self._tools(a, clause.end)
        self.last_kind = "general"
