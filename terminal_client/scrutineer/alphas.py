"""The α of a sitting's ciphertexts: one that occurs twice lets anybody read the difference of two votes (docs/sealed.md §4)."""

MOST = 1 << 17
"""So many of earlier votes are remembered, some 20 MB; the oldest votes are forgotten first."""
_DIGEST_BYTES = 16


class Alphas:
    """Where every α was first, in the votes that this device has followed since it was started."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._votes: dict[str, dict[bytes, int]] = {}

    def begin(self, division: str) -> None:
        """A vote's board is read from its beginning; so many earlier ones are forgotten that the others fit."""
        self._votes.pop(division, None)
        while sum(map(len, self._votes.values())) > self._most:
            del self._votes[next(iter(self._votes))]
        self._votes[division] = {}

    def first(self, division: str, position: int, alpha: bytes) -> tuple[str, int]:
        """Division and position (from 1) where this α was first: these, which are remembered, if it is new."""
        digest = alpha[:_DIGEST_BYTES]  # points are as good as random
        for earlier, places in self._votes.items():
            if digest in places:
                return earlier, places[digest]
        self._votes[division][digest] = position
        return division, position
