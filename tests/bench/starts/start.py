"""One start of one function, watched from its birth to its second question for an event."""

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from stub import EVENT_TAKES_AT_MOST_S, Cloud, RuntimeApi

# A function of 128 MB has 128/1769 of a processor; Lambda hands it out in slices of twenty milliseconds.
HELD_TO = 0.07
PERIOD_US = 20_000


@dataclass(frozen=True)
class Contender:
    """A program that serves a job's events."""

    name: str
    command: tuple[str, ...]
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figures:
    """What a start took. Processor time is the process's own, user and system, in all its threads."""

    to_next_ms: float
    to_answer_ms: float
    resident_mb: float
    event_wall_ms: float
    calls: tuple[str, ...]


class Failed(Exception):
    """A start that did not do its work."""


class Track:
    """Where starts happen: the stubs, and the brake."""

    def __init__(self, folder: Path):
        self.folder, self.cloud, self.runtime, self.brake = folder, Cloud(folder), RuntimeApi(), Brake()

    def run(self, contender: Contender, event: dict, rows: list[dict], files: dict[str, bytes],
            held: bool = False) -> Figures:
        """Starts the program, hands it the event, and ends it when it asks for another."""
        self.cloud.holds(rows, files)
        processor_ns: list[int] = []
        log = self.folder / "log"

        def at_next(asked: int) -> None:
            born.wait()
            # It waits for an answer while it is looked at.
            processor_ns.append(processor_time_ns(process.pid))
            if asked == 0:
                calls_before.append(len(self.cloud.calls))
                if held:  # Only now: Lambda gives a whole processor to all that happens before the first event.
                    self.brake.hold(process.pid)
            else:
                resident_kb.append(peak_kb(process.pid))

        born = threading.Event()
        calls_before: list[int] = []
        resident_kb: list[int] = []
        self.runtime.expect(event, at_next)
        with open(log, "wb") as out:
            process = subprocess.Popen(contender.command, env=self.environment(contender), cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        born.set()
        try:
            deadline = time.monotonic() + EVENT_TAKES_AT_MOST_S
            while not self.runtime.ended.wait(timeout=0.25):
                if process.poll() is not None:
                    raise Failed(f"{contender.name} ended by itself")
                if time.monotonic() > deadline:
                    raise Failed(f"{contender.name} took more than {EVENT_TAKES_AT_MOST_S} s")
        except Failed as failed:
            raise Failed(f"{failed}:\n{log.read_text()}") from None
        finally:
            process.kill()
            process.wait()
        said = self.runtime.response or b""
        if self.runtime.error or not is_success(said):
            raise Failed(f"{contender.name} failed: {self.runtime.error or said.decode()}\n{log.read_text()}"
                         f"\nit called {self.cloud.calls}")
        return Figures(processor_ns[0] / 1e6, processor_ns[1] / 1e6, resident_kb[0] / 1e3,
                       (self.runtime.answered - self.runtime.handed_out) / 1e6,
                       tuple(self.cloud.calls[calls_before[0]:]))

    def environment(self, contender: Contender) -> dict[str, str]:
        """As Lambda and the template set it, with the stubs' addresses."""
        queue = f"{self.cloud.url}/000000000000/"
        arn = "arn:aws:sqs:us-east-1:000000000000:"
        return {
            "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", "TZ": ":UTC", "RUST_LOG": "info", "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_LAMBDA_RUNTIME_API": self.runtime.address, "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_LOG_GROUP_NAME": "bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
            "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test", "AWS_SESSION_TOKEN": "test",
            "AWS_ENDPOINT_URL": self.cloud.url, "SSL_CERT_FILE": str(self.cloud.bundle),
            "AWS_CA_BUNDLE": str(self.cloud.bundle),
            "DUNLIN_CLOCK": "envelope", "DUNLIN_STACK": "bench", "DUNLIN_TABLE": "bench", "DUNLIN_BUCKET": "bench",
            "DUNLIN_SWEEPS_QUEUE_URL": queue + "sweeps", "DUNLIN_PICKS_QUEUE_URL": queue + "picks",
            "DUNLIN_UPLOADS_QUEUE_URL": queue + "uploads", "DUNLIN_LETTERS_QUEUE_URL": queue + "letters",
            "DUNLIN_LETTERS_QUEUE_ARN": arn + "letters", "DUNLIN_SCHEDULE_DEAD_LETTER_ARN": arn + "dead",
            "DUNLIN_SCHEDULE_GROUP": "letters", "DUNLIN_SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/schedule",
            "DUNLIN_CONFIGURATION_SET": "bench", "DUNLIN_SEND_CONCURRENCY": "2",
            "DUNLIN_ANSWERS_URL": "https://answers.example.com/", "DUNLIN_TASK_EVENTS_BUS": "default",
            "DUNLIN_ANNOUNCEMENTS_DEAD_QUEUE_URL": queue + "announcements-dead",
        } | dict(contender.variables)


def is_success(response: bytes) -> bool:
    """Nothing was handed back, and a page is a page."""
    return b'"batchItemFailures":[{' not in response.replace(b" ", b"") and b'"statusCode":5' not in response


def processor_time_ns(process: int) -> int:
    """The process's own clock, which the kernel keeps to the nanosecond, threads that ended included."""
    return time.clock_gettime_ns((~process << 3) | 2)


def peak_kb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


class Brake:
    """A control group that gets a share of one processor. Version 2 or 1 of the kernel's interface; as root only."""

    def __init__(self):
        quota = str(int(PERIOD_US * HELD_TO))
        self.group = None
        for root, limits in ((Path("/sys/fs/cgroup"), {"cpu.max": f"{quota} {PERIOD_US}"}),
                             (Path("/sys/fs/cgroup/cpu"), {"cpu.cfs_period_us": str(PERIOD_US), "cpu.cfs_quota_us": quota})):
            group = root / f"bench-starts-{os.getpid()}"
            try:
                group.mkdir()
                for name, limit in limits.items():
                    # Not created: a folder that is no control group would take any file.
                    with open(group / name, "r+") as file:
                        file.write(limit)
            except OSError:
                group.exists() and group.rmdir()
                continue
            self.group = group
            return

    def hold(self, process: int) -> None:
        (self.group / "cgroup.procs").write_text(str(process))

    def end(self) -> None:
        if self.group:
            self.group.rmdir()
