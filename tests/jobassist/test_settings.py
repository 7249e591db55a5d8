"""What follows from the environment, and which environments are refused."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRINT = """
import json
from django.conf import settings
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=lambda value: None))
"""


def run_settings(data_dir: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env=kept
        | {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "jobassist.settings"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def load(data_dir: Path, **environment: str) -> dict:
    done = run_settings(data_dir, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


DEPLOYED = {
    "DATABASE_URL": "postgresql://app:p%40ss@db.internal:6432/jobs?sslmode=require",
    "SECRET_KEY": "k" * 60,
    "REDIS_URL": "redis://redis:6379/0",
    "PUBLIC_URL": "https://jobs.example.com",
}


def test_fresh_machine_needs_nothing(tmp_path):
    found = load(tmp_path / "new", PORT="8123")
    assert found["IS_EMBEDDED"] is True
    assert found["DEBUG"] is False
    assert found["WORKER_IN_WEB"] is True
    assert found["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert found["SECURE_SSL_REDIRECT"] is False
    assert "localhost" in found["ALLOWED_HOSTS"]
    assert "http://localhost:8123" in found["CSRF_TRUSTED_ORIGINS"]
    assert found["CHANNEL_LAYERS"]["default"]["BACKEND"].endswith("InMemoryChannelLayer")
    assert found["DATABASES"]["default"]["ENGINE"] == "jobassist.embedded_engine"


def test_generated_key_is_kept_and_closed_to_others(tmp_path):
    first = load(tmp_path)["SECRET_KEY"]
    assert len(first) >= 50
    assert load(tmp_path)["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_deployment_follows_from_its_addresses(tmp_path):
    found = load(tmp_path, **DEPLOYED)
    assert found["IS_EMBEDDED"] is False
    assert found["WORKER_IN_WEB"] is False
    assert found["LOADS_DEMO"] is False
    assert found["ALLOWED_HOSTS"] == ["jobs.example.com"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://jobs.example.com"]
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert found[name] is True, name
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert found["CHANNEL_LAYERS"]["default"]["BACKEND"].startswith("channels_redis.")
    assert found["LOG_FORMAT"] == "json"
    database = found["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.internal", "6432", "jobs")
    assert (database["USER"], database["PASSWORD"]) == ("app", "p@ss")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert "plan_cache_mode=force_custom_plan" in database["OPTIONS"]["options"]
    assert database["OPTIONS"]["pool"]["timeout"] <= 10
    assert not (tmp_path / "secret_key").exists()


def test_secrets_come_from_files(tmp_path):
    (tmp_path / "key").write_text("f" * 60)
    (tmp_path / "url").write_text("postgresql://a@b/c\n")
    found = load(
        tmp_path,
        SECRET_KEY_FILE=str(tmp_path / "key"),
        DATABASE_URL_FILE=str(tmp_path / "url"),
    )
    assert found["SECRET_KEY"] == "f" * 60
    assert found["DATABASES"]["default"]["HOST"] == "b"


def test_mail_server_is_read_from_its_address(tmp_path):
    found = load(tmp_path, EMAIL_URL="smtp+tls://me%40x.org:s%2Fcret@mail.example.com")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.com", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x.org", "s/cret")
    assert found["EMAIL_USE_TLS"] is True
    assert found["EMAIL_USE_SSL"] is False
    assert found["ONE_TIME_CODE_SENDER"].endswith("EmailSender")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PORT": "eighty"}, "PORT must be a whole number"),
        ({"PORT": "0"}, "PORT must be a whole number from 1 up to 65535"),
        ({"DEBUG": "maybe"}, "DEBUG must be true or false"),
        ({"PUBLIC_URL": "jobs.example.com"}, "PUBLIC_URL must look like"),
        ({"PUBLIC_URL": "https://jobs.example.com/app"}, "PUBLIC_URL must look like"),
        ({"DATABASE_URL": "mysql://x/y", "SECRET_KEY": "k" * 60}, "DATABASE_URL must be"),
        ({"DATABASE_URL": "postgresql://x/y"}, "SECRET_KEY (or SECRET_KEY_FILE) must be set"),
        ({"EMAIL_URL": "mail.example.com"}, "EMAIL_URL must look like"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be one of console, json"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR cannot be used"),
        ({"ADMIN_TIME_ZONE": "../../etc/passwd"}, "ADMIN_TIME_ZONE must be a time zone"),
    ],
)
def test_bad_value_stops_start_up_with_one_line(tmp_path, environment, message):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_variable_is_documented_and_no_other():
    source = (ROOT / "jobassist" / "settings.py").read_text(encoding="utf-8")
    read = set(
        re.findall(
            r'env_(?:str|bool|int|decimal|rates|list|secret|time_zone)\(\s*"([A-Z_]+)"', source
        )
    )
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    documented = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert read == documented
