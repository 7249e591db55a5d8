"""What is remembered, in the conversation: learned and said so, asked for, shown, forgotten."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from chat import memory
from chat.build_cards import build_chip, build_memory_card
from chat.cards import MemoryData
from chat.dialogue.learning import clip_words, learn
from chat.dialogue.reply import Reply
from chat.memory import Question, Recalled, Sentence
from chat.models import Memory
from eventlog.services import set_remembered
from jobs.criteria import Criteria

CHOICES = 4


# --- keeping what was asked for ----------------------------------------------------------------


def remember_note(reply: Reply, text: str, *, item_id: uuid.UUID | None) -> None:
    """Remember something the person asked to have remembered."""
    context = reply.context
    if not context.conversation.is_remembered:
        reply.say(_("This conversation is set not to be remembered, so I did not keep that."))
        return
    context.begin_write()
    statements = memory.find_statements(text)
    if len(statements) == 1 and memory.covers(statements, text):
        # Asked for in so many words: surer than what was only read off a message.
        learn(reply, [replace(statements[0], confidence=1.0)], item_id=item_id)
    else:
        concepts = tuple(sorted(memory.find_concepts(text)))
        memory.remember(
            context.user,
            memory.NewFact(Memory.Kind.NOTE, "note", text, concepts),
            words=text,
            conversation_id=context.conversation.id,
            item_id=item_id,
            now=context.now,
        )
    reply.say(_("I'll remember: “%(what)s”.") % {"what": text})
    reply.suggest(build_chip(_("What do you remember?"), do="memory"))


# --- reading back -----------------------------------------------------------------------------


def answer_if_asked(reply: Reply, text: str) -> bool:
    """Answer a question of what the person said, or take an order about remembering.

    False where the message is neither: a question of how something is with the person is one
    only where memory knows the answer.
    """
    order = memory.find_order(text)
    if order is not None:
        mark_conversation(reply, is_remembered=order == "on")
        return True
    question = memory.read_question(text, today=reply.context.today)
    if question is None:
        return False
    has_subject = question.concepts or question.terms or question.before or question.kinds
    if question.is_explicit and not has_subject and question.since is None:
        # "What do you know about me?" is for the card.
        return False
    if not question.is_explicit and reply.context.conversation.scene == "ask":
        # What is asked there is asked of the posting.
        return False
    recalled = memory.recall_about(reply.context.user, question)
    if not question.is_explicit and not recalled.is_strong:
        return False
    say_recalled(reply, recalled, question=question)
    return True


def answer_if_known(reply: Reply, text: str) -> bool:
    """Answer a question that is of nothing else, where the person surely told the answer."""
    question = memory.read_question(text, today=reply.context.today, is_doubtful=True)
    if question is None or not question.terms:
        return False
    recalled = memory.recall_about(reply.context.user, question)
    if not recalled.is_strong:
        return False
    say_recalled(reply, recalled, question=question)
    return True


def say_recalled(reply: Reply, recalled: Recalled, *, question: Question) -> None:
    """Answer in the person's own words with the day they said them, or that they have not."""
    if not recalled.quotes:
        if question.since is not None:
            reply.say(_("You told me nothing about that at that time, so I don't know."))
        else:
            reply.say(_("You haven't told me that, so I don't know and won't guess."))
    elif len(recalled.quotes) == 1:
        at, words = recalled.quotes[0]
        reply.say(
            _("On %(day)s you told me: “%(words)s”.")
            % {"day": say_day(reply, at), "words": clip_words(words)}
        )
    else:
        lines = [
            _("%(day)s: “%(words)s”") % {"day": say_day(reply, at), "words": clip_words(words)}
            for at, words in recalled.quotes
        ]
        first = (
            _("You changed this over time; the newest comes first:")
            if recalled.has_newer
            else _("You told me, newest first:")
        )
        reply.say("\n".join([first, *(f"- {line}" for line in lines)]))
    reply.suggest(build_chip(_("What do you remember?"), do="memory"))
    reply.recall_prompt()


def say_day(reply: Reply, at: datetime) -> str:
    """Return the day on which something was said, as people write it in the active language."""
    return str(
        # Translators: how a date is written; Django's format letters.
        formats.date_format(memory.day_of(at, reply.context.user), _("j F Y"))
    )


def show_memory(reply: Reply) -> None:
    """Show everything that is remembered, to edit or forget."""
    facts = memory.recall(reply.context.user)
    if not facts:
        reply.say(_("I remember nothing about you yet."))
        return
    reply.show(build_memory_card(MemoryData(facts=memory.build_facts(facts))))
    if not reply.context.conversation.is_remembered:
        reply.say(_("What you say in this conversation is not remembered."))


def mark_conversation(reply: Reply, *, is_remembered: bool) -> None:
    """Have what is said here remembered or not, from now on."""
    context = reply.context
    if context.conversation.is_remembered != is_remembered:
        context.begin_write()
        set_remembered(context.conversation, is_remembered=is_remembered)
        context.conversation.is_remembered = is_remembered
    if is_remembered:
        reply.say(_("All right, from now on I remember what you tell me here."))
    else:
        reply.say(
            _("All right, from now on nothing you say in this conversation goes into my memory.")
        )
        reply.suggest(build_chip(_("Remember again"), do="remember_chat", on=True))
    reply.recall_prompt()


# --- forgetting -------------------------------------------------------------------------------


def forget_about(reply: Reply, topic: str) -> None:
    """Forget the one fact that is meant, or let the person choose among those that may be."""
    user = reply.context.user
    if memory.asks_for_everything(topic) and not memory.find_concepts(topic):
        ask_forget_all(reply)
        return
    meant = memory.find_meant(user, topic)
    if len(meant) == 1:
        forget_fact(reply, meant[0])
        return
    said = [] if meant else memory.find_said(user, topic)
    if len(said) == 1:
        _forget_sentence(reply, said[0].words)
        return
    if said:
        _ask_which(reply, said)
        return
    facts = meant or memory.recall(user)
    if not facts:
        reply.say(_("I remember nothing about you yet."))
        return
    if not meant:
        reply.say(_("I have nothing like that in my memory. This is what I remember:"))
    else:
        reply.say(_("Which of these shall I forget?"))
        for each in meant[:CHOICES]:
            label = _("Forget: %(what)s") % {"what": memory.describe_fact(each)}
            reply.suggest(build_chip(label, do="forget", memory_id=str(each.id)))
    reply.show(build_memory_card(MemoryData(facts=memory.build_facts(facts))))


def _forget_sentence(reply: Reply, words: str) -> None:
    """Have words that were never kept as a fact not quoted from now on, where they stand."""
    reply.context.begin_write()
    memory.forget_said(reply.context.user, [words], now=reply.context.now)
    reply.say(_("Forgotten: “%(what)s”.") % {"what": clip_words(words)})
    reply.recall_prompt()


def _ask_which(reply: Reply, said: Sequence[Sentence]) -> None:
    """Let the person choose among what they said, where several things may be meant."""
    shown = [each for each in said if each.item_id is not None][:CHOICES]
    lines = [f"- “{clip_words(each.words)}”" for each in shown]
    reply.say("\n".join([_("Which of these shall I forget?"), *lines]))
    for each in shown:
        label = _("Forget: %(what)s") % {"what": clip_words(each.words)}
        mark = memory.mark_of(reply.context.user, each.words)
        reply.suggest(build_chip(label, do="forget_said", item_id=str(each.item_id), mark=mark))
    reply.recall_prompt()


def forget_said(reply: Reply, item_id: uuid.UUID, *, mark: str) -> None:
    """Forget the words that a chip names, and say so; of what is gone already that it is."""
    words = memory.get_said_for(reply.context.user, item_id, mark=mark)
    if words is None:
        reply.say(_("I have nothing like that in my memory. This is what I remember:"))
        show_memory(reply)
        return
    _forget_sentence(reply, words)


def forget_by_id(reply: Reply, memory_id: uuid.UUID) -> None:
    """Forget the fact that a chip names."""
    forget_fact(reply, memory.get_memory_for(reply.context.user, memory_id))


def forget_fact(reply: Reply, fact: Memory) -> None:
    """Forget one fact, in the search too, and say so."""
    context = reply.context
    described = memory.describe_fact(fact)
    context.begin_write()
    memory.forget(context.user, fact.id, now=context.now)
    if fact.kind == Memory.Kind.CRITERION:
        _drop_criterion(reply, fact.key.removeprefix("criteria."))
    reply.say(_("Forgotten: “%(what)s”.") % {"what": described})
    reply.recall_prompt()


def ask_forget_all(reply: Reply) -> None:
    """Ask before everything is forgotten: it cannot be taken back."""
    facts = memory.recall(reply.context.user)
    if not facts:
        reply.say(_("I remember nothing about you yet."))
        return
    reply.say(_("Shall I forget all of this? It can't be undone."))
    reply.show(build_memory_card(MemoryData(facts=memory.build_facts(facts))))
    reply.suggest(
        build_chip(_("Yes, forget everything"), do="forget_all"),
        build_chip(_("No, keep it"), do="continue"),
    )


def forget_all(reply: Reply) -> None:
    """Forget everything that is remembered, in this search too."""
    context = reply.context
    context.begin_write()
    memory.forget_everything(context.user, now=context.now)
    reply.state.criteria = Criteria()
    reply.state.criteria_history = []
    reply.say(_("Everything I remembered about you is forgotten."))
    reply.recall_prompt()


def _drop_criterion(reply: Reply, key: str) -> None:
    values = reply.state.criteria.model_dump()
    if key in values:
        values[key] = () if isinstance(values[key], tuple) else None
        reply.state.criteria = Criteria.model_validate(values)
