"""When a job was, and which job a clause is about."""

import re

from jobassist.language.dates import DateRange
from jobassist.language.found import Found

from ..cells import CellSpan, org_score
from ..prose import Clause, bare
from ..reading import Entry, within
from ..times import date_piece, is_too_vague, put_range
from .employers import SELF
from .studies import ChineseStudies

# What stands around a time that says when a job was, and nothing else.
_TIME_WORDS = re.compile(
    r"(?:入职|离职|辞职|开始|结束|毕业|之后|以后|之前|以前|左右|[来去进走开关干做待呆跑到](?:的|了|到)?|就|才|在|那|这|里|边|儿|的|了|吧|至今|现在|为止|从|是|底|初|中|一直|我|也|都|直到|期间|大概|好像|出来|不干|没干|上班|工作|份|起|刚|又|,|到期|离开|辞|退伍|入伍|转正|调)+"
)


class ChineseSpells(ChineseStudies):
    """Keeps the jobs told of apart and gives each its times."""

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
                r"(?:底|初|中|左右|份|的时候|那会|国庆|过年|前|后|[春夏秋冬]天?|我|就|才|刚|给|把)*(?:店|车|厂|公司)?(?:离职|离开|走|辞|毕业|被裁|结束|不干|不做|没干|没做|退|关|倒闭|停|歇|撤|黄|转让|盘出|卖掉|散伙|出来(?!单干|做|干|跑|打工|开)|裁)",
                after,
            ) or re.search(r"(?:到|做到|干到|直到|待到|至)$", before):
                entry.put("endDate", date_piece(d))
            elif (
                re.match(
                    r"(?:底|初|中|左右|份|以后|之后|[春夏秋冬]天)?(?:我|就|才)?(?:开始|起|以来|入职|进|加入|去|到(?!\d)|来|就|在|做|干|接手|跳)",
                    after,
                )
                or re.search(r"(?:从|自|打)$", before)
                or (
                    not d.value.is_relative
                    and re.match(r"^[^\u4e00-\u9fff]*$|我|然后|之后|后来|现在", before)
                    and not re.match(
                        r"(?:刚|才|又|还)?(?:考|拿|复审|年审|获|得了|过了|卖|买|生|结婚|搬|修|通过)",
                        after,
                    )
                )
            ):
                entry.put("startDate", date_piece(d))

    def _only_time(self, clause: Clause) -> bool:
        a, b = clause.start, clause.end
        words = self.text[a:b]
        for f in (*self.ranges_in(a, b), *self.dates_in(a, b)):
            words = words.replace(f.text, "")
        if self.is_title(a, b) or SELF.search(words):
            return False
        return len(bare(words)) <= 1 or _TIME_WORDS.fullmatch(bare(words)) is not None

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
        if org is not None and have is None and {"summary", "position"} <= set(entry.one):
            # A job told by its kind and post is named by 叫 or 是; another lead is another job.
            words = self.text[clause.start : clause.end]
            named = re.match(
                r"(?:名字|公司|厂子?|店|单位|它|那家|这家)?(?:就|也)?(?:叫|是|归|属)", words
            )
            clash |= named is None
        clash |= place is not None and "location" in entry.one and org is None and is_new
        if clash:
            return self.new_work(clause)
        self.work_line, self.work_sentence = clause.line, clause.sentence
        return entry

    def _opens_entry(self, clause: Clause, time: Found[DateRange]) -> bool:
        """Whether a time alone heads the next job: …;2016-2022 邯郸丛台万达 保安队长."""
        if time.value.start is None or not self._only_time(clause):
            return False
        if "startDate" not in self.work.one and "endDate" not in self.work.one:  # type: ignore[union-attr]
            before = self.text[: clause.start].rstrip(" \t")[-1:]
            return before in "。;；\n:：" and clause.line == self.work_line
        return bool(re.match(r"[ \t]+[\u4e00-\u9fff]{2}", self.text[clause.end :]))

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

    def _is_town(self, clause: Clause, org: CellSpan) -> bool:
        """Whether what looks like an employer says where the one just named was: …, 在雄安."""
        entry = self.work
        if entry is None or "name" not in entry.one or "location" in entry.one:
            return False
        head = self.text[clause.start : org[0]]
        named = self.text[slice(*org)]
        area = [f for f in within(self.reading.places, *org) if f.start == org[0]]
        if (
            area
            and org[1] == clause.end
            and re.fullmatch(
                r"(?:[\u4e00-\u9fff]{1,4}(?:区|路|街|镇|县|村|广场|商圈|新区|开发区))",
                self.text[area[-1].end : org[1]],
            )
        ):
            # 在合肥政务区
            return re.fullmatch(r"(?:也|都|就|还)?在", head) is not None and len(named) <= 10
        return (
            org[1] == clause.end
            and org[1] - org[0] <= 4
            and re.fullmatch(r"(?:也|都|就|还)?在", head) is not None
            and org_score(self.reading, *org) <= 0.5
            and self.last_kind == "work"
        )
