"""From what the person did to an answer: the rules engine's policy, one turn at a time."""

from collections.abc import Sequence
from typing import assert_never

from chat.dialogue import resume, talk
from chat.dialogue.answers import skip_prompt
from chat.dialogue.listening import read_message
from chat.dialogue.moves import enter_scene
from chat.dialogue.reply import Reply
from chat.dialogue.taps import take_action, take_answer, take_postback
from chat.dialogue.words import take_words
from chat.engines.base import Step, TurnContext, TurnInput
from jobassist.errors import AppError


def respond(context: TurnContext) -> list[Step]:
    """Return the answer to everything that is unanswered, in order. Reads and writes rows."""
    reply = Reply(context)
    try:
        for each in merge_messages(context.inputs):
            _take(reply, each)
    except AppError as error:
        # An order that cannot be carried out is said in words; the rest of the turn stands.
        reply.say(str(error.message))
        reply.recall_prompt()
    return reply.build()


def merge_messages(inputs: Sequence[TurnInput]) -> list[TurnInput]:
    """Return the inputs with a burst of plain messages made one thought."""
    merged: list[TurnInput] = []
    for each in inputs:
        is_plain = each.type == "message.send" and not each.data.get("postback")
        last = merged[-1] if merged else None
        if (
            is_plain
            and last is not None
            and last.type == "message.send"
            and not last.data.get("postback")
        ):
            data = {
                **each.data,
                "attachment_ids": [
                    *last.data.get("attachment_ids", []),
                    *each.data.get("attachment_ids", []),
                ],
            }
            text = "\n".join(part for part in (last.text, each.text) if part)
            merged[-1] = TurnInput(each.frame_id, each.type, text, each.item_id, data)
        else:
            merged.append(each)
    return merged


def _take(reply: Reply, order: TurnInput) -> None:
    match order.type:
        case "conversation.open":
            talk.greet(reply)
            scene = reply.context.conversation.scene
            if scene != "find":
                enter_scene(reply, scene)
        case "scene.switch":
            enter_scene(reply, str(order.data["scene"]))
        case "action.invoke":
            take_action(reply, order.data)
        case "prompt.answer":
            take_answer(
                reply,
                order.data.get("value"),
                prompt_id=str(order.data.get("prompt_id")),
                item_id=order.item_id,
            )
        case "prompt.skip":
            skip_prompt(reply, prompt_id=str(order.data.get("prompt_id")))
        case "message.send":
            _take_message(reply, order)
        case _:
            assert_never(order.type)


def _take_message(reply: Reply, order: TurnInput) -> None:
    if order.data.get("postback"):
        take_postback(reply, order.data["postback"], order=order)
        return
    files = order.data.get("attachment_ids") or []
    if files:
        resume.take_files(reply, [str(each) for each in files])
        if not order.text.strip() or not _says_more(reply, order.text):
            return
    if order.text.strip():
        take_words(reply, order.text, item_id=order.item_id)


def _says_more(reply: Reply, text: str) -> bool:
    """Return whether words beside a file say anything but that here it is."""
    seen = read_message(reply.context, text)
    return bool(seen.criteria or seen.resume) or seen.intent not in ("write_resume", "find_jobs")
