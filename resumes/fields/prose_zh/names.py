"""Who speaks: names said, written beside a number, or standing alone."""

import re

from jobassist.language.lexicon import segmenter

from ..cells import CellSpan, degree_in, org_score
from ..prose import bare
from ..reading import iter_lines, within
from ..words import ZH_DEGREE, looks_like_zh_name
from .clauses import ChineseClauses

_NAME = re.compile(
    r"(?:[我她他]叫|I'?m|I am|中文名(?:字)?(?:是|叫)?|名字(?:是|就?叫)?|(?:真|本|大|全)名(?:是|叫)?|名叫|姓[\u4e00-\u9fff]叫|本人叫|叫我|我是|本人|我姓名)\s*(?P<n>[\u4e00-\u9fff·]{2,4})"
)
# 我是应届生, 我是武汉人: what somebody is.
_NO_NAME = re.compile(
    r"(?:生|员|工|人|师|家|族|类|党|妈|爸|学历|专业|届)$|^(?:应届|单身|单亲|全职|专业|农村|高中|大专|本科|初中)"
)
# 我姓柏,… 柏雪松: the surname first, the name after.
_SURNAME = re.compile(r"我(?:是)?姓(?P<s>[\u4e00-\u9fff])(?![\u4e00-\u9fff]*名)")
_MIXED_NAME = re.compile(
    r"(?:我叫|我的名字(?:是|叫)|名字(?:是|叫)|本人叫|叫我|我是)\s*(?P<n>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?:[ ,，/(（]*(?P<z>[\u4e00-\u9fff]{2,4})(?=[)）,，。\s]))?"
)
# 厨师简历:崔大海
_TITLED_NAME = re.compile(
    r"(?P<t>[\u4e00-\u9fff]{0,8})简历[)）]?\s*[:：—-]+\s*(?P<n>[\u4e00-\u9fff·]{2,4})(?=$|[\s,，。|/(（])"
)
_NAME_STOP = r"(?=$|[\s,，。;；!！、(（\dA-Za-z]|啊|吧|呢|哈|嘛|哦|今年|现在|目前|之前|男|女|是|来自|毕业|从|在|手机|电话|做|干|有|应聘|想|文化的)"
_SEX_NAME = re.compile(
    r"(?:^|(?<=[\s,，:|\n]))(?P<n>[\u4e00-\u9fff]{1,7}·[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fff]{2,4})(?=[\s,，|/]*(?:[男女](?:$|[\s,，|/\d。])|\d{2}岁?[,，]))"
)
# The first cell of a line that goes on with a life.
_LEAD_NAME = re.compile(r"\s*(?P<n>[\u4e00-\u9fff]{2,3})[ \t,，|]+(?=\S)")
_CELL = re.compile(r"[\u4e00-\u9fff]{2,12}(?=[ \t,，|\n]|$)")
_PHONE_NAME = re.compile(
    r"(?:^|(?<=[\s,，:|\n。]))(?P<n>[\u4e00-\u9fff]{2,4})(?=[\s,，:：]*(?:(?<=[\s,，:：])(?:电话|手机号?|联系电话|微信|号码)[\s:：是]*)?$)"
)
# What three characters that begin as a name end in when they are none: 龙门吊, 包装工.
_NO_LONE_NAME = re.compile(
    r"[工师员证店厂车类活餐班化吊机菜验能力学校院区市县省路人生业行好多年月日经级专本科位务率品线岗语]$"
)


_CONTACT_WORD = re.compile(
    r"(?:联系)?(?:电话|手机号?|微信|邮箱|联系方式|tel|vx|qq|Tel|TEL)|(?:微信)?同(?:号|电话|手机)|微信同(?:电话|手机|号)"
)
_BESIDE = re.compile(
    r"[\s,，/|(（]*(?:[男女](?![\u4e00-\u9fff])|\d\d岁?(?!\d|年|[.\-/届级])|微信|电话|手机|联系|vx|tel|Tel|QQ|qq|先生|女士|(?:初中|高中|中专|大专|本科|专科|职高|技校)(?![\u4e00-\u9fff]))"
)
_AHEAD = re.compile(r"(?:[男女]|岁|联系|联系人|姓名|联络)[\s,，:：/|]*$")


class ChineseNames(ChineseClauses):
    """Finds the person's name."""

    def _names(self, start: int, end: int) -> None:
        text = self.text
        for m in _NAME.finditer(text, start, end):
            short = re.compile(
                r"[阿小老][\u4e00-\u9fff][,，\s]+(?P<n>[\u4e00-\u9fff]{2,3})(?=$|[\s,，。;；])"
            ).match(text, m.start("n"), end)
            if short and looks_like_zh_name(short["n"]) and not self.is_title(*short.span("n")):
                # 叫我阿成,梁志成
                if self.set_name(*short.span("n")):
                    self.taken.append((m.start(), short.end()))
                continue
            for length in (4, 3, 2):
                a = m.start("n")
                words = text[a : a + length]
                if len(words) < length or not looks_like_zh_name(words):
                    continue
                if not re.match(_NAME_STOP, text[a + length : end] or ""):
                    continue
                sure = "叫" in m[0] or "名" in m[0]
                if not sure and _NO_NAME.search(words):
                    continue
                if not sure and (self.is_title(a, a + length) or self.is_place(a, a + length)):
                    continue
                if self.set_name(a, a + length):
                    self.taken.append((m.start(), self._spelling(a + length, end)))
                break
            else:
                a = m.start("n")
                sure = re.match("[我她他]叫|中文名|名字|叫|我姓名|本人叫|名叫|I", m[0]) is not None
                alone = re.compile(r"[\u4e00-\u9fff]{2,4}(?=$|[\s,，。;；])").match(text, a, end)
                if (
                    sure
                    and alone
                    and not re.search(r"[的了我是在]", alone[0])
                    and not self.is_title(*alone.span())
                ):
                    # A name that opens with no common surname: 我叫木呷.
                    if self.set_name(*alone.span()):
                        self.taken.append((m.start(), alone.end()))
                    continue
                if sure and text[a] and looks_like_zh_name(text[a : a + 3]):
                    stop = 3 if text[a + 2 : a + 3] not in "在从是今做干住来女男的啊哈" else 2
                    if self.set_name(a, a + stop):
                        self.taken.append((m.start(), self._spelling(a + stop, end)))
        if "name" in self.draft.basics.one:
            return
        if self._said_otherwise(start, end) or self._beside_contacts(start, end):
            return
        lead = _LEAD_NAME.match(text, start, end) if start == 0 else None
        if (
            lead
            and looks_like_zh_name(lead["n"])
            and not self.is_title(*lead.span("n"))
            and not self.is_place(*lead.span("n"))
            and self._is_beside_life(lead.end(), end)
        ):
            # 李敏 杭州 2018.7-2020.5 …
            self.set_name(*lead.span("n"))
            self.taken.append(lead.span("n"))
            return
        for m in _SEX_NAME.finditer(text, start, end):
            if looks_like_zh_name(m["n"]) and not self.is_title(*m.span("n")):
                self.set_name(*m.span("n"))
                self.taken.append(m.span("n"))
                return
        for f in self.reading.phones:
            if start <= f.start <= end:
                head = text[max(start, f.start - 12) : f.start]
                near = _PHONE_NAME.search(head)
                if near and looks_like_zh_name(near["n"]):
                    a = max(start, f.start - 12) + near.start("n")
                    if not self.is_title(a, a + len(near["n"])) and not self.is_place(
                        a, a + len(near["n"])
                    ):
                        self.set_name(a, a + len(near["n"]))
                        self.taken.append((a, a + len(near["n"])))
                        return
        self._alone(start, end)

    def _is_beside_life(self, at: int, end: int) -> bool:
        """Whether a phone, a time, or a town alone stands there: what a name leads in one line.

        Behind the time stands an employer: before 2018.7-2020.5 装配工 the employer is what leads.
        """
        if any(f.start == at for f in self.reading.phones):
            return True
        times = self.ranges_in(at, end)
        cell = _CELL.match(self.text, at, end)
        is_town = cell is not None and self.is_place(*cell.span())
        if not times or not (is_town or times[0].start == at):
            return False
        stop = self.text.find("\n", at, end)
        behind = _CELL.finditer(self.text, times[0].end, end if stop < 0 else stop)
        has_phone = any(at <= f.start < end for f in self.reading.phones)
        return has_phone or any(
            not self.is_title(*m.span()) and not self.is_place(*m.span()) for m in behind
        )

    def _alone(self, start: int, end: int) -> None:
        """Find a name that opens or closes a line or the text, or stands by age, sex or contacts."""
        cells: list[tuple[float, CellSpan]] = []
        every: list[CellSpan] = []
        for a, b in iter_lines(self.text, start, end):
            every += [
                m.span()
                for m in re.compile(r"[^\s,，。;；|/、:：(（)）]+").finditer(self.text, a, b)
                if not any(s < m.end() and m.start() < e for s, e in self.reading.contact_spans)
                and not _CONTACT_WORD.fullmatch(m[0])
                and not re.fullmatch(ZH_DEGREE, m[0])
            ]
        for k, part in enumerate(every):
            likely = self._likeness(*part)
            if likely <= 0 or self.is_taken(*part):
                continue
            before, after = self.text[start : part[0]], self.text[part[1] : part[1] + 24]
            opens = not bare(before.rpartition("\n")[2]) and k + 1 < len(every)
            cue = _BESIDE.match(after) or _AHEAD.search(before[-8:])
            near = any(0 <= s - part[1] <= 4 for s, _e in self.reading.contact_spans)
            likely += 0.5 * bool(cue or near) + 0.25 * opens + 0.25 * (k == len(every) - 1)
            cells.append((likely, part))
        if cells and len(every) > 2:
            best = max(cells, key=lambda c: c[0])
            if best[0] >= 1:
                self.set_name(*best[1])
                self.taken.append(best[1])

    def _likeness(self, a: int, b: int) -> float:
        """Return how much a part alone is like a name and nothing else, 0 for not at all."""
        words = self.text[a:b]
        if not 2 <= len(words) <= 3 or not looks_like_zh_name(words):
            return 0
        if _NO_LONE_NAME.search(words) or self.is_title(a, b) or self.is_place(a, b):
            return 0
        if within(self.reading.skills, a, b) or org_score(self.reading, a, b) >= 0.5:
            return 0
        if degree_in(self.reading, a, b) is not None:
            return 0
        tagged = segmenter().tag(words)
        is_word = len(tagged) == 1 and not tagged[0][1].startswith("nr")
        if is_word:
            return 0
        return 0.8 if len(words) == 3 else 0.5

    def _beside_contacts(self, start: int, end: int) -> bool:
        """Find a name on a line that holds nothing else but how to reach the person."""
        for a, b in iter_lines(self.text, start, end):
            if not any(a <= s and e <= b for s, e in self.reading.contact_spans):
                continue
            left = self.cut_taken(a, b)
            if len(left) == 1 and looks_like_zh_name(self.text[slice(*left[0])]):
                if not self.is_title(*left[0]) and not self.is_place(*left[0]):
                    self.set_name(*left[0])
                    self.taken.append(left[0])
                    return True
        return False

    def _said_otherwise(self, start: int, end: int) -> bool:
        """Find a name in Latin letters, behind the word for a résumé, or behind a surname."""
        text = self.text
        mixed = _MIXED_NAME.search(text, start, end)
        if mixed:
            zh = mixed["z"] and looks_like_zh_name(mixed["z"])
            self.set_name(mixed.start("n"), mixed.end("z" if zh else "n"))
            self.taken.append((mixed.start(), mixed.end("z" if zh else "n")))
            return True
        titled = _TITLED_NAME.search(text, start, end)
        if titled and looks_like_zh_name(titled["n"]):
            self.set_name(*titled.span("n"))
            if titled["t"] and self.is_title(*titled.span("t")):
                self.draft.basics.put("label", self.reading.piece(*titled.span("t")))
            self.taken.append((titled.start(), titled.end("n")))
            return True
        twice = re.compile(r"我姓(?P<n>(?P<s>[\u4e00-\u9fff])(?=(?P=s)[\u4e00-\u9fff]{2}))").search(
            text, start, end
        )
        if twice:
            # Dictated: 我姓褚褚红梅
            a = twice.end()
            stop = a + (3 if looks_like_zh_name(text[a : a + 3]) else 2)
            self.set_name(a, stop)
            self.taken.append((twice.start(), self._spelling(stop, end)))
            return True
        surname = _SURNAME.search(text, start, end)
        if surname:
            again = re.compile(
                rf"(?<![\u4e00-\u9fff])(?P<n>{surname['s']}[\u4e00-\u9fff]{{1,2}})(?![\u4e00-\u9fff])"
            )
            for m in again.finditer(text, surname.end(), end):
                self.set_name(*m.span("n"))
                self.taken.append((surname.start(), surname.end()))
                self.taken.append(m.span("n"))
                return True
        return False

    def _spelling(self, after: int, end: int) -> int:
        """Return where the spelling out of a name ends: 文化的文博士的博."""
        name = self.draft.basics.one.get("name")
        if name is None:
            return after
        m = re.compile(r"(?:[啊呀吧,， ]*(?:是)?[\u4e00-\u9fff]{1,3}的[\u4e00-\u9fff])+").match(
            self.text, after, end
        )
        if not m:
            return after
        at = after
        for part in re.finditer(
            r"[啊呀吧,， ]*(?:是)?[\u4e00-\u9fff]{1,3}?的(?P<c>[\u4e00-\u9fff])", m[0]
        ):
            if part["c"] not in name.value:
                break
            at = after + part.end()
        return at
