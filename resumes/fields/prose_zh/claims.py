"""What somebody can do and has to show: skills, languages, certificates, awards."""

import re

from ..cells import CellSpan
from ..lists import add_skill, read_languages, split_items
from ..prose import Clause, bare
from ..reading import trim, within
from .employers import ChineseEmployers

_CERT = re.compile(
    r"(?P<n>[\u4e00-\u9fffA-Za-z0-9一二三四五六七八九级()（）]{1,16}?(?:职业资格证书|资格证书|资格证|上岗证|操作证|从业证|执业证|等级证书|技能证书|毕业证|证书|师证|职称|驾照|驾驶证|(?<![保凭])证(?![明件券实据监言])))(?:[(（][^()（）]{1,12}[)）])?"
)
_CERT_NAMED = re.compile(
    r"(?:全国)?计算机(?:等级)?[一二三四]级|普通话[一二三]级?[甲乙]等?|(?:大学)?英语(?:专业)?[四六八]级|(?<=[过了有考])[四六]级|(?:雅思|托福|IELTS|TOEFL|GRE|GMAT) ?\d[\d.]*分?|(?:CET|cet)[- ]?[46]|专[四八]|日语N[1-5]|(?:注册|初级|中级|高级)(?:会计师?|经济师|工程师|建造师|造价师|消防工程师)(?:职称)?|(?:一|二)级(?:建造师|造价师|消防工程师)|[一二]建|教资|法考|(?:初级|中级|高级)(?:证|职称)|PMP|CPA|CFA|ACCA|软考[\u4e00-\u9fff]{0,6}|驾照(?:C1|C2|B1|B2|A1|A2|A3)|(?<![A-Za-z0-9])(?:C1|C2|B1|B2|A1|A2|A3)(?:的)?(?:驾?照|驾驶证|本子?|证)"
    r"|^(?:C1|C2|B1|B2|A1|A2|A3)$"
    r"|[\u4e00-\u9fff]{2,10}[师员工][(（](?:[初中高]级|(?:高级)?技师|[一二三四五]级)[)）]"
    # Alone it is a right to practise, not a post.
    r"|(?<![^有持得过为是])执业(?:助理)?(?:中|西)?(?:药师|医师|兽医师?|护士|律师)(?:资格)?(?=$|[(（])"
)
_CERT_LEAD = re.compile(
    r"^(?:我|也|还|都|手里|目前|已经|刚|刚刚|另外|并|且|曾)*(?:有个?|持有?|考了个?|考过了?|考到了?|考取了?|考出了?|拿了个?|拿到了?|拿过|取得了?|获得了?|获|通过了?|具有|具备|拥有|办了|年|月|和|及|还有|以及|等|是)+"
)
_SKILL_VERB = re.compile(
    r"(?:^|(?<=[我也还,，、；;都又]))(?P<v>(?:常用|主要用|平时用|用过)(?:的)?(?:有|是)?|熟(?=[\u4e00-\u9fffA-Za-z])(?![悉练人食睡知客能])|会(?!计|员|议|所|展|务|馆|长)(?:使用|用|做|点|一点|一些)?|能(?:够|熟练|独立)*(?:使用|操作)?|擅长|熟悉|熟练(?:掌握|使用|操作|运用)?|精通|掌握|懂|了解|拿手|特长(?:是)?|技能(?:有|是)?)(?P<x>[^,，。;；]+)"
)
_SKILL_TAIL = re.compile(
    r"^(?P<x>.{2,40}?)(?:这些|这几个|等)?(?:我)?(?:都|也|全)?(?:很|比较|还|挺)?(?:(?<=都)(?:行|可以|能做|能干|会弄)|会用|会一点|会|熟悉|熟练|熟|精通|拿手|没问题|懂|玩得转|用过|搞过)$"
)
_OWN = re.compile(
    r"(?:(?:自己|本人)有(?P<a>[\u4e00-\u9fff]{1,6}车|[\u4e00-\u9fff]{1,6}工具|[\u4e00-\u9fff]{1,8})|(?P<b>[\u4e00-\u9fff]{1,8}(?:车|工具|设备|电脑))自己有|自备(?P<c>[\u4e00-\u9fff]{1,8})|有自己的(?P<d>[\u4e00-\u9fff]{1,8})|自带(?P<e>[\u4e00-\u9fff]{1,8})|^(?:我|也|还)?有(?:一?[辆台个])?(?P<f>[\u4e00-\u9fff]{1,4}车)$)"
)
_AWARD = re.compile(
    r"[一二三特]等奖|奖学金|优秀(?:员工|教师|学生|毕业生|班主任|团队|干部|奖)|先进(?:个人|工作者)|劳动模范|劳模|标兵|冠军|亚军|季军|金牌|银牌|铜牌|金奖|银奖|铜奖|(?:获|得)(?:过|了)?.{0,10}奖|三好学生|荣誉称号|销冠|状元|技术能手"
)


class ChineseClaims(ChineseEmployers):
    """Reads clauses about skills, certificates and awards."""

    def _spoken(self, clause: Clause) -> bool:
        """Read the languages a person speaks: 法语母语级别, 英语流利."""
        words = self.text[clause.start : clause.end]
        if len(words) > 20 or not within(self.reading.languages, clause.start, clause.end):
            return False
        if not re.search(
            r"母语|流利|口语|能带团|能当翻译|能(?:说|听|交流|沟通)|会(?:说|讲)|(?:会|懂)(?:一点|点|些)|听说|日常|精通|熟练|一般|还行|可以|不错|沟通|交流",
            words,
        ):
            return False
        if re.search(r"老师|教师|(?<!能当)翻译|专业|毕业|外贸", words):
            return False
        read_languages(self.reading, self.draft, clause.start, clause.end)
        self.last_kind = "skill"
        return True

    def _tool_list(self, clause: Clause) -> bool:
        """Read a line that is nothing but tools: Vue / React / TypeScript."""
        a, b = clause.start, clause.end
        known = within(self.reading.skills, a, b)
        if re.fullmatch(r"[A-Za-z][\w+#.-]*(?: [A-Za-z][\w+#.-]*){2,}", self.text[a:b]):
            # TypeScript React Next.js Docker
            parts = [m.span() for m in re.compile(r"[^ ]+").finditer(self.text, a, b)]
        elif re.fullmatch(r"[\w+#. ()-]+(?:\s*[/、]\s*[\w+#. ()-]+){2,}", self.text[a:b]):
            parts = [m.span() for m in re.compile(r"[^/、]+").finditer(self.text, a, b)]
        else:
            return False
        if len(known) < 0.5 * len(parts) or any(self.is_title(*p, least=0.8) for p in parts):
            return False
        for s, e in parts:
            add_skill(self.reading, self.draft, *trim(self.text, s, e))
        self.last_kind = "skill"
        return True

    def _certificates(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        if re.fullmatch(
            r"[\u4e00-\u9fff]{2,10}[师员工](?:[一二三四五]级|[初中高]级)(?:工)?|(?:高级)?技师|[初中高]级工",
            text[a:b],
        ):
            # A grade behind a trade is a certificate: 中式烹调师三级.
            self.add_certificate(a, b)
            self.last_kind = "certificate"
            return True
        if self.last_kind == "certificate" and re.fullmatch(
            r"[\u4e00-\u9fff]{2,5}[一二三四五]级(?:工)?", text[a:b]
        ):
            self.add_certificate(a, b)
            return True
        spans: list[CellSpan] = []
        parts = [p for s, e in split_items(self.reading, a, b) for p in self._and(s, e)]
        for x, y in parts:
            words = text[x:y]
            if re.search(
                r"(?:没过|没考过?|没通过|未通过|还没考|没拿到|挂了|差一)|(?:没有|没|无|不用|不需要).{0,6}证|证(?:书)?(?:都|也|还|就|我)?(?:没有?|无)(?!问题)|身份证|毕业证|保证|证明|证券|验证|论证|认证(?!证)",
                words,
            ):
                continue
            m = _CERT_NAMED.search(words) or _CERT.search(words)
            longer = _CERT.search(words)
            if m and longer and longer.start() <= m.start() and longer.end() > m.end():
                m = longer
            if not m and spans and self._is_grade(x, y):
                # 有保安员证还有初级消防设施操作员
                lead = _CERT_LEAD.match(words)
                self.add_certificate(x + (lead.end() if lead else 0), y)
                spans.append((x, y))
            if not m or re.search(r"(?:在|于).{2,20}(?:做|任|当)", words):
                continue
            s, e = x + m.start(), x + m.end()
            core = x + m.end("n") if m.re is _CERT else e
            times = [
                f.end for f in (*self.ranges_in(x, y), *self.dates_in(x, y)) if s <= f.start < core
            ]
            s = max([s, *times])
            lead = _CERT_LEAD.match(text[s:e])
            s += lead.end() if lead and lead.end() < e - s - 1 else 0
            # Dictated without a stop, other words run into it: 都是在郑州人车合一证.
            ran_in = (
                list(re.finditer(r"[了在的过着都是有](?!色)", text[s:e])) if m.re is _CERT else []
            )
            if ran_in and e - s - ran_in[-1].end() >= 2:
                s += ran_in[-1].end()
            there = [f for f in within(self.reading.places, s, e) if f.start == s]
            if there and ran_in and e - max(f.end for f in there) >= 2:
                s = max(f.end for f in there)
            pair = re.fullmatch(
                r"(?P<p>[\u4e00-\u9fff]{2})(?:、|和|,)?(?P<q>[\u4e00-\u9fff]{2})证", text[s:e]
            )
            if pair and pair["p"][-1] == pair["q"][-1]:
                # 低压高压证: two certificates in one breath.
                for part in ("p", "q"):
                    piece = self.reading.piece(s, e, value=pair[part] + "证")
                    self.draft.add_named("certificates", piece)
                spans.append((s, e))
                continue
            if text[e : e + 1] in "(（":
                close = re.match(r"[(（][^()（）]{1,14}[)）]", text[e:b])
                e += close.end() if close else 0
            s, e = trim(text, s, e)
            if e - s >= 2 and text[s:e] not in ("证书", "职称", "资格证", "资格证书", "证"):
                self.add_certificate(s, e, around=(a, b))
                spans.append((s, e))
        if not spans:
            return False
        rest = text[a : spans[0][0]] + text[spans[-1][1] : b]
        self.last_kind = "certificate"
        # Something else may be said in the same breath: 会计,中级职称2021年过的.
        if len(bare(rest)) > 14 and re.search(r"在.{2,}(?:做|当|任)", rest):
            return False
        return True

    def _award(self, clause: Clause) -> bool:
        words = self.text[clause.start : clause.end]
        if (
            not _AWARD.search(words)
            or len(words) > 40
            or re.search(r"在.{2,16}(?:做|当|任)", words)
        ):
            return False
        lead = re.match(
            r"(?:我|曾|还|也|并|曾经|期间|工作期间|在校期间|在校|连续\w{1,3}年|多次)*(?:获得?|荣获|拿过?了?|被评为|评为|得过?了?|当选)*(?:过|了)?",
            words,
        )
        self.add_award(clause.start + (lead.end() if lead else 0), clause.end)
        self.last_kind = "award"
        return True

    def _skills(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        own = _OWN.search(words)
        if own and not re.search(r"公司|店|厂|工地|房", own[0]):
            self.draft.add_named("skills", self.reading.piece(a + own.start(), a + own.end()))
            self.last_kind = "skill"
            return True
        known = [f for f in within(self.reading.skills, a, b) if f.start == a]
        if known and re.fullmatch(
            r"[\u4e00-\u9fff]{0,4}?(?:用得|做得|也|都|还)*(?:可以|还行|不错|一般|还可以|没问题)",
            text[known[-1].end : b],
        ):
            # Excel用得还行, Excel函数可以
            tail = re.search(
                r"(?:用得|做得|也|都|还)*(?:可以|还行|不错|一般|还可以|没问题)$", words
            )
            add_skill(self.reading, self.draft, a, b - (len(tail[0]) if tail else 0))
            self.last_kind = "skill"
            return True
        m = _SKILL_VERB.search(words)
        dishes = re.fullmatch(
            r"(?:(?:[川湘粤鲁苏浙徽闽赣豫]|东北|本帮|淮扬|客家|潮汕|西北|家常)菜[、和]?){2,}", words
        )
        if dishes:
            for dish in re.finditer(r"[^、和菜]+菜", words):
                add_skill(self.reading, self.draft, a + dish.start(), a + dish.end())
            self.last_kind = "skill"
            return True
        if (
            m
            and not re.search(r"(?:不|没|得)$", words[: m.start()])
            and len(bare(words[: m.start()])) <= 4
        ):
            x, y = a + m.start("x"), a + m.end("x")
            if re.match(
                r"(?:不|跟|吃苦|加班|出差|接受|倒班|适应|马上|随时|立刻|考虑|的话|去|来|有|被|因|让|给|再|议|晚点|晚些|稍后|回头|等|一会|待会|过会|明天|尽快|发你|补)",
                text[x:y],
            ):
                return False
            added = False
            if self._are_languages(x, y):
                read_languages(self.reading, self.draft, x, y)
                self.last_kind = "skill"
                return True
            for s, e in self._items(x, y):
                for p, q in self._and(s, e):
                    lead = re.match(r"(?:会|能|和|还会|也会|使用|用|操作)+(?!计)", text[p:q])
                    p += lead.end() if lead and lead.end() < q - p - 1 else 0
                    for u, v in self._side_by_side(p, q):
                        if 1 < v - u <= 24:
                            add_skill(self.reading, self.draft, u, v)
                            added = True
            self.last_kind = "skill" if added else self.last_kind
            return added
        if self.last_kind == "skill" and not self._is_job_like(a, b) and len(bare(words)) <= 10:
            lead = re.match(r"(?:会|也会|还会|能|懂|和)", words)
            if lead:
                add_skill(self.reading, self.draft, a + lead.end(), b)
                return True
        tail = _SKILL_TAIL.match(words)
        if (
            self.work is not None
            and re.search(r"[、]", words)
            and re.search(r"都(?:会弄|能做|能干)$", words)
        ):
            return False
        if (
            tail
            and not self._is_job_like(a, b)
            and not re.search(r"那片|那一片|这片|这一带|区域|路(?:线)?$|地形", tail["x"])
        ):
            known = within(self.reading.skills, a, b)
            x, y = a, a + tail.end("x")
            if self._are_languages(x, y):
                read_languages(self.reading, self.draft, x, y)
                self.last_kind = "skill"
                return True
            parts = [p for s, e in self._items(x, y) for p in self._and(s, e)]
            if known and len(parts) == 1 and sum(f.end - f.start for f in known) >= 0.8 * (y - x):
                for f in known:
                    add_skill(self.reading, self.draft, f.start, f.end)
            else:
                for s, e in (side for part in parts for side in self._side_by_side(*part)):
                    if 1 < e - s <= 12:
                        add_skill(self.reading, self.draft, s, e)
            self.last_kind = "skill"
            return True
        return False

    def _is_grade(self, x: int, y: int) -> bool:
        """Whether a part among certificates is the grade of a trade: 初级消防设施操作员, 电工三级."""
        return (
            re.fullmatch(
                r"(?:有|还|和|还有)*(?:[初中高]级[\u4e00-\u9fff]{2,10}[员师工]|[\u4e00-\u9fff]{2,10}(?:[一二三四五]级|[初中高]级)(?:工)?)",
                self.text[x:y],
            )
            is not None
        )

    def _are_languages(self, x: int, y: int) -> bool:
        """Whether all items of a list are spoken languages: 英文、日文(N2)."""
        items = list(split_items(self.reading, x, y))
        side = re.fullmatch(r"(?:[\u4e00-\u9fff]{1,3}[语文话]){2,}", self.text[x:y])
        if side and within(self.reading.languages, x, y):
            # 汉语哈语
            return True
        return bool(items) and all(
            any(f.start == s and f.end - s >= 2 for f in within(self.reading.languages, s, e))
            and re.fullmatch(r"[\u4e00-\u9fff]{2,4}(?:\s*[(（][^()（）]*[)）]?)?", self.text[s:e])
            for s, e in items
        )

    def _items(self, a: int, b: int) -> list[CellSpan]:
        """Return the items of a list, those parted by spaces too."""
        out: list[CellSpan] = []
        for s, e in split_items(self.reading, a, b):
            at = s
            for m in re.compile(r"(?<=[\u4e00-\u9fff)）])[ \t]+(?=[\u4e00-\u9fffA-Z])").finditer(
                self.text, s, e
            ):
                out.append((at, m.start()))
                at = m.end()
            out.append((at, e))
        return [t for t in (trim(self.text, *p) for p in out) if t[1] - t[0] >= 2]

    def _side_by_side(self, s: int, e: int) -> list[CellSpan]:
        """Split tools with spaces between them, and words that end alike: 氩弧焊二保焊."""
        words = self.text[s:e]
        if re.fullmatch(r"[\w+#.]+(?: [\w+#.]+)+", words) and words.isascii():
            known = within(self.reading.skills, s, e)
            if not any(" " in f.text for f in known):
                return [m.span() for m in re.compile(r"[^ ]+").finditer(self.text, s, e)]
        pair = re.fullmatch(
            r"(?P<p>[\u4e00-\u9fff]{1,3}(?P<t>[菜焊机车舞绣]))[\u4e00-\u9fff]{1,3}(?P=t)", words
        )
        if pair and words[: len(words) // 2] != words[len(words) // 2 :]:
            return [(s, s + pair.end("p")), (s + pair.end("p"), e)]
        # 抖音快手: a known name, and what is left.
        for f in within(self.reading.skills, s, e):
            if f.start == s and 2 <= e - f.end <= 3 and f.end - s == e - f.end:
                return [(s, f.end), (f.end, e)]
        return [(s, e)]

    def _and(self, s: int, e: int) -> list[CellSpan]:
        """Split at 和/及/跟 where both sides stand by themselves."""
        out: list[CellSpan] = []
        at = s
        for m in re.finditer(r"(?:和|及|以及|跟|与|还有)", self.text[s:e]):
            left, right = (at, s + m.start()), (s + m.end(), e)
            if (
                left[1] - left[0] >= 2
                and right[1] - right[0] >= 2
                and m[0] != "和"
                or (
                    m[0] == "和"
                    and self.text[s + m.start() - 1] not in "共饱缓"
                    and right[1] - right[0] >= 2
                )
            ):
                out.append(left)
                at = right[0]
        out.append((at, e))
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    def _tools(self, a: int, b: int) -> None:
        """Add tools and technologies named in a clause as skills."""
        for f in within(self.reading.skills, a, b):
            if f.value.kind == "tool" or (f.value.domain or "") in (
                "it",
                "software",
                "programming",
                "data",
            ):
                if re.search(r"[A-Za-z]", f.text) or len(f.text) >= 3:
                    add_skill(self.reading, self.draft, f.start, f.end)
