"""The page's own modules, run by node: folding, the outbox, words and figures."""

import json
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

from tests.needs import needs

SOURCES = Path(settings.BASE_DIR) / "chat" / "static" / "chat"
TESTS = Path(__file__).parent / "js"


@needs("node")
def test_page_modules_keep_their_claims() -> None:
    node = shutil.which("node")
    assert node is not None
    files = sorted(str(path) for path in TESTS.glob("*.test.mjs"))
    assert files
    done = subprocess.run(
        [node, "--test", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]


def test_page_keeps_to_elements_and_own_files() -> None:
    for path in SOURCES.rglob("*.js"):
        source = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in source, f"{path.name} uses {word}"
        assert "https://" not in source.replace("https://localhost/", ""), path.name


def test_every_module_is_imported_from_the_page() -> None:
    seen: set[Path] = set()
    waiting = [SOURCES / "app.js"]
    while waiting:
        path = waiting.pop().resolve()
        if path in seen:
            continue
        seen.add(path)
        waiting.extend(
            path.parent / json.loads(line.rsplit(" from ", 1)[1].rstrip(";"))
            for line in path.read_text(encoding="utf-8").splitlines()
            if ' from "./' in line or ' from "../' in line
        )
    assert seen == {path.resolve() for path in SOURCES.rglob("*.js")}
