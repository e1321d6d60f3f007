"""A scrutineer's device judges who takes part: members by video, recusals, the profile of the sitting (docs/profiles.md §5, §6)."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.unit.scrutineer.world import World
from voting_server.profiles import load_profiles


def opened(world: World, **changes: Any) -> list[str]:
    """What the devices say of an opening of d1, which was drafted before."""
    since = len(world.log.entries)
    world.act(world.chair, "division-announce", division="d1")
    act = world.act(world.chair, "division-open", **world.proposal("d1", **changes))
    world.openings["d1"], world.entries["d1"] = act, []
    world.settle()
    return [kind for kind in world.types(since) if kind.startswith("open-")]


def by_video(world: World, i: int) -> None:
    world.act(world.admin, "depart", member=f"m{i}")
    world.act(world.admin, "check-in", member=f"m{i}", seat=f"A-{i}", by="video")
    del world.check_ins[f"A-{i}"]


def recuse(world: World, i: int) -> None:
    world.act(world.seats[f"A-{i}"], "recuse", division="d1", member=f"m{i}", reason="回避")


def test_a_member_by_video_is_in_p_and_not_in_the_electorate(sealed: World) -> None:
    by_video(sealed, 5)
    sealed.draft("d1")
    assert opened(sealed, p=6) == ["open-ok"] * 3


def test_a_terminal_of_a_member_by_video_in_the_electorate_is_refused(sealed: World) -> None:
    check_ins = dict(sealed.check_ins)
    by_video(sealed, 5)
    sealed.check_ins = check_ins
    sealed.draft("d1")
    assert opened(sealed, p=6) == ["open-refuse"] * 3
    assert sealed.last("open-refuse")["code"] == "electorate-differs"


@pytest.mark.rule("V15")
def test_v15_a_recused_member_is_neither_in_p_nor_in_the_electorate(sealed: World) -> None:
    sealed.draft("d1")
    recuse(sealed, 4)
    del sealed.check_ins["A-4"]
    assert opened(sealed, p=5) == ["open-ok"] * 3


@pytest.mark.parametrize("ended", [False, True])
def test_v15_a_recusal_that_the_opening_forgets_or_keeps_too_long_is_seen(sealed: World, ended: bool) -> None:
    sealed.draft("d1")
    recuse(sealed, 4)
    if ended:
        sealed.act(sealed.admin, "recuse-cancel", division="d1", member="m4")
        del sealed.check_ins["A-4"]
    assert opened(sealed, p=5 if ended else 6) == ["open-refuse"] * 3
    assert sealed.last("open-refuse")["code"] == "counts-differ"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("check-in", {"member": "m5", "seat": "A-5", "by": "video"}),
        ("recuse", {"division": "d1", "member": "m4", "reason": "x"}),
        ("recuse-cancel", {"division": "d1", "member": "m5"}),
        ("chief-designate", {"key": ""}),
    ],
)
def test_what_a_terminal_may_not_say_makes_the_log_invalid(sealed: World, kind: str, fields: dict[str, Any]) -> None:
    sealed.draft("d1")
    if kind == "check-in":
        sealed.act(sealed.admin, "depart", member="m5")
        del sealed.check_ins["A-5"]
    if kind == "chief-designate":
        fields = {"key": sealed.scrutineers[0].name}
    sealed.act(sealed.seats["A-5"], kind, **fields)
    assert opened(sealed) == ["open-refuse"] * 3
    assert sealed.last("open-refuse")["code"] == "log-invalid"


def test_e14_a_chief_scrutineer_is_designated(sealed: World) -> None:
    sealed.act(sealed.chair, "chief-designate", key=sealed.scrutineers[1].name)
    sealed.draft("d1")
    assert opened(sealed) == ["open-ok"] * 3


def under(folder: Path, kind: str = "plenary", rule: str = "Q2", **choices: Any) -> World:
    """A sealed sitting under a profile with these choices."""
    profile = msgspec.to_builtins(load_profiles()["local"]) | choices
    world = World(folder, created={"profile": profile, "kind": kind, "quorum": rule, "term": 18, "session": 3})
    world.hold_ceremony()
    return world


def refused(world: World, *, quorum: str = "Q2", **changes: Any) -> list[str]:
    """The codes with which the devices refuse an opening of d1, none if they certify it."""
    world.draft("d1")
    definition = world.proposal("d1")["definition"] | {"quorum": quorum}
    said = opened(world, definition=definition, **changes)
    return [world.last("open-refuse")["detail"]] if "open-refuse" in said else []


def test_where_the_first_press_counts_an_opening_has_one_number(tmp_path: Path) -> None:
    first = {"press": {"counts": "first", "source": "default"}}
    assert refused(under(tmp_path / "one", **first), max_seq=1) == []
    assert refused(under(tmp_path / "two", **first), max_seq=2) == ["max_seq"]
    assert refused(under(tmp_path / "last"), max_seq=2) == []


def test_q4_the_quorum_is_that_of_the_profile(tmp_path: Path) -> None:
    for share, code in (("majority", []), ("two-thirds", []), ("over-two-thirds", ["N 6 P 4"])):
        quorum = msgspec.to_builtins(load_profiles()["local"])["quorum"]
        quorum["presidium"]["share"] = share
        world = under(tmp_path / share, "presidium", "Q4", quorum=quorum)
        for i in (4, 5):
            world.act(world.admin, "depart", member=f"m{i}")
            del world.check_ins[f"A-{i}"]
        assert refused(world, quorum="Q4") == code


@pytest.mark.parametrize(
    "profile", [{}, {"press": [], "quorum": {}}, {"press": {}, "quorum": {"plenary": {"share": 1}}}, "local"]
)
def test_a_profile_of_no_shape_makes_the_log_invalid(tmp_path: Path, profile: Any) -> None:
    world = World(tmp_path, created={"profile": profile})
    world.sync(world.devices[0])
    assert world.devices[0].roll.fault is not None
