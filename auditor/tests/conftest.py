"""Helpers of the tests."""

import copy
import sys
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from crook import Crook
from secret_crook import SecretCrook
from secret_world import secretly_declared
from world import canon, declared

from hemicycle_audit.bundle import verify_bundle


@pytest.fixture
def audit():
    """Verify a bundle given as an object; return the verdict."""
    return lambda document, *anchors: verify_bundle(canon(document), *anchors)


@pytest.fixture
def honest():
    """An honest, declared vote."""
    return declared()


@pytest.fixture
def crook(honest):
    """The same vote in the hands of whoever owns the server's keys."""
    return Crook(honest)


_secret = cache(secretly_declared)


@pytest.fixture
def secret():
    """An honest, declared secret vote; it takes a while to make, and is copied for every test."""
    return copy.deepcopy(_secret())


@pytest.fixture
def secret_crook(secret):
    """The same vote in the hands of whoever owns the server's keys."""
    return SecretCrook(secret)
