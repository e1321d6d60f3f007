"""Ballots are sealed off the page's thread, under the pages' own content security policy; on it where no worker may run."""

from pathlib import Path

import pytest

from loadtests.browser.sealing import TASKS, build, measure, serve
from voting_server.gateway.security import SECURITY_HEADERS

POLICY = "Content-Security-Policy"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealing")
    build(folder)
    return folder


@pytest.mark.parametrize(("more", "off_thread"), [("", True), ("; worker-src 'none'", False)], ids=["worker", "no worker"])
async def test_every_ballot_verifies(page: Path, monkeypatch: pytest.MonkeyPatch, more: str, off_thread: bool) -> None:
    monkeypatch.setitem(SECURITY_HEADERS, POLICY, SECURITY_HEADERS[POLICY] + more)
    with serve(str(page)) as url:
        figures = await measure(url, throttle=1, rounds=2)
    assert figures.keys() == TASKS.keys()
    for times in figures.values():
        assert times["offThread"] is off_thread
        assert len(times["worker"]) == 2
