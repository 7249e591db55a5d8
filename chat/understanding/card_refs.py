"""Which of the shown jobs a message talks about: 第二个, the last one, 那个浦东的, the Barclays one."""

import re

from .reading import Reading
from .types import Card, Context

_ZH = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_EN = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "tenth": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip

_COUNTER = r"(?:个|家|份|号|条|张|款|项|位)"
_ORDINAL_ZH = re.compile(
    rf"第\s*([一二三四五六七八九十]|\d{{1,2}})(?!\s*(?:次|天|年|步|时间|遍|回|轮|名|学历|志愿|线|人民|医院|中学|小学|百|份工作))\s*{_COUNTER}?"
)
_NUMBER_ZH = re.compile(
    r"(?<![\d第年月一二三四五六七八九十])([一二三四五六七八九十]|\d{1,2})\s*号(?!\s*(?:楼|线|发|上|前|后|开|发工资))"
)
_PAIR_ZH = re.compile(
    r"(?:第)?([一二三四五六七八九]|[1-9])\s*(?:和|跟|与|、|还是|比|或者?)\s*(?:第)?([一二三四五六七八九]|[1-9])(?![\d年月天小时万千百kKwW万点岁])"
)
_LAST_ZH = re.compile(
    rf"(?:最后|末尾|末|最下面|最底下)(?:面)?(?:那|的|一)*{_COUNTER}?|倒数第([一二三四五\d])"
)
_FRONT_ZH = re.compile(r"前([两二三四五六\d])" + _COUNTER)
_ALL_ZH = re.compile(r"(?:都|全部|所有|这几个|这些|每个|一个个).{0,4}(?:投|看|比|不|申请|要)")
_THIS_ZH = re.compile(
    r"(?:就|这|那)(?:一)?(?:个|家|份)(?!月|人|价|钱|地方|城市|问题|条件|字|点|工资|数|功能|软件|app|号|礼拜)"
)
_ORDINAL_EN = re.compile(
    r"\b(?:the |that |this )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[1-9](?:st|nd|rd|th))\b(?! (?:of (?:all|january|march|june)|job i|time|day|interview|round|week|month|year|aid|class|language|hand|shift|thing|half))"
)
_NUMBER_EN = re.compile(
    r"\b(?:number|no\.?|num|job|option|card|#)\s*#?(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b|(?:^|\s)#(\d{1,2})\b"
)
_PAIR_EN = re.compile(
    r"\b(?:number |no\.? ?|job |option )?([1-9]|one|two|three|four|five)\s*(?:,|or|and|vs\.?|versus|&|to|with|against)\s*(?:number |no\.? ?|the |job )?([1-9]|one|two|three|four|five|six)\b(?!\s*(?:hours?|days?|years?|yrs?|months?|weeks?|k\b|%|am|pm|-))"
)
_LAST_EN = re.compile(
    r"\b(?:the |that )?(?:last|final|bottom) (?:one|job|of|two|role|posting|card)\b|\bthe last\b(?! (?:few|time|week|month|year|job i|question|step|page|thing))"
)
_FRONT_EN = re.compile(r"\b(?:the )?(?:first|top) (two|three|four|2|3|4)\b")
_ALL_EN = re.compile(
    r"\b(?:all of (?:them|these)|all (?:three|four|five)|every one|each of (?:them|these)|both)\b"
)
_THIS_EN = re.compile(
    r"^(?:this|that)(?: one| job)?\W*$|\b(?:this|that) (?:one|job|role|position|posting|place|company)\b"
)
_POINT = re.compile(
    r"(?:那|这)(?:个|家|份|边)|(?:个|家)(?:的|吧|呢)?$|[跟给投选]|联系|问问|\b(?:the|that|this|at|with|to) .{2,40}\b(?:one|job|role|place|post|position)\b|\bapply\b|\bcontact\b"
)


def find_card_refs(reading: Reading, context: Context) -> tuple[int, ...]:
    """Return 0-based indices of the jobs named, in the order said; none when no job was shown."""
    count = max(context.last_cards, len(context.cards))
    if not count:
        return ()
    text = reading.lower
    refs = _by_number(text, count)
    if not refs:
        refs = _by_content(reading, context.cards)
    if not refs and count == 1 and (_THIS_ZH.search(text) or _THIS_EN.search(text)):
        refs = [0]
    return tuple(dict.fromkeys(r for r in refs if 0 <= r < count))


def names_beyond(lower: str, count: int) -> bool:
    """Whether a message names by its number a job that is not among the `count` shown."""
    refs = _by_number(lower, count) if count else []
    return bool(refs) and all(ref >= count for ref in refs)


def _by_number(text: str, count: int) -> list[int]:
    found: list[tuple[int, int]] = []
    for m in _PAIR_ZH.finditer(text):
        found += [(m.start(), _number(m[1]) - 1), (m.start() + 1, _number(m[2]) - 1)]
    for m in _ORDINAL_ZH.finditer(text):
        if not (m.start() >= 2 and text[m.start() - 2 : m.start()] == "倒数"):
            found.append((m.start(), _number(m[1]) - 1))
    found += [(m.start(), _number(m[1]) - 1) for m in _NUMBER_ZH.finditer(text)]
    for m in _LAST_ZH.finditer(text):
        found.append((m.start(), count - (_number(m[1]) if m[1] else 1)))
    for m in _FRONT_ZH.finditer(text):
        found += [(m.start(), i) for i in range(min(_number(m[1]), count))]
    for m in _FRONT_EN.finditer(text):
        found += [(m.start(), i) for i in range(min(_number(m[1]), count))]
    if not found:
        for m in _PAIR_EN.finditer(text):
            found += [(m.start(), _number(m[1]) - 1), (m.start() + 1, _number(m[2]) - 1)]
        found += [(m.start(), _number(m[1] or m[2]) - 1) for m in _NUMBER_EN.finditer(text)]
        found += [(m.start(), _number(m[1]) - 1) for m in _ORDINAL_EN.finditer(text)]
        found += [(m.start(), count - 1) for m in _LAST_EN.finditer(text)]
    if not found and (_ALL_ZH.search(text) or _ALL_EN.search(text)):
        found = [(0, i) for i in range(count)]
    return [index for _, index in sorted(found, key=lambda f: f[0])]


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _ZH.get(word) or _EN.get(word) or 0


def _by_content(reading: Reading, cards: tuple[Card, ...]) -> list[int]:
    """Return the one card whose employer, place or title the message names, if only one fits."""
    points = 1.0 if _POINT.search(reading.lower) else 0.4
    scores = []
    for card in cards:
        score = 3 * _mentions(reading.lower, card.employer) + 2 * points * max(
            _mentions(reading.lower, card.city), _mentions(reading.lower, card.district)
        )
        scores.append(score + 2 * points * _mentions(reading.lower, card.title))
    best = max(scores, default=0.0)
    if best < 1.0 or scores.count(best) > 1:
        return []
    return [scores.index(best)]


_LEGAL = re.compile(
    r"(?:股份|有限|责任|公司|集团|科技|网络|信息|技术|餐饮|管理|服务|\(.*?\)|\b(?:inc|ltd|llc|plc|gmbh|limited|corp|co|group|the|company|services?)\b\.?)"
)


def _mentions(text: str, name: str) -> float:
    """Return how surely the text names this: 1 the whole, less for its telling part."""
    name = name.lower().strip()
    if len(name) < 2:
        return 0.0
    if name in text:
        return 1.0
    core = " ".join(_LEGAL.sub(" ", name).split())
    if len(core) >= 2 and core in text:
        return 0.9
    if re.search(r"[\u4e00-\u9fff]", core):
        han = re.sub(r"\s", "", core)
        # 顺达那家 for 顺达物流: the longest run of the name that is in the text.
        for length in range(len(han), 1, -1):
            if any(han[i : i + length] in text for i in range(len(han) - length + 1)):
                return 0.4 + 0.5 * length / len(han)
        return 0.0
    words = [w for w in re.findall(r"[a-z0-9']+", core) if len(w) > 2]
    return (
        0.9 * sum(bool(re.search(rf"\b{re.escape(w)}", text)) for w in words) / len(words)
        if words
        else 0.0
    )
