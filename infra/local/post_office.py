"""What SES does with a letter: keep it where people can read it, and tell the topic what became of it."""

import base64
import json
import os
import re
import threading
import uuid
from email.utils import parseaddr
from pathlib import Path

import story

SIMULATOR = "simulator.amazonses.com"
SIMULATED = {
    "success": "delivery",
    "bounce": "hard_bounce",
    "complaint": "complaint",
    "ooto": "out_of_office",
    "suppressionlist": "suppression_list",
}

# The events of each outcome, in the order in which SES publishes them, and how many milliseconds after the letter.
EVENTS = {
    "delivery": [("Send", 0), ("Delivery", 1_500)],
    "hard_bounce": [("Send", 0), ("Bounce", 2_000)],
    "soft_bounce": [("Send", 0), ("Bounce", 2_000)],
    "suppression_list": [("Send", 0), ("Bounce", 500)],
    # The answering machine answers after the letter was delivered, and SES calls that a transient bounce.
    "out_of_office": [("Send", 0), ("Delivery", 1_500), ("Bounce", 4_000)],
    "complaint": [("Send", 0), ("Delivery", 1_500), ("Complaint", 30_000)],
    "delay": [("Send", 0), ("DeliveryDelay", 60_000), ("Delivery", 900_000)],
    "reject": [("Send", 0), ("Reject", 500)],
    "silence": [],
    "late": [("Send", 0), ("Delivery", 1_500)],
    "lost": [],
    "refused": [],
    "throttled": [],
    "used_up": [],
    "paused": [],
}

# With simple content SES sets these itself and refuses them from others.
HEADERS_OF_SES = {"bcc", "cc", "content-disposition", "content-type", "date", "from", "message-id", "mime-version",
                  "reply-to", "return-path", "subject", "to"}
MESSAGE_BYTES_AT_MOST = 40 * 1024 * 1024

DETAIL_OF = {"DeliveryDelay": "deliveryDelay"}
BOUNCES = {
    "hard_bounce": ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
    "soft_bounce": ("Transient", "MailboxFull", "4.2.2", "smtp; 452 4.2.2 mailbox full"),
    "suppression_list": ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown ( blacklisted address )"),
    "out_of_office": ("Transient", "General", None, None),
}


class PostOffice:
    """Decides the outcome of each letter and keeps it as a file in the mailbox folder."""

    def __init__(self, mailbox: Path):
        self.mailbox = mailbox
        self.mailbox.mkdir(parents=True, exist_ok=True)
        kept = [int(path.name.split("-")[0]) for path in mailbox.glob("[0-9]*-*.json")]
        self._last_sequence = max(kept, default=0)
        self._sent_to: dict[str, int] = {}
        self._lock = threading.Lock()

    def outcome(self, recipient: str) -> str:
        """What becomes of the next letter to this address; asking uses up one entry of a list of outcomes."""
        address = parseaddr(recipient)[1].lower()
        with self._lock:
            earlier = self._sent_to.get(address, 0)
            self._sent_to[address] = earlier + 1
        chosen = _outcome_table().get(address)
        if isinstance(chosen, list):
            chosen = chosen[earlier] if earlier < len(chosen) else None
        if chosen is None:
            name, _, domain = address.partition("@")
            chosen = SIMULATED.get(name.split("+")[0]) if domain == SIMULATOR else None
        chosen = chosen or "delivery"
        if chosen not in EVENTS:
            raise ValueError(f"outcome of {address}: expected one of {', '.join(EVENTS)}, found {chosen!r}")
        return chosen

    def keep(self, request: dict, message_id: str, outcome: str, at) -> None:
        """Writes the letter whole, under a name that sorts by arrival."""
        simple = request.get("Content", {}).get("Simple", {})
        body = simple.get("Body", {})
        with self._lock:
            self._last_sequence += 1
            sequence = self._last_sequence
        letter = {
            "sequence": sequence,
            "message_id": message_id,
            "at": story.stamp(at),
            "outcome": outcome,
            "from": request.get("FromEmailAddress"),
            "to": request.get("Destination", {}).get("ToAddresses", []),
            "reply_to": request.get("ReplyToAddresses", []),
            "subject": simple.get("Subject", {}).get("Data"),
            "text": body.get("Text", {}).get("Data"),
            "html": body.get("Html", {}).get("Data"),
            "headers": {header["Name"]: header["Value"] for header in simple.get("Headers", [])},
            "tags": {tag["Name"]: tag["Value"] for tag in request.get("EmailTags", [])},
            "configuration_set": request.get("ConfigurationSetName"),
            "attachments": [_attachment(attachment) for attachment in simple.get("Attachments", [])],
            "request": request,
        }
        path = self.mailbox / f"{sequence:05d}-{message_id}.json"
        # Renamed when whole, so that nobody who watches the folder reads half a letter.
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(letter, ensure_ascii=False, indent=1))
        unfinished.rename(path)


def new_message_id(at) -> str:
    """Shaped like SES's own, so that nothing learns to rely on another shape."""
    return f"0100{int(at.timestamp() * 1000):012x}-{uuid.uuid4()}-000000"


def refusal(request: dict) -> str | None:
    """What SES checks before it accepts a letter and ministack does not."""
    for tag in request.get("EmailTags", []):
        for part in (tag.get("Name", ""), tag.get("Value", "")):
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", part):
                return f"Invalid tag {part!r}: only alphanumeric ASCII characters, '_', and '-' are allowed."
    if not request.get("Destination", {}).get("ToAddresses"):
        return "Missing final destination."
    simple = request.get("Content", {}).get("Simple", {})
    return _header_refusal(simple.get("Headers", [])) or _attachment_refusal(simple.get("Attachments", []))


def _header_refusal(headers: list[dict]) -> str | None:
    if len(headers) > 15:
        return "Too many headers."
    for header in headers:
        name, value = header.get("Name", ""), header.get("Value", "")
        if name.lower() in HEADERS_OF_SES:
            return f"Header {name} is not allowed."
        if not re.fullmatch(r"[!-9;-~]{1,126}", name) or not re.fullmatch(r"[ -~]{1,995}", value):
            return f"Invalid header {name!r}."
        if len(name) + len(value) > 996:
            return f"Header {name} is too long."
    return None


def _attachment_refusal(attachments: list[dict]) -> str | None:
    for attachment in attachments:
        name = attachment.get("FileName", "")
        if not 0 < len(name) <= 255 or "." not in name:
            return f"Invalid file name {name!r}."
        if attachment.get("ContentDisposition") == "INLINE" and not attachment.get("ContentId"):
            return "An inline attachment needs a content id."
    if sum(len(attachment.get("RawContent", "")) for attachment in attachments) > MESSAGE_BYTES_AT_MOST:
        return "Message length is more than 40 MB."
    return None


def events(request: dict, message_id: str, outcome: str, at, account: str, region: str) -> list[dict]:
    """The events of one letter in SES's own shape."""
    mail = _mail(request, message_id, at, account, region)
    recipients = mail["destination"]
    return [
        {"eventType": kind, "mail": mail,
         DETAIL_OF.get(kind, kind.lower()): _detail(kind, outcome, recipients, story.stamp(at, delay_ms))}
        for kind, delay_ms in EVENTS[outcome]
    ]


def _mail(request: dict, message_id: str, at, account: str, region: str) -> dict:
    simple = request.get("Content", {}).get("Simple", {})
    source = request.get("FromEmailAddress", "")
    domain = parseaddr(source)[1].partition("@")[2]
    to = request.get("Destination", {}).get("ToAddresses", [])
    reply_to = request.get("ReplyToAddresses", [])
    subject = simple.get("Subject", {}).get("Data", "")
    headers = [{"name": "From", "value": source}, {"name": "To", "value": ", ".join(to)}]
    if reply_to:
        headers.append({"name": "Reply-To", "value": ", ".join(reply_to)})
    headers += [{"name": "Subject", "value": subject}, {"name": "MIME-Version", "value": "1.0"}]
    headers += [{"name": header["Name"], "value": header["Value"]} for header in simple.get("Headers", [])]
    tags = {
        "ses:operation": ["SendEmail"],
        "ses:configuration-set": [request.get("ConfigurationSetName", "")],
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": [domain],
        "ses:caller-identity": ["local"],
    }
    tags.update({tag["Name"]: [tag["Value"]] for tag in request.get("EmailTags", [])})
    common = {"from": [source], "to": to, "messageId": message_id, "subject": subject}
    if reply_to:
        common["replyTo"] = reply_to
    return {
        "timestamp": story.stamp(at),
        "source": source,
        "sourceArn": f"arn:aws:ses:{region}:{account}:identity/{domain}",
        "sendingAccountId": account,
        "messageId": message_id,
        "destination": [parseaddr(recipient)[1] for recipient in to],
        "headersTruncated": False,
        "headers": headers,
        "commonHeaders": common,
        "tags": tags,
    }


def _detail(kind: str, outcome: str, recipients: list[str], timestamp: str) -> dict:
    match kind:
        case "Delivery":
            return {"timestamp": timestamp, "processingTimeMillis": 1500, "recipients": recipients,
                    "smtpResponse": "250 2.6.0 Message received", "reportingMTA": "mta.example.com"}
        case "Bounce":
            bounce_type, subtype, status, diagnostic = BOUNCES[outcome]
            told = {"action": "failed", "status": status, "diagnosticCode": diagnostic} if status else {}
            return {"feedbackId": f"0100{uuid.uuid4()}-000000", "bounceType": bounce_type, "bounceSubType": subtype,
                    "bouncedRecipients": [{"emailAddress": address, **told} for address in recipients],
                    "timestamp": timestamp, "reportingMTA": "dsn; mta.example.com"}
        case "Complaint":
            return {"feedbackId": f"0100{uuid.uuid4()}-000000", "complaintSubType": None,
                    "complainedRecipients": [{"emailAddress": address} for address in recipients],
                    "timestamp": timestamp, "userAgent": "Amazon SES Mailbox Simulator",
                    "complaintFeedbackType": "abuse", "arrivalDate": timestamp}
        case "DeliveryDelay":
            return {"timestamp": timestamp, "delayType": "TransientCommunicationFailure",
                    "delayedRecipients": [{"emailAddress": address, "status": "4.4.1",
                                           "diagnosticCode": "smtp; 421 4.4.1 connection timed out"}
                                          for address in recipients]}
        case "Reject":
            return {"reason": "Bad content"}
    return {}


def _attachment(attachment: dict) -> dict:
    content = base64.b64decode(attachment.get("RawContent", ""))
    return {"file_name": attachment.get("FileName"), "content_type": attachment.get("ContentType"),
            "content_id": attachment.get("ContentId"), "bytes": len(content)}


def _outcome_table() -> dict:
    """Read at each letter, so that a test may change its mind between two."""
    path = os.environ.get("DUNLIN_LOCAL_OUTCOMES")
    if not path or not Path(path).exists():
        return {}
    return {address.lower(): outcome for address, outcome in json.loads(Path(path).read_text()).items()}
