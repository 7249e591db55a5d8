"""The server's side of HTTP: uvicorn's, with a way to drop a connection that reads nothing."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class HttpProtocol(HttpToolsProtocol):
    """Gives each request a way to drop its connection, for an answer that has no end."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        # Not only closed: that would wait until a peer has read what it does not read.
        self.scope["extensions"] = {"jobassist.abort": {"call": self.transport.abort}}
