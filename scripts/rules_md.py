"""Writes docs/rules.md from the code: `python -m scripts.rules_md`. Tests are tied to rules and templates by `@pytest.mark.rule("<id>", …)`."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from scripts.errors_md import table
from voting_server.domain.law import LAW, Law
from voting_server.domain.profile import Profile
from voting_server.domain.rules import RULES
from voting_server.domain.templates import TEMPLATES, Template
from voting_server.profiles import load_profiles

ROOT = Path(__file__).parent.parent
_MARK = "pytest.mark.rule"
PAGE = ROOT / "docs" / "rules.md"

_HEAD = """# Rules of the house

Generated from the code by `python -m scripts.rules_md`; do not edit. Sources are those known to the project; what is not verified is shown as such in the product too.
P, G, D and A are the product's own ids, for projects, grades, duty reports and appointments. The rules of each form are in [forms.md](forms.md) §4.

## Rules
"""

_TEMPLATES = """
## Templates

What may be put to the vote, with its usual rule in a congress and, where it is another, in a standing committee. Paper, and paper or a local rule (`paper*`), as the law has it; a profile may narrow the channels.
"""

_PROFILES = """
## Profiles

The choices of every [profile](profiles.md) with their sources; `?` marks those that are not verified.
"""


def page() -> str:
    """The text of docs/rules.md."""
    tests = marked_tests()
    profiles = load_profiles()
    head = ("id", "中文", "English", "source", "verified", "code", "tests")
    parts = [
        _HEAD,
        *table(head, [_law_row(law, tests) for law in LAW.values()]),
        _TEMPLATES,
        *table(
            ("id", "中文", "English", "rule", "channel", "tests"), [_template_row(each, tests) for each in TEMPLATES.values()]
        ),
        _PROFILES,
        *table(("choice", *profiles), _choices(profiles.values())),
    ]
    return "\n".join(parts) + "\n"


def marked_tests(folder: Path = ROOT / "tests") -> dict[str, list[str]]:
    """By id of a rule or template, the tests that are marked with it, as `path::name`."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if _MARK in source else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for name in _marks(node.decorator_list):
                    found[name].append(f"{path.relative_to(ROOT).as_posix()}::{node.name}")
    return dict(found)


def _marks(decorators: Iterable[ast.expr]) -> Iterator[str]:
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == _MARK:
            yield from (ast.literal_eval(argument) for argument in decorator.args)


def _law_row(law: Law, tests: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    code = "<br>".join(f"`{each.removeprefix('voting_server.domain.')}`" for each in law.code)
    source = law.source["zh"]
    return law.id, law.name["zh"], law.name["en"], source, "yes" if law.verified else "no", code, _links(tests.get(law.id, ()))


def _template_row(template: Template, tests: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    rules = dict.fromkeys(rule for rule in (template.rule, template.committee_rule) if rule)
    shown = "<br>".join(f"{rule}: {RULES[rule].formula}" for rule in rules) or "M1"
    channel = f"{template.channel}{'*' if template.elective else ''}"
    return f"`{template.id}`", template.name["zh"], template.name["en"], shown, channel, _links(tests.get(template.id, ()))


def _links(tests: Iterable[str]) -> str:
    return "<br>".join(f"[{name}](../{path})" for path, _, name in (test.partition("::") for test in tests))


def _choices(profiles: Iterable[Profile]) -> Iterator[tuple[str, ...]]:
    columns = [dict(_of(profile)) for profile in profiles]
    for choice in dict.fromkeys(name for column in columns for name in column):
        yield choice, *(column.get(choice, "–") for column in columns)


def _of(profile: Profile) -> Iterator[tuple[str, str]]:
    """A profile's choices in words."""

    def cited(words: str, source: str) -> str:
        found = profile.sources[source]
        return f"{words}<br>{found.zh}{'' if found.verified else ' ?'}"

    yield "name", profile.name.zh
    for kind, quorum in profile.quorum.items():
        yield f"quorum, {kind}", cited(f"{quorum.rule} {quorum.share}", quorum.source)
    for kind, source in profile.majority.items():
        yield f"majority, {kind}", cited("majority", source)
    yield "which press counts", cited(profile.press.counts, profile.press.source)
    yield "not pressed shown", cited(str(profile.not_pressed.shown).lower(), profile.not_pressed.source)
    yield "who pressed public", cited(str(profile.who_pressed.public).lower(), profile.who_pressed.source)
    yield "expected to press", cited(", ".join(profile.expected.sittings), profile.expected.source)
    yield "base of grades", cited(profile.grades.base, profile.grades.source)
    for name, template in profile.templates.items():
        rule = template.rule if not isinstance(template.source, str) else cited(template.rule, template.source)
        yield f"`{name}`", f"{rule}<br>{cited(', '.join(template.channels), template.channel_source)}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
