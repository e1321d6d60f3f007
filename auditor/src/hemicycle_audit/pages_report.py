"""What the report says of the pages that the terminals of an electorate ran (protocol §14): their own claims, under their keys."""

from typing import Any

from hemicycle_audit.acts import raw
from hemicycle_audit.bundle import Verdict
from hemicycle_audit.channel import WITHOUT_BOX
from hemicycle_audit.crypto import fingerprint
from hemicycle_audit.register import Pages

SHOWN = 40
_WORDS: dict[str, tuple[str, str]] = {
    "expected": ("会议指定的终端页面", "Pages that the sitting expects of terminals"),
    "required": ("（报到所必需）", " (required to check in)"),
    "right": ("{right} / {all} 台终端称使用该页面，并由本机安装", "{right} of {all} terminals say that they ran them, installed"),
    "served": ("由服务器临时提供", "served ad hoc"),
    "other": ("其他页面 {pages}", "other pages {pages}"),
    "other-served": ("由服务器临时提供的其他页面 {pages}", "other pages, served ad hoc: {pages}"),
    "silent": ("未说明", "nothing told"),
    "more": ("另有 {n} 台，见 --json", "{n} more, see --json"),
}


def _how(told: Pages | None, wanted: str) -> str:
    if told is None:
        return "silent"
    pages, loaded = told
    return {(True, False): "served", (False, True): "other", (False, False): "other-served", (True, True): "right"}[
        pages == wanted, loaded == "installed"
    ]


def as_members(verdict: Verdict) -> dict[str, Any]:
    """Return what ``--json`` adds where the sitting expects a bundle: how many ran it, and who did not."""
    division, sitting = verdict.division, verdict.sitting
    wanted = sitting.expected_pages if sitting else None
    if division is None or sitting is None or wanted is None or division.opening is None or division.channel in WITHOUT_BOX:
        return {}
    n = division.opening.doc["register"]["n"]
    keys = sitting.register.keys
    told = {elector.seat: keys[elector.key].pages(n) for elector in verdict.electors if elector.key in keys}
    others = [
        {"seat": seat, "told": _how(pages, wanted["hash"]), "hash": pages[0] if pages else None}
        for seat, pages in sorted(told.items())
        if _how(pages, wanted["hash"]) != "right"
    ]
    return {"pages": {**wanted, "terminals": len(told), "right": len(told) - len(others), "others": others}}


def as_lines(verdict: Verdict, lang: str) -> list[str]:
    """Return the lines for people; none where the sitting expects no bundle."""
    found = as_members(verdict).get("pages")
    if found is None:
        return []
    required = _word("required", lang) if found["required"] else ""
    lines = [f"{_word('expected', lang)}  {fingerprint(raw(found['hash']))}{required}"]
    lines.append("  " + _word("right", lang).format(right=found["right"], all=found["terminals"]))
    for other in found["others"][:SHOWN]:
        pages = fingerprint(raw(other["hash"])) if other["hash"] else ""
        lines.append(f"  ▲ {other['seat']}  {_word(other['told'], lang).format(pages=pages)}")
    rest = len(found["others"]) - SHOWN
    return lines + ([f"  {_word('more', lang).format(n=rest)}"] if rest > 0 else [])


def _word(name: str, lang: str) -> str:
    return _WORDS[name][0 if lang == "zh" else 1]
