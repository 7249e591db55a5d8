"""Places of work: China to the district, the world to the city.

Chinese names are found by the longest match on word boundaries, English ones by words. A name
that is also an ordinary word (Reading, 来宾), a person's (Charlotte) or a small town's needs
evidence: a preposition, a region after it, another place beside it, or a line of its own.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .found import Found
from .lexicon import read_lines, read_words, segmenter
from .text import CONTACT, Lang, NormalisedText, TextLike, normalise

PlaceKind = Literal["country", "region", "city", "district"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `key` is canonical and stable: `cn/广东/深圳/南山`, `us/TX/Austin`, `gb`.

    `city`, `district`, `region` are common names in Chinese for China, in English elsewhere
    (深圳, 南山, 广东; Austin, TX). `country` is ISO 3166 alpha-2. Hong Kong, Macau and Taiwan carry
    HK, MO and TW. A county-level city (昆山) is a city whose key lies inside its prefecture's.
    """

    key: str
    kind: PlaceKind
    country: str
    region: str | None = None
    city: str | None = None
    district: str | None = None
    lat: float | None = None
    lon: float | None = None
    name_zh: str | None = None
    name_en: str | None = None
    population: int = 0
    radius_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Location:
    """A posting's location field: its places, and whether the work is remote or anywhere.

    `unknown` holds the parts that name no known place.
    """

    places: tuple[Place, ...]
    is_remote: bool = False
    is_hybrid: bool = False
    is_anywhere: bool = False
    unknown: tuple[str, ...] = ()


# --- the gazetteer ----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else char


_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "a"})


def _fold(text: str) -> str:
    """Return lower-case text without accents, of the same length."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else _plain(c) for c in text.translate(_SPECIAL))


def _english_key(name: str) -> str:
    return re.sub(r"\s+", " ", _fold(name.lower()).replace(".", "").replace("-", " ")).strip()


# Country, region, city: a tie between equal names goes to the wider one, 朝阳 and 吉林 aside.
_RANK = {"country": 3, "region": 2, "city": 1, "district": 0}
CORE = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "CN"})


class _Gazetteer:
    """All places and the names they go by. Built once, at the first call (about 0.2 s)."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.zh: dict[str, list[str]] = {}
        self.en: dict[str, list[str]] = {}
        # Short district names: only beside their city, or alone where nothing else bears them.
        self.zh_short: dict[str, list[str]] = {}
        self.codes: dict[tuple[str, str], str] = {}
        self._countries()
        self._china()
        self._world()
        self._areas()
        self.zh_longest = max(map(len, [*self.zh, *self.zh_short]))

    def _add(self, place: Place) -> bool:
        if place.key in self.places:
            return False
        self.places[place.key] = place
        return True

    def _name(self, table: dict[str, list[str]], name: str | None, key: str) -> None:
        if name:
            keys = table.setdefault(name, [])
            if key not in keys:
                keys.append(key)

    def _countries(self) -> None:
        for line in read_lines("countries.txt"):
            iso, english, chinese, *others = [*line.split("\t"), ""]
            key = iso.lower()
            self._add(Place(key, "country", iso, name_zh=chinese, name_en=english))
            if iso in ("HK", "MO", "SG"):
                # Known by their city.
                continue
            self._name(self.zh, chinese, key)
            self._name(self.en, _english_key(english), key)
            for other in filter(None, (others[0] or "").split("|")):
                has_han = re.search("[\u4e00-\u9fff]", other)
                self._name(
                    self.zh if has_han else self.en, other if has_han else _english_key(other), key
                )
        for line in read_lines("regions.txt"):
            iso, code, english, chinese, *others = [*line.split("\t"), ""]
            key = f"{iso.lower()}/{code}"
            short = english.removesuffix(" State")
            self._add(Place(key, "region", iso, region=code, name_zh=chinese, name_en=short))
            self._name(self.zh, chinese, key)
            if chinese and not chinese.endswith("州"):
                self._name(self.zh, chinese + "州", key)
            self._name(self.en, _english_key(english), key)
            for other in filter(None, (others[0] or "").split("|")):
                if re.fullmatch("[A-Z]{2,3}", other):
                    self.codes[iso, other] = key
                elif re.search("[\u4e00-\u9fff]", other):
                    self._name(self.zh, other, key)
                else:
                    self._name(self.en, _english_key(other), key)

    def _china(self) -> None:
        common_english = read_words("place_common.txt")
        for line in read_lines("places_cn.tsv.gz"):
            kind, province, city, district, full, pinyin, lat, lon, people, known = line.split("\t")
            english = known or pinyin
            point: tuple[float | None, float | None] = (
                (float(lat), float(lon)) if lat else (None, None)
            )
            if kind == "region":
                place = Place(
                    f"cn/{province}",
                    "region",
                    "CN",
                    province,
                    None,
                    None,
                    point[0],
                    point[1],
                    province,
                    english,
                )
            elif kind == "city":
                place = Place(
                    f"cn/{province}/{city}",
                    "city",
                    "CN",
                    province,
                    city,
                    None,
                    point[0],
                    point[1],
                    city,
                    english,
                    int(people),
                )
            elif kind == "town":
                place = Place(
                    f"cn/{province}/{city}/{district}",
                    "city",
                    "CN",
                    province,
                    district,
                    None,
                    point[0],
                    point[1],
                    district,
                    english,
                    int(people),
                )
            else:
                if point[0] is None:
                    parent = self.places.get(f"cn/{province}/{city}")
                    point = (parent.lat, parent.lon) if parent else point
                district = district.removeprefix(city) or district
                key = f"cn/{province}/{city}/{district}"
                if key in self.places:
                    key += full[len(district) :]
                place = Place(
                    key,
                    "district",
                    "CN",
                    province,
                    city,
                    district,
                    point[0],
                    point[1],
                    district,
                    english,
                    int(people),
                )
            if not self._add(place):
                continue
            if kind == "region" and province in ("北京", "上海", "天津", "重庆"):
                # The municipality is named as a city; its region only holds it.
                continue
            self._name(self.zh, full, place.key)
            short = place.name_zh or ""
            if kind == "district":
                self._name(self.zh_short, short, place.key)
                if full.endswith("新区"):
                    self._name(self.zh, full.removesuffix("新区") + "区", place.key)
            else:
                self._name(self.zh, short, place.key)
            if kind in ("region", "city") or (kind == "town" and int(people) > 400_000):
                for name in {_english_key(english).replace("’", "'"), _english_key(pinyin)}:
                    if not name or name in common_english:
                        continue
                    self._name(self.en, name, place.key)
                    if "'" in name:
                        self._name(self.en, name.replace("'", ""), place.key)
            elif english and len(english) >= 6:
                self._name(self.en, _english_key(english) + " district", place.key)
        for name, key in (
            ("魔都", "cn/上海/上海"), ("帝都", "cn/北京/北京"), ("羊城", "cn/广东/广州"), ("鹏城", "cn/广东/深圳"),
            ("蓉城", "cn/四川/成都"), ("江城武汉", "cn/湖北/武汉"), ("大上海", "cn/上海/上海"), ("石市", "cn/河北/石家庄"),
            ("呼市", "cn/内蒙古/呼和浩特"), ("乌市", "cn/新疆/乌鲁木齐"), ("帝都北京", "cn/北京/北京"), ("冰城", "cn/黑龙江/哈尔滨"),
            ("星城长沙", "cn/湖南/长沙"), ("泉城", "cn/山东/济南"), ("岛城青岛", "cn/山东/青岛"),
        ):  # fmt: skip
            self._name(self.zh, name, key)
        for name, keys in (
            ("江浙沪", ("cn/上海/上海", "cn/江苏", "cn/浙江")), ("长三角", ("cn/上海/上海", "cn/江苏", "cn/浙江")),
            ("京津冀", ("cn/北京/北京", "cn/天津/天津", "cn/河北")), ("珠三角", ("cn/广东",)), ("粤港澳大湾区", ("cn/广东", "hk", "mo")),
        ):  # fmt: skip
            for key in keys:
                self._name(self.zh, name, key)
        for name, key in (
            ("汉口", "cn/湖北/武汉/江汉"), ("汉阳", "cn/湖北/武汉/汉阳"), ("陆家嘴", "cn/上海/上海/浦东"), ("张江", "cn/上海/上海/浦东"),
            ("中关村", "cn/北京/北京/海淀"), ("望京", "cn/北京/北京/朝阳"), ("国贸", "cn/北京/北京/朝阳"), ("亦庄", "cn/北京/北京/大兴"),
            ("西二旗", "cn/北京/北京/海淀"), ("上地", "cn/北京/北京/海淀"), ("回龙观", "cn/北京/北京/昌平"), ("科技园南山", "cn/广东/深圳/南山"),
            ("前海", "cn/广东/深圳/南山"), ("华强北", "cn/广东/深圳/福田"), ("光谷", "cn/湖北/武汉/洪山"), ("虹桥", "cn/上海/上海/长宁"),
            ("漕河泾", "cn/上海/上海/徐汇"), ("珠江新城", "cn/广东/广州/天河"), ("未来科技城", "cn/浙江/杭州/余杭"), ("滨海新区", "cn/天津/天津/滨海"),
            ("龙华新区", "cn/广东/深圳/龙华"), ("光明新区", "cn/广东/深圳/光明"), ("坪山新区", "cn/广东/深圳/坪山"),
        ):  # fmt: skip
            if key in self.places:
                self._name(self.zh_short, name, key)

    def _world(self) -> None:
        curated: dict[tuple[str, str], list[str]] = {}
        for line in read_lines("place_names_zh.txt"):
            for item in line.split(","):
                words = item.split(" ")
                curated[_english_key(" ".join(words[:-2])), words[-1]] = words[-2].split("|")
        done: set[tuple[str, str]] = set()
        by_name: dict[tuple[str, str, str], str] = {}
        rows = [line.split("\t") for line in read_lines("places_world.tsv.gz")]
        rows.sort(key=lambda r: -int(r[5]))
        for name, iso, code, lat, lon, people, han in rows:
            names_zh = han.split("|") if han else []
            folded = _english_key(name)
            if (folded, iso) in curated and (folded, iso) not in done:
                done.add((folded, iso))
                names_zh = curated[folded, iso]
            elif any(n in {c for v in curated.values() for c in v} for n in names_zh):
                names_zh = []
            is_suburb = iso in ("HK", "MO", "SG") and name not in (
                "Hong Kong",
                "Macau",
                "Singapore",
            )
            key = f"{iso.lower()}/{code or iso}/{name}"
            point = (float(lat), float(lon))
            if is_suburb:
                main = {"HK": "Hong Kong", "MO": "Macau", "SG": "Singapore"}[iso]
                place = Place(
                    f"{iso.lower()}/{iso}/{main}/{name}",
                    "district",
                    iso,
                    code,
                    main,
                    name,
                    point[0],
                    point[1],
                    names_zh[0] if names_zh else None,
                    name,
                    int(people),
                )
            else:
                shown = "New York" if name == "New York City" else name
                if iso in ("HK", "MO", "SG"):
                    key = f"{iso.lower()}/{iso}/{name}"
                place = Place(
                    key,
                    "city",
                    iso,
                    code or None,
                    shown,
                    None,
                    point[0],
                    point[1],
                    names_zh[0] if names_zh else None,
                    shown,
                    int(people),
                )
            if not self._add(place):
                continue
            by_name[iso, code, name] = place.key
            by_name.setdefault((iso, "", name), place.key)
            self._name(self.en, folded, place.key)
            if "'" in folded:
                self._name(self.en, folded.replace("'", ""), place.key)
            if folded.startswith(("st ", "saint ")):
                self._name(
                    self.en,
                    ("saint " if folded[2] == " " else "st ") + folded.split(" ", 1)[1],
                    place.key,
                )
            for chinese in names_zh:
                if len(chinese) >= 2:
                    self._name(self.zh, chinese, place.key)
                    if iso in ("TW", "JP", "KR", "SG") and not chinese.endswith("市"):
                        self._name(self.zh, chinese + "市", place.key)
        for line in read_lines("place_aliases.txt"):
            aliases, iso, code, name = line.split("\t")
            target = by_name.get((iso, code, name)) or by_name.get((iso, "", name))
            if target is None:
                continue
            for alias in aliases.split("|"):
                table = self.zh if re.search("[\u4e00-\u9fff]", alias) else self.en
                folded = alias if table is self.zh else _english_key(alias)
                keys = table.setdefault(folded, [])
                if target in keys:
                    keys.remove(target)
                keys.insert(0, target)

    def _areas(self) -> None:
        for line in read_lines("areas.txt"):
            iso, english, chinese, lat, lon, radius, others = [*line.split("\t"), ""][:7]
            key = f"{iso.lower()}/~{english}"
            self._add(
                Place(
                    key,
                    "region",
                    iso,
                    english,
                    None,
                    None,
                    float(lat),
                    float(lon),
                    chinese or None,
                    english,
                    0,
                    float(radius),
                )
            )
            self._name(self.zh, chinese, key)
            for name in (english, *others.split("|")):
                if re.search("[\u4e00-\u9fff]", name):
                    self._name(self.zh, name, key)
                elif name:
                    self._name(self.en, _english_key(name), key)


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    return _Gazetteer()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return read_words("place_common.txt")


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    return read_words("place_first_names.txt")


# --- Chinese ----------------------------------------------------------------------------------

# Ordinary words that are places too: they need evidence.
_ZH_COMMON = frozenset(
    "城东 城西 城南 城北 城中 三次 来宾 开封 日照 白银 东方 大同 朝阳 四平 安康 平安 三明 长治 保定 和平 建设 光明 解放 新城 东城 西城 河东 河西 河南 郊区 城区 矿区 "
    "城关 高新 中原 青山 江南 江北 南岸 南开 红桥 长安 永安 太和 东区 西区 南区 北区 市中 市北 市南 海港 滨海 开发 中山 新区 新华 桥东 桥西 "
    "路南 路北 向阳 前进 东风 友好 平顶 金山 宝山 静安 长宁 通州 大兴 顺义 白云 花都 南沙 五华 高明 安定 吉安 新余 文山 凤凰 凤凰城 罗马 "
    "雅典 波特兰 哥伦布 金边 德比 河内 利马 巴斯 约克 尼斯 科克 赫尔 里约 夏洛特 新建 安宁 富民 丰都 双流 广汉 海安 如东 大丰 宝应 仪征 句容 "
    "常山 开化 永康 义乌市 宁海 太平 太康 新野 兴安 兴隆 平遥 和顺 安阳县 安吉 德清 长兴 桐庐 建德 富阳 海盐 宁国 明光 天长 定远 金寨 宁德市 "
    "大田 永春 德化 安溪 同安 集美 翔安 思明 湖里 海沧 公安 当阳 远安 应城 安陆 大悟 广水 利川 恩施 石首 松滋 咸丰 巴东 新化 双峰 冷水江 "
    "资源 灵山 富川 凌云 乐业 天等 大新 上林 东兴 合山 忠县 开县 奉节 武隆 丹棱 青神 洪雅 泸定 得荣 巴塘 普格 甘洛 美姑 越西 "
    "成县 康县 两当 民乐 临泽 高台 山丹 永昌 古浪 和政 康乐 广河 积石山 平川 互助 化隆 尖扎 同仁 共和 兴海 贵德 玛多 称多 祁连 刚察 "
    "和田 和静 和硕 温泉 精河 阜康 奇台 五家渠 图木舒克 鄯善 北海 三亚市 景德".split()
)
_ZH_EVIDENCE_BEFORE = re.compile(
    r"(?:在|去|到|来|回|坐标|base|位于|地点|城市|现居|住|住在|定居|想在|工作地|籍贯|老家|改成|换成|换到|是|或者?|和|及|、|,|\s|^|/|:)\s?$",
    re.I,
)
_ZH_EVIDENCE_AFTER = re.compile(
    r"^\s?(?:市|区|县|的(?:厂|店|工作|岗|活|公司|职位)|那边|这边|附近|周边|本地|都行|也行|也可以|都可以|优先|地区|工作|上班|的工作|找|$|,|。|、|/|\s|或|和|不行|吧|也算)"
)
_ZH_NOT_AFTER = re.compile(
    r"^(?:[^的在去找做了,，。\s到、/|·\-]{0,6}?(?:大学|学院|师大|师范|理工|邮电|职院|职业技术)|路(?!边|程|演)|大道|大街|街(?!道)|话|菜(?!市)|人(?!才|事|力|民|员|社|资)|户口|"
    r"银行|烤鸭|拉面|小吃|小面|火锅|啤酒|牛肉|米粉|米线|口音|现代(?:汽车)?|大众|证券|时间|烧烤|鸭脖|热干面|包子|关(?=系))"
)
_BIG = frozenset(
    "北京 上海 深圳 广州 杭州 成都 武汉 南京 西安 苏州 天津 重庆 长沙 郑州 青岛 宁波 东莞 佛山 合肥 厦门 济南 福州 沈阳 大连 无锡 昆明 哈尔滨 "
    "长春 石家庄 南昌 贵阳 南宁 太原 温州 泉州 常州 珠海 中山 惠州".split()
)
_ZONE = re.compile(
    r"^\s?[·\-,]?\s?(?P<zone>(?:[\u4e00-\u9fff]{2,8}?)?(?:高新(?:技术产业开发)?区|经(?:济技术)?开(?:发)?区|技术产业开发区|新技术产业开发区|工业园区?|产业园|科技园|开发区|保税区|自贸区|高新|新区))"
)
_FREE_DISTRICT = re.compile(
    r"^\s?[·\-]?\s?(?P<zone>[\u4e00-\u9fff]{1,10}?(?:新区|开发区|高新区|园区|区|县|旗|镇|街道|市))(?=$|[·\-,/\s])"
)


@dataclass(slots=True)
class _Match:
    start: int
    end: int
    keys: list[str]
    name: str
    is_short: bool = False
    is_code: bool = False


def _word_edges(text: str) -> set[int]:
    edges: set[int] = {0, len(text)}
    for m in re.finditer(r"[\u4e00-\u9fff]+", text):
        for _, start, end in segmenter().tokenize(m[0]):
            edges.add(m.start() + start)
            edges.add(m.start() + end)
    return edges


def _scan_chinese(text: str) -> list[_Match]:
    gazetteer = _gazetteer()
    matches: list[_Match] = []
    position, size = 0, len(text)
    longest = gazetteer.zh_longest
    while position < size:
        if not "\u4e00" <= text[position] <= "\u9fff":
            position += 1
            continue
        for length in range(min(longest, size - position), 1, -1):
            name = text[position : position + length]
            if name in gazetteer.zh:
                keys = gazetteer.zh[name]
                # 朝阳 is a city and a district: both stay open.
                extra = [k for k in gazetteer.zh_short.get(name, []) if k not in keys]
                matches.append(_Match(position, position + length, keys + extra, name))
                position += length
                break
            if name in gazetteer.zh_short:
                matches.append(
                    _Match(
                        position, position + length, gazetteer.zh_short[name], name, is_short=True
                    )
                )
                position += length
                break
        else:
            position += 1
    return matches


def _inside(key: str, other: str) -> bool:
    return key == other or key.startswith(other + "/")


# A district's key lies inside its municipality's region key too.
def _best(keys: Iterable[str], *, country: str | None = None) -> str:
    gazetteer = _gazetteer()

    def weight(key: str) -> tuple[float, ...]:
        place = gazetteer.places[key]
        parent = gazetteer.places.get("/".join(key.split("/")[:3]))
        people = place.population or (
            parent.population / 10 if parent and place.kind == "district" else 0
        )
        return (
            float(country is not None and place.country == country),
            _RANK[place.kind] if place.country == "CN" or place.kind == "country" else 1,
            people,
        )

    ordered = list(keys)
    return max(ordered, key=weight)
    # An alias list is in order of what people mean.


# Chinese speakers name such a town abroad seldom enough for its two signs to be a word: 花卷.
_SMALL_TOWN = 300_000


def _is_word_too(match: _Match) -> bool:
    """Return whether a name is a word of the language as likely as the place."""
    if match.name in _ZH_COMMON:
        return True
    if len(match.name) > 2 or match.is_code:
        return False
    places = [_gazetteer().places[key] for key in match.keys]
    return all(
        each.country not in ("CN", "HK", "MO", "TW")
        and each.kind == "city"
        and each.population < _SMALL_TOWN
        for each in places
    )


def _find_chinese(normal: NormalisedText, *, is_field: bool) -> list[tuple[Place, int, int]]:
    text = normal.text
    if not re.search("[\u4e00-\u9fff]", text):
        return []
    gazetteer = _gazetteer()
    raw = _scan_chinese(text)
    if not raw:
        return []
    edges = _word_edges(text) if not is_field else set()
    context = {
        key
        for m in raw
        if not m.is_short and not _is_word_too(m)
        for key in m.keys
        if gazetteer.places[key].kind == "city"
    }
    kept: list[_Match] = []
    for m in raw:
        alone = text.strip() == m.name
        if not is_field and not alone:
            after = text[m.end : m.end + 24]
            before = text[max(0, m.start - 24) : m.start]
            if _ZH_NOT_AFTER.match(after):
                continue
            beside = bool(kept) and re.fullmatch(
                r"[\s·\-,、/或和市]{0,2}", text[kept[-1].end : m.start]
            )
            nested = beside and any(_inside(k, p) for k in m.keys for p in kept[-1].keys if k != p)
            full = m.name[-1] in "区县旗" or (m.name[-1] in "省市" and len(m.name) > 2)
            if not nested and not full and m.start not in edges:
                continue
            if (
                not full
                and m.end not in edges
                and not nested
                and not re.match(
                    r"[市区县省]|的|找|那边|这边|附近|本地|周边|[港湾]|新港|机场|火车站|高铁站|[东西南北]?站",
                    after,
                )
            ):
                # 上海松江 is cut into two words by the scan itself.
                following = next((x for x in raw if x.start == m.end), None)
                if following is None:
                    continue
            in_context = [k for k in m.keys if any(_inside(k, c) and k != c for c in context)]
            evidence = bool(
                _ZH_EVIDENCE_BEFORE.search(before) and _ZH_EVIDENCE_AFTER.match(after)
            ) or re.search(r"(?:在|去|到|坐标|base|现居|住)\s?$", before, re.I)
            if m.is_short and not nested:
                if in_context:
                    if _is_word_too(m) and not evidence:
                        continue
                    m.keys = in_context
                elif _is_word_too(m) or not any(gazetteer.places[k].city in _BIG for k in m.keys):
                    if not evidence or _is_word_too(m):
                        continue
            elif _is_word_too(m) and not nested and not evidence:
                continue
        kept.append(m)
    results: list[tuple[Place, int, int]] = []
    i = 0
    while i < len(kept):
        m = kept[i]
        start, end, keys = m.start, m.end, list(m.keys)
        if (
            len(keys) > 1
            and {gazetteer.places[k].country for k in keys} >= {"CN"}
            and m.name in ("江浙沪", "长三角", "京津冀", "珠三角", "粤港澳大湾区")
        ):
            results += [(gazetteer.places[k], start, end) for k in keys]
            i += 1
            continue
        while i + 1 < len(kept):
            following = kept[i + 1]
            gap = text[end : following.start]
            if not re.fullmatch(r"[\s·\-,/]{0,2}|市[·\-]?|[·\-]?中国[·\-]?|\(|的", gap):
                break
            deeper = [k for k in following.keys if any(_inside(k, p) and k != p for p in keys)]
            if not deeper:
                same = [k for k in following.keys if k in keys]
                if same and re.fullmatch(r"[\s·\-]{0,2}", gap):
                    keys, end = same, following.end
                    i += 1
                    continue
                break
            keys, end = deeper, following.end
            i += 1
        in_context = [k for k in keys if any(_inside(k, c) and k != c for c in context)]
        exact = [k for k in keys if gazetteer.places[k].kind == "city"]
        if m.is_short or not exact:
            keys = in_context or keys
        place = gazetteer.places[_best(keys)]
        if text[end : end + 1] == "市" and place.kind == "city":
            end += 1
        if place.kind == "city" and place.country == "CN":
            zone = _ZONE.match(text[end : end + 24]) or (
                _FREE_DISTRICT.match(text[end : end + 24]) if is_field else None
            )
            if zone:
                name = zone["zone"].removeprefix(place.city or "")
                end += zone.end()
                known = gazetteer.places.get(f"{place.key}/{name}") or gazetteer.places.get(
                    f"{place.key}/{name.removesuffix('区')}"
                )
                if known:
                    place = known
                elif len(name) >= 2:
                    place = Place(
                        f"{place.key}/{name}",
                        "district",
                        "CN",
                        place.region,
                        place.city,
                        name,
                        place.lat,
                        place.lon,
                        name,
                        None,
                    )
        results.append((place, start, end))
        i += 1
        while i < len(kept) and kept[i].start < end:
            i += 1
    return results


# --- English ----------------------------------------------------------------------------------

_EN_WORDS = re.compile(r"[A-Za-zÀ-ɏ]+(?:['.\-][A-Za-zÀ-ɏ]+)*\.?")
_PREPOSITION = re.compile(
    r"(?:\b(?:in|near|nearby|around|round|outside|to|from|at|of|based|leave|visit|across|within|central|inner|west|east|north|south|downtown|greater|or|and|city|"
    r"location|located in|living in|live in|base|area|for|into|close to|commutable to|commute to|towards|via|jobs?|work|roles?|than|not|except|also|then|make that|switch to|change to|try|be)|[,/\n(:;|]|^|[-–])\s*$",
    re.I,
)
_STRONG_PREPOSITION = re.compile(
    r"(?:\b(?:in|near|around|round|outside|based in|based|move to|moving to|live in|commute to|jobs? in)\s*|^\s*|\n\s*)$",
    re.I,
)
# What orders another place: "make it Inverness", "Kilmarnock instead".
_ORDERED_BEFORE = re.compile(
    r"\b(?:(?:make|call) (?:it|that|them)|(?:what|how) about|try|rather|actually|meant|say|also|go for|prefer|swap (?:it|that) for|"
    r"chang(?:e|ing) (?:it|that) to)\s+$",
    re.I,
)
_ORDERED_AFTER = re.compile(
    r"\s+(?:instead|please|pls|too|as well|then|way)\b|\s*[.!?,]?\s*$", re.I
)
_SEGMENT_END = re.compile(
    r"^\s*(?:$|[\n,.;!?)/|]|\b(?:or|and|area|uk|please|pls|jobs?|only|based|centre|center|city|region|preferably|ideally|if|where|with|for|on|is|would|at|but)\b)",
    re.I,
)
_PERSON_BEFORE = re.compile(
    r"(?:\bname(?:'s| is)?|\bi'?m|\bi am|\bcalled|\bhi|\bhello|\bdear|\bmr|\bmrs|\bms|\bmiss|\bdr|我叫|姓名[:： ]*)\.?\s+$",
    re.I,
)
_NOT_AFTER_EN = re.compile(
    r"^\s*(?:road|rd|street|st(?!\w)|lane|avenue|ave|drive|square|university|uni\b|college|united|fc\b|business school|school of|institute|times|bank\b|"
    r"house\b|academy|hospital trust|rovers|ham\b"
    # Where somebody comes from, or what they may: no place to work in.
    r"|(?:-|\s)?(?:qualified|trained|educated|born|citizen(?:ship)?s?|national(?:ity|s)?|passport|visa|permit|degree)\b)(?!\w)",
    re.I,
)
_NOT_BEFORE_EN = re.compile(
    r"(?:univ(?:ersity|\.)?|college|bank|institute|school)\s+of\s+$|[@./\\#]$", re.I
)


def _region_after(text: str, end: int, keys: list[str]) -> tuple[list[str], int] | None:
    """Return the candidates that the region or country written right after agrees with."""
    gazetteer = _gazetteer()
    m = re.match(r"[\s,*(\-]{1,4}", text[end : end + 6])
    if not m or "\n" in m[0]:
        return None
    begin = end + m.end()
    words = list(_EN_WORDS.finditer(text, begin, begin + 40))
    if not words or words[0].start() != begin:
        return None
    for n in (4, 3, 2, 1):
        if len(words) < n:
            continue
        piece = text[begin : words[n - 1].end()]
        if n > 1 and "," in piece:
            continue
        stripped = piece.rstrip(".")
        wanted: list[str] = []
        if re.fullmatch("[A-Z]{2,3}", stripped):
            wanted = [k for (_, code), k in gazetteer.codes.items() if code == stripped]
            if stripped.lower() in gazetteer.places and stripped not in (
                "IN",
                "OR",
                "ME",
                "AT",
                "IT",
                "IS",
                "NO",
                "SO",
                "BE",
                "AM",
                "DE",
            ):
                wanted.append(stripped.lower())
            if stripped == "UK":
                wanted.append("gb")
            if stripped == "USA":
                wanted.append("us")
        elif re.fullmatch("[a-z]{2}", stripped) and "," in m[0]:
            wanted = [k for (_, code), k in gazetteer.codes.items() if code == stripped.upper()]
        name = _english_key(stripped)
        wanted += [
            k
            for k in gazetteer.en.get(name, [])
            if gazetteer.places[k].kind in ("region", "country")
        ]
        if not wanted:
            continue
        agreeing = [k for k in keys if any(_agrees(k, w) for w in wanted)]
        if agreeing:
            return agreeing, begin + len(
                piece.rstrip(".") if piece.endswith(".") and not piece.endswith("..") else piece
            )
    return None


def _agrees(key: str, wider: str) -> bool:
    gazetteer = _gazetteer()
    if _inside(key, wider) and key != wider:
        return True
    area = gazetteer.places[wider]
    place = gazetteer.places[key]
    if "~" in wider and area.country == place.country and area.lat is not None:
        apart = distance_km(place, area)
        return apart is not None and apart <= area.radius_km * 1.3
    return False


def _window_before(text: str, start: int) -> str:
    """Return the end of what precedes; a sign stands for what was cut, so that ^ means the start."""
    return text[:start] if start <= 60 else "§" + text[start - 60 : start]


def _find_english(
    normal: NormalisedText, *, country: str | None, is_field: bool, taken: list[tuple[int, int]]
) -> list[tuple[Place, int, int]]:
    text = normal.text
    words = list(_EN_WORDS.finditer(text))
    if not words:
        return []
    gazetteer = _gazetteer()
    folded = _fold(normal.lower)
    contacts = [m.span() for m in CONTACT.finditer(text)]
    if country is None:
        if "£" in text or re.search(r"\b(?:UK|uk|quid|nhs|NHS|band [5-8])\b", text):
            country = "GB"
        elif re.search(r"\b(?:Ireland|RTB)\b", text):
            country = "IE"
    mentioned: set[str] = set()
    results: list[tuple[Place, int, int]] = []
    i = 0
    while i < len(words):
        matched = False
        for n in range(min(5, len(words) - i), 0, -1):
            start, end = words[i].start(), words[i + n - 1].end()
            piece = folded[start:end]
            if "\n" in text[start:end] or ("," in piece and "d" not in piece):
                continue
            name = re.sub(r"\s+", " ", piece.replace(".", "").replace("-", " ")).strip()
            keys = gazetteer.en.get(name)
            if not keys and name.endswith("'s"):
                name, end = name[:-2], end - 2
                keys = gazetteer.en.get(name)
            if text[end - 1 : end] == ".":
                end -= 1
            surface = text[start:end]
            is_iso = n == 1 and surface in ("US", "USA", "UK")
            if is_iso and surface != "USA" and surface != "UK":
                keys = ["us"]
            if not keys or any(s < end and start < e for s, e in contacts + taken):
                continue
            before, after = _window_before(text, start), text[end : end + 60]
            gap = text[results[-1][2] : start] if results and start - results[-1][2] < 30 else None
            if not is_field:
                if _NOT_AFTER_EN.match(after) or _NOT_BEFORE_EN.search(before):
                    continue
                if name == "us" or (False):
                    if surface != "US":
                        continue
            region = _region_after(text, end, keys)
            accepted = (
                is_field
                or region is not None
                or _is_evident(name, surface, keys, before, after, n, gap)
            )
            if not accepted:
                continue
            if region:
                keys, end = region
                further = _region_after(text, end, keys)
                if further:
                    keys, end = further
            key = _choose(keys, country=country, mentioned=mentioned)
            place = gazetteer.places[key]
            mentioned.add(place.country)
            results.append((place, start, end))
            while i < len(words) and words[i].start() < end:
                i += 1
            matched = True
            break
        if not matched:
            i += 1
    return results


def _choose(keys: list[str], *, country: str | None, mentioned: set[str]) -> str:
    gazetteer = _gazetteer()

    def weight(item: tuple[int, str]) -> tuple[float, float, float]:
        order, key = item
        place = gazetteer.places[key]
        people = (
            float(place.population)
            + (5e7 if place.kind == "country" else 0)
            + (3e6 if place.kind == "region" else 0)
        )
        if order == 0 and len(keys) > 1:
            people *= 1.5
        return (
            float(country is not None and place.country == country and people >= 10_000),
            float(place.country in mentioned and people >= 60_000),
            people,
        )

    return max(enumerate(keys), key=weight)[1]


_SOFT = frozenset(
    "cork bath nice reading bury rugby harrow mobile orange swords split derby poole bangor barry salem troy carson".split()
)


_LIST_AFTER = re.compile(r"\s*(?:,|/|\bor\b|\band\b|&)\s*[A-Z]")


def _is_evident(
    name: str,
    surface: str,
    keys: list[str],
    before: str,
    after: str,
    n: int,
    gap: str | None,
) -> bool:
    """Return whether the text around an English name makes it a place."""
    gazetteer = _gazetteer()
    places = [gazetteer.places[k] for k in keys]
    if _PERSON_BEFORE.search(before):
        return False
    if surface in ("US", "USA", "UK") or name == "uk":
        return True
    contrasted = re.match(r"\s+not\s+([A-Z][a-z]+)", after)
    if contrasted and surface[:1].isupper() and _english_key(contrasted[1]) in gazetteer.en:
        # Wells not Wales: the one place beside the other.
        return True
    if name in _first_names() and surface[:1].isupper() and re.match(r"\s+[A-Z][a-z]+", after):
        following = re.match(r"\s+([A-Z][a-z]+)", after)
        if (
            following
            and not _STRONG_PREPOSITION.search(before)
            and following[1].lower() not in gazetteer.en
        ):
            return False
    segment = bool(
        re.search(r"(?:^|[\n,;/|(])\s*$", before) and re.match(r"\s*(?:$|[\n,;/|).!?])", after)
    )
    listed = gap is not None and bool(
        re.fullmatch(
            r"\s*(?:,|/|or|and|&|not|、|或者?|和)\s*(?:maybe |also |even )?",
            gap,
            re.I,
        )
    )
    people = max(p.population for p in places)
    if len(name) <= 2 or name in ("nola", "atl", "dfw", "gta", "mcr"):
        return (
            surface.isupper()
            and (
                bool(_STRONG_PREPOSITION.search(before))
                or segment
                or listed
                # "designer, SF or Seattle": the first of a list.
                or bool(re.search(r"(?:^|[\n,;|(])\s*$", before) and _LIST_AFTER.match(after))
            )
            or (
                bool(_STRONG_PREPOSITION.search(before))
                and bool(_SEGMENT_END.match(after))
                and name not in ("la", "kl")
                and bool(before.strip())
            )
        )
    if any(p.kind in ("country", "region") for p in places):
        if name in (
            "georgia",
            "jordan",
            "chad",
            "turkey",
            "victoria",
            "kent",
            "devon",
            "essex",
            "virginia",
        ):
            return bool(_PREPOSITION.search(before)) and (
                surface[:1].isupper() or bool(_STRONG_PREPOSITION.search(before))
            )
        return True
    if name in _common():
        core = [
            p
            for p in places
            if (p.country in CORE and p.population >= 15_000) or p.population >= 300_000
        ]
        if not core or len(name) <= 3:
            return False
        strong = re.search(
            r"\b(?:in|near|around|round|outside|move to|moving to)\s+$", before, re.I
        )
        if strong and _SEGMENT_END.match(after):
            return surface[:1].isupper() or bool(
                re.search(
                    r"\b(?:jobs?|work|live|living|near|around|round|based|move|moving|roles?)\b[^.!?\n]{0,12}$",
                    before,
                    re.I,
                )
            )
        if surface[:1].isupper() and (
            listed
            or (
                name in _SOFT
                and _PREPOSITION.search(before)
                and before.strip()
                and _SEGMENT_END.match(after)
            )
        ):
            return True
        in_line = bool(re.search(r"(?:^|\n)\s*$", before) and re.match(r"\s*(?:$|\n)", after))
        return in_line and people >= 60_000 and name in _SOFT
    if n > 1 and people >= 15_000:
        return True
    big = max((p.population for p in places if p.country in CORE), default=0)
    if big >= 60_000 or people >= 400_000:
        if (
            bool(_PREPOSITION.search(before))
            and (before.strip() or surface[:1].islower())
            or segment
            or listed
            or bool(_SEGMENT_END.match(after))
        ):
            return True
        following = re.match(r"\s+([A-Z][a-z]+)", after)
        if surface[:1].isupper() and following and _english_key(following[1]) not in gazetteer.en:
            # Meridian Desk is a firm.
            return False
        is_known = big >= 150_000 or (people >= 2_000_000 and len(name) >= 5)
        return surface[:1].isupper() or is_known
    return (
        segment
        or listed
        or bool(
            re.search(
                r"\b(?:in|near|around|round|outside|to|from|at|based|out of)\s+$", before, re.I
            )
        )
        and (surface[:1].isupper() or people >= 15_000 and bool(_SEGMENT_END.match(after)))
        or people >= 15_000
        and len(name) >= 4
        and bool(_ORDERED_BEFORE.search(before) and _ORDERED_AFTER.match(after))
        or surface[:1].isupper()
        and bool(re.match(r"\s+instead\b", after, re.I))
    )


# --- public -----------------------------------------------------------------------------------


def find_places(
    text: TextLike, *, lang: Lang | None = None, country: str | None = None
) -> list[Found[Place]]:
    """Return the places named in running text, in order. `country` settles ambiguous names.

    Refused places (不要上海) are found like others; the caller knows what was refused.
    """
    normal = normalise(text)
    found = _find_chinese(normal, is_field=False)
    taken = [(s, e) for _, s, e in found]
    found += _find_english(normal, country=country, is_field=False, taken=taken)
    found.sort(key=lambda f: (f[1], f[2]))
    results = []
    for place, start, end in found:
        a, b = normal.span(start, end)
        results.append(Found(place, a, b, normal.original[a:b]))
    return results


_REMOTE_RE = re.compile(
    r"(?:fully |100% |full )?\bremote(?:ly)?\b|work(?:ing)? from home|\bwfh\b|home[- ]based|\bvirtual\b|telecommut\w*|远程|居家(?:办公)?|在家办公|线上办公",
    re.I,
)
_HYBRID_RE = re.compile(r"\bhybrid\b|混合办公|部分远程", re.I)
_ANYWHERE_RE = re.compile(
    r"\bEMEA\b|\bLATAM\b|\bAPAC\b|\bNORAM\b|\bAmericas\b|(?:North|Latin|South) America\b|\bEurope\b|asia[ -]pacific|all locations|select locations|multiple cities|distributed|international|全国|不限(?:城市|地点|地区)?|城市不限|地点不限|异地招聘|\banywhere(?: in the world| on earth)?\b|world ?wide|\bglobal(?:ly)?\b|multiple locations|various|nationwide",
    re.I,
)
_ALTERNATIVES = re.compile(r"\s*(?:[;|、]|\s/\s|/(?=[A-Z\u4e00-\u9fff])|\bor\b|\band\b|&|\n)\s*")


def parse_location(
    text: TextLike, *, lang: Lang | None = None, country: str | None = None
) -> Location:
    """Return what a location field says: several places where it lists several.

    Written parts of one place ("Austin, TX, United States", 广州·天河区) become one.
    """
    normal = normalise(text)
    source = normal.text.strip()
    if not source:
        return Location(())
    is_remote = bool(_REMOTE_RE.search(source))
    is_hybrid = bool(_HYBRID_RE.search(source))
    is_anywhere = bool(_ANYWHERE_RE.search(source))
    rest = _ANYWHERE_RE.sub(" ", _HYBRID_RE.sub(" ", _REMOTE_RE.sub(" ", source)))
    rest = re.sub(
        r"\b(?:on-?site|in[- ]office|office|based|metro(?:politan)? area|(?<!bay )area|region|headquarters|hq)\b",
        " ",
        rest,
        flags=re.I,
    )
    places: list[Place] = []
    unknown: list[str] = []
    for part in _ALTERNATIVES.split(rest):
        part = part.strip(" ,-·()[]:")
        if not part:
            continue
        if re.search("[\u4e00-\u9fff]", part):
            found = _find_chinese(normalise(part), is_field=True)
            for place, _, _ in found:
                if (
                    places
                    and is_same_or_within(place, places[-1])
                    and place.key != places[-1].key
                    and len(found) == 1
                ):
                    places[-1] = place
                elif place not in places:
                    places.append(place)
            if found:
                continue
        one = _parse_english_field(part, country=country)
        if one is None:
            if re.search(r"\w{2}", part):
                unknown.append(part)
        elif one not in places:
            places.append(one)
    return Location(tuple(places), is_remote, is_hybrid, is_anywhere, tuple(unknown))


def _parse_parts(words: str, *, country: str | None) -> Place | None:
    """Return the place of parts written without a comma: Austin Texas. None unless all is it."""
    found = _find_english(normalise(words), country=country, is_field=True, taken=[])
    if len(found) == 1 and found[0][1:] == (0, len(words)):
        return found[0][0]
    return None


@lru_cache(maxsize=4096)
def _parse_english_field(part: str, *, country: str | None) -> Place | None:
    gazetteer = _gazetteer()
    components = [
        c.strip(" .()") for c in re.split(r"\s*(?:,|\s-\s|·|\||\()\s*", part) if c.strip(" .()")
    ]
    if len(components) == 1 and _english_key(components[0]) not in gazetteer.en:
        if (one := _parse_parts(components[0], country=country)) is not None:
            return one
        trailing = re.fullmatch(
            r"(.+?)\s+((?:[A-Z]{2})|United States|United Kingdom|USA|UK)", components[0]
        )
        if trailing:
            components = [trailing[1], trailing[2]]
    countries: list[str] = []
    regions: list[str] = []
    names: list[str] = []
    for index, component in enumerate(components):
        key = _english_key(component)
        keys = gazetteer.en.get(key, [])
        is_code = bool(re.fullmatch("[A-Z]{2,3}", component))
        code = re.match(r"([A-Z]{2,3})(?:\s+\w{3,7}(?:\s?\w{3})?)?$", component)
        as_country = [k for k in keys if gazetteer.places[k].kind == "country"]
        if is_code and component.lower() in gazetteer.places:
            as_country.append(component.lower())
        as_region = [k for k in keys if gazetteer.places[k].kind == "region"]
        if code:
            as_region += [k for (_, c), k in gazetteer.codes.items() if c == code[1]]
        if (
            as_country
            and (index == len(components) - 1 or not as_region)
            and not (as_region and len(components) == 2 and index == 1 and is_code)
        ):
            countries += as_country
            if as_region and len(components) == 1 and is_code:
                regions += (
                    [k for k in as_region if k.startswith(country.lower() + "/")] if country else []
                )
            if not any(gazetteer.places[k].kind == "city" for k in keys):
                continue
        elif as_region and as_country:
            regions += as_region
            countries += []
        elif as_region:
            regions += as_region
        if any(gazetteer.places[k].kind in ("city", "district") for k in keys):
            names.append(key)
        elif key.endswith((" city", " county")) and key.rsplit(" ", 1)[0] in gazetteer.en:
            names.append(key.rsplit(" ", 1)[0])
    if countries:
        regions = [r for r in regions if any(_inside(r, c) for c in countries)]
    candidates: list[str] = []
    for name in names:
        cities = [k for k in gazetteer.en[name] if gazetteer.places[k].kind in ("city", "district")]
        scoped = [k for k in cities if any(_agrees(k, r) for r in regions)] if regions else []
        if not scoped and countries:
            scoped = [k for k in cities if any(_inside(k, c) for c in countries)]
        if scoped:
            candidates = scoped
            break
        if not countries and not regions:
            candidates = cities
            break
        if (
            regions
            and not scoped
            and not countries
            and not any(name in _english_key(gazetteer.places[r].name_en or "") for r in regions)
        ):
            continue
    if candidates:
        return gazetteer.places[_choose(candidates, country=country, mentioned=set())]
    if names and not countries and not regions:
        return None
    if regions:
        if regions.count("us/NY") > 1:
            return gazetteer.places["us/NY/New York City"]
        return gazetteer.places[regions[0]]
    if countries:
        return gazetteer.places[countries[0]]
    return None


def get_place(key: str) -> Place | None:
    """Return the place with this canonical key; a free district (a zone) from its city."""
    gazetteer = _gazetteer()
    place = gazetteer.places.get(key)
    if place is None and key.startswith("cn/") and key.count("/") == 3:
        parent = gazetteer.places.get(key.rsplit("/", 1)[0])
        if parent:
            name = key.rsplit("/", 1)[1]
            return Place(
                key,
                "district",
                "CN",
                parent.region,
                parent.city,
                name,
                parent.lat,
                parent.lon,
                name,
                None,
            )
    return place


def display_name(place: Place, lang: Lang, *, with_country: bool = False) -> str:
    """Return the name to show a person in their language, the other's where it has none.

    A district comes with its city: 深圳南山, "Nanshan, Shenzhen".
    """
    gazetteer = _gazetteer()

    def name_of(one: Place) -> str:
        first, second = (one.name_zh, one.name_en) if lang == "zh" else (one.name_en, one.name_zh)
        return first or second or one.key

    name = name_of(place)
    if place.kind == "district":
        city = gazetteer.places.get(city_key(place) or "")
        if city:
            name = f"{name_of(city)}{name}" if lang == "zh" else f"{name}, {name_of(city)}"
    if with_country and place.kind != "country":
        nation = gazetteer.places.get(place.country.lower())
        if nation:
            name = f"{name_of(nation)}{name}" if lang == "zh" else f"{name}, {name_of(nation)}"
    return name


def is_same_or_within(place: Place, other: Place) -> bool:
    """Return whether `place` is `other` or lies inside it (district < city < region < country)."""
    if _inside(place.key, other.key):
        return True
    if "~" in other.key:
        apart = distance_km(place, other)
        return place.country == other.country and apart is not None and apart <= other.radius_km
    return False


def city_key(place: Place) -> str | None:
    """Return the canonical key of the place's city, None for a region or country."""
    if place.kind == "city":
        return place.key
    return place.key.rsplit("/", 1)[0] if place.kind == "district" else None


def same_city(place: Place, other: Place) -> bool:
    """Return whether both lie in one city; a county-level city counts as its prefecture's too."""
    a, b = city_key(place), city_key(other)
    return a is not None and b is not None and (_inside(a, b) or _inside(b, a))


def distance_km(place: Place, other: Place) -> float | None:
    """Return the great-circle distance, None where either has no coordinates."""
    if place.lat is None or place.lon is None or other.lat is None or other.lon is None:
        return None
    a, b = math.radians(place.lat), math.radians(other.lat)
    half_lat = math.sin((b - a) / 2) ** 2
    half_lon = math.sin(math.radians(other.lon - place.lon) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(half_lat + math.cos(a) * math.cos(b) * half_lon))


@lru_cache(maxsize=2_000)
def nearby(place: Place, *, within_km: float = 50.0, limit: int = 10) -> tuple[Place, ...]:
    """Return other cities within reach of the place's city, nearest first.

    Scans the gazetteer the first time (a few milliseconds).
    """
    if place.lat is None or place.lon is None:
        return ()
    degrees = within_km / 111.0
    own = city_key(place) or place.key
    close: list[tuple[float, Place]] = []
    for other in _gazetteer().places.values():
        if other.kind != "city" or other.lat is None or other.key == own:
            continue
        if abs(other.lat - place.lat) > degrees:
            continue
        apart = distance_km(place, other)
        if apart is not None and apart <= within_km:
            close.append((apart, other))
    close.sort(key=lambda item: item[0])
    return tuple(other for _, other in close[:limit])


def is_place_name(text: str) -> bool:
    """Return whether the whole text is the Chinese name of a place in China."""
    gazetteer = _gazetteer()
    keys = gazetteer.zh.get(text) or gazetteer.zh_short.get(text) or []
    return any(k.startswith("cn/") for k in keys)
