"""What counted in a score, and contesting it: the words go to people, and a person answers."""

import re

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, employer_name
from chat.dialogue import about
from chat.dialogue.reply import Reply
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from recruiting.fairness.words import PERSON_DECIDES, name_feature
from recruiting.services import contest_score, get_score_inputs

MOST_FEATURES = 5
_SCORE_ZH = r"(?:匹配|推荐)?(?:分数?|评分|打分|得分|排名|排序|匹配度)"
_ORDER = re.compile(
    rf"(?:申诉|质疑|(?:有|提出?|提个)异议|不服|不认可|不认同|要求(?:人工)?(?:复核|复查|复审)).{{0,14}}{_SCORE_ZH}"
    rf"|{_SCORE_ZH}.{{0,14}}(?:申诉|异议|质疑|不服|复核|复查|复审)"
    r"|\b(?:contest|dispute|challenge|appeal(?: against)?|object to|review)\b[^.?!]{0,24}\b(?:scores?|scoring|rank(?:ing)?|rating|match)\b"
    r"|\b(?:scores?|ranking|rating)\b[^.?!]{0,24}\b(?:contest(?:ed)?|dispute|appeal|reviewed by a (?:human|person))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"不(?:想|要|用|打算|必|需要)(?:再)?(?:申诉|质疑|复核|提)"
    r"|\b(?:do not|don't|won't|not going to|no need to)\s+(?:want to\s+)?(?:contest|dispute|challenge|appeal|object)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:怎么|如何|可以|能不能|能否|可否|是否).{0,8}(?:申诉|异议|质疑|复核|复查).{0,14}[?？吗呢么]?$"
    r"|^(?:how|can|may|could|where|is it possible)\b[^.!]*\?*$",
    re.IGNORECASE,
)
# What is left of "I contest the score" when it gives no reason.
_LEAST_WORDS = 12


def take_words(reply: Reply, text: str) -> bool:
    """Do what somebody says who contests a score; False for words about anything else."""
    if not _ORDER.search(text) or _DENIED.search(text) or reply.state.open_prompt is not None:
        return False
    posting = about.find_posting(reply)
    if posting is None:
        about.ask_which(reply, action="contest")
    elif _QUESTION.search(text.strip()) or not _gives_reason(text):
        say_how(reply, posting)
    else:
        contest(reply, posting, text=text)
    return True


def _gives_reason(text: str) -> bool:
    rest = _ORDER.sub("", text, count=1)
    letters = re.sub(r"[\W_]+", "", rest)
    is_chinese = bool(re.search(r"[\u4e00-\u9fff]", rest))
    return len(letters) >= (4 if is_chinese else _LEAST_WORDS)


def say_how(reply: Reply, posting: Posting) -> None:
    """Say how a score is contested, and who reads it."""
    reply.state.focus_id = posting.id
    who = employer_name(posting) if posting.company_id else ""
    words = (
        _(
            "To contest the score of “%(title)s”, write one message that begins with “I contest "
            "the score because” and says what was read wrongly. The recruiters of %(employer)s "
            "and the people who run this service read it; one of them answers you here."
        )
        if who
        else _(
            "To contest the score of “%(title)s”, write one message that begins with “I contest "
            "the score because” and says what was read wrongly. The people who run this service "
            "read it; one of them answers you here."
        )
    )
    reply.say(words % {"title": posting.title, "employer": who})


def contest(reply: Reply, posting: Posting, *, text: str) -> None:
    """Pass the words on to people, and say so."""
    reply.state.focus_id = posting.id
    reply.context.begin_write()
    try:
        _contest, is_new = contest_score(
            reply.context.user,
            posting.id,
            text=text,
            conversation_id=reply.context.conversation.id,
            now=reply.context.now,
        )
    except NotFound:
        reply.say(
            _("I have shown you no score of “%(title)s” yet, so there is none to contest.")
            % {"title": posting.title}
        )
        return
    except AppError as error:
        reply.say(str(error.message))
        return
    if is_new:
        reply.say(
            _(
                "I have passed that on: people look at the score of “%(title)s” again, and one of "
                "them answers you here. What was shown with it, its parts included, goes along."
            )
            % {"title": posting.title}
        )
    else:
        reply.say(
            _("Your objection about “%(title)s” is with people already; they have yet to answer.")
            % {"title": posting.title}
        )
    reply.say(str(PERSON_DECIDES))


def say_what_counted(reply: Reply, posting: Posting) -> None:
    """Say what a score was made of, as it was shown; nothing where none was."""
    try:
        inputs = get_score_inputs(reply.context.user, posting.id)
    except NotFound:
        return
    parts = [
        f"{name_feature(name)} {value:.0%}"
        for name, value in list(inputs.features.items())[:MOST_FEATURES]
    ]
    if not parts:
        return
    reply.say(
        _(
            "What counted in its score, from nothing to all: %(parts)s. A person decides, not this score."
        )
        % {"parts": "; ".join(parts)}
    )
    reply.suggest(
        build_chip(_("Contest this score"), do="job", action="contest", job_id=str(posting.id))
    )
