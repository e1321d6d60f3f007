"""How many examples a property is tried on, and how the suite is shared out among processes (tests/README.md)."""

import os
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import settings

# No deadlines: how long an example takes tells more of the machine than of the code.
settings.register_profile("daily", deadline=None, max_examples=50)
settings.register_profile("nightly", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HEMICYCLE_EXAMPLES", "daily"))

KINDS = ("browser", "attacks", "faults", "integration", "contract", "unit")
"""The folders, those whose tests take longest first, so that no long file is left over at the end."""

WALKS, GALLERY = "tests/browser/walks/", "tests/browser/test_gallery.py"
"""Few tests, each of them minutes long."""

TOGETHER = "tests/attacks/"
"""Files of one folder that share a running hall."""


def _unit(test: str) -> str:
    """What one process runs in a go: a file, since its tests share what they started; of the gallery a tour."""
    file = test.split("::", 1)[0]
    if file == GALLERY:
        return test
    shares_hall = file.startswith(TOGETHER) and file.endswith(("test_boards.py", "test_clients.py", "test_scrutineers.py"))
    return TOGETHER if shares_hall else file


def _rank(unit: str, tests: int) -> tuple[int, bool, int]:
    kind = unit.split("/")[1]
    return KINDS.index(kind) if kind in KINDS else 0, not unit.startswith((WALKS, GALLERY)), -tests


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole files, long ones first; asked for by `-n` only."""
    from xdist.scheduler import LoadScopeScheduling

    class Files(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _unit(nodeid)

        def _assign_work_unit(self, node: Any) -> None:
            if not any(self.assigned_work.values()):  # the first of all
                ranked = sorted(self.workqueue.items(), key=lambda item: _rank(item[0], len(item[1])))
                self.workqueue = OrderedDict(ranked)
            super()._assign_work_unit(node)

    return Files(config, log)
