"""Invented postings, and questions that people ask of them in both languages.

Of each case: the posting, the question, and words that the answer must hold — quoted from the
text or standing in the row — or None where the posting does not say.
"""

from typing import NamedTuple


class Ad(NamedTuple):
    """A posting: what its row says by field, and its text."""

    title: str
    facts: dict[str, str]
    text: str


class Case(NamedTuple):
    ad: str
    question: str
    answer: str | None


ADS: dict[str, Ad] = {
    "fitter": Ad(
        "Maintenance Fitter",
        {
            "pay": "£36,500 a year",
            "place": "Rotherham",
            "employment": "full time",
            "employer": "Thornfield Castings",
            "date": "2026-11-02",
        },
        """About us
Thornfield Castings has poured iron in South Yorkshire for sixty years. We are a family firm of 85 people.
The role
You will keep our furnaces, conveyors and cranes running. You report to the Engineering Manager and work in a team of four.
Hours: four on, four off, 6am to 6pm, days and nights in turn. Extra hours are paid at time and a half.
Requirements
- A recognised apprenticeship in mechanical or electrical maintenance
- At least three years in heavy industry
- IPAF ticket is welcome but we will train you
- Full UK driving licence
What we offer
- 25 days' holiday plus bank holidays
- Company pension, we pay in 6%
- Free parking on site and a subsidised canteen
The first six months are a trial period. Closing date: 12 December. We would like you to begin in January.""",
    ),
    "frontend": Ad(
        "Frontend Engineer",
        {
            "pay": "€60,000 – €75,000 a year",
            "place": "Dublin",
            "remote": "hybrid",
            "employment": "full time",
            "employer": "Lantern Maps",
            "skills": "TypeScript, React, WebGL",
            "education": "",
        },
        """Lantern Maps draws city maps for bus companies in eleven countries.
What you will do:
Own our map viewer, from design sketch to production.
Mentor two junior colleagues.
You bring:
4+ years of professional work with TypeScript and React.
Experience with WebGL is a plus.
A degree is not required; show us what you have made.
Good spoken English; German would be nice.
We offer:
Two days a week in our Dublin office, the others wherever you like.
Health insurance for you and your family, and shares in the company after a year.
An annual training budget of €2,000.
Unfortunately we cannot sponsor work permits at the moment.
Interviews are two video calls and a small paid task.""",
    ),
    "carer": Ad(
        "Care Assistant (Nights)",
        {
            "pay": "£13.40 an hour",
            "place": "Exeter",
            "employment": "part time",
            "employer": "Willow Court",
        },
        """Willow Court is a home for 38 older people beside the river.
We need two care assistants for waking nights, 9pm to 7am, three nights a week including every other weekend.
No experience needed: you will shadow a senior colleague for two weeks and we pay for your Care Certificate.
You must be kind, patient and able to lift with a hoist. An enhanced DBS check is required and we pay for it.
Uniform and a hot meal on shift are free. The 57 bus stops at our gate.
We hold a sponsor licence and welcome applications from overseas carers.""",
    ),
    "analyst": Ad(
        "Data Analyst, 12-month contract",
        {
            "pay": "$48 an hour",
            "place": "Austin, TX",
            "employment": "contract",
            "employer": "Pecan Freight",
            "experience": "2 years",
        },
        """Pecan Freight moves produce across the Southwest.
Responsibilities
Build weekly dashboards for dispatch. Clean carrier data with SQL and Python.
Qualifications
Bachelor's degree in a quantitative field.
Two years with SQL. Tableau or Power BI.
This is a 12-month contract with the chance to convert to permanent. On-site in Austin, Monday to Friday.
Light travel to our Dallas yard, about once a quarter.""",
    ),
    "barista": Ad(
        "Barista",
        {"place": "Bath"},
        """Small coffee shop by the abbey looks for a barista. Make coffee, serve cakes, keep the bar clean. A friendly manner matters more than latte art.""",
    ),
    "java": Ad(
        "Java开发工程师",
        {
            "pay": "18000–28000元/月 × 14 months",
            "place": "西安·雁塔区",
            "employment": "full time",
            "employer": "西安云栈信息",
            "experience": "3-5年",
            "education": "本科",
            "skills": "Java, Spring Cloud, MySQL",
        },
        """岗位职责：
1、负责物流调度平台的后端开发与维护；
2、参与需求评审和技术方案设计；
3、带一名应届生。
任职要求：
1、统招本科及以上学历，计算机相关专业；
2、三年以上Java开发经验，熟悉Spring Cloud、MySQL；
3、有物流行业经验者优先；
4、英语能读文档即可。
福利待遇：
入职即缴五险一金，公积金按12%缴纳；
每天8小时，周末双休，不打卡，早上9点半到10点半弹性上班；
项目上线前偶尔加班，可调休；
年底双薪，另有季度绩效奖；
试用期3个月，试用期工资不打折；
办公地点在雁塔区科技二路，地铁6号线丈八四路站C口步行5分钟。""",
    ),
    "warehouse": Ad(
        "仓库分拣员",
        {
            "pay": "6000–7500元/月",
            "place": "佛山·南海区",
            "employment": "full time",
            "employer": "佛山顺途供应链",
        },
        """招仓库分拣员20名，男女不限，18-48岁，身体健康，能吃苦。
工作内容：按单拣货、打包、装车。
两班倒，白班8:00-20:00，晚班20:00-8:00，半个月一换，月休4天。
不要求学历和经验，手脚麻利就行，会开叉车的优先，叉车证补贴300元。
包吃住，宿舍四人间有空调热水器，可安排夫妻房。
每月15号发工资，做满一个月买社保，没有公积金。
满三个月有全勤奖200元，高温天另有补贴。
厂车每天从桂城地铁站接送。
不收任何押金和费用，面试合格第二天就可以上班。""",
    ),
    "teacher": Ad(
        "小学英语老师",
        {
            "pay": "8000–12000元/月",
            "place": "青岛·崂山区",
            "employment": "full time",
            "employer": "青岛海帆教育",
            "education": "本科",
        },
        """我们是一家做了十二年的小班课机构，崂山有三个校区，教师团队四十多人。
你要做的：给一到六年级上英语课，每班不超过8人，课后和家长沟通。
我们希望你：本科以上，英语专业八级或雅思7分以上，持有教师资格证。
应届毕业生也欢迎，入职后有老教师带两个月。
上班时间周三到周日，周一周二休息，下午1点到晚上8点半。
底薪5000加课时费每节60元，续班有奖金。
合同签三年，转正后每年调薪一次。
寒暑假各带薪休一周，缴纳五险，提供单身公寓。
有意请把简历发到校区，初试试讲15分钟。""",
    ),
    "nanny": Ad(
        "住家阿姨",
        {"pay": "9000元/月", "place": "北京·朝阳区"},
        """找一位住家阿姨，照顾一岁半的宝宝，做一日三餐，家里有洗碗机和扫地机器人。
要求45岁以下，有健康证，带过两岁以内的孩子，普通话清楚。
每周休一天，过年放七天假，春节不回家另给三倍工资。""",
    ),
    "sales": Ad(
        "外贸业务员",
        {"pay": "面议", "place": "义乌", "employer": "义乌泓达进出口", "date": "2026-11-15"},
        """负责阿里国际站询盘回复、报价和跟单。
要求英语四级以上，能独立写邮件，有外贸经验一年以上。
可以每周在家办公两天。
每年春秋两季广交会需要出差，差旅费公司报销。
招聘截止到12月20日，年后到岗也可以。""",
    ),
}

# Postings whose cases were written after the topics, and not tuned on.
LATER: dict[str, Ad] = {
    "driver": Ad(
        "Delivery Driver",
        {
            "pay": "£12.60 an hour",
            "place": "Norwich",
            "employer": "Fenway Parcels",
            "employment": "full time",
        },
        """Fenway Parcels delivers for small shops all over Norfolk.
You'll load the van at 5.30 and be home by mid-afternoon, five days out of seven.
You'll need a clean licence held for two years and a smartphone; the van and fuel are ours.
You get paid every Friday, plus 40p for each parcel over 90.
Lone working is part of the job. Boxes weigh up to 25 kg.
28 days of holiday. Sick pay after six months. No agencies.""",
    ),
    "pharmacist": Ad(
        "Clinical Pharmacist",
        {
            "pay": "$128,000 – $141,000 a year",
            "place": "Boise, ID",
            "employment": "full time",
            "employer": "Sawtooth Health",
            "experience": "1 year",
        },
        """Sawtooth Health runs four community hospitals in Idaho.
Review orders, round with physicians and counsel patients before discharge.
PharmD and an active Idaho licence, or eligible. One year of hospital practice or a residency.
7 on / 7 off, 10-hour evening shifts.
Medical, dental and vision from day one; 403(b) with 4% match; $10,000 sign-on bonus paid over two years.
Relocation assistance for moves over 100 miles. Background check and drug screen before hire.
Applications are reviewed as they come in.""",
    ),
    "nurse": Ad(
        "社区医院护士",
        {
            "pay": "7000–9000元/月",
            "place": "长沙·岳麓区",
            "employment": "full time",
            "education": "大专",
            "employer": "长沙岳麓康宁社区医院",
        },
        """本院为公立社区卫生服务中心，现有职工六十二人，为编外合同制岗位。
负责输液、换药、慢病随访，协助家庭医生入户。
持护士执业证，护理专业大专以上，两年以上临床工作经历，刚毕业的也可先来规培。
八小时工作制，夜班每月四到五个，夜班费每个120元。
六险二金，十三薪，节日慰问品，职工食堂每餐三元。
外地同事可申请周转房，每月租金200元。
报名请于11月30日前将材料发至人事科邮箱，笔试后面试，预计元旦后上岗。""",
    ),
    "designer": Ad(
        "UI设计师",
        {
            "place": "成都·高新区",
            "remote": "hybrid",
            "employer": "成都拾光互动",
            "skills": "Figma, 插画",
        },
        """我们是一支十五人的小游戏团队，产品卖到东南亚。
你会和两位策划一起做界面、图标和活动页。
熟练用Figma，会一点插画更好，作品比学历重要。
十点上班，晚上七点准时走人，大小周，每周三在家做。
老板不画饼，项目上线后分红，满一年给期权。
给配MacBook和手绘屏，办公室有两只猫。""",
    ),
}

LATER_CASES: tuple[Case, ...] = (
    Case("driver", "when is pay day?", "every Friday"),
    Case("driver", "what time would I finish", "mid-afternoon"),
    Case("driver", "Do I need my own van?", "the van and fuel are ours"),
    Case("driver", "is there anything extra per parcel?", "40p"),
    Case("driver", "how many days a week", "five days out of seven"),
    Case("driver", "is it heavy work", "25 kg"),
    Case("driver", "would I be working alone?", "Lone working"),
    Case("driver", "I only passed my driving test last year, would that do?", "clean licence"),
    Case("driver", "Will I get paid if I'm ill?", "Sick pay"),
    Case("driver", "is there a uniform", None),
    Case("driver", "what's the notice period", None),
    Case("driver", "Do they do background checks?", None),
    Case("driver", "年假多少天", "28 days"),
    Case("driver", "要自己带车吗", "the van and fuel are ours"),
    Case("driver", "有没有提成", "40p"),
    Case("driver", "招几个司机", None),
    Case("pharmacist", "is there a signing bonus", "$10,000"),
    Case("pharmacist", "do they test for drugs", "drug screen"),
    Case("pharmacist", "what's the schedule like?", "7 on / 7 off"),
    Case("pharmacist", "Would they help me move from Denver?", "Relocation assistance"),
    Case("pharmacist", "can new grads apply?", "One year of hospital practice"),
    Case("pharmacist", "retirement plan?", "403(b)"),
    Case("pharmacist", "do I need to be licensed in Idaho already", "active Idaho licence"),
    Case("pharmacist", "Is there a closing date", "reviewed as they come in"),
    Case("pharmacist", "is child care offered", None),
    Case("pharmacist", "do they sponsor H-1B", None),
    Case("pharmacist", "有年终奖吗", None),
    Case("pharmacist", "有牙科保险吗", "dental"),
    Case("nurse", "是编制内的吗", "编外合同制"),
    Case("nurse", "夜班一个月几个,有补贴吗", "夜班费"),
    Case("nurse", "有公积金吗", "六险二金"),
    Case("nurse", "能解决住宿吗", "周转房"),
    Case("nurse", "刚毕业没经验行吗", "规培"),
    Case("nurse", "报名截止几号", "11月30日"),
    Case("nurse", "什么时候入职", "元旦后"),
    Case("nurse", "吃饭怎么解决", "食堂"),
    Case("nurse", "单位有多少人", "六十二人"),
    Case("nurse", "要笔试吗", "笔试"),
    Case("nurse", "试用期多久", None),
    Case("nurse", "有班车吗", None),
    Case("nurse", "do I need a nursing licence?", "护士执业证"),
    Case("nurse", "are there night shifts", "夜班每月"),
    Case("nurse", "is there free parking?", None),
    Case("designer", "是双休吗", "大小周"),
    Case("designer", "能居家办公吗", "在家做"),
    Case("designer", "几点下班", "晚上七点"),
    Case("designer", "电脑自备吗", "MacBook"),
    Case("designer", "公司有猫吗", "两只猫"),
    Case("designer", "不会插画能去吗", "插画"),
    Case("designer", "团队几个人", "十五人"),
    Case("designer", "工资多少", None),
    Case("designer", "交五险一金吗", None),
    Case("designer", "试用期打几折", None),
    Case("designer", "do they give stock options?", "期权"),
    Case("designer", "is a degree required", "学历"),
    Case("designer", "how long is the commute from Tianfu Square?", None),
)

CASES: tuple[Case, ...] = (
    # --- English questions on English postings
    Case("fitter", "What does it pay?", "£36,500"),
    Case("fitter", "how much is it a year", "£36,500"),
    Case("fitter", "Is overtime paid?", "time and a half"),
    Case("fitter", "What hours would I be working?", "four on, four off"),
    Case("fitter", "are there night shifts?", "days and nights"),
    Case("fitter", "How many days off do I get as annual leave?", "25 days"),
    Case("fitter", "is there a pension?", "6%"),
    Case("fitter", "Do I need a driving licence", "driving licence"),
    Case("fitter", "would they take me without an IPAF ticket?", "IPAF"),
    Case("fitter", "how long is probation?", "trial period"),
    Case("fitter", "When's the deadline to apply?", "12 December"),
    Case("fitter", "when would I start?", "January"),
    Case("fitter", "who would I report to", "Engineering Manager"),
    Case("fitter", "how big is the team?", "team of four"),
    Case("fitter", "is there somewhere to park?", "parking"),
    Case("fitter", "can I eat there?", "canteen"),
    Case("fitter", "who is the employer?", "Thornfield"),
    Case("fitter", "how big is the company", "85 people"),
    Case("fitter", "Do they sponsor visas?", None),
    Case("fitter", "can I work from home?", None),
    Case("fitter", "Is there a bonus?", None),
    Case("fitter", "do they drug test", None),
    Case("fitter", "is relocation help available?", None),
    Case("fitter", "do they provide accommodation", None),
    Case("frontend", "Can I work remotely?", "hybrid"),
    Case("frontend", "how many days in the office?", "Two days a week"),
    Case("frontend", "do I need a degree?", "not required"),
    Case("frontend", "Would they take me without WebGL?", "WebGL is a plus"),
    Case("frontend", "any equity or stock options?", "shares in the company"),
    Case("frontend", "do they cover medical insurance", "Health insurance"),
    Case("frontend", "will they sponsor my work visa?", "cannot sponsor"),
    Case("frontend", "what's the interview process like?", "two video calls"),
    Case("frontend", "which languages do I have to speak", "German"),
    Case("frontend", "how much experience do they want?", "4+ years"),
    Case("frontend", "is there a budget for courses?", "training budget"),
    Case("frontend", "what does the company do?", "city maps"),
    Case("frontend", "how many hours a week is it?", None),
    Case("frontend", "how long is the notice period?", None),
    Case("frontend", "when do they want somebody to begin?", None),
    Case("frontend", "can I bring my dog to the office?", None),
    Case("carer", "what time do the shifts start?", "9pm to 7am"),
    Case("carer", "do I have to work weekends", "every other weekend"),
    Case("carer", "I have never done care before, is that ok?", "No experience needed"),
    Case("carer", "is a criminal record check needed?", "DBS"),
    Case("carer", "Do I have to buy my own uniform?", "Uniform"),
    Case("carer", "is it near a bus stop?", "57 bus"),
    Case("carer", "do they take people from overseas?", "sponsor licence"),
    Case("carer", "will I get training?", "Care Certificate"),
    Case("carer", "is there sick pay?", None),
    Case("carer", "is there a pension scheme", None),
    Case("carer", "what's the closing date?", None),
    Case("analyst", "is it permanent?", "12-month contract"),
    Case("analyst", "how long is the contract?", "12-month"),
    Case("analyst", "is there any travel?", "Dallas"),
    Case("analyst", "what would I be doing all day?", "dashboards"),
    Case("analyst", "which degree do they ask for", "quantitative"),
    Case("analyst", "would they hire me with no Tableau?", "Tableau"),
    Case("analyst", "do I get health benefits?", None),
    Case("analyst", "what are the benefits?", None),
    Case("barista", "What's the salary?", None),
    Case("barista", "do I need experience?", None),
    Case("barista", "where is it?", "Bath"),
    Case("barista", "what are the opening hours I'd work?", None),
    Case("barista", "do you need latte art skills?", "latte art"),
    # --- Chinese questions on Chinese postings
    Case("java", "工资多少", "18000"),
    Case("java", "一年发几个月工资?", "14"),
    Case("java", "五险一金交吗", "五险一金"),
    Case("java", "公积金按多少比例交", "12%"),
    Case("java", "加班多不多?", "偶尔加班"),
    Case("java", "是双休吗", "双休"),
    Case("java", "几点上班", "9点半"),
    Case("java", "试用期多久,打折不", "3个月"),
    Case("java", "年终奖有没有", "双薪"),
    Case("java", "大专能去吗", "本科"),
    Case("java", "没做过物流能要我吗", "物流行业"),
    Case("java", "英语要求高吗", "读文档"),
    Case("java", "离地铁远吗", "地铁6号线"),
    Case("java", "要几年经验", "三年以上"),
    Case("java", "具体做什么的", "调度平台"),
    Case("java", "能远程办公吗", None),
    Case("java", "管住吗", None),
    Case("java", "要出差吗?", None),
    Case("java", "有没有餐补", None),
    Case("java", "什么时候截止", None),
    Case("warehouse", "包吃住吗", "包吃住"),
    Case("warehouse", "有夫妻房没", "夫妻房"),
    Case("warehouse", "几号发工资", "15号"),
    Case("warehouse", "倒班吗", "两班倒"),
    Case("warehouse", "一个月休几天", "月休4天"),
    Case("warehouse", "要不要交押金", "押金"),
    Case("warehouse", "我50岁了要不要", "18-48岁"),
    Case("warehouse", "没文化可以干不", "不要求学历"),
    Case("warehouse", "没有叉车证行不行", "叉车证"),
    Case("warehouse", "什么时候能上班", "第二天"),
    Case("warehouse", "有厂车接送不", "厂车"),
    Case("warehouse", "给不给交社保", "社保"),
    Case("warehouse", "有高温补贴吗", "高温"),
    Case("warehouse", "女的要吗", "男女不限"),
    Case("warehouse", "招几个人", "20名"),
    Case("warehouse", "年假有几天", None),
    Case("warehouse", "签不签合同", None),
    Case("warehouse", "有年终奖不", None),
    Case("teacher", "需要教师资格证吗", "教师资格证"),
    Case("teacher", "应届生要不要", "应届"),
    Case("teacher", "周末上班吗", "周三到周日"),
    Case("teacher", "底薪是多少", "底薪5000"),
    Case("teacher", "合同签几年", "三年"),
    Case("teacher", "寒暑假放假吗", "寒暑假"),
    Case("teacher", "面试怎么面", "试讲"),
    Case("teacher", "一个班多少学生", "8人"),
    Case("teacher", "团队多大", "四十多人"),
    Case("teacher", "试用期几个月", None),
    Case("teacher", "有没有公积金", None),
    Case("nanny", "过年能回家吗", "过年放七天"),
    Case("nanny", "一周休几天", "每周休一天"),
    Case("nanny", "要健康证不", "健康证"),
    Case("nanny", "有年龄限制吗", "45岁以下"),
    Case("nanny", "要做饭吗", "一日三餐"),
    Case("nanny", "交社保吗", None),
    Case("nanny", "雇主是谁", None),
    Case("sales", "可以在家上班吗", "在家办公两天"),
    Case("sales", "要经常出差吗", "广交会"),
    Case("sales", "几号截止报名", "12月20日"),
    Case("sales", "过完年再去行吗", "年后到岗"),
    Case("sales", "有提成吗", None),
    Case("sales", "五险一金有没有", None),
    # --- across the languages
    Case("fitter", "加班有钱吗", "time and a half"),
    Case("fitter", "试用期多久", "trial period"),
    Case("fitter", "年假有几天", "25 days"),
    Case("fitter", "要驾照吗", "driving licence"),
    Case("fitter", "能办工作签证吗", None),
    Case("frontend", "可以远程吗", "hybrid"),
    Case("frontend", "需要学历吗", "not required"),
    Case("frontend", "有没有期权", "shares in the company"),
    Case("carer", "要上夜班吗", "waking nights"),
    Case("carer", "没经验可以吗", "No experience needed"),
    Case("carer", "能给办签证吗", "sponsor licence"),
    Case("analyst", "要出差吗", "Dallas"),
    Case("analyst", "合同多长时间", "12-month"),
    Case("barista", "工资多少", None),
    Case("java", "Is there a bonus?", "双薪"),
    Case("java", "how long is the probation", "3个月"),
    Case("java", "do I have to work overtime?", "偶尔加班"),
    Case("java", "can I work from home?", None),
    Case("warehouse", "is housing provided?", "宿舍"),
    Case("warehouse", "is there an age limit?", "18-48岁"),
    Case("warehouse", "what shifts is it?", "两班倒"),
    Case("warehouse", "do I need any qualifications or a diploma?", "不要求学历"),
    Case("teacher", "Do I need a teaching certificate?", "教师资格证"),
    Case("teacher", "which days are off?", "周一周二休息"),
    Case("nanny", "How many days off a week?", "每周休一天"),
    Case("sales", "Can I work from home sometimes?", "在家办公两天"),
    Case("sales", "is there commission?", None),
)  # fmt: skip
