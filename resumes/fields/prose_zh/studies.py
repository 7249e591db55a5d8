"""Where and what somebody learnt."""

import re

from ..cells import degree_in, school_in
from ..prose import Clause, bare
from ..reading import within
from ..schools import NO_AREA
from ..words import ZH_MAJOR_END
from .claims import ChineseClaims

_STUDY = re.compile(
    r"毕业|学的|读的|念的|就读|考上|考入|在读|专业|学历|本科|大专|专科|硕士|博士|研究生|中专|职高|技校|高中|初中|小学文化|文化程度|学位|应届|系(?:$|[,，])"
)
_HIGHER = re.compile(r"(?:大学|学院|职院|职校|技校|师大|中专|专科学校)(?:$|[\s,，\u4e00-\u9fff])")
_STUDY_START = re.compile(r"入学|考上|考入|考进|开始读|就读|升入")
_AREA_SAID = re.compile(
    r"(?:(?<![大中小同])学|读|念)(?:的)?(?:是)?(?P<x>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:专业)?(?:的|$|,|，|然后|出来|毕业)"
)


class ChineseStudies(ChineseClaims):
    """Reads clauses about school."""

    def _study(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if re.search(
            r"老师|教师|讲师|教授|班主任|辅导员|校医|保安|实习(?!生)|导师|学历(?:要求)?不限", words
        ) and not re.search(r"毕业|学历|学的", words):
            return False
        if re.search(
            r"(?:进了?|去了?|在|到了?)[^,，。;；]{2,14}(?:做|当|任|干|教)", words
        ) and not re.search(r"[学读念]的|专业|学历", words):
            # 毕业就进了金贝幼儿园做配班
            return False
        said_school = re.match(
            r"(?:我的?)?(?:学校|院校|毕业院校|母校|大学)(?:是|叫|在)(?P<s>[\u4e00-\u9fff]{3,14})$",
            words,
        )
        if said_school:
            entry = self.add_school(clause, goes_on=self.last_kind == "school")
            at = a + said_school.start("s")
            entry.one["institution"] = self.reading.piece(at, b)  # type: ignore[assignment]
            self.last_kind = "school"
            return True
        school, degree = school_in(self.reading, a, b), degree_in(self.reading, a, b)
        if re.search(r"(?:转行|改行)$", text[max(0, a - 4) : a]):
            return False
        if re.search(r"转行|改行", words) and not school and not degree:
            return False
        # 从集美大学 | 毕业后: the next thought begins with the leaving.
        said = _STUDY.search(words) or re.match("毕业", text[b:])
        area = _AREA_SAID.search(words)
        goes_on = self.last_kind == "school"
        if (
            goes_on
            and self.school is not None
            and "area" not in self.school.one
            and 2 <= len(words) <= 12
            and re.search(rf"(?:{ZH_MAJOR_END}|[学艺术程计语律融药控修价疗化])$", words)
            and not re.search(r"大学|中学|小学|同学|在|过|[学读念]的", words)
            and clause.line == self.text.count("\n", 0, self.school.start)
        ):
            return self.school.put("area", self.reading.piece(a, b))
        if (
            school is not None
            and _HIGHER.search(words)
            and school[0] == a
            and (
                school[1] == b
                or re.match(r"[\s,，]*(?:[\u4e00-\u9fff]{2,10}(?:专业|系)?)?$", text[school[1] : b])
            )
            and not self._is_post_next(b)
        ):
            # A school by itself is where one learnt, whatever was told before.
            entry = self.add_school(clause, goes_on=goes_on)
            self.last_kind = "school"
            return bool(entry)
        if re.match(r"(?:现任|曾任|历任|现为|兼任|任|担任)", words) or re.search(
            r"(?:任|担任).{0,30}(?:院长|校长|主任|处长|导师|教授|研究员)", words
        ):
            return False
        if (
            school
            and (said or degree or goes_on is False and self.last_kind == "")
            and not self._has_title(a, b)
        ):
            pass
        elif school and said and re.search(r"毕业|专业|学位|学历", words):
            pass
        elif school and goes_on and self.school and "institution" not in self.school.one:
            pass
        elif degree and (
            re.search(r"学历|毕业|文化|在读|学位|专业|应届|\d届", words)
            or len(bare(words)) <= 8
            or goes_on
        ):
            pass
        elif (
            area
            and (goes_on or re.search(r"学的|读的|念的|应届|大学|毕业", words))
            and not re.search(r"学会|学到|学过|跟", words)
        ):
            pass
        elif re.search(r"专业(?:毕业)?$", words) and (goes_on or len(bare(words)) <= 12):
            pass
        elif re.fullmatch(r"[\d年月.\-]+(?:份)?(?:大学|本科|大专|研究生|硕士)?毕业(?:的)?", words):
            pass
        elif (
            goes_on
            and re.match(r"(?:[今明后]年|\d{2,4}年)?\S{0,4}(?:毕业|[届级])", words)
            and len(words) <= 14
        ):
            pass
        elif goes_on and re.fullmatch(r"[\d.年月\-—~至到今]+(?:毕业)?", words):
            pass
        else:
            return False
        entry = self.add_school(clause, goes_on=goes_on)
        if area and "area" not in entry.one:
            x = (a + area.start("x"), a + area.end("x"))
            told = text[x[0] : x[1]]
            if not (re.match(r"(?:的|是|了|过|校|院|历|生)", told) or NO_AREA.search(told)):
                entry.put("area", self.reading.piece(*x))
        class_of = re.search(r"(?<!\d)(?P<y>(?:20)?\d\d)届", words)
        if class_of:
            year = class_of["y"] if len(class_of["y"]) == 4 else f"20{class_of['y']}"
            y = a + class_of.start("y")
            entry.put("endDate", self.reading.piece(y, y + len(class_of["y"]), value=year))
        grade = re.search(r"(?P<y>20\d\d)级", words)
        if grade:
            y = a + grade.start("y")
            entry.put("startDate", self.reading.piece(y, y + 4))
        else:
            self.school_times(entry, a, b, starts=bool(_STUDY_START.search(words)))
        if not entry:
            self.draft.sections["education"] = [
                e for e in self.draft.of("education") if e is not entry
            ]
            self.school = None
            return False
        self.last_kind = "school"
        return True

    def _is_post_next(self, b: int) -> bool:
        """Whether a post follows the name of a school: 安徽中医药大学 讲师."""
        m = re.compile(r"[\s,，:：]*(?P<x>[\u4e00-\u9fff]{2,10})").match(self.text, b)
        if m is None:
            return False
        x, y = m.span("x")
        return self.is_title(x, y) and not re.search(rf"(?:{ZH_MAJOR_END})$", self.text[x:y])

    def _has_title(self, a: int, b: int) -> bool:
        found = [
            f
            for f in within(self.reading.titles, a, b)
            if f.end == b or self.text[f.end : f.end + 1] in " ,，、"
        ]
        return bool(found) and not _STUDY.search(self.text[a:b])
