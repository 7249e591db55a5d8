"""Subjects of study: which a posting wants a degree in, and whether another is the same; pure.

Subjects are compared by discipline, across the languages. A discipline nobody listed is compared
by its words, and where these differ too nothing is known.
"""

import re
from functools import lru_cache

from jobassist.language.found import Found
from jobassist.language.text import index_terms

_DISCIPLINES: dict[str, str] = {
    "computing": r"计算机|软件|信息(?:技术|工程|安全|系统|管理与)|网络工程|人工智能|大数据|数据科学|\b(?:comput(?:er|ing)|software|information (?:technology|systems?|science)|informatics|data science|artificial intelligence|cyber ?security|it)\b|^(?:cs|is)$",
    "electronics": r"电子|通信|通讯|微电子|集成电路|光电|\b(?:electronics?|electronic engineering|telecommunications?|communications? engineering|microelectronics)\b",
    "electrical": r"电气|自动化|电力|\b(?:electrical|automation|control engineering|power systems?)\b|^ee$",
    "mechanical": r"机械|机电|车辆|汽车|模具|数控|\b(?:mechanical|mechatronics?|automotive|aerospace)\b",
    "civil": r"土木|建筑|工程管理|工程造价|给排水|暖通|测绘|\b(?:civil|structural|architectur\w*|construction|quantity surveying)\b",
    "chemistry": r"化学|化工|材料|高分子|\b(?:chemistry|chemical|materials science)\b",
    "mathematics": r"数学|统计|\b(?:math(?:s|ematics)?|statistics|statistical|actuarial)\b",
    "physics": r"物理|\bphysics\b",
    "biology": r"生物|\b(?:biolog\w*|biochemistry|biotech\w*|life sciences?|genetics)\b",
    "medicine": r"临床医学|医学(?!影像|检验)|中医|口腔|\b(?:medicine|medical|dentistry)\b",
    "nursing": r"护理|助产|\b(?:nursing|midwifery)\b",
    "pharmacy": r"药学|制药|药物|\b(?:pharmac\w*)\b",
    "finance": r"金融|财务|会计|审计|财经|税务|财会|\b(?:financ\w*|account\w*|audit\w*|tax(?:ation)?)\b",
    "economics": r"经济|国际贸易|国贸|\b(?:economics?|international trade)\b",
    "management": r"工商管理|企业管理|行政管理|管理学|管理类|\b(?:business(?: administration| management)?|management|mba|commerce)\b",
    "marketing": r"市场营销|营销|电子商务|广告|\b(?:marketing|advertising|e-?commerce)\b",
    "hr": r"人力资源|劳动关系|\b(?:human resources?|hr|industrial relations)\b",
    "logistics": r"物流|供应链|\b(?:logistics|supply chain)\b",
    "law": r"法律|法学|\b(?:law|legal|llb|juris\w*)\b",
    "journalism": r"新闻|传媒|传播|中文|汉语言|文秘|编辑|\b(?:journalism|communications?|media|public relations|english literature|creative writing)\b",
    "languages": r"英语|日语|外语|翻译|法语|德语|韩语|俄语|西班牙语|\b(?:english|linguistics|languages?|translation)\b",
    "design": r"设计|美术|艺术|视觉传达|动画|\b(?:design|fine arts?|graphic|animation|visual)\b",
    "education": r"教育|师范|学前|\b(?:education|teaching|early childhood)\b",
    "psychology": r"心理|\bpsycholog\w*\b",
    "hospitality": r"酒店|旅游|烹饪|餐饮|\b(?:hospitality|tourism|culinary|hotel)\b",
    "social": r"社会工作|社会学|公共管理|政治|\b(?:social work|sociology|public (?:administration|policy)|political science|international relations)\b",
    "agriculture": r"农学|园林|园艺|畜牧|兽医|食品|\b(?:agricultur\w*|horticultur\w*|veterinary|food science)\b",
    "environment": r"环境|安全工程|\b(?:environmental|safety engineering)\b",
}  # fmt: skip
_WIDER: dict[str, frozenset[str]] = {
    r"理工|理科|工科|工学|\bstem\b|\btechnical\b|\bscientific\b|\bquantitative\b|^science$|\bhard sciences?\b": frozenset(
        "computing electronics electrical mechanical civil chemistry mathematics physics biology environment".split()
    ),
    r"\bengineering\b(?! management)|^工程(?:类|相关)?$": frozenset(
        "computing electronics electrical mechanical civil chemistry environment".split()
    ),
    r"商科|经管|商务|财经|\bbusiness\b|\bcommerce\b": frozenset(
        "finance economics management marketing hr logistics".split()
    ),
    r"医药|医疗|卫生|\bhealth(?:care)?\b": frozenset("medicine nursing pharmacy biology".split()),
    r"文科|文学|\bhumanities\b|\bliberal arts\b": frozenset(
        "journalism languages law education social psychology".split()
    ),
}
_DISCIPLINE_PATTERNS = {key: re.compile(words, re.I) for key, words in _DISCIPLINES.items()}
_WIDER_PATTERNS = [(re.compile(words, re.I), keys) for words, keys in _WIDER.items()]

_FIELD_ZH = re.compile(
    r"(?P<field>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9、/,，\s]{0,40}?)\s*(?:等)?(?:相关|类|方向|及|或|的)*\s*(?:专业|学科)(?!知识|技能|能力|技术|素养|素质|化|性|人[才士员]|术语|书籍|课|水平|经验|背景音|团队|服务|精神|资格|软件|工具|英语|级|度|市场|领域|基础)"
)
_FIELD_EN = re.compile(
    r"(?:degrees?|bachelor[’']?s?[’']?|master[’']?s?[’']?|ph\.?d\.?|doctorate|\bb\.?s\.?c?|\bm\.?s\.?c?|\bb\.?a|\bm\.?a|diploma|qualification|graduate|majoring|major|studying)\.?(?:\s+(?:degrees?|level))?(?:\s*\([^)]{0,20}\))?\s+in\s+(?:an?\s+|the\s+)?"
    r"(?P<field>[A-Za-z][A-Za-z &/,'’()-]{1,120}?)(?=\s*(?:,?\s*(?:or|and)\s+(?:an?\s+)?(?:(?:closely\s+)?(?:related|similar|equivalent|relevant|comparable|other)\b|\d|equivalent)|\b(?:is|are)?\s*(?:required|preferred|desired|desirable|strongly)\b|\s+(?:with|plus|from)\b|[.;:]|$|\s+and\s+(?:at least|minimum|over|\d)|,\s+(?:with|plus|or equivalent|and \d|preferably)))",
    re.I,
)
_NOT_FIELD = re.compile(
    r"本科|大专|专科|学历|以上|及|硕士|博士|研究生|全日制|统招|毕业|学士|优先|不限|高中|中专|院校|具有|具备|要求|有|者|\d|年|[：:]"
)
_RELATED = re.compile(r"相关|类|等|related|similar|equivalent|relevant|comparable", re.I)


def find_degree_fields(text: str) -> list[Found[tuple[str, ...]]]:
    """Return the subjects a text wants a degree in, as written; 专业不限 names none."""
    found = []
    for pattern in (_FIELD_ZH, _FIELD_EN):
        for m in pattern.finditer(text):
            words = m["field"]
            parts = [
                part.strip()
                for part in re.split(r"[、/,，;]|\s(?:or|and)\s|或者?|和|及|与", words)
                if part.strip()
            ]
            if pattern is _FIELD_ZH:
                parts = [
                    rest
                    for part in parts
                    if len(rest := _NOT_FIELD.split(part)[-1].strip(" 的")) >= 2
                ]
            named = tuple(
                part
                for part in parts
                if not re.fullmatch(
                    r"相关|类|对口|本|所学|related|(?:a |an )?(?:relevant|related|similar|any).*",
                    part,
                    re.I,
                )
            )
            if named and not re.match(r"不限", text[m.end() :]):
                start = m.start("field")
                found.append(Found(named[:8], start, m.end("field"), text[start : m.end("field")]))
    return found


def says_related(text: str) -> bool:
    """Return whether subjects near the ones named count too."""
    return bool(_RELATED.search(text))


@lru_cache(maxsize=4096)
def disciplines_of(subject: str) -> frozenset[str]:
    """Return the disciplines a subject belongs to; none where nobody listed it."""
    narrow = frozenset(key for key, words in _DISCIPLINE_PATTERNS.items() if words.search(subject))
    if narrow:
        return narrow
    wide: frozenset[str] = frozenset()
    for words, keys in _WIDER_PATTERNS:
        if words.search(subject):
            wide |= keys
    return wide


def is_same_subject(wanted: str, own: str) -> bool | None:
    """Return whether a subject is the one wanted, None where nobody can tell."""
    a, b = disciplines_of(wanted), disciplines_of(own)
    if a & b:
        return True
    mine, theirs = set(index_terms(own)), set(index_terms(wanted))
    if theirs and len(mine & theirs) / len(theirs) >= 0.6:
        return True
    return False if a and b else None
