"""Writes docs/errors.md from the server's own tables: `python -m scripts.errors_md`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from voting_server.gateway.session import BYE_CODES
from voting_server.gateway.words import WORDS
from voting_server.imports.findings import FINDINGS
from voting_server.imports.questions import QUESTION_FINDINGS

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

_QUESTIONS = """
## Findings of a question bank's preview

Errors at a line and column (`errors` of `bank-preview`, docs/ledger.md).
"""


def page() -> str:
    """The text of docs/errors.md."""
    codes = [(f"`{code}`", str(words.status), words.zh, words.en) for code, words in sorted(WORDS.items())]
    byes = [(f"`{code}`", str(number)) for code, number in sorted(BYE_CODES.items(), key=lambda item: item[1])]
    findings, questions = (
        [(f"`{code}`", zh, en) for code, (zh, en) in sorted(rows.items())] for rows in (FINDINGS, QUESTION_FINDINGS)
    )
    parts = [
        _HEAD,
        *table(("code", "HTTP", "中文", "English"), codes),
        _BYE,
        *table(("code", "close code"), byes),
        _IMPORT,
        *table(("code", "中文", "English"), findings),
        _QUESTIONS,
        *table(("code", "中文", "English"), questions),
    ]
    return "\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """A table in Markdown, line by line."""
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
