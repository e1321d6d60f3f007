"""The members of every act, as a scrutineer's device demands them (docs/protocol.md §3–5, docs/sealed.md §2, §3, §6, §7, docs/sealed-names.md §10)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError

Check = Callable[[Any], bool]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _integer(value: Any) -> bool:
    return type(value) is int and value >= 0


def _id(value: Any) -> bool:
    return isinstance(value, str) and _ID.match(value) is not None


def _octets(value: Any, length: int | None = None) -> bool:
    try:
        unb64u(value, length)
    except ProtocolError:
        return False
    return True


def _digest(value: Any) -> bool:
    return _octets(value, 32)


def _ref(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"n", "d"}
        and type(value["n"]) is int
        and value["n"] >= -1
        and _digest(value["d"])
    )


def _record(members: str) -> Check:
    shape = _read(members)
    return lambda value: isinstance(value, dict) and _fits(value, shape)


def _list(item: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(item, value))


def _one(item: Check) -> Check:
    return lambda value: isinstance(value, list) and len(value) == 1 and item(value[0])


_KINDS: dict[str, Check] = {
    "text": _text,
    "int": _integer,
    "id": _id,
    "id?": lambda value: value == "" or _id(value),
    "b32": _digest,
    "octets": _octets,
    "code": lambda value: isinstance(value, str) and len(value) <= 64 and _CODE.match(value) is not None,
    "ref": _ref,
    "flag": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "keys": _list(_digest),
    "indices": _list(_integer),
}


def _read(members: str) -> dict[str, Check]:
    """`"name:kind …"`; a name that ends with `?` is optional."""
    return {name: _KINDS[kind] for name, kind in (item.split(":") for item in members.split())}


def _fits(value: Mapping[str, Any], shape: Mapping[str, Check]) -> bool:
    needed = {name for name in shape if not name.endswith("?")}
    allowed = {name.rstrip("?"): check for name, check in shape.items()}
    return needed <= set(value) <= set(allowed) and all(allowed[name](item) for name, item in value.items())


def _profile(value: Any) -> bool:
    """What of a profile bears on an opening has its shape (docs/profiles.md §3)."""
    if not isinstance(value, dict) or not isinstance(value.get("press"), dict) or not isinstance(value.get("quorum"), dict):
        return False
    choices = value["quorum"].values()
    return all(isinstance(choice, dict) and isinstance(choice.get("share"), str) for choice in choices)


def _consent(value: Any) -> bool:
    """By a vote or a statement (docs/sequences.md §6)."""
    by_vote, by_statement = _record("by:text division:id"), _record("by:text who:text")
    return (by_vote(value) and value["by"] == "vote") or (by_statement(value) and value["by"] == "statement")


_KINDS["profile"] = _profile
_KINDS["words"] = _record("zh:text en:text")
_KINDS["members"] = _list(_record("id:id name:text latin:text delegation:text seat:id? role:text status:text person?:id"))
_KINDS["seats"] = _list(_record("id:id row:int col:int x:int y:int"))
_KINDS["newcode"] = _record("key:b32 role:text seat:id? holder:text expires_ms:int")
_KINDS["newcodes"] = _list(_KINDS["newcode"])
_KINDS["cards"] = _list(_record("key:b32 member:id"))
_KINDS["electorate"] = _record("size:int root:b32")
_KINDS["form"] = _one(_record("type:int c:int min:int max:int w:int"))
_KINDS["labels"] = _one(_list(_record("zh:text en:text")))
_KINDS["links"] = _list(_record("kind:text division:id name?:int"))
_KINDS["ids"] = _list(_id)
_KINDS["pages"] = _record("hash:b32 loaded:text")
_KINDS["expected"] = _record("hash:b32 required:flag")
_KINDS["channel"] = lambda value: value in {"terminal", "paper", "hands", "mixed"}
_KINDS["consent"] = _consent

_COMMON = {"v": lambda value: value == 1, **_read("type:text log:text actor:b32 after:ref"), "nonce": lambda v: _octets(v, 16)}
_COMMON["time"] = lambda value: isinstance(value, str) and _TIME.match(value) is not None

_MATTER = (
    "division:id number:int title:words short:words text:words template:id rule:text countdown_s:int again_of:id? secrecy?:text "
    "form?:form names?:labels basis?:text office?:text of?:links channel?:channel"
)
_OPENING = (
    "division:id round:int previous:b32 kind:text definition:object n:int p:int electorate:electorate max_seq:int "
    "opened_ms:int auto_close_s:int register:ref server:b32 seal?:b32 active?:indices"
)
_FREEZE = "division:id open:b32 close:b32 epoch:int size:int root:b32 counted_root:b32 n:int cells:octets"


def _table(rows: Mapping[str, str]) -> dict[str, dict[str, Check]]:
    return {kind: {**_COMMON, **_read(members)} for kind, members in rows.items()}


REGISTER = _table(
    {
        "body-create": "id:id kind:text name:words code:b32 holder:text level?:text",
        "admin-enrol": "code:b32 holder:text",
        "roster-set": "members:members",
        "seats-set": "plan:object seats:seats",
        "codes-issue": "codes:newcodes",
        "code-cancel": "code:b32",
        "enrol": "code:b32 device:text pages?:pages",
        "pages-tell": "pages:pages",
        "key-revoke": "key:b32 reason:text",
        "key-replace": "key:b32 reason:text code:newcode",
        "cards-issue": "cards:cards",
        "card-cancel": "card:b32 reason:text",
    }
)
"""Acts of `body.<id>`."""

SITTING = _table(
    {
        "sitting-create": "id:id body:id title:words kind:text quorum:text register:ref server:b32 "
        "profile?:profile term?:int session?:int session_kind?:text pages?:expected",
        "sitting-open": "register:ref",
        "sitting-close": "",
        "check-in": "member:id seat:id by?:text way?:text card?:b32 reason?:text",
        "depart": "member:id reason?:text",
        "leave-grant": "member:id reason:text",
        "recuse": "division:id member:id reason:text",
        "recuse-cancel": "division:id member:id",
        "chief-designate": "key:b32",
        "division-draft": _MATTER,
        "division-approve": "division:id",
        "division-announce": "division:id",
        "division-open": _OPENING,
        "division-extend": "division:id open:b32 deadline_ms:int",
        "division-close": "division:id open:b32 reason:text",
        "division-freeze": _FREEZE,
        "division-tally": "division:id open:b32 close:b32 result:object freeze?:b32",
        "division-declare": "division:id open:b32 tally:b32 result:object",
        "division-publish": "division:id",
        "division-archive": "division:id bundle:b32",
        "division-void": "division:id reason:text",
        "division-void-confirm": "division:id void:b32",
        "division-void-cancel": "division:id void:b32",
        "division-withdraw": "division:id reason:text consent?:consent",
        "division-defer": "division:id reason:text consent?:consent",
        "division-object": "division:id member:id reason:text",
        "division-proceed": "division:id clauses:ids reason:text",
        "paper-issue": "division:id open:b32 issued:int",
        "paper-return": "division:id open:b32 returned:int",
        "count-commit": "division:id open:b32 attempt:int digest:b32",
        "count-reveal": "division:id open:b32 attempt:int salt:b32 figures:object",
        "count-again": "division:id open:b32 attempt:int reason:text",
        "count-sign": "division:id open:b32 count:b32",
        "open-ok": "division:id open:b32",
        "open-refuse": "division:id open:b32 code:code detail:text",
        "root-ok": "division:id open:b32 freeze:b32",
        "root-refuse": "division:id open:b32 freeze:b32 code:code detail:text",
        "release": "division:id open:b32 freeze:b32 shares:octets",
        "names-call": "division:id open:b32 freeze:b32 item:int flags:int rows:int",
        "mix": "division:id open:b32 freeze:b32 previous:b32 message:octets",
        "row-release": "division:id open:b32 freeze:b32 chain:b32 shares:octets",
        "void-ok": "division:id open:b32",
        "ceremony-start": "attempt:int k:int scrutineers:keys chairs:keys",
        "ceremony-commit": "attempt:int index:int message:octets",
        "ceremony-reveal": "attempt:int index:int message:octets",
        "ceremony-deal": "attempt:int index:int message:octets",
        "ceremony-seal": "attempt:int index:int keys:b32 public:b32 shares:keys seal:b32",
        "ceremony-abort": "attempt:int index:int culprit:int code:code message:octets",
        "erased": "attempt:int index:int",
        "stand-down": "index:int reason:text",
        "stand-down-ok": "stand_down:b32",
        "stand-down-cancel": "stand_down:b32",
    }
)
"""Acts of `sitting.<id>`."""


def has_shape(body: Mapping[str, Any], table: Mapping[str, Mapping[str, Check]]) -> bool:
    """Whether an act's body has exactly the members of its type, each of its kind."""
    shape = table.get(str(body.get("type")))
    return shape is not None and _fits(body, shape)
