"""Mixing rows and proving it (docs/sealed-names.md §5). Runs on a scrutineer's device only."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import ZERO, Point, Scalar, base
from voting_protocol.sealed.rows import row_cells
from voting_protocol.sealed.secret.dealing import SecretShare
from voting_protocol.sealed.secret.equality import Draw
from voting_protocol.sealed.secret.equality import prove as prove_equality
from voting_protocol.sealed.shares import ShareKeys
from voting_protocol.sealed.shuffle import (
    Commitments,
    Mix,
    MixedRows,
    Responses,
    Row,
    check_inputs,
    generators,
    mix_challenge,
    mix_seed,
    mix_weights,
    weighted,
)
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.sealed.tally import MIN_BALLOTS

_NONE, _ONE = Scalar.of(0), Scalar.of(1)


@dataclass(frozen=True, slots=True)
class Witness:
    """What a mixer knows: output row i is input row `order[i]`, its column c encrypted anew with `fresh[i][c]`."""

    order: tuple[int, ...] = field(repr=False)
    fresh: tuple[tuple[Scalar, ...], ...] = field(repr=False)

    @classmethod
    def draw(cls, count: int, width: int) -> "Witness":
        """A uniform permutation and fresh scalars, from the operating system's randomness."""
        order = list(range(count))
        secrets.SystemRandom().shuffle(order)
        return cls(tuple(order), tuple(_draw(width) for _ in order))


@dataclass(frozen=True, slots=True)
class _Nonces:
    """`ω1`, `ω2`, `ω3`, `ω4` for each column, `ω̂_i`, `ω'_i`."""

    t: tuple[Scalar, ...]
    columns: tuple[Scalar, ...]
    chain: tuple[Scalar, ...]
    order: tuple[Scalar, ...]


def mix(public: Point, frz: bytes, step: int, inputs: Sequence[Row]) -> Mix:
    """The rows in a secret order, every ciphertext encrypted anew under `public`, with the proof; `mix-rows` for unfit inputs.

    `step` counts the mixes of a freeze from 1. Order and scalars are forgotten on return.
    """
    check_inputs(inputs)
    witness = Witness.draw(len(inputs), len(inputs[0]))
    return prove(public, frz, step, inputs, shuffled(public, inputs, witness), witness, generators(len(inputs)))


def release_rows(share: SecretShare, keys: ShareKeys, mixed: MixedRows, draw: Draw = Scalar.random) -> bytes:
    """`M‖a‖b‖z` for every cell of mixed rows (`row_cells`), which this device verified.

    `too-few-ballots` for fewer than 3 rows; `share-foreign` if the share is not that of `keys`. Every call makes other proofs:
    what is sent is written first, and sent again as it was. `draw` is for test vectors alone.
    """
    if len(mixed.rows) < MIN_BALLOTS:
        raise ProtocolError("too-few-ballots")
    if not 1 <= share.index <= len(keys.shares) or not share.fits(keys.shares[share.index - 1]):
        raise ProtocolError("share-foreign")
    cells, parts = row_cells(mixed, keys), []
    for cell, ct in enumerate(cells.cells):
        factor = share.value * ct.alpha
        parts.append(factor.data + prove_equality(cells.statement(share.index, cell, factor), share.value, draw).encode())
    return b"".join(parts)


def shuffled(public: Point, inputs: Sequence[Row], witness: Witness) -> tuple[Row, ...]:
    """`F_i = E_π(i) + (ρ_ic·G, ρ_ic·Y)` for every column c."""
    return tuple(
        tuple(ct + Ciphertext(base(rho), rho * public) for ct, rho in zip(inputs[source], fresh, strict=True))
        for source, fresh in zip(witness.order, witness.fresh, strict=True)
    )


def prove(
    public: Point,
    frz: bytes,
    step: int,
    inputs: Sequence[Row],
    rows: tuple[Row, ...],
    witness: Witness,
    hs: Sequence[Point],
    draw: Draw = Scalar.random,
) -> Mix:
    """The mix with its proof that `rows` are `inputs` by this witness, over the generators `hs = h_0..h_N`.

    `draw` is for test vectors alone.
    """
    count, order = len(inputs), witness.order
    blinds = _draw(count, draw)
    permutation = [ZERO] * count
    for place, source in enumerate(order):
        permutation[source] = base(blinds[source]) + hs[place + 1]
    seed = mix_seed(frz, step, inputs, rows, permutation)
    weights = mix_weights(seed, count)
    permuted = [weights[source] for source in order]
    chain_blinds = _draw(count, draw)
    chain = _chain(hs[0], permuted, chain_blinds)
    nonces = _Nonces(*(_draw(size, draw) for size in (3, len(inputs[0]), count, count)))
    first = _commit(public, rows, chain, nonces, hs)
    known = _sum(blinds), _inner(chain_blinds, _products_after(permuted)), _inner(blinds, weights)
    columns = [_inner(permuted, column) for column in zip(*witness.fresh, strict=True)]
    x = mix_challenge(seed, first)
    s1, s2, s3 = _answer(nonces.t, known, x)
    last = Responses(
        (s1, s2, s3),
        _answer(nonces.columns, columns, x),
        _answer(nonces.chain, chain_blinds, x),
        _answer(nonces.order, permuted, x),
    )
    return Mix(rows, tuple(permutation), first, last)


def _chain(start: Point, permuted: Sequence[Scalar], blinds: Sequence[Scalar]) -> list[Point]:
    """`ĉ_i = r̂_i·G + u'_i·ĉ_{i−1}`, i = 1..N."""
    chain = [start]
    for weight, blind in zip(permuted, blinds, strict=True):
        chain.append(base(blind) + weight * chain[-1])
    return chain[1:]


def _commit(public: Point, rows: Sequence[Row], chain: Sequence[Point], nonces: _Nonces, hs: Sequence[Point]) -> Commitments:
    """`t1`, `t2`, `t3`, `t4`, `t̂`."""
    one, two, three = nonces.t
    t3 = base(three) + sum((omega * h for omega, h in zip(nonces.order, hs[1:], strict=True)), ZERO)
    columns = []
    for column, omega in enumerate(nonces.columns):
        total = weighted([row[column] for row in rows], nonces.order)
        columns.append(total - Ciphertext(base(omega), omega * public))
    before = (hs[0], *chain[:-1])
    t_chain = (base(hat) + omega * point for hat, omega, point in zip(nonces.chain, nonces.order, before, strict=True))
    return Commitments(tuple(chain), (base(one), base(two), t3), tuple(columns), tuple(t_chain))


def _products_after(weights: Sequence[Scalar]) -> list[Scalar]:
    """`v_i = Π_{j>i} u'_j`."""
    products = [_ONE]
    for weight in reversed(weights[1:]):
        products.append(weight * products[-1])
    return products[::-1]


def _draw(count: int, draw: Draw = Scalar.random) -> tuple[Scalar, ...]:
    return tuple(draw() for _ in range(count))


def _sum(scalars: Iterable[Scalar]) -> Scalar:
    return sum(scalars, _NONE)


def _inner(left: Iterable[Scalar], right: Iterable[Scalar]) -> Scalar:
    return _sum(a * b for a, b in zip(left, right, strict=True))


def _answer(nonces: Iterable[Scalar], secret: Iterable[Scalar], x: Scalar) -> tuple[Scalar, ...]:
    """`ω + x·secret` for each."""
    return tuple(nonce + x * value for nonce, value in zip(nonces, secret, strict=True))
