"""What facts about a person are about: concepts with the words of both languages; pure.

A question finds a fact by what both are about before it finds it by words or by meaning: who asks
of a husband is not told of a wife, though the two sentences are near each other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Concept:
    """Something people say of themselves: `english` and `chinese` are patterns of its words.

    `parent` is what it is a kind of. `is_single`: a newer statement stands in place of an older.
    `criterion` are the keys of the search that say the same. `is_lasting`: words of it alone make
    a statement worth remembering, where others need a first person beside them.
    """

    name: str
    english: str
    chinese: str
    parent: str = ""
    is_single: bool = False
    criterion: tuple[str, ...] = ()
    is_lasting: bool = True


def _of(
    name: str,
    english: str,
    chinese: str,
    *,
    parent: str = "",
    single: bool = False,
    criterion: str = "",
    weak: bool = False,
) -> Concept:
    return Concept(name, english, chinese, parent, single, tuple(criterion.split()), not weak)


CONCEPTS: tuple[Concept, ...] = (
    # Hours.
    _of("hours", r"hours?|schedule|rota", r"工时|工作时间|作息|时间段", weak=True),
    _of("nights", r"nights?|night[- ]shifts?|graveyard shift|overnight", r"夜班|晚班|通宵|熬夜|夜里上", parent="hours"),
    _of("shifts", r"shifts?|rotating|rota|earl(?:y|ies)(?= shift|s\b)|lates", r"倒班|轮班|轮岗|排班|[两三]班倒|早班|中班", parent="hours"),
    _of("weekends", r"weekends?|saturdays|sundays|(?<!on )(?<!last )(?<!this )(?<!next )(?:saturday|sunday)", r"周末|双休|单休|大小周|(?<![上下这本])(?:周|星期|礼拜)[六日天]", parent="hours"),
    _of("weekdays", r"mondays|tuesdays|wednesdays|thursdays|fridays|(?<!last )(?<!this )(?<!next )(?<!(?<!it )(?<!me )on )(?:monday|tuesday|wednesday|thursday|friday)|weekdays?|which days?|what days?|(?:any|every) day|days (?:a|per) week", r"(?<![上下这本])(?:周|星期|礼拜)[一二三四五几]|哪天能|哪几天|工作日", parent="hours"),
    _of("daytime", r"mornings?|afternoons?|evenings?|school hours|(?:after|before|until|till|by|from) \d{1,2}(?:[:.]\d\d)? ?(?:am|pm|o'?clock)", r"有空|空闲|几点|[早中下晚傍]\S{0,2}[一二三四五六七八九十\d]{1,3}点|上午|下午", parent="hours"),
    _of("overtime", r"overtime|extra hours|996", r"加班|996|007", parent="hours"),
    _of("weekly_hours", r"hours (?:a|per|each) week|\d+ hours|hours? .{0,12}\bweek|weekly hours|full[- ]time hours", r"每?周.{0,6}小时|一天.{0,4}小时", parent="hours", single=True),
    # Body and mind.
    _of("health", r"health|medical|illness|conditions?|disab\w+|poorly|injur\w+|doctor(?:'s)?|hospital appointment|what'?s (?:the matter|wrong) with", r"身体|健康|毛病|生病|病[史情]|残疾|医生|体检|哪里不好|哪儿不好", weak=True),
    _of("allergy", r"allerg\w+|intoleran\w+|anaphyla\w+|hay ?fever", r"过敏", parent="health"),
    _of("breathing", r"asthma\w*|copd|inhaler|lungs?|dusty?|smok(?:e|es|ing|ers?)", r"哮喘|呼吸|肺|鼻炎|粉尘|抽烟|吸烟|烟味", parent="health"),
    _of("sugar", r"diabet\w+|insulin", r"糖尿病|血糖", parent="health"),
    _of("blood", r"blood pressure|heart (?:condition|problem|attack|disease)|anaemi\w+|stroke", r"高血压|低血压|血压|心脏|贫血|中风", parent="health"),
    _of("back", r"back (?:pain|problem|injury|trouble)|(?:bad|dodgy|sore|my) back|slipped disc|sciatica|spine|lift(?:ing)? heavy|heavy lifting", r"腰|脊椎|椎间盘|颈椎|重物|重活|抬不动|抱不动", parent="health"),
    _of("knee", r"knees?", r"膝盖?", parent="health"),
    _of("limbs", r"(?:bad|broken|sore|injured|frozen|dodgy) (?:leg|foot|ankle|hip|shoulder|wrist|arm|hand)|arthritis|carpal tunnel|rsi|my (?:ankle|hip|shoulder|wrist)s?", r"关节|肩周炎|肩膀|手腕|脚踝|腿(?:不好|脚|疼|伤|骨折)|骨折|腱鞘炎", parent="health"),
    _of("hearing", r"deaf|hearing|tinnitus|hearing aids?", r"听力|耳|听不(?:见|清)", parent="health"),
    _of("sight", r"blind|eyesight|colou?r[- ]?blind|short[- ]sighted|glasses", r"视力|色盲|色弱|近视|眼睛", parent="health"),
    _of("skin", r"eczema|psoriasis|dermatitis", r"湿疹|皮肤病|皮炎", parent="health"),
    _of("gut", r"coeliac|celiac|ibs|crohn\w*|gluten", r"胃病|胃不好|肠胃|麸质", parent="health"),
    _of("mind", r"anxiety|anxious|depress\w+|panic attacks?|stress leave|burn(?:t|ed)[ -]?out|burnout|ptsd|autis\w+|adhd|dyslexi\w+|dyspraxi\w+|introvert\w*|neurodiver\w+", r"抑郁|焦虑|社恐|自闭|多动|失眠|内向|恐高|晕车|晕血", parent="health"),
    _of("pregnancy", r"pregnan\w+|expecting|maternity|due in|baby is due|gave birth|had the baby", r"怀孕|孕期|预产期|备孕|产假|生(?:了)?(?:孩子|宝宝|二胎)|坐月子", parent="family"),
    _of("surgery", r"operat(?:ed|ion)|surgery|recover(?:y|ing)|physio\b|chemo\w*", r"手术|住院|术后|康复|化疗|复查", parent="health"),
    _of("fits", r"epilep\w+|seizures?", r"癫痫", parent="health"),
    _of("heights", r"heights|vertigo|scaffold\w*|ladders?", r"恐高|登高|高空", parent="health"),
    # Food and faith.
    _of("diet", r"vegan|vegetarian|veggie|halal|kosher|meat|pork|don'?t (?:eat|drink)|teetotal|diet", r"吃素|素食|清真|忌口|吃饭|饮食|讲究|不吃|不喝酒|滴酒", weak=True),
    _of("faith", r"muslim|islam\w*|christian|catholic|jewish|hindu|sikh|buddhist|church|mosque|temple|synagogue|pray(?:er|ers|ing)?|ramadan|sabbath|religio\w+|faith|choir", r"伊斯兰|穆斯林|基督|信教|佛教?|教堂|礼拜(?![一二三四五六日天几])|祷告|斋月|宗教|清真|信仰|回族"),
    # People.
    _of("family", r"famil(?:y|ies)|relatives?|home life|dependants?", r"家里|家人|家庭|亲戚|亲人"),
    _of("partner", r"partner|spouse|marri(?:ed|age)|divorced?|single parent|single mum|single dad|engaged|relationship|split up|broke up|breaking up|getting married|seeing (?:someone|somebody|anyone)", r"对象|分手|订婚|求婚|领(?:了)?证了|爱人|配偶|结婚|离婚|婚姻|单身|已婚|未婚|另一半|伴侣", parent="family"),
    _of("wife", r"wife|missus|wifey", r"老婆|妻子|媳妇|太太|内人", parent="partner"),
    _of("husband", r"husband|hubby", r"老公|丈夫|先生在|我先生|前夫", parent="partner"),
    _of("girlfriend", r"girlfriend|fianc[eé]e", r"女朋友|女友|未婚妻", parent="partner"),
    _of("boyfriend", r"boyfriend|fianc[eé](?!e)", r"男朋友|男友|未婚夫", parent="partner"),
    _of("children", r"kids?|child(?:ren)?|bab(?:y|ies)|toddler|twins|little (?:girl|boy|one|ones)|grandchild\w*|school run|nursery|childcare", r"孩子|小孩|娃|宝宝|宝妈|奶娃|带娃|幼儿园(?!老师|教师|园长|保育|厨)|双胞胎|儿女|孙子|孙女|二胎|[断喂背]奶|哺乳|母乳|托班|托儿所|小学(?!老师|教师|语文|数学|英语|体育|科任|班主任|教育)|接送", parent="family"),
    _of("son", r"sons?|(?:a|my|the|our|little|wee|baby) boys?", r"儿子", parent="children"),
    _of("daughter", r"daughters?|(?:a|my|the|our|little|wee|baby) girls?", r"女儿|闺女", parent="children"),
    _of("parents", r"parents?|in-laws?|carer for|elderly", r"父母|爸妈|老人家|公婆|岳父母|双亲", parent="family"),
    _of("mother", r"mum|mom|mother|mam\b|mummy", r"妈(?!的)|母亲|老娘|我娘|婆婆|岳母|丈母娘", parent="parents"),
    _of("father", r"dad|father|daddy", r"爸|爹|父亲|老爸|公公|岳父|老丈人", parent="parents"),
    _of("siblings", r"brothers?|sisters?|siblings?", r"哥|弟弟|我弟|姐|妹妹|我妹|兄弟|表哥|表姐|堂", parent="family"),
    _of("grandparents", r"nan\b|nana|gran\b|grandma|granny|grandad|grandpa|grandparents?|grandmother|grandfather", r"奶奶|爷爷|外婆|外公|姥姥|姥爷", parent="family"),
    _of("caring", r"look(?:ing)? after|car(?:e|ing) for|carer|dementia|alzheimer'?s|bedridden", r"照顾|照看|瘫痪|卧床|痴呆|接送|接孩子|陪床", parent="family"),
    _of("friends", r"flatmate|housemate|roommate|best friend|mate of mine", r"室友|朋友(?!圈)|同学", weak=True),
    _of("pets", r"dogs?|cats?|puppy|kitten|pets?|horse", r"猫|狗|宠物"),
    # Papers.
    _of("papers", r"certificat\w+|certs?|certified|qualif\w+|accredit\w+|(?<!season )(?<!train )(?<!bus )tickets?|licen[cs]es?|cards?\b(?<!job card)|credentials", r"证书|证件|资格|执照|持证|有证|什么证|哪些证|证", weak=True),
    _of("forklift", r"fork ?lift|counterbalance|reach truck|flt\b|n1\b", r"叉车", parent="papers"),
    _of("driving_licence", r"driv(?:ing|er'?s?) licen[cs]e|class [12]\b|class [ce]\b|category [bcd]1?e?\b|\b(?:c1|d1|hgv|lgv|pcv|adr)\b|cat (?:b|c)\b|full licence|tacho\w*", r"驾照|驾驶证|[abc][123]\b|驾龄|本儿|从业资格", parent="papers"),
    _of("adr", r"\badr\b", r"危货|危险品运输", parent="papers", single=True),
    _of("first_aid", r"first[- ]aid\w*", r"急救", parent="papers"),
    _of("hygiene", r"food hygiene|food safety|food handler\w*|servsafe|health cert\w*", r"健康证|食品安全", parent="papers"),
    _of("background", r"\bdbs\b|crb\b|background check|police check|criminal record|convict\w+", r"无犯罪|案底|政审|背景调查", parent="papers"),
    _of("site_card", r"\bcscs\b|\bsia\b|\bcpcs\b|site card|gas safe|18th edition", r"电工证|登高证|焊工证|焊证|保安证|特种作业|上岗证", parent="papers"),
    _of("professional", r"\b(?:aat|acca|cima|aca|cpa|cfa|pmp|nmc|hcpc|qts|pgce|cipd|prince2|nvq)\b|registration|pin number|band \d", r"会计证|中级会计|初级会计|注册会计师|注会|教师(?:资格)?证|护士(?:资格)?证|护士执业|法考|司考|软考|一建|二建|建造师|医师|药师", parent="papers"),
    _of("exams", r"exams?|test on|sitting my|passed|resit|finals", r"考试|考过|考了|考研|高考|考公|备考|复审|成绩|雅思|托福|四级|六级|过了\S{0,2}门"),
    # Learning.
    _of("studies", r"uni\b|university|college|degree|stud(?:y|ied|ying)|course|evening class\w*|masters?|phd|graduat(?:e|ed|ing) (?:in|from|next|this)|apprentice\w*|bootcamp|learning|school leaver", r"学历|本科|大专|研究生|硕士|博士|读书|在读|上学|进修|培训班|自考|专业|应届|毕业|学位|中专|高中", criterion="criteria.education"),
    _of("languages", r"languages?|bilingual|fluent|mother tongue|native speaker|(?:speak|spoken|learning|studying) \w+|welsh|polish|french|german|spanish|mandarin|cantonese|arabic|urdu|punjabi|romanian|portuguese|italian|sign language|bsl", r"外语|语言|英语|日语|韩语|法语|德语|俄语|粤语|普通话|方言|雅思|托福|口语|手语"),
    _of("sign_language", r"sign(?:ing)?(?: language)?|bsl|makaton", r"手语", parent="languages"),
    _of("tools", r"software|packages?|programs?(?= (?:have|do|did|i))|tools?|apps?|tech stack|systems?|xero|sage|excel|sql|python|power ?bi|photoshop|figma|autocad|sap|jira|salesforce|quickbooks|use|using", r"软件|工具|技术栈|剪映|会用|会什么|会(?:操作|做|开|修|写)|系统|excel|ps\b|cad|金蝶|用友", weak=True, criterion="criteria.skills"),
    _of("equipment", r"laptop|macs?\b|macbook|own tools|equipment|computer|broadband|printer", r"电脑|设备|mac|苹果本|工具自带|宽带"),
    _of("experience", r"experience|years? (?:in|as|of|at|with)|\d+ (?:yrs|years)|worked (?:as|at|in|for)|background in|used to (?:be|work)|summers? at|trained as", r"经验|经历|做过|干过|当过|待过|工龄|\d年|[一二两三四五六七八九十]年", criterion="criteria.experience_years", weak=True),
    _of("army", r"army|navy|raf\b|veteran|ex-forces|served in|military", r"退伍|退役|当兵|当过兵|部队|军人|兵役"),
    # Getting there.
    _of("travel_time", r"commut\w+|how far|distance|\d+ ?(?:min(?:ute)?s?|miles|km)\b|an hour (?:by|on|each|is)|how long .*get(?:ting)? (?:to|there)|travel time", r"通勤|单程|路上|上下班|多远|距离|车程|地铁\S{0,6}分钟|分钟", parent="travel"),
    _of("travel", r"commut\w+|transport|how (?:do|did|am|was) i (?:get|getting|travel|travelling) |get(?:ting)? (?:in )?(?:to (?:and from )?work|about|around|there)", r"交通|通勤|出行|怎么(?:去|来)?上下?班|怎么(?:去|来)(?:公司|单位|厂里|店里)"),
    _of("car", r"cars?\b|driv(?:e|es|ing)\b(?! licen)|vehicle|motorbike|moped|(?:got|have|lost|losing|get) my licen[cs]e|(?:passed|failed|pass|fail|took|sit) my (?:theory|test)|driving (?:test|lessons?)", r"开车|(?:买|卖|换|提|有)了?一?辆|提车|卖车|(?:那|我|我的|把|辆)车(?![间床工衣位票])|车(?:贷|险|卖|挂|坏)|有车|私家车|买车|没车|自驾|电动车|摩托", parent="travel"),
    _of("van", r"vans?\b", r"面包车|货车", parent="travel"),
    _of("public_transport", r"bus(?:es)?\b|trains?\b|tube|subway|metro|tram|season ticket|railcard", r"公交|地铁|高铁|班车|公共交通", parent="travel"),
    _of("bicycle", r"bikes?\b|bicycle|cycl(?:e|ing)", r"自行车|骑车|单车", parent="travel"),
    _of("business_travel", r"travel(?:ling|ing)?\b(?! time)|business trips?|abroad|away from home|tramping|nights? (?:away|out)|home every night", r"出差|跑长途|长途|驻外|外派"),
    _of("time_off", r"days? off|time off|leave early|appointments?|half term|school holidays", r"请假|休假|请个假|复查|复诊"),
    # A place to live, to come from, to work in.
    _of("home", r"liv(?:e|es|ing) (?:in|at|with|near|on|by)|(?:back|in|moved in|staying|stopping|stay|lodging|crashing|living) (?:with|at) (?:my |me |our |the )?(?:parents|folks|family|(?:mum|mam|mom|dad|sister|brother|cousin|aunt|uncle|mate|friend|girlfriend|boyfriend|nan|gran)(?:'s)?)\b|shar(?:e|ing) (?:a|an|the) (?:house|flat|room|apartment|place)|house ?share|own place|place (?:of my own|together)|(?:found|got|getting|taken) (?:a|us a|our own|my own) (?:place|flat|room|bedsit|studio|apartment)|(?:spare|box) room|bedsit|caravan|sofa[- ]surfing|on (?:his|her|their|my \w+'s) (?:sofa|couch)|(?:crashing|stopping|staying|lodging|kipping) (?:at|with)|where'?s home|(?:i|we)(?:'ve)? (?:just )?(?:live|moved?|moving)|(?<!been )(?<!was )(?<!got )(?<!has )(?<!is )(?<!'s )mov(?:ed|ing) (?:house|in\b|to(?! (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|the (?:morning|afternoon|evening)|nights?|days|mornings|evenings|\d)))|(?:new|my|a|the|our) (?:flat|house|place|address)|flatshare|sharing a flat|lease|landlord|rent(?:ing|ed)?\b|where (?:do i|did i|i|i'?m|am i|we|was i) (?:now |currently )?(?:live|living|staying|stay|based)|living arrangements|based in|homeless|hostel", r"(?<![记包吃食管不得留站忍抓撑扛])住(?!院|宿|家|手|口)|搬|租房|房租|房东|地址|找了房子|合租", single=True),
    _of("housing", r"accommodation|live[- ]in|housing provided|staff room", r"包住|包吃住|吃住|住宿|宿舍|住家|提供住", single=True),
    _of("hometown", r"(?:originally|come|comes) from|hometown|born in|grew up|nationality", r"老家|籍贯|户口|户籍|是\S{2,4}人(?![家员才生])|哪里人|我家在|家乡"),
    _of("relocation", r"relocat\w+|move (?:to|for) (?:work|a job)|willing to move", r"异地|搬家去|去外地|外地发展|落户|离家|远一点"),
    _of("place", r"where (?:am|was|were|did|do|have) (?:i|we) (?:\w+ )?(?:look\w*|search\w*|want|ask\w*)|which (?:city|cities|town|towns|places?|area)|what (?:city|town|places?|area)|cit(?:y|ies)|\blocation\b|(?:looking|search\w*) (?:in|at|around)", r"哪个(?:城市|地方)|哪里(?:找|工作|上班|的工作)|在哪(?:儿|里)?(?:找|工作|上班)|城市|看的是哪|去哪|想去(?:哪|什么)|哪些地方|地区", criterion="criteria.cities criteria.remote criteria.remote_or_city", weak=True),
    _of("remote", r"remote(?:ly)?|work(?:ing)? from home|wfh|hybrid|home office|office days", r"远程|居家|在家办公", criterion="criteria.remote criteria.remote_or_city"),
    _of("work", r"(?:what|which) (?:kind|sort|type|line) of (?:work|job|role)|what (?:job|jobs|role|roles|work|position)|occupation|job title|what (?:was|am|were) i (?:looking for|after|searching)|profession", r"什么(?:工作|活|岗位|职位|职业)|哪种(?:工作|活)|做什么的|找啥(?:工作|活)|岗位|职业", criterion="criteria.titles", weak=True),
    # Money.
    _of("pay", r"pay\b|paying|salary|wages?\b|hourly rate|day rate|rate\b|figure|money|earn\w*|how much|what (?:am|was|were) i (?:now )?on\b|(?:i'?m|got me|me|was|now) on \d{2,3}k?\b(?! ?(?:st|nd|rd|th|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|minimum (?:pay|i)|least i|lowest|[£$€]\s?\d+|\d{2,3} ?k\b|(?<!\d)\d[\d.,]{0,12}k? ?(?:an|per|a|/) ?(?:hour|hr|day|week|month|year)|per annum", r"工资|薪资|薪水|月薪|年薪|日薪|时薪|待遇|多少钱|一天\d+|\dk\b|\d[万千]\b|最低(?:要|接受)|底薪|税前|税后|薪", criterion="criteria.salary_min criteria.salary_max"),
    _of("severance", r"severance|payout|pay-?off|redundancy (?:pay|money)|settle(?:d|ment)|compensation|comp claim", r"赔(?:偿|款|了|我|多少|的钱)|补偿|n\+1|n加一|遣散费", parent="pay"),
    _of("pay_cycle", r"paid (?:weekly|monthly|fortnightly|daily|by the)|pay ?day|weekly pay|weekly or monthly|paid (?:on|every)", r"月结|周结|日结|发工资|压\S{0,3}月|押工资", single=True),
    _of("benefits", r"benefits?|pensions?|sick pay|bonus(?:es)?|commission|healthcare|dental|insurance|share options|stock options|stocks?|equity", r"福利|五险|社保|公积金|期权|股票|奖金|提成|年终奖|保险|补贴|退休金|养老金", weak=True),
    _of("pension", r"pensions?", r"养老金|退休金|公积金", parent="benefits"),
    _of("bonus", r"bonus(?:es)?|commission", r"奖金|年终奖|提成", parent="benefits"),
    _of("equity", r"options|equity|stocks?\b", r"期权|股票|股份", parent="benefits"),
    _of("debt", r"debts?|overdraft|loan|mortgage|sav(?:ed|ings?)(?! (?:me|time))|put (?:by|aside)|bankrupt\w*", r"欠债|欠款|负债|贷款|房贷|车贷|存款|借钱"),
    # Where things stand.
    _of("current_job", r"where (?:do|did|am|was|have|had) i (?:been |now |currently |still )?work(?:ing)?\b|(?:which|what) (?:company|firm|employer|shop|office) (?:am|do|was|did) i|who (?:do|did|am|was) i (?:still )?work(?:ing)? (?:for|with)|am i still (?:at|with|working|doing)|(?:my|the) (?:current|present) (?:job|role|employer|company|boss|trust|place|work)|currently (?:work|at|a|with)|at the moment i|(?:still|now) (?:employed|working)|unemployed|out of work|between jobs|on benefits|self[- ]employed", r"在哪(?:里|儿|家)?(?:上班|干活|打工|做事|工作)|还在.{0,6}(?:上班|做|干)吗|现在(?:的|在)\S{0,4}(?:公司|单位|上班|厂|做)|目前(?:在|的)|在职|待业|失业|没工作|现公司|还没提离职|交接"),
    _of("joined", r"took me on|taken me on|hired me|(?:just |have |'ve )?joined (?!(?:a|the) (?:gym|club|band|choir|union))\w+|i'?m with [\w& ]{2,24} (?:since|now)|(?:i'?m |i am |been |started )?temping|(?:i|i'?ve|have|just) started (?:at|with|as|working)|(?:got|started|have|landed) (?:a|the|my) (?:new )?job|(?:i|i'?m|i am|i'?ve been|been) (?:now |still |currently )?work(?:ing)? (?:for|at|as) |freelanc(?:er|ing) (?:at|for|with)|intern(?:ship|ing)? (?:at|with|for)|bank shifts?|on probation|my first day", r"入职了|(?<!现)在[^\s怎么哪]{1,8}上班|(?:去|到|进|换到)了?[^\s怎么哪]{1,8}(?:上班|厂了|公司了)|去\S{1,8}(?:干|做)了|转正|试用期|驻场|换到隔壁|正式上班|上班了", parent="current_job"),
    _of("notice", r"notice(?! board)|hand(?:ed|ing)? in my|resign\w*|when (?:can i|could i|i can|i could) leave", r"离职手续|提离职|交接|离职期|通知期|没提离职|竞业", single=True),
    _of("non_compete", r"non[- ]?compete|garden leave|restrictive covenant", r"竞业", single=True),
    _of("start", r"start (?:on|in|from|until|after|before|straight|immediately|next|work|date|at)|(?:can|could|can'?t|couldn'?t|to) (?:actually )?start|when (?:can|could|am) i (?:start|free|available)|available (?:from|in|now|straight|immediately)|immediately|asap|free from|join (?:in|from)", r"到岗|入职(?!了)|上户|上岗|随时(?:能|可以|到)|什么时候能(?:上班|来|到)|多久能|能上班|可以上班", single=True),
    _of("interview_time", r"interviews?\b.{0,20}(?:after|before|on|from|week)|free for (?:an )?interview", r"(?:才|都|可以|能|随时|什么时候|哪天)\S{0,6}面试|面试时间", single=True),
    _of("leaving", r"why (?:did|do|am|was) i (?:leave|left|quit|leaving|going)|i (?:left|quit|resigned|walked out|was (?:sacked|fired|let go|laid off|made redundant))|redundan\w+|laid off|sacked|fired|let me go|packed (?:it )?in|quit|leaving because|left (?:my|the|because)|last (?:job|place|boss|employer)", r"离职|辞职|辞了|被裁|裁人|裁员|不干了|才走的|走的|上(?:一)?(?:家|份)|前(?:公司|东家|单位)|待不下去|倒闭|跳槽|之前在的|不续|没续", parent="current_job"),
    _of("visa", r"visas?\b|work permit|right to work|sponsor\w*|settled status|residence|graduate route|brp\b|citizen\w*|passport", r"签证|工签|居住证|绿卡|工作许可|护照"),
    _of("applied", r"interview(?:s|ed|ing)? (?:with|at|for)|an interview|applied (?:to|for)|appl(?:y|ied|ications)\b|turned me down|rejected me|offer(?:ed)?\b|second round|recruiters?|head ?hunters?|agency (?:called|named)", r"面试(?:了|过)|约了面试|投了|投过|猎头|没要我|拒了|拒绝了我|录用|offer|二面|三面|内推|在帮我推"),
    _of("avoided_firm", r"(?:don'?t|do not|won'?t|not|never) (?:want to |going to )?(?:work|go|apply) (?:for|to|at|with|back)|blacklist|avoid (?:the|any|all)|(?:who|which (?:company|firm|employer)).{0,30}(?:don'?t|won'?t|not|avoid)", r"不(?:去|想去|考虑|接受|进)\S{0,8}(?:公司|厂|单位|外包|派遣|中介|行业)|不接受(?:什么|什么样)?|外包|避开|拉黑", criterion="criteria.exclude"),
    _of("dislikes", r"hate|can'?t stand|don'?t (?:like|want|enjoy|fancy)|dislike|rather not|bored|not keen|put off|sick of|fed up|no good to me|dread", r"不想|不喜欢|受不了|讨厌|不愿|怕|烦|吓|不接受|不要那种", weak=True, criterion="criteria.exclude"),
    _of("likes", r"prefer\w*|i (?:really )?(?:love|like|enjoy)|would (?:love|like)|ideally|dream", r"喜欢|最好|更愿意|希望|偏好|更想|热爱", weak=True),
    _of("office", r"open[- ]plan|quiet|noisy|loud", r"办公环境|工位|吵|安静"),
    # How to be reached and called.
    _of("called", r"call me|known as|(?:my|what'?s my) (?:nick)?name|name'?s|surname|first name|(?:should|do) you call me|pronouns", r"叫我|称呼|我叫|我(?:的)?(?:姓什么|姓啥|名字|小名)|贵姓", single=True),
    _of("contact", r"(?:ring|phone|call|text|email|contact|message|reach) me(?! [A-Z])\b(?=.{0,30}(?:after|before|between|only|on|in|at|during|by))|when (?:can|should) (?:they|you|people|recruiters) (?:ring|call|phone)|(?:best|good) time to", r"联系我|给我打|打我|加我微信|(?:才|再|别|不要)找我|什么时候(?:可以|能)?(?:联系|打)", single=True),
    _of("age", r"years old|my age|how old|turn(?:ed|ing) \d\d|born (?:in|on)|date of birth|birthday|i'?m (?:1[6-9]|[2-6]\d)\b(?! min| k|k)", r"岁|年纪|年龄|生日|出生|今年\d\d(?!年)|(?:我|本人)今年[一二三四五六七]?十[一二三四五六七八九]?(?![年月天万千块])", single=True),
    _of("identity", r"national insurance|ni number|passport number|id (?:card|number)|bank (?:details|account)", r"身份证|银行卡|证件号"),
    _of("hobby", r"band\b(?! \d)|choir|yoga|football|gym\b|hobb(?:y|ies)|sing\b|instrument|guitar|piano|volunteer\w*|club\b|training on", r"瑜伽|健身|爱好|兴趣|乐队|唱歌|跳舞|广场舞|志愿"),
    _of("work_pattern", r"full[- ]time|part[- ]time|permanent|contract(?:s|ing)?\b|temp(?:orary)?\b|zero[- ]hours|freelanc\w+|job[- ]share", r"全职|兼职|实习|临时|劳务|编制|合同工", criterion="criteria.employment_type", weak=True),
    _of("school_kind", r"(?:village|small|primary|secondary|private|state|special) schools?|size of company|startups?|big compan\w+", r"大厂|国企|外企|私企|创业公司|小公司|事业单位|公务员", weak=True),
)  # fmt: skip

BY_NAME = {each.name: each for each in CONCEPTS}
_BY_CRITERION = {
    key: frozenset(each.name for each in CONCEPTS if key in each.criterion)
    for key in {key for each in CONCEPTS for key in each.criterion}
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    concept = BY_NAME[name]
    return re.compile(rf"\b(?:{concept.english})(?!\w)|{concept.chinese}")


def find_concepts(text: str) -> frozenset[str]:
    """Return the names of all concepts that words speak of, without their parents.

    What is only a part of a longer word for something else does not count: an identity card
    is no certificate.
    """
    lower = text.lower().replace("’", "'")
    spans = {
        each.name: [found.span() for found in _pattern(each.name).finditer(lower)]
        for each in CONCEPTS
    }
    found = {name: where for name, where in spans.items() if where}
    return frozenset(
        name
        for name, where in found.items()
        if not all(_is_inside(span, name, found) for span in where)
    )


def _is_inside(span: tuple[int, int], name: str, found: dict[str, list[tuple[int, int]]]) -> bool:
    return any(
        start <= span[0] and span[1] <= end and end - start > span[1] - span[0]
        for other, where in found.items()
        if other != name
        for start, end in where
    )


def concepts_of_criterion(key: str) -> frozenset[str]:
    """Return what a wish of the search is about, by its key (`criteria.cities`)."""
    return _BY_CRITERION.get(key, frozenset())


def lasting(names: Iterable[str]) -> frozenset[str]:
    """Return the concepts that make words worth remembering by themselves."""
    return frozenset(name for name in names if BY_NAME[name].is_lasting)


def with_parents(names: Iterable[str]) -> frozenset[str]:
    """Return concepts and all that they are kinds of."""
    found: set[str] = set()
    for name in names:
        while name and name not in found:
            found.add(name)
            name = BY_NAME[name].parent if name in BY_NAME else ""
    return frozenset(found)


def most_specific(names: Iterable[str]) -> frozenset[str]:
    """Return concepts less those that another among them is a kind of."""
    names = set(names)
    above = {parent for name in names for parent in with_parents([name]) if parent != name}
    return frozenset(names - above)


# What is of the person's own life: a place or a trade named with it is not looked for.
PRIVATE = frozenset(
    each.name
    for each in CONCEPTS
    if with_parents([each.name])
    & {"family", "health", "home", "hometown", "hobby", "pets", "studies"}
)
