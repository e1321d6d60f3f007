"""Whoever owns the server's keys, or conspires with tellers or the chair, is caught, and the place is named."""

import json

import pytest
from channel_world import (
    BY_VIDEO,
    HONEST,
    ON_PAPER,
    RAISED,
    at_the_count,
    cast_in_the_hall,
    hands,
    meeting,
    mixed,
    motion_on_paper,
    of_paper,
    paper,
    parts,
)
from crook import Crook, has
from world import b64, unb64


def in_the_hands_of_a_crook(made):
    crook = Crook(made)
    crook.fixed_result = made.result
    return crook


@pytest.mark.parametrize("name", [name for name in HONEST if name != "mixed secret"])
def test_doing_nothing_but_sealing_again_is_no_attack(audit, name):
    assert audit(in_the_hands_of_a_crook(HONEST[name]()).reseal()).findings.failures == []


# -- the server alone


def attempts():
    """Two attempts: in the first they differ."""
    made = at_the_count()
    made.failed(ON_PAPER, paper(5, [(4, 1, 0)]))
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    return made.end()


def test_figures_altered_after_they_were_told(audit):
    """Both reveals, and the result: commitments and signatures are over others."""
    crook = in_the_hands_of_a_crook(motion_on_paper())
    figures = paper(5, [(5, 0, 0)])
    for nth in range(2):
        crook.edit(crook.find("count-reveal", nth), lambda body: body.update(figures=figures))
    crook.fixed_result = {**crook.fixed_result, "for": 5, "invalid": figures["invalid"], "not_pressed": 1}
    verdict = audit(crook.reseal())
    for nth in range(2):
        n = crook.find("count-reveal", nth)
        assert has(verdict, "act-signature", f"act={n}", "type=count-reveal")
        assert has(verdict, "hand-count", f"act={n}", "type=count-reveal")
    assert has(verdict, "hand-count", "type=division-tally")
    assert has(verdict, "tally", "type=division-declare", "member=result.for")


def test_commitments_altered_with_the_figures(audit):
    crook = in_the_hands_of_a_crook(motion_on_paper())
    n = crook.find("count-commit")
    crook.edit(n, lambda body: body.update(digest=b64(bytes(32))))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}", "type=count-commit")
    assert has(verdict, "hand-count", f"act={crook.find('count-reveal')}", "type=count-reveal")
    assert has(verdict, "act-after", f"acts={n}..{n}")


def test_an_attempt_dropped(audit):
    """The first, failed one is cut out whole: everybody later had seen it, and the attempts don't count from 1."""
    crook = in_the_hands_of_a_crook(attempts())
    first = crook.find("count-commit")
    del crook.doc["acts"][first : first + 4]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={first}", "type=count-commit")
    assert has(verdict, "act-after", f"acts={first - 1}..{first}")


def test_the_last_attempt_dropped(audit):
    crook = in_the_hands_of_a_crook(attempts())
    second = crook.find("count-commit", 2)
    del crook.doc["acts"][second : second + 4]
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", "type=count-sign")
    assert has(verdict, "hand-count", "type=division-tally")


@pytest.mark.parametrize(("kind", "member"), [("paper-issue", "issued"), ("paper-return", "returned")])
def test_a_number_of_ballots_altered(audit, kind, member):
    crook = in_the_hands_of_a_crook(motion_on_paper())
    n = crook.find(kind)
    crook.edit(n, lambda body: body.update({member: body[member] - 1}))
    verdict = audit(crook.reseal())
    assert has(verdict, "act-signature", f"act={n}", f"type={kind}")
    assert has(verdict, "act-after", f"acts={n}..{n}")


def test_a_signature_dropped(audit):
    crook = in_the_hands_of_a_crook(attempts())
    del crook.doc["acts"][crook.find("count-sign")]
    verdict = audit(crook.reseal())
    assert has(verdict, "hand-count", "type=division-tally")
    assert has(verdict, "act-after")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("for", 5),
        ("against", 1),
        ("not_pressed", 0),
        ("carried", False),
        ("issued", 7),
        ("returned", 4),
        ("invalid", {**of_paper()["invalid"], "foreign": 1}),
        ("epoch", 1),
        ("sections", RAISED["sections"]),
        ("needed", 3),
    ],
)
def test_a_result_altered_on_paper(audit, member, value):
    crook = in_the_hands_of_a_crook(motion_on_paper())
    crook.fixed_result = {**crook.fixed_result, member: value}
    verdict = audit(crook.reseal())
    place = f"member=result.{member}{'.foreign' if member == 'invalid' else ''}"
    assert has(verdict, "tally", "type=division-tally", place)
    assert has(verdict, "tally", "type=division-declare", f"member=result.{member}")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("root", b64(bytes(32))),
        ("counted_root", b64(bytes(32))),
        ("size", 1),
        ("entries", b64(bytes(4))),
        ("counted", b64(bytes(4))),
    ],
)
def test_the_board_of_paper_is_empty(audit, member, value):
    crook = in_the_hands_of_a_crook(motion_on_paper())
    crook.fixed_result = {**crook.fixed_result, member: value}
    verdict = audit(crook.reseal())
    assert any(f.code == "board" and f"member=result.{member}" in f.place for f in verdict.findings.failures)


# -- the server and the chair: both sign what is not so


def foretold(made, **result):
    """Tally and declare another result than the one that follows."""
    made.result = {**made.result, **result}
    return made.end()


def counted(channel, figures, *signing, **changes):
    made = at_the_count(**changes) if channel == "paper" else meeting(channel, None, range(5), [5, 6])
    if channel == "mixed":
        cast_in_the_hall(made)
    if channel != "paper":
        made.close()
    made.count(figures)
    made.sign(*signing)
    return made


def test_sections_of_somebody_else(audit):
    made = counted("hands", RAISED)
    made.motion_result(4, 1, 0, sections=RAISED["sections"])
    other = hands(("一区", 2, 1, 0), ("三区", 2, 0, 0))["sections"]
    verdict = audit(foretold(made, sections=other).bundle())
    for kind in ("division-tally", "division-declare"):
        assert has(verdict, "tally", f"type={kind}", "member=result.sections[0].voted")
        assert has(verdict, "tally", f"type={kind}", "member=result.sections[1].name")


def test_a_sum_of_sections_that_is_another(audit):
    made = counted("hands", RAISED)
    made.motion_result(5, 1, 0, sections=RAISED["sections"])
    verdict = audit(made.end().bundle())
    assert has(verdict, "tally", "type=division-declare", "member=result.for")
    assert has(verdict, "tally", "type=division-declare", "member=result.not_pressed")


MIXED = {"sections": BY_VIDEO["sections"], **parts((3, 1, 0), (1, 1, 0))}


@pytest.mark.parametrize(
    ("keys", "changes", "places"),
    [
        ((5, 2, 0), {}, ["result.for", "result.not_pressed"]),
        ((4, 2, 0), parts((3, 1, 0), (2, 1, 0)), ["result.parts.hands.voted", "result.parts.hands.counts[0][0]"]),
        ((4, 2, 0), parts((4, 1, 0), (1, 1, 0)), ["result.parts.terminal.voted", "result.parts.terminal.counts[0][0]"]),
        ((4, 2, 0), parts((4, 1, 0), (0, 1, 0)), ["result.parts.terminal.counts[0][0]", "result.parts.hands.counts[0][0]"]),
        ((5, 2, 0), parts((4, 1, 0), (1, 1, 0)), ["result.for", "result.parts.terminal.counts[0][0]"]),
    ],
)
@pytest.mark.parametrize("secrecy", ["named", "secret"])
def test_parts_that_do_not_add_up(audit, secrecy, keys, changes, places):
    made = mixed(secrecy)
    del made.acts.items[-2:], made.acts.chain[-2:]
    made.motion_result(*keys, **{**MIXED, **changes})
    verdict = audit(made.end().bundle())
    for kind in ("division-tally", "division-declare"):
        for place in places:
            assert has(verdict, "tally", f"type={kind}", f"member={place}")


@pytest.mark.parametrize("secrecy", ["named", "secret"])
def test_what_terminals_say_is_held_against_their_part(audit, secrecy):
    """A ballot of the hall is dropped, and the part with it: the board says which."""
    made = mixed(secrecy)
    crook = in_the_hands_of_a_crook(made)
    del crook.doc["ballots"][-1]
    if secrecy == "secret":
        crook.renew = lambda body, close: None
    verdict = audit(crook.reseal())
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=4", "seat=s3") or has(
        verdict, "board", "type=division-declare", "member=result.size"
    )


def test_a_mixed_result_without_parts_or_with_others(audit):
    made = mixed()
    del made.acts.items[-2:], made.acts.chain[-2:]
    made.motion_result(4, 2, 0, sections=BY_VIDEO["sections"])
    verdict = audit(made.end().bundle())
    assert has(verdict, "tally", "type=division-tally", "member=result.parts")
    made = mixed()
    del made.acts.items[-2:], made.acts.chain[-2:]
    made.motion_result(4, 2, 0, **{**MIXED, "issued": 2})
    assert has(audit(made.end().bundle()), "tally", "type=division-tally", "member=result.issued")


def test_members_of_a_channel_in_a_result_of_terminals(audit, honest):
    crook = Crook(honest)
    crook.fixed_result = {**crook.world.result, "issued": 7}
    assert has(audit(crook.reseal()), "tally", "type=division-tally", "member=result.issued")


def test_an_unsigned_count(audit):
    made = at_the_count()
    made.count(ON_PAPER)
    made.motion_result(4, 0, 0, **of_paper())
    verdict = audit(made.end().bundle())
    assert [(f.code, f.en) for f in verdict.findings.failures] == [("hand-count", "no scrutineer signed the count")]


def test_unequal_figures_declared_as_equal(audit):
    """The server takes the first teller's figures; a scrutineer even signs them."""
    made = at_the_count()
    made.count(ON_PAPER, paper(5, [(5, 0, 0)]))
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    verdict = audit(made.end().bundle())
    assert has(verdict, "act-rule", "type=count-sign")
    assert has(verdict, "hand-count", "type=division-tally")
    for path in ('["valid"]', '["invalid","unreadable"]', '["counts",0,0]'):
        assert has(verdict, "hand-count", "type=division-tally", "attempt=1", f"figures={path}")


def test_one_teller_twice(audit):
    """Two keys of one person: the count can't stand, whatever follows."""
    made = at_the_count()
    made.hire("t4", "甲")
    made.count(ON_PAPER, who=("t1", "t4"))
    made.sign()
    made.motion_result(4, 0, 0, **of_paper())
    verdict = audit(made.end().bundle())
    assert has(verdict, "act-rule", "type=count-commit")
    assert has(verdict, "hand-count", "type=division-tally")


def test_a_tally_of_more_ballots_than_were_issued(audit):
    made = at_the_count(4, 5)
    made.count(ON_PAPER)
    made.sign()
    made.motion_result(4, 0, 0, **of_paper(issued=4))
    verdict = audit(made.end().bundle())
    assert has(verdict, "act-rule", "type=count-commit")
    assert has(verdict, "hand-count", "type=division-tally")
    assert any("no tally is possible" in f.en and "division-tally" in f.place for f in verdict.findings.failures)


def test_faults_that_were_passed_over(audit):
    made = at_the_count()
    figures = paper(6, [(6, 0, 0)])
    made.count(figures)
    made.sign()
    made.motion_result(6, 0, 0, **of_paper(figures))
    verdict = audit(made.end().bundle())
    assert has(verdict, "hand-count", "type=division-tally", "attempt=1", 'figures=["valid"]')
    assert any("equal figures with a fault (returned)" in f.en for f in verdict.findings.failures)


@pytest.mark.parametrize(("role", "holder"), [("scrutineer", "甲"), ("observer", "记者")])
def test_a_signature_of_a_teller_or_of_nobody(audit, role, holder):
    made = at_the_count()
    made.hire("x", holder, role)
    made.count(ON_PAPER)
    made.sign("x")
    made.motion_result(4, 0, 0, **of_paper())
    verdict = audit(made.end().bundle())
    assert has(verdict, "act-rule", "type=count-sign")
    assert any(f.en == "no scrutineer signed the count" for f in verdict.findings.failures)


def test_a_signature_after_the_tally_is_too_late_to_be_the_first(audit):
    made = at_the_count()
    made.count(ON_PAPER)
    made.motion_result(4, 0, 0, **of_paper())
    made.sign_tally()
    made.sign()
    made.declare()
    verdict = audit(made.bundle())
    assert [(f.code, f.en) for f in verdict.findings.failures] == [("hand-count", "no scrutineer signed the count")]


def test_a_tally_without_any_count(audit):
    made = at_the_count()
    made.motion_result(4, 0, 0, **of_paper())
    verdict = audit(made.end().bundle())
    assert [(f.code, f.place.partition("type=")[2]) for f in verdict.findings.failures] == [("hand-count", "division-tally")]


def test_acts_that_a_crook_signs_with_its_own_key(audit):
    crook = in_the_hands_of_a_crook(motion_on_paper())
    n = crook.find("count-sign")
    body = crook.read(n)
    crook.insert(n, crook.own, type="count-sign", division="d1", open=body["open"], count=body["count"])
    verdict = audit(crook.reseal())
    assert has(verdict, "act-rule", f"act={n}", "type=count-sign")


def test_a_count_of_another_division(audit):
    """Reveals bind the opening: a commitment made for one vote opens nothing in another."""
    made = motion_on_paper()
    old = [json.loads(unb64(item["b"])) for item in made.acts.items]
    commits = [doc["digest"] for doc in old if doc["type"] == "count-commit"]
    told = dict(made.told)
    made.announce("d2", number=2)
    made.open_vote("d2")
    made.issue_ballots(6)
    made.close()
    made.take_back(5)
    for name, digest in zip(("t1", "t2"), commits, strict=True):
        made.act(name, "count-commit", **made.of(attempt=1, digest=digest))
    made.told = told
    for name in ("t1", "t2"):
        made.reveal(name)
    verdict = audit(made.bundle("d2"))
    assert has(verdict, "hand-count", "type=count-reveal")


@pytest.mark.parametrize("secrecy", ["named", "secret"])
@pytest.mark.parametrize("honest", [True, False])
def test_a_mixed_vote_in_the_bundle_of_another(audit, secrecy, honest):
    """Its ballots are elsewhere: the hands and the sum are judged all the same, of a secret one the terminals' part, too."""
    made = mixed(secrecy)
    if not honest:
        del made.acts.items[-2:], made.acts.chain[-2:]
        made.motion_result(5, 2, 0, **{**MIXED, **parts((3, 1, 0), (2, 1, 0))})
        made.end()
    made.by("terminal", "named").announce("d2", number=2)
    failures = audit(made.bundle("d2")).findings.failures
    places = [failure.place.partition("type=")[2] for failure in failures if failure.code == "tally"]
    assert ("division-declare member=result.parts.hands.counts[0][0]" in places) != honest
    assert honest or "division-declare member=result.for" in places
    assert not honest or places == []
