"""Where a provider's key is kept: a variable of the environment, or a file. Rows never hold one.

An operator who edits rows must not be able to send another secret of this installation to a
server of theirs, so only what is called an API key can be named.
"""

import re
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jobassist.env import BadEnvironment, env_secret

FILE = "file:"
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.A)
_SAYS_KEY = re.compile(r"api[_-]?key", re.I)


class MissingKey(Exception):
    """A key that a provider needs is not there; the text says where it was looked for."""


def validate_key_reference(value: str) -> None:
    """Raise ValidationError that says how to name a key. Its being there is not checked."""
    if not value or _VARIABLE.fullmatch(value):
        return
    name = value.removeprefix(FILE)
    if value.startswith(FILE) and _FILE_NAME.fullmatch(name) and _SAYS_KEY.search(name):
        return
    raise ValidationError(
        _(
            "Name where the key is, not the key: a variable ending in _API_KEY, or file: and the "
            "name of a file in MODEL_KEYS_DIR that has “api_key” in its name."
        )
    )


def read_key(reference: str) -> str:
    """Return the key that a reference names, "" for none; raises MissingKey.

    A file is read anew each time: a key that is replaced needs no restart.
    """
    if not reference:
        return ""
    try:
        validate_key_reference(reference)
    except ValidationError:
        raise MissingKey(_("What is named is no place of a key.")) from None
    if not reference.startswith(FILE):
        try:
            key = env_secret(reference)
        except BadEnvironment as error:
            raise MissingKey(str(error)) from None
        if not key:
            raise MissingKey(_("%(name)s is not set.") % {"name": reference})
        return key
    name = reference.removeprefix(FILE)
    try:
        key = (Path(settings.MODEL_KEYS_DIR) / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise MissingKey(
            _("There is no readable file %(name)s in MODEL_KEYS_DIR.") % {"name": name}
        ) from None
    if not key:
        raise MissingKey(_("The file %(name)s in MODEL_KEYS_DIR is empty.") % {"name": name})
    return key
