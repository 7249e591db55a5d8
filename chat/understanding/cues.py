"""Wordings that point to an intent, each with a weight in log-odds; seen in the evidence.

They add to what the classifier says; none decides alone. A cue is for a class of wordings: where
only one sentence would match, an example sentence is the better place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .acts import OTHERS, SHOW_NOW, WHAT_IS_NEW
from .exclusions import ASSISTANT_EN, ASSISTANT_ZH
from .types import Evidence, Intent


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern on the lower-case text that speaks for (or with a minus against) an intent."""

    name: str
    intent: Intent
    weight: float
    pattern: re.Pattern[str]


def _cue(name: str, intent: Intent, weight: float, *alternatives: str) -> Cue:
    return Cue(name, intent, weight, re.compile("|".join(alternatives)))


_JOBWORD_ZH = r"(?:工作|岗位?|职位|活儿?|兼职|实习|差事|招聘|招人|工厂?|机会|坑|职业|单位)"
_JOBWORD_EN = (
    r"(?:jobs?|work|roles?|positions?|vacanc(?:y|ies)|openings?|posts?|gigs?|shifts|employment|"
    r"internships?|placements?|apprenticeships?|career)"
)

CUES: tuple[Cue, ...] = (
    # --- looking for work
    _cue(
        "wish-zh", "find_jobs", 1.5,
        rf"(?:找|求|搜|推荐|介绍|看看|应聘|换|要)[^,。?!]{{0,14}}{_JOBWORD_ZH}",
        rf"(?:有没有?|有无|有啥|有什么|哪里?有?|哪儿|哪家|谁)[^,。?!]{{0,10}}(?:招|要人|{_JOBWORD_ZH})",
        r"(?:想|打算|准备)(?:要|在|去|找|做|干|当|进|换|转行|应聘)",
        r"招不招|有招|在招|招.{1,8}[吗么嘛不没]$|求职|找.{0,4}工作|(?:想|要)?揾|帮(?:我|忙)?找",
    ),
    _cue(
        "wish-en", "find_jobs", 1.5,
        rf"\b(?:looking|lookin|searching|hunting|seeking|search|after|want|need|find|show|got any(?:thing)?|any(?:thing)?|hiring)\b[^.?!]{{0,50}}\b{_JOBWORD_EN}\b",
        rf"\b{_JOBWORD_EN}\b[^.?!]{{0,30}}\b(?:in|near|around|going|available|please|pls|wanted)\b",
        r"\b(?:anyone|who(?:'s| is)|is anybody|are they|anybody) (?:hiring|recruiting|taking on)\b",
        r"\b(?:i(?:'m| am)?|im) (?:looking|lookin|searching|hunting|seeking|after) (?:for|to)\b",
        r"\b(?:want|wanna|like|love|hoping|keen|trying) (?:to )?(?:work|get into|become|be an?|move into|get back|find)\b",
        r"\b(?:find|get) me\b.{0,30}\b(?:job|work|something|role|position)",
    ),
    _cue("any-more", "find_jobs", 4.0, OTHERS),
    _cue("what-is-new", "find_jobs", 5.0, WHAT_IS_NEW),
    _cue("show-now", "find_jobs", 3.0, SHOW_NOW),
    _cue(
        "match-resume",
        "find_jobs",
        4.5,
        r"(?:按照?|照着?|根据|用|凭|依|拿)我?(?:这份)?(?:的)?简历.{0,8}(?:找|推荐?|匹配|搜|看看|配)|(?:适合|匹配|符合)我?(?:的)?简历的?(?:工作|岗|职|活)",
        r"\b(?:jobs?|roles?|work|positions?|vacanc\w+|apply|what|match|find)\b.{0,30}\b(?:fits?|match(?:es|ing)?|suits?|based on|from|using|for|with|according to) (?:what'?s (?:on|in) )?my (?:cv|resume|résumé|profile)\b|\b(?:based on|using|go by|according to) my (?:cv|resume|résumé|profile)\b",
    ),
    _cue(
        "tell-about",
        "ask_about_job",
        3.0,
        r"(?:说说|讲讲|介绍|聊聊|细说|展开(?:说|讲)?)(?:一?下)?(?:这|那|第)|\btell me (?:more )?about\b|\btalk me through\b|\bmore (?:info|details?) (?:on|about)\b",
    ),
    _cue(
        "field-is-wrong",
        "correct_field",
        4.0,
        r"\b(?:name|number|phone|e-?mail|address|dates?|title|company|surname|degree|year)(?:'s| is| are| was) (?:wrong|incorrect|not right|misspel\w+|off)\b|\bchange (?:my|the) (?:name|surname|phone|number|e-?mail|address|company|degree|dates?|start|end)\b",
    ),
    _cue(
        "resume-search-zh", "find_jobs", 2.0,
        r"(?:继续|接着|再|还是?)(?:帮我|给我)?(?:找|看看?)(?:工作|职位|岗位|下去|吧|找)",
        r"换一?(?:批|组|波|些|拨)|(?:再|多)(?:来|给|推|看)(?:我)?(?:点|些|几个|一批|一些|几份)",
        r"还有(?:没有)?(?:别的|其他|其它|更多|新的|吗|没|么)|有(?:没有)?(?:别的|其他的|新的|更多)|下一?(?:批|页)",
        r"^(?:看看)?(?:别的|其他的|其它的|更多)[吧呢吗]?$",
    ),
    _cue(
        "more-en", "find_jobs", 2.0,
        r"\b(?:show|see|get|give|got|any|find|send|load|view)\b.{0,12}\b(?:more|others|another (?:batch|lot|few|set)|new ones|next (?:page|batch|ones))\b",
        r"^(?:more|more please|next (?:page|batch|lot|ones)|others|other ones|what else|anything else|something else)\W*$",
        r"\b(?:carry on|continue|keep) (?:on )?(?:searching|looking)\b",
    ),
    # --- changing what is searched for
    _cue(
        "change-zh", "refine", 2.0,
        r"(?:改|换)(?:成|为|到|去|做|个|在|回)|调(?:成|到|整|高|低)|提(?:高|到|升)|降(?:低|到|点|一)|放(?:宽|低|开)|扩大|缩小",
        r"也(?:可以|行|成|能接受|考虑|要|看看|算|ok)|再(?:高|低|多|少|近|远|便宜|加|涨|往)|[高低多少近]一?(?:点|些)",
        r"不限|去掉|删掉|取消.{0,6}(?:限制|要求|条件)|加(?:上|个|一个)|只(?:要|看|考虑|接受|想|做|能)|别(?:给我)?(?:推|发|来|看)|(?<!要)不要|不考虑|除了|排除|拉黑|屏蔽|一律|以上|以下|至少|最低|最少|最多|不低于",
    ),
    _cue(
        "change-en", "refine", 2.0,
        r"\b(?:stop (?:showing|sending|giving|suggesting) me|make (?:it|that)|change (?:it|that|the|my)(?! (?:name|surname|phone|number|e-?mail|address|company|degree|dates?|start|end))|switch(?: it)? to|instead|rather|swap|bump|raise|lower|drop the|increase|reduce|widen|narrow|expand|remove the|take off|add another)\b",
        r"\b(?:also|as well|too(?=\s*(?:[,.!;]|$|please|if))|would work|is fine|are fine|'s fine|works|ok with|okay with|open (?:to|on)|happy with|don't mind|dont mind|consider)\b",
        r"\b(?:only|nothing|anything but|except|exclude|excluding|no more|without|not|at least|minimum|min|max|maximum|up to|any (?:city|pay|salary|wage|contract|hours)|anywhere|doesn't matter|closer|nearer|further|higher|better paid|more money|less|never mind the|forget the|skip the)\b",
    ),
    # --- saying no to what was shown
    _cue(
        "reject-zh", "reject_with_reason", 2.0,
        r"太(?:远|低|少|累|苦|偏|小|大|高|长|吵|辛苦|危险|折腾)|搞笑|开玩笑|谁(?:敢|会|愿意?)(?:去|干|做|来)|拉倒|没戏|骗(?:人|子)|套路|太?坑|黑心|不值|凭什么|不(?:去|合适|适合|喜欢|感兴趣|对口|咋样|怎么样|靠谱|行)|没兴趣|看不上|够不上|够不着|哪(?:儿|里)?够|够得着|达不到|嫌|没法(?:去|干)|干不了",
        r"(?:这|那|第.)(?:个|家|份|几个|些).{0,8}(?:不行|不要|不考虑|算了|pass|不想|不干|不对|不合)|(?:都|全)(?:是|不|没)",
        r"(?:看|投|面)过了|下架|过期了|已经(?:关|招满)|招满",
    ),
    _cue(
        "reject-en", "reject_with_reason", 2.0,
        r"\b(?:too (?:far|low|senior|junior|many|much|long|little|corporate|physical|early|late|small|big|posh|hard)|not for me|not interested|don't (?:like|fancy|want)|dont (?:like|fancy|want)|not keen|no chance|no way|you'?re joking|having a laugh|hard pass|as if|less than i|i'?d need an?|not worth|dodgy|sketchy|suspicious|overqualified|underqualified|miles away|pays? (?:peanuts|nothing|too)|way (?:above|below|out)|wouldn't|bin it|insulting|an insult|a joke|not (?:really |quite )?my (?:thing|cup of tea|style|scene|bag)|(?:under|below|less than) (?:what i|my (?:minimum|min|floor|limit)))\b",
        r"\b(?:already (?:applied|seen|been|done|rejected)|seen (?:that|this|it)|expired|none of (?:these|them|those)|get rid)\b",
        r"^(?:no|nah|nope|naw)\b[ ,]+(?:it|its|it's|that|that's|thats|the|they|this|these|too|way|not|i)\b",
        r"\b(?:that|it|this|these|the (?:first|second|third|last)(?: one)?|they)(?:'s| is|s| are)? (?:a |an |all )?(?:agency|commission|temp|contract|night|shift|scam|pyramid|onsite)\b",
    ),
    # --- asking about a posting
    _cue(
        "ask-zh", "ask_about_job", 2.0,
        r"(?:几点|几个人|多大|多久|多长时间|什么时候|哪里|在哪|怎么(?:算|发|去)|多少(?:钱|人|天)|几(?:天|号|折|薪|楼))(?!.*(?:工作吗|岗位吗))",
        r"(?:管|包|有没有|有无|交不交|给不给|缴|提供|需要|要不要|用不用|能不能|可不可以|会不会|是不是).{0,10}(?:吃|住|宿舍|社保|公积金|五险|加班|出差|培训|体检|食堂|班车|年终|补贴|餐补|双休|单休|夜班|倒班|试用|押金|中介)",
        r"(?:这|那|他|她)(?:家|个|份|边|们)?(?:公司|单位|岗位?|职位|工作|店|老板|厂).{0,16}[吗么嘛呢不没?]$",
        r"([\u4e00-\u9fff])不\1(?!住|过|起)|(?:靠谱|累|忙|稳定|远|难|严|正规)(?:吗|不|么|嘛)\??$|为(?:什么|啥)(?:给我)?推荐|详细(?:说|讲|介绍)|具体(?:做|干|是)",
    ),
    _cue(
        "ask-en", "ask_about_job", 2.0,
        r"^(?:what|when|where|how|who|why|is|are|does|do|did|would|will|can|could|any)\b.*\b(?:it|this|that|there|they|them|he|she|one|company|place|shift|hours|pay|salary|parking|overtime|pension|holidays?|benefits?|bonus|contract|team|boss|commute|office|training|probation|uniform|visa|weekends?|job|role|licen[cs]e)\b.*\?*$",
        r"\btell me more about|more (?:details|info)|\bwhat(?:'s| is) (?:the|it) .{0,20}\blike\b",
    ),
    _cue(
        "compare-zh", "compare_jobs", 3.0,
        r"(?:比|对比|比较)(?:一?下|比|较|一比|哪)|哪(?:个|家|份|一个|边)(?:更|比较|好|划算|强|离|工资|待遇|福利|通勤|轻松|稳|近|高|远|不|前景|适合|合适|省|值)|(?:选|去)(?:哪|.{1,12}还是)|(?:区别|差别|优缺点|差在哪)",
        r"[一二三四五六1-9](?:号|个)?(?:和|跟|还是|与|比)(?:第)?[一二三四五六1-9]",
    ),
    _cue(
        "compare-en", "compare_jobs", 3.0,
        r"\b(?:compare|comparison|versus|vs\.?|side by side|difference between|stack up|pros and cons|weigh (?:up|these|them)|rank)\b",
        r"\bwhich (?:one|of|is|has|pays|job|would|company|place|role)\b|\b(?:is|are) (?:the )?(?:first|second|third|last|number \w+|[a-z]+) (?:one |job )?(?:better|worse|nearer|closer) than\b|\bbetter than the\b",
        r"\b(?:number |no\.? ?)?(?:[1-9]|one|two|three|first|second|third) (?:or|versus) (?:number |the |no\.? ?)?(?:[1-9]|one|two|three|four|second|third|last)\b",
    ),
    _cue(
        "connect-zh", "connect", 3.0,
        r"(?:帮我|我要|我想|直接|替我|马上|赶紧|就)?(?:投(?!过|了(?!吧|$)|诉|票|资)|应聘|报名|申请)(?:这|那|第|一下|吧|了吧|简历|个|它|他|$)",
        r"打(?:个)?招呼|联系(?:一?下|他|她|这|那|老板|hr|人事|招聘|方式|顺)|约(?:个)?(?:时间|面试|一下)|(?:发|递|传)(?:一?下)?(?:我的?)?简历|搭(?:个)?线|(?:跟|和|给|问|替我跟).{1,12}(?:说|讲|问|发消息|聊|约)",
        r"就(?:这|它|第.|那).{0,3}了",
    ),
    _cue(
        "connect-en", "connect", 3.0,
        r"\b(?:apply|applying|put me (?:forward|in touch|through)|sign me up|send (?:them )?my (?:cv|resume|details|application)|forward my|contact (?:them|the|her|him)|get in touch|reach out|introduce me|connect me|drop (?:them|the|him|her) |go for (?:number|the|it|that|this)|let them know|tell (?:them|the (?:boss|manager|recruiter|employer))|message (?:them|the)|ask (?:them|the (?:boss|manager|employer))|say (?:hi|hello) to)\b",
        r"\b(?:i'?ll take|i'?m in\b|that'?s (?:the one|perfect))",
    ),
    _cue("not-yet-applied", "connect", -4.0, r"\b(?:already|i've|ive) applied\b|投过了?|怎么投|how do i apply to a job"),
    # --- the résumé
    _cue(
        "resume-zh", "write_resume", 2.5,
        r"(?:写|做|弄|改|建|更新|完善|润色|优化|整理|生成|补充|上传).{0,8}(?:简历|履历|cv)|(?:简历|履历).{0,8}(?:写|做|弄|怎么|没有|润色|更新|加上|补|里)|自我(?:介绍|评价)",
        r"我(?:叫|名字叫|姓名)|(?:电话|手机|邮箱|微信)(?:号|号码)?(?:是|:)?\s*\w*\d{4}|(?:毕业于|毕业院校|就读)|(?:大学|学院|学校).{0,12}(?:专业|毕业|本科|大专)|[12]\d{3}\s*[年.\-/届级].{0,20}(?:毕业|至今|入职|离职|开始)",
    ),
    _cue(
        "resume-en", "write_resume", 2.5,
        r"\b(?:write|make|build|create|update|improve|polish|fix|do|draft|help|need|put together|review|upload|turn).{0,25}\b(?:cv|resume|résumé|curriculum vitae|personal statement|cover letter)\b",
        r"\b(?:my name(?:'s| is)(?! (?:wrong|not|mis|incorrect))|name is(?! (?:wrong|not|mis|incorrect))|i(?:'m| am) called|my (?:number|phone|mobile|email|e-mail)(?:'s| is)|reach me (?:on|at)|i (?:graduated|studied|majored|live in))\b",
    ),
    # Who orders one and says in passing what they do or where looks for no job in that breath.
    _cue(
        "resume-order", "write_resume", 2.5,
        r"(?:帮|给|替|教)(?:我|俺|咱)?(?:写|做|弄|搞|整|改|润色|完善)(?:一?(?:份|个|下|张))?(?:我的)?(?:简历|履历)|(?:不会|不懂|要|想)(?:怎么)?(?:写|做|弄)(?:一?(?:份|个))?(?:简历|履历)|^(?:简历|履历|cv|resume)(?:$|[,\s,。])",
        r"\b(?:write|make|build|create|do|draft|put together|need|want|after)(?: me| us)? (?:a|an|my|the|some)?(?: \w+){0,2} ?(?:cv|resume|résumé)\b|^(?:my |a )?(?:cv|resume|résumé)\b(?: (?:pls|please|for|time|help))?(?=\W|$)|\bhelp (?:me )?with (?:a|my) (?:cv|resume|résumé)\b",
    ),
    _cue("resume-based", "write_resume", -2.5, r"(?:按照?|根据|用|凭|照)我?的?简历|投简历|发简历|(?:看|有).{0,4}简历.{0,6}(?:岗|职位|工作)|\b(?:jobs?|roles?|work) .{0,20}\b(?:from|for|based on|match\w*|fit\w*) my (?:cv|resume)\b"),
    _cue(
        "wants-resume", "write_resume", 3.5,
        r"\b(?:need|want|make|write|do|sort|get|build|start)\b (?:me )?(?:out )?(?:an?|my|the|up)? ?(?:new |proper |decent |quick |good )?(?:cv|resume|résumé)\b|\b(?:never|haven'?t|havent|not) (?:had|got|done|written|made)? ?(?:an? )?(?:cv|resume|résumé)\b|\b(?:cv|resume|résumé)\b.{0,30}\b(?:start (?:me|from)|from scratch|help me|out of date|years? old|is (?:ancient|rubbish|old))",
        r"(?:没|还没)(?:有|写过?|做过?)?(?:个)?(?:简历|履历)|(?:要|需要|缺|整|搞|弄)(?:一?份|个|张)(?:像样的?|新的?|正式的?)?(?:简历|履历)",
    ),
    _cue(
        "correct-zh", "correct_field", 3.0,
        r"(?:写|填|打|弄|搞|说|记|输|拼)(?:错|反|成|漏)|错(?:了|啦|字)|不对[,，\s是]|应该(?:是|叫|写)|(?:不是|不叫).{1,12}(?:是|叫)|是.{1,14}(?:不是|而不是)|改一下.{0,6}(?:名字|电话|邮箱|日期|公司)|(?:名字|姓名|电话|手机号?|邮箱|公司|学校|专业|职位|日期|时间|年份|尾号).{0,5}(?:改成|改为|换成|错|不对)",
    ),
    _cue(
        "correct-en", "correct_field", 3.0,
        r"\b(?:wrong|mistake|typo|misspel\w+|mis-?typed|spel(?:t|led|ling)|incorrect|correction|i meant|meant to say|should (?:be|say|have)|ends in|supposed to be)\b",
        r"\b(?:it'?s|it was|that'?s|was|is|called) [\w' &]{1,30},? (?:with an? |not )|\bnot \w+[,;]? (?:it'?s|it was|but)\b|\bi (?:never|didn'?t) (?:say|said|work|study|manage)|\byou(?:'ve| have)? (?:put|wrote|written|got|spelled)\b.{0,30}\b(?:wrong|not|instead|but|december|january|as)?",
    ),
    # --- answers and control
    _cue("skip-zh", "skip", 3.0, r"跳过|略过|(?:先)?(?:不填|空着|留空|不写)|下一?(?:个|题|项)(?:问题)?(?:吧)?$|不(?:想|方便|愿意?)(?:说|填|讲|写|透露|回答|答)|(?:记不|想不起|不记得|说不(?:好|上|准|清))|不知道|不清楚|(?:以后|回头|晚点|待会儿?)再(?:填|说|写|补)|^(?:没有|过|无)$"),
    _cue("skip-en", "skip", 3.0, r"\bskip\b(?! (?:the|anything|jobs|ones|agenc|sales))|\b(?:leave (?:it|that|this) (?:blank|out|empty)|rather (?:not|leave)|prefer not|next (?:question|one|please)|move on|no comment|not applicable|n/a|pass on|do(?:n'?t| not) (?:know|remember|recall)|can'?t (?:remember|recall)|no idea|not sure|haven'?t got|don'?t have (?:one|any)|dunno)\b|^(?:pass|next|none|nothing)\W*$"),
    _cue("undo-zh", "undo", 3.5, r"撤(?:销|回|掉)|还原|恢复|复原|回退|改回(?:去|来)?|变回|退回.{0,4}(?:修改|版本|改)|(?:刚才|刚刚|上一?(?:步|次)).{0,6}(?:不算|作废|取消|去掉|不要)"),
    _cue("undo-en", "undo", 3.5, r"\b(?:undo|revert|roll(?:ed)? (?:it )?back|restore|undelete|ctrl[ +-]?z|reverse (?:that|it)|put (?:it|that|the old one) back|bring (?:it |the old (?:one|version) )?back|take (?:that|it) back|(?:the )?(?:old|previous|earlier) version|scrap that|how it was|what it was|change it back)\b"),
    _cue("back-zh", "go_back", 3.0, r"(?:上|前)(?:一|1)?(?:个问题|题|步|页)|重(?:填|答|写)(?:一下)?(?:上|前)|返回|(?:退|回|倒)(?:到|回|去|上)(?!.{0,4}(?:修改|版本|原来))|回去|前一个问题|(?:刚才|刚刚|之前|前面)(?:的)?(?:那?几个|那批|列表|职位|推荐)"),
    _cue("back-en", "go_back", 3.0, r"(?<!gets )(?<!get )(?<!got )\b(?:go(?:ing)? back|take me back|back (?:to|a|one|up|please)|previous (?:one|question|page|step|screen)|question before|the one before|step back|return to|one back|last (?:question|page|screen|list)|revisit|rewind|earlier (?:question|one))\b|^back\W*$"),
    _cue("back-version", "go_back", -3.0, r"version|old one|how it was|the way it was|版本|修改|原来的?样"),
    # --- memory
    _cue("remember-zh", "remember", 3.5, r"(?:帮我|你|请|先|要|给我|麻烦)?(?:记(?:住|着|得|下|好|牢|录|一下|上|个)|备注|存一下)(?!不|我(?:什么|啥|哪)|.{0,8}[吗么不没]\??$|不清|了我)|别忘了|以后(?:都)?(?:记得|别给我|不要给我|优先)"),
    _cue("remember-en", "remember", 3.5, r"^(?:please |can you |ok |and |also |just )*(?:remember|keep in mind|bear in mind|note|make a note|jot|log|save this|store|don'?t forget|take note|keep a note|for (?:future|later|next time)|just so you know)\b(?! (?:of what|me))|\b(?:remember (?:that|this|for|i|my|me as)|in mind|(?<!a )note (?:that|down)|for future reference|from now on|make a note|keep that on file)\b"),
    _cue("forget-zh", "forget", 4.0, r"(?:忘(?:掉|了吧|记|了它)|别(?:再)?记|不(?:用|要|必)(?:再)?(?:记|存|保存)|抹(?:掉|去)|清(?:空|除)|(?:删|去)(?:掉|除|了).{0,8}(?:记|我(?:的|说)|信息|资料)|把.{1,16}(?:删|抹|忘|从.{0,8}(?:去掉|拿掉)|记录去掉))"),
    _cue("forget-en", "forget", 4.0, r"\b(?:forget (?:what|about|that i|my|everything|i |the (?:thing|bit)|it all)|delete (?:what|my|that|all|everything|the (?:note|thing|bit))|erase|wipe|scrub|unremember|stop remembering|don'?t (?:keep|store|remember|save)|clear (?:my|everything|your)|remove what|take my .{1,25}(?:off|out)|discard|get rid of what|lose that note|from your (?:notes|memory|records))\b"),
    _cue(
        "confirm-resume", "confirm", 6.5,
        r"^(?:那|就|先|请|好|行|麻烦|帮我|我要|可以|直接|,|\s)*(?:确认|保存|提交|定稿)(?:一?下)?(?:我的?)?(?:这份|整份)?(?:简历|履历)|^(?:这份|我的)?简历(?:就)?(?:先)?(?:这样|确认|保存|定稿)",
        r"^(?:please |just |ok |okay |yes |now |then |can (?:you|i|we) |could you |let'?s |i'?d like to )*(?:confirm|approve|finali[sz]e|save)(?: (?:my|the|this|that|it|whole|everything))* (?:cv|resume|résumé|profile)\b|^(?:please |just |ok )*(?:confirm|save|approve|submit)(?: (?:it|this|that|all|everything|as it is))+\W*$",
    ),
    _cue("forget-criterion", "forget", -3.5, r"forget the (?:degree|salary|city|money|qualification|experience|location)|(?:学历|薪资|工资|城市|经验|条件|要求|限制)(?:要求|条件|限制|那条|那项)?(?:去掉|删掉|不限|取消)|城市去掉"),
    _cue("memory-zh", "show_memory", 3.5, r"(?:你|那儿|这里|那里|手上).{0,4}(?:记得|知道|了解|存|记|掌握|有)(?:着|了|下)?(?:我|些?什么|啥|哪|多少|关于).{0,8}|(?:记|存|说|提)(?:了|过|着|下)?(?:我)?(?:的)?(?:些?什么|啥|哪些|哪儿些|情况|东西|信息|资料)|还记得(?:我|吗|不|上)|(?:我|上次).{0,8}(?:说|提)(?:过|的).{0,6}(?:还)?(?:记得|印象)|显示记忆|我的(?:记忆|档案)"),
    _cue("memory-en", "show_memory", 3.5, r"\bwhat (?:do|did|have|info|notes|details|are|else|does|data)\b.{0,16}\b(?:know about|remember|got saved|saved|stored|hold on|have on|kept|keeping|i (?:told|said|tell)|made on|on (?:me|file|record))\b|\b(?:do|can) you (?:still )?(?:remember|recall) (?:my|what|where|who|how|me)\b|\b(?:show|view|list|see)\b.{0,12}\b(?:memor(?:y|ies)|my data|stored|saved|you know)\b|\bremind me what\b"),
    # --- standing orders
    _cue("alert-zh", "create_alert", 4.0, r"每(?:天|日|晚|早|周|星期|个?月|隔|个?(?:工作日|礼拜))(?=.*(?:发|推|告诉|通知|提醒|喊|叫|汇总|整理|给我|更新|来一|报|新))|(?:推送|通知|提醒|订阅|喊)(?:我|一下|给我|.{0,3}一声)|(?:有|出|一有|来).{0,10}(?:新|合适|消息|招).{0,20}(?:告诉|通知|提醒|喊|叫|发|推|说|吱)|(?:告诉|通知|提醒|喊|叫|知会)(?:我)?一?声?.{0,4}(?:有新|新出)|盯着|留意|定期|汇总一?下?|(?:周|礼拜|星期)[一二三四五六日天].{0,6}(?:发|推|汇总|给我)|订阅|求职提醒|一有.{1,24}(?:告诉|通知|喊|叫|发|推|说|吱|讲|call)|(?:要是|如果|假如|万一|等|只要|一旦)(?:有|出).{1,20}(?:出来|放出|冒出|上线|上架|开招|在招)了?.{0,4}(?:告诉|通知|提醒|喊|叫|知会|吱|跟我说|发)"),
    _cue("alert-en", "create_alert", 4.0, r"\b(?:alert|alerts|notify|notif\w+|subscribe|keep me posted|keep an eye|digest|saved search|round-?up|(?:nudge|heads[- ]up|ping|buzz|holler|bell|shout|word) (?:me )?(?:when|if|as soon|once)|watch for|give me a shout|let me know (?:when|if|whenever|as soon)|(?:tell|ping|text|message|email|e-mail|send|remind) me .{0,30}(?:every|each|when(?:ever)?|as soon|daily|weekly|once a|(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekends|mornings|if (?:anything|something|one|any|an?\b.{1,40}\b(?:comes?|turns?|pops?|crops?|shows?) up|an?\b.{1,40}\b(?:opens?|appears?|goes live))))\b|\b(?:every|each) (?:day|week|month|morning|evening|weekday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri)\b.{0,40}|\b(?:weekly|daily|monthly|fortnightly) (?:updates?|emails?|digest|list|summary|alerts?)\b"),
    _cue("alert-when-zh", "create_alert", 5.0, r"每(?:个)?月(?:的)?\d{1,2}[号日].{0,8}(?:说|讲|告诉|通知|推|发|给我|汇总|提醒)|(?:一|每)(?:个)?(?:周|星期|礼拜)[两二三2-5]次.{0,10}(?:发|推|给我|告诉|通知)|周末.{0,8}(?:给我|帮我)?(?:发(?!传单|单|货|快递|宣传|小广告)|推(?!销|拿|广))|(?:以后|今后|往后).{0,20}(?:都|就)?(?:推|发)(?:给)?我|^每天\d{1,2}[:点]"),
    _cue("alert-when-en", "create_alert", 5.0, r"\bthe (?:moment|minute|second) (?:an?|any|one|there)\b.{0,50}\b(?:comes?|turns?|pops?|goes|is|appears?|opens?|gets?)\b|\b(?:twice|once|three times) (?:a|per|every) (?:week|month|fortnight)\b.{0,24}\bnew\b|\bonce a (?:week|month|fortnight) (?:is|will|would)\b|^(?:every other|each|every)\b.{0,24}\b(?:new|send|jobs?|posts?|roles?|openings?|vacanc\w+)\b|^(?:weekdays|week ?days|weekends?|at the weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b.{0,24}\b(?:new|send)\b"),
    _cue("alert-request", "create_alert", -2.5, r"take off|paid weekly|pays? (?:weekly|daily)|周结|日结|每(?:天|周|个?月)(?:休|到岗|出勤|坐班|来|去|做|干|双休|工作|能?(?:挣|赚|拿|到手)|\d|[一二三四五六七八九十]|上)"),
    _cue("practise-zh", "practise_interview", 4.0, r"(?:模拟|练(?:习|练|一下|下)?|演练|准备|排练|彩排|过一遍|考考|辅导|陪我).{0,10}面(?:试|谈)?|面试.{0,12}(?:练|模拟|准备|演|过一遍|怎么(?:回答|答)|会问|常见)|(?:当|扮|装|演|做).{0,4}(?:面试官|hr)|面试题|考考我|问我(?:几个)?问题"),
    _cue("practise-en", "practise_interview", 4.0, r"\b(?:mock|practi[sc]e|rehears\w+|dry run|prep(?:are)?|role[ -]?play|simulat\w+|trial|train|grill|quiz|drill|run (?:me )?through)\b.{0,40}\b(?:interview\w*|questions?|answers?|me)\b|\binterview\w*\b.{0,40}\b(?:practi[sc]e|rehears\w+|dry run|prep(?:are)?|run[ -]?through|role[ -]?play|quiz|grill|mock)\b|\b(?:act|pretend|play|pose) .{0,12}\b(?:interviewer|hiring manager|recruiter|boss)\b|\binterview (?:me|prep|practice)\b"),
    # --- talk
    _cue("greeting", "small_talk", 3.0, r"^(?:(?:你好|您好|哈[喽啰罗]|嗨|喂)[\s,]*)*(?:你好|您好|哈[喽啰罗]|嗨|喂|有人(?:吗|在吗|没)|hi|hello|hey|hiya|heya|yo|早(?:上好|安|啊|呀)?|晚(?:上好|安)|下午好|在(?:吗|么|不在|不|嘛)|good (?:morning|evening|afternoon|night)|morning|evening)[\s,.!~啊呀哈there]*$|^(?:谢谢|多谢|谢啦|感谢|辛苦|thanks?|thank you|thx|ty|cheers|ta)\b.{0,14}$|^(?:谢谢|多谢|感谢|辛苦|谢啦).{0,8}$|^(?:哈+|嘿+|呵+|lol|haha\w*|lmao)[!~. ]*$"),
    _cue("help", "help", 2.5, r"(?:怎么|如何)(?:用|使用|操作|玩|上传|删除|注销)|(?:要|收)(?:不要)?(?:钱|费|收费)|收费|免费|你(?:都|还)?(?:能|会|可以)(?:做|干|帮)|什么功能|使用说明|人工(?:客服|服务)?$|^(?:帮助|help|\?|menu|菜单)\W*$|\b(?:what (?:else )?(?:can|do) you (?:actually )?do|how (?:do|does|can) (?:i|this|it) (?:use|work)|is (?:this|it) free|does (?:this|it) cost|real (?:person|human)|talk to a human|speak to (?:a human|someone real|a (?:real )?person)|instructions|how do i (?:use|upload|change|delete|see))\b"),
    _cue("chat-about-you", "small_talk", 3.0, r"\bdo you (?:ever |even )?(?:like|love|dream|sleep|eat|drink|watch|get (?:bored|tired))\b|你(?:喜欢|爱|会不会|平时|几岁|多大|累不累|饿不饿)(?!.{0,4}(?:推|找|做简历))"),
    _cue("complaint-app-zh", "complaint", 5.5, rf"{ASSISTANT_ZH}.{{0,6}}(?:真|太|好|很|没用|难用|烦|差|垃圾|烂|坑|傻|蠢|笨|不行|气人|恶心)|(?:讨厌|烦|受够|恨|气死|垃圾|难用).{{0,5}}{ASSISTANT_ZH}|^(?:真是?|太|好)?(?:烦死|气死|烦)(?:了|人|我)*[!,.。 ]*$"),
    _cue("complaint-app-en", "complaint", 5.5, rf"\b(?:hate|sick of|fed up with|can'?t stand|fuming at|done with|tired of) {ASSISTANT_EN}\b|\b{ASSISTANT_EN} (?:is|was|are|sucks?|keeps?|never|doesn'?t)\b.{{0,20}}(?:rubbish|useless|stupid|awful|terrible|crap|joke|waste|sucks?|work|broken|slow|annoying|pointless|\b)"),
    _cue("complaint-zh", "complaint", 2.5, r"(?:怎么|咋)(?:又|老|总|还|每次)|(?:说|问|答|讲)(?:了|过)(?:多少|几|八百|好几|无数|三|两)(?:遍|次|回)|(?:费劲|听不懂|没听懂|没看|答非所问|浪费(?:我)?时间|失望|投诉|难用|什么(?:破|玩意|鬼|垃圾))|(?:一个|都)(?:也|都)?没(?:有)?(?:用|合适|回)|不是(?:说|回答|告诉)过"),
    _cue("complaint-en", "complaint", 2.5, r"\b(?:all over the (?:shop|place)|you (?:keep|always|never|already|don'?t (?:understand|listen))|keep(?:s)? (?:asking|showing|sending)|already (?:told|said|answered)|how many times|waste of time|useless|fed up|rubbish|terrible|not listening|makes no sense|going nowhere|nobody (?:ever )?(?:replies|gets back)|did you even|sick of|asked me that|what'?s the point|complain|answered that|disappointed|not impressed)\b"),
    _cue("abuse-zh", "abuse", 5.0, r"傻[逼b比叉x屌]|煞笔|沙比|草泥马|[操艹草肏日](?:你|尼|他)(?:妈|大爷|娘|祖宗)?|他妈|你妈(?:的|逼|b|$)|妈的|去(?:死|你(?:妈|大爷|的))|滚(?:蛋|开|粗|犊子|远|$|吧|!)|^滚|智障|脑残|弱智|白痴|蠢货|废物|贱(?:人|货)|王八|狗(?:东西|屁|日)|龟(?:儿子|孙)|神经病|死(?:一边|全家)|\bs\.?b\b|\bnmsl\b|\bcnm\b|垃圾(?:机器|东西|玩意|ai|程序|软件)"),
    _cue("abuse-en", "abuse", 5.0, r"\bf+[u*@#v]+[c*@#k]*k?(?:ing?|ers?|ed)?\b(?:.{0,3}(?:off|you|u)\b)?|\bf\W?off\b|\b(?:asshole|arsehole|bitch|bastard|wanker|twat|cunt|dickhead|moron|idiot|imbecile|retard\w*|piece of (?:shit|crap|junk)|go to hell|kill yourself|drop dead|screw you|eat shit|up yours|shut up|pile of (?:crap|garbage|shit)|go die|die already)\b|\byou (?:suck|stink)\b|\b(?:stupid|dumb|pathetic|bloody useless) (?:bot|machine|robot|thing|ai|piece)\b|\bf\*+"),
    _cue("unsafe-zh", "unsafe", 4.5, r"(?:编|造|伪造|虚构|捏造|ps|p|做|弄|办|搞|买|开).{0,8}(?:假|一段|个三年|几年|没(?:干|做)过|毕业证|学历|学位证|健康证|离职证明|流水|证明|驾照|文凭)(?!.{0,3}(?:要求|不限|考|怎么考))|假(?:的)?(?:学历|证|简历|离职|流水|健康证|文凭|毕业证|发票|证明)|没(?:干|做)过.{0,8}(?:写|填|加)|(?:没人|反正|不会|他们).{0,4}(?:查|核实|知道)|(?:查|看|验)不(?:出|到)|发现不了|多写.{0,2}年|骗过|洗钱|跑分|刷单|传销拉人|偷渡|缅北|童工|代考|替考|黑进|盗(?:号|取|个)|赌场|招.{0,4}小姐|(?:她|他|hr|求职者|老板).{0,4}(?:家)?(?:地址|住址|身份证).{0,4}(?:给|查|发)|(?:不要|只要|只招)(?:黑人|女的|女性|男的|男性|未婚|未育|本地人|汉族)"),
    _cue("unsafe-en", "unsafe", 4.5, r"\b(?:fake|forge[ds]?|forging|forgery|counterfeit|fabricat\w+|falsif\w+)\b|\b(?:make up|invent|lie (?:on|about)|lying|cheat)\b.{0,40}|\b(?:i )?(?:didn'?t|wasn'?t|never|haven'?t|don'?t have)\b.{0,40}\b(?:but|who|nobody|no ?one) .{0,20}\b(?:put|say|write|add|checks?|look|know)\b|\b(?:they|nobody|no ?one|he|she) (?:won'?t|don'?t|never|can'?t|will never) (?:notice|check|know|find out|verify|look)|\bbackdate|\b(?:nobody|no one|who) (?:will |would |ever |'ll )?(?:checks?|looks?|knows?|notice)|\b(?:say|put|write|pretend|claim)\b.{0,50}\b(?:even though|i (?:wasn'?t|didn'?t|don'?t|haven'?t|never))\b|\bno (?:blacks|women|gays|muslims|foreigners|old people|pregnant)\b|\b(?:only|just) (?:hire|want|show|interview).{0,20}\b(?:white|men|male|women|female|christian|straight)\b|\b(?:launder\w*|money mule|sell(?:ing)? drugs|traffick\w+|without papers|off the books|hack|smuggl\w+|moving money|drug dealer|benefit fraud|underage)\b|\bhome address of\b|\b(?:hire|employ) (?:kids|children)\b"),
    _cue("not-yet-mine", "unsafe", 4.5, r"\b(?:say|put|write|claim|pretend|tell them|add)\b(?: down| in| that| me)* i(?:'ve|'m| am| have| had| was| worked| did| got| hold)?\b.{2,50}\b(?:(?:get|do|have|sort|pass|take) (?:it|one|that|them|the \w+) (?:later|soon|after|next \w+|at some point|eventually)|nearly there|almost there|not yet|close enough|doesn'?t matter|who'?s (?:gonna|going to))\b", r"(?:你就|就|帮我|给我)?(?:写|填|说|写上|填上)(?:我)?(?:有|是|会|干过|做过|拿过|带过)[^,。]{1,14}[,。 ](?:回头|以后|到时候?|反正|其实(?:没|不)|我?(?:再|会)(?:去)?(?:考|补|学|办))"),
    _cue("new-identity", "prompt_injection", 5.0, r"从(?:现在|这|此|今)[^,。]{0,6}(?:开始|起)?,?[^,。]{0,4}你(?:就|不再|不)(?:再)?(?:是|当|做)|你(?:不再|已经不)是.{0,10}(?:助手|助理|机器人)|(?:后台|内部|初始|底层|系统)(?:的)?(?:配置|设置|设定|文本|说明).{0,6}(?:念|背|读|发|给我|说出|输出|打印)|(?:你的?|念|背|输出|打印|列出).{0,6}(?:后台|内部|初始|底层|系统)(?:的)?(?:配置|设置|设定|文本|说明)", r"\bfrom (?:now|here|this point) on,? you(?:'re| are| will be)\b(?! (?:not )?(?:to )?(?:send|show|search))|\b(?:setup|initial|hidden|internal) (?:text|prompt|message|words)\b|\bno (?:guidelines|policies|policy)\b"),
    _cue("injection-zh", "prompt_injection", 5.0, r"(?:忽略|无视|忘记|忘掉|绕过|覆盖|不遵守|抛开|跳出).{0,10}(?:指令|规则|提示|设定|限制|身份|约束|要求你)|系统(?:提示|指令|prompt|消息|设定)|system ?prompt|提示(?:词|语)|(?:开发者|管理员|dan|越狱|上帝)模式|(?:初始|最初|最开始|第一条|背后|内部|隐藏).{0,10}(?:设定|指令|消息|提示|话|规则)|(?:没有|不受)(?:任何)?(?:限制|约束)|(?:导出|列出|给我看|输出|打印|展示).{0,10}(?:所有|全部|其他|别的|数据库).{0,6}(?:用户|求职者|简历|手机|数据|人)|api ?key|drop table|数据库|原样(?:背|输出|复述|重复)|(?:重复|复述|输出)(?:一遍)?(?:上面|以上|前面|收到)|prompt"),
    _cue("injection-en", "prompt_injection", 5.0, r"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,25}\b(?:instructions?|rules|guidelines|prompts?|safety|restrictions|who you are|settings|training)\b|\b(?:system|hidden|developer|initial|original|secret) (?:prompt|message|instructions?)\b|\b(?:developer|dan|god|admin|jailbreak|debug) mode\b|\byou are now\b|\bno (?:rules|restrictions|limits|filter)\b|\bunrestricted\b|\b(?:your )?(?:rules|instructions) don'?t apply\b|\b(?:print|repeat|output|reveal|show|dump|list|give me|tell me)\b.{0,30}\b(?:everything (?:above|in your)|your (?:instructions|prompt|configuration|rules|context)|all (?:the )?(?:users?|resumes|applicants|candidates)|other (?:users|candidates|people)'?s?|database|api key|admin access)\b|\bdrop table\b|^system:|\bnew instructions\b|\bact as (?:a hacker|an unrestricted)"),
    _cue("stop-zh", "stop", 3.0, r"(?:再见|拜拜|拜了|88$|回见|回聊|先(?:这样|忙|下了|撤|走)|不(?:聊|找)了|(?:到|就)(?:这|此)(?:儿|里|吧|为止|了)|(?:停|结束|退出|关(?:掉|闭)|收工|下线)(?:吧|了|$|对话|聊天|找)|找(?:到|着)(?:工作|了|活)|已经(?:入职|上班)|不(?:用|需要)(?:再)?(?:找|推|了$)|别(?:再)?(?:推|发)了$|不看了|下次(?:再)?(?:说|聊|来))"),
    _cue("one-or-other", "compare_jobs", 4.0, r"\b(?:first|second|third|fourth|fifth|sixth|number (?:one|two|three|four|five|six|\d))(?: (?:one|job))? (?:vs\.?|versus|against|over|compared (?:to|with)) (?:the |number )?(?:first|second|third|fourth|fifth|sixth|last|one|two|three|four|five|six|\d)\b"),
    _cue("over-to-them", "connect", 4.0, r"\b(?:fire|ping|shoot|drop|shove|bung|whack|forward|get|fling)\b.{0,6}\bmy (?:cv|resume|details|name|application)\b.{0,8}\b(?:over|across|in|to|at|with)\b"),
    _cue("question-me", "practise_interview", 4.5, r"\b(?:grill|quiz|interview) me\b|\bpretend (?:to be|you(?:'re| are)) (?:the |my |an? )?(?:interviewer|boss|manager)\b|\b(?:dry|mock|dummy|practice|trial) (?:run|interview)\b", r"(?:你)?(?:当|扮|做|演)(?:一下)?(?:考官|面试官|hr|老板).{0,6}(?:问|考|面)"),
    _cue("by-sex", "unsafe", 2.5, r"(?:不要|只要|只招|只看|不招|(?:刷|筛|过滤)掉)(?:所有|那些)?(?:女的?|男的?|女性|男性|女生|男生|未婚|已婚|未育|孕妇|外地人|黑人)(?:的|人|应聘|求职|,|。|$)"),
    _cue("venting", "small_talk", 3.5, r"(?:找(?:个|份)?工作|活儿?|就业|行情|求职)(?:是|可|也)?(?:真|太|好|咋|怎么|这么|越来越|确实)+(?:就)?(?:这么|的)?(?:难|不好找|差|卷|累)|投了.{0,8}(?:没(?:有)?(?:回|信|消息)|石沉大海)", r"\b(?:job ?hunt\w*|job market|finding (?:a job|work)|looking for (?:a job|work)|getting (?:a job|work)) (?:is|'s)? ?(?:so |really |bloody |such |getting )*(?:hard|tough|brutal|a nightmare|exhausting|depressing|soul[- ]destroying|awful|harder)\b"),
    _cue("enough", "stop", 3.0, r"^(?:问?够了|别问了|不(?:用|要)再问|enough(?: questions)?(?=[,.!]|$))"),
    _cue("stop-en", "stop", 3.0, r"\b(?:bye|goodbye|see (?:you|ya)|good ?night|that'?s (?:all|it|enough|me done)|i'?m (?:done|off|finished)|(?:finish|continue|do) (?:this |it |the rest )?(?:later|another (?:time|day)|tomorrow)|im (?:done|off)|gotta go|got to go|talk (?:later|soon)|stop (?:searching|messaging|sending(?! me)|looking|here|this)|you can stop|no need (?:to|for) (?:search|look|find|send|carry)\w*|got (?:a |the |myself a )?(?:new )?job(?: now|,| so| thanks)|no longer looking|found (?:a |one|work)|got (?:a |the )job|call it a day|unsubscribe|enough for (?:now|today)|end (?:the )?chat|leave me alone|don'?t need this)\b|^(?:stop|quit|exit|end|bye+)\W*$"),
)  # fmt: skip


def find_cues(lower: str) -> Iterator[Evidence]:
    """Yield the cues that the text shows, each at most once."""
    for cue in CUES:
        match = cue.pattern.search(lower)
        if match:
            yield Evidence("cue", cue.intent, cue.weight, f"{cue.name}: {match[0][:40]}")
