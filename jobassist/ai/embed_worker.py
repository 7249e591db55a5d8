"""The child that embeds for `EmbedPool`: texts in by a pipe, vectors out, until the pipe closes.

Run as `python -m jobassist.ai.embed_worker MODEL`. A message is four bytes of length and a body: JSON
texts one way, float32 rows the other.
"""

import json
import struct
import sys
from typing import IO

LENGTH = struct.Struct(">I")


def read_message(stream: IO[bytes]) -> bytes | None:
    """Return the next body, None when the other end has closed or died."""
    head = _read_exactly(stream, LENGTH.size)
    return None if head is None else _read_exactly(stream, LENGTH.unpack(head)[0])


def _read_exactly(stream: IO[bytes], size: int) -> bytes | None:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_message(stream: IO[bytes], body: bytes) -> None:
    """Send a body."""
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def main() -> None:
    """Answer until standard input closes; a killed parent closes it too."""
    from jobassist.ai.embedder import embedder_of

    embedder = embedder_of(sys.argv[1])
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (body := read_message(source)) is not None:
        write_message(sink, embedder.embed_documents(json.loads(body)).tobytes())


if __name__ == "__main__":
    main()
