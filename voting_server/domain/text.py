"""Text for people, in Chinese and English."""

from typing import TypedDict


class Text(TypedDict):
    """One text in both languages of the product."""

    zh: str
    en: str


def text(zh: str, en: str) -> Text:
    """The text `{"zh", "en"}`."""
    return {"zh": zh, "en": en}
