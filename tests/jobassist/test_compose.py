"""The deployment files say what they should, as far as can be told without an engine."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = ROOT / "tests" / "data" / "compose-spec" / "schema.json"


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_file_is_a_compose_file(compose):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(compose)


def test_schema_would_notice_a_mistake(compose):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    broken = compose | {"services": {"web": {"healthchek": {}}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(broken)


def test_every_service_has_a_health_check(compose):
    assert set(compose["services"]) == {"web", "worker", "postgres", "redis"}
    for name, service in compose["services"].items():
        assert service["healthcheck"]["test"], name


def test_nothing_starts_before_what_it_needs(compose):
    for name in ("web", "worker"):
        for needed, how in compose["services"][name]["depends_on"].items():
            assert needed in compose["services"]
            assert how["condition"] == "service_healthy"


def test_only_the_web_process_is_reached_from_outside(compose):
    reached = {name for name, service in compose["services"].items() if "ports" in service}
    assert reached == {"web"}


def test_no_secret_is_written_down(compose):
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert re.search(rf"\$\{{{name}:\?", text), f"{name} must be demanded, not defaulted"


def test_commands_exist(compose):
    from django.core.management import get_commands

    for name in ("web", "worker"):
        words = compose["services"][name]["command"]
        assert words[:2] == ["python", "manage.py"]
        assert words[2] in get_commands()


def test_health_check_program_is_python(compose):
    words = compose["services"]["web"]["healthcheck"]["test"]
    compile(words[-1], "healthcheck", "exec")


def test_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last_stage = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM ")) :]
    users = [line.split()[1] for line in last_stage if line.startswith("USER ")]
    assert users, "the last stage names no user"
    assert users[-1] not in {"root", "0"}


def test_image_leaves_state_and_secrets_out():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", ".data", ".env"} <= set(ignored)


@pytest.mark.skipif(
    shutil.which("docker") is None
    or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0,
    reason="docker compose is not here",
)
def test_compose_itself_accepts_the_file():
    done = subprocess.run(
        ["docker", "compose", "config", "--quiet"],
        cwd=ROOT,
        env={"SECRET_KEY": "k" * 50, "POSTGRES_PASSWORD": "p", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
