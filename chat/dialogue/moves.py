"""What both a tap and words can ask for: a scene, a job, a fresh start."""

from django.utils.translation import gettext as _

from chat.build_cards import build_criteria_card
from chat.dialogue import about, alerts, connect, find, narrowing, resume, talk
from chat.dialogue.criteria import change_criteria, is_blank, take_resume_wishes
from chat.dialogue.reply import Reply
from jobs.criteria import Criteria
from jobs.models import Posting


def enter_scene(reply: Reply, scene: str) -> None:
    match scene:
        case "find":
            reply.enter("find")
            state = reply.state
            if state.criteria.titles or state.criteria.skills:
                reply.show(build_criteria_card(state.criteria))
                find.advance(reply)
            else:
                narrowing.ask_titles(reply)
        case "resume":
            resume.enter(reply)
        case "applications":
            connect.show_applications(reply)
        case "ask":
            reply.enter("ask")
            posting = about.find_posting(reply)
            if posting is None:
                about.ask_which(reply, action="detail")
            else:
                reply.say(
                    _("Ask me anything about “%(title)s”; I answer from the posting.")
                    % {"title": posting.title}
                )
        case "alerts":
            alerts.show_all(reply)
        case _:
            talk.not_yet(reply, what="interview")


def act_on_job(reply: Reply, action: str, posting: Posting | None) -> None:
    if posting is None:
        about.ask_which(reply, action=action)
        return
    match action:
        case "connect":
            connect.prepare(reply, posting)
        case "save":
            about.save(reply, posting)
        case "explain":
            about.say_why(reply, posting)
        case "similar":
            about.show_similar(reply, posting)
        case "detail":
            about.show_detail(reply, posting)


def start_over(reply: Reply) -> None:
    state = reply.state
    change_criteria(reply, values={}, clear=tuple(Criteria.model_fields))
    state.avoid, state.round, state.shown, state.focus_id = [], 0, [], None
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
