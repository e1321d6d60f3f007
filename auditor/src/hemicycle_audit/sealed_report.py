"""What the report says of the scrutineers of a secret vote; of its members it says nothing."""

from typing import Any

from hemicycle_audit.acts import Act
from hemicycle_audit.bundle import Verdict
from hemicycle_audit.crypto import crockford, fingerprint, to_b64u
from hemicycle_audit.state import Attempt, Sealed

_COUNTS = {
    "known": ("票数已公开", "the count is known"),
    "unknown": (
        "票数无人知晓：未保证不再放出份额的监票人已不足 k 名",
        "nobody knows the count: fewer than k scrutineers are left who have not promised never to release",
    ),
    "may-be-known": ("票数可能有人知晓", "the count may be known"),
}
_DEEDS = {
    "certified": ("确认开启", "certified the opening"),
    "rooted": ("确认冻结", "certified the freeze"),
    "released": ("放出份额", "released"),
    "mixed": ("混洗", "mixed the names"),
    "rows_released": ("放出姓名份额", "released the names"),
    "void_ok": ("保证不再放出", "promised never to release"),
}
_WORDS = {
    "scrutineers": ("监票人", "Scrutineers"),
    "ceremony": ("{n} 名中需 {k} 名，第 {number} 次密钥仪式，封存 {seal}", "{k} of {n}, key ceremony {number}, seal {seal}"),
    "released": ("放出份额（无效）", "released (not valid)"),
    "rows_released": ("放出姓名份额（无效）", "released the names (not valid)"),
    "refused": ("拒绝 {code}", "refused: {code}"),
    "stood-down": ("已停用", "stood down"),
    "count": ("作废前的票数", "Count before the void"),
    "pin": ("监票人公钥指纹", "Scrutineers' pin"),
}


def _word(name: str, lang: str) -> str:
    return _WORDS[name][0 if lang == "zh" else 1]


def pin(attempt: Attempt) -> dict[str, str]:
    """Return the scrutineers' pin, whole and as people compare it (docs/sealed.md §2)."""
    return {"key": to_b64u(attempt.pin), "fingerprint": crockford(attempt.pin, 20, 5)}


def pin_lines(attempt: Attempt, lang: str) -> list[str]:
    """Return the pin's line among the trust anchors."""
    own = pin(attempt)
    return [f"  {_word('pin', lang)}  {own['fingerprint']}  {own['key']}"]


def _seal(attempt: Attempt) -> str:
    return crockford(attempt.digest, 12, 4)


def _refusals(sealed: Sealed, index: int) -> list[str]:
    refused: list[Act | None] = [sealed.refused_open.get(index), sealed.refused_root.get(index)]
    return [act.doc["code"] for act in refused if act is not None]


def _scrutineers(verdict: Verdict, attempt: Attempt, sealed: Sealed) -> list[dict[str, Any]]:
    keys = verdict.sitting.register.keys if verdict.sitting else {}
    return [
        {
            "index": index,
            "key": to_b64u(key),
            "fingerprint": fingerprint(key),
            "holder": keys[key].holder if key in keys else "",
            "active": index in attempt.active,
            "certified": index in sealed.certified,
            "rooted": index in sealed.rooted,
            "released": index in sealed.released,
            "valid": index in sealed.valid,
            "mixed": index in sealed.mixes,
            "rows_released": index in sealed.opened_rows,
            "rows_valid": index in sealed.valid_rows,
            "void_ok": index in sealed.void_ok,
            "refused": _refusals(sealed, index),
        }
        for index, key in enumerate(attempt.scrutineers, 1)
    ]


def as_members(verdict: Verdict) -> dict[str, object]:
    """Return what ``--json`` says of a secret vote beside its counts."""
    sealed, attempt = verdict.division.sealed if verdict.division else None, verdict.attempt
    if sealed is None or attempt is None:
        return {"ceremony": None, "scrutineers": []}
    ceremony = {
        "attempt": attempt.number,
        "k": attempt.k,
        "n": attempt.n,
        "seal": to_b64u(attempt.digest),
        "fingerprint": _seal(attempt),
        "public": attempt.seals[0].doc["public"],
        "chairs": [to_b64u(chair) for chair in attempt.chairs],
    }
    return {"ceremony": ceremony, "scrutineers": _scrutineers(verdict, attempt, sealed)}


def as_lines(verdict: Verdict, lang: str) -> list[str]:
    """Return the lines on ceremony and scrutineers for people; none of a named vote."""
    division, attempt = verdict.division, verdict.attempt
    if division is None or division.sealed is None or attempt is None:
        return []
    fields = {"n": attempt.n, "k": attempt.k, "number": attempt.number, "seal": _seal(attempt)}
    lines = [f"{_word('scrutineers', lang)}  {_word('ceremony', lang).format(**fields)}"]
    rows = _scrutineers(verdict, attempt, division.sealed)
    lines += [
        f"  {row['index']}  {row['fingerprint']}  {row['holder']}{'：' if lang == 'zh' else ': '}{_deeds(row, lang)}"
        for row in rows
    ]
    if division.count:
        lines.append(f"{_word('count', lang)}  {_COUNTS[division.count][0 if lang == 'zh' else 1]}")
    return lines


def _deeds(row: dict[str, Any], lang: str) -> str:
    valid = {"released": row["valid"], "rows_released": row["rows_valid"]}
    done = [
        words[0 if lang == "zh" else 1] if valid.get(name, True) else _word(name, lang)
        for name, words in _DEEDS.items()
        if row[name]
    ]
    done += [_word("refused", lang).format(code=code) for code in row["refused"]]
    done += [] if row["active"] else [_word("stood-down", lang)]
    return ("、" if lang == "zh" else ", ").join(done) or "–"
