"""Headless terminals, consoles and simulated deputies against a real server."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hemicycle.serve import ServerProcess
from hemicycle.simulate import Options, Simulators
from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.client import ApiClient, enrol
from terminal_client.headless.console import Motion, Secretariat
from terminal_client.headless.identity import save_identities
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import Terminal, check_counted
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")
WORDS = {"zh": "关于议案的决议", "en": "Resolution on the motion"}
MEMBERS = 12


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chamber(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chamber]:
    members = [
        {
            "id": f"m{n}",
            "name": f"代表{n}",
            "latin": f"Deputy {n}",
            "delegation": "一组",
            "seat": "",
            "role": "deputy",
            "status": "in-office",
        }
        for n in range(MEMBERS)
    ]
    with ServerProcess(tmp_path_factory.mktemp("server")) as server:
        plan = ChamberPlan(members, staff=(("chair", "执行主席"), ("scrutineer", "监票人")))
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber:
            await chamber.check_in(f"m{n}" for n in range(MEMBERS - 2))
            yield chamber


async def opened(chamber: Chamber, division: str, number: int) -> Opening:
    await chamber.prepare_division(Motion(division, number, WORDS, WORDS, WORDS))
    await chamber.chair.announce(chamber.sitting, division)
    return await chamber.chair.open_division(chamber.sitting, division)


async def close(chamber: Chamber, opening: Opening) -> dict[str, Any]:
    async with chamber.chair.live(chamber.sitting) as live:
        await chamber.chair.close_division(chamber.sitting, opening)
        tallied = await live.until_division(opening.division, "tallied")
        await chamber.chair.declare(chamber.sitting, opening, tallied)
        declared = await live.until_division(opening.division, "declared")
        result: dict[str, Any] = declared["result"]
        return result


async def voting(terminal: Terminal) -> None:
    await terminal.until(lambda session: session.ready and session.voting.opening is not None)


async def counts(chamber: Chamber, one: Terminal, another: Terminal, *, declared: bool) -> None:
    """Each is told that its ballot counts; before the declaration nothing tells what others chose: their leaves have three candidates each."""
    for terminal, other in ((one, another), (another, one)):
        async with ApiClient(chamber.url, terminal.session.identity) as api:
            await check_counted(api, terminal.session, "cable")
            with pytest.raises(ProtocolError, match="box-mismatch"):
                await check_counted(api, other.session, "cable")
            proof = await api.counted(chamber.sitting, "cable")
            assert set(proof) == {"leaf", "index", "size", "path", "counted_root", "s"}
            assert (proof["path"] is not None, proof["counted_root"] != "") == (declared, declared)


async def test_a_terminal_whose_cable_breaks_votes_once_and_can_prove_it(chamber: Chamber) -> None:
    opening = await opened(chamber, "cable", 1)
    async with chamber.terminal("m0") as broken, chamber.terminal("m1") as other:
        await asyncio.gather(voting(broken), voting(other))
        press = broken.session.voting.press(Choice.FOR)
        await broken.flush()
        broken.drop()
        receipt = await broken.answered(press)
        await other.press(Choice.ABSTAIN)
        changed = await other.press(Choice.AGAINST)
        assert (receipt.seq, changed.seq) == (1, 2)
        assert broken.reconnects == 1
        async with chamber.chair.live(chamber.sitting) as live:
            await chamber.chair.close_division(chamber.sitting, opening)
            tallied = await live.until_division("cable", "tallied")
        await counts(chamber, broken, other, declared=False)
        await chamber.chair.declare(chamber.sitting, opening, tallied)
        result = tallied["result"]
        assert (result["for"], result["against"], result["abstain"], result["not_pressed"]) == (1, 1, 0, MEMBERS - 4)
        for terminal in (broken, other):
            await terminal.until(lambda session: session.state is not None and session.state.division("cable") == "declared")
        await counts(chamber, broken, other, declared=True)
    assert await chamber.chair.api.votes(chamber.sitting, "cable") == {
        chamber.deputies["m0"].seat: "for",
        chamber.deputies["m1"].seat: "against",
    }


async def test_a_key_that_connects_elsewhere_ends_the_older_connection(chamber: Chamber) -> None:
    for member in ("m2", "m4", "m5", "m6", "m7", "m8"):  # whichever worker process each of the two connections meets
        async with chamber.terminal(member) as older:
            await older.ready()
            async with chamber.terminal(member) as newer, asyncio.timeout(60):
                await newer.ready()
                with pytest.raises(ProtocolError, match="replaced"):
                    await older.until(lambda _: False)
                assert newer.ended == ""


async def test_a_lost_tablet_is_replaced_and_its_spare_votes_from_the_next_division_on(chamber: Chamber) -> None:
    opening = await opened(chamber, "spare", 2)
    async with chamber.terminal("m3") as lost:
        await voting(lost)
        await lost.press(Choice.FOR)
        code = await chamber.secretariat.replace(chamber.deputies["m3"], "表决器遗失")
        with pytest.raises(ProtocolError, match="key-revoked"):
            await lost.until(lambda _: False)
    async with ApiClient(chamber.url) as api:
        spare = await enrol(api, code.text, "spare tablet")
        with pytest.raises(ProtocolError, match="code-used"):
            await enrol(api, code.text, "another tablet")
    assert (spare.seat, spare.role) == (chamber.deputies["m3"].seat, "deputy")
    async with Terminal(chamber.url, spare, chamber.sitting) as terminal:
        await voting(terminal)
        with pytest.raises(ProtocolError, match="not-in-electorate"):
            await terminal.press(Choice.AGAINST)
        assert (await close(chamber, opening))["for"] == 1
        following = await opened(chamber, "spare-2", 3)
        await terminal.until(lambda session: session.voting.opening == following)
        await terminal.press(Choice.AGAINST)
        assert (await close(chamber, following))["against"] == 1


async def test_an_opening_that_somebody_walked_into_is_asked_for_again(chamber: Chamber, monkeypatch: pytest.MonkeyPatch) -> None:
    late = f"m{MEMBERS - 2}"
    proposals: list[dict[str, Any]] = []
    fetch = chamber.chair.api.opening

    async def fetched_then_overtaken(sitting: str, division: str) -> dict[str, Any]:
        proposals.append(await fetch(sitting, division))
        if len(proposals) == 1:
            await chamber.check_in([late])
        return proposals[-1]

    monkeypatch.setattr(chamber.chair.api, "opening", fetched_then_overtaken)
    opening = await opened(chamber, "late", 4)
    assert [proposal["p"] for proposal in proposals] == [MEMBERS - 2, MEMBERS - 1]
    await close(chamber, opening)


async def test_a_void_takes_two_persons(chamber: Chamber) -> None:
    await opened(chamber, "void", 5)
    void = await chamber.chair.void(chamber.sitting, "void", "表决器故障")
    with pytest.raises(ProtocolError):
        await chamber.secretariat.confirm_void(chamber.sitting, "void", bytes(32))
    scrutineer = Secretariat(chamber.url, chamber.staff["scrutineer"])
    async with chamber.chair.live(chamber.sitting) as live:
        await live.terminal.until(lambda _: live.division("void")["void"] is not None)
        assert live.division("void")["void"]["act"] == b64u(void.id)
        await scrutineer.confirm_void(chamber.sitting, "void", void.id)
        assert (await live.until_division("void", "void"))["reason"] == "表决器故障"
    await scrutineer.aclose()


async def test_a_terminal_trusts_only_the_server_it_was_enrolled_with(chamber: Chamber) -> None:
    mine = chamber.deputies["m4"]
    stranger = type(mine)(mine.key, mine.body, chamber.deputies["m5"].key.public, mine.role, mine.seat)
    async with Terminal(chamber.url, stranger, chamber.sitting) as terminal:
        await terminal.until(lambda _: terminal.distrusted > 0)
        assert not terminal.session.online


async def test_a_role_does_only_its_own_things(chamber: Chamber) -> None:
    with pytest.raises(ProtocolError, match="not-allowed"):
        await chamber.secretariat.act(f"sitting.{chamber.sitting}", "sitting-close", {})
    with pytest.raises(ProtocolError, match="not-allowed"):
        await chamber.chair.api.plan_preview(chamber.chair.body, {"kind": "arc", "seats": 4, "rows": 1})


def options(chamber: Chamber, folder: Path, members: list[str]) -> Options:
    file = folder / "terminals.json"
    save_identities(file, [chamber.deputies[member] for member in members])
    return Options(chamber.url, chamber.sitting, file, seed=7, pace_s=0.05)


async def test_simulated_deputies_come_vote_and_leave(chamber: Chamber, tmp_path: Path) -> None:
    members = ["m5", "m6", "m7", f"m{MEMBERS - 1}"]
    async with Simulators([options(chamber, tmp_path, members)]) as simulators:
        await simulators.until("checked-in", len(members))
        opening = await opened(chamber, "simulated", 6)
        await simulators.until("acknowledged", 1, "simulated")
        result = await close(chamber, opening)
        assert result["present"] == MEMBERS
        assert 1 <= result["for"] + result["against"] + result["abstain"] <= len(members)
        await simulators.stop()
        assert simulators.total("stopped") == len(members)


async def test_simulated_deputies_that_die_are_noticed(chamber: Chamber, tmp_path: Path) -> None:
    async with Simulators([options(chamber, tmp_path, ["m8"])]) as simulators:
        await simulators.until("checked-in", 1)
        os.kill(simulators.pids[0], signal.SIGKILL)
        with pytest.raises(RuntimeError, match="ended with -9"):
            await simulators.until("acknowledged", 1, "never")


async def test_simulated_deputies_do_not_outlive_their_parent(chamber: Chamber, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hemicycle.simulate", "--until-eof", *options(chamber, tmp_path, ["m9"]).arguments()]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdin is not None
    assert process.stdout is not None
    line = await process.stdout.readline()
    assert json.loads(line)["status"] in {"connected", "checked-in"}
    process.stdin.close()
    *_, last = (await process.stdout.read()).splitlines()
    assert json.loads(last) == {"status": "stopped", "terminals": 1}
    assert await process.wait() == 0
