"""The page's own modules, run by node: folding, the outbox, words and figures."""

import json
import re
import shutil
import subprocess
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings

from tests.needs import needs

SOURCES = Path(settings.BASE_DIR) / "chat" / "static" / "chat"
TESTS = Path(__file__).parent / "js"
CATALOGUE = Path(settings.BASE_DIR) / "chat/locale/zh_Hans/LC_MESSAGES/djangojs.po"
WORDS = {"gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)s")


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
    # The page itself, and the card that is framed beside a recruiter's form.
    waiting = [SOURCES / "app.js", SOURCES / "card_frame.js"]
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


def list_words_of_modules() -> set[str]:
    found: set[str] = set()
    for path in SOURCES.rglob("*.js"):
        with path.open("rb") as file:
            for _line, words, _comments, _context in extract("javascript", file, keywords=WORDS):
                found.update([words] if isinstance(words, str) else words)
    return found


def list_texts(text: Any) -> list[str]:
    """Return the one text of a message, or each of its plural forms."""
    return [text] if isinstance(text, str) else [each for each in text if each]


def test_every_word_of_the_page_exists_in_chinese() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    known: set[str] = set()
    for message in catalogue:
        if not message.id or not message.string:
            continue
        ids = list_texts(message.id)
        known.update(ids)
        texts = list_texts(message.string)
        said = compiled.ngettext(ids[0], ids[1], 2) if len(ids) == 2 else compiled.gettext(ids[0])
        assert said == texts[0], "compile it: pybabel compile -D djangojs -d chat/locale"
        for text in texts:
            assert set(PLACE.findall(text)) <= set(PLACE.findall(ids[-1])), ids
            assert "您" not in text, f"the rest of the page says 你: {text}"
    wanted = list_words_of_modules()
    assert len(wanted) > 200
    assert sorted(wanted - known) == []
