"""Tryton's side: the two dunning wizards over the whole book, as the server runs them, each call in a transaction.

CPU seconds are those of this process and of every process of the private PostgreSQL cluster. Mail is made and put into
the transaction's outbox, as Tryton does; only its way to a mail server is left out.

Usage: tryton.py TERMS DATABASE CONFIG POSTMASTER   (prints JSON; POSTMASTER: its process id)
"""

import email
import email.policy
import json
import os
import re
import sys
import time
import tomllib
from decimal import Decimal
from pathlib import Path

terms_file, database, config_file, postmaster = sys.argv[1:]
today = tomllib.loads(Path(terms_file).read_text())["today"]

from trytond import config  # noqa: E402

config.update_etc(config_file)
from trytond import sendmail  # noqa: E402
from trytond.pool import Pool  # noqa: E402
from trytond.report import Report  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

CENT = Decimal("0.01")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def process_fields(pid):
    """What /proc says of a process behind its name, which may hold blanks."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def postgresql_seconds():
    """Of the postmaster, its children that live, and those that it has reaped."""
    user, system, reaped_user, reaped_system = range(11, 15)
    own = process_fields(postmaster)
    ticks = sum(int(own[field]) for field in (user, system, reaped_user, reaped_system))
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            child = process_fields(pid)
        except FileNotFoundError:
            continue
        if child[1] == postmaster:
            ticks += int(child[user]) + int(child[system])
    return ticks / TICKS_A_SECOND


class Stretch:
    """What a stretch of work costs, in CPU seconds."""

    def __enter__(self):
        self.began = time.process_time(), postgresql_seconds()
        return self

    def __exit__(self, *_):
        self.python = time.process_time() - self.began[0]
        self.postgresql = postgresql_seconds() - self.began[1]

    def told(self):
        return {"python": self.python, "postgresql": self.postgresql}


# No mail server: the messages are made, given an id and serialised, as they would be handed over.
mails = []


class Outbox(sendmail.SMTPDataManager):
    def tpc_finish(self, transaction):
        mails.extend(message.as_bytes() for _, _, message in self.queue)
        self.queue.clear()

    def tpc_vote(self, transaction):
        pass


rendering = {"seconds": 0.0}


def render_timed(render):
    def timed(cls, report, context):
        began = time.process_time()
        try:
            return render(cls, report, context)
        finally:
            rendering["seconds"] += time.process_time() - began

    return classmethod(timed)


Pool.start()
pool = Pool(database)
with Transaction().start(database, 0):
    pool.init()
    ADMINISTRATOR = pool.get("res.user").search([("login", "=", "admin")])[0].id
with Transaction().start(database, ADMINISTRATOR):
    context = pool.get("res.user").get_preferences(context_only=True)

import trytond.modules.account_dunning_email.account as dunning_email  # noqa: E402

dunning_email.SMTPDataManager = Outbox
Report.render = render_timed(Report.render.__func__)
mailing = Stretch()
ProcessDunning = pool.get("account.dunning.process", type="wizard")
send_email = ProcessDunning.transition_send_email


def send_email_timed(wizard):
    with mailing:
        return send_email(wizard)


ProcessDunning.transition_send_email = send_email_timed


def execute(wizard, state, data, **active):
    """A step of a wizard, as a client asks for it."""
    with Transaction().start(database, ADMINISTRATOR, context={**context, **active}):
        Wizard = pool.get(wizard, type="wizard")
        session, *_ = Wizard.create()
    with Transaction().start(database, ADMINISTRATOR, context={**context, **active}):
        Wizard.execute(session, data, state)


def drafts():
    with Transaction().start(database, ADMINISTRATOR, context=context):
        return [dunning.id for dunning in pool.get("account.dunning").search([("state", "=", "draft")])]


# The caches that a server has after its first hour: models, actions, languages.
drafts()

with Stretch() as create:
    start = {"date": today, "companies": context["companies"]}
    execute("account.dunning.create", "create_", {"start": start})
ids = drafts()
with Stretch() as process:
    execute(
        "account.dunning.process", "process", {}, active_model="account.dunning", active_id=ids[0], active_ids=ids
    )


def dunned():
    """Who is told what at which threshold, to be compared with what Dunlin says."""
    with Transaction().start(database, ADMINISTRATOR, context=context):
        dunnings = pool.get("account.dunning").browse(ids)
        return [
            [line.description, level.sequence, line.maturity_date.isoformat(), str(line.debit.quantize(CENT))]
            for line, level in ((dunning.line, dunning.level) for dunning in dunnings if dunning.state == "waiting")
        ]


def mailed(message):
    """Which customer's mail names which invoices."""
    message = email.message_from_bytes(message, policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    return [message["to"].addresses[0].display_name, sorted(set(re.findall(r"INV-\d+", text)))]


json.dump(
    {
        "create": create.told(),
        "process": {part: seconds - mailing.told()[part] for part, seconds in process.told().items()},
        "mail": mailing.told(),
        "template_engine": {"python": rendering["seconds"]},
        "mail_bytes": sum(map(len, mails)),
        "dunned": dunned(),
        "mailed": [mailed(message) for message in mails],
        "example": mails[0].decode(),
    },
    sys.stdout,
)
