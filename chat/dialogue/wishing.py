"""What the person wants of work and what they refuse, in words."""

import math
import re
import uuid
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_criteria_card, employer_name
from chat.describe import join_words
from chat.dialogue import find, narrowing, refusing, resume, talk
from chat.dialogue.criteria import (
    change_criteria,
    drop_unknown_work,
    leave_old_work,
    list_understood,
    note_given_up,
    settle_prompt,
)
from chat.dialogue.places import find_framed_name, find_unknown_place
from chat.dialogue.reply import Reply
from chat.understanding.types import Understanding
from jobs import search
from jobs.criteria import Criteria, build_yearly
from jobs.traits import traits_wished
from resumes import services as resume_services
from resumes.services import Source

SURE = 0.45
THIS_EMPLOYER = re.compile(
    r"(?:这|那|该|它|他们?)(?:一?家|个)?(?:公司|单位|企业|老板|厂|店)|\b(?:this|that|their|the same) (?:company|employer|firm|place)\b"
)
SAID_FIGURE = re.compile(
    r"(?:我|之前|刚才)?(?:说|要|提|讲|报)(?:好|过|了)?的(?:数|价|钱|工资|是|那个)|底线|要求|"
    r"\b(?:what|than) i (?:said|asked|gave|told|wanted)\b|"
    r"\bmy (?:number|figure|floor|minimum|min)\b|\bi (?:said|asked|gave|told)\b|\bfigure i\b",
    re.IGNORECASE,
)
TOO_LOW = re.compile(
    r"初级|基础|低级|屈才|大材小用|级别.{0,3}低|\b(?:junior|basic|entry|over-?qualified|beneath|below my|step down)\b",
    re.IGNORECASE,
)
# A few plain words, as an occupation's name is.
NAME_OF_WORK = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,10}|(?!.*\b(?:i|you|it|what|why|how|is|are|do|can|the)\b)[A-Za-z][A-Za-z'-]+(?: [A-Za-z'-]+){0,3})$",
    re.IGNORECASE,
)
# "A ranger sort of thing", 看山那种: what stands around the name.
AROUND_NAME = re.compile(
    r"^(?:(?:an?|the|some|like|maybe|um+|er+|well|probably|something like|sort of|kind of)\s+)+"
    r"|\s+(?:(?:sort|kind|type) of (?:thing|job|work|role)|or (?:something|similar)(?: like that)?|(?:stuff|jobs?|work|roles?))$"
    r"|^(?:就是|大概|应该是?|那种|嗯+|呃+|类似)+|(?:那种|这种|之类的?|什么的|的活儿?|类的|方面的?|呗|吧|啊|嘛|的)+$",
    re.IGNORECASE,
)
REFUSED = re.compile(r"不|别|\b(?:not|no|never|don'?t|avoid|except)\b", re.IGNORECASE)


def apply_change(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> Criteria:
    """Apply what was understood to the criteria; returns what they were before."""
    before = change_criteria(
        reply,
        values=_fit_pay(reply, seen, _values(reply.state.criteria, seen)),
        clear=seen.criteria.clear,
        words=text,
        item_id=item_id,
    )
    note_given_up(reply, seen.criteria.clear)
    return before


def _values(criteria: Criteria, seen: Understanding) -> dict[str, Any]:
    """Return the values that result for the keys that a message touches."""
    values = dict(seen.criteria.set)
    for key, direction in seen.criteria.relative.items():
        moved = _moved(criteria, key, direction)
        if moved is not None:
            values[key] = moved
    return values


# What says for which time, or how many noughts.
_SAYS_PERIOD = re.compile(
    r"小时|时薪|[每一]天|日薪|/[天日月年]|[每一]?个?月|年薪|[每一]年|[每一]周|一节|课时|/ ?(?:h|hr|d|w|m|y)|"
    r"\b(?:an? |per )?(?:hours?|hr|h|days?|weeks?|wk|months?|mth|years?|yr|annum|p\.?a|hourly|daily|weekly|monthly|yearly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
_SAYS_SCALE = re.compile(r"\d\s*[kKwW]\b|万|千|\b(?:grand|thousand)\b|\d,\d{3}")
_ONE_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
# A figure as it stands is believed where it is not further than this from what such work pays.
_BELIEVABLE = 1.6


def _fit_pay(reply: Reply, seen: Understanding, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with a bare "70" taken for 70,000 a year where such work pays that.

    So too where a yearly or monthly figure is in force: "drop it to 65". A figure for which no
    time was said ("8k bottom line") is taken for the time that such work is paid by.
    """
    said = seen.criteria.spans.get("salary_min", ())
    amount = values.get("salary_min")
    if not said or not isinstance(amount, int | float) or _SAYS_PERIOD.search(seen.normalised):
        return values
    is_bare = amount < 1000 and not _SAYS_SCALE.search(said[0].text)
    if is_bare and len(_ONE_AMOUNT.findall(said[0].text)) != 1:
        return values
    criteria = reply.state.criteria
    usual = criteria.salary_min, criteria.salary_period
    if criteria.salary_min is None:
        # Few say it in one town: then the same work anywhere.
        anywhere = Criteria(titles=criteria.titles, skills=criteria.skills)
        found = search.pay_quartiles(criteria) if criteria.cities or is_bare else None
        found = found or (search.pay_quartiles(anywhere) if is_bare else None)
        if found is None or values.get("currency") not in (None, found.currency):
            return values
        usual = found.values[len(found.values) // 2], found.period
    if not usual[0] or usual[1] is None:
        return values
    lang = reply.context.lang
    aim = build_yearly(usual[0], period=usual[1], lang=lang)
    period = values.get("salary_period") or usual[1]

    def distance(figure: float, unit: Any) -> float:
        return abs(math.log(build_yearly(figure, period=unit, lang=lang) / aim))

    noughts = (1, 1_000, 10_000) if is_bare else (1,)
    readings = [(amount, period), *((amount * times, usual[1]) for times in noughts)]
    if amount <= 0 or distance(amount, period) <= math.log(_BELIEVABLE):
        return values
    best, unit = min(readings, key=lambda reading: distance(*reading))
    top = values.get("salary_max")
    scaled = {"salary_max": top * best / amount} if isinstance(top, int | float) else {}
    return {**values, "salary_min": best, "salary_period": unit, **scaled}


def _moved(criteria: Criteria, key: str, direction: str) -> float | None:
    current = getattr(criteria, key, None)
    if not isinstance(current, int | float):
        return None
    step = 500 if current >= 3000 else 1
    factor = narrowing.RAISE if direction == "up" else 1 / narrowing.RAISE
    return round(current * factor / step) * step


def take_wish(reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None) -> None:
    """Change the search by what was said, and go on with it."""
    prompt = reply.state.open_prompt
    if seen.resume:
        # "I did three years of nursing and want something in Leeds": both are kept.
        reply.context.begin_write()
        resume_services.intake_text(
            reply.context.resume,
            text=text,
            source=Source(kind="message", ref=str(item_id or "")),
        )
    seen = _name_employer(reply, seen, text)
    if _note_unknown_place(reply, seen, text=text, item_id=item_id):
        return
    if seen.act == "more_results" and seen.criteria:
        take_rejection(reply, seen, text=text, item_id=item_id)
        return
    if not seen.criteria and not seen.near_home:
        if resume.answer_if_asked(reply, text, item_id=item_id):
            return
        if prompt is not None and prompt.path.startswith("criteria."):
            _leave_open(reply, text, item_id=item_id)
            return
        if prompt is not None or (seen.clarify and seen.confidence < SURE):
            talk.not_understood(reply)
            return
        _say_unused(reply, seen)
        if reply.state.shown and THIS_EMPLOYER.search(text) and REFUSED.search(text):
            take_rejection(reply, seen, text=text, item_id=item_id)
            return
        if seen.intent == "refine" and reply.state.round > 0:
            reply.say(_("I did not see what to change in the search by that."))
            reply.show(build_criteria_card(reply.state.criteria))
            reply.suggest(build_chip(_("Show me others"), do="more"))
            return
        find.advance(reply)
        return
    _note_slips(reply, seen)
    is_new_work = bool(seen.criteria.set.get("titles")) and seen.intent == "find_jobs"
    if is_new_work:
        leave_old_work(reply, seen.criteria.set["titles"], words=text, item_id=item_id)
    if "salary_min" in seen.criteria.relative and reply.state.criteria.salary_min is None:
        # "Better pay": better than what was just shown.
        take_rejection(reply, seen, text=text, item_id=item_id, reason="too_low_salary")
        return
    before = apply_change(reply, seen, text=text, item_id=item_id)
    settle_prompt(reply)
    _say_minded(reply, before)
    _say_unused(reply, seen)
    if seen.near_home and find.ask_near(reply):
        return
    if seen.clarify == "contradiction":
        reply.say(_("Two things you said do not go together; the card shows how I read it."))
    find.advance(reply)
    reply.recall_prompt()


def _leave_open(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> None:
    """Go on without what an answer did not tell; an occupation nobody knows is looked for as said."""
    prompt = reply.state.open_prompt
    is_work = prompt is not None and prompt.path == "criteria.titles"
    name = AROUND_NAME.sub("", text.strip())
    if is_work and NAME_OF_WORK.match(name):
        change_criteria(reply, values={"titles": (name,)}, words=text, item_id=item_id)
        reply.close_prompt("answered")
    elif is_work and prompt is not None and not prompt.is_recalled:
        talk.not_understood(reply)
        return
    else:
        reply.say(_("I could not read a wish in that, so I leave it open."))
        if prompt is not None:
            reply.state.refused.append(prompt.path)
            drop_unknown_work(reply, path=prompt.path)
        reply.close_prompt("skipped")
    find.advance(reply)


def _name_employer(reply: Reply, seen: Understanding, text: str) -> Understanding:
    """Return what was understood with a name that an employer bears taken for the employer's."""
    said = seen.criteria.set
    lang = reply.context.lang
    if said.get("employers") or seen.near_home:
        return seen
    name = find_framed_name(text, lang=lang)
    if name is None and not said.get("cities"):
        name = find_unknown_place(text, lang=lang)
    if name is None or not search.has_employer(name):
        return seen
    # 浦江 in the firm's name is no place to work in.
    spans = seen.criteria.spans.get("cities", ())
    pairs = zip(said.get("cities", ()), spans, strict=False)
    cities = [city for city, span in pairs if span.text not in name]
    values = {key: value for key, value in said.items() if key != "cities"}
    values |= {"employers": [name]} | ({"cities": cities} if cities else {})
    return replace(seen, criteria=replace(seen.criteria, set=values))


def _note_unknown_place(
    reply: Reply, seen: Understanding, *, text: str, item_id: uuid.UUID | None
) -> bool:
    """Say that a place is not known and look for it as written; False where all are known."""
    if seen.criteria.set.get("cities") or seen.criteria.set.get("employers") or seen.near_home:
        return False
    place = find_unknown_place(text, lang=reply.context.lang)
    if place is None:
        return False
    apply_change(reply, seen, text=text, item_id=item_id)
    change_criteria(reply, values={"cities": (place,)}, words=text, item_id=item_id)
    settle_prompt(reply)
    reply.say(
        _("I know no place and no employer called “%(place)s”; I look for the words.")
        % {"place": place}
    )
    find.advance(reply)
    return True


def _say_minded(reply: Reply, before: Criteria) -> None:
    """Say back what was told of one's own lot, which the jobs are held against from now on."""
    own = [
        words
        for words in reply.state.criteria.conditions
        if words not in before.conditions and any(trait.is_own for trait in traits_wished(words))
    ]
    if own:
        reply.say(_("Noted: %(what)s. Each job says how it fits that.") % {"what": join_words(own)})


def _say_unused(reply: Reply, seen: Understanding) -> None:
    """Say which wishes nothing here can use, rather than dropping them."""
    if seen.unused:
        words = [f"“{each.text}”" for each in seen.unused]
        reply.say(_("I could not use: %(what)s.") % {"what": join_words(words)})


def _note_slips(reply: Reply, seen: Understanding) -> None:
    slips = [f"{each.before} → {each.after}" for each in seen.corrections]
    if slips:
        reply.say(_("I read: %(slips)s.") % {"slips": ", ".join(slips)})


def _without(values: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


def take_rejection(
    reply: Reply,
    seen: Understanding,
    *,
    text: str,
    item_id: uuid.UUID | None,
    reason: str = "",
) -> None:
    """Take "no, because…" in words: find what is meant and why, and have the round differ."""
    state = reply.state
    reason = reason or seen.reject_reason or "other"
    ids = [state.shown[ref].posting_id for ref in seen.card_refs if ref < len(state.shown)]
    if not ids and (len(state.shown) == 1 or state.focus_id):
        ids = [state.focus_id or state.shown[0].posting_id]
    loaded = search.load_postings(ids)
    postings = [loaded[each] for each in ids if each in loaded]
    # What a refused job lacked or had too much of is no reason to drop a wish.
    values = {key: v for key, v in _values(state.criteria, seen).items() if v not in ((), [], None)}
    if refused := values.get("exclude"):
        # "That isn't plumbing": plumbing is what is looked for.
        titles = [each.casefold() for each in state.criteria.titles]
        kept = [
            one
            for one in refused
            if not any(one.casefold() in each for each in titles)
            and not search.is_same_work(state.criteria.titles, (one,))
        ]
        values = {**values, "exclude": kept} if kept else _without(values, "exclude")
    if THIS_EMPLOYER.search(text):
        names = [name for posting in postings if (name := employer_name(posting))]
        values["exclude"] = [*(values.get("exclude") or state.criteria.exclude), *names]
    before = change_criteria(reply, values=values, words=text, item_id=item_id)
    changed = list_understood(before, state.criteria)
    if changed:
        reply.say(_("Noted: %(what)s.") % {"what": changed})
    refusing.say_limits(reply, before=before)
    if reply.state.open_prompt is not None:
        reply.close_prompt("replaced")
    if seen.near_home and before == state.criteria and find.ask_near(reply):
        return
    refusing.reject(
        reply,
        reason=reason,
        postings=postings,
        has_new_criteria=before != state.criteria,
        wants_others=seen.act == "more_results",
        is_too_low=bool(TOO_LOW.search(text)),
        keeps_figure=bool(SAID_FIGURE.search(text)),
    )
