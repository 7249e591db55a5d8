"""How much of single messages is understood: intents, slots and amounts, in both languages.

    understanding.py [--data DIR] [--engine rules|llm] [--report]

DIR holds `understanding.jsonl` in the layout of ../shared/eval; its `scorer.py` and
`salary_strings_zh.tsv` are taken from DIR or from where they lie in ../shared. Each message is read
by the product's own `understand` in the moment that its item gives, on the sets' day. `--engine
llm` asks a model once a message, with the product's own prompt and tools, where the product would:
that of EVAL_OPENAI_BASE_URL (or OPENAI_BASE_URL), else a scripted server whose model reads as the
rules do, which shows that what a model decides arrives and nothing of how well one understands. The
last line is one JSON object.
"""

import argparse
import asyncio
import contextlib
import csv
import importlib.util
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
if os.environ.get("EVAL_OPENAI_BASE_URL"):
    os.environ["OPENAI_BASE_URL"] = os.environ["EVAL_OPENAI_BASE_URL"]

import django  # noqa: E402

django.setup()

from chat.understanding import Context, Understanding, understand  # noqa: E402
from jobassist.language.money import parse_salary  # noqa: E402
from jobs.criteria import Criteria  # noqa: E402

SHARED = ROOT.parent / "shared"
TODAY = date(2026, 11, 21)
LANGUAGES = ("zh", "en")
Predict = Callable[[dict[str, Any]], dict[str, Any]]


def find_file(name: str, *folders: Path) -> Path | None:
    """Return the first of the folders' files of that name."""
    return next((each / name for each in folders if (each / name).is_file()), None)


def load_scorer(data: Path) -> ModuleType:
    """Return the sets' own scorer, run where it lies."""
    path = find_file("scorer.py", data, SHARED / "eval")
    if path is None:
        raise SystemExit(f"No scorer.py in {data} or {SHARED / 'eval'}.")
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def context_of(item: dict[str, Any]) -> Context:
    """Return the moment that an item was said in."""
    raw = item.get("context") or {}
    criteria = raw.get("criteria")
    return Context(
        open_prompt=raw.get("open_prompt"),
        last_cards=raw.get("last_cards") or 0,
        scene=raw.get("scene"),
        criteria=Criteria.model_validate(criteria) if criteria else None,
    )


def prediction_of(item: dict[str, Any], seen: Understanding, keys: tuple[str, ...]) -> Any:
    """Return what was understood in the scorer's layout; wishes it has no key for are left out."""
    wishes = {k: list(v) if isinstance(v, tuple) else v for k, v in seen.criteria.set.items()}
    cleared = [key for key in seen.criteria.clear if key in keys]
    return {
        "id": item["id"],
        "intent": seen.intent,
        "criteria": {k: v for k, v in wishes.items() if k in keys},
        "resume": seen.resume_values,
        "relative": dict(seen.criteria.relative),
        "clear": [*cleared, *seen.resume_clear],
        "clarify": seen.clarify,
    }


def predict_by_rules(keys: tuple[str, ...]) -> Predict:
    """Return the rules' reading of an item."""

    def predict(item: dict[str, Any]) -> dict[str, Any]:
        seen = understand(item["text"], context=context_of(item), today=TODAY)
        prediction: dict[str, Any] = prediction_of(item, seen, keys)
        return prediction

    return predict


# --- the model's path ------------------------------------------------------------------------

# What a call of a tool says of the intent; a search is a refinement where there was one before.
TOOL_INTENTS = {
    "search_jobs": "find_jobs",
    "more_jobs": "refine",
    "change_criteria": "refine",
    "widen_search": "refine",
    "reject_jobs": "reject_with_reason",
    "undo": "undo",
    "explain_job": "ask_about_job",
    "show_job": "ask_about_job",
    "quote_job": "ask_about_job",
    "compare_jobs": "compare_jobs",
    "similar_jobs": "refine",
    "save_job": "remember",
    "read_resume": "write_resume",
    "add_to_resume": "write_resume",
    "answer_question": "write_resume",
    "confirm_resume": "confirm",
    "prepare_message": "connect",
    "list_applications": "help",
    "remember": "remember",
    "forget": "forget",
    "show_memory": "show_memory",
}
# What a model answers in words: which of them, only the rules say.
TALK = ("small_talk", "help", "off_topic", "complaint", "abuse", "stop", "create_alert",
        "practise_interview")  # fmt: skip


def predict_by_model(keys: tuple[str, ...]) -> Predict:
    """Return the reading of an item by the configured model, by the rules where code answers."""
    from chat.engines.need import SURE_OF_HARM
    from chat.prompts import TurnFacts, build_messages
    from chat.tools import tool_specs
    from jobassist.ai.chat_model import get_chat_model
    from jobassist.ai.types import ModelRequest, ToolCall, ToolCallPart

    model, specs = get_chat_model(), tool_specs()

    async def ask(item: dict[str, Any], context: Context, lang: str) -> list[ToolCall]:
        held = context.criteria.model_dump(exclude_defaults=True) if context.criteria else {}
        cards = "\n".join(f"J{n + 1}: a job shown" for n in range(context.last_cards))
        facts = TurnFacts(
            scene=context.scene or "find",
            search=json.dumps(held, ensure_ascii=False, default=str) if held else "",
            jobs=cards,
            question=context.open_prompt or "",
        )
        messages = build_messages(
            facts, name="Assistant", lang=lang, history=(), words=item["text"]
        )
        async with aclosing(model.stream(ModelRequest(messages, specs))) as steps:
            return [step.call async for step in steps if isinstance(step, ToolCallPart)]

    def predict(item: dict[str, Any]) -> dict[str, Any]:
        context = context_of(item)
        seen = understand(item["text"], context=context, today=TODAY)
        prediction: dict[str, Any] = prediction_of(item, seen, keys)
        prompt = context.open_prompt or ""
        is_sure = seen.intent in ("unsafe", "prompt_injection") and seen.confidence >= SURE_OF_HARM
        if is_sure or (prompt and seen.intent in ("confirm", "deny", "skip")):
            return prediction
        calls = asyncio.run(ask(item, context, seen.lang))
        prediction["calls"] = len(calls)
        return prediction | read_calls(calls, context=context, seen=prediction, keys=keys)

    return predict


def read_calls(
    calls: list[Any], *, context: Context, seen: dict[str, Any], keys: tuple[str, ...]
) -> dict[str, Any]:
    """Return what a model's calls say; `seen` is the rules' reading of the same words."""
    call = next((each for each in calls if each.name in TOOL_INTENTS), None)
    if call is None:
        talk = seen["intent"] if seen["intent"] in TALK else "small_talk"
        return {"intent": talk, "criteria": {}, "resume": {}, "relative": {}, "clear": []}
    intent = TOOL_INTENTS[call.name]
    has_search = context.criteria is not None or context.last_cards or context.open_prompt
    if call.name == "search_jobs" and has_search:
        intent = "refine"
    try:
        said = json.loads(call.arguments or "{}")
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    is_about_resume = call.name in ("add_to_resume", "answer_question")
    return {
        "intent": intent,
        "criteria": {k: v for k, v in said.items() if k in keys and v not in (None, [])},
        # The tools for the résumé read the person's words by the same code as the rules.
        "resume": seen["resume"] if is_about_resume else {},
        "relative": {},
        "clear": [k for k in said.get("clear") or [] if k in keys],
    }


@contextlib.contextmanager
def have_model() -> Iterator[str]:
    """Have a model that can be asked; yields whose it is: "configured" or "scripted"."""
    from django.conf import settings

    from jobassist.ai.chat_model import is_model_configured

    if is_model_configured():
        yield "configured"
        return
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from competent_model import CompetentModel

    from tests.fake_model_server import ServerInThread

    with ServerInThread(CompetentModel(TODAY).answer) as server:
        settings.OPENAI_BASE_URL = server.base_url
        yield "scripted"


# --- measures --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Times:
    """Milliseconds a message: by the clock, and of the processor where others use it too."""

    p50_ms: float
    p95_ms: float
    p95_cpu_ms: float


def measure_times(predict: Predict, items: list[dict[str, Any]]) -> tuple[list[Any], Times]:
    """Return the predictions and how long a message took, tables and encoder loaded before."""
    predict(items[0])
    predictions, taken, worked = [], [], []
    for item in items:
        started, began = time.perf_counter(), time.process_time()
        predictions.append(predict(item))
        taken.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.process_time() - began))
    return predictions, Times(
        round(median(taken), 2), share_below(taken, 0.95), share_below(worked, 0.95)
    )


def share_below(values: list[float], share: float) -> float:
    """Return the value that this share of them stays below."""
    return round(sorted(values)[min(int(share * len(values)), len(values) - 1)], 2)


def salary_share(path: Path) -> tuple[float, list[str]]:
    """Return the share of salary strings read with both bounds and the period right."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = []
    for row in rows:
        pay = parse_salary(row["salary_raw"], is_posting=True)
        got = (pay.min, pay.max, pay.period) if pay else (None, None, None)
        want = (_number(row["min"]), _number(row["max"]), row["period"] or got[2])
        if got != want:
            wrong.append(f"{row['salary_raw']}: {want}, read {got}")
    return 1 - len(wrong) / len(rows), wrong


def _number(text: str) -> float | None:
    return float(text) if text else None


def report_items(
    scorer: ModuleType, items: list[dict[str, Any]], predictions: list[Any]
) -> Iterator[str]:
    """Yield what went wrong, item by item, then by kind and language."""
    by_id = {each["id"]: each for each in predictions}
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        got = by_id[item["id"]]
        lang = item["lang"]
        result = scorer.score_understanding([item], [got])
        if not result["wrong_ids"]:
            continue
        context = item.get("context") or {}
        moment = context.get("open_prompt") or f"{context.get('last_cards') or 0} cards"
        yield f"\n{item['id']} [{moment}] {item['text']!r}"
        if got["intent"] not in [item["intent"], *item.get("accept", [])]:
            kinds[lang][f"intent {item['intent']} read as {got['intent']}"] += 1
            yield f"    intent: {item['intent']}, read {got['intent']} (asks: {got.get('clarify')})"
        for name, slot in result["slots"].items():
            if slot["precision"] == slot["recall"] == 1:
                continue
            kind = "missed" if slot["precision"] == 1 else "extra"
            kind = "wrong" if slot["precision"] < 1 and slot["recall"] < 1 else kind
            kinds[lang][f"{name} {kind}"] += 1
            part = "resume" if name.startswith("resume.") else "criteria"
            part = name if name in ("relative", "clear") else part
            yield f"    {name} {kind}: {item.get(part)}, read {got.get(part)}"
    for lang in LANGUAGES:
        yield f"\nBy kind, {lang}:"
        yield from (f"  {count:3d}  {kind}" for kind, count in kinds[lang].most_common())


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "eval")
    parser.add_argument("--engine", choices=("rules", "llm"), default="rules")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    messages = options.data / "understanding.jsonl"
    if not messages.is_file():
        raise SystemExit(f"{messages} is missing; name its folder with --data.")
    scorer = load_scorer(options.data)
    items = [json.loads(line) for line in messages.read_text(encoding="utf-8").splitlines() if line]
    keys = scorer.CRITERIA_KEYS
    model = ""
    if options.engine == "rules":
        predictions, times = measure_times(predict_by_rules(keys), items)
    else:
        with have_model() as model:
            predictions, times = measure_times(predict_by_model(keys), items)
    if options.report:
        print("\n".join(report_items(scorer, items, predictions)))

    whole = scorer.score_understanding(items, predictions)
    figures: dict[str, Any] = {
        "engine": options.engine,
        **({"model": model} if model else {}),
        "items": len(items),
        "intent_accuracy": whole["intent_accuracy"],
        "intent_macro": whole["intent_macro"],
        "slot_micro_f1": whole["micro"]["f1"],
        "exact": whole["exact"],
    }
    for lang in LANGUAGES:
        part = [item for item in items if item["lang"] == lang]
        if not part:
            continue
        score = scorer.score_understanding(part, predictions)
        figures[f"intent_accuracy_{lang}"] = score["intent_accuracy"]
        figures[f"slot_micro_f1_{lang}"] = score["micro"]["f1"]
        figures[f"slots_{lang}"] = {k: v["f1"] for k, v in score["slots"].items()}
    salaries = find_file(
        "salary_strings_zh.tsv",
        options.data, options.data / "jobs", SHARED / "data" / "jobs", SHARED / "data",
    )  # fmt: skip
    if salaries is None:
        print("salary_strings_zh.tsv is missing: the amounts were not read.")
    else:
        share, wrong = salary_share(salaries)
        figures["salary_share"] = round(share, 4)
        if options.report:
            print("\nSalary strings misread:", *wrong, sep="\n  ")
    figures["asks"] = sum(bool(each.get("clarify")) for each in predictions)
    figures |= asdict(times)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
