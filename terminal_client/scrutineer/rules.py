"""Who may do what in a sitting, and what it leads to: one row an act (docs/protocol.md §5, docs/sealed.md)."""

from dataclasses import dataclass

from terminal_client.scrutineer.attempts import ROUNDS

SERVER = "server"
LIVE = frozenset({"announced", "open", "closed"})
UNSETTLED = LIVE | {"tallied"}
PENDING = frozenset({"draft", "approved"})
ENDED = frozenset({"declared", "published", "archived", "void", "withdrawn", "deferred"})
WORDS = ("open-ok", "open-refuse", "root-ok", "root-refuse", "release", "mix", "row-release", "void-ok")
"""What a scrutineer says about a division."""
CEREMONY = frozenset({*ROUNDS, "ceremony-abort", "erased", "stand-down", "stand-down-ok", "stand-down-cancel"})
"""What is said about the keys after `ceremony-start`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do an act, in which states of the sitting and of the division, and the division's next state ("": it stays)."""

    roles: frozenset[str]
    sitting: frozenset[str]
    states: frozenset[str] = frozenset()
    to: str = ""


def _rule(roles: str, sitting: str, states: str | frozenset[str] = "", to: str = "") -> Rule:
    allowed = frozenset(states.split()) if isinstance(states, str) else states
    return Rule(frozenset(roles.split()), frozenset(sitting.split()), allowed, to)


RULES: dict[str, Rule] = {
    "sitting-create": _rule("secretariat", ""),
    "sitting-open": _rule("chair", "created"),
    "sitting-close": _rule("chair", "open"),
    "check-in": _rule("deputy secretariat usher", "open"),
    "depart": _rule("deputy secretariat usher", "open"),
    "leave-grant": _rule("secretariat", "created open"),
    "recuse": _rule("deputy secretariat", "created open", PENDING | {"announced"}),
    "recuse-cancel": _rule("deputy secretariat", "created open", PENDING | {"announced"}),
    "chief-designate": _rule("secretariat chair", "created open"),
    "division-draft": _rule("secretariat chair", "created open", "", "draft"),
    "division-approve": _rule("secretariat chair", "created open", "draft", "approved"),
    "division-announce": _rule("chair", "open", "approved", "announced"),
    "division-open": _rule("chair", "open", "announced", "open"),
    "division-extend": _rule("chair", "open", "open"),
    "division-close": _rule(f"chair {SERVER}", "open", "open", "closed"),
    "division-freeze": _rule(SERVER, "open", "closed"),
    "division-tally": _rule(SERVER, "open", "closed", "tallied"),
    "division-declare": _rule("chair", "open", "tallied", "declared"),
    "division-publish": _rule("secretariat chair", "open closed", "declared", "published"),
    "division-archive": _rule(SERVER, "open closed", "published", "archived"),
    "division-void": _rule("chair", "open", UNSETTLED),
    "division-void-confirm": _rule("secretariat scrutineer", "open", UNSETTLED, "void"),
    "division-void-cancel": _rule("chair", "open", UNSETTLED),
    "division-withdraw": _rule("chair", "created open", PENDING | {"announced"}, "withdrawn"),
    "division-defer": _rule("chair", "created open", PENDING | {"announced"}, "deferred"),
    "division-object": _rule("secretariat chair", "created open", PENDING | {"announced"}, "withdrawn"),
    "division-proceed": _rule("chair", "created open", PENDING),
    "paper-issue": _rule("teller", "open", "open"),
    "paper-return": _rule("teller", "open", "closed"),
    "count-commit": _rule("teller", "open", "closed"),
    "count-reveal": _rule("teller", "open", "closed"),
    "count-again": _rule("teller chair", "open", "closed"),
    "count-sign": _rule("scrutineer", "open", "closed tallied"),
    "open-ok": _rule("scrutineer", "open", "open"),
    "open-refuse": _rule("scrutineer", "open", "open"),
    "root-ok": _rule("scrutineer", "open", "closed"),
    "root-refuse": _rule("scrutineer", "open", "closed"),
    "release": _rule("scrutineer", "open", "closed"),
    "names-call": _rule(SERVER, "open", "closed"),
    "mix": _rule("scrutineer", "open", "closed"),
    "row-release": _rule("scrutineer", "open", "closed"),
    "void-ok": _rule("scrutineer", "open closed", "void"),
    "ceremony-start": _rule("secretariat chair", "created open"),
    **{kind: _rule("scrutineer", "created open") for kind in ROUNDS},
    "ceremony-abort": _rule("scrutineer secretariat chair", "created open"),
    "erased": _rule("scrutineer", "closed"),
    "stand-down": _rule("chair", "created open"),
    "stand-down-ok": _rule("scrutineer", "created open"),
    "stand-down-cancel": _rule("chair", "created open"),
}
