"""Fields that take what the OpenAPI document says and nothing that could be read as it.

REST framework reads 0 as the text "0" and as false; a partner whose program sends the wrong
type is better told.
"""

from typing import Any

from rest_framework import serializers


class StrictCharField(serializers.CharField):
    """A text; a number is none."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text; a validation error for anything else."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictBooleanField(serializers.BooleanField):
    """True or false as JSON writes them."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the flag; a validation error for anything else."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
