"""What may be searched for."""

import pytest
from pydantic import ValidationError

from jobs.criteria import Criteria


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "a\x00b", "bell\x07", "x" * 301])
@pytest.mark.parametrize(
    "key", ["titles", "skills", "cities", "exclude", "conditions", "employers"]
)
def test_item_is_text_of_bounded_length_that_can_be_seen(key: str, text: str):
    with pytest.raises(ValidationError):
        Criteria.model_validate({key: (text,)})


def test_item_is_stripped():
    assert Criteria(titles=(" cook ", "厨师")).titles == ("cook", "厨师")
