"""Secret votes of every form in the small congress, with mixes and opened rows (docs/forms.md, docs/sealed-names.md)."""

import copy
from functools import cache

from prover import PLAIN, M, add, base, encrypt, hs, listed, mul, prove, scalar
from secret_world import SecretWorld
from shuffler import mix, name_points, order_point, prove_order, prove_slot
from world import b64, dig, of_form, pub, u

THREE = (0, 1, M)


def number_claims(kind, c, low, high, w):
    """What is encrypted as numbers: how many, and the weights and values of each proof in order; None stands for a slot."""
    one = lambda i, size: [int(i == j) for j in range(size)]  # noqa: E731
    if kind == 1:
        return c, [(one(i, c), THREE) for i in range(c)]
    if kind == 2:
        whole = [([1] * c, range(low, high + 1))] if (low, high) != (0, c) else []
        return c, [(one(i, c), (0, 1)) for i in range(c)] + whole
    if kind == 3:
        size = c * high
        rows = [([int(i // high == thing) for i in range(size)], (0, 1)) for thing in range(c)]
        return size, [(one(i, size), (0, 1)) for i in range(size)] + rows
    if kind == 4:
        size = c + 1 + w
        sums = [([1] * c + [e] + [1] * w, range(most + 1)) for e, most in ((-M, high), (1 - M, c))]
        own = [(one(i, size), THREE) for i in range(c)] + [(one(c, size), range(c + 1))]
        return size, own + [None] * w + sums
    return 0, []


class FormWorld(SecretWorld):
    """``press_marks`` takes what docs/forms.md §2 calls marks (of a name that is written in, bytes are its 60 bytes)."""

    def item(self):
        (form,), _ = self.on_ballots[self.name]
        return [form[part] for part in ("type", "c", "min", "max", "w")]

    def numbers(self, marks):
        """The numbers of a ballot, and the points of its names or order."""
        kind, _, _, high, w = self.item()
        if kind == 1:
            return [PLAIN.get(mark, mark) for mark in marks], []
        if kind == 2:
            return list(marks), []
        if kind == 3:
            return [int(mark == level) for mark in marks for level in range(1, high + 1)], []
        if kind == 5:
            return [], [[marks if isinstance(marks, bytes) else order_point(marks)]]
        keys, names = marks
        plain = [PLAIN[key] for key in keys]
        slots = [*names, *[""] * (w - len(names))]
        flags = [int(bool(name)) for name in slots]
        return [*plain, keys.count("abstain"), *flags], [name_points(name) for name in slots]

    def form_body(self, key, marks, flags=None, points=None, rhos=None, branch=None, least=1):
        """A ballot; ``flags`` and ``points`` replace what the names make them, ``rhos`` the randomness of names."""
        kind, c, low, high, w = self.item()
        y, rnd = self.held.public, self.random
        seq, prev = self.last.get(pub(key), (0, self.open))
        numbers, names = self.numbers(marks)
        numbers[len(numbers) - w :] = numbers[len(numbers) - w :] if flags is None else flags
        names = points or names
        rs = [rnd.randrange(1, 2**250) for _ in numbers]
        cts = [encrypt(r, m, y) for r, m in zip(rs, numbers, strict=True)]
        rhos = iter(rhos or [rnd.randrange(1, 2**250) for row in names for _ in row])
        hidden = [[(rho, (base(rho), add(mul(rho, y), point))) for point, rho in zip(row, rhos, strict=False)] for row in names]
        if kind == 4:
            slots = [part for ct, row in zip(cts[c + 1 :], hidden, strict=True) for part in (ct, *(pair for _, pair in row))]
            listing = [*cts[: c + 1], *slots]
        else:
            listing = [*cts, *(pair for row in hidden for _, pair in row)]
        head = dig("head", self.open, pub(key), u(32, seq + 1), prev, listed(*(a + b for a, b in listing)))
        body = b"HB1" + self.open + pub(key) + u(32, seq + 1) + prev + b"".join(a + b for a, b in listing)
        slot = 0
        for idx, claim in enumerate(number_claims(kind, c, low, high, w)[1]):
            if claim is None:
                flag = rs[c + 1 + slot], cts[c + 1 + slot]
                body += prove_slot(head, idx, flag, hidden[slot], y, numbers[c + 1 + slot], rnd, branch, least)
                slot += 1
                continue
            weights, values = claim
            derived = tuple(add(*(mul(k, ct[part]) for k, ct in zip(weights, cts, strict=True) if k)) for part in (0, 1))
            r, m = (sum(k * x for k, x in zip(weights, xs, strict=True)) for xs in (rs, numbers))
            body += prove(head, idx, derived, tuple(values), y, r, m, rnd)
        if kind == 5:
            ((rho, pair),) = hidden[0]
            body += prove_order(head, 0, rho, pair, rnd, least)
        return body

    def press_marks(self, i, marks, **how):
        key = self.terminals[i]
        self.put(key, self.form_body(key, marks, **how), marks)

    # -- its end

    def parts(self):
        """The ciphertexts of every counted ballot, by key in the electorate's order."""
        kind, c, low, high, w = self.item()
        count = 1 if kind == 5 else number_claims(kind, c, low, high, w)[0] + 2 * w
        last = {entry[36:68]: entry for entry in self.ballots if entry[:1] == b"\1"}
        at = lambda entry, i: (entry[104 + 64 * i : 136 + 64 * i], entry[136 + 64 * i : 168 + 64 * i])  # noqa: E731
        return [[at(last[key], i) for i in range(count)] for key, *_ in self.voters if key in last]

    def sums(self):
        kind, c, low, high, w = self.item()
        ballots = self.parts()
        size = {4: c, 5: 0}.get(kind) if kind in (4, 5) else number_claims(kind, c, low, high, w)[0]
        columns = [[i] for i in range(size)] + ([[c + 1 + 3 * s for s in range(w)]] if w else [])
        added = lambda column, part: add(*(ballot[i][part] for ballot in ballots for i in column))  # noqa: E731
        return [(added(column, 0), added(column, 1)) for column in columns], len(ballots)

    def counts(self):
        return (0, len(self.choices), 0)

    def rows(self):
        """The input rows, those that are equal to an earlier one left out."""
        kind, c, _, _, w = self.item()
        chosen = [0] if kind == 5 else [c + 1 + 3 * s + part for s in range(w) for part in (1, 2)]
        return list(dict.fromkeys(tuple(ballot[i] for i in chosen) for ballot in self.parts()))

    def of_freeze(self, **more):
        return self.of(**{"freeze": b64(self.frozen), **more})

    def call(self, flags, who="server", **changes):
        self.chain, self.outputs, self.previous = [], [self.rows()], bytes(32)
        fields = {"item": 0, "flags": flags, "rows": len(self.outputs[0]), **changes}
        self.act(who, "names-call", **self.of_freeze(**fields))

    def shuffle(self, i, data=lambda message: message, **how):
        """Scrutineer i mixes; ``data`` may alter the message after it is made."""
        changes = {key: how.pop(key) for key in ("previous",) if key in how}
        step, frz = len(self.chain) + 1, how.pop("frz", self.frozen)
        message, out = mix(self.outputs[-1], step, frz, self.held.public, self.random, **how)
        message = data(message)
        fields = {"previous": b64(self.previous), "message": b64(message), **changes}
        self.act(self.names[i - 1], "mix", **self.of_freeze(**fields))
        self.previous = dig("mix-message", message)
        self.chain.append(u(32, i) + self.previous)
        self.outputs.append(out)

    def chain_digest(self):
        return dig("mixes", self.frozen, listed(*self.chain))

    def row_shares(self, i, chain=None, wrong=0):
        """M‖a‖b‖z of every cell of the last output, as of docs/sealed-names.md §6."""
        chain, out, own = chain or self.chain_digest(), b"", self.held.shares[i - 1]
        cells = [ct for row in self.outputs[-1] for ct in row]
        for cell, (gamma, delta) in enumerate(cells):
            secret, nonce = self.held.parties[i - 1].share, self.random.randrange(1, 2**250)
            m, a, b = mul(secret + wrong, gamma), base(nonce), mul(nonce, gamma)
            h = hs("row-share", chain, u(32, i), u(32, cell), own, gamma, delta, m, a, b)
            out += m + a + b + scalar(nonce - h * secret)
        return out

    def open_rows(self, indices=(1, 2), change=lambda data: data, **changes):
        for i in indices:
            fields = {"chain": b64(self.chain_digest()), "shares": b64(change(self.row_shares(i))), **changes}
            self.act(self.names[i - 1], "row-release", **self.of_freeze(**fields))

    def shares(self, i):
        held = self.held
        return held.parties[i - 1].release(self.frozen, self.cells, held.shares[i - 1]) if self.choices else b""

    def finish_sums(self, releasing=(1, 2)):
        self.close()
        self.freeze()
        self.root()
        self.release(releasing)

    def finish_names(self, flags, mixing=(3, 1), opening=(1, 2)):
        """Call, mix and open."""
        self.call(flags)
        for i in mixing:
            self.shuffle(i)
        self.open_rows(opening)

    def tell(self, *names, **more):
        """Tally and declare."""
        rule = self.drafts[self.name]["rule"]
        self.result = of_form(self.figures(rule), len(self.choices), *names, **more)
        self.sign_tally()
        self.declare()


def fresh(make):
    """Make a world once, and give a copy every time it is asked for: votes take a while to make."""
    made = cache(make)
    return lambda: copy.deepcopy(made())


def ready(kind, size=7, n=3, k=2, seed=1, **opened):
    """A sealed sitting with a secret vote of a form open; ``kind`` is (template, rule, draft)."""
    template, rule, draft = kind
    world = FormWorld(size, n, k, seed)
    world.ceremony()
    world.start()
    world.announce(template=template, rule=rule, **draft)
    world.open_vote(**opened)
    return world
