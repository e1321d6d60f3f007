"""The past of a body for readers: its sittings, divisions, attendance and members' own records (docs/protocol.md §11).

Read from the logs, never from what a live sitting holds in memory: acts are folded in threads, each once, and kept. What is not declared
is in no answer; of a secret vote there are totals only.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from voting_protocol.acts import body_log
from voting_protocol.ballots import Ballot, decode_entry
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import FormItem
from voting_protocol.marks import marks_json
from voting_server.domain import register as registers
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.log import Committed
from voting_server.domain.past import (
    Course,
    Rosters,
    attendance_row,
    division_row,
    due_members,
    member_totals,
    past_divisions,
    sitting_row,
)
from voting_server.domain.past_search import Query, Scope, found, kinds
from voting_server.domain.register import EnrolledKey, Register
from voting_server.domain.sitting import Sitting
from voting_server.domain.views import SignedOpening, state_view, votes_visible
from voting_server.records.folding import committed_all
from voting_server.records.port import Records, StoredAct
from voting_server.services.logs import LogBook
from voting_server.services.scrutiny import Reader, division_of

VOTES_KEPT = 64


@dataclass(slots=True)
class People:
    """A body's register, with the rosters that it had."""

    register: Register
    rosters: Rosters = field(default_factory=Rosters)

    @property
    def length(self) -> int:
        """How many acts were folded in."""
        return self.register.chain.length

    def add(self, act: Committed) -> None:
        """Fold one more act in."""
        registers.apply(self.register, act)
        self.rosters.add(act)


Votes = Mapping[bytes, Any]
"""A named division's last votes by terminal key: a word, or the marks of docs/forms.md §2."""


class Archive(Protocol):
    """What the past is read from: a running server's chamber, or an installation that does not run."""

    @property
    def logs(self) -> LogBook:
        """The act logs."""

    @property
    def records(self) -> Records:
        """The record."""

    @property
    def now_ms(self) -> Callable[[], int]:
        """The clock."""


class Past:
    """Reads of the past of all bodies. One answer is made at a time: the folds are shared."""

    def __init__(self, chamber: Archive) -> None:
        self._chamber = chamber
        self._courses: dict[str, Course] = {}
        self._people: dict[str, People] = {}
        self._votes: dict[tuple[str, str], Votes] = {}
        self._rows: dict[tuple[str, bool], tuple[int, list[dict[str, Any]]]] = {}
        self._lock = asyncio.Lock()
        self._folding = asyncio.Lock()

    async def sittings(self, body: str) -> dict[str, Any]:
        """`{"sittings": [row…]}` of all sittings that were opened, newest first."""
        async with self._lock:
            people, courses = await self._read(body)
            return {"sittings": [sitting_row(course, people.rosters) for course in reversed(courses)]}

    async def divisions(self, body: str, scope: Scope, query: Query, start: int, limit: int, role: str) -> dict[str, Any]:
        """What a search finds: `{"total", "from", "divisions", "kinds", "templates"}`; `templates` are all kinds that there are."""
        async with self._lock:
            _, courses = await self._read(body)
            hits = found((row for course in scope.of(courses) for row in self._rows_of(course, role)), query)
            templates = {row["template"]: row["template_name"] for course in courses for row in self._rows_of(course, role)}
            return {
                "total": len(hits),
                "from": start,
                "divisions": hits[start : start + limit],
                "kinds": kinds(hits),
                "templates": [{"id": name, "name": templates[name]} for name in sorted(templates)],
            }

    async def division(self, body: str, sitting: str, division: str, role: str) -> dict[str, Any]:
        """A past division as the state shows it to `role` (docs/protocol.md §12); `not-yet` before it ended, `unknown-division`."""
        async with self._lock:
            people, course = await self._sitting(body, sitting)
            subject = division_of(course.sitting, division)
            if subject not in past_divisions(course.sitting):
                raise ProtocolError("not-yet")
            nothing_open = SignedOpening("", "")  # of a division that is open now, which is not told
            state = await asyncio.to_thread(state_view, course.sitting, people.register, role, signed=nothing_open)
            view = next(each for each in state["divisions"] if each["id"] == division)
            return {"row": division_row(subject, course, role), "division": view}

    async def attendance(self, body: str, sitting: str) -> dict[str, Any]:
        """Who came to a sitting: `{"sitting": row, "members": [{"id", "name", "latin", "delegation", "seat", **attendance}…]}`."""
        async with self._lock:
            people, course = await self._sitting(body, sitting)
            if not course.held:
                raise ProtocolError("not-yet")
            members = [
                {**{name: each[name] for name in ("id", "name", "latin", "delegation", "seat")}, **attendance_row(course, member)}
                for member, each in due_members(course, people.rosters).items()
            ]
            return {"sitting": sitting_row(course, people.rosters), "members": members}

    async def members(self, body: str, scope: Scope) -> dict[str, Any]:
        """`{"members": [totals…], "sittings": n}` over the closed sittings of a scope."""
        async with self._lock:
            people, courses = await self._read(body)
            asked = scope.of(courses)
            closed = sum(1 for course in asked if course.closed_ms)
            return {"members": member_totals(asked, people.rosters), "sittings": closed}

    async def own_member(self, reader: Reader) -> str:
        """The member who sits at a terminal; `not-found` if nobody does."""
        register = (await self._chamber.logs.register(reader.body)).register
        member = register.member_at(register.keys[reader.key].seat)
        if member is None:
            raise ProtocolError("not-found")
        return member.id

    async def member(self, body: str, member: str, scope: Scope, start: int, limit: int) -> dict[str, Any]:
        """A member's record in a scope: attendance by sitting and named votes, the newest first; `not-found` for nobody's id.

        `{"member", "totals", "sittings", "votes", "votes_total", "from", "secret"}`; `secret` is in how many declared secret votes he or
        she was an elector, and no more: whether anybody pressed there is nobody's to know.
        """
        async with self._lock:
            people, held = await self._read(body)
            courses = scope.of(held)
            who = next((rosters[member] for rosters in people.rosters.all() if member in rosters), None)
            if who is None:
                raise ProtocolError("not-found")
            totals = next((row for row in member_totals(courses, people.rosters) if row["id"] == member), None)
            took_part = _took_part(member, courses, people.register)
            named = [each for each in took_part if votes_visible(each[1])]
            page = named[start : start + limit]
            return {
                "member": {name: who[name] for name in ("id", "name", "latin", "delegation", "status")},
                "totals": totals and {name: totals[name] for name in ("due", "came", "leave", "absent")},
                "sittings": self._visits(member, courses, people),
                "votes": [await self._own_vote(*each) for each in page],
                "votes_total": len(named),
                "from": start,
                "secret": sum(1 for _, division, _ in took_part if division.draft.secrecy == "secret"),
            }

    async def duty(self, body: str, scope: Scope) -> dict[str, Any]:
        """What a duty record (履职) is made of (docs/check-in.md §8): the closed sittings of a scope, with every member's part in them.

        `{"body", "as_of_ms", "sittings": [row…], "members": [{…, "visits": {sitting: attendance}, "votes": [vote…]}…]}`, sittings oldest
        first; a vote is `{"sitting", "number", "title", "vote"}`, of declared named divisions only.
        """
        async with self._lock:
            people, courses = await self._read(body)
            asked = [course for course in scope.of(courses) if course.closed_ms]
            votes = await self._named_votes(asked, people.register)
            due = {course.sitting.id: due_members(course, people.rosters) for course in asked}
            members = [
                row
                | {
                    "visits": {
                        course.sitting.id: attendance_row(course, row["id"])
                        for course in asked
                        if row["id"] in due[course.sitting.id]
                    },
                    "votes": votes.get(row["id"], []),
                }
                for row in member_totals(asked, people.rosters)
            ]
            return {
                "body": people.register.name,
                "as_of_ms": self._chamber.now_ms(),
                "sittings": [sitting_row(course, people.rosters) | {"head": course.sitting.chain.head} for course in asked],
                "members": members,
            }

    # --- what the answers are made of ---

    def _visits(self, member: str, courses: Sequence[Course], people: People) -> list[dict[str, Any]]:
        """The sittings that a member was due in, newest first, with his or her attendance."""
        return [
            {
                **{name: getattr(course.sitting, name) for name in ("id", "title", "state")},
                "opened_ms": course.opened_ms,
                **attendance_row(course, member),
            }
            for course in reversed(courses)
            if member in due_members(course, people.rosters)
        ]

    async def _named_votes(self, courses: Sequence[Course], register: Register) -> dict[str, list[dict[str, Any]]]:
        """By member, what was cast in the declared named divisions in whose electorate he or she was; null: not pressed."""
        seats, found = _by_seat(register), dict[str, list[dict[str, Any]]]()
        for course in courses:
            for division in filter(votes_visible, past_divisions(course.sitting)):
                votes = await self._votes_of(course, division)
                draft = division.draft
                about = {
                    "sitting": course.sitting.id,
                    "number": draft.number,
                    "title": {"zh": draft.title.zh, "en": draft.title.en},
                }
                for member in division.opened.present:
                    key = _terminal_of(member, division, seats)
                    if key is not None:
                        found.setdefault(member, []).append({**about, "vote": votes.get(key)})
        return found

    async def _own_vote(self, course: Course, division: Division, key: bytes) -> dict[str, Any]:
        """A named vote of one terminal: the division's row with its form, and `vote`, null if nothing was pressed."""
        votes = await self._votes_of(course, division)
        draft = division.draft
        labels = [{"zh": label.zh, "en": label.en} for label in draft.labels]
        form = {name: getattr(draft.item, name) for name in ("type", "c", "min", "max", "w")}
        row = division_row(division, course, "deputy")
        return {**row, "motion": draft.motion, "form": [form], "names": [labels], "vote": votes.get(key)}

    async def _votes_of(self, course: Course, division: Division) -> Votes:
        """A declared named division's votes; what it was does not change any more."""
        name = (course.sitting.id, division.id)
        if name not in self._votes:
            record = await self._chamber.records.division(*name)
            entries = record.entries if record else ()
            while len(self._votes) >= VOTES_KEPT:
                del self._votes[next(iter(self._votes))]
            self._votes[name] = await asyncio.to_thread(_read_votes, entries, division.draft.item, division.draft.motion)
        return self._votes[name]

    def _rows_of(self, course: Course, role: str) -> list[dict[str, Any]]:
        """A sitting's divisions as rows, made anew when its log has grown."""
        name, length = (course.sitting.id, role == "observer"), course.sitting.chain.length
        known = self._rows.get(name)
        if known is None or known[0] != length:
            known = (length, [division_row(division, course, role) for division in past_divisions(course.sitting)])
            self._rows[name] = known
        return known[1]

    async def _sitting(self, body: str, sitting: str) -> tuple[People, Course]:
        people, _ = await self._read(body)
        course = self._courses.get(f"sitting.{sitting}")
        if course is None or course.sitting.body != body:
            raise ProtocolError("unknown-log")
        return people, course

    async def _read(self, body: str) -> tuple[People, list[Course]]:
        """The body's register and its sittings that were held, oldest first, as far as the record goes now."""
        # a reader who goes away must not leave a fold half done, with a thread at work on it
        await asyncio.shield(asyncio.ensure_future(self._catch_up(body)))
        people = self._people[body]
        held = [course for course in self._courses.values() if course.sitting.body == body and course.held]
        return people, sorted(held, key=lambda course: course.opened_ms)

    async def _catch_up(self, body: str) -> None:
        async with self._folding:
            await self._fold_all(body)

    async def _fold_all(self, body: str) -> None:
        heads = await self._chamber.records.heads()
        if body_log(body) not in heads:
            raise ProtocolError("unknown-log")
        for name, last in heads.items():
            if name.startswith("sitting."):
                course = self._courses.setdefault(name, Course(Sitting.empty(name.removeprefix("sitting."))))
                if course.sitting.chain.length <= last and course.sitting.body in ("", body):
                    await self._extend(name, course, course.sitting.chain.length)
        people = self._people.setdefault(body, People(Register.empty(body)))
        await self._extend(body_log(body), people, people.length)

    async def _extend(self, name: str, fold: Course | People, start: int) -> None:
        """Fold in what a log has from `start` on."""
        acts = await self._chamber.logs.acts(name, start)
        await asyncio.to_thread(_fold_in, fold, acts)


def _fold_in(fold: Course | People, acts: Sequence[StoredAct]) -> None:
    for act in committed_all(acts):
        fold.add(act)


def _took_part(member: str, courses: Sequence[Course], register: Register) -> list[tuple[Course, Division, bytes]]:
    """The declared divisions in whose electorate a member was, newest first, with the key of his or her terminal."""
    seats = _by_seat(register)
    found = [
        (course, division, key)
        for course in courses
        for division in past_divisions(course.sitting)
        if division.state in DECLARED and (key := _terminal_of(member, division, seats)) is not None
    ]
    return sorted(found, key=lambda each: each[1].declared_ms or 0, reverse=True)


def _by_seat(register: Register) -> Mapping[str, list[EnrolledKey]]:
    seats: dict[str, list[EnrolledKey]] = {}
    for key in register.keys.values():
        if key.seat:
            seats.setdefault(key.seat, []).append(key)
    return seats


def _terminal_of(member: str, division: Division, seats: Mapping[str, list[EnrolledKey]]) -> bytes | None:
    """The key by which a member was in a division's electorate; None if in none."""
    here = division.opening.present.get(member) if division.opening else None
    if here is None or here.video:
        return None
    register_n = division.opened.register_n
    return next((unb64u(key.key, 32) for key in seats.get(here.seat, ()) if key.active_at(register_n)), None)


def _read_votes(entries: Sequence[bytes], item: FormItem, motion: bool) -> Votes:
    ballots = (Ballot.decode(decode_entry(entry)[0], item) for entry in entries)
    votes = {ballot.key: marks_json(item, ballot.marks) for ballot in ballots}
    return {key: marks[0] for key, marks in votes.items()} if motion else votes
