"""Which sentences of a posting answer a question. Pure but for the embedder."""

import re

import numpy as np

from jobassist.ai.embedder import get_embedder
from jobassist.language.text import index_terms, split_sentences

MOST_SENTENCES = 80
MOST_QUOTES = 2
QUOTE_LIMIT = 300
NEAR = 0.45
TOPICS: dict[str, str] = {
    "pay": r"工资|薪|待遇|多少钱|底薪|提成|\bpay\b|salary|wage|how much|rate|bonus|commission",
    "place": r"在哪|地点|地址|位置|哪里|哪个区|\bwhere\b|location|address|office|commut",
    "remote": r"远程|在家|居家|remote|work from home|\bwfh\b|hybrid|on[- ]?site",
    "hours": r"加班|几点|工时|上班时间|双休|单休|大小周|996|夜班|倒班|排班|休息"
    r"|overtime|hours|shift|weekend|night|rota|schedule",
    "benefits": r"五险|社保|公积金|福利|包吃|包住|食宿|年假|补贴|餐补"
    r"|benefit|insurance|pension|holiday|leave|accommodation|meal|visa|sponsor|relocat",
    "employment": r"全职|兼职|合同|外包|派遣|编制"
    r"|full[- ]?time|part[- ]?time|contract|permanent|agency",
    "experience": r"经验|几年|应届|experience|years|entry level|junior|graduate",
    "education": r"学历|本科|大专|文凭|degree|education|diploma|qualification",
    "skills": r"技能|要会|技术栈|要求|语言|英语|skills?|stack|require|licen[cs]e|certificat",
    "employer": r"什么公司|哪家|公司.*(?:规模|做什么|怎么样)|which company|who is the employer|company",
    "training": r"培训|带教|学习|training|mentor|learn|progress|promotion|晋升|发展",
    "date": r"什么时候发|发布|还在招|posted|still open|when was",
}
_TOPICS = {topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in TOPICS.items()}


def topic_of(question: str) -> str | None:
    """Return what is asked about, None where no topic is named."""
    for topic, pattern in _TOPICS.items():
        if pattern.search(question):
            return topic
    return None


def find_quotes(text: str, *, question: str, topic: str | None) -> list[str]:
    """Return up to two sentences of the posting that answer, word for word; [] if none does.

    A sentence counts when it speaks of the topic asked about; without a known topic,
    when it shares a telling word with the question and is near to it in meaning.
    """
    sentences = [each for each in _sentences(text) if len(each) > 3][:MOST_SENTENCES]
    if not sentences:
        return []
    if topic is not None:
        pattern = _TOPICS[topic]
        candidates = [each for each in sentences if pattern.search(each)]
    else:
        asked = set(index_terms(question))
        candidates = [each for each in sentences if asked & set(index_terms(each))]
    if not candidates:
        return []
    embedder = get_embedder()
    vectors = embedder.embed_documents(candidates)
    near = np.asarray(vectors) @ embedder.embed_queries([question])[0]
    order = np.argsort(-near)[:MOST_QUOTES]
    floor = 0.0 if topic is not None else NEAR
    return [candidates[i][:QUOTE_LIMIT] for i in order if near[i] >= floor]


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for line in text.splitlines():
        for part in split_sentences(line):
            if part.text.strip():
                found.append(part.text.strip())
    return found
