"""How days, weeks, months, quarters and feasts are written in both languages."""

import re

from jobassist.language.numbers import parse_en_number, parse_zh_number

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {name: i for i, name in enumerate(_WEEKDAYS_EN, start=1)} | {
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
    "sun": 7, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 6,
}  # fmt: skip
L, E = "(?<![a-z0-9])", "(?![a-z0-9])"
MON = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
WD_EN = r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|mon|tues?|wed|thurs?|thu|fri|sat|sun)"
N_EN = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety|couple of|few)"
N_ZH = r"(?:\d{1,3}|[一二两三四五六七八九十百半]{1,4})"
M_ZH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
D_ZH = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
Y = r"(?:20\d\d)"
_UNIT_EN = r"(?P<{0}>day|week|fortnight|month|quarter|year)s?"
_UNIT_ZH = r"(?P<{0}>天|日|周|星期|礼拜|个?月|季度|年)"
UNITS_ZH = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
             "个月": "month", "季度": "quarter", "年": "year"}  # fmt: skip
_ORD = r"(?:st|nd|rd|th)?"


def number_of(text: str) -> int | None:
    """Return a small number in digits or words of either language."""
    text = text.strip()
    if text.isdigit():
        return int(text)
    if text in ("a", "an"):
        return 1
    if text.startswith("couple"):
        return 2
    if text == "few":
        return 3
    value = parse_zh_number(text) if re.search("[\u4e00-\u9fff]", text) else parse_en_number(text)
    return None if value is None or value != int(value) else int(value)


_ATOMS: list[tuple[str, str]] = [
    ("feast", rf"(?:(?P<yzh>{Y}年|今年|去年|前年)的?)?(?P<f>国庆|十一(?=期间|那几天|放假|国庆)|十一黄金周|十一长假|十一假期|五一|劳动节|元旦|双十一|双11|双十二|圣诞节?|春节|中秋|清明|端午|元宵|七夕|重阳|除夕|感恩节|复活节|黑色星期五|情人节|儿童节|教师节|三八节?)(?:节|长假|黄金周|假期|小长假|期间|放假|当天|那天|那几天|那周)*"),
    ("feast", rf"{L}(?:the )?(?P<f>national day|golden week|labou?r day|may day|christmas(?: day)?|new year's day|boxing day|halloween|valentine's day|christmas eve|new year's eve|easter(?: sunday| monday)?|good friday|black friday|cyber monday|thanksgiving(?: day)?|chinese new year|lunar new year|spring festival|dragon boat(?: festival)?|mid-autumn(?: festival)?|qingming(?: festival)?)(?: holidays?| week| weekend| break| period)?(?:,?(?: of| in)? (?P<y>{Y}|last year|this year))?{E}"),
    # Days of one month: 1 to 15 September, September 1-15, 9月1日到15日.
    ("dd_month", rf"{L}(?P<d1>\d{{1,2}}){_ORD}(?: of)?\s*(?:to|-|until|till|through|thru|and)\s*(?:the )?(?P<d2>\d{{1,2}}){_ORD}(?: of)? (?P<mon>{MON})(?:,? (?P<y>{Y}))?{E}"),
    ("dd_month", rf"{L}(?P<mon>{MON}) (?:the )?(?P<d1>\d{{1,2}}){_ORD}\s*(?:to|-|until|till|through|thru|and)\s*(?:the )?(?P<d2>\d{{1,2}}){_ORD}(?:,? (?P<y>{Y}))?{E}(?! ?{MON})"),
    ("dd_month", rf"(?:(?P<yzh>{Y}年|今年|去年)的?)?(?P<mzh>{M_ZH})月(?P<d1>{D_ZH})[日号]?\s?(?:到|至|-|~)\s?(?P<d2>{D_ZH})[日号](?!\s?点)"),
    # Months of one year: 6到9月.
    ("mm", rf"(?<![\d.年])(?:(?P<yzh>{Y}年|今年|去年)的?)?(?P<m1>{M_ZH})\s?(?:到|至|-|~)\s?(?P<m2>{M_ZH})月份?(?!\s?\d)"),
    ("iso_week", rf"{L}(?P<y>{Y})-?w(?P<w>\d{{1,2}}){E}"),
    ("iso_day", rf"(?<!\d)(?P<y>{Y})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)"),
    ("iso_month", rf"(?<!\d)(?P<y>{Y})[-/.](?P<m>0[1-9]|1[0-2])(?![\d-])"),
    ("ymd", rf"(?P<yzh>{Y}年|今年|去年|前年)的?(?P<mzh>{M_ZH})月份?(?P<d1>{D_ZH})[日号]"),
    ("md", rf"(?<!\d)(?P<mzh>{M_ZH})月份?(?P<d1>{D_ZH})(?:[日号]|(?=\s?[到至~-]\s?{M_ZH}月))"),
    ("md", r"(?<![\d/.])(?P<mzh>1[0-2]|0?[1-9])/(?P<d1>[12]\d|3[01]|0?[1-9])(?![\d/])"),
    ("third", rf"(?:(?P<yzh>{Y}年|今年|去年)的?)?(?P<mzh>{M_ZH})月份?(?P<third>上旬|中旬|下旬|上半月|下半月)"),
    ("third", r"(?P<rel>上个?月|本月|这个?月)(?P<third>上旬|中旬|下旬|上半月|下半月)"),
    ("rel_month_day", rf"(?P<rel>上个?月|本月|这个?月)(?P<d1>{D_ZH})[日号]"),
    ("day_month", rf"{L}(?:the )?(?P<d1>\d{{1,2}}){_ORD}(?: of)? (?P<mon>{MON})(?:,? (?P<y>{Y}))?{E}"),
    ("day_month", rf"{L}(?P<mon>{MON}) (?:the )?(?P<d1>\d{{1,2}}){_ORD}(?:,? (?P<y>{Y}))?{E}(?! ?(?:hours|people|applic|most|best|top))"),
    ("quarter", rf"{L}(?:(?P<y1>{Y}) ?)?q(?P<q>[1-4])(?:(?: of|,)? ?(?P<y>{Y}|last year|this year))?{E}"),
    ("quarter", rf"{L}(?:the )?(?P<qo>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?:(?: of|,)? ?(?P<y>{Y}|last year|this year))?{E}"),
    ("quarter", rf"(?:(?P<yzh>{Y}年|今年|去年|前年)的?)?(?:(?<![上这前下])第?(?P<qzh>[一二三四1-4])季度?|(?<![a-z])q(?P<q>[1-4])(?!\d)(?:季度)?)(?!个)"),
    ("half_of", rf"{L}(?:the )?(?P<ho>first|second|latter|1st|2nd) half of (?:(?P<mon>{MON})(?: (?P<y>{Y}|last year|this year))?|(?P<rel>last month|this month)){E}"),
    ("half", rf"{L}(?:h(?P<h>[12])|(?:the )?(?P<ho>first|second|latter|1st|2nd) half)(?:(?: of|,)?(?: the)? ?(?P<y>{Y}|last year|this year|year))?{E}(?! (?:of )?(?:{MON}|last month|this month))"),
    ("half", rf"(?:(?P<yzh>{Y}年|今年|去年|前年)的?)?(?P<hzh>[上下]半年|(?<=年)[前后]半年|(?<=年的)[前后]半年)"),
    ("full", rf"{L}(?:the )?(?:last|previous|most recent|latest|past) (?:full|complete|completed|whole|calendar) (?P<u>week|month|quarter|year){E}"),
    ("full", rf"{L}(?:the )?(?P<u>week|month|quarter|year) before (?:this(?: one| week| month| quarter| year)?|the current(?: one)?){E}"),
    ("full", r"上一?个?(?:完整的?|自然|整|日历)(?:一?个)?(?P<uzh>周|星期|月|季度|年)"),
    ("fulls", rf"{L}(?:the )?(?:last|previous|past) (?P<n>{N_EN}) (?:full|complete|completed|whole|calendar) (?P<u>week|month|quarter|year)s{E}"),
    ("before_last", rf"{L}(?:the )?(?P<u>week|month|quarter|year|weekend) before last{E}"),
    ("rolling", rf"{L}(?:the |over the |in the )?(?:last|past|previous|trailing|recent|latest|most recent) (?P<n>{N_EN}) {_UNIT_EN.format('u')}{E}(?: ?\(?,? ?(?:including|counting|incl\.?|up to|to|until|ending) (?:today|now)\)?)?"),
    ("rolling", rf"{L}(?:the )?(?P<n>{N_EN}) {_UNIT_EN.format('u')} (?:to|up to|until|till|ending|through|leading up to) (?:now|today|date){E}"),
    ("rolling", rf"{L}(?P<n>{N_EN}) {_UNIT_EN.format('u')} (?:back|to date){E}"),
    ("rolling_one", rf"{L}(?:the )?past (?P<u>day|week|fortnight|month|quarter|year){E}|{L}(?:the )?(?:last|previous|this) (?P<u2>fortnight){E}"),
    ("rolling_zh", rf"(?:最?近(?:的?这)?|过去|前(?!\s?(?:\d+|[一二三四五六七八九十]+)个?(?:月|季度)(?=的(?:那|对)))|这(?!一?(?:周|星期|礼拜|季))|往前(?:推|数|倒推)?|倒推|近来|之?前)的?(?P<n>{N_ZH}|几)\s?(?P<g>个)?{_UNIT_ZH.format('u')}(?P<half>半)?(?:以?内|以来|里|来|之内|时间)?(?!前|后|级|班|份|[一二三四五六日]点|榜|名)"),
    ("rolling_zh", r"(?:最?近|过去)的?(?P<n>[二两三四五六七八九十]|1?\d)(?P<g>月)(?P<u>月)?(?P<half>)(?:以?内|以来|里|来)?(?![\d份初底])"),
    ("rolling_zh", rf"(?P<n>{N_ZH})\s?(?P<g>个)?{_UNIT_ZH.format('u')}(?P<half>)(?:之内|以内|内|以来)"),
    ("half_year", r"(?:最近|近|过去|这)半年|半年(?:来|以来|内)|(?<![a-z])(?:last|past) (?:half[- ]year|half a year)(?![a-z])|(?<![a-z])last 6 months(?![a-z])"),
    ("half_month", r"(?:最近|近|过去|这)半个?月"),
    ("weekend", rf"{L}(?P<rel>last|this|this past|the past|past|previous) weekend{E}"),
    ("weekend", r"(?P<rel>上上|上个?|这个?|本|刚过去的)(?:周|星期|礼拜)?周?末"),
    ("rel_wd", rf"{L}(?P<rel>last|this|this past|past|previous|since|on) (?P<wd>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun){E}(?! and| or| the \d|,? (?:tue|wed|thu|fri|sat|sun)|s)"),
    ("rel_wd", rf"{L}(?P<rel>from|starting|starting on|between) (?P<wd>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun){E}(?=(?:,? (?:to|until|till|through|up to|and) (?:now|today|date|yesterday|this morning))| onwards?{E})"),
    ("rel_wd", r"(?P<rel>上上|上个?|这个?|本)(?:周|星期|礼拜)(?P<wd>[一二三四五六日天1-7])(?![个\d])"),
    ("day", rf"{L}(?:the )?(?P<w>day before yesterday|yesterday|today|tonight|last night|this morning|this afternoon|this evening|now|right now){E}"),
    ("day", r"(?P<w>大前天|前天|前日(?!制)|前儿|昨天|昨日|昨儿个?|昨晚|今天|今日|今儿个?(?!子)|今晚|今早|当天|当日)"),
    ("month_rel", rf"{L}(?P<mon>{MON}),?(?: of)? (?P<rel>last year|this year){E}"),
    ("month_rel", rf"{L}(?P<rel>last|this|this past) (?P<mon>{MON}){E}"),
    ("rel", rf"(?:(?<=start of the )|(?<=beginning of the ))(?P<u>week|month|quarter|year){E}"),
    ("rel", rf"{L}(?:the )?(?P<rel>this|current|the current|last|previous|prior|preceding) (?P<u>week|month|quarter|year|day){E}(?: so far| to date)?"),
    ("rel", rf"{L}(?P<u>week|month|quarter|year)[- ]to[- ]date{E}"),
    ("rel", rf"{L}(?P<td>wtd|mtd|qtd|ytd){E}"),
    ("rel", rf"{L}so far this (?P<u>week|month|quarter|year){E}|{L}this (?P<u2>week|month|quarter|year) so far{E}"),
    ("rel", r"(?P<rel>上上一?个?|大上个?|上一?个?|这一?个?|本|当|今|该)(?P<u>周|星期|礼拜|月|季度?)(?:以来|至今|到现在|到目前)?(?!末|[二三四五六日天]|一(?![共直起样下个])|\d|份?薪)"),
    ("ym", rf"(?P<yzh>{Y}年|今年|去年|前年)的?(?P<mzh>{M_ZH})月份?"),
    ("ym_en", rf"{L}(?P<mon>{MON}),?(?: of)? ?(?P<y>{Y}){E}"),
    ("year", rf"(?P<yzh>{Y})\s?年(?:度|全年)?|(?P<rel>今年|本年度?|去年|上一?年|前年|年初)(?:度|全年)?(?:以来|至今|到现在|到目前为止|为止)?(?!同期|同月)"),
    ("week_no", rf"{L}(?:calendar )?week (?P<w>\d{{1,2}})(?: of)?(?: (?P<y>{Y}))?{E}|(?:(?P<yzh>{Y}年|今年|去年)的?)?第\s?(?P<wzh>\d{{1,2}}|[一二三四五十]{{1,4}})周"),
    ("ago", rf"{L}(?P<n>{N_EN}) {_UNIT_EN.format('u')} ago{E}"),
    ("ago", rf"(?P<n>{N_ZH})(?:个(?=[月季星礼])|(?!个?月)|(?<=[两几])(?=月))(?P<u>天|日|周|星期|礼拜|月|季度|年)(?:之|以)?前(?![一二三四五六七八九十\d]+[名个])"),
    ("month", rf"{L}(?:the month of )?(?P<mon>(?!may{E}|mar{E}|sun){MON}|(?<=in )may|(?<=since )may|(?<=from )may|(?<=during )may|(?<=for )may|(?<=and )may|(?<=to )may|(?<=of )may|(?<=by )may|may(?= (?:to|until|and|vs|through)|-)|may's|(?<=vs )may|(?<=with )may|(?<=against )may|(?<=versus )may|(?<=than )may|mar){E}"),
    ("month", rf"(?<![\d年第近个])(?P<mzh>{M_ZH})月份?(?!\s?\d)"),
    ("year_en", rf"(?:{L}(?:in|during|for|of|since|from|until|before|after|throughout|all of|and|to|vs|than|year) |, (?=20\d\d\s*(?:$|[?.,!]))|^)(?P<y>{Y}){E}"),
    ("dom", rf"{L}the (?P<d1>\d{{1,2}})(?:st|nd|rd|th){E}"),
    ("dom", rf"(?<![\d月第])(?P<d1>{D_ZH})[号](?![线楼院店仓])"),
    ("wd_zh", r"(?<![每逢])(?:周|星期|礼拜)(?P<wd>[一二三四五六日天])(?!\s?(?:到|至|-|~|和|、|或|,|,)\s?(?:周|星期|礼拜)?[一二三四五六日天])(?=起|开始|以来|到现在|至今|到今天|到目前|[到至]\x01|当天|那天)"),
]  # fmt: skip
PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _ATOMS]
