"""Files in a folder against the documents that a record names (docs/documents.md §4)."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemicycle_audit.crypto import to_b64u
from hemicycle_audit.documents import title_of
from hemicycle_audit.names import in_a_line
from hemicycle_audit.state import Attached, Division, Sitting

_CHUNK = 2**20
_COPY = re.compile(r" ?\(\d+\)$")
_STORED = re.compile(r"([0-9a-f]{64})(-\d+)?")
_WORDS = {
    "there": ("相符", "as in the record"),
    "altered": ("内容不同", "altered"),
    "size": ("字节数与记录不同", "not of the size that the record says"),
    "missing": ("缺", "missing"),
    "title": ("材料文件", "Files of documents"),
    "ok": ("表决时的材料齐全，逐字节相符", "all that stood before the house is there, byte by byte"),
    "wrong": ("与记录不符", "not as in the record"),
    "none": ("记录中没有本次表决的材料", "the record names no documents of this vote"),
    "elsewhere": ("记录中已撤换或属于其他表决的材料", "withdrawn, replaced, or of another vote of the sitting"),
    "foreign": ("记录中没有的文件", "in no act of the record"),
}


@dataclass(frozen=True)
class File:
    """A file by name, with the SHA-256 of its bytes (b64u) and their number."""

    name: str
    sha256: str
    size: int

    def bears(self, document: Attached) -> bool:
        """Tell whether the file is called what a document is called: by its id, or as the server stores it."""
        stem = _COPY.sub("", self.name[: -len(".pdf")])
        stored = _STORED.fullmatch(stem)
        said = to_b64u(bytes.fromhex(stored[1])) if stored else ""
        return stem == document.act.doc["document"] or said == document.act.doc["sha256"]


@dataclass(frozen=True)
class Found:
    """What became of a document that stood: ``there``, ``altered``, ``size`` or ``missing``; and by which files."""

    document: Attached
    state: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """The documents that stood before the house, and the files that are none of them."""

    documents: list[Found]
    elsewhere: list[str]
    foreign: list[str]

    @property
    def ok(self) -> bool:
        """Tell whether every document is there as the record has it."""
        return all(found.state == "there" for found in self.documents)


def read_folder(folder: Path) -> list[File]:
    """Return the PDF files that lie in a folder, by name, subfolders left out.

    Raises ``OSError`` if the folder or a file can't be read.
    """
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".pdf" and path.is_file())
    return [_read(path) for path in paths]


def _read(path: Path) -> File:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return File(path.name, to_b64u(digest.digest()), size)


def match(sitting: Sitting, division: Division, files: Sequence[File]) -> Matched:
    """Match files with the documents that stood in ``division``, by their bytes; by their names what is altered."""
    standing = [each for each in division.documents.values() if each.stands]
    known = {each.act.doc["sha256"] for other in sitting.divisions.values() for each in other.documents.values()}
    strange = [file for file in files if file.sha256 not in known]
    documents = [_find(each, files, strange) for each in standing]
    taken = {name for found in documents for name in found.files}
    rest = [file for file in files if file.name not in taken]
    return Matched(
        documents,
        [file.name for file in rest if file.sha256 in known],
        [file.name for file in rest if file.sha256 not in known],
    )


def _find(document: Attached, files: Sequence[File], strange: Sequence[File]) -> Found:
    doc = document.act.doc
    same = [file for file in files if file.sha256 == doc["sha256"]]
    altered = tuple(file.name for file in strange if file.bears(document))
    if altered:
        return Found(document, "altered", altered + tuple(file.name for file in same))
    if not same:
        return Found(document, "missing", ())
    state = "there" if all(file.size == doc["bytes"] for file in same) else "size"
    return Found(document, state, tuple(file.name for file in same))


def as_members(matched: Matched) -> dict[str, Any]:
    """Return what ``--json`` has as ``files``."""
    documents = [
        {"document": found.document.act.doc["document"], "state": found.state, "files": _lines(found.files)}
        for found in matched.documents
    ]
    elsewhere, foreign = _lines(matched.elsewhere), _lines(matched.foreign)
    return {"ok": matched.ok, "documents": documents, "elsewhere": elsewhere, "foreign": foreign}


def _lines(names: Iterable[str]) -> list[str]:
    return [in_a_line(name) for name in names]


def as_text(matched: Matched, lang: str) -> str:
    """Return the lines for people."""
    verdict = "none" if not matched.documents else "ok" if matched.ok else "wrong"
    lines = [f"{_word('title', lang)}  {_word(verdict, lang)}"]
    for found in matched.documents:
        mark = "✓" if found.state == "there" else "✗"
        files = ", ".join(map(in_a_line, found.files)) or "–"
        doc = found.document.act.doc
        lines.append(f"  {mark} {doc['document']}  {title_of(doc, lang)}  {_word(found.state, lang)}  {files}")
    lines += [f"  · {in_a_line(name)}  {_word('elsewhere', lang)}" for name in matched.elsewhere]
    return "\n".join(lines + [f"  ▲ {in_a_line(name)}  {_word('foreign', lang)}" for name in matched.foreign])


def _word(name: str, lang: str) -> str:
    return _WORDS[name][0 if lang == "zh" else 1]
