"""Whether a PDF may be put before the house (docs/documents.md §1): a process of its own looks at it, within bounds.

`python -m voting_server.documents.inspect FILE` writes one JSON object, `{"pages": n}` or `{"code", "detail"}`.
"""

import io
import logging
import os
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    TextStringObject,
)

from voting_protocol.errors import ProtocolError
from voting_server.domain.document_acts import MAX_PAGES

HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
TAIL_BYTES = 1024
MEMORY_BYTES = 1 << 30
SECONDS = 20
NICE = 10
MAX_DEPTH = 100

ACTIONS = {
    f"/{name}": name
    for name in (
        "JavaScript",
        "Launch",
        "SubmitForm",
        "ImportData",
        "Rendition",
        "Movie",
        "Sound",
        "GoTo3DView",
        "RichMediaExecute",
        "GoToR",
        "GoToE",
    )
}
"""Actions (`/S`) that do something beside turning pages; links (`/URI`) to click on stay, no page of ours follows them."""
MEDIA = {f"/{name}": name for name in ("RichMedia", "3D", "Movie", "Sound", "Screen")}
ACTIVE_KEYS = {f"/{name}": name for name in ("JS", "JavaScript", "XFA")}
TRIGGERS = (
    *("/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI"),  # of a note
    *("/O", "/C"),  # of a page
    *("/K", "/F", "/V", "/C"),  # of a field
    *("/WC", "/WS", "/DS", "/WP", "/DP"),  # of the document
)
"""What an additional action (`/AA`) may follow upon."""
FILES = frozenset({"/EmbeddedFile", "/FileAttachment"})
FILE_KEYS = frozenset({"/EmbeddedFiles", "/Collection"})
FILE_PLACES = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix", "/EF"})
"""Where a file specification, or its `/EF`, says which file."""
PLAIN = re.compile(rb"/(JavaScript|Launch)(?=[\s/<>\[\]()%]|$)")
"""Objects that no table of the file names may still be found by another reader."""


def inspect(data: bytes) -> int:
    """The number of pages of an acceptable PDF; `document-not-pdf`, `document-encrypted`, `document-active`, … otherwise."""
    if not HEAD.match(data) or b"%%EOF" not in data[-TAIL_BYTES:]:
        raise ProtocolError("document-not-pdf")
    if plain := PLAIN.search(_unescaped(data)):
        raise ProtocolError("document-active", what=plain[1].decode())
    try:
        return _pages(data)
    except ProtocolError:
        raise
    except Exception as problem:  # a damaged file may break its reader anywhere
        raise ProtocolError("document-not-pdf") from problem


def _pages(data: bytes) -> int:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise ProtocolError("document-encrypted")
    _refuse(reader.trailer)
    _doubt(reader)
    for each in _objects(reader):
        _refuse(each)
    count = len(reader.pages)
    if not 1 <= count <= MAX_PAGES:
        raise ProtocolError("document-pages", pages=count, most=MAX_PAGES)
    return count


def _doubt(reader: PdfReader) -> None:
    """Read what follows to the letter: a dictionary that says a key twice, or breaks off, is not the same to every reader."""
    reader.strict = True
    reader.resolved_objects.clear()


def _objects(reader: PdfReader) -> Iterator[Any]:
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _refuse(found: Any, depth: int = 0) -> None:
    """Look through one object; what it refers to is an object of its own."""
    if depth > MAX_DEPTH:
        raise ProtocolError("document-not-pdf")
    if isinstance(found, ArrayObject):
        for each in list.__iter__(found):
            _refuse(each, depth + 1)
    if not isinstance(found, DictionaryObject):
        return
    _refuse_dictionary(found)
    for name in found:
        _refuse(found.raw_get(name), depth + 1)


def _refuse_dictionary(found: DictionaryObject) -> None:
    kinds = [_resolved(found, name) for name in ("/S", "/Type", "/Subtype")]
    names = {str(kind) for kind in kinds if isinstance(kind, NameObject)}
    active = [word for name, word in (ACTIONS | MEDIA).items() if name in names]
    active += [word for name, word in ACTIVE_KEYS.items() if name in found]
    if _follows(found):
        active.append("AA")
    if not _only_turns_pages(_resolved(found, "/OpenAction")):
        active.append("OpenAction")
    if active:
        raise ProtocolError("document-active", what=active[0])
    if FILES & names or FILE_KEYS & set(found) or _holds_files(found):
        raise ProtocolError("document-has-files")


def _follows(found: DictionaryObject) -> bool:
    """Whether `/AA` has an action; a font or a picture may have that name too."""
    value = _resolved(found, "/AA")
    return isinstance(value, DictionaryObject) and any(
        isinstance(_resolved(value, trigger), DictionaryObject) for trigger in TRIGGERS
    )


def _holds_files(found: DictionaryObject) -> bool:
    """Whether `/EF` has a file or `/AF` names files; a font or a picture may have these names too."""
    listed = _resolved(found, "/AF")
    files = [_value(each) for each in list.__iter__(listed)] if isinstance(listed, ArrayObject) else [listed]
    return any(map(_says_file, [_resolved(found, "/EF"), *files]))


def _says_file(value: Any) -> bool:
    """Whether this is a file specification, or what one has under `/EF`."""
    if not isinstance(value, DictionaryObject):
        return False
    return bool(FILE_PLACES & set(value)) or _resolved(value, "/Type") in ("/Filespec", "/F")


def _only_turns_pages(opening: Any) -> bool:
    """Whether what is done on opening is nothing but to show a place in this file: a destination, or one `GoTo` and no action after it."""
    if isinstance(opening, DictionaryObject):
        return _resolved(opening, "/S") == "/GoTo" and "/Next" not in opening
    return opening is None or isinstance(opening, ArrayObject | NameObject | NullObject | TextStringObject | ByteStringObject)


def _resolved(found: DictionaryObject, name: str) -> Any:
    """A dictionary's value, also if it is an object of its own."""
    return _value(found.raw_get(name) if name in found else None)


def _value(value: Any) -> Any:
    for _ in range(MAX_DEPTH):
        if not isinstance(value, IndirectObject):
            return value
        value = value.pdf.get_object(value)
    raise ProtocolError("document-not-pdf")


def _unescaped(data: bytes) -> bytes:
    """Names with `#xx` for a character as they are read."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), data)


def main(file: Path) -> None:
    """Inspect a file within bounds, behind whatever else wants the processor, and say what was found."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    try:
        answer: dict[str, Any] = {"pages": inspect(file.read_bytes())}
    except ProtocolError as problem:
        answer = {"code": problem.code, "detail": problem.detail}
    except MemoryError:
        answer = {"code": "document-not-pdf", "detail": {}}
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
