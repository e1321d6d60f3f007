"""Documents before the house (docs/documents.md): what stood is reported, what was not allowed is refused."""

from house_world import only, sitting, wrong
from world import on_ballot, two

from hemicycle_audit.report import as_object, as_text

SHA = "A" * 43


def attach(made, document, division="d", who="secretariat", **changes):
    fields = {"title": two("工作报告"), "language": "zh", "sha256": SHA, "bytes": 1000, "pages": 12, **changes}
    made.act(who, "document-attach", division=division, document=document, **fields)
    return made


def withdraw(made, document, division="d"):
    made.act("secretariat", "document-withdraw", division=division, document=document, reason="印刷有误")
    return made


def refused(audit, made, reason, kind="attach"):
    return only(audit(made.approve("d").vote("d").record()), f"document-{kind}", reason, "act-rule")


def test_what_stood_at_the_opening_is_reported(audit):
    made = attach(attach(sitting().draft("d"), "a"), "b", who="chair")
    attach(made, "c", replaces="a", pages=13)
    withdraw(made, "b")
    verdict = audit(made.approve("d").vote("d").record())
    assert wrong(verdict) == []
    told = as_object(verdict, "x")["documents"]
    assert [(each["document"], each["pages"], each["candidate"]) for each in told] == [("c", 13, None)]
    assert f"材料  工作报告（zh，13 页）SHA-256 {SHA}" in as_text(verdict, "x", "zh")


def test_a_vote_without_documents_says_nothing_of_them(audit):
    assert "documents" not in as_object(audit(sitting().whole("d").record()), "x")


def test_a_name_is_used_once(audit):
    assert refused(audit, attach(withdraw(attach(sitting().draft("d"), "a"), "a"), "a"), "this division had a document a before")


def test_only_what_stands_is_replaced_or_withdrawn(audit):
    assert refused(audit, withdraw(sitting().draft("d"), "a"), "no document a stands", "withdraw")
    assert refused(audit, attach(sitting().draft("d"), "b", replaces="a"), "no document a stands")


def test_candidates_are_on_the_ballot(audit):
    assert refused(audit, attach(sitting().draft("d"), "a", candidate=0), "there is no name 0 on the ballot (of 0)")
    form = on_ballot(3, "教育", high=3)
    made = sitting().draft("d", template="satisfaction-3", rule="grades-present", **form)
    made = attach(attach(made, "a", candidate=0), "b", replaces="a")
    result = [(7, 0, 0, 0, "satisfied")]
    verdict = audit(made.approve("d").vote("d", marks=[(1,)] * 7, result=result).record())
    assert only(verdict, "document-attach", "another candidate")


def test_nothing_changes_once_the_vote_is_over(audit):
    made = attach(sitting().draft("d").approve("d"), "a").vote("d")
    verdict = audit(attach(made, "b").whole("e").record())
    ((code, place, reason),) = wrong(verdict)
    assert (code, place) == ("act-rule", "document-attach")
    assert "declared" in reason


def test_others_attach_nothing(audit):
    made = sitting().draft("d")
    made.act("server", "document-withdraw", division="d", document="a", reason="x")
    verdict = audit(made.approve("d").vote("d").record())
    assert {place for _, place, _ in wrong(verdict)} == {"document-withdraw"}
    assert any("secretariat / chair" in reason for _, _, reason in wrong(verdict))


def test_there_are_64_at_most(audit):
    made = sitting().draft("d")
    for n in range(65):
        attach(made, f"a{n}")
    assert refused(audit, made, "more than 64 documents stand")
