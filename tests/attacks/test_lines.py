"""Lines of the checklist that no other test says in so many words."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.seals import Sealed
from tests.unit.scrutineer.world import World
from voting_protocol import canonical
from voting_protocol.ballots import Header, opening_digest, sign_ballot
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question, parse_ballot, verify
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.secret.encrypt import seal

ROOT = Path(__file__).parents[2]
AUDITOR = ROOT / "auditor" / "src" / "hemicycle_audit"
LIBRARIES = {"nacl", "rbcl", "hemicycle_audit"}


# -- 14

Change = Callable[[dict[str, Any]], object]
INSIDE: dict[str, Change] = {
    "a label": lambda body: body["definition"]["title"].update(zh="另一项"),
    "the names": lambda body: body["definition"]["names"][0].append({"zh": "甲", "en": ""}),
    "the form": lambda body: body["definition"]["form"][0].update(c=2),
    "the limit": lambda body: body.update(max_seq=99),
    "the seal": lambda body: body.update(seal=body["server"]),
    "the electorate": lambda body: body["electorate"].update(size=5),
    "the scrutineers": lambda body: body.update(active=[1, 2]),
    "the kind": lambda body: body.update(kind="trial"),
}


@pytest.fixture(scope="module")
def opening(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The body of a secret opening."""
    world = World(tmp_path_factory.mktemp("world"))
    world.hold_ceremony()
    return canonical.decode_object(world.open().body)


@pytest.mark.parametrize("what", INSIDE)
def test_14_labels_form_and_limits_are_inside_what_a_ballot_is_bound_to(opening: dict[str, Any], what: str) -> None:
    """A ballot cast under one opening is none under another that differs in anything."""
    body = canonical.encode(opening)
    changed = canonical.decode_object(body)
    INSIDE[what](changed)
    crook, key = Sealed(unb64u(opening["server"])), SigningKey.generate()
    form = Form.of_json(opening["definition"]["form"])
    before, after = (Question(opening_digest(each), form, crook.public, 100) for each in (body, canonical.encode(changed)))
    sealed = seal(before, Header(before.opening, key.public, 1, before.opening), [[Choice.FOR]]).body
    ballot = parse_ballot(sealed, sign_ballot(key, sealed), form)
    assert verify(ballot, before)
    with pytest.raises(ProtocolError, match="vote-unknown"):
        verify(ballot, after)
    moved = Header(after.opening, key.public, 1, after.opening).encode() + sealed[103:]
    with pytest.raises(ProtocolError, match="bad-proof"):
        verify(parse_ballot(moved, sign_ballot(key, moved), form), after)


# -- 51


def imported(module: Path) -> set[str]:
    """The top-level names of all that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, module
            names.add(str(node.module).partition(".")[0])
    return names


def test_51_the_auditor_shares_no_code_with_the_prover() -> None:
    """Its tests run in an environment that holds nothing else of this project, too (scripts/test-auditor.sh)."""
    modules = list(AUDITOR.rglob("*.py"))
    assert len(modules) > 20
    for module in modules:
        assert imported(module) - set(sys.stdlib_module_names) <= LIBRARIES, module.name


# -- 62


def test_62_no_vote_becomes_a_trial_at_its_opening(tmp_path: Path) -> None:
    """What was drafted as a real vote is opened as one: an opening that says otherwise is refused, and leaves that in the record."""
    world = World(tmp_path)
    world.hold_ceremony()
    world.open(kind="trial")
    world.settle()
    refusal = world.last("open-refuse")
    assert (refusal["code"], refusal["detail"]) == ("definition-differs", "kind")
    assert world.types().count("open-refuse") == 3
    assert "open-ok" not in world.types()
