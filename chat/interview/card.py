"""The card with the meter of a practice interview."""

from django.utils.translation import gettext as _

from chat.build_cards import build_action
from chat.cards import (
    BODY_LIMIT,
    TITLE_LIMIT,
    CriterionScore,
    InterviewScore,
    InterviewScoreData,
    clip,
)
from chat.interview.advice import criterion_name
from chat.interview.meter import GOAL
from chat.interview.scoring import CRITERIA, Score
from chat.state import Interview


def build_interview_score(
    interview: Interview, *, change: int, reason: str, score: Score | None = None
) -> InterviewScore:
    """Return where the meter stands, why it moved, and how the answer did by each criterion."""
    rounds = len(interview.questions)
    is_over = interview.outcome != "running"
    shown = (
        []
        if score is None or score.flaw in ("empty", "short", "nonsense", "copied", "repeated")
        else list(CRITERIA)
    )
    actions = (
        [build_action("again", _("Practise again"), style="primary")]
        if is_over
        else [build_action("hint", _("Hint")), build_action("stop", _("End the practice"))]
    )
    return InterviewScore(
        fallback_text=clip(f"{interview.score}/100 (≥ {GOAL}). {reason}", BODY_LIMIT),
        title=clip(_("Interview for “%(title)s”") % {"title": interview.title}, TITLE_LIMIT),
        data=InterviewScoreData(
            score=interview.score,
            change=change,
            goal=GOAL,
            round=min(interview.at if is_over else interview.at + 1, rounds),
            rounds=rounds,
            reason=clip(reason, BODY_LIMIT),
            outcome=interview.outcome,
            criteria=[
                CriterionScore(
                    criterion=each, label=criterion_name(each), score=getattr(score, each)
                )
                for each in shown
            ],
            job_id=str(interview.posting_id) if interview.posting_id else None,
            job_title=clip(interview.title, TITLE_LIMIT),
        ),
        actions=actions,
    )
