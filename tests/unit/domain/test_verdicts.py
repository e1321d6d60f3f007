"""Elections, project votes, further votes, grades and rankings (docs/forms.md §4), and the figures of the acceptance days."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_server.domain.grading import GRADINGS, POINTS
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.ranking import RANKINGS
from voting_server.domain.verdicts import House, judge


def words(item: FormItem, rule: str, counts: list[list[int]], n: int, p: int, voted: int, quorum: str = "Q2") -> list[str]:
    return list(judge(item, rule, counts, House(n, p, voted, QUORUMS[quorum])).words)


@pytest.mark.rule("E6", "E7", "E8")
def test_day_a_the_by_election_ties_at_the_third_seat() -> None:
    """Acceptance day A: 238 valid ballots; all four pass 129, C and D tie."""
    item = FormItem(ELECTION, 4, 0, 3, 2)
    counts = [[221, 9, 8], [208, 20, 10], [131, 70, 37], [131, 72, 35]]
    judged = judge(item, "E6", [*counts, [4]], House(256, 241, 238, QUORUMS["Q2"]))
    assert judged.words == ("elected", "elected", "tied", "tied", "not-elected")
    assert judged.sentence["zh"] == "应选 3 名，当选 2 名，2 名票数相等，须再次投票"
    assert judged.sentences[2]["zh"] == "得 131 票，超过全体代表 256 人的半数（至少 129 票），票数相等，须再次投票"


@pytest.mark.rule("E8")
def test_day_a_the_further_vote_elects() -> None:
    assert words(FormItem(CHOOSE, 2, 0, 1), "plurality", [[140], [98]], 256, 241, 241) == ["chosen", "not-chosen"]


@pytest.mark.rule("P3")
def test_day_a_ten_of_twelve_projects() -> None:
    figures = [230, 226, 221, 215, 209, 203, 198, 190, 181, 166, 142, 121]
    found = judge(FormItem(CHOOSE, 12, 0, 10), "projects", [[f] for f in figures], House(256, 242, 240, QUORUMS["Q2"]))
    assert found.words == ("chosen",) * 10 + ("not-chosen",) * 2
    assert found.sentences[10]["zh"] == "得 142 票，超过全体代表 256 人的半数（至少 129 票），不在前 10 项之内，未入选"


@pytest.mark.rule("P3", "P4")
def test_day_c_nine_projects_are_chosen_and_a_tie_is_voted_again() -> None:
    figures = [55, 54, 52, 51, 49, 48, 46, 44, 41, 36, 36, 33]
    found = words(FormItem(CHOOSE, 12, 0, 10), "projects", [[f] for f in figures], 66, 58, 56)
    assert found == ["chosen"] * 9 + ["tied", "tied", "not-chosen"]
    assert words(FormItem(CHOOSE, 2, 0, 1), "plurality", [[31], [25]], 66, 58, 58) == ["chosen", "not-chosen"]


@pytest.mark.rule("M4", "V8")
def test_day_b_appointments_one_by_one() -> None:
    counts = [[29, 1, 1], [18, 9, 4], [17, 10, 4]]
    assert words(FormItem(THREE_KEYS, 3), "M4", counts, 35, 31, 31, "Q3") == ["carried", "carried", "not-carried"]


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=12),
    st.integers(1, 8),
    st.integers(1, 60),
    st.sampled_from(sorted(RANKINGS)),
)
@pytest.mark.rule("E6", "E7", "E8", "E9", "P3", "P4", "P7")
def test_the_highest_succeed_and_nobody_is_passed_over(votes: list[int], seats: int, n: int, rule: str) -> None:
    ranking = RANKINGS[rule]
    standings = ranking.standings(votes, seats, n)
    count = Counter(standings)
    reached = [ranking.reached(vote, n) for vote in votes]
    assert count["in"] <= seats
    assert count["tied"] != 1
    assert not count["tied"] or count["in"] < seats < count["in"] + count["tied"]
    for mine, my_standing, i_reached in zip(votes, standings, reached, strict=True):
        assert my_standing == "out" or i_reached
        for other, standing in zip(votes, standings, strict=True):
            assert mine < other or my_standing != "out" or standing == "out" or not i_reached, "more votes, yet passed over"
            assert mine != other or my_standing == standing, "equal votes are treated alike"
    assert count["in"] == seats or count["tied"] or count["in"] == sum(reached)


@pytest.mark.parametrize(
    ("levels", "base", "grade"),
    [
        ([120, 5, 3], 128, "satisfied"),
        ([86, 0, 43], 129, "satisfied"),
        ([85, 0, 44], 129, "basically-satisfied"),
        ([10, 60, 58], 128, "basically-satisfied"),
        ([10, 54, 64], 128, "no-conclusion"),
        ([0, 0, 65], 128, "dissatisfied"),
        ([0, 0, 0], 0, "no-conclusion"),
        ([86, 0, 0, 43], 129, "excellent"),
        ([85, 1, 0, 43], 129, "satisfied"),
        ([60, 4, 2, 0], 128, "basically-satisfied"),
        ([0, 0, 0, 65], 128, "dissatisfied"),
    ],
)
@pytest.mark.rule("G1")
def test_grades(levels: list[int], base: int, grade: str) -> None:
    assert GRADINGS["grades-all"].grade(levels, base) == grade


@pytest.mark.rule("G1", "G2")
def test_a_grade_is_measured_against_its_base() -> None:
    item, counts = FormItem(GRADES, 1, 0, 3), [[60, 10, 10, 20]]
    assert words(item, "grades-all", counts, 120, 110, 100) == ["basically-satisfied"]
    assert words(item, "grades-present", counts, 120, 110, 100) == ["basically-satisfied"]
    assert words(item, "grades-valid", counts, 120, 110, 100) == ["satisfied"]
    said = judge(item, "grades-valid", counts, House(120, 110, 100, QUORUMS["Q2"]))
    assert said.sentences[0]["zh"] == "满意 60、基本满意 10、不满意 10；满意"
    assert said.sentence["zh"] == "共 1 项：满意 1 项"


@pytest.mark.rule("P8")
def test_points_of_orders() -> None:
    counts = POINTS["points"].counts([(2, 1), (2,), (3, 2, 1), ()], 3)
    assert counts == [[2 + 1, 0], [3 + 3 + 2, 2], [3, 1]]
    assert words(FormItem(RANKING, 3), "points", counts, 9, 8, 4) == ["ranked"] * 3


@pytest.mark.rule("Q7")
def test_where_too_few_took_part_nothing_is_decided() -> None:
    """Q7: a majority of N must have taken part (广东议事规则 60)."""
    assert words(FormItem(CHOOSE, 2, 0, 1), "top", [[50], [0]], 100, 80, 50, "Q7") == ["not-chosen"] * 2
    assert words(FormItem(CHOOSE, 2, 0, 1), "top", [[51], [0]], 100, 80, 51, "Q7") == ["chosen", "not-chosen"]
    assert words(FormItem(THREE_KEYS, 1), "M7", [[50, 0, 0]], 100, 80, 50, "Q7") == ["not-carried"]
    assert words(FormItem(GRADES, 1, 0, 3), "grades-valid", [[50, 0, 0, 0]], 100, 80, 50, "Q7") == ["no-conclusion"]


@pytest.mark.parametrize("house", [(10, 9, 10), (8, 9, 3), (10, 9, -1)])
def test_impossible_figures_are_refused(house: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="impossible"):
        judge(FormItem(CHOOSE, 2, 0, 1), "top", [[1], [0]], House(*house, QUORUMS["Q2"]))
