"""What is said in place of an answer to a question of the résumé: an order, another field's date."""

import re
from datetime import date

from .field_corrections import find_corrected_fields
from .reading import Reading
from .types import ResumeFact

_ORDER = re.compile(
    r"^(?:那|就|先|请|麻烦|帮我|给我|你|直接|我想|我要|想|要|可以|能不能|能)*(?:确认|保存|提交|定稿|存一?下?|看看?|打开|显示|预览|导出|下载|生成|打印|发|删(?:掉|除)?|清空|重写|改)(?:一?下|看)?(?:我|给我)?(?:的)?(?:这份|整份)?(?:简历|履历|pdf)"
    r"|^(?:我的?)?(?:这份)?(?:简历|履历)(?:现在|目前)?(?:就|先)?(?:这样|确认|保存|什么样|怎么样|长啥样|写完|好了|定|够了|pdf|导出|下载)"
    r"|^(?:please |just |ok |okay |so |now |then |can (?:you|i|we) |could you |let me |let'?s |i (?:want|would like|'d like) to |i'?d like to )*(?:confirm|approve|finali[sz]e|save|submit|show|see|view|preview|open|export|download|print|send|email|delete|finish|review|check|make|turn)(?: me)?(?: (?:my|the|this|that|it|whole|so far|into|as|an?|everything))* (?:cv|resume|résumé|pdf|profile|later|up)\b"
    r"|^(?:please |just |ok )*(?:confirm|save|finish|submit|approve)(?: (?:it|this|that|all|everything|as it is))*(?: (?:please|now|then|later|as it is))*\W*$"
)
_TELLS_DATE = re.compile(
    r"\b(?:i|we) (?:actually |only |really )?(?:started|joined|began|left|quit|finished|graduated|moved on|resigned)\b|\b(?:start|end|leaving|graduation) (?:date|year)\b"
    r"|入职|进(?:的|厂)|离职|离厂|走的|毕业(?:年份|时间|于|的)|(?:开始|结束)(?:时间|日期)"
)
# Opens what puts an earlier answer right, rather than answering.
_TAKES_UP_AGAIN = re.compile(
    r"^(?:oh |ah |er |no |wait |hang on |hold on |and )*(?:sorry|oops|actually|correction|my mistake|my bad|wait|no|hang on|hold on)\b"
    r"|^(?:哦|噢|啊|呃|诶)?[,\s]*(?:等(?:一?下|等|会儿?)|不对|抱歉|不好意思|对了|更正|说错|写错|刚(?:才|刚)|搞错|记错)"
)


def is_order(reading: Reading) -> bool:
    """Whether the words order something done with the résumé, and so are no value of a field."""
    return bool(_ORDER.search(reading.lower))


def takes_up_again(reading: Reading) -> bool:
    """Whether the words open as one goes back to what was said before: sorry, 等下."""
    return bool(_TAKES_UP_AGAIN.search(reading.lower))


def find_other_dates(path: str, reading: Reading, *, today: date) -> list[ResumeFact]:
    """Return the date of another field than the one asked, told in a sentence of its own.

    Asked for a whole entry (`work[0]`), everything in the sentence belongs to it.
    """
    if "." not in path or not _TELLS_DATE.search(reading.lower):
        return []
    told = find_corrected_fields(reading, today=today)
    return [fact for fact in told if fact.path.endswith("Date") and fact.path != path]
