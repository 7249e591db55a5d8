"""The slots of a message: what it says of each criterion, before it is held against those in force."""

import re
from dataclasses import replace

from jobassist.language.places import Place, find_places
from jobassist.language.skills import canonical_skill, find_skills
from jobassist.language.titles import find_titles, title_kinship
from jobassist.language.vocab import (
    find_education,
    find_employment_types,
    find_experience,
    find_spoken_languages,
    find_work_modes,
)
from jobs.criteria import is_text
from jobs.traits import traits_wished

from .conditions import (
    KM_OF_DISTRICT,
    KM_OF_HOME,
    find_conditions,
    find_employers,
    find_near_home,
    find_pay_stated,
    find_radius,
    is_either,
)
from .exclusions import find_exclusions
from .reading import Reading
from .schedules import find_schedule_span
from .scopes import find_scopes, in_scope
from .second_thoughts import find_second_thought, keep_meant
from .slots import Item, Wishes
from .titles import find_wished_titles
from .types import Context
from .wished_pay import find_pay

# What is named beside it joins what was named before.
SAYS_MORE = re.compile(
    r"^(?:或者?|还有|和|跟)|范围(?:可以|能|再|给我|稍微)*(?:扩|放|大|广|宽)|^(?:or|and|plus)\b|也(?:可以|行|成|能|算|要|考虑|看|找|推|搜|投|加|来|算|好|ok|接受|会|想|包括|加|可|愿意)|加(?:上|个|一个)|还(?:有|会|可以|想|要|能)|另外|以及|包括|"
    r"\b(?:also|as well|too(?=\s*(?:[,.!;]|$|please|if))|works too|add|plus|widen|broaden|include|including|either|would work|works too|on top|additionally|open to|consider|ok with|okay with|happy with)\b|\b(?:is|are|'s|be) (?:ok|okay|fine|good|an option)\b|\bdon'?t mind\b|\b(?:could|would|can) do\b"
)
_REMOTE_ZH = re.compile(
    r"远程|不用?(?:天天|每天|经常)?坐班|在家(?:里)?(?:办公|上班|工作|做|干|能|就能|可以)|居家办公|线上(?:办公|工作)|不用?坐班|不用(?:去|到)(?:公司|办公室)|(?:^|[,\s])在家(?:就)?(?:能|可以)?(?:做|干|弄)?(?:的|就行)?(?=[,。\s]|$)|remote"
)
_REMOTE_EN = re.compile(
    r"\b(?:fully |100% )?remote(?:ly)?\b|\bwfh\b|\bwork(?:ing)? (?:from|at) home\b|\bfrom home\b|\bhome[- ]based\b|\bstop commuting\b|\bno commut\w*|\btelecommut\w+"
)
_NOT_REMOTE = re.compile(
    r"(?:不要|不想|不接受|不考虑|别).{0,3}远程|(?:不用|不必|不一定|不要求|不非)(?:非?得|要|是)?远程|\b(?:not|no|isn'?t|don'?t want|(?:doesn'?t|don'?t|needn'?t|no longer) (?:have to|need(?: to)?|has to|needs to)(?: be)?|needn'?t be) (?:a )?remote|\bhybrid\b|\bclose(?:r)? to home|\baway from home\b|far from home|miles from home"
)
# Remote work that one would be glad of, and does not insist on.
_SOFT_REMOTE = re.compile(
    r"(?:最好|希望|尽量|优先|倾向于?)(?:是|能|可以|有|考虑|够)*(?:远程|在家|居家|线上)|(?:远程|在家办公|居家办公|在家上班|线上办公)(?:的)?(?:工作|岗位?|办公)?(?:最好|更好|优先|加分)|(?:能|可以)(?:远程|在家办公|居家办公|在家上班)(?:的话)?(?:就)?(?:最好|更好)"
    r"|\b(?:remote|from home|wfh)(?:ly)?(?: work\w*)?(?: option)?,? (?:is |are |would be |'d be |will be )?(?:a )?(?:preferred|preferable|nice|great|ideal|lovely|a bonus|bonus|a plus|plus|better|not (?:a must|essential|required|necessary|a deal ?breaker))\b"
    r"|\b(?:ideally|preferably|prefer(?:ring|ably)?|(?:i'?d |would )?(?:rather|love|prefer)(?: to)?(?: have| work| be| do)?)(?: \w+){0,2} (?:remote(?:ly)?|wfh|from home)\b(?=.{0,24}\b(?:if possible|but|though|not a must)\b)"
    r"|\b(?:ideally|preferably|if possible),? (?:\w+ ){0,2}(?:remote(?:ly)?|wfh|from home)\b|\b(?:remote(?:ly)?|wfh|from home),? (?:ideally|preferably|if possible)\b"
)
_GENERIC_SKILLS = frozenset(
    "work job jobs experience english management communication team manager driving sales service services cleaning".split()
)


def find_wishes(reading: Reading, context: Context, *, allow_bare_title: bool) -> Wishes:
    """Return every slot that the words fill, whatever the intent may be."""
    wishes = Wishes(scopes=find_scopes(reading))
    if not (context.last_cards or context.cards):
        # 我们都是瓦工: nothing was shown that it could object to.
        wishes.scopes = [scope for scope in wishes.scopes if scope.kind != "objected"]
    occupied: list[tuple[int, int]] = []
    find_pay(reading, context, wishes, occupied)
    conditions = find_conditions(reading, wishes.scopes)
    wishes.conditions, wishes.borne = conditions.wished, conditions.borne
    borne = conditions.spoken
    employers = find_employers(reading, wishes.scopes, occupied)
    wishes.employers = employers.wished
    occupied += employers.spoken
    _find_cities(reading, context, wishes, occupied, spoken=[*borne, *employers.spoken])
    _find_terms(reading, context, wishes, occupied)
    schedule = find_schedule_span(reading)
    if schedule:
        occupied.append(schedule)
    wishes.pay_stated = find_pay_stated(reading)
    wishes.exclude = _excluded(reading, wishes, borne)
    occupied += borne
    occupied += [(a, b) for _, a, b in wishes.exclude]
    has_more = bool(
        wishes.cities or wishes.salary or wishes.employment_type or wishes.experience_years
        or wishes.education or wishes.remote
    )  # fmt: skip
    allow_bare = context.open_prompt == "criteria.titles" or (allow_bare_title and has_more)
    wishes.titles = find_wished_titles(
        reading,
        wishes.scopes,
        occupied,
        allow_bare=allow_bare,
        allow_doings=allow_bare_title or context.open_prompt == "criteria.titles",
    )
    is_first = context.criteria is None or not context.criteria.titles
    _drop_replaced(reading, wishes, is_first=is_first)
    _drop_left_places(context, wishes)
    if not wishes.cities and not wishes.remote:
        wishes.cities = _bare_city(reading, wishes) or _answered_city(reading, context, wishes)
    if not wishes.cities and context.open_prompt == "criteria.cities":
        wishes.cities = _named_place(reading)
    _keep_second_thoughts(reading, wishes)
    tools = _move_tools(reading, context, wishes)
    tools += _move_abilities(reading, context, wishes)
    wishes.skills = sorted(_wished_skills(reading, wishes, occupied) + tools, key=lambda i: i[1])
    _drop_foreign_years(reading, wishes)
    _find_reach(reading, wishes)
    for items in (
        wishes.titles, wishes.skills, wishes.cities, wishes.exclude, wishes.conditions,
        wishes.employers,
    ):  # fmt: skip
        # A word of a thousand letters names nothing.
        items[:] = [item for item in items if is_text(item[0])]
    wishes.spoken = _spoken(wishes, [*occupied, *borne])
    return wishes


_AFTER_WORK = re.compile(
    r"(?: (?:jobs?|work|roles?|positions?|vacanc\w+|wanted|needed|posts?))?[ ,]+(?P<t>[a-z]{4,16}(?: [a-z]{4,12})?)(?= *(?:$|[,.;!?£$€\d]|\b(?:evenings?|nights?|mornings?|days?|weekends?|afternoons?|full|part|permanent|perm|temp|asap|area|please|pls|or|and|min|from|paying|no|not)\b))"
)
# Towns that are words: said right after the work they are still words.
_WORD_FIRST = frozenset(
    "nice mobile orange best same normal superior home office nights days weekends evenings mornings remote hours shift shifts manager "
    "management assistant training trainee apprentice apprenticeship senior junior lead leader clean jobs work role roles school college university hotel "
    "market town beach airport hospital bar restaurant pool line main many most page price rich same say time wage "
    "sunday saturday monday friday march april august june summer winter spring holiday split temple hope liberty "
    "date deal sale guide college central manager officer service services green date speaking based level".split()
)


def _bare_city(reading: Reading, wishes: Wishes) -> list[Item]:
    """Return the town right after the work in few words: chef cork, cleaner galway evenings."""
    if reading.lang != "en" or len(reading.text) > 80:
        return []
    for _, _, end in wishes.titles:
        after = _AFTER_WORK.match(reading.lower, end)
        if after is None:
            continue
        for words in dict.fromkeys((after["t"], after["t"].split()[0])):
            start = after.start("t")
            if _WORD_FIRST & set(words.split()):
                continue
            # As one would write it: the gazetteer asks more of a word in small letters.
            hits = find_places(f"jobs in {words.title()}", lang="en")
            if len(hits) == 1 and hits[0].text.lower() == words and hits[0].value.kind == "city":
                name = _name_of(hits[0].value, words, reading)
                wishes.places.append((hits[0].value, start, start + len(words)))
                return [(name, start, start + len(words))]
    return []


# Asked for the place, what it is called is one, in no gazetteer perhaps. People have names as
# well, and 是 says anything of anything.
_CALLED = re.compile(
    r"(?:县|镇|乡|村|地方|城市|那边|这边)(?:名字?)?(?:叫做|名叫|叫)(?!什么|啥|我|他|她|人)(?P<zh>[\u4e00-\u9fff]{2,4})[的吧啊,。\s]*$|"
    r"\b(?i:(?:town|village|place|city|it['’]s|it is|its)(?: is|'s)? (?:just )?(?:called|named))\s+"
    r"(?!(?i:off|me|us|back|again|for|about|after|up)\b)(?P<en>[A-Za-z][\w'-]+(?: [A-Z][\w'-]+)?)"
)


def _named_place(reading: Reading) -> list[Item]:
    match = _CALLED.search(reading.text)
    if match is None:
        return []
    group = "zh" if match["zh"] else "en"
    return [(match[group], *match.span(group))]


_WHOLE_TOWN = re.compile(
    r"^(?:(?:maybe|or|and|what about|how about|try|also|even|actually|just|make it|change (?:it|that) to|ok|okay|yes|yeah|no|well|perhaps|probably)[, ]+)*"
    r"(?P<t>[a-z][a-z'-]{3,}(?: [a-z][a-z'-]{2,}){0,2}?)"
    r"(?:,? (?:(?:would|is|'?s|works?|could|will|might) .{1,30}|too|also|as well|instead|then|please|pls|area|maybe|i (?:suppose|guess|think))){0,2}\W*$"
)


def _answered_city(reading: Reading, context: Context, wishes: Wishes) -> list[Item]:
    """Return the town that is all of an answer about places: Bodmin would be fine as well."""
    held = bool(context.criteria and context.criteria.cities)
    is_asked = context.open_prompt == "criteria.cities"
    if reading.lang != "en" or not (held or is_asked) or wishes.titles or wishes.conditions:
        return []
    m = _WHOLE_TOWN.match(reading.lower)
    if m is None or _WORD_FIRST & set(m["t"].split()) or find_titles(m["t"]):
        return []
    hits = find_places(f"jobs in {m['t'].title()}", lang="en", country=_country(context))
    if len(hits) != 1 or hits[0].text.lower() != m["t"] or hits[0].value.kind != "city":
        return []
    name = _name_of(hits[0].value, m["t"], reading)
    wishes.places.append((hits[0].value, *m.span("t")))
    return [(name, *m.span("t"))]


def _keep_second_thoughts(reading: Reading, wishes: Wishes) -> None:
    marker = find_second_thought(reading)
    if marker is not None:
        wishes.titles = keep_meant(wishes.titles, marker)
        wishes.cities = keep_meant(wishes.cities, marker)


def _find_reach(reading: Reading, wishes: Wishes) -> None:
    places = [*wishes.districts, *wishes.cities]
    wishes.within_km = find_radius(reading, places, of_district=bool(wishes.districts))
    wishes.near_home = find_near_home(reading)
    if wishes.near_home and wishes.cities and wishes.within_km is None:
        # "Close to home, I live in Oakland": the place said is where home is.
        km = KM_OF_DISTRICT if wishes.districts else KM_OF_HOME
        wishes.within_km = (km, *wishes.near_home)
    if wishes.cities:
        wishes.near_home = None
    if wishes.remote and wishes.cities:
        places = [*wishes.cities, *((p.key, a, b) for p, a, b in wishes.places)]
        wishes.is_either = is_either(reading, wishes.remote[1:], places)


def _spoken(wishes: Wishes, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    lists = (wishes.titles, wishes.skills, wishes.cities, wishes.exclude)
    spans = [*taken, *((a, b) for items in lists for _, a, b in items)]
    single = (wishes.remote, wishes.employment_type, wishes.experience_years, wishes.education)
    spans += [item[1:] for item in single if item is not None]
    spans += [span for span in (wishes.near_home, wishes.pay_stated) if span is not None]
    if wishes.within_km is not None:
        spans.append(wishes.within_km[1:])
    return spans


def _drop_foreign_years(reading: Reading, wishes: Wishes) -> None:
    """Years in another occupation are not years in the one looked for."""
    if wishes.experience_years is None or not wishes.titles:
        return
    past = [
        hit.value for hit in find_titles(reading.text, lang=reading.lang)
        if in_scope(wishes.scopes, hit.start, hit.end, "past")
    ]  # fmt: skip
    wished = [name for name, _, _ in wishes.titles]
    _, start, end = wishes.experience_years
    if (
        past
        and in_scope(wishes.scopes, start, end, "past")
        and all(title_kinship(p, w) < 0.5 for p in past for w in wished)
    ):
        wishes.experience_years = None


def _drop_replaced(reading: Reading, wishes: Wishes, *, is_first: bool) -> None:
    """Take what was merely put right out of the exclusions: "not London, Luton".

    `is_first`: nothing is in force yet that could be put right.
    """
    # 杭州算了,还是宁波: given up for another.
    given_up = [s for s in wishes.scopes if s.kind == "refused" and s.trigger.startswith("算了")]
    is_turned = given_up and re.search(r"还是|改|换|不如|就", reading.lower)
    replaced = [s for s in wishes.scopes if s.kind == "replaced"]
    replaced += [replace(s, kind="replaced") for s in given_up] if is_turned else []
    if not replaced or not wishes.exclude:
        return
    kept = []
    for item in wishes.exclude:
        # "A mobile developer, not Android": of what was named before, one kind is refused.
        is_narrowed = is_first and all(end <= item[1] for _, _, end in wishes.titles)
        if not is_narrowed and in_scope(replaced, item[1], item[2], "replaced"):
            is_place = bool(find_places(item[0], lang=reading.lang))
            is_title = bool(find_titles(item[0], lang=reading.lang))
            if (is_place and wishes.cities) or (is_title and wishes.titles):
                continue
        kept.append(item)
    wishes.exclude = kept


def _drop_left_places(context: Context, wishes: Wishes) -> None:
    """Take a place that gives way to another out of the exclusions: 别找苏州的了,换无锡."""
    if context.criteria is None:
        return
    said = {name.casefold() for name, _, _ in wishes.cities}
    held = {name.casefold() for name in context.criteria.cities}
    if said - held:
        left = held - said
        wishes.exclude = [item for item in wishes.exclude if item[0].casefold() not in left]


def _find_cities(
    reading: Reading,
    context: Context,
    wishes: Wishes,
    occupied: list[tuple[int, int]],
    *,
    spoken: list[tuple[int, int]],
) -> None:
    for hit in find_places(reading.text, lang=reading.lang, country=_country(context)):
        place = hit.value
        if any(a < hit.end and hit.start < b for a, b in spoken):
            # 时间自由 is no Freetown, and 阿里 beside 网易 no prefecture.
            continue
        occupied.append((hit.start, hit.end))
        if in_scope(wishes.scopes, hit.start, hit.end, "refused", "replaced", "objected", "lacked"):
            continue
        wishes.places.append((place, hit.start, hit.end))
        name = _name_of(place, hit.text, reading)
        if place.kind == "district" and place.city:
            wishes.districts.append((hit.text, hit.start, hit.end))
            name = place.city
        if joined := _find_wider(place, hit.text, reading.lower[hit.end :]):
            # 郑州,荥阳也算: the city, and the town under it as well.
            wishes.cities.append((joined, hit.start, hit.start + len(joined)))
        if name and name.casefold() not in {n.casefold() for n, _, _ in wishes.cities}:
            wishes.cities.append((name, hit.start, hit.end))
    # "London, UK", 广东深圳: the wider place only says where the narrower one is.
    narrow = [(p, a) for p, a, _ in wishes.places if p.kind in ("city", "district")]
    for place, start, end in wishes.places:
        inside = [
            at for n, at in narrow
            if n.country == place.country and n is not place and n.key.startswith(place.key)
        ]  # fmt: skip
        if place.kind in ("country", "region") and inside:
            if min(inside) > end and SAYS_MORE.search(reading.lower, min(inside)):
                # "Kentucky, Lexington is fine too": both.
                continue
            wishes.cities = [c for c in wishes.cities if (c[1], c[2]) != (start, end)]
    past = [c for c in wishes.cities if in_scope(wishes.scopes, c[1], c[2], "past")]
    if past and len(past) < len(wishes.cities):
        wishes.cities = [c for c in wishes.cities if c not in past]


_TOO = re.compile(r"^(?:那边|这边)?也(?:可以|行|成|能|算|好|ok|考虑|接受)")


def _find_wider(place: Place, said: str, after: str) -> str | None:
    """Return the city said before a town under it where both are meant; None where not."""
    if place.kind != "city" or not _TOO.match(after):
        return None
    parents = place.key.split("/")[2:-1]
    return next((each for each in parents if re.match(rf"{re.escape(each)}市?[,、 ]", said)), None)


def _country(context: Context) -> str | None:
    """Return where the search is, so that "Cork" beside Dublin is a city."""
    if context.country is not None or context.criteria is None:
        return context.country
    for city in context.criteria.cities:
        for hit in find_places(city):
            return hit.value.country
    return None


def _name_of(place: Place, said: str, reading: Reading) -> str:
    # A Chinese speaker's 纽约 stays 纽约; an English speaker's Hull stays Hull, not Kingston upon
    # Hull; but an abbreviation (nyc, gz) gives the name.
    if re.search(r"[\u4e00-\u9fff]", said):
        name = place.name_zh or said
        return re.sub(r"(?<=..)(?:市|省)$", "", name)
    full = place.name_en or place.city or said
    if reading.lang == "zh" and place.country in ("CN", "HK", "MO", "TW") and place.name_zh:
        return re.sub(r"(?<=..)(?:市|省)$", "", place.name_zh)
    if len(said) <= 3 or (said.isupper() and len(said) <= 4):
        return full if place.kind != "country" else said.upper()
    return said if said[0].isupper() and not said.isupper() else _title_case(said)


def _title_case(name: str) -> str:
    small = ("upon", "of", "on", "the", "le", "la", "de", "en", "am", "by", "in", "under")
    words = re.split(r"(\W+)", name.lower())
    return "".join(w if i and w in small else w[:1].upper() + w[1:] for i, w in enumerate(words))


_IS_TITLE_TOO = re.compile(r"钟点工|合同工程|小时工")
_NO_BASICS = re.compile(
    r"零基础|没(?:有)?基础|0基础|\bno (?:prior |previous )?experience (?:needed|required|necessary)\b"
)
# 带娃五年没上班: years without work are none in it.
_OUT_OF_WORK = re.compile(
    r"^(?:多|来)?(?:都)?(?:没|未|不)(?:有)?(?:再|出来|出去)?(?:上班|工作|干活|做事|出来)|^(?:的)?空窗"
    r"|^ (?:out of work|off(?: work)?|at home|unemployed|gap|without (?:a )?(?:job|work)|since i (?:last )?worked)\b"
)
# 全职带娃五年了, "unemployed for two years": time without work is no experience in it.
_OUT_OF_WORK_FOR = re.compile(
    r"(?:失业|待业|离职|裸辞|辞职|下岗|歇|闲|在家|(?:带|看)(?:大)?(?:娃|孩子|小孩|宝宝)|坐牢|养病)(?:在家)?(?:了|已经|都|快|有|大概|差不多|将近|得有|整整)*$"
    r"|\b(?:unemployed|out of work|not worked|been off(?: work)?|career break of|(?:stay|been|was) at home(?: with (?:the|my) (?:kids|children|baby))?|raising (?:my |the )?(?:kids|children|family)|full[- ]time (?:mum|mom|dad|parent|carer))(?: for)?(?: (?:about|around|over|nearly|almost|the (?:last|past)))* ?$"
)
_HAS_NO_DEGREE = re.compile(r"(?:我)?没(?:有)?(?:学历|文凭|上过学|读过书)")


def _find_terms(
    reading: Reading, context: Context, wishes: Wishes, occupied: list[tuple[int, int]]
) -> None:
    scopes = wishes.scopes
    held = context.criteria.employment_type if context.criteria else None
    # Fewer days than a week has are hours of one's own; an internship of three days stays one.
    has_days_of_its_own = held not in (None, "full_time")
    for kind in find_employment_types(reading.text):
        if not _IS_TITLE_TOO.search(kind.text):
            occupied.append((kind.start, kind.end))
        if in_scope(scopes, kind.start, kind.end, "refused", "replaced", "past"):
            continue
        if has_days_of_its_own and _is_few_days(kind.text):
            continue
        # The last one said wins: "not temp, permanent".
        wishes.employment_type = (kind.value, kind.start, kind.end)
    for level in find_education(reading.text):
        occupied.append((level.start, level.end))
        is_any = level.value.is_any and not _HAS_NO_DEGREE.match(level.text)
        if is_any or in_scope(scopes, level.start, level.end, "refused", "replaced"):
            continue
        if wishes.education is None or not level.value.is_enrolled:
            wishes.education = (level.value.level, level.start, level.end)
    for years in find_experience(reading.text):
        occupied.append((years.start, years.end))
        if years.value.is_any or years.value.min_years is None:
            continue
        before, after = reading.lower[: years.start], reading.lower[years.end :]
        if _OUT_OF_WORK.match(after) or _OUT_OF_WORK_FOR.search(before):
            continue
        wishes.experience_years = (years.value.min_years, years.start, years.end)
    if wishes.employment_type is None and not has_days_of_its_own:
        wishes.employment_type = next(
            (
                ("part_time", start, end)
                for words, start, end in wishes.conditions
                if _is_few_days(words)
            ),
            None,
        )
    if wishes.experience_years is None and (none := _NO_BASICS.search(reading.lower)):
        wishes.experience_years = (0, none.start(), none.end())
    pattern = _REMOTE_ZH if reading.lang == "zh" else _REMOTE_EN
    remote = pattern.search(reading.lower)
    modes = find_work_modes(reading.text)
    occupied += [(m.start, m.end) for m in modes]
    if remote and not _NOT_REMOTE.search(reading.lower):
        wishes.remote = (True, remote.start(), remote.end())
        occupied.append(remote.span())
    elif modes and modes[0].value == "remote" and not _NOT_REMOTE.search(reading.lower):
        wishes.remote = (True, modes[0].start, modes[0].end)
    if wishes.remote and (soft := _SOFT_REMOTE.search(reading.lower)):
        # What would be nice ranks, and filters nothing.
        _, start, end = wishes.remote
        wishes.remote = None
        wishes.conditions.append((reading.text[start:end], start, end))
        occupied.append(soft.span())


def _is_few_days(words: str) -> bool:
    """Return whether somebody says that they work fewer days than a week has: 只能去三天."""
    return any(trait.key == "few_days" for trait in traits_wished(words))


def _excluded(reading: Reading, wishes: Wishes, borne: list[tuple[int, int]]) -> list[Item]:
    items = find_exclusions(reading, wishes.scopes)
    pay = [wishes.salary[1:]] if wishes.salary else []
    pay += [wishes.pay_stated] if wishes.pay_stated else []
    # 没有双休的不要 wishes for it.
    pay += borne
    kept = []
    for name, start, end in items:
        if any(a < end and start < b for a, b in pay):
            continue
        if _REMOTE_ZH.search(name) or _REMOTE_EN.search(name.lower()):
            continue
        kept.append((name, start, end))
    return kept


_SKILL_CUE = re.compile(
    r"(?:会|懂|熟悉|熟练|精通|擅长|掌握|了解|用过|要求|需要|要|带|有|能用|能|还会|也会|以及|和|、|,|/|\+|"
    r"\b(?:with|using|uses?|know|knows|knowledge of|experience (?:in|with|of)|skills? in|good at|also|and|or|plus|in|familiar with|proficient in|fluent in|speak|speaking))\s*$"
)
_JUST_PASSED = re.compile(
    r"^(?:证书?)?(?:刚刚?|已经?|也|都|今年|去年)*(?:考|拿)(?:到|下|过|了|出|完|齐)"
)
_OWN_PAPER = re.compile(
    r"(?:有|拿(?:了|到|过)?|考(?:了|到|过|下)?|持有?|i(?:'ve| have)?(?: got)?(?: an?| my)?|have(?: an?| my| clean)*|got(?: an?| my)?|passed(?: my)?)\s*$"
)
_SPEAKING = re.compile(
    r"(?:bilingual|trilingual)(?: in)?\s*$|^\s*[- ]?(?:speak\w*|fluent|native|流利|熟练|沟通|口语|好)|(?:会(?:说|讲)?|懂|说|讲|fluent in|speaks?|speaking)\s*$"
)


def _wished_skills(reading: Reading, wishes: Wishes, occupied: list[tuple[int, int]]) -> list[Item]:
    found: list[Item] = []
    spans = occupied + [(a, b) for _, a, b in wishes.titles]

    def add(text: str, start: int, end: int) -> None:
        if any(a < end and start < b for a, b in spans):
            return
        if in_scope(wishes.scopes, start, end, "refused", "replaced", "past"):
            return
        if text.casefold() not in {n.casefold() for n, _, _ in found}:
            found.append((text, start, end))

    for hit in find_skills(reading.text, lang=reading.lang):
        before = reading.lower[max(0, hit.start - 16) : hit.start]
        kind = hit.value.kind
        if kind == "trait" or hit.text.lower() in _GENERIC_SKILLS:
            continue
        is_own = _OWN_PAPER.search(before) or _JUST_PASSED.search(reading.lower[hit.end :])
        if kind in ("certificate", "licence") and is_own:
            # A paper one holds is a fact for the résumé, not a wish.
            continue
        if (
            kind == "skill"
            and not _is_alone(reading, hit.start, hit.end)
            and not _SKILL_CUE.search(before)
        ):
            continue
        add(hit.text, hit.start, hit.end)
    for tongue in find_spoken_languages(reading.text):
        around = (
            reading.lower[max(0, tongue.start - 12) : tongue.start],
            reading.lower[tongue.end :],
        )
        if any(_SPEAKING.search(part) for part in around):
            add(tongue.text, tongue.start, tongue.end)
    return found


def _is_alone(reading: Reading, start: int, end: int) -> bool:
    """Whether the words are a segment of their own: 合肥 自动化 python."""
    before, after = reading.lower[:start].rstrip(" "), reading.lower[end:].lstrip(" ")
    opens = not before or start != len(before) or before[-1] in ",。;、/|"
    closes = not after or len(after) != len(reading.lower) - end or after[0] in ",。;、/|"
    return opens and closes and reading.lang == "zh"


_ABLE = re.compile(
    r"(?<![社机开工协大都人])(?:会|懂|精通|熟悉|擅长)(?:用|做|写|修|搞|弄|点|些|一点)*$|\b(?:who (?:knows?|can)|i know|can use|good (?:at|with)) $"
)


def _move_abilities(reading: Reading, context: Context, wishes: Wishes) -> list[Item]:
    """Return as skills what was read as work but is said to be known: 会剪辑的."""
    able = [item for item in wishes.titles if _ABLE.search(reading.lower[: item[1]])]
    held = bool(context.criteria and context.criteria.titles)
    if len(able) == len(wishes.titles) and not held:
        # 我会打氩弧焊: where no work is named, what one can do is it.
        return []
    wishes.titles = [item for item in wishes.titles if item not in able]
    return able


def _move_tools(reading: Reading, context: Context, wishes: Wishes) -> list[Item]:
    """Return as skills what was read as occupations but is a tool beside one: also python."""
    held = bool(context.criteria and context.criteria.titles)
    if context.open_prompt == "criteria.titles" or (len(wishes.titles) < 2 and not held):
        return []
    tools = [
        item for item in wishes.titles
        if (skill := canonical_skill(item[0])) is not None and skill.kind == "tool"
    ]  # fmt: skip
    if len(tools) == len(wishes.titles) and not held:
        tools = tools[1:]
    wishes.titles = [item for item in wishes.titles if item not in tools]
    return tools
