"""Verifiable shuffles of encrypted rows: bytes, generators, verification (docs/sealed-names.md §5; Terelius–Wikström).

A mixer permutes the rows, encrypts every ciphertext anew and proves that it did nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial

from voting_protocol.crypto import digest, digest64
from voting_protocol.encoding import u32
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import POINT_BYTES, ZERO, G, Point, Scalar, combine, hash_to_scalar
from voting_protocol.sealed.made import made
from voting_protocol.sealed.statements import Ciphertext, counted

Row = tuple[Ciphertext, ...]
_ONE = Scalar.of(1)
_THREADS = 4


@dataclass(frozen=True, slots=True)
class Commitments:
    """What a proof commits to before its challenge: N points `ĉ_i`, `t1`, `t2`, `t3`, `t4` for each column, N points `t̂_i`."""

    chain: tuple[Point, ...]
    t: tuple[Point, Point, Point]
    t_columns: tuple[Ciphertext, ...]
    t_chain: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Responses:
    """What a proof answers: `s1`, `s2`, `s3`, `s4` for each column, N scalars `ŝ_i`, N scalars `s'_i`."""

    s: tuple[Scalar, Scalar, Scalar]
    s_columns: tuple[Scalar, ...]
    s_chain: tuple[Scalar, ...]
    s_order: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """A mixer's message, unverified: N rows of w ciphertexts, commitments `c_i` to the permutation, the proof."""

    rows: tuple[Row, ...]
    permutation: tuple[Point, ...]
    commitments: Commitments
    responses: Responses

    def encode(self) -> bytes:
        """`F‖c‖ĉ‖t1‖t2‖t3‖t4‖t̂‖s1‖s2‖s3‖s4‖ŝ‖s'`, `mix_bytes(N, w)` bytes."""
        first, last = self.commitments, self.responses
        points = (*self.permutation, *first.chain, *first.t)
        scalars = (*last.s, *last.s_columns, *last.s_chain, *last.s_order)
        parts = (
            *map(row_bytes, self.rows),
            *(point.data for point in points),
            *(column.encode() for column in first.t_columns),
            *(point.data for point in first.t_chain),
            *(scalar.data for scalar in scalars),
        )
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes, count: int, width: int) -> "Mix":
        """The message for `count` ≥ 1 rows of `width` ≥ 1 ciphertexts: `bad-mix` for another length, `bad-point`, `bad-scalar`."""
        if count < 1 or width < 1 or len(data) != mix_bytes(count, width):
            raise ProtocolError("bad-mix")
        items = (data[start : start + POINT_BYTES] for start in range(0, len(data), POINT_BYTES))
        rows = tuple(_ciphertexts(items, width) for _ in range(count))
        permutation, chain = _points(items, count), _points(items, count)
        t1, t2, t3 = _points(items, 3)
        first = Commitments(chain, (t1, t2, t3), _ciphertexts(items, width), _points(items, count))
        s1, s2, s3 = _scalars(items, 3)
        last = Responses((s1, s2, s3), _scalars(items, width), _scalars(items, count), _scalars(items, count))
        return cls(rows, permutation, first, last)


@dataclass(frozen=True, slots=True, init=False)
class MixedRows:
    """Rows that k scrutineers mixed in turn; made by `verify_chain` only. `digest` stands for the whole chain."""

    rows: tuple[Row, ...]
    digest: bytes


def mix_bytes(count: int, width: int) -> int:
    """The exact length of a mix."""
    return POINT_BYTES * (2 * width * count + 5 * count + 3 * width + 6)


def row_bytes(row: Row) -> bytes:
    """`α‖β` of every ciphertext of the row."""
    return b"".join(ct.encode() for ct in row)


def generators(count: int) -> tuple[Point, ...]:
    """`h_0..h_count`, of which nobody knows a relation: `h_i = from_hash(H("gen"; u32 i))`."""
    return tuple(map(_generator, range(count + 1)))


@lru_cache(maxsize=1 << 14)
def _generator(index: int) -> Point:
    return Point.from_hash(digest64("gen", u32(index)))


def check_inputs(inputs: Sequence[Row]) -> None:
    """`mix-rows` unless there is a row, all are equally wide, and no two are equal."""
    widths = {len(row) for row in inputs}
    if len(widths) != 1 or widths == {0} or len(set(inputs)) != len(inputs):
        raise ProtocolError("mix-rows")


def mix_seed(frz: bytes, step: int, inputs: Sequence[Row], rows: Sequence[Row], permutation: Iterable[Point]) -> bytes:
    """`seed = D("mix-u"; frz, u32 step, list(E), list(F), list(c))`."""
    lists = (counted(map(row_bytes, inputs)), counted(map(row_bytes, rows)), counted(point.data for point in permutation))
    return digest("mix-u", frz, u32(step), *lists)


def mix_weights(seed: bytes, count: int) -> list[Scalar]:
    """`u_i = Hs("mix-ui"; seed, u32 i)` for i = 1..count."""
    return [hash_to_scalar("mix-ui", seed, u32(index)) for index in range(1, count + 1)]


def mix_challenge(seed: bytes, first: Commitments) -> Scalar:
    """`x = Hs("mix"; seed, list(ĉ), t1, t2, t3, list(t4), list(t̂))`."""
    chain = counted(point.data for point in first.chain)
    columns = counted(column.encode() for column in first.t_columns)
    t_chain = counted(point.data for point in first.t_chain)
    return hash_to_scalar("mix", seed, chain, *(point.data for point in first.t), columns, t_chain)


def verify_mix(public: Point, frz: bytes, step: int, inputs: Sequence[Row], mix: Mix) -> None:
    """`mix-rows` for unfit inputs, `bad-mix` for another size, `mix-proof` unless the mix's rows are the inputs, permuted under `public`.

    `step` counts the mixes of a freeze from 1.
    """
    check_inputs(inputs)
    if (len(mix.rows), {len(row) for row in mix.rows}) != (len(inputs), {len(inputs[0])}):
        raise ProtocolError("bad-mix")
    if not proof_holds(public, frz, step, inputs, mix, generators(len(inputs))):
        raise ProtocolError("mix-proof", step=step)


def proof_holds(public: Point, frz: bytes, step: int, inputs: Sequence[Row], mix: Mix, hs: Sequence[Point]) -> bool:
    """Whether the five equations of §5 hold; the proof means something only over independent `hs = h_0..h_N` (`generators`)."""
    seed = mix_seed(frz, step, inputs, mix.rows, mix.permutation)
    weights = mix_weights(seed, len(inputs))
    x = mix_challenge(seed, mix.commitments)
    checks: list[Callable[[], bool]] = [partial(_permutes, mix, hs, weights, x), partial(_chain_holds, mix, hs[0], x)]
    checks += [partial(_column_holds, public, inputs, mix, column, weights, x) for column in range(len(inputs[0]))]
    with ThreadPoolExecutor(_THREADS) as pool:  # point operations release the GIL
        return all(pool.map(lambda check: check(), checks))


def _permutes(mix: Mix, hs: Sequence[Point], weights: Sequence[Scalar], x: Scalar) -> bool:
    """Equations 1 to 3: c commits to a matrix whose rows sum to 1, that keeps the product of the weights, and that sends u to u'."""
    (t1, t2, t3), (s1, s2, s3) = mix.commitments.t, mix.responses.s
    product = _ONE
    for weight in weights:
        product *= weight
    sums = sum(mix.permutation, ZERO) - sum(hs[1:], ZERO)
    return (
        s1 * G == t1 + x * sums
        and s2 * G == t2 + x * (mix.commitments.chain[-1] - product * hs[0])
        and s3 * G + combine(zip(mix.responses.s_order, hs[1:], strict=True))
        == t3 + x * combine(zip(weights, mix.permutation, strict=True))
    )


def _chain_holds(mix: Mix, start: Point, x: Scalar) -> bool:
    """Equation 5: each ĉ_i is ĉ_{i−1} times u'_i, committed anew."""
    chain, t_chain = mix.commitments.chain, mix.commitments.t_chain
    return all(
        s * G + order * before == t + x * after
        for s, order, before, t, after in zip(
            mix.responses.s_chain, mix.responses.s_order, (start, *chain[:-1]), t_chain, chain, strict=True
        )
    )


def _column_holds(public: Point, inputs: Sequence[Row], mix: Mix, column: int, weights: Sequence[Scalar], x: Scalar) -> bool:
    """Equation 4: the ciphertexts of a column, weighted with u', are the input's, weighted with u and encrypted anew."""
    t4, s4 = mix.commitments.t_columns[column], mix.responses.s_columns[column]
    before = weighted([row[column] for row in inputs], weights)
    after = weighted([row[column] for row in mix.rows], mix.responses.s_order)
    return after.alpha - s4 * G == t4.alpha + x * before.alpha and after.beta - s4 * public == t4.beta + x * before.beta


def weighted(ciphertexts: Sequence[Ciphertext], weights: Sequence[Scalar]) -> Ciphertext:
    """`Σ weight_i·ct_i`."""
    alpha = combine(zip(weights, (ct.alpha for ct in ciphertexts), strict=True))
    return Ciphertext(alpha, combine(zip(weights, (ct.beta for ct in ciphertexts), strict=True)))


class MixChain:
    """Mixes as they are made, one after the other, each verified over the output before it (§5)."""

    def __init__(self, public: Point, frz: bytes, inputs: Sequence[Row], k: int) -> None:
        """Begin with the rows of the counted ballots; `mix-rows` for unfit ones."""
        check_inputs(inputs)
        self._public = public
        self._frz = frz
        self._k = k
        self._rows = tuple(inputs)
        self._checked: tuple[bytes, tuple[Row, ...]] | None = None
        self._mixes: list[tuple[int, bytes]] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """The last output: what the next mix takes."""
        return self._rows

    @property
    def step(self) -> int:
        """The number of the next mix, from 1."""
        return len(self._mixes) + 1

    @property
    def mixers(self) -> list[int]:
        """Who has mixed, in this order."""
        return [mixer for mixer, _ in self._mixes]

    @property
    def is_complete(self) -> bool:
        """Whether k scrutineers have mixed."""
        return len(self._mixes) == self._k

    def check(self, message: bytes) -> None:
        """Verify what may become the next mix: errors of `Mix.decode` and `verify_mix`."""
        name = mix_digest(message)
        if self._checked is None or self._checked[0] != name:
            mix = Mix.decode(message, len(self._rows), len(self._rows[0]))
            verify_mix(self._public, self._frz, self.step, self._rows, mix)
            self._checked = name, mix.rows

    def add(self, mixer: int, message: bytes) -> None:
        """Append a mix of scrutineer `mixer`; `mix-chain` for one who has mixed, or when k have; else as `check`."""
        if mixer in self.mixers or self.is_complete:
            raise ProtocolError("mix-chain")
        self.check(message)
        assert self._checked is not None
        self._rows, self._checked = self._checked[1], None
        self._mixes.append((mixer, mix_digest(message)))

    def mixed(self) -> MixedRows:
        """The rows to be opened; `mix-chain` unless k have mixed."""
        if not self.is_complete:
            raise ProtocolError("mix-chain")
        return made(MixedRows, rows=self._rows, digest=chain_digest(self._frz, self._mixes))


def verify_chain(public: Point, frz: bytes, inputs: Sequence[Row], mixes: Sequence[tuple[int, bytes]], k: int) -> MixedRows:
    """The last output of mixes `(scrutineer's index, message)` in order, each of which took the output before it (§5).

    `mix-chain` unless they come from exactly k different scrutineers; else the errors of `Mix.decode` and `verify_mix`.
    """
    if len(mixes) != k:
        raise ProtocolError("mix-chain")
    chain = MixChain(public, frz, inputs, k)
    for mixer, message in mixes:
        chain.add(mixer, message)
    return chain.mixed()


def mix_digest(message: bytes) -> bytes:
    """`D("mix-message"; mix)`: what a mixer signs."""
    return digest("mix-message", message)


def chain_digest(frz: bytes, mixes: Iterable[tuple[int, bytes]]) -> bytes:
    """`D("mixes"; frz, list(u32 mixer‖D("mix-message"; mix)))`, from mixers and digests in their order."""
    return digest("mixes", frz, counted(u32(mixer) + name for mixer, name in mixes))


def _points(items: Iterator[bytes], count: int) -> tuple[Point, ...]:
    return tuple(Point.decode(next(items)) for _ in range(count))


def _scalars(items: Iterator[bytes], count: int) -> tuple[Scalar, ...]:
    return tuple(Scalar.decode(next(items)) for _ in range(count))


def _ciphertexts(items: Iterator[bytes], count: int) -> tuple[Ciphertext, ...]:
    return tuple(Ciphertext(Point.decode(next(items)), Point.decode(next(items))) for _ in range(count))
