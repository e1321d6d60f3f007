"""When a count by hand stands: equal figures without a fault (docs/channels.md §5)."""

import pytest
from channel_world import (
    ELECTION,
    ON_PAPER,
    at_the_count,
    hands,
    meeting,
    only,
    paper,
)
from world import on_ballot

MOTION_FAULTS = {
    "form": [paper(4, [], unreadable=1), paper(4, [(4, 0)], unreadable=1), paper(4, [(4, 0, 0)], [], unreadable=1)],
    "returned": [paper(4, [(4, 0, 0)])],
    "sum": [paper(4, [(5, 0, 0)], unreadable=1)],
}


@pytest.mark.parametrize(("code", "figures"), [(code, own) for code, all_of in MOTION_FAULTS.items() for own in all_of])
def test_equal_figures_with_a_fault_do_not_stand(audit, code, figures):
    made = at_the_count()
    made.failed(figures)
    made.sign()
    verdict = audit(made.bundle())
    assert only(verdict, "act-rule", "count-sign", "does not stand")
    assert [fault.code for fault in verdict.division.hand.attempts[0].faults] == [code]


FORM_FAULTS = [
    (ELECTION, "form", paper(6, [(5, 1, 0), (1, 5, 0)])),
    (
        ("election-single", "E6", on_ballot(4, "王芳 赵刚", high=1, w=1)),
        "chosen",
        paper(6, [(6, 0, 0), (0, 6, 0)], [("张三", 1)]),
    ),
    (ELECTION, "against", paper(6, [(3, 1, 2), (5, 1, 0)], [("张三", 2), ("李四", 1)])),
    (ELECTION, "above", paper(6, [(0, 6, 0), (0, 6, 0)], [("张三", 7)])),
    (ELECTION, "listed", paper(6, [(0, 6, 0), (0, 6, 0)], [("王 芳", 1)])),
    (ELECTION, "listed", paper(6, [(0, 6, 0), (0, 6, 0)], [("张 三", 1), ("张三", 1)])),
    (ELECTION, "listed", paper(6, [(0, 6, 0), (0, 6, 0)], [("张三 ", 1)])),
    (ELECTION, "form", paper(7, [(5, 1, 0), (1, 5)], [("王芳", 9)])),
    (ELECTION, "form", hands(("一区", 6, 0, 0))),
    (ELECTION, "sum", paper(6, [(0, 6, 0), (0, 5, 0)], [])),
    (("livelihood-pick", "projects", on_ballot(2, "一 二 三 四", 1, 2)), "above", paper(6, [(7,), (0,), (0,), (0,)])),
    (("livelihood-pick", "projects", on_ballot(2, "一 二 三 四", 1, 2)), "chosen", paper(6, [(6,), (6,), (1,), (0,)])),
    (("livelihood-pick", "projects", on_ballot(2, "一 二 三 四", 1, 2)), "chosen", paper(6, [(5,), (0,), (0,), (0,)])),
    (("satisfaction-3", "grades-all", on_ballot(3, "教育", high=3)), "sum", paper(6, [(1, 2, 3, 1)])),
    (("satisfaction-3", "grades-all", on_ballot(3, "教育", high=3)), "form", paper(6, [(1, 2, 3)])),
]


@pytest.mark.parametrize(("kind", "code", "figures"), FORM_FAULTS)
def test_faults_of_forms(audit, kind, code, figures):
    template, rule, form = kind
    made = at_the_count(6, 6, template=template, rule=rule, form=form)
    made.failed(figures)
    hand = audit(made.bundle()).division.hand
    assert hand.standing is None
    assert {fault.code for fault in hand.attempts[0].faults} == {code}


@pytest.mark.parametrize("channel", ["hands", "mixed"])
def test_more_hands_than_there_are(audit, channel):
    """5 are in the hall, 2 by video."""
    made = meeting(channel, None, range(5), [5, 6])
    made.close()
    most = {"hands": 7, "mixed": 2}[channel]
    made.failed(hands(("一", 1, 0, 0), ("二", most, 0, 0)))
    made.failed({"sections": [{"name": "一", "voted": 2, "counts": [[1, 0, 0]]}]})
    made.count(hands(("一", 1, 0, 0), ("二", most - 1, 0, 0)))
    hand = audit(made.bundle()).division.hand
    assert [[fault.code for fault in attempt.faults] for attempt in hand.attempts] == [["present"], ["sum"], []]
    assert hand.attempts[1].faults[0].path == ("sections", "一", "counts", 0)
    assert hand.standing is not None


def test_the_same_figures_in_the_end_and_again_by_others(audit):
    """The two attempts have nothing to do with each other: one's figures of the first don't help in the second."""
    made = at_the_count()
    made.failed(ON_PAPER, paper(5, [(4, 1, 0)]))
    made.commit("t1", ON_PAPER)
    made.commit("t2", ON_PAPER)
    made.reveal("t1")
    made.sign()
    assert only(audit(made.bundle()), "act-rule", "count-sign", "does not stand")


def test_parts_of_a_form_of_hands(audit):
    """Every section is judged by itself."""
    form = on_ballot(2, "路灯 公园 书屋 桥", high=2)
    made = meeting("mixed", None, range(5), [5, 6], "livelihood-pick", "projects", form)
    made.close()
    made.failed(
        {
            "sections": [
                {"name": "一", "voted": 1, "counts": [[1], [1], [1], [0]]},
                {"name": "二", "voted": 1, "counts": [[0], [0], [0], [0]]},
            ]
        }
    )
    faults = audit(made.bundle()).division.hand.attempts[0].faults
    assert [(fault.code, fault.path) for fault in faults] == [("chosen", ("sections", "一", "counts"))]


def test_figures_of_paper_where_hands_are_counted(audit):
    made = meeting("hands")
    made.close()
    made.failed(ON_PAPER)
    faults = audit(made.bundle()).division.hand.attempts[0].faults
    assert [(fault.code, fault.path) for fault in faults] == [("form", ())]
