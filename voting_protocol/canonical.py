"""Canonical JSON: RFC 8785, narrowed to ASCII member names and integers (docs/protocol.md §2)."""

import json
from typing import Any

import msgspec

from voting_protocol.errors import ProtocolError

_MAX_INTEGER = 2**53 - 1
_MAX_DEPTH = 16
_encoder = msgspec.json.Encoder(order="sorted")


def encode(value: Any) -> bytes:
    """Canonical bytes of a JSON value made of dict, list, str, int, bool and None.

    Raises `not-canonical` for anything that has no canonical form here: floats, large integers, non-ASCII names.
    """
    _check(value, 0)
    try:
        return _encoder.encode(value)
    except (UnicodeEncodeError, TypeError) as error:
        raise ProtocolError("not-canonical") from error


def decode(data: bytes) -> Any:
    """The value of canonical bytes; `not-canonical` unless encoding it again gives exactly `data`."""
    try:
        value = json.loads(data.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        if encode(value) != data:
            raise ProtocolError("not-canonical")
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("not-canonical") from error
    return value


def decode_object(data: bytes) -> dict[str, Any]:
    """Like `decode`, for a JSON object."""
    value = decode(data)
    if not isinstance(value, dict):
        raise ProtocolError("not-canonical")
    return value


def _refuse(text: str) -> Any:
    raise ProtocolError("not-canonical")


def _check(value: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ProtocolError("not-canonical")
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > _MAX_INTEGER:
            raise ProtocolError("not-canonical")
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise ProtocolError("not-canonical")
            _check(item, depth + 1)
    else:
        raise ProtocolError("not-canonical")
