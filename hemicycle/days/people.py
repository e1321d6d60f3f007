"""Rosters of a play: fictional people of a seed."""

from collections.abc import Sequence

from hemicycle.demo.names import fictional_names


def people(ids: Sequence[str], delegation: str, *, seed: int, role: str = "deputy") -> list[dict[str, str]]:
    """Roster entries (`terminal_client.headless.chamber.ChamberPlan.members`) for these ids, nobody seated yet."""
    names = fictional_names(seed, len(ids), set())
    return [
        {"id": number, "name": name, "latin": latin, "delegation": delegation, "seat": "", "role": role, "status": "in-office"}
        for number, (name, latin) in zip(ids, names, strict=True)
    ]
