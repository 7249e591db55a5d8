"""Chinese running text cut into clauses, one thought each."""

import itertools
import re
from bisect import bisect_left, bisect_right

from jobassist.language.lexicon import segmenter

from ..prose import Clause, Prose, bare

NUM = r"[一二两三四五六七八九十几百千万\d.]+"
DURATION = rf"(?:(?:有|做了|干了|快|近|将近|差不多|大概|大约|约|整整|已经|都|满|超过)*{NUM}\s?(?:多|来|余)?(?:年(?!级|前)|个月|个多月|载)(?:半|多)?(?:零?{NUM}个(?:多|半)?月)?(?:了|吧|左右|时间|经验|工作经验)*|半年(?:多)?|大半年|好几年|好多年|多年)"
_CLAUSE_STOP = re.compile(
    r"[。!?;；！？\n]|[,，]|\s*[|]\s*|(?<=[\u4e00-\u9fff\d)）])[ \t\u3000]+(?=[\u4e00-\u9fff\d(（A-Za-z])|(?<=[A-Za-z])[ \t]+(?=[\u4e00-\u9fff\d])"
)
SENTENCE_STOP = re.compile(r"[。!?;；！？\n]")
_MARKERS = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z\d)）])(?<![到在从是年月天前后不没,])(?=(?:(?:19|20)?\d\d年(?:底|初|中|\d{1,2}月)?(?:才|就|又)?(?:走|离|辞|升|调|转|跳)|然后|之后|后来|接着|再后来|再之前|再往前|之前|以前|前面|原来|毕业之?后|现在|目前|我叫|(?<![大中小同])(?<!大学)学的|主要是|主要负责|主要做|"
    rf"负责(?!人)|期间|高峰|业绩|最好|带(?:过|了)?{NUM}个?(?:人|徒弟|新人)|管(?:过|着)?{NUM}个?人|会(?:用|做|修|开|写|说|英语|电脑)|手机|电话|邮箱|现居|家住))"
)
# What another did, and what was never done: 我老公在华为做工程师; 我没上过大学.
_NOT_MINE = re.compile(
    r"我(?:的)?(?:老公|老婆|丈夫|妻子|爱人|对象|爸爸?|妈妈?|父亲|母亲|哥哥?|姐姐?|弟弟?|妹妹?|儿子|女儿|朋友)(?:现在|目前|以前)?(?:在(?!.*(?:帮|[和跟]我|我[和跟]))|毕业于|也?叫[\u4e00-\u9fff]{2,4}$)(?!.*我)"
    r"|我?(?:从|也|都)?没(?:有)?(?:上|读|念)过?(?:大学|高中|大专|本科|中专|学)$"
)
_DENIED = re.compile(r"(?:还|都|也|暂时)?没(?:有|考|过|拿|办|学)(?:过|到|上|完)?(?:呢|的|啊)?$")
_CAN = re.compile(
    r"(?:我|还|也)?(?:会(?!计|员|议|所|展|务)|擅长|熟悉|熟练|精通|掌握)(?:用|使用|做)?(?=.{2}|$)"
)
# What is no further skill of a list: a name, a time, another thought.
_NO_ITEM = re.compile(
    r"我|叫|\d|在|想|电话|手机|微信|邮箱|之前|以前|现在|后来|然后|证|级|[干做当]|毕业|学历|本科|大专|高中|初中|[公司店厂院]$|[员师工长]$|[了过吧呢]$"
)
# So much without a stop was dictated.
_UNSTOPPED = re.compile(r"[^,，。;；、\n\s]{32,}")
_BREATH = re.compile(
    r"先在|又[去到在](?!年)|没啥|(?:小学|初中|高中|中专)毕业|是(?=[\u4e00-\u9fff]{2,4}[工员](?:[前去今]年|\d|$))|[前去今]年(?=回)|就是(?=[\u4e00-\u9fff]{2}.{0,8}(?:公司|厂|店|院|局|业))|我就|都是?在|我(?=在|叫|姓|有|会|是)|(?:C1|A2|A1|B2)?驾照|今年(?=[一二三四五六\d])|老家|[会熟](?=用|开|做|修|说)|(?<=[\u4e00-\u9fff])证都?有|(?<=年)(?:干|做|跑|开)的?(?=是)|想(?=找|去|换|回)"
)
_LENGTH_THEN = re.compile(
    rf"{NUM}(?:年|个月)(?:多|半|了)*(?=现在|后来|然后|最早)|了(?=最早|去了|现在)"
    # 16年4月进的|18年升的主管|20年底走的
    r"|[的了吧](?=(?:(?:19|20)?\d\d|[零一二][零一二三四五六七八九])年)"
)
_WITHDRAW = re.compile(
    r"(?:别|不要|不用|不想|甭|勿)(?:把)?(?:这个|这段|这条|它)?(?:写|放|提|填|加|列)(?:上去|进去|进|上|了|出来|名字|名)*|不方便(?:写|说|透露|提)(?:名字|名|公司名|公司)?|(?:这段|这个|这句)(?:保密|就算了)"
)


class ChineseClauses(Prose):
    """Cuts Chinese text into clauses; knows which of them are taken back."""

    def split(self, start: int, end: int) -> list[Clause]:
        """Return the clauses: between stops, and before words that begin a new thought."""
        text = self.text
        times = list(self.reading.time_spans)
        cuts: list[tuple[int, int]] = []
        depth = 0
        openings = {i for i in range(start, end) if text[i] in "(（"}
        inside: set[int] = set()
        for i in range(start, end):
            if i in openings:
                depth += 1
            elif text[i] in ")）":
                depth = max(0, depth - 1)
            elif text[i] == "\n":
                depth = 0
            if depth:
                inside.add(i)
        inside |= self._skill_runs(start, end)
        for m in _CLAUSE_STOP.finditer(text, start, end):
            if m.start() in inside or any(s <= m.start() and m.end() <= e for s, e in times):
                continue
            cuts.append((m.start(), m.end()))
        taken = {i for a, b in cuts for i in range(a, b + 1)}
        for m in _MARKERS.finditer(text, start, end):
            at = m.start()
            if at in inside or at in taken or any(s < at < e for s, e in times):
                continue
            if any(s < at < e for s, e in self.reading.contact_spans):
                continue
            cuts.append((at, at))
            taken.add(at)
        for m in _LENGTH_THEN.finditer(text, start, end):
            at = m.end()
            if at not in inside and at not in taken:
                cuts.append((at, at))
                taken.add(at)
        for at in self._breaths(start, end):
            if at not in inside and at not in taken and not any(s < at < e for s, e in times):
                cuts.append((at, at))
                taken.add(at)
        lengths = [
            m
            for m in re.compile(DURATION).finditer(text, start, end)
            if not any(s < m.end() and m.start() < e for s, e in times)
        ]
        for one, two in itertools.pairwise(lengths):
            # 海底捞三年巴奴两年: each length ends a thought.
            between = text[one.end() : two.start()]
            if 2 <= len(between) <= 12 and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]+", between):
                cuts.append((one.end(), one.end()))
        cuts.sort()
        out: list[Clause] = []
        at = start
        stops = [m.end() for m in SENTENCE_STOP.finditer(text, start, end)]
        breaks = [i for i in range(start, end) if text[i] == "\n"]
        for a, b in [*cuts, (end, end)]:
            for s, e in self.cut_taken(at, a):
                out.append(Clause(s, e, bisect_right(stops, s), bisect_left(breaks, s)))
            at = max(at, b)
        return [c for c in out if bare(text[c.start : c.end])]

    def _skill_runs(self, start: int, end: int) -> set[int]:
        """Return the spaces that part skills only: 会翻身 喂饭 吸痰; 千川 罗盘 剪映 都会."""
        out: set[int] = set()
        for run in re.compile(r"[^,，。;；\n]+").finditer(self.text, start, end):
            cells = [m.span() for m in re.compile(r"\S+").finditer(self.text, *run.span())]
            words = [self.text[slice(*c)] for c in cells]
            if len(cells) >= 3 and re.fullmatch(
                r"(?:我)?(?:都|全)(?:会|行|可以|熟|能做)(?:用|的|一点)?", words[-1]
            ):
                if all(len(w) <= 8 for w in words):
                    out |= {i for a, b in itertools.pairwise(cells) for i in range(a[1], b[0])}
                continue
            first = next((i for i, w in enumerate(words) if _CAN.match(w)), None)
            if first is None:
                continue
            last = first
            for w in words[first + 1 :]:
                if len(w) > 6 or _NO_ITEM.search(w) or _CAN.match(w):
                    break
                last += 1
            kept = cells[first : last + 1]
            out |= {i for a, b in itertools.pairwise(kept) for i in range(a[1], b[0])}
        return out

    def _breaths(self, start: int, end: int) -> list[int]:
        """Return where dictated text without stops takes breath: 跑滴滴了|跑了五年多|都是在郑州."""
        out: list[int] = []
        for stretch in _UNSTOPPED.finditer(self.text, start, end):
            at, before = stretch.start(), "-"
            out += [m.start() for m in _BREATH.finditer(self.text, at + 2, stretch.end())]
            for word, kind in segmenter().tag(stretch[0]):
                after = at + len(word)
                # 了 behind a noun or a number ends a thought, behind a verb it goes on.
                if word == "了" and before[:1] in "nmatsri" and after < stretch.end():
                    out.append(after)
                elif word in ("吧", "嘛", "呢", "啊", "呗") and after < stretch.end():
                    out.append(after)
                at, before = after, kind
        return sorted(set(out))

    def _withdrawn(self, clauses: list[Clause]) -> list[Clause]:
        """Return the clauses the person does not want in: 这段别写, and what it points back at."""
        out: list[Clause] = []
        for i, c in enumerate(clauses):
            words = self.text[c.start : c.end]
            if i and _DENIED.match(words) and c.start - clauses[i - 1].end <= 2:
                # 中级教师资格?没考
                out.append(clauses[i - 1])
            if _NOT_MINE.match(words):
                out.append(c)
                continue
            m = _WITHDRAW.search(words)
            if not m or "(" in words:
                continue
            out.append(c)
            alone = len(bare(words)) - len(bare(m[0])) <= 3
            if alone and i and clauses[i - 1].sentence >= c.sentence - 1:
                out.append(clauses[i - 1])
        return out
