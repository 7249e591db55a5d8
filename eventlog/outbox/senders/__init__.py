"""The ways out, each a function from what is told to what came of it. No database."""

from .base import Outcome, Told, ToldLine
from .gateway import send_to_app
from .mail import send_mail_of
from .web_push import send_to_browser

__all__ = ["Outcome", "Told", "ToldLine", "send_mail_of", "send_to_app", "send_to_browser"]
