"""The vectors of written names, rankings and mixes (tests/vectors/sealed-names.json), where they can be reached."""

import json

import pytest
from test_vectors import FOLDER, by_name
from world import b64, unb64

from hemicycle_audit.counts import count_orders, count_written
from hemicycle_audit.crypto import digest, hash_to_scalar, listed, u32
from hemicycle_audit.group import Point, read_point
from hemicycle_audit.layout import Slot, layout_of
from hemicycle_audit.mixing import Mix, Unreadable, failed_equations, generator, read_mix
from hemicycle_audit.names import is_written, name_of, order_of, point_of, without_spaces
from hemicycle_audit.parallel import Effort
from hemicycle_audit.proofs import Ciphertext, Proof, judge_proof
from hemicycle_audit.release import Binding, Opened, read_share
from hemicycle_audit.sealed_ballot import judge, read_entry

pytestmark = pytest.mark.skipif(FOLDER is None, reason="the project's vectors are not here")

VECTORS = json.loads((FOLDER / "sealed-names.json").read_text()) if FOLDER else {}
FORMS = ("election", "ranking")
BAD = {"mix-proof": None, "bad-point": "not-points", "bad-scalar": "mix-scalar", "bad-mix": "mix-length"}


def points(data):
    return [read_point(data[at : at + 32], zero=True) for at in range(0, len(data), 32)]


def public():
    return read_point(unb64(VECTORS["key"]["public"]))


def hexed(texts):
    return [Point(bytes.fromhex(text)) for text in texts]


# -- names and orders as points


@by_name(VECTORS.get("names", []))
def test_names(case):
    assert name_of(hexed(case["points"])) == case["name"]
    data = case["name"].encode().ljust(60, b"\0")
    assert [point_of(data[:30]), point_of(data[30:])] == hexed(case["points"])
    assert not case["name"] or is_written(case["name"])


@by_name(VECTORS.get("clean", []), "typed")
def test_what_a_device_makes_of_what_is_typed_is_in_written_form(case):
    assert is_written(case["name"])


@by_name(VECTORS.get("refused_names", []), "why")
def test_names_that_are_not_in_written_form(case):
    data = bytes.fromhex(case["utf8"])
    try:
        name = data.decode()
    except UnicodeDecodeError:
        return
    assert not is_written(name)


@by_name(VECTORS.get("undecodable", []), "why")
def test_points_that_are_no_name(case):
    assert name_of(hexed(case["points"])) is None


@by_name(VECTORS.get("rankings", []), "order")
def test_orders(case):
    assert order_of(Point(bytes.fromhex(case["point"])), case["choices"]) == case["order"]


@by_name(VECTORS.get("undecodable_rankings", []), "why")
def test_points_that_are_no_order(case):
    assert order_of(Point(bytes.fromhex(case["point"])), case["choices"]) is None


def test_generators():
    assert [generator(i).hex() for i in range(len(VECTORS["generators"]))] == VECTORS["generators"]


# -- ballots


@by_name(VECTORS.get("slots", []))
def test_slots(case):
    cts = [Ciphertext(*pair) for pair in zip(*[iter(points(unb64(case["slot"])))] * 2, strict=True)]
    proof = Proof(unb64(case["proof"]), unb64(case["head"]), case["idx"])
    fault = judge_proof(proof, Slot(0, (1, 2)), cts, public())
    assert (fault is None) == case["holds"]
    assert fault is None or fault.code == "ballot-proof"


@pytest.mark.parametrize("name", FORMS)
def test_ballots(name):
    case = VECTORS[name]
    layout = layout_of(case["form"])
    assert layout.body_bytes == case["body_bytes"]
    rows = {}
    for ballot in case["ballots"]:
        entry = b"\1" + unb64(ballot["body"]) + unb64(ballot["signature"])
        assert judge(entry, layout, public()) == []
        cts = read_entry(1, entry, layout).ciphertexts
        rows[entry[36:68]] = b64(b"".join(cts[number].alpha + cts[number].beta for number in layout.row))
    assert [row for _, row in sorted(rows.items())] == case["inputs"]


@pytest.mark.parametrize("name", FORMS)
def test_no_byte_of_a_ballot_is_idle(name):
    """Every 32 bytes of a ballot's ciphertexts and proofs, changed: signature aside, none passes."""
    case = VECTORS[name]
    layout, ballot = layout_of(case["form"]), case["ballots"][0]
    entry = b"\1" + unb64(ballot["body"]) + unb64(ballot["signature"])
    for at in range(104, 1 + layout.body_bytes, 32):
        changed = entry[: at + 3] + bytes([entry[at + 3] ^ 4]) + entry[at + 4 :]
        assert {fault.code for fault in judge(changed, layout, public())} > {"ballot-signature"}, at


# -- mixes


def inputs(case):
    return [tuple(points(unb64(row))) for row in case["inputs"]]


def width(case):
    return len(layout_of(case["form"]).row)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", FORMS)
def test_mixes(name, jobs):
    case, frz = VECTORS[name], unb64(VECTORS["freeze"])
    rows, chain = inputs(case), []
    for step, own in enumerate(case["mixes"], 1):
        message = unb64(own["message"])
        mix = read_mix(message, len(rows), width(case))
        seed = digest("mix-u", frz, u32(step), *(listed([b"".join(r) for r in side]) for side in (rows, mix.rows)), listed(mix.c))
        assert b64(seed) == own["seed"]
        assert failed_equations(mix, rows, step, frz, public(), Effort(jobs)) == []
        chain.append(u32(own["mixer"]) + digest("mix-message", message))
        assert b64(chain[-1][4:]) == own["digest"]
        rows = mix.rows
    assert b64(digest("mixes", frz, listed(chain))) == case["chain"]


@pytest.mark.parametrize("name", FORMS)
def test_refused_mixes(name):
    case, frz = VECTORS[name], unb64(VECTORS["freeze"])
    for refused in case["refused_mixes"]:
        rows = inputs(case)
        mix = read_mix(unb64(refused["message"]), len(rows), width(case))
        if BAD[refused["code"]]:
            assert isinstance(mix, Unreadable)
            assert mix.reason == BAD[refused["code"]]
        else:
            assert isinstance(mix, Mix)
            assert failed_equations(mix, rows, 1, frz, public(), Effort()), refused["name"]


@pytest.mark.parametrize("name", FORMS)
def test_no_part_of_a_mix_is_idle(name):
    """Every point replaced by another one and every scalar by its successor: some equation fails."""
    case, frz = VECTORS[name], unb64(VECTORS["freeze"])
    rows, message = inputs(case), unb64(case["mixes"][0]["message"])
    n, w = len(rows), width(case)
    first_scalar = 2 * w * n + 3 * n + 2 * w + 3
    for number in range(len(message) // 32):
        at = 32 * number
        part = int.from_bytes(message[at : at + 32], "little")
        other = message[:32] if number else message[32:64]
        changed = other if number < first_scalar else (part + 1).to_bytes(32, "little")
        mix = read_mix(message[:at] + changed + message[at + 32 :], n, w)
        assert failed_equations(mix, rows, 1, frz, public(), Effort()), number


# -- opening and counting


@pytest.mark.parametrize("name", FORMS)
def test_opened_rows_and_what_they_count(name):
    case = VECTORS[name]
    n, w = len(case["inputs"]), width(case)
    last = read_mix(unb64(case["mixes"][-1]["message"]), n, w).rows
    opened = Opened([Ciphertext(row[at], row[at + 1]) for row in last for at in range(0, 2 * w, 2)])
    for released in case["shares"]:
        index, data = released["index"], unb64(released["message"])
        binding = Binding("row-share", unb64(case["chain"]), index, read_point(unb64(VECTORS["key"]["public_shares"][index - 1])))
        shares = [read_share(data[at : at + 128]) for at in range(0, len(data), 128)]
        assert all(share.holds(binding, cell, opened.cells[cell]) for cell, share in enumerate(shares))
        opened.shares[index] = [share.m for share in shares]
    totals = opened.totals(VECTORS["key"]["k"])
    del opened.shares[1]
    assert opened.totals(VECTORS["key"]["k"]) == totals
    rows = sorted(totals[at : at + w] for at in range(0, n * w, w))
    assert sorted(rows) == sorted(hexed(row) for row in case["opened"])
    if name == "ranking":
        orders = [order_of(point, 4) for (point,) in rows]
        assert sorted(orders) == sorted(case["orders"])
        assert count_orders(orders, 4, 4).orders == (4, 0)
        return
    names = [[name_of(row[:2]), name_of(row[2:])] for row in rows]
    assert sorted(names) == sorted(case["names"])
    written = count_written(names, frozenset(map(without_spaces, case["labels"])), case["flags"])
    counts = case["counts"]
    assert dict(written.votes) == dict(counts["names"])
    said = [counts[part] for part in ("listed", "repeated", "invalid", "empty")]
    assert [written.listed, written.repeated, written.invalid, written.empty] == said


def test_a_challenge_of_a_mix_is_of_all_its_parts():
    case, frz = VECTORS["election"], unb64(VECTORS["freeze"])
    own = case["mixes"][0]
    mix = read_mix(unb64(own["message"]), 4, 4)
    t4 = listed([mix.t4[at] + mix.t4[at + 1] for at in range(0, 8, 2)])
    fields = (unb64(own["seed"]), listed(mix.chain), mix.t1, mix.t2, mix.t3, t4, listed(mix.t_hat))
    assert hash_to_scalar("mix", *fields).to_bytes(32, "little") == unb64(own["x"])
    assert failed_equations(mix, inputs(case), 2, frz, public(), Effort()) != []
