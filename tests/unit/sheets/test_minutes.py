"""Minutes: attendance, every division with its outcome, what was void, withdrawn or put off."""

import io
import json

import openpyxl
import pytest

from tests.support import pdf
from tests.unit.sheets.sitting import TITLE, Sitting
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_server.domain.shapes import b64u
from voting_server.sheets.facts import Facts
from voting_server.sheets.make import minutes_file
from voting_server.sheets.minutes import minutes
from voting_server.sheets.pdf import to_pdf


@pytest.fixture
def day() -> Sitting:
    """Eight in office: six come, one of them leaves, one is on leave, one does not come. One vote carried, one void, one put off."""
    sitting = Sitting(8)
    sitting.open_sitting(6)
    sitting.act("secretariat", "leave-grant", member="m7", reason="因病")
    sitting.vote("d1", 5, 1, 0, title=TITLE)
    sitting.announce("d2", number=2)
    sitting.open("d2")
    void = sitting.act("chair", "division-void", division="d2", reason="会场网络故障")
    sitting.act("secretariat", "division-void-confirm", division="d2", void=b64u(void.act_id))
    sitting.draft("d3", number=3)
    sitting.act("chair", "division-defer", division="d3", reason="需要进一步审议")
    sitting.draft("d4", number=4)
    sitting.act("secretariat", "depart", member="m6")
    return sitting


def facts(sitting: Sitting) -> Facts:
    return sitting.minutes({"d1": sitting.cast("d1", ("t1", Choice.FOR))})


def test_who_was_there(day: Sitting) -> None:
    found = facts(day)["attendance"]
    assert {name: found[name] for name in ("due", "came", "present", "leave", "absent")} == {
        **{"due": 8, "came": 6, "present": 5},
        **{"leave": 1, "absent": 2},
    }
    assert [member["status"] for member in found["members"]] == [*["present"] * 5, "left", "leave", "absent"]
    assert (found["members"][6]["leave"], found["members"][7]["came"]) == ("因病", [])
    assert found["members"][5]["left"] > found["members"][5]["came"]


def test_every_division_with_what_became_of_it(day: Sitting) -> None:
    said = pdf.squeezed(to_pdf(minutes(facts(day), "zh"), 0))
    for words in (
        "会议记录",
        "会议尚未结束",
        "请假名单钱学礼（因病）",
        "缺席名单孙悦",
        "离席名单赵敏",
        "赞成5票，超过全体代表8人的半数（至少5票），通过",
        "本次表决作废：会场网络故障",
        "提出：chairone；确认：秘书处",
        "暂不付表决原因：需要进一步审议",
        "第1页·共",
    ):
        assert words in said, words
    english = pdf.text(to_pdf(minutes(facts(day), "en"), 0))
    assert "Minutes" in english
    assert "5 votes for, more than half of all 8 deputies" in " ".join(english.split())


def test_minutes_of_a_closed_sitting_say_so(day: Sitting) -> None:
    day.act("chair", "division-withdraw", division="d4", reason="提案人撤回")
    day.act("chair", "sitting-close")
    said = pdf.squeezed(to_pdf(minutes(facts(day), "zh"), 0))
    assert "会议尚未结束" not in said
    assert "会议结束" in said


def test_no_figure_of_what_is_not_declared(day: Sitting) -> None:
    day.check_in(6)
    day.announce("d9", number=9)
    day.open("d9")
    day.close("d9")
    day.tally("d9", 4, 1, 0)
    division = next(each for each in facts(day)["divisions"] if each["id"] == "d9")
    assert (division["state"], division["result"], division["votes"]) == ("tallied", None, None)
    assert "尚未宣布结果" in pdf.squeezed(to_pdf(minutes(facts(day), "zh"), 0))


def test_workbook_and_json(day: Sitting) -> None:
    ballots = {"d1": day.cast("d1", ("t1", Choice.FOR), ("t2", Choice.AGAINST))}
    book = openpyxl.load_workbook(io.BytesIO(minutes_file(day.history, ballots, "xlsx", "zh")))
    assert book.sheetnames == ["会议记录", "出席情况", "1 表决情况"]
    assert [cell.value for cell in book["出席情况"][8]][:6] == ["m7", "钱学礼", "Deputy 7", "第2代表团", "1-7", "请假"]
    assert [cell.value for cell in book["1 表决情况"][3]][-1] == "反对"
    found = json.loads(minutes_file(day.history, ballots, "json", "zh"))
    assert found["format"] == "hemicycle-minutes/1"
    assert [each["state"] for each in found["divisions"]] == ["declared", "void", "deferred", "draft"]
    assert found["divisions"][0]["votes"][0]["vote"] == "for"


def test_minutes_are_no_page(day: Sitting) -> None:
    with pytest.raises(ProtocolError, match="bad-frame"):
        minutes_file(day.history, {}, "html", "zh")
