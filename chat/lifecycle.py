"""What the chat does when the web process begins and ends."""

import asyncio


async def start() -> None:
    """Begin sweeping for turns that a dead process left."""
    # Imported when the server starts: commands and migrations need no engine.
    from chat.runner import runner

    await runner.start()


async def stop() -> None:
    """Say goodbye to open sockets with 1012, then let running turns finish."""
    from chat import sessions
    from chat.runner import runner

    await asyncio.gather(
        *(socket.say_goodbye() for socket in list(sessions.open_sockets)), return_exceptions=True
    )
    await runner.stop()
