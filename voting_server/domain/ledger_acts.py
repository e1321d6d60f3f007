"""The acts of a ledger (docs/ledger.md): their shapes, and in which states of a project or a case each is allowed."""

from collections.abc import Sequence
from datetime import date as Day
from typing import Annotated, Literal

from msgspec import Meta

from voting_server.domain.acts import Act, OfDivision
from voting_server.domain.log import ActSpec
from voting_server.domain.shapes import (
    Count,
    Id,
    LowerId,
    Name,
    NameOrNone,
    Names,
    Part,
    Reason,
    Words,
)

Year = Annotated[int, Meta(ge=1954, le=9999)]
Note = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z")]
Question = Annotated[
    str, Meta(min_length=1, max_length=1000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z")
]
Choices = Annotated[list[Reason], Meta(min_length=2, max_length=8)]
Letters = Annotated[str, Meta(pattern=r"^A?B?C?D?E?F?G?H?\Z")]
Counts = Annotated[list[Count], Meta(min_length=1, max_length=5)]

ProjectState = Literal[
    "collected", "screened", "excluded", "candidate", "chosen", "not-chosen", "tied", "handed-over", "published"
]  # fmt: skip
CaseState = Literal["proposed", "reviewed", "returned", "submitted", "appointed", "failed", "sworn", "blocked", "barred"]
ReportKind = Literal["monthly", "quarterly", "mid-term", "year-end"]
GradeKind = Literal["deputies", "appointees", "projects", "suggestions", "departments"]

PAPER_ITEMS = 50
POINTS = 2
PASS_MARK = 60
MOST_FAILED_EXAMS = 2
MOST_FAILED_VOTES = 2
"""Domain notes §7: 50 items, pass mark 60, failing twice blocks; failing twice in a row at the vote bars for the term."""


class BankItem(Part):
    """A question of a bank; `answer` are the letters of the right options."""

    text: Question
    options: Choices
    answer: Letters

    def __post_init__(self) -> None:
        if not self.answer or ord(self.answer[-1]) - ord("A") >= len(self.options):
            raise ValueError("the answer names no option")


class ProjectOutcome(Part):
    """What a vote made of a project."""

    project: Id
    counts: Counts
    verdict: Words


class CaseOutcome(Part):
    """What a vote made of an appointment."""

    counts: Counts
    verdict: Words


class GradeOutcome(Part):
    """The grade of a subject; `name` is the ballot's. A subject `""` fits no name."""

    subject: NameOrNone
    name: Names
    counts: Counts
    verdict: Words


class ProjectAct(Act):
    """An act about one project."""

    project: Id


class ProjectCollect(ProjectAct, tag="project-collect"):
    """A proposal for the year."""

    year: Year
    title: Names
    text: Note
    proposer: Name


class ProjectScreen(ProjectAct, tag="project-screen"):
    """The questions that may exclude a project, each answered."""

    major: bool
    routine: bool
    assigned: bool
    cross_year: bool
    target: Note
    note: Note


class ProjectList(Act, tag="project-list"):
    """The year's candidates and how many are to be chosen."""

    year: Year
    seats: Annotated[int, Meta(ge=1, le=100)]
    projects: Annotated[list[Id], Meta(min_length=1, max_length=255)]


class ProjectVote(OfDivision, tag="project-vote"):
    """What a declared division made of the candidates."""

    year: Year
    sitting: LowerId
    outcome: Annotated[list[ProjectOutcome], Meta(min_length=1, max_length=255)]


class ProjectHandOver(ProjectAct, tag="project-hand-over"):
    """A chosen project goes to the government."""

    date: Day
    department: Name


class ProjectPlan(ProjectAct, tag="project-plan"):
    """The government's plan has come."""

    date: Day
    text: Reason


class ProjectReport(ProjectAct, tag="project-report"):
    """A report that was due."""

    kind: ReportKind
    due: Day
    date: Day
    percent: Annotated[int, Meta(ge=0, le=100)]
    text: Reason


class ProjectPublish(ProjectAct, tag="project-publish"):
    """The end: reported to the presidium and published."""

    date: Day
    text: Reason


class CaseAct(Act):
    """An act about one appointment."""

    case: Id


class AppointmentPropose(CaseAct, tag="appointment-propose"):
    """A person for a post."""

    term: Name
    person: Name
    post: Names


class AppointmentReview(CaseAct, tag="appointment-review"):
    """The pre-review's outcome."""

    passed: bool
    date: Day
    note: Note


class AppointmentSubmit(CaseAct, tag="appointment-submit"):
    """The case is linked to the division that will decide it; `place` 0 for a motion."""

    sitting: LowerId
    division: Id
    place: Annotated[int, Meta(ge=0, le=255)]


class AppointmentStatement(CaseAct, tag="appointment-statement"):
    """The person's statement to the assembly."""

    date: Day
    text: Reason


class AppointmentVote(CaseAct, tag="appointment-vote"):
    """What the declared division made of the case."""

    outcome: CaseOutcome


class AppointmentOath(CaseAct, tag="appointment-oath"):
    """The oath was taken."""

    date: Day
    text: Reason


class BankSet(Act, tag="bank-set"):
    """A bank of questions, replacing the one before."""

    bank: Id
    name: Name
    items: Annotated[list[BankItem], Meta(min_length=1, max_length=5000)]


class ExamDraw(CaseAct, tag="exam-draw"):
    """A paper is drawn; the seed is this act's chain digest."""

    banks: Annotated[list[Id], Meta(min_length=1, max_length=50)]


class ExamAnswers(CaseAct, tag="exam-answers"):
    """The examinee's answers, in the paper's order."""

    answers: Annotated[list[Letters], Meta(min_length=PAPER_ITEMS, max_length=PAPER_ITEMS)]


class GradesTake(OfDivision, tag="grades-take"):
    """The grades of a declared division."""

    kind: GradeKind
    year: Year
    sitting: LowerId
    outcome: Annotated[list[GradeOutcome], Meta(min_length=1, max_length=255)]


class TaskDone(Act, tag="task-done"):
    """What came of a task."""

    task: Name
    text: Reason


_SECRETARIAT = frozenset({"secretariat"})

LEDGER_ACTS: dict[str, ActSpec] = {
    spec.type: spec
    for spec in (
        ActSpec(shape, _SECRETARIAT)
        for shape in (
            ProjectCollect, ProjectScreen, ProjectList, ProjectVote, ProjectHandOver, ProjectPlan, ProjectReport, ProjectPublish,
            AppointmentPropose, AppointmentReview, AppointmentSubmit, AppointmentStatement, AppointmentVote, AppointmentOath,
            BankSet, ExamDraw, ExamAnswers, GradesTake, TaskDone,
        )
    )
}  # fmt: skip
"""Every act of a ledger; all are the secretariat's."""

PROJECT_STEPS: dict[str, Sequence[ProjectState]] = {
    "project-screen": ("collected", "screened", "excluded"),
    "project-hand-over": ("chosen",),
    "project-plan": ("handed-over",),
    "project-report": ("handed-over",),
    "project-publish": ("handed-over",),
}
CASE_STEPS: dict[str, Sequence[CaseState]] = {
    "appointment-review": ("proposed", "returned"),
    "exam-draw": ("reviewed",),
    "exam-answers": ("reviewed",),
    "appointment-submit": ("reviewed", "failed", "submitted"),
    "appointment-statement": ("submitted",),
    "appointment-vote": ("submitted",),
    "appointment-oath": ("appointed",),
}
"""In which states an act about one thing is allowed; what more it asks is in `ledger_rules`."""
