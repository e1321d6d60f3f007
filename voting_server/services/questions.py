"""What the ballots of a secret vote are judged by, as its box keeps it (`BoxSpec.sealed`)."""

from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.forms import Form, FormItem
from voting_protocol.sealed.group import POINT_BYTES, Point

_COUNT_BYTES = 4
_ITEM_BYTES = 5
_ANY_SEQ = 2**32 - 1


def question_of(opening: bytes, sealed: bytes) -> Question:
    """The question of `Y[32] ‖ list(type‖C‖min‖max‖W)`; `bad-form`, `bad-point`. Its limit of `seq` is none: the box has judged that."""
    public, count, items = sealed[:POINT_BYTES], sealed[POINT_BYTES:][:_COUNT_BYTES], sealed[POINT_BYTES + _COUNT_BYTES :]
    if len(items) != _ITEM_BYTES * int.from_bytes(count, "big"):
        raise ProtocolError("bad-form")
    form = Form.of(FormItem(*items[at : at + _ITEM_BYTES]) for at in range(0, len(items), _ITEM_BYTES))
    return Question(opening, form, Point.decode(public), _ANY_SEQ)
