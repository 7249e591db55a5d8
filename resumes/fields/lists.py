"""Sections that are lists: skills, languages, certificates, awards, interests and the like."""

import re
from collections.abc import Iterator
from typing import Any

from jobassist.language.found import Found
from jobassist.language.vocab import SpokenLanguage

from .cells import CellSpan
from .lines import read_lines
from .reading import Draft, Piece, Reading, trim, within
from .times import date_piece
from .words import EN_TASK, ZH_TASK

_CJK = re.compile(r"[\u4e00-\u9fff]")
_ITEM = re.compile(
    r"\s*(?:[,，、;；|｜\n•●·▪■\t]|\s/\s|\s{2,}|\s[-–—]\s|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fffA-Z])|(?<=[\u4e00-\u9fff])[和及与](?=[A-Za-z]))\s*"
)
_LEVEL_ZH = re.compile(
    r"^(?:了解|熟悉|熟练掌握|熟练使用|熟练运用|熟练操作|熟练应用|熟练|精通|掌握|会使用|会用|会|能熟练使用|能够?|可以|使用过|用过|擅长|具备|具有|良好的?)(?:使用|运用|操作)?"
)
_LEVEL_TAIL = re.compile(
    r"(?:都|也)?(?:很|比较|都)?(?:熟悉|熟练|熟|精通|会用|会|没问题|入门|可以|擅长|等(?:软件|工具|技术|语言|框架)?)+$"
)
_PROFICIENCY = re.compile(
    r"(?i)^(?:proficient|skilled|experienced|experience|expert|competent|good|strong|working knowledge|knowledge|familiar|fluent|hands-on experience|exposure|good at|able to|can)\s+(?:in|with|of|at|using|to)?\s*"
)
_MARK = re.compile(
    r"(?i)\s*(?:[-–]\s*)?exprience\s*-.*$|\s*\((?:less than )?\d+\+?\s*(?:years?|months?|yrs?)\)\s*$"
)
_LABELLED = re.compile(r"^(?P<k>[^:：,，。;；\n]{2,40}?)\s*[:：]\s*(?=\S)")
_FLUENCY_EN = r"native(?: speaker)?|mother tongue|bilingual|fluent(?:ly)?|full professional|professional working(?: proficiency)?|professional|conversational|advanced|upper[- ]intermediate|intermediate|elementary|basic|beginner|proficient|working knowledge|limited working|[abc][12]|good|excellent|read,? write,? (?:and )?speak"
_FLUENCY = re.compile(
    rf"(?i)\b(?:{_FLUENCY_EN})\b|母语|流利|精通|熟练|良好|一般|(?:会|懂|能说)(?:一点点?|一些|些)|日常交流|读写|听说|专业八级|专业四级|专八|专四|(?:CET|cet)[- ]?[46]|[四六]级|N[1-5]|二级甲等|一级乙等|二级乙等|雅思\s?[\d.]+|托福\s?\d+|托业\s?\d+|IELTS\s?[\d.]+|TOEFL\s?\d+|TOEIC\s?\d+"
)
MAX_SKILLS = 80


def split_items(reading: Reading, start: int, end: int) -> Iterator[CellSpan]:
    """Yield the parts of a list between commas, 、, line ends and the like; brackets stay whole."""
    text = reading.text
    depth, at, i = 0, start, start
    while i < end:
        c = text[i]
        if c in "(（[":
            depth += 1
        elif c in ")）]":
            depth = max(0, depth - 1)
        m = _ITEM.match(text, i, end) if depth == 0 or c == "\n" else None
        if m and m.end() > m.start():
            span = trim(text, at, m.start())
            if span[0] < span[1]:
                yield span
            at = i = m.end()
            depth = 0
            continue
        i += 1
    span = trim(text, at, end)
    if span[0] < span[1]:
        if (
            at == start
            and re.fullmatch(
                r"[A-Za-z0-9+#.]{1,8}(?: [A-Za-z0-9+#.]{1,8}){2,}", text[span[0] : span[1]]
            )
            and text[span[0] : span[1]].isupper()
        ):
            # PS AI ID CDR
            for m in re.finditer(r"\S+", text[span[0] : span[1]]):
                yield span[0] + m.start(), span[0] + m.end()
            return
        yield span


def read_skills(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read a section of skills: lists, `Group: a, b`, and statements with skills in them."""
    text = reading.text
    for line in _joined_lines(reading, start, end):
        a, b = line
        label = _LABELLED.match(text[a:b])
        if label:
            group = reading.piece(a, a + label.end("k"))
            items = list(split_items(reading, a + label.end(), b))
            short = [s for s in items if _is_short(text, s)]
            if group and len(short) >= max(1, len(items) // 2) and len(items) > 1:
                for s in short:
                    add_skill(reading, draft, *s)
                continue
            a += label.end()
        for s in split_items(reading, a, b):
            if _is_short(text, s):
                add_skill(reading, draft, *s)
            else:
                for f in within(reading.skills, *s):
                    add_skill(reading, draft, f.start, f.end)


def _joined_lines(reading: Reading, start: int, end: int) -> Iterator[CellSpan]:
    """Yield lines, with a line that goes on after a comma joined to the one before."""
    text = reading.text
    held: list[int] | None = None
    for line in read_lines(reading, start, end):
        if held and not line.is_bullet and _is_wrapped(text, held, line.start):
            held[1] = line.end
            continue
        if held:
            yield held[0], held[1]
        held = [line.start, line.end]
    if held:
        yield held[0], held[1]


def _is_wrapped(text: str, held: list[int], start: int) -> bool:
    """Return whether a list goes on at `start`: after a comma, or cut by a page's width."""
    above = text[held[0] : held[1]]
    if above[-1] in ",，、;/" or text[start] in ",，、":
        return True
    row = above[above.rfind("\n") + 1 :]
    return (
        len(row) >= 66
        and "," in above
        and above[-1] not in ".:;"
        and _LABELLED.match(
            text[start : text.find("\n", start) if "\n" in text[start:] else len(text)]
        )
        is None
    )


def _is_short(text: str, span: CellSpan) -> bool:
    words = text[span[0] : span[1]]
    bare = re.sub(r"[(（][^()（）]*[)）]", "", words)
    if _CJK.search(bare):
        return len(bare) <= 16 and not ZH_TASK.match(bare)
    return (
        len(bare.split()) <= 5
        and len(bare) <= 48
        and not (EN_TASK.match(bare) and len(bare.split()) > 3)
    )


# "No barbering", 不会刷涂料: what is said not to be one's skill is none.
_CANNOT_ZH = r"(?:不(?:太|怎么)?(?:会|懂|熟悉|熟|擅长)|没(?:学|用|做)过)"
_CANNOT = re.compile(
    rf"(?i)(?:no|not|never|without|can['’]?t|cannot|don['’]?t)\s+(?!\.)|(?:还|都|也)?{_CANNOT_ZH}"
)
_CANNOT_BEFORE = re.compile(
    rf"(?i){_CANNOT_ZH}(?:用|做|开|说)?$|(?<![a-z])(?:no|not|never|without|can['’]?t|cannot|don['’]?t) (?:do |use |know )?$"
)


def add_skill(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Add one skill by its words, the words around it (熟悉…, proficient in …) left out."""
    text = reading.text
    words = text[start:end]
    if _CANNOT.match(words) or _CANNOT_BEFORE.search(text[max(0, start - 14) : start]):
        return
    mark = _MARK.search(words)
    if mark:
        end = start + mark.start()
        words = text[start:end]
    lead = _LEVEL_ZH.match(words)
    if lead and len(words) - lead.end() >= 2:
        start += lead.end()
    lead = _PROFICIENCY.match(text[start:end])
    if lead and lead.end() < end - start:
        start += lead.end()
    tail = _LEVEL_TAIL.search(text[start:end])
    if tail and tail.start() >= 2:
        end = start + tail.start()
    start, end = trim(text, start, end)
    words = text[start:end]
    if not re.search(r"\w", words) or (len(words) < 2 and words.upper() not in ("C", "R")):
        return
    if re.fullmatch(
        r"(?i)(?:and|or|etc|others?|skills?|years?|advanced|professional|basic|intermediate|experienced|expert|[\d.]+|等)",
        words,
    ):
        return
    if len(draft.of("skills")) < MAX_SKILLS:
        lead = re.match(r"(?i)(?:and|or|&)\s+", words)
        draft.add_named("skills", reading.piece(start + (lead.end() if lead else 0), end))


_RARE = re.compile(
    rf"(?P<l>[A-Z][a-z]{{2,}}|[\u4e00-\u9fff]{{1,4}}[语話话語文])"
    rf"(?:[ \t]*[-–—:：(（,，| \t][ \t]*(?P<f>(?i:{_FLUENCY.pattern.removeprefix('(?i)')}))(?![\w-])[)）]?)?"
)


def _read_rare_languages(
    reading: Reading, draft: Draft, start: int, end: int, found: list[Found[SpokenLanguage]]
) -> None:
    """Add what a section of languages lists besides those that everybody knows: Igbo (fluent)."""
    if not found:
        # Programming languages, as often as not.
        return
    text = reading.text
    named: list[Found[Any]] = [*found, *reading.skills]
    known: list[Found[Any]] = [*named, *reading.places, *reading.titles]
    for a, b in split_items(reading, start, end):
        # Igbo, conversational: the level may be the item that follows.
        m = _RARE.match(text, a, end)
        if m is None or m.end() < b:
            continue
        if any(f.start < b and a < f.end for f in (named if m["f"] else known)):
            continue
        row = text.rfind("\n", 0, a), (text + "\n").find("\n", a)
        beside = any(row[0] < f.start < row[1] for f in found)
        if _FLUENCY.fullmatch(m["l"]) or not (m["f"] or beside):
            continue
        entry = draft.add_named("languages", reading.piece(*m.span("l")), key="language")
        if entry is not None and m["f"]:
            entry.put("fluency", reading.piece(*m.span("f")))


def read_languages(
    reading: Reading, draft: Draft, start: int, end: int, *, is_section: bool = False
) -> None:
    """Read the spoken languages of a stretch, each with its fluency where said."""
    text = reading.text
    found = within(reading.languages, start, end)
    for i, f in enumerate(found):
        name = _language_name(reading, f.start, f.end)
        if name is None:
            continue
        entry = draft.add_named("languages", name, key="language")
        limit = found[i + 1].start if i + 1 < len(found) else end
        near = text[name.end : limit]
        stop = (
            re.search(r"[,，;；。\n、]", near)
            if i + 1 < len(found)
            else re.search(r"[;；。\n]", near)
        )
        limit = name.end + (stop.start() if stop else len(near))
        hits = list(_FLUENCY.finditer(text, name.end, limit))
        if hits and entry is not None:
            last = (
                hits[-1].end()
                if len(hits) > 1 and hits[-1].start() - hits[0].end() < 3
                else hits[0].end()
            )
            entry.put("fluency", reading.piece(hits[0].start(), last))
        elif entry is not None:
            line = max(text.rfind(c, start, f.start) for c in "\n,;，；")
            before = list(
                _FLUENCY.finditer(
                    text, max(start, line + 1, found[i - 1].end if i else start), name.start
                )
            )
            if before and name.start - before[-1].end() <= 4:
                entry.put("fluency", reading.piece(*before[-1].span()))
    if is_section:
        _read_rare_languages(reading, draft, start, end, found)
        draft.of("languages").sort(key=lambda entry: entry.start)


def _language_name(reading: Reading, start: int, end: int) -> Piece | None:
    """Return the language alone where the finder's span holds its level too."""
    lead = re.match(
        r"(?i)(?:(?:some|a little|a bit of|basic|and|fluent(?: in)?|native(?: in)?|conversational|good)\s+)+",
        reading.text[start:end],
    )
    start += lead.end() if lead else 0
    words = reading.text[start:end]
    m = re.match(
        r"(?:英语|日语|韩语|法语|德语|俄语|西班牙语|普通话|粤语|汉语|中文|英文|日文|阿拉伯语|葡萄牙语|意大利语|闽南话|闽南语|客家话|四川话|[A-Z][a-z]+(?: Chinese)?)",
        words,
    )
    if m:
        return reading.piece(start, start + m.end())
    # An exam alone (CET-6) names no language in words.
    return reading.piece(start, end)


def _with_dates(reading: Reading, start: int, end: int) -> Iterator[CellSpan]:
    """Yield the items of a line; one that is only a date goes with the one before, or after."""
    text = reading.text
    held: CellSpan | None = None
    is_date = False
    for a, b in split_items(reading, start, end):
        bare = text[a:b]
        for s, e in sorted(reading.time_spans, reverse=True):
            if a <= s and e <= b:
                bare = bare[: s - a] + bare[e - a :]
        alone = not re.search(r"[^\W_]", bare)
        if held and (alone != is_date) and "\n" not in text[held[1] : a]:
            yield held[0], b
            held = None
            continue
        if held:
            yield held
        held, is_date = (a, b), alone
    if held:
        yield held


def read_certificates(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read a section of certificates, one or several a line."""
    for a, b in _joined_lines(reading, start, end):
        is_skill = False
        for x, y in _with_dates(reading, a, b):
            # 普通话二级甲等、CET-6、熟练使用PS、Excel: from the verb on they are skills.
            is_skill |= bool(
                re.match(
                    r"熟练|熟悉|精通|掌握|会(?!计)|擅长|(?i:proficient|skilled)", reading.text[x:y]
                )
            )
            if is_skill:
                add_skill(reading, draft, x, y)
            else:
                add_dated(reading, draft, x, y, section="certificates", key="name")


def read_awards(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read a section of awards, one a line or a 、-list."""
    text = reading.text
    for a, b in _joined_lines(reading, start, end):
        parts = [(a, b)]
        if _CJK.search(text[a:b]) and len(within(reading.dates, a, b)) != 1:
            parts = (
                list(split_items(reading, a, b))
                if "、" in text[a:b] or len(within(reading.dates, a, b)) > 1
                else parts
            )
        for x, y in parts:
            add_dated(reading, draft, x, y, section="awards", key="title")


_RUNS_OUT = re.compile(
    r"(?i)(?:\b(?:to|until|till|expir\w+|exp\.?|valid(?: to| until)?|renewal|renewed|due)|有效期(?:至|到)?|至|到期|到)[\s:]*$"
)
_WHEN_GOT = re.compile(
    r"(?:registered|issued|obtained|awarded|passed|qualified|since|from|in)\b[a-z ]*(?=\d|[A-Z])"
)


def add_dated(
    reading: Reading, draft: Draft, start: int, end: int, *, section: str, key: str
) -> None:
    """Add an item whose stretch may hold its date."""
    text = reading.text
    # When it runs out is not when it was got: CPC to 2027.
    dates = [
        d
        for d in within(reading.dates, start, end)
        if not _RUNS_OUT.search(text[start : d.start]) and not text[d.end : end].startswith("复审")
    ]
    there = draft.sections.get(section, [])
    if there and _WHEN_GOT.match(text[start:end]):
        # NMC PIN 18A1234E, registered since 2018.
        if dates:
            there[-1].put("date", date_piece(dates[0]))
        return
    entry = None
    rest: list[CellSpan] = [(start, end)]
    if dates:
        spans = [(r.start, r.end) for r in within(reading.ranges, start, end)]
        a, b = next(
            (s for s in spans if s[0] <= dates[0].start < s[1]), (dates[0].start, dates[0].end)
        )
        # 2017-2018: a course is finished when its time ends.
        dates = [d for d in dates if a <= d.start and d.end <= b][-1:]
        rest = [(start, a), (b, end)]
    spans = [trim(text, *r) for r in rest]
    spans = [s for s in spans if s[0] < s[1] and re.search(r"[^\W\d_]", text[s[0] : s[1]])]
    if not spans:
        return
    a, b = max(spans, key=lambda s: s[1] - s[0])
    lead = re.match(
        r"(?i)(?:年|月|获得?|荣获|取得|考取|持有|持|拥有|有|被评为|曾获|received|won|awarded|obtained|hold(?:s|ing)?|certified in)+\s*(?:a |an |the )?",
        text[a:b],
    )
    if lead and lead.end() < b - a:
        a += lead.end()
    tail = re.search(
        r"(?:取得|获得|考取|过的|考的|拿的|年)$|\s+(?:in|on|from|for|of|since)$", text[a:b]
    )
    if tail:
        b -= len(tail[0])
    piece = reading.piece(a, b)
    if piece is None or len(piece.value) > 160:
        return
    if re.search(r"(?i)\b(?:up)?on request\b|^(?:to|until|till|from|since)\b", piece.value):
        return
    entry = draft.add_named(section, piece, key=key)
    if entry is not None and dates:
        entry.put("date", date_piece(dates[0]))


def read_interests(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read interests, short items only."""
    text = reading.text
    for a, b in _joined_lines(reading, start, end):
        for x, y in split_items(reading, a, b):
            if len(text[x:y]) <= 40:
                draft.add_named("interests", reading.piece(x, y))


def read_references(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read references as written; "on request" is none."""
    text = reading.text
    for line in read_lines(reading, start, end):
        if re.search(r"(?i)(?:up)?on request|面谈|备索|另附", text[line.start : line.end]):
            continue
        if len(draft.of("references")) < 10:
            draft.add_named("references", reading.piece(line.start, line.end), key="reference")


def read_publications(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read publications, one a line."""
    for a, b in _joined_lines(reading, start, end):
        add_dated_publication(reading, draft, a, b)


def add_dated_publication(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Add one publication with its date."""
    dates = within(reading.dates, start, end)
    piece = reading.piece(start, end)
    if piece is None or len(draft.of("publications")) >= 40:
        return
    entry = draft.add_named("publications", piece)
    if entry is not None and dates:
        entry.put("releaseDate", date_piece(dates[-1]))
