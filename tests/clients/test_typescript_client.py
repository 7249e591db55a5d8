"""The TypeScript client: made from the schemas, compiled for the page, and true to its claims."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.faults.processes import Cluster
from tests.needs import needs

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENT = ROOT / "clients" / "typescript"
COMPILED = ROOT / "chat" / "static" / "chat" / "client"
# What the example takes from the app around it.
AROUND = "declare const conversationId: string;\ndeclare function draw(shown: unknown[]): void;\n"

pytestmark = [needs("node"), needs("npm"), pytest.mark.slow]


def run(*words: str | Path, **environment: str) -> str:
    """Run a program in the client's folder and return what it printed."""
    done = subprocess.run(
        words,
        cwd=CLIENT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        timeout=420,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-4_000:]
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Install what the client is made with, as `make client` does."""
    target = "clients/typescript/node_modules/.stamp"
    # `make test` started us: its flags are not for this one.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode and os.environ.get("REQUIRE_ALL") != "1":
        pytest.skip(f"npm packages cannot be installed here: {done.stderr[-500:]}")
    assert done.returncode == 0, done.stdout + done.stderr


def read_folder(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def read_tally(output: str) -> dict[str, int]:
    """Return what Node's test runner counted."""
    return {name: int(count) for name, count in re.findall(r"^[#ℹ] (\w+) (\d+)$", output, re.M)}


def test_types_are_what_the_schemas_say(tmp_path: Path) -> None:
    made = tmp_path / "types.ts"
    run("node", "generate_types.mjs", made)
    committed = (CLIENT / "src" / "types.ts").read_text(encoding="utf-8")
    assert made.read_text(encoding="utf-8") == committed, "make client"


def test_page_uses_the_client_as_it_compiles(tmp_path: Path) -> None:
    run("node_modules/.bin/tsc", "-p", "tsconfig.page.json", "--outDir", tmp_path)
    assert read_folder(tmp_path) == read_folder(COMPILED), "make client"


def test_client_keeps_its_claims_without_a_server() -> None:
    tally = read_tally(run("npm", "test"))
    assert tally["fail"] == tally["cancelled"] == 0
    assert tally["pass"] > 70
    # What needs a server says so, instead of passing.
    assert tally["skipped"] == len(list_server_tests())


@pytest.mark.django_db
def test_client_keeps_its_claims_against_a_server() -> None:
    with Cluster() as cluster:
        output = run("npm", "test", JOBASSIST_URL=cluster.webs[0].http_url)
        assert cluster.webs[0].tracebacks() == []
    tally = read_tally(output)
    print("\n".join(re.findall(r"^[#ℹ] .*lines cut.*$", output, re.M)))
    assert tally["fail"] == tally["cancelled"] == tally["skipped"] == 0


def list_server_tests() -> list[str]:
    source = (CLIENT / "tests" / "server.test.ts").read_text(encoding="utf-8")
    return re.findall(r"^test\(", source, re.M)


def test_example_of_the_readme_compiles(tmp_path: Path) -> None:
    readme = (CLIENT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```ts\n(.*?)```", readme, re.S)
    assert len(example.splitlines()) <= 25
    (tmp_path / "example.ts").write_text(AROUND + example, encoding="utf-8")
    options: dict[str, Any] = {
        "noEmit": True,
        "rootDir": "/",
        "module": "ESNext",
        "moduleResolution": "bundler",
        "paths": {"jobassist-client": [str(CLIENT / "src" / "index.ts")]},
    }
    settings = {
        "extends": str(CLIENT / "tsconfig.json"),
        "compilerOptions": options,
        "include": ["example.ts"],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    run("node_modules/.bin/tsc", "-p", tmp_path)


def test_package_is_what_a_stranger_can_use(tmp_path: Path) -> None:
    run("npm", "pack", "--silent", "--pack-destination", tmp_path)
    (package,) = tmp_path.glob("*.tgz")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    run("npm", "install", "--silent", "--no-save", "--prefix", tmp_path, package)
    (tmp_path / "use.js").write_text(
        'import { ChatClient, SUBPROTOCOL } from "jobassist-client";\n'
        "console.log(SUBPROTOCOL, typeof ChatClient);\n",
        encoding="utf-8",
    )
    assert run("node", tmp_path / "use.js").split() == ["jobchat.v1", "function"]
    assert (tmp_path / "node_modules" / "jobassist-client" / "dist" / "index.d.ts").exists()


def test_versions_are_exact_and_no_registry_is_named() -> None:
    wanted = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in wanted
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted["devDependencies"].values())
    lock = json.loads((CLIENT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [each for path, each in lock["packages"].items() if path]
    assert packages
    assert all("integrity" in each and "resolved" not in each for each in packages)
