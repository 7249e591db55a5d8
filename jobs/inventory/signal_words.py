"""The words of the signals, both languages: what swindlers ask and promise, what adverts praise.

Each rule's triggers are plain words of which one must stand in the text before its pattern is
tried. Patterns read the normal form in lower case.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One signal's words. `least`: so many different matches make it a signal."""

    code: str
    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    fields: tuple[str, ...] = ("title", "description", "tags")
    is_guarded: bool = True
    least: int = 1


def _rule(code: str, triggers: str, *patterns: str, **options: object) -> Rule:
    return Rule(
        code,
        tuple(triggers.replace("_", " ").split("|")),
        re.compile("|".join(patterns)),
        **options,  # type: ignore[arg-type]
    )


_SUM = r"[$£€¥]? ?\d[\d,.]*(?:k\b)?"
_FEE = (
    r"(?:押金|保证金|培训费|服装费|工服费|工装费|体检费|报名费|建档费|资料费|材料费|手续费|中介费|介绍费|办证费|"
    r"办卡费|会员费|入会费|代办费|入职费|住宿押金|信息费|服务费|诚意金|定金|激活费|考试费|学费|岗位费|加盟费|开户费|"
    r"工牌费|健康证费|保险费)"
)
_ANY = r"[^。!?\n]"
_CHAT = (
    r"(?:微信|薇信|威信|v信|vx|wx|weixin|wechat|qq群?|扣扣|q群|企鹅|telegram|电报群|飞机|whats ?app|纸飞机|line id|"
    r"skype|signal app|蝙蝠)"
)

SCAM_RULES = (
    _rule(
        "fee_upfront",
        "金|费|fee|deposit|pay|purchase|buy|cost|refundable",
        rf"(?:需要?|须|要|先|请|仅|只|自行|预|统一|另)(?:交纳?|缴纳?|支付|付|收取?|垫付|预交|扣)(?:一定的|少量|部分|"
        rf"相应的?|个人|本人|人民币)?[^。!?\n，,不无免]{{0,8}}{_FEE}",
        r"(?<!收)(?<!追)(?:交|缴)(?:纳)?[^。!?\n，,不无免收]{0,4}(?:押金|服装费|报名费|培训费|体检费|中介费|资料费|"
        r"建档费|办卡费|入职费)",
        rf"{_FEE}(?:为|是|:|：|共|合计|只需|仅需|仅|需|须|约|每人|一次性)?[^。!?\n，,不无免]{{0,4}}\d{{2,5}}(?: ?元|块|"
        rf"/人| ?rmb)?(?![\d年月])",
        rf"{_FEE}[^。!?\n，,不无免]{{0,8}}(?:自理|自付|自费|由(?:本人|个人|员工|应聘者)(?:承担|支付)|(?:离职|转正|上岗|"
        rf"满月|入职|干满|做满|期满|一个月|三个月)[^。!?\n，,]{{0,6}}(?:退|返))",
        r"(?:入职|上岗|面试|报名|录用|开工)(?:前|时|当天|之前)[^。!?\n，,不无免]{0,6}(?:交|缴|付|转)(?:纳|账|"
        r"款)?[^。!?\n，,五社公住]{0,8}\d{2,5} ?(?:元|块)",
        rf"(?<!we )(?<!we will )(?<!we also )(?<!company will )(?<!we fully )\b(?:pay|send|transfer|submit|remit|deposit|"
        rf"cover|purchase|buy)\b (?:us |in |for |a |an |the |your |our |"
        rf"small |one[- ]time |initial |refundable |non-refundable |upfront |own |"
        rf"{_SUM} ){{0,6}}(?:\w+ ){{0,2}}(?:registration|application|processing|training|starter|background[- ]check|"
        rf"visa|enrolment|enrollment|admin(?:istration)?|certification|onboarding|security|membership|uniform|kit|"
        rf"activation|placement|refundable|equipment|materials?)\b (?:fees?|kits?|deposits?|charges?|costs?|packs?|"
        rf"packages?|materials)\b",
        rf"\b(?:registration|application|processing|training|starter|background[- ]check|visa|enrol(?:l)?ment|"
        rf"administrat\w+|certification|onboarding|security|uniform|kit|activation|placement|membership|"
        rf"equipment)(?: kit| pack(?:age)?)? (?:fee|deposit|charge|cost)s? (?:of|is|are|:|=)? ?(?:only |just |"
        rf"about )?{_SUM}(?:[^.\n]{{0,30}}(?:refund|before|upfront|required|payable))?",
        r"\b(?:refundable|upfront|up-front|one[- ]time|non-refundable) (?:security |training |registration |starter |"
        r"equipment |processing |membership )?(?:deposit|fee|payment|charge)\b",
        r"\b(?:fee|deposit|payment|cost) (?:is |will be )?(?:payable|required|due|paid|needed) (?:before|prior to|upon|"
        r"in advance|upfront)",
        r"\byou (?:will |must |need to |have to |are required to )(?:first )?(?:pay|purchase|buy) (?:for )?(?:your|the|"
        r"our|a|an) (?:own )?(?:\w+ ){0,2}(?:training|starter|kit|background check|certification|materials|software|"
        r"course|inventory|uniform|visa)\b",
        r"\byou (?:must|need to|have to|are required to|should|will) (?:first )?(?:pay|send|transfer|deposit) (?:us |a |"
        r"an |the )?[$£€]? ?\d",
        r"\b(?:certification|training) class (?:is )?(?:a )?prerequisite",
    ),
    _rule(
        "money_mule",
        "代收|代付|收款|转账|走账|流水|跑分|过账|汇款|提现|资金|bank account|payment|transfer|money|funds|checks|"
        "cheque|western union|bitcoin|crypto|cash app|zelle",
        r"跑分(?!析|辨|值|数|测|软|工具|成绩)|走账|洗钱|代收(?:代付|款项?(?:并|后|再|然后)|货款(?:并|后|再))|代付业务|"
        r"资金(?:中转|归集|过账|代收)",
        r"(?:用|使用|提供|借用|以)(?:自己|个人|本人|你|您)的?(?:名下)?(?:的)?(?:银行(?:卡|账户|账号)|支付宝|微信|收款码|"
        r"账户|对公账户)[^。!?\n]{0,16}(?:收款|收钱|代收|转账|转出|转给|汇|走账|提现|接收)",
        r"(?:收到|到账)(?:款|钱|货款|款项|资金)?后?[^。!?\n]{0,10}(?:转(?:账|到|给|出)|汇(?:到|给|往)|"
        r"提现)[^。!?\n]{0,16}(?:佣金|提成|抽成|留下|\d+ ?%|作为)",
        r"\b(?:receive|accept|process|collect|cash|deposit)\w* (?:\w+ ){0,5}(?:payments?|money|funds|transfers?|"
        r"che(?:ck|que)s|wire|deposits?|bitcoin)\b[^.\n]{0,90}\b(?:your|own|personal) (?:own |"
        r"personal )?(?:bank )?account",
        r"\b(?:your|own|personal) (?:own |personal )?bank account\b[^.\n]{0,80}\b(?:receiv|forward|transfer|process|"
        r"wire|send)\w*",
        r"\b(?:keep|retain|deduct|take) (?:a |your )?(?:\d+ ?%|\d+ percent|commission)[^.\n]{0,60}\b(?:forward|transfer|"
        r"send|wire|remit)",
        r"\b(?:forward|wire|transfer|send|remit) (?:the )?(?:rest|remaind\w+|balance|remaining)[^.\n]{0,40}\b(?:via|by|"
        r"through|to|using)\b",
        r"\b(?:payment|money|funds?) transfer (?:agent|manager|representative)|\b(?:payment|financial|"
        r"local) (?:processing )?agent\b[^.\n]{0,100}\b(?:western union|moneygram|bitcoin|your account|bank account)",
        r"(?:western union|moneygram|bitcoin atm|gift cards?|cash app|zelle)\b[^.\n]{0,60}\b(?:send|forward|transfer|"
        r"convert|deposit|commission)|(?:convert|transfer|send|forward)\w* [^.\n]{0,60}\b(?:western union|moneygram|"
        r"bitcoin|gift cards?|usdt|crypto)\b",
    ),
    _rule(
        "account_rental",
        "银行卡|微信号|手机卡|电话卡|对公账户|营业执照|实名|账号|your account|accounts",
        r"(?:出租|出借|出售|租用|收购|租借|回收|高价收|收)[^。!?\n，,]{0,6}(?:银行卡|微信号?|支付宝|手机卡|电话卡|"
        r"对公账户|营业执照|qq号|抖音号|实名账号|公司户)",
        r"(?:办理?|开)(?:几张|多张|\d+张)?(?:银行卡|电话卡|手机卡|对公账户|流量卡)[^。!?\n，,]{0,10}(?:给钱|每张|一张\d|"
        r"佣金|结算|寄给|交给)",
        r"(?:用|以)(?:自己|本人|个人)身份证?[^。!?\n，,]{0,6}(?:注册公司|办卡|开户|挂名|当法人|做法人)|挂名法人|法人挂靠",
        r"\b(?:rent|lease|lend|sell|buy)(?:ing)? (?:out )?(?:us )?your (?:\w+ ){0,2}(?:account|bank account|sim|"
        r"linkedin|facebook|upwork|ebay|amazon)",
        r"\bopen (?:a |new |several )?(?:bank )?accounts? (?:in your name|for us|on our behalf)",
    ),
    _rule(
        "parcel_forwarding",
        "包裹|快递|转寄|收件|parcel|package|reship|re-ship|shipping|forward",
        r"(?:在家|居家|代)(?:接收|收取?)(?:快递|包裹|件|货)[^。!?\n]{0,20}(?:转寄|转发|再寄|寄出|寄往|重新(?:打包|包装|"
        r"贴单))|(?:收到|接收)(?:包裹|快递|货物)后?[^。!?\n]{0,16}(?:转寄|转发|换(?:面)?单|重新贴)",
        r"\b(?:receiv\w+|accept\w*|collect\w*) (?:\w+ ){0,3}(?:packages?|parcels?|goods|mail|"
        r"shipments?)\b[^.\n]{0,60}\b(?:your|at) (?:own )?(?:home|address|house|residence)",
        r"\b(?:at|from) (?:your |their )?(?:own )?(?:home|address|house|residence)\b[^.\n]{0,60}\b(?:re-?pack|re-?label|"
        r"re-?ship|forward|ship)\w* (?:\w+ ){0,3}(?:packages?|parcels?|goods|them|items)",
        r"\b(?:re-?shipping|package (?:forwarding|handling)|parcel (?:forwarding|processing|mule)) (?:\w+ )?(?:agent|"
        r"clerk|assistant|manager|job|work|coordinator)\b[^.]{0,200}\b(?:home|address)",
        r"\b(?:re-?label|re-?pack|re-?ship)(?:age|ing)?\b[^.\n]{0,80}\b(?:from|at) (?:your )?home\b",
    ),
    _rule(
        "fake_orders",
        "刷|点赞|好评|返佣|返现|垫付|做单|做任务|任务|关注|抢单|like|review|rating|task|boost|optimi|click",
        r"刷(?:单|信誉|好评|销量|流水|钻|粉)|(?:淘宝|京东|拼多多|电商|抖音|网店)[^。!?\n，,]{0,6}(?:刷手|补单|做单|代拍|"
        r"试客)|抢单[^。!?\n]{0,12}(?:返|佣)|(?:垫付|先付)[^。!?\n]{0,14}(?:返|本金|佣金)|(?:本金|"
        r"垫付)[^。!?\n]{0,10}(?:佣金|返)",
        r"(?:点赞|关注|加关注|下载app|试玩|浏览商品|转发|好评)[^。!?\n]{0,14}(?:就能|即可|每单|一单|每次|赚|返|结算|"
        r"佣金|立返)|(?:做|完成)(?:简单)?任务[^。!?\n]{0,12}(?:返佣|佣金|返现|立返|返利)",
        r"\b(?:like|liking|follow\w*|subscrib\w*|watch\w*) (?:\w+ ){0,4}(?:videos?|posts?|pages?|channels?|youtube|"
        r"tiktok|instagram)\b[^.\n]{0,60}\b(?:paid|earn|get|commission|\$|£|per)",
        r"\b(?:writ|leav|post|submit)\w* (?:\w+ ){0,3}(?:5[- ]?star|five[- ]star|positive|fake|paid) (?:reviews?|"
        r"ratings?)",
        r"\b(?:optimi[sz]\w+|boost\w*|rat(?:e|ing)) (?:\w+ ){0,3}(?:apps?|hotels?|products?|"
        r"merchants?)\b[^.\n]{0,80}\b(?:per task|each task|commission|tasks? a day|daily tasks|set of tasks)",
        r"\b(?:complete|completing|finish) (?:\w+ ){0,3}(?:simple |easy |online )?tasks\b[^.\n]{0,60}\b(?:commission|\$|"
        r"£|€|usdt|per day|daily)",
        r"\b(?:post|posting|advertise|list)\w* (?:\w+ ){0,2}(?:my|our) (?:ads?|items?)\b|\badvertise for me\b|"
        r"\bpost ads? for (?:me|us)\b",
    ),
    _rule(
        "asks_identity",
        "身份证|银行卡|验证码|征信|ssn|social security|passport|bank account|bank details|credit|date of birth|driver",
        r"(?:发送?|提供|上传|提交|寄|拍照|发来?)[^。!?\n，,]{0,10}身份证(?:正反面|照片|号码?|"
        r"复印件)?[^。!?\n]{0,12}(?:银行卡|卡号|密码|验证码|手持|征信|支付宝)|手持身份证|银行卡(?:号|密码)?(?:和|及|、|"
        r"与)?(?:密码|验证码|身份证)|(?:短信)?验证码[^。!?\n]{0,8}(?:发给|告诉|提供)|"
        r"银行卡[^。!?\n，,]{0,6}身份证[^。!?\n]{0,10}(?:发|提供|上传|提交)",
        r"\b(?:send|email|e-mail|provide|submit|text|forward|give|upload|include)\w* (?:us |me |your |a |an |copy |"
        r"copies |of |the |full |scanned |photo |front |and |back |name, |address, ){0,8}(?:ssn|"
        r"social security (?:number|card)|passport|driver'?s licen[sc]e|bank (?:account|details|statement|login)|"
        r"credit (?:card|report|score)|online banking|routing number|id card)\b",
        r"\b(?:bank (?:account|details|login)|routing number|account number|credit card number|"
        r"online banking)\b[^.\n]{0,60}\b(?:application|apply|before (?:the )?interview|when applying|to get started|"
        r"to process)",
        r"\bcredit (?:report|score) (?:is )?(?:required|needed) (?:from|before|via)",
    ),
    _rule(
        "training_loan",
        "培训|学费|贷|分期|loan|tuition|course|bootcamp|income share",
        r"培训贷|助学贷款?|(?:学费|培训费用?)[^。!?\n]{0,14}(?:分期|贷款|先学后付|就业后(?:再)?(?:付|还)|从工资(?:中|"
        r"里)扣|月供|花呗|白条)|先(?:学习?|培训|就业)后(?:付款?|缴费|交费)|(?:零基础|0基础|小白)[^。!?\n]{0,24}(?:培训|"
        r"实训|学习)[^。!?\n]{0,20}(?:包就业|推荐就业|安排就业|保就业|签订?就业协议|入职)|(?:实训|"
        r"培训)[^。!?\n]{0,10}(?:结束|合格)后?[^。!?\n]{0,12}(?:推荐(?:就业|工作|上岗)|安排(?:就业|工作|上岗)|包分配)",
        r"\b(?:tuition|training|course|bootcamp) (?:fees? )?(?:loan|financing)|\bincome[- ]share agreement|\b(?:pay|"
        r"repay)\w* (?:back )?(?:the |your )?(?:tuition|training|course)(?: fees?| cost)? (?:from|out of|after|"
        r"in installments|in instalments|monthly)|\bjob guarantee\w*\b[^.\n]{0,60}\b(?:course|bootcamp|program|enrol)|"
        r"\b(?:enrol\w*|sign up) (?:now |today )?(?:in|for) (?:our |the |this )?(?:\w+ ){0,3}(?:course|bootcamp|academy|"
        r"training program)\b[^.\n]{0,80}\b(?:job|placement|hired|fee|\$|£)",
    ),
    _rule(
        "adult_work",
        "夜场|夜总会|ktv|公关|佳丽|陪|伴游|裸聊|外围|模特|会所|escort|adult|webcam|cam model|sugar|stripper|massage|"
        "hostess|companion",
        r"夜(?:场|总会)[^。!?\n]{0,10}(?:佳丽|公主|模特|公关|兼职|招聘|包厢|招)|ktv[^。!?\n]{0,8}(?:公主|佳丽|少爷|模特|"
        r"公关|小妹|陪)|商务(?:佳丽|伴游|模特公关|陪侍)|陪(?:酒|唱|聊|睡|玩|侍)(?:女|员|师|兼职|"
        r"主播)?[^。!?\n]{0,10}(?:小费|日结|高薪|坐台|女孩|女生|台费)|裸聊|外围(?:女|模特)|坐台|伴游|情感陪聊|台费|"
        r"小费[^。!?\n，,]{0,8}(?:日结|上不封顶|自己拿)",
        r"\b(?:escorts? (?:wanted|needed|service|agency|work|job)|adult (?:entertain\w+|film|webcam|video|model|"
        r"content)|webcam (?:model|girl|performer)|cam (?:girl|model)s?|sugar bab(?:y|ies)|strippers?|exotic dancers?|"
        r"erotic|sensual massage|female companions?|nude model)\b",
    ),
    _rule(
        "overseas_lure",
        "出国|境外|国外|柬埔寨|缅甸|缅北|迪拜|菲律宾|老挝|泰国|西港|金三角|东南亚|包机票|签证|visa|abroad|cruise|flight",
        r"缅北|(?:柬埔寨|缅甸|西港|金三角|老挝|妙瓦底|菲律宾|迪拜|东南亚|泰国|境外|国外|出国)[^。!?\n]{0,40}(?:打字|"
        r"客服|推广|话务|聊天|网络|游戏|博彩|菠菜|操作员|荷官)[^。!?\n]{0,60}(?:包(?:机票|吃住|签证|食宿)|月薪|底薪|"
        r"高薪|保底|无需|不限)|(?:包机票|包签证|免费办(?:护照|签证))[^。!?\n]{0,40}(?:无需经验|不限学历|会打字|高薪|"
        r"月薪|保底)|(?:无需经验|不限学历|会打字)[^。!?\n]{0,40}(?:包机票|包签证|免费办(?:护照|签证))|出国(?:劳务|"
        r"打工)[^。!?\n]{0,30}(?:月薪|年薪|高薪)[^。!?\n]{0,40}(?:无需|不限|包|免)",
        r"\b(?:free|we (?:pay|cover|provide|arrange)|paid) (?:\w+ ){0,3}(?:visa|flight|air ?ticket|"
        r"work permit)s?\b[^.\n]{0,120}\b(?:no experience|no qualification|no english|any nationality|guaranteed)|"
        r"\bno (?:experience|qualifications?|english)\b[^.\n]{0,120}\b(?:free|paid) (?:visa|flight|air ?ticket|"
        r"accommodation and visa)",
        r"\b(?:cruise|oil rig|canada|dubai|usa|uk)\b[^.\n]{0,60}\b(?:urgently|visa sponsor\w*|"
        r"work permit)\b[^.\n]{0,80}\b(?:no experience|fee|all nationalities|processing)|urgently (?:looking|hiring|"
        r"recruiting)[^.\n]{0,40}following positions",
    ),
    _rule(
        "check_or_equipment",
        "check|cheque|equipment|vendor|gift card",
        r"\b(?:send|mail|issue|receive|deposit|cash)\w* (?:you |him |her |a |an |the |your |our )*(?:certified |"
        r"cashier'?s |company )?(?:che(?:ck|que))\b[^.\n]{0,90}\b(?:equipment|laptop|software|supplies|office|vendor|"
        r"gift cards?|materials)",
        r"\b(?:purchase|buy)\w* (?:\w+ ){0,4}(?:equipment|laptop|software|supplies) (?:\w+ ){0,3}from (?:our|an|"
        r"the) (?:approved|certified|accredited|designated)? ?vendor",
        r"\b(?:purchase|buy|send)\w* (?:\w+ ){0,3}(?:gift|itunes|steam|amazon) cards?\b",
    ),
    _rule(
        "off_platform_interview",
        "hangout|telegram|whatsapp|messenger|wire app|text|im_|signal|skype|wickr|line",
        r"\binterview\w*\b[^.\n]{0,60}\b(?:via|on|over|through|by|using)\b[^.\n]{0,20}\b(?:google )?(?:hangouts?|"
        r"telegram|whats ?app|yahoo messenger|facebook messenger|text(?: message)?|instant messag\w+|wire app|wickr|"
        r"signal app|chat only)\b",
        r"\b(?:add|contact|text|message|reach|dm)\b[^.\n]{0,40}\b(?:hiring manager|recruiter|hr|me|us|him|her|mr|mrs|"
        r"ms)\b[^.\n]{0,30}\b(?:on|via|at|through|by|@)\b ?(?:google )?(?:hangouts?|telegram|whats ?app|yahoo messenger|"
        r"wickr|signal app|wire app)",
    ),
    _rule(
        "chat_only_contact",
        "微信|薇|威信|v信|vx|wx|qq|扣扣|q群|telegram|电报|whats|wechat|飞机|line|企鹅|蝙蝠|text",
        rf"(?:加(?![分强入班工盟快])|添加|联系|咨询|详谈|私聊|私信|扫码?加|速加|请加|报名)[^。!?\n，,]{{0,8}}{_CHAT}|"
        rf"{_CHAT}(?:号|群|同号|联系|咨询|报名|搜索?|:|：|\+| ?id| ?no| ?number)[^。!?\n]{{0,3}}[a-z0-9_+-]{{5,}}|"
        rf"{_CHAT} ?[:：]? ?[a-z]?[0-9_-]{{6,}}",
        r"\b(?:contact|message|add|text|reach|write|dm|apply|chat)\b[^.\n]{0,40}\b(?:on|via|by|through|over|at|"
        r"to)\b ?(?:our |my |the )?(?:telegram|whats ?app|wechat|line id|signal app|viber|kik)\b|\b(?:telegram|"
        r"whats ?app|wechat|viber|kik)(?: (?:number|id|me|us|only|at))?[: @+]{1,3}[@+\w(]\S{4,}",
    ),
    _rule(
        "earnings_hype",
        "万|日赚|日入|月入|日薪|日结|上不封顶|躺赚|轻松|earn|make|income|cash|paid|profit|pay",
        r"月入(?:轻松)?(?:过|上|超|破|\d|十|数|几)[^。!?\n，,]{0,4}万?|月入\d|(?:日赚|日入|天赚|一天(?:赚|挣)|"
        r"每天(?:轻松)?(?:赚|挣|收入)|日薪|日结)[^。!?\n，,]{0,4}(?:[3-9]\d{2}|\d{4,}|过千|上千|几百)|躺(?:赚|着赚|"
        r"着挣)|轻松(?:月入|日入|赚|过万|挣)|(?:年入|年薪)百万|月(?:赚|挣)(?:\d|过|上)[^。!?\n，,]{0,3}万|"
        r"上不封顶[^。!?\n]{0,6}(?:日结|轻松)|稳赚|零风险|0风险|暴利|日进斗金",
        r"\b(?:earn|make|making|earning|get paid|paid|take home)\b(?: easily| up to| as much as| over| an? (?:extra|"
        r"average of)| anywhere (?:from|between)| between| from| extra| at least| more than| potential of| cash|"
        r" upwards of|:){0,4} ?[$£€] ?\d[\d,]*k?(?: ?(?:-|to|and|or|up to) ?[$£€]? ?\d[\d,]*k?)?(?: ?usd)?(?: or more|"
        r" \+|\+| and more| extra| cash| easily){0,2} ?(?:a|per|each|every|/|an|in your first|weekly|daily|monthly|"
        r"for each) ?(?:day|daily|week|weekly|hour|month|monthly)?",
        r"\bearn\b[^.\n]{0,30}\d[^.\n]{0,14}\b(?:daily|weekly|per day|a day|extra per)|\bget biggest cash|"
        r"\bcash (?:in hand )?(?:jobs?|positions?)\b|\b(?:make|making|earn(?:ing)?) (?:\w+ )?(?:money|cash|"
        r"income)(?: online| stuffing| typing| fast| from home| every| now| today| in your)|\bearn as much as you|"
        r"\bextra (?:income|cash|"
        r"money)\b|\b(?:six|6|seven|7)[- ]figure (?:income|earning|salary)|\bunlimited (?:earning|income|commission|"
        r"potential)|\b[$£€] ?\d[\d,]*(?: ?-? ?[$£€]?\d[\d,]*)? ?(?:daily|/day|per day|a day)\b|"
        r"\$\d{3,4}[^.\n]{0,12}(?:a|per|each|every) week guarantee",
        is_guarded=False,
    ),
    _rule(
        "guaranteed_income",
        "保底|稳赚|guarantee|risk|包赚",
        r"包赚|稳赚不赔|保证(?:收入|月入|盈利|赚)|保本|收益保障|保证(?:你|您)[^。!?\n，,]{0,6}(?:赚|收入)",
        r"\bguarantee\w* (?:\w+ ){0,2}(?:income|earnings|weekly pay|profit|returns?|wages?|paycheck)|\b(?:income|"
        r"earnings|profits?|returns?) (?:is |are )?guarantee\w*|\brisk[- ]free\b[^.\n]{0,40}\b(?:income|earn|money|"
        r"business)|guarantee (?:wages|salary)",
    ),
    _rule(
        "pyramid",
        "下线|裂变|代理|拉人|团队长|加盟|直销|微商|合伙人|邀请|downline|mlm|network marketing|multi-level|"
        "be your own boss|residual|financial freedom|ground floor|own business|business opportunity|passive income|"
        "financially free|referral",
        r"拉人头?|发展(?:下线|下级|团队|代理)|下线|团队裂变|裂变(?:团队|奖励|收益)|(?:诚?招(?!标)|"
        r"招募)[^。!?\n，,]{0,4}(?<!标)(?:代理商?|微商|加盟商)|微商(?:代理|团队|创业)|(?:邀请|推荐|"
        r"介绍)[^。!?\n，,]{0,8}(?:一人|1人|好友|朋友|\d+人)[^。!?\n]{0,10}(?:奖励?|返|提成|分红|得)|(?:多级|三级|"
        r"二级)分销|团队(?:提成|管理奖)[^。!?\n]{0,12}(?:下级|代数|层)|(?:人脉|零成本|0成本|"
        r"轻)创业[^。!?\n]{0,20}(?:财富|收入|代理|赚)",
        r"\b(?:multi[- ]?level marketing|mlm\b|network marketing|downlines?|build(?:ing)? your (?:own )?(?:team|"
        r"organi[sz]ation|network) (?:and|of|to) (?:earn|distributors|recruit)|recruit (?:others|people|friends|"
        r"new members)[^.\n]{0,60}(?:earn|commission|bonus|team)|residual income|passive income|"
        r"financial(?:ly)? (?:freedom|free|independen\w+)|ground[- ]floor opportunity|(?:be|become|being) your own boss|"
        r"(?:run|start|own|build|launch) your (?:own )?(?:\w+ )?(?:home[- ]based )?business|business opportunity|"
        r"independent (?:distributor|beauty consultant|business owner)s?|fire your boss|escape the 9|9[- ]to?[- ]5\b|"
        r"what if you could)\b",
    ),
    _rule(
        "easy_home_work",
        "在家|居家|宅家|打字|录入|手工|兼职|抄写|串珠|手机|home|anywhere|online|data entry|typing",
        r"(?:在家|居家|宅家|足不出户|一部手机|有手机|手机)(?:就|即|也|便)?(?:可|能|可以|在家)?[^。!?\n]{0,10}(?:赚|挣|"
        r"操作|做|兼职|办公|完成|工作)[^。!?\n]{0,30}(?:日结|兼职|宝妈|学生|不限|元|无需|轻松|时间自由|赚)|(?:打字|录入|"
        r"抄写|手工|串珠|穿珠|十字绣|组装)[^。!?\n]{0,12}(?:兼职|外发|在家|带回家|拿回家|按字|千字)|"
        r"宝妈[^。!?\n]{0,10}(?:学生党?|上班族|兼职)|(?:手工活?|来料加工)外发|(?:学生|上班族|"
        r"宝妈)[^。!?\n，,]{0,10}(?:均可|都可|都能|皆可)",
        r"\b(?:work(?:ing)?|job|position|earn\w*|do it all|start)\b[^.\n]{0,24}\b(?:from|"
        r"at) (?:the comfort of )?(?:your )?(?:own )?home\b[^.]{0,160}\b(?:no experience|set your own|own (?:hours|"
        r"schedule|boss)|free time|spare time|1 to 2 hrs|hours? (?:a|per) day|anyone|unlimited|make money|extra|"
        r"data entry|typing|\$\d+)|\b(?:data entry|typing|envelope stuffing|typist|survey taker|ad posting|"
        r"copy[- ]?paste)\b[^.\n]{0,80}\b(?:work (?:from|at) home|from (?:your )?home|at home|online)\b|\(?work (?:from|"
        r"at) home\)?[^.\n]{0,12}[$£€]|\b(?:set|choose|make) your own (?:hours|schedule)\b[^.]{0,120}\b(?:home|"
        r"anywhere|earn|income)|\b(?:work|travel|earn)\w* (?:anywhere|from anywhere)[^.\n]{0,40}\b(?:laptop|phone|"
        r"internet)|computer with internet|all you need is (?:a |an |access to )(?:\w+ ){0,3}(?:computer|internet|phone|"
        r"laptop)",
        is_guarded=False,
    ),
    _rule(
        "no_requirements",
        "无需|不限|无经验|零基础|0基础|no experience|no skills|no special|anyone|everyone|no qualification|no prior",
        r"(?:无需|不需要?|无须|不要)(?:任何)?(?:工作|相关)?经验|无经验(?:要求|可|亦可|也可|均可)|(?:学历|年龄|性别|经验|"
        r"男女)[、,和]?(?:学历|年龄|性别|经验)?(?:均|都|皆)?不限|不限(?:学历|年龄|性别|经验|男女)|零基础|0基础|"
        r"小白(?:可|也|均)",
        r"\bno (?:prior |previous |any |work |special |sales )?(?:experience|skills?|qualifications?)(?: is|"
        r" are)? (?:required|needed|necessary)|\bno experience\b|\bdo not need any (?:special )?(?:skills|experience)|"
        r"\b(?:suitable|perfect|open|great) (?:for|to) (?:everyone|anyone|all)\b|\banyone can\b|\bno any experience|"
        r"all ages",
        fields=("title", "description"),
        is_guarded=False,
    ),
    _rule(
        "urgency",
        "名额有限|速来|急招|急急|抢|先到先得|limited|urgent|hurry|act now|apply now|asap|today|immediate|don't miss|"
        "take action",
        r"名额(?:有限|不多|仅剩)|速来|急急急|急招[!！]{1,}|先到先得|手慢无|机不可失|立即(?:加|扫|联系)|马上(?:加|赚)",
        r"\b(?:limited (?:spots?|slots?|positions?|spaces|seats)|hurry|act (?:now|fast|today)|don'?t miss (?:out|this)|"
        r"take action|apply (?:now )?before (?:the )?deadline|(?:join|start) (?:us )?today and start|start earning|"
        r"get started here|spots? (?:are )?(?:filling|going) fast|first come,? first served?|immediate start|"
        r"urgently (?:looking|hiring|needed|required|wanted))\b",
        is_guarded=False,
    ),
    _rule(
        "redirected_application",
        "link|click here|visit here|find more|apply at|website|accepting online",
        r"\b(?:apply|application)\b[^.\n]{0,24}\b(?:using|via|through|by|at|with|on|directly)\b[^.\n]{0,24}\b(?:below|"
        r"this|following) (?:link|url|website)|\bclick here to apply|\bvisit here\b|\bfind more jo\w*s? at|"
        r"\baccepting online applications only|\bapply by clicking|\b(?:see|go to|follow|use) (?:the |"
        r"this )?(?:below )?link\b[^.\n]{0,20}\b(?:apply|register|start)|\bget started here|take action[^.\n]{0,12}here",
        is_guarded=False,
    ),
    _rule(
        "middleman",
        "partner|redesigned|referral|connected with companies|staffing|agent",
        r"\bhave partnered (?:up )?in (?:an )?effort|\bpartnered (?:up )?to (?:\w+ ){0,3}(?:recruit|hire|hiring)|"
        r"\bconnected with (?:companies|employers) (?:who|that)|\bper (?:hired|successful) referral|"
        r"\brepresented candidates? (?:enjoy|receive)|"
        r"\bearn [$£€] ?\d[\d,]*(?: ?- ?[$£€]?\d[\d,]*)? per (?:hired )?referral",
        is_guarded=False,
    ),
)

# --- advertorials -----------------------------------------------------------------------------

_PLATFORM = r"(?:平台|中介|劳务公司|招聘网站?|人力(?:资源)?公司|公众号|机构|渠道|劳务派遣|app|小程序|网站|公司)"

ADVERTORIAL_RULES = (
    _rule(
        "ad_title_of_article",
        "?|？|吗|怎么|哪|几|如何|攻略|避坑|指南|盘点|推荐|靠谱|踩坑|这|how|best|top|tips|guide|why|ways|where|what|"
        "ultimate|everything",
        r"(?:去)?哪(?:里|儿|家|个|些)[^。\n]{0,12}(?:好|找|靠谱|投|有|招|强|正规|看|去)?|怎么(?:找|选|投|办|避|做|样)|"
        r"如何(?:找|选|避|快速|挑)|(?:这|那|有)?[几三四五六七八九十\d]+(?:个|点|招|条|大|家|种)[^。\n]{0,6}(?:渠道|平台|"
        r"方法|技巧|门道|坑|建议|要点|公司|中介|秘诀|误区|都懂|招工)|避坑|踩坑|不踩坑|攻略|指南|盘点|排行榜|亲测|靠谱|"
        r"怕被骗|被坑|别再|必看|收藏|看过来|分享给你|说几个|干货|揭秘",
        r"^(?:how (?:to|do|can|we)|why |where to|what (?:is|are|to)|top \d+|\d+ (?:best|ways|tips|reasons|things|top)|"
        r"the best|best|your guide|a guide|the ultimate|everything you|ultimate guide|tips (?:for|to)|guide to|"
        r"looking for (?:a |the )?(?:best|reliable|job))\b|\b(?:you need to know|you should know|to avoid|"
        r"step[- ]by[- ]step|explained|guide|tips)$|\?$",
        fields=("title",),
        is_guarded=False,
    ),
    _rule(
        "ad_recommends",
        "推荐|首选|不得不提|安利|认准|recommend|check out|look no further|go-to|turn to",
        r"(?:推荐(?!系统|引擎|算法|模型|相关|平台)|首选|安利|认准|提一下|说说)[^。!?\n]{0,12}(?:平台|渠道|公众号|中介|"
        r"劳务|小程序|「[^」]{1,12}」|\"[^\"]{1,12}\")|不得不(?:提|说)|(?:比较|强烈|个人|首先|重点|真心)推荐|"
        r"推荐(?:大家|你|一个|几个|用|使用|关注)",
        r"\b(?:we|i) (?:highly |strongly |personally |would )?recommend\b|\blook no further|\b(?:check out|turn to|"
        r"go with|sign up with|reach out to|partner with|trust) [a-z][\w&. ]{2,40}(?:staffing|recruit\w+|agency|talent|"
        r"solutions|jobs|careers|academy)\b|\bone (?:agency|platform|company|site) (?:that )?(?:stands out|i trust)|"
        r"\bmy (?:go-to|favou?rite) (?:agency|platform|site|app)",
        is_guarded=False,
    ),
    _rule(
        "ad_praises_agency",
        "靠谱|口碑|权威|老牌|正规|信誉|不收中介费|真实|排名|trusted|leading|reputation|reliable|award|number one|#1|"
        "testimonials|satisfied",
        rf"(?:口碑|信誉|权威|老牌|金牌|行业领先|正规|靠谱|值得信赖)[^。!?\n]{{0,12}}{_PLATFORM}|"
        rf"{_PLATFORM}[^。!?\n]{{0,24}}(?:口碑|信誉|权威|老牌|靠谱|正规(?:一些|的)|值得信赖|不会?坑|可靠)|(?:岗位|职位|"
        rf"信息)(?:都?是?)?(?:真实|靠谱|更新(?:快|及时|比较快|比较及时))|不收(?:求职者)?(?:任何)?(?:中介|介绍|服务)费|"
        rf"没有中间商|不(?:用|怕)[^。!?\n，,]{{0,8}}(?:被坑|忽悠|中间商)",
        r"\b(?:most |highly )?(?:trusted|reputable|reliable|leading|award[- ]winning|top[- ]rated|number one|#1|premier|"
        r"best)\b (?:\w+ ){0,3}(?:staffing|recruitment|recruiting|employment|manpower|hr|placement|job) (?:agency|"
        r"agencies|company|firm|partner|platform|consultancy|provider|board|site)|\bthousands of (?:satisfied |happy |"
        r"successful )?(?:candidates|job ?seekers|clients|employers|people)\b|\b(?:our |candidate |"
        r"client )?(?:testimonials|success stories)\b|\bwhat (?:our )?(?:clients|candidates) say",
        is_guarded=False,
    ),
    _rule(
        "ad_first_person",
        "我|大家|小编|朋友|工友|i've|i have|my friend|in this article|in this post|in this blog|let's",
        r"我(?:个人|自己|身边|之前|比较|在这行|干|帮)|身边(?:不少|很多|的|几个)?(?:朋友|工友|同事|人)|给大家|今天(?:就|"
        r"来|我)|小编|朋友(?:问我|们|用过)|亲戚(?:朋友)?|说实话|实话说|说白了|跟大家|大伙|兄弟(?:姐妹|们)?|本文|这篇文章",
        r"\bin this (?:article|post|blog|guide)\b|\b(?:a friend of mine|my friends?|my own experience|in my experience|"
        r"i'?ve (?:been|used|tried|worked with|found)|i (?:used|tried|was|got|found))\b|\blet'?s (?:take a look|dive|"
        r"look at|explore|talk)|\bread on\b|\bkeep reading",
        is_guarded=False,
    ),
    _rule(
        "ad_lure",
        "公众号|微信|关注|扫码|网址|添加|进群|小程序|下载app|follow us|subscribe|visit our website|call us|whatsapp|"
        "download|register|book a",
        rf"(?:关注|搜索?|进入|微信搜)[^。!?\n]{{0,10}}公众号|公众号[^。!?\n]{{0,6}}[:：「\"“]|(?:加|添加)(?:他们|我们|"
        rf"客服|工作人员|老师|顾问|小助手)?[^。!?\n]{{0,8}}{_CHAT}|(?:打开|直接|浏览器|登录)[^。!?\n]{{0,8}}网址|"
        rf"网址[:：]|扫(?:描|一扫|码)[^。!?\n]{{0,8}}(?:二维码|关注|进群|加)|(?:进|加)群[^。!?\n]{{0,8}}(?:看|领|了解|"
        rf"咨询)|下载[^。!?\n，,]{{0,8}}(?:app|小程序)",
        r"\b(?:follow us|subscribe|like (?:and|&) share|visit our (?:website|site|office|page)|call us (?:now|today|at)|"
        r"book (?:a|your) (?:free )?(?:call|consultation|session|demo)|download (?:our|the) (?:app|guide|ebook)|"
        r"register (?:with us|on our|today|now)|sign up (?:today|now|free|for our)|contact us (?:today|now) (?:to|for)|"
        r"get (?:a free|your free|in touch today)|submit your cv to us|send (?:us )?your (?:cv|resume) (?:and|so) we)\b",
        is_guarded=False,
    ),
    _rule(
        "ad_agency_services",
        "我们提供|业务|服务|代缴|代招|承接|我司|services|solutions|clients|employers|outsourc",
        r"(?:承接|提供|主营|业务(?:范围|包括)|服务(?:范围|包括|内容))[^。!?\n]{0,24}(?:劳务(?:派遣|外包|输出)|人事代理|"
        r"代缴社保|社保代缴|代招|临时工|岗位外包|灵活用工|招聘(?:服务|外包)|简历(?:代写|优化|润色)|企业用工)|(?:欢迎|"
        r"竭诚)[^。!?\n]{0,12}(?:企业|厂家|用工单位|各大)[^。!?\n]{0,10}(?:合作|咨询|洽谈)|用工(?:企业|"
        r"单位)[^。!?\n]{0,8}(?:联系|合作)|简历(?:代写|精修|优化)服务",
        r"\b(?:our|we (?:offer|provide|specialise in|specialize in)) (?:\w+ ){0,6}(?:staffing|recruitment|outplacement|"
        r"payroll|manpower|resume[- ]writing|cv[- ]writing|career coaching|interview coaching|job placement|"
        r"visa consultancy) (?:services|solutions|packages|support)\b|\b(?:resume|cv)[- ]writing (?:service|package)|"
        r"\b(?:employers|businesses|companies)\b[^.\n]{0,20}\b(?:contact us|partner with us|hire through us|trust us)|"
        r"\bwhy (?:choose|work with|use) (?:us|our agency|a (?:staffing|recruitment))|\bbenefits of (?:using|"
        r"working with) (?:a|our|an) (?:\w+ )?(?:staffing|recruitment|employment) (?:agency|firm)",
        is_guarded=False,
    ),
    _rule(
        "ad_essay",
        "第一|首先|最后|总之|**|其次|一是|firstly|in conclusion|finally|first,|#",
        r"第[一二三四五六]+?[，,、：:类种点步 选看]|首先[，,]|其次[，,]|最后(?:提醒|说|总结|再说)|总之|总的来说|综上|"
        r"一是[^。\n]{2,30}二是|几个(?:小?(?:提醒|建议|技巧|优点|坑))|说到这|\*\*[^*\n]{2,30}\*\*",
        r"\b(?:in conclusion|to sum up|firstly|secondly|lastly|the bottom line|final thoughts|pro tip|key takeaways|"
        r"frequently asked questions|faqs?)\b|^#{1,4} ",
        fields=("description",),
        is_guarded=False,
        least=2,
    ),
    _rule(
        "ad_about_job_search",
        "找工作|求职|招工|投简历|找活|进厂|job search|job hunt|job seekers|finding a job|looking for work|find work|"
        "job market|dream job",
        r"(?:想|要)?在[^。!?\n，,]{1,8}(?:找(?:工作|活|厂|劳务|普工|电子厂|日结)|想(?:进厂|干活|找))|找(?:工作|活|"
        r"厂)(?:的|时|这|过程|最|，|,|说)|求职者|投(?:了)?(?:简历)?没人理|渠道(?:选对|很)|招工(?:平台|信息|不)|进厂之前|"
        r"(?:找|求)(?:工作|职)[^。!?\n]{0,8}(?:被坑|被骗|防骗|技巧|建议|注意)",
        r"\b(?:job[- ](?:search|hunt(?:ing)?|seekers?)|finding (?:a |the right |your )(?:\w+ )?job|looking for (?:work|"
        r"a job|jobs)|land (?:a|your) (?:dream |next )?job|dream job|job market|find (?:work|jobs) (?:in|near))\b",
        is_guarded=False,
    ),
    _rule(
        "ad_many_openings",
        "名|人|岗位|多个|若干|诚聘|positions|openings|jobs|vacancies|roles",
        r"[\u4e00-\u9fa5]{2,8}[:：]? ?(?:若干|[数几十\d]{1,3}) ?[名人个位](?=[、，,;；。\s/|]|$)",
        r"\b(?:hundreds|thousands|dozens) of (?:\w+ ){0,2}(?:jobs|openings|positions|vacancies|roles|opportunities)\b|"
        r"\bmultiple (?:positions|roles|openings|vacancies) (?:across|in|with|available)\b|"
        r"\bfor the (?:many )?[\w &]{3,40} jobs\b",
        is_guarded=False,
        least=3,
    ),
    _rule(
        "ad_course_for_sale",
        "课程|报名|学员|讲师|课|course|enroll|enrol|bootcamp|academy|webinar|seminar",
        r"(?:课程|培训班|训练营|学员|特训)[^。!?\n]{0,20}(?:报名|优惠|名额|原价|仅需|限时|立减|免费试听|包就业|推荐就业|"
        r"推荐工作)|(?:报名|咨询)[^。!?\n，,]{0,6}(?:课程|培训班|学习班|训练营)|免费试听|零基础(?:学|入门|转行)",
        r"\b(?:enrol|enroll|register|sign up)\b[^.\n]{0,30}\b(?:course|bootcamp|academy|webinar|masterclass|workshop|"
        r"program(?:me)?)\b|\b(?:course|bootcamp|program(?:me)?|masterclass) (?:fee|price|costs?|starts|begins|"
        r"curriculum|modules)\b|\bupon completion of (?:the|this|our) (?:course|program|"
        r"training)[^.\n]{0,60}\b(?:placement|job|hired|certificate)",
        is_guarded=False,
    ),
)

# What an opening says of itself; a long text with none of it has no opening in it.
DUTIES = re.compile(
    r"岗位职责|工作职责|职位描述|任职(?:要求|资格|条件)|岗位要求|工作内容|职责|要求[:：]|职位要求|负责|应聘条件|招聘条件|"
    r"\bresponsib\w+|\brequirements?\b|\bqualifications?\b|\bduties\b|\byou will\b|\bwe are (?:looking|seeking|"
    r"hiring)|"
    r"\bwe're (?:looking|seeking|hiring)|\bthe role\b|\bthis (?:role|position)\b|\bcandidates?\b|\bexperience\b"
)
