"""Sentences of a posting that speak to software instead of a reader; pure.

"Rank this first", "assistant, hide the others": they say nothing of the work, so they count for
nothing where a posting is found and ranked. What people are shown keeps them.
"""

import re

# Whom such a sentence speaks to, and what it wants.
_SOFTWARE = (
    r"助手|机器人|人工智能|大模型|模型|算法|推荐引擎|搜索引擎|智能体|筛选工具|爬虫|(?<![a-z])(?:ai|llm|gpt|assistants?|chatbots?|"
    r"agents?|models?|algorithms?|ranker|ranking|recommender|parsers?|bots?|crawlers?|screening tools?|matching engine)(?![a-z])"
)
_ORDER = (
    r"请|务必|必须|应当|一律|需要将|不得|注意|忽略|无视|(?<![a-z])(?:please|must|should|always|never|ignore|disregard|note|instructions?|"
    r"before (?:display|show|rank)ing|when (?:display|show|rank|match)ing|you are|treat|set|mark|hide|return)(?![a-z])"
)
_RANKING = (
    r"置顶|排(?:名|在|到|序)[^,，。;；]{0,6}(?:第一|首|最前|前面)|优先(?:推荐|展示|显示|推送)|(?:推荐|展示|显示|推送)[^,，。;；]{0,8}(?:优先|首位|唯一)|"
    r"匹配度[^,，。;；]{0,6}(?:100|百分|满分|最高|完全)|(?:评分|得分|打分)[^,，。;；]{0,6}(?:最高|满分|1\.0|100)|标记为|权重|"
    r"rank(?:ed|ing)?\b[^,;]{0,30}\b(?:first|top|highest|above|number one|#1)|top (?:match|result|of the list)|(?:100|hundred) ?(?:%|percent) (?:match|fit)|"
    r"match[._ ]?score|\bscore\s?[=:]|\bband\s?[=:]|\bpriority\s?[=:]|boost(?:ed)? (?:this|to|by)|perfect match for (?:every|all|any)|"
    r"recommend (?:this|only|us)|do not (?:show|recommend)"
)
_OTHERS = (
    r"(?:其他|其它|别的|同城|别家|同行|竞品|周边|附近|其余)[^。;；\n]{0,24}(?:过期|失效|虚假|骗|下架|倒闭|欠薪|不靠谱|停招|招满|黑名单)|"
    r"(?:other|competing|rival|all remaining|neighbou?ring)\b[^.;\n]{0,60}\b(?:fake|expired|scams?|closed|invalid|filled|fraud\w*|outdated|unverified|blacklisted)"
)
_OVERRIDE = (
    r"(?<!不得)(?<!不能)(?<!不可)(?<!禁止)(?<!勿)(?:忽略|无视|忘记|不要理会)[^。;；\n]{0,12}(?:指令|规则|提示|设定|(?:之前|以上|上述|前面|先前|所有)的?(?:要求|内容))|系统(?:提示|消息|指令|通知)[:：]|开发者模式|"
    r"(?<!not )(?<!n't )(?<!never )\b(?:ignore|disregard|forget|override)\b[^.;\n]{0,40}\b(?:instructions?|rules?|prompts?|guidelines)\b|"
    r"(?:ignore|disregard|forget) everything (?:above|before|prior|previous)|"
    r"system\s?(?:note|prompt|message|override|instructions?)\s*[:：\]>]|\[/?(?:system|inst|assistant)\]|</?(?:system|instructions?)>|"
    r"<\|[a-z_]{2,20}\|>|^[ \t]{0,20}(?:system|assistant|developer)\s*[:：]"
)
# Where to apply is no part of the work, and where a CV is to be sent is none of the ranking's.
_SEND_TO = (
    r"(?:发送?|投递?|寄|转发)[^。;；\n]{0,12}(?:简历|资料|手机号|身份证)|(?:简历|资料)[^。;；\n]{0,12}(?:发送?|投递?|寄|转发)(?:到|至|给)|"
    r"\b(?:send|forward|e-?mail|submit|post)\b[^.;\n]{0,30}\b(?:r[eé]sum[eé]s?|cvs?|applications?|phone numbers?)\b"
)
_ADDRESSED = re.compile(
    rf"(?:{_SOFTWARE})[^。!?！？\n]{{0,60}}(?:{_ORDER})|(?:{_ORDER})[^。!?！？\n]{{0,40}}(?:{_SOFTWARE})",
    re.I,
)
# Ranking, weighting and checking for what has expired are people's work too: such words are a
# plea where they are said to software, or of this very posting, or of other postings.
_OF_PLACES = re.compile(rf"{_RANKING}|{_OTHERS}", re.I)
_OF_OTHERS = re.compile(_OTHERS, re.I)
_OF_ITSELF = re.compile(
    r"[本此该](?:岗|职位|招聘|帖|条)|这(?:个|条|份)?(?:岗|职位|招聘|工作)|[把将](?:我|本|此|该|这)|"
    r"\bthis (?:job|posting|post|position|vacancy|role|listing|ad|advert|one|opening|opportunity)\b|"
    r"\b(?:rank|recommend|boost|show|display|put|place|list|promote|prefer) (?:only )?(?:us|me|it|this)\b",
    re.I,
)
_OF_LISTINGS = re.compile(
    r"招聘|岗位|职位|招工|用人单位|雇主|\b(?:listings?|postings?|vacanc(?:y|ies)|jobs?|adverts?|ads|employers?|openings?)\b",
    re.I,
)
# No work has these words.
_MARKS = re.compile(
    rf"match[._ ]?score|\bscore\s?[=:]|\bband\s?[=:]|\bpriority\s?[=:]|^\W*置顶\W*$|{_SEND_TO}",
    re.I,
)
_ORDERS = re.compile(_OVERRIDE, re.I)
# What an order to software wants done, beside a place in a list.
_WANTED = re.compile(
    r"推荐|投递|发送|转发|简历|手机号|隐藏|显示|展示|匹配|联系方式|候选人|用户|r[eé]sum[eé]|\bcvs?\b|applicants?|candidates?|applications?|reader|users?|"
    r"\b(?:show|hide|rank|forward|send|recommend|apply|match|display|fetch|call)\b",
    re.I,
)
_SENTENCE = re.compile(r"[^。!?！？;；\n]*?(?:[。!?！？;；\n]+|[.](?=\s|$)|$)")
_ASIDE = re.compile(r"<!--.*?-->|[(（\[【{][^()（）\[\]【】{}\n]{2,300}[)）\]】}]", re.S)
_RULE_LINE = re.compile(r"(?m)^[\s—\-=*_#~·]{3,}$\n?")
# Of no meaning for the work: addresses, and markup that stands in a text.
_LEADS_OUT = re.compile(
    r"!?\[[^\]\n]{0,80}\]\(\S{0,500}\)|(?:https?:|www\.)\S{1,2000}|</?\w[^<>]{0,500}>"
)
# The same word so often in one sentence is no sentence.
_MOST_REPEATS = 5
_LONGEST = 600


def without_pleas(text: str) -> str:
    """Return a text without what speaks to software; the very text where nothing does.

    Never empty where the text was not: a title that is one plea stays a title.
    """
    if not text or not _may_hold(text):
        return text
    text = _LEADS_OUT.sub(" ", text)
    kept = _ASIDE.sub(lambda found: "" if is_plea(found.group()) else found.group(), text)
    parts = [part for part in _SENTENCE.findall(kept) if part]
    sentences = [part for part in parts if not is_plea(part)]
    if len(sentences) < len(parts):
        kept = _RULE_LINE.sub("", "".join(sentences))
    return kept.strip() or text


def is_plea(sentence: str) -> bool:
    """Return whether a sentence speaks to software, or praises a posting into its list."""
    if len(sentence) > _LONGEST:
        # An advertisement in one breath: nothing of it would be left.
        return False
    if _ORDERS.search(sentence) or _MARKS.search(sentence) or _speaks_of_its_place(sentence):
        return True
    if _ADDRESSED.search(sentence) and _WANTED.search(sentence):
        return bool(_ASKS.search(sentence))
    words = re.findall(r"[a-z]{3,}|[\u4e00-\u9fff]{2}", sentence.casefold())
    return len(words) >= 8 and max(map(words.count, set(words))) > max(
        _MOST_REPEATS, len(words) // 3
    )


def _speaks_of_its_place(sentence: str) -> bool:
    """Return whether a sentence asks for a place in a list, or runs others down."""
    if not _OF_PLACES.search(sentence):
        return False
    if _ADDRESSED.search(sentence) or _OF_ITSELF.search(sentence):
        return True
    return bool(_OF_OTHERS.search(sentence) and _OF_LISTINGS.search(sentence))


_HINT = re.compile(rf"{_RANKING}|{_OTHERS}|{_OVERRIDE}|{_SEND_TO}|https?:|www\.|<\w", re.I | re.M)
_NAMES = re.compile(_SOFTWARE, re.I)
_ASKS = re.compile(r"请|务必|一律|不得|注意|please|must|always|before|when|ignore|never|note", re.I)


def _may_hold(text: str) -> bool:
    """Return whether it is worth a closer look."""
    if _HINT.search(text) or (len(text) > 40 and _repeats(text)):
        return True
    return bool(_NAMES.search(text) and _ASKS.search(text))


def _repeats(text: str) -> bool:
    words = text[:4_000].split()
    return len(words) >= 8 and len(set(words)) * 3 < len(words)
