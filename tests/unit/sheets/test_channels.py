"""What sheets say of votes on paper, by show of hands, in two parts, and of what belongs together."""

from typing import Any

import pytest

from tests.support import pdf
from tests.unit.domain.hands import CountChamber, ballot, ballots, sections
from tests.unit.sheets.sitting import Kept, Sitting
from voting_server.sheets.channel import channel_tables
from voting_server.sheets.document import Document, Figures, Lines, Outcome, Rows, Signatures, Table, of_type
from voting_server.sheets.minutes import minutes
from voting_server.sheets.page import to_page
from voting_server.sheets.pdf import to_pdf
from voting_server.sheets.result import result_sheet
from voting_server.sheets.wording import Words


class Counting(Kept, CountChamber):
    """Six deputies, two tellers, a scrutineer; all acts kept."""


@pytest.fixture
def hall() -> Counting:
    return Counting(6)


def numbers(sheet: Document) -> dict[str, Any]:
    return {figure.label: figure.value for block in of_type(sheet, Figures) for figure in block.items}  # type: ignore[attr-defined]


def said(sheet: Document) -> str:
    return pdf.squeezed(to_pdf(sheet, 0))


def lines(sheet: Document) -> list[str]:
    return [line for block in of_type(sheet, Lines) for line in block.lines]  # type: ignore[attr-defined]


def test_a_vote_on_paper(hall: Counting) -> None:
    hall.held(ballots(4, [[4, 0, 0]], too_many=1), "d1", issued=6, returned=5)
    sheet = result_sheet(hall.facts(), "zh")
    shown = numbers(sheet)
    assert {name: shown[name] for name in ("发出", "收回", "有效票", "废票", "赞成")} == {
        **{"发出": 6, "收回": 5},
        **{"有效票": 4, "废票": 1, "赞成": 4},
    }
    assert "未按" not in shown
    assert "废票：所选人数超过应选名额 1" in lines(sheet)
    assert "计票人：teller one、teller two" in lines(sheet)
    assert "监票人已签署计票：scrutineer one" in lines(sheet)
    (block,) = of_type(sheet, Signatures)
    assert [item.name for item in block.items] == ["chair one", "scrutineer one", "teller one", "teller two"]  # type: ignore[attr-defined]
    assert "纸质表决票·无记名" in said(sheet)
    assert "有效4+废票1=收回5" in said(sheet)
    english = result_sheet(hall.facts(), "en")
    assert "Invalid: too many names 1" in lines(english)
    assert b"Invalid: too many names 1" in to_page([result_sheet(hall.facts(), "en", public=True)])


def test_a_count_that_had_to_be_done_again_says_so(hall: Counting) -> None:
    hall.put()
    hall.boxes()
    hall.counts(ballots(6, [[5, 1, 0]]), ballots(6, [[4, 2, 0]]))
    hall.commits("teller", ballots(6, [[5, 1, 0]]))
    hall.says_count("chair", "count-again", attempt=2, reason="设备损坏" * 100)
    hall.counts(ballots(6, [[5, 1, 0]]))
    hall.signs()
    hall.tally_hand()
    before = hall.facts()["division"]
    assert (before["result"], before["hand_count"]["figures"]) == (None, None), "nothing before the declaration"
    hall.declare()
    told = lines(result_sheet(hall.facts(), "zh"))
    assert "第 1 次计票：两名计票人的数字有 2 处不同，重新计票" in told
    assert any(line.startswith("第 2 次计票") and "设备损坏" * 100 in line for line in told)
    assert any(line.startswith("未签署：监票人1") for line in told)


def test_an_election_on_paper(hall: Counting) -> None:
    form = ballot(4, "张伟", "李娜", most=1, w=1)
    figures = ballots(6, [[1, 5, 0], [0, 6, 0]], {"王建国": 5})
    hall.held(figures, "d1", issued=6, returned=6, template="by-election", rule="E6", **form)
    sheet = result_sheet(hall.facts(), "zh")
    tables = [[list(row) for row in block.rows] for block in of_type(sheet, Table)]  # type: ignore[attr-defined]
    assert [[1, "张　伟", 1, 5, 0, "未当选"], [2, "李　娜", 0, 6, 0, "未当选"]] in tables
    assert [["王建国", 5, "当选"]] in tables


def test_a_show_of_hands(hall: Counting) -> None:
    hall.held(sections(一区=(3, 0, 0), 二区=(2, 0, 0)), channel="hands", template="show-of-hands")
    sheet = result_sheet(hall.facts(), "zh")
    assert numbers(sheet)["未举手"] == 1
    tables = [[list(row) for row in block.rows] for block in of_type(sheet, Table)]  # type: ignore[attr-defined]
    assert [["一区", 3, 0, 0, 3], ["二区", 2, 0, 0, 2]] in tables
    assert "举手" in minutes(hall.minutes(), "zh").blocks.__repr__()


def test_a_package_that_was_split() -> None:
    sitting = Sitting(8)
    sitting.open_sitting(7)
    text = {"zh": "免去张三的局长职务\n\n任命李四为局长", "en": ""}
    sitting.draft("d1", template="appoint-merged", rule="M4", text=text, of=[])
    sitting.act("secretariat", "division-approve", division="d1")
    sitting.act("chair", "division-object", division="d1", member="m2", reason="应当逐人表决")
    facts = sitting.facts()
    sheet = result_sheet(facts, "zh")
    assert of_type(sheet, Outcome) == [Outcome("撤回", "买买提·艾合买提 对合并表决提出异议：应当逐人表决")]
    assert lines(sheet)[:2] == ["1. 免去张三的局长职务", "2. 任命李四为局长"]
    part = {"kind": "part", "division": "d1", "name": 1}
    sitting.draft("d2", number=2, template="resolution", of=[part])
    rows = {label: value for block in of_type(result_sheet(sitting.facts("d2"), "zh"), Rows) for label, value in block.rows}  # type: ignore[attr-defined]
    assert rows["关联"].startswith("拆分自：第 1 号")


def test_a_mixed_total_shows_its_parts() -> None:
    parts = {"terminal": {"voted": 29, "counts": [[27, 1, 1]]}, "hands": {"voted": 2, "counts": [[2, 0, 0]]}}
    hands = [{"name": "视频", "voted": 2, "counts": [[2, 0, 0]]}]
    result = {"for": 29, "against": 1, "abstain": 1, "parts": parts, "sections": hands}
    tables = [block for block in channel_tables(result, Words("zh")) if isinstance(block, Table)]
    assert [list(row) for row in tables[0].rows] == [["按表决器", 27, 1, 1, 29], ["举手", 2, 0, 0, 2], ["合计", 29, 1, 1, 31]]
    assert [list(row) for row in tables[1].rows] == [["视频", 2, 0, 0, 2]]


def test_more_returned_than_issued_is_void_and_says_why(hall: Counting) -> None:
    hall.put()
    hall.boxes(issued=5, returned=6)
    hall.void()
    sheet = result_sheet(hall.facts(), "zh")
    assert numbers(sheet) == {"发出": 5, "收回": 6}
    assert of_type(sheet, Outcome)[0].verdict == "作废"  # type: ignore[attr-defined]
