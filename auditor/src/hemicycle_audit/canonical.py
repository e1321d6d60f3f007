"""Strict reading of canonical JSON (protocol §2: RFC 8785, narrowed)."""

import json
from bisect import bisect_left

MAX_INTEGER = 2**53 - 1


class NotCanonicalError(ValueError):
    """The bytes are not canonical JSON; ``offset`` is the first byte that differs from the canonical form."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"not canonical at byte {offset}")
        self.offset = offset


def _integer(token: str) -> int | None:
    value = int(token) if len(token) <= 17 else None
    return value if value is not None and abs(value) <= MAX_INTEGER else None


def _refused(_token: str) -> None:
    """Stand for a number that is not allowed: encoding it again then differs, at its place."""


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object; a name twice or not in ASCII is lost, so that encoding again differs."""
    return {name if name.isascii() else "": value for name, value in pairs}


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_int=_integer, parse_float=_refused, parse_constant=_refused)


def encode(value: object) -> bytes:
    """Return the canonical bytes of ``value`` (dict, list, str, int, bool, None; ASCII names).

    For ASCII names the order of UTF-16 code units (RFC 8785 §3.2.3) is the order of code points.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def _first_difference(left: bytes, right: bytes) -> int:
    return bisect_left(range(min(len(left), len(right))), True, key=lambda i: left[: i + 1] != right[: i + 1])


def decode(raw: bytes) -> object:
    """Return the value of canonical JSON bytes; raise ``NotCanonicalError`` with the byte's offset."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotCanonicalError(error.start) from None
    try:
        value: object = _DECODER.decode(text)
        again = encode(value)
    except json.JSONDecodeError as error:
        raise NotCanonicalError(len(text[: error.pos].encode())) from None
    except RecursionError:
        raise NotCanonicalError(0) from None
    if again != raw:
        raise NotCanonicalError(_first_difference(again, raw))
    return value
