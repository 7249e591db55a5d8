"""What an answer to "is there anything you don't want?" refuses: the words that name it are enough.

外包不去, nothing on call, saturdays: no "not" has to stand before them. Pure.
"""

import re

from jobs.traits import trait_refused

from .exclusions import bare_of_slurs
from .reading import Reading

# Nothing is refused.
_NOTHING = re.compile(
    r"^(?:(?:嗯|哦|啊|呃|额|这个|好像|暂时|目前|现在|倒|也|应该|基本上?|其实|我|吧|了|就|,|，|\s)*)"
    r"(?:没(?:有|啥|什么)?|无|都?还?(?:行|可以|凑合|好)|都(?:能?接受|成|没问题|不挑)|不(?:挑|介意|限|忌口|讲究|清楚|知道|晓得)|随(?:便|你|意)|无所谓|没(?:什么|啥|有什么|有啥)?(?:特别|要求|忌讳|讲究|禁忌|不能接受|接受不了|想法|想好|想过|考虑过|概念)|(?:你|您)?(?:先)?看着(?:办|来|弄|给|推)|想不(?:到|出|起来?)|跳过|略过|先不(?:填|说|管)|说不好|不好说|再说|怎么都行|什么都(?:行|可以))"
    r"(?:的?(?:要求|忌讳|禁忌|讲究|能(?:挣钱|干|做|有活)就(?:行|好|成)|有活就(?:行|干)|特别的?|不(?:想|愿意?|能)(?:做|干|接受|要)的?|接受|可以|行|都行|关系|想法|所谓|不要的|什么|哈|呢|吧|了|啊|呀|哦|欸|嘛|,|，|。|!|\s))*$"
    r"|^(?:(?:hmm+|um+|er+|well|so|honestly|really|actually|i(?:'m| am)|i|guess|think|oh)\b[,\s]*)*"
    r"(?:no+(?:pe)?|nah|none|(?:nah |no,? )?nothing(?:'?s| is) (?:really )?(?:off limits|off the table|out|ruled out|a problem|a no|too much)|nothing(?: (?:really|much|special|else|in particular|(?:comes|springs) to mind|i can think of|that i can think of|at all|specific|i mind|i dislike|i object to))?|not (?:really|that i can think of|particularly|sure|fussed|bothered|fussy|picky)|"
    r"n/?a|skip(?: (?:it|this|that|that one))?|pass|any(?:thing)?(?: (?:goes|is fine|works))|(?:it'?s )?all (?:good|fine)|whatever(?: works)?|don'?t (?:mind|know|care)|no (?:idea|preference|preferences|clue|not really|that'?s (?:all|it))|open to (?:anything|all|everything)|(?:i'?m )?easy|(?:i'?d )?rather not say|couldn'?t (?:say|tell you)|up to you|leave (?:it|that)|can'?t think of (?:any(?:thing)?|owt|a thing|one|nowt)|(?:haven'?t|not|never) (?:really )?thought(?: about (?:it|that))?)"
    r"(?:[,\s]*(?:to be honest|honestly|either way|really|sorry|tbh|thanks|thank you|mate|please|at the moment|right now|for now|though|i think|about that|that'?s (?:all|it)|not really|i'?m (?:easy|fine|open)|as long as it pays|so long as it pays))*\W*$"
)
_PARTS_ZH = re.compile(r"[,、;。.!/\s]+|(?:还有|以及|或者?|跟|和|也不(?:想|要|能|去|干)?)")
_PARTS_EN = re.compile(r"[,;.!/&+\n]+|\b(?:and|or|nor|also|plus|as well as|but|just)\b")
_HEAD_ZH = re.compile(
    r"^(?:一律|统统|全都?|我|俺|咱|就是|主要|最|最好|反正|只要|但凡|凡是|一切|所有|任何|别|不|没|是|要|想|能|会|让|叫|去|做|干|上|当|有|带|那种|这种|什么|太|总|老是?|经常|天天|一直|老是|成天|整天|长时间|再|倒(?=夜)|给我推?|碰|讨厌|受不了|怕|烦|拒绝?|千万|坚决|绝对|除了|涉及|需要?)+"
)
_TAIL_ZH = re.compile(
    r"(?:pass|no|达咩|拉黑|退{1,3}|走开|闪开|绕道|绕路|免谈|勿扰|勿进|滚开?|滚蛋|靠边站?|的?(?:都|就|也|一律|统统|全)?(?:熬|干|做|吃|受|跑|扛|喝|搬|站|顶)不(?:住|了|动|消|来)|的?(?:我|都|就|也|一律|统统|坚决|绝对|全)*(?:不(?:想|要|能|会|愿意?|考虑|接受|去|干|做|行|上|来|看|碰|谈|喜欢)+(?:做|干|去|要|上|看|来|碰)?|别(?:推|来|找我?|发|给)?|免谈|免了|除外|算了|就行|pass|拒绝|勿扰|排除)|的(?:活|工作|岗位?|公司|那种|单位|职位|企业|厂|店)?|之类的?|什么的|那种|这种|方面|(?<!站)岗位?|公司|工作|的活|了|吧|啊|呢|哈|哦|嘛|呀|啦|我|都|也|就|可|真)+$"
)
_HEAD_EN = re.compile(
    r"^(?:(?:i|i'?d|i'?m|i'?ve|you|we|it|would|will|can|could|do|does|did|to|be|being|really|also|definitely|absolutely|please|maybe|probably|mainly|mostly|only|anything|anywhere|any|nothing|no|not|never|none of|don'?t|won'?t|can'?t|cannot|wouldn'?t|couldn'?t|isn'?t|hate|avoid|dislike|loathe|refuse|rather|prefer|want|wanna|like|fancy|do|doing|work|working|go|going|with|that'?s|that is|that has|that involves|involving|needing|needs?|requiring|requires?|which|where|there'?s|the|a|an|all|those|these|this|of|in|at|for|on(?![ -](?:call|site))|through|via|stuff|jobs?|roles?|places?|companies|based on|keep me away from|stay away from|less|more|too much|lots of|ruled out|allergic to|sick of|tired of|done with|over)\b[,\s]*)+",
)
# "working away" and "on call" are the thing itself.
_WHOLE_EN = re.compile(
    r"\b(?:working away|work(?:ing)? (?:weekends|nights|saturdays|sundays|bank holidays|outdoors|outside|at height|alone)|on[ -]call|away work|going door to door|being on call)\b"
)
_TAIL_EN = re.compile(
    r"(?:[\s,]*\b(?:please|pls|thanks|thank you|jobs?|roles?|work|positions?|companies|company|firms?|places?|stuff|things?|based pay|pay|contracts? are out|are out|is out|is not for me|aren'?t for me|not for me|isn'?t for me|for me|again|anymore|any more|either|if possible|ideally|at all|ever|though|mate|tho|kind of thing|involved|is a no|are a no|a no[- ]no|no thanks|no way|out|off the table|ones?|as such|i guess|really|too much|involving|lol)\b)+\W*$"
)
_KEEP_EN = re.compile(
    r"\b(?:price|shift|farm|night|agency|temp|weekend|care|office|factory|physical|manual|away|piece) work$|\b(?:zero[ -]hours?|fixed[ -]term|short[ -]term|temporary) contracts?$"
)
_ASKS = re.compile(
    r"[??]|[吗么]\s*$|([\u4e00-\u9fff])不\1|怎么|为什么|多少|哪|^(?:what|why|how|when|where|who|which|is|are|can|could|do|does|will|would) (?:you|they|it|the|this|that)\b"
)
_NO_NEED = re.compile(r"^(?:ok(?:ay)?|yes|yeah|yep|sure|fine|right|对|好(?:的)?|是的?|嗯+|行)\W*$")
MOST = 5


def says_nothing(lower: str) -> bool:
    """Whether the whole message leaves a question without an answer: 都可以接受, "not bothered"."""
    return bool(_NOTHING.match(lower.strip()))


def read_refusals(reading: Reading) -> list[str] | None:
    """Return what the answer refuses; empty where nothing is; None where it is no such answer."""
    lower = reading.lower.strip()
    if not lower or len(lower) > 80 or _ASKS.search(lower) or _NO_NEED.match(lower):
        return None
    if _NOTHING.match(lower):
        return []
    is_zh = bool(re.search(r"[\u4e00-\u9fff]", lower))
    found: list[str] = []
    for part in _list_refusing((_PARTS_ZH if is_zh else _PARTS_EN).split(lower), is_zh=is_zh):
        noun = _bare_zh(part) if is_zh else _bare_en(part)
        nouns = _ALIKE_ZH.sub(r"\1,", noun).split(",") if is_zh else [noun]
        if len(noun.split()) > _MOST_WORDS:
            nouns = [_singular(each) for each in _named_in(noun)] or [noun]
        nouns = [bare_of_slurs(one)[0] for each in nouns for one in _split_traits(each)]
        found += [each for each in nouns if each and each not in found]
    return found[:MOST] or None


_WISHES = re.compile(
    r"^(?:我|就|还是)?(?:只要(?!不)|只(?:想|看|做|考虑)|要是|要有|得有|得是|必须|最好|希望|优先)|(?:就行|就好|就可以|就成|也行|也可以|都行|能接受)[了吧啊呗]*$|^(?:管|包)(?:吃|住)"
    r"|^(?:i )?(?:only|just) (?:want|need|look)|^(?:i )?(?:want|need|prefer|would like)\b|\b(?:is|are) (?:fine|ok|okay|good|great)\b"
)
_REASON = re.compile(
    r"我|俺|咱|家里|孩子|娃|老人|身体|眼睛|腰|腿|膝盖|血压|上次|以前|之前|因为|毕竟|被坑|怕(?=.{3,})|要(?:接|照顾|上课|带|看|回|陪)|受不了了?$|^(?:太|很|真)?(?:累|烦|坑|黑|乱)(?:人|了|得很)?$|(?<!不)拿不到|熬不住了?$"
    r"|^(?:because|cos|cause|since|they|it|that|this|these|we|had|been|got|burn(?:ed|t)|kidding|joking|jk|lol|haha|did|done|never again|tried|too (?:old|tired)|last time|my|our|her|his|bad back|kids|life)\b|^i(?:'m| am|'ve| have| had| sing| got| did| was| play| go| look| take| care| live)\b|^(?:done|finished|through) with (?:that|it|them)$|^(?:no )?(?:ta|thanks|ever|way|chance|thank you|again)$"
)


def _list_refusing(parts: list[str], *, is_zh: bool) -> list[str]:
    """Return the clauses of an answer that name something refused.

    What is wanted instead (只要厂里直招) is none of it; nor is why (晚上要接孩子), where another
    clause says what.
    """
    said = [part.strip() for part in parts if part.strip()]
    said = [part for part in said if not _WISHES.search(part)]
    plain = [part for part in said if not _REASON.search(part) or _names_trait(part, is_zh=is_zh)]
    return plain or said


def _names_trait(part: str, *, is_zh: bool) -> bool:
    noun = _bare_zh(part) if is_zh else _bare_en(part)
    return bool(noun and trait_refused(noun))


# 托管班辅导班: names that end alike and stand without a comma.
_ALIKE_ZH = re.compile(
    r"([\u4e00-\u9fff]{1,4}([班店厂岗单费所院校活类]))(?=[\u4e00-\u9fff]{1,4}\2$)"
)
# Among more words than a name has, those that people refuse jobs by.
_MOST_WORDS = 3


def _named_in(text: str) -> list[str]:
    """Return the longest runs of words that name something people refuse jobs by."""
    words = text.split()
    found: list[str] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + 4), at, -1):
            if trait_refused(run := " ".join(words[at:end])):
                found.append(run)
                at = end
                break
        else:
            at += 1
    return found


def _split_traits(noun: str) -> list[str]:
    """Return the things refused that stand without a comma: 大小周996; else the noun itself."""
    if trait_refused(noun) or not re.search(r"[\u4e00-\u9fff]", noun):
        return [noun]
    for at in range(2, len(noun) - 1):
        first, rest = noun[:at], noun[at:].lstrip("和跟或/、")
        if trait_refused(first) and trait_refused(rest):
            return [first, rest]
    return [noun]


def _bare_zh(part: str) -> str:
    text = _TAIL_ZH.sub("", part.strip())
    text = _HEAD_ZH.sub("", text) or text
    text = _TAIL_ZH.sub("", text) or text
    return text if 2 <= len(text) <= 10 and not _NOTHING.match(text) else ""


def _bare_en(part: str) -> str:
    text = part.strip(" '\"-")
    if whole := _WHOLE_EN.search(text):
        return whole[0].removeprefix("being ")
    text = _HEAD_EN.sub("", text).strip()
    if not _KEEP_EN.search(text):
        text = _TAIL_EN.sub("", text).strip()
    return _singular(text) if len(text) > 2 and len(text.split()) <= 6 else ""


def _singular(text: str) -> str:
    """Return the name as one would look for it: saturdays -> saturday."""
    if text.endswith("ies") and len(text) > 5:
        return text[:-3] + "y"
    if text.endswith(("sses", "ches", "shes", "xes")):
        return text[:-2]
    is_plural = text.endswith("s") and not text.endswith(("ss", "us", "is", "sales", "hours"))
    return text[:-1] if is_plural and len(text) > 4 else text
