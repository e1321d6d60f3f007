"""The column of persons: the same human being in the rosters of several bodies (docs/profiles.md §1)."""

from tests.unit.imports.spreadsheets import csv_file
from voting_server.imports.roster import preview_roster, roster_csv

HEADER = ["代表证号", "姓名", "席位", "人员编号"]


def test_a_roster_may_name_persons() -> None:
    preview = preview_roster(csv_file([["1", "周文澜", "1", "P-07"], ["2", "吴迪", "2", ""]], header=HEADER), "r.csv")
    assert preview.errors == 0
    assert preview.members[0].person == "P-07"
    assert not preview.members[1].person
    assert preview.rows[0].values["person"] == "P-07"
    again = preview_roster(roster_csv(preview.members).encode(), "r.csv")
    assert again.members == preview.members


def test_without_the_column_nothing_changes() -> None:
    preview = preview_roster(csv_file([["1", "周文澜", "1"]], header=HEADER[:3]), "r.csv")
    assert "person" not in preview.rows[0].values
    assert "人员编号" not in roster_csv(preview.members)


def test_a_person_stands_once_in_a_roster() -> None:
    preview = preview_roster(csv_file([["1", "周文澜", "1", "P-07"], ["2", "吴迪", "2", "P-07"]], header=HEADER), "r.csv")
    assert [(error.field, error.code) for error in preview.rows[1].errors] == [("person", "person-taken")]
    wrong = preview_roster(csv_file([["1", "周文澜", "1", "第七"]], header=HEADER), "r.csv")
    assert [error.code for error in wrong.rows[0].errors] == ["bad-id"]
