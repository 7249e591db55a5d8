"""How many questions about figures become the right typed query, or the right named error.

    figures.py [--data DIR] [--engine rules|llm] [--report]

DIR holds `figures.jsonl` in the layout of ../shared/eval; its `figures_scorer.py` is taken from DIR
or from there. A file in place of DIR is read itself. Each question is read by the product's own
`understand`, with the item's catalogue, query before and day; `--engine llm` asks the configured
model too where the rules are unsure, and checks what it says as the product does. The last line is
one JSON object with the scorer's keys.
"""

import argparse
import asyncio
import importlib.util
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
if os.environ.get("EVAL_OPENAI_BASE_URL"):
    os.environ["OPENAI_BASE_URL"] = os.environ["EVAL_OPENAI_BASE_URL"]

import django  # noqa: E402

django.setup()

from recruiting.figures.asking import understand  # noqa: E402
from recruiting.figures.asking.by_model import is_unsure, understand_with  # noqa: E402
from recruiting.figures.types import Catalog, FiguresError, FiguresQuery, parse_query  # noqa: E402

SHARED = ROOT.parent / "shared"


def load_scorer(folder: Path) -> ModuleType:
    """Return the sets' own scorer, run where it lies."""
    found = [each / "figures_scorer.py" for each in (folder, SHARED / "eval")]
    path = next((each for each in found if each.is_file()), None)
    if path is None:
        raise SystemExit(f"No figures_scorer.py in {folder} or {SHARED / 'eval'}.")
    spec = importlib.util.spec_from_file_location("figures_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(item: dict[str, Any], *, engine: str) -> FiguresQuery | FiguresError:
    """Return what the product makes of an item's question."""
    catalog = Catalog(**{key: tuple(names) for key, names in item["catalog"].items()})
    context = parse_query(item["context"]) if item["context"] else None
    today = date.fromisoformat(item["today"])
    read = understand(item["question"], catalog=catalog, context=context, today=today)
    if engine == "llm" and is_unsure(read):
        from jobassist.ai.chat_model import get_chat_model

        return asyncio.run(
            understand_with(
                get_chat_model(),
                item["question"],
                by_rules=read,
                catalog=catalog,
                context=context,
                today=today,
            )
        )
    return read


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "eval")
    parser.add_argument("--engine", choices=("rules", "llm"), default="rules")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    path = options.data if options.data.is_file() else options.data / "figures.jsonl"
    if not path.is_file():
        raise SystemExit(f"{path} is missing; name its folder with --data.")
    if options.engine == "llm":
        from jobassist.ai.chat_model import is_model_configured

        if not is_model_configured():
            missing = "No model is configured: set OPENAI_BASE_URL and OPENAI_MODEL."
            print(json.dumps({"engine": "llm", "missing": missing}))
            raise SystemExit(2)
    scorer = load_scorer(path.parent)
    items = scorer.read(path)
    predictions: dict[str, Any] = {}
    took = []
    for item in items:
        started = time.perf_counter()
        predictions[item["id"]] = answer(item, engine=options.engine).on_the_wire()
        took.append(1000 * (time.perf_counter() - started))
    if options.report:
        for item in items:
            golds = (item["gold"], *item.get("accept", ()))
            got = predictions[item["id"]]
            if not any(scorer.same(gold, got, item) for gold in golds):
                print(f"{item['id']} {item['question']}")
                print(f"    wanted {json.dumps(item['gold'], ensure_ascii=False)}")
                print(f"    read   {json.dumps(got, ensure_ascii=False)}")
    took.sort()
    figures = scorer.score(items, predictions) | {
        "engine": options.engine,
        "p50_ms": round(took[len(took) // 2], 2),
        "p95_ms": round(took[min(int(0.95 * len(took)), len(took) - 1)], 2),
    }
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
