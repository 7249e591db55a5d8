"""`understand`: the parts in order."""

import math
import re
from dataclasses import replace
from datetime import date

from jobassist.ai.embedder import get_bundled_embedder
from jobs.traits import trait_refused

from .acts import asks_to_look, find_act, find_language_wish, wants_others
from .answering import find_moments, weigh_moment
from .asides import find_other_dates, is_order, takes_up_again
from .card_refs import find_card_refs
from .changes import build_change, drops_held, find_direction, says_too_little
from .classifier import Vector, score_intents
from .conditions import tells_circumstance
from .cues import find_cues
from .facts import find_abilities, find_answer, find_facts, find_facts_in_search
from .field_corrections import find_corrected_fields
from .leftovers import find_leftovers
from .liking import is_liking
from .orders import orders_change
from .reactions import choose_reason, may_react, score_reactions, weigh_reactions
from .reading import Reading, read_message
from .reasons import find_reason
from .refusal_answers import read_refusals
from .refused import settle_refusal
from .schedules import find_schedule
from .slips import correct_slips
from .slots import Wishes
from .types import (
    Clarify,
    Context,
    CriteriaChange,
    Evidence,
    Intent,
    ResumeFact,
    Span,
    Understanding,
)
from .wishes import find_wishes

# Below this lead over the second intent it is better to ask.
CLEAR_MARGIN = 0.35
STRONG_CUE = 3.5
# What a whole-text reading may be trusted with when a correction was not understood.
_CORRECTABLE = (
    "basics.name",
    "basics.phone",
    "basics.email",
    "work[0].endDate",
    "work[0].startDate",
)
_QUERY_CHARACTERS = 300

_EMPTY = Context()


def understand(text: str, *, context: Context = _EMPTY, today: date) -> Understanding:
    """Return what the message says and wants, read against the moment it was said in.

    Costs one query embedding (3-4 ms) and about as much again of grammar. Changes nothing.
    """
    reading = correct_slips(read_message(text, lang_hint=context.lang_hint))
    if not reading.text:
        return _understand_wordless(reading, context)
    wishes = find_wishes(reading, context, allow_bare_title=_allows_bare_title(context))
    facts, cleared, is_unanswered = _read_facts(reading, context, today=today)
    refs = find_card_refs(reading, context)
    cues = list(find_cues(reading.lower))
    answer: list[Evidence] = []
    refused = read_refusals(reading) if context.open_prompt == "criteria.exclude" else None
    if refused is not None and not (wishes.salary or wishes.cities or _is_beside(cues)):
        # Asked what is not wanted, the words that name it are enough.
        everything = [(word, 0, len(reading.text)) for word in refused]
        wishes = Wishes(wishes.scopes, exclude=everything, spoken=[(0, len(reading.text))])
        answer = [Evidence("slots", "refine" if refused else "skip", 7.0, "what is not wanted")]
    evidence = [
        *answer,
        *cues,
        *weigh_moment(context, reading.lower),
        *_weigh_look(context, reading.lower),
        *_weigh_slots(
            reading.lower,
            wishes,
            facts,
            refs,
            context,
            cues=cues,
            is_unanswered=is_unanswered,
            is_taken_up_again=takes_up_again(reading),
        ),
    ]
    vector = _embed(reading.text)
    reactions = None
    is_news = (
        _names_news(reading.lower, wishes, context)
        or _TURNS.search(reading.lower)
        or orders_change(reading.lower, wishes, context.criteria)
        or is_liking(reading.lower)
        or _ORDER_ASKED.search(reading.lower)
        or _is_of_family(reading.lower)
        or _tells_experience(reading.lower)
        or tells_circumstance(reading.lower, wishes.conditions)
    )
    if may_react(context, reading.text) and not is_news:
        reactions = score_reactions(reading.lower, vector)
        # A question of one's own about a job is no refusal of it, nor is a plain wish: 还是想上夜班.
        is_else = (
            _QUESTION.search(reading.lower)
            or _PLAIN_WISH.search(reading.lower)
            or wants_others(reading.lower)
        )
        is_asked = bool(context.open_prompt) or bool(
            is_else and not _RHETORIC.search(reading.lower)
        )
        evidence += weigh_reactions(reactions, is_asked=is_asked)
    ranked = _rank(reading, vector, evidence)
    intent = ranked[0][0]
    understanding = _compose(
        reading, context, wishes, facts, cleared, refs, intent, ranked, evidence, today=today
    )
    if intent != "reject_with_reason" or reactions is None:
        return understanding
    is_named = any(trait_refused(name) for name, _, _ in wishes.exclude)
    reason = choose_reason(understanding.reject_reason, reactions, is_named=is_named)
    held = context.criteria.exclude if context.criteria is not None else ()
    change = settle_refusal(understanding.criteria, reason=reason, lower=reading.lower, held=held)
    return replace(understanding, reject_reason=reason, criteria=change)


def _names_news(lower: str, wishes: Wishes, context: Context) -> bool:
    """Whether another place or more pay is named than is being searched for: 不对,是杭州."""
    held = context.criteria
    if held is None:
        return False
    amount = wishes.salary[0].min if wishes.salary else None
    is_more = amount is not None and amount > (held.salary_min or math.inf)
    if wishes.salary and held.salary_min is None and _BOUNDS.search(lower):
        # 五六千就行,不上夜班: what would do is told beside what is refused.
        return True
    if wishes.employment_type and _OPENS_WITH_HOURS.match(lower):
        return True
    return is_more or any(item[0] not in held.cities for item in wishes.cities)


_BOUNDS = re.compile(
    r"以上|往上|起步?|打底|就(?:行|够|好|可以|成|能)|(?:也|都)(?:行|可以)|不(?:低|少)于|至少|最少|保底"
    r"|\b(?:at least|min(?:imum)?|or (?:more|above|over)|upwards|over|is fine|would do|will do|is enough|is ok(?:ay)?)\b"
)
_OPENS_WITH_HOURS = re.compile(
    r"(?:最好|想要?|要|就)?(?:兼职|全职)(?!的?(?:都|也|太|又))|(?:ideally |preferably |just )?(?:part|full)[- ]time(?= *(?:,|and\b|but\b|$))"
)
# 开过两年叉车,没证; "I've got two years on forklifts": told of oneself, no word against a job.
_EXPERIENCE = re.compile(
    r"(?:^|[,。\s]|我|也|还|以前|之前)(?:做|干|当|开|跑|教|带|修|管|学|搞|卖)过(?!头)[^,。]{0,8}(?:年|个?月|天)"
    r"|(?:做|干|当|开|跑|教|带|修|管|搞|卖)(?:了|过)(?:[一二两三四五六七八九十\d几好多]+)(?:来)?年"
    r"|\bi(?:'ve| have| had|'d)? (?:got |had |done |worked |been |did )*(?:about |over |nearly |around )?(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few|some|several|a couple of)\+? (?:yrs?|years?|months?)"
)


# 做过三年会计,想找出纳: beside what is told something is asked for.
_ASKS_BESIDE = re.compile(
    r"想|找|要|求|看|换|收藏|存|联系|投|发|推|给我|有没有|有吗|吗|[?？]|再|还有|近|能不能|可以"
    r"|\b(?:show|any|find|looking|want|need|save|others?|else|more|closer|nearer|apply|send|what|which|how|can|could|please)\b"
)


def _tells_experience(lower: str) -> bool:
    told = _EXPERIENCE.search(lower)
    if told is None or _FAULT_WITH_JOB.search(lower):
        return False
    return not _ASKS_BESIDE.search(lower[: told.start()] + lower[told.end() :])


_FAULT_WITH_JOB = re.compile(
    r"(?:这|那|第.|都|全|太|要求|写|才|你|还(?:给|推|让)|不(?:想|要|考虑|做|干)|干(?:够|腻)|做(?:够|腻))"
    r"|\b(?:this|that|these|those|they|them|it|too|not (?:doing|going|want)|don'?t want|sick of|enough|ask(?:s|ed|ing)?|wants?|needs?|requires?)\b"
)


def _understand_wordless(reading: Reading, context: Context) -> Understanding:
    """An empty message, or one of signs only: 👍 is a yes, 👎 a no, the rest is small talk."""
    intent: Intent = "small_talk"
    if re.search("[👍👌✅🙆🆗✔💯]", reading.original):
        intent = "confirm"
    elif re.search("[👎❌🙅🚫✖]", reading.original):
        intent = "deny"
    return Understanding(
        reading.original, "", reading.lang, intent, 0.7,
        evidence=(Evidence("context", intent, 1.0, "signs only"),),
        clarify=None if reading.original.strip() else "intent",
    )  # fmt: skip


def _allows_bare_title(context: Context) -> bool:
    """Whether an unknown word beside a place or pay may be an occupation: only in a first wish."""
    return find_moments(context)[0] == "fresh"


# Fields whose answer may be a sentence.
_FREE_TEXT = ("summary", "highlights", "description", "projects", "interests")


def _is_whole(fact: ResumeFact, reading: Reading) -> bool:
    """Whether the value is a whole sentence of several words, as a name or a place never is."""
    if not isinstance(fact.value, str) or fact.value.strip() != reading.original.strip():
        return False
    return len(fact.value.split()) > 3 or len(re.findall(r"[\u4e00-\u9fff]", fact.value)) > 12


def _read_facts(
    reading: Reading, context: Context, *, today: date
) -> tuple[list[ResumeFact], tuple[str, ...], bool]:
    prompt = context.open_prompt or ""
    if asks_to_look(reading.lower, context):
        return [], (), False
    if is_order(reading) and (prompt.startswith("resume") or context.scene == "resume"):
        return [], (), False
    asked = prompt.removeprefix("resume.") if prompt.startswith("resume.") else None
    if asked is not None or (context.scene == "resume" and takes_up_again(reading)):
        others = find_other_dates(asked or "basics.", reading, today=today)
        if others:
            return others, (), False
    if asked is not None:
        answered, cleared, is_unanswered = find_answer(asked, reading, today=today)
        whole = [f for f in answered if _is_whole(f, reading)]
        if whole and not prompt.endswith(_FREE_TEXT):
            # The sentence itself is no value: it may tell of another field.
            return find_facts(reading, today=today), cleared, is_unanswered
        if not answered and reading.lang == "zh":
            answered = find_abilities(reading)
        if answered or cleared or is_unanswered:
            return answered, cleared, is_unanswered and not answered
    return find_facts(reading, today=today), (), False


# The question when a standing search is to run.
ALERT_PROMPT = "alert.schedule"

_CONTROL: tuple[Intent, ...] = (
    "skip", "undo", "go_back", "deny", "stop", "forget", "show_memory", "abuse", "prompt_injection",
    "practise_interview", "create_alert",
)  # fmt: skip


def _is_controlling(cues: list[Evidence]) -> bool:
    """Whether the words order something, so that what looks like an answer is none."""
    return any(c.intent in _CONTROL and c.weight >= 3.0 for c in cues)


_BESIDE: tuple[Intent, ...] = (
    *_CONTROL, "complaint", "unsafe", "help", "write_resume", "connect", "remember", "small_talk",
    "compare_jobs", "correct_field",
)  # fmt: skip


def _is_beside(cues: list[Evidence]) -> bool:
    """Whether the words are surely about something else than what was asked."""
    return any(c.intent in _BESIDE and c.intent != "skip" and c.weight >= 3.0 for c in cues)


# 不要销售,我要运营: what is wanted instead is a change of the search.
_TURNS = re.compile(
    r"(?:不要|别|不是|不想)[^,。]{1,10}[,。 ]\s*(?:我|就)?(?:要|想)(?!的是)|\bnot? [\w ]{2,20}, (?:i want|make it|just)\b"
)
# 怎么还有夜班的, 不是说了不要吗: asked of nobody.
_RHETORIC = re.compile(
    r"(?:怎么|咋|干嘛|凭什么)(?:又|还|都|全|老|净|总)|不是(?:都|早|已经)?说(?:了|过)|开(?:什么)?玩笑|\b(?:didn'?t i|did i not|why are they all|how many times)\b"
)
_PLAIN_WISH = re.compile(
    r"^(?:还是|我|就|那|也|其实|现在)*(?:想|希望|改|换成|加上)(?!不)|^(?:i(?:'d| would) (?:like|prefer)|make it|also|how about|what about)\b"
)
# 娃才上小班,真愁人: told of one's own, with no word against a job.
_OF_FAMILY = re.compile(
    r"娃|孩子|闺女|儿子|女儿|老妈|老爸|我[爸妈婆]|婆婆|媳妇|老公|老婆|对象|[猫狗]|\bmy (?:\w+ )?(?:cat|dog|kids?|son|daughter|baby|wife|husband|mum|mom|dad|nan|girlfriend|boyfriend|partner|mate)\b"
)
_FINDS_FAULT = re.compile(
    r"不|太|远|低|没(?!断奶)|别|夜|加班|周末|工资|钱|换|接送|倒班|\b(?:not|no|can'?t|won'?t|don'?t|too|far|low|less|nights?|weekends?|never|hours|pay)\b"
)


def _is_of_family(lower: str) -> bool:
    return bool(_OF_FAMILY.search(lower)) and not _FINDS_FAULT.search(lower)


# A change of the search put as a question: 能不能只要带宿舍的, "what if I went part time".
_ORDER_ASKED = re.compile(
    r"^(?:那)?(?:你)?(?:能不能|可不可以|能否|可以|能|要不|要不然)(?:帮我|给我)?(?:只|光|全|都|再(?:给我)?(?:看|找|推|来)|换|加|去掉|放宽|改|把|再加|多加|也看)|^(?:那)?(?:如果|要是|假如)(?:我)?.{1,14}呢\W*$"
    r"|^(?:forget|never mind|ignore|skip)(?: about)? (?:the|any|all) [\w -]{2,24} (?:ones|jobs|roles|posts)\b|^(?:那)?(?:有没有)?(?:再)?(?:能)?(?:多给|给得?多|开得?高|钱多|工资高|薪水高|挣得多)(?:一?[点些])?的?(?:有没有|有吗|有没|吗|没|没有)?\W*$"
    r"|^(?:and |so |ok |then )*(?:can|could|would) you (?:please |just |only |also )*(?:only|include|add|drop|exclude|leave|take|raise|lower|widen|make|change|switch|swap|filter|limit)\b"
    r"|^(?:and |so |ok |but |then )*(?:what|how) (?:if|about if) (?:i|we|it)\b|^(?:suppose|supposing) (?:i|we)\b|^(?:any chance of|could (?:i|it|we)|can it) (?:have |get |be |do )?(?:say |maybe )?(?:\w+ )?(?:quid|pounds?|dollars?|more|better|higher|part|full|closer|nearer|remote|days|evenings|nights|mornings)\b"
)
_ABOUT_SHOWN = re.compile(
    r"(?:这|那)(?:个|家|份|边|里|岗|公司|店|厂)|第.(?:个|家|份)|他们|他家|\b(?:they|them|it|there|this|that|the (?:first|second|third|last)|number \w+)\b"
)
_QUESTION = re.compile(
    r"[?吗么嘛呢]\s*$|谁|什么|啥|几[个点天号楼人年月]|多[少久远大高长]|怎么|哪|是不是|有没有|能不能|要不要|会不会|给不给|交不交|包不包|管不管|([\u4e00-\u9fff])不\1|不\s*$"
    r"|^(?:what|when|where|who|whose|how|is|are|does|do|did|would|will|can|could|any)\b(?!'t)"
)


# 投资顾问呢? What about Hull?
_WHAT_ABOUT = re.compile(r"呢[?？!\s]*$|^(?:and )?(?:what|how) about\b")
# Of what was shown; "not too far" is a wish.
_TOO_FAR = re.compile(r"(?<![要别家我])太远|(?<!not )\btoo far\b|\bmiles away\b")
_ANY_WITH = re.compile(
    r"\b(?:any|anything|ones?|something|jobs?|others?|some)\b.{0,14}\b(?:with|that (?:have|has|offer|are)|on|at)\b|的有(?:没有|没)?(?:吗|么|\?)|有(?:没有)?[^,。]{1,14}的(?:工作|岗位|职位)?(?:吗|么|嘛|没|\?|$)"
)
_OWN_FIELD = re.compile(
    r"\bmy (?:\w+ )?(?:phone|mobile|number|e-?mail|name|surname|address|cv|resume)\b|我的?(?:电话|手机|号码|邮箱|名字|姓名|地址|简历)|(?:电话|手机号?|邮箱|姓名)(?:号码)?(?:改|换|写错|错)"
)


def _weigh_slots(
    lower: str,
    wishes: Wishes,
    facts: list[ResumeFact],
    refs: tuple[int, ...],
    context: Context,
    *,
    cues: list[Evidence],
    is_unanswered: bool,
    is_taken_up_again: bool,
) -> list[Evidence]:
    """Return what the slots found say of the intent: a title and a city are a search."""
    evidence: list[Evidence] = []
    moment = find_moments(context)[0]
    if wishes.says_other_work and moment == "cards":
        evidence.append(Evidence("slots", "reject_with_reason", 3.0, "not the work asked for"))
    wanted = sum(
        bool(slot)
        for slot in (
            wishes.titles, wishes.cities, wishes.salary, wishes.remote, wishes.employment_type,
            wishes.exclude and moment != "fresh", wishes.relative_pay, wishes.employers,
        )
    )  # fmt: skip
    is_scoffing = moment == "cards" and says_too_little(lower)
    if is_scoffing:
        evidence.append(Evidence("slots", "reject_with_reason", 4.5, "an amount scoffed at"))
    if moment in ("cards", "search") and find_direction(lower) and wishes.relative_pay is None:
        evidence.append(Evidence("slots", "refine", 2.5, "more or less pay"))
    if moment in ("cards", "search") and wishes.relative_pay and wishes.relative_pay[0].amount:
        # "Another 2k on top of that" says by how much; a refusal says that it is too little.
        evidence.append(Evidence("slots", "refine", 4.5, "so much more or less"))
    if not _QUESTION.search(lower):
        wanted += bool(wishes.conditions) + bool(wishes.pay_stated)
        wanted += bool(wishes.borne) and not wishes.conditions
        wanted += wishes.near_home is not None and not _TOO_FAR.search(lower)
    search: Intent = "find_jobs" if moment in ("fresh", "resume") else "refine"
    if wanted:
        weight = min(0.8 + 0.7 * wanted, 3.0)
        if moment in ("resume_field", "resume") or (
            moment == "confirmation" and not (wishes.titles or wishes.cities)
        ):
            weight *= 0.3
        if any(c.weight >= STRONG_CUE for c in cues):
            # "Every Tuesday, physio jobs in Exeter" has the slots of a search too.
            weight *= 0.3
        evidence.append(Evidence("slots", search, weight, f"{wanted} criteria"))
        if search == "refine" and wishes.titles and wishes.cities:
            evidence.append(Evidence("slots", "find_jobs", 1.5, "a whole new search"))
    if moment == "cards" and not refs and not wanted and _is_of_family(lower):
        evidence.append(Evidence("slots", "small_talk", 2.5, "told of one's own"))
    if moment == "cards" and not refs and _tells_experience(lower) and not _orders(wishes):
        evidence.append(Evidence("slots", "small_talk", 6.0, "experience told"))
    if moment in ("fresh", "cards", "search") and tells_circumstance(lower, wishes.conditions):
        evidence.append(Evidence("slots", search, 4.5, "a circumstance told"))
    if moment == "search" and wants_others(lower) and not wanted:
        evidence.append(Evidence("slots", "find_jobs", 3.0, "others"))
    if (wishes.titles or wishes.cities) and not facts and _WHAT_ABOUT.search(lower):
        evidence.append(Evidence("slots", search, 3.0, "another wish, asked"))
    is_plain = not any(c.weight >= STRONG_CUE for c in cues)
    if is_plain and moment == "fresh" and wishes.titles and (wishes.cities or wishes.salary):
        evidence.append(Evidence("slots", "find_jobs", 1.0, "title with place or pay"))
    is_order = moment in ("cards", "search") and bool(_ORDER_ASKED.search(lower)) and not refs
    if is_order:
        evidence.append(Evidence("slots", "refine", 4.5, "a change, asked for"))
    is_asking = (
        not is_scoffing
        and not is_order
        and _QUESTION.search(lower)
        and (not wanted or _ABOUT_SHOWN.search(lower))
    )
    if (
        moment == "cards"
        and (wishes.conditions or wishes.employers)
        and not refs
        and _ANY_WITH.search(lower)
        and not _RHETORIC.search(lower)
    ):
        # "Any with free parking?" asks for other jobs, not of the one that was shown.
        evidence.append(Evidence("slots", "refine", 4.5, "others with a condition"))
        is_asking = False
    if moment == "cards" and is_asking:
        evidence.append(Evidence("slots", "ask_about_job", 1.5, "a question, no criteria"))
    if context.last_cards and (moment == "cards" or refs) and (refs or not wanted):
        if is_liking(lower):
            evidence.append(Evidence("slots", "connect", 5.5, "likes what was shown"))
    paths = {fact.path for fact in facts}
    personal = paths & {"basics.name", "basics.phone", "basics.email"}
    if personal:
        # With no word of looking for work, who leaves name and number tells of themselves.
        is_telling = moment == "fresh" and not any(c.intent == "find_jobs" for c in cues)
        weight = 4.5 if is_telling and len(personal) > 1 else 2.5
        evidence.append(Evidence("slots", "write_resume", weight, "contact details"))
    if facts and moment in ("resume_field", "resume"):
        weight = 0.5 if _is_controlling(cues) else 2.5
        if any(c.intent == "correct_field" for c in cues):
            weight = min(weight, 0.8)
        if is_taken_up_again and any(path.endswith("Date") for path in paths):
            evidence.append(Evidence("slots", "correct_field", 3.0, "a date put right"))
        evidence.append(Evidence("slots", "write_resume", weight, f"{len(facts)} facts"))
    elif len(paths) >= 3 and not wanted:
        evidence.append(Evidence("slots", "write_resume", 2.0, f"{len(facts)} facts"))
    if drops_held(lower, context.criteria):
        evidence.append(Evidence("slots", "refine", 6.5, "a wish in force taken away"))
    if is_unanswered and not facts:
        evidence.append(Evidence("slots", "skip", 2.5, "will not or cannot say"))
    if refs:
        named: tuple[Intent, ...] = ("ask_about_job", "connect", "reject_with_reason")
        evidence += [Evidence("slots", intent, 1.5, "a card named") for intent in named]
        if len(refs) > 1:
            evidence.append(Evidence("slots", "compare_jobs", 1.5, "several cards named"))
    return evidence


def _orders(wishes: Wishes) -> bool:
    """Whether something is wished for besides the work that somebody has done."""
    return bool(
        wishes.cities or wishes.salary or wishes.remote or wishes.employment_type
        or wishes.relative_pay or wishes.employers or wishes.conditions
    )  # fmt: skip


def _weigh_look(context: Context, lower: str) -> list[Evidence]:
    if not asks_to_look(lower, context):
        return []
    return [Evidence("context", "write_resume", 8.0, "wants to see the résumé so far")]


def _rank(reading: Reading, vector: Vector, evidence: list[Evidence]) -> list[tuple[Intent, float]]:
    scores = score_intents(reading.lower, vector)
    for item in evidence:
        scores[item.intent] += item.weight
    return sorted(scores.items(), key=lambda s: -s[1])


def _embed(text: str) -> Vector:
    vector: Vector = get_bundled_embedder().embed_queries([text[:_QUERY_CHARACTERS]])[0]
    return vector


def _compose(
    reading: Reading,
    context: Context,
    wishes: Wishes,
    facts: list[ResumeFact],
    cleared: tuple[str, ...],
    refs: tuple[int, ...],
    intent: Intent,
    ranked: list[tuple[Intent, float]],
    evidence: list[Evidence],
    *,
    today: date,
) -> Understanding:
    resume = _facts_for(reading, intent, facts, context, today=today)
    act, target = find_act(reading.lower, intent=intent, context=context)
    criteria = CriteriaChange()
    if intent in _NO_WISHES:
        pass
    elif intent != "correct_field" or not (resume or context.scene == "resume"):
        criteria = build_change(
            reading, wishes, intent=intent, context=context, wants_others=act == "more_results"
        )
    has_exclusion = bool(wishes.exclude)
    understanding = Understanding(
        text=reading.original,
        normalised=reading.text,
        lang=reading.lang,
        intent=intent,
        confidence=round(_share(ranked), 4),
        alternatives=tuple((i, round(s - ranked[0][1], 3)) for i, s in ranked[1:4]),
        act=act,
        target=target,
        criteria=criteria,
        resume=tuple(resume),
        resume_clear=cleared if intent in ("write_resume", "correct_field") else (),
        card_refs=refs,
        reject_reason=find_reason(
            reading.lower, has_exclusion=has_exclusion, is_other_work=wishes.says_other_work
        )
        if intent == "reject_with_reason"
        else None,
        language_wish=find_language_wish(reading.lower),
        corrections=reading.corrections,
        corrected_text=reading.text if reading.corrections else None,
        near_home=reading.span(*wishes.near_home)
        if wishes.near_home and intent in _SEARCHING
        else None,
        unused=find_leftovers(reading, wishes.spoken)
        if intent in ("find_jobs", "refine") and not resume and not criteria.clear
        else (),
        schedule=find_schedule(reading, takes_time_alone=intent != "create_alert")
        if intent == "create_alert" or act == "change_alert" or context.open_prompt == ALERT_PROMPT
        else None,
        topic=_find_topic(reading, intent),
        evidence=tuple(evidence),
    )
    return replace(understanding, clarify=_needs_asking(understanding, ranked, context))


_NO_WISHES: tuple[Intent, ...] = ("forget", "prompt_injection", "abuse", "undo", "stop")
_SEARCHING: tuple[Intent, ...] = ("find_jobs", "refine", "reject_with_reason", "create_alert")


def _share(ranked: list[tuple[Intent, float]]) -> float:
    best = ranked[0][1]
    total = sum(math.exp(score - best) for _, score in ranked)
    return 1.0 / total


def _facts_for(
    reading: Reading,
    intent: Intent,
    facts: list[ResumeFact],
    context: Context,
    *,
    today: date,
) -> list[ResumeFact]:
    """Return the facts that belong to this intent: a search keeps what it says in passing."""
    if intent == "write_resume":
        return [f for f in facts if f.path != "basics.summary" or len(reading.text) > 60]
    if intent == "correct_field":
        is_search = (
            context.criteria is not None
            and context.scene != "resume"
            and not _OWN_FIELD.search(reading.lower)
        )
        corrected = [] if is_search else find_corrected_fields(reading, today=today)
        return corrected or ([] if is_search else [f for f in facts if f.path in _CORRECTABLE])
    if intent in ("find_jobs", "refine"):
        return find_facts_in_search(reading, today=today)
    return []


def _needs_asking(
    understanding: Understanding, ranked: list[tuple[Intent, float]], context: Context
) -> Clarify | None:
    if ranked[0][1] - ranked[1][1] < CLEAR_MARGIN and understanding.confidence < 0.5:
        return "intent"
    if (
        understanding.intent == "find_jobs"
        and not understanding.criteria
        and understanding.near_home is None
        and understanding.act is None
    ):
        return "criteria"
    many = max(context.last_cards, len(context.cards)) > 1
    if (
        understanding.intent in ("connect", "ask_about_job")
        and many
        and not understanding.card_refs
    ):
        return "card"
    return None


_TOPIC = re.compile(
    r"(?:记(?:住|着|得|下|好|牢|录|一下|上)?(?:一?下)?|备注|存一下|忘(?:掉|了|记)?|别(?:再)?记(?:着|得)?|删(?:掉|除)?|抹(?:掉|去))[,:，:\s]*(?P<zh>.{2,})"
    r"|\b(?:remember|keep in mind|bear in mind|note|forget|delete|erase|wipe|remove|jot down|log|save this)\b(?: (?:that|down|what i (?:said|told (?:you|u)) about|about|for later|the fact that|for (?:next time|future reference)))*[,:\s]*(?P<en>.{2,})",
    re.I,
)


def _find_topic(reading: Reading, intent: Intent) -> Span | None:
    if intent not in ("remember", "forget"):
        return None
    match = _TOPIC.search(reading.lower)
    if not match:
        return reading.span(0, len(reading.text))
    group = "zh" if match["zh"] else "en"
    return reading.span(*match.span(group))
