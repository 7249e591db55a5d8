"""Who it is and how to reach them: labelled cells, the top of a CV, contacts anywhere."""

import re

from jobassist.language.contacts import Profile
from jobassist.language.found import Found

from .cells import CellSpan, place_of, split_cells, title_score
from .entries import date_piece
from .headings import heading_of
from .reading import Draft, Entry, Piece, Reading, iter_lines, trim, within
from .words import looks_like_en_name, looks_like_zh_name

_CJK = re.compile(r"[\u4e00-\u9fff]")
_LABELS: dict[str, str] = {
    "姓名": "name",
    "名字": "name",
    "姓 名": "name",
    "name": "name",
    "full name": "name",
    "性别": "skip",
    "年龄": "skip",
    "民族": "skip",
    "籍贯": "skip",
    "户籍": "skip",
    "户口": "skip",
    "户口所在地": "skip",
    "婚姻状况": "skip",
    "婚姻": "skip",
    "婚否": "skip",
    "身高": "skip",
    "体重": "skip",
    "血型": "skip",
    "政治面貌": "skip",
    "出生年月": "skip",
    "出生日期": "skip",
    "出生": "skip",
    "生日": "skip",
    "国籍": "skip",
    "健康状况": "skip",
    "身份证号": "skip",
    "身份证": "skip",
    "工作年限": "years",
    "工作经验": "years",
    "年限": "years",
    "gender": "skip",
    "sex": "skip",
    "age": "skip",
    "nationality": "skip",
    "date of birth": "skip",
    "birth date": "skip",
    "dob": "skip",
    "d.o.b": "skip",
    "marital status": "skip",
    "father's name": "skip",
    "fathers name": "skip",
    "religion": "skip",
    "passport no": "skip",
    "visa": "skip",
    "手机": "phone",
    "手机号": "phone",
    "手机号码": "phone",
    "电话": "phone",
    "联系电话": "phone",
    "联系方式": "phone",
    "电话号码": "phone",
    "tel": "phone",
    "phone": "phone",
    "mobile": "phone",
    "mob": "phone",
    "cell": "phone",
    "telephone": "phone",
    "contact": "phone",
    "contact no": "phone",
    "m": "phone",
    "t": "phone",
    "p": "phone",
    "邮箱": "email",
    "电子邮箱": "email",
    "电子邮件": "email",
    "邮件": "email",
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "e": "email",
    "微信": "wechat",
    "微信号": "wechat",
    "wechat": "wechat",
    "qq": "qq",
    "现居": "city",
    "现居地": "city",
    "现居住地": "city",
    "现居城市": "city",
    "现住": "city",
    "现住址": "city",
    "住址": "city",
    "居住地": "city",
    "居住城市": "city",
    "所在地": "city",
    "所在城市": "city",
    "城市": "city",
    "地址": "city",
    "联系地址": "city",
    "家庭住址": "city",
    "家住": "city",
    "address": "city",
    "location": "city",
    "city": "city",
    "city of residence": "city",
    "residence": "city",
    "based in": "city",
    "current location": "city",
    "lives in": "city",
    "求职意向": "label",
    "应聘岗位": "label",
    "应聘职位": "label",
    "期望职位": "label",
    "期望岗位": "label",
    "目标岗位": "label",
    "意向岗位": "label",
    "意向职位": "label",
    "求职岗位": "label",
    "职位": "label",
    "职业": "label",
    "职称": "certificate",
    "position applied for": "label",
    "desired position": "label",
    "target role": "label",
    "objective": "objective",
    "occupation": "label",
    "profession": "label",
    "current role": "label",
    "期望薪资": "pay",
    "期望月薪": "pay",
    "薪资要求": "pay",
    "期望工资": "pay",
    "工资要求": "pay",
    "待遇要求": "pay",
    "expected salary": "pay",
    "salary expectation": "pay",
    "salary expectations": "pay",
    "desired salary": "pay",
    "到岗时间": "start",
    "可到岗时间": "start",
    "到岗": "start",
    "availability": "start",
    "available": "start",
    "available from": "start",
    "notice period": "start",
    "期望城市": "wish_city",
    "期望地点": "wish_city",
    "意向城市": "wish_city",
    "工作地点": "wish_city",
    "学历": "degree",
    "最高学历": "degree",
    "文化程度": "degree",
    "学位": "degree",
    "专业": "area",
    "所学专业": "area",
    "毕业院校": "school",
    "毕业学校": "school",
    "学校": "school",
    "院校": "school",
    "毕业时间": "graduated",
    "毕业年份": "graduated",
    "个人网站": "url",
    "个人主页": "url",
    "主页": "url",
    "博客": "url",
    "website": "url",
    "portfolio": "url",
    "blog": "url",
    "linkedin": "profile",
    "github": "profile",
}
_ORDERED = sorted(_LABELS, key=len, reverse=True)
_NEEDS_COLON = {
    "m",
    "t",
    "p",
    "e",
    "tel",
    "职位",
    "职业",
    "contact",
    "name",
    "city",
    "location",
    "address",
    "工作地点",
    "专业",
    "学校",
    "城市",
    "objective",
    "available",
    "age",
    "sex",
    "visa",
    "mail",
    "地址",
    "出生",
    "cell",
    "mobile",
    "phone",
    "email",
    "linkedin",
    "github",
    "blog",
    "portfolio",
    "website",
    "mob",
    "profession",
    "occupation",
    "工作经验",
    "学位",
    "电话",
    "手机",
    "邮箱",
    "邮件",
    "微信",
    "qq",
    "职称",
    "学历",
    "婚姻",
    "residence",
    "telephone",
    "e-mail",
    "wechat",
    "availability",
    "联系方式",
}
_LABEL = re.compile(
    r"(?i)(?<![\w@.])(?P<k>"
    + "|".join(re.escape(k).replace(r"\ ", r"\s*") for k in _ORDERED)
    + r")(?P<c>\s*(?:号码|号)?\s*[:：]\s*|\s*[|｜]\s*|\s+|(?=\d))"
)
_ZH_SPACED = re.compile(
    r"(?<=[姓名性别年龄电话手机邮箱籍贯学历民族])\s+(?=[姓名性别年龄电话手机邮箱籍贯学历民族]\s*[:：])"
)


def read_labels(reading: Reading, draft: Draft, start: int, end: int) -> list[CellSpan]:
    """Read `label: value` cells; return the stretches they took."""
    text = reading.text
    taken: list[CellSpan] = []
    for a, b in iter_lines(text, start, end):
        hits = [m for m in _LABEL.finditer(text, a, b) if _is_label(text, m, a, b)]
        if not hits:
            continue
        for i, m in enumerate(hits):
            stop = hits[i + 1].start() if i + 1 < len(hits) else b
            gap = re.search(
                r"\s{3,}|\s*[|｜;；\t。]\s*|[,，](?=\s*[\u4e00-\u9fff]{1,6}[:：])",
                text[m.end() : stop],
            )
            value_end = m.end() + gap.start() if gap else stop
            key = _key_of(m["k"])
            if _take_label(reading, draft, key, m.end(), value_end):
                taken.append((m.start(), value_end))
    return taken


def _key_of(words: str) -> str:
    folded = re.sub(r"\s+", " ", words.casefold())
    return _LABELS.get(folded) or _LABELS.get(folded.replace(" ", "")) or "skip"


def _is_label(text: str, m: re.Match[str], line_start: int, line_end: int) -> bool:
    folded = re.sub(r"\s+", "", m["k"].casefold())
    sure = bool(re.search(r"[:：|｜]", m["c"]))
    if sure:
        before = text[line_start : m.start()]
        return not before or not before[-1].isalnum() or not _CJK.match(before[-1])
    opens = m.start() == line_start or text[m.start() - 1] in " \t|｜,，;；/、。("
    if not opens:
        return False
    if folded in _NEEDS_COLON:
        # A table's cell: the label, then a value of its kind.
        key = _LABELS.get(folded, "")
        value = text[m.end() : line_end]
        if key == "phone":
            return bool(re.match(r"[+\d(]", value))
        if key == "email":
            return bool(re.match(r"\S+@", value))
        if key in ("wechat", "qq"):
            return bool(re.match(r"[A-Za-z\d][\w-]{4,}", value))
        if key == "city":
            return bool(re.match(r"[\u4e00-\u9fff]{2,6}(?:\s|$|市)", value)) and bool(
                _CJK.search(m["k"])
            )
        return False
    if folded == "年龄":
        return bool(re.match(r"\d", text[m.end() : line_end]))
    return bool(_CJK.search(m["k"]))


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
            m = re.match(r"[\u4e00-\u9fff·]{2,4}(?:\d+)?(?=$|\s)", words.strip())
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
        entry.put("network", Piece(profile.network, p.start, p.end))
        if profile.username:
            entry.put("username", Piece(profile.username, p.start, p.end))
        if profile.url:
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
    for n, (a, b) in enumerate(lines[:14]):
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
                    piece = reading.piece(x, x + len(name))
                    if piece and put_name(draft, piece):
                        used.append((x, x + len(name)))
                        rest = trim(text, x + len(name), y)
                        if rest[0] < rest[1] and title_score(reading, *rest) >= 0.6:
                            draft.basics.put("label", reading.piece(*rest))
                            used.append(rest)
                        continue
            has_time = any(a <= s and e <= b for s, e in reading.time_spans)
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
                draft.basics.put("label", reading.piece(x, y))
                used.append((x, y))
        if not draft.location and n < 6:
            comma = re.match(r"[^-–|•]{3,50}?(?=\s*[-–|•]|$)", text[a:b])
            if comma and place_of(reading, a, a + comma.end()):
                put_place(reading, draft, a, a + comma.end())
                used.append((a, a + comma.end()))
    return used


def _is_bare_name(reading: Reading, a: int, b: int) -> bool:
    """Whether a first line can only be a name: short, Chinese, how to reach them right below."""
    text = reading.text
    if not re.fullmatch(r"[\u4e00-\u9fff·]{2,6}\d{0,4}", text[a:b]) or heading_of(text[a:b]):
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
    lead = words.find(bare)
    if lead > 0:
        return None
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
    m = re.match(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?[^,|()–—]+", bare)
    if m and looks_like_en_name(
        re.sub(r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+", "", m[0].strip()), is_sure_place=first
    ):
        return m[0].rstrip()
    return None
