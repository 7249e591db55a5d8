"""Jobs told of in running text: which job a clause is about, and what it says of it."""

import re

from ..cells import CellSpan, org_score
from ..entries import split_glued
from ..prose import Clause, bare
from ..reading import Entry, trim, within
from ..times import put_range
from ..words import ZH_TASK
from .clauses import DURATION, SENTENCE_STOP
from .employers import GENERIC, LOC, ONE_OF, SAME_TRADE, SELF, SEVERAL
from .posts import ChinesePosts

_PAST = re.compile(
    r"^(?:我)?(?:再?上一?家|前一?家|之前|以前|前面|原来|早先|早年|再之前|再往前|更早|先前|曾经?|曾任|最早|一开始|刚开始|刚毕业|毕业之?后|第一份)"
)
_NOW = re.compile(r"^(?:我)?(?:现在|目前|如今|现任|现为|现|最近|这几年)")
_NEXT = re.compile(r"^(?:然后|之后|后来|接着|再后来|后)")
# 跳到无锡一家做电机的厂当装配工: another place of work, though it has no name.
_MOVED = re.compile(r"跳槽?(?:到|去|进)|[换转](?:到|去|进)|去了|进了|来到|到了|来了")
_NUMBERS = re.compile(
    r"\d|[一二两三四五六七八九十百千万]+(?:个|人|单|万|次|家|套|倍|成|名|位|台|件|层|条|分|秒|天)|百分之|第一|翻倍|%"
)
# Told of oneself in general: 干过保安, 还给人看过大门.
_HAS_DONE = re.compile(
    r"(?:我|还|也|又)*(?:给人)?(?:[干做当卖送跑开看搬教修带]|摆)过[\u4e00-\u9fff]{1,5}$"
)
# How things stand, and no part of what was done.
_STATUS = re.compile(
    r"(?:现在|目前|至今|一直)?还在(?:那|这|做|干|上班|跑)?(?:儿|边|里|家)?(?:呢|的|吧)?$|复审|年审|换证|(?:娃|孩子|小孩)(?:上|大|小|还|才)|(?:想|打算|希望|准备)(?:出来|找|换|回)|没(?:上班|工作|活)|宝妈|二胎|全职妈妈|身体|不(?:喝酒|抽烟|方便)|方便(?:说|讲|写)|(?:公司|厂子?|店)(?:已经|也|都|后来)?(?:没了|不在|倒了|黄了|不景气|搬|打算)|转手|转让|(?:证|驾照|经验).{0,2}没有?$|没有证$|家里帮|^倒班|^也是"
)
_OPINION = re.compile(
    r"(?:吃苦耐劳|认真负责|责任心|踏实|上进|热爱|性格|开朗|勤快|肯干|学习能力|沟通能力|团队|抗压|细心|耐心|诚实|乐观|稳重|人品)"
)


class ChineseJobs(ChinesePosts):
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
        ) and not re.search(
            r"(?:做|当|任|担任)(?!了)[\u4e00-\u9fff]{2,}|自己(?:开|租|盘|办|接|跑|干)", words
        ):
            self._leaving(clause)
            return
        if self._executive(clause):
            return
        serves = re.fullmatch(
            r"(?:我|本人|就|一直|是|也)*在(?P<g>[\u4e00-\u9fff]{1,6}?)(?:里|上)?(?:做|当|干)(?P<x>[\u4e00-\u9fff]{2,8})的",
            words,
        )
        if serves and self.work is None and GENERIC.match(serves["g"]):
            x = (a + serves.start("x"), a + serves.end("x"))
            if self.is_title(*x):
                # 我在医院做护工的: a trade, no place of work.
                self.role = self.role or self.reading.piece(*x)
                self.last_kind = "trade"
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
            is_next = bool(_NEXT.match(words) or ONE_OF.match(words))
            entry = self._entry_for(
                clause,
                org=org,
                is_new=is_past or is_now or is_next or self._has_moved(clause, position),
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
        if self._now_doing(clause):
            return
        if self.work is None and _HAS_DONE.match(words) and not duration:
            self.summary.append((a, b))
            self.last_kind = "general"
            return
        if self._trade(clause, position, duration):
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

    def _has_moved(self, clause: Clause, position: CellSpan | None) -> bool:
        """Whether a clause goes to another post somewhere, where the job told of has its own."""
        if position is None or self.work is None or "position" not in self.work.one:
            return False
        return _MOVED.search(self.text, clause.start, position[0]) is not None

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
                    r"上班|工作|待|呆|实习|打工|干|做|写|跑|开|当|任|负责|^[\u4e00-\u9fff]了$|^(?:送|卖|修|教|带|拉|搬|打)",
                    verb["x"],
                ):
                    entry.put(
                        "position",
                        self.reading.piece(org_end + verb.start("x"), org_end + verb.end("x")),
                    )
        self._tools(clause.start, b)
        if position is None and org_end > clause.start:
            done = re.compile(
                r"(?:里|那边|这边|,|兼职|专门|主要|负责)*(?P<x>(?:开|教|修|装|缝|焊|洗|切|炒|拧|剪|搬|刷|砌|烧|喂|卖|送|打|画)(?![了过着到始])[\u4e00-\u9fff]{1,4}?)(?:的|了)?(?=[(（]|$)"
            ).match(text, org_end, b)
            if done and not re.search(r"[0-9一二三四五六七八九十两几]|打工|打杂$", done["x"]):
                # What one does there is the post where it has no name: 开锯, 教钢琴.
                entry.put("position", self.reading.piece(*done.span("x")))
                return
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
            if (
                self.is_title(a, b)
                and entry.one["position"].end + 3 >= a
                and len(words) <= 8
                and not re.match(r"[管带教]|.*\d", words)
                and not re.search(r"[。;；!！]", text[entry.one["position"].end : a])
            ):
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
                r"(?:我|也|就|都|总共|一共|在那|那里|那边|里面)*(?:一?直?(?:干|做|待)?到(?:现在|今天|如今)(?:也|都|有|快)*)?(?:干|做|待|呆|跑|开|送|工作|上班)?(?:了|过)?",
                text[a : duration.start()],
            )
            if alone and b - duration.end() <= 1 and not re.match("一共|总共", words):
                # 干了五年半: how long it was.
                self.extend_summary(entry, a, duration.end())
                return
        if _STATUS.search(words):
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
