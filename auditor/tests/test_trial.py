"""A vote that only tries the terminals (protocol §5)."""

import pytest
from test_valid import finish
from world import World

from hemicycle_audit.report import as_text


def tried(**changes):
    world = World(7)
    world.start(None)
    world.announce(template="trial")
    world.open_vote(**{"kind": "trial", **changes})
    world.cast(0, 1)
    finish(world)
    return world


def test_a_trial_is_held_as_any_vote(audit):
    verdict = audit(tried().bundle())
    assert verdict.ok
    assert "状态  已宣布（试表决，不是正式表决）" in as_text(verdict, "x", "zh")


@pytest.mark.parametrize(("template", "kind"), [("trial", "real"), ("resolution", "trial")])
def test_a_trial_says_so_and_nothing_else_does(audit, template, kind):
    world = World(7)
    world.start(None)
    world.announce(template=template)
    world.open_vote(kind=kind)
    finish(world)
    assert "member=kind" in str(audit(world.bundle()).findings.failures[0])


def test_a_trial_is_not_published(audit):
    world = tried()
    world.act("secretariat", "division-publish", division="d1")
    (failure,) = audit(world.bundle()).findings.failures
    assert (failure.code, failure.place.split()[-1]) == ("act-rule", "type=division-publish")
