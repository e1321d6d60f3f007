"""Sums, rules of opening, and counts (docs/sealed.md §4, §6). Numbers in names are lines of the checklist."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.sealed.scrutiny import FREEZE, finished, packed
from voting_protocol.ballots import Header
from voting_protocol.crypto import SigningKey
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, THREE_KEYS, FormItem
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question, parse_ballot, verify
from voting_protocol.sealed.counting import CountSearch, Packed, check_count
from voting_protocol.sealed.forms import Form, M
from voting_protocol.sealed.group import ORDER, ZERO, Point, Scalar, base
from voting_protocol.sealed.secret.encrypt import seal
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.shares import Frozen, combine_shares, verify_share
from voting_protocol.sealed.statements import NOTHING
from voting_protocol.sealed.tally import (
    GradeCounts,
    KeyCounts,
    NameCounts,
    OptionCounts,
    Rule,
    RunningSums,
    Sums,
    check_counts,
    count_cells,
    no_counts,
    read_counts,
    release_rule,
)

KEYS, SECRETS = finished(3, 2)
OPENING = b"o" * 32
ONE_NAME = Form.of([FormItem(THREE_KEYS, 1)])
QUESTION = Question(OPENING, ONE_NAME, KEYS.public, 16)
SEATS = [SigningKey.from_seed(bytes([100 + seat]) * 32) for seat in range(6)]
PUBLIC = base(Scalar.random())
LARGEST = 40


def point(number, public=PUBLIC):
    return Scalar.of(number) * public


@pytest.fixture(scope="module", params=[1, 4, 7], ids=lambda rows: f"{rows}-rows")
def search(request):
    made = CountSearch(PUBLIC, LARGEST)
    made.prepare(request.param)
    return made


def out_of_range():
    return pytest.raises(ProtocolError, match="tally-out-of-range")


def cast(seat, marks, question=QUESTION, seq=1):
    key = SEATS[seat]
    body = seal(question, Header(question.opening, key.public, seq, OPENING), marks).body
    return verify(parse_ballot(body, key.sign("ballot", body), question.form), question)


# --- search


@given(st.integers(0, LARGEST), st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_41_every_pair_is_found_and_none_above_n(search, in_favour, abstain, n):
    total = point(packed(in_favour, abstain))
    if in_favour + abstain <= n:
        assert search.pair(total, n) == Packed(in_favour, abstain)
    else:
        with out_of_range():
            search.pair(total, n)


@pytest.mark.parametrize("n", [0, 1, 2, 39, 40])
def test_41_the_borders_of_the_search(search, n):
    for in_favour, abstain in ((0, 0), (n, 0), (0, n), (n // 2, n - n // 2)):
        assert search.pair(point(packed(in_favour, abstain)), n) == (in_favour, abstain)
    for number in (packed(n + 1, 0), packed(0, n + 1), packed(n, 1), -1, -M, packed(-1, 1), ORDER // 2):
        with out_of_range():
            search.pair(point(number), n)


@given(st.integers(0, 3 * LARGEST + 5), st.integers(0, 3 * LARGEST))
def test_41_every_single_count_is_found_and_none_above_the_limit(search, number, most):
    if number <= most:
        assert search.single(point(number), most) == number
    else:
        with out_of_range():
            search.single(point(number), most)


def test_41_a_single_cell_holds_no_abstention(search):
    for number in (M, M + 1, -1, 2 * M):
        with out_of_range():
            search.single(point(number), LARGEST)


def test_41_more_ballots_than_the_table_is_for(search):
    with out_of_range():
        search.pair(ZERO, LARGEST + 1)
    with out_of_range():
        CountSearch(PUBLIC, M)


def test_41_a_search_under_another_key_finds_nothing(search):
    with out_of_range():
        search.pair(point(5, base(Scalar.random())), LARGEST)


@pytest.mark.parametrize(("rows", "most"), [(1, 201), (4, 51)])
def test_a_prepared_search_takes_few_subtractions(monkeypatch, rows, most):
    made = CountSearch(PUBLIC, 200)
    made.prepare(rows)
    taken = []
    original = Point.__sub__
    monkeypatch.setattr(Point, "__sub__", lambda self, other: taken.append(1) or original(self, other))
    assert made.pair(point(packed(0, 200)), 200) == (0, 200)
    assert len(taken) <= most


@given(st.integers(-2, 12), st.integers(-2, 12), st.integers(-2, 12), st.integers(-2, 12))
def test_41_a_published_count_is_recomputed(in_favour, abstain, told_for, told_abstain):
    total, told = point(packed(in_favour, abstain)), Packed(told_for, told_abstain)
    if (in_favour, abstain) == told and min(told) >= 0 and sum(told) <= 10:
        check_count(total, told, 10, PUBLIC)
    else:
        with out_of_range():
            check_count(total, told, 10, PUBLIC)


@pytest.mark.parametrize("number", [-1, 11, M])
def test_41_a_published_single_count_is_within_its_limit(number):
    check_count(point(10), 10, 10, PUBLIC)
    with out_of_range():
        check_count(point(number), number, 10, PUBLIC)
    with out_of_range():
        check_count(point(9), 10, 10, PUBLIC)


# --- rules


@pytest.mark.parametrize(
    ("n", "electorate", "rule"),
    [
        (0, 0, Rule.NOTHING),
        (0, 100, Rule.NOTHING),
        (1, 1, Rule.NEVER),
        (2, 2, Rule.NEVER),
        (3, 3, Rule.BY_HAND),
        (4, 4, Rule.BY_HAND),
        (5, 5, Rule.AUTOMATIC),
        (5, 9, Rule.AUTOMATIC),
        (5, 10, Rule.BY_HAND),
        (50, 100, Rule.BY_HAND),
        (51, 100, Rule.AUTOMATIC),
        (1500, 2999, Rule.AUTOMATIC),
        (1500, 3000, Rule.BY_HAND),
    ],
)
def test_37_the_minimum_counts(n, electorate, rule):
    assert release_rule(n, electorate) is rule


# --- running sums


def opened(sums, question=QUESTION):
    frozen = Frozen(FREEZE, sums.cells, KEYS)
    shares = [verify_share(frozen, share.index, release(share, KEYS, FREEZE, sums)) for share in SECRETS[1:]]
    totals = combine_shares(frozen, shares)
    counts = count_cells(question.form, totals, sums.n, CountSearch(KEYS.public, 20))
    check_counts(question.form, totals, counts, sums.n, KEYS.public)
    return read_counts(question.form, counts, sums.n)


def test_27_the_last_ballot_of_each_seat_counts():
    running = RunningSums(QUESTION)
    for seat, choice in enumerate((Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.FOR)):
        running.add(cast(seat, [[choice]]))
    assert opened(running.sums()) == (NameCounts((KeyCounts(1, 2, 1),)),)
    running.add(cast(0, [[Choice.ABSTAIN]], seq=2))
    running.add(cast(0, [[Choice.AGAINST]], seq=3))
    assert running.sums().n == 4
    assert opened(running.sums()) == (NameCounts((KeyCounts(2, 1, 1),)),)


def test_27_sums_do_not_depend_on_the_order():
    ballots = [cast(seat, [[Choice.FOR]]) for seat in range(3)]
    changed = cast(0, [[Choice.AGAINST]], seq=2)
    left, right = RunningSums(QUESTION), RunningSums(QUESTION)
    for ballot in (*ballots, changed):
        left.add(ballot)
    for ballot in (changed, *reversed(ballots[1:])):
        right.add(ballot)
    assert left.sums() == right.sums()


def test_19_an_older_or_repeated_ballot_does_not_count_again():
    running = RunningSums(QUESTION)
    first, second = cast(0, [[Choice.FOR]]), cast(0, [[Choice.AGAINST]], seq=2)
    running.add(second)
    before = running.sums()
    for again in (first, second):
        with pytest.raises(ProtocolError, match="sequence-conflict"):
            running.add(again)
    assert running.sums() == before


def test_15_a_ballot_of_another_question_is_not_added():
    running = RunningSums(QUESTION)
    other = Question(b"p" * 32, ONE_NAME, KEYS.public, 16)
    wider = Question(OPENING, Form.of([FormItem(THREE_KEYS, 2)]), KEYS.public, 16)
    for ballot in (cast(0, [[Choice.FOR]], other), cast(0, [[Choice.FOR, Choice.FOR]], wider)):
        with pytest.raises(ProtocolError, match="vote-unknown"):
            running.add(ballot)
    assert running.sums().n == 0


def test_sums_are_made_by_running_sums_only():
    with pytest.raises(TypeError):
        Sums(5, (NOTHING,))


def test_07_no_ballots():
    sums = RunningSums(QUESTION).sums()
    assert (sums.n, sums.encode()) == (0, bytes(64))
    assert release(SECRETS[0], KEYS, FREEZE, sums) == b""
    assert read_counts(ONE_NAME, no_counts(ONE_NAME), 0) == (NameCounts((KeyCounts(0, 0, 0),)),)


def test_07_an_all_zero_tally():
    running = RunningSums(QUESTION)
    for seat in range(3):
        running.add(cast(seat, [[Choice.AGAINST]]))
    (names,) = opened(running.sums())
    assert names.names[0].words == {"for": 0, "against": 3, "abstain": 0}


# --- forms


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from(Choice)] * 3), min_size=3, max_size=6))
def test_type_1_counts_every_name(ballots):
    question = Question(OPENING, Form.of([FormItem(THREE_KEYS, 3)]), KEYS.public, 1)
    running = RunningSums(question)
    for seat, marks in enumerate(ballots):
        running.add(cast(seat, [marks], question))
    expected = [
        KeyCounts(*(column.count(choice) for choice in (Choice.AGAINST, Choice.FOR, Choice.ABSTAIN)))
        for column in zip(*ballots, strict=True)
    ]
    assert opened(running.sums(), question) == (NameCounts(tuple(expected)),)


def test_types_2_3_and_4_in_one_form():
    items = [FormItem(CHOOSE, 3, 1, 2), FormItem(GRADES, 2, 0, 3), FormItem(ELECTION, 3, 0, 1)]
    question = Question(OPENING, Form.of(items), KEYS.public, 1)
    running = RunningSums(question)
    no, yes, none = Choice.AGAINST, Choice.FOR, Choice.ABSTAIN
    ballots = [
        [[1, 1, 0], [1, 0], [yes, no, none]],
        [[0, 1, 0], [3, 0], [no, yes, none]],
        [[0, 1, 1], [3, 2], [none, none, none]],
    ]
    for seat, marks in enumerate(ballots):
        running.add(cast(seat, marks, question))
    assert opened(running.sums(), question) == (
        OptionCounts((1, 3, 1)),
        (GradeCounts((1, 0, 2), 0), GradeCounts((0, 1, 0), 2)),
        NameCounts((KeyCounts(1, 1, 1), KeyCounts(1, 1, 1), KeyCounts(0, 0, 3))),
    )


def no_claims(_first, _slots):
    return ()


def test_write_ins_are_counted_over_all_slots():
    form = Form.of([FormItem(ELECTION, 1, 0, 3, 2)])
    search = CountSearch(PUBLIC, 4)
    counts = count_cells(form, [point(packed(1, 2)), point(8)], 4, search)
    assert read_counts(form, counts, 4) == (NameCounts((KeyCounts(1, 1, 2),), 8),)
    check_counts(form, [point(packed(1, 2)), point(8)], counts, 4, PUBLIC)
    with out_of_range():
        count_cells(form, [point(packed(1, 2)), point(9)], 4, search)


@pytest.mark.parametrize(
    ("item", "counts"),
    [
        (FormItem(THREE_KEYS, 1), [Packed(3, 3)]),
        (FormItem(THREE_KEYS, 1), [Packed(-1, 0)]),
        (FormItem(THREE_KEYS, 1), [3]),
        (FormItem(THREE_KEYS, 1), []),
        (FormItem(THREE_KEYS, 1), [Packed(0, 0), Packed(0, 0)]),
        (FormItem(CHOOSE, 1, 0, 1), [6]),
        (FormItem(CHOOSE, 1, 0, 1), [-1]),
        (FormItem(CHOOSE, 1, 0, 1), [Packed(0, 0)]),
        (FormItem(GRADES, 1, 0, 2), [3, 3]),
    ],
)
def test_41_counts_that_contradict_the_ballots_are_refused(item, counts):
    with out_of_range():
        read_counts(Form.of([item]), counts, 5)


def test_41_control_the_largest_counts_are_accepted():
    assert read_counts(ONE_NAME, [Packed(3, 2)], 5) == (NameCounts((KeyCounts(0, 3, 2),)),)
    assert read_counts(Form.of([FormItem(GRADES, 1, 0, 2)]), [3, 2], 5) == ((GradeCounts((3, 2), 0),),)


@pytest.mark.parametrize("counts", [[Packed(2, 1)], [Packed(1, 2)], [1], [Packed(1, 1 + ORDER)]])
def test_41_wrong_published_counts_are_refused(counts):
    totals = [point(packed(1, 1))]
    check_counts(ONE_NAME, totals, [Packed(1, 1)], 3, PUBLIC)
    with out_of_range():
        check_counts(ONE_NAME, totals, counts, 3, PUBLIC)


def test_22_m_exceeds_every_electorate():
    assert CountSearch(PUBLIC, 0).pair(ZERO, 0) == (0, 0)
    assert CountSearch(PUBLIC, 168_750), "the largest electorate (docs/protocol.md §5)"
    with out_of_range():
        CountSearch(PUBLIC, 2**20)
