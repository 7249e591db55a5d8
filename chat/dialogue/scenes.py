"""Scenes: each keeps its place while another is open, and coming back says where one was."""

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_criteria_card
from chat.dialogue import about
from chat.dialogue.reply import Reply
from chat.events import Scene
from chat.state import OpenPrompt, Parked
from jobs.models import Posting
from resumes import services as resume_services


def owner_of(path: str) -> Scene | None:
    """Return the scene that a question belongs to, None for one that goes with any."""
    owners: dict[str, Scene] = {
        "criteria": "find", "resume": "resume", "resume_preview": "resume", "interview": "interview",
    }  # fmt: skip
    return owners.get(path.partition(".")[0])


def leave(reply: Reply, *, to: str) -> None:
    """Put away the open question of the scene that is left, and what was talked about there."""
    state = reply.state
    current = reply.context.conversation.scene
    prompt = state.open_prompt
    owner = owner_of(prompt.path) if prompt else None
    if current != to and current in ("ask", "find"):
        state.parked[current] = Parked(focus_id=state.focus_id)
    if prompt is None or owner is None or owner == to:
        return
    place = state.parked.setdefault(owner, Parked())
    place.prompt = prompt.model_copy(update={"is_recalled": False})
    reply.close_prompt("replaced")


def take_back(reply: Reply, scene: Scene) -> Parked | None:
    """Return where a scene was left, once; None where it was not, or is where we are."""
    place = reply.state.parked.pop(scene, None)
    return None if reply.context.conversation.scene == scene else place


def come_back_to_find(reply: Reply) -> bool:
    """Take up the search where it was left; False where there is none to take up."""
    is_away = reply.context.conversation.scene != "find"
    place = take_back(reply, "find")
    state = reply.state
    prompt = place.prompt if place else None
    key = prompt.path.removeprefix("criteria.") if prompt else ""
    is_settled = bool(getattr(state.criteria, key, None)) or (
        prompt and prompt.path in state.refused
    )
    has_work = bool(state.criteria.titles or state.criteria.skills)
    if not is_away or not (has_work or prompt):
        return False
    if place is not None and place.focus_id is not None:
        state.focus_id = place.focus_id
    if prompt is not None and not is_settled:
        reply.enter("find")
        if has_work:
            reply.say(_("Back to your search. This is where we were:"))
            reply.show(build_criteria_card(state.criteria))
        _put_again(reply, prompt)
        return True
    if not state.shown:
        return False
    reply.enter("find")
    reply.say(
        _("Back to your search. The last round had %(count)d: %(first)s and others.")
        % {"count": len(state.shown), "first": state.shown[0].title}
        if len(state.shown) > 1
        else _("Back to your search. The last one I showed you was “%(title)s”.")
        % {"title": state.shown[0].title}
    )
    reply.show(build_criteria_card(state.criteria))
    reply.suggest(
        build_chip(_("Show me others"), do="more"),
        *(
            build_chip(
                f"{number}. {each.title}", do="job", action="detail", job_id=str(each.posting_id)
            )
            for number, each in enumerate(state.shown[:4], start=1)
        ),
    )
    return True


def come_back_to_resume(reply: Reply) -> bool:
    """Put the résumé's open question again; False where none was left open."""
    place = take_back(reply, "resume")
    if place is None or place.prompt is None or not place.prompt.path.startswith("resume."):
        return False
    preview = resume_services.build_preview(reply.context.resume)
    if all(each.path != place.prompt.path for each in preview.missing):
        return False
    reply.enter("resume")
    reply.say(_("Back to your résumé. This is where we were:"))
    _put_again(reply, place.prompt)
    return True


def come_back_to_posting(reply: Reply) -> tuple[Posting | None, bool]:
    """Return the posting that was talked about, and whether it is come back to."""
    place = take_back(reply, "ask")
    posting = about.load_posting(place.focus_id) if place and place.focus_id else None
    return (posting, True) if posting is not None else (about.find_posting(reply), False)


def _put_again(reply: Reply, prompt: OpenPrompt) -> None:
    reply.say(prompt.question)
    reply.reopen(prompt)
