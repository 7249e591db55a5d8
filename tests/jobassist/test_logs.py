"""A log line says what happened to which id, and nothing about who."""

import io
import json
import logging
import logging.config
import uuid
from collections.abc import Iterator

import pytest
import structlog

from jobassist.logs import build_logging, redact_text, safe_value

SOME_ID = uuid.UUID("11111111-2222-3333-4444-555555555555")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    config = build_logging(level="INFO", is_json=True, shows_error_texts=False)
    formatter = logging.config.DictConfigurator(config).configure_formatter(
        config["formatters"]["structured"]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("some.library")
    logger.addHandler(handler)
    logger.propagate = False
    yield stream
    logger.removeHandler(handler)
    logger.propagate = True
    from django.conf import settings

    build_logging(
        level=settings.LOG_LEVEL, is_json=settings.LOG_FORMAT == "json", shows_error_texts=False
    )


def last(lines: io.StringIO) -> dict:
    return json.loads(lines.getvalue().strip().splitlines()[-1])


def test_own_entry_keeps_ids_and_drops_words(lines):
    structlog.stdlib.get_logger("some.library").info(
        "resume_read",
        resume_id=SOME_ID,
        path="/work/0/name",
        count=3,
        name="王小明",
        address="12 High Street",
        email="wang@example.com",
        phone="13800138000",
        nested={"text": "I live in Leeds", "id": 7},
    )
    entry = last(lines)
    assert entry["event"] == "resume_read"
    assert entry["resume_id"] == str(SOME_ID)
    assert entry["path"] == "/work/0/name"
    assert entry["count"] == 3
    assert entry["nested"]["id"] == 7
    text = lines.getvalue()
    for private in ("王小明", "High Street", "wang", "13800138000", "Leeds"):
        assert private not in text


def test_librarys_values_are_checked_before_they_are_filled_in(lines):
    logging.getLogger("some.library").warning(
        "could not mail %s at %s (%d tries, id %s)", "Wang Xiaoming", "w@x.org", 3, SOME_ID
    )
    event = last(lines)["event"]
    assert event == f"could not mail <text of 13> at <text of 7> (3 tries, id {SOME_ID})"


def test_exception_text_is_left_out_and_its_place_kept(lines):
    try:
        try:
            raise KeyError("wang@example.com")
        except KeyError as error:
            raise ValueError("Key (email)=(wang@example.com) already exists") from error
    except ValueError:
        logging.getLogger("some.library").exception("it failed")
    entry = last(lines)
    assert "wang" not in lines.getvalue()
    assert "builtins.ValueError" in entry["exception"]
    assert "caused by builtins.KeyError" in entry["exception"]
    assert "test_logs.py" in entry["exception"]


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("mail a.b+c@mail.example.co.uk now", "mail <email> now"),
        ("call 138 0013 8000", "call <number>"),
        ("call +44 20 7946 0958.", "call <number>."),
        (f"turn {SOME_ID} took 12 ms", f"turn {SOME_ID} took 12 ms"),
        ("2026-11-02T09:30:00Z port 5432", "2026-11-02T09:30:00Z port 5432"),
    ],
)
def test_addresses_and_numbers_are_taken_out_of_free_text(text, redacted):
    assert redact_text(text) == redacted


def test_unknown_objects_are_named_by_their_kind():
    class Person:
        def __str__(self) -> str:
            return "Wang"

    assert safe_value(Person()) == "<Person>"
    assert safe_value([Person(), 1]) == ["<Person>", 1]
