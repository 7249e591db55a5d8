"""How a pulled feed is: its last runs, what they refused, and whether its format has changed."""

from dataclasses import dataclass

from feeds.models import PulledReject, PullRun, PullSource

SHOWN_RUNS = 30
COMPARED_RUNS = 5
SHOWN_REJECTS = 50
# A field that so many points fewer of the items state than before has likely been renamed.
DRIFT = 0.2
MIN_ITEMS = 5
_CHART_WIDTH, _CHART_HEIGHT = 720, 160


@dataclass(frozen=True, slots=True)
class FieldShare:
    """The share of items that state a field, now and over the runs before (None: no runs)."""

    name: str
    share: float
    before: float | None

    @property
    def has_fallen(self) -> bool:
        """Whether it is stated so much less often that somebody should look."""
        return self.before is not None and self.before - self.share >= DRIFT

    @property
    def percent(self) -> str:
        """The share as people read it."""
        return f"{self.share:.0%}"

    @property
    def percent_before(self) -> str:
        """The share before as people read it."""
        return "–" if self.before is None else f"{self.before:.0%}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One run in the chart: items taken, rejects on top of them."""

    x: float
    width: float
    taken_y: float
    taken_height: float
    rejected_y: float
    rejected_height: float
    label: str
    is_failed: bool


@dataclass(frozen=True, slots=True)
class Health:
    """Everything the health page of a feed shows."""

    runs: tuple[PullRun, ...]
    fields: tuple[FieldShare, ...]
    bars: tuple[Bar, ...]
    most: int
    width: int
    height: int
    rejects: tuple[PulledReject, ...]

    @property
    def last(self) -> PullRun | None:
        """The last run."""
        return self.runs[0] if self.runs else None

    @property
    def fallen(self) -> tuple[FieldShare, ...]:
        """The fields that drifted."""
        return tuple(each for each in self.fields if each.has_fallen)


def read_health(pull_source: PullSource) -> Health:
    """Return how a feed is; two queries."""
    runs = tuple(pull_source.runs.order_by("-started_at")[:SHOWN_RUNS])
    with_rejects = next((run for run in runs if run.rejected), None)
    rejects = (
        tuple(PulledReject.objects.filter(run=with_rejects).order_by("index")[:SHOWN_REJECTS])
        if with_rejects
        else ()
    )
    bars, most = build_bars(runs)
    return Health(
        runs=runs,
        fields=find_drift(runs),
        bars=bars,
        most=most,
        width=_CHART_WIDTH,
        height=_CHART_HEIGHT,
        rejects=rejects,
    )


def find_drift(runs: tuple[PullRun, ...]) -> tuple[FieldShare, ...]:
    """Return each field's share in the last run that brought items, beside the five before it."""
    read = [run for run in runs if run.taken and run.fields]
    if not read:
        return ()
    now, *earlier = read[: COMPARED_RUNS + 1]
    earlier = [run for run in earlier if run.taken >= MIN_ITEMS]
    names = {*now.fields, *(name for run in earlier for name in run.fields)}
    found = []
    for name in sorted(names):
        shares = [_share(run, name) for run in earlier]
        before = sum(shares) / len(shares) if shares and now.taken >= MIN_ITEMS else None
        found.append(FieldShare(name, _share(now, name), before))
    return tuple(sorted(found, key=lambda each: (not each.has_fallen, -each.share, each.name)))


def _share(run: PullRun, name: str) -> float:
    return min(float(run.fields.get(name, 0)) / max(run.taken, 1), 1.0)


def build_bars(runs: tuple[PullRun, ...]) -> tuple[tuple[Bar, ...], int]:
    """Return the chart's bars, the oldest first, and the number its full height stands for."""
    shown = tuple(reversed(runs))
    most = max((run.taken + run.rejected for run in shown), default=0)
    # The first runs of a feed are bars too, not a wall.
    step = _CHART_WIDTH / max(len(shown), 12)
    scale = _CHART_HEIGHT / most if most else 0.0
    bars = []
    for place, run in enumerate(shown):
        taken, rejected = run.taken * scale, run.rejected * scale
        bars.append(
            Bar(
                x=round(place * step + step * 0.1, 1),
                width=round(step * 0.8, 1),
                taken_y=round(_CHART_HEIGHT - taken, 1),
                taken_height=round(taken, 1),
                rejected_y=round(_CHART_HEIGHT - taken - rejected, 1),
                rejected_height=round(rejected, 1),
                label=f"{run.started_at:%Y-%m-%d %H:%M} · {run.taken} + {run.rejected}",
                is_failed=run.status == PullRun.Status.FAILED,
            )
        )
    return tuple(bars), most
