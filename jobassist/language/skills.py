"""Skills, tools and certificates, matched exactly against a bilingual lexicon.

The hand-kept table (`data/skills.tsv`) has one canonical key for both languages; ESCO's digital
skills and mined phrases add English names. A name that is also an ordinary word (Go, R, Word)
counts only in the company of other skills or after a cue (熟悉Go, "proficient in R").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .found import Found
from .lexicon import read_lines, segmenter
from .text import CONTACT, Lang, NormalisedText, TextLike, normalise

SkillKind = Literal["skill", "tool", "certificate", "licence", "language", "trait"]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill under one canonical `key` for both languages (`react`, `forklift-licence`)."""

    key: str
    name_zh: str | None
    name_en: str | None
    kind: SkillKind = "skill"
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class CuratedSkill:
    """One line of the hand-kept table; `shy` names need company."""

    key: str
    domain: str
    kind: SkillKind
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    shy: frozenset[str]


def skill_key(name: str) -> str:
    """Return the form in which names are compared: lower case, hyphens as spaces, width folded."""
    lower = normalise(name).lower.strip()
    lower = re.sub(r"(?<=[a-z0-9])[-_](?=[a-z0-9])", " ", lower)
    return re.sub(r"\s+", " ", lower)


def read_curated() -> list[CuratedSkill]:
    """Return the hand-kept skills, in the table's order."""
    entries = []
    for line in read_lines("skills.tsv"):
        domain, kind, key, chinese, english = line.split("\t")
        zh = [n for n in chinese.split("|") if n]
        en = [n for n in english.split("|") if n]
        shy = frozenset(skill_key(n[:-1]) for n in zh + en if n.endswith("!"))
        entries.append(
            CuratedSkill(
                key,
                domain,
                kind,  # type: ignore[arg-type]
                tuple(n.rstrip("!") for n in zh),
                tuple(n.rstrip("!") for n in en),
                shy,
            )
        )
    return entries


_NAMES: dict[str, str] = {
    "python": "Python", "java": "Java", "javascript": "JavaScript", "typescript": "TypeScript", "go": "Go", "c": "C",
    "cpp": "C++", "csharp": "C#", "dotnet": ".NET", "php": "PHP", "r-language": "R", "sql": "SQL", "mysql": "MySQL",
    "postgresql": "PostgreSQL", "nodejs": "Node.js", "react": "React", "vue": "Vue", "html-css": "HTML/CSS", "aws": "AWS",
    "gcp": "Google Cloud", "docker": "Docker", "kubernetes": "Kubernetes", "linux": "Linux", "git": "Git", "excel": "Excel",
    "word": "Word", "powerpoint": "PowerPoint", "photoshop": "Photoshop", "autocad": "AutoCAD", "mongodb": "MongoDB",
    "hadoop": "Hadoop", "spring-boot": "Spring Boot", "spring-cloud": "Spring Cloud", "tensorflow": "TensorFlow", "pytorch": "PyTorch",
    "ci-cd": "CI/CD", "rest-api": "REST API", "licence-c1": "driving licence", "licence-b2": "HGV class 2 licence", "licence-a2": "HGV class 1 licence",
    "licence-a1": "bus licence", "ms-office": "Microsoft Office",
}  # fmt: skip
_NAMES_ZH = {
    "licence-c1": "C1驾照",
    "licence-b2": "B2驾照",
    "licence-a2": "A2驾照",
    "licence-a1": "A1驾照",
    "mid-accountant-cn": "中级会计职称",
}


def _shown(name: str) -> str:
    """Return an English name as it is written: acronyms in capitals."""
    acronyms = {
        "sap", "erp", "crm", "etl", "seo", "sem", "plc", "cnc", "llm", "nlp", "cpa", "acca", "cima", "cfa", "pmp", "dbs", "icu", "saas", "gis",
        "ccna", "fpga", "iot", "hr", "cipd", "aat", "nvq", "tefl", "ielts", "toefl", "cscs", "b2b", "vba", "spss", "qts", "php",
    }  # fmt: skip
    return " ".join(w.upper() if w in acronyms else w for w in name.split())


class _Lexicon:
    """Names by their first characters, so that a position tries only what can start there."""

    def __init__(self) -> None:
        self.skills: dict[str, Skill] = {}
        self.names: dict[str, tuple[str, bool, bool]] = {}
        for entry in read_curated():
            zh = entry.chinese[0] if entry.chinese else None
            en = entry.english[0] if entry.english else None
            name_en = _NAMES.get(entry.key) or (_shown(en) if en else None)
            name_zh = _NAMES_ZH.get(entry.key) or (
                (name_en or zh) if zh and not re.search("[\u4e00-\u9fff]", zh) else zh
            )
            self.skills[entry.key] = Skill(entry.key, name_zh, name_en, entry.kind, entry.domain)
            for name in entry.chinese:
                folded = skill_key(name)
                # A Latin name in the Chinese column (c1, ps) needs Chinese around it.
                only_zh = not re.search("[\u4e00-\u9fff]", name) and name not in entry.english
                self.names.setdefault(folded, (entry.key, folded in entry.shy, only_zh))
            for name in entry.english:
                folded = skill_key(name)
                self.names.setdefault(folded, (entry.key, folded in entry.shy, False))
                if " " in folded and "." not in folded:
                    self.names.setdefault(folded.replace(" ", ""), (entry.key, False, False))
        for line in read_lines("skills_en.tsv.gz"):
            name, label = line.split("\t")
            key = "x:" + re.sub(r"[^a-z0-9+#.]+", "-", label).strip("-")
            if skill_key(name) in self.names:
                continue
            self.skills.setdefault(key, Skill(key, None, label, "skill", None))
            self.names[skill_key(name)] = (key, False, False)
        # How long names are that begin so, the longest first: of each length one can stand there.
        lengths: dict[str, set[int]] = {}
        for name in self.names:
            lengths.setdefault(name[:2], set()).add(len(name))
        self.lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    return _Lexicon()


_VERB_ZH = re.compile("[会有懂做能要学考干在]$")
_LATIN_SIGN = re.compile(r"[a-z0-9à-ɏ]")
_SHY_BEFORE = re.compile(
    r"(?:熟悉|精通|掌握|会用?|了解|使用|擅长|懂|学过|用过|做过|写过?|主攻|语言[:：是]?|技能[:：]?|proficient (?:in|with)|experience (?:in|with|of)|experienced (?:in|with)|knowledge of|"
    r"skilled (?:in|with)|fluent in|expert in|skills?:?|languages?:?|stack:?|using|know|knows|learnt|learned|program(?:ming)? in|code in|coding in|written in|tools?:?|also|plus|like)\s*$"
)
_SHY_AFTER = re.compile(
    r"^\s*(?:developer|dev\b|engineer|work\b|jobs?\b|roles?\b|programmer|experience|skills?\b|framework|项目|开发|经验|工程师|后端|前端|语言|技术栈)"
)
_LIST_GAP = re.compile(r"^(?:\s*(?:,|/|、|\||;|&|\+|·|and|or|和|与|及|或者?|以及)\s*|\s)$")
_VERB_USES: dict[str, re.Pattern[str]] = {
    # "excel in a role", "work in a sage way": not the product.
    "excel": re.compile(r"^\s+(?:in|at|as)\b(?! accounts)"),
    "cleaning": re.compile(r"^\s+up\b"),
    "reporting": re.compile(r"^\s+to\b"),
    "driving": re.compile(r"^\s+(?:growth|change|force|results|revenue|sales|the)\b"),
    "sales": re.compile(r"^\s+(?:tax|floor)\b"),
    "lifting": re.compile(r"^\s+the\b"),
    "planning": re.compile(r"^\s+to\b"),
}
_NOT_BEFORE: dict[str, re.Pattern[str]] = {
    "insurance": re.compile(
        r"(?:health|life|dental|medical|national|social|private)\s+$|(?:五险一金|社会|医疗|商业|养老|补充医疗)$"
    ),
    "training-delivery": re.compile(
        r"(?:提供|免费|带薪|专业|入职|岗前|定期|full|provide|offer)\s*$"
    ),
    "licence-c1": re.compile(r"(?:英语|德语|法语|english|german|french|level)\s?\(?$"),
    "licence-b2": re.compile(r"(?:英语|德语|法语|english|german|french|level)\s?\(?$"),
    "licence-a2": re.compile(r"(?:英语|德语|法语|english|german|french|level)\s?\(?$"),
    "licence-a1": re.compile(r"(?:英语|德语|法语|english|german|french|level)\s?\(?$"),
    "own-vehicle": re.compile(r"(?:没|没有|无)$"),
}
# 保险公司, 物流公司: an employer's trade is not the person's skill; nor is 五险一金 insurance.
_NOT_AFTER_ZH = re.compile(
    r"^(?:公司|科技|有限|企业|行业(?!经验)|集团|厂(?!长)|店(?!长)|局|学院|大学|学校|部门|市场部|费|额|员(?!工)|师(?!傅|证|资格)|工(?!作|程|艺|具)|代理人|经纪人)"
)


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    key: str
    is_shy: bool


def _is_inside_word(lower: str, position: int) -> bool:
    before = lower[position - 1]
    return before in ".@#" or bool(_LATIN_SIGN.match(before))


def _has_edges(lower: str, start: int, end: int) -> bool:
    if start and _LATIN_SIGN.match(lower[start]) and _is_inside_word(lower, start):
        return False
    last = lower[end - 1]
    if end < len(lower):
        following = lower[end]
        if (_LATIN_SIGN.match(last) or last in "+#") and (
            following in "+#" or _LATIN_SIGN.match(following)
        ):
            # C is not in C++, Java not in JavaScript; a plural is the same word.
            tail = re.match(r"(?:s|'s)(?![a-z0-9+#])", lower[end : end + 4])
            return bool(tail) and last.isalpha() and end - start > 3
        if following == "." and re.match(r"\.(?:js|net|io)\b", lower[end : end + 6]):
            return False
    return True


def _scan(normal: NormalisedText, *, has_chinese: bool) -> list[_Hit]:
    lexicon = _lexicon()
    lower = re.sub(r"(?<=[a-z0-9])[-_](?=[a-z0-9])", " ", normal.lower)
    blocked = [m.span() for m in CONTACT.finditer(lower)]
    inside: dict[int, tuple[int, int]] = {}
    if has_chinese:
        for m in re.finditer(r"[\u4e00-\u9fff]+", lower):
            for _, a, b in segmenter().tokenize(m[0], mode="default", hmm=False):
                for i in range(m.start() + a + 1, m.start() + b):
                    inside[i] = (m.start() + a, m.start() + b)
    hits: list[_Hit] = []
    position, size = 0, len(lower)
    while position < size:
        if position and _LATIN_SIGN.match(lower[position]) and _is_inside_word(lower, position):
            # No name begins here, whichever it is: most of a long English text.
            position += 1
            continue
        found: _Hit | None = None
        for length in (
            *lexicon.lengths.get(lower[position : position + 2], ()),
            *lexicon.lengths.get(lower[position], ()),
        ):
            name = lower[position : position + length]
            entry = lexicon.names.get(name)
            if entry is None:
                continue
            end = position + len(name)
            key, shy, only_zh = entry
            if only_zh and not has_chinese:
                continue
            if not _has_edges(lower, position, end) or any(
                s < end and position < e for s, e in blocked
            ):
                continue
            if "\u4e00" <= name[0] <= "\u9fff":
                left, right = inside.get(position), inside.get(end)
                if left and left[1] < end and _VERB_ZH.match(lower[left[0] : position]):
                    # 会通乳: the segmenter takes 会通 for a word.
                    left = None
                if (left and left[1] < end) or (right and right[0] > position):
                    continue
                if len(name) <= 2 and (left or right):
                    whole = left or right
                    assert whole is not None
                    if lower[whole[0] : whole[1]] not in lexicon.names:
                        continue
            after, before = lower[end : end + 32], lower[max(0, position - 24) : position]
            if "\u4e00" <= name[-1] <= "\u9fff" and _NOT_AFTER_ZH.match(after):
                continue
            verb = _VERB_USES.get(name)
            if verb and verb.match(after):
                continue
            barred = _NOT_BEFORE.get(key)
            if barred and barred.search(before):
                continue
            found = _Hit(position, end, key, shy)
            break
        if found:
            hits.append(found)
            position = found.end
        else:
            position += 1
    return hits


def _keep_shy(normal: NormalisedText, hits: list[_Hit]) -> list[_Hit]:
    """Return the hits without ordinary words that nothing shows to be skills."""
    sure = {id(h) for h in hits if not h.is_shy}
    # Company is catching: "Go, R, Python" makes all three sure, from whichever end.
    for order in (range(len(hits)), range(len(hits) - 1, -1, -1)):
        for i in order:
            hit = hits[i]
            if id(hit) in sure:
                continue
            before = normal.lower[max(0, hit.start - 30) : hit.start]
            surface = normal.text[hit.start : hit.end]
            if _SHY_BEFORE.search(before) and (
                len(surface) > 2 or surface[0].isupper() or not surface.isascii()
            ):
                sure.add(id(hit))
                continue
            if (
                _SHY_AFTER.match(normal.lower[hit.end : hit.end + 24])
                and (len(surface) > 2 or surface[0].isupper())
                and surface.lower() not in ("class 1", "nails")
            ):
                sure.add(id(hit))
                continue
            for other in (hits[i - 1] if i else None, hits[i + 1] if i + 1 < len(hits) else None):
                if other is None or id(other) not in sure:
                    continue
                gap = normal.text[min(hit.end, other.end) : max(hit.start, other.start)]
                if _LIST_GAP.match(gap) and (gap.strip() or surface[0].isupper()):
                    sure.add(id(hit))
    return [h for h in hits if id(h) in sure]


def find_skills(text: TextLike, *, lang: Lang | None = None) -> list[Found[Skill]]:
    """Return the skills named. Java is not in JavaScript; Go, R, C need skill company."""
    normal = normalise(text)
    has_chinese = bool(re.search("[\u4e00-\u9fff、，。：；]", normal.original)) or lang == "zh"
    lexicon = _lexicon()
    results = []
    for hit in _keep_shy(normal, _scan(normal, has_chinese=has_chinese)):
        a, b = normal.span(hit.start, hit.end)
        results.append(Found(lexicon.skills[hit.key], a, b, normal.original[a:b]))
    return results


_AROUND = re.compile(
    r"^(?:熟练(?:掌握|使用)?|精通|熟悉|掌握|了解|会|使用|能用?|有|持有?|basic|advanced|good|strong|knowledge of|experience (?:in|with))\s*|\s*(?:语言|软件|技能|经验|证书|操作|skills?|experience|software|certificate|certified|\(入门\))$"
)


def canonical_skill(text: TextLike) -> Skill | None:
    """Return the skill that the whole text names, None when the lexicon has none."""
    raw = text if isinstance(text, str) else text.original
    return _canonical(raw)


@lru_cache(maxsize=8192)
def _canonical(raw: str) -> Skill | None:
    lexicon = _lexicon()
    key = skill_key(raw).strip(" .,;:·、。")
    for candidate in _variants(key):
        entry = lexicon.names.get(candidate)
        if entry:
            return lexicon.skills[entry[0]]
    return None


def _variants(key: str) -> Iterable[str]:
    yield key
    if key.endswith("s") and len(key) > 4:
        yield key[:-1]
    else:
        yield key + "s"
    shorter = _AROUND.sub("", key)
    if shorter != key:
        yield shorter
        yield _AROUND.sub("", shorter)
    yield re.sub(r"\s*\(.*?\)", "", key)
    yield key.replace(" ", "")


def same_skill(a: str, b: str) -> bool:
    """Return whether two wordings, in either language, name one skill."""
    if skill_key(a) == skill_key(b):
        return True
    first, second = canonical_skill(a), canonical_skill(b)
    return first is not None and second is not None and first.key == second.key


def display_skill(skill: Skill, lang: Lang) -> str:
    """Return the skill's name in a language, the other's where it has none."""
    name = skill.name_zh if lang == "zh" else skill.name_en
    return name or skill.name_en or skill.name_zh or skill.key


def get_skill(key: str) -> Skill | None:
    """Return the skill with this canonical key."""
    return _lexicon().skills.get(key)
