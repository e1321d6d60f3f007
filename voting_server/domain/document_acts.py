"""The shapes of the acts about documents at hand (docs/documents.md §2)."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from voting_server.domain.acts import OfDivision
from voting_server.domain.shapes import Digest, Id, Names, Reason

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 1000
Language = Annotated[str, Meta(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")]


class OfDocument(OfDivision):
    """An act about one document of a division."""

    document: Id


class DocumentAttach(OfDocument, tag="document-attach"):
    """A file is before the house with an item, or with a name on its ballot."""

    title: Names
    language: Language
    sha256: Digest
    bytes: Annotated[int, Meta(ge=1, le=MAX_BYTES)]
    pages: Annotated[int, Meta(ge=1, le=MAX_PAGES)]
    candidate: Annotated[int, Meta(ge=0, le=254)] | UnsetType = UNSET
    replaces: Id | UnsetType = UNSET


class DocumentWithdraw(OfDocument, tag="document-withdraw"):
    """A file is before the house no more."""

    reason: Reason
