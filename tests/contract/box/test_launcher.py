"""The embedded store's launcher: one durable server a folder, found again, never two."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.store import admin, frozen, kill, running_store
from voting_server.ballot_box.launcher import EmbeddedStore, StoreError

Launch = Callable[..., EmbeddedStore]
HARD_NAME = 'ballot "box" \\ 票箱 #1'


@pytest.fixture
def launch() -> Iterator[Launch]:
    """Makes launchers; all their stores are stopped at the end."""
    made: list[EmbeddedStore] = []

    def make(folder: Path, **options: Any) -> EmbeddedStore:
        made.append(EmbeddedStore(folder, **options))
        return made[-1]

    yield make
    for store in made:
        store.stop()


def test_it_is_durable_private_and_off_the_network(binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store, admin(store) as client:
        expected = {
            "appendonly": "yes",
            "appendfsync": "always",
            "aof-load-truncated": "yes",
            "maxmemory-policy": "noeviction",
            "save": "",
            "port": "0",
            "dir": str(store.data_dir),
        }
        assert client.config_get(*expected) == expected
        assert store.data_dir.stat().st_mode & 0o777 == 0o700
        assert store.socket.stat().st_mode & 0o777 == 0o700
        assert (store.data_dir / "store.pid").read_text().strip() == str(store.pid())


def test_it_runs_in_a_session_of_its_own(store: EmbeddedStore):
    assert os.getsid(store.pid()) != os.getsid(0)


def test_a_folder_with_a_hard_name(launch: Launch, binary: Path, tmp_path: Path):
    store = launch(tmp_path / HARD_NAME, binary=binary)
    store.ensure()
    with admin(store) as client:
        client.set("kept", "yes")
    store.stop()
    store.ensure()
    with admin(store) as client:
        assert client.get("kept") == b"yes"


def test_a_long_path_gets_a_short_socket_in_a_private_folder(launch: Launch, binary: Path, tmp_path: Path):
    store = launch(tmp_path / ("深" * 40), binary=binary)
    assert len(os.fsencode(store.socket)) < 100
    assert store.socket.parent.stat().st_mode & 0o777 == 0o700
    assert store.socket == EmbeddedStore(store.data_dir).socket
    store.ensure()
    assert store.running()
    store.stop()
    store.socket.parent.rmdir()


def test_a_socket_folder_open_to_others_is_refused(tmp_path: Path):
    long = tmp_path / ("deep" * 30)
    folder = EmbeddedStore(long).socket.parent
    folder.chmod(0o777)
    with pytest.raises(StoreError, match="not a folder of ours alone"):
        EmbeddedStore(long)
    folder.rmdir()


def test_the_next_supervisor_adopts_the_living_store(store: EmbeddedStore):
    again = EmbeddedStore(store.data_dir)
    pid = store.pid()
    assert again.running()
    again.ensure()
    assert again.pid() == pid


def test_it_outlives_the_process_that_started_it(launch: Launch, tmp_path: Path):
    store = launch(tmp_path)
    code = (
        "import os, signal, sys; from pathlib import Path; from voting_server.ballot_box.launcher import EmbeddedStore;"
        "EmbeddedStore(Path(sys.argv[1])).ensure(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = subprocess.run([sys.executable, "-c", code, tmp_path], check=False, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert run.returncode == -signal.SIGKILL
    assert store.running()


def test_many_supervisors_at_once_start_one_store(launch: Launch, binary: Path, tmp_path: Path):
    stores = [launch(tmp_path, binary=binary) for _ in range(6)]
    threads = [threading.Thread(target=each.ensure) for each in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.pid() for each in stores}) == 1
    assert (tmp_path / "store.log").read_text().count("eady to accept connections") == 1


def test_after_a_crash_it_starts_again_with_its_data(binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        pid = store.pid()
        with admin(store) as client:
            client.set("kept", "yes")
        kill(store)
        store.ensure()
        assert store.pid() != pid
        with admin(store) as client:
            assert client.get("kept") == b"yes"


def test_stopping_is_final_and_may_be_asked_again(binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        store.stop()
        assert not store.running()
        store.stop()
        with pytest.raises(StoreError, match="does not answer"):
            store.pid()
    EmbeddedStore(tmp_path / "never started").stop()


def test_a_hung_store_is_never_joined_by_a_second_one(binary: Path, tmp_path: Path):
    with running_store(tmp_path, binary) as store:
        pid = store.pid()
        impatient = EmbeddedStore(store.data_dir, ready_s=0.1, reply_s=0.1)
        with frozen(store), pytest.raises(StoreError, match="not ready within"):
            impatient.ensure()
        with frozen(store), pytest.raises(StoreError, match="did not end within"):
            impatient.stop()
        store.ensure()
        assert store.pid() == pid


def test_a_foreign_store_in_its_place_is_not_taken_for_ours(store: EmbeddedStore, tmp_path: Path):
    ours = EmbeddedStore(tmp_path)
    ours.socket.symlink_to(store.socket)
    for ask in (ours.running, ours.ensure, ours.pid):
        with pytest.raises(StoreError, match="another store answers"):
            ask()
    ours.stop()
    assert store.running()


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/valkey-server"])
def test_a_program_that_does_not_start(tmp_path: Path, program: str):
    with pytest.raises(StoreError, match=program):
        EmbeddedStore(tmp_path, binary=Path(program)).ensure()


def test_damaged_data_is_told_at_once_with_the_reason(launch: Launch, binary: Path, tmp_path: Path):
    store = launch(tmp_path, binary=binary)
    store.ensure()
    store.stop()
    (manifest,) = tmp_path.glob("appendonlydir/*.manifest")
    manifest.write_text("nonsense\n")
    with pytest.raises(StoreError, match=r"(?s)ended while starting.*nonsense"):
        store.ensure()
