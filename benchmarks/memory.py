"""What is remembered of people, and how much of it is junk: the shared dialogues, judged by a rule.

`--data DIR` holds `dialogues.jsonl` and `jobs_for_dialogues.jsonl`. Each scenario is talked through
over the real socket; then the person contradicts what they said, and everything that is believed
of them is judged. `--engine llm` has a model read their words afterwards as the background work
does, through the whole client: that of EVAL_OPENAI_BASE_URL (or OPENAI_BASE_URL), else a scripted
server whose model proposes far too much. The last line is one JSON object.
"""

import argparse
import contextlib
import json
import os
import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogues import (
    ROOT,
    SHARED,
    TODAY,
    ClockedServer,
    Wire,
    load,
    load_scorer,
    prepare,
    run_scenario,
)

if TYPE_CHECKING:
    from tests.fake_model_server import Behaviour

# Other than any scenario's, so that each is a change.
CITIES = {"zh": ("宜昌", "株洲"), "en": ("Inverness", "Lancaster")}
STAYS = {"part_time": "full_time", "full_time": "part_time"}
TERMS = {
    "zh": {"part_time": "改成兼职吧", "full_time": "改成全职吧"},
    "en": {"part_time": "part time instead, please", "full_time": "full time instead, please"},
}
# Told on the first day, and what is said of it on the next.
TOLD = {
    "zh": [
        ("我住在城东,跟表姐合租", "上个月搬到城西一个人住了"),
        ("我离职要提前两个月说", "改成三周了"),
        ("我每周三晚上要上夜校", "换到周五了"),
    ],
    "en": [
        ("I live near the harbour with my cousin", "moved to the old mill by myself last month"),
        ("I have to give five weeks' notice where I am", "they want nine weeks now"),
        ("my evening class is on Wednesdays", "it has moved to Fridays"),
    ],
}


# --- talking --------------------------------------------------------------------------------------


def contradict(
    server: ClockedServer, scenario: dict[str, Any], first: dict[str, Any]
) -> list[dict[str, Any]]:
    """Have the person tell things and take them back; return what is to stand, and what is not."""
    lang = scenario["lang"]
    wire = Wire(server, lang=lang, access=first["access"])
    wire.open(is_new=True)
    expected: list[dict[str, Any]] = []
    for told, changed in TOLD[lang]:
        wire.say(told)
        wire.say(changed)
        expected.append({"key": "", "old": told, "new": changed})
    wishes = scenario["persona"].get("criteria") or {}
    cities = [each.casefold() for each in wishes.get("cities") or ()]
    if cities:
        city = next(each for each in CITIES[lang] if each.casefold() not in cities)
        wire.say(f"换成{city}吧" if lang == "zh" else f"actually make it {city} instead")
        expected.append({"key": "criteria.cities", "old": wishes["cities"], "new": [city]})
    pay = wishes.get("salary_min")
    if pay:
        more = round(pay * 1.2) if pay >= 100 else round(pay * 1.2, 1)
        wire.say(f"工资最低改成{more}" if lang == "zh" else f"make the pay at least {more}")
        expected.append({"key": "criteria.salary_min", "old": pay, "new": more})
    terms = STAYS.get(str(wishes.get("employment_type")))
    if terms:
        wire.say(TERMS[lang][terms])
        old = wishes["employment_type"]
        expected.append({"key": "criteria.employment_type", "old": old, "new": terms})
    wire.close()
    return expected


def read_facts(access: str) -> list[dict[str, Any]]:
    """Return every fact that was ever remembered of whom a token is, newest first."""
    from chat.models import Memory

    user_id = _owner(access)
    rows = Memory.objects.filter(user_id=user_id).order_by("-valid_from")
    return [
        {
            "kind": row.kind, "key": row.key, "value": row.value, "words": row.words,
            "is_current": row.valid_to is None, "confidence": row.confidence,
        }
        for row in rows
    ]  # fmt: skip


def _owner(access: str) -> str:
    import base64

    body = access.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return str(claims.get("user_id") or claims.get("sub"))


# --- judging --------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Return a text as two are compared: width, case and punctuation do not count."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(text)).casefold())


def judge(
    fact: dict[str, Any],
    scenario: dict[str, Any],
    said: Sequence[str],
    others: Sequence[dict[str, Any]],
) -> str:
    """Return why a fact is junk, "" where it is not.

    wrong: a wish that is neither the scenario's nor in the person's words; a sentence the person
    did not write. not_of_them: a question, or a line that the scenario has them say of a job or of
    the assistant. transient: the scenario's answer to everything, a yes, a choice of a card.
    duplicate: words that another current fact has, or that add nothing to the wishes read off them.
    """
    if fact["kind"] == "criterion":
        return _judge_wish(fact, scenario, said)
    words = plain(fact["words"] or fact["value"])
    if not any(words in plain(each) for each in said):
        return "wrong"
    aside = [
        each["say"] for each in scenario.get("digressions") or () if each["expect"] != "remember"
    ]
    if re.search(r"[?？]\s*$", fact["words"]) or any(words in plain(each) for each in aside):
        return "not_of_them"
    passing = [scenario["default_answer"], str(scenario["reactions"].get("fine") or "")]
    if any(words and words in plain(each) for each in passing):
        return "transient"
    for other in others:
        if other is fact:
            continue
        if other["kind"] != "criterion" and words in plain(other["words"]):
            # Of two that say the same the shorter, or the later, is one too many.
            if words != plain(other["words"]) or others.index(other) < others.index(fact):
                return "duplicate"
    kept = {
        term for each in others if each["kind"] == "criterion" for term in _terms(each["value"])
    }
    if _terms(fact["words"]) <= kept:
        return "duplicate"
    return ""


def _judge_wish(fact: dict[str, Any], scenario: dict[str, Any], said: Sequence[str]) -> str:
    key, value = fact["key"].removeprefix("criteria."), fact["value"]
    gold = (scenario["persona"].get("criteria") or {}).get(key)
    text = plain("\n".join(said))
    if isinstance(value, list):
        known = [plain(each) for each in (gold if isinstance(gold, list) else [])]
        for each in map(plain, value):
            is_gold = any(each in one or one in each for one in known)
            if not is_gold and each not in text:
                return "wrong"
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if gold is not None and abs(float(gold) - value) <= 0.02 * abs(float(gold)):
            return ""
        amounts = _amounts("\n".join(said))
        return "" if any(abs(value - each) <= 0.02 * value for each in amounts) else "wrong"
    if gold is None or value == gold:
        # What no gold speaks of has to rest on words that the person said.
        return "" if fact["words"] and plain(fact["words"]) in text or value == gold else "wrong"
    return "" if fact["words"] and plain(fact["words"]) in text else "wrong"


def _amounts(text: str) -> set[float]:
    """Return every number in a text, in figures or Chinese words, at each scale it may have."""
    from jobassist.language.numbers import parse_zh_number

    found = {float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    words = re.findall(r"[\d.]*[零一二两三四五六七八九十百千万]+", text)
    found |= {value for each in words if (value := parse_zh_number(each))}
    return {each * scale for each in found for scale in (1, 52, 1_000, 10_000)}


def _terms(value: Any) -> set[str]:
    from jobassist.language.text import index_terms

    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return set(index_terms(text))


def is_superseded(change: dict[str, Any], facts: Sequence[dict[str, Any]]) -> bool:
    """Return whether a contradiction holds: the new stands, and the old does not."""
    current = [each for each in facts if each["is_current"]]
    if not change["key"]:
        words = [plain(each["words"]) for each in current if each["kind"] != "criterion"]
        return plain(change["new"]) in words and plain(change["old"]) not in words
    values = [each["value"] for each in current if each["key"] == change["key"]]
    return len(values) == 1 and _same(values[0], change["new"])


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return [plain(each) for each in value] == [plain(each) for each in wanted]
    if isinstance(wanted, int | float) and isinstance(value, int | float):
        return abs(value - wanted) <= 0.02 * wanted
    return bool(value == wanted)


# --- a model that proposes far too much -----------------------------------------------------------


def answer_eagerly(body: dict[str, Any]) -> "Behaviour":
    """Return one call with everything, right or wrong: every message, inventions, all superseded."""
    from chat.memory.operations import MOST_OPERATIONS, TOOL
    from tests.fake_model_server import Calls

    text = body["messages"][-1]["content"]
    messages = re.findall(r"^(M\d+): (.+)$", text, re.MULTILINE)
    facts = re.findall(r"^(F\d+): ", text, re.MULTILINE)
    proposed: list[dict[str, Any]] = [
        {"op": "add", "message": ref, "quote": words[:300], "about": "other"}
        for ref, words in messages
        if len(words) >= 3
    ]
    if messages:
        ref, words = messages[0]
        invented = "The person is a millionaire."
        proposed = [
            {"op": "add", "message": ref, "quote": invented, "about": "pay"},
            *(
                {"op": "supersede", "message": ref, "quote": words[:300], "fact": each}
                for each in facts[:2]
            ),
            *proposed,
        ]
    arguments = json.dumps({"operations": proposed[:MOST_OPERATIONS]}, ensure_ascii=False)
    return Calls.one(TOOL, arguments)


def consolidate() -> dict[str, Any]:
    """Have a model read everything that was written, until nothing is unread."""
    from dataclasses import asdict

    from django.utils import timezone

    from chat import memory

    total: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    while True:
        done = memory.consolidate_due(now=timezone.now() + timedelta(minutes=2))
        figures = asdict(done)
        refused.update(figures.pop("refused"))
        total.update(figures)
        if not done.read:
            return {**total, "refused": dict(refused)}


# --- all of it ------------------------------------------------------------------------------------


def main() -> None:
    """Run the scenarios, judge what is remembered, and print the figures."""
    with contextlib.ExitStack() as scripted:
        run(scripted)


def run(scripted: contextlib.ExitStack) -> None:
    """Run the benchmark; `scripted` closes the model server that it may start."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--engine", choices=["rules", "llm"], default="rules")
    parser.add_argument("--only", nargs="+", metavar="ID", help="only these scenarios")
    parser.add_argument("--report", action="store_true", help="every fact that is junk, every miss")
    parser.add_argument("--all", action="store_true", help="every fact")
    given = parser.parse_args()
    needed = [given.data / name for name in ("dialogues.jsonl", "jobs_for_dialogues.jsonl")]
    scorer = load_scorer(given.data)
    if scorer is None or not all(path.exists() for path in needed):
        missing = "dialogues.jsonl, its jobs or scorer.py is not in --data"
        print(json.dumps({"skipped": missing, "data": str(given.data), "engine": given.engine}))
        return
    scenarios = [s for s in load(needed[0]) if not given.only or s["id"] in given.only]
    name = uuid.uuid5(uuid.NAMESPACE_URL, str(given.data.resolve())).hex[:8]
    folder = Path(os.environ.get("DATA_DIR") or ROOT / ".data" / f"bench-memory-{name}")
    folder.mkdir(parents=True, exist_ok=True)
    base_url = os.environ.get("EVAL_OPENAI_BASE_URL") or os.environ.get("OPENAI_BASE_URL")
    keys = {key: os.environ.pop(key, "") for key in ("OPENAI_BASE_URL", "OPENAI_API_KEY")}
    os.environ.update(
        DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="jobassist.settings", LOADS_DEMO="false",
        LOG_LEVEL="WARNING",
    )  # fmt: skip
    import django

    # The turns are the rules' in both runs: what is measured is what is kept of them.
    server = ClockedServer(data_dir=folder)
    server.run("migrate", "--verbosity", "0")
    if given.engine == "llm":
        if not base_url:
            from tests.fake_model_server import ServerInThread

            base_url = scripted.enter_context(ServerInThread(answer_eagerly)).base_url
        os.environ.update(OPENAI_BASE_URL=base_url, OPENAI_API_KEY=keys["OPENAI_API_KEY"] or "none")
    django.setup()
    postings = prepare(server, jobs=needed[1])
    server.start_on(TODAY)
    people = []
    try:
        for scenario in scenarios:
            first = run_scenario(server, scenario, scorer=scorer, postings=postings)
            before = read_facts(first["access"])
            people.append((scenario, first, before, contradict(server, scenario, first)))
    finally:
        server.stop()
    model: dict[str, Any] = {}
    if given.engine == "llm":
        model = consolidate()
    why: Counter[str] = Counter()
    count = Counter[str]()
    for scenario, first, before, changes in people:
        said = [turn["text"] for turn in first["turns"] if turn["role"] == "user"]
        after = read_facts(first["access"])
        ours = {plain(words) for pair in TOLD[scenario["lang"]] for words in pair}
        # What was contradicted since is judged as it stood; what a model added, as it stands.
        added = [
            each for each in after
            if each["kind"] != "criterion" and plain(each["words"]) not in ours
            and each not in before and each["is_current"]
            and any(plain(each["words"]) in plain(words) for words in said)
        ] if given.engine == "llm" else []  # fmt: skip
        facts = [*(each for each in before if each["is_current"]), *added]
        for fact in facts:
            verdict = judge(fact, scenario, said, facts)
            count["facts"] += 1
            count[f"facts_{scenario['lang']}"] += 1
            count[f"junk_{scenario['lang']}"] += bool(verdict)
            why.update([verdict] if verdict else [])
            if given.all or (given.report and verdict):
                print(
                    scenario["id"],
                    verdict or "fine",
                    fact["key"],
                    repr(fact["value"]),
                    repr(fact["words"]),
                )
        for change in changes:
            held = is_superseded(change, after)
            count["contradictions"] += 1
            count["superseded"] += held
            if given.report and not held:
                print(scenario["id"], "NOT SUPERSEDED", json.dumps(change, ensure_ascii=False))
    junk = sum(why.values())
    print(
        json.dumps(
            {
                "benchmark": "memory",
                "engine": given.engine,
                "people": len(people),
                "facts": count["facts"],
                "junk": junk,
                "junk_rate": round(junk / max(1, count["facts"]), 4),
                "junk_by_kind": dict(why),
                **{
                    f"junk_rate_{lang}": round(
                        count[f"junk_{lang}"] / max(1, count[f"facts_{lang}"]), 4
                    )
                    for lang in ("zh", "en")
                },
                "contradictions": count["contradictions"],
                "superseded": round(count["superseded"] / max(1, count["contradictions"]), 4),
                **({"model": model} if model else {}),
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
