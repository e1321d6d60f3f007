"""A sitting's sealed keys as tablets check them before they encrypt, and the certificate of an opening (docs/sealed.md §2, §3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting_protocol.acts import SignedAct, sitting_log, verified_body
from voting_protocol.crypto import digest, equal
from voting_protocol.encoding import crockford, u32, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import Point

MAX_SCRUTINEERS = 15
_SEALED = ("keys", "public", "shares", "seal")
_CHAIR = b"\x01"


@dataclass(frozen=True, slots=True)
class KeySet:
    """What all n scrutineers signed: S, threshold, their keys I_1..I_n, the chairs' keys, Y and S_1..S_n."""

    seal: bytes
    k: int
    scrutineers: tuple[bytes, ...]
    chairs: tuple[bytes, ...]
    public: Point
    shares: tuple[Point, ...]

    @property
    def n(self) -> int:
        """The number of scrutineers."""
        return len(self.scrutineers)

    @property
    def fingerprint(self) -> str:
        """What people read aloud: `XXXX-XXXX-XXXX`."""
        return seal_fingerprint(self.seal)


def seal_fingerprint(seal: bytes) -> str:
    """The first 12 Crockford characters of S in three groups."""
    text = crockford(seal, 12)
    return "-".join(text[i : i + 4] for i in range(0, 12, 4))


def scrutineers_pin(keys: Iterable[bytes]) -> bytes:
    """`pin = D("scrutineers"; list(I sorted as bytes))`, 32 bytes."""
    ordered = sorted(keys)
    return digest("scrutineers", u32(len(ordered)) + b"".join(ordered))


def pin_text(pin: bytes) -> str:
    """A pin as people compare it: 20 Crockford characters in four groups."""
    text = crockford(pin, 20)
    return "-".join(text[i : i + 5] for i in range(0, 20, 5))


def sitting_seal(
    sitting: str, k: int, scrutineers: Sequence[bytes], keys: bytes, server: bytes, chairs: Sequence[bytes]
) -> bytes:
    """`S = D("sitting"; sitting id, u8 n, u8 k, list(I), Z, server key, list(u8 1‖chair key))`."""
    people = u32(len(scrutineers)) + b"".join(scrutineers)
    leaders = u32(len(chairs)) + b"".join(_CHAIR + chair for chair in chairs)
    return digest("sitting", sitting.encode(), bytes([len(scrutineers)]), bytes([k]), people, keys, server, leaders)


def certificates_needed(active: int, k: int) -> int:
    """`q = ⌈(|active| + k) / 2⌉`."""
    return (active + k + 1) // 2


def read_keyset(document: Mapping[str, Any], sitting: str, server: bytes, pin: bytes | None = None) -> KeySet:
    """The key set of a `GET …/seal` document, if everything about it holds.

    `pin` is what this device knows of the scrutineers from outside the server; None leaves that to the caller. Raises `bad-seal` with the
    member that differs, `bad-signature`, `bad-act`, `bad-key`, `bad-point`.
    """
    try:
        start = _body(document["start"], sitting, "ceremony-start")
        seals = [_body(item, sitting, "ceremony-seal") for item in document["seals"]]
        scrutineers = tuple(unb64u(key, 32) for key in start["scrutineers"])
        chairs = tuple(unb64u(key, 32) for key in start["chairs"])
        k, first = start["k"], seals[0]
        _check_signers(start, seals, scrutineers, k)
        found = KeySet(
            unb64u(first["seal"], 32),
            k,
            scrutineers,
            chairs,
            Point.decode(unb64u(first["public"], 32)),
            tuple(Point.decode(unb64u(share, 32)) for share in first["shares"]),
        )
        keys = unb64u(first["keys"], 32)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ProtocolError("bad-seal", member="form") from error
    if len(found.shares) != found.n:
        raise ProtocolError("bad-seal", member="shares")
    if not equal(found.seal, sitting_seal(sitting, k, scrutineers, keys, server, chairs)):
        raise ProtocolError("bad-seal", member="seal")
    if pin is not None and not equal(pin, scrutineers_pin(scrutineers)):
        raise ProtocolError("bad-seal", member="pin")
    return found


def _body(item: Mapping[str, Any], sitting: str, kind: str) -> dict[str, Any]:
    body = verified_body(SignedAct.from_json(item))
    if body.get("log") != sitting_log(sitting) or body.get("type") != kind:
        raise ProtocolError("bad-seal", member="log")
    return body


def _check_signers(start: Mapping[str, Any], seals: Sequence[Mapping[str, Any]], scrutineers: Sequence[bytes], k: object) -> None:
    n = len(scrutineers)
    if not isinstance(k, int) or not 2 <= k <= n <= MAX_SCRUTINEERS or len(set(scrutineers)) != n:
        raise ProtocolError("bad-seal", member="k")
    if [seal["index"] for seal in seals] != list(range(1, n + 1)):
        raise ProtocolError("bad-seal", member="seals")
    for seal, key in zip(seals, scrutineers, strict=True):
        if unb64u(seal["actor"], 32) != key or seal["attempt"] != start["attempt"]:
            raise ProtocolError("bad-seal", member="actor")
        if any(seal[member] != seals[0][member] for member in _SEALED):
            raise ProtocolError("bad-seal", member="differs")


def check_opening_seal(keys: KeySet, seal: bytes, actor: bytes, active: Sequence[int]) -> None:
    """Whether a secret `division-open` by `actor` fits this key set; `bad-seal` if it names another, or no chair of it signed."""
    if seal != keys.seal:
        raise ProtocolError("bad-seal", member="seal")
    if actor not in keys.chairs:
        raise ProtocolError("bad-seal", member="chairs")
    if list(active) != sorted(set(active)) or len(active) < keys.k or not set(active) <= set(range(1, keys.n + 1)):
        raise ProtocolError("bad-seal", member="active")


def certified_by(
    acts: Iterable[Mapping[str, Any]], sitting: str, opening: str, active: Sequence[int], keys: KeySet
) -> frozenset[int]:
    """Indices of active scrutineers whose `open-ok` for this opening (b64u digest) is among `acts`; what does not hold is left out."""
    indices = {keys.scrutineers[index - 1]: index for index in active}
    found = set()
    for item in acts:
        try:
            body = _body(item, sitting, "open-ok")
        except ProtocolError:
            continue
        index = indices.get(unb64u(str(body["actor"]), 32))
        if index is not None and body.get("open") == opening:
            found.add(index)
    return frozenset(found)
