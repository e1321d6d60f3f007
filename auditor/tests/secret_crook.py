"""The adversary who owns the server's keys, at a secret vote: it freezes anew, too."""

from crook import Crook
from prover import add
from world import b64, canon, dig, figures, unb64


class SecretCrook(Crook):
    """``fixed_freeze`` holds members of the freeze that are not to be recomputed."""

    def __init__(self, world, name="d1"):
        super().__init__(world, name)
        self.fixed_freeze, self.keeps_freeze = {}, False

    def counted(self):
        return {entry[36:68]: entry for entry in map(unb64, self.doc["ballots"]) if entry[:1] == b"\1"}

    def result(self):
        entries, keys = [unb64(entry) for entry in self.doc["ballots"]], [v[0] for v in self.world.voters]
        opening = self.read(self.find("division-open"))
        ends = self.body_of("division-open"), self.body_of("division-close")
        marks = {key: entry[68:72] + dig("ballot", entry[1:-64]) for key, entry in self.counted().items()}
        return figures(*ends, entries, keys, marks, opening["n"], opening["p"], self.world.counts())

    def renew(self, body, close):
        super().renew(body, close)
        if body["type"] == "division-freeze" and not self.keeps_freeze:
            result = self.result()
            cts = [entry[104:168] for entry in self.counted().values()]
            body["close"], body["n"] = b64(close), len(cts)
            body.update({name: result[name] for name in ("size", "root", "counted_root")})
            body["cells"] = b64(add(*(ct[:32] for ct in cts)) + add(*(ct[32:] for ct in cts)))
            body.update(self.fixed_freeze)
        if body["type"] == "division-freeze":
            self.frz = b64(dig("freeze", canon(body)))
        if body["type"] == "division-tally":
            body["freeze"] = self.frz

    def entry(self, position):
        return bytearray(unb64(self.doc["ballots"][position - 1]))

    def put(self, position, entry):
        self.doc["ballots"][position - 1] = b64(bytes(entry))
