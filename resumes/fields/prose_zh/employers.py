"""Where somebody worked and as what: the employer, the place, the post of a clause."""

import re
from typing import NamedTuple

from jobassist.language.lexicon import segmenter

from ..cells import CellSpan, org_score, place_of, title_score
from ..entries import split_glued
from ..reading import Entry, trim, within
from ..words import zh_brand_pattern, zh_org_pattern, zh_title_pattern
from .clauses import DURATION, NUM
from .names import ChineseNames

SEVERAL = re.compile(
    r"^(?:好)?(?:几|多|各|许多|很多|不少|两三|[两三四五六七八九十])(?:个|家|处)?(?:不同的?)?(?=[\u4e00-\u9fff])"
)
SELF = re.compile(
    r"(?:自己[\u4e00-\u9fff]{0,4}?接单|自己[\u4e00-\u9fff]{0,4}?接活|自己单干|自己(?:开车|跑车|跑|接|做|干|拉货|包活)|单干|自己干|自己开(?:了?[家个间]?)?[\u4e00-\u9fff]{1,8}(?:店|厂|公司|馆|摊)|自己做(?:生意|老板)?|自由职业|个体户?|自己跑单|接私活|自己创业|创业|摆摊|在家带孩子|打零工|做零工)"
)
# Of these the trade stays what it was; a shop of one's own may be another.
SAME_TRADE = re.compile(r"接单|接活|单干|接私活|自己干|自己跑|自己做$")
# 自己在桂林路租了个小店: a business of one's own, wherever it stands.
OWN_SHOP = re.compile(
    r"(?:自己|^我?(?=开)|(?:[跟和与][\u4e00-\u9fff]{1,4})?合伙|一个人)(?:在(?P<p>[\u4e00-\u9fff]{2,8}?))?(?P<v>开|租|盘|弄|搞|办|支|承包|经营)(?:着|了|过|的|下)*(?:[一两]?[个家间档]|一个|一家|一间)?(?P<s>[\u4e00-\u9fff]{0,8}?(?:店|厂|馆子?|摊子?|铺子?|档|坊|公司|工作室|作坊|餐厅|饭店|农场|养殖场|网店|淘宝))(?:面|子)?(?!长|员|里做|里干|当|做|上班)"
)
# Words that lead to where somebody worked: in, at, to, with.
_LEADS = r"(?:(?:再?上一?家|前一?家|最近一?家|第[一二三]家)(?:公司|单位)?(?:是|叫|在)|现在在|目前在|(?<!现)(?<!正)(?<!存)在|(?<![接招看])待过|呆过|干过|待在|就职于|任职于|供职于|入职了?|加入了?|去了|去(?!年)到?|进了|进入?|到了|跳槽到|跳槽去|跳到|换到|转到|调到|来到|(?<=[又就再才后])(?:到|回到?)(?![\d一二今去])|跟着|跟过|(?:给|替|帮)(?![我你他她自人别老忙])|曾在|(?:曾|现|历|先后|兼)?任(?:职于)?|曾为|现为|从(?!事|业|前|小|单|\d|一))"
# Words that begin what was done there, by which the name ends.
_ACTS = r"(?:做|干(?!部)|当(?!地)|任(?!职于)|担任|负责|写|跑(?!道)|开(?!发|始|放|元)|教(?!育|学|研|师|务|培)|卖(?!场)|送(?!变)|带(?!头)|搞|从事|上班|工作(?!室|站)|打工|打杂|待(?!遇)|呆|实习|帮(?!扶)|学(?!院|校|会|而|习|生)|管(?!理|家)|修(?!理厂|车)|代账(?!公司)|跟单|拧|装(?!饰|修|备|卸)|收银|扎(?!根)|砌|铺设|刷墙|缝|搬砖|搬货|打(?:螺丝|包|杂|钢筋|过|了)|拉货|看(?:店|门|仓库)|洗(?:碗|菜)|切菜|炒(?!作)|照顾|剪|站(?!点)|值|的时候|那儿|里面|期间|毕业|辞职|离职|出来|离开|走)"
LOC = re.compile(_LEADS + r"(?P<x>[^,，。;；]+?)(?=" + _ACTS + r"|$)")
_AT = re.compile(_LEADS)
_ACT = re.compile(_ACTS)
# 扫了四年地, 轮转过心内: any verb by its aspect.
_ASPECT = re.compile(r"(?<=[\u4e00-\u9fff]{2})[\u4e00-\u9fff](?=[了过着][\u4e00-\u9fff\d])")
# Counted, an employer is told by its kind: 花桥一个电子厂, 欧亚卖场里头一个店.
COUNTED = re.compile(
    r"(?:的|里头?|里面|附近|旁边|这边|那边|当地|本地)*(?P<q>(?:一|某|好几|几|两)(?:家|个|间|所)|某(?=[\u4e00-\u9fff]{2})|家(?=叫))"
)
# 一家做五金出口的公司: what it does stands before its kind.
_RELATIVE = re.compile(
    r"[^,，。;；]{0,8}?(?:一|某)(?:家|个|间|所)[^,，。;；]{1,14}?的(?:小|大)?(?:公司|厂子?|店|馆子?|单位|企业|医院|诊所|学校|幼儿园|机构|工地|超市|酒店|餐厅|饭店|工作室|小区|仓库)"
)
# What may stand before an employer at the head of a clause.
_OPENING = re.compile(
    r"(?:我|本人|之前|以前|前面|原来|现在|目前|如今|后来|然后|之后|接着|再后来|先|又|就|也|曾经?|一直|最早|刚开始|一开始|毕业后|退伍后|(?:现|前|原)[:：]|最近|这个|那个|是)+"
)
_GENERIC_HEAD = re.compile(
    r"(?P<m>[\u4e00-\u9fff]{1,8}?)(?:厂|公司|店|超市|工地|医院|诊所|学校|机构|饭店|酒店|餐厅|餐馆|馆子?|仓库?|中介|物业|企业|单位|工厂|平台|美容院|培训班|事务所|工作室)(?:里|里面|上)?$"
)
_NOW_LOC = re.compile(
    r"^(?:我)?(?:现在|目前|如今|现)(?:是)?(?P<x>[^,，。;；]+?)(?=(?:做|干(?!部)|当(?!地)|担任|负责|上班|工作(?!室|站)|开(?!发|始)|写|跑|教(?!育|学|研|师)|卖|送|带|实习|$))"
)
# 一份是苏州的锦绣酒店: one of several posts.
ONE_OF = re.compile(
    r"^(?:还有|另外)?(?:第?[一二三]|另一|另外一|还有一)[份家段](?:工作|经历)?(?:是在?|在)(?P<x>[^,，。;；(（]{2,20})"
)
_CALLED = re.compile(
    r"(?:叫做?|名叫)(?P<o>.+?)(?:的(?:公司|厂|店|单位|企业|医院|学校|餐厅|酒店|培训班|机构))?$"
)
_KINDS = r"(?:公司|厂|厂子|厂里|工厂|电子厂|服装厂|工地|工地上|饭店|餐厅|餐馆|火锅店|酒店|宾馆|超市|商场|便利店|奶茶店|咖啡店|美容院|理发店|医院|诊所|学校|小学|中学|幼儿园|培训机构|机构|单位|银行|物业|快递|外卖|网吧|健身房|药店|服装店|手机店|小区|社区|园区|写字楼|商圈|4S店|修理厂|汽修厂|养老院|家政|家政公司|国企|外企|私企|央企|大厂|小厂|企业|事务所|律所|工作室|平台|站点|家里|老家|外地|门店|店里|店)"
GENERIC = re.compile(
    r"^(?:小|大|私人|民营|国企|央企|外企|私企|民企|事业单位|本地|当地|老家|附近|市里|县里|镇上|村里|外面|几个?|好几个|各种|不同的?|多家|几家|一些|连锁|家门口|互联网|外贸|电商|软件|科技|传统|创业|上市|国有|合资|日资|台资|港资|德资|美资|金融|广告|物流|贸易|建筑|装修|装饰|地产|教育|食品|服装|电子|机械|汽车|医药|化工)*"
    + _KINDS
    + "$"
)
# Behind a place, these still name nobody: 深圳电子厂; 太原化工厂 is a name.
_SOME_KIND = re.compile(r"(?:一些|小|大|私人)?" + _KINDS + "$")
# Behind a place these make a name: 南京鼓楼医院, not some hospital in it.
_INSTITUTION = re.compile(r"(?:医院|小学|中学|大学|学院|银行|幼儿园)$")
_DO = re.compile(
    rf"(?:做|干(?!部)|当(?!地)|担任|任(?!职)|搞|从事|做的是|干的是|做的|干的|应聘)(?:了|过|着|的是)?(?:{DURATION})?(?:的)?(?P<x>[^,，。;；的了过吧呢]{{1,14}}?)(?=(?:的)?(?:{DURATION})|(?:工作|岗位|职位|这行|这一行|行业)|的|了|吧|呢|过|啊|,|，|$|带(?:着|过|了)?{NUM}|主要|负责(?!人))"
)
DO_NOTHING = frozenset(
    "快 近 将近 大概 差不多 约 满 整 都 才 刚 起 完 事 活 饭 得 不 过 人 到 点 些 啥 什么 这个 那个 生意 老板 兼职 全职 工作 过去 下来 主 为 出 好 手 时 年 月 事情 起来 上 下去 作 法 多 这 那".split()
) | frozenset("零 半")


_SOMEWHERE = re.compile(
    r"^(?:家门口|家附近|楼下|附近|小区|村口?|镇上|县城|城里|市里|外面|老家|学校|那边|我们.*)$"
)
# 物美干了6年: time spent there.
_SPENT = re.compile(
    rf"(?:干|做|待|呆|上班|工作|打工)(?:了|过)?(?:快|近|将近|差不多|有|大概)?(?:{DURATION})"
)


_POST = re.compile(r"(?:做|当|任|担任)(?P<x>[\u4e00-\u9fff]{2,8}?)(?=$|[的了,，])")


class Workplace(NamedTuple):
    """What a clause says of where somebody worked; `end` is where those words end."""

    name: CellSpan | None
    place: CellSpan | None
    kind: CellSpan | None
    end: int


class ChineseEmployers(ChineseNames):
    """Finds employer, place and post in a clause."""

    def is_own_boss(self, entry: Entry) -> bool:
        """Whether the entry's employer is the person (自己接单)."""
        name = entry.one.get("name")
        return name is not None and bool(SAME_TRADE.search(name.value))

    def _employer(self, a: int, b: int) -> Workplace:
        """Return the employer of a clause, its place, or its kind where it has no name."""
        text = self.text
        words = text[a:b]
        told = re.match(
            r"(?:公司|单位|厂|店|工厂|学校|医院|东家|老东家)(?:名字?)?(?:是|叫做?)(?P<o>[^,，。;；]{2,30})$",
            words,
        )
        if told:
            return Workplace((a + told.start("o"), b), None, None, b)
        called = re.match(r"(?:名字)?叫(?:做|作)?(?P<o>[^,，。;；]{2,14})$", words)
        nameless = self.work is not None and "name" not in self.work.one
        if called and nameless and self.last_kind == "work":
            return Workplace((a + called.start("o"), b), None, None, b)
        named = self._named_after(a, b)
        if named is not None:
            return named
        at = a
        while (m := _AT.search(text, at, b)) is not None:
            x = self._behind_times(m.end(), b)
            y = self._name_ends(x, b)
            on = re.search(r"(?:就|又|才|来|后)(?:给|在|去|到|进)(?!年)", text[x:y])
            if on and y - x - on.end() >= 2:
                # 从部队退下来就给实验小学开
                x += on.end()
                y = self._name_ends(x, b)
            sure = bool(re.match(r"进|入职|加入|就职|任职|供职|跳|换到|转到", m[0]))
            found = self._firm(x, y, sure=sure) if x < y else None
            if found is not None:
                return Workplace(*found, y)
            at = max(m.end(), y if x < y else m.end())
        for pattern in (_NOW_LOC, ONE_OF):
            for m in pattern.finditer(words):
                x = self._behind_times(a + m.start("x"), b)
                y = min(a + m.end("x"), self._name_ends(x, b))
                found = self._firm(x, y) if x < y else None
                if found is not None:
                    return Workplace(*found, y)
        return self._bare_employer(a, b) or self._known_employer(a, b)

    def _behind_times(self, x: int, b: int) -> int:
        """Return where the words go on behind a time that stands there."""
        for s, e in self.reading.time_spans:
            if s <= x < e <= b:
                x = e
        return x

    def _name_ends(self, x: int, b: int) -> int:
        """Return where the words for an employer end: at what was done, how long, or when."""
        text = self.text
        relative = _RELATIVE.match(text, x, b)
        if relative:
            return relative.end()
        stop = min((s for s, _e in self.reading.time_spans if x < s < b), default=b)
        length = self._duration(x + 1, stop)
        if length is not None:
            stop = min(stop, length.start())
        bracket = re.compile(r"[(（]").search(text, x + 1, stop)
        stop = bracket.start() if bracket else stop
        mark = re.compile(r"[,，。;；]").search(text, x, stop)
        stop = mark.start() if mark else stop
        for m in _ACT.finditer(text, x + 1, stop):
            if m[0] == "学" and text[m.start() - 1] in "俭自留入开小中大助教同":
                continue
            if not self._is_inside_name(x, m.end(), stop):
                stop = m.start()
                break
        for m in _ASPECT.finditer(text, x, stop):
            tagged = segmenter().tag(text[x : m.end()])
            verb, kind = tagged[-1]
            if kind.startswith("v") and len(verb) <= 2 and m.end() - len(verb) - x >= 2:
                stop = m.end() - len(verb)
                break
        for f in within(self.reading.titles, x, stop):
            # 便利店 stands for a post in wishes, for a place here.
            is_place = zh_org_pattern().fullmatch(f.text) and not zh_title_pattern().search(f.text)
            if f.start - x >= 2 and not is_place and not self._is_inside_name(x, f.end, stop):
                stop = f.start
                break
        return stop

    def _is_inside_name(self, x: int, end: int, stop: int) -> bool:
        """Whether a word that ends at `end` is a part of a name that goes on: 会计师|事务所."""
        tail = self.text[end : min(stop, end + 6)]
        m = re.match(
            r"[\u4e00-\u9fff]{0,3}?(?:公司|事务所|学校|培训|集团|中心|之家|俱乐部|(?:厂|店|馆|院|酒店|超市)(?![长员里]))",
            tail,
        )
        return m is not None and zh_org_pattern().fullmatch(self.text, x, end + m.end()) is not None

    def _named_after(self, a: int, b: int) -> Workplace | None:
        """Read a clause that names the employer talked of: 就是洛阳拖拉机厂, 也是永洁的, 归永洁物业管."""
        text = self.text
        m = re.compile(
            r"(?:就|也|都|还|还是|其实|反正)*(?:是|归|属于?|挂靠在?)(?P<o>[\u4e00-\u9fffA-Za-z]{2,16}?)(?P<t>的|管的?|旗下的?|下面的?)?(?:吧|嘛|呢)?$"
        ).match(text, a, b)
        if m is None or self.work is None or self.last_kind not in ("work", "general"):
            return None
        x, y = m.span("o")
        known = [e.one["name"].value for e in self.own if "name" in e.one]
        again = any(name.startswith(m["o"]) for name in known) and m["t"] == "的"
        if again:
            whole = next(name for name in known if name.startswith(m["o"]))
            return Workplace((x, x + min(y - x, len(whole))), None, None, b)
        is_org = zh_org_pattern().fullmatch(text, x, y) or zh_brand_pattern().fullmatch(text, x, y)
        if not is_org or self.is_title(x, y) or "name" in self.work.one or self._is_kind(x, y):
            return None
        return Workplace((x, y), None, None, b)

    def _bare_employer(self, a: int, b: int) -> Workplace | None:
        """Read an employer that no word leads to: 昆山仁宝干了三年多, 富乐山酒店后厨做主管."""
        text = self.text
        x = a
        for _each in range(3):
            lead = _OPENING.match(text, x, b)
            x = self._behind_times(lead.end() if lead else x, b)
        y = self._name_ends(x, b)
        if y - x < 3 or y >= b:
            return None
        follows = re.compile(
            rf"(?:做|干|当|担任|任|上班|工作|待|呆|实习|打工|跑|{DURATION})"
        ).match(text, y, b)
        is_named = zh_org_pattern().match(text, x, y) or zh_brand_pattern().search(text, x, y)
        begins = any(f.start == y for f in within(self.reading.titles, y, b))
        if not (follows or begins or (is_named and _ASPECT.match(text, y))):
            return None
        if re.match(
            r"[我你他她都还没不就也这那有是会做干当开跑送卖搞找想教带]|自己|一直|主要|[\d(（]",
            text[x:y],
        ) or re.search(r"[都也全就]$", text[x:y]):
            return None
        if re.search(r"[的了过着]", text[x:y]) or self.is_title(x, y):
            return None
        inner = [f for f in within(self.reading.places, x, y) if f.start == x]
        if inner and max(f.end for f in inner) == y:
            return None
        if not inner and not is_named:
            told = _SPENT.match(text, y, b) or _POST.match(text, y, b)
            if not told or not self._is_unknown(x, y):
                return None
            if "x" in told.groupdict() and not self.is_title(*told.span("x")):
                return None
            return Workplace((x, y), None, None, y)
        found = self._firm(x, y)
        return Workplace(*found, y) if found is not None else None

    def _is_unknown(self, x: int, y: int) -> bool:
        """Whether the words are none of the language, so that they name something: 物美, 永琪."""
        words = self.text[x:y]
        if not re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{2,8}", words) or self.is_title(x, y):
            return False
        tagged = segmenter().tag(words)
        if len(tagged) == 1:
            return tagged[0][1].startswith(("nr", "nz", "nt", "ns", "x", "eng"))
        return not all(kind[:1] in "vdpcrtmquyfa" for _w, kind in tagged)

    def _known_employer(self, a: int, b: int) -> Workplace:
        """Read an employer told by other words: how long, a place's kind, a name all know."""
        text = self.text
        words = text[a:b]
        dur = re.search(
            rf"(?:跑|干|做|送|开|待|呆)(?:过|了)?(?:{DURATION})(?:的)?(?P<x>[^,，。;；的了]{{2,12}})",
            words,
        )
        if dur:
            x, y = a + dur.start("x"), a + dur.end("x")
            if zh_brand_pattern().match(text[x:y]) or org_score(self.reading, x, y) >= 0.85:
                return Workplace((x, y), None, None, y)
        # A well-known name is enough: 阿里出来的.
        noted = re.fullmatch(
            r"(?P<p>[\u4e00-\u9fff]{2,8}?)的(?:[一那某](?:个|家))?(?P<g>[\u4e00-\u9fff]{1,8})",
            words,
        )
        begins = any(f.start == a for f in within(self.reading.places, a, b))
        if noted and begins and self._is_kind(a + noted.start("g"), b):
            # 东莞长安的五金厂
            return Workplace(None, (a, a + noted.end("p")), (a + noted.start("g"), b), b)
        brand = zh_brand_pattern().search(words)
        if (
            brand
            and brand.start() == 0
            and re.fullmatch(r"[\u4e00-\u9fff]{1,6}", words[brand.end() :])
        ):
            # 平安好医生; 快手直播运营 is a trade.
            rest = (a + brand.end(), b)
            if self.is_title(*rest) and self.work is None:
                return Workplace(None, None, None, a)
            if not self.is_title(*rest) and not _ACT.search(words, brand.end()):
                return Workplace((a, b), None, None, b)
        if brand and re.fullmatch(
            rf"(?:{_OPENING.pattern}|[\u4e00-\u9fff]{{0,6}}?(?:[干做跑送待呆进去]|{DURATION})[了过的在]*|[\d.年月\-—~至到今 ]+)*",
            words[: brand.start()],
        ):
            return Workplace((a + brand.start(), a + brand.end()), None, None, a + brand.end())
        return Workplace(None, None, None, a)

    def _is_kind(self, x: int, y: int) -> bool:
        """Whether the words only say what kind of employer it is: 建材厂, 民营骨科医院."""
        words = self.text[x:y]
        if GENERIC.match(words):
            return True
        m = _GENERIC_HEAD.fullmatch(words)
        if zh_brand_pattern().search(words):
            return False
        if m is None or any(f.start == x for f in within(self.reading.places, x, y)):
            return False
        tags = segmenter().tag(m["m"])
        return all(kind in ("n", "vn", "b", "v", "a", "j", "ng") and len(w) > 1 for w, kind in tags)

    def _firm(
        self, x: int, y: int, *, sure: bool = False
    ) -> tuple[CellSpan | None, CellSpan | None, CellSpan | None] | None:
        """Read what stands after 在/去/进…: a place, an employer, or one without a name."""
        text = self.text
        x, y = trim(text, x, y)
        lead = re.match(
            r"(?:现在|目前|人在|(?:一直|都|还)在?|了|过|到|的|同一家|这家|那家|某家|这个|那个|于)+",
            text[x:y],
        )
        x += lead.end() if lead else 0
        aside = re.search(r"[(（][^()（）]*[)）]?$", text[x:y])
        if aside and aside.start() > 1:
            y = x + aside.start()
        tail = re.search(
            r"(?:公司)?(?:这边|那边|那里|那儿|里面|里头|这里|这儿|那个?点|里|上)$", text[x:y]
        )
        if tail and tail.start() >= 2 and not re.search(r"(?:上海|海上)$", text[x:y]):
            y = x + tail.start() + (2 if tail[0].startswith("公司") else 0)
        if x >= y or y - x > 36:
            return None
        words = text[x:y]
        if re.search(
            r"^(?:不|没|就|才|又|都|也|再|年|家|老家|家里|外面|外地|一起|这里|那里|这儿|那儿|这边|那边|这|那|哪|线|校|职|岗|此|内|外|读|网上|意|乎|行业|我|他|她|你|期间|上|下|前|后|不同)$",
            words,
        ):
            return None
        counted = COUNTED.search(text, x, y)
        if counted and counted.end() < y and 2 <= counted.start() - x <= 12:
            where = (x, counted.start())
            named = self._firm(counted.start("q"), y)
            if named is not None:
                vague = GENERIC.match(text[slice(*where)]) or _SOMEWHERE.search(text[slice(*where)])
                spot = None if vague else where
                return named[0], named[1] or spot, named[2]
        brand = zh_brand_pattern().search(text, x, y)
        if brand and brand.end() == y and brand.start() > x:
            # 郑州富士康: the city, then the name everybody knows.
            if any(p.kind == "city" for p in place_of(self.reading, x, brand.start())):
                return (brand.start(), y), (x, brand.start()), None
        if brand and brand.span() == (x, y):
            return (x, y), None, None
        if place_of(self.reading, x, y):
            return None, (x, y), None
        if SEVERAL.match(words):
            return None, None, (x, y)
        place: CellSpan | None = None
        inner = [f for f in within(self.reading.places, x, y) if f.start == x]
        rest = x
        if inner:
            p = max(inner, key=lambda f: f.end)
            after = text[p.end : y]
            if re.match(
                r"(?:的|这边|那边|本地)?(?:一家|一个|某家|某|一间|家(?=叫)|几家|几个|好几|各个?)",
                after,
            ) or after.startswith(("的", "这边", "那边")):
                place, rest = (p.start, p.end), p.end
                skip = re.match(r"(?:的|这边|那边|本地)+", text[rest:y])
                rest += skip.end() if skip else 0
            elif (
                _SOME_KIND.match(after)
                and not _INSTITUTION.search(after)
                and p.value.country in ("CN", None)
            ):
                return None, (p.start, p.end), (p.end, y)
        of = re.match(
            r"(?P<p>[\u4e00-\u9fff]{2,8}?)(?:那边|这边)?的(?=[\u4e00-\u9fff]{3})", text[x:y]
        )
        if place is None and inner and of and max(f.end for f in inner) <= x + of.end("p"):
            # 杭州下沙的申通分拨中心
            place, rest = (x, x + of.end("p")), x + of.end()
        called = _CALLED.search(text[rest:y])
        if called:
            return (rest + called.start("o"), rest + called.end("o")), place, None
        intro = re.match(
            r"(?:一家|一个|某家|某个|某|一间|一所|几家|几个|好几家|好几个|家(?![政具居电装庭纺乐])|个)",
            text[rest:y],
        )
        if intro:
            g = rest + intro.end()
            # 一家智能家居公司 says what it makes, not what it is called.
            begins = any(f.start == g and f.end <= y - 3 for f in within(self.reading.places, g, y))
            strong = org_score(self.reading, g, y) >= 0.95 and (
                begins or re.search(r"(?:有限公司|集团|事务所)$", text[g:y]) is not None
            )
            strong &= not GENERIC.match(text[g:y])
            return ((g, y), place, None) if strong else (None, place, (g, y))
        strip = re.search(
            r"(?:的(?:公司|厂|店|单位|工地|项目部?|活|分店|门店)|(?<=店|院|厂|司|馆)(?:后厨|仓库|车间|项目部?))$",
            text[rest:y],
        )
        end = rest + strip.start() if strip and strip.start() >= 2 else y
        if self._is_kind(rest, end):
            return None, place, (rest, end)
        score = org_score(self.reading, rest, end)
        if not sure and self.is_title(rest, end) and score < 0.85:
            return None
        glued = split_glued(self.reading, rest, end)
        if glued:
            return glued[0], place, None
        if score >= 0.3 or place or sure:
            return (rest, end), place, None
        return None

    def _position(
        self, a: int, b: int, org: CellSpan | None, *, after: int = -1
    ) -> CellSpan | None:
        """Return the post a clause tells; `after` is where its words for the employer end."""
        text = self.text
        if after > a and org is None:
            # 一家做五金出口的公司当出纳: what the firm does is no post.
            a = after
        rise = re.search(
            r"从(?:[\u4e00-\u9fff]{1,8}?)(?:做|干|升|提)(?:到|为|成)了?(?P<x>[\u4e00-\u9fff]{2,8}?)(?=$|的|,|了)",
            text[a:b],
        )
        if rise:
            return a + rise.start("x"), a + rise.end("x")
        start = org[1] if org and org[0] - a < 12 else a
        if org and org[0] - a < 24:
            tail = trim(text, org[1], b)
            if 2 <= tail[1] - tail[0] <= 6 and zh_title_pattern().search(text[slice(*tail)]):
                if not re.match(r"的|.?[做当任干]|担任|从事|一直|后厨", text[tail[0] : tail[1]]):
                    return tail
        for m in _DO.finditer(text, start, b):
            x, y = m.span("x")
            cut = min((s for s, _e in self.reading.time_spans if x < s < y), default=y)
            if cut < y:
                # 做管道焊接|到今年8月
                y = cut - (text[cut - 1] in "到至从在")
            words = text[x:y]
            if re.match(rf"(?:到|至)(?!店)|{DURATION}$", words):
                continue
            if words in DO_NOTHING or re.search(
                r"^(?:得|不|了|过|完|起|出|着|好|成|主(?![管任编播厨厅])|为|多)|\d", words
            ):
                continue
            if org and x < org[1] and org[0] < y:
                continue
            if self._is_noun_at(m.start(), b):
                continue
            known = [f for f in within(self.reading.titles, x, y) if f.start == x]
            if known and not zh_title_pattern().search(words):
                # 前台天天站着: the occupation, then something else.
                f = max(known, key=lambda f: f.end)
                return f.start, f.end
            if self.is_title(x, y, least=0.65):
                return trim(text, x, y)
            if y - x <= 8 and not self.is_place(x, y) and not re.fullmatch(r"[A-Za-z+#. ]+", words):
                known_skill = within(self.reading.skills, x, y)
                if not known_skill or y == b or title_score(self.reading, x, y) > 0:
                    return trim(text, x, y)
        found = [
            f
            for f in within(self.reading.titles, max(start, after), b)
            if not (org and f.start < org[1] and org[0] < f.end)
        ]
        if found:
            f = max(found, key=lambda f: (f.end - f.start, f.start))
            return f.start, f.end
        trainee = re.compile(r"(?:,|里|那边)?(?P<x>实习|学徒|见习)(?!生)").match(
            text, max(start, after), b
        )
        if trainee:
            return trainee.span("x")
        return None

    def _is_noun_at(self, at: int, b: int) -> bool:
        """Whether a noun of the language begins there, and no verb: 干线, 做法, 当地."""
        word, kind = segmenter().tag(self.text[at : min(b, at + 6)])[0]
        return len(word) >= 2 and kind[:1] in "nst" and not self.is_title(at, at + len(word))

    def _duration(self, a: int, b: int) -> re.Match[str] | None:
        """Return how long something was done; the year of a date is no length."""
        for m in re.compile(DURATION).finditer(self.text, a, b):
            if not any(s < m.end() and m.start() < e for s, e in self.reading.time_spans):
                return m
        return None

    def _is_job_like(self, a: int, b: int) -> bool:
        words = self.text[a:b]
        return bool(
            self.ranges_in(a, b)
            or LOC.search(words)
            or SELF.search(words)
            or re.search(DURATION, words)
        )
