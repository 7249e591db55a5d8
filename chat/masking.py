"""Contact details taken out of what a model is sent, and put back into what it quotes. Pure."""

import re

# The letters after a label that says whose account follows: 微信 abc123, QQ: 12345, WeChat id x_y.
_ACCOUNT = re.compile(
    r"(?P<label>(?:微信号?|vx|wx|wechat(?:\s*id)?|qq号?|whatsapp|telegram|skype)\s*(?:[:是]|is)?\s*)"
    r"(?P<value>[A-Za-z0-9][A-Za-z0-9_.\-]{4,30})",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+\s?@\s?[A-Za-z0-9\-]+(?:\s?\.\s?[A-Za-z0-9\-]+)+")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
_DIGITS = re.compile(r"(?<![0-9A-Za-z.,])\+?\(?\d(?:[  \-().·]{0,2}\d){7,17}(?![0-9A-Za-z])")
# 20000-30000, 2019.03-2021.05, 2026-11-02 09:30 and 2018 2022 are pay and dates.
_DATE = r"(?:19|20)\d\d(?:[.\-/ ]\d\d?){0,2}"
_NOT_A_NUMBER = re.compile(
    rf"\d{{4,6}}\s?-{{1,2}}\s?\d{{4,6}}|{_DATE}(?:[ \-]{{0,3}}{_DATE})?(?: \d\d)?"
)
_PLACEHOLDER = re.compile(r"\[(?:account|email|id|phone)-\d+\]")
# Full-width signs as Chinese keyboards type them.
_FULL_WIDTH = {0xFEE0 + ord(sign): sign for sign in "0123456789+-()@:"}


class Masker:
    """Stands placeholders like `[phone-1]` for contact details, the same one for the same detail.

    One masker serves one turn: a placeholder means nothing in any other.
    """

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}

    def mask(self, text: str) -> str:
        """Return the text without e-mail addresses, phone numbers, accounts and identity numbers.

        It errs on the side of taking out: eight digits that are no pay and no date count
        as somebody's number.
        """
        text = text.translate(_FULL_WIDTH)
        text = _EMAIL.sub(lambda found: self._stand_for("email", found.group()), text)
        text = _IDENTITY.sub(lambda found: self._stand_for("id", found.group()), text)
        text = _ACCOUNT.sub(
            lambda found: found["label"] + self._stand_for("account", found["value"]), text
        )
        return _DIGITS.sub(self._mask_number, text)

    def unmask(self, text: str) -> str:
        """Return the text with the details that this masker took out."""
        values = {placeholder: value for value, placeholder in self._placeholders.items()}
        return _PLACEHOLDER.sub(lambda found: values.get(found.group(), found.group()), text)

    def _mask_number(self, found: re.Match[str]) -> str:
        if _NOT_A_NUMBER.fullmatch(found.group()):
            return found.group()
        return self._stand_for("phone", found.group())

    def _stand_for(self, kind: str, value: str) -> str:
        count = sum(each.startswith(f"[{kind}-") for each in self._placeholders.values())
        return self._placeholders.setdefault(value, f"[{kind}-{count + 1}]")
