"""The key ceremony recomputed from its messages (docs/sealed.md §2, rounds 1 to 5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.crypto import digest, hash_to_scalar, listed, to_b64u, u32
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import ZERO, Point, add, combine, read_point, read_points, read_scalar, times, times_base, total
from hemicycle_audit.state import ROUNDS, Attempt, Keys, Sitting

COMMIT, REVEAL, DEAL, SEAL = ROUNDS
COMMIT_BYTES = 32
DEAL_BYTES = 80
PROOF_BYTES = 64


@dataclass(frozen=True)
class _Reveal:
    """A reveal message: H1, the points K_0..K_k-1 and P, and the proofs R‖z of all of them."""

    heard: bytes
    points: list[Point]
    proofs: list[bytes]


def check_ceremony(attempt: Attempt, sitting: Sitting, findings: Findings) -> Keys | None:
    """Judge a sealed attempt; return its keys as its seals say them (tablets used these), or else as recomputed."""
    check = _Ceremony(attempt, sitting, findings)
    derived = check.derived()
    if derived is not None:
        check.compare(derived)
    return check.said() or derived


class _Ceremony:
    def __init__(self, attempt: Attempt, sitting: Sitting, findings: Findings) -> None:
        self.attempt, self.sitting, self.findings = attempt, sitting, findings
        self.group = (sitting.log.name.removeprefix("sitting.").encode(), bytes([attempt.n]), bytes([attempt.k]))
        self.listing = listed(attempt.scrutineers)
        self.cer = digest("ceremony", *self.group, self.listing, u32(attempt.number))
        self.heard = digest("commits", self.cer, listed([message for _, _, message in self._messages(COMMIT)]))

    def _require(self, holds: bool, act: Act, part: str, reason: str, /, **detail: object) -> bool:
        return self.findings.require(holds, "ceremony", f"{act.place} index={act.doc['index']}{part}", reason, **detail)

    def _messages(self, kind: str) -> list[tuple[int, Act, bytes]]:
        """Return index, act and message of a round's acts, by index."""
        return [(i, act, raw(act.doc["message"])) for i, act in sorted(self.attempt.messages[kind].items())]

    def derived(self) -> Keys | None:
        """Recompute the keys from the reveals; None if a message is missing or has no points to sum."""
        missing = [f"{kind} {i}" for kind in ROUNDS for i in range(1, self.attempt.n + 1) if i not in self.attempt.messages[kind]]
        place = self.attempt.start.place
        if not self.findings.require(not missing, "ceremony", place, "messages-missing", messages=", ".join(missing)):
            return None
        self._check_commits()
        reveals = [self._reveal(i, act, message) for i, act, message in self._messages(REVEAL)]
        self._check_deals()
        good = [reveal for reveal in reveals if reveal is not None]
        if len(good) < len(reveals):
            return None
        self._check_distinct(good)
        return self._keys(good)

    def _check_commits(self) -> None:
        for _, act, message in self._messages(COMMIT):
            self._require(len(message) == COMMIT_BYTES, act, " member=message", "message-length", length=len(message))

    def _reveal(self, index: int, act: Act, message: bytes) -> _Reveal | None:
        reveal = self._read_reveal(act, message)
        if reveal is None:
            return None
        self._require(reveal.heard == self.heard, act, "", "commits-differ")
        keys, pair = listed(reveal.points[:-1]), reveal.points[-1]
        opened = digest("commit", self.cer, u32(index), keys, pair, listed(reveal.proofs))
        committed = raw(self.attempt.messages[COMMIT][index].doc["message"])
        self._require(opened == committed, act, "", "commit-not-opened")
        for position, (point, proof) in enumerate(zip(reveal.points, reveal.proofs, strict=True)):
            self._require(self._knows(index, position, point, proof), act, f" proof={position}", "ceremony-proof")
        return reveal

    def _read_reveal(self, act: Act, message: bytes) -> _Reveal | None:
        """Return the parts of a reveal message, or None (noted) if they are not there or no points."""
        count = self.attempt.k + 1
        starts = [32, 32 + 32 * count]
        length = starts[1] + PROOF_BYTES * count
        if not self._require(len(message) == length, act, " member=message", "message-length", length=len(message)):
            return None
        points = read_points(message[starts[0] : starts[1]])
        self._require(points is not None, act, " member=message", "not-points")
        proofs = [message[at : at + PROOF_BYTES] for at in range(starts[1], length, PROOF_BYTES)]
        return _Reveal(message[:32], points, proofs) if points is not None else None

    def _knows(self, index: int, position: int, point: Point, proof: bytes) -> bool:
        """Tell whether R = z·G + h·K holds, with R not 0 and z a scalar."""
        r, z = read_point(proof[:32]), read_scalar(proof[32:])
        if r is None or z is None:
            return False
        h = hash_to_scalar("pok", self.cer, u32(index), u32(position), point, r)
        return r == add(times_base(z), times(h, point))

    def _check_distinct(self, reveals: list[_Reveal]) -> None:
        """No point twice among all K and P of the attempt."""
        seen: dict[Point, int] = {}
        for (index, act, _), reveal in zip(self._messages(REVEAL), reveals, strict=True):
            for position, point in enumerate(reveal.points):
                first = seen.setdefault(point, index)
                fresh = first == index and point not in reveal.points[:position]
                self._require(fresh, act, f" point={position}", "point-twice", first=first)

    def _check_deals(self) -> None:
        for _, act, message in self._messages(DEAL):
            whole = len(message) == DEAL_BYTES * self.attempt.n
            if self._require(whole, act, " member=message", "message-length", length=len(message)):
                for to, at in enumerate(range(0, len(message), DEAL_BYTES), 1):
                    good = read_point(message[at : at + 32]) is not None
                    self._require(good, act, f" member=message to={to}", "not-points")

    def _keys(self, reveals: list[_Reveal]) -> Keys:
        """Return Y = Σ K_i0 and S_j = Σ_l j^l·(Σ_i K_il)."""
        sums = [total(reveal.points[power] for reveal in reveals) for power in range(self.attempt.k)]
        indices = range(1, self.attempt.n + 1)
        return Keys(sums[0], [combine((j**power for power in range(self.attempt.k)), sums) for j in indices])

    def compare(self, keys: Keys) -> None:
        """Compare every seal with the keys, Z and S recomputed."""
        sound = keys.public != ZERO and ZERO not in keys.shares and len(set(keys.shares)) == len(keys.shares)
        self.findings.require(sound, "ceremony", self.attempt.start.place, "keys-unsound")
        z = self._digest_of_keys(keys)
        chairs = listed([b"\x01" + chair for chair in self.attempt.chairs])
        seal = digest("sitting", *self.group, self.listing, z, self.sitting.server, chairs)
        wanted: dict[str, object] = {
            "keys": to_b64u(z),
            "public": to_b64u(keys.public),
            "shares": [to_b64u(share) for share in keys.shares],
            "seal": to_b64u(seal),
        }
        for act in self.attempt.seals:
            for name, value in wanted.items():
                found = act.doc[name]
                self._require(found == value, act, f" member={name}", "member-differs", found=found, wanted=value)

    def _digest_of_keys(self, keys: Keys) -> bytes:
        """Return Z."""
        rounds = [
            listed([digest(tag, message) for _, _, message in self._messages(kind)])
            for tag, kind in (("reveal", REVEAL), ("deal", DEAL))
        ]
        return digest("keys", self.cer, self.heard, *rounds, keys.public, listed(keys.shares))

    def said(self) -> Keys | None:
        """Return the keys as the first seal says them; None if they are none."""
        doc = self.attempt.seals[0].doc
        public = read_point(raw(doc["public"]))
        shares = read_points(b"".join(map(raw, doc["shares"])))
        whole = public is not None and shares is not None and len(shares) == self.attempt.n
        return Keys(public, shares) if whole and public is not None and shares is not None else None


def named_attempts(sitting: Sitting) -> Iterator[Attempt]:
    """Yield the sealed attempts that an opening of the sitting names."""
    for attempt in sitting.attempts:
        if any(d.sealed is not None and d.sealed.attempt is attempt for d in sitting.divisions.values()):
            yield attempt
