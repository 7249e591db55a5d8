"""manage.py rebuild_vectors: embed by another model without a pause, or make the index anew."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobassist.ai.embedder import EmbedderUnavailable, embedder_of, wanted_model
from jobs import embedding, vectors

# What is left behind while an index is built is caught up with so many times before the change.
CATCH_UPS = 5
REPORT_SECONDS = 5.0


class Command(BaseCommand):
    help = (
        "Embeds all postings by the model that the settings ask for, beside the vectors in use, "
        "builds its index, puts it in use in one step and removes the old vectors. Searches and "
        "imports go on all the while. Stopped anywhere, it goes on from there when run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", help="default: EMBEDDINGS_MODEL, or the bundled encoder")
        parser.add_argument("--workers", type=int, help="embedding processes (default: one a core)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument("--abort", action="store_true", help="give up a change not yet in use")
        parser.add_argument(
            "--reindex", action="store_true", help="build the index of the model in use anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        in_use = vectors.read_model_in_use()
        wanted = options["model"] or wanted_model()
        if options["abort"]:
            self._abort()
            return
        missing = embedding.count_missing(model=wanted)
        if options["dry_run"]:
            self._tell(wanted, in_use=in_use, missing=missing)
            return
        if wanted != in_use:
            self._require_answer(wanted)
            vectors.begin_model(wanted)
            self._embed(wanted, missing, workers=options["workers"])
            self.stdout.write("building the index …")
            vectors.ensure_vector_index(wanted, is_own=True)
            self._catch_up(wanted, workers=options["workers"])
            vectors.swap_model(wanted)
            self.stdout.write(f"{wanted} is in use")
        else:
            self._embed(wanted, missing, workers=options["workers"])
            if options["reindex"]:
                vectors.reindex(wanted)
        # What changed between the last look and the change.
        self._catch_up(wanted, workers=options["workers"])
        vectors.copy_all_beside_words(wanted)
        self.stdout.write(f"{vectors.embed_holders()} vectors of résumés embedded")
        deleted = vectors.delete_retired()
        self.stdout.write(f"{deleted} old vectors deleted; done")

    def _abort(self) -> None:
        name = vectors.abandon_model()
        deleted = vectors.delete_retired()
        if name is None and not deleted:
            self.stdout.write("nothing is being made")
            return
        self.stdout.write(f"given up: {name or '-'}; {deleted} vectors deleted")

    def _tell(self, wanted: str, *, in_use: str, missing: int) -> None:
        states = vectors.list_models()
        self.stdout.write(f"in use: {in_use}; asked for: {wanted}")
        for name, state in sorted(states.items()):
            self.stdout.write(f"  {name}: {state}")
        self.stdout.write(f"{missing} postings to embed by {wanted}")
        if wanted != in_use:
            self.stdout.write(f"then: build its index, put it in use, delete those of {in_use}")

    def _require_answer(self, model: str) -> None:
        try:
            embedder_of(model).embed_documents(["ready"])
        except EmbedderUnavailable as error:
            raise CommandError(f"{model}: {error}") from error

    def _embed(self, model: str, missing: int, *, workers: int | None) -> None:
        if not missing:
            return
        started = last = time.monotonic()
        done = 0

        def progress(count: int) -> None:
            nonlocal done, last
            done += count
            now = time.monotonic()
            if now - last >= REPORT_SECONDS or done >= missing:
                last = now
                left = (now - started) / done * max(0, missing - done)
                self.stdout.write(
                    f"{done}/{missing} embedded, {done / (now - started):.0f} a second, "
                    f"about {left / 60:.0f} min left"
                )

        embedding.embed_missing(model=model, workers=workers, progress=progress, builds_index=False)

    def _catch_up(self, model: str, *, workers: int | None) -> None:
        for _ in range(CATCH_UPS):
            missing = embedding.count_missing(model=model)
            if not missing:
                return
            self._embed(model, missing, workers=workers)
