"""What people ask of a posting: how it is asked, and how postings say it, in both languages.

Asking and saying have patterns of their own, so that a question in one language is answered by a
posting in the other, and a word that both happen to share answers nothing by itself.
"""

import re
from dataclasses import dataclass
from typing import Literal

# The parts of a posting that answer a question by themselves.
Part = Literal["demands", "duties", "offers", "about"]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that people ask about.

    `asked` reads questions and `said` sentences of postings. `field` names the row's value that
    answers it, `section` the part of the posting that is about nothing else.
    """

    name: str
    asked: re.Pattern[str]
    said: re.Pattern[str]
    field: str | None = None
    section: Part | None = None
    # Asked about only where the question names nothing finer.
    is_general: bool = False


def _topic(
    name: str,
    *,
    asked: str,
    said: str,
    field: str | None = None,
    section: Part | None = None,
    is_general: bool = False,
) -> Topic:
    asked_re, said_re = re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE)
    return Topic(name, asked_re, said_re, field, section, is_general)


_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a dozen|[一二三四五六七八九十两几百]+)"
_DAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?s?"

# The finer topics come first: "sick pay" is not "pay", "training budget" is not "a team".
TOPICS: tuple[Topic, ...] = (
    _topic(
        "fees",
        asked=r"押金|中介费|培训费|(?:收|交|要).{0,4}费(?!用报)|收钱|要钱吗|\bdeposit\b|\b(?:pay|charge|cost)\b.{0,14}\b(?:to (?:apply|join|register|start)|fees?)\b|\bfees?\b",
        said=r"押金|(?:收|交|无).{0,8}费用?|中介费|\bdeposit\b|\bfees?\b",
    ),
    _topic(
        "uniform",
        asked=r"\bcloth(?:es|ing)\b|\bshoes\b|穿什么|要求穿|工服|制服|工作服|着装|\buniforms?\b|\bdress code\b|\bwork ?wear\b|\bwhat.{0,10}\bwear\b|\bboots\b",
        said=r"\bcloth(?:es|ing)\b|\bshoes\b|工服|制服|工作服|着装|工装|\buniforms?\b|\bdress\b|\bwork ?wear\b|\bPPE\b|\bboots\b",
    ),
    _topic(
        "equipment",
        asked=r"\bcompany (?:vehicle|bike|laptop|mobile)\b|\b(?:a|the) (?:vehicle|work phone|work laptop)\b|\b(?:own|my|a) (?:van|car|vehicle|phone|computer|bike)\b|\b(?:provide|supply|give)\b.{0,12}\b(?:van|car|vehicle|phone|computer|bike|tools)\b|自(?:己)?(?:备|带|配)|配(?:什么|不配|电脑)|要(?:有|自己).{0,3}车|电脑|设备|自带|配.{0,3}(?:车|手机)|\blaptops?\b|\bequipment\b|\b(?:own|my|the) tools\b|\bcompany (?:car|van|phone)\b",
        said=r"\b(?:a|the) (?:van|car|phone|laptop) (?:goes|comes|is|and|home)\b|\b(?:work|company) (?:phone|laptop|mobile|vehicle)\b|配.{0,6}(?:MacBook|电脑|手机|车|屏)|\bMacBook|\bcomputer\b|\bvan\b|\bsmartphone\b|\bown (?:car|vehicle|bike|transport)\b|自备|公司提供|电脑|设备|自带|配车|\blaptops?\b|\bmacbook\b|\bequipment\b|\b(?:own|hand) tools\b|\bcompany (?:car|van|phone)\b|\bvehicle\b",
    ),
    _topic(
        "health_check",
        asked=r"健康证|体检|\bmedical (?:check|exam\w*|test)\b|\bhealth (?:check|certificate)\b",
        said=r"健康证|体检|\bmedical (?:check|exam\w*|test|assessment)\b|\bhealth (?:check|certificate|screening)\b|\boccupational health\b",
    ),
    _topic(
        "drug_test",
        asked=r"\b(?:test|screen)\w*\b.{0,8}\bdrugs?\b|\bdrug\b|毒检|尿检|毒品|\bdrug[- ]?(?:test|screen)\w*|\burine\b|\bhair (?:test|sample)",
        said=r"毒检|尿检|\bdrug\b|\bsubstance\b",
    ),
    _topic(
        "background",
        asked=r"无犯罪|案底|背调|背景调查|前科|政审|\bcriminal\b|\bbackground check|\bDBS\b|\bvetting\b|\bconviction|\bclearance\b",
        said=r"\breferences\b.{0,10}\bcheck|无犯罪|案底|背调|背景调查|前科|政审|\bcriminal\b|\bbackground check|\bDBS\b|\bvetting\b|\bconviction|\bclearance\b",
    ),
    _topic(
        "fund",
        asked=r"公积金",
        said=r"[五六七]险[一二两]金|公积金|五险一金|六险[一二两]金|五险[二两]金|\bhousing fund\b|\bprovident fund\b",
    ),
    _topic(
        "pension",
        asked=r"\bretire|年金|\b40[13] ?\(?[bk]\)?|\bsuper\b|养老金|企业年金|退休金|\bpensions?\b|\b401 ?\(?k\)?|\bretirement\b|\bsuperannuation\b",
        said=r"\b40[13] ?\(?[bk]\)?|年金|[六七]险[二两]金|\bpaid into\b.{0,12}\bpension|\bIRA\b|企业年金|养老|五险|\bpensions?\b|\b401 ?\(?k\)?|\bretirement\b|\bsuperannuation\b|社保",
    ),
    _topic(
        "sick_pay",
        asked=r"病假(?:工资)?|\bsick(?: pay| leave)?\b|\bill(?:ness)?\b",
        said=r"病假|\bsick\b|\bill(?:ness)?\b",
    ),
    _topic(
        "parental",
        asked=r"产假|陪产|育儿假|哺乳|生孩子|怀孕|\bmaternity\b|\bpaternity\b|\bparental\b|\bpregnan",
        said=r"产假|陪产|育儿|哺乳|\bmaternity\b|\bpaternity\b|\bparental\b",
    ),
    _topic(
        "couple_room",
        asked=r"一起住|夫妻(?:房|间|宿舍)|两口子|带.{0,3}(?:老婆|老公|家属)|\bcouples?\b",
        said=r"夫妻|家属|\bcouples?\b",
    ),
    _topic(
        "housing",
        asked=r"住的|哪儿?住|租房|周转房|\bsomewhere to (?:live|stay)\b|\bhouse me\b|包(?:吃)?住|管(?:吃)?住|食宿|住宿|宿舍|住房|住的地方|房补|住哪|提供住|公寓|\baccommodation\b|\bhousing\b|\blive[- ]in\b|\blodging\b|\bplace to (?:live|stay)\b|\brent\b",
        said=r"周转房|员工房|过渡房|\bstaff (?:house|room|flat|quarters)\b|\ba room\b|单间|[四六八两]人间|包吃?住|管吃?住|食宿|住宿|宿舍|住房|房补|租房|公寓|住家|\baccommodation\b|\bhousing\b(?! fund)|\blive[- ]in\b|\blodging\b|\brent\b",
    ),
    _topic(
        "meals",
        asked=r"吃的|伙食|管不管饭|包吃|管饭|管吃|餐补|饭补|餐费|工作餐|食堂|午饭|午餐|吃饭|食宿|\bmeals?\b|\blunch(?:es)?\b|\bfood\b|\bcanteen\b|\bto eat\b|\beat there\b|\bsnacks\b",
        said=r"每?[一二三四两]?餐|饭补|\bbreakfast\b|\bdinner\b|\bfruit\b|包(?:吃|餐|[一二三两]餐|住?食)|管饭|管吃|餐补|餐费|[免工]\w?餐|食堂|伙食|午餐|食宿|\bmeals?\b|\blunch(?:es)?\b|\bfree food\b|\bcanteen\b|\bsnacks\b|\bcafeteria\b",
    ),
    _topic(
        "shuttle",
        asked=r"班车|厂车|接送|交通车|\bshuttle\b|\bcompany bus\b|\bpick[- ]?up\b",
        said=r"班车|厂车|接送|交通车|\bshuttle\b|\bcompany bus\b|\bpick[- ]?up service\b",
    ),
    _topic(
        "parking",
        asked=r"停车|车位|\bpark(?:ing)?\b",
        said=r"\bcar park\b|停车|车位|\bpark(?:ing)\b",
    ),
    _topic(
        "travel_pay",
        asked=r"交通补|车补|油补|路费|车费|报销|\btravel (?:costs?|expenses?|allowance)\b|\bmileage\b|\bexpenses\b|\bseason ticket\b",
        said=r"交通补|车补|油补|路费|车费|报销|\btravel (?:costs?|expenses?|allowance)\b|\bmileage\b|\bexpenses\b|\bseason ticket\b",
    ),
    _topic(
        "allowance",
        asked=r"补贴|补助|津贴|高温费|\ballowances?\b|\bsubsid(?:y|ies)\b|\bstipend\b",
        said=r"补贴|补助|津贴|[餐房车话]补|高温费|\ballowances?\b|\bsubsid|\bstipend\b",
    ),
    _topic(
        "breaks",
        asked=r"午休|休息时间|中间休息|\bbreaks?\b",
        said=r"午休|休息.{0,4}(?:分钟|小时)|\bbreaks?\b(?! down)",
    ),
    _topic(
        "notice",
        asked=r"离职|辞职|违约金|\bnotice(?: period)?\b|\bif i (?:quit|leave)\b",
        said=r"离职|辞职|违约金|\bnotice period\b|\b(?:weeks?|months?)[’']? notice\b",
    ),
    _topic(
        "childcare",
        asked=r"托管|带孩子上班|幼儿园|\bchild ?care\b|\bnursery\b|\bcr[eè]che\b",
        said=r"托管|子女入园|\bchild ?care\b|\bnursery (?:places?|discount|vouchers?)\b|\bcr[eè]che\b",
    ),
    _topic(
        "alone",
        asked=r"一个人(?:干|做|上班|值班)|独自|\balone\b|\bon my own\b|\bby myself\b",
        said=r"一个人(?:干|做|上班|值班)|独自|独立(?:值班|出)|\balone\b|\blone working\b|\bon your own\b",
    ),
    _topic(
        "pets",
        asked=r"宠物|养[猫狗]|带[猫狗]|有[猫狗]|\b(?:pets?|dogs?|cats?)\b",
        said=r"宠物|[猫狗]|\b(?:pets?|dogs?|cats?)\b",
    ),
    _topic(
        "pay_day",
        asked=r"\bpay day\b|\bhow often\b.{0,16}\bpa(?:id|y)\b|(?:月底|月初|当月|下月).{0,4}发|(?:几号|哪天|什么时候|啥时候|多久).{0,4}(?:发|开|结)(?:工资|薪|钱|支)|压.{0,4}工资|工资.{0,6}(?:几号|哪天|什么时候|压)|日结|\bpay ?day\b|\bpaid (?:weekly|monthly|fortnightly|daily)\b|\bwhen (?:do|would|will) (?:i|they|we|you) (?:get )?pa(?:id|y)\b|\bhow often\b.{0,12}\bpaid\b",
        said=r"\b(?:get|be|are|is|you\'re) paid (?:every|on the|at the end)\b|\bpaid on\b|\bpayroll\b|\d+\s*[号日].{0,6}发|发(?:放)?(?:工资|薪)|日结|周结|月结|\bpay ?day\b|\bpaid (?:weekly|monthly|fortnightly|daily|every)\b|\bweekly pay\b",
    ),
    _topic(
        "rises",
        asked=r"涨.{0,4}工资|涨薪|加薪|调薪|多久.{0,3}涨|\bpay ?rises?\b|\braises?\b|\bpay reviews?\b",
        said=r"涨薪|加薪|调薪|涨.{0,3}工资|\bpay (?:rise|review)s?\b|\bannual (?:raise|review)|\braises?\b|\bincrement",
    ),
    _topic(
        "months",
        asked=r"几薪|\d+薪|(?:几|多少)个月(?:的)?(?:工资|薪)|\b1[3-6]th month\b",
        said=r"(?:1[2-9]|2\d|十[二三四五六七八])\s*薪|双薪|\b1[3-6]th month\b",
        field="pay",
    ),
    _topic(
        "overtime",
        asked=r"加班|996|大小周|调休|\bover ?time\b|\b(?:extra|additional) hours\b|\blong hours\b",
        said=r"加班|996|大小周|调休|\bover ?time\b|\b(?:extra|additional) hours\b|\btime and a (?:half|quarter)\b|\bdouble time\b",
    ),
    _topic(
        "weekend",
        asked=r"\bon[- ]?call\b|待命|随叫随到|双休|单休|大小周|周末|礼拜[六日天]|周[六日天]|做[五六]休[一二]|\bweekends?\b|\b(?:satur|sun)days?\b",
        said=rf"\bon[- ]?call\b|\bcall-?outs?\b|待命|大小周|单双休|[周礼]拜?[六日天]|\bfive days out of seven\b|\b[567] on\b|\bseven days\b|\bany five\b|周[一二三四五六日天]|双休|单休|周末|周[一二三四五六日天].{{0,5}}[到至休\-—~～]|做[五六]休[一二]|五天|\bweekends?\b|\b(?:satur|sun)days?\b|\b(?:monday|mon)\s*(?:to|through|-|–)\s*{_DAY}",
    ),
    _topic(
        "days_off",
        asked=r"\b(?:what|which) days\b|上几天|一周上几|\bhow many days\b.{0,10}\bweek\b|\bdays out of\b|上几休几|单休|做几休几|休息几|[月周]休|休几|几天休|(?:月|周)休|休息日|哪天休|休假几|放几天|休息吗|\bdays? off\b(?!.{0,8}(?:leave|holiday))|\brest days?\b|\bdays (?:a|per) week\b|\bwhich days\b",
        said=rf"做[一二三四五六\d]休[一二三四\d]|\bno (?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\b(?:mondays?|tuesdays?) (?:to|till|until|through) \w+days?\b|\bdays out of\b|\b\d on\b.{{0,4}}\b\d off\b|大小周|单双休|上[一二三四五六\d]休[一二三\d]|\b(?:four|five|six|three|two)[- ]day week\b|\bdays a week\b|[月周]休|每[周月].{{0,4}}休|休息|休[一二三四五六七八\d]天|双休|单休|\bdays? off\b|\brest days?\b|\bon,? (?:two|three|four|\d) off\b|\bdays (?:a|per) week\b|\b(?:monday|mon)\s*(?:to|through|-|–)\s*{_DAY}|\bnights a week\b",
    ),
    _topic(
        "nights",
        asked=r"夜班|晚班|通宵|大夜|熬夜|\bnights?(?: shifts?)?\b(?! club)",
        said=r"\bevening\b.{0,8}\bshifts?\b|夜班|晚班|通宵|大夜|\bnights?\b(?! club)|\bovernight\b|两班倒|三班|倒班",
    ),
    _topic(
        "shifts",
        asked=r"倒班|轮班|排班|几班|早班|两班|三班|班次|\bshifts?\b|\brotas?\b|\brotating\b|\broster\b",
        said=r"\b\d on\b.{0,4}\b\d off\b|\bearl(?:y|ies) and lates?\b|\bevenings?\b|轮休|倒班?|轮班|排班|[早中晚夜白]班|两班|三班|\bshifts?\b|\brotas?\b|\brotating\b|\broster\b|\bfour on\b|\bnights\b|\d ?[ap]m\b.{0,10}\d ?[ap]m\b",
    ),
    _topic(
        "holiday_time",
        asked=r"过年|春节|寒暑假|国庆|法定|\bchristmas\b|\bbank holidays?\b|\bpublic holidays?\b|\bschool holidays?\b",
        said=r"过年|春节|寒暑假|国庆|法定|\bchristmas\b|\bbank holidays?\b|\bpublic holidays?\b|\bschool holidays?\b|\bterm[- ]time\b",
    ),
    _topic(
        "leave",
        asked=r"年假|带薪假|\bdays? off\b|(?:几天|多少天|有没有|有)假|请假|\bholidays?\b|\bannual leave\b|\bvacation\b|\bpto\b|\bpaid leave\b|\btime off\b|\bdays.{0,6}leave\b",
        said=r"\bon top of your \d+ days\b|\b\d\d days\b(?! a)|年假|带薪(?:年|休)|休一周|\bholidays?\b|\bannual leave\b|\bvacation\b|\bpto\b|\bpaid (?:leave|time off)\b|\btime off\b",
    ),
    _topic(
        "probation",
        asked=r"考核期|试用期|转正|\bprobation|\btrial (?:period|shift|day)",
        said=r"\bfirst (?:three|six|3|6) months\b.{0,20}\b(?:trial|review|probat)|试用期|\bprobation|\btrial (?:period|shift|day)|个月转正",
    ),
    _topic(
        "contract_length",
        asked=r"合同.{0,4}(?:几|多)|合同期|签.{0,3}合同|签几年|签不签|\bhow long\b.{0,24}\b(?:contract|assignment|placement|job last)\b|\bcontract (?:length|duration)\b|\b(?:length|duration) of\b.{0,12}\bcontract\b|\bhow long.{0,12}\blast\b|\bcontract renew",
        said=r"合同制.{0,6}年|合同.{0,6}年|签.{0,8}合同|合同签|劳动合同|合同期|\b\d+[- ](?:month|week|year)s?\b.{0,20}\b(?:contract|term|assignment|placement|cover)\b|\bfixed[- ]term\b|\bcontract (?:until|ends|runs|for)\b|\binitial(?:ly)? \d+ months\b",
    ),
    _topic(
        "employment",
        asked=r"编[内外]|合同工|五险正式|\bstaff job\b|全职|兼职|外包|派遣|编制|正式工|正式员工|临时工|长期|短期|劳务|实习|\bfull[- ]?time\b|\bpart[- ]?time\b|\bpermanent\b|\btemp(?:orary)?\b|\bagency\b|\bcontract(?:or)?\b|\bfreelance\b|\binternship\b|\bzero[- ]hours?\b",
        said=r"编[内外]|合同(?:制|工)|事业编|\bno agenc|\bno fixed hours\b|\bcasual\b|\bseasonal\b|全职|兼职|外包|派遣|编制|正式(?:工|员工)|临时工|长期|短期|劳务|实习|\bfull[- ]?time\b|\bpart[- ]?time\b|\bpermanent\b|\btemp(?:orary)?\b|\bagency\b|\b(?:month|fixed[- ]term) contract\b|\bcontractor\b|\bfreelance\b|\binternship\b|\bzero[- ]hours?\b",
        field="employment",
    ),
    _topic(
        "deadline",
        asked=r"报名(?:时间)?(?:截止|到)|最晚|\bhow long (?:have|do) i (?:got|have)\b|\bby when\b|截止|截至|招到(?:什么时候|几号)|还招|还在招|报名到|\bdeadline\b|\bclos(?:es|ing)\b(?! to)|\bstill (?:open|available|hiring|taking)\b|\bapply by\b|\blast (?:day|date)\b|\bhow long.{0,12}\bto apply\b",
        said=r"(?:请于|于|在)?\d+月\d+日(?:之)?前|\b(?:apply|applications?|cvs?|send)\b.{0,40}\b(?:by|before|until) (?:\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|the end)|\breviewed as they (?:come|arrive)|\brolling basis\b|长期有效|长期招|截止|截至|报名时间|招满即止|\bdeadline\b|\bclos(?:es|ing)(?: date)?\b.{0,24}\d|\bclosing date\b|\bapply by\b|\bapplications (?:close|by)\b|\bapplications will\b",
        field="deadline",
    ),
    _topic(
        "posted",
        asked=r"什么时候发(?:布|的)|发布(?:时间|多久|了多久)|挂了多久|\bposted\b|\bhow old is\b|\bhow long.{0,10}\b(?:been up|advertised|open)\b",
        said=r"发布时间|发布日期|\bposted on\b",
        field="date",
    ),
    _topic(
        "start",
        asked=r"上岗|(?:什么时候|啥时候|何时).{0,6}(?:上岗|入职)|\bready to (?:go|begin)\b|入职时间|到岗|(?:什么时候|啥时候|哪天|几号|多久|马上|立即|立刻).{0,5}(?:上班|入职|开始|报到|去)|年后|过完年|下个?月.{0,6}(?:去|入职|上班)|\bstart date\b|\bstarting date\b|\bwhen\b.{0,40}\b(?:start|begin|joining)\b|\b(?:start|begin)\b.{0,12}\b(?:immediately|straight away|right away|asap|next|date|in [a-z]+)\b|\bhow soon\b",
        said=r"上岗(?!证)|开工|入职(?:时间|日期)|预计.{0,10}(?:入职|报到|开始)|\b(?:from|in|early|mid|late) (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\bstart as soon\b|\bavailable (?:now|immediately)\b|\bas soon as possible\b|入职时间|到岗|(?:马上|立即|即刻|第二天|当天|随时|尽快).{0,8}(?:上班|入职|上岗|报到)|年后|\bstart date\b|\bstarting (?:date|in|on|from|asap|immediately)\b|\b(?:start|begin)s?\b (?:in|on|as soon|immediately|asap|date|early|mid|late)\b|\bimmediate(?:ly)? (?:start|available)\b|\bimmediate start\b|\bto begin in\b|\basap\b",
    ),
    _topic(
        "hours",
        asked=r"准时下班|下班|\bhow long is the (?:day|shift)\b|\bknock off\b|几点|工时|上班时间|下班时间|工作时间|朝九|弹性|打卡|(?:每|一)天.{0,5}(?:小时|钟头)|几个小时|多少小时|\bworking (?:hours|time)\b|\bhours\b|\bschedule\b|\bstart time\b|\bwhat time\b|\bflexi|\bfinish\b",
        said=r"[上下早晚中]午?(?:上|[一二三四五六七八九十两\d]+)点|[一二三四五六七八九十]+点(?:半)?(?:上班|下班|走人|开始|准时)?|[一二三四五六七八九十]+小时|\b(?:at|by|from|until|till) \d{1,2}(?:[.:]\d\d)?\b|\bmid-?(?:afternoon|morning)\b|\bmornings?\b|\bafternoons?\b|\bevenings?\b|\d+\s*[:：点]\s*\d*.{0,8}[-—~～至到].{0,6}\d+|小时|上班时间|工作时间|朝九晚|弹性|打卡|两班倒|\bhours (?:a|per|are|will be)\b|\bhours[:：]|\b\d+(?:\.\d+)?[- ]hours?\b|\bworking hours\b|\bschedule\b|\bflexi|\d ?[ap]\.?m\b|\bfour on\b|\b\d{1,2}[:.]\d\d\b",
    ),
    _topic(
        "insurance",
        asked=r"[六七]险|五险|社保|六险|保险|缴纳|三险|\binsurance\b|\bhealth ?(?:care|plan|benefits?|cover\w*)\b|\bmedical\b|\bdental\b|\bvision\b",
        said=r"[五六七]险|商业险|\bmedical, |\bhealth, (?:dental|vision)|\bmedical and dental\b|五险|社保|六险|保险|三险|\binsurance\b|\bhealth ?(?:care (?:plan|cover|benefits)|plan|benefits?|cover\w*)\b|\bmedical (?:cover|plan|benefits|insurance|,)|\bdental\b|\bbupa\b",
    ),
    _topic(
        "visa",
        asked=r"\bH-?1B\b|\bgreen card\b|\bskilled worker\b|签证|工签|工作许可|外国人|外籍|担保|\bvisas?\b|\bsponsor|\bwork permits?\b|\bright to work\b|\bforeign(?:er)?s?\b|\boverseas\b|\bimmigra",
        said=r"\bH-?1B\b|\bgreen card\b|\bskilled worker\b|签证|工签|工作许可|外籍|\bvisas?\b|\bsponsor|\bwork permits?\b|\bright to work\b|\bwork authori[sz]ation\b|\bauthori[sz]ed to work\b|\boverseas (?:carer|applic|candidate|nurse|worker)|\bcitizen",
    ),
    _topic(
        "relocation",
        asked=r"\bhelp.{0,10}\bmove\b|\bmove (?:from|to|there|costs?)\b|\bmoving\b|外地|搬家|异地|落户|户口|安家费|\brelocat|\bmoving (?:costs?|allowance)\b|\bsettle\b",
        said=r"\bfor moves?\b|外地|\bmoving (?:help|package)\b|搬家|异地|落户|户口|安家|\brelocat|\bmoving (?:costs?|allowance)\b",
    ),
    _topic(
        "equity",
        asked=r"期权|股票|股份|股权|\bequity\b|\bstock\b|\bshares\b|\bshare options\b|\brsus?\b",
        said=r"期权|股票|股份激励|股权|\bequity\b(?!,? divers)|\bstock\b(?=.{0,12}(?:option|purchase|plan|grant))|\bshares (?:in|of|after)\b|\bshare (?:options|scheme|plan)\b|\brsus?\b",
    ),
    _topic(
        "commission",
        asked=r"计件|按单|每单|\bper (?:parcel|order|sale|job|piece|delivery|drop)\b|\banything extra\b|\bpiece ?work\b|提成|分红|抽成|佣金|\bcommissions?\b|\bOTE\b|\btips\b",
        said=r"计件|按单|每单|[元块]/?[单件]|\bper (?:parcel|order|sale|piece|delivery|drop)\b|\bfor each\b|课时费|课提|提成|分红|抽成|佣金|\bcommissions?\b|\bOTE\b|\btips\b|\buncapped\b",
    ),
    _topic(
        "bonus",
        asked=r"\bsign(?:ing)?[- ]on\b|十[三四五六]薪|奖金|年终|绩效|全勤|双薪|\bbonus(?:es)?\b|\bincentives?\b|\bprofit[- ]shar",
        said=r"十[三四五六]薪|1[3-6]薪|年底.{0,3}(?:奖|双)|红包|\b13th\b|奖金|年终|绩效(?!考核|管理|评)|全勤奖|双薪|季度.{0,2}奖|奖励|\bbonus(?:es)?\b|\bincentives?\b|\bprofit[- ]shar",
    ),
    _topic(
        "travel",
        asked=r"出差|驻外|外派|跑外|\btravel(?:ling|ing)?\b|\bbusiness trips?\b|\bon the road\b",
        said=r"出差|驻外|外派|\btravel(?:ling|ing)?\b(?! (?:agency|industry|company|costs?|allowance|expenses?))|\bbusiness trips?\b",
    ),
    _topic(
        "training",
        asked=r"规培|实习期|岗前|培训|带教|有人(?:带|教)|师傅|老师带|\btraining\b|\bmentor(?:ing|ed)?\b|\bshadow(?:ing)?\b|\bcourses?\b|\blearning\b|\bteach me\b|\btrain me\b|\binduction\b|\bonboarding\b",
        said=r"规培|岗前|跟岗|老.{0,2}带|\bwill teach\b|\bwe teach\b|\btaught\b|\bcertificat\w+ paid\b|培训|带教|师傅带|有.{0,6}带|导师|\btraining\b|\bwill train\b|\bshadow(?:ing)?\b|\bcourses?\b|\blearning (?:budget|and development|allowance)\b|\binduction\b|\bonboarding\b|\bpay for your\b",
    ),
    _topic(
        "progress",
        asked=r"涨.{0,4}工资|加薪|多久.{0,3}涨|\bmove up\b|\bgrow\b|晋升|发展空间|升职|涨薪|调薪|涨工资|前途|前景|\bpromot(?:ion|ed)\b|\bprogress(?:ion)?\b|\bcareer (?:path|growth|develop)|\bpay ?rises?\b|\braises?\b",
        said=r"晋升|发展空间|升职|涨薪|调薪|\bpromot(?:ion|ed)\b|\bprogression\b|\bcareer (?:path|growth|develop)|\bpay (?:rise|review)s?\b|\bannual (?:raise|review)",
    ),
    _topic(
        "age",
        asked=r"年龄|年纪|多大(?:年|岁|的?人)|\d+\s*岁|岁数|太老|几岁|\bage\b|\bhow old\b|\btoo old\b|\byears old\b|\bover \d\d\b",
        said=r"\d+\s*周?岁|年龄|\bage\b|\byears old\b|\bover \d\d\b|\b(?:18|21)\+",
    ),
    _topic(
        "gender",
        asked=r"男女|女(?:的|生|性|孩)|男(?:的|生|性)|性别|限男|限女|\b(?:women|men|female|male|gender)\b",
        said=r"男女|限[男女]|[男女]性|性别|女士优先|\b(?:women|female|male|gender)\b",
    ),
    _topic(
        "headcount",
        asked=r"招(?:几|多少)|招(?:聘)?(?:几|多少)|要几个|名额|\bhow many (?:people|positions|openings|places|vacancies|are (?:they|you) hiring)\b",
        said=r"招.{0,12}[\d一二两三四五六七八九十]+\s*[名个人位]|若干名|名额|\b(?:two|three|four|five|six|ten|\d+) (?:positions|openings|places|vacancies|care assistants|people to)\b|\bneed (?:two|three|four|five|\d+)\b",
    ),
    _topic(
        "interview",
        asked=r"面试|初试|复试|笔试|试讲|\binterviews?\b|\bselection process\b|\bassessment (?:day|centre)\b|\bhiring process\b",
        said=r"面试|初试|复试|笔试|试讲|\binterviews?\b|\bassessment (?:day|centre)\b|\bvideo calls?\b|\bpaid task\b",
    ),
    _topic(
        "apply",
        asked=r"投哪|材料|发到哪|怎么(?:投|报名|应聘|申请|联系)|联系方式|简历发|\bhow (?:do|can|to|would)\b.{0,6}\bapply\b|\bcover(?:ing)? letter\b|\bcontact (?:details|person)\b|\breferences\b",
        said=r"材料发|邮箱|投递|\bemail (?:us|your)\b|\bwrite to\b|\bcall (?:us|on)\b|\bdrop in\b|简历|报名|应聘方式|联系(?:人|方式|电话)|\bto apply\b|\bapply (?:by|via|with|online|at|through)\b|\bcover(?:ing)? letter\b|\bsend (?:us )?(?:your|a) (?:cv|resume)\b|\breferences\b",
    ),
    _topic(
        "licence",
        asked=r"\blicen[sc]ed\b|\bdriving test\b|\bpassed my\b|执业证|执照|驾照|驾驶证|会开车|证书|持证|上岗证|资格证|[\u4e00-\u9fff]证(?!明|实|据|券)|[考有要]证|\blicen[cs]es?\b|\bcertificat\w*|\bregistration\b|\bregistered\b|\bnmc\b|\btickets?\b|\baccredit|\bdrive a\b",
        said=r"执照|执业|\blicen[cs]ed\b|\bclean (?:driving )?licen|\bC1\b|\bCBT\b|\bHGV\b|\bCSCS\b|\bPharmD\b|\bboard[- ]certified\b|驾照|驾驶证|[ABC][12]照|证书|持.{0,6}证|上岗证|资格证|[\u4e00-\u9fff]证(?!明|实|据|券)|\blicen[cs]e\b|\bcertificat\w*|\bregistration\b|\bregistered (?:with|nurse)|\bnmc\b|\btickets?\b|\baccredit",
    ),
    _topic(
        "languages",
        asked=r"\bspeak\b|英语|英文|外语|日语|韩语|德语|法语|普通话|粤语|中文|\benglish\b|\blanguages?\b(?! programming)|\bbilingual\b|\bmandarin\b|\bchinese\b|\bgerman\b|\bfrench\b|\bspanish\b",
        said=r"英语|英文|外语|日语|韩语|德语|法语|普通话|粤语|[四六八]级|雅思|托福|\benglish\b|\bspoken\b|\bbilingual\b|\bmandarin\b|\bchinese\b|\bgerman\b|\bfrench\b|\bspanish\b|\blanguages\b",
    ),
    _topic(
        "class_size",
        asked=r"(?:一个班|每班|班级|班里).{0,6}(?:多少|几|人)|多少学生|\bclass sizes?\b|\bhow many (?:pupils|students|children|patients|residents|clients)\b|\bcaseload\b",
        said=r"每班|班额|\d+\s*[名个]?(?:学生|孩子)|\bclass(?:es)? of\b|\b(?:pupils|students|children|patients|residents|older people|clients)\b|\bcaseload\b",
    ),
    _topic(
        "manager",
        asked=r"汇报|直属|上级|领导是|老板是|\breport(?:s|ing)? to\b|\bmanagers?\b(?! (?:job|role|position))|\bboss\b|\bsupervis",
        said=r"汇报|直属|上级|\breport(?:s|ing)? to\b|\bsupervised by\b|\bled by\b",
    ),
    _topic(
        "team",
        asked=r"\bmanage (?:any\w*|people|a team|staff|others)\b|\blead (?:any\w*|people|a team)\b|管人|手下|跟谁(?:一起)?|多少同事|\bhow (?:big|large|many)\b.{0,16}\bteam\b|团队(?:多大|规模)?|几个人|多少(?:个)?人(?!民)|带人|同事|部门|\bteam\b|\bcolleagues\b|\bco-?workers\b|\bwork alone\b|\bdepartment\b",
        said=rf"\b(?:lead|manage|supervise|mentor|look after)s? (?:a |an |the |two |three |our )?(?:\w+ )?(?:pair|team|apprentices?|juniors?|staff|people|trainees?)\b|[两一二三四五六七八九十\d]+[位名个](?:同事|策划|设计|老师|开发|人|护士|医生|师傅)|\bwith (?:two|three|four|five|\d) \w+s\b|职工.{{0,4}}人|\b(?:on your own|lone working|work alone|alone)\b|团队.{{0,4}}{_NUMBER}.{{0,3}}人|{_NUMBER}\s*[余多]?人的?.{{0,4}}团队|带.{{0,4}}(?:人|应届|新人|徒弟|下属)|\bteam of\b|\b{_NUMBER}[- ](?:person|strong|people)\b|\b(?:small|close|growing|friendly|large) team\b|\bjunior colleagues\b|\byour team\b",
    ),
    _topic(
        "commute",
        asked=r"地铁|公交|通勤|离.{0,8}(?:远|近|多远)|交通(?:方便|便利|怎么)|怎么去|\bcommut|\bbus\b|\btrain\b(?! me)|\bmetro\b|\btube\b|\bpublic transport\b|\bhow far\b|\bnear(?:est)?\b|\bget there\b",
        said=r"地铁|公交|步行|号线|厂车|班车|\bcommut|\bbus(?:es)? (?:stops?|route|station|from|line)\b|\bthe \d+ bus\b|\bbus stop|\b(?:train|railway|metro|tube|underground|bart|subway)\b.{0,12}\b(?:station|stop|line)\b|\bstation\b|\bpublic transport\b|\bminutes? (?:walk|from)\b",
        field="near",
    ),
    _topic(
        "remote",
        asked=r"居家办公|线上办公|宅家|远程|在家|居家|坐班|到办公室|\bremote(?:ly)?\b|\bwork(?:ing)? from (?:home|anywhere|abroad)\b|\bwfh\b|\bhybrid\b|\bon[- ]?site\b|\bin the office\b|\bhome[- ](?:working|office)\b",
        said=r"在家(?:做|上班|工作|写)|可在家|\bfrom home\b|\bhome (?:office|days?)\b|\bonline\b(?=.{0,10}\bwork)|远程|在家办公|居家|坐班|线下办公|\bremote(?:ly)?\b(?! (?:area|site|sensing|control))|\bwork(?:ing)? from (?:home|anywhere)\b|\bwfh\b|\bhybrid\b|(?<!parking )\bon[- ]?site\b(?!.{0,6}(?:parking|gym|canteen))|\bdays a week in (?:our|the)\b.{0,12}\boffice\b|\bin[- ]office\b|\bwherever you like\b|\bhome[- ]working\b",
        field="remote",
    ),
    _topic(
        "years",
        asked=r"\byears of experience\b|\bhow (?:much|many years'?(?: of)?) (?:work )?experience\b|\bhow many years\b|几年(?:工作)?经验|多少年经验|经验要求|多久经验",
        said=r"[一二三四五六七八九十两\d]+年(?:以上|及以上|左右)|经验|(?:年|月)以上.{0,12}(?:工作|相关)|\b\d+\+? years?\b|\b(?:two|three|four|five|six|seven|eight|ten) years\b|\bexperience\b(?= (?:needed|required|necessary|essential|is))|\bno (?:previous |prior )?experience\b",
        field="experience",
    ),
    _topic(
        "pay",
        asked=r"工资|薪|待遇|多少钱|底薪|收入|给多少|到手|月入|时薪|\bpay(?:s|ing)?\b|\bsalar(?:y|ies)\b|\bwages?\b|\bhow much\b|\b(?:hourly|day|daily) rate\b|\bthe rate\b|\bcompensation\b|\bearn\b|\bmoney\b",
        said=r"(?:底|月|年|时|日|基本|综合|起)薪|工资(?!不打折|卡)|薪资|薪酬|\d+\s*[-–—~至到]\s*\d+\s*(?:元|k|千|万)|\d+\s*元|[£$€¥]\s*\d|\bsalary\b|\bwages?\b|\bper (?:hour|annum|year)\b|\bhourly rate\b|\b\d+k\b",
        field="pay",
    ),
    _topic(
        "experience",
        asked=r"\bnew grads?\b|\bgrads?\b|不会[^,。?]{1,8}(?:行|能|可以|去)|没经历|\bfirst job\b|\bjust (?:graduated|qualified|left school)\b|经验|几年|应届|没做过|没干过|新手|小白|零基础|刚毕业|转行|毕业生|\bexperienced?\b|\bhow many years\b|\bentry[- ]level\b|\bgraduates?\b|\b(?:never|not|haven'?t|have not) (?:done|worked)\b|\bbeginner|\bnewbie|\bcareer change|\bno background\b",
        said=r"工作经[历验]|临床|刚毕业|\bresidency\b|\bone year of\b|\b(?:one|two|three|\d) years? of\b|\bnewly qualified\b|\bpost-?qualif|从业|入行|经验|(?:年|月)以上.{0,12}(?:工作|相关)|应届|做过|带过|零基础|新手|\bexperienced?\b|\b\d+\+? years?\b|\b(?:two|three|four|five|six|seven|eight|ten) years (?:in|of|with|as)\b|\bentry[- ]level\b|\b(?:new|recent) graduates?\b|\btrack record\b|\bbeginner",
        field="experience",
    ),
    _topic(
        "education",
        asked=r"毕业生?证|中职|学历|文化|本科|大专|专科|高中|初中|中专|硕士|研究生|博士|文凭|毕业证|统招|专业|\bdegrees?\b|\beducation\b|\bdiploma\b|\bqualifications?\b|\bbachelor|\bmaster'?s\b|\bphd\b|\bgcse|\ba[- ]levels?\b|\buniversity\b|\bcollege\b|\bapprenticeship\b",
        said=r"学历|文凭|\bdegree\b|\bGED\b|本科|大专|专科|高中|初中|中专|硕士|研究生|博士|统招|毕业(?!生也|后)|相关专业|\beducation\b(?! (?:company|group|provider))|\bdiploma\b|\bbachelor|\bmaster'?s\b|\bphd\b|\bgcse|\ba[- ]levels?\b|\bNVQ\b|\bapprenticeship\b|\bqualified\b",
        field="education",
    ),
    _topic(
        "physical",
        asked=r"累吗|重不重|力气|\bweigh\b|\bstrenuous\b|累不累|辛苦|体力|搬重|重活|站着|\bheavy\b|\blift(?:ing)?\b|\bphysical(?:ly)?\b|\bon my feet\b|\bstanding\b|\btiring\b",
        said=r"\b\d+ ?kg\b|\b\d+ ?(?:lbs?|pounds)\b|公斤|斤重|力气|\bon (?:one\'s|their) feet\b|\bweigh\b|吃苦|体力|搬运|搬重|重物|站立|久站|身体健康|装车|\bheavy\b|\blift(?:ing)?\b|\bphysical(?:ly)?\b|\bon your feet\b|\bstanding\b",
    ),
    _topic(
        "cooking",
        asked=r"做饭|烧饭|做家务|打扫|\bcook(?:ing)?\b|\bclean(?:ing)?\b|\bhousework\b",
        said=r"做饭|烧饭|[一三]日?[一三]?餐|家务|打扫|卫生|\bcook(?:ing)?\b|\bclean(?:ing)?\b|\bkeep the\b.{0,16}\bclean\b|\bhousework\b",
    ),
    _topic(
        "place",
        asked=r"在哪|地点|地址|位置|哪里|哪儿|哪个(?:区|城市|地方)|什么地方|\bwhere\b|\blocation\b|\blocated\b|\baddress\b|\bwhich (?:city|town|office|area)\b|\bbased\b",
        said=r"(?:工作|办公|上班|公司)(?:地点|地址|位置)|地址[:：]|位于|\blocated\b|\blocation[:：]|\baddress\b|\bbased (?:in|at)\b|\bour .{0,20}office\b",
        field="place",
    ),
    _topic(
        "benefits",
        is_general=True,
        asked=r"福利|好处|待遇怎么样|\bbenefits?\b|\bperks?\b|\bwhat do they offer\b|\bon offer\b",
        said=r"福利|\bbenefits?\b|\bperks?\b|\bwe offer\b",
        section="offers",
    ),
    _topic(
        "demands",
        is_general=True,
        asked=r"会什么|用什么(?:系统|软件|工具)|\b(?:which|what) (?:system|software|tools?|programs?)\b|技能|要会|要懂|技术栈|任职要求|什么条件|要求|\bskills?\b|\btech(?:nology)? stack\b|\btechnolog|\brequire|\bqualif"
        r"|\bwhat (?:do|would|must|should) i (?:need|have|know)\b|\bwhat (?:are they|do they) (?:looking for|want|ask|expect)|\bmust i\b",
        said=r"(?!)",
        field="skills",
        section="demands",
    ),
    _topic(
        "size",
        is_general=True,
        asked=r"单位.{0,3}多少人|多少(?:人|员工|职工)|\bhow many (?:staff|people work|employees)\b|公司.{0,4}(?:多大|规模|多少人)|规模|\bhow (?:big|large)\b|\bcompany size\b|\bemployees\b",
        said=rf"[职员]工.{{0,6}}人|{_NUMBER}\s*[余多]?人(?![以民])|规模|\b\d[\d,]* (?:people|staff|employees|colleagues)\b|\bof {_NUMBER} people\b|\bhome for \d",
    ),
    _topic(
        "employer",
        is_general=True,
        asked=r"什么公司|哪家|哪个公司|公司.{0,6}(?:做什么|干什么|怎么样|靠谱|背景)|雇主|老板|谁(?:在)?招|招聘方|单位|行业|\bwhich (?:company|firm|employer)\b|\bemployer\b|\bthe (?:company|firm|organi[sz]ation)\b"
        r"|\bwho (?:are they|is (?:it|hiring|this)|would i (?:be )?work(?:ing)? for)\b|\bindustry\b",
        said=r"\bwe (?:are|make|build|run|help|draw|move)\b|\bis an? .{0,40}(?:company|firm|charity|start-?up|agency|home|shop|school|chain|group)\b|\bfamily firm\b|\bfounded\b|我们是|(?:公司|集团|机构)(?:成立|主营|专注|是|位于)|主营|创立",
        field="employer",
        section="about",
    ),
    _topic(
        "duties",
        is_general=True,
        asked=r"做什么|做些?啥|做些什么|干什么|干(?:嘛|啥|点)|职责|日常|工作内容|负责什么|忙什么|\bdut(?:y|ies)\b|\bresponsibilit|\btasks?\b"
        r"|\bday[- ]to[- ]day\b|\btypical day\b|\bwhat\b.*\b(?:do|doing|involves?|entails?|about)\b(?: all day| every day| there| here| exactly)*\W*$",
        said=r"(?!)",
        section="duties",
    ),
)  # fmt: skip


# No question is longer; what is, is a text that the patterns would be long in reading.
MAX_QUESTION = 1_000


def find_topics(question: str) -> list[Topic]:
    """Return what is asked about, in the order of the question; [] where no topic is named.

    Words that name a finer topic name no wider one as well. Expects the normal form.
    """
    left = question[:MAX_QUESTION]
    found: list[tuple[int, Topic]] = []
    for topic in TOPICS:
        match = topic.asked.search(left)
        if match is None:
            continue
        found.append((match.start(), topic))
        left = topic.asked.sub(lambda m: "\n" * len(m[0]), left)
    fine = [each for each in found if not each[1].is_general]
    return [topic for _at, topic in sorted(fine or found[:1], key=lambda each: each[0])]
