"""A secret division on the server: sealed boxes, freeze, releases, tally, voids and bundles, with real ballots and scrutineers."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.support.scrutineers import at_work
from tests.support.sealed_house import BODY, SITTING, SealedHouse, opening_of, sealed_house, verifier
from tests.support.store import running_store
from voting_protocol.acts import body_log, sitting_log
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, Paper
from voting_protocol.marks import Choice
from voting_protocol.sealed.keyset import certified_by, read_keyset, scrutineers_pin
from voting_protocol.sealed.made import made
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.statements import NOTHING, Ciphertext
from voting_protocol.sealed.tally import Sums
from voting_protocol.tree import verify_inclusion
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.services import secret_count
from voting_server.services.questions import box_seal
from voting_server.services.sealing import frozen_sums

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
LOG = sitting_log(SITTING)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture
async def house(tmp_path: Path, store: EmbeddedStore) -> AsyncIterator[SealedHouse]:
    async with sealed_house(tmp_path, store) as house:
        yield house


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look waits less for what is not settled."""
    monkeypatch.setattr(secret_count, "PATIENCE_S", 0.05)


async def voted(house: SealedHouse, store: EmbeddedStore, *choices: Choice, division: str = "d1") -> None:
    """A division that these choices were cast in, closed and frozen."""
    await house.open(division)
    async with verifier(store):
        await house.vote(division, choices)
        await house.close(division)


async def counted(house: SealedHouse, division: str = "d1") -> dict[str, int]:
    """The figures of a tallied division."""
    result = (await house.shown(division))["result"]
    assert result is not None, house.processes[0].problems
    return {name: result[name] for name in ("for", "against", "abstain", "not_pressed")}


def figures(for_: int, against: int, abstain: int, not_pressed: int) -> dict[str, int]:
    return {"for": for_, "against": against, "abstain": abstain, "not_pressed": not_pressed}


async def test_a_secret_vote_from_the_draft_to_its_bundle(house: SealedHouse, store: EmbeddedStore) -> None:
    await house.open("d1")
    shown = await house.shown("d1", "observer")
    assert (shown["secrecy"], shown["sealed"]["certified"], shown["reveals"]) == ("secret", [1, 2, 3], ["few-present"])
    async with verifier(store):
        await house.vote("d1", [FOR, FOR, AGAINST, ABSTAIN, FOR])
        await house.close("d1")
    assert (await house.shown("d1"))["sealed"]["n"] == 5
    async with at_work(house.scrutineers):
        while (await house.division("d1")).state != "tallied":
            await house.look()
    assert await counted(house) == figures(3, 1, 1, 1)
    assert (await house.shown("d1", "observer"))["result"] is None
    await house.declare("d1")
    assert (await house.shown("d1", "observer"))["result"]["for"] == 3
    bundle = await house.bundle("d1")
    assert (len(bundle.entries), bundle.ballots) == (5, [])
    types = [act["type"] for act in bundle.acts if act.get("division") == "d1"]
    assert types.count("open-ok") == types.count("root-ok") == 3
    assert types[-2:] == ["division-tally", "division-declare"]
    assert bundle.acts[-2].get("freeze") == (await house.division("d1")).secret.freeze.digest  # type: ignore[union-attr]


async def test_several_votes_in_a_row_under_one_seal(house: SealedHouse, store: EmbeddedStore) -> None:
    async with verifier(store), at_work(house.scrutineers):
        for number, choices in enumerate(([FOR] * 6, [AGAINST] * 4, [ABSTAIN, FOR, FOR]), 1):
            division = f"d{number}"
            await house.open(division)
            await house.vote(division, choices)
            await house.close(division)
            while (await house.division(division)).state != "tallied":
                await house.look()
            await house.declare(division)
    results = [await counted(house, f"d{number}") for number in (1, 2, 3)]
    assert results == [figures(6, 0, 0, 0), figures(0, 4, 0, 2), figures(2, 0, 1, 3)]
    assert (await house.shown("d1"))["reveals"] == ["unanimous"]


async def test_19_changed_votes_count_last_and_spoil_entries_not(house: SealedHouse, store: EmbeddedStore) -> None:
    await house.open("d1")
    one, two, three, four, *_ = house.seats["d1"]
    async with verifier(store):
        await house.receive(one.cast(FOR), two.cast(FOR), three.spoil(), one.spoil(), one.cast(AGAINST))
        await house.receive(two.spoil(), three.cast(ABSTAIN), four.spoil())
        await house.close("d1")
    await house.step()
    await house.step()
    assert await counted(house) == figures(1, 1, 1, 3)
    answer = await house.chamber.counted(SITTING, "d1", house.devices["m0"])
    assert unb64u(answer["leaf"])[32:36] == (3).to_bytes(4, "big")
    await house.declare("d1")
    answer = await house.chamber.counted(SITTING, "d1", house.devices["m3"])
    path, root = [unb64u(step) for step in answer["path"]], unb64u(answer["counted_root"])
    assert unb64u(answer["leaf"])[32:] == bytes(36)
    assert verify_inclusion(unb64u(answer["leaf"]), answer["index"], answer["size"], path, root)


# What scrutineers, tablets and auditors read.


async def test_54_the_seal_is_signed_by_all_and_the_opening_certified(house: SealedHouse) -> None:
    document = await house.chamber.seal(SITTING)
    pin = scrutineers_pin(each.key.public for each in house.scrutineers)
    keys = read_keyset(document, SITTING, house.server.public, pin)
    state = await house.state("deputy")
    assert (b64u(keys.seal), b64u(keys.public.data)) == (state["seal"]["digest"], state["seal"]["public"])
    await house.open("d1", certified=False)
    assert (await house.state("deputy"))["open"]["certificate"] == []
    house.scrutineer(2).mute.add("open-ok")
    await house.step()
    opened = (await house.state("deputy"))["open"]
    assert certified_by(opened["certificate"], SITTING, opened["open"], [1, 2, 3], keys) == {1, 3}
    division = await house.division("d1")
    assert await house.box.sealed(opening_of(division)) == box_seal(division.secret.keys, Paper(MOTION, named=False))


async def test_a_log_is_read_page_by_page_by_its_own_body(house: SealedHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    chair = house.devices["chair"]
    for log in (LOG, body_log(BODY)):
        whole = await house.chamber.acts_from(log, 0, chair)
        assert [act["n"] for act in whole["acts"]] == list(range(whole["head"]["n"] + 1))
        monkeypatch.setattr("voting_server.services.scrutiny.ACTS_A_PAGE", 3)
        assert (await house.chamber.acts_from(log, 2, chair))["acts"] == whole["acts"][2:5]
        assert (await house.chamber.acts_from(log, 10_000, chair))["acts"] == []
        monkeypatch.undo()
        stranger = type(chair)(chair.signing, "chair", "another")
        with pytest.raises(ProtocolError, match="unknown-log"):
            await house.chamber.acts_from(log, 0, stranger)
    for role in ("operator", "observer"):
        with pytest.raises(ProtocolError, match="not-allowed"):
            await house.chamber.acts_from(LOG, 0, type(chair)(chair.signing, role, BODY))
    with pytest.raises(ProtocolError, match="unknown-log"):
        await house.chamber.acts_from("sitting.none", 0, chair)
    assert "c" in (await house.chamber.acts_from(body_log(BODY), 0, chair))["acts"][0]


async def test_a_board_is_read_from_the_opening_on(
    house: SealedHouse, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voting_server.services.scrutiny.ENTRIES_A_PAGE", 2)
    device, read = house.devices["sc1"], house.chamber.board
    await house.announce("d1")
    with pytest.raises(ProtocolError, match="not-yet"):
        await read(SITTING, "d1", 0, device)
    await house.act("chair", "division-withdraw", division="d1", reason="x")
    await house.announce("d2", "named")
    with pytest.raises(ProtocolError, match="not-secret"):
        await read(SITTING, "d2", 0, device)
    await house.act("chair", "division-withdraw", division="d2", reason="x")
    await house.open("d3")
    assert await read(SITTING, "d3", 0, device) == {"size": 0, "entries": []}
    casts = [seat.cast(FOR) for seat in house.seats["d3"][:5]]
    async with verifier(store):
        await house.receive(*casts)
        await house.close("d3")
    await house.step()
    sent = [b64u(cast.entry) for cast in casts]
    for _ in range(2):
        pages = [(await read(SITTING, "d3", start, device))["entries"] for start in (0, 2, 4, 5, 9)]
        assert pages == [sent[:2], sent[2:4], sent[4:], [], []]
        assert (await read(SITTING, "d3", 0, device))["size"] == 5
        await house.step()
        await house.box.forget(opening_of(await house.division("d3")), 0)
    assert (await house.division("d3")).state == "tallied"


async def test_there_are_no_votes_to_read_of_a_secret_division(house: SealedHouse, store: EmbeddedStore) -> None:
    await voted(house, store, FOR, FOR, FOR, AGAINST, FOR)
    await house.step()
    await house.step()
    await house.declare("d1")
    for device in house.devices.values():
        with pytest.raises(ProtocolError, match="not-found"):
            await house.chamber.votes(SITTING, "d1", device)


async def test_another_process_reads_the_same_state(tmp_path: Path, store: EmbeddedStore) -> None:
    async with sealed_house(tmp_path, store, processes=2) as house:
        await voted(house, store, FOR, FOR, AGAINST)
        house.scrutineer(3).spoilt = True
        await house.step()
        await house.step()
        other = house.processes[1].chamber
        for role in ("chair", "deputy"):
            there = other.state_of(*await other.both(SITTING), role)
            assert json.dumps(there, sort_keys=True) == json.dumps(await house.state(role), sort_keys=True)


# The close.


async def test_57_what_was_received_before_the_close_is_settled_after_it(
    house: SealedHouse, store: EmbeddedStore, impatient: None
) -> None:
    await house.open("d1")
    await house.vote("d1", [FOR, AGAINST, FOR])
    await house.close("d1")
    assert (await house.shown("d1"))["sealed"]["frozen"] == ""
    late = await house.box.receive([house.seats["d1"][4].cast(FOR)])
    assert late[0].code == "vote-closed"
    async with verifier(store):
        while (await house.division("d1")).secret.freeze is None:
            await house.look()
    await house.step()
    await house.step()
    assert await counted(house) == figures(2, 1, 0, 3)


async def test_a_close_that_waits_asks_to_be_looked_at_again(house: SealedHouse, impatient: None) -> None:
    await house.open("d1")
    await house.vote("d1", [FOR])
    listening = asyncio.create_task(house.box.listen(LOG, "$", 5000))
    await asyncio.sleep(0.1)
    await house.close("d1")
    assert [event for _, event in await listening] == [b""]


async def test_a_bad_proof_is_no_part_of_the_board(house: SealedHouse, store: EmbeddedStore) -> None:
    await house.open("d1")
    one, two, three, four, *_ = house.seats["d1"]
    async with verifier(store):
        await house.receive(one.cast(FOR), two.forged(), three.cast(FOR), four.transplanted(one.sent[0]), two.spoil())
        await house.close("d1")
    await house.step()
    assert (await house.shown("d1"))["sealed"]["n"] == 2


async def test_the_sums_are_made_anew_where_the_verifier_has_none(house: SealedHouse) -> None:
    await house.open("d1")
    await house.vote("d1", [FOR, ABSTAIN, FOR, AGAINST])
    opening = opening_of(await house.division("d1"))
    await house.box.settle(opening, 0, [""] * 4, -1, b"")
    await house.close("d1")
    await house.step()
    await house.step()
    assert await counted(house) == figures(2, 1, 1, 2)


# Scrutineers who do not agree, and those who lie.


async def test_34_wrong_sums_are_refused_by_every_scrutineer_and_never_opened(house: SealedHouse) -> None:
    await house.open("d1")
    one, two, three, four, *_ = house.seats["d1"]
    casts = [one.cast(FOR), two.cast(FOR), three.cast(FOR), four.cast(AGAINST)]
    await house.receive(*casts)
    opening = opening_of(await house.division("d1"))
    lying = casts[0].entry[104:168]  # the sums of the first ballot alone
    await house.box.settle(opening, 0, [""] * 4, 4, lying)
    await house.close("d1")
    for _ in range(3):
        await house.step()
    sealed = (await house.shown("d1", "deputy"))["sealed"]
    assert (sealed["rooted"], sealed["released"]) == ([], [])
    assert [(each["index"], each["act"], each["detail"]) for each in sealed["refusals"]] == [
        (index, "root", "cells") for index in (1, 2, 3)
    ]
    await house.propose_void("d1")
    await house.confirm_void("d1")
    await house.step()
    assert (await house.shown("d1"))["count"] == "unknown"


async def test_38_an_invalid_share_is_named_and_any_k_valid_ones_finish(house: SealedHouse, store: EmbeddedStore) -> None:
    house.scrutineer(1).spoilt = True
    house.scrutineer(3).mute.add("release")
    await voted(house, store, FOR, AGAINST, FOR, FOR)
    await house.step()
    await house.step()
    shown = await house.shown("d1", "observer")
    assert (shown["state"], shown["sealed"]["released"]) == ("closed", [2])
    assert shown["sealed"]["refusals"] == [{"index": 1, "act": "release", "code": "share-invalid", "detail": ""}]
    house.scrutineer(3).mute.clear()
    await house.step()
    assert await counted(house) == figures(3, 1, 0, 2)


async def test_26_without_q_certificates_nothing_is_released(house: SealedHouse, store: EmbeddedStore) -> None:
    house.scrutineer(2).mute.add("root-ok")
    await voted(house, store, FOR, AGAINST, FOR)
    for _ in range(3):
        await house.step()
    sealed = (await house.shown("d1"))["sealed"]
    assert (sealed["rooted"], sealed["released"], sealed["q"]) == ([1, 3], [], 3)
    absent = await house.act("chair", "stand-down", index=2, reason="突发疾病")
    for index in (1, 3):
        await house.act(f"sc{index}", "stand-down-ok", stand_down=b64u(absent.act_id))
    assert (await house.shown("d1"))["sealed"]["q"] == 2
    frozen = (await house.division("d1")).secret
    assert frozen.is_rooted
    assert frozen.freeze is not None
    for index in (1, 3):
        await release_frozen(house, index)
    await house.look()
    assert await counted(house) == figures(2, 1, 0, 3)


async def release_frozen(house: SealedHouse, index: int, *, rooted: bool = False) -> None:
    """A scrutineer who believes the freeze whatever it holds."""
    division = await house.division("d1")
    freeze, dealt = division.secret.freeze, house.scrutineer(index).dealt
    assert freeze is not None
    assert dealt is not None
    about = {"division": "d1", "open": division.opened.open, "freeze": freeze.digest}
    if rooted:
        await house.act(f"sc{index}", "root-ok", **about)
        return
    sums = made(Sums, n=freeze.n, cells=frozen_sums(division.secret, freeze).cells)
    share = release(dealt.share, dealt.keys, unb64u(freeze.digest, 32), sums)
    await house.act(f"sc{index}", "release", **about, shares=b64u(share))


async def test_41_sums_that_no_ballots_make_give_no_result_and_the_chair_is_told(house: SealedHouse) -> None:
    """All scrutineers believe the server: the sums it froze are 7 votes for, of 4 ballots."""
    await house.open("d1")
    casts = [seat.cast(FOR) for seat in house.seats["d1"][:4]]
    await house.receive(*casts)
    opening = opening_of(await house.division("d1"))
    extra = [seat.cast(FOR) for seat in house.seats["d1"][4:]]
    cells = _sum([cast.entry[104:168] for cast in (*casts, *extra, casts[0])])
    await house.box.settle(opening, 0, [""] * 4, 4, cells)
    await house.close("d1")
    for index in (1, 2, 3):
        await release_frozen(house, index, rooted=True)
    await release_frozen(house, 1)
    await release_frozen(house, 2)
    await house.look()
    assert house.processes[0].problems == ["tally-out-of-range"]
    assert (await house.division("d1")).state == "closed"


def _sum(ciphertexts: list[bytes]) -> bytes:
    total = NOTHING
    for data in ciphertexts:
        total += Ciphertext.decode(data)
    return total.encode()


async def test_7_a_vote_without_ballots_has_a_result_of_zeros(house: SealedHouse) -> None:
    await house.open("d1")
    await house.close("d1")
    await house.step()
    await house.step()
    assert await counted(house) == figures(0, 0, 0, 6)
    await house.declare("d1")
    assert (await house.bundle("d1")).entries == []


async def test_26_a_vote_that_was_never_certified_has_no_result(house: SealedHouse) -> None:
    house.scrutineer(2).mute.add("open-ok")
    await house.open("d1")
    await house.close("d1")
    assert house.processes[0].problems == ["not-certified"]
    assert (await house.division("d1")).secret.freeze is None
    await house.propose_void("d1")
    await house.confirm_void("d1")
    assert house.processes[0].problems == []


async def test_37_two_ballots_are_not_opened_and_the_vote_has_to_be_voided(house: SealedHouse, store: EmbeddedStore) -> None:
    await voted(house, store, FOR, AGAINST)
    for _ in range(3):
        await house.step()
    sealed = (await house.shown("d1"))["sealed"]
    assert (sealed["rooted"], sealed["released"], sealed["n"], sealed["by_hand"]) == ([1, 2, 3], [], 2, False)


async def test_37_few_ballots_wait_for_a_hand(house: SealedHouse, store: EmbeddedStore) -> None:
    for each in house.scrutineers:
        each.by_hand = False
    await voted(house, store, FOR, AGAINST, FOR)
    await house.step()
    await house.step()
    assert (await house.shown("d1"))["sealed"]["by_hand"]
    assert (await house.shown("d1"))["sealed"]["released"] == []
    house.scrutineer(1).by_hand = house.scrutineer(3).by_hand = True
    await house.step()
    assert await counted(house) == figures(2, 1, 0, 3)


# Several processes, and what dies.


async def test_two_processes_freeze_and_count_once(tmp_path: Path, store: EmbeddedStore) -> None:
    async with sealed_house(tmp_path, store, processes=2) as house:
        await house.open("d1")
        async with verifier(store):
            await house.vote("d1", [FOR, AGAINST, FOR])
            opened = (await house.division("d1")).opened
            await house.act("chair", "division-close", division="d1", open=opened.open, reason="chair")
            await asyncio.gather(*(process.look() for process in house.processes))
        for _ in range(2):
            for each in house.scrutineers:
                await each.step()
            await asyncio.gather(*(process.look() for process in house.processes))
        assert await counted(house) == figures(2, 1, 0, 3)
        acts = [json.loads(act.act.body)["type"] for act in await house.chamber.logs.acts(LOG)]
        assert (acts.count("division-freeze"), acts.count("division-tally")) == (1, 1)
        assert [process.problems for process in house.processes] == [[], []]


async def test_a_process_that_never_saw_the_freeze_counts(
    tmp_path: Path, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_count, "LEASE_MS", 50)  # of the one that froze and died
    async with sealed_house(tmp_path, store, processes=2) as house:
        await voted(house, store, FOR, AGAINST, FOR, ABSTAIN)
        for _ in range(2):
            for each in house.scrutineers:
                await each.step()
        await asyncio.sleep(0.1)
        await house.processes[1].look()
        assert await counted(house) == figures(2, 1, 1, 2)


async def test_a_lost_box_is_told_and_the_vote_can_be_voided(house: SealedHouse) -> None:
    await house.open("d1")
    await house.vote("d1", [FOR, AGAINST, FOR])
    await house.box.forget(opening_of(await house.division("d1")), 0)
    await house.close("d1")
    assert house.processes[0].problems == ["box-lost"]
    await house.propose_void("d1")
    await house.confirm_void("d1")
    assert house.processes[0].problems == []
    assert (await house.bundle("d1")).entries == []


async def test_a_box_whose_counters_differ_is_not_frozen(house: SealedHouse, store: EmbeddedStore) -> None:
    await house.open("d1")
    opening = opening_of(await house.division("d1"))
    async with verifier(store):
        await house.vote("d1", [FOR, AGAINST, FOR])
        while (await house.box.counters(opening)).waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await house.box._link.ask("RPOP", f"hc:{{{b64u(opening)}}}:entries")
    await house.close("d1")
    assert house.processes[0].problems == ["box-mismatch"]
    assert (await house.division("d1")).secret.freeze is None


async def test_why_no_count_comes_every_process_tells_until_it_does(tmp_path: Path, store: EmbeddedStore) -> None:
    async with sealed_house(tmp_path, store, processes=2) as house:
        await house.open("d1")
        opening = opening_of(await house.division("d1"))
        async with verifier(store):
            await house.vote("d1", [FOR, AGAINST, FOR])
            while (await house.box.counters(opening)).waiting:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        entries = f"hc:{{{b64u(opening)}}}:entries"
        taken = await house.box._link.ask("RPOP", entries)
        before = await house.box.publish(LOG, b"before")
        await house.close("d1")
        assert [event for _, event in await house.box.listen(LOG, before, 60_000)] == [b""], "the others are woken"
        one, two = house.processes
        await two.look()
        assert one.problems == two.problems == ["box-mismatch"]
        assert one.caretaker.problems == two.caretaker.problems, "with all that is known of it"
        await house.box._link.ask("RPUSH", entries, taken)
        await one.look()
        await two.look()
        assert (one.problems, two.problems) == ([], [])
        assert (await house.division("d1")).secret.freeze is not None


async def test_what_a_process_found_is_told_by_the_one_that_works_on_after_it(
    tmp_path: Path, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_count, "LEASE_MS", 50)
    async with sealed_house(tmp_path, store, processes=2) as house:
        one, two = house.processes
        await house.open("d1")
        monkeypatch.setattr(one.caretaker._secret, "_read", fails)
        await house.close("d1")
        await asyncio.sleep(0.1)  # the lease of the first, which is told nothing more of it
        await two.look()
        assert (one.problems, two.problems) == (["internal"], []), "the second has frozen it"
        await one.look()
        assert one.problems == []


async def fails(*_: object) -> None:
    """What nobody foresaw, with words that are nobody's to read."""
    raise LookupError("a secret")


async def test_what_nobody_foresaw_of_one_division_keeps_up_no_other(
    house: SealedHouse, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await voted(house, store, FOR, AGAINST, FOR)
    await house.step()
    await house.step()
    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr(house.processes[0].caretaker, "_make_bundle", fails)
        await house.declare("d1")
        told = [{"code": "internal", "division": "d1"}]
        assert house.processes[0].caretaker.problems[SITTING] == told
        await house.open("d2", number=2)
        async with verifier(store):
            await house.vote("d2", [FOR, FOR, FOR])
            await house.close("d2")
        await house.step()
        await house.step()
        assert await counted(house, "d2") == figures(3, 0, 0, 3)
        assert house.processes[0].caretaker.problems[SITTING] == told
    (failed, *_) = [entry for entry in logs if entry["event"] == "division-failed"]
    assert (failed["division"], failed["why"], failed["where"][-1].rpartition(" ")[2]) == ("d1", "LookupError", "fails")
    assert "a secret" not in str(logs)
    await house.look()
    assert house.processes[0].problems == []
    assert (await house.bundle("d1")).entries


async def test_a_care_that_is_cancelled_ends(house: SealedHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.open("d1")
    caretaker, begun = house.processes[0].caretaker, asyncio.Event()

    async def waits(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(caretaker, "_sign_head", waits)
    looking = asyncio.create_task(house.look())
    await begun.wait()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking


# Voids.


async def test_58_a_void_vote_keeps_what_was_received_and_its_record_grows(
    house: SealedHouse, store: EmbeddedStore, impatient: None
) -> None:
    await house.open("d1")
    await house.vote("d1", [FOR, AGAINST])
    await house.propose_void("d1")
    await house.confirm_void("d1")
    with pytest.raises(ProtocolError, match="not-yet"):
        await house.bundle("d1")  # two ballots are not settled yet
    async with verifier(store):
        while not house.chamber.bundle_path(SITTING, "d1").is_file():
            await house.look()
    first = await house.bundle("d1")
    assert (len(first.entries), first.acts[-1]["type"]) == (2, "division-void-confirm")
    assert (await house.shown("d1", "deputy"))["count"] == "may-be-known"
    house.scrutineer(2).mute.add("void-ok")
    house.scrutineer(3).mute.add("void-ok")
    await house.step()
    assert [act["type"] for act in (await house.bundle("d1")).acts[-2:]] == ["division-void-confirm", "void-ok"]
    assert (await house.shown("d1", "deputy"))["count"] == "may-be-known"
    await house.act("chair", "sitting-close")
    house.scrutineer(2).mute.clear()
    await house.step()
    assert (await house.bundle("d1")).acts[-1]["type"] == "void-ok"
    assert (await house.shown("d1", "deputy"))["count"] == "unknown"
    assert await house.chamber.stored_sittings() == ([], [SITTING])


async def test_58_a_void_waits_for_a_count_that_is_being_opened(house: SealedHouse, store: EmbeddedStore) -> None:
    house.scrutineer(2).mute.add("release")
    house.scrutineer(3).mute.add("release")
    await voted(house, store, FOR, AGAINST, FOR)
    await house.propose_void("d1")
    await house.step()
    await house.step()
    with pytest.raises(ProtocolError, match="release-under-way"):
        await house.confirm_void("d1")
    house.scrutineer(2).mute.clear()
    await house.step()
    assert (await house.division("d1")).state == "tallied"
    await house.confirm_void("d1")
    await house.step()
    shown = await house.shown("d1", "deputy")
    assert (shown["state"], shown["count"], shown["result"]["for"], shown["sealed"]["void_ok"]) == ("void", "known", 2, [3])
    assert (await house.bundle("d1")).acts[-1]["type"] == "void-ok"
