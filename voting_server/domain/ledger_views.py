"""What readers see of a ledger: the document of docs/ledger.md §6. Pure functions of the state and the day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from voting_server.domain.acts import Act
from voting_server.domain.codes import CODES
from voting_server.domain.ledger import Case, Exam, Ledger, Project, Task, name_text
from voting_server.domain.ledger_acts import (
    CASE_STEPS,
    MOST_FAILED_EXAMS,
    PROJECT_STEPS,
    GradeOutcome,
    GradesTake,
)
from voting_server.domain.ledger_dates import schedule
from voting_server.domain.ledger_rules import candidates_needed
from voting_server.domain.shapes import b64u
from voting_server.domain.text import Text, text

UNVERIFIED = ["due-dates"]
"""What the product says to be an unverified default."""
_COMMON = frozenset({"v", "log", "actor", "after", "nonce", "time"})


def ledger_view(state: Ledger, day: date) -> dict[str, Any]:
    """The whole ledger as on a day."""
    projects = [project_view(state, project, day) for project in state.projects.values()]
    return {
        "head": state.chain.head,
        "today": day.isoformat(),
        "unverified": UNVERIFIED,
        "years": [_year_view(state, year) for year in sorted(state.years, reverse=True)],
        "projects": projects,
        "cases": [case_view(state, case) for case in state.cases.values()],
        "banks": [{"id": bank, "name": act.name, "items": len(act.items), "act": n} for bank, (n, act) in state.banks.items()],
        "grades": [_grades_view(take) for take in state.grades],
        "tasks": [_task_view(task) for task in state.tasks.values()],
        "due": sorted(_due(projects), key=lambda each: each["due"]),
    }


def _said(act: Act | None, *names: str) -> dict[str, Any] | None:
    """Members of an act, None where there is none."""
    return None if act is None else {name: msgspec.to_builtins(getattr(act, name)) for name in names}


def _year_view(state: Ledger, year: int) -> dict[str, Any]:
    listed = state.years[year]
    return {
        "year": year,
        "seats": listed.seats,
        "projects": list(listed.projects),
        "needed": candidates_needed(listed.seats),
        "votes": [_said(vote, "sitting", "division", "outcome") for vote in listed.votes],
    }


def project_view(state: Ledger, project: Project, day: date) -> dict[str, Any]:
    """A project with what was done, what is due and what may be done next."""
    screening = _said(project.screening, "major", "routine", "assigned", "cross_year", "target", "note")
    handed = _said(project.handed, "date", "department")
    if screening is not None:
        screening["reasons"] = [{"code": code, **CODES[code]} for code in project.reasons]
    if handed is not None:
        handed["plan_due"] = project.plan_due.isoformat() if project.plan_due else ""
    grades = state.graded("projects", project.id)
    return {
        "id": project.id,
        "year": project.year,
        **(_said(project.collected, "title", "text", "proposer") or {}),
        "state": project.state,
        "screening": screening,
        "votes": project.votes,
        "handed": handed,
        "plan": _said(project.plan, "date", "text"),
        "plan_overdue": project.plan is None and project.plan_due is not None and project.plan_due < day,
        "schedule": _schedule(project, day),
        "grade": grade_view(*grades[-1]) if grades else None,
        "published": _said(project.published, "date", "text"),
        "next": [step for step in PROJECT_STEPS if project.state in PROJECT_STEPS[step] and _open(project, step, bool(grades))],
    }


def _open(project: Project, step: str, graded: bool) -> bool:
    """Whether a step that the state allows is still to be done."""
    match step:
        case "project-plan":
            return project.plan is None
        case "project-report":
            return project.handed is not None and len(project.reports) < len(schedule(project.year, project.handed.date))
        case "project-publish":
            return graded
        case _:
            return True


def _schedule(project: Project, day: date) -> list[dict[str, Any]]:
    if project.handed is None:
        return []
    return [
        {
            "kind": term.kind,
            "due": term.due.isoformat(),
            "overdue": term.due < day and (term.kind, term.due) not in project.reports,
            "report": _said(project.reports.get((term.kind, term.due)), "date", "percent", "text"),
        }
        for term in schedule(project.year, project.handed.date)
    ]


def _due(projects: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for project in projects:
        if project["state"] != "handed-over":
            continue
        thing = {"thing": project["id"], "title": project["title"]}
        if project["plan"] is None:
            yield {**thing, "what": "plan", "due": project["handed"]["plan_due"], "overdue": project["plan_overdue"]}
        for term in project["schedule"]:
            if term["report"] is None:
                yield {**thing, "what": term["kind"], "due": term["due"], "overdue": term["overdue"]}


def case_view(state: Ledger, case: Case) -> dict[str, Any]:
    """An appointment with its gates, votes and what may be done next."""
    return {
        "id": case.id,
        **(_said(case.proposed, "term", "person", "post") or {}),
        "state": case.state,
        "review": _said(case.review, "passed", "date", "note"),
        "exams": [exam_view(exam, attempt) for attempt, exam in enumerate(case.exams, 1)],
        "link": _said(case.submission, "sitting", "division", "place"),
        "statement": _said(case.statement, "date", "text"),
        "votes": [
            {
                "sitting": vote.link[0],
                "division": vote.link[1],
                "place": vote.place,
                "counts": vote.outcome.counts,
                "verdict": vote.outcome.verdict,
            }
            for vote in case.votes
        ],
        "failures": case.failures,
        "oath": _said(case.oath, "date", "text"),
        "accounts": [grade_view(*grade) for grade in state.graded("appointees", case.id)],
        "next": [step for step in CASE_STEPS if case.state in CASE_STEPS[step] and _gate(case, step)],
    }


def _gate(case: Case, step: str) -> bool:
    """Whether what a step asks beside the state is there."""
    match step:
        case "exam-draw":
            return case.open_exam is None and not case.exam_passed and case.exams_failed < MOST_FAILED_EXAMS
        case "exam-answers":
            return case.open_exam is not None
        case "appointment-submit":
            return case.exam_passed
        case "appointment-statement":
            return case.statement is None
        case "appointment-vote":
            return case.statement is not None
        case _:
            return True


def exam_view(exam: Exam, attempt: int) -> dict[str, Any]:
    """An exam without its items."""
    return {
        "attempt": attempt,
        "banks": list(exam.banks),
        "seed": b64u(exam.seed),
        "act": exam.act,
        "score": exam.score,
        "passed": None if exam.score is None else exam.passed,
    }


def paper_view(case: Case) -> dict[str, Any] | None:
    """The last paper drawn, without the answers; None before the first."""
    if not case.exams:
        return None
    exam = case.exams[-1]
    return {
        "case": case.id,
        "person": case.proposed.person,
        "attempt": len(case.exams),
        "seed": b64u(exam.seed),
        "act": exam.act,
        "items": [{"bank": bank, "index": place, "text": item.text, "options": item.options} for bank, place, item in exam.paper],
    }


def grade_view(take: GradesTake, one: GradeOutcome) -> dict[str, Any]:
    """One grade with its source."""
    return {
        "kind": take.kind,
        "year": take.year,
        "sitting": take.sitting,
        "division": take.division,
        "counts": one.counts,
        "verdict": one.verdict,
    }


def _grades_view(take: GradesTake) -> dict[str, Any]:
    best = take.kind == "deputies"
    outcome = [{**msgspec.to_builtins(one), "recommended": best and one.verdict == "excellent"} for one in take.outcome]
    return {"kind": take.kind, "year": take.year, "sitting": take.sitting, "division": take.division, "outcome": outcome}


def _task_view(task: Task) -> dict[str, Any]:
    words = task_words(task)
    years = [task.year - 1, task.year]
    name = msgspec.to_builtins(task.name)
    return {"id": task.id, "kind": "duty-report", "member": task.member, "name": name, "years": years, "state": task.state, "note": task.note, **words}  # fmt: skip


def task_words(task: Task) -> Text:
    """What the task asks of people."""
    name, first, last = name_text(task.name), task.year - 1, task.year
    return text(
        f"{name}代表 {first}、{last} 年履职测评均为不满意：请与其谈话，劝其辞职。是否辞职由本人决定。",
        f"{name} was graded dissatisfied for {first} and {last}: talk with the deputy, to persuade them to resign. The decision is theirs.",
    )
