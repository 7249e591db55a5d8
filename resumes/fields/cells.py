"""Parts of a line and what each is: an employer, a title, a place, a school, a task."""

import re
from dataclasses import dataclass

from jobassist.language.places import Place

from .reading import Reading, trim, within
from .words import (
    EN_CASED_DEGREE,
    EN_DEGREE,
    EN_SCHOOL,
    EN_TASK,
    ZH_DEGREE,
    ZH_SCHOOL,
    ZH_TASK,
    en_org_pattern,
    en_title_pattern,
    zh_brand_pattern,
    zh_org_pattern,
    zh_title_pattern,
)

CellSpan = tuple[int, int]
_CJK = re.compile(r"[\u4e00-\u9fff]")
_SEPARATOR = re.compile(
    r"\s*(?:[|｜\t\n•●▪■§]|(?<![\u4e00-\u9fff])·|·(?![\u4e00-\u9fff])|[—–]+|\s{2,}|\s-+\s|\s-+$|^-+\s|\s/\s|\s@\s|@\s|\s\*\s)\s*"
    r"|(?<=[\u4e00-\u9fff)\]】])\s+(?=[\u4e00-\u9fff(])"
    r"|(?<=[\u4e00-\u9fff)\]】])\s+(?=[A-Za-z]{2,}[\u4e00-\u9fff])"
)
# A full stop that ends a statement, so that the line is no header.
_SENTENCE_END = re.compile(r"[a-z\u4e00-\u9fff)][.。;；!！]$")
_STUDIED_AT = re.compile(
    r"(?i)(?:(?:and|then|i|i've|have|was|we)\s+)*(?:trained|studied|qualified|educated|went|graduated|attended|enrolled)\s+(?:(?:at|to|from|in)\s+)?(?:the\s+)?(?=[A-Z])"
)
_MICROSOFT = re.compile(
    r"[ -]+(?:(?i:office|excel|word|outlook|power|project|access|visio|sql|dos|windows|teams|share)|[A-Z][a-z]+ (?:Institute|University|College)|University\b)"
)
_EXAMINERS = re.compile(
    r"(?i)\b(?:examination board|board of (?:secondary|intermediate|higher|school|technical)|(?:state|education) board)\b"
)
_PAREN = re.compile(r"\s*[(（]([^()（）]*)[)）]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line with how much it looks like each kind (0..1)."""

    start: int
    end: int
    org: float
    title: float
    place: float
    task: float


def split_cells(reading: Reading, start: int, end: int, *, cut: list[CellSpan]) -> list[CellSpan]:
    """Return the parts of a stretch between separators, without the `cut` spans."""
    text = reading.text
    out: list[CellSpan] = []
    at = start
    for a, b in [*sorted(c for c in cut if c[0] >= start and c[1] <= end), (end, end)]:
        if at < a:
            out += _split(text, at, a)
        at = max(at, b)
    return out


def _split(text: str, start: int, end: int) -> list[CellSpan]:
    out: list[CellSpan] = []
    at = start
    marks = list(_SEPARATOR.finditer(text, start, end))
    if any(re.search(r"[|｜\t]|\s{2,}|[—–]", m[0]) for m in marks):
        # Where columns part the line, a slash joins what is one: Forklift / Yard Operative.
        marks = [m for m in marks if m[0].strip() != "/"]
    for m in marks:
        out.append((at, m.start()))
        at = m.end()
    out.append((at, end))
    trimmed = [trim(text, a, b) for a, b in out]
    return [(a, b) for a, b in trimmed if a < b and re.search(r"\w", text[a:b])]


def split_commas(reading: Reading, start: int, end: int) -> list[CellSpan]:
    """Return the parts between commas outside brackets."""
    text = reading.text
    out: list[CellSpan] = []
    at, depth = start, 0
    for i in range(start, end):
        c = text[i]
        if c in "(（[":
            depth += 1
        elif c in ")）]":
            depth = max(0, depth - 1)
        elif depth == 0 and (c in "，;；" or (c == "," and not _is_inner_comma(text, i))):
            out.append((at, i))
            at = i + 1
    out.append((at, end))
    trimmed = [trim(text, a, b) for a, b in out]
    return [(a, b) for a, b in trimmed if a < b]


def _is_inner_comma(text: str, i: int) -> bool:
    """Return whether the comma belongs to a name (Acme, Inc.) or a number (1,000)."""
    after = text[i + 1 : i + 8].strip().casefold()
    county = re.match(r",\s*Co\.?\s+[A-Z][a-z]", text[i : i + 9])
    if re.match(r"(?:inc|llc|ltd|l\.l\.c|corp|co)\b", after) and not county:
        return True
    return text[i - 1 : i].isdigit() and text[i + 1 : i + 4].isdigit()


def title_score(reading: Reading, start: int, end: int) -> float:
    """Return how much a part looks like a job title."""
    words = reading.text[start:end]
    bare = _PAREN.sub("", words).strip() or words
    length = max(1, len(bare))
    covered = sum(f.end - f.start for f in within(reading.titles, start, end))
    score = min(1.0, covered / length)
    if any(f.end - f.start >= length for f in within(reading.all_titles, start, end)):
        score = max(score, 0.6)
    if _CJK.search(bare):
        if re.search(r"[师员工](?:[一二三四五]级|[初中高]级)(?:工)?$", bare):
            # 中式烹调师三级 is a certificate.
            return 0.0
        if length <= 16 and zh_title_pattern().search(bare):
            score = max(score, 0.7)
        return score * (0.3 if length > 20 else 1)
    if re.search(
        r"(?i)\b(?:agency|bar|shop|kitchen|cleaning|seasonal|farm|warehouse|factory|temp|casual|office) work$",
        bare,
    ):
        return max(score, 0.7)
    hits = list(en_title_pattern().finditer(bare))
    if hits and len(bare.split()) <= 9:
        ends = hits[-1].end() == len(bare) or bare[hits[-1].end()] in ",;(/&-"
        of = re.match(r"\s+(?:of|for|in|to|-|–|,)\s", bare[hits[-1].end() :])
        score = max(score, 0.8 if ends else 0.65 if of or hits[0].start() == 0 else 0.45)
    return score


def org_score(reading: Reading, start: int, end: int) -> float:
    """Return how much a part looks like an employer's or a school's name."""
    words = reading.text[start:end]
    bare = _PAREN.sub("", words).strip() or words
    if _CJK.search(bare):
        if zh_org_pattern().fullmatch(bare):
            strong = re.search(
                r"(?:公司|集团|大学|学院|医院|银行|事务所|学校|小学|中学|幼儿园|酒店|厂|局|中心|协会)$",
                bare,
            )
            place = any(f.start == start for f in within(reading.places, start, end))
            return 0.95 if strong else 0.85 if place else 0.65
        if zh_brand_pattern().match(bare):
            return 0.8
        place = any(f.start == start and f.end < end for f in within(reading.places, start, end))
        return 0.5 if place else 0.3 if len(bare) <= 16 else 0.1
    marks = list(en_org_pattern().finditer(bare))
    if marks and len(bare.split()) <= 9:
        last = marks[-1]
        if bare[:1].islower():
            # "financial company" says what the firm is, not its name.
            return 0.35
        return 0.9 if last.end() >= len(bare) - 1 else 0.6
    words_list = bare.split()
    if not words_list or len(words_list) > 8:
        return 0.05
    capital = sum(
        w[:1].isupper() or w[:1].isdigit() or w in ("of", "and", "&", "the") for w in words_list
    )
    return 0.45 * capital / len(words_list) + 0.05


def place_of(reading: Reading, start: int, end: int) -> list[Place]:
    """Return the places when the part is nothing but a place (Leeds; 浙江杭州; Austin, TX)."""
    if end - start > 60:
        return []
    found = within(reading.places, start, end)
    if not found:
        return []
    rest = reading.text[start:end]
    for f in reversed(found):
        rest = rest[: f.start - start] + " " + rest[f.end - start :]
    # Hull and Immingham: the second need not be known.
    rest = re.sub(r"^\s*(?:and|&|/)\s+[A-Z][a-z]+$", "", rest)
    rest = re.sub(
        r"(?i)\b(?:the|and|area|city|county|co|uk|usa?|region|metro|greater|town)\b|[市区县省镇]",
        "",
        rest,
    )
    return [] if re.search(r"\w", rest) else [f.value for f in found]


def task_score(reading: Reading, start: int, end: int) -> float:
    """Return how much a part is a statement of work done rather than a name."""
    words = reading.text[start:end]
    if _CJK.search(words):
        if ZH_TASK.match(words):
            return 0.9
        return (
            0.6
            if len(words) > 24
            else 0.4
            if re.search(r"\d|[一二三四五六七八九十百千万]+(?:个|人|单|万|次|家)", words)
            else 0.0
        )
    count = len(words.split())
    if EN_TASK.match(words) and count > 2:
        return 0.9
    if words[:1].islower() and count > 4:
        return 0.6
    return 0.6 if count > 12 or (count > 6 and _SENTENCE_END.search(words)) else 0.0


def read_cell(reading: Reading, start: int, end: int) -> Cell:
    """Return the part with its scores."""
    is_place = bool(place_of(reading, start, end))
    title = title_score(reading, start, end)
    return Cell(
        start,
        end,
        org=org_score(reading, start, end),
        title=title,
        place=0.9 if is_place and title < 0.9 else 0.0,
        task=task_score(reading, start, end),
    )


def school_in(reading: Reading, start: int, end: int) -> CellSpan | None:
    """Return the part that names a school, None without one."""
    text = reading.text
    words = text[start:end]
    m = ZH_SCHOOL.search(words)
    if m:
        a, b = start + m.start(), start + m.end()
        lead = re.match(
            r"(?:[\d年月.\-—~至到]+|毕业于|就读于|考入|考上|在|从|于|是|读的是|读的|上的|读|念的|念|上(?!海|饶|虞)|获得?|获|曾|我|本科|硕士|大专)+",
            text[a:b],
        )
        return trim(text, a + (lead.end() if lead else 0), b)
    m = re.match(
        r"(?P<s>[\u4e00-\u9fff]{2,10}?)\s*(?:19|20)?\d\d(?:年(?:\d{1,2}月)?)?(?:毕业|届)", words
    )
    if m and not re.search(rf"我|年|专业|系$|学$|今|去|前|^(?:{ZH_DEGREE})$", m["s"]):
        # 琼台师范 20年毕业
        return start, start + m.end("s")
    m = re.search(
        r"(?:从|在|于)?(?P<s>[\u4e00-\u9fff]{2,8}?)(?=(?:本科|大专|专科)?毕业(?!于|后|之后|那年|证|时))",
        words,
    )
    if m and not re.match(
        r"(?:本科|大专|专科|硕士|博士|高中|初中|中专|职高|大学|今年|去年|前年|应届|刚|我|年|月|专业|还没|没|已经|学的)",
        m["s"],
    ):
        a, b = start + m.start("s"), start + m.end("s")
        a = max([a, *(f.end for f in within(reading.dates, start, b))])
        lead = re.match(r"(?:从|在|于|的|年|月|毕业)+", text[a:b])
        a += lead.end() if lead else 0
        if b - a >= 2 and not re.search(r"专业|系$|学$", text[a:b]):
            return a, b
    for a, b in split_commas(reading, start, end):
        marks = list(EN_SCHOOL.finditer(text, a, b))
        if marks and all(m[0].casefold() == "board" for m in marks):
            # A board sets examinations; nobody is taught there.
            continue
        if (
            marks
            and re.search(r"(?i)\b(?:examination )?board\b", text[a:b])
            and _EXAMINERS.search(text, a, b)
        ):
            continue
        hit = marks[0] if marks else None
        told = _STUDIED_AT.match(text, a, b)
        if hit and told and told.end() <= hit.end():
            return trim(text, told.end(), b)
        if (
            re.match(r"[Ii] (?=[a-z])|(?i:left|finished|dropped|since|after|my)\b", text[a:b])
            or b - a > 90
        ):
            continue
        opening = text.rfind("(", a, hit.start()) if hit else -1
        if opening >= 0 and ")" not in text[opening : hit.start() if hit else b]:
            # GCSEs: Maths 4 (Llanwern High School 2022)
            close = text.find(")", opening, b)
            a, b = trim(text, opening + 1, close if close >= 0 else b)
        if hit and text[a:b].casefold().strip() not in (
            "high school",
            "college",
            "university",
            "school",
        ):
            lead = re.match(
                r"(?:统招|全日制|本科|硕士|博士|大专|专科|毕业于|就读于|在|从|于|是|读的?)+",
                text[a:b],
            )
            return trim(text, a + (lead.end() if lead else 0), b)
    return None


def degree_in(reading: Reading, start: int, end: int) -> CellSpan | None:
    """Return the wording of a degree or level of education, None without one."""
    text = reading.text
    m = re.search(rf"(?:{ZH_DEGREE})(?:研究生)?(?:学历|学位)?", text[start:end])
    if m:
        a, b = start + m.start(), start + m.end()
        b -= len(re.search(r"(?:学历|学位)?$", text[a:b])[0])  # type: ignore[index]
        after = text[b : b + 2]
        school = ZH_SCHOOL.search(text[start:end])
        inside = school and start + school.start() <= a and b <= start + school.end()
        if not inside and not after.startswith(
            ("生导师", "班", "语文", "数学", "英语", "老师", "教师")
        ):
            return a, b
        rest = degree_in(reading, b, end) if b < end else None
        if rest:
            return rest
    for hit in EN_DEGREE.finditer(text, start, end):
        words = hit[0].strip()
        # BE, MA, X in lower case are words, not degrees.
        line_start = text.rfind("\n", 0, hit.start()) + 1
        line_end = text.find("\n", hit.end())
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        if EN_CASED_DEGREE.match(words) and line.isupper() and len(line) > len(words):
            # ABOUT ME
            continue
        if EN_CASED_DEGREE.match(words) and not words.replace(".", "").replace(" ", "").isupper():
            if words.casefold() != "intermediate":
                continue
        if re.match(r"\s*(?:teacher|student|worker|officer)\b", text[hit.end() : hit.end() + 10]):
            continue
        if re.match(r"M\.?\s?S$", words) and _MICROSOFT.match(text, hit.end()):
            # MS Excel; M S Ramaiah Institute
            continue
        if re.search(
            r"(?i)\b(?:scrum|about|contact)\s*$", text[max(0, hit.start() - 12) : hit.start()]
        ):
            continue
        return hit.start(), hit.start() + len(words)
    return None
