"""A scripted model for plumbing checks: it sees only the request and acts as a competent one would.

It reads the person's last words with the product's own reading and calls the tool that fits, so it
says nothing of how well a real model understands: it shows that what one decides arrives. It may be
told to spell a share of its tools, enumerations and ids wrongly, or to invent.
"""

import json
import random
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chat.understanding import Context, Understanding, understand
from chat.understanding.types import Card
from jobs.criteria import Criteria
from tests.fake_model_server import Calls, Says
from tests.fake_model_server.behaviours import Behaviour

_JOB = re.compile(r"^J(\d+): (.+)$", re.MULTILINE)
_BLOCK = re.compile(r'<data kind="([^"]+)">\n(.*?)\n</data>', re.DOTALL)
_ABOUT = re.compile(r"\(about ([\w.\[\]]+);")
_SCENE = re.compile(r"scene “(\w+)”")
_TELL = re.compile(r"(?:Tell the person[^\n]*|Shown to the person[^\n]*)\n")
# What no seeker and no posting says: found in what is kept or shown as fact, it was invented.
CANARIES = ("Zorblax", "Quuxology", "Plimsolvania", "987654", "Vrubelstein")
_ENUMERATIONS = {
    "employment_type": ("fulltyme", "part-tiem", "Permanent!"),
    "salary_period": ("yearly", "per annum", "moonth"),
    "education": ("batchelor", "PhDd", "some school"),
    "reason": ("to_low_salary", "wrong-role", "nope"),
    "path": ("criteria.title", "criteria.town", "resumee"),
}
_SAY = {
    "zh": {
        "small_talk": "你好呀,我们接着聊工作的事。", "help": "我能帮你找工作、写简历、联系雇主。",
        "complaint": "抱歉,让你烦了。我们换个办法。", "off_topic": "这个我不懂,工作的事尽管问我。",
        "talk": "好的,有什么想法直接说。", "done": "看看上面的,说说合不合适。",
        "lie": "这家给你开987654,老板是Vrubelstein。",
    },
    "en": {
        "small_talk": "Hello there. Back to your work, then.",
        "help": "I can look for work, write your résumé and get you in touch with employers.",
        "complaint": "Sorry about that. Let us try it another way.",
        "off_topic": "I know nothing of that, but ask me anything about work.",
        "talk": "Fine, just tell me what you think.", "done": "Have a look, and say what fits.",
        "lie": "This one pays 987654 and is run by Vrubelstein.",
    },
}  # fmt: skip


@dataclass
class CompetentModel:
    """Answers chat requests; `garble` is the share of tools, enumerations and ids misspelt."""

    today: date
    garble: float = 0.0
    invents: bool = False
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    requests: int = 0
    garbled: int = 0
    invented: int = 0

    def answer(self, body: dict[str, Any]) -> Behaviour:
        """Return what the server does with one request."""
        self.requests += 1
        messages = body["messages"]
        system = str(messages[0]["content"])
        lang = "zh" if "In Simplified Chinese" in system else "en"
        tools = {each["function"]["name"] for each in body.get("tools") or []}
        results = _results_since_last_words(messages)
        may_call = body.get("tool_choice") != "none" and bool(tools)
        words = _last_words(messages)
        retry = results and all("Not done." in each for each in results)
        if results and not retry:
            return Says(self._word(results, lang), piece=24)
        seen = self._read(words, system, lang)
        call = self._choose(seen, words, system) if may_call else None
        if call is None or call[0] not in tools:
            return Says(
                self._lie(lang) or _SAY[lang].get(seen.intent, _SAY[lang]["talk"]), piece=24
            )
        name, arguments = self._invent(*call)
        return Calls.one(*self._garble(name, arguments))

    def _read(self, words: str, system: str, lang: str) -> Understanding:
        blocks = dict(_BLOCK.findall(system))
        about = _ABOUT.search(blocks.get("question that is open", ""))
        scene = _SCENE.search(system)
        cards = tuple(
            Card(*(part.strip() for part in line.split("·")[:3]))
            for _n, line in _JOB.findall(blocks.get("jobs on the last cards", ""))
        )
        search = blocks.get("search", "")
        context = Context(
            open_prompt=about[1] if about else None,
            last_cards=len(cards),
            cards=cards,
            scene=scene[1] if scene else None,
            criteria=None if "Nothing is known yet" in search else Criteria(),
            lang_hint=lang,  # type: ignore[arg-type]
        )
        return understand(words, context=context, today=self.today)

    def _choose(
        self, seen: Understanding, words: str, system: str
    ) -> tuple[str, dict[str, Any]] | None:
        """Return the tool that fits the words, and its arguments; None: words are enough."""
        refs = [f"J{n}" for n, _line in _JOB.findall(system)]
        named = [refs[n] for n in seen.card_refs if -len(refs) <= n < len(refs)]
        first = (named or refs or [""])[0]
        has_question = "question that is open" in system
        acts: dict[str, tuple[str, dict[str, Any]]] = {
            "more_results": ("more_jobs", {}),
            "what_is_new": ("more_jobs", {}),
            "show_now": ("search_jobs", {"show_now": True}),
            "match_resume": ("search_jobs", {"show_now": True}),
            "relax": ("widen_search", {}),
            "show_resume": ("read_resume", {"show": True}),
            "list_applications": ("list_applications", {}),
            "list_alerts": ("list_alerts", {}),
            "tailor_resume": ("tailor_resume", {"ref": first}),
        }
        if seen.act in acts and not seen.criteria and (seen.act != "tailor_resume" or first):
            return acts[seen.act]
        if first:
            on_job = {"explain": "explain_job", "detail": "show_job", "choose_card": "show_job",
                      "similar": "similar_jobs", "save": "save_job"}  # fmt: skip
            if seen.act in on_job:
                return on_job[seen.act], {"ref": first}
        match seen.intent:
            case "find_jobs" | "refine":
                wishes = {k: _plain(v) for k, v in seen.criteria.set.items()}
                if not wishes and not seen.criteria.clear:
                    return ("more_jobs", {}) if refs else None
                return "search_jobs", {**wishes, "clear": list(seen.criteria.clear)}
            case "reject_with_reason":
                return "reject_jobs", {"refs": named, "reason": seen.reject_reason or "other"}
            case "ask_about_job" if first:
                return "quote_job", {"ref": first, "question": words[:300]}
            case "compare_jobs" if len(refs) > 1:
                return "compare_jobs", {"refs": (named if len(named) > 1 else refs)[:4]}
            case "connect" if first:
                return "prepare_message", {"ref": first}
            case "write_resume" | "correct_field":
                is_asked = has_question and "(about resume." in system
                return ("answer_question" if is_asked else "add_to_resume"), {"text": words}
            case "remember":
                return "remember", {"note": seen.topic.text if seen.topic else words}
            case "forget":
                return "forget", {"topic": seen.topic.text if seen.topic else words}
            case "show_memory":
                return "show_memory", {}
            case "undo" | "go_back":
                return "undo", {}
            case "practise_interview" if first:
                return "practise_interview", {"ref": first}
            case "create_alert":
                return "create_alert", {"text": words}
            case _:
                return None

    def _word(self, results: list[str], lang: str) -> str:
        """Return the tools' own true sentences, or a word that leads on."""
        told = [part for each in results for part in _TELL.split(each)[1:]]
        body = re.sub(r"</?data[^>]*>", "", " ".join(told)).strip()
        return self._lie(lang) or body[:400] or _SAY[lang]["done"]

    def _lie(self, lang: str) -> str:
        self.invented += self.invents
        return _SAY[lang]["lie"] if self.invents else ""

    def _invent(self, name: str, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the call with what nobody said, where the model was told to invent."""
        if not self.invents:
            return name, arguments
        extra: dict[str, dict[str, Any]] = {
            "search_jobs": {"salary_min": 987654, "skills": ["Quuxology"], "cities": ["Plimsolvania"]},
            "remember": {"note": "Vrubelstein is my uncle and I own a Zorblax"},
            "add_to_resume": {"text": "I led 40 people at Zorblax and studied Quuxology"},
            "answer_question": {"text": "Zorblax, Plimsolvania"},
            "prepare_message": {"text": "I have ten years at Zorblax."},
        }  # fmt: skip
        if name not in extra:
            return name, arguments
        self.invented += 1
        if name in ("add_to_resume", "answer_question") and self.dice.random() < 0.5:
            change = {
                "op": "add", "path": "/work/-",
                "value": {"name": "Zorblax", "position": "Professor of Quuxology"},
                "words": str(arguments.get("text", ""))[:80],
            }  # fmt: skip
            return "change_resume", {"changes": [change]}
        return name, {**arguments, **extra[name]}

    def _garble(self, name: str, arguments: dict[str, Any]) -> tuple[str, str]:
        """Return the call as sent, a share of what may be misspelt misspelt."""
        if self._is_due():
            at = self.dice.randrange(1, len(name) - 1)
            name = self.dice.choice(
                [name[:at] + name[at + 1 :], name.replace("_", ""), name + "_tool", "do_" + name]
            )
        sent = dict(arguments)
        for key, value in arguments.items():
            if key in _ENUMERATIONS and self._is_due():
                sent[key] = self.dice.choice(_ENUMERATIONS[key])
            elif key == "ref" and self._is_due():
                sent[key] = self._garble_ref(str(value))
            elif key == "refs":
                sent[key] = [self._garble_ref(r) if self._is_due() else r for r in value]
        return name, json.dumps(sent, ensure_ascii=False)

    def _garble_ref(self, ref: str) -> str:
        return self.dice.choice([ref.lower(), f"Job {ref[1:]}", f"[{ref}]", "J77", "", ref * 3])

    def _is_due(self) -> bool:
        is_due = self.dice.random() < self.garble
        self.garbled += is_due
        return is_due


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _last_words(messages: list[dict[str, Any]]) -> str:
    return next(str(m["content"]) for m in reversed(messages) if m["role"] == "user")


def _results_since_last_words(messages: list[dict[str, Any]]) -> list[str]:
    results: list[str] = []
    for message in reversed(messages):
        if message["role"] == "user":
            break
        if message["role"] == "tool":
            results.insert(0, str(message["content"]))
        elif results:
            # Only the last round of calls: earlier mistakes may have been mended.
            break
    return results


def find_invented(kept: Any) -> list[str]:
    """Return the canaries that stand in what was kept or shown as fact."""
    text = json.dumps(kept, ensure_ascii=False, default=str).casefold().replace(",", "")
    return [each for each in CANARIES if each.casefold() in text]
