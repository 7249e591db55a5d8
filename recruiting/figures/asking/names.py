"""Names of a company's own rows in a question: known, part of several, or near one that exists.

Only names of the catalogue are ever taken. A near name is offered, never taken.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from jobassist.language.lexicon import segmenter
from jobassist.language.places import find_places, parse_location
from jobassist.language.text import normalise
from jobassist.language.titles import find_titles, read_families

from ..types import NAMED, Catalog

HAN = re.compile("[\u3400-\u9fff]")
_BASE = re.compile(r"\s*(?:[(\[【{].*|,.*|\s[-|/:·].*)$")
# What a single word of a name must not be, to stand for the whole.
_DULL = frozenset(
    "company site feed page senior junior head lead team new day days night shift part time full the of and for in at a an line "
    "list first general staff our data careers career job jobs csv xml file upload import partner assistant officer manager worker "
    "operator specialist evening evenings morning weekend weekends early late remote hybrid trainee chief public sheet "
    "use user or with to portal board source sync external internal api system second third level grade ward unit".split()
)
_DULL_ZH = frozenset(
    "导入 同步 接口 系统 数据 内部 网站 渠道 平台 推荐 公司 表格 周末 早班 晚班 白班 夜班 全职 兼职 实习 实习生 高级 初级 中级 资深 主管 经理 专员 助理 "
    "负责人 人员 招聘 合作 对接 官方 岗位 职位 主任 组长 中心 总监 顾问 时段 月份 夜间 早上 晚上 门店 总部 区域 业务 代表".split()
)
_COMMON_PEOPLE = frozenset(
    "will may mark grace rose rich art bill sue hope april june august joy faith frank chase dean drew jack pat grant".split()
)
_SOURCES = (
    ("官网", "官方网站", "自有网站", "公司网站", "公司官网", "company site", "company website", "careers page", "careers site",
     "careers website", "career site", "career page", "own site", "own website", "our site", "our website", "company careers page", "corporate site"),
    ("表格导入", "表格", "excel导入", "excel表", "表格上传", "csv导入", "csv", "csv upload", "csv import", "spreadsheet", "spreadsheet upload", "excel upload", "excel import"),
    ("校招", "校园招聘", "campus", "campus recruiting"),
    ("内推", "内部推荐", "员工推荐", "referral", "employee referral", "referrals", "employee referrals"),
    ("招聘会", "job fair", "careers fair"),
)  # fmt: skip
SURNAMED = "(?:老师|先生|女士|小姐|经理|主任|主管|专员|总监|总(?![共数计量体])|姐|哥|工(?![作种时资])|同学|那边|手上|名下)"
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "慕容",
    "司徒",
    "东方",
    "令狐",
    "端木",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name said: the names of the catalogue that it may be, by dimension, and how sure.

    `rank` 0 the name itself, 1 without what stands in brackets, 2 by the other language, 3 a part.
    """

    start: int
    end: int
    rank: int
    names: tuple[tuple[str, str], ...]


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)
    return base[0] if len(base) > 1 and unicodedata.category(base[1]) == "Mn" else char


def flatten(lower: str) -> str:
    """Return lower-case text without accents, of the same length."""
    return lower if lower.isascii() else "".join(map(_plain, lower))


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return text as names are compared: width, case and accents aside."""
    return re.sub(r"\s+", " ", flatten(normalise(text).lower)).strip()


def surname_of(name: str) -> str:
    """Return the surname of a Chinese name."""
    return name[:2] if name.startswith(_COMPOUND) else name[:1]


def _word(word: str) -> str:
    """Return a pattern for one word in singular or plural, with or without 's."""
    escaped = re.escape(word)
    if not re.fullmatch(r"[a-z]{3,}", word):
        return escaped + (r"s?" if word.isalpha() else "")
    if word.endswith("man"):
        body = re.escape(word[:-3]) + "m[ae]n"
    elif re.search(r"[^aeiou]y$", word):
        body = re.escape(word[:-1]) + "(?:y|ies)"
    elif word.endswith("ies") and len(word) > 4:
        body = re.escape(word[:-3]) + "(?:y|ies)"
    elif word.endswith("s") and not word.endswith("ss"):
        body = re.escape(word[:-1]) + "s?(?:es)?"
    else:
        body = escaped + "(?:s|es)?"
    return body


@lru_cache(maxsize=20_000)
def pattern_of(form: str) -> re.Pattern[str]:
    """Return what a folded form looks like in a folded question."""
    if HAN.search(form):
        return re.compile(r"\s?".join(re.escape(c) for c in form.replace(" ", "")))
    words = re.findall(r"[a-z0-9+#&.']+|[^\sa-z0-9]", form)
    joined = r"[\s\-]*".join(_word(w) for w in words)
    return re.compile(rf"(?<![a-z0-9])'?{joined}(?:'s|s')?(?![a-z0-9])")


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    found: dict[str, str] = {}
    for family in read_families():
        for name in (*family.chinese, *family.english):
            found.setdefault(fold(name), family.key)
    return found


@lru_cache(maxsize=1)
def _family_names() -> dict[str, tuple[str, ...]]:
    return {each.key: (*each.chinese, *each.english) for each in read_families()}


@lru_cache(maxsize=5_000)
def family_of(name: str) -> str | None:
    """Return the family of work that a whole title says."""
    key = fold(_BASE.sub("", name))
    if found := _families().get(key):
        return found
    for each in find_titles(key):
        if each.end - each.start >= len(key) - 1 and each.value.family:
            return each.value.family
    return None


def _other_language(dimension: str, name: str) -> Iterator[str]:
    is_zh = bool(HAN.search(name))
    if dimension == "city":
        for place in parse_location(name).places[:1]:
            yield from (each for each in (place.name_zh, place.name_en) if each)
    elif dimension in ("occupation", "posting"):
        if key := family_of(name):
            for each in _family_names().get(key, ()):
                if bool(HAN.search(each)) != is_zh and len(each) > 2:
                    yield each
    elif dimension == "recruiter":
        yield from _romanised(name)
    elif dimension == "source":
        for group in _SOURCES:
            if fold(name) in group:
                yield from (each for each in group if each not in ("表格", "csv"))


@lru_cache(maxsize=5_000)
def _romanised(name: str) -> tuple[str, ...]:
    """Return a Chinese person's name in Latin letters, surname first and last: Li Lei, Lei Li."""
    if not re.fullmatch("[\u4e00-\u9fff]{2,4}", name):
        return ()
    # Its tables take a second to load, and few companies need them.
    from pypinyin import lazy_pinyin

    surname, given = surname_of(name), name[len(surname_of(name)) :]
    last, first = "".join(lazy_pinyin(surname)), lazy_pinyin(given)
    joined = "".join(first)
    forms = {f"{last} {joined}", f"{joined} {last}", f"{last} {' '.join(first)}"}
    return tuple(forms | ({joined} if len(first) > 1 else set()))


def may_hold(text: str, form: str) -> bool:
    """Return whether a text could hold a form: cheap, before a pattern is built of it."""
    if HAN.search(form):
        return all(c in text for c in form if c != " ")
    return all(word[: max(1, len(word) - 3)] in text for word in form.split())


# With more postings than that, their names are known in the language they are in.
_MAX_TRANSLATED = 300


@dataclass(frozen=True)
class Names:
    """The forms of one catalogue's names. Built once a question; nothing is kept of a company."""

    catalog: Catalog
    forms: tuple[tuple[str, int, str, str], ...]

    @classmethod
    def build(cls, catalog: Catalog) -> "Names":
        """Return every form with its rank, dimension and name."""
        forms: list[tuple[str, int, str, str]] = []
        for dimension in NAMED:
            others: dict[str, set[str]] = {}
            for name in catalog.names(dimension):
                key = fold(name)
                forms.append((key, 0, dimension, name))
                if dimension == "city" and HAN.search(key):
                    bare = key[:-1] if len(key) > 2 and key[-1] in "市省县区" else key
                    forms += [
                        (bare, 0, dimension, name),
                        (bare + "市", 0, dimension, name),
                        (bare + "省", 0, dimension, name),
                    ]
                base = _BASE.sub("", key)
                if base != key and len(base) > 1:
                    forms.append((base, 1, dimension, name))
                if dimension != "recruiter" or HAN.search(key):
                    if dimension == "posting" and len(catalog.posting) > _MAX_TRANSLATED:
                        continue
                    for other in _other_language(dimension, name):
                        others.setdefault(fold(other), set()).add(name)
            for form, names in others.items():
                if len(names) == 1:
                    forms.append((form, 2, dimension, next(iter(names))))
        return cls(catalog, tuple(forms))

    def whole(self, text: str, *, written: str) -> list[Hit]:
        """Return names said whole, and parts of several words; the longest reading of each place."""
        found: dict[tuple[int, int], dict[tuple[str, str], int]] = {}

        def add(start: int, end: int, dimension: str, name: str, rank: int) -> None:
            at = found.setdefault((start, end), {})
            at[dimension, name] = min(rank, at.get((dimension, name), 9))

        for form, rank, dimension, name in self.forms:
            if not may_hold(text, form):
                continue
            for m in pattern_of(form).finditer(text):
                add(m.start(), m.end(), dimension, name, rank)
        for dimension in NAMED:
            if dimension == "city":
                continue
            for part, names in self._parts(dimension, text, is_long=True):
                for m in pattern_of(part).finditer(text):
                    if _is_part_of_another(text, m.start(), m.end(), names):
                        continue
                    for name in names:
                        add(m.start(), m.end(), dimension, name, 3)
        for place in find_places(written):
            for name in self.catalog.names("city"):
                if place.value.kind in ("city", "district") and place.value in _places_of(name):
                    add(place.start, place.end, "city", name, 2)
        return _longest(found)

    def partial(self, rest: str, *, original: str) -> list[Hit]:
        """Return single words of names in what is left of a question."""
        found: dict[tuple[int, int], dict[tuple[str, str], int]] = {}
        for dimension in NAMED:
            for part, names in self._parts(dimension, rest, is_long=False):
                for m in pattern_of(part).finditer(rest):
                    if _is_misspelt(rest, m.start(), m.end(), names):
                        continue
                    if part in _COMMON_PEOPLE and not original[m.start() : m.end()][:1].isupper():
                        continue
                    at = found.setdefault(m.span(), {})
                    at |= {(dimension, name): 3 for name in names}
        return _longest(found)

    def people(self, rest: str) -> list[Hit]:
        """Return Chinese surnames with a title (张老师), by whom they may mean."""
        found: list[Hit] = []
        by_surname: dict[str, list[str]] = {}
        for name in self.catalog.names("recruiter"):
            if HAN.search(name):
                by_surname.setdefault(surname_of(name), []).append(name)
        for surname, names in by_surname.items():
            titled = re.compile(
                rf"{surname}{SURNAMED}|(?<![\u4e00-\u9fff])[小老]{surname}(?![\u4e00-\u9fff]?[店师板])"
            )
            people = tuple(("recruiter", name) for name in names)
            found += [Hit(m.start(), m.end(), 3, people) for m in titled.finditer(rest)]
        return found

    def _parts(
        self, dimension: str, text: str, *, is_long: bool
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        parts: dict[str, set[str]] = {}
        for name in self.catalog.names(dimension):
            key = fold(name)
            for part in _pieces(key, dimension, text, is_long=is_long):
                if not may_hold(text, part):
                    continue
                parts.setdefault(part, set()).add(name)
        for part, names in parts.items():
            yield part, tuple(sorted(names))


@lru_cache(maxsize=2000)
def _places_of(name: str) -> tuple[object, ...]:
    return parse_location(name).places[:1]


def _pieces(key: str, dimension: str, text: str, *, is_long: bool) -> Iterator[str]:
    """Yield contiguous parts of a name that are in the text."""
    if HAN.search(key):
        compact = key.replace(" ", "")
        shortest = 3 if is_long else 2
        if dimension == "recruiter":
            given = compact[len(surname_of(compact)) :]
            if not is_long or len(given) != 2 or given not in text:
                return
            yield given
            return
        for size in range(len(compact) - 1, shortest - 1, -1):
            for i in range(len(compact) - size + 1):
                piece = compact[i : i + size]
                if (
                    piece in text
                    and HAN.search(piece)
                    and piece not in _DULL_ZH
                    and not re.search(r"[()（）\[\],]", piece)
                ):
                    yield piece
        for word in re.findall(r"[a-z][a-z0-9+#.]{1,}", key):
            if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) and not is_long:
                yield word
        return
    words = re.findall(r"[a-z0-9+#&.']+", key)
    if dimension == "city":
        return
    sizes = range(len(words) - 1, 1, -1) if is_long else [1]
    if dimension == "recruiter":
        sizes = range(len(words) - 1, 0, -1) if is_long else range(0)
    for size in sizes:
        for i in range(len(words) - size + 1):
            few = words[i : i + size]
            if all(w in _DULL for w in few) or (
                size == 1 and len(few[0].removesuffix("s")) < 3 and dimension != "recruiter"
            ):
                continue
            if (
                size == 1
                and dimension == "recruiter"
                and few[0] in _COMMON_PEOPLE | {"the"}
                and few[0] in ("may", "will")
            ):
                continue
            yield " ".join(few)


def _is_part_of_another(text: str, start: int, end: int, names: tuple[str, ...]) -> bool:
    """Return whether a part stands in what is nearly the name, not the name: 挖机司机."""
    for name in names:
        whole = _BASE.sub("", fold(name))
        if len(whole) < 4 or not HAN.search(whole):
            continue
        for size in (len(whole) - 1, len(whole), len(whole) + 1):
            for at in range(max(0, end - size), min(start, len(text) - size) + 1):
                said = text[at : at + size]
                is_edged = said[0] == whole[0] and said[-1] == whole[-1]
                if is_edged and said not in whole and OSA.distance(said, whole) == 1:
                    return True
    return False


_AFTER_PART = frozenset(
    "岗职的在有和与或及今上本这那昨去前近每各多几收发投面入工类员人方部组站店区"
)


def _is_misspelt(rest: str, start: int, end: int, names: tuple[str, ...]) -> bool:
    """Return whether a part and the one sign behind it are nearly the name: 快递圆 for 快递员."""
    after = rest[end : end + 1]
    if not HAN.match(after) or after in _AFTER_PART or not HAN.search(rest[start:end]):
        return False
    said = rest[start : end + 1]
    wholes = [_BASE.sub("", fold(name)) for name in names]
    if not any(len(w) == len(said) > 2 and w.startswith(said[:-1]) for w in wholes):
        return False
    cut = list(segmenter().cut(rest[end : end + 3], False))
    return bool(cut) and cut[0] == after


def _longest(found: dict[tuple[int, int], dict[tuple[str, str], int]]) -> list[Hit]:
    taken: list[Hit] = []
    order = sorted(
        found.items(), key=lambda item: (-(item[0][1] - item[0][0]), min(item[1].values()))
    )
    for (start, end), names in order:
        if any(start < hit.end and hit.start < end for hit in taken):
            continue
        best = min(names.values())
        kept = tuple(
            sorted(key for key, rank in names.items() if rank == best or (best <= 3 and rank <= 1))
        )
        # A part of a name in one dimension may be the whole of one in another: both are kept.
        others = tuple(
            sorted(
                key
                for key, rank in names.items()
                if key not in kept and key[0] not in {d for d, _ in kept}
            )
        )
        taken.append(Hit(start, end, best, kept + others))
    return sorted(taken, key=lambda hit: hit.start)


def is_near(said: str, name: str) -> bool:
    """Return whether a name is one or two letters, or one 字, from what was said."""
    a, b = fold(said).replace(" ", ""), fold(name).replace(" ", "")
    if a == b or not a or not b:
        return False
    if HAN.search(a) and HAN.search(b):
        bare = [each[:-1] if len(each) > 2 and each[-1] in "市省" else each for each in (a, b)]
        if min(map(len, bare)) < 2:
            return False
        return OSA.distance(*bare) <= 1
    if HAN.search(a) or HAN.search(b):
        return False
    shorter = min(len(a), len(b))
    if abs(len(a) - len(b)) > 2:
        return False
    return OSA.distance(a, b) <= (2 if shorter >= 5 else 1 if shorter >= 3 else 0)


def near_names(said: str, catalog: Catalog, dimension: str) -> tuple[str, ...]:
    """Return up to five names of the dimension that what was said is near, the nearest first."""
    scored = []
    for name in catalog.names(dimension):
        forms = [name, _BASE.sub("", name)]
        if dimension == "recruiter" and not HAN.search(name) and " " not in said.strip():
            forms += name.split()
        singular = fold(said)
        said_forms = {
            singular,
            singular.removesuffix("'s"),
            singular.removesuffix("s"),
            singular.removesuffix("'s").removesuffix("s"),
        }
        distance = min(
            (
                OSA.distance(fold(one).replace(" ", ""), fold(form).replace(" ", ""))
                for form in forms
                for one in said_forms
                if is_near(one, form)
            ),
            default=None,
        )
        if distance is not None:
            scored.append((distance, name))
    return tuple(name for _, name in sorted(scored)[:5])
