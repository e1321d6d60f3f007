"""Shuffles and the opening of mixed rows (docs/sealed-names.md §5, §6). Numbers in names are lines of the checklist; a control shows which check refused."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sealed import MAX_SEQ, OPENING, PUBLIC, SECRET, altered, cast, header, resign
from tests.unit.sealed.scrutiny import FREEZE, finished, flipped
from voting_protocol.crypto import digest64
from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import ELECTION, HEADER_BYTES, RANKING, FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed import shuffle
from voting_protocol.sealed.ballots import Question, VerifiedBallot, verify
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, base
from voting_protocol.sealed.names import name_points, read_name
from voting_protocol.sealed.rows import InputRows, input_rows, open_rows, read_rankings, read_rows, row_cells, row_places
from voting_protocol.sealed.secret import mix as mixing
from voting_protocol.sealed.secret.encrypt import plaintexts, recompute_head, seal
from voting_protocol.sealed.secret.mix import Witness, mix, prove, release_rows, shuffled
from voting_protocol.sealed.secret.opening import decode_opening, encode_opening
from voting_protocol.sealed.shares import Frozen, sort_shares, verify_share
from voting_protocol.sealed.shuffle import (
    Commitments,
    Mix,
    MixChain,
    MixedRows,
    Responses,
    Row,
    chain_digest,
    generators,
    mix_bytes,
    mix_challenge,
    mix_digest,
    mix_seed,
    mix_weights,
    proof_holds,
    verify_chain,
    verify_mix,
)
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.written import count_names

NAMES = ["张三", "", "李四", "王芳", "李四"]


def encrypted(points: Iterable[Point], public: Point = PUBLIC) -> Row:
    fresh = [(Scalar.random(), point) for point in points]
    return tuple(Ciphertext(base(rho), rho * public + point) for rho, point in fresh)


def rows_of(names: Iterable[str], public: Point = PUBLIC) -> list[Row]:
    return [encrypted(name_points(name), public) for name in names]


def opened(rows: Iterable[Row], secret: Scalar = SECRET) -> list[str | None]:
    return [read_name([ct.beta - secret * ct.alpha for ct in row]) for row in rows]


def refusal(call, *args) -> str:
    with pytest.raises(ProtocolError) as caught:
        call(*args)
    return caught.value.code


def proved(inputs: Sequence[Row], rows: Sequence[Row], witness: Witness, step: int = 1) -> Mix:
    return prove(PUBLIC, FREEZE, step, inputs, tuple(rows), witness, generators(len(inputs)))


def accepts(inputs: Sequence[Row], mixed: Mix, step: int = 1, freeze: bytes = FREEZE, public: Point = PUBLIC) -> bool:
    try:
        verify_mix(public, freeze, step, inputs, mixed)
    except ProtocolError as problem:
        assert problem.code == "mix-proof"
        return False
    return True


INPUTS = rows_of(NAMES)
MIXED = mix(PUBLIC, FREEZE, 1, INPUTS)


class Known(NamedTuple):
    """An honest shuffle of `INPUTS` with its witness."""

    witness: Witness
    rows: tuple[Row, ...]


@pytest.fixture
def known() -> Known:
    witness = Witness.draw(len(INPUTS), 2)
    return Known(replace(witness, order=(1, 2, 3, 4, 0)), shuffled(PUBLIC, INPUTS, replace(witness, order=(1, 2, 3, 4, 0))))


# --- what an honest mixer does


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 4))
@settings(max_examples=12, deadline=None)
def test_a_mix_holds_the_same_rows_and_its_bytes_come_back(numbers: list[int], width: int):
    inputs = [encrypted([Scalar.of(number) * G] * width) for number in numbers]
    mixed = mix(PUBLIC, FREEZE, 1, inputs)
    assert accepts(inputs, mixed)
    data = mixed.encode()
    assert len(data) == mix_bytes(len(inputs), width)
    assert Mix.decode(data, len(inputs), width) == mixed
    plain = [sorted([(ct.beta - SECRET * ct.alpha).data for ct in row] for row in rows) for rows in (inputs, mixed.rows)]
    assert plain[0] == plain[1]
    assert not {ct for row in inputs for ct in row} & {ct for row in mixed.rows for ct in row}


def test_names_survive_mixing():
    assert sorted(map(str, opened(MIXED.rows))) == sorted(NAMES)


def test_every_order_is_drawn():
    assert {Witness.draw(3, 1).order for _ in range(200)} == {(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)}


def test_50_the_witness_does_not_show():
    assert repr(Witness.draw(3, 2)) == "Witness()"


# --- 69: what a dishonest mixer tries


def test_69_a_wrong_permutation_is_caught(known: Known):
    assert accepts(INPUTS, proved(INPUTS, known.rows, known.witness))
    for order in ((0, 1, 2, 3, 4), (2, 1, 3, 4, 0), (1, 2, 3, 0, 4)):
        assert not accepts(INPUTS, proved(INPUTS, known.rows, replace(known.witness, order=order)))


@pytest.mark.parametrize("claimed", [(0, 0, 2, 3, 4), (0, 1, 2, 3, 4)])
def test_69_a_row_doubled_in_place_of_another_is_caught(claimed: tuple[int, ...]):
    witness = replace(Witness.draw(5, 2), order=(0, 0, 2, 3, 4))
    mixed = proved(INPUTS, shuffled(PUBLIC, INPUTS, witness), replace(witness, order=claimed))
    # The proof of a doubled row leaves a commitment empty.
    filled = tuple(base(Scalar.random()) if point.is_zero else point for point in mixed.permutation)
    assert not accepts(INPUTS, replace(mixed, permutation=filled))


def test_69_a_changed_row_is_caught(known: Known):
    for place in range(len(INPUTS)):
        rows = list(known.rows)
        rows[place] = rows_of(["赵六"])[0]
        assert not accepts(INPUTS, proved(INPUTS, rows, known.witness))


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("off", [Ciphertext(G, ZERO), Ciphertext(ZERO, G), Ciphertext(ZERO, PUBLIC)])
def test_69_a_change_in_one_column_and_one_half_of_it_is_caught(column: int, off: Ciphertext, known: Known):
    for place in range(len(INPUTS)):
        row = list(known.rows[place])
        row[column] += off
        rows = [*known.rows[:place], tuple(row), *known.rows[place + 1 :]]
        assert not accepts(INPUTS, proved(INPUTS, rows, known.witness))


def test_69_a_name_moved_to_another_row_is_caught(known: Known):
    """Columns are permuted together: half a name of one ballot and half of another are no row."""
    (first, second, *rest), swapped = known.rows, (known.rows[1][0], known.rows[0][1])
    assert first != swapped
    assert not accepts(INPUTS, proved(INPUTS, [swapped, (first[0], second[1]), *rest], known.witness))
    assert not accepts(INPUTS, proved(INPUTS, [row[::-1] for row in known.rows], known.witness))


def test_69_a_replaced_output_is_caught():
    for place in range(len(INPUTS)):
        rows = list(MIXED.rows)
        rows[place] = tuple(ct + Ciphertext(G, PUBLIC) for ct in rows[place])
        assert opened(rows) == opened(MIXED.rows)
        assert not accepts(INPUTS, replace(MIXED, rows=tuple(rows)))


def test_69_names_encrypted_anew_under_another_key_are_caught(known: Known):
    other = base(Scalar.of(7))
    mixed = prove(other, FREEZE, 1, INPUTS, shuffled(other, INPUTS, known.witness), known.witness, generators(5))
    assert accepts(INPUTS, mixed, public=other)
    assert not accepts(INPUTS, mixed)


def test_69_a_proof_is_of_no_use_for_other_inputs():
    others = rows_of(NAMES)
    assert not accepts(others, MIXED)
    assert not accepts(INPUTS[::-1], MIXED)
    assert not accepts(others, replace(mix(PUBLIC, FREEZE, 1, others), rows=MIXED.rows))
    assert not accepts(INPUTS, replace(mix(PUBLIC, FREEZE, 1, INPUTS), rows=MIXED.rows))


def test_69_a_proof_is_of_no_use_for_another_freeze_or_step():
    assert accepts(INPUTS, MIXED)
    assert not accepts(INPUTS, MIXED, step=2)
    assert not accepts(INPUTS, MIXED, freeze=b"F" * 32)


def test_08_the_challenges_of_a_mix_cover_everything():
    other = mix(PUBLIC, FREEZE, 1, INPUTS)
    said = (FREEZE, 1, INPUTS, MIXED.rows, MIXED.permutation)
    changed = (b"F" * 32, 2, INPUTS[::-1], other.rows, other.permutation)
    seeds = {mix_seed(*said), *(mix_seed(*said[:at], changed[at], *said[at + 1 :]) for at in range(5))}
    assert len(seeds) == 6
    names = ("chain", "t", "t_columns", "t_chain")
    firsts = [replace(MIXED.commitments, **{name: getattr(other.commitments, name)}) for name in names]
    single = [
        replace(MIXED.commitments, t=tuple(G if at == each else t for each, t in enumerate(MIXED.commitments.t)))
        for at in range(3)
    ]
    seed = mix_seed(*said)
    challenges = [mix_challenge(seed, first) for first in (MIXED.commitments, *firsts, *single)]
    assert len({*challenges, mix_challenge(bytes(32), MIXED.commitments)}) == 9


def _parts(mixed: Mix) -> list[Mix]:
    """The mix with one part of it taken from another mix of the same rows."""
    other = mix(PUBLIC, FREEZE, 1, INPUTS)
    first = [
        replace(mixed.commitments, **{name: getattr(other.commitments, name)}) for name in ("chain", "t", "t_columns", "t_chain")
    ]
    last = [
        replace(mixed.responses, **{name: getattr(other.responses, name)}) for name in ("s", "s_columns", "s_chain", "s_order")
    ]
    return [
        replace(mixed, permutation=other.permutation),
        *(replace(mixed, commitments=each) for each in first),
        *(replace(mixed, responses=each) for each in last),
    ]


def test_69_no_part_of_a_proof_fits_another():
    assert [accepts(INPUTS, changed) for changed in _parts(MIXED)] == [False] * 9


def test_69_each_equation_is_needed(monkeypatch: pytest.MonkeyPatch, known: Known):
    """Control: for each of the three checks there is a false mix that the other two accept."""
    checks = ("_permutes", "_chain_holds", "_column_holds")
    rows = [rows_of(["赵六"])[0], *known.rows[1:]]
    changed_row = proved(INPUTS, rows, known.witness)
    last = MIXED.responses
    off = (last.s_chain[0] + Scalar.of(1), *last.s_chain[1:])
    wrong_chain = replace(MIXED, responses=replace(last, s_chain=off))
    one, two, three = last.s
    wrong_sums = [
        replace(MIXED, responses=replace(last, s=s))
        for s in ((one + Scalar.of(1), two, three), (one, two + Scalar.of(1), three), (one, two, three + Scalar.of(1)))
    ]
    for check, false_mixes in zip(checks, (wrong_sums, [wrong_chain], [changed_row]), strict=True):
        for false_mix in false_mixes:
            assert not accepts(INPUTS, false_mix)
            with monkeypatch.context() as patched:
                patched.setattr(shuffle, check, lambda *_: True)
                assert accepts(INPUTS, false_mix)


def test_52_every_byte_of_a_mix_counts():
    inputs = [encrypted([Scalar.of(number) * G]) for number in (1, 2)]
    data = mix(PUBLIC, FREEZE, 1, inputs).encode()
    for place in range(len(data)):
        try:
            mixed = Mix.decode(flipped(data, place), 2, 1)
        except ProtocolError as problem:
            assert problem.code in {"bad-point", "bad-scalar"}
        else:
            assert not accepts(inputs, mixed)


# --- bytes


def test_06_a_mix_of_another_length_is_refused():
    data = MIXED.encode()
    for wrong in (data[:-1], data + b"\0", data[:-32], b""):
        assert refusal(Mix.decode, wrong, 5, 2) == "bad-mix"
    assert refusal(Mix.decode, data, 4, 2) == "bad-mix"
    assert refusal(Mix.decode, b"", 0, 2) == "bad-mix"
    assert refusal(Mix.decode, b"", 5, 0) == "bad-mix"
    assert refusal(verify_mix, PUBLIC, FREEZE, 1, INPUTS[:4], MIXED) == "bad-mix"


def test_02_03_no_point_of_a_mix_is_zero_and_no_scalar_too_large():
    data = mix(PUBLIC, FREEZE, 1, INPUTS[:2]).encode()
    points = len(data) // 32 - (3 + 2 + 2 * 2)
    for item in range(len(data) // 32):
        wrong = bytes(32) if item < points else ORDER.to_bytes(32, "little")
        changed = data[: 32 * item] + wrong + data[32 * (item + 1) :]
        assert refusal(Mix.decode, changed, 2, 2) == ("bad-point" if item < points else "bad-scalar")


# --- 43: independent generators


def test_43_generators_are_hashes_of_their_number():
    hs = generators(40)
    assert hs == tuple(Point.from_hash(digest64("gen", u32(index))) for index in range(41))
    assert generators(3) == hs[:4]
    assert len({*hs, G, ZERO}) == 43


def _forged(inputs: Sequence[Row], logarithms: Sequence[Scalar]) -> Mix:
    """A cheat that knows every `h_i = e_i·G`: output row 0 is the sum of input rows 0 and 1, the others are as they were.

    u' is chosen so that `Σ u'_i·F_i = Σ u_i·E_i` all the same; every commitment can then be opened to it.
    """
    count, width = len(inputs), len(inputs[0])
    hs = [base(e) for e in logarithms]
    fresh = [[Scalar.random() for _ in range(width)] for _ in inputs]
    mangled = [tuple(one + two for one, two in zip(inputs[0], inputs[1], strict=True)), *inputs[1:]]
    rows = shuffled(PUBLIC, mangled, Witness(tuple(range(count)), tuple(map(tuple, fresh))))
    blinds, steps = ([Scalar.random() for _ in inputs] for _ in range(2))
    permutation = tuple(base(blind) for blind in blinds)
    seed = mix_seed(FREEZE, 1, inputs, rows, permutation)
    u = mix_weights(seed, count)
    permuted = [u[0], u[1] - u[0], *u[2:]]
    product = Scalar.of(1)
    for weight in u:
        product *= weight
    before = [logarithms[0], *steps[:-1]]
    chain_blinds = [step - weight * last for step, weight, last in zip(steps, permuted, before, strict=True)]
    known = (
        mixing._sum(blinds) - mixing._sum(logarithms[1:]),
        steps[-1] - product * logarithms[0],
        mixing._inner(blinds, u) - mixing._inner(permuted, logarithms[1:]),
    )
    columns = [mixing._inner(permuted, column) for column in zip(*fresh, strict=True)]
    nonces = mixing._Nonces(*(mixing._draw(size) for size in (3, width, count, count)))
    first: Commitments = mixing._commit(PUBLIC, rows, [base(step) for step in steps], nonces, hs)
    x = mix_challenge(seed, first)
    answer = mixing._answer
    return Mix(
        rows,
        permutation,
        first,
        Responses(
            answer(nonces.t, known, x),
            answer(nonces.columns, columns, x),
            answer(nonces.chain, chain_blinds, x),
            answer(nonces.order, permuted, x),
        ),
    )


def test_43_control_over_generators_with_known_logarithms_a_destroyed_name_is_accepted():
    inputs = rows_of(["张三", "李四", "王芳"])
    logarithms = [Scalar.of(100 + index) for index in range(4)]
    forged = _forged(inputs, logarithms)
    assert opened(forged.rows) == [None, "李四", "王芳"]
    assert proof_holds(PUBLIC, FREEZE, 1, inputs, forged, [base(e) for e in logarithms])
    assert not accepts(inputs, forged)


# --- 44: inputs and the chain of mixes


def _chain(count: int, inputs: Sequence[Row] = INPUTS, freeze: bytes = FREEZE) -> list[tuple[int, bytes]]:
    mixes, rows = [], inputs
    for step in range(1, count + 1):
        mixed = mix(PUBLIC, freeze, step, rows)
        mixes.append((step + 1, mixed.encode()))
        rows = mixed.rows
    return mixes


CHAIN = _chain(2)


def chain_refusal(mixes: Sequence[tuple[int, bytes]], k: int = 2, inputs: Sequence[Row] = INPUTS) -> str:
    return refusal(verify_chain, PUBLIC, FREEZE, inputs, mixes, k)


def test_44_k_scrutineers_mix_in_turn():
    mixed = verify_chain(PUBLIC, FREEZE, INPUTS, CHAIN, 2)
    assert sorted(map(str, opened(mixed.rows))) == sorted(NAMES)
    named = [(mixer, mix_digest(message)) for mixer, message in CHAIN]
    assert mixed.digest == chain_digest(FREEZE, named)
    assert chain_digest(FREEZE, named) != chain_digest(FREEZE, [(mixer + 1, name) for mixer, name in named])


def test_44_a_chain_grows_mix_by_mix():
    chain = MixChain(PUBLIC, FREEZE, INPUTS, 2)
    (first, message), (second, after) = CHAIN
    assert refusal(chain.check, after) == "mix-proof"
    chain.check(message)
    assert (chain.step, chain.rows, chain.mixers) == (1, tuple(INPUTS), [])
    chain.add(first, message)
    assert refusal(chain.add, first, after) == "mix-chain", "one scrutineer mixes once"
    assert refusal(chain.mixed) == "mix-chain"
    chain.add(second, after)
    assert chain.is_complete
    assert chain.mixed() == verify_chain(PUBLIC, FREEZE, INPUTS, CHAIN, 2)
    assert refusal(chain.add, 9, after) == "mix-chain"


def test_44_each_mixers_input_is_the_output_before():
    """Both mixes are honest, but of the ballots: the second did not take what the first made."""
    first, second = mix(PUBLIC, FREEZE, 1, INPUTS), mix(PUBLIC, FREEZE, 2, INPUTS)
    verify_mix(PUBLIC, FREEZE, 2, INPUTS, second)
    assert chain_refusal([(1, first.encode()), (2, second.encode())]) == "mix-proof"
    assert chain_refusal(CHAIN[::-1]) == "mix-proof"
    assert chain_refusal(CHAIN, inputs=MIXED.rows) == "mix-proof"


def test_44_the_mixers_are_exactly_k_different_ones():
    assert chain_refusal(CHAIN[:1]) == "mix-chain"
    assert chain_refusal([]) == "mix-chain"
    assert chain_refusal([(2, message) for _, message in CHAIN]) == "mix-chain"
    assert chain_refusal(_chain(3)) == "mix-chain"
    assert chain_refusal([*CHAIN, (2, CHAIN[0][1])]) == "mix-chain"


def test_44_a_row_that_occurs_twice_is_refused():
    assert refusal(mix, PUBLIC, FREEZE, 1, [*INPUTS, INPUTS[2]]) == "mix-rows"
    doubled = [*INPUTS[:4], INPUTS[0]]
    witness = Witness.draw(5, 2)
    mixed = proved(doubled, shuffled(PUBLIC, doubled, witness), witness)
    assert proof_holds(PUBLIC, FREEZE, 1, doubled, mixed, generators(5))  # control: nothing else refuses it
    assert refusal(verify_mix, PUBLIC, FREEZE, 1, doubled, mixed) == "mix-rows"
    assert chain_refusal([(1, mixed.encode()), CHAIN[1]], inputs=doubled) == "mix-rows"


def test_44_rows_are_there_and_equally_wide():
    for wrong in ([], [()], [INPUTS[0], INPUTS[1][:1]]):
        assert refusal(mix, PUBLIC, FREEZE, 1, wrong) == "mix-rows"


def test_44_mixed_rows_are_made_by_verification_only():
    with pytest.raises(TypeError):
        MixedRows(INPUTS, b"")


# --- from ballots to names

KEYS, SHARES = finished(3, 2)
ASKED = Question(OPENING, Form.of([FormItem(1, 1), FormItem(ELECTION, 2, 0, 2, 2)]), KEYS.public, MAX_SEQ)
WRITTEN = [["张三", ""], ["", ""], ["李四", "张三"], ["王芳", "王芳"]]


@pytest.fixture(scope="module")
def ballots():
    cast_ones = (cast(ASKED, [[Choice.FOR], [Choice.AGAINST] * 2 + names], number) for number, names in enumerate(WRITTEN, 1))
    return [verify(ballot, ASKED) for ballot in cast_ones]


def _mixed(rows: InputRows) -> MixedRows:
    mixes, current = [], rows.rows
    for step, mixer in enumerate((3, 1), 1):
        made = mix(KEYS.public, FREEZE, step, current)
        mixes.append((mixer, made.encode()))
        current = made.rows
    return verify_chain(KEYS.public, FREEZE, rows.rows, mixes, 2)


def test_names_are_mixed_opened_and_counted(ballots):
    flags = sum(name != "" for names in WRITTEN for name in names)
    assert flags == 5
    rows = input_rows(ASKED.form, 1, ballots)
    assert (len(rows.rows), len(rows.rows[0]), rows.left_out) == (4, 4, ())
    mixed = _mixed(rows)
    released = [(share.index, release_rows(share, KEYS, mixed)) for share in SHARES]
    valid = sort_shares(row_cells(mixed, KEYS), [(9, b""), *released]).valid
    results = [open_rows(mixed, KEYS, pair) for pair in (valid[:2], valid[1:], valid)]
    assert results[0] == results[1] == results[2]
    names = read_rows(results[0])
    assert sorted(map(tuple, names)) == sorted(map(tuple, WRITTEN))
    counted = count_names(names, ["王芳", "赵六"], flags)
    assert counted.names == (("张三", 2), ("李四", 1))
    assert (counted.listed, counted.repeated, counted.invalid, counted.empty) == (2, 0, 0, 0)


def test_45_the_opened_rows_do_not_depend_on_the_mixers_orders(ballots):
    rows = input_rows(ASKED.form, 1, ballots)
    results = []
    for _ in range(3):
        mixed = _mixed(rows)
        shares = [verify_share(row_cells(mixed, KEYS), share.index, release_rows(share, KEYS, mixed)) for share in SHARES[:2]]
        results.append(open_rows(mixed, KEYS, shares))
    assert results[0] == results[1] == results[2]
    assert read_rows(results[0])[0] == ("", "")


def test_rows_come_in_the_electorates_order_whatever_the_board_says(ballots):
    rows = input_rows(ASKED.form, 1, ballots)
    assert input_rows(ASKED.form, 1, ballots[::-1]) == rows
    ordered = sorted(ballots, key=lambda ballot: ballot.ballot.header.key)
    assert rows.rows == tuple(tuple(ballot.ciphertexts[place] for place in (5, 6, 8, 9)) for ballot in ordered)
    assert refusal(input_rows, ASKED.form, 1, [*ballots, ballots[0]]) == "mix-rows"
    assert refusal(row_places, ASKED.form, 0) == "bad-form"


def test_16_44_equal_rows_of_colluding_seats_are_left_out_and_named(ballots):
    """Two devices that agree on every ρ: their proofs hold, their names must not keep the others' from being opened."""

    def colluding(number: int) -> VerifiedBallot:
        draws = (Scalar.of(1000 + count) for count in range(1000))
        sealed = seal(ASKED, header(number), [[Choice.FOR], [Choice.AGAINST] * 2 + WRITTEN[0]], lambda: next(draws))
        return verify(resign(ASKED, sealed.body, number), ASKED)

    pair = [colluding(5), colluding(6)]
    rows = input_rows(ASKED.form, 1, [*ballots, *pair])
    assert len(rows.rows) == 5
    assert rows.left_out == (max(ballot.ballot.header.key for ballot in pair),)
    assert count_names([("张三", "")], [], flags=2).empty == 1


# --- shares of mixed rows


def test_10_11_a_share_of_a_sum_is_none_of_a_row_and_the_other_way_round(ballots):
    mixed = _mixed(input_rows(ASKED.form, 1, ballots))
    cells = row_cells(mixed, KEYS)
    released = release_rows(SHARES[0], KEYS, mixed)
    verify_share(cells, 1, released)
    assert refusal(verify_share, Frozen(cells.digest, cells.cells, KEYS), 1, released) == "share-invalid"
    assert refusal(verify_share, cells, 2, released) == "share-invalid"
    other = _mixed(input_rows(ASKED.form, 1, ballots))
    assert refusal(verify_share, row_cells(other, KEYS), 1, released) == "share-invalid"
    assert cells != Frozen(cells.digest, cells.cells, KEYS)


def test_38_an_invalid_share_of_a_row_is_named_and_skipped(ballots):
    mixed = _mixed(input_rows(ASKED.form, 1, ballots))
    released = [(share.index, release_rows(share, KEYS, mixed)) for share in SHARES]
    released[0] = (1, flipped(released[0][1], 128 * 5 + 97))
    found = sort_shares(row_cells(mixed, KEYS), released)
    assert [(fault.code, fault.detail["index"], fault.detail["cell"]) for fault in found.faults] == [("share-invalid", 1, 5)]
    assert len(open_rows(mixed, KEYS, found.valid)) == 4


def test_37_so_few_rows_are_never_opened(ballots):
    mixed = _mixed(input_rows(ASKED.form, 1, ballots[:2]))
    assert refusal(release_rows, SHARES[0], KEYS, mixed) == "too-few-ballots"
    whole = _mixed(input_rows(ASKED.form, 1, ballots))
    assert refusal(release_rows, SHARES[0], finished(3, 2)[0], whole) == "share-foreign"


# --- rankings


def test_rankings_are_sealed_mixed_and_opened_whole():
    """One ciphertext a ballot; an election beside it keeps its own places."""
    asked = Question(OPENING, Form.of([FormItem(1, 1), FormItem(RANKING, 5)]), KEYS.public, MAX_SEQ)
    assert (asked.form.ciphertexts, len(asked.form.cells), asked.form.body_bytes) == (2, 1, 103 + 128 + 384 + 64)
    orders = [(2, 1, 5), (), (5, 4, 3, 2, 1), (2, 1, 5)]
    counted = [verify(cast(asked, [[Choice.FOR], order], number), asked) for number, order in enumerate(orders, 1)]
    assert row_places(asked.form, 1) == (1,)
    mixed = _mixed(input_rows(asked.form, 1, counted))
    shares = [verify_share(row_cells(mixed, KEYS), share.index, release_rows(share, KEYS, mixed)) for share in SHARES[1:]]
    assert sorted(read_rankings(open_rows(mixed, KEYS, shares), 5)) == sorted(orders)


def test_a_ranking_is_of_no_use_in_another_ballot():
    asked = Question(OPENING, Form.of([FormItem(RANKING, 5)]), KEYS.public, MAX_SEQ)
    victim, thief = (cast(asked, [(3, 1)], number) for number in (1, 2))
    assert refusal(verify, altered(asked, thief, HEADER_BYTES, victim.body[HEADER_BYTES:], 2), asked) == "bad-proof"


@pytest.mark.parametrize("marks", [(1, 1), (6,), (0,), ("张三",), (None,)])
def test_what_is_no_ranking_is_not_sealed(marks):
    form = Form.of([FormItem(RANKING, 5)])
    assert refusal(plaintexts, form, [marks]) in {"bad-ranking", "bad-choice"}


def test_a_challenged_ranking_is_opened_to_its_checker():
    asked = Question(OPENING, Form.of([FormItem(RANKING, 5)]), KEYS.public, MAX_SEQ)
    sealed = seal(asked, header(1), [(3, 1)])
    opening = decode_opening(encode_opening(sealed.secrets), asked.form)
    assert recompute_head(asked, header(1), opening) == sealed.head
