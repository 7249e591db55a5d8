"""Occupations as employers and seekers call them, in families that cross the languages.

The hand-kept table (`data/titles.tsv`) holds what is said every day; the classifications (ESCO,
CSCO) add the rest. A name that neither knows is still a title where its head is one (…工程师,
"… technician"): it keeps its text and takes the head's family, or none.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from .found import Found
from .lexicon import read_lines, segmenter
from .places import is_place_name
from .text import CONTACT, Lang, NormalisedText, TextLike, normalise
from .title_rules import (
    TOPIC_HEADS_ZH,
    WIDE_HEADS_EN,
    narrow_en,
    narrow_zh,
    topic_en,
    topic_zh,
)
from .vocab import Seniority, find_seniority


@dataclass(frozen=True, slots=True)
class Title:
    """A job title. `family` groups near-equal occupations of both languages, None if unknown.

    `text` is as said, without filler; `group` is the wider field (it, care, logistics …).
    `is_weak` marks a field or tool that only stands for a job (java, warehouse, retail).
    """

    text: str
    family: str | None
    group: str | None = None
    seniority: Seniority | None = None
    equivalents_zh: tuple[str, ...] = ()
    equivalents_en: tuple[str, ...] = ()
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """One line of the hand-kept table; weak names are apart."""

    key: str
    group: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    weak: tuple[str, ...]


def read_families() -> list[Family]:
    """Return the hand-kept families, in the table's order."""
    families = []
    for line in read_lines("titles.tsv"):
        key, group, chinese, english = line.split("\t")
        zh, en = chinese.split("|"), english.split("|")
        families.append(
            Family(
                key,
                group,
                tuple(n for n in zh if not n.startswith("~")),
                tuple(n for n in en if not n.startswith("~")),
                tuple(n[1:] for n in zh + en if n.startswith("~")),
            )
        )
    return families


_EN_TOKEN = re.compile(r"\.net|[a-zà-ɏ0-9][a-zà-ɏ0-9+#]*(?:\.(?:js|net))?(?:'(?!s\b)[a-z]+)?|'s\b")
_PLURAL_KEEP = ("ss", "us", "is", "ics", "sales", "operations", "accounts", "goods", "works")


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(_PLURAL_KEEP):
        if word.endswith("ies"):
            return word[:-3] + "y"
        if word.endswith(("sses", "ches", "shes", "xes")):
            return word[:-2]
        return word[:-1]
    return word


def english_key(name: str) -> str:
    """Return the form in which English titles are compared: words, singular, lower case."""
    return " ".join(_singular(t) for t in _EN_TOKEN.findall(name.lower()) if t != "'s")


class _Lexicon:
    """Every known name with its family. Built once."""

    def __init__(self) -> None:
        self.families: dict[str, Family] = {}
        self.zh: dict[str, tuple[str, bool]] = {}
        self.en: dict[str, tuple[str, bool]] = {}
        for family in read_families():
            self.families[family.key] = family
            for name in family.chinese:
                self.zh.setdefault(name.lower(), (family.key, False))
            for name in family.english:
                self.en.setdefault(english_key(name), (family.key, False))
            for name in family.chinese:
                if name.isascii() and len(name) > 2 and name.isalnum():
                    self.en.setdefault(english_key(name), (family.key, False))
        for family in self.families.values():
            for name in family.weak:
                if re.search("[\u4e00-\u9fff]", name):
                    self.zh.setdefault(name.lower(), (family.key, True))
                else:
                    self.en.setdefault(english_key(name), (family.key, True))
                    # java 5年经验: a tool's name stands in Chinese sentences too.
                    self.zh.setdefault(name.lower(), (family.key, True))
        self._add_activities()
        for line in read_lines("titles_zh.tsv.gz"):
            name, key = line.split("\t")
            self.zh.setdefault(name.lower(), (key, False))
        for line in read_lines("titles_en.tsv.gz"):
            name, key = line.split("\t")
            folded = english_key(name)
            if " " in folded or _SINGLE_HEAD.search(folded):
                self.en.setdefault(folded, (key, False))
        self.zh_longest = max(map(len, self.zh))
        self.zh_first = frozenset(name[0] for name in self.zh)
        self.kin: dict[frozenset[str], float] = {}
        for line in read_lines("title_kin.txt"):
            a, b, score = line.split()
            self.kin[frozenset((a, b))] = float(score)

    def _add_activities(self) -> None:
        """Add what people say they do (修车, cutting hair): work where no occupation is named."""
        for line in read_lines("activities.tsv"):
            key, chinese, english = line.split("\t")
            for name in filter(None, chinese.split("|")):
                self.zh.setdefault(name, (key, True))
            for name in filter(None, english.split("|")):
                self.en.setdefault(english_key(name), (key, True))


_SINGLE_HEAD = re.compile(r"^[a-z]{5,}(?:er|or|ist|ian|ier|smith|wright|ary|eur|man|woman|keeper)$")


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    return _Lexicon()


# --- Chinese ----------------------------------------------------------------------------------

_HEAD_ZH = (
    r"工程师|设计师|架构师|技术员|操作工|安装工|维修工|管理员|检验员|养护工|修理工|加工工|驾驶员|讲解员|治疗师|咨询师|分析师|规划师|造型师|"
    r"营养师|培训师|策划师|评估师|精算师|专员|文员|助理|顾问|经理|主管|总监|师傅|老师|教师|医生|医师|护士|司机|工人|学徒|销售|客服|主播|教练|"
    r"编辑|导购|店员|店长|厨师|保洁|保安|采购|运营|研究员|练习生|推广|代理人|经纪人|陪练|陪护"
)
_GENERIC_ZH = re.compile(
    rf"(?:[a-z0-9+#.]{{1,12}})?[^\W\d_的了在找做想招要有是个份当干和或去来我你他她不没给帮看换过从事些吗呢吧啊都行也可以就被把跟让用到下年月岁者既等及跟并另经验市区县a-z]{{1,6}}(?P<head>{_HEAD_ZH})"
)
_RUN_ZH = re.compile(
    r"[^\W_的了在找做想招要有是个份当干和或去来我你他她不没给帮看换过从些吗呢吧啊都行也可以就被把跟让到下年月岁者既及并另会]{1,10}$"
)
_LEFT_ZH = re.compile(
    r"(?:高级|资深|初级|中级|见习|实习|首席|小学|初中|高中|幼儿|少儿|成人|住家|金牌|持证|兼职(?=老师)|夜班(?=护士|保安|客服)|女|男)$"
)
_RIGHT_ZH = re.compile(
    r"^(?:工程师|专员|经理|主管|总监|助理|组长|师傅|学徒|顾问|实习生|负责人|岗(?!位))"
)
_WORK_ZH = re.compile(r"^(?:工作|岗位|职位|职业|人员|岗|类)$")
# 电工证, 会计学: a certificate or a subject, not the person.
_NOT_AFTER_ZH = re.compile(
    r"^(?:(?:核算|管理|业务)?(?:系统|软件|平台|信息化)(?=.{0,4}(?:研发|开发|实施|测试|维护|运维|产品|架构))|证(?!券)|学(?!徒|校老师)|专业|系(?!统)|部门|部(?!门)|法|额|量|费|费用|课|考试|职称|资格|事务所|软件(?!开发|工程)|一下|公司|站(?!长)|服(?!务)|培训班|成本|报告|任务|方案|数据(?!分析))"
)


def _compact(lower: str) -> tuple[str, list[int]]:
    """Return the text without spaces between Latin and Chinese (python 后端), with offsets."""
    chars: list[str] = []
    offsets: list[int] = []
    for i, char in enumerate(lower):
        if char == " " and 0 < i < len(lower) - 1:
            left, right = lower[i - 1], lower[i + 1]
            if (
                ("\u4e00" <= left <= "\u9fff") != ("\u4e00" <= right <= "\u9fff")
                and (left.isalnum() or left in "+#")
                and right.isalnum()
            ):
                continue
        chars.append(char)
        offsets.append(i)
    offsets.append(len(lower))
    return "".join(chars), offsets


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "+#")


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    family: str | None
    is_weak: bool
    is_generic: bool = False


def _scan_chinese(lower: str) -> list[_Hit]:
    lexicon = _lexicon()
    text, offsets = _compact(lower)
    tokens: list[tuple[int, int]] = []
    for m in re.finditer(r"[\u4e00-\u9fff]+", text):
        # Without guessed words: the guesser takes 数据测试 for one.
        for _, start, end in segmenter().tokenize(m[0], mode="default", hmm=False):
            tokens.append((m.start() + start, m.start() + end))
    inside: dict[int, tuple[int, int]] = {}
    for start, end in tokens:
        for i in range(start + 1, end):
            inside[i] = (start, end)
    hits: list[_Hit] = []
    position, size = 0, len(text)
    while position < size:
        char = text[position]
        if char not in lexicon.zh_first or (
            _latin(char) and position and _latin(text[position - 1])
        ):
            position += 1
            continue
        for length in range(min(lexicon.zh_longest, size - position), 1, -1):
            end = position + length
            entry = lexicon.zh.get(text[position:end])
            if entry is None:
                continue
            if _latin(text[end - 1]) and end < size and _latin(text[end]):
                continue
            # The segmenter's words must not be cut: 会|计划 holds no 会计, 销售额 no 销售.
            left, right = inside.get(position), inside.get(end)
            # 会计工作 is one word to it, and names the occupation all the same.
            if left and _WORK_ZH.match(text[end : left[1]]):
                left = None
            if right and right[0] <= position and _WORK_ZH.match(text[end : right[1]]):
                right = None
            if (
                left
                and left[1] < end
                and re.match("[会有懂做能要想去学当干找招在]$", text[left[0] : position])
            ):
                left = None
            if (left and left[1] < end) or (right and right[0] > position):
                continue
            if (
                left
                and left[1] >= end
                and text[left[0] : left[1]] not in lexicon.zh
                and length <= 2
            ):
                continue
            if (
                right
                and right[0] <= position
                and text[right[0] : right[1]] not in lexicon.zh
                and length <= 2
            ):
                continue
            if _NOT_AFTER_ZH.match(text[end : end + 8]):
                continue
            hits.append(_Hit(position, end, entry[0], entry[1]))
            position = end
            break
        else:
            position += 1
    hits = _with_generics(text, hits)
    for hit in hits:
        while not hit.is_weak and (
            more := _LEFT_ZH.search(text[max(0, hit.start - 4) : hit.start])
        ):
            hit.start -= len(more[0])
        more_right = _RIGHT_ZH.match(text[hit.end : hit.end + 6])
        if more_right:
            hit.end += more_right.end()
            hit.is_weak = False
    _narrow_chinese(text, hits)
    return [
        _Hit(offsets[h.start], offsets[h.end - 1] + 1, h.family, h.is_weak, h.is_generic)
        for h in hits
        if h.end > h.start
    ]


_LEVELS_ZH = re.compile(r"初级|中级|高级|资深|中高级|助理(?=工程师)|首席|主任")


def _family_of_generic(title: str, head: str) -> str | None:
    """Return the family of a compound that is in no list, by its longest known end or its topic."""
    lexicon = _lexicon()
    plain = _LEVELS_ZH.sub("", title)
    entry = lexicon.zh.get(plain)
    if entry and not entry[1]:
        return entry[0]
    for i in range(1, len(plain) - len(head)):
        entry = lexicon.zh.get(plain[i:])
        if entry and not entry[1]:
            narrower = narrow_zh(entry[0], before=plain[:i], name=plain[i:])
            return narrower[1] if narrower else entry[0]
    if head in TOPIC_HEADS_ZH and (family := topic_zh(plain, head=head)):
        return family
    entry = lexicon.zh.get(head)
    if entry is None or entry[1]:
        return None
    narrower = narrow_zh(entry[0], before=plain[: -len(head)], name=head)
    return narrower[1] if narrower else entry[0]


def _narrow_chinese(text: str, hits: list[_Hit]) -> None:
    """Give hits of a wide name (运维, 设计师) the trade that the words run on before them tell."""
    for hit in hits:
        if hit.family is None or hit.is_generic:
            continue
        if hit.is_weak and hit.family != "graphic-designer":
            continue
        run = _RUN_ZH.search(text[max(0, hit.start - 10) : hit.start])
        before = run[0] if run else ""
        narrower = narrow_zh(hit.family, before=before, name=text[hit.start : hit.end])
        if narrower:
            hit.family = narrower[1]
            hit.start = min(hit.start, hit.start - len(before) + narrower[0])


def _with_generics(text: str, hits: list[_Hit]) -> list[_Hit]:
    """Return the hits with unknown titles (珠宝镶嵌师傅) put in, and hits inside them taken out."""
    lexicon = _lexicon()
    for m in _GENERIC_ZH.finditer(text):
        start = m.start()
        for length in range(min(6, m.end() - start - len(m["head"])), 1, -1):
            if is_place_name(text[start : start + length]):
                start += length
                break
        if m.end() - start <= len(m["head"]):
            continue
        around = [h for h in hits if h.start < m.end() and start < h.end]
        if any(h.start <= start and h.end >= m.end() for h in around):
            continue
        # Words before a known title are only part of it where nothing else known is inside.
        last = next((h for h in around if h.end == m.end()), None)
        if last is not None and (last.end - last.start) > len(m["head"]):
            continue
        if any(h is not last and not h.is_weak for h in around):
            continue
        if (
            last is None
            and m["head"] not in lexicon.zh
            and not re.search(r"师$|员$|工$|师傅|人$|助理|顾问|经理|主管|总监", m["head"])
        ):
            continue
        family = _family_of_generic(text[start : m.end()], m["head"])
        if family is None and last is not None and not last.is_weak:
            family = last.family
        hits = [h for h in hits if h not in around]
        hits.append(_Hit(start, m.end(), family, False, is_generic=True))
    hits.sort(key=lambda h: h.start)
    return hits


# --- English ----------------------------------------------------------------------------------

_HEAD_EN = frozenset(
    "engineer developer designer manager assistant operator operative technician driver nurse teacher officer advisor adviser "
    "coordinator administrator clerk worker analyst specialist consultant representative rep agent attendant supervisor labourer "
    "laborer installer inspector instructor trainer therapist planner scientist architect accountant receptionist cleaner cook chef "
    "porter guard apprentice trainee executive associate keeper tutor assembler mechanic fitter surveyor buyer usher educator "
    "coach carer helper handler picker packer loader writer editor producer programmer practitioner lecturer investigator steward "
    "operatives technologist machinist controller scheduler estimator merchandiser cashier janitor secretary lead director pupil "
    "solicitor paralegal auditor broker negotiator".split()
)
_NOT_MODIFIER = frozenset(
    "a an the as was is am are been being be for want wants wanted looking look need needs i i'm im my me we our you your of in at on to "
    "with and or any some job jobs role roles work working worked position near from like good new great best more about have had has got "
    "would maybe also not no than into this that these those who which by it its it's if so just do does did can could get give find "
    "show hiring hire hired become becoming after before then now currently previously last first second third one two three years year "
    "experience experienced time please pls hi hello yes there them all every other another ok um uh really only vs per us "
    "every because but when while since during until through over under each via him her he she they his their ask tell call".split()
)
# Everyday words that are titles too: they need company.
_PLAIN_WORDS = frozenset(
    "host extra model server sister printer security reception cleaning nursing dancer singer actor editor driver cook clerk mason pa ea ta ae bd "
    "qs kp rn hca cna dba psw hr pt mover loader picker packer consultant instructor assistant supervisor manager shop store "
    "builder performer operator registrar team team-leader associate "
    "".split()
)
# Of these, what opens a few words is the work: driver swindon days.
_FIRST_WORDS = frozenset("driver cook clerk packer picker loader mover nursing cleaning".split())
_SHORT_CODES = frozenset(
    "ae pa ea ta csr bd qs kp rn hca cna dba psw hr swe sre emt gp rgn rmn lpn sdr bdr bdm csm lsa qa sister vet".split()
)
_JOB_CUE_BEFORE = re.compile(
    r"(?:\b(?:as|a|an|as an?|for|looking for|want|wanted|become|been|being|was|am|i'm|im|job|jobs|role|after|hiring|find|any|some|or|and|maybe|senior|junior|head|lead|trainee|qualified|registered|experienced|than|more|new|other|night|day|the|of|my|(?:what|how) about|:)\s+|^\s*|[,;/\n(]\s*|[\u4e00-\u9fff]\s*)$",
    re.I,
)
_JOB_CUE_AFTER = re.compile(
    r"^\s*(?:'s)?\s*(?:jobs?|work|roles?|positions?|vacanc|posts?|career|or\b|and\b|,|/|$|\.|\n|in\b|near\b|at\b|with\b|wanted\b|needed\b|(?:evening|night|morning|day|weekend|afternoon)s?\b|(?:part|full)[ -]?time|[\u4e00-\u9fff]|\d|-|:|\?|!|\(|[£$€])",
    re.I,
)
_LEFT_EN = re.compile(
    r"(?:\b(?:senior|junior|lead|principal|staff|sr\.?|jr\.?|head|trainee|apprentice|graduate|mid[- ]level|assistant|deputy|chief|associate|part[- ]?time|night[- ]shift|night|registered|qualified|certified)\s+)$"
)
_EN_NOT_AFTER = re.compile(
    r"^\s*(?:'s)?\s+(?:certificate|degree|course|student|training|qualification|licen[cs]e|software|agency|agencies)\b",
    re.I,
)


def _scan_english(normal: NormalisedText) -> list[_Hit]:
    lexicon = _lexicon()
    lower = normal.lower
    words = [m for m in _EN_TOKEN.finditer(lower) if m[0] != "'s"]
    contacts = [m.span() for m in CONTACT.finditer(lower)]
    hits: list[_Hit] = []
    i = 0
    while i < len(words):
        hit: _Hit | None = None
        for n in range(min(6, len(words) - i), 0, -1):
            start, end = words[i].start(), words[i + n - 1].end()
            gap = lower[start:end]
            if "\n" in gap or re.search(r"[,;:()!?。,]|[\u4e00-\u9fff]", gap):
                continue
            key = " ".join(_singular(w[0]) for w in words[i : i + n])
            entry = lexicon.en.get(key)
            if entry is None and n == 1 and words[i][0] in lexicon.en:
                entry = lexicon.en[words[i][0]]
            if entry is None and n > 1:
                entry = _find_by_doer(key)
            if entry is None or any(s < end and start < e for s, e in contacts):
                continue
            family, weak = entry
            before = lower[:start] if start <= 40 else "§" + lower[start - 40 : start]
            after = lower[end : end + 40]
            if _EN_NOT_AFTER.match(after):
                continue
            if n == 1:
                surface = normal.text[start:end]
                if key in _SHORT_CODES and not surface.isupper():
                    if not (
                        re.match(r"\s+(?:jobs?|roles?|work|position)", after)
                        or (
                            not before.strip()
                            and (not after.strip() or after.lstrip()[0] in ",.;/")
                        )
                    ):
                        continue
                elif key in _PLAIN_WORDS and not (
                    (key in _FIRST_WORDS and not before.strip() and len(words) <= 6)
                    or (_JOB_CUE_BEFORE.search(before) and _JOB_CUE_AFTER.match(after))
                    or re.match(r"\s+(?:jobs?|work|roles?|positions?|posts?|vacanc)", after)
                ):
                    continue
                if family.startswith("esco:") and not _JOB_CUE_BEFORE.search(before):
                    continue
            hit = _Hit(start, end, family, weak)
            break
        generic = _generic_english(words, i, lower)
        if generic is not None and (
            hit is None or hit.is_weak or (generic.end > hit.end and generic.start <= hit.start)
        ):
            # "python keeper" is no Python developer.
            group = [w[0] for w in words[i:] if w.end() <= generic.end]
            head_key = _family_of_english(group)
            if hit is None or not hit.is_weak or head_key != hit.family:
                generic.family = head_key
                hit = generic
        if hit is None:
            i += 1
            continue
        more = _LEFT_EN.search(lower[max(0, hit.start - 24) : hit.start])
        while more:
            hit.start -= len(more[0])
            more = _LEFT_EN.search(lower[max(0, hit.start - 24) : hit.start])
        hits.append(hit)
        while i < len(words) and words[i].start() < hit.end:
            i += 1
    return hits


def _find_by_doer(key: str) -> tuple[str, bool] | None:
    """Return the family of who does what is named: "child minding" by childminder, weak."""
    before, _, last = key.rpartition(" ")
    if not last.endswith("ing") or len(last) < 6:
        return None
    stem = last[:-3]
    for doer in (f"{stem}er", stem, f"{stem}e", f"{stem}or"):
        for name in (f"{before} {doer}", f"{before}{doer}"):
            if entry := _lexicon().en.get(name):
                return entry[0], True
    return None


def _family_of_english(words: list[str]) -> str | None:
    """Return the family of a title's words: its longest known end, or what its wide head is of."""
    lexicon = _lexicon()
    keys = [_singular(w) for w in words]
    for k in range(len(keys)):
        entry = lexicon.en.get(" ".join(keys[k:]))
        if entry and not entry[1] and (k < len(keys) - 1 or keys[k] not in WIDE_HEADS_EN):
            return narrow_en(entry[0], " ".join(keys))
    if not keys or keys[-1] not in WIDE_HEADS_EN:
        return None
    before = keys[:-1]
    while before and before[-1] in WIDE_HEADS_EN:
        before = before[:-1]
    ends = [lexicon.en.get(" ".join(before[k:])) for k in range(len(before))]
    known = next((entry[0] for entry in ends if entry and not entry[1]), None)
    weak = next((entry[0] for entry in ends if entry), None)
    # "communications" is a trade of its own, "kitchens" a plural: as said, then singular.
    said = " ".join(words[: len(before)])
    family = topic_en(said, head=keys[-1], known=known) or topic_en(
        " ".join(before), head=keys[-1], weak=weak
    )
    if family is None and (entry := lexicon.en.get(keys[-1])) and not entry[1]:
        family = narrow_en(entry[0], " ".join(keys))
    return family


def _generic_english(words: list[re.Match[str]], i: int, lower: str) -> _Hit | None:
    """Return the title of up to four words that begins at word i and ends in a known head."""
    if words[i][0] in _NOT_MODIFIER or words[i][0].isdigit() or len(words[i][0]) < 3:
        return None
    for n in range(min(4, len(words) - i), 1, -1):
        group = words[i : i + n]
        gap = lower[group[0].start() : group[-1].end()]
        if re.search(r"[,;:()!?\n\u4e00-\u9fff]|\. ", gap):
            continue
        if _singular(group[-1][0]) not in _HEAD_EN:
            continue
        if any(w[0] in _NOT_MODIFIER or w[0].isdigit() for w in group[:-1]):
            continue
        if any(
            _singular(w[0]) in _HEAD_EN
            and _singular(w[0])
            not in ("assistant", "associate", "lead", "trainee", "apprentice", "nurse", "executive")
            for w in group[:-1]
        ):
            continue
        return _Hit(group[0].start(), group[-1].end(), None, False, is_generic=True)
    return None


# --- public -----------------------------------------------------------------------------------


def _make(normal: NormalisedText, hit: _Hit) -> Title:
    start, end = normal.span(hit.start, hit.end)
    levels = find_seniority(normal.text[hit.start : hit.end])
    title = _title_of(hit.family, normal.original[start:end])
    return replace(title, seniority=levels[0].value if levels else None, is_weak=hit.is_weak)


def _title_of(key: str | None, text: str) -> Title:
    family = _lexicon().families.get(key or "")
    return Title(
        text=text,
        family=key,
        group=family.group if family else _isco_group(key),
        equivalents_zh=family.chinese if family else (),
        equivalents_en=family.english if family else (),
    )


_ISCO_GROUP = {
    "21": "engineering", "22": "health", "23": "education", "24": "office", "25": "it", "26": "public", "31": "engineering",
    "32": "health", "33": "office", "34": "public", "35": "it", "41": "office", "42": "service", "43": "office", "51": "service",
    "52": "sales", "53": "care", "54": "service", "61": "agriculture", "62": "agriculture", "71": "trades", "72": "trades",
    "73": "manufacturing", "74": "trades", "75": "manufacturing", "81": "manufacturing", "82": "manufacturing", "83": "driving",
    "91": "service", "92": "agriculture", "93": "logistics", "94": "hospitality", "11": "management", "12": "management", "13": "management",
    "14": "management",
}  # fmt: skip


def _isco_group(family: str | None) -> str | None:
    if family and family.startswith("esco:"):
        return _ISCO_GROUP.get(family[5:7])
    return None


# 以前在工地干,现在想开网约车: what is wished for stands, whatever is named beside it.
_WISHED_ZH = re.compile(r"(?:想|打算|准备)(?:去|做|干)?$")


def find_titles(text: TextLike, *, lang: Lang | None = None) -> list[Found[Title]]:
    """Return the occupations named in running text, the longest reading of each.

    A weak one (java, warehouse) is left out where a real title is beside it in the same clause.
    """
    normal = normalise(text)
    hits: list[_Hit] = []
    if re.search("[\u4e00-\u9fff]", normal.text):
        hits = _scan_chinese(normal.lower)
    for hit in _scan_english(normal):
        clash = [h for h in hits if h.start < hit.end and hit.start < h.end]
        if not clash:
            hits.append(hit)
        elif all(hit.end - hit.start > h.end - h.start for h in clash):
            hits = [h for h in hits if h not in clash] + [hit]
    hits.sort(key=lambda h: h.start)
    strong = [h for h in hits if not h.is_weak]
    results = []
    for hit in hits:
        is_wished = _WISHED_ZH.search(normal.lower[max(0, hit.start - 6) : hit.start])
        if (
            hit.is_weak
            and not is_wished
            and any(_same_clause(normal.lower, hit, other) for other in strong)
        ):
            continue
        value = _make(normal, hit)
        a, b = normal.span(hit.start, hit.end)
        results.append(Found(value, a, b, value.text))
    return results


def _same_clause(lower: str, a: _Hit, b: _Hit) -> bool:
    low, high = min(a.end, b.end), max(a.start, b.start)
    gap = lower[low:high]
    if re.search(r"\b(?:or|and|also|maybe)\b|或|和|都|、", gap) and a.family != b.family:
        return False
    return len(gap) <= 60 and not re.search(r"[。;!?\n]", gap)


_TITLE_NOISE = re.compile(
    r"[(\[【（](?:[^)\]】）]*)[)\]】）]|(?:^|\s)[-–·|]\s?(?:急|急聘|急招|长期|周边|直招|direct|new site|remote|hybrid|urgent|immediate start|full[- ]time|part[- ]time)\s*$|急聘|急招|高薪诚聘|诚聘|诚招|招聘(?!专员|经理|顾问|主管|助理|师|总监|实习|hr)|直招|\d{4,}",
    re.I,
)
_TITLE_SPLIT = re.compile(
    r"\s*(?:[,|;:·]|\s[-–/]\s|(?<=[\u4e00-\u9fff])[-/·]|\s(?:for|at|in)\s|@|兼(?!职))\s*"
)


# The rank inside a Chinese title (Java高级开发工程师), and in an English one.
_RANKS = re.compile(
    r"(?:初级|中高级|中级|高级|资深|首席)(?=.)|(?<![a-z])(?:senior|snr|sr|junior|jr|principal|mid[- ]level|entry[- ]level)(?![a-z])\.?\s*",
    re.I,
)
# "Manager, Data Science", "Head of Field Marketing": the head stands first.
_HEAD_FIRST = re.compile(
    rf"^(?:(?:associate|deputy|assistant|vice|regional|global|area)\s+)*(?P<head>{'|'.join(sorted(WIDE_HEADS_EN))}|vp|vice president)s?\s*(?:,|\bof\b|\s[-–]|/)\s*(?P<of>[^,|(/–]+)",
    re.I,
)


# Names of people at work, not of a field or a department.
_HEADED_ZH = re.compile(rf"(?:{_HEAD_ZH}|[师员工手长]|会计|出纳|翻译|司机)$")


def _is_field_before_dash(name: str, title: str) -> bool:
    if not re.search("[\u4e00-\u9fff]", name) or _HEADED_ZH.search(name):
        return False
    return bool(re.search(rf"{re.escape(name)}\S{{0,4}}\s*[-–—_]", title))


@lru_cache(maxsize=32_768)
def _clean(raw: str) -> str:
    text = normalise(raw).text
    return _TITLE_NOISE.sub(" ", text).strip(" -·,|/") or text.strip()


@lru_cache(maxsize=16_384)
def _parse_title(raw: str) -> Title | None:
    normal = normalise(raw)
    cleaned = _clean(raw)
    if not cleaned:
        return None
    plain = _RANKS.sub("", cleaned).strip(" -·,|/") or cleaned
    best: Title | None = None
    for piece in [*_TITLE_SPLIT.split(plain), plain]:
        found = find_titles(piece) if piece.strip() else []
        strong = [f for f in found if not f.value.is_weak and f.value.family]
        if best is not None and best.family is None and strong and piece.isascii():
            # Behind a title of which nothing is known, AML models are no models.
            strong = [f for f in strong if f.text.lower().split()[-1] in _HEAD_EN]
        if strong:
            # The head of a title stands last in both languages.
            if (
                best is None
                or not best.family
                or best.is_weak
                or _HEADED_ZH.search(strong[-1].text)
            ):
                best = strong[-1].value
            if _is_field_before_dash(strong[-1].text, plain):
                # 财务-Java开发工程师: the part before the dash is where, not what.
                continue
            break
        words = [m[0] for m in _EN_TOKEN.finditer(piece.lower()) if m[0] != "'s"]
        is_title = len(words) > 1 and (best is None or _singular(words[-1]) in WIDE_HEADS_EN)
        # "dental nursing" is what dental nurses do, not what nurses do.
        is_title = is_title and not (
            found and found[-1].value.family and found[-1].text.strip() == piece.strip()
        )
        family = _family_of_english(words) if is_title and piece.isascii() else None
        if family:
            best = _title_of(family, piece)
            break
        if found and best is None:
            # "Software Intern": the level says less than the field.
            known = [f for f in found if f.value.family and f.value.family != "intern-generic"]
            best = (known or found)[-1].value
    levels = find_seniority(normal)
    seniority = levels[0].value if levels else best.seniority if best else None
    ahead = _HEAD_FIRST.match(plain)
    if ahead and (best is None or not best.family or best.is_weak):
        head = ahead["head"].lower().removeprefix("vice ").replace("president", "director")
        words = [m[0] for m in _EN_TOKEN.finditer(ahead["of"].lower())]
        family = _family_of_english([*words, "director" if head == "vp" else head])
        best = _title_of(family, cleaned) if family else best
    if best is None:
        return Title(text=cleaned, family=None, seniority=seniority)
    if best.family and not re.search("[\u4e00-\u9fff]", cleaned):
        # "Software Engineer II - Backend": what narrows it may stand behind.
        narrower = narrow_en(best.family, normal.lower)
        if narrower != best.family:
            best = _title_of(narrower, cleaned)
    elif best.family:
        ahead_zh = narrow_zh(best.family, before=re.sub(r"[\s(),/&]", "", normal.lower), name="")
        if ahead_zh and best.family == "software-developer":
            best = _title_of(ahead_zh[1], cleaned)
    return replace(best, text=cleaned, seniority=seniority, is_weak=best.is_weak)


def parse_title(text: TextLike) -> Title | None:
    """Return the occupation a title field holds; unknown ones keep their text, no family."""
    raw = text if isinstance(text, str) else text.original
    return _parse_title(raw) if raw.strip() else None


def expand_roles(title: str | Title, *, limit: int = 12) -> list[str]:
    """Return ways employers write this role, both languages, the given one first.

    At most `limit`, the languages taking turns so that both are in it.
    """
    known = title if isinstance(title, Title) else parse_title(title)
    if known is None:
        return []
    roles = [known.text]
    first, second = known.equivalents_zh, known.equivalents_en
    if not re.search("[\u4e00-\u9fff]", known.text):
        first, second = second, first
    for i in range(max(len(first), len(second))):
        for names in (first, second):
            if i < len(names) and names[i].lower() not in {r.lower() for r in roles}:
                roles.append(names[i])
    return roles[:limit]


def is_same_title(a: str, b: str) -> bool:
    """Return whether two title fields say the same but for noise; `title_kinship` of them is 1."""
    first = _clean(a)
    return bool(first) and first.casefold() == _clean(b).casefold()


def family_kinship(a: str, b: str) -> float | None:
    """Return how near titles of two different families are, None where the wording has a say."""
    lexicon = _lexicon()
    known = lexicon.kin.get(frozenset((a, b)))
    if known is not None:
        return known
    x, y = lexicon.families.get(a), lexicon.families.get(b)
    if x is None or y is None:
        return None
    return 0.3 if x.group and x.group == y.group else 0.0


def title_kinship(a: str | Title, b: str | Title) -> float:
    """Return 0..1: 1 the same occupation, about 0.5 a related one, 0 another."""
    x = a if isinstance(a, Title) else parse_title(a)
    y = b if isinstance(b, Title) else parse_title(b)
    if x is None or y is None:
        return 0.0
    if x.text.casefold() == y.text.casefold():
        return 1.0
    if x.family and y.family:
        if x.family == y.family:
            return 0.95 if x.seniority == y.seniority else 0.9
        known = family_kinship(x.family, y.family)
        if known is not None:
            return known
        base = 0.3 if x.group and x.group == y.group else 0.0
        # One of them only the classifications know: the wording has a say.
        return max(
            base,
            0.7
            * fuzz.token_set_ratio(english_key(x.text) or x.text, english_key(y.text) or y.text)
            / 100
            if _share_head(x.text, y.text)
            else 0.0,
        )
    if bool(x.family) != bool(y.family) and not _share_head(x.text, y.text):
        # "Python Keeper" shares a word with "Python developer", not the trade; "Domestic
        # Assistant" and "care assistant" share a head that names none.
        return 0.0
    likeness = fuzz.token_sort_ratio(x.text.casefold(), y.text.casefold()) / 100
    return round(likeness * 0.8, 3) if likeness >= 0.5 else 0.0


def _share_head(a: str, b: str) -> bool:
    first, second = english_key(a).split(), english_key(b).split()
    if first and second:
        return first[-1] == second[-1] and first[-1] not in WIDE_HEADS_EN
    return a[-2:] == b[-2:]
