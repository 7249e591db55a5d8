"""Fields that take the type they name and no other."""

import pytest
from rest_framework.exceptions import ValidationError

from jobassist.strict_fields import StrictBooleanField, StrictCharField


@pytest.mark.parametrize("value", [0, 1.5, True, ["a"], {}])
def test_a_text_is_no_number(value):
    with pytest.raises(ValidationError):
        StrictCharField().run_validation(value)
    assert StrictCharField().run_validation(" 工程师 ") == "工程师"


@pytest.mark.parametrize("value", [0, 1, "true", "no", []])
def test_a_flag_is_true_or_false(value):
    with pytest.raises(ValidationError):
        StrictBooleanField().run_validation(value)
    assert StrictBooleanField().run_validation(False) is False
