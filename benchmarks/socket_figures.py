"""What the socket benchmark has measured, in figures: rates, ratios, medians."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Strictly: the order that was acked, the person's item, the item that answers, the turn's end.
ROWS_A_TURN = 4
DEVICES = (2, 5)


@dataclass(frozen=True)
class Stage:
    """One load of one server."""

    connections: int
    done: int
    rows: int
    delivered: int
    undelivered: int
    seconds: float
    server_cpu_seconds: float
    # Shares of one core.
    client_cpu: float
    database_cpu: float
    latencies_ms: dict[str, float]

    def rate(self, unit: str, *, by_cpu: bool) -> float:
        """Return how many of a unit (`done`, `rows`, `delivered`) a second, of CPU or clock."""
        count = {"done": self.done, "rows": self.rows, "delivered": self.delivered}[unit]
        return count / (self.server_cpu_seconds if by_cpu else self.seconds)

    def describe(self, name: str) -> dict[str, Any]:
        """Return the figures to report, in the unit that the load's name asks for."""
        units = {"turn": "rows", "logged": "delivered", "streamed": "delivered"}
        unit = units.get(name.split("_")[0], "done")
        figures = {
            "connections": self.connections,
            "per_cpu_second": round(self.rate(unit, by_cpu=True), 1),
            "per_second": round(self.rate(unit, by_cpu=False), 1),
            "server_cpu": round(self.server_cpu_seconds / self.seconds, 3),
            "client_cpu": round(self.client_cpu, 3),
            "database_cpu": round(self.database_cpu, 3),
            **self.latencies_ms,
        }
        if unit != "done":
            figures["turns_per_cpu_second"] = round(self.rate("done", by_cpu=True), 1)
            figures["turns_per_second"] = round(self.rate("done", by_cpu=False), 1)
        if unit == "delivered":
            figures["undelivered"] = self.undelivered
        return figures


# The loads of one round, in the order in which they ran.
Round = list[tuple[str, Stage]]


@dataclass(frozen=True)
class Comparison:
    """So many of ours for one of a peer's; with `at_least` a goal."""

    name: str
    ours: str
    peer: str
    unit: str = "done"
    goal: int | None = None
    at_least: float | None = None


COMPARISONS = (
    Comparison("echo ÷ FastAPI, 100", "ping_100", "fastapi_100", goal=4, at_least=0.65),
    Comparison("echo ÷ FastAPI, 1000", "ping_1000", "fastapi_1000", goal=4, at_least=0.65),
    Comparison("echo ÷ Channels, 100", "ping_100", "channels_100"),
    Comparison(
        "row of a turn ÷ Channels' echo",
        "turn_100",
        "channels_100",
        unit="rows",
        goal=5,
        at_least=0.5,
    ),
    *(
        Comparison(
            f"{kind}, {devices} devices ÷ direct send",
            f"{kind}_{devices}",
            "channels_100",
            unit="delivered",
            goal=7,
            at_least=0.3,
        )
        for kind in ("logged", "streamed")
        for devices in DEVICES
    ),
    *(
        Comparison(
            f"{kind}, {devices} devices ÷ selfgroup",
            f"{kind}_{devices}",
            "selfgroup_100",
            unit="delivered",
        )
        for kind in ("logged", "streamed")
        for devices in DEVICES
    ),
)


def summarise(latencies: list[float]) -> dict[str, float]:
    """Return quantiles in milliseconds."""
    ordered = sorted(latencies)
    if not ordered:
        return {}
    return {
        f"p{share}_ms": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1e3, 2)
        for share in (50, 95, 99)
    }


def find_stage(found: Round, name: str) -> int | None:
    """Return where a load stands in a round."""
    return next((number for number, (each, _stage) in enumerate(found) if each == name), None)


def find_neighbours(found: Round, place: int, *, name: str) -> list[Stage]:
    """Return a peer's loads right before and right after a place in the round.

    The machine's speed drifts within a minute: what ran on both sides is the fairest measure.
    """
    before = [stage for each, stage in found[:place] if each == name]
    after = [stage for each, stage in found[place:] if each == name]
    return before[-1:] + after[:1]


def compare(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """Return every ratio with its rounds, its median, and whether its goal is met."""
    found = []
    for each in COMPARISONS:
        pairs = []
        for one in rounds:
            place = find_stage(one, each.ours)
            peers = [] if place is None else find_neighbours(one, place, name=each.peer)
            if place is not None and peers:
                pairs.append((one[place][1], peers))
        if not pairs:
            continue
        ratios: dict[str, Any] = {"name": each.name}
        for label, by_cpu in (("ratio", True), ("by_clock", False)):
            values = [
                ours.rate(each.unit, by_cpu=by_cpu)
                / statistics.mean(peer.rate("done", by_cpu=by_cpu) for peer in peers)
                for ours, peers in pairs
            ]
            ratios[label] = round(statistics.median(values), 3)
            ratios[f"{label}_rounds"] = [round(value, 3) for value in values]
        if each.at_least is not None:
            ratios |= {
                "goal": each.goal,
                "at_least": each.at_least,
                "met": ratios["ratio"] >= each.at_least,
                "met_by_clock": ratios["by_clock"] >= each.at_least,
            }
        found.append(ratios)
    return found


def median_stages(rounds: Sequence[Round]) -> dict[str, dict[str, float]]:
    """Return the medians of every load's figures, over all rounds and repeats."""
    described: dict[str, list[dict[str, Any]]] = {}
    for one in rounds:
        for name, stage in one:
            described.setdefault(name, []).append(stage.describe(name))
    return {
        name: {
            key: round(statistics.median(each[key] for each in many), 3)
            for key in many[0]
            if all(key in each for each in many)
        }
        for name, many in described.items()
    }
