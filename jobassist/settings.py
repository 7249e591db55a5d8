"""Every setting, from the environment; `docs/settings.md` lists the variables.

Nothing has to be set on a fresh machine. With `DATABASE_URL` set it counts as a
deployment: the secret key must then be given too, and the worker runs by itself.
"""

import os
import re
from datetime import timedelta
from decimal import Decimal
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from jobassist import local_postgres
from jobassist.env import (
    BadEnvironment,
    env_bool,
    env_decimal,
    env_int,
    env_list,
    env_rates,
    env_secret,
    env_str,
    env_time_zone,
)
from jobassist.logs import build_logging
from jobassist.secret_key import load_or_create_secret_key, load_or_create_vapid_key

# numpy's threads would fight the web process for two cores and win nothing on short texts.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_str("DATA_DIR", default=str(BASE_DIR / ".data"))).expanduser().resolve()
DEBUG = env_bool("DEBUG", default=False)

# --- Where it is reached ---------------------------------------------------------------
PORT = env_int("PORT", default=8000, minimum=1, maximum=65535)
HOST = env_str("HOST", default="127.0.0.1")
PUBLIC_URL = env_str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname or _public.path:
    raise BadEnvironment("PUBLIC_URL must look like https://jobs.example.com, without a path.")
_is_local = _public.hostname in {"127.0.0.1", "localhost", "::1"}
_is_https = _public.scheme == "https"

ALLOWED_HOSTS = [_public.hostname, *env_list("ALLOWED_HOSTS")]
# Browsers' pages that may open the socket; an app sends no Origin and needs only its ticket.
ALLOWED_ORIGINS = [PUBLIC_URL, *env_list("ALLOWED_ORIGINS")]
if _is_local:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
    ALLOWED_ORIGINS += [f"http://{host}:{PORT}" for host in ("127.0.0.1", "localhost", "[::1]")]
CSRF_TRUSTED_ORIGINS = list(ALLOWED_ORIGINS)

SESSION_COOKIE_SECURE = _is_https
CSRF_COOKIE_SECURE = _is_https
SECURE_SSL_REDIRECT = _is_https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _is_https
SECURE_HSTS_PRELOAD = _is_https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxy that ends TLS says so here. Only behind one may this header be believed.
if env_bool("BEHIND_PROXY", default=_is_https):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Database --------------------------------------------------------------------------
_given_database_url = env_secret("DATABASE_URL")
IS_EMBEDDED = not _given_database_url
DATABASE_URL = _given_database_url or local_postgres.database_url(DATA_DIR)
# Off for tests only: a power cut may then cost the whole database.
EMBEDDED_POSTGRES_IS_DURABLE = env_bool("EMBEDDED_POSTGRES_IS_DURABLE", default=True)
DB_POOL_SIZE = env_int("DB_POOL_SIZE", default=20, minimum=4, maximum=200)
# Threads of the async side that may hold a connection; the rest of the pool serves HTTP.
DB_THREADS = env_int("DB_THREADS", default=max(2, DB_POOL_SIZE * 3 // 5), minimum=2, maximum=150)
# Turns of one process that work at once; the others wait in the order they came, and are told so.
TURNS_AT_ONCE = env_int("TURNS_AT_ONCE", default=DB_THREADS, minimum=1, maximum=150)

try:
    _address = conninfo_to_dict(DATABASE_URL)
except Exception as error:
    raise BadEnvironment("DATABASE_URL must be a postgresql:// address.") from error
_options = {name: text for name, text in _address.items() if name not in {"dbname", "user"}}
_options = {
    name: text for name, text in _options.items() if name not in {"password", "host", "port"}
}
_server_settings = {
    # A plan made without looking at the values picks the wrong vector path, at ten times the cost.
    "plan_cache_mode": "force_custom_plan",
    # Compiling a search takes longer than running it.
    "jit": "off",
    # The vector index is walked on until enough rows have passed the filters, or so many were seen.
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.ef_search": "100",
    "hnsw.max_scan_tuples": "20000",
}
_server_options = " ".join(
    [
        str(_options.pop("options", "")),
        *(f"-c {name}={text}" for name, text in _server_settings.items()),
    ]
).strip()
DATABASES = {
    "default": {
        "ENGINE": "jobassist.embedded_engine" if IS_EMBEDDED else "django.db.backends.postgresql",
        "NAME": _address.get("dbname") or "jobassist",
        "USER": _address.get("user") or "",
        "PASSWORD": _address.get("password") or "",
        "HOST": _address.get("host") or "",
        "PORT": str(_address.get("port") or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            **_options,
            "options": _server_options,
            "pool": {
                "min_size": 1,
                "max_size": DB_POOL_SIZE,
                "timeout": 5,
                "max_idle": 120,
                "name": "django",
            },
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = env_secret("SECRET_KEY")
if not SECRET_KEY:
    if not IS_EMBEDDED:
        raise BadEnvironment("SECRET_KEY (or SECRET_KEY_FILE) must be set with DATABASE_URL.")
    SECRET_KEY = load_or_create_secret_key(DATA_DIR)

# --- Apps ------------------------------------------------------------------------------
INSTALLED_APPS = [
    # Before Django's auth, whose createsuperuser command it replaces.
    "jobassist.accounts",
    # Before the admin, whose templates it replaces.
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "jobassist.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "channels",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "procrastinate.contrib.django",
    "rest_framework",
    "jobassist",
    "jobassist.providers",
    "eventlog",
    "jobs",
    "resumes",
    "feeds",
    "recruiting",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jobassist.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jobassist.accounts.on_their_clock.OnTheirClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jobassist.admin_policy.AdminPolicyMiddleware",
]

ROOT_URLCONF = "jobassist.urls"
ASGI_APPLICATION = "jobassist.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Between processes -----------------------------------------------------------------
REDIS_URL = env_secret("REDIS_URL")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py's own pool stops at 100 connections.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "max_connections": 1000}]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "jobassist",
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Invented postings and people for an empty database, with passwords that are printed: never
# for a database that was given.
LOADS_DEMO = env_bool("LOADS_DEMO", default=IS_EMBEDDED)

# What one socket, and one person over all sockets of a process, may send: so many frames a
# second, so many at once.
SOCKET_FRAMES_PER_SECOND = env_int("SOCKET_FRAMES_PER_SECOND", default=20, minimum=1)
SOCKET_FRAME_BURST = env_int("SOCKET_FRAME_BURST", default=60, minimum=1)
PERSON_FRAMES_PER_SECOND = env_int("PERSON_FRAMES_PER_SECOND", default=40, minimum=1)
PERSON_FRAME_BURST = env_int("PERSON_FRAME_BURST", default=120, minimum=1)
SOCKETS_PER_PERSON = env_int("SOCKETS_PER_PERSON", default=20, minimum=1, maximum=1000)

# Background work in the web process; a deployment runs `manage.py procrastinate worker`.
WORKER_IN_WEB = env_bool("WORKER_IN_WEB", default=IS_EMBEDDED)
WORKER_CONCURRENCY = env_int("WORKER_CONCURRENCY", default=4, minimum=1, maximum=64)

# Child processes that read the rows partners send: a core each while they do.
FEED_READERS = env_int("FEED_READERS", default=1, minimum=1, maximum=32)

# --- People ----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["jobassist.accounts.backends.IdentityBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_COOKIE_HTTPONLY = True
# A session of the admin ends when nobody has used it for so long; its use renews it.
SESSION_COOKIE_AGE = 12 * 3600
# Who has to log in to the admin with a second factor. Whoever has set one up always does.
SECOND_FACTOR_FOR = env_str(
    "SECOND_FACTOR_FOR",
    default="nobody" if IS_EMBEDDED else "everybody",
    choices=("nobody", "companies", "everybody"),
)
LOGIN_URL = "admin:login"
PRIMARY_COLORS = {
    "50": "oklch(98.4% .014 180.72)",
    "100": "oklch(95.3% .051 180.801)",
    "200": "oklch(91% .096 180.426)",
    "300": "oklch(85.5% .138 181.071)",
    "400": "oklch(77.7% .152 181.912)",
    "500": "oklch(60% .118 184.704)",
    "600": "oklch(51.1% .096 186.391)",
    "700": "oklch(43.7% .078 188.216)",
    "800": "oklch(38.6% .063 188.416)",
    "900": "oklch(33% .053 188.5)",
    "950": "oklch(27.7% .046 192.524)",
}
UNFOLD = {
    "SITE_TITLE": "JobAssist",
    "SITE_HEADER": "jobassist.admin_navigation.name_view",
    "SITE_SUBHEADER": "jobassist.admin_navigation.name_role",
    "SITE_SYMBOL": "handshake",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": "jobassist.admin_navigation.build_icon_url",
        }
    ],
    "SITE_DROPDOWN": "jobassist.admin_navigation.build_company_switcher",
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "8px",
    # The chat page's own green.
    "COLORS": {"primary": PRIMARY_COLORS},
    "STYLES": ["jobassist.admin_navigation.build_style_url"],
    "DASHBOARD_CALLBACK": "jobassist.admin_dashboard.fill_dashboard",
    # People log in by an e-mail address; Django's form would ask for the id.
    "LOGIN": {"form": "jobassist.accounts.forms.AdminLoginForm"},
    "ACCOUNT": {
        "navigation": [
            {
                "title": _("Your account"),
                "link": "jobassist.admin_navigation.build_account_url",
            },
        ],
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "jobassist.admin_navigation.build_navigation",
    },
}

# Guests that one network may open an hour: a mobile carrier puts a whole city behind one.
GUEST_SESSIONS_PER_HOUR = env_int("GUEST_SESSIONS_PER_HOUR", default=600, minimum=1)

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=180),
    "ALGORITHM": "HS256",
    "USER_ID_FIELD": "id",
    "USER_ID_CLAIM": "user_id",
    "UPDATE_LAST_LOGIN": False,
}

# Whether everybody may have the exports, as those who fetch by a plain address need it.
PUBLIC_EXPORTS = env_bool("PUBLIC_EXPORTS", default=False)
# For how many days a reader of postings may come back with its sync token.
CHANGE_LOG_DAYS = env_int("CHANGE_LOG_DAYS", default=30, minimum=1, maximum=3650)
# Days without any sign after which a posting ends, unless its source says otherwise; 0: never.
POSTING_SILENT_DAYS = env_int("POSTING_SILENT_DAYS", default=180, minimum=0, maximum=3650)
POSTING_SILENT_DAYS_FEEDS = env_int(
    "POSTING_SILENT_DAYS_FEEDS", default=90, minimum=0, maximum=3650
)
# A posting's own page is looked at when nothing else was seen of it for so many days.
POSTING_PAGE_DAYS = env_int("POSTING_PAGE_DAYS", default=7, minimum=1, maximum=3650)

# How long what webhooks were told is kept.
WEBHOOK_LOG_DAYS = env_int("WEBHOOK_LOG_DAYS", default=30, minimum=1, maximum=3650)

# How long it is kept who saw and did what; the database lets nothing go within ninety days.
AUDIT_DAYS = env_int("AUDIT_DAYS", default=1095, minimum=90, maximum=3650)

# --- HTTP API --------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "jobassist.accounts.authentication.BearerAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        # Files are taken where a view says so.
        "rest_framework.parsers.JSONParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "jobassist.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # X-Forwarded-For is believed only as far as the proxies that are ours.
    "NUM_PROXIES": env_int("NUM_PROXIES", default=0, minimum=0, maximum=10),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "JobAssist",
    "DESCRIPTION": "The HTTP side of a conversational job-search assistant.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "jobassist.openapi.describe_problems",
    ],
    # What several shapes call "status", by what it is the status of.
    "ENUM_NAME_OVERRIDES": {
        "DeliveryStatus": "feeds.views.webhooks.DELIVERY_STATUS",
        "EndpointStatus": "feeds.views.webhooks.ENDPOINT_STATUS",
        "ItemStatus": "feeds.serializers.ITEM_STATUS",
        "PostingStatus": "feeds.serializers.POSTING_STATUS",
        "RequirementStatus": "recruiting.serializers.REQUIREMENT_STATUS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Beyond the 256 KB that a frame may have: up to here a frame that is too large is answered in
# words, above it the server can only hang up.
WS_MAX_FRAME_BYTES = 2 * 1024 * 1024

# --- Language and time -----------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# The clock of the admin's pages, for whom neither an account nor a company names another.
ADMIN_TIME_ZONE = env_time_zone("ADMIN_TIME_ZONE", default="UTC")
FORMAT_MODULE_PATH = ["jobassist.formats"]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]

# --- Files -----------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "uploads"
# ClamAV's daemon, `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`; empty: nothing is scanned.
CLAMD_URL = env_str("CLAMD_URL")
if CLAMD_URL and not CLAMD_URL.startswith(("tcp://", "unix:///")):
    raise BadEnvironment("CLAMD_URL must be tcp://host:port or unix:///path.")
CLAMD_SECONDS = env_int("CLAMD_SECONDS", default=30, minimum=1, maximum=300)

# How many people a company may write to first, who did not write to it.
GREETINGS_PER_COMPANY_DAY = env_int("GREETINGS_PER_COMPANY_DAY", default=100, minimum=0)
GREETINGS_PER_POSTING_DAY = env_int("GREETINGS_PER_POSTING_DAY", default=30, minimum=0)
STATIC_URL = "static/"
# Served from where the apps keep them, so that nothing has to be collected to run.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Feeds -----------------------------------------------------------------------------
# What our requests to others' feeds name, for whoever wants to complain.
FEEDS_CONTACT = env_str("FEEDS_CONTACT", default=PUBLIC_URL)
# Feeds on this machine or network: for development only, a deployment's check refuses it.
ALLOW_PRIVATE_FEEDS = env_bool("ALLOW_PRIVATE_FEEDS", default=False)

# --- Models and mail -------------------------------------------------------------------
OPENAI_API_KEY = env_secret("OPENAI_API_KEY")
OPENAI_BASE_URL = env_str("OPENAI_BASE_URL")
OPENAI_MODEL = env_str("OPENAI_MODEL", default="gpt-4o-mini")
# Empty: the model above does this too.
OPENAI_SMALL_MODEL = env_str("OPENAI_SMALL_MODEL")
# Empty: photographed résumés are not taken.
OPENAI_VISION_MODEL = env_str("OPENAI_VISION_MODEL")
# 0: no limit is known.
OPENAI_REQUESTS_PER_MINUTE = env_int("OPENAI_REQUESTS_PER_MINUTE", default=0, minimum=0)
OPENAI_TOKENS_PER_MINUTE = env_int("OPENAI_TOKENS_PER_MINUTE", default=0, minimum=0)
# Where files with the keys of model providers are mounted; the admin names one of them.
MODEL_KEYS_DIR = env_str("MODEL_KEYS_DIR", default="/run/secrets")
# Names, avatar keys, moods and tones by scene, as JSON. Empty: ours.
PERSONA_FILE = env_str("PERSONA_FILE")
# "always" leaves all free words to a model that code need not hear itself.
MODEL_ROUTING = env_str("MODEL_ROUTING", default="need")
if MODEL_ROUTING not in ("need", "always"):
    raise BadEnvironment("MODEL_ROUTING must be need or always.")
# The longest wait for the first of an answer, and between two pieces of it.
OPENAI_TIMEOUT_SECONDS = env_int("OPENAI_TIMEOUT_SECONDS", default=20, minimum=1, maximum=110)
OPENAI_STALL_SECONDS = env_int("OPENAI_STALL_SECONDS", default=8, minimum=1, maximum=60)
# What a million tokens of the server above cost.
OPENAI_INPUT_PRICE = env_decimal("OPENAI_INPUT_PRICE", default=Decimal(0), minimum=0)
OPENAI_OUTPUT_PRICE = env_decimal("OPENAI_OUTPUT_PRICE", default=Decimal(0), minimum=0)
OPENAI_CURRENCY = env_str("OPENAI_CURRENCY", default="USD").upper()
# What may be spent on models, 0 for no limit; days and months are UTC. Money is in one currency,
# into which the prices of servers in others are changed.
MODEL_TOKENS_PER_PERSON_DAY = env_int("MODEL_TOKENS_PER_PERSON_DAY", default=0, minimum=0)
MODEL_TOKENS_PER_DAY = env_int("MODEL_TOKENS_PER_DAY", default=0, minimum=0)
MODEL_BUDGET_PERSON_DAY = env_decimal("MODEL_BUDGET_PERSON_DAY", default=Decimal(0), minimum=0)
MODEL_BUDGET_DAY = env_decimal("MODEL_BUDGET_DAY", default=Decimal(0), minimum=0)
MODEL_BUDGET_MONTH = env_decimal("MODEL_BUDGET_MONTH", default=Decimal(0), minimum=0)
MODEL_TOKENS_PER_COMPANY_DAY = env_int("MODEL_TOKENS_PER_COMPANY_DAY", default=0, minimum=0)
MODEL_BUDGET_COMPANY_DAY = env_decimal("MODEL_BUDGET_COMPANY_DAY", default=Decimal(0), minimum=0)
MODEL_BUDGET_COMPANY_MONTH = env_decimal(
    "MODEL_BUDGET_COMPANY_MONTH", default=Decimal(0), minimum=0
)
MODEL_BUDGET_CURRENCY = env_str("MODEL_BUDGET_CURRENCY", default="USD").upper()
MODEL_EXCHANGE_RATES = env_rates("MODEL_EXCHANGE_RATES")
# Who hears that a budget is nearly spent; empty: superusers.
MODEL_ALARM_EMAILS = env_list("MODEL_ALARM_EMAILS")
# How long a turn may stand in line for a server whose minute is spent, and how many may.
MODEL_QUEUE_SECONDS = env_int("MODEL_QUEUE_SECONDS", default=8, minimum=0, maximum=60)
# How much of a server's minute the recruiters of one company may have before others go first.
MODEL_COMPANY_SHARE = env_int("MODEL_COMPANY_SHARE", default=20, minimum=1, maximum=100) / 100
MODEL_QUEUE_LENGTH = env_int("MODEL_QUEUE_LENGTH", default=200, minimum=0, maximum=10_000)
# How long single calls are kept; what each day cost stays.
MODEL_USE_DAYS = env_int("MODEL_USE_DAYS", default=90, minimum=2, maximum=3650)

# Empty: the encoder that is part of the installation embeds. The server must be able to answer
# in 512 numbers; after a change every text has to be embedded again.
EMBEDDINGS_MODEL = env_str("EMBEDDINGS_MODEL")
if EMBEDDINGS_MODEL and not (OPENAI_API_KEY or OPENAI_BASE_URL):
    raise BadEnvironment("EMBEDDINGS_MODEL needs OPENAI_API_KEY or OPENAI_BASE_URL.")

# What is spoken is written down by this model, of that server or of one of its own. Empty: people
# type.
TRANSCRIPTION_MODEL = env_str("TRANSCRIPTION_MODEL")
TRANSCRIPTION_BASE_URL = env_str("TRANSCRIPTION_BASE_URL")
TRANSCRIPTION_API_KEY = env_secret("TRANSCRIPTION_API_KEY")
TRANSCRIPTION_TIMEOUT_SECONDS = env_int(
    "TRANSCRIPTION_TIMEOUT_SECONDS", default=20, minimum=1, maximum=60
)
if TRANSCRIPTION_MODEL and not (
    OPENAI_API_KEY or OPENAI_BASE_URL or TRANSCRIPTION_API_KEY or TRANSCRIPTION_BASE_URL
):
    raise BadEnvironment(
        "TRANSCRIPTION_MODEL needs TRANSCRIPTION_BASE_URL, or OPENAI_API_KEY or OPENAI_BASE_URL."
    )

# A second opinion on what people and models say. Empty: nobody is asked.
MODERATION_MODEL = env_str("MODERATION_MODEL")
MODERATION_BASE_URL = env_str("MODERATION_BASE_URL")
MODERATION_API_KEY = env_secret("MODERATION_API_KEY")
# A function of one's own in its place: text in, names of what is wrong with it out.
MODERATION_CALLABLE = env_str("MODERATION_CALLABLE")
MODERATION_TIMEOUT_SECONDS = env_int("MODERATION_TIMEOUT_SECONDS", default=3, minimum=1, maximum=20)
# What becomes of words while nobody can judge them.
MODERATION_FAILS = env_str("MODERATION_FAILS", default="open", choices=("open", "closed"))
if MODERATION_MODEL and not (
    OPENAI_API_KEY or OPENAI_BASE_URL or MODERATION_API_KEY or MODERATION_BASE_URL
):
    raise BadEnvironment(
        "MODERATION_MODEL needs MODERATION_BASE_URL, or OPENAI_API_KEY or OPENAI_BASE_URL."
    )

EMAIL_URL = env_secret("EMAIL_URL")
DEFAULT_FROM_EMAIL = env_str("EMAIL_FROM", default="JobAssist <jobassist@localhost>")
EMAIL_TIMEOUT = 10
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    if _mail.scheme not in {"smtp", "smtps", "smtp+tls"} or not _mail.hostname:
        raise BadEnvironment(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.com:587."
        )
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname
    EMAIL_PORT = _mail.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[_mail.scheme]
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# The class that brings one-time codes to people: by mail, or with no mail server to the
# terminal. A deployment that reaches phones names its own.
ONE_TIME_CODE_SENDER = env_str(
    "ONE_TIME_CODE_SENDER",
    default=f"jobassist.accounts.codes.{'EmailSender' if EMAIL_URL else 'ConsoleSender'}",
)

# --- Closed apps -----------------------------------------------------------------------
# The key by which browsers know whose notices they get: 32 bytes in base64url, or PEM.
VAPID_PRIVATE_KEY = env_secret("VAPID_PRIVATE_KEY")
if not VAPID_PRIVATE_KEY and IS_EMBEDDED:
    VAPID_PRIVATE_KEY = load_or_create_vapid_key(DATA_DIR)
# Whom a browser's maker writes to about our notices.
VAPID_CONTACT = env_str("VAPID_CONTACT", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
# A secret that signs webhooks, as receivers keep it.
WHSEC = r"whsec_[A-Za-z0-9+/]{32,}={0,2}"
# Who brings notices to apps: a service of the app's maker that knows Apple's and Google's.
PUSH_GATEWAY_URL = env_str("PUSH_GATEWAY_URL")
PUSH_GATEWAY_SECRET = env_secret("PUSH_GATEWAY_SECRET")
if bool(PUSH_GATEWAY_URL) != bool(PUSH_GATEWAY_SECRET):
    raise BadEnvironment("PUSH_GATEWAY_URL and PUSH_GATEWAY_SECRET are given together.")
if PUSH_GATEWAY_URL and urlsplit(PUSH_GATEWAY_URL).scheme not in {"http", "https"}:
    raise BadEnvironment("PUSH_GATEWAY_URL must look like https://push.example.com/notices.")
if PUSH_GATEWAY_SECRET and not re.fullmatch(WHSEC, PUSH_GATEWAY_SECRET):
    raise BadEnvironment("PUSH_GATEWAY_SECRET must be whsec_ and at least 24 bytes in base64.")
# Who hears of alarms of the model budgets beside their mail.
MODEL_ALARM_WEBHOOK_URL = env_str("MODEL_ALARM_WEBHOOK_URL")
MODEL_ALARM_WEBHOOK_SECRET = env_secret("MODEL_ALARM_WEBHOOK_SECRET")
if bool(MODEL_ALARM_WEBHOOK_URL) != bool(MODEL_ALARM_WEBHOOK_SECRET):
    raise BadEnvironment(
        "MODEL_ALARM_WEBHOOK_URL and MODEL_ALARM_WEBHOOK_SECRET are given together."
    )
if MODEL_ALARM_WEBHOOK_URL and urlsplit(MODEL_ALARM_WEBHOOK_URL).scheme not in {"http", "https"}:
    raise BadEnvironment("MODEL_ALARM_WEBHOOK_URL must look like https://ops.example.com/alarms.")
if MODEL_ALARM_WEBHOOK_SECRET and not re.fullmatch(WHSEC, MODEL_ALARM_WEBHOOK_SECRET):
    raise BadEnvironment(
        "MODEL_ALARM_WEBHOOK_SECRET must be whsec_ and at least 24 bytes in base64."
    )

# --- Logs ------------------------------------------------------------------------------
LOG_LEVEL = env_str("LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = env_str(
    "LOG_FORMAT", default="console" if IS_EMBEDDED else "json", choices=("console", "json")
)
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = build_logging(level=LOG_LEVEL, is_json=LOG_FORMAT == "json", shows_error_texts=DEBUG)
