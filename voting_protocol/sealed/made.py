"""Making what has no constructor: values that exist only because they were verified."""

from typing import TypeVar

Made = TypeVar("Made")


def made(kind: type[Made], **fields: object) -> Made:
    """A frozen dataclass declared `init=False`; only the function that verified its contents calls this."""
    value = object.__new__(kind)
    for name, content in fields.items():
        object.__setattr__(value, name, content)
    return value
