"""Secret everywhere: what opens a ballot is nowhere on the server, and two votes that differ in their choices only look alike in every place.

Looked at: the store and its files, the record, the logs, the metrics, every frame and document of every role, the memory of the server's processes.
"""

import asyncio
import json
import os
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.client import ApiClient
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from terminal_client.scrutineer.keeper import Keeper
from tests.attacks.hand import hand
from tests.attacks.insider import board, store_of
from tests.attacks.search import files, finds, memory, record_values, spellings, store_values
from tests.support.device import PASSPHRASE
from tests.support.record import acts
from tests.support.secret import SecretChamber, opening_name, secret_chamber
from tests.support.store import admin
from tests.support.witness import Witness, witness
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.group import Scalar
from voting_protocol.sealed.secret.encrypt import Secret, seal

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS, VOTERS = 12, 9
ROLES = ("chair", "scrutineer", "teller", "operator", "observer")
THROTTLED = ("turnout", "attendance")
"""Frames of which only the last is sure to be sent."""

RESULTS = ("division-tally", "division-declare")
COUNTED = ("hemicycle_ballots_received_total", "hemicycle_ballots_acknowledged_total", "hemicycle_ballots_refused_total")
KINDS = ("open-ok", "division-open", "division-close", "division-freeze", "root-ok", "release", *RESULTS)
CHANGING = re.compile(r'"(time_ms|opened_ms|received_ms|enrolled_ms|n|v|number|pid)": \d+')
NAMING = re.compile(r'"(id|time|timestamp)": "[-0-9T:.]+Z?"|"(online)": "[^"]*"')
BYTES = re.compile(r'"[A-Za-z0-9_-]{22,}"')


@dataclass
class Run:
    """A vote, and all that could be seen of it before its close."""

    opening: Opening
    nonces: list[Scalar] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    memory: set[tuple[str, str]] = field(default_factory=set)


def devices(chamber: SecretChamber) -> dict[str, DeviceIdentity]:
    """A device of every role; the deputy does not press."""
    staff = {role: chamber.live.chamber.staff[role] for role in ROLES}
    secretariat = chamber.live.chamber.secretariat.identity
    return {**staff, "secretariat": secretariat, "deputy": chamber.live.identity(f"m{MEMBERS - 1}")}


def masked(value: Any, division: str) -> str:
    """A document or line without what differs by nature: ids, digests and ciphertexts by as many other characters, times, numbers of acts."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False) if not isinstance(value, str) else value
    text = NAMING.sub(r'"\1\2": ""', CHANGING.sub(r'"\1": 0', text.replace(division, "DIVISION")))
    return BYTES.sub(lambda found: '"' + "x" * (len(found[0]) - 2) + '"', text)


def about(value: Any, division: str) -> Any:
    """A document without other divisions, which may be declared."""
    if isinstance(value, dict):
        return {name: about(item, division) for name, item in value.items()}
    if isinstance(value, list):
        others = (isinstance(item, dict) and "again_of" in item and item["id"] != division for item in value)
        return [about(item, division) for item, other in zip(value, others, strict=True) if not other]
    return value


async def documents(chamber: SecretChamber, device: DeviceIdentity, division: str) -> list[Any]:
    """All that the interface answers to a device."""
    path = f"/v1/sittings/{chamber.sitting}"
    ways = [f"{path}/{what}" for what in ("state", "plan", "seal")]
    ways += [f"{path}/divisions/{division}/{what}" for what in ("opening", "votes", "counted", "bundle")]
    got = []
    async with ApiClient(chamber.live.server.url, device) as api:
        for way in [*ways, f"/v1/bodies/{device.body}/register"]:
            try:
                got.append(about(await api.get(way), division))
            except ProtocolError as refused:
                got.append({"refused": refused.code, **refused.detail})
    return got


async def metrics(chamber: SecretChamber) -> dict[str, float]:
    async with httpx.AsyncClient(trust_env=False) as client:
        lines = (await client.get(f"{chamber.live.server.url}/metrics")).text.splitlines()
    return {name: float(value) for name, value in (line.split(" ") for line in lines if not line.startswith("#"))}


def sizes_in_store(chamber: SecretChamber, opening: Opening) -> dict[str, list[int]]:
    """By kind of the box's keys, the sizes of its values; of heads, which are made by the clock, the different ones."""
    found = defaultdict(list)
    with admin(store_of(chamber)) as client:
        for name, value in store_values(client):
            if f"{{{opening_name(opening)}}}" in name:
                found[name.rpartition(":")[2]].append(len(value))
    return {kind: sorted(set(sizes) if kind == "heads" else sizes) for kind, sizes in found.items()}


def frames(page: Witness, division: str) -> dict[str, Any]:
    """What a page was sent, by type: the different frames, of throttled types the last."""
    kinds = {frame["t"] for frame in page.frames}
    shown = {kind: [masked(about(frame, division), division) for frame in page.of(kind)] for kind in kinds}
    return {kind: texts[-1] if kind in THROTTLED else set(texts) for kind, texts in shown.items()}


async def cast_all(run: Run, chamber: SecretChamber, choices: Sequence[Choice], watching: Witness) -> None:
    """One after another, each shown to the chair before the next, so that two runs have the same steps."""
    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(hand(chamber, run.opening, f"m{n}")) for n in range(len(choices))]
        for number, (one, choice) in enumerate(zip(hands, choices, strict=True), 1):
            sealed = seal(one.seat.question, one.seat.header, [[choice]])
            secret = sealed.secrets[0]
            assert isinstance(secret, Secret)
            run.nonces.append(secret.r)
            run.sent.append(len(sealed.body))
            assert await one.cast(one.seat.signed(sealed.body)) == "ack"
            await watching.until(lambda page, number=number: page.of("turnout")[-1]["pressed"] == number)  # type: ignore[misc]
        done = [[index, len(choices)] for index in (1, 2, 3)]
        await watching.until(lambda page: page.of("turnout")[-1]["verify"]["scrutineers"] == done)


async def hold(chamber: SecretChamber, division: str, choices: Sequence[Choice]) -> Run:
    """Hold a vote up to its declaration, and collect what was to be seen of it before its close."""
    log, before = chamber.live.server.data_dir / "server.log", await metrics(chamber)
    logged = log.stat().st_size
    run = Run(await chamber.open(division))
    async with AsyncExitStack() as stack:
        people = devices(chamber)
        pages = {
            role: await stack.enter_async_context(witness(chamber.live.server.url, device, chamber.sitting))
            for role, device in people.items()
            if role != "chair"  # the console is the chair's one connection
        }
        await cast_all(run, chamber, choices, pages["scrutineer"])
        for role in ("operator", "observer", "secretariat"):
            await pages[role].until(lambda page: page.of("turnout")[-1]["pressed"] == len(choices))
        run.seen = {f"frames of {role}": frames(page, division) for role, page in pages.items()}
        for role, device in people.items():
            got = await documents(chamber, device, division)
            run.seen[f"documents of {role}"] = [masked(document, division) for document in got]
        after = await metrics(chamber)
        run.seen["metrics"] = {name: after[name] - before[name] for name in COUNTED} | {"names": sorted(after)}
        run.seen["store"] = sizes_in_store(chamber, run.opening)
        run.memory = search_memory(chamber, run)
        run.seen["log"] = sorted({masked(line, division) for line in log.read_bytes()[logged:].decode().splitlines()})
    await chamber.result(run.opening)
    bodies = {kind: acts(chamber.live.server.data_dir, chamber.sitting, kind, division) for kind in KINDS if kind not in RESULTS}
    run.seen["acts"] = {kind: sorted({masked(body, division) for body in found}) for kind, found in bodies.items()}
    run.seen["ballots"] = sorted({len(entry) for entry in board(chamber, run.opening.digest)})
    return run


def shares(chamber: SecretChamber) -> list[Scalar]:
    """The shares of the sitting's key, from the devices' disks."""
    seal = chamber.console.state["seal"]["digest"]
    kept = [Keeper.unlock(device.folder, PASSPHRASE).share(seal) for device in chamber.devices]
    return [share.value for share in kept if share is not None]


def search_memory(chamber: SecretChamber, run: Run) -> set[tuple[str, str]]:
    """What of this vote's secrets is in the memory of the server's processes; the opening's digest as a control."""
    server = chamber.live.server
    markers = {f"nonce {n}": spellings(run.nonces[n].data)[:3] for n in (0, VOTERS - 1)}
    markers |= {"share": spellings(shares(chamber)[0].data)[:2], "opening": [run.opening.digest]}
    pids = {"supervisor": [server.pid], "worker": server.worker_pids(), "verifier": server.verifier_pids()}
    pids["store"] = [store_of(chamber).pid()]
    return {(role, marker) for role, some in pids.items() for pid in some for _, marker in finds(memory(pid), markers)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def held(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[SecretChamber, Mapping[str, Run]]]:
    """All for, then all against."""
    folder = tmp_path_factory.mktemp("everywhere")
    staff = [(role, role) for role in ROLES]
    async with secret_chamber(folder, MEMBERS, workers=1, staff=staff) as chamber:
        runs = {}
        for division, choice in (("votes-one", Choice.FOR), ("votes-two", Choice.AGAINST)):
            runs[division] = await hold(chamber, division, [choice] * VOTERS)
        yield chamber, runs


Held = tuple[SecretChamber, Mapping[str, Run]]


async def test_50_two_votes_that_differ_in_their_choices_only_look_alike_everywhere(held: Held) -> None:
    one, two = held[1].values()
    assert one.seen.keys() == two.seen.keys()
    for where, seen in one.seen.items():
        assert seen == two.seen[where], where
    assert set(one.sent) == set(two.sent) == {551}, "46: one size"
    assert one.seen["metrics"]["hemicycle_ballots_acknowledged_total"] == VOTERS, "control: the votes were noticed"
    assert one.seen["store"]["entries"] == [1 + 551 + 64] * VOTERS


async def test_50_what_opens_a_ballot_is_nowhere_on_the_server(held: Held) -> None:
    chamber, runs = held
    markers = {f"{name} nonce {n}": spellings(r.data) for name, run in runs.items() for n, r in enumerate(run.nonces)}
    markers |= {f"share {n}": spellings(share.data) for n, share in enumerate(shares(chamber), 1)}
    markers["passphrase"] = [PASSPHRASE.encode()]
    alpha = {f"alpha {name}": spellings(board(chamber, run.opening.digest)[0][104:136])[:2] for name, run in runs.items()}
    data = chamber.live.server.data_dir
    with admin(store_of(chamber)) as client:
        client.save()
        values = list(store_values(client))
    places = {
        "files": list(files(data)),
        "store": values,
        "record": list(record_values(data)),
        "devices' logs": [(str(n), chamber.log(n).encode()) for n in (1, 2, 3)],
    }
    assert len(markers) == 2 * VOTERS + 4
    for where, found in places.items():
        assert finds(found, markers) == set(), where
    seen = [(where, json.dumps(run.seen, default=sorted, ensure_ascii=False).encode()) for where, run in runs.items()]
    assert finds(seen, markers) == set()
    for where in ("files", "store", "record"):
        assert {marker for _, marker in finds(places[where], alpha)} == set(alpha), f"control: ciphertexts are found in {where}"
    kept = {name for name, _ in places["files"]}
    assert any(name.startswith("store/") and name.endswith((".aof", ".rdb")) for name in kept)
    assert {"record.sqlite3", "server.log"} <= kept


async def test_50_what_opens_a_ballot_is_not_in_the_servers_memory(held: Held) -> None:
    for run in held[1].values():
        assert {role for role, marker in run.memory if marker != "opening"} == set()
        assert {role for role, _ in run.memory} == {"worker", "verifier", "store"}, "control: their memory was read"
    nonce = {"nonce": [run.nonces[0].data for run in held[1].values()]}
    assert await asyncio.to_thread(finds, memory(os.getpid()), nonce), "control: it is in the tablets' own"


async def test_50_a_proof_never_lies_apart_from_its_ciphertext(held: Held) -> None:
    """A kept proof is a kept ciphertext (test_destroyed): whatever destroys one has to destroy the other."""
    chamber, runs = held
    data = chamber.live.server.data_dir
    for run in runs.values():
        entry = board(chamber, run.opening.digest)[0]
        ciphertext, branches = entry[104:168], [entry[start : start + 128] for start in (168, 296, 424)]
        with admin(store_of(chamber)) as client:
            values = [*store_values(client), *record_values(data)]
        holding = [value for _, value in values if any(branch[:32] in value for branch in branches)]
        assert holding
        assert all(ciphertext in value for value in holding)
