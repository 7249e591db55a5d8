"""What the assistant remembers of people it talked to on several days: LongMemEval's five abilities.

`--data DIR` holds `people*.jsonl`: who said what on which days, and what is asked weeks later:
information extraction, across sessions, knowledge update, time, abstention. Every message is a
real turn of a real conversation, on its day; the last line is one JSON object.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import uuid
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chat.turns import ClaimedTurn

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "benchmarks" / "data" / "long_memory"
ASKED_ON = "2026-11-21"
ABILITIES = ("extraction", "sessions", "update", "time", "abstention")
LOCALES = {"zh": ("zh-CN", "Asia/Shanghai"), "en": ("en-GB", "Europe/London")}
UNTOLD = re.compile(
    r"haven't told|have not told|did(?:n't| not) tell|told me nothing|never (?:told|mentioned)|don't know"
    r"|没(?:有)?(?:告诉|说|提|讲)|不知道|没记"
)
MONTHS = "January February March April May June July August September October November December"


def load(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the people of each file, by the file's name."""
    found = {}
    for path in sorted(folder.glob("people*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            found[path.stem] = [json.loads(line) for line in lines if line.strip()]
    if not found:
        raise SystemExit(f"no people*.jsonl in {folder}")
    return found


# --- talking ------------------------------------------------------------------------------------


class Person:
    """Somebody who talks to the assistant turn by turn, in this process, on a given day."""

    def __init__(self, lang: str) -> None:
        from jobassist.accounts.models import User

        locale, zone = LOCALES[lang]
        self.user = User.objects.create_user(locale=locale, time_zone=zone)
        self.conversation_id: uuid.UUID | None = None

    async def open_on(self, day: str) -> None:
        """Open a new conversation on a day, and hear the greeting out."""
        from django.utils import timezone

        from chat import clock

        clock.shift = datetime.fromisoformat(f"{day}T11:00").replace(tzinfo=UTC) - timezone.now()
        self.conversation_id = None
        await self._order("conversation.open", {"scene": "find"})

    async def say(self, text: str) -> str:
        """Say something and return the words of the answer."""
        return await self._order("message.send", {"text": text})

    async def _order(self, kind: str, data: dict[str, Any]) -> str:
        from chat import clock, turns
        from chat.events import parse_client_event
        from chat.runner import run_turn
        from chat.turns import ClaimedTurn
        from jobassist.db import run_in_db

        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        if self.conversation_id:
            frame["conversation_id"] = str(self.conversation_id)
        order = parse_client_event(json.dumps(frame))
        done = await run_in_db(turns.submit, self.user, order, now=clock.now())
        self.conversation_id = self.conversation_id or done.conversation_id
        assert self.conversation_id is not None
        claimed: ClaimedTurn | float | None = done.claimed
        while not isinstance(claimed, ClaimedTurn):
            await asyncio.sleep(claimed or 0)
            claimed = await run_in_db(self._claim)
        await run_turn(claimed)
        return await run_in_db(self._read_answer, claimed.turn.id)

    def _claim(self) -> "ClaimedTurn | float | None":
        from django.utils import timezone

        from chat import turns

        assert self.conversation_id is not None
        return turns.claim(self.conversation_id, now=timezone.now())

    def _read_answer(self, turn_id: uuid.UUID) -> str:
        from eventlog.models import Event

        done = Event.objects.filter(turn_id=turn_id, type="item.done").order_by("seq")
        items = [each.data or {} for each in done]
        return "\n".join(
            each["text"]
            for each in items
            if each.get("kind") == "text" and each.get("role") == "assistant"
        )


async def ask_all(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Have each person say what they said on their days, then ask; return every answer."""
    asked = []
    for each in people:
        person = await asyncio.to_thread(Person, each["lang"])
        for session in each["sessions"]:
            await person.open_on(session["date"])
            for words in session["says"]:
                await person.say(words)
        await person.open_on(ASKED_ON)
        for question in each["questions"]:
            answer = await person.say(question["ask"])
            asked.append(
                {
                    "person": each["id"],
                    "lang": each["lang"],
                    **question,
                    "answer": answer,
                    "right": judge(question, answer, said=each["sessions"]),
                }
            )
    return asked


# --- judging ------------------------------------------------------------------------------------


def judge(question: dict[str, Any], answer: str, *, said: list[dict[str, Any]]) -> bool:
    """Return whether an answer is right: the words asked for, the outdated ones not before them.

    An abstention says that it was not told, and quotes nothing that was.
    """
    plain = answer.casefold()
    if question["ability"] == "abstention":
        quoted = any(
            words.casefold()[:40] in plain
            for each in said
            for words in each["says"]
            if len(words) > 5
        )
        return bool(UNTOLD.search(answer)) and not quoted
    if "date" in question:
        return has_date(answer, date.fromisoformat(question["date"]))
    for wanted in question["expect"]:
        if not any(one.casefold() in plain for one in wanted):
            return False
    first = min(
        plain.find(one.casefold()) for one in question["expect"][0] if one.casefold() in plain
    )
    return all(not 0 <= plain.find(old.casefold()) < first for old in question.get("outdated", []))


def has_date(answer: str, day: date) -> bool:
    """Return whether a date stands in an answer, however people write it."""
    month = MONTHS.split()[day.month - 1]
    shapes = (
        rf"\b{day.day}(?:st|nd|rd|th)? {month}", rf"\b{month} {day.day}\b", day.isoformat(),
        rf"(?<!\d){day.month}月{day.day}[日号]",
    )  # fmt: skip
    return any(re.search(shape, answer) for shape in shapes)


def tell(asked: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the shares of right answers by ability and language."""
    by: dict[str, list[bool]] = defaultdict(list)
    for each in asked:
        by[each["ability"]].append(each["right"])
        by[f"{each['ability']}_{each['lang']}"].append(each["right"])
    figures: dict[str, Any] = {}
    for ability in ABILITIES:
        for key in (ability, f"{ability}_zh", f"{ability}_en"):
            if by[key]:
                figures[key] = round(sum(by[key]) / len(by[key]), 3)
        figures[f"{ability}_cases"] = len(by[ability])
    return figures


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--file", help="only this one of its files, for example people")
    parser.add_argument("--report", action="store_true", help="every wrong answer")
    parser.add_argument("--all", action="store_true", help="every answer")
    given = parser.parse_args()
    os.environ.setdefault("DATA_DIR", str(ROOT / ".data" / "bench-long-memory"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    figures: dict[str, Any] = {}
    asked: list[dict[str, Any]] = []
    for name, people in load(given.data).items():
        if given.file and name != given.file:
            continue
        answers = asyncio.run(ask_all(people))
        asked += answers
        figures[name] = tell(answers)
        print(name, json.dumps(figures[name]))
    for each in asked:
        if given.all or (given.report and not each["right"]):
            mark = "right" if each["right"] else "WRONG"
            print(
                f"{mark} {each['person']} {each['ability']}: {each['ask']}\n    {each['answer']!r}"
            )
    print(json.dumps({**tell(asked), "questions": len(asked), "by_file": figures}))


if __name__ == "__main__":
    main()
