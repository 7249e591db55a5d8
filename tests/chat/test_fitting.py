"""No card is larger than a frame: long ones are shortened, and say so."""

import copy
import uuid
from typing import Any

import pytest

from chat import build_cards, events
from chat.cards import Fact, MemoryData
from chat.fitting import CARD_BYTES, fit, size_of, take_fitting
from resumes.services import Preview, ShownChange, Source
from tests.chat.test_contract import AT, fixed_id

LONG = "负责上海地区的护理工作" * 700


def make_preview(document: dict[str, Any], changes: tuple[ShownChange, ...] = ()) -> Preview:
    return Preview(
        resume_id=uuid.UUID(int=6),
        revision=3,
        confirmed_revision=None,
        document=document,
        completeness=0.5,
        changes=changes,
        missing=(),
    )


def sent_size(card: Any) -> int:
    item = events.ItemDone(item_id=fixed_id(3), role="assistant", kind="card", card=card)
    return size_of(item.dump())


def test_ordinary_resume_is_shown_as_it_is():
    document = {"basics": {"name": "李安"}, "work": [{"name": "远航", "summary": "护理" * 500}]}
    card = build_cards.build_resume_preview(make_preview(document))
    assert card.data.resume == document
    assert card.data.is_cut is None
    assert card.body is None


@pytest.mark.parametrize(
    "document",
    [
        {"work": [{"name": f"公司{n}", "summary": LONG} for n in range(40)]},
        {"work": [{"highlights": ["护士" * 100] * 60} for _ in range(50)]},
        {name: [{"name": LONG, "keywords": [LONG] * 30}] * 20 for name in ("work", "skills")},
    ],
    ids=["long", "many", "both"],
)
def test_large_resume_is_shortened_to_a_frame_and_says_so(document):
    before = copy.deepcopy(document)
    source = Source(kind="message", ref=fixed_id(3), start=0, end=7, words=LONG[:4_000])
    changes = tuple(
        ShownChange(op="add", path=f"/work/{n}/summary", after=LONG, source=source)
        for n in range(200)
    )
    card = build_cards.build_resume_preview(make_preview(document, changes))
    assert sent_size(card) < CARD_BYTES + 10_000
    assert card.data.is_cut is True
    assert card.body
    assert card.data.resume.keys() == document.keys()
    assert card.data.changes
    assert document == before, "the résumé itself stays whole"


def test_what_fits_is_not_touched():
    value = {"a": ["x" * 100] * 3}
    assert fit(value) is value
    assert fit(value, most_bytes=200) == {"a": ["x" * 39 + "…"] * 3}


def test_memories_are_shown_as_far_as_they_fit():
    facts = [
        Fact(memory_id=fixed_id(n), key="note", text=LONG[:500], words=LONG[:500], said_at=str(AT))
        for n in range(200)
    ]
    card = build_cards.build_memory_card(MemoryData(facts=facts))
    assert 0 < len(card.data.facts) < 200
    assert card.data.facts == facts[: len(card.data.facts)]
    assert sent_size(card) < CARD_BYTES + 10_000
    assert take_fitting(facts[:3]) == facts[:3]
