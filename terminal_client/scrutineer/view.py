"""What the page shows, as JSON: never a share, a key that signs, or a single ballot."""

from typing import Any

from terminal_client.scrutineer.attempts import READY, Attempt
from terminal_client.scrutineer.board import Repeat
from terminal_client.scrutineer.daemon import Daemon
from terminal_client.scrutineer.engine import Engine
from terminal_client.scrutineer.follower import Follower
from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.link import Verify
from terminal_client.scrutineer.mixing import MIX, ROWS
from terminal_client.scrutineer.votes import Division, Vote
from voting_protocol.encoding import b64u, crockford, unb64u
from voting_protocol.errors import CODES, ProtocolError
from voting_protocol.forms import RANKING
from voting_protocol.sealed.keyset import certificates_needed, pin_text, scrutineers_pin, seal_fingerprint

_SHOWN = frozenset({"open", "closed"})
_FINGERPRINT = 12


def view(daemon: Daemon) -> dict[str, Any]:
    """The whole state of the page."""
    shown: dict[str, Any] = {"v": daemon.version, "phase": daemon.phase, "server": daemon.options.server}
    keeper = daemon.keeper
    if keeper is None:
        return shown
    shown["by_hand"] = keeper.by_hand
    identity = keeper.identity
    if identity is not None:
        shown["device"] = {"holder": identity.holder, "url": keeper.url, "key": identity.key.name}
    if daemon.follower is None:
        return shown | {"sittings": daemon.sittings}
    return shown | _following(daemon.follower, keeper)


def told(code: str) -> dict[str, str] | None:
    """A code with its words; None for none."""
    if not code:
        return None
    words = CODES.get(code)
    return {"code": code, "zh": words.zh if words else code, "en": words.en if words else code}


def _following(follower: Follower, keeper: Keeper) -> dict[str, Any]:
    engine, roll = follower.engine, follower.roll
    divisions = list(roll.sitting.divisions.values())
    current = next((division for division in divisions if division.state in _SHOWN and division.vote and division.secret), None)
    over = [division for division in divisions if division.vote and division.vote.attempt and division is not current]
    attempt = roll.attempt
    return {
        "connected": follower.link.session.online and not follower.trouble,
        "trouble": told(follower.trouble),
        "clock_ahead_ms": follower.link.session.clock_ahead_ms,
        "stopped": told(engine.stopped if follower.current else "reading"),
        "fault": {"log": roll.fault.log, "n": roll.fault.n, **(told(roll.fault.code) or {})} if roll.fault else None,
        "sitting": {
            "id": roll.sitting.id,
            "title": roll.sitting.created.get("title", {"zh": "", "en": ""}),
            "state": roll.sitting.state,
            "body": dict(roll.people.name),
        },
        "refused": [told(code) for code in sorted(set(follower.refused.values()))],
        "ceremony": _ceremony(engine, keeper, attempt) if attempt else None,
        "vote": _vote(follower, current, current.vote) if current and current.vote else None,
        "history": [_past(engine, division, division.vote) for division in reversed(over) if division.vote],
        "erasable": roll.sitting.state == "closed"
        and any(keeper.share(item.seal) for item in roll.sitting.attempts.all if item.seal),
    }


def _ceremony(engine: Engine, keeper: Keeper, attempt: Attempt) -> dict[str, Any]:
    parameters, people = attempt.parameters, engine.roll.people
    mine = engine.index(attempt)
    seal = unb64u(attempt.seal) if attempt.seal else b""
    names = [people.keys.get(b64u(identity)) for identity in parameters.identities]
    return {
        "attempt": attempt.number,
        "n": parameters.n,
        "k": parameters.k,
        "q": certificates_needed(len(attempt.active), parameters.k),
        "phase": attempt.phase,
        "index": mine,
        "joined": mine > 0 and engine.rite.joined(attempt),
        "done": sorted(attempt.done),
        "scrutineers": [
            {"index": index, "holder": key.holder if key else "", "active": index in attempt.active}
            for index, key in enumerate(names, 1)
        ],
        "fingerprint": seal_fingerprint(seal).split("-") if seal else [],
        "pin": pin_text(scrutineers_pin(parameters.identities)),
        "valid": told(_sealed_problem(engine, attempt)),
        "compared": bool(attempt.seal)
        and (keeper.compared(attempt.seal) or (engine.automatic and not keeper.disputed(attempt.seal))),
        "disputed": bool(attempt.seal) and keeper.disputed(attempt.seal),
        "used": attempt.used,
        "share": "erased" if keeper.erased(attempt.seal) else "kept" if attempt.seal and keeper.share(attempt.seal) else "",
        "fault": _abort(attempt),
        "absence": _absence(engine, keeper, attempt),
    }


def _sealed_problem(engine: Engine, attempt: Attempt) -> str:
    if attempt.phase != READY:
        return ""
    try:
        engine.roll.sealed(attempt)
    except ProtocolError as problem:
        return problem.code
    return ""


def _abort(attempt: Attempt) -> dict[str, Any] | None:
    """Who ended the attempt and whom they blame; a complaint is judged here."""
    if attempt.abort is None:
        return None
    body = attempt.abort.body
    culprit, code = body["culprit"], body["code"]
    if body["message"] and body["index"]:
        try:
            verdict = attempt.deals().judge(body["index"], unb64u(body["message"]))
            culprit, code = verdict.culprit, verdict.code
        except ProtocolError:
            pass
    return {"by": body["index"], "culprit": culprit, **(told(code) or {})}


def _absence(engine: Engine, keeper: Keeper, attempt: Attempt) -> dict[str, Any] | None:
    absence = attempt.absence
    if absence is None:
        return None
    confirmed = keeper.act(engine.pen.slot("stand-down", absence.act)) is not None
    return {
        "act": absence.act,
        "index": absence.index,
        "reason": absence.reason,
        "confirmed": sorted(absence.confirmed),
        "mine": confirmed,
    }


def _about(division: Division) -> dict[str, Any]:
    draft = division.draft
    return {
        "division": division.id,
        "number": draft["number"],
        "title": draft["title"],
        "short": draft["short"],
        "state": division.state,
    }


def _vote(follower: Follower, division: Division, vote: Vote) -> dict[str, Any]:
    engine, news = follower.engine, follower.link.news
    board = engine.boards.get(division.id)
    wait = engine.waits.get(division.id)
    verify = news.verify if news.verify_of == vote.name else Verify()
    freeze = vote.freeze.body if vote.freeze else None
    return {
        **_about(division),
        "open": vote.name,
        "secret": vote.attempt is not None,
        "electorate": vote.act.body["electorate"]["size"],
        "q": vote.needed,
        "active": sorted(vote.active),
        "deadline_ms": vote.deadline_ms,
        "void": {"reason": division.void.body["reason"]} if division.void else None,
        "certified": sorted(vote.certified),
        "rooted": sorted(vote.rooted),
        "released": sorted(vote.released),
        "refusals": [
            {"index": item.index, "act": item.act, "detail": item.detail, **(told(item.code) or {})} for item in vote.refusals
        ],
        "received": verify.received,
        "recorded": verify.recorded,
        "progress": verify.scrutineers,
        "verified": board.size if board else 0,
        "counted": board.counted if board else 0,
        "bad_entry": {"position": board.fault.position, **(told(board.fault.code) or {})} if board and board.fault else None,
        "repeats": [_repeat(item) for item in board.repeats] if board else [],
        "naming": _naming(vote),
        "frozen": {"size": freeze["size"], "n": freeze["n"], "code": _groups(vote.frozen)} if freeze else None,
        "wait": {"detail": wait.detail, **(told(wait.code) or {})} if wait else None,
    }


def _naming(vote: Vote) -> dict[str, Any] | None:
    """How far the opening of written names or orders is: `kind` `names` or `orders`."""
    naming, item = vote.naming, vote.item
    if naming is None or item is None:
        return None
    return {
        "kind": "orders" if item.type == RANKING else "names",
        "flags": naming.flags,
        "rows": naming.rows,
        "mixed": naming.mixed,
        "released": sorted(naming.released),
    }


def _repeat(repeat: Repeat) -> list[int | str]:
    """Both positions; and the division of the first, if it was an earlier one."""
    return [repeat.first, repeat.second, *([repeat.earlier] if repeat.earlier else [])]


def _groups(name: str) -> list[str]:
    text = crockford(unb64u(name), _FINGERPRINT)
    return [text[start : start + 4] for start in range(0, _FINGERPRINT, 4)]


def _past(engine: Engine, division: Division, vote: Vote) -> dict[str, Any]:
    """A vote that is over for this device, with what it said about it."""
    slots = {"open": ("open", division.id, vote.name), "root": ("root", division.id, vote.frozen)}
    said = [
        kind
        for kind, parts in slots.items()
        if (body := engine.pen.read(engine.pen.slot(*parts))) and body["type"].endswith("-ok")
    ]
    signed = {kind for kind in ("release", "void") if engine.keeper.signed(engine.pen.slot(kind, division.id))}
    signed.update(engine.mixer.said(division))
    said += [kind for kind in ("release", MIX, ROWS, "void") if kind in signed]
    unknown = division.state == "void" and not division.count_known(engine.roll.sitting.ledger.length)
    return {
        **_about(division),
        "n": vote.freeze.body["n"] if vote.freeze else None,
        "said": said,
        "repeats": engine.repeats.get(division.id, 0),
        "count": "" if division.state != "void" else "unknown" if unknown else "known" if vote.tallied else "may-be-known",
        "refusals": [
            {"index": item.index, "act": item.act, "detail": item.detail, **(told(item.code) or {})} for item in vote.refusals
        ],
        "reason": division.reason,
    }
