"""Measures by turns of speech: what people say for a figure without its name, in both languages.

Found before the plain words of `words.MEASURES`, which hold parts of many of these. Order counts.
"""

from .words import NOT_THEM_ZH, NOT_US_ZH, build_words

_WHO = "(?:people|persons?|folks?|seekers?|job ?(?:seekers?|hunters?)|users?|candidates?|visitors?|applicants?|they|anyone|anybody)"
_SELVES = "(?:themselves|himself|herself|oneself)"
_THEIR = "(?:their|his|her|a|an|the|our|your)"
_ADS = "(?:ads?|adverts?|postings?|listings?|jobs?|roles?|positions?|vacanc(?:y|ies)|cards?)"
# Nobody's question to us, and no person: what is replied to is a job itself.
_TO_JOBS = rf"(?: to (?:the |our |this |that )?(?:(?!{_WHO}(?![a-z])|(?:enquir|inquir|messag|applica|questions?(?![a-z])|e-?mails?(?![a-z])))[^,.?]){{0,40}}{_ADS}(?![a-z])(?! (?:seekers?|hunters?|e?nquir|inquir|applica|messages?|questions?|candidates?)))"
# Who turns a card down stands before it: else "skip Leeds" leaves Leeds out.
_BY_SOMEBODY = "(?:" + "|".join(
    f"(?<={word} )"
    for word in (
        "people", "ppl", "person", "persons", "folk", "folks", "seekers", "hunters", "users", "candidates", "visitors", "applicants", "they", "anyone",
        "anybody", "everyone", "someone", "who", "many", "most", "often", "men", "women", "got", "get", "getting", "were", "was", "been", "being",
    )
) + ")"  # fmt: skip
# Seekers as the doers: who wrote first is no greeting of ours then.
_NOT_THEM = "".join(
    rf"(?<!{word} )(?<!{word} who )(?<!{word} that )(?<!{word} have )(?<!{word} had )"
    for word in ("people", "persons", "folk", "folks", "seekers", "users", "candidates", "visitors", "applicants", "they")
)  # fmt: skip
_LOST_ZH = "(?:反悔|后悔|跑路?|溜|走人|消失|失联|不来|不干|放弃|变卦|鸽(?:掉)?|没影)(?:了|的|掉)*"

IDIOMS = build_words("measure", [
    ("connected", rf"(?:put|putting|puts) {_SELVES} forward|(?:threw|throw|throwing|thrown) {_THEIR} (?:hats?|names?) in(?:to)?(?: the (?:ring|hat))?|(?:job )?(?:enquir|inquir)(?:y|ies|ed|ing|e|es)|(?:expressed?|expressing|registered?|showed|shown) (?:an |their )?interest|expressions? of interest|c(?:a|o)me forward|coming forward|(?:sent|send|sends|sending|emailed|handed|submitted|dropped off|uploaded)(?: (?:us|me|in|over|off))* {_THEIR} (?:cvs?|r[ée]sum[ée]s?)|(?<=people )reached us|(?<=candidates )reached us|(?<=seekers )reached us|(?:respon(?:ded|ses?|d)|repl(?:ied|ies|y))(?={_TO_JOBS})|(?:went|going|go) for(?= (?:the |our |a |that )?\x01)|(?:wants?|wanted) to (?:work|join)(?: (?:for|with))?(?: us)?",
     r"毛遂自荐|自荐|应征|(?:递|交|投|送)(?:了|过|来)?(?:的)?(?:求职)?材料|(?:想|要)(?:来)?(?:上班|工作|入伙)的?|(?:跟|和|与)(?:我们?|咱们?)(?:搭上|联系上|对接上|接上)(?:线|头|话)?了?|(?:来|打电话)?(?:问|打听|咨询)(?:过|了)(?!的?(?:答|回))|找上(?:门|我们)来?|(?:(?<=没人)|(?<=什么人)|(?<=几个人)|(?<=多少人))投(?![诉资篮票])(?:了|过|的)*|主动(?:来)?(?:找|联系|联络)(?:了|过|到|上)?(?:我们|咱们?|公司|店里|厂里)(?:的|了|过)*"),
    ("offers", r"jobs? proposals?|(?:offer|appointment) letters?(?: sent| issued)?|letters? of (?:offer|appointment)", r"(?:发|发出去?|给出?|开出?|寄出?)(?:的|了|过|去)*(?:多少|几)?(?:个|份|次|封)?(?:录用函|聘用函|聘用书|录用意向书?|意向书)|录用函|聘用函|录用意向书?|给了?(?:多少|几)个?人录用(?:通知)?"),
    ("hires", rf"(?:bring|brought|bringing|take|took|taken|taking|c(?:a|o)me|got|get)(?: \w+)? (?:on ?board|aboard)|onboard(?:ed|ing)|sign(?:ed|ing)?(?: up)? with us|signed {_THEIR} contracts?|(?:vacanc(?:y|ies)|jobs|roles|positions|posts|openings|slots|gaps|seats)(?: (?:we|that|did|have|has|had|were|was|got|get|been|being))* (?:filled|fill|closed by hiring)|new recruits?|recruits(?![a-z])|appoint(?:ed|ments?|ees?|ing)|employ(?:ed|ing)?(?= \w)|(?:we|did|been) employ(?:ed)?|added to (?:the|our) (?:team|staff|payroll)|joined (?:the|our) (?:team|company|staff|ranks)|(?:landed|secured|got) (?:a|the) (?:job|role|position)s?|(?:actually|really) started|tak(?:e|es|ing) on(?! (?:the|a) )",
     r"来了(?:多少|几)?个?新人|新人(?:数|人数|有?多少|有?几个)|(?:(?<![看收见找得提])到岗(?!位)|报到)(?:的|了|人数|人)*|签(?:了|下)?(?:(?:多少|几)个?人|约人数|合同的?人?)|(?:招|补|填)(?:了|上|进|满)(?:来)?了?(?:多少|几)?个?(?:缺口?|坑位?|人)|招上来|招进(?:来|了)|补上的?(?:缺口?|坑位?)"),
    ("interviews", r"(?:sit[- ]?down|face[- ]to[- ]face)s?(?: (?:meetings?|talks?|chats?|interviews?|held))*|s(?:a|i)t down (?:with us|with candidates|with applicants|with them)?(?: ?for (?:an )?interviews?)?|(?:candidates|applicants|people)(?= (?:did|has|have) [\x01\w ]{1,20} meet)|met(?: with)?(?= (?:\w+ )?(?:candidates|applicants|people))", r"约见(?:了|过)?|见(?:了|过)(?:面)?(?=多少|几|[的]?人|候选|应聘|$)|当面(?:聊|谈|沟通|见)(?:了|过)?|碰面(?:了|过)?|见面(?:会|了|过|次数)?"),
    ("withdrawn", rf"(?:chang(?:ed|es|ing)|change) {_THEIR} minds?(?: after (?:applying|they applied))?|bail(?:ed|s|ing)?(?: (?:out|on us))*|g(?:a|i)ve(?:n|s)? up|giving up|walk(?:ed|ing|s)? away|(?:pulled|pulling|took|taking|called|calling) {_THEIR} (?:applications?|candidacy|cvs?)(?: (?:back|off))?|cancel(?:led|ed) on us|(?<=who )left the process", rf"(?<=[着了完又就却己动然]){_LOST_ZH}|放(?:了)?(?:我们|咱们)?鸽子|中途(?:跑|溜|走|消失)(?:了|的|掉)*|鸽了(?:我们)?的?"),
    ("saved", rf"(?:kept|keep|keeping|put|set|stored?|flagged|marked|parked|pinned|tucked)(?: \w+)?(?: (?:aside|away|back|by))?(?: (?:by|away))? for (?:later|another (?:day|time)|afterwards)|hearted|(?:heart(?:s|ed)?|pinn?ed|liked) (?:by|{_ADS})|read[- ]later", r"(?:先)?(?:存|留|标记|记)(?:着|下来|下|一下)(?:的|了)*(?=$|多少|几|的|岗|人|[,，。?？])|点(?:了|过)?(?:小)?(?:红心|爱心|星星|星|心)|加星标?|马(?:住|了)"),
    ("dismissed", rf"thumb(?:ed|ing|s)? (?:\w+ ){{0,3}}down|thumbs[- ]down|brush(?:ed|ing|es)? (?:\w+ )?(?:off|aside|away)|(?:{_BY_SOMEBODY}(?:skip(?:ping)?|hid(?:e|ing))|(?<=[\w\x01] )(?:skip(?:ped|s)|hid(?:den|es)?)|(?:skip(?:ped|s)|hid(?:den|es)?)(?= (?:over |past |the |our |any |from )*{_ADS}(?![a-z]))|(?:skips|hides)(?= (?:by|per|a)(?![a-z])))(?: (?:over|past))?(?= |$|[?,.])(?! from(?! {_ADS}))|(?:{_BY_SOMEBODY}cross(?:ing)?|(?<=[\w\x01] )crossed) (?:[\w\x01]+ ){{0,4}}(?:off|out)|crossed (?:off|out)(?= (?:the |our )?{_ADS}(?![a-z]))|bin(?:ned|ning)|turn(?:ed)? (?:up )?their noses?(?: up)?(?: at)?|waved? (?:\w+ )?(?:off|away)|scrolled past", r"嫌(?:弃)?(?!(?:的是|[\x01这那个活岗位工作我们咱家的])*(?:什么|啥|哪(?!些|个)|几))(?=远|累|脏|苦|钱|工资|薪|太|不|岗|的|多少|几|$)|看不上(?:眼)?(?![\x01这那个活岗位工作我们咱家的]*(?:什么|啥|哪(?!些|个)))(?:的|了)*|(?:被)?(?:pass|pas)(?:掉|了|的)*|(?:被)?(?:求职者|用户|人家|他们|大家)(?:刷掉|刷走|滑走|划走|关掉)(?:的|了)*|(?:点|按)了?不要(?:的|了)*"),
    ("dismissed", r"turn(?:ed|ing|s)? (?:\w+ )?down(?= (?:the |our |any |some )?(?:cards?|jobs?|us|it|them|postings?|roles?)(?![a-z]))", ""),
    ("greeted", rf"{_NOT_THEM}(?:wr(?:ite|ote|itten)|writing|messag(?:e|ed|ing)|sp(?:eak|oke)|contact(?:ed)?|g(?:e|o)t in touch)(?: (?:to|with|them|people|candidates|seekers))* first(?! (?:answer|reply|response))|(?:cold|opening|introductory|intro) (?:messages?|e-?mails?|approach(?:es)?|contacts?|pitch(?:es)?)|first (?:messages?|approach(?:es)?)(?= (?:recruiters?|we|sent|by|from|our))|ping(?:ed|s|ing)?|nudg(?:ed?|es|ing)|head-?hunted|cold[- ]?contact(?:ed|s|ing)?", rf"(?:主动)?(?:私信|撩|勾搭|敲|戳)(?:了|过|的)*(?=多少|几|人|$|谁|次)|{NOT_THEM_ZH}先(?:开口|发消息|发信息|打招呼|说话|联系|找){NOT_US_ZH}(?:找|的|了|过|人)*|{NOT_THEM_ZH}主动(?:私信|撩|开口|发消息|发信息){NOT_US_ZH}(?:了|过|的)*"),
    ("hours_to_first_answer", rf"(?:how long|how many hours) (?:are|is|do|did|does|have|were|was) (?:we )?(?:{_WHO}|{_WHO} been)(?: get| been)? (?:left hanging|kept waiting|waiting|left waiting|kept on hold)|(?:left|leave|leaving) (?:\w+ )?hanging|(?:kept|keep|keeping) (?:{_WHO} )?waiting", r"(?:隔|过|要)?(?:多久|多长时间|几个?小时)(?:才|能|会|会?再)?(?:理(?:人|会|睬)?(?:家|一下)?|搭理(?:人|人家)?|回(?:人|消息|信|话|复)?(?:家|一下)?)|(?:理人|回人|搭理人|回消息|回话)(?:的)?(?:速度|快慢|时间|时长)"),
    ("answer_rate", "", r"(?:回|理|搭理)(?:复|应|人)?(?:了)?的?(?:比例|占比|百分比)"),
    ("feed_rejected", "", r"(?:没|没有|未|未能|不能)(?:收|导|进|同步|接)(?:得)?(?:进来|进去|成功|上来|过来|收)?(?=$|的|多少|几|条|[,，。?？])|(?:多少|几)条(?:数据)?(?:没过|失败|不合格|没成功|没进来|进不来|有问题)|(?:(?:导入|同步|接收|推送|入库|上传|对接)(?:的)?|(?<=\x01))失败(?:了|的)*(?:多少|几)?条?(?:数)?|失败(?:了|的)*(?:多少|几)条|失败(?:的|了)*(?:数据|条目|条数)"),
    ("feed_items", r"(?:entries|rows|lines)(?= (?:from|of|by|via|through|in) (?:the |our )?(?:\x01|source))", r"(?<=\x01)(?:收|导|送|推|传|同步|接)?进来(?:了)?(?:(?:多少|几)条?)?(?!人|个|求职)"),
    ("opened", rf"(?:look(?:ed|s|ing)?|glanc(?:ed?|es|ing)) (?:at|into|through)(?! (?:it|this|that|the (?:data|figures|numbers)))|eyeballs(?: on)?|check(?:ed|s|ing)? out(?! of)|(?:had|have|took|take) a (?:closer )?look(?: at)?|(?:read|reads|reading)(?= (?:the |our |about )?(?:\x01|{_ADS}))", r"点进去(?:看)?(?:了|过)*|(?:(?<=没人)|(?<=什么人)|(?<=几个人)|(?<=多少人))看(?![到见中上好重])(?:了|过|的)*|(?:瞅|瞄|瞧|看)(?:过|了)(?:一眼|一下)?(?=\x01|$|[,，。?？的]|这|那)|点开(?:看)?(?:了|过)*"),
    ("shown", rf"(?:put|placed|laid|brought)(?: \w+)? (?:in front of|before) (?:the )?{_WHO}|(?:pop(?:ped|s|ping)?|came|come|comes|turn(?:ed|s)?) up(?= |$|\?)|(?:presented|pushed|suggested|offered) to {_WHO}", r"露(?:了|过)?脸(?:了|过|的)*(?:几次|多少次|次数)?|(?:被)?(?:推|推荐)(?:了|过|给|出去)+(?=(?:多少|几)(?:次|回|人))|(?:被)?刷(?:到|出来)(?:了|过|的)*"),
    ("postings_active", rf"{_ADS} on offer|{_ADS} (?:currently |still )?(?:being )?advertised(?: right)?(?= now| currently| at the moment|$|\?)|being advertised|(?:we're|we are|are we) (?:currently |still )?(?:advertising|recruiting|hiring)(?: for)?", r"(?:空着?|缺(?:着)?|还缺|剩|还有|在招的?)(?:还有)?(?:多少|几)?个?(?:坑位?|空缺|空位|缺口)|坑位(?:数|有多少)?"),
    ("postings_new", rf"{_ADS} (?:that )?(?:went|go|goes|gone|sent|put) out|(?:new|fresh) {_ADS}", r"(?:挂|放|发|开)(?:出去|出来|出|了)+(?:多少|几)?个?新?(?:坑位?|招聘)|新坑位?"),
    ("connection_rate", "", r"(?:看|看到|看见|看过|看了|刷到)(?:了|过)?(?:就|后|之后|的人里?|又|然后)?(?:有)?(?:就|去)?(?:投|联系|申请)(?:了)?的?(?:比例|占比|百分比)"),
    ("rounds_per_person", r"(?:suggestions|recommendations|tries|goes|attempts)(?= (?:does|do|did|per|until|before) )(?: (?:does|do|did|per) (?:someone|somebody|one|a person|people|person|seekers?))?(?: (?:go|need|take)(?: through)?)?", r"(?:一个人|每个?人|人均|平均)?(?:要|得|看|给|推|推荐)+(?:多少|几)(?:批|拨|回|轮)(?:岗位|职位|推荐)?(?:才(?:成|行|投|联系))?"),
])  # fmt: skip
