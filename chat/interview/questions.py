"""The questions of a practice interview, from what a posting demands and a résumé shows. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chat.cards import clip
from jobs.requirements import PostingRequirement

ROUNDS = 6
MOST_DEMANDS = 3
MAX_QUOTE = 120
# Demands that are had or not, and that no story shows.
_PAPERS = frozenset({"licence", "permit", "shift", "place", "physical"})
_PAPER = re.compile(
    r"(?:证书?|执照|驾照|registration|licen[cs]e|certificate|degree)\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what an answer should speak of, and what of the résumé may help."""

    text: str
    about: tuple[str, ...]
    demand: str = ""
    help: str = ""


def build_questions(
    title: str,
    *,
    text: str = "",
    demands: Sequence[PostingRequirement] = (),
    duties: Sequence[str] = (),
    resume: Mapping[str, Any] | None = None,
) -> list[Question]:
    """Return the questions for a posting, or for a title where its text and demands are empty."""
    named = [_words(each, text) for each in _choose_demands(demands, text)]
    work = _roles(resume)
    setting = tuple(each for each in (title, *named[:2], *duties[:1]) if each)
    questions = [
        Question(
            _("Which of your work so far prepares you best for “%(title)s”? Take one example.")
            % {"title": clip(title, MAX_QUOTE)},
            about=setting,
            help=work[0] if work else "",
        )
    ]
    for demand in named[:MOST_DEMANDS]:
        shown = _find_in_resume(demand, resume)
        question = (
            _(
                "They ask for “%(demand)s”. Tell me of a time when you needed it: what did you do, and what came of it?"
            )
            if shown or not resume
            else _(
                "They ask for “%(demand)s”, which your résumé does not show. What have you done that comes closest?"
            )
        ) % {"demand": demand}
        questions.append(Question(question, (question, demand, title), demand, shown))
    for duty in duties[:1]:
        words = clip(duty, MAX_QUOTE)
        question = _(
            "You would be doing this: “%(duty)s”. When have you done something like it?"
        ) % {"duty": words}
        questions.append(Question(question, (question, words, title), words))
    for question in _common_questions(work):
        if len(questions) >= ROUNDS:
            break
        questions.append(
            Question(question, (question, title, *duties[:1]), help=work[0] if work else "")
        )
    return questions[:ROUNDS]


def _common_questions(work: Sequence[str]) -> list[str]:
    common = [
        _("Tell me of a difficult customer, patient or colleague. How did you deal with them?"),
        _("Tell me of a mistake you made at work. What did you do about it?"),
        _("Tell me of the busiest day you have had. How did you get through it?"),
        _("What have you made better where you worked, and how could one see it?"),
        _("Tell me of something you had to learn quickly. How did you go about it?"),
    ]
    if work:
        common.insert(
            1, _("You were %(role)s. What did you achieve there yourself?") % {"role": work[0]}
        )
    return common


def _choose_demands(demands: Sequence[PostingRequirement], text: str) -> list[PostingRequirement]:
    """Return the demands that a story can answer: those with skills first, the needed ones before."""
    fit = [
        each
        for each in demands
        if not each.is_protected
        and not (_PAPERS & set(each.kinds))
        and not _is_paper(each)
        and not _PAPER.search(text[each.start : each.end])
    ]
    return sorted(fit, key=lambda each: (each.is_preferred, not each.groups, each.start))


def _is_paper(demand: PostingRequirement) -> bool:
    has_more = demand.groups or demand.languages or demand.experience_min
    return bool(demand.education and not has_more)


def _words(demand: PostingRequirement, text: str) -> str:
    return clip(" ".join(text[demand.start : demand.end].split()), MAX_QUOTE)


def _roles(resume: Mapping[str, Any] | None) -> list[str]:
    roles = []
    for each in (resume or {}).get("work") or []:
        parts = [str(each[key]) for key in ("position", "name") if each.get(key)]
        if parts:
            roles.append(clip(" · ".join(parts), MAX_QUOTE))
    return roles


def _find_in_resume(demand: str, resume: Mapping[str, Any] | None) -> str:
    """Return words of the résumé that show the demand, empty where none do."""
    terms = set(re.findall(r"[a-z][a-z+#.]{2,}|[\u4e00-\u9fff]{2,}", demand.lower()))
    for line in _resume_lines(resume):
        lower = line.lower()
        if any(_shares(term, lower) for term in terms):
            return clip(line, MAX_QUOTE)
    return ""


_COMMON = frozenset(
    "with and the for experience years year skills ability strong good knowledge working work using able must have".split()
)


def _shares(term: str, line: str) -> bool:
    if term in _COMMON:
        return False
    if re.match(r"[a-z]", term):
        return re.search(rf"(?<![a-z]){re.escape(term)}(?![a-z])", line) is not None
    return any(
        term[i : i + 2] in line and term[i : i + 2] not in ("以上", "经验", "熟悉", "能力", "具备", "相关", "良好", "工作")
        for i in range(len(term) - 1)
    )  # fmt: skip


def _resume_lines(resume: Mapping[str, Any] | None) -> list[str]:
    lines: list[str] = []
    for each in (resume or {}).get("work") or []:
        lines += [str(h) for h in each.get("highlights") or []]
        lines += [str(each[key]) for key in ("summary", "position") if each.get(key)]
    for kind in ("projects", "skills", "certificates", "languages"):
        for each in (resume or {}).get(kind) or []:
            lines += [
                str(each[key]) for key in ("description", "name", "language") if each.get(key)
            ]
    return lines
