"""Every text that a person reads exists in Chinese, in catalogues compiled from their sources."""

import ast
import gettext
import io
import re
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
APPS = ("jobassist", "eventlog", "jobs", "resumes", "feeds", "recruiting", "chat")
CATALOGUES = sorted(
    path for app in APPS for path in (ROOT / app).glob("**/locale/*/LC_MESSAGES/django.po")
)
GETTEXT = {
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "_": (0,),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "npgettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)[^{}]*\}")


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def list_compiled(file: BinaryIO) -> dict:
    """Return what a compiled catalogue translates, without its header."""
    # The module has no public way to list what it read.
    messages: dict[Any, str] = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    messages.pop("", None)
    return messages


def texts_of(message: Any) -> tuple[str, ...]:
    """Return a message's one text, or its singular and plural."""
    return tuple(message) if isinstance(message, list | tuple) else (message,)


def list_texts_of_code(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        for position in GETTEXT.get(name, ()):
            argument = node.args[position] if position < len(node.args) else None
            if isinstance(argument, ast.Constant):
                found.add(str(argument.value))
    return found


def list_texts_of_template(path: Path) -> set[str]:
    source = templatize(path.read_text(encoding="utf-8"))
    quoted = re.findall(
        r"(?:(?<!p)gettext\(|pgettext\(\s*u?'[^']*',)\s*u?((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))",
        source,
    )
    return {ast.literal_eval(text) for text in quoted}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_compiled_catalogue_is_as_new_as_its_source(path):
    assert path.with_suffix(".mo").exists(), "compile it: pybabel compile -D django -d …/locale"
    expected = io.BytesIO()
    write_mo(expected, read_catalogue(path))
    expected.seek(0)
    with path.with_suffix(".mo").open("rb") as file:
        assert list_compiled(file) == list_compiled(expected)


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_translation_keeps_the_placeholders(path):
    for message in read_catalogue(path):
        if not message.id or not message.string:
            continue
        originals = texts_of(message.id)
        translated = texts_of(message.string)
        allowed = {name for text in originals for name in PLACEHOLDER.findall(text)}
        for text in translated:
            assert set(PLACEHOLDER.findall(text)) <= allowed, message.id


@pytest.mark.parametrize("app", APPS)
def test_every_text_is_translated(app):
    known: set[str] = set()
    for path in CATALOGUES:
        for message in read_catalogue(path):
            if message.string and "fuzzy" not in message.flags:
                known.update(texts_of(message.id))
    wanted: set[str] = set()
    for path in (ROOT / app).rglob("*.py"):
        if "migrations" not in path.parts:
            wanted |= list_texts_of_code(path)
    for path in (ROOT / app).rglob("*.html"):
        wanted |= list_texts_of_template(path)
    assert sorted(wanted - known) == []
