"""What a place in a résumé is called."""

import pytest
from django.utils import translation

from chat.describe import describe_field


@pytest.mark.parametrize(("lang", "name"), [("en", "full name"), ("zh-hans", "姓名")])
def test_a_persons_name_is_no_things_name(lang: str, name: str) -> None:
    with translation.override(lang):
        assert describe_field("/basics/name") == name
        assert name not in describe_field("/work/0/name")
        assert name not in describe_field("/skills/1/name")
