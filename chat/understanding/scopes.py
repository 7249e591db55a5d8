"""Which words of a message are refused, replaced, or tell of the past, and so are no wish."""

import re
from dataclasses import dataclass
from typing import Literal

from jobassist.language.text import Lang
from jobassist.language.titles import find_titles

from .reading import Reading

ScopeKind = Literal["refused", "replaced", "objected", "lacked", "studied", "past", "not_needed"]
# What is named in these is not asked for.
NO_WISH: tuple[ScopeKind, ...] = ("refused", "replaced", "objected", "lacked", "past")


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of the reading's text and what holds in it; `trigger` is the wording."""

    start: int
    end: int
    kind: ScopeKind
    trigger: str


# What ends the reach of a refusal inside a clause.
_TURN = re.compile(
    r"[,。!?;\n]|(?<=了)\s+(?=(?:再|就|还是|先|改)?(?:看看?|试试?|找|换|去|来))|[\u4e00-\u9fff]{2}(?:这边|这块儿?|这片|本地)|\s(?=[^\s]*(?:要|也|可以|最好|最低|起|以上|只|想))|但(?:是)?|不过|(?<!也)只要|"
    r"(?:别的|其他|其它|剩下)?(?:都|哪儿?都|哪里都|什么都)(?:行|可以|能|成|好|ok)|就行|就可以|就好|最好|我(?:想|要)|给我|换|改"
)
_TURN_EN = re.compile(
    r"[,.!?;\n](?!\d)|\b(?:but|just|please|pls|thanks|thank you|instead|rather|because|cos|cuz|since|if|unless|"
    r"i(?:'d| would)? (?:want|need|like)|otherwise|paying|at least|min|minimum|in|near|around|for me|show me|make it|only|"
    r"though|tho|anymore|any more|ok|is fine|are fine)\b|[£$€]|\d"
)

_REFUSE_ZH = re.compile(
    r"(?:千万|最好|坚决|绝对|一定|都|也|就|可|但|并|我)?"
    r"(?<![要想能会用该])(?:忌讳?|杜绝|受不了|(?:只要|但凡)?不是(?=[^,。!?;]{1,8}(?:就行|都行|都可以|,))|别跟我提|不(?:要|想|能(?:接受|做|上|跑|干|熬|碰)|愿意?|考虑|接受|能接受|需要|喜欢|打算|太想|敢|碰|看)(?!求|限)|别(?!的|人|克|墅)|拒绝?绝?|排除|排斥|除去|除开|除了|谢绝|屏蔽|过滤(?:掉)?|讨厌|远离|剔除|不做|不干|不去|不进|不上(?!班|市)|不跑|不当|不搞|不卖|(?<!有)没有?(?!(?:做|干|当|学|弄|搞|接触|上)过)|无需?|非(?!常|得|要|凡))"
    r"(?:再)?(?:给我|让我|跟我|帮我)?(?:推荐|推送|推|发|介绍|安排|来|看|要|搞|整|提|排)?(?:去|做|干|当|进|上|跑|搞|卖|有|是|到|在|那种|那些|这种|这类|什么|任何|带|涉及|需要|给我)?"
)
# Refused by the bare 不: only what one refuses of a job.
_REFUSABLE_ZH = (
    r"(?:加班|上?夜班|晚班|早班|上?大夜|倒班|轮班|两班倒|三班倒|翻班|出差|外派|驻场|坐班|打卡|应酬|陪酒|喝酒|单休|大小周|996|值班|站岗|熬夜|"
    r"出国|外包|派遣|中介|电话销售|电销|地推|陌拜|拉客户|跑业务|跑外|体力活?|流水线|住宿|上门|外勤|爬高|高空|搬(?:货|砖|重物)|抽烟|穿无尘服|下井|销售)"
)
_BARE_NOT_ZH = re.compile(
    rf"(?:不用|不|免|零)(?:经常|天天|总|需要|用|必|怎么|太|常|想|上|能)?({_REFUSABLE_ZH})"
)
_REFUSE_AFTER_ZH = re.compile(
    r"(?:的|类|这种|那种|之类|啥的|什么的|这些|公司|岗|工作|一律|统统|通通|全部|全|都|就|也|我|坚决|真的?|,)*"
    r"(?<!要)(?:不要|别(?:给我)?(?:再)?(?:推|来|看|发|碰)?了?$|别(?:给我)?(?:再)?(?:推|来|看|发)|不考虑|不接受|除外|免谈|不谈|不干|不去|不做|(?<!没有五险的)不看|不碰|(?:给我)?(?:过滤|滤|剔除|屏蔽|筛|刷|剔|踢)(?:掉|出去|了)?|(?:干|做|吃|受|熬|跑|顶|扛|撑|搬|站|上|倒|值|加|去|开|爬|提|蹲)不(?:了|动|消|住|来|得)|吃不消|不想(?:做|干|去|要)|算了|免了|排除|(?:给我)?去掉|勿扰|拉黑|屏蔽|免)"
    r"(?=(?:给我|再)?(?:推荐|推|发|来|看)?(?:了|吧|啊|哈|呀|哦|的)*(?:[,。!?;\n\s]|$))"
    r"|的(?:岗位?|职位|工作|活儿?|公司|那些|那种|这些)(?:全部?|都|统统|通通|一律|就|也|给我)*(?:删(?:掉|了|除)|拿掉|划掉)(?=了?(?:[,。!?;\n\s]|$))"
)
# A post is turned down for what it asks: 要值夜班啊,那不去.
_ASKED_THEN_NOT_ZH = re.compile(
    r"(?<![不只我想需])(?:需要|要|得)(?:经常|天天|总是?|每天)?([^,。!?;\s]{2,8}?)(?:的话[,。!?\s]*|(?:啊|呀|哦|噢|吗|嘛|呢|的)*[,。!?\s]+)"
    r"(?:那|我|就|还是)*(?:不去|算了|不行|不干|免了|没兴趣|不考虑|(?:干|做|受)不了)(?:了|吧|啊|的)*(?=[,。!?;\s]|$)"
)
_WANTS_NOT = re.compile(r"要|想|考虑|接受|愿|别|拒|排|除|谢绝|屏蔽|过滤|讨厌|远离|剔除|做|干|去|进")
_NOT_NEEDED_ZH = re.compile(
    r"(?:不要(?:求)?|不需要|无需|不用|没有?|零|无|不看|不卡|不论|不管|不限)(?:什么|啥|任何|相关|工作|有)?(?:经验|学历|文凭|工龄|年龄)|(?:经验|学历|文凭|年龄)(?:要求)?(?:不限|不要求|不论|没有)"
    r"|不(?:再)?(?:要求|强求|坚持)(?:必须|一定|非得)?(?:有|要)?[^,。!?;\s]{2,6}"
)
_IS_NOT_ZH = re.compile(
    r"(?:不是|不叫|而不是|而非|别叫)(.{1,14}?)(?=(?:,|\s|而)*(?:是|叫|应该|改)|[,。!?;]|$)"
)

_WANTED_ZH = re.compile(r"(?:要|想|找|做)[^,。!?;]{0,4}的是[^,。!?;]{2,8}$")

# What gives way: 把销售换成采购, 杭州太卷了, swap nurse for carer.
_SWAP_ZH = re.compile(
    r"(?:把|将|从)([^,。!?;\s]{2,12}?)(?:换成|改成|改为|换为|变成|调成)"
    r"|([^,。!?;\s]{2,8}?)(?:那边|这边)?(?:就|也|先)?(?:别|不)(?:再)?(?:找|看|推|要|考虑)了?(?:吧|啦)?[,。\s]*(?:给我)?(?:换|改)(?:成|到|为|去|看)"
)
_TOO_ZH = re.compile(
    r"([^,。!?;\s]{2,8}?)(?:那边|这边)?(?:太(?!仓|原|湖|康|和县|平洋)|实在太|有点太)[^,。!?;\s]{1,8}"
)
_REMOVE_ZH = re.compile(r"(?:把|将)([^,。!?;\s]{2,12}?)(?:给我)?(?:去掉|删掉|删了|去了|拿掉|移除)")
_REMOVE_EN = re.compile(r"\btake (?:the )?([\w' ]{2,30}?) (?:off|out)\b")
_SWAP_EN = re.compile(
    r"\b(?:swap|change|switch|replace) (?:the |my )?([\w' ]{2,30}?) (?:for|to|with|into)\b"
)
_TOO_EN = re.compile(
    r"\b([a-z][\w' ]{2,24}?)(?:'s| is| are| was) (?:just |really |way |a bit )?too \w+"
)
# What one is shown and does not want: 全是电话销售.
_ALL_SAME_ZH = re.compile(
    r"(?:全是|都是|又是|净是|尽是|老是|总是|还是一堆|给我推|推的(?:都|全)?是?|给我看的?(?:都|全)是?)(?!可以|能|行|要|想)([^,。!?;\s]{2,10})"
)
_ALL_SAME_EN = re.compile(
    r"\b(?:these are|they'?re|those are|it'?s|that'?s|keep (?:showing|sending) me|gave me|giving me|all)\b (?:all |just |only |nothing but )*((?:[a-z'-]+ ?){1,4})"
)

_REFUSE_EN = re.compile(
    r"\b(?:no(?! (?:more than|less than|later|problem|worries|thanks|experience|wait|longer|degree|qualifications?|idea|one|need|matter|limit|preference|questions?|,)\b)(?: more)?|"
    r"not(?! (?:below|less|under|more|sure|fussed|bothered|fussy|long|yet|only|necessarily|too|very|far|much|really|that|the|keen|interested|working|got|been|so|just|much|having|a (?:lot|problem|must)|if|because|for me|right)\b)|"
    r"without|exclud(?:e|ing)|except(?: for)?|avoid(?:ing)?|anything but|nothing (?:through|from|with|in(?! [\w' ]{2,20}\?)|involving|to do with|like|that(?:'s| is)|at|on)|"
    r"(?:i )?(?:do(?:n'?t| not)|wo(?:n'?t| not)|would(?:n'?t| not)|can(?:'?t|not| not)|never|cannot|didn'?t) (?:really )?(?:want|wanna|do|like|fancy|work|accept|consider|show me|send me|touch|stand|go near|be|take|give me|include)(?: to)?(?: (?:do|work|be|go back to|go into|see|any|more|on|in|with|for|through|at|another|anything))*|"
    r"hate(?: doing)?|minus|less of|stop (?:showing|sending|giving|suggesting|offering)(?: me)?|refuse to(?: do| work)?|not willing to(?: do| work)?|unwilling to(?: do)?|nothing (?:that )?(?:needs|needing|requires|requiring|wants|customer(?=[ -]facing))|not (?:touching|going near|interested in|keen on|into|a fan of|looking for|doing|going back to)|(?:that|which|who) (?:isn'?t|aren'?t|ain'?t)(?: an?)?|other than|apart from|stay away from|steer clear of|leave out|filter out|ditch|rule out|sick of|tired of|anti|non)\b"
    r"(?: (?:any(?:thing)?|more|the|a|an|all|those|these|kind of|sort of|through|from|with|in|to do with|involving|jobs? (?:in|with|at))\b)*"
)
_REFUSE_SKIP_EN = re.compile(
    r"\b(?:forget(?: about)?(?= (?:the|any|all) [\w -]{2,24} (?:ones|jobs|roles|posts)\b)|skip|drop|remove|hide|lose|leave out|get rid of|cut(?= (?:out|the|any|all|those)\b))\b (?:any(?:thing)?|all|the|those|jobs?)?(?: (?:with|from|in|that))*"
)
_REFUSE_AFTER_EN = re.compile(
    r"(?:^|[,.;!?\n]|\band\b|\bbut\b)\s*([a-z\d][\w' -]{2,24}?)\s+(no way|no thanks|no go|not for me|(?:is|are) (?:a no|a deal ?breaker|out|a no[- ]go)|(?:would|will|'d|'ll) (?:kill|finish|ruin|break|cripple) me|(?:do not|don'?t|does not|doesn'?t|won'?t|wouldn'?t) (?:work|suit)(?: for)? me)\b"
)
_NOT_NEEDED_EN = re.compile(
    r"\b(?:no|without(?: any)?|zero|don'?t have (?:any|much)?|not much|little)(?: work| previous| prior| real| relevant)? (?:experience|experiance|qualifications?|degree|exp)\b"
)
_IS_NOT_EN = re.compile(
    r"\b(?:not|instead of|rather than)\b (?!(?:too|very|so|that|far|only|just|necessarily)\b)([\w' .&-]{1,30}?)(?=\s*(?:[,;.!?-]|but\b|it'?s\b|lol\b|sorry\b|please\b|$))"
)

# What a shown job is not, though it should be: 那不是客服, the third one isn't nursing.
_LACKS_ZH = re.compile(
    r"(?:(?:都|全|又|净)是[^,。!?;]{1,10},|第.{1,2}|[这那](?:些|几)?|它们?|上面|前面|后面)[个家份些几]?[^,。!?;\s]{0,4}?(?:不行|不对)?,?(?:那|这)?(?:个|些)?"
    r"(?:都|又|根本|就|并|压根|明显|完全)*不(?:是|算)(?:真正的?|什么)?"
    r"([^,。!?;\s]{1,10}?)(?:的|类|工作|岗位?|职位|啊|吧|呀|嘛|呢)*(?=[,。!?;\s]|$)(?![,\s]*(?:而?是|要的是))"
)
_LACKS_EN = re.compile(
    r"(?:^|[,.;!?]\s*|\b(?:no|nope|nah|but|and|because|since|as|so|sorry)\b[, ]*)(?:it|that|this|these|those|they|(?:the )?(?:first|second|third|fourth|fifth|sixth|last)(?: (?:one|two|job))?|number \w+)"
    r"(?:(?:'s|'re| is| are)? (?:really |even |actually |just )?not|(?:'s|'re| is| are) (?:an? |all |just )*[a-z][a-z -]{1,24}, not|(?: is| are|)n'?t| isn'?t| aren'?t| ain'?t)"
    r"(?: (?:really|even|actually|at all))?(?: an?| the)? ([a-z][\w' -]{1,30}?)(?: (?:jobs?|roles?|work|positions?|posts?|at all|either))*(?=\s*(?:[,;.!?]|$))"
)
# The subject of a course, which may be far from the work looked for.
_STUDIED_ZH = re.compile(
    r"(?:学的?(?:专业)?(?:就?是)?|读的?(?:专业)?(?:就?是)?|念的?是?|主修|专业是|毕业于[^,。]{0,12})([^,。!?;\s的]{2,10})(?:专业|毕业|$|(?=[,。!?;\s的]))"
    r"|([^,。!?;\s想找要做]{2,8})专业(?:的|毕业|应届|,|。|$)"
)
_STUDIED_EN = re.compile(
    r"\b(?:stud(?:y|ied|ying)|(?:degree|diploma|masters?|bachelors?|b\.?a\.?|b\.?sc\.?|m\.?sc\.?|hnd|a[- ]levels?|course|graduated|graduate|majored|major|majoring|qualification) (?:in|of)|did my degree in|read) "
    r"((?:[a-z]+ ){0,2}[a-z]+?)(?=\s*(?:[,;.!?]|$|\b(?:and|but|at|from|in|now|so|then|with|last|this|looking|want)\b))"
)

_PAST_ZH = re.compile(
    r"(?:在家|全职)?带(?:大)?(?:娃|孩子|小孩|宝宝)[^,。!?;\n]{0,3}?(?:[一二两三四五六七八九十\d几好]+年|没(?:再)?(?:上班|工作|出来)|大了|上学)[^,。!?;\n]*|(?:以前|之前|原来|原先|从前|过去|曾经?|曾|上一?(?:份|家|个|段)(?:工作|公司|单位)?|前(?:公司|单位|东家)|刚离职|毕业后|那时候)(?:我)?[^,。!?;\n]*"
    r"|(?:刚刚?|才)?从[^,。!?;\n]{1,8}?(?:下来|出来|离职|辞职|辞(?:了|掉)|退(?:役|下来)|回来)(?:了|的)?"
    r"|(?:做|干|当|跑|开|教|卖|修|搞|带|管|在.{1,12}(?:做|干|当|上班|待|工作))(?:过|了)[^,。!?;\n]*"
    r"|(?:我|本人)?(?:做|干|当)[^,。!?;\n]{1,8}(?:[一二两三四五六七八九十\d]+|好几|多)年(?:多|了)?[^,。!?;\n]*"
    r"|(?:[一二两三四五六七八九十\d]+|好几|多)年(?:的)?[^,。!?;\n\s]{0,8}经(?:验|历)"
)
_NOW_ZH = re.compile(
    r"(?:我?现在|目前|如今)(?:的工作)?(?:做的?是?|在做|干的?是?|是|当)[^,。!?;\n]*"
)
_PAST_EN = re.compile(
    r"\b(?:i )?(?:used to (?:be|work|do|run|manage|drive)|previously|formerly|my last (?:job|role)|i(?:'ve| have) (?:been|worked|done|managed|run|had)|been|worked|i was|i did|i ran|i managed|left|got (?:laid off|made redundant|let go|fired) (?:from|at)|redundant from|ex-|moving from|move from|\d+ (?:yrs?|years?) (?:as|of|in))\b"
    r"(?:(?!\b(?:want|looking|need|now|so|seeking|after|fancy|hoping|would like|i'd|interested|but|into|to)\b)[^.!?;,\n])*"
)
# Typed with spaces for commas, a past that is told ends there: 以前做人事的 石家庄.
_PAST_DONE_ZH = re.compile(r"(?<=[的了年月多来])\s+")
# A clause about the past that still states what is wanted.
_WISH_ZH = re.compile(r"现在|如今|想|找|求|要|看看|招|应聘|换|转|改")


def find_scopes(reading: Reading) -> list[Scope]:
    """Return the scopes of the text, in order; they may overlap."""
    return _scopes_zh(reading.lower) if reading.lang == "zh" else _mixed(reading)


def _mixed(reading: Reading) -> list[Scope]:
    scopes = _scopes_en(reading.lower)
    if re.search(r"[\u4e00-\u9fff]", reading.lower):
        scopes += _scopes_zh(reading.lower)
    return sorted(scopes, key=lambda s: s.start)


def _scopes_zh(text: str) -> list[Scope]:
    scopes = [Scope(*m.span(), "not_needed", m[0]) for m in _NOT_NEEDED_ZH.finditer(text)]

    def add(start: int, end: int, kind: ScopeKind, trigger: str) -> None:
        if start < end and not any(
            s.kind == "not_needed" and s.start <= start <= s.end for s in scopes
        ):
            scopes.append(Scope(start, end, kind, trigger))

    lacked = [m.span(1) for m in _LACKS_ZH.finditer(text) if _names_work(m[1], "zh")]
    for start, end in lacked:
        add(start, end, "lacked", "不是")
    for m in _STUDIED_ZH.finditer(text):
        group = 1 if m[1] else 2
        add(m.start(group), m.end(group), "studied", "学")
    for m in _IS_NOT_ZH.finditer(text):
        if _overlaps(m.span(1), lacked):
            continue
        # 要的是测试不是开发: the one kind of work is wished for, the other refused.
        is_other_work = _WANTED_ZH.search(text[: m.start()]) and _names_work(m[1], "zh")
        kind: ScopeKind = "refused" if is_other_work else "replaced"
        add(m.start(1), m.end(1), kind, "不是")
    for m in _SWAP_ZH.finditer(text):
        group = 1 if m[1] else 2
        add(m.start(group), m.end(group), "replaced", "换成")
    for m in _REMOVE_ZH.finditer(text):
        add(m.start(1), m.end(1), "replaced", "去掉")
    for m in _TOO_ZH.finditer(text):
        add(m.start(1), m.end(1), "replaced", "太")
    for m in _ALL_SAME_ZH.finditer(text):
        add(m.start(1), m.end(1), "objected", m[0][:2])
    for m in _REFUSE_ZH.finditer(text):
        word = m[0]
        if re.fullmatch(r"(?:都|也|就|可|但|并|我)?(?:没有?|无需?|非)(?:有|要|需要)?", word):
            # 没有外包的, 无夜班: only before what one refuses.
            near = re.match(rf"\s*{_REFUSABLE_ZH}", text[m.end() :])
            if not near:
                continue
        turn = _TURN.search(text, m.end())
        end = turn.start() if turn else len(text)
        if not _WANTS_NOT.search(word):
            # 不用喝酒的销售: what is refused stands before 的, the occupation after it.
            relative = re.search(r"的(?=[\u4e00-\u9fff]{2})", text[m.end() : end])
            if relative:
                end = m.end() + relative.start()
        if "除" in word and not re.search(
            r"都|其他|别的|其它|哪|以外|之外|排除|剔除|除去|除开", text[m.start() :]
        ):
            continue
        if not _overlaps((m.end(), end), lacked):
            add(m.end(), end, "refused", word)
    for m in _BARE_NOT_ZH.finditer(text):
        if not any(s.start <= m.start(1) < s.end for s in scopes):
            add(m.start(1), m.end(1), "refused", m[0])
    for m in _REFUSE_AFTER_ZH.finditer(text):
        if not m[0] or m.start() == 0:
            continue
        begin = max(
            (x.end() for x in re.finditer(r"[,。!?;\n]|还是|但是?|只是|而且", text[: m.start()])),
            default=0,
        )
        if re.match(r"[,。!?;\n\s]", text[m.start() : m.start() + 1]):
            # 销售,保险,都不要: reach over the list before.
            begin = 0 if re.match(r",(?:都|全|一律|统统|通通)", text[m.start() :]) else begin
        before = text[begin : m.start()].strip()
        if before and not before.endswith(("我", "就", "要是")) and not _REFUSE_ZH.match(before):
            add(begin, m.start(), "refused", m[0])
    for m in _ASKED_THEN_NOT_ZH.finditer(text):
        if not any(s.kind == "refused" and s.start <= m.start(1) < s.end for s in scopes):
            add(m.start(1), m.end(1), "refused", "要")
    if re.search(r"转(?!正|账)|换(?:工作|行|个)|不想(?:再)?(?:做|干)", text):
        for m in _NOW_ZH.finditer(text):
            add(m.start(), m.end(), "past", m[0][:4])
    for m in _PAST_ZH.finditer(text):
        if re.match(r"之前|以前|原来", m[0]) and re.match(r".{2}(?:说|聊|投|推|看|那)", m[0]):
            continue
        wish = _WISH_ZH.search(m[0], 2) or _PAST_DONE_ZH.search(m[0], 2)
        end = m.start() + wish.start() if wish else m.end()
        add(m.start(), end, "past", m[0][:4])
    return sorted(scopes, key=lambda s: s.start)


def _scopes_en(text: str) -> list[Scope]:
    scopes = [Scope(*m.span(), "not_needed", m[0]) for m in _NOT_NEEDED_EN.finditer(text)]

    def add(start: int, end: int, kind: ScopeKind, trigger: str) -> None:
        if start < end and not any(
            s.kind == "not_needed" and s.start <= start <= s.end for s in scopes
        ):
            scopes.append(Scope(start, end, kind, trigger))

    lacked = [m.span(1) for m in _LACKS_EN.finditer(text) if _names_work(m[1], "en")]
    for start, end in lacked:
        add(start, end, "lacked", "not")
    for m in _STUDIED_EN.finditer(text):
        add(m.start(1), m.end(1), "studied", "studied")
    for m in _REFUSE_EN.finditer(text):
        turn = _TURN_EN.search(text, m.end())
        end = turn.start() if turn else len(text)
        if not _overlaps((m.end(), end), lacked):
            add(m.end(), end, "refused", m[0])
    for m in _REFUSE_SKIP_EN.finditer(text):
        turn = _TURN_EN.search(text, m.end())
        add(m.end(), turn.start() if turn else len(text), "refused", m[0])
    for m in _REFUSE_AFTER_EN.finditer(text):
        add(m.start(1), m.end(1), "refused", m[2])
    for m in _ALL_SAME_EN.finditer(text):
        add(m.start(1), m.end(1), "objected", m[0][:6])
    for m in _SWAP_EN.finditer(text):
        add(m.start(1), m.end(1), "replaced", "swap")
    for m in _REMOVE_EN.finditer(text):
        add(m.start(1), m.end(1), "replaced", "take off")
    for m in _TOO_EN.finditer(text):
        add(m.start(1), m.end(1), "replaced", "too")
    for m in _IS_NOT_EN.finditer(text):
        if not _overlaps(m.span(1), lacked):
            add(m.start(1), m.end(1), "replaced", m[0][:4])
    for m in _PAST_EN.finditer(text):
        add(m.start(), m.end(), "past", m[0][:8])
    return sorted(scopes, key=lambda s: s.start)


def _names_work(words: str, lang: Lang) -> bool:
    return bool(find_titles(words, lang=lang))


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in others)


def in_scope(scopes: list[Scope], start: int, end: int, *kinds: ScopeKind) -> Scope | None:
    """Return the first scope of these kinds that holds most of the span."""
    for scope in scopes:
        if scope.kind in kinds:
            overlap = min(scope.end, end) - max(scope.start, start)
            if overlap * 2 >= end - start:
                return scope
    return None
