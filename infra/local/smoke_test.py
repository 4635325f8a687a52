"""Asks of the local cloud everything that the demo and the end-to-end tests rely on.

It starts launcher.py on free ports, deploys infra/template.yaml with throwaway functions in place of ours, and asserts.
ministack checks policies meanwhile (AUTH=true), so the roles of the template are tested too.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HERE = Path(__file__).resolve().parent
FUNCTIONS = ["ingest", "sweep", "schedule", "send", "feedback", "respond", "announce"]

# Speaks the Lambda Runtime API. It writes down every event, makes the AWS calls that a message asks for (so under its
# own role), fails the records whose body says "poison", and answers a web request with its own path.
BOOTSTRAP = f"""#!{sys.executable}
import json, os, urllib.request
import boto3
from botocore.config import Config
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
name = os.environ["AWS_LAMBDA_FUNCTION_NAME"].rsplit("-", 1)[1]
once = Config(retries={{"total_max_attempts": 1}})

def call(service, method, arguments):
    try:
        getattr(boto3.client(service, config=once), method)(**arguments)
        return "ok"
    except Exception as error:
        return getattr(error, "response", {{}}).get("Error", {{}}).get("Code", repr(error))

while True:
    with urllib.request.urlopen(api + "next") as request:
        event, id = json.load(request), request.headers["Lambda-Runtime-Aws-Request-Id"]
    environment = {{k: v for k, v in os.environ.items() if k.startswith(("DUNLIN_", "AWS_E"))}}
    seen = {{"event": event, "environment": environment}}
    failed = []
    for record in event.get("Records", []):
        body = record["body"]
        if body.startswith('{{"call"'):
            seen["answer"] = call(*json.loads(body)["call"])
        if "poison" in body:
            failed.append({{"itemIdentifier": record["messageId"]}})
    with open(os.path.join(os.environ["SMOKE_SEEN"], name), "a") as file:
        file.write(json.dumps(seen) + "\\n")
    if "rawPath" in event:
        answer = {{"statusCode": 200, "headers": {{"Content-Type": "text/plain"}}, "body": event["rawPath"]}}
    else:
        answer = {{"batchItemFailures": failed}}
    urllib.request.urlopen(api + id + "/response", json.dumps(answer).encode())
"""


class World:
    """One running local cloud with the template on it."""

    def __init__(self, folder: Path, *deploy_options: str, **environment: str):
        self.folder, self.seen_folder, self.mailbox = folder, folder / "seen", folder / "mailbox"
        self.clock, self.outcomes = folder / "clock", folder / "outcomes.json"
        self.seen_folder.mkdir(parents=True)
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        binaries = folder / "binaries"
        binaries.mkdir()
        for name in FUNCTIONS:
            (binaries / name).write_text(BOOTSTRAP)
        with open(folder / "log", "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, HERE / "launcher.py", "--port", str(self.port)], stdout=log, stderr=log,
                env={**os.environ, "SMOKE_SEEN": str(self.seen_folder), "DUNLIN_LOCAL_MAILBOX": str(self.mailbox),
                     "DUNLIN_LOCAL_CLOCK": str(self.clock), "DUNLIN_LOCAL_OUTCOMES": str(self.outcomes),
                     **environment})
        try:
            self.outputs = self.deploy(*deploy_options)
        except BaseException:
            self.stop()
            print((folder / "log").read_text()[-3000:])
            raise

    def deploy(self, *options: str) -> dict:
        done = subprocess.run(
            [sys.executable, HERE / "deploy.py", self.folder / "binaries", "--endpoint", self.endpoint, *options],
            capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def client(self, service: str):
        return boto3.client(service, endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="test",
                            aws_secret_access_key="test",
                            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))

    def seen(self, function: str) -> list[dict]:
        path = self.seen_folder / function
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def bodies(self, function: str) -> list[str]:
        return [record["body"] for seen in self.seen(function) for record in seen["event"].get("Records", [])]

    def tell(self, queue: str, body) -> None:
        body = body if isinstance(body, str) else json.dumps(body)
        self.client("sqs").send_message(QueueUrl=self.outputs[queue], MessageBody=body)

    def call_as(self, function: str, queue: str, service: str, method: str, **arguments) -> str:
        """What AWS answers when this function makes this call."""
        body = json.dumps({"call": [service, method, arguments], "at": time.time_ns()})
        self.tell(queue, body)
        wait(lambda: body in self.bodies(function))
        return next(seen["answer"] for seen in reversed(self.seen(function))
                    if any(record["body"] == body for record in seen["event"]["Records"]))

    def mail(self, to: str, tag: str = "letter") -> str:
        return self.client("sesv2").send_email(
            FromEmailAddress="Accounts <accounts@creditor.example>", Destination={"ToAddresses": [to]},
            ReplyToAddresses=["person@creditor.example"], ConfigurationSetName=self.outputs["ConfigurationSet"],
            EmailTags=[{"Name": tag, "Value": "abc-123"}],
            Content={"Simple": {"Subject": {"Data": "Invoice 17"},
                                "Body": {"Text": {"Data": "Please pay."}, "Html": {"Data": "<p>Please pay.</p>"}},
                                "Headers": [{"Name": "X-Letter", "Value": "abc-123"}],
                                "Attachments": [{"FileName": "17.pdf", "RawContent": b"%PDF-",
                                                 "ContentType": "application/pdf"}]}})["MessageId"]

    def events_of(self, message_id: str, how_many: int) -> list[dict]:
        def found():
            events = [json.loads(json.loads(body)["Message"]) for body in self.bodies("feedback")
                      if body.startswith('{"Type"')]
            return [event for event in events if event["mail"]["messageId"] == message_id]
        wait(lambda: len(found()) >= how_many)
        # A queue keeps no order and neither may whoever reads it.
        causal = ["Send", "Delivery", "Reject", "Bounce", "Complaint"]
        return sorted(found(), key=lambda event: causal.index(event["eventType"]))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


# ── what is asked ──


def an_upload_reaches_ingest_at_the_storys_time(world):
    world.clock.write_text("2026-11-10T08:30:00+01:00")
    s3, bucket = world.client("s3"), world.outputs["BucketName"]
    s3.put_object(Bucket=bucket, Key="invoices/may 2026.csv", Body=b"number\n1\n")
    for elsewhere in ("rejected/a.csv", "originals/17.pdf", "invoices.csv"):
        s3.put_object(Bucket=bucket, Key=elsewhere, Body=b"x")
    wait(lambda: world.bodies("ingest"))
    time.sleep(0.5)
    (record,) = [record for body in world.bodies("ingest") for record in json.loads(body).get("Records", [])]
    equal(record["eventTime"], "2026-11-10T07:30:00.000Z")
    equal(record["eventName"], "ObjectCreated:Put")
    equal(record["s3"]["object"]["key"], "invoices/may+2026.csv")
    assert record["s3"]["object"]["versionId"]
    head = s3.head_object(Bucket=bucket, Key="invoices/may 2026.csv")
    equal(head["LastModified"].isoformat(), "2026-11-10T07:30:00+00:00")


def functions_get_what_the_template_gives(world):
    environment = world.seen("ingest")[0]["environment"]
    equal(environment["AWS_ENDPOINT_URL"], world.endpoint)
    equal(environment["DUNLIN_CLOCK"], "envelope")
    equal(environment["DUNLIN_TABLE"], world.outputs["TableName"])
    equal(environment["DUNLIN_BUCKET"], world.outputs["BucketName"])


def a_poisoned_record_fails_alone(world):
    sqs, queue = world.client("sqs"), world.outputs["PicksQueueUrl"]
    sqs.send_message_batch(QueueUrl=queue, Entries=[
        {"Id": str(n), "MessageBody": body} for n, body in enumerate(["fine one", "poison", "fine two"])])
    wait(lambda: {"fine one", "poison", "fine two"} <= set(world.bodies("schedule")))

    def left():
        counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        return (counts["ApproximateNumberOfMessages"], counts["ApproximateNumberOfMessagesNotVisible"])
    wait(lambda: left() == ("0", "1"))


def a_schedule_is_made_once_by_its_function_alone(world):
    schedule = {
        "Name": "0123456789abcdef0123456789abcdef-20261117-1", "GroupName": world.outputs["ScheduleGroup"],
        "ScheduleExpression": "at(2026-11-17T04:16:00)", "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE", "Description": "05:16 Europe/Rome",
        "Target": {"Arn": arn_of(world, "LettersQueueUrl"), "Input": '{"letter":"x"}',
                   "RoleArn": role(world, "LetterSchedulesRole"),
                   "DeadLetterConfig": {"Arn": arn_of(world, "SchedulerDeadQueueUrl")},
                   "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10}}}
    asked = ("schedule", "PicksQueueUrl", "scheduler", "create_schedule")
    equal(world.call_as(*asked, **schedule), "ok")
    equal(world.call_as(*asked, **schedule), "ConflictException")
    equal(world.call_as(*asked, **{**schedule, "Name": "x" * 65}), "ValidationException")
    equal(world.call_as(*asked, **{**schedule, "Name": "b", "ScheduleExpression": "at(soon)"}), "ValidationException")
    equal(world.call_as(*asked, **{**schedule, "Name": "c", "GroupName": "nowhere"}),
          "AccessDeniedException", "AccessDenied")
    kept = world.client("scheduler").get_schedule(GroupName=schedule["GroupName"], Name=schedule["Name"])
    equal(kept["ActionAfterCompletion"], "DELETE")
    scheduler = world.client("scheduler")
    for n in range(3):
        scheduler.create_schedule(**{**schedule, "Name": f"more-{n}", "ScheduleExpression": "at(2020-01-01T04:16:00)"})
    first = scheduler.list_schedules(GroupName=schedule["GroupName"], MaxResults=2)
    rest = scheduler.list_schedules(GroupName=schedule["GroupName"], NextToken=first["NextToken"])
    equal(len(first["Schedules"]) + len(rest["Schedules"]), 4)
    # Long past by the wall clock, yet a storyteller's schedules do not fire by themselves.
    time.sleep(1.5)
    assert '{"letter":"x"}' not in world.bodies("send")


def roles_allow_what_is_needed_and_no_more(world):
    table, bucket = world.outputs["TableName"], world.outputs["BucketName"]
    item = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    put = ("dynamodb", "put_item", {"TableName": table, "Item": item})
    get = ("dynamodb", "get_item", {"TableName": table, "Key": item})
    transact = ("dynamodb", "transact_write_items", {"TransactItems": [
        {"Put": {"TableName": table, "Item": {"pk": {"S": "a"}, "sk": {"S": "c"}}}},
        {"ConditionCheck": {"TableName": table, "Key": item, "ConditionExpression": "attribute_exists(pk)"}}]})
    agenda = ("dynamodb", "query", {"TableName": table, "IndexName": "agenda",
                                    "KeyConditionExpression": "agenda_pk = :s",
                                    "ExpressionAttributeValues": {":s": {"S": "00"}}})
    scan = ("dynamodb", "scan", {"TableName": table})
    read = ("s3", "get_object", {"Bucket": bucket, "Key": "invoices/may 2026.csv"})
    missing = ("s3", "get_object", {"Bucket": bucket, "Key": "invoices/never.csv"})
    refuse = ("s3", "put_object", {"Bucket": bucket, "Key": "rejected/may.csv", "Body": "x"})
    forge = ("s3", "put_object", {"Bucket": bucket, "Key": "invoices/forged.csv", "Body": "x"})
    pick = ("sqs", "send_message", {"QueueUrl": world.outputs["PicksQueueUrl"], "MessageBody": "a pick"})
    shard = ("sqs", "send_message", {"QueueUrl": world.outputs["SweepsQueueUrl"], "MessageBody": "a shard"})
    letter = ("sqs", "send_message", {"QueueUrl": world.outputs["LettersQueueUrl"], "MessageBody": "a letter"})
    email = ("sesv2", "send_email", {
        "FromEmailAddress": "a@creditor.example", "Destination": {"ToAddresses": ["b@customer.example"]},
        "ConfigurationSetName": world.outputs["ConfigurationSet"],
        "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}})
    expected = {
        ("ingest", "UploadsQueueUrl"): ([put, get, transact, read, refuse, pick], [agenda, scan, forge, letter, email]),
        ("sweep", "SweepsQueueUrl"): ([put, get, transact, agenda, pick, shard], [scan, read, letter, email]),
        ("schedule", "PicksQueueUrl"): ([], [put, get, agenda, read, pick, letter, email]),
        ("send", "LettersQueueUrl"): ([put, get, transact, agenda, email, letter], [scan, read, pick]),
        ("feedback", "EventsQueueUrl"): ([put, get, transact, pick], [agenda, scan, read, letter, email]),
    }
    wrong = []
    for (function, queue), (allowed, denied) in expected.items():
        for service, method, arguments in allowed + denied:
            answer = world.call_as(function, queue, service, method, **arguments)
            if not (answer == "ok" if (service, method, arguments) in allowed else "AccessDenied" in answer):
                wrong.append(f"{function}: {service}.{method} {arguments.get('Key', '')} answered {answer}")
    assert not wrong, "\n    ".join(wrong)
    equal(world.call_as("ingest", "UploadsQueueUrl", *missing[:2], **missing[2]), "NoSuchKey")


def a_letter_is_kept_and_its_events_reach_feedback(world):
    world.clock.write_text("2026-11-17T04:16:00Z")
    message_id = world.mail("Anna <anna@customer.example>")
    sent, delivered = world.events_of(message_id, 2)
    equal((sent["eventType"], delivered["eventType"]), ("Send", "Delivery"))
    equal(sent["mail"]["timestamp"], "2026-11-17T04:16:00.000Z")
    equal(sent["mail"]["destination"], ["anna@customer.example"])
    equal(sent["mail"]["tags"]["letter"], ["abc-123"])
    equal(sent["mail"]["tags"]["ses:configuration-set"], [world.outputs["ConfigurationSet"]])
    equal(delivered["delivery"]["timestamp"], "2026-11-17T04:16:01.500Z")
    (path,) = world.mailbox.glob(f"*-{message_id}.json")
    letter = json.loads(path.read_text())
    equal(letter["at"], "2026-11-17T04:16:00.000Z")
    equal(letter["tags"], {"letter": "abc-123"})
    equal(letter["headers"], {"X-Letter": "abc-123"})
    equal(letter["reply_to"], ["person@creditor.example"])
    equal(letter["attachments"][0]["bytes"], 5)


def addresses_and_the_outcome_table_decide_what_comes_back(world):
    simulated = {"success": ["Send", "Delivery"], "bounce": ["Send", "Bounce"],
                 "complaint": ["Send", "Delivery", "Complaint"], "ooto": ["Send", "Delivery", "Bounce"],
                 "suppressionlist": ["Send", "Bounce"]}
    for name, types in simulated.items():
        message_id = world.mail(f"{name}@simulator.amazonses.com")
        equal([event["eventType"] for event in world.events_of(message_id, len(types))], types)
    world.outcomes.write_text(json.dumps({
        "soft@customer.example": ["soft_bounce", "hard_bounce"], "quiet@customer.example": "silence",
        "virus@customer.example": "reject", "no@customer.example": "refused"}))
    for expected in (["Transient"], ["Permanent"]):
        bounces = world.events_of(world.mail("soft@customer.example"), 2)
        equal([event["bounce"]["bounceType"] for event in bounces if "bounce" in event], expected)
    equal(len(world.events_of(world.mail("soft@customer.example"), 2)), 2)
    equal(world.events_of(world.mail("virus@customer.example"), 2)[1]["reject"], {"reason": "Bad content"})
    quiet = world.mail("quiet@customer.example")
    equal(refused(lambda: world.mail("no@customer.example")), (400, "MessageRejected"))
    equal(refused(lambda: world.mail("a@customer.example", tag="a b")),
          (400, "BadRequestException"))
    equal(world.events_of(quiet, 0), [])
    assert not list(world.mailbox.glob("*.part"))


def a_late_answer_is_an_error_after_the_letter_left(world):
    world.outcomes.write_text(json.dumps({"late@customer.example": "late"}))
    before = set(world.mailbox.iterdir())
    equal(refused(lambda: world.mail("late@customer.example"))[0], 500)
    (path,) = set(world.mailbox.iterdir()) - before
    equal(len(world.events_of(json.loads(path.read_text())["message_id"], 2)), 2)


def the_answers_page_answers_a_browser(world):
    world.clock.write_text("2026-11-18T10:00:00Z")
    url = world.outputs["AnswersUrl"]
    equal(world.seen("send")[0]["environment"]["DUNLIN_ANSWERS_URL"], url)
    equal(fetch(f"{url}a/token?x=1"), "/a/token")
    event = world.seen("respond")[-1]["event"]
    equal((event["version"], event["requestContext"]["http"]["method"]), ("2.0", "GET"))
    equal(event["rawQueryString"], "x=1")
    equal(event["requestContext"]["timeEpoch"], 1794996000000)
    fetch(f"{url}a/token", b"answer=paid")
    event = world.seen("respond")[-1]["event"]
    equal((event["requestContext"]["http"]["method"], event["isBase64Encoded"], event["body"]),
          ("POST", True, "YW5zd2VyPXBhaWQ="))


def the_mailbox_page_shows_letters_safely(world):
    page = f"http://127.0.0.1:{world.port + 1}"
    assert "anna@customer.example" in fetch(page)
    letters = [json.loads(path.read_text()) for path in world.mailbox.iterdir()]
    number = next(letter["sequence"] for letter in letters if letter["to"] == ["Anna <anna@customer.example>"])
    letter = fetch(f"{page}/{number}")
    assert "sandbox=" in letter and "Please pay." in letter
    with urllib.request.urlopen(f"{page}/{number}/html") as response:
        assert response.headers["Content-Security-Policy"].startswith("sandbox")
    equal(fetch(f"{page}/{number}/0"), "%PDF-")
    try:
        fetch(f"{page}/99999")
        raise AssertionError("a letter that is not there was shown")
    except urllib.error.HTTPError as error:
        equal(error.code, 404)


def deploying_again_changes_only_what_changed(world):
    equal(world.deploy(), world.outputs)
    respond = world.folder / "binaries" / "respond"
    respond.write_text(respond.read_text().replace('event["rawPath"]}', '"new"}'))
    equal(world.deploy(), world.outputs)
    equal(fetch(world.outputs["AnswersUrl"]), "new")


def by_the_wall_clock_schedules_fire_and_go(world):
    scheduler, group = world.client("scheduler"), world.outputs["ScheduleGroup"]
    soon = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 1))
    scheduler.create_schedule(
        Name="soon", GroupName=group, ScheduleExpression=f"at({soon})", FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target={"Arn": arn_of(world, "LettersQueueUrl"), "RoleArn": role(world, "LetterSchedulesRole"),
                "Input": '{"at":"<aws.scheduler.scheduled-time>"}'})
    wait(lambda: world.bodies("send"))
    equal(world.bodies("send"), [json.dumps({"at": f"{soon}Z"}, separators=(",", ":"))])
    wait(lambda: not scheduler.list_schedules(GroupName=group)["Schedules"])


def what_fails_five_times_waits_in_the_dead_letter_queue(world):
    world.tell("EventsQueueUrl", "poison for ever")
    sqs, dead = world.client("sqs"), world.outputs["EventsDeadQueueUrl"]
    wait(lambda: sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["ApproximateNumberOfMessages"])
         ["Attributes"]["ApproximateNumberOfMessages"] == "1", seconds=20)
    equal(world.bodies("feedback").count("poison for ever"), 5)


# ── how it is asked ──


def wait(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing came in time"
        time.sleep(0.05)


def equal(found, *expected) -> None:
    assert found in expected, f"expected {' or '.join(map(repr, expected))}, found {found!r}"


def refused(call) -> tuple[int, str]:
    try:
        call()
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    raise AssertionError("it was not refused")


def fetch(url: str, body: bytes | None = None) -> str:
    with urllib.request.urlopen(url, body, timeout=10) as response:
        return response.read().decode()


def arn_of(world, queue: str) -> str:
    return world.client("sqs").get_queue_attributes(
        QueueUrl=world.outputs[queue], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def role(world, logical_id: str) -> str:
    found = world.client("cloudformation").describe_stack_resource(
        StackName=world.outputs["StackName"], LogicalResourceId=logical_id)
    name = found["StackResourceDetail"]["PhysicalResourceId"]
    return world.client("iam").get_role(RoleName=name)["Role"]["Arn"]


def free_port() -> int:
    """A port whose neighbour is free as well: the mailbox page takes the next."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                return port
            except OSError:
                continue


def main() -> None:
    story = [an_upload_reaches_ingest_at_the_storys_time, functions_get_what_the_template_gives,
             a_poisoned_record_fails_alone, a_schedule_is_made_once_by_its_function_alone,
             roles_allow_what_is_needed_and_no_more, a_letter_is_kept_and_its_events_reach_feedback,
             addresses_and_the_outcome_table_decide_what_comes_back, a_late_answer_is_an_error_after_the_letter_left,
             the_answers_page_answers_a_browser, the_mailbox_page_shows_letters_safely,
             deploying_again_changes_only_what_changed]
    wall = [by_the_wall_clock_schedules_fire_and_go, what_fails_five_times_waits_in_the_dead_letter_queue]
    passed = failed = 0
    for checks, options, environment in (
            (story, [], {"AUTH": "true", "DUNLIN_LOCAL_SCHEDULES": "manual"}), (wall, ["--retry-after", "1"], {})):
        folder = Path(tempfile.mkdtemp(prefix="dunlin-smoke-"))
        world = World(folder / "world", *options, **environment)
        failed_before = failed
        try:
            for check in checks:
                try:
                    check(world)
                    passed += 1
                    print(f"ok      {check.__name__.replace('_', ' ')}", flush=True)
                except Exception as error:
                    failed += 1
                    where = traceback.extract_tb(error.__traceback__)
                    line = next(frame.lineno for frame in reversed(where) if frame.name == check.__name__)
                    print(f"FAILED  {check.__name__.replace('_', ' ')} (line {line})\n    {error!r}", flush=True)
        finally:
            world.stop()
        if failed == failed_before:
            shutil.rmtree(folder)
        else:
            print(f"    what the local cloud said: {folder / 'world' / 'log'}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
