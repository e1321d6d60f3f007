"""Bodies in and out of HTTP: bounded, strict, in one error shape."""

from collections.abc import Mapping, Set
from typing import Any

import msgspec
from fastapi import Request, Response

from voting_protocol.errors import ProtocolError
from voting_server.gateway.words import told

_encode = msgspec.json.Encoder().encode


class CanonicalResponse(Response):
    """A JSON answer written by msgspec."""

    media_type = "application/json"

    def __init__(self, content: Any, status_code: int = 200) -> None:
        super().__init__(_encode(content), status_code)


def error_response(code: str, detail: Mapping[str, Any] | None = None) -> CanonicalResponse:
    """The answer for a stable code (docs/protocol.md §11)."""
    words = told(code, detail or {})
    return CanonicalResponse({"error": {"code": code, "zh": words.zh, "en": words.en, "detail": detail or {}}}, words.status)


async def read_body(request: Request, limit: int) -> bytes:
    """A request's body, cut off with `too-large` at `limit` bytes whatever its length header says."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ProtocolError("too-large")
        chunks.append(chunk)
    return b"".join(chunks)


def read_object(data: bytes, required: Set[str], optional: Set[str] = frozenset()) -> dict[str, Any]:
    """A JSON object with exactly these members; `bad-frame` otherwise."""
    try:
        content = msgspec.json.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProtocolError("bad-frame") from error
    if not isinstance(content, dict) or not required <= set(content) <= required | optional:
        raise ProtocolError("bad-frame")
    return content
