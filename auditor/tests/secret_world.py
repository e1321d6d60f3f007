"""Secret votes in the small congress of world.py, with three scrutineers of whom two open."""

from prover import PLAIN, THREE, Ceremony, add, ballot_body, spoil_body
from world import World, b64, dig, figures, pub, sign, u, unb64

ROUNDS = ("commit", "reveal", "deal")


class SecretWorld(World):
    """A congress with ``n`` scrutineers; s1, s2, … are their names among the people."""

    secrecy, form_type = "secret", 1

    def __init__(self, size=7, n=3, k=2, seed=1, quorum="Q2"):
        super().__init__(size, quorum, seed)
        self.k, self.attempt = k, 0
        self.names = [f"w{i}" for i in range(1, n + 1)]
        for name in self.names:
            code = self.key()
            self.issue(code, "scrutineer", "", name)
            self.people[name] = self.use(code)

    # -- the ceremony

    def devices(self):
        return [self.people[name] for name in self.names]

    def chairs(self):
        return [pub(self.people["chair"])]

    def begin_ceremony(self, who="secretariat", **changes):
        self.attempt += 1
        fields = {
            "attempt": self.attempt,
            "k": self.k,
            "scrutineers": [b64(pub(key)) for key in self.devices()],
            "chairs": [b64(chair) for chair in self.chairs()],
            **changes,
        }
        self.act(who, "ceremony-start", **fields)

    def ceremony(self, change=None, conspire=None, **seals):
        """Hold a whole ceremony; ``seals`` replaces members of every seal."""
        self.begin_ceremony()
        fields = self.k, self.attempt, pub(self.server), self.chairs(), self.random
        self.held = held = Ceremony("s1", self.devices(), *fields, change, conspire)
        for kind in ROUNDS:
            for i, message in enumerate(getattr(held, f"{kind}s"), 1):
                self.send(kind, i, message=b64(message))
        self.sealed = {
            "keys": b64(held.z),
            "public": b64(held.public),
            "shares": [b64(share) for share in held.shares],
            "seal": b64(held.seal),
            **seals,
        }
        for i in range(1, len(self.names) + 1):
            self.send("seal", i, **self.sealed)
        self.active = list(range(1, len(self.names) + 1))

    def send(self, kind, index, /, **members):
        fields = {"attempt": self.attempt, "index": index, **members}
        return self.act(self.names[index - 1], f"ceremony-{kind}", **fields)

    # -- a vote

    def announce(self, *args, **more):
        super().announce(*args, **({"secrecy": "secret"} | more if self.secrecy == "secret" else more))

    def more(self):
        return {"seal": self.sealed["seal"], "active": self.active} if self.secrecy == "secret" else {}

    def open_vote(self, *args, certify=True, **changes):
        super().open_vote(*args, **changes)
        self.choices, self.marks, self.frozen = {}, {}, None
        if certify and self.secrecy == "secret":
            self.certify()

    def of(self, **more):
        return {"division": self.name, "open": b64(self.open), **more}

    def certify(self, indices=None):
        for i in indices or self.active:
            self.act(self.names[i - 1], "open-ok", **self.of())

    def encrypted(self, key, choice, public=None, seq=None, prev=None, values=THREE, least=1):
        """The body of key's next ballot."""
        last, before = self.last.get(pub(key), (0, self.open))
        fields = last + 1 if seq is None else seq, prev or before
        plain = PLAIN.get(choice, choice)
        statements, y = [((1,), values)], public or self.held.public
        return ballot_body(self.open, pub(key), *fields, [plain], statements, y, self.random, least)

    def press(self, i, choice, **how):
        key = self.terminals[i]
        self.put(key, self.encrypted(key, choice, **how), choice)

    def put(self, key, body, choice):
        """Lay a ballot on the board."""
        self.ballots.append(b"\1" + body + sign(key, "ballot", body))
        seq = int.from_bytes(body[67:71], "big")
        self.last[pub(key)] = (seq, dig("ballot", body))
        self.marks[pub(key)] = u(32, seq) + dig("ballot", body)
        self.choices[pub(key)] = choice
        self.now += 3

    def spoil(self, i, head=bytes(32)):
        key = self.terminals[i]
        seq, prev = self.last.get(pub(key), (0, self.open))
        body = spoil_body(self.open, pub(key), seq + 1, prev, head)
        self.ballots.append(body + sign(key, "spoil", body))
        self.last[pub(key)] = (seq + 1, dig("spoil", body))
        self.now += 3

    # -- its end

    def counts(self):
        """Against, for and abstain of what is counted."""
        return tuple(list(self.choices.values()).count(name) for name in ("against", "for", "abstain"))

    def figures(self, rule="M1", quorum="Q2"):
        if self.secrecy != "secret":
            return super().figures(rule, quorum)
        keys, closing = [voter[0] for voter in self.voters], self.body_of(self.close_id)
        return figures(self.opening, closing, self.ballots, keys, self.marks, self.n, self.p, self.counts(), rule, quorum)

    def body_of(self, act):
        return next(unb64(item["b"]) for item in self.acts.items if dig("act", unb64(item["b"])) == act)

    def sums(self):
        """The cells of the counted ballots, and their number."""
        counted = {entry[36:68]: entry for entry in self.ballots if entry[:1] == b"\1"}
        cts = [entry[104:168] for entry in counted.values()]
        return [(add(*(ct[:32] for ct in cts)), add(*(ct[32:] for ct in cts)))], len(cts)

    def freeze(self, **changes):
        self.cells, n = self.sums()
        result = self.figures()
        fields = {
            "close": b64(self.close_id),
            **{name: result[name] for name in ("epoch", "size", "root", "counted_root")},
            "n": n,
            "cells": b64(b"".join(a + b for a, b in self.cells)),
            **changes,
        }
        self.frozen = dig("freeze", self.body_of(self.act("server", "division-freeze", **self.of(**fields))))

    def root(self, indices=None):
        for i in indices or self.active:
            self.act(self.names[i - 1], "root-ok", **self.of(freeze=b64(self.frozen)))

    def shares(self, i):
        held = self.held
        return held.parties[i - 1].release(self.frozen, self.cells, held.shares[i - 1]) if self.choices else b""

    def release(self, indices=(1, 2), change=lambda data: data):
        for i in indices:
            fields = {"freeze": b64(self.frozen), "shares": b64(change(self.shares(i)))}
            self.act(self.names[i - 1], "release", **self.of(**fields))

    def tally(self, rule="M1", quorum="Q2", **changes):
        if self.secrecy != "secret":
            return super().tally(rule, quorum, **changes)
        self.result = self.figures(rule, quorum) | changes
        return self.sign_tally()

    def sign_tally(self):
        if self.secrecy != "secret":
            return super().sign_tally()
        fields = self.of(close=b64(self.close_id), freeze=b64(self.frozen), result=self.result)
        self.tally_id = self.act("server", "division-tally", **fields)
        return None

    def finish(self, releasing=(1, 2)):
        self.close()
        self.freeze()
        self.root()
        self.release(releasing)
        self.tally()
        self.declare()


def ready(size=7, n=3, k=2, seed=1, **announced):
    """A sitting that is open and sealed, with a secret division announced."""
    world = SecretWorld(size, n, k, seed)
    world.ceremony()
    world.start()
    world.announce(**announced)
    return world


PRESSED = [(0, "against"), (1, "for"), (0, "abstain"), (2, "for"), (3, "against"), (0, "for"), (4, "for"), (5, "abstain")]


def pressed(size=7, seed=1, n=3, k=2):
    """m0 changes twice, m2 challenges once, m6 does not press; 4 for, 1 against, 1 abstain of 7."""
    world = ready(size, n, k, seed)
    world.open_vote()
    for i, choice in PRESSED:
        world.press(i, choice)
        world.head()
    world.spoil(2)
    world.head()
    return world


def secretly_declared(size=7, seed=1):
    world = pressed(size, seed)
    world.finish()
    return world


def stand_down(world, index, confirming=None):
    """The chair proposes, the others confirm."""
    proposed = b64(world.act("chair", "stand-down", index=index, reason="缺席"))
    for i in confirming or [i for i in world.active if i != index]:
        world.act(world.names[i - 1], "stand-down-ok", stand_down=proposed)
    world.active = [i for i in world.active if i != index]
