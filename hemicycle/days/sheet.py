"""What a day was told to come to and what it came to, line by line."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a day tells: what it is, the figures expected, and those found."""

    what: str
    expected: str
    found: str

    @property
    def holds(self) -> bool:
        """Whether what was found is what was expected."""
        return self.expected == self.found


@dataclass(slots=True)
class Sheet:
    """All lines of a day, told as they come."""

    screen: Console
    lines: list[Line] = field(default_factory=list)

    def expect(self, what: str, expected: object, found: object) -> None:
        """Compare and tell."""
        line = Line(what, str(expected), str(found))
        self.lines.append(line)
        mark, colour = ("✓", "green") if line.holds else ("✗", "red")
        told = line.found if line.holds else f"{line.found}，应为 / expected {line.expected}"
        self.screen.print(f"[{colour}]{mark}[/] {escape(what)}  {escape(told)}", highlight=False, soft_wrap=True)

    def tell(self, words: str) -> None:
        """Something that happens and has no figure."""
        self.screen.print(f"  [dim]{escape(words)}[/]", highlight=False, soft_wrap=True)

    @property
    def holds(self) -> bool:
        """Whether every line holds; a day without lines does not."""
        return bool(self.lines) and all(line.holds for line in self.lines)

    def close(self) -> None:
        """How many lines hold."""
        held = sum(line.holds for line in self.lines)
        colour = "green" if self.holds else "red"
        self.screen.print(
            f"[bold {colour}]{len(self.lines)} 项中 {held} 项相符 / {held} of {len(self.lines)} as told[/]", highlight=False
        )
