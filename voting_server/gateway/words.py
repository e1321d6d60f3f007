"""Every stable code that leaves the server, with its HTTP status and its words: one place."""

from collections.abc import Mapping
from typing import Any

from voting_protocol.errors import CODES, Words
from voting_server.domain.codes import CODES as RULES
from voting_server.imports.findings import PROBLEMS

_CONFLICT = 409
_STATUS = {"bad-act": 400, "bad-log": 400, "not-allowed": 403, "key-revoked": 403, "unknown-key": 401, "bad-plan": 400}

WORDS: dict[str, Words] = {
    **{code: Words(_STATUS.get(code, _CONFLICT), text["zh"], text["en"]) for code, text in RULES.items()},
    **PROBLEMS,
    **CODES,
}
"""By code. The protocol's own words win over the domain's."""


def told(code: str, detail: Mapping[str, Any]) -> Words:
    """The words of a code; `{zh}` and `{en}` in them are filled in from the detail, which names what is in the way."""
    words = WORDS[code]
    if not {"zh", "en"} <= detail.keys():
        return words
    return Words(words.status, words.zh.replace("{zh}", detail["zh"]), words.en.replace("{en}", detail["en"]))
