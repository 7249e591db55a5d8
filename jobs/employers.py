"""Employers as people name them: one firm's names in both languages, and kinds of firm; pure.

A name is looked for as written, and by the firm's name in the other language where that is
known. Kinds (banks, state-owned firms, big ones) are told by what employers' rows say.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from jobassist.language.text import normalise

# Names of one firm, as postings and people write them. Only names that mean nothing else;
# those after the bar are words of their own as well and count only where an employer is named.
_FIRMS = """
google 谷歌 | alphabet
microsoft 微软
amazon 亚马逊 aws
facebook 脸书 | meta
tencent 腾讯 | 鹅厂
alibaba 阿里巴巴 | 阿里
bytedance 字节跳动 tiktok 抖音 | 字节
baidu 百度
huawei 华为
xiaomi 小米公司 | 小米
jd.com 京东
meituan 美团
didi 滴滴
netease 网易
pinduoduo 拼多多 temu
kuaishou 快手
ctrip 携程 trip.com
bilibili 哔哩哔哩 b站
lenovo 联想集团 | 联想
oppo
zte 中兴通讯 | 中兴
dji 大疆
byd 比亚迪
catl 宁德时代
foxconn 富士康
haier 海尔
midea 美的集团
gree 格力电器 | 格力
sf-express 顺丰速运 顺丰
cainiao 菜鸟网络
haidilao 海底捞
luckin 瑞幸
ibm
intel 英特尔
nvidia 英伟达
qualcomm 高通
oracle 甲骨文
sap 思爱普
cisco 思科
samsung 三星电子 三星
sony 索尼
siemens 西门子
bosch 博世
philips 飞利浦
tesla 特斯拉
toyota 丰田
volkswagen 大众汽车
bmw 宝马
starbucks 星巴克
mcdonald's mcdonalds 麦当劳
kfc 肯德基
walmart 沃尔玛
costco 开市客
ikea 宜家
nike 耐克
adidas 阿迪达斯
unilever 联合利华
p&g 宝洁
nestle 雀巢
disney 迪士尼
deloitte 德勤
pwc 普华永道
kpmg 毕马威
ernst&young 安永 | ey
accenture 埃森哲
mckinsey 麦肯锡
goldman-sachs 高盛
jpmorgan 摩根大通
hsbc 汇丰
barclays 巴克莱
netflix 奈飞
uber 优步
airbnb 爱彼迎
linkedin 领英
nhs
tesco 乐购
sainsbury's sainsburys
asda
lidl
aldi 奥乐齐
bbc
| apple 苹果公司 苹果
| shell 壳牌
| target 塔吉特
"""

# Makers of what others work with: a name of one says the tool unless a firm is spoken of.
_MAKERS = frozenset(
    "microsoft 微软 aws ibm oracle 甲骨文 sap 思爱普 cisco 思科 siemens 西门子 intel nvidia".split()
)


@dataclass(frozen=True, slots=True)
class EmployerKind:
    """A kind of firm: `asked` is how people name it, `said` what a row's name or trade says.

    `sizes` match the head counts that rows state instead.
    """

    key: str
    asked: re.Pattern[str]
    said: str = ""
    sizes: str = ""


def _kind(key: str, asked: str, *, said: str = "", sizes: str = "") -> EmployerKind:
    firm = r"(?:公司|企业|单位|行业|机构|类|性质)?"
    suffix = r"(?: (?:compan(?:y|ies)|firms?|sector|industry|employers?|organi[sz]ations?))?"
    return EmployerKind(key, re.compile(rf"(?:{asked}){firm}{suffix}"), said, sizes)


# `said` and `sizes` are patterns for PostgreSQL, over lower-case text.
EMPLOYER_KINDS: tuple[EmployerKind, ...] = (
    _kind("bank", r"银行|\bbank(?:s|ing)?\b", said=r"银行|\mbank(s|ing)?\M|\mbancorp\M"),
    _kind("insurance", r"保险|\binsurance\b|\binsurers?\b", said=r"保险|人寿|\minsurance\M|\massurance\M"),
    _kind(
        "finance",
        r"金融|证券|\bfinance\b|\bfinancial(?: services)?\b|\bfintech\b|\bhedge funds?\b",
        said=r"金融|证券|基金|期货|投资|信托|银行|\mfinanc\w*|\mcapital\M|\mbank(s|ing)?\M|\minvestments?\M",
    ),
    _kind("real_estate", r"房地产|地产|房产|\breal estate\b|\bproperty\b", said=r"房地产|地产|置业|物业|\mreal estate\M|\mrealty\M|\mproperties\M"),
    _kind("education", r"教培|教育(?:培训)?|培训(?=机构)|\beducation\b|\bedtech\b", said=r"教育|培训|\meducation\M|\mschools?\M|\macademy\M"),
    _kind("internet", r"互联网|电商|\binternet\b|\be-?commerce\b", said=r"互联网|电子商务|电商|\minternet\M|\me-?commerce\M"),
    _kind("games", r"游戏|\bgam(?:es?|ing)\b", said=r"游戏|\mgam(es?|ing)\M"),
    _kind("hospital", r"医院|\bhospitals?\b", said=r"医院|\mhospitals?\M|\mmedical cent(er|re)\M"),
    _kind("manufacturing", r"制造业?|工厂|\bfactor(?:y|ies)\b|\bmanufactur(?:ing|ers?)\b", said=r"制造|加工|工厂|\mmanufactur\w*|\mfactory\M"),
    _kind("state_owned", r"国企|央企|国有|国营|\bstate[- ]owned\b", said=r"国企|国有|央企|\mstate-owned\M"),
    _kind("foreign", r"外企|外资|\bforeign(?:[- ]owned)?\b", said=r"外资|外企|外商|代表处"),
    _kind("private", r"私企|民企|民营|私营", said=r"民营|私营"),
    _kind("government", r"政府|事业单位|体制内|机关|公务员|\bgovernment\b|\bpublic sector\b", said=r"政府|事业单位|机关|\mgovernment\M|\mcounty of\M|\mcity of\M|\mcouncil\M"),
    _kind("startup", r"创业|初创|\bstart-?ups?\b", said=r"创业|初创|\mstart-?up\M"),
    _kind("big", r"(?:太|很|特别)?大的?(?=公司|企业|单位|机构)|大厂|大公司|大企业|\b(?:too )?(?:big|large|huge)(?: tech)?(?= (?:compan|firm|employer|corp))|\bbig tech\b|\bcorporat(?:es?|ions?)\b", sizes=r"^(1000-|5000-|10000|2000|1001|5001|10,?000|万)|万人"),
    _kind("small", r"小公司|小企业|小作坊|\bsmall(?= (?:compan|firm|employer|business))", sizes=r"^(少于50|1-49|0-20|20-99|15-50|少于15|50-150|50人|1-10|11-50)"),
)  # fmt: skip

_SUFFIX = re.compile(
    r"(?:股份|有限|责任|科技|网络|信息|技术|集团|控股|公司|总部|\b(?:inc|ltd|llc|plc|corp(?:oration)?|limited|co|group|holdings)\b\.?)+$"
)


@dataclass(frozen=True, slots=True)
class FirmName:
    """A firm's name found in a text; `is_plain` names may mean something else.

    An `is_maker` name is that of a technology as well: SAP, AWS.
    """

    text: str
    start: int
    end: int
    is_plain: bool
    is_maker: bool = False


@lru_cache(maxsize=1)
def _firms() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return (names of the same firm by each name, names that are words of their own)."""
    names: dict[str, tuple[str, ...]] = {}
    plain: set[str] = set()
    for line in _FIRMS.strip().splitlines():
        sure, _, unsure = line.partition("|")
        both = (*sure.split(), *unsure.split())
        both = tuple(name.replace("-", " ") for name in both)
        plain.update(name.replace("-", " ") for name in unsure.split())
        names |= dict.fromkeys(both, both)
    return names, frozenset(plain)


@lru_cache(maxsize=1)
def _firm_pattern() -> re.Pattern[str]:
    names = sorted(_firms()[0], key=lambda name: -len(name))
    parts = [
        rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if name[0].isascii() else re.escape(name)
        for name in names
    ]
    return re.compile("|".join(parts))


def find_firms(lower: str) -> list[FirmName]:
    """Return the firms that a lower-case text names by a name known here, in order."""
    plain = _firms()[1]
    return [
        FirmName(
            match[0],
            match.start(),
            match.end(),
            is_plain=match[0] in plain,
            is_maker=match[0] in _MAKERS,
        )
        for match in _firm_pattern().finditer(lower)
    ]


@lru_cache(maxsize=2048)
def read_kind(word: str) -> EmployerKind | None:
    """Return the kind of firm that a word names, None for anything else."""
    wanted = normalise(word).lower.strip()
    for kind in EMPLOYER_KINDS:
        if kind.asked.fullmatch(wanted):
            return kind
    return None


_SAYS_FIRM = re.compile(
    r"(?:公司|企业|单位|机构|集团|企)$|大厂|\b(?:compan(?:y|ies)|firms?|employers?|organi[sz]ations?|banks|start-?ups?|big tech|corporations?)$"
)


def says_firm(word: str) -> bool:
    """Return whether a phrase itself speaks of firms (保险公司), not of the work (保险)."""
    return bool(_SAYS_FIRM.search(normalise(word).lower.strip()))


@lru_cache(maxsize=2048)
def build_name_pattern(name: str) -> str:
    """Return a PostgreSQL pattern for an employer's name in lower case, in either language.

    The name stands at words' edges; what a firm's legal form adds does not matter. Empty where
    nothing of the name can be written: "\\u200b".
    """
    wanted = " ".join(normalise(name).lower.split())
    wanted = _SUFFIX.sub("", wanted).strip(" ,.") or wanted
    names = _firms()[0].get(wanted) or _firms()[0].get(" ".join(normalise(name).lower.split()))
    return "|".join(_escape(each) for each in names or (wanted,) if each)


def _escape(name: str) -> str:
    pattern = re.sub(r"([\\.^$|?*+()\[\]{}])", r"\\\1", name)
    if name[0].isascii():
        pattern = rf"\m{pattern}" if name[0].isalnum() else pattern
        pattern = rf"{pattern}\M" if name[-1].isalnum() else pattern
    return pattern


@lru_cache(maxsize=2048)
def is_firm(word: str) -> bool:
    """Return whether a word is a firm's name known here."""
    return " ".join(normalise(word).lower.split()) in _firms()[0]


def is_maker(word: str) -> bool:
    """Return whether a firm's name is that of a technology as well: SAP, AWS."""
    return " ".join(normalise(word).lower.split()) in _MAKERS
