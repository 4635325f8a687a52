"""Lives a customer's week on the local cloud and keeps what each function finds on the way: rows, files and events."""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3

REPOSITORY = Path(__file__).resolve().parents[3]
RECORDED = Path(__file__).resolve().parent / "recorded"
PORT = 4866

CUSTOMERS = """\
customer_number,customer_name,kind,email,contact_name,billing,preference,language,timezone,country
K-1,Torrefazione Bellini S.r.l.,business,contabilita@bellini.example.com,Anna Bellini,yes,1,it,Europe/Rome,IT
"""
INVOICES = """\
invoice_number,issue_date,due_date,currency,amount_due,customer_number
2026-101,2026-10-20,2026-11-12,EUR,1240.00,K-1
2026-102,2026-10-26,2026-11-24,EUR,318.50,K-1
"""
# No payment files are needed before an overdue letter.
POLICY = 'preset = "standard"\npayments = "manual"\n'
QUEUES = ("Uploads", "Sweeps", "Picks", "Letters", "Events")


class Week:
    """A local cloud that tells a story."""

    def __init__(self, folder: Path, binaries: Path):
        self.folder = folder
        for name, text in (("outcomes.json", '{"contabilita@bellini.example.com": "silence"}'), ("clock", "")):
            (folder / name).write_text(text)
        (folder / "mailbox").mkdir()
        environment = os.environ | {
            "DUNLIN_LOCAL_MAILBOX": str(folder / "mailbox"), "DUNLIN_LOCAL_CLOCK": str(folder / "clock"),
            "DUNLIN_LOCAL_OUTCOMES": str(folder / "outcomes.json"), "DUNLIN_LOCAL_SCHEDULES": "manual"}
        endpoint = f"http://127.0.0.1:{PORT}"
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, REPOSITORY / "infra/local/launcher.py", "--port", str(PORT), "--until-stdin-closes"],
                env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        deployed = subprocess.run([sys.executable, REPOSITORY / "infra/local/deploy.py", binaries, "--endpoint", endpoint],
                                  check=True, stdout=subprocess.PIPE)
        self.outputs = json.loads(deployed.stdout)
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
        client = lambda service: session.client(service, endpoint_url=endpoint)
        self.dynamodb, self.sqs, self.scheduler, self.s3 = map(client, ("dynamodb", "sqs", "scheduler", "s3"))

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()

    def until_quiet(self) -> None:
        counts, quiet = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"), 0
        deadline = time.monotonic() + 120
        while quiet < 3:
            if time.monotonic() > deadline:
                sys.exit("the queues do not become empty")
            waiting = 0
            for queue in QUEUES:
                asked = self.sqs.get_queue_attributes(QueueUrl=self.outputs[f"{queue}QueueUrl"], AttributeNames=counts)
                waiting += sum(int(count) for count in asked["Attributes"].values())
            quiet = 0 if waiting else quiet + 1
            time.sleep(0.1)

    def clock(self, instant: str) -> None:
        (self.folder / "clock").write_text(instant)

    def upload(self, instant: str, name: str, text: str) -> None:
        self.clock(instant)
        self.s3.put_object(Bucket=self.outputs["BucketName"], Key=name, Body=text.encode())
        self.until_quiet()

    def say(self, queue: str, body: str) -> None:
        self.sqs.send_message(QueueUrl=self.outputs[f"{queue}QueueUrl"], MessageBody=body)
        self.until_quiet()

    def sweep(self, evening: str) -> None:
        self.clock(f"{evening}T09:00:00.000Z")
        self.say("Sweeps", json.dumps({"scheduled_time": f"{evening}T09:00:00Z"}))

    def planned(self) -> list[str]:
        group = self.outputs["ScheduleGroup"]
        names = [schedule["Name"] for schedule in self.scheduler.list_schedules(GroupName=group)["Schedules"]]
        return [self.scheduler.get_schedule(GroupName=group, Name=name)["Target"]["Input"] for name in names]

    def fire(self) -> None:
        for message in self.planned():
            letter = json.loads(message)
            self.scheduler.delete_schedule(GroupName=self.outputs["ScheduleGroup"], Name=letter["letter"])
            self.clock(letter["at"])
            self.say("Letters", message)

    def rows(self) -> list[dict]:
        rows = self.dynamodb.scan(TableName=self.outputs["TableName"])["Items"]
        return sorted(rows, key=lambda row: (row["pk"]["S"], row["sk"]["S"]))


def queued(body: str) -> dict:
    """As Lambda hands a message over; taken out at once, so that the story's minute is the schedule's own."""
    stamp = "1795000000000"
    return {"Records": [{
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d", "receiptHandle": "AQEB", "body": body,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": stamp, "SenderId": "AIDA",
                       "ApproximateFirstReceiveTimestamp": stamp},
        "messageAttributes": {}, "md5OfBody": "", "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:bench", "awsRegion": "us-east-1"}]}


def uploaded(name: str) -> dict:
    return queued(json.dumps({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventTime": "2026-11-09T08:30:00.000Z",
        "eventName": "ObjectCreated:Put", "userIdentity": {"principalId": "A"}, "responseElements": {},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "s3": {"s3SchemaVersion": "1.0", "configurationId": "c",
               "bucket": {"name": "bench", "ownerIdentity": {"principalId": "A"}, "arn": "arn:aws:s3:::bench"},
               "object": {"key": name, "size": len(INVOICES), "eTag": "0", "versionId": "v1", "sequencer": "0"}}}]}))


def delivered(letter: str) -> dict:
    told = {"eventType": "Delivery",
            "mail": {"timestamp": "2026-11-17T04:20:00.100Z", "messageId": "0100-bench",
                     "source": "accounts@lagopus.example.com", "destination": ["contabilita@bellini.example.com"],
                     "tags": {"letter": [letter], "ses:configuration-set": ["dunlin"]}},
            "delivery": {"timestamp": "2026-11-17T04:20:05.000Z", "recipients": ["contabilita@bellini.example.com"],
                         "smtpResponse": "250 ok"}}
    return queued(json.dumps({"Type": "Notification", "MessageId": "11111111-2222-3333-4444-555555555555",
                              "TopicArn": "arn:aws:sns:us-east-1:000000000000:events", "Message": json.dumps(told),
                              "Timestamp": "2026-11-17T04:20:06.000Z"}))


def opened(token: str) -> dict:
    return {"version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": f"t={token}",
            "headers": {"accept-language": "it", "x-forwarded-proto": "https"}, "queryStringParameters": {"t": token},
            "requestContext": {"accountId": "anonymous", "apiId": "a", "domainName": "a.lambda-url.us-east-1.on.aws",
                               "domainPrefix": "a", "http": {"method": "GET", "path": "/", "protocol": "HTTP/1.1",
                                                             "sourceIp": "127.0.0.1", "userAgent": "bench"},
                               "requestId": "r", "routeKey": "$default", "stage": "$default",
                               "time": "17/Nov/2026:09:00:00 +0000", "timeEpoch": 1794906000000},
            "isBase64Encoded": False}


def streamed(row: dict) -> dict:
    return {"Records": [{
        "eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": "INSERT", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/bench/stream/2026-11-09T08:00:00.000",
        "dynamodb": {"ApproximateCreationDateTime": 1794906000.0, "SequenceNumber": "4421584500000000017450439091",
                     "Keys": {"pk": row["pk"], "sk": row["sk"]}, "NewImage": row, "SizeBytes": 210,
                     "StreamViewType": "NEW_AND_OLD_IMAGES"}}]}


def keep(name: str, what) -> None:
    spelled = lambda data: base64.b64encode(data).decode()  # bytes, as DynamoDB's own JSON has them
    told = json.dumps(what, indent=1, ensure_ascii=False, sort_keys=True, default=spelled)
    (RECORDED / f"{name}.json").write_text(told + "\n")


def live(week: Week) -> None:
    creditor = (REPOSITORY / "infra/creditor.toml").read_text()
    week.upload("2026-11-09T08:00:00.000Z", "settings/policy.toml", POLICY)
    week.upload("2026-11-09T08:01:00.000Z", "settings/creditor.toml", creditor)
    week.upload("2026-11-09T08:02:00.000Z", "customers/directory.csv", CUSTOMERS)
    keep("rows-before-the-upload", week.rows())
    keep("ingest", uploaded("invoices/november.csv"))
    (RECORDED / "november.csv").write_text(INVOICES)
    week.upload("2026-11-09T08:30:00.000Z", "invoices/november.csv", INVOICES)
    # The friendly letter on the due date, then the task for the account manager; the first overdue letter comes last.
    for day in range(10, 16):
        week.sweep(f"2026-11-{day:02}")
        week.fire()
    keep("rows-before-the-sweep", week.rows())
    account = next(row["pk"]["S"] for row in week.rows() if row["sk"]["S"] == "account")
    # Lambda's own spelling of the account's shard of the agenda: its first byte, of 64 shards.
    part = {"shard": int(account[:2], 16) % 64, "behind": None}
    evening = {"scheduled_time": "2026-11-16T09:00:00Z", "reach": "due", "part": part}
    keep("sweep", queued(json.dumps(evening)))
    week.sweep("2026-11-16")
    [message] = week.planned()
    letter = json.loads(message)
    pick = {name: letter[name] for name in ("letter", "zone", "picked_at")}
    keep("schedule", queued(json.dumps(pick | {"window": {"opens": "05:00", "closes": "06:00"}})))
    keep("rows-before-the-letter", week.rows())
    keep("send", queued(message))
    week.fire()
    rows = week.rows()
    keep("rows-after-the-letter", rows)
    keep("feedback", delivered(letter["letter"]))
    mail = max((week.folder / "mailbox").glob("*.json")).read_text()
    token = re.search(re.escape(letter["letter"]) + r"\.\d+\.[A-Za-z0-9_-]+", mail)
    keep("respond", opened(token.group()))
    keep("announce", streamed(next(row for row in rows if row["sk"]["S"].startswith("task#"))))


def main() -> None:
    binaries = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "target/lambda"
    RECORDED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="starts-record-") as folder:
        week = Week(Path(folder), binaries)
        try:
            live(week)
        finally:
            week.end()


if __name__ == "__main__":
    main()
