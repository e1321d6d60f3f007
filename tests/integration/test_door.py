"""Check-in at the door on a running server: cards, numbers, names, and what a device at the door can't do (docs/check-in.md)."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from hemicycle.serve import make_admin_code
from terminal_client.headless.client import enrol
from terminal_client.headless.console import Secretariat, bootstrap
from terminal_client.headless.door import Card, Usher, issue_cards
from terminal_client.headless.identity import now_ms
from tests.support.chamber import LiveChamber, live_chamber
from voting_protocol.acts import make_act, sitting_log
from voting_protocol.crypto import card_key
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_server.settings import Settings

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Door:
    """A chamber with nobody in it, its usher, and a card for everybody."""

    hall: LiveChamber
    usher: Usher
    cards: dict[str, Card]

    @property
    def sitting(self) -> str:
        return self.hall.sitting

    async def present(self) -> int:
        return int((await self.usher.api.state(self.sitting))["attendance"]["present"])

    async def leave(self, *members: str) -> None:
        for member in members:
            await self.usher.undo(self.sitting, member, "误报到")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with live_chamber(tmp_path_factory.mktemp("door"), 6, present=0) as hall:
        secretariat = hall.chamber.secretariat
        (code,) = await secretariat.issue_codes([("usher", "", "东门")])
        device = await enrol(secretariat.api, code.text, "door")
        cards = await issue_cards(secretariat, [f"m{number}" for number in range(6)])
        async with Usher(hall.server.url, device) as usher:
            yield Door(hall, usher, {card.member: card for card in cards})


async def refused(work: Awaitable[object]) -> str:
    with pytest.raises(ProtocolError) as caught:
        await work
    return caught.value.code


async def test_a_vote_of_members_who_came_by_the_door(door: Door) -> None:
    """By card, number and name: each votes at the own seat, and the auditor finds the record sound."""
    usher, sitting = door.usher, door.sitting
    for member in ("m0", "m1", "m2"):
        await usher.by_card(sitting, door.cards[member])
    await usher.by_number(sitting, "m3")
    found = await usher.find(sitting, words="4")
    (person,) = [each for each in found["people"] if each["id"] == "m4"]
    assert person["standing"] == "due"
    await usher.by_hand(sitting, person, "忘带报到证")
    assert await door.present() == 5
    opening = await door.hall.open("d1")
    terminals = [door.hall.terminal(f"m{number}") for number in range(5)]
    for terminal in terminals:
        async with terminal:
            await terminal.until(lambda session: session.voting.opening is not None and session.voting.ready)
            await terminal.press(Choice.FOR)
    tallied = await door.hall.close(opening)
    await door.hall.declare(opening, tallied)
    command = [sys.executable, "-m", "hemicycle_audit", "verify", str(door.hall.bundle_file("d1")), "--json"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0, out
    await door.leave(*(f"m{number}" for number in range(5)))
    assert await door.present() == 0


async def test_a_card_shown_twice_checks_in_once(door: Door) -> None:
    await door.usher.by_card(door.sitting, door.cards["m0"])
    (person,) = (await door.usher.find(door.sitting, card=door.cards["m0"].key.name))["people"]
    assert (person["standing"], person["way"]) == ("present", "card")
    assert await refused(door.usher.by_card(door.sitting, door.cards["m0"])) == "already-present"
    await door.leave("m0")


async def test_a_lost_card_is_worth_nothing_when_another_was_issued(door: Door) -> None:
    old = door.cards["m5"]
    (door.cards["m5"],) = await issue_cards(door.hall.chamber.secretariat, ["m5"])
    assert await refused(door.usher.by_card(door.sitting, old)) == "card-cancelled"
    # nor without asking first
    fields = {"member": "m5", "seat": (await door.usher.find(door.sitting, number="m5"))["people"][0]["seat"]}
    log, key = sitting_log(door.sitting), door.usher.identity.key
    head = await door.usher.head(log)
    act = make_act(key, log, "check-in", head, now_ms(), {**fields, "way": "card", "card": old.key.name}, old.key)
    assert await refused(door.usher.api.submit(log, act)) == "card-cancelled"
    await door.usher.by_card(door.sitting, door.cards["m5"])
    await door.leave("m5")


async def test_an_act_that_was_overheard_is_not_done_again(door: Door) -> None:
    """The same bytes are the same act; after the departure they check nobody in."""
    first = await door.usher.by_card(door.sitting, door.cards["m0"])
    async with httpx.AsyncClient(base_url=door.hall.server.url, trust_env=False) as wire:
        logged = await door.hall.chamber.secretariat.api.read(f"/v1/logs/{sitting_log(door.sitting)}/acts?from={first.head.n}")
        (entry,) = json.loads(logged)["acts"][:1] if isinstance(json.loads(logged), dict) else json.loads(logged)[:1]
        await door.leave("m0")
        overheard = {name: entry[name] for name in ("b", "s", "c")}
        answer = await wire.post(f"/v1/logs/{sitting_log(door.sitting)}/acts", json=overheard)
        assert answer.status_code == 200
    assert await door.present() == 0


async def test_a_card_without_its_key_and_another_members_card(door: Door) -> None:
    log, key = sitting_log(door.sitting), door.usher.identity.key
    (person,) = (await door.usher.find(door.sitting, number="m1"))["people"]
    own, other = door.cards["m1"], door.cards["m2"]
    head = await door.usher.head(log)

    def check_in(card: Card, signer: Card | None) -> Awaitable[object]:
        fields = {"member": "m1", "seat": person["seat"], "way": "card", "card": card.key.name}
        return door.usher.api.submit(log, make_act(key, log, "check-in", head, now_ms(), fields, signer.key if signer else None))

    assert await refused(check_in(own, None)) == "bad-signature"
    assert await refused(check_in(own, other)) == "bad-signature"
    assert await refused(check_in(other, other)) == "card-differs"
    assert await door.present() == 0


async def test_a_card_of_another_body_says_whose_it_is(door: Door) -> None:
    code = await asyncio.to_thread(make_admin_code, Settings(data_dir=door.hall.server.data_dir))
    secretary = await bootstrap(door.hall.server.url, code, "committee", {"zh": "区人大常委会", "en": "Committee"})
    async with Secretariat(door.hall.server.url, secretary) as console:
        person = {
            "id": "c1",
            "name": "王建国",
            "latin": "",
            "delegation": "",
            "seat": "",
            "role": "deputy",
            "status": "in-office",
        }
        await console.set_roster([person])
        (card,) = await issue_cards(console, ["c1"])
    with pytest.raises(ProtocolError) as caught:
        await door.usher.find(door.sitting, card=card.key.name)
    assert (caught.value.code, caught.value.detail["zh"]) == ("card-of-another-body", "区人大常委会")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("division-announce", {"division": "x"}),
        ("sitting-close", {}),
        ("leave-grant", {"member": "m0", "reason": "x"}),
        ("recuse", {"division": "d1", "member": "m0", "reason": "x"}),
    ],
)
async def test_a_device_at_the_door_leads_no_sitting(door: Door, kind: str, fields: dict[str, str]) -> None:
    assert await refused(door.usher.act(sitting_log(door.sitting), kind, fields)) in ("not-allowed", "unknown-division")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/sittings/{s}/plan",
        "/v1/sittings/{s}/divisions/d1/votes",
        "/v1/sittings/{s}/divisions/d1/bundle",
        "/v1/sittings/{s}/divisions/d1/sheet",
        "/v1/sittings/{s}/minutes",
        "/v1/sittings/{s}/divisions/d1/counted",
        "/v1/sittings/{s}/divisions/d1/opening",
        "/v1/bodies/congress/register",
        "/v1/bodies/congress/history/members",
        "/v1/bodies/congress/history/divisions",
        "/v1/logs/sitting.{s}/acts",
    ],
)
async def test_a_device_at_the_door_reads_nothing_of_votes(door: Door, path: str) -> None:
    assert await refused(door.usher.api.read(path.format(s=door.sitting))) == "not-allowed"


async def test_the_doors_stream_has_no_votes(door: Door) -> None:
    for number in range(5):
        await door.usher.by_number(door.sitting, f"m{number}")
    opening = await door.hall.open("d2")
    async with door.usher.live(door.sitting) as live:
        state = live.state
        assert (state["divisions"], state["open"], state["current"]) == ([], None, "")
        assert "seal" not in state
    tallied = await door.hall.close(opening)
    await door.hall.declare(opening, tallied)


async def test_numbers_and_cards_are_not_tried_out(door: Door) -> None:
    """After twenty misses within a minute nothing is answered, not even what is right."""
    codes = [await refused(door.usher.find(door.sitting, number=f"guess-{n}")) for n in range(12)]
    codes += [await refused(door.usher.find(door.sitting, card=card_key(f"{n:016d}").name)) for n in range(40)]
    # two server processes, each with its own memory
    assert set(codes) == {"unknown-member", "unknown-card", "rate-limited"}
    assert codes.count("rate-limited") >= 10
