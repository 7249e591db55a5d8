"""Parts of the suite that need something beyond Python: skipped where it is missing.

With REQUIRE_ALL=1 a missing part fails instead, so that a run meant to be complete is.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "redis": ("redis-server",),
    "node": ("node",),
    "npm": ("npm",),
    "setpriv": ("setpriv",),
}
PACKAGES = {"redis": "redis-server", "node": "nodejs", "setpriv": "util-linux"}


def find_program(part: str) -> str | None:
    """Return the path of the program that a part stands for, None where there is none."""
    for name in PROGRAMS[part]:
        if path := shutil.which(name):
            return path
    return None


def needs(part: str) -> pytest.MarkDecorator:
    """Mark a test that cannot run without `part`: chromium, redis, node, npm or setpriv."""
    package = PACKAGES.get(part, part)
    reason = f"{part} is not installed (Debian: {package})"
    return _skip_or_fail(find_program(part) is None, reason=reason)


def needs_shared(path: str) -> pytest.MarkDecorator:
    """Mark a test that reads `../shared/PATH`, data that is not part of the project.

    Its absence never fails a run: a clone elsewhere does not have it.
    """
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / path
    return pytest.mark.skipif(not folder.exists(), reason=f"../shared/{path} is not here")


def needs_root() -> pytest.MarkDecorator:
    """Mark a test that changes users, which only root may."""
    return pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


def can_make_user_namespace() -> bool:
    """Return whether this machine lets us be somebody else in a namespace."""
    if shutil.which("unshare") is None:
        return False
    words = ["unshare", "--user", "--map-user=1000", "true"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _skip_or_fail(is_missing: bool, *, reason: str) -> pytest.MarkDecorator:
    if is_missing and os.environ.get("REQUIRE_ALL") == "1":
        return pytest.mark.usefixtures("missing_part")
    return pytest.mark.skipif(is_missing, reason=reason)
