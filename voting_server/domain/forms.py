"""What may be put on a ballot (docs/forms.md §1), and what that means for the scrutineers' acts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import UNSET, to_builtins

from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CIPHERTEXT_BYTES, GRADES, IN_CLEAR, MAX_BODY_BYTES, FormItem
from voting_protocol.written import same_name
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.codes import RuleError, refuse_unless
from voting_server.domain.grading import LEVELS
from voting_server.domain.rules import check_rule
from voting_server.domain.shapes import Names
from voting_server.domain.templates import TEMPLATES

SHARE_BYTES = 128
MAX_SLOTS = 5
MAX_ROW_CELLS = 24_000
"""How many opened ciphertexts a scrutineer's act has room for."""


def check_form(draft: DivisionDraft) -> None:
    """Refuse a draft whose form, names or rule can't be voted on.

    `bad-act` names what is wrong, `ballot-too-long` says how many names fit; then as `check_rule`.
    """
    item = draft.item
    if draft.form is not UNSET:
        _check_numbers(item, slots=MAX_SLOTS if draft.pressed else item.c)
        _wrong(draft.form[0].type < IN_CLEAR, "form", "The type is above 127")
        _wrong(len(draft.labels) == item.c, "names", f"{item.c} names are needed")
        _check_distinct(draft.labels)
        refuse_unless(
            not draft.pressed or item.sealed_bytes <= MAX_BODY_BYTES,
            "ballot-too-long",
            bytes=item.sealed_bytes,
            limit=MAX_BODY_BYTES,
            fits=_fits(item),
        )
    on_paper = draft.motion and draft.basis is UNSET and draft.channel == "terminal" and TEMPLATES[draft.template].elective
    check_rule("" if on_paper else draft.template, item, draft.rule, motion=draft.motion)


def definition_form(draft: DivisionDraft) -> Mapping[str, Any]:
    """The members `form`, `names`, and `basis` if there is one, of a draft's definition."""
    kind, *numbers = draft.item.encode()
    form = dict(zip(("type", "c", "min", "max", "w"), (kind + IN_CLEAR * (draft.secrecy == "named"), *numbers), strict=True))
    return {
        "form": [form],
        "names": [to_builtins(list(draft.labels))],
        **({} if draft.basis is UNSET else {"basis": draft.basis}),
    }


def cell_bytes(item: FormItem) -> int:
    """The length of a freeze's `cells`."""
    return CIPHERTEXT_BYTES * item.cells


def share_bytes(item: FormItem) -> int:
    """The length of a release's `shares`."""
    return SHARE_BYTES * item.cells


def _check_numbers(item: FormItem, *, slots: int) -> None:
    try:
        item.check()
    except ProtocolError:
        raise RuleError("bad-act", {"field": "$.form", "why": "The numbers make no sense for the type"}) from None
    _wrong(item.type != GRADES or item.max in LEVELS, "form", "Three or four levels")
    _wrong(item.w <= slots, "form", f"At most {slots} names to be written in")


def _wrong(holds: bool, field: str, why: str) -> None:
    refuse_unless(holds, "bad-act", field=f"$.{field}", why=why)


def _check_distinct(labels: Sequence[Names]) -> None:
    names = [same_name(label.zh or label.en) for label in labels]
    _wrong(len(set(names)) == len(names), "names", "A name occurs twice")


def _fits(item: FormItem) -> int:
    """How many names a ballot of this kind has room for."""
    fewer = (replace(item, c=c, max=item.max if item.type == GRADES else min(item.max, c + item.w)) for c in range(1, item.c))
    return max((each.c for each in fewer if each.sealed_bytes <= MAX_BODY_BYTES), default=0)
