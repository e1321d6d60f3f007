"""The files of documents, each under its SHA-256: written once, never altered (docs/documents.md §1)."""

import asyncio
import contextlib
import hashlib
import os
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_server.documents.inspect import SECONDS
from voting_server.domain.documents import FileFacts
from voting_server.records.files import write_atomically

STALE_S = 600.0
"""A file under way lives for as long as it is looked at; an older one belongs to a process that was killed."""
INHERITED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
"""What the inspecting process hears of our environment: where Python is, and no secret."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was taken: its SHA-256 (b64u), bytes and pages."""

    sha256: str
    bytes: int
    pages: int


class DocumentStore:
    """The folder `documents` of the data folder. A file's name is `<SHA-256, hex>-<pages>.pdf`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looking = asyncio.Semaphore(1)

    def tidy(self) -> None:
        """Remove what processes that were killed in the middle of an upload have left; what others do now stays."""
        for path in self._folder.glob(".*"):
            with contextlib.suppress(OSError):
                if path.is_file() and time.time() - path.stat().st_mtime > STALE_S:
                    path.unlink()

    async def keep(self, data: bytes) -> Kept:
        """Look at a file and keep it, durably. Raises `document-not-pdf` and the like; OSError when the disk is full."""
        digest = hashlib.sha256(data).digest()
        name = b64u(digest)
        known = await asyncio.to_thread(self.facts, name)
        if known is None:
            pages = await self._looked_at(data)
            await asyncio.to_thread(write_atomically, self._path(digest, pages), data)
            known = FileFacts(len(data), pages)
        return Kept(name, known.bytes, known.pages)

    def facts(self, sha256: str) -> FileFacts | None:
        """Bytes and pages of a file that is kept; None if there is none."""
        for path in self._folder.glob(f"{unb64u(sha256, 32).hex()}-*.pdf"):
            return FileFacts(path.stat().st_size, int(path.stem.rpartition("-")[2]))
        return None

    def path(self, sha256: str, pages: int) -> Path | None:
        """Where a file lies; None if it is not there."""
        path = self._path(unb64u(sha256, 32), pages)
        return path if path.is_file() else None

    def _path(self, digest: bytes, pages: int) -> Path:
        return self._folder / f"{digest.hex()}-{pages}.pdf"

    async def _looked_at(self, data: bytes) -> int:
        """The file's pages, as a process of its own finds them: one at a time, so that votes go on beside it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        working = self._folder / f".{secrets.token_hex(16)}"
        async with self._looking:
            try:
                await asyncio.to_thread(working.write_bytes, data)
                answer = await _ask(working)
            finally:
                working.unlink(missing_ok=True)
        if "code" in answer:
            raise ProtocolError(answer["code"], **answer["detail"])
        return int(answer["pages"])


async def _ask(file: Path) -> dict[str, Any]:
    """What the inspecting process says; a file that breaks it is none that can be read."""
    command = (sys.executable, "-m", "voting_server.documents.inspect", str(file))
    quiet = asyncio.subprocess.DEVNULL
    told = {name: os.environ[name] for name in INHERITED if name in os.environ}
    process = await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=asyncio.subprocess.PIPE, stderr=quiet, env=told)
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 2 * SECONDS)
        answer: dict[str, Any] = msgspec.json.decode(said)
    except (TimeoutError, msgspec.DecodeError):
        return {"code": "document-not-pdf", "detail": {}}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return answer
