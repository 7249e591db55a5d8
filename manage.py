#!/usr/bin/env python
"""Runs a management command of JobAssist."""

import os
import sys


def main() -> int:
    """Run the command named on the command line and return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        print("Django is not installed here: run `make setup`, then .venv/bin/python manage.py …")
        return 1
    from jobassist.env import BadEnvironment
    from jobassist.local_postgres import DatabaseStartError

    try:
        execute_from_command_line(sys.argv)
    except (BadEnvironment, DatabaseStartError) as error:
        print(f"JobAssist cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
