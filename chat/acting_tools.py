"""Standing searches by words, and the moves between scenes that the rules have too."""

import re
from dataclasses import replace
from typing import Literal

from pydantic import Field

from chat.dialogue import alerts, resume
from chat.dialogue.answers import skip_prompt
from chat.dialogue.listening import read_message
from chat.dialogue.moves import enter_scene, start_over
from chat.dialogue.words import show_new
from chat.events import Scene
from chat.tool_base import Arguments, NoArguments, ToolContext, ToolFailed, Words
from chat.understanding.alert_words import is_setting_up
from chat.understanding.types import Act

# A standing search acts by itself: it is made and ended by words that ask for that.
_WISHES_ALERT = re.compile(
    r"提醒|通知|告诉我|推送|订阅|每(?:天|日|周|星期|月|晚)|有新|盯着|留意|一有"
    r"|\b(?:alert|notify|every|each|daily|weekly|monthly|let me know|tell me (?:when|if)|keep an eye|"
    r"look out|as soon as|whenever|subscribe|updates?)\b",
    re.IGNORECASE,
)
_ENDS_ALERT = re.compile(
    r"删|取消|停|不要|别再|关掉|\b(?:delete|remove|cancel|stop|end|no more|unsubscribe|turn off)\b",
    re.IGNORECASE,
)
_NAMES_ALERT = re.compile(
    r"提醒|订阅|推送|通知(?!期)|定时(?:搜索|任务)"
    r"|\b(?:alerts?|notifications?|digests?|subscriptions?|standing (?:search(?:es)?|orders?)|"
    r"saved search(?:es)?)\b",
    re.IGNORECASE,
)


class AlertWords(Arguments):
    text: Words = Field(description="The person's words, letter for letter: what for, and when.")


class AlertChange(Arguments):
    action: Literal["pause", "resume", "change", "delete"]
    text: Words = Field(description="The person's words, letter for letter.")


class SceneArguments(Arguments):
    scene: Scene


def create_alert(context: ToolContext, arguments: AlertWords) -> str:
    """Make a standing search of the person's words, or ask what it is for."""
    text, source = context.quote(arguments.text)
    words = text.strip()
    if not _WISHES_ALERT.search(words) and context.seen.intent != "create_alert":
        raise ToolFailed("The person did not ask to be told of new jobs.")
    seen = read_message(context.reply.context, words)
    alerts.create_by_words(context.reply, seen, text=words, item_id=source.item_id)
    return ""


def change_alert(context: ToolContext, arguments: AlertChange) -> str:
    """Pause, resume, change or delete a standing search; asks which where that is not clear."""
    text, _source = context.quote(arguments.text)
    words = text.strip()
    prompt = context.reply.state.open_prompt
    if prompt is not None and prompt.reason == "confirmation":
        # Whether it is a yes is heard by code, never by a model.
        raise ToolFailed("A yes or no is awaited first; the person has to give it in plain words.")
    if arguments.action == "delete" and not _ENDS_ALERT.search(words):
        raise ToolFailed("The person did not ask to end it.")
    acts: dict[str, Act] = {
        "pause": "pause_alert",
        "resume": "resume_alert",
        "change": "change_alert",
        "delete": "delete_alert",
    }
    act = acts[arguments.action]
    if context.seen.act != act and not _is_about_alerts(words, act=act):
        raise ToolFailed("The person did not say that of an alert.")
    seen = replace(read_message(context.reply.context, words), act=act)
    alerts.take_act(context.reply, seen, text=words)
    return ""


def _is_about_alerts(words: str, *, act: Act) -> bool:
    """Return whether words the rules read otherwise still may be about an alert there is.

    An order for a new one (提醒我不要加班的工作) changes none that there is.
    """
    is_order = is_setting_up(words.lower()) and act != "change_alert"
    return _NAMES_ALERT.search(words) is not None and not is_order


def list_alerts(context: ToolContext, _arguments: NoArguments) -> str:
    """Show the standing searches there are."""
    alerts.show_all(context.reply)
    return ""


def begin_anew(context: ToolContext, _arguments: NoArguments) -> str:
    """Drop all wishes and begin a new search; undo brings them back."""
    start_over(context.reply)
    return ""


def show_newest(context: ToolContext, _arguments: NoArguments) -> str:
    """Show what has come in since the search was shown last."""
    show_new(context.reply)
    return ""


def switch_scene(context: ToolContext, arguments: SceneArguments) -> str:
    """Enter a scene, or take it up where it was left."""
    enter_scene(context.reply, arguments.scene)
    prompt = context.reply.state.open_prompt
    return f"The person was asked: {prompt.question}" if prompt else ""


def skip_question(context: ToolContext, _arguments: NoArguments) -> str:
    """Leave the open question out and go on with the next."""
    prompt = context.reply.state.open_prompt
    if prompt is None or prompt.reason == "confirmation":
        raise ToolFailed("There is no question that could be skipped.")
    skip_prompt(context.reply)
    return ""


def make_pdf(context: ToolContext, _arguments: NoArguments) -> str:
    """Show where the résumé can be had as a PDF."""
    resume.say_pdf(context.reply)
    return ""
