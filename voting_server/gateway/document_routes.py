"""HTTP routes of documents at hand and of several acts at once (docs/documents.md §3, §5)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import FileResponse

from voting_protocol.acts import SignedAct
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_server.documents.store import DocumentStore
from voting_server.domain.document_acts import MAX_BYTES
from voting_server.gateway.auth import Caller
from voting_server.gateway.hubs import Hubs
from voting_server.gateway.responses import CanonicalResponse, read_body, read_object
from voting_server.services.chamber import Chamber
from voting_server.services.logs import in_place

READERS = ("deputy", "chair", "secretariat", "scrutineer", "teller", "operator")
MOST_ACTS = 200
BATCH_BYTES = MOST_ACTS * 16 * 1024
FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=31536000, immutable",
}


def document_routes(
    app: FastAPI, store: DocumentStore, chamber: Chamber, hubs: Hubs, caller: Callable[[str], Awaitable[Caller]]
) -> None:
    """Add the routes; `caller` is who asks."""

    @app.post("/v1/bodies/{body}/documents")
    async def keep(body: str, request: Request, who: Annotated[Caller, Depends(caller)]) -> Response:
        who.require("secretariat", "chair")
        if who.body != body:
            raise ProtocolError("not-allowed")
        kept = await store.keep(await read_body(request, MAX_BYTES))
        return CanonicalResponse(msgspec.to_builtins(kept), 201)

    @app.get("/v1/sittings/{sitting}/divisions/{division}/documents/{document}")
    async def read(sitting: str, division: str, document: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        view, _ = await chamber.for_reader(sitting, who.require(*READERS))
        found = view.sitting.divisions.get(division)
        attached = found.documents.get(document) if found else None
        path = store.path(attached.sha256, attached.pages) if attached else None
        if path is None:
            raise ProtocolError("not-found")
        return FileResponse(path, media_type="application/pdf", filename=f"{document}.pdf", headers=FILE_HEADERS)

    @app.post("/v1/logs/{name}/batch")
    async def batch(name: str, request: Request) -> Response:
        content = read_object(await read_body(request, BATCH_BYTES), {"acts"})["acts"]
        listed = isinstance(content, list) and all(isinstance(each, dict) for each in content)
        if not listed or not 1 <= len(content) <= MOST_ACTS:
            raise ProtocolError("bad-frame")
        acts = []
        for at, each in enumerate(content):
            with in_place(at):
                acts.append(SignedAct.from_json(each))
        receipts = await hubs.submit_all(name, acts)
        answer = [{**receipt.head.to_json(), "id": b64u(receipt.act_id)} for receipt in receipts]
        return CanonicalResponse({"acts": answer}, 201 if any(receipt.fresh for receipt in receipts) else 200)
