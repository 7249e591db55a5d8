"""`manage.py serve` on another day: `DIALOGUE_TODAY=2026-11-21 python benchmarks/clocked_server.py`.

Only what people say and see counts from that day; tickets, leases and tokens keep the real clock.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()

    from django.core.management import call_command

    from chat import clock
    from jobassist.children import exit_with_parent

    exit_with_parent()
    day = datetime.fromisoformat(os.environ["DIALOGUE_TODAY"]).replace(tzinfo=UTC)
    clock.shift = timedelta(days=(day.date() - datetime.now(UTC).date()).days)
    call_command("serve")
