"""The jobs of the conversation before this one: "is yesterday's second one still open?"."""

import math
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.describe import join_words
from chat.dialogue import about, find
from chat.dialogue.about import load_posting
from chat.dialogue.reply import Reply
from chat.turns.rows import read_state_before
from jobassist.language.text import index_terms
from jobs import search
from jobs.models import Posting
from jobs.services import check_alive, judge_alive

_BEFORE = re.compile(
    r"昨[天晚日]|前[天晚几]|上(?:次|回|一次|周|星期)|之前|先前|那天|刚才那|头一?天|还记得|"
    r"\b(?:yesterday(?:'s)?|last (?:time|night|week)|the other day|before|earlier|previous(?:ly)?|you showed|"
    r"showed me|we (?:saw|looked|talked|spoke|discussed)|i (?:saw|liked|was looking at)|the day before)\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"还(?:在)?(?:招|在|有|要|开着|开放|能投|可以投|缺)(?:着|人|不|没)*[吗么嘛没不]|(?:招|投)(?:满|完|到人)了?[吗么没]|下架|过期|没(?:招满|下架|关)|"
    r"\bstill (?:open|up|there|going|available|hiring|live|on|taking|around|looking|free|listed)\b|"
    r"\b(?:been|already|is it|are they) (?:filled|taken|closed|gone|expired)\b",
    re.IGNORECASE,
)
# Said of jobs and of no wish or fact.
_A_JOB = re.compile(
    r"岗位?|职位|工作|那个|那份|第.个|\b(?:jobs?|roles?|posts?|positions?|vacanc\w+|one|ones)\b",
    re.IGNORECASE,
)


# The very jobs that were shown: not others like them.
_SHOW_AGAIN = re.compile(
    r"(?:昨[天晚日]|前[天几]|上(?:次|回)|之前|刚才|那天)[^,。]{0,8}?(?:再)?(?:给我|让我|发我|帮我)?(?:再)?"
    r"(?:看一?看|看一?下|瞧瞧|发(?:我|一遍|一下|出来)|翻(?:出来|一下)|找出来|列(?:出来|一下)|拿出来|调出来)|"
    r"(?:再|重新)(?:给我)?(?:看|发|列)(?:看|一?下|一遍|出)?(?:昨天|上次|之前)|"
    r"\b(?:show|see|send|bring up|pull up|list|look at)\b.{0,20}"
    r"\b(?:yesterday'?s?|(?:from|of) (?:yesterday|last time|before|the other day)|the ones (?:you showed|i saw|from))\b|"
    r"\byesterday'?s? (?:ones|jobs|list|lot)\b.{0,8}\bagain\b",
    re.IGNORECASE,
)
# "What did you have for me again?" 上次都看了啥来着: what was shown, whatever it was.
_WHAT_WAS_IT = re.compile(
    r"(?:昨[天晚日]|前(?:[天几]|两天|些天|阵子)|上(?:次|回|一次|个?(?:周|星期|礼拜))|之前|先前|那天|刚才)[^,。?!]{0,8}?"
    r"(?:看|推|推荐|发|找|找到|介绍|给)(?:到|过|了|的)*(?:我)?(?:的|了|过)*"
    r"(?:那?[几些][个家份]?)?(?:岗位?|职位|工作|活儿?)?(?:都)?(?:是|有)?(?:些|一些)?"
    r"(?:啥|什么|哪些|哪几[个家份]|几[个家份])(?!时候|钱|薪|地方)|"
    r"(?:推|推荐|发|找到?|介绍|看)(?:给我)?(?:到|过|了)(?:我)?(?:的)?(?:都)?(?:是|有)?(?:些)?(?:啥|什么|哪些|哪几[个家份]).{0,6}来着|"
    r"(?:那|上次那|昨天那)(?:几|些)[个家份]?(?:岗位?|职位|工作|活儿?)?(?:都)?是(?:些)?(?:啥|什么|哪些|哪几[个家份]).{0,6}(?:来着)?$|"
    r"\b(?:what|which)(?: (?:jobs?|roles?|posts?|positions?|ones?|places|vacancies))? (?:did|had|was it|were) "
    r"(?:it )?(?:that )?(?:you|we|i)(?: all)? (?:have|had|got|get|find|found|show|shown|send|sent|come up with|suggest|recommend|"
    r"turn up|dig (?:up|out)|pick out|look at|looked at|looking at|see|saw|seen)\b"
    r"(?! (?:me (?:down|as|on)|down|saved|noted|wrong|about|on (?:file|record|me)))|"
    r"\bwhat (?:were|was) (?:those|these|the|them|that list|on (?:the|that|my) list)(?: (?:jobs?|roles?|ones|posts?|positions?|places|"
    r"vacancies|options|things))?(?: (?:again|you|we|i|from|that)\b|\W*$)|"
    r"\b(?:forgot(?:ten)?|forget|(?:can'?t|don'?t|do not|cannot) (?:remember|recall)|lost track of|remind me|tell me again) "
    r"(?:of )?(?:what|which)(?: (?:jobs?|roles?|ones?|posts?|places))?(?: it was)? (?:you|i|we) (?:had|have|got|found|showed|saw|sent|"
    r"looked at|came up with|suggested|were looking at)\b(?! (?:me (?:down|as|on)|down|saved|noted|wrong|about|on (?:file|record|me)))|"
    r"\b(?:run|go|take me|talk me) (?:me )?(?:through|over) (?:the|those|them)"
    r"(?: (?:jobs|roles|ones|posts|places|list))?(?: you \w+)? again\b|"
    r"\b(?:remind me|tell me again)\b.{0,12}\b(?:(?:the|those) (?:jobs|roles|ones|posts|places)|"
    r"you (?:had|found|showed|sent|got)|we (?:saw|looked at|found))\b",
    re.IGNORECASE,
)
# What was said of oneself, or one of the jobs, is asked for: no list of them.
_NOT_THE_LIST = re.compile(
    r"我(?:说|讲|告诉|提|填)|第.[个家份]|做什么|干(?:什么|啥|嘛)|那[个家份](?!几)|"
    r"\b(?:i (?:said|told|asked|wanted)|about me|my (?!list)\w+|for my|first|second|third|last one|salary|pay|address)\b",
    re.IGNORECASE,
)
_OTHER_THAN = re.compile(
    r"新|别的|其他|更|那种|那类|类似|条件|要求|简历|一样|相同|\b(?:new|newer|fresh|more|else|like|similar|other|others|besides|search|same|cv|resume|r[eé]sum[eé])\b",
    re.IGNORECASE,
)


def take_up_shown(reply: Reply, text: str) -> None:
    """Put what was shown last time back on the table, where the words point to it."""
    state = reply.state
    if state.shown or not _BEFORE.search(text):
        return
    state.shown = read_state_before(reply.context.conversation, has_shown=True).shown
    shown = [each.posting_id for each in state.shown]
    state.seen_ids = [*(each for each in state.seen_ids if each not in shown), *shown]


def asks_if_open(reply: Reply, text: str) -> bool:
    """Return whether words ask if a job that was shown can be applied for still."""
    return bool(reply.state.shown) and bool(_STILL.search(text)) and bool(_A_JOB.search(text))


def answer_still_open(reply: Reply, text: str, *, card_refs: Sequence[int]) -> bool:
    """Say whether the job that is meant can be applied for still; False where none was asked for."""
    if not reply.state.shown or not _STILL.search(text):
        return False
    posting = (
        about.find_posting(reply, card_refs=card_refs) if card_refs else _find_told(reply, text)
    ) or about.find_posting(reply)
    if posting is None:
        _say_which_are_open(reply)
        return True
    alive = check_alive(posting.id, now=reply.context.now)
    if alive.is_open:
        reply.say(_("Yes, “%(title)s” is still open.") % {"title": posting.title})
        about.show_detail(reply, posting)
        return True
    reply.say(alive.words)
    reply.suggest(
        build_chip(_("More like this"), do="job", action="similar", job_id=str(posting.id))
    )
    return True


def asks_what_was_shown(reply: Reply, text: str) -> bool:
    """Return whether words ask which jobs there were, of those that were shown."""
    state = reply.state
    if _OTHER_THAN.search(text) or _NOT_THE_LIST.search(text) or not _WHAT_WAS_IT.search(text):
        return False
    if not state.shown:
        state.shown = read_state_before(reply.context.conversation, has_shown=True).shown
    return bool(state.shown)


def show_again(reply: Reply, text: str) -> bool:
    """Show the jobs of last time once more; False where they are not asked for, or none were."""
    if not reply.state.shown or not _SHOW_AGAIN.search(text) or _OTHER_THAN.search(text):
        return False
    return show_shown(reply)


def show_shown(reply: Reply) -> bool:
    """Show the jobs on the table once more, those that are gone by name; False where none are."""
    postings = _load_shown(reply)
    if not postings:
        return False
    still = _say_which_are_gone(reply, postings)
    if still:
        reply.say(_("These are the ones from last time:"))
        find.show_known(reply, still)
    return True


def _say_which_are_open(reply: Reply) -> None:
    """Say of all that was shown whether it is open still, where nothing tells which is meant."""
    postings = _load_shown(reply)
    if not postings:
        titles = join_words(list(dict.fromkeys(each.title for each in reply.state.shown)))
        reply.say(_("No longer open: %(titles)s.") % {"titles": titles})
        return
    still = _say_which_are_gone(reply, postings)
    if still:
        reply.say(_("Still open:"))
        find.show_known(reply, still)


def _say_which_are_gone(reply: Reply, postings: Sequence[Posting]) -> list[Posting]:
    """Name those that are not open any more, and return the others in their order."""
    now = reply.context.now
    still = [each for each in postings if judge_alive(each, now=now).is_open]
    gone = [each.title for each in postings if each not in still]
    if gone:
        reply.say(_("No longer open: %(titles)s.") % {"titles": join_words(gone)})
    return still


def _load_shown(reply: Reply) -> list[Posting]:
    ids = [each.posting_id for each in reply.state.shown]
    loaded = search.load_postings(ids)
    return [loaded[each] for each in ids if each in loaded]


def _find_told(reply: Reply, text: str) -> Posting | None:
    """Return the one job shown whose text has the telling words of the message, None of several.

    A word that all of them have tells nothing; one that a single posting has tells most.
    """
    postings = [
        posting
        for each in reply.state.shown
        if (posting := load_posting(each.posting_id)) is not None
    ]
    said = set(index_terms(text))
    has = [said & set(index_terms(f"{each.title}\n{each.description_text}")) for each in postings]
    scores = [
        sum(math.log(len(postings) / sum(term in other for other in has)) for term in mine)
        for mine in has
    ]
    best = max(scores, default=0.0)
    return postings[scores.index(best)] if best > 0 and scores.count(best) == 1 else None
