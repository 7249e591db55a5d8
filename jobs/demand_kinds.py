"""What a clause of a posting demands beside years, degrees and skills by name; pure.

Limits of age, sex or family are told apart so that they are shown as such and judged by nobody.
"""

import itertools
import re
from collections.abc import Sequence
from typing import Literal, get_args

from jobassist.language.found import Found
from jobassist.language.skills import Skill
from jobassist.language.vocab import find_education, find_experience, find_spoken_languages

DemandKind = Literal[
    "age", "sex", "family", "licence", "shift", "physical", "travel", "place", "permit"
]
DEMAND_KINDS: frozenset[DemandKind] = frozenset(get_args(DemandKind))
# What an employer may not choose by: shown, never judged, never ranked by.
PROTECTED: frozenset[DemandKind] = frozenset({"age", "sex", "family"})

_AGE = re.compile(
    r"年龄|\d{2}\s*(?:周)?岁|(?<!\d)[6-9]0\s?后|(?<!\d)0[0-5]后|"
    r"\bage[ds]?\s+(?:between\s+|from\s+)?\d{2}|\b\d{2}\s*(?:\+|or (?:older|over))?\s*(?:years?|yrs?)\s*(?:old|of age)\b|"
    r"\bage (?:limit|range|group|bracket)\b|\b(?:over|under|below|above) the age of\b|"
    r"\bmust be (?:at least |over )?(?:18|21)\b(?! (?:months|weeks|days|hours))|\byoung(?:er)? (?:and \w+ )?(?:candidates?|applicants?|people|person|team members?)\b",
    re.I,
)
_SEX = re.compile(
    r"性别|(?:仅|只)?限(?:男|女)|[男女](?:性|士|生|女)?(?:优先|均可|不限|皆可)|[男女]性(?!化|别)|男女|"
    r"\b(?:male|female|men|women|lad(?:y|ies)|gentlem[ae]n)\b(?=[\w ,/()-]{0,24}\b(?:only|preferred|candidates?|applicants?)\b)|"
    r"\b(?:only|preferably) (?:fe)?males?\b|\b(?:gender|sex)\s*[:：]",
    re.I,
)
_FAMILY = re.compile(
    r"已婚|未婚|已育|未育|婚育|户籍|户口|籍贯|民族|形象(?:气质)?(?:良?好|佳|端正)|五官端正|相貌|身高\s*\d|"
    r"\b(?:un)?married\b|\bmarital status\b|\b(?:pleasant|presentable|attractive|good) (?:appearance|looks?)\b",
    re.I,
)
_SHIFT = re.compile(
    r"倒班|轮班|夜班|晚班|早班|三班|两班|翻班|值班|加班|周末(?:上班|工作)|"
    r"\b(?:night|evening|weekend|rotating|early|late|day|split)[- ]?shifts?\b|\bshift (?:work|pattern|rota)\b|\bwork(?:ing)? (?:nights|weekends|evenings|shifts|overtime|flexible hours)\b|"
    r"\b(?:weekend|evening|holiday) (?:availability|work)\b|\bon[- ]call\b|\bovertime\b",
    re.I,
)
_PHYSICAL = re.compile(
    r"身体(?:健康|素质|强壮)|体力|体能|视力|无(?:色盲|色弱|纹身|恐高)|不恐高|能?(?:久站|站立)|搬(?:运|得动)|体检合格|"
    r"\b(?:lift|carry|push|pull)(?:ing)?\b[\w ,/]{0,20}\d+\s*(?:lbs?|pounds?|kgs?|kilos?)\b|\bstand(?:ing)? (?:and walk\w* )?for\b|\bphysical(?:ly)? (?:fit|demands?|able|ability|capable|requirements?)\b|"
    r"\bon (?:your|their) feet\b|\bmanual dexterity\b|\b(?:normal|good|20/20) (?:vision|eyesight)\b",
    re.I,
)
_TRAVEL = re.compile(
    r"出差|驻外|外派|派驻|海外驻|\b(?:travel(?:l?ing)?)\b(?! (?:agen|industry|insurance|trade|sector|compan|expens|product|allowance|brand|business))",
    re.I,
)
_PLACE = re.compile(
    r"本地人|常住|居住在?|定居|住(?:在|附近)|接受(?:外地|异地|调动)|服从(?:调动|分配|调配)|"
    r"\b(?:re-?locat(?:e|ion|ing))\b|\b(?:must|should|need to|required to) (?:live|reside|be (?:based|located))\b|\b(?:living|based|located|reside|residing) (?:in|within|near)\b|\bcommut(?:e|ing|able)\b",
    re.I,
)
_PERMIT = re.compile(
    r"工作签证|工作许可|绿卡|中国国籍|国籍|无犯罪|政审|"
    r"\b(?:authori[sz]ed|eligib(?:le|ility)|right|entitled|permitted|permission|authori[sz]ation) to (?:live and )?work\b|\bwork (?:permit|visa|authori[sz]ation)\b|\bvisa\b(?! (?:card|inc|payment))|"
    r"\bcitizen(?:s|ship)?\b(?! (?:develop|science|data|service))|\bsecurity clearance\b|\b(?:permanent resident|green card)\b|\bbackground (?:check|screening|investigation)\b|\bdrug (?:test|screen)\w*\b",
    re.I,
)
_LICENCE_ZH = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{2,10}?(?:资格证书?|执业证书?|上岗证书?|操作证书?|从业证书?|等级证书?|职称证书|[初中高]级职称|认证证书|执照|许可证)"
)
_LICENCE_EN = re.compile(
    r"\b(?:[A-Z][\w&.+/-]* ){1,5}(?:[Ll]icen[cs](?:e|ure)|[Cc]ertifi(?:cation|cate)|[Rr]egistration)\b|"
    r"\b(?:nurs(?:e|ing)|teaching|medical|pharmacy|electrical|plumbing|real estate|insurance|cosmetology|state|professional|valid|current) (?:\w+ )?licen[cs](?:e|ure)\b"
)
_KINDS: tuple[tuple[DemandKind, re.Pattern[str]], ...] = (
    ("age", _AGE),
    ("sex", _SEX),
    ("family", _FAMILY),
    ("shift", _SHIFT),
    ("physical", _PHYSICAL),
    ("travel", _TRAVEL),
    ("place", _PLACE),
    ("permit", _PERMIT),
)


_NO_LIMIT = re.compile(
    r"(?:(?:年龄|性别|男女|户籍|婚育|民族|学历|专业|经验|语言|国籍|工作经验)[均皆都]?(?:不限|均可|皆可|不做?要求)[\s、,，;；]*)+"
)


def is_no_limit(words: str) -> bool:
    """Return whether the words only say that something does not matter."""
    return bool(_NO_LIMIT.fullmatch(words.strip(" 。.;；,，")))


def find_kinds(piece: str) -> tuple[DemandKind, ...]:
    """Return of what kinds a clause is beside years, degrees, skills and languages."""
    kinds: list[DemandKind] = [kind for kind, words in _KINDS if words.search(piece)]
    if find_licence_words(piece):
        kinds.append("licence")
    return tuple(kinds)


def find_licence_words(piece: str) -> tuple[str, ...]:
    """Return licences and certificates as a clause names them, known to a lexicon or not."""
    found = [m[0] for pattern in (_LICENCE_ZH, _LICENCE_EN) for m in pattern.finditer(piece)]
    return tuple(dict.fromkeys(words.strip() for words in found))[:4]


def find_ages(piece: str) -> list[tuple[int, int]]:
    """Return where a clause speaks of age: figures there are no years of work."""
    return [m.span() for m in _AGE.finditer(piece)]


WELCOME = re.compile(
    r"优先|加分|者佳|更佳|更好|尤佳|\b(?:preferred|preferably|nice to have|(?:is|are|be|as)? ?a (?:\w+ )?plus|bonus|desirable|desired|ideally|advantage(?:ous)?|beneficial)\b",
    re.I,
)


def is_welcome(piece: str) -> bool:
    """Return whether the words say that something is welcome and not needed."""
    return bool(WELCOME.search(piece))


# --- clauses --------------------------------------------------------------------------------------

_SEPARATOR = re.compile(
    r"[，,；;]|、|(?<=[\u4e00-\u9fff）)])[ \u3000]+(?=[\u4e00-\u9fff0-9])|\s+(?:and|with|plus)\s+(?=(?:(?:at least|a? ?minimum(?: of)?|over|a)\s+)?(?:\d{1,2}\b|bachelor|master|degree))",
    re.I,
)
# What opens a demand of its own.
_OPENS = re.compile(
    r"^\s*(?:熟悉|熟练|精通|掌握|了解|具备|具有|拥有|能够?|会|有|持有?|善于|擅长|懂|良好的|较强的|"
    r"(?:proficien\w+|familiar\w*|knowledge|experience[d]?|understanding|ability|able|strong|excellent|good|fluent|skilled|expertise)\b)",
    re.I,
)
_GOES_ON = re.compile(
    r"^\s*(?:或|等|及|和|与|且|并|以及|包括|如|例如|(?:and|or|as well|etc|such|including|e\.?g|preferably|ideally)\b)",
    re.I,
)
_ALTERNATIVE = re.compile(r"\bor\b[^,;]*\d|或(?:者)?[^，,；;]*\d\s*年", re.I)


def split_clauses(piece: str, skills: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Return the spans of a sentence's own demands: a degree, years, a language each have theirs.

    A list of skills stays one, and so does a degree with the years that may stand for it.
    `skills` are spans of the skills named. One span where the sentence demands one thing.
    """
    if _ALTERNATIVE.search(piece):
        return [(0, len(piece))]
    cuts = [0, *(m.start() for m in _SEPARATOR.finditer(piece)), len(piece)]
    spans = list(itertools.pairwise(cuts))
    if len(spans) < 2:
        return spans
    depth = _depths(piece)
    clauses: list[tuple[int, int]] = []
    kinds: set[str] = set()
    for start, end in spans:
        words = _SEPARATOR.sub("", piece[start:end], count=1) if start else piece[start:end]
        own = _strong_kinds(piece[start:end])
        differs = bool(clauses) and is_welcome(piece[start:end]) != is_welcome(
            piece[clauses[-1][0] : clauses[-1][1]]
        )
        has_skill = any(start <= a < end for a, _b in skills)
        is_new = bool(clauses) and not depth[start] and not _GOES_ON.match(words)
        if is_new and own and differs:
            is_new = True
        elif is_new and own and (not own <= kinds or "experience" in own):
            before = clauses[-1]
            # "计算机、统计学等专业本科" is one list.
            is_new = bool(kinds) or (
                piece[start] != "、"
                and (
                    before[1] - before[0] >= 5
                    or any(before[0] <= a < before[1] for a, _b in skills)
                )
            )
        elif is_new:
            is_new = bool(kinds) and bool(_OPENS.match(words)) and (has_skill or len(words) >= 5)
        if is_new or not clauses:
            clauses.append((start, end))
            kinds = own
        else:
            clauses[-1] = (clauses[-1][0], end)
            kinds = kinds | own
    return [_trim(piece, start, end) for start, end in clauses]


def _strong_kinds(words: str) -> set[str]:
    kinds: set[str] = set(find_kinds(words))
    ages = find_ages(words)
    if any(
        found.value.min_years is not None
        and not any(a < found.end and found.start < b for a, b in ages)
        for found in find_experience(words)
    ):
        kinds.add("experience")
    if find_education(words):
        kinds.add("education")
    if find_spoken_languages(words):
        kinds.add("language")
    return kinds


def _depths(piece: str) -> list[int]:
    """Return how many brackets are open at each place: no demand begins inside one."""
    depth, out = 0, []
    for letter in piece:
        if letter in "(（[【":
            depth += 1
        elif letter in ")）]】":
            depth = max(0, depth - 1)
        out.append(depth)
    return [*out, 0]


_EDGE = re.compile(r"^[\s，,；;、]+(?:(?:and|with|plus)\s+)?|^\s+(?:and|with|plus)\s+", re.I)


def _trim(piece: str, start: int, end: int) -> tuple[int, int]:
    if start and (edge := _EDGE.match(piece[start:end])):
        start += edge.end()
    while end > start and piece[end - 1] in " \t\u3000，,；;、":
        end -= 1
    return start, end


# --- which of several skills are needed -----------------------------------------------------------

_OR = re.compile(r"或者?|/|\bor\b", re.I)
_LISTS = re.compile(r"^[\s、，,/&]*(?:和|与|及|以及|and)?[\s、，,/]*$", re.I)
_ANY_OF = re.compile(
    r"任[一意]|之一|至少[一1][种门项]|[一1][种门项](?:及?以上|或(?:多|以上))|其中[一1]|\bone (?:or more )?of\b|\bany of\b|\bat least one\b|\beither\b",
    re.I,
)
_SUCH_AS = re.compile(
    r"(?:例如|比如|诸如|譬如|如[:：]?)\s*$|(?:\bsuch as|\be\.?g\.?,?|\blike|\bfor example,?|\bincluding but not limited to)\s*[:(]?\s*$",
    re.I,
)


def group_skills(piece: str, skills: Sequence[Found[Skill]]) -> tuple[tuple[str, ...], ...]:
    """Return groups of skill keys: all groups are needed, of each group any one.

    Spans are offsets into the piece. "Java or Kotlin, and SQL" is ((java, kotlin), (sql,)).
    """
    ordered = sorted(skills, key=lambda s: s.start)
    if not ordered:
        return ()
    split = _choice_from(piece, ordered)
    if split is not None:
        first, choice = ordered[:split], ordered[split:]
        return (
            *group_skills(piece[: choice[0].start], first),
            tuple(dict.fromkeys(s.value.key for s in choice)),
        )
    groups: list[list[Found[Skill]]] = [[ordered[0]]]
    for before, each in itertools.pairwise(ordered):
        between = piece[before.end : each.start]
        if before.value.key == each.value.key or each.start < before.end:
            continue
        if _SUCH_AS.search(between):
            groups.append([each])
            continue
        if _OR.search(between) and len(between) <= 24:
            # "Java, Go or Rust": what was merely listed before belongs to it.
            tail = [each]
            while (
                groups
                and len(groups[-1]) == 1
                and tail
                and _is_listed(piece, groups[-1][0], tail[0])
            ):
                tail.insert(0, groups.pop()[0])
            if groups and tail[0] is each:
                groups[-1].append(each)
            else:
                groups.append(tail)
        else:
            groups.append([each])
    # "Python or Go" where the lexicon knows no Go by that name alone: the choice is one still.
    if re.match(r"\s*[,，、]?\s*(?:or\b|或)\s*\w", piece[ordered[-1].end :], re.I):
        tail = groups.pop()
        while groups and _is_listed(piece, groups[-1][-1], tail[0]):
            tail = [*groups.pop(), *tail]
        groups.append(tail)
    return tuple(tuple(dict.fromkeys(s.value.key for s in group)) for group in groups)


def _choice_from(piece: str, ordered: Sequence[Found[Skill]]) -> int | None:
    """Return from which skill on any one is enough, None where the words offer no choice."""
    for number, each in enumerate(ordered):
        if _SUCH_AS.search(piece[: each.start]):
            return number
    marker = _ANY_OF.search(piece)
    if marker is None:
        return None
    # "熟悉Linux，精通Java、Go之一": what stands before the comma is no part of the choice.
    start = marker.start()
    if not marker[0].isascii():
        start = max(piece.rfind(mark, 0, start) for mark in "，；;。") + 1
    return next((n for n, each in enumerate(ordered) if each.start >= start), None)


def _is_listed(piece: str, a: Found[Skill], b: Found[Skill]) -> bool:
    between = piece[a.end : b.start]
    if re.search(r"和|与|及|\band\b", between, re.I):
        return False
    return bool(_LISTS.match(_OR.sub("", between))) or bool(_OR.search(between))
