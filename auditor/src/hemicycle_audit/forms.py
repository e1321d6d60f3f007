"""The members of every type of act (protocol §3–5, docs/sealed.md §2–7, docs/forms.md, docs/sealed-names.md §10,
docs/channels.md, docs/profiles.md, docs/sequences.md) and of the bundle.
"""

from collections.abc import Collection

from hemicycle_audit import document_shapes as documents
from hemicycle_audit import rules, verdicts
from hemicycle_audit.channel import CHANNELS, WITHOUT_BOX
from hemicycle_audit.figures import FIGURES, INVALID, SECTIONS
from hemicycle_audit.links import CONSENT, of_shape
from hemicycle_audit.profile import LEVELS
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
    where,
)
from hemicycle_audit.tree import PREFIX_BYTES

U32 = integer(0, 2**32 - 1)
_ATTEMPT = integer(1, 2**32 - 1)
_INDEX = integer(1, 15)
ROLES = ("deputy", "chair", "secretariat", "scrutineer", "teller", "operator", "observer", "usher")
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
    person = [("person", member["person"])] if "person" in member else []
    return [("id", member["id"]), *seat, *person]


_MEMBER = record(
    {
        "id": ID,
        "name": TEXT,
        "latin": TEXT,
        "delegation": TEXT,
        "seat": ID_OR_EMPTY,
        "role": one_of("deputy", "attendee", "observer"),
        "status": one_of("in-office", "suspended", "ended"),
        "person": ID,
    },
    ("person",),
)
_SEAT = record({"id": ID, "row": integer(), "col": integer(), "x": integer(0, 10000), "y": integer(0, 10000)})
_DEPUTY_CODE = {"role": one_of("deputy"), "seat": ID, "holder": one_of("")}
_OTHER_CODE = {"role": one_of(*ROLES[1:]), "seat": one_of(""), "holder": TEXT}
_CODE = either(*(record({"key": B32, "expires_ms": integer(), **rest}) for rest in (_DEPUTY_CODE, _OTHER_CODE)))

_PAGES = record({"hash": B32, "loaded": one_of("installed", "served")})

REGISTER_ACTS: dict[str, Check] = {
    "body-create": _act(
        ("level",), id=LOWER_ID, kind=one_of(*BODY_KINDS), level=one_of(*LEVELS), name=BILINGUAL, code=B32, holder=TEXT
    ),
    "admin-enrol": _act(code=B32, holder=TEXT),
    "roster-set": _act(members=list_of(_MEMBER, _member_marks)),
    "seats-set": _act(
        plan=record({"kind": one_of("arc", "grid"), "name": TEXT}),
        seats=list_of(_SEAT, lambda seat: [seat["id"]]),
    ),
    "codes-issue": _act(codes=list_of(_CODE, lambda code: [code["key"]])),
    "code-cancel": _act(code=B32),
    "enrol": _act(("pages",), code=B32, device=string(200), pages=_PAGES),
    "pages-tell": _act(pages=_PAGES),
    "key-revoke": _act(key=B32, reason=TEXT),
    "key-replace": _act(key=B32, reason=TEXT, code=_CODE),
    "cards-issue": _act(cards=list_of(record({"key": B32, "member": ID}), lambda card: [card["key"], card["member"]])),
    "card-cancel": _act(card=B32, reason=TEXT),
}
COSIGNED = {"body-create": "code", "admin-enrol": "code", "enrol": "code", "check-in": "card"}
"""The member whose key co-signs an act of a type; its name is the tag. A check-in may lack it (docs/check-in.md §4)."""

_RULE = one_of(*rules.NEEDED)
_QUORUM = one_of(*rules.QUORUMS)
_PROPOSAL = {"title": BILINGUAL, "short": BILINGUAL, "text": BILINGUAL, "template": ID, "rule": _RULE}
_FORM = list_of(record(dict.fromkeys(("type", "c", "min", "max", "w"), integer())))
_NAMES = list_of(list_of(BILINGUAL))
_FIGURES: dict[str, Check] = {
    "epoch": U32,
    "size": integer(),
    "root": B32,
    "counted_root": B32,
    "entries": b64(unit=PREFIX_BYTES),
    "counted": b64(unit=PREFIX_BYTES),
    **dict.fromkeys(("members", "present", "not_pressed", "needed"), integer()),
    "rule": _RULE,
}
_VERDICT = one_of(*verdicts.WORDS)
_ITEM = record(
    {
        "names": list_of(record({"counts": list_of(integer()), "verdict": _VERDICT})),
        "written": record(
            {
                "names": list_of(record({"name": TEXT, "votes": integer(1), "verdict": _VERDICT}), lambda name: [name["name"]]),
                **dict.fromkeys(("listed", "repeated", "invalid", "empty"), integer()),
            }
        ),
        "orders": record({"valid": integer(), "invalid": integer()}),
    },
    ("written", "orders"),
)
_PART = record({"voted": integer(), "counts": list_of(list_of(integer()))})
_OF_CHANNEL: dict[str, Check] = {
    **dict.fromkeys(("issued", "returned"), integer()),
    "invalid": INVALID,
    "sections": SECTIONS,
    "parts": record({"terminal": _PART, "hands": _PART}),
}
_KEYS = dict.fromkeys(("for", "against", "abstain"), integer())
_MOTION_RESULT = record({**_FIGURES, **_OF_CHANNEL, **_KEYS, "carried": one_of(True, False)}, _OF_CHANNEL)
_FORM_RESULT = record({**_FIGURES, **_OF_CHANNEL, "voted": integer(), "items": list_of(_ITEM)}, _OF_CHANNEL)


def _result(value: object) -> str | None:
    """Check a result: one of a form that is no motion has ``items`` (docs/forms.md §5)."""
    items = isinstance(value, dict) and "items" in value
    return (_FORM_RESULT if items else _MOTION_RESULT)(value)


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
            "form": _FORM,
            "names": _NAMES,
            "basis": TEXT,
        },
        ("basis",),
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
    """Check an opening: a secret one that is not on paper has two members more (docs/sealed.md §3, docs/channels.md §2)."""
    definition = value.get("definition") if isinstance(value, dict) else None
    if not isinstance(definition, dict):
        return _NAMED_OPENING(value)
    sealed = definition.get("secrecy") == "secret" and definition.get("channel") not in [*WITHOUT_BOX]
    return (_SECRET_OPENING if sealed else _NAMED_OPENING)(value)


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
    "erased": _act(attempt=_ATTEMPT, index=_INDEX),
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
    "names-call": _act(**_OF_DIVISION, freeze=B32, item=one_of(0), flags=integer(), rows=integer()),
    "mix": _act(**_OF_DIVISION, freeze=B32, previous=B32, message=b64()),
    "row-release": _act(**_OF_DIVISION, freeze=B32, chain=B32, shares=b64()),
    "stand-down": _act(index=_INDEX, reason=TEXT),
    "stand-down-ok": _act(stand_down=B32),
    "stand-down-cancel": _act(stand_down=B32),
    "void-ok": _act(**_OF_DIVISION),
}

_BALLOTS = integer(0, 10_000)
COUNT_ACTS: dict[str, Check] = {
    "paper-issue": _act(**_OF_DIVISION, issued=_BALLOTS),
    "paper-return": _act(**_OF_DIVISION, returned=_BALLOTS),
    "count-commit": _act(**_OF_DIVISION, attempt=_ATTEMPT, digest=B32),
    "count-reveal": _act(**_OF_DIVISION, attempt=_ATTEMPT, salt=B32, figures=FIGURES),
    "count-again": _act(**_OF_DIVISION, attempt=_ATTEMPT, reason=TEXT),
    "count-sign": _act(**_OF_DIVISION, count=B32),
}

_COUNTED = integer(1, 999)
SITTING_ACTS: dict[str, Check] = {
    "sitting-create": _act(
        ("profile", "term", "session", "session_kind", "pages"),
        id=LOWER_ID,
        body=LOWER_ID,
        title=BILINGUAL,
        kind=one_of(*SITTING_KINDS),
        quorum=_QUORUM,
        register=POINT,
        server=B32,
        profile=where(lambda value: isinstance(value, dict)),
        term=_COUNTED,
        session=_COUNTED,
        session_kind=one_of("annual", "mid-year", "quarterly"),
        pages=record({"hash": B32, "required": one_of(True, False)}),
    ),
    "division-draft": _act(
        ("secrecy", "form", "names", "basis", "channel", "of", "office"),
        division=ID,
        number=integer(1),
        **_PROPOSAL,
        countdown_s=integer(0, 3600),
        again_of=ID_OR_EMPTY,
        secrecy=one_of("named", "secret"),
        form=_FORM,
        names=_NAMES,
        basis=TEXT,
        channel=one_of(*CHANNELS),
        of=of_shape,
        office=one_of("head", "deputy", "committee"),
    ),
    "division-approve": _act(division=ID),
    "sitting-open": _act(register=POINT),
    "check-in": _act(
        ("by", "way", "card", "reason"),
        member=ID,
        seat=ID,
        by=one_of("hall", "video"),
        way=one_of("card", "number", "hand"),
        card=B32,
        reason=TEXT,
    ),
    "depart": _act(("reason",), member=ID, reason=TEXT),
    "leave-grant": _act(member=ID, reason=TEXT),
    "division-announce": _act(division=ID),
    "division-open": _opening,
    "division-extend": _act(division=ID, open=B32, deadline_ms=integer()),
    "division-close": _act(division=ID, open=B32, reason=_CLOSE_REASON),
    "division-tally": _act(("freeze",), division=ID, open=B32, close=B32, freeze=B32, result=_result),
    "division-declare": _act(division=ID, open=B32, tally=B32, result=_result),
    "division-publish": _act(division=ID),
    "division-archive": _act(division=ID, bundle=B32),
    "division-void": _act(division=ID, reason=TEXT),
    "division-void-confirm": _act(division=ID, void=B32),
    "division-void-cancel": _act(division=ID, void=B32),
    **dict.fromkeys(("division-withdraw", "division-defer"), _act(("consent",), division=ID, reason=TEXT, consent=CONSENT)),
    "division-object": _act(division=ID, member=ID, reason=TEXT),
    "division-proceed": _act(division=ID, clauses=list_of(ID, lambda name: [name]), reason=TEXT),
    "recuse": _act(division=ID, member=ID, reason=TEXT),
    "recuse-cancel": _act(division=ID, member=ID),
    "chief-designate": _act(key=B32),
    "document-attach": _act(("candidate", "replaces"), **documents.ATTACH),
    "document-withdraw": _act(**documents.WITHDRAW),
    "sitting-close": _act(),
    **SCRUTINY_ACTS,
    **COUNT_ACTS,
}

_LOGGED = record({"n": integer(), "received_ms": integer(), "b": b64(), "s": b64(), "c": b64()}, ("c",))
_HEAD = record({"size": integer(), "root": b64(), "ms": integer(), "s": b64()})
_BUNDLE: dict[str, Check] = {
    "body": LOWER_ID,
    "sitting": LOWER_ID,
    "division": ID,
    "server": B32,
    "register": list_of(_LOGGED),
    "acts": list_of(_LOGGED),
    "heads": list_of(_HEAD),
    "seal": b64(),
}
BUNDLE = record({"format": one_of("hemicycle-record/1"), "ballots": list_of(b64()), **_BUNDLE})
PUBLIC = record({"format": one_of("hemicycle-public/1"), "leaves": b64(unit=32), "counted": b64(unit=68), **_BUNDLE})
