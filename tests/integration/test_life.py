"""A whole sitting through the documented interface: who is there, and every life a division can have."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio

from terminal_client.headless.client import ApiClient
from terminal_client.headless.console import Motion, Secretariat
from terminal_client.headless.identity import now_ms
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import Terminal
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.store import admin
from tests.support.witness import Witness, witness
from voting_protocol.acts import Head, make_act
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.records.bundle import Bundle, read_bundle

pytestmark = pytest.mark.asyncio(loop_scope="module")
DEPUTIES = 12
QUORUM = 8  # 3P ≥ 2N
STAFF = (("chair", "执行主席"), ("scrutineer", "监票人"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    """Nobody is present yet. The roster also has somebody without a vote and a suspended deputy, who are not due."""
    async with live_chamber(tmp_path_factory.mktemp("life"), DEPUTIES, present=0, staff=STAFF) as hall:
        others = [
            dict(hall.chamber.members[0], id="guest", seat="", role="attendee"),
            dict(hall.chamber.members[0], id="suspended", seat="", status="suspended"),
        ]
        await hall.chamber.secretariat.set_roster([*hall.chamber.members, *others])
        yield hall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scrutineer(hall: LiveChamber) -> AsyncIterator[Secretariat]:
    async with Secretariat(hall.server.url, hall.chamber.staff["scrutineer"]) as console:
        yield console


async def attendance(hall: LiveChamber) -> tuple[int, int, int, int]:
    state = await hall.chamber.chair.api.state(hall.sitting)
    return tuple(state["attendance"][name] for name in ("due", "present", "absent", "leave"))  # type: ignore[return-value]


async def fill(hall: LiveChamber, present: int) -> None:
    """Check in the first members who are not there yet, by hand."""
    _, already, _, _ = await attendance(hall)
    await hall.chamber.check_in([f"m{n}" for n in range(already, present)])


def box_deadline(hall: LiveChamber, opening: Opening) -> int:
    """The deadline that the ballot box goes by, in ms."""
    with admin(EmbeddedStore(hall.server.data_dir / "store")) as store:
        return int(store.hget(f"hc:{{{b64u(opening.digest)}}}:meta", "deadline"))


async def bundle_for(hall: LiveChamber, member: str, division: str) -> Bundle:
    """A division's bundle as a deputy is given it."""
    async with ApiClient(hall.server.url, hall.identity(member)) as api:
        return read_bundle(await api.bundle(hall.sitting, division))


async def voting(terminal: Terminal) -> None:
    await terminal.until(lambda session: session.ready and session.voting.opening is not None)


async def test_members_come_and_go(hall: LiveChamber) -> None:
    secretariat = hall.chamber.secretariat
    assert await attendance(hall) == (12, 0, 12, 0)
    async with hall.terminal("m0") as terminal, hall.chamber.chair.live(hall.sitting) as live:
        await terminal.check_in()
        await live.until_present(1)
        with pytest.raises(ProtocolError, match="already-present"):
            await terminal.check_in()
        assert terminal.session.member is not None
        assert terminal.session.member.name == "代表0"
    await hall.chamber.check_in(["m1"])
    await secretariat.grant_leave(hall.sitting, "m2", "出访")
    await secretariat.grant_leave(hall.sitting, "m3", "病假")
    assert await attendance(hall) == (12, 2, 8, 2)
    with pytest.raises(ProtocolError, match="already-present"):
        await secretariat.grant_leave(hall.sitting, "m1", "病假")
    await hall.chamber.check_in(["m2"])  # came all the same
    assert await attendance(hall) == (12, 3, 8, 1)
    await secretariat.depart(hall.sitting, "m1")
    with pytest.raises(ProtocolError, match="not-present"):
        await secretariat.depart(hall.sitting, "m1")
    assert await attendance(hall) == (12, 2, 9, 1)
    async with hall.terminal("m0") as terminal:
        await terminal.depart()
    await hall.chamber.check_in(["m0", "m1", "m3"])
    assert await attendance(hall) == (12, 4, 8, 0)


async def test_who_may_not_check_in(hall: LiveChamber) -> None:
    secretariat = hall.chamber.secretariat
    for member, seat, code in (
        ("nobody", "x", "unknown-member"),
        ("guest", "x", "not-a-deputy"),
        ("suspended", "x", "not-a-deputy"),
        ("m4", hall.identity("m5").seat, "not-seated-here"),
    ):
        with pytest.raises(ProtocolError, match=code):
            await secretariat.check_in(hall.sitting, member, seat)
    async with hall.terminal("m4") as terminal:
        await terminal.ready()
        neighbour = {"member": "m5", "seat": hall.identity("m5").seat}
        request = terminal.session.act("check-in", neighbour, now_ms())
        await terminal.flush()
        await terminal.until(lambda _: request.answered)
        assert request.code == "not-seated-here"
    assert (await attendance(hall))[1] == 4


async def test_a_division_opens_with_a_quorum_only(hall: LiveChamber) -> None:
    chair, sitting = hall.chamber.chair, hall.sitting
    await fill(hall, QUORUM)
    await hall.chamber.prepare_division(Motion("quorum", 1, WORDS, WORDS, WORDS))
    await chair.announce(sitting, "quorum")
    proposal = await chair.api.opening(sitting, "quorum")
    await hall.chamber.secretariat.depart(sitting, "m7")
    quorum = (await chair.api.state(sitting))["sitting"]["quorum"]
    assert (quorum["id"], quorum["needed"], quorum["met"]) == ("Q2", QUORUM, False)
    assert quorum["formula"] == "3P ≥ 2N"
    assert "地方组织法" in quorum["source"]["zh"]
    with pytest.raises(ProtocolError, match="no-quorum"):
        await chair.api.opening(sitting, "quorum")
    after = Head.from_json(proposal.pop("after"))
    forced = make_act(chair.identity.key, f"sitting.{sitting}", "division-open", after, now_ms(), proposal)
    with pytest.raises(ProtocolError, match="no-quorum"):
        await chair.api.submit(f"sitting.{sitting}", forced)
    await hall.chamber.check_in(["m7"])
    assert (await chair.api.state(sitting))["sitting"]["quorum"]["met"]
    opening = await chair.open_division(sitting, "quorum")
    result = (await hall.close(opening))["result"]
    assert (result["members"], result["present"], result["not_pressed"]) == (DEPUTIES, QUORUM, QUORUM)
    await hall.declare(opening, await hall.tallied(opening))


async def test_who_was_away_while_the_quorum_was_lost_hears_that_it_is_back(hall: LiveChamber) -> None:
    """The only page of its kind: nobody of it hears of the loss, and what it was told before says the same as what comes after."""
    device = hall.chamber.staff["scrutineer"]
    await fill(hall, QUORUM)

    def met(page: Witness, is_met: bool) -> bool:
        return bool(page.of("state")) and page.state["sitting"]["quorum"]["met"] is is_met

    for _ in range(4):  # by chance at either process
        async with witness(hall.server.url, device, hall.sitting) as page:
            await page.until(lambda page: met(page, True))
        await asyncio.sleep(0.2)  # the server hears that it is gone
        await hall.chamber.secretariat.depart(hall.sitting, "m7")
        await asyncio.sleep(0.2)  # and tells those who are there
        async with witness(hall.server.url, device, hall.sitting) as page:
            await page.until(lambda page: met(page, False))
            await hall.chamber.check_in(["m7"])
            await page.until(lambda page: met(page, True))


async def test_the_electorate_is_fixed_at_the_opening(hall: LiveChamber) -> None:
    await fill(hall, QUORUM)
    opening = await hall.open("fixed")
    await hall.chamber.check_in(["m8"])
    await hall.chamber.secretariat.depart(hall.sitting, "m0")
    async with hall.terminal("m0") as gone, hall.terminal("m8") as late, hall.terminal("m9") as absent:
        await asyncio.gather(*map(voting, (gone, late, absent)))
        assert gone.session.in_electorate
        assert not gone.session.checked_in
        assert late.session.checked_in
        await gone.press(Choice.FOR)
        for other in (late, absent):
            assert not other.session.in_electorate
            with pytest.raises(ProtocolError, match="not-in-electorate"):
                await other.press(Choice.FOR)
    result = (await hall.close(opening))["result"]
    assert (result["present"], result["for"], result["not_pressed"]) == (QUORUM, 1, QUORUM - 1)
    await hall.declare(opening, await hall.tallied(opening))
    await hall.chamber.check_in(["m0"])


async def test_the_states_of_a_division(hall: LiveChamber) -> None:
    """From draft to archived, with what each state refuses and what it shows."""
    chair, secretariat, sitting = hall.chamber.chair, hall.chamber.secretariat, hall.sitting
    motion = Motion("states", 3, WORDS, WORDS, WORDS)
    devices = [chair.identity, secretariat.identity, hall.chamber.staff["scrutineer"], hall.identity("m0")]
    readers = [ApiClient(hall.server.url, device) for device in devices]

    async def stands(state: str, *, votes: bool = False) -> None:
        for reader in readers:
            division = next(item for item in (await reader.state(sitting))["divisions"] if item["id"] == "states")
            assert division["state"] == state
            if votes:
                assert await reader.votes(sitting, "states") == {hall.identity("m0").seat: "against"}
            else:
                assert division["result"] is None or reader.identity.role in ("chair", "scrutineer")  # type: ignore[union-attr]
                with pytest.raises(ProtocolError, match="not-yet"):
                    await reader.votes(sitting, "states")
                with pytest.raises(ProtocolError, match="not-yet"):
                    await reader.bundle(sitting, "states")

    async def refused(*kinds: str) -> None:
        for kind in kinds:
            fields = {"reason": "理由"} if kind in ("division-withdraw", "division-defer", "division-void") else {}
            with pytest.raises(ProtocolError, match="wrong-division-state"):
                await chair.act(f"sitting.{sitting}", kind, {"division": "states", **fields})

    await secretariat.draft(sitting, motion)
    await stands("draft")
    await refused("division-announce", "division-publish", "division-void")
    with pytest.raises(ProtocolError, match="division-known"):
        await secretariat.draft(sitting, motion)
    await chair.approve(sitting, "states")
    await stands("approved")
    await refused("division-approve", "division-void")
    await chair.announce(sitting, "states")
    await stands("announced")
    await refused("division-announce", "division-publish")
    opening = await chair.open_division(sitting, "states")
    await stands("open")
    await refused("division-announce", "division-withdraw", "division-defer", "division-publish")
    async with hall.terminal("m0") as terminal:
        await voting(terminal)
        await terminal.press(Choice.FOR)
        await terminal.press(Choice.AGAINST)
        await stands("open")
        tallied = await hall.close(opening)
        await stands("tallied")
        assert tallied["result"]["against"] == 1
        await refused("division-withdraw", "division-announce", "division-publish")
        with pytest.raises(ProtocolError, match="division-live"):
            await chair.close_sitting(sitting)
    await chair.declare(sitting, opening, tallied)
    await stands("declared", votes=True)
    await refused("division-void", "division-withdraw", "division-defer")
    async with chair.live(sitting) as live:
        await secretariat.publish(sitting, "states")
        archived = await live.until_division("states", "archived")
    assert archived["result"]["declared_ms"] is not None
    assert archived["result"]["sentence"]["zh"] == "赞成 0 票，未超过全体代表 12 人的半数（至少 7 票），未通过"
    await stands("archived", votes=True)
    await refused("division-publish", "division-void")
    content = await hall.bundle("states")
    assert content.division == "states"
    for reader in readers:
        await reader.aclose()


async def test_a_countdown_closes_by_itself_and_can_be_extended(hall: LiveChamber) -> None:
    chair, sitting = hall.chamber.chair, hall.sitting
    opening = await hall.open("countdown", countdown_s=3)
    log, about = f"sitting.{sitting}", {"division": "countdown", "open": b64u(opening.digest)}
    async with hall.terminal("m0") as terminal, witness(hall.server.url, chair.identity, sitting) as seen:
        await voting(terminal)
        await seen.until_division("countdown", "open")
        first = seen.state["open"]["deadline_ms"]
        assert first == seen.state["open"]["opened_ms"] + 3000
        with pytest.raises(ProtocolError, match="deadline-not-later"):
            await chair.extend(sitting, opening, first)
        await chair.extend(sitting, opening, first + 1000)
        assert box_deadline(hall, opening) == first + 1000  # already at the answer: no ballot is refused in between
        await seen.until(lambda seen: seen.state["open"]["deadline_ms"] == first + 1000)
        await terminal.press(Choice.FOR)
        await seen.until_division("countdown", "tallied")
        assert now_ms() >= first + 1000
        with pytest.raises(ProtocolError, match="wrong-division-state"):
            await chair.act(log, "division-extend", {**about, "deadline_ms": first + 5000})
        with pytest.raises(ProtocolError, match="vote-unknown"):
            await terminal.press(Choice.AGAINST)
    tallied = await hall.tallied(opening)
    assert (tallied["result"]["for"], tallied["result"]["against"]) == (1, 0)
    await hall.declare(opening, tallied)
    opening = await hall.open("no-countdown")
    with pytest.raises(ProtocolError, match="no-deadline"):
        await chair.extend(sitting, opening, now_ms() + 60_000)
    await hall.declare(opening, await hall.close(opening))


@pytest.mark.parametrize("way", ["withdraw", "defer"])
async def test_a_motion_is_put_off_with_a_reason(hall: LiveChamber, way: str) -> None:
    chair, sitting = hall.chamber.chair, hall.sitting
    for number, state in enumerate(("draft", "approved", "announced")):
        division = f"{way}-{state}"
        await hall.chamber.secretariat.draft(sitting, Motion(division, number + 1, WORDS, WORDS, WORDS))
        if state != "draft":
            await chair.approve(sitting, division)
        if state == "announced":
            await chair.announce(sitting, division)
            assert (await chair.api.state(sitting))["current"] == division
        await getattr(chair, way)(sitting, division, f"理由 {state}")
        view = await chair.api.state(sitting)
        found = next(item for item in view["divisions"] if item["id"] == division)
        assert (found["state"], found["reason"]) == ("withdrawn" if way == "withdraw" else "deferred", f"理由 {state}")
        assert view["current"] != division
        with pytest.raises(ProtocolError, match="wrong-division-state"):
            await chair.approve(sitting, division)


@pytest.mark.parametrize("state", ["announced", "open", "tallied"])
async def test_a_void_takes_two_persons_and_is_held_again(hall: LiveChamber, scrutineer: Secretariat, state: str) -> None:
    chair, sitting, division = hall.chamber.chair, hall.sitting, f"void-{state}"
    again = Motion(f"again-{state}", 2, WORDS, WORDS, WORDS, again_of=division)
    await hall.chamber.prepare_division(Motion(division, 1, WORDS, WORDS, WORDS))
    await chair.announce(sitting, division)
    async with witness(hall.server.url, hall.identity("m1"), sitting) as seen, hall.terminal("m0") as terminal:
        if state != "announced":
            opening = await chair.open_division(sitting, division)
            await voting(terminal)
            await terminal.press(Choice.FOR)
        if state == "tallied":
            await hall.close(opening)
        with pytest.raises(ProtocolError, match="not-finished"):
            await chair.draft(sitting, again)
        cancelled = await chair.void(sitting, division, "误报")
        with pytest.raises(ProtocolError, match="void-proposed"):
            await chair.void(sitting, division, "又一次")
        await chair.cancel_void(sitting, division, cancelled.id)
        with pytest.raises(ProtocolError, match="no-void-proposed"):
            await scrutineer.confirm_void(sitting, division, cancelled.id)
        void = await chair.void(sitting, division, "表决器故障")
        with pytest.raises(ProtocolError, match="not-allowed"):
            await chair.confirm_void(sitting, division, void.id)
        with pytest.raises(ProtocolError, match="wrong-reference"):
            await scrutineer.confirm_void(sitting, division, cancelled.id)
        await seen.until_division(division, state)
        await scrutineer.confirm_void(sitting, division, void.id)
        await seen.until_division(division, "void")
    found = seen.division(division)
    assert found["reason"] == "表决器故障"
    assert (found["result"] or {}).get("for") == (1 if state == "tallied" else None)
    content = await hall.bundle(division)
    assert len(content.ballots) == (0 if state == "announced" else 1)
    with pytest.raises(ProtocolError, match="not-yet"):
        await bundle_for(hall, "m1", division)
    with pytest.raises(ProtocolError, match="not-yet"):
        await chair.api.votes(sitting, division)
    await hall.chamber.prepare_division(again)
    await chair.announce(sitting, again.division)
    opening = await chair.open_division(sitting, again.division)
    await hall.declare(opening, await hall.close(opening))
    state_of = await chair.api.state(sitting)
    assert next(item for item in state_of["divisions"] if item["id"] == again.division)["again_of"] == division


async def test_one_division_at_a_time(hall: LiveChamber) -> None:
    chair, sitting = hall.chamber.chair, hall.sitting
    for number, division in enumerate(("first", "second"), 1):
        await hall.chamber.prepare_division(Motion(division, number, WORDS, WORDS, WORDS))
    await chair.announce(sitting, "first")
    with pytest.raises(ProtocolError, match="another-division"):
        await chair.announce(sitting, "second")
    opening = await chair.open_division(sitting, "first")
    with pytest.raises(ProtocolError, match="another-division"):
        await chair.announce(sitting, "second")
    await hall.declare(opening, await hall.close(opening))
    await chair.announce(sitting, "second")
    await chair.withdraw(sitting, "second", "改期")


async def test_whoever_comes_back_at_any_instant_sees_where_things_stand(hall: LiveChamber) -> None:
    """At every step of a division each kind of page is loaded anew; it has the right state, and no connection goes back."""
    chair, sitting = hall.chamber.chair, hall.sitting
    pages = [chair.identity, hall.chamber.secretariat.identity, hall.chamber.staff["scrutineer"], hall.identity("m1")]

    async def load(device: int, state: str) -> None:
        async with witness(hall.server.url, pages[device], sitting) as page:
            await page.until_division("reload", state)
            _never_back(page)

    async def step(state: str) -> None:
        await asyncio.gather(*(load(device, state) for device in range(len(pages))))

    async with witness(hall.server.url, hall.identity("m2"), sitting) as steady, hall.terminal("m0") as terminal:
        await chair.draft(sitting, Motion("reload", 1, WORDS, WORDS, WORDS))
        await step("draft")
        await chair.approve(sitting, "reload")
        await step("approved")
        await chair.announce(sitting, "reload")
        await step("announced")
        opening = await chair.open_division(sitting, "reload")
        await step("open")
        await terminal.press(Choice.ABSTAIN)
        async with hall.terminal("m0") as reloaded:  # the same tablet, its page loaded anew in the middle of the vote
            await voting(reloaded)
            changed = await reloaded.press(Choice.FOR)
            assert changed.seq == 2
        tallied = await hall.close(opening)
        await step("tallied")
        await chair.declare(sitting, opening, tallied)
        await step("declared")
        await hall.chamber.secretariat.publish(sitting, "reload")
        await step("archived")
        await steady.until_division("reload", "archived")
        _never_back(steady)


def _never_back(page: Witness) -> None:
    states = page.of("state")
    assert [frame["v"] for frame in states] == sorted(frame["v"] for frame in states)
    assert all(frame != following for frame, following in pairwise(states))  # the same act twice only with other problems
    turnout: dict[str, list[int]] = {}
    for frame in page.of("turnout"):
        turnout.setdefault(frame["open"], []).append(frame["pressed"])
    assert all(pressed == sorted(pressed) for pressed in turnout.values())


async def test_a_closed_sitting_is_over(hall: LiveChamber) -> None:
    chair, sitting = hall.chamber.chair, hall.sitting
    await chair.close_sitting(sitting)
    with pytest.raises(ProtocolError, match="wrong-sitting-state"):
        await chair.announce(sitting, "withdraw-draft")
    with pytest.raises(ProtocolError, match="wrong-sitting-state"):
        await hall.chamber.check_in(["m11"])
    (listed,) = await chair.api.sittings(chair.body)
    assert listed["state"] == "closed"
    assert (await bundle_for(hall, "m1", "void-tallied")).division == "void-tallied"
    last = json.loads(hall.bundle_file("reload").read_bytes())
    assert last["division"] == "reload"


async def test_what_a_closed_sitting_lacks_is_made_after_a_restart(hall: LiveChamber) -> None:
    """Also where much was published after its close, so that the close is not among its log's last acts."""
    chair, sitting = hall.chamber.chair, hall.sitting
    for division in (each["id"] for each in (await chair.api.state(sitting))["divisions"] if each["state"] == "declared"):
        await chair.publish(sitting, division)
    file = hall.bundle_file("reload")
    before = file.read_bytes()
    hall.server.kill()
    file.unlink()
    await asyncio.to_thread(hall.server.start)
    async with asyncio.timeout(60):
        while not file.is_file():  # noqa: ASYNC110 - another process's state gives no event
            await asyncio.sleep(0.05)
    assert file.read_bytes() == before
    (listed,) = await chair.api.sittings(chair.body)
    assert listed["state"] == "closed"
