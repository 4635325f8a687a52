"""The launcher of the local cloud, counting what is read of the table: rows and read units, by operation."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "infra/local"))
import launcher  # noqa: E402


def count(path: Path) -> None:
    """Every read asks for its capacity, and is added up until the file is gone."""
    from ministack.services import dynamodb

    read = Counter()

    def counted(operation: str, handle):
        def handle_and_count(data):
            status, headers, body = handle({**data, "ReturnConsumedCapacity": "TOTAL"})
            answer = json.loads(body)
            if status == 200:
                if not path.exists():
                    read.clear()
                # What DynamoDB looked at, not what it handed out.
                rows = answer.get("ScannedCount", 1 if "Item" in answer else 0)
                index = "index" if "IndexName" in data else "table"
                read[f"{operation} {index} rows"] += rows
                values = data.get("ExpressionAttributeValues", {}).values()
                read["settings"] += {"S": "settings"} in values
                read["half units"] += round(2 * answer["ConsumedCapacity"]["CapacityUnits"])
                path.write_text(json.dumps(read))
            return status, headers, body
        return handle_and_count

    for operation, name in [("GetItem", "_get_item"), ("Query", "_query"), ("Scan", "_scan")]:
        setattr(dynamodb, name, counted(operation, getattr(dynamodb, name)))


if __name__ == "__main__":
    fill = launcher.fill_policies
    launcher.fill_policies = lambda: (fill(), count(Path(os.environ["DUNLIN_LOCAL_MAILBOX"]).parent / "read.json"))
    launcher.main()
