"""Closed word lists of CVs: what an employer, a school, a degree, a certificate looks like."""

import re
import unicodedata
from functools import cache

ZH_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉"
    "宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
    "利师巩聂关荆佘苟覃仝肖涂闫岳付代占敬揭粟佟鞠逯晋帅缑亢况有琴年阳涂原区丘楚仉督战税海竺问归呼"
)
ZH_TWO_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "东方",
    "南宫",
    "独孤",
    "端木",
    "澹台",
    "宇文",
    "长孙",
    "轩辕",
)
ZH_ORG_END = (
    "有限责任公司|股份有限公司|有限公司|分公司|子公司|总公司|公司|集团|控股|企业|事务所|律所|研究院|研究所|研究中心|"
    "医院|诊所|卫生院|卫生所|药房|药店|门诊部|门诊|护理院|养老院|敬老院|月子中心|月子会所|"
    "大学|学院|学校|中学|小学|高中|初中|幼儿园|托儿所|培训机构|培训中心|教育机构|辅导班|技校|党校|"
    "银行|支行|分行|信用社|保险|证券|基金|信托|资本|投资|"
    "酒店|宾馆|大酒店|饭店|餐厅|饭馆|酒楼|酒家|火锅店|奶茶店|咖啡店|咖啡馆|咖啡厅|面馆|面包房|烘焙店|食堂|"
    "超市|商场|百货|便利店|专卖店|门店|商店|总店|分店|旗舰店|直营店|服装店|美容院|美发店|理发店|发廊|养生馆|健身房|会所|影院|网吧|"
    "工厂|制造厂|电子厂|服装厂|机械厂|食品厂|加工厂|印刷厂|修理厂|汽修厂|制衣厂|造船厂|厂|车间|工地|工程队|施工队|车队|项目部|"
    "科技|网络|软件|信息|数科|数据|智能|电子|电器|电气|传媒|文化|广告|互动|互娱|游戏|影业|影视|娱乐|设计院|设计|装饰|装修|建筑|建设|"
    "建工|置业|地产|房产|物业|物流|快递|快运|速运|速递|货运|运输|供应链|贸易|商贸|外贸|国际|实业|工业|制造|机械|重工|汽车|汽贸|"
    "食品|餐饮|饮料|乳业|服饰|服装|鞋业|纺织|家居|家具|家政|化工|制药|药业|医药|生物|医疗|能源|电力|石化|石油|钢铁|矿业|农业|牧业|"
    "环保|新材|材料|光电|半导体|通信|通讯|航空|铁路|港口|旅行社|旅游|咨询|顾问|人力|财务|代账|律师|安保|保安|保洁|制冷|空调|仓储|"
    "部队|武警|消防队|派出所|公安局|法院|检察院|政府|街道办|居委会|社区|村委会|委员会|协会|学会|商会|基金会|工会|管理局|"
    "财政局|税务局|教育局|工商局|工业局|审计局|物价局|局|厅|中心|报社|杂志社|出版社|电视台|电台|剧院|博物馆|图书馆|俱乐部|工作室|"
    "站点|网点|服务站|加油站|充电站|维修站|快递站|菜鸟驿站|驿站|外卖站|4S店|4s店|洗车店|修车店|店|馆|摊|大厦|项目|某公司"
)
ZH_BRANDS = (
    "阿里巴巴|阿里|腾讯|百度|字节跳动|字节|抖音|快手|美团外卖|美团|饿了么|京东|拼多多|滴滴|网易|新浪|搜狐|小米|华为|中兴|oppo|vivo|荣耀|"
    "联想|比亚迪|宁德时代|蔚来|理想汽车|小鹏|吉利|长城汽车|富士康|海尔|海信|格力|美的|tcl|京东方|大疆|海康威视|大华|科大讯飞|商汤|旷视|"
    "携程|去哪儿|同程|飞猪|淘宝|天猫|支付宝|蚂蚁金服|蚂蚁集团|菜鸟|盒马|唯品会|苏宁|国美|永辉|大润发|沃尔玛|家乐福|麦德龙|山姆|"
    "顺丰|中通|圆通|申通|韵达|极兔|德邦|邮政|达达|闪送|货拉拉|叮咚买菜|"
    "链家|贝壳|我爱我家|中原地产|万科|碧桂园|恒大|保利|龙湖|华润|中海|绿地|万达|"
    "海底捞|肯德基|麦当劳|星巴克|瑞幸|必胜客|喜茶|蜜雪冰城|华莱士|西贝|全季|如家|汉庭|锦江|"
    "新东方|好未来|学而思|猿辅导|作业帮|中公|"
    "工商银行|建设银行|农业银行|中国银行|招商银行|平安|中国人寿|太平洋保险|泰康|中国移动|中国联通|中国电信|国家电网|中石化|中石油|中建|中铁|"
    "普华永道|德勤|毕马威|安永|四大|微软|谷歌|苹果|亚马逊|三星|英特尔|ibm|甲骨文"
)
ZH_SCHOOL = re.compile(
    r"[\u4e00-\u9fffA-Za-z·]{1,20}?(?:大学|学院|学校|小学|幼儿园|中学|高中|职高|技校|职校|职院|中专|党校|电大|师大|卫校|"
    r"职业技术学院|(?:理工|师范)(?:大学|学院)?|(?<=[\u4e00-\u9fff]{2})[农财工科医师民林交矿邮]大|"
    r"商学院|附中|一中|二中|职业学院|职教中心|专科学校)"
    r"(?:(?<=学)[\u4e00-\u9fff]{2,6}(?:学院|分校|校区))?"
)
ZH_DEGREE = (
    "博士后|博士研究生|博士|硕士研究生|硕士|研究生|MBA|EMBA|双学士|学士|统招本科|全日制本科|专升本|本科|大学本科|"
    "全日制大专|大专|专科|高职|中专|中技|技校|职高|高中|初中|小学"
)
ZH_MAJOR_END = (
    "工程|科学与技术|技术|管理|设计|文学|语言文学|英语|日语|会计|会计学|会计电算化|金融|金融学|经济学|经济|贸易|营销|"
    "法学|医学|护理|护理学|临床医学|药学|教育|学前教育|数学|物理|化学|生物|统计学|心理学|新闻学|传播学|历史|哲学|"
    "自动化|机械|电子|通信|软件|网络|计算机|土木|建筑学|物流|电商|电子商务|人力资源|行政|旅游|烹饪|美术|音乐|体育|表演|摄影|动画|专业"
)
ZH_TITLE_END = (
    "师|员|工|经理|主管|总监|专员|助理|主任|组长|班长|队长|店长|厂长|站长|校长|院长|所长|处长|科长|部长|行长|局长|会长|秘书长|秘书|总裁|"
    "董事长|董事|监事|总工|书记|干事|老师|教师|讲师|教授|教练|司机|骑手|护士|护士长|医生|大夫|医师|药师|月嫂|保姆|育儿嫂|阿姨|保洁|保安|"
    "会计|出纳|文员|前台|客服|销售|导购|收银|厨师|厨工|学徒|实习生|负责人|合伙人|创始人|顾问|编辑|记者|主播|运营|策划|文案|设计|美工|"
    "开发|前端|后端|测试|运维|算法|产品|架构|程序员|翻译|律师|法务|采购|仓管|跟单|质检|品检|品管|普工|电工|焊工|钳工|木工|瓦工|油漆工|"
    "水电工|叉车工|搬运工|分拣员|快递员|外卖员|配送员|安装工|维修工|技工|工人|服务员|领班|迎宾|厨师长|班主任|督导|教研员|研究员|工程师|"
    "代表|代理|业务|HR|人事|行政|后勤|总账|干部|委员|主播|掌柜|主厨|后厨|调度|押运|巡检|护理|护工|学徒工?|炒锅|头锅|二锅|砧板|打荷|掌勺|白案|红案|面点|单证|育婴|外教|幼师|质控|封样|打样|跟车|装卸|收货|理货|拣货"
)
ZH_TASK = re.compile(
    r"^(?:主要)?(?:负责|参与|主导|带领|带过|带|协助|完成|从事|管理|组织|独立|推动|搭建|设计|开发|维护|优化|制定|编写|处理|对接|跟进|策划|"
    r"实现|使用|通过|配合|承担|主持|提升|降低|累计|最好|业绩|期间|日常|每天|每月|一天|一个月|高峰|服务过|服务|做过|教过|写过|接过|卖过|管过|"
    r"连续|曾获|获得|获|荣获|被评为|得过|成功|有效|熟悉|工作内容|主要工作|职责)"
)


EN_ORG_END = (
    r"ltd|limited|llc|llp|inc|corp|corporation|co|company|plc|gmbh|s\.?a|pvt|pty|group|holdings|bank|"
    r"hospital|infirmary|clinic|surgery|hospice|practice|nhs|trust|university|college|school|academy|institute|"
    r"institution|polytechnic|primary|nursery|kindergarten|council|ministry|department|dept|authority|agency|"
    r"association|foundation|society|church|charity|army|navy|air force|marines|police|"
    r"hotel|inn|restaurant|cafe|café|bistro|bar|pub|bakery|kitchen|grill|diner|coffee|roasters|brewery|"
    r"store|stores|shop|market|supermarket|retail|mart|outlet|salon|spa|gym|studio|studios|"
    r"logistics|freight|transport|haulage|couriers|express|trucking|shipping|airlines|airways|airport|rail|"
    r"construction|builders|contractors|plumbing|electric|electrical|roofing|motors|automotive|garage|"
    r"software|systems|technologies|technology|tech|labs|lab|solutions|services|service|consulting|consultants|consultancy|"
    r"partners|associates|ventures|capital|insurance|financial|finance|accountants|solicitors|law|"
    r"media|press|publishing|films|pictures|games|energy|power|oil|gas|pharma|pharmaceuticals|biotech|"
    r"foods|farms|farm|industries|manufacturing|engineering|international|global|worldwide|enterprises|"
    r"properties|estates|realty|homes|house|care home|nursing home|care|health|healthcare|dental|& sons|and sons|& co|bros|"
    r"warehouse|depot|hub|factory|plant|mill|yard|ward|centre|center|network|networks|digital|interactive|analytics|"
    r"communications|telecom|mobile|wireless|cloud|data|design|creative|marketing|advertising|agency|stall|nails"
)
EN_SCHOOL = re.compile(
    r"(?<![^\W\u4e00-\u9fff])(?:univ(?:[ei]r\w{3,5}|\.)?|uni|college|school|academy|institute|institution|polytechnic|poly|vidyalaya|tafe|"
    r"conservatory|seminary|hochschule|fachhochschule|universit[äàé]t?|université|universidad|università|lycée|gymnasium|instituto|tu|eth|iit|nit|mit|ucla|uw|lse|ucl|bootcamp|sixth form|board)\b",
    re.IGNORECASE,
)
EN_DEGREE = re.compile(
    r"(?<![\w.])(?:(?:Bachelors?|Masters?|Associates?|Doctor(?:ate)?)(?:['’]?s)?(?:\s+Degree)?(?:\s+of\s+(?:Science|Arts|Engineering|"
    r"Enginerring|Technology|Commerce|Business(?:\s+Administration)?|Education|Laws?|Computer\s+Applications?|"
    r"Philosophy|Fine\s+Arts|Applied\s+Science|Nursing|Design|Architecture|Pharmacy|Medicine|Music|Management|Information\s+Technology|Computer\s+Science|Mathematics))?"
    r"|B\.?\s?Sc|M\.?\s?Sc|B[.-]?\s?Tech|M\.?\s?Tech|B\.?\s?Eng|M\.?\s?Eng|B\.?\s?Com|M\.?\s?Com|B\.?\s?Ed|M\.?\s?Ed|BBA|MBA|EMBA|B\.?C\.?A|M\.?C\.?A|"
    r"B\.?\s?A|M\.?\s?A|B\.?\s?E|M\.?\s?E|B\.?\s?S|M\.?\s?S|BFA|MFA|LL\.?\s?B|LL\.?\s?M|J\.?D|M\.?D|MBBS|BDS|B\.?Pharm|M\.?Pharm|Ph\.?\s?D|D\.?Phil|"
    r"A\.?A\.?S\.(?!\w)|AAS|VCE|WAEC|Cert(?:ificate)?\.?\s(?:I{1,3}|IV)|BSN|MSN|BScN|BSW|MSW|MPH|MPhil|MRes|BArch|PGCE|CertHE|DipHE|PGDM?|PGDBM|PGDBA|P\.?G\.?D\.?C\.?A|PG-D[A-Z]{1,3}|[FST]\.?Y\.?\s?B\.?[A-Z]{1,4}|AMIE|BMS|BTEC\s+HNC|PGDCA|P\.?G\.?\s?Diploma|Post\s?Graduate\s+Diploma|HND|HNC|[NS]VQ(?:\s+(?:Level\s+)?\d)?|BTEC(?:\s+[\w ]*?Diploma)?|['‘’]?A['’]?[\s-]?Levels?|GCSEs?|CSEs|['‘’]?O['’]?[\s-]?Levels?|Highers|Standard Grades?|National 5s?|International Baccalaureate|GED|ESOL(?:\s+(?:Level|Entry)\s+\d)?|Dipl\.?-?\s?Ing|Diplom|Magister|Laurea|Baccalaur[ée]at|Abitur|Staatsexamen|"
    r"High\s+School(?:\s+Diploma)?|Diploma|SSC|S\.S\.C|HSC|H\.S\.C|S\.S\.L\.C|SSLC|C\.?B\.?S\.?E|I\.?C\.?S\.?E|PUC|10th|12th|10\+2|X|XII|Xth|XIIth|Intermediate|Leaving\s+Cert(?:ificate)?|Foundation\s+Degree|Matriculation)"
    r"(?![\w])\.?(?:\s*\((?:Hons|Honours|Honors)\.?\)|\s+\(?Hons\)?)?",
    re.IGNORECASE,
)
EN_CASED_DEGREE = re.compile(
    r"^(?:B\.?\s?A|M\.?\s?A|B\.?\s?E|M\.?\s?E|B\.?\s?S|M\.?\s?S|M\.?D|X|XII|J\.?D|Intermediate)\.?$",
    re.IGNORECASE,
)
EN_TITLE_WORD = (
    r"postie|postman|postwoman|aide|developer|engineer|manager|exec|assistant|analyst|consultant|designer|administrator|director|officer|executive|"
    r"specialist|coordinator|supervisor|lead|leader|head|intern|trainee|apprentice|associate|architect|accountant|"
    r"nurse|carer|doctor|physician|therapist|pharmacist|technician|mechanic|electrician|plumber|carpenter|joiner|"
    r"welder|driver|courier|picker|packer|operative|operator|labourer|laborer|worker|porter|cleaner|housekeeper|"
    r"caretaker|guard|teacher|tutor|lecturer|professor|researcher|scientist|writer|editor|journalist|reporter|"
    r"photographer|translator|interpreter|chef|cook|baker|barista|bartender|waiter|waitress|server|host|hostess|"
    r"cashier|clerk|receptionist|secretary|representative|rep|agent|advisor|adviser|buyer|merchandiser|salesperson|"
    r"salesman|recruiter|auditor|bookkeeper|controller|cfo|ceo|cto|coo|founder|co-founder|owner|president|partner|"
    r"principal|programmer|tester|qa|sdr|ae|hr|pa|foreman|superintendent|inspector|planner|scheduler|dispatcher|"
    r"stylist|hairdresser|barber|beautician|trainer|coach|instructor|librarian|paralegal|lawyer|solicitor|attorney|"
    r"surveyor|estimator|machinist|fitter|roofer|painter|plasterer|bricklayer|gardener|landscaper|farmhand|soldier|"
    r"paramedic|midwife|dentist|hygienist|optician|radiographer|counsellor|counselor|nanny|childminder|volunteer|"
    r"freelancer|contractor|ambassador|marketer|strategist|producer|animator|illustrator|member|fellow|steward|"
    r"scrum master|product owner|data entry|team member|sales|web-master|webmaster"
)
EN_TASK = re.compile(
    r"^(?:responsible|worked|working|developed|developing|designed|designing|managed|managing|led|leading|built|"
    r"building|created|creating|implemented|implementing|involved|handled|handling|wrote|writing|was|were|have|had|has|"
    r"assisted|supported|supporting|maintained|maintaining|provided|providing|performed|performing|prepared|"
    r"conducted|analy[sz]ed|improved|reduced|increased|cut|grew|won|achieved|delivered|ran|run|running|opened|"
    r"trained|training|used|using|did|do|doing|made|making|helped|helping|coordinated|organi[sz]ed|supervised|"
    r"negotiated|launched|migrated|automated|tested|testing|ensured|ensuring|resolved|resolving|served|serving|"
    r"monitored|monitoring|configured|installed|optimi[sz]ed|integrated|owned|mentored|drove|driving|moved|booked|kept|"
    r"looked|looking|sold|selling|taught|teaching|covered|covering|dealing|dealt|received|completed|set|troubleshooting)\b",
    re.IGNORECASE,
)
EN_NOT_NAME = re.compile(
    r"(?i)\b(?:resume|résumé|cv|curriculum|vitae|developer|engineer|manager|address|phone|email|mobile|summary|profile|"
    r"experience|education|skills|company|university|college|school|street|road|avenue|ltd|inc|llc|and|the|of|in|at|for|with|to|"
    r"objective|senior|junior|page|linkedin|github|certified|january|february|march|april|june|july|august|september|october|november|december|"
    r"street|st|rd|ave|no|yes|hi|hello|dear|thanks|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
EN_GIVEN_NAMES = frozenset(
    (
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
        "donald steven paul andrew joshua kenneth kevin brian george timothy ronald jason edward jeffrey ryan jacob gary "
        "nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick frank raymond "
        "jack dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter christian "
        "keith roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce gabriel joe "
        "logan alan juan albert willie elijah wayne randy vincent mason roy ralph bobby russell bradley philip eugene liam "
        "oliver harry oscar charlie leo archie theo freddie lewis luke callum connor declan ciaran ciarán niall eoin oisin "
        "darren craig stuart graham neil nigel simon martin ian colin trevor barry derek gavin hugh rhys owen gareth dafydd "
        "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley "
        "kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen "
        "amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet "
        "catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith "
        "megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice "
        "julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte "
        "marie kayla alexis lori chloe ella lily freya poppy isla sophie lucy holly jade gemma stacey zoe siobhan aoife niamh "
        "roisin orla sinead maeve ciara caoimhe fiona eilidh morag rhiannon bronwen sian francesca gillian hazel heidi ingrid "
        "mohammed muhammad mohamed ahmed ali hassan hussein omar ibrahim yusuf abdul abdullah khalid tariq imran bilal hamza "
        "aisha fatima zainab amina maryam khadija noor layla yasmin leila samira nadia salma sana ayesha bushra rukhsana "
        "raj rahul rohan rohit amit anil sunil vijay ajay sanjay arjun karan vikram ravi suresh ramesh mahesh deepak manoj "
        "ashok krishna arun kumar prakash nikhil varun vivek priya pooja neha anjali divya kavita sunita anita deepa lakshmi "
        "meera nisha ritu shreya swati rekha usha asha geeta sita shilpa sneha "
        "wei li ming hui jing yan lei fang na min xin yu hao chen lin thuy linh minh anh trang huong nam tuan hung "
        "jose carlos luis miguel javier alejandro diego jorge pedro pablo rafael fernando ricardo eduardo sergio mateo "
        "sofia lucia valentina camila gabriela elena carmen rosa guadalupe ana isabel mariana "
        "pierre jean marc luc antoine julien claire camille amelie hans klaus jurgen stefan lars sven bjorn kaja astrid "
        "ivan sergei dmitri vladimir alexei nikolai andrei pavel olga natalia tatiana svetlana irina katya anastasia "
        "tomasz piotr krzysztof andrzej marek pawel michal jakub agnieszka katarzyna magda ewa joanna zofia "
        "giovanni marco luca matteo alessandro giulia chiara "
        "kwame kofi kwesi ama akosua chidi chinedu emeka ngozi chioma amara ifeoma oluwaseun seun temi tunde yemi folake "
        "babatunde adebayo bola funmi darnell jamal tyrone malik deshawn latoya keisha tamika ebony imani "
        "maya lena taylor casey jamie morgan alex sam max robin kim pat lee riley avery quinn sasha toni jo nick "
        "hiroshi kenji takashi yuki sakura haruto aiko minho jiwoo soojin "
        "tom ben dan mike dave steve chris rob bob bill jim tim greg jeff ken ron don ray matt tony andy pete phil kate katie "
        "liz beth jen jenny sue meg becky vicky mandy debbie jess ricky megan destiny tyler chelsea ellie millie evie amelia "
        "harriet georgia imogen naomi leah abbie aaliyah precious blessing grace faith hope joy andre marcus terrence devon "
        "rashid farah zara hana mina sara omar ines nadine sanjeev harpreet gurpreet jaspreet manpreet amrit simran "
        "themba sipho thandi nomsa lindiwe ciarán beyza mehmet ayse emre"
    ).split()
)


@cache
def zh_org_pattern() -> re.Pattern[str]:
    """Match an employer's name by how it ends, from its first character."""
    return re.compile(rf"[\u4e00-\u9fffA-Za-z0-9()（）·&]{{0,24}}(?:{ZH_ORG_END})")


@cache
def zh_brand_pattern() -> re.Pattern[str]:
    """Match well-known employers by name alone."""
    return re.compile(rf"(?:{ZH_BRANDS})", re.IGNORECASE)


@cache
def en_org_pattern() -> re.Pattern[str]:
    """Match the word that marks an English employer's name."""
    return re.compile(rf"\b(?:{EN_ORG_END})\b\.?", re.IGNORECASE)


@cache
def en_title_pattern() -> re.Pattern[str]:
    """Match the word that marks an English job title."""
    return re.compile(rf"\b(?:{EN_TITLE_WORD})s?\b", re.IGNORECASE)


@cache
def zh_title_pattern() -> re.Pattern[str]:
    """Match a Chinese job title by how it ends."""
    return re.compile(rf"(?:{ZH_TITLE_END})(?:[\(（][^()（）]{{1,10}}[\)）])?$", re.IGNORECASE)


# Words that open with what is a surname elsewhere.
_ZH_NO_NAME = re.compile(
    r"(?:高中|初中|高职|高级|安全|金融|白领|平安|常年|常住|应届生?|毕业生?|毕业|成都|成人|方便|方面|文员|文化|时间|时候|温柔|温馨|祝好|谢谢|易语言|项目|水电|水电工|车间|车工|广告|广东|广州|江苏|安徽|云南|贵州|贵阳|宁波|宁夏|温州|常州|金华|双休|全职|全勤|全国|国企|阳光|那个|那年|明年|通过|通讯|管理|管家|管工|任职|任何|向上|容易|习惯|家政|家教|师傅|师范|暑假|寒假|简历|简介|计算机|经理|经验|程序员|包装|包装工|包吃住|雷达|石油|强项|钟点工|钟点)"
)


def looks_like_zh_name(text: str) -> bool:
    """Return whether 2-4 characters can be a Chinese full name."""
    text = text.replace(" ", "")
    if re.fullmatch(r"[\u4e00-\u9fff]{1,7}·[\u4e00-\u9fff]{1,8}", text):
        # 米娜·艾山: names of other peoples are written so.
        return True
    if _ZH_NO_NAME.fullmatch(text) or not re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", text):
        return False
    if text[:2] in ZH_TWO_SURNAMES:
        return 3 <= len(text) <= 4
    return text[0] in ZH_SURNAMES and len(text) <= 3


_UNMARKED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae"}
)


def looks_like_en_name(text: str, *, is_sure_place: bool = False) -> bool:
    """Return whether the words can be a person's full name.

    `is_sure_place`: it stands where a name is expected, so that any capitalised words will do;
    else one of them must be a common given name or an initial must follow.
    """
    if EN_NOT_NAME.search(text) or re.search(r"[\d@:;!?/]", text):
        return False
    words = re.split(r"\s+", text.strip(" .,"))
    if words[-1] == "I" or re.match(
        r"(?i)(?:wherever|however|whatever|what|when|where|my|our|your|this|that|all|new|most)$",
        words[0],
    ):
        return False
    if not 2 <= len(words) <= 4 or len(text) > 40:
        return False
    # Wiśniewski, Ştefan: letters count without their marks.
    plain = unicodedata.normalize("NFKD", " ".join(words)).translate(_UNMARKED)
    words = re.sub(r"[\u0300-\u036f]", "", plain).split(" ")
    word = r"(?:[A-ZÀ-Þ][a-zà-ÿß'’-]+(?:[A-Z][a-zà-ÿ]+)?|[A-ZÀ-Þ][’'][A-ZÀ-Þ][a-zà-ÿ]+|(?:[A-Z]\.?){1,2}|[A-ZÀ-Þ]{2,}|(?:de|da|van|von|der|del|bin|al|la|le)|[A-ZÀ-Þ][a-zà-ÿ'’]+-[A-ZÀ-Þ][a-zà-ÿ'’]+)"
    if not all(re.fullmatch(word, w.strip(",")) for w in words):
        return False
    if is_sure_place:
        return True
    folded = [w.strip(".,").casefold().split("-")[0] for w in words]
    return folded[0] in EN_GIVEN_NAMES or (
        bool(re.fullmatch(r"[A-Z]\.?", words[-1]))
        and len(words[0]) > 2
        # CDL A: letters that nobody can say as a word are no name.
        and not re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{3,}", words[0])
    )
