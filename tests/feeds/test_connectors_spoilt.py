"""Spoilt documents: every reader answers with items and problems, or says why it cannot."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from feeds.connectors import UnreadableFeed, detect_format, read_page
from feeds.pulled_rows import check_item

DATA = Path(__file__).resolve().parents[1] / "data" / "feeds"
JSON = ("greenhouse", "lever", "ashby", "workable", "recruitee", "remoteok", "himalayas")
MARKUP = {
    "board.rss": "rss", "wwr.rss": "rss", "atom.xml": "rss", "indeed.xml": "indeed_xml",
    "linkedin.xml": "linkedin_xml", "page.html": "json_ld", "microdata.html": "json_ld",
}  # fmt: skip
NASTY: list[Any] = [
    None, True, 0, -1, 1e308, 10**30, "", "x", "<b>", "&lt;p&gt;", [], {}, [None], [[1]], {"a": 1},
    {"name": ["x"]}, "2026-13-45", "\x00\ud800", "http://[", "//[::", [{"a": [{}]}],
]  # fmt: skip
PIECES = [
    b"<",
    b">",
    b"&",
    b"\x00",
    b"\xff",
    b"</item>",
    b"<!--",
    b"<![CDATA[",
    b"&#xD800;",
    b"]]>",
    b"<?x",
]


def spoil(value, chance):
    if chance.random() < 0.12:
        return chance.choice(NASTY)
    if isinstance(value, dict):
        return {k: spoil(v, chance) for k, v in value.items() if chance.random() > 0.04}
    if isinstance(value, list):
        return [spoil(each, chance) for each in value]
    return value


def read_all(data, connector):
    for read in (lambda: detect_format(data), lambda: read_page(data, connector=connector)):
        try:
            page = read()
        except UnreadableFeed:
            continue
        for item in getattr(page, "items", ())[:3]:
            assert check_item(item, today=date(2026, 11, 22)).refusal or item.row["title"]


@pytest.mark.parametrize("connector", JSON)
def test_spoilt_json(connector):
    document = json.loads((DATA / f"{connector}.json").read_bytes())
    for seed in range(60):
        read_all(json.dumps(spoil(document, random.Random(seed))).encode(), connector)


@pytest.mark.parametrize(("name", "connector"), MARKUP.items())
def test_spoilt_markup(name, connector):
    for seed in range(60):
        chance = random.Random(seed)
        data = bytearray((DATA / name).read_bytes())
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                del data[at : at + chance.randrange(1, 30)]
            else:
                data[at:at] = chance.choice(PIECES)
        read_all(bytes(data), connector)
