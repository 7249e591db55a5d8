"""What a posting demands, sentence by sentence, with the place where it says so; pure.

Read once, when a posting is stored, so that explaining a match compares facts and parses
nothing. Spans are offsets into `description_text`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from jobassist.language.found import Found
from jobassist.language.skills import Skill, find_skills
from jobassist.language.vocab import (
    EDUCATION_ORDER,
    LanguageLevel,
    find_education,
    find_experience,
    find_spoken_languages,
)

from .criteria import EducationLevel
from .degrees import find_degree_fields
from .demand_kinds import (
    DEMAND_KINDS,
    PROTECTED,
    DemandKind,
    find_ages,
    find_kinds,
    group_skills,
    is_no_limit,
    is_welcome,
    split_clauses,
)

MAX_REQUIREMENTS = 32
MAX_TEXT = 12_000
_LONGEST = 400

Section = Literal["demands", "wishes", "duties", "offers", "about"]


@dataclass(frozen=True, slots=True)
class PostingRequirement:
    """One demand. `is_preferred`: welcome, not needed. What it names is in the other fields.

    `groups` of skill keys: all groups are needed, of each any one ("Java or Go, and SQL").
    `languages` with the level asked for, None where none is said. `kinds` are what else it is.
    """

    start: int
    end: int
    is_preferred: bool = False
    experience_min: float | None = None
    education: EducationLevel | None = None
    has_degree_field: bool = False
    groups: tuple[tuple[str, ...], ...] = ()
    languages: tuple[tuple[str, LanguageLevel | None], ...] = ()
    kinds: tuple[DemandKind, ...] = ()

    @property
    def skill_keys(self) -> tuple[str, ...]:
        """All skills it names."""
        return tuple(dict.fromkeys(key for group in self.groups for key in group))

    @property
    def is_protected(self) -> bool:
        """Whether it limits age, sex or family: nobody is judged by it."""
        return bool(PROTECTED & set(self.kinds))

    @property
    def is_checkable(self) -> bool:
        """Whether it names something that a résumé can show."""
        return bool(
            self.experience_min is not None
            or self.education is not None
            or self.has_degree_field
            or self.groups
            or self.languages
            or self.kinds
        )

    def as_json(self) -> dict[str, Any]:
        """Return the short form that is stored."""
        short: dict[str, Any] = {"s": self.start, "e": self.end}
        if self.is_preferred:
            short["p"] = 1
        if self.experience_min is not None:
            short["x"] = self.experience_min
        if self.education is not None:
            short["d"] = self.education
        if self.has_degree_field:
            short["f"] = 1
        if self.groups:
            short["g"] = [list(group) for group in self.groups]
        if self.languages:
            short["l"] = [list(each) for each in self.languages]
        if self.kinds:
            short["t"] = list(self.kinds)
        return short


def from_json(short: dict[str, Any]) -> PostingRequirement:
    """Return a requirement from its stored form, or from that of an earlier reading."""
    groups = short.get("g")
    if groups is None:
        keys = short.get("k", ())
        groups = [keys] if short.get("a") else [[key] for key in keys]
    spoken = [(x, None) if isinstance(x, str) else (x[0], x[1]) for x in short.get("l", ())]
    return PostingRequirement(
        start=short["s"],
        end=short["e"],
        is_preferred=bool(short.get("p")),
        experience_min=short.get("x"),
        education=short.get("d"),
        has_degree_field=bool(short.get("f")),
        groups=tuple(tuple(group) for group in groups if group),
        languages=tuple(spoken),
        kinds=tuple(kind for kind in short.get("t", ()) if kind in DEMAND_KINDS),
    )


@dataclass(frozen=True, slots=True)
class Demands:
    """All of a posting's requirements, and what they say about years and schooling at least."""

    requirements: tuple[PostingRequirement, ...] = ()
    experience_min: float | None = None
    education: EducationLevel | None = None
    skill_keys: tuple[str, ...] = field(default=())


_HEADINGS: tuple[tuple[Section, str], ...] = (
    (
        "wishes",
        (
            r"加分项|优先(?:条件|考虑)(?=\s*[:：])|preferred (?:qualifications?|skills?|experience)|nice[- ]to[- ]haves?|bonus points?|desirable(?: skills| criteria)?"
            r"|good to have|(?:it'?s|would be) a plus(?= if)|pluses"
        ),
    ),
    (
        "demands",
        (
            r"(?:任职|岗位|职位|应聘|招聘|入职|能力|技能|基本|硬性|资格|专业|工作)(?:要求|资格|条件|需求)|任职标准|我们(?:希望|需要|期待)你|你需要(?!做)(?:具备)?|(?<![\u4e00-\u9fff])要求(?=\s*[:：])"
            r"|(?:minimum |basic |required |key |essential |job |position |mandatory )?(?:qualifications?|requirements?)(?: and experience)?(?=\s*[:\n]|\s*$)"
            r"|(?:required|essential|key|technical|must[- ]have) (?:skills|experience|criteria|knowledge)(?: and \w+)?(?=\s*[:\n]|\s*$)"
            r"|what (?:you(?:'ll|’ll| will)? (?:need|bring|have)|we(?:'re|’re| are)? (?:look(?:ing)? for|need|expect))|you (?:bring|have|will have|need|must have|should have|offer|are)(?=\s*:)"
            r"|who you are|about you(?=\s*[:\n])|skills?(?: (?:and|&) (?:experience|qualifications|abilities))?(?: required)?(?=\s*[:\n])|experience(?=\s*[:\n])|must[- ]haves?(?=\s*[:\n])|we need(?=\s*:)|we ask for|(?:candidates?|applicants?) (?:should|must) have"
        ),
    ),
    (
        "duties",
        (
            r"(?:岗位|工作|主要|职位|核心)(?:职责|内容|描述|任务|责任)|职责描述|职责(?=\s*[:：])|你(?:将|会|需)(?:要)?(?:负责|做)"
            r"|(?:key |main |core |job |primary |essential )?(?:responsibilities|duties|functions|accountabilities)(?=\s*[:\n]|\s*$| include)|what you(?:'ll|’ll| will) (?:do|be doing)"
            r"|the role(?=\s*[:\n])|job (?:description|summary|purpose)(?=\s*[:\n])|your (?:role|day|mission)(?=\s*[:\n])|in this role|day[- ]to[- ]day"
        ),
    ),
    (
        "offers",
        (
            r"(?:福利|薪资|薪酬|公司|员工|其他)?(?:福利|待遇)(?:待遇)?(?=\s*(?:[:：\n]|$))|薪资(?:结构|范围)?(?=\s*(?:[:：\n]|$))|我们(?:提供|能给你)|工作(?:时间|地点|地址|环境)(?=\s*(?:[:：\n]|$))|上班(?:时间|地点|地址)(?=\s*(?:[:：\n]|$))|晋升(?:空间|通道|渠道|机制)?(?=\s*(?:[:：\n]|$))"
            r"|联系(?:人|方式|电话)(?=\s*(?:[:：\n]|$))"
            r"|what we(?:'ll|’ll| will)? offer|we offer|(?:our |the )?(?:benefits|perks)(?: (?:and|&) \w+)?(?=\s*[:\n]|\s*$)|compensation(?=\s*[:\n])|salary(?=\s*[:\n])|why (?:join|work)|how to apply|what'?s in it for you"
        ),
    ),
    (
        "about",
        r"(?:公司|企业|团队|集团|部门|项目)(?:介绍|简介|背景)(?=\s*[:：\n])|关于我们|about (?:us|the (?:company|team|role|job)|our (?:company|team))|company (?:overview|description|profile)|equal (?:employment )?opportunity|who we are|our (?:company|mission|story)(?=\s*[:\n])|about (?!you\b)[\w&'. -]{2,30}(?=\s*(?:[:\n]|$))",
    ),
)
_HEADING = re.compile("|".join(f"(?P<{section}>{pattern})" for section, pattern in _HEADINGS), re.I)
_CUE = re.compile(
    r"熟悉|精通|掌握|了解|具备|具有|优先|学历|经验|专业(?:毕业|背景|优先)|证书|持有|持证|(?:能|可)熟练|熟练|良好的|较强的|能力强|有.{0,12}经历|"
    r"\b(?:must|required|require[sd]?|experience (?:in|with|of|as|using)|years?'? (?:of )?[\w ]{0,30}experience|degree|ability to|able to|proficien\w+|familiar\w*|"
    r"knowledge of|understanding of|expertise|fluent|fluency|certif\w+|licen[cs]ed?|qualified|proven|track record|minimum of|at least|preferred|a plus|strong \w+ skills|skilled in)\b",
    re.I,
)
_BREAK = re.compile(
    r"[。!?！？；;\n]+|\.(?=\s+[A-Z\"'“(]|\s*$)|\.(?=[A-Z][a-z]+ )|"
    # Numbers of a list run together: "…能力2、熟悉…", "(3) …".
    r"(?<=[^\d.\s])\s*(?=[(（]?\d{1,2}[、.．)）](?!\d)(?!\s*(?:or more|\+|years?|yrs?|to |-|个?[年名人项]|以上)))|(?=[①-⑳])|\s*[•●▪◆■*·]\s+"
)
_NUMBERING = re.compile(
    r"^[\s\-–—*•●▪◆■·>]*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-h])[、.．)）:：]|[①-⑳])?[\s\-–—*•·]*"
)
# A full stop that ends no sentence: U.S. GAAP, tools (e.g. Figma).
_ABBREVIATION = re.compile(
    r"(?:\b(?:i\.?e|e\.?g|vs|approx|incl|ph\.d|dr|st|inc|ltd|[a-z]\.[a-z])|\b[A-Z])$", re.I
)
_MAX_BRACKET = 200
# Words that head lists and name nothing to be had ("Minimum Education/", "Other important qualities").
_HEADING_WORDS = frozenset(
    "a about abilities ability academic additional and are basic behavioural behavioral bottom but candidate candidates certifications "
    "competencies credentials desired desirable education educational eligibility employment essential experience following for formal "
    "general have highly ideal important include includes job key knowledge line mandatory medical minimum must necessary needed nice not of "
    "or other our personal physical plus position preferred professional profile qualification qualifications qualities relevant required "
    "requirement requirements role skill skills soft specific technical the these this to training traits we what work you your".split()
)
_HEADING_WORDS_ZH = re.compile(
    r"(?:岗位|工作|任职|职位|其他|其它|基本|专业|学历|技能|能力|主要|以下|相关|职责|要求|需求|资格|条件|描述|内容|说明|备注|的|如下|和|与|及|[\s:：、/【】\[\]()（）])+"
)
# From here on the employer speaks of the law, of agencies, of itself.
_FROM_HERE_ABOUT = re.compile(
    r"equal (?:employment )?opportunit|affirmative action|without regard to|regardless of (?:race|gender|age|sex)|e-verify|\beeo\b|reasonable accommodation"
    r"|accommodations? (?:for|during|in) |unsolicited|third[- ]party (?:agenc|recruit)|recruitment agencies|powered by|recruiter name|benefits for .{2,40} include"
    r"|building a diverse|celebrate diversity|公司(?:简介|网址|历程|官网)|企业简介",
    re.I,
)
# What is said to readers, of benefits, of the firm: no demand.
_NO_DEMAND = re.compile(
    r"^(?:thanks|thank you|click|e-?mail |want to know|please (?:visit|send|apply|e-?mail|note|do not|contact|click|submit|see)|if (?:you (?:are interested|have questions|receive|know of|would like to apply)|your )"
    r"|for more |we look forward|phone number|have someone to refer|as an? (?:member|part) of|you(?:'ll|’ll| will) |we(?:'re|’re| are) (?!looking|seeking)|our (?!ideal)"
    r"|(?:目前[，,]?)?(?:本|我)?(?:公司|司|集团)(?!.{0,12}(?:经验|经历|优先|要求))|有意者|欢迎|请将?简历|简历(?:请)?发|应聘方式|例如[：:])"
    r"|https?://\S+$|your response will be"
    r"|\b401\(?k|paid (?:time off|holidays?|vacation|leave)|(?:health|dental|medical) insurance|medical, dental|unlimited vacation|free (?:parking|lunch|snacks)|company pension",
    re.I,
)
_BENEFIT_ZH = re.compile(
    r"五险一金|六险|带薪(?:年假|休假|培训)|年终奖|包吃|包住|提供(?:住宿|班车|食宿|免费|工作餐)|团建|下午茶|节日福利|高额?提成|底薪|双休|晋升空间"
)
_OF_US = re.compile(
    r"\b(?:we|our|us|we[’']re|join)\b|\b(?:is|was|has been) (?:a|an|the|one of the) (?:\w+ ){0,3}(?:company|compan(?:y|ies)|organi[sz]ation|firm|leader|provider|platform|employer)\b|\bFounded in\b|[A-Z]{3,} [A-Z]{2,} [A-Z]{2,}",
)
_DUTY_ZH = re.compile(
    r"^(?:主要)?(?:负责(?!过|任)|协助|参与(?!过)|配合|跟进|以电话)(?!.{0,60}(?:经验|经历|优先|能力))"
)
_DUTY_EN = re.compile(
    r"(?:develop|provid(?:e|ing)|use|make|build|lead|manage|work|create|support|advise|ensure|deliver|drive|design|join|all|this|it|he|she|they|other responsibilities"
    r"|(?:the|your|our) (?:team|role|company|work|responsibilities))\b",
    re.I,
)
_END_OF_SENTENCE = re.compile(r"[。\n.!?！？]")


def read_demands(text: str, *, skills: Sequence[Found[Skill]] | None = None) -> Demands:
    """Return what the text demands; nothing where it demands nothing.

    `skills` are those found in the text, for callers who have looked already.
    """
    if skills is None:
        skills = find_skills(text[:MAX_TEXT])
    starts = [s.start for s in skills]
    found: list[PostingRequirement] = []
    seen: set[str] = set()
    is_over = False
    listed_in: Section | None = None
    for start, end, section in _pieces(text[:MAX_TEXT]):
        piece = text[start:end]
        if section != listed_in:
            listed_in, is_over = section, False
        if section in ("offers", "about") or _is_no_demand(piece):
            continue
        is_listed = section in ("demands", "wishes")
        has_cue = bool(_CUE.search(piece))
        if is_listed and not has_cue and (_OF_US.search(piece) or piece[0] == "_"):
            # The list has ended without a heading, and the employer speaks of itself.
            is_over = True
        if not has_cue and (is_over or not is_listed):
            continue
        folded = piece.casefold()
        if folded in seen:
            continue
        seen.add(folded)
        if not is_listed and (section == "duties" or _DUTY_EN.match(piece)):
            continue
        named = skills[bisect_left(starts, start) : bisect_left(starts, end)]
        clauses = _read_clauses(piece, start, skills=named, is_wish=section == "wishes")
        # Outside a list of demands only what names something checkable is one: duties name
        # abilities too ("负责了解客户需求", "Develop expertise in our products").
        found += [each for each in clauses if is_listed or each.is_checkable]
        if len(found) >= MAX_REQUIREMENTS:
            found = found[:MAX_REQUIREMENTS]
            break
    needed = [r for r in found if not r.is_preferred]
    years = [r.experience_min for r in needed if r.experience_min is not None]
    levels = [r.education for r in needed if r.education is not None]
    keys = dict.fromkeys(key for r in needed for key in r.skill_keys)
    return Demands(
        requirements=tuple(found),
        experience_min=max(years) if years else None,
        education=min(levels, key=EDUCATION_ORDER.index) if levels else None,
        skill_keys=tuple(keys),
    )


def _is_no_demand(piece: str) -> bool:
    """Return whether a list's entry is a heading, an offer or a word to the reader."""
    words = re.findall(r"[a-z']+", piece.lower())
    if re.search("[\u4e00-\u9fff]", piece):
        is_heading = bool(_HEADING_WORDS_ZH.fullmatch(piece))
    else:
        is_heading = not re.search(r"\d", piece) and all(w in _HEADING_WORDS for w in words)
    if is_heading or _NO_DEMAND.search(piece):
        return True
    if _BENEFIT_ZH.search(piece):
        return not _CUE.search(piece)
    return bool(_DUTY_ZH.search(piece))


def _pieces(text: str) -> Iterator[tuple[int, int, Section | None]]:
    """Yield (start, end, section) of each sentence or list entry."""
    section: Section | None = None
    # A heading inside running text ("You bring: …") holds to the end of its sentence only.
    until: int | None = None
    position = 0
    for stop, after in _breaks(text):
        start = position
        position = after
        if start >= stop:
            continue
        if until is not None and start >= until:
            section, until = None, None
        if _FROM_HERE_ABOUT.search(text, start, stop):
            section, until = "about", None
            yield from _trimmed(text, start, stop, section)
            continue
        heading = None
        for match in _HEADING.finditer(text, start, stop):
            rest = text[match.end() : match.end() + 3].lstrip()
            is_at_start = not re.search(r"\w", _NUMBERING.sub("", text[start : match.start()]))
            if is_at_start or rest[:1] in (":", "："):
                heading = match
                if start < match.start():
                    yield from _trimmed(text, start, match.start(), section)
                break
        if heading is not None:
            section = heading.lastgroup  # type: ignore[assignment]
            start = heading.end()
            while start < stop and text[start] in " :：\t】]》)）*#-":
                start += 1
            line_end = _END_OF_SENTENCE.search(text, start)
            is_alone = start >= stop and (stop >= len(text) or text[stop] == "\n")
            is_list = bool(re.match(r"\s*[(（]?(?:\d{1,2}|[一二三①])[、.．)）]?", text[start:stop]))
            starts_line = not text[: heading.start()].rpartition("\n")[2].strip(" #*【[-")
            until = None
            if not is_alone and not is_list and not starts_line:
                until = line_end.start() if line_end else len(text)
        yield from _trimmed(text, start, stop, section)


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    for match in _BREAK.finditer(text):
        if match[0][:1] != "." or not _goes_on(text, match.start()):
            yield match.start(), match.end()
    yield len(text), len(text)


def _goes_on(text: str, stop: int) -> bool:
    """Return whether a full stop stands after an abbreviation or inside brackets."""
    before = text[max(0, stop - _MAX_BRACKET) : stop].rpartition("\n")[2]
    if text[stop + 1 : stop + 2] == "\n":
        return False
    if _ABBREVIATION.search(before):
        return True
    if before.count("(") <= before.count(")"):
        return False
    return ")" in text[stop : stop + _MAX_BRACKET].partition("\n")[0]


def _trimmed(
    text: str, start: int, stop: int, section: Section | None
) -> Iterator[tuple[int, int, Section | None]]:
    numbering = _NUMBERING.match(text[start:stop])
    if numbering:
        start += numbering.end()
    while stop > start and text[stop - 1] in " \t,，、;；:：":
        stop -= 1
    if stop - start >= 2:
        yield start, min(stop, start + _LONGEST), section


_DEMANDED = ("skill", "tool", "certificate", "licence")
# "…经验、有大厂背景者优先": what the last clause makes welcome, the ones before it are too.
_MAYBE_WELCOME = re.compile(r"^\s*(?:有|具有|具备|拥有|熟悉|了解|会|懂|持有?)")


def _read_clauses(
    piece: str, start: int, *, skills: Sequence[Found[Skill]], is_wish: bool
) -> list[PostingRequirement]:
    """Return the demands of one sentence or list entry, each clause that stands alone apart."""
    named = [s for s in skills if s.value.kind in _DEMANDED]
    spans = split_clauses(piece, [(s.start - start, s.end - start) for s in named])
    read = []
    for a, b in spans:
        if b - a < 2 or is_no_limit(piece[a:b]):
            continue
        inside = [
            Found(s.value, s.start - start - a, s.end - start - a, s.text)
            for s in named
            if a <= s.start - start < b
        ]
        read.append(_read(piece[a:b], start + a, start + b, skills=inside, is_wish=is_wish))
    if len(read) > 1 and read[-1].is_preferred:
        for number in range(len(read) - 2, -1, -1):
            each = read[number]
            words = piece[each.start - start : each.end - start]
            if not _MAYBE_WELCOME.match(words) or each.education or each.experience_min is not None:
                break
            read[number] = replace(each, is_preferred=True)
    return read


def _read(
    piece: str, start: int, end: int, *, skills: Sequence[Found[Skill]], is_wish: bool
) -> PostingRequirement:
    ages = find_ages(piece)
    experience = [
        e.value.min_years
        for e in find_experience(piece)
        if e.value.min_years is not None
        and not e.value.is_any
        and e.value.min_years <= 30
        # At least 18 years of age are no years of work.
        and not any(a < e.end and e.start < b for a, b in ages)
    ]
    levels = [e for e in find_education(piece) if not e.value.is_any]
    # 985院校研究生: a school is no degree where one is named.
    named = [e for e in levels if not re.match(r"985|211|双一流", e.text)]
    education = [e.value.level for e in named or levels]
    fields = find_degree_fields(piece)
    # A subject of study is no skill: a degree in computer science.
    skills = [s for s in skills if not any(f.start <= s.start < f.end for f in fields)]
    spoken = {x.value.code: x.value.level for x in reversed(find_spoken_languages(piece))}
    return PostingRequirement(
        start=start,
        end=end,
        is_preferred=is_wish or is_welcome(piece),
        experience_min=min(experience) if experience else None,
        education=min(education, key=EDUCATION_ORDER.index) if education else None,
        has_degree_field=bool(fields),
        groups=group_skills(piece, skills)[:10],
        languages=tuple(reversed(spoken.items()))[:4],
        kinds=find_kinds(piece),
    )


@lru_cache(maxsize=8192)
def read_field_demand(words: str) -> PostingRequirement:
    """Return what one short field (a skill, a tag) demands; its span is that of the words."""
    named = [s for s in find_skills(words) if s.value.kind in _DEMANDED]
    return _read(words, 0, len(words), skills=named, is_wish=False)


def split_sections(text: str) -> dict[Section, tuple[str, ...]]:
    """Return a posting's own sentences by what they are about; those under no heading are duties.

    A sentence that demands something counts as a demand wherever it stands.
    """
    found: dict[Section, list[str]] = {}
    for start, end, section in _pieces(text[:MAX_TEXT]):
        piece = text[start:end]
        if section is None or section == "duties":
            section = "demands" if _CUE.search(piece) else "duties"
        found.setdefault("demands" if section == "wishes" else section, []).append(piece)
    return {section: tuple(dict.fromkeys(lines)) for section, lines in found.items()}
