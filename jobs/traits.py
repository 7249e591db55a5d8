"""What people refuse or wish for by name and postings say of themselves; pure.

Outsourcing, agency, nights; lodging, weekends off, a visa. A trait is set only where the wording
is sure, so that excluding 外包 also drops 驻场 and 外派, and "no agencies please" does not make a
posting an agency's.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from jobassist.language.text import normalise


@dataclass(frozen=True, slots=True)
class Trait:
    """`words` in a posting give the trait; `asked` are the words by which people refuse it.

    `wished` are the words by which people ask for it, anywhere in a message. A posting with one
    of the traits `against` says the contrary.
    """

    key: str
    words: re.Pattern[str]
    asked: re.Pattern[str]
    wished: re.Pattern[str]
    against: tuple[str, ...] = ()

    @property
    def is_hours(self) -> bool:
        """Whether it is when one works: what one may have to bear, and a perk is not."""
        return self.key in _HOURS

    @property
    def is_own(self) -> bool:
        """Whether the wish is told as one's own circumstance: a bad back, no car, a school run.

        Its words hold their own "not", so that no refusal around them takes it away.
        """
        return self.key in _OWN


_HOURS = ("night_shift", "day_shift", "rotating_shift", "weekend", "evening", "morning")
_OWN = ("light_work", "no_driving", "school_hours", "few_days")
_NEVER = r"(?!)"


def _trait(
    key: str, words: str, asked: str = _NEVER, *, wished: str = _NEVER, against: str = ""
) -> Trait:
    return Trait(
        key,
        re.compile(words),
        re.compile(rf"^(?:{asked})$"),
        re.compile(wished),
        tuple(against.split()),
    )


TRAITS: tuple[Trait, ...] = (
    _trait(
        "outsourcing",
        r"外包|外派|驻场|派驻(?:客户|甲方)|客户现场(?:办公|驻|开发)|人力外派|劳务外派|项目外派|od岗|"
        r"staff augmentation|body ?shop|outsourc(?:ed|ing) (?:role|position|project|company|engineer)|"
        r"on[- ]?site at (?:the |our )?clients?\b|client[- ]site (?:based|contractor)|\bit outsourcing\b",
        r"(?:人力|软件|项目|it)?外包(?:公司|岗|岗位|项目|性质|类)?|外派|驻场|od|"
        r"outsourc(?:ing|ed|e)(?: compan(?:y|ies)| roles?| jobs?| firms?)?|body ?shops?|staff augmentation",
    ),
    _trait(
        "agency",
        r"劳务派遣|派遣(?:制|工|员工|岗|至|到)|签约派遣|劳务公司|劳务(?:中介|外包|合同工|工制)|(?:由|经由?|通过|走|跟|与|和)[^,。;、]{0,3}(?:劳务|中介)(?!法|报酬)|黑中介|第三方(?:派遣|合同|签约)|人力资源公司(?:代|签)|猎头(?:职位|代招)|代招|中介(?:费|公司)|"
        r"(?:on behalf of|for) (?:our|a|their) (?:\w+ ){0,2}client|our client (?:is|are|has|have|seeks?|needs?|wants?|requires?)|"
        r"via (?:an?|our|the) (?:\w+ )?agency|through (?:an?|our|the) (?:\w+ )?(?:staffing |recruitment |temp |employment )?agency|"
        r"(?:labou?r|supply|hiring) agency|agency (?:worker|staff|shift|placement|assignment|contract|role|nurse|work)\b|temp(?:orary)? agency|"
        r"(?:staffing|recruitment|employment|temp) agency|staffing (?:firm|company|partner)|umbrella company",
        r"(?:劳务)?派遣(?:制|工|公司|岗)?|中介|劳务公司|劳务|猎头|第三方|"
        r"(?:staffing |recruitment |temp |employment |supply |teaching |nursing |care |job |labour |labor )?agenc(?:y|ies)(?: work| jobs?| roles?| shifts?)?|"
        r"recruiters?|staffing(?: firms?| compan(?:y|ies))?|umbrella(?: compan(?:y|ies))?",
    ),
    _trait(
        "night_shift",
        r"夜班|(?<!早)晚班|大夜|上夜|通宵|两班倒|三班倒|倒班|"
        r"night[- ]?shifts?|\bnights\b|overnight (?:shift|work)|graveyard shift|(?:rotating|rotational) shifts?|night (?:work|duty|duties)",
        r"(?:上|值|大)?夜班|晚班|通宵|夜间工作|night[- ]?shifts?|nights?|night work|overnights?|graveyard(?: shifts?)?",
        wished=r"(?:上|值|做|大)?夜班|晚班|通宵班?|\bnight[- ]?(?:shifts?|work|duty)\b|\bnights\b|\bovernights?\b|\bgraveyard shifts?\b",
        against="day_shift",
    ),
    _trait(
        "rotating_shift",
        r"倒班|两班倒|三班倒|轮班|早晚班(?:轮|倒)|早中晚班|四班三|三班两|翻班|"
        r"(?:rotating|rotational|alternating) shifts?|shift rotation|(?:2|3|two|three)[- ]shift (?:system|pattern)",
        r"倒班|轮班|两班倒|三班倒|翻班|(?:rotating|rotational) shifts?|shift[- ]?work|shifts",
    ),
    _trait(
        "weekend",
        r"单休|大小周|周末(?:上班|需|值班|加班|轮)|月休[2-5]天|"
        r"weekend (?:work|shifts?|hours|availability|cover)|work(?:ing)? (?:on )?(?:some |alternate |every )?weekends",
        r"单休|大小周|周末(?:上班|加班|工作)?|周[六日]|weekend(?:s)?(?: work| shifts?)?|working weekends|saturdays?|sundays?",
        wished=r"(?:只有?|只能|就)?周末(?:做|上|干|的)?(?:兼职|班|上班|工作|能做|有空)|\bweekends? (?:only|work|shifts?|jobs?)\b|\b(?:only|just) (?:at |on )?(?:the )?weekends\b|\b(?:work|do) weekends\b|(?:^|[,;]\s?)weekends(?=[,;.]|$)|(?:^|[,\s])周末(?=[,\s]|$)",
        against="weekends_off",
    ),
    _trait(
        "overtime",
        r"996|007|大小周|(?:经常|长期|高强度|接受|能?适应)加班|加班(?:多|严重|文化)|"
        r"(?:frequent|mandatory|compulsory|regular|heavy) overtime|overtime (?:is )?(?:required|expected|mandatory)",
        r"996|007|加班(?:多|严重)?|高强度|大小周|overtime|long hours|crunch",
    ),
    _trait(
        "commission_only",
        r"无底薪|纯提成|无责任?底薪为?0|commission[- ]only|100% commission|uncapped commission only|self[- ]employed commission|\bmlm\b|multi[- ]level",
        r"无底薪|纯提成|commission(?:[- ](?:only|based))?(?: roles?| jobs?)?|100% commission|mlm|pyramid(?: schemes?)?",
    ),
    _trait(
        "travel",
        r"(?:经常|频繁|长期|常年|能?适应|接受|短期|需要?)出差|出差(?:频繁|较多|多)|"
        r"(?:frequent|extensive|regular|heavy|significant) travel|travel (?:up to )?\d{1,3} ?%|travel (?:is )?required|willing(?:ness)? to travel|must travel",
        r"出差(?:多|频繁)?|经常出差|长期出差|travel(?:l?ing)?|business trips?|frequent travel",
    ),
    _trait(
        "cold_calling",
        r"电话销售|电销|陌拜|陌生拜访|扫楼|打电话推销|电话营销|cold[- ]?call(?:s|ing)?|telemarket(?:er|ing)|telesales|door[- ]to[- ]door",
        r"电话销售|电销|陌拜|打电话|电话营销|cold[- ]?call(?:s|ing)?|telemarketing|telesales|door[- ]to[- ]door",
    ),
    _trait(
        "on_call",
        r"\bon[- ]?call\b(?! for)|call[- ]?out rota|standby rota|随叫随到|(?:24|二十四)小时(?:待命|响应|开机)|轮流待命|节假日待命|待命(?:值班|制)",
        r"(?:being )?on[- ]?call(?: rotas?| rotations?| work| shifts?| duty)?|call[- ]?outs?|待命|随叫随到|24小时待命",
    ),
    _trait(
        "split_shift",
        r"\bsplit[- ]shifts?\b|两头班|分段班|上两头",
        r"split[- ]shifts?|两头班|分段班",
    ),
    _trait(
        "self_employed",
        r"\bself[- ]employed\b|\b1099\b|\bsole traders?\b|rent (?:our|your|a) (?:van|chair)|chair rental|自雇|个体承揽|加盟司机",
        r"(?:being )?self[- ]employ(?:ed|ment)(?: work| jobs?| roles?)?|1099|chair rental|rent(?:ing)? a chair|自雇|加盟",
    ),
    _trait(
        "piece_rate",
        r"(?:纯|按|全)?计件|\bprice[- ]?work\b|\bpiece[- ]?(?:work|rates?)\b|paid (?:per|by the) (?:drop|parcel|piece|item)",
        r"(?:纯|按|全)?计件(?:工资|制|的)?|price[- ]?work|piece[- ]?(?:work|rates?)",
    ),
    _trait(
        "deposit",
        r"(?:交|缴|收取?|付|扣)[^,。;、!]{0,6}(?:押金|保证金|培训费|服装费|建档费)|(?:押金|保证金|培训费)[^,。;、!]{0,4}\d|deposit (?:is )?(?:required|payable)|(?:pay|charge|fee) for (?:your |the )?(?:training|uniform|dbs)|training fee",
        r"(?:要|收|交|押|先)*(?:押金|保证金|培训费|服装费|押身份证)|deposits?|training fees?|upfront fees?",
    ),
    _trait(
        "sales_targets",
        r"(?:销售|业绩|推销|办卡|开卡|充值)(?:任务|指标|考核|压力|目标)|\bsales targets?\b|\bupsell\w*",
        r"(?:背|有|销售|推销|业绩|办卡|开卡)*(?:任务|指标|kpi)|sales targets?|targets|upselling",
    ),
    _trait(
        "live_in",
        r"住家(?!附近|近)|24小时(?:陪护|看护)|\blive[- ]in (?:position|role|carer?|care|nanny|housekeeper|job)\b|must live in\b",
        r"(?:要|需要?)?住家(?:的)?|live[- ]in(?: work| care| jobs?| roles?)?|living in",
    ),
    _trait(
        "chain",
        r"连锁(?!反应|超市陈列)|全国(?:\d+(?:多|余)?家)?(?:门店|分店|直营店)|(?:数百|几百|上百|上千|数千|几千|\d{3,}(?:多|余)?)家(?:门店|分店|直营店|店)|"
        r"\b(?:national|nationwide|international|global|large|big|major|leading|regional|well[- ]known|high[- ]street|retail|restaurant|hotel|pub|coffee|gym|pharmacy|supermarket|dental|veterinary|nursery|salon|care home|fast[- ]food) chain\b|"
        r"\bchain of (?:\w+ ){0,2}(?:practices|surgeries|clinics|stores|shops|restaurants|hotels|pubs|cafes|cafés|salons|gyms|pharmacies|nurseries|schools|hospitals|care homes|homes|garages|branches|sites|bakeries|opticians)\b|"
        r"\b(?:large|national|nationwide|major|big) (?:corporate )?group of (?:\w+ ){0,2}(?:practices|surgeries|clinics|stores|shops|restaurants|hotels|pubs|salons|pharmacies|nurseries|garages|opticians|care homes)\b|"
        r"\b(?:hundreds of|over \d{2,}|more than \d{2,}|\d{3,}\+?) (?:\w+ ){0,2}(?:practices|surgeries|clinics|stores|shops|restaurants|hotels|branches|outlets|locations) (?:nationwide|across|throughout|around)\b",
        r"(?:大型?|全国|那种|知名)*的?(?:全国)?连锁(?:的)?(?:大)?(?:店|品牌|企业|机构|公司|门店|超市|酒店|餐饮|药店|集团|商家|诊所)?(?:的)?|"
        r"(?:(?:big|large|national|nationwide|huge|major|massive|giant|corporate|faceless|high[- ]street|retail|restaurant|hotel|dental|pub|coffee|supermarket|pharmacy) )*(?:chains?|corporates?|corporations?)(?: (?:stores?|shops?|restaurants?|hotels?|practices?|pubs?|companies|company|places?))?",
    ),
    _trait(
        "heavy_work",
        r"重物|重体力|体力(?:劳动|活)(?!强度?(?:不大|小|低)|(?:比较|较|很)?少|不多)|负重|装卸(?!平台|系统|设备)|搬运(?!机器人|机械|系统|设备|车|算法)|搬货|搬卸|扛包|劳动强度(?:较|比较|很)?大|久站|长时间站立|"
        r"\bheavy (?:lifting|loads?|boxes|goods|objects|items)\b|\blift(?:ing)? (?:and carry(?:ing)? )?(?:\w+ ){0,4}\d+ ?(?:kg|kilos?|lbs?|pounds)\b|\bphysically (?:demanding|fit|strenuous)\b|"
        r"\bmanual (?:handling|labou?r)\b|\bon (?:your|their) feet (?:all day|for)\b|\bstand(?:ing)? for (?:long|extended|the whole)\b|\bload(?:ing)? and unload(?:ing)?\b",
        r"(?:干|做|重|纯)*(?:体力活?|重活|力气活)|(?:搬|扛|抬|拎|提)(?:东西|货|重物|重的|运)|重物|装卸|久站|(?:heavy|manual) (?:lifting|labou?r|work|stuff|loads?)|(?:any )?lifting|physical work",
    ),
    _trait(
        "driving_needed",
        r"(?:需|要|须|有|持|具备?)[^,。;、]{0,6}(?:驾照|驾驶证|驾驶执照|[ABC][12]照|自备车)|(?:会|能|熟练)(?:开车|驾驶)|驾龄|自备(?:车|车辆)|"
        r"\b(?:driv(?:ing|er'?s?) licen[cs]e|own (?:car|vehicle|transport)|access to a (?:car|vehicle)|licen[cs]e and (?:car|vehicle))\b|\bmust (?:drive|be able to drive)\b|\bcar (?:driver|owner(?! scheme)|essential|required)\b|\b(?:clean|full|valid) (?:uk |us )?(?:driving |driver'?s )?licen[cs]e\b",
    ),
    # --- what postings offer and people wish for
    _trait(
        "light_work",
        r"工作(?:内容)?(?:比较|较|很)?轻松|活儿?(?:比较|较|很)?轻(?:松)?(?![一-龥])|轻松(?:不累|简单|易上手)|不累|劳动强度(?:较|比较|很)?(?:小|低|不大)|坐着(?:上班|干活|工作)|轻体力|"
        r"\b(?:light (?:duties|work|assembly|packing|cleaning)|seated|sitting down|desk[- ]based|no heavy lifting|not physically demanding)\b",
        wished=r"(?<![爸妈父母婆公爷奶姨叔伯哥弟姐妹儿友们他她])(?<![爸妈父母婆公爷奶姨叔伯哥弟姐妹儿友们他她]的)(?:我)?(?:的)?(?:腰椎?|背|膝盖|颈椎|腿脚?|身体|身子骨?|胳膊|手腕|肩膀?|心脏)(?:一直|有点|不太|都|也|老|常年|现在|最近)?(?:不(?:太|大|怎么)?(?:好|行|舒服|灵便|方便)|有(?:点)?(?:毛病|问题|伤|旧伤)|受过伤|疼|突出|突|动过手术|吃不消)"
        r"|腰椎间盘突出|腰突|腰伤|(?:搬|扛|抬|提|拎)不(?:动|了)(?:重的|重物|重东西)?|(?:干|做)不(?:动|了)(?:重活|体力活|力气活)|(?:不能|不想|不要|别)(?:干|做|搞|是|要)?(?:太|那么|这么|很)?(?:累|重|辛苦|费力|吃力|费体力)(?:的活?|活)?(?:了|吧|啊)?(?![一-龥])|(?:不能|不想|不要|别)(?:干|做|搞)?(?:太|那么|这么|很)?(?:累|重|辛苦|费力|吃力|费体力)(?:的(?:工作|岗位?|班)|活儿?|的活儿?)"
        r"|不(?:那么|这么|怎么|太)(?:累|重(?![复要视新点心])|辛苦|费力|吃力|费体力)|(?:轻松|轻省|轻快|清闲|省力)(?:一?[点些]|一点儿|点儿)?(?:的|活儿?)*|轻(?:一?点)?的活儿?|(?:能|可以)?坐着(?:干|做|上班)的?|不(?:能|可以)?(?:久站|站太久|站久)了?"
        r"|\b(?<!has )(?<!has a )(?<!'s a )(?<!'s )(?<!got )(?<!people )(?<!patients )(?:(?:i(?:'ve| have)?(?: got)?|got|with|have) )?(?:an? |my )?(?:bad|dodgy|bust(?:ed)?|knackered|sore|weak|injured|gammy|buggered) (?:back|knees?|shoulders?|hips?|wrists?|neck|legs?|heart)\b"
        r"|\bmy (?:back|knees?|shoulders?|hips?|wrists?|neck|legs?|health|body)(?:'s|'re| is| are|s)? (?:\w+ ){0,2}?(?:gone|bad|knackered|shot|bust(?:ed)?|done(?: in)?|dodgy|playing up|killing me|not (?:great|good|what)|hurts?|aches?|can'?t take|won'?t take|isn'?t|aren'?t)\b"
        r"|\b(?:i )?can(?:'?t|not) (?:really |do (?:any |much )?)?(?:lift(?:ing)?|heavy|carry(?= (?:heavy|boxes|stuff|things|much|anything|loads))|stand(?= (?:up\b(?! (?:to|for))|long\b|all (?:day|night|shift)|for (?:long|hours|more|\w+ hours))|[,.]|$))(?: \w+){0,3}\b|\b(?:nothing|not|no)(?: too| that| very| so)? (?:heavy|physical|strenuous|tiring|demanding)(?! lifting)\b(?: (?:work|stuff|jobs?))?"
        r"|\bnothing (?:where i'?m )?on my feet(?: all day)?\b|\b(?:light|lighter) (?:duties|work)\b|\b(?:sit(?:ting)?[- ]down|seated) (?:job|work|role)\b|\bsomething (?:easy|easier|light|lighter|less (?:tiring|physical|heavy))\b(?! (?:to|for) )|\bless (?:tiring|physical|heavy|strenuous)\b",
        against="heavy_work",
    ),
    _trait(
        "no_driving",
        r"(?:靠近|临近|邻近|近|距)地铁|地铁(?:口|站|直达)|\b(?:no (?:car|driving licen[cs]e|licen[cs]e) (?:needed|required|necessary)|on (?:a |the )?(?:main )?bus route|(?:near|close to|good|walk from) (?:\w+ )?(?:public transport|bus|train|tube|station|metro)|non[- ]driv(?:er|ing)s?|walking rounds?)\b",
        wished=r"(?:我)?(?:不会|不能|没法)开车(?!床)|(?:我)?没(?:有)?(?:驾照|驾驶证|车(?![间床险贷位工票主位]))|没(?:学|考)(?:过)?(?:车|驾照)"
        r"|\bi (?:do(?:n'?t| not)|can(?:'?t|not)) drive\b|\bnon[- ]driver\b|\b(?:i(?:'ve| have)? |i )?(?:do(?:n'?t| not) (?:have|own)|haven'?t got|have no|got no|without) (?:an? |my own )?(?:car|vehicle|driving licen[cs]e|driver'?s licen[cs]e|wheels)\b|\bno (?:car|wheels)\b(?! (?:needed|required|sales?|dealer\w*|wash\w*|parks?|parts?|insurance|rental|hire|showrooms?|factor\w+|industry|detailing|valeting))|\b(?:lost|failed) my (?:licen[cs]e|driving test)\b|\b(?:have to|need to|i) (?:take|get|use|rely on) (?:the bus|buses|public transport)\b",
        against="driving_needed",
    ),
    _trait(
        "few_days",
        r"(?:每周|一周|每星期)(?:可|只需|需|至少)*(?:到岗|上班|工作|出勤|来)[1-4一二两三四](?:[-~至到][2-4二三四])?天|(?:每周|一周|每星期)[1-4一二两三四](?:[-~至到][2-4二三四])?天(?=即可|就行|就可以|班(?!车)|到岗|上班|工作制|[,。;、]|$)|\b(?<!meets )(?<!meet )(?<!runs )(?<!hybrid )(?<!hybrid, )(?<!remote )(?<!home )(?<!office )(?<!onsite )(?<!on-site )(?<!off )(?:one|two|three|four|[1-4])(?: (?:to|or) (?:two|three|four|[2-4])|-[2-4])? days? (?:a|per|each|/) ?week\b(?! (?:at|from|in|off|on[- ]?site|remote\w*|hybrid|wfh)\b)|\bpart[- ]week\b",
        wished=r"(?:(?:(?:每周|一周|每星期|一个?星期|一礼拜)(?:我)?(?:只|就|最多|顶多|大概|可以|能)*(?:上|去|来|干|做|到岗|出勤|工作)?|周(?:只|就|最多|顶多|大概|可以|能)+(?:上|去|来|干|做|到岗|出勤|工作)?|周(?:去|来|干|做|工作|出勤))[1-4一二两三四](?:[-~至到]?[2-4二三四])?天(?![津河水门台气]|.{0,2}(?:在家|居家|远程|休))"
        r"|(?:我)?(?:每周|一周)?(?:只|就|最多|顶多)(?:能|可以|想)(?:上|去|来|干|做|到)[1-4一二两三四]天(?![津河水门台气]))(?:班)?"
        r"|\b(?<!hybrid )(?<!hybrid, )(?<!hybrid \()(?<!remote )(?<!remotely )(?<!onsite )(?<!on-site )(?<!on site )(?<!office )(?<!wfh )(?<!home )(?:(?:only|just|max(?:imum)?|up to|about) )?(?:(?:do|work|manage) )?(?:one|two|three|four|[1-4])(?: (?:to|or) (?:two|three|four|[2-4])|-[2-4])? days?(?: max)? (?:a|per|each|/) ?week\b(?! (?:at|from|in|off|on[- ]?site|remote|hybrid|wfh)\b)",
    ),
    _trait(
        "lodging",
        r"包(?:食宿|吃住|住|吃(?:、|和)?包?住)|(?:提供|有|安排|免费)(?:免费)?(?:食宿|吃住|住宿|宿舍|员工宿舍|公寓)|员工宿舍|住家(?=保姆|阿姨|月嫂|$)|"
        r"(?:accommodation|housing|lodging|room and board)(?: is| will be)?(?: \w+){0,2} (?:provided|included|available|offered|supplied)|(?:free|provided?|staff|subsidi[sz]ed|on[- ]?site) (?:accommodation|housing|lodging)|live[- ]in (?:position|role|accommodation|available)|room and board",
        wished=r"包(?:食宿|吃(?:、|和)?包?住|住)(?!院)|(?:提供|有|管|带|给|要)(?:免费)?(?:食宿|吃住|住宿|宿舍|地方住|住的(?:地方)?)|管吃管住|能住宿|住宿舍|"
        r"\b(?:with |free |staff |including )?(?:accommodation|lodging|room and board|housing)(?: (?:provided|included|offered))?\b|\blive-in\b|(?<!\bi )(?<!\bwe )\blive in\b(?=[,.;]|$| (?:care|carer|role|job|position|work|nanny|housekeeper)\b)|\bsomewhere to live\b",
    ),
    _trait(
        "meals",
        r"包(?:食宿|吃|餐|三餐|午餐|中餐|工作餐)|管(?:吃|饭)|(?:提供|有|免费)(?:免费)?(?:食宿|吃住|三餐|一日三餐|工作餐|午餐|早餐|晚餐|两餐|员工餐|食堂)|工作餐|员工餐|免费(?:午|早|晚)餐|"
        r"(?:free|complimentary|subsidi[sz]ed|provided|catered) (?:staff )?(?:meals?|food|lunch(?:es)?|breakfast|snacks)|(?:meals?|lunch(?:es)?|food)(?: \w+){0,2} (?:provided|included|on duty|on shift)|room and board",
        wished=r"包(?:食宿|吃|餐|饭|三餐)|管(?:吃|饭|三餐)|(?:提供|有|带|要)(?:免费)?(?:食宿|吃住|三餐|工作餐|午餐|食堂|饭吃)|工作餐|"
        r"\b(?:free |staff )(?:meals?|food|lunch(?:es)?)\b|\bmeals?(?: (?:provided|included|on shift))?\b|\b(?:food|lunch(?:es)?) (?:provided|included)\b",
    ),
    _trait(
        "allowance",
        r"(?:餐饮?|伙食|饭|住房|住宿|租房|房)(?:补贴?|补助|费补贴)|餐补|房补|饭补|(?:housing|meal|living) (?:allowance|stipend|vouchers?)",
        wished=r"(?:餐饮?|伙食|饭|住房|住宿|租房|房)(?:补贴?|补助)|\b(?:housing|meal|living) (?:allowance|stipend|vouchers?)\b",
    ),
    _trait(
        "weekends_off",
        r"双休|做五休二|上五休二|五天(?:八小时|8小时|工作)?制?|5天(?:8小时|工作)?制|周末(?:均?休息|不上班|不加班)|周一(?:至|到|-)周?五|"
        r"weekends? off|(?:monday|mon)\.?(?: ?(?:to|-|–|through|thru) ?)(?:friday|fri)\b|no weekend(?:s| work)|weekends? free|weekdays only|5[- ]day (?:work ?)?week",
        wished=r"(?:周末)?双休|做五休二|五天(?:工作|八小时)制?|(?:周末|星期六日|礼拜六日)(?:要|能|可以|得|必须|都|得要)?(?:休息?|不上班|不用上班|放假|不用去)(?!日)|"
        r"\bweekends? (?:off|free)\b|\bfree weekends\b|\b(?:mon|monday)(?: ?(?:to|-|–|through) ?)(?:fri|friday)\b|\bweekdays(?: only)?\b|\bfive[- ]day week\b|\b5[- ]day week\b",
        against="weekend",
    ),
    _trait(
        "day_shift",
        r"(?:长|常|正常?)?白班|白天班|正常班|不(?:上|用上|需上|倒|值)(?:夜班|班)|无(?:须|需)?(?:夜班|倒班)|"
        r"day[- ]?shifts?\b|days only|no (?:nights?|night[- ]shifts?)\b|daytime (?:hours|shifts?|position)|(?:monday|mon)\.? ?(?:to|-|–) ?(?:friday|fri),? (?:\d|from \d|days)",
        wished=r"(?:长|常|正常|上)?白班|正常班|白天(?:上班|的班|干|做)|\bday[- ]?shifts?\b|\bdays only\b|\b(?:only|just) (?:do |work |on )?days\b|(?:^|[,;]\s?)days(?=[,;.]|$)|\bdaytime(?: hours| work)?\b",
        against="night_shift rotating_shift",
    ),
    _trait(
        "evening",
        r"晚间|晚上(?:\d|[五六七八九十]|上班)|evening (?:shifts?|hours|work|classes)|evenings (?:and|only|required|available)|(?:days|afternoons?|weekends?)(?:,| and| or| &) evenings?",
        r"evenings?(?: work| shifts?)?",
        wished=r"晚上(?:上班|能做|做|的兼职|兼职|有空)|下班后|\bevenings?(?: (?:work|shifts?|only|job))?\b|\bafter (?:school|work|college)\b",
    ),
    _trait(
        "morning",
        r"早班|上午班|morning (?:shifts?|hours|only)|early (?:shifts?|mornings?)|mornings (?:and|only)",
        r"早班|mornings?(?: shifts?)?|early (?:starts?|shifts?|mornings?)",
        wished=r"早班|上午(?:班|上班|能做|做)|\bmornings?(?: (?:work|shifts?|only|job))\b|\bmornings\b|\bearly shifts?\b",
    ),
    _trait(
        "social_insurance",
        r"五险|六险|七险|社保|社会保险|[缴交]纳?保险|四险|三险|social (?:insurance|security) (?:paid|contributions?|coverage)",
        wished=r"五险(?:一金)?|六险[一二]金|社保|[交缴买上]保险|\bsocial (?:insurance|security)\b",
    ),
    _trait(
        "housing_fund",
        r"[五六七]险[一二两]金|公积金|housing (?:provident )?fund|一金",
        wished=r"[五六]险[一二]金|公积金|\bhousing fund\b",
    ),
    _trait(
        "health_insurance",
        r"补充医疗|商业(?:医疗)?保险|补充保险|医疗保险|(?:health|medical|dental|vision|healthcare)(?:,| and|/| &)?(?: dental,?| vision,?| and| medical,?)* (?:insurance|coverage|benefits?|plans?|cover)|private (?:medical|health)(?:care)?|medical, dental",
        wished=r"补充医疗(?:保险)?|商业(?:医疗)?保险|\b(?:health|medical|dental|private health|private medical)(?:care)? (?:insurance|cover|coverage|benefits?|plan)\b|\bprivate healthcare\b|\bwith benefits\b",
    ),
    _trait(
        "pension",
        r"企业年金|pension|401 ?\(?k\)?|retirement (?:plans?|savings|benefits?)",
        wished=r"企业年金|\bpensions?\b|\b401 ?\(?k\)?|\bretirement plan\b",
    ),
    _trait(
        "no_visa",
        r"不(?:提供|支持|办理)(?:工作)?签证|"
        r"\b(?:unable|cannot|can not|can't|won't|will not|do not|does not|don't|doesn't|not (?:be )?able|(?:not |in)eligible)\b[^.;\n]{0,40}sponsor|"
        # A plain "no" reaches a few words, and not over a comma or an "and".
        r"\b(?:no|not|without|non)[ -](?:(?!and\b)[\w'/-]+ ){0,3}(?:[\w/]+-)?sponsor|"
        r"\bwithout (?:the |any )?(?:need|requirement) (?:for|of) [^.;,\n]{0,30}sponsor|"
        r"sponsorship (?:is |are )?(?:not\b|un(?:available|fortunately|able)\b)",
    ),
    _trait(
        "visa",
        r"(?:提供|支持|办理|协助)(?:工作)?(?:签证|工签)|签证(?:担保|支持)|(?:visa|h-?1b|immigration|certificate of) sponsorship(?! (?:is )?not)|sponsor (?:visas?|work permits?|h-?1b|your visa)|visa (?:support|assistance)|skilled worker visa|offer sponsorship|sponsorship (?:is )?(?:available|provided|offered|possible)",
        wished=r"(?:工作)?签证(?:担保|支持|赞助|sponsor\w*)?|工签|担保签证|\bvisa(?: sponsor(?:ship|ed|ing)?| support)?\b|\bsponsor(?:s|ed|ship|ing)?(?: (?:my|a|for a|for my|me for a)? ?(?:work )?visas?)?\b|\bh-?1b\b|\bskilled worker\b|\btier 2\b",
        against="no_visa",
    ),
    _trait(
        "company_car",
        r"(?:公司|单位)?配(?:备)?(?:公|专)?车|公司车|车补|用车补贴|company (?:car|vehicle|van)|car allowance|vehicle (?:provided|allowance)",
        wished=r"配车|公司(?:有|给|配)?车|车补|\b(?:company|work) (?:car|vehicle|van)\b|\bcar allowance\b|\b(?:car|van|vehicle|ute|truck) (?:provided|supplied|included)\b",
    ),
    _trait(
        "flexible_hours",
        r"弹性(?:工作|上下?班|时间|工时|打卡)|不打卡|(?:工作)?时间(?:灵活|自由)|灵活(?:上班|排班|工作时间)|flexible (?:working )?(?:hours|schedul\w+|work(?:ing)?|shifts?|time|rota)|flex(?:i(?:ble)?)?[- ]?time|flexibility (?:in|with|around) (?:hours|schedul\w+|shifts)",
        wished=r"弹性(?:工作|上下?班|时间|工时|打卡)?(?:制)?|不(?:用)?打卡|(?:上班|工作)?时间(?:要|比较|能)?(?:灵活|自由|弹性)|灵活(?:上班|排班)|\bflexible (?:working )?(?:hours|schedule|shifts?|working|time|rota)\b|\bflexi?[- ]?time\b|\bflexibility\b|\bflexible\b(?=[,.!]|$| please)",
    ),
    _trait(
        "paid_leave",
        r"带薪(?:年假|休假|假|病假|年休)|年休假|年假|法定(?:节)?假|paid (?:holidays?|annual leave|vacation|time off|leave|sick)|\bpto\b|days(?:'|’)? (?:paid )?(?:annual )?(?:leave|holiday|vacation)|annual leave",
        wished=r"带薪(?:年假|休假|假)|年假|\bpaid (?:holidays?|leave|vacation|time off|sick(?: leave)?)\b|\bpto\b|\bsick pay\b",
    ),
    _trait(
        "bonus",
        r"年终奖|年底(?:双薪|奖金)|1[3-9]薪|十[三四五六]薪|绩效奖|季度奖|全勤奖|(?:annual|performance|year[- ]end|sign(?:ing|[- ]on)|quarterly|retention|discretionary) bonus|bonus (?:scheme|plan|structure|potential|eligib\w+)",
        wished=r"年终奖?|1[3-6]薪|十[三四五六]薪|双薪|(?:有|带|要)奖金|\b(?:(?:annual|year[- ]end|sign[- ]on|signing) )?bonus(?:es)?\b",
    ),
    _trait(
        "training",
        r"带薪培训|(?:提供|有|免费|岗前|专业|入职|完善的?|系统)(?:的)?(?:专业|岗前|免费|技能|系统)?(?:的)?培训|老带新|师傅带|带教|(?:full|paid|comprehensive|on[- ]the[- ]job|ongoing|excellent|free) (?:\w+ ){0,2}training|training (?:is |will be )?(?:provided|given|offered)|we(?:'ll| will) train",
        wished=r"带薪培训|(?:有|提供|包|免费|带)(?:岗前)?培训|(?:有|给)(?:人|师傅)带|带徒弟|当?学徒|\b(?:with|paid|full|on[- ]the[- ]job|some|free) training(?: provided)?\b|\btraining (?:provided|given|included)\b|\bwill(?:ing to)? train\b",
    ),
    _trait(
        "daily_pay",
        r"日结|当[天日]结|天结|paid daily|daily pay",
        wished=r"日结|当[天日]结(?:账|算)?|\b(?:paid|pays?) (?:daily|same day)\b|\b(?:daily|same[- ]day) pay\b",
    ),
    _trait(
        "weekly_pay",
        r"周结|周薪|paid weekly|weekly (?:pay|paid|wages)|pay(?:s|ment)? (?:is )?weekly",
        wished=r"周结|\bpaid weekly\b|\bweekly pay\b|\bpays? weekly\b",
    ),
    _trait(
        "transport",
        r"班车|接送|交通(?:补贴|补助|费|津贴)|通勤补|车贴|shuttle (?:bus|service)|transport(?:ation)? (?:provided|allowance|reimburse\w+)|commuter benefits?|mileage (?:paid|reimburse\w+|allowance)|travel (?:expenses|allowance) (?:paid|covered)?|parking (?:provided|available)|free parking",
        wished=r"(?:有|带)?(?:通勤|厂|接送)?班车|(?:车接车|接)送|交通(?:补贴|补助|费)|\bshuttle(?: bus)?\b|\btransport (?:provided|paid)\b|\bmileage(?: paid)?\b|\btravel (?:expenses|allowance)(?: paid)?\b|\b(?:free )?parking\b",
    ),
    _trait(
        "stock",
        r"期权|股权|股票|员工持股|stock (?:options?|grants?|purchase)|\brsus?\b|equity (?:package|grant|compensation|awards?|program)|share (?:scheme|options?)",
        wished=r"期权|股票|股权|\bstock(?: options?)?\b|\brsus?\b|\bshare (?:scheme|options?)\b|\bequity\b(?! (?:research|analyst|trad\w+|sales))",
    ),
    _trait(
        "eight_hours",
        r"[八8]小时(?:工作制|制|/天)?|朝九晚[五六]|早九晚[五六]|9[:：]00 ?[-~至到] ?1[78][:：][03]0|(?:9|nine)(?:am)? ?(?:to|-) ?(?:5|five)(?:pm)?\b|40[- ]hours? (?:per|a) week|8[- ]hours? (?:a day|shifts?|days?)|office hours",
        wished=r"(?:一天|每天)?[八8]个?小时(?:工作制|制)?(?!以)|朝九晚[五六]|(?:准[时点]|正常)下班|\b(?:9|nine)(?:am)?(?: ?to ?|-)(?:5|five)(?:pm)?\b|\boffice hours\b",
        against="overtime",
    ),
    _trait(
        "school_hours",
        r"寒暑假|双假|term[- ]time|school hours|school holidays off|summers off",
        wished=r"寒暑假|(?<!以前)(?<!之前)(?<!以前我)(?<!会)(?<!保姆,)(?<!月嫂,)(?<!阿姨,)(?<!育儿嫂,)(?:我)?(?:得|要|需要|必须|还得|还要)(?:去|回家|早点|按时|准时)*(?:接送?|带|照顾|照看|看)(?:一?下)?(?:孩子|娃儿?|小孩|宝宝|儿子|女儿|闺女|孙子|孙女)(?:放学|上学|下学)?|\bterm[- ]time(?: only)?\b|\bschool (?:hours|run)\b|\b(?:around|during) school\b"
        r"|\b(?:pick(?:ing)? up|collect(?:ing)?|drop(?:ping)? off|fetch(?:ing)?|get) (?:the|my) (?:kids?|children|son|daughter|little one|boy|girl|grandkids)\b(?: (?:from|at) (?:school|nursery))?|\b(?:pick|drop) (?:the|my) (?:kids?|children|son|daughter|boy|girl) (?:up|off)\b",
        against="night_shift rotating_shift evening",
    ),
    _trait(
        "hybrid",
        r"混合办公|(?:每周|一周)[一二两三1-3]天(?:居家|在家|远程)|(?:居家|远程)办公[一二两三1-3]天|hybrid (?:work\w*|role|position|model|schedule|remote|basis)|\(hybrid\)|(?:one|two|three|[1-3]) days? (?:a week )?(?:at|from) home",
        wished=r"混合办公|(?:每周|一周)[一二两三1-3]天(?:居家|在家|远程)|\bhybrid\b|\b(?:one|two|three|[1-3]) days? (?:a week )?(?:at|from) home\b",
    ),
    _trait(
        "remote_work",
        r"远程(?:办公|工作|岗)|居家办公|在家办公|(?:fully|100%|completely) remote|remote (?:position|role|job|work(?:ing)?|first|option|opportunity)|remote[- ]first|\(remote\)|work(?:ing)? from home|\bwfh\b|home[- ]based|\btelecommut\w+",
    ),
    _trait(
        "relocation",
        r"安家费|搬家(?:补贴|费)|异地补贴|relocation (?:assistance|package|support|allowance|available|provided|bonus)|help(?:ing)? (?:you )?relocate",
        wished=r"安家费|搬家(?:补贴|费)|\brelocation(?: (?:package|assistance|help|support))?\b|\bhelp (?:me )?relocat\w+",
    ),
)  # fmt: skip

# Said shortly before a trait's word, these take it away.
_DENIED_BEFORE = re.compile(
    r"(?:不|无|没有|非|免|拒绝|谢绝|杜绝|勿|不是|不用|不需要?|无需|不上|无须|不做|不含|不招)(?:任何|接受|安排|存在|属于|是|做|搞|上|需要|用|要|招|扰)?[^,。;!?，；]{0,4}$|"
    r"\b(?:no|not|non|never|without|isn't|aren't|don't|doesn't|nor|zero|unable|cannot|can't|won't)\b[\s-]*(?:an?|any|the|through|via|of|for|with|work|accept(?:ing)?|use|be|require[sd]?|need(?:ed)?)?[^.;,!?]{0,18}$"
)  # fmt: skip
_DENIED_AFTER = re.compile(
    r"^(?:请?勿扰|勿投|免谈|(?:please )?(?:do not|don't) (?:apply|contact)|(?:[^.;,!?]{0,12})\b(?:not required|no need|please refrain|勿))"
)


def find_traits(text: str) -> tuple[str, ...]:
    """Return the keys of the traits a posting's text claims, denials left out."""
    lower = normalise(text).lower
    return tuple(
        trait.key
        for trait in TRAITS
        if any(not _is_denied(lower, match) for match in trait.words.finditer(lower))
    )


@lru_cache(maxsize=1024)
def traits_wished(words: str) -> tuple[Trait, ...]:
    """Return the traits that a wish names: 包吃住 is lodging and meals; empty where none."""
    lower = normalise(words).lower
    return tuple(trait for trait in TRAITS if trait.wished.search(lower))


def find_wished_traits(lower: str) -> list[tuple[int, int]]:
    """Return where a lower-case text names what a posting may offer, in order, apart."""
    spans: list[tuple[int, int]] = []
    hits = (match.span() for trait in TRAITS for match in trait.wished.finditer(lower))
    for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def find_trait_words(trait: Trait, text: str) -> tuple[int, int] | None:
    """Return where a text claims the trait, None where it does not or denies it."""
    normal = normalise(text)
    for match in trait.words.finditer(normal.lower):
        if not _is_denied(normal.lower, match):
            return normal.span(*match.span())
    return None


# The Care Quality Commission pays none, and other agencies are whom one works with.
_ANOTHER_THING = re.compile(
    r"(?:\b(?:quality|charity|electoral|european|law|rights|planning|multi|inter|government|environment|federal|state|"
    r"partner|other|external|voluntary|local|national|relevant|outside|support)[\s-]+|(?:multi|inter)-?)$"
)


def _is_denied(lower: str, match: re.Match[str]) -> bool:
    before = lower[max(0, match.start() - 30) : match.start()]
    after = lower[match.end() : match.end() + 30]
    if match[0].startswith(("agenc", "commission")) and _ANOTHER_THING.search(before):
        return True
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after))


@lru_cache(maxsize=1024)
def trait_refused(word: str) -> str | None:
    """Return the trait that an excluded word names, None where it names none."""
    wanted = normalise(word).lower.strip()
    for trait in TRAITS:
        if trait.asked.match(wanted):
            return trait.key
    return None


def is_said(word: str, text: str) -> bool:
    """Return whether an excluded word stands in the text and is not denied there.

    English words count whole (`ad` is not in `lead`), with their plural.
    """
    wanted, lower = normalise(word).lower.strip(), text.lower()
    if not wanted:
        return False
    return any(not _is_denied(lower, match) for match in _word_pattern(wanted).finditer(lower))


@lru_cache(maxsize=1024)
def _word_pattern(wanted: str) -> re.Pattern[str]:
    pattern = re.escape(wanted)
    if wanted[0].isascii() and wanted[0].isalnum():
        pattern = rf"(?<![a-z0-9]){pattern}"
    if wanted[-1].isascii() and wanted[-1].isalnum():
        pattern = rf"{pattern}(?:s|es)?(?![a-z0-9])"
    return re.compile(pattern)


def find_word(word: str, text: str) -> tuple[int, int] | None:
    """Return where a word first stands undenied in a text, None where it does not."""
    wanted, normal = normalise(word).lower.strip(), normalise(text)
    if not wanted:
        return None
    for match in _word_pattern(wanted).finditer(normal.lower):
        if not _is_denied(normal.lower, match):
            return normal.span(*match.span())
    return None
