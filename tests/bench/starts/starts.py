"""What a cold start costs: Dunlin's functions against a bare one, the SDK's defaults, and Python with boto3.

All contenders start by turns in one run, so that a busy machine is busy for all. docs/performance.md says what is measured.
"""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import report
from start import Contender, Failed, Figures, Track

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
RECORDED = HERE / "recorded"
ROUNDS = 21
ROUNDS_HELD = 9

# What each function finds in the table, what it must have called, and whose clients its rivals make.
JOBS = {
    "ingest": ("rows-before-the-upload", "dynamodb.TransactWriteItems", "dynamodb,s3,sqs"),
    "sweep": ("rows-before-the-sweep", "sqs.SendMessageBatch", "dynamodb,sqs"),
    "schedule": (None, "scheduler.CreateSchedule", "scheduler"),
    "send": ("rows-before-the-letter", "ses.SendEmail", "dynamodb,s3,ses,sqs"),
    "feedback": ("rows-after-the-letter", "dynamodb.UpdateItem", "dynamodb,sqs"),
    "respond": ("rows-after-the-letter", "dynamodb.GetItem", "dynamodb,s3,sqs"),
    "announce": (None, "events.PutEvents", "events,sqs"),
}


class Job:
    """One function's first event, and who serves it."""

    def __init__(self, name: str, folder: Path, rivals: Path, python: Path):
        self.name = name
        rows, self.must_call, services = JOBS[name]
        self.event = read_json(name)
        self.rows = read_json(rows) if rows else [{"pk": {"S": "settings"}, "sk": {"S": "payments"}}]
        self.files = {"invoices/november.csv": (RECORDED / "november.csv").read_bytes()}
        zipped = REPOSITORY / f"target/lambda/{name}/bootstrap.zip"
        ours, theirs = folder / f"ours-{name}", folder / f"sdk-{name}"
        ours.write_bytes(zipfile.ZipFile(zipped).read("bootstrap"))
        ours.chmod(0o755)
        # As cargo lambda leaves it, which strips what it zips.
        subprocess.run(["strip", "-o", theirs, rivals / name], check=True)
        self.zip_ratio = zipped.stat().st_size / zipped_size(theirs)
        self.zip_mb = zipped.stat().st_size / 1e6
        self.ours = Contender("ours", (str(ours),))
        self.hello = Contender("hello", (str(rivals / "hello"),))
        self.sdk = Contender("sdk", (str(theirs),))
        self.python = Contender("python", (str(python), "-m", "awslambdaric", "handler.handler"),
                                (("BENCH_SERVICES", services), ("PYTHONPATH", str(HERE)), ("LAMBDA_TASK_ROOT", str(HERE))))

    def rehearse(self, track: Track) -> None:
        """Lets ours do it once, to see what it calls. The rivals are asked for the same calls."""
        calls = self.run(track, self.ours).calls
        if self.must_call not in calls:
            sys.exit(f"{self.name} no longer does its work on what was recorded (it called {', '.join(calls)}): "
                     "tests/bench/starts/record makes that anew")
        self.event |= {"calls": list(calls)}

    def run(self, track: Track, contender: Contender, held: bool = False) -> Figures:
        return track.run(contender, self.event, self.rows, self.files, held)


def read_json(name: str):
    return json.loads((RECORDED / f"{name}.json").read_text())


def zipped_size(binary: Path) -> int:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(binary, "bootstrap")
    return len(file.getvalue())


def by_turns(jobs: Iterable[Job], names: list[str], rounds: int, track: Track, held: bool) -> dict:
    """Figures of each job and contender, one a round. Each round begins with another contender."""
    figures: dict[tuple[str, str], list[Figures]] = {}
    for turn in range(rounds):
        print(f"\r  round {turn + 1} of {rounds} ", end="", file=sys.stderr, flush=True)
        for job in jobs:
            for place in range(len(names)):
                name = names[(place + turn) % len(names)]
                figures.setdefault((job.name, name), []).append(job.run(track, getattr(job, name), held))
    print(file=sys.stderr)
    return figures


def main() -> None:
    rivals, python = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="bench-starts-") as scratch:
        folder = Path(scratch)
        track = Track(folder)
        jobs = [Job(name, folder, rivals, python) for name in JOBS]
        try:
            for job in jobs:
                job.rehearse(track)
            print("starts with a whole processor", file=sys.stderr)
            free = by_turns(jobs, ["ours", "hello", "sdk", "python"], ROUNDS, track, held=False)
            held = {}
            if track.brake.group:
                print("first events with 7 % of one", file=sys.stderr)
                held = by_turns(jobs, ["ours", "sdk"], ROUNDS_HELD, track, held=True)
            else:
                print("no right to make control groups here: nothing is held to 7 %", file=sys.stderr)
        except Failed as failed:
            sys.exit(str(failed))
        finally:
            track.brake.end()
        report.write(jobs, free, held)


if __name__ == "__main__":
    main()
