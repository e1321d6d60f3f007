"""Two tellers' figures in one order, and what pages find wrong with figures (docs/channels.md §5, §7)."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from voting_protocol.forms import FormItem
from voting_server.domain.count_acts import Figures
from voting_server.domain.figures import Ground, differences, faults
from voting_server.domain.hand_count import Attempt

SHARED = json.loads((Path(__file__).parents[2] / "vectors" / "counts.json").read_text())
"""Figures with their faults, which the pages' own tests read too."""
INVALID = {"too-many": 0, "written": 0, "unreadable": 0, "foreign": 0, "other": 0}


def _figures(value: dict[str, Any]) -> Figures:
    return msgspec.convert(value, Figures)


def test_values_stand_in_the_order_of_the_tellers_whoever_reveals_first() -> None:
    one, other = (_figures({"valid": 3, "invalid": INVALID, "counts": [[f, 3 - f, 0]]}) for f in (2, 1))
    attempt = Attempt(commits={"first": "", "second": ""}, figures={"second": other, "first": one})
    assert attempt.both == (one, other)
    assert differences(*attempt.both)[0].values == (2, 1)


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case["name"])
def test_faults_are_those_that_the_pages_find(case: dict[str, Any]) -> None:
    ground = Ground(FormItem(**case["item"]), case["labels"], case["entitled"], case["returned"])
    found = dict.fromkeys(faults(_figures(case["figures"]), ground))
    assert [{"code": fault.code, "path": list(fault.path)} for fault in found] == case["faults"]
