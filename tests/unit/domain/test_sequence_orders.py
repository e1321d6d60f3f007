"""Whatever the order in which a chair tries to put divisions to the vote, what has to come before has come before (docs/sequences.md §4)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.test_next_steps import ASKED, SIGNED
from tests.unit.domain.test_sequence import CARRIED, FAILED, TEXT, Agenda, link
from voting_server.domain.codes import RuleError
from voting_server.domain.division import DECLARED, PENDING
from voting_server.domain.sequence import Agenda as Links
from voting_server.domain.views import state_view

ACTIONS = ("hold", "fail", "void", "withdraw", "defer", "object", "step")
moves = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 15), st.integers(0, 15)), min_size=5, max_size=30)


def house() -> Agenda:
    """A motion with two amendments and a clause, a package of dismissals and an appointment to a vacated post."""
    agenda = Agenda()
    agenda.put("plan", 9)
    agenda.put("second", 2, link("amends", "plan"), template="amendment")
    agenda.put("first", 1, link("amends", "plan"), template="amendment")
    agenda.put("clause", 3, link("clause", "plan"), template="clause-separate")
    agenda.put("out", 5, template="appoint-merged", text=TEXT)
    agenda.put("in", 4, link("fills", "out", 1), template="appoint-each")
    return agenda


def offered(agenda: Agenda) -> list[dict[str, Any]]:
    divisions = state_view(agenda.sitting, agenda.register, "chair", signed=SIGNED)["divisions"]
    return [step for division in divisions for step in division["next"] if step["type"]]


def move(agenda: Agenda, action: str, which: int, step: int) -> None:
    """Try something; a refusal is fine."""
    names = list(agenda.sitting.divisions)
    name = names[which % len(names)]
    before = agenda.sitting.divisions[name]
    try:
        match action:
            case "step":
                steps = [each for each in offered(agenda) if each["kind"] != "again-hands"]  # hands need tellers
                if steps:
                    take(agenda, steps[step % len(steps)])
            case "withdraw" | "defer":
                agenda.act("chair", f"division-{action}", division=name, reason="x", consent={"by": "statement", "who": "主席团"})
            case "object":
                agenda.act("chair", "division-object", division=name, member="m1", reason="x")
            case _:
                agenda.announces(name)
                check_order(agenda, name)
                agenda.open(name)
                if action == "void":
                    agenda.void(name)
                else:
                    agenda.close(name)
                    agenda.tally(name, *(CARRIED if action == "hold" else FAILED))
                    agenda.declare(name)
    except RuleError:
        assert agenda.sitting.divisions[name] == before


def take(agenda: Agenda, step: dict[str, Any]) -> None:
    """A step that is offered is an act that is taken, whatever came before it."""
    fields = step["fields"] | {name: ASKED[name] for name in step["asks"]}
    agenda.act("chair", step["type"], **fields)
    if step["type"] == "division-draft":
        agenda.act("secretariat", "division-approve", division=fields["division"])


def check_order(agenda: Agenda, name: str) -> None:
    """What is announced has nothing before it, judged without the code under test: by the drafts' own links and the states."""
    divisions = agenda.sitting.divisions
    links = Links(divisions)
    for other in divisions.values():
        for each in links.links(other.id, "amends", "clause"):
            if each.division == name:
                assert other.state not in PENDING | {"announced", "open", "closed", "tallied"}, other.id
        if other.draft.of and any(each.kind == "revises" and each.division == name for each in other.draft.of):
            assert other.state == "withdrawn", other.id
        if other.state in DECLARED and any(each.division == name for each in links.links(other.id, "amends")):
            assert other.result is not None
            assert not other.result.carried, other.id
    for each in links.links(name, "fills"):
        assert divisions[each.division].state in DECLARED | {"withdrawn", "void", "deferred"}


@settings(max_examples=30, deadline=None)
@given(moves)
@pytest.mark.rule("V5", "V6", "V10")
def test_whatever_is_tried_nothing_overtakes(tried: list[tuple[str, int, int]]) -> None:
    agenda = house()
    for action, which, step in tried:
        move(agenda, action, which, step)


@settings(max_examples=30, deadline=None)
@given(moves)
def test_every_step_offered_is_taken_by_the_rules(tried: list[tuple[str, int, int]]) -> None:
    agenda = house()
    for action, which, step in tried:
        if agenda.sitting.current and agenda.announced(agenda.sitting.current):
            break
        move(agenda, action, which, step)
        for each in offered(agenda):
            before = (agenda.sitting, agenda.nonce)
            agenda.sitting = agenda.sitting.copy()
            take(agenda, each)
            agenda.sitting, agenda.nonce = before
