"""The HTTP API against its own document: `make fuzz-api` runs the same for longer."""

import json
import os

import pytest

from tests import fuzz_api

pytestmark = [
    pytest.mark.alone,
    pytest.mark.slow,
    # It finds other things on a quicker machine: a search for defects, and no gate yet.
    pytest.mark.skipif(not os.environ.get("FUZZ_API"), reason="set FUZZ_API=1, or make fuzz-api"),
]


def test_nothing_answers_5xx_or_what_the_document_does_not_say() -> None:
    ended = fuzz_api.run(seconds=90, examples=10)
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    assert "TRACEBACK" not in ended.stdout, ended.stdout[-4000:]
    # Else everything was refused at the door, and nothing was tried.
    assert json.loads(ended.stdout.splitlines()[-1])["operations_that_accepted"] >= 20
