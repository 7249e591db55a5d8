"""The conversation: frames, turns, engines, cards and memory."""

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from chat import (
            connect_news,
            contest_news,
            lifecycle,
            personal_data,
            posting_preview,
        )
        from chat.alerts.audience import count_people
        from chat.threads.aide import stand_beside
        from chat.threads.scribe import RecruitersScribe
        from jobassist import lifespan
        from jobassist.accounts.signals import sessions_ended
        from recruiting import audience, beside, hearing
        from recruiting.fairness import telling

        personal_data.register_hooks()
        posting_preview.register()
        audience.register_alert_counter(count_people)
        hearing.register_teller(connect_news.tell_seeker)
        beside.register_aide(stand_beside)
        beside.register_scribe(RecruitersScribe())
        telling.register_teller(contest_news.tell_answer)
        lifespan.register(
            "turns", start=lifecycle.start, stop=lifecycle.stop, drain=lifecycle.drain
        )
        sessions_ended.connect(check_sockets, dispatch_uid="chat.check_sockets")


def check_sockets(*, user_id: UUID, **_signal: Any) -> None:
    """Have every open socket of a person check its sign-in now."""
    from eventlog.bell import tell_session_ended

    tell_session_ended(user_id)
