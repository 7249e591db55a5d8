"""What goes on about a thing that was said before, though it shares few words with it; pure.

"Biscuit needs walking at lunch" and "Biscuit died in September", 陶姐 and 陶姐介绍的: a name carries
from one day to another. "I failed my test" and "got a second go at it in May": the next sentence
leans on the one before it.
"""

import re

from jobassist.language.text import index_terms

from .concepts import BY_NAME, most_specific, with_parents
from .statements import says_change

# What so many things are about carries from none of them to another.
_WIDE = frozenset(
    "family health papers travel pay hours work place nights weekends weekdays daytime".split()
)
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december christmas easter english".split()
)
_NAME_EN = re.compile(r"(?<=[a-z0-9,;:'’] )[A-Z][A-Za-z&'’-]{2,}")
_WORD_EN = re.compile(r"[A-Za-z][A-Za-z&'’-]{2,}")
_NAME_ZH = re.compile(
    r"[老小阿][\u4e00-\u9fff](?![\u4e00-\u9fff]?[人了的时])"
    r"|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭郎鲁韦马苗方任袁柳鲍史唐薛雷贺倪汤殷罗毕郝安常乐傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛米贝戴宋庞熊纪舒项祝董梁杜阮蓝季贾江童郭梅林钟徐邱骆高夏蔡田胡凌霍万柯卢莫房解应丁宣邓单洪包左石崔吉龚程邢裴陆荣翁曲段白蒲赖武乔温柴阎连易廖聂曾关游](?:姐|哥|总|叔|姨|伯|婶|工|导|老师|师傅|经理|班长|主任|老板|店长|厂长|阿姨)"
    r"|[A-Za-z][A-Za-z0-9+#.]{2,}"
)
# What points back at the sentence before it.
_LEANS = re.compile(
    r"\b(?:it|them|there|that one|another go|the same|second go)\b|^(?:and |but |so |then )?(?:he|she|they|it)(?:'s|'ve|'re|'ll| )"
    r"|^(?:那边|那头|他们?|她们?|它|人家|对方|结果|后来|然后|本来|说是|说)"
)
_LEANING_WORDS = 14
# 球打不了了, 那摊子收了: a clause of a change that opens with the one character of a thing.
_OPENS = re.compile(
    r"(?:^|[\s,，。;；!！?？])(?:把|我)?(?:那个?|这个?|的)?(?P<head>[\u4e00-\u9fff])(?:子|儿)?"
    r"(?![了过着的个到在里人])[^\s,，。;；!！?？]{1,7}[了不没]"
)
_NO_HEADS = frozenset("我你他她它谁这那不没也都就还又才已别很太人家天")


def names_of(text: str) -> frozenset[str]:
    """Return the names that stand in a text, folded: of people, animals, firms and products."""
    english = {each.lower() for each in _NAME_EN.findall(text)} - _NO_NAMES
    is_chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
    chinese = {each.lower() for each in _NAME_ZH.findall(text)} if is_chinese else set()
    return frozenset(english | chinese)


def shares_name(one: str, other: str) -> bool:
    """Return whether a name that stands in one text is said in the other."""
    words = [{each.lower() for each in _WORD_EN.findall(text)} for text in (one, other)]
    lower = one.lower(), other.lower()
    return any(
        any(
            name in words[1 - place] if name[0].isascii() else name in lower[1 - place]
            for name in names_of(text)
        )
        for place, text in enumerate((one, other))
    )


def moves_on(older: frozenset[str], newer_text: str, newer: frozenset[str]) -> bool:
    """Return whether what was said later tells of a change in a thing that was spoken of before.

    `older` and `newer` are the concepts of both.
    """
    if not says_change(newer_text):
        return False
    shared = with_parents(most_specific(older)) & with_parents(most_specific(newer)) - _WIDE
    return any(BY_NAME[each].is_lasting for each in shared)


def leans_back(text: str) -> bool:
    """Return whether a short message is understood only by what was said right before it."""
    lower = text.lower().replace("’", "'")
    return bool(_LEANS.search(lower)) and len(index_terms(lower)) <= _LEANING_WORDS


def shares_head(asked: str, told: str, later: str) -> bool:
    """Return whether later words tell of a change in a thing both asked of and told of; Chinese.

    羽毛球 is 球 and 早餐摊 is 摊: the last character names the thing when it is spoken of again.
    """
    heads = {each["head"] for each in _OPENS.finditer(later)} - _NO_HEADS
    return any(
        pair[1] in heads and pair in told
        for pair in (asked[at : at + 2] for at in range(len(asked) - 1))
        if "\u4e00" <= pair[0] <= "\u9fff"
    )
