"""What the chat does when the web process begins and ends."""

import asyncio

_background: set[asyncio.Task[None]] = set()


async def start() -> None:
    """Begin sweeping for turns that a dead process left."""
    # Imported when the server starts: commands and migrations need no engine.
    from chat.hub import hub
    from chat.runner import runner
    from eventlog.bell import relay

    hub.is_stopping = False
    # The first person should not wait for word lists and weights to load, nor the start.
    _background.add(asyncio.create_task(asyncio.to_thread(_warm_up)))
    await relay.start()
    await runner.start()


async def drain() -> None:
    """Say goodbye to open sockets with 1012, and end the streams."""
    from chat.hub import hub

    await hub.say_goodbye()


async def stop() -> None:
    """Say goodbye to whoever is still there, then let running turns finish."""
    from chat.hub import hub
    from chat.runner import runner
    from eventlog.bell import relay
    from jobassist.ai.chat_model import close_chat_model
    from jobassist.providers.admission import admission

    await hub.say_goodbye()
    await runner.stop()
    # The other parts stop beside this one: what the last turns used is not theirs to wait for.
    await admission.stop()
    await relay.stop()
    await close_chat_model()


def _warm_up() -> None:
    from django.utils import timezone

    from chat.understanding import understand
    from jobassist.language.warm import load_lexicons

    load_lexicons()
    for words in ("上海 Python 后端，25k 以上", "night-shift nurse near Leeds"):
        understand(words, today=timezone.now().date())
