"""Fields of work as people name them ("finance", 厂里, kitchen) and the occupations in each; pure.

Who names a field and no occupation would take any of it.
"""

import re
from functools import lru_cache

from .found import Found
from .text import TextLike, normalise
from .titles import read_families

# A field's words in both languages, then the groups of the table of titles and single occupations.
_FIELDS = (
    (r"finance|financial services|banking|金融|财务|财会|财经", "finance"),
    (r"accounting|accounts|会计", "accountant accounts-payable accounts-receivable payroll cashier-finance auditor"),
    (r"hr|human resources|people operations|people ops|人事|人力|人力资源", "hr"),
    (r"legal|law|法律|法务", "legal"),
    (r"it|tech|technology|software|互联网|计算机|编程|软件|it行业|技术开发", "it data"),
    (r"engineering|工程", "engineering"),
    (r"data|数据|大数据|data science|analytics", "data"),
    (r"design|creative|设计|美工", "design"),
    (r"marketing|advertising|市场|市场营销|营销|广告|传媒|新媒体", "marketing media"),
    (r"operations|运营", "operations-online operations-manager product"),
    (r"research|science|lab|laboratory|科研|研发|研究", "biotech data-scientist ml-engineer chemical-engineer"),
    (r"sales|销售|业务", "sales"),
    (r"business development|商务|bd", "sales"),
    (r"customer (?:service|support|care)|客服|售后", "customer-service customer-success"),
    (r"admin|administration|office|clerical|文职|行政|办公室|内勤", "office hr:hr"),
    (r"kitchen|catering|food|food service|restaurants?|餐饮|后厨|厨房", "hospitality"),
    (r"hospitality|hotels?|酒店|宾馆", "hospitality receptionist"),
    (r"warehous(?:e|ing)|stock(?:ing|room)?|shelf stacking|logistics|物流|仓储|仓库|快递", "logistics stocker courier"),
    (r"factory|factories|manufacturing|production|assembly|plant|厂|工厂|厂里|车间|流水线|生产|制造|组装|装配|电子厂",
     "manufacturing fitter"),
    (r"construction|building|trades|工地|建筑|装修", "construction trades"),
    (r"maintenance|facilities|repairs?|维修|检修|设备", "trades property-manager"),
    (r"health ?care|medical|nursing|care|医疗|护理|医院", "health care"),
    (r"education|teaching|schools?|childcare|教育|教学|教培", "education nanny"),
    (r"retail|shops?|shop work|stores?|零售|门店|超市", "retail"),
    (r"driving|transport|开车|跑车|运输|车队|车队管理", "driving logistics-clerk"),
    (r"cleaning|housekeeping|保洁|家政", "cleaner domestic-helper laundry"),
    (r"security|安保|保安", "security-guard"),
    (r"farm(?:ing)?|agriculture|农业|养殖", "agriculture"),
    (r"media|journalism|content|内容|媒体", "media social-media"),
    (r"consulting|咨询", "consulting business-analyst"),
    (r"telecoms?|telecommunications|通信", "telecom-engineer network-engineer"),
    (r"biotech|pharma(?:ceuticals?)?|生物|制药|医药", "biotech pharmacist"),
    (r"product|产品", "product-manager"),
    (r"supply chain|procurement|purchasing|供应链|采购", "supply-chain procurement logistics-clerk"),
    (r"risk(?: management)?|compliance|风控|合规", "risk auditor"),
    (r"pr|public relations|communications|公关", "pr marketing"),
    (r"game(?:s| development)?|gaming|游戏", "game-developer game-artist"),
    (r"management|管理", "management"),
)  # fmt: skip
_TAIL = re.compile(
    r"(?:\s*(?:的活儿?|里的活儿?|上班|打工|里上班|干活|相关的?|方面的?|方向|类|行业|这块|工作|岗位?|职位"
    r"|(?:related )?(?:jobs?|work|roles?|positions?|field|industry|sector|internships?|placements?)))+$"
)


@lru_cache(maxsize=1)
def _by_word() -> list[tuple[re.Pattern[str], frozenset[str]]]:
    groups: dict[str, set[str]] = {}
    for family in read_families():
        groups.setdefault(family.group, set()).add(family.key)
    read = []
    for words, names in _FIELDS:
        families: set[str] = set()
        for name in names.split():
            families |= groups.get(name, {name.rpartition(":")[2]})
        read.append((re.compile(words), frozenset(families)))
    return read


@lru_cache(maxsize=4096)
def families_of_field(text: str) -> frozenset[str]:
    """Return the occupations of a field, none where the text names no field but an occupation."""
    said = normalise(text).lower.strip()
    said = _TAIL.sub("", said).strip() or said
    for pattern, families in _by_word():
        if pattern.fullmatch(said):
            return families
    return frozenset()


_CN_FRAME = re.compile(
    r"(?:的|相关|方面|类|方向|行业|领域|那边|这边|这块)*(?:的)?(?:工作|岗位?|职位|实习|活儿?|方面|相关|方向|都行|都可以|也行)"
)
_EN_FRAME = re.compile(
    r"(?:[- ]related)? (?:jobs?|roles?|work|positions?|vacanc\w+|openings?|internships?|placements?|posts?)\b"
)
_IN = re.compile(
    r"\b(?:anything|something|jobs?|work|roles?|positions?|career|internships?|back|get|move|break) (?:in|into) (?:the )?$"
)
_STARTS = re.compile(
    r"(?:^|[^a-z ]\s*|\b(?:or|and|in|into|for|an?|any|some|the|do|doing|other|more|find|want|need|me) )$"
)
_OR = re.compile(r"\s*(?:或者?|和|、|/|,|，|还是|跟|及|与|\bor\b|\band\b)\s*")


def find_fields(text: TextLike) -> list[Found[str]]:
    """Return fields of work that are asked for as such: "market or PR work", 找市场或者公关的工作.

    Only in a frame, or joined to one that is: the words mean much else.
    """
    normal = normalise(text)
    lower = normal.lower
    # "Industrial design" is no design in general.
    spans = [
        match.span()
        for match in _any_field().finditer(lower)
        if not match[0].isascii() or _STARTS.search(lower[: match.start()])
    ]
    framed: list[tuple[int, int]] = []
    for start, end in reversed(spans):
        frame = _EN_FRAME if lower[end - 1].isascii() else _CN_FRAME
        joined = _OR.match(lower, end)
        is_joined = joined is not None and any(a == joined.end() for a, _ in framed)
        if frame.match(lower, end) or _IN.search(lower[:start]) or is_joined:
            framed.append((start, end))
    for start, end in spans:
        if (start, end) not in framed and any(
            (m := _OR.match(lower, b)) is not None and m.end() == start and _IN.search(lower[:a])
            for a, b in framed
        ):
            framed.append((start, end))
    found = []
    for start, end in sorted(framed):
        a, b = normal.span(start, end)
        found.append(Found(lower[start:end], a, b, normal.original[a:b]))
    return found


@lru_cache(maxsize=1)
def _any_field() -> re.Pattern[str]:
    words = "|".join(pattern for pattern, _ in _FIELDS)
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")
