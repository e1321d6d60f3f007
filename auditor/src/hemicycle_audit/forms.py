"""The members of every type of act (protocol §3 to §5, docs/sealed.md §2 to §7) and of the bundle (§9)."""

from collections.abc import Collection

from hemicycle_audit import rules
from hemicycle_audit.shape import (
    B32,
    BILINGUAL,
    ID,
    ID_OR_EMPTY,
    LOWER_ID,
    POINT,
    TEXT,
    TIME,
    Check,
    Document,
    b64,
    either,
    integer,
    list_of,
    one_of,
    record,
    string,
)
from hemicycle_audit.tree import PREFIX_BYTES

U32 = integer(0, 2**32 - 1)
_ATTEMPT = integer(1, 2**32 - 1)
_INDEX = integer(1, 15)
ROLES = ("deputy", "chair", "secretariat", "scrutineer", "teller", "operator", "observer")
BODY_KINDS = ("congress", "standing-committee", "presidium", "street")
SITTING_KINDS = ("plenary", "preparatory", "presidium", "standing-committee", "joint-group", "street")

_COMMON: dict[str, Check] = {
    "v": one_of(1),
    "type": TEXT,
    "log": TEXT,
    "actor": B32,
    "after": record({"n": integer(-1), "d": B32}),
    "nonce": b64(16),
    "time": TIME,
}


def _act(optional: Collection[str] = (), /, **members: Check) -> Check:
    return record({**_COMMON, **members}, optional)


def _member_marks(member: Document) -> list[object]:
    seat = [("seat", member["seat"])] if member["seat"] else []
    return [("id", member["id"]), *seat]


_MEMBER = record(
    {
        "id": ID,
        "name": TEXT,
        "latin": TEXT,
        "delegation": TEXT,
        "seat": ID_OR_EMPTY,
        "role": one_of("deputy", "attendee", "observer"),
        "status": one_of("in-office", "suspended", "ended"),
    }
)
_SEAT = record({"id": ID, "row": integer(), "col": integer(), "x": integer(0, 10000), "y": integer(0, 10000)})
_DEPUTY_CODE = {"role": one_of("deputy"), "seat": ID, "holder": one_of("")}
_OTHER_CODE = {"role": one_of(*ROLES[1:]), "seat": one_of(""), "holder": TEXT}
_CODE = either(*(record({"key": B32, "expires_ms": integer(), **rest}) for rest in (_DEPUTY_CODE, _OTHER_CODE)))

REGISTER_ACTS: dict[str, Check] = {
    "body-create": _act(id=LOWER_ID, kind=one_of(*BODY_KINDS), name=BILINGUAL, code=B32, holder=TEXT),
    "admin-enrol": _act(code=B32, holder=TEXT),
    "roster-set": _act(members=list_of(_MEMBER, _member_marks)),
    "seats-set": _act(
        plan=record({"kind": one_of("arc", "grid"), "name": TEXT}),
        seats=list_of(_SEAT, lambda seat: [seat["id"]]),
    ),
    "codes-issue": _act(codes=list_of(_CODE, lambda code: [code["key"]])),
    "code-cancel": _act(code=B32),
    "enrol": _act(code=B32, device=string(200)),
    "key-revoke": _act(key=B32, reason=TEXT),
    "key-replace": _act(key=B32, reason=TEXT, code=_CODE),
}
COSIGNED = frozenset({"body-create", "admin-enrol", "enrol"})

_RULE = one_of(*rules.NEEDED)
_QUORUM = one_of(*rules.QUORUMS)
_PROPOSAL = {"title": BILINGUAL, "short": BILINGUAL, "text": BILINGUAL, "template": ID, "rule": _RULE}
_RESULT = record(
    {
        "epoch": U32,
        "size": integer(),
        "root": B32,
        "counted_root": B32,
        "entries": b64(unit=PREFIX_BYTES),
        "counted": b64(unit=PREFIX_BYTES),
        **dict.fromkeys(("members", "present", "for", "against", "abstain", "not_pressed", "needed"), integer()),
        "carried": one_of(True, False),
        "rule": _RULE,
    }
)
_CLOSE_REASON = one_of("chair", "deadline")

_OPENING: dict[str, Check] = {
    "division": ID,
    "round": integer(),
    "previous": B32,
    "kind": TEXT,
    "definition": record(
        {
            **_PROPOSAL,
            "quorum": _QUORUM,
            "channel": TEXT,
            "secrecy": TEXT,
            "form": list_of(record(dict.fromkeys(("type", "c", "min", "max", "w"), integer()))),
            "options": list_of(TEXT),
        }
    ),
    "n": integer(),
    "p": integer(),
    "electorate": record({"size": integer(), "root": B32}),
    "max_seq": integer(1, 2**32 - 1),
    "opened_ms": integer(),
    "auto_close_s": integer(),
    "register": POINT,
    "server": B32,
}
_NAMED_OPENING = _act(**_OPENING)
_SECRET_OPENING = _act(**_OPENING, seal=B32, active=list_of(_INDEX, lambda index: [index]))


def _opening(value: object) -> str | None:
    """Check an opening: a secret one has two members more (docs/sealed.md §3)."""
    definition = value.get("definition") if isinstance(value, dict) else None
    secret = isinstance(definition, dict) and definition.get("secrecy") == "secret"
    return (_SECRET_OPENING if secret else _NAMED_OPENING)(value)


_OF_DIVISION: dict[str, Check] = {"division": ID, "open": B32}
_REFUSAL: dict[str, Check] = {**_OF_DIVISION, "code": TEXT, "detail": string(200)}
_MESSAGE: dict[str, Check] = {"attempt": _ATTEMPT, "index": _INDEX}

SCRUTINY_ACTS: dict[str, Check] = {
    "ceremony-start": _act(
        attempt=_ATTEMPT,
        k=integer(),
        scrutineers=list_of(B32, lambda key: [key]),
        chairs=list_of(B32, lambda key: [key]),
    ),
    **dict.fromkeys(("ceremony-commit", "ceremony-reveal", "ceremony-deal"), _act(**_MESSAGE, message=b64())),
    "ceremony-seal": _act(**_MESSAGE, keys=B32, public=B32, shares=list_of(B32), seal=B32),
    "ceremony-abort": _act(attempt=_ATTEMPT, index=integer(0, 15), culprit=integer(0, 15), code=TEXT, message=b64()),
    "open-ok": _act(**_OF_DIVISION),
    "open-refuse": _act(**_REFUSAL),
    "division-freeze": _act(
        **_OF_DIVISION,
        close=B32,
        epoch=U32,
        size=integer(),
        root=B32,
        counted_root=B32,
        n=integer(),
        cells=b64(),
    ),
    "root-ok": _act(**_OF_DIVISION, freeze=B32),
    "root-refuse": _act(**_REFUSAL, freeze=B32),
    "release": _act(**_OF_DIVISION, freeze=B32, shares=b64()),
    "stand-down": _act(index=_INDEX, reason=TEXT),
    "stand-down-ok": _act(stand_down=B32),
    "stand-down-cancel": _act(stand_down=B32),
    "void-ok": _act(**_OF_DIVISION),
}

SITTING_ACTS: dict[str, Check] = {
    "sitting-create": _act(
        id=LOWER_ID,
        body=LOWER_ID,
        title=BILINGUAL,
        kind=one_of(*SITTING_KINDS),
        quorum=_QUORUM,
        register=POINT,
        server=B32,
    ),
    "division-draft": _act(
        ("secrecy",),
        division=ID,
        number=integer(1),
        **_PROPOSAL,
        countdown_s=integer(0, 3600),
        again_of=ID_OR_EMPTY,
        secrecy=one_of("named", "secret"),
    ),
    "division-approve": _act(division=ID),
    "sitting-open": _act(register=POINT),
    "check-in": _act(member=ID, seat=ID),
    "depart": _act(member=ID),
    "leave-grant": _act(member=ID, reason=TEXT),
    "division-announce": _act(division=ID),
    "division-open": _opening,
    "division-extend": _act(division=ID, open=B32, deadline_ms=integer()),
    "division-close": _act(division=ID, open=B32, reason=_CLOSE_REASON),
    "division-tally": _act(("freeze",), division=ID, open=B32, close=B32, freeze=B32, result=_RESULT),
    "division-declare": _act(division=ID, open=B32, tally=B32, result=_RESULT),
    "division-publish": _act(division=ID),
    "division-archive": _act(division=ID, bundle=B32),
    "division-void": _act(division=ID, reason=TEXT),
    "division-void-confirm": _act(division=ID, void=B32),
    "division-void-cancel": _act(division=ID, void=B32),
    "division-withdraw": _act(division=ID, reason=TEXT),
    "division-defer": _act(division=ID, reason=TEXT),
    "sitting-close": _act(),
    **SCRUTINY_ACTS,
}

_LOGGED = record({"n": integer(), "received_ms": integer(), "b": b64(), "s": b64(), "c": b64()}, ("c",))
_HEAD = record({"size": integer(), "root": b64(), "ms": integer(), "s": b64()})
BUNDLE = record(
    {
        "format": one_of("hemicycle-record/1"),
        "body": LOWER_ID,
        "sitting": LOWER_ID,
        "division": ID,
        "server": B32,
        "register": list_of(_LOGGED),
        "acts": list_of(_LOGGED),
        "ballots": list_of(b64()),
        "heads": list_of(_HEAD),
        "seal": b64(),
    }
)
