"""The SQL record of a server's data folder, looked at from beside the server."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from voting_protocol import canonical


def _connect(data_dir: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(data_dir / "record.sqlite3", timeout=10, isolation_level=None))


def acts(data_dir: Path, sitting: str, kind: str, division: str) -> list[dict[str, Any]]:
    """The bodies of a division's acts of one type, in order."""
    with _connect(data_dir) as connection:
        rows = connection.execute("SELECT body FROM acts WHERE log = ? ORDER BY n", (f"sitting.{sitting}",)).fetchall()
    bodies = [canonical.decode_object(body) for (body,) in rows]
    return [body for body in bodies if (body["type"], body.get("division")) == (kind, division)]


def recorded(data_dir: Path, sitting: str, division: str) -> tuple[bytes, list[bytes]] | None:
    """A division's recorded result (canonical JSON) and its entries by position, None if it is not recorded."""
    with _connect(data_dir) as connection:
        of = (sitting, division)
        row = connection.execute("SELECT result FROM divisions WHERE sitting = ? AND division = ?", of).fetchone()
        entries = connection.execute(
            "SELECT entry FROM ballots WHERE sitting = ? AND division = ? ORDER BY position", of
        ).fetchall()
    return None if row is None else (row[0], [entry for (entry,) in entries])


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """While this lasts nobody else can write the record; reading goes on."""
    with _connect(data_dir) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds: for the state of another process, which gives no event."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.005)
