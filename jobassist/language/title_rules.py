"""What the words before a title's head say: which trade a wide head (…设计师, supervisor) stands for.

A head alone names a rank or a way of working. The lists go from the telling word to the trade,
the more telling ones first.
"""

import re

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern), family) for pattern, family in pairs)


def _first(rules: Rules, words: str) -> tuple[int, str] | None:
    for pattern, family in rules:
        match = pattern.search(words)
        if match:
            return match.start(), family
    return None


def _nearest(rules: Rules, words: str) -> str | None:
    """Return the family of the telling word next to the head: Software Sales Intern sells."""
    ends = [(m.end(), -m.start(), family) for p, family in rules for m in p.finditer(words)]
    return max(ends)[2] if ends else None


# --- Chinese ----------------------------------------------------------------------------------

# What an unknown compound with an everyday head is about.
_TOPICS_ZH = _rules(
    ("测试", "qa-engineer"), ("前端|web|小程序", "frontend-developer"), ("后端|服务端|后台", "backend-developer"),
    ("大数据|数据仓库|数仓|hadoop|spark|etl", "data-engineer"), ("算法|机器学习|深度学习|人工智能|图像识别|视觉算法", "ml-engineer"), ("网络安全|信息安全|渗透|安全攻防", "security-engineer"),
    ("数据(?:治理|采集|开发|平台|中台|集成|架构|资产|工程)", "data-engineer"), ("数据|建模", "data-analyst"), ("机器视觉|视觉(?!设计|传达)", "ml-engineer"), ("嵌入式|单片机", "embedded-engineer"), ("硬件|射频|电路|芯片|电子", "hardware-engineer"), ("车辆.*(?:运维|维修|维保|售后)|汽车.*(?:维修|售后)|汽修|机车维修", "mechanic"),
    ("(?:设备|机电|机械).*(?:运维|维护|维修|售后|技术服务)", "fitter"), ("售前|解决方案", "presales"), ("技术支持|技术服务|售后.{0,4}(?:工程|技术)", "it-support"), ("软件|程序|系统开发", "software-developer"),
    ("运维|集群", "devops-engineer"), ("网络", "network-engineer"), ("通信|传输|基站|无线", "telecom-engineer"), ("电气|自动化|plc|电控|电器|弱电|仪表|控制|线束", "electrical-engineer"),
    ("机械|结构|工艺|模具|夹具|机构|非标|内饰|底盘|车身|总布置", "mechanical-engineer"), ("车辆调度|车队|车辆运营|车管|车务|车辆管理|调度", "logistics-clerk"), ("设备|机电", "fitter"),
    ("质量|品质|质检", "quality-inspector"), ("安全|环保", "environmental-engineer"), ("土建|施工|建筑|工程管理|监理", "construction-manager"), ("造价|预算|预结算|结算", "quantity-surveyor"),
    ("财务|税务|账务", "accountant"), ("信贷|风控|合规|审批", "risk"), ("招聘", "recruiter"), ("人事|人力|绩效", "hr"), ("采购", "procurement"), ("仓库|仓储|库房|库存", "warehouse-operative"), ("物流|货运", "logistics-clerk"),
    ("生产|车间", "production-manager"), ("养老|老人|失能|敬老", "caregiver"), ("市场|品牌|推广|营销", "marketing"), ("新媒体|短视频|抖音", "social-media"), ("运营|电商", "operations-online"),
    ("行政|文秘", "admin"), ("客户服务|客服|售后", "customer-service"), ("护肤|美容|美妆", "beautician"), ("销售|渠道|业务|招商", "sales"), ("客房", "hotel-staff"),
    ("餐饮|餐厅|门店餐", "restaurant-manager"), ("教务|教学", "education-consultant"), ("物业", "property-manager"), ("法务|知识产权", "legal-counsel"), ("培训", "trainer"), ("产品", "product-manager"),
)  # fmt: skip
TOPIC_HEADS_ZH = frozenset(
    "工程师 技术员 专员 助理 主管 经理 总监 文员 管理员 顾问 维修工 安装工 检验员 设计师 专家 分析师".split()
)
_TONGUES = (
    ("java(?!script)", "java-developer"), ("python", "python-developer"), ("golang|go语言", "go-developer"), ("php", "php-developer"),
    (r"c\+\+", "cpp-developer"), (r"\.net|c#", "dotnet-developer"), (r"node\.?js", "nodejs-developer"), ("ruby", "ruby-developer"),
)  # fmt: skip
# Wide names, and what the words before them make of them.
_NARROWER_ZH: dict[str, Rules] = {
    "software-developer": _rules(
        ("大数据|数据仓库|数仓|hadoop|spark|etl|数据平台", "data-engineer"), ("算法|机器学习|深度学习|人工智能", "ml-engineer"),
        ("嵌入式|单片机|固件|驱动|linux内核", "embedded-engineer"), ("前端|小程序|h5", "frontend-developer"), *_TONGUES,
        ("后端|后台|服务端", "backend-developer"), ("安卓|android|ios|移动端|app", "mobile-developer"), ("游戏|u3d|unity", "game-developer"),
        ("测试", "qa-engineer"),
    ),
    # Who develops (研发) things that are no software.
    "developer-of-things": _rules(
        ("食品|药|制剂|生物|化妆品|试剂", "biotech"), ("材料|配方|化工|化学|涂料|胶|电池|电芯|面料", "chemical-engineer"),
        ("硬件|电路|射频|芯片|fpga|电源|电子(?!商务)", "hardware-engineer"), ("机械|结构|机构|模具|工艺|非标|底盘|内饰|车身", "mechanical-engineer"),
        ("自动化|电气|电控|plc|电器|仪表", "electrical-engineer"), ("通信|无线|5g|基站", "telecom-engineer"),
    ),
    "graphic-designer": _rules(
        ("ui|ux|交互|用户体验|界面", "ui-designer"), ("室内|家装|软装|家具|橱柜|装修|装饰|精装", "interior-designer"), ("服装|鞋|箱包|面料", "fashion-designer"),
        ("建筑|景观|规划|园林", "architect"), ("给排水|市政|暖通|土建|岩土|道路|桥梁", "construction-manager"), ("游戏|原画|动漫|角色|关卡", "game-artist"),
        ("电路|芯片|射频|硬件|pcb|版图|电子(?!商务)", "hardware-engineer"), ("通信|传输|管线|线路|光缆|数据链|无线", "telecom-engineer"),
        ("电气|自动化|控制|plc|弱电|总线|线束", "electrical-engineer"), ("机械|机构|结构|模具|夹具|非标|设备|车辆|汽车|底盘|产品结构", "mechanical-engineer"),
        ("算法", "ml-engineer"), ("架构", "architect-it"), ("软件|系统|数据库", "software-developer"), ("课程", "trainer"), ("珠宝|首饰", "jewelry"),
    ),
    "devops-engineer": _rules(
        ("车辆|车队|单车|汽车", "mechanic"),
        ("设备|机电|电力|光伏|风电|风机|储能|充电桩|电站|轨道|地铁|变电|动力|基建|自动化|锅炉|水厂|污水", "fitter"),
        ("安全", "security-engineer"),
    ),
    "nurse": _rules(("养老|老年|老人|失能|敬老", "caregiver"), ("宠物|动物", "pet-groomer"), ("发|皮肤|美", "beautician")),
    "architect-it": _rules(("建筑", "architect")),
    "engineering-manager": _rules(("市场|客户|渠道|业务|商务|招商|销售", "sales-manager")),
    "construction-manager": _rules(("(?:自动化|机械|车辆|汽车|整车|产品|通信|电子|非标|手机|模具|电池|设备|机器人).{0,6}结构", "mechanical-engineer")),
    "driver": _rules(("叉车|铲车", "forklift-operator"), ("挖机|挖掘机|吊车|装载机", "excavator-operator"), ("货车|卡车|挂车|重卡|罐车|渣土", "truck-driver")),
    "qa-engineer": _rules(("硬件|芯片|射频|电子(?!商务)|电池|电源", "hardware-engineer"), ("车辆|整车|机械|结构", "mechanical-engineer")),
}  # fmt: skip
_IS_SOFTWARE = re.compile(r"软件|程序|码农|系统")


_CLERICAL_ZH = _rules(*((p.pattern, f) for p, f in _TOPICS_ZH if f in (
    "warehouse-operative", "logistics-clerk", "accountant", "hr", "procurement", "customer-service", "sales", "quality-inspector",
)))  # fmt: skip


def topic_zh(title: str, *, head: str) -> str | None:
    """Return the trade that an unknown compound's words tell, None where they tell none."""
    # A clerk of the data centre is a clerk.
    found = _first(_CLERICAL_ZH if head == "文员" else _TOPICS_ZH, title)
    return found[1] if found else None


def narrow_zh(family: str, *, before: str, name: str) -> tuple[int, str] | None:
    """Return the offset in `before + name` of the telling word and the trade it makes of a family.

    None where the words leave the family as it is.
    """
    rules = _NARROWER_ZH.get(family)
    if rules is None:
        return None
    words = before + name
    if family == "software-developer":
        found = _first(rules, words)
        if found is None and not _IS_SOFTWARE.search(words):
            found = _first(_NARROWER_ZH["developer-of-things"], before)
        return found
    return _first(rules, before if family == "devops-engineer" else words)


# --- English ----------------------------------------------------------------------------------

# Heads that tell a rank or a way of working: the words before them tell the trade.
WIDE_HEADS_EN = frozenset(
    "supervisor manager lead leader director head assistant worker staff officer specialist associate coordinator executive operative "
    "agent attendant representative rep clerk helper apprentice trainee crew member technician advisor adviser consultant analyst "
    "administrator engineer developer scientist researcher designer intern internship professional expert custodian operator chief "
    "architect planner strategist controller inspector".split()
)
# Whose work a field alone tells (retail staff, not a retail analyst).
_HANDS = frozenset(
    "assistant worker staff operative helper apprentice trainee crew member attendant supervisor clerk associate".split()
)
_LEADS = frozenset("supervisor manager lead leader director head chief".split())
# Who leads them is another occupation, and known as one.
_LED_BY = {
    **dict.fromkeys(("retail-assistant", "stocker", "cashier", "florist"), "store-manager"),
    **dict.fromkeys(("waiter", "fast-food", "barista", "kitchen-assistant", "bartender"), "restaurant-manager"),
    **dict.fromkeys(("warehouse-operative", "logistics-clerk", "forklift-operator"), "warehouse-manager"),
    **dict.fromkeys(("sales", "account-executive"), "sales-manager"),
    **dict.fromkeys(("accountant", "financial-analyst"), "finance-manager"),
    **dict.fromkeys(("software-developer", "backend-developer", "frontend-developer"), "engineering-manager"),
    "general-worker": "production-manager", "admin": "office-manager",
}  # fmt: skip
_TOPICS_EN = _rules(
    (r"\b(?:ux|user experience|ui|interaction|product design|web design)\b", "ui-designer"), (r"\bsocial media\b", "social-media"), (r"\b(?:telesales|inside sales|field sales|business development)\b", "sales"),
    (r"\b(?:customer success|renewal)", "customer-success"), (r"\bcustomer (?:service|support|care|experience|relations)\b|\bcontact cent|\bcall cent", "customer-service"),
    (r"\b(?:machine learning|deep learning|ml|nlp|computer vision|artificial intelligence|ai)\b", "ml-engineer"), (r"\bdata science\b", "data-scientist"), (r"\bdata (?:platform|engineering|warehouse|pipeline|integration|infrastructure)\b|\betl\b|\bbig data\b", "data-engineer"),
    (r"\b(?:data entry)\b", "data-entry"), (r"\b(?:analytics|data|business intelligence|bi|insights?)\b", "data-analyst"), (r"\b(?:qa|test automation|software test)\b", "qa-engineer"), (r"\b(?:front[- ]end|frontend)\b", "frontend-developer"), (r"\b(?:back[- ]end|backend)\b", "backend-developer"),
    (r"\b(?:cyber ?security|information security|appsec|application security)\b", "security-engineer"), (r"\b(?:devops|site reliability|infrastructure|platform|cloud)\b", "devops-engineer"), (r"\bpre[- ]?sales\b", "presales"),
    (r"\b(?:software|engineering)\b", "software-developer"), (r"\b(?:it|help ?desk|desktop|technical) support\b|\bservice desk\b", "it-support"),
    (r"\b(?:after school|breakfast club|holiday club|child ?care|kids club|creche|playgroup)\b", "kindergarten-teacher"), (r"\b(?:café|cafe|coffee)\b", "barista"), (r"\b(?:salon|hair|hair care)\b", "hairdresser"), (r"\b(?:beauty|spa|nail|skin)\b", "beautician"),
    (r"\b(?:stocking|overnight stock|shelf|replenishment|freight team)\b", "stocker"), (r"\b(?:goods in|goods out|despatch|dispatch|stock|stores|warehouse|fulfilment|fulfillment|packaging|packing|picking)\b", "warehouse-operative"),
    (r"\b(?:garden centre|garden center|shop|store|retail|supermarket|checkout|merchandise)\b", "retail-assistant"), (r"\b(?:restaurant|dining|banquet|food service|food and beverage|f b|catering|events?|hospitality|bar|pub|ice cream)\b", "waiter"), (r"\bkitchen\b", "kitchen-assistant"), (r"\b(?:fast food|drive thru)\b", "fast-food"),
    (r"\b(?:hotel|guest|rooms)\b", "hotel-staff"), (r"\b(?:cleaning|housekeeping|domestic|janitorial)\b", "cleaner"), (r"\blaundry\b", "laundry"), (r"\b(?:nursing|nurse|ward|clinical)\b", "nurse"), (r"\b(?:care|support living|residential)\b", "caregiver"), (r"\b(?:pharmacy)\b", "pharmacist"), (r"\b(?:dental)\b", "dental-assistant"),
    (r"\b(?:veterinary|animal)\b", "veterinary"), (r"\b(?:security|loss prevention)\b", "security-guard"), (r"\b(?:talent acquisition|recruiting|recruitment|sourcing talent)\b", "recruiter"), (r"\b(?:hr|human resources?|people (?:operations|services|partner)|employee relations)\b", "hr"), (r"\bpayroll\b", "payroll"),
    (r"\b(?:product marketing|marketing|brand|growth|content|media|advertising)\b", "marketing"), (r"\b(?:public relations|communications|press|public affairs)\b", "pr"), (r"\b(?:sales|account)\b", "sales"), (r"\b(?:treasury|finance|accounting|accounts|tax|financial)\b", "accountant"), (r"\b(?:audit)\b", "auditor"), (r"\b(?:risk|compliance|aml|kyc)\b", "risk"),
    (r"\b(?:legal|law|litigation|governance)\b", "legal-counsel"), (r"\b(?:procurement|sourcing|purchasing|commodity|buying)\b", "procurement"), (r"\b(?:supply chain|demand|inventory)\b", "supply-chain"), (r"\b(?:logistics|shipping|transport|fleet)\b", "logistics-clerk"), (r"\b(?:project|programme|program)\b", "project-manager"), (r"\bproduct\b", "product-manager"),
    (r"\b(?:maintenance|equipment|hydraulic)\b", "fitter"), (r"\b(?:electrical|(?<!internal )controls|automation|power systems?)\b", "electrical-engineer"), (r"\b(?:mechanical|manufacturing)\b", "mechanical-engineer"), (r"\b(?:production|factory|assembly|line|plant)\b", "general-worker"), (r"\b(?:quality)\b", "quality-inspector"), (r"\b(?:safety|ehs|hse|environmental)\b", "environmental-engineer"),
    (r"\b(?:construction|site|building)\b", "construction-manager"), (r"\b(?:property|facilities|estate)\b", "property-manager"), (r"\b(?:admissions|enrolment|student)\b", "education-consultant"), (r"\b(?:admin|administrative|clerical|office)\b", "admin"), (r"\b(?:training|learning)\b", "trainer"), (r"\b(?:operations)\b", "operations-manager"),
)  # fmt: skip
# A platform's lead or a cloud's manager sells or plans it as often as not.
_TOPICS_OF_MANY_EN = tuple(rule for rule in _TOPICS_EN if rule[1] != "devops-engineer")
_TOPICS_BY_HEAD_EN: dict[str, Rules] = {
    # Of engineers and scientists only what engineers do: a product scientist is no product manager.
    **dict.fromkeys(
        ("engineer", "developer", "scientist", "researcher", "architect", "technician", "designer"),
        tuple(rule for rule in _TOPICS_EN if rule[1] in (
            "ui-designer", "ml-engineer", "data-scientist", "data-engineer", "qa-engineer", "frontend-developer", "backend-developer", "security-engineer",
            "devops-engineer", "presales", "software-developer", "it-support", "electrical-engineer", "mechanical-engineer", "quality-inspector", "environmental-engineer", "fitter",
        )),
    ),
}  # fmt: skip
# An account executive sells; an account assistant keeps the books.
for _head in ("assistant", "clerk", "officer", "administrator", "technician"):
    _TOPICS_BY_HEAD_EN.setdefault(_head, _TOPICS_OF_MANY_EN)
    _TOPICS_BY_HEAD_EN[_head] = (
        *(rule for rule in _TOPICS_BY_HEAD_EN[_head] if rule[1] != "sales"),
        *_rules((r"\bsales\b", "sales"), (r"\baccount\b", "accountant")),
    )
for _head in ("engineer", "consultant", "specialist", "advisor", "adviser"):
    _TOPICS_BY_HEAD_EN[_head] = (
        *_TOPICS_BY_HEAD_EN.get(_head, _TOPICS_OF_MANY_EN),
        *_rules((r"\bsolutions?\b", "presales")),
    )
_TOPICS_BY_HEAD_EN["analyst"] = tuple(
    rule
    for rule in _TOPICS_OF_MANY_EN
    if rule[1] not in ("product-manager", "project-manager", "sales")
)
_NARROWER_EN: dict[str, Rules] = {
    "software-developer": _rules(
        (r"\b(?:machine learning|deep learning|ml|computer vision|nlp)\b", "ml-engineer"), (r"\b(?:big data|data (?:platform|warehouse|engineering|ingestion|pipelines?))\b", "data-engineer"),
        (r"\b(?:front[- ]?end|react|angular|vue)\b", "frontend-developer"), (r"\bfull[- ]?stack\b", "fullstack-developer"), (r"\b(?:android|ios|mobile)\b", "mobile-developer"),
        *((rf"\b{p}" if p[0].isalpha() else p, f) for p, f in _TONGUES), (r"\bback[- ]?end\b", "backend-developer"), (r"\b(?:embedded|firmware)\b", "embedded-engineer"),
        (r"\b(?:devops|site reliability)\b", "devops-engineer"), (r"\b(?:games?|unity|unreal)\b", "game-developer"),
    ),
    "biotech": _rules(
        (r"\b(?:ai|ml|machine learning|deep learning|robotics|nlp|language models?|computer vision|reinforcement)\b", "ml-engineer"), (r"\bdata\b", "data-scientist"),
        (r"\b(?:software|security|privacy|systems|hci|computing)\b", "software-developer"),
    ),
    "driver": _rules(
        (r"\b(?:class [12]|hgv|lgv|artic|trunk|trunking|tramper|truck|lorry|tractor[- ]trailer|cdl|tanker|7 5 ?t|18 ?t)\b", "truck-driver"), (r"\b(?:parcels?|multi ?drop)\b", "courier"),
    ),
    "warehouse-manager": _rules((r"\bdata warehouse\b", "data-engineer")),
    "admin": _rules(
        (r"\bdatabases?\b", "dba"), (r"\b(?:systems?|network|linux|windows|servers?|salesforce|cloud) administrator\b", "sysadmin"),
    ),
    "engineering-manager": _rules(
        (r"\b(?:partner|business|account|market|channel|customer|community|property|real estate) development\b", "account-executive"),
    ),
    "caregiver": _rules((r"\b(?:rn|registered nurse)\b", "nurse"), (r"\bhair care\b", "hairdresser"), (r"\bskin care\b", "beautician"), (r"\b(?:pet|animal) care\b", "pet-groomer")),
    "mechanical-engineer": _rules(
        (r"\b(?:codec|ic|asic|chip|rtl|fpga|circuits?|silicon|analog|pcb|hardware)\b", "hardware-engineer"),
    ),
    "courier": _rules((r"\b(?:class [12]|hgv|lgv|artic|lorry)\b", "truck-driver")),
    "nurse": _rules((r"^(?!.*\b(?:rn|registered nurse)\b).*\b(?:licen[cs]ed (?:practical|vocational)|lpn|lvn|enrolled)\b", "practical-nurse"),),
}  # fmt: skip


def topic_en(
    words: str, *, head: str, known: str | None = None, weak: str | None = None
) -> str | None:
    """Return the trade of an English title by the words before its wide head.

    `known` is the family of a name that those words end in, which says more than a topic; `weak`
    that of a field (delivery, retail), which says less.
    """
    family = known
    if family is None:
        family = _nearest(_TOPICS_BY_HEAD_EN.get(head, _TOPICS_OF_MANY_EN), words)
    if family is None and head in _HANDS:
        family = weak
    if family and head in _LEADS:
        family = _LED_BY.get(family, family)
    return family


def narrow_en(family: str, words: str) -> str:
    """Return the family, or the one that other words of the title make of it."""
    found = _first(_NARROWER_EN.get(family, ()), words)
    return found[1] if found else family
