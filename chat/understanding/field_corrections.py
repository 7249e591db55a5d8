"""A résumé field put right in words: which one, and what it should be.

"不是七月,是六月走的", "it's Kathryn with a K", "尾号是7731": only the part that is corrected.
"""

import re
from datetime import date

from jobassist.language.contacts import find_emails, find_phones
from jobassist.language.dates import find_dates
from jobassist.language.titles import find_titles
from jobassist.language.vocab import find_education

from .reading import Reading
from .types import ResumeFact

_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("basics.email", re.compile(r"邮箱|邮件|e-?mail|@")),
    ("basics.phone", re.compile(r"电话|手机|号码|尾号|中间四位|\b(?:phone|mobile|number|digits?|ends? in)\b")),
    ("basics.name", re.compile(
        r"名字|姓名|我姓|姓氏|我叫|名叫|姓.{0,3}(?:不是|是)|立早|弓长|木子|耳东|口天|双木|草头|.的那个字|[的之]的?字(?:$|,)|中间那个字|\b(?:my name|name'?s|surname|first name|last name|spel(?:t|led|ling)|with (?:an? |no |two |one |double )\w{1,2}\b|double[- ]\w)\b|(.{1,3}),\1的"
    )),
    ("education[0].institution", re.compile(r"学校|大学|学院|毕业院校|\b(?:school|university|college|uni)\b")),
    ("education[0].area", re.compile(r"专业|学的是|\b(?:my (?:subject|major|course)|majored|studied|degree (?:was|is) in)\b")),
    ("education[0].studyType", re.compile(r"学历|文凭|学位|本科|大专|专科|硕士|博士|高中|中专|\b(?:degree|diploma|bachelor'?s?|master'?s?|phd|bsc|ba|msc|hnd|qualification|2:[12])\b")),
    ("work[0].position", re.compile(r"职位|职务|岗位|头衔|职称|做的是|\b(?:job title|title|position|my role|role was)\b")),
    ("work[0].name", re.compile(r"公司|单位|厂名|店名|前东家|\b(?:company|employer|firm|worked (?:at|for)|place was called)\b")),
    ("basics.location.city", re.compile(r"住(?:在|址|的)|地址|现居|\b(?:i live|address|moved to|based in)\b")),
)  # fmt: skip
_ENDS = re.compile(
    r"走的|离职|离开|结束|干到|做到|离厂|辞(?:职|了)|\b(?:left|finish(?:ed)?|ended|until|till|quit|end date|last day|leaving)\b"
)
_STARTS = re.compile(
    r"入职|进(?:的|厂|公司)|开始|上班的|来的|起的|\b(?:start(?:ed)?|joined|began|since|start date|from)\b"
)
_GRADUATES = re.compile(
    r"毕业|\bgraduat\w+|\bfinished (?:my |the )?(?:degree|course|uni|school|college)\b"
)
_STILL_THERE = re.compile(
    r"还在职|仍在职|没离职|不是离职|还在(?:那|做|干|上班)|\bstill (?:there|work|working|employed)\b|\bhaven'?t left\b"
)

_NEW_ZH = (
    re.compile(
        r"(?:应该|应当|正确的?)?(?:是|叫|写|为)(?P<v>[^,。!?;\s]{1,24}?)[,\s]*(?:才对|才是)?[,\s]*(?:,|而)?(?:不是|不叫|而不是|别写)"
    ),
    re.compile(
        r"(?:不是|不叫)[^,。!?;\s]{1,24}?[,\s]*(?:我|他|那)?(?:而?是|叫|应该是|是叫)(?P<v>[^,。!?;\s]{1,24})"
    ),
    re.compile(
        r"(?:改成|改为|换成|改到|更正为|应该是|应该叫|应为|其实是|其实叫|新的是|才对|叫做|全称是|全名是)\s*(?P<v>[^,。!?;\s]{1,30})"
    ),
    re.compile(
        r"(?:错(?:了|啦)?|不对|写反了?|反了|记错|弄错)[了啦]?[,。!\s]*(?:我?(?:是|叫|那是|应该是|明明是)?)(?P<v>[^,。!?;\s]{1,24})$"
    ),
    re.compile(r"我(?:姓|叫)\s*(?P<v>[\u4e00-\u9fff·]{1,6}?)(?=[,\s。!?]|$|不是|是)"),
    re.compile(r"(?:是|叫)(?P<v>[^,。!?;\s]{1,24})$"),
)
_NEW_EN = (
    re.compile(
        r"\b(?:surname|first name|last name|name)(?:'s| is| should be) (?P<v>[a-z'-]{2,30})(?=,|\.|$)"
    ),
    re.compile(r"\b(?:should (?:be|say|read|have been)|supposed to (?:be|say)|change (?:it|that|this|my [\w ]{2,20}) to|i meant(?: to say)?|it'?s actually|is actually|actually (?:it'?s|it was)|correct (?:one|name|spelling) is|make (?:it|that))\s+(?P<v>[^,;!?]{1,60}?)(?=,? (?:not|instead of|rather than)\b|[,;!?]|\.?$)"),
    re.compile(r"\b(?:it'?s|its|it was|that'?s|that was|was called|is called|called|company was|company is|was|is|name is|i was|i'?m|got) (?:an? |the )?(?P<v>[^,;!?]{1,60}?),? not\b"),
    re.compile(r"\bnot (?:an? |the )?[^,;!?]{1,40}?[,;] ?(?:it'?s |it was |but )?(?:an? |the )?(?P<v>[^,;!?]{1,60}?)\.?$"),
    re.compile(r"\bit (?:wasn'?t|isn'?t) [^,;!?]{1,40}, (?:it (?:was|is)|it'?s) (?P<v>[^,;!?]{1,60}?)\.?$"),
    re.compile(r"\b(?:it'?s|its|that'?s|name'?s|spel(?:t|led)|i'?m) (?P<v>[a-z'-]{2,30}) (?:with|without)\b"),
    re.compile(r"^(?P<v>[a-z][^,;!?]{1,40}),? not\b"),
    re.compile(r"\b(?:wrong|no|nope|mistake|incorrect|sorry|typo)\b[\w ]{0,16}[,.;:\-]+ *(?:it'?s |it was |that'?s |i |it should be )?(?P<v>[^,;!?]{1,60}?)(?=,? not\b|\.?$)"),
)  # fmt: skip
_FILLER_EN = re.compile(r"^(?:the|an?|my|just|it'?s|it was|called|actually|really)\s+", re.I)
_TAIL_ZH = re.compile(r"(?:的那个|那个|的|了|啦|呀|啊|哦|吧|才对|走|毕业|入职|离职)+$")
_DIGITS = re.compile(r"(?<!\d)\d{2,11}(?!\d)")


def find_corrected_fields(reading: Reading, *, today: date) -> list[ResumeFact]:
    """Return the field put right, empty when the words do not say what it should be."""
    lower = reading.lower
    emails = find_emails(reading.text)
    if emails:
        mail = emails[-1]
        return [ResumeFact("basics.email", mail.value.address, reading.span(mail.start, mail.end))]
    path = next((p for p, pattern in _FIELDS if pattern.search(lower)), None)
    if path == "basics.phone":
        return _phone(reading)
    dated = _date(reading, today=today)
    if dated and path != "basics.name":
        return dated
    value = _new_value(reading)
    if value is None:
        return []
    words, start, end = value
    if path is None or path == "education[0].studyType":
        path = _path_of(words, path)
    if path is None or path == "basics.location.city" or not words:
        return []
    return [ResumeFact(path, words, reading.span(start, end))]


def _phone(reading: Reading) -> list[ResumeFact]:
    phones = find_phones(reading.text)
    if phones:
        phone = phones[-1]
        return [
            ResumeFact("basics.phone", phone.value.digits, reading.span(phone.start, phone.end))
        ]
    value = _new_value(reading)
    if value:
        digits = re.search(r"\d{2,11}", value[0])
        if digits:
            start = value[1] + digits.start()
            return [
                ResumeFact("basics.phone", digits[0], reading.span(start, start + len(digits[0])))
            ]
    runs = [m for m in _DIGITS.finditer(reading.text) if not _is_refused(reading.lower, m.start())]
    if not runs:
        return []
    run = runs[-1]
    return [ResumeFact("basics.phone", run[0], reading.span(*run.span()))]


def _date(reading: Reading, *, today: date) -> list[ResumeFact]:
    lower = reading.lower
    if _STILL_THERE.search(lower):
        return []
    found = [d for d in find_dates(reading.text, today=today) if d.value.iso]
    if not found and (short := _SHORT_YEAR_ZH.search(lower)):
        year = "".join(str(_DIGITS_ZH.index(c) % 10) for c in short["y"])
        century = 1900 if int(year) > today.year % 100 + 1 else 2000
        if _GRADUATES.search(lower) or _ENDS.search(lower) or _STARTS.search(lower):
            path = _dated_path(lower)
            iso = str(century + int(year))
            return [ResumeFact(path, iso, reading.span(*short.span("y")))] if path else []
    live = [d for d in found if not _is_refused(lower, d.start)]
    if not live:
        return []
    best = live[0]
    if len(live) > 1:
        # "I left in 2020, the 2022 was when I came back": the one nearest the verb.
        verb = _ENDS.search(lower) or _STARTS.search(lower) or _GRADUATES.search(lower)
        if verb:
            at = verb.start()
            best = min(live, key=lambda d: abs(d.start - at))
    path = _dated_path(lower)
    if path is None:
        return []
    return [ResumeFact(path, best.value.iso, reading.span(best.start, best.end))]


# 应该是一九年: two figures after a verb, which elsewhere could be a number of years.
_SHORT_YEAR_ZH = re.compile(
    r"(?:是|成|为|应该|写|填)(?P<y>[〇零一二三四五六七八九]{2})年(?!经验|工龄|多|半)"
)
_DIGITS_ZH = "零一二三四五六七八九〇"


def _dated_path(lower: str) -> str | None:
    if _GRADUATES.search(lower):
        return "education[0].endDate"
    if _ENDS.search(lower):
        return "work[0].endDate"
    return "work[0].startDate" if _STARTS.search(lower) else None


def _is_refused(lower: str, start: int) -> bool:
    before = lower[max(0, start - 8) : start]
    return bool(
        re.search(r"(?:不是|不叫|而非|\bnot(?: in| the)?|instead of|rather than)\s*$", before)
    )


def _new_value(reading: Reading) -> tuple[str, int, int] | None:
    for pattern in _NEW_ZH if reading.lang == "zh" else _NEW_EN:
        for m in reversed(list(pattern.finditer(reading.lower))):
            start, end = m.span("v")
            text = reading.plain if len(reading.plain) == len(reading.text) else reading.text
            words = text[start:end]
            if reading.lang == "en":
                lead = _FILLER_EN.match(words)
                if lead:
                    start, words = start + lead.end(), words[lead.end() :]
            else:
                tail = _TAIL_ZH.search(words)
                if tail and tail.start() > 0:
                    words = words[: tail.start()]
            words = words.strip(" '\".,")
            if words and not re.fullmatch(
                r"(?:我|他|她|它|这个|那个|it|that|this|one|wrong|错|写错|打错|对|什么)",
                words.lower(),
            ):
                return words, start, start + len(words)
    return None


def _path_of(words: str, path: str | None) -> str | None:
    """Return the field a value must be of, by what it is."""
    if re.search(
        r"(?:大学|学院|学校|中学|职高)$|\b(?:university|college|school|academy)\b", words, re.I
    ):
        return "education[0].institution"
    levels = find_education(words)
    if levels and (path == "education[0].studyType" or len(levels[0].text) * 2 >= len(words)):
        return "education[0].studyType"
    if re.search(
        r"(?:公司|集团|厂|店|酒店|银行|医院|超市)$|\b(?:ltd|limited|inc|plc|llc|foods|group|hotel|bank|council)\b",
        words,
        re.I,
    ):
        return "work[0].name"
    if find_titles(words):
        return "work[0].position"
    return path
