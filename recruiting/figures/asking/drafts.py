"""What one question says of a query: its parts, before they are put together."""

from dataclasses import dataclass
from typing import Any

from .conditions import Group, Tree


@dataclass
class Draft:
    """The parts of a query as one question says them; None or empty where it says nothing."""

    measures: list[str]
    dimensions: list[str]
    groups: list[Group]
    filters: Tree | None
    date_range: dict[str, str] | None = None
    time_filter: Tree | None = None
    # Only what it is compared with was said: "how does that compare with last week".
    is_date_guessed: bool = False
    compare_to: str | None = None
    order: tuple[str | None, str] | None = None
    limit: int | None = None
    chart: str | None = None


def set_order(data: dict[str, Any], draft: Draft) -> None:
    """Put order and limit in, where there are rows to order."""
    if not data.get("dimensions"):
        return
    if draft.order and data["measures"]:
        by = draft.order[0] if draft.order[0] in data["measures"] else data["measures"][0]
        data["order_by"] = [{"by": by, "dir": draft.order[1]}]
    if draft.limit:
        data["limit"] = min(draft.limit, 1000)
