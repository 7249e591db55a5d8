"""What the moment makes likely: the open prompt, the cards just shown, the scene."""

import re
from typing import Literal

from jobassist.language.titles import find_titles

from .acts import OTHERS
from .refusal_answers import says_nothing
from .types import Context, Evidence, Intent

Moment = Literal["fresh", "resume_field", "criterion", "confirmation", "cards", "search", "resume"]

_PRIORS: dict[Moment, dict[Intent, float]] = {
    "fresh": {
        "find_jobs": 1.2, "refine": -2.0, "reject_with_reason": -2.5, "compare_jobs": -1.0,
        "connect": -0.5, "confirm": -1.0, "deny": -1.0, "skip": -1.0, "correct_field": -0.5,
        "ask_about_job": -1.0, "stop": -1.5,
    },
    "resume_field": {
        "write_resume": 1.5, "skip": 1.5, "go_back": 0.3, "correct_field": 0.3, "find_jobs": -1.5,
        "refine": -2.0, "reject_with_reason": -3.0, "compare_jobs": -2.0, "confirm": -0.5,
        "connect": -1.5, "ask_about_job": -1.5, "off_topic": -0.5, "undo": 0.0, "remember": -1.0,
    },
    "criterion": {
        "refine": 2.5, "find_jobs": -1.5, "skip": 1.2, "reject_with_reason": -2.0,
        "write_resume": -0.5, "compare_jobs": -1.0, "connect": -1.0, "ask_about_job": -1.0,
    },
    "confirmation": {
        "confirm": 2.5, "deny": 2.5, "correct_field": 0.5, "find_jobs": -2.0, "refine": -1.0,
        "reject_with_reason": -2.0, "connect": -0.3, "ask_about_job": -1.0, "skip": -1.0, "stop": -2.5,
    },
    "cards": {
        "refine": 1.2, "find_jobs": -1.2, "reject_with_reason": 1.0, "ask_about_job": 0.8,
        "compare_jobs": 0.8, "connect": 0.8, "write_resume": -1.0, "correct_field": -1.0,
        "deny": -1.0, "skip": -1.5, "confirm": -1.0,
    },
    "search": {
        "refine": 1.5, "find_jobs": -1.0, "reject_with_reason": -0.5, "write_resume": -0.8,
        "skip": -1.0, "deny": -1.0, "compare_jobs": -0.5, "ask_about_job": -0.3,
    },
    "resume": {
        "write_resume": 1.0, "correct_field": 1.5, "find_jobs": -0.8, "refine": -1.5,
        "reject_with_reason": -2.5, "compare_jobs": -1.5, "ask_about_job": -1.5, "connect": -1.0,
    },
}  # fmt: skip

_YES = re.compile(
    r"^(?:嗯+|恩+|好(?:的|滴|嘞|哒|呀|吧|啊)*|行(?:的|吧|啊|嘞)*|可以(?:的|了|吧|啊)*|对(?:的|对|呀|啊|头)*|是(?:的|呀|啊|我)*|没(?:错|问题|毛病)(?:的|了)?|ok(?:ay|的|啦)?|okk*|确认|确定|同意|要得|中|成|妥|得嘞|发(?:吧|送|出去)?|提交(?:吧)?|保存(?:吧)?|就(?:这样|这么|按这个)(?:吧|办|来)?|1|👌|👍|✅|yes+|yep|yeah|yup|ya|y|sure|fine|right|correct|perfect|great|good|alright|aye|go ahead|do it|send it|save it|looks good|sounds good|all good|that'?s (?:right|correct|fine|me|it|good)|confirm(?:ed)?|spot on|exactly|absolutely|definitely|of course|please do|go on(?: then)?|k|kk|👍🏻|👍🏼|👍🏽|that'?s it|that'?s all)(?:[\s,，。.!!~、]+(?:嗯+|好(?:的|滴|嘞|吧)*|行(?:吧)?|可以(?:的)?|对(?:的)?|是(?:的)?|没(?:错|问题|毛病)|发吧|就这样(?:吧)?|谢谢|thanks|please|yes|yep|yeah|go on then|go ahead|send it|that'?s (?:right|fine|it|correct|good|me)|looks good|all good|perfect|correct|save it|do it|search|go|start|find them|send|save))*[\s,，。.!!~、]*$"
)
_NO = re.compile(
    r"^(?:不(?:是|对|行|要|用|可以|发|了|同意|好|太对)?(?:的|了|吧|啊|呀)*|别(?:发|了|急|啊|介)?(?:了|啊|吧)?|先(?:不|别)(?:发|要|急|投|提交|保存)?(?:了|吧)?|取消|等(?:一?下|会儿?|等)|算了|否|no+|nope|nah|naw|n|not yet|don'?t|cancel|wait|hold on|hang on|stop|never mind|not now|negative)(?:[\s,，。.!!~、].*|不行.*|发.*)?$"
)


def find_moments(context: Context) -> list[Moment]:
    """Return what the message may be answering, the most binding first."""
    prompt = context.open_prompt or ""
    moments: list[Moment] = []
    if prompt.endswith((".confirm", ".send")):
        moments.append("confirmation")
    elif prompt.startswith("resume."):
        moments.append("resume_field")
    elif prompt.startswith("criteria."):
        moments.append("criterion")
    if not prompt and context.last_cards:
        moments.append("cards")
    if not prompt and not context.last_cards and context.criteria is not None:
        moments.append("search")
    if not prompt and context.scene == "resume":
        moments.append("resume")
    if not moments:
        moments.append("fresh")
    return moments


def weigh_moment(context: Context, lower: str) -> list[Evidence]:
    """Return what the moment says for and against intents."""
    evidence = [
        Evidence("context", intent, weight, moment)
        for moment in find_moments(context)
        for intent, weight in _PRIORS[moment].items()
        if weight
    ]
    prompt = context.open_prompt or ""
    if not prompt and (hits := find_titles(lower)) and hits[-1].text.strip() == lower.strip():
        # "Plastering", 教英语: nothing but work.
        evidence.append(Evidence("context", "find_jobs", 4.0, "work and nothing else"))
    if prompt == "criteria.cities" and _TELLS_NAME.search(lower) and len(lower) < 40:
        evidence.append(Evidence("context", "refine", 3.0, "what the place is called"))
    if not prompt and context.last_cards and _ASKS_WHETHER.match(lower.strip()):
        evidence.append(Evidence("context", "ask_about_job", 4.0, "whether the job has it"))
    if (prompt.endswith("phone") and re.search(r"\d[\d\s()+-]{5,}\d", lower)) or (
        prompt.endswith("email") and "@" in lower
    ):
        evidence.append(Evidence("context", "write_resume", 3.0, "what was asked for"))
    is_asked = prompt.endswith((".confirm", ".send"))
    if is_asked and _OTHERS.match(lower.strip()):
        evidence.append(Evidence("context", "find_jobs", 5.0, "others, not an answer"))
    if is_asked and _ENOUGH.match(lower.strip()):
        # Enough of questions is no yes to what was shown.
        evidence.append(Evidence("context", "stop", 6.0, "enough, not an answer"))
    if not prompt.startswith("resume.") and not is_asked and is_whatever(lower):
        evidence.append(Evidence("context", "skip", 6.0, "no wish either way"))
    if is_yes(lower):
        evidence.append(Evidence("context", "confirm", 3.0 if is_asked else 1.5, "a plain yes"))
    if is_no(lower):
        evidence.append(Evidence("context", "deny", 2.5 if is_asked else 1.0, "a plain no"))
    return evidence


_OTHERS = re.compile(OTHERS)
_TELLS_NAME = re.compile(r"(?<!我)叫(?!我)[\u4e00-\u9fff]{2}|\b(?:called|named)\b")
# 厂里能夫妻房不, 有空调没: of the jobs shown; 有别的没 wants others.
_ASKS_WHETHER = re.compile(
    r"^(?!.*(?:别的|其他|其它|更|再|换|还有|高点|多点|近点|类似|新的|我))[^,。!?]{0,6}(?:有|能|可以|管|给|包|让|会|带|是|要|算|交|报|发|提供)[^,。!?]{1,8}(?:不|没|没有|不咯|嘛|吗|么)[?!。~]*$"
)
_ENOUGH = re.compile(
    r"^(?:that(?:'s| is| will be|'ll do)? )?(?:enough|all)(?: for (?:now|today))?\W*$|^(?:够了|先到这里?|到此为止|就到这(?:里|儿)?)[吧了。!]*$"
)


_WHATEVER = re.compile(
    r"^(?:嗯|额|呃|那|就|我|这个|先|还|真|也|都|其实|暂时|目前)*(?:随(?:便|意|你|缘)|都(?:行|可以|好|成|ok)|无所谓|(?:怎么(?:样)?|什么(?:活|工作)?|啥(?:活)?|哪(?:里|儿|个|种)?|多少)都(?:行|可以|成|能干|干|好)|你(?:先)?(?:看着|帮我)(?:办|弄|来|定|选|找|推荐?)|(?:你|您)(?:来)?(?:定|决定|选|做主)|听你的|"
    r"没(?:有)?(?:什么|啥)?(?:特别|具体|要求|讲究|偏好|想法|概念|所谓|数|想过|想好|考虑过|限制)(?:的|要求|讲究|想法)?|不(?:知道|清楚|太清楚|确定|好说|挑|限|太懂|懂|在意|介意)|说不(?:好|上来?|准|清)|不好说|看情况|再说|没什么|没(?:有|啥)?|无|不想说|不方便说|跳过|下一?个)"
    r"(?:吧|呗|啊|呢|呀|哦|哈|啦|咯|喽|哩|了|的|欸|诶|嘛|看|特别的|,?跳过吧?|不?要求)*[。.!！~…]*$"
    r"|^(?:(?:um|uh|oh|well|hmm|er|honestly|just|really|i'?m|im|i|ok|it'?s|so)[ ,]+)*(?:whatever|any(?:thing|where|time)?|either(?: way)?|up to you|you (?:choose|decide|pick|tell me)|your (?:call|choice)|surprise me|(?:really |do not |don'?t |dont )*mind|not (?:fussed|bothered|fussy|picky|really|sure|much)|no(?:ne|pe|thing)?(?: (?:preference|idea|clue|special|particular|in particular|really|strong feelings))*|nothing(?: (?:special|in particular|really))?|"
    r"(?:don'?t|dont|do not) (?:know|care)|dunno|depends|hard to say|(?:i'?d )?rather (?:not|leave)(?: (?:say|that|it))?|prefer not(?: to)?(?: say)?|pass|skip(?: it| that| this)?|leave (?:it|that)(?: open)?|doesn'?t matter|open to anything|all good|(?:have|had)n'?t (?:really |ever )?thought(?: about it| that far)?|never thought(?: about it)?)"
    r"(?:[ ,]+(?:really|honestly|thanks|please|to be honest|tbh|at all|for now|yet|mate|is fine|will do|works|goes|actually|with that|about it|i guess|i suppose))*[\s.!…]*$"
)


def is_whatever(lower: str) -> bool:
    """Whether the whole message leaves a question open: 随便, "up to you", "rather not say"."""
    return bool(_WHATEVER.match(lower.strip())) or says_nothing(lower)


def is_yes(lower: str) -> bool:
    """Whether the whole message is an assent."""
    return bool(_YES.match(lower.strip()))


def is_no(lower: str) -> bool:
    """Whether the message opens as a refusal of what was asked."""
    return bool(_NO.match(lower.strip()))
