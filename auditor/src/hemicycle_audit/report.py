"""What the verifier says: a report for people in Chinese or English, or an object for programs."""

from collections.abc import Mapping
from typing import Any

from hemicycle_audit import documents, form_report, hand_report, house_report, pages_report, sealed_report
from hemicycle_audit.bundle import Verdict
from hemicycle_audit.channel import WITHOUT_BOX
from hemicycle_audit.crypto import fingerprint, to_b64u
from hemicycle_audit.division import Ballot
from hemicycle_audit.findings import Failure
from hemicycle_audit.items import TRIAL, Item
from hemicycle_audit.names import in_a_line
from hemicycle_audit.register import Key
from hemicycle_audit.rules import sentence
from hemicycle_audit.state import Division
from hemicycle_audit.tally import expected

SHOWN_PER_CODE = 20
STEPS: dict[str, tuple[frozenset[str], str, str]] = {
    "bundle-form": (frozenset({"bundle-form"}), "记录包格式", "form of the bundle"),
    "seal": (frozenset({"seal"}), "服务器封签", "the server's seal"),
    "acts": (
        frozenset({"act-form", "act-signature", "act-cosignature", "act-after", "act-time", "act-rule"}),
        "登记册与会议日志：格式、签名、链、权限",
        "register and sitting: form, signatures, chain, authority",
    ),
    "ceremony": (frozenset({"ceremony"}), "监票密钥仪式重算", "the scrutineers' key ceremony recomputed"),
    "opening": (
        frozenset({"opening"}),
        "表决开启：表决稿、人数、应表决人员",
        "opening: draft, numbers, electorate",
    ),
    "ballots": (
        frozenset(
            {
                "ballot-form",
                "ballot-signature",
                "ballot-electorate",
                "ballot-open",
                "ballot-sequence",
                "ballot-proof",
                "alpha-repeated",
            }
        ),
        "每一张表决票",
        "every ballot",
    ),
    "heads": (frozenset({"head-signature", "head-root", "head-order"}), "票箱状态序列", "heads of the box"),
    "board": (
        frozenset({"board"}),
        "票箱与主持人签署的结果逐票相符",
        "the box against what the chair signed",
    ),
    "freeze": (
        frozenset({"freeze"}),
        "冻结的票箱与密文总和，监票人的确认",
        "the frozen box, its sums, the scrutineers' certificate",
    ),
    "release": (frozenset({"release"}), "监票人放出的解密份额", "the shares that the scrutineers released"),
    "names": (
        frozenset({"names-call", "mix", "row-release"}),
        "另选姓名（排序）的混洗与开启",
        "written names (orders): mixes, and the shares that open them",
    ),
    "hand-count": (
        frozenset({"hand-count"}),
        "人工计票：承诺、两名计票人一致、监票签名",
        "the count by hand: commitments, two equal counts, signatures",
    ),
    "tally": (frozenset({"tally"}), "票数与结论重算", "figures and outcome recomputed"),
    "close": (frozenset({"close"}), "表决关闭", "the close"),
    "not-declared": (frozenset({"not-declared"}), "已宣布或已作废", "declared or void"),
    "anchor": (frozenset({"anchor"}), "与另行取得的公钥相符", "keys given from another source"),
}
_OF_SECRET_VOTES = frozenset({"ceremony", "freeze", "release"})
_OF_BOXES = frozenset({"ballots", "heads"})
_ONLY_WHERE_REACHED = frozenset({"anchor", "names", "hand-count"})
_STATES = {
    "declared": "已宣布",
    "published": "已公布",
    "archived": "已归档",
    "void": "已作废",
    "unknown": "无法读取",
}
_WORDS = {
    "bundle": ("记录包", "Bundle"),
    "vote": ("表决", "Vote"),
    "state": ("状态", "State"),
    "figures": ("票数", "Figures"),
    "recomputed": ("按包内表决票重算（不可采信）", "Recomputed from the bundle's ballots (not to be relied on)"),
    "signed": ("主持人宣布行为所载（不可采信）", "As the declaration says (not to be relied on)"),
    "outcome": ("结果", "Outcome"),
    "checks": ("核验项目", "Checks"),
    "failures": ("不符之处", "Failures"),
    "warnings": ("提示", "Remarks"),
    "anchors": ("信任锚（请与公布的核对）", "Trust anchors (compare them with those published)"),
    "admin": ("首位管理员公钥", "First administrator's key"),
    "later": ("其后以安装码注册的管理员", "Administrator enrolled later with an installation code"),
    "server": ("服务器公钥", "Server's key"),
    "void": ("作废原因", "Void because"),
    "trial": ("（试表决，不是正式表决）", " (a test vote, not a real one)"),
    "basis": ("地方规定（表决稿所引，未核实）", "Local rule (as the draft cites it, not verified)"),
    "ok": ("核验通过。前提：上列公钥与另行公布的一致", "VERIFIED, provided that the keys above are those published elsewhere"),
    "ok-anchored": ("核验通过，且与给定的公钥相符", "VERIFIED, and the keys given are those of the bundle"),
    "refused": ("核验不通过（{n} 处不符）：此记录包不可采信", "REFUSED ({n} failures): this bundle can't be relied on"),
    "count": ("（{n} 处）", " ({n})"),
    "not-reached": ("未进行", "not reached"),
    "more": ("另有 {n} 处同类，见 --json", "{n} more of this kind, see --json"),
}


def counts(verdict: Verdict) -> dict[str, Any]:
    """Return the figures recomputed from opening and ballots; empty if the division never opened.

    Of a secret vote whose sums were not opened there are no figures per option.
    """
    division, box = verdict.division, verdict.box
    if division is None or box is None or verdict.sitting is None:
        return {}
    figures = expected(division, verdict.sitting.quorum, verdict.counted)
    figures.pop("epoch", None)
    if "items" in figures and division.item is not None:
        figures = form_report.with_names(division.item, figures)
    sizes = {"electorate": len(verdict.electors), "entries": len(box.entries), "ballots": len(box.last)}
    return {**figures, **sizes, "quorum": verdict.sitting.quorum}


def votes(verdict: Verdict) -> list[dict[str, object]]:
    """Return each counted ballot by position, with seat, member and choice (of a form: marks); nothing of a secret vote."""
    item = verdict.division.item if verdict.division else None
    if verdict.box is None or item is None:
        return []
    electors = {elector.key: elector for elector in verdict.box.electors}
    names = _names(verdict)
    named = [ballot for ballot in verdict.box.last.values() if isinstance(ballot, Ballot)]
    cast = sorted(named, key=lambda ballot: ballot.position)
    return [
        {
            "position": ballot.position,
            "seat": electors[ballot.key].seat,
            "member": electors[ballot.key].member,
            "name": names[electors[ballot.key].member],
            "choice" if item.motion else "marks": ballot.marks,
        }
        for ballot in cast
    ]


def _names(verdict: Verdict) -> dict[str, str]:
    """Return the members' names by id, as the register had them at the opening."""
    division, sitting = verdict.division, verdict.sitting
    if division is None or sitting is None or division.opening is None:
        return {}
    roster = sitting.register.roster(division.opening.doc["register"]["n"])
    checked_in = sitting.present_after(division.opening.doc["after"]["n"])
    return {**dict.fromkeys(checked_in, ""), **{member: record["name"] for member, record in roster.items()}}


def anchors(verdict: Verdict) -> dict[str, object]:
    """Return the keys that everything rests on, with fingerprints to compare."""
    first, *later = (act.actor for act in verdict.administrators) if verdict.administrators else (b"",)
    return {
        "admin": _anchor(first),
        "server": _anchor(verdict.server),
        "later_admins": [_anchor(key) for key in later],
        **({"pin": sealed_report.pin(verdict.attempt)} if verdict.attempt else {}),
    }


def _anchor(key: bytes) -> dict[str, str] | None:
    return {"key": to_b64u(key), "fingerprint": fingerprint(key)} if key else None


def void(verdict: Verdict) -> dict[str, object] | None:
    """Return why a division is void and the two persons who voided it."""
    division, sitting = verdict.division, verdict.sitting
    if division is None or sitting is None or division.void is None or division.confirmation is None:
        return None
    people = [sitting.person(act) for act in (division.void, division.confirmation)]
    count = {"count": division.count} if division.secret and division.opening else {}
    return {"reason": division.void.doc["reason"], "persons": [_person(key) for key in people], **count}


def _person(key: Key | None) -> dict[str, str]:
    return {"role": key.role, "holder": key.holder, "key": to_b64u(key.key)} if key else {}


def as_object(verdict: Verdict, name: str) -> dict[str, object]:
    """Return the verdict for programs (``--json``)."""
    division = verdict.division
    secret, encrypted = (division.secret, division.encrypted) if division else (False, False)
    without_box = division is not None and division.channel in WITHOUT_BOX
    ballots = {} if without_box else {"votes": votes(verdict)}
    return {
        "ok": verdict.ok,
        "bundle": name,
        "state": verdict.state,
        "secrecy": "secret" if secret else "named",
        "failures": [vars(failure) for failure in verdict.findings.failures],
        "warnings": [vars(warning) for warning in verdict.findings.warnings],
        "counts": counts(verdict),
        "void": void(verdict),
        **hand_report.as_members(verdict),
        **house_report.as_members(verdict),
        **pages_report.as_members(verdict),
        **documents.as_members(verdict.division),
        **(sealed_report.as_members(verdict) if encrypted else ballots),
        "anchors": anchors(verdict),
    }


def as_text(verdict: Verdict, name: str, lang: str) -> str:
    """Return the verdict for people, in ``zh`` or ``en``."""
    lines = [f"{_word('bundle', lang)}  {name}"]
    lines += _vote_lines(verdict, lang)
    lines += ["", f"{_word('checks', lang)}"]
    lines += [f"  {_step_line(verdict, step, lang)}" for step in STEPS if _concerns(verdict, step)]
    names = _names(verdict)
    for title, found in (("failures", verdict.findings.failures), ("warnings", verdict.findings.warnings)):
        if found:
            lines += ["", _word(title, lang), *_failure_lines(found, names, lang)]
    lines += ["", *_anchor_lines(verdict, lang), "", _conclusion(verdict, lang)]
    return "\n".join(lines)


def _conclusion(verdict: Verdict, lang: str) -> str:
    if not verdict.ok:
        return _word("refused", lang).format(n=len(verdict.findings.failures))
    return _word("ok-anchored" if verdict.anchored else "ok", lang)


def _word(name: str, lang: str) -> str:
    return _WORDS[name][0 if lang == "zh" else 1]


def _concerns(verdict: Verdict, step: str) -> bool:
    """Tell whether a step is shown: those of secret votes and of given keys only where there is something of them."""
    if step in verdict.findings.steps:
        return True
    division = verdict.division
    if division is not None and step in _OF_SECRET_VOTES:
        return division.encrypted
    boxed = division is None or division.channel not in WITHOUT_BOX or step not in _OF_BOXES
    return boxed and step not in _ONLY_WHERE_REACHED | _OF_SECRET_VOTES


def _vote_lines(verdict: Verdict, lang: str) -> list[str]:
    division, sitting = verdict.division, verdict.sitting
    if division is None or sitting is None or sitting.created is None:
        return []
    draft = division.draft.doc
    state = _STATES.get(verdict.state, verdict.state) if lang == "zh" else verdict.state
    lines = [
        f"{_word('vote', lang)}  {in_a_line(sitting.created.doc['title'][lang])} · {draft['number']} · {in_a_line(draft['title'][lang])}"
        f" [{division.id}]",
        f"{_word('state', lang)}  {state}{_word('trial', lang) if draft['template'] == TRIAL else ''}",
        *([f"{_word('basis', lang)}  {in_a_line(draft['basis'])}"] if draft.get("basis") else []),
    ]
    lines += _figure_lines(verdict, lang) if verdict.ok else _doubtful_lines(verdict, lang)
    voided = void(verdict)
    if voided:
        lines.append(f"{_word('void', lang)}  {in_a_line(str(voided['reason']))}（{_people(verdict)}）")
    lines += hand_report.as_lines(verdict, lang) + sealed_report.as_lines(verdict, lang)
    return (
        lines
        + house_report.as_lines(verdict, lang)
        + pages_report.as_lines(verdict, lang)
        + documents.as_lines(verdict.division, lang)
    )


def _figure_lines(verdict: Verdict, lang: str) -> list[str]:
    figures, division, sitting = counts(verdict), verdict.division, verdict.sitting
    if not figures or division is None or sitting is None:
        return []
    lines = [f"{_word('figures', lang)}  {_figures(division, figures, lang)}"]
    if division.declaration is not None and verdict.counted is not None:
        lines.append(f"{_word('outcome', lang)}  {_outcome(division.item, sitting.quorum, figures, lang)}")
    return lines + (form_report.lines(division.item, figures, lang, True) if "items" in figures else [])


def _outcome(item: Item | None, quorum: str, figures: dict[str, Any], lang: str) -> str:
    if item is not None and not item.motion:
        return form_report.outcome(item, figures, quorum, lang)
    pressed = figures["present"] - figures["not_pressed"]
    told = sentence(figures["rule"], quorum, figures["members"], figures["present"], pressed, figures["for"])
    return told[0 if lang == "zh" else 1]


def _doubtful_lines(verdict: Verdict, lang: str) -> list[str]:
    """Show the figures of a refused bundle side by side, and no outcome."""
    figures, division = counts(verdict), verdict.division
    lines = []
    if division is not None and division.declaration is not None:
        result = division.declaration.doc["result"]
        lines += _with_names("signed", division, {**result, "entries": result["size"]}, lang)
    return lines + (_with_names("recomputed", division, figures, lang) if figures else [])


def _with_names(title: str, division: Division | None, figures: dict[str, Any], lang: str) -> list[str]:
    """Return figures that are not to be relied on, of a form with every name's, and no verdict."""
    item = division.item if division else None
    names = form_report.lines(item, figures, lang, False) if "items" in figures else []
    return [f"{_word(title, lang)}  {_figures(division, figures, lang)}", *names]


def _people(verdict: Verdict) -> str:
    persons: Any = (void(verdict) or {}).get("persons", [])
    return " / ".join(f"{person.get('holder', '?')} {person.get('role', '')}" for person in persons)


def _figures(division: Division | None, figures: dict[str, Any], lang: str) -> str:
    """Return the line of figures; those of terminals have the box, too, which paper and hands don't have."""
    channel = division.channel if division else "terminal"
    fields = {**figures, "without": hand_report.NOT_COUNTED[channel][0 if lang == "zh" else 1]}
    box = "" if channel in WITHOUT_BOX else "（票箱 {entries} 票）" if lang == "zh" else " ({entries} entries in the box)"
    if "items" in figures:
        text = form_report.totals(lang)
    elif "for" not in figures:
        text = "全体 {members}，出席 {present}：未开票" if lang == "zh" else "members {members}, present {present}: not opened"
    elif lang == "zh":
        text = "全体 {members}，出席 {present}：赞成 {for}，反对 {against}，弃权 {abstain}，{without} {not_pressed}"
    else:
        text = "members {members}, present {present}: for {for}, against {against}, abstain {abstain}, {without} {not_pressed}"
    return (text + box).format(**fields)


def _step_line(verdict: Verdict, step: str, lang: str) -> str:
    codes, zh, en = STEPS[step]
    failed = sum(failure.code in codes for failure in verdict.findings.failures)
    title = zh if lang == "zh" else en
    if failed:
        return f"✗ {title}{_word('count', lang).format(n=failed)}"
    if step not in verdict.findings.steps:
        return f"– {title} ({_word('not-reached', lang)})"
    return f"✓ {title}"


def _failure_lines(found: list[Failure], names: Mapping[str, str], lang: str) -> list[str]:
    lines: list[str] = []
    for code in dict.fromkeys(failure.code for failure in found):
        same = [failure for failure in found if failure.code == code]
        lines += [
            f"  {failure.code}  {failure.place}{_named(failure, names, lang)}\n      {failure.zh if lang == 'zh' else failure.en}"
            for failure in same[:SHOWN_PER_CODE]
        ]
        if len(same) > SHOWN_PER_CODE:
            lines.append("  " + _word("more", lang).format(n=len(same) - SHOWN_PER_CODE))
    return lines


def _named(failure: Failure, names: Mapping[str, str], lang: str) -> str:
    """Return the name of the member at whose seat a failure is."""
    _, seat, member = failure.place.rpartition(" seat=")
    name = names.get(member.partition(" member=")[2], "") if seat else ""
    return (f"（{name}）" if lang == "zh" else f" ({name})") if name else ""


def _anchor_lines(verdict: Verdict, lang: str) -> list[str]:
    first, *later = [act.actor for act in verdict.administrators] or [b""]
    named = [("admin", first), *(("later", key) for key in later), ("server", verdict.server)]
    lines = [_word("anchors", lang)]
    lines += [f"  {_word(name, lang)}  {fingerprint(key)}  {to_b64u(key)}" for name, key in named if key]
    return lines + (sealed_report.pin_lines(verdict.attempt, lang) if verdict.attempt else [])
