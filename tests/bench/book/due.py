#!/usr/bin/env python3
"""Whether the sweep's work grows with what is due, or with what is stored.

The same thousand invoices are due in a table of a thousand, a hundred thousand, and a million. The real function sweeps
them on a local cloud, which counts the rows that it looks at and the read units that it would charge. Nothing is timed.
"""

import argparse
import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from cloud import Cloud, local_cloud
from stored import INVOICES_A_CUSTOMER, Book

DUE = 1_000
# Rows of the agenda that may be looked at for ten that are due.
READ_FOR_TEN_AT_MOST = 11
# Customers of each kind that are imported; the others are written like them.
MODELS = 2
COUNTRY = "DE"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    day = a_tuesday_after(date.today() + timedelta(days=10))
    due = DUE // INVOICES_A_CUSTOMER
    with local_cloud(Path(__file__).parent / "counting_launcher.py") as cloud:
        book = Book(cloud)
        # A word a week ahead is due for the one kind; the other has two months.
        kinds = [(COUNTRY, days(day + timedelta(days=7))), (COUNTRY, days(day + timedelta(days=60)))]
        cloud.dunlin("import", "--wait", "10m", str(book.file([kind for kind in kinds for _ in range(MODELS)])))
        rows = book.rows(2 * MODELS)
        book.write_like(rows, range(MODELS), 2 * MODELS, due - MODELS)
        stored = due + MODELS
        print(f"{DUE} invoices of {due} customers are due, {os.cpu_count()} processors, {date.today()}")
        print(f"{'stored':>10}{'agenda rows':>13}{'a due row':>11}{'heads':>8}{'invoices':>10}{'settings':>10}{'all rows':>10}"
              f"{'read units':>12}")
        totals = []
        for invoices in asked.stored:
            began = time.monotonic()
            more = max(invoices // INVOICES_A_CUSTOMER - stored, 0)
            book.write_like(rows, range(MODELS, 2 * MODELS), stored + MODELS, more)
            stored += more
            print(f"    {more} customers more, in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            totals.append(swept(cloud, day, stored * INVOICES_A_CUSTOMER, due))
        if max(totals) > min(totals):
            sys.exit("the sweep reads more of a larger table")


def swept(cloud: Cloud, day: date, stored: int, due: int) -> int:
    """Sweeps for a day; how many rows that looked at."""
    (cloud.scratch / "read.json").unlink(missing_ok=True)
    cloud.send("Sweeps", {"scheduled_time": f"{day - timedelta(days=1)}T09:00:00Z"})
    cloud.until_quiet()
    read = json.loads((cloud.scratch / "read.json").read_text())
    agenda, heads = read["Query index rows"], read["GetItem table rows"]
    # Of a customer's partition and of the settings' alike; the latter are two rows for each shard that has anybody due.
    settings = 2 * read["settings"]
    invoices = read["Query table rows"] - settings
    everything = agenda + heads + invoices + settings
    print(f"{stored:>10}{agenda:>13}{agenda / due:>11.3f}{heads:>8}{invoices:>10}{settings:>10}{everything:>10}"
          f"{read['half units'] / 2:>12.1f}", flush=True)
    if agenda * 10 > READ_FOR_TEN_AT_MOST * due or agenda < due:
        sys.exit(f"{agenda} rows of the agenda were looked at for {due} that are due")
    planned = cloud.schedules()
    if planned != due:
        sys.exit(f"{planned} letters are planned for {due} customers who are due")
    return everything


def days(due: date) -> list:
    return [(due - timedelta(days=90), due)] * INVOICES_A_CUSTOMER


def a_tuesday_after(day: date) -> date:
    return next(day + timedelta(days=more) for more in range(7) if (day + timedelta(days=more)).weekday() == 1)


if __name__ == "__main__":
    main()
