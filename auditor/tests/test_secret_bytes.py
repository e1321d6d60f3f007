"""Bytes flipped anywhere in a sealed bundle: refused, with a code and a place, never with a traceback.

A sample is tried always. With HEMICYCLE_EXHAUSTIVE=1 in the environment every byte of the file is flipped,
and, under a new seal, every byte of every act, ballot, head and signature: that takes some minutes.
"""

import os
from functools import cache
from random import Random

import pytest
from secret_world import ready
from world import b64, canon, seal, unb64

from hemicycle_audit import crypto, group
from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.report import as_object, as_text

EXHAUSTIVE = bool(os.environ.get("HEMICYCLE_EXHAUSTIVE"))
SAMPLES = 100
SHARDS = 8
FIELDS = ("b", "s", "c", "root")


def remembering(function, known):
    """The same function of libsodium, which works out only once what it is given again."""

    def call(*arguments):
        out, given = (None, arguments) if isinstance(arguments[0], bytes) else (arguments[0], arguments[1:])
        if given not in known:
            known[given] = function(*arguments), out.raw if out else b""
        status, result = known[given]
        if out:
            out.raw = result
        return status

    return call


class Remembering:
    """libsodium, remembering what it worked out: a flipped byte changes little of it."""

    def __init__(self, library):
        self.library, self.known = library, {}

    def __getattr__(self, name):
        return remembering(getattr(self.library, name), self.known.setdefault(name, {}))


SODIUM, OPEN_SIGNATURE = Remembering(group._sodium), cache(crypto.bindings.crypto_sign_open)


@pytest.fixture(autouse=True)
def _quickly(monkeypatch):
    monkeypatch.setattr(group, "_sodium", SODIUM)
    monkeypatch.setattr(crypto.bindings, "crypto_sign_open", OPEN_SIGNATURE)


@cache
def small():
    """A vote of three, with a changed and a challenged ballot."""
    world = ready(size=3, n=2, k=2)
    world.open_vote()
    for i, choice in ((0, "against"), (1, "for"), (0, "for"), (2, "abstain")):
        world.press(i, choice)
    world.spoil(1)
    world.head()
    world.finish()
    return world, world.bundle()


def offsets(total, shard):
    """What this shard tries of ``total`` bytes: all of its share, or a few."""
    if EXHAUSTIVE:
        return range(shard, total, SHARDS)
    return Random(shard).sample(range(total), SAMPLES // SHARDS)


def flipped(data, offset):
    return data[:offset] + bytes([data[offset] ^ 1 << offset % 8]) + data[offset + 1 :]


def named(verdict):
    """Whether everything found has a code, a place and words, and all can be told."""
    assert as_text(verdict, "x", "zh")
    assert as_object(verdict, "x")
    return not verdict.ok and all(f.code and f.place and f.zh and f.en for f in verdict.findings.failures)


def test_the_bundle_is_good():
    assert verify_bundle(canon(small()[1])).findings.failures == []


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.timeout(3600 if EXHAUSTIVE else 900)
def test_a_flipped_byte_of_the_file(shard):
    data = canon(small()[1])
    for offset in offsets(len(data), shard):
        assert named(verify_bundle(flipped(data, offset))), offset


def places(document):
    """Every byte of what was decoded: (part, number, field, offset)."""
    for part in ("register", "acts", "heads"):
        for n, item in enumerate(document[part]):
            for field in FIELDS:
                yield from ((part, n, field, at) for at in range(len(unb64(item.get(field, "")))))
    for n, entry in enumerate(document["ballots"]):
        yield from (("ballots", n, "", at) for at in range(len(unb64(entry))))


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.timeout(3600 if EXHAUSTIVE else 900)
def test_a_flipped_byte_under_a_new_seal_is_refused_at_its_place(shard):
    """Whoever has the server's key seals what was changed; the place is named all the same."""
    world, document = small()
    everything = list(places(document))
    for index in offsets(len(everything), shard):
        part, n, field, at = everything[index]
        changed = {**document, part: list(document[part])}
        if part == "ballots":
            changed[part][n] = b64(flipped(unb64(document[part][n]), at))
            place = f"position={n + 1}"
        else:
            item = document[part][n]
            changed[part][n] = {**item, field: b64(flipped(unb64(item[field]), at))}
            log = {"register": "body.town ", "acts": "sitting.s1 ", "heads": ""}[part]
            place = f"{log}{'head' if part == 'heads' else 'act'}={n}"
        verdict = verify_bundle(canon(seal(changed, world.server)))
        assert named(verdict), everything[index]
        assert any(f"{f.place} ".startswith(f"{place} ") for f in verdict.findings.failures), everything[index]


@pytest.mark.parametrize("depth", [1000, 200_000])
def test_nesting_without_end(depth):
    deep = b"[" * depth + b"]" * depth
    for data in (deep, b'{"acts":' + deep + b"}"):
        assert named(verify_bundle(data))
    body = b64(b'{"type":' + deep + b"}")
    world, document = small()
    document = {**document, "acts": [{**document["acts"][0], "b": body}, *document["acts"][1:]]}
    assert named(verify_bundle(canon(seal(document, world.server))))
