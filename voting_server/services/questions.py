"""What is asked in a vote, as its box keeps it: the paper, and what sealed ballots are judged by (`BoxSpec.paper`, `BoxSpec.sealed`)."""

from voting_protocol.encoding import unb64u
from voting_protocol.forms import Paper
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import POINT_BYTES, Point
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.ceremony import SealedKeys

_ANY_SEQ = 2**32 - 1


def paper_of(draft: DivisionDraft) -> Paper:
    """What a draft asks."""
    return Paper(draft.item, not draft.secret)


def box_seal(keys: SealedKeys, paper: Paper) -> bytes:
    """What a verifier of ballots needs: `Y[32] ‖ list(type‖C‖min‖max‖W)`."""
    return unb64u(keys.public, POINT_BYTES) + paper.encode()


def question_of(opening: bytes, sealed: bytes) -> Question:
    """The question of `box_seal`; `bad-form`, `bad-point`. Its limit of `seq` is none: the box has judged that."""
    item = Paper.decode(sealed[POINT_BYTES:]).item
    return Question(opening, Form.of((item,)), Point.decode(sealed[:POINT_BYTES]), _ANY_SEQ)
