"""The contract of `Records`, on every store."""

import asyncio
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.contract.records.making import LOG, acts_of, assert_whole, division_record, follow
from voting_protocol.ballots import Header, decode_entry, encode_entry
from voting_protocol.errors import ProtocolError
from voting_server.records.engine import make_engine, writing
from voting_server.records.port import Extension, InstallationCode, LogConflict, StoredAct
from voting_server.records.sql import SqlRecords

OpenRecords = Callable[[], SqlRecords]


async def test_what_is_appended_is_read_back_in_order(records: SqlRecords) -> None:
    acts, others = acts_of(LOG, 5), acts_of("body.b1", 2)
    await records.append(LOG, acts[:1])
    await records.append("body.b1", others)
    await records.append(LOG, acts[1:])
    assert await records.acts(LOG) == acts
    assert await records.acts(LOG, 3) == acts[3:]
    assert await records.acts(LOG, 5) == []
    assert await records.heads() == {LOG: 4, "body.b1": 1}


async def test_a_cosignature_is_kept(records: SqlRecords) -> None:
    act = acts_of(LOG, 1)[0]
    cosigned = replace(act, act=replace(act.act, cosignature=b"c" * 64))
    await records.append(LOG, [cosigned])
    assert await records.acts(LOG) == [cosigned]


async def test_an_empty_record_knows_nothing(records: SqlRecords) -> None:
    assert await records.heads() == {}
    assert await records.acts(LOG) == []
    assert await records.division("s1", "d1") is None
    assert await records.installation_code(bytes(32)) is None
    await records.ping()


@pytest.mark.parametrize("n", [0, 1, 3, 4])
async def test_only_the_act_after_the_head_can_be_appended(records: SqlRecords, n: int) -> None:
    acts = acts_of(LOG, 2)
    await records.append(LOG, acts)
    with pytest.raises(LogConflict):
        await records.append(LOG, [replace(follow(LOG, acts[-1]), n=n)])
    assert await records.acts(LOG) == acts


async def test_a_log_begins_at_zero(records: SqlRecords) -> None:
    with pytest.raises(LogConflict):
        await records.append(LOG, acts_of(LOG, 2)[1:])
    assert await records.heads() == {}


async def test_an_act_is_in_its_log_once(records: SqlRecords) -> None:
    acts = acts_of(LOG, 1)
    await records.append(LOG, acts)
    with pytest.raises(LogConflict):
        await records.append(LOG, [replace(acts[0], n=1)])
    await records.append("sitting.s2", acts)
    assert await records.heads() == {LOG: 0, "sitting.s2": 0}


@pytest.mark.parametrize("order", [[0, 2], [1, 0], [0, 0]])
async def test_acts_that_are_not_consecutive_are_refused(records: SqlRecords, order: list[int]) -> None:
    acts = acts_of(LOG, 3)
    with pytest.raises(ValueError, match="consecutive"):
        await records.append(LOG, [acts[n] for n in order])
    assert await records.heads() == {}


async def test_of_two_writers_with_the_same_head_exactly_one_wins(open_records: OpenRecords) -> None:
    one, two = open_records(), open_records()
    last: StoredAct | None = None
    for _ in range(20):
        left, right = follow(LOG, last, "left"), follow(LOG, last, "right")
        answers = await asyncio.gather(one.append(LOG, [left]), two.append(LOG, [right]), return_exceptions=True)
        assert [type(answer) for answer in answers if answer is not None] == [LogConflict]
        last = left if answers[0] is None else right
    acts = await one.acts(LOG)
    assert_whole(acts)
    assert len(acts) == 20
    assert acts[-1] == last


async def test_a_division_is_kept_with_its_tally(records: SqlRecords) -> None:
    acts, first, second = acts_of(LOG, 2), division_record("d1", 5), division_record("d2", 0)
    await records.append(LOG, acts[:1], first)
    await records.append(LOG, acts[1:], second)
    assert await records.division("s1", "d1") == first
    assert await records.division("s1", "d2") == second
    assert await records.division("s2", "d1") is None


async def test_a_terminal_twice_under_one_number_undoes_the_acts_too(records: SqlRecords) -> None:
    record = division_record("d1", 5)
    with pytest.raises(ValueError, match="refused") as caught:
        await records.append(LOG, acts_of(LOG, 2), replace(record, entries=[*record.entries, record.entries[0]]))
    told = "".join(traceback.format_exception(caught.value))
    key = decode_entry(record.entries[0])[0][35:67]
    assert not any(secret in told for secret in (key.hex(), repr(key)[2:-1]))
    assert await records.heads() == {}
    assert await records.division("s1", "d1") is None
    await records.append(LOG, acts_of(LOG, 2), record)
    assert await records.division("s1", "d1") == record


async def test_a_malformed_entry_undoes_the_acts_too(records: SqlRecords) -> None:
    record = division_record("d1", 5)
    with pytest.raises(ProtocolError, match="bad-ballot"):
        await records.append(LOG, acts_of(LOG, 1), replace(record, entries=[*record.entries, record.entries[0] + b"\0"]))
    assert await records.heads() == {}


async def test_sealed_ballots_and_spoil_entries_are_recorded(records: SqlRecords) -> None:
    header = Header(b"o" * 32, b"k" * 32, 1, b"o" * 32)
    ballot = encode_entry(header.encode() + bytes(448), bytes(64))
    spoil = b"\x02" + replace(header, seq=2).encode()[3:] + bytes(32 + 64)
    record = replace(division_record("d1", 0), entries=[ballot, spoil])
    await records.append(LOG, acts_of(LOG, 1), record)
    assert await records.division("s1", "d1") == record
    again = replace(record, division="d2", entries=[ballot, spoil, spoil])
    with pytest.raises(ValueError, match="refused"):
        await records.transact(LOG, 1, lambda _: Extension(division=again))


async def test_a_page_of_acts(records: SqlRecords) -> None:
    acts = acts_of(LOG, 5)
    await records.append(LOG, acts)
    assert await records.acts(LOG, 1, 2) == acts[1:3]
    assert await records.acts(LOG, 4, 2) == acts[4:]
    assert await records.acts(LOG, 0, 0) == []


async def test_a_division_is_recorded_once(records: SqlRecords) -> None:
    acts = acts_of(LOG, 2)
    await records.append(LOG, acts[:1], division_record("d1", 5))
    with pytest.raises(ValueError, match="refused"):
        await records.append(LOG, acts[1:], division_record("d1", 4))
    assert await records.heads() == {LOG: 0}
    assert await records.division("s1", "d1") == division_record("d1", 5)


async def test_transact_appends_what_is_decided_on_what_was_read(records: SqlRecords) -> None:
    acts, record = acts_of(LOG, 4), division_record()
    await records.append(LOG, acts[:3])
    seen: list[StoredAct] = []

    def decide(known: Sequence[StoredAct]) -> Extension:
        seen.extend(known)
        return Extension([acts[3]], record)

    await records.transact(LOG, 1, decide)
    assert seen == acts[1:3]
    assert await records.acts(LOG) == acts
    assert await records.division("s1", "d1") == record


async def test_transact_may_decide_to_add_nothing_or_a_division_alone(records: SqlRecords) -> None:
    await records.transact(LOG, 0, lambda _: Extension())
    assert await records.division("s1", "d1") is None
    await records.transact(LOG, 0, lambda _: Extension(division=division_record()))
    assert await records.division("s1", "d1") == division_record()
    assert await records.heads() == {}


async def test_what_decide_raises_reaches_the_caller_and_nothing_is_written(records: SqlRecords) -> None:
    def decide(known: Sequence[StoredAct]) -> Extension:
        raise ProtocolError("bad-after")

    with pytest.raises(ProtocolError, match="bad-after"):
        await records.transact(LOG, 0, decide)
    await records.append(LOG, acts_of(LOG, 1))


async def test_decisions_on_one_log_never_conflict(open_records: OpenRecords) -> None:
    stores = [open_records(), open_records()]

    def decide(known: Sequence[StoredAct]) -> Extension:
        return Extension([follow(LOG, known[-1] if known else None)])

    await asyncio.gather(*(store.transact(LOG, 0, decide) for store in stores for _ in range(20)))
    acts = await stores[0].acts(LOG)
    assert_whole(acts)
    assert len(acts) == 40


async def test_who_appends_waits_for_a_decision_on_the_same_log(open_records: OpenRecords) -> None:
    deciding, appending = open_records(), open_records()
    entered, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def decide(known: Sequence[StoredAct]) -> Extension:
        loop.call_soon_threadsafe(entered.set)
        release.wait()
        return Extension(acts_of(LOG, 1))

    decision = asyncio.create_task(deciding.transact(LOG, 0, decide))
    try:
        await entered.wait()
        append = asyncio.create_task(appending.append(LOG, acts_of(LOG, 1)))
        assert await asyncio.wait([append], timeout=0.3) == (set(), {append})
        assert await appending.heads() == {}
    finally:
        release.set()
    await decision
    with pytest.raises(LogConflict):
        await append


async def test_an_installation_code_works_once(open_records: OpenRecords) -> None:
    one, two = open_records(), open_records()
    key, other = b"a" * 32, b"b" * 32
    await asyncio.gather(one.add_installation_code(key, 1), two.add_installation_code(key, 1))
    await one.add_installation_code(key, 2)
    assert await two.installation_code(key) == InstallationCode(key, 1, used=False)
    uses = await asyncio.gather(*(store.use_installation_code(key, 3) for store in (one, two, one, two)))
    assert sorted(uses) == [False, False, False, True]
    await one.add_installation_code(key, 4)
    assert await one.installation_code(key) == InstallationCode(key, 1, used=True)
    await two.release_installation_code(key)
    assert await one.use_installation_code(key, 5) is True
    assert await one.use_installation_code(other, 3) is False
    assert await one.installation_code(other) is None


@pytest.mark.parametrize("table", ["acts", "divisions", "ballots", "heads"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {}"])
async def test_the_store_itself_refuses_to_change_what_is_recorded(
    url: str, records: SqlRecords, table: str, change: str
) -> None:
    await records.append(LOG, acts_of(LOG, 1), division_record())
    column = {"acts": "received_ms = 0", "divisions": "division = 'd2'", "ballots": "seq = 9", "heads": "position = 9"}[table]
    engine = make_engine(url)
    try:
        with pytest.raises(DBAPIError, match="append-only"), writing(engine).begin() as connection:
            connection.execute(text(change.format(table, column)))
    finally:
        engine.dispose()
    assert await records.division("s1", "d1") == division_record()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "postgresql+asyncpg://host/db", "record.db", ""]
)
def test_other_stores_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="record"):
        SqlRecords.open(url)
