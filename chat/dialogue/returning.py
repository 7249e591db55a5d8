"""The jobs of the conversation before this one: "is yesterday's second one still open?"."""

import math
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.dialogue import about
from chat.dialogue.about import load_posting
from chat.dialogue.reply import Reply
from chat.turns.rows import list_shown_before
from jobassist.language.text import index_terms
from jobs.models import Posting
from jobs.services import check_alive

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


def take_up_shown(reply: Reply, text: str) -> None:
    """Put what was shown last time back on the table, where the words point to it."""
    state = reply.state
    if state.shown or not _BEFORE.search(text):
        return
    state.shown = list_shown_before(reply.context.conversation)
    shown = [each.posting_id for each in state.shown]
    state.seen_ids = [*(each for each in state.seen_ids if each not in shown), *shown]


def answer_still_open(reply: Reply, text: str, *, card_refs: Sequence[int]) -> bool:
    """Say whether the job that is meant can be applied for still; False where none was asked for."""
    if not reply.state.shown or not _STILL.search(text):
        return False
    posting = about.find_posting(reply, card_refs=card_refs) or _find_told(reply, text)
    if posting is None:
        about.ask_which(reply, action="detail")
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
