"""How a terminal comes to encrypt: the sitting's sealed keys it believes, the certificate it waits for, the ballot it makes (docs/sealed.md)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from terminal_client.headless.opening import Opening
from voting_protocol.ballots import Header
from voting_protocol.encoding import b64u
from voting_protocol.marks import Marks
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.keyset import KeySet, certificates_needed, certified_by, check_opening_seal, read_keyset
from voting_protocol.sealed.secret.encrypt import SealedBallot, seal


class SealedKeys:
    """The key sets a device believes, by S; several terminals of one process share it.

    `pin` is what the device knows of the scrutineers from outside the server (its enrolment card).
    """

    def __init__(self, sitting: str, server: bytes, pin: bytes | None) -> None:
        self._sitting = sitting
        self._server = server
        self._pin = pin
        self._sets: dict[bytes, KeySet] = {}

    def learn(self, document: dict[str, Any]) -> KeySet:
        """Check a `GET …/seal` document and keep its keys; raises as `read_keyset`."""
        keys = read_keyset(document, self._sitting, self._server, self._pin)
        self._sets[keys.seal] = keys
        return keys

    def of(self, opening: Opening) -> KeySet | None:
        """The keys an opening is to be encrypted under, None while this device has not learnt them; `bad-seal` if the opening does not fit them."""
        keys = self._sets.get(opening.seal)
        if keys is not None:
            check_opening_seal(keys, opening.seal, opening.actor, opening.active)
        return keys

    def led_by(self, actor: bytes) -> bool:
        """Whether a vote in clear may be opened by this key: once the scrutineers have named the chairs, by one of them only."""
        return not self._sets or any(actor in keys.chairs for keys in self._sets.values())

    def certified(self, opening: Opening, certificate: Sequence[dict[str, str]]) -> bool:
        """Whether enough scrutineers signed the opening that this device may encrypt under it."""
        keys = self.of(opening)
        if keys is None:
            return False
        signed = tuple((item.get("b", ""), item.get("s", "")) for item in certificate)
        return _certified(signed, self._sitting, opening, keys)


@lru_cache(maxsize=32)
def _certified(signed: tuple[tuple[str, str], ...], sitting: str, opening: Opening, keys: KeySet) -> bool:
    acts = [{"b": b, "s": s} for b, s in signed]
    by = certified_by(acts, sitting, b64u(opening.digest), opening.active, keys)
    return len(by) >= certificates_needed(len(opening.active), keys.k)


def sealed_ballot(opening: Opening, keys: KeySet, key: bytes, seq: int, prev: bytes, marks: Marks) -> SealedBallot:
    """An encrypted ballot and what opens it; the latter is for a challenge, else the caller forgets it."""
    question = Question(opening.digest, Form.of((opening.item,)), keys.public, opening.max_seq)
    return seal(question, Header(opening.digest, key, seq, prev), [marks])
