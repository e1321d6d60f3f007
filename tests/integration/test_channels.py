"""Votes on paper, by show of hands and with members by video through a real server, from the draft to the bundle (docs/channels.md)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from terminal_client.headless.console import Console
from terminal_client.headless.counters import hand_figures, paper_figures
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import Terminal
from tests.support.chamber import live_chamber
from tests.support.counting import Counters, counters
from tests.support.secret import SecretChamber, secret_chamber
from tests.support.witness import witness
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import ELECTION, FormItem
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")
SIZE, VIDEO = 7, 2
NAMES = [{"zh": name, "en": ""} for name in ("张三", "李四", "王芳")]
ELECTED = {
    "template": "by-election",
    "rule": "E6",
    "item": FormItem(ELECTION, 3, 0, 2, 2),
    "names": NAMES,
    "secrecy": "secret",
    "channel": "paper",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Counters]:
    """Five members in the hall, two by video."""
    async with live_chamber(tmp_path_factory.mktemp("hall"), SIZE, present=SIZE - VIDEO) as hall, counters(hall) as desk:
        for n in range(SIZE - VIDEO, SIZE):
            await hall.chamber.secretariat.check_in(hall.sitting, f"m{n}", hall.identity(f"m{n}").seat, video=True)
        yield desk


async def tallied_and_declared(desk: Counters, division: str, opening: Opening) -> dict[str, Any]:
    """Wait for the tally, declare, and give the declared result as the chair sees it."""
    hall = desk.hall
    async with hall.chamber.chair.live(hall.sitting) as live:
        tallied = await live.until_division(division, "tallied")
    await hall.chamber.chair.declare(hall.sitting, opening, tallied)
    result: dict[str, Any] = (await desk.seen(division))["result"]
    return result


async def test_staff_are_told_whose_terminal_is_not_awaited(desk: Counters) -> None:
    """Who is present by video presses nothing: of seven seats the last two."""
    hall = desk.hall
    chair = hall.chamber.chair.identity
    async with witness(hall.server.url, chair, hall.sitting) as seen:
        await seen.until(lambda one: any(frame.get("video") == VIDEO for frame in one.of("attendance")))
        frame = seen.of("attendance")[-1]
    assert (frame["video"], frame["by_video"], frame["bits"]) == (VIDEO, b64u(bytes([0b110])), b64u(bytes([0b11111110])))


async def test_an_election_on_paper(desk: Counters) -> None:
    opening = await desk.open("paper", **ELECTED)
    async with desk.hall.terminal("m0") as terminal:
        await terminal.ready()
        assert terminal.session.voting.opening is None
    await desk.boxes(opening, 5, 5)
    right = paper_figures(4, [[4, 0, 0], [2, 1, 1], [0, 4, 0]], {"赵六": 1}, too_many=1)
    other = paper_figures(4, [[4, 0, 0], [1, 2, 1], [0, 4, 0]], {"赵六": 1}, too_many=1)
    first, second = desk.tellers
    await first.commit(desk.sitting, "paper", right)
    await second.commit(desk.sitting, "paper", other)
    await first.reveal(desk.sitting, "paper")
    assert await figures_seen(desk, first) == set()
    await second.reveal(desk.sitting, "paper")
    assert await figures_seen(desk, first) == {4}
    count = (await desk.seen("paper"))["hand_count"]
    assert [each["path"] for each in count["attempts"][0]["differences"]] == [["counts", 1, 0], ["counts", 1, 1]]
    assert (count["stage"], count["attempt"]) == ("counting", 2)

    await desk.count(opening, right)
    await desk.signatories[1].sign(desk.sitting, "paper")
    result = await tallied_and_declared(desk, "paper", opening)
    assert (result["issued"], result["returned"], result["voted"], result["not_pressed"]) == (5, 5, 4, 3)
    assert [name["verdict"] for name in result["items"][0]["names"]] == ["elected", "not-elected", "not-elected"]
    await desk.hall.chamber.secretariat.publish(desk.sitting, "paper")
    bundle = await desk.hall.bundle("paper")
    assert (bundle.entries, bundle.heads) == ([], [])
    said = [act["type"] for act in bundle.acts if act.get("division") == "paper"]
    assert said[-8:-4] == ["count-commit", "count-commit", "count-reveal", "count-reveal"]
    assert sorted(said[-4:-1]) == ["count-sign", "count-sign", "division-tally"]
    assert said[-1] == "division-declare"
    for call in ("votes", "counted"):
        with pytest.raises(ProtocolError, match=r"not-found|not-allowed"):
            await desk.hall.chamber.chair.api.get(f"/v1/sittings/{desk.sitting}/divisions/paper/{call}")


async def figures_seen(desk: Counters, by: Console) -> set[int]:
    """The numbers of valid ballots that somebody is shown."""
    count = (await desk.seen("paper", by))["hand_count"]
    shown = [count["figures"], *(teller["figures"] for attempt in count["attempts"] for teller in attempt["tellers"])]
    return {figures["valid"] for figures in shown if figures is not None}


async def test_more_ballots_returned_than_issued(desk: Counters) -> None:
    opening = await desk.open("over", **ELECTED)
    await desk.boxes(opening, 4, 5)
    with pytest.raises(ProtocolError, match="more-returned"):
        await desk.tellers[0].commit(desk.sitting, "over", paper_figures(5, [[5, 0, 0]] * 3, {}))
    assert (await desk.seen("over"))["hand_count"]["next"][0] == {"act": "paper-return", "role": "teller"}
    await desk.tellers[0].returned(desk.sitting, "over", 6)
    assert (await desk.seen("over"))["hand_count"]["next"][0] == {"act": "division-void", "role": "chair"}
    void = await desk.hall.chamber.chair.void(desk.sitting, "over", "收回票多于发出票")
    await desk.hall.chamber.secretariat.confirm_void(desk.sitting, "over", void.id)
    bundle = await desk.hall.bundle("over")
    assert bundle.acts[-1]["type"] == "division-void-confirm"


async def test_a_show_of_hands(desk: Counters) -> None:
    opening = await desk.open("hands", channel="hands", template="resolution")
    await desk.hall.chamber.chair.close_division(desk.sitting, opening)
    await desk.count(opening, hand_figures({"一区": (2, 1, 0), "二区": (1, 0, 1), "视频": (2, 0, 0)}))
    result = await tallied_and_declared(desk, "hands", opening)
    assert (result["for"], result["against"], result["abstain"], result["not_pressed"], result["carried"]) == (5, 1, 1, 0, True)
    assert (await desk.hall.bundle("hands")).entries == []


async def test_terminals_and_hands_together(desk: Counters) -> None:
    opening = await desk.open("mixed", channel="mixed", template="resolution")
    terminals = [desk.hall.terminal(f"m{n}") for n in range(5)]

    async def press(terminal: Terminal, choice: Choice) -> None:
        async with terminal:
            await terminal.until(lambda session: session.voting.ready)
            await terminal.press(choice)

    choices = [Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.ABSTAIN]
    await asyncio.gather(*(press(terminal, choice) for terminal, choice in zip(terminals, choices, strict=False)))
    async with desk.hall.terminal("m6") as by_video:
        await by_video.ready()
        with pytest.raises(ProtocolError):
            await by_video.press(Choice.FOR)
    await desk.hall.chamber.chair.close_division(desk.sitting, opening)
    assert (await desk.seen("mixed"))["state"] == "closed"
    await desk.count(opening, hand_figures({"视频": (2, 0, 0)}))
    result = await tallied_and_declared(desk, "mixed", opening)
    assert (result["for"], result["against"], result["abstain"], result["not_pressed"]) == (4, 1, 1, 1)
    assert result["parts"] == {"terminal": {"voted": 4, "counts": [[2, 1, 1]]}, "hands": {"voted": 2, "counts": [[2, 0, 0]]}}
    bundle = await desk.hall.bundle("mixed")
    assert len(bundle.ballots) == 4
    file = json.loads(desk.hall.bundle_file("mixed").read_text())
    assert len(file["ballots"]) == 4


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sealed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecretChamber]:
    async with secret_chamber(tmp_path_factory.mktemp("sealed"), 7, present=5) as chamber:
        hall = chamber.live.chamber
        for n in (5, 6):
            await hall.secretariat.check_in(chamber.sitting, f"m{n}", hall.deputies[f"m{n}"].seat, video=True)
        yield chamber


async def test_sealed_ballots_and_hands_together(sealed: SecretChamber) -> None:
    async with counters(sealed.live) as desk:
        opening = await sealed.open("both", channel="mixed", template="resolution")
        assert (await desk.seen("both"))["reveals"] == ["hands-visible", "few-present"]
        await sealed.vote(opening, {f"m{n}": Choice.FOR if n < 4 else Choice.AGAINST for n in range(5)})
        await sealed.live.chamber.chair.close_division(sealed.sitting, opening)
        await sealed.until("both", lambda shown: len(shown["released"]) >= 2)
        assert (await desk.seen("both"))["state"] == "closed"
        await desk.count(opening, hand_figures({"视频": (1, 0, 1)}))
        result = await tallied_and_declared(desk, "both", opening)
        assert (result["for"], result["against"], result["abstain"]) == (5, 1, 1)
        assert result["parts"]["terminal"] == {"voted": 5, "counts": [[4, 1, 0]]}
        bundle = await sealed.live.bundle("both")
        assert len(bundle.entries) == 5
