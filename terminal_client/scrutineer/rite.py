"""A device's part in the key ceremony: the next message, or the abort, as the log asks for it (docs/sealed.md §2)."""

from terminal_client.scrutineer import attempts
from terminal_client.scrutineer.attempts import ABORTED, COMMITTING, READY, ROUNDS, SEALING, Attempt
from terminal_client.scrutineer.pen import Pen
from terminal_client.scrutineer.roll import Roll, SealedSet, seal_members
from voting_protocol.acts import SignedAct
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ceremony import CeremonyFault
from voting_protocol.sealed.ceremony_messages import Complaint
from voting_protocol.sealed.secret.dealing import Dealt, Party

_KINDS = {phase: kind for kind, phase in ROUNDS.items()}


class Rite:
    """One ceremony after another. `automatic`: the person's wish to take part is not asked for. `wait` tells what is waited for ("" nothing).

    The secrets of an attempt are in memory only: a device that is started again in the middle ends the attempt, and the next one is fresh.
    """

    def __init__(self, roll: Roll, pen: Pen, *, automatic: bool) -> None:
        self.wait = ""
        self._roll = roll
        self._pen = pen
        self._automatic = automatic
        self._party: Party | None = None

    def joined(self, attempt: Attempt) -> bool:
        """Whether this device takes part in an attempt."""
        return self._automatic or self._pen.keeper.granted(self._slot(attempt, "join"))

    def join(self, attempt: Attempt) -> None:
        """The person wants to take part."""
        self._pen.keeper.grant(self._slot(attempt, "join"))

    def disown(self, attempt: Attempt) -> None:
        """The person heard another fingerprint: end the attempt, before any vote was opened under it."""
        self._abort(attempt, 0, "fingerprint-differs", b"")

    def due(self) -> list[SignedAct]:
        """What is to be sent now, all of it on disk."""
        self.wait = ""
        self._drop_ended()
        attempt = self._roll.attempt
        index = attempt.index_of(self._roll.me) if attempt else 0
        if attempt is None or index == 0:
            return []
        abort = self._pen.keeper.act(self._slot(attempt, "abort"))
        if attempt.phase in {ABORTED, READY}:
            self._forget()
            return self._pen.unlogged(abort) if attempt.phase == READY and not attempt.used else []
        if abort is not None:
            return self._pen.unlogged(abort)
        if not self.joined(attempt):
            self.wait = "take-part"
            return []
        try:
            return self._pen.unlogged(self._message(attempt, index))
        except CeremonyFault as fault:
            return self._pen.unlogged(self._abort(attempt, fault.culprit, fault.code, b""))
        except ProtocolError as problem:
            return self._pen.unlogged(self._abort(attempt, index, problem.code, b""))

    def _drop_ended(self) -> None:
        """Nothing is kept of an attempt that came to nothing."""
        for attempt in self._roll.sitting.attempts.all:
            if attempt.phase == ABORTED or (attempt is not self._roll.attempt and attempt.phase != READY):
                self._pen.keeper.drop_shares(self._roll.sitting.id, attempt.number)

    def _slot(self, attempt: Attempt, what: str) -> str:
        return self._pen.slot("ceremony", attempt.number, what)

    def _message(self, attempt: Attempt, index: int) -> SignedAct:
        if self._roll.fault is not None:
            raise CeremonyFault("log-invalid")
        kind = _KINDS[attempt.phase]
        kept = self._pen.keeper.act(self._slot(attempt, kind))
        if kept is not None:
            self._check_alive(attempt, kind)
            return kept
        party = self._take_up(attempt, index)
        if attempt.phase == SEALING:
            return self._seal(attempt, party)
        match attempt.phase:
            case attempts.COMMITTING:
                message = party.commit()
            case attempts.REVEALING:
                message = party.reveal(attempt.commits())
            case _:
                message = party.deal(attempt.reveals())
        fields = {"attempt": attempt.number, "index": index, "message": b64u(message)}
        return self._pen.sign(self._slot(attempt, kind), kind, fields)

    def _take_up(self, attempt: Attempt, index: int) -> Party:
        if self._party is None or self._party.parameters != attempt.parameters:
            if attempt.phase != COMMITTING or index in attempt.sent("ceremony-commit"):
                raise ProtocolError("ceremony-over")
            self._party = Party(attempt.parameters, index)
        return self._party

    def _check_alive(self, attempt: Attempt, kind: str) -> None:
        """A message that was sent is no use if the secrets of the next one are gone; after the seal there is no next one."""
        lost = self._party is None or self._party.parameters != attempt.parameters
        if lost and kind != "ceremony-seal":
            raise ProtocolError("ceremony-over")

    def _seal(self, attempt: Attempt, party: Party) -> SignedAct:
        outcome = party.receive(attempt.deals())
        if isinstance(outcome, Complaint):
            return self._abort(attempt, outcome.accused, "ceremony-share", outcome.encode())
        return self._sign_seal(attempt, party.index, outcome)

    def _sign_seal(self, attempt: Attempt, index: int, dealt: Dealt) -> SignedAct:
        chairs = [unb64u(chair, 32) for chair in attempt.chairs]
        made = SealedSet(dealt.keys.seal(self._roll.server, chairs), dealt.keys, attempt.chairs)
        members = seal_members(made)
        for other, act in attempt.seals.items():
            if any(act.body[name] != value for name, value in members.items()):
                raise CeremonyFault("bad-seal", other)
        self._pen.keeper.put_share(members["seal"], self._roll.sitting.id, attempt.number, dealt.share)
        fields = {"attempt": attempt.number, "index": index, **members}
        return self._pen.sign(self._slot(attempt, "ceremony-seal"), "ceremony-seal", fields)

    def _abort(self, attempt: Attempt, culprit: int, code: str, message: bytes) -> SignedAct:
        self._forget()
        index = attempt.index_of(self._roll.me)
        fields = {"attempt": attempt.number, "index": index, "culprit": culprit, "code": code, "message": b64u(message)}
        return self._pen.sign(self._slot(attempt, "abort"), "ceremony-abort", fields)

    def _forget(self) -> None:
        if self._party is not None:
            self._party.erase()
            self._party = None
