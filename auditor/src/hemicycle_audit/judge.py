"""What every rule of a sitting asks: who acts, in which state (protocol §5)."""

from collections.abc import Iterable

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.findings import Findings
from hemicycle_audit.register import Roster, Span
from hemicycle_audit.state import Division, Sitting

OCCUPYING = frozenset({"announced", "open", "closed"})


class Judge:
    """The sitting so far, and where what breaks a rule is noted; ``span`` is the register's, at the act judged."""

    def __init__(self, sitting: Sitting, findings: Findings) -> None:
        self.sitting, self.findings = sitting, findings
        self.span = Span(0, 0)

    def allow(self, act: Act, holds: bool, reason: str, /, **detail: object) -> bool:
        """Note that an act breaks its rule, unless ``holds``; return ``holds``."""
        return self.findings.require(holds, "act-rule", act.place, reason, **detail)

    def rosters(self) -> list[Roster]:
        """Return the rosters that may be in force."""
        return self.sitting.register.rosters_in(self.span)

    def role(self, act: Act) -> str:
        """Return the actor's role; "" if it has none."""
        key = self.sitting.register.role_holder(act.actor, self.span)
        return key.role if key else ""

    def actor(self, act: Act, *roles: str) -> bool:
        """Allow active keys of some roles."""
        return self.allow(act, self.role(act) in roles, "actor-role", roles=" / ".join(roles))

    def server(self, act: Act) -> bool:
        """Allow the server."""
        return self.allow(act, act.actor == self.sitting.server, "not-the-server")

    def in_state(self, act: Act, division: Division, states: Iterable[str]) -> bool:
        """Allow the act while the division is in one of ``states``."""
        wanted = sorted(states)
        return self.allow(act, division.state in wanted, "division-state", state=division.state, wanted=" / ".join(wanted))

    def sitting_open(self, act: Act) -> bool:
        """Allow the act while the sitting is open; what comes after its close is refused already."""
        if self.sitting.state == "closed":
            return False
        return self.allow(act, self.sitting.state == "open", "sitting-not-open", state=self.sitting.state)

    def same_open(self, act: Act, division: Division) -> bool:
        """Allow the act if it names the division's opening."""
        return self.allow(act, raw(act.doc["open"]) == division.open_digest, "open-differs")

    def idle(self, act: Act, but: Division | None = None) -> bool:
        """Allow the act while no division (other than ``but``) is announced, open or closed."""
        others = [d.id for d in self.sitting.divisions.values() if d is not but and d.state in OCCUPYING]
        return self.allow(act, not others, "division-busy", divisions=", ".join(others))
