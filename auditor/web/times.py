"""Times as the people at this machine read them: kept and exported in UTC, shown in the zone that the machine is set to."""

import datetime as dt


def local(text: str, *, seconds: bool = False) -> str:
    """A kept time to the minute in the machine's zone; what is no time stays as it is. One without a zone is UTC, as the database keeps it."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    aware = time if time.tzinfo is not None else time.replace(tzinfo=dt.UTC)
    return aware.astimezone().strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
