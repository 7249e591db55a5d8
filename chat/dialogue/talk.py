"""Neither searching nor writing: greeting, help, limits, memory, and the way back."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chat.build_cards import build_chip, build_scene_menu
from chat.describe import describe_criteria
from chat.dialogue import asides, earlier
from chat.dialogue.reply import Reply
from chat.persona import persona_for
from jobs import search
from jobs.criteria import Criteria


def greet(reply: Reply) -> None:
    """Say who is speaking, what can be done here, and what is remembered from before."""
    context, state = reply.context, reply.state
    scene = context.conversation.scene
    state.greeted = True
    is_known = earlier.take_up_search(reply)
    name = persona_for(scene).name
    if scene != "find":
        # What is done there follows at once.
        reply.say(_("Hello, I am %(name)s, a software assistant.") % {"name": name})
        return
    if not is_known:
        reply.say(
            _(
                "Hello, I am %(name)s, a software assistant. Tell me what work you are looking "
                "for, in your own words, or give me your résumé."
            )
            % {"name": name}
        )
    else:
        reply.say(
            _("Welcome back. You told me you are looking for %(what)s. Shall I look again?")
            % {"what": describe_criteria(state.criteria)}
        )
        reply.suggest(
            build_chip(_("Yes, look again"), do="continue"),
            build_chip(pgettext("another search", "Something else"), do="start_over"),
        )
    reply.show(build_scene_menu(current=scene))
    if not is_known:
        titles = search.facet_values(Criteria(), "titles", posting_lang=context.lang)[:3]
        reply.suggest(
            *(
                build_chip(
                    label := (each.label_zh if context.lang == "zh" else each.label_en),
                    do="criteria",
                    set={"titles": [label]},
                    clear=[],
                )
                for each in titles
            ),
            build_chip(_("Write my résumé"), do="scene", scene="resume"),
        )


def small_talk(reply: Reply) -> None:
    """Answer in kind, and lead on."""
    reply.say(_("Good to hear from you. What can I do for your job search?"))
    _lead_on(reply)


def comfort(reply: Reply) -> None:
    """Set the search aside for somebody in distress; nothing is asked of them."""
    reply.say(asides.answer_distress())
    reply.suggest(build_chip(_("Look again"), do="search"), build_chip(_("Help"), do="help"))


def say_of_itself(reply: Reply, text: str) -> None:
    """Answer a question about the assistant itself, and lead back."""
    reply.say(asides.answer_about_itself(text))
    _lead_on(reply)


def help_out(reply: Reply) -> None:
    """Say what can be said here."""
    reply.say(
        _(
            "You can say what work you want (“nurse in Leeds, nights, from £32k”), what was wrong "
            "with a job, “others”, “why this one”, or give me your résumé as text or file. "
            "Everything can be changed and taken back."
        )
    )
    reply.show(build_scene_menu(current=reply.context.conversation.scene))
    _lead_on(reply)


def off_topic(reply: Reply) -> None:
    """One friendly sentence, and the way back."""
    reply.say(_("That is outside what I know; I am here for your job search."))
    _lead_on(reply)


def complaint(reply: Reply) -> None:
    """Take it seriously and offer what would help."""
    reply.say(
        _("I am sorry this is not working for you. Tell me what is wrong and I will change it.")
    )
    if reply.state.shown:
        reply.suggest(
            build_chip(_("Wrong kind of work"), do="reject", reason="wrong_role"),
            build_chip(_("Wrong place"), do="reject", reason="wrong_city"),
            build_chip(_("Pays too little"), do="reject", reason="too_low_salary"),
        )
    reply.suggest(build_chip(_("Start over"), do="start_over"))
    reply.recall_prompt()


def abuse(reply: Reply) -> None:
    """Stay polite, set the limit, go on."""
    reply.say(_("I would rather not be spoken to like that, but I am glad to go on helping."))
    _lead_on(reply)


def unsafe(reply: Reply, text: str = "") -> None:
    """Refuse without a lecture and say what can be done instead."""
    reply.say(asides.answer_unsafe(text))
    _lead_on(reply)


def injection(reply: Reply) -> None:
    """Ignore an instruction that is not about the person's search."""
    reply.say(_("I only follow what concerns your own job search."))
    _lead_on(reply)


def no_human(reply: Reply) -> None:
    """Say honestly that nobody else is here, and go on."""
    reply.say(_("I can't connect you to a person here. What can I do for you in the meantime?"))
    _lead_on(reply)


def stop(reply: Reply) -> None:
    """Stop asking, keep everything."""
    reply.close_prompt("cancelled")
    reply.say(_("All right. Everything is kept; write whenever you want to go on."))
    if reply.state.criteria.is_empty:
        reply.suggest(build_chip(_("Find a job"), do="scene", scene="find"))
    else:
        reply.suggest(build_chip(_("Look again"), do="search"))


def not_understood(reply: Reply) -> None:
    """Say that it was not understood, once, with ways on."""
    reply.say(_("I did not quite get that. Could you say it in other words?"))
    _lead_on(reply)


def _lead_on(reply: Reply) -> None:
    if reply.state.open_prompt is not None:
        reply.recall_prompt()
