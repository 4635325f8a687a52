"""The story's clock: which instant it is, as far as the local cloud tells anybody."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path


def now() -> datetime:
    """The instant in the file that DUNLIN_LOCAL_CLOCK names, else the wall clock; always in UTC."""
    path = os.environ.get("DUNLIN_LOCAL_CLOCK")
    if path:
        try:
            written = Path(path).read_text().strip()
        except FileNotFoundError:
            written = ""
        # A file that is missing or empty means that the story has not begun; a broken one is the storyteller's
        # mistake and must be heard.
        if written:
            return datetime.fromisoformat(written).astimezone(timezone.utc)
    return datetime.now(timezone.utc)


def stamp(instant: datetime, later_by_ms: int = 0) -> str:
    """As AWS writes it: 2026-11-17T05:16:00.000Z."""
    instant += timedelta(milliseconds=later_by_ms)
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"
