"""From any text about oneself to a JSON Resume document with a source for every value."""

import re
from dataclasses import replace
from datetime import date

from jobassist.language.text import Lang

from . import lists
from .basics import read_contacts, read_labels, read_top
from .cells import CellSpan, degree_in, org_score, school_in, title_score
from .doubts import find_doubts
from .entries import read_work
from .headings import Section, split_sections
from .labels import find_labels
from .lines import read_lines
from .projects import read_projects
from .prose import Prose
from .prose_en import EnglishProse
from .prose_zh import ChineseProse
from .reading import Draft, Entry, Reading, build_document, iter_lines, within
from .schools import read_education
from .signature import keep_markup, read_signature
from .types import Doubt, ParsedResume
from .wish import read_trade, read_wish

MAX_CHARS = 60_000


def parse_fields(text: str, *, today: date, lang: Lang | None = None) -> ParsedResume:
    """Return what the text says about the person: a whole CV, a paragraph or one sentence.

    Nothing that the words do not carry: dates are as precise as given, a malformed e-mail stays
    as typed and is among the doubts. A text that says nothing gives an empty document.
    """
    reading = Reading(text[:MAX_CHARS], today=today, lang=lang)
    draft = Draft()
    doubts: list[Doubt] = []
    sections = split_sections(reading.text)
    has_work = any(s.name == "work" for s in sections)
    body = next((s.start for s in sections if s.name in ("work", "education", "projects")), None)
    read_contacts(reading, draft, before=body)
    for section in sections:
        stop = _reach_from(reading, section)
        doubts += _read_section(reading, draft, replace(section, end=stop), has_work=has_work)
        if stop < section.end:
            rest = Section("top", stop, section.end)
            doubts += _read_section(reading, draft, rest, has_work=has_work)
    _drop_false_employers(reading, draft)
    _drop_named_in_passing(reading, draft, [s for s in sections if s.name == "work"])
    _drop_stray_names(draft)
    _join_schools(draft)
    read_signature(reading, draft)
    keep_markup(reading, draft)
    _order_work(reading, draft)
    read_wish(reading, draft)
    read_trade(reading, draft, _positions(draft))
    document, sources = build_document(draft, reading)
    if draft.other_names and "name" in draft.basics.one:
        doubts.insert(0, Doubt(("basics.name",), "contradictory", "two_names"))
    doubts += find_doubts(document, today=today)
    return ParsedResume(document, sources, tuple(doubts), reading.lang)


# A text this long is a CV, whose lists and tasks are easily taken for employers.
_CV_CHARS = 800
# A post and its employer stand this close.
_NEAR = 80
_NO_EMPLOYER = re.compile(
    r"(?i)^#|^[\w ./&-]{2,40}:\s|^(?:(?:project|job|role) )?(?:description|contribution|responsibilit\w+|duties|period|individual|basis|issues|management|center|at present|limited|associated|environment|domain|tools?|database|operating systems?)\W*$|"
    r"\b(?:skill set|knowledge|awards?|recognition|experience in|currently working|worked (?:on|in)|responses|testing|conferences?|maintenance|documents?|information|quality|activities|performer|copy past)\b|\b(?:to|for|the|and|in|of|with)$|^(?:to|for|and|in|of|team lead|ample|various|multinational)\b"
)


def _drop_false_employers(reading: Reading, draft: Draft) -> None:
    """Take from the jobs of a CV what no employer is called: IDE: Eclipse, Windows XP, a heading.

    An entry that says nothing else then is no job; what was done goes to the one above it.
    """
    if len(reading.text) < _CV_CHARS:
        return
    kept: list[Entry] = []
    for entry in draft.of("work"):
        name = entry.one.get("name")
        if name is not None and _is_no_employer(reading, name.start, name.end):
            del entry.one["name"]
            if not {"position", "startDate"} <= set(entry.one):
                for piece in entry.many.get("highlights", []) if kept else []:
                    kept[-1].add("highlights", piece)
                continue
        kept.append(entry)
    draft.sections["work"] = kept


def _drop_named_in_passing(reading: Reading, draft: Draft, told: list[Section]) -> None:
    """Take from the jobs of a CV the names without a time that are a task's, a tool's or a team's.

    Where the jobs under the heading have their times, those stand outside of it, or far from any post.
    """
    jobs = draft.of("work")
    under = [e for e in jobs if any(s.start <= e.start < s.end for s in told)]
    if len(reading.text) < _CV_CHARS or not any({"name", "startDate"} <= set(e.one) for e in under):
        return
    draft.sections["work"] = [
        e
        for e in jobs
        if {"startDate", "endDate"} & set(e.one) or (e in under and _is_told(reading, e))
    ]


def _is_told(reading: Reading, entry: Entry) -> bool:
    """Whether an entry without a time names an employer: by its words, or beside the post there."""
    name, post = entry.one.get("name"), entry.one.get("position")
    if name is None or org_score(reading, name.start, name.end) >= 0.6:
        return True
    return post is not None and max(name.start - post.end, post.start - name.end) <= _NEAR


def _is_no_employer(reading: Reading, start: int, end: int) -> bool:
    words = reading.text[start:end]
    if re.search(r"[\u4e00-\u9fff]", words):
        return False
    return _NO_EMPLOYER.search(words) is not None or words[:1].islower()


def _positions(draft: Draft) -> list[str]:
    """Return the titles that stand in the fields already."""
    pieces = [draft.basics.one.get("label")]
    pieces += [entry.one.get("position") for entry in draft.of("work")]
    return [piece.value for piece in pieces if piece is not None]


def _read_section(
    reading: Reading, draft: Draft, section: Section, *, has_work: bool
) -> list[Doubt]:
    a, b = section.start, section.end
    match section.name:
        case "top" | "basics":
            return _read_top(reading, draft, section, has_work=has_work)
        case "objective":
            _read_objective(reading, draft, a, b, section.heading)
        case "summary":
            stop = _entries_from(reading, a, b)
            _read_summary(reading, draft, a, stop)
            if stop < b:
                return _read_tail(reading, draft, stop, b)
        case "work" | "volunteer":
            if section.name == "work" and _is_prose(reading, a, b):
                return _read_prose(reading, draft, a, b, [], is_section=True)
            stop = _stray_from(reading, a, b)
            read_work(reading, draft, a, stop, section=section.name)
            if stop < b:
                return _read_tail(reading, draft, stop, b)
        case "education":
            if _is_prose(reading, a, b):
                return _read_prose(reading, draft, a, b, [], is_section=True)
            if _are_qualifications(reading, section):
                lists.read_certificates(reading, draft, a, b)
                return []
            if not has_work and _holds_jobs(reading, a, b):
                read_work(reading, draft, a, b)
                return []
            for x, y in _schools_of(reading, draft, a, b):
                if _is_qualification(reading, x, y):
                    lists.read_certificates(reading, draft, x, y)
        case "courses":
            if any(
                school_in(reading, x, y) and degree_in(reading, x, y)
                for x, y in iter_lines(reading.text, a, b)
            ):
                read_education(reading, draft, a, b)
                return []
            lists.read_certificates(reading, draft, a, b)
        case "skills":
            lists.read_skills(reading, draft, a, b)
        case "languages":
            lists.read_languages(reading, draft, a, b, is_section=True)
        case "certificates":
            lists.read_certificates(reading, draft, a, b)
        case "awards":
            lists.read_awards(reading, draft, a, b)
        case "projects":
            read_projects(reading, draft, a, b)
        case "publications":
            lists.read_publications(reading, draft, a, b)
        case "interests":
            lists.read_interests(reading, draft, a, b)
        case "references":
            lists.read_references(reading, draft, a, b)
        case "other":
            read_labels(reading, draft, a, b)
    return []


def _read_top(reading: Reading, draft: Draft, section: Section, *, has_work: bool) -> list[Doubt]:
    a, b = section.start, section.end
    taken = read_labels(reading, draft, a, b)
    is_whole = b >= len(reading.text) and not section.heading
    if not is_whole or _looks_like_top(reading, a, b):
        taken += read_top(reading, draft, a, b, taken)
    if has_work and (a == 0 or section.heading):
        # A CV with a section of jobs tells above it who it is, and no jobs.
        _read_headline(reading, draft, a, b, taken)
        return []
    return _read_prose(reading, draft, a, b, taken)


def _read_headline(reading: Reading, draft: Draft, a: int, b: int, taken: list[CellSpan]) -> None:
    """Take the paragraph above the sections as the summary."""
    used = [*taken, *reading.contact_spans]
    rows = [
        (x, y)
        for x, y in iter_lines(reading.text, a, b)
        if not any(s < y and x < e for s, e in used)
    ]
    text = reading.text
    ends = [x for x, y in rows if _is_reach(reading, x, y)]
    rows = [(x, y) for x, y in rows if x not in ends]
    long = [
        (x, y)
        for x, y in rows
        if y - x >= (12 if re.search(r"[\u4e00-\u9fff]", text[x:y]) else 45)
        or re.match(r"[-•*●▪?]\s*\w", text[x:y])
    ]
    if not long or "summary" in draft.basics.one:
        return
    start, end = long[0][0], long[0][1]
    for x, y in rows:
        if any(end <= stop < x for stop in ends):
            break
        if x > end and y - start <= 1500 and text[end:x].count("\n") <= 2:
            end = y
    piece = reading.piece(start, end)
    if piece is not None:
        draft.basics.put("summary", piece)


def _looks_like_top(reading: Reading, a: int, b: int) -> bool:
    """Whether a text without sections still begins like a CV: a short line with a name."""
    lines = list(iter_lines(reading.text, a, b))
    if len(lines) < 3:
        return False
    x, y = lines[0]
    cells = re.split(r"[|｜]", reading.text[x:y])
    # Ann Marsh | nurse | 07700 900412
    return y - x <= 30 or (len(cells) >= 3 and y - x <= 120)


def _read_prose(
    reading: Reading,
    draft: Draft,
    a: int,
    b: int,
    taken: list[CellSpan],
    *,
    is_section: bool = False,
) -> list[Doubt]:
    # A character weighs as a word does: names of firms and tools are Latin in Chinese text too.
    words = len(re.findall(r"[A-Za-z]+", reading.text[a:b]))
    is_zh = len(re.findall(r"[\u4e00-\u9fff]", reading.text[a:b])) > words
    prose: Prose = (ChineseProse if is_zh else EnglishProse)(reading, draft, taken)
    prose.has_summary = not is_section
    prose.read(a, b)
    prose.finish()
    return prose.doubts


def _holds_jobs(reading: Reading, a: int, b: int) -> bool:
    """Whether jobs stand under the heading of school (a text whose boxes lost their order)."""
    lines = list(iter_lines(reading.text, a, b))
    schools = [1 for x, y in lines if school_in(reading, x, y) or degree_in(reading, x, y)]
    titles = [1 for x, y in lines if y - x < 80 and title_score(reading, x, y) >= 0.6]
    return not schools and len(titles) >= 2


# Labels that no job has.
_OWN_LABELS = frozenset({"name", "phone", "email", "wechat", "qq", "pay", "start", "wish_city"})


def _stray_from(reading: Reading, a: int, b: int) -> int:
    """Return where the jobs of a section end and school, contacts and the like follow unheaded."""
    text = reading.text
    for x, y in iter_lines(text, a, b):
        if x - a < 3 or y - x > 140:
            continue
        head = text[x:y]
        items = re.split(r"\s*[|｜、/,，;；]\s*", head)
        if len(items) >= 2 and all(_TICKET.search(item) for item in items):
            # 执业护士证 | 英语四级 | 计算机二级
            return x
        if _are_tools(reading, x, y, items):
            return x
        degree, school = degree_in(reading, x, y), school_in(reading, x, y)
        is_school = degree is not None and school is not None and title_score(reading, x, y) < 0.6
        is_school &= not re.match(r"[-•*●▪]", head)
        reach = [(f.start, f.end) for f in reading.emails]
        reach += [(f.start, f.end) for f in reading.phones]
        length = sum(e - s for s, e in reach if x <= s and e <= y)
        is_contact = length >= 0.4 * (y - x)
        cells = find_labels(text, x, y)
        is_contact |= bool(cells) and cells[0].start == x and cells[0].kind in _OWN_LABELS
        if is_school or is_contact:
            return x
    return b


def _are_tools(reading: Reading, start: int, end: int, items: list[str]) -> bool:
    """Whether a line lists tools and nothing else: SolidWorks, MATLAB, welding (hobby)."""
    known = within(reading.skills, start, end)
    return (
        len(items) >= 3
        and len(known) >= 0.6 * len(items)
        and all(len(item) <= 24 for item in items)
        and not within(reading.titles, start, end)
        and not any(start <= f.start < end for f in reading.ranges)
        and not re.match(r"[-•*●▪]", reading.text[start:end])
    )


_TICKET = re.compile(
    r"(?:证|证书|职称|[一二三四六八]级|驾照)(?:[(（].*)?$|(?i:\b(?:licen[cs]e|ticket|certificate|card|DBS|NVQ|CSCS)\b.{0,12}$)"
)
_QUALIFIES = re.compile(
    r"(?i)\b(?:hygiene|first aid|certificate|certified|licen[cs]ed?|registered|registration|card|ticket|food safety|life support|"
    r"NMC|HCPC|CSCS|DBS|AAT|ACCA|CIMA|CIPD|SIA|TEFL|CELTA|NVQ|SVQ|City (?:&|and) Guilds|Level \d)\b|证书?(?:[(（].*)?$|资格"
)


def _is_qualification(reading: Reading, start: int, end: int) -> bool:
    """Whether a line among the schools is a certificate: AAT Level 3, 2020."""
    words = reading.text[start:end]
    return len(words) <= 90 and _QUALIFIES.search(words) is not None


def _schools_of(reading: Reading, draft: Draft, a: int, b: int) -> list[CellSpan]:
    """Read a section of schools, two on one line parted by a semicolon too; return what is left."""
    text, left, at = reading.text, [], a
    for m in re.compile(r"[;；]").finditer(text, a, b):
        sides = (at, m.start()), (m.end(), b)
        if all(school_in(reading, *s) for s in sides) and "\n" not in text[at : m.start()]:
            left += read_education(reading, draft, *sides[0])
            at = m.end()
    return left + read_education(reading, draft, at, b)


def _are_qualifications(reading: Reading, section: Section) -> bool:
    """Whether a section headed so holds tickets and licences, and no school."""
    if not re.search(r"(?i)qualification|certif|ticket|training", section.heading):
        return False
    lines = list(iter_lines(reading.text, section.start, section.end))
    return (
        bool(lines)
        and not any(school_in(reading, x, y) for x, y in lines)
        and all(_QUALIFIES.search(reading.text[x:y]) for x, y in lines)
    )


_LISTS = frozenset({"skills", "languages", "certificates", "awards", "interests", "courses"})


def _reach_from(reading: Reading, section: Section) -> int:
    """Return where a list ends because lines follow that say how to reach the person.

    A side column goes on with them unheaded, and with the address below.
    """
    if section.name not in _LISTS:
        return section.end
    reach = [(f.start, f.end) for f in reading.emails] + [(f.start, f.end) for f in reading.phones]
    for x, y in iter_lines(reading.text, section.start, section.end):
        held = sum(e - s for s, e in reach if x <= s and e <= y)
        if x > section.start and held >= 0.5 * (y - x):
            return x
    return section.end


def _read_tail(reading: Reading, draft: Draft, a: int, b: int) -> list[Doubt]:
    """Read lines behind the jobs: each is school, or a note."""
    taken = read_labels(reading, draft, a, b)
    return _read_prose(reading, draft, a, b, taken)


def _is_prose(reading: Reading, a: int, b: int) -> bool:
    """Whether a section holds running text instead of entries (现任…,历任…; I worked at …)."""
    lines = read_lines(reading, a, b)
    if not lines:
        return False
    text = reading.text
    running = sum(
        row.end - row.start
        for row in lines
        if re.search(r"[,，。;；]", text[row.start : row.end]) and not row.is_header_like
    )
    total = sum(row.end - row.start for row in lines)
    said = re.search(
        r"历任|曾任|现任|任职于|至今任|月任|年任|担任|(?i:\bI (?:was|am|work|have)\b)", text[a:b]
    )
    return bool(said) and running >= 0.5 * total and not any(row.label for row in lines)


def _entries_from(reading: Reading, a: int, b: int) -> int:
    """Return where entries with their times follow a summary told on its heading's own line."""
    lines = read_lines(reading, a, b)
    first = reading.text.rfind("\n", 0, a) + 1
    if len(lines) < 3 or not re.search(r"\w", reading.text[first:a]):
        return b
    dated = [row for row in lines[1:] if row.is_header_like and row.has_time]
    return lines[1].start if len(dated) >= 2 else b


_LOOSE_WISH = re.compile(r"(?i)\W*(?:想|要求|期望\W|looking|seeking)")


def _read_objective(reading: Reading, draft: Draft, a: int, b: int, heading: str) -> None:
    """Read what is sought: a short one is the label; pay and start go with the wishes."""
    taken = read_labels(reading, draft, a, b, are_wishes=True)
    for x, y in iter_lines(reading.text, a, b):
        if any(s <= x < e for s, e in taken):
            continue
        used = [*taken, *reading.contact_spans]
        y = min((s for s, _e in used if x < s < y), default=y)
        piece = reading.piece(x, y)
        if piece is None:
            continue
        is_loose = _LOOSE_WISH.match(heading) and not within(reading.titles, x, y)
        if is_loose:
            continue
        if len(piece.value) <= 40 and "label" not in draft.basics.one:
            draft.basics.put("label", piece)
        elif title_score(reading, x, y) >= 0.8:
            draft.basics.put("label", piece)
        else:
            draft.basics.put("summary", piece)
        return


def _read_summary(reading: Reading, draft: Draft, a: int, b: int) -> None:
    """Take the paragraph as it stands, up to lines that say how to reach the person."""
    lines = list(iter_lines(reading.text, a, b))
    is_told = [not _is_reach(reading, x, y) for x, y in lines]
    if True not in is_told:
        return
    first = is_told.index(True)
    last = is_told.index(False, first) if False in is_told[first:] else len(lines)
    start = end = lines[first][0]
    for _x, y in lines[first:last]:
        if y - start > 1500:
            break
        end = y
    piece = reading.piece(start, end)
    if piece is not None:
        draft.basics.put("summary", piece)


# Signs that stand before a contact: those for a phone, letters, a home, a place, the net; others
# with a colon.
_SIGN = re.compile(
    r"[\u2302\u260e\u260f\u2706\u2709\U0001f3e0\U0001f3e1\U0001f4cd\U0001f4cc\U0001f4de\U0001f4e7-\U0001f4e9\U0001f4f1\U0001f310\U0001f517]\ufe0f?\s*[:：]?"
    r"|[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?\s*[:：]"
)
_EMPTIED = re.compile(
    r"(?i)(?<![a-z])(?:e-?mail|(?:tele)?phone|tel|mobile|cell|address|linkedin|github|skype|telegram|whatsapp|website|"
    r"(?:手机|电话|邮箱|微信|地址|QQ)号?(?:码)?)\.?\s*[:：]\s*(?:[*_]+|[xX]{3,})?"
)


def _is_reach(reading: Reading, start: int, end: int) -> bool:
    """Whether a line holds contacts, or what is left of them: their signs, names and stars."""
    # Pictures are in the original alone.
    first, last = reading.norm.span(start, end)
    original = reading.norm.original
    words = original[original.rfind("\n", 0, first) + 1 : last]
    held = sum(e - s for s, e in reading.contact_spans if start <= s and e <= end)
    if held >= 0.5 * (end - start):
        return True
    has_sign = _SIGN.search(words) is not None
    rest, count = _EMPTIED.subn(" ", _SIGN.sub(" ", words))
    if not (has_sign or count):
        return False
    left = len(re.findall(r"\w", rest)) - held
    # Beside a sign a town may stand; beside a name alone, nothing.
    return left <= (24 if has_sign else 2)


_NO_NAME = re.compile(
    r"(?i)(?:\W|\d)*|(?:with|since|from|and|the|for|in|at|re|employer|company|client|role|name|position|title|"
    r"duration|project|team size|responsibilities|present|current|公司|本公司|单位|任职|担任|在|于)[\W\d]*"
)


def _drop_stray_names(draft: Draft) -> None:
    """Take out employers' names that are nothing but a stray word, and entries left empty."""
    for section, key in (("work", "name"), ("volunteer", "organization")):
        entries = draft.sections.get(section, [])
        for entry in entries:
            name = entry.one.get(key)
            if name is not None and _NO_NAME.fullmatch(name.value):
                del entry.one[key]
        if entries:
            draft.sections[section] = [e for e in entries if e]


def _join_schools(draft: Draft) -> None:
    """Give what labels say of the schooling (学历: 本科) to the school that it is about."""
    schools = draft.sections.get("education", [])
    for loose in [e for e in schools if "institution" not in e.one and "startDate" not in e.one]:
        level = loose.one.get("studyType")
        others = [e for e in schools if e is not loose and "institution" in e.one]
        same = [
            e for e in others if level and (s := e.one.get("studyType")) and s.value == level.value
        ]
        open_ = [e for e in others if "studyType" not in e.one]
        target = same[0] if same else open_[0] if len(open_) == 1 == len(others) else None
        if target is not None and level is not None:
            for key, piece in loose.one.items():
                target.put(key, piece)
            draft.sections["education"] = schools = [e for e in schools if e is not loose]


def _order_work(reading: Reading, draft: Draft) -> None:
    """Put jobs in order, the most recent first; those without dates keep their places."""
    for section in ("work", "education", "volunteer", "projects"):
        entries = draft.sections.get(section)
        if entries and all("startDate" in e.one or "endDate" in e.one for e in entries):
            entries.sort(key=lambda entry: _recency(reading, entry), reverse=True)


def _recency(reading: Reading, entry: Entry) -> tuple[str, str]:
    start, end = entry.one.get("startDate"), entry.one.get("endDate")
    if end is None and start is not None:
        spans = (r for r in reading.ranges if r.start <= start.start < r.end)
        if not any(r.value.is_current or r.value.end is None for r in spans):
            # A single date: when it was, not since when.
            return start.value, start.value
    if end is None or (start is not None and end.value < start.value[: len(end.value)]):
        # Goes on; or impossible, where the start is the better witness.
        last = "9999" if end is None else (start.value if start else end.value)
    else:
        last = end.value
    return last, start.value if start else ""
