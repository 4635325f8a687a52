"""A book of any size in the table: a few customers come through the real door, the others are written like them.

The door takes a local cloud some 70 milliseconds an invoice, which would be a day for a million. So a few customers of
each kind are imported, and the rows that `ingest` made of them (head and open invoices: what a sweep or a forecast
reads) are written again under other numbers, names and keys. Stories and lookups are not: nobody asks for them here.
"""

import hashlib
import json
from pathlib import Path

from cloud import REPOSITORY, Cloud

INVOICES_A_CUSTOMER = 5
HEADINGS = "invoice_number,issue_date,due_date,currency,amount_due,customer_number,customer_name,email,country"
ROWS_A_REQUEST = 25  # as many as BatchWriteItem takes
AGENDA_SHARDS = 64
# Numbers of one width, so that one can stand for another wherever it is written.
CUSTOMER, INVOICE = "N-{:07}", "B-{:07}-{}"
POLICY = 'preset = "standard"\npayments = "manual"\nbacklog_customers_per_day = 500\n'


class Book:
    """What is to be imported, and what to be written like it."""

    def __init__(self, cloud: Cloud):
        self.cloud, self.creditor = cloud, None
        self.folder = cloud.scratch / "book"
        self.folder.mkdir()
        (self.folder / "creditor.toml").write_text((REPOSITORY / "infra/creditor.toml").read_text())
        (self.folder / "policy.toml").write_text(POLICY)
        cloud.dunlin("import", str(self.folder / "policy.toml"), str(self.folder / "creditor.toml"))
        for line in (self.folder / "creditor.toml").read_text().splitlines():
            if line.startswith("id"):
                self.creditor = line.split('"')[1]

    def file(self, customers: list) -> Path:
        """A file of customers: each a country and the days of its invoices, as (issued, due)."""
        path = self.folder / "invoices.csv"
        with open(path, "w") as rows:
            rows.write(HEADINGS + "\n")
            for customer, (country, days) in enumerate(customers):
                for number, (issued, due) in enumerate(days):
                    rows.write(f"{INVOICE.format(customer, number)},{issued},{due},EUR,{50 + number * 190}.{number:02},"
                               f"{CUSTOMER.format(customer)},Customer {customer:07} Ltd,ap{customer:07}@book.example.com,"
                               f"{country}\n")
        return path

    def rows(self, customers: int) -> list:
        """The rows that were made of imported customers, for each customer the texts of them."""
        kept = {self.key(customer): [] for customer in range(customers)}
        start = {}
        while True:
            page = self.cloud.table("Scan", **start)
            for row in page["Items"]:
                if row["pk"]["S"] in kept and row["sk"]["S"].startswith(("account", "invoice#")):
                    kept[row["pk"]["S"]].append(json.dumps({"PutRequest": {"Item": row}}, separators=(",", ":")))
            if "LastEvaluatedKey" not in page:
                return list(kept.values())
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def write_like(self, rows: list, models: range, first: int, count: int) -> int:
        """Writes customers from number `first` on, each like one of the models; how many rows it took."""
        written, batch = 0, []
        for customer in range(first, first + count):
            model = models[customer % len(models)]
            key, model_key = self.key(customer), self.key(model)
            shards = [f'"agenda#{int(name[:2], 16) % AGENDA_SHARDS:02}"' for name in (model_key, key)]
            for text in rows[model]:
                text = text.replace(model_key, key).replace(f"{model:07}", f"{customer:07}")
                batch.append(text.replace(*shards))
            if len(batch) >= ROWS_A_REQUEST:
                written += self.put(batch[:ROWS_A_REQUEST])
                batch = batch[ROWS_A_REQUEST:]
        while batch:
            written += self.put(batch[:ROWS_A_REQUEST])
            batch = batch[ROWS_A_REQUEST:]
        return written

    def put(self, batch: list) -> int:
        table = self.cloud.outputs["TableName"]
        body = f'{{"RequestItems":{{"{table}":[{",".join(batch)}]}}}}'
        answer = self.cloud.ask("DynamoDB_20120810.BatchWriteItem", body)
        assert not answer["UnprocessedItems"], "the local cloud refuses nothing for its size"
        return len(batch)

    def key(self, customer: int) -> str:
        """As `AccountKey::derive` makes it."""
        return hashlib.sha256(f"{self.creditor}\0{CUSTOMER.format(customer)}".encode()).hexdigest()[:32]
