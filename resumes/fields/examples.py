"""Example phrasings for a question, fit for the person's occupation and language.

An ellipsis stands where the person's own figure belongs: an example sent back as it is says
nothing, so `parse_answer` takes no value from one.
"""

import re

from django.utils.translation import get_language

from ..pointers import tokens_of
from .types import Document

# Occupations by words of the title; first match wins.
_TRADES: tuple[tuple[str, str], ...] = (
    ("delivery", r"骑手|外卖|快递|配送|送货|跑腿|courier|deliver|rider"),
    ("driving", r"司机|驾驶|driver|hgv|cdl|trucker|chauffeur|代驾"),
    ("warehouse", r"仓|分拣|搬运|叉车|打包|warehouse|forklift|picker|packer|logistics|物流"),
    (
        "factory",
        r"普工|操作工|车间|品检|质检|流水线|焊工|钳工|数控|技工|machinist|welder|assembl|operative|operator|factory|生产",
    ),
    (
        "trades",
        r"电工|水电|木工|瓦工|油漆|装修|空调|制冷|维修|安装|施工|electrician|plumber|carpenter|joiner|mechanic|fitter|roofer|hvac|technician|builder",
    ),
    (
        "care",
        r"护士|护理|护工|月嫂|育儿|保姆|养老|nurse|carer|care assistant|healthcare|midwife|nanny|support worker",
    ),
    ("kitchen", r"厨|炒锅|头锅|面点|烘焙|后厨|chef|cook|baker|kitchen"),
    (
        "service",
        r"服务员|咖啡|收银|前台|导购|店员|店长|酒店|接待|barista|waiter|waitress|bartender|reception|cashier|retail|shop|hotel|nail|hair|salon|美容|美发",
    ),
    ("cleaning", r"保洁|保安|家政|clean|housekeep|janitor|security|guard"),
    ("teaching", r"老师|教师|讲师|教练|助教|teacher|tutor|teaching|lecturer|instructor|coach"),
    (
        "engineering",
        r"土木|电气|机械|工艺|结构|暖通|造价|施工员|测绘|bim|数控|模具|自动化|civil|mechanical|electrical|structural|process engineer|site engineer|surveyor|cnc|draughts|drafter|quantity",
    ),
    (
        "software",
        r"开发|后端|前端|程序|工程师|测试|运维|算法|数据|架构|java|python|developer|engineer|software|devops|backend|frontend|data|qa",
    ),
    (
        "sales",
        r"销售|业务|客户经理|招商|地产|保险|sales|account executive|business development|\bae\b|\bsdr\b|agent",
    ),
    (
        "office",
        r"会计|财务|出纳|文员|行政|人事|hr|助理|法务|采购|account|finance|admin|clerk|assistant|payroll|buyer|secretary",
    ),
    (
        "creative",
        r"设计|美工|摄影|剪辑|文案|编辑|运营|市场|品牌|design|photograph|writer|editor|market|content",
    ),
)
_HIGHLIGHTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "delivery": (
        ("一天送 … 单左右", "跑 … 那片，路很熟", "… 年没有一个差评"),
        ("about … drops a day", "know the … area well", "no complaints in … years"),
    ),
    "driving": (
        ("安全行驶 … 公里", "跑 … 到 … 的线路", "… 年没有事故"),
        ("… accident-free miles", "ran the … to … route", "clean licence for … years"),
    ),
    "warehouse": (
        ("每天分拣 … 件", "会开 … 吨叉车", "差错率低于 …"),
        ("picked … items an hour", "drove a … truck", "kept errors under …"),
    ),
    "factory": (
        ("每班做 … 件，合格率 …", "带过 … 个新人", "会操作 …"),
        ("made … parts a shift, … right first time", "trained … new starters", "ran the … machine"),
    ),
    "trades": (
        ("做过 … 个项目", "独立装过 …", "会看图纸，会调试 …"),
        ("finished … jobs a week", "fitted … on my own", "fault-finding on …"),
    ),
    "care": (
        ("照顾过 … 位老人", "值过 … 的夜班", "会 … 护理"),
        ("looked after … patients a shift", "trained new starters on …", "experience of … care"),
    ),
    "kitchen": (
        ("一餐出 … 桌菜", "拿手菜是 …", "管过 … 人的后厨"),
        ("… covers a night", "ran the … section", "kept a … hygiene rating"),
    ),
    "service": (
        ("一个月卖了 …", "一天接待 … 位客人", "带过 … 个新人"),
        ("served … customers a day", "cashed up and did the …", "trained … new people"),
    ),
    "cleaning": (
        ("负责 … 层楼", "做过 … 年，没有投诉", "会用 … 设备"),
        ("looked after … floors", "key holder for …", "no complaints in … years"),
    ),
    "teaching": (
        ("带过 … 届学生", "班级平均分提高了 …", "公开课得过 …"),
        ("taught … to year …", "results went from … to …", "ran the … club"),
    ),
    "software": (
        ("把 … 从 … 优化到 …", "负责 … 系统，日活 …", "带 … 个人做了 …"),
        ("cut … from … to …", "built …, used by … people", "led … people on …"),
    ),
    "engineering": (
        ("负责 … 项目，造价 …", "把停机时间减少了 …", "图纸会用 … 画"),
        ("delivered … on a £… project", "cut downtime by …", "drew … in …"),
    ),
    "sales": (
        ("一个月签了 … 单", "业绩 …，团队第 …", "开发了 … 个客户"),
        ("… % of quota in …", "won … new accounts", "booked … demos a month"),
    ),
    "office": (
        ("月结从 … 天缩短到 …", "负责 … 家公司的账", "处理 … 份单据"),
        ("cut month end from … days to …", "looked after … accounts", "handled … invoices a month"),
    ),
    "creative": (
        ("做过 … 个项目的整套设计", "阅读量 …", "改版后 … 提升了 …"),
        ("designed … for …", "grew … from … to …", "… pieces published"),
    ),
    "": (
        ("每天 …", "从 … 提高到 …", "带过 … 个人"),
        ("… a day", "raised … from … to …", "was in charge of …"),
    ),
}
_PLAIN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name": (("我叫 …",), ("My name is …",)),
    "phone": (("13800000000 这样的 11 位手机号",), ("07700 900123", "+1 312 555 0100")),
    "email": (("name@example.com",), ("name@example.com",)),
    "startDate": (
        ("2021年3月", "去年9月", "记不清了"),
        ("March 2021", "last September", "not sure"),
    ),
    "endDate": (("2023年6月", "还在做", "上个月"), ("June 2023", "still there", "last month")),
    "date": (("2022年", "记不清了"), ("2022", "not sure")),
    "city": (("上海", "杭州余杭"), ("Leeds", "Austin, TX")),
    "studyType": (("高中", "大专", "本科"), ("GCSEs", "A-levels", "BA", "no degree")),
    "institution": (("… 大学", "… 职业学校"), ("University of …", "… College")),
    "url": (("https://…", "没有作品集"), ("https://…", "I have none")),
}


def trade_of(document: Document) -> str:
    """Return the group of the person's occupation, "" where it is none of ours."""
    words = str((document.get("basics") or {}).get("label") or "")
    words += " " + " ".join(str(e.get("position") or "") for e in (document.get("work") or [])[:2])
    words += " " + " ".join(str(e.get("name") or "") for e in (document.get("work") or [])[:1])
    return next((k for k, p in _TRADES if re.search(p, words, re.IGNORECASE)), "")


def examples_for(document: Document, path: str) -> tuple[str, ...]:
    """Return up to three phrasings in the active language."""
    is_zh = (get_language() or "en").startswith("zh")
    leaf = next((str(s) for s in reversed(tokens_of(path)) if not isinstance(s, int)), "")
    if path.startswith("work") and leaf == "highlights":
        pair = _HIGHLIGHTS[trade_of(document)]
    elif leaf == "name" and not path.startswith("basics"):
        return ()
    else:
        pair = _PLAIN.get(leaf, ((), ()))
    return pair[0] if is_zh else pair[1]
