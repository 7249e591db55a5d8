"""Stores a posting of its own and runs what is due in some days: the page's tests move the clock.

`python -m tests.chat.fire_alerts DAYS CITY TITLE`, with DATA_DIR naming the database.
"""

import os
import sys
import uuid
from datetime import timedelta


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()
    from django.utils import timezone

    from chat.alerts import running
    from tests.factories import build_row, make_postings

    days, city, title = sys.argv[1:]
    is_chinese = any("\u4e00" <= each <= "\u9fff" for each in city)
    row = build_row(
        # Numbers begin anew in each process.
        id=str(uuid.uuid4()),
        title=title,
        city=city,
        lang="zh" if is_chinese else "en",
        company="云栈数据" if is_chinese else "Larkfield Infirmary",
        description=f"{title}, {city}.",
    )
    make_postings([row])
    shown = running.run_due(now=timezone.now() + timedelta(days=int(days)))
    sys.stdout.write(f"{shown}\n")


if __name__ == "__main__":
    main()
