"""Words, understood and acted on: one match over what was meant."""

import re
import uuid
from collections.abc import Sequence
from typing import assert_never

from django.utils import translation
from django.utils.translation import gettext as _

from chat.build_cards import build_criteria_card
from chat.dialogue import (
    about,
    alerts,
    applications,
    arranging,
    asking,
    connect,
    contesting,
    find,
    interview,
    relaxing,
    remembering,
    resume,
    returning,
    scenes,
    tailoring,
    talk,
)
from chat.dialogue.about import load_posting
from chat.dialogue.answers import skip_prompt, take_yes_or_no
from chat.dialogue.asides import is_about_itself, is_distress
from chat.dialogue.learning import (
    find_news,
    learn,
    orders_alert,
    say_learned,
    says_only_news,
    without_learned,
    without_private,
)
from chat.dialogue.listening import read_message
from chat.dialogue.moves import act_on_job, enter_scene, match_resume, show_now, start_over
from chat.dialogue.reply import Reply
from chat.dialogue.telling import take_facts
from chat.dialogue.undoing import undo
from chat.dialogue.wishing import apply_change, take_rejection, take_wish
from chat.language import django_locale
from chat.questions.topics import find_topics
from chat.understanding.card_refs import names_beyond
from chat.understanding.liking import is_liking
from chat.understanding.types import Intent, Understanding

SURE_CONNECT = 0.5
CONTACT = re.compile(
    r"联系|投递?|申请|应聘|报名|打(?:个)?招呼|沟通|聊聊|私信|留言|发.{0,4}(?:简历|消息)|约.{0,4}(?:面试|一下)|冲|安排|给.{0,6}(?:发|写)|找他|就(?:要|选)?(?:这|它|第)"
    r"|\b(?:contact|apply|application|touch|message|connect|reach|greet|introduce|put me|forward|send|"
    r"submit|go for|ring|hit (?:em|them)|phone|"
    r"stick me|put us|lock it|hook me|get me in|put in for|speak to|talk to|write to|hear from|interested in|sign me up|call)\b",
    re.IGNORECASE,
)
FROM_MEMORY = re.compile(
    r"\b(?:that i|what i|i (?:said|told|am|have|can)|memory|remember|notes?|everything|about me|my)\b|我(?:说|讲|提|的)|记|信息|资料",
    re.IGNORECASE,
)

# Orders that may name an interview without wishing to practise one.
OTHER_ORDERS: frozenset[Intent] = frozenset(
    {"prompt_injection", "create_alert", "remember", "forget", "unsafe"}
)


# What is done to a job that was shown.
OF_A_JOB: frozenset[Intent] = frozenset({"connect", "ask_about_job", "compare_jobs"})


def take_words(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> None:
    """Understand words and act on them."""
    context, state = reply.context, reply.state
    prompt = state.open_prompt
    if prompt is not None and prompt.path == "message_preview.edit":
        connect.replace_draft(reply, text)
        return
    if is_distress(text):
        talk.comfort(reply)
        return
    if interview.is_open(reply) and interview.take_words(reply, text, item_id=item_id):
        return
    if arranging.take_words(reply, text):
        return
    if contesting.take_words(reply, text):
        return
    if asking.take_offer(reply, text) or applications.take_words(reply, text):
        return
    returning.take_up_shown(reply, text)
    if returning.asks_what_was_shown(reply, text) and returning.show_shown(reply):
        reply.recall_prompt()
        return
    if not returning.asks_if_open(reply, text) and remembering.answer_if_asked(reply, text):
        return
    if resume.say_how_far(reply, text):
        return
    seen = read_message(context, text)
    # What was talked about until now; what is said next is near to it no more.
    reply.alert_id = state.alert_id
    if prompt is None or not prompt.path.startswith("alert."):
        state.alert_id = None
    if seen.language_wish is not None:
        state.lang = context.lang = seen.language_wish
        translation.activate(django_locale(seen.language_wish))
    # "English please" names no skill.
    is_only_language = not seen.resume and not set(seen.criteria.set) - {"skills"}
    if seen.language_wish and is_only_language:
        reply.say(_("Fine, let's go on in English."))
        reply.recall_prompt()
        return
    if interview.is_wished(text) and seen.intent not in OTHER_ORDERS:
        _practise(reply, seen)
        return
    is_of_itself = is_about_itself(text, intent=seen.intent, has_cards=bool(state.shown))
    news = [] if is_of_itself else find_news(reply, text, seen)
    learned = learn(reply, news, item_id=item_id)
    seen = without_private(seen, news, prompt=prompt, has_search=not state.criteria.is_empty)
    # An order to be told of jobs is no news of oneself.
    if not orders_alert(seen, text) and says_only_news(seen, news, text):
        say_learned(reply, learned)
        return
    seen = without_learned(seen, news)
    if alerts.answer(reply, seen, text=text, item_id=item_id):
        return
    if not seen.criteria and returning.show_again(reply, text):
        reply.recall_prompt()
        return
    if returning.answer_still_open(reply, text, card_refs=seen.card_refs):
        reply.recall_prompt()
        return
    if is_of_itself:
        talk.say_of_itself(reply, text)
        return
    if asking.is_question_here(reply, seen, text):
        asking.take_question(reply, question=text, card_refs=seen.card_refs)
        return
    if seen.intent in OF_A_JOB and _is_beyond(reply, seen):
        about.say_how_many(reply, action="connect" if CONTACT.search(text) else "detail")
        return
    if _take_act(reply, seen, text=text):
        return
    is_of_nothing = seen.intent in ("off_topic", "help") or (
        seen.intent == "ask_about_job" and not state.shown
    )
    if is_of_nothing and remembering.answer_if_known(reply, text):
        return
    match seen.intent:
        case "find_jobs" | "refine":
            take_wish(reply, seen, text=text, item_id=item_id)
        case "reject_with_reason":
            take_rejection(reply, seen, text=text, item_id=item_id)
        case "write_resume" | "correct_field":
            take_facts(reply, seen, text=text, item_id=item_id)
        case "ask_about_job" if _is_beside_the_jobs(seen):
            talk.off_topic(reply)
        case "ask_about_job":
            asking.take_question(reply, question=text, card_refs=seen.card_refs)
            reply.recall_prompt()
        case "compare_jobs":
            _compare(reply, seen.card_refs)
        case "connect":
            # A contact is a row that counts: without a word for it the job is only opened.
            is_said = CONTACT.search(text) or is_liking(seen.normalised.lower())
            is_sure = seen.confidence >= SURE_CONNECT and is_said
            action = "connect" if is_sure else "detail"
            act_on_job(reply, action, about.find_posting(reply, card_refs=seen.card_refs))
        case "confirm" | "deny":
            take_yes_or_no(reply, seen, text=text, item_id=item_id)
        case "skip" if prompt is None:
            _go_on(reply)
        case "skip":
            skip_prompt(reply)
        case "undo" | "go_back":
            undo(reply)
        case "remember":
            words = seen.topic.text if seen.topic else text
            remembering.remember_note(reply, words, item_id=item_id)
            if seen.criteria:
                apply_change(reply, seen, text=text, item_id=item_id)
            reply.recall_prompt()
        case "forget" if seen.criteria.set and not FROM_MEMORY.search(text):
            # "Forget Leeds, I'm thinking York": another wish, and no word of memory.
            take_wish(reply, seen, text=text, item_id=item_id)
        case "forget":
            remembering.forget_about(reply, seen.topic.text if seen.topic else text)
        case "show_memory":
            remembering.show_memory(reply)
        case "create_alert":
            alerts.create_by_words(reply, seen, text=text, item_id=item_id)
        case "practise_interview":
            _practise(reply, seen)
        case "small_talk":
            talk.small_talk(reply)
        case "help":
            talk.help_out(reply)
        case "complaint":
            talk.complaint(reply)
        case "abuse":
            talk.abuse(reply)
        case "unsafe":
            talk.unsafe(reply, text)
        case "prompt_injection":
            talk.injection(reply)
        case "stop" if prompt is not None and prompt.path.startswith("resume."):
            # "That's enough" of questions: what stands is offered for the yes.
            resume.show(reply)
        case "stop":
            talk.stop(reply)
        case "off_topic":
            # An answer to an open résumé question may look like nothing else.
            if not resume.answer_if_asked(reply, text, item_id=item_id):
                talk.off_topic(reply)
        case _:
            assert_never(seen.intent)


def _is_beyond(reply: Reply, seen: Understanding) -> bool:
    """Return whether only jobs beyond those shown are named: the second of one."""
    return not seen.card_refs and names_beyond(seen.normalised.lower(), len(reply.state.shown))


def _is_beside_the_jobs(seen: Understanding) -> bool:
    """Return whether a question names no job and nothing that postings speak of: "like dogs?"."""
    likely = {intent for intent, _lead in seen.alternatives}
    return (
        not seen.card_refs
        and not find_topics(seen.normalised.lower())
        and bool(likely & {"off_topic", "small_talk"})
    )


def show_new(reply: Reply) -> None:
    """Show what has come in since; where nothing has, say so and show what still stands."""
    if reply.state.criteria.is_empty:
        find.advance(reply)
        return
    reply.close_prompt("replaced")
    reply.enter("find")
    seen = set(reply.state.seen_ids)
    find.run_search(reply, reason=_("What is new for you:") if seen else None, falls_back=True)


def _go_on(reply: Reply) -> None:
    """Go on after a "whatever" to nothing in particular: with others, or with the search."""
    if reply.state.shown and not reply.state.criteria.is_empty:
        find.run_search(reply, is_more=True)
    elif reply.context.conversation.scene == "resume":
        resume.enter(reply)
    else:
        find.advance(reply)


def _take_act(reply: Reply, seen: Understanding, *, text: str) -> bool:
    """Do a finer act than the intent tells; False when there is none to do here."""
    refs = seen.card_refs
    match seen.act:
        case "what_is_new" if seen.criteria:
            return False
        case "what_is_new":
            show_new(reply)
        case "more_results" if seen.criteria or seen.intent == "reject_with_reason":
            # "Too many nights, others please": the reason first.
            return False
        case "more_results":
            find.run_search(reply, is_more=True)
        case "match_resume":
            match_resume(reply)
        case "show_now" if not seen.criteria:
            show_now(reply)
        case "relax":
            relaxing.offer_relaxations(reply)
        case "start_over":
            start_over(reply)
        case "switch_scene":
            enter_scene(reply, seen.target or "find")
        case "explain" | "detail" | "similar" | "save":
            act_on_job(reply, seen.act, about.find_posting(reply, card_refs=refs))
        case "choose_card":
            # 就第二个吧 takes it; 第二个 alone only opens it.
            action = "connect" if is_liking(seen.normalised.lower()) else "detail"
            act_on_job(reply, action, about.find_posting(reply, card_refs=refs))
        case "dont_know" if reply.state.open_prompt is not None:
            skip_prompt(reply)
        case "list_applications":
            scenes.leave(reply, to="applications")
            applications.enter(reply)
        case "make_pdf":
            resume.say_pdf(reply)
        case "show_resume":
            resume.show(reply)
        case "tailor_resume":
            tailoring.tailor(reply, about.find_posting(reply, card_refs=refs))
        case "upload_resume":
            resume.enter(reply)
        case "show_criteria":
            reply.show(build_criteria_card(reply.state.criteria))
        case "talk_to_human":
            talk.no_human(reply)
        case "pause_alert" | "resume_alert" | "change_alert" | "delete_alert" | "list_alerts":
            alerts.take_act(reply, seen, text=text)
        case _:
            return False
    return True


def _practise(reply: Reply, seen: Understanding) -> None:
    """Begin the interview that was asked for: for the job named, or the work named."""
    scenes.leave(reply, to="interview")
    titles = seen.criteria.set.get("titles") or ()
    posting = about.find_posting(reply, card_refs=seen.card_refs) if seen.card_refs else None
    title = "" if posting else interview.find_title(seen.text) or next(iter(titles), "")
    interview.enter(reply, posting, title=str(title))


def _compare(reply: Reply, refs: Sequence[int]) -> None:
    shown = reply.state.shown
    chosen = [ref for ref in dict.fromkeys(refs) if -len(shown) <= ref < len(shown)]
    if len(chosen) < 2:
        chosen = list(range(min(2, len(shown)))) if not chosen else [*chosen, 0][:2]
    postings = [
        posting
        for ref in dict.fromkeys(chosen)
        if (posting := load_posting(shown[ref].posting_id)) is not None
    ]
    if len(postings) < 2:
        about.ask_which(reply, action="detail")
        return
    about.compare(reply, postings)
