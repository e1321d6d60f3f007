"""After the sitting scrutineers' devices say that their shares are destroyed (docs/sealed.md §11)."""

import pytest
from crook import has


def closed(world):
    world.act("chair", "sitting-close")
    return world


def erase(world, who, **changes):
    index = world.names.index(who) + 1 if who in world.names else 1
    world.act(who, "erased", **{"attempt": world.attempt, "index": index, **changes})


def test_each_says_so_once_after_the_sitting(audit, secret):
    closed(secret)
    for who in ("w2", "w1", "w3"):
        erase(secret, who)
    verdict = audit(secret.bundle())
    assert verdict.findings.failures == []
    assert verdict.attempt.erased == {1, 2, 3}


@pytest.mark.parametrize(
    ("who", "changes"),
    [("w2", {"index": 1}), ("w2", {"attempt": 2}), ("chair", {}), ("secretariat", {})],
    ids=["for another", "of another attempt", "the chair", "the secretariat"],
)
def test_nobody_else_says_so(audit, secret, who, changes):
    erase(closed(secret), who, **changes)
    assert has(audit(secret.bundle()), "act-rule", "type=erased")


def test_nobody_says_so_twice(audit, secret):
    closed(secret)
    erase(secret, "w2")
    erase(secret, "w2")
    assert has(audit(secret.bundle()), "act-rule", "type=erased")


def test_nobody_says_so_while_shares_may_be_needed(audit, secret):
    erase(secret, "w2")
    assert has(audit(secret.bundle()), "act-rule", "type=erased")
