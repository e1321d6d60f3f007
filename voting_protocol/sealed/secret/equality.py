"""Proving that two points have the same logarithm (docs/sealed.md §2 step 4, §6)."""

from collections.abc import Callable

from voting_protocol.sealed.equality import Equality, EqualityProof
from voting_protocol.sealed.group import Scalar, base

Draw = Callable[[], Scalar]


def respond(nonce: Scalar, challenge: Scalar, secret: Scalar) -> Scalar:
    """`z = u − h·x`; a nonce is used once."""
    return nonce - challenge * secret


def prove(statement: Equality, secret: Scalar, draw: Draw = Scalar.random) -> EqualityProof:
    """The proof for `key = secret·G`, `image = secret·base`, with a fresh nonce; `draw` is for test vectors alone."""
    nonce = draw()
    a, b = base(nonce), nonce * statement.base
    return EqualityProof(a, b, respond(nonce, statement.challenge(a, b), secret))
