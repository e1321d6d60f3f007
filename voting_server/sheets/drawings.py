"""Drawings as SVG: the QR code of a digest, the result arc. Colours are classes; who sets them has the style sheet."""

import math

import segno

from voting_server.sheets.document import Arc

LEAST_DEGREES = 1.2
"""A band that is not zero is at least so wide."""

TEXTURED_DEGREES = 5.4
"""A band over a smaller share of N (3 %) carries no texture: it would only be noise."""


def qr_text(sha256: str) -> str:
    """What the QR code of a record says."""
    return f"sha256:{sha256}"


def qr_svg(sha256: str) -> str:
    """The QR code of a record's digest, one path, with its quiet zone of four modules."""
    rows = [list(row) for row in segno.make(qr_text(sha256), error="m", micro=False).matrix]
    size = len(rows)
    path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    side = size + 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def band_angles(arc: Arc) -> dict[str, tuple[float, float]]:
    """Degrees from the left end of each band: for from the left, against from the right, abstain next to it."""
    width = {
        name: max(LEAST_DEGREES, 180 * votes / max(1, arc.members)) if votes else 0.0
        for name, votes in (("for", arc.in_favour), ("against", arc.against), ("abstain", arc.abstain))
    }
    right = 180 - width["against"]
    left = right - width["abstain"]
    return {"for": (0.0, min(width["for"], left)), "abstain": (left, right), "against": (right, 180.0)}


def arc_svg(arc: Arc) -> str:
    """The result arc over all members in office with the threshold's tick (classes `track`, `for` …, `halo`, `tick`), 500 × 300."""
    bands = "".join(
        f'<path class="{name}" d="{_band(start, end)}"/>' for name, (start, end) in band_angles(arc).items() if end > start
    )
    bands += "".join(
        f'<path class="texture" fill="url(#{name}-lines)" d="{_band(start, end)}"/>'
        for name, (start, end) in band_angles(arc).items()
        if name != "for" and end - start > TEXTURED_DEGREES
    )
    angle = 180 * arc.tick / 1000
    (x1, y1), (x2, y2) = _on(_OUTER + 10, angle), _on(_INNER - 10, angle)
    line = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    x, y = _on(_OUTER + 20, angle)
    anchor = "start" if angle > 100 else "end" if angle < 80 else "middle"
    return (
        f'<svg class="arc" viewBox="0 0 500 300" role="img" aria-label="{_attribute(arc.label)}">'
        f'<path class="track" d="{_band(0, 180)}"/>{bands}'
        f'<line class="halo" stroke-width="11" {line}/><line class="tick" stroke-width="4" {line}/>'
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="20" font-weight="500">{_attribute(arc.caption)}</text></svg>'
    )


_CX, _CY, _OUTER, _INNER = 250, 290, 240, 178


def _on(radius: float, degrees: float) -> tuple[float, float]:
    radians = math.radians(degrees)
    return round(_CX - radius * math.cos(radians), 2), round(_CY - radius * math.sin(radians), 2)


def _band(start: float, end: float) -> str:
    (ax, ay), (bx, by) = _on(_OUTER, start), _on(_OUTER, end)
    (cx, cy), (dx, dy) = _on(_INNER, end), _on(_INNER, start)
    return f"M{ax} {ay}A{_OUTER} {_OUTER} 0 0 1 {bx} {by}L{cx} {cy}A{_INNER} {_INNER} 0 0 0 {dx} {dy}Z"


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
