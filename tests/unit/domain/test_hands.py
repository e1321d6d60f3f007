"""Shows of hands, and terminals in the hall with hands of members by video (docs/channels.md)."""

from typing import Any

import pytest

from tests.unit.domain.hands import CountChamber, ballot, sections
from voting_server.domain.codes import RuleError
from voting_server.domain.shapes import b64u

HANDS = {"channel": "hands"}


def refusal(work: Any, *args: Any, **members: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(RuleError) as caught:
        work(*args, **members)
    return caught.value.code, caught.value.detail


def test_a_show_of_hands_by_sections() -> None:
    chamber = CountChamber(6)
    result = chamber.held(sections(一区=(2, 0, 0), 二区=(1, 1, 1)), **HANDS)
    assert (result["for"], result["against"], result["abstain"], result["not_pressed"], result["carried"]) == (3, 1, 1, 1, False)
    assert [section["name"] for section in result["sections"]] == ["一区", "二区"]
    assert result["checks"][0]["zh"] == "计票 5 + 未表决 1 = 实到 6"
    assert chamber.seen()["hand_count"]["stage"] == "signed"


def test_a_show_of_hands_has_no_deadline() -> None:
    chamber = CountChamber(6)
    chamber.announce(**HANDS)
    code, detail = refusal(chamber.open, auto_close_s=60)
    assert (code, detail["field"]) == ("bad-act", "$.auto_close_s")
    chamber.open()
    assert chamber.sitting.divisions["d1"].opened.deadline_ms is None
    mixed = CountChamber(6, video=2)
    mixed.announce(channel="mixed")
    mixed.open(auto_close_s=60)


def test_more_hands_than_members_is_no_count() -> None:
    chamber = CountChamber(6, present=4)
    chamber.put(**HANDS)
    chamber.close()
    chamber.counts(sections(一区=(4, 1, 0)))
    attempt = chamber.seen()["hand_count"]["attempts"][0]
    assert [fault["code"] for fault in attempt["faults"]] == ["present"]
    chamber.counts(sections(一区=(3, 1, 0)))
    assert chamber.count_of().stands


def test_sections_that_differ_are_named() -> None:
    chamber = CountChamber(6)
    chamber.put(**HANDS)
    chamber.close()
    chamber.counts(sections(一区=(2, 0, 0), 二区=(1, 1, 1)), sections(一区=(2, 0, 0), 二区=(2, 1, 0)))
    attempt = chamber.seen()["hand_count"]["attempts"][0]
    assert [each["path"] for each in attempt["differences"]] == [
        ["sections", "二区", "counts", 0, 0],
        ["sections", "二区", "counts", 0, 2],
    ]
    chamber.counts(sections(一区=(2, 0, 0)), sections(二区=(2, 0, 0)))
    attempt = chamber.seen()["hand_count"]["attempts"][1]
    assert {tuple(each["values"]) for each in attempt["differences"]} == {(2, None), (0, None), (None, 2), (None, 0)}


def test_sections_stand_in_one_order() -> None:
    chamber = CountChamber(6)
    chamber.put(**HANDS)
    chamber.close()
    figures = {"sections": list(reversed(sections(一区=(1, 0, 0), 二区=(1, 0, 0))["sections"]))}
    chamber.commits("teller", figures)
    chamber.commits("teller2", figures)
    assert refusal(chamber.reveals, "teller", figures)[0] == "bad-act"


@pytest.mark.parametrize(
    ("code", "draft"),
    [
        ("secrecy-differs", {"secrecy": "secret"}),
        ("channel-form", {"template": "appoint-each", "rule": "M4", **ballot(1, "张三", "李四")}),
        ("channel-differs", {"template": "roll-call"}),
    ],
)
def test_what_is_not_voted_by_hand(code: str, draft: dict[str, Any]) -> None:
    assert refusal(CountChamber(3).draft, "d1", channel="hands", **draft)[0] == code


def test_a_show_of_hands_is_held_by_hands_only() -> None:
    chamber = CountChamber(3)
    assert refusal(chamber.draft, "d1", template="show-of-hands") == ("channel-differs", {"allowed": ["hands"]})
    chamber.draft("d1", template="show-of-hands", channel="hands")


def test_ballots_are_not_issued_for_hands() -> None:
    chamber = CountChamber(3)
    chamber.put(**HANDS)
    assert refusal(chamber.says_count, "teller", "paper-issue", issued=3) == ("channel-differs", {"allowed": ["hands"]})


@pytest.mark.rule("V1")
def test_a_failed_round_is_held_again_by_hands() -> None:
    chamber = CountChamber(6)
    chamber.announce("d1")
    chamber.open("d1")
    chamber.void("d1")
    result = chamber.held(sections(全场=(4, 1, 1)), "d2", again_of="d1", **HANDS)
    assert result["carried"]
    assert chamber.sitting.divisions["d1"].state == "void"


# Mixed totals.


def mixed_result(
    chamber: CountChamber, terminals: tuple[int, int, int], hands: tuple[int, int, int], **changes: Any
) -> dict[str, Any]:
    """The true result of a mixed motion; every terminal pressed once."""
    total = [one + other for one, other in zip(terminals, hands, strict=True)]
    pressed = sum(terminals)
    size = chamber.sitting.divisions["d1"].opened.size
    return (
        chamber.result("d1", *total)
        | {"size": pressed, "entries": b64u(bytes(4 * pressed)), "counted": b64u(bytes(4 * size))}
        | sections(视频=hands)
        | {
            "parts": {
                "terminal": {"voted": pressed, "counts": [list(terminals)]},
                "hands": {"voted": sum(hands), "counts": [list(hands)]},
            }
        }
        | changes
    )


def mixed(chamber: CountChamber, hands: tuple[int, int, int]) -> None:
    """A mixed motion up to its signed count."""
    chamber.put(channel="mixed", rule="M4")
    chamber.close()
    chamber.counts(sections(视频=hands))
    chamber.signs()


def test_hands_by_video_are_added_to_the_terminals() -> None:
    chamber = CountChamber(6, video=2)
    mixed(chamber, (1, 1, 0))
    subject = chamber.sitting.divisions["d1"]
    assert (subject.opened.p, subject.opened.size, chamber.seen()["hand_count"]["entitled"]) == (6, 4, 2)
    chamber.tally_hand(result=mixed_result(chamber, (3, 0, 1), (1, 1, 0)))
    chamber.declare()
    result = chamber.seen("deputy")["result"]
    assert (result["for"], result["against"], result["abstain"], result["not_pressed"]) == (4, 1, 1, 0)
    assert result["parts"]["hands"] == {"voted": 2, "counts": [[1, 1, 0]]}
    assert [check["zh"] for check in result["checks"][:2]] == ["计票 6 + 未表决 0 = 实到 6", "按键 4 + 举手 2 = 6"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (
            {"parts": {"terminal": {"voted": 3, "counts": [[3, 0, 0]]}, "hands": {"voted": 2, "counts": [[2, 0, 0]]}}},
            {"parts", "for"},
        ),
        ({"parts": {"terminal": {"voted": 3, "counts": [[2, 0, 1]]}, "hands": {"voted": 2, "counts": [[1, 1, 0]]}}}, {"for"}),
        (sections(电话=(1, 1, 0)), {"sections"}),
        ({"issued": 2}, {"issued"}),
    ],
)
def test_a_mixed_tally_says_what_each_channel_gave(changes: dict[str, Any], wrong: set[str]) -> None:
    chamber = CountChamber(6, video=2)
    mixed(chamber, (1, 1, 0))
    code, detail = refusal(chamber.tally_hand, result=mixed_result(chamber, (3, 0, 1), (1, 1, 0), **changes))
    assert code == "result-differs"
    assert wrong <= set(detail["members"])
    plain = mixed_result(chamber, (3, 0, 1), (1, 1, 0))
    del plain["parts"]
    assert refusal(chamber.tally_hand, result=plain)[0] == "result-differs"


def test_terminals_alone_are_no_mixed_total() -> None:
    chamber = CountChamber(6, video=2)
    chamber.put(channel="mixed", rule="M4")
    chamber.close()
    assert refusal(chamber.tally, "d1", 3, 0, 1)[0] == "no-count"
    chamber.counts(sections(视频=(3, 0, 0)))
    assert chamber.seen()["hand_count"]["attempts"][0]["faults"][0]["code"] == "present"


def test_a_mixed_total_of_sealed_ballots_is_held_against_the_freeze() -> None:
    chamber = CountChamber(12, video=2)
    chamber.hold_ceremony()
    chamber.announce("d1", channel="mixed", secrecy="secret")
    assert chamber.seen()["reveals"] == ["hands-visible"]
    chamber.open("d1")
    chamber.close("d1")
    chamber.freeze("d1", 4, size=4)
    chamber.root(1, 2, 3)
    chamber.release(1, 2)
    chamber.counts(sections(视频=(1, 1, 0)))
    result = mixed_result(chamber, (3, 0, 1), (1, 1, 0))
    assert refusal(chamber.tally_secret, result=result)[0] == "not-signed"
    chamber.signs()
    short = mixed_result(chamber, (3, 0, 0), (1, 1, 0))
    assert refusal(chamber.tally_secret, result=short)[0] == "result-differs"
    chamber.tally_secret(result=result)
    assert chamber.seen("teller")["result"] is None
    assert chamber.seen("chair")["result"]["parts"]["terminal"]["voted"] == 4
    chamber.declare()
    assert chamber.seen("deputy")["reveals"] == ["hands-visible"]
