"""What is missing from a whole list: ended, unless so much is missing that a person must look."""

from collections.abc import Collection
from dataclasses import dataclass

from jobs.models import Posting

# So much of a source may end at once without anybody looking.
ORDINARY_SHARE = 0.3
ORDINARY_COUNT = 5
# Of the items of a list, so many may be refused for it to be believed in what it leaves out.
_MOST_REJECTED = 0.1
# A list that is suddenly empty is more often broken than true.
_EMPTY_COUNT = 3
_OPEN = (Posting.Status.ACTIVE, Posting.Status.PAUSED)


@dataclass(frozen=True, slots=True)
class Absence:
    """Open postings of a source that a whole list left out, in `ids`; `open_count` is of all."""

    ids: tuple[int, ...]
    open_count: int

    @property
    def is_sudden(self) -> bool:
        """Whether so many are missing that the list is more likely wrong than they are over."""
        return is_sudden(missing=len(self.ids), open_count=self.open_count)


def is_sudden(*, missing: int, open_count: int) -> bool:
    """Return whether a drop waits for a person."""
    if missing == open_count:
        return missing >= _EMPTY_COUNT
    return missing > max(ORDINARY_COUNT, open_count * ORDINARY_SHARE)


def is_broken(*, rejected: int, seen: int) -> bool:
    """Return whether so much of a list was refused that it is not believed in what it leaves out."""
    return rejected > max(ORDINARY_COUNT, seen * _MOST_REJECTED)


def find_absent(source_id: int, *, present: Collection[str]) -> Absence:
    """Return the open postings of a source whose ids a list does not have; one query."""
    rows = Posting.objects.filter(source_id=source_id, status__in=_OPEN)
    known = list(rows.values_list("id", "external_id"))
    there = present if isinstance(present, set | frozenset | dict) else set(present)
    absent = tuple(sorted(pk for pk, external_id in known if external_id not in there))
    return Absence(absent, len(known))
