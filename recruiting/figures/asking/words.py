"""The words for measures, groupings and values in questions about figures, in both languages.

Order counts within each table: what is found first is taken out before the next is looked for.
"""

import re
from dataclasses import dataclass

L, E = r"(?<![a-z0-9])", r"(?![a-z0-9])"


@dataclass(frozen=True, slots=True)
class Word:
    """One kind of word: what it stands for, and how it is written."""

    kind: str
    value: str
    pattern: re.Pattern[str]


def build_words(kind: str, rows: list[tuple[str, str, str]]) -> tuple[Word, ...]:
    """Build words from (value, English pattern, Chinese pattern)."""
    words = []
    for value, english, chinese in rows:
        parts = ([rf"{L}(?:{english}){E}"] if english else []) + ([chinese] if chinese else [])
        words.append(Word(kind, value, re.compile("|".join(parts))))
    return tuple(words)


_JOBS = r"(?:jobs?|postings?|ads?|adverts?|vacanc(?:y|ies)|listings?|roles?|positions?|openings?)"
_JOBS_ZH = r"(?:岗位|职位|招聘信息|招聘广告|岗|职缺|空缺)"
_PEOPLE = r"(?:people|persons?|seekers?|job ?seekers?|users?|candidates?|visitors?|viewers?|individuals?|applicants?|somebody|someone|everyone|they)"

# Seekers as the doers, or us as whom something is done to: no greeting of ours.
NOT_THEM_ZH = "".join(
    f"(?<!{word})(?<!{word}们)(?<!{word}是)(?<!{word}自己)"
    for word in ("求职者", "候选人", "应聘者", "应聘的", "人家", "他们", "她们", "对方", "用户", "的人")
)  # fmt: skip
NOT_US_ZH = "(?!(?:了|过|的|给)*(?:我们|咱|我司|公司|店里|厂里))"

CHARTS = build_words("chart", [
    ("line", r"(?:an? )?lines?(?= (?:of|for|showing)(?! (?:work|business)))|(?:as |in |draw |plot |with |on |into )?(?:a |an )?(?:line|trend)s? ?(?:chart|graph|plot|diagram)s?|as (?:a )?lines?|line please|(?:as |draw )a? ?curve|time series", r"(?:画|做|出|用|换|改|来)?(?:成|个|条|张|一张|一条|一个)*(?:折线图?|线图|趋势图|曲线图?|走势图)"),
    ("bar", r"bars(?= (?:of|for|showing))|(?:as |in |draw |plot |with |into )?(?:a |an )?(?:bar|column|histogram)s? ?(?:chart|graph|plot|diagram)s?|as (?:a )?(?:bars?|columns?|histogram)|in bars|bars? please", r"(?:画|做|出|用|换|改|来)?(?:成|个|条|张|一张|一个)*(?:柱状图?|柱形图?|柱图|条形图?|直方图|棒图)"),
    ("funnel", r"(?:as |in |the |our |show |me )*(?:a )?(?:recruitment |recruiting |hiring |full |whole )?funnel(?: chart| view| diagram)?", r"(?:画|做|出|用|换|改|来)?(?:成|个|张|一张|一个)*(?:招聘)?漏斗图?"),
    ("table", r"(?:as |in |into |show |make |give me )?(?:a |the )?(?:data )?table(?: form| view)?|tabulated?|as a list|in a grid|spreadsheet view", r"(?:列|做|出|用|换|改|来|给)?(?:成|个|张|一张|一个|份)*(?:表格|列表|数据表|明细表|表(?![格示现达扬面]))(?:格|展示|列出)*"),
    ("number", r"(?:just|only)(?: give me| show)? (?:a |the |one )?(?:single |plain )?(?:number|figure|total|count)(?! of)|as (?:a |one )?(?:single |plain |big )?(?:number|figure)(?! of)|(?:a |one )single (?:number|figure)|(?:number|figure) only", r"(?:只要|只给|给|就要|给个|只看)(?:我)?(?:一?个)?(?:总?数字?|数值|总数)(?:就行|就好|即可)?|用(?:一个)?数字(?:显示|展示)?"),
])  # fmt: skip

_TIMES = "(?:time|period|days?|weeks?|months?|quarters?|stretch|dates?|span|range|point)"
COMPARES = build_words("compare", [
    ("last", r"(?:vs\.?|versus|against|than|compared (?:with|to)|(?<=up )on|(?<=down )on) (?:the )?(?:last|previous|prior)(?: one)?(?= *(?:$|[,.?!:;)]|by (?:city|month|week|day|recruiter|posting|occupation|source|language)))", ""),
    ("previous_year", rf"(?:(?:with|to|vs\.?|versus|against|than|and|from|on|over|at) )*(?:the )?(?:equivalent|corresponding|same) {_TIMES}(?: of| in)? (?:last year|a year (?:ago|earlier|before)|the (?:previous|prior|preceding) year|the year before|one year (?:ago|earlier))|(?:with|to|vs\.?|versus|against|than|over|on) (?:a year (?:ago|earlier|before)|the (?:previous|prior|preceding) year|the year before|one year (?:ago|earlier)|last year(?:'s)?|that of last year)|year[- ](?:on|over)[- ]year|y[/ -]?o[/ -]?y|(?!(?<=half )a year ago today)a year (?:ago|earlier|before)|(?:(?:with|to|vs\.?|versus|against|than|over|on|from|and) )*(?:the )?(?:same|this) time last year", r"(?:[和跟与同比较](?:着|起)?)*(?:去年|上年|前一年|上一年)(?:的)?(?:同期|同月|同一时期|同一时间|同季度?|同周|这个时候|这时候|同样时间|的?这段时间)(?:的?数据|水平)?(?:相?比|对比|比较|比一比|比一下)?|同比|(?:[和跟与同]|相比于?|对比|比起?|较)(?:去年|上年|前一年|上一年)(?:的)?(?:相?比|对比|比较|比一比)?|年同比"),
    ("previous_period", r"(?:(?:with|to|vs\.?|versus|against|than|and|from|on|over) )*(?:the )?(?:(?:previous|prior|preceding|earlier) (?:period|stretch|one|interval|time frame)|(?:period|one|ones) before(?: (?:that|it|them|those|last))?|(?:same|this) (?:point|time|stage) last (?:month|week|quarter)|(?:equivalent|corresponding|same) (?:period|days?|weeks?|stretch|dates?|span|range|point|time|number of days)(?: of| in| from)? (?:last|the previous|the preceding|the prior) (?:month|week|quarter)|(?:(?<!during the )(?<!over the )(?<!in the )(?<!within the )(?<!for the )(?:previous|preceding|prior) (?:\d+|two|three|four|five|six|seven|ten|twelve|fourteen|thirty)(?! \w*(?:cit|rec|post|job|sour))|(?:\d+|two|three|four|five|six|seven|ten|twelve|fourteen|thirty) (?:just )?before(?: (?:that|it|them|those))?)|(?:week|month|quarter|(?<=against the )day|(?<=versus the )day|(?<=vs the )day|(?<=with the )day|(?<=to the )day|(?<=than the )day|(?<=on the )day) before(?! last| this| the current| yesterday)|(?:(?:same (?:number of )?|\d+ |two |three |four |five |six |seven |ten |fourteen |thirty )?(?:days|weeks|months)) (?:before(?: (?:that|it|them|those))?|just before|preceding))|(?:week|month|quarter|period)[- ](?:on|over)[- ](?:week|month|quarter|period)|w[/]?o[/]?w|m[/]?o[/]?m|q[/]?o[/]?q|(?:with|to|vs\.?|versus|against|than|over|on) (?:the )?(?:previous|prior|preceding) (?:week|month|quarter|year|\d+ (?:days|weeks|months)|one)", r"环比|(?:[和跟与同比较](?:着|起)?)*(?:上一?个?期|前一?个?期|上一个?周期|前一个?周期|上一个?时段|前一段时间|之前的?同样天数|前一个?时段|(?:再[上前]|(?<=[和跟与同比较])前)(?:面)?(?:一个?|[一二两三四五六七八九十\d]+个?)(?:周|星期|月|季度|天)|前(?:面)?(?:一个?|[一二两三四五六七八九十\d]+个?)(?:周|星期|月|季度|天)(?=的?(?:数据|水平)?(?:相?比|对比|比较|比一比))|上一阶段|前一阶段)(?:的?数据)?(?:相?比|对比|比较|比一比|比一下)?"),
])  # fmt: skip

_TYPE_TAIL_ZH = r"(?:岗位|职位|岗|工作|人员|员工|的)?"
_SCENE_EN = {
    "find": r"find(?:ing)?(?: a job| jobs| work)?|search(?:ing)?|job[- ]search(?:ing)?|job[- ]finding|look for work",
    "resume": r"r[ée]sum[ée]s?|cv|r[ée]sum[ée][- ](?:writing|building)|cv[- ]writing",
    "interview": r"interviews?|interview[- ](?:practice|prep|preparation|training)|mock[- ]interviews?",
    "applications": r"applications?|application[- ]tracking",
    "alerts": r"alerts?|job[- ]alerts?|notifications?",
    "ask": r"ask(?:ing)?|q&a|questions?|ask[- ]anything",
}
_SCENE_ZH = {
    "find": "找工作|找职位|找岗位|找活|求职|搜索|职位搜索|搜职位|找岗|搜岗",
    "resume": "简历|写简历|做简历|改简历|简历制作|简历优化",
    "interview": "面试|模拟面试|面试练习|面试准备|练面试|面试辅导",
    "applications": "投递|申请|投递进度|申请进度|投递管理|我的投递|投递记录",
    "alerts": "提醒|订阅|通知|职位提醒|职位订阅|推送",
    "ask": "问答|提问|咨询|问问题|随便问|问",
}
_ANY_SCENE = "|".join(_SCENE_EN.values())
_ANY_SCENE_ZH = "|".join(_SCENE_ZH.values())
SCENES = tuple(
    Word("scene", value, re.compile(
        rf"{L}(?:the )?['\"]?(?:{_SCENE_EN[value]})['\"]?(?= (?:chat )?scenes?{E})(?: (?:chat )?scenes?{E})|"
        rf"{L}(?:{_SCENE_EN[value]})(?=(?:,| and| or| vs\.?| versus)(?: the)? (?:{_ANY_SCENE})(?:(?:,| and| or)+ (?:the )?(?:{_ANY_SCENE}))* scenes?{E})|"
        rf"{L}scenes? (?:of |called |named |= ?)?['\"]?(?:{_SCENE_EN[value]})['\"]?{E}|"
        rf"(?:(?<=scenes except )|(?<=scenes but )|(?<=scenes other than )|(?<=scenes excluding )|(?<=scene except )|(?<=scene but ))(?:the )?(?:{_SCENE_EN[value]}){E}|"
        rf"[\"“「'](?:{_SCENE_ZH[value]})[\"”」'](?:的|这个)?(?:对话)?场景|"
        rf"(?:在|从)?(?:{_SCENE_ZH[value]})(?:的|这个|类|对话|聊天)*场景(?:里|中|下|内)?|"
        rf"(?:{_SCENE_ZH[value]})(?=(?:和|与|、|跟|以及|或者?|还是)(?:{_ANY_SCENE_ZH})(?:[和与、](?:{_ANY_SCENE_ZH}))*(?:这)?[两三二2-6]?个?(?:对话)?场景)|"
        rf"场景(?:为|是|=|:|：)\s?['\"“]?(?:{_SCENE_ZH[value]})['\"”]?|(?:{_SCENE_ZH[value]})(?:这个|那个)?(?:功能|对话)里"
    ))
    for value in ("resume", "interview", "applications", "alerts", "ask", "find")
)  # fmt: skip

_SCENE_GROUPS = "|".join(
    [rf"{L}(?P<{key}>{words}){E}" for key, words in _SCENE_EN.items()]
    + [f"(?P<{key}_>{words})" for key, words in _SCENE_ZH.items()]
)
SCENE_BEFORE = re.compile(
    rf"(?:{_SCENE_GROUPS})\s*(?:,|and|or|vs\.?|versus|&|、|和|与|跟|或者?|以及)+\s*(?:the )?$"
)

ENUMS = (
    *SCENES,
    *build_words("employment_type", [
        ("full_time", r"full[- ]?tim(?:e|ers?)(?: (?:jobs|roles|positions|work|staff|ones))?|permanent(?: (?:jobs|roles|positions|staff))?|fte", rf"全职{_TYPE_TAIL_ZH}|正式工|正式员工|正职"),
        ("part_time", r"part[- ]?tim(?:e|ers?)(?: (?:jobs|roles|positions|work|staff|ones))?", rf"兼职{_TYPE_TAIL_ZH}|非全日制|半职"),
        ("internship", r"intern(?:ship)?s?(?: (?:jobs|roles|positions|places))?|trainee(?:ship)s?", r"实习(?:生|岗位|职位|岗|工作|的)?"),
        ("contract", r"(?:fixed[- ]term )?contract(?:or)?s?(?! types?)(?: (?:jobs|roles|positions|work|ones))?|contract-based|fixed[- ]term(?: (?:jobs|roles))?", rf"合同制?工?{_TYPE_TAIL_ZH}|外包{_TYPE_TAIL_ZH}|劳务{_TYPE_TAIL_ZH}"),
        ("temporary", r"temp(?:orary|s)?(?: (?:jobs|roles|positions|work|staff|ones))?|seasonal(?: (?:jobs|roles|work))?|casual (?:jobs|roles|work)", rf"临时工?{_TYPE_TAIL_ZH}|短期工?{_TYPE_TAIL_ZH}|季节工"),
    ]),
    *build_words("engine", [
        ("llm", r"(?:the )?(?:llms?|large language models?|language models?|ai models?|gpt|model)(?:[- ](?:engine|based|driven|powered))?(?: (?:turns|rounds|chats|conversations|answers))?(?= |,|\?|\.|$|;)(?!s? (?:version|number))", r"(?:大语言模型|大模型|语言模型|AI模型|ai模型|模型引擎|(?<![a-z])llm(?![a-z])|模型)(?:的?引擎|这边|那边)?"),
        ("rules", r"(?:the )?(?:rules?|rule[- ]based|rules[- ]based)(?:[- ](?:engine|based|driven))?", r"规则(?:的?引擎|这边|那边)?"),
    ]),
    *build_words("language", [
        ("zh", r"(?:people |those |seekers |users |candidates )?(?:who )?(?:chinese|mandarin)(?:[- ](?:speak(?:ers?|ing)|language|users?|seekers?|conversations?|chats?|candidates?|applicants?|people|side|interface|talkers?|writers?|ones))*|(?:writing|wrote|written|speaking|chatting|talking|chatted|speak|spoke|who use|using|in) (?:in )?(?:chinese|mandarin)", r"(?:说|讲|用|使用|写)?(?:中文|汉语|普通话|华语)(?:的)?(?:用户|求职者|对话|界面|会话|聊天|候选人|人群|使用者|版|端|求职|访客|语言)*(?!老师|教师|编辑)"),
        ("en", r"(?:people |those |seekers |users |candidates )?(?:who )?english(?:[- ](?:speak(?:ers?|ing)|language|users?|seekers?|conversations?|chats?|candidates?|applicants?|people|side|interface|talkers?|writers?|ones))*|(?:writing|wrote|written|speaking|chatting|talking|chatted|speak|spoke|who use|using|in) (?:in )?english", r"(?:说|讲|用|使用|写)?(?:英文|英语)(?:的)?(?:用户|求职者|对话|界面|会话|聊天|候选人|人群|使用者|版|端|求职|访客|语言)*(?!老师|教师|编辑)"),
    ]),
)  # fmt: skip

REASONS = build_words("dismiss_reason", [
    ("wrong_seniority", r"(?:of |the |because |with )*(?:wrong|unsuitable|mismatched|different) (?:seniority|level|grade)|(?:seniority|level|grade) (?:was |is |were |being )?(?:wrong|off|unsuitable|too (?:high|low)|mismatch(?:ed)?)|(?:was |were |being )?too (?:senior|junior)|seniority", r"(?:职级|级别|资历|层级|经验要求|年限)(?:太高|太低|不对|不符|不匹配|不合适|不合|问题)*|太(?:资深|初级|高级)"),
    ("too_low_salary", r"(?:of |the |because |with )*(?:too )?(?:low|poor|bad|little) (?:pay|salar(?:y|ies)|wages?|money)|(?:the )?(?:pay|salar(?:y|ies)|wages?|money)(?: (?:was|is|were|being|too|that is|that was))* (?:too )?(?:low|little|poor|bad)|too_low_salary|underpaid|too low(?: a)? (?:salary|pay)", r"(?:嫌弃?)?(?:工资|薪资|薪水|薪酬|钱|待遇|收入|给的钱)(?:给|开)?(?:得|的)?(?:太|过|偏|比较|很)?(?:低|少|不够|不高|不行)|太?低薪"),
    ("wrong_city", r"(?:of |the |because |with )*(?:wrong|other|unsuitable|different) (?:city|cities|location|place|town)|(?:the )?(?:city|location|place) (?:was |is |were |being )?(?:wrong|unsuitable|not right|too far)|too far(?: away)?", r"(?:城市|地点|地方|位置|工作地)(?:不对|不符合?|不合适|不匹配|不合|不行|错)|(?:离家)?太远|不在(?:想要|期望)的城市"),
    ("wrong_employment_type", r"(?:of |the |because |with )*(?:wrong|unsuitable|different) (?:employment|contract|job|work) type|(?:the )?(?:employment|contract) type (?:was |is |were |being )?(?:wrong|unsuitable)|wrong (?:type of )?(?:contract|employment|hours)", r"(?:用工形式|用工类型|工作性质|工作类型|雇佣类型|雇佣形式|用工性质)(?:不对|不符合?|不合适|不匹配|不合)"),
    ("wrong_role", r"(?:of |the |because |with )*(?:wrong|unsuitable|different|not the right) (?:role|job|occupation|kind of (?:work|job)|position|line of work|type of work)|(?:the )?(?:role|job|occupation|position) (?:was |is |were |being )?(?:wrong|unsuitable|not right)", r"(?:岗位|职位|职业|工种|方向|工作)(?:内容|方向|类型)?(?:不对口?|不符合?|不合适|不匹配|对不上|不是想要的)"),
    ("already_seen", r"(?:had |have |they |it |was |were |been )*(?:already|previously) seen(?: it| them| before)?|seen (?:it |them )?(?:already|before)|repeats?|duplicates?", r"(?:已经|之前|早就)?(?:看过了|已看过|重复(?:推荐|出现|了)?)|已经看过|早看过"),
    ("expired", r"(?:had |have |was |were |being |already |it )*expired|out of date|no longer (?:open|available)", r"(?:已经?|岗位)?(?:过期|失效|下架|到期)了?"),
    ("excluded", r"(?:was |were |being )?excluded(?: by (?:them|the seeker|seekers|the person))?(?= reason|$|,|\?| as)|on (?:their|the) (?:exclusion|block|black) ?list", r"(?:被)?(?:求职者)?(?:明确)?(?:排除项|排除过的|已排除|列入排除|黑名单)"),
    ("other", r"(?:for |of |with )?(?:some |any )?(?:other|another|miscellaneous|unspecified) reasons?|reason (?:is |was )?other", r"(?:其他|其它|别的)(?:的)?(?:原因|理由)|原因(?:是|为)?(?:其他|其它)"),
])  # fmt: skip

_STAGES_EN = {
    "applied": "applied|application|applying", "answered": "answered|answer|replied", "interview": "interviews?|interviewing|interviewed",
    "offer": "offers?|offered", "hired": "hired?|hire", "rejected": "rejected|rejection", "withdrawn": "withdrawn|withdrawal",
}  # fmt: skip
_STAGES_ZH = {
    "applied": "已?投递|已?申请|初始|待处理|新投递", "answered": "已?回复|已?答复|已?沟通|已?回应", "interview": "面试", "offer": "(?:发)?offer|录用通知|已发offer|发放?录用",
    "hired": "已?入职|已?录用|已聘用", "rejected": "已?拒绝|被拒|已?淘汰|不合适|未通过", "withdrawn": "已?撤回|已?退出|已?撤销",
}  # fmt: skip
STAGES = tuple(
    Word("stage", value, re.compile(
        rf"{L}(?:at |in |into |to |on |reached |reaching |currently |now |still |left )*(?:the |an? )?['\"]?(?:{_STAGES_EN[value]})['\"]?[- ](?:stage|step|phase|status){E}|{L}(?:now|currently|still|sitting|stuck|waiting|parked) at (?:the |an? )?(?:{_STAGES_EN[value]}){E}|"
        rf"{L}(?:stage|status) (?:is |= ?|of |was )?['\"]?(?:{_STAGES_EN[value]})['\"]?{E}|"
        rf"(?:在|停在|停留在|处于|处在|卡在|走到|(?<![得收拿接])到了|进入|进到|位于|还在|正在|(?<![得收拿接])到|已到)(?:了)?(?:{_STAGES_ZH[value]})(?:了)?的?(?:阶段|环节|状态|这一步|那一步|步骤|流程|这步)?(?!的?人)|"
        rf"(?:{_STAGES_ZH[value]})的?(?:阶段|环节|状态|这一步|那一步|这步)(?!分布|情况|统计|构成)(?:的|里|中|时)?|(?:阶段|状态)(?:为|是|=)(?:{_STAGES_ZH[value]})"
    ))
    for value in ("applied", "answered", "interview", "offer", "hired", "rejected", "withdrawn")
)  # fmt: skip
_STAGE_GROUPS = "|".join(
    [rf"{L}(?P<{key}>{words}){E}" for key, words in _STAGES_EN.items()]
    + [f"(?P<{key}_>{words})" for key, words in _STAGES_ZH.items()]
)
STAGE_BEFORE = re.compile(
    rf"(?:{_STAGE_GROUPS})\s*(?:,|and|or|&|、|和|与|或者?|以及)+\s*(?:the )?$"
)
# Where somebody had got to when they withdrew: "after an offer", 发了offer之后.
LEFT_AT = (
    *(Word("stage", value, re.compile(
        rf"{L}(?:right |just |straight )?(?:after|following|once|despite|when|while|having)(?: (?:they|people|we|being|been|having|had|were|was|are|got|getting|receiving|received|given|an?|the|our|at|in|sent))*"
        rf" (?:job )?(?:{_STAGES_EN[value]})(?: (?:was|were|had been) (?:made|sent|given|received))?{E}|{L}at (?:an? |the )?(?:{_STAGES_EN[value]}){E}|{L}(?:from|in) (?:the )?(?:{_STAGES_EN[value]})(?= stage){E}|"
        rf"(?:在|收到|拿到|发了?|发出|给了?|被|已经?|过了?|经过|完)*(?:{_STAGES_ZH[value]})(?:过|了|完|完了|通知)*(?:之后|以后|后|时|期间|中途)(?:才|又|却|还|再|反而)*|(?:拿到?|收到?|接到?)(?:了)?(?:{_STAGES_ZH[value]})(?:又|却|还|才|再|反而)+|(?:被)?(?:{_STAGES_ZH[value]})(?:了|过)(?:又|却|还|才|再|反而)+(?:被|自己|主动)?(?=撤|退|放弃)"
    ))
    for value in ("answered", "interview", "offer", "hired", "applied")),
    Word("stage", "applied", re.compile(
        rf"{L}(?:before|without|prior to) (?:(?:even|ever) )?(?:(?:any(?:one|body)|someone|somebody|we|us|a recruiter|(?:the|our) recruiters?|they|being|getting|having|receiving|hearing)(?: (?:had|has|have|been|were|was|being|got|get|ever|even|an?|any|so much as a))* ?)+(?:back|answer(?:ed|s)?|repl(?:y|ied|ies)|respon(?:se|ded|d)|wrote back|heard back)(?: (?:to|from) (?:them|us|anyone|a recruiter))?{E}|"
        r"(?:还|都|压根|根本)?(?:没有?|未)(?:等到?|收到|得到|人)*(?:人|专员)?(?:的)?(?:回复|答复|回应|回音|搭理)(?:过|他们?|她们?)?(?:之前|以前|前|时|的时候)?(?:就|便)(?:已经)?"
    )),
)  # fmt: skip

MEASURES = build_words("measure", [
    ("rounds_per_person", r"(?:(?:average|mean|avg\.?) )?(?:number of |how many )?(?:(?:recommendation|suggestion) )?rounds?(?: of (?:recommendations?|suggestions?))?(?: (?:per|each|a|for each) (?:person|seeker|head|user|candidate|job ?seeker)| do (?:people|they|seekers) (?:need|take|get)| (?:people|they|seekers) (?:need|take|get))?(?: on average)?", r"(?:人均|每个?人|平均每人|平均|每位求职者)?(?:要|经过|得|需要|看|推荐了?|走)*(?:推荐)?(?:的)?(?:几|多少)?(?:推荐)?(?:轮次|轮数|回合数|轮(?!班|岗|胎|椅|休|到|流)|回合)(?:推荐)?(?:数)?"),
    ("seekers_active", rf"(?:how many )?(?:distinct |unique |different )?active (?:job ?)?{_PEOPLE}|(?:{_PEOPLE}|who|that) (?:were |are |was )?active|(?:{_PEOPLE}) (?:were |are )?(?:the )?(?:most|least) active|(?:{_PEOPLE}|who|that) (?:have |had )?(?:wrote|write|written|chatted|talked|messaged|spoke)(?: (?:to|with) (?:us|the (?:assistant|bot|chat)|our (?:assistant|bot|chat)))?|people writing|(?:{_PEOPLE}|who|that) (?:have )?us(?:ed?|ing) (?:the |our )?(?:chat|assistant|bot)|chatted|(?:wrote|talked|spoke) (?:to|with) (?:us|the (?:assistant|bot|chat))|(?:{_PEOPLE}) (?:who )?(?:are |were )?(?:chatting|talking|writing|messaging)|active job ?seekers|seeker activity|mau|wau|dau", r"[和跟与](?:你们?|我们的?|咱们的?)?(?:助手|机器人|小助手)(?:说|聊|谈|对话|交谈|互动)(?:过|了)?(?:几句)?(?:话|天)?(?:的)?(?:求职者|人数?|用户)?|(?:聊|聊天|聊着|对话|说话|咨询|交谈)(?:过)?的(?:不同)?(?:求职者|人|用户)(?:数量?|有?多少|人数)?|(?:活跃|在活动|来聊|聊过天?|来过|发过消息|写过消息|说过话|发言|用过助手|使用过助手|和助手聊|跟助手聊|用助手|找过助手)(?:的|了|过)*(?:不同)?(?:求职者|人数?|用户|候选人|访客|求职人数)*(?:数量?|量|度)?"),
    ("postings_new", rf"(?:brand[- ]?)?new(?:ly)?(?:[- ](?:published|posted|opened|listed|added|advertised|created))?(?: (?:job|open))? {_JOBS}|{_JOBS} (?:that )?(?:were |was |have been |we |did we |first |newly |got |has |had |been |went )*(?:published|posted|launched|advertised|went up|gone up|go up|put (?:up|out|online)|gone? live|went live|live for the first time|added|put up|appear(?:ed)?|go live)|(?:first |newly )?published(?: (?:{_JOBS}))?|(?:do|did|have|has) (?:we|you|they) (?:publish|post|advertise|put up|list|launch)(?:ed)?|went live|(?:put|set) (?:online|live)|go(?:es|ing)? live|we posted|new ones posted", rf"(?:新|首次|第一次|刚刚?)(?:上架?|发布?|增|挂出?|开放?|开出?|出|加|推出|放出)(?!(?:的|了|过)*(?:多少|几)?(?:个|条|份|名|位|次|场)?(?:申请|投递|收藏|求职|用户|面试|数据|候选|应聘|报名|入职|活跃|点开|联系|曝光|打招呼|简历))(?:的|了|过)*(?:多少|几)?(?:个|条)?{_JOBS_ZH}?(?:数量?|量)?|(?:发布|上线|上架|发出|放出|挂出|开出|上新|挂了|推出)(?:的|了|过)*(?:多少|几)?(?:个|条)?(?:新)?{_JOBS_ZH}(?:数量?|量)?|新{_JOBS_ZH}(?:数量?|量)?|{_JOBS_ZH}(?:的)?(?:新增|上新|发布|上线)(?:量|数量?|了)?|上新(?:数量?|量|了)?|(?:首次)?发布(?:了|过|的|数|量)+|新增(?!(?:了|的)?(?:多少|几)?(?:个|条|份|名|位|次|场)?(?:申请|投递|收藏|求职|用户|面试|数据|候选|应聘|报名|入职|活跃|点开|联系|曝光|打招呼|简历))(?:数量?|量|了)?"),
    ("postings_active", rf"(?:currently |still |now )?(?:open|active|live|current|unfilled|running)(?: (?:job|and active))?(?: and (?:open|active|live))? {_JOBS}|(?:how many |number of )?{_JOBS} (?:are |is |were |was |that |which |we |have |had |currently |still |do |did |stay(?:ed)? |there |has |been |being )*(?:currently |still |right now )*(?:open|active|live|online|running|on the market|up)|(?:is|are|was|were|still|stays?|remain(?:s|ed)?|currently|we have|everything|what's|anything) (?:currently |still )*(?:open|live)|open (?:right )?now|job openings|openings|open headcount|vacancies", rf"(?:正在|仍然?|还|现在|目前|当前)*(?:在招|在架|招聘中|开放中?|在线|有效|生效|挂着|开着|进行中|活跃)(?:的|着)*(?:{_JOBS_ZH})(?:数量?|量)?|(?:{_JOBS_ZH})(?:还|仍|正|现在|目前)*(?:在招|开着|开放(?:中|着)?|在架|挂着|在线)(?:的|数)*|(?:正在|还在|仍在|目前在|现在在?)招聘?的(?:岗位|职位|岗)(?:数量?)?|(?:正在|仍|还|现在|目前|当前)*(?:在招|在架|在招聘|招聘中|挂着|开着|招着)(?:的|了)*(?:{_JOBS_ZH})?(?:数量?|量)?"),
    ("feed_word", r"feed(?:s|ed)? (?:items?|entries|records|rows|postings|jobs)|(?:items?|entries|records|rows) (?:from|in|of|through|via|by) (?:the |our )?feeds?|(?:received|incoming|imported|ingested|synced|fed) (?:items?|entries|records|rows|data)|(?:items?|entries|records|rows)(?: (?:we|were|was|have|had|that|did|been))* (?:received|imported|come in|came in|arrived|ingested|get|got|sent|accepted)|feed volume|items? received|data items?|(?:how many|number of|which|what) (?:items|records|entries|rows)|items|records", r"(?:接收|收到?|收进来?|同步(?:过来|进来)?|导入|推送?(?:过来|进来)?|推过来|送来|进来|传来|传过来|接入|拉取|抓取|对接)(?:的|了|到)*(?:多少|几)?(?:条|份)?(?:职位|岗位)?(?:数据|条目|记录|信息)(?:量|数|条数)?|(?:数据|条目|记录|信息)(?:量|条数|数量)?(?:接收|收到|导入|同步|推送|进来)(?:了|量|数)*|(?:收到?|导入|接收|同步|推送|推|来|进)了?(?:多少|几)条(?!{0})|(?:导入|接收|同步|推送|推)了?(?:多少|几)条(?:岗位|职位)|接收量|数据源?条数|导入(?:量|条数|数)|同步(?:量|条数|数)|多少条数据|数据量|收录(?:了)?(?:多少)?(?:条)?|入库(?:了|的)?(?:多少|几)?(?:条)?(?:数据)?(?:条数|数量?|量)?".replace("{0}", "(?:岗|职)")),
    ("withdrawn", "", r"(?:自己|主动|中途|半路)(?:又|就|却|要)?(?:退掉|退了|退出|退的|撤了|不干了|走人了?|走了)"),
    ("rejected", r"(?:rejected|refused|rejects|rejections?|turned away|bounced|discarded|declined|reject|refuse|refusals?|thrown out|turned down)(?: (?:items?|entries|records|rows))?", r"(?:被)?(?:拒收|拒绝|拒掉|拒|打回|退回|驳回|退掉|剔除掉?(?!的?\x01|[\u4e00-\u9fff]{0,3}\x01)|丢弃|过滤掉(?!的?\x01)|淘汰|刷掉|挡掉|挡下)(?:的|了|掉|过)*(?:多少|几)?(?:条|份)?(?:数据|条目|记录)?(?:数量?|量)?"),
    ("dismissed", r"dismiss(?:ed|als?|es|ing)?(?: us)?|not[- ]for[- ]me(?:s| clicks| taps| presses)?|swip(?:ed?|es|ing)(?: (?:away|left|off|past))?|thumbs? down|not interested|(?:said|saying|say|tapped|pressed|clicked|hit|answered|marked)(?: that)?(?: it(?: is|'s| was)?| they(?: are|'re)?)? ['\"]?not (?:for me|interested)['\"]?|passed (?:over|on)|sa(?:y|id|ying|ys) no(?: to)?|(?:do|did)n't (?:want|like)|turned? (?:us|them|it|the cards?|jobs?|cards?) down|waved away|wave away", r"划掉|划走|左滑|不感兴趣|没兴趣|(?:点|说|选)了?[“\"「']?不(?:合适|适合我?|要|喜欢|考虑)[”\"」']?|[“\"「']?不适合我?[”\"」']?(?:被)?(?:点|按|选)了?(?=几|多少)|忽略|跳过|不适合我|不喜欢|否掉|叉掉|关掉|pass掉|不考虑|不想要|刷走|嫌弃"),
    ("greeted", r"(?:greeting|greet|greeted|greets|greetings)(?: (?:messages?|sent))?|said hello(?: to)?|say hello|hellos|(?:reached|reach|reaching) out(?: to)?(?= (?:by|from) (?:our |the )?recruiters)|(?:recruiters?|we) (?:have )?(?:reached|reach) out(?: to)?|did we (?:reach out|approach|greet)|outreach(?: messages)?|approached(?: by (?:our )?recruiters)?", rf"(?:主动)?打(?:了|过|出|的)*(?:多少|几)?(?:个|次|声|人)*(?:的)?招呼|招呼(?:数量?|量|次数)?|打招呼(?:数量?|量|次数|人数)?|{NOT_THEM_ZH}主动(?:联系|沟通|问候|搭讪|联络|找){NOT_US_ZH}(?:了|过|的)*|问候|搭话"),
    ("withdrawn", r"withdr(?:awn|aw|ew|awals?|awing|aws)(?: (?:their|the|his|her|an?) (?:applications?|candidacy|contacts?))?|(?:pull|pulled|pulling|pulls) (?:out|back)|(?:drop|dropped|dropping|drops) out|drop[- ]?outs?|(?:back|backed|backing) out|took back|cancel(?:led|ed)? (?:their|the) applications?|retracted", r"(?:自己|主动|中途)*(?:撤回|撤销|撤掉|撤走|撤(?!退)|退出|放弃|取消申请|取消投递|反悔|退掉)(?:申请|投递|应聘|流程)?(?:的|了|过)*(?:申请|投递|人)?(?:数量?|量|人数)?"),
    ("interviews", r"interview(?:s|ed|ing)?(?: (?:held|done|scheduled|arranged|booked|set up|took place|conducted|happened|invitations?))*", r"面了(?=多少|几|[\d一二两三四五六七八九十]|人|$|[,，?？])|(?:安排|约|进行|进入|参加|组织|做)?(?:的|了|过)*(?:多少|几)?(?:场|次|轮)?面试(?:场次|次数|人数|数量?|量|了|过|场)?"),
    ("offers", r"(?:job )?offers?(?: (?:made|sent|extended|given|issued|out|letters?|we made))*|offered(?: (?:a )?jobs?)?|made offers|extended offers", r"(?:发|发出|发放|给|给出|开|开出)?(?:的|了|过)*(?:多少|几)?(?:个|份|次|封)?(?:(?<![a-z])offers?(?![a-z])|录用通知书?|录取通知书?|录用信|聘书|聘用通知)(?:发放)?(?:数量?|量|次数)?"),
    ("hires", r"hir(?:es?|ed|ings?)(?! (?:managers?|team))|(?:people|who|staff|candidates|they) (?:we )?(?:joined|started|took on|onboarded|recruited)|new starters?|starters|joiners|onboard(?:ed|ings?)|took on|taken on|recruited|placements|filled (?:jobs|roles|positions)|got the job|joined(?: us)?|how many (?:people |candidates )?(?:started|came aboard)|started (?:work|with us|the job)", r"入职(?:的|了|过)*(?:人数|数量?|量|人)?|(?:录用|录取|聘用|(?<![招应])聘(?!书)|招到|招进来?|招收|招满|雇用?|上岗|招成)(?:的|了|过|到)*(?:人数|数量?|量|人)?|招了(?:多少|几)?(?:个|名|位)?(?:人)?|招(?:多少|几)(?:个|名|位)?人"),
    ("saved", r"sav(?:ed?|es|ing)|bookmark(?:s|ed|ing)?|favou?rit(?:e|es|ed|ing)|shortlist(?:ed|s)?(?= by seekers)|starred", r"(?:被)?(?:收藏|加收藏|加书签|书签|标星|存下来?|保存)(?:的|了|过)*(?:数量?|量|次数|人数)?"),
    ("connected", r"(?<!mobile )(?<!phone )apps|(?:first )?contact(?:s|ed|ing)?(?: (?:us|made|with us))?(?! (?:details|info|data))|appl(?:y|ied|ies|ying)|applications?(?: (?:received|sent|made|submitted|in|came in|arrived))*|applicants?|connect(?:s|ed|ions?|ing)?(?: with us)?|(?:got|get|getting|gotten) in touch(?: with us)?|(?:wrote|write) in|cvs? (?:sent|received|submitted)|candidacies|(?:reached|reach|reaching) out(?: to us)?|submissions?|r[ée]sum[ée]s (?:received|sent|submitted|did we (?:get|receive))|conversions?(?! rate)", r"(?:被|收到|收|接到|来|发起|递交|提交|有|的|过)*(?:投递|投(?:了|过|的)?简历|投简历|递简历|申请|应聘|建联|报名|(?:建立)?连接|投了|投过|投我们|投(?=我们|的人|了|过|$|[,,?？。吗呢])|来投)(?:的|了|过|者|人|到)*(?:数量?|量|份数|次数|人数|总量|总数|单)?|(?:收到?|接到|来)了?(?:多少|几)?(?:份|封)?简历|简历(?:投递)?(?:数量?|量|份数)|(?:首次|第一次|初次)?(?:联系|接触|沟通)(?:了|过|我们|的|上)*(?:人数|数量?|量)?"),
    ("answer", r"answer(?:s|ed|ing)?|repl(?:y|ies|ied|ying)(?: to)?|respond(?:s|ed|ing)?(?: to)?|responses?|hear(?:d|s|ing)? back|(?:got|get|gets|getting|heard) back(?: to)?|wr(?:ite|ote) back", r"(?:被|得到|收到|首次|第一次|首个|第一条|给)*(?:回复|答复|回应|应答|响应|回信|回音|回了|理了|回消息)(?:的|了|过|到)*(?:数量?|量|人数|次数|条数|份数)?"),
    ("opened", "", r"(?:岗位|职位|卡片)?详情(?:页)?(?:被)?(?:看|查看|浏览|打开|点开|点)(?:了|过)?"),
    ("shown", r"cards? (?:did|do|have|were|had) (?:people|seekers|they|users|candidates) (?:see|seen)|(?:cards? )?(?:shown|showed|show(?= up)|shows(?= up))(?: up)?(?: (?:to people|to seekers|in chats?))?|impressions?|exposures?|displays?|displayed|cards? seen|saw|seen|appear(?:ed|ances?|s)?|recommended|surfaced|views? of cards|card views|served", r"被看(?:了|过)?(?!好|中|上)(?:多少|几)?次?|(?:被|得到|卡片)*(?:曝光|展示|展现|露出|出现|推荐出去|推荐给|看到|看见|刷到|看过|显示)(?:的|了|过|给)*(?:卡片|岗位卡片?)?(?:数量?|量|次数|人数)?"),
    ("opened", r"open(?:s|ed|ing|ings)?(?: (?:the )?(?:details?|cards?|it|them|up|pages?))*|click(?:s|ed|ing)?(?: (?:on|into|through|the|it|them|details?))*|detail views?|views?(?: of (?:the )?details?)?|viewed|tapped(?: (?:on|open))?|details? (?:opened|viewed|looked at)|read the details|looked (?:at|into)(?: the)? details", r"(?:被)?(?:点开|打开|点击|点进去?|点了|点过|查看(?:详情)?|看(?:了|过)?详情|浏览|详情(?:页)?(?:打开|查看|浏览|访问)?|进详情)(?:的|了|过|详情|卡片)*(?:数量?|量|次数|人数|率(?=zzz))?"),
])  # fmt: skip

FULL_RATES = build_words("measure", [
    ("rounds_per_person", r"(?:on average,? )?how many (?:recommendation |suggestion )?rounds?(?: of (?:recommendations?|suggestions?))? (?:do|does|did) (?:a|an|each|one|every|the|people|seekers|candidates)(?: (?:average|typical|single))?(?: (?:person|seeker|candidate|user|job ?seeker))? (?:go through|get|need|take|see|have|receive)(?: on average)?|average (?:number of )?(?:recommendation )?rounds?(?: of recommendations?)?(?: (?:per|a|each) (?:person|seeker|head|candidate|user))?|(?:recommendation )?rounds?(?: of recommendations?)? (?:(?:per|a|each) (?:person|seeker|head|candidate|user) )?on average", r"(?:平均)?每(?:个|位|名)?(?:人|求职者|用户|候选人)(?:平均)?(?:大概|大约|要|需要|会|得|看|经过|推荐|被|走|聊)*(?:了)?(?:几|多少)轮(?:推荐)?"),
    ("connection_rate", r"(?:connection|contact|application|apply|applying|connect|view[- ]to[- ]apply|shown[- ]to[- ]applied|seen[- ]to[- ]applied) (?:rate|ratio|percentage)s?|conversion(?: rate)?(?: from (?:shown|seen|view(?:ed|s)?|impressions?) to (?:applied|contact(?:ed)?|connected|applications?|contacts))?(?! from)|converted?", r"(?:连接|联系|投递|建联|接触|沟通|投递转化|转化|看后投递|曝光投递|申请)(?:的)?(?:率|转化率|比率|比例)"),
    ("answer_rate", r"(?:answer|response|reply|answering|responding|replying|recruiter response) (?:rate|ratio|percentage)s?|responsiveness", r"(?:回复|答复|应答|回应|响应|回消息)(?:的)?(?:率|比率|比例)"),
    ("hours_to_first_answer", r"(?:the )?(?:median |average |typical |mean )?(?:time|hours?|wait(?:ing)?(?: times?)?|delay|days|lag)(?: (?:it takes|taken|needed|spent|waiting|people wait|they wait))?(?: (?:to|until|till|for|before|of|up to))+ (?:a |the |an |our |their |get(?:ting)? |receiv(?:e|ing) |some |any )*(?:first |initial )?(?:answers?|repl(?:y|ies)|responses?|respond|hear(?:ing)? back)|(?:first |initial )(?:answer|reply|response)(?: times?| speed| delay)?|(?:answer|reply|response|answering|replying|responding) (?:times?|speed|delay|hours|lag)|median wait(?:ing)?(?: times?)?|wait(?:ing)? times?|speed of (?:answer(?:ing)?|repl(?:y|ies|ying)|response)", r"(?:回复|答复|回应|响应|回)(?:消息)?得(?:比较|更)?(?:快|慢)|(?:首次|第一次|第一条|首条|第一个)?(?:得到)?(?:回复|答复|应答|回应|响应)(?:的)?(?:(?:中位|平均)?(?:等待|所需)?(?:时间|时长|用时|耗时|速度|小时数|时效|快慢|间隔|等待))(?:中位数)?|首(?:次|条)?(?:回|答|响)(?:复|应)?(?:时间|时长|用时|耗时|速度|时效|中位.{0,4})?(?![率])|(?:等待|等)(?:首次|第一次|首个)?(?:回复|答复|回应|回音|第一句回话)(?:的)?(?:(?:中位|平均)?(?:时间|时长|小时数?)?)|(?:中位|平均)(?:等待|首答|首响|首回)(?:时间|时长|小时数?)?|首响|首答|首回"),
])  # fmt: skip

SHARES = re.compile(rf"{L}(?:(?:what |which )?(?:share|percentage|proportion|fraction|percent|ratio|rate)s?|how many percent|what %|%|rates?){E}|百分之几|百分之多少|占比|(?:有)?多大比例|(?:多少|什么)比例|比例|百分比|比率|(?<=[\u4e00-\u9fff])率|几成")  # fmt: skip
WAITS = re.compile(rf"{L}(?:turnaround(?: times?)?|how (?:long|quick(?:ly)?|fast|soon|slow(?:ly)?|many hours|many days)|wait(?:s|ed|ing)?(?: the)?(?: (?:longest|shortest|most))?|hours|median time|time|slow(?:est|er|ly)?|fast(?:est|er)?|quick(?:est|er|ly)?|prompt(?:est)?|speed|how much time){E}|多久|多长时间|多快|多慢|几个?小时|多少个?小时|几天|等待|(?:要|得|能|才|会)?等(?:到|了)?(?!级|于|等|同)|最快|最慢|快慢|时长|用时|耗时|速度|快不快|中位数?|更快|更慢|及时")  # fmt: skip

RECRUITERS = build_words(
    "dim",
    [
        (
            "recruiter",
            r"recruiters?(?:'s|s')?|hiring managers?|talent partners?",
            r"招聘专员|招聘官|招聘者|招聘人员|招聘经理|招聘顾问|招聘负责人|招聘同事|招聘员|招聘方|招聘老师",
        ),
    ],
)
DIMENSIONS = build_words("dim", [
    ("dismiss_reason", r"(?:dismissal |dismiss )?reasons?(?: (?:given|why|for (?:dismissal|dismissing)))?|why|what for|grounds|what(?:'?s| is| was)? (?:puts?|putting|turn(?:s|ed|ing)?) (?:people|seekers|candidates|applicants|folks|folk|them|everyone) off|what (?:do|did|don't|didn't) (?:people|seekers|candidates|folks|folk|they) (?:not )?(?:dislike|like|mind|object to)", r"(?:划掉|拒绝|不感兴趣|忽略)?(?:的)?(?:原因|理由|缘由|缘故)|为什么|为啥|为何|因为什么|什么原因|咋(?!样|么|整)|(?:嫌弃?|看不上|不满意?)(?:的是|\x01|这|那|个|活|岗位?|工作|我们|咱们?|家|的)*(?:啥|什么|哪(?:一?点|里|儿|方面|样))"),
    ("employment_type", r"(?:employment|contract|job|work|engagement)[- ]types?|types? of (?:employment|contract|job|work)|employment form|employment", r"用工形式|用工类型|用工方式|用工性质|雇佣类型|雇佣形式|雇佣方式|工作性质|工作类型|用工|全职兼职|全兼职|岗位性质|职位性质|工作形式|合同类型"),
    ("recruiter", r"(?:recruiters?|recruitment (?:consultants?|officers?)|hiring managers?|who(?= (?:had|has|got|have|gets) (?:the )?(?:most|fewest|least|highest|lowest|best|worst|longest|shortest|slowest|fastest|quickest))|team members?|colleagues?|hr (?:people|staff|person|members?)|talent partners?|staff members?|consultants?|(?:which|what) of (?:us|our people|the team)|who(?:se)?(?! (?:applied|saw|got|contacted|were|was|have|had|are|opened|dismissed|withdrew|wrote|speak|use|write|chat|can|could))|owner)(?:'s|s')?", r"招聘专员|招聘官|招聘者|招聘人员|招聘经理|招聘顾问|招聘负责人|招聘同事|招聘员|招聘方|招聘老师|(?<![a-z])hr(?![a-z])|人事|专员|顾问|负责人|谁|哪位(?:同事)?|同事|经办人"),
    ("source", r"(?:sources?|channels?|feeds?|data sources?|import routes?|origins?)(?! items?)|where (?:they|the jobs|postings|it) (?:come|came) from", r"(?:数据|职位|岗位)?来源|渠道|数据源|来路|供给方|入口|通道"),
    ("occupation", r"occupations?|professions?|trades?|kinds? of (?:work|job)|types? of worker|lines? of work|job (?:families|family|categor(?:y|ies))|vocations?|job titles?|jobs? kind", r"职业|工种|岗位类型|职位类型|职种|岗位类别|职位类别|职类|行当|职业类别"),
    ("posting", r"(?:job )?(?:postings?|ads?|adverts?|advertisements?|listings?|vacanc(?:y|ies)|openings?)(?:'s|s')?|jobs?|roles?|positions?", r"岗位|职位|招聘信息|招聘广告|广告|帖子|岗(?!前)|招聘启事"),
    ("country", r"(?:country|countries|nations?)(?:'s|s')?|nationally", r"国家|国别|国(?=(?:统计|分|来看|的))"),
    ("city", r"(?:city|cities|towns?|locations?|places?|offices?|where)(?:'s|s')?", r"城市|地点|工作地|(?<!外)(?<!本)地区?(?=(?:分|统计|来看|排|的))|哪里|哪儿|什么地方|哪个地方|各地|地区|(?<=[各每按分])市"),
    ("stage", r"(?:pipeline )?stages?|steps?|phases?|pipeline|where (?:do |did |does )?[\w\x01 ]{1,22}? (?:stands?|currently sit)|where (?:it|they) (?:stands?|are)", r"阶段|环节|步骤|哪一步|哪步|流程节点|进度|状态|进展"),
    ("scene", r"(?:chat |conversation )?scenes?|scenarios?", r"(?:对话|聊天|会话|使用)?场景"),
    ("engine", r"(?:chat |ai |dialogue )?engines?", r"引擎"),
    ("language", r"(?:chat |conversation |interface |user )?languages?|tongue", r"(?:对话|用户|界面|使用)?(?:语言|语种)"),
])  # fmt: skip

TIMES = build_words("time", [
    ("weekday", r"(?:by |per |each |every |for each |which |what |on (?:which|what) |across |the )*(?:weekdays?(?= (?:do|did|gets?|got|has|have|had|is|are|was|sees?|saw|breakdown|split|pattern|with|brings?|were|does|people))|(?:days?|day) of (?:the )?week|days of the week|week ?days? names?)|(?:by|per|which|what|each|every|across|on which|over the|and|the) weekdays?|(?<=busiest )weekdays?|(?<=quietest )weekdays?|(?<=best )weekdays?|(?<=worst )weekdays?|(?<=slowest )weekdays?|weekday[- ]?wise|weekday[- ](?:by[- ]weekday|breakdown|split|pattern)", r"(?:按|每|各|分|哪个?|哪一?|在)*(?:星期几|周几|礼拜几|一周(?:中|里|内)?(?:的)?(?:各天|每天|哪一?天|各日|每一天|的哪天)|(?:按)?周一到周日|星期分布|周内分布)(?:来|去|再)?(?:看|分|拆|统计|列|比|拆开)?|按(?:照)?星期(?:几)?(?:来|再)?|(?:分|各)星期|哪(?:一)?天(?=(?:周|星期))|再按星期"),
    ("hour", r"(?:by |per |each |every |for each |which |what |at (?:which|what) |the |an )+(?:hours?|time)(?: of (?:the )?day| slots?)?(?! (?:period|last|to|did|before|we|of))|hourly|hour[- ]?wise|hours? of (?:the )?day|hour[- ]by[- ]hour|time of day|(?<=busiest )hours?|(?<=quietest )hours?|(?<=best )hours?|(?<=worst )hours?|(?<=top )hours?|what time", r"(?:按|每个?|各个?|分|哪个?|哪一?个?|逐|在)+(?:小时|钟头|时段|时间段|钟点|整点)(?:来)?(?:看|分|统计|分布|拆)?|(?:几|哪个|哪(?!点(?:不|没|让|[,，。?？]|$)))点(?:钟)?(?!开)|小时(?:分布|维度|粒度)|时段(?:分布)?|24小时"),
    ("day", r"(?:by |per |each |every |for each |on each |a )+(?:calendar |single )?days?(?! of| when)|daily|(?:day|date)[- ]?wise|day[- ]by[- ]day|every single day|days?(?= (?:breakdown|split|trend))|(?:which|what) (?:single |calendar )?(?:days?|dates?)|per diem|by date|dates", r"(?:按|每一?|各|分|逐|以)(?:天|日)(?!制)(?:为单位)?(?:来|的)?(?:看|分|统计|拆|走势|趋势|列)?|天天|日(?:趋势|均线|走势|报|维度|粒度|度)|(?:是)?哪(?:一)?天|按日期|分日期|具体到天"),
    ("week", r"(?:by |per |each |every |for each |a )+(?:calendar )?weeks?(?! day)|weekly|week[- ]?wise|week[- ]by[- ]week|(?:which|what) weeks?", r"(?:按|每一?|每个|各|各个|分|逐|以)(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末])(?:为单位)?(?:来|的)?(?:看|分|统计|拆|走势|趋势)?|周(?:趋势|走势|报|维度|粒度|度)|哪(?:一)?(?:周|个?星期)"),
    ("month", r"(?:by |per |each |every |for each |a )+(?:calendar )?months?|monthly|month[- ]?wise|month[- ]by[- ]month|(?:which|what) months?", r"(?:按|每一?|每个|各|各个|分|逐|以)(?:个)?月(?:份)?(?:为单位)?(?:来|的)?(?:看|分|统计|拆|走势|趋势)?|月(?:趋势|走势|报|维度|粒度|度)|哪(?:一)?个?月(?:份)?"),
])  # fmt: skip

TIME_NAMES = {
    "day": "day", "week": "week", "month": "month", "weekday": "weekday", "hour": "hour", "天": "day", "日": "day", "日期": "day",
    "周": "week", "星期": "week", "月": "month", "月份": "month", "星期几": "weekday", "周几": "weekday", "小时": "hour", "时段": "hour",
}  # fmt: skip
AND_TIME = re.compile(rf"(?:(?:,| and| then| x| &| ×)+ (?:then |by |per )*(?P<en>day|week|month|weekday|hour){E}(?! (?:of|before|ago))|(?:、|和|与|及|跟|以及|再|加)+按?(?P<zh>星期几|周几|日期|月份|小时|时段|[天日周月](?![一二三四五六日末])))")  # fmt: skip

# A grouping that is added to what was asked before: "add the month too", 把城市也加上.
ADDED_BEFORE = re.compile(
    rf"(?:^|{L}(?:and|also|now|please|can you|then)(?:,| )+)(?:add|include|put in|throw in|with|show)(?: me)?(?: in)?(?: (?:the|a|an|another))?(?: (?:column|split|breakdown|dimension)s?(?: (?:for|by|of))?)? *$|(?:再|也|还|又)?(?:加|带|补|多)(?:上|个|一?列|一个|一?维|入)+ *$|(?:^|[，,])把$"
)
ADDED_AFTER = re.compile(
    rf"^(?:份|维度)? *(?:{L}(?:too|as well|also|in there|to it|to that){E}|(?:也|一起|一并|都)*(?:加|带|算|补|放|要)(?:上|进去|进来|入|了)?(?:吧|看看)?|$)"
)
ADDED_TIME = re.compile(
    rf"{L}(?P<en>day|week|month|weekday|hour)s?{E}|(?P<zh>星期几|周几|日期|月份|小时|时段|天|周|月)"
)

PER = re.compile(rf"{L}(?:by|per|for each|for every|each|every|split(?: (?:it|them|that|this|out|up|the \w+))?(?: by| into| across| per| along)?|broken? (?:it |them |that |this )?(?:down|out|up)(?: (?:by|into|per|across))?|breakdown(?: (?:by|of|per))?|group(?:ed|ing|s)?(?: (?:it|them|that|this))?(?: by)?|across(?: (?:all|our|the|different))*|in each|separate(?:d|ly)?(?: by| for)?|segment(?:ed)?(?: by)?|among|between|which|what|slice(?:d)? by|differ(?:s)? by|sort(?:ed)? into|respective){E}|按照?|每一?个?|每[家位条类种]|各个?|各[家位条类种自]|分(?!别|数|析|享|店|拣|公|钟|行)|不同(?:的)?|逐个?|哪些?个?|哪几个?|哪一?[家位条类种个]|哪|拆(?:分)?(?:到|成)?|依照?|根据|细分到?|具体到|什么")  # fmt: skip
PER_AFTER = re.compile(rf"^\W{{0,2}}(?:{L}(?:breakdown|split|wise|distribution|ranking|by {{0}}|level|comparison|league table|view){E}|(?:的)?(?:分布|排名|排行榜?|分别|对比|比较|分组|分开|拆开|拆分|细分|汇总|统计|维度|来?分(?!析)|来?看|榜|各是|各有|各自|占比|排序|排列|名次|比一比))".replace("{0}", ""))  # fmt: skip

# The day, week or month that is looked for: the best month, 投递最多的三天, the month with most hires.
_BEST = "(?:best|worst|busiest|quietest|strongest|weakest|slowest|fastest|top|bottom|peak|biggest|highest|lowest|record|leanest|poorest|greatest)"
_FEW = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)"
WANTED_TIME = re.compile(
    rf"{L}{_BEST}(?:[- ](?:{_FEW}|\w+ing))?[- ](?P<a>days?|weeks?|months?|weekdays?|hours?){E}(?! of (?:the )?week)|"
    rf"{L}(?:the|which|what)(?: {_FEW})? (?P<b>days?|weeks?|months?)(?: (?:in|of|last|this)?[\w\x01 ]{{1,14}})? (?:with|that (?:had|saw|brought|got)|when|where|in which|on which|had|saw|brought|got){E}|"
    r"最(?:多|少|高|低|好|差|快|慢|忙|活跃|长|短|大|小)的?(?:前)?(?:是)?(?:哪|那)?(?:一|[二两三四五六七八九十\d]+)?个?(?P<c>天|日子|日期|月份?|周|星期|钟头|小时)(?![几薪内])|哪(?:[二两三四五六七八九十\d]+)个?(?P<d>天|月|周|星期)"
)
WANTED_TIMES = {
    "day": "day", "week": "week", "month": "month", "weekday": "weekday", "hour": "hour", "天": "day", "日子": "day", "日期": "day",
    "月": "month", "月份": "month", "周": "week", "星期": "week", "钟头": "hour", "小时": "hour",
}  # fmt: skip
TOP = re.compile(
    rf"{L}(?P<top>top|best|highest|leading|first|bottom|worst|lowest|last|busiest|slowest|fastest|quickest|biggest|largest|strongest|weakest|longest|shortest|least|quietest|smallest|most)[- ](?P<n>\d{{1,3}}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty){E}(?! (?:hours?|days?|weeks?|months?|quarters?|years?|am|pm|full|complete|calendar|whole))|"
    rf"{L}(?P<n2>\d{{1,3}}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)[- ](?P<top2>best|highest|leading|worst|lowest|busiest|slowest|fastest|quickest|biggest|largest|strongest|weakest|longest|shortest|quietest|smallest|most|least)(?:[- ]\w+ing)?{E}|"
    rf"{L}(?P<top3>best|worst|slowest|fastest|busiest|quietest|lowest|highest)[- ](?P<n3>\d{{1,2}}|two|three|four|five|ten){E}|"
    r"(?P<topzh>前|头|排名?前|倒数前?|后|末|最[低高少多差好快慢长短大小]的?前?|垫底的?)(?:第)?(?P<nzh>\d{1,3}|[一二两三四五六七八九十]{1,3})(?:名|位|个(?!月|星期|季|小时)|家|条|强|大|甲|(?=$|[,，。?？的]|就|城市|岗位|渠道|职业|专员|招聘|即可))|(?<![a-z])top\s?(?P<nzh2>\d{1,3})"
)  # fmt: skip
COUNT_DIM = re.compile(
    rf"{L}(?:the |our |which |what |show |list |give me )*(?P<n>\d{{1,3}}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) (?={{0}})".replace(
        "{0}", "\x02"
    )
)
MOST = re.compile(
    rf"{L}(?:the )?(?:(?P<desc>most|highest|greatest|largest|biggest|best|top|busiest|strongest|maximum|max|peak|longest|leads?|winning|number one|no\. ?1|slowest|slower)|(?P<asc>least|fewest|lowest|smallest|worst|bottom|weakest|minimum|min|quietest|shortest|fastest|quickest|soonest|poorest|promptest|laziest)){E}|"
    r"(?:最|第一)(?:(?P<deschz>多|高|大|好|强|长|活跃|热门?|受欢迎|慢|久|忙|厉害|勤快?|积极|靠前|火|旺)|(?P<aschz>少|没什么人|没几个人|没人|低|小|差|弱|短|快|冷门?|冷清|靠后|及时|不受欢迎))|(?P<desc1>第一名?|冠军|榜首|排第一)|(?P<asc1>垫底|倒数第一)"
)  # fmt: skip
SORT_ASC = re.compile(rf"{L}(?:ascending|asc|low(?:est)?[- ](?:to[- ]high(?:est)?|first)|(?:worst|fewest|smallest|lowest|least|shortest|fastest|quickest|bottom) (?:ones? )?first|small(?:est)? to (?:large|big)(?:est)?|from (?:the )?(?:lowest|fewest|worst|least|smallest|bottom|shortest|fastest)(?: up| to \w+)?|increasing(?:ly)?|worst to best|reverse order|fewest to most|least to most){E}|从(?:少|低|小|短|快|差)(?:到|至|往|向)(?:多|高|大|长|慢|好)|升序|由(?:少|低|小|短|快|差)(?:到|至)(?:多|高|大|长|慢|好)|正序|少的在前|低的在前|倒着排")  # fmt: skip
SORT_DESC = re.compile(rf"{L}(?:descending|desc|high(?:est)?[- ](?:to[- ]low(?:est)?|first)|(?:best|most|largest|highest|biggest|longest|slowest|top)(?: common| frequent| popular| often)? (?:ones? |reasons? )?first|large(?:st)? to small(?:est)?|from (?:the )?(?:highest|most|best|largest|biggest|top|longest|slowest)(?: down| to \w+)?|decreasing(?:ly)?|best to worst|most to (?:fewest|least)){E}|从(?:多|高|大|长|慢|好)(?:到|至|往|向)(?:少|低|小|短|快|差)|降序|由(?:多|高|大|长|慢|好)(?:到|至)(?:少|低|小|短|快|差)|倒序|多的在前|高的在前")  # fmt: skip
RANK = re.compile(rf"{L}(?:rank(?:ed|ing|s)?|league table|leaderboard|in order|order(?:ed)?(?: by)|sort(?:ed)?(?: by)?){E}|排名|排行榜?|排序|排个?(?:序|名|队)|名次|排一?下|榜单|排一排")  # fmt: skip
SORT_BY = re.compile(rf"{L}(?:sort(?:ed|ing)?(?: (?:it|them|this|that))?(?: by| on| in order of)|order(?:ed)?(?: (?:it|them))? by|rank(?:ed|ing)?(?: (?:them|it|\w+))? (?:by|on)|in order of|by(?= (?:number of|most|fewest|highest|lowest))){E}|按照?(?=.{{0,8}}(?:排|从[多少高低大小]|降序|升序|倒序))")  # fmt: skip

COMPARED = re.compile(rf"{L}(?:compar(?:e|ed|ing|ison)|vs\.?|versus|against|respectively|each|separately|side by side|difference between|head to head|apart|individually|or(?= .* (?:more|fewer|better|higher|faster))|(?:more|fewer|better|higher|faster|slower|less|worse)(?= .* or )|which (?:one )?(?:had|has|got|gets|did|does|is|was)|split|relative to){E}|对比|比较|相比|比一比|比一下|分别|各自|各(?!个?城|渠|部)|比.{{0,12}}(?:多|少|高|低|快|慢|好|差)|差多少|谁的?.{{0,8}}(?:更)?(?:多|少|高|低|快|慢|好)|谁更|哪个更|哪边|哪个(?:多|少|高|低|快|慢|好)|分开|(?<=[\u4e00-\u9fff a-z])还是|差距|差异|PK|pk")  # fmt: skip

NOT = re.compile(rf"{L}(?P<each>except(?:ing| for| those| the)*|exclud(?:e|es|ing)|other than|apart from|aside from|besides|without(?: counting| the)?|leav(?:e|ing) out|leav(?:e|ing) aside|ignor(?:e|ing)|omit(?:ting)?|minus|(?:all|everywhere|everything|anywhere|anyone|everyone|any|every \w+) (?:but|except)|bar|drop(?:ping)?|not counting|not including|disregarding|skip(?:ping)?|take out|filter out|remove|hid(?:e|ing)|cross(?:ing)? (?:out|off)|outside(?: of)?){E}|(?P<one>{L}(?:(?:is|are|was|were|did|do|does|has|have|wo)n['o]?t|not|never|non|no|neither|nor|aren't|isn't|weren't|but not)(?: (?:from|in|for|at|on|by|the|be|been|being|any|coming|counting|a|including|to|via|through))*(?:{E}|-))|(?P<zh>除了|除开|除去|除|不包括|不包含|不含|(?:不算上?|排除掉?|去掉|剔除|刨去|刨除|扣除|扣掉|撇开|抛开)(?!\s*[,，。;；])|不要|不看|不是|不在|非(?!常)|没在|别算|别看|(?:刨[开掉]|撇[去掉]|抛[去掉]|剔掉|拿掉|删掉|去除|隐藏|[不别]带|甭算|不要算)(?!\s*[,，。;；])|减去|除掉|不统计|不计入?|而不是|不属于|不来自|过滤掉(?!的?\x01)|不$)")  # fmt: skip
# With a figure between, masked by then, only what ends there: 北京的投递先不看, and not 北京的投递不看实习.
NOT_AFTER_FIGURE = re.compile(
    r"^\s*的?·[·\s]*(?:数据?|的|人数?|都|全都?|先|一律|\s)*(?:除外|不算|不计|不要|不看|除掉|去掉|刨除|排除|别算|别看|别管|剔除|剔掉|刨掉|刨开|撇开|扣掉|扣除|拿掉|删掉|去除|"
    r"excluded|excepted|aside|not included|left out|not counted|removed|omitted|taken out|filtered out|left off)(?:了|的|吧)*\s*(?:$|[,，.。;；:：!！?？、])"
)
NOT_AFTER = re.compile(rf"^\s*(?:的|都|全都?|全部|先|一起|一并|人|这边|那边|那块|这块|这些|那些|那部分|这部分|数据|岗位?|jobs?|roles?|figures|numbers)*\s*(?:(?:之|以)外|除外|不算|不计|不要|不看|除掉|去掉|刨除|排除|[撇放搁撂扔丢](?:到|在)?一边|不包括在内|别算|别看|别管|剔除|剔掉|剔出去|刨掉|刨开|撇开|撇掉|抛开|抛掉|扣掉|扣除|拿掉|拿走|删掉|删了|去除|摘掉|摘出去|踢掉|踢出去|筛掉|滤掉|过滤掉|隐藏|外的|{L}(?:excluded|excepted|aside|not included|left out|apart|not counted|out of it|removed|omitted|taken out|cut out|stripped out|filtered out|crossed out|left off|(?:out|off)(?=\s*(?:$|[,.;:!?]|(?:and|then|please)(?![a-z])))){E})")  # fmt: skip
OR = re.compile(rf"{L}or{E}|或者?|还是|/|抑或|要么")
AND = re.compile(
    rf"{L}(?:and|plus|&|as well as|together with|with|along with){E}|[和与及跟同加]|以及|加上|还有|外加|再加|连同|[、,，;；&+]"
)
VERSUS = re.compile(rf"{L}(?:vs\.?|versus|against|compared (?:to|with)|relative to|than){E}|对比|[跟和与同](?=.{{1,12}}(?:相比|对比|比))|比(?!例|率|较|如)|较")  # fmt: skip
IN_NAME = re.compile(
    rf"{L}(?:with|containing|contains?|including|having|has|have|whose (?:name|title)s? (?:contains?|includes?|has|have|says?|mentions?)|(?:called|named|titled) something (?:like|with)|mention(?:ing|s)?|that say|saying)(?: the)?(?: words?| term| text)? (?P<q>['\"“‘「]?)(?P<v>[^'\"”’」,?]{{1,40}}?)(?P<q2>['\"”’」]?) (?:(?:in|as part of|somewhere in|anywhere in) (?:the|their|its|a)? ?(?:job |posting |ad )?(?:names?|titles?|headings?)){E}|"
    rf"{L}(?:whose |with (?:a |the )?|the |their |in )?(?:name|title)s? (?:that )?(?:contain(?:s|ing)?|include(?:s)?|including|has|have|having|say(?:s)?|mention(?:s|ing)?|with|featuring)(?: the)?(?: words?| term)? (?P<qb>['\"“‘「]?)(?P<vb>[^'\"”’」,?]{{1,40}}?)(?:['\"”’」]|(?=,|\?|$|;|:| and| but| or| in | by| last| this| per|-|—))|"
    r"(?:岗位|职位|帖子)?(?:名称?|名字|标题|岗位名|职位名|题目)(?:里|中|内|上)?(?:面)?(?:带有?|含有?|包含|有|出现|提到|写着|带着|包括|是带)(?:了)?(?:着)?(?P<qc>[“\"「'‘]?)(?P<vc>[^”\"」'’,，。?？的]{1,20}?)(?:[”\"」'’]|(?=的|[一两二三四]个?字|[二两]?字|这|[,，。?？]|$))(?:这?[一两二三四]?个?(?:字|词))?(?:眼|样)?的?|"
    r"(?:带|含|包含|叫)(?P<qd>[“\"「'‘])(?P<vd>[^”\"」'’]{1,20})[”\"」'’](?:这?[一两二三]?个?(?:字|词|字样))?的?(?=岗位|职位|的|岗)"
)  # fmt: skip
