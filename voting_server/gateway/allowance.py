"""How often a device may do something that costs others."""

import time
from collections import deque

from voting_protocol.errors import ProtocolError

MINUTE_S = 60.0


class Allowance:
    """So many a minute for each device, as far as this process remembers."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._used: dict[str, deque[float]] = {}

    def check(self, key: str) -> None:
        """Refuse a device that has used up its allowance: `rate-limited`."""
        used = self._used.get(key)
        while used and used[0] < time.monotonic() - MINUTE_S:
            used.popleft()
        if used and len(used) >= self._most:
            raise ProtocolError("rate-limited")

    def use(self, key: str) -> None:
        """Count one more."""
        self._used.setdefault(key, deque()).append(time.monotonic())

    def give_back(self, key: str) -> None:
        """Count one less: what was counted came to nothing. Nothing is remembered of a device that has used nothing."""
        used = self._used.get(key)
        if used:
            used.pop()
        if not used:
            self._used.pop(key, None)
