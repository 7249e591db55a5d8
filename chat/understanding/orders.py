"""Whether a message says what to search for, rather than what is wrong with the jobs shown."""

import re

from jobs.criteria import Criteria

from .slots import Wishes

# What is to become of the search is said as an order, whatever was shown: 出差多的都筛掉.
_ORDERS = re.compile(
    r"(?:筛|过滤|滤|拿|去|删|剔|刷|踢)掉|统统|一律|(?:就|再也?|都|全)?别(?:再)?给?我?(?:推|发|来)(?:我|了|$)|^(?:只|还有|另外|再|把)|只(?:看|要|考虑)|也(?:给我|帮我)?(?:看看|推|来点|瞧瞧|算上)|不一定(?:非)?(?:得|要)|我(?:说|要|想要|找)的是|加上|(?:换|改)成|不限|放宽|也(?:行|可以|成|ok)|(?:的|类|岗)不要|更(?:想|愿)|其实(?:我)?(?:想|更|没|也)|学历|经验(?:年限|要求)"
    r"|^i (?:meant|said|did say|asked for) (?!no\b|not\b)[\w -]+, not |\bforget (?:about )?(?:the|any|all) [\w -]+ (?:ones|jobs|roles|posts)\b|^(?:and|also|plus|only|just|actually|ok|sorry)\b(?! (?:that|it|this|they|these|those|the (?:first|second|third|last)))|\b(?:get rid of|take (?:out|off)|remove|drop|lose|leave out|filter out|hide|exclude|stop (?:showing|sending|giving)|knock|bump|make it|change|switch|swap) (?!out\b)|\bdoes ?n'?t matter\b|\bnot (?:fussed|bothered|fussy|picky) (?:about|on|which|where|what)\b|\b(?:bit|little|touch) (?:higher|lower)\b|\bwould be (?:ideal|ok|fine|good|great)\b|\b(?:is|are) (?:fine|ok|okay)\b|\bas well\b|\binstead of\b|\b(?:jobs|ones|permanent|perm|remote|days|local) only\b"
)
_SAYS_AGAIN = re.compile(
    r"说(?:了|过|好|的)|不是说|讲(?:了|过)|\b(?:i|we) (?:said|told|asked|wanted)\b|\bdid(?:n'?t| not) i\b|\bagain\b|\b(?:this|that|first|second|third|last) one\b|(?:第.|这|那)[个家份]"
)


# A wish beside none of these finds fault with nothing.
_FINDS_FAULT = re.compile(
    r"不(?!用|限|要|想要|能低于|能少于|低于|少于|超过|介意|挑)|没(?!问题|关系|有?没|$)|太|又|才|怎么|都是|全是|是[^,。]{1,8}的?(?:吧|啊|呀|啦|公司|岗)|哪|算了(?!还是)|上家|比|搞错|开玩笑|差(?!事|旅)|只在|远|贵|累|写着|上面|里面"
    r"|\b(?:not|too(?!\W*$)|less|says|mentions|reads|states|another|chance|no way|never|cannot|again|they|it'?s|its|that'?s|that|this|these|those|wrong|hate|sick|enough|already|beneath|above|below|under|seems?|looks?)\b|n'?t\b|\bno(?:pe)?\b[,.!]"
)
_REFUSES = re.compile(
    r"^(?:nothing|no|without|none|strictly|absolutely no|anything but|not any|zero)\b(?! (?:thanks|thank|chance|way|good|interest|one of|idea|for me|thx|ta)\b)(?!.*\b(?:thanks|ta|for me|good to me)\b)"
    r"|通通|拉黑|别(?:再)?(?:推|发|来)|^[^,。!?]{2,8}(?:不要了|无所谓|不限)[吧。!]*$"
)


def orders_change(lower: str, wishes: Wishes, criteria: Criteria | None) -> bool:
    """Whether the search is to change: an order, a wish that finds no fault, a plain refusal."""
    if _SAYS_AGAIN.search(lower):
        return False
    if _ORDERS.search(lower) or _REFUSES.search(lower):
        return True
    if any(
        scope.kind == "replaced" and _is_held(lower[scope.start : scope.end], criteria)
        for scope in wishes.scopes
    ):
        # 是兴城 不是新城: what is in force is put right.
        return True
    has_wish = bool(
        wishes.titles or wishes.skills or wishes.cities or wishes.salary or wishes.remote
        or wishes.employment_type or wishes.conditions or wishes.borne or wishes.education
    )  # fmt: skip
    if has_wish and _SETTLES.search(lower):
        return True
    return (has_wish or bool(_ASKS_FOR.search(lower))) and not _FINDS_FAULT.search(lower)


# 兼职挣得少,还是长期的吧: whatever was wrong, it ends in a wish.
_SETTLES = re.compile(
    r"(?:还是|就|要不|,|\s|^)(?!算了|拉倒|这|那|是|不|都|全)[^,。\s]{2,8}吧(?=[。!,\s]|$)"
)
_ASKS_FOR = re.compile(
    r"有没有[^,。]{0,12}$|有(?:啥|什么)[^,。]{0,10}的没?$|最好|优先|(?:工资|薪水)?(?:开|给|提)到|[^,。]{2,8}的不考虑|(?:能|可以)[^,。]{1,6}的$|\bif (?:you can|possible|poss)\b"
)


def _is_held(words: str, criteria: Criteria | None) -> bool:
    if criteria is None:
        return False
    held = (*criteria.cities, *criteria.titles)
    return any(each.casefold() in words.strip() for each in held)
