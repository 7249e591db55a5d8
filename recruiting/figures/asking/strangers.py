"""Names in a question that are none of the company's: which dimension they are of, and what is near."""

import re
from collections.abc import Iterator

from jobassist.language.lexicon import segmenter
from jobassist.language.places import find_places
from jobassist.language.titles import find_titles

from ..types import NAMED, FiguresError
from . import refusals
from .names import HAN, SURNAMED, near_names
from .reading import Reading

# English words that are never a name by themselves in such questions.
_PLAIN = frozenset(
    """a able about across actually add after all already also am among an and any anyone anything are as ask at average away back be because been before being
    below best better between both break breakdown bring by came can candidate candidates chart check come comes coming company compare compared count counts current
    currently data date day days did do does doing done down during each either else ever every everyone everything everywhere except far few figure figures find first
    folks for from full get gets getting give given go goes going good got group had happen happened has have having he her here hi hello hey him his hour hours how i if in into is it its
    job jobs just keep kind know last late latest least less let like list long look looking lot made make makes many may me mean median month months more most much my name names need
    new no nobody none not now number numbers of off ok on once one ones only open opening or order other our out over overall own people per percent percentage period person please
    plot plus posting postings pull put quarter question quick quickly rate rather rather really recent recently report right role roles same saw say see seeker seekers seen send sent
    separately share show since single so some somebody someone something split staff still stuff sum table take taken taking team tell than thank thanks that the their them then there these they thing things this
    those though through till time times to today together told too top total totals trend tried two under until up us use used user users using very via view want wants was way we week weekly weeks
    well went were what whats when where which while who whole whose why will with within without work worked working would year years yes yet you your versus vs apply
    against instead change changed changes drop only versus around near based located across whichever candidates' months' days' weeks' roughly exactly precisely ever thus far daily
    manage managed manages receive received receiving arrived arrive arriving land landed landing happened bring brought handle handled handled applicants applicant number
    compare respective respectively side sides broken down pick picked run running runs rank ranking ranked highest lowest fewest among anything else kindly could should shall
    figures stats statistics please quickly again maybe perhaps hmm well okay alright great nice mine ours team's company's jobseekers jobseeker visitors visitor live lives living
    hear heard interested interesting notice turn turned turns reach reached leave left kept ended end ends start started starting begin began beginning
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    city cities town country occupation source recruiter language stage scene engine reason hire hires offer offers interview interviews application applications greeting greetings
    speaker speakers speaking spoken evening morning afternoon night noon midnight line bar funnel side column graph sense total combined combine altogether amount volume
    went fared faring doing did happening wondering curious say tell fetch display present graph give grab fetch get chinese english whatever though ad ads advert adverts
    cards card details detail chat chats conversation conversations assistant bot message messages bookmark greeting contact contacts pool pipeline side-by-side""".split()
)
_STOP_ZH = re.compile(
    r"请问|麻烦|帮我|帮忙|给我|告诉我|我想知道|我想看|想知道|想看|看一下|看看|看下|查一下|查查|查询|查|统计一下|统计|列出来|列出|列一下|展示|显示|画|拉一下|拉个|拉|导出|到底|究竟|一共|总共|合计|总计|共计|共|累计|加起来|多少|几个|几次|几份|几场|几位|几名|几|个人|人次|人数|次数|数量|数据|总数|总量|情况|怎么样|怎样|如何|分别|各自|各|每|我们|咱们|咱|公司|人家|大家|他们|她们|他|她|它|你|我|的话|的|了|过|吗|呢|吧|啊|呀|哦|嘛|么|是不是|是|有没有|有|没|在|于|里面|里头|里|中|内|上|下|从|到|自|由|对|对于|关于|和|与|跟|同|及|以及|或者|或|还是|而|但|且|并|也|都|就|才|又|再|还|只|仅|仅仅|光|单|单独|全部|所有|全|整体|整个|总体|按|按照|根据|依|用|以|把|将|被|让|给|向|往|为|因为|所以|如果|这些|那些|这个|那个|这|那|哪|什么|谁|怎么|多|少|高|低|大|小|好|差|快|慢|最|更|很|太|比较|比|较|相比|对比|来|去|出|入|起|开|得|地|着|能|会|可以|可|要|想|需要|收到|收|拿到|得到|新|旧|同期|期间|时候|时间|时|期|段|岗位|职位|岗|职|招聘|工作|人员|人|份|条|次|场|位|名|个|家|天|周|月|年|日|号|季度|星期|点|城市|渠道|来源|专员|候选人|求职者|用户|客户端|手上|手里|名下|负责|那边|这边|方面|部分|之间|之后|之前|以后|以前|以来|以内|之内|以外|之外|除外|其他|其它|别的|另外|换成|换|改成|改|变成|那么|然后|接着|现在|目前|当前|如今|最近|近期|近|一下|一个|一些|一|二|两|三|四|五|六|七|八|九|十|不|别|不要|图|表|拆|拆开|分开|分|看|说|问|算|做|弄|搞|发|投|点|找|聊|写|推|进|走|变化|趋势|走势|哪里|哪儿|谢谢|差多少|差|同比|环比|排|名单|先|后|前|第|当|该|本|嗯|额|好的|好|请|行|呗|哈|具体|详细|每个|只看|只要|的人|卡|卡片|面|边|加|减|和|者|达|率|量|数|值|百分比|平均|中位|时长|小时|步|阶段|环节|状态|处于|停|完成|总|其中|当中|属于|来自|通过|针对|范围|限|限定|仅看|看的|这里|那里|页|信息"
)
_CAP = re.compile(
    r"[A-Z][\w&+#’'-]*(?: (?:[A-Z][\w&+#’'-]*|of|and|de|la))*(?<! of)(?<! and)(?<! de)(?<! la)"
)


def find_stranger(reading: Reading, *, has_measure: bool) -> FiguresError | None:
    """Return the error for the first name that is not of the catalogue; None where there is none."""
    for error in _candidates(reading):
        return error
    return None


_OTHERS_DOING = re.compile(
    r"^(?:请问|想知道|看看|查一?下)?(?P<n>[\u4e00-\u9fff]{2,8})\x01{2,}[\x01都共总一]*(?:$|\x01|[了过的]|招|收|多少|几|吗)"
)


def _error(dimension: str, said: str, reading: Reading) -> FiguresError:
    return FiguresError(
        "unknown_name",
        dimension=dimension,
        said=said,
        suggestions=near_names(said, reading.catalog, dimension),
    )


def _candidates(reading: Reading) -> Iterator[FiguresError]:
    yield from _near(reading)
    m = _OTHERS_DOING.match(reading.rest)
    if (
        m
        and _STOP_ZH.sub("", m["n"]) == m["n"]
        and not find_titles(m["n"])
        and not find_places(m["n"])
    ):
        yield FiguresError("not_allowed", why="figures of your own company only")
    yield from _known_elsewhere(reading)
    yield from _capitalised(reading)


def _near(reading: Reading) -> Iterator[FiguresError]:
    """Yield what is nearly a name of the catalogue."""
    rest, written = reading.rest, reading.written()
    best: tuple[int, int, str, str] | None = None
    words = list(re.finditer(r"[a-z][a-z0-9+#'&-]*", rest))
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            group = words[i : i + size]
            span = rest[group[0].start() : group[-1].end()]
            if "\x01" in span or re.search(r"[,.;:?!]", span) or HAN.search(span):
                continue
            plain = [g[0] in _PLAIN for g in group]
            if all(plain) or (size == 1 and len(span) < 4) or plain[0] or plain[-1]:
                continue
            is_cap = written[group[0].start()].isupper()
            for dimension in NAMED:
                for name in near_names(span.removesuffix("'s"), reading.catalog, dimension)[:1]:
                    if size == 1 and len(span) < 5 and not is_cap:
                        continue
                    if best is None or (size, len(span)) > (best[1] - best[0], 0):
                        best = best or (group[0].start(), group[-1].end(), dimension, name)
        if best:
            break
    if best:
        said = reading.said(best[0], best[1])
        said = re.sub(r"['’]s$", "", said)
        # What stands beside it may be part of the same name.
        yield _error(best[2], said, reading)
        return
    chinese = [
        (dimension, name)
        for dimension in NAMED
        for name in reading.catalog.names(dimension)
        if HAN.search(name)
    ]
    # The longest first: 挖机司机 is nearly 挖掘机司机, and not 司机.
    for dimension, name in sorted(chinese, key=lambda each: -len(each[1])):
        for start, end in _windows_zh(reading, len(name)):
            if near_names(reading.text[start:end], reading.catalog, dimension):
                yield _error(dimension, reading.said(start, end), reading)
                return


def _runs_zh(reading: Reading) -> list[tuple[int, int]]:
    """Return stretches of Chinese that nothing explains."""
    rest = reading.rest
    stripped = _STOP_ZH.sub(lambda m: "\x02" * len(m[0]), rest)
    return [m.span() for m in re.finditer("[\u4e00-\u9fff]{2,}", stripped)]


def _windows_zh(reading: Reading, size: int) -> Iterator[tuple[int, int]]:
    rest = reading.rest
    raw = [m.span() for m in re.finditer("[\u4e00-\u9fff]{2,}", rest)]
    runs = _runs_zh(reading)
    for start, end in runs:
        for length in (size, size + 1, size - 1):
            if length < 2:
                continue
            if end - start == length or (length >= 3 and end - start > length):
                for i in range(start, end - length + 1):
                    yield i, i + length
    # A near name may have one sign that is also a plain word: 出钠的, 王丽那.
    for start, end in raw:
        for length in (size, size + 1, size - 1):
            if length < 2 or end - start < length:
                continue
            for i in {start, end - length} if length == 2 else range(start, end - length + 1):
                piece = rest[i : i + length]
                if (
                    length == 2
                    and _STOP_ZH.search(piece)
                    and (
                        piece[0] in "的了在是有我你他和与"
                        or len(list(segmenter().cut(piece, False))) == 1
                    )
                ):
                    continue
                if length >= 3 and len(_STOP_ZH.sub("", piece)) < length - 1:
                    continue
                yield i, i + length


def _known_elsewhere(reading: Reading) -> Iterator[FiguresError]:
    """Yield places and occupations that exist, but not here; people and sources said to be such."""
    rest, text = reading.rest, reading.text
    for m in re.finditer(rf"(?P<n>[\u4e00-\u9fff]{{1,3}}?)(?:{SURNAMED})", rest):
        if (
            m["n"][0]
            in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛狄米贝明臧计成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀羊惠甄曲家封储靳汲段富巫乌焦巴弓牧山谷车侯班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
            and "\x01" not in m[0]
            and not re.search(r"[上本这那每各几多少]", m["n"])
        ):
            yield _error("recruiter", reading.said(m.start(), m.end()), reading)
            return
    for place in find_places(reading.normal.text):
        start, end = place.start, place.end
        if "\x01" in rest[start:end] or place.value.kind == "country":
            continue
        word = reading.normal.text[start:end]
        is_han = bool(HAN.search(word))
        before = text[max(0, start - 14) : start]
        if not is_han and not (
            word[:1].isupper()
            or re.search(r"(?<![a-z])(?:in|for|from|around|near|and|or|at|to)\s$", before)
        ):
            continue
        if not is_han and word.lower() in _PLAIN:
            continue
        if is_han and re.search(r"(?:大学|学校|医院|银行|路|集团)", text[end : end + 2]):
            continue
        if place.value.kind == "region":
            yield FiguresError("not_expressible", why="regions are no dimension")
            return
        yield _error("city", reading.said(start, end), reading)
        return
    for m in re.finditer(
        r"(?:来自|通过|从|经)?(?P<n>[\u4e00-\u9fffA-Za-z0-9]{2,8}?)(?:这个|那个)?(?:渠道|来源|数据源|同步|导入|接口)",
        rest,
    ):
        name = _STOP_ZH.sub("", m["n"])
        if len(name) >= 2 and "\x01" not in m[0]:
            at = text.find(name, m.start())
            yield _error("source", reading.said(at, at + len(name)), reading)
            return
    for m in re.finditer(
        r"(?<![a-z])(?:the )?(?P<n>[a-z][\w.]+(?: [a-z][\w.]+)?) (?:feed|source|channel|import)(?![a-z])",
        rest,
    ):
        if all(word not in _PLAIN for word in m["n"].split()):
            yield _error("source", reading.said(m.start("n"), m.end("n")), reading)
            return
    for title in find_titles(reading.written().replace("\x01", "，")):
        if title.value.is_weak or "\x01" in rest[title.start : title.end]:
            continue
        word = text[title.start : title.end]
        if word in _PLAIN or re.fullmatch(r"招聘\w*|recruiters?|hr", word) or len(word) < 2:
            continue
        start, end = title.start, title.end
        # Plain words before a title are no part of it.
        while word_before := re.match(r"([a-z']+)\s+", text[start:end]):
            if word_before[1] not in _PLAIN:
                break
            start += word_before.end()
        while (
            start < end and (m2 := _STOP_ZH.match(text[start:end])) and HAN.match(text[start:end])
        ):
            start += m2.end()
        if end - start < 2:
            continue
        said = reading.said(start, end)
        is_ad = re.match(
            r"\s?(?:这个|这条|的)?(?:岗位|职位|招聘信息|广告)|\s(?:ad|advert|posting|listing)(?![a-z])",
            text[end:],
        )
        is_title = bool(re.fullmatch(r"(?:[A-Z][\w+#/]*\s?){2,}", said))
        dimension = "occupation"
        if (is_ad or is_title) and not near_names(said, reading.catalog, "occupation"):
            dimension = "posting"
        if (
            not near_names(said, reading.catalog, dimension)
            and HAN.search(said) is None
            and text[end : end + 1].isalpha()
        ):
            continue
        if is_title:
            more = re.match(r"(?: [A-Z][\w+#]*)+", reading.normal.text[end:])
            if more and "\x01" not in rest[end : end + more.end()]:
                said = reading.said(start, end + more.end())
            ahead = re.search(r"(?:[A-Z][\w+#]* )+$", reading.normal.text[:start])
            if (
                ahead
                and "\x01" not in rest[ahead.start() : start]
                and ahead[0].split()[0].lower() not in _PLAIN
            ):
                said = reading.said(ahead.start(), end)
        yield _error(dimension, said.removesuffix("'s"), reading)
        return
    for m in re.finditer(r"[“\"「『](?P<n>[^”\"」』]{2,30})[”\"」』]", reading.rest):
        if "\x01" not in m[0]:
            yield _error("posting", reading.said(m.start("n"), m.end("n")), reading)
            return
    for m in re.finditer(r"(?P<n>[\u4e00-\u9fff]{2,10})(?:这个|这条|的)?(?:岗位|职位)", rest):
        name = _STOP_ZH.sub("\x02", m["n"]).split("\x02")[-1]
        if len(name) >= 2:
            yield _error("posting", name, reading)
            return


def _capitalised(reading: Reading) -> Iterator[FiguresError]:
    written = reading.written()
    for m in _CAP.finditer(written):
        words = m[0].split()
        start, end = m.start(), m.end()
        while (
            words
            and words[0].lower().strip("'’") in _PLAIN
            or (
                words
                and words[0]
                in ("I", "I'm", "What's", "How's", "Who's", "Let's", "Where's", "I'd", "OK")
            )
        ):
            start += len(words[0]) + 1
            words = words[1:]
        while words and words[-1].lower() in _PLAIN:
            end -= len(words[-1]) + 1
            words = words[:-1]
        if not words or (len(words) == 1 and len(words[0]) < 3) or "\x01" in written[start:end]:
            continue
        if re.fullmatch(
            r"(?:Q\d|H\d|CV|AI|LLM|HR|KPI|YTD|CSV|USA|ID|OK|PLEASE|NOT|AND|OR|BY|ONLY)",
            " ".join(words),
        ):
            continue
        is_first = not re.search(r"\w", reading.normal.text[:start])
        said = reading.said(start, end)
        is_own = bool(re.search(r"['’]s?$", said)) or reading.text[end : end + 2] == "'s"
        said = re.sub(r"['’]s?$", "", said)
        before, after = reading.text[max(0, start - 16) : start], reading.text[end : end + 24]
        if (
            is_first
            and len(words) == 1
            and not is_own
            and not re.match(
                r"(?:'s)? ?(?:\x01|ad|posting|feed|applic|answer)", reading.rest[end : end + 10]
            )
        ):
            continue
        if re.match(
            r"\s(?:ad|advert|posting|listing|vacancy|role|job)(?![a-z])", after
        ) or re.search(
            r"(?:posting|ad|advert|listing|job|vacancy) (?:for |called |named )?['\"]?$", before
        ):
            yield _error("posting", said, reading)
        elif re.match(r"\s(?:feed|source|channel|import|upload)(?![a-z])", after) or re.search(
            r"(?:from|via|through) (?:the )?$", before
        ):
            yield _error("source", said, reading)
        elif re.search(r"(?<![a-z])in $", before):
            yield _error("city", said, reading)
        elif re.search(r"(?<![a-z])for (?:the |our )?$", before) and len(words) > 1:
            yield _error("posting", said, reading)
        elif refusals.find_doer(written) == said or re.search(r"(?<![a-z])at $", before):
            yield FiguresError("not_allowed", why="figures of your own company only")
        elif (
            is_own
            or re.search(r"(?<![a-z])(?:by|did|has|does|for|of|with|recruiter) $", before)
            or re.match(
                r" (?:sent|made|answered|greeted|hired|got|had|has|interviewed|offered|replied|replies|took)",
                after,
            )
        ):
            yield _error("recruiter", said, reading)
        elif len(words) > 1:
            yield _error("posting", said, reading)
        else:
            continue
        return


_GROUP_EN = re.compile(
    r"(?<![a-z])(?:split by|broken down by|grouped by|per|by|for each|for every)\s+(?:the |their |its |each )?(?P<w>[a-z][a-z-]{2,}(?: [a-z][a-z-]+)?)"
)
_NOT_GROUP = frozenset(
    "seekers seeker people person far now then our us recruiters them us way any all chance default hand mail month week day hour recruiter who the whom humans candidates applicants users the and themselves accident".split()
)


def find_unknown_grouping(reading: Reading) -> str:
    """Return what rows are wanted by where no dimension says it: "by shoe size". Empty where none."""
    for m in _GROUP_EN.finditer(reading.rest):
        word = m["w"].split()[0]
        if word in _NOT_GROUP or word in _PLAIN - {"team", "company", "name", "age"}:
            continue
        written = reading.normal.text[m.start("w")]
        if written.isupper() or reading.rest[m.end() : m.end() + 1] == "\x01":
            continue
        if any(
            near_names(m["w"], reading.catalog, d) or near_names(word, reading.catalog, d)
            for d in NAMED
        ):
            continue
        if find_titles(m["w"]) or find_places(m["w"].title()):
            continue
        return m["w"]
    for m in re.finditer(
        r"(?:按照?|各个?|每个|分)(?P<w>[\u4e00-\u9fff]{2,6}?)(?:分|拆|看|统计|列|排|的|来|$|,|，)",
        reading.rest,
    ):
        left = _STOP_ZH.sub("", m["w"])
        if (
            len(left) >= 2
            and not any(near_names(left, reading.catalog, d) for d in NAMED)
            and not find_titles(left)
            and not find_places(left)
        ):
            return m["w"]
    return ""
