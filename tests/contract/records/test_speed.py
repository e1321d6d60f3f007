"""How long the record of a large division takes: printed, not judged, since the machine is shared."""

import time

import pytest

from tests.contract.records.making import LOG, acts_of, division_record
from voting_server.records.sql import SqlRecords


async def test_three_thousand_ballots(records: SqlRecords, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    record = division_record("d1", 3000)
    started = time.perf_counter()
    await records.append(LOG, acts_of(LOG, 1), record)
    written = time.perf_counter()
    assert await records.division("s1", "d1") == record
    read = time.perf_counter()
    with capsys.disabled():
        store = url.split(":", 1)[0]
        print(
            f"\n{store}: 3,000 ballots written in {1000 * (written - started):.0f} ms, read in {1000 * (read - written):.0f} ms"
        )
