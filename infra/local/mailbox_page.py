"""A page that shows the letters kept by the post office: the list, and each letter as HTML and as text."""

import base64
import json
import re
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #667085; --line: #e3e6ec; --paper: #fff; --ground: #f6f7f9;
  --accent: #2b5c8a }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --line: #2c3442; --paper: #191e27;
  --ground: #11151c; --accent: #8ab8e6 } }
* { box-sizing: border-box }
html { background: var(--ground) }
body { margin: 0; color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 1rem; overflow-wrap: anywhere }
a { color: var(--accent) }
ol { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden }
li + li { border-top: 1px solid var(--line) }
li a { display: block; padding: .7rem 1rem; background: var(--paper); color: inherit; text-decoration: none }
li a:hover, li a:focus-visible { background: var(--ground) }
.row { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; color: var(--soft);
  font-size: .875rem; overflow-wrap: anywhere }
.outcome:not(.delivery) { color: var(--ink); font-weight: 600 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1rem; font-size: .875rem }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
iframe { width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: 8px; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); border: 1px solid var(--line);
  border-radius: 8px; padding: 1rem; font: .875rem/1.5 ui-monospace, monospace }
summary { cursor: pointer; padding: .5rem 0 }
"""

# A letter is somebody's HTML: it may style itself and show the pictures it carries, and do nothing else.
LETTER_POLICY = ("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
                 "style-src 'unsafe-inline'; img-src data:")
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"


def serve(mailbox: Path, port: int) -> None:
    """Serves the page to this machine only, in the background."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802, the name that http.server calls
            match = re.fullmatch(r"/(?:(\d+)(?:/(html|\d+))?)?", self.path.split("?")[0])
            found = answer(mailbox, *match.groups()) if match else None
            if found is None:
                found = page("No such letter", "<h1>No such letter</h1><p><a href='/'>All letters</a></p>")
                self.send_response(404)
            else:
                self.send_response(200)
            headers, body = found
            for name, value in {**headers, "Content-Length": str(len(body)), "Cache-Control": "no-store",
                                "X-Content-Type-Options": "nosniff"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True, name="mailbox").start()


def answer(mailbox: Path, number: str | None, part: str | None):
    if number is None:
        return index([read(path) for path in sorted(mailbox.glob("[0-9]*-*.json"), reverse=True)])
    paths = list(mailbox.glob(f"{int(number):05d}-*.json"))
    if not paths:
        return None
    letter = read(paths[0])
    if part is None:
        return one(letter)
    if part == "html":
        return {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": LETTER_POLICY}, html_of(letter)
    attachments = carried(letter)
    if int(part) >= len(attachments):
        return None
    # Always as a download: an attachment must not run as a page of ours.
    name = re.sub(r"[^\w.-]+", "_", attachments[int(part)].get("FileName") or "attachment", flags=re.ASCII)
    return ({"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{name}"'},
            base64.b64decode(attachments[int(part)].get("RawContent", "")))


def index(letters: list[dict]):
    rows = "".join(
        f"<li><a href='/{letter['sequence']}'><div class=row><span>{when(letter)}</span>{outcome(letter)}</div>"
        f"<div>{escape(letter['subject'] or '(no subject)')}</div>"
        f"<div class=row><span>{escape(', '.join(letter['to']))}</span></div></a></li>"
        for letter in letters)
    body = f"<ol>{rows}</ol>" if rows else "<p>No letter has been sent yet. Reload the page to look again.</p>"
    return page("Mailbox", f"<h1>Mailbox</h1>{body}")


def one(letter: dict):
    facts = {"To": ", ".join(letter["to"]), "From": letter["from"], "Reply to": ", ".join(letter["reply_to"]),
             "Sent": when(letter), **{name: value for name, value in letter["headers"].items()},
             "Tags": ", ".join(f"{name}={value}" for name, value in letter["tags"].items())}
    rows = "".join(f"<dt>{escape(name)}<dd>{escape(value)}" for name, value in facts.items() if value)
    files = "".join(
        f"<dt>Attached<dd><a href='/{letter['sequence']}/{number}'>{escape(file['FileName'] or 'file')}</a>"
        for number, file in enumerate(carried(letter)))
    text = f"<pre>{escape(letter['text'] or '')}</pre>"
    shown = (f"<iframe sandbox='allow-popups allow-popups-to-escape-sandbox' title='The letter as HTML' "
             f"src='/{letter['sequence']}/html'></iframe><details><summary>As plain text</summary>{text}</details>"
             if letter["html"] else text)
    return page(letter["subject"] or "(no subject)",
                f"<p><a href='/'>All letters</a></p><h1>{escape(letter['subject'] or '(no subject)')}</h1>"
                f"<dl>{rows}<dt>Outcome<dd>{outcome(letter)}{files}</dl>{shown}")


def html_of(letter: dict) -> bytes:
    """The letter's HTML with its pictures put in, and with links that leave the frame."""
    html = letter["html"] or ""
    for file in carried(letter):
        if file.get("ContentId"):
            picture = f"data:{file.get('ContentType', 'application/octet-stream')};base64,{file.get('RawContent', '')}"
            html = html.replace(f"cid:{file['ContentId'].strip('<>')}", picture)
    base = "<base target=_blank>"
    with_base, heads = re.subn(r"(<head\b[^>]*>)", lambda head: head[1] + base, html, count=1)
    return (with_base if heads else base + html).encode()


def page(title: str, body: str):
    return ({"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": PAGE_POLICY},
            (f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
             f"<meta name=viewport content='width=device-width, initial-scale=1'><style>{STYLE}</style>"
             f"<main>{body}</main>").encode())


def when(letter: dict) -> str:
    return letter["at"][:16].replace("T", " ") + " UTC"


def outcome(letter: dict) -> str:
    return f"<span class='outcome {letter['outcome']}'>{letter['outcome'].replace('_', ' ')}</span>"


def carried(letter: dict) -> list[dict]:
    return letter["request"].get("Content", {}).get("Simple", {}).get("Attachments", [])


def read(path: Path) -> dict:
    return json.loads(path.read_text())
