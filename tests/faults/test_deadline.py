"""The closing instant: who presses around it gets exactly one answer, and the counts are those of the acknowledgements."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from terminal_client.headless.identity import now_ms
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import Terminal
from terminal_client.headless.voting import Press
from tests.support.chamber import LiveChamber, live_chamber
from tests.support.record import acts, until
from voting_protocol.ballots import ballot_id
from voting_protocol.encoding import b64u
from voting_protocol.marks import Choice
from voting_server.records.bundle import Bundle

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS = 40


class Hall:
    """A chamber and the terminals of all its seats."""

    def __init__(self, live: LiveChamber, terminals: Sequence[Terminal]) -> None:
        self.live = live
        self.terminals = terminals

    async def open(self, division: str, countdown_s: int) -> Opening:
        """Open a division and wait until every terminal shows it."""
        opening = await self.live.open(division, countdown_s=countdown_s)
        await asyncio.gather(
            *(each.until(lambda session: session.ready and session.voting.opening == opening) for each in self.terminals)
        )
        return opening

    async def press_until_closed(self, opening: Opening) -> list[Press]:
        """Every terminal presses again as soon as it is answered and may, until it hears of the close; gives all presses, answered."""
        return [
            press for presses in await asyncio.gather(*(_press(each, opening) for each in self.terminals)) for press in presses
        ]

    async def finish(self, opening: Opening, presses: Sequence[Press]) -> Bundle:
        """Wait for the tally, declare, and compare the record with the answers."""
        bundle = await self.live.declare(opening, await self.live.tallied(opening))
        acknowledged = {press.ballot for press in presses if press.receipt is not None}
        assert {ballot_id(ballot.encode()) for ballot in bundle.ballots} == acknowledged
        assert len(bundle.ballots) == len(acknowledged)
        last = {press.receipt.position: press for press in presses if press.receipt is not None}
        votes = {bundle.ballots[at - 1].key: press.choice for at, press in sorted(last.items())}
        result = bundle.acts[-1]["result"]
        counts = [list(votes.values()).count(choice) for choice in Choice]
        assert [result["against"], result["for"], result["abstain"]] == counts
        assert result["not_pressed"] == MEMBERS - len(votes)
        return bundle

    def closes(self, opening: Opening) -> list[tuple[str, str]]:
        """Reason and actor of every close in the log."""
        found = acts(self.live.server.data_dir, self.live.sitting, "division-close", opening.division)
        return [(act["reason"], act["actor"]) for act in found]

    @property
    def server(self) -> str:
        """The server's key."""
        return b64u(self.live.identity("m0").server)


async def _press(terminal: Terminal, opening: Opening) -> list[Press]:
    """At most five presses a second, which is what a terminal may."""
    presses = []
    number = 0
    while terminal.session.voting.opening == opening:
        press = terminal.session.voting.press(Choice(number % 3))
        presses.append(press)
        number += 1
        await terminal.flush()
        await terminal.until(lambda _, press=press: press.answered)  # type: ignore[misc]
        if press.code:
            assert press.code == "vote-closed"
            break
        await asyncio.sleep(0.2)
    return presses


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as running:
        live = await running.enter_async_context(live_chamber(tmp_path_factory.mktemp("server"), MEMBERS))
        terminals = [await running.enter_async_context(live.terminal(f"m{n}")) for n in range(MEMBERS)]
        yield Hall(live, terminals)


async def test_pressing_while_the_chair_closes(hall: Hall) -> None:
    opening = await hall.open("chair", 0)
    pressing = asyncio.create_task(hall.press_until_closed(opening))
    await hall.terminals[0].until(lambda session: session.voting.receipts.get("chair") is not None)
    await hall.live.chamber.chair.close_division(hall.live.sitting, opening)
    await hall.finish(opening, await pressing)
    assert hall.closes(opening) == [("chair", hall.live.chamber.chair.identity.key.name)]


async def test_pressing_while_the_time_runs_out(hall: Hall) -> None:
    """Both workers may close; one does, with the server's key, and not before the deadline."""
    opening = await hall.open("deadline", 6)
    presses = await hall.press_until_closed(opening)
    bundle = await hall.finish(opening, presses)
    assert hall.closes(opening) == [("deadline", hall.server)]
    assert {""} <= {press.code for press in presses} <= {"", "vote-closed"}
    assert len(bundle.ballots) > MEMBERS


async def test_the_box_closes_at_the_deadline_even_if_no_server_is_there(hall: Hall) -> None:
    """The server dies before the deadline and comes back after it: what is pressed meanwhile is late, and the vote is closed at once."""
    opening = await hall.open("absent", 8)
    first = await asyncio.gather(*(one_press(each, Choice.FOR) for each in hall.terminals))
    hall.live.server.kill()
    late = [each.session.voting.press(Choice.AGAINST) for each in hall.terminals]
    deadline_ms = deadline(hall, opening)
    await until(lambda: now_ms() > deadline_ms)
    assert hall.closes(opening) == []
    await asyncio.to_thread(hall.live.server.start)
    await until(lambda: hall.closes(opening))
    bundle = await hall.finish(opening, [*first, *late])
    assert hall.closes(opening) == [("deadline", hall.server)]
    assert bundle.acts[-1]["result"]["for"] == MEMBERS
    for terminal, press in zip(hall.terminals, late, strict=True):
        await terminal.until(lambda _, press=press: press.answered)  # type: ignore[misc]
        assert press.code == "vote-closed"


async def test_an_extension_moves_the_close(hall: Hall) -> None:
    opening = await hall.open("extended", 4)
    before_ms = deadline(hall, opening)
    later_ms = before_ms + 6000
    await hall.live.chamber.chair.extend(hall.live.sitting, opening, later_ms)
    await until(lambda: now_ms() > before_ms + 200)
    presses = await asyncio.gather(*(one_press(each, Choice.FOR) for each in hall.terminals))
    assert now_ms() < later_ms
    bundle = await hall.finish(opening, presses)
    assert hall.closes(opening) == [("deadline", hall.server)]
    assert bundle.acts[-1]["result"]["for"] == MEMBERS
    close = next(n for n, act in enumerate(bundle.acts) if act["type"] == "division-close" and act["division"] == "extended")
    extension = next(act for act in bundle.acts if act["type"] == "division-extend")
    assert extension["deadline_ms"] == later_ms
    assert close > bundle.acts.index(extension)


async def one_press(terminal: Terminal, choice: Choice) -> Press:
    """A press, acknowledged."""
    press = terminal.session.voting.press(choice)
    await terminal.flush()
    await terminal.answered(press)
    return press


def deadline(hall: Hall, opening: Opening) -> int:
    """The deadline in the chair's signed opening, in ms."""
    (act,) = acts(hall.live.server.data_dir, hall.live.sitting, "division-open", opening.division)
    at: int = act["opened_ms"] + 1000 * act["auto_close_s"]
    return at
