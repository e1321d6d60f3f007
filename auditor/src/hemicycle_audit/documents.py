"""Documents before the house: what acts may attach and withdraw, and what the report says of them (docs/documents.md)."""

from collections.abc import Callable, Mapping
from typing import Any

from hemicycle_audit.acts import Act
from hemicycle_audit.judge import Judge
from hemicycle_audit.names import in_a_line
from hemicycle_audit.state import Attached, Division

MAX_STANDING = 64
UNTIL_OPENED = ("draft", "approved", "announced")


class Documents:
    """Judges and applies acts about documents. One that is refused is not applied."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.division_handlers: dict[str, Callable[[Act, Division], None]] = {
            "document-attach": self._attach,
            "document-withdraw": self._withdraw,
        }

    def _may(self, act: Act, division: Division) -> bool:
        by = self.judge.actor(act, "secretariat", "chair")
        return self.judge.in_state(act, division, UNTIL_OPENED) and by

    def _standing(self, act: Act, division: Division, name: str) -> Attached | None:
        found = division.documents.get(name)
        stands = found is not None and found.stands
        return found if self.judge.allow(act, stands, "document-unknown", document=name) else None

    def _attach(self, act: Act, division: Division) -> None:
        judge, doc, documents = self.judge, act.doc, division.documents
        names = len(division.draft.doc.get("names", [[]])[0])
        candidate = doc.get("candidate")
        fits = candidate is None or candidate < names
        conditions = [
            self._may(act, division),
            judge.allow(act, doc["document"] not in documents, "document-known", document=doc["document"]),
            judge.allow(act, fits, "document-candidate", candidate=candidate, names=names),
        ]
        old = None
        if "replaces" in doc:
            old = self._standing(act, division, doc["replaces"])
            same = old is not None and old.candidate == candidate
            conditions.append(old is not None and judge.allow(act, same, "document-moved", document=doc["replaces"]))
        else:
            standing = sum(each.stands for each in documents.values())
            conditions.append(judge.allow(act, standing < MAX_STANDING, "documents-full", most=MAX_STANDING))
        if all(conditions):
            if old is not None:
                old.stands = False
            documents[doc["document"]] = Attached(act)

    def _withdraw(self, act: Act, division: Division) -> None:
        may, found = self._may(act, division), self._standing(act, division, act.doc["document"])
        if may and found is not None:
            found.stands = False


def as_members(division: Division | None) -> dict[str, Any]:
    """Return what ``--json`` adds: the documents that stood before the house, by the record."""
    standing = [each for each in division.documents.values() if each.stands] if division else []
    names = ("document", "title", "language", "sha256", "bytes", "pages")
    told = [{**{name: each.act.doc[name] for name in names}, "candidate": each.candidate} for each in standing]
    return {"documents": told} if told else {}


def as_lines(division: Division | None, lang: str) -> list[str]:
    """Return a line for each document that stood before the house."""
    told = as_members(division).get("documents", [])
    return [_line(each, lang) for each in told]


def title_of(document: Mapping[str, Any], lang: str) -> str:
    """Return a document's title in a language, or else in the other, in one line."""
    title = document["title"]
    return in_a_line(title[lang] or title["zh"] or title["en"])


def _line(each: dict[str, Any], lang: str) -> str:
    title = title_of(each, lang)
    about = "" if each["candidate"] is None else f"#{each['candidate'] + 1} "
    if lang == "zh":
        return f"材料  {about}{title}（{each['language']}，{each['pages']} 页）SHA-256 {each['sha256']}"
    return f"Document  {about}{title} ({each['language']}, {each['pages']} pages) SHA-256 {each['sha256']}"
