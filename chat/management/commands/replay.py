"""`manage.py replay`: stored conversations put again to another model or wording, with a diff."""

import asyncio
import json
import uuid
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from chat.models import Turn
from chat.replaying import Replayed, ReplayModel, replay
from eventlog.models import Conversation
from jobassist.ai.chat_model import close_chat_model
from jobassist.db import on_one_thread
from jobassist.providers.snapshot import read_rows
from jobassist.providers.specs import ProviderSpec


class Command(BaseCommand):
    """Show what another model, or another wording, would have answered."""

    help = (
        "Put conversations of the log again to a model and show the differences. Nothing is "
        "stored. People's words are sent to that server, masked as in a turn, and are printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--conversation", action="append", default=[], metavar="ID")
        parser.add_argument("--latest", type=int, default=5, help="so many, where none is named")
        parser.add_argument("--provider", help="the key of a server; default: the first there is")
        parser.add_argument("--model", help="its model for talk, in the place of its usual one")
        parser.add_argument("--wording", type=Path, help="a file, added to the instructions")
        parser.add_argument("--most-tokens", type=int, default=200_000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay each conversation; the last line is a summary in JSON."""
        spec = find_spec(options["provider"])
        if options["model"]:
            spec = replace(spec, large_model=options["model"], small_model=options["model"])
        wording = options["wording"].read_text(encoding="utf-8") if options["wording"] else ""
        conversations = find_conversations(options["conversation"], latest=options["latest"])
        if not conversations:
            raise CommandError("There is no such conversation in which a model answered.")
        model = ReplayModel(spec, most_tokens=options["most_tokens"])
        found: list[Replayed] = []
        with on_one_thread():
            for conversation in conversations:
                self.stdout.write(f"== {conversation.id}")
                parts = asyncio.run(_replay(conversation, model=model, wording=wording))
                for part in parts:
                    self.stdout.write("\n".join(part.diff()) + "\n")
                found += parts
        self.stdout.write(json.dumps(summarise(found, model=model, of=len(conversations))))


async def _replay(
    conversation: Conversation, *, model: ReplayModel, wording: str
) -> list[Replayed]:
    try:
        return await replay(conversation, model=model, wording=wording)
    finally:
        # Connections belong to the event loop that ends here.
        await close_chat_model()


def find_spec(slug: str | None) -> ProviderSpec:
    """Return a server by its key, switched off or on; the first that is on without one."""
    from django.utils import timezone

    from jobassist.providers.models import Provider
    from jobassist.providers.specs import build_spec, environment_specs

    row = Provider.objects.filter(slug=slug).first() if slug else None
    if row is not None:
        return build_spec(row)
    rows = read_rows(now=timezone.now())
    specs = rows.specs if rows.has_rows else environment_specs()
    for spec in specs:
        if slug in (None, spec.slug):
            return spec
    raise CommandError(
        "There is no such model server. Set one up in the admin, or OPENAI_BASE_URL."
    )


def find_conversations(ids: list[str], *, latest: int) -> list[Conversation]:
    """Return the conversations named, or the latest in which a model was asked."""
    try:
        wanted = [uuid.UUID(each) for each in ids]
    except ValueError as error:
        raise CommandError(f"This is no conversation's id: {error}") from error
    chosen = Q(id__in=wanted) if wanted else Q(id__in=_with_model())
    rows = Conversation.objects.filter(chosen, owner__is_active=True).select_related("owner")
    return list(rows.order_by("-updated_at")[: len(wanted) or latest])


def _with_model() -> Any:
    return Turn.objects.filter(model_calls__gt=0).values("conversation_id")


def summarise(found: list[Replayed], *, model: ReplayModel, of: int) -> dict[str, Any]:
    """Return what was the same, and what it took."""
    return {
        "conversations": of,
        "exchanges": len(found),
        "same_cards": sum(each.has_same_cards for each in found),
        "same_words": sum(each.before.texts == each.after.texts for each in found),
        "by_rules": sum(not each.model_calls for each in found),
        "model_calls": sum(each.model_calls for each in found),
        "gave_no_answer": sum(":" in each.routed_by for each in found),
        "tokens": model.tokens,
        "model": model.model_name,
        "provider": model.provider,
        "is_cut_short": model.is_spent,
    }
