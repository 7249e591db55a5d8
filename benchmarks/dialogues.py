"""Simulated seekers talk to the assistant over the real socket; their observed transcripts are scored.

`--data DIR` holds `dialogues.jsonl` and `jobs_for_dialogues.jsonl` (and may hold `scorer.py`; else the one beside
the shared sets is called where it lies). The last line is one JSON object.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from seeker import Seeker, Seen  # noqa: E402
from turns import Server  # noqa: E402
from websockets.sync.client import ClientConnection, connect  # noqa: E402
from websockets.typing import Subprotocol  # noqa: E402

SHARED = ROOT.parent / "shared" / "eval"
TODAY, TOMORROW = "2026-11-21", "2026-11-22"
ZONES = {"zh": ("zh-CN", "Asia/Shanghai"), "en": ("en-GB", "Europe/London")}


def load(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def load_scorer(data: Path) -> Any:
    """Return the module that scores, from the data's own folder or the shared one."""
    path = next((p for p in (data / "scorer.py", SHARED / "scorer.py") if p.exists()), None)
    if path is None:
        return None
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Wire:
    """One person's socket: a guest who keeps the same conversation until a new one is opened."""

    def __init__(self, server: Server, *, lang: str, access: str = "") -> None:
        self.server = server
        self.locale, self.zone = ZONES[lang]
        self.access = access or server.post("/api/v1/auth/guest", {"locale": self.locale})["access"]
        self.prompt: dict[str, Any] | None = None
        self.chips: list[dict[str, Any]] = []
        self.job_items: dict[str, str] = {}
        self.conversation_id = ""
        self.socket: ClientConnection

    def open(self, *, is_new: bool) -> Seen:
        """Connect, and hear the greeting out; `is_new` opens another conversation."""
        ticket = self.server.post("/api/v1/auth/ws-ticket", {}, access=self.access)["ticket"]
        address = self.server.url.replace("http", "ws") + "/ws/v1/chat"
        self.socket = connect(
            address, subprotocols=[Subprotocol("jobchat.v1")], max_size=2**22, legacy=True
        )
        hello = {"ticket": ticket, "locale": self.locale, "time_zone": self.zone}
        self._send("hello", hello)
        welcome = self._receive("welcome")
        if is_new:
            self._send("conversation.open", {"scene": "find"})
            while True:
                frame = self._next()
                if frame["type"] == "ack":
                    self.conversation_id = frame["data"]["conversation_id"]
                    break
        else:
            self.conversation_id = welcome["data"]["conversations"][0]["conversation_id"]
        return self._hear_turn(time.perf_counter())

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def say(self, text: str) -> Seen:
        """Send words; return what the answer brought."""
        return self._order("message.send", {"text": text})

    def say_chip(self, chip: dict[str, Any]) -> Seen:
        """Tap a chip."""
        return self._order("message.send", {"text": chip["label"], "postback": chip["postback"]})

    def act(self, action: str, *, job_id: str) -> Seen:
        """Tap an action of a job card."""
        data = {"item_id": self.job_items[job_id], "action": action, "payload": {"job_id": job_id}}
        return self._order("action.invoke", data)

    def get(self, path: str) -> Any:
        """Read by REST as this person."""
        request = Request(
            self.server.url + path, headers={"Authorization": f"Bearer {self.access}"}
        )
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def resume(self) -> dict[str, Any]:
        """Return the document of the person's résumé, empty without one."""
        rows = self.get("/api/v1/resumes")["resumes"]
        if not rows:
            return {}
        return dict(self.get(f"/api/v1/resumes/{rows[0]['id']}").get("document") or {})

    def _order(self, kind: str, data: dict[str, Any]) -> Seen:
        start = time.perf_counter()
        # What was offered is replaced at the next turn of the person's.
        self.chips = []
        self._send(kind, data)
        return self._hear_turn(start)

    def _send(self, kind: str, data: dict[str, Any]) -> None:
        frame: dict[str, Any] = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        if self.conversation_id and kind != "conversation.open":
            frame["conversation_id"] = self.conversation_id
        self.socket.send(json.dumps(frame))

    def _next(self) -> dict[str, Any]:
        frame = json.loads(self.socket.recv(timeout=60))
        if frame["type"] == "error" or frame["data"].get("status") == "rejected":
            raise SystemExit(f"refused: {frame}")
        return dict(frame)

    def _receive(self, kind: str) -> dict[str, Any]:
        while True:
            frame = self._next()
            if frame["type"] == kind:
                return frame

    def _hear_turn(self, start: float) -> Seen:
        seen = Seen()
        while True:
            frame = self._next()
            if frame.get("conversation_id") != self.conversation_id:
                continue
            self._fold(frame, seen)
            if frame["type"] == "turn.finished":
                break
        seen.prompt, seen.chips = self.prompt, self.chips
        seen.outcome = frame["data"]["outcome"]
        seen.seconds = time.perf_counter() - start
        return seen

    def _fold(self, frame: dict[str, Any], seen: Seen) -> None:
        data = frame["data"]
        match frame["type"]:
            case "item.done" if data.get("role") == "assistant":
                if data["kind"] == "text":
                    seen.texts.append(data["text"])
                else:
                    seen.cards.append(data["card"])
                    self._remember_card(data["card"], item_id=data["item_id"])
            case "prompt.opened":
                self.prompt = data
            case "prompt.closed" if self.prompt and data["prompt_id"] == self.prompt["prompt_id"]:
                self.prompt = None
            case "suggestions.set":
                self.chips = data["chips"]

    def _remember_card(self, card: dict[str, Any], *, item_id: str) -> None:
        for job in Seen(cards=[card]).jobs:
            self.job_items[str(job["job_id"])] = item_id


# --- running ------------------------------------------------------------------------------------


class ClockedServer(Server):
    """The project's server, whose conversations take place on a given day."""

    def start_on(self, day: str) -> None:
        """Start on that day."""
        self.environment["DIALOGUE_TODAY"] = day
        self.command = [sys.executable, str(ROOT / "benchmarks" / "clocked_server.py")]
        self.start()


def run_scenario(
    server: Server, scenario: dict[str, Any], *, scorer: Any, postings: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return the observed transcript of a scenario's first session, and what else was counted."""
    wire = Wire(server, lang=scenario["lang"])
    wire.open(is_new=False)
    seeker = Seeker(scenario, wire, satisfies=scorer.job_satisfies, read_resume=wire.resume)
    error = None
    try:
        seeker.run(scenario["opening"])
    except TimeoutError:
        error = "no answer within 60 seconds"
    chosen = dict.fromkeys(seeker.connected)
    connected = [postings[each] for each in chosen if each in postings]
    wire.close()
    return {
        "id": scenario["id"],
        "turns": seeker.turns,
        "connected": connected,
        "memory": [each["text"] for each in wire.get("/api/v1/memory")],
        "resume": wire.resume(),
        "rounds": seeker.rounds,
        "asked": seeker.asked,
        "dead_ends": seeker.dead_ends,
        "taps_needed": seeker.missed,
        "lost_threads": seeker.lost_threads,
        "seconds": seeker.seconds,
        "model_calls": count_model_calls(wire.conversation_id),
        "criteria": read_criteria(wire.conversation_id),
        "access": wire.access,
        "error": error,
    }


def run_second(server: Server, scenario: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    """Return what the next day's new conversation brought after its opening."""
    wire = Wire(server, lang=scenario["lang"], access=first["access"])
    wire.open(is_new=True)
    seen = Seen()
    asked = []
    for words in scenario["second_session"]["opening"]:
        seen = wire.say(words)
        if seen.prompt:
            asked.append(str(seen.prompt.get("path")))
    wire.close()
    after = read_criteria(wire.conversation_id)
    again = [path for path in asked if path in first["asked"] or is_known(path, first)]
    said = scenario["second_session"]["opening"]
    lost = list_lost(first["criteria"], after, said=said)
    # Words alone are no answer to somebody who comes back for more: something has to be shown.
    is_shown = bool(seen.cards or seen.prompt)
    return {
        "id": scenario["id"],
        "opening": scenario["second_session"]["opening"],
        "expects": scenario["second_session"]["expects"],
        "text": seen.texts,
        "jobs": [job["title"] for job in seen.jobs],
        "before": first["criteria"],
        "after": after,
        "asked_again": again,
        "lost": lost,
        "is_shown": is_shown,
        "is_dead_end": seen.is_dead_end,
        "is_ok": not again and not lost and is_shown,
    }


def read_criteria(conversation_id: str) -> dict[str, Any]:
    """Return the wishes that are in force in a conversation."""
    from chat.models import DialogueState

    row = DialogueState.objects.filter(conversation_id=conversation_id).first()
    found = dict(row.data.get("criteria") or {}) if row else {}
    return {key: value for key, value in found.items() if value not in (None, [], ())}


def count_model_calls(conversation_id: str) -> int:
    """Return how often a language model was asked in a conversation."""
    from chat.models import Turn

    return sum(
        Turn.objects.filter(conversation_id=conversation_id).values_list("model_calls", flat=True)
    )


def is_known(path: str, first: dict[str, Any]) -> bool:
    """Return whether a criterion that is asked was already settled the day before."""
    key = path.removeprefix("criteria.")
    return path.startswith("criteria.") and bool(first["criteria"].get(key))


def list_lost(before: dict[str, Any], after: dict[str, Any], *, said: list[str]) -> dict[str, Any]:
    """Return the wishes of the first day that the second has lost without a word about them."""
    from datetime import date

    from chat.understanding import Context, understand
    from jobs.criteria import Criteria

    known = {k: v for k, v in before.items() if k in Criteria.model_fields and v not in (None, [])}
    context = Context(criteria=Criteria.model_validate(known))
    touched: set[str] = set()
    for words in said:
        found = understand(words, context=context, today=date.fromisoformat(TOMORROW))
        touched |= {*found.criteria.set, *found.criteria.clear, *found.criteria.relative}
    lost = {}
    for key, value in known.items():
        if key in touched:
            continue
        now = after.get(key)
        kept = set(value) <= set(now or []) if isinstance(value, list) else now == value
        if not kept:
            lost[key] = {"before": value, "after": now}
    return lost


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, None of nothing."""
    return round(sum(values) / len(values), 4) if values else None


def list_twice(asked: Sequence[str]) -> list[str]:
    """Return the questions that were asked before, once for each time too many."""
    return [path for n, path in enumerate(asked) if path in asked[:n]]


def list_card_faults(transcript: dict[str, Any], postings: dict[str, dict[str, Any]]) -> list[str]:
    """Return the facts on a transcript's job cards that the postings' rows do not have."""
    wrong = []
    for turn in transcript["turns"]:
        for job in Seen(cards=turn.get("cards") or []).jobs:
            row = postings.get(str(job["job_id"]))
            if row is None:
                wrong.append(f"no posting {job['job_id']}")
                continue
            pay = job.get("baseSalary") or {}
            facts = {
                "title": (job["title"], row["title"]),
                "company": ((job.get("hiringOrganization") or {}).get("name"), row["company"]),
                "salary_min": (pay.get("min"), row["salary_min"]),
                "salary_max": (pay.get("max"), row["salary_max"]),
                "salary_period": (pay.get("period"), row["salary_period"]),
                "employment_type": (job.get("employmentType"), row["employment_type"]),
            }
            wrong += [
                f"{row['id']} {key}: {shown!r} is {true!r}"
                for key, (shown, true) in facts.items()
                if shown is not None and shown != true
            ]
            said = [str(place.get("raw") or "") for place in job.get("jobLocation") or []]
            if any(raw and raw != row["city"] for raw in said):
                wrong.append(f"{row['id']} place: {said} is {row['city']}")
    return wrong


def summarise(
    scenarios: list[dict[str, Any]],
    transcripts: list[dict[str, Any]],
    seconds: list[dict[str, Any]],
    *,
    scorer: Any,
) -> dict[str, Any]:
    """Return the figures of a run."""

    def figures(chosen: list[dict[str, Any]]) -> dict[str, Any]:
        ids = {each["id"] for each in chosen}
        mine = [t for t in transcripts if t["id"] in ids]
        judged = scorer.judge_all(mine, chosen)
        won = [r for r in judged["rows"] if r["success"]]
        took = [x for t in mine for x in t["seconds"]]
        return {
            "scenarios": len(chosen),
            "success": judged["success"],
            "within_two_rounds": mean([r["rounds"] <= 2 for r in won]),
            "mean_rounds": judged["rounds"],
            "connection_rate": judged["connection_rate"],
            "connection_rate_right": judged["connection_rate_right"],
            "remembered": judged["remembered"],
            "second_session": mean([s["is_ok"] for s in seconds if s["id"] in ids]),
            "asked_twice": sum(len(list_twice(t["asked"])) for t in mine),
            "questions": mean([len(t["asked"]) for t in mine]),
            "dead_ends": sum(len(t["dead_ends"]) for t in mine)
            + sum(s["is_dead_end"] for s in seconds if s["id"] in ids),
            "card_faults": sum(len(t["card_faults"]) for t in mine),
            "taps_needed": sum(len(t["taps_needed"]) for t in mine),
            "lost_threads": sum(len(t["lost_threads"]) for t in mine),
            "model_calls_per_turn": round(
                sum(t["model_calls"] for t in mine) / max(1, len(took)), 3
            ),
            "seconds_per_turn": round(statistics.median(took), 4) if took else None,
        }

    whole = figures(scenarios)
    whole["by_lang"] = {
        lang: figures([s for s in scenarios if s["lang"] == lang])
        for lang in sorted({s["lang"] for s in scenarios})
    }
    judged = scorer.judge_all(transcripts, scenarios)
    whole["failed"] = [r["id"] for r in judged["rows"] if not r["success"]]
    whole["second_session_failed"] = [s["id"] for s in seconds if not s["is_ok"]]
    return whole


def tell(transcript: dict[str, Any], row: dict[str, Any]) -> None:
    """Print a conversation for people to read, what went wrong first."""
    names = ("taps_needed", "lost_threads", "dead_ends", "card_faults", "error")
    wrong = {name: transcript[name] for name in names if transcript[name]}
    wrong |= {name: row[name] for name in ("forgotten", "resume_missing") if row[name]}
    twice = list_twice(transcript["asked"])
    wrong |= {"asked_twice": twice} if twice else {}
    connected = [job["id"] for job in transcript["connected"]]
    print(f"\n=== {transcript['id']} {'won' if row['success'] else 'LOST'} in {row['rounds']} rounds, "
          f"connected {connected} {'' if row['connected_ok'] else 'WRONG'}")  # fmt: skip
    if wrong:
        print("    " + json.dumps(wrong, ensure_ascii=False))
    for turn in transcript["turns"]:
        if turn["role"] == "user":
            print(f"> {turn['text']}")
            continue
        print("   " + turn["text"][:300].replace("\n", " / "))
        for card in turn["cards"]:
            if card["kind"] == "field_prompt":
                print(f"      ? {card['data']['path']}: {card['data']['question']}")
        for job in Seen(cards=turn["cards"]).jobs:
            place = [p.get("city") or p.get("raw") for p in job.get("jobLocation") or []]
            pay = (job.get("baseSalary") or {}).get("raw")
            print(
                f"      - {job['title']} | {place} | {pay} | {(job.get('match') or {}).get('band')}"
            )
        if turn["prompt"] or turn["chips"]:
            print(f"      [{turn['prompt'] or ''}] {' · '.join(turn['chips'])}")


def tell_second(second: dict[str, Any]) -> None:
    """Print what a second session's opening brought."""
    print(f"\n--- {second['id']} the next day: {'fine' if second['is_ok'] else 'NOT AS IT SHOULD'}")
    print(f"    expects: {second['expects']}")
    for words in second["opening"]:
        print(f"> {words}")
    print("   " + " / ".join(second["text"])[:400].replace("\n", " / "))
    print(f"   shown {second['jobs']}")
    for name in ("before", "after", "asked_again", "lost"):
        print(f"   {name}: {json.dumps(second[name], ensure_ascii=False)}")


def prepare(server: Server, *, jobs: Path) -> dict[str, dict[str, Any]]:
    """Import the postings once; return the file's rows by the id that they have here."""
    folder = Path(server.environment["DATA_DIR"])
    marker = folder / "imported.json"
    stamp = [str(jobs.resolve()), jobs.stat().st_mtime, jobs.stat().st_size]
    if not marker.exists() or json.loads(marker.read_text()) != stamp:
        server.run("migrate", "--verbosity", "0")
        server.run("import_jobs", str(jobs))
        marker.write_text(json.dumps(stamp))
    from jobs.models import Posting

    ids = dict(Posting.objects.values_list("external_id", "id"))
    return {str(ids[row["id"]]): row for row in load(jobs) if row["id"] in ids}


def main() -> None:
    """Run the scenarios and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--engine", choices=["rules", "llm"], default="rules")
    parser.add_argument("--garble", type=float, default=0.0, metavar="SHARE",
                        help="the scripted model misspells this share of tools, values and ids")  # fmt: skip
    parser.add_argument("--invent", action="store_true", help="the scripted model invents")
    parser.add_argument("--routing", choices=["need", "always"], default="need")
    parser.add_argument("--only", nargs="+", metavar="ID", help="only these scenarios")
    parser.add_argument("--report", action="store_true", help="print every conversation")
    parser.add_argument("--transcripts", type=Path, help="write what was observed, a line each")
    options = parser.parse_args()
    needed = [options.data / name for name in ("dialogues.jsonl", "jobs_for_dialogues.jsonl")]
    scorer = load_scorer(options.data)
    if scorer is None or not all(path.exists() for path in needed):
        print(
            json.dumps(
                {"skipped": "dialogues.jsonl, jobs_for_dialogues.jsonl or scorer.py is not here"}
            )
        )
        return
    scenarios = load(needed[0])
    if options.only:
        scenarios = [s for s in scenarios if s["id"] in options.only]
    folder = (
        ROOT
        / ".data"
        / f"bench-dialogues-{uuid.uuid5(uuid.NAMESPACE_URL, str(options.data.resolve())).hex[:8]}"
    )
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="jobassist.settings", LOADS_DEMO="false"
    )
    os.environ["MODEL_ROUTING"] = options.routing
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"):
        # A real model is named for evaluation on purpose, never by what the shell happens to hold.
        given = os.environ.get(f"EVAL_{name}", "") if options.engine == "llm" else ""
        os.environ.pop(name, None)
        if given:
            os.environ[name] = given
    import django

    django.setup()
    with contextlib.ExitStack() as stack:
        scripted = None
        if options.engine == "llm" and not os.environ.get("OPENAI_BASE_URL"):
            from competent_model import CompetentModel

            from tests.fake_model_server import ServerInThread

            scripted = CompetentModel(
                date.fromisoformat(TODAY), garble=options.garble, invents=options.invent
            )
            os.environ["OPENAI_BASE_URL"] = stack.enter_context(
                ServerInThread(scripted.answer)
            ).base_url
        run(options, scenarios, folder, jobs=needed[1], scorer=scorer, scripted=scripted)


def run(
    options: argparse.Namespace,
    scenarios: list[dict[str, Any]],
    folder: Path,
    *,
    jobs: Path,
    scorer: Any,
    scripted: Any,
) -> None:
    """Run the scenarios against a server of their own and print the figures."""
    server = ClockedServer(data_dir=folder)
    server.run("migrate", "--verbosity", "0")
    postings = prepare(server, jobs=jobs)
    transcripts: list[dict[str, Any]] = []
    seconds: list[dict[str, Any]] = []
    server.start_on(TODAY)
    try:
        for scenario in scenarios:
            transcripts.append(  # noqa: PERF401 - kept when a later one fails
                run_scenario(server, scenario, scorer=scorer, postings=postings)
            )
    finally:
        server.stop()
    if any(s.get("second_session") for s in scenarios):
        server.start_on(TOMORROW)
        try:
            for scenario, first in zip(scenarios, transcripts, strict=True):
                if scenario.get("second_session"):
                    seconds.append(run_second(server, scenario, first))
        finally:
            server.stop()
    for transcript in transcripts:
        transcript["card_faults"] = list_card_faults(transcript, postings)
    figures = summarise(scenarios, transcripts, seconds, scorer=scorer)
    if options.report:
        rows = {r["id"]: r for r in scorer.judge_all(transcripts, scenarios)["rows"]}
        for transcript in transcripts:
            tell(transcript, rows[transcript["id"]])
        for second in seconds:
            tell_second(second)
    if options.transcripts:
        with options.transcripts.open("w", encoding="utf-8") as out:
            for transcript in transcripts:
                kept = {k: v for k, v in transcript.items() if k != "access"}
                out.write(json.dumps(kept, ensure_ascii=False) + "\n")
    figures |= tell_model(options, transcripts, scripted)
    print(
        json.dumps(
            {"benchmark": "dialogues", "engine": options.engine, **figures}, ensure_ascii=False
        )
    )


def tell_model(
    options: argparse.Namespace, transcripts: list[dict[str, Any]], scripted: Any
) -> dict[str, Any]:
    """Return what was asked of a model, and what of its inventions was kept or shown."""
    if options.engine != "llm":
        return {}
    from competent_model import find_invented

    kept = [
        (t["id"], found)
        for t in transcripts
        if (
            found := find_invented(
                [t["memory"], t["resume"], t["criteria"], [x.get("cards") for x in t["turns"]]]
            )
        )
    ]
    said = sum(
        bool(find_invented(x["text"]))
        for t in transcripts
        for x in t["turns"]
        if x["role"] != "user"
    )
    return {
        "model": "scripted" if scripted else os.environ.get("OPENAI_MODEL", "real"),
        "routing": options.routing,
        "garble": options.garble,
        "requests": scripted.requests if scripted else None,
        "garbled": scripted.garbled if scripted else None,
        "inventions": scripted.invented if scripted else None,
        "invented_claims": sum(len(found) for _id, found in kept),
        "invented_in": kept,
        "invented_said": said,
    }


if __name__ == "__main__":
    main()
