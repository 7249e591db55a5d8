"""Wishes in a message that no slot could take, so that they are told and not dropped."""

import re

from .reading import Reading
from .types import Span

MAX_LEFT = 3
_MAX_WORDS = 40

_CLAUSE_ZH = re.compile(
    r"[,，。;；!！?？\n、\s]+|但是?|不过|而且|并且|然后|另外|还有|最好是?|如果|要是"
)
_CLAUSE_EN = re.compile(
    r"[,.;!?\n()]+(?!\d)|\s[-–]\s|\b(?:and|but|also|plus|with|ideally|preferably|or)\b"
)
_WISHED_BY = re.compile(r"with|ideally|preferably|最好是?")
_WISH_ZH = re.compile(
    r"稳定|轻松|清闲|累|辛苦|不忙|不卷|压力|氛围|环境|前景|发展|晋升|升职|成长|福利|正规|靠谱|年轻|团队|老板|领导|同事|有意义|有前途|"
    r"干净|体面|长期|长久|安全|简单|不[^,。]{1,5}的$|不用[^,。]{1,8}$|(?:能|可以|要|有|带|提供|给|包|靠近|离)[^,。]{2,10}(?:的|就行|就好|最好)?$|地铁|附近|马上|尽快|立刻|随时|坐着|站着|室内|户外|编制|月休|转正|绩效|五十|年龄"
)
_WISH_EN = re.compile(
    r"\b(?:friendly|good|great|nice|small|big|stable|secure|easy|relaxed|quiet|chilled?|low[- ]stress|no stress|culture|team|atmosphere|environment|progression|promotion|career|growth|"
    r"benefits|perks|meaningful|interesting|creative|near|close|walking|immediate|asap|straight away|start(?:ing)?|dog|gym|outdoors?|indoors?|outside|inside|sitting|standing|heavy|young|modern|supportive|boss|manager|"
    r"prefer|must|should|need to|has to|have to|want|offers?|provide[sd]?|included|supplied|without|no)\b"
)
_NO_WISH_ZH = re.compile(
    r"^(?:我|本人|人在|坐标|目前|现在|以前|之前|原来|做过|干过|刚|毕业|今年|男|女|你好|您好|哈喽|嗨|谢谢|多谢|麻烦|请问|帮|给我|推荐|看看|有没有|有啥|有吗|有什么|求|找|想找|想要找?|要找|急|在线等|工资|薪资|月薪|待遇|底薪|税前|税后|到手|左右|以上|就行|就好|都行|都可以|也行|随便|算了|还是|改成?|换成?|不对|错了|等等|嗯|哦|那|这|吧|啊|了|的|好的?|行|可以|ok|对)[^要想希]*$"
    r"|能听见|听得[见到]|[吗么呢?]\W*$|^(?:能|可以|会|愿意|接受|能够)(?:出差|加班|倒班|上|吃苦|适应|接受|熬夜|独立|长期|随时|马上|英语)|经验|岁|年了|学历|专业|毕业|会(?:说|用|做|开)|证$|^[\W\d]*$"
)
_NO_WISH_EN = re.compile(
    r"^(?:hi|hello|hey|thanks?|thank you|cheers|please|pls|i(?:'m| am|'ve| have| was| did| used| got| live| worked| work| can| could| know| speak| just| moved| left| finished)|im|ive|my|we|any(?:thing|one)?|can you|could you|would you|show|find|get|give|help|looking|look|need (?:an?|some|new|work|job)|want (?:an?|some|new|work|job|to (?:find|work|be|get|do|work as))|what|who|where|how|when|actually|no wait|sorry|oops|scratch|make|change|ok|okay|yes|no|well|so|just|maybe|around|about|at least|minimum|min|max|paying|pays?|salary|wage|per|a year|an hour|job|jobs|work|role|roles|there|here|it|that|this|the)\b[^!]{0,24}$"
    r"|\b(?:experience|years?|yrs|degree|qualif\w+|certificate|licen[cs]e|gcse|bsc|msc|old)\b|^[\W\d]*$"
)


def find_leftovers(reading: Reading, spoken: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the clauses that sound like a wish and of which nothing was understood."""
    pattern = _CLAUSE_ZH if reading.lang == "zh" else _CLAUSE_EN
    wishes, none = (_WISH_ZH, _NO_WISH_ZH) if reading.lang == "zh" else (_WISH_EN, _NO_WISH_EN)
    found: list[Span] = []
    at = 0
    cuts = [match.span() for match in pattern.finditer(reading.lower)]
    before = ""
    for start, end in [*cuts, (len(reading.lower), len(reading.lower))]:
        clause = reading.lower[at:start].strip()
        begin = at + len(reading.lower[at:start]) - len(reading.lower[at:start].lstrip())
        finish = begin + len(clause)
        is_wished = _WISHED_BY.fullmatch(before) is not None
        at, before = end, reading.lower[start:end].strip()
        if not 2 <= len(clause) <= _MAX_WORDS or any(a < finish and begin < b for a, b in spoken):
            continue
        if (is_wished or wishes.search(clause)) and not none.search(clause):
            found.append(reading.span(begin, finish))
    return tuple(found[:MAX_LEFT])
