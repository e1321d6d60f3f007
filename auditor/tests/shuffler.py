"""The secret side of written names and rankings, from docs/sealed-names.md alone: points, proofs, mixes.

It shares no code with the verifier.
"""

import hashlib

import rbcl
from prover import L, add, base, hs, listed, mul, scalar
from world import dig, msg, u


def minus(p, q):
    return rbcl.crypto_core_ristretto255_sub(p, q)


# -- names and orders as points (§2)


def block_point(block):
    for x in range(0, 256, 2):
        point = bytes([x]) + block + b"\0"
        if point == bytes(32) or rbcl.crypto_core_ristretto255_is_valid_point(point):
            return point
    raise AssertionError("no point")


def name_points(name):
    data = (name if isinstance(name, bytes) else name.encode()).ljust(60, b"\0")
    return [block_point(data[:30]), block_point(data[30:])]


def order_point(order):
    return block_point(bytes(order).ljust(30, b"\0"))


# -- proofs in a ballot (§3)


def forge_slot(ct, points, y, rnd):
    """A proof of which every equation holds, for both branches are made from their answers, but for the challenge."""
    out = b""
    for v in (0, 1):
        c, z, *others = (rnd.randrange(1, L) for _ in range(4))
        commitments = [add(base(z), mul(c, ct[0])), add(mul(z - v * c, y), mul(c, ct[1]))]
        for answer, (gamma, delta) in zip(others, points, strict=True):
            commitments.append(add(base(answer), mul(c, gamma)))
            if v == 0:
                commitments.append(add(mul(answer, y), mul(c, delta)))
        out += b"".join(commitments) + b"".join(map(scalar, (c, z, *others)))
    return out


def prove_slot(head, idx, flag, secrets, y, w, rnd, branch=None, least=1):
    """The proof of a slot: ``flag`` is (r, (α, β)), ``secrets`` (ρ, (γ, δ)) of both points.

    ``branch`` is which one is answered truly: that of the flag if it is not given, and with "forged" neither.
    With ``least`` 0 the nonces are all 0, so that commitments are.
    """
    (r, ct), true = flag, w if branch is None else branch
    if true == "forged":
        return forge_slot(ct, [pair for _, pair in secrets], y, rnd)
    us, cs, commitments = [], [rnd.randrange(1, L), rnd.randrange(1, L)], []
    for v in (0, 1):
        nonce, *others = own = [rnd.randrange(least, L if least else 1) for _ in range(3)]
        us.append(own)
        points = [base(nonce), mul(nonce + (w - v) * cs[v], y)]
        for n, (rho, (_, delta)) in zip(others, secrets, strict=True):
            points.append(base(n))
            if v == 0:
                points.append(add(mul(n - cs[0] * rho, y), mul(cs[0], delta)))
        commitments.append(points)
    names = listed(*(gamma + delta for _, (gamma, delta) in secrets))
    total = hs("write-in", head, u(32, idx), b"".join(ct), names, listed(*commitments[0]), listed(*commitments[1]))
    cs[true] = total - cs[1 - true]
    out = b""
    for v in (0, 1):
        nonce, *others = us[v]
        answers = [cs[v], nonce - cs[v] * r, *(n - cs[v] * rho for n, (rho, _) in zip(others, secrets, strict=True))]
        out += b"".join(commitments[v]) + b"".join(map(scalar, answers))
    return out


def prove_order(head, idx, rho, ct, rnd, least=1):
    nonce = rnd.randrange(least, L if least else 1)
    a = base(nonce)
    return a + scalar(nonce - hs("ranking", head, u(32, idx), b"".join(ct), a) * rho)


# -- mixes (§5)


def generator(i):
    return rbcl.crypto_core_ristretto255_from_hash(hashlib.sha512(msg("gen", u(32, i))).digest())


def mix(rows, step, frz, y, rnd, order=None, change=None):
    """A mix of rows of (γ, δ); ``order`` is a permutation, ``change`` may alter the output before it is proved."""
    n, w = len(rows), len(rows[0])
    draw = lambda: rnd.randrange(1, L)  # noqa: E731
    pi = order or rnd.sample(range(n), n)
    rho = [[draw() for _ in range(w)] for _ in range(n)]
    out = [
        [(add(e[0], base(k)), add(e[1], mul(k, y))) for e, k in zip(rows[p], own, strict=True)]
        for p, own in zip(pi, rho, strict=True)
    ]
    out = change(out) if change else out
    hs_ = [generator(i) for i in range(n + 1)]
    r = [draw() for _ in range(n)]
    c = [add(base(r[j]), hs_[1 + pi.index(j)]) for j in range(n)]
    flat = lambda some: listed(*(b"".join(a + b for a, b in row) for row in some))  # noqa: E731
    seed = dig("mix-u", frz, u(32, step), flat(rows), flat(out), listed(*c))
    us = [hs("mix-ui", seed, u(32, i + 1)) for i in range(n)]
    up = [us[p] for p in pi]
    rh = [draw() for _ in range(n)]
    chain = [hs_[0]]
    for k, v in zip(rh, up, strict=True):
        chain.append(add(base(k), mul(v, chain[-1])))
    vs = [1] * n
    for i in range(n - 2, -1, -1):
        vs[i] = up[i + 1] * vs[i + 1] % L
    r_bar, r_hat = sum(r), sum(a * b for a, b in zip(rh, vs, strict=True))
    r_tilde = sum(a * b for a, b in zip(r, us, strict=True))
    big = [sum(v * own[k] for v, own in zip(up, rho, strict=True)) for k in range(w)]
    o1, o2, o3, o4 = draw(), draw(), draw(), [draw() for _ in range(w)]
    oh, op = [draw() for _ in range(n)], [draw() for _ in range(n)]
    t3 = add(base(o3), *(mul(k, h) for k, h in zip(op, hs_[1:], strict=True)))
    t4 = []
    for k in range(w):
        pair = [add(*(mul(x, row[k][part]) for x, row in zip(op, out, strict=True))) for part in (0, 1)]
        t4.append(minus(pair[0], base(o4[k])) + minus(pair[1], mul(o4[k], y)))
    th = [add(base(a), mul(b, link)) for a, b, link in zip(oh, op, chain, strict=False)]
    x = hs("mix", seed, listed(*chain[1:]), base(o1), base(o2), t3, listed(*t4), listed(*th))
    scalars = [o1 + x * r_bar, o2 + x * r_hat, o3 + x * r_tilde, *(a + x * b for a, b in zip(o4, big, strict=True))]
    scalars += [a + x * b for a, b in zip(oh, rh, strict=True)] + [a + x * b for a, b in zip(op, up, strict=True)]
    points = [b"".join(a + b for row in out for a, b in row), *c, *chain[1:], base(o1), base(o2), t3, *t4, *th]
    return b"".join(points) + b"".join(map(scalar, scalars)), out
