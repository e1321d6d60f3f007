"""Ceremonies and frozen sums for the tests of keys, shares and counts."""

from collections.abc import Sequence

from voting_protocol.crypto import SigningKey
from voting_protocol.sealed.ceremony import CeremonyKeys, Commits, Deals, Reveals
from voting_protocol.sealed.ceremony_messages import Complaint, Parameters, Reveal
from voting_protocol.sealed.forms import M
from voting_protocol.sealed.group import Point, Scalar, base
from voting_protocol.sealed.made import made
from voting_protocol.sealed.secret.dealing import Dealt, Party, SecretShare, _opening
from voting_protocol.sealed.statements import NOTHING, Ciphertext
from voting_protocol.sealed.tally import Sums

IDENTITIES = tuple(SigningKey.from_seed(bytes([seed]) * 32).public for seed in range(1, 16))
FREEZE = b"f" * 32


def parameters(n: int = 3, k: int = 2, sitting: str = "s1", attempt: int = 1) -> Parameters:
    return Parameters(sitting, k, IDENTITIES[:n], attempt)


class Attempt:
    """All parties of one attempt, step by step; a test may change what is on its way."""

    def __init__(self, n: int = 3, k: int = 2, **options: object) -> None:
        self.parameters = parameters(n, k, **options)
        self.parties = {index: Party(self.parameters, index) for index in self.parameters.indices}

    def commits(self) -> dict[int, bytes]:
        return {index: party.commit() for index, party in self.parties.items()}

    def collected_commits(self) -> Commits:
        return Commits.collect(self.parameters, self.commits())

    def reveals(self) -> dict[int, bytes]:
        commits = self.collected_commits()
        return {index: party.reveal(commits) for index, party in self.parties.items()}

    def collected_reveals(self) -> Reveals:
        return Reveals.collect(self.collected_commits(), self.reveals())

    def deals(self) -> dict[int, bytes]:
        reveals = self.collected_reveals()
        return {index: party.deal(reveals) for index, party in self.parties.items()}

    def collected_deals(self) -> Deals:
        return Deals.collect(self.collected_reveals(), self.deals())

    def outcomes(self) -> dict[int, Dealt | Complaint]:
        deals = self.collected_deals()
        return {index: party.receive(deals) for index, party in self.parties.items()}


def finished(n: int = 3, k: int = 2) -> tuple[CeremonyKeys, list[SecretShare]]:
    """The keys of a whole ceremony, and the n shares in order."""
    outcomes = [outcome for outcome in Attempt(n, k).outcomes().values() if isinstance(outcome, Dealt)]
    return outcomes[0].keys, [outcome.share for outcome in outcomes]


def encryption(public: Point, number: int) -> Ciphertext:
    nonce = Scalar.random()
    return Ciphertext(base(nonce), (nonce + Scalar.of(number)) * public)


def sums(public: Point, n: int, numbers: Sequence[int]) -> Sums:
    """As `RunningSums` would make them, without n ballots behind."""
    return made(Sums, n=n, cells=tuple(encryption(public, number) for number in numbers))


def zero_sums(n: int) -> Sums:
    return made(Sums, n=n, cells=(NOTHING,))


def packed(in_favour: int, abstain: int) -> int:
    return in_favour + M * abstain


def reveal_of(party: Party, points: Sequence[Point] | None = None) -> Reveal:
    """What this party would reveal, made anew by its own secrets; `points` in place of its own where given."""
    assert party._secrets is not None
    opening = _opening(party.parameters, party.index, party._secrets, Scalar.random)
    if points is None:
        return opening
    return Reveal(b"", tuple(points[:-1]), points[-1], opening.proofs)


def with_digest(reveal: Reveal, commits: Commits) -> bytes:
    return Reveal(commits.digest, reveal.coefficients, reveal.key, reveal.proofs).encode()


def flipped(data: bytes, position: int, bit: int = 1) -> bytes:
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]
