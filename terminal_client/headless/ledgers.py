"""The secretariat's ledger from a program: every step is one signed act (docs/ledger.md)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from terminal_client.headless.client import Appended
from terminal_client.headless.console import Console
from voting_protocol.acts import ledger_log


class LedgerDesk:
    """A ledger as a secretariat's device keeps it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._path = f"/v1/bodies/{console.body}/ledger"

    async def act(self, kind: str, /, **members: Any) -> Appended:
        """Sign an act of the ledger and append it; the server's refusal is raised."""
        return await self._console.act(ledger_log(self._console.body), kind, members)

    async def view(self) -> dict[str, Any]:
        """The ledger as it is now (docs/ledger.md §6)."""
        return await self._console.api.get(self._path)

    async def project(self, project: str) -> dict[str, Any]:
        """One project of the view; `KeyError` if there is none."""
        return _one((await self.view())["projects"], project)

    async def case(self, case: str) -> dict[str, Any]:
        """One appointment of the view; `KeyError` if there is none."""
        return _one((await self.view())["cases"], case)

    async def proposals(self, sitting: str, division: str) -> list[dict[str, Any]]:
        """What a declared division lets the ledger take: `{"type", "members"}` each."""
        answer = await self._console.api.get(f"{self._path}/proposals?sitting={quote(sitting)}&division={quote(division)}")
        acts: list[dict[str, Any]] = answer["acts"]
        return acts

    async def take(self, sitting: str, division: str, **changes: Any) -> int:
        """Sign all that a declared division lets the ledger take, with `changes` to the members; how many acts that were."""
        acts = await self.proposals(sitting, division)
        for act in acts:
            await self.act(act["type"], **(act["members"] | changes))
        return len(acts)

    async def screen(self, project: str, *, target: str = "", note: str = "", **answers: bool) -> Appended:
        """`project-screen`; the answers that are not given are no: `major`, `routine`, `assigned`, `cross_year`."""
        asked = dict.fromkeys(("major", "routine", "assigned", "cross_year"), False)
        return await self.act("project-screen", project=project, target=target, note=note, **(asked | answers))

    async def paper(self, case: str) -> dict[str, Any]:
        """The last exam paper drawn for a case, without the answers."""
        return await self._console.api.get(f"{self._path}/paper?case={quote(case)}")

    async def bank_preview(self, name: str, data: bytes) -> dict[str, Any]:
        """What the server reads in a file of questions; nothing is written."""
        return await self._console.api.send(f"{self._path}/bank-preview", data, {"X-Filename": quote(name)})

    async def export(self, form: str = "xlsx") -> bytes:
        """The ledger as a file, `xlsx` or `json`."""
        return await self._console.api.read(f"{self._path}/export?format={form}")


def _one(entries: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    for entry in entries:
        if entry["id"] == name:
            return dict(entry)
    raise KeyError(name)
