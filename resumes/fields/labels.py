"""Cells `label: value` of CVs in both languages: what a label stands for, where its value ends."""

import re
from dataclasses import dataclass
from itertools import islice

# No line of a CV holds more, but a hostile one may.
MAX_LABELS = 200

# What is said of a person by label. "skip" is personal and has no place in a résumé.
_WORDS: dict[str, str] = {
    "name": "姓名|名字|name|full name",
    "skip": "性别|年龄|民族|籍贯|户籍|户口|户口所在地|婚姻状况|婚姻|婚否|身高|体重|血型|政治面貌|出生年月|出生日期|出生年份|"
    "出生|生日|国籍|健康状况|身份证号|身份证|目前薪资|当前薪资|现薪资|目前状态|求职状态|求职类型|工作性质|工作类型|"
    "期望行业|行业|紧急联系人|紧急联系电话|gender|sex|age|nationality|date of birth|birth date|dob|d.o.b|marital status|"
    "father's name|fathers name|religion|passport no|visa|current salary|desired industry|job type|hometown|home town|"
    "emergency contact|next of kin",
    "years": "工作年限|工作经验|年限",
    "phone": "手机|手机号|手机号码|电话|联系电话|联系手机|联系方式|联系|电话号码|tel|phone|mobile|mob|cell|telephone|contact|contact no|"
    "phone number|mobile number|contact number|m|t|p",
    "email": "邮箱|电子邮箱|电子邮件|邮件|联系邮箱|email|e-mail|mail|email address|e",
    "wechat": "微信|微信号|wechat",
    "qq": "qq",
    "city": "现居|现居地|现居住地|现居城市|现住|现住址|住址|居住地|现居地址|居住城市|居住地址|所在地|所在城市|现所在地|城市|地址|"
    "联系地址|通讯地址|通信地址|家庭住址|家庭地址|家住|address|home address|current address|postal address|location|city|town|"
    "city of residence|residence|based in|based|living in|current location|current city|lives in",
    "label": "求职意向|求职|意向|目标|目标职位|应聘|求职岗位|求职职位|应聘岗位|应聘职位|期望职位|期望岗位|期望工作|目标岗位|目标职位|意向岗位|意向职位|职位|职业|"
    "position applied for|position wanted|position sought|position desired|job wanted|job sought|role wanted|role sought|work wanted|wanted position|applying for|desired position|desired role|desired job|target role|target position|"
    "occupation|profession|current role",
    "certificate": "职称",
    "objective": "objective",
    "pay": "期望薪资|期望月薪|期望年薪|期望薪酬|期望待遇|期望收入|薪资|薪酬|薪资要求|薪资期望|月薪要求|期望工资|工资要求|待遇要求|"
    "expected salary|expected pay|salary expectation|salary expectations|pay expectation|pay expectations|"
    "desired salary|desired pay",
    "start": "到岗时间|可到岗时间|最快到岗|到岗|availability|available|available from|notice period|can start|earliest start",
    "wish_city": "期望城市|期望地点|期望地区|期望工作地|期望工作地点|期望工作城市|意向城市|意向地点|意向地区|求职地点|求职城市|"
    "目标城市|目标地点|工作地点|desired location|desired city|preferred location|preferred city|preferred area|"
    "target location|target city",
    "degree": "学历|最高学历|文化程度|学位",
    "area": "专业|所学专业",
    "school": "毕业院校|毕业学校|学校|院校",
    "graduated": "毕业时间|毕业年份",
    "url": "个人网站|个人主页|主页|博客|website|portfolio|blog",
    "profile": "linkedin|github",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split("|")}
# Without a colon these open a sentence as well.
_NEEDS_COLON = frozenset(
    "m|t|p|e|tel|职位|职业|contact|name|city|town|location|address|工作地点|专业|学校|城市|objective|available|age|sex|visa|mail|"
    "地址|出生|based|living in|cell|mobile|phone|email|linkedin|github|blog|portfolio|website|mob|profession|occupation|工作经验|学位|电话|"
    "手机|邮箱|邮件|微信|qq|职称|学历|婚姻|薪资|薪酬|residence|telephone|e-mail|wechat|availability|联系方式|联系|应聘|canstart|hometown".split(
        "|"
    )
)
_WISHES = frozenset({"label", "pay", "start", "wish_city"})
_DEGREE = re.compile(
    r"(?:统招|全日制)?(?:博士|硕士|研究生|本科|大专|专科|高职|中专|高中|初中|职高|技校|小学)"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")


def _spaced(word: str) -> str:
    """Return a pattern for the word; Chinese ones are set with spaces inside (姓　名)."""
    if _CJK.search(word):
        return "[ \u3000]{0,6}".join(re.escape(c) for c in word)
    return re.escape(word).replace(r"\ ", r"\s*")


_LABEL = re.compile(
    r"(?i)(?<![\w@.])(?P<k>"
    + "|".join(_spaced(k) for k in sorted(_KINDS, key=len, reverse=True))
    + r")(?P<c>\s*(?:号码|号)?\s*[:：]\s*|\s*[|｜]\s*|是(?=[^的否])|\s+|(?=[\d\u4e00-\u9fff]))"
)
# Glued to the value before it, a label is told by its length and its colon: 会计期望城市:成都.
_GLUED = re.compile(
    "(?i)(?P<k>"
    + "|".join(
        _spaced(k)
        for k in sorted(_KINDS, key=len, reverse=True)
        if _CJK.search(k) and (len(k) >= 4 or k in ("性别", "年龄", "邮箱", "学历", "手机", "电话"))
    )
    + r")(?P<c>\s*[:：]\s*)"
)
_OF_OTHERS = re.compile(
    r"(?i)(?:公司|单位|项目|紧急|家长|父亲|母亲|配偶|导师|证明人|领导|客户|门店|联系人)的?$"
    r"|\b(?:client|project|company|employer|father(?:'s)?|mother(?:'s)?|institute|school|college|team|user|domain|product|organi[sz]ation|office|site) $"
)
# Any other label: the value before it ends there all the same.
_UNKNOWN = re.compile(
    r"(?<=[\s,，|｜;；/])(?:[\u4e00-\u9fff]{2,8}|[A-Z][A-Za-z'’]+(?: [a-z'’]+){0,2})\s*[:：](?!/)"
)
_GAP = re.compile(
    r"(?<![\s,，、/])\s{2,}(?![\s、/])|\s{3,}|\s*[|｜;；\t。]\s*|\s+/\s+(?=[A-Z][a-z]+:)|[,，](?=\s*[\u4e00-\u9fff]{1,6}[:：])"
)


@dataclass(frozen=True, slots=True)
class LabelCell:
    """A label in a line and the stretch of its value, which ends at the next label or gap."""

    kind: str
    start: int
    value_start: int
    value_end: int


def label_kind(words: str) -> str | None:
    """Return what the words stand for as a label, None when they are none."""
    folded = re.sub(r"\s+", " ", words.casefold()).strip()
    return _KINDS.get(folded) or _KINDS.get(folded.replace(" ", ""))


def find_labels(text: str, start: int, end: int) -> list[LabelCell]:
    """Return the labelled cells of one line."""
    found = islice(_LABEL.finditer(text, start, end), MAX_LABELS)
    hits = [m for m in found if _is_label(text, m, start, end)]
    if hits:
        hits = _with_glued(text, hits, end)
    out: list[LabelCell] = []
    for i, m in enumerate(hits):
        stop = hits[i + 1].start() if i + 1 < len(hits) else end
        for pattern in (_GAP, _UNKNOWN):
            mark = pattern.search(text, m.end(), stop)
            if mark and mark.start() > m.end():
                stop = mark.start()
        out.append(LabelCell(label_kind(m["k"]) or "skip", m.start(), m.end(), stop))
    return out


def _with_glued(text: str, hits: list[re.Match[str]], end: int) -> list[re.Match[str]]:
    """Return the labels with those that stand in another's value without a gap."""
    out: list[re.Match[str]] = []
    for i, m in enumerate(hits):
        out.append(m)
        stop = hits[i + 1].start() if i + 1 < len(hits) else end
        out += [
            g
            for g in islice(_GLUED.finditer(text, m.end() + 1, stop), MAX_LABELS)
            if not _OF_OTHERS.search(text[max(m.end(), g.start() - 24) : g.start()])
        ]
    return out


def _is_label(text: str, m: re.Match[str], line_start: int, line_end: int) -> bool:
    folded = re.sub(r"\s+", "", m["k"].casefold())
    kind = label_kind(m["k"])
    if m["c"] == "是":
        # 期望城市是青岛: said, not written; other labels said so are sentences.
        return kind in _WISHES and len(folded) >= 4
    if re.search(r"[:：|｜]", m["c"]):
        before = text[max(line_start, m.start() - 24) : m.start()]
        if _OF_OTHERS.search(before):
            return False
        return not before or not before[-1].isalnum() or not _CJK.match(before[-1])
    if len(folded) == 1 and not m["c"]:
        # P2P is no telephone.
        return False
    opens = m.start() == line_start or text[m.start() - 1] in " \t|｜,，;；/、。("
    if not opens:
        return False
    value = text[m.end() : min(line_end, m.end() + 80)]
    if not m["c"] and _CJK.match(value):
        # 现住东莞长安镇
        return folded in ("现住", "现居", "家住", "现居住地") and len(value) >= 2
    if kind == "degree":
        return _DEGREE.match(value) is not None
    if kind in ("area", "school"):
        return bool(
            _DEGREE.search(text, max(line_start, m.start() - 200), min(line_end, m.end() + 200))
        ) and not re.match(r"[\d:]", value)
    if folded in _NEEDS_COLON:
        # A table's cell: the label, then a value of its kind.
        match kind:
            case "phone":
                return bool(re.match(r"[+\d(]", value))
            case "email":
                return bool(re.match(r"\S+@", value))
            case "wechat" | "qq":
                return bool(re.match(r"[A-Za-z\d][\w-]{4,}", value))
            case "city":
                is_place = re.match(r"[\u4e00-\u9fff]{2,6}(?:\s|$|市)", value)
                return bool(is_place and _CJK.search(m["k"]))
        return False
    if folded == "年龄":
        return bool(re.match(r"\d", value))
    return bool(_CJK.search(m["k"]))
