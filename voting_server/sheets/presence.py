"""Who was there: the members due, what each one's attendance came to."""

from typing import Any

from voting_server.domain.sitting import attendance
from voting_server.domain.views import attendance_view
from voting_server.sheets.history import History


def presence(history: History) -> dict[str, Any]:
    """`{"due", "present", "absent", "leave", "came", "members"}`.

    The counts are those after the last act; `came` is how many checked in at all. Each member in office, and each who came, has
    `came` and `left` (lists of ms), `leave` (the reason or `""`) and `status`: `present`, `left`, `leave` or `absent`.
    """
    visits = _visits(history)
    members = [
        _member(history, member, visits.get(member["id"]))
        for member in history.members.values()
        if member["id"] in visits or (member["role"], member["status"]) == ("deputy", "in-office")
    ]
    counts = attendance_view(attendance(history.sitting, history.register))
    return {**counts, "came": len(visits), "members": members}


def _visits(history: History) -> dict[str, dict[str, Any]]:
    """By member, when he or she came and left, and whether by video."""
    visits: dict[str, dict[str, Any]] = {}
    for moment in history.moments:
        if moment.type == "check-in":
            visit = visits.setdefault(moment.body["member"], {"came": [], "left": [], "by": "hall"})
            visit["came"].append(moment.ms)
            visit["by"] = moment.body.get("by", "hall")
        elif moment.type == "depart" and moment.body["member"] in visits:
            visits[moment.body["member"]]["left"].append(moment.ms)
    return visits


def _member(history: History, member: Any, visit: dict[str, Any] | None) -> dict[str, Any]:
    identity = member["id"]
    leave = history.sitting.leave.get(identity, "")
    gone = "left" if visit else "leave" if leave else "absent"
    return {
        **{name: member[name] for name in ("id", "name", "latin", "delegation", "seat")},
        "status": "present" if identity in history.sitting.present else gone,
        "leave": leave,
        **(visit or {"came": [], "left": [], "by": ""}),
    }
