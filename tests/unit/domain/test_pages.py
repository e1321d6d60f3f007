"""The pages of terminals (docs/protocol.md §14): what a key tells, what a sitting expects and requires."""

from typing import Any

import pytest

from tests.unit.domain.chamber import Chamber, name32
from voting_server.domain.codes import RuleError
from voting_server.domain.views import register_view, state_view

BUNDLE = name32("bundle")
RIGHT = {"hash": BUNDLE, "loaded": "installed"}
WRONG = ({"hash": BUNDLE, "loaded": "served"}, {"hash": name32("other"), "loaded": "installed"}, None)


def chamber(*, required: bool) -> Chamber:
    return Chamber(4, terminals=3, sitting={"pages": {"hash": BUNDLE, "required": required}})


def tell(made: Chamber, actor: str, pages: Any) -> None:
    made.reg(actor, "pages-tell", pages=pages)


def refusal(made: Chamber, actor: str, seat: int, **members: Any) -> str:
    with pytest.raises(RuleError) as caught:
        made.act(actor, "check-in", member=f"m{seat}", seat=f"1-{seat}", **members)
    return caught.value.code


def test_an_enrolment_may_tell_of_pages() -> None:
    made = Chamber(3, terminals=2)
    code = made.code("c", "deputy", "1-3", "")
    made.reg("secretariat", "codes-issue", codes=[code])
    made.reg("t3", "enrol", code=code["key"], device="", pages=RIGHT)
    told = {key["key"]: key.get("pages") for key in register_view(made.register, made.now)["keys"]}
    assert told[made.key("t3")] == RIGHT
    assert told[made.key("t1")] is None


def test_a_terminal_tells_of_other_pages_once() -> None:
    made = Chamber(3)
    tell(made, "t1", RIGHT)
    with pytest.raises(RuleError) as caught:
        tell(made, "t1", RIGHT)
    assert caught.value.code == "already-told"
    tell(made, "t1", WRONG[0])
    tell(made, "t1", RIGHT)
    assert made.register.keys[made.key("t1")].pages is not None


@pytest.mark.parametrize(
    "pages", [{"hash": BUNDLE}, {"hash": BUNDLE, "loaded": "trusted"}, {"hash": "x", "loaded": "served"}, {**RIGHT, "more": 1}]
)
def test_pages_have_one_shape(pages: Any) -> None:
    with pytest.raises(RuleError) as caught:
        tell(Chamber(3), "t1", pages)
    assert caught.value.code == "bad-act"


def test_a_sitting_that_expects_pages_asks_nobody_for_them() -> None:
    made = chamber(required=False)
    made.open_sitting(3)
    assert len(made.sitting.present) == 3
    assert state_view(made.sitting, made.register, "operator")["sitting"]["pages"] == {"hash": BUNDLE, "required": False}
    assert "pages" not in state_view(Chamber(3).sitting, made.register, "operator")["sitting"]


@pytest.mark.parametrize("pages", WRONG)
def test_49_nobody_checks_in_at_a_terminal_without_the_installed_pages(pages: Any) -> None:
    made = chamber(required=True)
    made.open_sitting(0)
    if pages is not None:
        tell(made, "t1", pages)
    assert refusal(made, "t1", 1) == "pages-differ"
    assert refusal(made, "secretariat", 1) == "pages-differ"
    tell(made, "t1", RIGHT)
    made.act("t1", "check-in", member="m1", seat="1-1")


def test_a_seat_without_a_terminal_and_a_member_by_video_need_no_pages() -> None:
    made = chamber(required=True)
    made.open_sitting(0)
    made.act("secretariat", "check-in", member="m4", seat="1-4")
    made.act("secretariat", "check-in", member="m2", seat="1-2", by="video")
    assert set(made.sitting.present) == {"m4", "m2"}
