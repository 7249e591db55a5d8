"""Notices by mail: what kind of thing happened, a link, and a way to have no more of them."""

import smtplib
from collections import Counter
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from eventlog.outbox.kinds import say_notice
from eventlog.outbox.unsubscribing import unsubscribe_url
from jobassist.accounts.locales import django_language

from .base import Outcome, Told


def send_mail_of(told: Told, *, address: str) -> Outcome:
    """Send one mail and return what came of it."""
    message = build_mail(told, address=address)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next((status for status, _text in error.recipients.values()), 550)
        return Outcome("refused_recipient", code, is_final=code >= 500)
    except smtplib.SMTPResponseException as error:
        return Outcome("mail_server", error.smtp_code)
    except (smtplib.SMTPException, OSError):
        return Outcome("no_mail_server")
    return Outcome()


def build_mail(told: Told, *, address: str) -> EmailMessage:
    """Return the mail in the person's language. It names nobody and quotes nothing."""
    url = unsubscribe_url(told.user_id)
    with translation.override(django_language(told.locale)):
        counts: Counter[str] = Counter()
        for line in told.lines:
            counts[line.kind] += line.count
        said = [say_notice(kind, count) for kind, count in counts.items()]
        subject = said[0].rstrip(".。") if len(said) == 1 else _("News for you")
        text = "\n".join(
            [
                *([f"- {line}" for line in said] if len(said) > 1 else said),
                "",
                _("Open it here: %(url)s") % {"url": settings.PUBLIC_URL + "/"},
                "",
                _(
                    "For your privacy a mail holds nothing of what was written. "
                    "No more of these mails: %(url)s"
                )
                % {"url": url},
            ]
        )
        return EmailMessage(
            f"{subject} – JobAssist",
            text,
            None,
            [address],
            headers={
                # The same again when an attempt is made twice: mail servers know it then.
                "Message-ID": f"<{told.delivery_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
                "Date": format_datetime(told.at),
                # RFC 8058: one click in the mail program, no page.
                "List-Unsubscribe": f"<{url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
