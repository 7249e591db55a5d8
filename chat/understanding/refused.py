"""What a refusal of shown jobs changes in the search, by its reason: no stray words, no turned wish."""

import re
from collections.abc import Sequence
from dataclasses import replace

from jobassist.language.titles import find_titles
from jobs.traits import trait_refused

from .types import CriteriaChange, RejectReason

# Words of which no thing to filter by is made: "what I do", "enough to live on", 我干得来的.
_NO_THING = re.compile(
    r"\b(?:i|i'm|im|me|my|mine|you|your|it|its|they|them|that|this|these|those|here|there|what|who|how|anyone|anybody|"
    r"people|someone|enough|level|trade|job|jobs|line|field|kind|sort|want|do|did|said|thing|stuff|keen|interested|"
    r"number|minimum|money|pay|worth|round|right|same|relocate|relocating|move|moving)\b"
    r"|[我你您他她它咱]|[这那](?:个|家|份|些|边|里)?|什么|说|做的|干的|要的|想要|远|低|高|少|搬家|跑|意思|去不|过去|算了"
)
_STATES_WISH = re.compile(
    r"(?:我|只|想|就|可|说(?:了|的|过|好)?(?:的?是)?)(?:只|就)?(?:要|找|想|做|能)|(?:要|找|说)的(?:可)?是|"
    r"\b(?:want|need|needs|wanted|asked for|looking for|after|said|has to be|have to be|must be|prefer|meant)\b"
)
_NOT_WHAT = re.compile(r"不要|不想|别|不做|\b(?:don'?t|not|no|never|without|can'?t|had enough)\b")

# What a refused job is said to have: 写着出差呢, 沾保险的我不去; "says temp on it, next".
_SAID_ZH = re.compile(
    r"(?:不(?:要|做|去|干|考虑|接受)|别(?:给我)?(?:推|发)|写着|写了|写明|写的是?|标着|上面有|里面有|要求里有|沾着?|带着?|有|又是|还是|全是|都是|(?:最|特别|就|很)?(?:烦|讨厌|反感|恨|怕)|受不了|涉及|搞)"
    r"(?:要|得|需要|了|什么)?(?P<x>[\w\u4e00-\u9fff]{2,8}?)(?:的(?!人)|了|呢|就|吧|啊|吗|嘛|还|,|$)"
)
_SAID_EN = re.compile(
    r"\b(?:it'?s|its|that'?s|thats|is|says|mentions|states|reads|written|anything (?:with|that has|involving|that needs)|(?:they|it) (?:wants?|needs?|requires?)|"
    r"no|without|hates?|can'?t stand|sick of|fed up with|done with|through with|enough of|another|again)\b (?:a |an |all |the |some )?"
    r"(?P<x>[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?)(?= (?:on|in) (?:it|there)\b| again\b| is (?:out|a no)\b| (?:stuff|work|jobs?|posts?|roles?)\b|[,.!]|$)"
)


def find_said_of_refused(lower: str) -> str | None:
    """Return the thing that a refused job is said to have or to be, None where none is named."""
    for pattern in (_SAID_ZH, _SAID_EN):
        for match in pattern.finditer(lower):
            thing = re.sub(r"^(?:a|an|the|all) ", "", match["x"])
            if _is_thing(thing, "excluded") and not _STATES_WISH.search(thing):
                return thing
    return None


def settle_refusal(
    change: CriteriaChange, *, reason: RejectReason, lower: str, held: Sequence[str] = ()
) -> CriteriaChange:
    """Return the change without what was only said of the jobs refused.

    `held` is what is excluded already.
    """
    kept = dict(change.set)
    states_wish = bool(_STATES_WISH.search(lower))
    if "exclude" in kept:
        items = [item for item in kept["exclude"] if _is_thing(item, reason)]
        if items:
            kept["exclude"] = items
        else:
            del kept["exclude"]
    if reason == "excluded" and "exclude" not in kept:
        thing = find_said_of_refused(lower)
        if thing is not None:
            kept["exclude"] = [*held, thing]
    if "employment_type" in kept and (not states_wish or _NOT_WHAT.search(lower)):
        # "This one is only part time" wishes for no part time.
        del kept["employment_type"]
    if "titles" in kept and reason not in ("wrong_role", "excluded", "other"):
        del kept["titles"]
    if "experience_years" in kept and not re.search(r"我|\bi\b|\bi'", lower):
        del kept["experience_years"]
    if kept == change.set:
        return change
    return replace(change, set=kept)


def _is_thing(item: str, reason: RejectReason) -> bool:
    """Return whether a refused item is something that one can filter by, for this reason."""
    lower = item.lower()
    if trait_refused(lower):
        return True
    lang = "zh" if re.search(r"[\u4e00-\u9fff]", item) else "en"
    if find_titles(item, lang=lang):  # type: ignore[arg-type]
        return reason in ("excluded", "wrong_role", "other")
    if reason not in ("excluded", "other"):
        return False
    return not _NO_THING.search(lower)
