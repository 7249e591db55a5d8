"""A sender that keeps what it was given."""

SENT: list[dict[str, str]] = []


class ListSender:
    """Keeps what would have been sent."""

    def send(self, *, kind: str, address: str, subject: str, text: str, code: str) -> None:
        SENT.append(
            {"kind": kind, "address": address, "subject": subject, "text": text, "code": code}
        )
