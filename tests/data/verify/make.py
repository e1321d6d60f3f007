"""Makes the bundles of these tests, and says what the auditor finds in them and in altered ones.

The bundles are written by the auditor's own maker, from the protocol alone (``auditor/tests``). Run from the root:
``.venv/bin/python tests/data/verify/make.py``. The keys are those of a seeded generator, for tests only.
"""

import base64
import copy
import hashlib
import json
import random
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "auditor" / "tests"), str(ROOT / "auditor" / "src")]

import test_naming_adversary as naming  # noqa: E402
from channel_world import election_on_paper, mixed, show_of_hands  # noqa: E402
from hemicycle_audit.bundle import verify_bundle  # noqa: E402
from house_world import HouseWorld, sitting  # noqa: E402
from secret_world import secretly_declared  # noqa: E402
from shuffler import scalar  # noqa: E402
from test_documents import attach  # noqa: E402
from test_house_adversary import HONEST  # noqa: E402
from test_public import public  # noqa: E402
from test_secret_forms import choice, election, election_told, grades, ranking, three_keys  # noqa: E402
from world import b64, canon, declared, seal, two, unb64  # noqa: E402


def documents() -> HouseWorld:
    """A vote with two documents before the house."""
    made = sitting().draft("d")
    for name, title, data in (("report", "工作报告", b"report"), ("budget", "预算报告", b"budget")):
        file = b"%PDF-1.7 " + data + b" %%EOF"
        attach(made, name, title=two(title), sha256=b64(hashlib.sha256(file).digest()), bytes=len(file))
    made.approve("d").vote("d")
    return made


MAKERS = {
    "named": declared,
    "secret": secretly_declared,
    "secret-three-keys": three_keys,
    "secret-choice": choice,
    "secret-grades": grades,
    "secret-names": election,
    "secret-ranking": ranking,
    "paper-election": election_on_paper,
    "hands": show_of_hands,
    "mixed-secret": lambda: mixed("secret"),
    **HONEST,
    "documents": documents,
}
CHANGED = ("named", "secret", "paper-election", "mixed-secret", *HONEST)
PUBLIC = {"secret": "secret-public", "secret-names": "secret-names-public"}
PER_KIND = 3
TEXTS = ("b", "s", "c")


def flipped(text: str, at: int) -> str:
    """Return b64url text with one bit of byte ``at`` flipped."""
    data = bytearray(unb64(text))
    data[at] ^= 1
    return b64(bytes(data))


def apply(document: dict[str, Any], change: dict[str, Any], server: bytes) -> bytes:
    """Return the bytes of a bundle after a change, sealed anew if it says so."""
    made = copy.deepcopy(document)
    if "rest" in change:
        made["acts"][change["path"][1] :] = change["rest"]
        return canon(seal(made, server))
    *path, last = change["path"]
    place: Any = made
    for step in path:
        place = place[step]
    if "drop" in change:
        del place[last]
    elif "add" in change:
        place[last] += change["add"]
    else:
        place[last] = flipped(place[last], change["byte"])
    return canon(seal(made, server) if change["seal"] else made)


def changes(document: dict[str, Any], draw: random.Random) -> list[dict[str, Any]]:
    """Return some changes of every part of a bundle: bytes, numbers, things left out."""
    found: list[dict[str, Any]] = []
    for log in ("register", "acts"):
        for name in TEXTS:
            having = [n for n, act in enumerate(document[log]) if name in act]
            for n in draw.sample(having, min(PER_KIND, len(having))):
                size = len(unb64(document[log][n][name]))
                found.append({"path": [log, n, name], "byte": draw.randrange(size), "seal": True})
        n = draw.randrange(1, len(document[log]))
        found.append({"path": [log, n, "received_ms"], "add": -100_000, "seal": True})
        found.append({"path": [log, draw.randrange(len(document[log]) - 1)], "drop": True, "seal": True})
    for n in range(min(PER_KIND, len(document["ballots"]))):
        size = len(unb64(document["ballots"][n]))
        for low, high in ((0, 1), (4, 36), (36, 68), (68, 72), (72, 104), (104, size - 64), (size - 64, size)):
            found.append({"path": ["ballots", n], "byte": draw.randrange(low, high), "seal": True})
    if document["ballots"]:
        found.append({"path": ["ballots", draw.randrange(len(document["ballots"]))], "drop": True, "seal": True})
    for name in ("root", "s"):
        heads = range(min(2, len(document["heads"])))
        found += [{"path": ["heads", n, name], "byte": draw.randrange(32), "seal": True} for n in heads]
    found.append({"path": ["seal"], "byte": 7, "seal": False})
    return found


# -- records that mixers, chairs or secretaries made wrong, each of which signs what it does


def _altered_mix(part: bytes, number: int) -> Any:
    return lambda message: message[: 32 * number] + part + message[32 * number + 32 :]


def _mixes(data: Any = lambda message: message, **how: Any) -> Any:
    """A record of written names whose second mixer alters its message, or the rows."""
    world = naming.mixed(data, **how)
    world.open_rows()
    return election_told(world)


def _mixed_by_one() -> Any:
    world = naming.half_mixed()
    world.open_rows()
    return election_told(world)


def _bad_row_share() -> Any:
    world = naming.shared()
    world.open_rows((1,))
    world.open_rows((2,), lambda data: data[:96] + bytes([data[96] ^ 2]) + data[97:])
    return election_told(world)


def _call(**changes: Any) -> Any:
    def make() -> Any:
        world = naming.called(**changes)
        for i in (3, 1):
            world.shuffle(i)
        world.open_rows()
        return election_told(world)

    return make


def _wrongly(base: str, change: Any) -> Any:
    """What an honest sitting went on to, wrongly."""

    def make() -> HouseWorld:
        made: HouseWorld = HONEST[base]()
        change(made)
        return made

    return make


def _stale(made: HouseWorld) -> None:
    """The chair opens without having seen a recusal."""
    made.draft("e").approve("e").put("e")
    after = made.acts.point()
    made.recuse(2, "e").open_vote("e", after=after)


_OF_BILL = {"template": "amendment", "of": [("amends", "bill")]}
CROOKED: dict[str, tuple[Any, ...]] = {
    "secret-names": (
        *(lambda n=n: _mixes(_altered_mix(naming.base(77), n)) for n in (0, 30, naming.POINTS - 1)),
        *(lambda n=n: _mixes(_altered_mix(scalar(77), naming.POINTS + n)) for n in (0, 1, 2, 3, 9, 15)),
        lambda: _mixes(_altered_mix(bytes(32), 3)),
        lambda: _mixes(_altered_mix(b"\xff" * 32, naming.POINTS)),
        lambda: _mixes(lambda message: message[:-1]),
        *(lambda change=change: _mixes(change=change) for change in (naming.exchange, naming.doubled, naming.own_name)),
        _mixed_by_one,
        _bad_row_share,
        _call(flags=5),
        _call(rows=7),
    ),
    "profile": (
        _wrongly("profile", lambda made: made.whole("e", template="no-such")),
        _wrongly("profile", lambda made: made.whole("e", rule="M2")),
        _wrongly("profile", _stale),
    ),
    "amended": (
        _wrongly("amended", lambda made: made.draft("b", number=8, **_OF_BILL)),
        _wrongly(
            "amended",
            lambda made: made.draft("c", "law-bill").draft("x", "amendment", of=[("amends", "c")]).approve("c").vote("c"),
        ),
        _wrongly("amended", lambda made: made.draft("r", "law-bill", of=[("revises", "bill")])),
    ),
    "parts": (
        _wrongly("parts", lambda made: made.put("p")),
        _wrongly("parts", lambda made: made.whole("p3", of=[("part", "p", 2)])),
        _wrongly("parts", lambda made: made.whole("p3", of=[("part", "p", 3)])),
    ),
    "tied": (
        _wrongly(
            "tied",
            lambda made: made.draft("t2", "tie-revote", "plurality", of=[("tie", "e")], **naming.on_ballot(2, "甲 乙", high=1)),
        ),
        _wrongly("tied", lambda made: made.draft("z", "resolution", "M1", of=[("further", "e")])),
    ),
}


def crooked(document: dict[str, Any], made: Any, name: str) -> dict[str, Any]:
    """Return the change that makes another record of the same beginning: its acts from the first that differs."""
    acts = made.bundle(name)["acts"]
    same = next(n for n, act in enumerate(acts) if n == len(document["acts"]) or act != document["acts"][n])
    return {"path": ["acts", same], "rest": acts[same:], "seal": True}


def codes(data: bytes) -> list[str]:
    """Return the codes of the auditor's failures, sorted, each once."""
    return sorted({failure.code for failure in verify_bundle(data, jobs=1).findings.failures})


def bundle_of(world: Any) -> dict[str, Any]:
    """Return the bundle of the vote that a world opened last."""
    document: dict[str, Any] = world.record() if isinstance(world, HouseWorld) else world.bundle(getattr(world, "name", "d1"))
    return document


def main() -> None:
    """Write the bundles and the cases."""
    draw, seeds = random.Random(5), {}
    cases: list[dict[str, Any]] = []
    for name, make in MAKERS.items():
        world = make()
        document = bundle_of(world)
        (HERE / f"{name}.hemicycle.json").write_bytes(canon(document))
        seeds[name] = base64.b16encode(bytes(world.server)).decode().lower()
        assert codes(canon(document)) == [], name
        if name in PUBLIC:
            (HERE / f"{PUBLIC[name]}.hemicycle.json").write_bytes(canon(public(document, world.server)))
        if name in CHANGED:
            for change in changes(document, draw):
                found = codes(apply(document, change, world.server))
                cases.append({"bundle": name, **change, "codes": found})
        for wrongly in CROOKED.get(name, ()):
            change = crooked(document, wrongly(), document["division"])
            found = codes(apply(document, change, world.server))
            assert found, name
            cases.append({"bundle": name, **change, "codes": found})
    (HERE / "cases.json").write_text(json.dumps({"server_seeds": seeds, "cases": cases}, indent=0, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
