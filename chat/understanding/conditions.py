"""What is asked of a job beside work, place and pay: perks and shifts, employers, nearness.

Read from the words alone; whether an employer has postings is for the search to say.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from jobassist.language.places import find_places
from jobassist.language.skills import find_skills
from jobassist.language.titles import find_titles
from jobs.employers import EMPLOYER_KINDS, FirmName, find_firms, is_firm, read_kind
from jobs.traits import find_wished_traits, traits_wished

from .reading import Reading
from .scopes import NO_WISH, Scope, in_scope

Item = tuple[str, int, int]
Taken = list[tuple[int, int]]

# Said of a shift, these bear it without wishing for it.
_BORNE_AFTER = re.compile(
    r"^(?:的|班|岗|制|岗位|工作|,)*(?:也|都|我)*(?:行|可以|成|能接受|接受|能做|能上|无所谓|没问题|没关系|不介意|不怕|ok)"
    r"|^\W*(?:shifts? |work )?(?:is|are|would be|'s)? ?(?:also |all )?(?:fine|ok|okay|no problem|not a problem|no issue|possible|acceptable|doable)\b"
)
_BORNE_BEFORE = re.compile(
    r"(?:能|可以|愿意|不介意|不怕|接受|能接受|可|也能|也可以)(?:上|值|做|倒)?$"
    r"|\b(?:don'?t mind|happy (?:to (?:do|work)|with)|open to|able to (?:do|work)|can (?:do|work)|willing to (?:do|work)|fine with|ok(?:ay)? with|including|even)(?: (?:some|the|working|doing|on))*\s*$"
)
# A circumstance holds its own "not"; without one, what follows a refusal at once is refused:
# 不要轻松的活. A refusal in English reaches no figure, so it is looked for before "3 days a week".
_NOT_IN = re.compile(r"[不没别]|\b(?:no|not|nothing|without|non|can'?t|don'?t|haven'?t)\b|n't\b")
_NEXT_TO = re.compile(
    r"\s*(?:(?:an?|any|the|to (?:do|work)|doing|working|just|only|那种|这种|太|给我|我)\s*)*$"
)
_UNWANTED = re.compile(r"\b(?:do(?:n'?t| not) (?:want|need)|not)(?: to (?:do|work))?\s*$")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions wished for, those only borne (夜班也行), and all spans that speak of any."""

    wished: list[Item]
    borne: list[Item]
    spoken: Taken


def find_conditions(reading: Reading, scopes: list[Scope]) -> Conditions:
    """Return what a message says of perks and shifts.

    What one refuses outright is an exclusion; 没有双休的不要 refuses the lack of it.
    """
    items: list[Item] = []
    borne: list[Item] = []
    spoken: Taken = []
    for start, end in find_wished_traits(reading.lower):
        while start < end and not reading.text[start].isalnum():
            start += 1
        words = reading.text[start:end].strip()
        traits = traits_wished(words)
        is_shift = any(trait.is_hours for trait in traits)
        refused = in_scope(scopes, start, end, "refused", "objected", "replaced")
        if any(trait.is_own for trait in traits):
            if _is_own_refused(reading.lower[:start], words.lower(), refused):
                continue
        elif refused is not None:
            lacks = re.search(r"没有?$|无$|\b(?:without|no)\b", refused.trigger)
            # 不要销售 公积金: after a space a perk is a new thought.
            is_new = bool(re.search(r"\s", reading.lower[refused.start : start].strip("\n")))
            if is_shift or not (lacks or (is_new and reading.lang == "zh")):
                continue
        spoken.append((start, end))
        if in_scope(scopes, start, end, "past", "not_needed"):
            continue
        if is_shift and (
            _BORNE_AFTER.search(reading.lower[end:])
            or _BORNE_BEFORE.search(reading.lower[max(0, start - 24) : start])
        ):
            borne.append((words, start, end))
            continue
        if words.casefold() not in {name.casefold() for name, _, _ in items}:
            items.append((words, start, end))
    for m in _BEARABLE.finditer(reading.lower):
        start, end = m.span()
        after = reading.lower[end:]
        if any(a < end and start < b for a, b in spoken) or _ASKED_AFTER.match(after):
            continue
        if _BORNE_AFTER.search(after) or _BORNE_BEFORE.search(reading.lower[:start][-24:]):
            borne.append((reading.text[start:end], start, end))
            spoken.append((start, end))
    return Conditions(items, borne, spoken)


def _is_own_refused(before: str, words: str, refused: Scope | None) -> bool:
    """Whether a wish that mostly tells of one's lot is refused for once: 不要每周三天的."""
    if _NOT_IN.search(words):
        return False
    if refused is None:
        return _UNWANTED.search(before) is not None
    between = before[refused.start :].removeprefix(refused.trigger.lower())
    return _NEXT_TO.match(between) is not None


def tells_circumstance(lower: str, conditions: list[Item]) -> bool:
    """Whether a message is mostly of one's own lot, which a job has to suit: 我腰不好."""
    own = [
        end - start
        for words, start, end in conditions
        if any(trait.is_own for trait in traits_wished(words))
    ]
    return sum(own) * 2 >= len(lower)


# What is refused by name may be put up with after all: nights are fine now, 加班也行.
_BEARABLE = re.compile(
    r"\b(?:nights?|weekends?|evenings?|overtime|travel(?:l?ing)?|on[- ]call|shift work|agenc(?:y|ies))\b|夜班|晚班|倒班|加班|出差|单休|大小周|外包|中介|派遣|驻场"
)
_ASKED_AFTER = re.compile(r"^.{0,6}[吗么嘛?？]")


# --- employers --------------------------------------------------------------------------------

_AT_EN = re.compile(
    r"\b(?:at|for|with|join(?:ing)?|within|from)\s+(?:the )?(?P<name>[A-Z][\w&'’.-]*(?: (?:[A-Z&][\w&'’.-]*|of|and|the(?= [A-Z])))*)"
)
_AT = re.compile(
    r"(?:\b(?:at|for|with|join|joining|like|inside|within|from)(?: the| an?)?\s*|(?:去|进|入职|加入|到|在|跳槽到?|投|应聘|看看|只要|只看|最好是?|优先)\s*)$"
)
_JOINED = r"\s*(?:或者?|、|,|/|和|还是|\bor\b|\band\b)\s*"
_WORK_AFTER = re.compile(
    r"^(?:的|里|公司|总部|这样的|那种|那边|\s)*(?:工作|上班|实习|岗位?|职位|做|当|干|招|校招|内推|机会|就行|也行|优先)|^(?:'s|’s)? (?:jobs?|roles?|careers?|internships?|positions?|store|warehouse)\b"
)
_FIRM_ZH = re.compile(
    r"(?:想?去|想?进|加入|入职|跳槽到?|在|到)(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,14}?(?:公司|集团|银行|事务所|研究院|股份|科技))(?:上班|工作|实习|做|当|干|的|里|[,。!?\s]|$)"
)
# A maker's name (SAP, AWS) is the firm where one speaks of working there.
_AT_MAKER = re.compile(
    r"(?:\b(?:at|join|joining|inside|within|employed by)|\b(?:work(?:ing)?|jobs?|roles?|positions?|careers?) for"
    r"|\b(?:work|jobs?|roles?|positions?|careers?|placements?|internships?|apprenticeships?)(?: \w+){0,3} with)(?: the)?\s*$"
    r"|(?:去|进|入职|加入|在|跳槽到?|应聘)\s*$"
)
_MAKER_AFTER = re.compile(
    r"^\s*(?:公司|集团|总部|那边|这样的|上班|里面|[大小]?厂)|^(?:'s|’s)\b|^ (?:itself|inc|ltd|corp(?:oration)?|headquarters)\b"
)
_NAME_ENDS = re.compile(r"^\s*(?:$|[^\w\s]|(?:in|as|at|near|on|and|or|but|please)\b)")
# Sold on a platform, one works for a shop: 抖音运营, Amazon listings.
_ON_PLATFORM = re.compile(
    r"^\s*(?:平台|店铺?|网店|电商|跨境|代?运营|主播|直播|推广|投放|美工|广告|短视频)|^ (?:ads?|advertising|sellers?|listings?|marketplace|fba|shop|shopify|web services|cloud|workspace|analytics)\b"
)
_GENERIC_FIRM = re.compile(
    r"^(?:一?家?|某|这|那|什么|哪|大|小|好|新|老|别的|其他|同一|上一?家|原来的?|前|现在的?|本地|附近|正规|稳定|靠谱|上市|贸易|物流|建筑|软件|科技|网络|外贸|广告|装修|快递|设计|食品)*(?:的)?(?:公司|集团|银行|科技|股份|事务所|研究院)$"
)
_NO_NAME = re.compile(
    r"^(?:[A-Z]{2,3}$|I\b|The\b|My\b|An?\b|January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"English|Chinese|Mandarin|Cantonese|French|German|Spanish|Polish|Python|Java|Excel|Office|Christmas|Easter|Summer|Band|Grade|Level|Year|Monday|Weekends?|Nights?|Days?|Visa|Full|Part|Remote)\b"
)


_KIND_WISHED = re.compile(
    r"(?:优先|最好|也行|也可以|就行|都行|都可以|的?(?:工作|岗位?)|里)| (?:is |are |would be )?(?:also )?(?:fine|ok|okay|preferred|ideal)\b"
)
# Kinds that by themselves say for whom one would work; a bank may be what one's work is about.
_OWNERS = ("state_owned", "foreign", "private", "government", "big", "small", "startup")


_LOOKING_FOR = re.compile(
    r"\b(?:look(?:ing)?|search(?:ing)?|hunt(?:ing)?|appl(?:y|ying)|anything|something|jobs?|work|roles?|post|position) for(?: an?| the| some| any)?\s*$"
)
_FIRM_AFTER = re.compile(
    r"^(?:$|\s*[,.;:!?)]| (?:compan(?:y|ies)|firms?|sector|employers?|organi[sz]ations?|corporations?|bod(?:y|ies)|enterprises?|business(?:es)?|start-?ups?|group|(?:is|are|would be|preferred|ideally|only|please|or|and|but|in|as|with|near)\b))"
)


def _is_of_work(before: str, after: str) -> bool:
    """Whether an English word for a kind of firm is part of the work: a corporate lawyer, finance or HR jobs."""
    if not _FIRM_AFTER.match(after):
        return True
    return bool(_LOOKING_FOR.search(before)) and re.match(r" (?:or|and) ", after) is not None


@dataclass(frozen=True, slots=True)
class Employers:
    """The employers wished for, and everything that names one, refused or past ones too."""

    wished: list[Item]
    spoken: Taken


def find_employers(reading: Reading, scopes: list[Scope], occupied: Taken) -> Employers:
    """Return the employers, by name or kind (国企, a bank), that a message asks to work for."""
    found: list[Item] = []
    text, lower = reading.text, reading.lower

    def add(start: int, end: int) -> None:
        if any(a < end and start < b for a, b in occupied):
            return
        if not any(a < end and start < b for _, a, b in found):
            found.append((text[start:end], start, end))

    firms = find_firms(lower)
    skills = [(hit.start, hit.end) for hit in find_skills(text, lang=reading.lang)]
    for firm in firms:
        if _is_tool(firm, lower, skills=skills):
            continue
        is_framed = (
            _AT.search(lower[: firm.start])
            or _WORK_AFTER.search(lower[firm.end :])
            or any(
                re.fullmatch(_JOINED, lower[one.end : two.start])
                for one, two in pairwise(firms)
                if firm in (one, two)
            )
        )
        # Who is named beside nothing else is the employer; a word of its own needs a frame.
        if is_framed or not firm.is_plain:
            add(firm.start, firm.end)
    for kind in EMPLOYER_KINDS:
        for match in kind.asked.finditer(lower):
            if not match[0]:
                continue
            after = lower[match.end() :]
            if match[0].isascii() and _is_of_work(lower[: match.start()], after):
                continue
            if (
                _AT.search(lower[: match.start()])
                or _KIND_WISHED.match(after)
                or (kind.key in _OWNERS and re.match(r"$|[,。\s]|的", after))
            ):
                add(*match.span())
    for match in _AT_EN.finditer(text):
        name = match["name"].rstrip(".-'’")
        start = match.start("name")
        if any(firm.start <= start < firm.end for firm in firms):
            # Judged above.
            continue
        if _is_name(name, start, start + len(name), occupied):
            add(start, start + len(name))
    for match in _FIRM_ZH.finditer(text):
        if not _GENERIC_FIRM.match(match["name"]) and read_kind(match["name"]) is None:
            add(*match.span("name"))
    wished = [
        item
        for item in sorted(found, key=lambda each: each[1])
        if not in_scope(scopes, item[1], item[2], *NO_WISH)
    ]
    return Employers(wished, [(a, b) for _, a, b in found])


def _is_tool(firm: FirmName, lower: str, *, skills: Taken) -> bool:
    """Whether a firm's name says what one works with or sells on, and not for whom."""
    before, after = lower[: firm.start], lower[firm.end :]
    if any(
        a <= firm.start and firm.end <= b and b - a > firm.end - firm.start for a, b in skills
    ) or _ON_PLATFORM.search(after):
        return True
    if not firm.is_maker:
        return False
    if _MAKER_AFTER.search(after):
        return False
    at = _AT_MAKER.search(before)
    # "Roles for SAP consultants": for the people, not for the firm.
    return at is None or (at[0].endswith(("for ", "the ")) and not _NAME_ENDS.search(after))


def _is_name(name: str, start: int, end: int, occupied: Taken) -> bool:
    """Whether capitalised words after "at" are a name: no place, work, skill, day or tongue."""
    if any(a < end and start < b for a, b in occupied) or _NO_NAME.match(name):
        return False
    if is_firm(name):
        return True
    return not (find_places(name) or find_titles(name) or find_skills(name, lang="en"))


# --- nearness and the rest --------------------------------------------------------------------

KM_OF_CITY = 30.0
KM_OF_HOME = 20.0
KM_OF_DISTRICT = 10.0
_MILES = re.compile(
    r"\b(?:within|inside|up to|max|maximum|under)?\s*(?:a )?(\d{1,3})[ -]?(miles?|mi|km|kms|kilomet(?:er|re)s?|minutes?|mins?)(?: \w+){0,2} (?:of|from|around|radius of|away from)\b"
    r"|(?:离|距)?[^,。]{0,8}?(\d{1,3})(公里|千米|km)(?:以内|之内|内|范围)"
)
_NEAR_BEFORE = re.compile(
    r"\b(?:near(?:by)?(?: to)?|close to|around|commut\w+(?: distance)?(?: of| to| from)|not (?:too )?far from|outside|outskirts of|离|靠近|距离?)\s*(?:the )?$"
)
_NEAR_AFTER = re.compile(
    r"^(?:市|区|那边|这边|站)?(?:的)?(?:附近|周边|周围|旁边|一带|不远|近)|^ (?:area|region|or (?:nearby|near by|around|surrounding)|and (?:surrounding|around|nearby))\b"
)
_NEAR_HOME = re.compile(
    r"(?:不要|别|不能|不想)(?:离[^,。]{0,4})?(?:去)?(?:太|那么|很)?远|离(?:家|我|住的地方|我家|家里)(?:要)?(?:近|不远|别太远)|(?:近|离得近)(?:一)?点|家(?:门口|附近)|就近|太远|住得近|通勤(?:时间)?(?:短|近|别太)|"
    r"\b(?:not|nothing|isn'?t|don'?t want (?:to go|to travel|anything|it)?) ?(?:that |be )?too far(?: away| out)?\b(?! from (?!home\b|me\b|my\b|here\b|where\b)[a-z])|\bclose(?:r)? to (?:home|me|where i live)\b|\bnear(?:er)? (?:to )?(?:home|me|my (?:house|home|place)|where i live)\b|\bwithin (?:walking|cycling|easy) distance\b|\b(?:too|so|really) far\b(?! from (?!home\b|me\b|my\b|here\b)[a-z])|\bmiles away\b|\bclose by\b|\b(?:short|easy) commute\b|\bnearby\b"
)
_PAY_STATED = re.compile(
    r"(?:不要|别|不看|去掉|过滤|排除|除了)[^,。]{0,6}(?:没(?:有)?(?:写|标|说)?明?|不写|不标|面议|未标)[^,。]{0,4}(?:工资|薪资|薪水|价|的)?|(?:没(?:有)?(?:写|标|说|公布)?明?|不写|不标|未写|未标)(?:的)?(?:工资|薪资|薪水|薪酬)[^,。]{0,4}(?:不要|别|不看|去掉|过滤|排除|算了|跳过)|(?:工资|薪资|薪水)?面议的?(?:都|就|一律|全)?(?:不要|别|不看|去掉|过滤|排除|算了|跳过)|(?:工资|薪资|薪水|薪酬)(?:要|得|必须)?(?:写明|标明|写清|明确)(?:了)?的?(?:我?才|就)(?:看|要|考虑|行)|(?:只看|只要|必须|得|要)(?:写明|标明|明确|有明确|写了|标了)(?:了)?(?:工资|薪资|薪水|薪酬)"
    r"|\b(?:not|no|skip|hide|drop|exclude|remove|leave out|none of|without|stop showing|filter out)\b.{0,32}?\b(?:(?:without|with no|no|missing|lacking|(?:do|does)n'?t (?:say|state|list|show|give|mention)|not (?:stating|showing|listing)|hid(?:e|ing)|that hide) (?:a |an |the |any |their |its |stated |listed |clear |what (?:they|it) )*(?:pays?|salary|salaries|wages?|rates?)(?: (?:stated|listed|shown))?|(?:un(?:stated|disclosed|listed)|competitive) (?:pay|salary|salaries|wages?))\b"
    r"|\b(?:only|just) .{0,24}\b(?:(?:with|that (?:state|show|list|say|give|tell)) (?:a |the |their )?(?:stated |listed |clear )?(?:pay|salary|wage)|stated (?:pay|salary))\b|\b(?:must|has to|have to|need to|should) (?:state|show|list|say) (?:the |what (?:they|it) )?(?:pays?|salary|wage)\b"
)
_OR = re.compile(r"\bor\b|/|或者?|要么|还是|和|、|\beither\b")
_ALSO_FINE = re.compile(
    r"^(?:办公|工作)?(?:的)?(?:也|都)(?:行|可以|成|ok|好|考虑)|^\W*(?:work )?(?:is |would be |'s )?(?:also |too )?(?:fine|ok|okay|good|works?|an option|possible)\b"
)


def find_radius(
    reading: Reading, places: list[Item], *, of_district: bool
) -> tuple[float, int, int] | None:
    """Return (kilometres, start, end) where one of the places is only to be near to."""
    lower = reading.lower
    if not places:
        return None
    said = _MILES.search(lower)
    if said and (said[1] or said[3]):
        amount, unit = float(said[1] or said[3]), (said[2] or said[4])
        km = amount * 1.609 if unit.startswith(("mi", "mile")) and "min" not in unit else amount
        if "min" in unit:
            # Half a kilometre a minute, by whatever one drives or rides.
            km = amount * 0.5
        return (round(max(km, 1.0)), *said.span())
    for _, start, end in places:
        if _NEAR_BEFORE.search(lower[:start]) or _NEAR_AFTER.search(lower[end:]):
            return (KM_OF_DISTRICT if of_district else KM_OF_CITY, start, end)
    return None


def find_near_home(reading: Reading) -> tuple[int, int] | None:
    """Return where a message asks for work not far from the person, wherever that is."""
    match = _NEAR_HOME.search(reading.lower)
    return match.span() if match else None


def find_pay_stated(reading: Reading) -> tuple[int, int] | None:
    """Return where a message wants only postings that say what they pay."""
    match = _PAY_STATED.search(reading.lower)
    return match.span() if match else None


_REMOTE_ONLY = re.compile(
    r"\b(?:remote|wfh|from home)(?:ly)? only\b|\b(?:only|just|must be|has to be) (?:fully |100% )?remote\b|(?:只|必须|一定)(?:要|看|考虑|能)?远程|纯远程"
)


def is_remote_only(reading: Reading) -> bool:
    """Whether nothing but remote work will do, a place beside it or not."""
    return bool(_REMOTE_ONLY.search(reading.lower))


def is_either(reading: Reading, remote: tuple[int, int], places: list[Item]) -> bool:
    """Whether remote work and a place are two ways: "remote or Leeds", 上海或者远程."""
    lower = reading.lower
    if _ALSO_FINE.search(lower[remote[1] :]):
        return True
    for _, start, end in places:
        low, high = min(end, remote[1]), max(start, remote[0])
        between = lower[low:high]
        if low <= high and len(between) <= 24 and _OR.search(between):
            return not re.search(r"[。;!?\n]|\band\b", between)
        if _ALSO_FINE.search(lower[end:]) and start > remote[1]:
            return True
    return False
