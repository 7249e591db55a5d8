"""Pay as people and postings write it, and wishes to change it.

An amount alone is no pay: a phone has 5k followers and a year is 2019. `find_salaries` reads a
number as pay on evidence (a currency, 万/k, a word for pay, "an hour", "8000以上") and gives it up
when a counted thing follows (5万用户) or a turnover precedes (销售额200万).
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from .found import Found
from .numbers import EN_NUMBER, ZH_NUMBER, parse_en_number, parse_zh_number, parse_zh_span
from .text import Lang, NormalisedText, TextLike, detect_language, normalise

Period = Literal["hour", "day", "month", "year"]
Shape = Literal["exact", "range", "at_least", "at_most", "negotiable"]

PER_YEAR: dict[str, int] = {"hour": 2080, "day": 260, "month": 12, "year": 1}
WEEKS_PER_YEAR = 52


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay per period in plain currency units; a weekly amount has been multiplied by 52.

    A single figure has `min` alone ("at least what is said"); `as_posting()` gives both ends.
    `currency` is None where nothing in the text fixes it. `months` is 13 for 13薪 and never
    multiplied in. `is_period_said` is False when the period was inferred from the size.
    `is_present` marks what the person has or had (原来20), not what they want.
    """

    min: float | None
    max: float | None
    currency: str | None
    period: Period
    raw: str
    months: int | None = None
    shape: Shape = "exact"
    is_negotiable: bool = False
    is_period_said: bool = False
    is_about: bool = False
    is_after_tax: bool = False
    is_base: bool = False
    is_present: bool = False

    def as_posting(self) -> "Salary":
        """Return the same pay as an employer states it: one exact figure is both ends."""
        if self.shape == "exact" and self.max is None:
            return replace(self, max=self.min)
        return self


@dataclass(frozen=True, slots=True)
class RelativeSalary:
    """A wish to move the figure: `amount` in currency units, or `percent`, or neither.

    `is_topic_said` is False for a bare "再高一点", which only means pay where pay is the topic.
    """

    direction: Literal["up", "down"]
    amount: float | None = None
    percent: float | None = None
    is_topic_said: bool = False


# --- the pieces -------------------------------------------------------------------------------

_SIGN = {
    "us$": "USD", "c$": "CAD", "ca$": "CAD", "cad$": "CAD", "cdn$": "CAD", "a$": "AUD", "au$": "AUD",
    "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "nz$": "NZD", "nt$": "TWD", "r$": "BRL", "$": "USD",
    "£": "GBP", "€": "EUR", "₹": "INR", "₽": "RUB", "₩": "KRW", "zł": "PLN", "chf": "CHF", "rmb": "CNY",
    "cny": "CNY", "usd": "USD", "gbp": "GBP", "eur": "EUR", "cad": "CAD", "aud": "AUD", "hkd": "HKD",
    "sgd": "SGD", "inr": "INR", "nzd": "NZD", "jpy": "JPY", "aed": "AED", "rm": "MYR", "¥": "CNY",
}  # fmt: skip
_SIGN_RE = (
    r"(?:(?:us|ca|cad|cdn|c|au|a|hk|sg|s|nz|nt|r)?\$|£|€|¥|₹|₽|₩|zł|"
    r"(?<![a-z])(?:rmb|cny|usd|gbp|eur|cad|aud|hkd|sgd|inr|nzd|jpy|aed|chf|rm)(?![a-z]))"
)
_CURRENCY_WORD: list[tuple[str, str | None]] = [
    (r"(?:块钱|块|元|圆|人民币|rmb|cny|¥)", "CNY"),
    (r"(?:澳元|澳币|aud\b|australian dollars?)", "AUD"),
    (r"(?:加元|加币|cad\b|canadian dollars?)", "CAD"),
    (r"(?:港币|港元|港纸|hkd\b)", "HKD"),
    (r"(?:新加坡元|新币|坡币|sgd\b)", "SGD"),
    (r"(?:新台币|台币|nt\$|twd\b)", "TWD"),
    (r"(?:美元|美金|美刀|刀|usd\b|us dollars?)", "USD"),
    (r"(?:dollars?|bucks?|dollar)(?![a-z])", "USD"),
    (r"(?:英镑|镑|gbp\b|pounds?(?! of)|quid|sterling|£)", "GBP"),
    (r"(?:欧元|欧|eur\b|euros?|€)", "EUR"),
    (r"(?:日元|日币|jpy\b|yen\b)", "JPY"),
    (r"(?:卢比|rupees?|inr\b)", "INR"),
    (r"(?:瑞郎|chf\b|francs?\b)", "CHF"),
    (r"\$", "USD"),
]
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){1,2}(?=\s?(?:€|eur))|\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})"
_SCALE = {
    "k": 1e3, "千": 1e3, "仟": 1e3, "grand": 1e3, "thousand": 1e3, "thou": 1e3, "个k": 1e3, "w": 1e4, "万": 1e4,
    "个w": 1e4, "百万": 1e6, "百": 1e2, "m": 1e6, "mil": 1e6, "million": 1e6, "lakh": 1e5, "lakhs": 1e5, "lpa": 1e5,
    "l": 1e5, "hundred": 1e2, "十万": 1e5, "亿": 1e8, "万k": 1e4,
}  # fmt: skip
_SCALE_RE = (
    r"(?:个?[kw](?![a-z])|百万|十万|[千仟万百亿]|grand(?![a-z])|thousand(?![a-z])|thou(?![a-z])|hundred(?![a-z])|"
    r"million(?![a-z])|mil(?![a-z])|lakhs?(?![a-z])|lpa(?![a-z])|m(?=\s?(?:\+|a year|per|$|[^a-z0-9])))"
)


def _amount_re(side: str) -> str:
    """Return the pattern of one amount; the groups carry the side's name (a or b)."""
    return (
        rf"(?:(?P<sign_{side}>{_SIGN_RE})\s?)?(?:"
        rf"(?P<num_{side}>(?<![\d.]){_DIGITS})(?:\s?(?P<scale_{side}>{_SCALE_RE}))?"
        # 1万2, 1w2, 8千5, 1万2千, 12块5; not 1万2-… nor 20k3年.
        rf"(?:(?<=[万w千])(?P<tail_{side}>\d)(?P<tailunit_{side}>[千百k](?![a-z]))?(?![\d.,]*\d|\s?[年天个岁人%折]))?"
        rf"|(?P<zh_{side}>{ZH_NUMBER})(?:\s?(?P<zhscale_{side}>个?[kw](?![a-z])))?"
        rf"|(?P<en_{side}>{EN_NUMBER})(?:\s?(?P<enscale_{side}>k|grand|thousand)(?![a-z]))?"
        rf")"
    )


_SEPARATOR = r"\s?(?:-+|~|到|至|——|–|\bto\b|\band\b|\bor\b|或者?)\s?"
_MONEY_RE = re.compile(
    rf"{_amount_re('a')}(?:\s?(?P<unit_a>元|块钱?|rmb|镑|(?<=\d)p(?![a-z])|/?\s?月)?{_SEPARATOR}{_amount_re('b')})?"
)
_BANDS = re.compile(
    r"(?P<mod>low|mid|high|upper|early)[- ]?(?:to[- ](?:mid|high|late)[- ]?)?"
    r"(?:(?P<sign>[$£€])\s?)?(?P<tens>[2-9]0|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
    r"(?:'?s|k'?s?|ks)?(?![a-z0-9])"
)
_TENS_WORD = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip
_FIGURES = re.compile(
    r"(?P<mod>low |mid |high |comfortable |strong |solid )?(?P<n>five|six|seven|5|6|7)[ -]figures?"
)

_SALARY_WORD = (
    r"薪资|薪水|薪酬|工资|月薪|年薪|时薪|日薪|周薪|底薪|基本工资|薪|待遇|收入|月入|年入|到手|年包|总包|月收入|"
    r"年收入|日结|时给|期望|salar(?:y|ies)|wages?|pay(?:ing|s|rate)?|paid|compensation|comp|earn(?:ing|ings|s)?|"
    r"rate|package|ote|base|income|remuneration|tc|budget is"
)
_SALARY_WORD_RE = re.compile(rf"(?:{_SALARY_WORD})")

# What follows a counted thing, not money. Read right after the amount.
# "Bump it up to 45k" sets what is asked for at least; "up to 45k" alone is a ceiling.
_MOVED_EN = re.compile(
    r"\b(?:bump|raise|push|lift|move|hike|put|take|go|make|set|increase)(?: (?:it|that|this|the|my|actually|min(?:imum)?|salary|pay|floor|rate|back|right)){0,3} $"
)
_COUNTED_RE = re.compile(
    r"\s?(?:多|余|来|几)?\+?\s?(?:个?人|名|位|家|平|㎡|米|公里|里路|里(?!面)|单(?!休|价|位)|次|套|台|件|字|用户|粉|份|条|篇|辆|户|亩|吨|"
    r"斤|步|qps|tps|并发|会员|客户|学生|员工|张|台|门|本|页|行|户|场|级|点(?!工资)|号(?!以)|岁|届|楼|栋|层|线城市|"
    r"个(?!月|w|k|小时|工作日|达不溜)|小时(?!\d)|个?月(?:前|后|内|的?工?作?经验)|年(?:前|后|多|的?工?作?经验|级|毕业|以上|左右)|年\b(?!薪)|"
    r"(?:users?|followers?|subscribers?|orders?|lines?|words?|rows?|records?|people|persons?|customers?|clients?|requests?|"
    r"employees?|members?|students?|patients?|staff|children|kids|beds?|units?|items?|skus?|tickets?|calls?|emails?|"
    r"views?|downloads?|visitors?|sq|square|miles?|km|kms|runs?|race|steps?|hours?|hrs?|weeks?|months?|years?|yrs?|"
    r"days?|minutes?|mins?|shifts?|nights?|times?|percent|sites?|stores?|desks?|tonnes?|tons?|kg|lbs?|rpm|wpm|"
    r"resolution|monitor|tv|video|plan|401)(?![a-z]))"
)
_EN_DURATION_RE = re.compile(
    r"\s?(?:-\s?)?(?:hours?|hrs?|weeks?|months?|years?|yrs?|days?|minutes?|mins?|nights?|shifts?|ish)(?![a-z])"
)
_TURNOVER_RE = re.compile(
    r"(?:销售额|业绩|流水|营收|营业额|gmv|成本|预算|注册资[金本]|资金|投资|融资|资产|播放量?|阅读量?|粉丝|月销|年销|卖了|成交|"
    r"回款|利润|产值|交易额|完成|降低|节省|节约|提升|累计|覆盖|管理着?|日活|月活|规模|合同|项目额|贷款|欠|房租|租金|押金|罚款|"
    r"投入|补贴|餐补|房补|补助|报销|中介费|押|奖学金|奖金|"
    r"revenue|budget of|sales of|turnover|portfolio|funding|raised|saved|saving|savings of|grew|growth|reduced|managed|managing|"
    r"worth|costs?|loan|debt|rent|deposit|bonus of|sign-?on|fine of|over \$?[\d.]+m)"
    r"[^,。;!?]{0,8}$"
)

# Attributes read after an amount, in any order. (pattern, attribute, value)
_Rule = tuple[re.Pattern[str], str, object]


def _rules(table: list[tuple[str, str, object]]) -> list[_Rule]:
    return [(re.compile(pattern), name, value) for pattern, name, value in table]


_AFTER: list[_Rule] = _rules(
    [
        (rf"{word}", "currency", code) for word, code in _CURRENCY_WORD
    ]
    + [
        (r"[·*x.,/]?\s?(?:(?P<n>1[2-9]|2[0-9])|(?P<zh>十[二三四五六七八九]|二十[一二三四]?))\s?(?:薪|个月(?:工资|薪资|薪)?(?![前后内])|months?(?![a-z]))",
         "months", None),
        (r"(?:/|每|一|1|per|an?|p)\s?个?(?:小时|钟头|hour|hr|时)(?:薪)?(?![a-z])", "period", "hour"),
        (r"(?:/\s?h|ph|p/h|hourly|an? h)(?![a-z])", "period", "hour"),
        (r"(?:/|每|一|1|per|a|p)\s?(?:天|日|day|d(?![a-z])|晚上?|班|shift|night)(?![a-z])|(?:p/?d|pd|daily|日结|day rate)(?![a-z])",
         "period", "day"),
        (r"(?:/|每|一|1|per|a|p)\s?个?(?:周|星期|礼拜|week|wk|w(?![a-z]))(?![a-z])|(?:p/?w|weekly)(?![a-z])", "period", "week"),
        (r"(?:/|每|一|1|per|a|p)\s?个?(?:月|month|mth|mo|m(?![a-z]))(?![a-z月])(?!经验)|(?:pcm|p/?m|monthly|月薪)(?![a-z])",
         "period", "month"),
        ((r"(?:/|每|一|1|per|a|p)\s?(?:年(?![前后级多])|year|yr|annum|anum|y(?![a-z]))(?![a-z])"
         r"|(?:p\.\s?a\.?|p/?a|annually|yearly|annual(?:ly)?|年薪|包年|总包|年包)(?![a-z])|lpa\b"), "period", "year"),
        ((r"(?:及|或|和|起)?以上|往上|向上|起步|起薪|起(?![来码诉点])|打底|保底|朝上|开外|\+{1,3}|号?出头|不止|"
         r"(?:or|and) (?:more|above|better|over|higher|up(?:wards)?)(?![a-z])|(?:min|minimum)(?![a-z])|at (?:the )?(?:very )?(?:least|minimum)|"
         r"upwards|plus(?! (?:bonus|commission|benefits|tips|ote|pension|car|overtime|equity|super|vat))(?![a-z])|"
         r"(?:是)?最低(?:了)?|(?:是)?底线"), "bound", "at_least"),
        (r"(?:及|或)?以下|(?:以|之)内|封顶|往下|(?:or|and) (?:less|below|under)(?![a-z])|(?:max|maximum|tops)(?![a-z])|at (?:the )?most",
         "bound", "at_most"),
        (r"左右|上下|前后|差不多|(?:or so|ish|-ish|or thereabouts|approx|ballpark|roughly|or around)(?![a-z])", "about", True),
        (r"之间|区间", "none", None),
        (r"税后|到手|纯到手|after tax|net(?![a-z])|take[- ]home|in hand|in my pocket", "after_tax", True),
        (r"税前|before tax|gross(?![a-z])|pre-?tax", "none", None),
        (r"(?:无责)?底薪|基本工资|base(?: salary| pay)?(?![a-z])|basic(?: salary| pay)?(?![a-z])", "base", True),
        (r"(?:ote|pro ?rata|dependant on experience|dependent on experience|doe|depending on experience|fte|salary|pay)(?![a-z])",
         "paid", True),
        (r"\+\s?(?:高?提成|奖金|绩效|全勤|补贴|bonus|commission|benefits|tips|ote|super|equity)|plus (?:bonus|commission|benefits|tips|ote|super|equity)",
         "none", None),
        (r"面议|可谈|可议|negotiable", "negotiable", True),
    ]
)  # fmt: skip

# Attributes and filler read before an amount, walking left. (pattern anchored at the end)
_BEFORE: list[_Rule] = _rules(
    [
        (r"月(?:薪|入|收入|工资)|每个?月|一个?月|(?<![1-9零一二三四五六七八九十])个月|per month|monthly|a month", "period", "month"),
        (r"年(?:薪|入|收入|包)|总包|每年|一年|package|annual(?:ly)?|yearly|per year|a year|per annum", "period", "year"),
        (r"时薪|(?:每|一)?个?小时工?(?:工资)?|时给|(?:per|an) hour|hourly(?: rate| pay| wage)?", "period", "hour"),
        (r"日薪|日结|每天|一天|(?:per|a) day|daily(?: rate| pay)?|day[- ]rate|天薪", "period", "day"),
        (r"周薪|周结|每周|一周|weekly(?: pay| rate| wage)?|(?:per|a) week", "period", "week"),
        ((r"(?:不|别|不能|不可|不要|可别|不得)(?:低|少|小)(?:于|过)?(?:了)?|至少(?:也)?(?:得|要)?|最少(?:也)?(?:得|要)?|最低(?:也)?(?:得|要)?|起码(?:也)?(?:得|要)?|少说(?:也)?(?:得|要)?|"
         r"保底|底线|起薪|(?:超|高|大|多)过|高于|大于|多于|不止|过(?=万$|$)|破|上(?=万$)|"
         r"(?:at|the) (?:very )?least|at (?:a )?minimum(?: of)?|minimum(?: of| is)?|min\.?|lowest(?: is)?|"
         r"(?:no|not|nothing|never|isn't|don't go|won't go|can't go|not going|not) (?:any )?(?:less than|below|under|lower than|less|fewer than)|"
         r"more than|over|above|north of|upwards? of|from|starting (?:at|from|on)|starts at|exceed(?:ing|s)?|"
         r"better than|beyond|higher than|>=?"), "bound", "at_least"),
        ((r"不(?:超过?|高于|多于|大于|能超过?)|最多|至多|顶多|最高|封顶|以内|撑死|up to|(?:at|the) most|no more than|not more than|"
         r"max(?:imum)?(?: of)?|under|below|less than|lower than|capped at|as much as|<=?|小于|低于|少于|不到|不足"), "bound", "at_most"),
        ((r"大概|大约|约|差不多|估计|将近|接近|around|about|roughly|approx(?:imately|\.)?|circa|ca\.?|c\.|somewhere (?:around|near)|"
         r"in the region of|ballpark|near(?:ly)?|~"), "about", True),
        (r"税后|到手|纯到手|take[- ]home|after tax|net", "after_tax", True),
        (r"税前|before tax|gross", "paid", True),
        (r"无责底薪|底薪|基本工资|base(?: salary| pay| of)?|basic(?: salary| pay| of)?", "base", True),
        ((r"原来|之前|以前|目前|现在|现|上一?份(?:工作)?|上家|当前|currently(?: on)?|current(?:ly)?(?: salary| pay)?(?: is)?|was on|"
         r"i'm on|im on|i was making|used to (?:make|get|earn)|was making|was getting|previously|last salary"), "present", True),
        (rf"(?:{_SALARY_WORD})", "paid", True),
        (r"between|介于|在", "none", None),
        ((r"能跑到|能拿到?|拿到?|能给到?|给到?|能有|有个|得有|要有|必须有?|想要|要到|要求|要|得|有|给|挣个?|赚个?|跑个?|达到|涨到|加到|提到|调到|改到|改成|换成|到|是|为|的|"
         r"在|想|就|个|能|也|至|开|争取|希望|上调到|下调到|降到|降至|每人|"
         r"raise (?:it |that |the minimum )?to|drop (?:it |that |the minimum )?to|make (?:it|that)|lower (?:it )?to|up it to|change (?:it )?to|to|"
         r"of|is|are|for|at|need(?:s|ing)?|want(?:s|ing|ed)?|i'd|like|would|be|say|get(?:ting)?|make|making|range|expect(?:ation|ations|ing)?|"
         r"expected|desired|looking|target(?:ing)?|asking|the|a|my|i|me|on|it's|its|hoping|ideally|figure|range is|provided|employer"),
         "filler", None),
        (r"[:,=(\[~·\-!?？]|\s", "filler", None),
    ]
)  # fmt: skip
_BEFORE_ANCHORED: list[_Rule] = [
    (re.compile(rf"(?:{p.pattern})$"), name, value) for p, name, value in _BEFORE
]
_SKIP_AFTER = re.compile(
    r"[\s()（）\]·]{1,3}|的|钱|一般|就(?:行|可以|够|好)|吧|呢|,\s?(?=税|到手|\+|1[3-6]薪)"
)
# Said after a low bound, these turn it: 低于一万二不考虑, "under 40k is a no".
_REFUSED_RE = re.compile(
    r"^\s?(?:的?话?|就|那?都?|is|are|it's|,|，)*\s?(?:[^,。;]{0,4})?(?:不考虑|免谈|不接|不去|不干|不要|不看|不行|别|不谈|算了|拜拜|没兴趣|不做|没意思|不来|勿|"
    r"不用|is a no|no thanks|not interested|no way|don't bother|isn't worth|not worth|won't do|no good|forget it|pass)"
)
_REFUSING_EN = re.compile(
    r"(?:not|no|nothing|never|don't|dont|won't|wont|can't|cant|without|hide|skip|exclude|isn't|less)\b[^.;!?]{0,24}$"
)
_NEGOTIABLE_RE = re.compile(
    r"(?:薪资|薪酬|薪水|工资|待遇|价格)?\s?(?:面议|面谈|可面议|可谈|open(?= salary))|"
    r"(?:salary|pay|rate|compensation|package)?(?: is)?\s?(?:negotiable|competitive(?: salary| pay| rate| package)?|\bDOE\b|depend(?:s|ing|ent) on experience|"
    r"commensurate with experience|to be discussed|tbd|tbc|undisclosed)",
    re.I,
)


_OVER_WAN = re.compile(
    r"(?P<amount>(?:过|上|破|超过|大几)(?P<unit>十万|百万|万|千)(?![一二两三四五六七八九\d]))"
)


@dataclass(slots=True)
class _Reading:
    """What has been read around one amount so far."""

    low: float | None
    high: float | None
    start: int
    end: int
    currency: str | None = None
    period: str | None = None
    bound: str | None = None
    months: int | None = None
    flags: set[str] = field(default_factory=set)
    evidence: bool = False
    scaled: bool = False
    is_words: bool = False


def _tail_value(scale: float, tail: str, unit: str | None) -> float:
    digit = int(tail)
    if unit in ("千", "k"):
        return digit * 1000.0
    if unit == "百":
        return digit * 100.0
    return digit * scale / 10


def _side(m: re.Match[str], side: str) -> tuple[float, float | None, bool] | None:
    """Return (value, scale or None, said in words) of one side; None for what is no amount."""
    if m[f"num_{side}"] is not None:
        digits = m[f"num_{side}"]
        if re.fullmatch(r"\d{1,3}(?:\.\d{3}){1,2}", digits) and m.string[
            m.end(f"num_{side}") :
        ].lstrip()[:1] in ("€", "e"):
            digits = digits.replace(".", "")
        value = float(digits.replace(",", ""))
        scale = _SCALE[m[f"scale_{side}"].replace(" ", "")] if m[f"scale_{side}"] else None
        if m[f"tail_{side}"] and scale:
            return (
                value * scale + _tail_value(scale, m[f"tail_{side}"], m[f"tailunit_{side}"]),
                scale,
                False,
            )
        return value, scale, False
    if m[f"zh_{side}"] is not None:
        word = m[f"zh_{side}"]
        value_zh = parse_zh_number(word)
        if value_zh is None:
            return None
        scale_word = m[f"zhscale_{side}"]
        if scale_word:
            return value_zh, _SCALE[scale_word.replace("个", "")], True
        unit = 1e4 if "万" in word else 1e3 if "千" in word else 1e2 if "百" in word else None
        # A numeral with its own unit is whole; the unit only serves the other side of a range.
        return value_zh, None if unit is None else -unit, True
    if m[f"en_{side}"] is not None:
        value_en = parse_en_number(m[f"en_{side}"])
        if value_en is None:
            return None
        scale_en = _SCALE[m[f"enscale_{side}"]] if m[f"enscale_{side}"] else None
        if scale_en is None and re.search(r"thousand|grand|million|k$", m[f"en_{side}"]):
            scale_en = -1e3
        return value_en, scale_en, True
    return None


def _resolve(value: float, scale: float | None) -> float:
    """Return the amount: a positive scale multiplies, a negative one is already in the value."""
    return value * scale if scale and scale > 0 and value < 10_000_000 / 1 else value


def _value_with_tail(m: re.Match[str], side: str, value: float, scale: float | None) -> float:
    if m[f"num_{side}"] is not None and m[f"tail_{side}"]:
        return value
    return _resolve(value, scale)


def _read_core(m: re.Match[str]) -> _Reading | None:
    """Return the figures of one match: a single amount or both ends of a range."""
    start, end = m.span()
    zh_word = m["zh_a"]
    if zh_word and m["num_b"] is None and m["zh_b"] is None:
        span = parse_zh_span(zh_word)
        if span:
            reading = _Reading(span[0], span[1], start, end, scaled=True, is_words=True)
            if m["zhscale_a"]:
                return None
            return reading
    left = _side(m, "a")
    if left is None:
        return None
    low = _value_with_tail(m, "a", *left[:2])
    sign = m["sign_a"]
    right = None
    if m["num_b"] is not None or m["zh_b"] is not None or m["en_b"] is not None:
        right = _side(m, "b")
        if right is None:
            # The second half is no number: keep the first alone.
            end = m.start("num_b" if m["num_b"] else "zh_b" if m["zh_b"] else "en_b")
            end = start + len(re.sub(rf"{_SEPARATOR}$", "", m.string[start:end]))
    reading = _Reading(low, None, start, end)
    reading.is_words = left[2] and not (right and not right[2])
    reading.scaled = left[1] is not None
    if right is not None:
        high = _value_with_tail(m, "b", *right[:2])
        right_unit = abs(right[1]) if right[1] else None
        left_unit = abs(left[1]) if left[1] else None
        if left[1] is None and right_unit and low * right_unit <= high:
            low *= right_unit
        elif right[1] is None and left_unit and high * left_unit >= low and high < 1000:
            high *= left_unit
        reading.low, reading.high = low, high
        reading.scaled = bool(left_unit or right_unit)
        sign = sign or m["sign_b"]
        if m["unit_a"] and "月" in m["unit_a"]:
            reading.period = "month"
        elif m["unit_a"] in ("元", "块", "块钱", "rmb"):
            reading.currency = "CNY"
        if low > high:
            return None
    if sign:
        reading.currency = _SIGN[re.sub(r"\s", "", sign)]
    return reading


def _read_after(lower: str, reading: _Reading) -> None:
    position = reading.end
    gap = position
    for _ in range(10):
        skipped = _SKIP_AFTER.match(lower, gap)
        moved = False
        for pattern, name, value in _AFTER:
            for begin in {gap, skipped.end() if skipped else gap}:
                m = pattern.match(lower, begin)
                if not m or m.end() == m.start():
                    continue
                if (
                    name == "currency"
                    and value == "CNY"
                    and re.match(r"[\s]?[\d]", lower[m.end() : m.end() + 24])
                    and m[0] == "块"
                ):
                    # 12块5
                    cents = re.match(r"(\d)(?!\d)", lower[m.end() : m.end() + 24])
                    if cents and reading.high is None and reading.low is not None:
                        reading.low += int(cents[1]) / 10
                        reading.currency, reading.end, gap = "CNY", m.end() + 1, m.end() + 1
                        moved = True
                        break
                if (
                    name == "currency"
                    and value == "CNY"
                    and m[0] == "元"
                    and lower[m.end() : m.end() + 1] == "旦"
                ):
                    continue
                if not _apply(reading, name, value, m, is_after=True):
                    continue
                reading.end = gap = m.end()
                moved = True
                break
            if moved:
                break
        if not moved:
            if skipped and gap == reading.end:
                gap = skipped.end()
                continue
            return


def _apply(
    reading: _Reading, name: str, value: object, m: re.Match[str], *, is_after: bool
) -> bool:
    """Record one attribute; False when it contradicts what is known and so is not part of this."""
    if name == "currency":
        if reading.currency and reading.currency != value and value != "USD":
            # "$500 HKD": the word is more exact than the sign.
            reading.currency = str(value)
        reading.currency = reading.currency or str(value)
        reading.evidence = True
    elif name == "period":
        if reading.period and reading.period != value:
            return False
        reading.period = str(value)
        reading.flags.add("period")
        if not is_after and m[0] == "package":
            reading.flags.add("paid")
    elif name == "bound":
        if reading.bound:
            return reading.bound == value
        reading.bound = str(value)
        if m[0] not in (
            "from",
            "over",
            "under",
            "below",
            "above",
            "more than",
            "less than",
            "plus",
        ):
            reading.flags.add("bound")
    elif name == "months":
        if m["n"]:
            reading.months = int(m["n"])
        else:
            number = parse_zh_number(m["zh"])
            reading.months = int(number) if number else None
        reading.evidence = True
    elif name == "none":
        return True
    elif name == "filler":
        return True
    else:
        reading.flags.add(name)
        if name in ("paid", "base", "after_tax"):
            reading.evidence = True
    return True


def _read_before(lower: str, reading: _Reading) -> None:
    position = reading.start
    if position and lower[position - 1] in "0123456789.":
        return
    filler_since = position
    for _ in range(14):
        window = lower[max(0, position - 34) : position]
        best: tuple[re.Match[str], str, object] | None = None
        for pattern, name, value in _BEFORE_ANCHORED:
            m = pattern.search(window)
            if m and m.start() and m[0][:1].isalpha() and m[0][:1].isascii():
                # "least" ends "at least" but "a" must not be read out of "extra".
                before = window[m.start() - 1]
                if before.isascii() and before.isalnum():
                    continue
            if (
                m
                and m.end() > m.start()
                and (best is None or m.end() - m.start() > best[0].end() - best[0].start())
            ):
                best = (m, name, value)
        if best is None:
            return
        m, name, value = best
        new_position = position - (m.end() - m.start())
        if name == "filler":
            if m[0] in ",?？!" and (filler_since - new_position) > 0 and position != reading.start:
                return
            position = new_position
            if filler_since - position > 18:
                return
            continue
        if (
            value == "at_most"
            and m[0] == "up to"
            and _MOVED_EN.search(lower[max(0, new_position - 30) : new_position])
        ):
            value = "at_least"
        if (
            name == "bound"
            and value == "at_most"
            and m[0]
            in ("低于", "少于", "不到", "不足", "under", "below", "less than", "lower than", "小于")
        ):
            tail = lower[reading.end : reading.end + 24]
            head = lower[max(0, new_position - 26) : new_position]
            if _REFUSED_RE.match(tail) or _REFUSING_EN.search(head):
                value = "at_least"
        if not _apply(reading, name, value, m, is_after=False):
            return
        position = filler_since = new_position
        reading.start = position


def _period_of(
    reading: _Reading, is_chinese: bool, default_currency: str | None
) -> tuple[Period, bool]:
    if reading.period == "week":
        return "year", True
    if reading.period:
        return reading.period, True  # type: ignore[return-value]
    figure = reading.low if reading.low is not None else reading.high or 0
    top = reading.high if reading.high is not None else figure
    currency = reading.currency or default_currency
    if reading.months:
        return "month", False
    if currency in ("CNY", "TWD", "HKD") or (
        is_chinese and (currency is None or figure < 20_000) and figure >= 100
    ):
        # Nobody is paid 200,000 a month on a board that writes no unit.
        return ("year", False) if figure >= 180_000 else ("month", False)
    return ("year", False) if top > 1000 else ("hour", False)


DOLLAR = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD"}


def _build(
    reading: _Reading, normal: NormalisedText, *, is_chinese: bool, default_currency: str | None
) -> Found[Salary]:
    low, high = reading.low, reading.high
    if low == 0 and high:
        # 0-45000 says only the top.
        low, high, reading.bound = high, None, "at_most"
    if reading.period == "week":
        low = None if low is None else low * WEEKS_PER_YEAR
        high = None if high is None else high * WEEKS_PER_YEAR
    elif (
        reading.period == "hour"
        and reading.is_words
        and low
        and 500 <= low <= 9999
        and high is None
    ):
        # "twelve fifty an hour"
        low = low / 100
    period, said = _period_of(reading, is_chinese, default_currency)
    shape: Shape
    if high is not None:
        shape = "range"
    elif reading.bound == "at_most":
        low, high, shape = None, low, "at_most"
    elif reading.bound == "at_least":
        shape = "at_least"
    else:
        shape = "exact"
    start, end = normal.span(reading.start, reading.end)
    raw = normal.original[start:end]
    salary = Salary(
        min=None if low is None else round(low, 4),
        max=None if high is None else round(high, 4),
        currency=reading.currency or default_currency,
        period=period,
        raw=raw,
        months=reading.months,
        shape=shape,
        is_negotiable="negotiable" in reading.flags,
        is_period_said=said,
        is_about="about" in reading.flags,
        is_after_tax="after_tax" in reading.flags,
        is_base="base" in reading.flags,
        is_present="present" in reading.flags,
    )
    return Found(salary, start, end, raw)


# 5千块在深圳喝西北风吗: the figure is what is offered, not what is wanted.
_COMPLAINT = re.compile(
    r"[^,。;!?]{0,12}(?:喝西北风|太低|太少|不够|养不活|低了|少了|打发|吃土|怎么活|is (?:too low|not enough|a joke|peanuts)|isn't enough|won't)"
)
_YEAR_LIKE = re.compile(r"^(?:19|20)\d\d(?:\.(?:0?[1-9]|1[0-2]))?$")


def _is_pay(
    reading: _Reading, m: re.Match[str], lower: str, *, is_chinese: bool, is_field: bool
) -> bool:
    """Return whether the evidence around an amount makes it pay."""
    low = reading.low or 0
    top = reading.high if reading.high is not None else low
    core = m[0]
    if re.match(r"\s?(?:%|％|个?百分|折|°|℃|px|gb|mb|fps|hz)", lower[m.end() : m.end() + 24]):
        return False
    if lower[max(0, m.start() - 1) : m.start()] in tuple("#_@/=") and not is_field:
        return False
    before = lower[max(0, m.start() - 1) : m.start()]
    if before.isascii() and before.isalpha() and not m["sign_a"]:
        # b2b, h5, mp3: part of a word.
        return False
    if low == 0 and reading.high:
        return True
    if top > 1e8 or (top > 2e7 and reading.currency not in ("JPY", "KRW", "INR")):
        return False
    if low == 0 and top == 0:
        return False
    has_sign = bool(m["sign_a"] or m["sign_b"])
    only_digits = m["num_a"] is not None and not reading.scaled and not has_sign
    strong = reading.evidence or has_sign or reading.currency is not None
    if core.startswith("401k") or (
        only_digits and m["num_a"] and m["num_a"].startswith("0") and "." not in m["num_a"]
    ):
        return False
    if _COUNTED_RE.match(lower, m.end()) and not (
        reading.end > m.end() and (strong or "period" in reading.flags)
    ):
        return False
    if (
        _EN_DURATION_RE.match(lower, m.end())
        and not reading.evidence
        and not has_sign
        and not re.match(r"\s?-?ish", lower[m.end() : m.end() + 24])
    ):
        return False
    head = lower[max(0, reading.start - 14) : reading.start]
    # 5元/件, 每单6元: what a piece pays says nothing of a month.
    if _PIECE_AFTER.match(lower[m.end() : m.end() + 12]) or _PIECE_BEFORE.search(head):
        return False
    if _TURNOVER_RE.search(head) and not ({"paid", "base", "period"} & reading.flags):
        return False
    if re.search(
        r"(?:手机|电话|微信|qq|tel|phone|编号|身份证|邮编|room|flat|no\.?|号码)[:： ]*$", head
    ):
        return False
    if is_field:
        # 一个月拿六千: the first number is the period's.
        one_digit = not reading.scaled and not has_sign and top <= 31
        return not (
            one_digit
            and re.match(
                r"\s?(?:个?月|天|年|个?小时|周|个?星期|点|号|岁|个人)",
                lower[m.end() : m.end() + 24],
            )
        ) and not (
            m["zh_a"] is not None
            and not any(c in m["zh_a"] for c in "十百千万")
            and lower.strip() != m["zh_a"]
            and reading.currency is None
            and not reading.scaled
        )
    if reading.scaled or has_sign:
        if reading.is_words and not strong and not reading.flags and low < 1000:
            # 一百, 百: only with a word for pay.
            return False
        scale_word = (m["scale_a"] or m["scale_b"] or "").strip()
        if scale_word in ("m", "mil", "百", "亿", "million") and not strong and not reading.flags:
            return False
        if scale_word == "百" and not strong and not reading.flags:
            return False
        return True
    if m["en_a"] is not None and m["num_a"] is None:
        if low >= 1000 and (strong or reading.flags):
            return True
        return bool((strong and low >= 5) or ("period" in reading.flags and low >= 5))
    if m["num_b"] and _YEAR_LIKE.match(m["num_b"]) and _YEAR_LIKE.match(m["num_a"] or ""):
        return False
    if m["zh_a"] is not None and m["num_a"] is None:
        # A bare 十五 or 二十 is an amount only beside a period, a currency or a word for pay.
        if not any(c in m["zh_a"] for c in "十百千万"):
            return reading.currency is not None and low >= 5
        return strong or "period" in reading.flags
    if _YEAR_LIKE.match(m["num_a"] or "") and not strong and "period" not in reading.flags:
        if not (m["num_b"] and not _YEAR_LIKE.match(m["num_b"])) and not (
            reading.flags & {"bound"}
            and low >= 2000
            and is_chinese
            and not re.match(r"\s?[年./-]", lower[m.end() : m.end() + 24])
        ):
            return False
    if reading.currency is not None and not reading.evidence and low < 5:
        return False
    if reading.evidence:
        return low >= 5 or bool(reading.currency)
    if "period" in reading.flags:
        if reading.period == "hour":
            return 5 <= low <= 1000
        if reading.period in ("day", "week"):
            return low >= 40
        if is_chinese and reading.period == "year" and 5 <= low < 300:
            # 年薪20-30, the 万 being left out; 一年20 says nothing of pay.
            return bool(re.search("年薪|年包|总包|年入|年收入", lower[reading.start : m.end()]))
        return low >= 500 or (is_chinese and low >= 3 and reading.period == "month" and low < 100)
    if low >= 1000 and top <= 2_000_000:
        if m["num_b"] is not None:
            if re.search(r"\d-$", lower[max(0, m.start() - 2) : m.start()]) or re.match(
                r"-\d", lower[m.end() : m.end() + 24]
            ):
                return False
            return len(m["num_a"]) <= 7 and len(m["num_b"]) <= 7
        return bool(reading.flags & {"bound", "about"}) and low >= 1000
    # "min 13.50": two decimals are an hour's pay.
    is_hourly = bool(re.fullmatch(r"\d{1,2}\.\d{2}", m["num_a"] or "")) and low >= 5
    return is_hourly and "bound" in reading.flags and not is_chinese


def _fix_small(reading: _Reading, *, is_chinese: bool, expected: str | None) -> None:
    """Scale a bare small figure to what it must mean: 薪资15-20 is thousands, "85 base" too."""
    high = reading.high or 0.0
    if is_chinese and reading.low is not None and reading.low < 100 <= high / 100:
        # 8-1.2万 is 8千-1.2万: the first unit was left out.
        if 1 <= reading.low * 1e3 <= high:
            reading.low *= 1e3
        return
    if reading.scaled or reading.low is None:
        return
    period = reading.period or expected
    top = reading.high if reading.high is not None else reading.low
    factor = 1.0
    if is_chinese and reading.currency in (None, "CNY"):
        if period in (None, "month") and top < 100:
            factor = 1e3
        elif period == "year" and top < 300:
            factor = 1e4
    elif period == "year" and top < 1000:
        factor = 1e3
    elif period == "month" and top < 20:
        factor = 1e3
    elif period is None and "base" in reading.flags and 20 <= top < 1000:
        factor = 1e3
    if factor != 1.0:
        reading.low *= factor
        if reading.high is not None:
            reading.high *= factor


_PIECE = r"(?:单|件|票|趟|斤|吨|平米?|公里|km|套|piece|item|drop|delivery|parcel|mile)"
_PIECE_AFTER = re.compile(rf"\s?(?:元|块钱?|刀)?\s?(?:/|每|一|per |an? |each )\s?{_PIECE}")
_PIECE_BEFORE = re.compile(rf"(?:每|一){_PIECE}(?:约|大概)?\s?$")
_PLAIN_DOLLAR = re.compile(r"(?<![a-z])\$|dollars?|bucks?|刀")


def _scan(
    normal: NormalisedText,
    *,
    default_currency: str | None,
    lang: Lang | None,
    country: str | None,
    is_field: bool,
    expected: Period | None,
) -> list[Found[Salary]]:
    lower = normal.lower
    is_chinese = (lang or detect_language(normal)) == "zh"
    if is_field and re.search("[万千薪元块]", lower):
        is_chinese = True
    found: list[Found[Salary]] = []
    for pattern in (_FIGURES, _BANDS):
        for m in pattern.finditer(lower):
            reading = _Reading(None, None, *m.span(), period="year")
            if pattern is _FIGURES:
                reading.low = 10.0 ** (
                    ({"five": 5, "six": 6, "seven": 7}.get(m["n"]) or int(m["n"])) - 1
                )
                reading.bound = "at_least"
            else:
                nearby = lower[max(0, m.start() - 30) : m.end() + 20]
                if (
                    not is_field
                    and not (m["sign"] or re.search(r"\dk", m[0]) or _SALARY_WORD_RE.search(nearby))
                    or "age" in nearby
                ):
                    continue
                tens = _TENS_WORD.get(m["tens"]) or int(m["tens"])
                base, top = {"low": (0, 3), "early": (0, 3), "mid": (4, 6)}.get(m["mod"], (7, 9))
                reading.low, reading.high = (tens + base) * 1e3, (tens + top) * 1e3
                reading.currency = _SIGN.get(m["sign"] or "")
                reading.flags.add("about")
            result = _build(reading, normal, is_chinese=False, default_currency=default_currency)
            found.append(replace_found(result, is_period_said=False))
    for m in _OVER_WAN.finditer(lower):
        reading = _Reading(1e4, None, *m.span("amount"), bound="at_least", scaled=True)
        reading.low = {"万": 1e4, "千": 1e3, "十万": 1e5, "百万": 1e6}[m["unit"]]
        _read_after(lower, reading)
        _read_before(lower, reading)
        if reading.flags or reading.evidence or is_field:
            found.append(
                _build(reading, normal, is_chinese=is_chinese, default_currency=default_currency)
            )
    taken = [(f.start, f.end) for f in found]
    relative = [] if is_field else _relative_spans(normal)
    position = 0
    while True:
        core = _MONEY_RE.search(lower, position)
        if core is None:
            break
        position = max(core.end(), core.start() + 1)
        read = _read_core(core)
        if read is None:
            # 3月-2万 …: try again from the middle of a range that made no sense.
            position = core.start() + max(
                1, len(core["num_a"] or core["zh_a"] or core["en_a"] or "x")
            )
            continue
        read.evidence = bool(core["sign_a"] or core["sign_b"])
        _read_after(lower, read)
        _read_before(lower, read)
        if not _is_pay(read, core, lower, is_chinese=is_chinese, is_field=is_field):
            if core["num_b"] or core["zh_b"] or core["en_b"]:
                for name in ("num_b", "zh_b", "en_b"):
                    if core[name]:
                        position = core.start(name)
                        if core["sign_b"]:
                            position = core.start("sign_b")
            continue
        _fix_small(read, is_chinese=is_chinese, expected=expected)
        if read.period is None and expected is not None:
            read.period = expected
            inferred = True
        else:
            inferred = False
        result = _build(read, normal, is_chinese=is_chinese, default_currency=default_currency)
        if inferred:
            result = replace_found(result, is_period_said=False)
        if country in DOLLAR and read.currency == "USD":
            # The sign alone is the dollar of the place.
            if not re.search(r"us\$|usd|美", lower[read.start : read.end]):
                result = replace_found(result, currency=DOLLAR[country])
        if read.bound is None and _COMPLAINT.match(lower, read.end):
            result = replace_found(result, is_present=True)
        if any(result.start < e and s < result.end for s, e in taken + relative):
            continue
        position = max(position, read.end)
        found.append(result)
        taken.append((result.start, result.end))
    for m in _NEGOTIABLE_RE.finditer(normal.text):
        if (
            m[0].lower().startswith(("competitive",))
            and not is_field
            and not re.search("salary|pay|rate|package", m[0].lower())
        ):
            continue
        a, b = normal.span(*m.span())
        if any(a < e and st < b for st, e in taken):
            continue
        raw = normal.original[a:b]
        found.append(
            Found(
                Salary(
                    None,
                    None,
                    None,
                    "month" if is_chinese else "year",
                    raw,
                    shape="negotiable",
                    is_negotiable=True,
                ),
                a,
                b,
                raw,
            )
        )
    found.sort(key=lambda f: f.start)
    return found


def replace_found(found: Found[Salary], **changes: object) -> Found[Salary]:
    """Return the same place with the salary's fields changed."""
    return Found(replace(found.value, **changes), found.start, found.end, found.text)  # type: ignore[arg-type]


def find_salaries(
    text: TextLike,
    *,
    default_currency: str | None = None,
    lang: Lang | None = None,
    country: str | None = None,
) -> list[Found[Salary]]:
    """Return every amount of pay in running text, in order, spans not overlapping.

    Amounts of a relative wish (工资再加两千) are left to `find_relative_salary`. `lang` is the
    conversation's language, for texts that show none (25k+); `country` (ISO 3166) says whose
    dollar a bare $ is, the United States' otherwise.
    """
    return _scan(
        normalise(text),
        default_currency=default_currency,
        lang=lang,
        country=country,
        is_field=False,
        expected=None,
    )


_FIELD_NOISE = re.compile(
    r"\(?(?:glassdoor est\.?|employer est\.?)\)?|employer provided salary:?", re.I
)


def parse_salary(
    text: TextLike,
    *,
    default_currency: str | None = None,
    is_posting: bool = False,
    expected_period: Period | None = None,
    lang: Lang | None = None,
    country: str | None = None,
) -> Salary | None:
    """Return the pay in a text that is a salary field or an answer about pay, else None.

    Bare numbers count here, unlike in `find_salaries`. `is_posting` reads as an employer's
    field: one exact figure is both ends, and a Chinese shape without a symbol is CNY.
    `expected_period` is what was asked or is in force; it also scales a bare small figure
    ("70" for a year is 70,000; 22 a month in Chinese is 22,000).
    """
    normal = normalise(text)
    if not normal.text.strip():
        return None
    found = _scan(
        normal,
        default_currency=default_currency,
        lang=lang,
        country=country,
        is_field=True,
        expected=expected_period,
    )
    if not found:
        return None
    wanted = [f for f in found if not f.value.is_present and f.value.shape != "negotiable"] or found
    salary = wanted[0].value
    if len(wanted) > 1 and any(f.value.is_present for f in found):
        salary = wanted[-1].value
    if is_posting:
        salary = salary.as_posting()
        if salary.currency is None and salary.shape != "negotiable" and not default_currency:
            if re.search(r"[万千元块薪]", normal.lower) or re.fullmatch(
                r"[\d.]+(?:-[\d.]+)?k(?:·.*)?", normal.lower.strip()
            ):
                salary = replace(salary, currency="CNY", period=salary.period)
                if not salary.is_period_said and (salary.min or salary.max or 0) < 180_000:
                    salary = replace(salary, period="month")
    if salary.shape == "negotiable":
        salary = replace(salary, currency=None)
    return replace(salary, raw=normal.original.strip() if is_posting else salary.raw)


# --- relative wishes --------------------------------------------------------------------------

_AMOUNT_ZH = rf"(?P<amount>(?:(?<![\d.]){_DIGITS}\s?(?:[kw](?![a-z])|千|万|百)?\d?|{ZH_NUMBER})(?:块钱?|元|刀|镑|欧)?)"
_AMOUNT_EN = rf"(?P<amount>an? (?:pound|quid|dollar|euro|grand)\b|[$£€]?\s?(?<![\d.]){_DIGITS}\s?(?:k(?![a-z])|grand|thousand)?|{EN_NUMBER}(?:\s?(?:k|grand|thousand)\b)?)"
_TOPIC = re.compile(
    r"薪|工资|待遇|钱|收入|块|pay|salar|wage|money|rate|minimum|quid|grand|dollars?|pounds?|[$£€]|paid|earn|底薪|月入"
)
_OTHER_TOPIC = re.compile(
    r"学历|职位|级别|岗位|学位|经验|职级|门槛|要求(?:低|高)|资历|等级|楼层|身高|seniority|level|position|age|education"
)
_PERCENT = r"(?P<percent>(?<![\d.])\d{1,3}(?:\.\d+)?)\s?(?:%|percent|个点)|(?P<tenths>[一两二三四五六七八九半\d])成|百分之(?P<hundredths>[一二两三四五六七八九十\d]{1,3})"
_UP_ZH = [
    rf"(?:再|多|还要|要|得|能|想|给我|帮我)?(?:往上|向上)?(?:再|多)?(?:加|涨|提高?|上调|多|提升|抬高?|高)(?:了|上|个|出)?(?:大概)?(?:{_PERCENT})",
    rf"(?:再|还要|要|得|能|想|给我|帮我|能不能)?(?:往上|向上)?(?:再|多)?(?:加|涨|提高|提|上调|多|抬高|抬|高)(?:了|上|个|出)?(?:大概)?{_AMOUNT_ZH}(?!以上|起|左右|年|个月|天|人|份|家|次|小时|点|级|岁|个(?!k|w))",
    r"(?:再|还要|要|得|想要?|能不能)?(?:往上|向上)?(?:再|更)?(?:高|多|涨|加|提|好)(?:一?点儿?|一?些|点儿)(?!的?(?:职位|学历|级别))|(?:工资|薪资|薪水|待遇|钱|薪)[^,。]{0,6}(?:高|多|涨|加|提|好)(?:一?点|一?些)",
    r"更高(?:的?(?:薪|工资|待遇|收入))?|(?:往上|向上)(?:涨|提|调|走走?|加)|涨涨|提一提|提提|加薪|高薪",
    r"(?:工资|薪资|薪水|待遇|钱|薪酬|给的?|开的?|这(?:点|么点)钱|价)[^,。?!]{0,5}(?:太低|太少|有点低|有点少|低了|少了|偏低|不够|不高|过低)|(?:太低|太少)(?:了|吧)|给得?太少|给的?少|喝西北风|不够(?:花|活|吃|养家|用|房租)|打发叫花子|低得离谱|养不活|吃土",
]
_DOWN_ZH = [
    rf"(?:再|可以|能|也可以)?(?:往下)?(?:再)?(?:降低?|减|少|低|下调|砍|调低)(?:了|个|掉)?(?:大概)?(?:{_PERCENT})",
    rf"(?:再|可以|能|也可以|就)?(?:往下)?(?:再)?(?:降低|降|减|少|低|下调|砍|调低|便宜)(?:了|个|掉)?(?:大概)?{_AMOUNT_ZH}(?!以上|起|左右|年|个月|天|人|份|家|次|小时|级|岁|点|些|的?不)",
    r"(?:再|稍微|稍|可以|能)?(?:低|少|降)(?:一?点儿?|一?些|点儿|一丢丢)|(?:工资|薪资|薪水|待遇|钱)[^,。]{0,6}(?:低|少)(?:一?点|一?些|也)",
    r"(?:往下|向下)(?:降|调|走走?|放)|降(?:一降|降|低(?:要求|标准|工资|薪资)?)|放低(?:要求|标准)?|放宽(?:工资|薪资)|(?:太高了|要求?高了|要高了)",
]
_UP_EN = [
    (
        rf"(?:another|an extra|an additional|add(?: another)?)\s(?:\w+ ){{0,2}}?{_AMOUNT_EN}(?! (?:years?|months?|days?|hours?))|"
        rf"(?:bump|raise|up|increase|push|lift|move)\s(?:it|that|the (?:minimum|min|salary|pay|floor|rate)|my (?:minimum|min|salary)|salary|pay)?\s?(?:up )?by (?:about |another )?(?:{_PERCENT})"
    ),
    rf"(?:bump|raise|up|increase|push|lift|move|hike|put|kick)\s(?:it|that|this|the (?:minimum|min|salary|pay|floor|rate)|my (?:minimum|min|salary)|salary|pay)?\s?(?:up )?(?:by )?(?:about |another )?{_AMOUNT_EN}(?! (?:years?|months?|days?))",
    rf"(?:{_PERCENT}) (?:more|higher|extra)",
    rf"{_AMOUNT_EN} (?:more|higher|extra|better|on top)(?! (?:than(?! (?:that|this|it|now|before|what)\b)|years?|jobs?|like|of|options?|results?))",
    (
        r"(?:a |wee |little |lot |slightly |much |way )*(?:bit |touch |tad |little )?(?:higher|better paid|better paying|more money|more pay|more cash)(?! (?:level|education|position|grade|up))|pays? (?:a (?:bit|little) )?(?:more|better)|"
        r"(?:bump|raise|push|move|nudge) (?:it|that|the (?:salary|pay|minimum|min|rate)|salary|pay)(?: up)?(?: a (?:bit|little|touch))?(?! to| by|\s?\d)|go (?:a bit )?(?:up|higher)|up the (?:pay|salary|money|minimum)|more per (?:hour|year|day|month)|more than that"
    ),
    r"(?:pay|salary|money|rate|wage|that|it|they|these|this)(?:'s| is| are|s)? (?:all |way |far |a bit |just |really )*(?:too low|not enough|too little|rubbish|peanuts|a joke|low)|(?:too low|not enough money|peanuts|underpaid|can't live on|cant live on|won't cover|wont cover)",
]
_DOWN_EN = [
    rf"(?:drop|lower|reduce|knock|bring|cut|take|decrease|shave|come|go|put)\s(?:it|that|this|the (?:minimum|min|salary|pay|floor|rate)|my (?:minimum|min|salary)|salary|pay)?\s?(?:down |off )?(?:by )?(?:about )?(?:{_PERCENT})",
    rf"(?:drop|lower|reduce|knock|bring|cut|take|decrease|shave|come|go|put)\s(?:it|that|this|the (?:minimum|min|salary|pay|floor|rate)|my (?:minimum|min|salary)|salary|pay)?\s?(?:down |off )?(?:by )?(?:about |another )?{_AMOUNT_EN}(?! (?:years?|months?|days?|hours?|off))(?: off| down| less)?",
    rf"(?:{_PERCENT}) (?:less|lower)|{_AMOUNT_EN} (?:less|lower|cheaper|off)(?! than)",
    (
        r"(?:a |little |slightly |much )*(?:bit |touch |tad |little )?(?:lower|less money|less pay)(?! (?:level|grade))|(?:take|accept|go for|settle for|ok with|fine with|live with) (?:a bit |a little )?less|less is (?:fine|ok|okay)|"
        r"(?:drop|lower|reduce|bring|relax) (?:it|that|the (?:salary|pay|minimum|min|rate)|salary|pay|my (?:salary|minimum))(?: down)?(?: a (?:bit|little|touch))?(?! to| by|\s?\d)|go (?:a bit )?(?:down|lower)|(?:that's|its|it's|i'm asking) too (?:high|much)"
    ),
]
Direction = Literal["up", "down"]
_TABLES: tuple[tuple[list[str], Direction], ...] = (
    (_UP_ZH, "up"),
    (_DOWN_ZH, "down"),
    (_UP_EN, "up"),
    (_DOWN_EN, "down"),
)
_RELATIVE: list[tuple[re.Pattern[str], Direction]] = [
    (re.compile(pattern), direction) for table, direction in _TABLES for pattern in table
]
# Without one of these there is nothing relative to look for.
_RELATIVE_CUE = re.compile(
    r"[高多涨加提好少低降减砍够吃活]|调|便宜|放宽|打发|养|high|more|extra|rais|bump|increas|push|lift|move|hike|kick|another|additional|add|better|"
    r"pay|paid|peanut|enough|low|drop|reduc|knock|bring|cut|take|decreas|shave|less|down|settle|accept|relax|cheaper|off|up\b|joke|rubbish|cover|live on|much"
)
_ABSOLUTE_AFTER = re.compile(r"\s?(?:到|至|成|to\b(?! (?:that|it|this|the|my)\b))")


def _relative_amount(text: str) -> float | None:
    text = re.sub(r"(?:块钱?|元|刀|镑|欧)$", "", text.strip())
    if unit := re.match(r"an? (\w+)", text):
        return 1000.0 if unit[1] == "grand" else 1.0
    m = re.match(_amount_re("a") + "$", text)
    if not m:
        return None
    side = _side(m, "a")
    if side is None:
        return None
    value = _value_with_tail(m, "a", *side[:2])
    return value if value > 0 else None


def _relative_found(normal: NormalisedText) -> list[tuple[RelativeSalary, int, int]]:
    lower = normal.lower
    results: list[tuple[RelativeSalary, int, int]] = []
    if not _RELATIVE_CUE.search(lower):
        return results
    has_topic = bool(_TOPIC.search(lower))
    other_topic = bool(_OTHER_TOPIC.search(lower)) and not has_topic
    for pattern, direction in _RELATIVE:
        for m in pattern.finditer(lower):
            groups = m.groupdict()
            if (
                m.start()
                and m[0][:1].isascii()
                and m[0][:1].isalpha()
                and lower[m.start() - 1].isalpha()
                and lower[m.start() - 1].isascii()
            ):
                continue
            if direction == "up" and re.search(
                r"(?:不要|别|不用|不需要|没有|不能|don't|not)\s?$",
                lower[max(0, m.start() - 5) : m.start()],
            ):
                continue
            # 不能少于, 最少, 至少, 不低于: a bound, not a wish to move.
            if (
                re.search(r"(?:不|最|至|别|没|不能)$", lower[max(0, m.start() - 2) : m.start()])
                and m[0][0] in "少低高多"
            ):
                continue
            amount = percent = None
            if groups.get("percent"):
                percent = float(groups["percent"])
            elif groups.get("tenths"):
                number = (
                    0.5
                    if groups["tenths"] == "半"
                    else parse_zh_number(groups["tenths"])
                    or (float(groups["tenths"]) if groups["tenths"].isdigit() else None)
                )
                percent = None if number is None else number * 10
            elif groups.get("hundredths"):
                said = groups["hundredths"]
                percent = float(said) if said.isdigit() else parse_zh_number(said)
            elif groups.get("amount"):
                amount = _relative_amount(groups["amount"])
                if amount is None:
                    continue
                if amount < 1:
                    continue
                if _ABSOLUTE_AFTER.match(lower, m.end()):
                    continue
                scale_said = bool(
                    re.search(r"[kw千万百$£€]|grand|thousand|块|元|^an? ", groups["amount"])
                )
                if amount < 100 and not scale_said and not has_topic:
                    continue
            if other_topic:
                continue
            topic = has_topic or amount is not None and amount >= 100
            results.append((RelativeSalary(direction, amount, percent, topic), m.start(), m.end()))
    # An amount says more than a direction; then the longer reading.
    results.sort(key=lambda r: (r[0].amount is None and r[0].percent is None, r[1] - r[2]))
    return results


def _relative_spans(normal: NormalisedText) -> list[tuple[int, int]]:
    return [normal.span(s, e) for r, s, e in _relative_found(normal) if r.amount is not None]


def find_relative_salary(text: TextLike) -> Found[RelativeSalary] | None:
    """Return the wish to raise or lower the pay asked for, if the text has one.

    再高一点, 工资再加两千, "3k more", "knock the minimum down 3 grand", and complaints that pay is too
    low. "Raise it to 30k" is an absolute figure and found by `find_salaries`.
    """
    normal = normalise(text)
    results = _relative_found(normal)
    if not results:
        return None
    value, start, end = results[0]
    a, b = normal.span(start, end)
    return Found(value, a, b, normal.original[a:b])


# --- comparison -------------------------------------------------------------------------------


def to_period(amount: float, from_period: Period, to: Period) -> float:
    """Return the amount in another period: 2,080 hours, 260 days, 12 months a year."""
    return amount * PER_YEAR[from_period] / PER_YEAR[to]


def comparable_yearly(
    salary: Salary, *, with_bonus_months: bool = True
) -> tuple[float | None, float | None]:
    """Return (min, max) a year in the salary's own currency.

    Bonus months (13薪) count unless told otherwise: monthly wishes must ignore them.
    """
    months = salary.months if with_bonus_months and salary.period == "month" else None
    factor = months or PER_YEAR[salary.period]
    return (
        None if salary.min is None else salary.min * factor,
        None if salary.max is None else salary.max * factor,
    )


def comparable_monthly(salary: Salary) -> tuple[float | None, float | None]:
    """Return (min, max) a month, bonus months ignored."""
    low, high = comparable_yearly(salary, with_bonus_months=False)
    return (None if low is None else low / 12, None if high is None else high / 12)
