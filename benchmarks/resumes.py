"""How well résumés are read out of words, asked about and finished: field F1, inventions, questions.

    resumes.py --data DIR --engine rules|llm [--report] [--ner FILE]

DIR holds `resumes.jsonl`; the scorer is the one in DIR, else the one beside the shared sets. Every
intake goes through the same service as a message: read, asked about, answered question by question
with the words of `answers`. That service serves both engines (a model says that words are about the
résumé, it never writes one), so `llm` calls no model here and gives the figures of `rules`. A
question nobody foresaw is skipped, an answer to a question that was never asked is never given.
`--ner FILE` reads labelled résumés instead. The last line is one JSON object.
"""

import argparse
import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

if TYPE_CHECKING:
    from jobassist.accounts.models import User
    from resumes.models import Resume
    from resumes.services import Preview

SHARED = ROOT.parent / "shared" / "eval"
STATE = ROOT / ".data" / "bench-resumes"
TODAY = date(2026, 11, 21)
MAX_QUESTIONS = 40
LOCALES = {"zh": "zh-hans", "en": "en"}

Row = dict[str, Any]


def set_up(state: Path) -> None:
    """Start the benchmark's own database."""
    os.environ["DATA_DIR"] = str(state)
    os.environ.setdefault("LOADS_DEMO", "false")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def load(path: Path) -> list[Row]:
    """Return the rows of a file of JSON lines, gzipped or not."""
    whole = path.read_bytes()
    text = (gzip.decompress(whole) if path.suffix == ".gz" else whole).decode()
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def load_scorer(data: Path) -> Any:
    """Return the module that scores, from the data's own folder or the shared one."""
    import importlib.util

    path = next((p for p in (data / "scorer.py", SHARED / "scorer.py") if p.exists()), None)
    if path is None:
        raise SystemExit(f"no scorer.py in {data} nor in {SHARED}")
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the person -------------------------------------------------------------------------------


class Person:
    """Answers what is asked with the words of an item; entries are matched by likeness."""

    def __init__(self, item: Row, scorer: Any) -> None:
        self.item, self.scorer = item, scorer
        self.given: set[str] = set()

    def answer(self, path: str, document: Row, *, is_doubt: bool) -> str | None:
        """Return what the person says to a question about a path of `document`; None to skip it."""
        wanted = self.their_path(path, document)
        answers = self.item["answers"]
        if wanted not in answers and is_doubt:
            # One contradiction, asked about by its other end.
            near = [c["paths"] for c in self.item["contradictions"] if wanted in c["paths"]]
            wanted = next((p for paths in near for p in paths if p in answers), wanted)
        if wanted not in answers or wanted in self.given:
            return None
        self.given.add(wanted)
        return str(answers[wanted])

    def their_path(self, path: str, document: Row) -> str:
        """Return the path with the index that the entry has in the item's own document."""
        section, _, rest = path.partition("[")
        number, _, leaf = rest.partition("]")
        if not number.isdigit():
            return path
        theirs, ours = self.item["gold"].get(section) or [], document.get(section) or []
        theirs = self.scorer.first_alternative(theirs)
        pairs = {j: i for i, j in self.scorer._align(theirs, ours)}
        index = int(number)
        if index in pairs:
            return f"{section}[{pairs[index]}]{leaf}"
        if index < len(theirs) and (index < len(ours) or len(theirs) > len(ours)):
            # Nothing alike: the entry that is left over, if there is one.
            free = [i for i in range(len(theirs)) if i not in pairs.values()]
            index = free[0] if free else len(theirs) + index
        return f"{section}[{index}]{leaf}"


def talk_by_rules(item: Row, user: "User", scorer: Any) -> Row:
    """Return the prediction for one item: what was read, asked, doubted, and stood at the end."""
    from resumes import services
    from resumes.services import Source

    resume = services.create_resume(user)
    source = Source(kind="message", ref=item["id"])
    preview = services.intake_text(resume, text=item["input"], source=source, today=TODAY)
    person = Person(item, scorer)
    read = json.loads(json.dumps(preview.document))
    first = [(m.path.removeprefix("resume."), m.reason, m.why) for m in preview.missing]
    log: list[tuple[str, str, str]] = []
    for _turn in range(MAX_QUESTIONS):
        if not preview.missing:
            break
        preview = _ask_one(resume, preview, person, log)
    return {
        "id": item["id"],
        "resume": read,
        "missing": [person.their_path(p, read) for p, _r, _w in first],
        "contradictions": [
            {"paths": [person.their_path(p, read)], "why": why}
            for p, reason, why in first
            if reason != "missing"
        ],
        "final": resume.document,
        "log": log,
        "unasked": sorted(set(item["answers"]) - person.given),
    }


def _ask_one(
    resume: "Resume", preview: "Preview", person: Person, log: list[tuple[str, str, str]]
) -> "Preview":
    from resumes import services
    from resumes.services import Source

    question = preview.missing[0]
    path = question.path.removeprefix("resume.")
    said = person.answer(path, resume.document, is_doubt=question.reason != "missing")
    if said is None:
        log.append((path, "", "skipped"))
        return services.skip_question(resume, path=path, today=TODAY)
    source = Source(kind="message", ref=person.item["id"], words=said)
    preview = services.apply_answer(resume, path=path, text=said, source=source, today=TODAY)
    log.append((path, said, preview.outcome))
    if preview.missing and preview.missing[0].path == question.path:
        # Not understood, or not settled: the same is not asked twice.
        preview = services.skip_question(resume, path=path, today=TODAY)
    return preview


# --- figures ----------------------------------------------------------------------------------


def score(items: list[Row], predicted: list[Row], scorer: Any) -> Row:
    """Return the figures of one set, of both stages."""
    by_id = {p["id"]: p for p in predicted}
    final = [{"id": p["id"], "resume": p["final"]} for p in predicted]
    before = scorer.score_resume(items, predicted, "gold")
    after = scorer.score_resume(items, final, "final")
    clashes = [int(n) for n in before["contradictions_found"].split("/")]
    hits = asked = pairs = in_order = false_doubts = 0
    for item in items:
        wanted = _bare(item["missing"])
        ours = _bare(by_id[item["id"]]["missing"])
        hits, asked = hits + len(set(ours) & set(wanted)), asked + len(ours)
        common = [p for p in dict.fromkeys(ours) if p in wanted]
        for a, b in combinations(common, 2):
            pairs, in_order = pairs + 1, in_order + (wanted.index(a) < wanted.index(b))
        known = {p for c in item["contradictions"] for p in c["paths"]}
        known |= {m["path"] for m in item["missing"]}
        for doubt in by_id[item["id"]]["contradictions"]:
            false_doubts += not known & set(doubt["paths"])
    return {
        "items": len(items),
        "field_f1": before["field"]["f1"],
        "field_precision": before["field"]["precision"],
        "field_recall": before["field"]["recall"],
        "field_f1_after_answers": after["field"]["f1"],
        "perfect": before["perfect"],
        "perfect_after_answers": after["perfect"],
        "invented": before["invented_claims"] + after["invented_claims"],
        "forbidden": before["forbidden_claims"] + after["forbidden_claims"],
        "contradictions": clashes[1],
        "contradictions_found": round(clashes[0] / clashes[1], 4) if clashes[1] else None,
        "doubts_nobody_had": false_doubts,
        "missing_precision": round(hits / asked, 4) if asked else None,
        "missing_recall": before["missing_recall"],
        "missing_first": before["missing_first"],
        "missing_order": round(in_order / pairs, 4) if pairs else None,
        "answers_unasked": sum(len(by_id[i["id"]]["unasked"]) for i in items),
    }


def _bare(paths: list[Any]) -> list[str]:
    import re

    return [re.sub(r"\[\d+\]", "[]", p["path"] if isinstance(p, dict) else p) for p in paths][:8]


def print_report(items: list[Row], predicted: list[Row], scorer: Any) -> None:
    """Say what went wrong, item by item, and which fields most."""
    by_id = {p["id"]: p for p in predicted}
    final = [{"id": p["id"], "resume": p["final"]} for p in predicted]
    stages = [
        (name, scorer.score_resume(items, rows, name))
        for name, rows in (("gold", predicted), ("final", final))
    ]
    cases = [{c["id"]: c for c in result["cases"]} for _name, result in stages]
    for item in items:
        own = by_id[item["id"]]
        print(f"\n== {item['id']}\n{item['input']}")
        for (name, _result), found in zip(stages, cases, strict=True):
            one = found[item["id"]]
            for kind in ("wrong", "extra", "invented", "forbidden"):
                for each in one[kind]:
                    print(f"  {name:5} {kind:9} {each}")
        print("  asked   ", own["missing"])
        print("  wanted  ", [m["path"] for m in item["missing"]])
        print("  doubts  ", own["contradictions"])
        print("  wanted  ", [c["paths"] for c in item["contradictions"]])
        for path, said, outcome in own["log"]:
            if outcome != "skipped":
                print(f"  {path:28} {outcome:14} {said}")
        print("  unasked ", own["unasked"])
    for name, result in stages:
        print(f"\n-- by field, {name}")
        for path, figures in result["by_field"].items():
            print(f"  {path:32} {figures}")


def read_intakes(data: Path, *, engine: str, report: bool) -> Row:
    """Return the figures over a folder's intakes, whole and by language."""
    from django.db import transaction
    from django.utils import timezone, translation

    from jobassist.accounts.models import User

    scorer, items = load_scorer(data), load(data / "resumes.jsonl")
    predicted: list[Row] = []
    for item in items:
        with transaction.atomic(), translation.override(LOCALES[item["lang"]]):
            user = User.objects.create_user(last_seen_at=timezone.now())
            predicted.append(talk_by_rules(item, user, scorer))
            # Nothing of it stays.
            transaction.set_rollback(True)
    if report:
        print_report(items, predicted, scorer)
    result = score(items, predicted, scorer)
    result["by_lang"] = {
        lang: score(own, predicted, scorer)
        for lang in ("zh", "en")
        if (own := [i for i in items if i["lang"] == lang])
    }
    return {"engine": engine, "model_calls": 0, **result}


# --- labelled résumés -------------------------------------------------------------------------

# By the labels of the English set and of the Chinese one. What a résumé has no place for
# (nationality, ethnicity) is read as nothing and counts as missed.
_IN_SETS: dict[str, list[tuple[str, str]]] = {
    "Name": [("basics", "name")],
    "Designation": [("work", "position"), ("basics", "label")],
    "Companies worked at": [("work", "name")],
    "Skills": [("skills", "name")],
    "College Name": [("education", "institution")],
    "Degree": [],
    "Graduation Year": [("education", "endDate")],
    "Location": [("basics.location", "city"), ("work", "location")],
    "Years of Experience": [],
    "NAME": [("basics", "name")],
    "TITLE": [("work", "position"), ("basics", "label")],
    "ORG": [("work", "name"), ("education", "institution")],
    "EDU": [("education", "studyType")],
    "PRO": [("education", "area")],
    "LOC": [("basics.location", "city"), ("work", "location")],
    "RACE": [],
    "CONT": [],
}


def _values(parsed: Any, text: str, label: str) -> list[str]:
    """Return what was read for a label of the labelled résumés."""
    document = parsed.document
    out: list[str] = []
    for section, key in _IN_SETS[label]:
        if section == "basics.location":
            entries = [document.get("basics", {}).get("location", {})]
        elif section == "basics":
            entries = [document.get("basics", {})]
        else:
            entries = document.get(section, [])
        out += [str(e[key]) for e in entries if e.get(key)]
    match label:
        case "Skills":
            out += [str(k) for s in document.get("skills", []) for k in s.get("keywords", [])]
        case "Graduation Year":
            out = [value[:4] for value in out]
        case "Degree":
            out += [_degree(parsed, text, i) for i, _e in enumerate(document.get("education", []))]
        case "Years of Experience":
            from jobassist.language.vocab import find_experience

            said = str(document.get("basics", {}).get("summary") or "")
            out += [found.text for found in find_experience(said)]
    return [value for value in dict.fromkeys(out) if value]


def _degree(parsed: Any, text: str, index: int) -> str:
    """Return a degree with its subject as they stand in the text: the label spans both."""
    spans = [parsed.sources.get(f"/education/{index}/{key}") for key in ("studyType", "area")]
    there = [span for span in spans if span is not None]
    if not there or spans[0] is None:
        return ""
    start, end = min(s.start for s in there), max(s.end for s in there)
    if end - start > 120 or "\n" in text[start:end]:
        start, end = spans[0].start, spans[0].end
    return text[start:end]


def read_labelled(path: Path, *, report: bool) -> Row:
    """Return F1 by label over labelled résumés: sets of values, skills by their words."""
    from resumes.fields import parse_fields

    scorer = load_scorer(path.parent)
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for row in load(path):
        text = row["text"]
        parsed = parse_fields(text, today=TODAY)
        gold: dict[str, list[str]] = defaultdict(list)
        for start, end, label in row["entities"]:
            value = " ".join(text[start:end].split())
            if scorer.norm(value) not in [scorer.norm(v) for v in gold[label]]:
                gold[label].append(value)
        for label, wanted in gold.items():
            if label not in _IN_SETS:
                continue
            found, tally = _values(parsed, text, label), tallies[label]
            # A set of normalised values: Oracle and ORACLE are one, as in the labels.
            found = list({scorer.norm(v): v for v in reversed(found)}.values())[::-1]
            if label == "Skills":
                a, b = (Counter(scorer.tokens(" ".join(v))) for v in (wanted, found))
                hits, missed, extra = (a & b).total(), (a - b).total(), (b - a).total()
            else:
                pairs = scorer.match_lists(wanted, found)
                hits, missed, extra = len(pairs), len(wanted) - len(pairs), len(found) - len(pairs)
                if report and (missed or extra):
                    left = [w for i, w in enumerate(wanted) if i not in {i for i, _ in pairs}]
                    over = [f for j, f in enumerate(found) if j not in {j for _, j in pairs}]
                    print(f"{row['id']} {label}: missed {left} extra {over}")
            tally.update(tp=hits, fn=missed, fp=extra)
    out: Row = {}
    for label, t in sorted(tallies.items()):
        precision = t["tp"] / (t["tp"] + t["fp"]) if t["tp"] + t["fp"] else 0.0
        recall = t["tp"] / (t["tp"] + t["fn"]) if t["tp"] + t["fn"] else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        out[label] = {
            "f1": round(f1, 4),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "support": t["tp"] + t["fn"],
        }
    return {"ner": path.name, "labels": out}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--engine", choices=["rules", "llm"], default="rules")
    parser.add_argument("--report", action="store_true", help="say what went wrong, item by item")
    parser.add_argument("--ner", type=Path, help="read labelled résumés instead")
    parser.add_argument("--state", type=Path, default=STATE)
    chosen = parser.parse_args()
    set_up(chosen.state)
    if chosen.ner:
        print(json.dumps(read_labelled(chosen.ner, report=chosen.report), ensure_ascii=False))
        return
    result = read_intakes(chosen.data, engine=chosen.engine, report=chosen.report)
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
