"""Whether an act may enter a ledger (docs/ledger.md): who, in which state, and what each act asks beyond that."""

from collections.abc import Mapping
from datetime import date
from functools import singledispatch
from typing import Any

from msgspec import UNSET

from voting_server.domain import acts
from voting_server.domain import ledger_acts as ledger
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.division import DECLARED, PENDING, Division
from voting_server.domain.ledger import Case, Ledger, Project, name_text, plain, pool
from voting_server.domain.ledger_acts import CASE_STEPS, LEDGER_ACTS, PROJECT_STEPS
from voting_server.domain.ledger_dates import schedule, today
from voting_server.domain.ledger_votes import (
    APPOINTING,
    KIND_TEMPLATES,
    LedgerContext,
    case_outcome,
    declared,
    fits,
    lines,
    linked,
    names_person,
    outcome_equal,
    project_outcome,
)
from voting_server.domain.log import check_role, read_act
from voting_server.domain.shapes import Names

BEFORE_THE_VOTE = PENDING | {"announced"}


def decide(state: Ledger, body: Mapping[str, Any], context: LedgerContext) -> None:
    """Accept the act or raise `RuleError`; its signature has been verified by the caller."""
    spec, act = read_act(LEDGER_ACTS, body)
    state.chain.check(act)
    check_role(spec, context.register.actor(act.actor).role)
    day: date | None = getattr(act, "date", None)
    refuse_unless(day is None or day <= today(context.now_ms), "date-in-future")
    _check(act, state, context)


def _project(state: Ledger, act: ledger.ProjectAct) -> Project:
    found = state.projects.get(act.project)
    if found is None:
        raise RuleError("ledger-unknown", {"project": act.project})
    allowed = PROJECT_STEPS[_type(act)]
    refuse_unless(found.state in allowed, "wrong-ledger-state", project=found.id, state=found.state)
    return found


def _case(state: Ledger, act: ledger.CaseAct) -> Case:
    found = state.cases.get(act.case)
    if found is None:
        raise RuleError("ledger-unknown", {"case": act.case})
    refuse_unless(found.state in CASE_STEPS[_type(act)], "wrong-ledger-state", case=found.id, state=found.state)
    return found


def _type(act: acts.Act) -> str:
    return str(act.__struct_config__.tag)


@singledispatch
def _check(act: acts.Act, _state: Ledger, _context: LedgerContext) -> None:
    """What an act asks beyond the table: by default nothing."""


@_check.register
def _(act: ledger.ProjectCollect, state: Ledger, _context: LedgerContext) -> None:
    refuse_unless(act.project not in state.projects, "ledger-known", project=act.project)
    _not_voted(state, act.year)
    titles = {_title(project.title) for project in state.of_year(act.year)}
    refuse_unless(_title(act.title) not in titles, "title-known", year=act.year)


def _title(title: Names) -> str:
    return plain(name_text(title))


def _not_voted(state: Ledger, year: int) -> None:
    listed = state.years.get(year)
    refuse_unless(listed is None or not listed.votes, "list-voted", year=year)


@_check.register
def _(act: ledger.ProjectScreen, state: Ledger, _context: LedgerContext) -> None:
    _project(state, act)


@_check.register
def _(act: ledger.ProjectList, state: Ledger, _context: LedgerContext) -> None:
    _not_voted(state, act.year)
    refuse_unless(len(set(act.projects)) == len(act.projects), "ledger-known")
    for name in act.projects:
        project = state.projects.get(name)
        if project is None or project.year != act.year:
            raise RuleError("ledger-unknown", {"project": name})
        if project.reasons:
            raise RuleError(project.reasons[0], {"project": name, "reasons": list(project.reasons)})
        refuse_unless(project.state in ("screened", "candidate"), "project-not-screened", project=name)
    needed = candidates_needed(act.seats)
    refuse_unless(len(act.projects) >= needed, "list-too-short", candidates=len(act.projects), seats=act.seats, needed=needed)


def candidates_needed(seats: int) -> int:
    """C ≥ ⌈1.2·S⌉ (domain notes §7)."""
    return -(-12 * seats // 10)


@_check.register
def _(act: ledger.ProjectVote, state: Ledger, context: LedgerContext) -> None:
    division = declared(context, act.sitting, act.division)
    refuse_unless(not state.link_used((act.sitting, act.division)), "link-used")
    outcome_equal(act.outcome, project_outcome(state, act.year, division))


@_check.register
def _(act: ledger.ProjectHandOver, state: Ledger, _context: LedgerContext) -> None:
    _project(state, act)


@_check.register
def _(act: ledger.ProjectPlan, state: Ledger, _context: LedgerContext) -> None:
    project = _project(state, act)
    refuse_unless(project.plan is None, "already-reported", project=project.id)
    _not_before_hand_over(project, act.date)


def _not_before_hand_over(project: Project, day: date) -> None:
    assert project.handed is not None
    refuse_unless(day >= project.handed.date, "date-order", handed=project.handed.date.isoformat())


@_check.register
def _(act: ledger.ProjectReport, state: Ledger, _context: LedgerContext) -> None:
    project = _project(state, act)
    _not_before_hand_over(project, act.date)
    assert project.handed is not None
    terms = {(term.kind, term.due) for term in schedule(project.year, project.handed.date)}
    refuse_unless((act.kind, act.due) in terms, "not-scheduled", kind=act.kind, due=act.due.isoformat())
    refuse_unless((act.kind, act.due) not in project.reports, "already-reported", kind=act.kind, due=act.due.isoformat())


@_check.register
def _(act: ledger.ProjectPublish, state: Ledger, _context: LedgerContext) -> None:
    project = _project(state, act)
    refuse_unless(bool(state.graded("projects", project.id)), "not-graded", project=project.id)
    _not_before_hand_over(project, act.date)


@_check.register
def _(act: ledger.AppointmentPropose, state: Ledger, _context: LedgerContext) -> None:
    refuse_unless(act.case not in state.cases, "ledger-known", case=act.case)
    proposed = Case(act.case, act)
    for case in state.cases.values():
        if case.identity == proposed.identity:
            refuse_unless(case.state != "barred", "barred-for-term", case=case.id)
            raise RuleError("case-open", {"case": case.id, "state": case.state})


@_check.register
def _(act: ledger.AppointmentReview, state: Ledger, _context: LedgerContext) -> None:
    _case(state, act)


@_check.register
def _(act: ledger.ExamDraw, state: Ledger, _context: LedgerContext) -> None:
    case = state.cases.get(act.case)
    refuse_unless(case is None or case.state != "blocked", "exam-failed-twice", case=act.case)
    case = _case(state, act)
    refuse_unless(case.open_exam is None, "draw-open", case=case.id)
    refuse_unless(not case.exam_passed, "exam-passed", case=case.id)
    for bank in act.banks:
        refuse_unless(bank in state.banks, "ledger-unknown", bank=bank)
    refuse_unless(len(set(act.banks)) == len(act.banks), "ledger-known")
    items = len(pool(state, act.banks))
    refuse_unless(items >= ledger.PAPER_ITEMS, "too-few-items", items=items, needed=ledger.PAPER_ITEMS)


@_check.register
def _(act: ledger.ExamAnswers, state: Ledger, _context: LedgerContext) -> None:
    case = _case(state, act)
    refuse_unless(case.open_exam is not None, "no-draw", case=case.id)


@_check.register
def _(act: ledger.AppointmentSubmit, state: Ledger, context: LedgerContext) -> None:
    case = state.cases.get(act.case)
    if case is not None:
        refuse_unless(case.state != "barred", "barred-for-term", case=case.id)
        refuse_unless(case.state != "blocked", "exam-failed-twice", case=case.id)
        refuse_unless(case.review is not None and case.review.passed, "gate-review", case=case.id)
        refuse_unless(case.exam_passed, "gate-exam", case=case.id)
    case = _case(state, act)
    if case.state == "submitted" and case.submission is not None:
        before = linked(context, case.submission.sitting, case.submission.division)
        refuse_unless(before.state in ("void", "withdrawn", "deferred"), "outcome-waits", state=before.state)
    division = linked(context, act.sitting, act.division)
    refuse_unless(division.state in BEFORE_THE_VOTE, "wrong-division-state", division=division.id, state=division.state)
    _check_place(state, case, act, division)


def _check_place(state: Ledger, case: Case, act: ledger.AppointmentSubmit, division: Division) -> None:
    draft = division.draft
    refuse_unless(draft.template in APPOINTING, "wrong-template", template=draft.template)
    if draft.motion:
        told = any(names_person(words, case.proposed.person) for words in (draft.title, draft.text))
        refuse_unless(act.place == 0 and told, "name-differs", place=act.place)
        return
    refuse_unless(1 <= act.place <= len(draft.labels), "name-differs", place=act.place)
    name = draft.labels[act.place - 1]
    refuse_unless(names_person(name, case.proposed.person), "name-differs", place=act.place)
    for other in state.cases.values():
        link = other.submission
        taken = link is not None and (link.sitting, link.division, link.place) == (act.sitting, act.division, act.place)
        refuse_unless(not taken or other.id == case.id, "link-used", case=other.id)


@_check.register
def _(act: ledger.AppointmentStatement, state: Ledger, context: LedgerContext) -> None:
    """A statement is made before the vote; it may be written down later."""
    case = _case(state, act)
    assert case.submission is not None
    opening = linked(context, case.submission.sitting, case.submission.division).opening
    refuse_unless(opening is None or act.date <= today(opening.opened_ms), "statement-late", case=case.id)


@_check.register
def _(act: ledger.AppointmentVote, state: Ledger, context: LedgerContext) -> None:
    case = _case(state, act)
    assert case.submission is not None
    refuse_unless(case.statement is not None, "gate-statement", case=case.id)
    division = declared(context, case.submission.sitting, case.submission.division)
    outcome_equal([act.outcome], [case_outcome(case, division)])


@_check.register
def _(act: ledger.AppointmentOath, state: Ledger, _context: LedgerContext) -> None:
    _case(state, act)


@_check.register
def _(act: ledger.GradesTake, state: Ledger, context: LedgerContext) -> None:
    division = linked(context, act.sitting, act.division)
    template = division.draft.template
    refuse_unless(KIND_TEMPLATES[act.kind] == template and not division.draft.motion, "wrong-template", template=template)
    refuse_unless(division.state in DECLARED, "not-declared", state=division.state)
    refuse_unless(not state.link_used((act.sitting, act.division)), "link-used")
    assert division.result is not None
    assert division.result.items is not UNSET
    outcome_equal(
        [(one.name, one.counts, one.verdict) for one in act.outcome],
        [(line.name, line.counts, line.verdict) for line in lines(division)],
    )
    subjects = [one.subject for one in act.outcome]
    refuse_unless(len(set(subjects)) == len(subjects), "already-graded")
    for one in act.outcome:
        refuse_unless(fits(state, context.register, act.kind, act.year, one), "subject-differs", subject=one.subject)
        years = {take.year for take, _ in state.graded(act.kind, one.subject)}
        refuse_unless(act.year not in years, "already-graded", subject=one.subject, year=act.year)


@_check.register
def _(act: ledger.TaskDone, state: Ledger, _context: LedgerContext) -> None:
    task = state.tasks.get(act.task)
    if task is None:
        raise RuleError("ledger-unknown", {"task": act.task})
    refuse_unless(task.state == "open", "wrong-ledger-state", task=task.id, state=task.state)
