"""Chinese notes and running text: 我叫李雷,92年的,在杭州做了三年Java,之前在阿里."""

import itertools
import re

from ..cells import CellSpan, degree_in, org_score, split_cells
from ..headings import heading_of
from ..lists import add_skill, read_languages, read_skills
from ..prose import Clause, bare
from ..reading import Entry, Piece, iter_lines, trim, within
from ..schools import read_school_parts
from ..times import date_piece
from ..words import ZH_MAJOR_END, looks_like_zh_name
from .jobs import ChineseJobs

_PERSONAL = re.compile(
    r"^(?:[男女]|[男女](?:生|性|的)?|(?:汉|回|满|壮|苗|维吾尔|土家|彝|藏|蒙古?|朝鲜)族?|已婚|未婚|离异|已育|未育|今年)?(?:[,，\s]*)?(?:\d{2}岁?|(?:年龄|今年|虚岁|周岁)\D{0,2}\d{2}岁?|\d{2,4}年(?:的|生人?|出生|次)?|[\d.年月日]{4,11}(?:出生|生)?|\d0后|籍贯.*|户口.*|户籍.*|身高.*|体重.*|[男女]|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|中国国籍.*|无(?:境外)?(?:永久)?(?:境外)?居留权.*|[^管带招教\W\d_]{2,6}(?<!个)人(?:氏)?)$"
)
_HERE_WORKS = re.compile(r"厂|店|公司|院|[做干当]")
# When it was, as a label: 现:…, 前:…, 退伍后:….
_WHEN_LABEL = re.compile(
    r"(?:现|目前|现在|现职|在职|前|之前|以前|原|曾|最近|实习|兼职|工作|经历|工作经历|实习经历|上家|前公司|现公司|后来|[\u4e00-\u9fff]{2}后|第[一二三]份(?:工作)?)[:：][ \t]*"
)
_LIST_LABELS = {
    "证": "certificates",
    "证件": "certificates",
    "持证": "certificates",
    "有证": "certificates",
    "资格": "certificates",
    "软件": "skills",
    "工具": "skills",
    "会": "skills",
    "特长": "skills",
    "擅长": "skills",
    "技术": "skills",
    "语言": "languages",
}
_AGE = re.compile(
    r"(?:我|本人|今年|已经|虚岁|周岁|都|快|马上|有)*(?:[1-6]\d|[一二三四五六]?十[一二三四五六七八九]?)(?:岁|周岁|了|啦|多)*"
)
_WISH = re.compile(
    r"^.{0,6}(?:在|想在|去)?[\u4e00-\u9fff]{0,4}找(?:个|份|一份)?(?:工作|活|事做|班上)|^(?:我|现|现在|目前|本人|所以|就)*(?:想(?!象)|希望|期望|打算|准备(?!过)|求职|应聘|要找|找(?:个|份|工作|一份|一个|找)|寻找|换(?:个|工作|份)|转行|帮我|帮忙|给我|麻烦|请|求|看看|能不能|有没有|谢谢|你好|您好|最好(?:是|在|离|有|能)|不要(?!求)|别|不想|不接受|接受|可以(?:接受|出差|加班|倒班|上夜班|马上|随时)|能(?:接受|出差|加班|倒班)|简历$|写(?:份|个|一份)?简历)"
)
# 不要写我做学徒那段: an entry told by what it is about.
_NOT_THAT = re.compile(
    r"(?:不要|不用|不想|别|甭|勿|不)(?:写|提|放|填|列|加)(?:上|进去)?(?P<x>[^,，。;；\n]{1,14}?)(?:[那这](?:一)?(?:段|份|家|个|条|句|部分|些)?(?:经历|工作)?|的(?:事|经历|工作))(?:[。;；,，\n!！]|$)"
)
_NOT_SAID = re.compile(
    r"(?:^|[\s,，。;；])(?P<x>(?:这个|那个)?[\u4e00-\u9fff]{2,8}?)(?:就)?(?:别|不要|不用)(?:写|提|放|说)(?:上|进去|了|啊|哈|吧)*(?=$|[\s,，。;；!！])"
)
_UNKNOWN = re.compile(
    r"(?:没过|没考过|没通过|没拿到)$|^(?:一?直)?(?:做|干|待)?到(?:现在|如今|今天|目前)$|^至今$|说不(?:上来|清)|记不(?:得|清|住)|不记得|忘了|不清楚|不知道|想不起|没(?:有)?(?:细|具体)(?:数|算)"
)
_LEAVING = re.compile(r"换个?行(?:业|当)?|转行|改行|不想(?:再)?(?:干|做)(?:这行|了)")
_LIFE = re.compile(
    r"交换(?:生|了|一)|交流了?一|长大|出生|上学|读书|生活|旅游|带(?:孩子|孙子|娃|宝宝)(?!的)|照顾(?:老人|孩子|父母)$|结婚|生孩子|养病|当兵前"
)
_HOME = re.compile(
    r"(?:现居|现住|现在住在?|目前住在?|住在|家在|家住|人在|我在|常住|定居|目前在|现在在|坐标|base)[::]?\s*(?P<x>[\u4e00-\u9fff]{2,10}?)(?:住|这边|本地|附近|了|$|[,，。\s])"
)
_ALL_IN = re.compile(
    r"^(?:这?[两几三]家)?(?:都|全|一直)(?:是在|是|在)(?P<x>[\u4e00-\u9fff]{2,8}?)(?:那边|这边)?(?:的|吧)*$"
)
_FILLER = re.compile(
    r"^(?:嗯|啊|呃|哦|那个|这个|就是|然后|就|吧|呢|嘛|哈|的话|大概|其实|反正|对|是的|好的|那|还有|另外|以及|和|且|,|，|、|\s)+"
)


class ChineseProse(ChineseJobs):
    """Reads Chinese notes and running text."""

    wanted: Piece | None = None
    needs_trade_said = True

    def read(self, start: int, end: int) -> None:
        """Read a stretch clause by clause."""
        self.put_right(start, end)
        self._names(start, end)
        self._labelled_lists(start, end)
        at = start
        for a, b in (p for row in iter_lines(self.text, start, end) for p in self._rows(*row)):
            many = len(re.split(r"[ \t|｜]+", self.text[a:b])) > 1 or "\n" in self.text[start:end]
            if many and self._school_line(a, b):
                self._notes(at, a)
                at = b
                continue
            head = self._entry_head(a, b) if many else None
            if head is not None:
                self._notes(at, a)
                if self.read_entry_line(a, head) and self.work is not None:
                    self.work.add("highlights", self.reading.piece(head, b))
                    at = b
                else:
                    at = a
                continue
            if self._is_listed_task(a, b, at) and self.work is not None:
                self._notes(at, a)
                self.work.add("highlights", self.reading.piece(a, b))
                at = b
                continue
            if many and len(self.reading.ranges) and self._is_entry_line(a, b):
                self._notes(at, a)
                at = b if self._dated_line(a, b) else a
        self._notes(at, end)

    def _rows(self, a: int, b: int) -> list[CellSpan]:
        """Return the parts of a line that may be entries: between stops, and before each time.

        湖南第一师范 英语教育 本科 2010~2014,有教师资格证 holds a school; 2016-2020 甲 店员
        2020-至今 乙 店长 two jobs.
        """
        out: list[CellSpan] = []
        at = a
        for m in re.compile(r"[。;；]|(?:^|(?<=[\s。;；]))\d{1,2}[)）.、][ \t]*(?!\d)|$").finditer(
            self.text, a, b
        ):
            if any(s < m.start() < e for s, e in self.reading.time_spans):
                continue
            if at < m.start():
                out += self._parts(at, m.start())
            at = max(at, m.end())
        if at < b:
            out += self._parts(at, b)
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    def _parts(self, a: int, b: int) -> list[CellSpan]:
        """Return a sentence cut at the commas around a run of cells, and before times that head."""
        out: list[CellSpan] = []
        at = a
        commas = [m.start() for m in re.compile(r"[,，]").finditer(self.text, a, b)]
        for x, y in itertools.pairwise([a - 1, *commas, b]):
            run = trim(self.text, x + 1, y)
            cells = re.split(r"[ \t]+", self.text[slice(*run)])
            marks = self.ranges_in(*run) or degree_in(self.reading, *run)
            if out and not degree_in(self.reading, *run) and at <= a:
                continue
            if commas and len(cells) >= 3 and marks and max(map(len, cells)) <= 16:
                if x < a and not degree_in(self.reading, *run):
                    # A job that opens the sentence: what follows was done there.
                    break
                if at < x:
                    out.append((at, x))
                out.append(run)
                at = y + 1
        if at < b:
            out.append((at, b))
        return [p for part in out for p in self._headed(*part)]

    def _headed(self, a: int, b: int) -> list[CellSpan]:
        spans = [r for r in self.ranges_in(a, b) if r.value.start is not None]
        if len(spans) < 2:
            return [(a, b)]
        heads = [
            r
            for r in spans
            if re.match(r"[ \t:：,，]*[\u4e00-\u9fffA-Za-z]{2}", self.text[r.end : b])
            and re.search(r"(?:^|[\s,，;；:：|])$", self.text[a : r.start])
        ]
        # It ends in what was done, so that each time stands before its job.
        if len(heads) != len(spans) or spans[-1].end >= b - 2:
            return [(a, b)]
        before = self._cell_before(a, spans[0].start)
        is_contact = any(s < before[1] and before[0] < e for s, e in self.reading.contact_spans)
        if spans[0].start - a >= 4 and not is_contact and org_score(self.reading, *before) >= 0.6:
            return [(a, b)]
        return list(itertools.pairwise([a, *(r.start for r in spans), b]))

    def _cell_before(self, a: int, at: int) -> CellSpan:
        """Return the last cell of a line before an offset."""
        m = re.search(r"[^\s,，;；|]+(?=[\s,，;；|:：]*$)", self.text[a:at])
        return (a + m.start(), a + m.end()) if m else (at, at)

    def _dated_line(self, a: int, b: int) -> bool:
        """Read a line that is an entry, a word for when before it and tasks behind a colon."""
        lead = _WHEN_LABEL.match(self.text, a, b)
        a = lead.end() if lead else a
        time = self.ranges_in(a, b)[0]
        colon = re.compile(r"[:：](?!\d)").search(self.text, a + 4, b)
        if colon is None or b - colon.end() < 3:
            return self.read_entry_line(a, b)
        tasks = trim(self.text, colon.end(), b)
        is_task = not (time.start >= colon.start() or self.is_title(*tasks))
        if not is_task or not self.read_entry_line(a, colon.start()) or self.work is None:
            return self.read_entry_line(a, b)
        self.work.add("highlights", self.reading.piece(*tasks))
        return True

    def _labelled_lists(self, start: int, end: int) -> None:
        """Read lists behind a label in running text: 软件:Fluent、MATLAB. 证:教师资格证 ...."""
        pattern = re.compile(
            r"(?:^|(?<=[\n。;；]))[ \t]*(?P<l>[A-Za-z\u4e00-\u9fff]{1,6})[ \t]*[:：](?P<v>[^\n。;；]{2,200})"
        )
        for m in pattern.finditer(self.text, start, end):
            if self.is_taken(*m.span()) or self.ranges_in(*m.span("v")):
                continue
            section = _LIST_LABELS.get(m["l"]) or heading_of(m["l"])
            if section == "skills":
                read_skills(self.reading, self.draft, *m.span("v"))
            elif section == "certificates":
                for a, b in self._items(*m.span("v")):
                    self.add_certificate(a, b, around=(a, b))
            elif section == "languages":
                read_languages(self.reading, self.draft, *m.span("v"), is_section=True)
            else:
                continue
            self.taken.append(m.span())

    def _school_line(self, a: int, b: int) -> bool:
        """Read a line that is a school though no word says so: 浙工大 计科 15-19 本科."""
        lead = re.compile(r"(?:学历|教育|教育经历|学校|毕业)?[:：]?[ \t]*").match(self.text, a, b)
        a = lead.end() if lead else a
        words = self.text[a:b]
        degree = degree_in(self.reading, a, b)
        class_of = re.search(r"(?:19|20)?\d\d ?(?P<k>[届级])|毕业|在读", words)
        if len(words) > 50 or re.search(r"[。;；!?！？]|[在到去进做]", words.replace("在读", "")):
            return False
        if not degree and not class_of or within(self.reading.emails, a, b):
            return False
        cut = [(f.start, f.end) for f in (*self.ranges_in(a, b), *self.dates_in(a, b))]
        cut += [degree] if degree else []
        if class_of:
            cut.append((a + class_of.start(), a + class_of.end()))
        cells = [
            c
            for c in split_cells(self.reading, a, b, cut=sorted(cut))
            if re.search(r"[\u4e00-\u9fff]{2}", self.text[slice(*c)])
            and not re.fullmatch(
                r"(?:[(（])?(?:统招|全日制|函授|自考|成人|在职|毕业|学历|[届级]|非|年|月|预计|即将)+(?:[)）])?",
                self.text[slice(*c)],
            )
        ]
        if not 2 <= len(cells) <= 3 or cells[0][0] - a > 12:
            return False
        if any(
            self.is_title(*c)
            and not re.search(rf"系|专业|学$|(?:{ZH_MAJOR_END})$", self.text[slice(*c)])
            for c in cells
        ):
            return False
        if not (cut and (self.ranges_in(a, b) or self.dates_in(a, b) or class_of)):
            return False
        entry = Entry()
        read_school_parts(self.reading, entry, a, b)
        if "institution" not in entry.one:
            if looks_like_zh_name(self.text[slice(*cells[0])]) and not self.ranges_in(a, b):
                return False
            entry.put("institution", self.reading.piece(*cells[0]))
        free = [
            c
            for c in cells
            if all(c[1] <= p.start or p.end <= c[0] for k, p in entry.one.items() if k != "area")
        ]
        if "area" not in entry.one and free:
            entry.put("area", self.reading.piece(*free[0]))
        if degree:
            entry.put("studyType", self.reading.piece(*degree))
        if class_of and class_of["k"]:
            year = re.match(r"\d+", class_of[0])[0]  # type: ignore[index]
            full = year if len(year) == 4 else str(self.reading.full_year(year) or "")
            at = a + class_of.start()
            key = "endDate" if class_of["k"] == "届" else "startDate"
            if full:
                entry.put(key, self.reading.piece(at, at + len(year), value=full))
        inner = re.search(r"[(（](?P<i>[^()（）]*毕业)[)）]", words)
        if inner:
            for d in self.dates_in(a + inner.start("i"), a + inner.end("i")):
                entry.put("endDate", date_piece(d))
        elif not (class_of and class_of["k"] == "级"):
            self.school_times(entry, a, b, starts=False)
        self.draft.of("education").append(entry)
        self.school, self.last_kind = entry, "school"
        return True

    def _is_listed_task(self, a: int, b: int, at: int) -> bool:
        """Whether a line is a bullet right below a job's: - 主导订单系统拆分,接口RT降了40%."""
        if self.last_kind != "work" or bare(self.text[at:a]) or b - a < 5:
            return False
        m = re.match(r"[-–—•·*▪◦]\s*(?=\S)", self.text[a:b])
        return m is not None and not self.ranges_in(a, b) and not degree_in(self.reading, a, b)

    def _entry_head(self, a: int, b: int) -> int | None:
        """Return where a line's employer, title and time end and what was done begins."""
        ranges = self.ranges_in(a, b)
        if len(ranges) != 1 or ranges[0].start - a < 4 or b - ranges[0].end < 6:
            return None
        end = ranges[0].end
        tail = self.text[end:b]
        if not re.match(r"[ \t,，:：|]+\S", tail) or not self._is_entry_line(a, end):
            return None
        rest = trim(self.text, end, b)
        if self.is_title(*rest) or org_score(self.reading, *rest) >= 0.5 or self.is_place(*rest):
            return None
        return end

    def _is_entry_line(self, a: int, b: int) -> bool:
        """Whether a line may be an entry of a table: no running text around its time."""
        words = self.text[a:b]
        return len(self.ranges_in(a, b)) == 1 and not re.search(
            r"[。!?！？]|历任|曾任|现任|至今任|任职|[起今月年](?:任|担任|兼任|担当)|(?:在|于|到)[\u4e00-\u9fff]{2,}(?:做|当|任|担任|干)|我(?!爱|乐)|本人|,.*,",
            words,
        )

    def _notes(self, start: int, end: int) -> None:
        """Read running text clause by clause."""
        clauses = list(self.bounded(self.split(start, end)))
        dropped = self._withdrawn(clauses)
        for clause in clauses:
            if clause not in dropped:
                self._clause(clause)

    def _clause(self, clause: Clause) -> None:
        text = self.text
        start, end = clause.start, clause.end
        lead = _FILLER.match(text[start:end])
        if lead:
            start += lead.end()
        start, end = trim(text, start, end)
        if start >= end or not bare(text[start:end]):
            return
        label = _WHEN_LABEL.match(text, start, end)
        if label and label.end() < end:
            start = label.end()
        other = re.compile(r"[\u4e00-\u9fff]{2,6}[:：](?=\S)").match(text, start, end)
        if other and not self.ranges_in(other.end(), end):
            if re.search(r"内容|职责|业绩|成果|成绩|负责|项目", other[0]):
                start = other.end()
            elif heading_of(other[0].rstrip(":：")) is None:
                # A label nobody knows (研究方向:): what it holds has no place.
                self.last_kind = "label"
                return
        clause = Clause(start, end, clause.sentence, clause.line)
        words = text[start:end]
        if _LEAVING.search(words):
            self.is_leaving_trade = True
        if _UNKNOWN.search(words) or (
            _LIFE.search(words) and not re.search(r"月嫂|保姆|阿姨|育儿|幼儿园|老师", words)
        ):
            return
        if self._spoken(clause):
            return
        titled = re.fullmatch(r"(?P<n>[\u4e00-\u9fff]{2,5}\d{0,4})(?:先生|女士|小姐)", words)
        if titled:
            if "name" not in self.draft.basics.one:
                self.set_name(start, start + titled.end("n"))
            return
        if (
            _PERSONAL.match(words)
            or _AGE.fullmatch(words)
            or re.search(r"参加工作$|出生$|入党$|加入中国共产党|党员$", words)
        ):
            return
        if re.fullmatch(
            r"(?:(?:不好意思|抱歉|对不起|谢谢|麻烦了?|你好|您好)(?:[啊哈呀了])?|同号|微信同号|(?:我的?)?(?:微信|电话|手机|手机号|邮箱|联系方式|联系电话)(?:号码?)?(?:是|就是)?|qq|QQ|如下|个人简历|简历|\w{0,6}简历)[:：]?",
            words,
        ):
            return
        if _WISH.match(words) and not re.search(r"做过|干过|年(?:了|经验)", words):
            self.last_kind, self.wish_sentence = "wish", clause.sentence
            self._wanted(clause)
            return
        everywhere = _ALL_IN.match(words)
        if everywhere and self.is_place(start + everywhere.start("x"), start + everywhere.end("x")):
            a, b = start + everywhere.start("x"), start + everywhere.end("x")
            if self.own:
                self.everywhere = self.reading.piece(a, b)
                if len(self.own) > 1:
                    # What follows is about all of them.
                    self.work, self.last_kind = None, "general"
                return
        home = _HOME.search(words)
        if home and self.is_place(start + home.start("x"), start + home.end("x")):
            rest = words[: home.start()] + words[home.end() :]
            if len(bare(rest)) <= 1 and re.search(r"住|居|家|人在|坐标|base", home[0]):
                self.set_home(start + home.start("x"), start + home.end("x"))
                return
        here = re.match(r"(?:人?(?:现在|目前|如今|现)人?)(?P<x>[\u4e00-\u9fff]{2,8})$", words)
        if here and self.work is None and self.is_place(start + here.start("x"), end):
            self.set_home(start + here.start("x"), end)
            return
        back = (
            re.search(
                r"(?:回(?:到)?(?:了)?(?:老家|家乡)(?:的)?|^(?:我|人|现在|目前|如今)+(?:又|就|都)?(?:回到?|在|搬到|来)了?)(?P<x>[\u4e00-\u9fff]{2,6}?)(?:老家|这边|那边)?了?$",
                words,
            )
            if self.work is None or not _HERE_WORKS.search(words)
            else None
        )
        if back and self.is_place(start + back.start("x"), start + back.end("x")):
            self.set_home(start + back.start("x"), start + back.end("x"))
            return
        if re.match(r"打字", words) and len(words) <= 10:
            add_skill(self.reading, self.draft, start, end)
            self.last_kind = "skill"
            return
        if re.match(r"(?:我的?)?(?:电话|手机|微信)[^\d]{0,6}$", words):
            return
        if self._tool_list(clause):
            return
        if self._study(clause):
            return
        if self._certificates(clause):
            return
        if self._award(clause):
            return
        if self._skills(clause):
            return
        self._work(clause)

    def _wanted(self, clause: Clause) -> None:
        """Keep the occupation sought: 想找个收银或者导购."""
        m = re.search(
            r"(?:找|应聘|求职|(?:想|希望|打算|准备)(?:转行)?(?:做|当|干|应聘))(?:[个份]|一[个份])?(?P<x>[^,，。;；]{2,14}?)(?:(?:方面|之类|相关)?的?(?:工作|活儿?|岗位|职位|班))?(?:的|吧|呢)*$",
            self.text[clause.start : clause.end],
        )
        if not m or self.wanted is not None:
            return
        x, y = clause.start + m.start("x"), clause.start + m.end("x")
        town = re.match(r"(?P<t>[\u4e00-\u9fff]{2,4}?)的", m["x"])
        if town and self.is_place(x, x + town.end("t")):
            x += town.end()
        first = re.split(r"或者?|、|/|和", self.text[x:y])[0]
        if self.is_title(x, x + len(first)):
            self.wanted = self.reading.piece(x, y)

    def finish(self) -> None:
        """Close as in general; what is sought is the label where it is said, not what was."""
        if self.wanted is not None:
            self.draft.basics.put("label", self.wanted)
        for entry in self.draft.of("work"):
            self._put_straight(entry)
        super().finish()
        self._drop_unwanted()

    def _put_straight(self, entry: Entry) -> None:
        """Part what a table's cell runs together: 大理一家宠物医院, 从线路工干到班长."""
        name, post = entry.one.get("name"), entry.one.get("position")
        if name is not None:
            counted = re.search(r"一[家个间所]", name.value)
            found = self._firm(name.start, name.end) if counted else None
            if found is not None and found[0] is None and found[2] is not None:
                del entry.one["name"]
                if found[1]:
                    self.put_location(entry, found[1])
                entry.put("summary", self.reading.piece(*found[2]))
        if post is not None:
            rise = re.fullmatch(
                r"从[\u4e00-\u9fff]{1,8}?(?:做|干|升|提)(?:到|为|成)了?(?P<x>[\u4e00-\u9fff]{2,10})",
                post.value,
            )
            if rise:
                a = post.start + rise.start("x")
                entry.one["position"] = self.reading.piece(a, post.end)  # type: ignore[assignment]

    def _drop_unwanted(self) -> None:
        """Take out the entries somebody asked to leave out by what they are about."""
        for m in _NOT_SAID.finditer(self.text):
            about = re.sub(r"^(?:这个|那个|这|那)|的?(?:这个|那个)?(?:事|事情)?$", "", m["x"])
            for entry in self.draft.of("work"):
                for key in ("highlights",):
                    entry.many[key] = [p for p in entry.many.get(key, []) if about not in p.value]
                summary = entry.one.get("summary")
                if len(about) >= 2 and summary is not None and about in summary.value:
                    del entry.one["summary"]
        for m in _NOT_THAT.finditer(self.text):
            about = re.sub(r"我|在|的|做|当|干|那|这|过|了", "", m["x"])
            if len(about) < 2:
                continue
            for section in ("work", "education"):
                kept = [
                    e
                    for e in self.draft.of(section)
                    if not any(about in self.text[p.start : p.end] for p in e.one.values())
                ]
                self.draft.sections[section] = kept
