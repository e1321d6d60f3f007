"""The shapes of the acts that secret votes add to a sitting: the ceremony of the scrutineers' keys and their certificates (docs/sealed.md)."""

from typing import Annotated

from msgspec import Meta

from voting_server.domain.acts import Act, OfDivision
from voting_server.domain.shapes import Count, Digest, Key, NameOrNone, Reason, octets

MIN_K = 2
MAX_SCRUTINEERS = 15
MAX_ACT_BYTES = 16 * 1024
MAX_ROWS_BYTES = 8 * 2**20

Index = Annotated[int, Meta(ge=1, le=MAX_SCRUTINEERS)]
IndexOrNone = Annotated[int, Meta(ge=0, le=MAX_SCRUTINEERS)]
Code = Annotated[str, Meta(max_length=64, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z")]
Octets = Annotated[str, Meta(max_length=MAX_ACT_BYTES, pattern=r"^[A-Za-z0-9_-]*\Z")]
ManyOctets = Annotated[str, Meta(max_length=MAX_ROWS_BYTES, pattern=r"^[A-Za-z0-9_-]*\Z")]


class OfCeremony(Act):
    """An act of an attempt to make the keys of a sitting (docs/sealed.md §2)."""

    attempt: Annotated[int, Meta(ge=1, le=2**31)]


class CeremonyStart(OfCeremony, tag="ceremony-start"):
    """Who makes the keys, and how many of them open a sum; the chairs whose openings the keys serve."""

    k: Annotated[int, Meta(ge=MIN_K, le=MAX_SCRUTINEERS)]
    scrutineers: Annotated[list[Key], Meta(min_length=MIN_K, max_length=MAX_SCRUTINEERS)]
    chairs: Annotated[list[Key], Meta(min_length=1, max_length=100)]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(set(self.scrutineers)) < len(self.scrutineers):
            raise ValueError("a scrutineer occurs twice")
        if self.k > len(self.scrutineers):
            raise ValueError("k is above the number of scrutineers")


class OfRound(OfCeremony):
    """A scrutineer's part in a round."""

    index: Index


class OfMessage(OfRound):
    """A round in which everybody sends a message."""

    message: Octets

    def __post_init__(self) -> None:
        super().__post_init__()
        octets(self.message)


class CeremonyCommit(OfMessage, tag="ceremony-commit"):
    """Round 1."""


class CeremonyReveal(OfMessage, tag="ceremony-reveal"):
    """Round 2."""


class CeremonyDeal(OfMessage, tag="ceremony-deal"):
    """Round 3."""


class CeremonySeal(OfRound, tag="ceremony-seal"):
    """What the attempt came to (Z, Y, S_1..S_n, S), signed by one of the scrutineers."""

    keys: Digest
    public: Key
    shares: Annotated[list[Key], Meta(min_length=MIN_K, max_length=MAX_SCRUTINEERS)]
    seal: Digest


class CeremonyAbort(OfCeremony, tag="ceremony-abort"):
    """The end of an attempt; `index` 0 is the secretariat or the chair, `culprit` 0 nobody."""

    index: IndexOrNone
    culprit: IndexOrNone
    code: Code
    message: Octets

    def __post_init__(self) -> None:
        super().__post_init__()
        octets(self.message)


class Erased(OfCeremony, tag="erased"):
    """A scrutineer's device has destroyed every share that it held of the sitting's keys, of this attempt and of earlier ones."""

    index: Index


class OfSeal(OfDivision):
    """A scrutineer's, or the server's, word about one secret division."""

    open: Digest


class OpenOk(OfSeal, tag="open-ok"):
    """A scrutineer certifies the opening."""


class OpenRefuse(OfSeal, tag="open-refuse"):
    """A scrutineer will not certify the opening."""

    code: Code
    detail: NameOrNone


class DivisionFreeze(OfSeal, tag="division-freeze"):
    """The server's board and sums, for the scrutineers to check."""

    close: Digest
    epoch: Count
    size: Count
    root: Digest
    counted_root: Digest
    n: Count
    cells: Octets

    def __post_init__(self) -> None:
        super().__post_init__()
        octets(self.cells)


class RootOk(OfSeal, tag="root-ok"):
    """A scrutineer certifies the freeze."""

    freeze: Digest


class RootRefuse(OfSeal, tag="root-refuse"):
    """A scrutineer will not certify the freeze."""

    freeze: Digest
    code: Code
    detail: NameOrNone


class Release(OfSeal, tag="release"):
    """A scrutineer's shares of the sums."""

    freeze: Digest
    shares: Octets

    def __post_init__(self) -> None:
        super().__post_init__()
        octets(self.shares)


class VoidOk(OfSeal, tag="void-ok"):
    """A scrutineer has released nothing of a void division and never will."""


class NamesCall(OfSeal, tag="names-call"):
    """There are names or orders to be opened: so many flags, in so many rows (docs/sealed-names.md §10)."""

    freeze: Digest
    item: Annotated[int, Meta(ge=0, le=0)]
    flags: Annotated[int, Meta(ge=1, le=2**32 - 1)]
    rows: Annotated[int, Meta(ge=1, le=2**32 - 1)]


class Mix(OfSeal, tag="mix"):
    """A scrutineer's mix of the rows, after the mix `previous`."""

    freeze: Digest
    previous: Digest
    message: ManyOctets

    def __post_init__(self) -> None:
        super().__post_init__()
        octets(self.message)


class RowRelease(OfSeal, tag="row-release"):
    """A scrutineer's shares of the mixed rows."""

    freeze: Digest
    chain: Digest
    shares: ManyOctets

    def __post_init__(self) -> None:
        super().__post_init__()
        octets(self.shares)


class OfStandDown(Act):
    """An act about the absence of a scrutineer (docs/sealed.md §7)."""


class StandDown(OfStandDown, tag="stand-down"):
    """The chair asks to go on without an absent scrutineer."""

    index: Index
    reason: Reason


class StandDownOk(OfStandDown, tag="stand-down-ok"):
    """Another scrutineer has seen the absence."""

    stand_down: Digest


class StandDownCancel(OfStandDown, tag="stand-down-cancel"):
    """The absent one is back."""

    stand_down: Digest
