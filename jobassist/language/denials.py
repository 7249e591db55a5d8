"""Whether words are said only to be denied: no licence, never a manager, 没有驾照, 不会英语. Pure."""

import re

# How far back a denial is looked for.
_REACH = 80
_CLAUSE = re.compile(
    r"[,，、;；:：.。!！?？()（）\n•|]|\b(?:but|though|although|however|except)\b|但是?|不过|只是"
)
_WORD = r"[\w'’-]+"
# What lies between "no" and its noun has no preposition: "no points on my licence" has one.
_NO = re.compile(
    rf"\b(?:no|without|lack(?:s|ed|ing)?)(?!\s+(?:problems?|issues?|matter|longer)\b)"
    rf"(?:\s+(?!(?:on|of|for|from|against|about|with|to|in|at|as|and|i)\b){_WORD}){{0,3}}\s+$"
)
_NOT = re.compile(
    rf"(?:n['’]t|\b(?:not|never|cannot|dont|cant|didnt|havent|wasnt|nor))(?!\s+(?:only|just|mind|bad|sure)\b)"
    rf"(?:\s+(?!(?:because|until|since|and|i|against|from|for|on)\b){_WORD}){{0,5}}\s+$"
)
_ZH = re.compile(
    r"(?:(?<!不得)(?<!有)(?<!要)(?:不|没|未|从没)|无)(?!错|但|仅|只|光)"
    r"(?:太|怎么|曾)?(?:有|是|会|能|懂|持有?|取得)?在?(?:用|做|学|当|干|上|考|拿|办|读|念|说|讲|写|开|任)?"
    r"(?:过|到|上|完)?(?:任何|什么|啥)?(?:一?[个本张份家名位])?\s*$"
)


def is_denied(text: str, start: int) -> bool:
    """Return whether the words at `start` are denied by what stands before them in their clause."""
    before = text[max(0, start - _REACH) : start].casefold()
    cuts = [m.end() for m in _CLAUSE.finditer(before)]
    before = before[cuts[-1] if cuts else 0 :]
    return any(each.search(before) for each in (_NO, _NOT, _ZH))


def is_only_denied(text: str, words: re.Pattern[str]) -> bool:
    """Return whether the words are found in the text and every time denied."""
    found = list(words.finditer(text))
    return bool(found) and all(is_denied(text, each.start()) for each in found)
