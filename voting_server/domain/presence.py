"""Who is present, delegation by delegation: what any display in the hall may show."""

from voting_server.domain.register import Register
from voting_server.domain.sitting import Sitting


def presence_by_delegation(sitting: Sitting, register: Register) -> list[tuple[str, int, int]]:
    """`(name, present, due)` of every delegation with members who vote, in the roster's order."""
    counts: dict[str, list[int]] = {}
    for member in register.members.values():
        if member.votes:
            count = counts.setdefault(member.delegation, [0, 0])
            count[0] += member.id in sitting.present
            count[1] += 1
    return [(name, present, due) for name, (present, due) in counts.items()]
