"""What is refused, reduced to the noun one would filter by: 外包, agency, 夜班."""

import re

from jobassist.language.titles import find_titles
from jobs.traits import trait_refused

from .reading import Reading
from .scopes import Scope, in_scope

_SPLIT_ZH = re.compile(
    r"[、/\s]|和|跟|或者?|以及|还有|也不要|(?<=.)的(?!(?<=大的)(?:公司|企业|单位|机构))(?=.{2,})|,|(?<=.)与(?=.)"
)
_SPLIT_EN = re.compile(r"\s*(?:,|/|;|&|\+|\band\b|\bor\b|\bnor\b|\bany\b)\s*(?:no |not |any )?")
_HEAD_ZH = re.compile(
    r"^(?:(?:第?[一二三四五六七八九\d]{1,2}(?:个|号|家|份)(?:是|的)?|这个是?|那个是?|这家|那家|都是|全是|又是|要|那种|这种|那些|这些|什么|任何|所有|一切|有|带|[倒值熬](?=[大夜晚中]班|大夜|小夜)|穿(?=无尘服|防护服|防静电服|洁净服|工服|制服)|做|干|当|去|进|上|跑|搞|卖|给我|我|再|是|到|在|需要|涉及|需|经常|天天|总|太|老|总是|一天到晚|跟|和|把|能不能把|能把|让我|推荐?|发|来|看|个|招|找|出现)(?=.))+"
)
_TAIL_ZH = re.compile(
    r"(?:的话|的|类型?|之类|啥|方面|性质|那种|这种|什么|一律|统统|通通|全部|岗位?|职位|工作|活儿?|行业|公司|企业|单位|厂家|相关|我|了|吧|啊|哈|呀|哦|嘛|就行|就好|都|也|别|那边|这边|那块|那些|这些|附近|沾边|有关|打交道|直招|以外|之外|外|哪儿?|其他|我都|别的|再|给|推|请|谢谢|拜托|呢|人|走开|闪开|绕道|绕路|免谈|勿扰|勿进|滚开?|滚蛋|靠边站?)+$"
)
_KEEP_TAIL = re.compile(
    r"(?:电子厂|工厂|外包公司|小公司|大的?(?:公司|企业|单位|机构)|国企|私企|保险公司|中介公司|创业公司|进厂)$"
)
_HEAD_EN = re.compile(
    r"^(?:(?:to|do|doing|work|working|be|being|in|at|on|for|with|through|from|via|any(?:thing)?|more|the|a|an|all|those|these|that|this|of|kind|sort|it|is|are|has|have|having|me|you|been|want|jobs?|roles?|companies|involving|involves|requires?|requiring|please|too|much|like|another|other|by|my|such|thing|stuff|go|going|back|into|there)\b ?)+"
)
_TAIL_EN = re.compile(
    r"(?:\s*\b(?:jobs?|roles?|positions?|work|companies|company|stuff|please|pls|thanks|thank you|ones?|things?|type|related|at all|ever|though|tho|again|either|for me|if possible|ideally|lol|mate|involved|of|like|that|or anything|posts?|postings?|crap|rubbish|nonsense|thing|whatsoever|anymore|any more|the|a|an|to|in|is|me)\b)+$"
)
# "shift work", "office work", "farm work" are the thing itself.
_WORK_IS_NOUN = re.compile(
    r"\b(?:shift|farm|site|factory|bar|weekend|night|agency|temp|piece|office|care|field|warehouse|retail|physical|manual) work$"
    r"|\b(?:big|large|huge) (?:compan(?:y|ies)|firms?|employers?|corporations?)$"
)

_ABOUT_THE_SEARCH = re.compile(r"薪[水资酬]|工资|城市|地点|学历|条件|要求|限制|[这那]条|[这那]项")
# What a "no" to a shown job implies is unwanted, though no "not" stands before it: 是外包的,
# it's commission only.
_UNWANTED_ZH = (
    r"大厂|[大小]公司|国企|央企|私企|民企|外企|创业公司|初创公司|互联网公司|游戏公司|房地产|教培|培训机构|银行|外包|劳务派遣|派遣|中介|驻场|外派|出差|加班|单休|大小周|996|(?:上)?(?:大)?夜班|上?大夜|通宵|熬夜|晚班|倒班|轮班|两班倒|三班倒|翻班|站岗|流水线|保险|传销|拉人头|"
    r"电话销售|电销|地推|陌拜|直销|贷款|房产中介|销售|应酬|喝酒|坐班|外勤|上门|体力活?|高空|工地|工厂|进厂|厂|培训贷|刷单|住宿|试岗|押金|皮包公司|微商|催收|客服|推销|拉客户?|跑腿"
)
_OBJECTION_ZH = re.compile(
    rf"(?:都是|全是|又是|就是|(?<!不)是个?|(?<![我想只])要(?!求)|得|需要?|经常|天天|总是?|老是?|写着|属于|明明是|其实是|实际是|说白了是?|做|搞|推|跑|一看|看着|还有|有)[^,。!?;\s]{{0,8}}?(?P<x>{_UNWANTED_ZH})"
    rf"|^(?P<y>{_UNWANTED_ZH})(?:的|岗|公司)?(?:$|[,。!?\s啊呀哦哈吗呢])"
)
_OF_WHICH_ZH = re.compile(rf"的(?P<z>{_UNWANTED_ZH})")
_UNWANTED_EN = (
    r"banks?|big tech|(?:big|large|small) (?:companies|firms)|corporat(?:es?|ions)|government|agenc(?:y|ies)|commission(?:[ -]only)?|zero[ -]hours?(?: contracts?)?|night shifts?|nights?|shift work|rotating shifts|weekends?|weekend work|cold[ -]calling|"
    r"sales|telesales|customer service|call cent(?:er|re)s?|pyramid scheme|mlm|multi[- ]level marketing|door[- ]to[- ]door|unpaid|on[- ]call|overtime|travell?ing|"
    r"grad(?:uate)? schemes?|apprenticeships?|internships?|trainee(?:ships?)?|entry[- ]level|driving|self[- ]employed|insurance|recruitment agency|factory|warehouse|retail|scam|split shifts?|heavy lifting|live[- ]in|early starts|outsourcing|consultancy|start-?ups?"
)
_OBJECTION_EN = re.compile(
    rf"\b(?:it'?s|its|that'?s|thats|is|are|they'?re|all|was|just|another|with|involves?|requires?|needs?|wants?|means|includes?|through|via|from|by|looks like|you gave me|too (?:much|many))\b (?:a |an |all |just |only |basically |another |some |through |via |from |by |for |in |more |bloody |too (?:much|many) |(?:yet )?another )*(?P<x>{_UNWANTED_EN})\b"
)

# The assistant itself is complained of, not a kind of work.
ASSISTANT_ZH = r"(?:(?:你们|你|这)(?:个|款|种|套)?(?:破|垃圾|烂|傻|蠢|笨|鬼|辣鸡)*|(?:什么)?(?:破|垃圾|烂|傻|蠢|笨|鬼|辣鸡)+)(?:软件|系统|机器人|程序|平台|app|ai|助手|玩意儿?|东西)"
ASSISTANT_EN = r"(?:(?:this|your|the) (?:(?:stupid|bloody|dumb|useless|rubbish|crappy?|silly|damn|awful|terrible) )*|(?:(?:stupid|bloody|dumb|useless|rubbish|crappy?|silly|damn|awful|terrible) )+)(?:app|apps|(?:chat ?)?bots?|assistant|robot|ai|thing|program|website|system)"

_NOT_A_THING_ZH = re.compile(
    rf"^{ASSISTANT_ZH}.*$"
    r"|^(?:你.*|咋.*|太?(?:辛苦|复杂|枯燥|无聊|麻烦|费劲|操心|劳累|吃力|危险|单调|累人|压抑|脏乱)|不.*|我?身体|腰|膝盖|腿|眼睛|年纪|家里|孩子|要|求|限|错|过|行|好|得|用|太|再|多|少|高|低|远|近|对|是|知道|说|急|钱|找|看|问题|紧|关系|必|了|吗|呢|了吧|这些|那些|这个|那个|这家|那家|它|他|她|我|你|人|什么|经验|学历|要求|其他|别的|第.个?|[一二三四五六七八九十\d]+|前[两三几].{0,2}|东西|意思|办法|事|工作|岗位|职位|公司|企业|活|城市|没有.*|没.*|这|那|简历|合适|回复|一个|一样的?|重复的?|看得上的|用的|得|低于.*|少于.*)$"
)
_NOT_A_THING_EN = re.compile(
    rf"^{ASSISTANT_EN}\b.*$"
    r"|^(?:not\b.*|pro[- ]rata.*|net|gross|after tax|before tax|take[- ]home|(?:it )?by .*|an? (?:pound|quid|grand|bit|little)|pounds?|quid|grand|important|urgent|rush|it|that|this|one|ones|me|you|them|these|those|thing|things|more|less|idea|problem|sure|yet|now|there|here|so|"
    r"really|kidding|joking|lying|sorry|bad|great|easy|ready|able|happy|well|fluent|perfect|native|confident|young|old|new|british|american|english|fussed|bothered|(?:\w+ )?sorry|too|very|know|remember|say|mind|matter|worry|below|under|i|way|anything|something|jobs?|work|city|salary|experience|qualifications?|degree|(?:driving |driver'?s )?licen[cs]e|car|certificates?|tickets?|diploma|gcses?|a[- ]levels?|money|much|"
    r"the (?:first|second|third|last).*|number .*|first|second|third|last|same|right|good|enough|of it|what|when|how|all|any|far|keen|no)$"
)
_IRREGULAR = {
    "agencies": "agency",
    "scams": "scam",
    "companies": "company",
    "nurseries": "nursery",
    "factories": "factory",
}


_SLUR = re.compile(
    r"^(?:(?:搭理|这?些|那些|各种|所谓的?|黑心?|坑(?:人|爹|钱)?|骗(?:人|钱|子)?|无良|(?:不|没)?靠谱|不?正规|不良|垃圾|野鸡|皮包|套路(?:多|深)?|割韭菜|忽悠(?:人)?|乱?(?:收|扣)(?:费|钱|押金)|吃(?:差价|回扣)|抽成|二道贩子?)的?)+(?=..)"
    r"|^(?:(?:dodgy|shady|cowboy|rip[- ]?off|rogue|scammy|sketchy|crooked|bent|fake|greedy|lying|bad|awful|useless|bloody|horrible|pushy|those|these|some|any)\s+)+(?=\w)"
)


def bare_of_slurs(noun: str) -> tuple[str, int]:
    """Return the thing refused without what it is called, and how much went before it.

    黑中介 is 中介, "dodgy agency" an agency; where the rest is nothing one filters by (黑厂), the
    words stay: factories as such were not refused.
    """
    slur = _SLUR.match(noun.lower())
    if slur is None or trait_refused(noun[slur.end() :]) is None:
        return noun, 0
    return noun[slur.end() :], slur.end()


def find_exclusions(reading: Reading, scopes: list[Scope]) -> list[tuple[str, int, int]]:
    """Return (noun, start, end) for each thing refused, offsets into the reading's text."""
    found: list[tuple[str, int, int]] = []
    for scope in scopes:
        if scope.kind != "refused":
            continue
        # A refusal found inside a longer one: the inner one is read by itself.
        inner = [
            s for s in scopes if s.kind == "refused" and s is not scope
            and scope.start < s.start < scope.end
        ]  # fmt: skip
        end = min((s.start - len(s.trigger) for s in inner), default=scope.end)
        end = max(end, scope.start)
        body = reading.lower[scope.start : end]
        zh = bool(re.search(r"[\u4e00-\u9fff]", body)) or (
            reading.lang == "zh" and not re.search(r"[a-z]{3}", body)
        )
        at = scope.start
        for number, (piece, offset) in enumerate(_pieces(body, _SPLIT_ZH if zh else _SPLIT_EN)):
            noun, shift = _trim_zh(piece) if zh else _trim_en(piece)
            if not noun:
                continue
            noun, more = bare_of_slurs(noun)
            shift += more
            if zh and number and offset and body[offset - 1] == " " and not _is_refusable(noun):
                # After a space a new thought may begin: 不想漂了 老家有啥活.
                break
            start = at + offset + shift
            if noun.startswith("call") and reading.lower[:start].endswith("on "):
                start, noun = start - 3, f"on {noun}"
            text = reading.text[start : start + len(noun)]
            if not zh:
                text = _singular(text)
            entry = (text, start, start + len(noun))
            if not any(a < entry[2] and entry[1] < b for _, a, b in found):
                found.append(entry)
    return sorted(found, key=lambda f: f[1])


def _is_refusable(noun: str) -> bool:
    return bool(re.search(_UNWANTED_ZH, noun) or find_titles(noun, lang="zh"))


def find_objections(reading: Reading, scopes: list[Scope]) -> list[tuple[str, int, int]]:
    """Return what a refusal of a shown job says it is, where one would filter by that."""
    pattern = _OBJECTION_ZH if reading.lang == "zh" else _OBJECTION_EN
    found: list[tuple[str, int, int]] = []
    for m in pattern.finditer(reading.lower):
        group = "x" if m["x"] else "y"
        start, end = m.span(group)
        if further := _OF_WHICH_ZH.match(reading.lower, end):
            # 拉人头的保险公司: the noun it comes to is what one filters by.
            start, end = further.span("z")
        text = reading.text[start:end]
        text = re.sub(r"^上(?=.{2})", "", text) if reading.lang == "zh" else _singular(text)
        found.append((text, start, end))
    for hit in find_titles(reading.text, lang=reading.lang):
        if in_scope(scopes, hit.start, hit.end, "objected") and not any(
            a < hit.end and hit.start < b for _, a, b in found
        ):
            found.append((hit.value.text or hit.text, hit.start, hit.end))
    return found


def _pieces(body: str, pattern: re.Pattern[str]) -> list[tuple[str, int]]:
    pieces, at = [], 0
    for m in pattern.finditer(body):
        pieces.append((body[at : m.start()], at))
        at = m.end()
    pieces.append((body[at:], at))
    return pieces


def _trim_zh(piece: str) -> tuple[str, int]:
    shift = len(piece) - len(piece.lstrip())
    text = piece.strip()
    head = _HEAD_ZH.match(text)
    if head:
        shift += head.end()
        text = text[head.end() :]
    if not _KEEP_TAIL.search(text):
        tail = _TAIL_ZH.search(text)
        if tail and tail.start() > 0:
            text = text[: tail.start()]
    if re.search(_ABOUT_THE_SEARCH, text):
        return "", 0
    if text in ("996", "007", "大小周"):
        return text, shift
    if not text or len(text) > 10 or _NOT_A_THING_ZH.match(text) or not re.search(r"\w", text):
        return "", 0
    if len(text) == 1 and text != "厂":
        return "", 0
    return text, shift


def _trim_en(piece: str) -> tuple[str, int]:
    shift = len(piece) - len(piece.lstrip())
    text = piece.strip()
    head = (
        None
        if text.startswith(("on call", "on-call", "on site", "working away"))
        else _HEAD_EN.match(text)
    )
    if head:
        end = head.end()
        if head[0].endswith("on ") and text.startswith(("call", "site"), end):
            end -= 3
        shift += end
        text = text[end:]
    if not _WORK_IS_NOUN.search(text):
        tail = _TAIL_EN.search(text)
        if tail and tail.start() > 0:
            text = text[: tail.start()]
    text = text.rstrip(" '\"-")
    if (
        len(text) < 2
        or len(text.split()) > 4
        or _NOT_A_THING_EN.match(text)
        or not re.search(r"[a-z]{2}|\d{3}", text)
    ):
        return "", 0
    return text, shift


def _singular(text: str) -> str:
    lower = text.lower()
    for plural, single in _IRREGULAR.items():
        if lower.endswith(plural):
            return text[: len(text) - len(plural)] + single
    return text
