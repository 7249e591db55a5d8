"""What is remembered about a person: learned from their words, read back, and truly forgotten.

The only writer of `Memory`, of its vectors and of what was forgotten.
"""

from chat.memory.concepts import PRIVATE, concepts_of_criterion, find_concepts, lasting
from chat.memory.consolidating import Consolidated, consolidate_due
from chat.memory.describing import build_facts, describe_fact
from chat.memory.facts import (
    MAX_FACTS,
    MAX_NOTE,
    MemoryNotFound,
    check_pay,
    edit_memory,
    get_memory_for,
    learn,
    recall,
    recall_criteria,
    remember,
    remember_criteria,
)
from chat.memory.forgetting import (
    drop_forgotten,
    forget,
    forget_everything,
    forget_said,
    key_bare_hashes,
)
from chat.memory.forgotten import NewFact
from chat.memory.naming import Sentence, find_meant, find_said, get_said_for, mark_of
from chat.memory.questions import (
    Question,
    asks_for_everything,
    find_order,
    read_question,
)
from chat.memory.recalling import Recalled, recall_about
from chat.memory.said import day_of
from chat.memory.statements import Statement, covers, find_statements
from chat.memory.vectors import embed_missing

__all__ = [
    "MAX_FACTS",
    "MAX_NOTE",
    "PRIVATE",
    "Consolidated",
    "MemoryNotFound",
    "NewFact",
    "Question",
    "Recalled",
    "Sentence",
    "Statement",
    "asks_for_everything",
    "build_facts",
    "check_pay",
    "concepts_of_criterion",
    "consolidate_due",
    "covers",
    "day_of",
    "describe_fact",
    "drop_forgotten",
    "edit_memory",
    "embed_missing",
    "find_concepts",
    "find_meant",
    "find_order",
    "find_said",
    "find_statements",
    "forget",
    "forget_everything",
    "forget_said",
    "get_memory_for",
    "get_said_for",
    "key_bare_hashes",
    "lasting",
    "learn",
    "mark_of",
    "read_question",
    "recall",
    "recall_about",
    "recall_criteria",
    "remember",
    "remember_criteria",
]
