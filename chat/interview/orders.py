"""What is said in an interview that is no answer: orders, each the whole of a short message."""

import re

END = re.compile(
    r"^(?:我?(?:先)?(?:不(?:想)?(?:练|面|玩|答)了?|到这里?(?:吧|了)?|结束|退出|停(?:止|下|一下)?|算了|不干了|放弃)(?:面试|练习|吧|了)*"
    r"|(?:please |let'?s |i want to |can we )?(?:stop|quit|exit|end|finish|give up|i'?m done|enough)(?: (?:the |this )?(?:interview|practice|practising|practicing|it|now|here|please))*)\W*$",
    re.IGNORECASE,
)
SKIP = re.compile(
    r"^(?:跳过|下一[题个问]|换一?(?:题|个(?:问题)?)|过|这题(?:跳过|不会|不答)|不答|skip(?: (?:it|this|this one|that|the question|please))*|next(?: (?:one|question|please))*|pass|another question)[吧了。.!,\s]*$",
    re.IGNORECASE,
)
HINT = re.compile(
    r"提示|(?:不知道|不会|不晓得|没想好).{0,4}(?:怎么|咋|如何)?.{0,2}(?:答|说|讲|回答)?$|(?:怎么|咋|如何)(?:答|说|讲|回答)|举个例子吧?$|给个思路"
    r"|\bhints?\b|\bhelp(?: me)?\W*$|\b(?:don'?t|do not) know (?:what|how)\b|\bno idea\b|^i don'?t know\W*$|\bhow (?:should|do|would|can) i (?:answer|say|put)\b|\bwhat (?:should|do) i say\b|\bgive me an example\b",
    re.IGNORECASE,
)
REPEAT = re.compile(
    r"再(?:说|问|念)一[遍次]|重复一?[遍下]|(?:问题|题目)是(?:什么|啥)|没(?:听|看)(?:清|懂)|什么意思|\brepeat\b|\bsay (?:it|that) again\b|\bwhat was the question\b|\bwhat do you mean\b|\b(?:don'?t|didn'?t) (?:get|understand) the question\b",
    re.IGNORECASE,
)
METER = re.compile(
    r"(?:现在)?(?:多少分|几分|得分|分数)|还(?:有|剩)(?:几|多少)[题个]|\bhow am i doing\b|\bmy score\b|\bwhat(?:'s| is) the score\b|\bhow many (?:questions )?(?:are )?(?:left|to go)\b",
    re.IGNORECASE,
)
SEARCH = re.compile(
    r"找|搜|推荐|换工作|看看.{0,6}(?:工作|职位|岗位)|\b(?:find|search|show|look(?:ing)? for|get) \b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"[?？]\s*$|[吗么呢]\s*[。.]*$|(?:多少|多久|几[点天号个]|怎么样|什么)[的呀啊]?\s*[。.]*$|^(?:what(?:'s| is| are| does| do)|how (?:much|many|long|far|big)|is (?:it|there|this|that)|are (?:there|they)|does|do they|will they|would they)\b",
    re.IGNORECASE,
)
# Said anywhere: a practice interview is wished for.
BEGIN = re.compile(
    r"(?:模拟|练(?:习|练|一下|下)?|演练|彩排|排练|陪我|帮我准备|准备一?下).{0,8}面试|面试.{0,6}(?:练习|模拟|演练|彩排)|(?:当|扮演?|装|做)(?:一?下|个|一个)?(?:面试官|hr)|考考我"
    r"|\b(?:mock|practi[sc]e|rehearse|dry run|role[ -]?play|simulate)\b.{0,30}\binterview|\binterview\b.{0,20}\b(?:practi[sc]e|rehearsal|dry run|role[ -]?play)|\bpretend to be (?:the|an|my) interviewer\b",
    re.IGNORECASE,
)
NOT_NOW = re.compile(r"不(?:想|要|用)|先不|别|\b(?:don'?t|not|no more|stop)\b", re.IGNORECASE)
# The work that it is wished for, in the person's own words.
FOR_TITLE = re.compile(
    r"\binterview\w*\b.{0,16}?\b(?:for|as|to be)\b (?:an? |the )?(?!this|that|it\b|first|second|third|last|me\b|one\b|number|job\b|no\b)(?P<en>[a-z][a-z /&+#.-]{2,40}?)(?: (?:job|role|position|post|interview|please|pls|with me|now))*\W*$"
    r"|(?:模拟|练(?:习|一下|一练|练)?|准备)(?:一?下)?(?P<zh>[\u4e00-\u9fffa-z+#]{2,12}?)(?:岗位?|职位|工作)?的?面试",
    re.IGNORECASE,
)
NO_TITLE = re.compile(
    r"(?:the |an? )?(?:this|that|these|it|first|second|third|last|one|number|me|my|job|any)\b|这|那|第|我|你|一[下个]|个|下"
)
