"""The rules against exact fractions, at their boundaries, and against the figures of real and worked examples."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_server.domain.majority import MAJORITIES
from voting_server.domain.outcome import Outcome, outcome
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.share import Share

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)
QUORUM_SHARES = {
    "Q1": (TWO_THIRDS, False),
    "Q2": (TWO_THIRDS, False),
    "Q3": (HALF, True),
    "Q4": (TWO_THIRDS, False),
    "Q5": (TWO_THIRDS, False),
    "Q6": (HALF, True),
    "Q7": (TWO_THIRDS, False),
    "Q8": (TWO_THIRDS, True),
}
MAJORITY_SHARES = {
    "M1": (HALF, True),
    "M2": (TWO_THIRDS, False),
    "M4": (HALF, True),
    "M5": (HALF, True),
    "M7": (HALF, True),
}
bodies = st.integers(1, 4000)


def reaches(count: int, base: int, share: tuple[Fraction, bool]) -> bool:
    fraction, strict = share
    return Fraction(count, base) > fraction if strict else Fraction(count, base) >= fraction


def near(base: int, fraction: Fraction) -> range:
    middle = int(base * fraction)
    return range(max(0, middle - 2), min(base, middle + 2) + 1)


def decide(for_: int, against: int, abstain: int, n: int, p: int, rule: str = "M1", quorum: str = "Q2") -> Outcome:
    return outcome(for_, against, abstain, n, p, MAJORITIES[rule], QUORUMS[quorum])


def test_every_rule_is_checked() -> None:
    assert QUORUMS.keys() == QUORUM_SHARES.keys()
    assert MAJORITIES.keys() == MAJORITY_SHARES.keys()


@pytest.mark.parametrize("rule", QUORUM_SHARES)
@given(n=bodies)
@pytest.mark.rule("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8")
def test_quorum_is_the_exact_fraction(rule: str, n: int) -> None:
    quorum, share = QUORUMS[rule], QUORUM_SHARES[rule]
    for p in near(n, share[0]):
        assert quorum.met(n, p) == reaches(p, n, share)
    needed = quorum.needed(n)
    assert quorum.met(n, needed)
    assert not quorum.met(n, needed - 1)


@pytest.mark.parametrize("rule", MAJORITY_SHARES)
@given(n=bodies, data=st.data())
@pytest.mark.rule("M1", "M2", "M4", "M5", "M7")
def test_majority_is_the_exact_fraction_of_its_base(rule: str, n: int, data: st.DataObject) -> None:
    p = data.draw(st.integers(1, n))
    majority, share = MAJORITIES[rule], MAJORITY_SHARES[rule]
    base = p if rule == "M7" else n
    for f in near(base, share[0]):
        assert majority.carried(f, n, p) == reaches(f, base, share)
    needed = majority.needed(n, p)
    assert majority.carried(needed, n, p)
    assert not majority.carried(needed - 1, n, p)


@given(half=st.integers(1, 2000))
@pytest.mark.rule("M1", "M4", "M5", "M7")
def test_exactly_half_fails(half: int) -> None:
    for rule in ("M1", "M4", "M5"):
        assert not MAJORITIES[rule].carried(half, 2 * half, 2 * half)
        assert MAJORITIES[rule].carried(half + 1, 2 * half, 2 * half)
    assert not MAJORITIES["M7"].carried(half, 10 * half, 2 * half)


@given(third=st.integers(1, 1300))
@pytest.mark.rule("M2", "Q1", "Q8")
def test_exactly_two_thirds_is_enough_where_the_text_says_or_more(third: int) -> None:
    assert MAJORITIES["M2"].carried(2 * third, 3 * third, 3 * third)
    assert QUORUMS["Q1"].met(3 * third, 2 * third)
    assert not QUORUMS["Q8"].met(3 * third, 2 * third)


@given(n=bodies, data=st.data())
@pytest.mark.rule("M9")
def test_outcome_counts_everybody_once(n: int, data: st.DataObject) -> None:
    p = data.draw(st.integers(0, n))
    f = data.draw(st.integers(0, p))
    a = data.draw(st.integers(0, p - f))
    b = data.draw(st.integers(0, p - f - a))
    rule, quorum = data.draw(st.sampled_from(sorted(MAJORITIES))), data.draw(st.sampled_from(sorted(QUORUMS)))
    result = decide(f, a, b, n, p, rule, quorum)
    assert f + a + b + result.not_pressed + result.absent == n
    assert result.not_pressed >= 0
    assert result.absent >= 0
    enough = quorum != "Q7" or 2 * (f + a + b) > n
    assert result.carried == (f >= result.needed and enough)
    assert result.sentence["zh"].endswith("，通过" if result.carried else "，未通过")
    assert result.sentence["en"].endswith(": carried" if result.carried else ": not carried")


@given(
    num=st.integers(1, 3),
    den=st.integers(1, 5),
    strict=st.booleans(),
    base=st.integers(0, 50),
    data=st.data(),
)
def test_printed_arithmetic_is_true(num: int, den: int, strict: bool, base: int, data: st.DataObject) -> None:
    printed = Share(num, den, strict).arithmetic(data.draw(st.integers(0, 50)), base)
    expression = printed.replace("×", "*").replace("≤", "<=").replace("≥", ">=").replace(" = ", " == ")
    assert eval(expression)


@pytest.mark.parametrize("figures", [(-1, 0, 0, 9, 9), (0, -1, 0, 9, 9), (0, 0, -1, 9, 9), (4, 4, 2, 9, 9), (1, 0, 0, 8, 9)])
def test_impossible_figures_are_refused(figures: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError):
        decide(*figures)


def test_sentences_of_the_protocol() -> None:
    carried = decide(499, 92, 60, 674, 660)
    assert carried.sentence["zh"] == "赞成 499 票，超过全体代表 674 人的半数（至少 338 票），通过"
    failed = decide(118, 97, 25, 256, 241)
    assert failed.sentence["zh"] == "赞成 118 票，未超过全体代表 256 人的半数（至少 129 票），未通过"
    assert failed.sentence["en"] == "118 votes for, not more than half of all 256 deputies (at least 129): not carried"


@pytest.mark.parametrize(
    ("rule", "carried", "failed"),
    [
        (
            "M2",
            "赞成 6 票，达到全体代表 9 人的三分之二以上（至少 6 票），通过",
            "赞成 5 票，未达到全体代表 9 人的三分之二以上（至少 6 票），未通过",
        ),
        (
            "M4",
            "赞成 6 票，超过常务委员会全体组成人员 9 人的半数（至少 5 票），通过",
            "赞成 4 票，未超过常务委员会全体组成人员 9 人的半数（至少 5 票），未通过",
        ),
        (
            "M5",
            "赞成 6 票，超过主席团全体成员 9 人的半数（至少 5 票），通过",
            "赞成 4 票，未超过主席团全体成员 9 人的半数（至少 5 票），未通过",
        ),
        (
            "M7",
            "赞成 6 票，超过到会代表 8 人的半数（至少 5 票），通过",
            "赞成 4 票，未超过到会代表 8 人的半数（至少 5 票），未通过",
        ),
    ],
)
def test_each_rule_has_its_own_wording(rule: str, carried: str, failed: str) -> None:
    assert decide(6, 1, 0, 9, 8, rule).sentence["zh"] == carried
    assert decide(5 if rule == "M2" else 4, 1, 0, 9, 8, rule).sentence["zh"] == failed


@pytest.mark.rule("Q7")
def test_a_majority_must_have_taken_part_under_q7() -> None:
    few = decide(60, 10, 10, 256, 100, "M7", "Q7")
    assert not few.carried
    assert few.sentence["zh"] == "参加表决 80 人，未超过全体代表 256 人的半数（至少 129 人），未通过"
    assert few.checks[-1]["zh"] == "参加表决：2 × 80 = 160 ≤ 256"
    assert decide(60, 10, 10, 256, 100, "M7", "Q2").carried
    assert not decide(128, 0, 0, 256, 200, "M7", "Q7").carried
    assert decide(128, 1, 0, 256, 200, "M7", "Q7").carried


@pytest.mark.parametrize(
    ("for_", "against", "abstain", "not_pressed", "present", "carried"),
    [
        (239, 0, 1, 1, 241, True),  # scrutineers' list
        (118, 97, 25, 1, 241, False),  # the amendment, although 118 > 97
        (236, 2, 2, 1, 241, True),  # government report
        (234, 3, 3, 1, 241, True),  # plan
        (228, 8, 4, 1, 241, True),  # budget
        (238, 1, 1, 1, 241, True),  # committee report
        (201, 28, 11, 1, 241, True),  # the court's report, held again
        (214, 18, 8, 1, 241, True),  # procuratorate
        (214, 18, 8, 2, 242, True),  # the same with the late deputy present
    ],
)
@pytest.mark.rule("M1", "Q2")
def test_closing_day_of_a_district_congress(
    for_: int, against: int, abstain: int, not_pressed: int, present: int, carried: bool
) -> None:
    result = decide(for_, against, abstain, 256, present)
    assert (result.carried, result.not_pressed, result.needed) == (carried, not_pressed, 129)
    assert result.absent == 256 - present
    assert result.checks[0]["zh"] == f"{for_} + {against} + {abstain} + {not_pressed} = 实到 {present}"
    assert QUORUMS["Q2"].needed(256) == 171
    assert QUORUMS["Q2"].met(256, 241)


@pytest.mark.parametrize(
    ("for_", "against", "abstain", "carried"),
    [(31, 0, 0, True), (16, 12, 3, False), (27, 2, 2, True), (18, 9, 4, True), (17, 10, 4, False)],
)
@pytest.mark.rule("M4", "Q3")
def test_standing_committee_of_35(for_: int, against: int, abstain: int, carried: bool) -> None:
    result = decide(for_, against, abstain, 35, 31, "M4", "Q3")
    assert (result.carried, result.needed) == (carried, 18)
    assert QUORUMS["Q3"].needed(35) == 18


@pytest.mark.rule("Q2", "Q8", "M1")
def test_quorums_of_the_smaller_bodies() -> None:
    assert QUORUMS["Q2"].needed(66) == 44
    assert MAJORITIES["M1"].needed(66, 58) == 34
    assert not QUORUMS["Q8"].met(60, 40)
    assert QUORUMS["Q8"].met(60, 41)


@pytest.mark.rule("M1", "Q1")
def test_a_whole_chamber_of_674() -> None:
    assert MAJORITIES["M1"].needed(674, 674) == 338
    assert QUORUMS["Q1"].needed(674) == 450
    assert not decide(337, 337, 0, 674, 674).carried
    assert decide(338, 336, 0, 674, 674).carried


def test_unverified_defaults_say_so() -> None:
    unverified = {rule.id for rule in QUORUMS.values() if not rule.verified}
    assert unverified == {"Q4", "Q5", "Q6", "Q8"}
    for rule in (QUORUMS["Q4"], QUORUMS["Q5"], QUORUMS["Q6"]):
        assert "未核实的默认值" in rule.source["zh"]
        assert "unverified default" in rule.source["en"]
    assert [rule.id for rule in QUORUMS.values() if rule.allows_opening(9, 0)] == ["Q6"]
    assert QUORUMS["Q7"].formula == "3P ≥ 2N, 2(F+A+B) > N"
    assert MAJORITIES["M2"].formula == "3F ≥ 2N"
    assert MAJORITIES["M7"].formula == "2F > P"
