"""Looks for bytes wherever a server could keep them: its store, its record, its logs, the memory of its processes."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import redis

from voting_protocol.encoding import b64u

_MAP = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ (\d+)\s*(\S*)")
_CHUNK = 2**24


def spellings(secret: bytes) -> list[bytes]:
    """The ways in which a secret could be written down."""
    return [secret, b64u(secret).encode(), secret.hex().encode(), str(int.from_bytes(secret, "little")).encode()]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything in a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def memory(pid: int) -> Iterator[tuple[str, bytes]]:
    """What a process has written into its memory: all private writable mappings. Needs root, or the right to trace it."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as core:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = _MAP.match(line)
            if found is None or not found[3].startswith("rw") or found[5].startswith("[v"):
                continue
            start, end = int(found[1], 16), int(found[2], 16)
            with suppress(OSError):
                core.seek(start)
                yield f"pid {pid} {found[1]}", core.read(end - start)


def finds(places: Iterable[tuple[str, bytes]], markers: Mapping[str, Sequence[bytes]]) -> set[tuple[str, str]]:
    """Which markers are in which places."""
    return {
        (where, name) for where, data in places for name, spelt in markers.items() if any(spelling in data for spelling in spelt)
    }


def store_values(client: "redis.Redis") -> Iterator[tuple[str, bytes]]:
    """Every value in the store, by key and place: elements of lists, sets and streams, fields of hashes."""
    reading: Any = client
    for key in reading.scan_iter(count=10_000):
        kind, name = reading.type(key).decode(), key.decode()
        if kind == "string":
            yield name, reading.get(key) or b""
        elif kind == "list":
            yield from ((name, value) for value in reading.lrange(key, 0, -1))
        elif kind == "set":
            yield from ((name, value) for value in reading.smembers(key))
        elif kind == "hash":
            yield from ((name, part) for pair in reading.hgetall(key).items() for part in pair)
        elif kind == "stream":
            yield from ((name, value) for _, fields in reading.xrange(key) for value in fields.values())
        else:
            raise AssertionError(kind)


def record_values(data_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Every cell of every table of the record."""
    with closing(sqlite3.connect(f"file:{data_dir / 'record.sqlite3'}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for cell in row:
                    yield table, cell if isinstance(cell, bytes) else str(cell).encode()
