#!/usr/bin/env python3
"""Fails unless both sides told the same customers the same; then what they took, as one table. Of our two runs the one
that took longer counts.

Usage: table.py TRYTON DUNLIN DUNLIN
"""

import json
import sys
from collections import Counter
from pathlib import Path

GOALS = {"dunnings": 100, "mails": 1000}

tryton, *runs = (json.loads(Path(file).read_text()) for file in sys.argv[1:])
for what, says in ("dunned", "the same invoices at the same thresholds"), ("mailed", "mails that name the same invoices"):
    told = [Counter(map(repr, side[what])) for side in (tryton, *runs)]
    for run in told[1:]:
        if differ := [*(run - told[0]), *(told[0] - run)]:
            sys.exit(f"not {says}: {run.total()} of Dunlin, {told[0].total()} of Tryton, such as {differ[:3]}")
    print(f"{told[0].total():,} of each side: {says}")


def ours(*parts):
    """Processor of the process, and with its services."""
    slower = max(runs, key=lambda run: sum(run[part]["dunlin"] for part in parts))
    own = sum(slower[part]["dunlin"] for part in parts)
    return own, own + sum(slower[part].get("services", 0) for part in parts)


def theirs(*parts):
    own = sum(tryton[part]["python"] for part in parts)
    return own, own + sum(tryton[part].get("postgresql", 0) for part in parts)


def row(what, took, things, against=None):
    (own, whole), (own_of, whole_of) = took, against or (0, 0)
    times = f"{own_of / own:>9,.0f}{whole_of / whole:>9,.0f}" if against else ""
    print(f"{what:<62}{own:>10.3f}{whole:>12.3f}{own / things * 1e6:>12,.1f}{times}")
    return own_of / own, whole_of / whole


def goal(things, reached):
    said = ("met" if times >= GOALS[things] else "missed" for times in reached)
    print(f"{f'  goal: {GOALS[things]:,} times':<96}" + "".join(f"{word:>9}" for word in said))


print(f"\n{'processor, s':<62}{'process':>10}{'with server':>12}{'each, µs':>12}{'times':>9}{'… with':>9}")
dunnings, mails = len(tryton["dunned"]), len(tryton["mailed"])
wizards = theirs("create", "process")
row("dunnings: Tryton, both wizards, without mails", wizards, dunnings)
reached = row("dunnings: Dunlin, sweep and scheduling", ours("sweep", "schedule"), dunnings, wizards)
goal("dunnings", reached)
row("  of which the sweep", ours("sweep"), dunnings)
row("  decisions and minutes alone, nothing read or written", ours("rules"), dunnings, wizards)
made = theirs("mail")
row("mails: Tryton, made and put into its outbox", made, mails)
row("  of which the template engine (Genshi, by relatorio)", theirs("template_engine"), mails)
reached = row("mails: Dunlin, put into words", ours("words_without_codes"), mails, made)
goal("mails", reached)
row("  with a picture to scan, which Tryton's have not", ours("words"), mails, made)
row("  read from the table, decided, put into words with the picture", ours("letters_from_table"), mails, made)
row("  put into words, against the template engine alone", ours("words_without_codes"), mails, theirs("template_engine"))
calls = {part: runs[0][part]["calls"] / dunnings for part in ("sweep", "schedule")}
print(f"\ncalls a dunning: {calls['sweep']:.2f} of the sweep, {calls['schedule']:.2f} of the scheduling")
