#!/usr/bin/env python3
"""Makes the book of book.toml as one table, once, from which both sides fill theirs: a line is an invoice.

Usage: book.py BOOK LINES >book.csv      LINES: of the whole book; fewer make a smaller one of the same shape
"""

import csv
import sys
import tomllib
from datetime import timedelta

with open(sys.argv[1], "rb") as file:
    book = tomllib.load(file)
lines = int(sys.argv[2])
thresholds, countries = book["thresholds_days"], book["countries"]
due, between = (book[size] * lines // book["lines"] for size in ("due", "between"))

COLUMNS = "line", "customer", "name", "email", "country", "invoice", "amount", "issued_on", "due_on", "letters_before"
table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow(COLUMNS)
for line in range(lines):
    customer, second = divmod(line, 2)
    letters_before = 0
    if not second and customer < due:
        letters_before = customer % len(thresholds)
        days_late = thresholds[letters_before]
    elif not second and customer < due + between:
        passed = customer % (len(thresholds) - 1)
        letters_before = passed + 1
        days_late = thresholds[passed] + book["days_past_threshold"]
    else:
        days_late = -1 - line % 30
    due_on = book["today"] - timedelta(days_late)
    table.writerow((
        line,
        f"C-{customer}",
        f"Customer {customer} Ltd",
        f"accounts-{customer}@example.com",
        countries[customer % len(countries)],
        f"INV-{line}",
        f"{1000 + line % 9000}.50",
        due_on - timedelta(book["terms_days"]),
        due_on,
        letters_before,
    ))
