import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MAX_BODY_BYTES, FormItem
from voting_protocol.sealed.forms import Form, M, SetClaim, Sum
from voting_protocol.sealed.writein import SlotClaim

KEYS, BIT = (0, 1, M), (0, 1)


def terms(claim):
    return dict(claim.sum.terms), claim.values


def one(index):
    return {index: 1}


def test_three_keys_are_one_ciphertext_a_name():
    form = Form.of([FormItem(1, 2)])
    assert form.ciphertexts == 2
    assert [terms(claim) for claim in form.claims] == [(one(0), KEYS), (one(1), KEYS)]
    assert [(dict(cell.sum.terms), cell.packed) for cell in form.cells] == [(one(0), True), (one(1), True)]


def test_a_choice_proves_each_option_and_their_number():
    form = Form.of([FormItem(2, 3, 1, 2)])
    assert form.ciphertexts == 3
    assert [terms(claim) for claim in form.claims] == [*[(one(i), BIT) for i in range(3)], ({0: 1, 1: 1, 2: 1}, (1, 2))]
    assert [cell.packed for cell in form.cells] == [False] * 3
    assert len(Form.of([FormItem(2, 3, 0, 3)]).claims) == 3


def test_grades_prove_each_level_then_each_item():
    form = Form.of([FormItem(3, 2, 0, 3)])
    assert form.ciphertexts == len(form.cells) == 6
    assert [terms(claim) for claim in form.claims] == [
        *[(one(i), BIT) for i in range(6)],
        ({0: 1, 1: 1, 2: 1}, BIT),
        ({3: 1, 4: 1, 5: 1}, BIT),
    ]


def test_an_election_proves_its_abstentions_and_both_limits():
    form = Form.of([FormItem(4, 3, 0, 2)])
    names = {0: 1, 1: 1, 2: 1}
    assert form.ciphertexts == 4
    assert [terms(claim) for claim in form.claims] == [
        *[(one(i), KEYS) for i in range(3)],
        (one(3), (0, 1, 2, 3)),
        ({**names, 3: -M}, (0, 1, 2)),
        ({**names, 3: 1 - M}, (0, 1, 2, 3)),
    ]
    assert [dict(cell.sum.terms) for cell in form.cells] == [one(0), one(1), one(2)]


def test_items_follow_one_another():
    form = Form.of([FormItem(1, 1), FormItem(2, 2, 1, 1), FormItem(1, 1)])
    assert [terms(claim) for claim in form.claims] == [
        (one(0), KEYS),
        (one(1), BIT),
        (one(2), BIT),
        ({1: 1, 2: 1}, (1,)),
        (one(3), KEYS),
    ]
    assert [cell.packed for cell in form.cells] == [True, False, False, True]
    assert form.encode().hex() == "00000003" + "0101000000" + "0202010100" + "0101000000"


def test_slots_lie_after_the_abstentions_and_count_in_both_limits():
    form = Form.of([FormItem(1, 1), FormItem(4, 2, 0, 2, 2)])
    assert form.ciphertexts == 1 + 3 + 3 * 2
    kinds = [type(claim) for claim in form.claims]
    assert kinds == [SetClaim] * 4 + [SlotClaim, SlotClaim] + [SetClaim] * 2
    assert [claim.first for claim in form.claims if isinstance(claim, SlotClaim)] == [4, 7]
    assert terms(form.claims[-2]) == ({1: 1, 2: 1, 3: -M, 4: 1, 7: 1}, (0, 1, 2))
    assert dict(form.cells[-1].sum.terms) == {4: 1, 7: 1}
    assert not form.cells[-1].packed
    assert form.body_bytes == 103 + 64 * 10 + 3 * 384 + 3 * 128 + 2 * 576 + 2 * 3 * 128


@pytest.mark.parametrize(
    ("items", "length"),
    [
        ([FormItem(1, 1)], 551),
        ([FormItem(1, 12)], 103 + 12 * 448),
        ([FormItem(2, 12, 0, 12)], 103 + 12 * 320),
        ([FormItem(2, 12, 1, 5)], 103 + 12 * 320 + 5 * 128),
        ([FormItem(3, 4, 0, 3)], 103 + 12 * 320 + 4 * 256),
        ([FormItem(4, 5, 0, 3)], 103 + 5 * 448 + 64 + 6 * 128 + 4 * 128 + 6 * 128),
    ],
)
def test_06_the_length_follows_from_the_form(items, length):
    assert Form.of(items).body_bytes == length


@pytest.mark.parametrize(
    "item",
    [
        FormItem(0, 1),
        FormItem(5, 1),
        FormItem(129, 1),
        FormItem(1, 0),
        FormItem(1, 256),
        FormItem(1, 1, 1, 0),
        FormItem(1, 1, 0, 1),
        FormItem(1, 1, 0, 0, 1),
        FormItem(2, 3, 2, 1),
        FormItem(2, 3, 0, 4),
        FormItem(2, 3, 0, 0),
        FormItem(2, 3, -1, 2),
        FormItem(2, 3, 0, 2, 1),
        FormItem(3, 2, 0, 0),
        FormItem(3, 2, 1, 3),
        FormItem(4, 3, 0, 0),
        FormItem(4, 3, 1, 2),
        FormItem(4, 3, 0, 3),
        FormItem(4, 3, 0, 5, 1),
        FormItem(3, 60, 0, 4),
    ],
)
def test_an_impossible_form_is_refused(item):
    with pytest.raises(ProtocolError, match="bad-form"):
        Form.of([item])


def test_an_empty_form_and_one_above_the_policy_are_refused():
    with pytest.raises(ProtocolError, match="bad-form"):
        Form.of([])
    largest = (MAX_BODY_BYTES - 103) // 448
    assert Form.of([FormItem(1, largest)]).body_bytes <= MAX_BODY_BYTES
    with pytest.raises(ProtocolError, match="bad-form"):
        Form.of([FormItem(1, largest + 1)])


def test_05_a_form_in_json_has_exactly_its_members():
    item = {"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}
    assert Form.of_json([item]) == Form.of([FormItem(1, 1)])
    for wrong in ({**item, "x": 0}, {"type": 1, "c": 1}, {**item, "c": True}, {**item, "c": 1.0}, {**item, "c": "1"}):
        with pytest.raises(ProtocolError, match="bad-form"):
            Form.of_json([wrong])


@given(st.integers(1, M - 1), st.data())
def test_22_a_packed_sum_is_unique_below_m(n, data):
    f = data.draw(st.integers(0, n))
    b = data.draw(st.integers(0, n - f))
    assert divmod(f + M * b, M) == (b, f)


@given(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6), st.integers(0, 7))
def test_the_limits_of_an_election_hold_for_true_abstentions_only(marks, claimed):
    c = len(marks)
    item = FormItem(4, c, 0, max(1, c - 1))
    if c < 2 or claimed > c:
        return
    *_, approvals, marked = Form.of([item]).claims
    numbers = [*marks, claimed]
    f, b = marks.count(1), marks.count(M)
    assert (approvals.sum.of_numbers(numbers) in approvals.values) == (claimed == b and f <= item.max)
    if claimed == b:
        assert marked.sum.of_numbers(numbers) == f + b


def test_a_sum_weighs_its_numbers():
    assert Sum(((0, 1), (2, -3))).of_numbers([10, 99, 2]) == 4


@pytest.mark.parametrize(
    "item",
    [
        FormItem(1, 7),
        FormItem(2, 12, 0, 12),
        FormItem(2, 12, 1, 5),
        FormItem(3, 4, 0, 3),
        FormItem(4, 3, 0, 2),
        FormItem(4, 4, 0, 3, 2),
        FormItem(5, 9),
    ],
)
def test_the_numbers_of_an_item_are_those_of_its_layout(item: FormItem):
    form = Form.of([item])
    assert (item.sealed_bytes, item.ciphertexts, item.cells) == (form.body_bytes, form.ciphertexts, len(form.cells))
