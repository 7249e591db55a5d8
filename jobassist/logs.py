"""Logging that says what happened and to which id, never what a person wrote or is called."""

import re
import sys
import traceback
import uuid
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# What may stand in a log as it is: names of code, codes, paths, versions, ids.
PLAIN_TEXT = re.compile(r"[A-Za-z0-9_.:/\-\[\]<>=+*#%]{0,200}")
EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
# Seven digits in a row, or spaced as people space them, may be somebody's number; ids and
# times of ours are not.
FEWEST_DIGITS = 7
NUMBERS = re.compile(
    r"(?P<ours>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[0-9:.+Z]*)?)"
    r"|(?<![0-9A-Za-z])\+?\d[\d \-()]{5,}\d(?![0-9A-Za-z])"
)
KEPT_KEYS = frozenset({"event", "level", "logger", "timestamp", "exception"})


def build_logging(*, level: str, is_json: bool, shows_error_texts: bool) -> dict[str, Any]:
    """Return the LOGGING setting, and set structlog up to the same output.

    `shows_error_texts` adds the messages of exceptions, which may quote a person's data:
    for a developer's own machine.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        describe_exception if not shows_error_texts else structlog.processors.format_exc_info,
        drop_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(colors=False, sort_keys=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [fill_in_safely, *shared],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                # The message was put together in `fill_in_safely`, with safe values only.
                "use_get_message": False,
                "pass_foreign_args": True,
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Every statement with its values, at DEBUG.
            "django.db.backends": {"level": "INFO"},
            "procrastinate": {"level": "WARNING"},
            "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
            "uvicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            # Addresses of people, one line a request.
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "axes": {"level": "WARNING"},
            # A traceback a second while Redis is away; the bell says so once.
            "channels_redis": {"level": "CRITICAL"},
            "openai": {"level": "WARNING"},
            # A line a call, with its address.
            "httpx2": {"level": "WARNING"},
            "httpcore2": {"level": "WARNING"},
            "pdfminer": {"level": "ERROR"},
            "pypdf": {"level": "ERROR"},
        },
    }


def safe_value(value: object) -> object:
    """Return the value if it cannot say who somebody is, else what kind of thing it was."""
    if value is None or isinstance(value, bool | float | Decimal | uuid.UUID):
        return str(value) if isinstance(value, Decimal | uuid.UUID) else value
    if isinstance(value, Enum):
        return safe_value(value.value)
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        if PLAIN_TEXT.fullmatch(value) and redact_text(value) == value:
            return value
        return f"<text of {len(value)}>"
    if isinstance(value, list | tuple | set | frozenset):
        return [safe_value(item) for item in list(value)[:50]]
    if isinstance(value, Mapping):
        return {str(safe_value(key)): safe_value(item) for key, item in list(value.items())[:50]}
    return f"<{type(value).__name__}>"


def redact_text(text: str) -> str:
    """Return the text with anything shaped like an e-mail address or a phone number taken out."""
    return NUMBERS.sub(_mask_number, EMAIL.sub("<email>", text))


def _mask_number(found: re.Match[str]) -> str:
    is_short = sum(letter.isdigit() for letter in found.group()) < FEWEST_DIGITS
    return found.group() if found["ours"] or is_short else "<number>"


def drop_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Return the entry with only values that are ids, codes, numbers or times."""
    for key, value in event.items():
        if key.startswith("_"):
            continue
        if key == "event":
            event[key] = redact_text(str(value))
        elif key not in KEPT_KEYS:
            event[key] = safe_value(value)
    return event


def fill_in_safely(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Put a library's message together from its pattern and the safe form of its values."""
    values = event.pop("positional_args", ())
    if values:
        if isinstance(values, Mapping):
            filled: Any = {key: safe_value(item) for key, item in values.items()}
        else:
            filled = tuple(safe_value(item) for item in values)
        try:
            event["event"] = str(event["event"]) % filled
        except (TypeError, ValueError, KeyError):
            event["event"] = str(event["event"])
    return event


def describe_exception(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Replace an exception by its kinds and places; its text may quote what a person wrote."""
    found = event.pop("exc_info", None)
    if found is True or (isinstance(found, tuple) and not any(found)):
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = describe_error(error)
    return event


def describe_error(error: BaseException) -> str:
    """Return an exception and its causes as kinds, codes and places in the code."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(parts) < 8:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-12:]
        places = " < ".join(
            f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno} {frame.name}"
            for frame in reversed(frames)
        )
        code = getattr(current, "code", None) or getattr(current, "sqlstate", None)
        kind = f"{type(current).__module__}.{type(current).__qualname__}"
        label = f" [{safe_value(code)}]" if isinstance(code, str | int) else ""
        parts.append(f"{kind}{label} at {places}")
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return " | caused by ".join(parts)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger for a module: `get_logger(__name__).info("job_done", job_id=7)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
