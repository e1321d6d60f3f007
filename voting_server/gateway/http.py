"""HTTP routes (docs/protocol.md §11): a thin skin over the chamber's services."""

import urllib.parse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from voting_protocol import __version__
from voting_protocol.acts import SignedAct
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import BoxLost, BoxUnavailable
from voting_server.documents.store import DocumentStore
from voting_server.domain.codes import RuleError
from voting_server.domain.seatplan import arc_plan, grid_plan
from voting_server.gateway.auth import Authenticator, Caller
from voting_server.gateway.document_routes import document_routes
from voting_server.gateway.door_routes import door_routes, keep_to_the_door
from voting_server.gateway.house_routes import house_routes
from voting_server.gateway.hubs import Hubs
from voting_server.gateway.ledger_routes import ledger_routes
from voting_server.gateway.metrics import Metrics
from voting_server.gateway.operator_routes import Health, operator_routes
from voting_server.gateway.pages import SEAT_FILES, seat_pages
from voting_server.gateway.past_routes import past_routes
from voting_server.gateway.processes import Processes
from voting_server.gateway.responses import CanonicalResponse, error_response, read_body, read_object
from voting_server.gateway.screens import screen_routes
from voting_server.gateway.security import allowed_origin, security_headers
from voting_server.gateway.sheets import sheet_routes
from voting_server.gateway.turnout import SEES_PRESSED
from voting_server.imports.agenda import preview_agenda
from voting_server.imports.findings import ImportProblem
from voting_server.imports.fonts import read_coverage
from voting_server.imports.roster import parse_edits, preview_roster
from voting_server.records.port import RecordsUnavailable
from voting_server.services.chamber import STAFF, Chamber
from voting_server.services.ledgers import Ledgers
from voting_server.settings import Settings

log = structlog.get_logger(__name__)
ACT_BYTES = 12 * 1024 * 1024  # base64url of the largest act
FILE_BYTES = 8 * 1024 * 1024
FONTS = Path(__file__).parent.parent / "pages" / "assets" / "fonts.json"
"""Written when the pages are built."""
MOST = 2**53 - 1
PAGES = ("seat", "check", "hall", "chair", "secretariat", "teller", "history", "operator", "door", "verify")


def make_http(
    settings: Settings, chamber: Chamber, hubs: Hubs, auth: Authenticator, metrics: Metrics, processes: Processes
) -> FastAPI:
    """The HTTP application."""
    app = FastAPI(title="Hemicycle", version=__version__, openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None)
    _errors(app)
    _guard(app, settings)
    _health(app, chamber, metrics.text)
    pages = Path(__file__).parent.parent / "pages"
    _installation(app, settings, chamber, hubs, auth, seat_pages(pages))
    _bodies(app, chamber, auth)
    ledger_routes(app, Ledgers(chamber.logs, chamber.now_ms), _caller(auth))
    house_routes(app, chamber, _caller(auth))
    past_routes(app, chamber, _caller(auth))
    document_routes(app, DocumentStore(settings.documents_dir), chamber, hubs, _caller(auth))
    _sittings(app, chamber, hubs, auth)
    sheet_routes(app, chamber, hubs, _caller(auth))
    door_routes(app, chamber, _caller(auth))
    operator_routes(app, chamber, Health(settings, chamber, metrics, processes), pages, _caller(auth))
    screen_routes(app, chamber, pages, _caller(auth))
    _pages(app, pages)
    return app


def _errors(app: FastAPI) -> None:
    @app.exception_handler(ProtocolError)
    async def protocol_error(_request: Request, problem: ProtocolError) -> Response:
        return error_response(problem.code, problem.detail)

    @app.exception_handler(ImportProblem)
    async def import_problem(_request: Request, problem: ImportProblem) -> Response:
        content = {"code": problem.code, "zh": problem.zh, "en": problem.en, "detail": problem.detail}
        return CanonicalResponse({"error": content}, problem.status)

    @app.exception_handler(RuleError)
    async def rule_error(_request: Request, problem: RuleError) -> Response:
        return error_response(problem.code, problem.detail)

    @app.exception_handler(BoxUnavailable)
    @app.exception_handler(BoxLost)
    async def store_away(_request: Request, problem: Exception) -> Response:
        return error_response("box-lost" if isinstance(problem, BoxLost) else "store-unavailable", {"why": str(problem)})

    @app.exception_handler(RecordsUnavailable)
    async def record_away(_request: Request, problem: RecordsUnavailable) -> Response:
        return error_response("record-unavailable", {"why": str(problem)})

    @app.exception_handler(404)
    @app.exception_handler(405)
    async def unknown(_request: Request, _problem: Exception) -> Response:
        return error_response("not-found")

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, _problem: Exception) -> Response:
        return error_response("bad-frame")


def _guard(app: FastAPI, settings: Settings) -> None:
    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
        if request.method not in ("GET", "HEAD") and origin and not allowed_origin(origin, host, settings.origins):
            response: Response = error_response("origin-refused")
        else:
            response = await _answer(request, call_next)
        for name, value in security_headers(request.url.path).items():
            response.headers.setdefault(name, value)
        if request.url.path.startswith("/v1/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


async def _answer(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        return await call_next(request)
    except Exception as problem:
        log.error("request-failed", path=request.url.path, error=type(problem).__name__, exc_info=problem)
        return error_response("internal")


def _health(app: FastAPI, chamber: Chamber, metrics: Callable[[], bytes]) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def ready() -> Response:
        problems = await chamber.readiness()
        answer = {"status": "not-ready" if problems else "ok", "problems": list(problems), "why": problems}
        return CanonicalResponse(answer, 503 if problems else 200)

    @app.get("/metrics", include_in_schema=False)
    async def figures() -> Response:
        return Response(metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _installation(
    app: FastAPI, settings: Settings, chamber: Chamber, hubs: Hubs, auth: Authenticator, pages: Callable[[], str]
) -> None:
    @app.get("/v1/server")
    async def server() -> Response:
        bodies = await chamber.bodies()
        answer = {"key": auth.server.name, "version": __version__, "demo": settings.demo, "time_ms": chamber.now_ms()}
        return CanonicalResponse({**answer, "pages": pages(), "bodies": bodies, "empty": not bodies})

    @app.post("/v1/session")
    async def session(request: Request) -> Response:
        content = read_object(await read_body(request, 16 * 1024), {"b", "s"})
        token, expires, caller = await auth.session(str(content["b"]), str(content["s"]))
        who = {"role": caller.role, "seat": caller.seat, "holder": caller.holder}
        return CanonicalResponse({"token": token, "expires_ms": expires, **who})

    @app.post("/v1/logs/{name}/acts")
    async def submit(name: str, request: Request) -> Response:
        content = read_object(await read_body(request, ACT_BYTES), {"b", "s"}, {"c"})
        receipt = await hubs.submit(name, SignedAct.from_json(content))
        answer = {**receipt.head.to_json(), "id": b64u(receipt.act_id)}
        return CanonicalResponse(answer, status_code=201 if receipt.fresh else 200)

    @app.get("/v1/logs/{name}/acts")
    async def acts(
        name: str, who: Annotated[Caller, Depends(_caller(auth))], start: Annotated[int, Query(alias="from", ge=0, le=MOST)] = 0
    ) -> Response:
        return CanonicalResponse(await chamber.acts_from(name, start, who.require(*STAFF)))

    @app.get("/v1/codes/{key}")
    async def code(key: str) -> Response:
        return CanonicalResponse(await chamber.code(key))


def _bodies(app: FastAPI, chamber: Chamber, auth: Authenticator) -> None:
    caller = _caller(auth)

    @app.get("/v1/bodies/{body}/sittings")
    async def sittings(body: str) -> Response:
        return CanonicalResponse(await chamber.sittings(body))

    @app.get("/v1/bodies/{body}/register")
    async def register(body: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        _of(who, body).require(*STAFF)
        return CanonicalResponse(await chamber.register(body))

    @app.post("/v1/bodies/{body}/roster-preview")
    async def roster_preview(
        body: str,
        request: Request,
        who: Annotated[Caller, Depends(caller)],
        x_filename: Annotated[str, Header(max_length=1000)] = "",
        x_edits: Annotated[str, Header(max_length=32_000)] = "",
    ) -> Response:
        _of(who, body).require("secretariat")
        data = await read_body(request, FILE_BYTES)
        edits = parse_edits(urllib.parse.unquote(x_edits).encode()) if x_edits else None
        fonts = await run_in_threadpool(read_coverage, FONTS)
        preview = await run_in_threadpool(preview_roster, data, urllib.parse.unquote(x_filename), edits, fonts)
        return CanonicalResponse(preview)

    @app.post("/v1/bodies/{body}/agenda-preview")
    async def agenda_preview(
        body: str,
        request: Request,
        who: Annotated[Caller, Depends(caller)],
        x_filename: Annotated[str, Header(max_length=1000)] = "",
    ) -> Response:
        _of(who, body).require("secretariat")
        data = await read_body(request, FILE_BYTES)
        return CanonicalResponse(await run_in_threadpool(preview_agenda, data, urllib.parse.unquote(x_filename)))

    @app.post("/v1/bodies/{body}/plan-preview")
    async def plan_preview(body: str, request: Request, who: Annotated[Caller, Depends(caller)]) -> Response:
        _of(who, body).require("secretariat")
        wish = read_object(await read_body(request, 1024), {"kind"}, {"seats", "rows", "cols", "name"})
        return CanonicalResponse(_plan(wish))


def _plan(wish: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: wish[name] for name in ("seats", "rows", "cols") if name in wish}
    if any(not isinstance(value, int) or isinstance(value, bool) for value in numbers.values()):
        raise ProtocolError("bad-frame")
    if wish["kind"] == "arc" and set(numbers) == {"seats", "rows"}:
        seats = arc_plan(**numbers)
    elif wish["kind"] == "grid" and set(numbers) == {"rows", "cols"}:
        seats = grid_plan(**numbers)
    else:
        raise ProtocolError("bad-frame")
    return {"plan": {"kind": wish["kind"], "name": str(wish.get("name", ""))}, "seats": seats}


def _sittings(app: FastAPI, chamber: Chamber, hubs: Hubs, auth: Authenticator) -> None:
    caller = _caller(auth)
    path = "/v1/sittings/{sitting}"
    division_path = path + "/divisions/{division}"

    @app.get(path + "/state")
    async def state(sitting: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await chamber.state(sitting, who))

    @app.get(path + "/plan")
    async def plan(sitting: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await chamber.plan(sitting, who))

    @app.get(path + "/seal")
    async def seal(sitting: str) -> Response:
        return CanonicalResponse(await chamber.seal(sitting))

    @app.get(path + "/openings/{opening}")
    async def certified_opening(sitting: str, opening: str) -> Response:
        return CanonicalResponse(await chamber.certified_opening(sitting, opening))

    @app.get(division_path + "/board")
    async def board(
        sitting: str,
        division: str,
        who: Annotated[Caller, Depends(caller)],
        start: Annotated[int, Query(alias="from", ge=0, le=MOST)] = 0,
    ) -> Response:
        return CanonicalResponse(await chamber.board(sitting, division, start, who.require("scrutineer")))

    @app.get(division_path + "/head")
    async def head(
        sitting: str,
        division: str,
        who: Annotated[Caller, Depends(caller)],
        start: Annotated[int, Query(alias="from", ge=0, le=MOST)] = 0,
    ) -> Response:
        return CanonicalResponse(await chamber.board_head(sitting, division, start, who.require(*SEES_PRESSED)))

    @app.get(division_path + "/opening")
    async def opening(sitting: str, division: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await chamber.opening(sitting, division, who.require("chair")))

    @app.get(division_path + "/votes")
    async def votes(sitting: str, division: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await chamber.votes(sitting, division, who))

    @app.get(division_path + "/counted")
    async def counted(sitting: str, division: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        return CanonicalResponse(await chamber.counted(sitting, division, who.require("deputy")))

    @app.get(division_path + "/bundle")
    async def bundle(sitting: str, division: str, who: Annotated[Caller, Depends(caller)]) -> Response:
        await chamber.for_reader(sitting, who)
        await hubs.settle(sitting)
        name, data = await chamber.bundle(sitting, division, who)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type="application/json", headers=headers)


def _caller(auth: Authenticator) -> Callable[..., Awaitable[Caller]]:
    async def caller(request: Request, authorization: Annotated[str, Header(max_length=2048)] = "") -> Caller:
        return keep_to_the_door(request.url.path, await auth.bearer(authorization))

    return caller


def _of(who: Caller, body: str) -> Caller:
    if who.body != body:
        raise ProtocolError("not-allowed")
    return who


def _pages(app: FastAPI, folder: Path) -> None:
    """The built pages; without them the API works all the same."""

    @app.get("/", include_in_schema=False)
    async def start() -> Response:
        return RedirectResponse("/seat/")

    @app.get("/{page}/", include_in_schema=False)
    async def page(page: str) -> Response:
        file = folder / page / "index.html"
        if page not in PAGES or not file.is_file():
            return error_response("not-found")
        return FileResponse(file, media_type="text/html", headers={"Cache-Control": "no-cache"})

    @app.get("/seat/{name}", include_in_schema=False)
    async def of_the_seat(name: str) -> Response:
        kind = SEAT_FILES.get(name)
        file = folder / "seat" / name
        if kind is None or not file.is_file():
            return error_response("not-found")
        return FileResponse(file, media_type=kind, headers={"Cache-Control": "no-cache"})

    @app.get("/{page}", include_in_schema=False)
    async def without_slash(page: str) -> Response:
        if page in PAGES:
            return RedirectResponse(f"/{page}/")
        return error_response("not-found")

    if (folder / "assets").is_dir():
        app.mount("/assets", StaticFiles(directory=folder / "assets"), name="assets")
