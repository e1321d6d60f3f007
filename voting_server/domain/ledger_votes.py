"""What a declared division says to a ledger (docs/ledger.md §1): outcomes are read here, never typed in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET

from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.division import DECLARED, Division
from voting_server.domain.ledger import Case, Ledger, Project, YearList, name_text, plain
from voting_server.domain.ledger_acts import CaseOutcome, GradeKind, GradeOutcome, ProjectOutcome
from voting_server.domain.ledger_dates import today
from voting_server.domain.register import Register
from voting_server.domain.shapes import Bodies, Member, Names, Words
from voting_server.domain.sitting import Sitting

FIRST_VOTES = frozenset({"livelihood-pick", "street-pick"})
TIE_VOTE = "tie-revote"
KIND_TEMPLATES: Mapping[GradeKind, str] = {
    "deputies": "performance-4",
    "appointees": "appointee-review",
    "projects": "satisfaction-project",
    "suggestions": "suggestion-satisfaction",
    "departments": "satisfaction-3",
}
KINDS: Mapping[str, GradeKind] = {template: kind for kind, template in KIND_TEMPLATES.items()}
APPOINTING = frozenset(
    {
        "appoint-each",
        "appoint-merged",
        "package-merged",
        "decide-appointment",
        "election-single",
        "election-multi",
        "by-election",
        "prep-presidium",
        TIE_VOTE,
    }
)


@dataclass(frozen=True, slots=True)
class LedgerContext:
    """What a ledger can't know by itself: the receive time, its body's register, and the sittings by id (None: no such sitting)."""

    now_ms: int
    register: Register
    sitting: Callable[[str], Sitting | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A name on a ballot and what was counted for it; of a motion its title, with for, against, abstain."""

    name: Names
    counts: list[int]
    verdict: Words


def linked(context: LedgerContext, sitting: str, division: str) -> Division:
    """A division of a sitting of the register's body; `unknown-division`."""
    found = context.sitting(sitting)
    if found is None or found.body != context.register.id or division not in found.divisions:
        raise RuleError("unknown-division", {"sitting": sitting, "division": division})
    return found.divisions[division]


def declared(context: LedgerContext, sitting: str, division: str) -> Division:
    """The same, with an outcome that is final; `not-declared`."""
    found = linked(context, sitting, division)
    refuse_unless(found.state in DECLARED, "not-declared", state=found.state)
    return found


def lines(division: Division) -> list[Line]:
    """The names of a declared division in the ballot's order, each with its figures and verdict."""
    result = division.result
    assert result is not None
    if result.items is UNSET:
        assert result.keys is not None
        return [Line(division.draft.title, list(result.keys), "carried" if result.carried is True else "not-carried")]
    names = zip(division.draft.labels, result.items[0].names, strict=True)
    return [Line(label, list(each.counts), each.verdict) for label, each in names]


def project_outcome(state: Ledger, year: int, division: Division) -> list[ProjectOutcome]:
    """What a declared division made of a year's candidates, or of those tied; the codes of docs/ledger.md §2."""
    listed = state.years.get(year)
    if listed is None:
        raise RuleError("ledger-unknown", {"year": year})
    pending = pending_of(state, listed)
    refuse_unless(bool(pending), "list-voted", year=year)
    right = division.draft.template == TIE_VOTE if listed.votes else division.draft.template in FIRST_VOTES
    refuse_unless(right, "wrong-template", template=division.draft.template)
    chosen = sum(state.projects[project].state == "chosen" for project in listed.projects)
    outcome = lines(division)
    by_title = {_key(project.title): project for project in pending}
    titles = [_key(line.name) for line in outcome]
    same = titles == list(by_title) or (bool(listed.votes) and sorted(titles) == sorted(by_title))
    refuse_unless(same and division.draft.item.max == listed.seats - chosen, "list-differs", year=year)
    return [ProjectOutcome(by_title[key].id, line.counts, line.verdict) for key, line in zip(titles, outcome, strict=True)]


def pending_of(state: Ledger, listed: YearList) -> list[Project]:
    """The projects of a list that a vote has to decide, in the list's order."""
    projects = (state.projects[project] for project in listed.projects)
    return [project for project in projects if project.state in ("candidate", "tied")]


def case_outcome(case: Case, division: Division) -> CaseOutcome:
    """What the declared division made of the case at its place; of a motion (place 0) the whole's."""
    assert case.submission is not None
    line = lines(division)[max(0, case.submission.place - 1)]
    return CaseOutcome(line.counts, line.verdict)


def grade_outcome(state: Ledger, register: Register, kind: GradeKind, year: int, division: Division) -> list[GradeOutcome]:
    """The grades of a declared division, each with the subject that its name fits, `""` where none does."""
    taken = set[str]()
    outcome = []
    for line in lines(division):
        fitting = (subject for subject in _subjects(state, register, kind, year, line.name) if subject not in taken)
        subject = next(fitting, "")
        taken.add(subject)
        outcome.append(GradeOutcome(subject, line.name, line.counts, line.verdict))
    return outcome


def fits(state: Ledger, register: Register, kind: GradeKind, year: int, one: GradeOutcome) -> bool:
    """Whether a grade's subject is one of those that its name may mean."""
    return one.subject in _subjects(state, register, kind, year, one.name)


def _subjects(state: Ledger, register: Register, kind: GradeKind, year: int, name: Names) -> Iterator[str]:
    match kind:
        case "deputies":
            yield from (member.id for member in register.members.values() if _is_named(member, name))
        case "appointees":
            named = [case for case in state.cases.values() if names_person(name, case.proposed.person)]
            yield from (case.id for case in named if case.state in ("appointed", "sworn"))
            yield from _older(name, state.cases, known=bool(named))
        case "projects":
            titled = [project for project in state.of_year(year) if _key(project.title) == _key(name)]
            yield from (project.id for project in titled if project.state == "handed-over")
            yield from _older(name, state.projects, known=bool(titled))
        case "suggestions" | "departments":
            yield name_text(name)


def _older(name: Names, table: Mapping[str, object], *, known: bool) -> Iterator[str]:
    """The name's text, of whom or what the ledger does not know: older than the ledger. No id of another thing."""
    if not known and name_text(name) not in table:
        yield name_text(name)


def _is_named(member: Member, name: Names) -> bool:
    return plain(member.name) == plain(name.zh) if name.zh else bool(member.latin) and member.latin == name.en


def names_person(name: Names | Bodies, person: str) -> bool:
    """Whether a name on a ballot, a title or a text holds the person's."""
    return any(plain(person) in plain(text) for text in (name.zh, name.en))


def _key(name: Names) -> str:
    return plain(name_text(name))


def proposals(state: Ledger, context: LedgerContext, sitting: str, division: str) -> list[dict[str, Any]]:
    """The acts that a declared division lets the ledger take now: `{"type", "members"}` each."""
    found = declared(context, sitting, division)
    link = {"sitting": sitting, "division": division}
    return [*_project_votes(state, found, link), *_case_votes(state, found, link), *_grades(state, context, found, link)]


def _project_votes(state: Ledger, division: Division, link: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    if state.link_used((link["sitting"], link["division"])):
        return
    for year in state.years:
        try:
            outcome = project_outcome(state, year, division)
        except RuleError:
            continue
        yield _act("project-vote", {"year": year, **link, "outcome": outcome})


def _case_votes(state: Ledger, division: Division, link: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for case in state.cases.values():
        submission = case.submission
        ready = case.state == "submitted" and case.statement is not None and submission is not None
        if ready and submission is not None and (submission.sitting, submission.division) == (link["sitting"], division.id):
            yield _act("appointment-vote", {"case": case.id, "outcome": case_outcome(case, division)})


def _grades(state: Ledger, context: LedgerContext, division: Division, link: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    kind = KINDS.get(division.draft.template)
    if kind is None or division.result is None or division.result.items is UNSET:
        return
    if state.link_used((link["sitting"], link["division"])):
        return
    year = _year_of(state, kind, division, today(division.declared_ms or context.now_ms).year - 1)
    outcome = grade_outcome(state, context.register, kind, year, division)
    yield _act("grades-take", {"kind": kind, "year": year, **link, "outcome": outcome})


def _year_of(state: Ledger, kind: GradeKind, division: Division, last: int) -> int:
    """The year that grades are about: of projects the one whose titles are on the ballot, of others the `last`."""
    titles = {_key(line.name) for line in lines(division)}
    years = [project.year for project in state.projects.values() if kind == "projects" and _key(project.title) in titles]
    return max(years, default=last)


def _act(kind: str, members: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": kind, "members": msgspec.to_builtins(members)}


def outcome_equal(given: Sequence[object], true: Sequence[object]) -> None:
    """Refuse an outcome that is not the division's: `outcome-differs`."""
    refuse_unless(list(given) == list(true), "outcome-differs")
