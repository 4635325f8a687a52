#!/usr/bin/env python3
"""What the operator's command costs over a large book: `dunlin import`, `plan` and `policy diff`.

Told of each command: seconds of the clock, seconds of the processor, and the most memory it held, as the operating
system counts them. What the local cloud takes to answer is no measure of AWS; the other two are the command's own.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta

from cloud import Cloud, local_cloud
from stored import INVOICES_A_CUSTOMER, POLICY, Book

# Four zones and five holiday calendars.
COUNTRIES = ["IT", "IT", "IT", "DE", "DE", "FR", "FR", "IE", "IN", "NZ"]
# Each its own mix of due dates.
MODELS = 90
SUMMARY = re.compile(rb"^\d[\d,]* letters? from .*$", re.MULTILINE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    asked = parser.parse_args()
    customers = asked.invoices // INVOICES_A_CUSTOMER
    with local_cloud() as cloud:
        book = Book(cloud)
        print(f"{asked.invoices} invoices, {platform.machine()}, {os.cpu_count()} processors, {date.today()}")
        print(f"{'command':<36}{'seconds':>10}{'cpu s':>10}{'MB':>8}")
        measured(cloud, f"import of {MODELS * INVOICES_A_CUSTOMER}", "import", "--wait", "10m",
                 str(book.file(customers_due(MODELS))))
        rows = book.rows(MODELS)
        began = time.monotonic()
        written = book.write_like(rows, range(MODELS), MODELS, customers - MODELS)
        print(f"    {written} rows written in {time.monotonic() - began:.0f} s", flush=True)
        measured(cloud, "plan", "plan")
        other = book.folder / "other.toml"
        other.write_text(POLICY.replace("standard", "gentle"))
        measured(cloud, "policy diff", "policy", "diff", str(other))
        measured(cloud, "aging", "aging")
        # The whole file, without waiting until the ledger has it: what the command does itself.
        measured(cloud, f"inspect of {asked.invoices}", "inspect", "--json", str(book.file(customers_due(customers))))
        measured(cloud, f"import of {asked.invoices}, --wait 0s", "import", "--wait", "0s", str(book.folder / "invoices.csv"))


def customers_due(customers: int) -> list:
    """Nine in ten invoices fall due within the next 45 days, the tenth is up to 30 days overdue."""
    today = date.today()
    book = []
    for customer in range(customers):
        days = []
        for number in range(customer * INVOICES_A_CUSTOMER, (customer + 1) * INVOICES_A_CUSTOMER):
            due = today + timedelta(days=1 + number * 7 % 45 if number % 10 else -1 - number // 10 % 30)
            days.append((due - timedelta(days=30), due))
        book.append((COUNTRIES[customer % len(COUNTRIES)], days))
    return book


def measured(cloud: Cloud, name: str, *arguments: str) -> None:
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([cloud.program / "dunlin", *arguments], stdout=out, stderr=subprocess.DEVNULL,
                                   env=cloud.environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        out.seek(0)
        said = out.read()
    # An import that was not waited for says so by its exit code.
    if process.returncode != 0 and "0s" not in arguments:
        sys.exit(f"{name} ended with {process.returncode}:\n{said[-2000:].decode(errors='replace')}")
    # ru_maxrss counts kilobytes on Linux.
    print(f"{name:<36}{seconds:>10.1f}{used.ru_utime + used.ru_stime:>10.1f}{used.ru_maxrss / 1024:>8.0f}")
    summary = SUMMARY.search(said)
    print(f"    {summary[0].decode()}" if summary else f"    {len(said)} bytes of answer", flush=True)


if __name__ == "__main__":
    main()
