"""The stack on a local cloud of its own, for benchmarks: started, deployed to, asked, ended."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAMS = ["dunlin", "ingest", "sweep", "schedule", "send", "feedback", "respond", "announce"]

# Nobody is asked for a password here, but service and region are read off it.
SCOPE = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{}/aws4_request, Signature=0"


class Cloud:
    """A deployed stack."""

    def __init__(self, scratch: Path, port: int, environment: dict, outputs: dict):
        self.scratch, self.environment, self.outputs = scratch, environment, outputs
        self.program = scratch / "binaries"
        self.connection = HTTPConnection("127.0.0.1", port)

    def ask(self, target: str, body: str) -> dict:
        """One request of a JSON service."""
        service = "dynamodb" if target.startswith("DynamoDB") else "sqs"
        headers = {
            "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0", "Authorization": SCOPE.format(service)}
        self.connection.request("POST", "/", body.encode(), headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 200:
            sys.exit(f"{target}: {response.status} {answer[:500]}")
        return json.loads(answer)

    def table(self, action: str, **request) -> dict:
        return self.ask(f"DynamoDB_20120810.{action}", json.dumps({"TableName": self.outputs["TableName"], **request}))

    def send(self, queue: str, message: dict) -> None:
        url = self.outputs[f"{queue}QueueUrl"]
        self.ask("AmazonSQS.SendMessage", json.dumps({"QueueUrl": url, "MessageBody": json.dumps(message)}))

    def until_quiet(self) -> None:
        """Waits until no queue holds a message, twice in a row, since one may be on its way to the next."""
        quiet = 0
        while quiet < 2:
            quiet = quiet + 1 if not any(map(self.waiting, ["Uploads", "Sweeps", "Picks"])) else 0
            time.sleep(0.2)

    def waiting(self, queue: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        asked = {"QueueUrl": self.outputs[f"{queue}QueueUrl"], "AttributeNames": names}
        answer = self.ask("AmazonSQS.GetQueueAttributes", json.dumps(asked))
        return sum(int(answer["Attributes"][name]) for name in names)

    def schedules(self) -> int:
        """How many letters are planned."""
        group, token, count = self.outputs["ScheduleGroup"], "", 0
        while True:
            self.connection.request("GET", f"/schedules?ScheduleGroup={group}&MaxResults=100{token}", headers={
                "Authorization": SCOPE.format("scheduler")})
            page = json.loads(self.connection.getresponse().read())
            count += len(page["Schedules"])
            if "NextToken" not in page:
                return count
            token = f"&NextToken={page['NextToken']}"

    def dunlin(self, *arguments: str) -> None:
        done = subprocess.run([self.program / "dunlin", *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"dunlin {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def local_cloud(launcher: Path = REPOSITORY / "infra/local/launcher.py", **more: str):
    """The same template as on AWS, with the binaries that cargo built last, on any free port."""
    python = REPOSITORY / "target/local/venv/bin/python"
    built = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"), "debug")
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="dunlin-bench-") as scratch, contextlib.ExitStack() as ending:
        scratch = Path(scratch)
        for folder in ["binaries", "mailbox"]:
            (scratch / folder).mkdir()
        # Copied, so that a build meanwhile changes nothing.
        for name in PROGRAMS:
            shutil.copy(built / name, scratch / "binaries" / name)
        environment = {
            **os.environ, "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1", "NO_COLOR": "1", "DUNLIN_LOCAL_SCHEDULES": "manual",
            "DUNLIN_LOCAL_MAILBOX": str(scratch / "mailbox"), **more,
        }
        log = ending.enter_context(open(scratch / "cloud.log", "wb"))
        cloud = subprocess.Popen([python, launcher, "--port", str(port), "--until-stdin-closes"],
                                 stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment, start_new_session=True)
        ending.callback(cloud.wait)
        ending.callback(cloud.stdin.close)
        until_it_answers(endpoint)
        deployed = subprocess.run(
            [python, REPOSITORY / "infra/local/deploy.py", scratch / "binaries", "--endpoint", endpoint],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, env=environment)
        yield Cloud(scratch, port, environment, json.loads(deployed.stdout))


def until_it_answers(endpoint: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=1).read()
            return
        except OSError:
            if time.monotonic() > deadline:
                sys.exit("the local cloud does not answer")
            time.sleep(0.1)


def free_port() -> int:
    # Two in a row: the cloud's, and its mailbox page's.
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                other.bind(("127.0.0.1", port + 1))
                return port
