"""The HTTP API against its own document: `make fuzz-api` runs the same for longer."""

import pytest

from tests import fuzz_api

pytestmark = [pytest.mark.alone, pytest.mark.slow]


def test_nothing_answers_5xx_or_what_the_document_does_not_say() -> None:
    ended = fuzz_api.run(seconds=90, examples=10)
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    assert "TRACEBACK" not in ended.stdout, ended.stdout[-4000:]
