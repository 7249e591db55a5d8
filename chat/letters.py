"""Whether a letter that a model drafted says only what the résumé and the posting bear out. Pure.

What is claimed of the person has to stand in the résumé or in what they said: that a posting asks
for it makes nobody able to do it. And a letter names the employer that it goes to, and no other.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from jobassist.language.grounding import (
    is_literal,
    missing_figures,
    missing_names,
    share_given,
)

_SENTENCE = re.compile(r"[^\n.!?。！？;；]+[.!?。！？;；]?")
_OF_ONESELF = re.compile(
    r"\b(?:i|i'?ve|i'?m|my|me|mine)\b|我|本人|(?<![专从就])拥有|具备", re.IGNORECASE
)
# A sentence without its subject that opens like this is about oneself, too.
_CLAIM_OPENS = re.compile(
    r"^\W*(?:(?:dear [^,]{1,60}|hello|hi|您好|你好)[,，:：]\s*)?(?:"
    r"(?:(?:an?|highly|very|well|fully|strongly|also|previously|recently|currently|successfully|with|over|"
    r"more than|nearly|almost|at least|about|some|proven|strong|solid|extensive|deep|good|great|hands[- ]on) )*"
    r"(?:experienced?|skilled|skills?|proficien(?:t|cy)|fluent|qualified|certified|trained|licensed|accomplished|"
    r"versed|adept|expert(?:ise)?|familiar(?:ity)?|knowledge(?:able)?|competent|specialis(?:ed|ing)|"
    r"specializ(?:ed|ing)|background|track record|command of|worked|managed|led(?! by)|ran|built|designed|"
    r"developed|delivered|handled|supervised|trained|taught|launched|created|achieved|improved|increased|"
    r"reduced|organi[sz]ed|responsible for|in charge of|holds?|holding|mastered|used|using|"
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\+?(?: \w+)? years?\b)(?![a-z])"
    r"|(?:曾经?|一直|长期|目前|现|同时|也|还|均|并|能够?|可以|可)*"
    r"(?:精通|熟悉|熟练|拥有|具有|具备|负责|擅长|掌握|从事|善于|胜任|主导|带领|带过|管理过|做过|用过|使用过|会使?用|持有|通晓|了解.{0,12}(?:流程|标准|体系))"
    r"|有.{0,16}(?:经验|经历|基础|证书|资质|功底|能力)"
    r"|[\d一二两三四五六七八九十]+多?年(?:以上|多)?.{0,16}(?:经验|经历))",
    re.IGNORECASE,
)
# What is wished or asked claims nothing of what one has done.
_INTENT = re.compile(
    r"\b(?:interested|would (?:like|love|be)|look(?:ing)? forward|hope|may i|could i|can i|keen|"
    r"happy to|glad to|learn more|apply(?:ing)?|writing to|hear from|available|thank)\b"
    r"|希望|想(?!当)|期待|感兴趣|可以.{0,12}[吗么]|应聘|申请|投递|了解|谢谢|感谢|面谈|沟通",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"\b(?:dear|join(?:ing)?|apply(?:ing)? (?:to|at|with|for)|interested in|your (?:team|company|firm)|"
    r"work(?:ing)? (?:for|with) you)\b|加入|应聘|贵公?司|尊敬|您好|你好|感兴趣",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"^\W*(?:dear|hello|hi|good (?:morning|afternoon|day)|(?:kind |best |warm )?regards|yours|"
    r"sincerely|faithfully|thank you|thanks|many thanks|您好|你好|尊敬的|此致|敬礼|谢谢|感谢|祝)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]\s*$|[吗么呢]\s*[?？]?$")
OWN_WORDS = 0.6
NEAR = 0.5
FORMULA_LENGTH = 60


@dataclass(frozen=True)
class Grounds:
    """What a letter may rest on. `own`: the résumé; `posting`: the job's; `said`: in the chat.

    What was said bears a claim out, but no other employer: "write to Harrogate Care" was for then.
    """

    own: str
    posting: str
    employer: str
    said: str = ""
    own_employers: Collection[str] = ()
    # Employers that were written to, or shown beside this one.
    others: Collection[str] = ()


def find_unfounded(
    letter: str, grounds: Grounds, *, near: Callable[[str, str], float]
) -> str | None:
    """Return what is wrong with a letter, for a model to mend; None where all is borne out."""
    for other in grounds.others:
        is_known = is_literal(other, grounds.own) or is_literal(other, grounds.posting)
        if other and not is_known and is_literal(other, letter):
            return f"it names another employer: {other}"
    for match in _SENTENCE.finditer(letter):
        sentence = match[0].strip()
        wrong = _check_sentence(sentence, grounds, near=near) if sentence else None
        if wrong is not None:
            return wrong
    return None


def _check_sentence(
    sentence: str, grounds: Grounds, *, near: Callable[[str, str], float]
) -> str | None:
    for name in grounds.own_employers:
        is_this = is_literal(name, grounds.employer)
        if not is_this and is_literal(name, sentence) and _ADDRESSES.search(sentence):
            return f"it is addressed to an employer of the past: {name}"
    own = f"{grounds.own}\n{grounds.said}"
    wishes, asks = bool(_INTENT.search(sentence)), bool(_ASKS.search(sentence))
    opens_as_claim = bool(_CLAIM_OPENS.search(sentence)) and not asks
    is_claim = (opens_as_claim or bool(_OF_ONESELF.search(sentence))) and not wishes
    if is_claim:
        ground = own
    elif opens_as_claim:
        # 熟悉ISO9001,希望加入: a wish after it makes nobody able to do it.
        ground = f"{own}\n{grounds.employer}"
    else:
        ground = f"{own}\n{grounds.posting}\n{grounds.employer}"
    missing = [f"{each:g}" for each in missing_figures(sentence, ground)]
    missing += missing_names(sentence, ground)
    if missing:
        return f"nothing bears this out: {', '.join(missing[:5])}"
    is_harmless = wishes or asks or _is_formula(sentence)
    if not is_claim and is_harmless:
        return None
    if share_given(sentence, ground) >= OWN_WORDS or _nearest(sentence, ground, near) >= NEAR:
        return None
    return f"nothing bears this out: {sentence[:80]}"


def _is_formula(sentence: str) -> bool:
    return len(sentence) <= FORMULA_LENGTH and bool(_FORMULA.search(sentence))


def _nearest(sentence: str, ground: str, near: Callable[[str, str], float]) -> float:
    lines = [each for each in ground.splitlines() if len(each) > 3][:40]
    return max((near(sentence, line) for line in lines), default=0.0)
