"""Consoles of tellers and of scrutineers at the count of ballots and hands (docs/channels.md §3)."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from terminal_client.headless.client import Appended
from terminal_client.headless.console import Console
from voting_protocol.acts import sitting_log
from voting_protocol.counts import SALT_BYTES, count_commitment
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError

Figures = Mapping[str, Any]
_REASONS = ("too-many", "written", "unreadable", "foreign", "other")


def paper_figures(
    valid: int, counts: Sequence[Sequence[int]], written: Mapping[str, int] | None = None, **invalid: int
) -> dict[str, Any]:
    """Figures of ballots: `invalid` by reason (`too_many`, `written`, …), `written` names with their votes where names may be written in."""
    reasons = {reason: invalid.get(reason.replace("-", "_"), 0) for reason in _REASONS}
    names = {} if written is None else {"written": [{"name": name, "votes": written[name]} for name in sorted(written)]}
    return {"valid": valid, "invalid": reasons, "counts": [list(row) for row in counts], **names}


def hand_figures(sections: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """Figures of hands on a motion: for, against, abstain of every section."""
    return hand_counts({name: [row] for name, row in sections.items()}, {name: sum(row) for name, row in sections.items()})


def hand_counts(sections: Mapping[str, Sequence[Sequence[int]]], voted: Mapping[str, int]) -> dict[str, Any]:
    """Figures of hands on a ballot with names: for every section the numbers of each name, and how many took part."""
    rows = ({"name": name, "voted": voted[name], "counts": [list(row) for row in sections[name]]} for name in sorted(sections))
    return {"sections": list(rows)}


class Counter(Console):
    """Whoever has a part in a count."""

    async def hand_count(self, sitting: str, division: str) -> tuple[str, dict[str, Any]]:
        """The opening's digest and where the count stands; `unknown-division`, `channel-differs` where nothing is counted by hand."""
        state = await self.api.state(sitting)
        for item in state["divisions"]:
            if item["id"] == division:
                if item["hand_count"] is None:
                    raise ProtocolError("channel-differs", channel=item["channel"])
                return item["open"], item["hand_count"]
        raise ProtocolError("unknown-division", division=division)

    async def _say(self, sitting: str, division: str, kind: str, opening: str, **fields: Any) -> Appended:
        return await self.act(sitting_log(sitting), kind, {"division": division, "open": opening, **fields})


class Teller(Counter):
    """Counts ballots or hands. Figures and salt stay here until both tellers have committed."""

    _bound: tuple[str, int, bytes, Figures] | None = None

    async def issue(self, sitting: str, division: str, issued: int) -> Appended:
        """`paper-issue`."""
        opening, _ = await self.hand_count(sitting, division)
        return await self._say(sitting, division, "paper-issue", opening, issued=issued)

    async def returned(self, sitting: str, division: str, returned: int) -> Appended:
        """`paper-return`."""
        opening, _ = await self.hand_count(sitting, division)
        return await self._say(sitting, division, "paper-return", opening, returned=returned)

    async def commit(self, sitting: str, division: str, figures: Figures) -> Appended:
        """`count-commit` to these figures, in the running attempt."""
        opening, count = await self.hand_count(sitting, division)
        attempt, salt = count["attempt"], secrets.token_bytes(SALT_BYTES)
        digest = count_commitment(unb64u(opening, 32), attempt, self.identity.key.public, salt, figures)
        self._bound = opening, attempt, salt, figures
        return await self._say(sitting, division, "count-commit", opening, attempt=attempt, digest=b64u(digest))

    async def reveal(self, sitting: str, division: str) -> Appended:
        """`count-reveal` of what was committed to; `not-committed` if nothing was."""
        if self._bound is None:
            raise ProtocolError("not-committed")
        opening, attempt, salt, figures = self._bound
        return await self._say(
            sitting, division, "count-reveal", opening, attempt=attempt, salt=b64u(salt), figures=dict(figures)
        )

    async def again(self, sitting: str, division: str, reason: str) -> Appended:
        """`count-again`: the running attempt is given up."""
        opening, count = await self.hand_count(sitting, division)
        return await self._say(sitting, division, "count-again", opening, attempt=count["attempt"], reason=reason)


class Signatory(Counter):
    """A scrutineer who signs counts."""

    async def sign(self, sitting: str, division: str) -> Appended:
        """`count-sign` of the count that stands; `no-count`."""
        opening, count = await self.hand_count(sitting, division)
        if not count["count"]:
            raise ProtocolError("no-count")
        return await self._say(sitting, division, "count-sign", opening, count=count["count"])


async def count_by_two(sitting: str, division: str, tellers: Sequence[Teller], figures: Figures) -> None:
    """Two tellers count the same: both commit, then both reveal."""
    for teller in tellers:
        await teller.commit(sitting, division, figures)
    for teller in tellers:
        await teller.reveal(sitting, division)
