"""An adversary who owns the server's keys, and a few of its own, but no member's, chair's or secretary's."""

import json

from nacl.signing import SigningKey
from world import ZERO, b64, canon, dig, leaf, link, make_head, mth, pub, result, seal, sign, unb64


class Crook:
    """Changes a bundle, then seals it again as well as it can: numbers, chains, server acts, heads, seal."""

    def __init__(self, world, name="d1"):
        self.world, self.server, self.doc = world, world.server, world.bundle(name)
        self.own = SigningKey(b"\x66" * 32)
        self.fixed_result = None

    def find(self, kind, nth=0, log="acts"):
        """Return the number of the nth act of a type."""
        return [n for n, item in enumerate(self.doc[log]) if self.read(n, log)["type"] == kind][nth]

    def read(self, n, log="acts"):
        return json.loads(unb64(self.doc[log][n]["b"]))

    def edit(self, n, change, log="acts", key=None):
        """Change an act's body; sign it if the crook has (or is given) a key, else leave the old signature."""
        body = self.read(n, log)
        change(body)
        self.write(n, body, log, key)

    def write(self, n, body, log="acts", key=None):
        item = self.doc[log][n]
        item["b"] = b64(canon(body))
        if key is not None or body["actor"] == b64(pub(self.server)):
            item["s"] = b64(sign(key or self.server, "act", canon(body)))

    def insert(self, n, actor, log="acts", cosigner=None, **members):
        """Insert an act of a key that the crook has."""
        name = {"acts": "sitting.s1", "register": "body.town"}[log]
        common = {"v": 1, "log": name, "actor": b64(pub(actor)), "nonce": b64(bytes(16))}
        after = {"n": n - 1, "d": b64(self.chain(log)[n - 1])}
        body = {**common, "time": "2026-09-21T08:00:00.000Z", "after": after, **members}
        received = self.doc[log][min(n, len(self.doc[log])) - 1]["received_ms"]
        item = {
            "n": n,
            "received_ms": received,
            "b": b64(canon(body)),
            "s": b64(sign(actor, "act", canon(body))),
        }
        if cosigner is not None:
            item["c"] = b64(sign(cosigner, "code", canon(body)))
        self.doc[log].insert(n, item)
        return dig("act", canon(body))

    def chain(self, log):
        digests, before = [], ZERO
        for item in self.doc[log]:
            before = link(item, before)
            digests.append(before)
        return digests

    def reseal(self):
        """Recompute all that the server's keys can, and return the bundle."""
        for log in ("register", "acts"):
            before, close = ZERO, ZERO
            for n, item in enumerate(self.doc[log]):
                item["n"] = n
                body = self.read(n, log)
                if body["actor"] == b64(pub(self.server)):
                    body["after"] = {"n": n - 1, "d": b64(before)}
                    self.renew(body, close)
                    self.write(n, body, log)
                if body["type"] == "division-close":
                    close = dig("act", unb64(item["b"]))
                before = link(item, before)
        self.doc["heads"] = [self.head(head) for head in self.doc["heads"]]
        return seal(self.doc, self.server)

    def renew(self, body, close):
        """Make an act of the server's what follows from the changes."""
        if body["type"] == "division-tally":
            body["close"], body["result"] = b64(close), self.fixed_result or self.result()

    def body_of(self, kind):
        return unb64(self.doc["acts"][self.find(kind)]["b"])

    def result(self):
        entries, keys = [unb64(entry) for entry in self.doc["ballots"]], [v[0] for v in self.world.voters]
        opening = self.read(self.find("division-open"))
        ends = self.body_of("division-open"), self.body_of("division-close")
        return result(*ends, entries, keys, opening["n"], opening["p"])

    def head(self, head):
        size = min(head["size"], len(self.doc["ballots"]))
        opening = self.body_of("division-open")
        root = mth([leaf(opening), *(leaf(unb64(entry)) for entry in self.doc["ballots"][:size])])
        return make_head(self.server, dig("open", opening), size, root, head["ms"])


def has(verdict, code, *parts):
    """Tell whether a failure has the code and all the parts in its place."""
    assert not verdict.ok
    return any(f.code == code and all(part in f.place.split() for part in parts) for f in verdict.findings.failures)
