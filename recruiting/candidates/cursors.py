"""Where a page of candidates ends, so that the next begins after it; sealed, and of one list alone."""

from collections.abc import Collection

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from jobs.models import Posting

MAX_LENGTH = 300
Order = tuple[int, float, str]


def build_cursor(
    order: Order,
    *,
    posting: Posting,
    weighed: str = "",
    words: str = "",
    without: Collection[str] = (),
) -> str:
    """Return what `read_cursor` opens for the same posting, weights, words and filters."""
    return signing.dumps(list(order), salt=_salt(posting, weighed, words, without))


def read_cursor(
    text: str,
    *,
    posting: Posting,
    weighed: str = "",
    words: str = "",
    without: Collection[str] = (),
) -> Order | None:
    """Return the place in the order after which to go on, None without a cursor.

    AppError "bad_cursor" for one that was made up or is of another list.
    """
    if not text:
        return None
    try:
        group, figure, reference = signing.loads(
            text[:MAX_LENGTH], salt=_salt(posting, weighed, words, without)
        )
    except signing.BadSignature as error:
        raise AppError("bad_cursor", _("This list has changed; begin again.")) from error
    return int(group), float(figure), str(reference)


def _salt(posting: Posting, weighed: str, words: str, without: Collection[str]) -> str:
    said = "\n".join([str(posting.company_id), str(posting.id), weighed, words, *sorted(without)])
    return "recruiting.candidates:" + salted_hmac("recruiting.cursor", said).hexdigest()
