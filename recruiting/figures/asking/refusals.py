"""What is never answered, and what no figure says: told before any name is looked at."""

import re

from jobs.employers import find_firms

L, E = r"(?<![a-z0-9])", r"(?![a-z0-9])"

PROTECTED = re.compile(
    rf"{L}(?:people|persons|applicants?|candidates?|those|anyone|seekers|staff|workers|hires|who(?:'s| is| are)?) (?:aged |who are |that are )?(?:over|under|above|below|older than|younger than) \d\d(?!\d| ?(?:%|percent|hours|days|weeks|times|applic))|{L}(?:genders?|sex(?:es)?|males?|females?|wom[ae]n|m[ae]n|girls?|boys?|ages?|aged|age[- ]groups?|elderly|older(?: than)?|younger(?: than)?|(?:over|under|above|below)[- ]\d0s?(?= ?(?:$|\?|\.|years|yrs|y/o))|\d\d[- ]year[- ]olds?|years old|how (?:old|young)|ethnic\w*|races?|racial|"
    rf"religio\w*|muslims?|christians?|jewish|hindus?|faiths?|disab\w+|handicap\w*|marital|married|unmarried|singles? (?:mothers?|parents?)|pregnan\w*|maternity|children|kids|mothers|fathers|parents|nationalit\w+|citizens?(?:hip)?|immigrants?|migrants?|foreigners|foreign nationals|"
    rf"sexual\w*|gay|lesbian|lgbt\w*|trans(?:gender)?|political|party members?|union members?(?:hip)?|hiv|health (?:condition|status|problems?)|medical|veterans?|skin colou?r|black (?:people|candidates|applicants)|white (?:people|candidates|applicants)|asians?|minorit(?:y|ies)|tribes?|tribal|clans?|castes?|creeds?|refugees?|foreign[- ]born|born (?:abroad|overseas|outside)|visas?|sponsorship|work permits?|widow\w*|mother tongues?|(?:polish|irish|scottish|welsh|french|german|italian|spanish|portuguese|romanian|ukrainian|russian|turkish|greek|indian|pakistani|bangladeshi|filipino|nigerian|ghanaian|somali|syrian|afghan|iranian|mexican|brazilian|american|canadian|australian|japanese|korean|vietnamese|thai|african|arab|european|british) (?:applicants?|candidates?|people|workers?|staff|nationals|seekers|hires|passports?)|native (?:speakers?|language)|birth ?(?:dates?|years?|days?)|date of birth|accent|caste|zodiac|pensioners|millennials|gen z|boomers){E}|"
    r"穆斯林|基督徒|佛教徒|[一-龥]{0,2}教徒|性别|男女|女性|男性|女生|男生|女的|男的|女士们|先生们|女(?:求职者|候选人|投递者|申请者|员工|应聘者|用户)|男(?:求职者|候选人|投递者|申请者|员工|应聘者|用户)|年龄|年纪|岁|多大(?:年纪|岁数|了)|几零后|民族|种族|肤色|汉族|回族|维吾尔|藏族|宗教|信仰|信教|残疾|残障|婚姻|婚育|已婚|[离结]过?[一二两]?次?婚|未婚|离异|单身|怀孕|孕妇|生育|生孩子|有孩子|带娃|宝妈|国籍|外国人|外籍|移民|绿卡|签证|国外出生|户籍|户口|籍贯|老家|外地人|本地人|政治面貌|党员|血型|星座|属相|生肖|性取向|同性恋|病史|健康状况|身体状况|乙肝|[5-9]0后|[01]0后|中老年|年轻人|老年人|老人|中年|生日|出生(?:年|日|地)|少数族裔"
)
CONTACT = re.compile(
    rf"{L}(?:phone|telephone|e-?mail|mobile|contact|calling) lists?{E}|{L}(?:phone|telephone|tel|mobile|cell|contact) ?(?:numbers?|nos?\.?|details|info(?:rmation)?|data)|(?:phones|e-?mails?|e-?mail addresses|whatsapps?|wechat(?: ids?)?|home address(?:es)?|postal address(?:es)?|linkedin (?:profiles|urls|links)|mailing list){E}(?! (?:alerts?|notifications?))|how (?:can|do) (?:i|we) (?:reach|call|contact|phone|ring) (?:them|her|him|those|these|the)|(?:call|phone|ring) (?:them|those)|passport|national insurance|social security|id numbers?{E}|"
    r"手机号?码?(?!端)|电话(?!客服|销售|回访|面试)(?:号码?)?|联系方式|联络方式|联系信息|邮箱|邮件地址|电子邮件|电邮|微信(?!小程序|公众号|渠道|群|招聘|广告|推广|来源|导入|平台|同步|接口)|qq号|家庭住址|住址|家庭地址|身份证|通讯录|怎么联系(?:他|她|到)"
)
OTHERS = re.compile(
    rf"{L}(?:competitors?|competition|competing|rivals?|rival (?:firm|compan)\w*|(?:other|another|different|neighbou?ring|rest of the|similar) (?:compan(?:y|ies)|employers?|firms?|business(?:es)?|organi[sz]ations?|hospitals?|schools?|shops?|stores?|hotels?|restaurants?|agenc(?:y|ies)|tenants?|(?:\w+ )?(?:trusts?|chains?|brands?|colleges?|universit(?:y|ies)|clinics?|retailers?|providers?|institutions?|academ(?:y|ies)|care homes?|operators?|surger(?:y|ies)|boutiques?|studios?|clubs?|gyms?|salons?|startups?|labs?))|(?:industry|market|sector|national|regional|platform)(?:[- ]wide)? (?:average|benchmark|mean|median|norm|standard|rates?)s?|(?:rest of )?the (?:industry|market|whole platform)|everyone else on (?:the|this) (?:platform|site)|next door|down the (?:road|street)|across the (?:road|street)|over the road|our peers|peer compan\w+|all companies|every company){E}|"
    r"隔壁|竞争对手|竞品|对手|同行|友商|业内|行业(?:平均|均值|水平|内|整体|里|数据)|市场平均|别家|别的(?:公司|企业|单位|店|学校|医院|酒店|工厂|厂)|其[他它](?:公司|企业|单位|家|学校|医院|酒店|工厂|商家|雇主)|人家公司|对面(?:那?家|的|公司)|他们(?:公司|家|那边|医院|学校)|全平台|整个平台|平台平均|所有公司|各公司|附近(?:的)?(?:公司|医院|学校|店)"
)
_FIRM_ZH = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:有限公司|股份公司|集团|公司|医院|大学|中学|小学|学校|酒店|银行|超市|工厂|科技|商场|餐厅|诊所|药房|物流公司|快递|物流|速运)"
)
_OWN_ZH = re.compile(
    r"我们|咱们?|本|我司|我|这家?|贵|自己|公司里|全公司|整个|哪|各|全|不同|一家|每家|的公司|分公司|子公司|公司的?(?:招聘|总|整体|数据)"
)
_FIRM_EN = re.compile(
    r"(?:\b[A-Z][\w&'’-]*(?:\s+(?:of|and|&|the)\s+|\s+))+(?:Ltd|Limited|Inc|LLC|GmbH|PLC|Plc|plc|Group|Hospital|Bank|University|College|Hotels?|Restaurants?|Corp|Corporation|Company|Holdings|Logistics|Foods|Partners|Supermarkets?|Stores?|School|Academy|Clinic|Healthcare|Care Homes?|Industries|Solutions|Systems|Airlines|Motors|Labs|Robotics|Software|Homes|Air ?[Ll]ines|Airways|Council|Trust|Brothers|Retail|Pharmac(?:y|ies)|Gym|Caf[eé]s?|Coffee|Bakery|Construction|Builders|Freight|Couriers|Motorcars|Insurance|Telecom|Media|Pictures|Technologies|Studios)\b"
)
_DOER_EN = re.compile(
    r"\b(?:[Dd]id|[Dd]oes|[Hh]as|[Hh]ave|[Ii]s|[Ww]ill|[Aa]t|[Bb]y|[Tt]han|[Aa]gainst|vs\.?|versus|[Ww]ith|[Tt]o) (?P<who>(?:the )?[A-Z][\w&'’-]+(?: [A-Z][\w&'’-]+)*)(?P<tail> (?:make|made|get|got|getting|hire|hired|hiring|post|posted|posting|pay|offer|receive|received|have|had|recruit\w*|doing|do)\b)"
)
_AT_EN = re.compile(r"\b(?:at|over at|by) (?P<who>[A-Z][\w&'’-]+(?: [A-Z][\w&'’-]+)*)")

INEXPRESSIBLE = re.compile(
    rf"{L}(?:(?:in|over|during|this|last|since|through) (?:the )?(?:spring|summer|autumn|winter)|inflation|strikes?|interest rates?|pandemic|covid|elections?|econom(?:y|ic)|gdp|exchange rates?|news|weather|rain(?:s|y|ed|ing)?|sunny|snow\w*|temperature|revenue|turnover(?: rate)?|profits?|profitab\w+|sales figures|earn(?:ed|ings?|s)?|bring in money|income|costs?|budgets?|spend(?:ing)?|spent|expens\w+|roi|return on|cheap\w*|pric(?:e|es|ing)|invoices?|fees?|forecasts?|predict\w*|projection|project(?:ed)?|expect(?:ed)?|likely|probab\w+|estimate[ds]?|(?:what )?if we|will (?:we|there|it|our|the|they|\w+ (?:go|rise|fall|drop|increase|apply|be))|going to (?:be|have|get|hire|apply|rise)|satisf\w+|happy|happiness|nps|rating|ratings|stars?|sentiment|mood|quality of|time[- ]to[- ](?:hire|fill|offer|interview)|days to (?:hire|fill)|how long (?:does it take |do we take |did it take |it takes )?(?:us )?to (?:hire|fill|interview|make an offer)|session|dwell|bounce|retention|retain\w*|churn|attrition|quit|resign\w*|leavers|left the company|stayed|tenure|website|web (?:traffic|visits)|page ?views|traffic|devices?|mobile (?:app|phone|users)|iphone|android|browser|desktop|no[- ]shows?|(?:applications?|messages?|greetings?)(?: (?:that|which|have|had|has))* fail(?:ed|s|ing)?|failed (?:applications?|messages?|greetings?)|probation|overtime|sick|absence|stock|share price|acceptance rates?|accept(?:ed|ance|ing)?|(?:open|click|click[- ]through|save|dismissal|dismiss|hire|hiring|interview|offer|withdrawal|drop[- ]?out|greeting|rejection|success|fill|show|pass) rates?|ctr|word count|salar(?:y|ies)|pay(?:s|ing|ment)?|wages?|education|degrees?|qualifications?|graduates?|universit(?:y|ies)|experience|skills?|keywords?|score[sd]?|best candidates?|who should|should (?:we|i)|recommend(?: me)?|names? of|list of (?:people|names|candidates|applicants)|(?<=show me )who applied|(?<=list )who applied|which (?:people|candidates|applicants) (?:applied|are|have|were|did)|who exactly|each (?:candidate|applicant|person)|per (?:candidate|applicant)|by (?:candidate|applicant|person)|average (?:number|applications?|views?|hires?|of)|(?:an? )?average(?= (?:day|week|month|posting|job|city))|on average|correlat\w+|relationship between|depend(?:s|ed)? on|because of|cause[ds]?|affect\w*|effect of|impact|minutes?|seconds?|commut\w+|distance|shift(?:s)? pattern|holidays? (?:affect|effect)|lunch|coffee|parking|office space|headcount plan|employees do we have|staff do we have|team size|repeat (?:applicants|visitors)|returning|cohort|conversion from \w+ to \w+|interview[- ]to[- ](?:offer|hire)|offer[- ]to[- ]hire|per (?:dollar|pound|euro)|growth rate|stars){E}|[$€£¥]|"
    r"(?:投递|投|申请|面试|应聘|报名|发送|打招呼|沟通|联系)(?:简历)?失败|没(?:有|了)?(?:下文|后续|音信|动静)|成交额?|gmv(?![a-z])|能(?:不能)?(?:按时)?(?:招满|招够|招齐|完成|达标|达到)|春天|夏天|秋天|冬天|[春夏秋冬]季|春招|秋招|油价|房价|物价|股市|汇率|疫情|政策|罢工|经济形势|就业形势|通胀|新闻|天气|下雨|雨天|晴天|下雪|气温|温度|刮风|台风|营收|营业额|收入(?!低|太低)|利润|赚|盈利|成本|花了?多少钱|多少钱|花费|费用|预算|开销|投入产出|回报|性价比|单价|预测|预计|预估|估计|会不会|将会|将有|趋于|可能会|大概会|能招到|要招多少|还需要?招|满意度|满意(?!(?:的是)?(?:啥|什么|哪(?:一?点|里|儿|方面)))|好评|评分|打分|评价|心情|情绪|质量|素质|招聘周期|招(?:到|一?个|聘)[^,，。?？]{0,8}(?:要|得|需要|花|用)+(?:几天|多久|多长时间|多少天|几个?月|几周)|招聘时长|到岗时间|多久(?:能|才)?(?:招到|招满|入职|到岗|面试|发offer)|停留|跳出|留存|离职|[干做待呆]满|留下来|留任|流失|跳槽|辞职|试用期|转正|爽约|缺勤|迟到|加班|网站访问|访问量|流量|pv(?![a-z])|uv(?![a-z])|设备|手机端|电脑端|安卓|苹果手机|浏览器|股价|接受率|(?:面试|offer|入职|录用|点开|打开|点击|收藏|撤回|拒绝|划掉|到面|到岗|流失|通过|成功|完成|拒收|驳回|打回|曝光|招呼|打招呼|退出|淘汰|爽约|不感兴趣)(?:的)?(?:率|转化率|比率|比例|通过率)|通过率|学历|本科|大专|硕士|研究生|毕业|学校背景|工作经验|经验年限|技能|关键词|期望薪资|薪资|工资|薪水|薪酬|待遇|奖金|姓名|名字(?!里|中|带|含|有|包|上|叫)|名单|是谁投|谁投|哪些人|哪几个人|都有谁|每个(?:候选人|求职者|投递者|人)(?=.{0,6}(?:多少|几|投))|平均每|平均(?:一?天|每天|每周|每个)|(?:日|周|月)均|相关性|有没有关系|有关系吗|是否影响|影响|因果|导致|分钟|几秒|通勤|距离|回头|复投|工位|编制|员工总数|在职|团队规模|广告费|投放|竞价|简历质量|人品|星级|客户|订单|销量|销售额|库存|门店数|食堂"
)
DISTINCT = re.compile(
    rf"{L}(?:distinct|unique(?:ly)?|different|separate|individual|non[- ]duplicate[ds]?|de-?dup\w*|deduplicated|unduplicated|duplicates (?:removed|excluded)|count(?:ed|ing)? (?:each|every) (?:person|applicant|one|candidate)(?: only)? once|each person (?:only )?once|head ?count|no double[- ]counting|without double[- ]counting|not (?:double|twice)|counted once|once each|actual people|real people|physical people|heads){E}|"
    r"去重|(?:去除|去掉|除去|剔除|刨除|排除)重复|重复(?:的)?(?:人)?(?:去掉|剔除|不算|除外)|不重复|排重|不同的?(?:人|求职者|投递者|候选人|申请人|申请者|应聘者|用户)|独立(?:人|用户|投递|访客|求职)|重复的?(?:人|投递|只)?(?:不|只|别)?(?:算|计)|只算一(?:个|次|遍|人)|算一个人|别.{0,12}重复|人头数?|自然人|一个人(?:投|申请).{0,10}(?:算|只|不)|多少个人.{0,6}不管投|实际(?:有)?多少(?:个)?人"
)
DISTINCT_OF = re.compile(
    rf"{L}(?:people|persons?|applicants?|candidates?|seekers?|users?|individuals?|humans?|heads|who|job ?seekers?){E}|人|求职者|候选人|投递者|申请者|去重|用户"
)
_STEP_EN = r"(?:interview|offer|hir(?:e|ed|ing)|join|start(?:ed)? work|withdr|pull(?:ed)? out|drop(?:ped)? out|sav(?:e|ed|ing)|bookmark|open(?:ed|ing)|click|dismiss|greet|appl(?:y|ied)|contact|got in touch)"
_STEP_ZH = r"(?:面试|面过|offer|录用|入职|到岗|收藏|点开|打开|划掉|打(?:过|了)?招呼|撤回|退出|投)"
# "Of those interviewed, how many joined": one measure of the people of another.
TWO_STEPS = re.compile(
    rf"{L}(?:of|among|amongst|out of|from) (?:all )?(?:those|them|(?:the )?(?:people|ones|candidates|applicants|seekers|folks)|everyone|everybody|whoever)(?: (?:who|that|whom|we|you|had|have|has|were|was|been|got|get|did|an?|the|our|us|had been))* (?!appl|contact|got in touch){_STEP_EN}\w*[^.?!]{{0,40}}?(?:how many|what (?:share|part|percentage|proportion|fraction)|who)[^.?!]{{0,30}}{_STEP_EN}|"
    rf"{L}(?:how many|what (?:share|part|percentage|proportion|fraction)) (?:of|among) (?:the |those |all )*(?:people|ones|candidates|applicants|seekers|folks|them)?(?: (?:who|that|whom|we|you|had|have|has|were|was|been|got|get|did|an?|the|our|us))* ?(?!appl|contact|got in touch){_STEP_EN}\w* (?:[^.?!]{{0,30}} )?(?:were|was|got|ended up|then|went on to|later|actually|turned into|became|did) [^.?!]{{0,20}}{_STEP_EN}|"
    rf"(?:进|拿|收|接|得|给|发|参加|约|被)?(?:了|过|到)*(?!投|撤|退|放弃){_STEP_ZH}(?:了|过|成功)*(?:我们|岗位|职位|卡片)?的(?:那些|这些)?(?:人|候选人|求职者)?(?:里面?|里头|中间?|当中|之中).{{0,14}}?(?:(?:多少|几|谁|比例|占比).{{0,8}}{_STEP_ZH}|{_STEP_ZH}.{{0,6}}(?:多少|几|谁|比例|占比))"
)
GROUPED_BY_NONE = re.compile(
    rf"{L}(?:(?:by|per|for each|each|every|which) (?:calendar )?(?:quarters?|years?|half[- ]years?|seasons?)|quarterly|annually|quarter by quarter|year by year){E}|(?:按|每个?|各个?|分|逐|哪个?|哪一)(?:季度?|年(?![轻龄级])|半年)"
)
CONDITION = re.compile(
    rf"{L}(?:(?:at least|at most|no (?:more|fewer|less) than|fewer than|more than) (?:one|two|three|four|five|six|seven|eight|nine|ten|once|twice)|(?:to|for|in) (?:several|multiple|many) (?:of our )?(?:jobs|postings|roles|ads|positions)|(?:saved|opened|viewed|bookmarked|clicked|dismissed)(?: \w+){0, 3} (?:and|then|but) (?:(?:then|later|still|also|afterwards|subsequently) )+(?:applied|contacted|got in touch)|(?:but|and|yet) (?:then )?(?:did(?:n't| not)|never|have(?:n't| not)|has(?:n't| not)) (?:appl|open|sav|contact|answer|repl|hire)\w*|without (?:appl|open|sav|contact)ying|both (?:saved|opened|viewed|saw|bookmarked|applied|dismissed) and){E}|{L}(?:more|fewer|less|greater|higher|lower) than (?:\d+|an? (?:hundred|dozen)|one|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|half|a hundred)(?!\d*[:/]|\d* ?(?:am|pm|weeks?|months?|years? ago|days? ago|o'clock))|(?:over|above|below|under|at least|at most|exceed(?:s|ed|ing)?|no more than|no fewer than|up to|beyond|topp(?:ed|ing)|reach(?:ed|ing)?|exactly|fewer|less) (?:than )?(?:a )?\d+(?:\.\d+)?(?! ?(?:am|pm|:|weeks?|months?|days?|o'clock|january|february|march|april|may|june|july|august|sept|october|november|december))(?:%| percent| applications?| hires?|{E})|\d+ or (?:more|fewer|less)|with(?:out| no| zero)(?: any| a single)? (?:applications?|applicants?|hires?|views?|opens?|interviews?|answers?|repl(?:y|ies)|contacts?|offers?|saves?|bookmarks?|responses?)|(?:nobody|no one|no-one) (?:applied|opened|saved|contacted|answered|hired)|(?:got|get|received?|have|had|has|gets) (?:no|zero) (?:applications?|applicants?|hires?|views?|contacts?|repl\w+|answers?)|never (?:got|been|received) (?:an? )?(?:appl\w+|opened|saved|contacted|answered)|zero (?:applications|hires)|unanswered for|above average|below average|exceed(?:s|ed|ing)? \w+|surpass(?:es|ed|ing)?|outnumber(?:s|ed)?{E}|[<>≥≤]=? ?\d+|"
    r"(?:收藏|点开|打开|点|看|划掉)(?:了|过)?(?:岗位|职位|卡片|详情)?(?:之|以)?后(?:又|再|才|还|就|来|去|都)*(?:投|申请|联系)|(?:先|既).{1,8}(?:后|再|又)(?:来|去)?(?:投|申请)|既.{1,8}又|(?:但|却|可)(?:是)?(?:都|又)?(?:没有?|未)(?:去)?(?:投|申请|点|收藏|回复|联系)|(?:多个|好几个|几个不同的?|不止一个|一个以上的?)(?:岗|职)(?=.{0,6}人)|不止一(?:次|个)|(?:投|申请)(?:了|过)?(?:多个|好几个|不止)|(?:超过|高于|大于|多于|低于|小于|少于|不到|不足|至少|不少于|不低于|达到|超出|最少有|最多有|不超过|破)了?\s?(?:\d+|[一二两三四五六七八九十百千]+)(?!\s?(?:点|号|日|月|年|周|天内))(?:个|份|次|人|%|％|小时|条|天|场|成)?|\d+(?:个|份|次|人|%|条|场)?(?:以上|以下|以内)(?!的?日)|(?<!最)(?:没有?|无)(?:收到|得到|有)?(?:任何|一个|一份|人)?(?:投递|申请|入职|点开|收藏|面试|回复|投|简历)(?:过|的)?(?:的)?(?:岗位|职位|城市|专员|有哪|是哪)|零(?:投递|入职|面试|申请|收藏)|(?<!最)没人(?:投|申请|点|看|收藏|联系)|无人(?:投|申请|问津)|一(?:个|份|次|条|场|人)(?:投递|申请|面试|入职|收藏|简历|人)?(?:都|也)没|超时未|高于平均|低于平均"
)


# Employers that everybody knows and the table of firms has not.
_WELL_KNOWN = re.compile(
    rf"{L}(?:barratt|persimmon homes|taylor wimpey|balfour beatty|british airways|delta air ?lines|hilton|marriott|hyatt|accor|ikea|walmart|aldi|lidl|sainsbury'?s?|waitrose|asda|morrisons|costco|target corp|h&m|primark|uniqlo|decathlon|mcdonald'?s|kfc|burger king|subway|starbucks|costa coffee|pret|deliveroo|uber|lyft|dhl|fedex|ups|hermes|evri|nhs|bupa|carrefour|ryanair|easyjet|lufthansa|siemens|bosch|philips|nokia|ericsson|safaricom|shopify|spotify|netflix|oracle|salesforce|accenture|pwc|kpmg|ernst & young|mckinsey|randstad|adecco|manpower|linkedin|indeed|glassdoor){E}(?! (?:feed|sync|import|xml|source|channel|api))|"
    r"蒙牛|伊利|海底捞|蜜雪冰城|喜茶|名创优品|屈臣氏|大润发|物美超市|中粮|双汇|农夫山泉|娃哈哈|鞍钢|宝钢|万科|恒大|碧桂园|宝洁|联合利华|沃尔玛|家乐福|盒马|永辉|麦当劳|肯德基|必胜客|星巴克|瑞幸|喜来登|希尔顿|万豪|如家|汉庭|58到家|天鹅到家|贝壳|链家|中石油|中石化|国家电网|南方电网|中建[一二三四五六七八]局|中铁[一二三四五六七八九十]+局|比亚迪|宁德时代|格力|美的集团|海尔|海信|协和|华西医院|新东方|学而思|好未来|韵达|中通|圆通|申通|极兔|德邦|安能"
)


def names_another_company(original: str, lower: str) -> bool:
    """Return whether somebody else's figures are asked for. Own names are blanked by the caller."""
    if OTHERS.search(lower):
        return True
    m = _WELL_KNOWN.search(lower)
    if m and not re.search(
        r"(?:from|via|through|来自|通过) (?:the )?$|(?:来自|通过)$", lower[: m.start()]
    ):
        if not re.match(r"的?(?:渠道|来源|同步|接口|对接|导入|推送)", lower[m.end() :]):
            return True
    for firm in find_firms(lower):
        before = lower[max(0, firm.start - 12) : firm.start]
        if not firm.is_maker and not re.search(r"(?:from|via|来自|通过|through) $|来自$", before):
            return True
    for m in _FIRM_ZH.finditer(original):
        around = original[max(0, m.start() - 2) : m.end() + 1]
        if not _OWN_ZH.search(around):
            return True
    return bool(_FIRM_EN.search(original))


def find_doer(original: str) -> str | None:
    """Return an unknown name that does what employers do: "did Acme hire", "at Acme"."""
    m = _DOER_EN.search(original) or _AT_EN.search(original)
    return m["who"] if m else None
