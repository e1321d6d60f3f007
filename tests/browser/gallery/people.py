"""Who sits in the gallery's sittings: some of the demo's deputies, those with rare and long names among them."""

import msgspec

from hemicycle.demo.congress import demo_members
from hemicycle.demo.names import MINORITY_NAMES

GUEST_SEAT = "1-1"


def people(size: int) -> list[dict[str, str]]:
    """`size` deputies `m0`, `m1`… of all delegations, the demo's long names first, and a guest `l0` at `GUEST_SEAT`."""
    everybody = [msgspec.to_builtins(member) for member in demo_members()]
    deputies = [member for member in everybody if member["role"] == "deputy"]
    names = [name for name, _ in MINORITY_NAMES]
    long_named = [member for member in deputies if member["name"] in names]
    others = [member for member in deputies if member not in long_named]
    chosen = others[:1] + long_named + others[1 :: len(others) // size]
    guest = next(member for member in everybody if member["role"] == "attendee")
    return [{**member, "id": f"m{n}"} for n, member in enumerate(chosen[:size])] + [{**guest, "id": "l0", "seat": GUEST_SEAT}]
