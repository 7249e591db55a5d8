"""The finer act inside an intent: another batch, a scene, a whole posting; and a language wish."""

import re

from .alert_words import find_alert_act
from .types import Act, Context, Intent, Lang

# The whole of a message that asks for other jobs.
OTHERS = (
    r"^(?:再)?换一?(?:批|组|波|些|拨)[吧呗啊。!]*$|^(?:看看?)?(?:那)?(?:还有(?:没有|没)?)?(?:别的|其他的?)(?:吗|么|呢|职位|工作)*[?？!。\s]*$"
    r"|^(?:那)?还有(?:没有|没)?(?:吗|么|呢|啊)?[?？!。\s]*$|^any ?more(?: jobs| ones)?\W*$"
    r"|^(?:show me )?(?:the )?(?:others?|more|another (?:batch|round|lot))(?: ones| jobs)?(?: please| pls)?\W*$"
)
# The whole of a message that asks to see jobs, without another question.
SHOW_NOW = (
    r"^(?:那|就|好|嗯|行|可以|直接|先|马上|赶紧|快)*(?:给我|帮我|让我)?(?:看看?|找找?|推荐?|搜索?|来|出)(?:一?下|点|些|几个|一些)?(?:工作|职位|岗位|结果)(?:吧|呗|啊|看看|了)*[。!.]*$"
    r"|^(?:so |ok |okay |just |please |can you |now )*(?:show|find|give|get|search|see)(?: me)?(?: (?:the|some|any|what(?:ever)? you(?:'ve)? (?:have|got)))*(?: (?:jobs?|results|work|roles?|ones|matches))?(?: (?:now|already|please|anyway|then))*\W*$"
)
_MORE = re.compile(
    rf"{OTHERS}|换一?(?:批|组|波|些|拨|页)|(?:再|多)(?:来|给|推|看|找)(?:我)?(?:点|些|几个|一批|一些|几份|看看)|还有(?:没有|没|别的|其他|其它|更多|吗|么|新)|"
    r"有(?:没有)?(?:别的|其他的?|新的|更多)|下一?(?:批|页|组)|别的(?:呢|有吗)?$|更多|继续(?:找|推|看|给)|接着(?:找|推|看)|"
    r"\b(?:show|see|get|give|got|any|find|send|load|view|some)\b.{0,12}\b(?:more|others|another|new ones|next)\b|^more\b|^next (?:page|batch|ones|lot)|"
    r"\b(?:another|next|new) (?:batch|lot|set|few|page)\b|\bother (?:ones|jobs|options)\b|^(?:what|anything|something) else\W*$|\b(?:anything|something|any(?:where|one)?|what) else\b.{0,12}\b(?:besides|apart|other than|in|near|around|out there|going|available|about|to show)\b|\b(?:besides|other than|apart from) (?:the ones|those|these|what)\b|\b(?:carry on|keep) (?:searching|looking)\b"
)
WHAT_IS_NEW = (
    # A standing search is ordered by other words: "every Friday, new jobs in York".
    r"^(?!.*(?:每[天日周月个]|定期|提醒|通知|告诉我|和我说|跟我说|\b(?:every|each|daily|weekly|monthly|alert|notify|let me know|tell me|remind|ping)\b)).*?(?:"
    r"(?:有|出|来|上)(?:没有|没|了|点|些|啥|什么)*新(?:的|岗|职位|活|工作|机会|坑|招|消息|出)|新(?:出|上|发|来)(?:了|的)|上新|(?:有)?更新(?:了|的)?(?:没|吗|么)|(?:昨天|上次|之前|前天|那天|上回|老)(?:的)?(?:那种|那类|要求|条件|说的).{0,8}(?:还有|有没有|新|找|来|看)|"
    r"(?:跟|和|按|照|像)(?:昨天|上次|之前|以前|老)(?:的)?.{0,6}(?:一样|来|找|看)|^(?:还是)?(?:老样子|老要求|照旧|原来的要求|昨天的要求|上次的要求)|"
    r"\b(?:anything|something|any|what'?s|what is|ones?|jobs?)\b.{0,24}\b(?:new|fresh|newer|latest)\b(?! york| zealand| jersey| orleans| castle)|\b(?:new|fresh|latest) (?:ones?|jobs?|posts?|postings?|vacanc\w+)?.{0,12}\b(?:since|today|in\b|yet|now|overnight)|\bsince (?:yesterday|last (?:time|week|night)|then|we (?:spoke|talked))\b|"
    r"\bsame (?:again|search|as (?:before|last time|yesterday|usual))\b|\b(?:like|as) (?:before|last time|yesterday)\b|\bthe usual\b|\bcome (?:up|in) (?:since|yet|today)\b"
    r")"
)
_WHAT_IS_NEW = re.compile(WHAT_IS_NEW)
_MATCH_RESUME = re.compile(
    r"(?:按照?|照着?|根据|用|凭|依|拿)我?(?:这份)?(?:的)?简历.{0,8}(?:找|推荐?|匹配|搜|看看|配|投)|(?:适合|匹配|符合)我?(?:的)?简历的?|(?:找|推荐|看看?|有没有|有什么)(?:点|些|个|份|几个)?(?:合适|适合我?)的?(?:工作|职位|岗位)?[吗么吧呢?？。!]*$|"
    r"\bfind me (?:something|a job|jobs|work) (?:suitable|that (?:suits|fits) me)\b|\bwhat (?:jobs? )?(?:would|could|can) (?:suit me|i do|i apply for)\b|\b(?:fits?|match(?:es|ing)?|suits?|based on|from|using|for|with|according to|go by|use) (?:what'?s (?:on|in) )?my (?:cv|resume|résumé|profile)\b"
)
_RELAX = re.compile(
    r"放(?:宽|松|低)(?:一?(?:点|些)|条件|要求|限制)?(?:吧|了|$)|(?:条件|要求).{0,4}(?:松|宽|降|少)|\b(?:relax|loosen|widen|broaden|ease)\b|\bless strict\b|\bopen it up\b"
)
_START_OVER = re.compile(
    r"重新(?:开始|来|找|搜)|从头(?:来|开始)|推倒重来|(?:条件|要求)(?:全部|都)(?:清|取消|不要)|清空(?:条件|要求)|\bstart (?:over|again|afresh)\b|\bfrom scratch\b|\bnew search\b|\bclear (?:all|everything|the search|my search|the criteria)\b|\breset\b"
)
_SHOW_NOW = re.compile(
    rf"{SHOW_NOW}|(?:别|不用|不要)(?:再)?问了?|直接(?:搜|看|推|找|给我)|\b(?:stop asking|no more questions|enough questions)\b"
)
_DETAIL = re.compile(
    r"详细|详情|具体(?:说|讲|介绍|情况)|展开|点开|\bdetails?\b|\btell me more\b|\bmore (?:info|about)\b|\bfull (?:ad|description|posting)\b"
)
_EXPLAIN = re.compile(
    r"为(?:什么|啥|何).{0,6}(?:推|给我|这个)|(?:为(?:什么|啥|何)|怎么).{0,8}(?:不|没)(?:是第一|排|更?匹配|能?更?高|强)|(?:为(?:什么|啥|何)|怎么).{0,8}(?:排(?:名|得)?.{0,4}(?:低|后|靠后)|分数?.{0,3}低)|\bwhy (?:is|isn'?t|does|doesn'?t|did|didn'?t|not|was|wasn'?t).{0,24}\b(?:rank|score|higher|lower|low|first|top|best|strong)|\bwhat(?:'s| is)? (?:keeps?|kept|holds?|holding) (?:it|this|that) (?:from|back)|(?:我|咱).{0,6}(?:够|符合|合适|匹配|达标|胜任|条件).{0,6}[吗么不没]|匹配(?:度|在)|\bwhy (?:did|do|have|are|this|that|is)\b.{0,16}\b(?:show|recommend|pick|suggest|this|that|match)|\b(?:do|would|am) i (?:qualify|qualified|fit|match|suit|right|eligible)|\bhow (?:do i|does (?:it|this)) match\b"
)
_SIMILAR = re.compile(
    r"类似|差不多的|相似|同类|这种的|\bsimilar\b|\bmore like (?:this|that|the|it)\b|\blike (?:this|that) one\b"
)
_SAVE = re.compile(
    r"收藏|先存(?:着|下)|留着|标记一?下|\bsave (?:this|that|it|the|number)\b|\bbookmark\b|\bshortlist\b|\bkeep (?:this|that|it) for later\b|\bfavou?rite\b"
)
_CHOOSE = re.compile(
    r"^(?:看看?|我?(?:要|选)|就)?(?:第?[一二三四五六七八九十\d]{1,2}(?:个|号|家|份)?|最后(?:那|一)?个?|这个|那个)(?:看看|吧|呢|呀|好了)?[.!。]*$|^(?:the |number |no\.? )?(?:first|second|third|fourth|fifth|last|\d{1,2}|one|two|three|four|five)(?: one| please)?\W*$"
)
_PDF = re.compile(
    r"(?:导出|下载|生成|发我|打印).{0,8}(?:简历|pdf)|简历.{0,8}(?:pdf|导出|下载|打印)|\b(?:download|export|print)\b.{0,16}\b(?:cv|resume|pdf)\b|\b(?:cv|resume)\b.{0,10}\b(?:as a )?pdf\b"
)
_UPLOAD = re.compile(
    r"上传|传(?:个|份|一下)?简历|发(?:个|份)?(?:文件|附件)|\bupload\b|\battach(?:ed|ment)?\b"
)
_TAILOR = re.compile(
    r"(?:针对|按照?|根据).{0,10}(?:岗位|职位|这个|第.个|公司).{0,8}(?:改|写|优化|调|简历)|\btailor\b|\badapt my (?:cv|resume)\b|\b(?:cv|resume) (?:to match|for (?:this|that|the))\b"
)
_SHOW_RESUME = re.compile(
    r"(?:看|打开|显示|预览)(?:一?下|看)?(?:我的?)?(?:的)?简历|简历(?:现在)?(?:什么样|长啥样|怎么样了)|\b(?:show|see|view|preview|open)\b.{0,8}\b(?:cv|resume)\b"
)
# What is meant is what is being written.
_LOOK = re.compile(
    r"^(?:那|先|就|来|好|嗯|请|快|你|能|可以)*(?:给我|让我|我)?(?:先)?(?:看一?看|看一?下|瞧一?瞧|瞅一?瞅|过目|预览(?:一下)?|显示(?:一下)?)(?:吧|呗|吗|啊|呢|行吗|可以吗)*\W*$|看看?.{0,2}(?:写|弄|填)(?:成|得|的)(?:啥样|什么样|怎么样|咋样)"
    r"|^(?:ok |okay |so |now |please |can you |could you |can i |let me |just )*(?:show me|see it|see that|have a look|take a look|look at it|show it|show it to me|preview(?: it)?|view it)(?: (?:please|now|so far|then|what you have|what you've got|what we have))*\W*$"
)
_SHOW_CRITERIA = re.compile(
    r"(?:现在|目前|当前).{0,6}(?:条件|在找什么|搜的?什么)|我的(?:条件|要求)(?:是|有)|\bwhat (?:are|am) (?:you|i|my|we) (?:searching|looking|criteria|filters)\b|\bmy (?:criteria|filters)\b|\bcurrent search\b"
)
_HUMAN = re.compile(
    r"人工(?:客服|服务)?|真人客服|找客服|\b(?:real|actual) (?:person|human)\b|\b(?:talk|speak) to (?:a |an |some)?(?:human|person|someone|agent|adviser|advisor)\b"
)
_APPLICATIONS = re.compile(
    r"(?:我)?投(?:过|了|递)的|投递(?:记录|进度)|申请(?:记录|进度|状态)|(?:投|申请)(?:的)?.{0,6}(?:有(?:消息|回复|回音)|怎么样了|进展)|\bmy applications?\b|\bapplied (?:to|for) so far\b|\bapplication status\b|\bheard (?:anything )?back\b"
)
_DONT_KNOW = re.compile(
    r"不知道|不清楚|不确定|没想好|说不(?:好|准|上)|记不|不记得|忘了|随便|都行|无所谓|\b(?:don'?t|do not) (?:know|remember|recall)\b|\bnot sure\b|\bno idea\b|\bdunno\b|\bcan'?t remember\b|\bwhatever\b"
)

_SCENES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("interview", re.compile(r"(?:去|到|切(?:换)?(?:到)?|打开|进入?|回到?|开始)(?:模拟)?面试|面试(?:练习|模式|训练)|\b(?:go to|open|switch to|back to|start)\b.{0,8}\binterview\b")),
    ("alerts", re.compile(r"(?:去|到|切(?:换)?(?:到)?|打开|进入?|回到?|看看?)(?:我的)?(?:提醒|订阅)|\b(?:go to|open|switch to|back to)\b.{0,8}\balerts?\b")),
    ("applications", re.compile(r"(?:去|到|切(?:换)?(?:到)?|打开|进入?|回到?|看看?)(?:我的)?(?:投递|申请)(?:记录|进度)?|\b(?:go to|open|switch to|back to|show|see)\b.{0,8}\bapplications\b")),
    ("resume", re.compile(r"(?:去|到|切(?:换)?(?:到)?|打开|进入?|回到?|继续|接着|先)(?:写|改|弄|做|完善|填)?(?:我的)?简历|\b(?:go to|open|switch to|back to|continue|return to)\b.{0,12}\b(?:cv|resume)\b")),
    ("find", re.compile(r"(?:去|到|切(?:换)?(?:到)?|回到?|继续|接着|先)(?:去)?(?:找|看|搜)(?:工作|职位|岗位)|\b(?:go|back|switch|return) (?:back )?to\b.{0,14}\b(?:search\w*|job (?:list|hunt|search)|jobs|finding|looking)\b")),
)  # fmt: skip

_TO_ENGLISH = re.compile(
    r"(?:说|讲|用|换(?:成)?|改(?:成)?|切(?:换)?(?:成|到)?|回(?:复|答))(?:一?下)?(?:英文|英语|english)|英文(?:回复|回答|版(?:本)?(?!的?简历)|吧|行吗|可以吗)|\b(?:in|speak|use|switch to|reply in|answer in|talk)\b (?:to me )?(?:in )?english\b(?! (?:teacher|tutor|lessons|literature|language))|^english(?: please| pls)?\W*$"
)
_TO_CHINESE = re.compile(
    r"(?:说|讲|用|换(?:成)?|改(?:成)?|切(?:换)?(?:成|到)?|回(?:复|答))(?:一?下)?(?:中文|汉语|普通话|国语|华语|人话)|中文(?:回复|回答|吧|行吗|可以吗)|^中文[吧!。]*$|\b(?:in|speak|use|switch to|reply in|answer in)\b (?:to me )?(?:in )?(?:chinese|mandarin)\b(?! (?:teacher|tutor|lessons|speaking))|^(?:chinese|mandarin)(?: please)?\W*$"
)
_ENGLISH_WORK = re.compile(
    r"(?:英语|英文)(?:老师|教师|翻译|好|流利|专业|水平|能力|四级|六级|简历|岗|工作|沟通)|会(?:说|讲)?英|english[- ]speaking|面试"
)


def find_act(lower: str, *, intent: Intent, context: Context) -> tuple[Act | None, str | None]:
    """Return (act, target): what exactly is asked inside the intent, where the words say so."""
    asked = context.open_prompt or ""
    is_near = context.has_alert or context.scene == "alerts" or asked.startswith("alert.")
    alert_act = find_alert_act(lower, is_near=is_near)
    if alert_act is not None:
        return alert_act, None
    if asks_to_look(lower, context):
        return "show_resume", None
    for scene, pattern in _SCENES:
        if intent in (
            "find_jobs",
            "write_resume",
            "go_back",
            "help",
            "practise_interview",
            "create_alert",
            "show_memory",
            "ask_about_job",
            "refine",
        ) and pattern.search(lower):
            if len(lower) <= 24:
                return "switch_scene", scene
    checks: dict[Intent, tuple[tuple[Act, re.Pattern[str]], ...]] = {
        "find_jobs": (("what_is_new", _WHAT_IS_NEW), ("match_resume", _MATCH_RESUME), ("start_over", _START_OVER), ("similar", _SIMILAR), ("more_results", _MORE), ("list_applications", _APPLICATIONS), ("show_now", _SHOW_NOW)),
        "refine": (("what_is_new", _WHAT_IS_NEW), ("start_over", _START_OVER), ("similar", _SIMILAR), ("more_results", _MORE), ("relax", _RELAX), ("show_criteria", _SHOW_CRITERIA), ("show_now", _SHOW_NOW)),
        "reject_with_reason": (("more_results", _MORE),),
        "ask_about_job": (("explain", _EXPLAIN), ("detail", _DETAIL), ("similar", _SIMILAR), ("save", _SAVE), ("choose_card", _CHOOSE)),
        "connect": (("list_applications", _APPLICATIONS),),
        "write_resume": (("make_pdf", _PDF), ("upload_resume", _UPLOAD), ("tailor_resume", _TAILOR), ("show_resume", _SHOW_RESUME)),
        "help": (("talk_to_human", _HUMAN), ("upload_resume", _UPLOAD), ("list_applications", _APPLICATIONS)),
        "show_memory": (("show_criteria", _SHOW_CRITERIA), ("show_resume", _SHOW_RESUME)),
        "skip": (("dont_know", _DONT_KNOW),),
        "undo": (("start_over", _START_OVER),),
        "remember": (("save", _SAVE),),
    }  # fmt: skip
    for act, pattern in checks.get(intent, ()):
        if pattern.search(lower):
            return act, None
    if intent in ("confirm", "find_jobs", "connect") and _SAVE.search(lower):
        return "save", None
    if context.last_cards and _CHOOSE.search(lower):
        return "choose_card", None
    return None, None


def asks_to_look(lower: str, context: Context) -> bool:
    """Whether who is asked about the résumé wants to see it so far: 给我看看, "let me see it"."""
    is_written = context.scene == "resume" or (context.open_prompt or "").startswith("resume.")
    return is_written and bool(_LOOK.search(lower))


def wants_others(lower: str) -> bool:
    """Whether other jobs are asked for, or more like one of those shown."""
    return bool(_MORE.search(lower) or _SIMILAR.search(lower))


def find_language_wish(lower: str) -> Lang | None:
    """Return the language the person asks to be spoken to in, None when they ask for none."""
    if _TO_CHINESE.search(lower):
        return "zh"
    if _TO_ENGLISH.search(lower) and not _ENGLISH_WORK.search(lower):
        return "en"
    return None
