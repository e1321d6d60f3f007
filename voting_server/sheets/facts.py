"""The facts of a division or a whole sitting as one JSON document (docs/sheets.md): what the other formats are set from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voting_protocol.ballots import Ballot
from voting_protocol.encoding import b64u
from voting_protocol.marks import marks_json
from voting_server.domain.division import Division
from voting_server.domain.hand_views import all_attempts
from voting_server.domain.opening import opened_electors
from voting_server.domain.templates import TEMPLATES
from voting_server.domain.views import SignedOpening, state_view, votes_visible
from voting_server.sheets.history import History, Moment
from voting_server.sheets.presence import presence

DIVISION_FORMAT = "hemicycle-result/1"
SITTING_FORMAT = "hemicycle-minutes/1"
READER = "operator"
"""Whose view the facts are: what is not declared is not in it, nor what only public displays keep back."""
TIMES = {
    "division-announce": "announced",
    "division-open": "opened",
    "division-extend": "extended",
    "division-close": "closed",
    "division-tally": "tallied",
    "division-declare": "declared",
    "division-publish": "published",
    "division-void": "void-proposed",
    "division-void-cancel": "void-cancelled",
    "division-void-confirm": "void",
    "division-withdraw": "withdrawn",
    "division-defer": "deferred",
    "division-object": "objected",
    "division-proceed": "proceed",
    "paper-issue": "paper-issued",
    "paper-return": "paper-returned",
    "count-reveal": "count-revealed",
    "count-sign": "count-signed-at",
}
"""Acts of a division whose time is told, and what they are called."""

Facts = dict[str, Any]


def division_facts(history: History, division: str, ballots: Sequence[Ballot], record: Mapping[str, str] | None) -> Facts:
    """What there is to say of one division; `ballots` are a named vote's, `record` is its bundle: `{"file", "sha256"}`."""
    state = _state(history)
    view = next(each for each in state["divisions"] if each["id"] == division)
    return {
        "format": DIVISION_FORMAT,
        "body": state["sitting"]["body"],
        "sitting": state["sitting"],
        "division": _division(history, view, ballots),
        "record": dict(record) if record else None,
    }


def sitting_facts(history: History, ballots: Mapping[str, Sequence[Ballot]], as_of_ms: int) -> Facts:
    """What there is to say of a sitting up to `as_of_ms`; `ballots` are those of declared named votes, by division."""
    state = _state(history)
    head = history.sitting.chain.head
    views = sorted(state["divisions"], key=lambda view: view["number"])
    return {
        "format": SITTING_FORMAT,
        "body": state["sitting"]["body"],
        "sitting": state["sitting"],
        "times": [_time(moment, moment.type) for moment in history.moments if moment.type in ("sitting-open", "sitting-close")],
        "as_of_ms": as_of_ms,
        "attendance": presence(history),
        "scrutineers": _keepers(state),
        "divisions": [_division(history, view, ballots.get(view["id"], ())) for view in views],
        "head": head,
    }


def _state(history: History) -> Facts:
    signed = SignedOpening("", "")  # of an open division, which has no figures yet
    state = state_view(history.sitting, history.register, READER, signed=signed)
    del state["sitting"]["demo"]  # no act says so
    return state


def _division(history: History, view: Facts, ballots: Sequence[Ballot]) -> Facts:
    subject = history.sitting.divisions[view["id"]]
    hidden = {"open", "countdown_s"}
    count = view["hand_count"]
    return {
        **{name: value for name, value in view.items() if name not in hidden},
        "hand_count": count and _hand_count(history, subject, count),
        "links": [_link(history, link) for link in view["of"]],
        "again": _link(history, {"division": view["again_of"]}) if view["again_of"] else None,
        "template": {"id": subject.draft.template, "name": dict(TEMPLATES[subject.draft.template].name)},
        "times": [_time(moment, TIMES[moment.type]) for moment in history.of(subject.id) if moment.type in TIMES],
        "scrutineers": _scrutineers(history, subject),
        "votes": _votes(history, subject, ballots),
    }


def _hand_count(history: History, subject: Division, count: Facts) -> Facts:
    whole = {**count, "attempts": all_attempts(subject, history.register, READER)}
    return {name: value for name, value in whole.items() if name != "next"}


def _link(history: History, link: Facts) -> Facts:
    """A link to another division (docs/sequences.md §1), with what that one is called."""
    other = history.sitting.divisions[link["division"]].draft
    title = other.short if other.short.zh or other.short.en else other.title
    return {**link, "number": other.number, "title": {"zh": title.zh, "en": title.en}}


def _time(moment: Moment, what: str) -> Facts:
    told: Facts = {"what": what, "ms": moment.ms, "by": moment.holder, "role": moment.role}
    return told | {name: moment.body[name] for name in ("reason", "deadline_ms") if name in moment.body}


def _keepers(state: Facts) -> list[Facts]:
    seal = state["seal"]
    return [{"index": each["index"], "holder": each["holder"]} for each in seal["scrutineers"]] if seal else []


def _scrutineers(history: History, division: Division) -> list[Facts]:
    """Of a secret vote, who was to watch over it and what each one signed."""
    sealed = division.sealed
    if sealed is None:
        return []
    return [
        {
            "index": index,
            "holder": history.register.keys[key].holder,
            "active": index in sealed.active,
            "certified": index in sealed.certified,
            "rooted": index in sealed.rooted,
            "released": index in sealed.releases,
        }
        for index, key in enumerate(sealed.scrutineers, 1)
    ]


def _votes(history: History, division: Division, ballots: Sequence[Ballot]) -> list[Facts] | None:
    """Each elector's vote in a declared named division, in the roster's order; `vote` is null of one who did not press."""
    if not votes_visible(division) or division.opening is None or not ballots:
        return None
    last = {b64u(ballot.key): ballot for ballot in ballots}
    roster = history.members_at(division.opening.register_n)
    electors = {elector.member: elector for elector in opened_electors(division.opening, history.register)}
    return [
        {
            **{name: roster[member][name] for name in ("id", "name", "latin", "delegation")},
            "seat": electors[member].seat,
            "vote": _vote(division, last.get(electors[member].key)),
        }
        for member in _in_order(electors, roster)
    ]


def _in_order(electors: Iterable[str], roster: Mapping[str, Any]) -> list[str]:
    wanted = set(electors)
    return [member for member in roster if member in wanted]


def _vote(division: Division, ballot: Ballot | None) -> Any:
    """The word of a motion, the marks (docs/forms.md §2) of another form."""
    if ballot is None:
        return None
    marks = marks_json(division.draft.item, ballot.marks)
    return marks[0] if division.draft.motion else marks
