"""Acts about documents: what they ask of what was attached before (docs/documents.md §2)."""

from typing import Any

import pytest

from tests.unit.domain.chamber import Chamber, name32
from voting_server.domain.acts import shaped
from voting_server.domain.codes import RuleError
from voting_server.domain.document_acts import DocumentAttach
from voting_server.domain.documents import FileFacts, check
from voting_server.domain.views import state_view

ATTACH: dict[str, Any] = {
    "division": "d1",
    "title": {"zh": "政府工作报告", "en": "Report"},
    "language": "zh",
    "sha256": name32("file"),
    "bytes": 1000,
    "pages": 3,
}


def drafted() -> Chamber:
    chamber = Chamber(5)
    chamber.open_sitting(4)
    chamber.draft("d1")
    return chamber


def attach(chamber: Chamber, document: str, actor: str = "secretariat", **changes: Any) -> None:
    chamber.act(actor, "document-attach", **{**ATTACH, "document": document, **changes})


def refused(chamber: Chamber, document: str, **changes: Any) -> str:
    with pytest.raises(RuleError) as caught:
        attach(chamber, document, **changes)
    return caught.value.code


def shown(chamber: Chamber, role: str = "deputy") -> list[str]:
    (view,) = state_view(chamber.sitting, chamber.register, role)["divisions"]
    return [each["id"] for each in view.get("documents", [])]


def test_what_stands_is_shown_to_everybody() -> None:
    chamber = drafted()
    assert shown(chamber) == []
    attach(chamber, "a")
    attach(chamber, "b", actor="chair")
    (view,) = state_view(chamber.sitting, chamber.register, "deputy")["divisions"]
    assert view["documents"][0] == {**{name: ATTACH[name] for name in ATTACH if name != "division"}, "id": "a", "candidate": None}
    assert shown(chamber) == ["a", "b"]


def test_a_replaced_one_stands_no_more_and_its_name_is_not_used_again() -> None:
    chamber = drafted()
    attach(chamber, "a")
    attach(chamber, "b", replaces="a", sha256=name32("other"))
    assert shown(chamber) == ["b"]
    assert refused(chamber, "a") == "document-known"
    assert refused(chamber, "c", replaces="a") == "unknown-document"
    chamber.act("secretariat", "document-withdraw", division="d1", document="b", reason="印刷有误")
    assert shown(chamber) == []
    with pytest.raises(RuleError, match="unknown-document"):
        chamber.act("secretariat", "document-withdraw", division="d1", document="b", reason="印刷有误")


def test_nothing_changes_once_a_vote_is_open() -> None:
    chamber = drafted()
    attach(chamber, "a")
    chamber.act("secretariat", "division-approve", division="d1")
    attach(chamber, "b")
    chamber.act("chair", "division-announce", division="d1")
    attach(chamber, "c")
    chamber.open()
    assert refused(chamber, "d") == "wrong-division-state"
    with pytest.raises(RuleError, match="wrong-division-state"):
        chamber.act("secretariat", "document-withdraw", division="d1", document="a", reason="x")
    chamber.close()
    assert shown(chamber) == ["a", "b", "c"]


def test_a_candidate_is_one_on_the_ballot() -> None:
    chamber = drafted()
    assert refused(chamber, "a", candidate=0) == "unknown-candidate"
    names = [[{"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}]]
    form = [{"type": 3, "c": 2, "min": 0, "max": 4, "w": 0}]
    chamber.draft("d2", number=2, template="performance-4", rule="grades-valid", form=form, names=names)
    attach(chamber, "a", division="d2", candidate=1)
    assert refused(chamber, "b", division="d2", candidate=2) == "unknown-candidate"
    assert refused(chamber, "b", division="d2", candidate=0, replaces="a") == "document-differs"


def test_there_are_64_at_most() -> None:
    chamber = drafted()
    for n in range(64):
        attach(chamber, f"a{n}")
    assert refused(chamber, "b") == "too-many-documents"
    attach(chamber, "b", replaces="a0")


@pytest.mark.parametrize(
    "change", [{"bytes": 0}, {"bytes": 20 * 2**20 + 1}, {"pages": 1001}, {"language": "中文"}, {"sha256": "x"}]
)
def test_its_members_are_bounded(change: dict[str, Any]) -> None:
    assert refused(drafted(), "a", **change) == "bad-act"


def test_the_server_has_the_file() -> None:
    chamber = drafted()
    attach(chamber, "a")
    (act,) = chamber.sitting.divisions["d1"].documents.values()
    facts = {act.sha256: FileFacts(1000, 3)}
    body = chamber.body(chamber.sitting.chain, "secretariat", "document-attach", {**ATTACH, "document": "b"})
    one = shaped(body, DocumentAttach)
    check(one, {}, 0, facts.get)
    with pytest.raises(RuleError, match="document-not-stored"):
        check(one, {}, 0, {}.get)
    with pytest.raises(RuleError, match="document-differs"):
        check(one, {}, 0, {act.sha256: FileFacts(1000, 4)}.get)
