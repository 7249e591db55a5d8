"""Practising an interview: questions in turn, a meter that says why it moves, advice at the end."""

import uuid

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.cards import Chip
from chat.dialogue import about, scenes
from chat.dialogue.listening import read_message
from chat.dialogue.reply import Reply
from chat.interview import meter
from chat.interview.advice import build_advice, explain_score
from chat.interview.card import build_interview_score
from chat.interview.orders import (
    ASKS,
    BEGIN,
    END,
    FOR_TITLE,
    HINT,
    METER,
    NO_TITLE,
    NOT_NOW,
    REPEAT,
    SEARCH,
    SKIP,
)
from chat.interview.questions import build_questions
from chat.interview.scoring import score_answer
from chat.questions.topics import find_topics
from chat.state import Interview, InterviewAnswer, InterviewQuestion
from chat.understanding.types import Intent, Understanding
from jobassist.language.text import normalise
from jobs.models import Posting
from jobs.requirements import from_json, split_sections

PATH = "interview."
TITLE_PATH = "interview.title"
MAX_KEPT = 1_200
MAX_TITLE = 80
# Orders are short; whatever is longer is an answer.
SHORT = 48
SURE = 0.55

# Said in the middle of an interview, these are no answers.
_ORDERS: frozenset[Intent] = frozenset(
    {
        "stop",
        "unsafe",
        "abuse",
        "prompt_injection",
        "show_memory",
        "forget",
        "create_alert",
        "complaint",
    }
)


def is_open(reply: Reply) -> bool:
    """Return whether an interview waits for words."""
    prompt = reply.state.open_prompt
    return prompt is not None and prompt.path.startswith(PATH)


def is_wished(text: str) -> bool:
    """Return whether words ask for a practice interview."""
    plain = normalise(text).lower
    return len(plain) <= 120 and bool(BEGIN.search(plain)) and not NOT_NOW.search(plain)


def find_title(text: str) -> str:
    """Return the work that a practice interview is wished for, empty where none is named."""
    match = FOR_TITLE.search(text.strip())
    title = (match["en"] or match["zh"] or "").strip() if match else ""
    return "" if NO_TITLE.match(title) else title


# --- beginning -----------------------------------------------------------------------------------


def enter(reply: Reply, posting: Posting | None = None, *, title: str = "") -> None:
    """Begin an interview for a posting or a title, go on with one, or ask what it is for."""
    held = reply.state.interview
    if held is not None and held.outcome == "running" and posting is None and not title:
        _go_on(reply, held)
        return
    if posting is None and not title:
        posting = about.find_posting(reply)
    if posting is None and not title and not reply.state.shown:
        title = next(iter(reply.state.criteria.titles), "")
    reply.enter("interview")
    if posting is not None:
        begin(reply, posting=posting, title=posting.title)
    elif title:
        begin(reply, posting=None, title=title)
    elif reply.state.shown:
        about.ask_which(reply, action="practise")
    else:
        reply.ask(
            TITLE_PATH,
            _("Which job shall we practise for?"),
            schema={"type": "string", "minLength": 1, "maxLength": MAX_TITLE},
            examples=_known_titles(reply),
            skippable=False,
            chips=[
                build_chip(_("Find a job"), do="scene", scene="find"),
            ],
        )


def _known_titles(reply: Reply) -> list[str]:
    document = reply.context.resume.document or {}
    titles = [str(each["position"]) for each in document.get("work") or [] if each.get("position")]
    label = (document.get("basics") or {}).get("label")
    return list(dict.fromkeys([*([str(label)] if label else []), *titles]))[:4]


def begin(reply: Reply, *, posting: Posting | None, title: str) -> None:
    """Ask the first question of a new interview."""
    reply.enter("interview")
    reply.close_prompt("replaced")
    text = posting.description_text if posting else ""
    sections = split_sections(text)
    questions = build_questions(
        title[:MAX_TITLE],
        text=text,
        demands=[from_json(each) for each in posting.requirements] if posting else (),
        duties=sections.get("duties", ())[:2],
        resume=reply.context.resume.confirmed_document or reply.context.resume.document,
    )
    interview = Interview(
        title=title[:MAX_TITLE],
        posting_id=posting.id if posting else None,
        questions=[
            InterviewQuestion(text=each.text, about=list(each.about), help=each.help)
            for each in questions
        ],
        score=meter.START,
    )
    if posting is not None:
        reply.state.focus_id = posting.id
    reply.state.interview = interview
    reply.say(
        _(
            "Let's practise for “%(title)s”: up to %(rounds)d questions. Answer as you would speak. "
            "What counts: to the point, concrete, well told. The meter begins at %(start)d; at "
            "%(goal)d you have won."
        )
        % {
            "title": interview.title,
            "rounds": len(questions),
            "start": meter.START,
            "goal": meter.GOAL,
        }
    )
    _ask(reply, interview)


def _ask(reply: Reply, interview: Interview) -> None:
    question = interview.questions[interview.at]
    reply.ask(
        f"{PATH}answers[{interview.at}]",
        question.text,
        schema={"type": "string", "minLength": 1, "maxLength": 4_000},
        chips=_chips(),
    )


def _chips() -> list[Chip]:
    return [
        build_chip(_("Hint"), do="interview", action="hint"),
        build_chip(_("End the practice"), do="interview", action="stop"),
    ]


def _go_on(reply: Reply, interview: Interview) -> None:
    """Say where one was, and put the open question again: the same one, with no new card."""
    reply.enter("interview")
    reply.say(
        _(
            "Back to the interview for “%(title)s”: question %(number)d of %(rounds)d, the meter stands at %(score)d."
        )
        % {
            "title": interview.title,
            "number": interview.at + 1,
            "rounds": len(interview.questions),
            "score": interview.score,
        }
    )
    if is_open(reply):
        _repeat(reply, interview)
        return
    parked = reply.state.parked.pop("interview", None)
    if parked is not None and parked.prompt is not None:
        reply.say(parked.prompt.question)
        reply.reopen(parked.prompt, chips=_chips())
    else:
        _ask(reply, interview)


# --- answers -------------------------------------------------------------------------------------


def take_words(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> bool:
    """Take words said in an interview; False for what is an order of another kind."""
    prompt, interview = reply.state.open_prompt, reply.state.interview
    if prompt is None:
        return False
    plain = normalise(text).lower.strip()
    if prompt.path == TITLE_PATH:
        return _take_title(reply, text, plain)
    if interview is None or interview.outcome != "running":
        reply.close_prompt("cancelled")
        return False
    if len(plain) <= SHORT:
        if END.search(plain):
            stop(reply)
            return True
        if SKIP.search(plain):
            skip(reply)
            return True
        if REPEAT.search(plain):
            _repeat(reply, interview)
            return True
        if HINT.search(plain):
            give_hint(reply)
            return True
        if METER.search(plain):
            _say_meter(reply, interview)
            return True
        if _is_order(reply, text, plain):
            return False
    _take_answer(reply, interview, text)
    return True


def _is_order(reply: Reply, text: str, plain: str) -> bool:
    seen = read_message(reply.context, text)
    if seen.language_wish or seen.act == "switch_scene" or seen.act == "talk_to_human":
        return True
    if seen.intent in _ORDERS:
        return seen.confidence >= SURE
    is_search = seen.intent in ("find_jobs", "refine") and seen.confidence >= SURE
    if is_search and SEARCH.search(plain):
        # The interview waits where it is, and is no question to be led back to.
        scenes.leave(reply, to="find")
        return True
    return bool(ASKS.search(plain) and find_topics(plain) and reply.state.focus_id)


def _take_title(reply: Reply, text: str, plain: str) -> bool:
    if END.search(plain):
        stop(reply)
        return True
    seen: Understanding = read_message(reply.context, text)
    titles = seen.criteria.set.get("titles") or ()
    if seen.act == "switch_scene" or seen.intent in _ORDERS or (not titles and len(plain) > SHORT):
        return False
    begin(reply, posting=None, title=str(titles[0]) if titles else text.strip()[:MAX_TITLE])
    return True


def _take_answer(reply: Reply, interview: Interview, text: str) -> None:
    question = interview.questions[interview.at]
    posting = about.load_posting(interview.posting_id) if interview.posting_id else None
    given = [
        question.text,
        question.help,
        hint_words(question),
        *(each.text for each in interview.questions),
        *([posting.description_text] if posting else []),
    ]
    score = score_answer(
        text,
        about=question.about,
        given=[each for each in given if each],
        earlier=[each.text for each in interview.answers],
    )
    before = interview.score
    interview.score = meter.move(before, score.total)
    interview.answers.append(
        InterviewAnswer(
            text=text.strip()[:MAX_KEPT],
            total=score.total,
            relevance=score.relevance,
            concreteness=score.concreteness,
            structure=score.structure,
            flaw=score.flaw,
            best=score.best[:MAX_KEPT],
        )
    )
    reply.close_prompt("answered")
    interview.outcome = meter.judge(
        interview.score, asked=interview.at, rounds=len(interview.questions)
    )
    reply.show(
        build_interview_score(
            interview, change=interview.score - before, reason=explain_score(score), score=score
        )
    )
    _next(reply, interview)


def skip(reply: Reply) -> None:
    """Leave a question out, which costs a little."""
    interview = reply.state.interview
    reply.close_prompt("skipped")
    if interview is None or interview.outcome != "running":
        return
    before = interview.score
    interview.score = meter.skip(before)
    interview.skipped += 1
    interview.outcome = meter.judge(
        interview.score, asked=interview.at, rounds=len(interview.questions)
    )
    reply.show(
        build_interview_score(interview, change=interview.score - before, reason=_("Skipped."))
    )
    _next(reply, interview)


def _next(reply: Reply, interview: Interview) -> None:
    if interview.outcome == "running":
        _ask(reply, interview)
        return
    reply.say(
        _("You have won: %(score)d of 100 after %(count)d answers.")
        % {"score": interview.score, "count": len(interview.answers)}
        if interview.outcome == "won"
        else _("Not won this time: %(score)d of 100, and %(goal)d were needed. Another go helps.")
        % {"score": interview.score, "goal": meter.GOAL}
    )
    _close(reply, interview)


def stop(reply: Reply) -> None:
    """End the interview where it stands, with what can be said of it."""
    interview = reply.state.interview
    reply.close_prompt("cancelled")
    reply.state.parked.pop("interview", None)
    if interview is None or interview.outcome != "running":
        reply.say(_("There is no practice interview going on."))
        return
    interview.outcome = "stopped"
    reply.say(_("We stop here, at %(score)d of 100.") % {"score": interview.score})
    _close(reply, interview)


def _close(reply: Reply, interview: Interview) -> None:
    reply.say(build_advice(interview.answers, skipped=interview.skipped))
    job = str(interview.posting_id) if interview.posting_id else ""
    reply.suggest(build_chip(_("Practise again"), do="interview", action="again"))
    if job:
        reply.suggest(
            build_chip(_("Get in touch"), do="job", action="connect", job_id=job),
            build_chip(_("Ask about this job"), do="job", action="ask", job_id=job),
        )
    reply.suggest(build_chip(_("Back to my search"), do="scene", scene="find"))


def again(reply: Reply) -> None:
    """Begin anew for the same posting or title."""
    held = reply.state.interview
    if held is None:
        enter(reply)
        return
    posting = about.load_posting(held.posting_id) if held.posting_id else None
    begin(reply, posting=posting, title=held.title)


def give_hint(reply: Reply) -> None:
    """Say how an answer to this question could be built, with what the résumé has for it."""
    interview = reply.state.interview
    if interview is None or interview.outcome != "running":
        reply.say(_("There is no practice interview going on."))
        return
    reply.say(hint_words(interview.questions[interview.at]))
    reply.suggest(*_chips())


def hint_words(question: InterviewQuestion) -> str:
    """Return the hint to a question."""
    words = _(
        "Take one day or one task. Where was it and what was needed? What did you do yourself, "
        "step by step? How did it end, in figures if you can?"
    )
    if question.help:
        words += " " + _("Your résumé has something for it: “%(words)s”.") % {
            "words": question.help
        }
    return words


def _repeat(reply: Reply, interview: Interview) -> None:
    reply.say(interview.questions[interview.at].text)
    reply.suggest(*_chips())


def _say_meter(reply: Reply, interview: Interview) -> None:
    left = len(interview.questions) - interview.at
    reply.show(
        build_interview_score(
            interview,
            change=0,
            reason=_("%(left)d questions to go, this one included.") % {"left": left},
        )
    )
    reply.suggest(*_chips())
