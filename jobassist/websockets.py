"""The server's side of a WebSocket: uvicorn's, which also lets go of peers that read nothing.

uvicorn closes a connection when what was written has been read. A peer that keeps the connection
and reads nothing would hold it, and its buffers, for as long as it likes.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# After the end of a socket its last bytes have this long to be read.
LINGER_SECONDS = 3.0


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Gives the application a way to drop a connection, and drops those that linger."""

    async def run_asgi(self) -> None:
        """Run the application; when it is done the connection ends, read or unread."""
        extensions = self.scope["extensions"]
        assert extensions is not None
        extensions["jobassist.abort"] = {"call": self.transport.abort}
        try:
            await super().run_asgi()
        finally:
            self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def send_receive_event_to_app(self) -> None:
        """Pass a whole message on; close with 1007 for a text that is none."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                # uvicorn would do the same, and write a traceback for it into the log.
                self.frames = []
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def keepalive_timeout(self) -> None:
        """Give up a peer that answers no ping."""
        super().keepalive_timeout()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)
