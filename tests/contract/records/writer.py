"""A process of its own that writes to the record and says on standard output what was acknowledged; see test_processes.py."""

import asyncio
import sys

from sqlalchemy import Connection, Engine, event

from tests.contract.records.making import LOG, acts_of, division_record, follow
from voting_server.records.migrate import upgrade
from voting_server.records.port import LogConflict
from voting_server.records.sql import SqlRecords

ELECTORS = 30


def say(word: object) -> None:
    """One line to the test."""
    print(word, flush=True)


async def append(url: str, count: int) -> None:
    """Append `count` acts, each with a division, whoever else appends meanwhile; say each act's number when it is in."""
    records = SqlRecords.open(url)
    known = await records.acts(LOG)
    for _ in range(count):
        while True:
            act = follow(LOG, known[-1] if known else None)
            try:
                await records.append(LOG, [act], division_record(f"d{act.n}", ELECTORS))
            except LogConflict:
                known += await records.acts(LOG, len(known))
            else:
                break
        known.append(act)
        say(act.n)
    await records.aclose()


async def hang(url: str, place: str) -> None:
    """Append two acts and a division, and stand still for ever at a `place` inside the transaction."""
    records = SqlRecords.open(url)
    await records.ping()

    def stand_still() -> None:
        say("inside")
        sys.stdin.read()

    def after_statement(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(place):
            stand_still()

    if place == "COMMIT":
        event.listen(Engine, "commit", lambda _connection: stand_still())
    else:
        event.listen(Engine, "after_cursor_execute", after_statement)
    await records.append(LOG, acts_of(LOG, 2), division_record("d0", ELECTORS))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["append", url, count]:
            asyncio.run(append(url, int(count)))
        case ["hang", url, place]:
            asyncio.run(hang(url, place))
        case ["upgrade", url]:
            say("ready")
            sys.stdin.readline()
            upgrade(url)
        case other:
            sys.exit(f"unknown: {other}")
