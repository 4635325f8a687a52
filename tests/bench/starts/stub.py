"""Stands in for AWS and for the Lambda service: what a function meets between its start and its second event.

Two servers on loopback. The cloud answers over TLS, with a chain of three RSA-2048 certificates as AWS's own, from the
rows and files that `record` kept: reads get what is there, writes are accepted and change nothing, so that every start
finds the same. The Runtime API hands out one event and notes when it is asked and answered.
"""

import hashlib
import json
import re
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

EVENT_TAKES_AT_MOST_S = 60


class Cloud:
    """All services of AWS that the functions call, at one address."""

    def __init__(self, folder: Path):
        chain, key, self.bundle = make_certificates(folder)
        self.rows: list[dict] = []
        self.files: dict[str, bytes] = {}
        self.calls: list[str] = []
        self._server = _Server(_handler(_CloudHandler, self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        context.set_alpn_protocols(["http/1.1"])
        # The handshake belongs into the connection's own thread, else a slow client would hold up the next.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._server.start()
        self.url = f"https://127.0.0.1:{self._server.server_port}"

    def holds(self, rows: list[dict], files: dict[str, bytes]) -> None:
        """What the next start finds."""
        self.rows, self.files, self.calls = rows, files, []

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict, bytes]:
        target = handler.headers.get("x-amz-target", "")
        path, method = handler.path.split("?")[0], handler.command
        if target.startswith("DynamoDB"):
            return self._said("dynamodb", target, json.loads(body), self._dynamodb)
        if target.startswith("AmazonSQS"):
            return self._said("sqs", target, json.loads(body), _sqs)
        if target.startswith("AWSEvents"):
            return self._said("events", target, json.loads(body), _events)
        if path.startswith("/schedules/"):
            self.calls.append("scheduler.CreateSchedule")
            return _json({"ScheduleArn": "arn:aws:scheduler:us-east-1:000000000000:schedule/letters/one"})
        if path == "/v2/email/account":
            self.calls.append("ses.GetAccount")
            return _json({"SendQuota": {"Max24HourSend": 50000, "MaxSendRate": 1000, "SentLast24Hours": 0},
                          "SendingEnabled": True, "ProductionAccessEnabled": True})
        if path == "/v2/email/outbound-emails":
            self.calls.append("ses.SendEmail")
            return _json({"MessageId": "0100-0000000000000000-bench"})
        return self._s3(method, path)

    def _said(self, service: str, target: str, request: dict, answer) -> tuple[int, dict, bytes]:
        operation = target.split(".")[-1]
        self.calls.append(f"{service}.{operation}")
        return _json(answer(operation, request))

    def _dynamodb(self, operation: str, request: dict) -> dict:
        match operation:
            case "GetItem":
                row = self._row(request["Key"])
                return {"Item": row} if row else {}
            case "BatchGetItem":
                return {"Responses": {table: [row for key in asked["Keys"] if (row := self._row(key))]
                                      for table, asked in request["RequestItems"].items()}, "UnprocessedKeys": {}}
            case "Query":
                rows = self._range(request)
                return {"Items": rows, "Count": len(rows), "ScannedCount": len(rows)}
            case "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems":
                return {}
        raise ValueError(f"the stub has no answer to dynamodb.{operation}")

    def _row(self, key: dict) -> dict | None:
        return next((row for row in self.rows if all(row[name] == value for name, value in key.items())), None)

    def _range(self, request: dict) -> list[dict]:
        """The two shapes of condition that Dunlin writes: a partition, and a range within it."""
        values, asked = request["ExpressionAttributeValues"], request["KeyConditionExpression"]
        found = re.fullmatch(r"(\w+) = (:\w+)(?: AND (\w+) BETWEEN (:\w+) AND (:\w+))?", asked)
        if not found:
            raise ValueError(f"the stub can't read the condition {asked}")
        partition, whose, sort, first, last = found.groups()
        rows = [row for row in self.rows if row.get(partition) == values[whose]]
        sort = sort or ("agenda_sk" if request.get("IndexName") else "sk")
        if first:
            rows = [row for row in rows if values[first]["S"] <= row[sort]["S"] <= values[last]["S"]]
        rows.sort(key=lambda row: row[sort]["S"], reverse=not request.get("ScanIndexForward", True))
        return rows

    def _s3(self, method: str, path: str) -> tuple[int, dict, bytes]:
        self.calls.append({"GET": "s3.GetObject", "HEAD": "s3.HeadObject", "PUT": "s3.PutObject"}.get(method, f"s3.{method}"))
        if method == "PUT":
            return 200, {"ETag": '"0"'}, b""
        file = self.files.get(path.split("/", 2)[-1])
        if file is None:
            what = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
            return 404, {"Content-Type": "application/xml"}, what.encode()
        return 200, {"ETag": '"0"', "x-amz-version-id": "v1", "Last-Modified": "Mon, 09 Nov 2026 08:30:00 GMT"}, file


def _sqs(operation: str, request: dict) -> dict:
    if operation == "SendMessageBatch":
        return {"Successful": [_sent(entry["MessageBody"]) | {"Id": entry["Id"]} for entry in request["Entries"]]}
    return _sent(request["MessageBody"])


def _sent(body: str) -> dict:
    return {"MessageId": "0-bench", "MD5OfMessageBody": hashlib.md5(body.encode()).hexdigest()}


def _events(_operation: str, request: dict) -> dict:
    return {"FailedEntryCount": 0, "Entries": [{"EventId": "0-bench"} for _ in request["Entries"]]}


def _json(answer: dict) -> tuple[int, dict, bytes]:
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(answer).encode()


class RuntimeApi:
    """The Lambda service, as one start of one function sees it."""

    def __init__(self):
        self._server = _Server(_handler(_RuntimeHandler, self))
        self._server.start()
        self.address = f"127.0.0.1:{self._server.server_port}"

    def expect(self, event: dict, at_next) -> None:
        """Begins anew. `at_next` is called with 0 when the process asks for its first event and with 1 when it asks for
        the next, each time before it gets any answer."""
        self.event, self.at_next = json.dumps(event).encode(), at_next
        self.asked, self.response, self.error = 0, None, None
        self.handed_out = self.answered = None
        self.ended = threading.Event()

    def failed(self, error: str) -> None:
        self.error = self.error or error
        self.ended.set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """A process that was ended leaves broken connections behind."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner = None

    def log_message(self, *_args) -> None:
        pass

    def body(self) -> bytes:
        if "chunked" in self.headers.get("transfer-encoding", ""):
            whole = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                whole += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return whole
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def say(self, status: int, headers: dict, body: bytes) -> None:
        # One write: two would be two packets, and two wake-ups of whoever waits for them.
        length, body = len(body), b"" if self.command == "HEAD" else body
        head = [f"HTTP/1.1 {status} {self.responses[status][0]}", f"Content-Length: {length}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        self.wfile.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)


def _handler(kind: type, owner) -> type:
    return type(kind.__name__, (kind,), {"owner": owner})


class _CloudHandler(_Handler):
    def answer(self) -> None:
        try:
            self.say(*self.owner.answer(self, self.body()))
        except ValueError as error:
            self.owner.calls.append(f"stub: {error}")
            self.say(400, {}, json.dumps({"__type": "ValidationException", "message": str(error)}).encode())

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer


class _RuntimeHandler(_Handler):
    def do_GET(self) -> None:
        api = self.owner
        asked, api.asked = api.asked, api.asked + 1
        api.at_next(asked)
        if asked:
            api.ended.set()
            return
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + EVENT_TAKES_AT_MOST_S) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:bench",
            "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
        }
        api.handed_out = time.monotonic_ns()
        self.say(200, headers, api.event)

    def do_POST(self) -> None:
        api, body = self.owner, self.body()
        if self.path.endswith("/response"):
            api.answered, api.response = time.monotonic_ns(), body
        self.say(202, {}, b'{"status":"OK"}')
        if self.path.endswith("/error"):
            api.failed(f"{self.path}: {body.decode(errors='replace')}")


def make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """A root, an intermediate and a server's certificate: the chain to serve, its key, and a bundle to trust, which is the
    machine's own with our root behind it, so that a function reads as many certificates as it would on Lambda."""
    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    names = {"root": "/CN=Bench Root", "middle": "/CN=Bench Intermediate", "leaf": "/CN=127.0.0.1"}
    (folder / "ca.ext").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
    (folder / "leaf.ext").write_text("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    for name, subject in names.items():
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
    for name, signer, extensions in (("root", None, "ca"), ("middle", "root", "ca"), ("leaf", "middle", "leaf")):
        signed_by = ["-signkey", "root.key"] if signer is None else ["-CA", f"{signer}.crt", "-CAkey", f"{signer}.key",
                                                                      "-CAcreateserial"]
        openssl("x509", "-req", "-in", f"{name}.csr", *signed_by, "-days", "30", "-sha256",
                "-extfile", f"{extensions}.ext", "-out", f"{name}.crt")
    text = {name: (folder / f"{name}.crt").read_text() for name in names}
    (folder / "chain.crt").write_text(text["leaf"] + text["middle"] + text["root"])
    own = Path("/etc/ssl/certs/ca-certificates.crt")
    (folder / "bundle.crt").write_text(own.read_text() + text["root"])
    return folder / "chain.crt", folder / "leaf.key", folder / "bundle.crt"
