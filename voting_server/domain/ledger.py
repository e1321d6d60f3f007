"""A ledger (docs/ledger.md): projects, appointments, exams, grades and tasks, as a fold over the acts of `ledger.<body>`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import singledispatch
from typing import Literal

from voting_server.domain import acts, exams
from voting_server.domain import ledger_acts as ledger
from voting_server.domain.ledger_acts import CaseState, ProjectState, ReportKind
from voting_server.domain.ledger_dates import plan_due
from voting_server.domain.log import Chain, Committed, read_act
from voting_server.domain.shapes import Names, Words, b64u

Link = tuple[str, str]
"""A sitting and a division of it."""
ReportKey = tuple[ReportKind, date]
SUCCESSES: frozenset[Words] = frozenset({"carried", "elected", "chosen"})
"""Of people; `chosen` is who wins the further vote among the tied."""


@dataclass(frozen=True, slots=True)
class Project:
    """A livelihood project; `reasons` are the codes that exclude it, `votes` how many chose it at its last vote."""

    id: str
    collected: ledger.ProjectCollect
    state: ProjectState = "collected"
    screening: ledger.ProjectScreen | None = None
    reasons: tuple[str, ...] = ()
    votes: int | None = None
    handed: ledger.ProjectHandOver | None = None
    plan: ledger.ProjectPlan | None = None
    reports: Mapping[ReportKey, ledger.ProjectReport] = field(default_factory=dict)
    published: ledger.ProjectPublish | None = None

    @property
    def year(self) -> int:
        """The year it is a project of."""
        return self.collected.year

    @property
    def title(self) -> Names:
        """What it is called on list and ballot."""
        return self.collected.title

    @property
    def plan_due(self) -> date | None:
        """When the government's plan is due; None before the hand-over."""
        return plan_due(self.handed.date) if self.handed else None


@dataclass(frozen=True, slots=True)
class YearList:
    """The candidates of a year, in the ballot's order, and the votes taken on them."""

    seats: int
    projects: tuple[str, ...]
    votes: tuple[ledger.ProjectVote, ...] = ()


@dataclass(frozen=True, slots=True)
class Exam:
    """A paper drawn; `seed` is the chain digest of the act `act` (b64u). `score` is None until there are answers."""

    banks: tuple[str, ...]
    seed: bytes
    act: str
    paper: tuple[tuple[str, int, ledger.BankItem], ...]
    score: int | None = None

    @property
    def passed(self) -> bool:
        """Whether the pass mark was reached."""
        return self.score is not None and self.score >= ledger.PASS_MARK

    @property
    def failed(self) -> bool:
        """Whether there are answers, and too few right ones."""
        return self.score is not None and not self.passed


@dataclass(frozen=True, slots=True)
class CaseVote:
    """What a vote made of a case."""

    link: Link
    place: int
    outcome: ledger.CaseOutcome


@dataclass(frozen=True, slots=True)
class Case:
    """An appointment; `failures` are its votes lost in a row."""

    id: str
    proposed: ledger.AppointmentPropose
    state: CaseState = "proposed"
    review: ledger.AppointmentReview | None = None
    exams: tuple[Exam, ...] = ()
    submission: ledger.AppointmentSubmit | None = None
    statement: ledger.AppointmentStatement | None = None
    votes: tuple[CaseVote, ...] = ()
    failures: int = 0
    oath: ledger.AppointmentOath | None = None

    @property
    def open_exam(self) -> Exam | None:
        """The paper that waits for its answers."""
        return self.exams[-1] if self.exams and self.exams[-1].score is None else None

    @property
    def exam_passed(self) -> bool:
        """Whether the exam's gate is open."""
        return any(exam.passed for exam in self.exams)

    @property
    def exams_failed(self) -> int:
        """How many papers were failed."""
        return sum(exam.failed for exam in self.exams)

    @property
    def identity(self) -> tuple[str, str, str]:
        """Person, post and term: what "the same case again" means."""
        return plain(self.proposed.person), plain(name_text(self.proposed.post)), plain(self.proposed.term)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that people have to see to; `note` says what came of it."""

    id: str
    member: str
    name: Names
    year: int
    note: str = ""

    @property
    def state(self) -> Literal["open", "done"]:
        """Open until somebody says what came of it."""
        return "done" if self.note else "open"


@dataclass(slots=True)
class Ledger:
    """The state of `ledger.<body>`. Entries are never changed in place, so `copy` is shallow."""

    chain: Chain
    body: str = ""
    projects: dict[str, Project] = field(default_factory=dict)
    years: dict[int, YearList] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    banks: dict[str, tuple[int, ledger.BankSet]] = field(default_factory=dict)
    grades: list[ledger.GradesTake] = field(default_factory=list)
    tasks: dict[str, Task] = field(default_factory=dict)

    @staticmethod
    def empty(body: str) -> "Ledger":
        """The ledger of body `body` before its first act."""
        return Ledger(Chain(f"ledger.{body}"), body)

    def copy(self) -> "Ledger":
        """A ledger that changes on its own."""
        tables = ("projects", "years", "cases", "banks", "grades", "tasks")
        return replace(self, chain=self.chain.copy(), **{name: getattr(self, name).copy() for name in tables})

    def of_year(self, year: int) -> list[Project]:
        """The projects of a year, as they were collected."""
        return [project for project in self.projects.values() if project.year == year]

    def graded(self, kind: str, subject: str) -> list[tuple[ledger.GradesTake, ledger.GradeOutcome]]:
        """A subject's grades, in the order taken."""
        return [(take, one) for take in self.grades if take.kind == kind for one in take.outcome if one.subject == subject]

    def link_used(self, link: Link) -> bool:
        """Whether the division's outcome was taken as the vote on projects or as grades."""
        votes = [vote for listed in self.years.values() for vote in listed.votes]
        taken = {(each.sitting, each.division) for each in votes} | {(each.sitting, each.division) for each in self.grades}
        return link in taken


def name_text(names: Names) -> str:
    """A name's text: its Chinese, or its English where that is empty."""
    return names.zh or names.en


def plain(text: str) -> str:
    """A text without its spaces: names are spaced on lists and ballots."""
    return "".join(text.split())


def exclusions(act: ledger.ProjectScreen) -> tuple[str, ...]:
    """The codes of what excludes a project (domain notes §7)."""
    answers = {
        "project-major-investment": act.major,
        "project-routine-work": act.routine,
        "project-assigned-from-above": act.assigned,
        "project-no-target": act.cross_year and not act.target.strip(),
    }
    return tuple(code for code, excluded in answers.items() if excluded)


def pool(ledger_: Ledger, banks: Sequence[str]) -> list[tuple[str, int, ledger.BankItem]]:
    """The items of banks as they stand, in order: bank, place in it from 0, item."""
    return [(bank, place, item) for bank in banks for place, item in enumerate(ledger_.banks[bank][1].items)]


def apply(state: Ledger, committed: Committed) -> None:
    """Fold a committed act into the ledger."""
    _, act = read_act(ledger.LEDGER_ACTS, committed.body)
    state.chain.extend(committed)
    _fold(act, state, committed)


@singledispatch
def _fold(act: acts.Act, state: Ledger, committed: Committed) -> None:
    raise NotImplementedError(type(act))


def _set_states(state: Ledger, projects: Iterable[str], to: ProjectState) -> None:
    for project in projects:
        state.projects[project] = replace(state.projects[project], state=to)


@_fold.register
def _(act: ledger.ProjectCollect, state: Ledger, _committed: Committed) -> None:
    state.projects[act.project] = Project(act.project, act)


@_fold.register
def _(act: ledger.ProjectScreen, state: Ledger, _committed: Committed) -> None:
    reasons = exclusions(act)
    to: ProjectState = "excluded" if reasons else "screened"
    state.projects[act.project] = replace(state.projects[act.project], state=to, screening=act, reasons=reasons)


@_fold.register
def _(act: ledger.ProjectList, state: Ledger, _committed: Committed) -> None:
    before = state.years.get(act.year)
    _set_states(state, before.projects if before else (), "screened")
    _set_states(state, act.projects, "candidate")
    state.years[act.year] = YearList(act.seats, tuple(act.projects))


@_fold.register
def _(act: ledger.ProjectVote, state: Ledger, _committed: Committed) -> None:
    verdicts: dict[str, ProjectState] = {"chosen": "chosen", "tied": "tied"}
    for one in act.outcome:
        to = verdicts.get(one.verdict, "not-chosen")
        state.projects[one.project] = replace(state.projects[one.project], state=to, votes=one.counts[0])
    listed = state.years[act.year]
    state.years[act.year] = replace(listed, votes=(*listed.votes, act))


@_fold.register
def _(act: ledger.ProjectHandOver, state: Ledger, _committed: Committed) -> None:
    state.projects[act.project] = replace(state.projects[act.project], state="handed-over", handed=act)


@_fold.register
def _(act: ledger.ProjectPlan, state: Ledger, _committed: Committed) -> None:
    state.projects[act.project] = replace(state.projects[act.project], plan=act)


@_fold.register
def _(act: ledger.ProjectReport, state: Ledger, _committed: Committed) -> None:
    project = state.projects[act.project]
    state.projects[act.project] = replace(project, reports={**project.reports, (act.kind, act.due): act})


@_fold.register
def _(act: ledger.ProjectPublish, state: Ledger, _committed: Committed) -> None:
    state.projects[act.project] = replace(state.projects[act.project], state="published", published=act)


@_fold.register
def _(act: ledger.AppointmentPropose, state: Ledger, _committed: Committed) -> None:
    state.cases[act.case] = Case(act.case, act)


@_fold.register
def _(act: ledger.AppointmentReview, state: Ledger, _committed: Committed) -> None:
    to: CaseState = "reviewed" if act.passed else "returned"
    state.cases[act.case] = replace(state.cases[act.case], state=to, review=act)


@_fold.register
def _(act: ledger.AppointmentSubmit, state: Ledger, _committed: Committed) -> None:
    case = state.cases[act.case]
    statement = case.statement if case.state == "submitted" else None
    state.cases[act.case] = replace(case, state="submitted", submission=act, statement=statement)


@_fold.register
def _(act: ledger.AppointmentStatement, state: Ledger, _committed: Committed) -> None:
    state.cases[act.case] = replace(state.cases[act.case], statement=act)


@_fold.register
def _(act: ledger.AppointmentVote, state: Ledger, _committed: Committed) -> None:
    case = state.cases[act.case]
    submission = case.submission
    assert submission is not None
    vote = CaseVote((submission.sitting, submission.division), submission.place, act.outcome)
    won = act.outcome.verdict in SUCCESSES
    # Equal votes decide nothing yet: a further vote does.
    failures = 0 if won else case.failures + (act.outcome.verdict != "tied")
    to: CaseState = "appointed" if won else "barred" if failures >= ledger.MOST_FAILED_VOTES else "failed"
    state.cases[act.case] = replace(case, state=to, votes=(*case.votes, vote), failures=failures)


@_fold.register
def _(act: ledger.AppointmentOath, state: Ledger, _committed: Committed) -> None:
    state.cases[act.case] = replace(state.cases[act.case], state="sworn", oath=act)


@_fold.register
def _(act: ledger.BankSet, state: Ledger, committed: Committed) -> None:
    state.banks[act.bank] = (committed.n, act)


@_fold.register
def _(act: ledger.ExamDraw, state: Ledger, committed: Committed) -> None:
    case, seed = state.cases[act.case], committed.digest
    paper = tuple(exams.draw(pool(state, act.banks), seed))
    exam = Exam(tuple(act.banks), seed, b64u(committed.act_id), paper)
    state.cases[act.case] = replace(case, exams=(*case.exams, exam))


@_fold.register
def _(act: ledger.ExamAnswers, state: Ledger, _committed: Committed) -> None:
    case = state.cases[act.case]
    *before, exam = case.exams
    done = replace(exam, score=exams.score([item for _, _, item in exam.paper], act.answers))
    after = replace(case, exams=(*before, done))
    blocked = after.exams_failed >= ledger.MOST_FAILED_EXAMS
    state.cases[act.case] = replace(after, state="blocked") if blocked else after


@_fold.register
def _(act: ledger.GradesTake, state: Ledger, _committed: Committed) -> None:
    state.grades.append(act)
    if act.kind == "deputies":
        for one in act.outcome:
            if one.verdict == "dissatisfied":
                _raise_tasks(state, one, act.year)


def _raise_tasks(state: Ledger, one: ledger.GradeOutcome, year: int) -> None:
    """不满意 two years running: one task for each such pair, in whichever order the years were taken."""
    bad = {take.year for take, grade in state.graded("deputies", one.subject) if grade.verdict == "dissatisfied"}
    for later in (year, year + 1):
        if {later - 1, later} <= bad:
            task = f"duty-{one.subject}-{later}"
            state.tasks[task] = Task(task, one.subject, one.name, later)


@_fold.register
def _(act: ledger.TaskDone, state: Ledger, _committed: Committed) -> None:
    state.tasks[act.task] = replace(state.tasks[act.task], note=act.text)
