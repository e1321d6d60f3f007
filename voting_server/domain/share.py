"""A share of a whole, such as "more than half", judged in integers only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """`part · whole-count`: `den · count > num · base` when strict (过半数, 超过), `≥` otherwise (以上)."""

    num: int
    den: int
    strict: bool

    def holds(self, count: int, base: int) -> bool:
        """Whether `count` of `base` reach the share."""
        left, right = self.den * count, self.num * base
        return left > right if self.strict else left >= right

    def least(self, base: int) -> int:
        """The least count of `base` that reaches the share."""
        return self.num * base // self.den + 1 if self.strict else -(-self.num * base // self.den)

    def formula(self, count: str, base: str) -> str:
        """The share in symbols, e.g. `3P ≥ 2N`."""
        sign = ">" if self.strict else "≥"
        return f"{self.den}{count} {sign} {self.num if self.num > 1 else ''}{base}"

    def arithmetic(self, count: int, base: int) -> str:
        """The comparison with its figures, e.g. `2 × 118 = 236 ≤ 256`: true as printed, whether it holds or not."""
        held = self.holds(count, base)
        sign = (">" if held else "≤") if self.strict else ("≥" if held else "<")
        right = str(base) if self.num == 1 else f"{self.num} × {base} = {self.num * base}"
        return f"{self.den} × {count} = {self.den * count} {sign} {right}"


MAJORITY = Share(1, 2, strict=True)
TWO_THIRDS = Share(2, 3, strict=False)
OVER_TWO_THIRDS = Share(2, 3, strict=True)
