"""A draft as it would be understood: slips put right, typed or dictated, and nothing changed."""

import uuid

import pytest
from django.utils import timezone

from chat import events
from chat.models import Turn
from chat.preview import preview_draft
from eventlog.models import Conversation, Event

pytestmark = pytest.mark.django_db


def preview(user, text: str) -> events.PreviewResult:
    conversation = Conversation.objects.create(owner=user)
    order = events.MessagePreviewOrder.model_validate(
        {"v": 1, "type": "message.preview", "id": str(uuid.uuid4()), "data": {"text": text}}
    )
    return preview_draft(conversation, order, user=user, now=timezone.now())


@pytest.mark.parametrize(
    ("heard", "right", "cities"),
    [
        ("想在上还找个面点师", "想在上海找个面点师", ["上海"]),
        ("nursing jobs in lead's", "nursing jobs in Leeds", ["Leeds"]),
        ("recepcionist work in Truro", "receptionist work in Truro", ["Truro"]),
    ],
)
def test_slips_are_put_right_and_cited(alice, heard: str, right: str, cities: list[str]):
    result = preview(alice, heard)
    assert result.text == right
    (slip,) = result.corrections
    assert slip.before in heard
    assert slip.after in right
    assert result.criteria is not None
    assert result.criteria["cities"] == cities


@pytest.mark.parametrize(
    "text",
    [
        "晚上还可以上班,包头",
        "网上还是线下都行",
        "sales leads for a firm in Truro",
        "我叫尚海,做保安",
    ],
)
def test_words_that_are_right_stay(alice, text: str):
    result = preview(alice, text)
    assert result.text == text
    assert result.corrections == []


def test_number_words_become_amounts_in_what_is_understood(alice):
    result = preview(alice, "um a joiner in Truro at least twenty two pounds an hour")
    assert result.criteria is not None
    assert (result.criteria["salary_min"], result.criteria["salary_period"]) == (22, "hour")


def test_nothing_is_written(alice):
    before = (Event.objects.count(), Turn.objects.count())
    preview(alice, "想在上还找个面点师")
    assert (Event.objects.count(), Turn.objects.count()) == before
