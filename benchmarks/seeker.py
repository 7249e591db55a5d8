"""A simulated seeker: says what its scenario has it say, judges the cards it sees, no more.

It sees what a person sees: texts, cards, the open question and chips. What it would be
satisfied with is checked on the fields that a card shows; it never knows which postings are meant.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

MAX_USER_TURNS = 40
# So often a seeker says the same words to the same question before it leaves.
PATIENCE = 3
YES = {"zh": "可以,发吧", "en": "yes, go ahead"}
RIGHT = {"zh": "对,没错", "en": "yes, that's right"}
ORDINALS = {
    "zh": ["第一个", "第二个", "第三个", "第四个", "第五个", "第六个", "第七个", "第八个", "第九个", "第十个"],
    "en": ["the first one", "the second one", "the third one", "the fourth one", "the fifth one",
           "the sixth one", "the seventh one", "the eighth one", "the ninth one", "the tenth one"],
}  # fmt: skip
# In this order a seeker would notice what is wrong with a posting.
FAULTS = (
    "wrong_role", "wrong_seniority", "wrong_city", "excluded", "wrong_employment_type",
    "too_low_salary",
)  # fmt: skip


@dataclass
class Seen:
    """What one turn of the assistant brought: texts, cards as objects, the question, the chips."""

    texts: list[str] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    prompt: dict[str, Any] | None = None
    chips: list[dict[str, Any]] = field(default_factory=list)
    outcome: str = ""
    seconds: float = 0.0

    @property
    def jobs(self) -> list[dict[str, Any]]:
        """The data of the job cards of this turn, in order."""
        found = []
        for card in self.cards:
            if card["kind"] == "job_card":
                found.append(card["data"])
            elif card["kind"] == "job_carousel":
                found += [each["data"] for each in card["data"]["jobs"]]
        return found

    @property
    def offers(self) -> list[dict[str, Any]]:
        """The same as fields to judge by: what the cards say of title, place, pay and terms."""
        return [as_row(job) for job in self.jobs]

    @property
    def is_dead_end(self) -> bool:
        """Whether nothing is asked and nothing can be tapped."""
        can_act = any(card.get("actions") for card in self.cards) or bool(self.jobs)
        return not (self.prompt or self.chips or can_act)


class Line(Protocol):
    """A conversation with the assistant, whatever carries it."""

    def say(self, text: str) -> Seen:
        """Send words; return what the answer brought."""
        ...

    def act(self, action: str, *, job_id: str) -> Seen:
        """Tap an action of a job card; return what the answer brought."""
        ...


class Seeker:
    """Goes through one session of a scenario."""

    def __init__(
        self,
        scenario: dict[str, Any],
        line: Line,
        *,
        satisfies: Callable[[dict[str, Any], dict[str, Any]], bool],
        read_resume: Callable[[], dict[str, Any]],
    ) -> None:
        self.scenario = scenario
        self.line = line
        self.satisfies = satisfies
        self.read_resume = read_resume
        self.want = scenario["satisfied_if"]
        self.lang = scenario["lang"]
        self.answered: dict[str, int] = {}
        self.turns: list[dict[str, Any]] = []
        self.rounds = 0
        self.questions = 0
        self.connected: list[str] = []
        self.seconds: list[float] = []
        self.dead_ends: list[str] = []
        self.missed: list[str] = []
        self.lost_threads: list[str] = []
        self.repeats: Counter[tuple[str, str]] = Counter()
        self.asked: list[str] = []
        self.digressions = list(scenario.get("digressions") or [])
        self._known_prompt: str | None = None

    def run(self, opening: list[str]) -> None:
        """Say the opening, then answer, judge and react until satisfied or out of patience."""
        seen = Seen()
        for words in opening:
            seen = self._say(words)
        while self._has_patience() and not self._is_done(seen):
            seen = self._go_on(seen)

    # --- one step -----------------------------------------------------------------------------

    def _go_on(self, seen: Seen) -> Seen:
        digression = self._due_digression()
        if digression is not None:
            after = self._say(digression["say"])
            # The thread has to go on: what was open is open, what was shown is still there.
            if seen.prompt and (after.prompt or {}).get("path") != seen.prompt["path"]:
                self.lost_threads.append(digression["say"])
            if after.prompt or after.jobs:
                return after
            return Seen(after.texts, seen.cards, seen.prompt, after.chips or seen.chips)
        prompt = seen.prompt or {}
        path = str(prompt.get("path") or "")
        if path.endswith(".confirm"):
            return self._say(RIGHT[self.lang])
        if path == "message_preview.send":
            return self._say(YES[self.lang])
        liked = self._find_liked(seen)
        if liked is not None:
            return self._take(seen, liked)
        if path:
            return self._say(self._answer(path))
        if seen.jobs:
            return self._refuse(seen)
        if self._wants_resume() and self.scenario["scene"] != "find":
            chip = next((c for c in seen.chips if "resume" in str(c.get("id"))), None)
            if chip is not None:
                return self._tap(chip)
        chip = next((c for c in seen.chips if self._is_welcome(c)), None)
        if chip is not None:
            return self._tap(chip)
        return self._say(self._volunteer())

    def _is_welcome(self, chip: dict[str, Any]) -> bool:
        """Whether a chip leads on without giving up a wish or taking a job that does not fit."""
        postback = chip["postback"]
        wishes = self.scenario["persona"].get("criteria") or {}
        changed = {*(postback.get("clear") or ()), *(postback.get("set") or {})}
        leads_on = postback.get("do") not in ("job", "message", "reject", "start_over", "scene")
        return leads_on and not any(wishes.get(key) for key in changed)

    def _volunteer(self) -> str:
        """Return a wish not spoken of yet, where nothing is asked; else what it says by default."""
        untold = (
            key for key in ("titles", "cities", "salary_min")
            if key in self.scenario["answers"] and key not in self.answered
        )  # fmt: skip
        key = next(untold, None)
        return str(self.scenario["default_answer"]) if key is None else self._answer(key)

    def _find_liked(self, seen: Seen) -> int | None:
        """Return the place of the first card that is all the person wants, as far as it shows."""
        if not self.want.get("title_any"):
            return None
        fitting = (n for n, job in enumerate(seen.offers) if self.satisfies(job, self.want))
        return next(fitting, None)

    def _take(self, seen: Seen, place: int) -> Seen:
        """Say that one is fine; tap it where the words were not taken for that."""
        job = seen.jobs[place]
        fine = str(self.scenario["reactions"].get("fine") or YES[self.lang])
        after = self._say(f"{ORDINALS[self.lang][place]}, {fine}" if len(seen.jobs) > 1 else fine)
        if self._is_on_the_way(after, job):
            return after
        self.missed.append(fine)
        return self._act("connect", job_id=str(job["job_id"]))

    def _refuse(self, seen: Seen) -> Seen:
        """Say what is wrong with the first of the cards."""
        reactions = self.scenario["reactions"]
        words = reactions.get(self._fault(seen.offers[0])) if self.want.get("title_any") else None
        return self._say(str(words or self.scenario["default_answer"]))

    def _is_on_the_way(self, after: Seen, job: dict[str, Any]) -> bool:
        return any(
            card["kind"] in ("message_preview", "connect_status")
            and str(card["data"].get("job_id")) == str(job["job_id"])
            for card in after.cards
        )

    def _fault(self, job: dict[str, Any]) -> str:
        """Return the first thing wrong with a posting, as its card shows it."""
        want = self.want
        loose = {"title_any": want.get("title_any")}
        if not self.satisfies(job, loose):
            return "wrong_role"
        if not self.satisfies(job, loose | {"title_none": want.get("title_none", [])}):
            return (
                "wrong_seniority"
                if "wrong_seniority" in self.scenario["reactions"]
                else "wrong_role"
            )
        for fault, keys in (
            ("wrong_city", ("city_any",)),
            ("excluded", ("none_of",)),
            ("wrong_employment_type", ("employment_type",)),
            ("too_low_salary", ("salary_min", "salary_period")),
        ):
            if not self.satisfies(job, {k: want[k] for k in keys if k in want}):
                return fault
        return "wrong_role"

    # --- what is left to do -------------------------------------------------------------------

    def _has_patience(self) -> bool:
        used = sum(turn["role"] == "user" for turn in self.turns)
        is_stuck = max(self.repeats.values(), default=0) > PATIENCE
        return used < MAX_USER_TURNS and self.rounds <= self.scenario["max_rounds"] and not is_stuck

    def _is_done(self, seen: Seen) -> bool:
        if self.want.get("title_any") and not self.connected:
            return False
        return not self._wants_resume() or not seen.outcome

    def _wants_resume(self) -> bool:
        need = self.want.get("resume_has") or {}
        if not need:
            return False
        document = self.read_resume()
        return any(read_path(document, path) is None for path in need)

    def _due_digression(self) -> dict[str, Any] | None:
        done = self.questions if self.scenario["scene"] == "resume" else self.rounds
        for each in self.digressions:
            if done >= each["after_round"]:
                self.digressions.remove(each)
                return dict(each)
        return None

    def _answer(self, path: str) -> str:
        key = re.sub(r"^(criteria|resume)\.", "", path)
        self.questions += 1
        answers = self.scenario["answers"]
        key = (
            key
            if key in answers
            else next((k for k in answers if k.rsplit(".", 1)[-1] == key), key)
        )
        given = answers.get(key)
        if not given:
            return str(self.scenario["default_answer"])
        number = self.answered.get(key, 0)
        self.answered[key] = number + 1
        return str(given[min(number, len(given) - 1)])

    # --- the line -----------------------------------------------------------------------------

    def _say(self, text: str) -> Seen:
        self.repeats[text, self._known_prompt or ""] += 1
        self.turns.append({"role": "user", "text": text})
        return self._note(self.line.say(text))

    def _tap(self, chip: dict[str, Any]) -> Seen:
        self.turns.append({"role": "user", "text": chip["label"], "tap": True})
        return self._note(self.line.say_chip(chip))  # type: ignore[attr-defined]

    def _act(self, action: str, *, job_id: str) -> Seen:
        self.turns.append({"role": "user", "text": f"[{action}]", "tap": True})
        return self._note(self.line.act(action, job_id=job_id))

    def _note(self, seen: Seen) -> Seen:
        self.seconds.append(seen.seconds)
        self.connected += [
            str(card["data"]["job_id"])
            for card in seen.cards
            if card["kind"] == "connect_status" and card["data"]["status"] in ("sent", "outbound")
        ]
        self.rounds += bool(seen.jobs)
        if seen.is_dead_end:
            self.dead_ends.append(" ".join(seen.texts)[:200])
        # A question that a digression left open and that is brought up again is one question.
        prompt_id = (seen.prompt or {}).get("prompt_id")
        if seen.prompt and prompt_id != self._known_prompt:
            self._known_prompt = prompt_id
            path = str(seen.prompt.get("path"))
            if not path.endswith((".confirm", ".send", ".edit")):
                self.asked.append(path)
        self.turns.append(
            {"role": "assistant", "text": "\n".join(seen.texts), "cards": seen.cards,
             "prompt": (seen.prompt or {}).get("path"), "chips": [c["label"] for c in seen.chips]}
        )  # fmt: skip
        return seen


def as_row(job: dict[str, Any]) -> dict[str, Any]:
    """Return a job card's data in the keys of a posting's row."""
    pay = job.get("baseSalary") or {}
    places = job.get("jobLocation") or []
    said = [
        str(each.get(k)) for each in places for k in ("district", "city", "region") if each.get(k)
    ]
    return {
        "job_id": job["job_id"],
        "title": job["title"],
        "company": (job.get("hiringOrganization") or {}).get("name"),
        "city": " ".join(said) or " ".join(str(each.get("raw") or "") for each in places),
        "salary_min": pay.get("min"),
        "salary_max": pay.get("max"),
        "salary_period": pay.get("period"),
        "employment_type": job.get("employmentType"),
        "tags": job.get("skills") or [],
    }


def read_path(document: Any, path: str) -> Any:
    """Return what stands at `work[0].startDate`, None where nothing does."""
    node = document
    for token in re.findall(r"[^.\[\]]+", path):
        if isinstance(node, list):
            node = node[int(token)] if token.isdigit() and int(token) < len(node) else None
        elif isinstance(node, dict):
            node = node.get(token)
        else:
            return None
    return node
