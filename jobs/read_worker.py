"""The child that reads rows for `ReadPool`: rows in by a pipe, what is written of them out.

Run as `python -m jobs.read_worker`. Messages are those of the embedding child, in msgpack.
"""

import sys
from datetime import date

import msgspec

from jobassist.ai.embed_worker import read_message, write_message
from jobs.feed import FeedError
from jobs.reading import ReadRow, read_sent_rows


class Question(msgspec.Struct):
    """Rows to read."""

    today: date
    rows: list[bytes]


class Answer(msgspec.Struct):
    """What became of one row: the one or the other."""

    row: ReadRow | None = None
    errors: list[FeedError] = []


def answer(question: Question) -> list[Answer]:
    """Return what became of each row."""
    return [
        Answer(row=read) if isinstance(read, ReadRow) else Answer(errors=read)
        for read in read_sent_rows(question.rows, today=question.today)
    ]


def main() -> None:
    """Answer until standard input closes; a killed parent closes it too."""
    decoder = msgspec.msgpack.Decoder(Question)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    # Nothing else may write where the answers go.
    sys.stdout = sys.stderr
    while (body := read_message(source)) is not None:
        write_message(sink, msgspec.msgpack.encode(answer(decoder.decode(body))))


if __name__ == "__main__":
    main()
