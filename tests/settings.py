"""The project's settings, whatever the person who runs the tests has configured.

pytest-django reads settings before any conftest, so this is the first of our code to run.
"""

import os
from pathlib import Path

# An embedded server of the tests' own, which need not survive a power cut.
os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "test"))
os.environ["EMBEDDED_POSTGRES_IS_DURABLE"] = "false"
for _name in (
    "ALLOWED_HOSTS",
    "ALLOWED_ORIGINS",
    "ALLOW_PRIVATE_FEEDS",
    "AUDIT_DAYS",
    "BEHIND_PROXY",
    "CHANGE_LOG_DAYS",
    "DATABASE_URL",
    "DB_POOL_SIZE",
    "DB_THREADS",
    "DEBUG",
    "EMAIL_URL",
    "EMBEDDINGS_MODEL",
    "FEEDS_CONTACT",
    "FEED_READERS",
    "HOST",
    "LOADS_DEMO",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "MODEL_ALARM_EMAILS",
    "MODEL_BUDGET_CURRENCY",
    "MODEL_BUDGET_DAY",
    "MODEL_BUDGET_MONTH",
    "MODEL_BUDGET_PERSON_DAY",
    "MODEL_EXCHANGE_RATES",
    "MODEL_KEYS_DIR",
    "MODEL_QUEUE_LENGTH",
    "MODEL_QUEUE_SECONDS",
    "MODEL_ROUTING",
    "MODERATION_API_KEY",
    "MODERATION_BASE_URL",
    "MODERATION_CALLABLE",
    "MODERATION_FAILS",
    "MODERATION_MODEL",
    "MODERATION_TIMEOUT_SECONDS",
    "MODEL_TOKENS_PER_DAY",
    "MODEL_TOKENS_PER_PERSON_DAY",
    "MODEL_USE_DAYS",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_CURRENCY",
    "OPENAI_INPUT_PRICE",
    "OPENAI_MODEL",
    "OPENAI_OUTPUT_PRICE",
    "OPENAI_REQUESTS_PER_MINUTE",
    "OPENAI_SMALL_MODEL",
    "OPENAI_STALL_SECONDS",
    "OPENAI_TIMEOUT_SECONDS",
    "OPENAI_TOKENS_PER_MINUTE",
    "OPENAI_VISION_MODEL",
    "PERSONA_FILE",
    "PERSON_FRAMES_PER_SECOND",
    "PERSON_FRAME_BURST",
    "PORT",
    "POSTING_PAGE_DAYS",
    "POSTING_SILENT_DAYS",
    "POSTING_SILENT_DAYS_FEEDS",
    "PUBLIC_EXPORTS",
    "PUBLIC_URL",
    "PUSH_GATEWAY_SECRET",
    "PUSH_GATEWAY_URL",
    "REDIS_URL",
    "SECOND_FACTOR_FOR",
    "SECRET_KEY",
    "SOCKETS_PER_PERSON",
    "SOCKET_FRAMES_PER_SECOND",
    "SOCKET_FRAME_BURST",
    "VAPID_CONTACT",
    "VAPID_PRIVATE_KEY",
    "WEBHOOK_LOG_DAYS",
    "WORKER_IN_WEB",
):
    os.environ.pop(_name, None)
    os.environ.pop(f"{_name}_FILE", None)

from jobassist.settings import *  # noqa: E402, F403
