"""The table of a run: into docs/performance.md, and beside this file for the next run to compare itself with."""

import os
import statistics
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.tsv"
PAGE = HERE.parents[2] / "docs/performance.md"
BEGIN, END = "<!-- make bench-starts writes from here -->", "<!-- to here -->"

# What is compared, in the order of the columns: its title, and the most that it should be.
GOALS = {
    "hello": ("÷ hello", 3.0),
    "sdk": ("÷ SDK", 0.10),
    "python": ("÷ Python", 0.02),
    "resident": ("memory ÷ SDK", 0.5),
    "zip": ("zip ÷ SDK", 0.35),
    "held": ("event at 7 % ÷ SDK", 0.05),
}


@dataclass(frozen=True)
class Spread:
    """The median of the rounds' ratios, and the quartiles, between which half of them lie."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high)

    def is_beyond_the_noise_of(self, other: "Spread") -> bool:
        return self.low > other.high or self.high < other.low


def write(jobs, free: dict, held: dict) -> None:
    ratios = {job.name: ratios_of(job, free, held) for job in jobs}
    changes = compare(read(), ratios)
    RESULTS.write_text("".join(
        ["function\tratio\tmedian\tlower quartile\tupper quartile\n"]
        + [f"{job}\t{what}\t{spread.middle:.4f}\t{spread.low:.4f}\t{spread.high:.4f}\n"
           for job, row in ratios.items() for what, spread in row.items()]))
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    tables = f"{BEGIN}\n\n{about(free, held)}\n\n{goals(ratios)}\n\n{absolutes(jobs, free, held)}\n\n"
    PAGE.write_text(before + tables + END + rest.split(END)[1])
    print(f"\n{goals(ratios)}\n\n{absolutes(jobs, free, held)}\n\n{changes}\n\nwritten to docs/performance.md")


def ratios_of(job, free: dict, held: dict) -> dict[str, Spread]:
    """Ours through the other's, round by round."""
    ours = free[job.name, "ours"]

    def through(other: str, figure) -> Spread:
        return Spread.of([figure(one) / figure(two) for one, two in zip(ours, free[job.name, other])])

    ratios = {other: through(other, lambda start: start.to_answer_ms) for other in ("hello", "sdk", "python")}
    ratios["resident"] = through("sdk", lambda start: start.resident_mb)
    ratios["zip"] = Spread.of([job.zip_ratio])
    if held:
        pairs = zip(held[job.name, "ours"], held[job.name, "sdk"])
        ratios["held"] = Spread.of([one.event_wall_ms / two.event_wall_ms for one, two in pairs])
    return ratios


def read() -> dict[str, dict[str, Spread]]:
    ratios: dict[str, dict[str, Spread]] = {}
    if RESULTS.exists():
        for line in RESULTS.read_text().splitlines()[1:]:
            job, what, *figures = line.split("\t")
            ratios.setdefault(job, {})[what] = Spread(*map(float, figures))
    return ratios


def compare(old: dict, new: dict) -> str:
    """What differs from the run before by more than both runs' noise."""
    said = []
    for job, row in new.items():
        for what, spread in row.items():
            before = old.get(job, {}).get(what)
            if before and spread.is_beyond_the_noise_of(before) and f"{before.middle:.3f}" != f"{spread.middle:.3f}":
                word = "WORSE" if spread.middle > before.middle else "better"
                said.append(f"{word:6}  {job} {GOALS[what][0]}: {before.middle:.3f} before, {spread.middle:.3f} now")
    return "\n".join(said) or ("nothing differs from the run before by more than the noise" if old else "the first run")


def goals(ratios: dict) -> str:
    columns = [what for what in GOALS if any(what in row for row in ratios.values())]
    head = ["function"] + [GOALS[what][0] for what in columns]
    lines = [head, ["---"] * len(head), ["goal, at most"] + [f"{GOALS[what][1]:g}" for what in columns]]
    for job, row in ratios.items():
        lines.append([f"`{job}`"] + [shown(row[what], GOALS[what][1]) for what in columns])
    return table(lines)


def shown(spread: Spread, goal: float) -> str:
    return f"{spread.middle:.3f}" if spread.middle <= goal else f"**{spread.middle:.3f}**"


def absolutes(jobs, free: dict, held: dict) -> str:
    head = ["function", "to the first `/next`", "and the first event", "hello", "SDK", "Python",
            "memory, of SDK", "zip", "event at 7 %, of SDK"]
    lines = [head, ["---"] * len(head)]
    for job in jobs:
        def middle(contender, figure, source=free):
            return statistics.median(figure(start) for start in source[job.name, contender])

        answered = {name: middle(name, lambda start: start.to_answer_ms) for name in ("ours", "hello", "sdk", "python")}
        memory = [middle(name, lambda start: start.resident_mb) for name in ("ours", "sdk")]
        event = [middle(name, lambda start: start.event_wall_ms, held) for name in ("ours", "sdk")] if held else None
        lines.append([
            f"`{job.name}`", f"{middle('ours', lambda start: start.to_next_ms):.1f} ms"]
            + [f"{answered[name]:.1f} ms" for name in ("ours", "hello", "sdk", "python")]
            + [f"{memory[0]:.0f} of {memory[1]:.0f} MB", f"{job.zip_mb:.2f} MB",
               f"{event[0]:.0f} of {event[1]:.0f} ms" if event else "–"])
    return table(lines)


def about(free: dict, held: dict) -> str:
    starts = len(next(iter(free.values())))
    slow = f"; {len(next(iter(held.values())))} at 7 %" if held else ""
    processor = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                     if line.startswith("model name"))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE).stdout
    return (f"{date.today()}, `make bench-starts` at {commit.strip()}: {starts} starts of each by turns{slow}; "
            f"{os.cpu_count()} virtual cores of {processor}, load {os.getloadavg()[1]:.1f} over five minutes.")


def table(lines: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
