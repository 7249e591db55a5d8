"""Names in a question that are none of the company's: which dimension they are of, and what is near."""

import re
from collections.abc import Iterator
from functools import lru_cache

from jobassist.language.lexicon import read_lines, segmenter
from jobassist.language.places import find_places
from jobassist.language.titles import find_titles
from resumes.fields.words import EN_GIVEN_NAMES, ZH_SURNAMES

from ..types import NAMED, FiguresError
from . import refusals
from .leftovers import find_leftover, is_person, is_plain
from .names import HAN, SURNAMED, Hit, near_names
from .plain_words import PLAIN, PLAIN_ZH, STOP_ZH
from .reading import Reading
from .words import NOT

_CAP = re.compile(
    r"[A-Z][\w&+#’'-]*(?: (?:[A-Z][\w&+#’'-]*|of|and|de|la))*(?<! of)(?<! and)(?<! de)(?<! la)"
)


def find_stranger(reading: Reading, *, has_measure: bool) -> FiguresError | None:
    """Return the error for the first name that is not of the catalogue; None where there is none."""
    for error in _candidates(reading):
        return error
    return None


_OTHERS_DOING = re.compile(
    r"^(?:请问|想知道|看看|查一?下)?(?P<n>[\u4e00-\u9fff]{2,8})\x01{2,}[\x01都共总一]*(?:$|\x01|[了过的]|招|收|多少|几|吗)"
)


# "Boots got how many applications": who begins and does as employers do.
_FIRM_DOING = re.compile(
    r"(?P<n>[A-Z][\w&'’-]+(?: [A-Z][\w&'’-]+){0,2}) (?:got|has|had|gets|received|receives|hired|hires|posted|posts|is hiring|made|is advertising|advertised) (?:how many|how much|what)\b"
)


def _error(dimension: str, said: str, reading: Reading) -> FiguresError:
    return FiguresError(
        "unknown_name",
        dimension=dimension,
        said=said,
        suggestions=near_names(said, reading.catalog, dimension),
    )


def _longer_titles(hit: Hit, reading: Reading) -> Iterator[FiguresError]:
    """Yield work of which only the end is known: 儿科护士 is no 护士."""
    if not {d for d, _ in hit.names} <= {"occupation", "posting"}:
        return
    if not HAN.search(reading.text[hit.start : hit.end]):
        return
    before = re.search("[\u4e00-\u9fff]+$", reading.rest[: hit.start])
    if not before:
        return
    start = hit.start
    for word in reversed(list(segmenter().cut(before[0], False))):
        if word in PLAIN_ZH or not STOP_ZH.sub("", word) or STOP_ZH.fullmatch(word[-1]):
            break
        start -= len(word)
    if hit.start - start < 2:
        # One sign before makes it another word where the segmenter knows that word: 电焊工.
        start = hit.start - 1
        if len(list(segmenter().cut(reading.text[start : hit.end], False))) > 1:
            return
    said = reading.said(start, hit.end)
    dimension = "posting" if near_names(said, reading.catalog, "posting") else hit.names[0][0]
    if re.match(r"(?:这个|这条)(?:岗位?|职位)|(?:招聘)?(?:广告|信息)", reading.text[hit.end :]):
        dimension = "posting"
    elif dimension == "posting" and near_names(said, reading.catalog, "occupation"):
        dimension = "occupation"
    yield _error(dimension, said, reading)


# What stands before work in English: a kind of it, or whose it is.
_BEFORE_WORK = re.compile(r"(?<![a-z\x01'’-])(?P<n>[a-z][a-z'’-]{2,}) $")
_VERB_BEFORE = re.compile(
    r"(?<![a-z])(?:(?<!\x01 )to|we|they|you|i|did|do|does|can|could|will|would|not|recruiters?|who|people|and|or) $"
)
_NO_KIND = re.compile(r"(?:ing|ly|ed by|s')$")


# How many or how fitting, and no kind of work: "extra nurses", "suitable cooks".
_STANDING = frozenset(
    "extra additional further local suitable right potential prospective fellow typical usual ordinary various several numerous enough sufficient decent "
    "proper actual real genuine keen spare remaining missing wanted needed required desired desperate lovely brilliant great good fresh".split()
)
_OF_PLACE = re.compile(r"(?:ish|ese|ian|can|ean|german|texan)$")


def _kinds_of_work(reading: Reading) -> Iterator[FiguresError]:
    """Yield work of which only the end is known: a paediatric nurse, or another firm's cook."""
    for hit in reading.hits:
        if not {d for d, _ in hit.names} <= {"occupation", "posting"}:
            continue
        after = re.match(r" (?P<n>[a-z][a-z'’-]{2,})(?![a-z'’\x01-])", reading.rest[hit.end :])
        if hit.rank == 3 and after and not is_plain(after["n"]):
            # "Care wroker" is nearly a care worker, and no other name with "care" in it.
            end = hit.end + after.end()
            said = reading.said(hit.start, end)
            if near_names(said, reading.catalog, hit.names[0][0]):
                yield _error(hit.names[0][0], said, reading)
        before = _BEFORE_WORK.search(reading.rest[: hit.start])
        if before is None or HAN.search(reading.text[hit.start : hit.end]):
            continue
        word, start = before["n"], before.start("n")
        if any(near_names(word, reading.catalog, dimension) for dimension in NAMED):
            # "Seatle mechanics" names a town, nearly.
            continue
        if (
            is_plain(word)
            or word in _STANDING
            or NOT.search(word)
            or _NO_KIND.search(word)
            or _VERB_BEFORE.search(reading.rest[:start])
        ):
            continue
        is_capital = (
            reading.normal.text[start].isupper() and reading.normal.text[start + 1].islower()
        )
        is_first = not re.search(r"\w", reading.text[:start])
        said = reading.said(start, hit.end)
        if is_capital and _OF_PLACE.search(word):
            # Spanish cooks: a kind of cook, and no firm's.
            yield _error("occupation", said, reading)
        elif is_capital and word not in EN_GIVEN_NAMES and (not is_first or not _is_of_work(word)):
            yield FiguresError("not_allowed", why="figures of your own company only")
        else:
            yield _error("occupation", said, reading)


@lru_cache(maxsize=1)
def _words_of_work() -> frozenset[str]:
    """Return the words that titles of work are made of."""
    return frozenset(
        word
        for line in read_lines("titles_en.tsv.gz")
        for word in re.findall(r"[a-z]+", line.split("\t")[0].lower())
    )


def _is_of_work(word: str) -> bool:
    """Return whether titles have this word, or it is made as words of quality are."""
    return word in _words_of_work() or bool(
        re.search(r"(?:ed|al|ior|ic|ive|able|ous|ful|ary)$", word)
    )


def _longer_names(reading: Reading) -> Iterator[FiguresError]:
    """Yield names of which only a part is known: 沈佳怡 is not 沈佳, nor Raj Patel Ravi Patel."""
    written = reading.written()
    for hit in reading.hits:
        dimensions = {d for d, _ in hit.names}
        if "recruiter" not in dimensions:
            yield from _longer_titles(hit, reading)
            continue
        start, end = hit.start, hit.end
        if HAN.search(reading.text[start:end]):
            more = re.match("[\u4e00-\u9fff]+", reading.rest[end:])
            if hit.rank == 0 and more and len(more[0]) == 1 and not STOP_ZH.search(more[0]):
                if more[0] not in PLAIN_ZH:
                    yield _error("recruiter", reading.said(start, end + 1), reading)
            continue
        if hit.rank == 3 and (m := re.search(r"(?:^|\s)(?P<n>[A-Z][a-z'’-]+) $", written[:start])):
            if m["n"].lower() not in PLAIN:
                yield _error("recruiter", reading.said(m.start("n"), end), reading)
        if hit.rank == 3 and (m := re.match(r" (?P<n>[A-Z][a-z-]+)(?!\w)", written[end:])):
            if m["n"].lower() not in PLAIN and not reading.text[start:end].endswith("'s"):
                yield _error("recruiter", reading.said(start, end + m.end("n")), reading)


def _is_whole(name: str) -> bool:
    """Return whether a name has no plain word in it, or is longer than one: 胖东来, but not 我店里."""
    bare = STOP_ZH.sub("", name)
    return bare == name or (
        len(name) > 2
        and len(bare) > 1
        and bare[0] == name[0]
        and bare[1] == name[1]
        and name[-1] not in _NO_END_OF_NAME
    )


_NO_END_OF_NAME = frozenset("里中内上下这那边的了过人都共有没")


def _candidates(reading: Reading) -> Iterator[FiguresError]:
    yield from _longer_names(reading)
    yield from _kinds_of_work(reading)
    yield from _near(reading)
    m = _OTHERS_DOING.match(reading.rest)
    if (
        m
        and not NOT.search(m["n"])
        and _is_whole(m["n"])
        and not PLAIN_ZH.intersection(segmenter().cut(m["n"], False))
        and not find_titles(m["n"])
        and not find_places(m["n"])
    ):
        if is_person(m["n"]):
            yield _error("recruiter", m["n"], reading)
        else:
            yield FiguresError("not_allowed", why="figures of your own company only")
    if (m2 := _FIRM_DOING.match(reading.normal.text)) and m2["n"].lower() not in (
        EN_GIVEN_NAMES | PLAIN
    ):
        if "\x01" not in reading.rest[: m2.end("n")]:
            yield FiguresError("not_allowed", why="figures of your own company only")
    yield from _known_elsewhere(reading)
    yield from _capitalised(reading)
    if left := find_leftover(reading.rest, reading.text):
        dimension, start, end = left
        if dimension == "company":
            yield FiguresError("not_allowed", why="figures of your own company only")
        elif dimension:
            yield _error(dimension, reading.said(start, end), reading)
        else:
            yield FiguresError("not_expressible", why=reading.said(start, end))


def _near(reading: Reading) -> Iterator[FiguresError]:
    """Yield what is nearly a name of the catalogue."""
    rest, written = reading.rest, reading.written()
    best: tuple[int, int, str, str] | None = None
    words = list(re.finditer(r"[a-z][a-z0-9+#'&-]*", rest))
    known = find_titles(written.replace("\x01", "，"))
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            group = words[i : i + size]
            span = rest[group[0].start() : group[-1].end()]
            if "\x01" in span or re.search(r"[,.;:?!]", span) or HAN.search(span):
                continue
            plain = [g[0] in PLAIN for g in group]
            if all(plain) or (size == 1 and len(span) < 4) or plain[0] or plain[-1]:
                continue
            is_cap = written[group[0].start()].isupper()
            for dimension in NAMED:
                if dimension == "recruiter" and any(
                    t.start <= group[0].start() < t.end for t in known
                ):
                    continue
                for name in near_names(span.removesuffix("'s"), reading.catalog, dimension)[:1]:
                    if size == 1 and len(span) < 5 and not is_cap:
                        continue
                    if best is None or (size, len(span)) > (best[1] - best[0], 0):
                        best = best or (group[0].start(), group[-1].end(), dimension, name)
        if best:
            break
    if best:
        said = reading.said(best[0], best[1])
        said = re.sub(r"['’]s$", "", said)
        # What stands beside it may be part of the same name.
        yield _error(best[2], said, reading)
        return
    chinese = [
        (dimension, name)
        for dimension in NAMED
        for name in reading.catalog.names(dimension)
        if HAN.search(name)
    ]
    # The longest first: 挖机司机 is nearly 挖掘机司机, and not 司机.
    for dimension, name in sorted(chinese, key=lambda each: -len(each[1])):
        for start, end in _windows_zh(reading, len(name)):
            if near_names(reading.text[start:end], reading.catalog, dimension):
                if dimension == "posting" and near_names(
                    reading.text[start:end], reading.catalog, "occupation"
                ):
                    if not re.match(r"[”」\"]?(?:这|那)", reading.text[end:]):
                        dimension = "occupation"
                yield _error(dimension, reading.said(start, end), reading)
                return


def _runs_zh(reading: Reading) -> list[tuple[int, int]]:
    """Return stretches of Chinese that nothing explains."""
    rest = reading.rest
    stripped = STOP_ZH.sub(lambda m: "\x02" * len(m[0]), rest)
    return [m.span() for m in re.finditer("[\u4e00-\u9fff]{2,}", stripped)]


def _windows_zh(reading: Reading, size: int) -> Iterator[tuple[int, int]]:
    rest = reading.rest
    raw = [m.span() for m in re.finditer("[\u4e00-\u9fff]{2,}", rest)]
    runs = _runs_zh(reading)
    for start, end in runs:
        for length in (size, size + 1, size - 1):
            if length < 2:
                continue
            if end - start == length or (length >= 3 and end - start > length):
                for i in range(start, end - length + 1):
                    yield i, i + length
    # A near name may have one sign that is also a plain word: 出钠的, 王丽那.
    for start, end in raw:
        for length in (size, size + 1, size - 1):
            if length < 2 or end - start < length:
                continue
            for i in {start, end - length} if length == 2 else range(start, end - length + 1):
                piece = rest[i : i + length]
                if (
                    length == 2
                    and STOP_ZH.search(piece)
                    and (
                        piece[0] in "的了在是有我你他和与"
                        or len(list(segmenter().cut(piece, False))) == 1
                    )
                ):
                    continue
                if not STOP_ZH.sub("", piece):
                    continue
                if length >= 3 and len(STOP_ZH.sub("", piece)) < length - 1:
                    continue
                yield i, i + length


def _known_elsewhere(reading: Reading) -> Iterator[FiguresError]:
    """Yield places and occupations that exist, but not here; people and sources said to be such."""
    rest, text = reading.rest, reading.text
    for m in re.finditer(rf"(?P<n>[\u4e00-\u9fff]{{1,3}}?)(?:{SURNAMED})", rest):
        if (
            m["n"][0] in ZH_SURNAMES
            and "\x01" not in m[0]
            and not re.search(r"[上本这那每各几多少]", m["n"])
        ):
            yield _error("recruiter", reading.said(m.start(), m.end()), reading)
            return
    for place in find_places(reading.normal.text):
        start, end = place.start, place.end
        if "\x01" in rest[start:end] or place.value.kind == "country":
            continue
        word = reading.normal.text[start:end]
        is_han = bool(HAN.search(word))
        before = text[max(0, start - 14) : start]
        if not is_han and not (
            word[:1].isupper()
            or re.search(r"(?<![a-z])(?:in|for|from|around|near|and|or|at|to)\s$", before)
        ):
            continue
        if not is_han and word.lower() in PLAIN:
            continue
        if text[end : end + 1] == "-":
            continue
        if is_han and re.search(r"(?:大学|学校|医院|银行|路|集团)", text[end : end + 2]):
            continue
        if place.value.kind == "region":
            yield FiguresError("not_expressible", why="regions are no dimension")
            return
        yield _error("city", reading.said(start, end), reading)
        return
    for m in re.finditer(
        r"(?:来自|通过|从|经)?(?P<n>[\u4e00-\u9fffA-Za-z0-9]{2,8}?)(?:这个|那个)?(?:渠道|来源|数据源|同步|导入|接口)",
        rest,
    ):
        name = STOP_ZH.sub("", m["n"])
        if len(name) >= 2 and "\x01" not in m[0]:
            at = text.find(name, m.start())
            yield _error("source", reading.said(at, at + len(name)), reading)
            return
    for m in re.finditer(
        r"(?<![a-z])(?:the )?(?P<n>[a-z][\w.]+(?: [a-z][\w.]+)?) (?:feed|source|channel|import)(?![a-z])",
        rest,
    ):
        if all(word not in PLAIN for word in m["n"].split()):
            yield _error("source", reading.said(m.start("n"), m.end("n")), reading)
            return
    for title in find_titles(reading.written().replace("\x01", "，")):
        if title.value.is_weak or "\x01" in rest[title.start : title.end]:
            continue
        word = text[title.start : title.end]
        if word in PLAIN or re.fullmatch(r"招聘\w*|recruiters?|hr|厂里", word) or len(word) < 2:
            continue
        start, end = title.start, title.end
        # Plain words before a title are no part of it.
        while word_before := re.match(r"([a-z']+)\s+", text[start:end]):
            is_capital = reading.normal.text[start].isupper() and start > 0
            if word_before[1] not in PLAIN or (is_capital and "\x01" not in rest[start:end]):
                break
            start += word_before.end()
        while start < end and (m2 := STOP_ZH.match(text[start:end])) and HAN.match(text[start:end]):
            # 会计 is one word, 看护士 are two.
            if len(list(segmenter().cut(text[start:end], False))) == 1:
                break
            start += m2.end()
        if end - start < 2:
            continue
        said = reading.said(start, end)
        is_ad = re.match(
            r"\s?[”」』\"]?(?:这一?个|这条|那个|的)(?:岗位?|职位)|(?:的)?(?:招聘)?(?:信息|广告|帖子)|\s(?:ad|advert|posting|listing)(?![a-z])",
            text[end:],
        )
        is_title = bool(re.fullmatch(r"(?:[A-Z][\w+#/]*\s?){2,}", said))
        dimension = "occupation"
        if (is_ad or is_title) and not near_names(said, reading.catalog, "occupation"):
            dimension = "posting"
        if (
            not near_names(said, reading.catalog, dimension)
            and HAN.search(said) is None
            and text[end : end + 1].isalpha()
        ):
            continue
        if is_title:
            more = re.match(r"(?: [A-Z][\w+#]*)+", reading.normal.text[end:])
            if more and "\x01" not in rest[end : end + more.end()]:
                said = reading.said(start, end + more.end())
            ahead = re.search(r"(?:[A-Z][\w+#]* )+$", reading.normal.text[:start])
            if (
                ahead
                and not any(
                    hit.rank < 3 and hit.start < start and ahead.start() < hit.end
                    for hit in reading.hits
                )
                and not any(t.start < start and ahead.start() < t.end for t in reading.tokens)
                and (ahead.start() > 0 or ahead[0].split()[0].lower() not in PLAIN)
            ):
                said = reading.said(ahead.start(), end)
        yield _error(dimension, said.removesuffix("'s"), reading)
        return
    for m in re.finditer(r"[“\"「『](?P<n>[^”\"」』]{2,30})[”\"」』]", reading.rest):
        if "\x01" not in m[0]:
            yield _error("posting", reading.said(m.start("n"), m.end("n")), reading)
            return
    for m in re.finditer(r"(?P<n>[\u4e00-\u9fff]{2,10})(?:这个|这条|的)?(?:岗位|职位)", rest):
        name = STOP_ZH.sub("\x02", m["n"]).split("\x02")[-1]
        if len(name) >= 2:
            yield _error("posting", name, reading)
            return


def _capitalised(reading: Reading) -> Iterator[FiguresError]:
    written = reading.written()
    for m in _CAP.finditer(written):
        words = m[0].split()
        start, end = m.start(), m.end()
        if re.match(r"-[a-z]", written[end:]):
            continue
        while (
            words
            and words[0].lower().strip("'’") in PLAIN
            or (
                words
                and words[0]
                in ("I", "I'm", "What's", "How's", "Who's", "Let's", "Where's", "I'd", "OK")
            )
        ):
            start += len(words[0]) + 1
            words = words[1:]
        while words and words[-1].lower() in PLAIN:
            end -= len(words[-1]) + 1
            words = words[:-1]
        if not words or (len(words) == 1 and len(words[0]) < 3) or "\x01" in written[start:end]:
            continue
        if re.fullmatch(
            r"(?:Q\d|H\d|CV|AI|LLM|HR|KPI|YTD|CSV|USA|ID|OK|PLEASE|NOT|AND|OR|BY|ONLY)",
            " ".join(words),
        ):
            continue
        is_first = not re.search(r"\w", reading.normal.text[:start])
        said = reading.said(start, end)
        is_own = bool(re.search(r"['’]s?$", said)) or reading.text[end : end + 2] == "'s"
        said = re.sub(r"['’]s?$", "", said)
        before, after = reading.text[max(0, start - 16) : start], reading.text[end : end + 24]
        if (
            is_first
            and len(words) == 1
            and not is_own
            and not re.match(
                r"(?:'s)? ?(?:\x01|ad|posting|feed|applic|answer)", reading.rest[end : end + 10]
            )
        ):
            continue
        if re.search(
            r"(?:than|against|versus|vs\.?|compared? (?:to|with)) (?:the )?$", before
        ) and re.search(r"(?<![a-z])(?:we|us|our|ours)(?![a-z])", reading.text):
            yield FiguresError("not_allowed", why="figures of your own company only")
        elif re.match(
            r"\s(?:ad|advert|posting|listing|vacancy|role|job)(?![a-z])", after
        ) or re.search(
            r"(?:posting|ad|advert|listing|job|vacancy) (?:for |called |named )?['\"]?$", before
        ):
            yield _error("posting", said, reading)
        elif re.match(r"\s(?:feed|source|channel|import|upload)(?![a-z])", after) or re.search(
            r"(?:from|via|through) (?:the )?$", before
        ):
            yield _error("source", said, reading)
        elif re.search(r"(?<![a-z])in $", before):
            yield _error("city", said, reading)
        elif re.search(r"(?<![a-z])for (?:the |our )?$", before) and len(words) > 1:
            yield _error("posting", said, reading)
        elif (
            refusals.find_doer(reading.normal.text) == said or re.search(r"(?<![a-z])at $", before)
        ) and words[0].lower() not in EN_GIVEN_NAMES:
            yield FiguresError("not_allowed", why="figures of your own company only")
        elif (
            is_own
            or re.search(r"(?<![a-z])(?:by|did|has|does|for|of|with|recruiter) $", before)
            or re.match(
                r" (?:sent|made|answered|greeted|hired|got|had|has|interviewed|offered|replied|replies|took)",
                after,
            )
        ):
            yield _error("recruiter", said, reading)
        elif re.search(
            r"(?<![a-z])(?:did|do|have|are|were|has) they (?:hir|post|get|got|receiv|recruit|advertis|offer|make|made)",
            reading.text,
        ):
            yield FiguresError("not_allowed", why="figures of your own company only")
        elif len(words) > 1:
            yield _error("posting", said, reading)
        else:
            continue
        return


_GROUP_EN = re.compile(
    r"(?<![a-z])(?:split by|broken down by|grouped by|per|by|for each|for every)\s+(?:the |their |its |each )?(?P<w>[a-z][a-z-]{2,}(?: [a-z][a-z-]+)?)"
)
_NOT_GROUP = frozenset(
    "seekers seeker people person far now then our us recruiters them us way any all chance default hand mail month week day hour recruiter who the whom humans candidates applicants users the and themselves accident".split()
)


def find_unknown_grouping(reading: Reading) -> str:
    """Return what rows are wanted by where no dimension says it: "by shoe size". Empty where none."""
    for m in _GROUP_EN.finditer(reading.rest):
        word = m["w"].split()[0]
        if word in _NOT_GROUP or word in PLAIN - {"team", "company", "name", "age"}:
            continue
        written = reading.normal.text[m.start("w")]
        if written.isupper() or reading.rest[m.end() : m.end() + 1] == "\x01":
            continue
        if any(
            near_names(m["w"], reading.catalog, d) or near_names(word, reading.catalog, d)
            for d in NAMED
        ):
            continue
        if find_titles(m["w"]) or find_places(m["w"].title()):
            continue
        return m["w"]
    for m in re.finditer(
        r"(?:按照?|各个?|每个|分)(?P<w>[\u4e00-\u9fff]{2,6}?)(?:分|拆|看|统计|列|排|的|来|$|,|，)",
        reading.rest,
    ):
        left = STOP_ZH.sub("", m["w"])
        if (
            len(left) >= 2
            and not any(near_names(left, reading.catalog, d) for d in NAMED)
            and not find_titles(left)
            and not find_places(left)
        ):
            return m["w"]
    return ""
