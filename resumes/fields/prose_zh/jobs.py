"""Jobs told of in running text: which job a clause is about, and what it says of it."""

import re

from jobassist.language.dates import DateRange
from jobassist.language.found import Found

from ..cells import CellSpan, org_score, read_cell, split_cells
from ..entries import assign_cells, split_glued
from ..lists import split_items
from ..prose import Clause, bare
from ..reading import Entry, trim, within
from ..times import date_piece, is_too_vague, put_range
from ..words import ZH_TASK, zh_brand_pattern
from .clauses import DURATION, SENTENCE_STOP
from .employers import DO_NOTHING, LOC, ONE_OF, OWN_SHOP, SAME_TRADE, SELF, SEVERAL
from .studies import ChineseStudies

_PAST = re.compile(
    r"^(?:我)?(?:再?上一?家|前一?家|之前|以前|前面|原来|早先|早年|再之前|再往前|更早|先前|曾经?|曾任|最早|一开始|刚开始|刚毕业|毕业之?后|第一份)"
)
_NOW = re.compile(r"^(?:我)?(?:现在|目前|如今|现任|现为|现|最近|这几年)")
_NEXT = re.compile(r"^(?:然后|之后|后来|接着|再后来|后)")
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
_NUMBERS = re.compile(
    r"\d|[一二两三四五六七八九十百千万]+(?:个|人|单|万|次|家|套|倍|成|名|位|台|件|层|条|分|秒|天)|百分之|第一|翻倍|%"
)
# Told of oneself in general: 干过保安, 还给人看过大门.
_HAS_DONE = re.compile(
    r"(?:我|还|也|又)*(?:给人)?(?:[干做当卖送跑开看搬教修带]|摆)过[\u4e00-\u9fff]{1,8}$"
)
# How things stand, and no part of what was done.
_STATUS = re.compile(
    r"(?:现在|目前|至今|一直)?还在(?:那|这|做|干|上班|跑)?(?:儿|边|里|家)?(?:呢|的|吧)?$|复审|年审|换证|(?:娃|孩子|小孩)(?:上|大|小|还|才)|(?:想|打算|希望|准备)(?:出来|找|换|回)|没(?:上班|工作|活)|身体|不(?:喝酒|抽烟|方便)|方便(?:说|讲|写)|(?:公司|厂子?|店)(?:已经|也|都|后来)?(?:没了|不在|倒了|黄了|不景气|搬)|^倒班|^也是"
)
_OPINION = re.compile(
    r"(?:吃苦耐劳|认真负责|责任心|踏实|上进|热爱|性格|开朗|勤快|肯干|学习能力|沟通能力|团队|抗压|细心|耐心|诚实|乐观|稳重|人品)"
)


class ChineseJobs(ChineseStudies):
    """Reads clauses about work."""

    wish_sentence = -1

    def _work(self, clause: Clause) -> None:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        ranges = self.ranges_in(a, b)
        is_past, is_now = bool(_PAST.match(words)), bool(_NOW.match(words))
        outside = re.sub(r"[(（][^()（）]*[)）]?", "", words)
        if re.search(
            r"辞职|辞[的了掉]|离职|没干了|不做了|被裁|裁员|失业|待业|搬走|倒闭|拆迁|回(?:了)?老家|不干了|关门|黄了",
            outside,
        ) and not re.search(r"(?:做|当|任|担任)(?!了)[\u4e00-\u9fff]{2,}", words):
            self._leaving(clause)
            return
        if self._executive(clause):
            return
        if self._own_shop(clause, is_new=is_past or is_now) or self._bracketed(clause):
            return
        org, place, generic, org_end = self._employer(a, b)
        if org and self._is_town(clause, org):
            org, place = None, org
        if generic and org is None and SEVERAL.match(text[generic[0] : generic[1]]):
            # 跟过好几个工地: several at once are no job of their own.
            self.summary.append((a, b))
            return
        position = self._position(a, b, org, after=org_end)
        if duration_said := self._duration(a, b):
            if (
                re.search(r"经验$", words)
                and not ranges
                and not LOC.search(words[: duration_said.start() - a])
            ):
                # 5年淘宝天猫运营经验 claims years in general.
                self._general(clause)
                return
        if org is None and generic is None and self._rise(clause):
            return
        if org is None and generic is None and ranges:
            if self._dated(clause, ranges[0]):
                return
        starts = [d for d in self.dates_in(a, b) if d.value.iso]
        if ranges and self.work is not None and self._opens_entry(clause, ranges[0]):
            put_range(self.new_work(clause), self.reading, ranges[0])
            self.last_kind = "work"
            return
        if (ranges or starts) and self.work is not None and self._only_time(clause):
            self._times(self.work, clause, is_past=is_past)
            return
        duration = self._duration(a, b)
        if position and re.search(r"入职|离职|辞职|毕业", text[position[0] : position[1]]):
            position = None
        if place and not (org or generic or position or duration) and self._is_where(clause, place):
            return
        if org or generic or (place and (position or duration or self.role)):
            entry = self._entry_for(
                clause,
                org=org,
                is_new=is_past or is_now or bool(_NEXT.match(words) or ONE_OF.match(words)),
                place=place,
            )
            if org:
                entry.put("name", self.reading.piece(*org))
            if place:
                self.put_location(entry, place)
            if generic:
                self.extend_summary(entry, *generic)
            if position:
                entry.put("position", self.reading.piece(*position))
            if is_past:
                self.said_past.append(entry)
                self.ended.append(entry)
            self._times(entry, clause, is_past=is_past)
            self._rest(entry, clause, org_end, position, duration)
            self.last_kind = "work"
            return
        own = SELF.search(words)
        if own:
            entry = self._entry_for(
                clause, org=(a + own.start(), a + own.end()), is_new=is_past or is_now, place=None
            )
            before = next((e for e in reversed(self.own) if e is not entry), None)
            entry.put("name", self.reading.piece(a + own.start(), a + own.end()))
            if before is not None and SAME_TRADE.search(own[0]):
                # Working for oneself goes on with the trade.
                entry.put("position", before.one.get("position"))
            self._times(entry, clause, is_past=is_past)
            self.last_kind = "work"
            return
        turned = re.match(
            r"(?:后来|之后|然后|再后来|接着|又|就|我)*(?:转行|改行|转|改)(?:去|来)?(?:做|当|干|搞)(?P<x>[^,，。;；]{2,12}?)(?:的|了|吧)*$",
            words,
        )
        if turned and self.is_title(a + turned.start("x"), a + turned.end("x")):
            entry = self.new_work(clause)
            entry.put("position", self.reading.piece(a + turned.start("x"), a + turned.end("x")))
            self.last_kind = "work"
            return
        if self._now_doing(clause) or self._trade(clause, position, duration):
            return
        if self.work is None and _HAS_DONE.match(words) and not duration:
            self.summary.append((a, b))
            self.last_kind = "general"
            return
        if (
            (ranges or starts)
            and self.work is not None
            and len(bare(words)) <= 20
            and self._only_time(clause)
        ):
            self._times(self.work, clause, is_past=is_past)
            return
        self._loose(clause, position, duration)

    def _is_where(self, clause: Clause, place: CellSpan) -> bool:
        """Whether the clause only says where the job talked of was: …, 在雄安,…."""
        entry = self.work
        words = self.text[clause.start : place[0]] + self.text[place[1] : clause.end]
        alone = re.fullmatch(r"(?:我|人|就|是|都|也|在|那边|这边|那里|这里|的|吧|嘛)*", words)
        if entry is None or not alone or self.last_kind != "work" or "location" in entry.one:
            return False
        if re.search(r"[我人]", words):
            return False
        self.put_location(entry, place)
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

    def _opens_entry(self, clause: Clause, time: Found[DateRange]) -> bool:
        """Whether a time alone heads the next job: …;2016-2022 邯郸丛台万达 保安队长."""
        if time.value.start is None or not self._only_time(clause):
            return False
        if "startDate" not in self.work.one and "endDate" not in self.work.one:  # type: ignore[union-attr]
            before = self.text[: clause.start].rstrip(" \t")[-1:]
            return before in "。;；\n:：" and clause.line == self.work_line
        return bool(re.match(r"[ \t]+[\u4e00-\u9fff]{2}", self.text[clause.end :]))

    def _is_town(self, clause: Clause, org: CellSpan) -> bool:
        """Whether what looks like an employer says where the one just named was: …, 在雄安."""
        entry = self.work
        if entry is None or "name" not in entry.one or "location" in entry.one:
            return False
        head = self.text[clause.start : org[0]]
        return (
            org[1] == clause.end
            and org[1] - org[0] <= 4
            and re.fullmatch(r"(?:也|都|就|还)?在", head) is not None
            and org_score(self.reading, *org) <= 0.5
            and self.last_kind == "work"
        )

    def _bracketed(self, clause: Clause) -> bool:
        """Read a trade with where and how long behind it: 卖过房(德佑,大连,2年)."""
        text = self.text
        m = re.compile(
            r"(?:我|也|还|先|之前|以前|曾)*(?P<x>(?:做|干|当|卖|跑|送|开|修|教|搞)过?(?!了)[\u4e00-\u9fffA-Za-z]{1,8}?)[(（](?P<i>[^()（）]{2,40})[)）]?"
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

    def _times(self, entry: Entry, clause: Clause, *, is_past: bool) -> None:
        """Set when a job was: a span of time, since, or until, by the words around the date."""
        a, b = clause.start, clause.end
        ranges = [r for r in self.ranges_in(a, b) if not self.text[r.end :].startswith("毕业")]
        if ranges:
            put_range(entry, self.reading, ranges[0])
            for more in ranges[1:]:
                # 2022.3入职,上个月离职: an end of its own.
                if more.value.start is None and more.value.end is not None:
                    put_range(entry, self.reading, more)
            if ranges[0].value.start is None and "startDate" not in entry.one:
                began = [d for d in self.dates_in(a, ranges[0].start) if d.value.iso]
                if began and re.match(
                    r"(?:起|开始)?(?:就)?(?:在|进|入职|加入|去)", self.text[began[0].end : b]
                ):
                    entry.put("startDate", date_piece(began[0]))
            if ranges[0].value.is_current and (is_past or any(e is entry for e in self.said_past)):
                self.past_but_current.append(entry)
            return
        for d in self.dates_in(a, b):
            if not d.value.iso or is_too_vague(d.value, d.text):
                continue
            after, before = self.text[d.end : b], self.text[a : d.start]
            if (
                d.value.is_relative
                and not d.value.month
                and re.match("[春夏秋冬寒暑假天]*在", after)
            ):
                # 去年在昆明…: some time in that year; an end where it was done until something.
                if re.search(r"(?:做|干|待|呆|跑)到", after):
                    entry.put("endDate", date_piece(d))
                continue
            if re.match(r"(?:\d*月|[夏秋]天?)?(?:大学|本科|大专|研究生|中专|高中)?毕业", after):
                if self.school is not None:
                    self.school.put("endDate", date_piece(d))
                continue
            if re.match(
                r"(?:底|初|中|左右|份|的时候|那会|国庆|过年|前|后|[春夏秋冬]天?|我|就|才|刚|给|把)*(?:店|车|厂|公司)?(?:离职|离开|走|辞|毕业|被裁|结束|不干|不做|没干|没做|退|关|倒闭|停|歇|撤|黄|转让|盘出|卖掉|散伙|出来|裁)",
                after,
            ) or re.search(r"(?:到|做到|干到|直到|待到|至)$", before):
                entry.put("endDate", date_piece(d))
            elif (
                re.match(
                    r"(?:底|初|中|左右|份)?(?:开始|起|以来|入职|进|加入|去|到(?!\d)|来|就|在|做|干|接手|跳)",
                    after,
                )
                or re.search(r"(?:从|自|打)$", before)
                or re.match(r"^[^\u4e00-\u9fff]*$|我|然后|之后|后来|现在", before)
            ):
                entry.put("startDate", date_piece(d))

    def _only_time(self, clause: Clause) -> bool:
        a, b = clause.start, clause.end
        words = self.text[a:b]
        for f in (*self.ranges_in(a, b), *self.dates_in(a, b)):
            words = words.replace(f.text, "")
        return len(bare(words)) <= 6 and not self.is_title(a, b)

    def _leaving(self, clause: Clause) -> None:
        inner = within(self.reading.dates, clause.start, clause.end)
        for d in inner:
            if self.work is not None and d.value.iso:
                self.work.put("endDate", date_piece(d))
        self.last_kind = "work"

    def _entry_for(
        self, clause: Clause, *, org: CellSpan | None, is_new: bool, place: CellSpan | None
    ) -> Entry:
        """Return the entry a clause is about: the one talked of, or a new one."""
        entry = self.work
        if entry is None:
            return self.new_work(clause)
        have = entry.one.get("name")
        if org is not None:
            words = self.text[org[0] : org[1]]
            known = next(
                (
                    e
                    for e in reversed(self.own)
                    if (n := e.one.get("name")) and (n.value in words or words in n.value)
                ),
                None,
            )
            if known is not None and not (
                self.ranges_in(clause.start, clause.end) and "startDate" in known.one
            ):
                self.work = known
                return known
        ranges = self.ranges_in(clause.start, clause.end)
        clash = (
            (org is not None and have is not None)
            or (ranges and "startDate" in entry.one)
            or (
                is_new
                and (
                    have is not None
                    or "summary" in entry.one
                    or "location" in entry.one
                    or "startDate" in entry.one
                )
            )
        )
        clash |= place is not None and "location" in entry.one and org is None and is_new
        if clash:
            return self.new_work(clause)
        self.work_line, self.work_sentence = clause.line, clause.sentence
        return entry

    def _rest(
        self,
        entry: Entry,
        clause: Clause,
        org_end: int,
        position: CellSpan | None,
        duration: re.Match | None,
    ) -> None:
        """Keep what else a clause says about a job: how long, doing what."""
        text, b = self.text, clause.end
        if duration is not None:
            a = clause.start
            lead = re.match(
                r"(?:我|之前|以前|现在|目前|前面|后来|然后|之后|曾|曾经|都|一直|本人|原来)+",
                text[a:b],
            )
            a += lead.end() if lead else 0
            s = org_end if org_end > a and b - org_end >= 3 else a
            self.extend_summary(entry, s, b)
            if position is None and org_end > clause.start:
                verb = re.match(
                    rf"(?:了|过|的)*(?P<x>[\u4e00-\u9fff]{{2,6}}?)(?:了|过)?(?={DURATION})",
                    text[org_end:b],
                )
                if verb and not re.search(
                    r"上班|工作|待|呆|实习|打工|干|做|写|跑|开|当|任|负责|^[\u4e00-\u9fff]了$|^(?:送|卖|修|教|带|拉|搬)",
                    verb["x"],
                ):
                    entry.put(
                        "position",
                        self.reading.piece(org_end + verb.start("x"), org_end + verb.end("x")),
                    )
        self._tools(clause.start, b)
        if position is None and duration is None and org_end > clause.start:
            done = re.match(
                r"(?:里|那边|这边|,)?(?P<x>(?:带|教|管|看|负责|照顾|站|拉|卖|送)[\u4e00-\u9fff]{2,12})$",
                text[org_end:b],
            )
            if done:
                entry.add(
                    "highlights",
                    self.reading.piece(org_end + done.start("x"), org_end + done.end("x")),
                )
        if position is not None and position[1] < b - 3:
            rest = trim(text, position[1], b)
            words = text[rest[0] : rest[1]]
            if (
                len(bare(words)) >= 4
                and not re.match(rf"(?:的|了|吧|工作|岗位)*(?:{DURATION})?(?:了|吧)*$", words)
                and duration is None
                and ZH_TASK.match(words)
            ):
                entry.add("highlights", self.reading.piece(*rest))

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
                r"(?:在|于|从|我|吧|左右|大概|期间|任|就|和|做|干|到|待|一直|直|跑|才|又|工作|上班|时间|不(?:跑|干|做|送|开|教|卖|去)了|没(?:干|做)了|离职|辞职|走了|离开|入职的?|开始的?|进(?:来)?的|来的|去的|的)+",
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
        entry = self.new_work(clause)
        for r in (time, *ends):
            put_range(entry, self.reading, r)
        assign_cells(self.reading, entry, cells)
        self.last_kind = "work"
        return True

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

    def _loose(self, clause: Clause, position: CellSpan | None, duration: re.Match | None) -> None:
        """Place a clause without a job of its own: a part of the one above, or a general claim."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if self.last_kind == "wish" and clause.sentence == self.wish_sentence:
            return
        entry = self.work
        near = entry is not None and (clause.line - self.work_line <= 1)
        if entry is not None and near and clause.line == self.work_line:
            # Cells of one line: the employer, then the title, then the place.
            post = entry.one.get("position")
            if self.is_title(a, b) and (post is None or post.value in ("实习", "学徒", "见习")):
                entry.one.pop("position", None)
                verb = re.match(r"(?:做|当|任|担任|干)(?=[\u4e00-\u9fffA-Za-z]{2})", words)
                x = a + (verb.end() if verb else 0)
                entry.put("position", self.reading.piece(x, b))
                return
            if self.is_title(a, b) and entry.one["position"].end + 3 >= a and len(words) <= 8:
                both = self.reading.piece(entry.one["position"].start, b)
                if both is not None:
                    entry.one["position"] = both
                return
            if (
                "name" not in entry.one
                and org_score(self.reading, a, b) >= 0.5
                and len(words) <= 20
                and not ZH_TASK.match(words)
            ):
                entry.put("name", self.reading.piece(a, b))
                return
            branch = re.search(
                r"[\u4e00-\u9fff]{0,4}(?:分店|门店|店|站|站点|校区|厂区|分部|网点)$", words
            )
            places = [f for f in within(self.reading.places, a, b) if f.start == a]
            if branch and places and "name" in entry.one and "location" not in entry.one:
                self.put_location(entry, (a, max(f.end for f in places)))
                return
            stop = re.search(r"[那这](?:边|里|块|头)$", words)
            if self.is_place(a, b - (len(stop[0]) if stop else 0)):
                self.put_location(entry, (a, b - (len(stop[0]) if stop else 0)))
                return
        glued = split_glued(self.reading, a, b)
        if glued and len(words) <= 30 and org_score(self.reading, *glued[0]) >= 0.6:
            entry = self._entry_for(clause, org=glued[0], is_new=False, place=None)
            entry.put("name", self.reading.piece(*glued[0]))
            entry.put("position", self.reading.piece(*glued[1]))
            self.last_kind = "work"
            return
        if org_score(self.reading, a, b) >= 0.85 and len(words) <= 24 and not ZH_TASK.match(words):
            entry = self._entry_for(clause, org=(a, b), is_new=False, place=None)
            entry.put("name", self.reading.piece(a, b))
            self.last_kind = "work"
            return
        if self.is_place(a, b):
            if not self.draft.location:
                self.set_home(a, b)
            return
        if entry is not None and self.last_kind == "work" and duration:
            alone = re.fullmatch(
                r"(?:我|也|就|都|总共|一共|在那|那里|那边|里面)*(?:干|做|待|呆|跑|开|送|工作|上班)?(?:了|过)?",
                text[a : duration.start()],
            )
            if alone and b - duration.end() <= 1 and not re.match("一共|总共", words):
                # 干了五年半: how long it was.
                self.extend_summary(entry, a, duration.end())
                return
        general = self.last_kind in ("trade", "general") or entry is None
        if duration and re.match("一共|总共|加起来|前后", words):
            self._general(clause)
            return
        if duration and general:
            self._general(clause)
            return
        self._tools(a, b)
        if len(bare(words)) < 4 or _STATUS.search(words):
            return
        counts = bool(_NUMBERS.search(words)) or bool(ZH_TASK.match(words))
        if entry is not None and not general:
            if counts:
                lead = re.match(r"(?:主要是|主要|就是|还|也|并|且|我)+", words)
                entry.add("highlights", self.reading.piece(a + (lead.end() if lead else 0), b))
                self._join_last(entry)
            elif re.search(r"熟|跑|片区|[那这]片|一带|路线|线路", words):
                self.extend_summary(entry, a, b)
            elif not _OPINION.search(words):
                entry.add("highlights", self.reading.piece(a, b))
            return
        if (
            counts
            or (self.summary and clause.sentence - self._last_summary() <= 1)
            or _OPINION.search(words)
        ):
            if re.search(r"[?？]|吗$|呢$", words):
                return
            self.summary.append((a, b))

    def _last_summary(self) -> int:
        return len(SENTENCE_STOP.findall(self.text, 0, self.summary[-1][1])) if self.summary else -9

    def _join_last(self, entry: Entry) -> None:
        """Join a highlight to the one before where no stop stood between them (dictated text)."""
        items = entry.many.get("highlights", [])
        if len(items) >= 2:
            one, two = items[-2], items[-1]
            if (
                one.end == two.start
                and two.end - one.start <= 60
                and self.text[two.start : two.start + 2] in ("高峰", "期间")
            ):
                joined = self.reading.piece(one.start, two.end)
                if joined is not None:
                    items[-2:] = [joined]
