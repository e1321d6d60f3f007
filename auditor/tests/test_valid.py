"""Honest bundles verify."""

from world import declared


def test_a_declared_vote_verifies(audit, honest):
    verdict = audit(honest.bundle())
    assert verdict.findings.failures == []
