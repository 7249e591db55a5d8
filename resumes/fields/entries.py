"""Jobs of a CV's sections: what the parts of an entry are."""

import re
from dataclasses import replace

from jobassist.language.dates import PartialDate
from jobassist.language.found import Found

from .borders import split_entries
from .cells import (
    Cell,
    CellSpan,
    org_score,
    place_of,
    read_cell,
    split_commas,
    task_score,
    title_score,
)
from .lines import (
    EMPTY_HEADS,
    LABEL_FIELD,
    Line,
    cells_of,
    read_lines,
    split_title_org,
)
from .posted import fill_posted, split_posted
from .reading import Draft, Entry, Piece, Reading, within
from .times import date_piece, put_range
from .words import ZH_TITLE_END

_CJK = re.compile(r"[\u4e00-\u9fff]")


def read_work(
    reading: Reading, draft: Draft, start: int, end: int, *, section: str = "work"
) -> None:
    """Read a section of jobs (or of voluntary work) into the draft."""
    lines = read_lines(reading, start, end)
    previous: Entry | None = None
    name_key = "organization" if section == "volunteer" else "name"
    posted = split_posted(reading, lines)
    for head, body in posted or split_entries(reading, lines):
        entry = Entry()
        if posted:
            fill_posted(reading, entry, head, name_key=name_key)
        elif head:
            fill_header(reading, entry, head, name_key=name_key)
        for line in head[:1]:
            if line.label:
                _fill_label(reading, entry, line, name_key)
        fill_body(reading, entry, body, name_key=name_key)
        if not entry or is_gap(entry):
            continue
        if previous is not None and name_key not in entry.one and "position" in entry.one:
            same = previous.one.get(name_key)
            if (
                _heads_posts(reading, previous, name_key)
                and len(head) < 3
                and "startDate" in entry.one
            ):
                entry.put(name_key, same)
        if entry.one.get(name_key) or entry.one.get("position"):
            draft.of(section).append(entry)
            previous = entry
        elif previous is not None:
            for p in entry.many.get("highlights", ()):
                previous.add("highlights", p)


def _heads_posts(reading: Reading, entry: Entry, name_key: str) -> bool:
    """Whether an employer stands on a line above its posts, so that the next post may be there."""
    name, post = entry.one.get(name_key), entry.one.get("position")
    if name is None or post is None:
        return name is not None
    return "\n" in reading.text[min(name.end, post.end) : max(name.start, post.start)]


def is_gap(entry: Entry) -> bool:
    """Whether the entry tells of time without a job: 在家带孩子, career break."""
    words = " ".join(entry.one[k].value for k in ("name", "position") if k in entry.one)
    return bool(
        re.fullmatch(
            r"(?i)(?:因|疫情|期间|回老家|回家|在家|(?:照顾|带)(?:家人|老人|孩子|小孩|娃|父母)|待业|休息|养病|生育|生孩子|备考|考研|种地|全职妈妈|[、,，和 ])+"
            r"|(?:employment |career )?(?:gap|break)\b.*|unemployed|between jobs|(?:maternity|parental) leave",
            words.strip(),
        )
    )


def fill_header(reading: Reading, entry: Entry, head: list[Line], *, name_key: str) -> None:
    for line in head:
        if line.range is not None:
            put_range(entry, reading, line.range)
        elif line.date is not None and "startDate" not in entry.one:
            entry.put("startDate", date_piece(line.date))
            listed = within(reading.dates, line.date.end, line.end)
            if listed and re.fullmatch(
                r"\s*(?:,|&|and|、|和)\s*", reading.text[line.date.end : listed[0].start]
            ):
                # Summers 2016, 2017.
                entry.put("endDate", date_piece(listed[-1]))
        elif line.date is not None and line is not head[0] and "endDate" not in entry.one:
            entry.put("endDate", _closing_date(entry, line.date))
    cells = cells_of(reading, head)
    assign_cells(reading, entry, cells, name_key=name_key)


def _closing_date(entry: Entry, found: Found[PartialDate]) -> Piece | None:
    """Return the end of a span whose start stands a line above; a bare month is of that year."""
    start, when = entry.one["startDate"].value, found.value
    iso = when.iso or ""
    if when.month and not re.search(r"\d", found.text):
        iso = f"{start[:4]}-{when.month:02d}"
    return Piece(iso, found.start, found.end) if iso > start else None


def assign_cells(
    reading: Reading, entry: Entry, cells: list[Cell], *, name_key: str = "name"
) -> None:
    """Say which parts are the employer, the title, the place and the tasks of an entry."""
    text = reading.text
    names: list[Cell] = []
    for cell in _without_asides(reading, _without_tasks(reading, entry, cells)):
        if cell.place:
            have = entry.one.get("location")
            if have is None:
                entry.put("location", reading.piece(cell.start, cell.end))
            elif 0 <= cell.start - have.end <= 3:
                # Rehovot, Israel: one place in two parts.
                whole = reading.piece(have.start, cell.end)
                if whole is not None:
                    entry.one["location"] = whole
        elif (cell.task >= 0.9 and cell.title < 0.65) or (
            cell.task >= 0.6 and max(cell.org, cell.title) < 0.6
        ):
            entry.add("highlights", reading.piece(cell.start, cell.end))
        elif not re.search(r"[^\W\d_]", text[cell.start : cell.end]):
            continue
        else:
            names.append(cell)
    names = [c for c in names if not _is_noise(text[c.start : c.end])]
    listed = [c for c in names if "、" in text[c.start : c.end] and c.org < 0.6 and c.title < 0.4]
    if len(names) > len(listed):
        # 打零工 装修、搬运、日结: what was done, nobody's name.
        names = [c for c in names if c not in listed]
        for cell in listed:
            entry.add("highlights", reading.piece(cell.start, cell.end))
    split: list[Cell] = []
    for cell in names:
        glued = split_glued(reading, cell.start, cell.end)
        if glued is None and not any(o is not cell and o.org >= 0.6 for o in names):
            glued = split_title_org(reading, cell.start, cell.end)
        has_title = any(o is not cell and o.title >= 0.6 for o in names)
        if glued and len(names) <= 3 and not has_title:
            split += [read_cell(reading, *s) for s in glued]
        else:
            split.append(cell)
    names = split
    best: tuple[float, int, int] | None = None
    for i in range(len(names)):
        for j in range(len(names)):
            if i == j and len(names) > 1:
                continue
            if i == j:
                cell = names[i]
                score = max(cell.org, cell.title)
                pair = (score, i, -1) if cell.org > cell.title else (score, -1, j)
                best = pair
                continue
            score = names[i].org - names[i].title + names[j].title - names[j].org
            score -= 0.02 * (i + j)
            # Even scores: an employer stands before the title in Chinese.
            score += 0.01 if i < j else 0
            if best is None or score > best[0]:
                best = (score, i, j)
    if best is None:
        return
    _, i, j = best
    if i >= 0:
        entry.put(name_key, _named(reading, names[i]))
    if j >= 0:
        entry.put("position", _title_piece(reading, names, j))
    for k, cell in enumerate(names):
        if k in (i, j):
            continue
        if cell.title >= 0.6 and j >= 0 and abs(k - j) == 1 and cell.title >= cell.org:
            # Two titles side by side are one value: 语文老师 班主任.
            a, b = min(names[j].start, cell.start), max(names[j].end, cell.end)
            if "\n" not in text[a:b] and entry.one.get("position"):
                piece = reading.piece(a, b)
                if piece:
                    entry.one["position"] = piece
        elif _is_unit_of(reading, names, i, j, k):
            piece = reading.piece(names[j].start, cell.end)
            if piece:
                entry.one["position"] = piece
        elif cell.place and "location" not in entry.one:
            entry.put("location", reading.piece(cell.start, cell.end))
        elif place_of(reading, cell.start, cell.end):
            entry.put("location", reading.piece(cell.start, cell.end))
        elif cell.task >= 0.4:
            entry.add("highlights", reading.piece(cell.start, cell.end))
        elif i >= 0 and k == i + 1 and _can_be_town(text, names[i], cell):
            entry.put("location", reading.piece(cell.start, cell.end))
    _unpack_brackets(reading, entry, name_key)
    _unpack_tasks(reading, entry)


def _without_tasks(reading: Reading, entry: Entry, cells: list[Cell]) -> list[Cell]:
    """Return the parts before a colon behind a title; what follows it was done: 财务专员:审核报销."""
    text = reading.text
    for n, cell in enumerate(cells):
        m = re.search(r"(?<=[\u4e00-\u9fff)）])[:：](?=\S{3})", text[cell.start : cell.end])
        if m is None:
            continue
        head = read_cell(reading, cell.start, cell.start + m.start())
        if max(head.title, head.org) < 0.6:
            continue
        line_end = text.find("\n", cell.start)
        rest = [c for c in cells[n:] if line_end < 0 or c.start < line_end]
        tasks = (cell.start + m.end(), max(c.end for c in rest))
        entry.add("highlights", reading.piece(*tasks))
        return [*cells[:n], head, *cells[n + len(rest) :]]
    return cells


def _is_unit_of(reading: Reading, names: list[Cell], i: int, j: int, k: int) -> bool:
    """Whether a part names the unit of the title before it: Staff Nurse, Acute Stroke Unit."""
    if i < 0 or j < 0 or k != j + 1:
        return False
    between = reading.text[names[j].end : names[k].start]
    employer = names[i]
    return (
        between.strip() in (",", "，")
        and names[k].org < 0.6
        and "\n"
        in reading.text[min(employer.end, names[j].end) : max(employer.start, names[j].start)]
        and names[k].task < 0.4
        and not _CJK.search(reading.text[names[k].start : names[k].end])
    )


def _without_asides(reading: Reading, cells: list[Cell]) -> list[Cell]:
    """Return the parts, a town's brackets as parts of their own: Manchester (barista then head barista)."""
    out: list[Cell] = []
    for cell in cells:
        m = re.match(
            r"(?P<p>[^()（）]+?)\s*[(（](?P<i>[^()（）]+)[)）]?$",
            reading.text[cell.start : cell.end],
        )
        if m and not place_of(reading, cell.start, cell.start + m.end("p")):
            firm = cell.start, cell.start + m.end("p")
            post = cell.start + m.start("i"), cell.start + m.end("i")
            if org_score(reading, *firm) >= 0.6 and title_score(reading, *post) >= 0.6:
                # Marsh & Lowe Accountants (trainee)
                head = read_cell(reading, *firm)
                out += [replace(head, title=min(head.title, 0.3)), read_cell(reading, *post)]
                continue
        if not m or not place_of(reading, cell.start, cell.start + m.end("p")):
            out.append(cell)
            continue
        out.append(read_cell(reading, cell.start, cell.start + m.end("p")))
        for x, y in split_commas(reading, cell.start + m.start("i"), cell.start + m.end("i")):
            then = re.search(
                r"(?i)\s+(?:then|and then|later|promoted to|→|->)\s+", reading.text[x:y]
            )
            x += then.end() if then else 0
            if title_score(reading, x, y) >= 0.6 or task_score(reading, x, y) >= 0.4:
                out.append(read_cell(reading, x, y))
    return out


def _can_be_town(text: str, employer: Cell, cell: Cell) -> bool:
    """Whether a word behind the employer's comma can be a town no list has: Baltec Tools, Kaunas."""
    return (
        text[employer.end : cell.start].strip() == ","
        and re.fullmatch(
            r"[A-Z][a-zà-ÿ'’-]{2,}(?: [A-Z][a-zà-ÿ'’-]{2,})?", text[cell.start : cell.end]
        )
        is not None
        and cell.title < 0.4
        and cell.org <= 0.5
    )


def _is_noise(words: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?i)(?:full[- ]?time|part[- ]?time|permanent|contract|remote|hybrid|present|now|current|internship|全职|兼职|实习|远程|至今|现在|"
            r"email me on indeed|\(?\d+\s*(?:years?|months?|yrs?|mos?|年|个月).*\)?)",
            words.strip(" .:()"),
        )
    )


def _named(reading: Reading, cell: Cell) -> Piece | None:
    text = reading.text
    words = text[cell.start : cell.end]
    lead = re.match(
        r"(?i)(?:company|employer|firm|client)\s+(?=[\"“A-Z])|(?:一直|都|就|还|现在|目前|曾)*(?:就职于|任职于|在|于)",
        words,
    )
    start = cell.start + (lead.end() if lead else 0)
    tail = re.search(r"(?i)\s+(?:from|since|between|until|in|for)$", text[start : cell.end])
    return reading.piece(start, cell.end - (len(tail[0]) if tail else 0))


def _title_piece(reading: Reading, names: list[Cell], j: int) -> Piece | None:
    cell = names[j]
    text = reading.text[cell.start : cell.end]
    lead = re.match(
        r"(?i)(?:as|an?|the|position of|working as|担任|任|做|当)\s+|(?:担任|任)(?=[\u4e00-\u9fff])",
        text,
    )
    return reading.piece(cell.start + (lead.end() if lead else 0), cell.end)


def _unpack_tasks(reading: Reading, entry: Entry) -> None:
    """Take what was done out of brackets behind the title: 行政专员(管车辆、会议室)."""
    piece = entry.one.get("position")
    if piece is None:
        return
    m = re.search(r"\s*[(（](?P<i>[^()（）]{4,})[)）]?$", reading.text[piece.start : piece.end])
    if not m or not m.start() or not re.search(r"[、,，]|^(?:管|负责|做|主要)", m["i"]):
        return
    if _CJK.search(m["i"]):
        entry.add("highlights", reading.piece(piece.start + m.start("i"), piece.start + m.end("i")))
        shorter = reading.piece(piece.start, piece.start + m.start())
        if shorter:
            entry.one["position"] = shorter


def _unpack_brackets(reading: Reading, entry: Entry, name_key: str) -> None:
    """Take a place, a title or a task out of brackets behind the employer's name."""
    piece = entry.one.get(name_key)
    if piece is None:
        return
    text = reading.text
    m = re.search(r"\s*[(（]([^()（）]+)[)）]\s*$", text[piece.start : piece.end])
    if not m or m.start() == 0:
        return
    a, b = piece.start + m.start(1), piece.start + m.end(1)
    used = False
    for x, y in split_commas(reading, a, b):
        if place_of(reading, x, y):
            used |= entry.put("location", reading.piece(x, y))
        elif title_score(reading, x, y) >= 0.6 and "position" not in entry.one:
            then = re.search(r"(?i)\s+(?:then|and then|later|promoted to|→|->)\s+", text[x:y])
            used |= entry.put("position", reading.piece(x + then.end() if then else x, y))
        elif task_score(reading, x, y) >= 0.6:
            entry.add("highlights", reading.piece(x, y))
            used = True
        elif re.fullmatch(
            r"(?i)(?:remote|series \w|seed|startup|contract|part[- ]time|full[- ]time|agency|实习|兼职|外包|远程)",
            text[x:y].strip(),
        ):
            used = True
    if used or re.search(r"\.(?:com|ru|cn|org|net|io)\b", text[a:b]):
        shorter = reading.piece(piece.start, piece.start + m.start())
        if shorter:
            entry.one[name_key] = shorter


def split_glued(reading: Reading, start: int, end: int) -> tuple[CellSpan, CellSpan] | None:
    """Return (employer, title) of a Chinese part that runs them together (某某公司总经理)."""
    text = reading.text
    words = text[start:end]
    if not _CJK.search(words) or len(words) < 5:
        return None
    m = re.match(
        r"(?P<org>.*(?:公司|集团|大学|学院|医院|银行|支行|分行|事务所|研究院|研究所|学校|小学|中学|幼儿园|酒店|工厂|厂|协会|学会|委员会|公安局|税务局|审计局|局|中心|超市|餐厅|工作室|家政|物业|地产|科技|网络))"
        r"(?P<title>[^公]{2,14})$",
        words,
    )
    if m:
        a = start + m.end("org")
        if title_score(reading, a, end) >= 0.5:
            return (start, a), (a, end)
    last = [f for f in within(reading.titles, start, end) if f.end == end and f.start - start >= 2]
    if last:
        a = last[0].start
        if org_score(reading, start, a) >= 0.5:
            return (start, a), (a, end)
    ending = re.search(rf"(?:{ZH_TITLE_END})$", words)
    if ending and not last and not m:
        # 重庆巴人府头锅: a place, a name, a post.
        a = start + ending.start()
        place = max(
            (f.end for f in within(reading.places, start, a) if f.start == start), default=a
        )
        if a - place >= 2 and org_score(reading, start, a) >= 0.5:
            return (start, a), (a, end)
    return None


def _fill_label(reading: Reading, entry: Entry, line: Line, name_key: str) -> bool:
    key = LABEL_FIELD.get(line.label or "")
    if key is None:
        return False
    if key == "time":
        if line.range is not None:
            put_range(entry, reading, line.range)
        elif line.date is not None:
            entry.put("startDate", date_piece(line.date))
        return True
    if key in ("name", "project"):
        key = name_key
    if key in ("client", "industry"):
        return True
    if key == "summary":
        piece = reading.piece(line.label_end, line.end)
        if piece and len(piece.value) > 3:
            entry.add("highlights", piece)
        return True
    if key in entry.one:
        return False
    end = line.end
    if key == name_key:
        parts = split_commas(reading, line.label_end, line.end)
        if len(parts) > 1 and place_of(reading, *parts[-1]):
            # Organization: Global Infotech, Noida.
            entry.put("location", reading.piece(*parts[-1]))
            end = parts[-2][1]
    entry.put(key, reading.piece(line.label_end, end))
    return True


def fill_body(reading: Reading, entry: Entry, body: list[Line], *, name_key: str) -> None:
    """Put the lines under a header into highlights; a lead of running text is the summary."""
    text = reading.text
    groups: list[list[int]] = []
    if body and "location" not in entry.one and not body[0].is_bullet:
        first = body[0]
        if first.end - first.start <= 40 and place_of(reading, first.start, first.end):
            entry.put("location", reading.piece(first.start, first.end))
            body = body[1:]
    for line in body:
        if line.label and _fill_label(reading, entry, line, name_key):
            continue
        words = text[line.start : line.end]
        if EMPTY_HEADS.match(words.strip(" -–:：")):
            groups.append([])
            continue
        start = line.label_end if line.label else line.start
        if start >= line.end:
            continue
        goes_on = (
            groups
            and groups[-1]
            and not line.is_bullet
            and not line.is_blank_before
            and not line.label
            and _goes_on(text, groups[-1], start)
        )
        if goes_on:
            groups[-1][1] = line.end
        else:
            groups.append([start, line.end])
    for g in groups:
        if g:
            entry.add("highlights", reading.piece(g[0], g[1]))


def _goes_on(text: str, group: list[int], start: int) -> bool:
    """Return whether a line continues the statement above it (wrapped by a page's width)."""
    above = text[group[0] : group[1]].rstrip()
    if above[-1:] in ".。;；!！:：":
        return False
    first = text[start : start + 1]
    line_start = text.rfind("\n", 0, group[1]) + 1
    length = group[1] - line_start
    if _CJK.search(above):
        return length >= 24
    return first.islower() or length >= 60
