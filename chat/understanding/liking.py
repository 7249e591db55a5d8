"""Whether somebody says yes to a job that was shown: 就它了, that one please, sounds ideal."""

import re

# Who likes one job in so many words points at it, or says what is good about it.
_POINTED = re.compile(
    r"就(?:是|要|选|定|投|去|冲)?(?:它|他|她|这|那|第)|(?:我|咱|俺)?(?:要|选|定|中意|看上|看中|相中|挑)(?:了)?(?:它|他家|这|那|第)|[这那](?:个|家|份)(?:吧|好了|了吧)$|[这那](?:个|家|份)(?:行|中|成|好|妥)(?=[\s,,。.!!~、]|$)|(?:看|相|选|挑)(?:中|上)了|定了|拿下|冲(?:了|啊|!)|"
    r"\b(?:i(?:'ll| will| would|'d)? (?:take|want|like|go with|have|choose|pick|fancy|love)(?= (?:it|this|that|them|one|number|no\.|the (?:\w+ one|first|second|third|fourth|fifth|sixth|last|one|look|sound))\b)|go (?:for|with)|let'?s (?:go|do|try|apply|have)|count me in|sign me up|i'?m (?:in|sold|up for|keen|interested)|interested|(?:yes|yeah|yep|yup|aye|ok(?:ay)?|please|ooh+|oh|omg|wow)\b.{0,12}\b(?:th(?:is|at)(?: one)?|it|him|them)|"
    r"(?:this|that)(?: one)?(?: here)? (?:please|pls|it is)|(?:one|it|this|that) (?:for me|is (?:for )?me)|where do i sign)\b"
)
_PRAISED = re.compile(
    r"(?:就|要)(?:呢|哩|係|系)(?:个|個|间|家)|(?:这|那|呢)(?:个|家)(?:啱|得|正|稳|香)|要得|^(?:那)?(?:成|行|中|好|得|可以)[,，\s]*(?:那)?(?:就)?(?:这|那|我)(?:家|个|条|份|就)?(?:问问|去|愿意|试|联系)|愿意去|走起|整起|行行行|冲(?=[!,。]|$)|不错|挺好|蛮好|很好|真好|太好|好极|好得很|(?:挺|蛮|很|正|最|倒|都|真|还|比较|特别|非常|太|也)?(?:合适|适合我?|合我?(?:意|胃口|心意)|对路|对口|对(?:我)?(?:的)?(?:味|胃口|脾气)|靠谱|理想|满意|喜欢|中意|心动|可心|稳妥|巴适|攒劲|得劲)|(?:感|有)兴趣|没(?:得说|毛病|问题|的说)|完美|(?:可以|行|能|想)(?:聊|谈|试|去|看看去|考虑一下)|可以(?=[了啊呀吧的哈呢嘛]*(?:[,,。.!!~、\s]|$))|正是我(?:要|想)|(?:就是|符合)我(?:要|想|的)|"
    r"\b(?:perfect|ideal|spot on|bang on|great|brilliant|lovely|excellent|fantastic|awesome|amazing|superb|smashing|grand|nice|good|decent|promising|tempting|fab|sweet|love (?:it|this|that)|(?<!look )(?<!looks )(?<!seem )(?<!seems )(?<!feels )(?<!sounds )like (?:this|that|it|the)|works(?: for me| well)?|will do|'ll do|suits?(?: me)?|fits?(?: me| the bill)?|that'?ll do|it'?ll do|sound(?=,? (?:go|send|that)|$)|bet(?=,? send)|lock it in|(?:ring|hit|phone|message|call) (?:em|'em|them)(?: up)?|put me (?:down|in|forward)|stick me down|get me in|ripper|champion|looks? class|sounds? class|dead on|right up my street|my kind|up my alley|happy with|what i (?:want|need|'m (?:after|looking for))|just the (?:job|thing|ticket)|ticks|right for me|made for me|fine by me|could work|can work|would work|yes please|hell yes|do nicely)\b"
)
# A word of assent alone, beside the job that it names.
_ASSENT = re.compile(
    r"(?:(?:嗯+|恩|好(?:的|嘞|呀|啊|吧)*|行(?:吧|啊|的)*|中|成|妥|可以(?:的|啊)*|ok|要得|得嘞|没问题|吧|yes|yeah|yep|yup|aye|ok(?:ay)?|sure|fine|right|alright|cool|deal|please|pls|then)[\s,,。.!!~、]*)+"
)
_NAMED = re.compile(
    r"第\s*(?:[一二三四五六七八九十]|\d{1,2})\s*(?:个|家|份|条)?(?:岗位|职位|工作)?|最后(?:那|一)*个|[这那](?:个|家|份)(?:岗位|职位|工作)?"
    r"|\b(?:the |that |this |number |no\.? ?|job |option )*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d{1,2}(?:st|nd|rd|th)?|one|two|three|four|five|six)\b(?: (?:one|job|role))?"
)
# A "but", a "not", a "what if" or a question takes it back.
_SPOILED = re.compile(
    r"不(?!错|过如此|赖|用(?:看|挑|换)了)(?:是|太|大|怎么|够|行|好|合|喜|想|要|满|靠|考|对|可|会|能|适|感|中|成|去|符)|没(?!毛病|问题|得说|的说)|别|但|不过|可惜|可是|就是(?:太|有点|工资|远|钱|离)|除了|如果|要是|换|(?<!不)太(?!好)|有点|再(?!合适|好)|更|比|其他|别的|还有(?:没|吗|别)|类似|[吗么嘛?？]|怎么样|咋样|多少|什么|啥|哪|为何|收藏|存|删|撤|忘|以前|之前|上次|本来"
    r"|\b(?:not|no|never|nothing|none|neither|isn'?t|aren'?t|don'?t|doesn'?t|didn'?t|won'?t|wouldn'?t|can'?t|cannot|but|although|though|except|apart from|if|unless|would have|too|more|less|better|worse|another|others?|instead|similar|closer|nearer|higher|what|why|how|where|which|when|who|was|were|had|save|bookmark|compare|remember|forget|used to|hardly|enough)\b|\?"
)
_CONTACT_QUESTION = re.compile(
    r"怎么(?:报名|投|申请|联系)|如何(?:报名|投|申请|联系)|\bhow (?:do|can) i apply\b"
)

_EDGES = re.compile(r"^[\s,,。.!!~、]+|[\s,,。.!!~、]+$")


def is_liking(lower: str) -> bool:
    """Whether the message takes a job that was shown, with nothing held against it.

    Whoever asks, compares or objects in the same breath does not.
    """
    # 就它,怎么报名: how to go about it is no doubt.
    said = _bare(_CONTACT_QUESTION.sub("", lower))
    if _SPOILED.search(said):
        return False
    named = _NAMED.search(said)
    if named and _ASSENT.fullmatch(_bare(said[: named.start()] + " " + said[named.end() :])):
        return True
    return bool(_POINTED.search(said) or _PRAISED.search(said))


def _bare(text: str) -> str:
    return _EDGES.sub("", text)
