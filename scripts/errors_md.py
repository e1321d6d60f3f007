"""Writes docs/errors.md from the server's own tables: `python -m scripts.errors_md`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from voting_server.gateway.session import BYE_CODES
from voting_server.gateway.words import WORDS
from voting_server.imports.findings import FINDINGS

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"

_HEAD = """# Errors

Generated from the code by `python -m scripts.errors_md`; do not edit. A code never changes its meaning. Words in braces are filled in from the
error's `detail`.

## Codes

Over HTTP an error is `{"error": {"code", "zh", "en", "detail"}}` with this status; over a WebSocket it is an `error` frame
([protocol](protocol.md) §11, §12).
"""

_BYE = """
## Ends of a WebSocket

The server says `{"t": "bye", "code"}` and closes with the number. Any other code that ends the phase of authentication closes with 4401.
A wrong origin and an unknown path are refused with HTTP 403 before the upgrade.
"""

_IMPORT = """
## Findings of a roster's preview

Errors and warnings at a cell (`errors`, `warnings` of `roster-preview`).
"""


def page() -> str:
    """The text of docs/errors.md."""
    codes = [(f"`{code}`", str(words.status), words.zh, words.en) for code, words in sorted(WORDS.items())]
    byes = [(f"`{code}`", str(number)) for code, number in sorted(BYE_CODES.items(), key=lambda item: item[1])]
    findings = [(f"`{code}`", zh, en) for code, (zh, en) in sorted(FINDINGS.items())]
    parts = [
        _HEAD,
        *_table(("code", "HTTP", "中文", "English"), codes),
        _BYE,
        *_table(("code", "close code"), byes),
        _IMPORT,
        *_table(("code", "中文", "English"), findings),
    ]
    return "\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
