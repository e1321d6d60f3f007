"""The vectors of the specification (tests/vectors of the project), where they can be reached."""

import json
from pathlib import Path

import pytest
from prover import base, scalar
from world import b64, unb64

from hemicycle_audit.acts import Act
from hemicycle_audit.ceremony import check_ceremony
from hemicycle_audit.crypto import crockford, hash_to_scalar
from hemicycle_audit.findings import Findings
from hemicycle_audit.group import read_point
from hemicycle_audit.layout import layout_of
from hemicycle_audit.release import Binding, Opened, Share, at_zero, read_cells, read_share, three_keys
from hemicycle_audit.sealed_ballot import judge, read_entry
from hemicycle_audit.state import ROUNDS, Attempt, Keys, Sitting

FOLDERS = [Path(__file__).parent / "vectors", Path(__file__).parents[2] / "tests" / "vectors"]
FOLDER = next((folder for folder in FOLDERS if (folder / "sealed.json").exists()), None)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the project's vectors are not here")

SEALED, KEYS, RFC = (
    json.loads((FOLDER / f"{name}.json").read_text()) if FOLDER else {} for name in ("sealed", "sealed-keys", "rfc9496")
)
CODES = {
    "bad-ballot": {"ballot-form", "ballot-proof"},
    "bad-point": {"ballot-form"},
    "bad-scalar": {"ballot-form"},
    "bad-proof": {"ballot-proof"},
}
"""Refused bodies carry signatures that hold; a wrong header changes the head, so that its proof fails."""


def by_name(items, key="name"):
    return pytest.mark.parametrize("case", items, ids=lambda case: case[key])


def public():
    return read_point(unb64(SEALED["key"]["public"]))


def test_a_hash_to_a_scalar():
    case = SEALED["hash_to_scalar"]
    assert scalar(hash_to_scalar(case["tag"], *map(unb64, case["fields"]))) == unb64(case["scalar"])


@by_name(SEALED.get("ballots", []))
def test_ballots(case):
    layout, entry = layout_of(case["form"]), unb64(case["entry"])
    assert layout.body_bytes == case["layout"]["body_bytes"]
    claims = [{"terms": [list(t) for t in s.terms], "values": list(s.values)} for s in layout.statements]
    assert claims == case["layout"]["claims"]
    cells = [{"terms": [list(t) for t in cell.terms], "packed": cell.three_keys} for cell in layout.cells]
    assert cells == case["layout"]["cells"]
    assert judge(entry, layout, public()) == []
    assert b64(read_entry(1, entry, layout).id) == case["id"]


def test_a_spoil_entry():
    case, layout = SEALED["spoil"], layout_of(SEALED["ballots"][0]["form"])
    entry = unb64(case["entry"])
    assert judge(entry, layout, public()) == []
    assert b64(read_entry(1, entry, layout).id) == case["id"]
    assert [fault.code for fault in judge(entry[:-1] + b"\0", layout, public())] == ["ballot-signature"]


@by_name(SEALED.get("refused", []))
def test_refused_ballots(case):
    layout = layout_of(SEALED["ballots"][0]["form"])
    faults = judge(b"\1" + unb64(case["body"]) + unb64(case["signature"]), layout, public())
    assert faults
    assert {fault.code for fault in faults} <= CODES.get(case["code"], {"ballot-proof"})


# -- the ceremony


def act(n, kind, **members):
    doc = {"type": kind, "actor": b64(bytes(32)), **members}
    return Act("sitting.s1", n, 0, b"", bytes([n]), doc)


def attempt(reveals=()):
    """The ceremony of the vectors as acts; ``reveals`` replaces messages by index."""
    case = KEYS["ceremony"]
    members = {"attempt": case["attempt"], "k": case["k"], "scrutineers": case["identities"], "chairs": case["chairs"]}
    made = Attempt(act(0, "ceremony-start", **members))
    for kind, name in zip(ROUNDS[:3], ("commit", "reveal", "deal"), strict=True):
        for party in case["parties"]:
            i = party["index"]
            message = dict(reveals).get(i, party[name]) if name == "reveal" else party[name]
            made.messages[kind][i] = act(i, kind, index=i, message=message)
    for i in range(1, case["n"] + 1):
        seal = {name: case[name] for name in ("keys", "public", "shares", "seal")}
        made.messages["ceremony-seal"][i] = act(i, "ceremony-seal", index=i, **seal)
    return made


def judged(made):
    findings, case = Findings(), KEYS["ceremony"]

    class Log:
        name = f"sitting.{case['sitting']}"

    keys = check_ceremony(made, Sitting(Log(), None, server=unb64(case["server"])), findings)
    return keys, findings.failures


def test_a_ceremony():
    made, case = attempt(), KEYS["ceremony"]
    keys, failures = judged(made)
    assert failures == []
    assert (b64(keys.public), list(map(b64, keys.shares))) == (case["public"], case["shares"])
    assert b64(made.pin) == case["pin"]
    assert crockford(made.digest, 12, 4) == case["fingerprint"]


@by_name(KEYS.get("ceremony", {}).get("reveals_refused", []), "why")
def test_refused_reveals(case):
    _, failures = judged(attempt({case["index"]: case["reveal"]}.items()))
    place = f"type=ceremony-reveal index={case['index']}"
    assert any(place in failure.place for failure in failures)


# -- shares and counts


def keys():
    made = KEYS["ceremony"]
    return Keys(read_point(unb64(made["public"])), [read_point(unb64(share)) for share in made["shares"]])


def opened():
    layout = layout_of([{"type": 1, "c": 3, "min": 0, "max": 0, "w": 0}])
    return Opened(read_cells(unb64(KEYS["shares"]["cells"]), layout))


def shares(text):
    data = unb64(text)
    return [read_share(data[at : at + 128]) for at in range(0, len(data), 128)]


def holding(text, index):
    """Whether each share of a release holds."""
    whole, binding = opened(), Binding("share", unb64(KEYS["shares"]["freeze"]), index, keys().shares[index - 1])
    return [isinstance(share, Share) and share.holds(binding, cell, whole.cells[cell]) for cell, share in enumerate(shares(text))]


def test_shares_and_counts():
    whole = opened()
    for index, text in enumerate(KEYS["shares"]["released"], 1):
        assert holding(text, index) == [True] * 3
        whole.shares[index] = [share.m for share in shares(text)]
    totals = whole.totals(2)
    assert list(map(b64, totals)) == KEYS["tally"]["totals"]
    del whole.shares[1]
    assert whole.totals(2) == totals
    counts = [three_keys(total, keys().public, 12, (0, 0)) for total in totals]
    assert counts == [(count["for"], count["abstain"]) for count in KEYS["tally"]["counts"]]


@by_name(KEYS.get("shares", {}).get("refused", []), "why")
def test_refused_shares(case):
    assert holding(case["release"], case["index"]) != [True] * 3


@by_name(KEYS.get("tally", {}).get("refused", []), "why")
def test_refused_totals(case):
    total = read_point(unb64(case["total"]))
    assert three_keys(total, keys().public, case["n"], (case["n"], 1)) is None


@by_name(KEYS.get("shares", {}).get("lagrange", []), "indices")
def test_weights_of_interpolation(case):
    for index, weight in case["weights"].items():
        assert scalar(at_zero(int(index), case["indices"])) == unb64(weight)


def test_points_of_the_rfc():
    for n, encoding in enumerate(RFC["multiples_of_the_generator"]):
        assert base(n).hex() == encoding
        assert read_point(bytes.fromhex(encoding), zero=True) == base(n)
    for encoding in RFC["bad_encodings"]:
        assert read_point(bytes.fromhex(encoding), zero=True) is None
