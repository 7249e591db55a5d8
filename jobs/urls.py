"""How addresses name a posting. Its routes stand where partners' keys are known: `feeds.urls`."""

from django.urls import register_converter


class PostingIdConverter:
    """A posting's id: what a bigint holds."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return its digits."""
        return str(value)


register_converter(PostingIdConverter, "posting_id")
