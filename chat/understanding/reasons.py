"""Why a shown job is refused, as one of the codes that a `dismiss` action carries."""

import re

from .types import RejectReason

_REASONS: tuple[tuple[RejectReason, re.Pattern[str]], ...] = (
    ("already_seen", re.compile(
        r"(?:看|投|面|推荐?|去|聊|试)过|见过(?:了|这)|重复|又是(?:这|它|同)|\balready\b|\bseen (?:it|this|that|them)|\bbefore\b|\bsame (?:one|job)s?\b|\b(?:applied|interviewed) (?:to|for|there|with)|rejected by"
    )),
    ("expired", re.compile(
        r"过期|下架|招满|已经?(?:关|停)|失效|不招了|点不开|打不开|\bexpired?\b|\bout of date\b|\bclosed\b|\bfilled\b|\b(?:dead|broken) link\b|\bfrom (?:last|months?|a year)\b|\bno longer (?:there|available|open)|old (?:ad|post)"
    )),
    ("too_low_salary", re.compile(
        r"(?:工资|薪|钱|待遇|底薪|价|收入|给的?)[^,。!?]{0,6}(?:低|少|不够|不行|不高|差|抠)|(?:太|这么|才)(?:低|少)(?:了)?(?!.{0,3}(?:人|远))|(?:才|只有|就给?)\d+|少了点|不够(?:花|养|房租)|这(?:个|点)(?:价|钱)|养不活|\bpay(?:s|ing)?\b.{0,20}\b(?:low|little|peanuts|less|bad|poor|rubbish|nothing|enough)|\b(?:salary|wage|money|rate)s?\b.{0,16}\b(?:low|bad|poor|little|less|joke|enough)|\btoo (?:low|little)\b|\bunderpaid\b|\bcan'?t live on|\bnot enough\b|\bminimum wage\b|\blow (?:pay|salary|wage)"
    )),
    ("wrong_city", re.compile(
        r"远|偏(?:僻|得|了)|通勤|(?:地方|城市|地点|位置|区域)(?:不|太|错)|不(?:在|是)(?:我们?|本|这)?(?:市|城|区|边|地)|过不去|跨(?:区|江|城)|来回|路上|\b(?:far|miles|commut\w*|distance|location|wrong (?:city|town|place|area|end)|other side|too long a (?:drive|trip)|buses|trains?|travel time|get there|drive there|country|nowhere near)\b"
    )),
    ("wrong_seniority", re.compile(
        r"(?:级别|职级|资历|段位|门槛|要求)[^,。]{0,5}(?:低|高|不够|不符|太)|够不(?:上|着)|达不到|(?:要|得)(?:求)?[\d一二三四五六七八九十两]+年|(?:太|有点)(?:初级|高级|基础)|大材小用|屈才|资历|经验(?:不够|不足|要求)|要(?:本科|硕士|研究生|大专|学历)|年龄|超龄|管理岗|带团队|\b(?:too (?:senior|junior|basic|advanced|high|low level)|over-?qualified|under-?qualified|(?:above|below|beneath|beyond) my|level|seniority|entry[- ]level|(?:want|need|ask\w*|require)s? .{0,14}(?:years?|degree|masters?|experience|phd)|experience (?:they|than)|not qualified|out of my league)\b"
    )),
    ("wrong_employment_type", re.compile(
        r"(?:是|要|都|怎么|全)[^,。]{0,3}(?:兼职|全职|临时|实习|合同工|短期|小时工|日结)|(?:我要|想要|找的?是).{0,3}(?:全职|兼职|正式|长期|短期)|\b(?:part[- ]time|full[- ]time|temp(?:orary)?|contract|zero[- ]hours?|permanent|internship|fixed[- ]term|casual|freelance)\b"
    )),
    ("wrong_role", re.compile(
        r"(?:岗位|职位|工作内容|方向|专业|行业|工种|职业|活儿?)[^,。]{0,4}(?:不|差|错|两码)|(?:不是|不想(?:做|干|当)|不会(?:做|干)|不做|不干)[^,。]{0,8}|不对口|对不上|名字像|两回事|干不了|做不来|让我(?:去)?(?:做|当|干)|给我推[^,。]*|(?:都|全)是[^,。]{1,8}|\b(?:wrong (?:role|job|field|kind|type|sort)|not (?:the|what|my) (?:right |kind|sort|type|line|field|thing|job|what)|different (?:role|job|field)|nothing to do with|not (?:a|an) \w+|(?:these|they)(?:'re| are) all|unrelated|something (?:else|different)|not relevant|that'?s what i do now)\b"
    )),
)  # fmt: skip


def find_reason(lower: str, *, has_exclusion: bool, is_other_work: bool) -> RejectReason:
    """Return the first reason the text gives, `excluded` for a refused thing, else `other`.

    `is_other_work`: it says that what was shown is not the work asked for.
    """
    if is_other_work:
        return "wrong_role"
    for reason, pattern in _REASONS[:6]:
        if pattern.search(lower):
            return reason
    if has_exclusion:
        return "excluded"
    return "wrong_role" if _REASONS[6][1].search(lower) else "other"
