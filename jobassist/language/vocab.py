"""Small closed vocabularies: education, employment, experience, mode, shift, level, languages.

Finders report what is named; whether it is wanted, had or refused is the caller's to tell.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from .found import Found
from .numbers import EN_NUMBER, ZH_DIGITS, parse_en_number, parse_zh_number
from .text import NormalisedText, TextLike, normalise

EducationLevel = Literal["none", "high_school", "associate", "bachelor", "master", "doctor"]
EDUCATION_ORDER: tuple[EducationLevel, ...] = (
    "none",
    "high_school",
    "associate",
    "bachelor",
    "master",
    "doctor",
)
EmploymentType = Literal["full_time", "part_time", "contract", "internship", "temporary"]
WorkMode = Literal["remote", "hybrid", "onsite"]
Shift = Literal["day", "night", "evening", "rotating", "weekend", "morning", "split", "on_call"]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "manager", "director", "executive"]
LanguageLevel = Literal["basic", "intermediate", "fluent", "native"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Education:
    """A level, and whether more counts too (本科及以上, at least a bachelor's).

    `is_any` for 学历不限; its level is then "none". `word` is the wording (本科, BA).
    `is_enrolled` for who is still studying (大二, 本科在读), `is_full_time` for 统招 or 自考.
    """

    level: EducationLevel
    is_at_least: bool = False
    is_any: bool = False
    is_enrolled: bool = False
    is_full_time: bool | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Experience:
    """Years of experience. 应届 and "no experience" are (0, 0); 经验不限 is (0, None) and `is_any`.

    5+ years is (5, None); 3-5年 is (3, 5); 三年 is (3, 3). `is_about` for 三年多, nearly ten.
    """

    min_years: float | None
    max_years: float | None = None
    is_any: bool = False
    is_about: bool = False
    is_graduate: bool = False


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A spoken language (ISO 639-1 `code`) and how well, where said; `exam` as written (CET-6)."""

    code: str
    name_zh: str
    name_en: str
    level: LanguageLevel | None = None
    exam: str | None = None


def _collect(
    normal: NormalisedText, rules: Iterable[tuple[re.Pattern[str], T]], *, keep_case: bool = False
) -> list[Found[T]]:
    """Return the longest non-overlapping matches of all rules, in order."""
    source = normal.text if keep_case else normal.lower
    spans = [
        (m.start(), m.end(), value)
        for pattern, value in rules
        for m in pattern.finditer(source)
        if m.end() > m.start()
    ]
    spans.sort(key=lambda s: (s[0], s[0] - s[1]))
    found: list[Found[T]] = []
    last = -1
    for start, end, value in spans:
        if start < last:
            continue
        last = end
        a, b = normal.span(start, end)
        found.append(Found(value, a, b, normal.original[a:b]))
    return found


def _compile(table: list[tuple[str, T]]) -> list[tuple[re.Pattern[str], T]]:
    return [(re.compile(pattern), value) for pattern, value in table]


# --- education --------------------------------------------------------------------------------

# 小学语文老师 names a school, not a level.
_SCHOOL = r"(?!部|[\u4e00-\u9fff]{0,4}(?:老师|教师|教员|班主任|家教|辅导|课|教研|教务))(?!语文|数学|英语|物理|化学|生物|历史|地理|政治|体育|美术|音乐|生的?作业|同学|学生|孩子|附近|门口|旁边)"
_NOT_TAUGHT = r"(?! (?:teacher|teaching|tutor|maths?|english|science|coach|student|kids|children|jobs?|counsel|principal|football|musical|sports?))"
_EDUCATION: list[tuple[re.Pattern[str], EducationLevel]] = _compile(
    [
        (r"博士后|博士(?:研究生|学位|学历)?(?!伦|的博)", "doctor"),
        (r"(?<!非)硕士(?:研究生|学位|学历)?|研究生(?:学历|毕业|学位)?|(?:全日制)?(?<![a-z])e?mba(?![a-z])|研[一二三](?![\u4e00-\u9fff]*究)", "master"),
        ((r"(?:全日制|统招|自考|成人|函授|普通)?(?:大学)?本科(?!室|目|医院)(?:学历|学位|毕业|生)?|(?:双)?学士(?:学位)?|专升本|专接本|[一二]本(?:院校|毕业|学历)|(?:985|211|双一流)(?:院校|高校|大学|本科|硕士)?|"
         r"(?:(?<![\u4e00-\u9fff])|(?<=[我是刚已了]))大学(?:学历|毕业(?!证?于)|文凭)|大学(?:学历|文凭)|(?<![\u4e00-\u9fff])大学生|大[一二三四](?:学生|在读|在校|的?学生|$|[,。\s])"), "bachelor"),
        (r"(?:全日制|统招|自考|成人|函授)?(?:大专(?!业)|专科(?!医院|门诊|护士|医生|医师|护理|诊)|高职(?!高)|高专)(?:学历|毕业|生)?|副学士", "associate"),
        (rf"(?:高中|中专|中技|职高|技校|中职|职业高中|技工学校|职中|高职高中){_SCHOOL}(?:学历|毕业|文化)?(?:\s?/\s?(?:中专|中技|高中|职高|技校))*", "high_school"),
        (rf"(?<![带教导])(?<!辅导)(?:初中|小学)(?!生|数学|语文|英语|物理|化学|老师|教师|作业){_SCHOOL}(?:学历|毕业|文化|没毕业|没读完|水平)?|(?:没(?:上|读|念)过?(?:什么)?(?:学|书))|没(?:什么|有)?(?:学历|文化|文凭)(?!要求)|无学历(?!要求)|文盲", "none"),
        (r"(?<![a-z])(?:ph\.? ?d\.?|d\.?phil|doctorate|doctoral(?: degree)?|doctor of philosophy|doctor of business administration|dba(?= degree| program)|edd|dsc)(?![a-z])", "doctor"),
        ((r"(?<![a-z])(?:master'?s?'?(?: degree| of (?:science|arts|engineering|business\w*|education|laws?|nursing|public \w+|social \w+|philosophy))|master'?s(?= |,|\.|$|/)(?! of the| level carp)|masters|m\.?sc\.?|m\.?eng|m\.?phil|mba|"
         r"m\.?res|llm|m\.?ed|postgrad(?:uate)?(?: degree| diploma)?|graduate degree|m\.?tech|m\.s\.|ms (?:in|degree)|ma (?:in|degree))(?![a-z])"), "master"),
        ((r"(?<![a-z])(?:bachelor'?s?'?(?: degree| of (?:science|arts|engineering|commerce|laws?|business\w*|education|nursing|technology|social \w+))?|b\.?sc\.?(?: ?\(?hons\)?)?|b\.?eng|b\.?com|llb|bba|b\.?tech|b\.?ed|"
         r"ba ?/ ?bs|bs ?/ ?ba|ba ?\(?hons\)?|ba (?:in|degree)|bs (?:in|degree)|b\.a\.|b\.s\.|undergrad(?:uate)?(?: degree)?|(?:university|college|honou?rs|first|uni|four[- ]year|4[- ]year|relevant|related|my|a|have)(?: a)? degree|"
         r"degree (?:in|qualified|educated|level|holder)|degree(?=[- ]educated)|2:[12]|(?:university|college|uni) (?:graduate|grad)|graduated (?:from )?(?:university|college|uni)|llb)(?![a-z])"), "bachelor"),
        (r"(?<![a-z])(?:associate'?s?(?: degree|(?= (?:of|in) (?:applied|arts?|science|business|nursing|engineering|technology|accounting|education|computer)\b))|(?<=an )associate'?s(?= (?:or|in)\b|\s*[,.]|$)|associate's|(?<=hold )associates|hnd|hnc|foundation degree|a\.a\.s?\.?|aas|two[- ]year degree|2[- ]year degree|some college(?: coursework)?(?: completed)?|community college|diploma of higher education|diphe)(?![a-z])", "associate"),
        (rf"(?<![a-z])(?:high[- ]school(?: diploma| graduate| or equivalent| education)?{_NOT_TAUGHT}|gcses?|a[- ]?levels?(?! of)|ged|leaving cert(?:ificate)?|secondary (?:school|education){_NOT_TAUGHT}|btec|sixth form|highers|o[- ]levels?|12th (?:grade|pass)|t[- ]levels?|school leaver)(?![a-z])", "high_school"),
        (r"(?<![a-z])(?:no (?:formal )?(?:qualifications?|education|gcses?|schooling)|left school (?:at|when|with nothing)[a-z0-9 ]{0,14}|(?:didn't|didnt|did not|never) finish(?:ed)? (?:high )?school|dropped out of (?:high )?school|without (?:a )?(?:diploma|qualifications?)|no diploma|no degree(?! (?:required|needed|necessary)))(?![a-z])", "none"),
    ]
)  # fmt: skip
_BA = re.compile(
    r"(?<![A-Za-z&])(?:BA|BS|BSc)(?=\s+(?:\(?[Hh]ons|in |[A-Z][a-z]{3,})|,\s*[A-Z][a-z]|\s*[-/(]|$)(?! (?:Baracus|London|Team|Role))|(?:(?<=, )|(?<=\s))(?:BA|BS|BSc)(?=\s*,)"
)
_MA = re.compile(r"(?<![A-Za-z,] )(?<![A-Za-z])(?:MA|MS|MSc)(?=\s+(?:in |[A-Z][a-z]{4,}))")
_ANY_EDUCATION = re.compile(
    r"(?:学历|文凭|文化)\s?(?:程度)?(?:不限|没要求|无要求|不要求|不做要求|要求不高)|不限(?:学历|文凭)|(?:无|没有?|不要求?|不看|不需要)(?:学历|文凭)(?:要求|限制)?|"
    r"no degree (?:required|needed|necessary)|degree not required|no (?:formal )?(?:education|qualifications?) (?:required|needed|necessary)|any (?:level of )?education|unspecified"
)
_AT_LEAST_AFTER = re.compile(
    r"\s?(?:学历|学位|毕业)?\s?(?:及|或|和)?(?:以上|起步?|往上)|\s?(?:degree )?(?:or (?:above|higher|equivalent|better)|and above|minimum|at least|at a minimum)|\+"
)
_AT_LEAST_BEFORE = re.compile(
    r"(?:至少|最低|最少|不低于|起码|at least(?: an?)?|minimum(?: of)?(?: an?)?|or at least(?: an?)?)\s?$"
)
_ENROLLED = re.compile(
    r"\s?(?:\(?在读|在校|还没毕业|没毕业|student|in progress|candidate|currently)|[一二三四]?(?:在读)"
)
_ENROLLED_WORD = re.compile(r"大[一二三四]|研[一二三]|大学生|在读|undergrad(?:uate)?$")


def find_education(text: TextLike) -> list[Found[Education]]:
    """Return the levels of education named, "or above" and "no requirement" included."""
    normal = normalise(text)
    lower = normal.lower
    found: list[Found[Education]] = []
    any_spans = []
    for m in _ANY_EDUCATION.finditer(lower):
        a, b = normal.span(*m.span())
        any_spans.append((a, b))
        found.append(
            Found(
                Education("none", is_any=True, word=normal.original[a:b]),
                a,
                b,
                normal.original[a:b],
            )
        )
    levels: list[tuple[int, int, EducationLevel]] = [
        (m.start(), m.end(), level)
        for pattern, level in _EDUCATION
        for m in pattern.finditer(lower)
    ]
    levels += [(m.start(), m.end(), "bachelor") for m in _BA.finditer(normal.text)]
    levels += [(m.start(), m.end(), "master") for m in _MA.finditer(normal.text)]
    levels.sort(key=lambda s: (s[0], s[0] - s[1]))
    last = -1
    for start, end, level in levels:
        if start < last:
            continue
        a, b = normal.span(start, end)
        if any(a < e and s < b for s, e in any_spans):
            continue
        word = normal.original[a:b]
        lowered = lower[start:end]
        after = _AT_LEAST_AFTER.match(lower, end)
        before = _AT_LEAST_BEFORE.search(lower[max(0, start - 16) : start])
        full_time = (
            True
            if re.search("统招|全日制", lowered)
            else False
            if re.search("自考|成人|函授", lowered)
            else None
        )
        value = Education(
            level,
            is_at_least=bool(after or before),
            is_enrolled=bool(_ENROLLED.match(lower, end) or _ENROLLED_WORD.search(lowered)),
            is_full_time=full_time,
            word=word,
        )
        start_at = start - len(before[0]) if before else start
        end_at = after.end() if after else end
        last = end_at
        a, b = normal.span(start_at, end_at)
        found.append(Found(value, a, b, normal.original[a:b]))
    found.sort(key=lambda f: f.start)
    return found


def parse_education(text: TextLike) -> Education | None:
    """Return the level a field holds; of several, the lowest that would do."""
    found = find_education(text)
    if not found:
        return None
    return min(found, key=lambda f: EDUCATION_ORDER.index(f.value.level)).value


# --- employment -------------------------------------------------------------------------------

_EMPLOYMENT: list[tuple[re.Pattern[str], EmploymentType]] = _compile(
    [
        (r"全职|正式工(?!资)|正式员工|正式(?:编制?|岗|的)(?=$|[,，。;；、 的])|长期工|固定工", "full_time"),
        (r"兼职|小时工|钟点工|周末工|副业|半天(?:班|工|制|的活|的工作|就行|的班)|(?:上|干|做)半天", "part_time"),
        (r"实习(?!护士|律师|过|期满|证明)(?:生|岗)?|intern(?:s|ship|ships)?(?![a-z])|industrial placement|placement year|year in industry|co-op(?: student)?(?! bank| store| food)|working student|werkstudent|summer analyst", "internship"),
        (r"临时(?:工|岗)?|暑假工|暑期工|寒假工|假期工|[寒暑]假(?=(?:里|期间)?(?:想|要|打算|准备)?(?:(?:去|到|在)[^,，。;；!！?？]{1,8}?)?(?:找|打工|打(?=.{0,4}工)|做|干|赚|挣|兼))(?!.{0,12}实习)|暑假兼职|日结(?:工|短工)?|短工|零工|短期(?:工|岗|的活)|(?:干|做|上)到(?:年底|过年|春节|月底|开学|暑假结束|寒假结束)|季节工|散工|打零工", "temporary"),
        (r"合同工|合同制|劳务派遣|派遣制|劳务合同|劳务工|项目制|自由职业|合约制|按项目", "contract"),
        (r"(?<![a-z])(?:full[- _]?time|permanent(?:ly)?|perm|direct hire)(?![a-z])", "full_time"),
        (r"(?<![a-z])(?:part[- _]?time|school hours|term[- ]time only|mornings only|evenings only|weekends only|saturdays only|few hours a week|(?:max(?:imum)?(?: of)?|up to|only|no more than|under) (?:[4-9]|[12]\d|3[0-4]) ?(?:hours|hrs)(?! (?:away|drive|from|commute|each|travel|notice|shifts?))|(?:[4-9]|[12]\d|3[0-4]) ?(?:hours|hrs) (?:max(?:imum)?|tops|at most)|zero[- ]hours?)(?![a-z])", "part_time"),
        (r"(?<![a-z])(?<!zero hours )(?<!zero-hours )(?<!zero hour )(?:contract(?:or|ing)?(?! (?:manager|administrator|clean|law|negotiat|review|catering|terms|sales|engineer manager))(?!s)|fixed[- ]term|ftc|freelanc(?:e|er|ing)|1099|c2c|(?:outside|inside) ir35|self[- ]employed|umbrella company)(?![a-z])", "contract"),
        (r"(?<![a-z])(?:temp(?:orary)?(?! to perm)|seasonal|maternity cover|summer (?:camp|job|work)|for the (?:summer|season|harvest|holidays)|(?:till|until|over|up to) (?:xmas|christmas|easter|new year)|casual(?: work)?|(?:christmas|xmas|easter) (?:job|work|temp|help|cover)|gig work|cash in hand|day labou?r|bank staff|supply work|holiday cover|temp[- ]to[- ]perm)(?![a-z])", "temporary"),
    ]
)  # fmt: skip
_HOURS_WEEK = re.compile(
    r"(?P<a>\d{1,2})(?:\s?(?:-|~|to|or|/)\s?(?P<b>\d{1,2}))?\s?(?:ish|\+|or so)?\s?(?:hours?|hrs?|h)(?:\s?/?\s?(?:a|per|each|every|/)?\s?(?:week|wk|weekly|pw))?(?![a-z])(?! shift| notice| ago| a day| per day| drive| away| commute| each way)|"
    r"(?:每周|一周|周)(?:工作|上)?(?P<zh>\d{1,2})(?:个)?小时"
)
_DAYS_WEEK = re.compile(
    r"(?P<d>\d|one|two|three|four|five|six)(?:\s?(?:-|or|to)\s?(?:\d|two|three|four|five))?\s?days? (?:a|per|each) week(?! (?:in|at) (?:the )?(?:office|home)| (?:remote|wfh|onsite))|"
    r"(?:每周|一周|一个?星期)(?:到岗|上|工作|来|做|干|去)?(?P<zd>[一二两三四五六\d])天"
)


def _found(
    normal: NormalisedText, value: EmploymentType, m: re.Match[str]
) -> Found[EmploymentType]:
    a, b = normal.span(*m.span())
    return Found(value, a, b, normal.original[a:b])


_NINE_TO_FIVE = re.compile(r"\b9\s?(?:am)?\s?(?:-|to)\s?5(?:\s?pm)?\b|朝九晚五")


def find_employment_types(text: TextLike) -> list[Found[EmploymentType]]:
    """Return full_time, part_time, contract, internship, temporary where said.

    Hours or days a week count: under 35 hours or 5 days is part_time, unless another word says.
    """
    normal = normalise(text)
    found = _collect(normal, _EMPLOYMENT)
    if found:
        return found
    for m in _HOURS_WEEK.finditer(normal.lower):
        hours = int(m["b"] or m["a"] or m["zh"])
        is_week = bool(re.search(r"week|wk|pw|周", m[0]))
        if not 4 <= hours <= 60 or (not is_week and hours not in (35, 36, 37, 38, 39, 40)):
            continue
        a, b = normal.span(*m.span())
        kind: EmploymentType = "full_time" if hours >= 35 else "part_time"
        found.append(Found(kind, a, b, normal.original[a:b]))
    for m in _DAYS_WEEK.finditer(normal.lower):
        word = m["d"] or m["zd"]
        days = int(word) if word.isdigit() else parse_zh_number(word) or parse_en_number(word) or 5
        if days <= 4:
            a, b = normal.span(*m.span())
            found.append(Found("part_time", a, b, normal.original[a:b]))
    found += [_found(normal, "full_time", m) for m in _NINE_TO_FIVE.finditer(normal.lower)]
    return found


def parse_employment_type(text: TextLike) -> EmploymentType | None:
    """Return the employment type a field holds."""
    normal = normalise(text)
    codes: dict[str, EmploymentType] = {
        "full_time": "full_time", "part_time": "part_time", "contractor": "contract", "contract": "contract",
        "temporary": "temporary", "intern": "internship", "internship": "internship", "per_diem": "temporary",
        "合同": "contract", "劳务": "contract", "派遣": "contract", "正式": "full_time",
        "ft": "full_time", "pt": "part_time", "f/t": "full_time", "p/t": "part_time", "长期": "full_time",
    }  # fmt: skip
    exact = codes.get(normal.lower.strip().replace("-", "_").replace(" ", "_"))
    if exact:
        return exact
    found = find_employment_types(normal)
    return found[0].value if found else None


# --- experience -------------------------------------------------------------------------------

_ZH_N = rf"(?:\d{{1,2}}(?:\.5)?|[{ZH_DIGITS}十半]{{1,3}})"
_EN_N = rf"(?:\d{{1,2}}(?:\.\d)?|{EN_NUMBER})"
# Years away from work: 断档三年.
_AWAY_ZH = re.compile(r"(?:断档|空窗期?|空档|待业|失业|没上班|在家带娃)(?:了|过|有)?$")
_YEARS_ZH = re.compile(
    rf"(?P<pre>快|近|将近|差不多|大概|约|至少|超过|不到|有|满)?(?P<a>{_ZH_N})(?P<few>几|来|多)?\s?(?:年)?(?:\s?(?:-|~|到|至|或)\s?(?P<b>{_ZH_N}))?\s?(?:个)?年(?P<half>半)?(?P<post>及?以上|以内|以下|左右|多|\+|起)?(?P<tail>的?(?:相关|工作|行业|实际|从业|以上|开发|销售|管理|岗位)*(?:工作)?(?:经验|经历|工龄|年限))?"
)
_MONTHS_ZH = re.compile(
    rf"(?P<a>{_ZH_N}|几)个月(?:的)?(?:工作|实习)?(?:经验|经历)|半年(?:的?(?:工作)?经验|多经验)?"
)
_YEARS_EN = re.compile(
    rf"(?P<pre>over|more than|at least|almost|nearly|about|around|roughly|approx\.?|under|less than|minimum(?: of)?|min\.?|up to)?\s?(?<![\d.$£€])(?P<a>{_EN_N})\s?(?P<plus>\+|plus)?(?:\s?(?:-|–|to|or)\s?(?P<b>{_EN_N})(?P<plus2>\+)?)?[\s-]?(?P<unit>years?|yrs?|yoe|y(?![a-z])|months?|mths?)(?P<half> and a half)?(?P<post>\+| or more| plus| minimum| min\b)?'?(?P<tail>,? (?:of )?(?:\w+ ){{0,3}}?(?:experience|exp\b|experienced|background))?(?![a-z])"
)
_NO_EXPERIENCE = re.compile(
    r"(?<!有没)(?:没有?|无|零|0)(?:相关|工作|任何|社会|行业|这方面|啥|什么)*经验(?!要求|也行|也可以|限制)|没(?:干|做|接触|上)过(?:班|这行|这个)?(?![\u4e00-\u9fff]{1,6}事)|小白|(?<![\u4e00-\u9fff])新手|(?:在校/?)?应届(?:毕业)?生?|刚毕业|没上过班|无工作经验|"
    r"(?<![a-z])(?:(?:no|zero|without(?: any)?|with no|little to no|not got any|haven't got any|havent got any|don't have any) (?:previous |prior |relevant |work |real |much )?(?:experience|experiance|exp\b)|never (?:done|worked)(?! for| with)|entry[- ]level|fresh(?:er)? ?(?:grad(?:uate)?)?(?= looking|$|,| job)|fresh grad(?:uate)?|"
    r"new grad(?:uate)?|recent(?:ly)? grad(?:uate|uated)?|just graduated|school leaver|inexperienced|complete beginner)(?![a-z])"
)
_ANY_EXPERIENCE = re.compile(
    r"经验\s?不限|不限(?:制)?(?:工作)?经验|(?:无需|不要|不需要?|不用|不看|不要求|免)(?:有)?(?:任何|相关|工作)?(?:的)?经验|(?:无|没有?)(?:工作)?经验(?:要求|限制|也行|也可以|也能|可)|没经验也|零基础|小白可|"
    r"(?<![a-z])(?:no experience (?:required|needed|necessary)|experience not (?:required|needed|necessary)|full training (?:given|provided)|(?:don't|dont|doesn't|doesnt) need (?:any )?experience|not applicable|any experience level)(?![a-z])"
)
_NOT_EXPERIENCE_AFTER = re.compile(
    r"\s?(?:前(?!台|端|厅)|后(?!端|台|厨)|级|制|内(?!勤)|底|初|末|度|\d{1,2}月|[一二三四五六七八九十]{1,2}月|毕业|入学|入职|离职|出生|生人|的?合同|的?劳动合同|个?月|\s?[-~到至]\s?\d{2,4}年|龄)|"
    r"[ -]?(?:olds?\b|ago\b|contract|fixed|plan|warranty|notice|of age|sentence|gap|from now|later|time\b)"
)
_WORK_CUE_ZH = re.compile(
    r"(?:做|干|工作|跑|从事|经验|开|教|写|带|当|修|管|卖|学|搞|行业|工龄|从业|了|过)[\u4e00-\u9fffa-z]{0,6}$"
)


def _years(word: str) -> float | None:
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word)
    value = parse_zh_number(word)
    return value if value is not None else parse_en_number(word)


def find_experience(text: TextLike) -> list[Found[Experience]]:
    """Return years of experience, wanted or had. Ages, dates and "three years ago" are not."""
    normal = normalise(text)
    lower = normal.lower
    found: list[tuple[int, int, Experience]] = []

    def overlaps(start: int, end: int) -> bool:
        return any(start < e and s < end for s, e, _ in found)

    found += [
        (*m.span(), Experience(0, None, is_any=True)) for m in _ANY_EXPERIENCE.finditer(lower)
    ]
    for m in _NO_EXPERIENCE.finditer(lower):
        if not overlaps(*m.span()):
            graduate = bool(re.search("应届|毕业|grad|leaver", m[0]))
            found.append((m.start(), m.end(), Experience(0, 0, is_graduate=graduate)))
    for m in _YEARS_ZH.finditer(lower):
        if overlaps(*m.span()):
            continue
        if (
            m.start("a")
            and lower[m.start("a") - 1] in "0123456789第今去前明后每半.一二三四五六七八九十"
            and not m["pre"]
        ):
            continue
        low, high = _years(m["a"]), _years(m["b"]) if m["b"] else None
        if re.fullmatch("[两一二三四五六七八九]{2}", m["a"]) and not m["b"]:
            # 三五年 is three to five, not thirty-five.
            low, high = _years(m["a"][0]), _years(m["a"][1])
        if low is None or low > 50 or (high is not None and (high <= low or high > 60)):
            continue
        if _NOT_EXPERIENCE_AFTER.match(lower, m.end()):
            continue
        around = lower[m.end() : m.end() + 14]
        before = lower[max(0, m.start() - 10) : m.start()]
        if _AWAY_ZH.search(before):
            continue
        is_digits = m["a"].isdigit()
        if (
            m["a"] in ("一", "1")
            and not (high or m["tail"] or m["post"] or m["half"] or _WORK_CUE_ZH.search(before))
            and lower.strip() not in ("一年", "1年")
        ):
            # 一年 alone is a stretch of time, 30万一年 a rate.
            continue
        if (
            is_digits
            and low >= 10
            and not (m["tail"] or m["post"])
            and re.search(
                r"毕业|入学|入职|离职|进厂|到\d|开始|年\d|至今|考的|拿的|\d月", around + before
            )
        ):
            continue
        if re.search(r"(?:薪|工资|元|万|k|块)\s?/?$", before):
            continue
        if m["half"]:
            low += 0.5
        about = bool(
            m["few"]
            or m["pre"] in ("快", "近", "将近", "差不多", "大概", "约", "不到")
            or m["post"] in ("左右", "多")
        )
        if m["post"] in ("以内", "以下") or m["pre"] == "不到":
            value = Experience(0, low, is_about=about)
        elif m["post"] in ("以上", "及以上", "+", "起") or m["pre"] in ("至少", "超过"):
            value = Experience(low, None, is_about=about)
        elif high is not None:
            value = Experience(low, high, is_about=about)
        elif m["few"] or m["post"] == "多":
            value = Experience(low, None, is_about=True)
        else:
            value = Experience(low, low, is_about=about)
        found.append((m.start(), m.end(), value))
    for m in _MONTHS_ZH.finditer(lower):
        if (
            not overlaps(*m.span())
            and "a" in m.groupdict()
            and (m["a"] or "经验" in m[0] or lower.strip() == "半年")
        ):
            months = _years(m["a"]) if m["a"] else 6
            if months:
                found.append(
                    (m.start(), m.end(), Experience(round(months / 12, 2), round(months / 12, 2)))
                )
    for m in re.finditer(
        r"(?<![a-z])(?:(?P<over>over|more than|nearly|almost) )?(?:a|two|three) decades?(?: and a half)?(?: (?:of|in)[a-z ]{1,20}?experience)?(?! ago)(?![a-z])",
        lower,
    ):
        if not overlaps(*m.span()):
            years = 20.0 if "two" in m[0] else 30.0 if "three" in m[0] else 10.0
            years += 5 if "half" in m[0] else 0
            found.append(
                (
                    m.start(),
                    m.end(),
                    Experience(
                        years,
                        None if m["over"] in ("over", "more than") else years,
                        is_about=m["over"] in ("nearly", "almost"),
                    ),
                )
            )
    for m in _YEARS_EN.finditer(lower):
        if overlaps(*m.span()) or (
            m.start() and lower[m.start() - 1].isalpha() and lower[m.start()].isalpha()
        ):
            continue
        low, high = _years(m["a"]), _years(m["b"]) if m["b"] else None
        if low is None or low > 50 or (high is not None and high <= low):
            continue
        if _NOT_EXPERIENCE_AFTER.match(lower, m.end()):
            continue
        before = lower[max(0, m.start() - 22) : m.start()]
        if (
            re.search(
                r"(?:\bi'?m|\bi am|\baged?|\bturn(?:ed|ing)?|\bnext|\bwithin|\bin the|\bfirst|\bevery|\bin|\bfor the past|\bafter)\s*$",
                before,
            )
            and not m["tail"]
            and not re.search(r"(?:past|last)\s+$", before)
        ):
            if not (
                re.search(r"\bin\s+$", before) is None and re.search(r"\bfor the past\s+$", before)
            ):
                continue
        if re.search(r"(?:[$£€]|k|pa|salary|/)\s?$", before) and not m["tail"]:
            continue
        if m["half"]:
            low += 0.5
        if m["unit"].startswith("m"):
            if not m["tail"] and lower.strip() != m[0].strip():
                continue
            low, high = low / 12, high / 12 if high else None
        pre = (m["pre"] or "").strip()
        about = pre in ("almost", "nearly", "about", "around", "roughly", "approx", "approx.")
        low = round(low, 2)
        if pre in ("under", "less than", "up to"):
            value = Experience(0, low)
        elif (
            m["plus"]
            or m["plus2"]
            or m["post"]
            or pre in ("over", "more than", "at least", "minimum", "minimum of", "min", "min.")
        ):
            value = Experience(low, None)
        elif high is not None:
            value = Experience(low, round(high, 2))
        else:
            value = Experience(low, low, is_about=about)
        start = m.start() + len(m[0]) - len(m[0].lstrip())
        found.append((start, m.end(), value))
    found.sort(key=lambda f: f[0])
    results = []
    for start, end, value in found:
        a, b = normal.span(start, end)
        results.append(Found(value, a, b, normal.original[a:b]))
    return results


def parse_experience(text: TextLike) -> Experience | None:
    """Return the years a field or an answer holds (a bare number counts)."""
    normal = normalise(text)
    found = find_experience(normal)
    if found:
        return found[0].value
    bare = re.fullmatch(
        rf"\s*(?:约|about )?({_ZH_N}|{_EN_N})\s?(?P<plus>\+|年|years?|y)?[吧呢.。!]?\s*",
        normal.lower,
    )
    if bare:
        years = _years(bare[1])
        if years is not None and years <= 50:
            return Experience(years, None if bare["plus"] == "+" else years)
    if re.fullmatch(r"\s*(?:没有?|无|none|no|zero|nope|没|暂无)\s*[.。]?", normal.lower):
        return Experience(0, 0)
    return None


# --- mode, shift, seniority -------------------------------------------------------------------

_MODES: list[tuple[re.Pattern[str], WorkMode]] = _compile(
    [
        (r"混合办公|部分远程|hybrid(?! (?:car|cloud|vehicle|electric))|\d days? (?:a week )?in (?:the )?office|(?:mix|split) of (?:home|remote) and office", "hybrid"),
        ((r"(?:全|完全|纯)?远程(?!控制|桌面|医疗|监控)(?:办公|工作|岗位?)?|居家(?:办公|工作)?(?!养老|护理|保洁|照护)|在家(?:办公|上班|工作|就能做|能做|做|干)|线上办公|(?:fully |100% |full(?:y)? )?remote(?:ly)?(?! (?:sensing|control|area|support desk))(?![a-z])|"
         r"(?<![a-z])(?:wfh|w\.f\.h\.?|work(?:ing)?[- ]from[- ]home|work at home|home[- ]based|from home|telecommut\w*|telework\w*|virtual(?= (?:role|job|position|assistant)))(?![a-z])"), "remote"),
        (r"坐班|现场办公|到公司上班|(?<![a-z])(?:on-?site|in[- ](?:the[- ])?office|office[- ]based|in[- ]person)(?![a-z])", "onsite"),
    ]
)  # fmt: skip
_SHIFTS: list[tuple[re.Pattern[str], Shift]] = _compile(
    [
        (r"夜班|晚班|大夜|通宵|上夜|熬夜|夜里|半夜|(?<![a-z])(?:night[- ]?shifts?|nights?(?= (?:only|work|shift|job|porter|nurse|duty|please|pls))|nights(?! out)|overnights?|graveyard(?: shift)?|third shift|3rd shift|nocturnal)(?![a-z])", "night"),
        (r"晚上(?:的)?(?:班|兼职|活)?|小夜|中班|下午班|下班后|(?<![a-z])(?:evenings?(?: shifts?| work)?|twilight(?: shift)?|second shift|2nd shift|swing shift|after school|after work)(?![a-z])", "evening"),
        (r"(?:两|二|三|四|2|3|4)班(?:两|三)?(?:倒|运转|制|轮换)|倒班|轮班|翻班|轮休制|(?<![a-z])(?:rotat(?:ing|ional)(?: shifts?)?|shift work|alternating shifts?|4 on 4 off|four on four off|days and nights|24/7 shifts?|continental shifts?)(?![a-z])", "rotating"),
        (r"长白班|常白班|白班|日班|白天(?:的)?(?:班|活)?|正常班|(?<![a-z])(?:day[- ]?shifts?|days only|only (?:do )?days|daytime|days(?= please| pls)|business hours|office hours|first shift|1st shift|9[- ]?(?:to|-)[- ]?5)(?![a-z])", "day"),
        (r"早班|早上的?(?:班|活)|上午(?:的)?(?:班|活)?|(?<![a-z])(?:mornings?(?: shifts?| only)?(?!,? (?:all|everyone|there|how|to you))|early(?: morning)? shifts?|earlies)(?![a-z])", "morning"),
        (r"周末(?:班|兼职|能干|的活|有空|上班)?|双休日兼职|周六日|(?<![a-z])(?:weekends?(?: only| work| shifts?)?|saturdays?(?: and sundays?)?|sundays?)(?![a-z])", "weekend"),
        (r"两头班|(?<![a-z])split shifts?(?![a-z])", "split"),
        (r"待命|随叫随到|(?<![a-z])on[- ]call(?![a-z])", "on_call"),
    ]
)  # fmt: skip
_SENIORITY: list[tuple[re.Pattern[str], Seniority]] = _compile(
    [
        (r"实习生?|(?<![a-z])intern(?:ship)?s?(?![a-z])|werkstudent", "intern"),
        (r"初级|助理(?!医师|教授)|学徒|储备干部|管培生|应届|新手|(?<![a-z])(?:junior|jr\.?|entry[- ]level|graduate(?= (?:scheme|programme|program|engineer|developer|role|job|trainee|analyst|nurse|teacher))|grad(?= (?:scheme|role|job))|trainee|apprentice(?:ship)?|assistant(?= (?:manager|accountant|buyer|editor|producer|designer)))(?![a-z])", "junior"),
        (r"(?<!初)中级|中高级|(?<![a-z])(?:mid[- ]?(?:level|weight|senior)?|intermediate|middleweight)(?![a-z])", "mid"),
        (r"高级(?!会所|餐厅|酒店)|资深|专家|老手|(?<![a-z])(?:senior|sr\.?|snr|experienced(?= hire)|expert)(?! (?:care|home|living|citizen|center))(?![a-z])", "senior"),
        (r"主管|[组队站](?<![部军])长(?!沙|期|春|治|途|城|安)|班长(?!级)|护士长|厨师长|工长|(?<!班)(?<!办公室)主任(?!医师|护师|药师|技师|科员|编辑|记者|助理|工程师|设计师)|领班|领队|负责人|带班|技术带头人|(?<![a-z])(?:(?:team |tech(?:nical)? )?lead(?:er)?(?! (?:gen|time|to|the|a))|principal|supervisor|staff(?= (?:software|engineer|data|machine|product|site|scientist|developer|designer))|foreman|matron|head(?= (?:barista|chef|waiter|gardener|teacher|housekeeper|cook|coach|receptionist))|charge hand|team leader)(?![a-z])", "lead"),
        (r"(?<!产品)(?<!项目)(?<!客户)(?<!大堂)(?<!理财)(?<!投资)(?<!信贷)(?<!总)经理(?!助理)|店长|厂长|部长|科长|(?<![a-z])(?<!product )(?<!project )(?<!account )(?<!programme )(?<!program )(?<!case )(?<!success )(?<!community )(?<!the )manager(?![a-z])", "manager"),
        (r"总监(?!助理)|(?<![a-z])(?:director|head of(?= [a-z])|vp of)(?![a-z])", "director"),
        (r"副?总经理|副?总裁|首席|(?<![a-z])(?:c[etfoim]o|vp|svp|evp|vice president|chief(?= [a-z]+ officer)|executive director|managing director|president)(?![a-z])", "executive"),
    ]
)  # fmt: skip


def find_work_modes(text: TextLike) -> list[Found[WorkMode]]:
    """Return remote, hybrid, onsite where said."""
    return _collect(normalise(text), _MODES)


def find_shifts(text: TextLike) -> list[Found[Shift]]:
    """Return working hours named: night, evening, rotating, weekend …"""
    return _collect(normalise(text), _SHIFTS)


def find_seniority(text: TextLike) -> list[Found[Seniority]]:
    """Return levels of seniority named, of a title or a wish. 产品经理 names a trade, no level."""
    return _collect(normalise(text), _SENIORITY)


# --- spoken languages -------------------------------------------------------------------------

_LANGUAGES: dict[str, tuple[str, str, str]] = {
    "en": ("英语", "English", r"英语|英文|(?<![a-z])english(?![a-z])"),
    "zh": ("普通话", "Mandarin", r"普通话|国语|中文|汉语|(?<![a-z])(?:mandarin|chinese)(?![a-z])(?= speak| fluen| nativ| langu|$|[,.;)]| and| \()|(?<=speak )chinese"),
    "yue": ("粤语", "Cantonese", r"粤语|广东话|白话(?!文)|(?<![a-z])cantonese(?![a-z])"),
    "ja": ("日语", "Japanese", r"日语|日文|(?<![a-z])japanese(?! food| restaurant| cuisine)(?![a-z])"),
    "ko": ("韩语", "Korean", r"韩语|韩文|朝鲜语|(?<![a-z])korean(?! food| restaurant| bbq)(?![a-z])"),
    "fr": ("法语", "French", r"法语|法文|(?<![a-z])french(?! polish| fries| press| food| restaurant| bistro| window| door)(?![a-z])"),
    "de": ("德语", "German", r"德语|德文|(?<![a-z])(?:german|deutsch)(?! shepherd| car| company)(?![a-z])"),
    "es": ("西班牙语", "Spanish", r"西班牙语|西语|(?<![a-z])(?:spanish|español)(?! food| restaurant)(?![a-z])"),
    "it": ("意大利语", "Italian", r"意大利语|意语|(?<![a-z])italian(?! food| restaurant| chef| cuisine)(?![a-z])"),
    "pt": ("葡萄牙语", "Portuguese", r"葡萄牙语|葡语|(?<![a-z])portuguese(?![a-z])"),
    "ru": ("俄语", "Russian", r"俄语|俄文|(?<![a-z])russian(?![a-z])"),
    "ar": ("阿拉伯语", "Arabic", r"阿拉伯语|阿语|(?<![a-z])arabic(?![a-z])"),
    "hi": ("印地语", "Hindi", r"印地语|(?<![a-z])hindi(?![a-z])"),
    "ur": ("乌尔都语", "Urdu", r"乌尔都语|(?<![a-z])urdu(?![a-z])"),
    "pa": ("旁遮普语", "Punjabi", r"旁遮普语|(?<![a-z])punjabi(?![a-z])"),
    "bn": ("孟加拉语", "Bengali", r"孟加拉语|(?<![a-z])bengali(?![a-z])"),
    "vi": ("越南语", "Vietnamese", r"越南语|越语|(?<![a-z])vietnamese(?! food| restaurant)(?![a-z])"),
    "th": ("泰语", "Thai", r"泰语|(?<![a-z])thai(?! food| restaurant| massage| boxing| chef)(?![a-z])"),
    "id": ("印尼语", "Indonesian", r"印尼语|(?<![a-z])(?:indonesian|bahasa)(?![a-z])"),
    "ms": ("马来语", "Malay", r"马来语|(?<![a-z])malay(?![a-z])"),
    "tl": ("他加禄语", "Tagalog", r"他加禄语|菲律宾语|(?<![a-z])tagalog(?![a-z])"),
    "tr": ("土耳其语", "Turkish", r"土耳其语|(?<![a-z])turkish(?! food| barber)(?![a-z])"),
    "nl": ("荷兰语", "Dutch", r"荷兰语|(?<![a-z])dutch(?![a-z])"),
    "ro": ("罗马尼亚语", "Romanian", r"罗马尼亚语|(?<![a-z])romanian(?![a-z])"),
    "uk": ("乌克兰语", "Ukrainian", r"乌克兰语|(?<![a-z])ukrainian(?![a-z])"),
    "no": ("挪威语", "Norwegian", r"挪威语|(?<![a-z])norwegian(?![a-z])"),
    "da": ("丹麦语", "Danish", r"丹麦语|(?<![a-z])danish(?! pastr)(?![a-z])"),
    "sv": ("瑞典语", "Swedish", r"瑞典语|(?<![a-z])swedish(?! massage)(?![a-z])"),
    "fi": ("芬兰语", "Finnish", r"芬兰语|(?<![a-z])finnish(?![a-z])"),
    "cs": ("捷克语", "Czech", r"捷克语|(?<![a-z])czech(?! republic)(?![a-z])"),
    "hu": ("匈牙利语", "Hungarian", r"匈牙利语|(?<![a-z])hungarian(?![a-z])"),
    "el": ("希腊语", "Greek", r"希腊语|(?<![a-z])greek(?! food| restaurant)(?![a-z])"),
    "he": ("希伯来语", "Hebrew", r"希伯来语|(?<![a-z])hebrew(?![a-z])"),
    "fa": ("波斯语", "Persian", r"波斯语|(?<![a-z])(?:persian|farsi)(?! cat| rug)(?![a-z])"),
    "cy": ("威尔士语", "Welsh", r"威尔士语|(?<![a-z])welsh(?= speak| langu|$|[,.;])"),
    "ga": ("爱尔兰语", "Irish", r"爱尔兰语|(?<![a-z])(?:gaeilge|irish(?= speak| langu))"),
    "bsl": ("手语", "Sign language", r"手语|(?<![a-z])(?:bsl|asl|(?:british |american )?sign language)(?![a-z])"),
}  # fmt: skip
_LANGUAGE_RULES = [(re.compile(pattern), code) for code, (_, _, pattern) in _LANGUAGES.items()]
# Polish the language, not polish the floor.
_POLISH = re.compile(
    r"波兰语|(?<![A-Za-z])Polish(?= (?:speak|langu)|$|[,.;)]| and)|(?:[Ss]peak|[Ff]luent(?: in)?|[Nn]ative) [Pp]olish"
)
_NOT_LANGUAGE_AFTER = re.compile(
    r"\s?(?:老师|教师|家教|教员|培训|专业|系(?!列)|课|组长|教研|文学|语言文学|teacher|teaching|tutor|lecturer|literature|degree|breakfast|department|a-level|gcse)"
)
_LEVELS: list[tuple[re.Pattern[str], LanguageLevel]] = _compile(
    [
        (r"母语|native|mother tongue|first language|bilingual", "native"),
        (r"流利|流畅|精通|熟练|口语(?:好|流利|不错|很好)|专八|八级|tem-?8|n1(?!\d)|雅思\s?[78]|ielts\s?[78]|托福\s?1\d\d|fluen(?:t|cy|tly)|proficien(?:t|cy)|advanced|business level|professional(?: working)?|c[12](?![a-z0-9])|hsk\s?[56]|六级|cet-?\s?6|一级[甲乙]等|二级甲等|perfect(?:ly)?|good", "fluent"),
        (r"良好|四级|cet-?\s?4|专四|tem-?4|n[23](?!\d)|中级|日常(?:交流|沟通|对话)?|能(?:沟通|交流|对话)|conversational|intermediate|working knowledge|b[12](?![a-z0-9])|hsk\s?[34]|雅思\s?[56]|ielts\s?[56]|ok\b|decent|二级乙等|average", "intermediate"),
        (r"一般|基础|入门|一点(?:点)?|简单|不(?:太)?好|不行|会几句|basic|beginner|elementary|a[12](?![a-z0-9])|n[45](?!\d)|a (?:bit|little)(?: of)?|some|not (?:so|very|that) good|so so|broken|learning|three|poor", "basic"),
    ]
)  # fmt: skip
_EXAM = re.compile(
    r"cet-?\s?[46]|[四六]级|tem-?[48]|专[四八]|ielts\s?\d(?:\.\d)?|雅思\s?\d(?:\.\d)?|toefl\s?\d{2,3}|托福\s?\d{2,3}|toeic\s?\d{3}|托业\s?\d{3}|(?:jlpt\s?)?n[1-5](?!\d)|hsk\s?[1-6]|topik\s?[1-6]|[一二三]级[甲乙]等|delf\s?[ab][12]|dele\s?[abc][12]"
)


def find_spoken_languages(text: TextLike) -> list[Found[SpokenLanguage]]:
    """Return spoken languages with their level where said. 英语老师 names a trade, no language."""
    normal = normalise(text)
    lower = normal.lower
    hits = [
        (m.start(), m.end(), code)
        for pattern, code in _LANGUAGE_RULES
        for m in pattern.finditer(lower)
    ]
    hits += [(m.start(), m.end(), "pl") for m in _POLISH.finditer(normal.text)]
    hits.sort()
    results: list[Found[SpokenLanguage]] = []
    for index, (start, end, code) in enumerate(hits):
        if _NOT_LANGUAGE_AFTER.match(lower, end) or (index and start < hits[index - 1][1]):
            continue
        stop = hits[index + 1][0] if index + 1 < len(hits) else len(lower)
        after = re.split(r"[,;。;、\n]", lower[end : min(stop, end + 18)])[0]
        floor = hits[index - 1][1] if index else 0
        before = re.split(r"[,;。;、\n]", lower[max(floor, start - 18) : start])[-1]
        level: LanguageLevel | None = None
        begin, finish = start, end
        for piece, offset in ((after, end), (before, start - len(before))):
            spots = [
                (m.start(), m, value) for pattern, value in _LEVELS for m in pattern.finditer(piece)
            ]
            if spots:
                # Nearest to the language's name.
                _, m, level = (
                    min(spots, key=lambda s: s[0])
                    if offset == end
                    else max(spots, key=lambda s: s[0])
                )
                begin, finish = min(begin, offset + m.start()), max(finish, offset + m.end())
                break
        exam = _EXAM.search(lower[end : min(stop, end + 14)])
        if exam:
            finish = max(finish, end + exam.end())
        exam_span = normal.span(end + exam.start(), end + exam.end()) if exam else None
        a, b = normal.span(begin, finish)
        zh, en = ("波兰语", "Polish") if code == "pl" else _LANGUAGES[code][:2]
        value = SpokenLanguage(
            code, zh, en, level, normal.original[slice(*exam_span)] if exam_span else None
        )
        results.append(Found(value, a, b, normal.original[a:b]))
    return results
