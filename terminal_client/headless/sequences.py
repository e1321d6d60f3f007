"""What consoles do about sequences: drafts with links, objections, choices, consent, and the next lawful steps that the server offers (docs/sequences.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from terminal_client.headless.client import Appended
from terminal_client.headless.console import Console
from voting_protocol.acts import sitting_log
from voting_protocol.errors import ProtocolError

_SIGNED_HERE = frozenset({"v", "type", "log", "actor", "after", "nonce", "time"})
_OFFERED = frozenset({"division-draft", "division-proceed", "division-withdraw", "division-defer"})


def link(kind: str, division: str, name: int = 0) -> dict[str, Any]:
    """A link of a draft to another division, to the name of this number on its ballot if not 0 (docs/sequences.md §1)."""
    return {"kind": kind, "division": division, **({"name": name} if name else {})}


async def division_view(console: Console, sitting: str, division: str) -> dict[str, Any]:
    """A division as the console's role sees it; `unknown-division` if there is none."""
    for item in (await console.api.state(sitting))["divisions"]:
        if item["id"] == division:
            found: dict[str, Any] = item
            return found
    raise ProtocolError("unknown-division", division=division)


async def next_steps(console: Console, sitting: str, division: str) -> list[dict[str, Any]]:
    """What may lawfully follow, for a chair or the secretariat (docs/sequences.md §8)."""
    steps: list[dict[str, Any]] = (await division_view(console, sitting, division)).get("next", [])
    return steps


async def take_step(console: Console, sitting: str, step: Mapping[str, Any], **written: Any) -> Appended:
    """Sign a step that was offered, with what it asks for in `written`.

    Raises `bad-act` for a step that is only to be known, that lacks what it asks for, or that is no act which steps are made of: a console
    signs nothing that it did not expect.
    """
    fields = {**step["fields"], **written}
    lacking = [name for name in step["asks"] if name not in fields]
    if step["type"] not in _OFFERED or _SIGNED_HERE & fields.keys() or lacking:
        raise ProtocolError("bad-act", field=lacking[0] if lacking else "step")
    return await console.act(sitting_log(sitting), step["type"], fields)


async def object_to(console: Console, sitting: str, division: str, member: str, reason: str) -> Appended:
    """`division-object`: a deputy objects to voting together, which splits the package."""
    fields = {"division": division, "member": member, "reason": reason}
    return await console.act(sitting_log(sitting), "division-object", fields)


async def proceed(console: Console, sitting: str, division: str, clauses: Sequence[str], reason: str) -> Appended:
    """`division-proceed`: the whole is voted although these clauses failed."""
    fields = {"division": division, "clauses": list(clauses), "reason": reason}
    return await console.act(sitting_log(sitting), "division-proceed", fields)


async def withdraw_with_consent(
    console: Console, sitting: str, division: str, reason: str, consent: Mapping[str, str]
) -> Appended:
    """`division-withdraw` with the consent that it needs (docs/sequences.md §6)."""
    fields = {"division": division, "reason": reason, "consent": dict(consent)}
    return await console.act(sitting_log(sitting), "division-withdraw", fields)


async def defer_with_consent(console: Console, sitting: str, division: str, reason: str, consent: Mapping[str, str]) -> Appended:
    """`division-defer` with the consent that it needs."""
    fields = {"division": division, "reason": reason, "consent": dict(consent)}
    return await console.act(sitting_log(sitting), "division-defer", fields)
