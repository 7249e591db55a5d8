"""Sections of a CV by their headings, in both languages."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .labels import find_labels, label_kind
from .reading import iter_lines

SectionName = Literal[
    "top",
    "basics",
    "objective",
    "summary",
    "work",
    "volunteer",
    "education",
    "courses",
    "skills",
    "languages",
    "certificates",
    "awards",
    "projects",
    "publications",
    "interests",
    "references",
    "other",
]

_EN: dict[SectionName, str] = {
    "basics": "personal|resume|résumé|cv|curriculum vitae|personal details|personal information|personal info|personal data|contact|contacts|"
    "contact information|contact details|contact me|details|bio data|biodata|personal profile data|"
    "personal particulars",
    "objective": "objective|career objective|job objective|career goal|career goals|position sought|"
    "desired position|target role|target position|job target|looking for|seeking",
    "summary": "summary|profile|professional summary|personal profile|career profile|about|about me|"
    "career summary|executive summary|professional profile|personal statement|overview|"
    "profile summary|summary of qualifications|introduction|bio|who i am|statement|"
    "strengths|personal strengths|my strengths|key strengths",
    "work": "work experience|experience|professional experience|employment|employment history|"
    "career history|work history|job history|relevant experience|relevant work experience|"
    "internship|internships|summer internship|summer internships|placement|placements|summer job|summer jobs|part-time work|part time work|part-time jobs|internship experience|industrial training|company details|career|"
    "jobs|previous employment|previous experience|other experience|work|employment record|"
    "professional background|professional history|current employment|current role|"
    "work experiences|positions held|previous roles|career experience|industry experience|"
    "teaching experience|clinical experience|military service|military experience|past jobs|"
    "employment details|organizational experience|organisational experience|work profile|"
    "experience and participated projects",
    "volunteer": "volunteer|volunteering|volunteer experience|volunteer work|voluntary work|"
    "community|community service|community involvement|volunteering experience|charity work|"
    "extracurricular|extracurricular activities|extra curricular activities|activities|leadership",
    "education": "education|study|studying|education details|educational qualifications|educational qualification|"
    "academic background|academics|academic qualification|academic qualifications|"
    "academic profile|academic details|education and training|education & training|"
    "educational background|education and qualifications|qualifications|education history|"
    "educational details|schooling|academic history|academic credentials|studies|degrees|"
    "education and courses|qualification|educational history|academic record",
    "courses": "courses|training|trainings|training and courses|professional development|"
    "courses and special programs|most recent courses|workshops|online courses|coursework|"
    "relevant coursework|professional training|seminars|additional courses|training courses",
    "skills": "skills|technical skills|skill details|key skills|core competencies|competencies|"
    "areas of expertise|expertise|technologies|tools|tech stack|skill set|skills set|it skills|"
    "technical skills set|technical expertise|software|soft skills|hard skills|core skills|"
    "professional skills|computer skills|skills & tools|skills and tools|technical proficiency|"
    "technical proficiencies|skills and abilities|skills and competencies|other skills|strength|"
    "technical competencies|key competencies|programming languages|technical knowledge|"
    "technical summary|skillset|specialties|specialities|software skills|experience summary|"
    "skills summary|systems|it systems|software and systems|equipment|machines|i can|can do|what i can do|abilities|additional skills|personal skills",
    "languages": "languages|langs|language skills|spoken languages|languages known|languages spoken|"
    "linguistic skills|language proficiency",
    "certificates": "certifications|certificates|certification|licenses|licences|"
    "licenses and certifications|licences and certifications|licenses & certifications|"
    "certifications and licenses|certifications & licenses|professional certifications|"
    "professional qualifications|accreditations|tickets|certificates and licences|"
    "tickets and licences|licences and tickets|certifications and training|"
    "certificate|certifications/licenses|registration|registrations|professional registration|licences|licenses|licence|driving licence|"
    "professional memberships|memberships",
    "awards": "awards|honors|honours|achievements|accomplishments|awards and honors|"
    "honors and awards|honors & awards|awards & honors|awards and achievements|"
    "achievements and awards|recognition|prizes|scholarships|key achievements|"
    "academic achievements|awards and recognition|awards & achievements",
    "projects": "projects|personal projects|project details|academic projects|key projects|"
    "project experience|project work|side projects|selected projects|projects undertaken|"
    "open source|portfolio|major projects|project|projects handled|project profile",
    "publications": "publications|papers|patents|research papers|selected publications|"
    "patents and publications|conference papers|articles",
    "interests": "interests|hobbies|hobbies and interests|interests and hobbies|hobbies & interests|"
    "personal interests|interests & hobbies|areas of interest|area of interest|other interests|"
    "hobby|sports&culture|leisure",
    "references": "references|referees|reference|recommendations",
    "other": "additional information|declaration|other information|other|miscellaneous|"
    "additional details|further information|other details|cover letter|the essence of my story|"
    "possible solution|what did i do|what is the result|signature|date and place|notes|additional",
}

_ZH: dict[SectionName, str] = {
    "basics": "个人简历|简历|求职简历|个人信息|基本信息|个人资料|基本资料|联系方式|联系信息|个人概况|基本情况|个人情况|"
    "个人基本信息|个人基本情况|关于我的信息|联系我|个人详情",
    "objective": "求职意向|求职目标|应聘职位|应聘岗位|期望职位|期望工作|意向岗位|意向职位|目标职位|"
    "求职岗位|求职意愿|想找|想找的工作|想做|要求|职业目标|职业意向|应聘意向|期望岗位|职位意向|期望|求职期望|工作意向",
    "summary": "自我评价|个人评价|个人简介|自我介绍|个人优势|个人总结|自我描述|个人简述|关于我|"
    "个人介绍|自我简介|自我总结|职业概述|个人概述|自我鉴定|简介|综合评价|个人亮点|优势|"
    "自评|核心优势|个人特点|自我推荐|职业简介|我的优势|个人陈述",
    "work": "工作经历|工作经验|工作履历|职业经历|任职经历|从业经历|实习经历|实习经验|工作背景|"
    "工作情况|主要工作经历|工作简历|职业履历|实习|实践经历|实习/工作经历|工作/实习经历|"
    "工作|经历|履历|职业生涯|个人履历|工作及实习经历|从业经验|实习实践|打工经历|兼职经历|"
    "干过的活|做过的活|干过的工作|做过什么|做过的事|以前做过|做过的工作|上班经历|工作单位|任职情况|教学经历|工作经历及业绩|主要经历|个人经历",
    "volunteer": "志愿者经历|志愿经历|志愿服务|公益经历|社会实践|社会活动|校园经历|校园实践|"
    "在校经历|学生工作|社团经历|校内经历|校园活动|社会实践经历|志愿活动|学生干部经历|社团活动|"
    "在校实践|公益活动",
    "education": "教育背景|教育经历|学历|学习经历|教育情况|教育程度|学历背景|教育|毕业院校|"
    "学历教育|学习背景|教育履历|学业背景|教育信息|学历信息|求学经历|读书经历|教育及培训|"
    "教育培训|学历情况",
    "courses": "培训经历|培训|主修课程|培训情况|培训经验|继续教育|课程|相关课程|专业课程|进修经历",
    "skills": "专业技能|技能|个人技能|职业技能|技能特长|掌握技能|技术栈|技能专长|专长|技术能力|"
    "核心技能|工作技能|专业能力|IT技能|计算机技能|技能清单|特长|个人特长|专业特长|技术特长|"
    "职业能力|擅长|会|会的|会干的|会干的活|技能水平|相关技能|办公技能|软件技能|软件|常用软件|熟练软件|使用软件|能力|个人能力|专业技术|"
    "技能/特长|能力专长|技术技能|业务技能|主要技能|熟悉工具",
    "languages": "语言能力|语言|外语水平|外语能力|语言技能|语言水平|外语|英语水平|掌握语言",
    "certificates": "证|证书|资格证书|技能证书|职业资格|获得证书|持有证书|资质证书|资质|所获证书|"
    "相关证书|职业证书|专业证书|证书资质|执业资格|证件|持证情况|证书情况|职业资格证书|"
    "技能/证书|证书技能|职称|资格认证|语言及证书|证书及资质",
    "awards": "获奖情况|荣誉奖项|获奖经历|荣誉|奖项|奖励|所获荣誉|荣誉证书|获得荣誉|奖惩情况|"
    "获奖|所获奖项|奖学金|荣誉奖励|个人荣誉|奖项荣誉|荣誉与奖项|获奖荣誉|荣誉称号|奖励情况|"
    "获奖及证书|荣誉及奖项|主要荣誉",
    "projects": "项目经历|项目经验|项目|主要项目|项目简介|参与项目|重点项目|个人项目|代表项目|"
    "项目情况|科研项目|科研经历|作品|作品集|项目作品|项目案例|工程业绩|主要业绩|个人作品",
    "publications": "论文|发表论文|学术成果|专利|科研成果|著作|论文专利|出版物|发表文章|"
    "论文发表|学术论文|论文与专利",
    "interests": "兴趣爱好|爱好|兴趣|个人爱好|业余爱好",
    "references": "推荐人|证明人|介绍人|推荐信",
    "other": "职务关键词|职位关键词|岗位关键词|其他|其他信息|备注|附加信息|附件|任职公司|其它|其他说明|补充说明|求职信",
}
_LEADING = (
    r"[\s\-—–=*#>■◆●★▶◎○□◇•·▪✦☆§|｜\[【(（《〈<_~+]*(?:[0-9一二三四五六七八九十]{1,2}[、.)）.]\s*)?"
)
_TRAILING = r"[\s\-—–=*#■◆●★◀:：•·|｜\]】)）》〉>_~]*"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading; `top` stands before the first of them.

    `is_heading_clear` is False for a word that merely opens a line (`技能 Figma、PS`).
    """

    name: SectionName
    start: int
    end: int
    heading: str = ""
    is_heading_clear: bool = True


@cache
def _lexicon() -> dict[str, SectionName]:
    table: dict[str, SectionName] = {}
    for lang in (_EN, _ZH):
        for name, words in lang.items():
            for word in words.split("|"):
                table.setdefault(_key(word), name)
    return table


def _key(words: str) -> str:
    folded = words.casefold().replace("&", " and ").replace("’", "'")
    folded = re.sub(r"[\s/_'\"-]+", " ", folded).strip()
    if re.search(r"[\u4e00-\u9fff]", folded):
        return folded.replace(" ", "")
    # S K I L L S
    if re.fullmatch(r"(?:\w )+\w", folded):
        return folded.replace(" ", "")
    return folded


def heading_of(line: str) -> SectionName | None:
    """Return the section that the whole line is the heading of."""
    if len(line) > 60:
        return None
    bare = re.sub(rf"^{_LEADING}", "", line)
    bare = re.sub(rf"{_TRAILING}$", "", bare)
    if not bare:
        return None
    table = _lexicon()
    name = table.get(_key(bare))
    if name:
        return name
    # A heading in both languages, or with its other name: 教育背景 Education.
    parts = [
        p
        for p in re.split(
            r"[/|｜()（）&、+]|\s{2,}|(?i:\s+and\s+)|(?<=[\u4e00-\u9fff])[和与及](?=[\u4e00-\u9fff])",
            bare,
        )
        if p.strip()
    ]
    if len(parts) == 1:
        m = re.fullmatch(r"([\u4e00-\u9fff ]+?)\s*([A-Za-z][A-Za-z &]+)", bare)
        n = re.fullmatch(r"([A-Za-z][A-Za-z &]+?)\s*([\u4e00-\u9fff ]+)", bare)
        parts = list((m or n).groups()) if (m or n) else parts  # type: ignore[union-attr]
    if len(parts) > 1:
        names = [table.get(_key(p)) for p in parts]
        if names[0] and all(names):
            return names[0]
        known = [n for n in names if n]
        if len(names) == 2 and known and "/" in bare:
            # Berufserfahrung / Work experience
            other = parts[names.index(None)].strip()
            return known[0] if re.fullmatch(r"[^\W\d_]{6,}", other) else None
    return None


# Headings that also begin an ordinary sentence need a colon or a gap after them.
_INLINE_COLON = re.compile(
    rf"^{_LEADING}(?P<h>[A-Za-z][A-Za-z &/']{{2,40}}?|[\u4e00-\u9fff/ ]{{1,14}}?)\s*[】\])]?\s*[:：]\s*"
)
_INLINE_BRACKET = re.compile(r"^\s*[【\[《](?P<h>[^】\]》]{2,30})[】\]》]\s*")
_INLINE_GAP = re.compile(
    r"^(?P<h>[A-Za-z][A-Za-z&/']*(?: [A-Za-z&/']+){0,3}|[\u4e00-\u9fff]{2,8})(?:\s{2,}|\t+|\s*[|｜—–]\s*)"
)
_INLINE_ZH = re.compile(r"^(?P<h>(?:[\u4e00-\u9fff] ){1,7}[\u4e00-\u9fff]|[\u4e00-\u9fff]{2,8})\s+")
# These words also label one line of an entry, so an inline one starts no section there.
_LABEL_LIKE = {
    "details",
    "contact",
    "work",
    "project",
    "software",
    "position",
    "工作",
    "项目",
    "简介",
    "课程",
}


def _inline(line: str) -> tuple[SectionName, str, int] | None:
    """Return (section, heading, length of the heading part) of a line that goes on after it."""
    table = _lexicon()
    for pattern in (_INLINE_COLON, _INLINE_BRACKET, _INLINE_GAP, _INLINE_ZH):
        m = pattern.match(line)
        if not m or m.end() >= len(line):
            continue
        key = _key(m["h"])
        name = table.get(key)
        if name and key not in _LABEL_LIKE:
            return name, m["h"], m.end()
    return None


def _opens_cells(inline: tuple[SectionName, str, int], text: str, a: int, b: int) -> bool:
    """Whether the line's first words are a label of one value (求职意向:会计), no section."""
    _name, heading, length = inline
    kind = label_kind(heading)
    if kind not in ("label", "degree", "area", "school") or b - a - length > 60:
        return kind in ("label", "degree", "school") and _next_cell(text, a + length, b) is not None
    # 学历:2014-2018 山东大学 is a section in one line.
    return kind == "label" or not re.search(r"\d{4}", text[a + length : b])


def _next_cell(text: str, start: int, end: int) -> int | None:
    """Return where the next labelled cell of a line begins."""
    for cell in find_labels(text, start, end):
        if cell.start > start and cell.value_start < end:
            return cell.start
    return None


# `Skills: a, b` is one line; what stands below it is not part of it.
_ONE_LINE = frozenset({"objective", "skills", "languages", "certificates", "interests", "awards"})


def _goes_on(text: str, start: int, at: int, line: str) -> bool:
    """Return whether a line below a one-line section belongs to it: wrapped, or one of a list."""
    above = text[start:at].rstrip()
    if re.match(r"[-•*●▪·]|\d{1,2}[.、)]", line):
        return True
    row = above[above.rfind("\n") + 1 :]
    return above[-1:] in ",，、;；:：" or (len(row) >= 60 and "@" not in line)


def split_sections(text: str) -> list[Section]:
    """Return the sections in order; without any heading one `top` that holds it all."""
    out: list[Section] = []
    name: SectionName = "top"
    heading, start, clear = "", 0, True
    ends_with_line = False
    for a, b in iter_lines(text):
        line = text[a:b]
        found = heading_of(line)
        if found:
            out.append(Section(name, start, a, heading, clear))
            name, heading, start, clear = found, line, b, True
            ends_with_line = False
            continue
        if ends_with_line and not _goes_on(text, start, a, line):
            out.append(Section(name, start, a, heading, clear))
            name, heading, start, clear = "top", "", a, True
        ends_with_line = False
        inline = _inline(line)
        if not inline or _is_sub_label(inline, name, text, a):
            continue
        if _opens_cells(inline, text, a, b):
            if name not in ("top", "basics"):
                out.append(Section(name, start, a, heading, clear))
                name, heading, start, clear = "top", "", a, True
            continue
        out.append(Section(name, start, a, heading, clear))
        name, heading, start, clear = inline[0], inline[1], a + inline[2], False
        ends_with_line = name in _ONE_LINE
        stop = _next_cell(text, start, b) if ends_with_line else None
        if stop is not None:
            # 技能:用友、金蝶  期望城市:青岛: what is labelled otherwise is none of it.
            out.append(Section(name, start, stop, heading, clear))
            name, heading, start, clear, ends_with_line = "top", "", stop, True, False
    out.append(Section(name, start, len(text), heading, clear))
    return [s for s in out if text[s.start : s.end].strip()]


_SURE_SECTION = (
    r"^(?:skills|technical skills|key skills|core competencies|personal projects|专业技能|技能|个人技能|"
    r"技能特长|职业技能|专业特长|自我评价|个人评价|获奖情况|荣誉奖项|所获荣誉|培训经历|项目经验|项目经历)$"
)


def _is_sub_label(
    inline: tuple[SectionName, str, int], current: SectionName, text: str, at: int
) -> bool:
    """Return whether `Skills:` here is a line of the entry above, not a section of its own."""
    name, heading, _ = inline
    if current == name:
        return name in ("skills", "basics")
    if current in ("work", "projects", "volunteer") and name in (
        "skills",
        "projects",
        "awards",
        "summary",
        "work",
        "other",
        "courses",
    ):
        # Under an entry `Tools:`, `Achievements:`, `业绩:` go with it, unless a blank line parts
        # them; what every CV has as a section of its own begins one.
        if re.search(_SURE_SECTION, _key(heading)):
            return False
        before = text[:at].rstrip(" \t")
        return not before.endswith("\n\n")
    return current == "skills" and name == "languages" and "programming" in heading.casefold()
