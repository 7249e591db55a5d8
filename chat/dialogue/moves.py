"""What both a tap and words can ask for: a scene, a job, a fresh start."""

from django.utils.translation import gettext as _

from chat.build_cards import build_criteria_card
from chat.dialogue import (
    about,
    alerts,
    applications,
    asking,
    connect,
    contesting,
    find,
    interview,
    narrowing,
    resume,
    scenes,
)
from chat.dialogue.criteria import change_criteria, is_blank, take_resume_wishes
from chat.dialogue.reply import Reply
from jobs.criteria import Criteria
from jobs.models import Posting


def enter_scene(reply: Reply, scene: str) -> None:
    """Enter a scene, or take it up where it was left."""
    scenes.leave(reply, to=scene)
    match scene:
        case "find":
            _enter_find(reply)
        case "resume":
            if not scenes.come_back_to_resume(reply):
                resume.enter(reply)
        case "applications":
            applications.enter(reply)
        case "ask":
            posting, was_here = scenes.come_back_to_posting(reply)
            asking.enter(reply, posting, was_here=was_here)
        case "alerts":
            alerts.show_all(reply)
        case _:
            interview.enter(reply)


def _enter_find(reply: Reply) -> None:
    if scenes.come_back_to_find(reply):
        return
    reply.enter("find")
    state = reply.state
    if state.criteria.titles or state.criteria.skills:
        reply.show(build_criteria_card(state.criteria))
        find.advance(reply)
    else:
        narrowing.ask_titles(reply)


def act_on_job(reply: Reply, action: str, posting: Posting | None) -> None:
    if posting is None:
        about.ask_which(reply, action=action)
        return
    match action:
        case "connect":
            connect.prepare(reply, posting)
        case "ask":
            scenes.leave(reply, to="ask")
            asking.enter(reply, posting)
        case "practise":
            scenes.leave(reply, to="interview")
            interview.enter(reply, posting)
        case "contest":
            contesting.say_how(reply, posting)
        case "save":
            about.save(reply, posting)
        case "explain":
            about.say_why(reply, posting)
            contesting.say_what_counted(reply, posting)
        case "similar":
            about.show_similar(reply, posting)
        case "detail":
            about.show_detail(reply, posting)


def start_over(reply: Reply) -> None:
    state = reply.state
    change_criteria(reply, values={}, clear=tuple(Criteria.model_fields))
    state.avoid, state.round, state.shown, state.focus_id = [], 0, [], None
    state.is_pay_strict = state.is_work_strict = False
    state.asked = [each for each in state.asked if not each.startswith("criteria.")]
    state.refused = [each for each in state.refused if not each.startswith("criteria.")]
    reply.close_prompt("cancelled")
    reply.enter("find")
    reply.say(_("A fresh start."))
    narrowing.ask_titles(reply)


def match_resume(reply: Reply) -> None:
    current = reply.context.resume
    if not current.document:
        find.advance(reply)
        return
    if current.confirmed_document is None:
        resume.show(reply)
        return
    change_criteria(reply, values={}, clear=("titles", "skills"))
    take_resume_wishes(reply)
    show_now(reply)


def show_now(reply: Reply) -> None:
    """Search; who asks for jobs while a question about the search is open is asked no more."""
    prompt = reply.state.open_prompt
    is_asked = prompt is not None and prompt.path.startswith("criteria.")
    if is_blank(reply) or not is_asked:
        find.advance(reply)
        return
    reply.close_prompt("skipped")
    reply.enter("find")
    find.run_search(reply)
