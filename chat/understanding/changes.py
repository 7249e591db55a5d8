"""What was said held against the criteria in force: the values that result, and what is dropped."""

import re
from typing import Any

from jobs.criteria import Criteria
from jobs.traits import trait_refused, traits_wished

from .conditions import is_either, is_remote_only
from .exclusions import find_objections
from .reading import Reading
from .scopes import in_scope
from .slots import Item, Wishes
from .types import Context, CriteriaChange, Direction, Intent, Span
from .wishes import SAYS_MORE

_REPLACE = re.compile(
    r"(?:改|换|变)(?:成|为|到|去|做|个|回|一下)|还是|而是|就(?:在|要|去)|重新|不是.{1,14}(?:是|,)|只(?:要|看|考虑|在|想|做)|"
    r"\b(?:instead|rather|make (?:it|that)|change|switch|swap|not \w+|only|just|actually|i meant)\b"
)

_KEY_WORDS: tuple[tuple[str, str], ...] = (
    ("cities", r"城市|地点|地区|地方|区域|位置|哪(?:里|儿)?|全国|city|cities|location|locations|place|area|town|region"),
    ("salary_min", r"工资|薪水|薪资|薪酬|待遇|底薪|月薪|年薪|收入|钱|salary|pay|wage|wages|money|rate|earnings"),
    ("education", r"学历|文凭|degree|education|qualifications?|diploma"),
    ("experience_years", r"经验|年限|工龄|experience"),
    ("titles", r"岗位|职位|工种|职业|行业|job title|title|titles|role|occupation"),
    ("skills", r"技能|skills?"),
    ("employment_type", r"全职|兼职|工作类型|工作性质|用工形式|employment type|contract type|full[- ]time|part[- ]time|permanent"),
    ("remote", r"远程|remote"),
    ("employers", r"公司|企业|雇主|company|companies|employers?"),
    ("conditions", r"福利|待遇要求|班次|perks?|benefits?|shifts?"),
    ("pay_stated", r"stated pay"),
    ("exclude", r"排除(?:项|条件)?|黑名单|exclusions?"),
)  # fmt: skip
_DROP_ZH = r"(?:不限|不挑|不在乎|不在意|不介意|不计较|不讲究|去掉|删掉|删除|去了|取消|拿掉|拿走|移除|无所谓|随便|随意|不重要|不要求|不用(?:管|看|限)|不管|不卡|不看|都(?:行|可以|成|ok|能接受)|不是问题|哪(?:里|儿)?都(?:行|可以|成|能)|什么都行|放开|不做要求)"
_DROP_EN_BEFORE = r"(?:drop|remove|forget(?: about)?|ignore|skip|take off|take out|take away|lose|scrap|clear|never mind|nevermind|don'?t (?:care|mind|worry) about|doesn'?t matter (?:about|which|what)|not (?:bothered|fussed|fussy) about|delete|get rid of|(?:doesn'?t|don'?t|no longer) (?:have|has|needs?) to be|needn'?t be|any|whatever|no preference (?:on|for|about)|without)"
_DROP_EN_AFTER = r"(?:doesn'?t matter|does not matter|don'?t matter|isn'?t (?:important|an issue|a problem)|not important|(?:is|are) (?:flexible|open|negotiable)|no object|is whatever|is not an issue|off)"
_ANYWHERE = re.compile(
    r"(?:范围|地方|区域)?(?:扩|放)(?:大|宽|开)?(?:到|成)(?:全省|全国|外地|周边)|(?:哪|什么地方|任何地方|全国)(?:里|儿|个城市|座城市|个地方)?(?:都|各地)?(?:行|可以|成|能去|无所谓|都行|ok)|不(?:限|挑|在乎|在意)(?:城市|地点|地区|地方|区域)|(?:城市|地点|地区|地方|区域)(?:就|也|都)?(?:不限|随便|无所谓|都行|都可以)|"
    r"\banywhere\b(?! (?:in|near|around|else|within))|\bany (?:city|town|location|place|area|where)\b|\bwherever\b|\blocation doesn'?t matter\b|\bdoesn'?t matter where\b|\b(?:all over|whole|entire) (?:the )?country\b|\bnationwide\b"
)  # fmt: skip
_UP = re.compile(
    r"(?:多给|给得?多|开得?高|钱多|挣得多)(?:一?[点些])?的|(?:工资|薪水|薪资|待遇|钱|薪|底薪|给)?(?:能不能|可以|可不可以)?(?:再|更|往)?(?:(?:多|高)(?:给|开|挣|赚|拿)|高|多|涨|提高|往上|加)(?:一?(?:点|些)|些)(?!.{0,3}(?:经验|岗位|选择|结果|时间|学历))|(?:工资|薪水|薪资|待遇|钱)(?:要|得)?(?:更|再)?(?:高|多)(?:点|些|一点|一些)?的?|提一?提|"
    r"\b(?:higher|more|better)[ -](?:pay|paid|paying|salary|money|wage|rate|wages|salaries)|\b(?:pay|salary|money|wage)s?\b.{0,20}\b(?:higher|up|more|better)\b|\b(?:a )?(?:bit|little|lot|touch) (?:more|higher)\b(?! (?:senior|experience|time|info|about|local))|(?<!they )(?<!it )(?<!that )\bpays? (?:more|better)\b|\b(?:bump|raise|increase|up) (?:it|the (?:pay|salary|money|rate|minimum))\b|\bmore (?:cash|dosh|wonga)\b|\bearn more\b|\bbetter paid\b"
)
_DOWN = re.compile(
    r"(?:工资|薪水|薪资|待遇|钱|薪|底薪)(?:可以|能|也能|也可以)?(?:再|稍微|略)?(?:低|少|降)(?:一?(?:点|些)|些)?(?:也)?(?:行|可以|能|成|没关系|无所谓|接受|$|的)|(?:低|少|便宜)(?:一?(?:点|些))(?:也)?(?:行|可以|能|成|没关系|无所谓|接受)|降(?:低)?(?:一?(?:点|些))|"
    r"\b(?:lower|less|reduce|decrease|drop)\b.{0,12}\b(?:pay|salary|money|wage|rate)\b|\b(?:pay|salary|money|wage|rate)\b.{0,16}\b(?:lower|less|down)\b|\b(?:a )?(?:bit|little|lot|touch) (?:less|lower)\b(?! (?:senior|experience|time))|\b(?:take|accept|settle for|go|earn|work for) (?:a (?:bit|little) )?(?:less|lower)\b|\btake a pay cut\b"
)
_UP_TOPIC = re.compile(
    r"级别|资历|职级|学历|经验|距离|年限|\b(?:senior|level|experience|distance|hours)\b"
)


def find_direction(lower: str) -> Direction | None:
    """Return where the pay should go, said without an amount: 再高一点, a bit lower."""
    if _UP_TOPIC.search(lower) or _EVEN_IF.search(lower):
        return None
    if _DOWN.search(lower):
        return "down"
    return "up" if _UP.search(lower) else None


_EVEN_IF = re.compile(r"哪怕|就算|即使|不(?:要|强)?求高|不图|不指望|\beven if\b")
# An amount held up as not enough to live on: 3800?房租都不够, £11 wouldn't cover my rent.
_TOO_LITTLE = re.compile(
    r"西北风|吃土|打发(?:叫花子|要饭)|(?:房租|饭钱|车费|油钱|奶粉钱|吃饭|房贷|生活费)[^,。]{0,4}不(?:够|起)|不够[^,。]{0,4}(?:房租|吃|花|油|路费|车费|房贷|生活|活|塞牙)|够(?:干|交|付|吃|买)(?:啥|什么|嘛|房租|几)|(?:养|活)不(?:活|起|下去)|谁(?:会|肯|愿意|还)?(?:去|干|来|做)|(?:开|搞)(?:玩笑|笑)|逗我|糊弄|血汗工厂"
    r"|\bhaving a laugh\b|\b(?:you'?re|must be) (?:joking|kidding)\b|\b(?:won'?t|wouldn'?t|doesn'?t|barely|hardly|not even)(?: even)? (?:covers?|pays?|buys?)\b|\bcan'?t (?:live|survive|raise)\b|\b(?:how|who)(?:'s|'d| is| am| are| can| could| would)? .{0,12}(?:live|survive|get by|work) (?:on|for) (?:that|this)\b|\b(?:is|was) (?:that|this) a joke\b|\ba joke\b|\bpeanuts\b|\binsult"
)
_SUM = re.compile(
    r"\d|[一两二三四五六七八九十]+(?:千|百|万|块)|\b(?:grand|quid|pounds?|dollars?|bucks|minimum wage)\b"
)


def says_too_little(lower: str) -> bool:
    """Whether an amount is scoffed at, which asks for more without naming how much."""
    return bool(_TOO_LITTLE.search(lower) and _SUM.search(lower))


_LISTS = ("cities", "titles", "skills", "exclude", "conditions", "employers")
_NAMED = re.compile(
    r"(?:把)?([\w\u4e00-\u9fff]{2,12}?)(?:的事|这条|那条|这个|那个|条件|要求)?(?:给我|就|都|先)?(?:去掉|删掉|删了|去了|拿掉|移除|别提了|忘了吧|作罢|取消)|(?:去掉|删掉|取消|拿掉|移除|去除)(?:那个|对|了)?([\w\u4e00-\u9fff]{2,12}?)(?:的)?(?:要求|条件|限制|这条|这项|那条|那项)?(?:[,。了吧!\s]|$)|(?:不(?:再)?(?:要求|强求|坚持)|(?<!我)不一定(?:非)?(?:要|得))(?:必须|非得|要|有)?([\w\u4e00-\u9fff]{2,8}?)(?:了|也行|都行|[,。!\s]|$)|\b(?:remove|drop|take off|take out|delete|lose|forget(?: about)?|scrap|ditch|ignore|never ?mind(?: about)?)\b (?:the |that |my )?([\w +#.]{2,30}?)(?: (?:from|please|off|out|then|now|thing|bit|part|idea|one|stuff|wish|criterion|requirement|filter|condition)\b| and (?:try|look|check|do|go|see|search|show|use|put|make|switch|find)\b| (?:how|what) about\b|\s*[,.!?;-]|$)|\btake (?:the )?([\w +#.]{2,30}?) (?:off|out)\b"
)


# 驻场的岗位全去掉: the posts of a kind go, not the wish for an occupation.
_OF = re.compile(r"[^,。!?;\s]的$")


def _find_named(lower: str) -> str:
    """Return what a message names to be taken away: "forget the Dublin thing"."""
    named = _NAMED.search(lower)
    return next((group for group in named.groups() if group), "").strip() if named else ""


# Each key by the words for it, and that they are of no account: 薪资这块不卡了, "forget the money".
_DROPPED = {
    key: re.compile(
        rf"(?:{words})(?:的)?(?:要求|条件|限制|[这那][条项个块]|方面|什么的|上)?(?:就|也|都|先|全)?{_DROP_ZH}"
        rf"|(?:不限|不挑|不在乎|不在意|不介意|不计较|不讲究|去掉|删掉|取消|(?<!先)不管|不卡|不看|(?<!先)别管|别卡|放开|把)(?:一?下)?(?:那个|对)?(?:{words})(?:的)?(?:要求|条件|限制|那条|那项)?(?:[,。了吧就]|$|去掉|删|取消|不限|拿|放)"
        rf"|\b{_DROP_EN_BEFORE}\b (?:the |my |that |a |of )?(?:\w+ )?(?:{words})\b"
        rf"|\b(?:open|flexible|easy|relaxed|not fussed|not bothered|not picky) (?:on|about|with|to|as to) (?:the |any )?(?:{words})\b"
        rf"|\b(?:{words})\b(?: (?:thing|requirement|part|bit|limit|filter))? {_DROP_EN_AFTER}\b"
    )
    for key, words in _KEY_WORDS
}


def drops_held(lower: str, criteria: Criteria | None) -> bool:
    """Whether a message takes away a wish in force, by its value or by its name."""
    if criteria is None:
        return False
    if any(getattr(criteria, key, None) and _DROPPED[key].search(lower) for key in _DROPPED):
        return True
    word = _find_named(lower)
    return word is not None and any(
        _same(value, word) for key in _LISTS for value in getattr(criteria, key)
    )


_DOLLARS = {"AU": "AUD", "CA": "CAD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}


def build_change(
    reading: Reading,
    wishes: Wishes,
    *,
    intent: Intent,
    context: Context,
    wants_others: bool = False,
) -> CriteriaChange:
    """Return the change that the message makes, empty for intents that make none.

    `wants_others`: who asks for others says of those shown what was wrong with them.
    """
    change = _Builder(reading, wishes, context)
    if wants_others:
        change.add_objections()
    if intent in ("find_jobs", "refine", "create_alert"):
        change.add_all(is_refinement=intent == "refine")
    elif intent == "correct_field":
        change.add_all(is_refinement=True)
    elif intent in ("reject_with_reason", "remember"):
        if intent == "reject_with_reason":
            change.add_objections()
            change.add_lacks()
            if says_too_little(reading.lower):
                change.relative["salary_min"] = "up"
            if _NEW_TO_WORK.search(reading.lower):
                change.add_scalar("experience_years", (0, 0, len(reading.text)))
        change.add_excluded()
        if intent == "reject_with_reason" and wishes.employment_type:
            change.add_scalar("employment_type", wishes.employment_type)
    return change.build()


# Said of oneself when a posting asks for years: 我是应届生, I'm a new graduate.
_NEW_TO_WORK = re.compile(
    r"我(?:是|才|就是|只是|刚|还是)?.{0,3}(?:应届|刚毕业|在校|没(?:有)?(?:工作)?经验|零经验)|\bi(?:'m| am)(?: just| only)?(?: an?)?(?: new| recent| fresh)? (?:grad(?:uate)?|student|school leaver)\b|\bi(?:'ve| have) (?:no|zero) experience\b|\bi just graduated\b"
)


def _all_within(names: list[str], held: list[str]) -> bool:
    return all(any(name.casefold() in each.casefold() for each in held) for name in names)


class _Builder:
    """Collects what results for each key; one message's work."""

    def __init__(self, reading: Reading, wishes: Wishes, context: Context) -> None:
        self.reading = reading
        self.wishes = wishes
        self.context = context
        self.force: Criteria | None = context.criteria
        self.set: dict[str, Any] = {}
        self.clear: list[str] = []
        self.relative: dict[str, Direction] = {}
        self.added: dict[str, tuple[str, ...]] = {}
        self.spans: dict[str, tuple[Span, ...]] = {}

    def build(self) -> CriteriaChange:
        return CriteriaChange(
            self.set,
            tuple(key for key in self.clear if key not in self.set),
            self.relative,
            self.added,
            self.spans,
        )

    def add_all(self, *, is_refinement: bool) -> None:
        w = self.wishes
        self._list("titles", w.titles)
        self._list("skills", w.skills, always_adds=True)
        self._list("cities", self._cities())
        self._list("employers", w.employers)
        self.add_excluded()
        self.add_conditions()
        if w.within_km and "cities" in self.set:
            self._put("within_km", *w.within_km)
        if w.remote:
            self._put("remote", w.remote[0], w.remote[1], w.remote[2])
            held = self.force is not None and self.force.cities and not w.cities
            if w.is_either or (held and is_either(self.reading, w.remote[1:], [])):
                self._put("remote_or_city", True, w.remote[1], w.remote[2])
            elif held and is_remote_only(self.reading):
                self.clear.append("remote_or_city")
        if w.employment_type:
            self.add_scalar("employment_type", w.employment_type)
        if w.education:
            self.add_scalar("education", w.education)
        if w.experience_years:
            years, start, end = w.experience_years
            self._put("experience_years", years, start, end)
        self._pay(is_refinement=is_refinement)
        if _ANYWHERE.search(self.reading.lower) and self._names_held_places():
            # 不限成都,全国都行: the place is named to be given up.
            self.set.pop("cities", None)
            self.clear.append("cities")
        if is_refinement:
            self._drops()
        elif _ANYWHERE.search(self.reading.lower) and not w.cities:
            self.clear.append("cities")

    def _names_held_places(self) -> bool:
        held = self.force.cities if self.force else ()
        said = self.wishes.cities
        return bool(said) and all(any(_same(name, h) for h in held) for name, _, _ in said)

    def add_scalar(self, key: str, item: tuple[object, int, int]) -> None:
        self._put(key, *item)

    def add_conditions(self) -> None:
        """Perks and shifts join those in force; what one wishes for is no longer refused."""
        self._list("conditions", self.wishes.conditions, always_adds=True)
        said = [*self.wishes.conditions, *self.wishes.borne]
        named = {t.key for name, _, _ in said for t in traits_wished(name)}
        named |= {key for name, _, _ in self.wishes.borne if (key := trait_refused(name))}
        held = list(self.set.get("exclude") or (self.force.exclude if self.force else ()))
        rest = [word for word in held if trait_refused(word) not in named]
        if named and len(rest) < len(held):
            self.set["exclude"] = rest
        # 夜班也行: who bears nights no longer wants the day shift alone.
        borne = {t.key for name, _, _ in self.wishes.borne for t in traits_wished(name)}
        wanted = list(self.set.get("conditions") or (self.force.conditions if self.force else ()))
        kept = [w for w in wanted if not any(borne & {*t.against} for t in traits_wished(w))]
        if borne and len(kept) < len(wanted):
            self.set["conditions"] = kept
        if self.wishes.pay_stated:
            self._put("pay_stated", True, *self.wishes.pay_stated)

    def add_objections(self) -> None:
        for item in find_objections(self.reading, self.wishes.scopes):
            is_told = any(a < item[2] and item[1] < b for _, a, b in self.wishes.exclude)
            if not is_told and not in_scope(self.wishes.scopes, item[1], item[2], "lacked"):
                self.wishes.exclude.append(item)

    def add_lacks(self) -> None:
        """What a refused job lacks is wished for: 没有双休, no visa; a shift it has is refused."""
        self.wishes.conditions = [
            item
            for item in self.wishes.conditions
            if not any(trait.is_hours for trait in traits_wished(item[0]))
        ]
        self.add_conditions()

    def add_excluded(self) -> None:
        items = self.wishes.exclude
        if not items:
            return
        names = [name for name, _, _ in items]
        # Nobody refuses to have weekends off: it need not be, that is all.
        refused = [i for i in items if not traits_wished(i[0]) or trait_refused(i[0])]
        if refused:
            earlier = list(self.force.exclude) if self.force else []
            self.set["exclude"] = _union(earlier, [name for name, _, _ in refused])
            self.spans["exclude"] = tuple(self.reading.span(a, b) for _, a, b in refused)
        for key in ("cities", "titles", "skills", "conditions", "employers"):
            # What is refused is no longer asked for.
            held = list(getattr(self.force, key)) if self.force else []
            rest = [v for v in held if not any(_covers(n, v) for n in names)]
            if held and len(rest) < len(held) and key not in self.set:
                if rest:
                    self.set[key] = rest
                else:
                    self.clear.append(key)

    def _cities(self) -> list[Item]:
        """Districts alone narrow a city in force; elsewhere their city stands for them."""
        w = self.wishes
        if not w.districts:
            return w.cities
        # Of a place to be near to the district tells more than the city.
        force = self.force or Criteria()
        is_near = bool(w.within_km or (force.within_km and not force.cities))
        held = {c.casefold() for c in force.cities}
        cities = []
        for item in w.cities:
            district = next((d for d in w.districts if d[1] == item[1] or is_near), None)
            is_told = district and (is_near or item[0].casefold() in held)
            cities.append(district if district and is_told else item)
        return cities

    def _list(self, key: str, items: list[Item], *, always_adds: bool = False) -> None:
        if not items:
            return
        names = list(dict.fromkeys(name for name, _, _ in items))
        held = list(getattr(self.force, key)) if self.force else []
        is_more = (
            bool(held)
            and not _REPLACE.search(self.reading.lower)
            and bool(SAYS_MORE.search(self.reading.lower))
        )
        if key == "titles" and self.wishes.exclude and held and _all_within(names, held):
            # "Not research, I want design", of user experience design: the wish stands.
            names = held
        if held and (is_more or (always_adds and not _REPLACE.search(self.reading.lower))):
            self.added[key] = tuple(n for n in names if not any(_same(n, h) for h in held))
            names = _union(held, names)
        self.set[key] = names
        self.spans[key] = tuple(self.reading.span(a, b) for _, a, b in items)

    def _put(self, key: str, value: object, start: int, end: int) -> None:
        self.set[key] = value
        self.spans[key] = (self.reading.span(start, end),)

    def _pay(self, *, is_refinement: bool) -> None:
        w = self.wishes
        if w.salary:
            pay, start, end = w.salary
            span = (self.reading.span(start, end),)
            period = pay.period
            low, high = pay.min, pay.max
            force = self.force
            if (
                force is not None
                and force.salary_period is not None
                and not pay.is_period_said
                and force.salary_period != period
                and _is_like(low or high, force.salary_min or force.salary_max)
            ):
                period = force.salary_period
            elif (
                force is not None
                and not pay.is_period_said
                and (low or high or 0) < 1000
                and _is_like((low or high or 0) * 1000, force.salary_min or force.salary_max)
            ):
                # "Drop it to 65" with 70,000 a year in force: thousands, as one says them.
                period = force.salary_period or period
                low = low * 1000 if low is not None else None
                high = high * 1000 if high is not None else None
            if self.context.open_prompt == "criteria.salary_max" and high is None:
                low, high = None, low
            for key, value in (("salary_min", low), ("salary_max", high)):
                if value is not None:
                    self.set[key] = value
                    self.spans[key] = span
            self.set["salary_period"] = period
            if pay.currency:
                self.set["currency"] = self._currency(pay.currency, start, end)
            return
        if not is_refinement:
            return
        if _EVEN_IF.search(self.reading.lower):
            return
        if w.relative_pay:
            wish, start, end = w.relative_pay
            if not wish.is_topic_said and _UP_TOPIC.search(self.reading.lower):
                return
            key = "salary_min"
            if self.force and self.force.salary_min is None and self.force.salary_max is not None:
                key = "salary_max"
            base = getattr(self.force, key) if self.force else None
            sign = 1 if wish.direction == "up" else -1
            step = wish.amount
            if step is None and wish.percent is not None and base is not None:
                step = base * wish.percent / 100
            if step is not None and base is not None:
                self._put(key, max(base + sign * step, 0.0), start, end)
                if self.force is not None and self.force.salary_period:
                    self.set["salary_period"] = self.force.salary_period
            elif step is None:
                self.relative[key] = wish.direction
            else:
                self.relative[key] = wish.direction
            return
        direction = find_direction(self.reading.lower)
        if direction:
            self.relative["salary_min"] = direction

    def _currency(self, said: str, start: int, end: int) -> str:
        """A bare dollar sign is the dollar of the place that is said."""
        words = self.reading.lower[start:end]
        is_bare = "$" in words or re.search(r"dollar|buck|刀|美?元", words)
        if said != "USD" or not is_bare or re.search(r"us|美", words):
            return said
        countries = {place.country for place, _, _ in self.wishes.places}
        return _DOLLARS.get(countries.pop(), said) if len(countries) == 1 else said

    def _drops(self) -> None:
        lower = self.reading.lower
        if _ANYWHERE.search(lower) and "cities" not in self.set:
            # Also where no place was said: it is an answer, and will not be asked for.
            self.clear.append("cities")
        for key, dropped in _DROPPED.items():
            if key in self.set and key != "skills":
                continue
            if key == "salary_min" and self.wishes.pay_stated:
                continue
            said = dropped.search(lower)
            if said and not ("exclude" in self.set and _OF.search(lower[: said.start()])):
                self._drop(key)
        word = _find_named(lower)
        if word and self.force is not None:
            for key in _LISTS:
                held = list(getattr(self.force, key))
                rest = [v for v in held if not _same(v, word)]
                if held and len(rest) < len(held):
                    named = [v for v in self.set.get(key, ()) if not _same(v, word)]
                    if named:
                        # "Forget Leeds, try York": the one gives way to the other.
                        self.set[key] = named
                        continue
                    self.set.pop("exclude", None) if key != "exclude" else None
                    if rest:
                        self.set[key] = rest
                    else:
                        self.set.pop(key, None)
                        self.clear.append(key)

    def _drop(self, key: str) -> None:
        if key in self.clear:
            return
        if self.force is not None and self.context.open_prompt != f"criteria.{key}":
            held = getattr(self.force, key)
            if key == "salary_min" and held is None and self.force.salary_max is not None:
                key, held = "salary_max", self.force.salary_max
            if held in (None, ()):
                return
        self.clear.append(key)


def _is_like(amount: float | None, held: float | None) -> bool:
    """Whether a bare amount is of the order of the one in force, and so of its period."""
    return bool(amount and held and 0.25 <= amount / held <= 4)


def _covers(refused: str, held: str) -> bool:
    """Whether refusing the one refuses the other: 销售 covers 电话销售, not the reverse."""
    x, y = refused.casefold().strip(), held.casefold().strip()
    if x.isascii() and x and not re.search(rf"\b{re.escape(x)}(?:s|es)?\b", y):
        # No car is no end of being a carer.
        return x.rstrip("s") == y.rstrip("s")
    return bool(x) and (
        x == y or x.rstrip("s") == y.rstrip("s") or (x in y and len(x) * 2 >= len(y))
    )


def _same(a: str, b: str) -> bool:
    x, y = a.casefold().strip(), b.casefold().strip()
    return bool(x and y) and (
        x == y or ((x in y or y in x) and min(len(x), len(y)) * 2 >= max(len(x), len(y)))
    )


def _union(held: list[str], names: list[str]) -> list[str]:
    return held + [n for n in names if not any(_same(n, h) for h in held)]
