"""What is said of answers: why the meter moved, and at the end what to do better. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.cards import clip
from chat.interview.scoring import CRITERIA, Criterion, Score
from chat.state import InterviewAnswer

MAX_QUOTE = 160


def criterion_name(criterion: Criterion) -> str:
    """Return what a criterion is called."""
    return {
        "relevance": _("To the point"),
        "concreteness": _("Concrete"),
        "structure": _("Well told"),
    }[criterion]


def explain_score(score: Score) -> str:
    """Return in a sentence or two why an answer moved the meter as it did."""
    flaws = {
        "empty": _("That was no answer."),
        "short": _("Too short to tell anything. Two or three sentences are a good start."),
        "nonsense": _("I could not read that as an answer."),
        "copied": _("Those are the posting's or my words. I would like to hear yours."),
        "repeated": _("You have told me that already. Try another example."),
        "off_topic": _("That does not answer the question."),
        "long": _("Good things are in it, but it is too long to listen to. Aim for two minutes."),
    }
    if score.flaw:
        return flaws[score.flaw]
    praise = []
    if score.has_actions:
        praise.append(_("you say what you did yourself"))
    if score.has_numbers:
        praise.append(_("you give figures"))
    if score.has_result:
        praise.append(_("you say what came of it"))
    words = (
        [_("Good: %(what)s.") % {"what": "; ".join(praise)}] if praise and score.total >= 45 else []
    )
    if score.total < 85:
        words.append(_advise(score))
    return " ".join(words)


def _advise(score: Score) -> str:
    if score.lacks == "relevance":
        return _("Come closer to what was asked.")
    if not score.has_actions:
        return _("Say what you did yourself: “I …”.")
    if not score.has_result:
        return _("Say what came of it.")
    if not score.has_numbers:
        return _("A figure would help: how many, how long, how much.")
    if score.lacks == "structure":
        return _("Begin with the situation, then what you did, then how it ended.")
    return _("One more detail would make it stronger.")


def build_advice(answers: Sequence[InterviewAnswer], *, skipped: int = 0) -> str:
    """Return advice on a whole interview, quoting the person's own answers."""
    told = [each for each in answers if each.flaw is None]
    lines: list[str] = []
    if told:
        best = max(told, key=lambda each: each.total)
        if best.total >= 45 and best.best:
            lines.append(_("Keep this one: “%(words)s”") % {"words": clip(best.best, MAX_QUOTE)})
        weakest = min(
            CRITERIA, key=lambda name: sum(getattr(each, name) for each in told) / len(told)
        )
        worst = min(told, key=lambda each: (getattr(each, weakest), each.total))
        if worst is best:
            if worst.total < 85:
                lines.append(_("Next time: %(advice)s.") % {"advice": _advise_on(weakest)})
        elif worst.total < 85:
            lines.append(
                _("Work on this one: “%(words)s” — %(advice)s")
                % {"words": clip(worst.text, MAX_QUOTE), "advice": _advise_on(weakest)}
            )
    flawed = next((each for each in answers if each.flaw is not None and each.text.strip()), None)
    if flawed is not None:
        lines.append(
            _("“%(words)s” is no answer yet: take one day at work and tell it as it happened.")
            % {"words": clip(flawed.text, 60)}
        )
    if skipped:
        lines.append(_("Prepare an example for the questions you skipped."))
    if not lines:
        lines.append(
            _("Prepare two or three examples: where it was, what you did, what came of it.")
        )
    return "\n".join(lines)


def _advise_on(criterion: Criterion) -> str:
    return {
        "relevance": _("begin with what was asked, then your example"),
        "concreteness": _("name the place, what you did yourself, and one figure"),
        "structure": _("first the situation, then what you did, then what came of it"),
    }[criterion]
