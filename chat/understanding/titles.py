"""The occupations a message asks for: known ones, and unknown ones by the frame they stand in."""

import re
from collections.abc import Iterable

from jobassist.language.titles import find_titles
from jobassist.language.trades import families_of_field, find_fields

from .doings import find_doings, is_not_done
from .reading import Reading
from .scopes import NO_WISH, Scope, in_scope

Occupied = list[tuple[int, int]]

_GENERIC_ZH = re.compile(
    r"^(?:工作|活儿?|岗位?|职位|兼职|全职|(?:点|些)?事(?:情)?做?|事儿做?|实习生?|机会|差事|班|事|人|什么|啥|干啥|干什么|临时工?|暑假工|寒假工|短期工?|长期工?|小时工|正式工?|合同工|零工|日结|远程|新的?|好的?|稳定|轻松|靠谱|合适|双休|国企|央企|外企|大厂|大公司|小公司|公司|企业|附近|本地|近|包吃住|有社保|五险一金|这种|那种|这类|这样|类似|工资|薪资|薪水|月薪|底薪|待遇|福利|别的|其他|一个|一份|应届生?|毕业生|大学生|学生|宝妈|妈妈|找|招|看|合同|灵活|在家|线上|线下|网上|网络|上班|复工|糊口|挣钱|赚钱|家|离家近|我|你|他|她|钱|高薪|工资高|行业|专业|对口|周末|晚上|白天|早班|夜班|中班|海外|国外|外地|推荐|哪里?|哪些|几个|多少|经验|学历|证书?|包住|包吃|能做的?|可以做的?|都行|随便|工厂|厂里?面?|(?:厂|店|公司|单位|车间)里(?:面)?|车间|宿舍|店|酒店|医院|学校|银行|餐厅|超市|政府|事业单位|编制|机构|长白班|坐办公室|厂子|高[一二三]|初[一二三]|大[一二三四]|研[一二三]|半天|全天|整天|地点|地址|时间|年龄|身高|体重|性别|学生党|寒假|暑假|外面|城里|老家|家附近|文职岗?|体力活?|零经验|无经验|没经验|大专|本科|硕士|博士|高中|初中|中专|中介|直招|外包)$"
)
_GENERIC_EN = re.compile(
    r"^(?:(?:a|an|the|some|any|new|good|decent|better|well|paid|paying|local|nearby|stable|steady|proper|real|nice|other|more|different|suitable|full[- ]?time|part[- ]?time|permanent|perm|temp|temporary|contract|casual|seasonal|summer|weekend|weekends|evening|evenings|night|nights|morning|mornings|day|days|remote|hybrid|flexible|entry[- ]level|junior|senior|first|second|next|last|quick|easy|cash|online|home[- ]?based|term[- ]?time|school hours?|my|your|our|me|us|you|it|that|this|these|those|them|one|ones|something|anything|someone|what|which|who|kind|sort|type|of|in|at|for|with|to|from|near|around|here|there|up|out|going|available|work|works|job|jobs|role|roles|position|positions|vacancy|vacancies|opening|openings|opportunities|opportunity|post|posts|career|careers|employment|internship|internships|placement|apprenticeship|apprenticeships|graduate|grad|scheme|schemes|hours|hour|shift|shifts|week|money|pay|salary|company|companies|place|help|start|starting|asap|now|today|soon|please|experience|no|not|just|only|like|i|im|i'm|am|and|or|but|be|is|are|do|doing|get|getting|find|change|living|time|part|full|part time|full time|hi|hello|hey|thanks|cheers|am|pm|graduated|degree|gig|gigs|freelance|immediate|immediately|uk|usa|us|anywhere|everywhere|somewhere|ideally|preferably|maybe|reasonable|age|years?|yrs?|old|level|after|before|until|till|from|about|around|over|under|agency|agencies)\b\s*[-,]?\s*)+$"
)

# How an unknown occupation never begins or reads.
_NO_TITLE = re.compile(
    r"(?<![网景餐地站])点儿?$|^刚?(?:失业|待业|离职|裸辞|辞职|下岗|被裁)|^(?:随便|啥|任何|安稳|踏实|长久|轻松|体面|安逸|清闲|正规|靠谱|省心)|^[一二三四五六七八九十百两几]+(?:岁|多|个|年)?$|^重新|^继续|^适合|[四六八]级|身高|体重|视力|[一二]米[一二三四五六七八九]|\d+(?:cm|kg|公分|厘米|公斤|斤)|带娃|顾家|^(?:养|糊)(?:家|口)|一枚|宝妈|宝爸|小白|^(?:的|启|带|有|包|能|可以|会|离|不|没|靠|交|管|给|免|要|早|晚|每|用|月薪|天天|干啥|学的|回|面试?|或|人在|在|跟|和|我|你|他|她|它|这|那|哪|什么|怎么|为|从|到|被|把|让|今|明|昨|后天|上周|下周)|或者|以及|[吗呢吧]|那样|这样|那种|能写"
    r"|\b(?:résumé|resume|cv|profile|match|wanna|gonna|kids|would|could|without|won't|wouldn't|couldn't|shouldn't|didn't|isn't|aren't|should|might|will|can|can't|don't|dont|i|i'm|im|my|me|you|your|we|they|it|he|she|is|are|was|were|been|have|has|had|finished|left|got|look|want|wanted|need|till|until|skint|broke|desperate|urgent(?:ly)?|keen|reliable|honest|retired|bored|unemployed|clueless|stuck|quick(?:ly)?|every|each|monday|tuesday|wednesday|thursday|friday|saturday|sunday|months?|years?|yrs|weeks?|hours?|miles?|minutes?|up to|because|when|if|then|than|so|very|really|thing|things|add|exclude|wrong|actually|something|anything|nothing|someone|who|what|where|why|how|which|please|thanks|sorry|hello|today|tomorrow|tonight|yesterday)\b"
)

_WORK_ZH = r"(?:的)?(?:工作|岗位?|职位|活儿?|兼职|实习|差事|招聘|招人|位置|坑位?|机会|方面|类|相关)"
# Who is short of people: a firm or a line of work as often as an occupation.
_SHORT_OF_ZH = re.compile(
    r"(?:^|[,。\s]|有没有)(?P<t>[\u4e00-\u9fff]{2,8}?)(?:那边|这边)?(?:还|现在|最近|都)*(?:招不招|招|缺|要)(?:人|工)(?:吗|么|不|没|嘛|呀)?(?=[,。?!\s]|$)"
)
_FRAMES_ZH = (
    _SHORT_OF_ZH,
    re.compile(
        rf"(?:找|求|搜|应聘|推荐|介绍|想做|想干|想当|想去做|做个|当个|转行?(?:做|当|去做)|改行做|换成?|找个|看看|有没有|有无|有啥|要)(?:一?下|一?个|一?份|点|些|几个|家|做|当|干|能|可以|那种|个能)*(?P<t>[\u4e00-\u9fffa-z+#./ ]{{2,12}}?){_WORK_ZH}"
    ),
    re.compile(
        r"(?:想|要|去|来|能|可以|打算)?(?:招不招|有招|在招|还招|招聘?|缺|应聘|求职|求个?|搵份?|揾份?)(?P<t>[\u4e00-\u9fffa-z+#./]{2,10}?)(?:的(?!士)|吗|么|嘛|不|没|呀|啊|呢|[,。?!\s]|$)"
    ),
    re.compile(
        r"(?:想|要|打算|能|继续|还是|可以|去|转行|改行)(?:找|做|当|干|学|试试|去做|做回|当个|做个|找个|找份|找一份|找一个|应聘)(?:一?个|一?份|老本行)?(?P<t>[\u4e00-\u9fffa-z+#./]{2,8}?)(?:的(?!士)|[,。?!\s]|$|行不行|可以吗|好不好)"
    ),
    re.compile(
        r"(?:想|要|打算|准备)(?:去|到|在|回|进)[\u4e00-\u9fff]{2,8}?(?:找|做|当|干|搞|学)(?:个|点|份)?(?P<t>[\u4e00-\u9fffa-z+#./]{2,8}?)(?:的(?!士)|[,。?!\s]|$)"
    ),
    re.compile(
        r"(?:做|找|走|想做|偏)?(?P<t>[\u4e00-\u9fffa-z+#]{2,8}?)(?:方向|类)(?:的)?(?:[,。\s]|工作|岗|职位|实习|$)"
    ),
    re.compile(r"想?转(?:行|岗|型)?(?:做|到|去|成)?(?P<t>[\u4e00-\u9fffa-z]{2,8}?)(?=[,。\s]|$)"),
    re.compile(
        rf"(?:你们|那边|这边|这里|那里|平台|上面)(?:还|也)?有(?P<t>[\u4e00-\u9fffa-z]{{2,8}}?){_WORK_ZH}"
    ),
    re.compile(
        r"(?:找|求|来|招)(?:那种|这种|一些|些|点|个)*[\u4e00-\u9fff]{1,6}的(?P<t>[\u4e00-\u9fff]{2,6})(?=[,。?!\s]|$)"
    ),
    re.compile(
        r"(?:找|求|来)(?:个|份|一个|一份)(?P<t>[\u4e00-\u9fffa-z+#./]{2,8}?)(?:[,。?!\s]|$|的(?=[,。?!\s]|$))"
    ),
)
_STOP_EN = r"(?=\s*(?:[,.!?;:()\n]|$|\b(?:in|near|around|at|on|for|with|within|that|which|who|where|from|paying|paid|over|above|please|pls|but|not|no|any|and i|i|remote|remotely|around|based|going|available|starting|to start|asap|this|next|the|up|so|as|because|since|after|before|following|during|hybrid|part|full|jobs?|work|roles?|positions?|vacanc\w+|openings?|posts?|gigs?|internships?|placements?)\b))"
_FRAMES_EN = (
    re.compile(
        rf"\b(?:(?:looking|lookin|searching|hunting|seeking|search|look|hoping|applying|apply)(?! after)|(?:i'?m|am|im) after) (?:for |to (?:get|find|do|be|become|work as) )?(?:(?:an?|some|any|new|other|more|my (?:first|next)|the) +)?(?!again)(?P<t>[a-z][\w+#./&' -]{{1,40}}?){_STOP_EN}"
    ),
    re.compile(
        r"\b(?:want(?:ed)?|wanna|need|find(?: me)?|show(?: me)?|any|got any|hiring|recruiting|get|have you got|seen)\b (?:(?:to (?:be|become|work as|work in|do|get into|find|get)|for|an?|some|any|new|me|more|other|the|as an?)\b ?)*(?P<t>[a-z][\w+#./&' -]{1,40}?)\s+(?:jobs?|work|roles?|positions?|vacanc\w+|openings?|posts?|gigs?|apprenticeships?)\b"
    ),
    re.compile(
        rf"\b(?:work(?:ing)?|jobs?|roles?|positions?|internships?|placements?|apprenticeships?|traineeships?|cover|something|anything|career|vacanc\w+|move|get|go|break|back) (?:as an?|as|in(?:to)?|for an?)\s+(?:an? |the )?(?P<t>[a-z][\w+#./&' -]{{2,30}}?){_STOP_EN}"
    ),
    re.compile(
        rf"\b(?:want to be|wanna be|be an?|become an?|hiring|recruiting|want to do|like to do|post for an?|train as an?|what have you got for|openings for|jobs for|call for|anything for)\s+(?:an? )?(?P<t>[a-z][\w+#./&' -]{{2,30}}?){_STOP_EN}"
    ),
    re.compile(
        rf"\b(?:days?|hours?|hrs|shifts?|mornings?|afternoons?|evenings?|weekends?)(?: (?:a|per) week)? (?:in|at) (?:an? |the )(?P<t>[a-z][\w&' -]{{2,30}}?){_STOP_EN}"
    ),
    re.compile(
        rf"\b(?:something|anything|stuff)\b[\w ,]{{0,30}}\b(?:like|around|along the lines of|related to) (?P<t>[a-z][\w+#./&' -]{{2,30}}?){_STOP_EN}"
    ),
    re.compile(
        r"\b(?:any|some|when there'?s|if there'?s|got any|there any) (?P<t>[a-z][a-z -]{2,25}?) (?:going|about|available|out there|on offer|comes? up|turns? up|in|near|round|around)\b"
    ),
    re.compile(
        r"(?:^|[,.!?;]\s*)(?:an? |any |some |more )?(?P<t>[a-z][\w+#./&' -]{2,32}?)\s+(?:jobs?|work|roles?|positions?|vacanc\w+|openings?|apprenticeships?|wanted)\b"
    ),
    re.compile(
        r"\b(?:an?|some|any|for) (?P<t>[a-z][\w+#./&' -]{2,32}?)\s+(?:internships?|placements?|apprenticeships?|traineeships?|jobs?|roles?|positions?|vacanc\w+)\b"
    ),
)
_INSTEAD = (
    re.compile(
        rf"\b(?:i(?:'d| would)? (?:want|prefer|like|meant|said|asked for|need)|i(?:'m| am) (?:after|looking for)|rather have) (?:an? |some |the )?(?P<t>[a-z][\w+#./&' -]{{2,30}}?){_STOP_EN}"
    ),
    re.compile(
        r"(?:我?(?:要|想要|想做|找|说)的?是?|要的是)(?P<t>[\u4e00-\u9fff]{2,8}?)(?:的(?=[,。?!\s]|$)|[,。?!\s]|$)"
    ),
)
# What one does now and would do instead: "crane operator thinking of switching to pump driving".
_CHANGE_TO = re.compile(
    rf"\b(?:switch(?:ing)?|chang(?:e|ing)|retrain(?:ing)?|transition(?:ing)?|cross(?:ing)? over|mov(?:e|ing) (?:over|across))"
    rf"(?: (?:over|across|careers?|jobs?|trades?))* (?:to|into|as) (?:an? |the )?(?P<t>[a-z][\w+#./&' -]{{2,30}}?){_STOP_EN}"
)
_LEAD_EN = re.compile(
    r"^(?:(?:an?|the|some|any|new|good|decent|local|my|me|for|to|be|do|as|in|of|other|more|full[- ]?time|part[- ]?time|permanent|perm|temp|temporary|contract|casual|seasonal|remote|hybrid|flexible|summer|first|next|paid|well[- ]paid|better|like|kind of|sort of|maybe|just|wants?|wanting|seeks?|seeking|another|different|suitable|similar|experienced|qualified|immediate|work as an?|working as an?|becoming an?|entry[- ]level|weekend|freelance|fully|currently|little|bit|nice|proper|steady|stable|hiring|find|looking|getting|get|into|up|out|hi|hello|hey|um|yeah|ok|so|i|i'm|im|am|want|need|please|can|you|show)\b[ ,-]*)+"
)
_TAIL_EN = re.compile(
    r"(?:[ ,-]*\b(?:jobs?|work(?=$)|roles?|positions?|vacanc\w+|openings?|posts?|gigs?|please|pls|or something|or similar|etc|stuff|type|kind|maybe|ideally|part[- ]?time|full[- ]?time|remotely|remote|permanent|temp|asap|now|again|too|also|instead|wanted|internships?|placements?|and|or|with|in|at|for|of|a|the|to|is|are|somewhere|anywhere|going|there|here|near|some|any|me|i|im|my|who|that)\b)+$"
)
_LEAD_ZH = re.compile(
    r"^(?:(?:一个|一份|一下|个|份|点|些|做|当|干|那种|这种|能|可以|去|在|的|有|没有|合适|我|想|要|找|招|求|来|到|是|新|其他|别的|相关|附近|本地|最好|看看|看|吧|全职|兼职|远程|线上|稳定|靠谱|轻松|一些|几个|家|做过|会|帮|帮我|给我|换|份儿|这边|那边|哪里|哪|里|边|专业|正规|高薪)(?=.{2,}))+"
)
_TAIL_ZH = re.compile(
    r"(?:的|工作|岗位?|职位|活儿?|吧|吗|么|嘛|呢|呀|啊|招聘|招人|求职|兼职|全职|实习|方面|方向|相关|类|之类|这块|那块|行业|都行|都可以|也行|可以|就行|最好|优先|等|有没有|有吗|哪里有|在哪|招|要|不|没|了|来|哦|谢谢|有)+$"
)
_KEEP_TAIL_ZH = re.compile(
    r"(?:普工|小工|电工|焊工|工程师|外卖员|兼职模特|算法岗|管理岗|文职岗|销售岗|技术岗|生产岗)$"
)
_LEADS_ON = re.compile(
    r"\s?(?:(?:jobs?|work|roles?|positions?) )?(?:(?:in|near|around|at|from|for|within|close to)(?: the)? )?"
)
_TELEGRAPH_ZH = re.compile(r"[\s,，、/;|]+")


def find_wished_titles(
    reading: Reading,
    scopes: list[Scope],
    occupied: Occupied,
    *,
    allow_bare: bool,
    allow_doings: bool,
) -> list[tuple[str, int, int]]:
    """Return (words, start, end) for each occupation asked for, in order.

    `occupied` are spans already read as something else (places, pay). `allow_bare` also takes an
    unknown segment of a telegraphic message (福州 主播 6000), or a whole answer, as one;
    `allow_doings` what the work consists of (给猫狗看病的).
    """
    known = _known_titles(reading, scopes, occupied)
    changed = _titles_in(reading, scopes, occupied, [_CHANGE_TO])
    if changed and known and all(end <= changed[0][1] for _, _, end in known):
        # What somebody is now is not what they ask for.
        return changed[:1]
    fields = _named_fields(reading, scopes, occupied, known)
    if known:
        known += fields
        known += _find_other_fields(reading, scopes, occupied, known)
        return sorted(known, key=lambda item: item[1])
    framed = _framed_titles(reading, scopes, occupied)
    if not framed and any(scope.kind == "refused" for scope in scopes):
        # "Not research, I want design": beside a refusal a bare want names the work.
        framed = _titles_in(reading, scopes, occupied, _INSTEAD)
    if (framed or fields) and _titles_in(reading, scopes, occupied, [_SHORT_OF_ZH]):
        # 有电工证,天津哪个物业要人: what one can do tells more than who hires.
        return _certified_titles(reading, scopes) or (framed or fields)[:3]
    if framed or fields:
        return (framed or fields)[:3]
    if factory := _FACTORY.search(reading.lower):
        return [("工厂", *factory.span("t"))]
    own = find_own_title(reading, scopes, occupied) or _certified_titles(reading, scopes)
    if own:
        return own
    doings = find_doings(reading, scopes, occupied)[:2] if allow_doings else []
    return doings or (_bare_titles(reading, scopes, occupied)[:2] if allow_bare else [])


_FACTORY = re.compile(
    r"(?:找|进|换)(?:一?个|一?家)?(?P<t>厂)(?:子|里)?(?=[,。!?\s]|$|上班|打工|干|的(?:活|工作))"
)
_OWN_ONLY = re.compile(
    r"不想(?:再)?|转行|换行|从[^,。]{1,8}?(?:下来|出来|离职|辞)|现在(?:就|只)?(?:想|要|打算|准备)|\b(?:used to|change|former|ex-|no longer|moving from|move from)\b"
)


def find_own_title(
    reading: Reading, scopes: list[Scope], occupied: Occupied
) -> list[tuple[str, int, int]]:
    """Return the occupation a person says they have: wanted too, where no other is named."""
    if _OWN_ONLY.search(reading.lower):
        return []
    own = [
        (hit.value.text or hit.text, hit.start, hit.end)
        for hit in find_titles(reading.text, lang=reading.lang)
        if not _taken(hit.start, hit.end, occupied)
        and not _is_generic(hit.text.lower())
        and not _is_program(reading.lower, hit.start, hit.end)
        and not in_scope(scopes, hit.start, hit.end, "refused", "replaced", "objected", "lacked")
        and not (hit.value.is_weak and is_not_done(reading, hit.start, hit.end))
    ]
    # 厂里干仓管: where one worked tells less than what as.
    named = [item for item in own if not families_of_field(item[0])]
    return (named or own)[:1] or _studied_titles(reading, scopes)


_PAPER = re.compile(
    r"(?:有|拿|考|持)(?:了|过|到|下)?(?:个|本|张)?(?P<zh>[\u4e00-\u9fff]{2,6}?)(?:操作|上岗|资格|从业|等级)*证"
    r"|(?:^|[,。\s])(?P<own>[\u4e00-\u9fff]{2,6}?)(?:操作|上岗|资格|从业|等级)*证(?:书)?(?:刚|已经?|都|也|齐全|在手|在身|有|全)*(?:[,。\s]|$|拿|考|到手)"
    r"|\b(?P<en>forklift|hgv|cdl|teaching|nursing|electrician'?s?|gas safe|welding|plumbing|bus|taxi|sia|security) (?:licen[cs]e|ticket|certificate|qualification|badge|card)\b"
)
# What a paper is for, where its name does not say the work.
_PAPERS = {"低压": "电工", "高压": "电工", "特种作业": "电工", "健康": None, "驾驶": "司机"}


def _certified_titles(reading: Reading, scopes: list[Scope]) -> list[tuple[str, int, int]]:
    """Return the trade that somebody holds a paper for who names no work: 有叉车证."""
    for m in _PAPER.finditer(reading.lower):
        group = next(name for name, words in m.groupdict().items() if words)
        start, end = m.span(group)
        words = _PAPERS.get(m[group], m[group])
        words = re.sub(r"^(?:初级|中级|高级|助理)(?=..)", "", words) if words else words
        if words and find_titles(words) and not in_scope(scopes, start, end, *NO_WISH):
            return [(words, start, end)]
    return []


def _studied_titles(reading: Reading, scopes: list[Scope]) -> list[tuple[str, int, int]]:
    """Return the trade that somebody learnt who names no work: 会计专业毕业."""
    for scope in scopes:
        words = reading.text[scope.start : scope.end]
        if scope.kind == "studied" and find_titles(words, lang=reading.lang):
            return [(words, scope.start, scope.end)]
    return []


_KNOWN_LEAD = re.compile(
    r"^(?:meant|mean|said|want|wanted|prefer|actually|just|only|maybe|perhaps|preferably|ideally|rather)\s+|^(?:成|为|做|当|找|招|个)(?=[\u4e00-\u9fff]{2,})(?!成本|成人|做饭|当铺|个人|个体|招聘|招商|招生|招标)"
)


_FIELD_AFTER = re.compile(
    r"( (?:design|research|development|engineering|management|support|analysis|administration|operations|planning|production|writing|testing|strategy|marketing|sales|teaching|assistance))(?= (?:internships?|interns?|jobs?|roles?|positions?|placements?|posts?|apprenticeships?|work|vacanc\w+|openings?)\b)"
)


def _known_titles(
    reading: Reading, scopes: list[Scope], occupied: Occupied
) -> list[tuple[str, int, int]]:
    found = []
    for hit in find_titles(reading.text, lang=reading.lang):
        if _taken(hit.start, hit.end, occupied):
            continue
        if in_scope(scopes, hit.start, hit.end, *NO_WISH, "studied"):
            continue
        if hit.value.is_weak and is_not_done(reading, hit.start, hit.end):
            # 我不会开挖掘机: a doing that is denied names no work.
            continue
        start, end = _cut_occupied(reading.lower, hit.start, hit.end, occupied)
        if end == hit.end and (more := _FIELD_AFTER.match(reading.lower, end)):
            # "user experience design internship": the field goes on to the word for the post.
            end = more.end(1) if not _taken(*more.span(1), occupied) else end
        lead = _KNOWN_LEAD.match(reading.lower[start:end])
        if lead and (not hit.value.is_weak or find_titles(reading.text[start + lead.end() : end])):
            # 做指甲 is said whole; of 做会计 only the occupation.
            start += lead.end()
        words = reading.text[start:end].strip()
        if len(words) < 2 or _is_generic(words.lower()):
            continue
        if _is_program(reading.lower, start, end):
            continue
        if _OF_PAPER.match(reading.lower, end):
            # 有幼儿园教师证: a paper's name, not where one would work.
            continue
        found.append((words, start, end))
    return found


_BESIDE_TOOLS = re.compile(
    r"(?:pr|ps|ai|id|c4d|剪映|达芬奇)\s*[/、,和+& ]\s*ae|ae\s*[/、,和+& ]|pr\s*[/、,和+& ]\s*ae"
)


def _is_program(lower: str, start: int, end: int) -> bool:
    """Whether letters name a program among others, and no account executive: PR/AE/达芬奇."""
    around = lower[max(0, start - 4) : end + 4]
    return lower[start:end] in ("ae", "pr") and bool(_BESIDE_TOOLS.search(around))


_OF_PAPER = re.compile(r"[\u4e00-\u9fff]{0,3}?(?:教师|从业|资格|上岗|操作|等级)?证(?!券)")
_OTHER_FIELD = re.compile(
    r" (?:or|and|/) (?P<t>[a-z]{3,16}(?: [a-z]{3,16})?) (?=(?:internships?|interns?|jobs?|roles?|positions?|placements?|apprenticeships?|traineeships?|vacanc\w+|openings?)\b)"
)
# "Data analyst / BI": the letters of another name for it, or of another work.
_SHORT_FIELD = re.compile(r" ?/ ?(?P<t>[a-z]{2,4}|[a-z]{5,14}(?:er|or|ist|ian))(?= *(?:[,.;|]|$))")
# "Stable hand or groom," 施工员/技术员: another name right beside the one that is known.
_OTHER_NAME = re.compile(
    r" or (?:an? )?(?P<t>[a-z]{4,14}(?: [a-z]{4,14})?)(?= *(?:[,.;|]|$))(?<!similar)(?<!something)(?<!remote)(?<!nearby)"
)
_OTHER_NAME_ZH = re.compile(
    r"(?:或者?是?|/|、|和|跟)(?P<t>[\u4e00-\u9fff]{1,6}(?:员|师|工|助理|文员|岗|经理|教师|老师))(?=[,。\s]|$|都|也|吧|的)"
)
# 保镖或者司机: the one beside it, in front.
_NAME_BEFORE_ZH = re.compile(
    r"(?:^|[,。\s找做当招求]|应聘)(?P<t>[\u4e00-\u9fff]{2,5})(?:或者?是?|/|、|和|跟)$"
)
_POST_AFTER = re.compile(
    r" (?:internships?|interns?|jobs?|roles?|positions?|placements?|posts?|apprenticeships?|traineeships?|vacanc\w+|openings?|work)\b"
)
_FIELD_BEFORE = re.compile(
    r"(?:^|[,.;:] ?|\b(?:for|in|as|any|some|an?|do|doing|either|both) )(?P<t>[a-z]{3,16}(?: [a-z]{3,16})?)(?: or |/| / | and )$"
)
_NO_FIELD = re.compile(
    r"\b(?:similar|related|equivalent|comparable|relevant|other|others|such|suitable|anything|trainee|internship|placement|intern|job|role|paid|temp|contract)\b"
)


def _find_other_fields(
    reading: Reading, scopes: list[Scope], occupied: Occupied, known: list[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """Return the fields that share the word for the post: "marketing or design internships".

    On either side of the one that is known: "finance or HR jobs".
    """
    found: list[tuple[str, int, int]] = []
    matches = [_OTHER_FIELD.match(reading.lower, end) for _, _, end in known]
    matches += [_SHORT_FIELD.match(reading.lower, end) for _, _, end in known]
    matches += [_OTHER_NAME.match(reading.lower, end) for _, _, end in known]
    matches += [_OTHER_NAME_ZH.match(reading.lower, end) for _, _, end in known]
    matches += [
        _FIELD_BEFORE.search(reading.lower[:start])
        for _, start, end in known
        if _POST_AFTER.match(reading.lower, end)
    ]
    matches += [_NAME_BEFORE_ZH.search(reading.lower[:start]) for _, start, _ in known]
    for match in matches:
        if match is None or _NO_TITLE.search(match["t"]) or _NO_FIELD.search(match["t"]):
            continue
        entry = _trim(reading, *match.span("t"), occupied)
        if (
            entry is not None
            and not in_scope(scopes, entry[1], entry[2], *NO_WISH)
            and not any(a < entry[2] and entry[1] < b for _, a, b in known)
        ):
            found.append(entry)
    return found


def _named_fields(
    reading: Reading, scopes: list[Scope], occupied: Occupied, known: list[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """Return fields asked for as work: 找市场或者公关的工作, anything in procurement."""
    return [
        (hit.text, hit.start, hit.end)
        for hit in find_fields(reading.text)
        if not _taken(hit.start, hit.end, occupied)
        and not in_scope(scopes, hit.start, hit.end, *NO_WISH, "studied")
        and not any(a < hit.end and hit.start < b for _, a, b in known)
    ]


def _framed_titles(
    reading: Reading, scopes: list[Scope], occupied: Occupied
) -> list[tuple[str, int, int]]:
    return _titles_in(reading, scopes, occupied, _FRAMES_ZH if reading.lang == "zh" else _FRAMES_EN)


def _titles_in(
    reading: Reading, scopes: list[Scope], occupied: Occupied, frames: Iterable[re.Pattern[str]]
) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for frame in frames:
        for m in frame.finditer(reading.lower):
            entry = _trim(reading, m.start("t"), m.end("t"), occupied)
            if entry is None or _NO_TITLE.search(entry[0].lower()):
                continue
            if in_scope(scopes, entry[1], entry[2], *NO_WISH, "studied"):
                continue
            if not any(a < entry[2] and entry[1] < b for _, a, b in found):
                found.append(entry)
        if found:
            break
    return sorted(found, key=lambda f: f[1])


def _bare_titles(
    reading: Reading, scopes: list[Scope], occupied: Occupied
) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    at = 0
    text = reading.lower
    pattern = _TELEGRAPH_ZH if reading.lang == "zh" else re.compile(r"[,;|/\n]+|\s-\s|\s+or\s+")
    pieces = []
    for m in pattern.finditer(text):
        pieces.append((at, m.start()))
        at = m.end()
    pieces.append((at, len(text)))
    for start, end in pieces:
        entry = _trim(reading, start, end, occupied)
        if entry is None or in_scope(scopes, entry[1], entry[2], *NO_WISH):
            continue
        words = entry[0]
        if _NO_TITLE.search(words.lower()):
            continue
        # "designer in Leeds", 南京焊工: the work stands right before what is known.
        opens = not text[start : entry[1]].strip() and any(
            entry[2] <= a and _LEADS_ON.fullmatch(text, entry[2], a) for a, _ in occupied
        )
        if not opens and len(words) < 0.6 * len(text[start:end].strip()):
            continue
        if reading.lang == "zh":
            if not (2 <= len(words) <= 10) or re.search(
                r"[我你他她它吗呢吧啊了过着想要找给把被让和跟就都也还太很最能可得不没别]|什么|怎么|哪|多少|双休|单休|社保|五险|公积金|包吃|包住|两班|倒班|白班|夜班|长期|短期|以上|以下|左右|起|优先|地铁|附近|经验|学历|年|岁|证|男|女|周末|老[婆公]|孩子|产假|媳妇|对象|爸|妈",
                words,
            ):
                continue
        elif entry[1] > 0 and re.fullmatch(r"[A-Z][a-z]+", words) and found:
            # After the work a name alone is a town, however small.
            continue
        elif len(words.split()) > 4 or re.search(
            r"\b(?:i|my|me|you|is|are|was|were|have|has|had|no|not|can|can't|don't|dont|would|will|the|because|but|that|want|need|exp|experience|years?|yrs?|hours?|weekends?|pay|degree|licen[cs]e|car|kids|home|dog|start|asap|nights?|days?|mornings?|evenings?|anything|something|whatever|anywhere|help|please|thanks|ideally|preferably|only|min|max|min\.|phd|msc|bsc|gcse)\b",
            words,
        ):
            continue
        found.append(entry)
    return found


def _trim(
    reading: Reading, start: int, end: int, occupied: Occupied
) -> tuple[str, int, int] | None:
    """Return the words of a frame without filler and without what is something else."""
    start, end = _cut_occupied(reading.lower, start, end, occupied)
    text = reading.lower[start:end]
    lead = (_LEAD_ZH if reading.lang == "zh" else _LEAD_EN).match(text)
    if lead:
        start += lead.end()
    text = reading.lower[start:end].rstrip()
    end = start + len(text)
    tail = None
    if reading.lang == "en" or not _KEEP_TAIL_ZH.search(text):
        tail = (_TAIL_ZH if reading.lang == "zh" else _TAIL_EN).search(text)
    if tail and tail.start() > 0:
        end = start + tail.start()
    while start < end and not reading.text[start].isalnum():
        start += 1
    while end > start and not (reading.text[end - 1].isalnum() or reading.text[end - 1] in "+#"):
        end -= 1
    words = reading.text[start:end]
    low = words.lower()
    if len(words) < 2 or _is_generic(low) or not re.search(r"[a-z\u4e00-\u9fff]{2}", low):
        return None
    return words, start, end


def _is_generic(words: str) -> bool:
    return bool(_GENERIC_ZH.match(words) or _GENERIC_EN.match(words))


def _cut_occupied(text: str, start: int, end: int, occupied: Occupied) -> tuple[int, int]:
    """Return the longest part of the span that nothing else occupies."""
    parts = [(start, end)]
    for a, b in occupied:
        parts = (
            [
                piece
                for s, e in parts
                for piece in ((s, min(e, a)), (max(s, b), e))
                if piece[0] < piece[1]
            ]
            if any(s < b and a < e for s, e in parts)
            else parts
        )
    return max(parts, key=lambda p: len(text[p[0] : p[1]].strip()), default=(start, start))


def _taken(start: int, end: int, occupied: Occupied) -> bool:
    return any(a <= start and end <= b for a, b in occupied)
