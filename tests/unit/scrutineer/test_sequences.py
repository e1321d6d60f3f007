"""A scrutineer's device follows a log with links, objections and consent (docs/sequences.md §1, §5, §6) and still certifies its openings."""

from typing import Any

from tests.unit.scrutineer.world import World


def drafts(world: World, division: str, *links: dict[str, Any], **changes: Any) -> None:
    """Draft a motion with links, and approve it."""
    world.draft(division, of=list(links), **changes)


def opened(world: World, division: str) -> list[str]:
    since = len(world.log.entries)
    world.open(division)
    world.settle()
    return [kind for kind in world.types(since) if kind.startswith("open-")]


def test_links_objections_choices_and_consent_are_acts_as_any_other(sealed: World) -> None:
    world = sealed
    drafts(world, "together", template="package-merged")
    world.act(world.chair, "division-object", division="together", member="m1", reason="逐项表决")
    drafts(world, "part", {"kind": "part", "division": "together", "name": 1}, {"kind": "fills", "division": "together"})
    world.act(world.chair, "division-proceed", division="part", clauses=["x"], reason="付表决")
    stated = {"by": "statement", "who": "主席团"}
    world.act(world.chair, "division-withdraw", division="part", reason="撤回", consent=stated)
    drafts(world, "other")
    world.act(world.chair, "division-defer", division="other", reason="改期", consent={"by": "vote", "division": "part"})
    assert opened(world, "d1") == ["open-ok"] * 3


def test_an_act_on_a_split_package_breaks_the_log(sealed: World) -> None:
    world = sealed
    drafts(world, "together", template="package-merged")
    world.act(world.chair, "division-object", division="together", member="m1", reason="逐项表决")
    world.act(world.chair, "division-announce", division="together")
    assert opened(world, "d1") == ["open-refuse"] * 3
    assert world.last("open-refuse")["code"] == "log-invalid"


def test_consent_has_a_form(sealed: World) -> None:
    world = sealed
    drafts(world, "other")
    world.act(world.chair, "division-withdraw", division="other", reason="撤回", consent={"by": "vote", "who": "主席团"})
    assert opened(world, "d1") == ["open-refuse"] * 3
