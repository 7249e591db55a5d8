"""What is said beside the search: questions to the assistant itself, and what it will not do."""

import re

from django.utils.translation import gettext as _

from chat.understanding.types import Intent

_DISTRESS = re.compile(
    r"不想活|活(?:着|下去)(?:真|也)?没(?:有)?(?:什么)?意思|想死(?!心)|去死(?:算了|了算)|自杀|轻生|自残|结束(?:自己|生命)|撑不下去|活不下去|了结自己|跳楼|割腕|"
    r"\b(?:kill(?:ing)? myself|end(?:ing)? (?:it all|my life)|suicid\w*|want to die|wish i (?:was|were) dead|better off dead|no (?:point|reason) (?:in )?(?:living|to live)|"
    r"don'?t want to (?:live|be here|wake up)|hurt(?:ing)? myself|self[- ]harm\w*|can'?t go on(?! holiday| with))\b",
    re.IGNORECASE,
)
_FORGERY = re.compile(
    r"假|伪造|编|造|虚构|捏造|办.{0,3}证|多写|没(?:干|做|上|读)过|代考|替考|\b(?:fak\w+|forg\w+|counterfeit|fabricat\w+|falsif\w+|invent|make up|lie|lying|pretend|backdate|never (?:worked|went|did|had)|didn'?t)\b",
    re.IGNORECASE,
)
_DISCRIMINATION = re.compile(
    r"(?:不要|只要|只招|不招|别要|排除|过滤).{0,4}(?:黑人|女的?|女性|男的?|男性|未婚|已婚|未育|孕妇|外地人|本地人|汉族|少数民族|老人|残疾)|"
    r"\b(?:no|only|just|not|without|white|male|female)\b.{0,24}\b(?:blacks?|women|men|woman|gays?|muslims?|jews?|foreigners?|immigrants?|whites?|old people|pregnant|disabled|christians?|males?|females?|indians?|chinese people|straight)\b",
    re.IGNORECASE,
)
_SCAM = re.compile(
    r"刷单|跑分|洗钱|传销|拉人头|偷渡|走私|诈骗|骗(?:钱|人|保)|赌|裸聊|缅北|贩|代收款|\b(?:launder\w*|money mule|mov(?:e|ing) money|scam\w*|fraud\w*|drugs?|dealer|smuggl\w*|traffick\w*|pyramid|hack\w*|under the table|off the books|cash in hand|without papers|steal\w*)\b",
    re.IGNORECASE,
)
_TONGUES = re.compile(
    r"(?:你|您)?(?:会|能|可以|懂)(?:说|讲|听)?(?:英|外|法|德|日|韩|俄|粤|方)(?:语|文|言)|(?:你|您)(?:会|能)(?:说|讲)(?:什么|哪些|几种|[\u4e00-\u9fff]{1,3}话)|"
    r"\b(?:you|u|ye) (?:do )?(?:speak|understand|talk|know) (?:any )?(?:other languages?|spanish|polish|french|german|arabic|urdu|hindi|punjabi|portuguese|italian|russian|romanian|turkish|ukrainian|vietnamese|tagalog|korean|japanese|irish|welsh|chinese|mandarin|cantonese|english)\b",
    re.IGNORECASE,
)
_COST = re.compile(
    r"(?:要|收|花|多少|付).{0,3}(?:钱|费)|收费|免费|要不要钱|会员|\b(?:cost|charge|fees?|free|pay for (?:this|it|you)|subscription)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"真人|机器人|是(?:不是)?人(?:吗|么|啊|$)|人工智能|你(?:是|叫)(?:谁|什么|啥|人)|哪个公司|谁(?:做|开发|写)的|\b(?:are you|is this|am i talking to|you) (?:a |an )?(?:real )?(?:human|person|bot|robot|machine|ai|real|chatgpt|computer)\b|\bwho (?:are you|made you|built you|is this)\b|\breal person\b|\bwhat are you\b",
    re.IGNORECASE,
)
_PRIVACY = re.compile(
    r"谁(?:能|会|可以)?(?:看|看到|看见|知道)|隐私|泄露|(?:信息|资料|简历|电话).{0,6}(?:安全|给谁|卖|保密|公开|别人)|老板.{0,4}(?:知道|看到)|\bwho (?:can|will|gets to|else) (?:see|sees?|read|know)\b|\bprivac\w*|\bconfidential\w*|\bmy (?:data|details|information|boss)\b.{0,24}\b(?:safe|sold|see|seen|share|find out|know)|\b(?:sell|share) my\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？吗么呢]|还是|会不会|是不是|能不能|^(?:are|is|who|what|can|will|do)\b", re.IGNORECASE
)
_VISA = re.compile(
    r"签证|工签|居留|\bvisas?\b|\bwork permit\b|\bright to work\b|\bcriminal record\b|\bage\b",
    re.IGNORECASE,
)


def is_distress(text: str) -> bool:
    """Return whether somebody says that they do not want to live: that comes before any search."""
    return bool(_DISTRESS.search(text))


def answer_distress() -> str:
    """Return words for somebody who may not want to live, and where to turn to."""
    return _(
        "I am sorry it is this hard right now, and I am glad you said it. I am only a program, "
        "so please talk to somebody today: a person you trust, your emergency number, or a "
        "helpline (12356 in China, 988 in the US, 116 123 in the UK and Ireland). The job "
        "search can wait; everything is kept."
    )


def answer_unsafe(text: str) -> str:
    """Return why something will not be done, by its kind, and what can be done instead."""
    if _DISCRIMINATION.search(text):
        return _(
            "I don't sort work or people by sex, origin, belief, age or family. I can go by the "
            "work, the place, the pay and the hours."
        )
    if _SCAM.search(text):
        return _(
            "I stay out of that: it is against the law, and such offers mostly cost the people "
            "who answer them. A real employer asks for no deposit; I can look for work that pays "
            "honestly."
        )
    if _FORGERY.search(text):
        return _(
            "I won't make anything up: papers and years get checked, and it would fall back on "
            "you. Tell me what you really have, and I help you show it well."
        )
    return _(
        "I can't help with that: it could harm you or others, or be against the law. "
        "I can help you show what you really have, and find work that fits it."
    )


def is_about_itself(text: str, *, intent: Intent, has_cards: bool) -> bool:
    """Return whether a message asks about the assistant, and not about a job or a wish of one's own."""
    if intent in ("help", "small_talk", "off_topic"):
        return bool(answer_about_itself(text))
    if intent == "ask_about_job":
        said = (_WHO, _PRIVACY, _TONGUES)
        return any(each.search(text) for each in said) or (
            not has_cards and bool(answer_about_itself(text))
        )
    return bool(_QUESTION.search(text)) and bool(_WHO.search(text) or _PRIVACY.search(text))


def answer_about_itself(text: str) -> str:
    """Return the answer to a question about the assistant; empty where it asks for something else."""
    if _WHO.search(text):
        return _(
            "I am a program, not a person; I search postings, help with your résumé and write to "
            "employers only when you say so."
        )
    if _TONGUES.search(text):
        return _("I speak English and Chinese. Write in short words, as you like; I will manage.")
    if _COST.search(text):
        return _("It costs you nothing: searching, the résumé and writing to employers are free.")
    if _PRIVACY.search(text):
        return _(
            "Only you see what you tell me. An employer sees what you confirm for them, after a "
            "preview; and you can have everything shown, corrected or forgotten."
        )
    if _VISA.search(text):
        return _(
            "That depends on the country and the employer; where a posting says something about "
            "it, I quote it. You need not put it into a résumé."
        )
    return ""
