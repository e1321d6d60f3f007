"""What the page that verifies records is measured by: the auditor refuses the altered bundles with exactly these codes.

The page's own tests (terminal_client/verify/test) hold its verdicts against the same cases.
"""

import importlib.util
import json
from pathlib import Path

import pytest
from nacl.signing import SigningKey

DATA = Path(__file__).parents[2] / "data" / "verify"
KNOWN = json.loads((DATA / "cases.json").read_text())


@pytest.fixture(scope="module")
def make():
    found = importlib.util.spec_from_file_location("verify_make", DATA / "make.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(DATA.glob("*.hemicycle.json")), ids=lambda path: path.name.partition(".")[0])
def test_the_bundles_as_they_are_hold(make, path):
    assert make.codes(path.read_bytes()) == []


@pytest.mark.parametrize("name", sorted({case["bundle"] for case in KNOWN["cases"]}))
def test_altered_bundles_are_refused_with_these_codes(make, name):
    document = json.loads((DATA / f"{name}.hemicycle.json").read_bytes())
    server = SigningKey(bytes.fromhex(KNOWN["server_seeds"][name]))
    for case in KNOWN["cases"]:
        if case["bundle"] == name:
            assert make.codes(make.apply(document, case, server)) == case["codes"], case["path"]
