"""The secret side of sealed votes, from docs/sealed.md alone: ballots, key ceremony, shares.

Its arithmetic is that of the ``rbcl`` package; it shares no code with the verifier.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import rbcl
from nacl.bindings import crypto_aead_aes256gcm_encrypt
from world import dig, msg, pub, u

with suppress(OSError):  # the package leaves the library's file behind
    Path(rbcl._sodium._name).unlink()

L = 2**252 + 27742317777372353535851937790883648493
M = 2**20
ZERO_POINT = bytes(32)
THREE = (0, 1, M)
PLAIN = {"against": 0, "for": 1, "abstain": M}


def scalar(value):
    return (value % L).to_bytes(32, "little")


def mul(value, point):
    return rbcl.crypto_scalarmult_ristretto255_allow_scalar_zero(scalar(value), point)


def base(value):
    return rbcl.crypto_scalarmult_ristretto255_base_allow_scalar_zero(scalar(value))


def add(*points):
    out = ZERO_POINT
    for point in points:
        out = rbcl.crypto_core_ristretto255_add(out, point)
    return out


def hs(tag, *fields):
    return int.from_bytes(hashlib.sha512(msg(tag, *fields)).digest(), "little") % L


def listed(*items):
    return u(32, len(items)) + b"".join(items)


# -- ballots (§4)


def encrypt(r, m, y):
    """(α, β) = (r·G, (r+m)·Y)."""
    return base(r), mul(r + m, y)


def prove(head, idx, ct, values, y, r, m, rnd, least=1):
    """Π(idx, ct, values) for a plaintext that should be in ``values``; a false one where it is not.

    With ``least`` 0 the nonces are all 0, so that commitments are.
    """
    secret = lambda: rnd.randrange(least, L if least else 1)  # noqa: E731
    us, cs = [secret() for _ in values], [rnd.randrange(1, L) for _ in values]
    points = [(base(s), mul(s + (m - v) * c, y)) for s, c, v in zip(us, cs, values, strict=True)]
    commitments = listed(*(a + b for a, b in points))
    h = hs("set", head, u(32, idx), listed(*map(scalar, values)), *ct, commitments)
    own = values.index(m) if m in values else 0
    cs[own] = h - sum(c for j, c in enumerate(cs) if j != own)
    zs = [s - c * r for s, c in zip(us, cs, strict=True)]
    parts = zip(points, cs, zs, strict=True)
    return b"".join(a + b + scalar(c) + scalar(z) for (a, b), c, z in parts)


def ballot_body(opening, key, seq, prev, plaintexts, statements, y, rnd, least=1):
    """``statements``: of every proof the weights of the plaintexts and the values allowed."""
    rs = [rnd.randrange(1, L) for _ in plaintexts]
    cts = [encrypt(r, m, y) for r, m in zip(rs, plaintexts, strict=True)]
    head = dig("head", opening, key, u(32, seq), prev, listed(*(a + b for a, b in cts)))
    body = b"HB1" + opening + key + u(32, seq) + prev + b"".join(a + b for a, b in cts)
    for idx, (weights, values) in enumerate(statements):
        derived = tuple(add(*(mul(w, ct[part]) for w, ct in zip(weights, cts, strict=True))) for part in (0, 1))
        r, m = (sum(w * x for w, x in zip(weights, xs, strict=True)) for xs in (rs, plaintexts))
        body += prove(head, idx, derived, values, y, r, m, rnd, least)
    return body


def spoil_body(opening, key, seq, prev, head):
    return b"\2" + opening + key + u(32, seq) + prev + head


# -- the ceremony (§2)


class Party:
    """Scrutineer ``index`` in a ceremony."""

    def __init__(self, key, index, k, rnd):
        self.key, self.index, self.k, self.rnd = key, index, k, rnd
        self.a = [rnd.randrange(1, L) for _ in range(k)]
        self.p = rnd.randrange(1, L)
        self.points = [base(x) for x in [*self.a, self.p]]
        self.share = None

    def commit(self, cer):
        proofs = []
        for place, (secret, point) in enumerate(zip([*self.a, self.p], self.points, strict=True)):
            nonce = self.rnd.randrange(1, L)
            r = base(nonce)
            h = hs("pok", cer, u(32, self.index), u(32, place), point, r)
            proofs.append(r + scalar(nonce - h * secret))
        self.proofs = proofs
        return dig("commit", cer, u(32, self.index), listed(*self.points[:-1]), self.points[-1], listed(*proofs))

    def reveal(self, cer, commits):
        return dig("commits", cer, listed(*commits)) + b"".join(self.points) + b"".join(self.proofs)

    def at(self, j):
        return sum(a * j**power for power, a in enumerate(self.a)) % L

    def deal(self, cer, keys):
        """One part for every scrutineer; ``keys`` are all P_j."""
        out = b""
        for j, p in enumerate(keys, 1):
            e = self.rnd.randrange(1, L)
            pair = cer, u(32, self.index), u(32, j)
            secret = hashlib.sha512(msg("dh", *pair, base(e), p, mul(e, p))).digest()[:32]
            sealed = crypto_aead_aes256gcm_encrypt(scalar(self.at(j)), b"".join(pair), bytes(12), secret)
            out += base(e) + sealed
        return out

    def release(self, frz, cells, own, wrong=0):
        """M‖a‖b‖z of every cell; ``own`` is S_i. With ``wrong`` M is of another secret, and the rest as it should be."""
        out = b""
        for c, (a_sum, b_sum) in enumerate(cells):
            nonce, m = self.rnd.randrange(1, L), mul(self.share + wrong, a_sum)
            a, b = base(nonce), mul(nonce, a_sum)
            h = hs("share", frz, u(32, self.index), u(32, c), own, a_sum, b_sum, m, a, b)
            out += m + a + b + scalar(nonce - h * self.share)
        return out


class Ceremony:
    """The whole of an attempt: its messages by round, and what follows.

    ``conspire(parties)`` comes before the first round; ``change(kind, index, data)`` may alter every message.
    """

    def __init__(self, sitting, keys, k, attempt, server, chairs, rnd, change=None, conspire=None):
        n, ids = len(keys), listed(*map(pub, keys))
        group = sitting.encode(), u(8, n), u(8, k), ids
        self.k, self.cer = k, dig("ceremony", *group, u(32, attempt))
        self.parties = [Party(key, i, k, rnd) for i, key in enumerate(keys, 1)]
        if conspire:
            conspire(self.parties)
        change = change or (lambda _kind, _index, data: data)
        each = lambda kind, make: [change(kind, p.index, make(p)) for p in self.parties]  # noqa: E731
        self.commits = each("commit", lambda p: p.commit(self.cer))
        self.reveals = each("reveal", lambda p: p.reveal(self.cer, self.commits))
        self.deals = each("deal", lambda p: p.deal(self.cer, [q.points[-1] for q in self.parties]))
        for p in self.parties:
            p.share = sum(q.at(p.index) for q in self.parties) % L
        self.shares = [base(p.share) for p in self.parties]
        self.public = add(*(p.points[0] for p in self.parties))
        heard = dig("commits", self.cer, listed(*self.commits))
        lists = [listed(*(dig(tag, m) for m in ms)) for tag, ms in (("reveal", self.reveals), ("deal", self.deals))]
        self.z = dig("keys", self.cer, heard, *lists, self.public, listed(*self.shares))
        self.seal = dig("sitting", *group, self.z, server, listed(*(b"\1" + chair for chair in chairs)))


def pin(keys):
    return dig("scrutineers", listed(*sorted(map(pub, keys))))
