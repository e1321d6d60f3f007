"""What a teller binds to before the other's figures are seen (docs/channels.md §3)."""

from collections.abc import Mapping
from typing import Any

from voting_protocol import canonical
from voting_protocol.crypto import digest
from voting_protocol.encoding import u32

SALT_BYTES = 32


def count_commitment(opening: bytes, attempt: int, teller: bytes, salt: bytes, figures: Mapping[str, Any]) -> bytes:
    """`D("count-commit"; open, u32 attempt, K, salt, canonical bytes of figures)`, 32 bytes; `opening` and `teller` have 32 bytes."""
    return digest("count-commit", opening, u32(attempt), teller, salt, canonical.encode(dict(figures)))
