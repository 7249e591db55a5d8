"""What a model says the person wishes, held against the person's own words. Reads no rows.

A wish becomes part of the search and of memory: one that nobody said is left out, and the
model is told so.
"""

import re
from collections.abc import Sequence
from typing import Any

from chat.understanding.types import CRITERIA_LISTS, Understanding
from jobassist.ai.embedder import get_bundled_embedder
from jobassist.language.grounding import fold, is_literal, missing_figures, numbers_in, share_given
from jobassist.language.places import find_places
from jobassist.language.titles import find_titles
from jobs.criteria import Criteria
from jobs.search import is_same_work

# How near in meaning a term must be to some of the words to be a paraphrase of them; Chinese
# for English is as near, 前端 for 后端 is too: so only titles, skills and conditions may be.
NEAR = 0.62
_MAY_BE_PARAPHRASED = ("titles", "skills", "conditions", "exclude")
_WITH_PAY = ("currency", "salary_period")
_FIGURES = ("salary_min", "salary_max", "experience_years", "within_km")
# What people say of themselves; what a résumé holds of it somebody else may have written.
_ONLY_SAID = ("salary_min", "salary_max", "within_km")
_PER_YEAR = (1, 12, 52, 260, 2080)
_CUES = {
    "full_time": r"全职|长期|正式|\bfull[- ]?time\b|\bpermanent\b",
    "part_time": r"兼职|半天|小时工|钟点|\bpart[- ]?time\b|\bfew hours\b|\bdays? a week\b|\bweekends?\b",
    "contract": r"合同工|外包|\bcontract(?:or|ing)?\b|\bfreelance\b",
    "internship": r"实习|\bintern(?:ship)?\b|\bplacement\b",
    "temporary": r"临时|短期|日结|暑假|寒假|假期|\btemp(?:orary)?\b|\bseasonal\b|\bcover\b|\bsummer\b",
    "none": r"初中|小学|没(?:上|念|读)过?|\bno (?:degree|school|qualifications?)\b",
    "high_school": r"高中|中专|职高|技校|\bgcses?\b|\ba[- ]levels?\b|\bhigh school\b|\bdiploma\b",
    "associate": r"大专|专科|\bassociate|\bhnd\b|\bfoundation degree\b|\bcommunity college\b",
    "bachelor": r"本科|学士|大学|\bbachelor|\bdegree\b|\bb\.?(?:a|sc|eng)\b|\bgraduate\b|\buni",
    "master": r"硕士|研究生|\bmaster|\bm\.?(?:a|sc|eng|ba)\b|\bpostgrad",
    "doctor": r"博士|\bph\.?d|\bdoctora",
    "remote": r"远程|居家|在家|线上|办公室|到岗|现场|坐班|\bremote|\bfrom home\b|\bwfh\b|\bhybrid\b|\boffice\b|\bon[- ]?site\b",
    "remote_or_city": r"远程|居家|在家|\bremote|\bfrom home\b|\bwfh\b",
    "pay_stated": r"工资|薪|待遇|面议|\bpay\b|\bsalar|\bwage|\brate\b",
}  # fmt: skip


def drop_unsaid(
    values: dict[str, Any], *, said: str, held: str, seen: Understanding, before: Criteria
) -> tuple[dict[str, Any], list[str]]:
    """Return the wishes that rest on what was given, and what was left out as `key: value`.

    `said` is all that the person said, `held` what stands in the résumé, which may be a file of
    anybody's; `seen` the rules' reading of the last words, `before` what is being searched for.
    """
    given = f"{held}\n{said}"
    kept: dict[str, Any] = {}
    left_out: list[str] = []
    now = before.model_dump()
    for key, value in values.items():
        if key in _WITH_PAY:
            continue
        read = seen.criteria.set.get(key)
        if value == read or value == now.get(key):
            kept[key] = value
            continue
        if key in CRITERIA_LISTS:
            known = {fold(str(each)) for each in (*(read or ()), *(now.get(key) or ()))}
            terms = [t for t in value if fold(t) in known or _is_said(key, t, given)]
            left_out += [f"{key}: {term}" for term in value if term not in terms]
            if terms:
                kept[key] = tuple(terms)
        elif _is_scalar_said(key, value, said if key in _ONLY_SAID else given):
            kept[key] = value
        else:
            left_out.append(f"{key}: {value}")
    if "salary_min" in kept or "salary_max" in kept or before.salary_min or before.salary_max:
        kept |= {key: values[key] for key in _WITH_PAY if key in values}
    return kept, left_out


def _is_scalar_said(key: str, value: Any, given: str) -> bool:
    if key in _FIGURES:
        return _is_figure_said(float(value), given)
    cue = _CUES.get(key if isinstance(value, bool) else str(value))
    return cue is not None and re.search(cue, given, re.IGNORECASE) is not None


def _is_figure_said(value: float, given: str) -> bool:
    """Return whether a figure was said, also in another period: 250k a year is 20,833 a month."""
    said = numbers_in(given)
    scaled = {n * factor for n in said for factor in (1, 1_000, 10_000)}
    return any(
        abs(value * up / down - each) <= 0.02 * each
        for each in scaled
        if each > 0
        for up in _PER_YEAR
        for down in (1, up)
    )


def _is_said(key: str, term: str, given: str) -> bool:
    if is_literal(term, given):
        return True
    if key == "cities":
        wanted = {each.value.key for each in find_places(term)}
        return bool(wanted & {each.value.key for each in find_places(given)})
    if key not in _MAY_BE_PARAPHRASED or missing_figures(term, given):
        return False
    if share_given(term, given) == 1.0:
        return True
    if key == "titles":
        said = tuple(each.text for lang in ("zh", "en") for each in find_titles(given, lang=lang))
        if said and is_same_work(said, (term,)):
            return True
    return _nearness(term, _pieces(given)) >= NEAR


def _pieces(given: str) -> list[str]:
    pieces = [each.strip() for each in re.split(r"[\n,.;!?，。；！？、]", given) if each.strip()]
    return pieces[-12:]


def _nearness(term: str, pieces: Sequence[str]) -> float:
    if not pieces:
        return 0.0
    vectors = get_bundled_embedder().embed_queries([term, *(each[:200] for each in pieces)])
    return float(max(vectors[1:] @ vectors[0]))
