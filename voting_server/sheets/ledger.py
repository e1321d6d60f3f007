"""A ledger as XLSX (docs/ledger.md §7): the secretariat's own lists, numbers as numbers, codes beside the words."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter

Facts = Mapping[str, Any]
Cell = str | int | None
Sheet = tuple[str, Sequence[tuple[str, int]], Iterable[Sequence[Cell]]]
"""Name, columns (head and width in characters), rows."""

PROJECT_WORDS = {
    "collected": "已征集",
    "screened": "审查通过",
    "excluded": "审查未通过",
    "candidate": "候选",
    "chosen": "票决当选",
    "not-chosen": "未当选",
    "tied": "票数相等，待再次投票",
    "handed-over": "已交办",
    "published": "已公布",
}
CASE_WORDS = {
    "proposed": "已提名",
    "reviewed": "审查通过",
    "returned": "审查退回",
    "submitted": "已提请表决",
    "appointed": "已任命",
    "failed": "未获通过",
    "sworn": "已宣誓",
    "blocked": "考试两次未合格",
    "barred": "本届不得再次提请",
}
REPORT_WORDS = {"plan": "实施计划", "monthly": "月报", "quarterly": "季度督查", "mid-term": "中期报告", "year-end": "年终报告"}
KIND_WORDS = {
    "deputies": "代表履职",
    "appointees": "述职",
    "projects": "民生实事",
    "suggestions": "建议办理",
    "departments": "部门工作",
}
VERDICT_WORDS = {
    "excellent": "优秀",
    "satisfied": "满意",
    "basically-satisfied": "基本满意",
    "dissatisfied": "不满意",
    "no-conclusion": "无结论",
    "carried": "通过",
    "not-carried": "未通过",
    "elected": "当选",
    "not-elected": "未当选",
    "tied": "票数相等",
}


def ledger_workbook(view: Facts, body: str) -> bytes:
    """The file, from the ledger's view (docs/ledger.md §6)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    plain = book.add_format({"valign": "top", "text_wrap": True})
    for name, columns, rows in (*_sheets(view), _source(view, body)):
        tab = book.add_worksheet(name)
        tab.freeze_panes(1, 0)
        for column, (title, width) in enumerate(columns):
            tab.set_column(column, column, width)
            tab.write_string(0, column, title, head)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    tab.write_number(number, column, cell, plain)
                elif cell:
                    tab.write_string(number, column, cell, plain)
    book.close()
    return file.getvalue()


def _sheets(view: Facts) -> Iterator[Sheet]:
    yield (
        "民生实事项目",
        [("年度", 8), ("编号", 12), ("项目", 36), ("提出者", 18), ("状态", 16), ("代码", 14), ("未列入的理由", 36), ("得票", 8),
         ("承办部门", 20), ("交办日期", 12), ("计划应报日期", 13), ("计划收到日期", 13), ("满意度", 12), ("公布日期", 12)],
        map(_project_row, view["projects"]),
    )  # fmt: skip
    yield (
        "项目报告",
        [("年度", 8), ("编号", 12), ("项目", 36), ("报告", 12), ("应报日期", 12), ("报送日期", 12), ("进度%", 8), ("内容", 48), ("逾期", 8)],
        _report_rows(view["projects"]),
    )  # fmt: skip
    yield (
        "任免",
        [("届次", 12), ("编号", 12), ("姓名", 12), ("职务", 28), ("状态", 18), ("代码", 12), ("任前审查", 12), ("考试成绩", 12), ("任前发言", 12),
         ("表决", 40), ("宣誓日期", 12), ("述职测评", 24)],
        map(_case_row, view["cases"]),
    )  # fmt: skip
    yield (
        "测评",
        [("年度", 8), ("类别", 12), ("对象", 28), ("结论", 12), ("代码", 20), ("优秀", 8), ("满意", 8), ("基本满意", 10), ("不满意", 8),
         ("未评", 8), ("推荐连任", 10), ("会议", 20), ("表决", 16)],
        _grade_rows(view["grades"]),
    )  # fmt: skip
    yield (
        "待办",
        [("编号", 22), ("代表", 14), ("年度", 14), ("事项", 60), ("状态", 10), ("办理情况", 48)],
        ([each["id"], _name(each["name"]), "、".join(map(str, each["years"])), each["zh"], _done(each), each["note"]] for each in view["tasks"]),
    )  # fmt: skip


def _source(view: Facts, body: str) -> Sheet:
    head = view["head"]
    rows = [
        ["机构", body],
        ["日期", view["today"]],
        ["台账日志", f"ledger.{body}"],
        ["最后一条记录的序号", head["n"]],
        ["最后一条记录的摘要", head["d"]],
        ["说明", "报告的应报日期为未核实的默认值。表决、测评结果取自已宣布的表决，可与记录包核对。"],
    ]
    return "出处", [("项", 20), ("值", 60)], rows


def _project_row(project: Facts) -> list[Cell]:
    screening, handed, plan = project["screening"], project["handed"] or {}, project["plan"] or {}
    grade, published = project["grade"] or {}, project["published"] or {}
    return [
        project["year"], project["id"], _name(project["title"]), project["proposer"],
        PROJECT_WORDS[project["state"]], project["state"],
        "；".join(reason["zh"] for reason in screening["reasons"]) if screening else "",
        project["votes"], handed.get("department"), handed.get("date"), handed.get("plan_due"), plan.get("date"),
        VERDICT_WORDS[grade["verdict"]] if grade else "", published.get("date"),
    ]  # fmt: skip


def _report_rows(projects: Iterable[Facts]) -> Iterator[Sequence[Cell]]:
    for project in projects:
        for term in project["schedule"]:
            report = term["report"] or {}
            yield [
                project["year"], project["id"], _name(project["title"]), REPORT_WORDS[term["kind"]], term["due"],
                report.get("date"), report.get("percent"), report.get("text"), "逾期" if term["overdue"] else "",
            ]  # fmt: skip


def _case_row(case: Facts) -> list[Cell]:
    review = case["review"]
    scores = [str(exam["score"]) for exam in case["exams"] if exam["score"] is not None]
    votes = [f"{vote['sitting']} {vote['division']}：{_counts(vote)} {VERDICT_WORDS[vote['verdict']]}" for vote in case["votes"]]
    accounts = [f"{grade['year']} {VERDICT_WORDS[grade['verdict']]}" for grade in case["accounts"]]
    return [
        case["term"], case["id"], case["person"], _name(case["post"]), CASE_WORDS[case["state"]], case["state"],
        "" if review is None else "通过" if review["passed"] else "退回", "、".join(scores),
        (case["statement"] or {}).get("date"), "；".join(votes), (case["oath"] or {}).get("date"), "；".join(accounts),
    ]  # fmt: skip


def _counts(vote: Facts) -> str:
    return "/".join(map(str, vote["counts"]))


def _grade_rows(grades: Iterable[Facts]) -> Iterator[Sequence[Cell]]:
    for take in grades:
        for one in take["outcome"]:
            *levels, blank = one["counts"]
            yield [
                take["year"], KIND_WORDS[take["kind"]], _name(one["name"]), VERDICT_WORDS[one["verdict"]], one["verdict"],
                *([None] * (4 - len(levels))), *levels, blank, "是" if one["recommended"] else "", take["sitting"], take["division"],
            ]  # fmt: skip


def _done(task: Facts) -> str:
    return "已办" if task["state"] == "done" else "待办"


def _name(names: Mapping[str, str]) -> str:
    return names["zh"] or names["en"]
