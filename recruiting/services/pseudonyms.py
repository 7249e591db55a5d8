"""What a person is called where no name may be shown: the same wherever one posting is looked at."""

import uuid

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from recruiting.models import Application, Thread


def build_code(*, company_id: int | None, posting_id: int | None, person_id: uuid.UUID) -> str:
    """Return the code of a person for one posting of one company; it tells of no other posting."""
    secret = f"{company_id}:{posting_id}:{person_id}"
    digest = salted_hmac("recruiting.pseudonym", secret, algorithm="sha256").hexdigest()
    return digest[:6].upper()


def pseudonym_of(contact: Application | Thread) -> str:
    """Return a name that tells contacts about a posting apart, and nobody's identity."""
    code = build_code(
        company_id=contact.company_id,
        posting_id=contact.posting_id,
        person_id=contact.person_id,
    )
    return _("Candidate %(code)s") % {"code": code}
