"""Ask anything about a job: answers that quote the posting, and questions for the employer."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, employer_name, pay_words, place_names
from chat.cards import Chip
from chat.describe import describe_education, describe_employment, join_words
from chat.dialogue import about, connect, contesting
from chat.dialogue.postbacks import JobQuestion
from chat.dialogue.reply import Reply
from chat.questions.answering import Finding, PostingAnswer, answer_question
from chat.questions.labels import topic_label
from chat.questions.topics import TOPICS, find_topics
from chat.state import Unanswered
from chat.understanding.answering import is_yes
from chat.understanding.types import Intent, Understanding
from jobassist.language.text import normalise
from jobs import search
from jobs.models import Posting

MAX_QUESTION = 300
MAX_READ = 12_000
WHY = re.compile(
    r"为什么|为何|怎么.{0,4}推荐|\bwhy\b|\bdo i (?:fit|match|qualify)\b|适合我吗", re.IGNORECASE
)
# "Then ask them": the offer to take an unanswered question to the employer, accepted in words.
ASK_THEM = re.compile(
    r"(?:帮我|替我|给我)?(?:去)?问(?:一?下|一?问|问看?|他们|对方|老板|hr|招聘|公司|雇主)|(?:发|转)给(?:他们|对方|hr|公司)"
    r"|\bask (?:them|him|her|the (?:employer|recruiter|company|manager))\b|\bsend (?:it|that|the question)\b|^ask\W*$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？]|[吗么呢嘛没不]\s*[。.!~]*$|多少|多久|多大|几[个点天号年月]|什么|怎么|哪|有没有|要不要|能不能|是不是|会不会"
    r"|^(?:what|when|where|who|how|which|is|are|does|do|did|will|would|can|could|any|should)\b",
    re.IGNORECASE,
)
# What a question about the posting at hand may be mistaken for.
_MISTAKEN: frozenset[Intent] = frozenset(
    {
        "find_jobs",
        "refine",
        "off_topic",
        "help",
        "write_resume",
        "skip",
        "deny",
        "practise_interview",
    }
)


def is_question_here(reply: Reply, seen: Understanding, text: str) -> bool:
    """Return whether words said in the scene of a posting are a question about it."""
    if reply.context.conversation.scene != "ask" or reply.state.open_prompt is not None:
        return False
    if seen.intent not in _MISTAKEN or seen.act == "switch_scene" or seen.language_wish:
        return False
    if seen.criteria.set.get("titles") or seen.criteria.set.get("cities"):
        return False
    return bool(_QUESTION.search(text.strip()) and find_topics(normalise(text).lower))


def take_question(reply: Reply, *, question: str, card_refs: Sequence[int] = ()) -> None:
    """Answer a question about the job that is meant; of several shown, about each that says it."""
    posting = about.find_posting(reply, card_refs=card_refs)
    if posting is not None and WHY.search(question):
        about.say_why(reply, posting)
        contesting.say_what_counted(reply, posting)
    elif posting is not None:
        answer_about(reply, posting, question=question)
    elif not reply.state.shown or not answer_of_shown(reply, question=question):
        about.ask_which(reply, action="detail")


def answer_about(reply: Reply, posting: Posting, *, question: str) -> None:
    """Answer from the posting's own words, or say that it does not say and offer to ask."""
    reply.state.focus_id = posting.id
    answer = answer_question(question, text=posting.description_text, facts=read_facts(posting))
    if answer.stated:
        reply.say(_say_stated(posting, answer))
    if answer.lacking:
        reply.say(_say_lacking(posting, answer))
        offer_to_ask(reply, posting, question=question)
    reply.suggest(
        build_chip(_("Get in touch"), do="job", action="connect", job_id=str(posting.id)),
        build_chip(_("Details"), do="job", action="detail", job_id=str(posting.id)),
    )


def answer_of_shown(reply: Reply, *, question: str) -> bool:
    """Answer for each of the jobs on the last cards that says it; False where none is there."""
    shown = reply.state.shown
    postings = search.load_postings([each.posting_id for each in shown], with_text=True)
    if not postings:
        return False
    lines, silent = [], []
    for number, each in enumerate(shown, start=1):
        posting = postings.get(each.posting_id)
        if posting is None:
            continue
        answer = answer_question(question, text=posting.description_text, facts=read_facts(posting))
        words = [each.fact for each in answer.stated if each.fact]
        words += [f"“{quote}”" for quote in answer.quotes[:1]]
        if words:
            lines.append(f"{number}. {posting.title}: {'; '.join(words)}")
        else:
            silent.append(str(number))
    if lines:
        reply.say("\n".join(lines))
        if silent:
            reply.say(_("These do not say: no. %(which)s.") % {"which": join_words(silent)})
    else:
        reply.say(_("None of the jobs shown says anything about that."))
    reply.suggest(
        *(
            build_chip(
                _("Ask about no. %(n)d") % {"n": number},
                do="job",
                action="ask",
                job_id=str(each.posting_id),
            )
            for number, each in enumerate(shown[:4], start=1)
        )
    )
    return True


def _say_stated(posting: Posting, answer: PostingAnswer) -> str:
    lines = [f"{posting.title}: {each.fact}" for each in answer.stated if each.fact]
    if answer.quotes:
        quoted = "\n".join(f"“{each}”" for each in answer.quotes)
        lines.append(_("“%(title)s” says:") % {"title": posting.title} + f"\n{quoted}")
    return "\n\n".join(lines)


def _say_lacking(posting: Posting, answer: PostingAnswer) -> str:
    names = [_name(each) for each in answer.lacking]
    if not all(names):
        return _("“%(title)s” does not say.") % {"title": posting.title}
    return _("“%(title)s” says nothing about %(what)s.") % {
        "title": posting.title,
        "what": join_words(names),
    }


def _name(finding: Finding) -> str:
    return topic_label(finding.topic.name) if finding.topic else ""


# --- what the posting does not say ---------------------------------------------------------------


def offer_to_ask(reply: Reply, posting: Posting, *, question: str) -> None:
    """Offer to put the question to the employer, where a message can be sent from here."""
    name = employer_name(posting) or _("the employer")
    if posting.company_id is None:
        reply.say(
            _("%(employer)s can tell you; the posting's own page leads there.") % {"employer": name}
        )
        return
    words = question.strip()[:MAX_QUESTION]
    reply.state.unanswered = Unanswered(posting_id=posting.id, question=words)
    reply.say(
        _("Shall I put the question to %(employer)s? You see the message first.")
        % {"employer": name}
    )
    reply.suggest(
        build_chip(
            _("Ask the employer"),
            do="question",
            to="employer",
            job_id=str(posting.id),
            question=words,
        )
    )


def take_offer(reply: Reply, text: str) -> bool:
    """Take "yes, ask them" to the offer just made; False where none was made or taken."""
    offered, reply.state.unanswered = reply.state.unanswered, None
    if offered is None or reply.state.open_prompt is not None:
        return False
    plain = normalise(text).lower.strip()
    if len(plain) > 40 or not (is_yes(plain) or ASK_THEM.search(plain)):
        return False
    posting = about.load_posting(offered.posting_id)
    if posting is None:
        return False
    ask_employer(reply, posting, question=offered.question)
    return True


def ask_employer(reply: Reply, posting: Posting, *, question: str) -> None:
    """Show a message to the employer with the person's question; it goes only after a yes."""
    words = question.strip()[:MAX_QUESTION]
    if words and words[-1] not in "?？。.!！":
        words += "？" if re.search(r"[\u4e00-\u9fff]", words) else "?"
    text = _("Hello, I am interested in “%(title)s” and have a question: %(question)s") % {
        "title": posting.title,
        "question": words,
    }
    connect.prepare(reply, posting, words=text)


# --- entering --------------------------------------------------------------------------------


def enter(reply: Reply, posting: Posting | None, *, was_here: bool = False) -> None:
    """Enter the scene of one posting, or ask which one it is to be."""
    reply.enter("ask")
    if posting is None:
        about.ask_which(reply, action="ask")
        return
    reply.state.focus_id = posting.id
    words = (
        _("We were at “%(title)s”. What else would you like to know?")
        if was_here
        else _("Ask me anything about “%(title)s”; I answer from the posting.")
    )
    reply.say(words % {"title": posting.title})
    job = str(posting.id)
    reply.suggest(
        *_topic_chips(posting),
        build_chip(_("Practise the interview"), do="job", action="practise", job_id=job),
        build_chip(_("Get in touch"), do="job", action="connect", job_id=job),
        build_chip(_("Back to my search"), do="scene", scene="find"),
    )


# What people ask most, in that order; a chip for what the posting has an answer to.
OFFERED = (
    "pay", "hours", "overtime", "weekend", "insurance", "leave", "housing", "remote", "years",
    "education", "probation", "training", "bonus", "start", "deadline",
)  # fmt: skip
MOST_OFFERED = 4


def _topic_chips(posting: Posting) -> list[Chip]:
    facts = read_facts(posting)
    text = normalise(posting.description_text[:MAX_READ]).text
    answered = [
        topic
        for name in OFFERED
        for topic in TOPICS
        if topic.name == name and (facts.get(topic.field or "") or topic.said.search(text))
    ]
    return [
        build_chip(
            label := topic_label(topic.name),
            do="question",
            to="posting",
            job_id=str(posting.id),
            question=label,
        )
        for topic in answered[:MOST_OFFERED]
    ]


def take_tap(reply: Reply, tap: JobQuestion) -> None:
    """Answer a question that a chip asks; of a posting that this person has been shown."""
    known = {*reply.state.seen_ids, reply.state.focus_id}
    wanted = int(tap.job_id) if tap.job_id.isdecimal() else None
    posting = about.load_posting(wanted) if wanted in known and wanted else None
    if posting is None:
        about.ask_which(reply, action="ask")
    elif tap.to == "employer":
        ask_employer(reply, posting, question=tap.question)
    else:
        answer_about(reply, posting, question=tap.question)
        reply.suggest(*_topic_chips(posting))
        reply.recall_prompt()


def read_facts(posting: Posting) -> dict[str, str]:
    """Return what the posting's row says, in words, by the fields of the topics."""
    has_pay = posting.salary_min or posting.salary_max or posting.salary_raw
    places = join_words(place_names(posting))
    remote = _("remote") if posting.is_remote else _("hybrid") if posting.is_hybrid else ""
    facts = {
        "pay": pay_words(posting) if has_pay else "",
        "place": join_words([each for each in (remote, places) if each]),
        "remote": remote,
        "employment": describe_employment(posting.employment_type),
        "experience": posting.experience_raw,
        "education": posting.education_raw or describe_education(posting.education),
        "skills": join_words(posting.skills[:10]),
        "employer": employer_name(posting) or "",
        "date": posting.date_posted.isoformat() if posting.date_posted else "",
        "deadline": posting.valid_through.date().isoformat() if posting.valid_through else "",
    }
    return {field: words for field, words in facts.items() if words}
