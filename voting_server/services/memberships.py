"""One person's memberships of all bodies of the installation (docs/profiles.md §1, §8)."""

from collections.abc import Iterator
from typing import Any

from voting_server.domain.register import Register
from voting_server.services.logs import LogBook, LogView


async def memberships(logs: LogBook, person: str) -> list[dict[str, Any]]:
    """Where a person belongs: `[{"body", "name", "kind", "member", "seat", "role", "status"}]`, by the bodies' ids."""

    def of(view: LogView) -> list[dict[str, Any]]:
        return list(_in_body(view.register, person))

    return [found for name in await logs.names("body") for found in await logs.inspect(name, of)]


def _in_body(register: Register, person: str) -> Iterator[dict[str, Any]]:
    for member in register.members.values():
        if member.person == person:
            yield {
                "body": register.id,
                "name": register.name,
                "kind": register.kind,
                "member": member.id,
                "seat": member.seat,
                "role": member.role,
                "status": member.status,
            }
