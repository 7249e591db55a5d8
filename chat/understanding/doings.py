"""What the work that is looked for consists of, where nobody names it: 给猫狗看病的, "I clean rooms".

The words are looked for by their meaning; pure.
"""

import re

from .reading import Reading
from .scopes import Scope, in_scope

# Other words end what is done.
_STOP_EN = r"(?=\s*(?:[,.!?;:()\n]|$|\b(?:in|near|around|at|on|for|within|that|which|who|where|from|paying|paid|please|pls|but|not|no|i|remote|based|asap|this|next|up|so|as|because|since|after|before|during|part|full|jobs?|work|roles?|\d+)\b))"
# What somebody does, in words of their own: 给猫狗看病的, 看鱼塘的活, "I clean rooms".
_DOES_ZH = (
    r"给(?!我|你|他|她|钱|的)|帮(?!我|你|忙)|替(?!我)|看(?!看|起来|着|上|重|情况|中|完|下|过|好|你|有)|喂(?!,)|养(?!家|活|老(?!院)|老$)|种(?!类|种)|采(?!用)|摘|捡|割|砍|修(?!养)|装(?!作|的)|拆|焊|刷|贴|砌|挖|搬(?!家|到)|扛|卸|运(?!气)|送(?!给我)|拉(?!倒)|"
    r"开(?!心|始|朗|学|口)|驾|骑|洗|搓|扫|擦|拖|铺|叠|缝|织|剪|裁|绣|烫|染|烧|炒|煮|蒸|烤|揉|擀|包(?!吃|住|食|括|月|吃住|里)|切(?!换)|杀|剁|腌|酿|教(?!育|我)|带(?!薪|宿|社|头|队|我|空|五险|双休|食)|哄|陪(?!我)|伺候|照顾|照看|看护|护理|画|写(?!简历|字楼|着)|"
    r"拍|剪辑|录(?!取|用)|唱|跳(?!槽|过)|弹|吹|演|卖|推销|收(?!入|到|费|藏)|守|巡|测(?!试)|检|验|盯|押(?!金)|当(?!地|天|时|日|然|前|月)|做(?!的|过|满|点|了|什么|啥|事|到|不)|搞|弄"
)
_DOINGS_ZH = (
    re.compile(
        rf"(?:^|[,。\s]|是|会|想|干|找|有|个|学|就)(?P<t>(?:{_DOES_ZH})[\u4e00-\u9fff]{{1,7}}?)(?:的(?:活儿?|工作|那种|这种|岗位?|人|师傅|事)?|那种|这种|之类的?)(?=[,。!?\s]|$|有|还|招|行|我|就|啊|吧)"
    ),
    re.compile(
        r"(?:想|要|打算)?(?:去|进|到)(?P<t>(?!(?:公司|单位|外地|别|大|小|一|这|那|哪|我|你|他|她|本|新|老|某)[\u4e00-\u9fff]*)[\u4e00-\u9fff]{2,6}?)(?:里|里面)?(?:上班|做事|打工|干活)"
    ),
)
_NO_DOING = (
    r"(?!(?:am|was|were|have|has|had|got|get|want|need|would|will|could|should|can|can't|cant|can not|cannot|do|don't|dont|did|didn't|look|live|lived|know|think|thought|hope|like|love|hate|prefer|speak|mean|see|saw|said|told|guess|feel|felt|"
    r"never|just|really|been|finish|finished|graduate|graduated|left|lost|moved|move|start|started|work|worked|wonder|wondered|keep|kept|already|also|only|still|understand|am|ask|asked|appreciate|apologise|apologize|agree|care|mind|remember|forgot|read|heard|use|used|passed|pass|hold|own|drive$|fancy|wish|used to|do not|ve|ll|d|m)\b)"
)
_DOINGS_EN = (
    re.compile(
        rf"(?:^|[,.;!?]\s*|\b(?:and|so|hi|hello|well|hey) )i (?:can |do |also |mostly |mainly |usually )?(?P<t>{_NO_DOING}[a-z]+ (?:the |up |out |for )?[a-z]+(?: [a-z]+)?){_STOP_EN}"
    ),
    re.compile(rf"\bi do (?P<t>[a-z]{{3,16}}(?: [a-z]{{3,16}})?){_STOP_EN}"),
    re.compile(
        rf"\b(?P<t>(?:looking|look) after (?!myself|me\b)[a-z]+(?: [a-z]+){{0,3}}?){_STOP_EN}"
    ),
    re.compile(
        rf"\b(?:i(?:'d| would)? )?(?:fancy|love) (?:doing |driving |being |trying |the |an? |some )*(?P<t>[a-z]{{3,}}(?: [a-z]+){{0,2}}?){_STOP_EN}"
    ),
    re.compile(
        rf"\b(?:something|anything|work|working|a job|jobs?)(?: (?:outdoors|outside|indoors))? (?:with|involving|to do with|around) (?P<t>(?!people|me|my|you|no|a view|good|decent|better|some|any|that|this|people i)[a-z]+(?: [a-z]+){{0,2}}?){_STOP_EN}"
    ),
    re.compile(
        rf"\b(?:visit(?:ing)?|serv(?:e|ing)|car(?:e|ing) for|help(?:ing)?|teach(?:ing)?|fix(?:ing)?|paint(?:ing)?|build(?:ing)?|mak(?:e|ing)|putting up|put up|install(?:ing)?|sell(?:ing)?|deliver(?:ing)?) (?P<t>[a-z]{{3,}}(?: [a-z]+){{0,3}}?){_STOP_EN}"
    ),
)

_NOTHING_DONE = re.compile(
    r"^(?:work|working|job|jobs|people|money|something|anything|it|that|this|things?|stuff|my \w+|look after (?:my|our|him|her|them)\b.*|looking after (?:my|our|him|her|them|myself)\b.*|"
    r"看情况.*|做(?:事|工|活|点).*|.*(?:事做|工作|简历|面试|什么|怎么|多少|情况|办法|问题|孩子上学)|.*[吗呢吧了过])$"
)

# What somebody cannot or will not do, or another does, is nothing they look for.
_NOT_DONE_EN = re.compile(
    r"\b(?:can['’]?t|cannot|can not)\b(?! (?:find|get|seem|wait|see)\b)|\b(?:no longer|never|scared|afraid|terrified|hate|hated)\b"
)
_NOT_DONE_ZH = re.compile(r"不会|(?<!有)没(?!找)|(?<![宝大辣奶])[爸妈](?!.*[想找要求])")
_CLAUSE = re.compile(r"[,.;!?。;\n]|\b(?:but|so)\b")
_OF_SOMEBODY = re.compile(
    r"^(?:look(?:ing)? after |[a-z]+ )?(?:him|her|them|me|us|you|it|myself|himself|herself)\b"
)

_TAIL = re.compile(r"(?: (?:and|or|the|to|of|a|an|my|that|for|with|stuff|things))+$|[, ]+$", re.I)


def find_doings(
    reading: Reading, scopes: list[Scope], occupied: list[tuple[int, int]]
) -> list[tuple[str, int, int]]:
    """Return (words, start, end) of what the work consists of, in order; places and pay left out."""
    found: list[tuple[str, int, int]] = []
    for frame in _DOINGS_ZH if reading.lang == "zh" else _DOINGS_EN:
        for match in frame.finditer(reading.lower):
            start, end = match.span("t")
            # 瓦工,石家庄: what is read as something else already ends it.
            end = min([end, *(a for a, b in occupied if start < b and a < end)])
            words = _TAIL.sub("", reading.text[start:end].strip())
            end = start + len(words)
            if len(words) < 2 or _NOTHING_DONE.match(words.lower()):
                continue
            if _OF_SOMEBODY.match(words.lower()) or is_not_done(reading, start, end):
                continue
            if in_scope(scopes, start, end, "refused", "replaced", "lacked", "past", "studied"):
                continue
            if not any(a < end and start < b for _, a, b in found):
                found.append((words, start, end))
        if found:
            break
    return sorted(found, key=lambda each: each[1])


def is_not_done(reading: Reading, start: int, end: int) -> bool:
    """Return whether the clause up to `end` says that it is not done, or by another."""
    if reading.lang == "zh":
        return bool(_NOT_DONE_ZH.search(_CLAUSE.split(reading.lower[:start])[-1]))
    return bool(_NOT_DONE_EN.search(_CLAUSE.split(reading.lower[:end])[-1]))
