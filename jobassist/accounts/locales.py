"""Language tags as the wire writes them, and the catalogue that serves each."""

import re
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Language, optional script, optional region: what a phone sends. Variants and extensions are not
# kept: no catalogue differs by them.
_TAG = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?$")


def normalise_locale(tag: str) -> str | None:
    """Return `tag` in its usual case (`zh-Hans-CN`, `en-GB`), or None when it is no tag."""
    found = _TAG.match(tag.strip()[:64])
    if found is None:
        return None
    language, script, region = found.groups()
    parts = [language.lower()]
    if script:
        parts.append(script.title())
    if region:
        parts.append(region.upper())
    return "-".join(parts)


def validate_locale(tag: str) -> None:
    """Raise ValidationError unless `tag` is a language tag in its usual case."""
    if normalise_locale(tag) != tag:
        raise ValidationError(_("This is not a language tag such as zh-CN."), code="bad_locale")


def language_of(locale: str) -> Literal["zh", "en"]:
    """Return the language the product speaks to a reader of `locale`."""
    return "zh" if locale.lower().split("-")[0] in {"zh", "yue", "cmn"} else "en"


def django_language(locale: str) -> Literal["zh-hans", "en"]:
    """Return the name of Django's catalogue for `locale`."""
    return "zh-hans" if language_of(locale) == "zh" else "en"


def region_of(locale: str) -> str | None:
    """Return the two-letter region of `locale`, or None when it names none."""
    last = locale.split("-")[-1]
    return last.upper() if len(last) == 2 and "-" in locale and last.isalpha() else None
