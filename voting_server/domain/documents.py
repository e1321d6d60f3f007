"""The documents of a division: which stand, what an act about them asks, how readers see them (docs/documents.md §2, §3). Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from msgspec import UNSET

from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.document_acts import DocumentAttach, OfDocument
from voting_server.domain.text import Text

MAX_STANDING = 64


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the server found in a file that it keeps: bytes and pages."""

    bytes: int
    pages: int


Stored = Callable[[str], FileFacts | None]
"""The facts of the file with this SHA-256 (b64u); None if the server has none."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was attached; it stands until it is replaced or withdrawn. `candidate` is None for the item itself."""

    id: str
    title: Text
    language: str
    sha256: str
    bytes: int
    pages: int
    candidate: int | None
    stands: bool = True


Documents = dict[str, Document]
"""All that were ever attached to a division, by id, in the order of their acts."""


def after(act: OfDocument, documents: Documents) -> Documents:
    """The documents after a committed act about one of them."""
    if not isinstance(act, DocumentAttach):
        return documents | {act.document: replace(documents[act.document], stands=False)}
    old = {} if act.replaces is UNSET else {act.replaces: replace(documents[act.replaces], stands=False)}
    title = Text(zh=act.title.zh, en=act.title.en)
    candidate = None if act.candidate is UNSET else act.candidate
    fresh = Document(act.document, title, act.language, act.sha256, act.bytes, act.pages, candidate)
    return documents | old | {act.document: fresh}


def check(act: OfDocument, documents: Documents, names: int, stored: Stored | None) -> None:
    """Refuse an act that the documents so far don't allow; `names` are on the ballot. Without `stored` nobody has the files."""
    if not isinstance(act, DocumentAttach):
        _standing(documents, act.document)
        return
    refuse_unless(act.document not in documents, "document-known", document=act.document)
    candidate = None if act.candidate is UNSET else act.candidate
    refuse_unless(candidate is None or candidate < names, "unknown-candidate", candidate=candidate, names=names)
    if act.replaces is UNSET:
        standing = sum(document.stands for document in documents.values())
        refuse_unless(standing < MAX_STANDING, "too-many-documents", limit=MAX_STANDING)
    else:
        refuse_unless(_standing(documents, act.replaces).candidate == candidate, "document-differs", member="candidate")
    if stored is None:
        return
    found = stored(act.sha256)
    if found is None:
        raise RuleError("document-not-stored", {"document": act.document})
    refuse_unless(found == FileFacts(act.bytes, act.pages), "document-differs", member="bytes")


def _standing(documents: Documents, name: str) -> Document:
    found = documents.get(name)
    if found is None or not found.stands:
        raise RuleError("unknown-document", {"document": name})
    return found


def document_parts(documents: Documents) -> dict[str, Any]:
    """What a division's view says of its documents: those that stand; nothing if there are none."""
    shown = ("id", "title", "language", "sha256", "bytes", "pages", "candidate")
    standing = [{name: msgspec.to_builtins(getattr(each, name)) for name in shown} for each in documents.values() if each.stands]
    return {"documents": standing} if standing else {}
