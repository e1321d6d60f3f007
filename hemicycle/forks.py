"""Processes forked from this one. They have what it imported, which is most of the time that a process takes to start."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

POLL_SECONDS = 0.01
_NAME_BYTES = 15


def short_name(name: str) -> str:
    """As much of a process's name as Linux keeps."""
    return name[:_NAME_BYTES]


class Fork:
    """A child process in a session of its own that runs `main` and nothing else; it keeps all open files but `closed`.

    Only for a process without threads.
    """

    def __init__(self, name: str, main: Callable[[], None], environment: Mapping[str, str], closed: int) -> None:
        self.returncode: int | None = None
        """Exit status, or minus the signal's number, once it has ended and `poll` has seen it."""
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _become(name, main, environment, closed)

    def poll(self) -> int | None:
        """`returncode`, looked at now."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def ask_to_stop(self) -> None:
        """SIGTERM, unless it has ended."""
        self._signal(signal.SIGTERM)

    def await_end(self, seconds: float) -> None:
        """Return when it has ended; after so many seconds it is killed."""
        deadline = time.monotonic() + seconds
        while self.poll() is None:
            if time.monotonic() > deadline:
                self._signal(signal.SIGKILL)
            time.sleep(POLL_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _become(name: str, main: Callable[[], None], environment: Mapping[str, str], closed: int) -> None:
    """The child's whole life: what the parent was about to do is never gone on with."""
    status = 1
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.close(closed)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(short_name(name))
        os.environ.update(environment)
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(status)
