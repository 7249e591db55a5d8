"""manage.py check_inventory: judge what is stored, and find openings that stand twice."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jobs.inventory import duplicates, holds


class Command(BaseCommand):
    """Judges stored postings by the rules of today, in batches that a stop cannot spoil."""

    help = (
        "Judge stored postings by today's rules and link those that are one opening. Goes on where "
        "a stopped run ended with --after ID."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say where to begin and how much to do at once."""
        parser.add_argument("--after", type=int, default=0, help="begin beyond this posting's id")
        parser.add_argument("--batch", type=int, default=500, help="postings a transaction")
        parser.add_argument("--max", type=int, default=0, help="stop after so many; 0: all")
        parser.add_argument("--json", action="store_true", help="one JSON object at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the batches."""
        after, left = options["after"], options["max"] or None
        tally = {"checked": 0, "held": 0, "noted": 0, "last_id": after, "linked": 0}
        while left is None or left > 0:
            size = max(1, min(options["batch"], left or options["batch"], 2_000))
            done = holds.check_stored(after=after, limit=size, now=timezone.now())
            if not done.checked:
                break
            after = done.last_id
            tally["last_id"] = after
            tally["checked"] += done.checked
            tally["held"] += done.held
            tally["noted"] += done.noted
            left = None if left is None else left - done.checked
            if not options["json"]:
                self.stdout.write(f"{tally['checked']} checked, up to id {after}")
        while (linked := duplicates.link_duplicates()).taken:
            tally["linked"] += linked.reposts + linked.copies
        if options["json"]:
            self.stdout.write(json.dumps(tally))
        else:
            self.stdout.write(
                f"{tally['held']} held back, {tally['noted']} noted, {tally['linked']} links"
            )
