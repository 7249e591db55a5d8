"""Pseudonyms of people, one a posting: whoever holds one cannot tell whose it is elsewhere.

A pseudonym is the person's id, sealed for one posting of one company. Nothing is stored; one that
was made up, or is another company's, does not open.
"""

import base64
import binascii
import uuid
from datetime import datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.utils.crypto import salted_hmac

from jobassist.accounts.models import Company, User
from jobassist.errors import NotFound
from jobs.models import Posting
from recruiting.models import Application

from .people import discoverable_people, people_who_applied

LENGTH = 22


def build_reference(posting: Posting, person_id: uuid.UUID) -> str:
    """Return the pseudonym of a person for a company's posting: always the same."""
    sealed = _cipher(posting).encryptor().update(person_id.bytes)
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def get_person_of_reference(company: Company, posting: Posting, reference: str) -> User:
    """Return who is meant, if they allow this company, now, to find them. One query.

    NotFound for a reference that was made up, is of another posting, or whose person took their
    word back, left, or blocked the company.
    """
    person_id = open_reference(company, posting, reference)
    person = discoverable_people(company.id).filter(id=person_id).first()
    if person is None:
        raise NotFound
    return person


def get_candidate(
    company: Company, posting: Posting, reference: str, *, now: datetime
) -> tuple[User, Application | None]:
    """Return who is meant, and their open application where they sent one. Two queries.

    Who applied is seen by what they shared with the posting, who did not by what they allow all.
    """
    person_id = open_reference(company, posting, reference)
    applied = people_who_applied(company.id, posting.id).filter(seeker_id=person_id).first()
    if applied is not None and applied.seeker is not None:
        return applied.seeker, applied
    return get_person_of_reference(company, posting, reference), None


def open_reference(company: Company, posting: Posting, reference: str) -> uuid.UUID:
    """Return the person's id, whatever they allow; NotFound where it opens nothing."""
    if posting.company_id != company.id or len(reference) != LENGTH:
        raise NotFound
    try:
        sealed = base64.b64decode(reference + "==", altchars=b"-_", validate=True)
        opened = uuid.UUID(bytes=_cipher(posting).decryptor().update(sealed))
    except (binascii.Error, ValueError) as error:
        raise NotFound from error
    if build_reference(posting, opened) != reference:
        # The last letter has bits to spare: one person, one pseudonym.
        raise NotFound
    return opened


def _cipher(posting: Posting) -> Cipher[modes.ECB]:
    # One block, which is all there is to an id: always the same pseudonym, by a key of the
    # posting's own. What was made up opens as an id that nobody has.
    place = f"{posting.company_id}:{posting.id}"
    key = salted_hmac("recruiting.candidate", place, algorithm="sha256").digest()
    return Cipher(algorithms.AES256(key), modes.ECB())  # noqa: S305
