"""The shapes of acts about documents (docs/documents.md §2)."""

import re

from hemicycle_audit.shape import B32, BILINGUAL, ID, TEXT, Check, integer, where

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TAG = where(lambda v: isinstance(v, str) and len(v) <= 35 and bool(_LANGUAGE.fullmatch(v)))

ATTACH: dict[str, Check] = {
    "division": ID,
    "document": ID,
    "title": BILINGUAL,
    "language": _TAG,
    "sha256": B32,
    "bytes": integer(1, 20 * 1024 * 1024),
    "pages": integer(1, 1000),
    "candidate": integer(0, 254),
    "replaces": ID,
}
WITHDRAW: dict[str, Check] = {"division": ID, "document": ID, "reason": TEXT}
