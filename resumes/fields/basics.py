"""Who it is and how to reach them: labelled cells, the top of a CV, contacts anywhere."""

import re
from functools import cache
from itertools import pairwise

from jobassist.language.contacts import Profile
from jobassist.language.found import Found
from jobassist.language.titles import read_families

from .cells import CellSpan, place_of, school_in, split_cells, split_commas, title_score
from .headings import heading_of
from .labels import find_labels
from .reading import Draft, Entry, Piece, Reading, iter_lines, trim, within
from .times import date_piece
from .words import (
    EN_GIVEN_NAMES,
    EN_NOT_NAME,
    en_org_pattern,
    looks_like_en_name,
    looks_like_zh_name,
)

_CJK = re.compile(r"[\u4e00-\u9fff]")
# 07700 900111, actually use 07700 900112
_TAKEN_BACK = re.compile(
    r"(?i)\b(?:actually|instead|sorry|no wait|wait|oops|i mean|correction|new (?:number|one)|rather|changed to|better)\b|不对|错了|应该是|改成|换成|新号"
)


def read_labels(
    reading: Reading, draft: Draft, start: int, end: int, *, are_wishes: bool = False
) -> list[CellSpan]:
    """Read `label: value` cells; return the stretches they took.

    `are_wishes`: they say what is sought, so that a city is one to work in.
    """
    taken: list[CellSpan] = []
    for a, b in iter_lines(reading.text, start, end):
        for cell in find_labels(reading.text, a, b):
            stop = cell.value_end
            if cell.kind not in ("phone", "email", "wechat", "qq", "url", "profile"):
                # How to reach them, unlabelled, is no part of the value before it.
                reach = (s for s, _e in reading.contact_spans if cell.value_start < s < stop)
                stop = min(reach, default=stop)
            kind = "wish_city" if are_wishes and cell.kind == "city" else cell.kind
            if _take_label(reading, draft, kind, cell.value_start, stop):
                taken.append((cell.start, stop))
    return taken


def _take_label(reading: Reading, draft: Draft, key: str, start: int, end: int) -> bool:
    text = reading.text
    start, end = trim(text, start, end)
    if start >= end:
        return key == "skip"
    if key == "name":
        stop = re.search(r"\s{2,}|[,，|;；(（]", text[start:end])
        end = start + stop.start() if stop else end
        words = text[start:end]
        if _CJK.search(words):
            m = re.match(
                r"(?:[\u4e00-\u9fff]{1,7}·[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fff·]{2,4}(?:\d+)?)(?=$|\s)",
                words.strip(),
            )
            piece = reading.piece(start, start + m.end()) if m else reading.piece(start, end)
        else:
            piece = reading.piece(start, end)
        return put_name(draft, piece)
    if key in ("phone", "email", "wechat", "qq", "url", "profile"):
        return key in ("wechat", "qq") and _put_account(reading, draft, key, start, end)
    if key == "city":
        return put_place(reading, draft, start, end)
    if key in ("label", "objective"):
        piece = reading.piece(start, end)
        if piece and key == "label":
            town = re.search(r"[ ,，、/]+(?P<t>[\u4e00-\u9fff]{2,6})$", text[start:end])
            if town and place_of(reading, start + town.start("t"), end):
                # 目标:Java开发 成都
                draft.wishes.put("desiredCity", reading.piece(start + town.start("t"), end))
                piece = reading.piece(start, start + town.start())
        if piece and len(piece.value) <= 60 and key == "label":
            return draft.basics.put("label", piece)
        return False
    if key == "pay":
        return draft.wishes.put("expectedSalary", reading.piece(start, end))
    if key == "start":
        return draft.wishes.put("availability", reading.piece(start, end))
    if key == "wish_city":
        return draft.wishes.put("desiredCity", reading.piece(start, end))
    if key == "certificate":
        return draft.add_named("certificates", reading.piece(start, end)) is not None
    if key in ("degree", "area", "school", "graduated"):
        entries = draft.of("education")
        if not entries:
            entries.append(Entry())
        if key == "degree" and school_in(reading, start, end):
            # 学历:南京工程学院 通信工程 本科(2012-2016)
            return False
        year = re.search(r"[(（](?P<y>(?:19|20)\d\d)(?:届|年)?(?:毕业)?[)）]$", text[start:end])
        if key == "school" and year:
            # 毕业学校:江西师范大学(2019)
            entries[0].put("endDate", reading.piece(start + year.start("y"), start + year.end("y")))
            end = start + year.start()
        field = {
            "degree": "studyType",
            "area": "area",
            "school": "institution",
            "graduated": "endDate",
        }[key]
        if key == "graduated":
            dates = within(reading.dates, start, end)
            return bool(dates) and entries[0].put(field, date_piece(dates[0]))
        return entries[0].put(field, reading.piece(start, end))
    return key in ("skip", "years")


def put_name(draft: Draft, piece: Piece | None) -> bool:
    """Set the name; another one is kept aside as a contradiction."""
    if piece is None:
        return False
    have = draft.basics.one.get("name")
    if have is None:
        return draft.basics.put("name", piece)
    a, b = have.value.casefold(), piece.value.casefold()
    if b.startswith(a + " ") and looks_like_en_name(piece.value, is_sure_place=True):
        # "Call me Shona, Shona Galbraith": the name in full came after.
        draft.basics.one["name"] = piece
        return True
    if a not in b and b not in a and all(o.value.casefold() != b for o in draft.other_names):
        draft.other_names.append(piece)
    return True


def put_place(reading: Reading, draft: Draft, start: int, end: int) -> bool:
    """Set where the person lives from a stretch that names it."""
    text = reading.text
    found = [f for f in within(reading.places, start, end) if f.value.country]
    if draft.location or not found:
        return bool(found)
    if re.search(r"\d", text[start:end]) and re.search(
        r"(?i)路|街|号|室|\b(?:street|st|road|rd|ave|avenue|lane|drive)\b", text[start:end]
    ):
        draft.location.put("address", reading.piece(start, end))
    for f in found:
        key = {"city": "city", "region": "region", "district": "city", "country": ""}[f.value.kind]
        if not key:
            continue
        city = _part(f, f.value.city)
        comma = f.text.find(",")
        if city is None and comma > 0:
            # A spelling that the list has otherwise: Rehovot, Israel.
            city = (f.start, f.start + comma)
        if key == "city" and city:
            draft.location.put("city", _place_piece(reading, *city))
            region = _part(f, f.value.region)
            if region and region != city and (region[1] <= city[0] or region[0] >= city[1]):
                draft.location.put("region", _place_piece(reading, *region))
        else:
            draft.location.put(key, _place_piece(reading, f.start, f.end))
    return bool(draft.location)


def _part(f: Found, name: str | None) -> CellSpan | None:
    """Return the words for the city or region in a finding of both (深圳南山; Austin, TX)."""
    at = f.text.casefold().rfind(name.casefold()) if name else -1
    if name is None or at < 0:
        return None
    return f.start + at, f.start + at + len(name)


def _place_piece(reading: Reading, start: int, end: int) -> Piece | None:
    words = reading.text[start:end]
    if words.endswith("市") and len(words) > 2:
        end -= 1
    return reading.piece(start, end)


def _put_account(reading: Reading, draft: Draft, network: str, start: int, end: int) -> bool:
    m = re.match(r"[A-Za-z\d][\w.-]{4,30}", reading.text[start:end])
    if not m or reading.text[start : start + 2] == "同号":
        return False
    entry = Entry()
    entry.put("username", reading.piece(start, start + m.end()))
    draft.profiles.append(entry)
    return True


def read_contacts(reading: Reading, draft: Draft, *, before: int | None = None) -> None:
    """Set e-mail, phone and links wherever they stand in the text.

    A website at or after `before` (where jobs and schools are told) is theirs, not the person's.
    """
    for f in reading.emails:
        email = f.value
        piece = Piece(email.address, f.start, f.end)
        draft.basics.put("email", piece)
        break
    phones = [f for f in reading.phones if not f.value.is_partial]
    best = next((f for f in phones if f.value.is_valid), None) or next(iter(phones), None)
    for first, second in pairwise(phones):
        between = reading.text[first.end : second.start]
        is_other = second.value.is_valid and len(between) < 40
        if best is first and is_other and _TAKEN_BACK.search(between):
            best = second
    if best is None:
        best = next((f for f in reading.phones if _is_labelled(reading.text, f.start)), None)
    if best is not None:
        draft.basics.put("phone", Piece(best.value.digits, best.start, best.end))
    for p in reading.profiles:
        profile = p.value
        if before is not None and p.start >= before and profile.network in ("website", ""):
            continue
        if profile.network in ("website", ""):
            draft.basics.put("url", Piece(_typed(p), p.start, p.end))
            continue
        entry = Entry()
        # vx and 微信 stay as the person calls them.
        own = re.match(r"(?i)微信|weixin|wechat|vx|qq", p.text)
        entry.put("network", Piece(own[0] if own else profile.network, p.start, p.end))
        if profile.username:
            entry.put("username", Piece(profile.username, p.start, p.end))
        if profile.url and not own:
            entry.put("url", Piece(_typed(p), p.start, p.end))
        if len(draft.profiles) < 10:
            draft.profiles.append(entry)


def _typed(found: Found[Profile]) -> str:
    """Return the link as the person wrote it: a scheme is not made up."""
    words = found.text.strip(" ,;，。")
    return words if re.search(r"\w\.\w", words) and " " not in words else found.value.url


def _is_labelled(text: str, start: int) -> bool:
    return bool(
        re.search(
            r"(?i)(?:电话|手机|联系方式|tel|phone|mobile|\bm|cell)\s*(?:号|号码|是)?\s*[:：是]?\s*$",
            text[max(0, start - 14) : start],
        )
    )


def read_top(
    reading: Reading, draft: Draft, start: int, end: int, taken: list[CellSpan]
) -> list[CellSpan]:
    """Read name, label and place from the lines above a CV's sections; return what was used."""
    text = reading.text
    used: list[CellSpan] = []
    lines = list(iter_lines(text, start, end))
    if lines and "name" not in draft.basics.one:
        used += _split_headline(reading, draft, *lines[0])
    for n, (a, b) in enumerate(lines[1 if used else 0 : 14], start=1 if used else 0):
        cut = [t for t in taken if t[0] >= a and t[1] <= b]
        cut += [s for s in reading.contact_spans if s[0] >= a and s[1] <= b]
        if heading_of(text[a:b]):
            continue
        for x, y in split_cells(reading, a, b, cut=cut):
            words = text[x:y]
            if "name" not in draft.basics.one and n < 6:
                if n == 0 and (x, y) == (a, b) and _is_bare_name(reading, a, b):
                    name = words
                elif place_of(reading, x, y) or title_score(reading, x, y) >= 0.9:
                    name = None
                else:
                    name = _name_in(words, alone=(x, y) == (a, b) or n <= 2, first=n == 0)
                if name:
                    at = text.index(name, x)
                    piece = reading.piece(at, at + len(name))
                    if piece and put_name(draft, piece):
                        used.append((x, at + len(name)))
                        rest = trim(text, at + len(name), y)
                        letters = _LETTERS.fullmatch(text, *rest)
                        if letters:
                            # Sarah Okafor, RN: letters after a name.
                            used.append(rest)
                        elif rest[0] < rest[1] and title_score(reading, *rest) >= 0.6:
                            draft.basics.put("label", reading.piece(*rest))
                            used.append(rest)
                        continue
            has_time = any(a <= s and e <= b for s, e in reading.time_spans)
            town = _POSTCODED.search(words)
            if town and not draft.location:
                draft.location.put("city", reading.piece(x + town.start("t"), x + town.end("t")))
                used.append((x, y))
                continue
            if place_of(reading, x, y) and not draft.location and not has_time:
                put_place(reading, draft, x, y)
                used.append((x, y))
            elif (
                "label" not in draft.basics.one
                and n < 8
                and title_score(reading, x, y) >= 0.6
                and len(words) <= (16 if _CJK.search(words) else 70)
                and not re.search(
                    r"[、,，;；。]|^(?:会|能|有|熟)", words if _CJK.search(words) else ""
                )
                and not has_time
            ):
                label = _without_town(reading, draft, x, y)
                draft.basics.put("label", reading.piece(*label))
                used.append((x, y))
        if not draft.location and n < 6:
            comma = re.match(r"[^-–|•]{3,50}?(?=\s*[-–|•]|$)", text[a:b])
            if comma and place_of(reading, a, a + comma.end()):
                put_place(reading, draft, a, a + comma.end())
                used.append((a, a + comma.end()))
    return used


# A town before its postcode, known to a list of places or not.
_POSTCODED = re.compile(
    r"(?:^|[,\s])(?P<t>[A-Z][a-z'-]+(?:[ -](?:[A-Z][a-z'-]+|upon|on|in|under)){0,2}),?\s+[A-Z]{1,2}\d{1,2}[A-Z]?(?:\s?\d[A-Z]{2})?$"
)


def _without_town(reading: Reading, draft: Draft, start: int, end: int) -> CellSpan:
    """Return a headline without what follows it: a town (Care worker, Derry), which is kept; a wish."""
    more = re.search(
        r"(?i)\s+(?:looking|seeking|wanting|hoping|who|open to)\b", reading.text[start:end]
    )
    end = start + more.start() if more else end
    parts = split_commas(reading, start, end)
    if len(parts) < 2 or not place_of(reading, *parts[-1]):
        return start, end
    put_place(reading, draft, *parts[-1])
    return start, parts[-2][1]


_RANKS = frozenset(
    "senior junior lead principal chief head deputy assistant graduate trainee apprentice registered qualified certified "
    "licensed experienced freelance professional aspiring sr jr general night and of de in & -".split()
)
# What stands behind a name without being a trade: RN, BSc, PMP.
_LETTERS = re.compile(r"[A-Z][A-Za-z]?[A-Z][A-Za-z]{0,3}(?:, ?[A-Z][A-Za-z]{1,4})*")
# Trades that are surnames as well: Mary Jane Baker.
_TRADE_SURNAMES = frozenset(
    "baker barber bishop brewer butcher butler carpenter chandler coach cook cooper dean driver farmer fisher gardener "
    "gardner guard head host hunter joiner lead marshall mason miller miner page painter parker partner porter potter "
    "ranger sawyer singer skinner slater smith steward tailor tanner taylor turner weaver wheeler".split()
)


@cache
def _title_words() -> frozenset[str]:
    """Return the English words that curated titles are made of."""
    names = [name for family in read_families() for name in family.english]
    return frozenset(word for name in names for word in re.findall(r"[a-z]+", name.casefold()))


def _split_headline(reading: Reading, draft: Draft, a: int, b: int) -> list[CellSpan]:
    """Read a first line that runs name and trade together: Priya Nair Data Analyst."""
    text = reading.text
    words = list(re.finditer(r"\S+", text[a:b]))
    if not 3 <= len(words) <= 8 or _CJK.search(text[a:b]) or not within(reading.titles, a, b):
        return []
    known = _title_words()
    k = len(words)
    while k and (
        (bare := words[k - 1][0].strip(".,").casefold()) in known
        or bare in _RANKS
        or bare.isdigit()
    ):
        k -= 1
    label = trim(text, a + words[k].start(), b) if k < len(words) else (b, b)
    name = trim(text, a, label[0])
    alone = text[label[0] : label[1]].casefold() in _TRADE_SURNAMES
    if (
        not 2 <= k <= 4
        or alone
        or _LETTERS.fullmatch(text, *label)
        or title_score(reading, *label) < 0.6
    ):
        return []
    words_of_name = text[name[0] : name[1]]
    if en_org_pattern().search(words_of_name) or not looks_like_en_name(
        words_of_name, is_sure_place=True
    ):
        return []
    put_name(draft, reading.piece(*name))
    draft.basics.put("label", reading.piece(*label))
    return [name, label]


def _is_lower_name(words: str) -> bool:
    """Whether a line typed without capitals is a name: the first is a given name (ahmed rahman)."""
    parts = words.split()
    known = _title_words()
    return (
        2 <= len(parts) <= 3
        and all(re.fullmatch(r"[a-z'’-]{2,}", part) for part in parts)
        and parts[0] in EN_GIVEN_NAMES
        and not any(part in known or EN_NOT_NAME.search(part) for part in parts[1:])
    )


def _is_bare_name(reading: Reading, a: int, b: int) -> bool:
    """Whether a first line can only be a name: one word, how to reach them right below."""
    text = reading.text
    words = text[a:b]
    is_chinese = re.fullmatch(r"[\u4e00-\u9fff·]{2,6}\d{0,4}", words)
    is_latin = words.isalpha() and words[0].isupper() and 4 <= len(words) <= 20
    is_latin = is_latin and words.casefold() not in _title_words() and not EN_NOT_NAME.search(words)
    if not (is_chinese or is_latin) or heading_of(words):
        return False
    below = b + 120
    return (
        any(b <= s <= below for s, _e in reading.contact_spans)
        and title_score(reading, a, b) < 0.6
        and not place_of(reading, a, b)
    )


def _name_in(words: str, *, alone: bool, first: bool) -> str | None:
    """Return the name that the cell is or begins with."""
    bare = words.strip()
    bare = (
        re.sub(r"^(?i:resume of|cv of|curriculum vitae of|contacts?)\s+", "", bare)
        if first
        else bare
    )
    if _CJK.search(bare):
        m = re.match(
            r"(?P<n>[\u4e00-\u9fff·]{2,4}\d{0,3}|(?:[\u4e00-\u9fff] ){1,3}[\u4e00-\u9fff])(?=$|\s|先生|女士|[,，(（|/])",
            bare,
        )
        if m and alone:
            name = m["n"]
            if looks_like_zh_name(name):
                return name
        return None
    if first and alone and _is_lower_name(bare):
        return bare
    m = re.match(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?[^,|()–—]+", bare)
    # Patricia "Trish" Donnelly
    plain = (
        re.sub(r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+|[\"“”][A-Za-z]+[\"“”] ", "", m[0].strip())
        if m
        else ""
    )
    if m and looks_like_en_name(plain, is_sure_place=first):
        return m[0].rstrip()
    return None
